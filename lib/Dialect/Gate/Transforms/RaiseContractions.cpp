//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A chain as gate.apply, and what it computes of products alone as
// gate.gated_matmul.
//
//===----------------------------------------------------------------------===//

#include "RaiseContractions.h"
#include "RaiseBranches.h"
#include "penstock/Dialect/Gate/IR/Functions.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;
using namespace penstock::gate;
using Kind = Expression::Kind;

static RankedTensorType getTensorType(Value value) {
  return cast<RankedTensorType>(value.getType());
}

namespace {
/// Raises one chain.
class Raiser {
public:
  Raiser(const Chain &chain, Expressions &expressions,
         RaisedFunctions &functions, RaiseOptions options)
      : chain(chain), expressions(expressions), functions(functions),
        options(options), builder(chain.root), loc(chain.root->getLoc()) {}

  bool raise() {
    Operation *before = chain.root->getPrevNode();
    // Rows are made of tensors.
    if (!chain.rowSize) {
      findBranches();
      findBiases();
      findFused();
    }
    if (options.productsOnly && fused.empty())
      return false;
    remark();
    Value result = lower(chain.expression);
    if (!result) {
      // Take back what was built on the way.
      while (Operation *built = chain.root->getPrevNode()) {
        if (built == before)
          break;
        built->erase();
      }
      return false;
    }
    if (chain.narrowsF64)
      chain.root->emitRemark("is computed in ")
          << getComputeType(chain.getType()) << ", where sums were in f64";
    chain.root->getResult(0).replaceAllUsesWith(result);
    eraseDead(chain.root);
    return true;
  }

private:
  //===--------------------------------------------------------------------===//
  // What is computed of products
  //===--------------------------------------------------------------------===//

  void findBranches() {
    for (auto [i, leaf] : llvm::enumerate(chain.leaves)) {
      std::optional<Branch> branch = findBranch(leaf);
      if (!branch || !isOwnType(*branch, leaf))
        continue;
      branch->node = expressions.getInput(i);
      branches[i] = std::move(*branch);
    }
    // All that becomes of a product must be in the chain.
    llvm::SmallPtrSet<Operation *, 16> inside(chain.ops.begin(),
                                              chain.ops.end());
    for (auto &[i, branch] : branches)
      inside.insert(branch.views.begin(), branch.views.end());
    auto isUsedElsewhere = [&](Operation *op) {
      return llvm::any_of(op->getUsers(), [&](Operation *user) {
        return !inside.contains(user) ||
               (isFreeOp(user) &&
                llvm::any_of(user->getUsers(), [&](Operation *next) {
                  return !inside.contains(next);
                }));
      });
    };
    SmallVector<unsigned> used;
    for (auto &[i, branch] : branches)
      if (isUsedElsewhere(branch.product) ||
          llvm::any_of(branch.views, isUsedElsewhere)) {
        usedElsewhere.push_back(branch.product);
        used.push_back(i);
      }
    for (unsigned i : used)
      branches.erase(i);
    // Of a product that is sliced all slices are needed, once.
    SmallVector<unsigned> incomplete;
    for (auto &[i, branch] : branches)
      if (branch.size * countSlices(branch.product) !=
          branch.product.getType().getDimSize(1))
        incomplete.push_back(i);
    for (unsigned i : incomplete)
      branches.erase(i);
    SmallVector<Value> heads;
    for (auto &[i, branch] : branches) {
      auto head = llvm::find_if(
          heads, [&](Value x) { return isSame(x, branch.product.getX()); });
      branch.group = head - heads.begin();
      if (head == heads.end())
        heads.push_back(branch.product.getX());
    }
  }

  /// A product may be in the type computed in, but no narrower than the chain.
  bool isOwnType(Branch &branch, const ChainLeaf &leaf) {
    GatedMatmulOp product = branch.product;
    Type type = getTensorType(leaf.value).getElementType(),
         x = product.getX().getType().getElementType(),
         compute = getComputeType(chain.getType());
    return type == chain.getElement()
               ? isHalf() ? x == type : true
               : type == compute && x == chain.getElement();
  }

