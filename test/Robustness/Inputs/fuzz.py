# Part of the Penstock project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Runs a command on damaged copies of a file.

Usage: fuzz.py [--runs N] [--seed S] [--text] FILE COMMAND [ARGUMENT…]

Each copy is cut off or has bytes (with --text: tokens) changed. The command
gets it on standard input, and must end with exit code 0, or with 1 and an error
message, in time. Prints what went wrong and keeps the input that showed it.
"""

import argparse
import os
import random
import re
import signal
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor

TOKEN = re.compile(r"\s+|[A-Za-z_][\w.$]*|[%@#!^][\w.$-]*|-?\d[\w.+-]*|->|.", re.S)
SPARE = (
    "-1 0 1 7 4294967296 9223372036854775807 18446744073709551616 0x7FC0 1.0e400 "
    "? x tensor<0x0xf32> tensor<?x?xf32> f16 f32 f64 bf16 i1 i8 index none ( ) < > "
    "{ } [ ] , : = -> @silu @swiglu @rms_norm @nothing %x %none {a} [] <> dense<0>"
).split()


def bytes_changed(data, rng):
    data = bytearray(data)
    choice = rng.randrange(4)
    if choice == 0:
        return bytes(data[: rng.randrange(len(data))])
    for _ in range(1 if choice == 1 else rng.randrange(1, 8)):
        at = rng.randrange(len(data))
        data[at] = (
            data[at] ^ (1 << rng.randrange(8)) if rng.random() < 0.5
            else rng.randrange(256)
        )
    if choice == 3:
        at = rng.randrange(len(data))
        del data[at : at + rng.randrange(1, 16)]
    return bytes(data)


def text_changed(tokens, rng):
    tokens = list(tokens)
    choice = rng.randrange(8)
    if choice == 0:
        return "".join(tokens[: rng.randrange(len(tokens))]).encode()
    for _ in range(rng.choice((1, 1, 1, 2, 4))):
        at = rng.randrange(len(tokens))
        kind = rng.randrange(5)
        if kind == 0:
            del tokens[at]
        elif kind == 1:
            tokens[at] = rng.choice(tokens)
        elif kind == 2:
            tokens[at] = rng.choice(SPARE)
        elif kind == 3:
            tokens.insert(at, rng.choice(SPARE))
        else:
            other = rng.randrange(len(tokens))
            tokens[at], tokens[other] = tokens[other], tokens[at]
    return "".join(tokens).encode()



def trial(command, data):
    """What is wrong with the command's answer to `data`, or None."""
    try:
        run = subprocess.run(
            command, input=data, capture_output=True, timeout=60,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return "did not end in 60 s"
    if run.returncode < 0:
        return f"ended by {signal.Signals(-run.returncode).name}"
    if run.returncode not in (0, 1):
        return f"exit code {run.returncode}"
    if run.returncode == 1 and b"error:" not in run.stderr:
        return "exit code 1 without an error message"
    return None


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--runs", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--text", action="store_true")
    parser.add_argument("file")
    parser.add_argument("command", nargs=argparse.REMAINDER)
    options = parser.parse_args()
    with open(options.file, "rb") as file:
        original = file.read()
    tokens = TOKEN.findall(original.decode()) if options.text else []
    rng = random.Random(options.seed)
    inputs = [
        text_changed(tokens, rng) if options.text else bytes_changed(original, rng)
        for _ in range(options.runs)
    ]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        answers = list(pool.map(lambda data: trial(options.command, data), inputs))
    failures = 0
    for data, wrong in zip(inputs, answers):
        if wrong:
            failures += 1
            with tempfile.NamedTemporaryFile(
                prefix="penstock-fuzz-", suffix=".mlir", delete=False
            ) as kept:
                kept.write(data)
            print(f"{wrong}: {kept.name}")
    print(f"{options.runs} inputs, {failures} failures")
    return 1 if failures else 0


sys.exit(main())
