//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "penstock/Target/Accuracy.h"
#include "penstock/Dialect/Gate/IR/Gate.h"
#include "penstock/Target/Jit.h"

#include "mlir/Parser/Parser.h"
#include "llvm/ADT/bit.h"
#include "llvm/Support/FormatVariadic.h"
#include <atomic>
#include <cmath>
#include <mutex>
#include <thread>

using namespace mlir;
using namespace penstock;
using gate::FunctionDomain;
using gate::FunctionError;

/// Elements that are computed by one call.
static constexpr int64_t kBlock = 4096;

static llvm::Error error(const Twine &message) {
  return llvm::createStringError(message);
}

void FunctionError::add(const FunctionError &other) {
  absolute.add(other.absolute.error, other.absolute.at);
  relative.add(other.relative.error, other.relative.at);
  ulp.add(other.ulp.error, other.ulp.at);
  inputs += other.inputs;
  if (!mismatch)
    mismatch = other.mismatch;
}

//===----------------------------------------------------------------------===//
// Compiling
//===----------------------------------------------------------------------===//

namespace {
/// A function over blocks of elements.
class CompiledFunction {
public:
  static llvm::Expected<CompiledFunction> compile(ModuleOp module,
                                                  StringRef use, StringRef type,
                                                  TargetDescription target);

  /// For one thread.
  class Runner {
  public:
    explicit Runner(const CompiledFunction &function)
        : kernel(function.kernel), workspace(kernel.getWorkspaceBytes({})) {}

    void run(const void *x, void *y) {
      [[maybe_unused]] int status =
          kernel.run({const_cast<void *>(x), y}, workspace.data(), {});
      assert(status == 0 && "all that is checked is known here");
    }

  private:
    KernelHandle kernel;
    std::vector<char> workspace;
  };

private:
  CompiledFunction(LoadedModule loaded, KernelHandle kernel)
      : loaded(std::move(loaded)), kernel(std::move(kernel)) {}

  LoadedModule loaded;
  KernelHandle kernel;
};
} // namespace

/// The functions of `module`, and a kernel that applies `use`.
static std::string getSource(ModuleOp module, StringRef use, StringRef type) {
  std::string text;
  llvm::raw_string_ostream os(text);
  for (auto function : module.getOps<gate::GateFunctionOpInterface>())
    os << *function << "\n";
  os << llvm::formatv(
      "func.func @penstock_evaluate(%x: tensor<{0}x{1}>) -> tensor<{0}x{1}> {{"
      "%o = tensor.empty() : tensor<{0}x{1}> "
      "%y = gate.apply @{2} ins(%x : tensor<{0}x{1}>) "
      "outs(%o : tensor<{0}x{1}>) return %y : tensor<{0}x{1}> }",
      kBlock, type, use);
  return text;
}

llvm::Expected<CompiledFunction>
CompiledFunction::compile(ModuleOp module, StringRef use, StringRef type,
                          TargetDescription target) {
  // A context of its own: the module's may be that of a pass.
  DialectRegistry registry;
  registerCompilerDialects(registry);
  MLIRContext context(registry, MLIRContext::Threading::DISABLED);
  context.printOpOnDiagnostic(false);
  std::string message;
  ScopedDiagnosticHandler handler(&context, [&](Diagnostic &diagnostic) {
    if (message.empty() &&
        diagnostic.getSeverity() == DiagnosticSeverity::Error)
      message = diagnostic.str();
    return success();
  });
  auto parsed =
      parseSourceString<ModuleOp>(getSource(module, use, type), &context);
  if (!parsed) {
    StringRef text = message;
    text.consume_front("'gate.apply' op "); // Which nobody has written.
    return error("'" + use + "': " + text);
  }
  CompileOptions options;
  options.target = std::move(target);
  options.kernels = {"penstock_evaluate"};
  FailureOr<KernelBinary> binary =
      compileForLoading(*parsed, options, /*lookUp=*/true);
  if (failed(binary))
    return error(message);
  llvm::Expected<LoadedModule> loaded = LoadedModule::load(*binary);
  if (!loaded)
    return loaded.takeError();
  llvm::Expected<KernelHandle> kernel = loaded->lookup("penstock_evaluate");
  if (!kernel)
    return kernel.takeError();
  return CompiledFunction(std::move(*loaded), std::move(*kernel));
}

//===----------------------------------------------------------------------===//
// Comparing
//===----------------------------------------------------------------------===//

namespace {
/// A float type of at most 32 bits, whose values are numbered from the least
/// to the greatest: -0 is before +0, NaNs are at the ends.
struct NarrowType {
  const llvm::fltSemantics *semantics;
  unsigned width;
  /// Of 16 bits, by their bits.
  std::vector<double> values;

