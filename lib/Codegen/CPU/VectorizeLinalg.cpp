//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "penstock/Codegen/CPU/Passes.h"
#include "penstock/Codegen/CPU/TileTable.h"

#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Linalg/Transforms/Transforms.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/SCF/Transforms/TileUsingInterface.h"
#include "mlir/Dialect/SCF/Transforms/Transforms.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/Interfaces/FunctionInterfaces.h"

namespace penstock::cpu {
#define GEN_PASS_DEF_VECTORIZELINALGPASS
#include "penstock/Codegen/CPU/Passes.h.inc"
} // namespace penstock::cpu

using namespace mlir;
using namespace penstock;

/// Vectors computed at a time where nothing else is: the chain of operations
/// that computes one of them is longer than what a core looks ahead.
constexpr int64_t kInterleave = 4;

/// Lanes for the widest element type that the op touches.
static int64_t getVectorSize(linalg::LinalgOp op, const TargetInfo &target) {
  int64_t bits = 32;
  for (Type type : op->getOperandTypes())
    if (Type element = getElementTypeOrSelf(type); element.isIntOrFloat())
      bits = std::max<int64_t>(bits, element.getIntOrFloatBitWidth());
  return target.vectorBits() / bits;
}

/// True if the op reads or writes booleans: a vector of them takes a bit for
/// each in memory, a buffer a byte.
static bool hasBooleans(linalg::LinalgOp op) {
  return llvm::any_of(op->getOperandTypes(), [](Type type) {
    return isa<TensorType>(type) && getElementTypeOrSelf(type).isInteger(1);
  });
}

/// The loop whose elements lie next to each other in the result (or, of a
/// reduction, in the input): the innermost one.
static int64_t getVectorLoop(linalg::LinalgOp op) {
  return static_cast<int64_t>(op.getNumLoops()) - 1;
}

static arith::AtomicRMWKind getKind(vector::CombiningKind kind, bool isFloat) {
  using vector::CombiningKind;
  using Kind = arith::AtomicRMWKind;
  switch (kind) {
  case CombiningKind::ADD:
    return isFloat ? Kind::addf : Kind::addi;
  case CombiningKind::MUL:
    return isFloat ? Kind::mulf : Kind::muli;
  case CombiningKind::MINUI:
    return Kind::minu;
  case CombiningKind::MINSI:
    return Kind::mins;
  case CombiningKind::MAXUI:
    return Kind::maxu;
  case CombiningKind::MAXSI:
    return Kind::maxs;
  case CombiningKind::AND:
    return Kind::andi;
  case CombiningKind::OR:
    return Kind::ori;
  case CombiningKind::XOR:
    return Kind::xori;
  case CombiningKind::MINNUMF:
    return Kind::minnumf;
  case CombiningKind::MAXNUMF:
    return Kind::maxnumf;
  case CombiningKind::MINIMUMF:
    return Kind::minimumf;
  case CombiningKind::MAXIMUMF:
    return Kind::maximumf;
  }
  llvm_unreachable("all kinds are handled");
}

/// Reduces the neutral element where `mask` is off, with no mask around it:
/// only one op fits in there, and one on halves becomes several.
static void unmaskReduction(IRRewriter &rewriter, vector::MaskOp mask) {
  auto reduction =
      dyn_cast_or_null<vector::MultiDimReductionOp>(mask.getMaskableOp());
  if (!reduction)
    return;
  VectorType type = reduction.getSourceVectorType();
  arith::AtomicRMWKind kind =
      getKind(reduction.getKind(), isa<FloatType>(type.getElementType()));
  Location loc = reduction.getLoc();
  rewriter.setInsertionPoint(mask);
  TypedAttr neutral =
      arith::getIdentityValueAttr(kind, type.getElementType(), rewriter, loc);
  Value source = arith::SelectOp::create(
      rewriter, loc, mask.getMask(), reduction.getSource(),
      arith::ConstantOp::create(rewriter, loc,
                                DenseElementsAttr::get(type, neutral)));
  rewriter.replaceOpWithNewOp<vector::MultiDimReductionOp>(
      mask, source, reduction.getAcc(), reduction.getReductionMask(),
      reduction.getKind());
}

/// True if every operand has an element for each point of the loops, in their
/// order: memory is gone through from its start to its end.
static bool isInMemoryOrder(linalg::LinalgOp op) {
  return op.getNumParallelLoops() == op.getNumLoops() &&
         !op.hasIndexSemantics() &&
         llvm::all_of(op.getIndexingMapsArray(),
                      [](AffineMap map) { return map.isIdentity(); });
}

/// True if what `op` computes leaves the function as it is: others may like its
/// shape.
static bool isResult(linalg::LinalgOp op) {
  return llvm::all_of(op->getUsers(), [](Operation *user) {
    return isa<bufferization::MaterializeInDestinationOp>(user) ||
           user->hasTrait<OpTrait::ReturnLike>();
  });
}

