//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "penstock/Target/CompiledModule.h"

#include "penstock/InitAll.h"
#include "penstock/Pipelines/Pipelines.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/Verifier.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Target/LLVMIR/Dialect/Builtin/BuiltinToLLVMIRTranslation.h"
#include "mlir/Target/LLVMIR/Dialect/LLVMIR/LLVMToLLVMIRTranslation.h"
#include "mlir/Target/LLVMIR/Export.h"
#include "llvm/IR/LLVMContext.h"
#include "llvm/IR/Module.h"
#include "llvm/IR/Verifier.h"
#include "llvm/Support/Process.h"
#include "llvm/Target/TargetMachine.h"

using namespace mlir;
using namespace penstock;

CompiledModule::CompiledModule(TargetInfo target) : target(std::move(target)) {}
CompiledModule::CompiledModule(CompiledModule &&) = default;
CompiledModule &CompiledModule::operator=(CompiledModule &&) = default;
CompiledModule::~CompiledModule() = default;

/// Makes every other function private, so that only the named become kernels.
static LogicalResult selectKernels(ModuleOp module,
                                   ArrayRef<std::string> names) {
  if (names.empty())
    return success();
  for (const std::string &name : names) {
    auto function = module.lookupSymbol<func::FuncOp>(name);
    if (!function || function.isPrivate())
      return module.emitError("no public function is named '") << name << "'";
  }
  for (auto function : module.getOps<func::FuncOp>())
    if (!llvm::is_contained(names, function.getName()))
      function.setPrivate();
  return success();
}

/// Runs the pipeline that turns functions on tensors into phases.
static LogicalResult lower(ModuleOp module, const CompileOptions &options,
                           const TargetInfo &target,
                           std::optional<cpu::CostReport> &costs) {
  if (failed(selectKernels(module, options.kernels)))
    return failure();
  PassManager passes(module.getContext());
  // Takes a quarter of the time, so it is for tests; one look at what the
  // passes made is for all.
  passes.enableVerifier(
      llvm::sys::Process::GetEnv("PENSTOCK_VERIFY_EACH").has_value());
  CPUPipelineOptions pipelineOptions;
  const TargetDescription &description = target.getDescription();
  pipelineOptions.triple = description.triple;
  pipelineOptions.cpu = description.cpu;
  pipelineOptions.features = description.features;
  pipelineOptions.machine = options.machine;
  pipelineOptions.tileTable = options.tileTable;
  if (options.reportCosts) {
    costs.emplace().allThreads = options.threads != Threads::None;
    pipelineOptions.report = &*costs;
  }
  buildCPUPipeline(passes, pipelineOptions);
  return success(succeeded(passes.run(module)) && succeeded(verify(module)));
}

FailureOr<CompiledModule>
CompiledModule::compile(ModuleOp module, const CompileOptions &options) {
  auto fail = [&](llvm::Error error) {
    module.emitError(llvm::toString(std::move(error)));
    return failure();
  };
  llvm::Expected<TargetInfo> target = TargetInfo::get(options.target);
  if (!target)
    return fail(target.takeError());
  std::optional<cpu::CostReport> costs;
  if (!hasKernels(module) && failed(lower(module, options, *target, costs)))
    return failure();
  FailureOr<std::vector<KernelDescription>> kernels = parseKernels(module);
  if (failed(kernels))
    return failure();
  if (kernels->empty())
    return module.emitError("the module has no public function to compile");

  CompiledModule result(std::move(*target));
  result.threads = options.threads;
  result.kernels = std::move(*kernels);
  result.costs = std::move(costs);
  result.context = std::make_unique<llvm::LLVMContext>();
  result.module = translateModuleToLLVMIR(module, *result.context);
  if (!result.module)
    return module.emitError("the module is not in the LLVM dialect");
  std::unique_ptr<llvm::TargetMachine> machine = result.target.createMachine();
  result.module->setTargetTriple(machine->getTargetTriple());
  result.module->setDataLayout(machine->createDataLayout());
  describeSizes(*result.module, result.kernels);
  if (llvm::Error error = addEntries(*result.module, result.kernels,
                                     result.target, options.threads))
    return fail(std::move(error));
  std::string message;
  llvm::raw_string_ostream os(message);
  if (llvm::verifyModule(*result.module, &os))
    return module.emitError("the kernels' code is malformed: ") << message;
  optimize(*result.module, result.target);
  return result;
}

const KernelDescription *CompiledModule::lookup(StringRef name) const {
  for (const KernelDescription &kernel : kernels)
    if (kernel.name == name)
      return &kernel;
  return nullptr;
}

llvm::Expected<Buffer> CompiledModule::emitObject(Visibility visibility) const {
  return penstock::emitObject(*module, target, threads, visibility);
}

void penstock::registerCompilerDialects(DialectRegistry &registry) {
  registry.insert<func::FuncDialect, LLVM::LLVMDialect>();
  registerBuiltinDialectTranslation(registry);
  registerLLVMDialectTranslation(registry);
  registerAllDialects(registry);
}