  int64_t countSlices(GatedMatmulOp product) {
    return llvm::count_if(
        branches, [&](auto &entry) { return entry.second.product == product; });
  }

  void findBiases() {
    llvm::DenseMap<ExpressionRef, SmallVector<ExpressionRef>> parents;
    for (ExpressionRef node : getNodes(chain.expression))
      for (ExpressionRef operand : node->getOperands())
        if (!llvm::is_contained(parents[operand], node))
          parents[operand].push_back(node);
    auto getOnlyParent = [&](ExpressionRef node) -> ExpressionRef {
      auto found = parents.find(node);
      return found != parents.end() && found->second.size() == 1
                 ? found->second[0]
                 : nullptr;
    };
    for (auto &[i, branch] : branches) {
      bool isNarrow = getElementTypeOrSelf(branch.product.getType()) ==
                      getElementTypeOrSelf(branch.product.getX().getType());
      ExpressionRef parent = getOnlyParent(branch.node);
      if (parent && parent->isa(Kind::Round)) {
        branch.node = parent;
        branch.isRounded = true;
        parent = getOnlyParent(parent);
      }
      branch.isRounded |= isNarrow && isHalf();
      branch.isBiasRounded = branch.isRounded;
      if (!parent || !parent->isOp("arith.addf") ||
          !branch.product.getBias().empty() || countSlices(branch.product) != 1)
        continue;
      ExpressionRef other = parent->getOperand(0) == branch.node
                                ? parent->getOperand(1)
                                : parent->getOperand(0);
      Value bias = getVector(other);
      if (!bias || getTensorType(bias).getElementType() !=
                       branch.product.getX().getType().getElementType())
        continue;
      branch.bias = bias;
      branch.node = parent;
      branch.isBiasRounded = false;
      ExpressionRef round = getOnlyParent(parent);
      // Of one product alone the last rounding is that of the result.
      if (round && round->isa(Kind::Round)) {
        branch.node = round;
        branch.isBiasRounded = true;
      }
    }
  }

  /// The tensor [last] that `node` repeats over all rows; null if none.
  Value getVector(ExpressionRef node) {
    if (!node->isa(Kind::Input) || branches.count(node->getIndex()))
      return {};
    const ChainLeaf &leaf = chain.leaves[node->getIndex()];
    int64_t last = chain.getType().getRank() - 1;
    if (getTensorType(leaf.value).getRank() != 1 ||
        getTensorType(leaf.value).getElementType() != chain.getElement() ||
        leaf.map.getResult(0) != getAffineDimExpr(last, loc.getContext()))
      return {};
    return leaf.value;
  }

