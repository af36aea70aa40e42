//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "penstock/Dialect/Gate/IR/Gate.h"
#include "penstock/Dialect/Gate/Transforms/Passes.h"

#include "mlir/IR/PatternMatch.h"

namespace penstock::gate {
#define GEN_PASS_DEF_GATEDECOMPOSEFFNPASS
#include "penstock/Dialect/Gate/Transforms/Passes.h.inc"
} // namespace penstock::gate

using namespace mlir;
using namespace penstock;

namespace {
struct DecomposeFfn : gate::impl::GateDecomposeFfnPassBase<DecomposeFfn> {
  void runOnOperation() override {
    IRRewriter rewriter(&getContext());
    getOperation()->walk([&](gate::FfnOp op) {
      rewriter.setInsertionPoint(op);
      if (op.canSkipNeurons(/*orPlain=*/false)) {
        rewriter.modifyOpInPlace(op, [&] {
          op.getXMutable().assign(op.createNorm(rewriter));
          op.getNormInputsMutable().clear();
          op.setNormParametersAttr(rewriter.getDictionaryAttr({}));
          op.removeNormAttr();
        });
        return;
      }
      if (op.getSparsityAttr())
        op.emitRemark("multiplies inactive neurons too: skipping them takes "
                      "separate neuron-major weights and float activations");
      FailureOr<SmallVector<Value>> values = op.decomposeOperation(rewriter);
      if (succeeded(values))
        rewriter.replaceOp(op, *values);
    });
  }
};
} // namespace
