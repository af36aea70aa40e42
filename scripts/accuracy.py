#!/usr/bin/env python3
# Part of the Penstock project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Measures the math dialect's functions in f32 over all arguments, and writes
the table of docs/accuracy.md. Some minutes; penstock-run has to be on the PATH.
"""

import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

PAGE = Path(__file__).resolve().parent.parent / "docs" / "accuracy.md"
NAMES = ("exp", "exp2", "expm1", "log", "log2", "log1p", "tanh", "erf", "erfc",
         "sin", "cos", "atan")  # fmt: skip
# Beyond, what it is compared with is not good: sines of f64 there are not.
DOMAINS = {"sin": "-1e8,1e8", "cos": "-1e8,1e8"}
CPUS = {"with fused multiply-add": "x86-64-v3", "without": "x86-64"}


def measure(name, cpu, folder):
    source = folder / f"{name}.mlir"
    source.write_text(
        f"gate.function @own(%x: f64) -> f64 {{\n  %y = math.{name} %x : f64\n"
        "  gate.yield %y : f64\n}\n"
    )
    command = ["penstock-run", source, "--accuracy=own", f"--target-cpu={cpu}"]
    if name in DOMAINS:
        command.append(f"--domain={DOMAINS[name]}")
    found = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    if found["nan_mismatch_at"] is not None:
        sys.exit(f"math.{name} of {found['nan_mismatch_at']} is NaN, or should be")
    return found


def main():
    rows = ["| function | arguments | " + " | ".join(CPUS) + " |", "|---|---|---|---|"]
    with tempfile.TemporaryDirectory() as folder:
        for name in NAMES:
            print(name, file=sys.stderr, flush=True)
            found = [measure(name, cpu, Path(folder)) for cpu in CPUS.values()]
            which = "all" if name not in DOMAINS else "to 10⁸ in magnitude"
            errors = " | ".join(f"{f['max_ulp']['error']:.2f}" for f in found)
            rows.append(f"| `math.{name}` | {which}: {found[0]['inputs']:,} | {errors} |")
    table = "\n".join(rows) + "\n"
    text = PAGE.read_text()
    marks = re.compile(r"(<!-- measured -->\n).*?(<!-- end -->)", re.S)
    PAGE.write_text(marks.sub(lambda m: m[1] + table + m[2], text))


if __name__ == "__main__":
    main()
