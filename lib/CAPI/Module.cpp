//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Handles.h"
#include "penstock/InitAll.h"
#include "penstock/Support/Version.h"
#include "penstock/Target/Accuracy.h"
#include "penstock/Target/CompiledModule.h"
#include "penstock/Target/InputModule.h"

#include "mlir/Dialect/MemRef/Transforms/Passes.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Pass/PassRegistry.h"
#include "mlir/Transforms/Passes.h"
#include "llvm/Support/MemoryBuffer.h"
#include <cstring>

using namespace mlir;
using namespace penstock;

const char *penstockVersion(void) { return versionText; }
const char *penstockLLVMVersion(void) { return LLVM_VERSION_STRING; }

static DialectRegistry makeRegistry() {
  DialectRegistry registry;
  registerAllDialects(registry);
  registerCompilerDialects(registry);
  registerEvaluation(registry);
  return registry;
}

static void registerPassesOnce() {
  static std::once_flag once;
  std::call_once(once, [] {
    registerAllPasses();
    registerTransformsPasses();
    memref::registerResolveRankedShapeTypeResultDimsPass();
  });
}

// No threads of its own: a library starts none without being asked.
capi::Context::Context()
    : mlir(makeRegistry(), MLIRContext::Threading::DISABLED) {}

PenstockContext *penstockContextCreate(void) {
  registerPassesOnce();
  return new PenstockContext{std::make_shared<capi::Context>()};
}

void penstockContextDestroy(PenstockContext *context) { delete context; }

PenstockModule::~PenstockModule() {
  if (!context)
    return;
  std::lock_guard<std::mutex> lock(context->mutex);
  op = nullptr;
}

PenstockModule *penstockModuleParse(PenstockContext *context,
                                    const char *source, size_t size,
                                    const char *fileName,
                                    PenstockDiagnostics *diagnostics) {
  capi::clear(diagnostics);
  auto module = std::make_unique<PenstockModule>();
  module->sources = std::make_shared<llvm::SourceMgr>();
  module->sources->AddNewSourceBuffer(
      llvm::MemoryBuffer::getMemBufferCopy(StringRef(source, size),
                                           fileName ? fileName : "-"),
      SMLoc());
  {
    std::lock_guard<std::mutex> lock(context->context->mutex);
    MLIRContext *mlir = &context->context->mlir;
    capi::Recorder recorder(*module->sources, mlir, diagnostics);
    module->op = parseInput(module->sources, mlir);
    if (!module->op) {
      if (!recorder.hasError())
        capi::addError(diagnostics, "the input is no module");
      return nullptr;
    }
  }
  module->context = context->context;
  return module.release();
}

void penstockModuleDestroy(PenstockModule *module) { delete module; }

char *penstockModuleToText(const PenstockModule *module) {
  std::string text;
  {
    std::lock_guard<std::mutex> lock(module->context->mutex);
    llvm::raw_string_ostream os(text);
    module->op.get()->print(os);
  }
  if (text.empty() || text.back() != '\n')
    text += '\n';
  return strdup(text.c_str());
}

void penstockStringDestroy(char *string) { free(string); }

/// Parses "a,b(c)" and "builtin.module(a,b(c))".
static FailureOr<OpPassManager>
parsePipeline(StringRef text, PenstockDiagnostics *diagnostics) {
  std::string message;
  llvm::raw_string_ostream os(message);
  if (text.trim().starts_with("builtin.module(")) {
    FailureOr<OpPassManager> passes = parsePassPipeline(text.trim(), os);
    if (succeeded(passes))
      return passes;
  } else {
    OpPassManager passes(ModuleOp::getOperationName(),
                         OpPassManager::Nesting::Implicit);
    if (succeeded(parsePassPipeline(text.trim(), passes, os)))
      return passes;
  }
  // The parser prints "<place>: error: <message>", the text and a caret.
  StringRef said = StringRef(message).split("error: ").second;
  if (said.empty())
    said = message.empty() ? StringRef("malformed") : StringRef(message);
  capi::addError(diagnostics,
                 "pipeline '" + text + "': " + said.split('\n').first.trim());
  return failure();
}

bool penstockModuleRun(PenstockModule *module, const char *pipeline,
                       PenstockDiagnostics *diagnostics) {
  capi::clear(diagnostics);
  std::lock_guard<std::mutex> lock(module->context->mutex);
  MLIRContext *mlir = &module->context->mlir;
  capi::Recorder recorder(*module->sources, mlir, diagnostics);
  FailureOr<OpPassManager> passes = parsePipeline(pipeline, diagnostics);
  if (failed(passes))
    return false;
  PassManager manager(mlir, ModuleOp::getOperationName());
  static_cast<OpPassManager &>(manager) = std::move(*passes);
  OwningOpRef<ModuleOp> result = module->op.get().clone();
  if (failed(manager.run(*result))) {
    if (!recorder.hasError())
      capi::addError(diagnostics,
                     llvm::Twine("pipeline '") + pipeline + "' failed");
    return false;
  }
  module->op = std::move(result);
  return true;
}
