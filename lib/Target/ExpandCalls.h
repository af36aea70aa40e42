//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Replaces what code generation would turn into calls of a library.
//
//===----------------------------------------------------------------------===//

#ifndef PENSTOCK_LIB_TARGET_EXPANDCALLS_H
#define PENSTOCK_LIB_TARGET_EXPANDCALLS_H

namespace llvm {
class Function;
class TargetMachine;
} // namespace llvm

namespace penstock {

class TargetInfo;

/// Replaces long or unknown copies by loops, and rounding to an integer by
/// arithmetic where the target has no instruction for it.
void expandCalls(llvm::Function &function, llvm::TargetMachine &machine,
                 const TargetInfo &target);

} // namespace penstock

#endif // PENSTOCK_LIB_TARGET_EXPANDCALLS_H
