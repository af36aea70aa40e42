//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Handles.h"
#include "penstock/Target/Jit.h"

using namespace mlir;
using namespace penstock;

struct PenstockKernel {
  PenstockKernel(KernelHandle handle) : handle(std::move(handle)) {
    for (const ArgumentDescription &argument : description().arguments) {
      auto &shape = shapes.emplace_back();
      for (Dimension dim : argument.shape)
        shape.push_back({dim.size, dim.symbol});
    }
  }

  const KernelDescription &description() const {
    return handle.getDescription();
  }

  mutable KernelHandle handle;
  std::vector<std::vector<PenstockDimension>> shapes;
};

struct PenstockKernels {
  LoadedModule loaded;
  std::string manifest;
  std::vector<PenstockKernel> kernels;
};

static CompileOptions getOptions(const PenstockCompileOptions *from) {
  CompileOptions to;
  if (!from)
    return to;
  auto text = [](const char *s) { return std::string(s ? s : ""); };
  to.target = {text(from->triple), text(from->cpu), text(from->features)};
  if (from->threads == PENSTOCK_THREADS_OPENMP)
    to.threads = Threads::OpenMP;
  for (size_t i = 0; i < from->numFunctions; ++i)
    to.kernels.push_back(from->functions[i]);
  to.tileTable = text(from->tileTable);
  return to;
}

static FailureOr<KernelBinary> compile(const PenstockModule *module,
                                       const CompileOptions &options,
                                       PenstockDiagnostics *diagnostics) {
  std::lock_guard<std::mutex> lock(module->context->mutex);
  capi::Recorder recorder(*module->sources, &module->context->mlir,
                          diagnostics);
  // A wrong name of a target has no place in the source.
  if (auto target = TargetInfo::get(options.target); !target) {
    capi::addError(diagnostics, target.takeError());
    return failure();
  }
  FailureOr<KernelBinary> binary = compileForLoading(module->op.get(), options);
  if (failed(binary) && !recorder.hasError())
    capi::addError(diagnostics, "the module could not be compiled");
  return binary;
}

PenstockKernels *penstockCompile(const PenstockModule *module,
                                 const PenstockCompileOptions *options,
                                 PenstockDiagnostics *diagnostics) {
  capi::clear(diagnostics);
  FailureOr<KernelBinary> binary =
      compile(module, getOptions(options), diagnostics);
  if (failed(binary))
    return nullptr;
  llvm::Expected<LoadedModule> loaded = LoadedModule::load(*binary);
  if (!loaded) {
    capi::addError(diagnostics, loaded.takeError());
    return nullptr;
  }
  std::unique_ptr<PenstockKernels> kernels(
      new PenstockKernels{std::move(*loaded), std::move(binary->manifest), {}});
  for (const std::string &name : kernels->loaded.getNames()) {
    llvm::Expected<KernelHandle> handle = kernels->loaded.lookup(name);
    if (!handle) {
      capi::addError(diagnostics, handle.takeError());
      return nullptr;
    }
    kernels->kernels.emplace_back(std::move(*handle));
  }
  return kernels.release();
}

void penstockKernelsDestroy(PenstockKernels *kernels) { delete kernels; }

size_t penstockKernelsGetSize(const PenstockKernels *kernels) {
  return kernels->kernels.size();
}

const PenstockKernel *penstockKernelsGet(const PenstockKernels *kernels,
                                         size_t index) {
  return &kernels->kernels[index];
}

const PenstockKernel *penstockKernelsLookup(const PenstockKernels *kernels,
                                            const char *name,
                                            PenstockDiagnostics *diagnostics) {
  capi::clear(diagnostics);
  for (const PenstockKernel &kernel : kernels->kernels)
    if (kernel.description().name == name)
      return &kernel;
  llvm::Expected<KernelHandle> missing = kernels->loaded.lookup(name);
  capi::addError(diagnostics, missing.takeError());
  return nullptr;
}

const char *penstockKernelsGetManifest(const PenstockKernels *kernels,
                                       PenstockDiagnostics *diagnostics) {
  capi::clear(diagnostics);
  return kernels->manifest.c_str();
}

const char *penstockKernelGetName(const PenstockKernel *kernel) {
  return kernel->description().name.c_str();
}

size_t penstockKernelGetNumSymbols(const PenstockKernel *kernel) {
  return kernel->description().symbols.size();
}

const char *penstockKernelGetSymbolName(const PenstockKernel *kernel,
                                        size_t symbol) {
  return kernel->description().symbols[symbol].c_str();
}

int64_t penstockKernelGetSymbolMaximum(const PenstockKernel *kernel,
                                       size_t symbol) {
  return kernel->description().symbolMaxima[symbol];
}

size_t penstockKernelGetNumArguments(const PenstockKernel *kernel) {
  return kernel->description().arguments.size();
}

static PenstockRole getRole(ArgumentDescription::Role role) {
  using Role = ArgumentDescription::Role;
  switch (role) {
  case Role::Input:
    return PENSTOCK_ROLE_INPUT;
  case Role::Weight:
    return PENSTOCK_ROLE_WEIGHT;
  case Role::Output:
    return PENSTOCK_ROLE_OUTPUT;
  case Role::Scalar:
    return PENSTOCK_ROLE_SCALAR;
  }
  llvm_unreachable("all roles are handled");
}

PenstockArgument penstockKernelGetArgument(const PenstockKernel *kernel,
                                           size_t index) {
  const ArgumentDescription &from = kernel->description().arguments[index];
  PenstockArgument to = {};
  to.name = from.name.c_str();
  to.role = getRole(from.role);
  to.dtype = from.dtype->name.data();
  to.itemBytes = from.dtype->bytes;
  to.rank = kernel->shapes[index].size();
  to.shape = kernel->shapes[index].data();
  to.alignment = from.alignment;
  if (!from.isEncoded())
    return to;
  to.encoding = from.encoding.c_str();
  to.encodedBytes = from.parts.back();
  to.logicalRank = from.logicalShape.size();
  to.logicalShape = from.logicalShape.data();
  if (from.logicalDtype) {
    to.logicalDtype = from.logicalDtype->name.data();
    to.logicalItemBytes = from.logicalDtype->bytes;
    to.canEncode = !from.encode.empty();
  }
  return to;
}

int64_t penstockKernelGetWorkspaceBytes(const PenstockKernel *kernel,
                                        const int64_t *symbols) {
  return kernel->handle.getWorkspaceBytes(
      ArrayRef(symbols, kernel->description().symbols.size()));
}

int penstockKernelCall(const PenstockKernel *kernel, void *const *arguments,
                       void *workspace, const int64_t *symbols) {
  const KernelDescription &description = kernel->description();
  return kernel->handle.run(ArrayRef(arguments, description.arguments.size()),
                            workspace,
                            ArrayRef(symbols, description.symbols.size()));
}

int penstockKernelEncode(const PenstockKernel *kernel, size_t argument,
                         const void *source, void *encoded) {
  return kernel->handle.encode(argument, source, encoded);
}

const char *penstockStatusGetText(int status) {
  // A literal, so it ends with a zero.
  return getStatusText(status).data();
}
