//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Chains of elementwise operations (and of reductions of rows), read as one
// expression of the tensors that they start from.
//
//===----------------------------------------------------------------------===//

#ifndef PENSTOCK_LIB_DIALECT_GATE_TRANSFORMS_RAISECHAINS_H
#define PENSTOCK_LIB_DIALECT_GATE_TRANSFORMS_RAISECHAINS_H

#include "penstock/Dialect/Gate/IR/Expression.h"

namespace penstock::gate {

/// A tensor that a chain reads, where: from the chain's dimensions to its own.
struct ChainLeaf {
  mlir::Value value;
  mlir::AffineMap map;
  bool operator==(const ChainLeaf &) const = default;
};

struct Chain {
  /// What the chain ends in, and its ops, the root included.
  mlir::Operation *root;
  llvm::SetVector<mlir::Operation *> ops;
  /// The value of an element; input i is leaf i.
  ExpressionRef expression;
  llvm::SmallVector<ChainLeaf> leaves;
  /// Size of the rows that it reduces, 0 if it reduces none.
  int64_t rowSize = 0;
  /// Numbers in f64 are among what it computes in a narrower type.
  bool narrowsF64 = false;

  mlir::RankedTensorType getType() const {
    return mlir::cast<mlir::RankedTensorType>(root->getResult(0).getType());
  }
  mlir::FloatType getElement() const {
    return mlir::cast<mlir::FloatType>(getType().getElementType());
  }
  mlir::AffineMap getIdentity() const {
    return mlir::AffineMap::getMultiDimIdentityMap(getType().getRank(),
                                                   root->getContext());
  }
};

/// Finds and reads the chains of a block.
class ChainFinder {
public:
  /// With `relaxed` only the last step of a chain is rounded.
  ChainFinder(Expressions &expressions, bool relaxed)
      : expressions(expressions), relaxed(relaxed) {}

  /// The roots of elementwise chains of `block`, in order. An op belongs to
  /// the chain of its users, if that is one.
  llvm::SmallVector<mlir::Operation *> findRoots(mlir::Block &block);
  /// The elementwise chain that ends in `root`; nothing if it is no function.
  std::optional<Chain> read(mlir::Operation *root);
  /// The chain of row-wise operations that ends in `root`, if it reduces. With
  /// `cut` it starts from the last value that more than one of them reads and
  /// for which none reduces: what is computed before is not part of it.
  std::optional<Chain> readRows(mlir::Operation *root, bool cut);

private:
  class Reader;
  mlir::Operation *getUsersRoot(mlir::Value value);
  llvm::SetVector<mlir::Operation *> findRowOps(mlir::Operation *root,
                                                mlir::Operation *start);
  void relax(Chain &chain);

  Expressions &expressions;
  bool relaxed;
  llvm::DenseMap<mlir::Operation *, mlir::Operation *> rootOf;
};

/// True if `op` computes elements one by one, in a way that is an expression.
bool isChainOp(mlir::Operation *op);
/// True if `op` computes nothing: it copies, broadcasts, transposes, extends.
bool isFreeOp(mlir::Operation *op);

} // namespace penstock::gate

#endif // PENSTOCK_LIB_DIALECT_GATE_TRANSFORMS_RAISECHAINS_H
