//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Emitters.h"
#include "WeightReader.h"
#include "penstock/Dialect/Gate/IR/Functions.h"

#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

#include <numeric>

using namespace mlir;
using namespace penstock;

namespace {
/// Emits one gate.gated_matmul. The shape of the code:
///
///   forall panel of neurons
///     for tile of tokens
///       accumulators = for input: accumulators += x * weights
///       result = function of accumulators, bias, residual
class MatmulEmitter {
public:
  MatmulEmitter(OpBuilder &builder, gate::GatedMatmulOp op)
      : b(builder), op(op), loc(op.getLoc()), strategy(op.getStrategyAttr()),
        accumulator(op.getAccumulatorType()) {}

  Value emit() {
    RankedTensorType outs = op.getType();
    neurons = outs.getDimSize(1);
    if (ShapedType::isDynamic(neurons))
      neurons = getOutputs();
    width = getWidth();
    bool separate = op.getPacking() == gate::Packing::Separate;
    SmallVector<int64_t> order = op.getBranchInputs();
    readers.resize(order.size());
    for (auto [at, input] : llvm::enumerate(order))
      readers[input].emplace(b, loc, op.getWeights()[separate ? at : 0],
                             op.getWeightOrder(), op.getPacking(), at,
                             op.getNumBranches(), width, accumulator);
    bias = op.getBranchBias(b);
    tokens = tensor::getMixedSize(b, loc, op.getX(), 0);

    int64_t panels = llvm::divideCeilSigned(neurons, width);
    if (panels == 1) {
      setPanel(index(0));
      return emitTokens(op.getInit());
    }
    auto forall = scf::ForallOp::create(
        b, loc, ArrayRef<OpFoldResult>{b.getIndexAttr(panels)}, op.getInit(),
        /*mapping=*/std::nullopt);
    OpBuilder::InsertionGuard guard(b);
    b.setInsertionPointToStart(forall.getBody());
    Value panel = forall.getInductionVar(0),
          out = forall.getRegionIterArgs()[0];
    setPanel(panel);
    // The last panel may reach beyond the neurons.
    OpFoldResult columns = b.getIndexAttr(width);
    if (neurons % width)
      columns = affine::makeComposedFoldedAffineMin(
          b, loc,
          AffineMap::get(1, 0,
                         {b.getAffineConstantExpr(width),
                          b.getAffineConstantExpr(neurons) -
                              b.getAffineDimExpr(0) * width},
                         b.getContext()),
          {panel});
    SmallVector<OpFoldResult> offsets = {b.getIndexAttr(0), neuron},
                              sizes = {tokens, columns},
                              strides(2, b.getIndexAttr(1));
    Value slice =
        tensor::ExtractSliceOp::create(b, loc, out, offsets, sizes, strides);
    slice = emitTokens(slice);
    b.setInsertionPointToEnd(forall.getTerminator().getBody());
    tensor::ParallelInsertSliceOp::create(b, loc, slice, out, offsets, sizes,
                                          strides);
    return forall.getResult(0);
  }

private:
  void setPanel(Value panel) {
    neuron = affine(b.getAffineDimExpr(0) * width, panel);
    for (auto &reader : readers)
      reader->setPanel(b, loc, panel, neuron);
  }

  int64_t getOutputs() {
    auto type = cast<RankedTensorType>(op.getWeights().front().getType());
    int64_t all = type.getDimSize(
        op.getWeightOrder() == gate::WeightOrder::InOut ? 1 : 0);
    return op.getPacking() == gate::Packing::Separate
               ? all
               : all / op.getNumBranches();
  }

  /// Panels that are encoded say how wide they are; of several widths each
  /// must be a multiple.
  int64_t getWidth() {
    int64_t width = 0;
    for (Value weight : op.getWeights())
      if (auto encoding = gate::getWeightEncoding(weight.getType()))
        width = std::gcd(width, encoding.getTile());
    return width ? width : strategy.getNeurons();
  }

  Value affine(AffineExpr expr, ValueRange operands) {
    SmallVector<OpFoldResult> folded = getAsOpFoldResult(operands);
    return getValueOrCreateConstantIndexOp(
        b, loc,
        affine::makeComposedFoldedAffineApply(
            b, loc, AffineMap::get(operands.size(), 0, expr), folded));
  }

  Value index(int64_t value) {
    return arith::ConstantIndexOp::create(b, loc, value);
  }

  Value offset(Value base, int64_t by) {
    return by ? Value(arith::AddIOp::create(b, loc, base, index(by))) : base;
  }

