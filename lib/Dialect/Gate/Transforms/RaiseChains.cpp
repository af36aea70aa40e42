//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "RaiseChains.h"
#include "penstock/Dialect/Gate/IR/Functions.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/Matchers.h"

using namespace mlir;
using namespace penstock::gate;
using Kind = Expression::Kind;

//===----------------------------------------------------------------------===//
// Operations of a chain
//===----------------------------------------------------------------------===//

/// The number that all elements of `value` are.
static std::optional<double> getSplat(Value value) {
  Attribute attr;
  if (!matchPattern(value, m_Constant(&attr)))
    return std::nullopt;
  if (auto elements = dyn_cast<DenseElementsAttr>(attr)) {
    if (!elements.isSplat())
      return std::nullopt;
    attr = elements.getSplatValue<Attribute>();
  }
  if (auto number = dyn_cast<FloatAttr>(attr))
    return number.getValueAsDouble();
  auto number = dyn_cast<IntegerAttr>(attr);
  if (number && !number.getType().isInteger(1))
    return number.getValue().getSExtValue();
  return std::nullopt;
}

/// True if `op`, in the body of a chain's op, is read as an expression.
static bool isBodyOp(Operation *op) {
  if (isa<linalg::YieldOp, arith::ExtFOp, arith::TruncFOp>(op) ||
      op->hasTrait<OpTrait::ConstantLike>())
    return true;
  if (auto convert = dyn_cast<arith::SIToFPOp>(op)) {
    Value number = convert.getIn();
    auto argument = dyn_cast<BlockArgument>(number);
    auto linalgOp = dyn_cast<linalg::LinalgOp>(op->getParentOp());
    if (argument && linalgOp && argument.getOwner() == linalgOp.getBlock())
      number = linalgOp.getMatchingOpOperand(argument)->get();
    return getSplat(number).has_value();
  }
  auto isNumber = [](Type type) {
    Type element = getElementTypeOrSelf(type);
    return isa<FloatType>(element) || element.isInteger(1);
  };
  if (auto power = dyn_cast<math::FPowIOp>(op))
    return !isa<ShapedType>(power.getType()) &&
           matchPattern(power.getRhs(), m_Constant());
  return isa_and_nonnull<arith::ArithDialect, math::MathDialect>(
             op->getDialect()) &&
         op->getNumResults() == 1 && op->getNumRegions() == 0 && isPure(op) &&
         llvm::all_of(op->getOperandTypes(), isNumber) &&
         llvm::all_of(op->getResultTypes(), isNumber);
}

/// True if the destinations of `op` are not read.
static bool isOutputUnread(linalg::LinalgOp op) {
  return llvm::all_of(op.getDpsInitsMutable(), [&](OpOperand &init) {
    return op.getMatchingBlockArgument(&init).use_empty();
  });
}

static bool isFloatOrBoolean(Type type) {
  auto tensor = dyn_cast<RankedTensorType>(type);
  return tensor && !tensor.getEncoding() &&
         (isa<FloatType>(tensor.getElementType()) ||
          tensor.getElementType().isInteger(1));
}

static bool isPointwise(linalg::LinalgOp op) {
  return op.hasPureTensorSemantics() && op->getNumResults() == 1 &&
         op.getNumLoops() == op.getNumParallelLoops() &&
         isFloatOrBoolean(op->getResult(0).getType()) &&
         op.getIndexingMapMatchingResult(op->getResult(0)).isIdentity() &&
         isOutputUnread(op);
}

static bool isOnTensors(Operation *op) {
  return OpTrait::hasElementwiseMappableTraits(op) &&
         op->getNumResults() == 1 &&
         isFloatOrBoolean(op->getResult(0).getType());
}

/// The type that steps of `op` are rounded to: the narrowest of its results.
/// Null where nothing is rounded.
static FloatType getNarrowType(Operation *op) {
  FloatType narrow;
  auto visit = [&](Operation *nested) {
    if (isa<arith::ExtFOp>(nested) || nested->hasTrait<OpTrait::ConstantLike>())
      return;
    for (Type type : nested->getResultTypes())
      if (auto number = dyn_cast<FloatType>(getElementTypeOrSelf(type)))
        if (number.getWidth() < 32)
          narrow = number;
  };
  if (auto linalgOp = dyn_cast<linalg::LinalgOp>(op))
    linalgOp.getBlock()->walk(visit);
  else
    visit(op);
  return narrow;
}

