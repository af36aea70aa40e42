//===- LoopBuilder.h - Loops over vectors on tensors ------------*- C++ -*-===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What emitters have in common: arithmetic on indices, accesses of tensors, and
// loops that carry values.
//
//===----------------------------------------------------------------------===//

#ifndef PENSTOCK_LIB_CODEGEN_CPU_LOOPBUILDER_H
#define PENSTOCK_LIB_CODEGEN_CPU_LOOPBUILDER_H

#include "mlir/IR/AffineExpr.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/BuiltinTypes.h"

namespace penstock::cpu {

class LoopBuilder {
protected:
  using Values = llvm::SmallVector<mlir::Value>;

  LoopBuilder(mlir::OpBuilder &builder, mlir::Location loc)
      : b(builder), loc(loc) {}

  mlir::Value index(int64_t value);
  mlir::Value add(mlir::Value lhs, mlir::Value rhs);
  mlir::Value affine(mlir::AffineExpr expr, mlir::ValueRange operands);
  mlir::Value offset(mlir::Value base, int64_t by) {
    return by ? affine(b.getAffineDimExpr(0) + by, base) : base;
  }
  /// The end of the last `count` steps from `from` on that lie before `to`.
  mlir::Value alignDown(mlir::Value from, mlir::Value to, int64_t count);

  static mlir::VectorType vectorOf(mlir::Type type, int64_t size) {
    return mlir::VectorType::get({size}, type);
  }
  mlir::Value splat(mlir::Value scalar, int64_t size);

  mlir::Value extract(mlir::Value tensor, mlir::ValueRange indices);
  mlir::Value insert(mlir::Value scalar, mlir::Value tensor,
                     mlir::ValueRange indices);
  /// A vector of the last dimension; with `partial` one that may reach beyond
  /// it, where it reads zeros and writes nothing.
  mlir::Value read(mlir::Value tensor, mlir::ValueRange indices, int64_t size,
                   bool partial = false);
  mlir::Value write(mlir::Value vector, mlir::Value tensor,
                    mlir::ValueRange indices, bool partial = false);

  Values loop(mlir::Value from, mlir::Value to, int64_t step,
              mlir::ValueRange carried,
              llvm::function_ref<Values(mlir::Value, mlir::ValueRange)> body);

  /// `body(first, size, values)` for steps of `size` from `from` on, and of 1
  /// for the rest before `to`.
  Values loopBySize(
      mlir::Value from, mlir::Value to, int64_t size, mlir::ValueRange carried,
      llvm::function_ref<Values(mlir::Value, int64_t, mlir::ValueRange)> body);

  /// `body(column, partial, values)` for `unit` columns each of `size`, from
  /// `from` on, of which all but the last of a row of `rowSize` are whole.
  Values loopOverColumns(
      mlir::Value from, mlir::Value size, int64_t rowSize, int64_t unit,
      mlir::ValueRange carried,
      llvm::function_ref<Values(mlir::Value, bool, mlir::ValueRange)> body);

  mlir::OpBuilder &b;
  mlir::Location loc;
};

} // namespace penstock::cpu

#endif // PENSTOCK_LIB_CODEGEN_CPU_LOOPBUILDER_H
