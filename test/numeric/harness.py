# Part of the Penstock project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Compiles text with penstock-opt and runs its kernels on a target.

    module = build(text, target=TARGETS["x86-64-v3"])
    y, = module.run("f", x, w, tokens=3)

A module becomes a static executable without a C library: the machine code of
`penstock-cpu`, a driver in C and three memory functions. It runs as a process
that is fed over pipes, on the machine or under qemu-user, so a crash is an
exception. The driver gives every argument pages of its own that end where the
argument ends: reading or writing beyond it, or writing an input, is a crash.
Writing just before one, or where only alignment lies behind it, is noticed.
Outputs and workspace are all ones (NaN) first; the tasks of a phase run from
the last to the first.
"""

from __future__ import annotations

import fcntl
import functools
import hashlib
import os
import re
import shutil
import struct
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "test"))

from oracles.bodies import numpy_dtype  # noqa: E402

BUILD = Path(os.environ.get("PENSTOCK_BUILD", ROOT / "build"))
LLVM = Path(os.environ.get("PENSTOCK_LLVM", "/usr/lib/llvm-22/bin"))
OPT = BUILD / "bin/penstock-opt"
CACHE = BUILD / "test-numeric"
# What the driver has; no other function may be called.
PROVIDED = {"memset", "memcpy", "memmove"}


# ------------------------------------------------------------------------------
# Targets
# ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Target:
    name: str
    triple: str
    cpu: str
    needs: tuple[str, ...]  # flags of /proc/cpuinfo
    emulator: tuple[str, ...]  # where the machine lacks them
    features: tuple[str, ...] = ()  # in addition to the CPU's

    @property
    def options(self):
        features = ",".join("+" + f for f in self.features)
        return f"triple={self.triple} cpu={self.cpu} features={features}"

    @property
    def flags(self):
        """What clang has to know."""
        if self.triple == ARM:
            return ("-mcpu=" + "+".join((self.cpu, *self.features)),)
        return (f"-march={self.cpu}", *(f"-m{f}" for f in self.features))

    @functools.cached_property
    def runner(self):
        """The command in front of the executable; None: it cannot run."""
        if os.uname().machine == self.triple.split("-")[0] and self.needs <= flags():
            return ()
        if self.emulator and shutil.which(self.emulator[0]):
            return self.emulator
        return None


@functools.cache
def flags():
    try:
        text = Path("/proc/cpuinfo").read_text()
    except OSError:
        return frozenset()
    found = re.search(r"^(?:flags|Features)\s*:(.*)$", text, re.M)
    return frozenset(found[1].split()) if found else frozenset()


V3 = frozenset("avx avx2 bmi1 bmi2 f16c fma movbe".split())
V4 = V3 | frozenset("avx512f avx512bw avx512cd avx512dq avx512vl".split())
X86, ARM = "x86_64-unknown-linux-gnu", "aarch64-unknown-linux-gnu"
TARGETS = {
    t.name: t
    for t in (
        Target("x86-64", X86, "x86-64", frozenset(), ("qemu-x86_64",)),
        Target("x86-64-v3", X86, "x86-64-v3", V3, ("qemu-x86_64", "-cpu", "max")),
        Target("x86-64-v4", X86, "x86-64-v4", V4, ()),
        Target("aarch64", ARM, "generic", frozenset(), ("qemu-aarch64",)),
    )
}
# With instructions for products of bytes and of bf16.
PRODUCT_TARGETS = TARGETS | {
    t.name: t
    for t in (
        Target("x86-64-v4+vnni", X86, "x86-64-v4", V4 | {"avx512_vnni"}, (),
               ("avx512vnni",)),
        Target("x86-64-v4+bf16", X86, "x86-64-v4", V4 | {"avx512_bf16"}, (),
               ("avx512bf16",)),
        Target("x86-64-v3+avxvnni", X86, "x86-64-v3", V3 | {"avx_vnni"}, (),
               ("avxvnni",)),
        Target("aarch64+dotprod", ARM, "generic", frozenset({"asimddp"}),
               ("qemu-aarch64",), ("dotprod",)),
    )
}  # fmt: skip
# The best that the machine runs.
HOST = next(
    TARGETS[n]
    for n in ("x86-64-v4", "x86-64-v3", "aarch64", "x86-64")
    if TARGETS[n].runner == () or n == "x86-64"
)


# ------------------------------------------------------------------------------
# Attributes
# ------------------------------------------------------------------------------

_TOKEN = re.compile(r'\s*("(?:[^"\\]|\\.)*"|[-+.\w#@!]+|->|.)', re.S)


def parse_attribute(text, position=0):
    """A Python value of a dictionary, array, string or number; types as text."""

    def peek():
        return _TOKEN.match(text, position)[1]

    def take(expected=None):
        nonlocal position
        match = _TOKEN.match(text, position)
        position = match.end()
        assert expected in (None, match[1]), (expected, match[1])
        return match[1]

    def value():
        token = take()
        if token == "{":
            result = {}
            while peek() != "}":
                key = take().strip('"')
                result[key] = True
                if peek() == "=":
                    take("=")
                    result[key] = value()
                if peek() == ",":
                    take(",")
            take("}")
            return result
        if token == "[":
            result = []
            while peek() != "]":
                result.append(value())
                if peek() == ",":
                    take(",")
            take("]")
            return result
        if token[0] == '"':
            return token[1:-1]
        if peek() == "<":
            depth, items = 0, []
            while True:
                items.append(take())
                depth += (items[-1] == "<") - (items[-1] == ">")
                if depth == 0:
                    break
            if token == "array":
                return [int(i) for i in items[3:-1] if i != ","]
            return token + "".join(items)
        try:
            number = int(token)
        except ValueError:
            return token
        if peek() == ":":
            take(":")
            take()
        return number

    return value()


# ------------------------------------------------------------------------------
# Compiling
# ------------------------------------------------------------------------------


class CompileError(RuntimeError):
    pass


class Killed(CompileError):
    """By a signal, which says little of what was compiled."""


def command(*arguments, **kwargs):
    result = subprocess.run(
        [str(a) for a in arguments], capture_output=True, text=True, **kwargs
    )
    if result.returncode < 0:
        raise Killed(f"{arguments[0]}: signal {-result.returncode}")
    if result.returncode:
        raise CompileError(f"{arguments[0]}: {result.stderr[:4000]}")
    return result.stdout


@functools.cache
def _fingerprint():
    stat = OPT.stat()
    driver = Path(__file__).with_name("driver.c").read_bytes()
    return f"{stat.st_size} {stat.st_mtime_ns}".encode() + driver


def build(text, target=HOST, options=""):
    """The module of a text; compiled once for all tests of a build."""
    if target.runner is None:
        pytest.skip(f"nothing here runs {target.name}")
    key = hashlib.sha256(
        _fingerprint() + "\0".join((text, target.name, options)).encode()
    ).hexdigest()[:24]
    return _build(text, target, options, CACHE / key)


@functools.lru_cache(maxsize=64)
def _build(text, target, options, folder):
    folder.mkdir(parents=True, exist_ok=True)
    failure = folder / "error"
    # One of the processes that test at once compiles it.
    with open(folder / "lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "done").exists() and not failure.exists():
            try:
                _compile(text, target, options, folder)
            except Killed:
                raise
            except CompileError as error:
                failure.write_text(str(error))
    if failure.exists():
        raise CompileError(failure.read_text())
    return Module(target, folder)


def _compile(text, target, options, folder):
    path = {
        kind: folder / f"module.{kind}"
        for kind in ("in.mlir", "mlir", "ll", "c", "o", "d.o", "exe")
    }
    path["in.mlir"].write_text(text)
    command(
        OPT, path["in.mlir"], "-o", path["mlir"],
        f"--penstock-cpu={target.options} {options}",
    )  # fmt: skip
    command(
        LLVM / "mlir-translate", "--mlir-to-llvmir", "--allow-unregistered-dialect",
        path["mlir"], "-o", path["ll"],
    )  # fmt: skip
    clang = (LLVM / "clang", f"--target={target.triple}", "-w", "-ffreestanding")
    command(
        *clang, "-O1", *target.flags, "-c", path["ll"], "-o", path["o"]
    )  # fmt: skip
    kernels = read_kernels(path["mlir"].read_text())
    path["c"].write_text(_dispatch(kernels))
    command(
        *clang, "-O1", "-c", "-I", Path(__file__).parent, path["c"], "-o", path["d.o"]
    )  # fmt: skip
    missing = undefined(path["o"]) - PROVIDED
    if missing:
        raise CompileError(f"{target.name}: calls to {sorted(missing)}")
    command(
        *clang, "-fuse-ld=lld", "-nostdlib", "-static", path["o"], path["d.o"],
        "-o", path["exe"],
    )  # fmt: skip
    for kind in ("in.mlir", "ll", "c", "d.o"):
        path[kind].unlink()
    (folder / "done").touch()


def undefined(path):
    """The functions that an object file calls and does not have."""
    return set(command(LLVM / "llvm-nm", "-u", "-j", path).split())


def read_kernels(text):
    start = text.index("penstock.kernels = ") + len("penstock.kernels = ")
    return parse_attribute(text, start)


def _parts(argument):
    """Byte offsets of an argument's pointers."""
    return argument.get("parts", [0, 0])[:-1]