  /// The greatest nodes that depend on products of one x alone.
  void findFused() {
    constexpr int kNone = -1, kOther = -2;
    llvm::DenseMap<ExpressionRef, int> groups;
    llvm::DenseMap<ExpressionRef, llvm::SmallSetVector<unsigned, 4>> reads;
    SmallVector<ExpressionRef> nodes = getNodes(chain.expression);
    for (ExpressionRef node : nodes) {
      int group = kNone;
      auto join = [&](int other) {
        group = group == kNone || group == other ? other
                : other == kNone                 ? group
                                                 : kOther;
      };
      auto branch = llvm::find_if(
          branches, [&](auto &entry) { return entry.second.node == node; });
      if (branch != branches.end()) {
        group = branch->second.group;
        reads[node].insert(branch->first);
      } else if (node->isa(Kind::Input)) {
        group = kOther;
      } else {
        for (ExpressionRef operand : node->getOperands()) {
          join(groups.lookup(operand));
          auto inner = reads[operand];
          reads[node].insert(inner.begin(), inner.end());
        }
      }
      groups[node] = group;
    }
    llvm::SmallSetVector<ExpressionRef, 4> greatest;
    if (groups.lookup(chain.expression) >= 0)
      greatest.insert(chain.expression);
    for (ExpressionRef node : nodes)
      if (groups.lookup(node) == kOther)
        for (ExpressionRef operand : node->getOperands())
          if (groups.lookup(operand) >= 0)
            greatest.insert(operand);
    // Inside a branch there is nothing to fuse.
    greatest.remove_if([&](ExpressionRef node) {
      return reads.lookup(node).empty() || isInsideBranch(node);
    });
    findOtherSides(nodes, groups, reads);
    for (ExpressionRef node : greatest) {
      auto own = reads.lookup(node);
      bool isAlone = llvm::none_of(greatest, [&](ExpressionRef other) {
        return other != node &&
               llvm::any_of(reads.lookup(other),
                            [&](unsigned i) { return own.contains(i); });
      });
      if (isAlone && !node->isBoolean() && !isDown(own.getArrayRef()) &&
          canFuse(node, own.getArrayRef())) {
        fused[node].assign(own.begin(), own.end());
        continue;
      }
      for (unsigned i : own)
        fused[branches[i].node] = {i};
    }
    // A branch by itself may be what no op computes.
    SmallVector<ExpressionRef> impossible;
    for (auto &[node, own] : fused)
      if (own.size() == 1 && !canFuse(node, own))
        impossible.push_back(node);
    for (ExpressionRef node : impossible)
      fused.erase(node);
  }

  /// True if the product `own` is of neurons, and so the end of a network; what
  /// is computed of that is left apart.
  bool isDown(ArrayRef<unsigned> own) {
    return own.size() == 1 && findNeurons(branches[own[0]].product.getX());
  }

  bool isInsideBranch(ExpressionRef node) {
    return llvm::any_of(branches, [&](auto &entry) {
      return entry.second.node != node &&
             llvm::is_contained(getNodes(entry.second.node), node);
    });
  }

  /// A product of functions of two left-hand sides is nearly a gated one.
  void findOtherSides(
      ArrayRef<ExpressionRef> nodes,
      const llvm::DenseMap<ExpressionRef, int> &groups,
      const llvm::DenseMap<ExpressionRef, llvm::SmallSetVector<unsigned, 4>>
          &reads) {
    for (ExpressionRef node : nodes) {
      if (!node->isOp("arith.mulf"))
        continue;
      int a = groups.lookup(node->getOperand(0)),
          b = groups.lookup(node->getOperand(1));
      if (a < 0 || b < 0 || a == b)
        continue;
      unsigned i = reads.lookup(node->getOperand(0))[0],
               j = reads.lookup(node->getOperand(1))[0];
      otherSides.push_back(
          {branches[i].product.getX(), branches[j].product.getX()});
    }
  }

  void remark() {
    for (GatedMatmulOp product : usedElsewhere)
      chain.root
              ->emitRemark("is not fused with the product that it reads: that "
                           "is used elsewhere too")
              .attachNote(product.getLoc())
          << "the product";
    for (auto [one, other] : otherSides) {
      InFlightDiagnostic remark = chain.root->emitRemark(
          "is not raised to one gate.gated_matmul: its branches have different "
          "left-hand sides");
      remark.attachNote(one.getLoc()) << "one is here";
      remark.attachNote(other.getLoc()) << "the other is here";
    }
  }

  //===--------------------------------------------------------------------===//
  // Roundings
  //===--------------------------------------------------------------------===//

  bool isHalf() const { return chain.getElement().getWidth() < 32; }

  /// True if `branch` is a product whose result was rounded already.
  bool isOld(Branch &branch) {
    return isHalf() &&
           getElementTypeOrSelf(branch.product.getType()) == chain.getElement();
  }

  /// True if a node inside `node` is a rounding.
  static bool hasRound(ExpressionRef node) {
    return llvm::any_of(getNodes(node), [&](ExpressionRef inner) {
      return inner != node && inner->isa(Kind::Round);
    });
  }

