# Part of the Penstock project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""NumPy float64 oracles of the catalogue's functions of rows, the last axis.

    ROWS["rms_norm"](x, weight, eps=1e-5)
"""

from __future__ import annotations

import numpy as np

from . import integers
from .functions import INF, Oracle, _logistic, register, silu

ROWS: dict[str, Oracle] = {}


def row_oracle(**facts):
    return lambda fn: (register(ROWS, fn, **facts), fn)[1]


@row_oracle(range=(0.0, 1.0))
def softmax(x):
    m = x.max(-1, keepdims=True)
    return np.exp(x - m - np.log(np.exp(x - m).sum(-1, keepdims=True)))


@row_oracle(aliases=("rmsnorm",))
def rms_norm(x, weight, eps=1e-5):
    """arXiv:1910.07467"""
    return weight * x / np.sqrt(np.mean(x * x, -1, keepdims=True) + eps)


@row_oracle(aliases=("layernorm",))
def layer_norm(x, weight, bias, eps=1e-5):
    """arXiv:1607.06450, biased variance"""
    deviation = np.sqrt(x.var(-1, keepdims=True) + eps)
    return weight * (x - x.mean(-1, keepdims=True)) / deviation + bias


def _sum(x):
    return x.sum(-1, keepdims=True)


def _norm(x):
    return np.linalg.norm(x, axis=-1, keepdims=True)


def _deviation(x, eps):
    return np.sqrt(x.var(-1, keepdims=True) + eps)


def _mean_square(x, eps):
    return np.sqrt(np.mean(x * x, -1, keepdims=True) + eps)


@row_oracle(range=(-INF, 0.0))
def log_softmax(x):
    return x - np.logaddexp.reduce(x, axis=-1, keepdims=True)


@row_oracle(range=(0.0, 1.0))
def softmin(x):
    return softmax(-x)


@row_oracle(range=(0.0, 1.0))
def softmax_temperature(x, temperature=1.0):
    """arXiv:1503.02531, eq. 1"""
    return softmax(x / temperature)


@row_oracle(range=(0.0, 1.0), aliases=("softmax1", "quiet_softmax"))
def softmax_one(x):
    """softmax of the row with one 0 more"""
    return softmax(np.concatenate([x, np.zeros_like(x[..., :1])], -1))[..., :-1]


@row_oracle(range=(0.0, 1.0))
def taylor_softmax(x):
    """arXiv:1511.05042, eq. 8: 2 + 2 x + x^2 = 1 + (1 + x)^2"""
    e = 1.0 + np.square(1.0 + x)
    return e / _sum(e)


@row_oracle(range=(0.0, 1.0))
def spherical_softmax(x, eps=1e-5):
    """arXiv:1511.05042, eq. 7"""
    return (np.square(x) + eps) / (_sum(np.square(x)) + x.shape[-1] * eps)


@row_oracle(range=(0.0, 1.0))
def sqmax(x, c=4.0):
    return np.square((x + c) / _norm(x + c))


@row_oracle(range=(0.0, 1.0))
def softplus_l1(x, eps=1e-6):
    p = np.logaddexp(0.0, x)
    return p / (_sum(p) + eps)


@row_oracle(range=(-1.0, 1.0))
def l2_normalize(x, eps=1e-12):
    return x / np.maximum(_norm(x), eps)


@row_oracle(aliases=("scalenorm",))
def scale_norm(x, weight, eps=1e-5):
    """arXiv:1910.05895, eq. 3"""
    return weight * x / np.maximum(_norm(x), eps)


@row_oracle(range=(-1.0, 1.0))
def squash(x):
    """arXiv:1710.09829, eq. 1"""
    n = _norm(x)
    return x * n / (1.0 + n * n)


@row_oracle()
def standardize(x, eps=1e-5):
    return (x - x.mean(-1, keepdims=True)) / _deviation(x, eps)


@row_oracle()
def gated_rms_norm(x, z, weight, eps=1e-5):
    """arXiv:2405.21060, the norm of the authors' code"""
    return rms_norm(x * silu(z), weight, eps)


