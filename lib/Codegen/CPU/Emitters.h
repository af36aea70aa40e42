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
#include "penstock/Target/TargetInfo.h"

#include "mlir/Dialect/Linalg/IR/Linalg.h"

namespace penstock::cpu {

/// Tasks are panels of neurons; follows the op's strategy.
mlir::Value emitMatmul(mlir::OpBuilder &builder, gate::GatedMatmulOp op,
                       const TargetInfo &target);

/// Skips inactive neurons: `op` can, and has no norm. Tasks are panels of the
/// gate, then tokens, then blocks of active neurons, then blocks of columns.
mlir::Value emitSparseFfn(mlir::OpBuilder &builder, gate::FfnOp op,
                          const TargetInfo &target);

/// Tasks are rows, in vectors of `lanes` elements.
mlir::Value emitRows(mlir::OpBuilder &builder, gate::ApplyRowOp op,
                     int64_t lanes);

/// Tasks are panels of columns. There is no temporary of the size of the
/// weight.
mlir::Value emitEncode(mlir::OpBuilder &builder, gate::EncodeOp op);

/// Of a matrix of floats: tasks are `lanes` rows of the result, in blocks that
/// are transposed in registers.
mlir::Value emitTranspose(mlir::OpBuilder &builder,
                          mlir::linalg::TransposeOp op, int64_t lanes);

/// The rows of x as integers: `scales * values` is what `activations` makes of
/// x. A row has 1 or inputs / group_size groups.
struct QuantizedActivations {
  /// i8 [tokens][getPaddedInputs(inputs)], zeros behind the inputs.
  mlir::Value values;
  /// f32 [tokens][groups]. Where it is no number or infinite, values are 0.
  mlir::Value scales;
  /// i32 [tokens][groups]: the values' sums, times `sumFactor`.
  mlir::Value sums;
};

/// The smallest multiple of 64 that holds a row and is no multiple of 512: rows
/// at such a distance would compete for the same sets of a cache.
int64_t getPaddedInputs(int64_t inputs);

/// Tasks are rows of x, in vectors of `lanes` f32.
QuantizedActivations quantizeActivations(mlir::OpBuilder &builder,
                                         mlir::Location loc, mlir::Value x,
                                         gate::ActivationsAttr activations,
                                         int64_t inputs, int64_t lanes,
                                         int64_t sumFactor = 1);

} // namespace penstock::cpu

#endif // PENSTOCK_LIB_CODEGEN_CPU_EMITTERS_H
