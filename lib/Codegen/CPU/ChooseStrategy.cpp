//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "penstock/Codegen/CPU/CostModel.h"
#include "penstock/Codegen/CPU/Passes.h"
#include "penstock/Codegen/CPU/TileTable.h"

#include "mlir/Interfaces/FunctionInterfaces.h"

namespace penstock::cpu {
#define GEN_PASS_DEF_CHOOSESTRATEGYPASS
#include "penstock/Codegen/CPU/Passes.h.inc"
} // namespace penstock::cpu

using namespace mlir;
using namespace penstock;
using namespace penstock::cpu;

/// A weight that is encoded already fixes the width of the panels.
static gate::StrategyAttr fitToWeight(gate::StrategyAttr strategy,
                                      Value weight) {
  gate::WeightEncodingAttr encoding = gate::getWeightEncoding(weight.getType());
  if (!encoding)
    return strategy;
  MLIRContext *context = strategy.getContext();
  if (encoding.getLayout() != gate::WeightLayout::Panels)
    return gate::StrategyAttr::get(context, gate::StrategyKind::Rows,
                                   strategy.getTokens(), strategy.getNeurons(),
                                   strategy.getUnroll(), 1, 1, 0, 1);
  // Panels of several vectors are read vector by vector.
  if (encoding.getTile() % strategy.getNeurons() == 0)
    return strategy;
  return gate::StrategyAttr::get(
      context, gate::StrategyKind::Panels, strategy.getTokens(),
      llvm::bit_ceil<uint64_t>(encoding.getTile()), strategy.getUnroll(),
      strategy.getPanels(), strategy.getStreams(), strategy.getChunk(),
      strategy.getInterleave());
}

/// A contraction whose strategy is chosen, or given.
struct Use {
  Operation *op;
  Contraction contraction;
  gate::StrategyAttr given;
  ValueRange weights;
  gate::ActivationsAttr activations;
};

/// Other tiles that fill the registers, the best ones for many tokens first.
static SmallVector<gate::StrategyAttr>
getOthers(gate::StrategyAttr choice, const Use &use, const TargetInfo &target) {
  SmallVector<gate::StrategyAttr> others;
  const Contraction &contraction = use.contraction;
  int64_t lanes = getLanes(target, contraction.accumulator),
          perPanel = llvm::divideCeilSigned(choice.getNeurons(), lanes) *
                     contraction.size.branches,
          registers = target.numVectorRegisters();
  auto add = [&](gate::StrategyKind kind, int64_t tokens, int64_t neurons,
                 int64_t panels) {
    bool isRows = kind == gate::StrategyKind::Rows;
    auto other = gate::StrategyAttr::get(
        choice.getContext(), kind, std::clamp<int64_t>(tokens, 1, 64), neurons,
        choice.getUnroll(), panels,
        isRows ? panels
               : llvm::alignTo(std::max(panels, choice.getStreams()), panels),
        isRows ? 0 : choice.getChunk(), isRows ? 1 : choice.getInterleave());
    if (other != choice)
      others.push_back(other);
  };
  if (choice.getKind() == gate::StrategyKind::Panels) {
    for (int64_t panels : {1, 2, 4}) {
      int64_t vectors = panels * perPanel,
              tokens = (registers - 1 - vectors) / vectors;
      // The integers of a group stay in registers: four inputs a vector.
      if (contraction.group)
        tokens = panels == 1 ? registers - 2 - contraction.group / 4 : 0;
      if (tokens > 0 && vectors < registers / 2)
        add(choice.getKind(), tokens, choice.getNeurons(), panels);
    }
  }
  if (!gate::getWeightEncoding(use.weights.front().getType()))
    add(gate::StrategyKind::Rows, choice.getTokens(), lanes, 1);
  return others;
}

namespace {
struct ChooseStrategy : cpu::impl::ChooseStrategyPassBase<ChooseStrategy> {
  using Base::Base;
  ChooseStrategy(const cpu::ChooseStrategyPassOptions &options,
                 cpu::CostReport *report)
      : Base(options), report(report) {}

