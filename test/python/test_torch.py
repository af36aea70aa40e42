# Part of the Penstock project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""penstock.torch, where torch and torch-mlir are installed."""

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


def test_backend():
    module, x = Ffn().eval(), torch.randn(2, 7, 32)
    compiled = torch.compile(module, backend="penstock")
    with torch.no_grad():
        assert torch.allclose(compiled(x), module(x), atol=1e-6)
    compiled(x).sum().backward()
    gradient = module.gate.weight.grad.clone()
    module.zero_grad()
    module(x).sum().backward()
    assert torch.allclose(gradient, module.gate.weight.grad, atol=1e-4)


def test_backend_falls_back():
    def histogram(x):
        return torch.histc(x, 4)

    compiled = torch.compile(histogram, backend="penstock")
    x = torch.randn(16)
    with torch.no_grad(), pytest.warns(UserWarning, match="runs eagerly"):
        assert torch.equal(compiled(x), histogram(x))
