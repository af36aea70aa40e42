//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The whole way from a module of kernels to code: what the tools and the
// Python package share.
//
//===----------------------------------------------------------------------===//

#ifndef PENSTOCK_TARGET_COMPILEDMODULE_H
#define PENSTOCK_TARGET_COMPILEDMODULE_H

#include "penstock/Codegen/CPU/CostModel.h"
#include "penstock/Target/Emit.h"
#include "penstock/Target/Kernel.h"
#include "penstock/Target/TargetInfo.h"
#include <memory>

namespace llvm {
class LLVMContext;
class raw_ostream;
} // namespace llvm

namespace mlir {
class DialectRegistry;
class MLIRContext;
} // namespace mlir

namespace penstock {

/// What is added here must become part of the key of KernelCache.cpp.
struct CompileOptions {
  TargetDescription target;
  Threads threads = Threads::None;
  /// Public functions to compile; all if empty.
  std::vector<std::string> kernels;
  /// The user's tile table; $PENSTOCK_TILE_TABLE if empty.
  std::string tileTable;
  /// Whether costs are reported, and the file that describes the machine.
  bool reportCosts = false;
  std::string machine;
};

/// A file's name, what it is, and its bytes.
struct EmittedFile {
  std::string name, kind;
  Buffer bytes;
};

/// Optimised code of kernels and their description. Needs no MLIRContext.
class CompiledModule {
public:
  /// Lowers the module unless it already holds kernels, and compiles it.
  /// Errors are diagnostics of the module's context.
  static mlir::FailureOr<CompiledModule> compile(mlir::ModuleOp module,
                                                 const CompileOptions &options);

  CompiledModule(CompiledModule &&);
  CompiledModule &operator=(CompiledModule &&);
  ~CompiledModule();

  /// Every kernel and encoder.
  llvm::ArrayRef<KernelDescription> getKernels() const { return kernels; }
  /// The kernel of that name, or null.
  const KernelDescription *lookup(llvm::StringRef name) const;
  const TargetInfo &getTarget() const { return target; }
  Threads getThreads() const { return threads; }
  const llvm::Module &getModule() const { return *module; }
  /// What the ops cost, if that was asked for and kernels were not given.
  const std::optional<cpu::CostReport> &getCosts() const { return costs; }

  llvm::Expected<Buffer> emitObject(Visibility visibility) const;
  /// C99 and C++ declarations of all entries. `name` makes the include guard.
  void printHeader(llvm::raw_ostream &os, llvm::StringRef name) const;
  /// The manifest, which lists the files by their names and checksums.
  /// `object` is what emitObject gave.
  llvm::Expected<std::string> getManifest(llvm::ArrayRef<EmittedFile> files,
                                          const Buffer &object) const;

private:
  CompiledModule(TargetInfo target);

  TargetInfo target;
  Threads threads = Threads::None;
  std::vector<KernelDescription> kernels;
  std::optional<cpu::CostReport> costs;
  std::unique_ptr<llvm::LLVMContext> context;
  std::unique_ptr<llvm::Module> module;
};

/// Registers the dialects a compiler's input may use, and what compiling
/// them needs.
void registerCompilerDialects(mlir::DialectRegistry &registry);

/// Fills in `taskCounts` and `workspaceBytes` from the functions that compute
/// them. An expression has + - * max(a, b) min(a, b) floordiv(a, b)
/// select(condition, a, b) and comparisons; one that cannot be written so
/// stays empty.
void describeSizes(llvm::Module &module,
                   llvm::MutableArrayRef<KernelDescription> kernels);

} // namespace penstock

#endif // PENSTOCK_TARGET_COMPILEDMODULE_H