/// True if a value in f64 becomes one in less.
static bool narrowsF64(Block &block) {
  return llvm::any_of(block.getOps<arith::TruncFOp>(), [](arith::TruncFOp op) {
    return op.getIn().getType().isF64() &&
           !matchPattern(op.getIn(), m_Constant());
  });
}

static bool isElementwise(Operation *op) {
  if (isOnTensors(op))
    return isBodyOp(op) && !op->hasTrait<OpTrait::ConstantLike>();
  auto linalgOp = dyn_cast<linalg::LinalgOp>(op);
  return linalgOp && isPointwise(linalgOp) &&
         llvm::all_of(*linalgOp.getBlock(),
                      [](Operation &nested) { return isBodyOp(&nested); });
}

bool penstock::gate::isChainOp(Operation *op) {
  auto linalgOp = dyn_cast<linalg::LinalgOp>(op);
  return isElementwise(op) && !(linalgOp && narrowsF64(*linalgOp.getBlock()));
}

/// True if `op` adds a last dimension of size 1.
static bool isColumnExpansion(Operation *op) {
  auto expand = dyn_cast<tensor::ExpandShapeOp>(op);
  if (!expand || expand.getSrcType().getRank() == 0 ||
      expand.getResultType().getRank() != expand.getSrcType().getRank() + 1)
    return false;
  return expand.getResultType().getShape().back() == 1 &&
         expand.getReassociationIndices().back().size() == 2;
}

/// True if `op` drops a last dimension of size 1.
static bool isColumnCollapse(Operation *op) {
  auto collapse = dyn_cast<tensor::CollapseShapeOp>(op);
  if (!collapse || collapse.getResultType().getRank() == 0 ||
      collapse.getResultType().getRank() + 1 != collapse.getSrcType().getRank())
    return false;
  return collapse.getSrcType().getShape().back() == 1 &&
         collapse.getReassociationIndices().back().size() == 2;
}

bool penstock::gate::isFreeOp(Operation *op) {
  if (isColumnExpansion(op) || isColumnCollapse(op))
    return true;
  if (isa<arith::ExtFOp>(op))
    return isOnTensors(op);
  auto linalgOp = dyn_cast<linalg::LinalgOp>(op);
  if (!linalgOp || !isPointwise(linalgOp))
    return false;
  Value yielded = linalgOp.getBlock()->getTerminator()->getOperand(0);
  if (auto extend = yielded.getDefiningOp<arith::ExtFOp>();
      extend && extend->getBlock() == linalgOp.getBlock())
    yielded = extend.getIn();
  return isa<BlockArgument>(yielded) || matchPattern(yielded, m_Constant());
}

//===----------------------------------------------------------------------===//
// Reductions
//===----------------------------------------------------------------------===//

namespace {
/// What a result of an op reduces over the last dimension.
struct Reduction {
  linalg::LinalgOp op;
  ReduceKind kind;
  Value reduced; // in the op's body
};
} // namespace

static std::optional<ReduceKind> getReduceKind(Operation *op) {
  if (isa<arith::AddFOp>(op))
    return ReduceKind::Add;
  if (isa<arith::MulFOp>(op))
    return ReduceKind::Mul;
  if (isa<arith::MaximumFOp>(op))
    return ReduceKind::Max;
  if (isa<arith::MinimumFOp>(op))
    return ReduceKind::Min;
  return std::nullopt;
}

static std::optional<double> getFilledWith(Value value) {
  FloatAttr number;
  if (auto fill = value.getDefiningOp<linalg::FillOp>())
    if (matchPattern(fill.getInputs()[0], m_Constant(&number)))
      return number.getValueAsDouble();
  return isa<ShapedType>(value.getType()) ? getSplat(value) : std::nullopt;
}

