# Part of the Penstock project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The oracles of weights and FFNs against themselves and plain loops."""

import itertools
import sys
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from oracles.activations import dequantize, quantize  # noqa: E402
from oracles.ffn import ffn, gated_matmul  # noqa: E402
from oracles.functions import CATALOGUE  # noqa: E402
from oracles.weights import (  # noqa: E402
    FORMATS,
    Encoding,
    decode,
    encode,
    offsets,
    pack,
    storage,
    unpack,
)

LAYOUTS = [
    dict(layout="panels", tile=16),
    dict(layout="panels", tile=8, order="out_in"),
    dict(layout="panels", tile=16, branches=2),
    dict(layout="panels", tile=16, branches=2, interleaved=True),
    dict(layout="neuron_major", neuron_dim=0),
    dict(layout="neuron_major", neuron_dim=1),
    dict(layout="neuron_major", neuron_dim=0, order="out_in"),
    dict(layout="neuron_major", neuron_dim=1, order="out_in"),
    dict(layout="neuron_major", neuron_dim=1, branches=2),
]
BOUNDS = {"f64": 0, "f32": 1e-7, "bf16": 2**-8, "f16": 2**-11, "int8": 1 / 250}
K, N = 128, 26


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda d: "-".join(map(str, d.values())))
@pytest.mark.parametrize("format", FORMATS, ids=lambda d: "-".join(map(str, d.values())))
def test_encoding(layout, format):
    encoding = Encoding(**layout, **format)
    shape = (K, N) if encoding.order == "in_out" else (N, K)
    w = np.random.default_rng(0).normal(size=shape)
    parts = encode(w, encoding)
    assert [(p.shape, p.dtype) for p in parts] == storage(encoding, shape)
    found = decode(parts, encoding, shape)
    bound = BOUNDS.get(encoding.format, 1 / 13) * np.abs(w).max()
    np.testing.assert_allclose(found, w, rtol=0, atol=bound)
    buffer = pack(parts)
    assert len(buffer) == offsets(encoding, shape)[-1]
    for a, b in zip(parts, unpack(buffer, encoding, shape)):
        np.testing.assert_array_equal(a, b)


def test_int4_order():
    """GGUF: byte j of a group holds rows j (low) and G/2 + j (high)."""
    w = np.arange(32.0).reshape(32, 1) % 16
    encoding = Encoding(
        "neuron_major", "int4", group_size=32, asymmetric=True, neuron_dim=1
    )
    values, scales, mins = encode(w, encoding)
    np.testing.assert_array_equal(
        values.view(np.uint8).ravel(), [j | j << 4 for j in range(16)]
    )
    assert scales.ravel() == [1] and mins.ravel() == [0]


def test_panel_order():
    w = np.arange(6.0).reshape(2, 3)
    (values,) = encode(w, Encoding("panels", "f32", tile=2))
    np.testing.assert_array_equal(values, [[[0, 1], [3, 4]], [[2, 0], [5, 0]]])


@pytest.mark.parametrize("order", ["in_out", "out_in"])
@pytest.mark.parametrize("packing", ["separate", "concatenated", "interleaved"])
@pytest.mark.parametrize("branch_order", [None, (1, 0)])
def test_gated_matmul(order, packing, branch_order):
    """Every way the weights can lie gives the same as loops over elements."""
    rng = np.random.default_rng(1)
    x, r = rng.normal(size=(3, 5)), rng.normal(size=(3, 4))
    w, b = rng.normal(size=(2, 5, 4)), rng.normal(size=(2, 4))
    expected = np.empty((3, 4))
    for t, n in itertools.product(range(3), range(4)):
        g, u = (sum(x[t, k] * w[i, k, n] for k in range(5)) + b[i, n] for i in (0, 1))
        expected[t, n] = g / (1 + np.exp(-g)) * u + r[t, n]
    at = branch_order or (0, 1)
    lying, lying_b = [w[i] for i in at], [b[i] for i in at]
    if packing == "concatenated":
        lying, lying_b = [np.hstack(lying)], [np.hstack(lying_b)]
    elif packing == "interleaved":
        lying = [np.stack(lying, -1).reshape(5, 8)]
        lying_b = [np.stack(lying_b, -1).reshape(8)]
    if order == "out_in":
        lying = [v.T for v in lying]
    found = gated_matmul(
        x, lying, "swiglu", None, lying_b, r, order, packing, branch_order
    )
    np.testing.assert_allclose(found, expected, rtol=1e-12)


@pytest.mark.parametrize("dtype, bound", [("f32", 1e-6), ("f16", 1e-2), ("bf16", 6e-2)])
@pytest.mark.parametrize("rounding", ["result", "each"])
def test_ffn(dtype, bound, rounding):
    rng = np.random.default_rng(2)
    x, nw = rng.normal(size=(4, 32)), rng.normal(1, 0.1, size=32)
    w = rng.normal(size=(2, 32, 48)) / 6
    down, bias = rng.normal(size=(48, 32)) / 7, rng.normal(size=32)
    arguments = dict(
        norm="rms_norm", norm_inputs=[nw], down_bias=bias, residual=x
    )
    n = nw * x / np.sqrt((x * x).mean(-1, keepdims=True) + 1e-5)
    h = CATALOGUE["geglu"](n @ w[0], n @ w[1])
    exact = ffn(x, list(w), down, "geglu", **arguments)
    np.testing.assert_allclose(exact, h @ down + bias + x, rtol=1e-12)
    found = ffn(x, list(w), down, "geglu", rounding=rounding, dtype=dtype, **arguments)
    assert 0 < np.abs(found - exact).max() < bound * np.abs(exact).max()


@pytest.mark.parametrize("group", [0, 32])
def test_activations(group):
    x = np.random.default_rng(0).normal(size=(5, 96)).astype(np.float32)
    x[1] = 0
    x[2, 3], x[3, 40] = np.inf, np.nan
    x[4] = np.arange(96) * 2 - 127
    q, scales = quantize(x, group)
    assert q.dtype == np.int8 and q.shape == x.shape
    assert scales.dtype == np.float32 and scales.shape == (5, 3 if group else 1)
    found = dequantize(q, scales)
    span = group or 96
    for token, row in enumerate(x):
        for first in range(0, 96, span):
            part, back = row[first : first + span], found[token, first : first + span]
            if not np.isfinite(part).all():
                assert np.isnan(back).all()
                continue
            greatest = np.abs(part).max()
            assert np.abs(back - part).max() <= greatest / 254 * (1 + 1e-5)
            assert np.abs(back).max() == pytest.approx(greatest, rel=1e-6)
    if group == 0:
        np.testing.assert_array_equal(q[4], x[4])
