//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Tiling.h"

#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace penstock;
using namespace penstock::gate;

LogicalResult gate::verifySizes(Operation *op) {
  constexpr int64_t limit = int64_t(1) << 48;
  for (OpOperand &operand : op->getOpOperands()) {
    auto type = dyn_cast<RankedTensorType>(operand.get().getType());
    if (!type)
      continue;
    int64_t elements = 1;
    for (int64_t size : type.getShape()) {
      if (ShapedType::isDynamic(size))
        continue;
      if (size > limit || (size && elements > limit / size))
        return op->emitOpError("expected operand #")
               << operand.getOperandNumber()
               << " to have at most 2^48 elements, found " << type;
      elements = std::max<int64_t>(elements * size, 1);
    }
  }
  return success();
}

static LoopNest getLoopNest(ApplyOp op) {
  LoopNest nest{op.getInit().getType().getRank(), {}};
  SmallVector<AffineMap> maps = op.getMaps();
  auto map = maps.begin();
  for (Value operand : op->getOperands()) {
    OperandLoops &loops = nest.operands.emplace_back();
    if (!isa<RankedTensorType>(operand.getType()))
      continue;
    for (AffineExpr result : (map++)->getResults()) {
      auto dim = dyn_cast<AffineDimExpr>(result);
      loops.push_back(dim ? static_cast<int64_t>(dim.getPosition()) : -1);
    }
  }
  return nest;
}

static LoopNest getLoopNest(ApplyRowOp op) {
  int64_t rank = op.getInit().getType().getRank();
  LoopNest nest{rank - 1, {}};
  for (Value operand : op->getOperands()) {
    OperandLoops &loops = nest.operands.emplace_back();
    // A rank-1 operand of a higher-rank op is the same for every row.
    if (cast<RankedTensorType>(operand.getType()).getRank() == rank)
      for (int64_t i = 0; i < rank; ++i)
        loops.push_back(i < rank - 1 ? i : -1);
  }
  return nest;
}

static LoopNest getLoopNest(GatedMatmulOp op) {
  // Packed and encoded weights cannot be sliced along the outputs, and top_k
  // compares all of them.
  bool byColumns = op.getPacking() == Packing::Separate &&
                   !(op.getSparsityAttr() && op.getSparsityAttr().getTopK()) &&
                   llvm::none_of(op.getWeights(), [](Value weight) {
                     return getWeightEncoding(weight.getType());
                   });
  int64_t column = byColumns ? 1 : -1;
  LoopNest nest{byColumns ? 2 : 1, {}};
  nest.operands.push_back({0, -1});
  for (size_t i = 0; i < op.getWeights().size(); ++i)
    nest.operands.push_back(op.getWeightOrder() == WeightOrder::InOut
                                ? OperandLoops{-1, column}
                                : OperandLoops{column, -1});
  for (size_t i = 0; i < op.getBias().size(); ++i)
    nest.operands.push_back({column});
  if (op.getResidual())
    nest.operands.push_back({0, column});
  nest.operands.push_back({0, column});
  return nest;
}

static LoopNest getLoopNest(FfnOp op) {
  LoopNest nest{1, {}};
  nest.operands.resize(op->getNumOperands());
  nest.operands[op.getXMutable().getOperandNumber()] = {0, -1};
  if (op.getResidual())
    nest.operands[op.getResidualMutable()[0].getOperandNumber()] = {0, -1};
  nest.operands[op.getInitMutable().getOperandNumber()] = {0, -1};
  return nest;
}

LoopNest gate::getLoopNest(Operation *op) {
  return llvm::TypeSwitch<Operation *, LoopNest>(op)
      .Case<ApplyOp, ApplyRowOp, GatedMatmulOp, FfnOp>(
          [](auto typed) { return ::getLoopNest(typed); });
}

static Value getInit(Operation *op) {
  return cast<DestinationStyleOpInterface>(op).getDpsInitOperand(0)->get();
}

