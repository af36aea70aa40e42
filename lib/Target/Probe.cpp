//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "penstock/Target/Probe.h"
#include "penstock/Codegen/CPU/ProbeKernels.h"
#include "penstock/Pipelines/Pipelines.h"
#include "penstock/Target/CompiledModule.h"
#include "penstock/Target/Npy.h"
#include "penstock/Target/OutputFiles.h"

#include "mlir/Pass/PassManager.h"
#include "mlir/Target/LLVMIR/Export.h"
#include "llvm/ExecutionEngine/Orc/LLJIT.h"
#include "llvm/IR/LLVMContext.h"
#include "llvm/IR/Module.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Threading.h"
#include "llvm/Target/TargetMachine.h"
#include "llvm/TargetParser/Host.h"
#include "llvm/TargetParser/Triple.h"
#include <atomic>
#include <chrono>
#include <cstring>
#include <thread>

using namespace llvm;
using namespace penstock;

using Seconds = std::chrono::duration<double>;
using Products = void(int64_t, void *);
using Read = void(int64_t, void *, int64_t);

/// Time of one measurement, and how many of them the best is taken of.
static constexpr Seconds kSlice(0.008);
static constexpr int kTrials = 5;
static constexpr int64_t kMostBytes = int64_t(512) << 20;

/// Sizes of the first CPU's caches of data; what is not known stays.
static void readCacheSizes(std::array<int64_t, kNumCaches> &caches) {
  for (unsigned index = 0; index < 8; ++index) {
    auto read = [&](StringRef what) -> std::string {
      auto file = MemoryBuffer::getFileAsStream(
          formatv("/sys/devices/system/cpu/cpu0/cache/index{0}/{1}", index,
                  what)
              .str());
      return file ? (*file)->getBuffer().trim().str() : "";
    };
    unsigned level;
    int64_t size;
    std::string text = read("size");
    if (read("type") == "Instruction" ||
        StringRef(read("level")).getAsInteger(10, level) || level < 1 ||
        level > kNumCaches ||
        StringRef(text).take_while(isDigit).getAsInteger(10, size))
      continue;
    caches[level - 1] = size << (StringRef(text).ends_with("M") ? 20 : 10);
  }
  for (unsigned level = 1; level < kNumCaches; ++level)
    caches[level] = std::max(caches[level], caches[level - 1]);
}

/// Seconds of the slowest of `threads` threads, which start together.
static double runOnThreads(int64_t threads, function_ref<void(int64_t)> body) {
  auto now = std::chrono::steady_clock::now;
  if (threads == 1) {
    auto start = now();
    body(0);
    return Seconds(now() - start).count();
  }
  std::atomic<int64_t> ready = 0;
  std::vector<double> times(threads);
  std::vector<std::thread> running;
  for (int64_t i = 0; i < threads; ++i)
    running.emplace_back([&, i] {
      ++ready;
      while (ready != threads)
        std::this_thread::yield();
      auto start = now();
      body(i);
      times[i] = Seconds(now() - start).count();
    });
  for (std::thread &thread : running)
    thread.join();
  return *llvm::max_element(times);
}

/// The best rate of `work` units per repetition, in 10^9 a second.
static double
measure(int64_t threads, double work,
        function_ref<void(int64_t thread, int64_t repetitions)> body) {
  int64_t repetitions = 1;
  double best = 0;
  for (int trial = 0; trial < kTrials;) {
    double time = runOnThreads(
        threads, [&](int64_t thread) { body(thread, repetitions); });
    best = std::max(best, work * repetitions * threads / time * 1e-9);
    if (time >= kSlice.count() / 2)
      ++trial;
    else
      repetitions = std::max<int64_t>(
          repetitions + 1,
          repetitions * std::min(8.0, kSlice.count() / std::max(time, 1e-9)));
  }
  return best;
}

namespace {
/// The functions that measure, compiled for the target.
struct Functions {
  static Expected<Functions> compile(const TargetInfo &target);

  std::unique_ptr<orc::LLJIT> jit;
  int64_t f32Ops, int8Ops, bf16Ops;
  Products *f32 = nullptr, *int8 = nullptr, *bf16 = nullptr;
  Read *read = nullptr;
};
} // namespace

