//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Reading a compiler's input.
//
//===----------------------------------------------------------------------===//

#ifndef PENSTOCK_TARGET_INPUTMODULE_H
#define PENSTOCK_TARGET_INPUTMODULE_H

#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/OwningOpRef.h"
#include <memory>

namespace llvm {
class SourceMgr;
} // namespace llvm

namespace penstock {

/// Parses text or bytecode. Arguments and results of functions that have no
/// `penstock.name` get one from the names in the text.
mlir::OwningOpRef<mlir::ModuleOp>
parseInput(const std::shared_ptr<llvm::SourceMgr> &sources,
           mlir::MLIRContext *context);

} // namespace penstock

#endif // PENSTOCK_TARGET_INPUTMODULE_H
