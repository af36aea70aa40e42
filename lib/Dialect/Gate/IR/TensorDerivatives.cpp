//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// DifferentiableOpInterface of ops on tensors that only move elements.
//
//===----------------------------------------------------------------------===//

#include "Tensors.h"

#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Utils/IndexingUtils.h"

using namespace mlir;
using namespace penstock::gate;

static Value createZerosLike(OpBuilder &b, Value like) {
  Location loc = like.getLoc();
  return createZeros(b, loc, tensor::getMixedSizes(b, loc, like),
                     getElement(like));
}

//===----------------------------------------------------------------------===//
// One operand: `move` gives the tangent of the result, or, `back`, the adjoint
// of the operand
//===----------------------------------------------------------------------===//

static Value move(OpBuilder &b, tensor::CastOp op, Value value, bool back) {
  return tensor::CastOp::create(
      b, op.getLoc(), back ? op.getSource().getType() : op.getType(), value);
}

static Value expand(OpBuilder &b, Location loc, Value value,
                    ArrayRef<ReassociationIndices> groups, Value like) {
  return tensor::ExpandShapeOp::create(b, loc, like.getType(), value, groups,
                                       tensor::getMixedSizes(b, loc, like));
}

static Value move(OpBuilder &b, tensor::CollapseShapeOp op, Value value,
                  bool back) {
  auto groups = op.getReassociationIndices();
  if (back)
    return expand(b, op.getLoc(), value, groups, op.getSrc());
  return tensor::CollapseShapeOp::create(b, op.getLoc(), op.getType(), value,
                                         groups);
}

static Value move(OpBuilder &b, tensor::ExpandShapeOp op, Value value,
                  bool back) {
  auto groups = op.getReassociationIndices();
  if (!back)
    return expand(b, op.getLoc(), value, groups, op.getResult());
  return tensor::CollapseShapeOp::create(b, op.getLoc(), op.getSrc().getType(),
                                         value, groups);
}

static Value move(OpBuilder &b, tensor::ExtractSliceOp op, Value value,
                  bool back) {
  if (!back)
    return tensor::ExtractSliceOp::create(
        b, op.getLoc(), op.getType(), value, op.getMixedOffsets(),
        op.getMixedSizes(), op.getMixedStrides());
  return tensor::InsertSliceOp::create(
      b, op.getLoc(), value, createZerosLike(b, op.getSource()),
      op.getMixedOffsets(), op.getMixedSizes(), op.getMixedStrides());
}

static Value move(OpBuilder &b, linalg::TransposeOp op, Value value,
                  bool back) {
  SmallVector<int64_t> permutation(op.getPermutation());
  if (back)
    permutation = invertPermutationVector(permutation);
  SmallVector<OpFoldResult> sizes = applyPermutation(
      tensor::getMixedSizes(b, op.getLoc(), value), permutation);
  Value empty =
      tensor::EmptyOp::create(b, op.getLoc(), sizes, getElement(value));
  return linalg::TransposeOp::create(b, op.getLoc(), value, empty, permutation)
      ->getResult(0);
}

static Value move(OpBuilder &b, linalg::BroadcastOp op, Value value,
                  bool back) {
  Location loc = op.getLoc();
  if (!back)
    return linalg::BroadcastOp::create(
               b, loc, value,
               createEmpty(b, loc, op.getInit(), getElement(value)),
               op.getDimensions())
        ->getResult(0);
  AffineMap map =
      b.getMultiDimIdentityMap(getRank(value)).dropResults(op.getDimensions());
  return sumOver(b, loc, value, map, op.getInput());
}

namespace {
template <typename Op>
struct Move : DifferentiableOpInterface::ExternalModel<Move<Op>, Op> {
  FailureOr<Value> createTangent(Operation *op, OpBuilder &b,
                                 ArrayRef<Value> tangents) const {
    return tangents.front() ? move(b, cast<Op>(op), tangents.front(), false)
                            : Value();
  }

