//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// gate.encode, gate.decode, gate.assemble, gate.storage.
//
//===----------------------------------------------------------------------===//

#include "penstock/Dialect/Gate/IR/Functions.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;
using namespace penstock::gate;

//===----------------------------------------------------------------------===//
// Verification and folding
//===----------------------------------------------------------------------===//

/// Checks a type that may have been read or built without a check.
static LogicalResult verifyEncoded(Operation *op, RankedTensorType type) {
  return getWeightEncoding(type).verifyEncoding(
      type.getShape(), type.getElementType(),
      [&] { return op->emitOpError(); });
}

/// A plain and an encoded tensor of the same logical shape.
static LogicalResult verifyPair(Operation *op, RankedTensorType plain,
                                RankedTensorType encoded, StringRef plainName,
                                StringRef encodedName) {
  if (plain.getEncoding())
    return op->emitOpError("expected the ")
           << plainName << " to have no encoding, found "
           << plain.getEncoding();
  if (!getWeightEncoding(encoded))
    return op->emitOpError("expected the ")
           << encodedName << " to have a #gate.weight encoding, found "
           << encoded;
  if (plain != dropEncoding(encoded))
    return op->emitOpError("expected the ")
           << encodedName << " to have the shape and element type of the "
           << plainName << ", " << plain << ", found " << dropEncoding(encoded);
  return verifyEncoded(op, encoded);
}

LogicalResult EncodeOp::verify() {
  return verifyPair(*this, getSource().getType(), getType(), "source",
                    "result");
}

LogicalResult DecodeOp::verify() {
  return verifyPair(*this, getType(), getSource().getType(), "result",
                    "source");
}

OpFoldResult EncodeOp::fold(FoldAdaptor) {
  // What was stored is what is stored again.
  if (auto decode = getSource().getDefiningOp<DecodeOp>())
    if (decode.getSource().getType() == getType())
      return decode.getSource();
  return {};
}

OpFoldResult DecodeOp::fold(FoldAdaptor) {
  auto encode = getSource().getDefiningOp<EncodeOp>();
  if (!encode)
    return {};
  WeightEncodingAttr encoding = getWeightEncoding(encode.getType());
  Type element = getType().getElementType(), stored = encoding.getStorageType();
  bool lossless =
      !encoding.isQuantized() && (stored == element || stored.isF64() ||
                                  (stored.isF32() && !element.isF64()));
  return lossless ? OpFoldResult(encode.getSource()) : OpFoldResult();
}

/// (C1) of assemble and storage.
static LogicalResult verifyParts(Operation *op, RankedTensorType type,
                                 TypeRange parts) {
  WeightEncodingAttr encoding = getWeightEncoding(type);
  if (!encoding)
    return op->emitOpError("expected a weight with a #gate.weight encoding, "
                           "found ")
           << type;
  if (failed(verifyEncoded(op, type)))
    return failure();
  SmallVector<RankedTensorType> expected = encoding.getStorageTypes(type);
  if (parts.size() != expected.size())
    return op->emitOpError("expected ")
           << expected.size() << " storage parts, found " << parts.size();
  for (auto [i, part] : llvm::enumerate(parts))
    if (part != expected[i])
      return op->emitOpError("expected storage part #")
             << i << " to be " << expected[i] << ", found " << part;
  return success();
}

LogicalResult AssembleOp::verify() {
  return verifyParts(*this, getType(), getParts().getTypes());
}

LogicalResult StorageOp::verify() {
  return verifyParts(*this, getSource().getType(), getParts().getTypes());
}

OpFoldResult AssembleOp::fold(FoldAdaptor) {
  auto storage = getParts().front().getDefiningOp<StorageOp>();
  if (storage && ValueRange(storage.getParts()) == ValueRange(getParts()) &&
      storage.getSource().getType() == getType())
    return storage.getSource();
  return {};
}

LogicalResult StorageOp::fold(FoldAdaptor,
                              SmallVectorImpl<OpFoldResult> &results) {
  auto assemble = getSource().getDefiningOp<AssembleOp>();
  if (!assemble)
    return failure();
  llvm::append_range(results, assemble.getParts());
  return success();
}

//===----------------------------------------------------------------------===//
// Meaning
//===----------------------------------------------------------------------===//

