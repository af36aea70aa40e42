# Part of the Penstock project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""gate-differentiate against central differences of the oracles in float64."""

import functools
import re
import tempfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import test_rows
from contractions import ORACLES, OWN, Case
from harness import OPT, build, command, kernel, numpy_dtype, tensor

from oracles import bodies
from oracles.bodies import rounded
from oracles.ffn import FILES

FUNCTIONS = bodies.read(*sorted(FILES.glob("*.mlir")))
# What is computed in integers has no derivative.
INTEGERS = {n for n, f in FUNCTIONS.items() if ": i32" in f.regions["body"]}
SCALARS = sorted(
    n
    for n, f in FUNCTIONS.items()
    if not f.is_row and None not in f.parameters.values() and n not in INTEGERS
)
ROWS = sorted(set(test_rows.ORACLES) - INTEGERS)
STEP = 1e-5
# Of the greatest number of a derivative.
BOUNDS = {"f64": 1e-7, "f32": 2e-5, "bf16": 2**-6, "f16": 2**-9}


def differentiate(text, mode="reverse", functions=()):
    options = f"mode={mode}"
    if functions:
        options += f" functions={','.join(functions)}"
    return command(OPT, f"-gate-differentiate={options}", input=text)


# ------------------------------------------------------------------------------
# Symbolic derivatives
# ------------------------------------------------------------------------------


def own(name):
    """A function of the catalogue as a module's own, with its body alone."""
    function = FUNCTIONS[name]
    parameters = ", ".join(f"%{n}: f64 = {v:.17e}" for n, v in function.parameters.items())
    inputs = ", ".join(f"%{n}: f64" for n in function.inputs)
    body = function.regions["body"].replace("gate.call @", "gate.call @own_")
    head = f"@own_{name}" + (f"<{parameters}>" if parameters else "")
    return f"gate.function {head}({inputs}) -> f64 {{{body}}}\n"


@functools.cache
def symbolic(given):
    """All functions with the derivative that the compiler gives them; of what
    they call it takes that of the bodies, or the one that is `given`."""
    text = "".join(own(n) for n in SCALARS)
    if given:
        text = text.replace("gate.call @own_", "gate.call @")
    return read(differentiate(text, functions=[f"own_{n}" for n in SCALARS]))


