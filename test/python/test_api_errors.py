# Part of the Penstock project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What the Python package says about bad input."""

import platform

import numpy as np
import pytest

pytest.importorskip("penstock._penstock", exc_type=ModuleNotFoundError)
import penstock  # noqa: E402

from test_api import SILU, gated, poisoned  # noqa: E402


@pytest.fixture(scope="module")
def kernels():
    return penstock.compile(SILU + gated())


def error_of(function, *arguments, **options):
    with pytest.raises(penstock.Error) as raised:
        function(*arguments, **options)
    error = raised.value
    assert error.diagnostics
    for diagnostic in error.diagnostics:
        assert diagnostic.message in str(error)
    return error


# Modules


def test_negative_parse():
    text = "func.func @f(%x: f32) -> f32 {\n  return %y : f32\n}\n"
    error = error_of(penstock.parse, text, "model.mlir")
    first = error.diagnostics[0]
    assert first.severity == "error"
    assert (first.filename, first.line, first.column) == ("model.mlir", 2, 10)
    assert "undeclared SSA value" in first.message
    assert str(first).startswith("model.mlir:2:10: error: use of undeclared")
    assert str(error) == (
        "model.mlir:2:10: error: use of undeclared SSA value name\n"
        "  return %y : f32\n"
        "         ^"
    )


def test_negative_unknown_dialect():
    """An op that a front end left is named, and where it is."""
    text = (
        "func.func @scan(%x: tensor<4xf32>) -> tensor<4xf32> {\n"
        "  %y = tm_tensor.scan dimension(0) inclusive(true) ins(%x : tensor<4xf32>) -> tensor<4xf32>\n"
        "  return %y : tensor<4xf32>\n}\n"
    )
    for function in (penstock.parse, penstock.compile):
        first = error_of(function, text).diagnostics[0]
        assert (first.severity, first.line, first.column) == ("error", 2, 8)
        assert "Dialect `tm_tensor' not found" in first.message
        assert "'tm_tensor.scan'" in first.message


def test_negative_notes():
    text = "func.func private @f()\nfunc.func private @f()\n"
    first = error_of(penstock.parse, text).diagnostics[0]
    assert first.filename == "<string>" and first.line == 2
    assert any("existing symbol" in n.message for n in first.notes)
    assert [n.severity for n in first.notes] == ["note"] * len(first.notes)


def test_negative_verifier():
    text = SILU.replace("@silu ins", "@sillu ins")
    first = error_of(penstock.parse, text).diagnostics[0]
    assert first.line == 1 + SILU.split("@silu ins")[0].count("\n")
    assert "sillu" in first.message


@pytest.mark.parametrize(
    "source",
    [
        "{",
        "\0module",
        "\N{SNOWMAN}",
        b"ML\xefR",
        b"ML\xefR\x0d\x00\x01\x02",
        b"\xff\xfe",
        "(" * 100_000,
    ],
    ids=repr,
)
def test_negative_garbage(source):
    error_of(penstock.parse, source)


def test_empty_module_parses_but_has_no_kernels():
    assert "module" in str(penstock.parse(""))
    assert "no public function" in str(error_of(penstock.compile, ""))


def test_negative_source_type():
    for source in (None, 3, ["module {}"]):
        with pytest.raises(TypeError, match="expected str or bytes, found"):
            penstock.parse(source)
        with pytest.raises(TypeError, match="expected str or bytes, found"):
            penstock.compile(source)


@pytest.mark.parametrize(
    "pipeline, message",
    [
        ("nonsense", "'nonsense' does not refer to a registered pass"),
        ("cse,", "does not refer to a registered pass"),
        ("func.func(cse", "unbalanced parentheses"),
        ("builtin.module(cse", "expected pass pipeline to be wrapped"),
        ("canonicalize{nonsense=1}", "no such option nonsense"),
    ],
)
def test_negative_pipeline(pipeline, message):
    text = str(module := penstock.parse(SILU))
    error = error_of(module.run, pipeline)
    assert message in str(error)
    assert error.diagnostics[0].filename is None
    assert str(module) == text


# Targets


def test_negative_target():
    assert "abacus" in str(error_of(penstock.compile, SILU, target="abacus"))
    error = error_of(penstock.compile, SILU, features="+beads")
    assert "beads" in str(error)
    error_of(penstock.compile, SILU, features=["+beads", "-rods"])
    with pytest.raises(ValueError, match="'none' or 'openmp', found 'many'"):
        penstock.compile(SILU, threads="many")


@pytest.mark.skipif(platform.machine() != "x86_64", reason="needs x86-64")
def test_targets():
    x = np.ones((2, 64), "f4")
    kernel = penstock.compile(SILU, target="x86-64").silu
    assert np.allclose(kernel(x), 1 / (1 + np.exp(-1)))
    kernels = penstock.compile(SILU, target="x86-64-v2", features="+avx,-sse4.2")
    assert kernels.manifest["target"]["cpu"] == "x86-64-v2"
    # Few machines have all it has; the others say so when it is called.
    kernel = penstock.compile(SILU, target="diamondrapids").silu
    try:
        assert np.isfinite(kernel(x)).all()
    except penstock.Error as error:
        assert "silu: the CPU lacks a feature" in str(error)
        assert error.diagnostics[0].severity == "error"