  /// The rounding of an op that computes `node` of branches `own`, and is
  /// followed by a sum that is rounded if `hasResidual`; nothing if none does.
  std::optional<Rounding>
  getRounding(ExpressionRef node, ArrayRef<unsigned> own, bool hasResidual) {
    if (!isHalf() || options.relaxRounding)
      return Rounding::Result;
    bool isAlone = own.size() == 1 && branches[own[0]].node == node;
    if (isAlone && isOld(branches[own[0]]) && !branches[own[0]].bias) {
      GatedMatmulOp product = branches[own[0]].product;
      return hasResidual ? getFirst(getRoundings(product) & kSteps)
                         : product.getRounding();
    }
    bool isRounded = node->isa(Kind::Round);
    unsigned all = isRounded ? kAllRoundings : getBit(Rounding::Result);
    if (hasResidual && isRounded)
      all &= kSteps;
    for (unsigned i : own) {
      Branch &branch = branches[i];
      if (isOld(branch)) {
        // It was rounded as it says, before a bias is added.
        all &= branch.bias && branch.isBiasRounded
                   ? getBit(Rounding::Each)
                   : getRoundings(branch.product) & kSteps;
        continue;
      }
      bool isSumRounded = branch.isRounded, isRoundedLast = isSumRounded;
      if (branch.bias)
        isRoundedLast = branch.isBiasRounded;
      if (!isAlone || branch.bias) {
        if (isSumRounded || (isRoundedLast && !isAlone))
          all &= kSteps;
        if (!isRoundedLast)
          all &= getBit(Rounding::Result);
        else if (branch.bias)
          all &= isSumRounded ? ~getBit(Rounding::Linear)
                              : ~getBit(Rounding::Each);
      }
    }
    if (!isAlone && hasRound(node))
      all &= kSteps;
    return getFirst(all);
  }

  static std::optional<Rounding> getFirst(unsigned roundings) {
    for (Rounding rounding :
         {Rounding::Result, Rounding::Each, Rounding::Linear})
      if (roundings & getBit(rounding))
        return rounding;
    return std::nullopt;
  }

  //===--------------------------------------------------------------------===//
  // Which products one op computes
  //===--------------------------------------------------------------------===//

  bool canFuse(ExpressionRef node, ArrayRef<unsigned> own) {
    if (!getRounding(node, own, /*hasResidual=*/false))
      return false;
    GatedMatmulOp first = branches[own[0]].product;
    bool isSliced = countSlices(first) > 1;
    for (unsigned i : own) {
      GatedMatmulOp product = branches[i].product;
      if (product.getAccumulatorType() != first.getAccumulatorType() ||
          product.getWeightOrder() != first.getWeightOrder() ||
          branches[i].size != branches[own[0]].size ||
          (countSlices(product) > 1) != isSliced ||
          (isSliced && product != first))
        return false;
    }
    if (!isSliced)
      return true;
    return getPacking(own).has_value();
  }

  /// How the slices `own` of one product lie in it.
  std::optional<Packing> getPacking(ArrayRef<unsigned> own) {
    if (static_cast<int64_t>(own.size()) !=
        countSlices(branches[own[0]].product))
      return std::nullopt;
    int64_t count = own.size(), size = branches[own[0]].size;
    auto isPacked = [&](int64_t stride, int64_t step) {
      llvm::SmallDenseSet<int64_t> offsets;
      return llvm::all_of(own, [&](unsigned i) {
        const Branch &branch = branches[i];
        return branch.stride == stride && branch.offset % step == 0 &&
               branch.offset / step < count &&
               offsets.insert(branch.offset).second;
      });
    };
    if (isPacked(1, size))
      return Packing::Concatenated;
    if (isPacked(count, 1))
      return Packing::Interleaved;
    return std::nullopt;
  }

  //===--------------------------------------------------------------------===//
  // Building
  //===--------------------------------------------------------------------===//

