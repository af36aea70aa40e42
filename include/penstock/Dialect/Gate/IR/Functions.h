//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Using functions that are data: binding parameters and instantiating bodies.
//
//===----------------------------------------------------------------------===//

#ifndef PENSTOCK_DIALECT_GATE_IR_FUNCTIONS_H
#define PENSTOCK_DIALECT_GATE_IR_FUNCTIONS_H

#include "penstock/Dialect/Gate/IR/Gate.h"

#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/IR/PatternMatch.h"

namespace penstock::gate {

/// Type that functions are computed in for elements of type `type`: f64 for
/// f64, else f32.
mlir::FloatType getComputeType(mlir::Type type);

/// `value` converted to the float type `element`, scalar or vector alike.
mlir::Value convertFloat(mlir::OpBuilder &builder, mlir::Location loc,
                         mlir::Value value, mlir::FloatType element);

/// `value` rounded to the nearest number of `type`, ties to even.
double roundFloat(double value, mlir::FloatType type);

/// `type`, or a vector of it in the shape of `like` where that is a vector.
mlir::Type matchShape(mlir::Type type, mlir::Type like);

/// A floating-point constant of the type `type`, a float or a vector of it.
mlir::Value createFloatConstant(mlir::OpBuilder &builder, mlir::Location loc,
                                mlir::Type type, double value);

/// Parameters of `function` in order: from `given` (operands by name), else
/// from `constants`, else the default; of scalar type `type`.
llvm::SmallVector<mlir::Value>
bindParameters(mlir::OpBuilder &builder, mlir::Location loc,
               GateFunctionOpInterface function, mlir::DictionaryAttr constants,
               mlir::FloatType type,
               const llvm::StringMap<mlir::Value> &given = {});

/// Copies the body of a function to where it is used.
struct Instantiation {
  /// If set, the result of every operation, a call being one, is rounded to
  /// this type.
  mlir::FloatType roundTo;
  /// The values of a row function that are the same for a whole row: of
  /// `gate.reduce`, `gate.row_size`, and what loops with reductions carry.
  llvm::function_ref<mlir::Value(mlir::Value)> rowValue = nullptr;
  /// If set, the body stands for an op of the math dialect: products and sums
  /// may be contracted, and an scf.if is a branch that few arguments take; its
  /// first side is computed only where some lane's condition is true. Else both
  /// sides are.
  bool approximation = false;

  /// Instantiates `values` of `region` (those it yields if empty) on `args`,
  /// whose type, scalar or vector, becomes that of the whole body. Scalars
  /// among vectors are broadcast. Only what the values need is copied; loops
  /// without reductions are unrolled. The values may be of a loop's body.
  llvm::SmallVector<mlir::Value>
  operator()(mlir::OpBuilder &builder, mlir::Location loc, mlir::Region &region,
             mlir::ValueRange args, mlir::ValueRange values = {}) const;
};

/// How often the body of a function's loop runs; none without constant bounds.
std::optional<int64_t> getTripCount(mlir::scf::ForOp loop);

/// True for a loop with reductions: one over the row, not over an element.
bool isRowLoop(mlir::Operation *op);

/// Checks that `name` is a function of the right kind that takes `inputs`
/// operands, and that `parameters` and `operandParameters` are its own.
/// `what` names the use in messages.
mlir::LogicalResult
verifyFunctionUse(mlir::Operation *op, llvm::StringRef what,
                  mlir::FlatSymbolRefAttr name, bool isRowFunction,
                  int64_t inputs, mlir::DictionaryAttr parameters,
                  llvm::ArrayRef<llvm::StringRef> operandParameters = {});

/// The simpler use that (`name`, `parameters`) is equal to by one of the
/// function's specializations; null if there is none.
mlir::FlatSymbolRefAttr getSpecialization(mlir::Operation *op,
                                          mlir::FlatSymbolRefAttr name,
                                          mlir::DictionaryAttr parameters);

/// Replaces the function of `op` by a simpler one that it equals.
template <typename Op>
mlir::LogicalResult specialize(Op op, mlir::PatternRewriter &rewriter) {
  if (!op.getFunctionAttr())
    return mlir::failure();
  mlir::FlatSymbolRefAttr simpler =
      getSpecialization(op, op.getFunctionAttr(), op.getParameters());
  if (!simpler)
    return mlir::failure();
  rewriter.modifyOpInPlace(op, [&] {
    op.setFunctionAttr(simpler);
    op.setParametersAttr(rewriter.getDictionaryAttr({}));
  });
  return mlir::success();
}

/// Names `function`, which stands at the end of its module, `base` or `base_0`
/// …; if an equal one has that name already, `function` is erased.
mlir::FlatSymbolRefAttr nameFunction(GateFunctionOpInterface function,
                                     llvm::StringRef base);

/// The neutral element of a reduction, which an empty row reduces to.
double getNeutral(ReduceKind kind);

/// The same as a constant of `type`, a float or integer or a vector of those.
mlir::Value createNeutral(mlir::OpBuilder &builder, mlir::Location loc,
                          ReduceKind kind, mlir::Type type);

/// How a reduction combines values of `type`.
mlir::vector::CombiningKind getCombiningKind(ReduceKind kind, mlir::Type type);

/// True if the function returns its first input as it is.
bool isIdentity(GateFunctionOpInterface function);

} // namespace penstock::gate

#endif // PENSTOCK_DIALECT_GATE_IR_FUNCTIONS_H
