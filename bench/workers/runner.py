# Part of the Penstock project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Runs the cells of a benchmark: every worker on every problem."""

import contextlib
import datetime
import json
import os
import statistics
import sys
import time
from dataclasses import replace

from . import machine
from .coordinator import Worker, WorkerError, quiet_turn, wait_until_idle
from .peers import PEERS
from .problem import Problem
from .worker import MACHINE


def say(text):
    print(text, file=sys.stderr, flush=True)


def cold_layers(problem, factor):
    """Layers whose weights are that many times the last-level cache."""
    cache = machine.last_level_cache()
    one = replace(problem, layers=1).layer_bytes
    return max(1, -(-int(factor * cache) // int(one)))


def cores_of(threads):
    """The last ones; others of the system prefer the first."""
    cores = sorted(os.sched_getaffinity(0))
    return set(cores[-threads:])


class Results:
    """What was measured, in a file that is written after each problem."""

    def __init__(self, path, name, command, options):
        self.path = path
        self.data = {
            "benchmark": name,
            "commands": [command],
            "date": datetime.datetime.now().isoformat(" ", "minutes"),
            "machine": machine.describe(),
            "options": options,
            "peers": {},
            "cells": [],
        }

    def resume(self):
        """Goes on with what the file has of the same benchmark."""
        if self.path.exists():
            old = json.loads(self.path.read_text())
            if old["machine"]["cpu"] != self.data["machine"]["cpu"]:
                raise SystemExit(f"error: {self.path} is of another machine")
            self.data["cells"], self.data["peers"] = old["cells"], old["peers"]
            self.data["commands"] = [
                c for c in old["commands"] if c not in self.data["commands"]
            ] + self.data["commands"]

    def has(self, key):
        return any(cell_key(c) == key for c in self.data["cells"])

    def write(self):
        partial = self.path.with_suffix(".partial")
        partial.write_text(json.dumps(self.data, indent=1) + "\n")
        partial.replace(self.path)


def cell_key(cell):
    names = ("d", "f", "dtype", "threads", "tokens", "zeros", "work",
             "function")
    return tuple(cell.get(name) for name in names)


def run_problem(problem, names, token_counts, options, results):
    """All workers on one problem, for each token count."""
    title = f"{problem.d}x{problem.f} {problem.dtype}, {problem.threads} thread"
    title += "s" if problem.threads > 1 else ""
    if problem.zeros is not None:
        title += f", {100 * problem.zeros:g} % zeros"
    title += f", {problem.work}" if problem.work else ""
    if problem.work == "elementwise":
        title = f"{problem.function} {problem.dtype}, {problem.threads} threads"
    keys = {
        tokens: cell_key({**vars(problem), "tokens": tokens})
        for tokens in token_counts
    }
    token_counts = [t for t in token_counts if not results.has(keys[t])]
    if not token_counts:
        return
    say(f"== {title}, {problem.layers} layers")
    problem.write_weights()
    cores = cores_of(problem.threads)
    with contextlib.ExitStack() as stack:

        def start(name):
            log = options.output / "logs" / "-".join(
                f"{part}"
                for part in (
                    name, problem.d, problem.f, problem.dtype, problem.threads
                )
            )
            worker = Worker(name, problem, cores, f"{log}.log")
            stack.callback(worker.close)
            return worker

        limits = start(MACHINE)
        workers, failed = {}, {}
        for name in names:
            begin = time.monotonic()
            workers[name] = start(name)
            try:
                workers[name].ask(
                    "load", options.timeout, tokens=token_counts
                )
            except WorkerError as error:
                failed[name] = str(error)
                say(f"   {name}: {error}")
                workers.pop(name).close()
                continue
            say(f"   {name}: loaded in {time.monotonic() - begin:.1f} s")
        for tokens in token_counts:
            cell = run_cell(
                problem, tokens, workers, dict(failed), limits, options
            )
            results.data["cells"].append(cell)
        for name, worker in workers.items():
            with contextlib.suppress(WorkerError):
                if worker.process is None:
                    continue
                about = worker.ask("about", options.timeout)
                about["threads"] = about.get("threads", problem.threads)
                key = f"{name} {problem.dtype} {problem.threads}"
                results.data["peers"].setdefault(key, about)
    results.write()


def run_cell(problem, tokens, workers, failed, limits, options):
    measured = {}
    for name, worker in workers.items():
        if worker.process is None:  # It crashed with fewer tokens.
            failed[name] = worker.failure
            continue
        begin = time.monotonic()
        try:
            answer = worker.ask("prepare", options.timeout, tokens=tokens)
        except WorkerError as error:
            failed[name] = str(error)
            say(f"   {name}, {tokens} tokens: {error}")
            continue
        measured[name] = {
            "error": answer["error"],
            "prepare": time.monotonic() - begin,
            "rounds": [],
            "calls": 0,
            "disturbed": 0,
        }
    slow = [n for n, entry in measured.items() if entry["prepare"] > 10]
    for name in slow:
        say(f"   {name}, {tokens} tokens: {measured[name]['prepare']:.0f} s")
    bounds = []
    for round_ in range(options.rounds):
        wait_until_idle(options.idle_wait)
        with contextlib.suppress(WorkerError):
            bounds.append(limits.ask("limits", options.timeout))
        names = list(measured)
        for name in names[round_ % len(names) :] + names[: round_ % len(names)]:
            entry = measured[name]
            try:
                turn = quiet_turn(workers[name], options)
            except WorkerError as error:
                failed[name] = str(error)
                say(f"   {name}, {tokens} tokens: {error}")
                del measured[name]
                continue
            entry["rounds"].append(turn["seconds"])
            entry["calls"] += turn["calls"]
            entry["disturbed"] += turn["disturbed"]
    for entry in measured.values():
        entry["seconds"] = statistics.median(entry["rounds"])
    line = ", ".join(
        f"{name} {1e3 * entry['seconds']:.3f}"
        for name, entry in measured.items()
    )
    say(f"   {tokens} tokens: {line} ms")
    return {
        "d": problem.d,
        "f": problem.f,
        "dtype": problem.dtype,
        "threads": problem.threads,
        "function": problem.function,
        "zeros": problem.zeros,
        "work": problem.work,
        "tokens": tokens,
        "layers": problem.layers,
        "bytes": problem.bytes(tokens),
        "operations": problem.operations(tokens),
        "limits": machine.median_limits(bounds),
        "streams": bounds[-1]["streams"] if bounds else {},
        "workers": {
            **measured,
            **{name: {"failed": text} for name, text in failed.items()},
        },
    }


def run(problems, names, token_counts, options, results):
    """`problems` without layers; the names that take a problem's dtype run."""
    for problem in problems:
        layers = cold_layers(problem, options.cold)
        chosen = [n for n in names if problem.dtype in PEERS[n].dtypes]
        run_problem(
            replace(problem, layers=layers), chosen, token_counts, options,
            results,
        )


__all__ = ["Problem", "Results", "run", "say"]
