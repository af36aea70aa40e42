# Part of the Penstock project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""PyTorch: eager, compiled, and its two ways to quantize."""

import os
import re
import subprocess
import sys
from pathlib import Path

CACHE = Path(__file__).resolve().parents[2] / ".cache"
# Compile in this process, and keep what was compiled.
os.environ.setdefault("TORCHINDUCTOR_COMPILE_THREADS", "1")
os.environ.setdefault("TORCHINDUCTOR_CACHE_DIR", str(CACHE / "inductor"))

import numpy as np  # noqa: E402
import torch  # noqa: E402
from torch import nn  # noqa: E402

from . import Peer  # noqa: E402

DTYPES = {"bf16": torch.bfloat16, "f16": torch.float16}
GROUP = 32

PROBE = """
import torch
x = torch.ones(64, 64)
x @ x
torch.nn.functional.linear(x.bfloat16(), x.bfloat16())
"""


class FFN(nn.Module):
    def __init__(self, weights, relu):
        super().__init__()
        self.gate, self.up, self.down = (
            nn.Linear(w.shape[1], w.shape[0], bias=False, device="meta")
            for w in weights
        )
        for linear, w in zip((self.gate, self.up, self.down), weights):
            linear.weight = nn.Parameter(w, requires_grad=False)
        self.activation = nn.ReLU() if relu else nn.SiLU()

    def forward(self, x):
        return self.down(self.activation(self.gate(x)) * self.up(x))


class Int4FFN(nn.Module):
    """The products that torch has for int4 weights on CPUs."""

    def __init__(self, weights, relu):
        from ..problem import quantize_int4

        super().__init__()
        self.packed = []
        for w in weights:
            q, scale = quantize_int4(w.numpy())
            q = torch.from_numpy(q.reshape(w.shape).astype(np.int32))
            packed = torch.ops.aten._convert_weight_to_int4pack_for_cpu(q, 1)
            # [groups][out][scale, zero]: w = scale * (q - 8) + zero
            scales = torch.from_numpy(scale.astype("f4")[..., 0].T.copy())
            pairs = torch.stack([scales, torch.zeros_like(scales)], -1)
            self.packed.append((packed, pairs.bfloat16()))
        self.activation = nn.ReLU() if relu else nn.SiLU()

    def product(self, x, i):
        packed, scales = self.packed[i]
        return torch.ops.aten._weight_int4pack_mm_for_cpu(
            x, packed, GROUP, scales
        )

    def forward(self, x):
        gate, up = self.product(x, 0), self.product(x, 1)
        return self.product(self.activation(gate) * up, 2)


class Stack(nn.Module):
    """All layers, each with an input of its own."""

    def __init__(self, ffns):
        super().__init__()
        self.ffns = nn.ModuleList(ffns)

    def forward(self, xs):
        return [ffn(x) for ffn, x in zip(self.ffns, xs)]


class Implementation(Peer):
    def load(self):
        torch.set_num_threads(self.problem.threads)
        torch.set_num_interop_threads(1)
        self.dtype = DTYPES.get(self.problem.dtype, torch.float32)
        if self.variant == "int4":
            self.dtype = torch.bfloat16
        relu = self.problem.function == "reglu"
        ffns = []
        for layer in self.layers:
            weights = [
                torch.from_numpy(np.array(w))
                for w in self.problem.weights(layer)
            ]
            if self.variant == "int4":
                ffns.append(Int4FFN(weights, relu))
                continue
            ffn = FFN([w.to(self.dtype) for w in weights], relu).eval()
            if self.variant == "dynamic":
                ffn = torch.ao.quantization.quantize_dynamic(
                    ffn, {nn.Linear}, torch.qint8
                )
            ffns.append(ffn)
        self.stack = Stack(ffns).eval()
        if self.variant == "ao":
            from torchao.quantization import (
                Int8DynamicActivationInt8WeightConfig,
                quantize_,
            )

            quantize_(self.stack, Int8DynamicActivationInt8WeightConfig())
        if self.variant in ("compile", "ao"):
            import torch._inductor.config as config

            config.freezing = True
            config.max_autotune = True
            self.original = self.stack

    def prepare(self, tokens):
        x = torch.from_numpy(self.problem.x(tokens)).to(self.dtype)
        xs = [x.clone() for _ in self.layers]
        run = self.stack
        if self.variant in ("compile", "ao"):
            torch._dynamo.reset()
            run = torch.compile(self.original, dynamic=False)
        ys = []

        def call():
            with torch.inference_mode():
                ys[:] = run(xs)

        if self.variant in ("compile", "ao"):
            # Freezing is for no_grad, and inference mode would compile again.
            def call():
                with torch.no_grad():
                    ys[:] = run(xs)

        def outputs():
            return [y.float().numpy() for y in (ys[0], ys[-1])]

        return call, outputs

    def weights(self, layer):
        ffn = self.stack.ffns[layer]
        if self.variant == "dynamic":
            linears = (ffn.gate, ffn.up, ffn.down)
            return [linear.weight().dequantize().numpy() for linear in linears]
        if self.variant == "ao":
            linears = (ffn.gate, ffn.up, ffn.down)
            return [
                linear.weight.dequantize().float().numpy() for linear in linears
            ]
        return None

    def about(self):
        environment = {**os.environ, "ONEDNN_VERBOSE": "1", "MKL_VERBOSE": "1"}
        words = subprocess.run(
            [sys.executable, "-c", PROBE],
            env=environment,
            capture_output=True,
            text=True,
        ).stdout
        isa = [f"ATen {torch.backends.cpu.get_cpu_capability()}"]
        onednn = re.search(r"cpu,isa:(.*)", words)
        mkl = re.search(r"^MKL_VERBOSE (oneMKL.*?),? Lnx", words, re.M)
        if onednn:
            isa.append(f"oneDNN {onednn[1]}")
        if mkl:
            words = re.sub(r"Product build \d+ |\(R\)", "", mkl[1])
            isa.append(words)
        how = {
            "eager": "inference mode",
            "compile": "freezing, max-autotune, static shapes",
            "dynamic": "engine " + torch.backends.quantized.engine,
            "ao": "int8 dynamic activations, freezing, max-autotune",
            "int4": "group 32, float activations",
        }
        return {
            "version": torch.__version__,
            "isa": "; ".join(isa),
            "threads": torch.get_num_threads(),
            "how": how[self.variant],
        }
