//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Scalar expressions apart from IR: DAGs in which equal nodes are one node.
//
//===----------------------------------------------------------------------===//

#ifndef PENSTOCK_DIALECT_GATE_IR_EXPRESSION_H
#define PENSTOCK_DIALECT_GATE_IR_EXPRESSION_H

#include "penstock/Dialect/Gate/IR/Gate.h"

#include "llvm/ADT/FoldingSet.h"
#include "llvm/Support/Allocator.h"

#include <vector>

namespace penstock::gate {

/// A node; it belongs to an `Expressions`, in which it is the only one of its
/// kind, so that equality is that of pointers.
class Expression : public llvm::FoldingSetNode {
public:
  enum class Kind {
    Input,
    Parameter,
    Constant,
    RowSize,
    Op,     // an operation of arith or math, by its name
    Reduce, // over the row; the index is the ReduceKind
    Round   // to the element type of where the expression is used
  };

  Kind getKind() const { return kind; }
  bool isa(Kind other) const { return kind == other; }
  bool isOp(llvm::StringRef op) const { return kind == Kind::Op && name == op; }
  /// Of an input or a parameter; the kind of a reduction; the predicate of a
  /// comparison.
  unsigned getIndex() const { return index; }
  double getValue() const { return value; }
  llvm::StringRef getName() const { return name; }
  llvm::ArrayRef<const Expression *> getOperands() const { return operands; }
  const Expression *getOperand(unsigned i) const { return operands[i]; }
  /// True if it is an i1.
  bool isBoolean() const { return boolean; }

  void Profile(llvm::FoldingSetNodeID &id) const;

private:
  friend class Expressions;
  Kind kind;
  bool boolean = false;
  unsigned index = 0;
  double value = 0;
  llvm::StringRef name;
  llvm::ArrayRef<const Expression *> operands;
};

using ExpressionRef = const Expression *;

/// Owner of expressions, and how they are made.
class Expressions {
public:
  ExpressionRef getInput(unsigned index);
  ExpressionRef getParameter(unsigned index);
  ExpressionRef getConstant(double value, bool boolean = false);
  ExpressionRef getRowSize();
  ExpressionRef getReduce(ReduceKind kind, ExpressionRef value);
  /// `value` rounded to `type`: a constant is, other nodes say so.
  ExpressionRef getRound(ExpressionRef value, mlir::FloatType type);
  /// What `op` computes from `operands`; null if that is no expression.
  ExpressionRef getOp(mlir::Operation *op,
                      llvm::ArrayRef<ExpressionRef> operands);
  ExpressionRef getSelect(ExpressionRef condition, ExpressionRef ifTrue,
                          ExpressionRef ifFalse);
  /// A node like `like` of other `operands`.
  ExpressionRef getLike(ExpressionRef like,
                        llvm::ArrayRef<ExpressionRef> operands);

  /// The body of `function` on `args`: its inputs, then its parameters. Calls
  /// are expanded. If `roundTo` is set, every step is rounded as `rounding =
  /// each` does. `rowSize` is the size of the row, if it is known. Null if it
  /// is no expression.
  ExpressionRef getBody(GateFunctionOpInterface function,
                        llvm::ArrayRef<ExpressionRef> args,
                        mlir::FloatType roundTo = {}, int64_t rowSize = 0);

  /// `root` with `replaced` in place of nodes.
  ExpressionRef
  substitute(ExpressionRef root,
             const llvm::DenseMap<ExpressionRef, ExpressionRef> &replaced);
  /// `root` without its roundings.
  ExpressionRef dropRounds(ExpressionRef root);

private:
  ExpressionRef get(Expression node);

  llvm::BumpPtrAllocator allocator;
  llvm::FoldingSet<Expression> nodes;
};

/// The nodes of `root`, operands first.
llvm::SmallVector<ExpressionRef> getNodes(ExpressionRef root);

/// The values of `root` on samples, in f64: `inputs` and `parameters` hold one
/// number a sample (parameters one for all). All samples are one row. Nothing
/// if it holds an operation that cannot be evaluated.
std::optional<std::vector<double>>
evaluate(ExpressionRef root, llvm::ArrayRef<std::vector<double>> inputs,
         llvm::ArrayRef<double> parameters);

/// Builds ops that compute expressions of one type.
class ExpressionBuilder {
public:
  /// `special` may build a node in another way; it returns null otherwise.
  ExpressionBuilder(
      mlir::OpBuilder &builder, mlir::Location loc, mlir::FloatType type,
      mlir::ValueRange inputs, mlir::ValueRange parameters = {},
      llvm::function_ref<mlir::Value(ExpressionRef)> special = nullptr)
      : builder(builder), loc(loc), type(type), inputs(inputs),
        parameters(parameters), special(special) {}

  mlir::Value build(ExpressionRef root);

private:
  mlir::Value create(ExpressionRef node);
  mlir::Value createPower(ExpressionRef node);

  mlir::OpBuilder &builder;
  mlir::Location loc;
  mlir::FloatType type;
  mlir::ValueRange inputs, parameters;
  llvm::function_ref<mlir::Value(ExpressionRef)> special;
  llvm::DenseMap<ExpressionRef, mlir::Value> built;
};

} // namespace penstock::gate

#endif // PENSTOCK_DIALECT_GATE_IR_EXPRESSION_H
