# Part of the Penstock project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""gate-approximate: kernels of each form against mpmath, and what they state."""

import json
import re
import subprocess

import mpmath
import numpy as np
import pytest
from harness import BUILD, OPT, build, kernel, numpy_dtype, tensor

# Of Python's numbers, exact to more digits than are compared.
ORACLES = {
    "silu": lambda x: x / (1 + mpmath.exp(-x)),
    "gelu": lambda x: x * mpmath.ncdf(x),
    "tanh": mpmath.tanh,
    "sigmoid": lambda x: 1 / (1 + mpmath.exp(-x)),
    "softplus": lambda x: mpmath.log1p(mpmath.exp(x)),
    "mish": lambda x: x * mpmath.tanh(mpmath.log1p(mpmath.exp(x))),
    "own_exp": mpmath.exp,
    "swish_2": lambda x: x / (1 + mpmath.exp(-2 * x)),
    "own": lambda x: mpmath.atan(x) + x / 4,
}
# Functions of the module.
OWN = """
gate.function @own_exp(%x: f64) -> f64 {
  %y = math.exp %x : f64
  gate.yield %y : f64
}
gate.function @own<%slope: f64 = 0.25>(%x: f64) -> f64 {
  %a = math.atan %x : f64
  %b = arith.mulf %slope, %x : f64
  %y = arith.addf %a, %b : f64
  gate.yield %y : f64
}
"""
USES = {"swish_2": "swish<beta = 2.0>"}
EVERYWHERE = (-np.inf, np.inf)

# Function, form, domain, kind of error, tolerance.
CASES = [
    ("silu", "polynomial", (-4, 4), "absolute", 1e-4),
    ("silu", "rational", EVERYWHERE, "absolute", 1e-5),
    ("gelu", "polynomial", (-4, 4), "absolute", 1e-3),
    ("gelu", "rational", EVERYWHERE, "absolute", 1e-5),
    ("tanh", "polynomial", (-2, 2), "relative", 1e-5),
    ("tanh", "rational", EVERYWHERE, "relative", 1e-6),
    ("sigmoid", "rational", EVERYWHERE, "absolute", 1e-6),
    ("softplus", "rational", EVERYWHERE, "absolute", 1e-5),
    ("mish", "polynomial", (-1, 2), "absolute", 1e-5),
    ("mish", "rational", (-5, 3), "absolute", 1e-4),
    ("own_exp", "polynomial", (-1, 1), "relative", 1e-6),
    ("own_exp", "rational", (0.5, 4), "relative", 1e-6),
    ("swish_2", "rational", EVERYWHERE, "absolute", 1e-4),
    ("own", "polynomial", (0.5, 4), "absolute", 1e-5),
    ("silu", "piecewise-linear", EVERYWHERE, "absolute", 1e-2),
    ("gelu", "piecewise-linear", (-4, 4), "absolute", 2e-3),
    ("own_exp", "piecewise-linear", (-2, 2), "relative", 1e-2),
    ("tanh", "table", EVERYWHERE, "absolute", 5e-3),
    ("mish", "table", (-6, 6), "absolute", 5e-3),
    ("own_exp", "table", (0.5, 4), "relative", 2e-3),
    ("tanh", "integer", (-2, 2), "absolute", 1e-3),
    ("gelu", "integer", (-3, 3), "absolute", 2e-3),
    ("sigmoid", "integer", (-6, 6), "absolute", 2e-3),
    ("own", "integer", (0.5, 4), "absolute", 1e-3),
    # In 16 bits, even up to a line; the others take 32.
    ("silu", "integer", (-8, 8), "absolute", 2e-3),
    ("silu", "integer", (-8, 8), "absolute", 1e-6),
    ("tanh", "integer", (-2, 2), "absolute", 1e-6),
    ("softplus", "integer", (-4, 4), "absolute", 2e-6),
    ("mish", "integer", (-1, 2), "absolute", 2e-6),
    ("own_exp", "integer", (0.5, 4), "relative", 2e-6),
]


def name_of(case):
    function, form, (low, _), kind, tolerance = case
    where = "-everywhere" if np.isinf(low) else ""
    return f"{function}-{form}-{kind}{where}-{tolerance:g}"


