# Part of the Penstock project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""IREE: llvm-cpu for the host, compiled for each token count, weights as
parameters that it packs when the module is loaded."""

import re
import tempfile
from pathlib import Path

import iree.compiler as compiler
import iree.runtime as runtime
import numpy as np

from . import Peer

FLAGS = [
    "--iree-llvmcpu-target-cpu=host",
    "--iree-opt-level=O3",
    "--iree-opt-data-tiling",
]


class Implementation(Peer):
    def source(self, tokens):
        p = self.problem
        x, h = f"tensor<{tokens}x{p.d}xf32>", f"tensor<{tokens}x{p.f}xf32>"
        types = [
            f"tensor<{rows}x{columns}xf32>" for rows, columns in p.shapes()
        ]
        lines, body = [], []

        maps = ", ".join(
            f"affine_map<(m, n, k) -> ({m})>" for m in ("m, k", "n, k", "m, n")
        )

        def matmul(i, name, left, right, left_type, right_type, type_):
            body.append(f"""
  %e_{name}{i} = tensor.empty() : {type_}
  %z_{name}{i} = linalg.fill ins(%zero : f32) outs(%e_{name}{i} : {type_}) -> {type_}
  %{name}{i} = linalg.matmul indexing_maps = [{maps}]
    ins({left}, {right} : {left_type}, {right_type})
    outs(%z_{name}{i} : {type_}) -> {type_}""")

        for i in self.layers:
            for name, type_ in zip(("wg", "wu", "wd"), types):
                lines.append(
                    f"util.global private @{name}{i} = "
                    f'#flow.parameter.named<"model"::"{name}{i}"> : {type_}'
                )
                body.append(
                    f"  %{name}{i} = util.global.load immutable @{name}{i}"
                    f" : {type_}"
                )
            matmul(i, "g", f"%x{i}", f"%wg{i}", x, types[0], h)
            matmul(i, "u", f"%x{i}", f"%wu{i}", x, types[1], h)
            if p.function == "reglu":
                scalar = "%a = arith.maximumf %g, %zero : f32"
            else:
                scalar = """%m = arith.negf %g : f32
    %e = math.exp %m : f32
    %d = arith.addf %e, %one : f32
    %a = arith.divf %g, %d : f32"""
            row = "affine_map<(m, n) -> (m, n)>"
            body.append(f"""
  %h{i} = linalg.generic {{indexing_maps = [{row}, {row}, {row}],
      iterator_types = ["parallel", "parallel"]}}
      ins(%g{i}, %u{i} : {h}, {h}) outs(%e_g{i} : {h}) {{
  ^bb0(%g: f32, %u: f32, %o: f32):
    {scalar}
    %r = arith.mulf %a, %u : f32
    linalg.yield %r : f32
  }} -> {h}""")
            matmul(i, "y", f"%h{i}", f"%wd{i}", h, types[2], x)
            if i + 1 < p.layers:
                # One layer after the other, as in a model.
                body.append(f"""
  %x{i + 1} = linalg.generic {{indexing_maps = [{row}, {row}, {row}],
      iterator_types = ["parallel", "parallel"]}}
      ins(%x0, %y{i} : {x}, {x}) outs(%e_y{i} : {x}) {{
  ^bb0(%a: f32, %b: f32, %o: f32):
    %t = arith.mulf %b, %off : f32
    %r = arith.addf %a, %t : f32
    linalg.yield %r : f32
  }} -> {x}""")
        results = ", ".join([x] * p.layers)
        values = ", ".join(f"%y{i}" for i in self.layers)
        return "\n".join(
            lines
            + [
                f"func.func @main(%x0: {x}, %off: f32) -> ({results}) {{",
                "  %zero = arith.constant 0.0 : f32",
                "  %one = arith.constant 1.0 : f32",
                *body,
                f"  return {values} : {results}",
                "}",
            ]
        )

    def load(self):
        p = self.problem
        self.folder = tempfile.TemporaryDirectory(dir=p.folder)
        path = Path(self.folder.name) / "model.irpa"
        index = runtime.ParameterIndex()
        for i in self.layers:
            for name, w in zip(("wg", "wu", "wd"), p.weights(i)):
                index.add_buffer(f"{name}{i}", np.array(w))
        index.create_archive_file(str(path))
        self.parameters = runtime.ParameterIndex()
        self.parameters.load(str(path))
        if p.threads > 1:
            runtime.flags.parse_flags(
                f"--task_topology_group_count={p.threads}"
            )
        self.config = runtime.Config(
            "local-task" if p.threads > 1 else "local-sync"
        )

    def prepare(self, tokens):
        program = compiler.compile_str(
            self.source(tokens), target_backends=["llvm-cpu"], extra_args=FLAGS
        )
        instance = self.config.vm_instance
        self.main = None  # Its packed weights may go.
        modules = runtime.load_vm_modules(
            runtime.create_io_parameters_module(
                instance, self.parameters.create_provider(scope="model")
            ),
            runtime.create_hal_module(instance, self.config.device),
            runtime.VmModule.copy_buffer(instance, program),
            config=self.config,
        )
        self.main = modules[-1].main
        device = self.config.device
        x = runtime.asdevicearray(device, self.problem.x(tokens))
        off, ys = 0.0, []

        def call():
            result = self.main(x, off)
            ys[:] = result if isinstance(result, (tuple, list)) else [result]

        return call, lambda: [np.asarray(y.to_host()) for y in (ys[0], ys[-1])]

    def about(self):
        cpu = compiler.compile_str(
            "func.func @f(%x: tensor<4xf32>) -> tensor<4xf32> {\n"
            "  %y = arith.addf %x, %x : tensor<4xf32>\n"
            "  return %y : tensor<4xf32>\n}",
            target_backends=["llvm-cpu"],
            extra_args=[*FLAGS, "--compile-to=executable-sources"],
        ).decode()
        target = re.search(r'cpu = "([^"]*)"', cpu)
        from importlib.metadata import version

        return {
            "version": version("iree-base-compiler"),
            "isa": target[1] if target else "host",
            "threads": self.problem.threads,
            "how": " ".join(f.removeprefix("--iree-") for f in FLAGS)
            + (", local-sync" if self.problem.threads == 1 else ", local-task"),
        }
