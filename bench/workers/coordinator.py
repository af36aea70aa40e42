# Part of the Penstock project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Starts the workers and lets them take turns.

Only one worker runs at a time. The others are stopped (SIGSTOP, with every
process they started), so no thread pool spins beside another's measurement and
each may wait in the way that is fastest for it. Before each turn the machine
has to be idle; a turn beside which something else ran is taken again.
"""

import json
import os
import selectors
import signal
import subprocess
import sys
import time
from pathlib import Path

FOLDER = Path(__file__).resolve().parent


class WorkerError(Exception):
    pass


def environment(threads, base=None):
    """One pool of that size for every library, huge pages for all of them."""
    env = dict(os.environ if base is None else base)
    # Some machines set these for old libraries; they choose slow kernels.
    for name in ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE"):
        env.pop(name, None)
    for name in (
        "OMP_NUM_THREADS",
        "MKL_NUM_THREADS",
        "OPENBLAS_NUM_THREADS",
        "NUMEXPR_NUM_THREADS",
    ):
        env[name] = str(threads)
    env["GLIBC_TUNABLES"] = "glibc.malloc.hugetlb=1"
    env["THP_MEM_ALLOC_ENABLE"] = "1"  # torch's own allocator
    return env


class Worker:
    """A process that computes one problem in one way."""

    def __init__(self, name, problem, cores, log, more_environment=None):
        self.name, self.log = name, Path(log)
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with open(self.log, "wb") as stderr:
            self.process = subprocess.Popen(
                [sys.executable, FOLDER / "worker.py", name, problem.to_json()],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=stderr,
                env={
                    **environment(problem.threads),
                    **(more_environment or {}),
                },
                start_new_session=True,
                preexec_fn=lambda: os.sched_setaffinity(0, cores),
            )
        self.buffer = b""
        self.selector = selectors.DefaultSelector()
        self.selector.register(self.process.stdout, selectors.EVENT_READ)
        os.set_blocking(self.process.stdout.fileno(), False)
        self._signal(signal.SIGSTOP)

    def _signal(self, number):
        try:
            os.killpg(self.process.pid, number)
        except ProcessLookupError:
            pass

    def ask(self, do, timeout, **request):
        """Sends a request, runs the worker until it answers. WorkerError says
        what went wrong; after a crash or a time-out the worker is gone, and
        `failure` says why."""
        self._signal(signal.SIGCONT)
        try:
            line = json.dumps({"do": do, **request}) + "\n"
            self.process.stdin.write(line.encode())
            self.process.stdin.flush()
            answer = json.loads(self._read(time.monotonic() + timeout))
        except (BrokenPipeError, EOFError):
            status = self.close()
            how = f"status {status}"
            if status < 0:
                how = signal.Signals(-status).name
            self.failure = f"crashed ({how}): {self.last_words()}"
            raise WorkerError(self.failure) from None
        except TimeoutError:
            self.close()
            self.failure = f"no answer in {timeout:.0f} s"
            raise WorkerError(self.failure) from None
        self._signal(signal.SIGSTOP)
        if "failed" in answer:
            raise WorkerError(answer["failed"])
        return answer

    def _read(self, deadline):
        while b"\n" not in self.buffer:
            left = deadline - time.monotonic()
            if left <= 0 or not self.selector.select(left):
                raise TimeoutError
            part = os.read(self.process.stdout.fileno(), 1 << 16)
            if not part:
                raise EOFError
            self.buffer += part
        line, self.buffer = self.buffer.split(b"\n", 1)
        return line

    def last_words(self):
        lines = self.log.read_text(errors="replace").strip().splitlines()
        return lines[-1][:200] if lines else "it said nothing"

    def close(self):
        """Ends the process and what it started; its exit status."""
        if self.process is None:
            return 0
        process, self.process = self.process, None
        # A crash has a status of its own, which takes a moment to be there.
        try:
            status = process.wait(0.2 if self.buffer == b"" else 0)
        except subprocess.TimeoutExpired:
            status = None
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        for stream in (process.stdin, process.stdout):
            try:
                stream.close()
            except OSError:
                pass
        return process.wait() if status is None else status


# -----------------------------------------------------------------------------
# Whether the machine is quiet
# -----------------------------------------------------------------------------

TICK = os.sysconf("SC_CLK_TCK")


def busy_seconds():
    """CPU time of all processes since boot, and what others took from us."""
    with open("/proc/stat") as file:
        fields = [int(n) for n in file.readline().split()[1:9]]
    user, nice, system, idle, iowait, irq, softirq, steal = fields
    return (user + nice + system + irq + softirq + steal) / TICK


def wait_until_idle(limit, share=0.05, window=0.1):
    """Waits until less than `share` of one core was busy for a moment; False
    if that took longer than `limit` seconds."""
    end = time.monotonic() + limit
    while True:
        before, start = busy_seconds(), time.monotonic()
        time.sleep(window)
        busy = (busy_seconds() - before) / (time.monotonic() - start)
        if busy <= share + 1 / (TICK * window):
            return True
        if time.monotonic() >= end:
            return False


def quiet_turn(worker, options):
    """A turn of the worker on an idle machine; `disturbed` in the answer says
    that in no try the machine was left to it."""
    for _ in range(1 + options.retries):
        idle = wait_until_idle(options.idle_wait)
        before = busy_seconds()
        answer = worker.ask("turn", options.timeout, seconds=options.seconds)
        others = busy_seconds() - before - answer["cpu"]
        # /proc/stat counts in ticks.
        allowed = 0.05 * answer["wall"] + 3 / TICK
        answer["disturbed"] = not idle or others > allowed
        if not answer["disturbed"]:
            break
    return answer
