//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Kernels compiled for loading, kept on disk between processes.
//
//===----------------------------------------------------------------------===//

#ifndef PENSTOCK_TARGET_KERNELCACHE_H
#define PENSTOCK_TARGET_KERNELCACHE_H

#include "penstock/Target/CompiledModule.h"

namespace penstock {

/// All that loading kernels takes.
struct KernelBinary {
  TargetDescription target;
  Threads threads = Threads::None;
  std::vector<KernelDescription> kernels;
  /// An object whose entries are exported.
  Buffer object;
  /// The manifest, which lists no files.
  std::string manifest;
  /// If they were asked for; not kept on disk.
  std::optional<cpu::CostReport> costs;
};

/// Compiles a copy of the module, or takes what an earlier call has left on
/// disk; without `lookUp` it compiles anew. Errors are diagnostics of the
/// module's context. Only what compiles without a diagnostic is kept, so that
/// warnings come again.
///
/// The entries are in $PENSTOCK_CACHE_DIR, by default in `penstock` in
/// $XDG_CACHE_HOME or ~/.cache, at most $PENSTOCK_CACHE_SIZE bytes of them (by
/// default 1 GiB; 0: there is no cache), the least recently used going first.
/// Where they cannot be written there is no cache. Any number of processes may
/// use a folder at once.
mlir::FailureOr<KernelBinary> compileForLoading(mlir::ModuleOp module,
                                                const CompileOptions &options,
                                                bool lookUp = true);

} // namespace penstock

#endif // PENSTOCK_TARGET_KERNELCACHE_H
