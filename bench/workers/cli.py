# Part of the Penstock project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The options that the benchmarks share, and what they do after measuring."""

import argparse
import json
import os
import shlex
import shutil
import sys
from pathlib import Path

from . import report
from .peers import PEERS
from .runner import Problem, Results, run, say

FOLDER = Path(__file__).resolve().parents[1]


def numbers(text):
    return [int(n) for n in text.split(",")]


def shapes(text):
    result = [tuple(map(int, s.split("x"))) for s in text.split(",")]
    if any(len(shape) != 2 for shape in result):
        raise ValueError(f"{text!r} is no list of DxF")
    return result


def parser(name, description, **defaults):
    p = argparse.ArgumentParser(
        prog=f"bench/{name}.py",
        description=description,
        allow_abbrev=False,
        formatter_class=argparse.ArgumentDefaultsHelpFormatter,
    )

    def add(option, help, type=None, **more):
        key = option[2:].replace("-", "_")
        default = defaults.get(key, more.pop("default", None))
        p.add_argument(option, help=help, type=type, default=default, **more)

    add("--shapes", "inputs x neurons, separated by commas", metavar="DxF,...")
    add("--tokens", "rows of x", metavar="N,...")
    if "zeros" in defaults:
        add("--zeros", "shares of neurons that are zero", metavar="SHARE,...")
    add("--dtypes", "formats of the weights", metavar="NAME,...")
    add("--threads", "each of these numbers of threads", metavar="N,...")
    add("--peers", "which peers of: " + ", ".join(
        n for n, e in PEERS.items() if not e.ours), metavar="NAME,...")
    add("--ours", "which of our kernels", metavar="NAME,...")
    add("--rounds", "turns of each worker", int, default=7)
    add("--seconds", "least length of a turn", float, default=0.25)
    add("--cold", "weights of all layers in units of the last-level cache",
        float, default=4.0)
    add("--idle-wait", "seconds to wait for an idle machine before a turn",
        float, default=30.0)
    add("--retries", "times that a disturbed turn is taken again", int,
        default=2)
    add("--timeout", "seconds for a worker to load, compile or take a turn",
        float, default=900.0)
    add("--output", "folder of the results", Path,
        default=FOLDER / "results", metavar="FOLDER")
    p.add_argument("--quick", action="store_true",
                   help="a minute for a look: small, few rounds, no waiting")
    p.add_argument("--resume", action="store_true",
                   help="keep what the output folder has and do the rest")
    p.add_argument("--report", action="store_true",
                   help="measure nothing; print the output folder's results")
    p.add_argument("--readme", action="store_true",
                   help="as --report, and write the tables into README.md and "
                   "docs/performance.md")
    return p


QUICK = {"rounds": 2, "seconds": 0.02, "idle_wait": 0.0, "retries": 0}


def main(name, description, make_problems, quick, **defaults):
    p = parser(name, description, **defaults)
    options = p.parse_args()
    if options.quick:
        for key, value in {**QUICK, **quick}.items():
            if getattr(options, key) == p.get_default(key):
                setattr(options, key, value)
    try:
        options.shapes = shapes(options.shapes)
        options.tokens = numbers(options.tokens)
        options.threads = numbers(options.threads)
        if "zeros" in defaults:
            options.zeros = list(map(float, options.zeros.split(",")))
    except ValueError as error:
        p.error(f"a list of numbers is wrong: {error}")
    for option in ("peers", "ours"):
        chosen = list(filter(None, getattr(options, option).split(",")))
        for peer in chosen:
            if peer not in PEERS or PEERS[peer].ours != (option == "ours"):
                p.error(f"--{option}: there is no {peer!r}")
        setattr(options, option, chosen)
    cores = len(os.sched_getaffinity(0))
    for threads in options.threads:
        if not 1 <= threads <= cores:
            say(f"{threads} threads left out: the machine has {cores} cores")
    options.threads = [t for t in options.threads if 1 <= t <= cores]
    options.output = options.output.resolve()
    options.output.mkdir(parents=True, exist_ok=True)
    path = options.output / f"{name}.json"

    if options.report or options.readme:
        try:
            data = json.loads(path.read_text())
        except OSError as error:
            p.error(f"{path}: {error.strerror}")
    else:
        command = shlex.join([f"bench/{name}.py", *sys.argv[1:]])
        shown = {
            key: getattr(options, key)
            for key in ("rounds", "seconds", "cold", "peers", "ours")
        }
        results = Results(path, name, command, shown)
        if options.resume:
            results.resume()
        cache = options.output / "weights"
        problems = make_problems(options, str(cache), p)
        try:
            run(problems, options.ours + options.peers, options.tokens,
                options, results)
        finally:
            shutil.rmtree(cache, ignore_errors=True)
        data = results.data
    notes = FOLDER / "notes.json"  # Why a configuration is slow.
    if notes.exists():
        data["notes"] = json.loads(notes.read_text())
    files = report.write(data, options.output, name)
    print(report.text(data))
    for file in files:
        say(f"wrote {file}")
    if options.readme:
        for file in report.update_readme(data, options.output, name):
            say(f"wrote {file}")
    return 0


__all__ = ["Problem", "main"]
