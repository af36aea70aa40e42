# Part of the Penstock project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""gate.apply of every function of the catalogue against the oracles."""

import itertools

import numpy as np
import pytest
from harness import LARGEST, SMALLEST, build, kernel, numpy_dtype, tensor, ulps

from oracles import bodies
from oracles.bodies import rounded
from oracles.ffn import FILES
from oracles.functions import CATALOGUE

BODIES = bodies.read(*sorted(FILES.glob("*.mlir")))
DTYPES = ("f32", "f64", "bf16", "f16")
PARAMETERS = {
    "leaky_relu": {"slope": 0.3},
    "elu": {"alpha": 0.5},
    "swish": {"beta": -2.0},
    "softplus": {"beta": 20.0},
    "fatrelu": {"threshold": 0.7},
    "swiglu_limited": {"alpha": 1.0, "limit": 3.0},
}


def samples(name, dtype, size=None):
    """A function's inputs in float64, numbers of the dtype: every scale, the
    range in which functions bend, kinks, specials."""
    count = len(CATALOGUE[name].inputs)
    rng = np.random.default_rng(0)
    tiny, huge = 2.0 ** SMALLEST[dtype], LARGEST[dtype]
    special = [0.0, -0.0, 1, -1, 3, -3, 7, -7, 0.7, -0.7, np.inf, -np.inf, np.nan]
    special += [tiny, -tiny, 3 * tiny, huge, -huge, huge / 4, 88.0, -88.0, -104.0]
    low, high = np.log2(tiny), np.log2(huge)
    columns = []
    for _ in range(count):
        scales = 2.0 ** rng.uniform(low, high, 2000) * rng.choice([-1, 1], 2000)
        dense = rng.uniform(-12, 12, 4000)
        wide = rng.uniform(-120, 120, 2000)
        columns.append(np.r_[scales, dense, wide])
    grid = np.meshgrid(*[special if count < 3 else special[:13]] * count)
    inputs = [np.r_[c, g.ravel()] for c, g in zip(columns, grid)]
    inputs = [rounded(i, dtype) for i in inputs]
    if name == "lerp":  # z is a weight
        inputs[0] = np.clip(np.abs(inputs[0]), 0, 1)
    return inputs if size is None else [i[:size] for i in inputs]


def apply(name, shape, dtype, parameters=(), extra=(), params="", suffix="", attrs=""):
    """A kernel that applies a function to inputs of one type."""
    kind = tensor(shape, dtype)
    names = CATALOGUE[name].inputs
    arguments = {n: kind for n in names} | dict(extra)
    given = ", ".join(f"{k} = {v!r}" for k, v in dict(parameters).items())
    ins = ", ".join(f"%{n}" for n in names) + " : " + ", ".join([kind] * len(names))
    op = (
        f"gate.apply @{name}{f'<{given}>' if given else ''} ins({ins}) {params} "
        f"outs(%o : {kind}) {attrs}"
    )
    return kernel(name + suffix, arguments, kind, op)


def cast(values, dtype):
    return [v.astype(numpy_dtype(dtype)) for v in values]


# ------------------------------------------------------------------------------
# Every function, every dtype
# ------------------------------------------------------------------------------

# Greatest distance from the rounded result, in ulps of the dtype. bf16 and f16
# are computed in f32 and rounded once: within the rounding and f32's error.
ULPS = {"f32": 8, "f64": 8, "bf16": 0.51, "f16": 0.51}


def dense(dtype, target=None):
    text = "".join(
        apply(n, [None], dtype)
        + (apply(n, [None], dtype, PARAMETERS[n], suffix="_p") if n in PARAMETERS else "")
        for n in CATALOGUE
    )
    return build(text, target) if target else build(text)


def errors(module, name, dtype, parameters=None):
    x = samples(name, dtype)
    (y,) = module.run(name + ("_p" if parameters else ""), *cast(x, dtype))
    expected = CATALOGUE[name](*x, **(parameters or {}))
    return x, y, expected, ulps(y, expected, dtype)


@pytest.mark.parametrize("name", sorted(CATALOGUE))
@pytest.mark.parametrize("dtype", DTYPES)
def test_dense(name, dtype):
    for parameters in [{}, PARAMETERS.get(name)]:
        if parameters is None:
            continue
        x, y, expected, error = errors(dense(dtype), name, dtype, parameters)
        worst = int(np.argmax(error))
        assert error[worst] <= ULPS[dtype], (
            [float(i[worst]) for i in x], float(y[worst]), float(expected[worst]),
        )  # fmt: skip
