# Part of the Penstock project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What penstock exports; see its docstring."""

import json
import os
from collections.abc import Mapping
from functools import cached_property
from typing import NamedTuple

from . import _penstock
from ._errors import Diagnostic, Error


class Module(_penstock.Module):
    """A verified MLIR module of gate and other dialects, made by `parse`.

    `str(module)` is its text. `module.diagnostics` are the warnings and
    remarks of the last call that did not fail.
    """

    def run(self, pipeline):
        """Runs passes and named pipelines on the module: "canonicalize,cse",
        "penstock-to-linalg", "builtin.module(...)". Returns the module.

        Raises Error for an unknown name and where a pass fails; the module
        then is as it was.
        """
        self._run(pipeline)
        return self

    def __repr__(self):
        return f"<penstock.Module of {len(str(self).splitlines())} lines>"


class Argument(NamedTuple):
    """What a kernel takes or gives.

    `role` is "input", "weight", "output" or "scalar". `dtype` is MLIR's name,
    "u8" for an encoded weight. `shape` holds numbers and, for dynamic sizes,
    the names of symbols. The rest describes encoded weights: the encoding
    attribute, the type and shape of the logical elements, the bytes encoded.
    """

    name: str
    role: str
    dtype: str
    shape: tuple[int | str, ...]
    alignment: int
    encoding: str | None = None
    logical_dtype: str | None = None
    logical_shape: tuple[int, ...] | None = None
    encoded_bytes: int = 0

    def __str__(self):
        if self.role == "scalar":
            return f"{self.name}: {self.dtype}"
        if self.encoding is None:
            sizes = ", ".join(str(size) for size in self.shape)
            return f"{self.name}: {self.dtype}[{sizes}]"
        sizes = ", ".join(str(size) for size in self.logical_shape)
        return f"{self.name}: {self.logical_dtype}[{sizes}] {self.encoding}"


class Kernel(_penstock.Kernel):
    """A compiled function on arrays.

    kernel(*arrays, out=None) takes one argument for each input in declared
    order and returns an array, or a tuple of arrays if there are several
    results.

    Arrays are NumPy's or any with the buffer protocol or DLPack (torch, jax)
    in the CPU's memory. They are read in place; one with gaps between its
    elements is copied. bf16 is ml_dtypes.bfloat16, uint16 with the same bits,
    or what comes as bfloat16 by DLPack. Scalars are numbers.

    Dynamic sizes are what the arrays say. A weight that is encoded is either
    the uint8 array that `encode` made of it, or the logical array; that one
    is encoded again in each call, so encode a weight that is used twice. A
    uint8 array that is not aligned to 64 bytes is copied.

    Results are new NumPy arrays, or `out`: an array, or a tuple of them, that
    is contiguous and writable and overlaps no argument.

    TypeError: wrong number of arguments, no array, wrong element type.
    ValueError: wrong shape, sizes that contradict each other, a bad `out`.
    Error: this CPU lacks a feature that the kernel was compiled for.

    Kernels may be called by several threads at once; the interpreter is free
    while they run. They need neither their module nor the mapping they came
    from. Workspace is allocated once for each thread that calls at the same
    time, and reused.
    """

    def __init__(self, library, index):
        super().__init__(library.loaded, index)
        self._library = library
        #: What it takes and gives, as `Argument`; the outputs are last.
        self.arguments = tuple(Argument(*a) for a in self._arguments())

    @property
    def manifest(self):
        """Its part of the manifest, as a dict: entries, symbols, arguments,
        workspace, phases, strategies, numerics."""
        for kernel in self._library.manifest["kernels"]:
            if kernel["name"] == self.name:
                return kernel
        raise KeyError(self.name)

    def __repr__(self):
        inputs = [str(a) for a in self.arguments if a.role != "output"]
        outputs = [str(a) for a in self.arguments if a.role == "output"]
        return (
            f"<penstock.Kernel {self.name}({', '.join(inputs)}) -> "
            f"({', '.join(outputs)})>"
        )


class _Library:
    """Loaded code and its manifest, shared by its kernels."""

    def __init__(self, loaded):
        self.loaded = loaded

    @cached_property
    def manifest(self):
        return json.loads(self.loaded.manifest())


class Kernels(Mapping):
    """The compiled functions of a module by name: kernels["f"], and
    kernels.f where a mapping has no method of that name."""

    def __init__(self, loaded):
        self._library = _Library(loaded)
        self._kernels = {
            name: Kernel(self._library, index)
            for index, name in enumerate(loaded.names())
        }

    @property
    def manifest(self):
        """What penstock-compile writes to manifest.json, as a dict."""
        return self._library.manifest

    def __getitem__(self, name):
        try:
            return self._kernels[name]
        except KeyError:
            raise KeyError(self._missing(name)) from None

    def __getattr__(self, name):
        kernels = self.__dict__.get("_kernels", {})
        if name in kernels:
            return kernels[name]
        raise AttributeError(self._missing(name))

    def _missing(self, name):
        names = ", ".join(self.__dict__.get("_kernels", ()))
        return f"no kernel is named {name!r}; there are: {names}"

    def __iter__(self):
        return iter(self._kernels)

    def __len__(self):
        return len(self._kernels)

    def __dir__(self):
        return [*super().__dir__(), *self._kernels]

    def __repr__(self):
        return f"<penstock.Kernels {', '.join(self)}>"


def parse(source, filename="<string>"):
    """Parses and verifies a module: text as str, or text or bytecode as bytes.

    `filename` is what diagnostics call it. Raises Error with the places of
    what is wrong.
    """
    if not isinstance(source, (str, bytes)):
        raise TypeError(
            f"source: expected str or bytes, found {type(source).__name__}"
        )
    return Module(source, filename)


def compile(
    module, target=None, features=None, threads="none", tile_table=None
):
    """Compiles the public functions of a module, or of its text, for this
    process. The module stays as it is. Returns `Kernels`.

    The code is kept on disk and found there when the same is compiled again, by
    any process; PENSTOCK_CACHE_DIR and PENSTOCK_CACHE_SIZE (0: off) say where
    and how much.

    `target` is a CPU as LLVM names it, such as "x86-64-v3"; the machine's own
    by default. `features` adds and takes features: "+avx2,-fma" or a list of
    such. `threads` says who runs the tasks of a kernel: "none", the thread
    that calls, or "openmp". `tile_table` is a file that penstock-tune wrote;
    PENSTOCK_TILE_TABLE, if set, by default.

    Raises Error for a module that cannot be compiled, for an unknown CPU or
    feature and for a tile table that cannot be read. A CPU that this machine does not match is found by the first call.
    """
    if not isinstance(module, _penstock.Module):
        module = parse(module)
    if threads not in ("none", "openmp"):
        raise ValueError(
            f"threads: expected 'none' or 'openmp', found {threads!r}"
        )
    if features is not None and not isinstance(features, str):
        features = ",".join(features)
    return Kernels(
        module._compile(
            target or "",
            features or "",
            threads == "openmp",
            os.fspath(tile_table or ""),
        )
    )
