# Part of the Penstock project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Evaluates the bodies of the catalogue's files in NumPy, without the compiler.

    functions = read("lib/Dialect/Gate/Catalog/activations.mlir", ...)
    functions["swish"].evaluate("body", x, beta=1.5)
    functions["swish"].evaluate("body", x, dtype="bf16")  # every op is rounded

With a dtype each operation's result, and each constant, is rounded to it: what
`rounding = #gate.rounding<each>` means.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

DTYPES = {"f64": np.float64, "f32": np.float32, "f16": np.float16}


def numpy_dtype(name):
    if name == "bf16":
        import ml_dtypes

        return ml_dtypes.bfloat16
    return DTYPES[name]


def rounded(x, dtype):
    """x in float64, rounded to nearest even in the named type (None: as is)."""
    x = np.asarray(x)
    if dtype is None or x.dtype.kind != "f":
        return x
    with np.errstate(over="ignore"):
        return x.astype(np.float64).astype(numpy_dtype(dtype)).astype(np.float64)


def _each(fn):
    return np.vectorize(fn, otypes=[np.float64])


def _divide(a, b):
    """Toward zero, of at most 32 bits."""
    return np.trunc(a / b).astype(a.dtype)


OPS = {
    "arith.addf": np.add,
    "arith.addi": np.add,
    "arith.subi": np.subtract,
    "arith.muli": np.multiply,
    "arith.divsi": _divide,
    "arith.maxsi": np.maximum,
    "arith.minsi": np.minimum,
    "arith.shli": np.left_shift,
    "arith.shrsi": np.right_shift,
    "math.ctlz": np.vectorize(lambda x: 32 - int(x).bit_length(), otypes=[np.int32]),
    "math.ceil": np.ceil,
    "math.roundeven": np.rint,
    "arith.subf": np.subtract,
    "arith.mulf": np.multiply,
    "arith.divf": np.divide,
    "arith.negf": np.negative,
    "arith.maximumf": np.maximum,
    "arith.minimumf": np.minimum,
    "arith.maxnumf": np.fmax,
    "arith.minnumf": np.fmin,
    "arith.select": np.where,
    "arith.ori": np.logical_or,
    "arith.andi": np.logical_and,
    "arith.xori": np.logical_xor,
    "math.absf": np.abs,
    "math.atan": np.arctan,
    "math.copysign": np.copysign,
    "math.cos": np.cos,
    "math.exp": np.exp,
    "math.expm1": np.expm1,
    "math.floor": np.floor,
    "math.log": np.log,
    "math.log1p": np.log1p,
    "math.powf": np.power,
    "math.sin": np.sin,
    "math.sqrt": np.sqrt,
    "math.tanh": np.tanh,
    "math.erf": _each(math.erf),
    "math.erfc": _each(math.erfc),
}
# From one type to another: the types are the operation's last words.
CONVERT = {"arith.fptosi", "arith.sitofp", "arith.extsi", "arith.trunci"}
TYPES = {"i32": np.int32, "i64": np.int64, "f64": np.float64}
COMPARE = {
    "gt": np.greater,
    "ge": np.greater_equal,
    "lt": np.less,
    "le": np.less_equal,
    "eq": np.equal,
    "ne": np.not_equal,
}
# A value's name, with its number where an operation gives several.
NAME = re.compile(r"%(\w+(?:#\d+)?)")
REDUCE = {"add": np.sum, "mul": np.prod, "max": np.max, "min": np.min}


