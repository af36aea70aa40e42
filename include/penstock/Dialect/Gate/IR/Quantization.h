//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The rule by which weights are quantized. What builds operations takes
// scalars or vectors, of f32 unless said otherwise.
//
//===----------------------------------------------------------------------===//

#ifndef PENSTOCK_DIALECT_GATE_IR_QUANTIZATION_H
#define PENSTOCK_DIALECT_GATE_IR_QUANTIZATION_H

#include "penstock/Dialect/Gate/IR/Gate.h"

namespace penstock::gate {

/// A number is `scale * (q - zero)`, plus the group's min if asymmetric; the
/// scale is the greatest magnitude, or the range if asymmetric, over `steps`.
struct Quantization {
  double steps, zero, low, high;

  static Quantization get(WeightEncodingAttr encoding);
};

/// Scale of a group, in the type it is stored in, from the greatest magnitude
/// or, if asymmetric, the greatest and least number.
mlir::Value createScale(mlir::OpBuilder &builder, mlir::Location loc,
                        WeightEncodingAttr encoding, mlir::Value greatest,
                        mlir::Value least);

/// The i8 that stands for `number`; scale and min (null if symmetric) in the
/// type they are stored in.
mlir::Value createQuantized(mlir::OpBuilder &builder, mlir::Location loc,
                            WeightEncodingAttr encoding, mlir::Value number,
                            mlir::Value scale, mlir::Value min);

/// The number that the i8 `q` stands for.
mlir::Value createDequantized(mlir::OpBuilder &builder, mlir::Location loc,
                              WeightEncodingAttr encoding, mlir::Value q,
                              mlir::Value scale, mlir::Value min);

} // namespace penstock::gate

#endif // PENSTOCK_DIALECT_GATE_IR_QUANTIZATION_H
