# Part of the Penstock project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""NumPy reference of `#gate.activations<int8, group_size = ...>`.

    q, s = quantize(x)                    # int8 [tokens, in], float32 [tokens, 1]
    q, s = quantize(x, 32)                # scales float32 [tokens, in / 32]
    x2 = dequantize(q, s)                 # float32
"""

from __future__ import annotations

import numpy as np


def quantize(x, group_size=0):
    """Integers and scales, per row or per group of a row's inputs."""
    f32 = np.float32
    x = np.asarray(x, f32)
    tokens, inputs = x.shape
    groups = inputs // group_size if group_size else 1
    x = x.reshape(tokens, groups, inputs // groups)
    with np.errstate(all="ignore"):
        scales = np.abs(x).max(axis=2, keepdims=True) / f32(127)
        q = np.clip(np.rint(x / scales), -127, 127)
    q = np.where((scales > 0) & np.isfinite(scales), q, 0).astype(np.int8)
    return q.reshape(tokens, inputs), scales[:, :, 0]


def dequantize(q, scales):
    """The numbers that stand for x; NaN where the scale is not finite."""
    q, scales = np.asarray(q, np.float32), np.asarray(scales, np.float32)
    with np.errstate(invalid="ignore"):
        return q * np.repeat(scales, q.shape[1] // scales.shape[1], axis=1)