static std::optional<Reduction> findReduction(Value value) {
  auto op = value.getDefiningOp<linalg::LinalgOp>();
  if (!op || !op.hasPureTensorSemantics() || op.getNumReductionLoops() != 1)
    return std::nullopt;
  unsigned last = op.getNumLoops() - 1;
  if (op.getIteratorTypesArray()[last] != utils::IteratorType::reduction)
    return std::nullopt;
  unsigned number = cast<OpResult>(value).getResultNumber();
  OpOperand *init = op.getDpsInitOperand(number);
  Block &block = *op.getBlock();
  BlockArgument accumulator = op.getMatchingBlockArgument(init);
  Operation *combine =
      block.getTerminator()->getOperand(number).getDefiningOp();
  std::optional<ReduceKind> kind =
      combine ? getReduceKind(combine) : std::nullopt;
  if (!kind || !llvm::is_contained(combine->getOperands(), accumulator))
    return std::nullopt;
  Value reduced = combine->getOperand(0) == accumulator
                      ? combine->getOperand(1)
                      : combine->getOperand(0);
  if (getFilledWith(init->get()) != getNeutral(*kind))
    return std::nullopt;
  // The other loops in order, with or without a dimension of size 1.
  AffineMap map = op.getMatchingIndexingMap(init);
  for (auto [i, expr] : llvm::enumerate(map.getResults())) {
    auto dim = dyn_cast<AffineDimExpr>(expr);
    bool isOne = i == last && !dim;
    if (!isOne && (!dim || dim.getPosition() != i || i == last))
      return std::nullopt;
  }
  // Nothing but what is reduced may read the accumulators.
  SmallVector<Value> work = {reduced};
  while (!work.empty()) {
    Value next = work.pop_back_val();
    if (auto argument = dyn_cast<BlockArgument>(next)) {
      if (argument.getOwner() != &block ||
          argument.getArgNumber() >= op.getNumDpsInputs())
        return std::nullopt;
      continue;
    }
    Operation *nested = next.getDefiningOp();
    if (nested->getBlock() == &block && !isBodyOp(nested))
      return std::nullopt;
    if (nested->getBlock() == &block)
      llvm::append_range(work, nested->getOperands());
  }
  if (narrowsF64(block))
    return std::nullopt;
  return Reduction{op, *kind, reduced};
}

//===----------------------------------------------------------------------===//
// Finding
//===----------------------------------------------------------------------===//

/// True if `user` reads `value` at its own position only.
static bool readsInPlace(Operation *user, Value value) {
  auto op = dyn_cast<linalg::LinalgOp>(user);
  if (!op)
    return true;
  return llvm::all_of(op->getOpOperands(), [&](OpOperand &operand) {
    return operand.get() != value ||
           (op.isDpsInput(&operand) &&
            op.getMatchingIndexingMap(&operand).isIdentity());
  });
}

/// The one root of all users of `value`; null if there is none.
Operation *ChainFinder::getUsersRoot(Value value) {
  Operation *root = nullptr;
  for (Operation *user : value.getUsers()) {
    if (!readsInPlace(user, value))
      return nullptr;
    Operation *usersRoot =
        isFreeOp(user) ? getUsersRoot(user->getResult(0)) : rootOf.lookup(user);
    if (!usersRoot || (root && root != usersRoot))
      return nullptr;
    root = usersRoot;
  }
  return root;
}

SmallVector<Operation *> ChainFinder::findRoots(Block &block) {
  rootOf.clear();
  SmallVector<Operation *> roots;
  for (Operation &op : llvm::reverse(block)) {
    if (!isChainOp(&op) || isFreeOp(&op))
      continue;
    Operation *root = getUsersRoot(op.getResult(0));
    // A chain rounds to the type of its result only.
    FloatType narrow = getNarrowType(&op);
    if (root && narrow &&
        narrow != getElementTypeOrSelf(root->getResult(0).getType()))
      root = nullptr;
    rootOf[&op] = root ? root : &op;
    if (!root && isa<FloatType>(getElementTypeOrSelf(op.getResult(0))))
      roots.push_back(&op);
  }
  std::reverse(roots.begin(), roots.end());
  return roots;
}

//===----------------------------------------------------------------------===//
// Reading
//===----------------------------------------------------------------------===//

class ChainFinder::Reader {
public:
  Reader(Expressions &expressions, Chain &chain, bool ofRows,
         std::function<bool(Operation *)> isMember)
      : expressions(expressions), chain(chain), ofRows(ofRows),
        isMember(std::move(isMember)),
        compute(getComputeType(chain.getType())) {}

