# Part of the Penstock project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""A part of the tests on every target that can run here, if emulated."""

import pytest
import test_apply
import test_contractions
import test_encodings
import test_rows
from contractions import OWN, check, encode_arguments
from harness import PROVIDED, TARGETS, build


# One of each kind of packing, weight order and number of branches.
CHOSEN = ("plain_bias", "separate", "concatenated_out_in", "interleaved",
          "three_interleaved", "limited", "each", "ffn_norm", "accumulate")  # fmt: skip
FORMATS = [
    e
    for e in test_encodings.ENCODINGS
    if (e.tile, e.neuron_dim) in ((12, -1), (0, 1))
    and e.branches == 1
    and e.group_size in (0, 32)
    and e.scale == "f32"
]

target = pytest.mark.parametrize("target", TARGETS.values(), ids=lambda t: t.name)
dtype = pytest.mark.parametrize("dtype", ["f32", "f64", "bf16", "f16"])


@dtype
@target
def test_apply_dense(target, dtype):
    module = test_apply.dense(dtype, target)
    for name in test_apply.NAMES:
        test_apply.check(module, name, dtype)
    assert module.undefined() <= PROVIDED


@dtype
@target
def test_apply_row(target, dtype):
    module = test_rows.module(dtype, target)
    for function in test_rows.ORACLES:
        for width, size in ((5, 5), (7, 7), (64, 64), (None, 17)):
            if width not in test_rows.widths(function):
                continue
            x = test_rows.rows(3, size, dtype)
            values = test_rows.inputs(function, x, dtype)
            y = test_rows.run(module, function, values, dtype, 2, width)
            test_rows.check(function, values, y, dtype)
    assert module.undefined() <= PROVIDED


@dtype
@target
def test_contraction(target, dtype):
    chosen = [c for c in test_contractions.cases(dtype) if c.name in CHOSEN]
    text = OWN + "".join(c.text() for c in chosen)
    module = build(text, target, "encode-arguments=1")
    for case in chosen:
        buffers = encode_arguments(module, case)
        for tokens in (1, 3, 9):
            check(module, case, tokens, buffers)
    assert module.undefined() <= PROVIDED


@target
def test_encoding(target):
    both = test_encodings.both
    module = build("".join(both(i, e) for i, e in enumerate(FORMATS)), target)
    for number, encoding in enumerate(FORMATS):
        test_encodings.check_both(module, number, encoding, "f32")
    assert module.undefined() <= PROVIDED


@target
def test_products(target):
    chosen = [c for c in test_encodings.PRODUCTS if c.encoding in FORMATS or c.down]
    module = build("".join(c.text() for c in chosen), target)
    for case in chosen:
        for tokens in (1, 9):
            check(module, case, tokens)
    assert module.undefined() <= PROVIDED
