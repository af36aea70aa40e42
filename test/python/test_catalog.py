# Part of the Penstock project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The catalogue's files against the oracles, without the compiler."""

import re
import sys
from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "test"))

from oracles import bodies  # noqa: E402
from oracles import rows  # noqa: E402
from oracles.functions import CATALOGUE  # noqa: E402
from oracles.rows import ROWS, row_inputs  # noqa: E402
from oracles.survey import EXACT  # noqa: E402

FILES = sorted((ROOT / "lib/Dialect/Gate/Catalog").glob("*.mlir"))
FUNCTIONS = bodies.read(*FILES)

# Parameters tried beside the defaults.
PARAMETERS = {
    "leaky_relu": [{"slope": 0.0}, {"slope": 0.3}, {"slope": -0.5}],
    "elu": [{"alpha": 0.5}, {"alpha": 2.0}],
    "swish": [{"beta": 0.0}, {"beta": 1.702}, {"beta": -2.0}],
    "softplus": [{"beta": 0.1}, {"beta": 20.0}],
    "fatrelu": [{"threshold": 0.7}, {"threshold": -0.7}],
    "swiglu_limited": [{"alpha": 1.0, "limit": 3.0}, {"alpha": 1.702, "limit": 0.5}],
}
CASES = [
    (name, parameters)
    for name in CATALOGUE
    for parameters in [{}, *PARAMETERS.get(name, [])]
]


def samples(name, seed=0):
    """A function's inputs: every scale, kinks, huge values, both zeros."""
    count = len(FUNCTIONS[name].inputs)
    rng = np.random.default_rng(seed)
    special = [0.0, -0.0, 1, -1, 3, -3, 7, -7, 0.7, -0.7, 64, -64, 1e30, -1e30]
    columns = []
    for _ in range(count):
        scales = 10.0 ** rng.uniform(-12, 3, 2000)
        signs = rng.choice([-1.0, 1.0], 2000)
        columns.append(np.r_[scales * signs, rng.normal(0, 4, 2000)])
    grid = np.meshgrid(*[special] * count)
    inputs = [np.r_[c, g.ravel()] for c, g in zip(columns, grid)]
    if name == "lerp":  # z is a weight
        inputs[0] = np.clip(np.abs(inputs[0]), 0, 1)
    return inputs


def test_same_names():
    assert set(FUNCTIONS) == set(CATALOGUE) | set(ROWS) | set(EXACT)


@pytest.mark.parametrize("name", sorted(CATALOGUE | ROWS))
def test_signature(name):
    own, oracle = FUNCTIONS[name], (CATALOGUE | ROWS)[name]
    assert tuple(own.inputs) == oracle.inputs
    assert own.parameters == oracle.parameters
    aliases = re.search(r"aliases = \[(.*?)\]", own.attributes)
    found = re.findall(r'"(\w+)"', aliases[1]) if aliases else []
    assert tuple(found) == oracle.aliases
    for fact in ("range", "zero", "derivative"):
        assert (fact in own.regions) == (getattr(oracle, fact) is not None), fact


@pytest.mark.parametrize("name, parameters", CASES)
def test_body(name, parameters):
    own, oracle = FUNCTIONS[name], CATALOGUE[name]
    inputs = samples(name)
    found = own.evaluate("body", *inputs, **parameters)
    expected = oracle(*inputs, **parameters)
    assert np.isfinite(found).all() or name == "bilinear"
    atol = 1e-15 if name == "gated_multimodal" else 1e-18  # a sum that cancels
    np.testing.assert_allclose(found, expected, rtol=1e-12, atol=atol)


@pytest.mark.parametrize("name, parameters", CASES)
def test_derivative(name, parameters):
    own, oracle = FUNCTIONS[name], CATALOGUE[name]
    if not oracle.derivative:
        pytest.skip("no derivative is given")
    inputs = samples(name)
    found = own.evaluate("derivative", *inputs, **parameters)
    found = found if isinstance(found, tuple) else (found,)
    expected = oracle.derivative(*inputs, **parameters)
    assert len(found) == len(expected) == len(inputs)
    for f, e in zip(found, expected):
        np.testing.assert_allclose(
            np.broadcast_to(f, np.shape(e)), e, rtol=1e-9, atol=1e-15
        )


