//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Products with a weight as gate.gated_matmul, and two of them as gate.ffn.
//
//===----------------------------------------------------------------------===//

#include "RaiseContractions.h"
#include "penstock/Dialect/Gate/IR/Functions.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/Matchers.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

using namespace mlir;
using namespace penstock::gate;

//===----------------------------------------------------------------------===//
// Shapes
//===----------------------------------------------------------------------===//

static RankedTensorType getTensorType(Value value) {
  return cast<RankedTensorType>(value.getType());
}

/// All dimensions but the last, and the last.
static SmallVector<ReassociationIndices> joinTokens(int64_t rank) {
  SmallVector<ReassociationIndices> groups(2);
  for (int64_t i = 0; i + 1 < rank; ++i)
    groups[0].push_back(i);
  groups[1].push_back(rank - 1);
  return groups;
}

Value penstock::gate::flatten(OpBuilder &builder, Location loc, Value value) {
  int64_t rank = getTensorType(value).getRank();
  if (rank == 2)
    return value;
  // Undo what unflatten did.
  if (auto expand = value.getDefiningOp<tensor::ExpandShapeOp>())
    if (expand.getSrcType().getRank() == 2 &&
        expand.getReassociationIndices() == joinTokens(rank))
      return expand.getSrc();
  return tensor::CollapseShapeOp::create(builder, loc, value, joinTokens(rank));
}

Value penstock::gate::unflatten(OpBuilder &builder, Location loc, Value value,
                                Value like) {
  RankedTensorType type = getTensorType(like);
  int64_t rank = type.getRank();
  if (rank == 2)
    return value;
  RankedTensorType flat = getTensorType(value);
  SmallVector<int64_t> shape(type.getShape());
  shape.back() = flat.getShape().back();
  SmallVector<OpFoldResult> sizes = tensor::getMixedSizes(builder, loc, like);
  sizes.back() = builder.getIndexAttr(shape.back());
  return tensor::ExpandShapeOp::create(
      builder, loc, RankedTensorType::get(shape, flat.getElementType()), value,
      joinTokens(rank), sizes);
}

void penstock::gate::eraseDead(Operation *op) {
  SmallVector<Operation *> work = {op};
  SmallPtrSet<Operation *, 16> erased;
  while (!work.empty()) {
    Operation *next = work.pop_back_val();
    if (erased.contains(next) || !isOpTriviallyDead(next))
      continue;
    erased.insert(next);
    SmallPtrSet<Operation *, 4> producers;
    for (Value operand : next->getOperands())
      if (Operation *producer = operand.getDefiningOp())
        producers.insert(producer);
    next->erase();
    work.append(producers.begin(), producers.end());
  }
}

//===----------------------------------------------------------------------===//
// Weights
//===----------------------------------------------------------------------===//

namespace {
/// A weight as it is stored, and in which order.
struct Weight {
  Value value;
  /// The dimension of the inputs.
  int64_t inputDim;
};
} // namespace

/// The permutation of a transposition; empty if `op` is none.
static SmallVector<int64_t> getPermutation(Operation *op) {
  if (auto transpose = dyn_cast<linalg::TransposeOp>(op))
    return SmallVector<int64_t>(transpose.getPermutation());
  auto generic = dyn_cast<linalg::GenericOp>(op);
  if (!generic)
    return {};
  std::optional<SmallVector<int64_t>> permutation =
      linalg::isaTransposeOpInterface(generic);
  return permutation.value_or(SmallVector<int64_t>());
}

