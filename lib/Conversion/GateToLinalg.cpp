//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "penstock/Conversion/Passes.h"
#include "penstock/Dialect/Gate/IR/Gate.h"

#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/PatternMatch.h"

namespace penstock {
#define GEN_PASS_DEF_CONVERTGATETOLINALGPASS
#include "penstock/Conversion/Passes.h.inc"
} // namespace penstock

using namespace mlir;
using namespace penstock;

namespace {
struct ConvertGateToLinalg
    : penstock::impl::ConvertGateToLinalgPassBase<ConvertGateToLinalg> {
  void runOnOperation() override {
    IRRewriter rewriter(&getContext());
    // A decomposition may give ops of the dialect again: ffn does.
    SmallVector<linalg::AggregatedOpInterface> work;
    auto collect = [&](Operation *root) {
      root->walk([&](linalg::AggregatedOpInterface op) {
        if (isa<gate::GateDialect>(op->getDialect()))
          work.push_back(op);
      });
    };
    collect(getOperation());
    while (!work.empty()) {
      SmallVector<linalg::AggregatedOpInterface> ops = std::move(work);
      work.clear();
      for (linalg::AggregatedOpInterface op : ops) {
        Block *block = op->getBlock();
        Operation *before = op->getPrevNode();
        rewriter.setInsertionPoint(op);
        FailureOr<SmallVector<Value>> values = op.decomposeOperation(rewriter);
        if (failed(values)) {
          op->emitOpError("has no decomposition to linalg");
          return signalPassFailure();
        }
        Operation *first = before ? before->getNextNode() : &block->front();
        for (; first != op.getOperation(); first = first->getNextNode())
          collect(first);
        rewriter.replaceOp(op, *values);
        ++numDecomposed;
      }
    }
    eraseUnusedFunctions();
  }

  /// Functions whose uses were all instantiated have served.
  void eraseUnusedFunctions() {
    SmallVector<Operation *> functions;
    getOperation()->walk(
        [&](gate::GateFunctionOpInterface op) { functions.push_back(op); });
    bool changed = true;
    while (changed) {
      changed = false;
      llvm::erase_if(functions, [&](Operation *op) {
        auto uses = SymbolTable::getSymbolUses(op, op->getParentOp());
        bool unused = uses && llvm::all_of(*uses, [&](auto use) {
                        return op->isAncestor(use.getUser());
                      });
        if (unused)
          op->erase();
        return changed |= unused, unused;
      });
    }
  }
};
} // namespace