  FailureOr<SmallVector<Value>> createAdjoints(Operation *op, OpBuilder &b,
                                               Value adjoint,
                                               ArrayRef<bool>) const {
    SmallVector<Value> adjoints(op->getNumOperands());
    adjoints.front() = move(b, cast<Op>(op), adjoint, true);
    return adjoints;
  }
};

//===----------------------------------------------------------------------===//
// Several operands
//===----------------------------------------------------------------------===//

struct Insert
    : DifferentiableOpInterface::ExternalModel<Insert, tensor::InsertSliceOp> {
  static Value insert(OpBuilder &b, tensor::InsertSliceOp op, Value source,
                      Value dest) {
    return tensor::InsertSliceOp::create(
        b, op.getLoc(), source ? source : createZerosLike(b, op.getSource()),
        dest ? dest : createZerosLike(b, op.getDest()), op.getMixedOffsets(),
        op.getMixedSizes(), op.getMixedStrides());
  }

  FailureOr<Value> createTangent(Operation *op, OpBuilder &b,
                                 ArrayRef<Value> tangents) const {
    if (!tangents[0] && !tangents[1])
      return Value();
    return insert(b, cast<tensor::InsertSliceOp>(op), tangents[0], tangents[1]);
  }

  FailureOr<SmallVector<Value>> createAdjoints(Operation *op, OpBuilder &b,
                                               Value adjoint,
                                               ArrayRef<bool> wanted) const {
    auto typed = cast<tensor::InsertSliceOp>(op);
    SmallVector<Value> adjoints(op->getNumOperands());
    if (wanted[0])
      adjoints[0] = tensor::ExtractSliceOp::create(
          b, op->getLoc(), typed.getSourceType(), adjoint,
          typed.getMixedOffsets(), typed.getMixedSizes(),
          typed.getMixedStrides());
    if (wanted[1])
      adjoints[1] = insert(b, typed, {}, adjoint);
    return adjoints;
  }
};

struct Concat
    : DifferentiableOpInterface::ExternalModel<Concat, tensor::ConcatOp> {
  FailureOr<Value> createTangent(Operation *op, OpBuilder &b,
                                 ArrayRef<Value> tangents) const {
    auto concat = cast<tensor::ConcatOp>(op);
    SmallVector<Value> values(tangents);
    for (auto [value, input] : llvm::zip_equal(values, concat.getInputs()))
      if (!value)
        value = createZerosLike(b, input);
    return Value(tensor::ConcatOp::create(b, op->getLoc(), concat.getType(),
                                          concat.getDim(), values));
  }

  FailureOr<SmallVector<Value>> createAdjoints(Operation *op, OpBuilder &b,
                                               Value adjoint,
                                               ArrayRef<bool>) const {
    Location loc = op->getLoc();
    auto concat = cast<tensor::ConcatOp>(op);
    int64_t dim = concat.getDim(), rank = getRank(adjoint);
    SmallVector<OpFoldResult> offsets(rank, b.getIndexAttr(0)),
        strides(rank, b.getIndexAttr(1));
    AffineMap sum =
        AffineMap::get(2, 0, b.getAffineDimExpr(0) + b.getAffineDimExpr(1));
    SmallVector<Value> adjoints;
    for (Value input : concat.getInputs()) {
      SmallVector<OpFoldResult> sizes = tensor::getMixedSizes(b, loc, input);
      adjoints.push_back(tensor::ExtractSliceOp::create(
          b, loc, adjoint, offsets, sizes, strides));
      offsets[dim] = affine::makeComposedFoldedAffineApply(
          b, loc, sum, {offsets[dim], sizes[dim]});
    }
    return adjoints;
  }
};
} // namespace

template <typename... Ops> static void attachMoves(MLIRContext *context) {
  (Ops::template attachInterface<Move<Ops>>(*context), ...);
}

void penstock::gate::attachDerivatives(MLIRContext *context) {
  attachMoves<tensor::CastOp, tensor::CollapseShapeOp, tensor::ExpandShapeOp,
              tensor::ExtractSliceOp, linalg::TransposeOp, linalg::BroadcastOp>(
      context);
  tensor::InsertSliceOp::attachInterface<Insert>(*context);
  tensor::ConcatOp::attachInterface<Concat>(*context);
}
