//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which input of a combining function decides alone whether a neuron is active.
//
//===----------------------------------------------------------------------===//

#ifndef PENSTOCK_DIALECT_GATE_IR_SPARSITY_H
#define PENSTOCK_DIALECT_GATE_IR_SPARSITY_H

#include "penstock/Dialect/Gate/IR/Gate.h"

namespace penstock::gate {

/// The gate of a combining function under a `#gate.sparsity`, found in its
/// body and its zero set.
class SparsityGate {
public:
  /// `function` may be null: the identity of one input. Failure if none of its
  /// inputs is a gate of that form.
  static mlir::FailureOr<SparsityGate> find(GateFunctionOpInterface function,
                                            SparsityAttr sparsity);

  /// The gate's number among the function's inputs.
  int64_t getInput() const { return input; }

  /// The factor of the result that depends on the gate alone, at the gate's
  /// value `gate`; for threshold and top_k.
  mlir::Value getActivation(mlir::OpBuilder &builder, mlir::Location loc,
                            mlir::Value gate, mlir::ValueRange parameters,
                            mlir::FloatType roundTo) const;

  /// i1, or a vector of it: the neuron is inactive. For zero_set and threshold.
  mlir::Value isInactive(mlir::OpBuilder &builder, mlir::Location loc,
                         mlir::Value gate, mlir::ValueRange parameters,
                         mlir::FloatType roundTo) const;

private:
  /// A value in a region of a function that is reached from the body of
  /// `function` through `calls`.
  struct Path {
    llvm::SmallVector<CallOp> calls;
    mlir::Region *region;
    mlir::Value value;
  };
  class Finder;

  mlir::Value instantiate(mlir::OpBuilder &builder, mlir::Location loc,
                          const Path &path, mlir::Value gate,
                          mlir::ValueRange parameters,
                          mlir::FloatType roundTo) const;

  GateFunctionOpInterface function;
  SparsityAttr sparsity;
  int64_t input = 0;
  /// Conditions under which the result is zero, or the one activation.
  llvm::SmallVector<Path> paths;
};

} // namespace penstock::gate

#endif // PENSTOCK_DIALECT_GATE_IR_SPARSITY_H
