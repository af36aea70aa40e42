# Part of the Penstock project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The benchmarks on a tiny shape, with NumPy as the only peer."""

import importlib.util
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

BENCH = Path(__file__).resolve().parents[2] / "bench"
sys.path.insert(0, str(BENCH))

from workers import report  # noqa: E402
from workers.problem import (  # noqa: E402
    Problem,
    error,
    expected,
    input_gradient,
    quantize_int4,
    reference,
    rounded,
)

needs_compiler = pytest.mark.skipif(
    not any(map(shutil.which, ("clang-22", "clang", "cc"))),
    reason="the limits need a C compiler",
)


def run(script, *arguments):
    return subprocess.run(
        [sys.executable, BENCH / script, *map(str, arguments)],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        timeout=300,
    )


@needs_compiler
def test_ffn(tmp_path):
    arguments = "--quick --shapes 64x96 --tokens 1,5 --dtypes f32 --threads 1"
    arguments += " --peers numpy,iree --ours penstock --cold 0.01 --output"
    result = run("ffn.py", *arguments.split(), tmp_path)
    assert result.returncode == 0, result.stderr
    assert "| 64x96 | 5 | " in result.stdout
    data = json.loads((tmp_path / "ffn.json").read_text())
    assert [c["tokens"] for c in data["cells"]] == [1, 5]
    for cell in data["cells"]:
        assert cell["layers"] > 1 and cell["limits"]["f32"] > 1e9
        for name in ("penstock", "numpy"):
            worker = cell["workers"][name]
            assert worker["error"] < 1e-5 and len(worker["rounds"]) == 2
        # A peer that is not there is a row that says so.
        if importlib.util.find_spec("iree") is None:
            assert "No module named" in cell["workers"]["iree"]["failed"]
    assert not (tmp_path / "weights").exists()
    # The figures once more, without measuring.
    again = run("ffn.py", "--report", "--output", tmp_path)
    assert again.stdout.strip().splitlines()[-1].startswith("| NumPy |")


@needs_compiler
def test_sparse(tmp_path):
    arguments = "--quick --shapes 64x96 --threads 1 --peers numpy"
    arguments += " --zeros 0.9 --ours penstock --cold 0.01 --output"
    result = run("sparse.py", *arguments.split(), tmp_path)
    assert result.returncode == 0, result.stderr
    data = json.loads((tmp_path / "sparse.json").read_text())
    assert [c["zeros"] for c in data["cells"]] == [0.9]
    assert all(c["workers"]["numpy"]["error"] < 1e-5 for c in data["cells"])


def test_share_of_zeros(tmp_path):
    p = Problem(64, 4096, "f32", 1, 1, str(tmp_path), "reglu", 0.9)
    p.write_weights()
    gate = p.x(4) @ p.weights(0)[0].T
    assert abs((gate <= 0).mean() - 0.9) < 0.03


def test_formats():
    w = np.random.default_rng(0).standard_normal((4, 64), np.float32)
    for dtype, limit in {"f32": 0, "bf16": 2e-2, "int8": 2e-2}.items():
        assert np.abs(rounded(w, dtype) - w).max() <= limit
    q, scale = quantize_int4(w)
    step = scale.astype("f4").reshape(4, 2, 1)
    difference = (rounded(w, "int4") - w).reshape(4, 2, 32)
    assert (np.abs(difference) <= 0.51 * step).all()


def test_wrong_results_are_seen(tmp_path):
    p = Problem(32, 64, "f32", 1, 1, str(tmp_path))
    p.write_weights()
    exact = expected(p, 0, [5])[5]
    wg, wu, wd = p.weights(0)
    gate = p.x(5) @ wg.T
    y = (gate / (1 + np.exp(-gate)) * (p.x(5) @ wu.T)) @ wd.T
    assert error(y, exact) < 1e-6
    y[4, 3] += 1
    assert error(y, exact) > 1e-2
    y[4, 3] = np.nan
    assert error(y, exact) == np.inf


def test_gradient(tmp_path):
    p = Problem(32, 64, "f32", 1, 1, str(tmp_path), work="train")
    p.write_weights()
    x, adjoint = p.x(3).astype("f8"), p.adjoint(3)
    dx = input_gradient(p, x, adjoint, p.weights(0))
    h = 1e-6 * np.random.default_rng(1).standard_normal(x.shape)
    ends = [(reference(p, x + s * h, p.weights(0)) * adjoint).sum() for s in (1, -1)]
    assert abs((ends[0] - ends[1]) / 2 - (dx * h).sum()) < 1e-9 * np.abs(dx).max()


@needs_compiler
def test_train(tmp_path):
    pytest.importorskip("torch_mlir")
    arguments = "--quick --shapes 64x96 --tokens 5 --threads 1 --output"
    result = run("train.py", *arguments.split(), "--cold", "0.01", tmp_path)
    assert result.returncode == 0, result.stderr
    assert "| 64x96, forward and backward | 5 | " in result.stdout
    for cell in json.loads((tmp_path / "train.json").read_text())["cells"]:
        for worker in cell["workers"].values():
            assert worker["error"] < 1e-5


def test_readme_sections(tmp_path):
    path = tmp_path / "README.md"
    path.write_text("# A\n\n<!-- bench ffn -->\nold\n<!-- end -->\n\n## B\n")
    report.replace_section(path, "ffn", "new")
    report.replace_section(path, "sparse", "zeros")
    text = path.read_text()
    assert "old" not in text and "new\n<!-- end -->\n\n## B" in text
    assert text.endswith("<!-- bench sparse -->\nzeros\n<!-- end -->\n")


@pytest.mark.parametrize(
    "arguments, message",
    [
        (["--shapes", "64"], "'64' is no list of DxF"),
        (["--shapes", "65x96"], "65x96 is no multiple of 32"),
        (["--dtypes", "int3"], "'int3' is none of f32, bf16"),
        (["--peers", "fast"], "there is no 'fast'"),
        (["--report"], "ffn.json: No such file"),
    ],
)
def test_negative_arguments(tmp_path, arguments, message):
    result = run("ffn.py", *arguments, "--output", tmp_path)
    assert result.returncode == 2 and message in result.stderr
