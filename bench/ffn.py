#!/usr/bin/env python3
# Part of the Penstock project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""A SwiGLU FFN by Penstock and by its peers, on this machine.

    bench/ffn.py --quick                 # a look
    bench/ffn.py                         # everything, some hours
    bench/ffn.py --dtypes f32 --tokens 1,16 --peers torch,openvino

Prints tables in Markdown; writes them, JSON and plots to bench/results.
bench/run makes the environment first, and bench/README.md says how things are
measured.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from workers.cli import Problem, main  # noqa: E402
from workers.peers import PEERS  # noqa: E402
from workers.problem import BYTES, GROUP  # noqa: E402

OURS = ("penstock", "penstock-row", "penstock-float")


def problems(options, folder, parser):
    dtypes = options.dtypes.split(",")
    for dtype in dtypes:
        if dtype not in BYTES:
            parser.error(f"--dtypes: {dtype!r} is none of {', '.join(BYTES)}")
    for d, f in options.shapes:
        if d % GROUP or f % GROUP:
            parser.error(f"--shapes: {d}x{f} is no multiple of {GROUP}")
    return [
        Problem(d, f, dtype, threads, 0, folder)
        for dtype in dtypes
        for threads in options.threads
        for d, f in options.shapes
    ]


if __name__ == "__main__":
    sys.exit(
        main(
            "ffn",
            __doc__.split("\n\n")[0],
            problems,
            quick={"shapes": "576x1536", "tokens": "1,16"},
            shapes="576x1536,1024x2816,2048x5632,4096x11008",
            tokens="1,4,16,64,128,512",
            dtypes="f32,bf16,int8,int4",
            threads="1,2",
            peers=",".join(n for n, entry in PEERS.items() if not entry.ours),
            ours=",".join(OURS),
        )
    )
