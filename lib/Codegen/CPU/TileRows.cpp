//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "penstock/Codegen/CPU/Passes.h"
#include "penstock/Dialect/Gate/IR/Gate.h"

#include "mlir/Dialect/SCF/Transforms/TileUsingInterface.h"

namespace penstock::cpu {
#define GEN_PASS_DEF_TILEROWSPASS
#include "penstock/Codegen/CPU/Passes.h.inc"
} // namespace penstock::cpu

using namespace mlir;
using namespace penstock;

namespace {
struct TileRows : cpu::impl::TileRowsPassBase<TileRows> {
  void runOnOperation() override {
    IRRewriter rewriter(&getContext());
    SmallVector<gate::ApplyRowOp> ops;
    getOperation()->walk([&](gate::ApplyRowOp op) {
      if (op.getType().getRank() > 1 && !op->getParentOfType<scf::ForallOp>())
        ops.push_back(op);
    });
    for (gate::ApplyRowOp op : ops) {
      rewriter.setInsertionPoint(op);
      scf::SCFTilingOptions options;
      options.setLoopType(scf::SCFTilingOptions::LoopType::ForallOp);
      options.setTileSizes(SmallVector<OpFoldResult>(
          op.getType().getRank() - 1, rewriter.getIndexAttr(1)));
      FailureOr<scf::SCFTilingResult> tiled = scf::tileUsingSCF(
          rewriter, cast<TilingInterface>(op.getOperation()), options);
      if (succeeded(tiled))
        rewriter.replaceOp(op, tiled->replacements);
    }
  }
};
} // namespace
