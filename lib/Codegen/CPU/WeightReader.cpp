//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "WeightReader.h"
#include "penstock/Dialect/Gate/IR/Functions.h"

#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;
using namespace penstock;
using namespace penstock::cpu;

SmallVector<ReassociationIndices> cpu::joinLastDims(int64_t rank) {
  SmallVector<ReassociationIndices> groups;
  for (int64_t dim = 0; dim < rank - 1; ++dim)
    groups.push_back({dim});
  groups.back().push_back(rank - 1);
  return groups;
}

Value cpu::readAsBuffer(OpBuilder &builder, Location loc, Value tensor) {
  auto type = cast<RankedTensorType>(tensor.getType());
  SmallVector<int64_t> strides(type.getRank(), ShapedType::kDynamic);
  strides.back() = 1;
  auto layout = StridedLayoutAttr::get(builder.getContext(),
                                       ShapedType::kDynamic, strides);
  auto buffer = MemRefType::get(type.getShape(), type.getElementType(), layout);
  return bufferization::ToBufferOp::create(builder, loc, buffer, tensor,
                                           /*read_only=*/true);
}

WeightReader::WeightReader(OpBuilder &builder, Location loc, Value weight,
                           gate::WeightOrder order, gate::Packing packing,
                           int64_t branch, int64_t branches, int64_t width,
                           FloatType accumulator)
    : encoding(gate::getWeightEncoding(weight.getType())), width(width),
      accumulator(accumulator) {
  auto type = cast<RankedTensorType>(weight.getType());
  bool inOut = order == gate::WeightOrder::InOut;
  int64_t packed = packing == gate::Packing::Separate ? 1 : branches;
  if (packed == 1)
    branch = 0;
  inputs = type.getDimSize(inOut ? 0 : 1);
  outputs = type.getDimSize(inOut ? 1 : 0) / packed;
  if (encoding) {
    auto storage = gate::StorageOp::create(
        builder, loc, llvm::to_vector_of<Type>(encoding.getStorageTypes(type)),
        weight);
    parts.assign(storage.getParts().begin(), storage.getParts().end());
    if (getInterleave() > 1) {
      int64_t rank = cast<RankedTensorType>(parts[0].getType()).getRank();
      parts[0] = tensor::CollapseShapeOp::create(builder, loc, parts[0],
                                                 joinLastDims(rank));
    }
    bool panels = encoding.getLayout() == gate::WeightLayout::Panels;
    layout = panels                         ? Layout::Panels
             : encoding.neuronsAreOutputs() ? Layout::ColumnMajor
                                            : Layout::RowMajor;
    // The storage holds branch after branch.
    offset =
        branch * (panels ? llvm::divideCeilSigned(outputs, encoding.getTile())
                         : outputs);
    return;
  }
  layout = inOut ? Layout::RowMajor : Layout::ColumnMajor;
  offset = branch * outputs;
  if (packing == gate::Packing::Interleaved && packed > 1) {
    int64_t dim = inOut ? 1 : 0;
    SmallVector<OpFoldResult> offsets(2, builder.getIndexAttr(0)),
        sizes = tensor::getMixedSizes(builder, loc, weight),
        strides(2, builder.getIndexAttr(1));
    offsets[dim] = builder.getIndexAttr(branch);
    sizes[dim] = builder.getIndexAttr(outputs);
    strides[dim] = builder.getIndexAttr(packed);
    weight = tensor::ExtractSliceOp::create(builder, loc, weight, offsets,
                                            sizes, strides);
    offset = 0;
  }
  parts = {weight};
}

void WeightReader::readBuffers(OpBuilder &builder, Location loc) {
  for (Value &part : parts)
    // Every few columns of an interleaved weight are no rows of a buffer.
    if (!part.getDefiningOp<tensor::ExtractSliceOp>())
      part = readAsBuffer(builder, loc, part);
}

Value WeightReader::getPanels() const {
  return encoding && layout == Layout::Panels && encoding.getTile() == width
             ? parts[0]
             : Value();
}

bool WeightReader::isInt4() const {
  return encoding && encoding.getFormat() == gate::WeightFormat::Int4;
}

bool WeightReader::isInt8() const {
  return encoding && encoding.getFormat() == gate::WeightFormat::Int8;
}

