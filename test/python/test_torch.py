# Part of the Penstock project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""penstock.torch, where torch and torch-mlir are installed."""

import subprocess
import sys

import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("torch_mlir")

import penstock.torch  # noqa: E402


class Ffn(torch.nn.Module):
    def __init__(self):
        super().__init__()
        torch.manual_seed(0)
        self.gate = torch.nn.Linear(32, 48, bias=False)
        self.up = torch.nn.Linear(32, 48, bias=False)
        self.down = torch.nn.Linear(48, 32, bias=False)

    def forward(self, x):
        gate = torch.nn.functional.silu(self.gate(x))
        return self.down(gate * self.up(x))


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16, torch.float16])
def test_module(dtype):
    module, x = Ffn().eval().to(dtype), torch.randn(2, 7, 32).to(dtype)
    compiled = penstock.torch.compile(module, (x,))
    assert not compiled.left and "gate.ffn @swiglu" in str(compiled.module)
    tolerance = {torch.float32: 1e-6, torch.bfloat16: 1e-2, torch.float16: 2e-3}
    for change in (False, True):
        if change:  # Encoded again.
            with torch.no_grad():
                module.up.weight.mul_(2)
        with torch.no_grad():
            expected = module(x)
        y = compiled(x)
        assert y.dtype == dtype and y.shape == expected.shape
        assert torch.allclose(y, expected, atol=tolerance[dtype])
    with pytest.raises(TypeError, match="expected 4 tensors, found 5"):
        compiled(x, x)


class TwoResults(torch.nn.Module):
    def __init__(self):
        super().__init__()
        torch.manual_seed(1)
        self.inner = torch.nn.Linear(8, 12)
        self.outer = torch.nn.Linear(12, 8)

    def forward(self, x, y):
        h = torch.nn.functional.gelu(self.inner(x)) * y
        return self.outer(h), torch.tanh(h)


def gradients(function, module, inputs, adjoints):
    results = function(*inputs)
    results = results if isinstance(results, tuple) else (results,)
    leaves = [*inputs, *module.parameters()]
    for leaf in leaves:
        leaf.grad = None
    torch.autograd.backward(results, adjoints[: len(results)])
    return [leaf.grad for leaf in leaves]


def check_gradients(function, module, inputs, adjoints, tolerance):
    found = gradients(function, module, inputs, adjoints)
    expected = gradients(module, module, inputs, adjoints)
    for a, b in zip(found, expected, strict=True):
        assert (a is None) == (b is None)
        if b is not None:
            assert a.dtype == b.dtype and a.shape == b.shape
            assert (a - b).abs().max() <= tolerance * b.abs().max()


BOUNDS = {torch.float64: 1e-13, torch.float32: 1e-5, torch.bfloat16: 2e-2}


@pytest.mark.parametrize("dtype", BOUNDS)
def test_gradients(dtype):
    module = Ffn().to(dtype)
    x = torch.randn(2, 7, 32, dtype=dtype, requires_grad=True)
    compiled = penstock.torch.compile(module, (x,))
    adjoints = [torch.randn(2, 7, 32, dtype=dtype)]
    # Not of all, after all.
    for frozen in (None, module.up.weight, x):
        if frozen is not None:
            frozen.requires_grad_(False)
        check_gradients(compiled, module, [x], adjoints, BOUNDS[dtype])
    with torch.no_grad():
        assert not compiled(x).requires_grad
        module.down.weight.mul_(2)
    check_gradients(compiled, module, [x], adjoints, BOUNDS[dtype])


def test_gradients_of_several():
    module = TwoResults().double()
    x = torch.randn(5, 8, dtype=torch.float64, requires_grad=True)
    y = torch.randn(5, 12, dtype=torch.float64, requires_grad=True)
    compiled = penstock.torch.compile(module, (x, y))
    adjoints = [torch.randn_like(x), torch.randn_like(y)]
    check_gradients(compiled, module, [x, y], adjoints, 1e-13)
    # The first result alone.
    gradient, = torch.autograd.grad(compiled(x, y)[0].sum(), y)
    expected, = torch.autograd.grad(module(x, y)[0].sum(), y)
    assert torch.allclose(gradient, expected)
    assert torch.autograd.gradcheck(compiled, (x, y))


def test_no_gradient():
    class Greatest(torch.nn.Module):
        def forward(self, x):
            return torch.amax(x, 1)

    x = torch.randn(4, 5, requires_grad=True)
    compiled = penstock.torch.compile(Greatest(), (x,))
    y = compiled(x)
    assert torch.allclose(y, torch.amax(x, 1))
    with pytest.raises(penstock.Error, match="module has no gradient.*derivative"):
        y.sum().backward()


@pytest.mark.filterwarnings("error:penstock")
@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
def test_backend(dtype):
    module = Ffn().to(dtype)
    x = torch.randn(2, 7, 32, dtype=dtype, requires_grad=True)
    compiled = torch.compile(module, backend="penstock")
    with torch.no_grad():
        y = compiled(x)
        assert torch.allclose(y, module(x), atol=10 * BOUNDS[dtype])
    check_gradients(compiled, module, [x], [torch.randn_like(y)], BOUNDS[dtype])


def test_backend_of_gradients_falls_back():
    class Wave(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            return torch.sin(x)

        @staticmethod
        def backward(ctx, adjoint):
            return adjoint * torch.histc(adjoint, 1)

    compiled = torch.compile(Wave.apply, backend="penstock")
    x = torch.randn(16, requires_grad=True)
    with pytest.warns(UserWarning, match="runs eagerly"):
        compiled(x).sum().backward()
    assert torch.equal(x.grad, torch.full((16,), 16.0))


class RunningSum(torch.nn.Module):
    """torch-mlir leaves an op of its own."""

    def forward(self, x):
        return torch.cumsum(x, 1)


def test_unknown_dialect():
    x = torch.randn(2, 5)
    with pytest.raises(penstock.Error, match=r"'tm_tensor\.scan'") as raised:
        penstock.torch.compile(RunningSum(), (x,))
    assert raised.value.diagnostics[0].line > 1
    compiled = torch.compile(RunningSum(), backend="penstock")
    with torch.no_grad(), pytest.warns(UserWarning, match=r"'tm_tensor\.scan'"):
        assert torch.equal(compiled(x), torch.cumsum(x, 1))


def test_backend_falls_back():
    def histogram(x):
        return torch.histc(x, 4)

    compiled = torch.compile(histogram, backend="penstock")
    x = torch.randn(16)
    with torch.no_grad(), pytest.warns(UserWarning, match="runs eagerly"):
        assert torch.equal(compiled(x), histogram(x))


def test_end_of_program():
    """What torch keeps until the end keeps nothing of the extension."""
    program = """
import torch, penstock.torch
module, x = torch.nn.Linear(8, 8), torch.randn(3, 8)
keep = [penstock.torch.compile(module, (x,)), torch.compile(module, backend="penstock")]
for compiled in keep:
    compiled(x).sum().backward()
torch.kept = keep
"""
    result = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=300
    )
    assert result.returncode == 0 and "nanobind" not in result.stderr, result.stderr
