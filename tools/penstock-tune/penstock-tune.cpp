//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Finds the register tiles of a module's contractions on this machine.
//
//===----------------------------------------------------------------------===//

#include "../CompilerOptions.h"
#include "penstock/Codegen/CPU/Passes.h"
#include "penstock/Codegen/CPU/TileTable.h"
#include "penstock/Dialect/Gate/Transforms/Passes.h"
#include "penstock/Target/Jit.h"
#include "penstock/Target/Npy.h"
#include "penstock/Target/OutputFiles.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Transforms/Passes.h"
#include "llvm/ADT/APFloat.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/MemoryBuffer.h"
#include <chrono>
#include <cmath>
#include <cstring>
#include <ctime>

using namespace llvm;
using namespace mlir;
using namespace penstock;

using Clock = std::chrono::steady_clock;
using Seconds = std::chrono::duration<double>;
using Role = ArgumentDescription::Role;

/// What a tile has to be faster by than the one before it.
static constexpr double kNoise = 0.03;

namespace {

struct Options : CompilerOptions {
  cl::opt<std::string> output{
      "o",
      cl::desc("Tile table that the entries are added to; "
               "$PENSTOCK_TILE_TABLE by default, else they are printed"),
      cl::value_desc("file"), cl::cat(category)};
  cl::list<int64_t> tokens{
      "tokens",
      cl::desc("Numbers of tokens to be fast for; 1,16,128 by "
               "default"),
      cl::CommaSeparated, cl::cat(category)};
  cl::opt<double> timeLimit{
      "time-limit",
      cl::desc("Seconds per entry after which the best so far is taken; 60 by "
               "default"),
      cl::value_desc("seconds"), cl::init(60), cl::cat(category)};
  cl::opt<bool> general{
      "general",
      cl::desc("One entry for all shapes of each kind of products, from all "
               "contractions of the kind together"),
      cl::cat(category)};
};

/// A contraction of the module, and its data.
struct Problem {
  cpu::Contraction contraction;
  /// Holds one gate.gated_matmul.
  OwningOpRef<ModuleOp> module;
  gate::GatedMatmulOp op;
  double opsPerToken = 0;
  /// Weights, encoded, in as many copies as a cache does not hold; arguments
  /// that depend on the tokens are null.
  std::vector<SmallVector<std::shared_ptr<void>>> copies;
};

/// A candidate's code for one problem.
struct Kernel {
  std::unique_ptr<LoadedModule> loaded;
  KernelHandle handle;
};

struct Candidate {
  cpu::TileEntry entry;
  std::vector<Kernel> kernels;
  /// Best time by problem and number of tokens.
  std::vector<std::vector<double>> times;

  /// Geometric mean.
  double getScore() const {
    double sum = 0;
    size_t count = 0;
    for (const auto &row : times)
      for (double time : row) {
        sum += std::log(time);
        ++count;
      }
    return std::exp(sum / count);
  }
};

class Tuner {
public:
  Tuner(const TargetInfo &target, const CompileOptions &options,
        ArrayRef<int64_t> tokens, const MachineDescription &machine)
      : target(target), options(options), tokens(tokens), machine(machine) {}

  /// The best entry for the problems; starts with `entry`.
  Expected<cpu::TileEntry> tune(MutableArrayRef<Problem> problems,
                                cpu::TileEntry entry, Seconds limit);
  /// Of the last entry: 10^9 operations a second with the most tokens.
  double getRate() const { return rate; }

private:
  Error compile(Problem &problem, const cpu::TileEntry &entry, Kernel &kernel);
  Error fill(Problem &problem, Kernel &kernel);
  Error time(MutableArrayRef<Problem> problems,
             MutableArrayRef<Candidate> candidates, Clock::time_point end);

  const TargetInfo &target;
  const CompileOptions &options;
  ArrayRef<int64_t> tokens;
  const MachineDescription &machine;
  double rate = 0;
};

} // namespace

static Error error(const Twine &message) {
  return createStringError(inconvertibleErrorCode(), message);
}

//===----------------------------------------------------------------------===//
// Problems
//===----------------------------------------------------------------------===//