  /// The op that computes `node`, with a residual perhaps; null if none does.
  Value createFused(ExpressionRef node, Value residual) {
    ArrayRef<unsigned> own = fused.find(node)->second;
    std::optional<Rounding> rounding =
        getRounding(node, own, residual != nullptr);
    if (!rounding)
      return {};
    GatedMatmulOp first = branches[own[0]].product;
    bool isSliced = countSlices(first) > 1;
    bool isPlain = own.size() == 1 && branches[own[0]].node == node;
    MLIRContext *context = builder.getContext();

    FlatSymbolRefAttr function;
    DictionaryAttr parameters = builder.getDictionaryAttr({});
    // The function's inputs, in order, as branches.
    SmallVector<unsigned> inputs(own);
    if (!isPlain) {
      llvm::DenseMap<ExpressionRef, ExpressionRef> replaced;
      for (auto [k, i] : llvm::enumerate(own))
        replaced[branches[i].node] = expressions.getInput(k);
      ExpressionRef body = expressions.substitute(node, replaced);
      bool each = rounding != Rounding::Result;
      if (!each && body->isa(Kind::Round))
        body = body->getOperand(0);
      FunctionUse use =
          functions.get(chain.root, {body, static_cast<unsigned>(own.size()),
                                     chain.getElement(), each});
      function = use.function;
      parameters = use.parameters;
      for (auto [k, input] : llvm::enumerate(use.inputs))
        inputs[k] = own[input];
    }

    SmallVector<Value> weights, bias;
    DenseI64ArrayAttr order;
    Packing packing = Packing::Separate;
    if (isSliced) {
      packing = *getPacking(own);
      weights.push_back(first.getWeights()[0]);
      llvm::append_range(bias, first.getBias());
      SmallVector<int64_t> inputOf(own.size());
      int64_t step =
          packing == Packing::Concatenated ? branches[own[0]].size : 1;
      for (auto [k, i] : llvm::enumerate(inputs))
        inputOf[branches[i].offset / step] = k;
      if (!llvm::equal(inputOf, llvm::seq<int64_t>(own.size())))
        order = builder.getDenseI64ArrayAttr(inputOf);
    } else {
      bool anyBias = llvm::any_of(own, [&](unsigned i) {
        return branches[i].bias || !branches[i].product.getBias().empty();
      });
      for (unsigned i : inputs) {
        Branch &branch = branches[i];
        weights.push_back(branch.product.getWeights()[0]);
        if (anyBias)
          bias.push_back(getBias(branch));
      }
    }
    // The sum in the type computed in, or the element type.
    FloatType element = node->isa(Kind::Round) || residual ||
                                options.relaxRounding || isOld(branches[own[0]])
                            ? chain.getElement()
                            : getComputeType(chain.getType());
    Value x = first.getX();
    SmallVector<OpFoldResult> sizes = tensor::getMixedSizes(builder, loc, x);
    sizes[1] = builder.getIndexAttr(branches[own[0]].size);
    Value empty = tensor::EmptyOp::create(builder, loc, sizes, element);
    if (residual)
      residual = flatten(builder, loc, residual);
    auto matmul = GatedMatmulOp::create(
        builder, loc, empty.getType(), function, parameters, x, weights, bias,
        residual, empty, first.getWeightOrderAttr(),
        PackingAttr::get(context, packing), order, TypeAttr(),
        RoundingAttr::get(context, *rounding), ActivationsAttr(),
        SparsityAttr(), StrategyAttr());
    return unflatten(builder, loc, matmul.getResult(), getShape());
  }

  /// A tensor of the chain's shape that is no result of it.
  Value getShape() {
    if (auto op = dyn_cast<linalg::LinalgOp>(chain.root))
      return op.getDpsInits()[0];
    return chain.root->getOperand(chain.root->getNumOperands() - 1);
  }

