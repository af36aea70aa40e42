//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "penstock/Dialect/Gate/IR/Gate.h"
#include "penstock/Dialect/Gate/Transforms/Passes.h"

#include "mlir/Dialect/Tensor/IR/Tensor.h"

namespace penstock::gate {
#define GEN_PASS_DEF_GATEDROPOUTSPASS
#include "penstock/Dialect/Gate/Transforms/Passes.h.inc"
} // namespace penstock::gate

using namespace mlir;
using namespace penstock;

namespace {
struct DropOuts : gate::impl::GateDropOutsPassBase<DropOuts> {
  void runOnOperation() override {
    getOperation()->walk([](DestinationStyleOpInterface op) {
      if (!isa<gate::GateDialect>(op->getDialect()))
        return;
      for (OpOperand &init : op.getDpsInitsMutable()) {
        if (init.get().getDefiningOp<tensor::EmptyOp>())
          continue;
        OpBuilder builder(op);
        Location loc = op.getLoc();
        init.set(tensor::EmptyOp::create(
            builder, loc, tensor::getMixedSizes(builder, loc, init.get()),
            getElementTypeOrSelf(init.get())));
      }
    });
  }
};
} // namespace
