# Part of the Penstock project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""gate.apply of every function of the catalogue against the oracles."""

import itertools

import numpy as np
import pytest
from harness import (
    HOST,
    LARGEST,
    MANTISSA,
    SMALLEST,
    build,
    kernel,
    numpy_dtype,
    tensor,
    ulps,
    use,
)

from oracles import bodies
from oracles.bodies import rounded
from oracles.ffn import FILES
from oracles.functions import CATALOGUE

BODIES = bodies.read(*sorted(FILES.glob("*.mlir")))
NAMES = sorted(set(CATALOGUE) & set(BODIES))
DTYPES = ("f32", "f64", "bf16", "f16")
PARAMETERS = {
    "leaky_relu": {"slope": 0.3},
    "elu": {"alpha": 0.5},
    "swish": {"beta": -2.0},
    "softplus": {"beta": 20.0},
    "fatrelu": {"threshold": 0.7},
    "swiglu_limited": {"alpha": 1.0, "limit": 3.0},
}


def samples(name, dtype):
    """A function's inputs, numbers of the dtype as float64: every scale, the
    range in which functions bend, kinks and special values."""
    count = len(CATALOGUE[name].inputs)
    rng = np.random.default_rng(0)
    tiny, huge = 2.0 ** SMALLEST[dtype], LARGEST[dtype]
    # Half of the largest: a parameter may double it.
    extreme = [np.inf, -np.inf, tiny, -tiny, 3 * tiny, huge / 2, -huge / 2, -104.0]
    special = [0.0, -0.0, 1, -1, 3, -3, 7, -7, 0.7, -0.7, 88.0, -88.0, np.nan]
    columns = []
    for _ in range(count):
        exponents = rng.uniform(np.log2(tiny), np.log2(huge) - 1, 2000)
        scales = 2.0**exponents * rng.choice([-1, 1], 2000)
        columns.append(
            np.r_[scales, rng.uniform(-12, 12, 4000), rng.uniform(-120, 120, 2000)]
        )
    inputs = [
        np.r_[column, grid.ravel(), np.roll(ones, i * len(extreme))]
        for i, (column, grid, ones) in enumerate(
            zip(
                columns,
                np.meshgrid(*[special] * count),
                [np.r_[extreme, np.ones(len(extreme) * (count - 1))]] * count,
            )
        )
    ]
    inputs = [rounded(i, dtype) for i in inputs]
    if name == "lerp":  # z is a weight
        inputs[0] = np.clip(np.abs(inputs[0]), 0, 1)
    return inputs


def exact(name, inputs, parameters=None):
    """The oracle with as many bits as the machine has beyond float64."""
    with np.errstate(all="ignore"):
        wide = [np.asarray(i, np.longdouble) for i in inputs]
        return CATALOGUE[name].fn.__wrapped__(*wide, **(parameters or {}))


def apply(name, shape, dtype, parameters=(), extra=(), params="", suffix="", attrs=""):
    """A kernel that applies a function to inputs of one type."""
    kind = tensor(shape, dtype)
    names = CATALOGUE[name].inputs
    arguments = {n: kind for n in names} | dict(extra)
    ins = ", ".join(f"%{n}" for n in names) + " : " + ", ".join([kind] * len(names))
    op = (
        f"gate.apply {use(name, parameters)} ins({ins}) {params} "
        f"outs(%o : {kind}) {attrs}"
    )
    return kernel(name + suffix, arguments, kind, op)


def cast(values, dtype):
    return [v.astype(numpy_dtype(dtype)) for v in values]


# ------------------------------------------------------------------------------
# Every function, every dtype
# ------------------------------------------------------------------------------

# Greatest distance from the exact result, in ulps of the dtype. f32 and f64
# are what their polynomials give, tanh a little more without fused operations;
# bf16 and f16 are computed in f32 and rounded
# once.
ULPS = {"f32": 6, "f64": 4.5, "bf16": 0.51, "f16": 0.51}
# An exponential magnifies the rounding of its argument t by |t|: in tails, where
# results are small. Ulps beside those above, of f32 and f64.
TAIL = {
    "gelu": lambda x: 3 * x * x,
    "geglu": lambda gate, up: 3 * gate * gate,
    "gelu_quick": lambda x: 2 * np.abs(x),
    "gelu_tanh": lambda x: 4 * np.abs(x) + 0.25 * np.abs(x) ** 3,
    "geglu_tanh": lambda gate, up: 4 * np.abs(gate) + 0.25 * np.abs(gate) ** 3,
    "softplus": lambda x: 20 * np.abs(x),
}
# 0 times infinity, where the limit is another.
NAN_AT_MINUS_INFINITY = {"hardswish", "gelu_tanh", "geglu_tanh"}


