//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "RaiseContractions.h"
#include "penstock/Dialect/Gate/Transforms/Passes.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Arith/IR/ValueBoundsOpInterfaceImpl.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/MemRef/Transforms/Transforms.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Tensor/IR/ValueBoundsOpInterfaceImpl.h"
#include "mlir/Interfaces/FunctionInterfaces.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"

namespace penstock::gate {
#define GEN_PASS_DEF_GATERAISEPASS
#include "penstock/Dialect/Gate/Transforms/Passes.h.inc"
} // namespace penstock::gate

using namespace mlir;
using namespace penstock;
using namespace penstock::gate;

namespace {
/// A transposition without the dimensions of size 1, which are but a reshape;
/// if it moves no others it is one itself.
struct DropUnitsOfTranspose : OpRewritePattern<linalg::TransposeOp> {
  using OpRewritePattern::OpRewritePattern;

  /// Groups of dimensions with one each that is not 1, and those.
  static std::pair<SmallVector<ReassociationIndices>, SmallVector<int64_t>>
  squeeze(RankedTensorType type) {
    SmallVector<ReassociationIndices> groups(1);
    SmallVector<int64_t> kept;
    for (auto [i, size] : llvm::enumerate(type.getShape())) {
      if (size != 1) {
        if (!kept.empty())
          groups.emplace_back();
        kept.push_back(i);
      }
      groups.back().push_back(i);
    }
    return {groups, kept};
  }

  LogicalResult matchAndRewrite(linalg::TransposeOp op,
                                PatternRewriter &rewriter) const override {
    auto from = cast<RankedTensorType>(op.getInput().getType());
    auto to = dyn_cast<RankedTensorType>(op.getInit().getType());
    if (!to)
      return failure();
    Location loc = op.getLoc();
    auto [groups, kept] = squeeze(from);
    ArrayRef<int64_t> permutation = op.getPermutation();
    SmallVector<int64_t> moved;
    for (int64_t dim : permutation)
      if (llvm::is_contained(kept, dim))
        moved.push_back(llvm::find(kept, dim) - kept.begin());
    bool hasUnits = static_cast<int64_t>(kept.size()) < from.getRank();
    bool isReshape = llvm::is_sorted(moved);
    if (moved.empty() || !(hasUnits || isReshape))
      return failure();
    SmallVector<OpFoldResult> sizes =
        tensor::getMixedSizes(rewriter, loc, op.getInput());
    auto permute = [](ArrayRef<OpFoldResult> values, ArrayRef<int64_t> order) {
      return llvm::map_to_vector(order, [&](int64_t i) { return values[i]; });
    };
    Value value = op.getInput();
    if (hasUnits)
      value = tensor::CollapseShapeOp::create(rewriter, loc, value, groups);
    if (!isReshape) {
      Value empty = tensor::EmptyOp::create(
          rewriter, loc, permute(permute(sizes, kept), moved),
          to.getElementType());
      value = linalg::TransposeOp::create(rewriter, loc, value, empty, moved)
                  ->getResult(0);
    }
    if (hasUnits)
      value = tensor::ExpandShapeOp::create(rewriter, loc, to, value,
                                            squeeze(to).first,
                                            permute(sizes, permutation));
    rewriter.replaceOp(op, value);
    return success();
  }
};

/// A view of numbers that are extended, as the extension of a view: chains and
/// products look through extensions, and their narrow operands are views.
struct ExtendViews : RewritePattern {
  explicit ExtendViews(MLIRContext *context)
      : RewritePattern(MatchAnyOpTypeTag(), /*benefit=*/1, context) {}

  LogicalResult matchAndRewrite(Operation *op,
                                PatternRewriter &rewriter) const override {
    if (!isa<tensor::ExtractSliceOp, tensor::ExpandShapeOp,
             tensor::CollapseShapeOp>(op))
      return failure();
    auto type = cast<RankedTensorType>(op->getResult(0).getType());
    Value wide = op->getOperand(0), narrow = stripExtension(wide);
    if (narrow == wide || type.getRank() == 0)
      return failure();
    Location loc = op->getLoc();
    Operation *view = rewriter.clone(*op);
    view->setOperand(0, narrow);
    Value slice = view->getResult(0);
    slice.setType(
        type.clone(cast<RankedTensorType>(narrow.getType()).getElementType()));
    Value empty = tensor::EmptyOp::create(
        rewriter, loc, tensor::getMixedSizes(rewriter, loc, slice),
        type.getElementType());
    AffineMap map = rewriter.getMultiDimIdentityMap(type.getRank());
    SmallVector<utils::IteratorType> iterators(type.getRank(),
                                               utils::IteratorType::parallel);
    rewriter.replaceOpWithNewOp<linalg::GenericOp>(
        op, type, slice, empty, ArrayRef{map, map}, iterators,
        [](OpBuilder &b, Location loc, ValueRange args) {
          Value value =
              arith::ExtFOp::create(b, loc, args[1].getType(), args[0]);
          linalg::YieldOp::create(b, loc, value);
        });
    return success();
  }
};

struct Raise : gate::impl::GateRaisePassBase<Raise> {
  using Base::Base;