  /// The bias of `branch`, zeros if it has none.
  Value getBias(Branch &branch) {
    if (branch.bias)
      return branch.bias;
    if (!branch.product.getBias().empty())
      return branch.product.getBias()[0];
    Type element = branch.product.getX().getType().getElementType();
    return arith::ConstantOp::create(
        builder, loc,
        builder.getZeroAttr(RankedTensorType::get({branch.size}, element)));
  }

  /// The tensor that `node` is at each point; null if it cannot be built.
  Value lower(ExpressionRef node) {
    if (fused.count(node))
      return createFused(node, {});
    if (node->isa(Kind::Input)) {
      const ChainLeaf &leaf = chain.leaves[node->getIndex()];
      if (leaf.map.isIdentity() &&
          getTensorType(leaf.value).getElementType() == chain.getElement() &&
          getTensorType(leaf.value).getShape() == chain.getType().getShape())
        return leaf.value;
    }
    if (Value sum = lowerSum(node))
      return sum;
    return lowerToApply(node);
  }

  /// A fused op and something else is that op with a residual.
  Value lowerSum(ExpressionRef node) {
    ExpressionRef sum = node->isa(Kind::Round) ? node->getOperand(0) : node;
    if (!sum->isOp("arith.addf") ||
        (isHalf() && !options.relaxRounding && sum == node))
      return {};
    for (unsigned side : {0, 1}) {
      ExpressionRef product = sum->getOperand(side),
                    rest = sum->getOperand(1 - side);
      auto found = fused.find(product);
      if (found == fused.end() || rest == product ||
          !getRounding(product, found->second, /*hasResidual=*/true))
        continue;
      if (rest->isa(Kind::Constant) || rest->isBoolean())
        continue;
      // What is not rounded is no tensor.
      if (isHalf() && !options.relaxRounding && !rest->isa(Kind::Round) &&
          !rest->isa(Kind::Input))
        continue;
      if (Value residual = lower(rest))
        return createFused(product, residual);
    }
    return {};
  }

  Value lowerToApply(ExpressionRef node) {
    // What is fused below becomes an input.
    SmallVector<Value> inputs;
    SmallVector<AffineMap> maps;
    llvm::DenseMap<ExpressionRef, ExpressionRef> replaced;
    llvm::DenseSet<ExpressionRef> seen;
    SmallVector<ExpressionRef> work = {node};
    auto addInput = [&](ExpressionRef from, Value value, AffineMap map) {
      for (auto [k, known] : llvm::enumerate(inputs))
        if (known == value && maps[k] == map) {
          replaced[from] = expressions.getInput(k);
          return;
        }
      replaced[from] = expressions.getInput(inputs.size());
      inputs.push_back(value);
      maps.push_back(map);
    };
    while (!work.empty()) {
      ExpressionRef next = work.pop_back_val();
      if (!seen.insert(next).second)
        continue;
      if (fused.count(next)) {
        Value value = createFused(next, {});
        if (!value)
          return {};
        addInput(next, value, chain.getIdentity());
        continue;
      }
      if (next->isa(Kind::Input)) {
        const ChainLeaf &leaf = chain.leaves[next->getIndex()];
        addInput(next, leaf.value, leaf.map);
        continue;
      }
      for (ExpressionRef operand : llvm::reverse(next->getOperands()))
        work.push_back(operand);
    }
    for (Value input : inputs)
      if (getTensorType(input).getElementType() != chain.getElement() ||
          getTensorType(input).getEncoding())
        return {};
    for (AffineMap map : maps)
      if (!map.isProjectedPermutation(/*allowZeroInResults=*/true))
        return {};
    ExpressionRef body = expressions.substitute(node, replaced);
    bool each = hasRound(body);
    if (!each && body->isa(Kind::Round))
      body = body->getOperand(0);
    if (body->isBoolean() || (isHalf() && each && !body->isa(Kind::Round)))
      return {};
    if (chain.rowSize)
      return createRows(body, inputs, maps);
    // A copy is no function.
    if (body->isa(Kind::Input))
      return {};
    FunctionUse use =
        functions.get(chain.root, {body, static_cast<unsigned>(inputs.size()),
                                   chain.getElement(), each});
    SmallVector<Value> operands;
    SmallVector<AffineMap> operandMaps;
    for (unsigned input : use.inputs) {
      operands.push_back(inputs[input]);
      operandMaps.push_back(maps[input]);
    }
    operandMaps.push_back(chain.getIdentity());
    // Maps that are as they would be without them are left out.
    int64_t rank = chain.getType().getRank();
    bool isPlain = llvm::all_of_zip(
        ArrayRef(operandMaps).drop_back(), operands,
        [&](AffineMap map, Value operand) {
          return map == AffineMap::getMinorIdentityMap(
                            rank, getTensorType(operand).getRank(),
                            builder.getContext());
        });
    return ApplyOp::create(
               builder, loc, chain.getType(), use.function, use.parameters,
               operands, ValueRange(), createDestination(),
               builder.getStrArrayAttr({}),
               isPlain ? ArrayAttr()
                       : builder.getAffineMapArrayAttr(operandMaps),
               RoundingAttr::get(builder.getContext(),
                                 each ? Rounding::Each : Rounding::Result))
        .getResult();
  }