@pytest.mark.parametrize("name, parameters", CASES)
def test_derivative_is_the_slope(name, parameters):
    """The oracles' derivatives are those of the oracles' functions."""
    oracle = CATALOGUE[name]
    if not oracle.derivative:
        pytest.skip("no derivative is given")
    rng = np.random.default_rng(1)
    inputs = [rng.normal(0, 3, 500) for _ in oracle.inputs]
    for i, slope in enumerate(oracle.derivative(*inputs, **parameters)):
        h = 1e-5
        above, below = list(inputs), list(inputs)
        above[i], below[i] = inputs[i] + h, inputs[i] - h
        expected = (oracle(*above, **parameters) - oracle(*below, **parameters)) / (
            2 * h
        )
        np.testing.assert_allclose(slope, expected, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("name, parameters", CASES)
def test_zero(name, parameters):
    own, oracle = FUNCTIONS[name], CATALOGUE[name]
    if not oracle.zero:
        pytest.skip("no zero set is given")
    inputs = samples(name)
    found = own.evaluate("zero", *inputs, **parameters)
    np.testing.assert_array_equal(found, oracle.zero(*inputs, **parameters))
    np.testing.assert_array_equal(
        found, own.evaluate("body", *inputs, **parameters) == 0
    )


@pytest.mark.parametrize("name, parameters", CASES)
def test_range(name, parameters):
    own, oracle = FUNCTIONS[name], CATALOGUE[name]
    if not oracle.range:
        pytest.skip("no range is given")
    lower, upper = own.evaluate("range", **parameters)
    np.testing.assert_allclose((lower, upper), oracle.range(**parameters), rtol=1e-15)
    values = oracle(*samples(name), **parameters)
    assert values.min() >= lower - 1e-15 and values.max() <= upper + 1e-15


@pytest.mark.parametrize("name", sorted(CATALOGUE))
@pytest.mark.parametrize("dtype", ["f32", "bf16", "f16"])
def test_narrow(name, dtype):
    """Every operation rounded to a narrow type: finite, and near."""
    rng = np.random.default_rng(2)
    count = len(FUNCTIONS[name].inputs)
    inputs = [bodies.rounded(rng.normal(0, 3, 1000), dtype) for _ in range(count)]
    found = FUNCTIONS[name].evaluate("body", *inputs, dtype=dtype)
    tolerance = {"f32": 1e-6, "bf16": 6e-2, "f16": 8e-3}[dtype]
    np.testing.assert_allclose(
        found, CATALOGUE[name](*inputs), rtol=tolerance, atol=tolerance
    )
    huge = [bodies.rounded(s, "f32") for s in samples(name)]
    found = FUNCTIONS[name].evaluate("body", *huge, dtype="f32")
    assert not np.isnan(found).any()


@pytest.mark.parametrize("name", sorted(CATALOGUE))
def test_nan(name):
    count = len(FUNCTIONS[name].inputs)
    for i in range(count):
        inputs = [np.ones(1) for _ in range(count)]
        inputs[i] = np.full(1, np.nan)
        assert np.isnan(FUNCTIONS[name].evaluate("body", *inputs))
        assert np.isnan(CATALOGUE[name](*inputs))


@pytest.mark.parametrize("name", sorted(FUNCTIONS))
def test_specializations(name):
    own = FUNCTIONS[name]
    for values, target in re.findall(
        r"#gate\.specialization<\{(.*?)\} -> @(\w+)>", own.attributes
    ):
        parameters = {n: float(v) for n, v in re.findall(r"(\w+) = ([-\w.]+)", values)}
        inputs = samples(name)
        found = own.evaluate("body", *inputs, **parameters)
        expected = FUNCTIONS[target].evaluate("body", *inputs)
        np.testing.assert_allclose(found, expected, rtol=1e-12 if name in ROWS else 0)


@pytest.mark.parametrize("name", sorted(ROWS))
def test_row(name):
    own, oracle, given = FUNCTIONS[name], ROWS[name], rows.PARAMETERS.get(name, {})
    rng = np.random.default_rng(3)
    for width in (1, 7, 64):
        x = rng.normal(1, 3, (5, width))
        others = row_inputs(name, lambda: rng.normal(0, 1, width))
        np.testing.assert_allclose(
            own.evaluate("body", x, *others, **given),
            oracle(x, *others, **given), rtol=1e-12, atol=1e-14,
        )  # fmt: skip


@pytest.mark.parametrize("name", sorted(CATALOGUE))
def test_lipschitz_and_homogeneous(name):
    own, oracle = FUNCTIONS[name], CATALOGUE[name]
    x = np.linspace(-12, 12, 4001)
    if stated := re.search(r"lipschitz = ([\d.e+-]+)", own.attributes):
        slope = np.abs(np.diff(oracle(x)) / np.diff(x)).max()
        assert 0.99 * float(stated[1]) <= slope <= float(stated[1]) * (1 + 1e-10)
    if re.search(r"\bhomogeneous\b", own.attributes):
        inputs = [np.roll(x, 500 * i) for i in range(len(own.inputs))]
        scaled = oracle(*(3.0 * i for i in inputs))
        np.testing.assert_allclose(scaled, 3.0 * oracle(*inputs), rtol=1e-12)
