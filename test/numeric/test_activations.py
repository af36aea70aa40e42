# Part of the Penstock project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Contractions of activations that are quantized as they come."""

import re
from dataclasses import replace

import numpy as np
import pytest
from contractions import Case, check, compare
from harness import HOST, OPT, PROVIDED, TARGETS, build, command, kernel, tensor

from oracles.activations import quantize
from oracles.bodies import numpy_dtype
from oracles.weights import Encoding, encode, pack

TOKENS = (0, 1, 3, 17)
DTYPES = ("f32", "bf16", "f16")
INT8 = Encoding("panels", "int8", tile=16)
INT4 = Encoding("panels", "int4", tile=16, group_size=32, scale="f16")
INT8_32 = Encoding(
    "panels", "int8", tile=16, group_size=32, scale="f16", interleave=4
)
INT4_64 = Encoding("panels", "int4", tile=16, group_size=64, asymmetric=True)
target = pytest.mark.parametrize("target", TARGETS.values(), ids=lambda t: t.name)


# ------------------------------------------------------------------------------
# Rows as integers
# ------------------------------------------------------------------------------

# Inputs and group size; of the rows, ends that fill a vector and that do not, and
# lengths from which the next multiple of 64 is one of 512.
ROWS = [
    (inputs, 0) for inputs in (1, 5, 31, 64, 70, 200, 449, 512, 513, 960, 1024)
] + [(inputs, group) for group in (32, 64, 128) for inputs in (128, 384, 512)]


