# Part of the Penstock project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""gate.ffn that skips inactive neurons, and gate.gated_matmul that masks them."""

from dataclasses import replace

import numpy as np
import pytest
from contractions import OWN, Case, check, encode_arguments, run
from harness import HOST, PROVIDED, TARGETS, build

from oracles.weights import Encoding

TOKENS = (0, 1, 2, 3, 17)
FAT = (("threshold", 0.4),)
FFN = dict(inputs=24, outputs=101, down=40)

FFNS = [
    Case("zeros", "reglu", sparsity="zero_set", **FFN),
    Case(
        "zeros_all", "reglu", sparsity="zero_set", norm="rms_norm", bias=True,
        down_bias=True, residual=True, **FFN,
    ),
    Case("zeros_swapped", "reglu", sparsity="zero_set", branch_order=(1, 0), bias=True, **FFN),
    Case("zeros_out_in", "reglu", sparsity="zero_set", order="out_in", bias=True, **FFN),
    Case("zeros_one", "relu2", sparsity="zero_set", bias=True, **FFN),
    Case("zeros_fat", "fatrelu", sparsity="zero_set", parameters=FAT, **FFN),
    Case("zeros_three", "own_three", sparsity="zero_set", bias=True, **FFN),
    Case("zeros_small", "reglu", 7, 3, down=5, sparsity="zero_set", bias=True),
    Case("zeros_single", "reglu", 1, 1, down=1, sparsity="zero_set"),
    Case("zeros_large", "reglu", 96, 320, down=192, sparsity="zero_set"),
    Case("zeros_static", "reglu", tokens=3, sparsity="zero_set", **FFN),
    Case("threshold", sparsity="threshold = 0.1", bias=True, **FFN),
    Case("threshold_zero", sparsity="threshold = 0.0", **FFN),
    Case("threshold_high", sparsity="threshold = 1000.0", down_bias=True, **FFN),
    Case("threshold_one", "silu", sparsity="threshold = 0.2", **FFN),
    Case(
        "threshold_limited", "swiglu_limited", sparsity="threshold = 0.1",
        parameters=(("alpha", 1.5), ("limit", 1.0)), bias=True, **FFN,
    ),
    Case("threshold_own", "own_relu2", sparsity="threshold = 0.1", **FFN),
    Case("top_k", sparsity="top_k = 13", bias=True, residual=True, **FFN),
    Case("top_one", sparsity="top_k = 1", **FFN),
    Case("top_all", sparsity="top_k = 101", **FFN),
    Case("top_bilinear", "bilinear", sparsity="top_k = 50", order="out_in", **FFN),
    Case("top_large", "silu", 96, 320, down=192, sparsity="top_k = 64"),
]  # fmt: skip
NARROW = [
    Case("each", "reglu", rounding="each", sparsity="zero_set", bias=True,
         residual=True, down_bias=True, **FFN),
]  # fmt: skip
# What skips nothing, or is no FFN: dense with a mask.
MASKED = [
    Case("packed", "reglu", packing="concatenated", sparsity="zero_set", bias=True, **FFN),
    Case("packed_top", "swiglu", packing="interleaved", sparsity="top_k = 7", bias=True, **FFN),
    Case("matmul_zeros", "reglu", sparsity="zero_set", bias=True, residual=True),
    Case("matmul_threshold", sparsity="threshold = 0.3"),
    Case("matmul_top", sparsity="top_k = 5", bias=True),
    Case("matmul_plain", None, sparsity="top_k = 2", residual=True),
]  # fmt: skip
WIDE = [Case("accumulate", "reglu", accumulate="f64", sparsity="zero_set", bias=True, **FFN)]


def cases(dtype):
    narrow = dtype in ("bf16", "f16")
    every = FFNS + MASKED + WIDE + (NARROW if narrow else [])
    return [replace(c, dtype=dtype) for c in every]


def module(chosen, encoded, target=HOST):
    text = OWN + "".join(c.text() for c in chosen)
    return build(text, target, f"encode-arguments={encoded}")


def phases(built, case):
    return built.kernels[case.name]["phases"]