/// A module of one function of the op's operands.
static Problem createProblem(gate::GatedMatmulOp op, const TargetInfo &target) {
  Problem problem;
  OpBuilder builder(op.getContext());
  Location loc = op.getLoc();
  problem.contraction = cpu::Contraction::get(target, op);
  problem.opsPerToken = op.getCosts().front().getOps(1);
  problem.module = ModuleOp::create(loc);
  builder.setInsertionPointToEnd(problem.module->getBody());
  auto from = op->getParentOfType<ModuleOp>();
  for (Operation &symbol : *from.getBody())
    if (isa<gate::GateFunctionOpInterface>(symbol))
      builder.clone(symbol);
  SmallVector<Type> types;
  for (Value operand : op->getOperands())
    if (operand != op.getInit())
      types.push_back(operand.getType());
  auto function = func::FuncOp::create(
      builder, loc, "tuned", builder.getFunctionType(types, op.getType()));
  Block *block = function.addEntryBlock();
  builder.setInsertionPointToStart(block);
  SmallVector<Value> arguments(block->getArguments());
  SmallVector<Value> operands;
  size_t next = 0;
  for (Value operand : op->getOperands())
    operands.push_back(operand != op.getInit() ? arguments[next++] : Value());
  RankedTensorType type = op.getType();
  SmallVector<Value> sizes;
  if (type.isDynamicDim(0))
    sizes.push_back(tensor::DimOp::create(builder, loc, operands.front(), 0));
  if (type.isDynamicDim(1))
    sizes.push_back(arith::ConstantIndexOp::create(
        builder, loc, problem.contraction.size.outputs));
  Value init = tensor::EmptyOp::create(builder, loc, type, sizes);
  for (Value &operand : operands)
    operand = operand ? operand : init;
  Operation *clone = builder.clone(*op);
  clone->setOperands(operands);
  func::ReturnOp::create(builder, loc, clone->getResults());
  problem.op = cast<gate::GatedMatmulOp>(clone);
  return problem;
}

/// The contractions of the module, each once, with the strategies that the
/// compiler chooses.
static FailureOr<std::vector<Problem>>
findProblems(ModuleOp module, const CompileOptions &options,
             const TargetInfo &target) {
  PassManager passes(module.getContext());
  passes.addPass(createInlinerPass());
  passes.addPass(createCanonicalizerPass());
  cpu::ChooseStrategyPassOptions choose;
  const TargetDescription &description = target.getDescription();
  choose.triple = description.triple;
  choose.cpu = description.cpu;
  choose.features = description.features;
  choose.tileTable = options.tileTable;
  passes.addPass(cpu::createChooseStrategyPass(choose));
  passes.addPass(gate::createGateDecomposeFfnPass());
  if (failed(passes.run(module)))
    return failure();
  std::vector<Problem> problems;
  module.walk([&](gate::GatedMatmulOp op) {
    auto contraction = cpu::Contraction::get(target, op);
    bool known = any_of(problems, [&](const Problem &problem) {
      const cpu::Contraction &other = problem.contraction;
      return other.size.inputs == contraction.size.inputs &&
             other.size.outputs == contraction.size.outputs &&
             other.size.branches == contraction.size.branches &&
             other.products == contraction.products &&
             other.format == contraction.format;
    });
    // Weights that are read as they are have no tiles in the table.
    if (!known && op.getStrategyAttr().getKind() == gate::StrategyKind::Panels)
      problems.push_back(createProblem(op, target));
  });
  return problems;
}

//===----------------------------------------------------------------------===//
// Running
//===----------------------------------------------------------------------===//

static void setStrategy(Problem &problem, const cpu::TileEntry &entry) {
  // The width of panels is the weights'.
  problem.op.setStrategyAttr(entry.getStrategy(
      problem.contraction, problem.op.getStrategyAttr().getNeurons()));
}

