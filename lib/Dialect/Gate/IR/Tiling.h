//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// TilingInterface of ops whose loops are leading dimensions of their result.
//
//===----------------------------------------------------------------------===//

#ifndef PENSTOCK_LIB_DIALECT_GATE_IR_TILING_H
#define PENSTOCK_LIB_DIALECT_GATE_IR_TILING_H

#include "penstock/Dialect/Gate/IR/Gate.h"

namespace penstock::gate {

/// For each dimension of an operand the loop that slices it, or -1.
using OperandLoops = llvm::SmallVector<int64_t>;

/// How an op is tiled: loop i runs over dimension i of the result.
struct LoopNest {
  int64_t loops;
  /// One per operand; empty for operands that are taken whole.
  llvm::SmallVector<OperandLoops> operands;
};

LoopNest getLoopNest(mlir::Operation *op);

/// Checks that no operand has more elements than sizes and offsets in bytes
/// can count.
mlir::LogicalResult verifySizes(mlir::Operation *op);

llvm::SmallVector<mlir::Range> getDomain(mlir::Operation *op,
                                         mlir::OpBuilder &builder);
mlir::FailureOr<mlir::TilingResult>
tile(mlir::Operation *op, mlir::OpBuilder &builder,
     llvm::ArrayRef<mlir::OpFoldResult> offsets,
     llvm::ArrayRef<mlir::OpFoldResult> sizes);
mlir::LogicalResult
getResultTile(mlir::Operation *op, mlir::OpBuilder &builder,
              llvm::ArrayRef<mlir::OpFoldResult> offsets,
              llvm::ArrayRef<mlir::OpFoldResult> sizes,
              llvm::SmallVectorImpl<mlir::OpFoldResult> &resultOffsets,
              llvm::SmallVectorImpl<mlir::OpFoldResult> &resultSizes);
mlir::FailureOr<mlir::TilingResult>
generateResultTile(mlir::Operation *op, mlir::OpBuilder &builder,
                   llvm::ArrayRef<mlir::OpFoldResult> offsets,
                   llvm::ArrayRef<mlir::OpFoldResult> sizes);

/// The methods of the interfaces that all destination-style ops share.
#define PENSTOCK_DEFINE_TENSOR_OP(Op)                                          \
  LogicalResult Op::inferReturnTypes(MLIRContext *, std::optional<Location>,   \
                                     Adaptor adaptor,                          \
                                     SmallVectorImpl<Type> &types) {           \
    types.push_back(adaptor.getInit().getType());                              \
    return success();                                                          \
  }                                                                            \
  LogicalResult Op::reifyResultShapes(OpBuilder &builder,                      \
                                      ReifiedRankedShapedTypeDims &shapes) {   \
    shapes.push_back(tensor::getMixedSizes(builder, getLoc(), getInit()));     \
    return success();                                                          \
  }                                                                            \
  SmallVector<utils::IteratorType> Op::getLoopIteratorTypes() {                \
    return SmallVector<utils::IteratorType>(getLoopNest(*this).loops,          \
                                            utils::IteratorType::parallel);    \
  }                                                                            \
  SmallVector<Range> Op::getIterationDomain(OpBuilder &builder) {              \
    return getDomain(*this, builder);                                          \
  }                                                                            \
  FailureOr<TilingResult> Op::getTiledImplementation(                          \
      OpBuilder &builder, ArrayRef<OpFoldResult> offsets,                      \
      ArrayRef<OpFoldResult> sizes) {                                          \
    return tile(*this, builder, offsets, sizes);                               \
  }                                                                            \
  LogicalResult Op::getResultTilePosition(                                     \
      OpBuilder &builder, unsigned, ArrayRef<OpFoldResult> offsets,            \
      ArrayRef<OpFoldResult> sizes, SmallVector<OpFoldResult> &resultOffsets,  \
      SmallVector<OpFoldResult> &resultSizes) {                                \
    return getResultTile(*this, builder, offsets, sizes, resultOffsets,        \
                         resultSizes);                                         \
  }                                                                            \
  LogicalResult Op::getIterationDomainTileFromResultTile(                      \
      OpBuilder &, unsigned, ArrayRef<OpFoldResult> offsets,                   \
      ArrayRef<OpFoldResult> sizes, SmallVectorImpl<OpFoldResult> &domain,     \
      SmallVectorImpl<OpFoldResult> &domainSizes) {                            \
    int64_t loops = getLoopNest(*this).loops;                                  \
    llvm::append_range(domain, offsets.take_front(loops));                     \
    llvm::append_range(domainSizes, sizes.take_front(loops));                  \
    return success();                                                          \
  }                                                                            \
  FailureOr<TilingResult> Op::generateResultTileValue(                         \
      OpBuilder &builder, unsigned, ArrayRef<OpFoldResult> offsets,            \
      ArrayRef<OpFoldResult> sizes) {                                          \
    return generateResultTile(*this, builder, offsets, sizes);                 \
  }

} // namespace penstock::gate

#endif // PENSTOCK_LIB_DIALECT_GATE_IR_TILING_H
