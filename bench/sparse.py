#!/usr/bin/env python3
# Part of the Penstock project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""One token through a ReLU-gated FFN whose neurons are mostly zero.

    bench/sparse.py --quick              # a look
    bench/sparse.py                      # everything, an hour

Penstock computes the gates of all neurons, and up and down only for those that
are not zero; it is compared with its own dense kernel and with its peers, which
are dense. Prints and writes what bench/ffn.py does.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from workers.cli import Problem, main  # noqa: E402


def problems(options, folder, parser):
    return [
        Problem(d, f, dtype, threads, 0, folder, "reglu", zeros)
        for dtype in options.dtypes.split(",")
        for threads in options.threads
        for d, f in options.shapes
        for zeros in options.zeros
    ]


if __name__ == "__main__":
    sys.exit(
        main(
            "sparse",
            __doc__.split("\n\n")[0],
            problems,
            quick={"shapes": "512x2048", "zeros": "0,0.9"},
            shapes="2048x8192,4096x11008",
            tokens="1",
            dtypes="f32",
            zeros="0,0.5,0.9,0.97",
            threads="1,2",
            peers="numpy,torch,torch-compile,onnxruntime,openvino",
            ours="penstock-sparse,penstock",
        )
    )
