//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Emitters.h"
#include "LoopBuilder.h"
#include "TileEmitter.h"
#include "penstock/Dialect/Gate/IR/Functions.h"

#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

#include <numeric>

using namespace mlir;
using namespace penstock;
using namespace penstock::cpu;

/// Tokens whose accumulators a task keeps in memory from chunk to chunk.
static constexpr int64_t kBlock = 128;
/// Bytes of weights that stay in the second cache beside a block of tokens.
static constexpr int64_t kCachedBytes = 256 * 1024;
/// What a dynamic number of inputs is taken for where the schedule depends on
/// it.
static constexpr int64_t kTypicalInputs = 512;
/// Tasks that keep some threads busy.
static constexpr int64_t kLeastTasks = 8;

namespace {
/// Emits one gate.gated_matmul. The shape of the code:
///
///   forall group of panels
///     few tokens:  accumulators of all panels = all inputs
///     many tokens: for block of tokens, for panels of the register tile (in
///       the order that reads less again)
///       for chunk of inputs, for tile of tokens: accumulators += chunk
///     result = function of accumulators, bias, residual
class MatmulEmitter : LoopBuilder {
public:
  MatmulEmitter(OpBuilder &builder, gate::GatedMatmulOp op,
                const TargetInfo &target)
      : LoopBuilder(builder, op.getLoc()), op(op),
        strategy(op.getStrategyAttr()), accumulator(op.getAccumulatorType()),
        target(target) {}

  Value emit() {
    RankedTensorType outs = op.getType();
    tokens = tensor::getMixedSize(b, loc, op.getX(), 0);
    if (isZeroInteger(tokens))
      return op.getInit();
    neurons = outs.getDimSize(1);
    if (ShapedType::isDynamic(neurons))
      neurons = getOutputs();
    width = getWidth();
    bool separate = op.getPacking() == gate::Packing::Separate;
    SmallVector<int64_t> order = op.getBranchInputs();
    SmallVector<std::optional<WeightReader>> inOrder(order.size());
    for (auto [at, input] : llvm::enumerate(order))
      inOrder[input].emplace(b, loc, op.getWeights()[separate ? at : 0],
                             op.getWeightOrder(), op.getPacking(), at,
                             op.getNumBranches(), width, accumulator);
    for (auto &reader : inOrder)
      readers.push_back(*reader);
    bias = op.getBranchBias(b);
    tile.emplace(b, op, target, readers);
    for (WeightReader &reader : readers)
      reader.readBuffers(b, loc);

    panels = llvm::divideCeilSigned(neurons, width);
    tilePanels = std::min(strategy.getPanels(), panels);
    // At least two tasks, unless one tile has all panels.
    streams = std::min<int64_t>(
        strategy.getStreams(),
        llvm::alignTo(llvm::divideCeilSigned(panels, 2), tilePanels));
    chooseOrder();
    int64_t tasks = llvm::divideCeilSigned(panels, streams);
    if (tasks == 1) {
      firstPanel = index(0);
      return emitTask(op.getInit());
    }
    auto forall = scf::ForallOp::create(
        b, loc, ArrayRef<OpFoldResult>{b.getIndexAttr(tasks)}, op.getInit(),
        /*mapping=*/std::nullopt);
    OpBuilder::InsertionGuard guard(b);
    b.setInsertionPointToStart(forall.getBody());
    Value task = forall.getInductionVar(0), out = forall.getRegionIterArgs()[0];
    AffineExpr dim = b.getAffineDimExpr(0);
    firstPanel = affine(dim * streams, task);
    SmallVector<OpFoldResult> offsets = {b.getIndexAttr(0),
                                         affine(dim * streams * width, task)},
                              sizes = {tokens,
                                       getLeft(task, streams * width, neurons)},
                              strides(2, b.getIndexAttr(1));
    Value slice =
        tensor::ExtractSliceOp::create(b, loc, out, offsets, sizes, strides);
    slice = emitTask(slice);
    b.setInsertionPointToEnd(forall.getTerminator().getBody());
    tensor::ParallelInsertSliceOp::create(b, loc, slice, out, offsets, sizes,
                                          strides);
    return forall.getResult(0);
  }

private:
  /// Many tokens of few inputs: their rows are read for each tile of panels,
  /// so a task gets as many as the cache holds of plain weights.
  void chooseOrder() {
    std::optional<int64_t> known = getConstantIntValue(tokens);
    int64_t inputs = op.getInputSize();
    if (ShapedType::isDynamic(inputs))
      inputs = kTypicalInputs;
    int64_t bytes =
                inputs * readers.size() * width * accumulator.getWidth() / 8,
            most = llvm::alignDown(
                std::min(kCachedBytes / bytes, panels / kLeastTasks),
                tilePanels);
    blocksFirst =
        known && *known > kBlock && tile->isPacking() && most >= streams;
    if (blocksFirst)
      streams = most;
  }