/// Looks through transpositions and dimensions of size 1.
static Weight trace(Weight weight) {
  while (Operation *op = weight.value.getDefiningOp()) {
    if (getPermutation(op) == SmallVector<int64_t>{1, 0} &&
        getTensorType(op->getOperand(0)).getRank() == 2) {
      weight = {op->getOperand(0), 1 - weight.inputDim};
      continue;
    }
    // [1, a, b] and [a, b] are the same memory.
    auto collapse = dyn_cast<tensor::CollapseShapeOp>(op);
    auto expand = collapse
                      ? collapse.getSrc().getDefiningOp<tensor::ExpandShapeOp>()
                      : tensor::ExpandShapeOp();
    if (expand && expand.getSrcType() == collapse.getResultType()) {
      weight.value = expand.getSrc();
      continue;
    }
    auto copy = collapse ? collapse.getSrc().getDefiningOp<linalg::LinalgOp>()
                         : linalg::LinalgOp();
    if (copy && isFreeOp(copy) && copy.getNumDpsInputs() == 1 &&
        copy.getDpsInputOperand(0)->get().getType() ==
            collapse.getResultType() &&
        copy.getMatchingIndexingMap(copy.getDpsInputOperand(0)) ==
            AffineMap::getMinorIdentityMap(copy.getNumLoops(), 2,
                                           op->getContext())) {
      weight.value = copy.getDpsInputOperand(0)->get();
      continue;
    }
    break;
  }
  return weight;
}

/// True if `value` is known before there is an x: an argument, a constant, or
/// a view of those.
static bool isWeight(Value value) {
  while (Operation *op = value.getDefiningOp()) {
    SmallVector<Value> tensors =
        llvm::filter_to_vector(op->getOperands(), [](Value v) {
          return isa<RankedTensorType>(v.getType());
        });
    bool isView = isa_and_nonnull<tensor::TensorDialect>(op->getDialect()) ||
                  isa<linalg::TransposeOp, linalg::BroadcastOp>(op) ||
                  isFreeOp(op);
    if (!isView)
      return tensors.empty();
    if (tensors.empty())
      return true;
    value = tensors.front();
  }
  return true;
}

//===----------------------------------------------------------------------===//
// Products
//===----------------------------------------------------------------------===//

/// The vector [n] that `value`, [.., n], repeats; null if it is none.
static Value getRepeated(Value value) {
  Operation *op = value.getDefiningOp();
  auto linalgOp = dyn_cast_or_null<linalg::LinalgOp>(op);
  if (!linalgOp || !isFreeOp(op) || linalgOp.getNumDpsInputs() != 1)
    return {};
  OpOperand *input = linalgOp.getDpsInputOperand(0);
  auto type = dyn_cast<RankedTensorType>(input->get().getType());
  if (!type || type.getRank() != 1 ||
      linalgOp.getMatchingIndexingMap(input).getResult(0) !=
          getAffineDimExpr(linalgOp.getNumLoops() - 1, op->getContext()))
    return {};
  return input->get();
}

/// A matrix of `value`, [1, …, a, b], where the rest has size 1.
static Value toMatrix(OpBuilder &builder, Location loc, Value value) {
  RankedTensorType type = getTensorType(value);
  int64_t rank = type.getRank();
  if (rank == 2)
    return value;
  SmallVector<ReassociationIndices> groups(2);
  for (int64_t i = 0; i + 1 < rank; ++i)
    groups[0].push_back(i);
  groups[1].push_back(rank - 1);
  return tensor::CollapseShapeOp::create(builder, loc, value, groups);
}

namespace {
/// x [tokens.., k] times a weight of [k, n] or [n, k].
struct Product {
  Value x, weight;
  int64_t inputDim;
};
} // namespace

