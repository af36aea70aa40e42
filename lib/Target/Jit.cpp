//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "penstock/Target/Jit.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ExecutionEngine/Orc/ExecutionUtils.h"
#include "llvm/ExecutionEngine/Orc/LLJIT.h"
#include "llvm/Support/DynamicLibrary.h"
#include "llvm/TargetParser/Host.h"
#include "llvm/TargetParser/Triple.h"
#include <atomic>
#include <cstring>

using namespace llvm;
using namespace penstock;

static Error error(const Twine &message) {
  return createStringError(inconvertibleErrorCode(), message);
}

LoadedModule::LoadedModule() = default;
LoadedModule::LoadedModule(LoadedModule &&) = default;
LoadedModule &LoadedModule::operator=(LoadedModule &&) = default;
LoadedModule::~LoadedModule() = default;

/// The library that the entries of OpenMP kernels call.
static Error loadOpenMP() {
  for (const char *name :
       {"libomp.so.5", "/usr/lib/llvm-22/lib/libomp.so.5", "libgomp.so.1"})
    if (!sys::DynamicLibrary::LoadLibraryPermanently(name))
      return Error::success();
  return error("cannot load an OpenMP library: found neither libomp.so.5 nor "
               "libgomp.so.1 (Debian has them in libomp5-22 and libgomp1)");
}

Expected<LoadedModule> LoadedModule::load(const KernelBinary &binary) {
  Triple triple(binary.target.triple);
  if (triple.getArch() != Triple(sys::getProcessTriple()).getArch())
    return error("code for '" + triple.str() +
                 "' cannot run in a process of '" + sys::getProcessTriple() +
                 "'");
  bool openMP = binary.threads == Threads::OpenMP;
  if (openMP)
    if (Error e = loadOpenMP())
      return e;

  LoadedModule result;
  result.kernels =
      std::make_unique<std::vector<KernelDescription>>(binary.kernels);
  orc::JITTargetMachineBuilder machine(triple);
  Expected<std::unique_ptr<orc::LLJIT>> jit =
      orc::LLJITBuilder().setJITTargetMachineBuilder(machine).create();
  if (!jit)
    return jit.takeError();
  result.jit = std::move(*jit);
  if (openMP) {
    auto process = orc::DynamicLibrarySearchGenerator::GetForCurrentProcess(
        result.jit->getDataLayout().getGlobalPrefix());
    if (!process)
      return process.takeError();
    result.jit->getMainJITDylib().addGenerator(std::move(*process));
  }
  if (Error e = result.jit->addObjectFile(MemoryBuffer::getMemBufferCopy(
          StringRef(binary.object.data(), binary.object.size()), "kernels")))
    return e;
  return result;
}

std::vector<std::string> LoadedModule::getNames() const {
  std::vector<std::string> names;
  for (const KernelDescription &kernel : *kernels)
    if (!kernel.isEncoder())
      names.push_back(kernel.name);
  return names;
}

Expected<KernelHandle> LoadedModule::lookup(StringRef name) const {
  KernelHandle handle;
  for (const KernelDescription &kernel : *kernels)
    if (kernel.name == name && !kernel.isEncoder())
      handle.kernel = &kernel;
  if (!handle.kernel)
    return error("no kernel is named '" + name +
                 "'; there are: " + join(getNames(), ", "));
  if (handle.kernel->symbols.size() > 6)
    return error("kernel '" + name + "' has more than six dynamic sizes");
  auto find = [&](const Twine &suffix) -> Expected<void *> {
    auto address = jit->lookup((name + suffix).str());
    if (!address)
      return address.takeError();
    return address->toPtr<void *>();
  };
  Expected<void *> run = find("_run");
  if (!run)
    return run.takeError();
  Expected<void *> rerun = find("_rerun");
  if (!rerun)
    return rerun.takeError();
  Expected<void *> workspace = find("_workspace");
  if (!workspace)
    return workspace.takeError();
  handle.runEntry = reinterpret_cast<KernelHandle::Run *>(*run);
  handle.rerunEntry = reinterpret_cast<KernelHandle::Run *>(*rerun);
  handle.workspaceEntry = *workspace;
  for (const ArgumentDescription &argument : handle.kernel->arguments) {
    void *entry = nullptr;
    if (!argument.encode.empty()) {
      Expected<void *> encode = find("_encode_" + argument.name);
      if (!encode)
        return encode.takeError();
      entry = *encode;
    }
    handle.encodeEntries.push_back(
        reinterpret_cast<int (*)(const void *, void *)>(entry));
  }
  handle.offsets = handle.kernel->getStructOffsets();
  return handle;
}

int64_t KernelHandle::getWorkspaceBytes(ArrayRef<int64_t> symbols) const {
  assert(symbols.size() == kernel->symbols.size());
  // Up to six integers come in registers, where a callee that takes fewer
  // does not look.
  int64_t s[6] = {};
  for (auto [i, symbol] : enumerate(symbols.take_front(6)))
    s[i] = symbol;
  return reinterpret_cast<int64_t (*)(int64_t, int64_t, int64_t, int64_t,
                                      int64_t, int64_t)>(workspaceEntry)(
      s[0], s[1], s[2], s[3], s[4], s[5]);
}

int KernelHandle::run(ArrayRef<void *> arguments, void *workspace,
                      ArrayRef<int64_t> symbols) {
  assert(arguments.size() == kernel->arguments.size());
  assert(symbols.size() == kernel->symbols.size());
  SmallVector<char, 256> packed(offsets.back());
  auto store = [&](size_t field, const void *from, size_t bytes) {
    std::memcpy(packed.data() + offsets[field], from, bytes);
  };
  size_t field = 0;
  for (auto [argument, pointer] : zip_equal(kernel->arguments, arguments)) {
    if (argument.isScalar())
      store(field++, pointer, argument.dtype->bytes);
    else
      store(field++, &pointer, sizeof(pointer));
  }
  store(field++, &workspace, sizeof(workspace));
  for (int64_t symbol : symbols)
    store(field++, &symbol, sizeof(symbol));
  // Threads that call at once may all be the first.
  std::atomic_ref<bool> checked(cpuChecked);
  int status = (checked.load(std::memory_order_relaxed)
                    ? rerunEntry
                    : runEntry)(packed.data(), nullptr, nullptr);
  // An empty call did not look at the CPU; asking again is only slow.
  if (status == int(Status::Ok) &&
      none_of(symbols, [](int64_t s) { return s == 0; }))
    checked.store(true, std::memory_order_relaxed);
  return status;
}

int KernelHandle::encode(size_t argument, const void *source,
                         void *encoded) const {
  return encodeEntries[argument](source, encoded);
}