def distance(name, dtype, inputs, actual, expected):
    """Ulps, without what is lost to numbers too small to be normal and, in sums,
    to terms that cancel."""
    error = ulps(actual, expected, dtype)
    smallest = 2.0 ** (-1022 if dtype == "f64" else -126)
    with np.errstate(all="ignore"):
        slack = 4 * smallest
        for i in inputs:
            slack = slack * np.maximum(1, np.abs(i))
        if name in TERMS:
            slack = slack + TERMS[name](*inputs) * 2.0 ** (-MANTISSA[dtype])
        lost = np.abs(np.longdouble(actual) - expected) <= slack
        fine = np.isfinite(expected) & lost & np.isfinite(slack)
        if name in NAN_AT_MINUS_INFINITY:
            fine |= np.isneginf(inputs[0]) & np.isnan(actual)
        if name in TAIL and dtype in ("f32", "f64"):
            tail = TAIL[name](*inputs)
            error = np.where(np.isfinite(tail), np.maximum(error - tail, 0), error)
    return np.where(fine, 0, error)


def weight(x):
    return np.exp(-np.logaddexp(0, -x))


# Magnitude of the terms that may cancel.
TERMS = {
    "lerp": lambda z, a, b: np.abs(z * a) + np.abs((1 - z) * b),
    "dual_elu": lambda a, b: 4 * (np.abs(np.maximum(a, -1)) + np.abs(np.maximum(b, -1))),
    "gated_multimodal": lambda z, a, b: 8 * (np.abs(np.tanh(a)) + np.abs(np.tanh(b))),
    "dynamic_tanh": lambda x, weight, bias: (
        8 * np.abs(weight) * np.minimum(np.abs(x), 1) + np.abs(bias)
    ),
    "highway": lambda t, h, x: 8 * (np.abs(h * weight(t)) + np.abs(x * weight(-t))),
    "gru_update": lambda z, n, h: (
        8 * (np.abs(h * weight(z)) + np.abs(np.tanh(n) * weight(-z)))
    ),
    "mingru_update": lambda z, n, h: (
        8 * (np.abs(h * weight(-z)) + (0.5 + np.maximum(n, 0)) * weight(z))
    ),
    "lstm_cell": lambda i, f, g, c: (
        8 * (np.abs(c * weight(f)) + np.abs(np.tanh(g) * weight(i)))
    ),
    "film": lambda x, gamma, beta: np.abs(x * gamma) + np.abs(beta),
    "modulate": lambda x, shift, scale: (
        2 * np.abs(x) * (1 + np.abs(scale)) + np.abs(shift)
    ),
    "dynamic_erf": lambda x, w, bias: (
        8 * np.abs(w) * np.minimum(np.abs(x), 1) + np.abs(bias)
    ),
    "swiglu_limited": lambda gate, up: 16 * np.abs(np.minimum(gate, 7)) + 0 * up,
}


def dense(dtype, target=HOST):
    return build(
        "".join(
            apply(n, [None], dtype)
            + (
                apply(n, [None], dtype, PARAMETERS[n], suffix="_p")
                if n in PARAMETERS
                else ""
            )
            for n in NAMES
        ),
        target,
    )


def errors(module, name, dtype, parameters=None):
    x = samples(name, dtype)
    (y,) = module.run(name + ("_p" if parameters else ""), *cast(x, dtype))
    expected = exact(name, x, parameters)
    return x, y, expected, distance(name, dtype, x, y.astype("f8"), expected)


def check(module, name, dtype):
    for parameters in [{}, PARAMETERS.get(name)]:
        if parameters is None:
            continue
        x, y, expected, error = errors(module, name, dtype, parameters)
        worst = int(np.argmax(error))
        assert error[worst] <= ULPS[dtype], (
            [float(i[worst]) for i in x], float(y[worst]), float(expected[worst]),
        )  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("dtype", DTYPES)
def test_dense(name, dtype):
    check(dense(dtype), name, dtype)


# ------------------------------------------------------------------------------
# Shapes
# ------------------------------------------------------------------------------

SHAPES = [(None,), (None, None), (None, 17), (None, 3, None), (3, 5), (1000,), (2, 3, 7)]


def shaped(dtype):
    return build(
        "".join(
            apply(n, shape, dtype, suffix=f"_{i}")
            for n in ("silu", "lerp")
            for i, shape in enumerate(SHAPES)
        )
    )


@pytest.mark.parametrize("number", range(len(SHAPES)), ids=lambda i: str(SHAPES[i]))
@pytest.mark.parametrize("name", ["silu", "lerp"])
@pytest.mark.parametrize("dtype", DTYPES)
def test_shapes(dtype, name, number):
    shape = SHAPES[number]
    rng = np.random.default_rng(1)
    for sizes in itertools.product(
        *((d,) if d else (0, 1, 7, 17, 1000) if len(shape) < 3 else (0, 1, 7, 33)
          for d in shape)
    ):  # fmt: skip
        x = [rounded(rng.normal(0, 3, sizes), dtype) for _ in CATALOGUE[name].inputs]
        (y,) = shaped(dtype).run(f"{name}_{number}", *cast(x, dtype))
        expected = exact(name, x)
        error = distance(name, dtype, x, y.astype("f8"), expected)
        assert y.shape == expected.shape and np.all(error <= ULPS[dtype])


# ------------------------------------------------------------------------------
# Parameters that are operands, and inputs that are broadcast
# ------------------------------------------------------------------------------

