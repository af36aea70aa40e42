# Part of the Penstock project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Cases of gate.gated_matmul and gate.ffn: their text, numbers and oracle."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass

import numpy as np
from harness import kernel, numpy_dtype, tensor, use

from oracles import ffn as oracle
from oracles.bodies import rounded
from oracles.functions import CATALOGUE, Oracle
from oracles.sparsity import GATES, Gate, active, relu
from oracles.weights import Encoding, decode, encode, pack, unpack

# A module's own functions, and their oracles.
OWN = """
gate.function @own_relu2(%up: f64, %gate: f64) -> f64 {
  %r = gate.call @relu(%gate) : f64
  %y = gate.call @own_square(%r, %up) : f64
  gate.yield %y : f64
}
gate.function @own_square(%a: f64, %up: f64) -> f64 {
  %aa = arith.mulf %a, %a : f64
  %y = arith.mulf %up, %aa : f64
  gate.yield %y : f64
}
gate.function @own_three(%a: f64, %gate: f64, %b: f64) -> f64 {
  %g = gate.call @fatrelu(%gate) : f64
  %ab = arith.addf %a, %b : f64
  %y = arith.mulf %g, %ab : f64
  gate.yield %y : f64
}
gate.function @own_squash<%k: f64 = 2.0>(%x: f64) -> f64 {
  %one = arith.constant 1.0 : f64
  %kx = arith.mulf %k, %x : f64
  %a = math.absf %kx : f64
  %d = arith.addf %a, %one : f64
  %y = arith.divf %kx, %d : f64
  gate.yield %y : f64
}
gate.function @own_mix(%a: f64, %b: f64) -> f64 {
  %t = gate.call @tanh(%a) : f64
  %p = arith.mulf %t, %b : f64
  %big = arith.cmpf ogt, %a, %b : f64
  %y = arith.select %big, %p, %a : f64
  gate.yield %y : f64
}
"""
ORACLES = CATALOGUE | {
    "own_squash": Oracle(
        ("x",), {"k": 2.0}, lambda x, k=2.0: k * x / (1 + np.abs(k * x))
    ),
    "own_mix": Oracle(
        ("a", "b"), {}, lambda a, b: np.where(a > b, np.tanh(a) * b, a)
    ),
    "own_relu2": Oracle(("up", "gate"), {}, lambda up, gate: relu(gate) ** 2 * up),
    "own_three": Oracle(
        ("a", "gate", "b"), {}, lambda a, gate, b: relu(gate) * (a + b)
    ),
}
GATES["own_relu2"] = Gate(1, lambda g: relu(g) ** 2)
GATES["own_three"] = Gate(1, relu, lambda g: g <= 0)


@functools.lru_cache(maxsize=8)
def stored(encoding, shape, dtype, data):
    """Parts of an encoded weight, and the numbers that they stand for."""
    parts = encode(np.frombuffer(data, dtype).reshape(shape), encoding)
    return parts, decode(parts, encoding, shape)