def read(printed):
    """Functions that the compiler printed."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "printed.mlir")
        # At the start of lines, as files of the catalogue are.
        path.write_text(printed.replace("\n  gate.", "\ngate."))
        functions = bodies.read(path)
    # What they call is looked up among them.
    functions.update({n: f for n, f in FUNCTIONS.items() if n not in functions})
    return functions


def slopes(fn, inputs):
    """Central differences, NaN where both sides differ: at a kink."""
    value = fn(*inputs)
    for i, x in enumerate(inputs):
        h = 1e-6 * np.maximum(1, np.abs(x))
        above, below = list(inputs), list(inputs)
        above[i], below[i] = x + h, x - h
        up, down = fn(*above), fn(*below)
        slope = (up - down) / (2 * h)
        kink = np.abs(up - 2 * value + down) / h > 1e-2 * np.maximum(1, np.abs(slope))
        yield np.where(kink, np.nan, slope)


@pytest.mark.parametrize("given", [False, True], ids=["bodies", "given"])
@pytest.mark.parametrize("name", SCALARS)
def test_symbolic(name, given):
    function = symbolic(given)[f"own_{name}"]
    rng = np.random.default_rng(len(name))
    inputs = [rng.uniform(-6, 6, 400) for _ in function.inputs]
    found = function.evaluate("derivative", *inputs)
    found = found if isinstance(found, tuple) else (found,)
    expected = slopes(lambda *x: FUNCTIONS[name].evaluate("body", *x), inputs)
    for f, e in zip(found, expected, strict=True):
        smooth = ~np.isnan(e)
        assert smooth.mean() > 0.9
        f = np.broadcast_to(f, e.shape)
        np.testing.assert_allclose(f[smooth], e[smooth], rtol=1e-5, atol=1e-6)


# Their derivatives are written out because of that.
OVERFLOW = ("colu", "pdelu", "soft_root_sign")


@pytest.mark.parametrize("name", SCALARS)
def test_far(name):
    """No overflow on the way where the function has none, in f32."""
    written = "derivative" in FUNCTIONS[name].regions
    given = symbolic(False)[f"own_{name}"]
    far = np.array([-1e3, -200.0, -90.0, -30.0, 30.0, 90.0, 200.0, 1e3])
    inputs = [g.ravel() for g in np.meshgrid(*[far] * len(given.inputs))]
    value = np.broadcast_to(given.evaluate("body", *inputs, dtype="f32"), inputs[0].shape)
    for function in [given] * (name not in OVERFLOW) + [FUNCTIONS[name]] * written:
        found = function.evaluate("derivative", *inputs, dtype="f32")
        for f in found if isinstance(found, tuple) else (found,):
            f = np.broadcast_to(f, value.shape)
            assert not np.isnan(f).any()
            assert np.isfinite(f[np.isfinite(value)]).all()


@pytest.mark.parametrize("name", OVERFLOW)
def test_written(name):
    x = np.r_[np.linspace(-12, 12, 500), 40.0, -40.0]
    found = FUNCTIONS[name].evaluate("derivative", x)
    (expected,) = slopes(lambda x: FUNCTIONS[name].evaluate("body", x), [x])
    smooth = ~np.isnan(expected)
    assert smooth.mean() > 0.9
    np.testing.assert_allclose(found[smooth], expected[smooth], rtol=1e-5, atol=1e-6)


# ------------------------------------------------------------------------------
# Kernels
# ------------------------------------------------------------------------------


@functools.cache
def derived(text, mode):
    """As the compiler is given it, its weights as they are."""
    return build(differentiate(text, mode), options="encode-arguments=0")


def differences(fn, values, name):
    """The derivative of sum(fn) by each element of an argument."""
    result = np.zeros(values[name].shape)
    for index in np.ndindex(result.shape):
        changed = []
        for sign in (1, -1):
            value = values[name].copy()
            value[index] += sign * STEP
            changed.append(fn(values | {name: value}).sum())
        result[index] = (changed[0] - changed[1]) / (2 * STEP)
    return result


def check_reverse(text, name, fn, values, dtype):
    """`fn` of `values` by name, in the order of the kernel's arguments."""
    rng = np.random.default_rng(5)
    shape = fn(values).shape
    adjoint = rounded(rng.normal(size=shape), dtype)
    inputs = [v.astype(numpy_dtype(dtype)) for v in (*values.values(), adjoint)]
    found = derived(text, "reverse").run(f"{name}_vjp", *inputs)
    assert len(found) == len(values)
    for (n, value), d in zip(values.items(), found):
        assert d.shape == value.shape
        expected = differences(lambda v: fn(v) * adjoint, values, n)
        error = np.abs(d.astype("f8") - expected).max(initial=0)
        scale = np.abs(expected).max(initial=0)
        assert error <= BOUNDS[dtype] * max(scale, 1e-3), (name, n, error, scale)


def check_forward(text, name, fn, values, dtype):
    rng = np.random.default_rng(6)
    tangents = {n: rounded(rng.normal(size=v.shape), dtype) for n, v in values.items()}
    inputs = [
        v.astype(numpy_dtype(dtype)) for v in (*values.values(), *tangents.values())
    ]
    (found,) = derived(text, "forward").run(f"{name}_jvp", *inputs)
    moved = [
        fn({n: v + sign * STEP * tangents[n] for n, v in values.items()})
        for sign in (1, -1)
    ]
    expected = (moved[0] - moved[1]) / (2 * STEP)
    assert found.shape == expected.shape
    error = np.abs(found.astype("f8") - expected).max(initial=0)
    assert error <= BOUNDS[dtype] * np.abs(expected).max(initial=0), name


