# Part of the Penstock project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The GGUF importer on small files written here; needs no compiled code."""

import struct
import sys
from pathlib import Path

import numpy as np
import pytest

gguf = pytest.importorskip("gguf")
ROOT = Path(__file__).resolve().parents[2]
sys.path += [str(ROOT / "python"), str(ROOT / "test")]

from oracles.weights import Encoding, decode, unpack  # noqa: E402
from penstock.importers import gguf as importer  # noqa: E402
from penstock.importers.gguf import GGUFError  # noqa: E402
from penstock.models.llama import Llama, numpy_ffn  # noqa: E402
from penstock.models.tokenizer import Tokenizer, split_words  # noqa: E402

LAYERS, WIDTH, HIDDEN, HEADS, KV_HEADS = 2, 64, 96, 2, 1
Type = gguf.GGMLQuantizationType


def byte_tokens():
    """A vocabulary of the 256 bytes, one merge and two control tokens."""
    from penstock.models.tokenizer import _byte_characters

    return [*_byte_characters().values(), "he", "<|im_start|>", "<|im_end|>"]


def write(
    path, types=None, skip=(), extra=None, architecture="llama", **metadata
):
    """A tiny model. `types`: GGUF type by end of tensor name, default Q4_1;
    `skip`: tensors left out; `extra`: more tensors; metadata: overrides."""
    rng = np.random.default_rng(7)
    tokens = byte_tokens()
    writer = gguf.GGUFWriter(path, architecture)
    sizes = {
        "block_count": LAYERS,
        "context_length": 32,
        "embedding_length": WIDTH,
        "feed_forward_length": HIDDEN,
        "attention.head_count": HEADS,
        "attention.head_count_kv": KV_HEADS,
        **metadata,
    }
    for key, value in sizes.items():
        if value is not None:
            writer.add_uint32(f"llama.{key}", value)
    writer.add_float32("llama.attention.layer_norm_rms_epsilon", 1e-5)
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("smollm")
    writer.add_token_list(tokens)
    writer.add_token_types([1] * (len(tokens) - 2) + [3, 3])
    writer.add_token_merges(["h e"])
    writer.add_eos_token_id(len(tokens) - 1)

    shapes = importer.random_model(
        LAYERS, WIDTH, HIDDEN, HEADS, KV_HEADS, len(tokens)
    ).expected_shapes()
    shapes["token_embd.weight"] = (len(tokens), WIDTH)
    values = {}
    for name, shape in {**shapes, **(extra or {})}.items():
        if name in skip:
            continue
        values[name] = (rng.standard_normal(shape) / 8).astype(np.float32)
        kind = Type.Q4_1 if len(shape) == 2 else Type.F32
        for end, other in (types or {}).items():
            if name.endswith(end):
                kind = other
        data = values[name]
        if kind != Type.F32:
            data = gguf.quantize(data, kind)
        writer.add_tensor(name, data, raw_dtype=kind)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return values


@pytest.fixture
def path(tmp_path):
    return tmp_path / "tiny.gguf"


# -----------------------------------------------------------------------------
# Reading
# -----------------------------------------------------------------------------


def test_load_sizes(path):
    write(path)
    model = importer.load(path)
    assert (model.layers, model.width, model.hidden) == (LAYERS, WIDTH, HIDDEN)
    assert (model.heads, model.kv_heads, model.head_dim) == (2, 1, 32)
    assert np.float32(model.eps) == np.float32(1e-5)
    assert model["blk.1.ffn_down.weight"].shape == (WIDTH, HIDDEN)


KINDS = ["F32", "F16", "BF16", "Q4_0", "Q4_1", "Q5_1", "Q8_0"]


@pytest.mark.parametrize("kind", KINDS)
def test_decode_equals_gguf_package(path, kind):
    write(path, types={"ffn_gate.weight": Type[kind]})
    tensor = importer.load(path)["blk.0.ffn_gate.weight"]
    assert tensor.type == kind
    expected = gguf.dequantize(tensor.data, Type[kind]).reshape(HIDDEN, WIDTH)
    assert tensor.decode().dtype == np.float32
    np.testing.assert_array_equal(tensor.decode(), expected)
    double = tensor.decode(np.float64)
    assert double.dtype == np.float64
    np.testing.assert_allclose(double, expected, rtol=2e-7, atol=1e-7)