def _dispatch(kernels):
    """C that calls kernel `number` on buffers."""
    lines = ['#include "driver.c"']
    cases = []
    for number, kernel in enumerate(kernels):
        name, symbols = kernel["name"], kernel["symbols"]
        types, values = [], []
        for i, argument in enumerate(kernel["arguments"]):
            if argument["role"] == "scalar":
                c = {"f32": "float", "f64": "double", "i32": "int"}
                types.append(c.get(argument["dtype"], "long"))
                values.append(f"*({types[-1]} *)b[{i}]")
                continue
            for offset in _parts(argument):
                types.append("char *")
                values.append(f"b[{i}] + {offset}")
        size = "".join(f", s[{i}]" for i in range(len(symbols)))[2:]
        sizes = ", ".join(["long"] * len(symbols)) or "void"
        lines.append(f"long {name}_workspace_bytes({sizes});")
        body = [f"  w = workspace({name}_workspace_bytes({size}));"]
        for p in range(kernel["phases"]):
            function = f"{name}_phase{p}"
            lines.append(f"long {function}_tasks({sizes});")
            flat = [*types, "char *", *["long"] * len(symbols), "long"]
            lines.append(f"void {function}_flat({', '.join(flat)});")
            call = [*values, "w", *([size] if size else []), "i"]
            body.append(
                f"  for (long i = {function}_tasks({size}); i-- > 0;)\n"
                f"    {function}_flat({', '.join(call)});"
            )
        cases.append(f"case {number}:\n" + "\n".join(body) + "\n  break;")
    lines.append("void call(long number, char **b, long *s) {\n  char *w;")
    lines.append("switch (number) {\n" + "\n".join(cases) + "\n}}")
    return "\n".join(lines) + "\n"


