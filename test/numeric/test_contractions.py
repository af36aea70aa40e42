# Part of the Penstock project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""gate.gated_matmul and gate.ffn against the oracles."""

from dataclasses import replace

import numpy as np
import pytest
from contractions import OWN, Case, check, encode_arguments
from harness import HOST, build, numpy_dtype, tensor

TOKENS = (0, 1, 2, 3, 7, 8, 9, 17, 64)
LIMITED = (("alpha", 1.5), ("limit", 0.5))

MATMULS = [
    Case("plain", None),
    Case("plain_bias", None, 7, 3, bias=True, residual=True),
    Case("separate", bias=True, residual=True),
    Case("separate_out_in", "geglu", 7, 3, order="out_in"),
    Case("separate_swapped", "geglu", 96, 64, branch_order=(1, 0), bias=True),
    Case("concatenated", inputs=96, outputs=64, packing="concatenated", bias=True),
    Case(
        "concatenated_out_in", packing="concatenated", order="out_in",
        branch_order=(1, 0), bias=True,
    ),
    Case("interleaved", packing="interleaved", bias=True, residual=True),
    Case(
        "interleaved_out_in", inputs=96, outputs=64, packing="interleaved",
        order="out_in", branch_order=(1, 0),
    ),
    Case("interleaved_small", "bilinear", 7, 3, packing="interleaved", bias=True),
    Case("three", "lerp", branch_order=(2, 0, 1), bias=True),
    Case("three_concatenated", "lerp", 96, 64, packing="concatenated", order="out_in"),
    Case(
        "three_interleaved", "lerp", packing="interleaved", branch_order=(1, 2, 0),
        bias=True,
    ),
    Case("limited", "swiglu_limited", parameters=LIMITED, bias=True, residual=True,
         order="out_in"),
    Case("own_one", "own_squash", parameters=(("k", 0.5),), bias=True),
    Case("own_two", "own_mix", 7, 3, residual=True),
    Case("one", "silu", 1, 1),
    Case("static_1", tokens=1, bias=True),
    Case("static_3", tokens=3, residual=True),
    Case("static_8", inputs=96, outputs=64, tokens=8),
    Case("static_17", tokens=17, order="out_in", bias=True),
    # Several chunks and blocks, in both orders of blocks and panels.
    Case("static_130", inputs=700, outputs=50, tokens=130, bias=True),
    Case("static_300", None, inputs=40, outputs=600, tokens=300, order="out_in"),
]  # fmt: skip
FFNS = [
    Case("ffn", inputs=24, outputs=37, down=21),
    Case("ffn_norm", inputs=24, outputs=64, down=24, norm="rms_norm", residual=True),
    Case(
        "ffn_all", "geglu", 24, 37, down=24, norm="layer_norm", bias=True,
        down_bias=True, residual=True, packing="concatenated", order="out_in",
    ),
    Case(
        "ffn_interleaved", "swiglu_limited", 24, 37, down=24, parameters=LIMITED,
        packing="interleaved", branch_order=(1, 0), bias=True, down_bias=True,
    ),
    Case("ffn_one", "relu2", 7, 3, down=7, norm="softmax", bias=True),
    Case("ffn_three", "lerp", 24, 37, down=16, order="out_in"),
    Case("ffn_static", inputs=24, outputs=37, down=24, tokens=5, norm="rms_norm"),
]  # fmt: skip
NARROW = [
    Case("each", bias=True, residual=True, rounding="each"),
    Case("each_limited", "swiglu_limited", bias=True, rounding="each"),
    Case("each_three", "lerp", 7, 3, rounding="each"),
    Case("ffn_each", inputs=24, outputs=37, down=24, norm="rms_norm", bias=True,
         down_bias=True, residual=True, rounding="each"),
    Case("ffn_linear", inputs=24, outputs=37, down=24, bias=True, down_bias=True,
         residual=True, rounding="linear"),
]  # fmt: skip
WIDE = [
    Case("accumulate", accumulate="f64", bias=True, residual=True),
    Case("accumulate_ffn", accumulate="f64", inputs=24, outputs=37, down=24),
]


def cases(dtype):
    every = MATMULS + FFNS + (NARROW if dtype in ("bf16", "f16") else [])
    return [replace(c, dtype=dtype) for c in every + WIDE]


def module(dtype, encoded, target=HOST, chosen=None):
    text = OWN + "".join(c.text() for c in chosen or cases(dtype))
    return build(text, target, f"encode-arguments={encoded}")


each_case = pytest.mark.parametrize(
    "case",
    [c for d in ("f32", "f64", "bf16", "f16") for c in cases(d)],
    ids=lambda c: f"{c.dtype}-{c.name}",
)


# Schedules that no target would choose.
STRATEGIES = [
    Case(f"strategy_{i}", bias=True, order=order, strategy=f"#gate.strategy<{text}>")
    for i, (order, text) in enumerate(
        [
            ("in_out", "panels, tokens = 3, neurons = 8, unroll = 3"),
            ("in_out", "panels, tokens = 1, neurons = 64"),
            ("out_in", "panels, tokens = 5, neurons = 2"),
            ("out_in", "panels, tokens = 12, neurons = 1, unroll = 64"),
            ("in_out", "rows, tokens = 4, neurons = 16"),
            ("out_in", "rows, tokens = 4, neurons = 16"),
        ]
    )
]


@pytest.mark.parametrize("encoded", [0, 1])
@pytest.mark.parametrize("case", STRATEGIES, ids=lambda c: c.strategy)
def test_strategy(case, encoded):
    built = module("f32", encoded, chosen=STRATEGIES)
    buffers = encode_arguments(built, case)
    for tokens in TOKENS:
        check(built, case, tokens, buffers)


@each_case
def test_plain(case):
    for tokens in TOKENS if case.tokens is None else [case.tokens]:
        check(module(case.dtype, 0), case, tokens)


@each_case
def test_encoded(case):
    """Weights that the module's own kernels encode."""
    built = module(case.dtype, 1)
    buffers = encode_arguments(built, case)
    assert buffers
    for tokens in TOKENS if case.tokens is None else [case.tokens]:
        check(built, case, tokens, buffers)


@pytest.mark.parametrize("dtype", ["f32", "f64", "bf16", "f16"])
def test_transpose(dtype):
    sizes = [(16, 48), (7, 5), (33, 70), (None, 70), (None, 9)]
    text, runs = "", []
    for i, (rows, columns) in enumerate(sizes):
        x, y = tensor([rows, columns], dtype), tensor([columns, rows], dtype)
        text += f"""
func.func @transpose_{i}(%x: {x}) -> {y} {{
  %c0 = arith.constant 0 : index
  %n = tensor.dim %x, %c0 : {x}
  %o = tensor.empty({"" if rows else "%n"}) : {y}
  %y = linalg.transpose ins(%x : {x}) outs(%o : {y}) permutation = [1, 0]
  return %y : {y}
}}
"""
        runs += [(f"transpose_{i}", n, columns) for n in ([rows] if rows else [0, 1, 33])]
    built = build(text)
    for name, rows, columns in runs:
        x = np.random.default_rng(rows).normal(size=(rows, columns))
        x = x.astype(numpy_dtype(dtype))
        (y,) = built.run(name, x)
        assert np.array_equal(y, x.T), (name, rows)
