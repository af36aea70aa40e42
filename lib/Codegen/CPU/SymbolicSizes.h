//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which dynamic sizes of a function are the same number.
//
//===----------------------------------------------------------------------===//

#ifndef PENSTOCK_LIB_CODEGEN_CPU_SYMBOLICSIZES_H
#define PENSTOCK_LIB_CODEGEN_CPU_SYMBOLICSIZES_H

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "llvm/ADT/EquivalenceClasses.h"

namespace penstock::cpu {

/// Sizes of tensors, tied together where an op demands that they are equal.
class SymbolicSizes {
public:
  explicit SymbolicSizes(mlir::func::FuncOp function);

  bool areEqual(mlir::Value a, int64_t dimA, mlir::Value b,
                int64_t dimB) const {
    return classes.isEquivalent({a.getAsOpaquePointer(), dimA},
                                {b.getAsOpaquePointer(), dimB});
  }

private:
  void tie(mlir::Value a, int64_t dimA, mlir::Value b, int64_t dimB) {
    classes.unionSets({a.getAsOpaquePointer(), dimA},
                      {b.getAsOpaquePointer(), dimB});
  }
  void visit(mlir::Operation *op);

  llvm::EquivalenceClasses<std::pair<const void *, int64_t>> classes;
};

} // namespace penstock::cpu

#endif // PENSTOCK_LIB_CODEGEN_CPU_SYMBOLICSIZES_H