Expected<Functions> Functions::compile(const TargetInfo &target) {
  auto fail = [] {
    return createStringError("the probe could not be compiled");
  };
  mlir::DialectRegistry registry;
  registerCompilerDialects(registry);
  mlir::MLIRContext context(registry, mlir::MLIRContext::Threading::DISABLED);
  context.loadAllAvailableDialects();
  cpu::ProbeKernels kernels = cpu::createProbeKernels(&context, target);
  mlir::PassManager passes(&context);
  CPUPipelineOptions options;
  const TargetDescription &description = target.getDescription();
  options.triple = description.triple;
  options.cpu = description.cpu;
  options.features = description.features;
  options.kernels = false;
  buildLLVMPipeline(passes, options);
  if (failed(passes.run(*kernels.module)))
    return fail();
  LLVMContext llvmContext;
  std::unique_ptr<Module> module =
      mlir::translateModuleToLLVMIR(*kernels.module, llvmContext);
  if (!module)
    return fail();
  std::unique_ptr<TargetMachine> machine = target.createMachine();
  module->setTargetTriple(machine->getTargetTriple());
  module->setDataLayout(machine->createDataLayout());
  optimize(*module, target);
  Expected<Buffer> object =
      emitObject(*module, target, Threads::None, Visibility::Exported);
  if (!object)
    return object.takeError();

  Functions result;
  Expected<std::unique_ptr<orc::LLJIT>> jit =
      orc::LLJITBuilder()
          .setJITTargetMachineBuilder(
              orc::JITTargetMachineBuilder(machine->getTargetTriple()))
          .create();
  if (!jit)
    return jit.takeError();
  result.jit = std::move(*jit);
  if (Error e = result.jit->addObjectFile(MemoryBuffer::getMemBufferCopy(
          StringRef(object->data(), object->size()), "probe")))
    return e;
  Error error = Error::success();
  auto find = [&](StringRef name, auto *&function) {
    auto address = result.jit->lookup(name);
    if (!address)
      error = joinErrors(std::move(error), address.takeError());
    else
      function = address->toPtr<std::remove_reference_t<decltype(function)>>();
  };
  result.f32Ops = kernels.f32Ops;
  result.int8Ops = kernels.int8Ops;
  result.bf16Ops = kernels.bf16Ops;
  find("f32", result.f32);
  find("int8", result.int8);
  if (result.bf16Ops)
    find("bf16", result.bf16);
  find("read", result.read);
  if (error)
    return error;
  return result;
}

static MachineRates measureRates(const Functions &functions,
                                 const MachineDescription &machine,
                                 int64_t threads) {
  MachineRates rates;
  std::vector<std::shared_ptr<void>> buffers(threads);
  auto allocate = [&](int64_t bytes) {
    for (std::shared_ptr<void> &buffer : buffers) {
      buffer.reset();
      buffer = allocateAligned(bytes);
      // Numbers of every type whose products stay in range.
      if (buffer)
        std::memset(buffer.get(), 0x3c, bytes);
    }
    return all_of(buffers, [](const auto &buffer) { return bool(buffer); });
  };
  allocate(cpu::kProbeBytes);
  auto measureProducts = [&](Products *function, int64_t ops) {
    return function
               ? measure(threads, 1000.0 * ops,
                         [&](int64_t thread, int64_t repetitions) {
                           function(1000 * repetitions, buffers[thread].get());
                         })
               : 0;
  };
  rates.f32 = measureProducts(functions.f32, functions.f32Ops);
  rates.int8 = measureProducts(functions.int8, functions.int8Ops);
  rates.bf16 = measureProducts(functions.bf16, functions.bf16Ops);

  for (unsigned level = 0; level <= kNumCaches; ++level) {
    // Half of each cache, but more than those before it; threads share the
    // last one and memory.
    int64_t bytes = level < kNumCaches ? machine.caches[level] / 2
                                       : 4 * machine.caches[level - 1];
    if (level > 0)
      bytes = std::max(bytes, 2 * machine.caches[level - 1]);
    if (level + 1 >= kNumCaches)
      bytes = std::max(bytes / threads, 2 * machine.caches[1]);
    bytes = alignTo(std::min(bytes, kMostBytes / threads), cpu::kProbeBytes);
    if (allocate(bytes))
      rates.read[level] =
          measure(threads, bytes, [&](int64_t thread, int64_t repetitions) {
            functions.read(repetitions, buffers[thread].get(), bytes);
          });
  }
  return rates;
}

Expected<MachineDescription> penstock::probeMachine(const TargetInfo &target) {
  if (Triple(target.getDescription().triple).getArch() !=
      Triple(sys::getProcessTriple()).getArch())
    return createStringError("code for '" + target.getDescription().triple +
                             "' cannot be measured on this machine");
  Expected<Functions> functions = Functions::compile(target);
  if (!functions)
    return functions.takeError();
  MachineDescription machine = MachineDescription::getDefault(target);
  machine.name = getCPUName();
  machine.source = "probe of " + machine.name;
  machine.threads = hardware_concurrency().compute_thread_count();
  readCacheSizes(machine.caches);
  machine.one = measureRates(*functions, machine, 1);
  machine.all = machine.threads > 1
                    ? measureRates(*functions, machine, machine.threads)
                    : machine.one;
  return machine;
}

void penstock::keepProbe(const MachineDescription &machine) {
  std::string path = getProbeFile();
  if (path.empty())
    return;
  std::string text = formatv("{0:2}\n", machine.toJSON()).str();
  OutputFiles files;
  Error error = files.makeDirectory(sys::path::parent_path(path));
  if (!error)
    error = files.write(path, text);
  if (!error)
    error = files.commit();
  consumeError(std::move(error));
}
