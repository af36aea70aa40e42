# Part of the Penstock project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

import os
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Literal, NamedTuple, Protocol, TypeAlias

import numpy as np

__version__: str
__llvm_version__: str

class _DLPack(Protocol):
    def __dlpack__(self, **kwargs: Any) -> Any: ...
    def __dlpack_device__(self) -> tuple[int, int]: ...

_Array: TypeAlias = np.ndarray[Any, Any] | _DLPack
_Scalar: TypeAlias = float | np.generic

class Diagnostic:
    severity: Literal["error", "warning", "remark", "note"]
    message: str
    filename: str | None
    line: int | None
    column: int | None
    notes: tuple[Diagnostic, ...]
    def __init__(
        self,
        severity: str,
        message: str,
        filename: str | None = None,
        line: int | None = None,
        column: int | None = None,
        notes: tuple[Diagnostic, ...] = (),
    ) -> None: ...

class Error(Exception):
    diagnostics: list[Diagnostic]
    def __init__(
        self, text: str, diagnostics: list[Diagnostic] | None = None
    ) -> None: ...

class Module:
    @property
    def diagnostics(self) -> list[Diagnostic]: ...
    def run(self, pipeline: str) -> Module: ...

class Argument(NamedTuple):
    name: str
    role: Literal["input", "weight", "output", "scalar"]
    dtype: str
    shape: tuple[int | str, ...]
    alignment: int
    encoding: str | None = None
    logical_dtype: str | None = None
    logical_shape: tuple[int, ...] | None = None
    encoded_bytes: int = 0

class Kernel:
    @property
    def name(self) -> str: ...
    @property
    def symbols(self) -> tuple[str, ...]: ...
    @property
    def arguments(self) -> tuple[Argument, ...]: ...
    @property
    def manifest(self) -> dict[str, Any]: ...
    def __call__(
        self,
        *arrays: _Array | _Scalar,
        out: _Array | tuple[_Array, ...] | None = None,
    ) -> Any: ...
    def encode(
        self, argument: str | int, array: _Array
    ) -> np.ndarray[tuple[int], np.dtype[np.uint8]]: ...
    def encoded_size(self, argument: str | int) -> int: ...

class Kernels(Mapping[str, Kernel]):
    @property
    def manifest(self) -> dict[str, Any]: ...
    def __getitem__(self, name: str) -> Kernel: ...
    def __getattr__(self, name: str) -> Kernel: ...
    def __iter__(self) -> Iterator[str]: ...
    def __len__(self) -> int: ...

def parse(source: str | bytes, filename: str = "<string>") -> Module: ...
def compile(
    module: Module | str | bytes,
    target: str | None = None,
    features: str | Iterable[str] | None = None,
    threads: Literal["none", "openmp"] = "none",
    tile_table: str | os.PathLike[str] | None = None,
) -> Kernels: ...
