//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "penstock/Target/Emit.h"
#include "ExpandCalls.h"
#include "penstock/Target/TargetInfo.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Analysis/LoopInfo.h"
#include "llvm/Analysis/TargetTransformInfo.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/LegacyPassManager.h"
#include "llvm/IR/Module.h"
#include "llvm/Object/ELFObjectFile.h"
#include "llvm/Passes/PassBuilder.h"
#include "llvm/Support/DataExtractor.h"
#include "llvm/Support/raw_ostream.h"
#include "llvm/Target/TargetMachine.h"
#include "llvm/Transforms/Utils/Cloning.h"
#include <set>

using namespace llvm;
using namespace penstock;

static Error error(const Twine &message) {
  return createStringError(inconvertibleErrorCode(), message);
}

/// Keeps loops that only prefetch from being unrolled: they run a few times,
/// and unrolling them took a third of the optimizer's time.
static void keepPrefetchLoops(Function &function,
                              FunctionAnalysisManager &analyses) {
  for (Loop *loop :
       analyses.getResult<LoopAnalysis>(function).getLoopsInPreorder()) {
    bool prefetches = false, doesMore = !loop->isInnermost();
    for (BasicBlock *block : loop->blocks())
      for (Instruction &instruction : *block) {
        auto *intrinsic = dyn_cast<IntrinsicInst>(&instruction);
        if (intrinsic && intrinsic->getIntrinsicID() == Intrinsic::prefetch)
          prefetches = true;
        else
          doesMore |= instruction.mayReadOrWriteMemory();
      }
    if (prefetches && !doesMore)
      loop->setLoopAlreadyUnrolled();
  }
}

void penstock::optimize(Module &module, const TargetInfo &target) {
  std::unique_ptr<TargetMachine> machine = target.createMachine();
  LoopAnalysisManager loops;
  FunctionAnalysisManager functions;
  CGSCCAnalysisManager components;
  ModuleAnalysisManager modules;
  PipelineTuningOptions tuning;
  tuning.LoopUnrolling = true;
  tuning.LoopInterleaving = true;
  tuning.LoopVectorization = true;
  // The kernels are vector code; all that it would find is the entries' sums.
  tuning.SLPVectorization = false;
  PassBuilder builder(machine.get(), tuning);
  functions.registerPass([&] {
    TargetLibraryInfoImpl library(module.getTargetTriple());
    library.disableAllFunctions();
    return TargetLibraryAnalysis(library);
  });
  builder.registerModuleAnalyses(modules);
  builder.registerCGSCCAnalyses(components);
  builder.registerFunctionAnalyses(functions);
  builder.registerLoopAnalyses(loops);
  builder.crossRegisterProxies(loops, functions, components, modules);
  for (Function &function : module)
    if (!function.isDeclaration())
      keepPrefetchLoops(function, functions);
  builder.buildPerModuleDefaultPipeline(OptimizationLevel::O3)
      .run(module, modules);
  for (Function &function : module)
    if (!function.isDeclaration())
      expandCalls(function, *machine, target);
}

/// Runs code generation on a copy of the module, as it changes it.
static Expected<Buffer> generate(const Module &module, const TargetInfo &target,
                                 Visibility visibility, CodeGenFileType type) {
  std::unique_ptr<Module> copy = CloneModule(module);
  if (visibility == Visibility::Hidden)
    for (GlobalValue &value : copy->global_values())
      if (!value.isDeclaration() && !value.hasLocalLinkage())
        value.setVisibility(GlobalValue::HiddenVisibility);
  std::unique_ptr<TargetMachine> machine = target.createMachine();
  machine->Options.EmitStackSizeSection = true;
  Buffer buffer;
  raw_svector_ostream os(buffer);
  legacy::PassManager passes;
  if (machine->addPassesToEmitFile(passes, os, nullptr, type))
    return error("the target cannot emit such a file");
  passes.run(*copy);
  return buffer;
}

static Expected<object::OwningBinary<object::ObjectFile>>
parseObject(const Buffer &buffer) {
  auto memory = MemoryBuffer::getMemBuffer(
      StringRef(buffer.data(), buffer.size()), "", false);
  auto object = object::ObjectFile::createObjectFile(*memory);
  if (!object)
    return object.takeError();
  return object::OwningBinary<object::ObjectFile>(std::move(*object),
                                                  std::move(memory));
}

/// The object stands alone: it has no unresolved symbol.
static Error verify(const Buffer &buffer, Threads threads) {
  auto object = parseObject(buffer);
  if (!object)
    return object.takeError();
  std::set<std::string> missing;
  for (const object::SymbolRef &symbol : object->getBinary()->symbols()) {
    Expected<uint32_t> flags = symbol.getFlags();
    Expected<StringRef> name = symbol.getName();
    if (!flags || !name)
      return joinErrors(flags.takeError(), name.takeError());
    bool runtime = threads == Threads::OpenMP &&
                   (name->starts_with("omp_get_") || *name == "GOMP_parallel");
    if ((*flags & object::SymbolRef::SF_Undefined) && !name->empty() &&
        !runtime)
      missing.insert(name->str());
  }
  if (!missing.empty())
    return error("the code calls " + join(missing, ", ") +
                 ", which a kernel without a runtime cannot");
  return Error::success();
}

Expected<Buffer> penstock::emitObject(const Module &module,
                                      const TargetInfo &target, Threads threads,
                                      Visibility visibility) {
  Expected<Buffer> object =
      generate(module, target, visibility, CodeGenFileType::ObjectFile);
  if (object)
    if (Error e = verify(*object, threads))
      return e;
  return object;
}

Expected<Buffer> penstock::emitAssembly(const Module &module,
                                        const TargetInfo &target) {
  return generate(module, target, Visibility::Hidden,
                  CodeGenFileType::AssemblyFile);
}

Buffer penstock::emitLLVMIR(const Module &module) {
  Buffer buffer;
  raw_svector_ostream os(buffer);
  module.print(os, nullptr);
  return buffer;
}

Expected<uint64_t> penstock::getLargestFrame(const Buffer &buffer) {
  auto object = parseObject(buffer);
  if (!object)
    return object.takeError();
  uint64_t largest = 0;
  for (const object::SectionRef &section : object->getBinary()->sections()) {
    Expected<StringRef> name = section.getName();
    Expected<StringRef> contents = section.getContents();
    if (!name || !contents)
      return joinErrors(name.takeError(), contents.takeError());
    if (*name != ".stack_sizes")
      continue;
    // Pairs of an address and a variable-length size.
    DataExtractor data(*contents, /*IsLittleEndian=*/true, 8);
    for (DataExtractor::Cursor cursor(0); !data.eof(cursor);) {
      data.getU64(cursor);
      uint64_t size = data.getULEB128(cursor);
      if (!cursor)
        return cursor.takeError();
      largest = std::max(largest, size);
    }
  }
  return largest;
}
