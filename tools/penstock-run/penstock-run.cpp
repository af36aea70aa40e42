//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Compiles one kernel in memory and runs it on arrays in files, or a function
// and runs it on every input.
//
//===----------------------------------------------------------------------===//

#include "../CompilerOptions.h"
#include "penstock/Dialect/Gate/IR/Gate.h"
#include "penstock/Target/Accuracy.h"
#include "penstock/Target/Jit.h"
#include "penstock/Target/Npy.h"
#include "penstock/Target/OutputFiles.h"
#include "penstock/Target/Probe.h"

#include "llvm/ADT/APFloat.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/JSON.h"
#include <chrono>
#include <cmath>
#include <cstring>

using namespace llvm;
using namespace penstock;

using Role = ArgumentDescription::Role;

namespace {

struct Options : CompilerOptions {
  cl::opt<std::string> entry{"entry",
                             cl::desc("Function to run; the only one by "
                                      "default"),
                             cl::value_desc("name"), cl::cat(category)};
  cl::list<std::string> inputs{
      "input",
      cl::desc("Arrays for the inputs in declared order: .npy files, numbers "
               "for scalars; a weight that is encoded takes its logical array "
               "or its bytes; bf16 is <V2 or <u2"),
      cl::value_desc("file"), cl::cat(category)};
  cl::list<std::string> outputs{"output",
                                cl::desc("Files for the outputs, in order"),
                                cl::value_desc("file"), cl::cat(category)};
  cl::opt<bool> probe{
      "probe",
      cl::desc("Measure the machine, print its description, and keep it for "
               "predicting times"),
      cl::cat(category)};
  cl::opt<unsigned> runs{
      "time", cl::desc("Run that often more and print one line of JSON"),
      cl::value_desc("runs"), cl::cat(category)};
  cl::list<std::string> accuracy{
      "accuracy",
      cl::desc("Run functions of one input, of the module or the catalogue, on "
               "every input, and print the greatest errors to what they are in "
               "f64, a line of JSON each: silu, 'swish<beta = 1.5>'"),
      cl::value_desc("function"), cl::cat(category)};
  cl::opt<std::string> reference{
      "reference",
      cl::desc("Function that --accuracy compares with; itself by default"),
      cl::value_desc("function"), cl::cat(category)};
  cl::opt<std::string> domain{
      "domain",
      cl::desc("Inputs from low to high for --accuracy; all, with NaN, by "
               "default"),
      cl::value_desc("low,high"), cl::cat(category)};
  cl::opt<std::string> dtype{"dtype",
                             cl::desc("Type for --accuracy: f32, bf16 or f16"),
                             cl::init("f32"), cl::cat(category)};
};

/// The arguments of one call.
class Call {
public:
  Call(KernelHandle &kernel)
      : kernel(kernel), description(kernel.getDescription()),
        symbols(description.symbols.size(), -1),
        givers(description.symbols.size()) {}

  Error readInputs(ArrayRef<std::string> paths);
  Error allocateOutputs();
  Error run();
  Error writeOutputs(ArrayRef<std::string> paths);
  /// The first of the dynamic sizes, or 1.
  int64_t getTokens() const { return symbols.empty() ? 1 : symbols.front(); }

private:
  Error readInput(size_t index, StringRef path);
  Error readScalar(size_t index, StringRef text);
  Error encode(size_t index, const NpyArray &array);
  Error bindShape(const ArgumentDescription &argument, const NpyArray &array);

  KernelHandle &kernel;
  const KernelDescription &description;
  SmallVector<int64_t> symbols;
  /// Which argument gave each symbol its size.
  SmallVector<std::string> givers;
  SmallVector<std::shared_ptr<void>> buffers;
  SmallVector<NpyArray> results;
  SmallVector<void *> pointers;
  std::shared_ptr<void> workspace;
};

} // namespace

static Error error(const Twine &message) {
  return createStringError(inconvertibleErrorCode(), message);
}

/// Whether items of the file's type are elements of that type.
static bool isOfType(StringRef descr, const Dtype *dtype) {
  if (dtype->name == "bf16")
    return descr == "<V2" || descr == "|V2" || descr == "<u2";
  return descr == dtype->numpy ||
         (dtype->bytes == 1 && descr.drop_front() == dtype->numpy.drop_front());
}

static std::string getText(ArrayRef<int64_t> shape) {
  return "(" +
         join(map_range(shape, [](int64_t s) { return std::to_string(s); }),
              ", ") +
         ")";
}