/// What `op` multiplies; nothing if that is no x and weight.
static std::optional<Product> findProduct(linalg::LinalgOp op) {
  if (!op.hasPureTensorSemantics() || op.getNumDpsInputs() != 2 ||
      op.getNumDpsInits() != 1 || !linalg::isaContractionOpInterface(op))
    return std::nullopt;
  FailureOr<linalg::ContractionDimensions> dims =
      linalg::inferContractionDims(op);
  if (failed(dims) || dims->n.size() != 1 || dims->k.size() != 1)
    return std::nullopt;
  for (Value operand : op->getOperands())
    if (!isa<FloatType>(getElementTypeOrSelf(operand.getType())) ||
        getTensorType(operand).getEncoding())
      return std::nullopt;
  OpOperand *init = op.getDpsInitOperand(0);
  SmallVector<AffineMap> maps = op.getIndexingMapsArray();
  // Loops of size 1 that all operands have are no batch.
  SmallVector<int64_t> ranges = op.getStaticLoopRanges();
  for (unsigned dim : dims->batch)
    if (ranges[dim] != 1)
      return std::nullopt;
  auto dimExpr = [&](unsigned i) {
    return getAffineDimExpr(i, op->getContext());
  };
  unsigned n = dims->n[0], k = dims->k[0];
  auto getProduct = [&](unsigned x, unsigned w) -> std::optional<Product> {
    AffineMap xMap = maps[x], wMap = maps[w],
              outMap = op.getMatchingIndexingMap(init);
    // The tokens in order, then what is contracted, or what is made.
    if (xMap.getNumResults() < 2 || wMap.getNumResults() < 2 ||
        xMap.getResults().drop_back() != outMap.getResults().drop_back() ||
        xMap.getResults().back() != dimExpr(k) ||
        outMap.getResults().back() != dimExpr(n))
      return std::nullopt;
    auto last = wMap.getResults().take_back(2);
    bool inOut = last[0] == dimExpr(k) && last[1] == dimExpr(n);
    if (!inOut && !(last[0] == dimExpr(n) && last[1] == dimExpr(k)))
      return std::nullopt;
    return Product{op.getDpsInputOperand(x)->get(),
                   op.getDpsInputOperand(w)->get(), inOut ? 0 : 1};
  };
  std::optional<Product> product = getProduct(0, 1);
  if (!product)
    product = getProduct(1, 0);
  if (!product || !isWeight(product->weight) ||
      !getTensorType(product->weight).hasStaticShape() ||
      getTensorType(product->weight).getNumElements() == 0)
    return std::nullopt;
  return product;
}

Value penstock::gate::stripExtension(Value value) {
  auto op = value.getDefiningOp<linalg::LinalgOp>();
  if (!op || !isFreeOp(op) || op.getNumDpsInputs() != 1 ||
      !op.getIndexingMapsArray()[0].isIdentity() ||
      op.getBlock()->getOps<arith::ExtFOp>().empty())
    return value;
  return op.getDpsInputOperand(0)->get();
}

