# Part of the Penstock project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Results that are stored past the caches: those of 16 MiB and more."""

import numpy as np
import pytest
from harness import build, kernel, numpy_dtype, tensor, ulps

# 16 MiB and a part of a vector; the last one is a row less.
SHAPES = {"f32": [(4194304 + 5,), (4097, 1027), (4083, 1027)],
          "bf16": [(8388608 + 37,), (8193, 1027)], "f64": [(2097152 + 3,)]}  # fmt: skip


def one(dtype, rank):
    kind = tensor([None] if rank == 1 else [None, 1027], dtype)
    op = f"gate.apply @swiglu ins(%x, %u : {kind}, {kind}) outs(%o : {kind})"
    return kernel(f"apply{rank}", {"x": kind, "u": kind}, kind, op)


@pytest.mark.parametrize("dtype", SHAPES)
def test_large(dtype):
    module = build(one(dtype, 1) + one(dtype, 2))
    rng = np.random.default_rng(0)
    for shape in SHAPES[dtype]:
        # Few values over and over, so that few have to be computed here.
        numbers = rng.standard_normal((2, 1009)).astype(numpy_dtype(dtype))
        x, u = (np.resize(n, shape) for n in numbers)
        (y,) = module.run(f"apply{len(shape)}", x, u)
        x, u = numbers.astype("f8")
        expected = np.resize(x / (1 + np.exp(-x)) * u, shape)
        assert np.max(ulps(y.astype("f8"), expected, dtype)) <= 6