@dataclass
class Function:
    name: str
    inputs: list[str]
    parameters: dict[str, float | None]  # name: default
    attributes: str
    is_row: bool = False
    regions: dict[str, str] = field(default_factory=dict)
    others: dict[str, Function] = field(default_factory=dict, repr=False)

    def rename_arguments(self, region, arguments):
        """Printed text numbers them where a name is taken."""
        own = ([] if region == "range" else self.inputs) + list(self.parameters)
        names = dict(zip(re.findall(r"%(\w+)", arguments), own))
        self.regions[region] = re.sub(
            r"%(\w+)", lambda m: "%" + names.get(m[1], m[1]), self.regions[region]
        )

    def evaluate(self, region, *inputs, dtype=None, **parameters):
        """The values a region yields (one, or a tuple)."""
        values = {**self.parameters, **parameters}
        if missing := [n for n, v in values.items() if v is None]:
            raise ValueError(f"@{self.name}: no value of {missing}")
        if region != "range":
            values.update(zip(self.inputs, inputs, strict=True))
        values = {n: rounded(np.float64(v), dtype) for n, v in values.items()}
        width = np.shape(inputs[0])[-1] if inputs and np.shape(inputs[0]) else 1
        lines = [line.split("//")[0].strip() for line in self.regions[region].splitlines()]
        lines = list(filter(None, lines))
        one_step = not self.is_row and any(line.endswith(": i32") for line in lines)
        with np.errstate(all="ignore"):
            if one_step:  # Integers are not rounded.
                return rounded(self._run(lines, values, width, None), dtype)
            return self._run(lines, values, width, dtype)

    def _run(self, lines, values, width, dtype):
        """What the lines yield, after as many iterations as loops have."""
        while lines:
            line, lines = lines[0], lines[1:]
            if line.startswith(("gate.yield", "scf.yield")):
                result = tuple(values[n] for n in NAME.findall(line.split(" : ")[0]))
                return result if len(result) > 1 else result[0]
            target, operation = re.fullmatch(r"%(\w+)(?::\d+)? = (.*)", line).groups()
            if operation.startswith("scf.for"):
                end = lines.index("}")
                bounds, carried = operation.split("iter_args(")
                _, *bounds = (int(values[n]) for n in re.findall(r"(?<!for )%(\w+)", bounds))
                names, starts = zip(*re.findall(r"%(\w+) = %([\w#]+)", carried))
                value = [values[start] for start in starts]
                for _ in range(bounds[0]):
                    before = value
                    value = self._run(
                        lines[:end], {**values, **dict(zip(names, value))}, width, dtype
                    )
                    value = value if len(names) > 1 else [value]
                    if all(map(np.array_equal, before, value)):
                        break
                values |= {f"{target}#{i}": v for i, v in enumerate(value)}
                values[target], lines = value[0], lines[end + 1 :]
                continue
            values[target] = rounded(self._evaluate(operation, values, width, dtype), dtype)
        raise ValueError(f"@{self.name}: no yield")

    def _evaluate(self, operation, values, width, dtype):
        op = operation.split()[0]
        args = [values[n] for n in NAME.findall(operation)]
        if op == "arith.constant":
            literal = operation.split()[1]
            if literal in ("true", "false"):
                return np.bool_(literal == "true")
            if literal.startswith("0x"):
                return np.uint64(int(literal, 16)).view(np.float64)
            return TYPES.get(operation.split()[-1], np.float64)(literal)
        if op in CONVERT:
            return np.asarray(args[0]).astype(TYPES[operation.split()[-1]])
        if op == "arith.cmpi":
            return COMPARE[operation.split()[1].strip("s,")](*args)
        if op == "arith.cmpf":
            predicate = operation.split()[1].rstrip(",")
            result = COMPARE[predicate[1:]](*args)
            unordered = np.isnan(args[0]) | np.isnan(args[1])
            if predicate[0] == "u":
                return result | unordered
            return result & ~unordered
        if op == "gate.call":
            callee = self.others[re.search(r"@(\w+)", operation)[1]]
            split = len(callee.inputs)
            named = dict(zip(callee.parameters, args[split:]))
            # One step, which is rounded as a whole.
            return callee.evaluate("body", *args[:split], **named)
        if op == "gate.detach":
            return args[0]
        if op == "gate.row_size":
            return np.float64(width)
        if op == "gate.reduce":
            return REDUCE[operation.split()[1]](args[0], axis=-1, keepdims=True)
        return OPS[op](*args)


def _close(text, start):
    """Position after the brace that closes the one at `start`."""
    depth = 0
    for match in re.compile(r'"[^"]*"|//[^\n]*|[{}]').finditer(text, start):
        depth += {"{": 1, "}": -1}.get(match[0], 0)
        if depth == 0:
            return match.end()
    raise ValueError("unbalanced braces")


def read(*paths) -> dict[str, Function]:
    functions: dict[str, Function] = {}
    head = re.compile(
        r"^gate\.(row_)?function @(\w+)(?:<(.*?)>)?\((.*?)\) -> f64\s*", re.M
    )
    for path in paths:
        text = Path(path).read_text()
        for match in head.finditer(text):
            row, name, parameters, inputs = match.groups()
            defaults = re.findall(
                r"%(\w+): f64(?: = ([-+\w.]+))?", parameters or ""
            )
            function = Function(
                name,
                re.findall(r"%(\w+): f64", inputs),
                {n: float(v) if v else None for n, v in defaults},
                "",
                row is not None,
                others=functions,
            )
            position = match.end()
            if text.startswith("attributes", position):
                start = text.index("{", position)
                position = _close(text, start)
                function.attributes = text[start + 1 : position - 1]
            region = "body"
            while True:
                start = text.index("{", position)
                position = _close(text, start)
                function.regions[region] = text[start + 1 : position - 1]
                if region != "body":
                    function.rename_arguments(region, following[2])
                following = re.compile(r" *(range|zero|derivative)\((.*?)\)").match(
                    text, position
                )
                if not following:
                    break
                region = following[1]
            functions[name] = function
    return functions
