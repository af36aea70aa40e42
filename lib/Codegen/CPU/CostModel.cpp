//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "penstock/Codegen/CPU/CostModel.h"
#include "penstock/Codegen/CPU/TileTable.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/FormatVariadic.h"

using namespace mlir;
using namespace penstock;
using namespace penstock::cpu;

/// Instructions on vectors, loads, and cycles until a multiply-add's result can
/// be added to: alike on the cores of the last ten years.
static constexpr double kOpsPerCycle = 2, kLoadsPerCycle = 2, kLatency = 4;
/// Tokens up to which all vectors of a task are read at once.
static constexpr int64_t kFew = 4;
/// Instructions that turn a group's sum into a number and add it.
static constexpr double kGroupEnd = 4;
/// Share of the bandwidth of reads of short pieces of rows.
static constexpr double kPieces = 0.5;

//===----------------------------------------------------------------------===//
// Tiles
//===----------------------------------------------------------------------===//

/// Instructions per vector of numbers of a weight in this format.
static double getConversions(gate::WeightEncodingAttr encoding, Type element,
                             bool integers) {
  auto format = encoding ? encoding.getFormat() : gate::WeightFormat::F32;
  if (integers)
    return format == gate::WeightFormat::Int4 ? 1.5 : 1;
  switch (format) {
  case gate::WeightFormat::Int4:
    return 4;
  case gate::WeightFormat::Int8:
    return encoding.getGroupSize() ? 3 : 2;
  case gate::WeightFormat::BF16:
    return 2;
  case gate::WeightFormat::F16:
    return 1;
  default:
    return element.isBF16() ? 2 : element.isF16() ? 1 : 0;
  }
}

TileShape::TileShape(gate::StrategyAttr strategy, const gate::Cost &cost,
                     Type weight, gate::ActivationsAttr activations,
                     const TargetInfo &target, FloatType accumulator)
    : tokens(strategy.getTokens()), columns(strategy.getNeurons()),
      chunk(strategy.getChunk()), registers(target.numVectorRegisters()) {
  gate::WeightEncodingAttr encoding = gate::getWeightEncoding(weight);
  int64_t perPanel =
      llvm::divideCeilSigned(columns, getLanes(target, accumulator)) *
      cost.size.branches;
  vectors = strategy.getPanels() * perPanel;
  streams = strategy.getStreams() * perPanel;
  bool integers = cost.opsPerToken[unsigned(gate::OpKind::Int8)] > 0;
  if (integers) {
    step = 4;
    group = std::max(activations.getGroupSize(),
                     encoding ? encoding.getGroupSize() : 0);
    // The branches' weights take turns.
    if (group)
      vectors = strategy.getPanels();
  }
  Type element = getElementTypeOrSelf(weight);
  conversions = getConversions(encoding, element, integers);
  if (!integers && element.isBF16() && target.isX86() &&
      target.hasBF16Convert() &&
      (encoding ? encoding.getInterleave() : strategy.getInterleave()) == 2) {
    step = 2;
    conversions = 0;
  }
  if (strategy.getKind() == gate::StrategyKind::Rows) {
    bandwidth = kPieces;
    // Where outputs are outermost, squares of numbers are transposed.
    if (encoding && encoding.neuronsAreOutputs())
      conversions += llvm::Log2_64_Ceil(getLanes(target, accumulator));
  }
}

/// Cycles of one step of a tile.
double TileShape::getCycles(int64_t tokens, int64_t vectors) const {
  double sums = tokens * vectors, ops = sums + vectors * conversions,
         loads = vectors + tokens, held = sums + vectors + 1;
  if (group) {
    ops += sums * kGroupEnd * step / group;
    // The bytes of a group stay for all tokens.
    held = tokens + group / step + 2;
  }
  // What does not fit is stored and loaded in each step.
  loads += 2 * std::max(0.0, held - registers);
  if (chunk)
    loads += 2 * sums * step / chunk;
  return std::max({ops / kOpsPerCycle, loads / kLoadsPerCycle, kLatency});
}

double TileShape::getEfficiency(const gate::Cost &cost, int64_t all) const {
  if (all <= 0)
    return 1;
  int64_t wide =
      all <= std::min(kFew, tokens) ? std::max(streams, vectors) : vectors;
  // As many tiles as are needed, as equal as can be.
  int64_t tiles = llvm::divideCeilSigned(all, tokens), small = all / tiles,
          larger = all % tiles;
  double cycles = (tiles - larger) * getCycles(small, wide);
  if (larger)
    cycles += larger * getCycles(small + 1, wide);
  double ideal = all * wide / kOpsPerCycle;
  double padding =
      static_cast<double>(cost.size.outputs) /
      (llvm::divideCeilSigned(cost.size.outputs, columns) * columns);
  return ideal / cycles * padding;
}