int64_t WeightReader::getGroupSize() const {
  return encoding ? encoding.getGroupSize() : 0;
}

int64_t WeightReader::getInterleave() const {
  return encoding ? encoding.getInterleave() : packed;
}

SmallVector<Value> cpu::transposeRows(OpBuilder &builder, Location loc,
                                      SmallVector<Value> rows) {
  // Each step interleaves the first half of the rows with the second.
  int64_t size = rows.size();
  SmallVector<int64_t> low, high;
  for (int64_t i = 0; i < size / 2; ++i) {
    low.append({i, size + i});
    high.append({size / 2 + i, size + size / 2 + i});
  }
  for (int64_t step = 1; step < size; step *= 2) {
    SmallVector<Value> next;
    for (int64_t i = 0; i < size / 2; ++i)
      for (ArrayRef<int64_t> mask : {ArrayRef(low), ArrayRef(high)})
        next.push_back(vector::ShuffleOp::create(builder, loc, rows[i],
                                                 rows[size / 2 + i], mask));
    rows = next;
  }
  return rows;
}

SmallVector<Value> WeightReader::readPanel(OpBuilder &builder, Location loc,
                                           Value k, int64_t count,
                                           int64_t interleave,
                                           int64_t missing) const {
  Type element = getElementTypeOrSelf(parts[0].getType());
  SmallVector<Value> blocks;
  if (layout == Layout::ColumnMajor && count == width) {
    Type word = element;
    if (interleave > 1)
      word =
          builder.getIntegerType(interleave * element.getIntOrFloatBitWidth());
    Value neurons = loadNeurons(builder, loc, parts[0], k, interleave * count);
    if (interleave > 1)
      neurons = vector::BitCastOp::create(
          builder, loc, VectorType::get({width, count}, word), neurons);
    for (int64_t i = 0; i < width; ++i)
      blocks.push_back(vector::ExtractOp::create(builder, loc, neurons, i));
    blocks = transposeRows(builder, loc, blocks);
    if (interleave > 1)
      for (Value &block : blocks)
        block = vector::BitCastOp::create(
            builder, loc, VectorType::get({interleave * width}, element),
            block);
  } else {
    SmallVector<Value> values =
        loadValues(builder, loc, k, interleave * count - missing);
    values.resize(interleave * count);
    for (Value &value : values)
      if (!value)
        value = gate::createFloatConstant(builder, loc, values[0].getType(), 0);
    for (int64_t i = 0; i < interleave * count; i += interleave)
      blocks.push_back(interleave == 1
                           ? values[i]
                           : Value(vector::InterleaveOp::create(
                                 builder, loc, values[i], values[i + 1])));
  }
  if (interleave == 1)
    for (Value &block : blocks)
      block = gate::convertFloat(builder, loc, block, accumulator);
  return blocks;
}

std::pair<int64_t, std::function<void(Value)>>
WeightReader::getLines(OpBuilder &builder, Location loc, Value position,
                       Value k, int64_t count) const {
  Value part = parts[0];
  auto type = cast<ShapedType>(part.getType());
  bool inRows = layout == Layout::RowMajor;
  int64_t perLine = kCacheLine * 8 / type.getElementTypeBitWidth(),
          rows = inRows ? count : width,
          perRow = llvm::divideCeilSigned(inRows ? width : count, perLine);
  Value row = inRows ? k : position, column = inRows ? position : k;
  return {rows * perRow, [=, &builder](Value line) {
            AffineExpr d0, d1;
            bindDims(builder.getContext(), d0, d1);
            auto affine = [&](AffineExpr expr, Value base) {
              SmallVector<OpFoldResult> operands =
                  getAsOpFoldResult({base, line});
              return getValueOrCreateConstantIndexOp(
                  builder, loc,
                  affine::makeComposedFoldedAffineApply(
                      builder, loc, AffineMap::get(2, 0, expr), operands));
            };
            memref::PrefetchOp::create(
                builder, loc, part,
                ValueRange{affine(d0 + d1.floorDiv(perRow), row),
                           affine(d0 + d1 % perRow * perLine, column)},
                /*isWrite=*/false, /*localityHint=*/2, /*isDataCache=*/true);
          }};
}

