//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "penstock/Conversion/Passes.h"

#include "mlir/Dialect/LLVMIR/LLVMDialect.h"

namespace penstock {
#define GEN_PASS_DEF_MASKHALVESASINTEGERSPASS
#include "penstock/Conversion/Passes.h.inc"
} // namespace penstock

using namespace mlir;

/// The vector of i16 in place of one of bf16 or f16; null for others.
static VectorType getIntegers(Type type) {
  auto vector = cast<VectorType>(type);
  if (vector.getElementTypeBitWidth() != 16 ||
      !isa<FloatType>(vector.getElementType()))
    return {};
  return VectorType::Builder(vector).setElementType(
      IntegerType::get(type.getContext(), 16));
}

namespace {
struct MaskHalvesAsIntegers
    : penstock::impl::MaskHalvesAsIntegersPassBase<MaskHalvesAsIntegers> {
  void runOnOperation() override {
    OpBuilder b(&getContext());
    getOperation()->walk([&](Operation *op) {
      b.setInsertionPoint(op);
      if (auto load = dyn_cast<LLVM::MaskedLoadOp>(op)) {
        VectorType halves = load.getType(), integers = getIntegers(halves);
        if (!integers)
          return;
        if (Value passThru = load.getPassThru())
          load.getPassThruMutable().assign(
              LLVM::BitcastOp::create(b, op->getLoc(), integers, passThru));
        load.getResult().setType(integers);
        b.setInsertionPointAfter(op);
        Value cast = LLVM::BitcastOp::create(b, op->getLoc(), halves, load);
        load.getResult().replaceAllUsesExcept(cast, cast.getDefiningOp());
      }
      if (auto store = dyn_cast<LLVM::MaskedStoreOp>(op))
        if (VectorType integers = getIntegers(store.getValue().getType()))
          store.getValueMutable().assign(LLVM::BitcastOp::create(
              b, op->getLoc(), integers, store.getValue()));
    });
  }
};
} // namespace