GatedMatmulOp penstock::gate::raiseProduct(linalg::LinalgOp op,
                                           RaiseOptions options) {
  std::optional<Product> product = findProduct(op);
  if (!product)
    return {};
  // Numbers that were extended first are multiplied as exactly without.
  Value narrowX = stripExtension(product->x),
        narrowWeight = stripExtension(product->weight);
  if (getTensorType(narrowX).getElementType() ==
      getTensorType(narrowWeight).getElementType()) {
    product->x = narrowX;
    product->weight = narrowWeight;
  }
  Value init = op.getDpsInits()[0];
  auto element = cast<FloatType>(getTensorType(product->x).getElementType());
  auto result = cast<FloatType>(getTensorType(init).getElementType());
  if (getTensorType(product->weight).getElementType() != element)
    return {};
  FloatType accumulate = getComputeType(element);
  if (result != accumulate && result != element) {
    op->emitRemark("is not raised: it accumulates ")
        << element << " in " << result << ", gate.gated_matmul in "
        << accumulate;
    return {};
  }
  // It starts from zero, or from a bias.
  DenseElementsAttr elements;
  FloatAttr number;
  Value bias;
  auto fill = init.getDefiningOp<linalg::FillOp>();
  bool isZero =
      (fill && matchPattern(fill.getInputs()[0], m_Constant(&number)) &&
       number.getValue().isZero()) ||
      (matchPattern(init, m_Constant(&elements)) && elements.isSplat() &&
       elements.getSplatValue<APFloat>().isZero());
  if (!isZero) {
    bias = getRepeated(init);
    if (!bias || getTensorType(bias).getElementType() != element) {
      op->emitRemark("is not raised: it adds to what is neither zero nor a "
                     "bias");
      return {};
    }
  }
  // Nobody multiplies in bf16 and means its sums; front ends leave the type of
  // those to the target.
  if (result != accumulate && !options.relaxRounding)
    op->emitRemark("is accumulated in ")
        << accumulate << " and rounded once, where it was in " << result;
  OpBuilder builder(op);
  Location loc = op.getLoc();
  Value x = flatten(builder, loc, product->x);
  Weight weight =
      trace({toMatrix(builder, loc, product->weight), product->inputDim});
  auto order = weight.inputDim == 0 ? WeightOrder::InOut : WeightOrder::OutIn;
  SmallVector<OpFoldResult> sizes = tensor::getMixedSizes(builder, loc, x);
  sizes[1] = builder.getIndexAttr(
      getTensorType(weight.value).getDimSize(1 - weight.inputDim));
  Value empty = tensor::EmptyOp::create(builder, loc, sizes, result);
  MLIRContext *context = builder.getContext();
  auto matmul = GatedMatmulOp::create(
      builder, loc, empty.getType(), FlatSymbolRefAttr(),
      builder.getDictionaryAttr({}), x, weight.value,
      bias ? ValueRange(bias) : ValueRange(), Value(), empty,
      WeightOrderAttr::get(context, order),
      PackingAttr::get(context, Packing::Separate), DenseI64ArrayAttr(),
      TypeAttr(), RoundingAttr::get(context, Rounding::Result),
      ActivationsAttr(), SparsityAttr(), StrategyAttr());
  op->getResult(0).replaceAllUsesWith(
      unflatten(builder, loc, matmul.getResult(), init));
  eraseDead(op);
  return matmul;
}

//===----------------------------------------------------------------------===//
// Networks
//===----------------------------------------------------------------------===//

GatedMatmulOp penstock::gate::findNeurons(Value value) {
  while (isa_and_nonnull<tensor::ExpandShapeOp, tensor::CollapseShapeOp>(
      value.getDefiningOp()))
    value = value.getDefiningOp()->getOperand(0);
  auto neurons = value.getDefiningOp<GatedMatmulOp>();
  return neurons && neurons.getFunctionAttr() ? neurons : GatedMatmulOp();
}

/// True if all that becomes of `value` is `user`.
static bool isOnlyUsedBy(Value value, Operation *user) {
  return llvm::all_of(value.getUsers(), [&](Operation *op) {
    return op == user ||
           (isa<tensor::ExpandShapeOp, tensor::CollapseShapeOp>(op) &&
            isOnlyUsedBy(op->getResult(0), user));
  });
}

/// `weight` transposed.
static Value transpose(OpBuilder &builder, Location loc, Value weight) {
  RankedTensorType type = getTensorType(weight);
  Value empty = tensor::EmptyOp::create(
      builder, loc, ArrayRef{type.getDimSize(1), type.getDimSize(0)},
      type.getElementType());
  return linalg::TransposeOp::create(builder, loc, weight, empty,
                                     ArrayRef<int64_t>{1, 0})
      ->getResult(0);
}

unsigned penstock::gate::getRoundings(GatedMatmulOp op) {
  unsigned own = getBit(op.getRounding());
  if (op.getBias().empty()) {
    bool isOnce = !op.getFunctionAttr() && !op.getResidual();
    return isOnce ? kAllRoundings : own & kSteps ? kSteps : own;
  }
  // A sum with a bias alone is rounded once in two ways.
  unsigned once = getBit(Rounding::Result) | getBit(Rounding::Linear);
  return !op.getFunctionAttr() && !op.getResidual() && (own & once) ? once
                                                                    : own;
}