/// Makes one loop of those of an op in the order of memory.
static linalg::LinalgOp collapse(IRRewriter &rewriter, linalg::LinalgOp op) {
  ReassociationIndices loops(
      llvm::to_vector(llvm::seq<int64_t>(op.getNumLoops())));
  rewriter.setInsertionPoint(op);
  FailureOr<linalg::CollapseResult> result =
      linalg::collapseOpIterationDims(op, loops, rewriter);
  if (failed(result))
    return op;
  rewriter.replaceOp(op, result->results);
  op = result->collapsedOp;
  // What starts empty shows that it does.
  rewriter.setInsertionPoint(op);
  for (OpOperand &init : op.getDpsInitsMutable()) {
    auto collapsed = init.get().getDefiningOp<tensor::CollapseShapeOp>();
    auto empty = collapsed ? collapsed.getSrc().getDefiningOp<tensor::EmptyOp>()
                           : tensor::EmptyOp();
    if (!empty)
      continue;
    AffineExpr size = rewriter.getAffineConstantExpr(1);
    for (int64_t i : llvm::seq(empty.getType().getRank()))
      size = size * rewriter.getAffineSymbolExpr(i);
    init.set(tensor::EmptyOp::create(
        rewriter, op.getLoc(),
        {affine::makeComposedFoldedAffineApply(rewriter, op.getLoc(), size,
                                               empty.getMixedSizes())},
        empty.getType().getElementType()));
  }
  return op;
}

namespace {
struct VectorizeLinalg
    : penstock::cpu::impl::VectorizeLinalgPassBase<VectorizeLinalg> {
  using Base::Base;

  void runOnOperation() override {
    FailureOr<TargetInfo> target =
        penstock::cpu::getTarget(getOperation(), triple, cpu, features);
    if (failed(target))
      return signalPassFailure();
    SmallVector<linalg::LinalgOp> ops;
    getOperation()->walk([&](linalg::LinalgOp op) {
      if (op.hasPureTensorSemantics())
        ops.push_back(op);
    });
    IRRewriter rewriter(&getContext());
    for (linalg::LinalgOp op : ops)
      lower(rewriter, op, *target);
    getOperation()->walk(
        [&](vector::MaskOp mask) { unmaskReduction(rewriter, mask); });
  }

  void lower(IRRewriter &rewriter, linalg::LinalgOp op,
             const TargetInfo &target) {
    int64_t lanes = getVectorSize(op, target);
    bool isTask = !op->getParentOfType<scf::ForallOp>();
    if (isInMemoryOrder(op)) {
      lanes *= kInterleave;
      if (isTask && op.getNumLoops() > 1 && isResult(op))
        op = collapse(rewriter, op);
    }
    int64_t loops = op.getNumLoops();
    if (loops == 0)
      return;
    int64_t vectorLoop = getVectorLoop(op);
    SmallVector<int64_t> ranges = op.getStaticLoopRanges();
    if (ranges[vectorLoop] > 0)
      lanes = std::min<int64_t>(lanes,
                                llvm::bit_ceil<uint64_t>(ranges[vectorLoop]));

    // Tasks: the outermost parallel loop, in chunks where it is the only one.
    auto iterators = op.getIteratorTypesArray();
    if (linalg::isParallelIterator(iterators[0]) && isTask) {
      SmallVector<OpFoldResult> sizes(loops, rewriter.getIndexAttr(0));
      sizes[0] = rewriter.getIndexAttr(loops == 1 ? 16384 : 1);
      std::optional<linalg::LinalgOp> tiled =
          tile(rewriter, op, sizes, scf::SCFTilingOptions::LoopType::ForallOp);
      if (!tiled)
        return;
      op = *tiled;
    }
    if (hasBooleans(op))
      return;
    SmallVector<OpFoldResult> sizes(loops, rewriter.getIndexAttr(1));
    sizes[vectorLoop] = rewriter.getIndexAttr(lanes);
    rewriter.setInsertionPoint(op);
    scf::SCFTilingOptions options;
    options.setTileSizes(sizes);
    FailureOr<scf::SCFTilingResult> result = scf::tileUsingSCF(
        rewriter, cast<TilingInterface>(op.getOperation()), options);
    if (failed(result))
      return;
    rewriter.replaceOp(op, result->replacements);
    SmallVector<Operation *> tiles(result->tiledOps);
    // The rest of a row gets a loop of its own, so that only it is masked.
    if (!result->loops.empty()) {
      auto loop = dyn_cast<scf::ForOp>(result->loops.back().getOperation());
      scf::ForOp rest;
      if (loop &&
          succeeded(scf::peelForLoopAndSimplifyBounds(rewriter, loop, rest)))
        rest->walk([&](linalg::LinalgOp tail) { tiles.push_back(tail); });
    }
    SmallVector<int64_t> vectorSizes(loops, 1);
    vectorSizes[vectorLoop] = lanes;
    // MLIR reads a flag per size, also where none is given.
    SmallVector<bool> scalable(loops, false);
    for (Operation *tile : tiles) {
      auto linalgOp = cast<linalg::LinalgOp>(tile);
      rewriter.setInsertionPoint(tile);
      bool whole =
          llvm::none_of(linalgOp.getStaticLoopRanges(), ShapedType::isDynamic);
      FailureOr<linalg::VectorizationResult> vectorized = linalg::vectorize(
          rewriter, tile, whole ? ArrayRef<int64_t>() : vectorSizes,
          whole ? ArrayRef<bool>() : scalable);
      if (succeeded(vectorized))
        rewriter.replaceOp(tile, vectorized->replacements);
    }
  }

  std::optional<linalg::LinalgOp> tile(IRRewriter &rewriter,
                                       linalg::LinalgOp op,
                                       ArrayRef<OpFoldResult> sizes,
                                       scf::SCFTilingOptions::LoopType type) {
    rewriter.setInsertionPoint(op);
    scf::SCFTilingOptions options;
    options.setTileSizes(sizes);
    options.setLoopType(type);
    FailureOr<scf::SCFTilingResult> result = scf::tileUsingSCF(
        rewriter, cast<TilingInterface>(op.getOperation()), options);
    if (failed(result))
      return std::nullopt;
    rewriter.replaceOp(op, result->replacements);
    return cast<linalg::LinalgOp>(result->tiledOps.front());
  }
};
} // namespace
