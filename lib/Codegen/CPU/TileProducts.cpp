//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The innermost loops of TileEmitter: the products of a tile.
//
//===----------------------------------------------------------------------===//

#include "TileEmitter.h"
#include "penstock/Dialect/Gate/IR/Activations.h"
#include "penstock/Dialect/Gate/IR/Functions.h"

#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;
using namespace penstock;
using namespace penstock::cpu;

//===----------------------------------------------------------------------===//
// Loops over inputs
//===----------------------------------------------------------------------===//

void TileEmitter::emitLoop(
    Value from, Value to, int64_t step, MutableArrayRef<Value> sums,
    function_ref<void(Value, MutableArrayRef<Value>)> body) {
  auto loop =
      scf::ForOp::create(b, loc, from, to, index(step), ValueRange(sums));
  {
    OpBuilder::InsertionGuard guard(b);
    b.setInsertionPointToStart(loop.getBody());
    SmallVector<Value> carried(loop.getRegionIterArgs());
    body(loop.getInductionVar(), carried);
    scf::YieldOp::create(b, loc, carried);
  }
  llvm::copy(loop.getResults(), sums.begin());
}

void TileEmitter::accumulate(Tile &tile, MutableArrayRef<Value> sums) {
  int64_t unroll = getUnroll(tile.set), units = tile.set.units;
  AffineExpr d0, d1;
  bindDims(b.getContext(), d0, d1);
  Value end = getWholeUnits(tile.set, tile.to), whole = end;
  bool isMultipleOfUnroll = isMultiple(tile.set, unroll);
  if (!isMultipleOfUnroll)
    whole = alignDown(tile.from, end, unroll);
  emitLoop(tile.from, whole, unroll, sums,
           [&](Value unit, MutableArrayRef<Value> carried) {
             if (tile.prefetch) {
               Prefetch &prefetch = *tile.prefetch;
               Value step =
                   affine((d0 - d1).floorDiv(unroll), {unit, tile.from});
               Value done = arith::AddIOp::create(
                   b, loc, prefetch.first,
                   arith::MulIOp::create(b, loc, step, prefetch.linesPerStep));
               auto loop = scf::ForOp::create(b, loc, index(0),
                                              prefetch.linesPerStep, index(1));
               OpBuilder::InsertionGuard guard(b);
               b.setInsertionPointToStart(loop.getBody());
               Value line =
                   arith::AddIOp::create(b, loc, done, loop.getInductionVar());
               for (auto &stream : prefetch.streams)
                 stream(line);
             }
             emitStep(tile, unit, unroll, carried);
           });
  if (!isMultipleOfUnroll)
    emitLoop(whole, end, 1, sums,
             [&](Value unit, MutableArrayRef<Value> carried) {
               emitStep(tile, unit, 1, carried);
             });
  if (end != tile.to)
    emitLoop(end, tile.to, 1, sums,
             [&](Value unit, MutableArrayRef<Value> carried) {
               emitPairs(tile, unit, /*isHalf=*/true, carried);
             });
  if (isDynamic())
    return;
  // Inputs behind the last unit belong to the last chunk.
  if (int64_t rest = inputs - units * tile.set.unit; rest > 0) {
    Value isLast = affine((d0 + 1).floorDiv(units + 1), tile.to);
    emitLoop(index(0), isLast, 1, sums,
             [&](Value, MutableArrayRef<Value> carried) {
               emitFloats(tile, index(units * tile.set.unit), rest, carried);
             });
  }
}

void TileEmitter::emitStep(Tile &tile, Value unit, int64_t count,
                           MutableArrayRef<Value> sums) {
  for (int64_t i = 0; i < count; ++i) {
    if (tile.set.product == Product::FloatGroups)
      emitFloatGroup(tile, offset(unit, i), sums);
    if (tile.set.product == Product::DotGroups)
      emitDotGroup(tile, offset(unit, i), sums);
    if (tile.set.product == Product::Dot)
      emitDot(tile, offset(unit, i), sums);
    if (tile.set.product == Product::BFloatPairs)
      emitPairs(tile, offset(unit, i), /*isHalf=*/false, sums);
  }
  if (tile.set.product == Product::Float)
    emitFloats(tile, affine(b.getAffineDimExpr(0) * tile.set.unit, unit),
               count * tile.set.unit, sums);
}

void TileEmitter::emitFloats(Tile &tile, Value k, int64_t count,
                             MutableArrayRef<Value> sums) {
  SmallVector<SmallVector<Value>> rows;
  for (const WeightReader &weight : tile.weights)
    rows.push_back(weight.read(b, loc, k, count));
  for (int64_t i = 0; i < count; ++i) {
    SmallVector<Value> weights =
        llvm::map_to_vector(rows, [&](ArrayRef<Value> row) { return row[i]; });
    multiplyAdd(tile, weights, offset(k, i), sums);
  }
}