@pytest.mark.parametrize("encoded", [0, 1])
@pytest.mark.parametrize("case", cases("f32"), ids=lambda c: c.name)
def test_sparse(case, encoded):
    built = module(cases("f32"), encoded)
    buffers = encode_arguments(built, case)
    for tokens in TOKENS if case.tokens is None else [case.tokens]:
        check(built, case, tokens, buffers)


def test_skips():
    """An FFN that can skips: it has a phase for the list of neurons."""
    built = module(cases("f32"), 1)
    for case in FFNS:
        extra = bool(case.norm) + case.sparsity.startswith("top_k")
        assert phases(built, case) == 4 + extra, case.name
    assert phases(built, MASKED[0]) == 2


# ------------------------------------------------------------------------------
# Stored weights
# ------------------------------------------------------------------------------


def stored(name, format, **given):
    up = Encoding("neuron_major", neuron_dim=1, **format)
    return Case(
        name, "reglu", 64, 160, down=72, sparsity="zero_set", bias=True,
        encoding=(
            Encoding("panels", tile=16, **format), up,
            replace(up, neuron_dim=0),
        ), **given,
    )  # fmt: skip


FORMATS = {
    "f32": dict(format="f32"),
    "bf16": dict(format="bf16"),
    "f16": dict(format="f16"),
    "int8": dict(format="int8"),
    "int8_groups": dict(format="int8", group_size=32, scale="f16"),
    "int4": dict(format="int4", group_size=32, scale="f16"),
    "int4_asymmetric": dict(format="int4", group_size=32, asymmetric=True),
}
STORED = [stored(name, f) for name, f in FORMATS.items()]


@pytest.mark.parametrize("case", STORED, ids=lambda c: c.name)
def test_stored(case):
    built = module(STORED, 0)
    assert phases(built, case) == 4
    for tokens in (0, 1, 3):
        check(built, case, tokens)


@pytest.mark.parametrize("dtype", ["bf16", "f16", "f64"])
@pytest.mark.parametrize("case", STORED[3:], ids=lambda c: c.name)
def test_stored_dtypes(case, dtype):
    chosen = [replace(c, dtype=dtype) for c in STORED[3:]]
    built = module(chosen, 0)
    for tokens in (1, 3):
        check(built, replace(case, dtype=dtype), tokens)


# ------------------------------------------------------------------------------
# How many neurons are active
# ------------------------------------------------------------------------------


class Given:
    """A case with numbers of the test's own."""

    def __init__(self, case, **values):
        self.case, self.given = case, values

    def __getattr__(self, name):
        return getattr(self.case, name)

    def values(self, tokens):
        return self.case.values(tokens) | self.given


def shifted(case, by):
    """All biases of the gate moved: none or all of the neurons are active."""
    values = case.values(3)
    return Given(case, b0=values["b0"] + by)


@pytest.mark.parametrize("case", [FFNS[1], FFNS[4]], ids=lambda c: c.name)
@pytest.mark.parametrize("by", [-100, -1.5, -1, 1, 100])
def test_density(case, by):
    built = module(cases("f32"), 0)
    check(built, shifted(case, by), 3)


def test_nothing_active_is_exact():
    """Only the bias and the residual are left, to the bit."""
    given = shifted(FFNS[1], -100)
    values = given.values(3)
    built = module(cases("f32"), 0)
    y, _ = run(built, given, 3)
    expected = values["r"].astype("f4") + values["c"].astype("f4")
    assert np.array_equal(y, expected)


# ------------------------------------------------------------------------------
# Ties, NaN and infinity
# ------------------------------------------------------------------------------

EXACT = [
    Case("exact_top", "bilinear", 4, 37, down=21, sparsity="top_k = 9"),
    Case("exact_top_matmul", "bilinear", 4, 37, sparsity="top_k = 9"),
    Case("exact_threshold", "bilinear", 4, 37, down=21, sparsity="threshold = 2.0"),
    Case("exact_zeros", "reglu", 4, 37, down=21, sparsity="zero_set"),
]


def integers(case, tokens, least=-2):
    """Small integers, whose sums are exact and often equal."""
    rng = np.random.default_rng(tokens)
    return {
        n: rng.integers(least, 3, size=v.shape).astype("f8")
        for n, v in case.values(tokens).items()
    }


