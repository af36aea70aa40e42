//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "RaiseFusions.h"
#include "penstock/Dialect/Gate/IR/Functions.h"

using namespace mlir;
using namespace penstock::gate;
using Kind = Expression::Kind;

static RankedTensorType getTensorType(Value value) {
  return cast<RankedTensorType>(value.getType());
}

void Fusions::find() {
  findBranches();
  findBiases();
  findFused();
}

void Fusions::findBranches() {
  for (auto [i, leaf] : llvm::enumerate(chain.leaves)) {
    std::optional<Branch> branch = findBranch(leaf);
    if (!branch || !isOwnType(*branch, leaf))
      continue;
    branch->node = expressions.getInput(i);
    branches[i] = std::move(*branch);
  }
  // All that becomes of a product must be in the chain.
  llvm::SmallPtrSet<Operation *, 16> inside(chain.ops.begin(), chain.ops.end());
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

bool Fusions::isOwnType(Branch &branch, const ChainLeaf &leaf) {
  GatedMatmulOp product = branch.product;
  Type type = getTensorType(leaf.value).getElementType(),
       x = product.getX().getType().getElementType(),
       compute = getComputeType(chain.getType());
  return type == chain.getElement()
             ? isHalf() ? x == type : true
             : type == compute && x == chain.getElement();
}

int64_t Fusions::countSlices(GatedMatmulOp product) {
  return llvm::count_if(
      branches, [&](auto &entry) { return entry.second.product == product; });
}

void Fusions::findBiases() {
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

Value Fusions::getVector(ExpressionRef node) {
  if (!node->isa(Kind::Input) || branches.count(node->getIndex()))
    return {};
  const ChainLeaf &leaf = chain.leaves[node->getIndex()];
  int64_t last = chain.getType().getRank() - 1;
  if (getTensorType(leaf.value).getRank() != 1 ||
      getTensorType(leaf.value).getElementType() != chain.getElement() ||
      leaf.map.getResult(0) != getAffineDimExpr(last, chain.root->getContext()))
    return {};
  return leaf.value;
}

void Fusions::findFused() {
  constexpr int kNone = -1, kOther = -2;
  llvm::DenseMap<ExpressionRef, int> groups;
  Reads reads;
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

bool Fusions::isDown(ArrayRef<unsigned> own) {
  return own.size() == 1 && findNeurons(branches[own[0]].product.getX());
}

bool Fusions::isInsideBranch(ExpressionRef node) {
  return llvm::any_of(branches, [&](auto &entry) {
    return entry.second.node != node &&
           llvm::is_contained(getNodes(entry.second.node), node);
  });
}

void Fusions::findOtherSides(ArrayRef<ExpressionRef> nodes,
                             const llvm::DenseMap<ExpressionRef, int> &groups,
                             const Reads &reads) {
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

void Fusions::remark() {
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

//===----------------------------------------------------------------------===//
// Roundings
//===----------------------------------------------------------------------===//

bool Fusions::isOld(Branch &branch) {
  return isHalf() &&
         getElementTypeOrSelf(branch.product.getType()) == chain.getElement();
}

bool Fusions::hasRound(ExpressionRef node) {
  return llvm::any_of(getNodes(node), [&](ExpressionRef inner) {
    return inner != node && inner->isa(Kind::Round);
  });
}

std::optional<Rounding> Fusions::getRounding(ExpressionRef node,
                                             ArrayRef<unsigned> own,
                                             bool hasResidual) {
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
        all &=
            isSumRounded ? ~getBit(Rounding::Linear) : ~getBit(Rounding::Each);
    }
  }
  if (!isAlone && hasRound(node))
    all &= kSteps;
  return getFirst(all);
}

std::optional<Rounding> Fusions::getFirst(unsigned roundings) {
  for (Rounding rounding : {Rounding::Result, Rounding::Each, Rounding::Linear})
    if (roundings & getBit(rounding))
      return rounding;
  return std::nullopt;
}

//===----------------------------------------------------------------------===//
// Which products one op computes
//===----------------------------------------------------------------------===//

bool Fusions::canFuse(ExpressionRef node, ArrayRef<unsigned> own) {
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

std::optional<Packing> Fusions::getPacking(ArrayRef<unsigned> own) {
  if (static_cast<int64_t>(own.size()) != countSlices(branches[own[0]].product))
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