@pytest.mark.parametrize("interleave", [1, 4])
@pytest.mark.parametrize("kind", importer.BLOCKS)
@pytest.mark.parametrize("out", [16, 48, 37])
def test_pack_keeps_every_bit(kind, out, interleave):
    k, tile = 96, 16
    rng = np.random.default_rng(out)
    size = importer.BLOCKS[kind].itemsize
    raw = rng.integers(0, 256, (out, k // 32 * size), np.uint8)
    buffer = importer.pack_blocks(kind, raw, out, k, tile, interleave)
    assert buffer.dtype == np.uint8 and buffer.ctypes.data % 64 == 0
    raw_again = importer.unpack_blocks(kind, buffer, out, k, tile, interleave)
    np.testing.assert_array_equal(raw_again.reshape(raw.shape), raw)


@pytest.mark.parametrize("interleave", [1, 4])
@pytest.mark.parametrize("kind", importer.BLOCKS)
def test_pack_equals_oracle(path, kind, interleave):
    """The parts of a `#gate.weight` as the oracle reads them."""
    write(path, types={"ffn_gate.weight": Type[kind]})
    tensor = importer.load(path)["blk.0.ffn_gate.weight"]
    encoding = Encoding(
        "panels",
        "int8" if kind == "Q8_0" else "int4",
        tile=40,
        group_size=32,
        asymmetric=kind == "Q4_1",
        scale="f16",
        order="out_in",
        interleave=interleave,
    )
    text = importer.encoding_of(tensor, "file", 40, interleave)
    assert f"#gate.weight<{text}>" == str(encoding)
    buffer = importer.pack_blocks(
        kind, tensor.data, *tensor.shape, 40, interleave
    )
    parts = unpack(buffer, encoding, tensor.shape)
    # The oracle works in f32.
    np.testing.assert_array_equal(
        decode(parts, encoding, tensor.shape), tensor.decode()
    )


def test_pack_layout(path):
    """Element by element, from the definition of the storage."""
    write(path)
    tensor = importer.load(path)["blk.0.ffn_gate.weight"]
    (out, k), tile = tensor.shape, 64  # The second panel is half padding.
    buffer = importer.pack_blocks("Q4_1", tensor.data, out, k, tile)
    panels, groups = 2, k // 32
    values = buffer[: panels * groups * 16 * tile]
    values = values.reshape(panels, groups, 16, tile)
    rest = buffer[values.size :].view("<f2")
    scales, mins = rest.reshape(2, panels, groups, tile)
    expected = tensor.decode(np.float64)
    for n in range(out):
        for i in range(k):
            at = n // tile, i // 32, i % 16, n % tile
            q = values[at] >> 4 if i % 32 >= 16 else values[at] & 15
            group = n // tile, i // 32, n % tile
            w = np.float64(scales[group]) * float(q) + np.float64(mins[group])
            assert w == expected[n, i]
    assert not values[1, ..., out - tile :].any()
    assert (
        not scales[1, :, out - tile :].any()
        and not mins[1, :, out - tile :].any()
    )


def test_pack_refuses_wrong_size():
    with pytest.raises(
        ValueError, match="79 bytes of Q4_1 blocks, expected 80"
    ):
        importer.pack_blocks("Q4_1", np.zeros(79, np.uint8), 2, 64)
    with pytest.raises(ValueError, match="expected"):
        importer.unpack_blocks("Q4_1", np.zeros(79, np.uint8), 2, 64)


# -----------------------------------------------------------------------------
# IR
# -----------------------------------------------------------------------------


def test_module_text(path):
    write(path)
    text = importer.ffn_module(importer.load(path), "file")
    encoding = (
        "#gate.weight<panels, int4, tile = 16, group_size = 32, "
        "asymmetric, scale = f16, out_in>"
    )
    assert text.count("func.func") == 1
    assert f"%wg: tensor<96x64xf32, {encoding}>" in text
    assert f"%wd: tensor<64x96xf32, {encoding}>" in text
    assert "norm(@rms_norm<eps = 1.0e-05>, %norm : tensor<64xf32>)" in text
    assert "weight_order = #gate.weight_order<out_in>" in text


def test_mixed_types_get_their_own_function(path):
    types = {"1.ffn_down.weight": Type.Q5_1, "0.ffn_up.weight": Type.Q4_0}
    write(path, types=types)
    model = importer.load(path)
    first, second = importer.ffn_blocks(model, "file")
    assert (first.function, second.function) == ("block", "block_2")
    assert (
        "asymmetric" not in first.encodings[1] and "int4" in first.encodings[1]
    )
    assert (
        second.encodings[2] == "panels, f32, tile = 16, out_in"
    )  # Q5_1 has none.
    text = importer.ffn_module(model, "file")
    assert "@block(" in text and "@block_2(" in text
    assert importer.ffn_module(model, "int8").count("func.func") == 1
    with pytest.raises(ValueError, match="expected one of"):
        importer.ffn_module(model, "int3")
    with pytest.raises(ValueError, match="interleave = 3, expected 1, 2 or 4"):
        importer.ffn_module(model, "int8", interleave=3)


def test_interleave_is_for_formats_that_allow_it(path):
    write(path, types={"ffn_up.weight": Type.F32, "ffn_down.weight": Type.F16})
    model = importer.load(path)
    gate, up, down = importer.ffn_blocks(model, "file", 16, 4)[0].encodings
    assert gate.endswith("out_in, interleave = 4")
    assert "interleave" not in up and "interleave" not in down
    gate, up, down = importer.ffn_blocks(model, "file", 16, 2)[0].encodings
    assert down == "panels, f16, tile = 16, out_in, interleave = 2"
    assert "interleave" not in gate and "interleave" not in up


def test_arguments_are_the_file_s_blocks(path):
    write(path)
    model = importer.load(path)
    norm, gate, _, down = importer.ffn_blocks(model, "file")[1].arguments(None)
    np.testing.assert_array_equal(norm, model["blk.1.ffn_norm.weight"].decode())
    raw = importer.unpack_blocks("Q4_1", gate, HIDDEN, WIDTH)
    np.testing.assert_array_equal(raw, model["blk.1.ffn_gate.weight"].data)
    raw = importer.unpack_blocks("Q4_1", down, WIDTH, HIDDEN)
    np.testing.assert_array_equal(raw, model["blk.1.ffn_down.weight"].data)


# -----------------------------------------------------------------------------
# Bad files
# -----------------------------------------------------------------------------


def test_negative_every_truncation(path, tmp_path):
    """Whatever is cut off: one GGUFError that names the file, soon."""
    write(path)
    whole = path.read_bytes()
    cut = tmp_path / "cut.gguf"
    for size in [*range(0, 64), *range(64, len(whole), 997), len(whole) - 33]:
        cut.write_bytes(whole[:size])
        with pytest.raises(GGUFError, match="cut.gguf"):
            importer.load(cut)


def test_negative_corrupt_bytes(path, tmp_path):
    """Any byte of the header changed: a model or a GGUFError, nothing else."""
    write(path)
    whole = path.read_bytes()
    bad = tmp_path / "bad.gguf"
    rng = np.random.default_rng(3)
    for at in [*range(4, 600), *rng.integers(600, 8000, 100)]:
        bad.write_bytes(
            whole[:at]
            + bytes([whole[at] ^ rng.integers(1, 256)])
            + whole[at + 1 :]
        )
        try:
            importer.load(bad)
        except GGUFError as error:
            assert "bad.gguf" in str(error)


def test_negative_huge_counts(tmp_path):
    bad = tmp_path / "huge.gguf"
    bad.write_bytes(b"GGUF" + struct.pack("<IQQ", 3, 2**60, 2**60))
    with pytest.raises(GGUFError, match="truncated"):
        importer.load(bad)
    array = struct.pack("<Q1sIIQ", 1, b"a", 9, 4, 2**62)
    bad.write_bytes(b"GGUF" + struct.pack("<IQQ", 3, 0, 1) + array)
    with pytest.raises(GGUFError, match="truncated"):
        importer.load(bad)


def test_negative_not_gguf(tmp_path):
    bad = tmp_path / "text.gguf"
    bad.write_text("hello")
    with pytest.raises(
        GGUFError, match="not a GGUF file: it starts with b'hell'"
    ):
        importer.load(bad)
    with pytest.raises(GGUFError, match="No such file"):
        importer.load(tmp_path / "none.gguf")
    with pytest.raises(GGUFError, match="directory"):
        importer.load(tmp_path)


MODELS = [
    ({"architecture": "mamba"}, "unsupported architecture 'mamba'"),
    ({"skip": ["blk.1.ffn_up.weight"]}, "missing tensor blk.1.ffn_up.weight"),
    ({"embedding_length": 65}, "is .*, expected 65"),
    (
        {"feed_forward_length": None},
        "missing metadata llama.feed_forward_length",
    ),
    ({"block_count": 10**9}, "tensors for 1000000000 layers"),
    ({"attention.head_count": 0}, "head_count is 0"),
    ({"rope.dimension_count": 16}, "part of a head"),
    (
        {"extra": {"blk.0.attn_q.bias": (WIDTH,)}},
        "attn_q.bias is not supported",
    ),
]


@pytest.mark.parametrize("change, message", MODELS, ids=[m for _, m in MODELS])
def test_negative_model(path, change, message):
    write(path, **change)
    with pytest.raises(GGUFError, match=message):
        importer.load(path)


def test_negative_type_nobody_decodes(path):
    write(path)
    tensor = importer.load(path)["blk.0.ffn_up.weight"]
    tensor.type = "Q8_K"
    with pytest.raises(GGUFError, match="ffn_up.*type Q8_K are not supported"):
        tensor.decode()


# -----------------------------------------------------------------------------
# Model and tokenizer
# -----------------------------------------------------------------------------


def test_model_steps_agree(path):
    """All tokens at once and one by one through the KV cache: same logits."""
    write(path)
    model = importer.load(path)
    llama, ffn = Llama(model), numpy_ffn(model)
    tokens = [5, 9, 200, 13, 5]
    shape = (LAYERS, 2, len(tokens), KV_HEADS, model.head_dim)
    whole = llama.step(tokens, np.zeros(shape, np.float32), 0, ffn)
    cache = np.zeros(shape, np.float32)
    for position, token in enumerate(tokens):
        logits = llama.step([token], cache, position, ffn)
    np.testing.assert_allclose(logits, whole, rtol=1e-4, atol=1e-5)
    (first, _), (second, _) = llama.generate(tokens, 2, ffn)
    assert first == np.argmax(whole)
    again = llama.step(
        [*tokens, first], np.zeros((LAYERS, 2, 6, 1, 32), "f4"), 0, ffn
    )
    assert second == np.argmax(again)
    with pytest.raises(ValueError, match="33 tokens, expected 1 to 32"):
        next(llama.generate(tokens, 28, ffn))


def test_split_words():
    assert split_words("Hello, I'm 32  we'll") == [
        *("Hello", ",", " I", "'m", " ", "3", "2", " ", " we", "'ll"),
    ]
    assert split_words("é日 ½x \u3000y  ") == [
        "é日",
        " ",
        "½",
        "x",
        " ",
        "\u3000",
        "y",
        "  ",
    ]


def test_tokenizer_round_trip(path):
    write(path)
    tokenizer = Tokenizer(importer.load(path).metadata)
    text = "the naïve\n\n  日本 <|im_end|> 42!"
    tokens = tokenizer.encode(text)
    assert 256 in tokens and not tokenizer.control & set(tokens)
    assert tokenizer.decode(tokens).decode() == text
    assert tokenizer.decode([257, 258]) == b""
    with pytest.raises(ValueError, match="unsupported tokenizer"):
        Tokenizer({"tokenizer.ggml.model": "llama"})