namespace {
/// Builds the linalg that takes a weight to its storage and back, through the
/// form `[outer][K][inner]` that every layout is a case of.
class Layout {
public:
  Layout(OpBuilder &builder, Location loc, RankedTensorType encoded)
      : b(builder), loc(loc), type(encoded),
        encoding(getWeightEncoding(encoded)) {
    inputs = encoding.getInputs(type);
    branches = encoding.getBranches();
    outputs = encoding.getOutputs(type) / branches;
    if (encoding.getLayout() == WeightLayout::Panels) {
      inner = encoding.getTile();
      outer = llvm::divideCeil(outputs, inner);
    } else {
      inner = encoding.neuronsAreOutputs() ? 1 : outputs;
      outer = encoding.neuronsAreOutputs() ? outputs : 1;
    }
  }

  /// The compute type of scales and quantized numbers.
  FloatType getType() const {
    return encoding.isQuantized() ? FloatType(b.getF32Type())
                                  : getComputeType(type.getElementType());
  }

  /// `[branches*outer][K][inner]` of the weight `value`, padded with zeros.
  Value toPanels(Value value) {
    if (encoding.getOrder() == WeightOrder::OutIn)
      value = transpose(value, {1, 0});
    Type element = type.getElementType();
    if (branches > 1 && encoding.getInterleaved()) {
      value = reshape(value, {inputs, outputs, branches});
      value = transpose(value, {0, 2, 1});
    } else {
      value = reshape(value, {inputs, branches, outputs});
    }
    int64_t padded = outer * inner;
    if (padded != outputs) {
      Value zero = createFloatConstant(b, loc, element, 0.0);
      auto paddedType =
          RankedTensorType::get({inputs, branches, padded}, element);
      SmallVector<OpFoldResult> low(3, b.getIndexAttr(0)), high(low);
      high[2] = b.getIndexAttr(padded - outputs);
      value = tensor::PadOp::create(b, loc, paddedType, value, low, high, zero);
    }
    value = reshape(value, {inputs, branches * outer, inner});
    return transpose(value, {1, 0, 2});
  }

  /// The weight that `toPanels` started from.
  Value fromPanels(Value value) {
    value = transpose(value, {1, 0, 2});
    value = reshape(value, {inputs, branches, outer * inner});
    if (outer * inner != outputs) {
      SmallVector<OpFoldResult> offsets(3, b.getIndexAttr(0)),
          strides(3, b.getIndexAttr(1)),
          sizes = {b.getIndexAttr(inputs), b.getIndexAttr(branches),
                   b.getIndexAttr(outputs)};
      value = tensor::ExtractSliceOp::create(b, loc, value, offsets, sizes,
                                             strides);
    }
    if (branches > 1 && encoding.getInterleaved())
      value = transpose(value, {0, 2, 1});
    value = reshape(value, {inputs, branches * outputs});
    if (encoding.getOrder() == WeightOrder::OutIn)
      value = transpose(value, {1, 0});
    return value;
  }

  /// Elementwise op; an operand lacks the dimensions that its entry of
  /// `absent` names.
  Value map(ArrayRef<int64_t> shape, Type element, ValueRange operands,
            ArrayRef<SmallVector<int64_t>> absent,
            function_ref<Value(OpBuilder &, Location, ValueRange)> body) {
    Value init = tensor::EmptyOp::create(b, loc, shape, element);
    return generic(shape, init, {}, operands, absent, body);
  }

  /// Reduction of dimension `dim`.
  Value reduce(Value value, int64_t dim, double start,
               function_ref<Value(OpBuilder &, Location, ValueRange)> body) {
    auto source = cast<RankedTensorType>(value.getType());
    SmallVector<int64_t> shape(source.getShape());
    shape.erase(shape.begin() + dim);
    Value init = tensor::EmptyOp::create(b, loc, shape, getType());
    Value neutral = createFloatConstant(b, loc, getType(), start);
    init = linalg::FillOp::create(b, loc, neutral, init).getResult(0);
    return generic(source.getShape(), init, {dim}, value, {{}}, body);
  }

  /// The value in another shape of the same elements.
  Value reshape(Value value, ArrayRef<int64_t> shape) {
    auto from = cast<RankedTensorType>(value.getType());
    auto to = RankedTensorType::get(shape, from.getElementType());
    if (from == to)
      return value;
    auto flat =
        RankedTensorType::get({from.getNumElements()}, from.getElementType());
    auto all = [](RankedTensorType t) {
      return SmallVector<ReassociationIndices>{
          llvm::to_vector(llvm::seq<int64_t>(t.getRank()))};
    };
    // Direct where one side merges the other, else through rank 1.
    if (auto groups = getReassociationIndicesForReshape(from, to))
      return from.getRank() > to.getRank()
                 ? Value(tensor::CollapseShapeOp::create(b, loc, to, value,
                                                         *groups))
                 : Value(tensor::ExpandShapeOp::create(b, loc, to, value,
                                                       *groups));
    value = tensor::CollapseShapeOp::create(b, loc, flat, value, all(from));
    return tensor::ExpandShapeOp::create(b, loc, to, value, all(to));
  }

