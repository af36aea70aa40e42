# Part of the Penstock project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""gate-infer-ranges: intervals contain what functions give, exactly or rounded."""

import re
import subprocess

import numpy as np
import pytest
from harness import HOST, OPT, build, command, kernel, numpy_dtype, tensor, use
from test_derivatives import FUNCTIONS, INTEGERS, read

from oracles import rows, survey
from oracles.bodies import rounded

TRIES = 12
WIDTH = 9  # of a row
ROWS = [n for n, f in FUNCTIONS.items() if f.is_row]
# Integers have no interval form.
TWINS = [n for n in FUNCTIONS if n not in INTEGERS]
# What has to be given.
PARAMETERS = {
    n: rows.PARAMETERS.get(n) or survey.PARAMETERS[n][0] if None in f.parameters.values() else {}
    for n, f in FUNCTIONS.items()
}


def boxes(name):
    """Intervals of a function's inputs: of every scale, narrow and wide. Of rows
    each element has its own."""
    rng = np.random.default_rng(len(name))
    inputs = len(FUNCTIONS[name].inputs)
    each = (2, WIDTH) if name in ROWS else 2
    for _ in range(TRIES):
        scale = 10.0 ** rng.uniform(-2, 2, inputs)
        center = rng.normal(size=inputs) * rng.choice([0, 1, 4], inputs)
        yield [
            tuple(rounded(np.sort(c + s * rng.normal(size=each), axis=0), "f32"))
            for c, s in zip(center, scale)
        ]


def compute(function, name, *inputs, region="body", dtype=None):
    return function.evaluate(region, *inputs, dtype=dtype, **PARAMETERS[name])


def infer(uses, dtype):
    """The intervals of functions on boxes: (low, high, may be NaN) of each."""
    text = ""
    kind = tensor([8], dtype)
    for i, (name, box) in enumerate(uses):
        arguments = ", ".join(
            f"%x{j}: {kind} {{gate.range = array<f64: {low!r}, {high!r}>}}"
            for j, (low, high) in enumerate((float(np.min(a)), float(np.max(b))) for a, b in box)
        )
        names = ", ".join(f"%x{j}" for j in range(len(box)))
        op = "gate.apply_row" if name in ROWS else "gate.apply"
        text += f"""
func.func @f{i}({arguments}) -> {kind} {{
  %y = {op} {use(name, PARAMETERS[name])} ins({names} : {", ".join([kind] * len(box))}) outs(%x0 : {kind})
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
    inputs = []
    for low, high in box:
        size = (500, *np.shape(low))
        x = rounded(rng.uniform(low, high, size), "f32").clip(low, high)
        x = np.concatenate([[low], [high], x])
        # Corners of rows.
        ends = rng.random(size) < 0.5
        x[252:] = np.where(ends, low, high)[:250] if np.ndim(low) else x[252:]
        inputs.append(rng.permutation(x))
    return inputs


@pytest.mark.parametrize("dtype", ["f64", "f32", "bf16"])
def test_containment(dtype):
    uses = [(name, box) for name in FUNCTIONS for box in boxes(name)]
    wide = 0
    for (name, box), (low, high, nan) in zip(uses, infer(uses, dtype)):
        inputs = samples(box)
        computed = None if dtype == "f64" else "f32"
        y = compute(FUNCTIONS[name], name, *inputs, dtype=computed)
        for value in (y, rounded(y, dtype), compute(FUNCTIONS[name], name, *inputs)):
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
  %y = arith.addf %b, %d : f64
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
    names = ",".join(TWINS)
    return read(command(OPT, f"-gate-emit-interval=functions={names}", input="module {}"))


@pytest.mark.parametrize("dtype", [None, "f32"])
@pytest.mark.parametrize("name", TWINS)
def test_twins(twins, name, dtype):
    """What bounds a function, itself computed in f32 or more."""
    for box in boxes(name):
        inputs = samples(box)
        ends = [np.float64(end) for pair in box for end in pair]
        low, high = (
            compute(twins[f"{name}_{which}"], name, *ends, dtype=dtype)
            for which in ("low", "high")
        )
        # What overflows in f32 is bounded in f32.
        for computed in {None, dtype}:
            y = compute(FUNCTIONS[name], name, *inputs, dtype=computed)
            inside = np.isnan(y) | ((y >= low) & (y <= high))
            assert inside.all(), (box, low, high)


def test_monotone_twins_are_tight(twins):
    """What is monotone is as wide as its values."""
    for name, width in (("sigmoid", 1e-5), ("tanh", 1e-5), ("relu", 1e-5)):
        low, high = (
            twins[f"{name}_{which}"].evaluate("body", -1.0, 2.0)
            for which in ("low", "high")
        )
        ends = FUNCTIONS[name].evaluate("body", np.array([-1.0, 2.0]))
        np.testing.assert_allclose([low, high], ends, atol=width)


@pytest.mark.parametrize("name, given", [("swish", {"beta": 1.5}), ("softmax", {}), ("entmax15", {})])
def test_compiled_twin(name, given):
    x = tensor([None, WIDTH], "f32")
    op = "gate.apply_row" if name in ROWS else "gate.apply"
    parameters = ", ".join(f"{n} = {v}" for n, v in given.items())
    text = "".join(
        kernel(
            which, {"l": x, "h": x}, x,
            f"{op} @{name}_{which}{f'<{parameters}>' if given else ''} "
            f"ins(%l, %h : {x}, {x}) outs(%o : {x})",
        )
        for which in ("low", "high")
    )  # fmt: skip
    # The uses are verified before the pass has made what they use.
    twin = command(OPT, f"-gate-emit-interval=functions={name}", input="module {}")
    body = re.search(r"module \{\n(.*)\}", twin, re.S)[1]
    built = build(body + text, HOST)
    rng = np.random.default_rng(0)
    low, high = np.sort(rng.normal(0, 3, (2, 12, WIDTH)).astype("f4"), axis=0)
    (below,), (above,) = (built.run(which, low, high) for which in ("low", "high"))
    for t in np.linspace(0, 1, 50):
        y = FUNCTIONS[name].evaluate("body", low + t * (high - low), **given)
        assert (y >= below).all() and (y <= above).all()
