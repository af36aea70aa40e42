//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// From an LLVM module with entries to optimised code in memory.
//
//===----------------------------------------------------------------------===//

#ifndef PENSTOCK_TARGET_EMIT_H
#define PENSTOCK_TARGET_EMIT_H

#include "penstock/Target/Entries.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/Support/Error.h"

namespace penstock {

/// Who sees the entries: what the object is linked into, or also the users of
/// a shared library.
enum class Visibility { Hidden, Exported };

/// Optimises the module for the target. No loop becomes a call of a library.
void optimize(llvm::Module &module, const TargetInfo &target);

using Buffer = llvm::SmallVector<char, 0>;

/// An ELF object of the module; an error if it needs a symbol that neither it
/// nor, with OpenMP, that runtime has.
llvm::Expected<Buffer> emitObject(const llvm::Module &module,
                                  const TargetInfo &target, Threads threads,
                                  Visibility visibility);
llvm::Expected<Buffer> emitAssembly(const llvm::Module &module,
                                    const TargetInfo &target);
Buffer emitLLVMIR(const llvm::Module &module);

/// Largest stack frame among the object's functions, in bytes.
llvm::Expected<uint64_t> getLargestFrame(const Buffer &object);

/// Links an object into the shared library `output` of that soname. `linker`
/// may be empty: the first of ld.lld and, for the host, ld and cc.
llvm::Error linkShared(llvm::StringRef objectFile, llvm::StringRef output,
                       llvm::StringRef soname, const TargetInfo &target,
                       Threads threads, llvm::StringRef linker);

} // namespace penstock

#endif // PENSTOCK_TARGET_EMIT_H
