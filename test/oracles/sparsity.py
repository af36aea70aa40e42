# Part of the Penstock project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""NumPy float64 oracle of #gate.sparsity: which neurons are active.

    mask = active("reglu", "zero_set", [gate, up])          # [tokens, neurons]
    mask = active("swiglu", "threshold = 0.05", [gate, up])
    mask = active("swiglu", "top_k = 3", [gate, up])
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Callable

import numpy as np


def relu(g):
    return np.where(g > 0, g, 0 * g)  # NaN stays


def silu(g):
    return g / (1 + np.exp(-g))


@dataclass(frozen=True)
class Gate:
    """What one input of a function says alone."""

    input: int
    activation: Callable | None  # (gate, **parameters)
    closed: Callable | None = None  # the zero set


GATES = {
    None: Gate(0, lambda g: g),
    "relu": Gate(0, relu, lambda g: g <= 0),
    "relu2": Gate(0, lambda g: relu(g) ** 2, lambda g: g <= 0),
    "fatrelu": Gate(
        0, None, lambda g, threshold=0.0: (g <= threshold) | (g == 0)
    ),
    "silu": Gate(0, silu),
    "reglu": Gate(0, relu, lambda g: g <= 0),
    "swiglu": Gate(0, silu),
    "bilinear": Gate(0, lambda g: g),
    "swiglu_limited": Gate(
        0,
        lambda g, alpha=1.702, limit=7.0: np.minimum(g, limit)
        / (1 + np.exp(-alpha * np.minimum(g, limit))),
    ),
}


def magnitude(function, branches, parameters):
    gate = GATES[function]
    return np.abs(gate.activation(branches[gate.input], **parameters))


def active(function, sparsity, branches, parameters=None):
    gate, parameters = GATES[function], parameters or {}
    if sparsity == "zero_set":
        return ~gate.closed(branches[gate.input], **parameters)
    kind, value = sparsity.split(" = ")
    a = magnitude(function, branches, parameters)
    if kind == "threshold":
        return ~(a <= float(value))
    # NaN first, then from the greatest down, then by index.
    index = np.broadcast_to(np.arange(a.shape[-1]), a.shape)
    order = np.lexsort((index, -a, ~np.isnan(a)), axis=-1)
    mask = np.zeros(a.shape, bool)
    np.put_along_axis(mask, order[..., : int(value)], True, axis=-1)
    return mask
