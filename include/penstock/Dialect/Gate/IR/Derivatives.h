//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Symbolic derivatives of functions that are data.
//
//===----------------------------------------------------------------------===//

#ifndef PENSTOCK_DIALECT_GATE_IR_DERIVATIVES_H
#define PENSTOCK_DIALECT_GATE_IR_DERIVATIVES_H

#include "penstock/Dialect/Gate/IR/Gate.h"

namespace penstock::gate {

/// What a derivative is built for. `region` is that of an op in the module of
/// the function's user, empty; it gets one block that takes the function's
/// inputs, what else is named below, and the function's parameters, and ends in
/// a `gate.yield`. Errors are emitted at `user`.
struct DerivativeRegion {
  mlir::Region &region;
  mlir::Operation *user;
};

/// Yields the partial derivative of each input.
mlir::LogicalResult buildDerivative(DerivativeRegion to,
                                    GateFunctionOpInterface function);

/// Takes one tangent per number in `given`, an input or, behind the inputs, a
/// parameter; yields the tangent of the result.
mlir::LogicalResult buildTangent(DerivativeRegion to,
                                 GateFunctionOpInterface function,
                                 llvm::ArrayRef<int64_t> given);

/// Takes the adjoint of the result; yields the adjoint of each input or
/// parameter in `wanted`. Those of a row function are one element's share: of
/// an input that all elements have, or a parameter, the sum is the adjoint.
mlir::LogicalResult buildAdjoints(DerivativeRegion to,
                                  GateFunctionOpInterface function,
                                  llvm::ArrayRef<int64_t> wanted);

/// A `gate.function` that exists as long as this does; its regions are for
/// instantiation alone.
class ScratchFunction {
public:
  explicit ScratchFunction(mlir::Operation *user);
  ~ScratchFunction();
  mlir::Region &getRegion() { return function.getBody(); }

private:
  FunctionOp function;
};

/// A private row function of `user`'s module, named after `function`, of whose
/// inputs and `extraInputs` and parameters `build` gives the body.
mlir::FailureOr<mlir::FlatSymbolRefAttr> createRowFunction(
    mlir::Operation *user, GateFunctionOpInterface function,
    const llvm::Twine &suffix, llvm::ArrayRef<std::string> extraInputs,
    llvm::function_ref<mlir::LogicalResult(DerivativeRegion)> build);

} // namespace penstock::gate

#endif // PENSTOCK_DIALECT_GATE_IR_DERIVATIVES_H
