# Part of the Penstock project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The FFN as a module of torch, by penstock.torch.compile and by torch. A call
is the forward pass, or that and a backward pass to x and all weights."""

import numpy as np

from . import Peer
from .torch_ import DTYPES, FFN, torch


class Implementation(Peer):
    def load(self):
        torch.set_num_threads(self.problem.threads)
        torch.set_num_interop_threads(1)
        self.dtype = DTYPES.get(self.problem.dtype, torch.float32)
        self.modules = []
        for layer in self.layers:
            weights = [
                torch.from_numpy(np.array(w)).to(self.dtype)
                for w in self.problem.weights(layer)
            ]
            module = FFN(weights, self.problem.function == "reglu")
            self.modules.append(module.requires_grad_(self.trains))

    @property
    def trains(self):
        return self.problem.work == "train"

    def compiled(self, x):
        if self.variant == "eager":
            return self.modules
        if self.variant == "compile":
            torch._dynamo.reset()
            return [torch.compile(m, dynamic=False) for m in self.modules]
        import penstock.torch

        threads = "openmp" if self.problem.threads > 1 else "none"
        return [
            penstock.torch.compile(m, (x,), threads=threads) for m in self.modules
        ]

    def prepare(self, tokens):
        x = torch.from_numpy(self.problem.x(tokens)).to(self.dtype)
        adjoint = torch.from_numpy(self.problem.adjoint(tokens)).to(self.dtype)
        xs = [x.clone().requires_grad_(self.trains) for _ in self.layers]
        functions, ys = self.compiled(x), [None] * len(xs)

        def forward():
            with torch.no_grad():
                for i, function in enumerate(functions):
                    ys[i] = function(xs[i])

        def train():
            for i, function in enumerate(functions):
                xs[i].grad = None
                self.modules[i].zero_grad(set_to_none=True)
                y = function(xs[i])
                y.backward(adjoint)
                ys[i] = y.detach()

        def outputs():
            for i in (0, -1):
                parts = [ys[i], xs[i].grad] if self.trains else [ys[i]]
                yield torch.cat(parts, 1).float().numpy()

        return train if self.trains else forward, outputs

    def about(self):
        how = {
            "eager": "", "compile": "static shapes", "penstock": "static shapes",
        }
        return {
            "version": torch.__version__,
            "isa": f"ATen {torch.backends.cpu.get_cpu_capability()}",
            "threads": torch.get_num_threads(),
            "how": how[self.variant],
        }
