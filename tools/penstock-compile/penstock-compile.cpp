//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Compiles kernels to objects, libraries, headers and manifests.
//
//===----------------------------------------------------------------------===//

#include "../CompilerOptions.h"
#include "penstock/Target/OutputFiles.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/IR/Module.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"

using namespace llvm;
using namespace penstock;

namespace {

enum class Artifact { Object, Header, Manifest, LLVMIR, Assembly, Shared };

struct Options : CompilerOptions {
  cl::opt<std::string> directory{"o", cl::desc("Directory of the files"),
                                 cl::value_desc("directory"), cl::init("."),
                                 cl::cat(category)};
  cl::list<Artifact> artifacts{
      "emit", cl::desc("Files to write; obj,header,manifest by default:"),
      cl::values(clEnumValN(Artifact::Object, "obj", "object"),
                 clEnumValN(Artifact::Header, "header", "C and C++ header"),
                 clEnumValN(Artifact::Manifest, "manifest", "manifest.json"),
                 clEnumValN(Artifact::LLVMIR, "llvm-ir", "optimised LLVM IR"),
                 clEnumValN(Artifact::Assembly, "asm", "assembly"),
                 clEnumValN(Artifact::Shared, "shared", "shared library")),
      cl::CommaSeparated, cl::cat(category)};
  cl::list<std::string> kernels{
      "kernel-name", cl::desc("Public functions to compile; all by default"),
      cl::value_desc("name"), cl::CommaSeparated, cl::cat(category)};
  cl::opt<std::string> baseName{
      "base-name",
      cl::desc("Name of the files; by default the only kernel's, or the "
               "input's"),
      cl::value_desc("name"), cl::cat(category)};
  cl::opt<std::string> linker{
      "linker", cl::desc("Linker of shared libraries; found by default"),
      cl::value_desc("program"), cl::cat(category)};
};

} // namespace

static std::string getBaseName(const Options &options,
                               const CompiledModule &module) {
  if (!options.baseName.empty())
    return options.baseName;
  std::string name;
  for (const KernelDescription &kernel : module.getKernels()) {
    if (kernel.isEncoder())
      continue;
    if (!name.empty())
      return options.input == "-" ? "kernels"
                                  : sys::path::stem(options.input).str();
    name = kernel.name;
  }
  return name;
}

/// Links lib<base>.so.1, found as lib<base>.so by linkers.
static Error addShared(const CompiledModule &module, const Options &options,
                       StringRef base, SmallVectorImpl<EmittedFile> &emitted) {
  Expected<Buffer> object = module.emitObject(Visibility::Exported);
  if (!object)
    return object.takeError();
  OutputFiles scratch;
  SmallString<128> directory;
  if (std::error_code code =
          sys::fs::createUniqueDirectory("penstock", directory))
    return createStringError(code, "cannot make a temporary directory");
  std::string objectFile = (directory + "/kernels.o").str();
  std::string library = (directory + "/kernels.so").str();
  std::string soname = ("lib" + base + ".so." + Twine(abiVersion)).str();
  Error error = scratch.write(objectFile, *object);
  if (!error)
    error = scratch.commit();
  if (!error)
    error = linkShared(objectFile, library, soname, module.getTarget(),
                       module.getThreads(), options.linker);
  if (!error) {
    if (auto file = MemoryBuffer::getFile(library)) {
      StringRef bytes = (*file)->getBuffer();
      emitted.push_back(
          {soname, "shared library", Buffer(bytes.begin(), bytes.end())});
    } else {
      error = createStringError(file.getError(), "cannot read the library");
    }
  }
  sys::fs::remove_directories(directory);
  return error;
}

static Error emit(const CompiledModule &module, const Options &options) {
  std::string base = getBaseName(options, module);
  SmallVector<Artifact> artifacts(options.artifacts.begin(),
                                  options.artifacts.end());
  if (artifacts.empty())
    artifacts = {Artifact::Object, Artifact::Header, Artifact::Manifest};
  SmallVector<EmittedFile> files;
  auto add = [&](const Twine &name, StringRef kind,
                 Expected<Buffer> bytes) -> Error {
    if (!bytes)
      return bytes.takeError();
    files.push_back({name.str(), kind.str(), std::move(*bytes)});
    return Error::success();
  };
  auto wants = [&](Artifact artifact) {
    return is_contained(artifacts, artifact);
  };
  Buffer object;
  if (wants(Artifact::Object) || wants(Artifact::Manifest)) {
    Expected<Buffer> emitted = module.emitObject(Visibility::Hidden);
    if (!emitted)
      return emitted.takeError();
    object = std::move(*emitted);
  }
  if (wants(Artifact::Object))
    if (Error e = add(base + ".o", "object", object))
      return e;
  if (wants(Artifact::Header)) {
    Buffer text;
    raw_svector_ostream os(text);
    module.printHeader(os, base);
    if (Error e = add(base + ".h", "header", std::move(text)))
      return e;
  }
  if (wants(Artifact::LLVMIR))
    if (Error e = add(base + ".ll", "LLVM IR", emitLLVMIR(module.getModule())))
      return e;
  if (wants(Artifact::Assembly))
    if (Error e = add(base + ".s", "assembly",
                      emitAssembly(module.getModule(), module.getTarget())))
      return e;
  if (wants(Artifact::Shared))
    if (Error e = addShared(module, options, base, files))
      return e;
  if (wants(Artifact::Manifest)) {
    Expected<std::string> text = module.getManifest(files, object);
    if (!text)
      return text.takeError();
    files.push_back(
        {"manifest.json", "manifest", Buffer(text->begin(), text->end())});
  }

  OutputFiles outputs;
  if (Error e = outputs.makeDirectory(options.directory))
    return e;
  auto place = [&](const Twine &name) {
    SmallString<128> path(options.directory);
    sys::path::append(path, name);
    return path;
  };
  for (const EmittedFile &file : files)
    if (Error e = outputs.write(place(file.name), file.bytes))
      return e;
  if (wants(Artifact::Shared))
    if (Error e =
            outputs.link(place("lib" + base + ".so"),
                         ("lib" + base + ".so." + Twine(abiVersion)).str()))
      return e;
  return outputs.commit();
}

int main(int argc, char **argv) {
  InitLLVM init(argc, argv);
  setUpToolTexts();
  exitOnFatalErrors();
  forgetLibraryOptions();
  Options options;
  cl::HideUnrelatedOptions(options.category);
  cl::ParseCommandLineOptions(argc, argv, "Penstock kernel compiler\n");
  StringRef tool = "penstock-compile";

  FailureOr<CompiledModule> module =
      compileInput(tool, options, options.kernels, CompiledModule::compile);
  if (failed(module))
    return 1;
  if (options.printStrategy)
    printStrategies(module->getCosts(), module->getKernels());
  if (Error error = emit(*module, options))
    return reportError(tool, toString(std::move(error)));
  return 0;
}