def apply_text(dtype):
    """Elementwise uses: broadcast, transposed, and with parameters."""
    x, row, column = (tensor(s, dtype) for s in ([None, 7], [7], [None, 1]))
    z, turned, three = (tensor(s, dtype) for s in ([7], [7, None], [None, 7, 3]))
    text = OWN
    for function in ("silu", "gelu", "mish", "softplus", "leaky_relu"):
        text += kernel(function, {"x": x}, x, f"gate.apply @{function} ins(%x : {x}) outs(%o : {x})")
    text += kernel(
        "channels", {"x": x, "b": row}, x,
        f'gate.apply @swish ins(%x : {x}) params("beta" = %b : {row}) outs(%o : {x})',
    )
    text += kernel(
        "one_beta", {"x": x, "b": tensor([], dtype)}, x,
        f'gate.apply @swish ins(%x : {x}) params("beta" = %b : tensor<{dtype}>) outs(%o : {x})',
    )
    text += kernel(
        "broadcast", {"x": x, "a": column, "b": row}, x,
        f"gate.apply @lerp ins(%a, %x, %b : {column}, {x}, {row}) outs(%o : {x}) "
        "{indexing_maps = [affine_map<(d0, d1) -> (d0, 0)>, "
        "affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d1)>, "
        "affine_map<(d0, d1) -> (d0, d1)>]}",
    )
    text += kernel(
        "transposed", {"x": turned, "z": three}, three,
        f"gate.apply @own_mix ins(%x, %z : {turned}, {three}) outs(%o : {three}) "
        "{indexing_maps = [affine_map<(d0, d1, d2) -> (d1, d0)>, "
        "affine_map<(d0, d1, d2) -> (d0, d1, d2)>, "
        "affine_map<(d0, d1, d2) -> (d0, d1, d2)>]}",
        outs_like=1,
    )  # fmt: skip
    # A value used twice, and passive ops.
    return text + f"""
func.func @twice(%x: {x} {{penstock.name = "x"}}) -> {x} {{
  %c0 = arith.constant 0 : index
  %n = tensor.dim %x, %c0 : {x}
  %o = tensor.empty(%n) : {x}
  %zero = arith.constant 0.0 : {dtype}
  %z = linalg.fill ins(%zero : {dtype}) outs(%o : {x}) -> {x}
  %a = gate.apply @tanh ins(%x : {x}) outs(%z : {x})
  %b = gate.apply @bilinear ins(%a, %a : {x}, {x}) outs(%o : {x})
  %y = gate.apply @swiglu ins(%b, %x : {x}, {x}) outs(%o : {x})
  return %y : {x}
}}
"""


def twice(x):
    return ORACLES["swiglu"](np.tanh(x) ** 2, x)


APPLIED = {
    name: ({"x": (5, 7)}, lambda v, name=name: ORACLES[name](v["x"]))
    for name in ("silu", "gelu", "mish", "softplus", "leaky_relu")
} | {
    "channels": (
        {"x": (5, 7), "b": (7,)}, lambda v: ORACLES["swish"](v["x"], beta=v["b"]),
    ),
    "one_beta": (
        {"x": (5, 7), "b": ()}, lambda v: ORACLES["swish"](v["x"], beta=v["b"]),
    ),
    "broadcast": (
        {"x": (5, 7), "a": (5, 1), "b": (7,)},
        lambda v: ORACLES["lerp"](v["a"], v["x"], v["b"]),
    ),
    "transposed": (
        {"x": (7, 5), "z": (5, 7, 3)},
        lambda v: ORACLES["own_mix"](v["x"].T[:, :, None], v["z"]),
    ),
    "twice": ({"x": (5, 7)}, lambda v: twice(v["x"])),
}  # fmt: skip


def numbers(shapes, dtype, seed=0):
    rng = np.random.default_rng(seed)
    return {n: np.asarray(rounded(rng.normal(size=s), dtype)) for n, s in shapes.items()}


@pytest.mark.parametrize("check", [check_reverse, check_forward])
@pytest.mark.parametrize("dtype", BOUNDS)
def test_apply(dtype, check):
    for name, (shapes, fn) in APPLIED.items():
        values = numbers(shapes, dtype)
        if name == "twice" and dtype in ("bf16", "f16"):
            continue  # Rounds between its ops.
        check(apply_text(dtype), name, fn, values, dtype)


def row_text(dtype):
    text = test_rows.SPREAD
    for function in ROWS:
        text += test_rows.one(function, 7, 2, dtype)
        text += test_rows.one(function, None, 1, dtype)
        if test_rows.INPUTS[function]:
            text += test_rows.one(function, 100, 2, dtype, vectors=False)
    return text


