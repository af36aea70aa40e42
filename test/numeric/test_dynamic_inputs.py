# Part of the Penstock project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""gate.gated_matmul with a dynamic number of inputs, as the product of
activations and adjoints has whose sum runs over the tokens."""

from dataclasses import replace

import pytest
from contractions import OWN, Case, check
from harness import HOST, PRODUCT_TARGETS, build

# Around what an unrolled step, a block of a panel and a chunk hold.
INPUTS = (0, 1, 2, 3, 8, 15, 17, 33, 255, 512, 513, 1031, 2049)
ANY = 4321  # stands for the dynamic size
CASES = [
    Case("plain", None, ANY, 48, bias=True, residual=True),
    Case("one", None, ANY, 1, tokens=1),
    Case("few", None, ANY, 34, tokens=3, order="out_in"),
    Case("many", None, ANY, 50, tokens=130),
    Case("tasks", None, ANY, 640, tokens=133),
    Case("turned", "silu", ANY, 46, tokens=40, order="out_in", bias=True),
    Case("gate", "swiglu", ANY, 38, residual=True),
    Case("three", "lerp", ANY, 18, tokens=20, packing="concatenated", bias=True),
    Case("mixed", "own_mix", ANY, 18, tokens=20, packing="interleaved"),
    Case("odd", "geglu", ANY, 37, order="out_in", packing="concatenated"),
    Case("rows", None, ANY, 20, tokens=9,
         strategy="#gate.strategy<rows, tokens = 4, neurons = 8, unroll = 4>"),
    Case("chunks", None, ANY, 40, tokens=11,
         strategy="#gate.strategy<panels, tokens = 3, neurons = 8, unroll = 4, "
                  "panels = 3, streams = 6, chunk = 64>"),
    Case("whole", None, ANY, 40, strategy="#gate.strategy<panels, tokens = 5, "
         "neurons = 16, unroll = 2, panels = 2, streams = 2>"),
]  # fmt: skip


def text(dtype):
    return OWN + "".join(
        replace(c, dtype=dtype).text().replace(str(ANY), "?") for c in CASES
    )


@pytest.mark.parametrize("case", CASES, ids=lambda c: c.name)
@pytest.mark.parametrize("dtype", ["f32", "bf16", "f16"])
def test_host(dtype, case):
    # A value that decides between two is no longer the oracle's in these.
    if case.function == "own_mix" and dtype in ("bf16", "f16"):
        pytest.skip("has a step")
    module = build(text(dtype), HOST)
    for inputs in INPUTS:
        for tokens in (5, 0, 137) if case.tokens is None else (case.tokens,):
            check(module, replace(case, dtype=dtype, inputs=inputs), tokens)


@pytest.mark.parametrize(
    "target, dtype",
    [("x86-64-v3", "f32"), ("x86-64-v4+bf16", "bf16"), ("aarch64", "f32")],
)
def test_targets(target, dtype):
    module = build(text(dtype), PRODUCT_TARGETS[target])
    for case in CASES:
        if case.function == "own_mix" and dtype == "bf16":
            continue
        for inputs in (0, 1, 2, 17, 33, 513):
            tokens = 17 if case.tokens is None else case.tokens
            check(module, replace(case, dtype=dtype, inputs=inputs), tokens)
