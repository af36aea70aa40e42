//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "TileEmitter.h"
#include "penstock/Codegen/CPU/TileTable.h"
#include "penstock/Dialect/Gate/IR/Activations.h"
#include "penstock/Dialect/Gate/IR/Functions.h"

#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

#include <numeric>

using namespace mlir;
using namespace penstock;
using namespace penstock::cpu;

/// Tiles of tokens that share the prefetching of the next chunk.
static constexpr int64_t kPrefetchingTiles = 8;
/// Bytes of a chunk of packed weights, which lies on a task's stack.
static constexpr int64_t kPackedBytes = 32 * 1024;

Value cpu::emitSwitch(OpBuilder &b, Location loc, Value value, int64_t last,
                      Type type, function_ref<Value(int64_t)> body) {
  if (last == 1)
    return body(1);
  SmallVector<int64_t> cases(last - 1);
  std::iota(cases.begin(), cases.end(), 1);
  SmallVector<Type> types(type ? 1 : 0, type);
  auto op =
      scf::IndexSwitchOp::create(b, loc, types, value, cases, cases.size());
  OpBuilder::InsertionGuard guard(b);
  for (int64_t i = 1; i <= last; ++i) {
    Region &region =
        i == last ? op.getDefaultRegion() : op.getCaseRegions()[i - 1];
    b.setInsertionPointToStart(&region.emplaceBlock());
    Value result = body(i);
    scf::YieldOp::create(b, loc, result ? ValueRange(result) : ValueRange());
  }
  return type ? op.getResult(0) : Value();
}

/// x in the accumulator type. What is converted lies in rows that are no
/// multiple of 2 KB apart: those of a tile would share few sets of the first
/// cache. x itself is not worth a copy.
static Value convertRows(OpBuilder &b, Location loc, Value x, FloatType to) {
  if (getElementTypeOrSelf(x.getType()) == to)
    return x;
  OpFoldResult rows = tensor::getMixedSize(b, loc, x, 0),
               columns = tensor::getMixedSize(b, loc, x, 1), pitch = columns;
  int64_t perLine = kCacheLine * 8 / to.getWidth();
  std::optional<int64_t> known = getConstantIntValue(columns);
  AffineExpr d0 = b.getAffineDimExpr(0);
  if (!known) // An odd number of cache lines.
    pitch = affine::makeComposedFoldedAffineApply(
        b, loc,
        AffineMap::get(1, 0,
                       (d0.ceilDiv(perLine).floorDiv(2) * 2 + 1) * perLine),
        {columns});
  else if (*known % (32 * perLine) == 0)
    pitch = b.getIndexAttr(*known + perLine);
  Value padded = tensor::EmptyOp::create(
      b, loc, SmallVector<OpFoldResult>{rows, pitch}, to);
  Value init = tensor::ExtractSliceOp::create(
      b, loc, padded, SmallVector<OpFoldResult>(2, b.getIndexAttr(0)),
      SmallVector<OpFoldResult>{rows, columns},
      SmallVector<OpFoldResult>(2, b.getIndexAttr(1)));
  AffineMap map = b.getMultiDimIdentityMap(2);
  return linalg::GenericOp::create(
             b, loc, init.getType(), x, init, ArrayRef<AffineMap>{map, map},
             SmallVector<utils::IteratorType>(2, utils::IteratorType::parallel),
             [&](OpBuilder &nested, Location bodyLoc, ValueRange arguments) {
               linalg::YieldOp::create(
                   nested, bodyLoc,
                   gate::convertFloat(nested, bodyLoc, arguments[0], to));
             })
      .getResult(0);
}

