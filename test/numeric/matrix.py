# Part of the Penstock project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Contractions that cover kinds of products, schedules, sizes and tokens.

Not every combination: each kind has every count of tokens, and each schedule,
size and target several kinds.
"""

from contractions import Case

from oracles.weights import Encoding

# Below, at and above what tiles, few tokens and blocks of tokens hold.
TOKENS = (0, 1, 2, 3, 5, 7, 15, 17, 31, 33, 63, 65, 127, 129)


def panels(format, **fields):
    return lambda tile: Encoding("panels", format, tile=tile, **fields)


INT8 = panels("int8", interleave=4)
INT8_32 = panels("int8", group_size=32, scale="f16", interleave=4)
INT4 = panels("int4", group_size=32, scale="f16", interleave=4)
INT4_64 = panels("int4", group_size=64, asymmetric=True, interleave=4)

# Of each kind: the weights' encodings, one per branch, and other fields.
KINDS = {
    "f32": ([panels("f32")] * 2, {}),
    "f64": ([panels("f64")] * 2, dict(dtype="f64")),
    "bf16": ([panels("bf16")] * 2, dict(dtype="bf16")),
    "bf16_pairs": ([panels("bf16", interleave=2)] * 2, dict(dtype="bf16")),
    "f16": ([panels("f16")], dict(dtype="f16")),
    "f16_weights": ([panels("f16", interleave=2)], {}),
    "bf16_weights": ([panels("bf16"), panels("bf16", interleave=2)], {}),
    "int8": ([INT8] * 2, {}),
    "int8_groups": ([INT8_32], {}),
    "int4": ([INT4] * 2, {}),
    "int4_asymmetric": ([INT4_64], dict(dtype="bf16")),
    "mixed": ([panels("f32"), INT8], {}),
    "row_f32": ([panels("f32")], dict(activations=0)),
    "row_int8": ([INT8] * 2, dict(activations=0)),
    "row_int8_groups": ([INT8_32], dict(activations=0)),
    "row_int4": ([INT4] * 2, dict(activations=0)),
    "row_int4_asymmetric": ([INT4_64], dict(activations=0, dtype="f16")),
    "row_mixed": ([INT8, INT4], dict(activations=0)),
    "group_int8": ([INT8], dict(activations=32)),
    "group_int8_groups": ([INT8_32] * 2, dict(activations=32)),
    "group_int4": ([INT4], dict(activations=32)),
    "group_int4_asymmetric": ([INT4_64], dict(activations=64)),
    "group_mixed": ([INT8_32, INT4], dict(activations=32)),
}
# With products of integers.
INTEGERS = [k for k in KINDS if k.startswith(("row_int", "row_mixed", "group"))]

# Inputs and outputs: no multiple of any tile, unrolling or chunk, nor as many.
SIZES = [(1031, 37), (161, 53), (99, 71), (3, 45), (1, 43)]
GROUPED = [(1088, 37), (192, 53), (320, 71), (64, 45)]

# Schedules that no table has, and the width of their panels.
SCHEDULES = [
    (8, "panels, tokens = 3, neurons = 8, unroll = 4, panels = 3, streams = 6, chunk = 64"),
    (16, "panels, tokens = 1, neurons = 16, unroll = 2, streams = 2, chunk = 32"),
    (8, "panels, tokens = 5, neurons = 4, unroll = 8, panels = 2, streams = 2"),
    (4, "panels, tokens = 9, neurons = 4, streams = 4, chunk = 512"),
    (32, "panels, tokens = 2, neurons = 32, unroll = 10, panels = 2, streams = 4, chunk = 30"),
]


def contraction(kind, number, schedule=None, sizes=None, **fields):
    """A case of a kind; its sizes, bias and residual turn with its number."""
    encodings, of_kind = KINDS[kind]
    tile, strategy = schedule or (16, "")
    encodings = tuple(e(tile) for e in encodings)
    grouped = any(e.group_size for e in encodings) or of_kind.get("activations")
    of_size = GROUPED if grouped else SIZES
    inputs, outputs = sizes or of_size[number % len(of_size)]
    return Case(
        f"{kind}_{number}", "swiglu" if len(encodings) == 2 else None,
        inputs, outputs, encoding=encodings,
        bias=number % 2 == 0, residual=number % 3 == 0,
        strategy=strategy and f"#gate.strategy<{strategy}>", **of_kind | fields,
    )  # fmt: skip


def by_table(kinds=KINDS):
    """Kinds as the target's table schedules them, with several chunks."""
    odd = {"f32": (1031, 37), "bf16_pairs": (1030, 71), "row_int8": (1026, 53)}
    return [contraction(k, 2 * i, sizes=odd.get(k, (1088, 37))) for i, k in enumerate(kinds)]


def by_schedule():
    """Every kind with two of the schedules, and some with known tokens."""
    count = len(SCHEDULES)
    return [
        contraction(kind, 60 + 2 * i + j, SCHEDULES[(i + 2 * j) % count])
        for i, kind in enumerate(KINDS)
        for j in range(2)
    ]


def with_tokens():
    """Known counts of tokens, each of another kind."""
    kinds = list(KINDS)
    return [
        contraction(kinds[5 * i % len(kinds)], 120 + i, tokens=tokens)
        for i, tokens in enumerate(TOKENS)
    ]


def ffns():
    """Two contractions, of odd sizes; the second one has the longer sums."""
    common = dict(norm="rms_norm", residual=True, bias=True, down_bias=True)
    return [
        Case("ffn_f32", "swiglu", 99, 1031, down=99, **common),
        Case("ffn_bf16", "geglu", 161, 523, down=161, dtype="bf16", **common),
        Case("ffn_int4", "swiglu", 96, 544, down=96, encoding=INT4(16),
             down_encoding=INT8_32(16), **common),
        Case("ffn_static", "swiglu", 99, 523, down=99, tokens=33, **common),
    ]  # fmt: skip


def by_rows():
    """Weights that are multiplied as they lie."""
    return [
        Case(
            f"rows_{i}", "swiglu", *SIZES[i], order=order, dtype=dtype, bias=True,
            strategy=f"#gate.strategy<rows, {text}>", encoding=encoding,
        )
        for i, (order, dtype, text, encoding) in enumerate(
            [
                ("in_out", "f32", "tokens = 4, neurons = 16, unroll = 2", None),
                ("out_in", "bf16", "tokens = 3, neurons = 8, unroll = 4", None),
                ("in_out", "f32", "tokens = 2, neurons = 8",
                 Encoding("neuron_major", "int8", neuron_dim=1)),
                ("out_in", "f64", "tokens = 5, neurons = 4, unroll = 2", None),
            ]
        )
    ]  # fmt: skip
