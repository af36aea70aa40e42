//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Functions compiled, run in this process, and compared for every input.
//
//===----------------------------------------------------------------------===//

#ifndef PENSTOCK_TARGET_ACCURACY_H
#define PENSTOCK_TARGET_ACCURACY_H

#include "penstock/Dialect/Gate/IR/Evaluation.h"
#include "penstock/Target/TargetInfo.h"

namespace penstock {

/// The function `use`, as EvaluationInterface::create says, compiled for each
/// of `targets`, whose errors are taken together.
llvm::Expected<std::unique_ptr<gate::FunctionEvaluator>>
createEvaluator(mlir::ModuleOp module, llvm::StringRef use,
                llvm::ArrayRef<TargetDescription> targets);

/// Lets passes evaluate functions on the host: with fused multiply-add and
/// without.
void registerEvaluation(mlir::DialectRegistry &registry);

} // namespace penstock

#endif // PENSTOCK_TARGET_ACCURACY_H
