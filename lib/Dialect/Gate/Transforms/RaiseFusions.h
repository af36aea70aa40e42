//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which products of a chain one op computes, with what becomes of them, and how
// it rounds.
//
//===----------------------------------------------------------------------===//

#ifndef PENSTOCK_LIB_DIALECT_GATE_TRANSFORMS_RAISEFUSIONS_H
#define PENSTOCK_LIB_DIALECT_GATE_TRANSFORMS_RAISEFUSIONS_H

#include "RaiseBranches.h"
#include "RaiseContractions.h"

namespace penstock::gate {

class Fusions {
public:
  Fusions(const Chain &chain, Expressions &expressions, RaiseOptions options)
      : chain(chain), expressions(expressions), options(options) {}

  void find();
  /// Says what is nearly fused.
  void remark();

protected:
  bool isHalf() const { return chain.getElement().getWidth() < 32; }
  /// True if a node inside `node` is a rounding.
  static bool hasRound(ExpressionRef node);
  /// True if `branch` is a product whose result was rounded already.
  bool isOld(Branch &branch);
  int64_t countSlices(GatedMatmulOp product);
  /// How the slices `own` of one product lie in it.
  std::optional<Packing> getPacking(llvm::ArrayRef<unsigned> own);
  /// The rounding of an op that computes `node` of branches `own`, and is
  /// followed by a sum that is rounded if `hasResidual`; nothing if none does.
  std::optional<Rounding> getRounding(ExpressionRef node,
                                      llvm::ArrayRef<unsigned> own,
                                      bool hasResidual);

  const Chain &chain;
  Expressions &expressions;
  RaiseOptions options;
  /// By the leaf that each one is.
  std::map<unsigned, Branch> branches;
  /// Nodes that one gate.gated_matmul computes, and the branches of each.
  llvm::DenseMap<ExpressionRef, llvm::SmallVector<unsigned>> fused;

private:
  using Reads =
      llvm::DenseMap<ExpressionRef, llvm::SmallSetVector<unsigned, 4>>;

  void findBranches();
  /// A product may be in the type computed in, but no narrower than the chain.
  bool isOwnType(Branch &branch, const ChainLeaf &leaf);
  void findBiases();
  /// The tensor [last] that `node` repeats over all rows; null if none.
  mlir::Value getVector(ExpressionRef node);
  /// The greatest nodes that depend on products of one x alone.
  void findFused();
  /// True if the product `own` is of neurons, and so the end of a network; what
  /// is computed of that is left apart.
  bool isDown(llvm::ArrayRef<unsigned> own);
  bool isInsideBranch(ExpressionRef node);
  /// A product of functions of two left-hand sides is nearly a gated one.
  void findOtherSides(llvm::ArrayRef<ExpressionRef> nodes,
                      const llvm::DenseMap<ExpressionRef, int> &groups,
                      const Reads &reads);
  static std::optional<Rounding> getFirst(unsigned roundings);
  bool canFuse(ExpressionRef node, llvm::ArrayRef<unsigned> own);

  /// What remarks say.
  llvm::SmallVector<GatedMatmulOp> usedElsewhere;
  llvm::SmallVector<std::pair<mlir::Value, mlir::Value>> otherSides;
};

} // namespace penstock::gate

#endif // PENSTOCK_LIB_DIALECT_GATE_TRANSFORMS_RAISEFUSIONS_H
