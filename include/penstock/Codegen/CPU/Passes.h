//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// From contractions and linalg to loops over vectors, and to kernels.
//
//===----------------------------------------------------------------------===//

#ifndef PENSTOCK_CODEGEN_CPU_PASSES_H
#define PENSTOCK_CODEGEN_CPU_PASSES_H

#include "mlir/IR/BuiltinOps.h"
#include "mlir/Pass/Pass.h"

namespace penstock::cpu {
#define GEN_PASS_DECL
#include "penstock/Codegen/CPU/Passes.h.inc"
#define GEN_PASS_REGISTRATION
#include "penstock/Codegen/CPU/Passes.h.inc"

struct CostReport;

/// The pass that also fills in `report`.
std::unique_ptr<mlir::Pass>
createChooseStrategyPass(const ChooseStrategyPassOptions &options,
                         CostReport *report);
} // namespace penstock::cpu

#endif // PENSTOCK_CODEGEN_CPU_PASSES_H