TileEmitter::TileEmitter(OpBuilder &builder, gate::GatedMatmulOp op,
                         const TargetInfo &target,
                         ArrayRef<WeightReader> readers)
    : LoopBuilder(builder, op.getLoc()), op(op), strategy(op.getStrategyAttr()),
      accumulator(op.getAccumulatorType()),
      activations(op.getActivationsAttr()), inputs(op.getInputSize()),
      branches(readers.size()), width(readers.front().getWidth()),
      registers(target.numVectorRegisters()), dot(target), readers(readers) {
  if (isDynamic())
    numInputs = tensor::DimOp::create(b, loc, op.getX(), 1);
  Products products =
      getProducts(target, op.getWeights(), accumulator, activations);
  // One tile of tokens reads plain weights once, as they are.
  std::optional<int64_t> tokens =
      getConstantIntValue(tensor::getMixedSize(b, loc, op.getX(), 0));
  packs =
      strategy.getChunk() && strategy.getKind() == gate::StrategyKind::Panels &&
      !(tokens && *tokens <= strategy.getTokens()) &&
      llvm::all_of(readers,
                   [](const WeightReader &reader) { return reader.isPlain(); });
  bool pairs = products == Products::BFloatPairs &&
               (packs || llvm::all_of(readers, [](const WeightReader &reader) {
                  return reader.getInterleave() == 2;
                }));
  bool integers =
      products == Products::Integers || products == Products::IntegerGroups;
  llvm::MapVector<std::pair<int64_t, int>, SmallVector<int64_t>> byGroup;
  for (auto [branch, reader] : llvm::enumerate(readers)) {
    int64_t group = reader.getGroupSize();
    if (integers && group == 0)
      group = activations.getGroupSize();
    byGroup[{group, reader.isInt4()}].push_back(branch);
  }
  for (auto &[group, members] : byGroup) {
    int64_t unit = group.first;
    if (unit == 0) {
      unit = 1;
      for (int64_t branch : members)
        unit = std::lcm(unit, pairs ? 2 : readers[branch].getInterleave());
    }
    Product product = group.first ? Product::FloatGroups : Product::Float;
    if (integers)
      product = group.first ? Product::DotGroups : Product::Dot;
    if (pairs)
      product = Product::BFloatPairs;
    // x is padded with zeros up to a whole number of dot products.
    int64_t units = isDynamic()         ? inputs
                    : integers || pairs ? llvm::divideCeilSigned(inputs, unit)
                                        : inputs / unit;
    sets.push_back({product, unit, units, members, Value()});
  }
  x = op.getX();
  // The sums of x times what the integers of the weights are too large by.
  if (integers && llvm::all_of(readers, [&](const WeightReader &reader) {
        return getExcess(reader) == getExcess(readers.front());
      }))
    sumFactor = -getExcess(readers.front());
  if (activations)
    quantized =
        quantizeActivations(b, loc, x, activations, inputs,
                            getLanes(target, b.getF32Type()), sumFactor);
  if (activations && !integers)
    x = gate::dequantize(b, loc, getValues(), quantized.scales);
  for (Set &set : sets)
    set.sums = set.product == Product::DotGroups && !activations.getGroupSize()
                   ? sumGroups(set.unit)
                   : quantized.sums;
  for (Set &set : sets)
    if (set.sums)
      set.sums = readAsBuffer(b, loc, set.sums);
  FloatType xType = pairs ? FloatType(b.getBF16Type()) : accumulator;
  x = integers ? Value() : readAsBuffer(b, loc, convertRows(b, loc, x, xType));
  if (integers)
    for (Value *tensor : {&quantized.values, &quantized.scales})
      *tensor = readAsBuffer(b, loc, *tensor);
  if (strategy.getChunk() == 0)
    return;
  for (const WeightReader &reader : readers) {
    Value panels = reader.getPanels();
    storages.push_back(panels ? flatten(panels) : Value());
  }
}

/// The quantized x without its padding.
Value TileEmitter::getValues() {
  return tensor::ExtractSliceOp::create(
      b, loc, quantized.values, SmallVector<OpFoldResult>(2, b.getIndexAttr(0)),
      SmallVector<OpFoldResult>{
          tensor::getMixedSize(b, loc, quantized.values, 0),
          b.getIndexAttr(inputs)},
      SmallVector<OpFoldResult>(2, b.getIndexAttr(1)));
}

