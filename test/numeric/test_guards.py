# Part of the Penstock project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""That the harness notices what kernels must not touch."""

import numpy as np
import pytest
from harness import TARGETS, build

# Reads or writes the element that an input says.
TEXT = """
func.func @peek(%x: tensor<?xf32>, %at: tensor<1xi32>) -> tensor<1xf32> {
  %i = arith.constant 0 : index
  %n = tensor.extract %at[%i] : tensor<1xi32>
  %k = arith.index_cast %n : i32 to index
  %e = tensor.extract %x[%k] : tensor<?xf32>
  %y = tensor.from_elements %e : tensor<1xf32>
  return %y : tensor<1xf32>
}
func.func @poke(%x: tensor<?xf32>, %at: tensor<1xi32>) -> tensor<?xf32> {
  %i = arith.constant 0 : index
  %n = tensor.extract %at[%i] : tensor<1xi32>
  %k = arith.index_cast %n : i32 to index
  %d = tensor.dim %x, %i : tensor<?xf32>
  %e = tensor.extract %x[%i] : tensor<?xf32>
  %o = tensor.empty(%d) : tensor<?xf32>
  %y = tensor.insert %e into %o[%k] : tensor<?xf32>
  return %y : tensor<?xf32>
}
"""


@pytest.mark.parametrize("target", TARGETS.values(), ids=lambda t: t.name)
@pytest.mark.parametrize("size", [1, 7, 1 << 14])
def test_beyond(target, size):
    built = build(TEXT, target)
    x = np.arange(1, size + 1, dtype=np.float32)

    def run(name, at):
        return built.run(name, x, np.array([at], np.int32))[0]

    assert run("peek", size - 1) == size
    y = run("poke", size - 1)
    assert y[-1] == 1 and np.isnan(y[:-1]).all()
    for name, at, how in (
        ("peek", size, "signal 11"),
        ("peek", -(1 << 14), "signal 11"),
        ("poke", size, "signal 11"),
        ("poke", -(1 << 14), "signal 11"),
        # A whole page has the forbidden one before it.
        ("poke", -1, "signal 11" if size == 1 << 14 else "beside"),
    ):
        with pytest.raises(RuntimeError, match=how):
            run(name, at)
    assert run("peek", 0) == 1