@dataclass(frozen=True)
class Case:
    name: str
    function: str | None = "swiglu"
    inputs: int = 40
    outputs: int = 37  # neurons of an FFN
    dtype: str = "f32"
    tokens: int | None = None
    parameters: tuple = ()
    packing: str = "separate"
    order: str = "in_out"
    branch_order: tuple = ()
    bias: bool = False
    residual: bool = False
    accumulate: str | None = None
    rounding: str = "result"
    encoding: Encoding | tuple | None = None  # a tuple has one per weight
    strategy: str = ""
    activations: int | None = None  # 0: a scale per row; else the group size
    sparsity: str = ""  # "zero_set", "threshold = 0.05", "top_k = 3"
    constant: bool = False
    # Of gate.ffn:
    down: int = 0  # outputs; 0 for gate.gated_matmul
    norm: str | None = None
    down_bias: bool = False
    down_encoding: Encoding | None = None

    @property
    def branches(self):
        return len(ORACLES[self.function].inputs) if self.function else 1

    @property
    def result(self):
        return self.down or self.outputs

    def weight_shapes(self):
        """Logical shapes of the weights, the last one an FFN's down."""
        packed = self.packing != "separate" and self.branches
        pairs = [(self.inputs, self.outputs * (packed or 1))]
        pairs *= 1 if packed else self.branches
        pairs += [(self.outputs, self.down)] if self.down else []
        return [p if self.order == "in_out" else p[::-1] for p in pairs]

    def encodings(self):
        """Of the weights, None where they are plain."""
        if isinstance(self.encoding, tuple):
            return list(self.encoding)
        count = len(self.weight_shapes()) - bool(self.down)
        return [self.encoding] * count + [self.down_encoding] * bool(self.down)

    def arguments(self):
        """Name to (shape, encoding), in the order of the function."""
        x = (self.tokens, self.inputs)
        result = {"x": (x, None)}
        if self.norm:
            for i in range({"rms_norm": 1, "layer_norm": 2, "softmax": 0}[self.norm]):
                result[f"n{i}"] = ((self.inputs,), None)
        shapes = self.weight_shapes()
        for i, (shape, encoding) in enumerate(zip(shapes, self.encodings())):
            result[f"w{i}"] = (shape, encoding)
        if self.bias:
            n = 0 if self.order == "out_in" else 1
            for i, shape in enumerate(shapes[: len(shapes) - bool(self.down)]):
                result[f"b{i}"] = ((shape[n],), None)
        if self.down_bias:
            result["c"] = ((self.down,), None)
        if self.residual:
            result["r"] = ((self.tokens, self.result), None)
        return result

    def text(self, values=None):
        """The function; weights are constants of `values` if it has some."""
        types = {
            n: tensor(shape, self.dtype, encoding)
            for n, (shape, encoding) in self.arguments().items()
        }
        constants = ""
        if self.constant:
            for n, t in types.items():
                if n[0] == "w":
                    data = values[n].astype(numpy_dtype(self.dtype)).tobytes().hex()
                    constants += f'%{n} = arith.constant dense<"0x{data}"> : {t}\n  '
        result = tensor((self.tokens, self.result), self.dtype)

        def operands(keyword, names):
            names = list(names)
            if not names:
                return ""
            of = ", ".join(types[n] for n in names)
            return f"{keyword}({', '.join('%' + n for n in names)} : {of}) "

        def named(letter):
            return [n for n in types if n[0] == letter]

        weights = named("w")
        op = "gate.ffn" if self.down else "gate.gated_matmul"
        if self.function:
            op += f" {use(self.function, self.parameters)}"
        op += operands(" ins", ["x"])
        if self.norm:
            inputs = named("n")
            of = ", ".join(types[n] for n in inputs)
            also = "".join(f", %{n}" for n in inputs)
            op += f"norm(@{self.norm}{also}{' : ' + of if of else ''}) "
        op += operands("weights", weights[: len(weights) - bool(self.down)])
        op += operands("bias", named("b"))
        if self.down:
            op += operands("down", weights[-1:])
        op += operands("down_bias", named("c")) + operands("residual", named("r"))
        attributes = []
        if self.order == "out_in":
            attributes.append("weight_order = #gate.weight_order<out_in>")
        if self.packing != "separate":
            attributes.append(f"packing = #gate.packing<{self.packing}>")
        if self.branch_order:
            order = ", ".join(map(str, self.branch_order))
            attributes.append(f"branch_order = array<i64: {order}>")
        if self.accumulate:
            attributes.append(f"accumulate = {self.accumulate}")
        if self.rounding != "result":
            attributes.append(f"rounding = #gate.rounding<{self.rounding}>")
        if self.sparsity:
            attributes.append(f"sparsity = #gate.sparsity<{self.sparsity}>")
        if self.activations is not None:
            group = f", group_size = {self.activations}" if self.activations else ""
            attributes.append(f"activations = #gate.activations<int8{group}>")
        if self.strategy:
            attributes.append(f"strategy = {self.strategy}")
        op += f"outs(%o : {result}) {{{', '.join(attributes)}}}"
        if self.constant:
            types = {n: t for n, t in types.items() if n[0] != "w"}
        text = kernel(self.name, types, result, op)
        return text.replace("%y =", constants + "%y =", 1)

    def weights(self):
        """Numbers of the dtype."""
        rng = np.random.default_rng(len(self.name))
        return {
            f"w{i}": rounded(
                rng.normal(size=shape)
                / np.sqrt(shape[0 if self.order == "in_out" else 1]),
                self.dtype,
            )
            for i, shape in enumerate(self.weight_shapes())
        }

    def values(self, tokens):
        """float64 numbers of the dtype of all arguments."""
        rng = np.random.default_rng(tokens)
        weights, result = self.weights(), {}
        for n, (shape, _) in self.arguments().items():
            if n[0] == "w":
                result[n] = weights[n]
                continue
            shape = [tokens if s is None else s for s in shape]
            value = rng.normal(size=shape) * (0.3 if n[0] in "bc" else 1)
            result[n] = rounded(value, self.dtype)
        return result

    def stored(self, encoding, shape, value):
        dtype = numpy_dtype(self.dtype)
        return stored(encoding, shape, dtype, value.astype(dtype).tobytes())

    def decoded(self, values):
        """What the encodings make of the weights."""
        result = dict(values)
        for n, (shape, encoding) in self.arguments().items():
            if encoding:
                result[n] = self.stored(encoding, shape, values[n])[1]
        return result

    def active(self, branches):
        parameters = dict(self.parameters)
        return active(self.function, self.sparsity, branches, parameters)

    def expected(self, values):
        """The oracle, unrounded for f32 and f64."""
        values = self.decoded(values)
        # By name where the body is evaluated step by step.
        function = self.function
        if function and function not in CATALOGUE:
            function = ORACLES[function]
        weights = [v for n, v in values.items() if n[0] == "w"]
        biases = [v for n, v in values.items() if n[0] == "b"]
        narrow = self.dtype if self.dtype in ("bf16", "f16") else None
        common = dict(
            parameters=dict(self.parameters), bias=biases,
            residual=values.get("r"), weight_order=self.order, packing=self.packing,
            branch_order=self.branch_order or None, rounding=self.rounding,
            dtype=narrow, activations=self.activations,
            active=self.active if self.sparsity else None,
        )  # fmt: skip
        if not self.down:
            return oracle.gated_matmul(values["x"], weights, function, **common)
        return oracle.ffn(
            values["x"], weights[:-1], weights[-1], function, norm=self.norm,
            norm_inputs=[v for n, v in values.items() if n[0] == "n"],
            down_bias=values.get("c"), **common,
        )  # fmt: skip


