# Part of the Penstock project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""gate-infer-ranges: intervals contain what functions give, exactly or rounded."""

import re
import subprocess

import numpy as np
import pytest
from harness import HOST, OPT, build, command, kernel, numpy_dtype, tensor
from test_derivatives import FUNCTIONS, SCALARS, read

from oracles.bodies import rounded

TRIES = 12


def boxes(name):
    """Intervals of a function's inputs: of every scale, narrow and wide."""
    rng = np.random.default_rng(len(name))
    inputs = len(FUNCTIONS[name].inputs)
    for _ in range(TRIES):
        scale = 10.0 ** rng.uniform(-2, 2, inputs)
        center = rng.normal(size=inputs) * rng.choice([0, 1, 4], inputs)
        yield [
            tuple(rounded(np.sort(c + s * rng.normal(size=2)), "f32"))
            for c, s in zip(center, scale)
        ]


def infer(uses, dtype):
    """The intervals of functions on boxes: (low, high, may be NaN) of each."""
    text = ""
    kind = tensor([8], dtype)
    for i, (name, box) in enumerate(uses):
        arguments = ", ".join(
            f"%x{j}: {kind} {{gate.range = array<f64: {low!r}, {high!r}>}}"
            for j, (low, high) in enumerate((float(a), float(b)) for a, b in box)
        )
        names = ", ".join(f"%x{j}" for j in range(len(box)))
        text += f"""
func.func @f{i}({arguments}) -> {kind} {{
  %y = gate.apply @{name} ins({names} : {", ".join([kind] * len(box))}) outs(%x0 : {kind})
  return %y : {kind}
}}"""
    result = subprocess.run(
        [OPT, "-gate-infer-ranges=print"], input=text, capture_output=True, text=True
    )
    assert result.returncode == 0, result.stderr
    found = re.findall(r"has a result in \[(.*?), (.*?)\]( or NaN)?", result.stderr)
    assert len(found) == len(uses)
    return [(float(low), float(high), bool(nan)) for low, high, nan in found]


def samples(box):
    rng = np.random.default_rng(0)
    inputs = [
        np.r_[low, high, rounded(rng.uniform(low, high, 500), "f32").clip(low, high)]
        for low, high in box
    ]
    return [rng.permutation(x) for x in inputs]


@pytest.mark.parametrize("dtype", ["f64", "f32", "bf16"])
def test_containment(dtype):
    uses = [(name, box) for name in SCALARS for box in boxes(name)]
    wide = 0
    for (name, box), (low, high, nan) in zip(uses, infer(uses, dtype)):
        inputs = samples(box)
        computed = None if dtype == "f64" else "f32"
        y = FUNCTIONS[name].evaluate("body", *inputs, dtype=computed)
        for value in (y, rounded(y, dtype), FUNCTIONS[name].evaluate("body", *inputs)):
            assert nan or not np.isnan(value).any(), (name, box)
            value = value[~np.isnan(value)]
            inside = (value >= low) & (value <= high)
            assert inside.all(), (name, box, low, high, value[~inside])
        wide += not np.isfinite([low, high]).all()
    # Bounded inputs have bounded results, but for a few that divide.
    assert wide <= 0.1 * len(uses)


def test_dead_clamps():
    """Removing them changes no number."""
    x = tensor([None], "f32")
    text = """
gate.function @clamped(%x: f64) -> f64 {
  %zero = arith.constant 0.0 : f64
  %two = arith.constant 2.0 : f64
  %s = gate.call @sigmoid(%x) : f64
  %a = arith.minimumf %s, %two : f64
  %b = gate.call @relu(%a) : f64
  %c = arith.addf %x, %zero : f64
  %d = arith.maximumf %c, %zero : f64
  %y = arith.mulf %b, %d : f64
  gate.yield %y : f64
}
""" + kernel("clamping", {"x": x}, x, f"gate.apply @clamped ins(%x : {x}) outs(%o : {x})")
    lowered = command(OPT, "-gate-infer-ranges", input=text)
    body = lowered.split("@clamped_in_range(")[1]
    assert "minimumf" not in body and "@relu" not in body and "maximumf" in body
    values = np.r_[np.linspace(-50, 50, 101), 0.0, -0.0, np.nan, np.inf, -np.inf]
    values = values.astype(numpy_dtype("f32"))
    (before,), (after,) = (build(t, HOST).run("clamping", values) for t in (text, lowered))
    np.testing.assert_array_equal(before, after)


@pytest.fixture(scope="module")
def twins():
    names = ",".join(SCALARS)
    return read(command(OPT, f"-gate-emit-interval=functions={names}", input="module {}"))


@pytest.mark.parametrize("dtype", [None, "f32"])
@pytest.mark.parametrize("name", SCALARS)
def test_twins(twins, name, dtype):
    """What bounds a function, itself computed in f32 or more."""
    for box in boxes(name):
        inputs = samples(box)
        ends = [np.float64(end) for pair in box for end in pair]
        low, high = (
            twins[f"{name}_{which}"].evaluate("body", *ends, dtype=dtype)
            for which in ("low", "high")
        )
        # What overflows in f32 is bounded in f32.
        for computed in {None, dtype}:
            y = FUNCTIONS[name].evaluate("body", *inputs, dtype=computed)
            y = y[~np.isnan(y)]
            assert (y >= low).all() and (y <= high).all(), (box, low, high)


def test_monotone_twins_are_tight(twins):
    """What is monotone is as wide as its values."""
    for name, width in (("sigmoid", 1e-5), ("tanh", 1e-5), ("relu", 1e-5)):
        low, high = (
            twins[f"{name}_{which}"].evaluate("body", -1.0, 2.0)
            for which in ("low", "high")
        )
        ends = FUNCTIONS[name].evaluate("body", np.array([-1.0, 2.0]))
        np.testing.assert_allclose([low, high], ends, atol=width)


def test_compiled_twin():
    x = tensor([None], "f32")
    text = "".join(
        kernel(
            which, {"l": x, "h": x}, x,
            f"gate.apply @swish_{which}<beta = 1.5> ins(%l, %h : {x}, {x}) outs(%o : {x})",
        )
        for which in ("low", "high")
    )  # fmt: skip
    # The uses are verified before the pass has made what they use.
    twin = command(OPT, "-gate-emit-interval=functions=swish", input="module {}")
    body = re.search(r"module \{\n(.*)\}", twin, re.S)[1]
    built = build(body + text, HOST)
    rng = np.random.default_rng(0)
    low, high = np.sort(rng.normal(0, 3, (2, 100)).astype("f4"), axis=0)
    (below,), (above,) = (built.run(which, low, high) for which in ("low", "high"))
    for t in np.linspace(0, 1, 50):
        y = FUNCTIONS["swish"].evaluate("body", low + t * (high - low), beta=1.5)
        assert (y >= below).all() and (y <= above).all()
