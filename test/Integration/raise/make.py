#!/usr/bin/env python3
# Part of the Penstock project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Makes the corpus in Inputs: networks as front ends write them, in linalg, and
what torch, ONNX Runtime's formula or JAX computes for the inputs of corpus.py.

    make.py [--only NAME...]

Needs torch 2.13, torch-mlir 20261001, transformers 5; for the ONNX and JAX
files onnx, and jax and iree-opt on PATH (iree-base-compiler 3.13).
"""

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
import corpus  # noqa: E402
from corpus import HIDDEN, NEURONS  # noqa: E402

INPUTS = corpus.INPUTS


#===------------------------------------------------------------------------===#
# torch
#===------------------------------------------------------------------------===#


def torch_modules():
    import torch
    import torch.nn.functional as F
    from torch import nn
    from transformers import (
        GemmaConfig, GPTNeoXConfig, LlamaConfig, PhiConfig, T5Config)
    from transformers.models.cohere.modeling_cohere import CohereLayerNorm
    from transformers.models.gemma.modeling_gemma import GemmaMLP
    from transformers.models.gpt_neox.modeling_gpt_neox import GPTNeoXMLP
    from transformers.models.llama.modeling_llama import LlamaMLP, LlamaRMSNorm
    from transformers.models.phi.modeling_phi import PhiMLP
    from transformers.models.t5.modeling_t5 import T5DenseGatedActDense

    sizes = dict(hidden_size=HIDDEN, intermediate_size=NEURONS)

    def linear(inputs, outputs, bias=False):
        return nn.Linear(inputs, outputs, bias=bias)

    class GptOss(nn.Module):
        """One expert of gpt-oss."""

        def __init__(self):
            super().__init__()
            self.gate_up_proj = nn.Parameter(torch.empty(HIDDEN, 2 * NEURONS))
            self.gate_up_proj_bias = nn.Parameter(torch.empty(2 * NEURONS))
            self.down_proj = nn.Parameter(torch.empty(NEURONS, HIDDEN))
            self.down_proj_bias = nn.Parameter(torch.empty(HIDDEN))

        def forward(self, x):
            gate_up = x @ self.gate_up_proj + self.gate_up_proj_bias
            gate, up = gate_up[..., ::2], gate_up[..., 1::2]
            gate = gate.clamp(min=None, max=7.0)
            up = up.clamp(min=-7.0, max=7.0)
            glu = gate * torch.sigmoid(gate * 1.702)
            return ((up + 1) * glu) @ self.down_proj + self.down_proj_bias

    class Palm(nn.Module):
        """A parallel block: attention's projection and the network are added."""

        def __init__(self):
            super().__init__()
            self.norm = LlamaRMSNorm(HIDDEN, eps=1e-5)
            self.gate, self.up = linear(HIDDEN, NEURONS), linear(HIDDEN, NEURONS)
            self.down, self.out = linear(NEURONS, HIDDEN), linear(HIDDEN, HIDDEN)

        def forward(self, x, attention):
            n = self.norm(x)
            ffn = self.down(F.silu(self.gate(n)) * self.up(n))
            return x + self.out(attention) + ffn

    class Packed(nn.Module):
        def __init__(self, cut):
            super().__init__()
            self.gate_up, self.down = linear(HIDDEN, 2 * NEURONS), linear(NEURONS, HIDDEN)
            self.cut = cut

        def forward(self, x):
            gate, up = self.cut(self.gate_up(x))
            return self.down(F.silu(gate) * up)

    class Two(nn.Module):
        def __init__(self, silu):
            super().__init__()
            self.gate, self.up = linear(HIDDEN, NEURONS), linear(HIDDEN, NEURONS)
            self.down = linear(NEURONS, HIDDEN)
            self.silu = silu

        def forward(self, x):
            return self.down(self.silu(self.gate(x)) * self.up(x))

    class Einsum(nn.Module):
        def __init__(self):
            super().__init__()
            self.gate = nn.Parameter(torch.empty(HIDDEN, NEURONS))
            self.up = nn.Parameter(torch.empty(HIDDEN, NEURONS))
            self.down = nn.Parameter(torch.empty(NEURONS, HIDDEN))

        def forward(self, x):
            gate = torch.einsum("btd,df->btf", x, self.gate)
            up = torch.einsum("btd,df->btf", x, self.up)
            return torch.einsum("btf,fd->btd", F.silu(gate) * up, self.down)

    class Unflatten(nn.Module):
        """Gate and up are two rows of one product."""

        def __init__(self):
            super().__init__()
            self.gate_up, self.down = linear(HIDDEN, 2 * NEURONS), linear(NEURONS, HIDDEN)

        def forward(self, x):
            gate_up = self.gate_up(x).unflatten(-1, (2, NEURONS))
            return self.down(F.silu(gate_up[..., 0, :]) * gate_up[..., 1, :])

    class Glu(nn.Module):
        """Halves of one product with a bias, computed in f32 and rounded once."""

        def __init__(self):
            super().__init__()
            self.gate_up = linear(HIDDEN, 2 * NEURONS, bias=True)
            self.down = linear(NEURONS, HIDDEN, bias=True)

        def forward(self, x):
            return self.down(F.glu(self.gate_up(x)))

    class CohereNormed(nn.Module):
        """A norm that is multiplied by its weight from the left, in f32."""

        def __init__(self):
            super().__init__()
            self.norm = CohereLayerNorm(HIDDEN)
            self.gate, self.up = linear(HIDDEN, NEURONS), linear(HIDDEN, NEURONS)
            self.down = linear(NEURONS, HIDDEN)

        def forward(self, x):
            n = self.norm(x)
            return x + self.down(F.silu(self.gate(n)) * self.up(n))

    class LayerNormed(nn.Module):
        """A norm before and a residual after, with biases."""

        def __init__(self):
            super().__init__()
            self.norm = nn.LayerNorm(HIDDEN)
            self.gate_up = linear(HIDDEN, 2 * NEURONS, bias=True)
            self.down = linear(NEURONS, HIDDEN, bias=True)

        def forward(self, x):
            up, gate = self.gate_up(self.norm(x)).chunk(2, dim=-1)
            return x + self.down(up * F.gelu(gate))

    return {
        "glu": Glu,
        "cohere": CohereNormed,
        "unflatten": Unflatten,
        "layer_norm": LayerNormed,
        "llama": lambda: LlamaMLP(LlamaConfig(**sizes, num_attention_heads=2)),
        "gemma": lambda: GemmaMLP(
            GemmaConfig(**sizes, num_attention_heads=2, hidden_activation="gelu_pytorch_tanh")),
        "phi": lambda: PhiMLP(PhiConfig(**sizes, num_attention_heads=2)),
        "gpt_neox": lambda: GPTNeoXMLP(GPTNeoXConfig(**sizes, num_attention_heads=2)),
        "t5": lambda: T5DenseGatedActDense(T5Config(
            d_model=HIDDEN, d_ff=NEURONS, feed_forward_proj="gated-gelu",
            dropout_rate=0.0)),
        "gpt_oss": GptOss,
        "palm": Palm,
        "swiglu_chunk": lambda: Packed(lambda h: h.chunk(2, dim=-1)),
        "swiglu_split": lambda: Packed(lambda h: h.split(NEURONS, dim=-1)),
        "swiglu_two": lambda: Two(F.silu),
        "swiglu_sigmoid": lambda: Two(lambda g: g * torch.sigmoid(g)),
        "swiglu_einsum": Einsum,
    }


