# Part of the Penstock project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Exact values of the catalogue's functions of one number, as printed.

    EXACT["pelu"](x, a, b)  # numbers of mpmath, with 300 bits

The bodies of the catalogue are written so that nothing overflows or cancels;
these are the formulas of the papers as they stand, and the precision does the
work. Functions of several inputs are in functions.py, those of rows in rows.py.
"""

from __future__ import annotations

import functools

import mpmath
import numpy as np
from mpmath import mpf

from oracles.bodies import rounded

mpmath.mp.prec = 300
pi, inf = +mpmath.pi, mpmath.inf
ln2 = mpmath.log(2)
sqrt, sin, cos, atan, log = mpmath.sqrt, mpmath.sin, mpmath.cos, mpmath.atan, mpmath.log
sinpi = mpmath.sinpi


def exp(x):
    if abs(x) > mpf(10) ** 60:  # the exponent itself would not fit in memory
        return inf if x > 0 else mpf(0)
    return mpmath.exp(x)


# For tails beyond the 300 bits.
def expm1(x):
    return mpf(-1) if x < -(10**4) else exp(x) if x > 10**4 else mpmath.expm1(x)


def log1p(x):
    return log(x) if x > mpf(2) ** 400 else mpmath.log1p(x)


def _flat(fn, beyond, low, high):
    return lambda x: low if x < -beyond else high if x > beyond else fn(x)


tanh = _flat(mpmath.tanh, 10**4, mpf(-1), mpf(1))
erf = _flat(mpmath.erf, 10**3, mpf(-1), mpf(1))
normal = _flat(mpmath.ncdf, 10**3, mpf(0), mpf(1))
sinh = lambda x: (exp(x) - exp(-x)) / 2
cosh = lambda x: (exp(x) + exp(-x)) / 2
sech = lambda x: 1 / cosh(x)
asinh = lambda x: (1 if x >= 0 else -1) * log(abs(x) + sqrt(x * x + 1))
sigmoid = lambda x: 1 / (1 + exp(-x))
softplus = lambda x: log1p(exp(x)) if x < 10**6 else x
relu = lambda x: max(x, mpf(0))
silu = lambda x: x * sigmoid(x)
gelu = lambda x: x * normal(x)
elu = lambda x, a=1: x if x > 0 else a * (exp(x) - 1)
sgn = lambda x: (x > 0) - (x < 0)
clip = lambda x, low, high: max(low, min(high, x))
step = lambda x: mpf(x >= 0)
pelu = lambda x, a, b: x * a / b if x >= 0 else a * (exp(x / b) - 1)
calu = lambda x: x * (atan(x) / pi + mpf(1) / 2)
hard = lambda x: clip((x + 1) / 2, 0, 1)
bent = lambda x: sqrt(x * x + 1) - 1
sqnl = lambda x: sgn(x) if abs(x) > 2 else x - x * abs(x) / 4
softshrink = lambda x, t: x - t if x > t else x + t if x < -t else mpf(0)
m = lambda x, e: sqrt(x * x + e)  # the mollified |x|
TURN = mpf("1.769")
SELU = mpf("1.0507009873554804934"), mpf("1.6732632423543772848")

EXACT = dict(
    # Sigmoid-like
    binary_step=lambda x: step(x),
    sign=lambda x: mpf(sgn(x)),
    scaled_sigmoid=lambda x: 4 * sigmoid(x) - 2,
    shifted_scaled_sigmoid=lambda x, a, b: 1 / (1 + exp(-a * (x - b))),
    variant_sigmoid=lambda x, a, b, c: a / (1 + exp(-b * x)) - c,
    parametric_sigmoid=lambda x, a, b: a * sigmoid(b * x),
    bimodal_sigmoid=lambda x, b: (1 / (1 + exp(-x)) + 1 / (1 + exp(-x - b))) / 2,
    arctan=atan,
    sigmoid_algebraic=lambda x, a: sigmoid(
        x * (1 + a * abs(x)) / (1 + abs(x) * (1 + a * abs(x)))
    ),
    improved_sigmoid=lambda x, a, b: (
        a * (x - b) + sigmoid(b)
        if x >= b
        else sigmoid(x) if x > -b else a * (x + b) + sigmoid(-b)
    ),
    siglin=lambda x, a: sigmoid(x) + a * x,
    soft_root_sign=lambda x, alpha, beta: x / (x / alpha + exp(-x / beta)),
    soft_clipping=lambda x, a: (softplus(a * x) - softplus(a * (x - 1))) / a,
    hexpo=lambda x, a, b, c, d: (
        -a * (exp(-x / b) - 1) if x >= 0 else c * (exp(x / d) - 1)
    ),
    scaled_softsign=lambda x, alpha, beta: alpha * x / (beta + abs(x)),
    smooth_step=lambda x, g: (
        mpf(0)
        if x <= -g / 2
        else mpf(1) if x >= g / 2 else -2 * x**3 / g**3 + 3 * x / (2 * g) + mpf(1) / 2
    ),
    elliott=lambda x: x / 2 / (1 + abs(x)) + mpf(1) / 2,
    sigmoid_gumbel=lambda x: sigmoid(x) * exp(-exp(-x)),
    loglog=lambda x: exp(-exp(-x)),
    cloglog=lambda x: -expm1(-exp(x)),
    symmetrical_msaf=lambda x, a: -1 + 1 / (1 + exp(-x)) + 1 / (1 + exp(-x - a)),
    rootsig=lambda x, a: a * x / (1 + sqrt(1 + a * a * x * x)),
    probit=normal,
    dsigmoid=lambda x: exp(-x) * sigmoid(x) ** 2,
    aranda_ordaz=lambda x, a: -expm1(-log1p(a * exp(x)) / a),
    power_sigmoid=lambda x, p: 1 / (1 + exp(-x)) ** p,
    new_sigmoid=lambda x: (exp(x) - exp(-x)) / sqrt(2 * (exp(2 * x) + exp(-2 * x))),
    # Of the hyperbolic tangent
    scaled_tanh=lambda x, a, b: a * tanh(b * x),
    penalized_tanh=lambda x, slope: max(tanh(x), mpf(0)) + slope * min(tanh(x), mpf(0)),
    bipolar_sigmoid=lambda x: 2 * sigmoid(x) - 1,
    generalized_tanh=lambda x, a, b: a * (2 / (1 + exp(-b * x)) - 1),
    adaptive_tanh=lambda x, a: tanh(a * x),
    stac_tanh=lambda x, a, b: (
        tanh(-a) + b * (x + a)
        if x < -a
        else tanh(x) if x <= a else tanh(a) + b * (x - a)
    ),
    softcap=lambda x, cap: cap * tanh(x / cap),
    rectified_tanh=lambda x: max(mpf(0), tanh(x)),
    ptelu=lambda x, a, b: x if x >= 0 else a * tanh(b * x),
    siglu=lambda x: x if x >= 0 else 2 / (1 + exp(-2 * x)) - 1,
    thlu=lambda x: x if x >= 0 else 2 / (1 + exp(-x)) - 1,
    talu=lambda x, a: x if x >= 0 else tanh(x) if x > a else tanh(a),
    ptalu=lambda x, a, b: x if x >= b else tanh(x) if x > a else tanh(a),
    tanhlu=lambda x, a, b, c: a * tanh(b * x) + c * x,
    reltanh=lambda x, a, b: (
        sech(a) ** 2 * (x - a) + tanh(a)
        if x <= a
        else tanh(x) if x < b else sech(b) ** 2 * (x - b) + tanh(b)
    ),
    max_tanh=lambda x: max(x, tanh(x)),
    maxsig=lambda x: max(x, sigmoid(x)),
    # Rectifiers
    abs=abs,
    shifted_relu=lambda x: max(mpf(-1), x),
    very_leaky_relu=lambda x: max(x, x / 3),
    optimized_leaky_relu=lambda x, l, u: x if x >= 0 else x * exp(-(u + l) / (u - l)),
    rrelu=lambda x, l, u: x if x >= 0 else (l + u) / 2 * x,
    sloped_relu=lambda x, a: a * x if x >= 0 else mpf(0),
    relu3=lambda x: relu(x) ** 3,
    repu=lambda x, p: x**p if x > 0 else mpf(0),
    displaced_relu=lambda x, d: x if x >= -d else -d,
    margin_relu=lambda x, a: x if x >= a else a,
    delay_relu=lambda x, a: x - a if x >= a else mpf(0),
    flexible_relu=lambda x, b: x + b if x >= 0 else b,
    shilu=lambda x, a, b: a * relu(x) + b,
    star_relu=lambda x, s, b: s * relu(x) ** 2 + b,
    polyrelu=lambda x, a0, a1, a2, a3: (
        a1 * relu(x) ** 3 + a2 * relu(x) ** 2 + a3 * relu(x) + a0
    ),
    smelu=lambda x, b: (
        mpf(0) if x <= -b else x if x >= b else (x + b) ** 2 / (4 * b)
    ),
    sine_relu=lambda x, e: x if x >= 0 else e * (sin(x) - cos(x)),
    minsin=lambda x: min(x, sin(x)),
    vlu=lambda x, a, b: relu(x) + a * sin(b * x),
    nlrelu=lambda x, b: log(b * relu(x) + 1),
    softplus_linear=lambda x: x if x >= 0 else 2 * log((exp(x) + 1) / 2),
    rectified_softplus=lambda x, a: a * x + ln2 if x >= 0 else softplus(x),
    prenu=lambda x, a: x - a * log(x + 1) if x >= 0 else mpf(0),
    pan=lambda x, a: x - a if x >= a else -x - a if x <= -a else mpf(0),
    abslu=lambda x, a: x if x >= 0 else -a * x,
    mirrored_relu=lambda x: min(relu(1 - x), relu(1 + x)),
    tent=lambda x, d: max(mpf(0), d - abs(x)),
    hat=lambda x, a: (
        mpf(0) if x < 0 or x > a else x if x <= a / 2 else a - x
    ),
    lsptlu=lambda x, a: (
        x / 5 if x < 0 else x if x <= a else 2 * a - x if x <= 2 * a else mpf(0)
    ),
    soft_modulus_q=lambda x: x**2 * (2 - abs(x)) if abs(x) <= 1 else abs(x),
    soft_modulus_t=lambda x, a: x * tanh(x / a),
    sign_relu=lambda x, a: x if x >= 0 else a * x / (abs(x) + 1),
    li_relu=lambda x, a: a * x + relu(x),
    dual_line=lambda x, a, b, c: a * relu(x) - b * relu(-x) + c,
    dprelu=lambda x, a, b: a * relu(x) - b * relu(-x),
    pilu=lambda x, a, b, c: a * x + c * (1 - a) if x >= c else b * x + c * (1 - b),
    rprelu=lambda x, g, z, b: x - g + z if x > g else b * (x - g) + z,
    lelelu=lambda x, a: a * (relu(x) - relu(-x) * mpf("0.01")),
    arelu=lambda x, a, b: (
        (1 + sigmoid(b)) * x if x >= 0 else clip(a, mpf("0.01"), mpf("0.99")) * x
    ),
    srelu=lambda x, tr, ar, tl, al: (
        tr + ar * (x - tr) if x >= tr else x if x > tl else tl + al * (x - tl)
    ),
    lisa=lambda x, ar, al: ar * x - ar + 1 if x >= 1 else x if x > 0 else al * x,
    n_activation=lambda x, a, b: (
        x - 2 * min(a, b) if x < min(a, b) else x - 2 * max(a, b) if x > max(a, b) else -x
    ),
    plu=lambda x, a, c: max(a * (x + c) - c, min(a * (x - c) + c, x)),
    mmelu=lambda x, a, b, c: a * max(b - abs(x - c), mpf(0)) + (1 - a) * relu(x),
    eplaf=lambda x, d: abs(x) ** d / d if abs(x) <= 1 else abs(x) - (1 - 1 / d),
    erf_relu=lambda x, a: x if x >= 0 else a * erf(x),
    smu=lambda x, a, mu: ((1 + a) * x + (1 - a) * x * erf(mu * (1 - a) * x)) / 2,
    smu1=lambda x, a, mu: ((1 + a) * x + sqrt(((1 - a) * x) ** 2 + mu**2)) / 2,
    crrelu=lambda x, e: relu(x) + e * x * exp(-x * x / 2),
    lsrelu=lambda x, a, b: (
        x / (1 + abs(x))
        if x <= 0
        else x if x <= b else log(a * x + 1) + abs(log(a * b + 1) - b)
    ),
    oaf=lambda x: relu(x) + silu(x),
    ftswish=lambda x, t: silu(x) + t if x >= 0 else t,
    delu=lambda x, n: (
        (n + mpf(1) / 2) * x + abs(exp(-x) - 1) if x > 0 else silu(x)
    ),
    # Bounded, shrinking
    relu6=lambda x: clip(x, mpf(0), mpf(6)),
    bounded_relu=lambda x, a: clip(x, mpf(0), a),
    bounded_leaky_relu=lambda x, a, b: (
        a * x if x <= 0 else x if x < b else a * x + (1 - a) * b
    ),
    hardtanh=lambda x, a, b: a if x < a else b if x > b else x,
    svhardtanh=lambda x, a: clip(x, -1, 1) + a,
    shhardtanh=lambda x, a: clip(x + a, -1, 1),
    hardsigmoid_affine=lambda x, a, b: clip(a * x + b, 0, 1),
    thresholded_relu=lambda x, t: x if x > t else mpf(0),
    threshold=lambda x, t, v: x if x > t else v,
    hardshrink=lambda x, t: x if abs(x) > t else mpf(0),
    softshrink=softshrink,
    tanhshrink=lambda x: x - tanh(x),
    clipped_delay_relu=lambda x, t, b: (
        mpf(0) if x < t else x - t if x <= t + b else b
    ),
    clipped_softshrink=lambda x, t, b: (
        mpf(0) if abs(x) <= t else sgn(x) * min(abs(x) - t, b)
    ),
    vra=lambda x, a, b: mpf(0) if x < a else x if x <= b else b,
    vra_plus=lambda x, a, b, s: mpf(0) if x < a else x + s if x <= b else b,
    proact=lambda x, b: x if 0 <= x <= b else mpf(0),
    proact_smooth=lambda x, b, k: max(mpf(0), x / (1 + exp(k * (x - b)))),
    hard_mish=lambda x: x * clip(x + 2, mpf(0), mpf(2)) / 2,
    hard_elish=lambda x: x * hard(x) if x >= 0 else (exp(x) - 1) * hard(x),
    # Exponential linear units
    celu=lambda x, a: relu(x) + min(mpf(0), a * (exp(min(x, mpf(0)) / a) - 1)),
    pelu=pelu,
    mpelu=lambda x, a, b: x if x > 0 else a * (exp(b * x) - 1),
    leaky_selu=lambda x, s, a, c: s * x if x >= 0 else s * a * (exp(x) - 1) + s * c * x,
    scaled_selu=lambda x, s, a, b: s * x if x >= 0 else s * a * (exp(b * x) - 1),
    pselu=lambda x, a, b: a * x if x >= 0 else a * b * (exp(x) - 1),
    lpselu=lambda x, a, b, c: a * x if x >= 0 else a * b * (exp(x) - 1) + c * x,
    lpselu_rp=lambda x, a, b, c, s: (
        a * x + s if x >= 0 else a * b * (exp(x) - 1) + c * x + s
    ),
    shelu=lambda x, a, s: x + s if x + s >= 0 else a * (exp(x + s) - 1),
    svelu=lambda x, a, s: x + s if x >= 0 else a * (exp(x) - 1) + s,
    pshelu=lambda x, a, b, s: pelu(x + s, a, b),
    psvelu=lambda x, a, b, s: pelu(x, a, b) + s,
    p_e2_relu=lambda x, a, b: a * relu(x) + b * elu(x) + (1 - a - b) * -elu(-x),
    p_e2_id=lambda x, a: a * x + (1 - a) * (elu(x) - elu(-x)),
    soft_exponential=lambda x, a: (
        x
        if a == 0
        else (exp(a * x) - 1) / a + a if a > 0 else -log(1 - a * (x + a)) / a
    ),
    pdelu=lambda x, a, t: (
        x if x > 0 else a * (max(1 + (1 - t) * x, mpf(0)) ** (1 / (1 - t)) - 1)
    ),
    elish=lambda x: silu(x) if x >= 0 else (exp(x) - 1) / (1 + exp(-x)),
    serlu=lambda x, s, a: s * x if x >= 0 else s * a * x * exp(x),
    reu=lambda x: x if x > 0 else x * exp(x),
    preu=lambda x, a, b: a * x if x > 0 else a * x * exp(b * x),
    rsigelu=lambda x, a: (
        x * sigmoid(x) * a + x if x > 1 else x if x >= 0 else a * (exp(x) - 1)
    ),
    rsigelud=lambda x, a, b: (
        x * sigmoid(x) * a + x if x > 1 else x if x >= 0 else b * (exp(x) - 1)
    ),
    diff_elu=lambda x, a, b: x if x >= 0 else a * (x * exp(x) - b * exp(b * x)),
    polylu=lambda x: x if x >= 0 else 1 / (1 - x) - 1,
    pfplus=lambda x, a, b: a * x * (1 - b * x) ** (step(x) - 1),
    polu=lambda x, n: x if x >= 0 else (1 - x) ** (-n) - 1,
    pflu=lambda x: x / 2 * (1 + x / sqrt(1 + x * x)),
    fpflu=lambda x: x if x >= 0 else x + x * x / sqrt(1 + x * x),
    sara=lambda x, a, b: x if x >= 0 else x / (1 + a * exp(-b * x)),
    # Self-gated
    e_swish=lambda x, b: b * silu(x),
    ahaf=lambda x, a, b: a * x / (1 + exp(-b * x)),
    pssilu=lambda x, a, b: x * (sigmoid(a * x) - b) / (1 - b),
    acon_b=lambda x, b, p: (1 - p) * x * sigmoid(b * (1 - p) * x) + p * x,
    acon_c=lambda x, b, p, q: (p - q) * x * sigmoid(b * (p - q) * x) + q * x,
    psgu=lambda x, a: x * tanh(a * sigmoid(x)),
    tsrelu=lambda x: x * tanh(sigmoid(x)),
    tbsrelu=lambda x: x * tanh(2 / (1 + exp(-x)) - 1),
    tbsrelu_learnable=lambda x, a: x * tanh(a * (2 / (1 + exp(-x)) - 1)),
    pats=lambda x, a: x * atan(a * pi * sigmoid(x)),
    sinlu=lambda x, a, b: (x + a * sin(b * x)) * sigmoid(x),
    coslu=lambda x, a, b: (x + a * cos(b * x)) * sigmoid(x),
    erfact=lambda x, a, b: x * erf(a * exp(b * x)),
    pserf=lambda x, g, d: x * erf(g * softplus(d * x)),
    serf=lambda x: x * erf(softplus(x)),
    swim=lambda x, k: x / 2 * (1 + k * x / sqrt(1 + x * x)),
    gish=lambda x: x * log1p(-expm1(-exp(x))),
    logish=lambda x: x * log1p(sigmoid(x)),
    plogish=lambda x, a, b: a * x * log1p(sigmoid(b * x)),
    lau=lambda x, a, b: x * log1p(a * sigmoid(b * x)),
    loglogish=lambda x: x * -expm1(-exp(x)),
    expexpish=lambda x: x * exp(-exp(-x)),
    golu=lambda x, a, b, c: x * a * exp(-b * exp(-c * x)),
    self_arctan=lambda x: x * atan(x),
    phish=lambda x: x * tanh(gelu(x)),
    suish=lambda x: max(x, x * exp(-abs(x))),
    dsilu=lambda x: sigmoid(x) * (1 + x * (1 - sigmoid(x))),
    double_silu=lambda x: x / (1 + exp(-silu(x))),
    msilu=lambda x: silu(x) + exp(-x * x - 1) / 4,
    tsilu=lambda x: tanh(silu(x)),
    asilu=lambda x: atan(silu(x)),
    swat=lambda x: x / (1 + exp(-atan(x))),
    rehsec=lambda x: x * sech(x),
    lisht=lambda x: x * tanh(x),
    smish=lambda x, a, b: a * x * tanh(log1p(sigmoid(b * x))),
    tanhexp=lambda x: x * tanh(exp(x)),
    eanaf=lambda x: x * exp(x) / (exp(x) + 2),
    sinsig=lambda x: x * sin(pi / 2 * sigmoid(x)),
    sechsig=lambda x: (x + sech(x)) * sigmoid(x),
    psechsig=lambda x, a: (x + a * sech(x + a)) * sigmoid(x),
    tanhsig=lambda x: (x + tanh(x)) * sigmoid(x),
    ptanhsig=lambda x, a: (x + a * tanh(x + a)) * sigmoid(x),
    triple_state_swish=lambda x, a, b: (
        x / (1 + exp(-x)) * (sigmoid(x) + 1 / (1 + exp(-x + a)) + 1 / (1 + exp(-x + b)))
    ),
    generalized_swish=lambda x: x * sigmoid(exp(-x)),
    exponential_swish=lambda x: exp(-x) * sigmoid(x),
    aria2=lambda x, a, b: x * (1 + exp(-b * x)) ** (-a),
    lipswish=lambda x, b: x * sigmoid(softplus(b) * x) / mpf("1.1"),
    colu=lambda x: x / (1 - x * exp(-(x + exp(x)))),
    beta_mish=lambda x, b: x * tanh(b * softplus(x)),
    tanhsoft1=lambda x, a: tanh(a * x) * softplus(x),
    tanhsoft2=lambda x, b, c: x * tanh(b * exp(c * x)),
    tanhsoft3=lambda x, a: log1p(exp(x) * tanh(a * x)),
    p_swish=lambda x, a, b, c: a * x * sigmoid(b * x) if x <= c else x,
    sc_swish=lambda x: max(mpf(0), silu(x)),
    sc_mish=lambda x, a: max(mpf(0), x * tanh(softplus(a * x))),
    pfpm=lambda x, p: x * tanh(softplus(x)) + p if x >= 0 else p,
    pstanh=lambda x, a, b: x * a * exp(b * x) / cosh(b * x),
    leaf=lambda x, a, b, c, d: (a * x + b) * sigmoid(c * x) + d,
    # Gaussian error
    sgelu=lambda x, a: a * x * erf(x / sqrt(2)),
    pgelu=lambda x, a: x * normal(x / a),
    calu=calu,
    lalu=lambda x: x * (1 - exp(-x) / 2 if x >= 0 else exp(x) / 2),
    xgelu=lambda x, a: x * ((1 + 2 * a) * normal(x) - a),
    xsilu=lambda x, a: x * ((1 + 2 * a) * sigmoid(x) - a),
    xatlu=lambda x, a: x * (atan(x) * (1 + 2 * a) / pi + mpf(1) / 2),
    # Exponentials
    exponential=exp,
    negative_exponential=lambda x: exp(-x),
    etanh=lambda x, a: a * exp(x) * tanh(x),
    symexp=lambda x: sgn(x) * (exp(abs(x)) - 1),
    symlog=lambda x: sgn(x) * log(abs(x) + 1),
    sexp=lambda x, a, b: a * (exp(b * x) - 1),
    ssinh=lambda x, a, b: a * sinh(b * x),
    comb_hsine=lambda x, a: sinh(a * x) + asinh(a * x),
    m_arcsinh=lambda x: asinh(x) / 3 * sqrt(abs(x)) / 4,
    hyper_sinh=lambda x: sinh(x) / 3 if x > 0 else x**3 / 4,
    # Periodic
    sin=sin,
    sin_pi=sinpi,
    cos=cos,
    one_minus_cos=lambda x: 1 - cos(x),
    siren=lambda x, w: sin(w * x),
    cosid=lambda x: cos(x) - x,
    sinp=lambda x, a: sin(x) - a * x,
    gcu=lambda x: x * cos(x),
    asu=lambda x: x * sin(x),
    snake=lambda x, a: x + (1 - cos(2 * a * x)) / (2 * a),
    expsin=lambda x, a: exp(-sin(a * x)),
    ccaf=lambda x, a, b: a * sin(pi * b * sinpi(x)),
    fcaf=lambda x, r, a, b: (
        r * x * (1 - x) + x + a - b / (2 * pi) * sin(2 * pi * x)
    ),
    # Softplus
    log_sigmoid=lambda x: -softplus(-x),
    parametric_softplus=lambda x, a, b: a * (softplus(x) - b),
    softplus_plus=lambda x, k, c: softplus(k * x) + x / c - ln2,
    rand_softplus=lambda x, a: (1 - a) * relu(x) + a * softplus(x),
    squareplus=lambda x, b: (x + sqrt(x * x + b)) / 2,
    hclsh=lambda x: (
        log(cosh(x) + x * cosh(x / 2)) if x >= 0 else log(cosh(x)) + x
    ),
    uaf=lambda x, a, b, c, d, e: (
        softplus(a * (x + b) + c * x * x) - softplus(d * (x - b)) + e
    ),
    # The mollified family
    vreluplus=m,
    stepplus=lambda x, e: (1 + x / m(x, e)) / 2,
    bipolarplus=lambda x, e: x / m(x, e),
    lreluplus=lambda x, e, s: (x + s * x + m((1 - s) * x, e)) / 2,
    softshrinkplus=lambda x, e, a: x + (m(x - a, e) - m(x + a, e)) / 2,
    panplus=lambda x, e, a: -a + (m(x - a, e) + m(x + a, e)) / 2,
    breluplus=lambda x, e: (1 + m(x, e) - m(x - 1, e)) / 2,
    sreluplus=lambda x, e, a, t: a * x + (a - 1) * (m(x - t, e) - m(x + t, e)) / 2,
    hardtanhplus=lambda x, e: (m(x + 1, e) - m(x - 1, e)) / 2,
    hardshrinkplus=lambda x, e, a: x * (
        1 + ((x - a) / m(x - a, e) - (x + a) / m(x + a, e)) / 2
    ),
    softsignplus=lambda x, e: x / (1 + m(x, e)),
    signreluplus=lambda x, e: (x + m(x, e)) / 2 + (x - m(x, e)) / (2 * m(1 - x, e)),
    swishplus=lambda x, e: (x + x * x / m(x, e)) / 2,
    logishplus=lambda x, e: x * log(1 + (1 + x / m(x, e)) / 2),
    # Polynomials, rationals, roots
    square=lambda x: x**2,
    cube=lambda x: x**3,
    triple=lambda x, a: a * x**3,
    ncu=lambda x: x - x**3,
    squ=lambda x: x**2 + x,
    sqnl=sqnl,
    sqlu=lambda x: x if x > 0 else x + x**2 / 4 if x >= -2 else mpf(-1),
    squish=lambda x: (
        x + x**2 / 32 if x > 0 else x + x**2 / 2 if x >= -2 else mpf(0)
    ),
    sqreu=lambda x: x if x > 0 else x + x**2 / 2 if x >= -2 else mpf(0),
    log_sqnl=lambda x: (sqnl(x) + 1) / 2,
    isru=lambda x, a: x / sqrt(1 + a * x**2),
    isrlu=lambda x, a: x if x >= 0 else x / sqrt(1 + a * x**2),
    signed_sqrt=lambda x: sgn(x) * sqrt(abs(x)),
    ssaf=lambda x, a: sqrt(2 * a * x) if x >= 0 else -sqrt(-2 * a * x),
    bent_identity=lambda x: bent(x) / 2 + x,
    blu=lambda x, b: b * bent(x) + x,
    reblu=lambda x, b: b * bent(x) + x if x > 0 else mpf(0),
    arctid=lambda x: atan(x) ** 2 - x,
    bi_firing=lambda x, a: abs(x) - a / 2 if abs(x) > a else x**2 / (2 * a),
    bounded_bi_firing=lambda x, a, b: (
        b
        if abs(x) > b + a / 2 and b >= a / 2
        else min(b, abs(x) - a / 2 if abs(x) > a else x**2 / (2 * a))
    ),
    aqulu=lambda x, a, b: (
        x if x >= (1 - b) / a else a * x**2 + b * x if x >= -b / a else mpf(0)
    ),
    rational_a=lambda x, a0, a1, a2, a3, a4, a5, b1, b2, b3, b4: (
        sum(a * x**k for k, a in enumerate((a0, a1, a2, a3, a4, a5)))
        / (1 + sum(abs(b * x**k) for k, b in enumerate((b1, b2, b3, b4), 1)))
    ),
    rational_b=lambda x, a0, a1, a2, a3, a4, a5, b1, b2, b3, b4: (
        sum(a * x**k for k, a in enumerate((a0, a1, a2, a3, a4, a5)))
        / (1 + abs(sum(b * x**k for k, b in enumerate((b1, b2, b3, b4), 1))))
    ),
    # Gaussians and radial basis functions
    gaussian=lambda x: exp(-(x**2)),
    arbf=lambda x, mu, s: exp(-((x - mu) ** 2) / (2 * s**2)),
    super_gaussian=lambda x, a, b: exp(-b * x**2 / (2 * a**2)),
    laplacian=lambda x, a: exp(-abs(x) / a),
    inverse_quadratic=lambda x, a: 1 / (1 + (a * x) ** 2),
    multiquadric=lambda x, mu, b: sqrt((x - mu) ** 2 + b**2),
    inverse_multiquadric=lambda x, a: 1 / sqrt(1 + (a * x) ** 2),
    rswaf=lambda x: sech(x) ** 2,
    prbf=lambda x, a, b: exp(
        -(((x - 2 * a if x >= a else x + 2 * a if x <= -a else x) / b) ** 2)
    ),
    wave=lambda x, a: (1 - x**2) * exp(-a * x**2),
    polyexp=lambda x, a, b, c, d: (a * x**2 + b * x + c) * exp(-d * x**2),
    # Beside the survey
    shifted_softplus=lambda x: log1p(exp(x)) - ln2 if x < 10**6 else x - ln2,
    log_cosh=lambda x: log(cosh(x)) if abs(x) < 10**6 else abs(x) - ln2,
    elu_plus_one=lambda x: x + 1 if x > 0 else 1 / exp(-x),
    mingru_g=lambda x: x + mpf(1) / 2 if x >= 0 else sigmoid(x),
    steepened_sigmoid=lambda x: 1 / (1 + exp(-mpf("4.9") * x)),
    laplace_attention=lambda x, mu, s: normal((x - mu) / s),
    clipped_gelu=lambda x, a, b: clip(gelu(x), a, b),
    i_gelu=lambda x: x / 2 * (
        1 + sgn(x) * (1 - mpf("0.2888") * (min(abs(x) / sqrt(2), TURN) - TURN) ** 2)
        if x > -TURN * sqrt(2)
        else mpf(0)
    ),
    scaled_silu=lambda x: silu(x) / mpf("0.6"),
    swish_t=lambda x, a, b: x / (1 + exp(-b * x)) + a * tanh(x),
    swish_t_a=lambda x, a: silu(x) + a * tanh(x / 2),
    swish_t_b=lambda x, a, b: x / (1 + exp(-b * x)) + a * tanh(b * x / 2),
    swish_t_c=lambda x, a, b: x / (1 + exp(-b * x)) + a / b * tanh(b * x / 2),
    b_silu=lambda x, a: silu(x) + a / 2 * tanh(x / 2),
    prelu=lambda x, a: relu(x) + a * min(x, mpf(0)),
    nelu=lambda x, a: x if x > 0 else -a / (1 + x * x),
    xielu=lambda x, p, n, b: b * x + (p * x * x if x > 0 else n * (expm1(x) - x)),
    stan=lambda x, b: tanh(x) + b * x * tanh(x),
    hosc=lambda x, b: tanh(b * sin(x)),
    snake_beta=lambda x, a, b: x + (1 - cos(2 * a * x)) / (2 * b),
    wave_act=lambda x, a, b: a * sin(x) + b * cos(x),
    morlet=lambda x, w: cos(w * x) * exp(-x * x / 2),
    dog_wavelet=lambda x: -x * exp(-x * x / 2),
    relu_kan=lambda x, s, e: (relu(e - x) * relu(x - s)) ** 2 * 16 / (e - s) ** 4,
    cubic_b_spline=lambda x: sum(  # a divided difference of truncated powers
        mpf(c) / 6 * relu(x + 2 - k) ** 3 for k, c in enumerate((1, -4, 6, -4, 1))
    ) if abs(x) < 2 else mpf(0),
    cauchy=lambda x, a, b, d: a * x / (x * x + d * d) + b / (x * x + d * d),
    rational_c=lambda x, a0, a1, a2, a3, a4, a5, b0, b1, b2, b3, b4: (
        sum(a * x**k for k, a in enumerate((a0, a1, a2, a3, a4, a5)))
        / (mpf("0.1") + abs(sum(b * x**k for k, b in enumerate((b0, b1, b2, b3, b4)))))
    ),
)

# Parameters tried beside the defaults, and those of functions without.
PARAMETERS = dict(
    symmetrical_msaf=[dict(a=-2.0)],
    variant_sigmoid=[dict(a=2.0, b=0.5, c=0.25)],
    sigmoid_algebraic=[dict(a=0.5)],
    soft_clipping=[dict(alpha=1.0)],
    rootsig=[dict(a=2.5)],
    aranda_ordaz=[dict(a=0.5), dict(a=100.0)],
    talu=[dict(a=-0.75)],
    ptalu=[dict(a=-0.75, b=0.5)],
    tanhlu=[dict(a=1.0, b=0.5, c=0.25)],
    reltanh=[dict(low=-1.0, high=0.5)],
    sloped_relu=[dict(slope=0.5)],
    repu=[dict(p=3.5)],
    margin_relu=[dict(margin=0.25)],
    flexible_relu=[dict(bias=-0.375)],
    vlu=[dict(alpha=0.1, beta=1.0)],
    rectified_softplus=[dict(alpha=1.5)],
    prenu=[dict(alpha=0.25)],
    abslu=[dict(alpha=0.5)],
    li_relu=[dict(alpha=0.25)],
    dual_line=[dict(alpha=1.0, beta=0.25, m=-0.25)],
    pilu=[dict(alpha=1.5, beta=0.25, gamma=0.5)],
    rprelu=[dict(gamma=0.5, zeta=-0.25, beta=0.125)],
    srelu=[dict(tr=1.0, ar=0.5, tl=-0.5, al=0.125)],
    lisa=[dict(ar=0.5, al=0.125)],
    n_activation=[dict(a=0.5, b=-0.5)],
    eplaf=[dict(d=3.0)],
    smu=[dict(alpha=0.25, mu=1.5)],
    smu1=[dict(alpha=0.25, mu=0.5)],
    bounded_leaky_relu=[dict(alpha=0.25, bound=2.0)],
    svhardtanh=[dict(a=0.25)],
    shhardtanh=[dict(a=0.25)],
    hardsigmoid_affine=[dict(alpha=0.5, beta=0.5)],
    thresholded_relu=[dict(theta=-0.5)],
    threshold=[dict(threshold=0.5, value=2.0)],
    clipped_delay_relu=[dict(threshold=0.5, bound=1.5)],
    clipped_softshrink=[dict(lambd=0.5, bound=1.5)],
    vra=[dict(alpha=0.5, beta=2.0)],
    vra_plus=[dict(alpha=0.5, beta=2.0, shift=0.75)],
    proact=[dict(bound=6.0)],
    proact_smooth=[dict(bound=6.0, k=20.0)],
    celu=[dict(alpha=0.5)],
    pelu=[dict(a=1.5, b=0.75)],
    scaled_selu=[dict(beta=0.5)],
    pselu=[dict(alpha=1.5, beta=0.75)],
    lpselu=[dict(alpha=1.5, beta=0.75, slope=0.125)],
    lpselu_rp=[dict(alpha=1.5, beta=0.75, slope=0.125, shift=0.25)],
    shelu=[dict(alpha=0.5, shift=0.25)],
    svelu=[dict(alpha=0.5, shift=0.25)],
    pshelu=[dict(a=1.5, b=0.75, shift=0.25)],
    psvelu=[dict(a=1.5, b=0.75, shift=0.25)],
    soft_exponential=[dict(alpha=0.5)],
    pdelu=[dict(alpha=0.5, t=0.5)],
    acon_c=[dict(beta=2.0, p1=1.25, p2=-0.25)],
    psgu=[dict(alpha=3.0)],
    tbsrelu_learnable=[dict(alpha=0.5)],
    pats=[dict(alpha=0.625)],
    golu=[dict(alpha=0.5, beta=2.0, gamma=0.5)],
    triple_state_swish=[dict(a=1.0, b=2.0)],
    tanhsoft1=[dict(alpha=0.875)],
    tanhsoft2=[dict(beta=0.75, gamma=0.75)],
    tanhsoft3=[dict(alpha=0.875)],
    p_swish=[dict(a=1.0, b=1.5, c=0.5)],
    pfpm=[dict(p=-0.25)],
    pstanh=[dict(a=0.5, b=0.75)],
    leaf=[dict(p1=1.0, p2=0.5, p3=2.0, p4=-0.25)],
    pgelu=[dict(a=2.0)],
    xgelu=[dict(alpha=0.3)],
    xsilu=[dict(alpha=0.3)],
    xatlu=[dict(alpha=0.3)],
    fcaf=[dict(r=4.0, a=0.25, b=0.5)],
    rand_softplus=[dict(alpha=0.25)],
    squareplus=[dict(b=0.5)],
    uaf=[dict(a=1.0, b=0.5, c=0.0, d=0.5, e=0.25), dict(a=1.0, b=0.5, c=-0.25, d=-1.0, e=0.0)],
    softshrinkplus=[dict(epsilon=0.01, lambd=0.5)],
    panplus=[dict(epsilon=0.01, a=0.5)],
    sreluplus=[dict(epsilon=0.01, slope=0.25, t=0.5)],
    hardshrinkplus=[dict(epsilon=0.01, lambd=0.5)],
    blu=[dict(beta=0.5), dict(beta=-0.5)],
    reblu=[dict(beta=0.5)],
    bounded_bi_firing=[dict(bound=3.0)],
    aqulu=[dict(a=0.2, b=0.1)],
    rational_a=[
        dict(a0=0.02, a1=0.5, a2=0.25, a3=0.05, a4=0.006, a5=0.0003, b1=-0.1, b2=0.1, b3=-0.02, b4=0.0006)
    ],
    rational_b=[
        dict(a0=0.02, a1=0.5, a2=0.25, a3=0.05, a4=0.006, a5=0.0003, b1=-0.1, b2=0.1, b3=-0.02, b4=0.0006)
    ],
    prbf=[dict(a=1.0, b=0.5)],
    inverse_quadratic=[dict(a=2.0)],
    inverse_multiquadric=[dict(a=2.0)],
    multiquadric=[dict(mu=0.5, b=0.25)],
    wave=[dict(a=0.5)],
    isru=[dict(alpha=3.0)],
    isrlu=[dict(alpha=3.0)],
    clipped_gelu=[dict(lower=-0.125, upper=2.0)],
    swish_t=[dict(alpha=0.5, beta=1.5)],
    swish_t_b=[dict(alpha=0.5, beta=1.5)],
    swish_t_c=[dict(alpha=0.5, beta=1.5)],
    nelu=[dict(alpha=0.25)],
    xielu=[dict(alpha_p=0.5, alpha_n=0.75, beta=1.0)],
    stan=[dict(beta=-0.5)],
    hosc=[dict(beta=2.0)],
    snake_beta=[dict(alpha=0.5, beta=2.0)],
    wave_act=[dict(w1=0.5, w2=-0.75)],
    morlet=[dict(omega=1.75)],
    relu_kan=[dict(s=-1.0, e=1.5)],
    cauchy=[dict(lambda1=0.5, lambda2=-1.0, d=0.25)],
    rational_c=[
        dict(a0=0.02, a1=0.5, a2=0.25, a3=0.05, a4=0.006, a5=0.0003, b0=0.9, b1=-0.1, b2=0.1, b3=-0.02, b4=0.0006)
    ],
) | {
    n: [dict(epsilon=0.01)]
    for n in (
        "vreluplus stepplus bipolarplus lreluplus breluplus hardtanhplus softsignplus "
        "signreluplus swishplus logishplus"
    ).split()
}  # fmt: skip

# ------------------------------------------------------------------------------
# Where the functions are looked at, and how near they have to be
# ------------------------------------------------------------------------------

# Magnitude of the terms of sums that cancel.
TERMS = dict(
    tanhshrink=lambda x: np.abs(x),
    pssilu=lambda x, a, b: np.abs(x),
    leaf=lambda x, p1, p2, p3, p4: np.abs(p1 * np.maximum(x, 0)) + abs(p2) + abs(p4),
    sinp=lambda x, a: np.abs(x),
    ccaf=lambda x, a, b: 4,
    parametric_softplus=lambda x, a, b: 1 + np.maximum(x, 0),
    softplus_plus=lambda x, k, c: 2 + np.abs(x),
    uaf=lambda x, a, b, c, d, e: 4 + np.abs(x) + np.abs(c * x * x),
    lreluplus=lambda x, epsilon, slope: np.abs(x),
    softshrinkplus=lambda x, epsilon, lambd: np.abs(x),
    panplus=lambda x, epsilon, a: 1 + np.abs(x),
    breluplus=lambda x, epsilon: 1,
    hardshrinkplus=lambda x, epsilon, lambd: np.abs(x),
    signreluplus=lambda x, epsilon: 1 + np.abs(x),
    i_gelu=lambda x: np.abs(x),
    swish_t_a=lambda x, alpha: 2 * alpha,
    swish_t_b=lambda x, alpha, beta: 2 * alpha,
    swish_t_c=lambda x, alpha, beta: 2 * alpha / beta,
    b_silu=lambda x, alpha: 2 * alpha,
    xielu=lambda x, alpha_p, alpha_n, beta: np.abs(x),
    wave_act=lambda x, w1, w2: abs(w1) + abs(w2),
)


def cases(functions):
    """(name, parameters) of every function here; all parameters, in f32."""
    for name in EXACT:
        own = functions[name].parameters
        tried = PARAMETERS.get(name, [])
        if None not in own.values():
            tried = [{}, *tried]
        for given in tried:
            yield name, {n: float(np.float32(v)) for n, v in {**own, **given}.items()}


@functools.cache
def points():
    """Numbers of bfloat16: every scale, where functions bend, kinks, signs."""
    scales = [m * 2.0**e for e in range(-149, 127, 6) for m in (1, 1.5)]
    near = [k / 16 for k in range(1, 129)] + [k / 2 for k in range(17, 49)]
    far = [26, 30, 44, 60, 80, 86, 87, 88, 89, 96, 103, 104, 120, 160, 600, 1e3]
    tiny = [2.0**-133, 2.0**-126, 2.0**-24, 2.0**-14, 2.0**-10, 1e-3, 0.01]
    x = np.array(sorted({0.0, *scales, *near, *far, *tiny}))
    return rounded(np.r_[-x[::-1], x], "bf16")


@functools.cache
def _exact(name, parameters, x):
    value = EXACT[name](mpf(x), *(mpf(v) for _, v in parameters))
    return float(value), value == 0


def exact(name, parameters, x):
    """The values at numbers x, and whether they are 0 without underflow."""
    fixed = tuple(parameters.items())
    pairs = [_exact(name, fixed, float(v)) for v in x]
    return np.array([v for v, _ in pairs]), np.array([z for _, z in pairs])


def near(name, parameters, x, actual, expected, computed=None, dtype=None):
    """Whether results that were computed in one type (None: f64) and rounded to
    another are as near as they have to be.

    Allowed are some ulps; what an exponential makes of the rounding of its
    argument; what cancels in sums; and the change of the function where its
    argument moves by some ulps.
    """
    eps, smallest = (2.0**-23, 2.0**-126) if computed == "f32" else (2.0**-52, 2.0**-1022)

    def inside():
        low, high = rounded(expected - allowed, dtype), rounded(expected + allowed, dtype)
        same = (actual == expected) | (actual == rounded(expected, dtype))
        return same | ((low <= actual) & (actual <= high))

    with np.errstate(all="ignore"):
        size = np.abs(expected)
        allowed = eps * (6 + 2 * np.abs(np.log(np.maximum(size, smallest)))) * size
        if name in TERMS:
            allowed += 4 * eps * TERMS[name](x, **parameters)
        allowed += 4 * smallest * np.maximum(1, np.abs(x))
        for i in np.flatnonzero(~inside()):
            if not np.isnan(actual[i]):
                beside = x[i] * np.array([1 - 4 * eps, 1 + 4 * eps])
                allowed[i] += np.ptp(exact(name, parameters, beside)[0])
        return inside()
