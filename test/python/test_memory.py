# Part of the Penstock project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The memory that running a kernel takes."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("penstock._penstock", exc_type=ModuleNotFoundError)
if not Path("/proc/self/clear_refs").exists():
    pytest.skip("no peak to read", allow_module_level=True)

COLUMNS, NEURONS = 1024, 4096
WEIGHTS = {
    "f32": ("", ""),
    "int8": (
        ", #gate.weight<panels, int8, tile = 16, interleave = 4>",
        "{activations = #gate.activations<int8>}",
    ),
    "int4": (
        ", #gate.weight<panels, int4, tile = 16, group_size = 32, scale = f16,"
        " interleave = 4>",
        "{activations = #gate.activations<int8, group_size = 32>}",
    ),
}


def ffn(weights):
    encoding, attributes = WEIGHTS[weights]
    x = f"tensor<?x{COLUMNS}xf32>"
    w = f"tensor<{COLUMNS}x{NEURONS}xf32{encoding}>"
    d = f"tensor<{NEURONS}x{COLUMNS}xf32{encoding}>"
    return f"""
    func.func @ffn(%x: {x}, %g: {w}, %u: {w}, %d: {d}) -> {x} {{
      %c0 = arith.constant 0 : index
      %n = tensor.dim %x, %c0 : {x}
      %e = tensor.empty(%n) : {x}
      %y = gate.ffn @swiglu ins(%x : {x}) weights(%g, %u : {w}, {w})
          down(%d : {d}) outs(%e : {x}) {attributes}
      return %y : {x}
    }}"""


# Compiling takes memory too: it is over, and its peak forgotten, before the
# weights are made in their places.
PROGRAM = """
import json, mmap, sys
import numpy as np
import penstock

def status(key):
    for line in open("/proc/self/status"):
        if line.startswith(key + ":"):
            return int(line.split()[1]) * 1024

def make(bytes):
    array = np.frombuffer(mmap.mmap(-1, bytes), np.uint8)
    array[:] = 0
    return array

kernel = penstock.compile(sys.argv[1]).ffn
columns, tokens = map(int, sys.argv[2:])
weights = [a.encoded_bytes for a in kernel.arguments if a.role == "weight"]
# The code is linked and the pages of NumPy are there.
kernel(np.zeros((1, columns), np.float32), *map(make, weights))
open("/proc/self/clear_refs", "w").write("5")
before = status("VmRSS")
arrays = [make(bytes) for bytes in weights]
x = make(tokens * columns * 4).view(np.float32).reshape(tokens, columns)
y = make(tokens * columns * 4).view(np.float32).reshape(tokens, columns)
kernel(x, *arrays, out=y)
print(json.dumps([sum(weights), status("VmHWM") - before]))
"""


@pytest.fixture(scope="module")
def environment(tmp_path_factory):
    """Compiles once for all numbers of tokens."""
    environment = {**os.environ}
    environment["PENSTOCK_CACHE_DIR"] = str(tmp_path_factory.mktemp("cache"))
    del environment["PENSTOCK_CACHE_SIZE"]
    return environment


@pytest.mark.parametrize("tokens", [1, 128, 512])
@pytest.mark.parametrize("weights", WEIGHTS)
def test_peak(environment, weights, tokens):
    """Weights, activations and 5 percent."""
    run = subprocess.run(
        [sys.executable, "-c", PROGRAM, ffn(weights), str(COLUMNS), str(tokens)],
        capture_output=True,
        text=True,
        check=True,
        env=environment,
    )
    encoded, peak = json.loads(run.stdout)
    activations = tokens * (2 * COLUMNS + NEURONS) * 4
    if weights != "f32":
        # Quantized inputs, a scale and a sum for each group or row.
        activations += tokens * (COLUMNS + NEURONS) * (1 + 8 / 32)
    assert peak <= 1.05 * (encoded + activations)
