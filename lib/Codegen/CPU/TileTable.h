//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What passes ask of the target: vectors, and register tiles per feature set.
//
//===----------------------------------------------------------------------===//

#ifndef PENSTOCK_LIB_CODEGEN_CPU_TILETABLE_H
#define PENSTOCK_LIB_CODEGEN_CPU_TILETABLE_H

#include "penstock/Dialect/Gate/IR/Gate.h"
#include "penstock/Target/TargetInfo.h"

namespace penstock::cpu {

/// The target of a pass's options; an error at `op` if it is not known.
mlir::FailureOr<TargetInfo> getTarget(mlir::Operation *op,
                                      llvm::StringRef triple,
                                      llvm::StringRef cpu,
                                      llvm::StringRef features);

/// Elements of `type` in one vector register of the target.
int64_t getLanes(const TargetInfo &target, mlir::Type type);

/// How a contraction's products are summed.
enum class Products {
  /// In the accumulator type.
  Floats,
  /// Two bf16 inputs at once, in f32.
  BFloatPairs,
  /// As integers over all inputs.
  Integers,
  /// As integers over each group of inputs, then in the accumulator type.
  IntegerGroups
};

/// Products are of integers if x is quantized and all weights are int8 or int4
/// panels that lie as dot products read them, and of bf16 pairs if the target
/// has instructions for them and all weights are bf16, and plain or in pairs.
Products getProducts(const TargetInfo &target, mlir::ValueRange weights,
                     mlir::Type accumulator, gate::ActivationsAttr activations);

/// The register tile for a contraction of `branches` branches accumulated in
/// `accumulator`. Its accumulators, weights and one broadcast of x fit the
/// registers of the target.
gate::StrategyAttr getStrategy(const TargetInfo &target, int64_t branches,
                               mlir::Type accumulator, Products products);

} // namespace penstock::cpu

#endif // PENSTOCK_LIB_CODEGEN_CPU_TILETABLE_H
