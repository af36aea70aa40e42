//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "NeuronReader.h"
#include "penstock/Dialect/Gate/IR/Functions.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;
using namespace penstock;
using namespace penstock::cpu;

static Value index(OpBuilder &builder, Location loc, int64_t value) {
  return arith::ConstantIndexOp::create(builder, loc, value);
}

NeuronReader::NeuronReader(OpBuilder &builder, Location loc, Value weight,
                           bool neuronsAreOutputs, int64_t lanes,
                           FloatType accumulator)
    : encoding(gate::getWeightEncoding(weight.getType())),
      neuronsAreOutputs(neuronsAreOutputs), lanes(lanes),
      accumulator(accumulator) {
  if (encoding) {
    auto storage = gate::StorageOp::create(
        builder, loc,
        llvm::to_vector_of<Type>(
            encoding.getStorageTypes(cast<RankedTensorType>(weight.getType()))),
        weight);
    parts.assign(storage.getParts().begin(), storage.getParts().end());
  } else {
    parts = {weight};
  }
  auto type = cast<RankedTensorType>(parts[0].getType());
  inPairs = type.getElementType().isBF16() && accumulator.isF32();
  stored = type.getNumElements() / type.getDimSize(0);
  if (!neuronsAreOutputs)
    stored = type.getShape().back();
  // Tensors have no addresses to prefetch.
  auto layout = StridedLayoutAttr::get(
      builder.getContext(), ShapedType::kDynamic,
      SmallVector<int64_t>(type.getRank(), ShapedType::kDynamic));
  buffer = bufferization::ToBufferOp::create(
      builder, loc,
      MemRefType::get(type.getShape(), type.getElementType(), layout), parts[0],
      /*readOnly=*/true);
}

int64_t NeuronReader::getWidth() const {
  return getElementTypeOrSelf(parts[0].getType()).getIntOrFloatBitWidth();
}

NeuronReader::Row NeuronReader::getRow(OpBuilder &builder, Location loc,
                                       Value neuron) const {
  Row row{{neuron}, neuron, {}, {}};
  int64_t size = encoding ? encoding.getGroupSize() : 0;
  if (!size || neuronsAreOutputs)
    return row;
  row.group =
      arith::DivUIOp::create(builder, loc, neuron, index(builder, loc, size));
  if (!isInt4())
    return row;
  // Byte j of a group holds its neurons j and size/2 + j.
  Value half = index(builder, loc, size / 2);
  Value byte = arith::RemUIOp::create(builder, loc, neuron, half);
  row.indices = {row.group, byte};
  Value inGroup =
      arith::RemUIOp::create(builder, loc, neuron, index(builder, loc, size));
  Value isHigh = arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::uge,
                                       inGroup, half);
  Type i8 = builder.getI8Type();
  Value shift = arith::SelectOp::create(
      builder, loc, isHigh, arith::ConstantIntOp::create(builder, loc, i8, 4),
      arith::ConstantIntOp::create(builder, loc, i8, 0));
  row.shift = vector::BroadcastOp::create(builder, loc,
                                          VectorType::get({lanes}, i8), shift);
  return row;
}

SmallVector<Value> NeuronReader::getColumns(OpBuilder &builder, Location loc,
                                            Value step) const {
  if (!isInt4() || !neuronsAreOutputs)
    return {step};
  // step = g * G/2 + j stands for g * G + j and g * G + G/2 + j.
  int64_t half = encoding.getGroupSize() / 2;
  Value size = index(builder, loc, half);
  Value group = arith::DivUIOp::create(builder, loc, step, size);
  Value low = arith::AddIOp::create(
      builder, loc, step, arith::MulIOp::create(builder, loc, group, size));
  return {low, arith::AddIOp::create(builder, loc, low, size)};
}

Value NeuronReader::load(OpBuilder &builder, Location loc, Value part,
                         ValueRange indices, int64_t size, bool partial) const {
  Type element = getElementTypeOrSelf(part.getType());
  Value padding =
      arith::ConstantOp::create(builder, loc, builder.getZeroAttr(element));
  return vector::TransferReadOp::create(
      builder, loc, VectorType::get({size}, element), part, indices, padding,
      AffineMap::getMinorIdentityMap(indices.size(), 1, builder.getContext()),
      ArrayRef<bool>{!partial});
}

Value NeuronReader::loadGroup(OpBuilder &builder, Location loc, Value part,
                              const Row &row, Value step, bool partial) const {
  auto type = VectorType::get({lanes}, accumulator);
  if (!neuronsAreOutputs)
    return gate::convertFloat(
        builder, loc,
        load(builder, loc, part, {row.group, step}, lanes, partial),
        accumulator);
  int64_t values = encoding.getGroupSize() / (isInt4() ? 2 : 1);
  Value group =
      arith::DivUIOp::create(builder, loc, step, index(builder, loc, values));
  Value scalar = tensor::ExtractOp::create(builder, loc, part,
                                           ValueRange{row.neuron, group});
  return vector::BroadcastOp::create(
      builder, loc, type,
      gate::convertFloat(builder, loc, scalar, accumulator));
}