def approximate(function, form, domain, kind, tolerance, *, dtype="f32",
                verify="sampled"):  # fmt: skip
    """The module in which a kernel applies the fit, and its attribute."""
    use = USES.get(function, function)
    kind_of = tensor([None], dtype)
    text = OWN + kernel(
        "apply", {"x": kind_of}, kind_of,
        f"gate.apply @{use} ins(%x : {kind_of}) outs(%o : {kind_of})",
    )  # fmt: skip
    options = (
        f"functions={use.split('<')[0]} form={form} tolerance={tolerance} "
        f"domain={domain[0]},{domain[1]} error={kind} verify={verify}"
    )
    result = subprocess.run(
        [OPT, "-", f"--gate-approximate={options}"],
        input=text, capture_output=True, text=True,
    )  # fmt: skip
    assert result.returncode == 0, result.stderr
    return result.stdout, re.search(r"#gate.approximation<.*?>", result.stdout)[0]


def number(attribute, name):
    return float(re.search(rf"\b{name} = ([-+.0-9eE]+)", attribute)[1])


def inputs(domain):
    rng = np.random.default_rng(0)
    low, high = np.clip(domain, -30, 30)
    grid = np.r_[np.linspace(low, high, 6001), rng.normal(0, 1e-3, 200)]
    ends = np.float32([low, high])
    ends = np.r_[ends, np.nextafter(ends, np.float32(0))]
    if np.isinf(domain[0]):
        grid = np.r_[grid, -(10.0 ** np.linspace(1.5, 38, 200))]
        grid = np.r_[grid, 10.0 ** np.linspace(1.5, 38, 200)]
    x = np.float32(np.r_[grid, ends, 0.0, -0.0])
    return x[(x >= domain[0]) & (x <= domain[1])]


def exact(function, x):
    with mpmath.workdps(30):
        return np.array([float(ORACLES[function](mpmath.mpf(float(v)))) for v in x])


def errors(y, expected, kind):
    difference = np.abs(y.astype(np.float64) - expected)
    least = np.finfo(np.float32).tiny
    return difference / (1 if kind == "absolute" else np.maximum(abs(expected), least))


@pytest.mark.parametrize("case", CASES, ids=name_of)
def test_error_is_as_stated(case):
    function, form, domain, kind, tolerance = case
    text, attribute = approximate(*case)
    stated = number(attribute, "error")
    assert 0 < stated <= tolerance
    x = inputs(domain)
    (y,) = build(text).run("apply", x)
    found = errors(y, exact(function, x), kind).max()
    # Sampled inputs may miss a little; some of what is stated is found.
    assert 0.3 * stated < found <= 1.02 * stated + 1e-9


KNOWN = """
gate.function @fifth_power(%x: f64) -> f64 {
  %2 = arith.mulf %x, %x : f64
  %4 = arith.mulf %2, %2 : f64
  %y = arith.mulf %4, %x : f64
  gate.yield %y : f64
}
gate.function @own_square(%x: f64) -> f64 {
  %y = arith.mulf %x, %x : f64
  gate.yield %y : f64
}
gate.function @own_size(%x: f64) -> f64 {
  %y = math.absf %x : f64
  gate.yield %y : f64
}
"""


@pytest.mark.parametrize(
    "function, form, domain, limit, error",
    [
        # exp, near 1 / (2^n (n + 1)!).
        ("own_exp", "polynomial", (-1, 1), 1, 0.2788),
        ("own_exp", "polynomial", (-1, 1), 2, 0.04502),
        ("own_exp", "polynomial", (-1, 1), 3, 0.005528),
        ("own_exp", "polynomial", (-1, 1), 4, 0.0005467),
        # x^5 less a polynomial of Chebyshev, 2^-4; odd, so of degree 1 over x^2.
        ("fifth_power", "polynomial", (-1, 1), 1, 0.0625),
        # |x| by rationals of degree 2, 4, 6, of one half over x^2
        # (Varga, Ruttan and Carpenter 1991).
        ("own_size", "rational", (-1, 1), 2, 0.0436890126922),
        ("own_size", "rational", (-1, 1), 4, 0.00850148470412),
        ("own_size", "rational", (-1, 1), 6, 0.00228210600938),
        # w^2 / 8 of lines over w, which need not meet; those that interpolate
        # are off by h^2 / 4.
        ("own_square", "piecewise-linear", (0, 1), 4, 1 / 128),
        ("own_square", "table", (0, 1), 2, 1 / 64),
    ],
)
def test_known_minimax(function, form, domain, limit, error):
    options = (
        f"functions={function} form={form} tolerance=1e-7 "
        f"domain={domain[0]},{domain[1]} limit={limit} verify=sampled"
    )
    result = subprocess.run(
        [OPT, "-", f"--gate-approximate={options}"],
        input=OWN + KNOWN, capture_output=True, text=True,
    )  # fmt: skip
    assert result.returncode == 1
    found = float(re.search(r"has an error of ([\d.e-]+)", result.stderr)[1])
    assert abs(found - error) < 5e-3 * error


