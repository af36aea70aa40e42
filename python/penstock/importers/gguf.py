# Part of the Penstock project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Import the gated FFNs of a GGUF file of the Llama architecture.

    model = load("model.gguf")              # GGUFError if it is no such file
    kernels = penstock.compile(ffn_module(model, "file"))
    for block in ffn_blocks(model, "file"):
        kernel = kernels[block.function]
        weights = block.arguments(kernel)   # norm, wg, wu, wd, encoded
        y = kernel(x, *weights)             # x, y: [tokens][width] float32

GGUF stores a weight as [out][in]. It is imported in that order
(`weight_order = out_in`); nothing is transposed at load. With weights="file"
the 4-bit and 8-bit blocks of the file are kept bit for bit; they are only
reordered into the panels the kernel reads.

Only `load` needs the `gguf` package.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

GROUP = 32  # elements of a Q4_0, Q4_1 or Q8_0 block
TILE = 16  # out channels of a panel
WEIGHTS = ("f32", "bf16", "int8", "file")  # accepted by ffn_module

# Blocks as GGUF stores them: one per 32 elements of a row.
BLOCKS = {
    "Q4_0": np.dtype([("d", "<f2"), ("q", "u1", 16)]),
    "Q4_1": np.dtype([("d", "<f2"), ("m", "<f2"), ("q", "u1", 16)]),
    "Q8_0": np.dtype([("d", "<f2"), ("q", "i1", 32)]),
}


class GGUFError(ValueError):
    """A file cannot be imported; says which file and why."""

    def __init__(self, path, reason):
        super().__init__(f"{path}: {reason}")
        self.path, self.reason = str(path), reason


# -----------------------------------------------------------------------------
# Tensors
# -----------------------------------------------------------------------------


@dataclass
class Tensor:
    """A tensor as the file holds it; decoded when asked."""

    name: str
    type: str  # GGUF's name: F32, F16, BF16, Q4_1, ...
    shape: tuple[int, ...]  # [out][in] for a weight
    data: np.ndarray  # elements, or bytes of blocks

    def blocks(self):
        """The blocks, [out][in / 32], of a Q4_0, Q4_1 or Q8_0 tensor."""
        raw = np.ascontiguousarray(self.data).reshape(-1)
        return raw.view(BLOCKS[self.type]).reshape(self.shape[0], -1)

    def decode(self, dtype=np.float32):
        """The values as float32, or float64: exact for f16 and the 4- and 8-bit
        blocks, the float32 values of the `gguf` package for other types."""
        if self.type in ("F32", "F16", "F64"):
            return self.data.astype(dtype).reshape(self.shape)
        if self.type == "BF16":
            bits = np.ascontiguousarray(self.data).reshape(-1).view("<u2")
            wide = (bits.astype("<u4") << 16).view("<f4")
            return wide.astype(dtype).reshape(self.shape)
        if self.type not in BLOCKS:
            import gguf

            kind = gguf.GGMLQuantizationType[self.type]
            try:
                values = gguf.dequantize(self.data, kind)
            except NotImplementedError:
                reason = f"tensors of type {self.type} are not supported"
                raise GGUFError(self.name, reason) from None
            return values.astype(dtype).reshape(self.shape)
        b = self.blocks()
        d = b["d"].astype(dtype)[..., None]
        if self.type == "Q8_0":
            return (d * b["q"]).reshape(self.shape)
        q = np.concatenate([b["q"] & 15, b["q"] >> 4], axis=-1).astype(dtype)
        if self.type == "Q4_0":
            return (d * (q - 8)).reshape(self.shape)
        return (d * q + b["m"].astype(dtype)[..., None]).reshape(self.shape)


# -----------------------------------------------------------------------------
# Models
# -----------------------------------------------------------------------------


