# Part of the Penstock project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""gate.apply_row against the oracles."""

import functools
import re

import numpy as np
import pytest
from harness import (
    HOST, LARGEST, OPT, SMALLEST, build, command, kernel, numpy_dtype, tensor, ulps, use,
)  # fmt: skip

from oracles.bodies import rounded
from oracles.ffn import normalise
from oracles.rows import PARAMETERS, ROWS, row_inputs

WIDTHS = (1, 5, 64, 100, None)
DTYPES = ("f32", "f64", "bf16", "f16")
# Everything a row function may reduce by; the result is a polynomial of it.
SPREAD = """
gate.row_function @spread<%shift: f64 = 0.5>(%x: f64, %w: f64) -> f64 {
  %hi = gate.reduce max %x : f64
  %lo = gate.reduce min %x : f64
  %d = arith.subf %hi, %lo : f64
  %product = gate.reduce mul %w : f64
  %n = gate.row_size : f64
  %s = gate.call @sigmoid(%x) : f64
  %sd = arith.mulf %s, %d : f64
  %p = arith.addf %product, %shift : f64
  %q = arith.divf %p, %n : f64
  %y = arith.addf %sd, %q : f64
  gate.yield %y : f64
}
"""


def spread(x, w, shift=0.5):
    distance = x.max(-1, keepdims=True) - x.min(-1, keepdims=True)
    product = np.prod(np.broadcast_to(w, x.shape), -1, keepdims=True)
    return distance / (1 + np.exp(-x)) + (product + shift) / x.shape[-1]


ORACLES = {
    n: functools.partial(o.fn, **PARAMETERS.get(n, {})) for n, o in ROWS.items()
} | {"spread": spread}
INPUTS = {n: len(o.inputs) - 1 for n, o in ROWS.items()} | {"spread": 1}
# These at every width and rank; the others reduce in the same ways.
THOROUGH = ("softmax", "rms_norm", "layer_norm", "spread")


def widths(function):
    return WIDTHS if function in THOROUGH else (7, None)


SMALLEST_NORMAL = {"f32": 2.0**-126, "f64": 2.0**-1022, "bf16": 2.0**-126, "f16": 2.0**-14}
# Of the greatest result of a row; sums of 100 numbers lose a few bits.
BOUNDS = {"f32": 2e-6, "f64": 1e-14, "bf16": 2**-8, "f16": 2**-11}


def name_of(function, width, rank, dtype, each=False):
    return f"{function}_{width or 'd'}_{rank}_{dtype}{'_each' if each else ''}"


def one(function, width, rank, dtype, vectors=True, each=False):
    """Inputs after the first are per column, or of the rank of the first."""
    shape = [None, 3][: rank - 1] + [width]
    kind, row = tensor(shape, dtype), tensor([width], dtype)
    arguments = {"x": kind} | {
        f"w{i}": row if vectors else kind for i in range(INPUTS[function])
    }
    ins = ", ".join(f"%{n}" for n in arguments)
    op = (
        f"gate.apply_row {use(function, PARAMETERS.get(function, {}))} "
        f"ins({ins} : {', '.join(arguments.values())}) "
        f"outs(%o : {kind}) {'{rounding = #gate.rounding<each>}' if each else ''}"
    )
    return kernel(
        name_of(function, width, rank, dtype, each) + ("" if vectors else "_full"),
        arguments, kind, op,
    )  # fmt: skip


def module(dtype, target=HOST):
    text = SPREAD
    for function in ORACLES:
        for width in widths(function):
            text += one(function, width, 2, dtype)
        if function not in THOROUGH:
            continue
        text += one(function, None, 1, dtype) + one(function, 5, 3, dtype)
        if INPUTS[function]:
            text += one(function, 100, 2, dtype, vectors=False)
        if dtype in ("bf16", "f16") and function != "spread":
            text += one(function, 64, 2, dtype, each=True)
    return build(text, target)