void TileEmitter::multiplyAdd(const Tile &tile, ValueRange weights, Value k,
                              MutableArrayRef<Value> sums) {
  auto contract = arith::FastMathFlags::contract;
  for (auto [i, token] : llvm::enumerate(tile.tokens)) {
    Value splat = readNumber(x, token, k);
    for (auto [v, weight] : llvm::enumerate(weights)) {
      Value &sum = sums[v * tile.tokens.size() + i];
      Value product = arith::MulFOp::create(b, loc, splat, weight, contract);
      sum = arith::AddFOp::create(b, loc, sum, product, contract);
    }
  }
}

/// Group by group, each with its scales; int4 holds two inputs in a byte.
void TileEmitter::emitFloatGroup(Tile &tile, Value group,
                                 MutableArrayRef<Value> sums) {
  int64_t size = tile.set.unit, halves = tile.weights.front().isInt4() ? 2 : 1;
  int64_t step = 1;
  SmallVector<std::pair<Value, Value>> scales;
  for (const WeightReader &weight : tile.weights) {
    scales.push_back(weight.readScale(b, loc, group));
    step = std::lcm(step, weight.getInterleave());
  }
  Value first = affine(b.getAffineDimExpr(0) * size, group);
  emitLoop(
      index(0), index(size / halves), step, sums,
      [&](Value j, MutableArrayRef<Value> carried) {
        Value k = arith::AddIOp::create(b, loc, first, j);
        // rows[half * step + i]: a vector of each weight.
        SmallVector<SmallVector<Value>> rows(halves * step);
        for (auto [weight, scale] : llvm::zip_equal(tile.weights, scales)) {
          SmallVector<Value> numbers;
          if (halves == 2) {
            auto [low, high] = weight.readHalves(b, loc, group, j, step, scale);
            numbers = low;
            numbers.append(high);
          } else {
            numbers = weight.read(b, loc, k, step);
            for (Value &number : numbers)
              number = arith::MulFOp::create(b, loc, number, scale.first);
          }
          for (auto [row, number] : llvm::zip_equal(rows, numbers))
            row.push_back(number);
        }
        for (auto [i, row] : llvm::enumerate(rows))
          multiplyAdd(tile, row, offset(k, i / step * (size / 2) + i % step),
                      carried);
      });
}

//===----------------------------------------------------------------------===//
// Products of integers
//===----------------------------------------------------------------------===//

Value TileEmitter::readWord(Value numbers, Value token, Value k) {
  Type element = cast<MemRefType>(numbers.getType()).getElementType();
  int64_t count = 32 / element.getIntOrFloatBitWidth();
  Value padding = arith::ConstantOp::create(b, loc, b.getZeroAttr(element));
  Value few = vector::TransferReadOp::create(
      b, loc, VectorType::get({count}, element), numbers, ValueRange{token, k},
      padding, AffineMap::getMinorIdentityMap(2, 1, b.getContext()),
      ArrayRef<bool>{true});
  Type i32 = b.getI32Type();
  Value word = vector::ExtractOp::create(
      b, loc, vector::BitCastOp::create(b, loc, VectorType::get({1}, i32), few),
      0);
  Value words =
      vector::BroadcastOp::create(b, loc, VectorType::get({width}, i32), word);
  return vector::BitCastOp::create(
      b, loc, VectorType::get({count * width}, element), words);
}

Value TileEmitter::readNumber(Value numbers, Value token, Value column) {
  Type element = cast<MemRefType>(numbers.getType()).getElementType();
  // A load of a scalar would become one from the tensor again.
  Value number = vector::LoadOp::create(b, loc, VectorType::get({1}, element),
                                        numbers, ValueRange{token, column});
  return vector::BroadcastOp::create(b, loc, VectorType::get({width}, element),
                                     number);
}

/// Two bf16 inputs, or one and a zero.
void TileEmitter::emitPairs(Tile &tile, Value unit, bool isHalf,
                            MutableArrayRef<Value> sums) {
  SmallVector<Value> weights;
  for (const WeightReader &weight : tile.weights)
    weights.push_back(weight.readBlocks(b, loc, unit, 1).front());
  Value k = affine(b.getAffineDimExpr(0) * 2, unit);
  for (auto [i, token] : llvm::enumerate(tile.tokens)) {
    Value two;
    if (isHalf) {
      Value one = readNumber(x, token, k);
      two = vector::InterleaveOp::create(
          b, loc, one, gate::createFloatConstant(b, loc, one.getType(), 0.0));
    } else {
      two = readWord(x, token, k);
    }
    for (auto [v, weight] : llvm::enumerate(weights)) {
      Value &sum = sums[v * tile.tokens.size() + i];
      sum = dot.addBFloats(b, loc, sum, weight, two);
    }
  }
}

