//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "penstock/Codegen/CPU/Passes.h"

#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Interfaces/DestinationStyleOpInterface.h"
#include "mlir/Interfaces/FunctionInterfaces.h"
#include "mlir/Interfaces/LoopLikeInterface.h"

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

namespace {
struct ResultsInPlace : cpu::impl::ResultsInPlacePassBase<ResultsInPlace> {
  void runOnOperation() override {
    getOperation().walk([](bufferization::MaterializeInDestinationOp store) {
      Value buffer = store.getDest();
      OpOperand *start = nullptr;
      for (OpOperand *tied = getTiedOperand(store.getSource()); tied;
           tied = getTiedOperand(tied->get()))
        start = tied;
      // Tensors of one size and type have one layout.
      if (!start || !start->get().getDefiningOp<tensor::EmptyOp>() ||
          start->get().getType() != store.getSource().getType() ||
          !isa<MemRefType>(buffer.getType()) ||
          !moveToStart(buffer, store->getBlock()))
        return;
      OpBuilder builder(start->getOwner());
      start->set(bufferization::ToTensorOp::create(
          builder, store.getLoc(), start->get().getType(), buffer,
          /*restrict=*/true, /*writable=*/true));
    });
  }
};
} // namespace
