# Part of the Penstock project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""JAX, one jitted function of all layers."""

import os

THREADS = os.environ.get("OMP_NUM_THREADS", "1")
# The pool has the size of the process's affinity.
os.environ["JAX_PLATFORMS"] = "cpu"
os.environ["NPROC"] = THREADS
if THREADS == "1":
    os.environ["XLA_FLAGS"] = (
        os.environ.get("XLA_FLAGS", "") + " --xla_cpu_multi_thread_eigen=false"
    )

import time  # noqa: E402

import jax  # noqa: E402
import jax.numpy as jnp  # noqa: E402
import numpy as np  # noqa: E402

from . import Peer  # noqa: E402

DTYPES = {"f32": jnp.float32, "bf16": jnp.bfloat16, "f16": jnp.float16}


class Implementation(Peer):
    def load(self):
        jax.config.update("jax_cpu_enable_async_dispatch", False)
        self.dtype = DTYPES[self.problem.dtype]
        self.sets = {
            "out_in": [
                tuple(jnp.asarray(w, self.dtype) for w in self.problem.weights(i))
                for i in self.layers
            ]
        }
        self.sets["in_out"] = [
            tuple(jnp.asarray(np.asarray(w).T.copy()) for w in layer)
            for layer in self.sets["out_in"]
        ]
        relu = self.problem.function == "reglu"
        activation = jax.nn.relu if relu else jax.nn.silu

        def make(axis):
            def product(x, w):
                return jax.lax.dot_general(x, w, (((1,), (axis,)), ((), ())))

            def run(x, zero, layers):
                ys = []
                for wg, wu, wd in layers:
                    h = activation(product(x, wg)) * product(x, wu)
                    ys.append(product(h, wd))
                    # One layer after the other, as in a model.
                    x = x + zero * ys[-1]
                return ys

            return jax.jit(run)

        self.runs = {"out_in": make(1), "in_out": make(0)}

    def prepare(self, tokens):
        x = jnp.asarray(self.problem.x(tokens), self.dtype)
        zero, ys = jnp.zeros((), self.dtype), []

        def call(order):
            ys[:] = jax.block_until_ready(
                self.runs[order](x, zero, self.sets[order])
            )

        def seconds(order):
            call(order)
            start = time.perf_counter()
            call(order)
            return time.perf_counter() - start

        order = min(self.runs, key=seconds)
        return lambda: call(order), lambda: [
            np.asarray(y, np.float32) for y in (ys[0], ys[-1])
        ]

    def about(self):
        return {
            "version": jax.__version__,
            "isa": "XLA, LLVM for the host",
            "threads": int(THREADS),
            "how": "jit of all layers, faster of both weight orders",
        }
