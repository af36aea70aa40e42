# Part of the Penstock project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Functions that compute with integers: bit for bit what their equations give."""

import functools

import numpy as np
import pytest
from harness import HOST, build, kernel, numpy_dtype, tensor, use

from oracles import integers
from oracles.bodies import rounded

# Function, parameters; those left out are the defaults.
CASES = [
    ("shift_exp", {}),
    ("shift_exp", {"scale": 0.1}),
    ("shift_exp", {"scale": 0.003, "n": 20.0}),
    ("shift_exp", {"scale": 3.0, "n": 8.0}),
    ("shift_exp", {"scale": 2e-7}),
    ("shift_gelu", {}),
    ("shift_gelu", {"scale": 0.0371, "n": 20.0}),
    ("shift_gelu", {"scale": 0.0117}),
    ("shift_gelu", {"scale": 0.001, "bits": 16.0}),
    ("shift_gelu", {"scale": 2.5, "n": 15.0, "bits": 4.0}),
    ("shiftmax", {}),
    ("shiftmax", {"scale": 0.0371, "n": 16.0}),
    ("shiftmax", {"scale": 0.004, "bits": 16.0}),
]
DEFAULTS = {
    "shift_exp": {"scale": 0.0625, "n": 15.0},
    "shift_gelu": {"scale": 0.0625, "n": 23.0, "bits": 8.0},
    "shiftmax": {"scale": 0.0625, "n": 15.0, "bits": 8.0},
}
WIDTH = 77


def one(number, dtype):
    name, parameters = CASES[number]
    is_row = name == "shiftmax"
    kind = tensor([None, WIDTH] if is_row else [None], dtype)
    op = (
        f"gate.apply{'_row' * is_row} {use(name, parameters)} "
        f"ins(%x : {kind}) outs(%o : {kind})"
    )
    return kernel(f"{name}_{number}", {"x": kind}, kind, op)


@functools.cache
def module(dtype):
    return build("".join(one(i, dtype) for i in range(len(CASES))), HOST)


def inputs(scale, dtype):
    """Every I of 16 bits, what is between them, and what is beyond."""
    rng = np.random.default_rng(0)
    i = np.r_[np.arange(-(2**15), 2**15), rng.uniform(-500, 500, 20000)]
    far = [1e9, -1e9, 2**23, -(2**23), 3e38, -3e38, np.inf, -np.inf, np.nan, 0.0, -0.0]
    return rounded(np.r_[i * scale, far], dtype)


@pytest.mark.parametrize("dtype", ["f32", "f64", "bf16", "f16"])
@pytest.mark.parametrize("number", range(len(CASES)), ids=lambda n: f"{CASES[n][0]}-{n}")
def test_equal(number, dtype):
    name, given = CASES[number]
    parameters = DEFAULTS[name] | given
    x = inputs(parameters["scale"], dtype)
    if name == "shiftmax":
        rng = np.random.default_rng(1)
        x = rng.choice(x[:-11], (40, WIDTH))
        x[::2] /= 1000  # Rows of which more than one element is not 0.
        x = rounded(x, dtype)
        x[1, 3], x[2, 5], x[3, 7] = np.nan, -np.inf, np.inf
        x[4], x[5] = -np.inf, 0
    (y,) = module(dtype).run(f"{name}_{number}", x.astype(numpy_dtype(dtype)))
    real = np.float64 if dtype == "f64" else np.float32
    parameters = {k: v if k == "scale" else int(v) for k, v in parameters.items()}
    expected = getattr(integers, name)(x, *parameters.values(), real=real)
    assert expected.dtype == real
    np.testing.assert_array_equal(y.astype("f8"), rounded(expected.astype("f8"), dtype))