Error Call::bindShape(const ArgumentDescription &argument,
                      const NpyArray &array) {
  std::string expected;
  for (Dimension dim : argument.shape)
    expected += (expected.empty() ? "" : ", ") +
                (dim.symbol >= 0 ? description.symbols[dim.symbol]
                                 : std::to_string(dim.size));
  auto mismatch = [&](const Twine &why) {
    return error("input '" + argument.name + "' has shape " +
                 getText(array.shape) + ", expected (" + expected + ")" + why);
  };
  if (array.shape.size() != argument.shape.size())
    return mismatch("");
  for (auto [dim, size] : zip_equal(argument.shape, array.shape)) {
    if (dim.symbol < 0) {
      if (dim.size != size)
        return mismatch("");
      continue;
    }
    int64_t &symbol = symbols[dim.symbol];
    if (symbol >= 0 && symbol != size)
      return mismatch(", where " + description.symbols[dim.symbol] + " is " +
                      Twine(symbol) + " by '" + givers[dim.symbol] + "'");
    if (symbol < 0)
      givers[dim.symbol] = argument.name;
    symbol = size;
  }
  return Error::success();
}

Error Call::readScalar(size_t index, StringRef text) {
  const ArgumentDescription &argument = description.arguments[index];
  const Dtype *dtype = argument.dtype;
  std::shared_ptr<void> value = allocateAligned(8);
  if (text.ends_with(".npy")) {
    Expected<NpyArray> array = readNpy(text);
    if (!array)
      return array.takeError();
    if (!isOfType(array->descr, dtype) || array->getNumElements() != 1)
      return error("input '" + argument.name + "' expects one " + dtype->name +
                   ", '" + text + "' has " + Twine(array->getNumElements()) +
                   " of type '" + array->descr + "'");
    std::memcpy(value.get(), array->data.get(), dtype->bytes);
  } else if (dtype->name.contains('f')) {
    const fltSemantics &semantics = dtype->name == "f64" ? APFloat::IEEEdouble()
                                    : dtype->name == "f32"
                                        ? APFloat::IEEEsingle()
                                    : dtype->name == "f16" ? APFloat::IEEEhalf()
                                                           : APFloat::BFloat();
    APFloat number(semantics);
    auto status = number.convertFromString(text, APFloat::rmNearestTiesToEven);
    if (!status) {
      consumeError(status.takeError());
      return error("input '" + argument.name + "' expects a number, found '" +
                   text + "'");
    }
    uint64_t bits = number.bitcastToAPInt().getZExtValue();
    std::memcpy(value.get(), &bits, dtype->bytes);
  } else {
    int64_t number;
    if (text.getAsInteger(0, number) ||
        (dtype->bytes < 8 && !isIntN(dtype->bytes * 8, number)))
      return error("input '" + argument.name + "' expects a number of type " +
                   dtype->name + ", found '" + text + "'");
    std::memcpy(value.get(), &number, dtype->bytes);
  }
  pointers.push_back(value.get());
  buffers.push_back(std::move(value));
  return Error::success();
}

Error Call::encode(size_t index, const NpyArray &array) {
  const ArgumentDescription &argument = description.arguments[index];
  std::shared_ptr<void> encoded = allocateAligned(argument.parts.back());
  if (!encoded)
    return error("input '" + argument.name + "' does not fit into memory");
  if (int status = kernel.encode(index, array.data.get(), encoded.get()))
    return error("cannot encode '" + argument.name +
                 "': " + getStatusText(status));
  pointers.push_back(encoded.get());
  buffers.push_back(std::move(encoded));
  return Error::success();
}

Error Call::readInput(size_t index, StringRef path) {
  const ArgumentDescription &argument = description.arguments[index];
  if (argument.isScalar())
    return readScalar(index, path);
  Expected<NpyArray> array = readNpy(path);
  if (!array)
    return array.takeError();
  bool logical =
      argument.isEncoded() && argument.logicalDtype && !argument.encode.empty();
  if (logical && isOfType(array->descr, argument.logicalDtype)) {
    if (ArrayRef(array->shape) != ArrayRef(argument.logicalShape))
      return error("input '" + argument.name + "' has shape " +
                   getText(array->shape) + ", expected " +
                   getText(argument.logicalShape));
    return encode(index, *array);
  }
  if (!isOfType(array->descr, argument.dtype))
    return error("input '" + argument.name + "' has elements of type '" +
                 array->descr + "', expected " + argument.dtype->name + " ('" +
                 argument.dtype->numpy + "')" +
                 (logical ? " or " + argument.logicalDtype->name : ""));
  if (Error e = bindShape(argument, *array))
    return e;
  pointers.push_back(array->data.get());
  buffers.push_back(std::move(array->data));
  return Error::success();
}

