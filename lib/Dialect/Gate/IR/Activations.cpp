//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "penstock/Dialect/Gate/IR/Activations.h"
#include "penstock/Dialect/Gate/IR/Functions.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;
using namespace penstock::gate;

/// [tokens][inputs] and [tokens][groups][inputs of a group].
static SmallVector<ReassociationIndices> getReassociation() {
  return {{0}, {1, 2}};
}

static Value expand(OpBuilder &b, Location loc, Value value, int64_t groups) {
  auto type = cast<RankedTensorType>(value.getType());
  int64_t span = type.getDimSize(1) / groups;
  auto expanded = RankedTensorType::get({type.getDimSize(0), groups, span},
                                        type.getElementType());
  SmallVector<OpFoldResult> sizes = {tensor::getMixedSize(b, loc, value, 0),
                                     b.getIndexAttr(groups),
                                     b.getIndexAttr(span)};
  return tensor::ExpandShapeOp::create(b, loc, expanded, value,
                                       getReassociation(), sizes);
}

/// A linalg op over the dimensions of the first of `inputs`; the others, and
/// `init`, may lack the last one.
static Value map(OpBuilder &b, Location loc, ValueRange inputs, Value init,
                 function_ref<Value(OpBuilder &, Location, ValueRange)> body) {
  auto getRank = [](Value value) {
    return cast<RankedTensorType>(value.getType()).getRank();
  };
  int64_t rank = getRank(inputs.front());
  AffineMap identity = b.getMultiDimIdentityMap(rank);
  SmallVector<AffineMap> maps;
  for (Value input : inputs)
    maps.push_back(identity.getMajorSubMap(getRank(input)));
  maps.push_back(identity.getMajorSubMap(getRank(init)));
  SmallVector<utils::IteratorType> iterators(rank,
                                             utils::IteratorType::parallel);
  if (getRank(init) < rank)
    iterators.back() = utils::IteratorType::reduction;
  return linalg::GenericOp::create(
             b, loc, init.getType(), inputs, init, maps, iterators,
             [&](OpBuilder &nested, Location bodyLoc, ValueRange args) {
               linalg::YieldOp::create(nested, bodyLoc,
                                       body(nested, bodyLoc, args));
             })
      .getResult(0);
}

std::pair<Value, Value> penstock::gate::quantize(OpBuilder &builder,
                                                 Location loc, Value x,
                                                 ActivationsAttr activations,
                                                 int64_t inputs) {
  auto type = cast<RankedTensorType>(x.getType());
  if (type.isDynamicDim(1))
    x = tensor::CastOp::create(
        builder, loc,
        RankedTensorType::get({type.getDimSize(0), inputs},
                              type.getElementType()),
        x);
  FloatType f32 = builder.getF32Type();
  auto constant = [&](OpBuilder &b, double value) {
    return createFloatConstant(b, loc, f32, value);
  };
  x = expand(builder, loc, x, inputs / activations.getSpan(inputs));
  SmallVector<OpFoldResult> sizes = tensor::getMixedSizes(builder, loc, x);
  Value empty =
      tensor::EmptyOp::create(builder, loc, ArrayRef(sizes).drop_back(), f32);
  Value zeros =
      linalg::FillOp::create(builder, loc, constant(builder, 0), empty)
          .getResult(0);
  Value maxima =
      map(builder, loc, x, zeros,
          [&](OpBuilder &b, Location loc, ValueRange args) -> Value {
            Value magnitude = math::AbsFOp::create(
                b, loc, convertFloat(b, loc, args[0], f32));
            return arith::MaximumFOp::create(b, loc, args[1], magnitude);
          });
  Value scales =
      map(builder, loc, maxima, empty,
          [&](OpBuilder &b, Location loc, ValueRange args) -> Value {
            return arith::DivFOp::create(b, loc, args[0], constant(b, 127));
          });
  empty = tensor::EmptyOp::create(builder, loc, sizes, builder.getI8Type());
  Value values =
      map(builder, loc, {x, scales}, empty,
          [&](OpBuilder &b, Location loc, ValueRange args) -> Value {
            Value scale = args[1], zero = constant(b, 0);
            Value quotient = arith::DivFOp::create(
                b, loc, convertFloat(b, loc, args[0], f32), scale);
            Value q = math::RoundEvenOp::create(b, loc, quotient);
            q = arith::MaximumFOp::create(b, loc, q, constant(b, -127));
            q = arith::MinimumFOp::create(b, loc, q, constant(b, 127));
            // A scale that is 0, infinite or NaN has no other values than 0.
            auto compare = [&](arith::CmpFPredicate predicate, double bound) {
              return arith::CmpFOp::create(b, loc, predicate, scale,
                                           constant(b, bound));
            };
            Value usable = arith::AndIOp::create(
                b, loc, compare(arith::CmpFPredicate::OGT, 0),
                compare(arith::CmpFPredicate::OLT,
                        std::numeric_limits<double>::infinity()));
            q = arith::SelectOp::create(b, loc, usable, q, zero);
            return arith::FPToSIOp::create(b, loc, b.getI8Type(), q);
          });
  return {
      tensor::CollapseShapeOp::create(builder, loc, values, getReassociation()),
      scales};
}

Value penstock::gate::dequantize(OpBuilder &builder, Location loc, Value values,
                                 Value scales) {
  values = expand(builder, loc, values,
                  cast<RankedTensorType>(scales.getType()).getDimSize(1));
  FloatType f32 = builder.getF32Type();
  Value empty = tensor::EmptyOp::create(
      builder, loc, tensor::getMixedSizes(builder, loc, values), f32);
  Value x = map(builder, loc, {values, scales}, empty,
                [&](OpBuilder &b, Location loc, ValueRange args) -> Value {
                  Value q = arith::SIToFPOp::create(b, loc, f32, args[0]);
                  return arith::MulFOp::create(b, loc, q, args[1]);
                });
  return tensor::CollapseShapeOp::create(builder, loc, x, getReassociation());
}