SmallVector<Value> NeuronReader::read(OpBuilder &builder, Location loc,
                                      const Row &row, Value step,
                                      bool partial) const {
  auto type = VectorType::get({lanes}, accumulator);
  SmallVector<Value> indices(row.indices);
  if (isInt4() && neuronsAreOutputs) {
    Value half = index(builder, loc, encoding.getGroupSize() / 2);
    indices.push_back(arith::DivUIOp::create(builder, loc, step, half));
    indices.push_back(arith::RemUIOp::create(builder, loc, step, half));
  } else {
    indices.push_back(step);
  }
  Value values = load(builder, loc, parts[0], indices, getUnit(), partial);
  if (inPairs) {
    auto [even, odd] = splitPairs(builder, loc, values, accumulator);
    return {even, odd};
  }
  if (!encoding || !encoding.isQuantized())
    return {gate::convertFloat(builder, loc, values, accumulator)};

  auto contract = arith::FastMathFlags::contract;
  Value scale, min;
  if (encoding.getGroupSize()) {
    scale = loadGroup(builder, loc, parts[1], row, step, partial);
    if (encoding.getAsymmetric())
      min = loadGroup(builder, loc, parts[2], row, step, partial);
  }
  auto scaled = [&](Value number) -> Value {
    if (scale)
      number = arith::MulFOp::create(builder, loc, number, scale, contract);
    if (min)
      number = arith::AddFOp::create(builder, loc, number, min, contract);
    return number;
  };
  if (!isInt4())
    return {scaled(arith::SIToFPOp::create(builder, loc, type, values))};

  auto constant = [&](int64_t value) -> Value {
    return arith::ConstantOp::create(
        builder, loc,
        DenseElementsAttr::get(cast<ShapedType>(values.getType()),
                               builder.getI8IntegerAttr(value)));
  };
  auto decode = [&](Value q) -> Value {
    Value number = arith::UIToFPOp::create(builder, loc, type, q);
    if (!min)
      number = arith::SubFOp::create(
          builder, loc, number,
          gate::createFloatConstant(builder, loc, type, 8));
    return scaled(number);
  };
  auto shifted = [&](Value by) -> Value {
    return arith::ShRUIOp::create(builder, loc, values, by);
  };
  auto low = [&](Value bytes) -> Value {
    return arith::AndIOp::create(builder, loc, bytes, constant(15));
  };
  if (!neuronsAreOutputs)
    return {decode(low(shifted(row.shift)))};
  return {decode(low(values)), decode(shifted(constant(4)))};
}

Value NeuronReader::readScale(OpBuilder &builder, Location loc, Value at,
                              bool partial) const {
  Value scale =
      neuronsAreOutputs
          ? tensor::ExtractOp::create(builder, loc, parts[1], at).getResult()
          : load(builder, loc, parts[1], at, lanes, partial);
  return gate::convertFloat(builder, loc, scale, accumulator);
}

void NeuronReader::prefetch(OpBuilder &builder, Location loc, const Row &row,
                            Value step) const {
  SmallVector<Value> indices(row.indices);
  // Behind the end of a group its neighbour follows.
  if (isInt4() && neuronsAreOutputs)
    indices.push_back(index(builder, loc, 0));
  indices.push_back(step);
  // Into the second level: rows that are read at once fill the first.
  memref::PrefetchOp::create(builder, loc, buffer, indices, /*isWrite=*/false,
                             /*localityHint=*/2, /*isDataCache=*/true);
}

std::pair<Value, Value> cpu::splitPairs(OpBuilder &builder, Location loc,
                                        Value vector, FloatType accumulator) {
  auto type = cast<VectorType>(vector.getType());
  if (!type.getElementType().isBF16() || !accumulator.isF32()) {
    auto halves = vector::DeinterleaveOp::create(
        builder, loc, gate::convertFloat(builder, loc, vector, accumulator));
    return {halves.getRes1(), halves.getRes2()};
  }
  // A bf16 is the high half of its f32.
  auto wordType =
      VectorType::get({type.getNumElements() / 2}, builder.getI32Type());
  Value words = vector::BitCastOp::create(builder, loc, wordType, vector);
  auto constant = [&](uint32_t value) -> Value {
    return arith::ConstantOp::create(
        builder, loc, DenseElementsAttr::get(wordType, APInt(32, value)));
  };
  auto asFloats = [&](Value bits) -> Value {
    return vector::BitCastOp::create(
        builder, loc, wordType.clone(builder.getF32Type()), bits);
  };
  return {asFloats(arith::ShLIOp::create(builder, loc, words, constant(16))),
          asFloats(arith::AndIOp::create(builder, loc, words,
                                         constant(0xffff0000)))};
}