@pytest.mark.parametrize("check", [check_reverse, check_forward])
@pytest.mark.parametrize("function", ROWS)
@pytest.mark.parametrize("dtype", BOUNDS)
def test_row(dtype, function, check):
    shapes = [("", 7, (3, 7)), ("", None, (9,))]
    if test_rows.INPUTS[function] and dtype == "f64":
        shapes.append(("_full", 100, (2, 100)))
    for suffix, width, shape in shapes:
        others = shape if suffix else shape[-1:]
        x = numbers({"x": shape}, dtype)["x"]
        made = test_rows.inputs(function, x, dtype, full=others == shape)
        values = {"x": x} | {f"w{i}": w for i, w in enumerate(made[1:])}
        name = test_rows.name_of(function, width, len(shape), dtype) + suffix
        fn = test_rows.ORACLES[function]
        check(row_text(dtype), name, lambda v: fn(*v.values()), values, dtype)


def test_product_with_zeros():
    """The product of a row's other elements, with no, one and two zeros."""
    text = row_text("f64")
    fn = test_rows.ORACLES["spread"]
    for zeros in range(3):
        values = numbers({"x": (2, 7), "w0": (7,)}, "f64")
        values["w0"][1 : 1 + zeros] = 0
        name = test_rows.name_of("spread", 7, 2, "f64")
        check_reverse(text, name, lambda v: fn(*v.values()), values, "f64")


SMALL = dict(inputs=7, outputs=5)
ANY = 4321  # stands for a dynamic number of inputs
CASES = [
    Case("plain", None, **SMALL, bias=True, residual=True),
    Case("gate", **SMALL, bias=True, residual=True),
    Case("ordered", **SMALL, branch_order=(1, 0), order="out_in"),
    Case("limited", "swiglu_limited", **SMALL, parameters=(("limit", 1.0),)),
    Case("concatenated", "own_mix", **SMALL, packing="concatenated", bias=True,
         branch_order=(1, 0)),
    Case("interleaved", "geglu", **SMALL, packing="interleaved", order="out_in",
         bias=True, residual=True),
    Case("three", "lerp", **SMALL, packing="concatenated"),
    Case("zero_set", "reglu", **SMALL, sparsity="zero_set"),
    Case("threshold", "swiglu", **SMALL, sparsity="threshold = 0.3", bias=True),
    Case("top_k", **SMALL, sparsity="top_k = 2", bias=True, residual=True),
    Case("top_k_packed", "swiglu", **SMALL, sparsity="top_k = 2",
         packing="interleaved", order="out_in", branch_order=(1, 0)),
    Case("top_k_alone", None, **SMALL, sparsity="top_k = 3", residual=True),
    Case("static", **SMALL, tokens=3, bias=True),
    Case("any", inputs=ANY, outputs=5, tokens=3, bias=True, residual=True),
    Case("any_packed", "geglu", inputs=ANY, outputs=5, tokens=3, order="out_in",
         packing="interleaved"),
    Case("ffn", inputs=6, outputs=5, down=6, norm="rms_norm", residual=True,
         bias=True, down_bias=True),
    Case("ffn_layer", "own_mix", inputs=6, outputs=5, down=4, norm="layer_norm",
         order="out_in"),
    Case("ffn_top_k", inputs=6, outputs=5, down=4, sparsity="top_k = 2",
         norm="rms_norm"),
    Case("ffn_packed", "geglu", inputs=6, outputs=5, down=4, packing="interleaved"),
]  # fmt: skip


def contraction_text(dtype):
    text = OWN + "".join(replace(c, dtype=dtype).text() for c in CASES)
    return text.replace(str(ANY), "?")


@pytest.mark.parametrize(
    "dtype, check",
    [("f64", check_reverse), ("f64", check_forward), ("f32", check_reverse),
     ("bf16", check_reverse)],
)  # fmt: skip
@pytest.mark.parametrize("case", CASES, ids=lambda c: c.name)
def test_contraction(case, dtype, check):
    # Narrow types round between the ops; what a kink makes of it is no error.
    if dtype == "bf16" and case.function in ("own_mix", "reglu"):
        pytest.skip("has kinks")
    case = replace(case, inputs=6 if case.inputs == ANY else case.inputs)
    exact = replace(case, dtype="f64")
    for tokens in (3, 0) if case.tokens is None and dtype == "f64" else (3,):
        values = replace(case, dtype=dtype).values(tokens)
        check(contraction_text(dtype), case.name, exact.expected, values, dtype)


