# Part of the Penstock project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The demo and the imported FFN blocks on a tiny model, compiled."""

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

gguf = pytest.importorskip("gguf")

import penstock  # noqa: E402
from penstock.importers import gguf as importer  # noqa: E402
from penstock.models.llama import numpy_ffn  # noqa: E402
from test_gguf import Type, write  # noqa: E402

DEMO = Path(__file__).resolve().parents[2] / "scripts" / "demo.py"
# Of the weights' rounding alone, relative to the block's largest value.
TOLERANCE = {"f32": 1e-6, "bf16": 1e-2, "int8": 2e-2, "file": 1e-6}


def run(*arguments):
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    return subprocess.run(
        [sys.executable, DEMO, *map(str, arguments)],
        capture_output=True,
        text=True,
        env=environment,
        timeout=300,
    )


@pytest.mark.parametrize("tokens", [1, 3, 17])
@pytest.mark.parametrize("interleave", [1, 2, 4])
@pytest.mark.parametrize("weights", importer.WEIGHTS)
def test_blocks(tmp_path, weights, interleave, tokens):
    """Every block against float64, with types mixed as quantizers mix them."""
    types = {"1.ffn_down.weight": Type.Q8_0, "0.ffn_up.weight": Type.Q4_0}
    write(tmp_path / "tiny.gguf", types=types)
    model = importer.load(tmp_path / "tiny.gguf")
    kernels = penstock.compile(
        importer.ffn_module(model, weights, interleave=interleave)
    )
    oracle = numpy_ffn(model, np.float64)
    x = np.random.default_rng(tokens).standard_normal(
        (tokens, model.width), "f4"
    )
    for block in importer.ffn_blocks(model, weights, interleave=interleave):
        kernel = kernels[block.function]
        arguments = block.arguments(kernel)
        for name, argument in zip(("wg", "wu", "wd"), arguments[1:]):
            assert argument.nbytes == kernel.encoded_size(name)
        y = kernel(x, *arguments)
        expected = oracle(block.layer, x)
        assert y.dtype == np.float32 and y.shape == expected.shape
        error = np.abs(y - expected).max() / np.abs(expected).max()
        assert error <= TOLERANCE[weights]


def test_encoded_int4_is_within_a_step(tmp_path):
    """What the kernel encodes itself, read back by the importer's unpack."""
    write(tmp_path / "tiny.gguf")
    model = importer.load(tmp_path / "tiny.gguf")
    kernel = penstock.compile(importer.ffn_module(model, "file"))["block"]
    w = np.random.default_rng(1).standard_normal(
        (model.hidden, model.width), "f4"
    )
    raw = importer.unpack_blocks("Q4_1", kernel.encode("wg", w), *w.shape)
    decoded = importer.Tensor("wg", "Q4_1", w.shape, raw).decode()
    groups = w.reshape(len(w), -1, 32)
    step = (groups.max(-1) - groups.min(-1)) / 15
    error = np.abs(decoded.reshape(groups.shape) - groups).max(-1)
    # Half a step, and the rounding of scale and minimum to f16.
    assert (error <= 0.52 * step + 2e-3).all()


def test_demo_on_a_file(tmp_path):
    write(tmp_path / "tiny.gguf")
    result = run(
        "--model", tmp_path / "tiny.gguf", "--tokens", 4, "--prompt", "he"
    )
    assert result.returncode == 0, result.stdout + result.stderr
    assert result.stdout.rstrip().endswith("All checks passed")
    for text in ("NumPy f32", "bf16", "int8", "file int4", "tokens as NumPy's"):
        assert text in result.stdout


def test_negative_demo_truncated_file(tmp_path):
    path = tmp_path / "tiny.gguf"
    write(path)
    path.write_bytes(path.read_bytes()[:3000])
    result = run("--model", path)
    assert result.returncode == 1
    assert result.stderr.count("\n") == 1
    assert result.stderr.startswith(f"error: {path}: truncated")


@pytest.mark.parametrize(
    "arguments, message",
    [
        (["--weights", "int3"], "'int3' is none of f32, bf16, int8, file"),
        (["--tokens", "0"], "at least 1"),
        (["--random", "--model", "x"], "--random takes no --model"),
        (["--model", "x"], "error: x: No such file"),
    ],
)
def test_negative_demo_arguments(arguments, message):
    result = run(*arguments)
    assert result.returncode != 0 and message in result.stderr


def test_demo_without_the_package(monkeypatch, capsys):
    """Says so and goes on with random weights."""
    spec = importlib.util.spec_from_file_location("demo", DEMO)
    demo = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(demo)
    small = importer.random_model(2, 64, 96, 2, 1, 50)
    monkeypatch.setattr(demo.gguf, "random_model", lambda: small)
    monkeypatch.setattr(demo, "PACKAGE", "no_such_package")
    monkeypatch.setattr(sys, "argv", ["demo.py", "--tokens", "3"])
    assert demo.main() == 0
    out = capsys.readouterr().out
    assert (
        "no_such_package is not installed: random weights of the same shapes"
        in out
    )
    assert "All checks passed" in out
