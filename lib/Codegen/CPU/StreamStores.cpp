//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "penstock/Codegen/CPU/Passes.h"

#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Arith/Utils/Utils.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/Interfaces/FunctionInterfaces.h"
#include "mlir/Interfaces/ViewLikeInterface.h"

namespace penstock::cpu {
#define GEN_PASS_DEF_STREAMSTORESPASS
#include "penstock/Codegen/CPU/Passes.h.inc"
} // namespace penstock::cpu

using namespace mlir;
using namespace penstock;

static int64_t getBytes(Value memref) {
  return cast<MemRefType>(memref.getType()).getElementTypeBitWidth() / 8;
}

namespace {
/// A loop that can be streamed.
struct Stream {
  scf::ForOp loop;
  SmallVector<vector::TransferWriteOp> writes;
  int64_t lanes = 0;

  static std::optional<Stream> match(scf::ForOp loop);

  bool isTransfer(VectorTransferOpInterface op);
  /// The elements from `start` on, `count` of them.
  void createMasked(OpBuilder &b, Value start, Value count);
  /// The vector from `start` on.
  void createStreamed(OpBuilder &b, Value start);
  int64_t getAlignment() {
    return std::min<int64_t>(64, lanes * getBytes(writes.front().getBase()));
  }
  Value getHead(OpBuilder &b, Value length);
  Value isLarge(OpBuilder &b, int64_t bytes);
  void apply(int64_t bytes);
};
} // namespace

static Value getRoot(Value memref) {
  while (auto view = memref.getDefiningOp<ViewLikeOpInterface>())
    memref = view.getViewSource();
  return memref;
}

/// True if `index` is the variable of `loop`, plus what the loop leaves alone.
static bool isConsecutive(scf::ForOp loop, Value index) {
  Value variable = loop.getInductionVar();
  auto apply = index.getDefiningOp<affine::AffineApplyOp>();
  if (!apply)
    return index == variable;
  AffineMap map = apply.getAffineMap();
  AffineExpr expr = map.getResult(0), rest = expr, step = expr;
  for (auto [i, operand] : llvm::enumerate(apply.getMapOperands())) {
    AffineExpr symbol =
        i < map.getNumDims()
            ? getAffineDimExpr(i, map.getContext())
            : getAffineSymbolExpr(i - map.getNumDims(), map.getContext());
    if (operand == variable) {
      rest = rest.replace(symbol, getAffineConstantExpr(0, map.getContext()));
      step = step - symbol;
    } else if (!loop.isDefinedOutsideOfLoop(operand)) {
      return false;
    }
  }
  return simplifyAffineExpr(step - rest, map.getNumDims(),
                            map.getNumSymbols()) ==
         getAffineConstantExpr(0, map.getContext());
}

/// True if `op` transfers consecutive elements, a vector of them in each
/// iteration.
bool Stream::isTransfer(VectorTransferOpInterface op) {
  auto memref = dyn_cast<MemRefType>(op.getBase().getType());
  return memref && memref.isLastDimUnitStride() && !op.getMask() &&
         op.getVectorType().getRank() == 1 &&
         op.getVectorType().getNumElements() == lanes &&
         op.getPermutationMap().isMinorIdentity() && op.isDimInBounds(0) &&
         memref.getElementTypeBitWidth() % 8 == 0 &&
         isConsecutive(loop, op.getIndices().back()) &&
         llvm::all_of(op.getIndices().drop_back(), [&](Value index) {
           return loop.isDefinedOutsideOfLoop(index);
         });
}

std::optional<Stream> Stream::match(scf::ForOp loop) {
  std::optional<int64_t> step = getConstantIntValue(loop.getStep());
  if (loop.getNumResults() > 0 || !step || *step < 2)
    return std::nullopt;
  Stream stream{loop, {}, *step};
  SmallVector<vector::TransferReadOp> reads;
  for (Operation &op : loop.getBody()->without_terminator()) {
    if (auto write = dyn_cast<vector::TransferWriteOp>(op)) {
      if (!stream.isTransfer(write) ||
          !loop.isDefinedOutsideOfLoop(write.getBase()))
        return std::nullopt;
      stream.writes.push_back(write);
    } else if (auto read = dyn_cast<vector::TransferReadOp>(op)) {
      if (!stream.isTransfer(read) ||
          !loop.isDefinedOutsideOfLoop(read.getBase()))
        return std::nullopt;
      reads.push_back(read);
    } else if (op.getNumRegions() > 0 || !isPure(&op)) {
      return std::nullopt;
    }
  }
  for (vector::TransferReadOp read : reads)
    for (vector::TransferWriteOp write : stream.writes)
      if (read.getBase() != write.getBase() &&
          getRoot(read.getBase()) == getRoot(write.getBase()))
        return std::nullopt;
  if (stream.writes.empty())
    return std::nullopt;
  return stream;
}

void Stream::createMasked(OpBuilder &b, Value start, Value count) {
  IRMapping mapping;
  mapping.map(loop.getInductionVar(), start);
  Location loc = loop.getLoc();
  Value mask = vector::CreateMaskOp::create(
      b, loc, VectorType::get(lanes, b.getI1Type()), count);
  for (Operation &op : loop.getBody()->without_terminator()) {
    Operation *copy = b.clone(op, mapping);
    if (auto read = dyn_cast<vector::TransferReadOp>(copy))
      read.getMaskMutable().assign(mask);
    else if (auto write = dyn_cast<vector::TransferWriteOp>(copy))
      write.getMaskMutable().assign(mask);
  }
}