  /// The expression of `value` at `map` of the chain's dimensions; null if it
  /// is none.
  ExpressionRef read(Value value, AffineMap map) {
    for (const auto &[known, expression] : known)
      if (known == ChainLeaf{value, map})
        return expression;
    ExpressionRef result = readNew(value, map);
    known.push_back({{value, map}, result});
    return result;
  }

private:
  ExpressionRef readNew(Value value, AffineMap map) {
    if (std::optional<double> number = getFilledWith(value))
      return expressions.getConstant(*number);
    Operation *op = value.getDefiningOp();
    if (op && (isMember(op) || isFreeOp(op)) && !isCollapsedLeaf(op)) {
      chain.ops.insert(op);
      if (isColumnExpansion(op))
        return read(op->getOperand(0), map.dropResult(map.getNumResults() - 1));
      if (isColumnCollapse(op))
        return read(op->getOperand(0),
                    map.insertResult(getAffineConstantExpr(0, map.getContext()),
                                     map.getNumResults()));
      if (auto linalgOp = dyn_cast<linalg::LinalgOp>(op)) {
        if (linalgOp.getNumReductionLoops())
          return readReduction(value, map);
        return readBody(
            linalgOp, linalgOp.getBlock()->getTerminator()->getOperand(0), map);
      }
      SmallVector<ExpressionRef> operands = llvm::map_to_vector(
          op->getOperands(), [&](Value v) { return read(v, map); });
      return readOp(op, operands);
    }
    if (!isFloatOrBoolean(value.getType()) ||
        getElementTypeOrSelf(value.getType()).isInteger(1))
      return nullptr;
    chain.leaves.push_back({value, map});
    return expressions.getInput(chain.leaves.size() - 1);
  }

  /// A tensor that the chain starts from is read in the shape it is given in.
  bool isCollapsedLeaf(Operation *op) {
    if (!isColumnCollapse(op))
      return false;
    Operation *source = op->getOperand(0).getDefiningOp();
    return !source || !(isMember(source) || isFreeOp(source));
  }

  ExpressionRef readReduction(Value value, AffineMap map) {
    std::optional<Reduction> reduction = findReduction(value);
    auto input = cast<RankedTensorType>(
        reduction->op.getDpsInputOperand(0)->get().getType());
    unsigned last = reduction->op.getNumLoops() - 1;
    int64_t size = reduction->op.getStaticLoopRanges()[last];
    // Of the chain's own rows, every element.
    if (reduction->op.getNumLoops() != chain.getType().getRank() ||
        ShapedType::isDynamic(size) ||
        size != chain.getType().getShape().back() || input.getRank() == 0)
      return nullptr;
    for (auto [i, expr] : llvm::enumerate(map.getResults().take_front(last)))
      if (expr != getAffineDimExpr(i, map.getContext()))
        return nullptr;
    ExpressionRef reduced =
        readBody(reduction->op, reduction->reduced, chain.getIdentity());
    chain.rowSize = size;
    return reduced ? expressions.getReduce(reduction->kind, reduced) : nullptr;
  }

  /// `value` in the body of `op`, whose loops are at `map`.
  ExpressionRef readBody(linalg::LinalgOp op, Value value, AffineMap map) {
    if (auto argument = dyn_cast<BlockArgument>(value)) {
      if (argument.getOwner() != op.getBlock() ||
          argument.getArgNumber() >= op.getNumDpsInputs())
        return nullptr;
      OpOperand *operand = op.getDpsInputOperand(argument.getArgNumber());
      if (!isa<RankedTensorType>(operand->get().getType()))
        return readConstant(operand->get());
      return read(operand->get(),
                  op.getMatchingIndexingMap(operand).compose(map));
    }
    if (ExpressionRef constant = readConstant(value))
      return constant;
    Operation *nested = value.getDefiningOp();
    if (nested->getBlock() != op.getBlock())
      return nullptr;
    SmallVector<ExpressionRef> operands = llvm::map_to_vector(
        nested->getOperands(), [&](Value v) { return readBody(op, v, map); });
    return readOp(nested, operands);
  }

