# Part of the Penstock project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Weight encodings: made, read back and multiplied by kernels, and as constants."""

from dataclasses import replace

import numpy as np
import pytest
from contractions import Case, check, encode_arguments, same_storage
from harness import build, numpy_dtype, tensor

from oracles.bodies import rounded
from oracles.weights import FORMATS, Encoding, decode, encode, pack, storage

LAYOUTS = [
    dict(layout="panels", tile=16),
    dict(layout="panels", tile=12, order="out_in"),
    dict(layout="panels", tile=8, branches=2),
    dict(layout="panels", tile=32, branches=2, interleaved=True),
    dict(layout="neuron_major", neuron_dim=0),
    dict(layout="neuron_major", neuron_dim=1),
    dict(layout="neuron_major", neuron_dim=0, order="out_in"),
    dict(layout="neuron_major", neuron_dim=1, order="out_in"),
    dict(layout="neuron_major", neuron_dim=1, branches=2),
]
OUTPUTS = 26  # of all branches
ENCODINGS = [Encoding(**layout, **f) for layout in LAYOUTS for f in FORMATS[1:]]  # but f64
INTERLEAVE = {"bf16": 2, "f16": 2, "int8": 4, "int4": 4}
ENCODINGS += [
    Encoding(**LAYOUTS[i], **f, interleave=INTERLEAVE[f["format"]])
    for i in (0, 1, 3)
    for f in FORMATS
    if f["format"] in INTERLEAVE
]
# One encoding of each kind at other element types.
FEW = [
    Encoding("panels", "f64", tile=8),
    Encoding("panels", "int8", tile=16),
    Encoding("panels", "int8", tile=16, group_size=32, scale="f16", interleave=4),
    Encoding("panels", "int4", tile=16, group_size=32, asymmetric=True, scale="f16"),
    Encoding("neuron_major", "bf16", neuron_dim=1),
    Encoding("neuron_major", "int4", neuron_dim=1, group_size=32),
]


def inputs_of(*encodings):
    """What no interleave divides, where no groups must."""
    return 128 if any(e and e.group_size for e in encodings) else 131


def shape_of(encoding):
    pair = (inputs_of(encoding), OUTPUTS)
    return pair if encoding.order == "in_out" else pair[::-1]


def weight(encoding, dtype="f32"):
    """Numbers of several scales; a zero column, a zero group, and ties."""
    rng, inputs = np.random.default_rng(7), inputs_of(encoding)
    w = rng.normal(size=(inputs, OUTPUTS)) * 2.0 ** rng.integers(-3, 3, OUTPUTS)
    w[:, 1] = 0
    w[:32, 2] = 0
    w[:, 3] = np.arange(inputs) % 16 - 7.5
    w[:, 4] = np.abs(w[:, 4]) + 1
    w[:, 5] = 0.75
    w = rounded(w, dtype).astype(numpy_dtype(dtype))
    return w if encoding.order == "in_out" else np.ascontiguousarray(w.T)


def both(number, encoding, dtype="f32"):
    shape = shape_of(encoding)
    plain, coded = tensor(shape, dtype), tensor(shape, dtype, encoding)
    return f"""
func.func @encode_{number}(%w: {plain}) -> {coded} {{
  %e = gate.encode %w : {plain} -> {coded}
  return %e : {coded}
}}
func.func @decode_{number}(%e: {coded}) -> {plain} {{
  %w = gate.decode %e : {coded} -> {plain}
  return %w : {plain}
}}
"""


def module(dtype="f32"):
    chosen = ENCODINGS if dtype == "f32" else FEW
    return build("".join(both(i, e, dtype) for i, e in enumerate(chosen)))


def check_both(built, number, encoding, dtype):
    w, shape = weight(encoding, dtype), shape_of(encoding)
    parts = encode(w, encoding)
    (buffer,) = built.run(f"encode_{number}", w)
    same_storage(buffer, parts, encoding, shape)
    (decoded,) = built.run(f"decode_{number}", pack(parts))
    expected = decode(parts, encoding, shape, dtype)
    # scale * q + min is one rounding where there are fused operations.
    unit = {"f64": 2.0**-22, "f32": 2.0**-22, "bf16": 2.0**-7, "f16": 2.0**-10}
    scale = np.abs(expected).max()
    exact = not encoding.asymmetric
    bound = 0 if exact else unit[dtype] * scale
    assert np.abs(decoded.astype("f8") - expected).max() <= bound


