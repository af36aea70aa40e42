//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Linalg ops that the derivatives of ops on tensors are made of.
//
//===----------------------------------------------------------------------===//

#ifndef PENSTOCK_LIB_DIALECT_GATE_IR_TENSORS_H
#define PENSTOCK_LIB_DIALECT_GATE_IR_TENSORS_H

#include "penstock/Dialect/Gate/IR/Gate.h"

namespace penstock::gate {

using ElementBody = llvm::function_ref<llvm::SmallVector<mlir::Value>(
    mlir::OpBuilder &, mlir::Location, mlir::ValueRange)>;

inline mlir::FloatType getElement(mlir::Value value) {
  return mlir::cast<mlir::FloatType>(
      mlir::getElementTypeOrSelf(value.getType()));
}

inline int64_t getRank(mlir::Value value) {
  return mlir::cast<mlir::RankedTensorType>(value.getType()).getRank();
}

/// An empty tensor of the shape of `like`.
mlir::Value createEmpty(mlir::OpBuilder &builder, mlir::Location loc,
                        mlir::Value like, mlir::Type element);

mlir::Value createZeros(mlir::OpBuilder &builder, mlir::Location loc,
                        llvm::ArrayRef<mlir::OpFoldResult> sizes,
                        mlir::FloatType element);

/// What `body` makes of elements of `ins`, in the types of `outs`; `maps` are
/// those of both.
llvm::SmallVector<mlir::Value>
createElementwise(mlir::OpBuilder &builder, mlir::Location loc,
                  mlir::ValueRange ins, mlir::ValueRange outs,
                  llvm::ArrayRef<mlir::AffineMap> maps, ElementBody body);

mlir::Value convertTensor(mlir::OpBuilder &builder, mlir::Location loc,
                          mlir::Value value, mlir::FloatType element);

/// The sum of `value` over the dimensions that `map` does not have: the adjoint
/// of `operand`, which has that map.
mlir::Value sumOver(mlir::OpBuilder &builder, mlir::Location loc,
                    mlir::Value value, mlir::AffineMap map,
                    mlir::Value operand);

/// Makes ops on tensors differentiable that only move elements.
void attachDerivatives(mlir::MLIRContext *context);

} // namespace penstock::gate

#endif // PENSTOCK_LIB_DIALECT_GATE_IR_TENSORS_H