@pytest.mark.parametrize("recompute", ["never", "auto ops-per-byte=0.5"])
@pytest.mark.parametrize("case", CASES, ids=lambda c: c.name)
def test_saved(case, recompute):
    """What is saved changes no gradient."""
    text = contraction_text("f64")
    case = replace(case, inputs=6 if case.inputs == ANY else case.inputs)
    saving = derived(text, f"reverse recompute={recompute}")
    values = [*replace(case, dtype="f64").values(3).values()]
    plain = derived(text, "reverse")
    y, *saved = saving.run(f"{case.name}_fwd", *values)
    assert saved or case.function is None
    adjoint = np.random.default_rng(7).normal(size=y.shape)
    expected = plain.run(f"{case.name}_vjp", *values, adjoint)
    found = saving.run(f"{case.name}_vjp", *values, adjoint, *saved)
    for a, b in zip(found, expected, strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-12, atol=1e-12)


def test_surrogates():
    """What stands for a derivative, in both modes."""
    x = tensor([None], "f64")
    text = """
gate.function @step(%x: f64) -> f64 attributes {vjp = #gate.vjp<surrogate(@sigmoid)>} {
  %zero = arith.constant 0.0 : f64
  %one = arith.constant 1.0 : f64
  %c = arith.cmpf ogt, %x, %zero : f64
  %y = arith.select %c, %one, %zero : f64
  gate.yield %y : f64
}
gate.function @rounded(%x: f64) -> f64 attributes {vjp = #gate.vjp<straight_through>} {
  %y = math.roundeven %x : f64
  gate.yield %y : f64
}
gate.function @spike(%x: f64, %scale: f64) -> f64 {
  %s = gate.call @step(%x) : f64
  %r = gate.call @rounded(%scale) : f64
  %y = arith.mulf %s, %r : f64
  gate.yield %y : f64
}
""" + kernel("spiking", {"x": x, "s": x}, x, f"gate.apply @spike ins(%x, %s : {x}, {x}) outs(%o : {x})")
    rng = np.random.default_rng(0)
    values, scale, adjoint = rng.normal(size=(3, 11)) * 3
    dx, ds = derived(text, "reverse").run("spiking_vjp", values, scale, adjoint)
    sigmoid = 1 / (1 + np.exp(-values))
    slope = sigmoid * (1 - sigmoid)
    np.testing.assert_allclose(dx, adjoint * slope * np.rint(scale), rtol=1e-12)
    np.testing.assert_array_equal(ds, adjoint * (values > 0))