  Value transpose(Value value, ArrayRef<int64_t> permutation) {
    auto from = cast<RankedTensorType>(value.getType());
    SmallVector<int64_t> shape;
    for (int64_t dim : permutation)
      shape.push_back(from.getDimSize(dim));
    Value init = tensor::EmptyOp::create(b, loc, shape, from.getElementType());
    return linalg::TransposeOp::create(b, loc, value, init, permutation)
        ->getResult(0);
  }

  OpBuilder &b;
  Location loc;
  RankedTensorType type;
  WeightEncodingAttr encoding;
  int64_t inputs, outputs, branches, outer, inner;

private:
  Value generic(ArrayRef<int64_t> shape, Value init, ArrayRef<int64_t> reduced,
                ValueRange operands, ArrayRef<SmallVector<int64_t>> absent,
                function_ref<Value(OpBuilder &, Location, ValueRange)> body) {
    int64_t rank = shape.size();
    auto getMap = [&](ArrayRef<int64_t> without) {
      SmallVector<AffineExpr> exprs;
      for (int64_t dim = 0; dim < rank; ++dim)
        if (!llvm::is_contained(without, dim))
          exprs.push_back(b.getAffineDimExpr(dim));
      return AffineMap::get(rank, 0, exprs, b.getContext());
    };
    SmallVector<AffineMap> maps;
    for (ArrayRef<int64_t> without : absent)
      maps.push_back(getMap(without));
    maps.push_back(getMap(reduced));
    SmallVector<utils::IteratorType> iterators(rank,
                                               utils::IteratorType::parallel);
    for (int64_t dim : reduced)
      iterators[dim] = utils::IteratorType::reduction;
    return linalg::GenericOp::create(
               b, loc, init.getType(), operands, init, maps, iterators,
               [&](OpBuilder &nested, Location nestedLoc, ValueRange args) {
                 linalg::YieldOp::create(nested, nestedLoc,
                                         body(nested, nestedLoc, args));
               })
        .getResult(0);
  }
};
} // namespace

/// `number / scale`, or 0 where the scale is 0.
static Value divideByScale(OpBuilder &b, Location loc, Value number,
                           Value scale) {
  Value zero = createFloatConstant(b, loc, scale.getType(), 0.0);
  Value isZero =
      arith::CmpFOp::create(b, loc, arith::CmpFPredicate::OEQ, scale, zero);
  Value quotient = arith::DivFOp::create(b, loc, number, scale);
  return arith::SelectOp::create(b, loc, isZero, zero, quotient);
}

/// `value` rounded to nearest even and clamped to [low, high], as i32.
static Value roundAndClamp(OpBuilder &b, Location loc, Value value, double low,
                           double high) {
  Type type = value.getType();
  value = math::RoundEvenOp::create(b, loc, value);
  value = arith::MaximumFOp::create(b, loc, value,
                                    createFloatConstant(b, loc, type, low));
  value = arith::MinimumFOp::create(b, loc, value,
                                    createFloatConstant(b, loc, type, high));
  return arith::FPToSIOp::create(b, loc, b.getI32Type(), value);
}