/// Four inputs, summed as integers.
void TileEmitter::emitDot(Tile &tile, Value unit, MutableArrayRef<Value> sums) {
  SmallVector<SmallVector<Value, 2>> weights;
  for (const WeightReader &weight : tile.weights)
    weights.push_back(
        dot.prepare(b, loc, weight.readBlocks(b, loc, unit, 1).front()));
  Value k = affine(b.getAffineDimExpr(0) * 4, unit);
  for (auto [i, token] : llvm::enumerate(tile.tokens)) {
    Value four = readWord(quantized.values, token, k);
    for (auto [v, weight] : llvm::enumerate(weights)) {
      Value &sum = sums[v * tile.tokens.size() + i];
      sum = dot.add(b, loc, sum, weight, four);
    }
  }
}

/// A group, summed as integers, times the scales of the weights and of x.
void TileEmitter::emitDotGroup(Tile &tile, Value group,
                               MutableArrayRef<Value> sums) {
  int64_t size = tile.set.unit;
  auto contract = arith::FastMathFlags::contract;
  auto type = VectorType::get({width}, accumulator);
  auto integers = VectorType::get({width}, b.getI32Type());
  auto getInteger = [&](Type vector, int64_t value) -> Value {
    auto shaped = cast<ShapedType>(vector);
    return arith::ConstantOp::create(
        b, loc,
        DenseElementsAttr::get(
            shaped, b.getIntegerAttr(shaped.getElementType(), value)));
  };
  auto fma = [&](Value a, Value c, Value sum) -> Value {
    return arith::AddFOp::create(
        b, loc, sum, arith::MulFOp::create(b, loc, a, c, contract), contract);
  };
  Value first = affine(b.getAffineDimExpr(0) * size, group);
  Value xGroup = activations.getGroupSize() ? group : index(0);
  for (auto [v, weight] : llvm::enumerate(tile.weights)) {
    bool isInt4 = weight.isInt4();
    std::pair<Value, Value> scale;
    if (weight.getGroupSize())
      scale = weight.readScale(b, loc, group);
    // The blocks of the group as signed or unsigned bytes.
    SmallVector<SmallVector<Value, 2>> blocks;
    if (isInt4) {
      SmallVector<Value> bytes =
          weight.readBlocks(b, loc, {group, index(0)}, size / 8);
      for (Value block : bytes)
        blocks.push_back({arith::AndIOp::create(
            b, loc, block, getInteger(block.getType(), 15))});
      for (Value block : bytes)
        blocks.push_back({arith::ShRUIOp::create(
            b, loc, block, getInteger(block.getType(), 4))});
    } else {
      Value block = affine(b.getAffineDimExpr(0) * (size / 4), group);
      for (Value bytes : weight.readBlocks(b, loc, block, size / 4))
        blocks.push_back(dot.prepare(b, loc, bytes));
    }
    for (auto [i, token] : llvm::enumerate(tile.tokens)) {
      Value total = getExcess(weight) > 0
                        ? getCorrection(tile.set, weight, token, group)
                        : getInteger(integers, 0);
      SmallVector<Value> fours;
      for (size_t j = 0; j < blocks.size(); ++j)
        fours.push_back(
            readWord(quantized.values, token, offset(first, 4 * j)));
      if (isInt4) {
        SmallVector<Value> nibbles =
            llvm::map_to_vector(blocks, [](auto &block) { return block[0]; });
        total = dot.addNibbles(b, loc, total, nibbles, fours);
      } else {
        for (auto [block, four] : llvm::zip_equal(blocks, fours))
          total = dot.add(b, loc, total, block, four);
      }
      Value number = arith::SIToFPOp::create(b, loc, type, total);
      Value &sum = sums[v * tile.tokens.size() + i];
      Value factor = scale.first;
      if (activations.getGroupSize()) {
        Value xScale = readNumber(quantized.scales, token, xGroup);
        factor =
            factor ? arith::MulFOp::create(b, loc, factor, xScale) : xScale;
      }
      sum = fma(number, factor, sum);
      if (!scale.second)
        continue;
      Value all = arith::SIToFPOp::create(
          b, loc, type, getCorrection(tile.set, weight, token, group));
      if (activations.getGroupSize())
        all = arith::MulFOp::create(
            b, loc, all, readNumber(quantized.scales, token, xGroup));
      sum = fma(scale.second, all, sum);
    }
  }
}
