//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "penstock/Codegen/CPU/Passes.h"

#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Interfaces/DestinationStyleOpInterface.h"
#include "mlir/Interfaces/FunctionInterfaces.h"
#include "mlir/Interfaces/LoopLikeInterface.h"
#include "mlir/Transforms/RegionUtils.h"

namespace penstock::cpu {
#define GEN_PASS_DEF_RESULTSINPLACEPASS
#include "penstock/Codegen/CPU/Passes.h.inc"
} // namespace penstock::cpu

using namespace mlir;
using namespace penstock;

/// The operand that `value` is computed in place of, or null.
static OpOperand *getTiedOperand(Value value) {
  auto result = dyn_cast<OpResult>(value);
  if (!result)
    return nullptr;
  Operation *op = result.getOwner();
  if (auto forall = dyn_cast<scf::ForallOp>(op))
    return forall.getTiedOpOperand(result);
  if (auto loop = dyn_cast<LoopLikeOpInterface>(op))
    return loop.getTiedLoopInit(result);
  if (auto destinationStyle = dyn_cast<DestinationStyleOpInterface>(op))
    return destinationStyle.getTiedOpOperand(result);
  return nullptr;
}

/// Copies what an iteration of `loop` carries on to where it found it, unless
/// it was computed there: the tensors of a loop stay in one buffer each.
static void carryInPlace(scf::ForOp loop) {
  Operation *yield = loop.getBody()->getTerminator();
  OpBuilder builder(yield);
  for (auto [carried, operand] :
       llvm::zip_equal(loop.getRegionIterArgs(), yield->getOpOperands())) {
    if (!isa<TensorType>(carried.getType()))
      continue;
    Value start = operand.get();
    while (OpOperand *tied = getTiedOperand(start))
      start = tied->get();
    if (start != carried)
      operand.set(
          bufferization::MaterializeInDestinationOp::create(
              builder, loop.getLoc(), carried.getType(), operand.get(), carried)
              .getResult());
  }
}

/// Makes `buffer` available where the block starts; false if it is not an
/// argument or computed from arguments alone.
static bool moveToStart(Value buffer, Block *block) {
  Operation *op = buffer.getDefiningOp();
  if (!op)
    return cast<BlockArgument>(buffer).getOwner() == block;
  if (!llvm::all_of(op->getOperands(), llvm::IsaPred<BlockArgument>))
    return false;
  op->moveBefore(block, block->begin());
  return true;
}

/// The op that `value` is the result of if it only fills an empty tensor with
/// what no other tensor has; else null.
static Operation *getFill(Value value) {
  OpOperand *init = getTiedOperand(value);
  if (!init || !init->get().getDefiningOp<tensor::EmptyOp>())
    return nullptr;
  Operation *fill = init->getOwner();
  auto isOther = [&](Value used) {
    return isa<TensorType>(used.getType()) && used != init->get();
  };
  SetVector<Value> captured;
  getUsedValuesDefinedAbove(fill->getRegions(), captured);
  return fill->getNumResults() == 1 &&
                 llvm::none_of(fill->getOperands(), isOther) &&
                 llvm::none_of(captured, isOther)
             ? fill
             : nullptr;
}

/// Stores what is expanded to the shape of a buffer in the buffer, collapsed.
static void storeCollapsed(bufferization::MaterializeInDestinationOp store) {
  auto expand = store.getSource().getDefiningOp<tensor::ExpandShapeOp>();
  auto buffer = dyn_cast<MemRefType>(store.getDest().getType());
  if (!expand || !buffer || !buffer.getLayout().isIdentity())
    return;
  OpBuilder builder(store);
  store.getDestMutable().assign(
      memref::CollapseShapeOp::create(builder, store.getLoc(), store.getDest(),
                                      expand.getReassociationIndices()));
  store.getSourceMutable().assign(expand.getSrc());
}

namespace {
struct ResultsInPlace : cpu::impl::ResultsInPlacePassBase<ResultsInPlace> {
  void runOnOperation() override {
    getOperation().walk(carryInPlace);
    // Tensors that start empty have nothing in common: buffers that are read
    // past their tensors would show it. A slice and what it is put back into
    // are one.
    getOperation().walk([](tensor::EmptyOp empty) {
      OpBuilder builder(empty);
      auto isPutInto = [](OpOperand &use) {
        auto insert = dyn_cast<tensor::InsertSliceOp>(use.getOwner());
        return insert && insert.getDest() == use.get() &&
               insert.getSource() != use.get();
      };
      bool hasSlices = llvm::count_if(empty->getUses(), isPutInto) == 1;
      for (OpOperand &use : llvm::make_early_inc_range(empty->getUses())) {
        bool isSlice =
            isPutInto(use) || isa<tensor::ExtractSliceOp>(use.getOwner());
        if (!empty->hasOneUse() && !(hasSlices && isSlice))
          use.set(builder.clone(*empty)->getResult(0));
      }
    });
    getOperation().walk([](bufferization::MaterializeInDestinationOp store) {
      storeCollapsed(store);
      Value buffer = store.getDest();
      OpOperand *start = nullptr;
      for (OpOperand *tied = getTiedOperand(store.getSource()); tied;
           tied = getTiedOperand(tied->get())) {
        start = tied;
        Value from = tied->get();
        bool isOnlySliced = llvm::all_of(from.getUsers(), [&](Operation *user) {
          return user == tied->getOwner() || isa<tensor::ExtractSliceOp>(user);
        });
        if (isOnlySliced || from.getDefiningOp<tensor::EmptyOp>())
          continue;
        // What starts as another result does too has a tensor of its own.
        Operation *fill = getFill(from);
        if (!fill)
          return;
        OpBuilder builder(fill);
        tied->set(builder.clone(*fill)->getResult(0));
      }
      // Tensors of one size and type have one layout.
      if (!start || !start->get().getDefiningOp<tensor::EmptyOp>() ||
          start->get().getType() != store.getSource().getType() ||
          !isa<MemRefType>(buffer.getType()) ||
          !moveToStart(buffer, store->getBlock()))
        return;
      Value empty = start->get();
      OpBuilder builder(start->getOwner());
      bool hasSlices = isa<tensor::InsertSliceOp>(start->getOwner());
      if (hasSlices)
        builder.setInsertionPointAfterValue(empty);
      Value inPlace = bufferization::ToTensorOp::create(
          builder, store.getLoc(), empty.getType(), buffer,
          /*restrict=*/true, /*writable=*/true);
      empty.replaceUsesWithIf(inPlace, [&](OpOperand &use) {
        return &use == start ||
               (hasSlices && isa<tensor::ExtractSliceOp>(use.getOwner()));
      });
    });
  }
};
} // namespace
