# Part of the Penstock project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Without arguments, writes the arrays of the tests; else checks y = a x + w."""

import struct
import sys

import numpy as np

x = np.arange(40, dtype=np.float32).reshape(5, 8)
w = np.arange(-4, 4, dtype=np.float32).reshape(1, 8) / 2
if len(sys.argv) > 1:
    y = np.load(sys.argv[1])
    print(y.dtype, y.shape, "error", np.abs(y - (2.5 * x + w)).max())
    sys.exit()

np.save("x.npy", x)
with open("x2.npy", "wb") as file:
    np.lib.format.write_array(file, x, version=(2, 0))
np.save("a.npy", np.float32(2.5))
np.save("w.npy", w)
encoded = np.zeros(68, np.uint8)
encoded[:8] = (w * 2).astype(np.int8).view(np.uint8)
encoded[64:] = np.array([0.5], np.float32).view(np.uint8)
np.save("encoded.npy", encoded)
np.save("none.npy", x[:0])
np.save("x64.npy", x.astype(np.float64))
np.save("wide.npy", np.zeros((5, 9), np.float32))
np.save("columns.npy", np.asfortranarray(x))
whole = open("x.npy", "rb").read()
open("cut.npy", "wb").write(whole[:-1])
open("head.npy", "wb").write(whole[:50])
open("garbled.npy", "wb").write(whole.replace(b"descr", b"dascr"))
open("text.npy", "w").write("1 2 3\n")
header = (b"{'descr': '<f4', 'fortran_order': False, "
          b"'shape': (4611686018427387904, 4611686018427387904), }\n")
open("huge.npy", "wb").write(
    b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header)