WeightReader WeightReader::getPacked(OpBuilder &builder, Location loc,
                                     Value buffer, int64_t number, Value first,
                                     int64_t interleave) const {
  WeightReader reader = *this;
  reader.layout = Layout::Panels;
  reader.parts = {buffer};
  reader.packed = interleave;
  reader.firstBlock = first;
  reader.position = arith::ConstantIndexOp::create(builder, loc, number);
  reader.column = arith::ConstantIndexOp::create(builder, loc, 0);
  return reader;
}

void WeightReader::setPanel(OpBuilder &builder, Location loc, Value panel,
                            Value neuron) {
  Value base = neuron;
  if (layout == Layout::Panels) {
    base = panel;
    column = arith::ConstantIndexOp::create(builder, loc, 0);
    // Panels wider than what is read at a time hold several of it.
    if (int64_t tile = encoding.getTile(); tile != width) {
      Value size = arith::ConstantIndexOp::create(builder, loc, tile);
      base = arith::DivUIOp::create(builder, loc, neuron, size);
      column = arith::RemUIOp::create(builder, loc, neuron, size);
    }
  }
  Value shift = arith::ConstantIndexOp::create(builder, loc, offset);
  position = arith::AddIOp::create(builder, loc, base, shift);
}

Value WeightReader::loadNeurons(OpBuilder &builder, Location loc, Value part,
                                ValueRange middle, int64_t count) const {
  auto type = cast<ShapedType>(part.getType());
  Type element = type.getElementType();
  SmallVector<Value> indices = {position};
  llvm::append_range(indices, middle);
  int64_t rank = type.getRank();
  auto blockType = VectorType::get({width, count}, element);
  AffineMap map = AffineMap::get(
      rank, 0,
      {builder.getAffineDimExpr(0), builder.getAffineDimExpr(rank - 1)},
      builder.getContext());
  if (rank == 1) {
    blockType = VectorType::get({width}, element);
    map = builder.getMultiDimIdentityMap(1);
  }
  SmallVector<bool> inBounds(blockType.getRank(), true);
  inBounds[0] = outputs % width == 0;
  Value padding =
      arith::ConstantOp::create(builder, loc, builder.getZeroAttr(element));
  return vector::TransferReadOp::create(builder, loc, blockType, part, indices,
                                        padding, map, inBounds);
}

SmallVector<Value> WeightReader::load(OpBuilder &builder, Location loc,
                                      Value part, ValueRange middle,
                                      int64_t count) const {
  auto type = cast<ShapedType>(part.getType());
  SmallVector<Value> vectors;
  if (layout == Layout::ColumnMajor) {
    // Transposed in registers.
    Value block = loadNeurons(builder, loc, part, middle, count);
    if (type.getRank() == 1)
      return {block};
    block = vector::TransposeOp::create(builder, loc, block,
                                        ArrayRef<int64_t>{1, 0});
    for (int64_t i = 0; i < count; ++i)
      vectors.push_back(vector::ExtractOp::create(builder, loc, block, i));
    return vectors;
  }
  Type element = type.getElementType();
  Value padding =
      arith::ConstantOp::create(builder, loc, builder.getZeroAttr(element));
  // Only panels are padded: elsewhere the last vector ends with the weight.
  bool whole = layout == Layout::Panels || outputs % width == 0;
  int64_t interleave = part == parts[0] ? getInterleave() : 1;
  auto vectorType = VectorType::get({width * interleave}, element);
  Value first = column;
  if (interleave > 1)
    first = arith::MulIOp::create(
        builder, loc, column,
        arith::ConstantIndexOp::create(builder, loc, interleave));
  for (int64_t i = 0; i < count; ++i) {
    SmallVector<Value> indices;
    if (layout == Layout::Panels)
      indices.push_back(position);
    llvm::append_range(indices, middle);
    if (firstBlock)
      indices.back() =
          arith::SubIOp::create(builder, loc, indices.back(), firstBlock);
    if (i) {
      Value step = arith::ConstantIndexOp::create(builder, loc, i);
      indices.back() =
          arith::AddIOp::create(builder, loc, indices.back(), step);
    }
    indices.push_back(layout == Layout::Panels ? first : position);
    vectors.push_back(vector::TransferReadOp::create(
        builder, loc, vectorType, part, indices, padding,
        AffineMap::getMinorIdentityMap(type.getRank(), 1, builder.getContext()),
        ArrayRef<bool>{whole}));
  }
  return vectors;
}

