# Part of the Penstock project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Networks as front ends write them, raised, compiled and run: what they give is
what the front end's framework gave, and nothing is left in linalg."""

import re
import sys
from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "test"))
sys.path.insert(0, str(ROOT / "test/Integration/raise"))

import corpus  # noqa: E402
import penstock  # noqa: E402
from oracles.bodies import numpy_dtype  # noqa: E402

REFERENCES = np.load(corpus.REFERENCES)
# Per element, of the greatest number. torch rounds where the graph does, but
# computes activations otherwise.
BOUNDS = {"f32": 2e-6, "bf16": 2.0**-6, "f16": 2.0**-9}
# torch-mlir writes the root of 2 / pi as 0.797724.
LOOSE = {"gemma": 1e-4, "phi": 1e-4}
FUNCTIONS = {
    "t5": "geglu_tanh",
    "llama": "swiglu",
    "palm": "swiglu",
    "swiglu": "swiglu",
    "gpt_neox": "gelu",
    "onnx_swiglu": "swiglu",
    "onnx_geglu": "geglu",
    "onnx_relu": "relu",
    "jax_swiglu": "swiglu",
    "jax_block": "swiglu",
}


def text_of(key):
    return (corpus.INPUTS / f"{key}.mlir").read_text()


def arguments(text):
    """Element types and shapes of the function's arguments."""
    head = re.search(r"func\.func (?:\w+ )?@\w+\((.*?)\) ->", text, re.S)[1]
    types = re.findall(r"tensor<((?:\d+x)*)(bf16|f16|f32)>", head)
    return [tuple(int(d) for d in shape.split("x") if d) for shape, _ in types]


def run(module, key, shapes):
    name, dtype = key.rsplit("_", 1)
    kernel = next(iter(penstock.compile(module).values()))
    arrays = [a.astype(numpy_dtype(dtype)) for a in corpus.random(name, shapes)]
    return np.asarray(kernel(*arrays)).astype(np.float64)


@pytest.mark.parametrize("key", sorted(REFERENCES.files))
@pytest.mark.parametrize("relaxed", [False, True])
def test_raised(key, relaxed):
    name, dtype = key.rsplit("_", 1)
    if relaxed and dtype == "f32":
        pytest.skip("rounds nothing")
    text = text_of(key)
    options = "{relax-rounding}" if relaxed else ""
    raised = penstock.parse(text).run(f"gate-raise{options},canonicalize,cse")
    left = str(raised)
    assert "linalg." not in left, left
    assert left.count("gate.ffn") == 1, left
    y = run(raised, key, arguments(text))
    expected = REFERENCES[key].astype(np.float64)
    assert y.shape == expected.shape
    bound = LOOSE.get(name, BOUNDS[dtype]) if dtype == "f32" else BOUNDS[dtype]
    assert np.abs(y - expected).max() <= bound * np.abs(expected).max()


@pytest.mark.parametrize("key", [k for k in sorted(REFERENCES.files)
                                 if k.endswith("_f32")])
def test_name(key):
    name = key.removesuffix("_f32")
    function = FUNCTIONS.get(name) or FUNCTIONS.get(name.split("_")[0] if "jax" not in name else "")
    if function is None:
        pytest.skip("has no name in the catalogue")
    raised = str(penstock.parse(text_of(key)).run("gate-raise"))
    assert f"gate.ffn @{function}" in raised