@pytest.mark.parametrize("target", TARGETS.values(), ids=lambda t: t.name)
@pytest.mark.parametrize("case", EXACT, ids=lambda c: c.name)
def test_ties(case, target):
    built = module(EXACT, 1, target)
    for tokens in (1, 2, 17):
        given = Given(case, **integers(case, tokens))
        inputs = given.values(tokens)
        buffers = {}
        for argument in built.kernels[case.name]["arguments"]:
            if "encode" in argument:
                n = argument["name"]
                (buffers[n],) = built.run(argument["encode"], inputs[n].astype("f4"))
        y, expected = run(built, given, tokens, buffers)
        assert np.array_equal(y, expected)


def test_all_equal():
    """The first k neurons are taken."""
    built = module(EXACT, 0)
    case = EXACT[0]
    values = integers(case, 2)
    values["x"][:] = 1
    values["w0"][:] = 1
    y, expected = run(built, Given(case, **values), 2)
    h = (values["x"] @ values["w0"]) * (values["x"] @ values["w1"])
    assert np.array_equal(y, h[:, :9] @ values["w2"][:9])
    assert np.array_equal(y, expected)


@pytest.mark.parametrize("case", EXACT, ids=lambda c: c.name)
def test_nan_gate(case):
    """A token whose gate has a NaN is NaN, others are not touched."""
    built = module(EXACT, 0)
    values = integers(case, 3)
    values["x"][1, 2] = np.nan
    y, _ = run(built, Given(case, **values), 3)
    clean = integers(case, 3)
    z, _ = run(built, Given(case, **clean), 3)
    assert np.isnan(y[1]).all() if case.down else np.isnan(y[1]).any()
    assert np.array_equal(y[[0, 2]], z[[0, 2]])


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_closed_gate_drops_what_is_no_number(bad):
    """`up` of inactive neurons is not read; of active ones it is."""
    built = module(EXACT, 0)
    case = EXACT[3]
    values = integers(case, 1)
    gate = values["x"] @ values["w0"]
    closed = np.flatnonzero(gate[0] <= 0)
    assert closed.size
    clean = run(built, Given(case, **values), 1)[0]
    values["w1"][:, closed] = bad
    with np.errstate(invalid="ignore"):
        y, _ = run(built, Given(case, **values), 1)
        assert np.array_equal(y, clean)
        values["w1"][:, np.flatnonzero(gate[0] > 0)[0]] = bad
        y, _ = run(built, Given(case, **values), 1)
    assert not np.isfinite(y).any()


@pytest.mark.parametrize("bad", [np.inf, -np.inf])
def test_infinite_gate(bad):
    built = module(EXACT, 0)
    case = EXACT[0]
    values = integers(case, 1)
    values["x"][:] = 1
    values["w1"][:] = 1
    values["w2"][:] = 1
    values["w0"][:, 20] = bad
    y, _ = run(built, Given(case, **values), 1)
    assert np.isinf(y).all() and (np.sign(y) == np.sign(bad)).all()


# ------------------------------------------------------------------------------
# Targets
# ------------------------------------------------------------------------------

CHOSEN = ("zeros_all", "zeros_out_in", "zeros_one", "zeros_small", "threshold",
          "top_k", "packed_top", "accumulate", "each")  # fmt: skip


@pytest.mark.parametrize("dtype", ["f32", "f64", "bf16", "f16"])
@pytest.mark.parametrize("target", TARGETS.values(), ids=lambda t: t.name)
def test_dtypes(target, dtype):
    if dtype in ("f64", "f16") and target.name not in (HOST.name, "aarch64"):
        return  # f32 and bf16 are enough here
    chosen = [c for c in cases(dtype) if c.name in CHOSEN]
    built = module(chosen, 1, target)
    for case in chosen:
        buffers = encode_arguments(built, case)
        for tokens in (1, 3):
            check(built, case, tokens, buffers)
    assert built.undefined() <= PROVIDED


@pytest.mark.parametrize("target", TARGETS.values(), ids=lambda t: t.name)
def test_stored_targets(target):
    built = module(STORED, 0, target)
    for case in STORED:
        for tokens in (1, 3):
            check(built, case, tokens)
