//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Emitters.h"
#include "WeightReader.h"
#include "penstock/Dialect/Gate/IR/Functions.h"

#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;
using namespace penstock;
using namespace penstock::cpu;

Value cpu::emitTranspose(OpBuilder &b, linalg::TransposeOp op, int64_t lanes) {
  Location loc = op.getLoc();
  Value source = op.getInput();
  auto type = cast<RankedTensorType>(op.getInit().getType());
  OpFoldResult all = tensor::getMixedSize(b, loc, op.getInit(), 0),
               columns = tensor::getMixedSize(b, loc, op.getInit(), 1);
  AffineExpr d0, d1;
  bindDims(b.getContext(), d0, d1);
  auto index = [&](OpFoldResult value) {
    return getValueOrCreateConstantIndexOp(b, loc, value);
  };
  auto isWhole = [&](int64_t dim) {
    return !type.isDynamicDim(dim) && type.getDimSize(dim) % lanes == 0;
  };
  OpFoldResult tasks = affine::makeComposedFoldedAffineApply(
      b, loc, AffineMap::get(1, 0, d0.ceilDiv(lanes)), {all});
  auto forall = scf::ForallOp::create(b, loc, ArrayRef<OpFoldResult>{tasks},
                                      op.getInit(), /*mapping=*/std::nullopt);
  OpBuilder::InsertionGuard guard(b);
  b.setInsertionPointToStart(forall.getBody());
  Value task = forall.getInductionVar(0), out = forall.getRegionIterArgs()[0];
  Value first = index(affine::makeComposedFoldedAffineApply(
      b, loc, AffineMap::get(1, 0, d0 * lanes), {task}));
  OpFoldResult rows = b.getIndexAttr(lanes);
  if (!isWhole(0))
    rows = affine::makeComposedFoldedAffineMin(
        b, loc,
        AffineMap::get(2, 0, {b.getAffineConstantExpr(lanes), d1 - d0},
                       b.getContext()),
        {first, all});
  SmallVector<OpFoldResult> offsets = {first, b.getIndexAttr(0)},
                            sizes = {rows, columns},
                            strides(2, b.getIndexAttr(1));
  Value slice =
      tensor::ExtractSliceOp::create(b, loc, out, offsets, sizes, strides);
  auto loop =
      scf::ForOp::create(b, loc, index(b.getIndexAttr(0)), index(columns),
                         index(b.getIndexAttr(lanes)), slice);
  {
    OpBuilder::InsertionGuard bodyGuard(b);
    b.setInsertionPointToStart(loop.getBody());
    Value column = loop.getInductionVar();
    auto vectorType = VectorType::get({lanes, lanes}, type.getElementType());
    AffineMap map = b.getMultiDimIdentityMap(2);
    Value zero = gate::createFloatConstant(b, loc, type.getElementType(), 0.0);
    Value block = vector::TransferReadOp::create(
        b, loc, vectorType, source, ValueRange{column, first}, zero, map,
        ArrayRef<bool>{isWhole(1), isWhole(0)});
    SmallVector<Value> vectors;
    for (int64_t i = 0; i < lanes; ++i)
      vectors.push_back(vector::ExtractOp::create(b, loc, block, i));
    Value result = gate::createFloatConstant(b, loc, vectorType, 0.0);
    for (auto [i, vector] :
         llvm::enumerate(transposeRows(b, loc, std::move(vectors))))
      result = vector::InsertOp::create(b, loc, vector, result,
                                        static_cast<int64_t>(i));
    Value next = vector::TransferWriteOp::create(
                     b, loc, result, loop.getRegionIterArg(0),
                     ValueRange{index(b.getIndexAttr(0)), column}, map,
                     ArrayRef<bool>{isWhole(0), isWhole(1)})
                     .getResult();
    scf::YieldOp::create(b, loc, next);
  }
  b.setInsertionPointToEnd(forall.getTerminator().getBody());
  tensor::ParallelInsertSliceOp::create(b, loc, loop.getResult(0), out, offsets,
                                        sizes, strides);
  return forall.getResult(0);
}