# How far from the oracle, of the greatest result. Rounding the neurons of an
# FFN, or every step, to the dtype makes steps of its size of what differs little.
BOUNDS = {"f32": 1e-5, "f64": 1e-13}
NARROW = {"bf16": 2**-7, "f16": 2**-10}  # a unit in the last place


def bound(case):
    if case.dtype == "f64" and any(e and e.quantized for e in case.encodings()):
        return 2**-23  # the oracle decodes in f32
    if case.dtype in BOUNDS:
        return BOUNDS[case.dtype]
    return NARROW[case.dtype] * (1 if case.rounding == "result" else 4)


def run(module, case, tokens, encoded=None):
    """Result and oracle; `encoded` gives buffers instead of weights."""
    tokens = tokens if case.tokens is None else case.tokens
    values = case.values(tokens)
    inputs = []
    for n, value in values.items():
        if n[0] == "w" and case.constant:
            continue
        shape, encoding = case.arguments()[n]
        if encoded and n in encoded:
            value = encoded[n]
        elif encoding:
            value = pack(case.stored(encoding, shape, value)[0])
        else:
            value = value.astype(numpy_dtype(case.dtype))
        inputs.append(value)
    (y,) = module.run(case.name, *inputs)
    return y, case.expected(values)


def check(module, case, tokens, encoded=None):
    y, expected = run(module, case, tokens, encoded)
    assert np.all(np.isfinite(y.astype("f8"))), (case.name, tokens, "not finite")
    compare(case, tokens, y, expected)


def compare(case, tokens, y, expected):
    assert y.shape == expected.shape
    actual = y.astype("f8")
    if actual.size:
        error, scale = np.abs(actual - expected).max(), np.abs(expected).max()
        assert error <= bound(case) * scale, (case.name, tokens, error / scale)


_ENCODING = re.compile(r"#gate\.weight<(.*?)>")


def parse_encoding(text):
    """The Encoding of an encoded tensor type."""
    layout, format, *items = _ENCODING.search(text)[1].replace(" ", "").split(",")
    fields = {}
    for item in items:
        key, _, value = item.partition("=")
        if key in ("in_out", "out_in"):
            fields["order"] = key
        elif key in ("asymmetric", "interleaved"):
            fields[key] = True
        else:
            fields[key] = value if key == "scale" else int(value)
    return Encoding(layout, format, **fields)


def encode_arguments(module, case):
    """The buffers that the module's own encode kernels make of the weights,
    which must be the reference's to the bit."""
    buffers = {}
    for argument in module.kernels[case.name]["arguments"]:
        if "encode" not in argument:
            continue
        n = argument["name"]
        shape = case.arguments()[n][0]
        weight = case.weights()[n].astype(numpy_dtype(case.dtype))
        (buffer,) = module.run(argument["encode"], weight)
        encoding = parse_encoding(argument["encoding"])
        same_storage(buffer, encode(weight, encoding), encoding, shape)
        buffers[n] = buffer
    return buffers


def same_storage(buffer, parts, encoding, shape):
    for actual, part in zip(unpack(buffer, encoding, shape), parts, strict=True):
        assert actual.tobytes() == np.ascontiguousarray(part).tobytes(), str(encoding)
