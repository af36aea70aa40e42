# Part of the Penstock project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""ONNX Runtime: f32, dynamic int8, and MatMulNBits with int8 activations."""

import tempfile
from pathlib import Path

import numpy as np
import onnx
import onnxruntime as ort
from onnx import TensorProto, helper, numpy_helper

from ..machine import describe
from ..problem import GROUP, quantize_int4, quantize_int8
from . import Peer

# Of weights larger than this the model keeps the data in a file beside it.
EXTERNAL = 1 << 30


class Implementation(Peer):
    def product(self, x, weight, name, y, nodes, constants):
        """Adds y = x W^T for a weight [out][in]."""
        if self.variant != "nbits":
            constants.append(
                numpy_helper.from_array(np.ascontiguousarray(weight.T), name)
            )
            nodes.append(helper.make_node("MatMul", [x, name], [y], name=y))
            return
        out, k = weight.shape
        if self.problem.dtype == "int4":
            bits, (q, scale) = 4, quantize_int4(weight)
            packed = q[..., 0::2] | (q[..., 1::2] << 4)  # [out][k/32][16]
        else:
            bits, (q, scale) = 8, quantize_int8(weight)
            packed = (q.astype(np.int16) + 128).astype(np.uint8)
            packed = packed.reshape(out, k // GROUP, GROUP)
            scale = np.repeat(scale, k // GROUP, axis=1)
        scale = scale.astype(np.float32).reshape(-1)
        constants.append(numpy_helper.from_array(packed, name + "_q"))
        constants.append(numpy_helper.from_array(scale, name + "_scale"))
        nodes.append(
            helper.make_node(
                "MatMulNBits", [x, name + "_q", name + "_scale"], [y], name=y,
                domain="com.microsoft", K=k, N=out, bits=bits,
                block_size=GROUP, accuracy_level=4,
            )
        )

    def model(self):
        p, nodes, constants, inputs, outputs = self.problem, [], [], [], []
        for i in self.layers:
            x, y = f"x{i}", f"y{i}"
            shape = ["tokens", p.d]
            inputs.append(
                helper.make_tensor_value_info(x, TensorProto.FLOAT, shape)
            )
            outputs.append(
                helper.make_tensor_value_info(y, TensorProto.FLOAT, shape)
            )
            gate, up, h, activated = f"g{i}", f"u{i}", f"h{i}", f"a{i}"
            wg, wu, wd = self.problem.weights(i)
            self.product(x, wg, f"wg{i}", gate, nodes, constants)
            self.product(x, wu, f"wu{i}", up, nodes, constants)
            if p.function == "reglu":
                nodes.append(helper.make_node("Relu", [gate], [activated]))
            else:
                nodes.append(helper.make_node("Sigmoid", [gate], [f"s{i}"]))
                nodes.append(
                    helper.make_node("Mul", [gate, f"s{i}"], [activated])
                )
            nodes.append(helper.make_node("Mul", [activated, up], [h]))
            self.product(h, wd, f"wd{i}", y, nodes, constants)
        graph = helper.make_graph(nodes, "ffn", inputs, outputs, constants)
        opsets = [
            helper.make_opsetid("", 17),
            helper.make_opsetid("com.microsoft", 1),
        ]
        return helper.make_model(graph, opset_imports=opsets, ir_version=9)

    def load(self):
        options = ort.SessionOptions()
        options.intra_op_num_threads = self.problem.threads
        options.inter_op_num_threads = 1
        folder = Path(self.problem.folder)
        self.read = None
        with tempfile.TemporaryDirectory(dir=folder) as temporary:
            path = Path(temporary) / "model.onnx"
            model = self.model()
            onnx.save(
                model,
                path,
                save_as_external_data=model.ByteSize() > EXTERNAL,
                all_tensors_to_one_file=True,
                location="model.data",
            )
            del model
            if self.problem.dtype == "int8" and self.variant != "nbits":
                path = self.quantize(path)
            self.session = ort.InferenceSession(
                path, options, providers=["CPUExecutionProvider"]
            )

    def quantize(self, path):
        from onnxruntime.quantization import QuantType, quantize_dynamic

        result = path.with_name("int8.onnx")
        # Without VNNI the products of int8 saturate in 16 bits.
        vnni = {"avx512_vnni", "avx_vnni"} & set(describe()["flags"])
        self.reduced = not vnni
        quantize_dynamic(
            path, result, weight_type=QuantType.QInt8, per_channel=True,
            reduce_range=self.reduced,
            use_external_data_format=path.with_name("model.data").exists(),
        )
        constants = {
            c.name: c
            for c in onnx.load(result).graph.initializer
            if c.name.endswith(
                tuple(
                    f"{w}{i}_{part}"
                    for w in ("wg", "wu", "wd")
                    for i in {0, self.problem.layers - 1}
                    for part in ("quantized", "scale", "zero_point")
                )
            )
        }

        def read(name):
            q, scale, zero = (
                numpy_helper.to_array(
                    constants[f"{name}_{part}"], str(path.parent)
                )
                for part in ("quantized", "scale", "zero_point")
            )
            return ((q.astype("f4") - zero.astype("f4")) * scale).T

        self.read = {
            i: [read(f"{w}{i}") for w in ("wg", "wu", "wd")]
            for i in {0, self.problem.layers - 1}
        }
        return result

    def prepare(self, tokens):
        x = self.problem.x(tokens)
        binding = self.session.io_binding()
        xs = [ort.OrtValue.ortvalue_from_numpy(x) for _ in self.layers]
        ys = [
            ort.OrtValue.ortvalue_from_numpy(np.empty_like(x))
            for _ in self.layers
        ]
        for i in self.layers:
            binding.bind_ortvalue_input(f"x{i}", xs[i])
            binding.bind_ortvalue_output(f"y{i}", ys[i])
        self.arrays, session = (xs, ys), self.session
        return (
            lambda: session.run_with_iobinding(binding),
            lambda: (ys[0].numpy(), ys[-1].numpy()),
        )

    def weights(self, layer):
        return self.read[layer] if self.read else None

    def about(self):
        how = "all optimizations, IO binding"
        if self.variant == "nbits":
            how += f", {self.problem.dtype} blocks of 32, accuracy_level 4"
        elif self.read:
            how += ", quantize_dynamic int8 per channel"
            how += ", reduced range" if self.reduced else ""
        flags = " ".join(describe()["flags"])
        return {
            "version": ort.__version__,
            "isa": f"MLAS, by CPUID: {flags}",
            "threads": self.problem.threads,
            "how": how,
        }