/// The sums of the values of each token and group of `size` inputs.
Value TileEmitter::sumGroups(int64_t size) {
  Value values = getValues();
  OpFoldResult tokens = tensor::getMixedSize(b, loc, values, 0);
  int64_t groups = inputs / size;
  auto type = cast<RankedTensorType>(values.getType());
  Value grouped = tensor::ExpandShapeOp::create(
      b, loc, type.clone({type.getDimSize(0), groups, size}), values,
      ArrayRef<ReassociationIndices>{{0}, {1, 2}},
      SmallVector<OpFoldResult>{tokens, b.getIndexAttr(groups),
                                b.getIndexAttr(size)});
  Value init = tensor::EmptyOp::create(
      b, loc, SmallVector<OpFoldResult>{tokens, b.getIndexAttr(groups)},
      b.getI32Type());
  Value zero = arith::ConstantOp::create(b, loc, b.getI32IntegerAttr(0));
  init = linalg::FillOp::create(b, loc, zero, init).getResult(0);
  return linalg::ReduceOp::create(
             b, loc, grouped, init, ArrayRef<int64_t>{2},
             [&](OpBuilder &nested, Location bodyLoc, ValueRange arguments) {
               Value wide = arith::ExtSIOp::create(
                   nested, bodyLoc, b.getI32Type(), arguments[0]);
               Value factor = arith::ConstantOp::create(
                   nested, bodyLoc, nested.getI32IntegerAttr(sumFactor));
               wide = arith::MulIOp::create(nested, bodyLoc, wide, factor);
               Value sum =
                   arith::AddIOp::create(nested, bodyLoc, wide, arguments[1]);
               linalg::YieldOp::create(nested, bodyLoc, sum);
             })
      .getResult(0);
}

int64_t TileEmitter::getExcess(const WeightReader &reader) const {
  if (reader.isInt4())
    return reader.isAsymmetric() ? -1 : 8;
  return dot.getOffset();
}

/// -excess * the sum of x over a group, in every lane.
Value TileEmitter::getCorrection(const Set &set, const WeightReader &reader,
                                 Value token, Value group) {
  auto type = VectorType::get({width}, b.getI32Type());
  Value sum = readNumber(set.sums, token, group);
  if (-getExcess(reader) == sumFactor)
    return sum;
  Value factor = arith::ConstantOp::create(
      b, loc,
      DenseElementsAttr::get(type, b.getI32IntegerAttr(-getExcess(reader))));
  return arith::MulIOp::create(b, loc, sum, factor);
}

Value TileEmitter::flatten(Value tensor) {
  auto type = cast<RankedTensorType>(tensor.getType());
  ReassociationIndices all(type.getRank());
  std::iota(all.begin(), all.end(), 0);
  Value flat = tensor::CollapseShapeOp::create(
      b, loc, tensor, ArrayRef<ReassociationIndices>{all});
  auto buffer = MemRefType::get({type.getNumElements()}, type.getElementType());
  return bufferization::ToBufferOp::create(b, loc, buffer, flat,
                                           /*read_only=*/true);
}

Value TileEmitter::getUnits(const Set &set) {
  return isDynamic()
             ? affine(b.getAffineDimExpr(0).ceilDiv(set.unit), numInputs)
             : index(set.units);
}

Value TileEmitter::getWholeUnits(const Set &set, Value to) {
  if (set.product != Product::BFloatPairs ||
      (!isDynamic() && inputs % set.unit == 0))
    return to;
  Value whole =
      isDynamic() ? affine(b.getAffineDimExpr(0).floorDiv(set.unit), numInputs)
                  : index(inputs / set.unit);
  return arith::MinUIOp::create(b, loc, to, whole);
}

int64_t TileEmitter::getMostUnits(const Set &set) const {
  return isDynamic() ? std::numeric_limits<int64_t>::max() : set.units;
}

