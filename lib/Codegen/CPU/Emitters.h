//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Ops of the gate dialect as loops over vectors, on tensors. Each emitter
// returns what the op's result is replaced by; its outermost loop is an
// scf.forall of independent tasks.
//
//===----------------------------------------------------------------------===//

#ifndef PENSTOCK_LIB_CODEGEN_CPU_EMITTERS_H
#define PENSTOCK_LIB_CODEGEN_CPU_EMITTERS_H

#include "penstock/Dialect/Gate/IR/Gate.h"

namespace penstock::cpu {

/// Tasks are panels of neurons; follows the op's strategy.
mlir::Value emitMatmul(mlir::OpBuilder &builder, gate::GatedMatmulOp op);

/// Tasks are rows, in vectors of `lanes` elements.
mlir::Value emitRows(mlir::OpBuilder &builder, gate::ApplyRowOp op,
                     int64_t lanes);

/// Tasks are panels of columns. There is no temporary of the size of the
/// weight.
mlir::Value emitEncode(mlir::OpBuilder &builder, gate::EncodeOp op);

} // namespace penstock::cpu

#endif // PENSTOCK_LIB_CODEGEN_CPU_EMITTERS_H
