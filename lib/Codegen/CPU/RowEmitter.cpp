//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Emitters.h"
#include "penstock/Dialect/Gate/IR/Functions.h"

#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;
using namespace penstock;

namespace {
class RowEmitter {
public:
  RowEmitter(OpBuilder &builder, gate::ApplyRowOp op, int64_t lanes)
      : b(builder), op(op), loc(op.getLoc()), lanes(lanes),
        function(gate::lookupFunction(op, op.getFunctionAttr())),
        compute(gate::getComputeType(op.getType())) {}

  Value emit() {
    SmallVector<OpFoldResult> shape =
        tensor::getMixedSizes(b, loc, op.getInputs().front());
    OpFoldResult columns = shape.back();
    size = getValueOrCreateConstantIndexOp(b, loc, columns);
    AffineExpr d0 = b.getAffineDimExpr(0);
    whole = getValueOrCreateConstantIndexOp(
        b, loc,
        affine::makeComposedFoldedAffineApply(
            b, loc, AffineMap::get(1, 0, d0 - d0 % lanes), {columns}));
    std::optional<int64_t> known = getConstantIntValue(columns);
    hasRest = !known || *known % lanes;
    Value integer = arith::IndexCastOp::create(b, loc, b.getI64Type(), size);
    rowSize = arith::SIToFPOp::create(b, loc, compute, integer);
    parameters =
        gate::bindParameters(b, loc, function, op.getParameters(), compute);

    SmallVector<OpFoldResult> loops(shape.begin(), shape.end() - 1);
    // A single row is one task too.
    if (loops.empty())
      loops.push_back(b.getIndexAttr(1));
    auto forall = scf::ForallOp::create(b, loc, loops, op.getInit(),
                                        /*mapping=*/std::nullopt);
    OpBuilder::InsertionGuard guard(b);
    b.setInsertionPointToStart(forall.getBody());
    SmallVector<OpFoldResult> offsets, sizes,
        strides(shape.size(), b.getIndexAttr(1));
    if (shape.size() > 1)
      for (Value position : forall.getInductionVars()) {
        row.push_back(position);
        offsets.push_back(position);
        sizes.push_back(b.getIndexAttr(1));
      }
    offsets.push_back(b.getIndexAttr(0));
    sizes.push_back(columns);
    Value out = forall.getRegionIterArgs()[0];
    Value slice =
        tensor::ExtractSliceOp::create(b, loc, out, offsets, sizes, strides);
    slice = emitRow(slice);
    b.setInsertionPointToEnd(forall.getTerminator().getBody());
    tensor::ParallelInsertSliceOp::create(b, loc, slice, out, offsets, sizes,
                                          strides);
    return forall.getResult(0);
  }

private:
  Value emitRow(Value slice) {
    emitReductions(function.getBody().front());
    auto element = cast<FloatType>(op.getType().getElementType());
    return forEachVector(slice, [&](Value column, Value mask, Value written) {
      Value value =
          gate::convertFloat(b, loc, computeAt(column, mask, {}), element);
      SmallVector<Value> indices(op.getType().getRank() - 1,
                                 arith::ConstantIndexOp::create(b, loc, 0));
      indices.push_back(column);
      AffineMap map =
          AffineMap::getMinorIdentityMap(indices.size(), 1, b.getContext());
      return vector::TransferWriteOp::create(b, loc, value, written, indices,
                                             AffineMapAttr::get(map), mask,
                                             b.getBoolArrayAttr({true}))
          .getResult();
    });
  }

  void emitReductions(Block &block) {
    for (Operation &nested : block) {
      if (auto reduce = dyn_cast<gate::ReduceOp>(nested))
        reduced[reduce] = emitReduction(reduce);
      else if (gate::isRowLoop(&nested))
        emitLoop(cast<scf::ForOp>(nested));
    }
  }

  Value emitReduction(gate::ReduceOp reduce) {
    Type element =
        isa<FloatType>(reduce.getType()) ? compute : reduce.getType();
    vector::CombiningKind kind =
        gate::getCombiningKind(reduce.getKind(), element);
    Value neutral = gate::createNeutral(b, loc, reduce.getKind(),
                                        VectorType::get({lanes}, element));
    Value partial =
        forEachVector(neutral, [&](Value column, Value mask, Value best) {
          Value value = computeAt(column, mask, reduce.getValue());
          if (mask)
            value = arith::SelectOp::create(b, loc, mask, value, neutral);
          return vector::makeArithReduction(b, loc, kind, value, best);
        });
    return vector::ReductionOp::create(b, loc, kind, partial);
  }

