//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Sums of four products of bytes, or two of bf16, in each 32-bit lane, by the
// instructions that the target has. Those of bytes are exact.
//
//===----------------------------------------------------------------------===//

#ifndef PENSTOCK_LIB_CODEGEN_CPU_DOTPRODUCT_H
#define PENSTOCK_LIB_CODEGEN_CPU_DOTPRODUCT_H

#include "penstock/Target/TargetInfo.h"

#include "mlir/IR/Builders.h"

namespace penstock::cpu {

class DotProduct {
public:
  explicit DotProduct(const TargetInfo &target);

  /// What is added to int8 weights to make them unsigned: the sums hold this
  /// times the sum of x too. 0 if the instruction takes signed weights.
  int64_t getOffset() const { return kind == Kind::Vnni ? 128 : 0; }

  /// Vectors that `prepare` makes of one.
  int64_t getNumForms() const { return kind == Kind::Avx2 ? 2 : 1; }

  /// Weights of -128 ... 127 in the forms that `add` reads; they are made once
  /// for all tokens.
  llvm::SmallVector<mlir::Value, 2> prepare(mlir::OpBuilder &builder,
                                            mlir::Location loc,
                                            mlir::Value weights) const;

  /// sum[n] + x[4n] * weights[4n] + ... + x[4n+3] * weights[4n+3], with x in
  /// -127 ... 127 and int8 weights that have been prepared.
  mlir::Value add(mlir::OpBuilder &builder, mlir::Location loc, mlir::Value sum,
                  mlir::ValueRange weights, mlir::Value x) const;

  /// sum[n] + x[2n] * weights[2n] + x[2n+1] * weights[2n+1] of bf16 in f32,
  /// with subnormals as zeros; on x86 with AVX-512 BF16.
  mlir::Value addBFloats(mlir::OpBuilder &builder, mlir::Location loc,
                         mlir::Value sum, mlir::Value weights,
                         mlir::Value x) const;

  /// sum + the products of several vectors of weights in 0 ... 15 with x.
  mlir::Value addNibbles(mlir::OpBuilder &builder, mlir::Location loc,
                         mlir::Value sum, mlir::ValueRange weights,
                         mlir::ValueRange x) const;

private:
  enum class Kind { Vnni, Avx2, Neon, Generic };
  Kind kind;
  /// Bits of the vectors that the instruction takes.
  int64_t bits;

  mlir::Value call(mlir::OpBuilder &builder, mlir::Location loc,
                   llvm::StringRef name, mlir::Type type,
                   mlir::ValueRange operands) const;
  /// `emit` on pieces of the size that the instruction takes.
  mlir::Value
  split(mlir::OpBuilder &builder, mlir::Location loc, mlir::ValueRange operands,
        mlir::Type resultElement,
        llvm::function_ref<mlir::Value(mlir::ValueRange)> emit) const;
};

} // namespace penstock::cpu

#endif // PENSTOCK_LIB_CODEGEN_CPU_DOTPRODUCT_H
