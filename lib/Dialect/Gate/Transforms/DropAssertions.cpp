//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "penstock/Dialect/Gate/Transforms/Passes.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/ControlFlow/IR/ControlFlowOps.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

namespace penstock::gate {
#define GEN_PASS_DEF_GATEDROPASSERTIONSPASS
#include "penstock/Dialect/Gate/Transforms/Passes.h.inc"
} // namespace penstock::gate

using namespace mlir;
using namespace penstock;

/// Takes the nearest element where there is none at an index.
static void clampIndices(tensor::ExtractOp op) {
  OpBuilder builder(op);
  Location loc = op.getLoc();
  Value zero = arith::ConstantIndexOp::create(builder, loc, 0),
        one = arith::ConstantIndexOp::create(builder, loc, 1);
  for (OpOperand &index : op.getIndicesMutable()) {
    int64_t dim = index.getOperandNumber() - 1;
    Value last = arith::SubIOp::create(
        builder, loc, tensor::DimOp::create(builder, loc, op.getTensor(), dim),
        one);
    Value clamped = arith::MinSIOp::create(builder, loc, index.get(), last);
    index.set(arith::MaxSIOp::create(builder, loc, clamped, zero));
  }
}

namespace {
struct DropAssertions : gate::impl::GateDropAssertionsPassBase<DropAssertions> {
  void runOnOperation() override {
    llvm::SetVector<Block *> blocks;
    SmallVector<cf::AssertOp> assertions;
    getOperation()->walk([&](cf::AssertOp op) { assertions.push_back(op); });
    for (cf::AssertOp op : assertions) {
      op.emitRemark("is not checked: ") << op.getMsg();
      blocks.insert(op->getBlock());
      op.erase();
      ++numDropped;
    }
    for (Block *block : blocks)
      for (auto op : block->getOps<tensor::ExtractOp>())
        if (!op.getIndices().empty())
          clampIndices(op);
  }
};
} // namespace
