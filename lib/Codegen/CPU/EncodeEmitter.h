//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// gate.encode as loops over vectors.
//
//===----------------------------------------------------------------------===//

#ifndef PENSTOCK_LIB_CODEGEN_CPU_ENCODEEMITTER_H
#define PENSTOCK_LIB_CODEGEN_CPU_ENCODEEMITTER_H

#include "penstock/Dialect/Gate/IR/Gate.h"

namespace penstock::cpu {

/// Emits the storage of `op`, an encoding in panels, panel by panel and without
/// a temporary of the size of the weight; returns the assembled weight.
mlir::Value emitEncode(mlir::OpBuilder &builder, gate::EncodeOp op);

} // namespace penstock::cpu

#endif // PENSTOCK_LIB_CODEGEN_CPU_ENCODEEMITTER_H