void Stream::createStreamed(OpBuilder &b, Value start) {
  IRMapping mapping;
  mapping.map(loop.getInductionVar(), start);
  for (Operation &op : loop.getBody()->without_terminator()) {
    auto write = dyn_cast<vector::TransferWriteOp>(op);
    // The others of several need not be aligned as the first one is.
    if (!write || write != writes.front()) {
      b.clone(op, mapping);
      continue;
    }
    SmallVector<Value> indices =
        llvm::map_to_vector(write.getIndices(), [&](Value v) {
          return mapping.lookupOrDefault(v);
        });
    vector::StoreOp::create(b, op.getLoc(),
                            mapping.lookupOrDefault(write.getVector()),
                            write.getBase(), indices, /*nontemporal=*/true,
                            llvm::MaybeAlign(getAlignment()));
  }
}

/// How many of `length` elements lie before the first that is aligned.
Value Stream::getHead(OpBuilder &b, Value length) {
  vector::TransferWriteOp write = writes.front();
  Location loc = loop.getLoc();
  Value base = write.getBase();
  int64_t bytes = getBytes(base);
  auto metadata = memref::ExtractStridedMetadataOp::create(b, loc, base);
  Value address = memref::ExtractAlignedPointerAsIndexOp::create(b, loc, base);
  AffineExpr elements = b.getAffineSymbolExpr(0);
  SmallVector<OpFoldResult> values{metadata.getConstifiedMixedOffset()};
  SmallVector<OpFoldResult> strides = metadata.getConstifiedMixedStrides();
  IRMapping mapping;
  mapping.map(loop.getInductionVar(), loop.getLowerBound());
  for (auto [dim, index] : llvm::enumerate(write.getIndices())) {
    if (auto apply = index.getDefiningOp<affine::AffineApplyOp>();
        apply && !loop.isDefinedOutsideOfLoop(index))
      b.clone(*apply, mapping);
    elements = elements + b.getAffineSymbolExpr(values.size()) *
                              b.getAffineSymbolExpr(values.size() + 1);
    values.push_back(mapping.lookupOrDefault(index));
    values.push_back(strides[dim]);
  }
  AffineExpr start = b.getAffineSymbolExpr(values.size()) + elements * bytes;
  values.push_back(address);
  Value head = getValueOrCreateConstantIndexOp(
      b, loc,
      affine::makeComposedFoldedAffineApply(
          b, loc, ((-start) % getAlignment()).floorDiv(bytes), values));
  return arith::MinSIOp::create(b, loc, head, length);
}

Value Stream::isLarge(OpBuilder &b, int64_t bytes) {
  Value root = getRoot(writes.front().getBase());
  Location loc = loop.getLoc();
  Value size = arith::ConstantIndexOp::create(b, loc, getBytes(root));
  for (int64_t i : llvm::seq(cast<MemRefType>(root.getType()).getRank()))
    size = arith::MulIOp::create(b, loc, size,
                                 b.createOrFold<memref::DimOp>(loc, root, i));
  return arith::CmpIOp::create(b, loc, arith::CmpIPredicate::sge, size,
                               arith::ConstantIndexOp::create(b, loc, bytes));
}

void Stream::apply(int64_t bytes) {
  OpBuilder b(loop);
  Location loc = loop.getLoc();
  auto choice = scf::IfOp::create(b, loc, TypeRange(), isLarge(b, bytes),
                                  /*withElseRegion=*/true);
  b.setInsertionPointToStart(choice.thenBlock());
  Value lower = loop.getLowerBound(), upper = loop.getUpperBound();
  Value zero = arith::ConstantIndexOp::create(b, loc, 0);
  Value length = arith::MaxSIOp::create(
      b, loc, arith::SubIOp::create(b, loc, upper, lower), zero);
  Value head = getHead(b, length);
  createMasked(b, lower, head);
  Value first = arith::AddIOp::create(b, loc, lower, head);
  Value rest = arith::RemUIOp::create(
      b, loc, arith::SubIOp::create(b, loc, length, head), loop.getStep());
  Value last = arith::SubIOp::create(
      b, loc, arith::AddIOp::create(b, loc, lower, length), rest);
  auto streamed = scf::ForOp::create(b, loc, first, last, loop.getStep());
  b.setInsertionPointToStart(streamed.getBody());
  createStreamed(b, streamed.getInductionVar());
  b.setInsertionPointAfter(streamed);
  createMasked(b, last, rest);
  LLVM::FenceOp::create(b, loc, LLVM::AtomicOrdering::seq_cst, StringRef());
  loop->moveBefore(choice.elseBlock(), choice.elseBlock()->begin());
}

namespace {
struct StreamStores : cpu::impl::StreamStoresPassBase<StreamStores> {
  using Base::Base;

  void runOnOperation() override {
    SmallVector<Stream> streams;
    getOperation().walk([&](scf::ForOp loop) {
      if (std::optional<Stream> stream = Stream::match(loop))
        streams.push_back(*stream);
    });
    for (Stream &stream : streams)
      stream.apply(minBytes);
  }
};
} // namespace