FailureOr<SmallVector<Value>> EncodeOp::decomposeOperation(OpBuilder &builder) {
  Location loc = getLoc();
  Layout layout(builder, loc, getType());
  WeightEncodingAttr encoding = layout.encoding;
  SmallVector<RankedTensorType> types = encoding.getStorageTypes(getType());
  FloatType compute = layout.getType();
  int64_t outer = layout.branches * layout.outer, inner = layout.inner,
          inputs = layout.inputs;
  Value panels = layout.toPanels(getSource());
  SmallVector<Value> parts;

  auto widen = [&](OpBuilder &b, Location l, Value v) {
    return convertFloat(b, l, v, compute);
  };
  auto absMax = [&](OpBuilder &b, Location l, ValueRange args) -> Value {
    return arith::MaximumFOp::create(
        b, l, math::AbsFOp::create(b, l, widen(b, l, args[0])), args[1]);
  };
  double infinity = std::numeric_limits<double>::infinity();
  switch (encoding.getFormat()) {
  case WeightFormat::Int8: {
    Value max = layout.reduce(panels, 1, 0.0, absMax);
    Value scale = layout.map(
        {outer, inner}, compute, max, {{}},
        [&](OpBuilder &b, Location l, ValueRange args) -> Value {
          return arith::DivFOp::create(b, l, args[0],
                                       createFloatConstant(b, l, compute, 127));
        });
    parts = {layout.map(
                 {outer, inputs, inner}, types[0].getElementType(),
                 {panels, scale}, {{}, {1}},
                 [&](OpBuilder &b, Location l, ValueRange args) -> Value {
                   Value q = divideByScale(b, l, widen(b, l, args[0]), args[1]);
                   return arith::TruncIOp::create(
                       b, l, b.getI8Type(), roundAndClamp(b, l, q, -127, 127));
                 }),
             scale};
    break;
  }
  case WeightFormat::Int4: {
    int64_t size = encoding.getGroupSize(), groups = inputs / size;
    auto scaleType = cast<FloatType>(encoding.getScaleType());
    panels = layout.reshape(panels, {outer, groups, size, inner});
    Value scale, min;
    if (encoding.getAsymmetric()) {
      Value low = layout.reduce(
          panels, 2, infinity,
          [&](OpBuilder &b, Location l, ValueRange args) -> Value {
            return arith::MinimumFOp::create(b, l, widen(b, l, args[0]),
                                             args[1]);
          });
      Value high = layout.reduce(
          panels, 2, -infinity,
          [&](OpBuilder &b, Location l, ValueRange args) -> Value {
            return arith::MaximumFOp::create(b, l, widen(b, l, args[0]),
                                             args[1]);
          });
      scale =
          layout.map({outer, groups, inner}, scaleType, {low, high}, {{}, {}},
                     [&](OpBuilder &b, Location l, ValueRange args) -> Value {
                       Value range =
                           arith::SubFOp::create(b, l, args[1], args[0]);
                       Value fifteenth = arith::DivFOp::create(
                           b, l, range, createFloatConstant(b, l, compute, 15));
                       return convertFloat(b, l, fifteenth, scaleType);
                     });
      min = layout.map({outer, groups, inner}, scaleType, low, {{}},
                       [&](OpBuilder &b, Location l, ValueRange args) {
                         return convertFloat(b, l, args[0], scaleType);
                       });
    } else {
      Value max = layout.reduce(panels, 2, 0.0, absMax);
      scale = layout.map({outer, groups, inner}, scaleType, max, {{}},
                         [&](OpBuilder &b, Location l, ValueRange args) {
                           Value seventh = arith::DivFOp::create(
                               b, l, args[0],
                               createFloatConstant(b, l, compute, 7));
                           return convertFloat(b, l, seventh, scaleType);
                         });
    }
    SmallVector<Value> operands = {panels, scale};
    if (min)
      operands.push_back(min);
    SmallVector<SmallVector<int64_t>> absent = {{}, {2}, {2}};
    absent.resize(operands.size());
    Value q = layout.map(
        {outer, groups, size, inner}, builder.getI8Type(), operands, absent,
        [&](OpBuilder &b, Location l, ValueRange args) -> Value {
          Value number = widen(b, l, args[0]);
          if (min)
            number = arith::SubFOp::create(b, l, number, widen(b, l, args[2]));
          number = divideByScale(b, l, number, widen(b, l, args[1]));
          if (!min)
            number = arith::AddFOp::create(
                b, l, math::RoundEvenOp::create(b, l, number),
                createFloatConstant(b, l, compute, 8));
          return arith::TruncIOp::create(b, l, b.getI8Type(),
                                         roundAndClamp(b, l, number, 0, 15));
        });
    // Rows j and G/2 + j of a group share a byte.
    q = layout.reshape(q, {outer, groups, 2, size / 2, inner});
    auto half = [&](int64_t h) {
      SmallVector<OpFoldResult> offsets(5, builder.getIndexAttr(0)),
          strides(5, builder.getIndexAttr(1)), sizes;
      offsets[2] = builder.getIndexAttr(h);
      for (int64_t n : {outer, groups, int64_t(1), size / 2, inner})
        sizes.push_back(builder.getIndexAttr(n));
      auto type = RankedTensorType::get({outer, groups, size / 2, inner},
                                        builder.getI8Type());
      return tensor::ExtractSliceOp::create(builder, loc, type, q, offsets,
                                            sizes, strides);
    };
    Value bytes = layout.map(
        {outer, groups, size / 2, inner}, builder.getI8Type(),
        ValueRange{half(0), half(1)}, {{}, {}},
        [&](OpBuilder &b, Location l, ValueRange args) -> Value {
          Value four = arith::ConstantIntOp::create(b, l, b.getI8Type(), 4);
          return arith::OrIOp::create(
              b, l, args[0], arith::ShLIOp::create(b, l, args[1], four));
        });
    parts = {bytes, scale};
    if (min)
      parts.push_back(min);
    break;
  }
  default: {
    auto element = cast<FloatType>(types[0].getElementType());
    parts = {layout.map({outer, inputs, inner}, element, panels, {{}},
                        [&](OpBuilder &b, Location l, ValueRange args) {
                          return convertFloat(b, l, args[0], element);
                        })};
  }
  }
  for (auto [part, type] : llvm::zip_equal(parts, types))
    part = layout.reshape(part, type.getShape());
  Value result = AssembleOp::create(builder, loc, getType(), parts);
  return SmallVector<Value>{result};
}