  explicit NarrowType(FloatType type)
      : semantics(&type.getFloatSemantics()), width(type.getWidth()) {
    if (width == 16)
      for (unsigned bits = 0; bits < 1 << 16; ++bits)
        values.push_back(
            llvm::APFloat(*semantics, llvm::APInt(16, bits)).convertToDouble());
  }

  uint64_t getSign() const { return uint64_t(1) << (width - 1); }
  uint64_t getBits(int64_t number) const {
    return number >= 0 ? number : getSign() | uint64_t(-1 - number);
  }
  double getValue(uint64_t bits) const {
    return width == 16 ? values[bits] : llvm::bit_cast<float>(uint32_t(bits));
  }
  /// The number of `value`, rounded up or down to the type.
  int64_t getNumber(double value, llvm::RoundingMode rounding) const {
    llvm::APFloat narrow(value);
    bool losesInfo;
    narrow.convert(*semantics, rounding, &losesInfo);
    uint64_t bits = narrow.bitcastToAPInt().getZExtValue();
    return bits & getSign() ? -1 - int64_t(bits ^ getSign()) : int64_t(bits);
  }
  double getLeastNormal() const {
    return llvm::APFloat::getSmallestNormalized(*semantics).convertToDouble();
  }
  /// One more than the greatest exponent, as a number.
  double getInfinity() const {
    return std::ldexp(1.0, llvm::APFloat::semanticsMaxExponent(*semantics) + 1);
  }
  double getUlpOfOne() const {
    return std::ldexp(1.0,
                      1 - int(llvm::APFloat::semanticsPrecision(*semantics)));
  }
};

/// Compares blocks, in one thread.
class Comparison {
public:
  explicit Comparison(const NarrowType &type)
      : leastNormal(type.getLeastNormal()), infinity(type.getInfinity()),
        ulpOfOne(type.getUlpOfOne()) {}

  /// The first pass takes what vectors can; where it sees something new, the
  /// second looks for where that is.
  void add(const double *x, const double *actual, const double *expected) {
    double absolute = 0, relative = 0, ulp = 0;
    int numbers = 0;
    for (int64_t i = 0; i < kBlock; ++i) {
      Errors e = get(actual[i], expected[i]);
      absolute = e.absolute > absolute ? e.absolute : absolute;
      relative = e.relative > relative ? e.relative : relative;
      ulp = e.ulp > ulp ? e.ulp : ulp;
      numbers += e.absolute == e.absolute;
    }
    if (absolute <= result.absolute.error &&
        relative <= result.relative.error && ulp <= result.ulp.error &&
        numbers == kBlock)
      return;
    for (int64_t i = 0; i < kBlock; ++i) {
      Errors e = get(actual[i], expected[i]);
      result.absolute.add(e.absolute, x[i]);
      result.relative.add(e.relative, x[i]);
      result.ulp.add(e.ulp, x[i]);
      if (std::isnan(actual[i]) != std::isnan(expected[i]))
        result.mismatch = x[i];
    }
  }

  FunctionError result;

private:
  struct Errors {
    double absolute, relative, ulp;
  };

  Errors get(double actual, double expected) const {
    auto bound = [&](double a) {
      a = a > infinity ? infinity : a;
      return a < -infinity ? -infinity : a;
    };
    double size = std::fabs(bound(expected));
    double error = std::fabs(bound(actual) - bound(expected));
    size = size > leastNormal ? size : leastNormal;
    // 1 / 2^e of a number m * 2^e.
    constexpr uint64_t exponent = 0x7ffull << 52;
    double inverse = llvm::bit_cast<double>(
        (2046ull << 52) - (llvm::bit_cast<uint64_t>(size) & exponent));
    return {error, error / size, error * inverse / ulpOfOne};
  }

  double leastNormal, infinity, ulpOfOne;
};

class Evaluator : public gate::FunctionEvaluator {
public:
  Evaluator(CompiledFunction reference, ArrayRef<TargetDescription> targets)
      : reference(std::move(reference)), targets(targets) {}

  llvm::Error evaluate(ArrayRef<double> x, MutableArrayRef<double> y) override {
    CompiledFunction::Runner runner(reference);
    alignas(64) double in[kBlock] = {}, out[kBlock];
    for (size_t i = 0; i < x.size(); i += kBlock) {
      size_t count = std::min<size_t>(kBlock, x.size() - i);
      llvm::copy(x.slice(i, count), in);
      runner.run(in, out);
      std::copy_n(out, count, y.begin() + i);
    }
    return llvm::Error::success();
  }