bool TileEmitter::isMultiple(const Set &set, int64_t count) const {
  return !isDynamic() && set.units % count == 0;
}

int64_t TileEmitter::getUnroll(const Set &set) const {
  return std::max<int64_t>(1, strategy.getUnroll() / set.unit);
}

int64_t TileEmitter::getChunk(const Set &set) const {
  int64_t units = strategy.getChunk() / set.unit, step = getUnroll(set);
  if (packs) {
    int64_t numbers = strategy.getPanels() * set.branches.size() * width,
            bytes = numbers * set.unit * getPackedType(set).getWidth() / 8;
    step = std::max(step, width);
    units = std::max(step, std::min(units, kPackedBytes / bytes));
  }
  return llvm::alignDown(units, step);
}

FloatType TileEmitter::getPackedType(const Set &set) const {
  return set.unit == 1 ? accumulator : FloatType(b.getBF16Type());
}

bool TileEmitter::needsPacking() const {
  return packs && sets.front().product == Product::BFloatPairs;
}

SmallVector<int64_t> TileEmitter::getColumns(const Set &set,
                                             int64_t panels) const {
  SmallVector<int64_t> columns;
  for (int64_t panel = 0; panel < panels; ++panel)
    for (int64_t branch : set.branches)
      columns.push_back((panel * branches + branch) * width);
  return columns;
}

SmallVector<WeightReader>
TileEmitter::select(const Set &set, ArrayRef<WeightReader> weights) const {
  SmallVector<WeightReader> selected;
  for (size_t panel = 0; panel < weights.size(); panel += branches)
    for (int64_t branch : set.branches)
      selected.push_back(weights[panel + branch]);
  return selected;
}

//===----------------------------------------------------------------------===//
// The buffer of sums
//===----------------------------------------------------------------------===//

Value TileEmitter::createBuffer(int64_t rows, int64_t panels) {
  return memref::AllocOp::create(
      b, loc, MemRefType::get({rows, panels * branches * width}, accumulator));
}

void TileEmitter::emitLoop(Value from, Value to, Value step,
                           function_ref<void(Value)> body) {
  auto loop = scf::ForOp::create(b, loc, from, to, step);
  OpBuilder::InsertionGuard guard(b);
  b.setInsertionPointToStart(loop.getBody());
  body(loop.getInductionVar());
}

void TileEmitter::initialize(Value buffer, Value token, Value rows,
                             int64_t panels) {
  auto type = VectorType::get({width}, accumulator);
  emitLoop(index(0), rows, index(1), [&](Value row) {
    for (const Set &set : sets) {
      Value start = gate::createFloatConstant(b, loc, type, 0.0);
      if (set.product == Product::Dot && dot.getOffset())
        start = vector::BitCastOp::create(
            b, loc, type,
            getCorrection(set, readers[set.branches.front()],
                          arith::AddIOp::create(b, loc, token, row), index(0)));
      for (int64_t column : getColumns(set, panels))
        vector::StoreOp::create(b, loc, start, buffer,
                                ValueRange{row, index(column)});
    }
  });
}

Value TileEmitter::finish(const WeightReader &reader, int64_t branch,
                          Value buffer, Value row, Value column, Value token) {
  auto type = VectorType::get({width}, accumulator);
  Value sum =
      vector::LoadOp::create(b, loc, type, buffer, ValueRange{row, column});
  const Set &set = *llvm::find_if(sets, [&](const Set &candidate) {
    return llvm::is_contained(candidate.branches, branch);
  });
  if (set.product == Product::Dot) {
    auto integers = VectorType::get({width}, b.getI32Type());
    sum = arith::SIToFPOp::create(
        b, loc, type, vector::BitCastOp::create(b, loc, integers, sum));
  }
  if (reader.isInt8() && !reader.getGroupSize())
    sum = arith::MulFOp::create(b, loc, sum,
                                reader.readScale(b, loc, Value()).first);
  if (!x && !activations.getGroupSize())
    sum = arith::MulFOp::create(b, loc, sum,
                                readNumber(quantized.scales, token, index(0)));
  return sum;
}