  int64_t getOutputs() {
    auto type = cast<RankedTensorType>(op.getWeights().front().getType());
    int64_t all = type.getDimSize(
        op.getWeightOrder() == gate::WeightOrder::InOut ? 1 : 0);
    return op.getPacking() == gate::Packing::Separate
               ? all
               : all / op.getNumBranches();
  }

  /// Panels that are encoded say how wide they are, or hold several of the
  /// strategy's width; of several widths each must be a multiple.
  int64_t getWidth() {
    int64_t width = 0;
    for (Value weight : op.getWeights())
      if (auto encoding = gate::getWeightEncoding(weight.getType()))
        width = std::gcd(width, encoding.getTile());
    return width % strategy.getNeurons() ? width : strategy.getNeurons();
  }

  /// What is left of `all` from `number * size` on, at most `size`.
  OpFoldResult getLeft(Value number, int64_t size, int64_t all) {
    if (all % size == 0)
      return b.getIndexAttr(size);
    return affine::makeComposedFoldedAffineMin(
        b, loc,
        AffineMap::get(
            1, 0,
            {b.getAffineConstantExpr(size),
             b.getAffineConstantExpr(all) - b.getAffineDimExpr(0) * size},
            b.getContext()),
        {number});
  }

  /// The readers of `count` panels from `first` on: panel by panel, branch by
  /// branch. Behind the last panel it is read again.
  SmallVector<WeightReader> getPanels(Value first, int64_t count) {
    SmallVector<WeightReader> result;
    for (int64_t i = 0; i < count; ++i) {
      Value panel = offset(first, i);
      if (panels % count)
        panel = arith::MinUIOp::create(b, loc, panel, index(panels - 1));
      Value neuron = affine(b.getAffineDimExpr(0) * width, panel);
      for (const WeightReader &reader : readers) {
        result.push_back(reader);
        result.back().setPanel(b, loc, panel, neuron);
      }
    }
    return result;
  }

  /// The panels of one task, for all tokens.
  Value emitTask(Value slice) {
    taskPanels = getValueOrCreateConstantIndexOp(
        b, loc,
        panels % streams == 0
            ? OpFoldResult(b.getIndexAttr(streams))
            : affine::makeComposedFoldedAffineMin(
                  b, loc,
                  AffineMap::get(
                      1, 0,
                      {b.getAffineConstantExpr(streams),
                       b.getAffineConstantExpr(panels) - b.getAffineDimExpr(0)},
                      b.getContext()),
                  {firstPanel}));
    int64_t few = streams > tilePanels && !tile->needsPacking()
                      ? std::min(tile->getMostTokens(), strategy.getTokens())
                      : 0;
    if (std::optional<int64_t> known = getConstantIntValue(tokens))
      return *known <= few ? emitFew(*known, slice) : emitMany(slice);
    if (few == 0)
      return emitMany(slice);
    Value all = getValueOrCreateConstantIndexOp(b, loc, tokens);
    return emitSwitch(b, loc, all, few + 1, slice.getType(), [&](int64_t rows) {
      return rows <= few ? emitFew(rows, slice) : emitMany(slice);
    });
  }

  /// A loop from `start` to `end` that carries `value`.
  Value emitLoop(Value start, Value end, int64_t step, Value value,
                 function_ref<Value(Value, Value)> body) {
    auto loop = scf::ForOp::create(b, loc, start, end, index(step), value);
    OpBuilder::InsertionGuard guard(b);
    b.setInsertionPointToStart(loop.getBody());
    scf::YieldOp::create(
        b, loc, body(loop.getInductionVar(), loop.getRegionIterArg(0)));
    return loop.getResult(0);
  }

  /// All panels of the task at once, with all inputs of `rows` tokens.
  Value emitFew(int64_t rows, Value slice) {
    SmallVector<WeightReader> weights = getPanels(firstPanel, streams);
    Value buffer = tile->createBuffer(rows, streams), zero = index(0);
    tile->initialize(buffer, zero, index(rows), streams);
    tile->multiplyAll(rows, weights, buffer);
    return emitResult(buffer, zero, index(rows), firstPanel, zero, taskPanels,
                      slice);
  }

