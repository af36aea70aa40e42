# Part of the Penstock project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Functions of quantized graphs, by the equations of arXiv:2207.01405.

Integers are numbers of float64 below 2^53, and shifts are divisions that are
rounded down, so nothing here is an integer operation of the catalogue's. What is
a number, before and behind, is computed in the type `real`.
"""

from __future__ import annotations

import numpy as np


def integers(x, scale, real):
    """I of I * scale."""
    with np.errstate(all="ignore"):
        i = np.rint(np.asarray(x, real) / real(scale)).astype(np.float64)
    return np.clip(i, -(2.0**23), 2.0**23)


def exp(i, scale, n, real):
    """ShiftExp of i <= 0, and how many bits are behind the point."""
    i0 = float(np.floor(real(-1) / real(scale)))
    # What an int32 has room for.
    n = min(n, 30 - int(-i0).bit_length())
    p = i + np.floor(i / 2) - np.floor(i / 16)
    p = np.maximum(p, n * i0)
    q = np.floor(p / i0)
    r = p - i0 * q
    e = np.maximum(np.floor((r / 2 - i0) * 2.0 ** (n - q)), 0)
    assert np.isnan(e).any() or (e < 2**30).all()
    return e, n


def share(e, total, bits):
    """e / total in `bits` bits."""
    factor = np.floor((2.0**31 - 1) / np.minimum(total, 2.0**31 - 1))
    return np.floor(e * factor / 2.0 ** (31 - bits + 1))


def shift_exp(x, scale, n, real=np.float64):
    e, n = exp(np.minimum(integers(x, scale, real), 0), scale, n, real)
    return e.astype(real) * (real(scale) / real(2.0**n))


def shift_gelu(x, scale, n, bits, real=np.float64):
    """The maximum is that of 0 and the element, not that of a row."""
    i = np.clip(integers(x, scale, real), -(2.0 ** (31 - bits)), 2.0 ** (31 - bits))
    steep = real(scale) * real(1.702)
    most = np.maximum(i, 0)
    e, _ = exp(i - most, steep, n, real)
    other, _ = exp(-most, steep, n, real)
    y = i * share(e, e + other, bits)
    return y.astype(real) * (real(scale) / real(2.0 ** (bits - 1)))


def shiftmax(x, scale, n, bits, real=np.float64):
    i = integers(x, scale, real)
    e, _ = exp(i - i.max(-1, keepdims=True), scale, n, real)
    y = share(e, e.sum(-1, keepdims=True), bits)
    return y.astype(real) / real(2.0 ** (bits - 1))
