//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What #gate.activations means, as linalg.
//
//===----------------------------------------------------------------------===//

#ifndef PENSTOCK_DIALECT_GATE_IR_ACTIVATIONS_H
#define PENSTOCK_DIALECT_GATE_IR_ACTIVATIONS_H

#include "penstock/Dialect/Gate/IR/Gate.h"

namespace penstock::gate {

/// The values, i8 [tokens][inputs], and scales, f32 [tokens][groups], of
/// x [tokens][inputs]; a row is one group where `activations` has no
/// group_size.
std::pair<mlir::Value, mlir::Value> quantize(mlir::OpBuilder &builder,
                                             mlir::Location loc, mlir::Value x,
                                             ActivationsAttr activations,
                                             int64_t inputs);

/// The f32 [tokens][inputs] that they stand for.
mlir::Value dequantize(mlir::OpBuilder &builder, mlir::Location loc,
                       mlir::Value values, mlir::Value scales);

} // namespace penstock::gate

#endif // PENSTOCK_DIALECT_GATE_IR_ACTIVATIONS_H