Error Call::readInputs(ArrayRef<std::string> paths) {
  SmallVector<StringRef> names;
  for (const ArgumentDescription &argument : description.arguments)
    if (argument.role != Role::Output)
      names.push_back(argument.name);
  if (paths.size() != names.size())
    return error("'" + description.name + "' takes " + Twine(names.size()) +
                 " inputs (" + join(names, ", ") + "), " + Twine(paths.size()) +
                 " given");
  for (auto [index, path] : enumerate(paths))
    if (Error e = readInput(index, path))
      return e;
  return Error::success();
}

Error Call::allocateOutputs() {
  for (auto [index, symbol] : enumerate(symbols)) {
    if (symbol < 0)
      return error("no input gives the size '" + description.symbols[index] +
                   "'");
    if (symbol > description.symbolMaxima[index])
      return error(description.symbols[index] + " is " + Twine(symbol) +
                   ", at most " + Twine(description.symbolMaxima[index]) +
                   " is supported");
  }
  for (const ArgumentDescription &argument : description.arguments) {
    if (argument.role != Role::Output)
      continue;
    NpyArray array;
    array.descr = argument.dtype->numpy;
    array.itemBytes = argument.dtype->bytes;
    for (Dimension dim : argument.shape)
      array.shape.push_back(dim.symbol >= 0 ? symbols[dim.symbol] : dim.size);
    array.data = allocateAligned(array.getNumBytes());
    if (!array.data)
      return error("output '" + argument.name + "' does not fit into memory");
    // Not a number in every float type: what is not written shows.
    std::memset(array.data.get(), 0xff, array.getNumBytes());
    pointers.push_back(array.data.get());
    results.push_back(std::move(array));
  }
  workspace = allocateAligned(kernel.getWorkspaceBytes(symbols));
  if (!workspace)
    return error("the workspace does not fit into memory");
  return Error::success();
}

Error Call::run() {
  int status = kernel.run(pointers, workspace.get(), symbols);
  if (status)
    return error("'" + description.name + "' failed: " + getStatusText(status));
  return Error::success();
}

Error Call::writeOutputs(ArrayRef<std::string> paths) {
  if (paths.empty())
    return Error::success();
  OutputFiles files;
  for (auto [path, array] : zip_equal(paths, results))
    if (Error e = files.write(path, formatNpy(array)))
      return e;
  return files.commit();
}

/// Prints median and minimum of `runs` runs, and returns the median.
static Expected<cpu::Measurement> time(Call &call, StringRef name,
                                       unsigned runs) {
  SmallVector<int64_t> times;
  for (unsigned i = 0; i < runs; ++i) {
    auto start = std::chrono::steady_clock::now();
    if (Error e = call.run())
      return e;
    times.push_back(std::chrono::duration_cast<std::chrono::nanoseconds>(
                        std::chrono::steady_clock::now() - start)
                        .count());
  }
  llvm::sort(times);
  outs() << json::Value(json::Object{{"entry", name},
                                     {"median_ns", times[runs / 2]},
                                     {"min_ns", times.front()},
                                     {"runs", runs}})
         << "\n";
  return cpu::Measurement{name.str(), call.getTokens(), times[runs / 2] * 1e-9};
}

static Error run(const KernelBinary &binary, const Options &options) {
  Expected<LoadedModule> loaded = LoadedModule::load(binary);
  if (!loaded)
    return loaded.takeError();
  std::string entry = options.entry;
  if (entry.empty()) {
    std::vector<std::string> names = loaded->getNames();
    if (names.size() != 1)
      return error("choose a function by --entry; there are: " +
                   join(names, ", "));
    entry = names.front();
  }
  Expected<KernelHandle> kernel = loaded->lookup(entry);
  if (!kernel)
    return kernel.takeError();
  size_t numOutputs =
      count_if(kernel->getDescription().arguments,
               [](const auto &a) { return a.role == Role::Output; });
  if (!options.outputs.empty() && options.outputs.size() != numOutputs)
    return error("'" + entry + "' has " + Twine(numOutputs) + " outputs, " +
                 Twine(options.outputs.size()) + " files given");
  Call call(*kernel);
  if (Error e = call.readInputs(options.inputs))
    return e;
  if (Error e = call.allocateOutputs())
    return e;
  if (Error e = call.run())
    return e;
  if (Error e = call.writeOutputs(options.outputs))
    return e;
  std::optional<cpu::Measurement> measured;
  if (options.runs) {
    Expected<cpu::Measurement> median = time(call, entry, options.runs);
    if (!median)
      return median.takeError();
    measured = std::move(*median);
  }
  if (options.printStrategy)
    printStrategies(binary.costs, binary.kernels,
                    measured ? &*measured : nullptr);
  return Error::success();
}

