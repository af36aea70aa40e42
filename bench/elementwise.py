#!/usr/bin/env python3
# Part of the Penstock project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Activation functions and gates alone, over arrays in and past the caches.

    bench/elementwise.py --quick         # a look
    bench/elementwise.py                 # everything, minutes

--tokens are elements here. The peer "copy" moves as many bytes as the function
reads and writes, by NumPy: the ratio to it is the share of the copy bandwidth.
Beside the functions as they are, their fits within 1e-4 by gate-approximate.
Prints and writes what bench/ffn.py does.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from workers.cli import Problem, main  # noqa: E402
from workers.problem import OPERANDS  # noqa: E402


def problems(options, folder, parser):
    return [
        Problem(1, operands, dtype, threads, 0, folder, function, work="elementwise")
        for dtype in options.dtypes.split(",")
        for threads in options.threads
        for function, operands in OPERANDS.items()
    ]


if __name__ == "__main__":
    sys.exit(
        main(
            "elementwise",
            __doc__.split("\n\n")[0],
            problems,
            quick={"tokens": "65536"},
            shapes="1x1",
            # 256 KiB and 128 MiB of f32.
            tokens="65536,33554432",
            dtypes="f32,bf16",
            cold=0.0,
            threads="1,2",
            peers="elementwise-compile,elementwise-onnx,elementwise-copy",
            ours="elementwise,elementwise-approximate",
        )
    )