//===----------------------------------------------------------------------===//
// Time
//===----------------------------------------------------------------------===//

Estimate cpu::estimate(const gate::Cost &cost, const TileShape *tile,
                       const MachineDescription &machine, bool allThreads,
                       int64_t tokens) {
  const MachineRates &rates = allThreads ? machine.all : machine.one;
  Estimate result;
  double bytes = cost.getBytes(tokens);
  result.level = machine.getLevel(bytes);
  result.memorySeconds =
      bytes / (rates.read[result.level] * (tile ? tile->bandwidth : 1)) * 1e-9;
  double efficiency = tile ? tile->getEfficiency(cost, tokens) : 1;
  auto add = [&](gate::OpKind kind, double rate) {
    result.computeSeconds += cost.getOps(kind, tokens) / rate * 1e-9;
  };
  bool pairs = tile && tile->step == 2 && rates.bf16 > 0;
  add(gate::OpKind::F32, (pairs ? rates.bf16 : rates.f32) * efficiency);
  add(gate::OpKind::F64, rates.f32 / 2 * efficiency);
  add(gate::OpKind::Int8, rates.int8 * efficiency);
  // The peak counts two operations of each instruction.
  add(gate::OpKind::Other, rates.f32 / 2);
  result.seconds = std::max(result.memorySeconds, result.computeSeconds);
  return result;
}

Estimate PartReport::getEstimate(const MachineDescription &machine,
                                 bool allThreads, int64_t tokens) const {
  return estimate(cost, candidates.empty() ? nullptr : &candidates[0].tile,
                  machine, allThreads, tokens);
}

//===----------------------------------------------------------------------===//
// Report
//===----------------------------------------------------------------------===//

/// Three digits and a prefix.
static std::string format(double value, StringRef unit) {
  static constexpr const char *prefixes[] = {"n", "u", "m", "", "k",
                                             "M", "G", "T", "P"};
  int at = 3;
  if (value == 0)
    return ("0 " + unit).str();
  for (; value >= 999.5 && at < 8; ++at)
    value /= 1000;
  for (; value < 0.9995 && at > 0; --at)
    value *= 1000;
  int decimals = value < 9.995 ? 2 : value < 99.95 ? 1 : 0;
  std::string text;
  llvm::raw_string_ostream(text)
      << llvm::format("%.*f ", decimals, value) << prefixes[at] << unit;
  return StringRef(text).rtrim().str();
}

namespace {
/// Lines of a label and a text per column.
class Table {
public:
  void add(const Twine &label, ArrayRef<std::string> cells) {
    lines.push_back({label.str(), SmallVector<std::string>(cells)});
  }
  void print(raw_ostream &os) const {
    size_t label = 0, cell = 0;
    for (const auto &[name, cells] : lines) {
      label = std::max(label, name.size());
      for (const std::string &text : cells)
        cell = std::max(cell, text.size());
    }
    for (const auto &[name, cells] : lines) {
      os << llvm::left_justify(name, label);
      for (const std::string &text : cells)
        os << "  " << llvm::right_justify(text, cell);
      os << "\n";
    }
  }

private:
  std::vector<std::pair<std::string, SmallVector<std::string>>> lines;
};
} // namespace

static void printMachine(raw_ostream &os, const MachineDescription &machine,
                         bool allThreads) {
  const MachineRates &rates = allThreads ? machine.all : machine.one;
  os << "machine: " << machine.source;
  if (!machine.instructions.empty() &&
      !StringRef(machine.source).contains(machine.instructions))
    os << ", " << machine.instructions;
  os << ", " << (allThreads ? machine.threads : 1)
     << (allThreads && machine.threads != 1 ? " threads" : " thread") << ": "
     << llvm::format("f32 %.0f GFLOP/s, int8 %.0f GOP/s, read ", rates.f32,
                     rates.int8);
  for (auto [level, rate] : llvm::zip_equal(memoryLevels, rates.read))
    os << level << llvm::format(" %.0f ", rate);
  os << "GB/s\n";
}

