//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The C entries of kernels, added to their LLVM module.
//
//===----------------------------------------------------------------------===//

#ifndef PENSTOCK_TARGET_ENTRIES_H
#define PENSTOCK_TARGET_ENTRIES_H

#include "penstock/Target/Kernel.h"
#include "llvm/Support/Error.h"

namespace llvm {
class Function;
class Module;
} // namespace llvm

namespace penstock {

class TargetInfo;

/// Who runs the tasks of a phase when the caller gives no parallel-for.
enum class Threads { None, OpenMP };

/// Adds the C entries of every kernel, as the header declares them, and makes
/// everything else internal. The entries run on any machine of the
/// architecture and return PENSTOCK_CPU where the target's features lack.
llvm::Error addEntries(llvm::Module &module,
                       llvm::ArrayRef<KernelDescription> kernels,
                       const TargetInfo &target, Threads threads);

/// Compiles the function for the architecture's baseline.
void setBaseline(llvm::Function &function, const TargetInfo &target);

/// Adds a function `i1 ()` that says whether the running machine has what the
/// target has; null if every machine of the architecture has it.
llvm::Function *addCpuCheck(llvm::Module &module, const TargetInfo &target);

} // namespace penstock

#endif // PENSTOCK_TARGET_ENTRIES_H