def make_torch(name, module, dtype, references):
    import torch
    from torch_mlir import fx

    types = {"f32": torch.float32, "bf16": torch.bfloat16, "f16": torch.float16}
    module = module().eval()
    parameters = dict(module.named_parameters())
    names = list(parameters)
    count = 2 if name == "palm" else 1
    shapes = [corpus.X] * count + [tuple(p.shape) for p in parameters.values()]
    arrays = [torch.from_numpy(a).to(types[dtype])
              for a in corpus.random(name, shapes)]

    class Functional(torch.nn.Module):
        def forward(self, inputs, weights):
            return torch.func.functional_call(
                module, dict(zip(names, weights)), tuple(inputs))

    args = (arrays[:count], arrays[count:])
    with torch.no_grad():
        result = Functional()(*args)
        program = torch.export.export(Functional(), args, strict=False)
    text = str(fx.export_and_import(
        program, output_type="linalg-on-tensors", func_name="main"))
    key = f"{name}_{dtype}"
    (INPUTS / f"{key}.mlir").write_text(text)
    references[key] = result.to(torch.float32).numpy()


#===------------------------------------------------------------------------===#
# ONNX and JAX
#===------------------------------------------------------------------------===#


def run(*command):
    subprocess.run(command, check=True)


def make_onnx(name, references):
    import onnx
    from onnx import TensorProto, helper
    from onnx.reference import ReferenceEvaluator

    def node(op, inputs, output, **attributes):
        return helper.make_node(op, inputs.split(), [output], **attributes)

    d, f = HIDDEN, NEURONS
    weights = {"wg": (d, f), "wu": (d, f), "wd": (f, d)}
    constants = {}
    if name == "onnx_swiglu":
        act = [node("Sigmoid", "g", "s"), node("Mul", "g s", "a")]
    elif name == "onnx_geglu":
        constants = {"root": 2.0**0.5, "one": 1.0, "half": 0.5}
        act = [node("Div", "g root", "t"), node("Erf", "t", "e"),
               node("Add", "e one", "p"), node("Mul", "g p", "q"),
               node("Mul", "q half", "a")]
    else:  # onnx_relu, not gated, with biases
        weights = {"wg": (d, f), "bg": (f,), "wd": (f, d), "bd": (d,)}
        act = None
    if act:
        nodes = [node("MatMul", "x wg", "g"), node("MatMul", "x wu", "u"), *act,
                 node("Mul", "a u", "h"), node("MatMul", "h wd", "y")]
    else:
        nodes = [node("MatMul", "x wg", "p"), node("Add", "p bg", "g"),
                 node("Relu", "g", "h"), node("MatMul", "h wd", "q"),
                 node("Add", "q bd", "y")]
    shape = corpus.X[1:]
    value = helper.make_tensor_value_info
    inputs = [value(k, TensorProto.FLOAT, s)
              for k, s in {"x": shape, **weights}.items()]
    graph = helper.make_graph(
        nodes, "main", inputs, [value("y", TensorProto.FLOAT, shape)],
        [helper.make_tensor(k, TensorProto.FLOAT, [], [v])
         for k, v in constants.items()])
    model = helper.make_model(
        graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=9)
    onnx.checker.check_model(model)
    arrays = corpus.random(name, [shape, *weights.values()])
    feed = dict(zip(["x", *weights], arrays))
    (references[f"{name}_f32"],) = ReferenceEvaluator(model).run(None, feed)
    with tempfile.TemporaryDirectory() as folder:
        onnx.save(model, f"{folder}/m.onnx")
        run("iree-import-onnx", f"{folder}/m.onnx", "-o", f"{folder}/m.mlir")
        run("iree-opt", "--pass-pipeline=builtin.module("
            "torch-onnx-to-torch-backend-pipeline,"
            "torch-backend-to-linalg-on-tensors-backend-pipeline)",
            f"{folder}/m.mlir", "-o", str(INPUTS / f"{name}_f32.mlir"))