@row_oracle(aliases=("polynorm",))
def poly_norm(x, a0=0.0, a1=1 / 3, a2=1 / 3, a3=1 / 3, eps=1e-6):
    """arXiv:2411.03884, eq. 8, and the authors' order of coefficients"""
    terms = [a / _mean_square(x**k, eps) * x**k for a, k in ((a1, 3), (a2, 2), (a3, 1))]
    return sum(terms) + a0


@row_oracle()
def evonorm_s0(x, v, weight, bias, eps=1e-5):
    """arXiv:2004.02967, table 2; the row is a group"""
    return x * _logistic(v * x) / _deviation(x, eps) * weight + bias


@row_oracle()
def evonorm_s1(x, weight, bias, eps=1e-5):
    """timm, EvoNorm2dS1; the row is a group"""
    return silu(x) / _deviation(x, eps) * weight + bias


@row_oracle(range=(0.0, INF), aliases=("abrelu",))
def average_biased_relu(x):
    return np.maximum(x, x.mean(-1, keepdims=True)) - x.mean(-1, keepdims=True)


def _by_root(x, share):
    """share(x - max - t), t such that the row sums to 1, by bisection."""
    z = x - x.max(-1, keepdims=True)
    low, high = np.full(x.shape[:-1] + (1,), -1e3), np.zeros(x.shape[:-1] + (1,))
    for _ in range(200):
        t = (low + high) / 2
        is_above = _sum(share(z, t)) > 1
        low, high = np.where(is_above, t, low), np.where(is_above, high, t)
    return share(z, (low + high) / 2)


@row_oracle(range=(0.0, 1.0))
def sparsemax(x):
    """arXiv:1602.02068, algorithm 1, which sorts"""
    z = np.sort(x - x.max(-1, keepdims=True), -1)[..., ::-1]
    k = np.arange(1, x.shape[-1] + 1)
    finite = np.where(np.isinf(z), -1e300, z)
    support = _sum(1.0 + k * finite > np.cumsum(finite, -1))
    total = np.take_along_axis(np.cumsum(finite, -1), support - 1, -1)
    return np.maximum(x - x.max(-1, keepdims=True) - (total - 1) / support, 0.0)


@row_oracle(range=(0.0, 1.0))
def entmax15(x):
    """arXiv:1905.05702, algorithm 2, which sorts"""
    z = (x - x.max(-1, keepdims=True)) / 2
    s = np.maximum(np.sort(z, -1)[..., ::-1], -2.0)  # what is below 1 is not in
    k = np.arange(1, x.shape[-1] + 1)
    mean = np.cumsum(s, -1) / k
    deviation = np.cumsum(s * s, -1) - k * mean * mean
    t = mean - np.sqrt(np.maximum((1 - deviation) / k, 0.0))
    t = np.take_along_axis(t, _sum(t <= s) - 1, -1)
    return np.square(np.maximum(z - t, 0.0))


@row_oracle(range=(0.0, 1.0), aliases=("alpha_entmax",))
def entmax(x, alpha=1.5):
    """arXiv:1905.05702, eq. 9, by bisection"""
    a = alpha - 1.0
    return _by_root(x, lambda z, t: np.maximum(a * z - t, 0.0) ** (1.0 / a))


@row_oracle(range=(0.0, 1.0))
def stablemax(x):
    """arXiv:2501.04697, eq. 5"""
    s = np.where(x < 0, np.reciprocal(1.0 + np.abs(x)), 1.0 + np.abs(x))
    return s / _sum(s)


@row_oracle(range=(0.0, 1.0))
def clipped_softmax(x, gamma=-0.1, eta=1.1):
    """arXiv:2306.12929, eq. 4"""
    return np.clip(gamma + (eta - gamma) * softmax(x), 0.0, 1.0)


@row_oracle(range=(0.0, 1.0), aliases=("ssmax",))
def scalable_softmax(x, s=0.43):
    """arXiv:2501.19399, eq. 2: n^(s x) / sum n^(s x)"""
    if x.shape[-1] == 1:
        return np.ones_like(x)
    n = np.float64(x.shape[-1])
    e = n ** (s * (x - x.max(-1, keepdims=True)))
    return e / _sum(e)