  void runOnOperation() override {
    FailureOr<TargetInfo> known =
        penstock::cpu::getTarget(getOperation(), triple, cpu, features);
    if (failed(known))
      return signalPassFailure();
    target = &*known;
    auto get = [&](auto &result, auto expected) {
      if (expected)
        result = std::move(*expected);
      else
        getOperation()->emitError(llvm::toString(expected.takeError()));
      return bool(expected);
    };
    cpu::CostReport own;
    if (print && !report)
      report = &own;
    if (!get(table, TileTable::get(tileTable)) ||
        (report &&
         !get(report->machine, MachineDescription::get(machine, *target))))
      return signalPassFailure();
    getOperation()->walk([&](Operation *op) {
      if (auto matmul = dyn_cast<gate::GatedMatmulOp>(op)) {
        matmul.setStrategyAttr(choose(
            {op, Contraction::get(*target, matmul), matmul.getStrategyAttr(),
             matmul.getWeights(), matmul.getActivationsAttr()}));
      } else if (auto ffn = dyn_cast<gate::FfnOp>(op)) {
        bool sparse = ffn.canSkipNeurons(/*orPlain=*/true);
        Value gate = sparse ? ffn.getGateWeightMutable().get() : Value();
        ffn.setStrategyAttr(
            choose({op, Contraction::getUp(*target, ffn), ffn.getStrategyAttr(),
                    sparse ? ValueRange(gate) : ValueRange(ffn.getWeights()),
                    ffn.getActivationsAttr()}));
        // Rows of single neurons have no tiles.
        if (sparse)
          candidates.emplace_back();
        else
          ffn.setDownStrategyAttr(
              choose({op, Contraction::getDown(*target, ffn),
                      ffn.getDownStrategyAttr(), ffn.getDown(),
                      ffn.getActivationsAttr()}));
      }
      if (auto costly = dyn_cast<gate::CostOpInterface>(op); costly && report)
        addToReport(costly);
    });
    if (print)
      report->print(llvm::errs());
  }

  gate::StrategyAttr choose(const Use &use) {
    const TileEntry &entry = table.lookup(*target, use.contraction);
    gate::StrategyAttr choice =
        use.given
            ? use.given
            : fitToWeight(entry.getStrategy(
                              use.contraction,
                              getLanes(*target, use.contraction.accumulator)),
                          use.weights.front());
    if (report)
      addCandidates(choice, use, use.given ? "given by the op" : entry.source);
    return choice;
  }

  void addCandidates(gate::StrategyAttr choice, const Use &use,
                     StringRef source) {
    auto &list = candidates.emplace_back();
    auto costs = cast<gate::CostOpInterface>(use.op).getCosts();
    gate::Cost cost =
        costs[costs.size() -
              (isa<gate::FfnOp>(use.op) && candidates.size() == 1 ? 2 : 1)];
    cost.size = use.contraction.size;
    auto add = [&](gate::StrategyAttr strategy, StringRef by) {
      std::string text;
      llvm::raw_string_ostream(text) << strategy;
      StringRef inner(text);
      inner.consume_front("#gate.strategy<");
      inner.consume_back(">");
      list.push_back(
          {inner.str(), by.str(),
           TileShape(strategy, cost, use.weights.front().getType(),
                     use.activations, *target, use.contraction.accumulator)});
    };
    add(choice, source);
    for (gate::StrategyAttr other : getOthers(choice, use, *target))
      add(other, "not taken");
  }

  void addToReport(gate::CostOpInterface op) {
    cpu::OpReport entry;
    entry.name = op->getName().getStringRef();
    if (auto function = op->getParentOfType<FunctionOpInterface>())
      entry.function = function.getName();
    llvm::raw_string_ostream os(entry.location);
    if (auto place = op->getLoc()->findInstanceOf<FileLineColLoc>())
      os << place.getFilename().getValue() << ":" << place.getLine() << ":"
         << place.getColumn();
    else
      os << op->getLoc();
    for (const gate::Cost &cost : op.getCosts())
      entry.parts.push_back({cost, {}});
    // The last parts are the contractions.
    for (auto [part, list] :
         llvm::zip(llvm::reverse(entry.parts), llvm::reverse(candidates)))
      part.candidates = std::move(list);
    candidates.clear();
    report->ops.push_back(std::move(entry));
  }

  cpu::CostReport *report = nullptr;
  const TargetInfo *target = nullptr;
  TileTable table;
  /// Of the contractions of one op.
  std::vector<std::vector<cpu::Candidate>> candidates;
};
} // namespace

std::unique_ptr<Pass>
cpu::createChooseStrategyPass(const ChooseStrategyPassOptions &options,
                              CostReport *report) {
  return std::make_unique<ChooseStrategy>(options, report);
}