//===----------------------------------------------------------------------===//
// Loops over chunks and tiles
//===----------------------------------------------------------------------===//

int64_t TileEmitter::getMostTokens() const {
  int64_t vectors = strategy.getStreams() * branches, forms = 1;
  for (const Set &set : sets) {
    if (set.product == Product::DotGroups)
      return 1;
    if (set.product == Product::Dot)
      forms = dot.getNumForms();
  }
  // Sums, weights, and two registers for x.
  int64_t left = registers - 2 - forms * vectors;
  return std::clamp<int64_t>(left / vectors, 1, 4);
}

void TileEmitter::multiplyAll(int64_t rows, ArrayRef<WeightReader> weights,
                              Value buffer) {
  for (const Set &set : sets) {
    Tile tile{set,      select(set, weights), {},
              index(0), getUnits(set),        std::nullopt};
    for (int64_t i = 0; i < rows; ++i)
      tile.tokens.push_back(index(i));
    multiplyTile(tile, index(0), buffer);
  }
}

void TileEmitter::multiplyChunks(Value token, OpFoldResult rows,
                                 ArrayRef<WeightReader> weights,
                                 ArrayRef<WeightReader> next, Value buffer) {
  SmallVector<Set> split;
  for (const Set &set : sets) {
    if (set.product != Product::DotGroups) {
      split.push_back(set);
      continue;
    }
    // The integers of one vector fill the registers.
    for (int64_t branch : set.branches)
      split.push_back({set.product, set.unit, set.units, {branch}, set.sums});
  }
  for (const Set &set : split) {
    Chunk chunk = getChunk(set, rows);
    auto body = [&](Value from) {
      multiplyChunk(set, token, rows, select(set, weights), select(set, next),
                    from, chunk, buffer);
    };
    if (chunk.size)
      emitLoop(index(0), getUnits(set), chunk.size, body);
    else
      body(index(0));
  }
}

TileEmitter::Chunk TileEmitter::getChunk(const Set &set, OpFoldResult rows) {
  int64_t size = getChunk(set), most = strategy.getTokens();
  if (size == 0)
    return {};
  if (packs)
    return {size < getMostUnits(set) ? index(size) : Value(),
            arith::ConstantIntOp::create(b, loc, b.getI1Type(), 1)};
  // One tile reads each weight once and in order, which needs no help; but
  // groups take long to multiply.
  Value isMany = arith::ConstantIntOp::create(b, loc, b.getI1Type(), 1);
  if (set.product != Product::DotGroups) {
    if (std::optional<int64_t> known = getConstantIntValue(rows)) {
      if (*known <= most)
        return {};
    } else {
      isMany = arith::CmpIOp::create(
          b, loc, arith::CmpIPredicate::ugt,
          getValueOrCreateConstantIndexOp(b, loc, rows), index(most));
    }
  }
  if (size >= getMostUnits(set))
    return {Value(), isMany};
  Value all = arith::MaxUIOp::create(b, loc, getUnits(set), index(1));
  return {arith::SelectOp::create(b, loc, isMany, index(size), all), isMany};
}