/// Only what was measured for the host itself is kept.
static Error probe(const Options &options) {
  Expected<TargetInfo> target = TargetInfo::get(options.get().target);
  if (!target)
    return target.takeError();
  Expected<MachineDescription> machine = probeMachine(*target);
  if (!machine)
    return machine.takeError();
  outs() << formatv("{0:2}\n", machine->toJSON());
  if (target->getDescription() == cantFail(TargetInfo::get()).getDescription())
    keepProbe(*machine);
  return Error::success();
}

/// `low,high`, or everything.
static std::optional<gate::FunctionDomain> parseDomain(StringRef text) {
  gate::FunctionDomain domain;
  if (text.empty()) {
    domain.withNaN = true;
    return domain;
  }
  auto [low, high] = text.split(',');
  if (low.trim().getAsDouble(domain.low) ||
      high.trim().getAsDouble(domain.high) || !(domain.low <= domain.high))
    return std::nullopt;
  return domain;
}

static json::Value toJSON(double number) {
  return std::isfinite(number) ? json::Value(number)
                               : json::Value(formatv("{0}", number).str());
}

static Error printAccuracy(mlir::ModuleOp module, const TargetInfo &target,
                           const Options &options) {
  mlir::Builder b(module.getContext());
  auto type = StringSwitch<mlir::FloatType>(options.dtype)
                  .Case("f32", b.getF32Type())
                  .Case("bf16", b.getBF16Type())
                  .Case("f16", b.getF16Type())
                  .Default({});
  if (!type)
    return error("expected --dtype to be f32, bf16 or f16, found '" +
                 options.dtype + "'");
  std::optional<gate::FunctionDomain> domain = parseDomain(options.domain);
  if (!domain)
    return error("expected --domain to be low,high, two numbers in order, "
                 "found '" +
                 options.domain + "'");
  for (const std::string &function : options.accuracy) {
    auto evaluator = createEvaluator(
        module, options.reference.empty() ? function : options.reference,
        target.getDescription());
    if (!evaluator)
      return evaluator.takeError();
    Expected<gate::FunctionError> result =
        (*evaluator)->getError(module, function, type, *domain);
    if (!result)
      return result.takeError();
    auto describe = [](const gate::FunctionError::Maximum &maximum) {
      return json::Object{{"error", toJSON(maximum.error)},
                          {"at", toJSON(maximum.at)}};
    };
    outs() << json::Value(
                  json::Object{{"function", function},
                               {"dtype", options.dtype.getValue()},
                               {"inputs", int64_t(result->inputs)},
                               {"max_absolute", describe(result->absolute)},
                               {"max_relative", describe(result->relative)},
                               {"max_ulp", describe(result->ulp)},
                               {"nan_mismatch_at",
                                result->mismatch ? toJSON(*result->mismatch)
                                                 : json::Value(nullptr)}})
           << "\n";
    outs().flush();
  }
  return Error::success();
}

int main(int argc, char **argv) {
  InitLLVM init(argc, argv);
  setUpToolTexts();
  exitOnFatalErrors();
  forgetLibraryOptions();
  Options options;
  cl::HideUnrelatedOptions(options.category);
  cl::ParseCommandLineOptions(argc, argv, "Penstock kernel runner\n");
  StringRef tool = "penstock-run";

  if (options.probe) {
    if (Error error = probe(options))
      return reportError(tool, toString(std::move(error)));
    return 0;
  }
  if (!options.accuracy.empty())
    return failed(compileInput(
        tool, options, {},
        [&](mlir::ModuleOp module,
            const CompileOptions &compileOptions) -> mlir::LogicalResult {
          Expected<TargetInfo> target = TargetInfo::get(compileOptions.target);
          Error error = target ? printAccuracy(module, *target, options)
                               : target.takeError();
          if (!error)
            return mlir::success();
          reportError(tool, toString(std::move(error)));
          return mlir::failure();
        }));
  std::vector<std::string> kernels;
  if (!options.entry.empty())
    kernels.push_back(options.entry);
  FailureOr<KernelBinary> binary = compileInput(
      tool, options, kernels,
      [&](mlir::ModuleOp module, const CompileOptions &compileOptions) {
        // What is printed is found out by compiling.
        return compileForLoading(module, compileOptions,
                                 /*lookUp=*/!options.printStrategy);
      });
  if (failed(binary))
    return 1;
  if (Error error = run(*binary, options))
    return reportError(tool, toString(std::move(error)));
  return 0;
}