# Calls


def test_negative_count(kernels):
    x = np.ones((2, 64), "f4")
    with pytest.raises(TypeError, match=r"silu takes 1 arguments \(x\), 0 "):
        kernels.silu()
    with pytest.raises(TypeError, match=r"up takes 3 arguments \(x, wg, wu\), "):
        kernels.up(x)
    with pytest.raises(TypeError):
        kernels.silu(x, outs=x)


@pytest.mark.parametrize(
    "shape, found",
    [
        ((2, 65), "(2, 65)"),
        ((64,), "(64,)"),
        ((), "()"),
        ((1, 2, 64), "(1, 2, 64)"),
        ((2, 0), "(2, 0)"),
    ],
)
def test_negative_shape(kernels, shape, found):
    with pytest.raises(ValueError) as raised:
        kernels.silu(np.zeros(shape, "f4"))
    assert str(raised.value) == (
        "argument 'x' of silu: expected shape (tokens, 64), found " + found
    )


def test_negative_many_dimensions(kernels):
    with pytest.raises(ValueError, match="'x' of silu: found 20 dimensions"):
        kernels.silu(np.zeros((1,) * 20, "f4"))


@pytest.mark.parametrize(
    "dtype, found",
    [
        ("f8", "float64"),
        ("f2", "float16"),
        ("i4", "int32"),
        ("u4", "uint32"),
        ("?", "bool"),
        (">f4", ">f4"),
        ("c8", "complex64"),
        ("O", "object"),
        ("M8[s]", "datetime64[s]"),
        ("V4", "V4"),
    ],
)
def test_negative_dtype(kernels, dtype, found):
    x = np.zeros((2, 64), dtype)
    with pytest.raises(TypeError) as raised:
        kernels.silu(x)
    assert str(raised.value).startswith("argument 'x' of silu: expected ")
    assert found in str(raised.value)


@pytest.mark.parametrize("value", [None, 1.0, "array", [[1.0] * 64], {}])
def test_negative_not_an_array(kernels, value):
    with pytest.raises(TypeError, match="'x' of silu: expected an array"):
        kernels.silu(value)


def test_negative_out(kernels):
    x = np.ones((2, 64), "f4")
    read_only = poisoned(2, 64)
    read_only.flags.writeable = False
    for out, error, message in (
        (poisoned(3, 64), ValueError, "with tokens = 2 from 'x', found (3, 64)"),
        (poisoned(2, 63), ValueError, "expected shape (tokens, 64)"),
        (poisoned(2, 64, dtype="f8"), TypeError, "expected f32, found float64"),
        (poisoned(2, 128)[:, ::2], ValueError, "the array is not contiguous"),
        (read_only, ValueError, "the array is read-only"),
        ((), TypeError, "silu has 1 results, 0 arrays given as out"),
        ("out", TypeError, "output 'y' of silu: expected an array"),
        (x, ValueError, "overlaps"),
    ):
        with pytest.raises(error) as raised:
            kernels.silu(x, out=out)
        assert message in str(raised.value)
    assert (x == 1).all()


def test_negative_raising_dlpack(kernels):
    class Broken:
        def __dlpack_device__(self):
            return 1, 0

        def __dlpack__(self, **_):
            raise RuntimeError("moved away")

    class Liar(Broken):
        def __dlpack__(self, **_):
            return 7

    with pytest.raises(RuntimeError, match="moved away"):
        kernels.silu(Broken())
    with pytest.raises(TypeError, match="expected __dlpack__ to give a DLPack"):
        kernels.silu(Liar())


def test_negative_weights(kernels):
    x, w = np.ones((2, 64), "f4"), np.ones((64, 96), "f4")
    encoded = kernels.up.encode("wg", w)
    size = encoded.size
    for bad, error, message in (
        (encoded[:-1], ValueError, f"expected {size} bytes of an encoded"),
        (encoded.reshape(2, -1), ValueError, f"expected {size} bytes"),
        (w.T, ValueError, "expected shape (64, 96), found (96, 64)"),
        (w.astype("f8"), TypeError, "expected f32, found float64"),
        (encoded.view("i1"), TypeError, "expected f32, found int8"),
        (None, TypeError, "expected an array"),
    ):
        with pytest.raises(error) as raised:
            kernels.up(x, encoded, bad)
        assert str(raised.value).startswith("argument 'wu' of up: ")
        assert message in str(raised.value)
    with pytest.raises(TypeError, match="expected f32, found float64"):
        kernels.up.encode("wg", w.astype("f8"))
    with pytest.raises(ValueError, match=r"expected shape \(64, 96\)"):
        kernels.up.encode("wg", w[1:])
    with pytest.raises(ValueError, match="'wx'; it has: x, wg, wu"):
        kernels.up.encode("wx", w)
    with pytest.raises(ValueError, match="'x' of up is not encoded"):
        kernels.up.encoded_size("x")
    with pytest.raises(ValueError, match="no argument '9'"):
        kernels.up.encoded_size(9)
    with pytest.raises(ValueError, match="no argument '-1'"):
        kernels.up.encoded_size(-1)


def test_negative_construct():
    with pytest.raises(TypeError):
        penstock.Kernel()
    with pytest.raises(TypeError):
        penstock.Module()
