//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Passes inside the gate dialect.
//
//===----------------------------------------------------------------------===//

#ifndef PENSTOCK_DIALECT_GATE_TRANSFORMS_PASSES_H
#define PENSTOCK_DIALECT_GATE_TRANSFORMS_PASSES_H

#include "mlir/IR/BuiltinOps.h"
#include "mlir/Pass/Pass.h"

namespace penstock::gate {
#define GEN_PASS_DECL
#include "penstock/Dialect/Gate/Transforms/Passes.h.inc"
#define GEN_PASS_REGISTRATION
#include "penstock/Dialect/Gate/Transforms/Passes.h.inc"
} // namespace penstock::gate

#endif // PENSTOCK_DIALECT_GATE_TRANSFORMS_PASSES_H