Error Tuner::compile(Problem &problem, const cpu::TileEntry &entry,
                     Kernel &kernel) {
  setStrategy(problem, entry);
  OwningOpRef<ModuleOp> copy = problem.module->clone();
  FailureOr<CompiledModule> compiled = CompiledModule::compile(*copy, options);
  if (failed(compiled))
    return error("a candidate could not be compiled");
  KernelBinary binary;
  binary.target = target.getDescription();
  binary.threads = options.threads;
  binary.kernels = compiled->getKernels();
  Expected<Buffer> object = compiled->emitObject(Visibility::Exported);
  if (!object)
    return object.takeError();
  binary.object = std::move(*object);
  Expected<LoadedModule> loaded = LoadedModule::load(binary);
  if (!loaded)
    return loaded.takeError();
  kernel.loaded = std::make_unique<LoadedModule>(std::move(*loaded));
  Expected<KernelHandle> handle = kernel.loaded->lookup("tuned");
  if (!handle)
    return handle.takeError();
  kernel.handle = *handle;
  return Error::success();
}

/// Numbers between -1/8 and 1/8 of that type.
static void fillNumbers(const Dtype &dtype, void *data, int64_t bytes) {
  const fltSemantics &semantics = dtype.name == "f64"    ? APFloat::IEEEdouble()
                                  : dtype.name == "f32"  ? APFloat::IEEEsingle()
                                  : dtype.name == "bf16" ? APFloat::BFloat()
                                                         : APFloat::IEEEhalf();
  // A prime, so that no two rows are alike.
  std::vector<char> period;
  uint32_t state = 1;
  for (int i = 0; i < 4093; ++i) {
    state = state * 1664525 + 1013904223;
    APFloat number(static_cast<double>(int32_t(state)) * 0x1p-34);
    bool lost;
    number.convert(semantics, APFloat::rmNearestTiesToEven, &lost);
    uint64_t bits = number.bitcastToAPInt().getZExtValue();
    period.insert(period.end(), reinterpret_cast<char *>(&bits),
                  reinterpret_cast<char *>(&bits) + dtype.bytes);
  }
  for (int64_t at = 0; at < bytes; at += period.size())
    std::memcpy(static_cast<char *>(data) + at, period.data(),
                std::min<int64_t>(period.size(), bytes - at));
}

static int64_t getBytes(const ArgumentDescription &argument, int64_t tokens) {
  int64_t bytes = argument.dtype->bytes;
  for (Dimension dim : argument.shape)
    bytes *= dim.symbol >= 0 ? tokens : dim.size;
  return bytes;
}

/// Makes the arguments that are the same for any number of tokens.
Error Tuner::fill(Problem &problem, Kernel &kernel) {
  SmallVector<std::shared_ptr<void>> first;
  const auto &arguments = kernel.handle.getDescription().arguments;
  int64_t all = 0;
  for (auto [i, argument] : enumerate(arguments)) {
    auto &buffer = first.emplace_back();
    if (argument.role != Role::Weight)
      continue;
    int64_t bytes = getBytes(argument, 1);
    buffer = allocateAligned(bytes);
    all += bytes;
    if (!argument.isEncoded()) {
      fillNumbers(*argument.dtype, buffer.get(), bytes);
      continue;
    }
    int64_t logical = argument.logicalDtype->bytes;
    for (int64_t size : argument.logicalShape)
      logical *= size;
    std::shared_ptr<void> source = allocateAligned(logical);
    fillNumbers(*argument.logicalDtype, source.get(), logical);
    if (int status = kernel.handle.encode(i, source.get(), buffer.get()))
      return error(Twine("encoding failed: ") + getStatusText(status));
  }
  // A model's layers come one after the other: weights are not in a cache.
  int64_t count = std::clamp<int64_t>(
      2 * machine.caches.back() / std::max<int64_t>(all, 1) + 1, 1, 64);
  problem.copies = {first};
  while (static_cast<int64_t>(problem.copies.size()) < count) {
    auto &copy = problem.copies.emplace_back();
    for (auto [argument, buffer] : zip_equal(arguments, first)) {
      std::shared_ptr<void> other;
      if (buffer) {
        other = allocateAligned(getBytes(argument, 1));
        std::memcpy(other.get(), buffer.get(), getBytes(argument, 1));
      }
      copy.push_back(std::move(other));
    }
  }
  return Error::success();
}

