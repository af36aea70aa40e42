//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Reading IR that may be damaged.
//
//===----------------------------------------------------------------------===//

#ifndef PENSTOCK_SUPPORT_INPUT_H
#define PENSTOCK_SUPPORT_INPUT_H

#include "mlir/IR/DialectRegistry.h"
#include "mlir/Support/LLVM.h"

#include "llvm/Support/MemoryBufferRef.h"

namespace penstock {

/// Fails, with an error on stderr, for what MLIR's own readers do not survive:
/// bytecode that is damaged in places, and text nested deeper than a recursive
/// parser can go. All other errors are left to the readers. Damaged bytecode is
/// recognised by reading it once with crashes caught, so this is for tools,
/// where signal handlers may be set for a moment.
llvm::LogicalResult checkInput(llvm::MemoryBufferRef input,
                               const mlir::DialectRegistry &registry);

/// The main function of mlir-opt on checked input, with the project's version
/// and bug-report text.
int optMain(int argc, char **argv, llvm::StringRef toolName,
            mlir::DialectRegistry &registry);

} // namespace penstock

#endif // PENSTOCK_SUPPORT_INPUT_H