@dataclass
class Model:
    """Hyper-parameters and tensors of a Llama-architecture model."""

    path: str
    layers: int
    width: int  # of the residual stream
    hidden: int  # neurons of an FFN
    heads: int
    kv_heads: int
    head_dim: int
    rope_base: float
    eps: float  # of every RMS norm
    context: int  # longest sequence, tokens
    tensors: dict[str, Tensor]
    metadata: dict = field(default_factory=dict, repr=False)  # tokenizer, ...

    def __getitem__(self, name):
        return self.tensors[name]

    @property
    def vocabulary(self):
        return self.tensors["token_embd.weight"].shape[0]

    def expected_shapes(self):
        """Shape of every tensor of the model, by name."""
        kv = self.kv_heads * self.head_dim
        q = self.heads * self.head_dim
        shapes = {"output_norm.weight": (self.width,)}
        for i in range(self.layers):
            for name, shape in {
                "attn_norm": (self.width,),
                "attn_q": (q, self.width),
                "attn_k": (kv, self.width),
                "attn_v": (kv, self.width),
                "attn_output": (self.width, q),
                "ffn_norm": (self.width,),
                "ffn_gate": (self.hidden, self.width),
                "ffn_up": (self.hidden, self.width),
                "ffn_down": (self.width, self.hidden),
            }.items():
                shapes[f"blk.{i}.{name}.weight"] = shape
        return shapes