@pytest.mark.parametrize("number", range(len(ENCODINGS)), ids=lambda i: str(ENCODINGS[i]))
def test_encode_decode(number):
    check_both(module(), number, ENCODINGS[number], "f32")


@pytest.mark.parametrize("number", range(len(FEW)), ids=lambda i: str(FEW[i]))
@pytest.mark.parametrize("dtype", ["f64", "bf16", "f16"])
def test_encode_decode_dtypes(dtype, number):
    check_both(module(dtype), number, FEW[number], dtype)


# ------------------------------------------------------------------------------
# From parts, as constants
# ------------------------------------------------------------------------------

PARTS = [e for e in ENCODINGS if e.layout == "panels" and e.tile == 16] + FEW[4:]


def assembled(number, encoding):
    shape = shape_of(encoding)
    names = {"int8": "i8", "float32": "f32", "float16": "f16", "bfloat16": "bf16"}
    types = [tensor(s, names[d.name]) for s, d in storage(encoding, shape)]
    coded, plain = tensor(shape, "f32", encoding), tensor(shape, "f32")
    arguments = ", ".join(f"%p{i}: {t}" for i, t in enumerate(types))
    values = ", ".join(f"%p{i}" for i in range(len(types)))
    return f"""
func.func @assemble_{number}({arguments}) -> {plain} {{
  %e = gate.assemble {values} : {", ".join(types)} -> {coded}
  %w = gate.decode %e : {coded} -> {plain}
  return %w : {plain}
}}
"""


@pytest.mark.parametrize("number", range(len(PARTS)), ids=lambda i: str(PARTS[i]))
def test_assemble(number):
    built = build("".join(assembled(i, e) for i, e in enumerate(PARTS)))
    encoding, shape = PARTS[number], shape_of(PARTS[number])
    parts = encode(weight(encoding), encoding)
    if encoding.quantized:
        parts[0].flat[::7] = -128  # Which no encoder of int8 writes.
    (decoded,) = built.run(f"assemble_{number}", *parts)
    expected = decode(parts, encoding, shape)
    bound = 2.0**-22 * np.abs(expected).max() if encoding.asymmetric else 0
    assert np.abs(decoded - expected).max() <= bound


def constant(number, encoding):
    shape = shape_of(encoding)
    plain, coded = tensor(shape, "f32"), tensor(shape, "f32", encoding)
    data = weight(encoding).tobytes().hex()
    return f"""
func.func @constant_{number}(%unused: tensor<1xf32>) -> {coded} {{
  %w = arith.constant dense<"0x{data}"> : {plain}
  %e = gate.encode %w : {plain} -> {coded}
  return %e : {coded}
}}
"""


@pytest.mark.parametrize("number", range(len(ENCODINGS)), ids=lambda i: str(ENCODINGS[i]))
def test_constant(number):
    """Encoded by the compiler, to the bit what kernels encode."""
    built = build("".join(constant(i, e) for i, e in enumerate(ENCODINGS)))
    encoding = ENCODINGS[number]
    (buffer,) = built.run(f"constant_{number}", np.zeros(1, "f4"))
    parts = encode(weight(encoding), encoding)
    same_storage(buffer, parts, encoding, shape_of(encoding))


# ------------------------------------------------------------------------------
# Products with encoded weights
# ------------------------------------------------------------------------------


