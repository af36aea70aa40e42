# Part of the Penstock project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The process of one worker: `python worker.py NAME PROBLEM`.

Reads one request a line from standard input and answers each with a line of
JSON. Between requests the coordinator holds the whole process still, so its
thread pool may wait as the library likes.
"""

import ctypes
import json
import os
import signal
import statistics
import sys
import time
import traceback
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

MACHINE = "machine"  # name of the worker that measures limits
WARM = 0.5  # seconds; a call that takes longer needs no other before it


def cpu_seconds():
    t = os.times()
    return t.user + t.system + t.children_user + t.children_system


class Worker:
    def __init__(self, name, problem):
        from workers import peers

        self.problem = problem
        self.peer = None if name == MACHINE else peers.make(name, problem)
        self.call, self.seconds = None, 0.0

    def limits(self, request):
        """Those of the machine, at the working set of the problem."""
        from workers.machine import machine_limits

        p = self.problem
        return machine_limits(int(p.layer_bytes * p.layers), p.threads)

    def load(self, request):
        """Also computes what every token count must give."""
        from workers.problem import expected

        self.peer.load()
        self.expected = [
            expected(
                self.problem, layer, request["tokens"], self.peer.weights(layer)
            )
            for layer in sorted({0, self.problem.layers - 1})
        ]
        return {}

    def about(self, request):
        return self.peer.about()

    def prepare(self, request):
        from workers.problem import error

        tokens = request["tokens"]
        self.call = None  # What the last token count needed may go.
        self.call, outputs = self.peer.prepare(tokens)
        self.call()
        errors = [
            error(y, exact[tokens])
            for exact, y in zip(self.expected, outputs())
        ]
        for _ in range(2):
            start = time.perf_counter()
            self.call()
            self.seconds = time.perf_counter() - start
        return {"error": max(errors), "seconds": self.seconds}

    def turn(self, request):
        """Median seconds of a layer, over the calls of this turn."""
        times, clock, cpu = [], time.perf_counter, cpu_seconds()
        begin = clock()
        if self.seconds < WARM:
            self.call()
        end = clock() + request["seconds"]
        while True:
            start = clock()
            self.call()
            stop = clock()
            times.append(stop - start)
            if stop >= end:
                break
        return {
            "seconds": statistics.median(times) / self.problem.layers,
            "calls": len(times),
            "wall": clock() - begin,
            "cpu": cpu_seconds() - cpu,
        }


def main():
    # What libraries print goes to the log, the answers to the coordinator.
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    # End with the coordinator, however it ends.
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)
    from workers.problem import Problem

    worker = None
    for line in sys.stdin:
        request = json.loads(line)
        try:
            if worker is None:
                worker = Worker(sys.argv[1], Problem.from_json(sys.argv[2]))
            answer = getattr(worker, request["do"])(request)
        except BaseException as failure:
            if isinstance(failure, KeyboardInterrupt):
                raise
            traceback.print_exc()
            text = (str(failure).strip() or type(failure).__name__).splitlines()
            answer = {"failed": text[0][:300]}
        print(json.dumps(answer), file=answers, flush=True)


if __name__ == "__main__":
    main()