def load(path) -> Model:
    """Read a GGUF file of the Llama architecture.

    Tensor data stays in the file until used. Raises GGUFError for a file that
    is missing, truncated, not GGUF, of another architecture, or that has
    missing, misshapen or unknown tensors: what would be ignored is refused.
    """
    metadata, tensors = _read(path)
    architecture = metadata.get("general.architecture")
    if architecture != "llama":
        raise GGUFError(
            path, f"unsupported architecture {architecture!r}, expected 'llama'"
        )

    def get(key, kind, default=None):
        value = metadata.get(f"llama.{key}", default)
        if value is None:
            raise GGUFError(path, f"missing metadata llama.{key}")
        number = isinstance(value, (int, float)) and not isinstance(value, bool)
        if not number or not 0 < value < 2**31:
            raise GGUFError(
                path, f"llama.{key} is {value!r}, expected a size > 0"
            )
        return kind(value)

    width = get("embedding_length", int)
    heads = get("attention.head_count", int)
    model = Model(
        path=str(path),
        layers=get("block_count", int),
        width=width,
        hidden=get("feed_forward_length", int),
        heads=heads,
        kv_heads=get("attention.head_count_kv", int, heads),
        head_dim=get("attention.key_length", int, width // heads),
        rope_base=get("rope.freq_base", float, 10000.0),
        eps=get("attention.layer_norm_rms_epsilon", float),
        context=get("context_length", int),
        tensors=tensors,
        metadata=metadata,
    )
    if model.heads % model.kv_heads:
        raise GGUFError(
            path, f"{heads} heads do not share {model.kv_heads} KV heads"
        )
    if get("rope.dimension_count", int, model.head_dim) != model.head_dim:
        raise GGUFError(
            path, "rotary embedding of a part of a head is not supported"
        )
    if metadata.get("llama.rope.scaling.type", "none") != "none":
        raise GGUFError(path, "scaled rotary embedding is not supported")

    if model.layers > len(tensors):  # Before a list of that length is made.
        raise GGUFError(
            path, f"{len(tensors)} tensors for {model.layers} layers"
        )
    shapes = model.expected_shapes()
    tokens = metadata.get("tokenizer.ggml.tokens")
    if not isinstance(tokens, list) or not tokens:
        raise GGUFError(path, "missing metadata tokenizer.ggml.tokens")
    vocabulary = len(tokens)
    shapes["token_embd.weight"] = (vocabulary, width)
    if "output.weight" in tensors:  # Otherwise tied to token_embd.
        shapes["output.weight"] = (vocabulary, width)
    for name, shape in shapes.items():
        if name not in tensors:
            raise GGUFError(path, f"missing tensor {name}")
        if tensors[name].shape != shape:
            found = "x".join(map(str, tensors[name].shape))
            expected = "x".join(map(str, shape))
            raise GGUFError(path, f"{name} is {found}, expected {expected}")
    unknown = sorted(set(tensors) - set(shapes))
    if unknown:
        raise GGUFError(path, f"tensor {unknown[0]} is not supported")
    return model


def _read(path):
    """Metadata and tensors by name; every failure to read as a GGUFError."""
    try:
        import gguf
    except ImportError:
        raise GGUFError(path, "reading it needs the package gguf") from None

    class Reader(gguf.GGUFReader):
        def _get(self, offset, dtype, count=1, override_order=None):
            # The base class returns what is there, however little.
            end = int(offset) + np.dtype(dtype).itemsize * int(count)
            if not 0 <= offset <= end <= len(self.data):
                raise GGUFError(
                    path,
                    f"truncated: needs bytes up to {end}, the file "
                    f"has {len(self.data)}",
                )
            return super()._get(offset, dtype, count, override_order)

    try:
        with open(path, "rb") as file:
            magic = file.read(4)
        if magic != b"GGUF":
            raise GGUFError(path, f"not a GGUF file: it starts with {magic!r}")
        with np.errstate(over="raise"):  # Offsets that wrap around.
            reader = Reader(path)
        if reader.byte_order != "I":
            raise GGUFError(path, "big-endian files are not supported")
        # Numbers, strings and lists as Python values.
        metadata = {name: f.contents() for name, f in reader.fields.items()}
    except GGUFError:
        raise
    except OSError as error:
        raise GGUFError(path, error.strerror or str(error)) from None
    except (
        ArithmeticError,
        LookupError,
        RecursionError,
        TypeError,
        ValueError,
    ) as error:
        raise GGUFError(path, f"corrupt: {error}") from error
    tensors = {}
    for t in reader.tensors:
        shape = tuple(int(n) for n in reversed(t.shape))
        tensors[t.name] = Tensor(t.name, t.tensor_type.name, shape, t.data)
    return metadata, tensors


def random_model(
    layers=30,
    width=576,
    hidden=1536,
    heads=9,
    kv_heads=3,
    vocabulary=49152,
    seed=0,
) -> Model:
    """A model of SmolLM2-135M's shapes with random Q4_1 weights, for when the
    file is not at hand. Needs no `gguf` package; has no tokenizer."""
    rng = np.random.default_rng(seed)
    model = Model(
        "random weights",
        layers,
        width,
        hidden,
        heads,
        kv_heads,
        width // heads,
        rope_base=1e5,
        eps=1e-5,
        context=8192,
        tensors={},
    )

    def q4_1(out, k):
        # Uniform in steps of d over 16 values around zero, deviation k^-1/2.
        blocks = np.zeros((out, k // GROUP), BLOCKS["Q4_1"])
        blocks["d"] = (0.8 + 0.4 * rng.random(blocks.shape)) / (
            4.61 * np.sqrt(k)
        )
        blocks["m"] = -7.5 * blocks["d"]
        blocks["q"] = rng.integers(0, 256, blocks["q"].shape, np.uint8)
        return blocks.view(np.uint8)

    for name, shape in model.expected_shapes().items():
        if len(shape) == 1:
            data = 1 + 0.1 * rng.standard_normal(shape, np.float32)
            model.tensors[name] = Tensor(name, "F32", shape, data)
        else:
            model.tensors[name] = Tensor(name, "Q4_1", shape, q4_1(*shape))
    name, shape = "token_embd.weight", (vocabulary, width)
    # Small, or with the tied output every token would predict itself.
    data = 0.1 * rng.standard_normal(shape, np.float32)
    model.tensors[name] = Tensor(name, "F32", shape, data)
    return model


# -----------------------------------------------------------------------------
# Encoded weights
# -----------------------------------------------------------------------------


def aligned_empty(nbytes, alignment=64):
    """Bytes whose address is a multiple of `alignment`."""
    raw = np.empty(nbytes + alignment, np.uint8)
    start = -raw.ctypes.data % alignment
    return raw[start : start + nbytes]


def _parts(kind, out, k, tile, interleave):
    """Name in a block, dtype, shape and byte offset of each storage part of a
    weight in blocks, then the size of the whole."""
    panels, groups = -(-out // tile), k // GROUP
    parts, end = [], 0
    for name in ("q", "d", "m"):  # Values, scales, mins.
        if name not in BLOCKS[kind].names:
            continue
        dtype, sizes = BLOCKS[kind][name].base, BLOCKS[kind][name].shape
        shape = (panels, groups, 1, tile, 1)
        if sizes:
            shape = (panels, groups, sizes[0] // interleave, tile, interleave)
        offset = -(-end // 64) * 64
        parts.append((name, dtype, shape, offset))
        end = offset + int(np.prod(shape)) * dtype.itemsize
    return parts, end


def pack_blocks(kind, raw_blocks, out, k, tile=TILE, interleave=1):
    """Blocks of an [out][k] weight, bit for bit, as the buffer of
    `#gate.weight<panels, FORMAT, group_size = 32, scale = f16, interleave = I>`
    where FORMAT is `int4` for Q4_0, `int4, asymmetric` for Q4_1 and `int8` for
    Q8_0.

    Parts, each at a multiple of 64 bytes: values [panels][k/32][16/I][tile][I]
    bytes (two 4-bit values each, low nibble first half of the group; of Q8_0
    32/I), scales and, of Q4_1, mins [panels][k/32][tile] f16. Channels past
    `out` are zero.
    """
    raw = np.ascontiguousarray(raw_blocks).view(np.uint8).reshape(-1)
    size = out * (k // GROUP) * BLOCKS[kind].itemsize
    if k % GROUP or raw.size != size:
        raise ValueError(
            f"{raw.size} bytes of {kind} blocks, expected {size} for {out}x{k}"
        )
    blocks = raw.view(BLOCKS[kind]).reshape(out, k // GROUP)
    parts, end = _parts(kind, out, k, tile, interleave)
    buffer = aligned_empty(end)
    buffer[:] = 0  # Padding channels and the bytes between parts.
    for name, dtype, shape, offset in parts:
        panels, groups, depth, _, together = shape
        padded = np.zeros((panels * tile, *blocks[name].shape[1:]), dtype)
        padded[:out] = blocks[name]
        part = padded.reshape(panels, tile, groups, depth, together)
        part = np.ascontiguousarray(part.transpose(0, 2, 3, 1, 4))
        part = part.view(np.uint8).reshape(-1)
        buffer[offset : offset + part.size] = part
    return buffer


def unpack_blocks(kind, buffer, out, k, tile=TILE, interleave=1):
    """The inverse of pack_blocks: raw blocks as bytes, [out][k/32 * bytes]."""
    parts, end = _parts(kind, out, k, tile, interleave)
    if buffer.dtype != np.uint8 or buffer.size != end:
        raise ValueError(f"{buffer.size} bytes, expected {end} for {out}x{k}")
    blocks = np.zeros((out, k // GROUP), BLOCKS[kind])
    for name, dtype, shape, offset in parts:
        size = int(np.prod(shape)) * dtype.itemsize
        part = buffer[offset : offset + size].view(dtype).reshape(shape)
        rows = part.transpose(0, 3, 1, 2, 4)
        rows = rows.reshape(-1, *blocks[name].shape[1:])
        blocks[name] = rows[:out]
    return blocks.view(np.uint8)


# -----------------------------------------------------------------------------
# FFN blocks
# -----------------------------------------------------------------------------


def encoding_of(tensor, weights, tile=TILE, interleave=1):
    """Parameters of the `#gate.weight` attribute for one tensor.

    weights="file" keeps F32, F16, BF16, Q4_0, Q4_1 and Q8_0 as they are. The
    other types have no encoding of their own (the K-quants scale groups in ways
    ours do not) and are stored as f32, which loses nothing.

    `interleave` consecutive inputs of a channel lie together in the formats
    that allow it: 4 in int8 and int4, 2 in bf16 and f16.
    """
    if weights not in WEIGHTS:
        raise ValueError(f"weights = {weights!r}, expected one of {WEIGHTS}")
    if interleave not in (1, 2, 4):
        raise ValueError(f"interleave = {interleave}, expected 1, 2 or 4")
    form, blocks = weights, ""
    if weights == "file":
        form = {
            "F16": "f16",
            "BF16": "bf16",
            "Q4_0": "int4",
            "Q4_1": "int4",
            "Q8_0": "int8",
        }.get(tensor.type, "f32")
        if tensor.type in BLOCKS:
            asymmetric = ", asymmetric" if tensor.type == "Q4_1" else ""
            blocks = f", group_size = {GROUP}{asymmetric}, scale = f16"
    together = {"int8": 4, "int4": 4, "bf16": 2, "f16": 2}.get(form, 1)
    form += f", tile = {tile}{blocks}, out_in"
    if interleave == together != 1:
        form += f", interleave = {interleave}"
    return f"panels, {form}"


@dataclass
class FfnBlock:
    """One FFN: x + down(silu(gate(rms_norm(x))) * up(rms_norm(x)))."""

    layer: int
    function: str  # Its function in ffn_module of the same `weights`.
    norm: Tensor
    gate: Tensor
    up: Tensor
    down: Tensor
    encodings: tuple[str, str, str]  # of gate, up and down
    tile: int

    def arguments(self, kernel):
        """Norm weight and encoded gate, up and down, in the order in which the
        kernel takes them after x."""
        arguments = [self.norm.decode()]
        for name, tensor, encoding in zip(
            ("wg", "wu", "wd"), (self.gate, self.up, self.down), self.encodings
        ):
            if "group_size" in encoding:  # The file's own.
                interleave = 4 if "interleave" in encoding else 1
                sizes = (*tensor.shape, self.tile, interleave)
                arguments.append(pack_blocks(tensor.type, tensor.data, *sizes))
            else:
                arguments.append(kernel.encode(name, tensor.decode()))
        return arguments


def ffn_blocks(
    model, weights="f32", tile=TILE, interleave=1
) -> list[FfnBlock]:
    """The FFNs of the model, with the encodings that encoding_of gives them.

    Blocks of equal encodings share a function: `block`, and for files that mix
    types `block_2`, `block_3`, ...
    """
    functions, blocks = {}, []
    for i in range(model.layers):
        norm, gate, up, down = (
            model[f"blk.{i}.ffn_{n}.weight"]
            for n in ("norm", "gate", "up", "down")
        )
        encodings = tuple(
            encoding_of(t, weights, tile, interleave) for t in (gate, up, down)
        )
        n = functions.setdefault(encodings, len(functions) + 1)
        function = "block" if n == 1 else f"block_{n}"
        blocks.append(
            FfnBlock(i, function, norm, gate, up, down, encodings, tile)
        )
    return blocks


def ffn_module(model, weights="f32", tile=TILE, interleave=1) -> str:
    """gate IR of the FFN blocks: functions of (x, norm, wg, wu, wd), where x
    and the result are tensor<?xWIDTHxf32> and the weights are encoded."""
    x = f"tensor<?x{model.width}xf32>"
    norm = f"tensor<{model.width}xf32>"
    # The file holds eps as float32; print the shortest decimal that gives it.
    eps = np.format_float_scientific(
        np.float32(model.eps), unique=True, trim="0"
    )
    up_shape = f"{model.hidden}x{model.width}xf32"
    down_shape = f"{model.width}x{model.hidden}xf32"
    functions = {
        b.function: b.encodings
        for b in ffn_blocks(model, weights, tile, interleave)
    }
    text = []
    for function, (gate, up, down) in functions.items():
        gate = f"tensor<{up_shape}, #gate.weight<{gate}>>"
        up = f"tensor<{up_shape}, #gate.weight<{up}>>"
        down = f"tensor<{down_shape}, #gate.weight<{down}>>"
        text.append(f"""\
func.func @{function}(
    %x: {x} {{penstock.name = "x"}},
    %norm: {norm} {{penstock.name = "norm"}},
    %wg: {gate} {{penstock.name = "wg"}},
    %wu: {up} {{penstock.name = "wu"}},
    %wd: {down} {{penstock.name = "wd"}}) -> {x} {{
  %c0 = arith.constant 0 : index
  %tokens = tensor.dim %x, %c0 : {x}
  %empty = tensor.empty(%tokens) : {x}
  %y = gate.ffn @swiglu ins(%x : {x})
      norm(@rms_norm<eps = {eps}>, %norm : {norm})
      weights(%wg, %wu : {gate}, {up})
      down(%wd : {down})
      residual(%x : {x})
      outs(%empty : {x})
      {{weight_order = #gate.weight_order<out_in>}}
  return %y : {x}
}}
""")
    return "\n".join(text)
