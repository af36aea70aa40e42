//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What the tools that compile kernels share: options, set-up, errors.
//
//===----------------------------------------------------------------------===//

#ifndef PENSTOCK_TOOLS_COMPILEROPTIONS_H
#define PENSTOCK_TOOLS_COMPILEROPTIONS_H

#include "penstock/Support/Input.h"
#include "penstock/Support/Version.h"
#include "penstock/Target/CompiledModule.h"
#include "penstock/Target/InputModule.h"

#include "mlir/IR/Diagnostics.h"
#include "mlir/Support/FileUtilities.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/ErrorHandling.h"
#include "llvm/Support/InitLLVM.h"
#include "llvm/Support/Signals.h"
#include "llvm/Support/SourceMgr.h"
#include "llvm/Support/WithColor.h"

namespace penstock {

/// Takes the options of LLVM's libraries off the command line: some have names
/// that ours have.
inline void forgetLibraryOptions() {
  llvm::SmallVector<llvm::cl::Option *> options;
  for (const auto &option : llvm::cl::getRegisteredOptions())
    if (!llvm::any_of(option.second->Categories, [](auto *category) {
          return category->getName() == "Generic Options";
        }))
      options.push_back(option.second);
  for (llvm::cl::Option *option : options)
    option->removeArgument();
}

/// Options that every tool that compiles kernels has.
struct CompilerOptions {
  llvm::cl::OptionCategory category{"Penstock options"};
  llvm::cl::opt<std::string> input{
      llvm::cl::Positional, llvm::cl::desc("<input, '-' is standard input>"),
      llvm::cl::init("-"), llvm::cl::cat(category)};
  llvm::cl::opt<std::string> triple{
      "target-triple", llvm::cl::desc("Target triple; the host's by default"),
      llvm::cl::cat(category)};
  llvm::cl::opt<std::string> cpu{
      "target-cpu",
      llvm::cl::desc("Target CPU, such as x86-64-v3; the host's by default"),
      llvm::cl::cat(category)};
  llvm::cl::opt<std::string> features{
      "target-features",
      llvm::cl::desc("Features to add to or take from the CPU's: +a,-b"),
      llvm::cl::cat(category)};
  llvm::cl::opt<Threads> threads{
      "threads", llvm::cl::desc("Who runs the tasks if the caller does not:"),
      llvm::cl::values(
          clEnumValN(Threads::None, "none", "the calling thread"),
          clEnumValN(Threads::OpenMP, "openmp", "OpenMP's threads")),
      llvm::cl::init(Threads::None), llvm::cl::cat(category)};
  llvm::cl::opt<bool> printStrategy{
      "print-strategy",
      llvm::cl::desc("Print how each op is computed, and what it costs"),
      llvm::cl::cat(category)};
  llvm::cl::opt<std::string> machine{
      "machine",
      llvm::cl::desc("Description of the machine that costs are printed for; "
                     "the probe's by default"),
      llvm::cl::value_desc("file"), llvm::cl::cat(category)};
  llvm::cl::opt<std::string> tileTable{
      "tile-table",
      llvm::cl::desc("Tiles that go before ours; $PENSTOCK_TILE_TABLE by "
                     "default"),
      llvm::cl::value_desc("file"), llvm::cl::cat(category)};

  CompileOptions get() const {
    return {{triple, cpu, features}, threads, {}, tileTable,
            printStrategy,           machine};
  }
};

/// Names the tool in the error and returns the exit code of a failure.
inline int reportError(llvm::StringRef tool, const llvm::Twine &message) {
  llvm::WithColor::error(llvm::errs(), tool) << message << "\n";
  return 1;
}

/// Makes a fatal error of code generation an error like others.
inline void exitOnFatalErrors() {
  llvm::install_fatal_error_handler([](void *, const char *reason, bool) {
    llvm::sys::RunInterruptHandlers();
    llvm::WithColor::error() << "code generation failed: " << reason << "\n";
    exit(1);
  });
}

/// What each op costs, with the time of a run if there was one; of an input
/// that was lowered before, only the strategies are known.
inline void printStrategies(const std::optional<cpu::CostReport> &costs,
                            llvm::ArrayRef<KernelDescription> kernels,
                            const cpu::Measurement *measured = nullptr) {
  if (costs)
    return costs->print(llvm::outs(), {1, 16, 128}, measured);
  for (const KernelDescription &kernel : kernels)
    for (const std::string &strategy : kernel.strategies)
      llvm::outs() << kernel.name << ": " << strategy << "\n";
}

/// Reads the input and returns what `compile` makes of it. Errors were shown.
template <typename Compile>
auto compileInput(llvm::StringRef tool, const CompilerOptions &options,
                  std::vector<std::string> kernels, Compile compile)
    -> decltype(compile(mlir::ModuleOp(), CompileOptions())) {
  CompileOptions compileOptions = options.get();
  compileOptions.kernels = std::move(kernels);
  // Wrong names of targets are errors of the command line.
  if (auto target = TargetInfo::get(compileOptions.target); !target) {
    reportError(tool, llvm::toString(target.takeError()));
    return mlir::failure();
  }
  std::string message;
  auto file = mlir::openInputFile(options.input, &message);
  if (!file) {
    reportError(tool, message);
    return mlir::failure();
  }
  mlir::DialectRegistry registry;
  registerCompilerDialects(registry);
  if (failed(checkInput(*file, registry)))
    return mlir::failure();
  auto sources = std::make_shared<llvm::SourceMgr>();
  sources->AddNewSourceBuffer(std::move(file), llvm::SMLoc());
  mlir::MLIRContext context(registry, mlir::MLIRContext::Threading::DISABLED);
  // The place in the text says enough.
  context.printOpOnDiagnostic(false);
  mlir::SourceMgrDiagnosticHandler handler(*sources, &context);
  mlir::OwningOpRef<mlir::ModuleOp> input = parseInput(sources, &context);
  if (!input)
    return mlir::failure();
  return compile(*input, compileOptions);
}

} // namespace penstock

#endif // PENSTOCK_TOOLS_COMPILEROPTIONS_H
