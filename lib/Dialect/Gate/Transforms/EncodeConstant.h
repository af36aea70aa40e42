//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Encoding a weight that is known at compile time.
//
//===----------------------------------------------------------------------===//

#ifndef PENSTOCK_LIB_DIALECT_GATE_TRANSFORMS_ENCODECONSTANT_H
#define PENSTOCK_LIB_DIALECT_GATE_TRANSFORMS_ENCODECONSTANT_H

#include "penstock/Dialect/Gate/IR/Gate.h"

namespace penstock::gate {

/// The storage parts of the constant `weight` in the encoding of `type`, bit
/// for bit what `gate.encode` computes at run time; failure if the constant's
/// numbers cannot be read.
mlir::FailureOr<llvm::SmallVector<mlir::TypedAttr>>
encodeConstant(mlir::ElementsAttr weight, mlir::RankedTensorType type);

} // namespace penstock::gate

#endif // PENSTOCK_LIB_DIALECT_GATE_TRANSFORMS_ENCODECONSTANT_H
