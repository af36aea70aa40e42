//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What an op reads, writes and computes.
//
//===----------------------------------------------------------------------===//

#ifndef PENSTOCK_DIALECT_GATE_IR_COST_H
#define PENSTOCK_DIALECT_GATE_IR_COST_H

#include "mlir/IR/BuiltinTypes.h"
#include "llvm/ADT/StringRef.h"
#include <array>

namespace penstock::gate {

/// Operations by what limits how many there are in a second.
enum class OpKind {
  /// Products of f32 and their sums: a fused multiply-add is two.
  F32,
  F64,
  /// Products of int8 and their sums.
  Int8,
  /// Other operations on floats; a function of `math` counts `kMathOps`.
  Other,
};
inline constexpr unsigned kNumOpKinds = 4;
/// A polynomial and what brings its argument into range.
inline constexpr double kMathOps = 20;

/// A contraction's size: each of `branches` weights has `inputs` rows and
/// `outputs` columns.
struct ContractionSize {
  int64_t inputs = 0, outputs = 0, branches = 1;
};

/// One part of an op. The number of tokens is what is not known before the
/// kernel runs: the first size of a tensor, or all that are dynamic.
struct Cost {
  /// What part of the op; empty if the op has one.
  llvm::StringRef part;
  /// Static number of tokens, or dynamic.
  int64_t tokens = mlir::ShapedType::kDynamic;
  /// Read once for all tokens, as they are stored.
  double weightBytes = 0;
  /// Weights of which only active neurons are read, and the share of those
  /// that one token expects.
  double sparseWeightBytes = 0, density = 1;
  double readPerToken = 0, writtenPerToken = 0;
  std::array<double, kNumOpKinds> opsPerToken = {};
  /// Of a contraction; else there are no inputs.
  ContractionSize size;

  double &ops(OpKind kind) { return opsPerToken[unsigned(kind)]; }

  double getWeightBytes(int64_t tokens) const;
  double getBytes(int64_t tokens) const;
  double getOps(OpKind kind, int64_t tokens) const {
    return opsPerToken[unsigned(kind)] * tokens;
  }
  double getOps(int64_t tokens) const;
  /// Operations per byte.
  double getIntensity(int64_t tokens) const;
};

} // namespace penstock::gate

#endif // PENSTOCK_DIALECT_GATE_IR_COST_H
