# Part of the Penstock project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""NumPy float64 oracles of the catalogue's functions, written from the papers.

    CATALOGUE["swish"](x, beta=1.5)             # any broadcastable arrays
    CATALOGUE["swiglu"].derivative(gate, up)    # tuple, one per input

The formulas take another route than the bodies of the catalogue where there is
one: the two must agree, not be the same.
"""

from __future__ import annotations

import functools
import math
from dataclasses import dataclass, field
from typing import Callable

import numpy as np

from . import integers

INF = math.inf


@dataclass
class Oracle:
    """A function with the facts the catalogue states about it."""

    inputs: tuple[str, ...]
    parameters: dict[str, float | None]  # name: default
    fn: Callable
    derivative: Callable | None = None  # (inputs, parameters) -> one per input
    zero: Callable | None = None  # (inputs, parameters) -> bool
    range: Callable | None = None  # (parameters) -> lower, upper
    aliases: tuple[str, ...] = field(default=())

    def __call__(self, *inputs, **parameters):
        return self.fn(*inputs, **parameters)


CATALOGUE: dict[str, Oracle] = {}


def _quiet(fn):
    """Inputs as float64; overflow to inf and underflow to 0 are meant."""

    @functools.wraps(fn)
    def wrapped(*inputs, **parameters):
        with np.errstate(all="ignore"):
            return fn(*(np.asarray(i, np.float64) for i in inputs), **parameters)

    return wrapped


def register(table, fn, **facts):
    code, defaults = fn.__code__, fn.__defaults__ or ()
    names = code.co_varnames[: code.co_argcount]
    required = code.co_varnames[code.co_argcount :][: code.co_kwonlyargcount]
    split = len(names) - len(defaults)
    for fact in ("derivative", "zero"):
        if fact in facts:
            facts[fact] = _quiet(facts[fact])
    if "range" in facts and not callable(facts["range"]):
        bounds = facts["range"]
        facts["range"] = lambda **_: bounds
    oracle = Oracle(
        names[:split],
        dict(zip(names[split:], defaults)) | dict.fromkeys(required),
        _quiet(fn),
        **facts,
    )
    table[fn.__name__] = oracle


def oracle(**facts):
    """Registers the function under its name; keyword defaults are parameters."""
    return lambda fn: (register(CATALOGUE, fn, **facts), fn)[1]


# ------------------------------------------------------------------------------
# Pieces
# ------------------------------------------------------------------------------


def _logistic(x):
    """1 / (1 + exp(-x)) as exp(-log(1 + exp(-x)))."""
    return np.exp(-np.logaddexp(0.0, -x))


def _dlogistic(x):
    """1 / (4 cosh(x / 2)^2)"""
    return 1.0 / (2.0 * np.cosh(x / 2.0)) ** 2


_erfc = np.vectorize(math.erfc, otypes=[np.float64])


_erf = np.vectorize(math.erf, otypes=[np.float64])


def _normal_cdf(x):
    return 0.5 * _erfc(-x / math.sqrt(2.0))


def _normal_pdf(x):
    return np.exp(-0.5 * x * x) / math.sqrt(2.0 * math.pi)


# Minimum of x logistic(x): -W(1/e), W the Lambert function.
SILU_MIN = -0.2784645427610738


# ------------------------------------------------------------------------------
# Activations
# ------------------------------------------------------------------------------


@oracle(aliases=("linear",), derivative=lambda x: (np.ones_like(x),))
def identity(x):
    return x.copy()


@oracle(
    aliases=("rectifier",),
    derivative=lambda x: (np.heaviside(x, 0.0),),
    zero=lambda x: x <= 0,
    range=(0.0, INF),
)
def relu(x):
    """Nair and Hinton 2010"""
    return np.maximum(x, 0.0)


@oracle(
    aliases=("squared_relu", "relu_squared"),
    derivative=lambda x: (2.0 * np.maximum(x, 0.0),),
    zero=lambda x: x <= 0,
    range=(0.0, INF),
)
def relu2(x):
    """arXiv:2109.08668"""
    return np.square(np.maximum(x, 0.0))


@oracle(
    aliases=("lrelu",),
    derivative=lambda x, slope=0.01: (np.where(x > 0, 1.0, slope),),
    range=lambda slope=0.01: (-INF if slope > 0 else 0.0, INF),
)
def leaky_relu(x, slope=0.01):
    """Maas et al. 2013: max(x, 0) + slope min(x, 0)"""
    return np.maximum(x, 0.0) + slope * np.minimum(x, 0.0)


@oracle(
    derivative=lambda x, alpha=1.0: (
        np.where(x > 0, 1.0, alpha + alpha * np.expm1(x)),
    ),
    range=lambda alpha=1.0: (min(-alpha, 0.0), INF),
)
def elu(x, alpha=1.0):
    """arXiv:1511.07289, eq. 15"""
    return np.maximum(x, 0.0) + alpha * np.expm1(np.minimum(x, 0.0))


SELU_LAMBDA, SELU_ALPHA = 1.0507009873554805, 1.6732632423543772


@oracle(
    derivative=lambda x: (
        SELU_LAMBDA * np.where(x > 0, 1.0, SELU_ALPHA * np.exp(np.minimum(x, 0))),
    ),
    range=(-SELU_LAMBDA * SELU_ALPHA, INF),
)
def selu(x):
    """arXiv:1706.02515, eq. 2 and the fixed point (0, 1)"""
    negative = SELU_ALPHA * np.expm1(np.minimum(x, 0.0))
    return SELU_LAMBDA * np.where(x > 0, x, negative)


@oracle(
    aliases=("gelu_erf",),
    derivative=lambda x: (_normal_cdf(x) + x * _normal_pdf(x),),
    range=(-0.1699712074799037, INF),
)
def gelu(x):
    """arXiv:1606.08415, x P(X <= x)"""
    return x * _normal_cdf(x)


def _half_one_plus_tanh(u):
    """(1 + tanh(u)) / 2 = exp(u) / (2 cosh(u))"""
    u = np.clip(u, -700.0, 700.0)
    return np.exp(u) / (2.0 * np.cosh(u))


def _gelu_tanh_argument(x):
    x = np.clip(x, -64.0, 64.0)  # tanh is +-1 long before
    return math.sqrt(2.0 / math.pi) * (x + 0.044715 * x**3)


def _dgelu_tanh(x):
    u = _gelu_tanh_argument(x)
    du = math.sqrt(2.0 / math.pi) * (1.0 + 3.0 * 0.044715 * np.square(x))
    inner = np.where(np.abs(x) < 64.0, 0.5 * x / np.cosh(u) ** 2 * du, 0.0)
    return _half_one_plus_tanh(u) + inner


@oracle(
    aliases=("gelu_new", "gelu_fast", "gelu_pytorch_tanh"),
    derivative=lambda x: (_dgelu_tanh(x),),
    range=(-0.17004075057125405, INF),
)
def gelu_tanh(x):
    """arXiv:1606.08415, section 2"""
    return x * _half_one_plus_tanh(_gelu_tanh_argument(x))


@oracle(
    aliases=("quick_gelu",),
    derivative=lambda x: CATALOGUE["swish"].derivative(x, beta=1.702),
    range=(SILU_MIN / 1.702, INF),
)
def gelu_quick(x):
    """arXiv:1606.08415, section 2"""
    return swish(x, 1.702)


@oracle(
    derivative=lambda x: CATALOGUE["swish"].derivative(x, beta=1.0),
    range=(SILU_MIN, INF),
)
def silu(x):
    """arXiv:1702.03118"""
    return swish(x, 1.0)


def _swish_range(beta=1.0):
    if beta == 0:
        return -INF, INF
    return (SILU_MIN / beta, INF) if beta > 0 else (-INF, SILU_MIN / beta)


@oracle(
    derivative=lambda x, beta=1.0: (
        _logistic(beta * x) + beta * (x * _dlogistic(beta * x)),
    ),
    range=_swish_range,
)
def swish(x, beta=1.0):
    """arXiv:1710.05941"""
    return x * _logistic(beta * x)


def _dmish(x):
    """arXiv:1908.08681, eq. 3"""
    x = np.minimum(x, 40.0)
    e = np.exp(x)
    omega = 4.0 * (x + 1.0) + 4.0 * e**2 + e**3 + e * (4.0 * x + 6.0)
    delta = 2.0 * e + e**2 + 2.0
    return e * omega / delta**2


@oracle(derivative=lambda x: (_dmish(x),), range=(-0.30884341301725043, INF))
def mish(x):
    """arXiv:1908.08681; tanh(log(1 + e)) = e (e + 2) / (e (e + 2) + 2)"""
    e = np.exp(np.minimum(x, 40.0))
    return x * (e * (e + 2.0) / (e * (e + 2.0) + 2.0))


@oracle(
    derivative=lambda x, beta=1.0: (_logistic(beta * x),),
    range=(0.0, INF),
)
def softplus(x, beta=1.0):
    """Dugas et al. 2000; beta > 0"""
    return np.logaddexp(0.0, beta * x) / beta


@oracle(
    aliases=("logistic",), derivative=lambda x: (_dlogistic(x),), range=(0.0, 1.0)
)
def sigmoid(x):
    return _logistic(x)


@oracle(derivative=lambda x: (1.0 / np.cosh(x) ** 2,), range=(-1.0, 1.0))
def tanh(x):
    return np.tanh(x)


@oracle(
    aliases=("hard_sigmoid",),
    derivative=lambda x: (np.where((x > -3) & (x < 3), 1.0 / 6.0, 0.0),),
    zero=lambda x: x <= -3,
    range=(0.0, 1.0),
)
def hardsigmoid(x):
    """arXiv:1905.02244, ReLU6(x + 3) / 6"""
    return np.clip(x + 3.0, 0.0, 6.0) / 6.0


@oracle(
    aliases=("hard_swish", "hard_silu"),
    derivative=lambda x: (
        np.select([x <= -3, x >= 3], [0.0, 1.0], (2.0 * x + 3.0) / 6.0),
    ),
    zero=lambda x: (x <= -3) | (x == 0),
    range=(-0.375, INF),
)
def hardswish(x):
    """arXiv:1905.02244"""
    return np.select([x <= -3, x >= 3, ~np.isnan(x)], [0.0, x, x * (x + 3.0) / 6.0], x)


@oracle(
    derivative=lambda x: ((1.0 + np.abs(x)) ** -2.0,),
    range=(-1.0, 1.0),
)
def softsign(x):
    """Bergstra et al. 2009"""
    return np.where(x < 0, x / (1.0 - x), x / (1.0 + x))


@oracle(
    derivative=lambda x, threshold=0.0: (np.where(x > threshold, 1.0, 0.0),),
    zero=lambda x, threshold=0.0: (x <= threshold) | (x == 0),
    range=lambda threshold=0.0: (min(threshold, 0.0), INF),
)
def fatrelu(x, threshold=0.0):
    """Kurtz et al. 2020; arXiv:2402.13516"""
    return np.where(x <= threshold, 0.0, x)


# ------------------------------------------------------------------------------
# Combining functions: the gate's branch first
# ------------------------------------------------------------------------------


def _gated(activation):
    """The derivatives of activation(gate) up."""

    def derivative(gate, up):
        own = CATALOGUE[activation]
        return own.derivative(gate)[0] * up, own(gate) * np.ones_like(up)

    return derivative


@oracle(derivative=_gated("sigmoid"))
def glu(gate, up):
    """arXiv:1612.08083"""
    return up * _logistic(gate)


@oracle(derivative=_gated("identity"))
def bilinear(gate, up):
    """arXiv:2002.05202"""
    return up * gate


@oracle(derivative=_gated("relu"), zero=lambda gate, up: (gate <= 0) | (up == 0))
def reglu(gate, up):
    """arXiv:2002.05202"""
    return up * relu(gate)


@oracle(derivative=_gated("gelu"))
def geglu(gate, up):
    """arXiv:2002.05202"""
    return up * gelu(gate)


@oracle(derivative=_gated("silu"))
def swiglu(gate, up):
    """arXiv:2002.05202"""
    return up * silu(gate)


def _dswiglu_limited(gate, up, alpha=1.702, limit=7.0):
    g, u = np.minimum(gate, limit), np.clip(up, -limit, limit)
    dgate = CATALOGUE["swish"].derivative(g, beta=alpha)[0] * (u + 1.0)
    dup = swish(g, alpha) * np.ones_like(u)
    return (
        np.where(gate <= limit, dgate, 0.0),
        np.where(np.abs(up) <= limit, dup, 0.0),
    )


def _swiglu_limited_range(alpha=1.702, limit=7.0):
    """alpha, limit > 0"""
    gates = SILU_MIN / alpha, float(swish(np.float64(limit), alpha))
    corners = [g * u for g in gates for u in (1.0 - limit, 1.0 + limit)]
    return min(corners), max(corners)


@oracle(
    aliases=("swiglu_oai",),
    derivative=_dswiglu_limited,
    range=_swiglu_limited_range,
)
def swiglu_limited(gate, up, alpha=1.702, limit=7.0):
    """gpt-oss, arXiv:2508.10925: the gate is clamped above, up on both sides."""
    g, u = np.minimum(gate, limit), np.clip(up, -limit, limit)
    return swish(g, alpha) * u + swish(g, alpha)


@oracle(derivative=lambda z, a, b: (a - b, z + 0.0 * a, 1.0 - z + 0.0 * b))
def lerp(z, a, b):
    """arXiv:1505.00387: z a + (1 - z) b, z as it is"""
    return z * a + (1.0 - z) * b


@oracle()
def gtu(gate, up):
    """arXiv:1606.05328; sigmoid(g) = (1 + tanh(g / 2)) / 2"""
    return np.tanh(up) * _half_one_plus_tanh(gate / 2.0)


@oracle()
def geglu_tanh(gate, up):
    """arXiv:2403.08295"""
    return up * gelu_tanh(gate)


@oracle()
def dual_relu(a, b):
    """arXiv:1707.08214, eq. 1"""
    return relu(a) - relu(b)


@oracle()
def dual_elu(a, b, alpha=1.0):
    """arXiv:1707.08214, eq. 2"""
    return elu(a, alpha) - elu(b, alpha)


@oracle()
def maxout2(a, b):
    """arXiv:1302.4389, two pieces"""
    return np.where(np.isnan(a) | (a > b), a, b)


@oracle(range=(-1.0, 1.0))
def gated_multimodal(z, a, b):
    """arXiv:1702.01992, eq. 3"""
    return np.tanh(a) * _logistic(z) + np.tanh(b) * _logistic(-z)


@oracle(aliases=("dyt",))
def dynamic_tanh(x, weight, bias, alpha=0.5):
    """arXiv:2503.10622, eq. 2"""
    return bias + weight * np.tanh(alpha * x)


@oracle()
def maxout3(a, b, c):
    """arXiv:1302.4389, three pieces"""
    return np.max(np.broadcast_arrays(a, b, c), 0)


@oracle()
def maxout4(a, b, c, d):
    """arXiv:1302.4389, four pieces"""
    return np.max(np.broadcast_arrays(a, b, c, d), 0)


def _sorted(place, *inputs):
    values = np.sort(np.broadcast_arrays(*inputs), 0)  # NaN comes last
    return np.where(np.isnan(values[-1]), np.nan, values[place])


@oracle()
def groupsort3_1(a, b, c):
    """arXiv:1811.05381, by sorting"""
    return _sorted(0, a, b, c)


@oracle()
def groupsort3_2(a, b, c):
    return _sorted(1, a, b, c)


@oracle()
def groupsort4_1(a, b, c, d):
    return _sorted(0, a, b, c, d)


@oracle()
def groupsort4_2(a, b, c, d):
    return _sorted(1, a, b, c, d)


@oracle()
def groupsort4_3(a, b, c, d):
    return _sorted(2, a, b, c, d)


@oracle(aliases=("minout2",))
def minimum(a, b):
    return np.where(np.isnan(a) | (a < b), a, b)


@oracle(zero=lambda gate, up, threshold=0.0: (gate <= threshold) | (gate == 0) | (up == 0))
def fatreglu(gate, up, threshold=0.0):
    return np.where(gate <= threshold, 0.0, gate) * up


@oracle()
def highway(t, h, x):
    """arXiv:1505.00387, eq. 3"""
    return _logistic(t) * h + _logistic(-t) * x


@oracle()
def gru_update(z, n, h):
    """torch.nn.GRU, the last line"""
    return _logistic(-z) * np.tanh(n) + _logistic(z) * h


@oracle()
def mingru_update(z, n, h):
    """arXiv:2410.01201, section 3.1.3, with g of appendix B"""
    g = np.where(n >= 0, n + 0.5, _logistic(n))
    return _logistic(-z) * h + _logistic(z) * g


@oracle()
def lstm_cell(i, f, g, c):
    """torch.nn.LSTM, the line of c"""
    return _logistic(i) * np.tanh(g) + _logistic(f) * c


@oracle()
def film(x, gamma, beta):
    """arXiv:1709.07871, eq. 2"""
    return beta + x * gamma


@oracle()
def modulate(x, shift, scale):
    """DiT: x * (1 + scale) + shift"""
    return shift + (x + x * scale)


@oracle(aliases=("derf",))
def dynamic_erf(x, weight, bias, alpha=0.5, shift=0.0):
    """arXiv:2512.10938"""
    return bias + weight * _erf(np.float64(alpha * x + shift))


@oracle()
def shift_exp(x, scale=0.0625, n=15.0):
    return integers.shift_exp(x, scale, n)


@oracle()
def shift_gelu(x, scale=0.0625, n=23.0, bits=8.0):
    return integers.shift_gelu(x, scale, n, bits)


DERIVATIVES = {n: o.derivative for n, o in CATALOGUE.items() if o.derivative}