@pytest.mark.parametrize("name", ["shift_exp", "shift_gelu", "shiftmax"])
def test_near(name):
    """To what is meant: exp is a line between powers of two, and the sigmoid has
    seven bits."""
    x = np.arange(-128, 128) / 16
    number = [n for n, _ in CASES].index(name)
    if name == "shiftmax":
        x = np.random.default_rng(0).normal(0, 1, (50, WIDTH)).round(4)
        e = np.exp(x - x.max(-1, keepdims=True))
        meant, bound = e / e.sum(-1, keepdims=True), 0.03
    elif name == "shift_exp":
        x = x[x <= 0]
        meant, bound = np.exp(x), 0.07
    else:
        meant, bound = x / (1 + np.exp(-1.702 * x)), 0.2
    (y,) = module("f32").run(f"{name}_{number}", x.astype("f4"))
    assert np.abs(y - meant).max() < bound


OWN = """
gate.function @steps(%x: f64, %by: f64) -> f64 {
  %c1 = arith.constant 1 : i16
  %i = arith.fptosi %x : f64 to i16
  %j = arith.fptosi %by : f64 to i16
  %d = arith.maxsi %j, %c1 : i16
  %q = arith.floordivsi %i, %d : i16
  %r = arith.remsi %i, %d : i16
  %p = arith.cmpi sgt, %q, %r : i16
  %s = scf.if %p -> i16 {
    %t = arith.xori %q, %r : i16
    scf.yield %t : i16
  } else {
    %t = arith.subi %q, %r : i16
    scf.yield %t : i16
  }
  %z = arith.sitofp %s : i16 to f64
  gate.yield %z : f64
}
gate.row_function @reductions(%x: f64) -> f64 {
  %c3 = arith.constant 3 : i64
  %i = arith.fptosi %x : f64 to i32
  %w = arith.extsi %i : i32 to i64
  %three = arith.muli %w, %c3 : i64
  %max = gate.reduce max %i : i32
  %min = gate.reduce min %w : i64
  %sum = gate.reduce add %three : i64
  %product = gate.reduce mul %i : i32
  %a = arith.extsi %max : i32 to i64
  %b = arith.addi %a, %sum : i64
  %c = arith.muli %b, %min : i64
  %d = arith.extsi %product : i32 to i64
  %e = arith.xori %c, %d : i64
  %f = arith.subi %e, %w : i64
  %y = arith.sitofp %f : i64 to f64
  gate.yield %y : f64
}
"""


@functools.cache
def own():
    kind, rows, wide = tensor([None], "f32"), tensor([None, 37], "f64"), tensor([None], "f64")
    return build(
        OWN
        + kernel("of_steps", {"x": kind, "by": kind}, kind,
                 f"gate.apply @steps ins(%x, %by : {kind}, {kind}) outs(%o : {kind})")
        + kernel("of_rows", {"x": rows}, rows,
                 f"gate.apply_row @reductions ins(%x : {rows}) outs(%o : {rows})")
        + kernel("of_row", {"x": wide}, wide,
                 f"gate.apply_row @reductions ins(%x : {wide}) outs(%o : {wide})")
    )  # fmt: skip


def test_own():
    rng = np.random.default_rng(0)
    x, y = (rng.integers(-30000, 30000, 1001).astype("f4") for _ in range(2))
    (z,) = own().run("of_steps", x, y)
    i, d = x.astype(int), np.maximum(y.astype(int), 1)
    q, r = i // d, np.fmod(i, d)
    np.testing.assert_array_equal(z, np.where(q > r, q ^ r, q - r))


@pytest.mark.parametrize("shape", [(3, 37), (1,), (5,), (64,), (100,)])
def test_own_reductions(shape):
    x = np.random.default_rng(0).integers(-999, 999, shape).astype("f8")
    name = "of_rows" if len(shape) == 2 else "of_row"
    (y,) = own().run(name, x)
    i = x.astype("i8")
    total = i.max(-1, keepdims=True) + 3 * i.sum(-1, keepdims=True)
    product = np.multiply.reduce(i.astype("i4"), axis=-1, keepdims=True, dtype="i4")
    expected = ((total * i.min(-1, keepdims=True)) ^ product.astype("i8")) - i
    np.testing.assert_array_equal(y, expected)