BROADCAST = """{indexing_maps = [affine_map<(i, j) -> (j)>, affine_map<(i, j) -> (i, 0)>,
  affine_map<(i, j) -> (j, i)>, affine_map<(i, j) -> (i, j)>]}"""


def operands(dtype):
    kind, channel = tensor([None, 37], dtype), tensor([37], dtype)
    text = apply(
        "swish", [None, 37], dtype, extra={"beta": channel}, suffix="_channel",
        params=f'params("beta" = %beta : {channel})',
    )  # fmt: skip
    if dtype in ("f32", "f64"):
        text += apply(
            "swiglu_limited", [None, 37], dtype, {"alpha": 1.5}, {"limit": dtype},
            suffix="_scalar", params=f'params("limit" = %limit : {dtype})',
        )  # fmt: skip
    types = {"z": channel, "a": tensor([None, 1], dtype), "b": tensor([37, None], dtype)}
    return text + kernel(
        "broadcast", types, kind,
        f"gate.apply @lerp ins(%z, %a, %b : {', '.join(types.values())}) "
        f"outs(%o : {kind}) {BROADCAST}", outs_like=1,
    )  # fmt: skip


@pytest.mark.parametrize("dtype", DTYPES)
def test_operands(dtype):
    module = build(operands(dtype))
    rng = np.random.default_rng(2)
    for tokens in (0, 1, 7):

        def random(*shape):
            return rounded(rng.normal(0, 2, shape), dtype)

        x, beta = random(tokens, 37), random(37)
        (y,) = module.run("swish_channel", *cast([x, beta], dtype))
        expected = CATALOGUE["swish"](x, beta=beta)
        # The product beta x is rounded: its exponential by that much.
        bound = ULPS[dtype] + (np.abs(beta * x) if dtype in ("f32", "f64") else 0)
        assert np.all(ulps(y.astype("f8"), expected, dtype) <= bound)
        if dtype in ("f32", "f64"):
            g, u = random(tokens, 37), random(tokens, 37)
            limit = numpy_dtype(dtype)(0.75)
            inputs = [*cast([g, u], dtype), np.asarray(limit)]
            (y,) = module.run("swiglu_limited_scalar", *inputs)
            expected = CATALOGUE["swiglu_limited"](g, u, alpha=1.5, limit=0.75)
            assert np.all(ulps(y, expected, dtype) <= 2 * ULPS[dtype])
        z, a, b = rounded(rng.uniform(size=37), dtype), random(tokens, 1), random(37, tokens)
        (y,) = module.run("broadcast", *cast([z, a, b], dtype))
        expected = z * a + (1 - z) * b.T
        error = distance("lerp", dtype, [z, a, b.T], y.astype("f8"), expected)
        assert y.shape == (tokens, 37) and np.all(error <= ULPS[dtype])


HALF = """gate.function @half(%x: f32) -> f32 {
  %c = arith.constant 0.5 : f32
  %y = arith.mulf %x, %c : f32
  gate.yield %y : f32
}
"""


def test_every_bf16():
    # Vectors with and without subnormal results, and a remainder.
    kind = tensor([None], "bf16")
    op = f"gate.apply @half ins(%x : {kind}) outs(%o : {kind})"
    module = build(HALF + kernel("halves", {"x": kind}, kind, op))
    x = np.arange(2**16, dtype="u2").view(numpy_dtype("bf16"))
    for given in (x, x[:-5], x[:7]):
        (y,) = module.run("halves", given)
        expected = rounded(given.astype("f8") / 2, "bf16")
        same = y.view("u2") == expected.astype(y.dtype).view("u2")
        assert np.all(same | (np.isnan(given) & np.isnan(y)))


# ------------------------------------------------------------------------------
# Rounding of every operation
# ------------------------------------------------------------------------------

# Only operations that are rounded exactly.
EXACT = {
    "identity", "relu", "relu2", "leaky_relu", "hardsigmoid", "hardswish", "softsign",
    "fatrelu", "bilinear", "reglu", "lerp", "dual_relu", "maxout2",
}  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("dtype", ["bf16", "f16"])
def test_rounding_each(dtype, name):
    attrs = "{rounding = #gate.rounding<each>}"
    module = build("".join(apply(n, [None], dtype, attrs=attrs) for n in NAMES))
    x = samples(name, dtype)
    (y,) = module.run(name, *cast(x, dtype))
    y = y.astype("f8")
    expected = BODIES[name].evaluate("body", *x, dtype=dtype)
    error = ulps(y, expected, dtype)
    if name in EXACT:
        assert not error.any(), (x[0][error.argmax()], y[error.argmax()])
        return
    # An exponential on the other side of a tie moves what follows; results near
    # zero move more.
    assert np.mean(error == 0) > 0.95
    scale = np.maximum.reduce([np.abs(i) for i in x])
    with np.errstate(invalid="ignore"):
        near = np.abs(y - expected) <= scale * 2.0 ** -MANTISSA[dtype]
    fine = (error <= 3) | near
    assert np.all(fine | ~np.isfinite(expected) | ~np.isfinite(scale))
