# Part of the Penstock project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""One function of one or two arrays: ours, torch.compile, ONNX Runtime, a copy."""

import numpy as np

from . import Peer

OURS = """
func.func @apply(%x: T, %u: T) -> T {
  %c0 = arith.constant 0 : index
  %n = tensor.dim %x, %c0 : T
  %o = tensor.empty(%n) : T
  %y = gate.apply @FUNCTION ins(INPUTS) outs(%o : T)
  return %y : T
}
"""


class Implementation(Peer):
    def prepare(self, elements):
        arrays = list(np.ascontiguousarray(self.problem.x(elements).T))
        call, output = getattr(self, self.variant)(arrays)
        return call, lambda: (output(), output())

    def approximate(self, arrays):
        activation = {"swiglu": "silu", "geglu": "gelu"}
        name = activation.get(self.problem.function, self.problem.function)
        return self.penstock(
            arrays,
            f"gate-approximate{{functions={name} form=rational tolerance=1e-4 "
            "verify=sampled}",
        )

    def penstock(self, arrays, pipeline=""):
        import ml_dtypes
        import penstock

        p = self.problem
        inputs = "%x, %u : T, T" if p.f == 2 else "%x : T"
        text = OURS.replace("FUNCTION", p.function).replace("INPUTS", inputs)
        if p.f == 1:
            text = text.replace(", %u: T", "")
        text = text.replace("T", f"tensor<?x{p.dtype}>")
        threads = "openmp" if p.threads > 1 else "none"
        module = penstock.parse(text)
        if pipeline:
            module.run(pipeline)
        kernel = penstock.compile(module, threads=threads)["apply"]
        dtype = {"f32": np.float32, "bf16": ml_dtypes.bfloat16}[p.dtype]
        arrays = [a.astype(dtype) for a in arrays]
        y = np.empty_like(arrays[0])
        return lambda: kernel(*arrays, out=y), lambda: y.astype(np.float32)

    def compile(self, arrays):
        import torch
        import torch.nn.functional as F

        torch.set_num_threads(self.problem.threads)
        function = torch.compile(
            {
                "silu": F.silu,
                "gelu": F.gelu,
                "swiglu": lambda x, u: F.silu(x) * u,
                "geglu": lambda x, u: F.gelu(x) * u,
            }[self.problem.function],
            dynamic=False,
        )
        dtype = {"f32": torch.float32, "bf16": torch.bfloat16}[self.problem.dtype]
        inputs = [torch.from_numpy(a).to(dtype) for a in arrays]
        y = [None]

        def call():
            with torch.no_grad():
                y[0] = function(*inputs)

        return call, lambda: y[0].float().numpy()

    def onnx(self, arrays):
        import onnxruntime
        from onnx import TensorProto, helper

        p = self.problem
        names = ["x", "u"][: p.f]
        nodes = {
            "s": [("Sigmoid", ["x"], "s"), ("Mul", ["x", "s"], "a")],
            "g": [("Gelu", ["x"], "a")],
        }["s" if p.function in ("silu", "swiglu") else "g"]
        if p.f == 2:
            nodes = [*nodes, ("Mul", ["a", "u"], "y")]
        made = [helper.make_node(op, i, [o]) for op, i, o in nodes]
        y = nodes[-1][2]

        def value(name):
            return helper.make_tensor_value_info(
                name, TensorProto.FLOAT, [len(arrays[0])]
            )

        graph = helper.make_graph(made, "g", [value(n) for n in names], [value(y)])
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 20)])
        model.ir_version = 10
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = p.threads
        session = onnxruntime.InferenceSession(
            model.SerializeToString(), options, providers=["CPUExecutionProvider"]
        )
        binding, values = session.io_binding(), []
        for name, array in zip(names, arrays):
            values.append(onnxruntime.OrtValue.ortvalue_from_numpy(array))
            binding.bind_ortvalue_input(name, values[-1])
        result = onnxruntime.OrtValue.ortvalue_from_numpy(np.empty_like(arrays[0]))
        values.append(result)
        binding.bind_ortvalue_output(y, result)
        return lambda: session.run_with_iobinding(binding), result.numpy

    def copy(self, arrays):
        """As many bytes as the function moves; threads have a part each."""
        from concurrent.futures import ThreadPoolExecutor

        p = self.problem
        size, exact = p.bytes(len(arrays[0])) // 2, p.exact(arrays)
        source = np.ones(size, np.uint8)
        target = np.empty_like(source)
        if p.threads == 1:
            return lambda: np.copyto(target, source), lambda: exact
        targets, sources = (np.array_split(a, p.threads) for a in (target, source))
        pool = ThreadPoolExecutor(p.threads)
        return lambda: list(pool.map(np.copyto, targets, sources)), lambda: exact

    def about(self):
        how = {
            "penstock": "any number of elements",
            "approximate": "gate-approximate, rational, absolute error",
            "compile": "static shapes",
            "onnx": "arrays bound to the session",
            "copy": "numpy.copyto, a part for each thread",
        }
        module = {
            "penstock": "penstock", "approximate": "penstock", "compile": "torch",
            "onnx": "onnxruntime",
        }  # fmt: skip
        version = __import__(module.get(self.variant, "numpy")).__version__
        return {"version": version, "isa": "", "how": how[self.variant]}