def _log_logistic(x):
    return -np.logaddexp(0.0, -x)


@row_oracle(range=(0.0, 1.0))
def sigsoftmax(x):
    """arXiv:1805.10829, eq. 13, in logarithms"""
    return softmax(x + _log_logistic(x))


@row_oracle(range=(0.0, 1.0), aliases=("normalized_sigmoid",))
def sigmoid_l1(x):
    return softmax(_log_logistic(x))


@row_oracle(range=(0.0, 1.0))
def softmax_sink(x, sink):
    """The softmax of the row with its sink behind it, without that"""
    every = np.logaddexp(np.logaddexp.reduce(x, axis=-1, keepdims=True), sink)
    return np.exp(x - every)


@row_oracle(range=(0.0, 1.0))
def sigmoid_attention(x):
    """arXiv:2409.04431, eq. 3: the bias is -log(n)"""
    return 1.0 / (1.0 + x.shape[-1] * np.exp(-x))


@row_oracle(range=(-1.0, 1.0))
def l1_normalize(x, eps=1e-12):
    return x / np.maximum(np.linalg.norm(x, 1, axis=-1, keepdims=True), eps)


@row_oracle()
def pixel_norm(x, eps=1e-8):
    """arXiv:1710.10196, section 4.2"""
    return x / _mean_square(x, eps)


@row_oracle()
def gemma_rms_norm(x, weight, eps=1e-6):
    return rms_norm(x, weight, eps) + rms_norm(x, np.ones_like(weight), eps)


@row_oracle()
def frn_tlu(x, weight, bias, tau, eps=1e-6):
    """arXiv:1911.09737, eqs. 1 to 3"""
    y = bias + weight * (x / _mean_square(x, eps))
    return np.where(y > tau, y, tau)


@row_oracle(range=(0.0, INF), aliases=("statistical_topk",))
def gaussian_topk(x, z=1.6448536269514722):
    """transformers, Gemma3nTextMLP: relu(x - cutoff)"""
    cutoff = x.mean(-1, keepdims=True) + z * x.std(-1, keepdims=True)
    return np.maximum(x, cutoff) - cutoff


@row_oracle()
def evonorm_b0(x, v, variance, weight, bias, eps=1e-5):
    """arXiv:2004.02967, table 2, and timm"""
    return bias + weight * x / np.maximum(np.sqrt(eps + variance), _deviation(x, eps) + x * v)


@row_oracle()
def evonorm_b1(x, variance, weight, bias, eps=1e-5):
    rms = _mean_square(x, eps)
    return bias + weight * x / np.maximum(np.sqrt(eps + variance), rms + x * rms)


@row_oracle()
def evonorm_b2(x, variance, weight, bias, eps=1e-5):
    return bias + weight * x / np.maximum(np.sqrt(eps + variance), _mean_square(x, eps) - x)


def _threshold(x, k):
    return np.sort(x, -1)[..., -min(int(k), x.shape[-1]), None]


@row_oracle(aliases=("k_winners_take_all", "topk_activation"))
def kwta(x, *, k):
    """arXiv:1905.10510, eq. 3, by sorting"""
    return x * (x >= _threshold(x, k))


@row_oracle(range=(0.0, 1.0))
def topk_softmax(x, k=2.0):
    """arXiv:1701.06538, eq. 3 to 5: the others are -inf"""
    return softmax(np.where(x >= _threshold(x, k), x, -np.inf))


# Of those that have to be given.
PARAMETERS = {"kwta": {"k": 3.0}}


@row_oracle(range=(0.0, 1.0))
def shiftmax(x, scale=0.0625, n=15.0, bits=8.0):
    return integers.shiftmax(x, scale, n, bits)


def row_inputs(name, make):
    """Of the inputs after the first, those that `make` gives; a variance is
    positive."""
    return [
        np.abs(made) + 0.125 if n == "variance" else made
        for n, made in ((n, make()) for n in ROWS[name].inputs[1:])
    ]