void TileEmitter::multiplyChunk(const Set &set, Value token, OpFoldResult rows,
                                ArrayRef<WeightReader> weights,
                                ArrayRef<WeightReader> next, Value from,
                                const Chunk &chunk, Value buffer) {
  Value to = getUnits(set);
  if (chunk.size)
    to = arith::MinUIOp::create(
        b, loc, arith::AddIOp::create(b, loc, from, chunk.size), to);
  SmallVector<WeightReader> packed(weights);
  if (packs)
    packed = pack(set, weights, from, to);

  // As many tiles as are needed, of `small` or `small + 1` tokens each.
  AffineExpr d0, d1;
  bindDims(b.getContext(), d0, d1);
  int64_t most = strategy.getTokens();
  Value all = getValueOrCreateConstantIndexOp(b, loc, rows);
  Value tiles = affine(d0.ceilDiv(most), all);
  auto emitTile = [&](int64_t count, Value number, Value row) {
    Tile tile{
        set, packed,
        {},  from,
        to,  getPrefetch(set, chunk, tiles, number, from, to, weights, next)};
    Value first = affine(d0 + d1, {token, row});
    for (int64_t i = 0; i < count; ++i)
      tile.tokens.push_back(offset(first, i));
    multiplyTile(tile, row, buffer);
  };
  if (std::optional<int64_t> known = getConstantIntValue(rows)) {
    int64_t numTiles = llvm::divideCeilSigned(*known, most),
            small = *known / numTiles, larger = *known % numTiles;
    if (larger)
      emitLoop(index(0), index(larger), index(1), [&](Value number) {
        emitTile(small + 1, number, affine(d0 * (small + 1), number));
      });
    emitLoop(index(larger), tiles, index(1), [&](Value number) {
      emitTile(small, number, affine(d0 * small + larger, number));
    });
    return;
  }
  Value small = arith::DivUIOp::create(b, loc, all, tiles);
  Value larger = arith::RemUIOp::create(b, loc, all, tiles);
  emitLoop(index(0), tiles, index(1), [&](Value number) {
    Value isLarger = arith::CmpIOp::create(b, loc, arith::CmpIPredicate::ult,
                                           number, larger);
    Value count =
        arith::SelectOp::create(b, loc, isLarger, offset(small, 1), small);
    Value before = arith::MinUIOp::create(b, loc, number, larger);
    Value row = arith::AddIOp::create(
        b, loc, arith::MulIOp::create(b, loc, number, small), before);
    emitSwitch(b, loc, count, most, Type(), [&](int64_t tokens) {
      emitTile(tokens, number, row);
      return Value();
    });
  });
}

SmallVector<WeightReader> TileEmitter::pack(const Set &set,
                                            ArrayRef<WeightReader> weights,
                                            Value from, Value to) {
  FloatType element = getPackedType(set);
  int64_t numbers = width * set.unit,
          size = std::min(getChunk(set), getMostUnits(set)),
          count = weights.size();
  Value buffer = memref::AllocOp::create(
      b, loc, MemRefType::get({count, size, numbers}, element));
  AffineExpr d0, d1;
  bindDims(b.getContext(), d0, d1);
  auto emit = [&](Value begin, Value end, int64_t step, int64_t missing) {
    emitLoop(begin, end, index(step), [&](Value unit) {
      Value k = affine(d0 * set.unit, unit), at = affine(d0 - d1, {unit, from});
      for (auto [number, weight] : llvm::enumerate(weights))
        for (auto [i, block] : llvm::enumerate(
                 weight.readPanel(b, loc, k, step, set.unit, missing)))
          vector::StoreOp::create(
              b, loc, block, buffer,
              ValueRange{index(number), offset(at, i), index(0)});
    });
  };
  // Blocks of as many inputs as neurons are transposed fast.
  Value whole = getWholeUnits(set, to), blocks = alignDown(from, whole, width);
  emit(from, blocks, width, 0);
  if (!isMultiple(set, width))
    emit(blocks, whole, 1, 0);
  if (whole != to)
    emit(whole, to, 1, 1);
  SmallVector<WeightReader> packed;
  for (auto [number, weight] : llvm::enumerate(weights))
    packed.push_back(weight.getPacked(b, loc, buffer, number, from, set.unit));
  return packed;
}

