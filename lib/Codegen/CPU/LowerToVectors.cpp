//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Emitters.h"
#include "penstock/Codegen/CPU/Passes.h"
#include "penstock/Codegen/CPU/TileTable.h"
#include "penstock/Dialect/Gate/IR/Activations.h"
#include "penstock/Dialect/Gate/IR/Functions.h"

#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

namespace penstock::cpu {
#define GEN_PASS_DEF_LOWERTOVECTORSPASS
#include "penstock/Codegen/CPU/Passes.h.inc"
} // namespace penstock::cpu

using namespace mlir;
using namespace penstock;

namespace {
struct LowerToVectors : cpu::impl::LowerToVectorsPassBase<LowerToVectors> {
  using Base::Base;

  void runOnOperation() override {
    FailureOr<TargetInfo> target =
        penstock::cpu::getTarget(getOperation(), triple, cpu, features);
    if (failed(target))
      return signalPassFailure();
    llvm::Expected<cpu::TileTable> table = cpu::TileTable::get(tileTable);
    if (!table) {
      getOperation()->emitError(llvm::toString(table.takeError()));
      return signalPassFailure();
    }
    auto setStrategy = [&](auto op, const cpu::Contraction &contraction) {
      if (!op.getStrategyAttr())
        op.setStrategyAttr(
            table->lookup(*target, contraction)
                .getStrategy(contraction,
                             cpu::getLanes(*target, contraction.accumulator)));
    };
    IRRewriter rewriter(&getContext());
    getOperation()->walk([&](Operation *op) {
      rewriter.setInsertionPoint(op);
      if (auto ffn = dyn_cast<gate::FfnOp>(op)) {
        if (ffn.canSkipNeurons(/*orPlain=*/false) && !ffn.getNormAttr()) {
          setStrategy(ffn, cpu::Contraction::getUp(*target, ffn));
          rewriter.replaceOp(op, cpu::emitSparseFfn(rewriter, ffn, *target));
        }
      } else if (auto matmul = dyn_cast<gate::GatedMatmulOp>(op)) {
        // A token's greatest neurons are found by linalg.
        if (matmul.getSparsityAttr() && matmul.getSparsityAttr().getTopK())
          return;
        setStrategy(matmul, cpu::Contraction::get(*target, matmul));
        rewriter.replaceOp(op, cpu::emitMatmul(rewriter, matmul, *target));
      } else if (auto rows = dyn_cast<gate::ApplyRowOp>(op)) {
        int64_t lanes =
            cpu::getLanes(*target, gate::getComputeType(rows.getType()));
        rewriter.replaceOp(op, cpu::emitRows(rewriter, rows, lanes));
      } else if (auto transpose = dyn_cast<linalg::TransposeOp>(op)) {
        auto type = cast<ShapedType>(transpose.getInput().getType());
        if (transpose.hasPureTensorSemantics() && type.getRank() == 2 &&
            isa<FloatType>(type.getElementType()) &&
            transpose.getPermutation()[0] == 1)
          rewriter.replaceOp(
              op, cpu::emitTranspose(
                      rewriter, transpose,
                      cpu::getLanes(*target, type.getElementTypeBitWidth() < 32
                                                 ? rewriter.getF32Type()
                                                 : type.getElementType())));
      } else if (auto encode = dyn_cast<gate::EncodeOp>(op)) {
        rewriter.replaceOp(op, cpu::emitEncode(rewriter, encode));
      }
    });
  }
};
} // namespace