FfnOp penstock::gate::raiseFfn(GatedMatmulOp down) {
  if (down.getFunctionAttr() || down.getPacking() != Packing::Separate)
    return {};
  GatedMatmulOp neurons = findNeurons(down.getX());
  if (!neurons || neurons.getResidual() ||
      neurons.getType() != down.getX().getType())
    return {};
  auto reject = [&](const Twine &why) {
    down.emitRemark("is not raised to gate.ffn with its neurons: ") << why;
    return FfnOp();
  };
  if (down.getResidual() && findNeurons(down.getResidual()) == neurons)
    return reject("they are the residual too");
  if (!isOnlyUsedBy(neurons.getResult(), down))
    return reject("they are used elsewhere too");
  if (neurons.getType().getElementType() !=
      neurons.getX().getType().getElementType())
    return reject("they are not rounded to the type of x");
  if (down.getType().getElementType() !=
          neurons.getX().getType().getElementType() &&
      neurons.getRounding() != Rounding::Result)
    return reject("one of them is rounded, the other is not");
  unsigned roundings = getRoundings(neurons) & getRoundings(down);
  if (!roundings)
    return reject("they are rounded at each step, or it is");
  auto rounding = static_cast<Rounding>(llvm::countr_zero(roundings));
  OpBuilder builder(down);
  Location loc = builder.getFusedLoc({neurons.getLoc(), down.getLoc()});
  Value weight = down.getWeights()[0];
  if (neurons.getWeightOrder() != down.getWeightOrder())
    weight = transpose(builder, loc, weight);
  Value bias = down.getBias().empty() ? Value() : down.getBias()[0];
  auto ffn = FfnOp::create(
      builder, loc, down.getType(), neurons.getFunctionAttr(),
      neurons.getParameters(), FlatSymbolRefAttr(),
      builder.getDictionaryAttr({}), neurons.getX(), ValueRange(),
      neurons.getWeights(), neurons.getBias(), weight, bias, down.getResidual(),
      down.getInit(), neurons.getWeightOrderAttr(), neurons.getPackingAttr(),
      neurons.getBranchOrderAttr(), neurons.getAccumulateAttr(),
      RoundingAttr::get(builder.getContext(), rounding), ActivationsAttr(),
      SparsityAttr(), StrategyAttr(), StrategyAttr());
  down.getResult().replaceAllUsesWith(ffn.getResult());
  eraseDead(down);
  return ffn;
}

bool penstock::gate::raiseNorm(FfnOp ffn) {
  Value x = ffn.getX();
  while (isa_and_nonnull<tensor::ExpandShapeOp, tensor::CollapseShapeOp>(
      x.getDefiningOp()))
    x = x.getDefiningOp()->getOperand(0);
  auto norm = x.getDefiningOp<ApplyRowOp>();
  if (ffn.getNormAttr() || !norm || !isOnlyUsedBy(norm.getResult(), ffn) ||
      (norm.getRounding() == Rounding::Result) !=
          (ffn.getRounding() == Rounding::Result) ||
      norm.getType().getShape().back() != ffn.getX().getType().getDimSize(1) ||
      norm.getInputs()[0].getType() != norm.getType() ||
      llvm::is_contained(ffn->getOperands().drop_front(), ffn.getX()) ||
      !llvm::all_of(norm.getInputs().drop_front(), [](Value input) {
        return getTensorType(input).getRank() == 1;
      }))
    return false;
  OpBuilder builder(ffn);
  Value plain = flatten(builder, ffn.getLoc(), norm.getInputs()[0]);
  ffn.getXMutable().assign(plain);
  ffn.getNormInputsMutable().assign(norm.getInputs().drop_front());
  ffn.setNormAttr(norm.getFunctionAttr());
  ffn.setNormParametersAttr(norm.getParameters());
  return true;
}
