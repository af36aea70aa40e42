# Part of the Penstock project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Kernels of torch modules, by way of torch-mlir and the pass gate-raise.

    ffn = penstock.torch.compile(module, (x,))
    y = ffn(x)

    model = torch.compile(model, backend="penstock")

The second needs this module to be imported. Both need torch and torch-mlir.
"""

import atexit
import re
import warnings
import weakref

import numpy as np
import torch

from . import _api
from ._errors import Error

__all__ = ["Compiled", "compile"]

DTYPES = {
    "f64": torch.float64, "f32": torch.float32, "bf16": torch.bfloat16,
    "f16": torch.float16, "i64": torch.int64, "i32": torch.int32,
}
PIPELINE = "gate-drop-assertions,gate-raise{options},canonicalize,cse"


def _to_array(tensor):
    """A tensor of the CPU as what kernels take."""
    return tensor.detach().contiguous()


def _to_tensor(array):
    array = np.asarray(array)
    if array.dtype.name == "bfloat16" or array.dtype == np.uint16:
        return torch.from_numpy(array.view(np.int16)).view(torch.bfloat16)
    return torch.from_numpy(array)


# What holds objects of the extension.
_alive = weakref.WeakSet()


@atexit.register
def _release():
    """Torch keeps compiled graphs until after the extension is gone."""
    for holder in list(_alive):
        vars(holder).clear()


class _Kernel:
    """A kernel on tensors, whose encoded weights are kept."""

    def __init__(self, kernel):
        _alive.add(self)
        self._kernel = kernel
        self._inputs = [a for a in kernel.arguments if a.role != "output"]
        outputs = [a for a in kernel.arguments if a.role == "output"]
        self.outputs = len(outputs)
        # Of torch's allocator, where the sizes are known.
        self._results = None
        if all(a.dtype in DTYPES and all(isinstance(n, int) for n in a.shape)
               for a in outputs):
            self._results = [(a.shape, DTYPES[a.dtype]) for a in outputs]
        self._encoded = {}

    def _argument(self, index, tensor):
        if self._inputs[index].encoding is None:
            return _to_array(tensor)
        known = self._encoded.get(index)
        if known and known[0]() is tensor and known[1] == tensor._version:
            return known[2]
        encoded = self._kernel.encode(index, _to_array(tensor))
        self._encoded[index] = weakref.ref(tensor), tensor._version, encoded
        return encoded

    def __call__(self, tensors):
        if len(tensors) != len(self._inputs):
            raise TypeError(
                f"expected {len(self._inputs)} tensors, found {len(tensors)}")
        arrays = [self._argument(i, t) for i, t in enumerate(tensors)]
        if self._results is None:
            results = self._kernel(*arrays)
            results = results if isinstance(results, tuple) else (results,)
            return [_to_tensor(array) for array in results]
        results = [torch.empty(s, dtype=d) for s, d in self._results]
        self._kernel(*arrays, out=tuple(results) if results[1:] else results[0])
        return results


class _Program:
    """Kernels of linalg text: of its function, and of its derivatives."""

    def __init__(self, text, options):
        _alive.add(self)
        relax = "{relax-rounding}" if options.pop("relax_rounding", False) else ""
        self._recompute = options.pop("recompute", "auto")
        self._options = options
        self.module = _api.parse(text).run(PIPELINE.format(options=relax))
        self.diagnostics = list(self.module.diagnostics)
        self.forward = _Kernel(_api.compile(self.module, **options)["main"])
        self._derivatives = {}

    @property
    def left(self):
        """The ops that were not raised, by name."""
        return sorted(set(re.findall(r"= (linalg\.\w+)", str(self.module))))

    def derivative(self, wanted):
        """The kernels of the function that saves what its derivative needs, and
        of the derivative by the arguments whose numbers are `wanted`."""
        if wanted not in self._derivatives:
            arguments = ",".join(map(str, wanted))
            try:
                module = _api.parse(str(self.module)).run(
                    f"gate-differentiate{{arguments={arguments} "
                    f"recompute={self._recompute}}},cse")
            except Error as error:
                raise Error(f"the module has no gradient: {error}",
                            error.diagnostics) from None
            # The function itself is compiled already.
            text = str(module).replace("func @main(", "func private @main(")
            kernels = _api.compile(text, **self._options)
            forward = self.forward
            if "main_fwd" in kernels:
                forward = _Kernel(kernels["main_fwd"])
            self._derivatives[wanted] = forward, _Kernel(kernels["main_vjp"])
        return self._derivatives[wanted]

    def __call__(self, tensors):
        if torch.is_grad_enabled() and any(t.requires_grad for t in tensors):
            return _Function.apply(self, *tensors)
        return self.forward(tensors)


class _Function(torch.autograd.Function):
    @staticmethod
    def forward(ctx, program, *tensors):
        wanted = tuple(i - 1 for i, need in enumerate(ctx.needs_input_grad) if need)
        forward, ctx.backward = program.forward, None
        try:
            forward, ctx.backward = program.derivative(wanted)
        except Error as error:
            # Of the backward pass, if there is one; a new one holds no frames.
            ctx.error = Error(str(error), error.diagnostics)
        results = forward(tensors)
        count = program.forward.outputs
        ctx.save_for_backward(*tensors, *results[count:])
        return tuple(results[:count])

    @staticmethod
    @torch.autograd.function.once_differentiable
    def backward(ctx, *adjoints):
        if ctx.backward is None:
            raise ctx.error
        needs = ctx.needs_input_grad
        tensors = ctx.saved_tensors
        tensors, saved = tensors[:len(needs) - 1], tensors[len(needs) - 1:]
        results = iter(ctx.backward([*tensors, *adjoints, *saved]))
        return tuple(next(results) if need else None for need in needs)


def _import(program):
    try:
        from torch_mlir import fx
    except ModuleNotFoundError as error:
        raise Error(
            "penstock.torch needs torch-mlir: pip install torch-mlir"
        ) from error
    if isinstance(program, torch.fx.GraphModule):
        module = fx.stateless_fx_import(
            program, output_type="linalg-on-tensors", model_name="main")
    else:
        module = fx.export_and_import(
            program, output_type="linalg-on-tensors", func_name="main")
    return str(module)


class Compiled:
    """A module as a kernel; call it with tensors like the example's.

    `left` names the kinds of ops that the pass did not raise, and which are
    computed as they are; `diagnostics` are its remarks. Weights are those of
    the module, encoded once, and again after they have changed.

    The results have gradients, as those of the module. Kernels for those that
    are wanted are compiled by the first call that wants them; a backward pass
    raises Error if an op of the module has no derivative.
    """

    def __init__(self, module, example_inputs, dynamic_shapes, options):
        weights = {**dict(module.named_parameters()), **dict(module.named_buffers())}
        self._names = list(weights)
        self._module = module

        class Functional(torch.nn.Module):
            def forward(_, inputs, values):
                return torch.func.functional_call(
                    module, dict(zip(self._names, values)), tuple(inputs))

        args = (list(example_inputs), [w.detach() for w in weights.values()])
        if dynamic_shapes is not None:
            dynamic_shapes = (list(dynamic_shapes), [None] * len(weights))
        with torch.no_grad():
            program = torch.export.export(
                Functional(), args, dynamic_shapes=dynamic_shapes, strict=False)
        self._result = program.call_spec.out_spec
        self._program = _Program(_import(program), options)

    @property
    def left(self):
        return self._program.left

    @property
    def diagnostics(self):
        return self._program.diagnostics

    @property
    def module(self):
        """The raised `penstock.Module`."""
        return self._program.module

    def __call__(self, *inputs):
        weights = {**dict(self._module.named_parameters()),
                   **dict(self._module.named_buffers())}
        results = self._program([*inputs, *(weights[n] for n in self._names)])
        return torch.utils._pytree.tree_unflatten(results, self._result)


def compile(
    module, example_inputs, *, dynamic_shapes=None, relax_rounding=False,
    recompute="auto", **options
):
    """Compiles the forward function of `module` for tensors like
    `example_inputs`. `dynamic_shapes` has an entry for each of them, as
    torch.export takes it. With `relax_rounding` bf16 and f16 values are rounded
    at the end only. `recompute` says what the backward pass computes again, as
    the pass gate-differentiate takes it: what is cheaper to compute than to
    save ("auto"), all ("always") or little ("never"). `options` are those of
    `penstock.compile`.

    Raises Error for what cannot be imported or compiled.
    """
    options.update(relax_rounding=relax_rounding, recompute=recompute)
    return Compiled(module, tuple(example_inputs), dynamic_shapes, options)


#===------------------------------------------------------------------------===#
# torch.compile
#===------------------------------------------------------------------------===#


def _compile_graph(graph, example_inputs):
    from torch._functorch.aot_autograd import make_boxed_func

    try:
        if not all(isinstance(i, torch.Tensor) for i in example_inputs):
            raise Error("its sizes are dynamic")
        program = _Program(_import(graph), {})
    except Exception as error:  # Whatever an importer raises.
        reason = str(error).strip().split("\n")[0]
        warnings.warn(f"penstock: a graph runs eagerly: {reason}", stacklevel=2)
        return make_boxed_func(graph.forward)
    outputs = graph.graph.output_node().args[0]

    def run(*tensors):
        results = iter(program.forward(tensors))
        # A kernel has no result where the graph's is None.
        return [None if node is None else next(results) for node in outputs]

    return make_boxed_func(run)


@torch._dynamo.register_backend(name="penstock")
def _backend(graph, example_inputs):
    from torch._decomp import get_decompositions
    from torch._dynamo.backends.common import aot_autograd

    aten = torch.ops.aten
    # What torch-mlir does not import.
    decompositions = get_decompositions([
        aten._softmax_backward_data, aten.elu_backward, aten.gelu_backward,
        aten.hardsigmoid_backward, aten.hardswish_backward,
        aten.leaky_relu_backward, aten.mish_backward,
        aten.native_layer_norm_backward, aten.sigmoid_backward,
        aten.silu_backward, aten.softplus_backward, aten.tanh_backward,
        aten.threshold_backward])
    return aot_autograd(
        fw_compiler=_compile_graph, bw_compiler=_compile_graph,
        decompositions=decompositions,
    )(graph, example_inputs)