static void addCost(Table &table, const PartReport &part,
                    const CostReport &report, ArrayRef<int64_t> columns) {
  auto fill = [&](const Twine &label, function_ref<std::string(int64_t)> text) {
    table.add(label, llvm::map_to_vector(columns, text));
  };
  const gate::Cost &cost = part.cost;
  fill("    tokens", [](int64_t n) { return std::to_string(n); });
  fill("    bytes", [&](int64_t n) { return format(cost.getBytes(n), "B"); });
  fill("    operations", [&](int64_t n) { return format(cost.getOps(n), ""); });
  fill("    operations per byte", [&](int64_t n) {
    return llvm::formatv("{0:f1}", cost.getIntensity(n)).str();
  });
  auto getEstimate = [&](int64_t n) {
    return part.getEstimate(report.machine, report.allThreads, n);
  };
  fill("    bound by", [&](int64_t n) -> std::string {
    Estimate e = getEstimate(n);
    return e.isMemoryBound() ? memoryLevels[e.level].str() : "compute";
  });
  if (part.candidates.empty())
    fill("  * predicted time",
         [&](int64_t n) { return format(getEstimate(n).seconds, "s"); });
  for (auto [i, candidate] : llvm::enumerate(part.candidates))
    fill((i ? "    " : "  * ") + candidate.strategy + " (" + candidate.source +
             ")",
         [&](int64_t n) {
           return format(estimate(cost, &candidate.tile, report.machine,
                                  report.allThreads, n)
                             .seconds,
                         "s");
         });
}

void CostReport::print(raw_ostream &os, ArrayRef<int64_t> tokens,
                       const Measurement *measured) const {
  printMachine(os, machine, allThreads);
  for (size_t first = 0, last; first < ops.size(); first = last) {
    const std::string &function = ops[first].function;
    last = first;
    while (last < ops.size() && ops[last].function == function)
      ++last;
    ArrayRef<OpReport> group = ArrayRef(ops).slice(first, last - first);
    bool isMeasured = measured && measured->function == function;

    SmallVector<int64_t> columns(tokens);
    if (isMeasured)
      columns.push_back(measured->tokens);
    llvm::sort(columns);
    columns.erase(llvm::unique(columns), columns.end());
    // One static size stands for all.
    bool isStatic = llvm::all_of(group, [&](const OpReport &op) {
      return llvm::all_of(op.parts, [&](const PartReport &part) {
        return !ShapedType::isDynamic(part.cost.tokens);
      });
    });
    size_t numParts = 0;
    SmallVector<double> totals(isStatic ? 1 : columns.size());
    for (const OpReport &op : group) {
      os << "\n@" << function << ": " << op.name << " at " << op.location
         << "\n";
      for (const PartReport &part : op.parts) {
        const gate::Cost &cost = part.cost;
        bool known = !ShapedType::isDynamic(cost.tokens);
        SmallVector<int64_t> own =
            known ? SmallVector<int64_t>{cost.tokens} : columns;
        os << "  " << cost.part << (cost.part.empty() ? "" : ": ");
        if (cost.size.inputs) {
          if (ShapedType::isDynamic(cost.size.inputs))
            os << "an input per token, ";
          else
            os << cost.size.inputs << " inputs, ";
          if (cost.size.branches > 1)
            os << cost.size.branches << " x ";
          os << cost.size.outputs << " outputs, ";
        }
        os << format(cost.getWeightBytes(1), "B") << " of weights\n";
        Table table;
        addCost(table, part, *this, own);
        table.print(os);
        ++numParts;
        for (auto [i, total] : llvm::enumerate(totals))
          total += part.getEstimate(machine, allThreads,
                                    known ? cost.tokens : columns[i])
                       .seconds;
      }
    }
    if (numParts < 2 && !isMeasured)
      continue;
    os << "\n@" << function << ": all\n";
    Table table;
    SmallVector<std::string> numbers, predicted, actual;
    for (auto [i, total] : llvm::enumerate(totals)) {
      numbers.push_back(std::to_string(isStatic ? group[0].parts[0].cost.tokens
                                                : columns[i]));
      predicted.push_back(format(total, "s"));
      actual.push_back(isMeasured &&
                               (isStatic || columns[i] == measured->tokens)
                           ? format(measured->seconds, "s")
                           : "-");
    }
    table.add("    tokens", numbers);
    table.add("    predicted time", predicted);
    if (isMeasured)
      table.add("    measured time", actual);
    table.print(os);
  }
}
