//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The gate dialect: its attributes, interfaces and ops.
//
//===----------------------------------------------------------------------===//

#ifndef PENSTOCK_DIALECT_GATE_IR_GATE_H
#define PENSTOCK_DIALECT_GATE_IR_GATE_H

#include "penstock/Dialect/Gate/IR/Catalog.h"
#include "penstock/Dialect/Gate/IR/Cost.h"
#include "penstock/Dialect/Gate/IR/Ranges.h"

#include "mlir/Bytecode/BytecodeOpInterface.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/Dialect.h"
#include "mlir/IR/OpImplementation.h"
#include "mlir/IR/SymbolTable.h"
#include "mlir/IR/TensorEncoding.h"
#include "mlir/Interfaces/ControlFlowInterfaces.h"
#include "mlir/Interfaces/DestinationStyleOpInterface.h"
#include "mlir/Interfaces/InferTypeOpInterface.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "mlir/Interfaces/TilingInterface.h"

namespace penstock::gate {
// Interface declarations of upstream name these without their namespace.
using ::llvm::SmallVector;
using ::mlir::FailureOr;
using ::mlir::OpBuilder;
using ::mlir::Value;
} // namespace penstock::gate

#include "penstock/Dialect/Gate/IR/GateDialect.h.inc"
#include "penstock/Dialect/Gate/IR/GateEnums.h.inc"

#define GET_ATTRDEF_CLASSES
#include "penstock/Dialect/Gate/IR/GateAttributes.h.inc"

#include "penstock/Dialect/Gate/IR/GateInterfaces.h.inc"

#define GET_OP_CLASSES
#include "penstock/Dialect/Gate/IR/GateOps.h.inc"

namespace penstock::gate {

/// The encoding of a tensor type, or null.
WeightEncodingAttr getWeightEncoding(mlir::Type type);

/// `type` without its encoding.
mlir::RankedTensorType dropEncoding(mlir::RankedTensorType type);

} // namespace penstock::gate

#endif // PENSTOCK_DIALECT_GATE_IR_GATE_H