/// Times every candidate in turn, round by round.
Error Tuner::time(MutableArrayRef<Problem> problems,
                  MutableArrayRef<Candidate> candidates,
                  Clock::time_point end) {
  for (Candidate &candidate : candidates)
    candidate.times.assign(problems.size(),
                           std::vector<double>(tokens.size(), 1e9));
  constexpr int fewest = 3, most = 30;
  auto start = Clock::now();
  size_t numParts = problems.size() * tokens.size(), part = 0;
  for (auto [p, problem] : enumerate(problems)) {
    for (auto [t, count] : enumerate(tokens)) {
      // What every candidate takes and gives.
      const KernelDescription &description =
          candidates.front().kernels[p].handle.getDescription();
      SmallVector<std::shared_ptr<void>> own;
      for (const ArgumentDescription &argument : description.arguments) {
        std::shared_ptr<void> buffer;
        if (argument.role != Role::Weight) {
          int64_t bytes = getBytes(argument, count);
          buffer = allocateAligned(bytes);
          if (argument.role == Role::Input)
            fillNumbers(*argument.dtype, buffer.get(), bytes);
        }
        own.push_back(std::move(buffer));
      }
      SmallVector<int64_t> symbols(description.symbols.size(), count);
      auto until = start + (end - start) * ++part / numParts;
      size_t copy = 0;
      for (int round = 0;
           round < fewest || (round < most && Clock::now() < until); ++round) {
        for (Candidate &candidate : candidates) {
          KernelHandle &handle = candidate.kernels[p].handle;
          std::shared_ptr<void> workspace =
              allocateAligned(handle.getWorkspaceBytes(symbols));
          SmallVector<void *> pointers;
          auto &weights = problem.copies[copy++ % problem.copies.size()];
          for (auto [weight, other] : zip_equal(weights, own))
            pointers.push_back(weight ? weight.get() : other.get());
          auto before = Clock::now();
          if (int status = handle.run(pointers, workspace.get(), symbols))
            return error(Twine("a candidate failed: ") + getStatusText(status));
          double time = Seconds(Clock::now() - before).count();
          // The first round brings pages and code.
          if (round > 0)
            candidate.times[p][t] = std::min(candidate.times[p][t], time);
        }
      }
    }
  }
  return Error::success();
}

//===----------------------------------------------------------------------===//
// Search
//===----------------------------------------------------------------------===//

/// The entry with other tiles: the sums, the weights and one number of x fit
/// the registers, and fill a good part of them.
static std::vector<cpu::TileEntry> getTiles(const cpu::TileEntry &entry,
                                            const Problem &problem) {
  std::vector<cpu::TileEntry> result;
  bool turns = problem.contraction.products == cpu::Products::IntegerGroups;
  int64_t registers = entry.key.registers,
          branches = turns ? 1 : problem.contraction.size.branches;
  for (int64_t panels : {1, 2, 4})
    for (int64_t tokens = 1; tokens <= 30; ++tokens) {
      int64_t vectors = panels * branches,
              held = tokens * vectors + (turns ? 1 : vectors) + 1;
      if (held > registers + 1 || held < registers / 2 ||
          (turns && panels > 1) || (tokens > 8 && tokens % 2))
        continue;
      cpu::TileEntry other = entry;
      other.tokens = tokens;
      other.vectors = vectors;
      other.streams = std::max(other.streams, vectors);
      result.push_back(other);
    }
  return result;
}