  /// Tiles of tokens, largest first; what remains goes through smaller ones.
  Value emitTokens(Value slice) {
    Value start = index(0);
    Value all = getValueOrCreateConstantIndexOp(b, loc, tokens);
    std::optional<int64_t> known = getConstantIntValue(tokens);
    int64_t done = 0;
    for (int64_t rows = strategy.getTokens();; rows = (rows + 1) / 2) {
      Value end;
      if (known) {
        done = *known - (*known - done) % rows;
        end = index(done);
      } else {
        end = affine(b.getAffineDimExpr(1) -
                         (b.getAffineDimExpr(1) - b.getAffineDimExpr(0)) % rows,
                     {start, all});
      }
      auto loop = scf::ForOp::create(b, loc, start, end, index(rows), slice);
      {
        OpBuilder::InsertionGuard guard(b);
        b.setInsertionPointToStart(loop.getBody());
        Value stored =
            emitTile(loop.getInductionVar(), rows, loop.getRegionIterArg(0));
        scf::YieldOp::create(b, loc, stored);
      }
      slice = loop.getResult(0);
      start = end;
      if (rows == 1 || (known && done == *known))
        return slice;
    }
  }

  /// The result of `rows` tokens from `token` on, stored into `slice`.
  Value emitTile(Value token, int64_t rows, Value slice) {
    auto type = VectorType::get({width}, accumulator);
    int64_t branches = readers.size();
    Value zero = gate::createFloatConstant(b, loc, type, 0.0);
    // accumulators[branch * rows + row]
    SmallVector<Value> accumulators(branches * rows, zero);
    SmallVector<Value> tokensOfTile;
    for (int64_t i = 0; i < rows; ++i)
      tokensOfTile.push_back(offset(token, i));

    // Branches that step through the inputs alike share one loop.
    llvm::MapVector<std::pair<int64_t, int>, SmallVector<int64_t>> byGroup;
    for (auto [branch, reader] : llvm::enumerate(readers))
      byGroup[{reader->getGroupSize(), reader->isInt4()}].push_back(branch);
    for (auto &[group, members] : byGroup) {
      if (group.first)
        emitGroups(group.first, members, tokensOfTile, accumulators);
      else
        emitInputs(members, tokensOfTile, accumulators);
    }
    for (auto [branch, reader] : llvm::enumerate(readers)) {
      if (!reader->isInt8() || reader->getGroupSize())
        continue;
      Value scale = reader->readScale(b, loc, Value()).first;
      for (int64_t i = 0; i < rows; ++i) {
        Value &sum = accumulators[branch * rows + i];
        sum = arith::MulFOp::create(b, loc, sum, scale);
      }
    }

    SmallVector<Value> biasVectors = llvm::map_to_vector(
        bias, [&](Value v) { return readVector(v, {neuron}); });
    for (int64_t i = 0; i < rows; ++i) {
      SmallVector<Value> sums;
      for (int64_t branch = 0; branch < branches; ++branch)
        sums.push_back(accumulators[branch * rows + i]);
      Value residual = op.getResidual() ? readVector(op.getResidual(),
                                                     {tokensOfTile[i], neuron})
                                        : Value();
      Value result = op.combine(b, loc, sums, biasVectors, residual);
      auto write = vector::TransferWriteOp::create(
          b, loc, result, slice, ValueRange{tokensOfTile[i], index(0)},
          ArrayRef<bool>{isWhole()});
      slice = write.getResult();
    }
    return slice;
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

  /// x[token, k] in every lane.
  Value broadcast(Value token, Value k) {
    Value x =
        tensor::ExtractOp::create(b, loc, op.getX(), ValueRange{token, k});
    return vector::BroadcastOp::create(
        b, loc, VectorType::get({width}, accumulator),
        gate::convertFloat(b, loc, x, accumulator));
  }

  /// Adds x[tokens, k] * weights, one vector per branch of `members`.
  void multiply(ArrayRef<int64_t> members, ValueRange weights, Value k,
                ValueRange tokensOfTile, MutableArrayRef<Value> accumulators) {
    auto contract = arith::FastMathFlags::contract;
    for (auto [i, token] : llvm::enumerate(tokensOfTile)) {
      Value x = broadcast(token, k);
      for (auto [branch, weight] : llvm::zip_equal(members, weights)) {
        Value &sum = accumulators[branch * tokensOfTile.size() + i];
        Value product = arith::MulFOp::create(b, loc, x, weight, contract);
        sum = arith::AddFOp::create(b, loc, sum, product, contract);
      }
    }
  }

  /// A loop from 0 to `end` that carries the accumulators.
  void emitLoop(int64_t end, int64_t step, MutableArrayRef<Value> accumulators,
                function_ref<void(Value, MutableArrayRef<Value>)> body) {
    auto loop = scf::ForOp::create(b, loc, index(0), index(end), index(step),
                                   ValueRange(accumulators));
    {
      OpBuilder::InsertionGuard guard(b);
      b.setInsertionPointToStart(loop.getBody());
      SmallVector<Value> carried(loop.getRegionIterArgs());
      body(loop.getInductionVar(), carried);
      scf::YieldOp::create(b, loc, carried);
    }
    llvm::copy(loop.getResults(), accumulators.begin());
  }

  /// Inputs of a step: `count`, up to what lies together in each branch.
  int64_t getStep(ArrayRef<int64_t> members, int64_t count) {
    for (int64_t branch : members)
      count = std::lcm(count, readers[branch]->getInterleave());
    return count;
  }

  /// All inputs, `unroll` at a time.
  void emitInputs(ArrayRef<int64_t> members, ValueRange tokensOfTile,
                  MutableArrayRef<Value> accumulators) {
    int64_t inputs = readers.front()->getInputs(),
            unroll = getStep(members, strategy.getUnroll());
    auto step = [&](Value k, int64_t count, MutableArrayRef<Value> sums) {
      SmallVector<SmallVector<Value>> rows;
      for (int64_t branch : members)
        rows.push_back(readers[branch]->read(b, loc, k, count));
      for (int64_t u = 0; u < count; ++u) {
        SmallVector<Value> weights = llvm::map_to_vector(
            rows, [&](ArrayRef<Value> row) { return row[u]; });
        multiply(members, weights, offset(k, u), tokensOfTile, sums);
      }
    };
    int64_t whole = inputs / unroll * unroll;
    if (whole)
      emitLoop(
          whole, unroll, accumulators,
          [&](Value k, MutableArrayRef<Value> sums) { step(k, unroll, sums); });
    if (inputs > whole)
      step(index(whole), inputs - whole, accumulators);
  }

  /// Group by group, each with its scales; int4 holds two inputs in a byte.
  void emitGroups(int64_t group, ArrayRef<int64_t> members,
                  ValueRange tokensOfTile,
                  MutableArrayRef<Value> accumulators) {
    const cpu::WeightReader &like = *readers[members.front()];
    int64_t halves = like.isInt4() ? 2 : 1, step = getStep(members, 1);
    emitLoop(
        like.getInputs() / group, 1, accumulators,
        [&](Value g, MutableArrayRef<Value> outer) {
          SmallVector<std::pair<Value, Value>> scales;
          for (int64_t branch : members)
            scales.push_back(readers[branch]->readScale(b, loc, g));
          Value first = affine(b.getAffineDimExpr(0) * group, g);
          emitLoop(
              group / halves, step, outer,
              [&](Value j, MutableArrayRef<Value> sums) {
                Value k = arith::AddIOp::create(b, loc, first, j);
                // rows[half * step + i]: a vector of each branch.
                SmallVector<SmallVector<Value>> rows(halves * step);
                for (auto [branch, scale] : llvm::zip_equal(members, scales)) {
                  SmallVector<Value> numbers;
                  if (halves == 2) {
                    auto [low, high] =
                        readers[branch]->readHalves(b, loc, g, j, step, scale);
                    numbers = low;
                    numbers.append(high);
                  } else {
                    numbers = readers[branch]->read(b, loc, k, step);
                    for (Value &number : numbers)
                      number =
                          arith::MulFOp::create(b, loc, number, scale.first);
                  }
                  for (auto [row, number] : llvm::zip_equal(rows, numbers))
                    row.push_back(number);
                }
                for (auto [i, row] : llvm::enumerate(rows))
                  multiply(members, row,
                           offset(k, i / step * (group / 2) + i % step),
                           tokensOfTile, sums);
              });
        });
  }

  OpBuilder &b;
  gate::GatedMatmulOp op;
  Location loc;
  gate::StrategyAttr strategy;
  FloatType accumulator;
  int64_t neurons = 0, width = 0;
  SmallVector<std::optional<cpu::WeightReader>> readers;
  SmallVector<Value> bias;
  OpFoldResult tokens;
  Value neuron;
};
} // namespace

Value cpu::emitMatmul(OpBuilder &builder, gate::GatedMatmulOp op) {
  return MatmulEmitter(builder, op).emit();
}