  Value createDestination() {
    return tensor::EmptyOp::create(
        builder, loc, tensor::getMixedSizes(builder, loc, getShape()),
        chain.getElement());
  }

  /// Of `body`, what is computed of `columns` alone becomes an input, if it
  /// takes more than one: Gemma's 1 + weight.
  ExpressionRef computeColumns(ExpressionRef body,
                               const llvm::SmallBitVector &columns,
                               SmallVector<Value> &inputs,
                               SmallVector<AffineMap> &maps) {
    llvm::DenseSet<ExpressionRef> ofColumns;
    llvm::SetVector<ExpressionRef> greatest;
    for (ExpressionRef node : getNodes(body)) {
      bool isInput = node->isa(Kind::Input);
      ArrayRef<ExpressionRef> operands = node->getOperands();
      if (isInput ? columns.test(node->getIndex())
                  : node->isa(Kind::Op) && !node->isBoolean() &&
                        llvm::any_of(operands,
                                     [&](ExpressionRef o) {
                                       return ofColumns.contains(o);
                                     }) &&
                        llvm::all_of(operands, [&](ExpressionRef o) {
                          return ofColumns.contains(o) ||
                                 o->isa(Kind::Constant);
                        })) {
        ofColumns.insert(node);
        continue;
      }
      for (ExpressionRef operand : operands)
        if (ofColumns.contains(operand) && !operand->isa(Kind::Input))
          greatest.insert(operand);
    }
    llvm::DenseMap<ExpressionRef, ExpressionRef> replaced;
    for (ExpressionRef node : greatest) {
      llvm::DenseMap<ExpressionRef, ExpressionRef> own;
      SmallVector<Value> read;
      for (ExpressionRef inner : getNodes(node))
        if (inner->isa(Kind::Input)) {
          own[inner] = expressions.getInput(read.size());
          read.push_back(inputs[inner->getIndex()]);
        }
      FunctionUse use = functions.get(
          chain.root, {expressions.substitute(node, own),
                       static_cast<unsigned>(read.size()), chain.getElement()});
      SmallVector<Value> operands = llvm::map_to_vector(
          use.inputs, [&](unsigned input) { return read[input]; });
      RankedTensorType type = getTensorType(read.front());
      Value empty = tensor::EmptyOp::create(builder, loc, type.getShape(),
                                            type.getElementType());
      replaced[node] = expressions.getInput(inputs.size());
      inputs.push_back(
          ApplyOp::create(
              builder, loc, type, use.function, use.parameters, operands,
              ValueRange(), empty, builder.getStrArrayAttr({}), ArrayAttr(),
              RoundingAttr::get(builder.getContext(), Rounding::Result))
              .getResult());
      maps.push_back(chain.getIdentity().getMinorSubMap(1));
    }
    if (replaced.empty())
      return body;
    // Inputs that are read no more are left out.
    body = expressions.substitute(body, replaced);
    llvm::DenseMap<ExpressionRef, ExpressionRef> renumbered;
    SmallVector<Value> keptInputs;
    SmallVector<AffineMap> keptMaps;
    for (unsigned i = 0; i < inputs.size(); ++i)
      for (ExpressionRef node : getNodes(body))
        if (node->isa(Kind::Input) && node->getIndex() == i) {
          renumbered[node] = expressions.getInput(keptInputs.size());
          keptInputs.push_back(inputs[i]);
          keptMaps.push_back(maps[i]);
        }
    inputs = keptInputs;
    maps = keptMaps;
    return expressions.substitute(body, renumbered);
  }

