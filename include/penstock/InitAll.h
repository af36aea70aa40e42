//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Everything that a tool of the project registers.
//
//===----------------------------------------------------------------------===//

#ifndef PENSTOCK_INITALL_H
#define PENSTOCK_INITALL_H

namespace mlir {
class DialectRegistry;
} // namespace mlir

namespace penstock {

/// The gate dialect, the upstream dialects it is lowered through, and the
/// interfaces that the pipelines need.
void registerAllDialects(mlir::DialectRegistry &registry);

/// All passes and pipelines of the project.
void registerAllPasses();

} // namespace penstock

#endif // PENSTOCK_INITALL_H