# ------------------------------------------------------------------------------
# Running
# ------------------------------------------------------------------------------


def storage_dtype(name):
    """NumPy's dtype of a dtype in a kernel's description."""
    integers = {"i8": "i1", "u8": "u1", "i32": "i4", "i64": "i8", "index": "i8"}
    return np.dtype(integers[name] if name in integers else numpy_dtype(name))


class Module:
    """A compiled module, run by a process that starts on first use."""

    def __init__(self, target, folder):
        self.target, self.folder = target, folder
        kernels = read_kernels((folder / "module.mlir").read_text())
        self.kernels = {k["name"]: k for k in kernels}
        self.process = None

    def undefined(self):
        return undefined(self.folder / "module.o")

    def _start(self):
        if self.process is None or self.process.poll() is not None:
            self.process = subprocess.Popen(
                [*self.target.runner, str(self.folder / "module.exe")],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            )  # fmt: skip
        return self.process

    def shapes(self, name, inputs, sizes):
        """The sizes of all symbols, and the outputs' dtypes and shapes."""
        kernel = self.kernels[name]
        known, outputs = dict(sizes), []
        rest = iter(inputs)
        for argument in kernel["arguments"]:
            dtype = storage_dtype(argument["dtype"])
            if argument["role"] == "output":
                shape = [known.get(d, d) for d in argument["shape"]]
                outputs.append((dtype, shape))
                continue
            value = next(rest)
            assert value.dtype == dtype, (argument["name"], value.dtype, dtype)
            assert value.ndim == len(argument["shape"]), argument["name"]
            for symbol, size in zip(argument["shape"], value.shape):
                assert known.setdefault(symbol, size) == size if isinstance(
                    symbol, str
                ) else symbol == size, (argument["name"], argument["shape"], value.shape)
        assert next(rest, None) is None, "too many inputs"
        return [known[s] for s in kernel["symbols"]], outputs

    def run(self, name, *inputs, **sizes):
        """The outputs of a kernel."""
        inputs = [np.asarray(i) for i in inputs]
        symbols, outputs = self.shapes(name, inputs, sizes)
        number = list(self.kernels).index(name)
        buffers = [(0, i.nbytes) for i in inputs]
        buffers += [
            (1, int(np.prod(shape, dtype=np.int64)) * dtype.itemsize)
            for dtype, shape in outputs
        ]
        head = [number, len(symbols), *symbols, len(buffers)]
        for kind, size in buffers:
            head += [kind, size]
        process = self._start()
        try:
            process.stdin.write(struct.pack(f"<{len(head)}q", *head))
            for i in inputs:
                process.stdin.write(i.tobytes())
            process.stdin.flush()
        except BrokenPipeError:
            pass
        results = []
        for (dtype, shape), (_, size) in zip(outputs, buffers[len(inputs) :]):
            data = process.stdout.read(size)
            if len(data) != size:
                raise RuntimeError(f"{name}: {self._end()}")
            results.append(np.frombuffer(data, dtype).reshape(shape))
        done = process.stdout.read(8)
        if len(done) != 8:
            raise RuntimeError(f"{name}: {self._end()}")
        return results

    def _end(self):
        status = self.process.wait()
        if status == 4:
            return "wrote beside its arguments"
        return f"stopped by signal {-status}" if status < 0 else f"exit code {status}"


