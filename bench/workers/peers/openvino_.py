# Part of the Penstock project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""OpenVINO: float, and compressed int8 and int4 weights as its tools write
them, with the activations quantized as its CPU plugin does by default."""

import time

import numpy as np
import openvino as ov
from openvino import opset13 as ops

from ..problem import GROUP, quantize_int4, quantize_int8, round_bf16
from . import Peer


class Implementation(Peer):
    def constant(self, w):
        """A weight [out][in] as a node of type f32."""
        dtype = self.problem.dtype
        if dtype == "f32":
            return ops.constant(np.array(w))
        if dtype == "bf16":
            # The plugin packs it in bf16, as its precision is that.
            return ops.constant(round_bf16(w))
        if dtype == "f16":
            wide = ops.convert(ops.constant(w.astype(np.float16)), "f32")
            # Or it would be computed when the model is read.
            wide.get_rt_info()["decompression_0"] = True
            return wide
        if dtype == "int8":
            q, scale = quantize_int8(w)
            wide = ops.convert(ops.constant(q), "f32")
            return ops.multiply(wide, ops.constant(scale))
        q, scale = quantize_int4(w)
        nibbles = (q.reshape(-1) + 8) & 15  # q - 8 in two's complement
        packed = nibbles[0::2] | (nibbles[1::2] << 4)
        self.packed.append(packed)  # The constant may refer to it.
        tensor = ov.Tensor(packed, list(q.shape), ov.Type.i4)
        wide = ops.convert(ops.constant(tensor), "f16")
        scaled = ops.multiply(wide, ops.constant(scale))
        flat = ops.reshape(
            scaled, ops.constant(np.array(w.shape, np.int64)), False
        )
        return ops.convert(flat, "f32")

    def load(self):
        p = self.problem
        xs, ys, self.packed = [], [], []
        for i in self.layers:
            x = ops.parameter([-1, p.d], np.float32, f"x{i}")
            wg, wu, wd = (self.constant(w) for w in p.weights(i))
            gate = ops.matmul(x, wg, False, True)
            up = ops.matmul(x, wu, False, True)
            active = ops.relu(gate) if p.function == "reglu" else ops.swish(gate)
            h = ops.multiply(active, up)
            ys.append(ops.result(ops.matmul(h, wd, False, True), f"y{i}"))
            xs.append(x)
        self.model = ov.Model(ys, xs, "ffn")
        self.config = {
            "PERFORMANCE_HINT": "LATENCY",
            "NUM_STREAMS": 1,
            "INFERENCE_NUM_THREADS": p.threads,
            "INFERENCE_PRECISION_HINT": p.dtype
            if p.dtype in ("bf16", "f16")
            else "f32",
        }
        self.core, self.fixed = ov.Core(), {}
        self.dynamic = self.compile()

    def compile(self):
        return self.core.compile_model(self.model, "CPU", self.config)

    def prepare(self, tokens):
        """The faster of the model of any and that of this token count."""
        p, x = self.problem, self.problem.x(tokens)
        self.model.reshape({i: [tokens, p.d] for i in self.layers})
        candidates = {False: self.dynamic, True: self.compile()}
        # Requests have no copies of these.
        self.arrays = x, [np.empty_like(x) for _ in self.layers]
        requests = {
            fixed: self.request(compiled)
            for fixed, compiled in candidates.items()
        }

        def seconds(fixed):
            times = []
            for _ in range(4):
                start = time.perf_counter()
                requests[fixed].infer()
                times.append(time.perf_counter() - start)
            return min(times)

        fixed = min(requests, key=seconds)
        self.compiled, request = candidates[fixed], requests[fixed]
        self.fixed[tokens] = fixed
        ys = self.arrays[1]
        return request.infer, lambda: (ys[0], ys[-1])

    def request(self, compiled):
        x, ys = self.arrays
        request = compiled.create_infer_request()
        for i in self.layers:
            request.set_input_tensor(i, ov.Tensor(x, shared_memory=True))
            request.set_output_tensor(i, ov.Tensor(ys[i], shared_memory=True))
        return request

    def about(self):
        compiled = self.compiled
        kinds = {
            op.get_rt_info()["primitiveType"].astype(str)
            for op in compiled.get_runtime_model().get_ops()
            if op.get_rt_info()["layerType"].astype(str)
            in ("FullyConnected", "MatMul")
        }

        def read(name):
            try:
                return str(compiled.get_property(name))
            except RuntimeError:
                return "?"

        group = read("DYNAMIC_QUANTIZATION_GROUP_SIZE")
        precision = self.config["INFERENCE_PRECISION_HINT"]
        fixed = [str(t) for t, chosen in self.fixed.items() if chosen]
        shapes = f", fixed shape at {', '.join(fixed)} tokens" if fixed else ""
        return {
            "version": ov.__version__.split("-")[0],
            "isa": ", ".join(sorted(kinds)),
            "threads": int(read("INFERENCE_NUM_THREADS")),
            "how": f"latency, one stream, {precision}, dynamic quantization "
            f"group {group}{shapes}",
        }
