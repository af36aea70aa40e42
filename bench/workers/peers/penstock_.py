# Part of the Penstock project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Our kernels. Plain weights go in; the emitted entries encode them."""

import re
import time

import numpy as np

from . import Peer

TEMPLATE = """
func.func @ffn(%x: X, %wg: UP, %wu: UP, %wd: DOWN) -> X {
  %c0 = arith.constant 0 : index
  %n = tensor.dim %x, %c0 : X
  %out = tensor.empty(%n) : X
  %y = gate.ffn @FUNCTION ins(%x : X) weights(%wg, %wu : UP, UP)
         down(%wd : DOWN) outs(%out : X)
         {weight_order = #gate.weight_order<out_in>ATTRIBUTES}
  return %y : X
}
"""

FORMATS = {
    "f32": "f32",
    "bf16": "bf16",
    "f16": "f16",
    "int8": "int8",
    "int4": "int4, group_size = 32, scale = f16",
}
# By format and variant: what the encodings have more, and the op's attribute.
INT8_DOT = ", interleave = 4"
ACTIVATIONS = {
    ("int8", ""): (INT8_DOT, "int8"),
    ("int4", ""): (INT8_DOT, "int8, group_size = 32"),
    ("int4", "row"): (INT8_DOT, "int8"),
}


class Implementation(Peer):
    def fill(self, element, up, down, attributes=""):
        p = self.problem

        def tensor(rows, columns, encoding):
            return f"tensor<{rows}x{columns}x{element}{encoding}>"

        text = TEMPLATE.replace("FUNCTION", p.function)
        text = text.replace("ATTRIBUTES", attributes)
        text = text.replace("UP", tensor(p.f, p.d, up))
        text = text.replace("DOWN", tensor(p.d, p.f, down))
        return text.replace("X", f"tensor<?x{p.d}x{element}>")

    def tiles(self, element):
        """How wide the panels are that the compiler's table has for this
        machine, and how many inputs lie side by side, as an encoding's text."""
        import penstock

        module = penstock.parse(self.fill(element, "", ""))
        module.run("penstock-choose-strategy")
        found = {
            name: dict(re.findall(r"(\w+) = (\d+)", text))
            for name, text in re.findall(
                r"(\w*strategy) = #gate.strategy<([^>]*)>", str(module)
            )
        }
        for name in ("strategy", "down_strategy"):
            text = f", tile = {found[name]['neurons']}"
            if element == self.problem.dtype and "interleave" in found[name]:
                text += f", interleave = {found[name]['interleave']}"
            yield text

    def source(self):
        dtype = self.problem.dtype
        element = "f32"
        if dtype in ("bf16", "f16") and self.variant != "float":
            element = dtype
        more, activations = ACTIVATIONS.get((dtype, self.variant), ("", ""))
        if self.variant == "sparse":
            return self.fill(element, "", "")
        up, down = (
            f", #gate.weight<panels, {FORMATS[dtype]}{tile}{more}, out_in>"
            for tile in self.tiles(element)
        )
        if activations:
            activations = f", activations = #gate.activations<{activations}>"
        return self.fill(element, up, down, activations)

    def load(self):
        import penstock

        module = penstock.parse(self.source())
        if self.variant == "sparse":
            module.run("gate-sparsify")
        start = time.perf_counter()
        threads = "openmp" if self.problem.threads > 1 else "none"
        self.kernel = penstock.compile(module, threads=threads)["ffn"]
        self.seconds = time.perf_counter() - start
        import ml_dtypes

        dtypes = {"bf16": ml_dtypes.bfloat16, "f16": np.float16}
        if self.variant == "float":
            dtypes = {}
        self.dtype = np.dtype(dtypes.get(self.problem.dtype, np.float32))
        encoded = {a.name for a in self.kernel.arguments if a.encoding}
        self.encoded = [
            tuple(
                self.kernel.encode(name, w.astype(self.dtype))
                if name in encoded
                else np.array(w, self.dtype)
                for name, w in zip(
                    ("wg", "wu", "wd"), self.problem.weights(layer)
                )
            )
            for layer in self.layers
        ]

    def prepare(self, tokens):
        x = self.problem.x(tokens).astype(self.dtype)
        ys = np.empty((self.problem.layers, *x.shape), self.dtype)
        kernel = self.kernel
        calls = [(*w, y) for w, y in zip(self.encoded, ys)]

        def run():
            for wg, wu, wd, y in calls:
                kernel(x, wg, wu, wd, out=y)

        return run, lambda: (ys[0], ys[-1])

    def about(self):
        import penstock

        manifest = self.kernel._library.manifest
        target = manifest.get("target", {})
        if not isinstance(target, dict):
            target = {"cpu": target}
        features = str(target.get("features", ""))
        isa = [
            f
            for f in ("avx2", "avxvnni", "avx512f", "avx512vnni", "dotprod")
            if f"+{f}" in features
        ]
        return {
            "version": penstock.__version__,
            "isa": " ".join([str(target.get("cpu", "")), *isa]),
            "threads": self.problem.threads,
            "how": "; ".join(
                re.sub(r"#gate.strategy<(.*)>", r"\1", text)
                for text in self.kernel.manifest["strategies"]
            )
            + f"; compiled in {self.seconds:.1f} s",
        }
