# Part of the Penstock project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The catalogue's functions of one number against the papers' formulas, without
the compiler: values, and the facts that are stated about them."""

import json
import re
import sys
from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "test"))

from oracles import bodies, survey  # noqa: E402
from oracles.functions import CATALOGUE  # noqa: E402

FUNCTIONS = bodies.read(*sorted((ROOT / "lib/Dialect/Gate/Catalog").glob("*.mlir")))
CASES = list(survey.cases(FUNCTIONS))


def name_of(case):
    return case if isinstance(case, str) else "-".join(f"{v:g}" for v in case.values())


each = pytest.mark.parametrize("name, parameters", CASES, ids=name_of)


def evaluate(name, parameters, x, dtype=None):
    y = FUNCTIONS[name].evaluate("body", x, dtype=dtype, **parameters)
    return np.broadcast_to(y, x.shape)


def test_every_function_is_stated_in_full():
    names = [n for f in FUNCTIONS.values() for n in [f.name, *aliases(f)]]
    assert len(names) == len(set(names))
    for function in FUNCTIONS.values():
        for attribute in ("summary", "source"):
            assert f'{attribute} = "' in function.attributes, function.name


def test_every_function_is_documented():
    errors = json.loads((ROOT / "docs/catalogue/errors.json").read_text())
    assert set(errors) == {*survey.EXACT, *CATALOGUE}  # scripts/catalogue.py --measure
    page = (ROOT / "docs/catalogue.md").read_text()
    assert not [n for n in FUNCTIONS if f"| `{n}`" not in page]


def aliases(function):
    found = re.search(r"aliases = \[(.*?)\]", function.attributes, re.S)
    return re.findall(r'"(\w+)"', found[1]) if found else []


@each
def test_body(name, parameters):
    x = survey.points()
    found = evaluate(name, parameters, x)
    expected, _ = survey.exact(name, parameters, x)
    near = survey.near(name, parameters, x, found, expected)
    assert near.all(), list(zip(x[~near], found[~near], expected[~near]))[:5]


@each
@pytest.mark.parametrize("dtype", [None, "f32"])
def test_finite_gives_a_number_and_nan_gives_nan(name, parameters, dtype):
    x = np.r_[survey.points(), np.nan]
    found = evaluate(name, parameters, x, dtype)
    assert not np.isnan(found[:-1]).any(), x[:-1][np.isnan(found[:-1])]
    assert np.isnan(found[-1])


@each
def test_range(name, parameters):
    function = FUNCTIONS[name]
    if "range" not in function.regions:
        pytest.skip("no range is given")
    lower, upper = map(float, function.evaluate("range", **parameters))
    values, _ = survey.exact(name, parameters, survey.points())
    slack = 1e-15 * max([1.0, *(abs(b) for b in (lower, upper) if np.isfinite(b))])
    assert lower - slack <= values.min() and values.max() <= upper + slack
    # A bound that is far from all values would be of little use.
    if np.isfinite(lower):
        assert values.min() - lower <= 0.08 * max(1, abs(lower)), (lower, values.min())
    if np.isfinite(upper):
        assert upper - values.max() <= 0.08 * max(1, abs(upper)), (upper, values.max())


@each
def test_zero(name, parameters):
    function = FUNCTIONS[name]
    x = survey.points()
    _, zero = survey.exact(name, parameters, x)
    if "zero" in function.regions:
        stated = function.evaluate("zero", x, **parameters)
        np.testing.assert_array_equal(stated, zero)
        np.testing.assert_array_equal(evaluate(name, parameters, x)[stated], 0)
    else:  # isolated zeros at most
        x, first = np.unique(x, return_index=True)
        zero = zero[first] & (np.abs(x) <= 8)  # of which many are looked at
        assert not (zero[1:] & zero[:-1]).any(), x[zero]


@each
def test_monotone(name, parameters):
    stated = re.search(r'monotone = "(\w+)"', FUNCTIONS[name].attributes)
    values, _ = survey.exact(name, parameters, survey.points())
    with np.errstate(invalid="ignore"):
        steps = np.diff(values)
    if stated:
        steps = -steps if stated[1] == "decreasing" else steps
        assert not (steps < 0).any(), survey.points()[:-1][steps < 0]


@each
def test_lipschitz(name, parameters):
    stated = re.search(r"lipschitz = ([\d.e+-]+)", FUNCTIONS[name].attributes)
    if not stated:
        pytest.skip("no constant is given")
    x = np.unique(survey.points())
    values, _ = survey.exact(name, parameters, x)
    slopes = np.abs(np.diff(values)) / np.diff(x)
    # Differences of rounded values know the slope of close points less well.
    slopes = slopes[np.diff(x) > 1e-4 * np.maximum(1, np.abs(x[1:]))]
    bound = float(stated[1])
    assert 0.9 * bound <= slopes.max() <= bound * (1 + 1e-10)


@each
def test_homogeneous(name, parameters):
    if not re.search(r"\bhomogeneous\b", FUNCTIONS[name].attributes):
        pytest.skip("is not said to be")
    x = np.linspace(-9, 9, 37)
    for c in (0.5, 3.0):
        scaled, _ = survey.exact(name, parameters, c * x)
        np.testing.assert_allclose(scaled, c * survey.exact(name, parameters, x)[0])