  /// While there are iterations left and the last one changed something.
  void emitLoop(scf::ForOp loop) {
    SmallVector<Value> inits = {
        arith::ConstantIndexOp::create(b, loc, 0),
        arith::ConstantOp::create(b, loc, b.getBoolAttr(true))};
    for (Value init : loop.getInitArgs())
      inits.push_back(computeUniform(init));
    SmallVector<Type> types = llvm::to_vector(ValueRange(inits).getTypes());
    auto before = [&](OpBuilder &, Location, ValueRange args) {
      Value trips =
          arith::ConstantIndexOp::create(b, loc, *gate::getTripCount(loop));
      Value left = arith::CmpIOp::create(b, loc, arith::CmpIPredicate::ult,
                                         args[0], trips);
      Value goesOn = arith::AndIOp::create(b, loc, left, args[1]);
      scf::ConditionOp::create(b, loc, goesOn, args);
    };
    auto after = [&](OpBuilder &, Location, ValueRange args) {
      for (auto [carried, value] :
           llvm::zip_equal(loop.getRegionIterArgs(), args.drop_front(2)))
        reduced[carried] = value;
      emitReductions(*loop.getBody());
      Value one = arith::ConstantIndexOp::create(b, loc, 1);
      SmallVector<Value> next = {
          arith::AddIOp::create(b, loc, args[0], one),
          arith::ConstantOp::create(b, loc, b.getBoolAttr(false))};
      for (auto [old, yielded] :
           llvm::zip_equal(args.drop_front(2),
                           loop.getBody()->getTerminator()->getOperands())) {
        next.push_back(computeUniform(yielded));
        Value changed = arith::CmpFOp::create(b, loc, arith::CmpFPredicate::UNE,
                                              old, next.back());
        next[1] = arith::OrIOp::create(b, loc, next[1], changed);
      }
      scf::YieldOp::create(b, loc, next);
    };
    auto created = scf::WhileOp::create(b, loc, types, inits, before, after);
    for (auto [result, value] :
         llvm::zip_equal(loop.getResults(), created.getResults().drop_front(2)))
      reduced[result] = value;
  }

  /// Carries a value over the vectors of the row: whole ones in a loop, the
  /// rest with a mask.
  Value forEachVector(Value carried,
                      function_ref<Value(Value, Value, Value)> body) {
    Value zero = arith::ConstantIndexOp::create(b, loc, 0);
    Value step = arith::ConstantIndexOp::create(b, loc, lanes);
    auto loop = scf::ForOp::create(b, loc, zero, whole, step, carried);
    {
      OpBuilder::InsertionGuard guard(b);
      b.setInsertionPointToStart(loop.getBody());
      scf::YieldOp::create(
          b, loc,
          body(loop.getInductionVar(), Value(), loop.getRegionIterArg(0)));
    }
    carried = loop.getResult(0);
    if (!hasRest)
      return carried;
    Value left = arith::SubIOp::create(b, loc, size, whole);
    Value mask = vector::CreateMaskOp::create(
        b, loc, VectorType::get({lanes}, b.getI1Type()), left);
    return body(whole, mask, carried);
  }

  /// `value` of the function's body (its result if null) at `column`.
  Value computeAt(Value column, Value mask, Value value) {
    SmallVector<Value> args = llvm::map_to_vector(
        op.getInputs(), [&](Value input) { return read(input, column, mask); });
    return instantiate(args, value);
  }

  /// `value` that is the same for all elements: no input is read.
  Value computeUniform(Value value) {
    SmallVector<Value> args(op.getInputs().size(),
                            gate::createFloatConstant(b, loc, compute, 0));
    return instantiate(args, value);
  }

  Value instantiate(SmallVector<Value> args, Value value) {
    llvm::append_range(args, parameters);
    auto rowValue = [&](Value v) {
      return v.getDefiningOp<gate::RowSizeOp>() ? rowSize : reduced.lookup(v);
    };
    gate::Instantiation instantiation{
        op.getRounding() != gate::Rounding::Result
            ? cast<FloatType>(op.getType().getElementType())
            : FloatType(),
        rowValue};
    return instantiation(b, loc, function.getBody(), args,
                         value ? ValueRange(value) : ValueRange())
        .front();
  }

  Value read(Value input, Value column, Value mask) {
    auto type = cast<RankedTensorType>(input.getType());
    SmallVector<Value> indices;
    if (type.getRank() == op.getType().getRank())
      indices = row;
    indices.push_back(column);
    Value padding =
        arith::ConstantOp::create(b, loc, b.getZeroAttr(type.getElementType()));
    AffineMap map =
        AffineMap::getMinorIdentityMap(indices.size(), 1, b.getContext());
    Value vector = vector::TransferReadOp::create(
        b, loc, VectorType::get({lanes}, type.getElementType()), input, indices,
        AffineMapAttr::get(map), padding, mask, b.getBoolArrayAttr({true}));
    return gate::convertFloat(b, loc, vector, compute);
  }

  OpBuilder &b;
  gate::ApplyRowOp op;
  Location loc;
  int64_t lanes;
  gate::GateFunctionOpInterface function;
  FloatType compute;
  SmallVector<Value> row, parameters;
  llvm::DenseMap<Value, Value> reduced;
  Value size, whole, rowSize;
  bool hasRest = false;
};
} // namespace

Value cpu::emitRows(OpBuilder &builder, gate::ApplyRowOp op, int64_t lanes) {
  return RowEmitter(builder, op, lanes).emit();
}