  llvm::Expected<FunctionError>
  getError(ModuleOp module, StringRef use, FloatType type,
           const FunctionDomain &domain) override {
    std::vector<CompiledFunction> functions;
    for (const TargetDescription &target : targets) {
      std::string name;
      llvm::raw_string_ostream(name) << type;
      auto function = CompiledFunction::compile(module, use, name, target);
      if (!function)
        return function.takeError();
      functions.push_back(std::move(*function));
    }
    NarrowType narrow(type);
    int64_t first = -int64_t(narrow.getSign()), last = -1 - first;
    if (!domain.withNaN) {
      first = narrow.getNumber(domain.low, llvm::RoundingMode::TowardPositive);
      last = narrow.getNumber(domain.high, llvm::RoundingMode::TowardNegative);
      // Both zeros, where there is one.
      first -= first == 0;
      last += last == -1;
    }
    return compare(narrow, functions, first, last, domain.stride);
  }

private:
  /// For the values of numbers `first` to `last`, every `stride`th of them.
  FunctionError compare(const NarrowType &type,
                        ArrayRef<CompiledFunction> functions, int64_t first,
                        int64_t last, int64_t stride) {
    FunctionError result;
    std::mutex mutex;
    std::atomic<int64_t> next = first;
    auto work = [&] {
      Comparison comparison(type);
      CompiledFunction::Runner exact(reference);
      std::vector<CompiledFunction::Runner> runners(functions.begin(),
                                                    functions.end());
      // The last block takes its last value again and again.
      for (int64_t start; (start = next.fetch_add(kBlock * stride)) <= last;)
        compareBlock(type, exact, runners, start, last, stride, comparison);
      std::lock_guard<std::mutex> lock(mutex);
      result.add(comparison.result);
    };
    unsigned count = std::max(1u, std::thread::hardware_concurrency());
    count =
        std::min<int64_t>(count, (last - first) / (16 * kBlock * stride) + 1);
    std::vector<std::thread> threads;
    for (unsigned i = 1; i < count; ++i)
      threads.emplace_back(work);
    work();
    for (std::thread &thread : threads)
      thread.join();
    result.inputs = last >= first ? (last - first) / stride + 1 : 0;
    return result;
  }

  static void compareBlock(const NarrowType &type,
                           CompiledFunction::Runner &exact,
                           MutableArrayRef<CompiledFunction::Runner> runners,
                           int64_t start, int64_t last, int64_t stride,
                           Comparison &comparison) {
    alignas(64) uint32_t in[kBlock], out[kBlock];
    alignas(64) double x[kBlock], expected[kBlock], actual[kBlock];
    auto *inHalf = reinterpret_cast<uint16_t *>(in),
         *outHalf = reinterpret_cast<uint16_t *>(out);
    for (int64_t i = 0; i < kBlock; ++i) {
      uint64_t bits = type.getBits(std::min(start + i * stride, last));
      x[i] = type.getValue(bits);
      if (type.width == 16)
        inHalf[i] = bits;
      else
        in[i] = bits;
    }
    exact.run(x, expected);
    for (CompiledFunction::Runner &runner : runners) {
      runner.run(in, out);
      for (int64_t i = 0; i < kBlock; ++i)
        actual[i] = type.getValue(type.width == 16 ? outHalf[i] : out[i]);
      comparison.add(x, actual, expected);
    }
  }

  CompiledFunction reference;
  std::vector<TargetDescription> targets;
};

class HostEvaluation : public gate::EvaluationInterface {
public:
  using EvaluationInterface::EvaluationInterface;

  llvm::Expected<std::unique_ptr<gate::FunctionEvaluator>>
  create(ModuleOp module, StringRef use) const override {
    llvm::Expected<TargetInfo> host = TargetInfo::get();
    if (!host)
      return host.takeError();
    SmallVector<TargetDescription> targets = {host->getDescription()};
    if (host->isX86() && host->hasFma())
      targets.push_back({"", "host", "-fma"});
    return createEvaluator(module, use, targets);
  }
};
} // namespace

llvm::Expected<std::unique_ptr<gate::FunctionEvaluator>>
penstock::createEvaluator(ModuleOp module, StringRef use,
                          ArrayRef<TargetDescription> targets) {
  auto reference = CompiledFunction::compile(module, use, "f64", {});
  if (!reference)
    return reference.takeError();
  return std::make_unique<Evaluator>(std::move(*reference), targets);
}

void penstock::registerEvaluation(DialectRegistry &registry) {
  registry.addExtension(+[](MLIRContext *, gate::GateDialect *dialect) {
    dialect->addInterfaces<HostEvaluation>();
  });
}
