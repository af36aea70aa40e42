//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Emitters.h"
#include "LoopBuilder.h"
#include "penstock/Dialect/Gate/IR/Functions.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;
using namespace penstock;

namespace {
/// The shape of the code:
///
///   forall row
///     for group
///       maximum = for vector: max of |x|
///       sum = for vector: values of the group = round(x / scale)
class ActivationEmitter : cpu::LoopBuilder {
public:
  ActivationEmitter(OpBuilder &builder, Location loc, Value x,
                    gate::ActivationsAttr activations, int64_t inputs,
                    int64_t lanes, int64_t sumFactor)
      : LoopBuilder(builder, loc), x(x), inputs(inputs), sumFactor(sumFactor),
        span(activations.getSpan(inputs)),
        // Four vectors of numbers are one of bytes.
        width(std::min(4 * lanes, activations.getGroupSize()
                                      ? activations.getGroupSize()
                                      : 4 * lanes)) {}

  cpu::QuantizedActivations emit() {
    OpFoldResult tokens = tensor::getMixedSize(b, loc, x, 0);
    int64_t padded = cpu::getPaddedInputs(inputs), groups = inputs / span;
    auto empty = [&](int64_t columns, Type element) -> Value {
      return tensor::EmptyOp::create(
          b, loc, ArrayRef<OpFoldResult>{tokens, b.getIndexAttr(columns)},
          element);
    };
    SmallVector<Value> outs = {empty(padded, b.getI8Type()),
                               empty(groups, b.getF32Type()),
                               empty(groups, b.getI32Type())};
    auto forall =
        scf::ForallOp::create(b, loc, ArrayRef<OpFoldResult>{tokens}, outs,
                              /*mapping=*/std::nullopt);
    OpBuilder::InsertionGuard guard(b);
    b.setInsertionPointToStart(forall.getBody());
    row = forall.getInductionVar(0);
    SmallVector<OpFoldResult> offsets = {row, b.getIndexAttr(0)},
                              strides(2, b.getIndexAttr(1));
    auto getSizes = [&](Value out) {
      auto type = cast<RankedTensorType>(out.getType());
      return SmallVector<OpFoldResult>{b.getIndexAttr(1),
                                       b.getIndexAttr(type.getDimSize(1))};
    };
    SmallVector<Value> slices;
    for (Value out : forall.getRegionIterArgs())
      slices.push_back(tensor::ExtractSliceOp::create(b, loc, out, offsets,
                                                      getSizes(out), strides));
    slices = loop(
        index(0), index(inputs), span, slices,
        [&](Value first, ValueRange parts) { return emitGroup(first, parts); });
    slices[0] =
        loop(index(llvm::alignTo(inputs, width)), index(padded), width,
             slices[0], [&](Value column, ValueRange values) {
               return SmallVector<Value>{write(integers(0, b.getI8Type()),
                                               values[0], {index(0), column})};
             })[0];
    b.setInsertionPointToEnd(forall.getTerminator().getBody());
    for (auto [slice, out] :
         llvm::zip_equal(slices, forall.getRegionIterArgs()))
      tensor::ParallelInsertSliceOp::create(b, loc, slice, out, offsets,
                                            getSizes(out), strides);
    return {forall.getResult(0), forall.getResult(1), forall.getResult(2)};
  }

private:
  /// The values, scale and sum of the group from input `first` on.
  SmallVector<Value> emitGroup(Value first, ValueRange parts) {
    // Bits of floats without sign are ordered as the floats are, and those of
    // NaN are the greatest.
    Value zero = integers(0, b.getI32Type());
    Value bits = forEachVector(
        first, zero, [&](Value column, Value mask, ValueRange carried) {
          Value magnitude = arith::AndIOp::create(
              b, loc,
              arith::BitcastOp::create(b, loc, zero.getType(),
                                       read(column, mask)),
              integers(0x7fffffff, b.getI32Type()));
          return SmallVector<Value>{
              arith::MaxSIOp::create(b, loc, carried[0], magnitude)};
        })[0];
    Value maximum = arith::BitcastOp::create(
        b, loc, b.getF32Type(),
        vector::ReductionOp::create(b, loc, vector::CombiningKind::MAXSI,
                                    bits));
    Value scale = arith::DivFOp::create(b, loc, maximum, number(127));
    double infinity = std::numeric_limits<double>::infinity();
    auto compare = [&](arith::CmpFPredicate predicate, double bound) -> Value {
      return arith::CmpFOp::create(b, loc, predicate, scale, number(bound));
    };
    Value usable =
        arith::AndIOp::create(b, loc, compare(arith::CmpFPredicate::OGT, 0),
                              compare(arith::CmpFPredicate::OLT, infinity));
    Value divisor = splat(scale, width);
    usable = splat(usable, width);

    SmallVector<Value> written = forEachVector(
        first, {parts[0], zero},
        [&](Value column, Value mask, ValueRange carried) {
          Value quotient =
              arith::DivFOp::create(b, loc, read(column, mask), divisor);
          quotient = arith::SelectOp::create(
              b, loc, usable, quotient,
              gate::createFloatConstant(b, loc, quotient.getType(), 0));
          Value q = arith::FPToSIOp::create(
              b, loc, zero.getType(),
              math::RoundEvenOp::create(b, loc, quotient));
          // A scale that is subnormal is far from max / 127.
          q = arith::MaxSIOp::create(b, loc, q, integers(-127, b.getI32Type()));
          q = arith::MinSIOp::create(b, loc, q, integers(127, b.getI32Type()));
          Value bytes = arith::TruncIOp::create(
              b, loc, VectorType::get({width}, b.getI8Type()), q);
          return SmallVector<Value>{
              write(bytes, carried[0], {index(0), column}), add(carried[1], q)};
        });
    Value sum = vector::ReductionOp::create(b, loc, vector::CombiningKind::ADD,
                                            written[1]);
    sum = arith::MulIOp::create(
        b, loc, sum,
        arith::ConstantOp::create(b, loc, b.getI32IntegerAttr(sumFactor)));
    Value group = arith::DivUIOp::create(b, loc, first, index(span));
    SmallVector<Value> at = {index(0), group};
    return {written[0], insert(scale, parts[1], at), insert(sum, parts[2], at)};
  }

