//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "TileTable.h"
#include "penstock/Codegen/CPU/Passes.h"

#include "penstock/Dialect/Gate/IR/Functions.h"

namespace penstock::cpu {
#define GEN_PASS_DEF_CHOOSESTRATEGYPASS
#include "penstock/Codegen/CPU/Passes.h.inc"
} // namespace penstock::cpu

using namespace mlir;
using namespace penstock;

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

namespace {
struct ChooseStrategy : cpu::impl::ChooseStrategyPassBase<ChooseStrategy> {
  using Base::Base;

  void runOnOperation() override {
    FailureOr<TargetInfo> target =
        penstock::cpu::getTarget(getOperation(), triple, cpu, features);
    if (failed(target))
      return signalPassFailure();
    getOperation()->walk([&](Operation *op) {
      if (auto matmul = dyn_cast<gate::GatedMatmulOp>(op)) {
        bool given = bool(matmul.getStrategyAttr());
        if (!given)
          matmul.setStrategyAttr(fitToWeight(
              cpu::getStrategy(*target, matmul.getNumBranches(),
                               matmul.getAccumulatorType(),
                               cpu::getProducts(*target, matmul.getWeights(),
                                                matmul.getAccumulatorType(),
                                                matmul.getActivationsAttr())),
              matmul.getWeights().front()));
        report(op, "", matmul.getStrategyAttr(), given, *target);
      }
      if (auto ffn = dyn_cast<gate::FfnOp>(op)) {
        Type accumulator = ffn.getAccumulatorType();
        bool given = bool(ffn.getStrategyAttr());
        if (!given)
          ffn.setStrategyAttr(fitToWeight(
              cpu::getStrategy(*target, ffn.getNumBranches(), accumulator,
                               cpu::getProducts(*target, ffn.getWeights(),
                                                accumulator,
                                                ffn.getActivationsAttr())),
              ffn.getWeights().front()));
        report(op, "", ffn.getStrategyAttr(), given, *target);
        given = bool(ffn.getDownStrategyAttr());
        if (!given)
          ffn.setDownStrategyAttr(fitToWeight(
              cpu::getStrategy(*target, 1, accumulator,
                               cpu::getProducts(*target, ffn.getDown(),
                                                accumulator,
                                                ffn.getActivationsAttr())),
              ffn.getDown()));
        report(op, " down", ffn.getDownStrategyAttr(), given, *target);
      }
    });
  }

  void report(Operation *op, StringRef part, gate::StrategyAttr strategy,
              bool given, const TargetInfo &target) {
    if (!print)
      return;
    llvm::errs() << op->getLoc() << ": " << op->getName() << part << ": "
                 << strategy << " ("
                 << (given
                         ? std::string("given by the op")
                         : "table for " + std::to_string(target.vectorBits()) +
                               "-bit vectors, " +
                               std::to_string(target.numVectorRegisters()) +
                               " registers")
                 << ")\n";
  }
};
} // namespace