  ExpressionRef readConstant(Value value) {
    Attribute attr;
    if (!matchPattern(value, m_Constant(&attr)))
      return nullptr;
    if (auto number = dyn_cast<FloatAttr>(attr))
      return expressions.getConstant(number.getValueAsDouble());
    if (auto number = dyn_cast<IntegerAttr>(attr)) {
      if (number.getType().isInteger(1))
        return expressions.getConstant(number.getValue().getZExtValue(), true);
      return expressions.getConstant(number.getValue().getSExtValue());
    }
    return nullptr;
  }

  /// `op` on `operands`, rounded if it gives less than what is computed in.
  ExpressionRef readOp(Operation *op, ArrayRef<ExpressionRef> operands) {
    if (llvm::is_contained(operands, nullptr))
      return nullptr;
    auto type =
        dyn_cast<FloatType>(getElementTypeOrSelf(op->getResult(0).getType()));
    bool isConstant = llvm::all_of(
        operands, [](ExpressionRef o) { return o->isa(Kind::Constant); });
    // What is compared may be wider.
    if (auto compare = dyn_cast<arith::CmpFOp>(op))
      return readComparison(compare, operands);
    bool isWide = type && type.getWidth() > compute.getWidth();
    // Front ends write the sums of a norm in f64; those of a row function are
    // in the type computed in. Elsewhere wider numbers are constants, or
    // compared.
    if (isWide && !isConstant && !(isa<arith::ExtFOp>(op) && !ofRows)) {
      if (!ofRows)
        return nullptr;
      chain.narrowsF64 = true;
    }
    if (isa<arith::ExtFOp>(op) || (isa<arith::SIToFPOp>(op) && isConstant))
      return operands[0];
    ExpressionRef result = isa<arith::TruncFOp>(op)
                               ? operands[0]
                               : expressions.getOp(op, operands);
    if (!result || !type)
      return result;
    if (isConstant && isa<arith::TruncFOp>(op))
      return expressions.getRound(result, type);
    if (type == compute || isWide)
      return result;
    if (type != chain.getElement())
      return nullptr;
    // An element is what it is.
    if (result->isa(Kind::Input) &&
        getElementTypeOrSelf(
            chain.leaves[result->getIndex()].value.getType()) == type)
      return result;
    return expressions.getRound(result, type);
  }

  /// A number of the type computed in and a constant of more digits compare as
  /// that number and the next constant of the type do.
  ExpressionRef readComparison(arith::CmpFOp op,
                               ArrayRef<ExpressionRef> operands) {
    using Predicate = arith::CmpFPredicate;
    Predicate predicate = op.getPredicate();
    bool isLess = llvm::is_contained(
        {Predicate::OLT, Predicate::ULT, Predicate::OGE, Predicate::UGE},
        predicate);
    bool isOrder =
        isLess || llvm::is_contained({Predicate::OGT, Predicate::UGT,
                                      Predicate::OLE, Predicate::ULE},
                                     predicate);
    SmallVector<ExpressionRef> rounded(operands);
    for (auto [i, operand] : llvm::enumerate(rounded)) {
      if (!operand->isa(Kind::Constant))
        continue;
      double exact = operand->getValue();
      bool isLossy;
      APFloat value(exact);
      // x < c and x >= c ask for the least number from c on, x > c and x <= c
      // for the greatest up to c; c on the left the other way round.
      value.convert(compute.getFloatSemantics(),
                    isLess == (i == 1) ? APFloat::rmTowardPositive
                                       : APFloat::rmTowardNegative,
                    &isLossy);
      if (!isLossy)
        continue;
      if (!isOrder)
        return nullptr;
      value.convert(APFloat::IEEEdouble(), APFloat::rmNearestTiesToEven,
                    &isLossy);
      operand = expressions.getConstant(value.convertToDouble());
    }
    return expressions.getOp(op, rounded);
  }

  Expressions &expressions;
  Chain &chain;
  bool ofRows;
  std::function<bool(Operation *)> isMember;
  FloatType compute;
  SmallVector<std::pair<ChainLeaf, ExpressionRef>> known;
};

void ChainFinder::relax(Chain &chain) {
  if (!relaxed)
    return;
  bool isRounded = chain.expression->isa(Kind::Round);
  chain.expression = expressions.dropRounds(chain.expression);
  if (isRounded)
    chain.expression =
        expressions.getRound(chain.expression, chain.getElement());
}