  /// Carries values over the vectors of a group: whole ones in a loop, the rest
  /// with a mask.
  SmallVector<Value> forEachVector(
      Value first, ValueRange carried,
      function_ref<SmallVector<Value>(Value, Value, ValueRange)> body) {
    int64_t whole = span / width * width;
    SmallVector<Value> values =
        loop(index(0), index(whole), width, carried,
             [&](Value offset, ValueRange inner) {
               return body(add(first, offset), Value(), inner);
             });
    if (whole == span)
      return values;
    Value mask = vector::CreateMaskOp::create(
        b, loc, VectorType::get({width}, b.getI1Type()), index(span - whole));
    return body(offset(first, whole), mask, values);
  }

  /// A vector of the row, in f32; zeros where the mask is off.
  Value read(Value column, Value mask) {
    Type element = cast<RankedTensorType>(x.getType()).getElementType();
    Value padding = arith::ConstantOp::create(b, loc, b.getZeroAttr(element));
    AffineMap map = AffineMap::getMinorIdentityMap(2, 1, b.getContext());
    Value vector = vector::TransferReadOp::create(
        b, loc, VectorType::get({width}, element), x, ValueRange{row, column},
        AffineMapAttr::get(map), padding, mask, b.getBoolArrayAttr({true}));
    return gate::convertFloat(b, loc, vector, b.getF32Type());
  }

  Value integers(int64_t value, Type element) {
    return arith::ConstantOp::create(
        b, loc,
        DenseElementsAttr::get(VectorType::get({width}, element),
                               b.getIntegerAttr(element, value)));
  }

  Value number(double value) {
    return gate::createFloatConstant(b, loc, b.getF32Type(), value);
  }

  Value x, row;
  int64_t inputs, sumFactor, span, width;
};
} // namespace

int64_t cpu::getPaddedInputs(int64_t inputs) {
  int64_t padded = llvm::alignTo(inputs, 64);
  return padded % 512 ? padded : padded + 64;
}

cpu::QuantizedActivations
cpu::quantizeActivations(OpBuilder &builder, Location loc, Value x,
                         gate::ActivationsAttr activations, int64_t inputs,
                         int64_t lanes, int64_t sumFactor) {
  return ActivationEmitter(builder, loc, x, activations, inputs, lanes,
                           sumFactor)
      .emit();
}
