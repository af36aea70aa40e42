//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "SymbolicSizes.h"
#include "penstock/Dialect/Gate/IR/Gate.h"

#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;
using namespace penstock;
using namespace penstock::cpu;

SymbolicSizes::SymbolicSizes(func::FuncOp function) {
  function.walk([&](Operation *op) { visit(op); });
}

void SymbolicSizes::visit(Operation *op) {
  // The first (operand, dimension) that each loop of an op ran over.
  auto tieByMaps = [&](ValueRange operands, ArrayRef<AffineMap> maps) {
    llvm::DenseMap<int64_t, std::pair<Value, int64_t>> seen;
    for (auto [operand, map] : llvm::zip(operands, maps))
      for (auto [dim, result] : llvm::enumerate(map.getResults()))
        if (auto loop = dyn_cast<AffineDimExpr>(result)) {
          auto [it, isNew] = seen.try_emplace(loop.getPosition(), operand, dim);
          if (!isNew)
            tie(it->second.first, it->second.second, operand, dim);
        }
  };
  if (auto dps = dyn_cast<DestinationStyleOpInterface>(op))
    for (OpResult result : op->getResults())
      if (auto type = dyn_cast<RankedTensorType>(result.getType()))
        for (int64_t dim = 0; dim < type.getRank(); ++dim)
          tie(result, dim, dps.getTiedOpOperand(result)->get(), dim);
  if (auto linalgOp = dyn_cast<linalg::LinalgOp>(op))
    return tieByMaps(op->getOperands(), linalgOp.getIndexingMapsArray());
  if (auto apply = dyn_cast<gate::ApplyOp>(op)) {
    SmallVector<Value> tensors =
        llvm::filter_to_vector(op->getOperands(), [](Value v) {
          return isa<RankedTensorType>(v.getType());
        });
    return tieByMaps(tensors, apply.getMaps());
  }
  if (auto row = dyn_cast<gate::ApplyRowOp>(op)) {
    int64_t rank = row.getType().getRank();
    for (Value input : row.getInputs()) {
      int64_t inputRank = cast<RankedTensorType>(input.getType()).getRank();
      for (int64_t dim = 0; dim < inputRank; ++dim)
        tie(input, dim, row.getInit(), rank - inputRank + dim);
    }
    return;
  }
  auto tieTokens = [&](auto contraction) {
    tie(contraction.getX(), 0, contraction.getInit(), 0);
    if (Value residual = contraction.getResidual())
      for (int64_t dim : {0, 1})
        tie(residual, dim, contraction.getInit(), dim);
  };
  if (auto matmul = dyn_cast<gate::GatedMatmulOp>(op)) {
    int64_t in = matmul.getWeightOrder() == gate::WeightOrder::InOut ? 0 : 1;
    for (Value weight : matmul.getWeights())
      tie(matmul.getX(), 1, weight, in);
    return tieTokens(matmul);
  }
  if (auto ffn = dyn_cast<gate::FfnOp>(op))
    return tieTokens(ffn);
  auto tieSizes = [&](Value value, ArrayRef<OpFoldResult> sizes) {
    for (auto [dim, size] : llvm::enumerate(sizes)) {
      auto of = dyn_cast<Value>(size)
                    ? cast<Value>(size).getDefiningOp<tensor::DimOp>()
                    : tensor::DimOp();
      if (of && of.getConstantIndex())
        tie(value, dim, of.getSource(), *of.getConstantIndex());
    }
  };
  if (auto empty = dyn_cast<tensor::EmptyOp>(op))
    return tieSizes(empty, empty.getMixedSizes());
  if (auto expand = dyn_cast<tensor::ExpandShapeOp>(op))
    return tieSizes(expand.getResult(), expand.getMixedOutputShape());
  if (auto collapse = dyn_cast<tensor::CollapseShapeOp>(op))
    for (auto [dim, group] :
         llvm::enumerate(collapse.getReassociationIndices()))
      if (group.size() == 1)
        tie(collapse.getResult(), dim, collapse.getSrc(), group.front());
}
