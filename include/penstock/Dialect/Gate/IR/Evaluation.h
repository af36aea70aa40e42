//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Numbers that functions compute. Who can run what is compiled gives them to
// the dialect, so that passes can ask for them.
//
//===----------------------------------------------------------------------===//

#ifndef PENSTOCK_DIALECT_GATE_IR_EVALUATION_H
#define PENSTOCK_DIALECT_GATE_IR_EVALUATION_H

#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/DialectInterface.h"
#include "llvm/Support/Error.h"
#include <limits>
#include <memory>
#include <optional>

namespace penstock::gate {

/// How far what is computed in a narrow type is from what is meant. Infinities
/// count as the power of two behind the type's greatest number.
struct FunctionError {
  struct Maximum {
    double error = 0, at = 0;

    void add(double other, double where) {
      if (other > error)
        *this = {other, where};
    }
  };
  Maximum absolute;
  /// To the number meant, or the type's least normal number if that is greater.
  Maximum relative;
  /// In units of the last place of the number meant.
  Maximum ulp;
  uint64_t inputs = 0;
  /// An input, if there is one, where one result is NaN and the other is not.
  std::optional<double> mismatch;

  void add(const FunctionError &other);
};

/// The values of a type that a function is looked at for.
struct FunctionDomain {
  double low = -std::numeric_limits<double>::infinity(),
         high = std::numeric_limits<double>::infinity();
  /// And every NaN.
  bool withNaN = false;
  /// One of that many values is looked at.
  int64_t stride = 1;
};

/// A function of one input, in f64.
class FunctionEvaluator {
public:
  virtual ~FunctionEvaluator() = default;

  virtual llvm::Error evaluate(llvm::ArrayRef<double> x,
                               llvm::MutableArrayRef<double> y) = 0;

  /// The error of `use`, a function of `module` or of the catalogue, computed
  /// for tensors of `type` (f32, bf16, f16), for all values of the domain.
  virtual llvm::Expected<FunctionError> getError(mlir::ModuleOp module,
                                                 llvm::StringRef use,
                                                 mlir::FloatType type,
                                                 const FunctionDomain &) = 0;
};

/// Makes evaluators. Errors have no place in the source.
class EvaluationInterface
    : public mlir::DialectInterface::Base<EvaluationInterface> {
public:
  MLIR_DEFINE_EXPLICIT_INTERNAL_INLINE_TYPE_ID(EvaluationInterface)

  explicit EvaluationInterface(mlir::Dialect *dialect) : Base(dialect) {}

  /// `use` is the name of a function that `module` or the catalogue has, with
  /// parameters as an op has them: `swish<beta = 1.5>`.
  virtual llvm::Expected<std::unique_ptr<FunctionEvaluator>>
  create(mlir::ModuleOp module, llvm::StringRef use) const = 0;
};

} // namespace penstock::gate

#endif // PENSTOCK_DIALECT_GATE_IR_EVALUATION_H
