# Part of the Penstock project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Kernels of every function of the survey against the papers' formulas."""

import functools

import numpy as np
import pytest
from harness import (
    LARGEST, MANTISSA, SMALLEST, build, kernel, numpy_dtype, tensor, use,
)  # fmt: skip

from oracles import bodies, survey
from oracles.ffn import FILES

BODIES = bodies.read(*sorted(FILES.glob("*.mlir")))
CASES = list(survey.cases(BODIES))
DTYPES = ("f32", "bf16", "f16")
SPECIAL = np.array([np.nan, np.inf, -np.inf, 0.0, -0.0])


@functools.cache
def inputs(dtype):
    """Ends with what has no exact value."""
    x = survey.points()
    huge, tiny = LARGEST[dtype], 2.0 ** SMALLEST[dtype]
    x = x[np.abs(x) <= huge / 2]
    x = np.r_[x, huge / 2, -huge / 2, tiny, -tiny, 3 * tiny, SPECIAL]
    return bodies.rounded(x, dtype)


def one(number, dtype):
    name, parameters = CASES[number]
    kind = tensor([None], dtype)
    op = f"gate.apply {use(name, parameters)} ins(%x : {kind}) outs(%o : {kind})"
    return kernel(f"{name}_{number}", {"x": kind}, kind, op)


@functools.cache
def module(dtype):
    return build("".join(one(i, dtype) for i in range(len(CASES))))


def run(number, dtype):
    x = inputs(dtype)
    name = f"{CASES[number][0]}_{number}"
    (y,) = module(dtype).run(name, x.astype(numpy_dtype(dtype)))
    return x, y.astype("f8")


@pytest.mark.parametrize("number", range(len(CASES)), ids=lambda n: CASES[n][0])
@pytest.mark.parametrize("dtype", DTYPES)
def test_kernel(dtype, number):
    name, parameters = CASES[number]
    x, y = run(number, dtype)
    fine, special = slice(0, -len(SPECIAL)), slice(-len(SPECIAL), None)
    expected, _ = survey.exact(name, parameters, x[fine])
    # bf16 and f16 are computed in f32, and rounded once.
    near = survey.near(
        name, parameters, x[fine], y[fine], expected, "f32", dtype
    )
    # A phase beyond the largest number has no sine.
    near |= (name in ("siren", "morlet")) & (np.abs(x[fine]) > 1e37)
    assert near.all(), list(zip(x[fine][~near], y[fine][~near], expected[~near]))[:5]
    # Infinities go through the operations of the body one by one.
    body = BODIES[name].evaluate("body", x[special], dtype="f32", **parameters)
    body = bodies.rounded(np.broadcast_to(body, SPECIAL.shape), dtype)
    assert np.isnan(y[special][0])
    np.testing.assert_allclose(y[special], body, rtol=2.0 ** -MANTISSA[dtype] * 8)
