//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The function that an expression is: one that has a name, or a new one.
//
//===----------------------------------------------------------------------===//

#ifndef PENSTOCK_LIB_DIALECT_GATE_TRANSFORMS_RAISEFUNCTIONS_H
#define PENSTOCK_LIB_DIALECT_GATE_TRANSFORMS_RAISEFUNCTIONS_H

#include "penstock/Dialect/Gate/IR/CanonicalForm.h"

#include "llvm/ADT/MapVector.h"

namespace penstock::gate {

/// What is to be a function.
struct FunctionRequest {
  ExpressionRef expression;
  unsigned inputs;
  /// Element type of the tensors that it is used on.
  mlir::FloatType element;
  /// Every step is rounded; the expression then says where.
  bool each = false;
  /// Size of the row of a row function; 0 for other functions.
  int64_t rowSize = 0;
};

/// How a function is used in place of an expression.
struct FunctionUse {
  mlir::FlatSymbolRefAttr function;
  mlir::DictionaryAttr parameters;
  /// The expression's input that each input of the function is.
  llvm::SmallVector<unsigned> inputs;
};

class RaisedFunctions {
public:
  RaisedFunctions(mlir::ModuleOp module, Expressions &expressions);

  /// The function of the catalogue or of the module that equals the expression.
  std::optional<FunctionUse> find(const FunctionRequest &request);
  /// That, or a new function. Remarks on `op` say what was nearly found.
  FunctionUse get(mlir::Operation *op, const FunctionRequest &request);

  /// Erases new functions that nothing uses in the end.
  void eraseUnused();
  int64_t getNumCreated() const { return created.size(); }

private:
  struct Entry {
    GateFunctionOpInterface function;
    /// With parameters, or with their defaults in place of them.
    bool isSymbolic;
    ExpressionRef body;
    Polynomial form;
  };
  struct Table {
    explicit Table(double tolerance) : forms(tolerance) {}
    CanonicalForms forms;
    std::vector<Entry> entries;
    llvm::DenseMap<size_t, llvm::SmallVector<unsigned>> byHash;
  };

  /// What a request asks of its table: equal ones find the same.
  using Key = std::tuple<const Table *, ExpressionRef, unsigned>;
  Key getKey(const FunctionRequest &request);
  Table &getTable(const FunctionRequest &request);
  std::optional<FunctionUse> search(const FunctionRequest &request);
  void add(Table &table, GateFunctionOpInterface function,
           const FunctionRequest &request);
  bool agrees(const FunctionRequest &request, const Entry &entry,
              const CanonicalForms::Match &match);
  FunctionUse create(mlir::Operation *op, const FunctionRequest &request);
  mlir::Value createStep(mlir::OpBuilder &builder, mlir::Operation *op,
                         const FunctionRequest &request, ExpressionRef round,
                         llvm::function_ref<mlir::Value(ExpressionRef)> build);
  mlir::Value createCall(mlir::OpBuilder &builder, mlir::Operation *op,
                         const FunctionRequest &request, ExpressionRef node,
                         llvm::function_ref<mlir::Value(ExpressionRef)> build);
  std::string getFreeName();
  std::string describeNearMiss(const FunctionRequest &request);

  mlir::ModuleOp module;
  Expressions &expressions;
  llvm::SmallVector<GateFunctionOpInterface> known;
  std::map<std::tuple<bool, int64_t, const void *, bool>,
           std::unique_ptr<Table>>
      tables;
  std::map<Key, std::optional<FunctionUse>> found;
  std::map<Key, std::string> nearMisses;
  llvm::MapVector<std::pair<ExpressionRef, const void *>,
                  mlir::FlatSymbolRefAttr>
      created;
  unsigned nextName = 0;
};

} // namespace penstock::gate

#endif // PENSTOCK_LIB_DIALECT_GATE_TRANSFORMS_RAISEFUNCTIONS_H
