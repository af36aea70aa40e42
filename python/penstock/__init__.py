# Part of the Penstock project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""A compiler for the gated half of neural networks.

    import numpy as np, penstock

    kernels = penstock.compile('''
        func.func @swish(%x: tensor<?x64xf32>) -> tensor<?x64xf32> {
          %c0 = arith.constant 0 : index
          %n = tensor.dim %x, %c0 : tensor<?x64xf32>
          %out = tensor.empty(%n) : tensor<?x64xf32>
          %y = gate.apply @swish<beta = 1.5> ins(%x : tensor<?x64xf32>)
              outs(%out : tensor<?x64xf32>)
          return %y : tensor<?x64xf32>
        }''')
    y = kernels.swish(np.ones((3, 64), np.float32))

`compile` gives the functions of a module as callables on arrays; `parse` gives
a module to run pipelines on. Errors are `penstock.Error`.
"""

__all__ = [
    "Argument",
    "Diagnostic",
    "Error",
    "Kernel",
    "Kernels",
    "Module",
    "compile",
    "parse",
]

try:
    from ._penstock import llvm_version as __llvm_version__
    from ._penstock import version as __version__
except ModuleNotFoundError as _error:
    if _error.name != __name__ + "._penstock":
        raise

    # The sources alone: penstock.importers and penstock.models work.
    def __getattr__(name):
        if name in (*__all__, "__version__", "__llvm_version__"):
            raise AttributeError(
                f"penstock.{name} needs the extension module, which is not "
                "built: run cmake and ninja, or pip install ."
            )
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

else:
    from ._api import (
        Argument,
        Diagnostic,
        Error,
        Kernel,
        Kernels,
        Module,
        compile,
        parse,
    )