  /// A few panels after the other, block of tokens after block of tokens; or
  /// the other way round where all of the task's weights stay in the cache.
  Value emitMany(Value slice) {
    std::optional<int64_t> known = getConstantIntValue(tokens);
    auto emitBlock = [&](Value first, Value token, OpFoldResult rows,
                         Value out) {
      SmallVector<WeightReader> weights =
          getPanels(add(firstPanel, first), tilePanels);
      SmallVector<WeightReader> next =
          getPanels(arith::MinUIOp::create(
                        b, loc, add(firstPanel, add(first, index(tilePanels))),
                        index(panels - 1)),
                    tilePanels);
      Value valid = index(tilePanels);
      if (panels % tilePanels)
        valid = arith::MinUIOp::create(
            b, loc, valid, arith::SubIOp::create(b, loc, taskPanels, first));
      Value buffer = tile->createBuffer(
          known ? std::min(*known, kBlock) : kBlock, tilePanels);
      Value count = getValueOrCreateConstantIndexOp(b, loc, rows);
      tile->initialize(buffer, token, count, tilePanels);
      tile->multiplyChunks(token, rows, weights, next, buffer);
      return emitResult(buffer, token, count, add(firstPanel, first), first,
                        valid, out);
    };
    auto forPanels = [&](Value out, function_ref<Value(Value, Value)> body) {
      return streams == tilePanels
                 ? body(index(0), out)
                 : emitLoop(index(0), taskPanels, tilePanels, out, body);
    };
    auto forBlocks = [&](Value out,
                         function_ref<Value(Value, OpFoldResult, Value)> body) {
      if (known && *known <= kBlock)
        return body(index(0), tokens, out);
      Value all = getValueOrCreateConstantIndexOp(b, loc, tokens);
      return emitLoop(
          index(0), all, kBlock, out, [&](Value token, Value target) {
            OpFoldResult rows = affine::makeComposedFoldedAffineMin(
                b, loc,
                AffineMap::get(2, 0,
                               {b.getAffineConstantExpr(kBlock),
                                b.getAffineDimExpr(1) - b.getAffineDimExpr(0)},
                               b.getContext()),
                {token, all});
            return body(token, rows, target);
          });
    };
    if (blocksFirst)
      return forBlocks(slice, [&](Value token, OpFoldResult rows, Value out) {
        return forPanels(out, [&](Value first, Value target) {
          return emitBlock(first, token, rows, target);
        });
      });
    return forPanels(slice, [&](Value first, Value out) {
      return forBlocks(out, [&](Value token, OpFoldResult rows, Value target) {
        return emitBlock(first, token, rows, target);
      });
    });
  }

  /// The results of `rows` tokens from `token` on and of `count` panels from
  /// `panel` on, the first of which is number `inTask` of the task.
  Value emitResult(Value buffer, Value token, Value rows, Value panel,
                   Value inTask, Value count, Value slice) {
    return emitLoop(index(0), rows, 1, slice, [&](Value row, Value out) {
      return emitLoop(index(0), count, 1, out, [&](Value i, Value target) {
        return emitVector(buffer, row, add(token, row), i, add(panel, i),
                          add(inTask, i), target);
      });
    });
  }

  Value emitVector(Value buffer, Value row, Value token, Value inBuffer,
                   Value panel, Value inTask, Value slice) {
    AffineExpr dim = b.getAffineDimExpr(0);
    Value neuron = affine(dim * width, panel);
    int64_t branches = readers.size();
    SmallVector<Value> sums;
    for (auto [branch, prototype] : llvm::enumerate(readers)) {
      WeightReader reader = prototype;
      reader.setPanel(b, loc, panel, neuron);
      Value column = affine(
          (dim * branches + static_cast<int64_t>(branch)) * width, inBuffer);
      sums.push_back(tile->finish(reader, branch, buffer, row, column, token));
    }
    SmallVector<Value> biasVectors = llvm::map_to_vector(
        bias, [&](Value v) { return readVector(v, {neuron}); });
    Value residual = op.getResidual()
                         ? readVector(op.getResidual(), {token, neuron})
                         : Value();
    Value result = op.combine(b, loc, sums, biasVectors, residual);
    Value column = affine(dim * width, inTask);
    return vector::TransferWriteOp::create(b, loc, result, slice,
                                           ValueRange{token, column},
                                           ArrayRef<bool>{isWhole()})
        .getResult();
  }

  bool isWhole() const { return neurons % width == 0; }

  Value readVector(Value tensor, ValueRange indices) {
    auto type = cast<RankedTensorType>(tensor.getType());
    Value padding =
        arith::ConstantOp::create(b, loc, b.getZeroAttr(type.getElementType()));
    return vector::TransferReadOp::create(
        b, loc, VectorType::get({width}, type.getElementType()), tensor,
        indices, padding,
        AffineMap::getMinorIdentityMap(type.getRank(), 1, b.getContext()),
        ArrayRef<bool>{isWhole()});
  }

  gate::GatedMatmulOp op;
  gate::StrategyAttr strategy;
  FloatType accumulator;
  const TargetInfo &target;
  int64_t neurons = 0, width = 0, panels = 0;
  /// Panels in the register tile, and in a task.
  int64_t tilePanels = 1, streams = 1;
  /// A task goes through its panels for each block of tokens.
  bool blocksFirst = false;
  /// One per branch.
  SmallVector<WeightReader> readers;
  SmallVector<Value> bias;
  OpFoldResult tokens;
  std::optional<TileEmitter> tile;
  /// Of the task: its first panel, and how many it has.
  Value firstPanel, taskPanels;
};
} // namespace

Value cpu::emitMatmul(OpBuilder &builder, gate::GatedMatmulOp op,
                      const TargetInfo &target) {
  return MatmulEmitter(builder, op, target).emit();
}
