//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Kernels loaded into this process.
//
//===----------------------------------------------------------------------===//

#ifndef PENSTOCK_TARGET_JIT_H
#define PENSTOCK_TARGET_JIT_H

#include "penstock/Target/KernelCache.h"

namespace llvm::orc {
class LLJIT;
} // namespace llvm::orc

namespace penstock {

/// A kernel's entries in memory; lives as long as its LoadedModule.
class KernelHandle {
public:
  const KernelDescription &getDescription() const { return *kernel; }

  /// Bytes of workspace for these sizes.
  int64_t getWorkspaceBytes(llvm::ArrayRef<int64_t> symbols) const;

  /// Runs the kernel: one pointer an argument in declared order, for a scalar
  /// to its value. Returns a status code.
  int run(llvm::ArrayRef<void *> arguments, void *workspace,
          llvm::ArrayRef<int64_t> symbols);

  /// Encodes one weight for the argument of that index.
  int encode(size_t argument, const void *source, void *encoded) const;

private:
  friend class LoadedModule;

  using Run = int(const void *, void *, void *);

  const KernelDescription *kernel = nullptr;
  Run *runEntry = nullptr, *rerunEntry = nullptr;
  void *workspaceEntry = nullptr;
  llvm::SmallVector<int (*)(const void *, void *)> encodeEntries;
  llvm::SmallVector<int64_t> offsets;
  bool cpuChecked = false;
};

/// Compiled kernels, linked into this process.
class LoadedModule {
public:
  /// An error if the machine is of another architecture.
  static llvm::Expected<LoadedModule> load(const KernelBinary &binary);

  LoadedModule(LoadedModule &&);
  LoadedModule &operator=(LoadedModule &&);
  ~LoadedModule();

  /// Names of the kernels, without encoders.
  std::vector<std::string> getNames() const;
  llvm::Expected<KernelHandle> lookup(llvm::StringRef name) const;

private:
  LoadedModule();

  std::unique_ptr<std::vector<KernelDescription>> kernels;
  std::unique_ptr<llvm::orc::LLJIT> jit;
};

} // namespace penstock

#endif // PENSTOCK_TARGET_JIT_H