  Value createRows(ExpressionRef body, SmallVector<Value> inputs,
                   SmallVector<AffineMap> maps) {
    if (hasRound(body))
      return {};
    auto isRow = [&](unsigned i) {
      return maps[i].isIdentity() &&
             getTensorType(inputs[i]).getShape() == chain.getType().getShape();
    };
    auto isColumn = [&](unsigned i) {
      return maps[i].getNumResults() == 1 &&
             maps[i] == chain.getIdentity().getMinorSubMap(1);
    };
    // A row comes first.
    for (unsigned i = 0; i < inputs.size(); ++i)
      if (i && isRow(i) && !isRow(0)) {
        std::swap(inputs[0], inputs[i]);
        std::swap(maps[0], maps[i]);
        ExpressionRef first = expressions.getInput(0),
                      other = expressions.getInput(i);
        body = expressions.substitute(body, {{first, other}, {other, first}});
      }
    FunctionRequest request{body, static_cast<unsigned>(inputs.size()),
                            chain.getElement(), false, chain.rowSize};
    std::optional<FunctionUse> use = functions.find(request);
    // A tensor of narrow numbers would round them.
    if (!use && (!isHalf() || options.relaxRounding)) {
      llvm::SmallBitVector columns(inputs.size());
      for (unsigned i = 0; i < inputs.size(); ++i)
        columns[i] = isColumn(i) && getTensorType(inputs[i]).hasStaticShape();
      request.expression = computeColumns(body, columns, inputs, maps);
      request.inputs = inputs.size();
      use = functions.find(request);
    }
    for (unsigned i = 0; i < inputs.size(); ++i)
      if (!isRow(i) && !isColumn(i))
        return {};
    if (use && !isRow(use->inputs[0]))
      return {};
    if (!use) {
      if (options.namedOnly || !isRow(0))
        return {};
      use = functions.get(chain.root, request);
    }
    SmallVector<Value> operands = llvm::map_to_vector(
        use->inputs, [&](unsigned input) { return inputs[input]; });
    return ApplyRowOp::create(
               builder, loc, chain.getType(), use->function, use->parameters,
               operands, createDestination(),
               RoundingAttr::get(builder.getContext(), Rounding::Result))
        .getResult();
  }

  const Chain &chain;
  Expressions &expressions;
  RaisedFunctions &functions;
  RaiseOptions options;
  OpBuilder builder;
  Location loc;
  /// By the leaf that each one is.
  std::map<unsigned, Branch> branches;
  /// Nodes that one gate.gated_matmul computes, and the branches of each.
  llvm::DenseMap<ExpressionRef, SmallVector<unsigned>> fused;
  /// What remarks say.
  SmallVector<GatedMatmulOp> usedElsewhere;
  SmallVector<std::pair<Value, Value>> otherSides;
};
} // namespace

bool penstock::gate::raiseChain(const Chain &chain, Expressions &expressions,
                                RaisedFunctions &functions,
                                RaiseOptions options) {
  return Raiser(chain, expressions, functions, options).raise();
}