def quantized_rows(dtype, target):
    """A module of kernels that return values, scales and sums."""
    text = ""
    for inputs, group in ROWS:
        x, w = tensor([None, inputs], dtype), tensor([inputs, 1], dtype)
        y = tensor([None, 1], dtype)
        attribute = f"int8, group_size = {group}" if group else "int8"
        product = kernel(
            f"rows_{inputs}_{group}", {"x": x, "w": w}, y,
            f"gate.gated_matmul ins(%x : {x}) weights(%w : {w}) outs(%o : {y}) "
            f"{{activations = #gate.activations<{attribute}>}}",
        )  # fmt: skip
        lowered = command(
            OPT, f"-penstock-lower-to-vectors={target.options}", input=product
        )
        # Its first loop is the one to look at.
        loop = re.search(r"(%\d+):3 = scf.forall", lowered)[1]
        groups = inputs // group if group else 1
        padded = -(-inputs // 64) * 64
        padded += 64 * (padded % 512 == 0)
        types = [tensor([None, c], t) for c, t in ((padded, "i8"), (groups, "f32"), (groups, "i32"))]
        lowered = re.sub(
            r"return %.*", f"return {loop}#0, {loop}#1, {loop}#2 : {', '.join(types)}",
            lowered,
        )  # fmt: skip
        lowered = lowered.replace(f"-> {y} {{", f"-> ({', '.join(types)}) {{", 1)
        maps = dict(re.findall(r"^(#map\d*) = (.*)$", lowered, re.M))
        lowered = re.sub(r"^#map.*\n", "", lowered, flags=re.M)
        text += re.sub(r"#map\d*", lambda m: maps[m[0]], lowered) + "\n"
    body = re.findall(r"^  func.func.*?^  }$", text, re.M | re.S)
    return build("\n".join(body), target)


def special(tokens, inputs, dtype):
    """Rows of several scales: zeros, tiny and huge numbers, ties, inf and NaN."""
    rng = np.random.default_rng(inputs)
    x = rng.normal(size=(tokens, inputs)) * 2.0 ** rng.integers(-9, 9, (tokens, 1))
    if tokens > 9:
        x[1] = 0
        x[2, 1:] = 0
        x[3, -1] = np.inf
        x[4, inputs // 2] = -np.inf
        x[5, 0] = np.nan
        x[6, -1] = -np.nan
        x[7] = 2.0 ** (-24 if dtype == "f16" else -133) * rng.integers(-99, 99, inputs)
        x[8] = rng.integers(-127, 128, inputs) / 2
        x[8, 0] = 127
        x[9] = 6e4 * np.sign(x[9])
    return x.astype(numpy_dtype(dtype))


@pytest.mark.parametrize("dtype", DTYPES)
@target
def test_rows(dtype, target):
    """To the bit, with zeros behind the inputs."""
    module = quantized_rows(dtype, target)
    for inputs, group in ROWS:
        for tokens in TOKENS:
            x = special(tokens, inputs, dtype)
            w = np.zeros((inputs, 1), numpy_dtype(dtype))
            found = module.run(f"rows_{inputs}_{group}", x, w)
            q, scales = quantize(x, group)
            padding = found[0].shape[1] - inputs
            np.testing.assert_array_equal(found[0], np.pad(q, ((0, 0), (0, padding))))
            np.testing.assert_array_equal(found[1], scales)
            groups = q.astype(np.int32).reshape(*scales.shape, group or inputs)
            sums = groups.sum(axis=2)
            np.testing.assert_array_equal(found[2], sums)


# ------------------------------------------------------------------------------
# Products
# ------------------------------------------------------------------------------

PRODUCTS = [
    Case("plain", None, 7, 3, activations=0),
    Case("row", inputs=41, activations=0, bias=True, residual=True),
    Case("row_long", "geglu", 512, 24, activations=0, order="out_in"),
    Case("row_packed", inputs=65, activations=0, packing="interleaved"),
    Case("row_int8", inputs=67, encoding=INT8, activations=0, bias=True),
    Case("row_int4", "geglu", 128, encoding=INT4, activations=0),
    Case("group", inputs=96, activations=32, bias=True),
    Case("group_int8", inputs=128, encoding=INT8, activations=128, residual=True),
    Case("group_int8_32", inputs=128, encoding=INT8_32, activations=32, bias=True),
    Case("group_int4", inputs=128, encoding=INT4, activations=32),
    Case("group_mixed", inputs=128, encoding=(INT4_64, INT8), activations=64),
    Case("static", tokens=5, inputs=96, activations=32),
]
EACH = [Case("each", inputs=96, activations=32, rounding="each", bias=True)]


def products(dtype):
    every = PRODUCTS + (EACH if dtype != "f32" else [])
    return [replace(c, dtype=dtype) for c in every]


def module(dtype, target=HOST):
    text = "".join(c.text() for c in products(dtype))
    return build(text, target, "encode-arguments=0")


@pytest.mark.parametrize(
    "case",
    [c for d in DTYPES for c in products(d)],
    ids=lambda c: f"{c.dtype}-{c.name}",
)
def test_product(case):
    for tokens in TOKENS if case.tokens is None else [case.tokens]:
        check(module(case.dtype), case, tokens)


@pytest.mark.parametrize("dtype", DTYPES)
@target
def test_product_targets(dtype, target):
    built = module(dtype, target)
    for case in products(dtype):
        check(built, case, 3)
    assert built.undefined() <= PROVIDED


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("name", ["row", "row_int8", "group", "group_int4"])
def test_special_rows(dtype, name):
    """A NaN or an infinity makes NaN of its row, and of no other."""
    (case,) = (c for c in products(dtype) if c.name == name)
    values = case.values(17)
    x = special(17, case.inputs, dtype) / 512
    x[7] = 1
    inputs = []
    for n, value in (values | {"x": x}).items():
        encoding = case.arguments()[n][1]
        value = value.astype(numpy_dtype(dtype))
        inputs.append(pack(encode(value, encoding)) if encoding else value)
    (y,) = module(dtype).run(case.name, *inputs)
    with np.errstate(invalid="ignore"):
        expected = case.expected(values | {"x": x.astype("f8")})
    assert np.isnan(y[3:7].astype("f8")).all() and np.isnan(expected[3:7]).all()
    rest = [i for i in range(17) if i not in range(3, 7)]
    for i in rest:
        compare(case, 1, y[i], expected[i])


# ------------------------------------------------------------------------------
# FFNs
# ------------------------------------------------------------------------------

FFN = dict(down=40, norm="rms_norm", residual=True, bias=True)
FFNS = [
    Case("ffn_row", inputs=40, outputs=37, activations=0, **FFN),
    Case("ffn_group", inputs=64, outputs=96, activations=32, **FFN | {"down": 64}),
    Case("ffn_int8", inputs=64, outputs=96, activations=0, encoding=INT8,
         down_encoding=INT4, **FFN | {"down": 64}),
]  # fmt: skip


def parts(case):
    """The two contractions of an FFN."""
    common = dict(dtype=case.dtype, activations=case.activations)
    up = Case(
        f"{case.name}_up", case.function, case.inputs, case.outputs, bias=True,
        encoding=case.encoding, **common,
    )  # fmt: skip
    down = Case(
        f"{case.name}_down", None, case.outputs, case.down, residual=True,
        encoding=case.down_encoding, **common,
    )  # fmt: skip
    return up, down


def norm(inputs, dtype):
    x, w = tensor([None, inputs], dtype), tensor([inputs], dtype)
    op = f"gate.apply_row @rms_norm ins(%x, %w : {x}, {w}) outs(%o : {x})"
    return kernel(f"norm_{inputs}", {"x": x, "w": w}, x, op)


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("case", FFNS, ids=lambda c: c.name)
def test_ffn(case, dtype):
    """To the bit its norm and its two contractions, which are the oracle's."""
    case = replace(case, dtype=dtype)
    up, down = parts(case)
    text = "".join(c.text() for c in (case, up, down)) + norm(case.inputs, dtype)
    built = build(text, options="encode-arguments=0")
    for tokens in (*TOKENS, 129):
        values = case.values(tokens)
        given = {}
        for n, value in values.items():
            encoding = case.arguments()[n][1]
            value = value.astype(numpy_dtype(dtype))
            given[n] = pack(encode(value, encoding)) if encoding else value
        (y,) = built.run(case.name, *given.values())
        (n,) = built.run(f"norm_{case.inputs}", given["x"], given["n0"])
        weights = ["w0", "w1", "b0", "b1"]
        (h,) = built.run(up.name, n, *(given[k] for k in weights))
        (z,) = built.run(down.name, h, given["w2"], given["r"])
        np.testing.assert_array_equal(y.view("u1"), z.view("u1"))
        of_up = {"x": n.astype("f8")} | {k: values[k] for k in weights}
        compare(up, tokens, h, up.expected(of_up))
        of_down = {"x": h.astype("f8"), "w0": values["w2"], "r": values["r"]}
        compare(down, tokens, z, down.expected(of_down))
