//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Products, or some of their columns, that a chain reads.
//
//===----------------------------------------------------------------------===//

#ifndef PENSTOCK_LIB_DIALECT_GATE_TRANSFORMS_RAISEBRANCHES_H
#define PENSTOCK_LIB_DIALECT_GATE_TRANSFORMS_RAISEBRANCHES_H

#include "RaiseChains.h"

namespace penstock::gate {

struct Branch {
  GatedMatmulOp product;
  /// Columns offset, offset + stride, …
  int64_t offset = 0, stride = 1, size = 0;
  /// Views of the product on the way to the chain.
  llvm::SmallVector<mlir::Operation *> views;
  mlir::Value bias;
  /// What stands for it in the chain: with its bias and its roundings.
  ExpressionRef node = nullptr;
  /// The sum of the products is rounded, and the sum with the bias.
  bool isRounded = false, isBiasRounded = false;
  /// Number of branches with the same x.
  unsigned group = 0;
};

/// The product that `leaf` is, at its own place; nothing if it is none.
std::optional<Branch> findBranch(const ChainLeaf &leaf);

/// True if `a` and `b` are one value, computed twice perhaps.
bool isSame(mlir::Value a, mlir::Value b);

} // namespace penstock::gate

#endif // PENSTOCK_LIB_DIALECT_GATE_TRANSFORMS_RAISEBRANCHES_H