SmallVector<Range> gate::getDomain(Operation *op, OpBuilder &builder) {
  int64_t loops = getLoopNest(op).loops;
  SmallVector<OpFoldResult> sizes =
      tensor::getMixedSizes(builder, op->getLoc(), ::getInit(op));
  return llvm::map_to_vector(
      ArrayRef(sizes).take_front(loops), [&](OpFoldResult size) {
        return Range{builder.getIndexAttr(0), size, builder.getIndexAttr(1)};
      });
}

/// Offsets and sizes of the slice of `operand` that the tile needs.
static void getSlice(OpBuilder &builder, Location loc, Value operand,
                     const OperandLoops &loops, ArrayRef<OpFoldResult> offsets,
                     ArrayRef<OpFoldResult> sizes,
                     SmallVectorImpl<OpFoldResult> &sliceOffsets,
                     SmallVectorImpl<OpFoldResult> &sliceSizes) {
  for (auto [dim, loop] : llvm::enumerate(loops)) {
    sliceOffsets.push_back(loop < 0 ? builder.getIndexAttr(0) : offsets[loop]);
    sliceSizes.push_back(loop < 0
                             ? tensor::getMixedSize(builder, loc, operand, dim)
                             : sizes[loop]);
  }
}

FailureOr<TilingResult> gate::tile(Operation *op, OpBuilder &builder,
                                   ArrayRef<OpFoldResult> offsets,
                                   ArrayRef<OpFoldResult> sizes) {
  Location loc = op->getLoc();
  LoopNest nest = getLoopNest(op);
  // Weights are static, so that a tile of their columns has a constant size.
  if (isa<GatedMatmulOp>(op) && nest.loops == 2 &&
      !getConstantIntValue(sizes[1]))
    return failure();
  SmallVector<Value> operands;
  SmallVector<Operation *> slices;
  for (auto [operand, loops] :
       llvm::zip_equal(op->getOperands(), nest.operands)) {
    if (llvm::all_of(loops, [](int64_t loop) { return loop < 0; })) {
      operands.push_back(operand);
      continue;
    }
    SmallVector<OpFoldResult> sliceOffsets, sliceSizes;
    getSlice(builder, loc, operand, loops, offsets, sizes, sliceOffsets,
             sliceSizes);
    SmallVector<OpFoldResult> strides(loops.size(), builder.getIndexAttr(1));
    auto slice = tensor::ExtractSliceOp::create(
        builder, loc, operand, sliceOffsets, sliceSizes, strides);
    operands.push_back(slice);
    slices.push_back(slice);
  }
  Operation *tiled =
      mlir::clone(builder, op, operands.back().getType(), operands);
  return TilingResult{{tiled}, SmallVector<Value>(tiled->getResults()), slices};
}

LogicalResult gate::getResultTile(Operation *op, OpBuilder &builder,
                                  ArrayRef<OpFoldResult> offsets,
                                  ArrayRef<OpFoldResult> sizes,
                                  SmallVectorImpl<OpFoldResult> &resultOffsets,
                                  SmallVectorImpl<OpFoldResult> &resultSizes) {
  getSlice(builder, op->getLoc(), ::getInit(op),
           getLoopNest(op).operands.back(), offsets, sizes, resultOffsets,
           resultSizes);
  return success();
}

FailureOr<TilingResult> gate::generateResultTile(Operation *op,
                                                 OpBuilder &builder,
                                                 ArrayRef<OpFoldResult> offsets,
                                                 ArrayRef<OpFoldResult> sizes) {
  // A consumer may ask for part of a row: only whole rows can be computed.
  int64_t loops = getLoopNest(op).loops;
  auto type = cast<RankedTensorType>(op->getResult(0).getType());
  for (int64_t dim = loops; dim < type.getRank(); ++dim)
    if (!isConstantIntValue(offsets[dim], 0) ||
        (type.isDynamicDim(dim) ||
         !isConstantIntValue(sizes[dim], type.getDimSize(dim))))
      return failure();
  return tile(op, builder, offsets.take_front(loops), sizes.take_front(loops));
}
