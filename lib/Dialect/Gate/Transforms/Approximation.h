//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Fits of a function as bodies of functions.
//
//===----------------------------------------------------------------------===//

#ifndef PENSTOCK_DIALECT_GATE_TRANSFORMS_APPROXIMATION_H
#define PENSTOCK_DIALECT_GATE_TRANSFORMS_APPROXIMATION_H

#include "Minimax.h"

#include "penstock/Dialect/Gate/IR/Evaluation.h"
#include "penstock/Dialect/Gate/IR/ScalarBuilder.h"

namespace penstock::gate {

struct ApproximationGoal {
  ApproximationForm form;
  ErrorKind error;
  double tolerance, low, high;
  /// Of integers; 0: as few as do.
  unsigned bits;
};

/// What a fit of any form is made for: the function on an interval, the core,
/// beyond which it is a line or stays what it is at the end.
class ApproximationTarget {
public:
  /// Looks at the function; the error says what makes it impossible.
  static llvm::Expected<ApproximationTarget>
  analyze(FunctionEvaluator &evaluator, const ApproximationGoal &goal);

  const ApproximationGoal &getGoal() const { return goal; }
  double getLow() const { return low; }
  double getHigh() const { return high; }

  /// Samples of r where the function is
  ///   constant + slope * x + x^power * r(t),  t = x or, if symmetric, x^2,
  /// over `scale * t + shift`.
  llvm::ArrayRef<Sample> getSamples() const { return samples; }
  double getScale() const { return scale; }
  double getShift() const { return shift; }
  bool isSymmetric() const { return symmetric; }
  bool isOdd() const { return symmetric && power == 1; }
  double getConstant() const { return constant; }
  double getSlope() const { return slope; }

  /// The function, from r. `build` gets t and gives r; without `clamp` also t
  /// from where a line hides r.
  using Build = llvm::function_ref<mlir::Value(ScalarBuilder &, mlir::Value)>;
  mlir::Value build(ScalarBuilder &b, mlir::Value x, bool clamp,
                    Build build) const;
  /// The same where `build` gives the function itself, from x.
  mlir::Value buildCore(ScalarBuilder &b, mlir::Value x, bool clamp,
                        Build build) const;

  /// Plain samples of the function, of even distance, over x.
  llvm::Expected<std::vector<Sample>> getUniform(size_t count);

private:
  struct Line {
    double slope, constant;
    double operator()(double x) const { return slope * x + constant; }
  };

  ApproximationTarget(FunctionEvaluator &evaluator, ApproximationGoal goal)
      : evaluator(&evaluator), goal(goal) {}

  llvm::Expected<std::vector<double>> evaluate(llvm::ArrayRef<double> x);
  llvm::Error findCore();
  llvm::Error findLine(bool isHigh);
  llvm::Error findStructure();
  llvm::Error takeSamples();
  double getError(double actual, double expected) const;

  FunctionEvaluator *evaluator;
  ApproximationGoal goal;
  double low, high;
  std::optional<Line> below, above;
  double constant = 0, slope = 0;
  bool symmetric = false;
  unsigned power = 0;
  double scale = 1, shift = 0;
  std::vector<Sample> samples;
};

/// A form at growing size.
class ApproximationFit {
public:
  /// `limit`: sizes above are not asked for; 0: what makes sense.
  static std::unique_ptr<ApproximationFit> create(ApproximationTarget &target,
                                                  unsigned limit);
  virtual ~ApproximationFit() = default;

  /// What there is more of at greater size, and how much of it.
  virtual std::string describe() const = 0;
  unsigned getLimit() const { return limit; }
  /// The size to go on with where greater ones than `size` are in vain.
  virtual unsigned getEnd(unsigned size) const { return limit + 1; }
  /// Makes the fit of that size, and returns its error without rounding;
  /// infinite if there is none.
  virtual double fit(unsigned size) = 0;
  /// The body of the last fit.
  virtual mlir::Value build(ScalarBuilder &b, mlir::Value x) const = 0;

protected:
  ApproximationFit(ApproximationTarget &target, unsigned limit,
                   unsigned defaultLimit)
      : target(target), limit(limit ? limit : defaultLimit) {}

  ApproximationTarget &target;
  unsigned limit;
};

/// Those that have files of their own.
std::unique_ptr<ApproximationFit> createPieces(ApproximationTarget &target,
                                               unsigned limit);
std::unique_ptr<ApproximationFit> createTable(ApproximationTarget &target,
                                              unsigned limit);
std::unique_ptr<ApproximationFit> createIntegers(ApproximationTarget &target,
                                                 unsigned limit);

/// x * y + z.
mlir::Value createFma(ScalarBuilder &b, mlir::Value x, mlir::Value y, double z);

/// `value` rounded to f32.
double roundToF32(long double value);

/// `value` in as many digits as tell f32 numbers apart.
std::string getText(double value);

} // namespace penstock::gate

#endif // PENSTOCK_DIALECT_GATE_TRANSFORMS_APPROXIMATION_H