Expected<cpu::TileEntry> Tuner::tune(MutableArrayRef<Problem> problems,
                                     cpu::TileEntry entry, Seconds limit) {
  auto start = Clock::now();
  auto at = [&](double share) {
    return start + std::chrono::duration_cast<Clock::duration>(limit * share);
  };
  auto vary = [&](int64_t cpu::TileEntry::*member,
                  std::initializer_list<int64_t> values) {
    std::vector<cpu::TileEntry> others;
    for (int64_t value : values) {
      others.push_back(entry);
      others.back().*member = value;
    }
    return others;
  };
  for (int stage = 0; stage < 4; ++stage) {
    std::vector<cpu::TileEntry> others =
        stage == 0   ? getTiles(entry, problems.front())
        : stage == 1 ? vary(&cpu::TileEntry::streams, {1, 2, 4, 6, 8, 12, 16})
        : stage == 2 ? vary(&cpu::TileEntry::chunk, {0, 256, 512, 1024, 2048})
                     : vary(&cpu::TileEntry::unroll, {4, 8, 16});
    constexpr StringLiteral names[] = {"tile", "streams", "chunk", "unroll"};
    constexpr double shares[] = {0, 0.5, 0.7, 0.9, 1};
    std::vector<Candidate> candidates;
    std::vector<gate::StrategyAttr> seen;
    others.insert(others.begin(), entry);
    for (const cpu::TileEntry &other : others) {
      // Half of the stage's time is for compiling; one candidate is needed.
      if (!candidates.empty() &&
          Clock::now() > at((shares[stage] + shares[stage + 1]) / 2))
        break;
      if (other.chunk % other.unroll)
        continue;
      Problem &problem = problems.front();
      gate::StrategyAttr strategy = other.getStrategy(
          problem.contraction, problem.op.getStrategyAttr().getNeurons());
      if (is_contained(seen, strategy))
        continue;
      seen.push_back(strategy);
      Candidate candidate{other, {}, {}};
      for (Problem &each : problems) {
        if (Error e = compile(each, other, candidate.kernels.emplace_back()))
          return e;
        if (each.copies.empty())
          if (Error e = fill(each, candidate.kernels.back()))
            return e;
      }
      candidates.push_back(std::move(candidate));
    }
    // A single one is timed only to tell its rate.
    if (candidates.size() == 1 && (stage < 3 || rate > 0))
      continue;
    if (Error e = time(problems, candidates, at(shares[stage + 1])))
      return e;
    const Candidate *best = &candidates.front();
    for (const Candidate &candidate : candidates)
      if (candidate.getScore() < best->getScore())
        best = &candidate;
    if (best->getScore() > candidates.front().getScore() * (1 - kNoise))
      best = &candidates.front();
    entry = best->entry;
    rate = problems.front().opsPerToken * tokens.back() /
           best->times.front().back() * 1e-9;
    errs() << "  " << left_justify(names[stage], 8)
           << format("%2zu candidates, %5.1f s: tokens = %lld, vectors = %lld, "
                     "streams = %lld, unroll = %lld, chunk = %lld",
                     candidates.size(), Seconds(Clock::now() - start).count(),
                     (long long)entry.tokens, (long long)entry.vectors,
                     (long long)entry.streams, (long long)entry.unroll,
                     (long long)entry.chunk)
           << format(" (%.3fx)\n",
                     candidates.front().getScore() / best->getScore());
  }
  return entry;
}

//===----------------------------------------------------------------------===//
// The tool
//===----------------------------------------------------------------------===//

static std::string getDate() {
  std::time_t now = std::time(nullptr);
  char text[16];
  std::strftime(text, sizeof(text), "%Y-%m-%d", std::gmtime(&now));
  return text;
}

