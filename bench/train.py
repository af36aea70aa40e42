#!/usr/bin/env python3
# Part of the Penstock project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""A SwiGLU FFN as a module of torch, forward and backward.

    bench/train.py --quick               # a look
    bench/train.py                       # everything, minutes

penstock.torch.compile against torch.compile and torch eager: the forward pass
without gradients, and forward and backward to x and all weights. Prints and
writes what bench/ffn.py does.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from workers.cli import Problem, main  # noqa: E402


def problems(options, folder, parser):
    return [
        Problem(d, f, dtype, threads, 0, folder, work=work)
        for dtype in options.dtypes.split(",")
        for threads in options.threads
        for d, f in options.shapes
        for work in ("forward", "train")
    ]


if __name__ == "__main__":
    sys.exit(
        main(
            "train",
            __doc__.split("\n\n")[0],
            problems,
            quick={"shapes": "576x1536", "tokens": "128"},
            shapes="576x1536,2048x5632",
            tokens="128,512",
            dtypes="f32",
            cold=1.0,
            threads="1,2",
            peers="module-compile,module-eager",
            ours="module",
        )
    )
