//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "penstock/Conversion/Passes.h"

#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/IR/AttrTypeSubElements.h"

namespace penstock {
#define GEN_PASS_DEF_BF16ASINTEGERSPASS
#include "penstock/Conversion/Passes.h.inc"
} // namespace penstock

using namespace mlir;

namespace {
struct BF16AsIntegers : penstock::impl::BF16AsIntegersPassBase<BF16AsIntegers> {
  void runOnOperation() override {
    auto integer = IntegerType::get(&getContext(), 16);
    AttrTypeReplacer replacer;
    replacer.addReplacement([&](BFloat16Type) -> Type { return integer; });
    replacer.addReplacement([&](FloatAttr attr) -> std::optional<Attribute> {
      if (!attr.getType().isBF16())
        return std::nullopt;
      return IntegerAttr::get(integer, attr.getValue().bitcastToAPInt());
    });
    replacer.addReplacement(
        [&](DenseElementsAttr attr) -> std::optional<Attribute> {
          if (!attr.getElementType().isBF16())
            return std::nullopt;
          return attr.bitcast(integer);
        });
    // Not in what the module says of its kernels.
    for (auto function : getOperation().getOps<LLVM::LLVMFuncOp>()) {
      // Instructions on bf16 keep the types of their operands and results.
      SmallVector<std::pair<OpOperand *, Type>> operands;
      SmallVector<std::pair<OpResult, Type>> results;
      function.walk([&](LLVM::CallIntrinsicOp op) {
        for (OpResult result : op->getResults())
          if (getElementTypeOrSelf(result).isBF16())
            results.emplace_back(result, result.getType());
        for (OpOperand &operand : op->getOpOperands())
          if (getElementTypeOrSelf(operand.get()).isBF16())
            operands.emplace_back(&operand, operand.get().getType());
      });
      replacer.recursivelyReplaceElementsIn(function, /*replaceAttrs=*/true,
                                            /*replaceLocs=*/false,
                                            /*replaceTypes=*/true);
      function.walk([](LLVM::BitcastOp op) {
        if (op.getArg().getType() != op.getType())
          return;
        op.replaceAllUsesWith(op.getArg());
        op.erase();
      });
      OpBuilder builder(&getContext());
      for (auto [operand, type] : operands) {
        Operation *op = operand->getOwner();
        builder.setInsertionPoint(op);
        operand->set(LLVM::BitcastOp::create(builder, op->getLoc(), type,
                                             operand->get()));
      }
      for (auto [result, type] : results) {
        Type held = result.getType();
        result.setType(type);
        builder.setInsertionPointAfterValue(result);
        auto cast =
            LLVM::BitcastOp::create(builder, result.getLoc(), held, result);
        result.replaceAllUsesExcept(cast, cast);
      }
    }
  }
};
} // namespace
