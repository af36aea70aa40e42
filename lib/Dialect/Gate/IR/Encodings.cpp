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
#include "penstock/Dialect/Gate/IR/Quantization.h"

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
    if (branches > 1 && encoding.getInterleaved()) {
      value = reshape(value, {inputs, outputs, branches});
      value = transpose(value, {0, 2, 1});
    } else {
      value = reshape(value, {inputs, branches, outputs});
    }
    value = pad(value, 2, outer * inner);
    value = reshape(value, {inputs, branches * outer, inner});
    return transpose(value, {1, 0, 2});
  }

  /// The weight that `toPanels` started from.
  Value fromPanels(Value value) {
    value = transpose(value, {1, 0, 2});
    value = reshape(value, {inputs, branches, outer * inner});
    value = slice(value, 2, 0, outputs);
    if (branches > 1 && encoding.getInterleaved())
      value = transpose(value, {0, 2, 1});
    value = reshape(value, {inputs, branches * outputs});
    if (encoding.getOrder() == WeightOrder::OutIn)
      value = transpose(value, {1, 0});
    return value;
  }

  /// Values `[…][depth][inner]` as they are stored, interleaved, and back.
  Value interleave(Value value, int64_t depth) {
    int64_t i = encoding.getInterleave();
    if (i == 1)
      return value;
    int64_t elements = cast<ShapedType>(value.getType()).getNumElements(),
            blocks = llvm::divideCeilSigned(depth, i),
            all = elements / depth / inner;
    value = pad(reshape(value, {all, depth, inner}), 1, blocks * i);
    value = reshape(value, {all, blocks, i, inner});
    return transpose(value, {0, 1, 3, 2});
  }
  Value deinterleave(Value value, int64_t depth) {
    int64_t i = encoding.getInterleave();
    if (i == 1)
      return value;
    int64_t elements = cast<ShapedType>(value.getType()).getNumElements(),
            blocks = llvm::divideCeilSigned(depth, i),
            all = elements / (blocks * i) / inner;
    value = reshape(value, {all, blocks, inner, i});
    value = transpose(value, {0, 1, 3, 2});
    value = reshape(value, {all, blocks * i, inner});
    return slice(value, 1, 0, depth);
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

  /// Zeros behind `value` up to `size` in dimension `dim`.
  Value pad(Value value, int64_t dim, int64_t size) {
    auto from = cast<RankedTensorType>(value.getType());
    if (from.getDimSize(dim) == size)
      return value;
    SmallVector<OpFoldResult> low(from.getRank(), b.getIndexAttr(0)), high(low);
    high[dim] = b.getIndexAttr(size - from.getDimSize(dim));
    SmallVector<int64_t> shape(from.getShape());
    shape[dim] = size;
    Value zero =
        arith::ConstantOp::create(b, loc, b.getZeroAttr(from.getElementType()));
    return tensor::PadOp::create(b, loc, from.clone(shape), value, low, high,
                                 zero);
  }

  /// `size` of `value` from `offset` on in dimension `dim`.
  Value slice(Value value, int64_t dim, int64_t offset, int64_t size) {
    auto from = cast<RankedTensorType>(value.getType());
    if (from.getDimSize(dim) == size)
      return value;
    SmallVector<OpFoldResult> offsets(from.getRank(), b.getIndexAttr(0)),
        strides(from.getRank(), b.getIndexAttr(1)),
        sizes = getAsIndexOpFoldResult(b.getContext(), from.getShape());
    offsets[dim] = b.getIndexAttr(offset);
    sizes[dim] = b.getIndexAttr(size);
    return tensor::ExtractSliceOp::create(b, loc, value, offsets, sizes,
                                          strides);
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

FailureOr<SmallVector<Value>> EncodeOp::decomposeOperation(OpBuilder &builder) {
  Location loc = getLoc();
  Layout layout(builder, loc, getType());
  WeightEncodingAttr encoding = layout.encoding;
  SmallVector<RankedTensorType> types = encoding.getStorageTypes(getType());
  int64_t outer = layout.branches * layout.outer, inner = layout.inner,
          inputs = layout.inputs, depth = inputs;
  Value values = layout.toPanels(getSource()), scale, min;
  if (encoding.isQuantized()) {
    FloatType compute = layout.getType();
    Type scaleType = encoding.getScaleType(), byte = builder.getI8Type();
    int64_t size = encoding.getGroupSize() ? encoding.getGroupSize() : inputs,
            groups = inputs / size;
    Value numbers = layout.reshape(values, {outer, groups, size, inner});
    auto reduce =
        [&](double start,
            function_ref<Value(OpBuilder &, Location, Value, Value)> combine) {
          return layout.reduce(numbers, 2, start,
                               [&](OpBuilder &b, Location l, ValueRange args) {
                                 return combine(
                                     b, l, convertFloat(b, l, args[0], compute),
                                     args[1]);
                               });
        };
    auto greater = [](OpBuilder &b, Location l, Value x, Value y) -> Value {
      return arith::MaximumFOp::create(b, l, x, y);
    };
    auto greaterMagnitude = [&](OpBuilder &b, Location l, Value x, Value y) {
      return greater(b, l, math::AbsFOp::create(b, l, x), y);
    };
    auto less = [](OpBuilder &b, Location l, Value x, Value y) -> Value {
      return arith::MinimumFOp::create(b, l, x, y);
    };
    double infinity = std::numeric_limits<double>::infinity();
    SmallVector<Value> extremes;
    if (encoding.getAsymmetric())
      extremes = {reduce(-infinity, greater), reduce(infinity, less)};
    else
      extremes = {reduce(0, greaterMagnitude)};
    SmallVector<SmallVector<int64_t>> absent(extremes.size());
    scale = layout.map({outer, groups, inner}, scaleType, extremes, absent,
                       [&](OpBuilder &b, Location l, ValueRange args) {
                         return createScale(b, l, encoding, args[0],
                                            encoding.getAsymmetric() ? args[1]
                                                                     : Value());
                       });
    SmallVector<Value> operands = {numbers, scale};
    if (encoding.getAsymmetric()) {
      min = layout.map({outer, groups, inner}, scaleType, extremes[1], {{}},
                       [&](OpBuilder &b, Location l, ValueRange args) {
                         return convertFloat(b, l, args[0],
                                             cast<FloatType>(scaleType));
                       });
      operands.push_back(min);
    }
    absent = {{}, {2}, {2}};
    absent.resize(operands.size());
    values =
        layout.map({outer, groups, size, inner}, byte, operands, absent,
                   [&](OpBuilder &b, Location l, ValueRange args) {
                     return createQuantized(
                         b, l, encoding, convertFloat(b, l, args[0], compute),
                         args[1], min ? args[2] : Value());
                   });
    if (encoding.getFormat() == WeightFormat::Int4) {
      // Rows j and G/2 + j of a group share a byte.
      depth = size / 2;
      Value low = layout.slice(values, 2, 0, depth),
            high = layout.slice(values, 2, depth, depth);
      values = layout.map(
          {outer, groups, depth, inner}, byte, {low, high}, {{}, {}},
          [&](OpBuilder &b, Location l, ValueRange args) -> Value {
            Value four = arith::ConstantIntOp::create(b, l, byte, 4);
            return arith::OrIOp::create(
                b, l, args[0], arith::ShLIOp::create(b, l, args[1], four));
          });
    }
  } else {
    auto element = cast<FloatType>(encoding.getStorageType());
    values = layout.map({outer, inputs, inner}, element, values, {{}},
                        [&](OpBuilder &b, Location l, ValueRange args) {
                          return convertFloat(b, l, args[0], element);
                        });
  }
  SmallVector<Value> parts = {layout.interleave(values, depth)};
  for (Value part : {scale, min})
    if (part)
      parts.push_back(part);
  for (auto [part, type] : llvm::zip_equal(parts, types))
    part = layout.reshape(part, type.getShape());
  Value result = AssembleOp::create(builder, loc, getType(), parts);
  return SmallVector<Value>{result};
}

FailureOr<SmallVector<Value>> DecodeOp::decomposeOperation(OpBuilder &builder) {
  Location loc = getLoc();
  Layout layout(builder, loc, getSource().getType());
  WeightEncodingAttr encoding = layout.encoding;
  auto element = cast<FloatType>(getType().getElementType());
  int64_t outer = layout.branches * layout.outer, inner = layout.inner,
          inputs = layout.inputs;
  SmallVector<Type> types =
      llvm::to_vector_of<Type>(encoding.getStorageTypes(getSource().getType()));
  auto storage = StorageOp::create(builder, loc, types, getSource());
  SmallVector<Value> parts(storage.getParts());

  bool int4 = encoding.getFormat() == WeightFormat::Int4;
  int64_t size = encoding.getGroupSize() ? encoding.getGroupSize() : inputs,
          groups = inputs / size, halves = int4 ? 2 : 1, depth = size / halves;
  // Only groups of int4 are interleaved each for itself.
  parts[0] = layout.deinterleave(parts[0], int4 ? depth : inputs);
  // [outer][group][half of the bytes][depth][inner], of which only bytes of
  // two numbers have the halves.
  SmallVector<int64_t> stored = {outer, groups, depth, inner}, shape = stored;
  if (int4)
    shape.insert(shape.begin() + 2, halves);
  parts[0] = layout.reshape(parts[0], stored);
  for (Value &part : llvm::drop_begin(parts))
    part = layout.reshape(part, {outer, groups, inner});
  SmallVector<SmallVector<int64_t>> absent = {{}, {2}, {2}};
  if (int4)
    absent = {{2}, {2, 3}, {2, 3}};
  absent.resize(parts.size());
  Value panels = layout.map(
      shape, element, parts, absent,
      [&](OpBuilder &b, Location l, ValueRange args) -> Value {
        if (!encoding.isQuantized())
          return convertFloat(b, l, args[0], element);
        Value q = args[0];
        if (int4) {
          auto constant = [&](int64_t value) {
            return arith::ConstantIntOp::create(b, l, b.getI8Type(), value);
          };
          Value half = linalg::IndexOp::create(b, l, 2);
          half = arith::IndexCastOp::create(b, l, b.getI8Type(), half);
          half = arith::ShLIOp::create(b, l, half, constant(2));
          q = arith::ShRUIOp::create(b, l, q, half);
          q = arith::AndIOp::create(b, l, q, constant(15));
        }
        Value min = encoding.getAsymmetric() ? args[2] : Value();
        return convertFloat(
            b, l, createDequantized(b, l, encoding, q, args[1], min), element);
      });
  panels = layout.reshape(panels, {outer, inputs, inner});
  return SmallVector<Value>{layout.fromPanels(panels)};
}

//===----------------------------------------------------------------------===//
// DifferentiableOpInterface
//===----------------------------------------------------------------------===//

FailureOr<Value> EncodeOp::createTangent(OpBuilder &,
                                         ArrayRef<Value> tangents) {
  return tangents.front();
}

FailureOr<SmallVector<Value>>
EncodeOp::createAdjoints(OpBuilder &, Value adjoint, ArrayRef<bool>) {
  return SmallVector<Value>{adjoint};
}

FailureOr<Value> DecodeOp::createTangent(OpBuilder &,
                                         ArrayRef<Value> tangents) {
  return tangents.front();
}

FailureOr<SmallVector<Value>>
DecodeOp::createAdjoints(OpBuilder &, Value adjoint, ArrayRef<bool>) {
  return SmallVector<Value>{adjoint};
}