def rows(count, width, dtype, seed=0):
    """Rows of every scale, of equal numbers, and with ties of the maximum."""
    rng = np.random.default_rng(seed)
    scales = np.resize([1.0, 20.0, 1e-3, 1e3], count)[:, None]
    x = rng.normal(size=(count, width)) * scales
    if count > 2:
        x[1] = 3.5
        x[2, : width // 2 + 1] = x[2].max()
    return rounded(x, dtype)


def inputs(function, x, dtype, full=False, seed=1):
    rng = np.random.default_rng(seed)
    shape = x.shape if full else x.shape[-1:]
    if function == "spread":
        made = [1 + rng.normal(size=shape) / 10]
    else:
        made = row_inputs(function, lambda: rng.normal(size=shape))
    return [x, *(rounded(m, dtype) for m in made)]


def check(function, values, y, dtype):
    with np.errstate(all="ignore"):
        expected = ORACLES[function](*values)
    scale = np.abs(expected).max(-1, keepdims=True, initial=SMALLEST_NORMAL[dtype])
    assert y.shape == expected.shape
    assert np.all(np.isfinite(y))
    assert np.all(np.abs(y - expected) <= BOUNDS[dtype] * scale)


def run(built, function, values, dtype, rank=2, width=None, suffix=""):
    cast = [v.astype(numpy_dtype(dtype)) for v in values]
    name = name_of(function, width, rank, dtype) + suffix
    return built.run(name, *cast)[0].astype("f8")


@pytest.mark.parametrize(
    "function, width", [(f, w) for f in ORACLES for w in widths(f)]
)
@pytest.mark.parametrize("dtype", DTYPES)
def test_widths(dtype, function, width):
    built = module(dtype)
    for tokens in (0, 1, 2, 9):
        for size in [width] if width else [1, 2, 15, 16, 17, 65]:
            if size == 1 and dtype == "f16" and function.startswith("evonorm"):
                continue  # without a variance results are 300 times the inputs
            values = inputs(function, rows(tokens, size, dtype), dtype)
            check(function, values, run(built, function, values, dtype, 2, width), dtype)


@pytest.mark.parametrize("function", THOROUGH)
@pytest.mark.parametrize("dtype", DTYPES)
def test_ranks(dtype, function):
    built = module(dtype)
    for size in (1, 8, 33):
        values = inputs(function, rows(1, size, dtype)[0], dtype)
        check(function, values, run(built, function, values, dtype, 1), dtype)
    for tokens in (0, 1, 4):
        x = rows(3 * tokens, 5, dtype).reshape(tokens, 3, 5)
        values = inputs(function, x, dtype)
        check(function, values, run(built, function, values, dtype, 3, 5), dtype)
    if INPUTS[function]:
        values = inputs(function, rows(7, 100, dtype), dtype, full=True)
        y = run(built, function, values, dtype, 2, 100, "_full")
        check(function, values, y, dtype)


@pytest.mark.parametrize("dtype", DTYPES)
def test_softmax_special(dtype):
    """Masks of -inf, numbers whose exponential overflows, rows without a
    number left."""
    built = module(dtype)
    x = rows(6, 100, dtype)
    x[0, ::3] = -np.inf
    x[1, 1:] = -np.inf
    x[2] = rounded(60000.0 if dtype == "f16" else 1e30, dtype)
    x[2, 50] = 0
    x[3, 7] = np.nan
    x[4] = -np.inf
    y = run(built, "softmax", [x], dtype, 2, 100)
    check("softmax", [x[[0, 1, 2, 5]]], y[[0, 1, 2, 5]], dtype)
    assert np.all(y[0, ::3] == 0) and y[1, 0] == 1
    assert np.all(np.isnan(y[[3, 4]]))


SPARSE = {"sparsemax": ("", {}), "entmax15": ("", {})} | {
    f"entmax_{number}": (f"<alpha = {alpha}>", {"alpha": alpha})
    for number, alpha in enumerate((1.125, 1.25, 1.75, 2.0))
}
TOP = {f"{name}_{k}": k for name in ("kwta", "topk_softmax") for k in (1, 2, 7, 100)}


def function_of(name):
    return re.sub(r"_\d+$", "", name)


def row_module(given, dtype, linalg):
    """Kernels of rows of any size; their number comes after the function's name."""
    kind = tensor([None, None], dtype)
    text = "".join(
        kernel(
            name, {"x": kind}, kind,
            f"gate.apply_row @{function_of(name)}{parameters} "
            f"ins(%x : {kind}) outs(%o : {kind})",
        )
        for name, parameters in given.items()
    )  # fmt: skip
    return build(command(OPT, "-", "--penstock-to-linalg", input=text) if linalg else text)


def uneven_rows(size, dtype):
    """Ties, equal numbers, masks, one element, spreads of every size."""
    rng = np.random.default_rng(size)
    x = rng.normal(size=(12, size)) * np.resize([1.0, 1e-3, 0.1, 1e3], 12)[:, None]
    x[4] = -2.5
    x[5] = x[5].round()
    x[6] = -np.geomspace(1e-4, 1e4, size)  # one more each time
    x[7] = np.linspace(0, 1, size)
    x[8, 1::2] = -np.inf
    x[9, :-1] = -np.inf
    x[10] = np.where(np.arange(size) % 2, 6e4, -6e4)
    return rounded(x, dtype)


# Compiled from the op, and from its decomposition.
each_form = pytest.mark.parametrize(
    "dtype, linalg", [(d, False) for d in DTYPES] + [("f32", True), ("bf16", True)]
)


@pytest.mark.parametrize("name", SPARSE)
@each_form
def test_sparse_softmax(dtype, linalg, name):
    built = row_module({n: text for n, (text, _) in SPARSE.items()}, dtype, linalg)
    oracle, parameters = ORACLES[function_of(name)], SPARSE[name][1]
    for size in (1, 2, 7, 64, 1000):
        x = uneven_rows(size, dtype)
        (y,) = built.run(name, x.astype(numpy_dtype(dtype)))
        y, expected = y.astype("f8"), oracle(x, **parameters)
        # A power of 1 / (alpha - 1) has that many times its base's error.
        power = 1 / (parameters.get("alpha", 2.0) - 1)
        error = np.abs(y - expected)
        assert np.all(error <= power * BOUNDS[dtype] * expected.max(-1, keepdims=True))
        if dtype in ("f32", "f64"):
            assert np.all(np.abs(y.sum(-1) - 1) <= size * power * BOUNDS[dtype])
    bad = np.array([[np.nan, 1.0], [1.0, np.nan], [-np.inf, -np.inf], [np.inf, 1.0]])
    (y,) = built.run(name, bad.astype(numpy_dtype(dtype)))
    assert np.all(np.isnan(y.astype("f8")))


@pytest.mark.parametrize("name", TOP)
@each_form
def test_top(dtype, linalg, name):
    """The k greatest; also from one end of a type's numbers to the other."""
    function, k = function_of(name), TOP[name]
    built = row_module({n: f"<k = {value}.0>" for n, value in TOP.items()}, dtype, linalg)
    huge, tiny = LARGEST[dtype], 2.0 ** SMALLEST[dtype]
    spread = [-np.inf, -huge, -1.0, -3 * tiny, -tiny, 0.0, tiny, 3 * tiny, 1.0, huge / 2, huge]
    for size in (1, 2, 11, 300):
        x = np.r_[uneven_rows(size, dtype), np.resize(spread, size)[None, ::-1]]
        (y,) = built.run(name, x.astype(numpy_dtype(dtype)))
        expected = ROWS[function](x, k=k)
        if function == "kwta":
            expected = np.where(x >= np.sort(x, -1)[:, -min(k, size), None], x, 0.0)
            np.testing.assert_array_equal(y.astype("f8"), expected)
        else:
            np.testing.assert_allclose(y.astype("f8"), expected, 0, BOUNDS[dtype])
    if function == "kwta":
        x = np.array([[np.nan, 1, 2, 3], [np.inf, 1, np.inf, 2], [np.inf, np.inf, np.inf, 5]])
        (y,) = built.run(name, x.astype(numpy_dtype(dtype)))
        expected = np.where(x >= np.sort(x, -1)[:, -min(k, 4), None], x, 0.0)
        expected[0] = np.where(x[0] >= 4 - k, x[0], 0.0)
        expected[0, 0] = np.nan
        np.testing.assert_array_equal(y.astype("f8"), expected)


@pytest.mark.parametrize("function", ["softmax", "rms_norm", "layer_norm"])
@pytest.mark.parametrize("dtype", ["bf16", "f16"])
def test_rounding_each(dtype, function):
    """Every step rounded: equal but for the order of sums and exponentials."""
    built = module(dtype)
    values = inputs(function, rows(9, 64, dtype), dtype)
    cast = [v.astype(numpy_dtype(dtype)) for v in values]
    (y,) = built.run(name_of(function, 64, 2, dtype, each=True), *cast)
    expected = normalise(values[0], function, values[1:], dtype=dtype)
    error = ulps(y.astype("f8"), expected, dtype)
    scale = np.abs(expected).max(-1, keepdims=True)
    near = np.abs(y.astype("f8") - expected) <= 2 * scale * BOUNDS[dtype]
    assert np.all((error <= 2) | near)
    # Rounding every step must show: one rounding at the end differs.
    once = rounded(ROWS[function].fn(*values), dtype)
    assert np.any(once != y.astype("f8"))