def make_jax(name, references):
    import jax
    import jax.numpy as jnp

    def swiglu(x, wg, wu, wd):
        return (jax.nn.silu(x @ wg) * (x @ wu)) @ wd

    def geglu(x, wg, wu, wd):
        return (jax.nn.gelu(x @ wg, approximate=True) * (x @ wu)) @ wd

    def block(x, w, wg, wu, wd):
        n = x * jax.lax.rsqrt(jnp.mean(x * x, -1, keepdims=True) + 1e-6) * w
        return x + swiglu(n, wg, wu, wd)

    d, f = HIDDEN, NEURONS
    weights = [(d, f), (d, f), (f, d)]
    function, weights = {
        "jax_swiglu": (swiglu, weights),
        "jax_geglu": (geglu, weights),
        "jax_block": (block, [(d,), *weights]),
    }[name]
    arrays = corpus.random(name, [corpus.X[1:], *weights])
    references[f"{name}_f32"] = np.asarray(function(*arrays))
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, "f.stablehlo.mlir")
        source.write_text(
            str(jax.jit(function).lower(*arrays).compiler_ir("stablehlo")))
        run("iree-opt", "--pass-pipeline=builtin.module("
            "func.func(chlo-legalize-to-stablehlo),"
            "iree-stablehlo-input-transformation-pipeline)",
            str(source), "-o", str(INPUTS / f"{name}_f32.mlir"))


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--only", nargs="*", help="names that start like these")
    parser.add_argument("--front-ends", nargs="*", default=["torch", "onnx", "jax"])
    options = parser.parse_args()

    def wanted(name):
        return not options.only or name.startswith(tuple(options.only))

    INPUTS.mkdir(exist_ok=True)
    references = {}
    if corpus.REFERENCES.exists():
        references = dict(np.load(corpus.REFERENCES))
    if "torch" in options.front_ends:
        for name, module in torch_modules().items():
            for dtype in ("f32", "bf16", "f16"):
                if wanted(name):
                    make_torch(name, module, dtype, references)
    if "onnx" in options.front_ends:
        for name in filter(wanted, ("onnx_swiglu", "onnx_geglu", "onnx_relu")):
            make_onnx(name, references)
    if "jax" in options.front_ends:
        for name in filter(wanted, ("jax_swiglu", "jax_geglu", "jax_block")):
            make_jax(name, references)
    np.savez_compressed(corpus.REFERENCES, **references)


if __name__ == "__main__":
    main()