SmallVector<Value> WeightReader::loadValues(OpBuilder &builder, Location loc,
                                            ValueRange middle,
                                            int64_t count) const {
  int64_t interleave = getInterleave();
  if (interleave == 1)
    return load(builder, loc, parts[0], middle, count);
  SmallVector<Value> indices(middle), vectors;
  indices.back() = arith::DivUIOp::create(
      builder, loc, indices.back(),
      arith::ConstantIndexOp::create(builder, loc, interleave));
  // What lies together is a word, of which the first input is the low end.
  for (Value block : load(builder, loc, parts[0], indices,
                          llvm::divideCeilSigned(count, interleave))) {
    Type element = getElementTypeOrSelf(block.getType());
    int64_t bits = element.getIntOrFloatBitWidth();
    auto wordType =
        VectorType::get({width}, builder.getIntegerType(bits * interleave));
    auto narrowType = VectorType::get({width}, builder.getIntegerType(bits));
    Value words = vector::BitCastOp::create(builder, loc, wordType, block);
    for (int64_t i = 0; i < interleave && int64_t(vectors.size()) < count;
         ++i) {
      Value shift = arith::ConstantOp::create(
          builder, loc,
          DenseElementsAttr::get(
              wordType,
              builder.getIntegerAttr(wordType.getElementType(), i * bits)));
      Value narrow = arith::TruncIOp::create(
          builder, loc, narrowType,
          arith::ShRUIOp::create(builder, loc, words, shift));
      vectors.push_back(vector::BitCastOp::create(
          builder, loc, VectorType::get({width}, element), narrow));
    }
  }
  return vectors;
}

SmallVector<Value> WeightReader::read(OpBuilder &builder, Location loc, Value k,
                                      int64_t count) const {
  auto type = VectorType::get({width}, accumulator);
  return llvm::map_to_vector(
      loadValues(builder, loc, k, count), [&](Value vector) -> Value {
        if (isInt8())
          return arith::SIToFPOp::create(builder, loc, type, vector);
        return gate::convertFloat(builder, loc, vector, accumulator);
      });
}

std::pair<Value, Value> WeightReader::readScale(OpBuilder &builder,
                                                Location loc, Value g) const {
  auto get = [&](Value part) {
    SmallVector<Value> middle;
    if (getGroupSize())
      middle.push_back(g);
    return gate::convertFloat(
        builder, loc, load(builder, loc, part, middle, 1).front(), accumulator);
  };
  return {get(parts[1]), parts.size() > 2 ? get(parts[2]) : Value()};
}

std::pair<SmallVector<Value>, SmallVector<Value>>
WeightReader::readHalves(OpBuilder &builder, Location loc, Value g, Value j,
                         int64_t count, std::pair<Value, Value> scale) const {
  auto type = VectorType::get({width}, accumulator);
  auto byteType = VectorType::get({width}, builder.getI8Type());
  auto constant = [&](int64_t value) -> Value {
    return arith::ConstantOp::create(
        builder, loc,
        DenseElementsAttr::get(byteType, builder.getI8IntegerAttr(value)));
  };
  auto decode = [&](Value q) -> Value {
    Value number = arith::UIToFPOp::create(builder, loc, type, q);
    auto contract = arith::FastMathFlags::contract;
    if (scale.second)
      return arith::AddFOp::create(
          builder, loc,
          arith::MulFOp::create(builder, loc, number, scale.first, contract),
          scale.second, contract);
    number = arith::SubFOp::create(
        builder, loc, number, gate::createFloatConstant(builder, loc, type, 8));
    return arith::MulFOp::create(builder, loc, number, scale.first);
  };
  std::pair<SmallVector<Value>, SmallVector<Value>> halves;
  for (Value bytes : loadValues(builder, loc, {g, j}, count)) {
    Value low = arith::AndIOp::create(builder, loc, bytes, constant(15));
    Value high = arith::ShRUIOp::create(builder, loc, bytes, constant(4));
    halves.first.push_back(decode(low));
    halves.second.push_back(decode(high));
  }
  return halves;
}