def products():
    made = []
    plain = [
        e
        for e in ENCODINGS
        if e.branches == 1 and (e.layout == "panels" or e.order == "in_out")
    ]
    for i, encoding in enumerate(plain):
        made.append(
            Case(
                f"product_{i}", "swiglu", inputs_of(encoding), 37, order=encoding.order,
                encoding=encoding, bias=i % 2 == 0, residual=i % 3 == 0,
            )
        )  # fmt: skip
    for i, encoding in enumerate(e for e in ENCODINGS[1::2] if e.branches == 2):
        packing = "interleaved" if encoding.interleaved else "concatenated"
        made.append(
            Case(
                f"packed_{i}", "geglu", inputs_of(encoding), 37, packing=packing,
                encoding=encoding, branch_order=(1, 0),
            )
        )  # fmt: skip
    int4 = dict(format="int4", group_size=32, asymmetric=True, scale="f16")
    made.append(
        Case(
            "ffn_int4", "swiglu", 64, 96, down=64, norm="rms_norm", residual=True,
            encoding=Encoding("panels", tile=16, **int4),
            down_encoding=Encoding("panels", tile=32, **int4),
        )
    )  # fmt: skip
    made.append(
        Case(
            "ffn_neurons", "swiglu", 64, 96, down=37,
            encoding=Encoding("neuron_major", "int8", neuron_dim=1),
            down_encoding=Encoding("neuron_major", "bf16", neuron_dim=0),
        )
    )  # fmt: skip
    return made


PRODUCTS = products()
NARROW = [
    replace(c, name=f"{c.name}_{d}", dtype=d)
    for c in PRODUCTS
    for d in ("bf16", "f16", "f64")
    if c.encoding in FEW or c.down
]


@pytest.mark.parametrize("case", PRODUCTS, ids=lambda c: f"{c.name}-{c.encoding}")
def test_product(case):
    built = build("".join(c.text() for c in PRODUCTS))
    for tokens in (0, 1, 3, 9):
        check(built, case, tokens)


@pytest.mark.parametrize("case", NARROW, ids=lambda c: f"{c.name}-{c.encoding}")
def test_product_dtypes(case):
    built = build("".join(c.text() for c in NARROW))
    for tokens in (1, 9):
        check(built, case, tokens)


MIXED = [
    Case(f"mixed_{i}", "swiglu", inputs_of(*encodings), 37, bias=True, encoding=encodings)
    for i, encodings in enumerate(
        [
            (Encoding("panels", "bf16", tile=16), None),
            (None, Encoding("panels", "int8", tile=8)),
            (Encoding("panels", "f16", tile=16), Encoding("panels", "int8", tile=8)),
            (
                Encoding("panels", "int4", tile=24, group_size=32),
                Encoding("panels", "f32", tile=16),
            ),
            (
                Encoding("neuron_major", "int4", neuron_dim=1, group_size=32),
                Encoding("panels", "int4", tile=16, group_size=64, asymmetric=True),
            ),
            # Parts of wider panels, and several interleaves in one loop.
            (
                Encoding("panels", "int8", tile=24, interleave=4),
                Encoding("panels", "f16", tile=16, interleave=2),
            ),
            (
                Encoding("panels", "int8", tile=16, group_size=32, interleave=4),
                Encoding("panels", "int4", tile=8, group_size=32, interleave=4),
            ),
            (
                Encoding("neuron_major", "int8", neuron_dim=1, group_size=64),
                Encoding("panels", "int8", tile=16, group_size=64, interleave=4),
            ),
        ]
    )
]


@pytest.mark.parametrize("encoded", [0, 1])
@pytest.mark.parametrize("case", MIXED, ids=lambda c: c.name)
def test_mixed(case, encoded):
    """Branches that are encoded unlike each other."""
    text = "".join(c.text() for c in MIXED)
    built = build(text, options=f"encode-arguments={encoded}")
    buffers = encode_arguments(built, case)
    for tokens in (0, 1, 3, 9):
        check(built, case, tokens, buffers)


# ------------------------------------------------------------------------------
# Constant weights
# ------------------------------------------------------------------------------

CONSTANTS = [
    replace(c, constant=True)
    for c in (
        Case("constant_f32", bias=True),
        Case("constant_out_in", "geglu", 7, 3, order="out_in"),
        Case("constant_bf16", dtype="bf16", packing="interleaved"),
        Case("constant_f16", dtype="f16", packing="concatenated", branch_order=(1, 0)),
        Case("constant_f64", dtype="f64", packing="interleaved", order="out_in"),
        Case("constant_ffn", inputs=24, outputs=37, down=24, norm="rms_norm"),
    )
]


@pytest.mark.parametrize("case", CONSTANTS, ids=lambda c: c.name)
def test_constant_weights(case):
    built = build("".join(c.text(c.weights()) for c in CONSTANTS))
    assert len(built.kernels) == len(CONSTANTS)
    for tokens in (1, 3, 9):
        check(built, case, tokens)
