# Part of the Penstock project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The same bits whoever runs the tasks, on however many threads.

A token's numbers may differ in the last bits between calls with other counts of
tokens, as they take other tiles; they do not depend on what other tokens hold.
"""

import ctypes
import sys
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from contractions import Case
from harness import BUILD, command, numpy_dtype
from matrix import INT4, INT8, contraction

from oracles.weights import encode, pack

pytest.importorskip("penstock._penstock", exc_type=ModuleNotFoundError)
import penstock  # noqa: E402

# Several phases each: rows quantized or normalised, and contractions.
FFN = dict(inputs=192, outputs=320, down=64, norm="rms_norm", residual=True)
CASES = [
    contraction("bf16", 1, sizes=(161, 153)),
    contraction("row_int8", 1, sizes=(161, 153)),
    contraction("group_int4", 1, sizes=(192, 153)),
    Case("ffn_f32", **FFN),
    Case("ffn_int4", encoding=INT4(16), down_encoding=INT8(16), activations=0, **FFN),
]
TOKENS = (1, 3, 33, 200)


def arguments(kernel, case, tokens):
    """Arrays for a call, with all weights that a kernel has encoded encoded."""
    result = []
    roles = {a.name: a.role for a in kernel.arguments}
    for n, value in case.values(tokens).items():
        encoding = case.arguments()[n][1]
        value = value.astype(numpy_dtype(case.dtype))
        if encoding:
            value = pack(encode(value, encoding))
        elif roles[n] == "weight":
            value = kernel.encode(n, value)
        result.append(value)
    return result


def compiled(threads):
    try:
        return penstock.compile("".join(c.text() for c in CASES), threads=threads)
    except penstock.Error as error:
        assert "OpenMP library" in str(error)
        pytest.skip(str(error))


@pytest.fixture(scope="module")
def serial():
    kernels = compiled("none")
    given = {(c, t): arguments(kernels[c.name], c, t) for c in CASES for t in TOKENS}
    expected = {key: kernels[key[0].name](*a) for key, a in given.items()}
    return given, expected


def set_threads(count):
    """Of the OpenMP library that is loaded."""
    for line in open("/proc/self/maps"):
        if "libomp" in line or "libgomp" in line:
            ctypes.CDLL(line.split()[-1]).omp_set_num_threads(count)
            return
    pytest.fail("no OpenMP library is loaded")


@pytest.mark.skipif(sys.platform != "linux", reason="asks /proc for the library")
def test_openmp(serial):
    given, expected = serial
    kernels = compiled("openmp")
    for threads in (1, 2, 3):
        set_threads(threads)
        for (case, tokens), arrays in given.items():
            y = kernels[case.name](*arrays)
            assert y.tobytes() == expected[case, tokens].tobytes(), (case.name, tokens)


TASK = ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.c_int64)
PARALLEL = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.c_void_p, ctypes.c_int64, TASK, ctypes.c_void_p
)


def aligned(array):
    """Its bytes from a multiple of 64 on."""
    buffer = np.empty(array.nbytes + 64, np.uint8)
    start = -buffer.ctypes.data % 64
    result = buffer[start : start + array.nbytes]
    result[:] = np.frombuffer(array.tobytes(), np.uint8)
    return result


@pytest.mark.parametrize("threads", [1, 2])
def test_parallel_for(serial, threads, tmp_path):
    """By threads of the caller, the last task first."""
    given, expected = serial
    (tmp_path / "in.mlir").write_text("".join(c.text() for c in CASES))
    command(
        BUILD / "bin/penstock-compile", tmp_path / "in.mlir", "-o", tmp_path,
        "--emit=shared", "--base-name=cases",
    )  # fmt: skip
    library = ctypes.CDLL(tmp_path / "libcases.so")
    with ThreadPoolExecutor(threads) as pool:

        @PARALLEL
        def parallel_for(_, count, task, argument):
            for _ in pool.map(lambda i: task(argument, i), reversed(range(count))):
                pass
            return 0

        for (case, tokens), arrays in given.items():
            workspace = getattr(library, f"{case.name}_workspace")
            workspace.restype = ctypes.c_int64
            size = workspace(ctypes.c_int64(tokens))
            y = np.full_like(expected[case, tokens], np.nan)
            scratch = aligned(np.full(size, 0xFF, np.uint8))
            held = [*map(aligned, arrays), y, scratch]
            status = getattr(library, f"{case.name}_parallel")(
                *(ctypes.c_void_p(a.ctypes.data) for a in held),
                ctypes.c_int64(tokens), parallel_for, None,
            )  # fmt: skip
            assert status == 0, (case.name, tokens, status)
            assert y.tobytes() == expected[case, tokens].tobytes(), (case.name, tokens)