def test_moves():
    """Ops that move elements, a value used twice, one that is not used, and an
    argument that has no gradient, in both modes."""
    x, z, w, v = (tensor(t, "f64") for t in ([None, 6], [None, 3], [3, 9], [4]))
    text = f"""
func.func @moves(%x: {x}, %w: {w}, %v: {v}, %fixed: {z}) -> ({x}, {z}) {{
  %c0 = arith.constant 0 : index
  %n = tensor.dim %x, %c0 : {x}
  %o = tensor.empty(%n) : {z}
  %oo = tensor.empty(%n) : {x}
  %a = tensor.extract_slice %x[0, 1] [%n, 3] [1, 1] : {x} to {z}
  %wg = tensor.extract_slice %w[0, 0] [3, 3] [1, 1] : {w} to tensor<3x3xf64>
  %wu = tensor.extract_slice %w[0, 2] [3, 3] [1, 3] : {w} to tensor<3x3xf64>
  %t = tensor.empty() : tensor<3x3xf64>
  %wt = linalg.transpose ins(%wu : tensor<3x3xf64>) outs(%t : tensor<3x3xf64>)
          permutation = [1, 0]
  %b = gate.gated_matmul @swiglu ins(%a : {z})
         weights(%wg, %wt : tensor<3x3xf64>, tensor<3x3xf64>)
         residual(%fixed : {z}) outs(%o : {z})
  %unused = gate.apply @tanh ins(%b : {z}) outs(%o : {z})
  %one = tensor.extract_slice %v[1] [3] [1] : {v} to tensor<3xf64>
  %rows = linalg.broadcast ins(%one : tensor<3xf64>) outs(%o : {z}) dimensions = [0]
  %c = gate.apply @bilinear ins(%b, %rows : {z}, {z}) outs(%o : {z})
  %d = tensor.insert_slice %c into %x[0, 2] [%n, 3] [1, 1] : {z} into {x}
  %e = gate.apply @tanh ins(%d : {x}) outs(%oo : {x})
  return %e, %b : {x}, {z}
}}
"""

    def fn(values):
        x, w, v, fixed = values.values()
        a = x[:, 1:4]
        g, u = a @ w[:, :3], a @ w[:, 2:9:3].T
        b = ORACLES["swiglu"](g, u) + fixed
        d = x.copy()
        d[:, 2:5] = b * v[1:]
        return np.concatenate([np.tanh(d), b], axis=1)

    shapes = {"x": (5, 6), "w": (3, 9), "v": (4,), "fixed": (5, 3)}
    values = numbers(shapes, "f64")
    adjoint = np.random.default_rng(1).normal(size=(5, 9))
    module = derived(text, "reverse arguments=0,1,2")
    inputs = [*values.values(), adjoint[:, :6].copy(), adjoint[:, 6:].copy()]
    for name, found in zip("xwv", module.run("moves_vjp", *inputs), strict=True):
        expected = differences(lambda v: fn(v) * adjoint, values, name)
        np.testing.assert_allclose(found, expected, rtol=1e-7, atol=1e-7)
    tangents = numbers({n: shapes[n] for n in "xwv"}, "f64", seed=2)
    found = derived(text, "forward arguments=0,1,2").run(
        "moves_jvp", *values.values(), *tangents.values()
    )
    ahead, behind = (
        fn({n: v + s * tangents.get(n, 0) for n, v in values.items()})
        for s in (STEP, -STEP)
    )
    expected = (ahead - behind) / (2 * STEP)
    np.testing.assert_allclose(np.concatenate(found, axis=1), expected, rtol=1e-7, atol=1e-7)


def test_straight_through():
    """Rounding x and a weight to int8 has the derivative 1."""
    x, y, w = (tensor(t, "f32") for t in ([None, 64], [None, 8], [64, 8]))
    encoded = "tensor<64x8xf32, #gate.weight<panels, int8, tile = 8>>"
    text = f"""
func.func @rounded(%x: {x}, %w: {w}) -> {y} {{
  %c0 = arith.constant 0 : index
  %n = tensor.dim %x, %c0 : {x}
  %o = tensor.empty(%n) : {y}
  %e = gate.encode %w : {w} -> {encoded}
  %y = gate.gated_matmul @silu ins(%x : {x}) weights(%e : {encoded}) outs(%o : {y})
         {{activations = #gate.activations<int8>}}
  return %y : {y}
}}
"""
    rng = np.random.default_rng(3)
    x, dx = rng.normal(size=(2, 5, 64)).astype("f4")
    w, dw = rng.normal(size=(2, 64, 8)).astype("f4") / 8
    adjoint = rng.normal(size=(5, 8)).astype("f4")

    def quantized(values, axis):
        scale = np.abs(values).max(axis, keepdims=True) / np.float32(127)
        return (np.rint(values / scale) * scale).astype("f8")

    xq, wq = quantized(x, 1), quantized(w, 0)
    z = xq @ wq
    s = 1 / (1 + np.exp(-z))
    slope = s * (1 + z * (1 - s))
    found = derived(text, "reverse").run("rounded_vjp", x, w, adjoint)
    expected = (adjoint * slope) @ wq.T, xq.T @ (adjoint * slope)
    for f, e in zip(found, expected, strict=True):
        np.testing.assert_allclose(f, e, rtol=1e-4, atol=1e-5)
    (found,) = derived(text, "forward").run("rounded_jvp", x, w, dx, dw)
    np.testing.assert_allclose(found, slope * (dx @ wq + xq @ dw), rtol=1e-4, atol=1e-5)