std::optional<TileEmitter::Prefetch>
TileEmitter::getPrefetch(const Set &set, const Chunk &chunk, Value numTiles,
                         Value number, Value from, Value to,
                         ArrayRef<WeightReader> weights,
                         ArrayRef<WeightReader> next) {
  if (!chunk.prefetches)
    return std::nullopt;
  int64_t lines = 0;
  Prefetch prefetch;
  Value isLast = arith::CmpIOp::create(b, loc, arith::CmpIPredicate::eq, to,
                                       getUnits(set));
  for (auto [i, weight, after] : llvm::enumerate(weights, next)) {
    // The next chunk of this panel, or the first of the next one.
    Value position = arith::SelectOp::create(
        b, loc, isLast, after.getPosition(), weight.getPosition());
    Value unit = arith::SelectOp::create(b, loc, isLast, index(0), to);
    int64_t size = std::min(getChunk(set), getMostUnits(set));
    if (packs) {
      if (!weight.isBuffer())
        return std::nullopt;
      auto [count, stream] = weight.getLines(
          b, loc, position, affine(b.getAffineDimExpr(0) * set.unit, unit),
          size * set.unit);
      lines = count;
      prefetch.streams.push_back(stream);
      continue;
    }
    Value storage = storages[set.branches[i % set.branches.size()]];
    if (!storage)
      return std::nullopt;
    auto panels = cast<ShapedType>(weight.getPanels().getType());
    int64_t stored = llvm::divideCeilSigned(inputs, set.unit),
            perPanel = panels.getNumElements() / panels.getDimSize(0),
            perUnit = perPanel / stored,
            perLine = kCacheLine * 8 / panels.getElementTypeBitWidth();
    lines = std::max(lines, llvm::divideCeilSigned(size * perUnit, perLine));
    AffineExpr d0, d1;
    bindDims(b.getContext(), d0, d1);
    Value start = affine(d0 * perPanel + d1 * perUnit, {position, unit});
    prefetch.streams.push_back([=, this](Value line) {
      Value at = affine(d0 + d1 * perLine, {start, line});
      memref::PrefetchOp::create(b, loc, storage, at, /*isWrite=*/false,
                                 /*localityHint=*/3, /*isDataCache=*/true);
    });
  }
  auto steps = [&](Value n) {
    return affine(b.getAffineDimExpr(0).ceilDiv(getUnroll(set)), n);
  };
  Value numSteps = steps(arith::SubIOp::create(b, loc, to, from)),
        sharing =
            arith::MinUIOp::create(b, loc, numTiles, index(kPrefetchingTiles)),
        allSteps = arith::MulIOp::create(b, loc, sharing, numSteps),
        perStep = arith::CeilDivUIOp::create(b, loc, index(lines), allSteps);
  Value isSharing =
      arith::CmpIOp::create(b, loc, arith::CmpIPredicate::ult, number, sharing);
  isSharing = arith::AndIOp::create(b, loc, isSharing, chunk.prefetches);
  prefetch.linesPerStep =
      arith::SelectOp::create(b, loc, isSharing, perStep, index(0));
  prefetch.first = arith::MulIOp::create(
      b, loc, arith::MulIOp::create(b, loc, number, numSteps),
      prefetch.linesPerStep);
  return prefetch;
}

void TileEmitter::multiplyTile(Tile &tile, Value row, Value buffer) {
  auto type = VectorType::get({width}, accumulator);
  auto integers = VectorType::get({width}, b.getI32Type());
  bool isDot = tile.set.product == Product::Dot;
  auto forEachSum = [&](function_ref<void(ValueRange)> body) {
    for (int64_t column :
         getColumns(tile.set, tile.weights.size() / tile.set.branches.size()))
      for (size_t i = 0; i < tile.tokens.size(); ++i)
        body({offset(row, i), index(column)});
  };
  // sums[vector * tokens + token]
  SmallVector<Value> sums;
  forEachSum([&](ValueRange indices) {
    Value sum = vector::LoadOp::create(b, loc, type, buffer, indices);
    if (isDot)
      sum = vector::BitCastOp::create(b, loc, integers, sum);
    sums.push_back(sum);
  });
  accumulate(tile, sums);
  auto *next = sums.begin();
  forEachSum([&](ValueRange indices) {
    Value sum = *next++;
    if (isDot)
      sum = vector::BitCastOp::create(b, loc, type, sum);
    vector::StoreOp::create(b, loc, sum, buffer, indices);
  });
}