  void getDependentDialects(DialectRegistry &registry) const override {
    Base::getDependentDialects(registry);
    // Which sizes are equal.
    arith::registerValueBoundsOpInterfaceExternalModels(registry);
    tensor::registerValueBoundsOpInterfaceExternalModels(registry);
  }

  void runOnOperation() override {
    // Sizes of what is replaced come from what it is computed of.
    auto resolveSizes =
        memref::populateResolveRankedShapedTypeResultDimsPatterns;
    simplify([&](RewritePatternSet &patterns) {
      resolveSizes(patterns);
      patterns.add<DropUnitsOfTranspose, ExtendViews>(patterns.getContext());
    });
    Expressions expressions;
    RaisedFunctions functions(getOperation(), expressions);
    ChainFinder finder(expressions, relaxRounding);
    SmallVector<Block *> blocks;
    getOperation()->walk<WalkOrder::PreOrder>([&](Operation *op) {
      // Bodies are read with their op.
      if (isa<linalg::LinalgOp, GateFunctionOpInterface>(op))
        return WalkResult::skip();
      if (isa<ModuleOp>(op))
        return WalkResult::advance();
      for (Region &region : op->getRegions())
        for (Block &block : region)
          blocks.push_back(&block);
      return WalkResult::advance();
    });
    for (Block *block : blocks) {
      raiseProducts(*block);
      auto raiseAll = [&](bool productsOnly) {
        for (Operation *root : finder.findRoots(*block))
          if (std::optional<Chain> chain = finder.read(root))
            numChains += raiseChain(
                *chain, expressions, functions,
                {.relaxRounding = relaxRounding, .productsOnly = productsOnly});
      };
      // Row functions that have a name come first; more of them show when what
      // is computed of products is out of the way.
      for (bool productsOnly : {true, false}) {
        raiseRows(*block, /*namedOnly=*/true, finder, expressions, functions);
        if (!productsOnly)
          raiseRows(*block, /*namedOnly=*/false, finder, expressions,
                    functions);
        raiseAll(productsOnly);
      }
    }
    simplify(resolveSizes);
    for (Block *block : blocks)
      raiseFfns(*block);
    functions.eraseUnused();
    numFunctions = functions.getNumCreated();
    simplify([](RewritePatternSet &patterns) {});
  }

private:
  void simplify(llvm::function_ref<void(RewritePatternSet &)> populate) {
    RewritePatternSet patterns(&getContext());
    MLIRContext *context = &getContext();
    tensor::DimOp::getCanonicalizationPatterns(patterns, context);
    tensor::ExpandShapeOp::getCanonicalizationPatterns(patterns, context);
    tensor::CollapseShapeOp::getCanonicalizationPatterns(patterns, context);
    populate(patterns);
    FrozenRewritePatternSet frozen(std::move(patterns));
    GreedyRewriteConfig config;
    config.setRegionSimplificationLevel(GreedySimplifyRegionLevel::Disabled);
    for (auto function : getOperation().getOps<FunctionOpInterface>())
      (void)applyPatternsGreedily(function, frozen, config);
  }

  void raiseProducts(Block &block) {
    for (auto op : llvm::make_early_inc_range(block.getOps<linalg::LinalgOp>()))
      if (raiseProduct(op, {relaxRounding}))
        ++numProducts;
  }

  /// Row functions, of those that overlap the greatest.
  void raiseRows(Block &block, bool namedOnly, ChainFinder &finder,
                 Expressions &expressions, RaisedFunctions &functions) {
    SmallVector<Operation *> ops;
    for (Operation &op : llvm::reverse(block))
      if (isChainOp(&op) && !isFreeOp(&op) && op.getNumResults() == 1)
        ops.push_back(&op);
    llvm::SmallPtrSet<Operation *, 32> gone;
    for (Operation *op : ops) {
      if (gone.contains(op))
        continue;
      for (bool cut : {false, true}) {
        std::optional<Chain> chain = finder.readRows(op, cut);
        if (!chain || !raiseChain(*chain, expressions, functions,
                                  {.relaxRounding = relaxRounding,
                                   .namedOnly = namedOnly}))
          continue;
        ++numRows;
        gone.insert(chain->ops.begin(), chain->ops.end());
        break;
      }
    }
  }

  void raiseFfns(Block &block) {
    SmallVector<FfnOp> ffns;
    for (auto op : llvm::make_early_inc_range(block.getOps<GatedMatmulOp>()))
      if (FfnOp ffn = raiseFfn(op))
        ffns.push_back(ffn);
    for (FfnOp ffn : ffns) {
      ++numFfns;
      Operation *norm = ffn.getX().getDefiningOp();
      if (raiseNorm(ffn) && norm)
        eraseDead(norm);
    }
  }
};
} // namespace