FailureOr<SmallVector<Value>> DecodeOp::decomposeOperation(OpBuilder &builder) {
  Location loc = getLoc();
  Layout layout(builder, loc, getSource().getType());
  WeightEncodingAttr encoding = layout.encoding;
  FloatType compute = layout.getType();
  auto element = cast<FloatType>(getType().getElementType());
  int64_t outer = layout.branches * layout.outer, inner = layout.inner,
          inputs = layout.inputs;
  SmallVector<Type> types =
      llvm::to_vector_of<Type>(encoding.getStorageTypes(getSource().getType()));
  auto storage = StorageOp::create(builder, loc, types, getSource());
  SmallVector<Value> parts(storage.getParts());

  Value panels;
  switch (encoding.getFormat()) {
  case WeightFormat::Int8:
    panels = layout.map(
        {outer, inputs, inner}, element,
        {layout.reshape(parts[0], {outer, inputs, inner}),
         layout.reshape(parts[1], {outer, inner})},
        {{}, {1}}, [&](OpBuilder &b, Location l, ValueRange args) -> Value {
          Value q = arith::SIToFPOp::create(b, l, compute, args[0]);
          return convertFloat(b, l, arith::MulFOp::create(b, l, q, args[1]),
                              element);
        });
    break;
  case WeightFormat::Int4: {
    int64_t size = encoding.getGroupSize(), groups = inputs / size;
    parts[0] = layout.reshape(parts[0], {outer, groups, size / 2, inner});
    for (Value &part : llvm::drop_begin(parts))
      part = layout.reshape(part, {outer, groups, inner});
    SmallVector<SmallVector<int64_t>> absent = {{2}, {2, 3}, {2, 3}};
    absent.resize(parts.size());
    panels = layout.map(
        {outer, groups, 2, size / 2, inner}, element, parts, absent,
        [&](OpBuilder &b, Location l, ValueRange args) -> Value {
          Value half = linalg::IndexOp::create(b, l, 2);
          half = arith::IndexCastOp::create(b, l, b.getI8Type(), half);
          Value two = arith::ConstantIntOp::create(b, l, b.getI8Type(), 2);
          Value mask = arith::ConstantIntOp::create(b, l, b.getI8Type(), 15);
          Value q = arith::ShRUIOp::create(
              b, l, args[0], arith::ShLIOp::create(b, l, half, two));
          q = arith::AndIOp::create(b, l, q, mask);
          Value number = arith::UIToFPOp::create(b, l, compute, q);
          if (!encoding.getAsymmetric())
            number = arith::SubFOp::create(
                b, l, number, createFloatConstant(b, l, compute, 8));
          number = arith::MulFOp::create(b, l, number,
                                         convertFloat(b, l, args[1], compute));
          if (encoding.getAsymmetric())
            number = arith::AddFOp::create(
                b, l, number, convertFloat(b, l, args[2], compute));
          return convertFloat(b, l, number, element);
        });
    break;
  }
  default:
    panels = layout.map({outer, inputs, inner}, element,
                        layout.reshape(parts[0], {outer, inputs, inner}), {{}},
                        [&](OpBuilder &b, Location l, ValueRange args) {
                          return convertFloat(b, l, args[0], element);
                        });
  }
  panels = layout.reshape(panels, {outer, inputs, inner});
  return SmallVector<Value>{layout.fromPanels(panels)};
}
