//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "LoopBuilder.h"

#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Arith/Utils/Utils.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;
using namespace penstock::cpu;

Value LoopBuilder::index(int64_t value) {
  return arith::ConstantIndexOp::create(b, loc, value);
}

Value LoopBuilder::add(Value lhs, Value rhs) {
  return arith::AddIOp::create(b, loc, lhs, rhs);
}

Value LoopBuilder::affine(AffineExpr expr, ValueRange operands) {
  SmallVector<OpFoldResult> folded = getAsOpFoldResult(operands);
  return getValueOrCreateConstantIndexOp(
      b, loc,
      affine::makeComposedFoldedAffineApply(
          b, loc, AffineMap::get(operands.size(), 0, expr), folded));
}

Value LoopBuilder::alignDown(Value from, Value to, int64_t count) {
  AffineExpr d0, d1;
  bindDims(b.getContext(), d0, d1);
  return affine(d0 + (d1 - d0).floorDiv(count) * count, {from, to});
}

Value LoopBuilder::splat(Value scalar, int64_t size) {
  return vector::BroadcastOp::create(b, loc, vectorOf(scalar.getType(), size),
                                     scalar);
}

Value LoopBuilder::extract(Value tensor, ValueRange indices) {
  return tensor::ExtractOp::create(b, loc, tensor, indices);
}

Value LoopBuilder::insert(Value scalar, Value tensor, ValueRange indices) {
  return tensor::InsertOp::create(b, loc, scalar, tensor, indices);
}

Value LoopBuilder::read(Value tensor, ValueRange indices, int64_t size,
                        bool partial) {
  auto type = cast<RankedTensorType>(tensor.getType());
  Value padding =
      arith::ConstantOp::create(b, loc, b.getZeroAttr(type.getElementType()));
  return vector::TransferReadOp::create(
      b, loc, vectorOf(type.getElementType(), size), tensor, indices, padding,
      AffineMap::getMinorIdentityMap(type.getRank(), 1, b.getContext()),
      ArrayRef<bool>{!partial});
}

Value LoopBuilder::write(Value vector, Value tensor, ValueRange indices,
                         bool partial) {
  return vector::TransferWriteOp::create(b, loc, vector, tensor, indices,
                                         ArrayRef<bool>{!partial})
      .getResult();
}

LoopBuilder::Values
LoopBuilder::loop(Value from, Value to, int64_t step, ValueRange carried,
                  function_ref<Values(Value, ValueRange)> body) {
  auto op = scf::ForOp::create(b, loc, from, to, index(step), carried);
  OpBuilder::InsertionGuard guard(b);
  b.setInsertionPointToStart(op.getBody());
  Values yielded = body(op.getInductionVar(), op.getRegionIterArgs());
  scf::YieldOp::create(b, loc, yielded);
  return op.getResults();
}

LoopBuilder::Values
LoopBuilder::loopBySize(Value from, Value to, int64_t size, ValueRange carried,
                        function_ref<Values(Value, int64_t, ValueRange)> body) {
  Value whole = alignDown(from, to, size);
  Values values =
      loop(from, whole, size, carried,
           [&](Value at, ValueRange inner) { return body(at, size, inner); });
  return loop(whole, to, 1, values,
              [&](Value at, ValueRange inner) { return body(at, 1, inner); });
}

LoopBuilder::Values LoopBuilder::loopOverColumns(
    Value from, Value size, int64_t rowSize, int64_t unit, ValueRange carried,
    function_ref<Values(Value, bool, ValueRange)> body) {
  Value whole = affine(b.getAffineDimExpr(0).floorDiv(unit) * unit, size);
  Values values =
      loop(from, whole, unit, carried,
           [&](Value at, ValueRange inner) { return body(at, false, inner); });
  if (rowSize % unit == 0)
    return values;
  return loop(whole, size, unit, values, [&](Value at, ValueRange inner) {
    return body(at, true, inner);
  });
}