std::optional<Chain> ChainFinder::read(Operation *root) {
  Chain chain{root, {}, nullptr, {}};
  Reader reader(expressions, chain, /*ofRows=*/false, [&](Operation *op) {
    auto found = rootOf.find(op);
    return found != rootOf.end() && found->second == root;
  });
  chain.expression = reader.read(root->getResult(0), chain.getIdentity());
  if (!chain.expression || chain.leaves.empty())
    return std::nullopt;
  relax(chain);
  return chain;
}

/// The ops that lead to `root`, up to `start` if that is given.
llvm::SetVector<Operation *> ChainFinder::findRowOps(Operation *root,
                                                     Operation *start) {
  // Rounding inside a row function is left to ops of its own.
  auto canJoin = [&](Operation *op) {
    return (isElementwise(op) && !isFreeOp(op) &&
            (relaxed || !getNarrowType(op))) ||
           llvm::any_of(op->getResults(), [](Value result) {
             return findReduction(result).has_value();
           });
  };
  llvm::SetVector<Operation *> members;
  members.insert(root);
  std::function<bool(Value)> isUsedInside = [&](Value value) {
    return llvm::all_of(value.getUsers(), [&](Operation *user) {
      return members.contains(user) ||
             (isFreeOp(user) && isUsedInside(user->getResult(0)));
    });
  };
  for (bool changed = true; changed;) {
    changed = false;
    SmallVector<Value> work;
    for (Operation *member : members)
      llvm::append_range(work, member->getOperands());
    while (!work.empty()) {
      Operation *op = work.pop_back_val().getDefiningOp();
      if (!op || op == start || members.contains(op) ||
          op->getBlock() != root->getBlock())
        continue;
      if (isFreeOp(op)) {
        llvm::append_range(work, op->getOperands());
        continue;
      }
      if (!canJoin(op) || !llvm::all_of(op->getResults(), isUsedInside))
        continue;
      members.insert(op);
      changed = true;
    }
  }
  return members;
}

static bool reduces(Operation *op) {
  auto linalgOp = dyn_cast<linalg::LinalgOp>(op);
  return linalgOp && linalgOp.getNumReductionLoops();
}

/// The last of `members` that more than one of them reads, and that depends on
/// no reduction among them.
static Operation *findStart(const llvm::SetVector<Operation *> &members) {
  SmallVector<Operation *> ordered(members.getArrayRef());
  llvm::sort(ordered,
             [](Operation *a, Operation *b) { return a->isBeforeInBlock(b); });
  llvm::SmallPtrSet<Operation *, 16> reduced;
  Operation *start = nullptr;
  std::function<bool(Value)> isReduced = [&](Value value) {
    Operation *op = value.getDefiningOp();
    if (op && isFreeOp(op) && !members.contains(op))
      return llvm::any_of(op->getOperands(), isReduced);
    return op && reduced.contains(op);
  };
  for (Operation *op : ordered) {
    if (reduces(op) || llvm::any_of(op->getOperands(), isReduced)) {
      reduced.insert(op);
      continue;
    }
    llvm::SmallPtrSet<Operation *, 4> users(op->user_begin(), op->user_end());
    if (users.size() > 1)
      start = op;
  }
  return start;
}

std::optional<Chain> ChainFinder::readRows(Operation *root, bool cut) {
  auto type = dyn_cast<RankedTensorType>(root->getResult(0).getType());
  if (!type || type.getRank() == 0 || !isa<FloatType>(type.getElementType()) ||
      !isChainOp(root))
    return std::nullopt;
  llvm::SetVector<Operation *> members = findRowOps(root, /*start=*/nullptr);
  if (!llvm::any_of(members, reduces))
    return std::nullopt;
  if (cut) {
    Operation *start = findStart(members);
    if (!start || start == root)
      return std::nullopt;
    members = findRowOps(root, start);
  }
  Chain chain{root, {}, nullptr, {}};
  Reader reader(expressions, chain, /*ofRows=*/true,
                [&](Operation *op) { return members.contains(op); });
  chain.expression = reader.read(root->getResult(0), chain.getIdentity());
  if (!chain.expression || !chain.rowSize || chain.leaves.empty())
    return std::nullopt;
  relax(chain);
  return chain;
}
