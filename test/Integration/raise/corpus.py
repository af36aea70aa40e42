# Part of the Penstock project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What the corpus's maker and its test agree on: sizes, numbers, files."""

import zlib
from pathlib import Path

import numpy as np

INPUTS = Path(__file__).parent / "Inputs"
REFERENCES = INPUTS / "references.npz"
HIDDEN, NEURONS = 16, 24
X = (1, 5, HIDDEN)


def random(name, shapes):
    """The arguments of a network, f32: x, then weights and biases."""
    # A generator whose numbers are the same in every version of NumPy.
    generator = np.random.RandomState(zlib.crc32(name.encode()) % 2**32)
    arrays = []
    for i, shape in enumerate(shapes):
        scale = 1.0 if i == 0 or len(shape) == 3 else 1.5 / np.sqrt(shape[0])
        arrays.append(scale * generator.standard_normal(shape))
    return [a.astype(np.float32) for a in arrays]
