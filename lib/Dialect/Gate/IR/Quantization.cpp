//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "penstock/Dialect/Gate/IR/Quantization.h"
#include "penstock/Dialect/Gate/IR/Functions.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"

using namespace mlir;
using namespace penstock::gate;

Quantization Quantization::get(WeightEncodingAttr encoding) {
  if (encoding.getFormat() == WeightFormat::Int8)
    return {127, 0, -127, 127};
  if (encoding.getAsymmetric())
    return {15, 0, 0, 15};
  return {7, 8, 0, 15};
}

Value penstock::gate::createScale(OpBuilder &builder, Location loc,
                                  WeightEncodingAttr encoding, Value greatest,
                                  Value least) {
  if (least)
    greatest = arith::SubFOp::create(builder, loc, greatest, least);
  Value steps = createFloatConstant(builder, loc, greatest.getType(),
                                    Quantization::get(encoding).steps);
  Value scale = arith::DivFOp::create(builder, loc, greatest, steps);
  return convertFloat(builder, loc, scale,
                      cast<FloatType>(encoding.getScaleType()));
}

Value penstock::gate::createQuantized(OpBuilder &b, Location loc,
                                      WeightEncodingAttr encoding, Value number,
                                      Value scale, Value min) {
  Type type = number.getType();
  auto rule = Quantization::get(encoding);
  auto constant = [&](double value) {
    return createFloatConstant(b, loc, type, value);
  };
  scale = convertFloat(b, loc, scale, b.getF32Type());
  if (min)
    number = arith::SubFOp::create(b, loc, number,
                                   convertFloat(b, loc, min, b.getF32Type()));
  Value isZero = arith::CmpFOp::create(b, loc, arith::CmpFPredicate::OEQ, scale,
                                       constant(0));
  Value q = arith::DivFOp::create(b, loc, number, scale);
  q = arith::SelectOp::create(b, loc, isZero, constant(0), q);
  q = math::RoundEvenOp::create(b, loc, q);
  if (rule.zero)
    q = arith::AddFOp::create(b, loc, q, constant(rule.zero));
  q = arith::MaximumFOp::create(b, loc, q, constant(rule.low));
  q = arith::MinimumFOp::create(b, loc, q, constant(rule.high));
  q = arith::FPToSIOp::create(b, loc, matchShape(b.getI32Type(), type), q);
  return arith::TruncIOp::create(b, loc, matchShape(b.getI8Type(), type), q);
}

Value penstock::gate::createDequantized(OpBuilder &b, Location loc,
                                        WeightEncodingAttr encoding, Value q,
                                        Value scale, Value min) {
  Type type = matchShape(b.getF32Type(), q.getType());
  Value number = arith::SIToFPOp::create(b, loc, type, q);
  if (double zero = Quantization::get(encoding).zero)
    number = arith::SubFOp::create(b, loc, number,
                                   createFloatConstant(b, loc, type, zero));
  number = arith::MulFOp::create(b, loc, number,
                                 convertFloat(b, loc, scale, b.getF32Type()));
  if (min)
    number = arith::AddFOp::create(b, loc, number,
                                   convertFloat(b, loc, min, b.getF32Type()));
  return number;
}
