# Part of the Penstock project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Integers at the ends of their ranges, and rows that are not finite."""

import numpy as np
import pytest
from contractions import Case
from harness import HOST, PRODUCT_TARGETS, build, numpy_dtype
from matrix import INT4, INT4_64, INT8, INT8_32, KINDS, contraction

from oracles.weights import decode, encode, pack

# ------------------------------------------------------------------------------
# Exact sums
# ------------------------------------------------------------------------------

# Sums below 2^24, which f32 holds, in every order.
INPUTS, OUTPUTS, TOKENS = 1024, 21, 7
EXACT = [
    Case(f"{name}_{'row' if group == 0 else 'group'}", None, INPUTS, OUTPUTS,
         encoding=encoding(8), activations=group)
    for name, encoding, size in (
        ("int8", INT8, 32), ("int8_groups", INT8_32, 32),
        ("int4", INT4, 32), ("int4_asymmetric", INT4_64, 64),
    )
    for group in (0, size)
]  # fmt: skip
# As many inputs as 32 bits can sum.
LONG = Case("long", None, 1 << 17, 5, encoding=INT8(8), activations=0)


def extreme_x(tokens, inputs):
    """Rows of -127 and 127, whose scale is 1."""
    rng = np.random.default_rng(0)
    x = 127 * rng.choice([-1, 1], (TOKENS, inputs))
    x[0], x[1] = 127, -127
    x[2, ::2], x[2, 1::2] = 127, -127
    return x[:tokens].astype(np.float32)


def extreme_weight(case):
    """Storage of the greatest and the least integers, with scales of 1."""
    encoding, shape = case.encoding, (case.inputs, case.outputs)
    values, *scales = encode(np.zeros(shape, np.float32), encoding)
    rng = np.random.default_rng(1)
    ends = [0x80, 0x7F] if encoding.format == "int8" else [0, 15, 0xF0, 0xFF]
    columns = np.array(ends, np.uint8)[rng.integers(0, len(ends), values.shape)]
    # The tile is the dimension before the interleaved inputs.
    for column in range(4):
        columns[..., column, :] = ends[column % len(ends)]
    scales = [np.ones_like(s) for s in scales]
    if encoding.asymmetric:
        scales[1] *= 0
    return [columns.view(np.int8), *scales]


def check_exact(built, case, tokens):
    x, parts = extreme_x(tokens, case.inputs), extreme_weight(case)
    weight = decode(parts, case.encoding, (case.inputs, case.outputs))
    (y,) = built.run(case.name, x, pack(parts))
    expected = (x.astype("i8") @ weight.astype("i8")).astype(np.float32)
    np.testing.assert_array_equal(y, expected, case.name)


@pytest.mark.parametrize("target", PRODUCT_TARGETS.values(), ids=lambda t: t.name)
def test_exact(target):
    """No sum of products of bytes, nor of 16 bits, overflows."""
    cases = [*EXACT, LONG]
    built = build("".join(c.text() for c in cases), target, "encode-arguments=0")
    for case in cases:
        for tokens in (1, 3, TOKENS):
            check_exact(built, case, tokens)


# ------------------------------------------------------------------------------
# Rows that are not finite
# ------------------------------------------------------------------------------

KIND_OF_ROWS = ("f32", "bf16", "int8", "int4", "row_int8", "row_int4", "group_int4")


@pytest.mark.parametrize("tokens", [3, 17])
def test_rows_apart(tokens):
    """A NaN or an infinity reaches its row's results and no other row's; where
    activations are quantized, all of the row is NaN."""
    cases = [contraction(kind, 1, sizes=(192, 37)) for kind in KIND_OF_ROWS]
    built = build("".join(c.text() for c in cases), HOST, "encode-arguments=0")
    for case in cases:
        inputs = []
        for n, value in case.values(tokens).items():
            value = value.astype(numpy_dtype(case.dtype))
            of_weight = case.arguments()[n][1]
            inputs.append(pack(encode(value, of_weight)) if of_weight else value)
        x = inputs[0]
        x[0] = 0
        (expected,) = built.run(case.name, *inputs)
        for bad in (np.nan, np.inf, -np.inf):
            for row, at in ((1, 0), (tokens - 1, case.inputs - 1)):
                inputs[0] = x.copy()
                inputs[0][row, at] = bad
                (y,) = built.run(case.name, *inputs)
                others = np.arange(tokens) != row
                assert y[others].tobytes() == expected[others].tobytes(), case.name
                finite = np.isfinite(y[row].astype("f8"))
                assert not finite.any() if np.isnan(bad) else not finite.all(), case.name
                if case.activations is not None:
                    assert np.isnan(y[row].astype("f8")).all(), case.name
