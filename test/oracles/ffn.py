# Part of the Penstock project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""NumPy float64 oracles of gate.gated_matmul and gate.ffn.

    y = gated_matmul(x, [wg, wu], "swiglu", bias=[bg, bu], residual=r)
    y = ffn(x, [wg, wu], wd, "swiglu", norm="rms_norm", norm_inputs=[nw])

With `activations` (0: one scale per row, else the inputs of a group) x, and an
FFN's neurons, are quantized to int8 first.

Everything is float64. With a `dtype` ("f32", "bf16", "f16") results are rounded
where the op says: once at the end (`rounding="result"`; an FFN's neurons and
normalised x too), or after every step as an unfused graph rounds
(`rounding="each"`), which takes the function's operations from the catalogue's
files.
"""

from __future__ import annotations

import functools
from pathlib import Path

import numpy as np

from . import bodies
from .activations import dequantize, quantize
from .bodies import rounded
from .functions import CATALOGUE
from .rows import ROWS

FILES = Path(__file__).resolve().parents[2] / "lib/Dialect/Gate/Catalog"


@functools.cache
def _bodies():
    return bodies.read(*sorted(FILES.glob("*.mlir")))


def split_branches(weights, count, packing="separate", weight_order="in_out"):
    """The branches' weights, each [in, out], from the operands as they lie.

    separate: one operand a branch. concatenated: branch b in columns b*out ...;
    interleaved: branch b in columns n*count + b. out_in: operands transposed.
    """
    weights = [np.asarray(w, np.float64) for w in weights]
    if weight_order == "out_in":
        weights = [w.T for w in weights]
    if packing == "separate":
        return weights
    (w,) = weights
    out = w.shape[1] // count
    if packing == "concatenated":
        return [w[:, b * out : (b + 1) * out] for b in range(count)]
    return [w[:, b::count] for b in range(count)]


def _find(function):
    """The oracle of a function: itself, or that of a name of the catalogue."""
    return CATALOGUE[function] if isinstance(function, str) else function


def _apply(function, branches, parameters, dtype):
    """The combining function; with a dtype every operation is rounded."""
    if function is None:
        return branches[0]
    if dtype is None:
        return _find(function)(*branches, **parameters)
    return _bodies()[function].evaluate("body", *branches, dtype=dtype, **parameters)


def gated_matmul(
    x,  # [tokens, in]
    weights,  # operands as in the IR
    function=None,  # a name of the catalogue, or an Oracle
    parameters=None,
    bias=(),  # as many as weights, each [out] (all branches' outputs if packed)
    residual=None,  # [tokens, out]
    weight_order="in_out",
    packing="separate",
    branch_order=None,  # branch_order[i]: the function input that lies at i
    rounding="result",
    dtype=None,
    activations=None,  # None, 0 or a group size
    active=None,  # of the branches: which neurons are not 0
):
    """f(x W1 + b1, ..., x WN + bN) + residual, [tokens, out] in float64."""
    count = len(_find(function).inputs) if function else 1
    order = list(branch_order) if branch_order is not None else list(range(count))
    each = dtype if rounding != "result" else None
    x = np.asarray(x, np.float64)
    if activations is not None:
        x = dequantize(*quantize(x, activations)).astype(np.float64)
    lying = split_branches(weights, count, packing, weight_order)
    biases = [np.atleast_2d(b) for b in bias]
    biases = split_branches(biases, count, packing) if biases else [None] * count
    branches = [None] * count
    for i, (w, b) in enumerate(zip(lying, biases)):
        branch = x @ w
        if b is None or rounding != "linear":
            branch = rounded(branch, each)
        if b is not None:
            branch = rounded(branch + b, each)
        branches[order[i]] = branch
    y = _apply(function, branches, parameters or {}, each)
    if active is not None:
        y = np.where(active(branches), y, 0)
    if residual is not None:
        y = y + np.asarray(residual, np.float64)
    return rounded(y, dtype)


def ffn(
    x,  # [tokens, in]
    weights,
    down,  # [neurons, out], or [out, neurons] with out_in
    function,
    parameters=None,
    norm=None,  # name of a row function
    norm_inputs=(),  # its inputs after x, each [in]
    norm_parameters=None,
    bias=(),
    down_bias=None,  # [out]
    residual=None,  # [tokens, out]
    weight_order="in_out",
    packing="separate",
    branch_order=None,
    rounding="result",
    dtype=None,
    activations=None,
    active=None,
):
    """f(n W1 + b1, ...) Wd + bd + residual with n = norm(x), in float64.

    The normalised x and the neurons' activations are rounded to the dtype under
    both roundings.
    """
    each = dtype if rounding != "result" else None
    n = np.asarray(x, np.float64)
    if norm:
        n = rounded(normalise(n, norm, norm_inputs, norm_parameters, each), dtype)
    h = gated_matmul(
        n, weights, function, parameters, bias, None,
        weight_order, packing, branch_order, rounding, dtype, activations, active,
    )  # fmt: skip
    bias_of_down = () if down_bias is None else (down_bias,)
    return gated_matmul(
        h, [down], None, None, bias_of_down, residual,
        weight_order, rounding=rounding, dtype=dtype, activations=activations,
    )  # fmt: skip


def normalise(x, norm, inputs=(), parameters=None, dtype=None):
    """A row function; with a dtype every operation is rounded to it."""
    if dtype is None:
        return ROWS[norm](x, *inputs, **(parameters or {}))
    body = _bodies()[norm]
    return body.evaluate("body", x, *inputs, dtype=dtype, **(parameters or {}))
