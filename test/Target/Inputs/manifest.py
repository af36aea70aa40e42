# Part of the Penstock project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Prints the manifest of the kernel in phases.mlir, and checks its sums."""

import hashlib
import json
import pathlib
import sys

directory = pathlib.Path(sys.argv[1])
manifest = json.loads((directory / "manifest.json").read_text())
target = manifest["target"]
(kernel,) = manifest["kernels"]
print(kernel["name"], manifest["abi_version"], target["cpu"],
      *(f for f in target["features"] if f == "avx2"), manifest["threads"])
arguments = kernel["arguments"]
print("struct", kernel["struct"]["bytes"],
      [a["struct_offset"] for a in arguments])
for a in arguments:
    print(a["role"], a["name"], a["dtype"], a["shape"],
          *(a[k] for k in ("strides", "alignment", "access", "phases")
            if a["role"] != "scalar"))
    if "encoding" in a:
        e = a["encoding"]
        print("encoding", e["dtype"], e["shape"], e["part_offsets"],
              e["bytes"], e["encode"], e["size"])
    assert manifest["dtypes"][a["dtype"]]["bytes"] > 0
w = kernel["workspace"]
print("workspace", w["bytes"], w["alignment"], w["struct_offset"],
      [t["name"] for t in w["intermediates"]])
print("tasks", [p["tasks"] for p in kernel["phases"]])
for s in kernel["symbols"]:
    print(s["name"], s["min"], s["max"])
n = kernel["numerics"]
print("numerics", n["accumulate"], n["rounding"], n["activations"])
print("batch", kernel["batch_axis"])
for f in manifest["files"]:
    data = (directory / f["name"]).read_bytes()
    assert len(data) == f["bytes"]
    same = hashlib.sha256(data).hexdigest() == f["sha256"]
    print(f["name"], "matches" if same else "differs")
