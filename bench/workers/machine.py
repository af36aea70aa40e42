# Part of the Penstock project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The machine: what it is called, and its limits, measured.

`machine_limits` is the one place that limits come from. A worker of its own runs
it in every round, so that its figures are of the same minutes as the others'.
"""

import ctypes
import functools
import hashlib
import os
import platform
import re
import shutil
import statistics
import subprocess
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
CACHE = FOLDER.parent / ".cache"
STREAMS = (1, 2, 4, 8)
FLAGS = (
    "avx2 avx_vnni avx512f avx512_vnni avx512_bf16 amx_int8 amx_bf16 asimddp "
    "i8mm bf16"
).split()


@functools.cache
def library():
    """machine.c, compiled by clang (22 if it is there) or the C compiler."""
    source = FOLDER / "machine.c"
    compiler = next(
        filter(None, map(shutil.which, ("clang-22", "clang", "cc"))), None
    )
    if compiler is None:
        raise RuntimeError("no C compiler for workers/machine.c")
    command = [compiler, "-O2", "-shared", "-fPIC", "-pthread"]
    key = hashlib.sha256(source.read_bytes() + " ".join(command).encode())
    CACHE.mkdir(exist_ok=True)
    path = CACHE / f"machine-{key.hexdigest()[:16]}.so"
    if not path.exists():
        partial = path.with_suffix(f".{os.getpid()}")
        subprocess.run([*command, source, "-o", partial], check=True)
        partial.rename(path)
    result = ctypes.CDLL(str(path))
    result.read_rate.restype = ctypes.c_double
    result.read_rate.argtypes = [ctypes.c_int64] + [ctypes.c_int] * 3
    result.peak_rate.restype = ctypes.c_double
    result.peak_rate.argtypes = [ctypes.c_char_p, ctypes.c_int, ctypes.c_double]
    return result


def machine_limits(working_set, threads, seconds=0.05):
    """What this machine can do at most, now:

    read: bytes/s of reading that many bytes again and again; `streams` has the
      rate by number of streams per thread
    f32, bf16, int8: operations/s of multiply-add (two operations each); None
      for bf16 where the machine has no such instruction
    """
    lib = library()
    streams = {
        s: lib.read_rate(working_set, s, threads, 3) or None for s in STREAMS
    }
    peaks = {
        kind: lib.peak_rate(kind.encode(), threads, seconds) or None
        for kind in ("f32", "bf16", "int8")
    }
    return {
        "read": max(filter(None, streams.values()), default=None),
        "streams": streams,
        **peaks,
    }


def median_limits(rounds):
    """Of what `machine_limits` gave in each round."""
    names = ("read", "f32", "bf16", "int8")
    values = {n: [r[n] for r in rounds if r.get(n)] for n in names}
    return {n: statistics.median(v) if v else None for n, v in values.items()}


def last_level_cache():
    """Bytes of the largest cache that the system tells of."""
    sizes = []
    units = {"K": 2**10, "M": 2**20, "G": 2**30, "": 1}
    for path in Path("/sys/devices/system/cpu/cpu0/cache").glob("*/size"):
        match = re.fullmatch(r"(\d+)([KMG]?)", path.read_text().strip())
        if match:
            sizes.append(int(match[1]) * units[match[2]])
    return max(sizes, default=32 * 2**20)


def describe():
    text = Path("/proc/cpuinfo").read_text()

    def field(*names):
        for name in names:
            match = re.search(rf"^{name}\s*:\s*(.*)$", text, re.M)
            if match:
                return match[1]
        return ""

    flags = set(field("flags", "Features").split())
    return {
        "cpu": field("model name") or platform.machine(),
        "family": field("cpu family"),
        "model": field("model"),
        "cores": os.cpu_count(),
        "flags": [f for f in FLAGS if f in flags],
        "last_level_cache": last_level_cache(),
        "memory": os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"),
        "system": f"{platform.system()} {platform.release()}",
        "huge_pages": _huge_pages(),
    }


def _huge_pages():
    try:
        path = "/sys/kernel/mm/transparent_hugepage/enabled"
        return re.search(r"\[(\w+)\]", Path(path).read_text())[1]
    except (OSError, TypeError):
        return "none"