# ------------------------------------------------------------------------------
# Text
# ------------------------------------------------------------------------------


def tensor(shape, dtype, encoding=None):
    sizes = "".join(f"{'?' if s is None else s}x" for s in shape)
    return f"tensor<{sizes}{dtype}{f', {encoding}' if encoding else ''}>"


def use(function, parameters=()):
    """How an op names a function with parameters, all their bits."""
    given = ", ".join(f"{k} = {v:.17e}" for k, v in dict(parameters).items())
    return f"@{function}<{given}>" if given else f"@{function}"


def kernel(name, arguments, result, op, outs_like=0):
    """A function of named arguments: {"x": type}; `op` may use %o, its outs.

    Dynamic sizes of the result are those of argument `outs_like`.
    """
    head = ", ".join(
        f'%{n}: {t} {{penstock.name = "{n}"}}' for n, t in arguments.items()
    )
    lines = [f"func.func @{name}({head}) -> {result} {{"]
    dims = []
    source, source_type = list(arguments.items())[outs_like]
    for i, size in enumerate(result.split("<")[1].split("x")[:-1]):
        if size == "?":
            lines.append(f"  %i{i} = arith.constant {i} : index")
            lines.append(f"  %d{i} = tensor.dim %{source}, %i{i} : {source_type}")
            dims.append(f"%d{i}")
    lines.append(f"  %o = tensor.empty({', '.join(dims)}) : {result}")
    lines.append(f"  %y = {op}")
    lines.append(f"  return %y : {result}\n}}\n")
    return "\n".join(lines)


# ------------------------------------------------------------------------------
# Comparing
# ------------------------------------------------------------------------------

MANTISSA = {"f64": 52, "f32": 23, "bf16": 7, "f16": 10}
SMALLEST = {"f64": -1074, "f32": -149, "bf16": -133, "f16": -24}
LARGEST = {
    "f64": np.finfo("f8").max,
    "f32": float(np.finfo("f4").max),
    "bf16": float.fromhex("0x1.fep127"),
    "f16": 65504.0,
}


def ulps(actual, expected, dtype):
    """Distance in ulps of the dtype; inf where one is NaN or infinite alone.

    Numbers beyond the dtype's range count as its infinity.
    """
    actual, expected = np.asarray(actual), np.asarray(expected)
    with np.errstate(all="ignore"):
        ulp = 2.0**MANTISSA[dtype]
        limit = LARGEST[dtype] * (1 + 0.25 / ulp)
        expected = np.where(np.abs(expected) > limit, np.inf * expected, expected)
        exponent = np.frexp(expected)[1] - 1 - MANTISSA[dtype]
        exponent = np.maximum(np.where(np.isfinite(expected), exponent, 0), SMALLEST[dtype])
        unit = np.ldexp(1.0, exponent)
        distance = np.abs(actual - expected) / unit
        same = (actual == expected) | (np.isnan(actual) & np.isnan(expected))
        special = ~np.isfinite(actual) | ~np.isfinite(expected)
        return np.where(same, 0, np.where(special, np.inf, distance))


def relative(actual, expected):
    """Greatest error over greatest magnitude."""
    expected = np.float64(expected)
    if expected.size == 0:
        return 0.0
    error = np.abs(np.float64(actual) - expected).max()
    return error / (np.abs(expected).max() or 1.0)
