# Part of the Penstock project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The math dialect's functions in f32, on every target, against mpmath.

docs/accuracy.md has the errors over all arguments.
"""

import functools

import mpmath
import numpy as np
import pytest
from harness import TARGETS, build, kernel, tensor, ulps

LIMITS = {
    "exp": 4, "exp2": 4, "expm1": 4, "log": 4, "log2": 4, "log1p": 4, "tanh": 4,
    "erf": 4, "erfc": 6, "sin": 4, "cos": 4, "atan": 4,
}  # fmt: skip
# Where the interesting arguments of those that are not of every size lie.
RANGES = {
    "exp": (-110, 95), "exp2": (-155, 130), "expm1": (-25, 95), "log1p": (-1, 1),
    "tanh": (-10, 10), "erf": (-4.5, 4.5), "erfc": (-4.5, 10.5), "sin": (-1e4, 1e4),
    "cos": (-1e4, 1e4), "atan": (-4, 4), "log": (0, 2), "log2": (0, 2),
}  # fmt: skip
KIND = tensor([None], "f32")
TEXT = "".join(
    f"gate.function @own_{name}(%x: f32) -> f32 {{\n"
    f"  %y = math.{name} %x : f32\n  gate.yield %y : f32\n}}\n"
    + kernel(name, {"x": KIND}, KIND, f"gate.apply @own_{name} ins(%x : {KIND}) outs(%o : {KIND})")
    for name in LIMITS
)  # fmt: skip


def arguments(name):
    rng = np.random.default_rng(len(name))
    bits = rng.integers(0, 2**32, 3000, np.uint32).view("f4")
    low, high = RANGES[name]
    special = [np.nan, np.inf, -np.inf, 0.0, -0.0, 1.0, -1.0, 8192.0, 8192.001,
               2.0**-126, 2.0**-149, -(2.0**-149), 3.4028235e38, -3.4028235e38,
               # Nearest to multiples of pi / 2, and to the limits of exp.
               16367173 * 2.0**72, 13195989 * 2.0**99, 88.72284, -103.97208]  # fmt: skip
    x = np.r_[bits, rng.uniform(low, high, 4001), special].astype("f4")
    # Ones of every size side by side, and vectors without a large one.
    return np.r_[rng.permutation(x), np.sort(x)]


@functools.cache
def expected(name):
    function = {"exp2": lambda x: mpmath.mpf(2) ** x,
                "log2": lambda x: mpmath.log(x, 2)}.get(name) or getattr(mpmath, name)  # fmt: skip
    ends = {"exp": (np.inf, 0), "exp2": (np.inf, 0), "expm1": (np.inf, -1),
            "erf": (1, -1), "erfc": (0, 2), "tanh": (1, -1)}  # fmt: skip
    x = arguments(name)
    y = np.full(x.shape, np.nan)
    with mpmath.workprec(220):
        for i, value in enumerate(map(float, x)):
            if name.startswith("log"):
                argument = 1 + mpmath.mpf(value) if name == "log1p" else value
                if not argument > 0:
                    y[i] = -np.inf if argument == 0 else np.nan
                    continue
            if name in ends and abs(value) > 1000:
                y[i] = ends[name][int(value < 0)]
            elif name in ("sin", "cos") and np.isinf(value):
                y[i] = np.nan
            elif not np.isnan(value):
                y[i] = float(function(mpmath.mpf(value)))
    return x, y


@pytest.mark.parametrize("name", LIMITS)
@pytest.mark.parametrize("target", TARGETS.values(), ids=lambda t: t.name)
def test_function(target, name):
    x, y = expected(name)
    (found,) = build(TEXT, target).run(name, x)
    error = ulps(found, y, "f32")
    worst = np.argmax(error)
    assert error[worst] <= LIMITS[name], (x[worst], found[worst], y[worst])
    zeros = (x == 0) & (y == 0)
    assert np.array_equal(np.signbit(found[zeros]), np.signbit(x[zeros]))