FORMS = ["polynomial", "rational", "piecewise-linear", "table", "integer"]


@pytest.mark.parametrize("form", FORMS)
def test_every_input_is_verified(form):
    domain = (0.5, 4)
    text, attribute = approximate("silu", form, domain, "absolute", 2e-3,
                                  verify="exhaustive")  # fmt: skip
    assert number(attribute, "inputs") == 3 * 2**23 + 1
    x = inputs(domain)
    (y,) = build(text).run("apply", x)
    assert errors(y, exact("silu", x), "absolute").max() <= number(attribute, "error")


@pytest.mark.parametrize("form", FORMS)
def test_outside(form):
    """NaN stays; beyond the domain there are a line or the end's result."""
    kind = "relative" if form in ("polynomial", "rational") else "absolute"
    text, _ = approximate("tanh", form, (-2, 2), kind, 2e-3)
    x = np.float32([np.nan, np.inf, 3e38, 2, -2, -3e38, -np.inf, 0.0, -0.0])
    (y,) = build(text).run("apply", x)
    assert np.isnan(y[0])
    assert np.all(y[1:4] == y[3]) and np.all(y[4:7] == y[4])
    assert abs(y[3] - np.tanh(2)) < 2e-3
    # A zero keeps its sign where the error is relative.
    if kind == "relative":
        assert np.array_equal(np.signbit(y[7:]), [False, True]) and not y[7:].any()

    everywhere = EVERYWHERE if form != "integer" else (-4, np.inf)
    text, _ = approximate("silu", form, everywhere, "absolute", 1e-2)
    x = np.float32([np.nan, np.inf, 3e38, 100, -100, -3e38, -np.inf])
    (y,) = build(text).run("apply", x)
    assert np.isnan(y[0])
    assert np.array_equal(y[1:4], np.float32([np.inf, 3e38, 100]))
    if form != "integer":
        assert not y[4:].any()


@pytest.mark.parametrize("dtype", ["bf16", "f16", "f64"])
def test_other_types(dtype):
    """Computed in f32 and rounded once; in f64 at least as exact."""
    case = ("gelu", "rational", EVERYWHERE, "absolute", 1e-4)
    text, attribute = approximate(*case, dtype=dtype)
    x = inputs((-8, 8)).astype(numpy_dtype(dtype))
    (y,) = build(text).run("apply", x)
    expected = exact("gelu", x)
    ulp = {"bf16": 2.0**-8, "f16": 2.0**-11, "f64": 0}[dtype]
    bound = number(attribute, "error") * 1.02 + np.maximum(abs(expected), 1e-4) * ulp
    assert np.all(abs(y.astype(np.float64) - expected) <= bound)


def test_manifest(tmp_path):
    text, attribute = approximate("swish_2", "rational", EVERYWHERE, "absolute", 1e-4)
    (tmp_path / "in.mlir").write_text(text)
    subprocess.run(
        [BUILD / "bin/penstock-compile", tmp_path / "in.mlir", "-o", tmp_path / "out",
         "--emit=obj,manifest"],
        check=True,
    )  # fmt: skip
    (described,) = json.loads((tmp_path / "out/manifest.json").read_text())["kernels"]
    (fit,) = described["numerics"]["approximations"]
    assert fit["form"] == "rational" and fit["domain"] == [None, None]
    assert fit["max_error"] == {"kind": "absolute", "value": number(attribute, "error")}
    assert fit["tolerance"] == 1e-4 and fit["verified"] == "sampled"
    assert fit["inputs"] == number(attribute, "inputs")
