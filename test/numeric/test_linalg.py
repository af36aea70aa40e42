# Part of the Penstock project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What `penstock-to-linalg` gives, compiled by MLIR's own passes alone."""

import ctypes

import numpy as np
import pytest
import test_apply
import test_rows
from contractions import OWN, Case, bound
from harness import LLVM, OPT, command, kernel, numpy_dtype, tensor

from oracles.functions import CATALOGUE
from oracles.weights import Encoding, decode, encode

PIPELINE = (
    "one-shot-bufferize{bufferize-function-boundaries=1 "
    "function-boundary-type-conversion=identity-layout-map},"
    "buffer-results-to-out-params{hoist-static-allocs=1 modify-public-functions=1},"
    "func.func(convert-linalg-to-loops),"
    "expand-strided-metadata,lower-affine,convert-scf-to-cf,"
    # The other order makes log(1 + x) of log1p.
    "convert-math-to-libm,func.func(convert-math-to-llvm),"
    "convert-arith-to-llvm,finalize-memref-to-llvm,"
    "convert-func-to-llvm{use-bare-ptr-memref-call-conv=1},convert-cf-to-llvm,"
    "reconcile-unrealized-casts"
)
# Bare pointers need static sizes; mlir-opt's copies call its runtime.
TOKENS = 5
UTILITIES = LLVM.parent / "lib"
ENCODINGS = [
    Encoding("panels", "int4", tile=16, group_size=32, asymmetric=True, scale="f16"),
    Encoding("panels", "int4", tile=16, group_size=64, interleave=4),
    Encoding("panels", "int8", tile=16),
    Encoding("panels", "int8", tile=12, order="out_in", interleave=4),
    Encoding("panels", "int8", tile=16, group_size=32, scale="f16", interleave=4),
    Encoding("neuron_major", "int8", neuron_dim=0, group_size=64),
    Encoding("panels", "bf16", tile=8, branches=2, interleave=2),
]
CASES = [
    Case("linalg_matmul", tokens=TOKENS, bias=True, residual=True),
    Case("linalg_packed", "geglu", tokens=TOKENS, packing="interleaved",
         order="out_in", branch_order=(1, 0), bias=True),
    Case("linalg_three", "lerp", tokens=TOKENS, packing="concatenated"),
    Case("linalg_own", "own_mix", tokens=TOKENS, dtype="f64"),
    Case("linalg_ffn", inputs=24, outputs=37, down=24, tokens=TOKENS,
         norm="rms_norm", residual=True),
    Case("linalg_activations", inputs=41, tokens=TOKENS, activations=0),
    Case("linalg_activation_groups", None, 128, tokens=TOKENS, activations=32),
]  # fmt: skip
FUNCTIONS = ("gelu", "swiglu_limited", "softplus", "mish")
ROWS = ("softmax", "layer_norm", "sparsemax", "entmax")


def shape(encoding):
    pair = (64 if encoding.group_size else 63, 38)
    return pair if encoding.order == "in_out" else pair[::-1]


def text():
    result = OWN + "".join(c.text() for c in CASES)
    for name in FUNCTIONS:
        result += test_apply.apply(name, [1000], "f32")
    for name in ROWS:
        kind, row = tensor([TOKENS, 33], "f32"), tensor([33], "f32")
        arguments = {"x": kind} | {f"w{i}": row for i in range(test_rows.INPUTS[name])}
        ins = ", ".join(f"%{n}" for n in arguments)
        result += kernel(
            name, arguments, kind,
            f"gate.apply_row @{name} ins({ins} : {', '.join(arguments.values())}) "
            f"outs(%o : {kind})",
        )  # fmt: skip
    for i, encoding in enumerate(ENCODINGS):
        plain, coded = (tensor(shape(encoding), "f32", e) for e in (None, encoding))
        result += f"""
func.func @round_trip_{i}(%w: {plain}) -> {plain} {{
  %e = gate.encode %w : {plain} -> {coded}
  %d = gate.decode %e : {coded} -> {plain}
  return %d : {plain}
}}
"""
    return result


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    folder = tmp_path_factory.mktemp("linalg")
    source, lowered, ir, shared = (
        folder / n for n in ("in.mlir", "out.mlir", "out.ll", "out.so")
    )
    source.write_text(text())
    command(OPT, source, "--penstock-to-linalg", "-o", folder / "linalg.mlir")
    assert "gate." not in (folder / "linalg.mlir").read_text()
    command(
        LLVM / "mlir-opt", folder / "linalg.mlir", "-o", lowered,
        f"--pass-pipeline=builtin.module({PIPELINE})",
    )  # fmt: skip
    command(LLVM / "mlir-translate", "--mlir-to-llvmir", lowered, "-o", ir)
    command(
        LLVM / "clang", "-w", "-O1", "-fPIC", "-shared", ir, "-o", shared, "-lm",
        f"-L{UTILITIES}", "-lmlir_c_runner_utils", f"-Wl,-rpath,{UTILITIES}",
    )  # fmt: skip
    return ctypes.CDLL(str(shared))


def call(library, name, inputs, shape, dtype="f32"):
    inputs = [np.ascontiguousarray(i.astype(numpy_dtype(dtype))) for i in inputs]
    y = np.full(shape, np.nan, numpy_dtype(dtype))
    pointers = [ctypes.c_void_p(a.ctypes.data) for a in (*inputs, y)]
    getattr(library, name)(*pointers)
    return y.astype("f8")


@pytest.mark.parametrize("case", CASES, ids=lambda c: c.name)
def test_contraction(library, case):
    values = case.values(TOKENS)
    expected = case.expected(values)
    y = call(library, case.name, values.values(), expected.shape, case.dtype)
    assert np.abs(y - expected).max() <= bound(case) * np.abs(expected).max()


@pytest.mark.parametrize("name", FUNCTIONS)
def test_function(library, name):
    rng = np.random.default_rng(0)
    x = [
        rng.normal(0, 4, 1000).astype("f4").astype("f8")
        for _ in CATALOGUE[name].inputs
    ]
    y = call(library, name, x, (1000,))
    expected = test_apply.exact(name, x)
    error = test_apply.distance(name, "f32", x, y, expected)
    assert error.max() <= test_apply.ULPS["f32"]


@pytest.mark.parametrize("name", ROWS)
def test_row(library, name):
    values = test_rows.inputs(name, test_rows.rows(TOKENS, 33, "f32"), "f32")
    test_rows.check(name, values, call(library, name, values, (TOKENS, 33)), "f32")


@pytest.mark.parametrize("number", range(len(ENCODINGS)), ids=lambda i: str(ENCODINGS[i]))
def test_encoding(library, number):
    encoding = ENCODINGS[number]
    w = np.random.default_rng(0).normal(size=shape(encoding)).astype("f4")
    y = call(library, f"round_trip_{number}", [w], w.shape)
    expected = decode(encode(w, encoding), encoding, w.shape)
    # scale * q + min may be one rounding.
    limit = 2.0**-22 * np.abs(expected).max() if encoding.asymmetric else 0
    assert np.abs(y - expected).max() <= limit