/// The entries of the best tiles; null after an error, which was shown.
static FailureOr<std::vector<json::Object>>
tuneModule(StringRef tool, ModuleOp module, const CompileOptions &options,
           const Options &own) {
  auto fail = [&](Error e) {
    reportError(tool, toString(std::move(e)));
    return failure();
  };
  Expected<TargetInfo> target = TargetInfo::get(options.target);
  if (!target)
    return fail(target.takeError());
  Expected<cpu::TileTable> table = cpu::TileTable::get(options.tileTable);
  if (!table)
    return fail(table.takeError());
  Expected<MachineDescription> machine =
      MachineDescription::get(options.machine, *target);
  if (!machine)
    return fail(machine.takeError());
  FailureOr<std::vector<Problem>> problems =
      findProblems(module, options, *target);
  if (failed(problems))
    return failure();
  if (problems->empty())
    return fail(error("the module has no contraction with tiles"));

  // Problems that share an entry lie together.
  if (own.general)
    llvm::sort(*problems, [](const Problem &a, const Problem &b) {
      auto getKey = [](const cpu::Contraction &c) {
        return std::tuple(c.products, c.size.inputs, c.size.outputs,
                          c.size.branches, c.format);
      };
      return getKey(a.contraction) < getKey(b.contraction);
    });
  SmallVector<int64_t> tokens(own.tokens.begin(), own.tokens.end());
  if (tokens.empty())
    tokens = {1, 16, 128};
  llvm::sort(tokens);
  std::vector<MutableArrayRef<Problem>> groups;
  MutableArrayRef<Problem> left(*problems);
  while (!left.empty()) {
    size_t count = 1;
    while (own.general && count < left.size() &&
           left[count].contraction.products == left[0].contraction.products)
      ++count;
    groups.push_back(left.take_front(count));
    left = left.drop_front(count);
  }
  std::vector<json::Object> entries;
  for (MutableArrayRef<Problem> group : groups) {
    const cpu::Contraction &contraction = group.front().contraction;
    cpu::TileEntry entry = table->lookup(*target, contraction);
    entry.key = {};
    entry.key.vectorBits = target->vectorBits();
    entry.key.registers = target->numVectorRegisters();
    entry.key.products = contraction.products;
    errs() << "[" << entries.size() + 1 << "/" << groups.size() << "] ";
    if (own.general) {
      errs() << cpu::stringifyProducts(contraction.products) << ", "
             << group.size() << " contractions\n";
    } else {
      entry.key.format = contraction.format;
      entry.key.branches = contraction.size.branches;
      entry.key.inputs = contraction.size.inputs;
      entry.key.outputs = contraction.size.outputs;
      errs() << gate::stringifyWeightFormat(contraction.format) << " weights, "
             << contraction.size.inputs << " inputs, "
             << contraction.size.branches << " x " << contraction.size.outputs
             << " outputs\n";
    }
    // With a static number of tokens there is no choice of it.
    SmallVector<int64_t> counts = tokens;
    int64_t known = group.front().op.getX().getType().getDimSize(0);
    if (!ShapedType::isDynamic(known))
      counts = {known};
    Tuner tuner(*target, options, counts, *machine);
    Expected<cpu::TileEntry> best =
        tuner.tune(group, entry, Seconds(own.timeLimit));
    if (!best)
      return fail(best.takeError());
    json::Object json = best->toJSON();
    json["tuned"] = json::Object{
        {"machine", getCPUName()},
        {"date", getDate()},
        {"gops", static_cast<int64_t>(std::round(tuner.getRate()))}};
    entries.push_back(std::move(json));
  }
  return entries;
}

static Error write(const Options &options, ArrayRef<json::Object> entries) {
  std::string path = options.output;
  if (path.empty())
    path = cpu::getTileTableFile("");
  std::string old;
  if (!path.empty() && sys::fs::exists(path)) {
    auto file = MemoryBuffer::getFile(path, /*IsText=*/true);
    if (!file)
      return error("cannot read '" + path + "': " + file.getError().message());
    old = (*file)->getBuffer().str();
  }
  Expected<std::string> text = cpu::addToTable(old, entries);
  if (!text)
    return error("'" + path + "': " + toString(text.takeError()));
  if (path.empty()) {
    outs() << *text;
    return Error::success();
  }
  OutputFiles files;
  if (Error e = files.write(path, *text))
    return e;
  return files.commit();
}

int main(int argc, char **argv) {
  InitLLVM init(argc, argv);
  setUpToolTexts();
  exitOnFatalErrors();
  forgetLibraryOptions();
  Options options;
  cl::HideUnrelatedOptions(options.category);
  cl::ParseCommandLineOptions(
      argc, argv,
      "Finds tiles for the contractions of a module on this machine\n");
  StringRef tool = "penstock-tune";
  for (int64_t count : options.tokens)
    if (count < 1 || count > 65536)
      return reportError(tool,
                         "expected 1 ... 65536 tokens, found " + Twine(count));
  // An old table that is wrong is found out before the work.
  if (std::string old = options.output; !old.empty() && sys::fs::exists(old))
    if (Expected<cpu::TileTable> table = cpu::TileTable::get(old); !table)
      return reportError(tool, toString(table.takeError()));
  FailureOr<std::vector<json::Object>> entries =
      compileInput(tool, options, {},
                   [&](ModuleOp module, const CompileOptions &compileOptions) {
                     return tuneModule(tool, module, compileOptions, options);
                   });
  if (failed(entries))
    return 1;
  if (Error e = write(options, *entries))
    return reportError(tool, toString(std::move(e)));
  return 0;
}
