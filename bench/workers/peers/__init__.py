# Part of the Penstock project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What is measured, by name: a module beside this file and a class in it."""

import importlib
from typing import NamedTuple


class Entry(NamedTuple):
    title: str
    dtypes: tuple  # of weights
    variant: str = ""
    ours: bool = False


F32, FLOATS, INTS = ("f32",), ("f32", "bf16", "f16"), ("int8", "int4")
INT8, INT4, OURS = ("int8",), ("int4",), True
NARROW = ("bf16", "f16") + INTS

# The part of a name before "-" is the module.
PEERS = {
    "penstock": Entry("Penstock", FLOATS + INTS, "", OURS),
    "penstock-row": Entry("Penstock, x int8 per row", INT4, "row", OURS),
    "penstock-float": Entry("Penstock, x in f32", NARROW, "float", OURS),
    "penstock-sparse": Entry("Penstock, sparse", FLOATS, "sparse", OURS),
    "module": Entry("penstock.torch.compile", FLOATS[:2], "penstock", OURS),
    "module-compile": Entry("torch.compile", FLOATS[:2], "compile"),
    "module-eager": Entry("torch eager", FLOATS[:2], "eager"),
    "elementwise": Entry("Penstock", FLOATS[:2], "penstock", OURS),
    "elementwise-approximate": Entry(
        "Penstock, within 1e-4", FLOATS[:2], "approximate", OURS
    ),
    "elementwise-compile": Entry("torch.compile", FLOATS[:2], "compile"),
    "elementwise-onnx": Entry("ONNX Runtime", F32, "onnx"),
    "elementwise-copy": Entry("copy", FLOATS[:2], "copy"),
    "numpy": Entry("NumPy", F32),
    "torch": Entry("torch eager", FLOATS, "eager"),
    "torch-compile": Entry("torch.compile", FLOATS, "compile"),
    "torch-dynamic": Entry("torch quantize_dynamic", INT8, "dynamic"),
    "torch-ao": Entry("torchao, torch.compile", INT8, "ao"),
    "torch-int4": Entry("torch int4pack_mm, x in bf16", INT4, "int4"),
    "onnxruntime": Entry("ONNX Runtime", F32 + INT8),
    "onnxruntime-nbits": Entry("ONNX Runtime MatMulNBits", INTS, "nbits"),
    "openvino": Entry("OpenVINO", FLOATS + INTS),
    "jax": Entry("JAX", FLOATS),
    "iree": Entry("IREE", F32),
}


class Peer:
    """One way to compute the FFN. Methods are called in this order."""

    def __init__(self, problem, variant):
        self.problem, self.variant = problem, variant
        self.layers = range(problem.layers)

    def load(self):
        """Makes the weights of all layers ready."""

    def prepare(self, tokens):
        """A function that runs all layers once on `problem.x(tokens)`, and one
        that gives the results of the first and the last layer."""
        raise NotImplementedError

    def weights(self, layer):
        """The numbers that its weights stand for, [out][in], where these are
        not those of `problem.rounded`: what it is checked with."""
        return None

    def about(self):
        """Its version, instruction set, and how it was set."""
        return {"version": "", "isa": "", "how": ""}



def make(name, problem):
    module = importlib.import_module(f"{__name__}.{name.split('-')[0]}_")
    return module.Implementation(problem, PEERS[name].variant)
