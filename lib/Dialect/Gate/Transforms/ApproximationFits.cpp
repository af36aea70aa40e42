//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Approximation.h"

#include "mlir/Dialect/Math/IR/Math.h"
#include <cmath>

using namespace mlir;
using namespace penstock::gate;

Value penstock::gate::createFma(ScalarBuilder &b, Value x, Value y, double z) {
  return b.create<math::FmaOp>(x, y, b.constant(z));
}

/// The polynomial, its coefficients rounded, by Horner's scheme.
static Value createPolynomial(ScalarBuilder &b, Value u,
                              ArrayRef<long double> coefficients) {
  Value y = b.constant(roundToF32(coefficients.back()));
  for (long double c : llvm::reverse(coefficients.drop_back()))
    y = createFma(b, y, u, roundToF32(c));
  return y;
}

namespace {
/// A polynomial, or a quotient of two.
class RationalForm : public ApproximationFit {
public:
  RationalForm(ApproximationTarget &target, unsigned limit, bool isPolynomial)
      : ApproximationFit(target, limit, isPolynomial ? 24 : 16),
        isPolynomial(isPolynomial) {}

  std::string describe() const override {
    std::string degrees = std::to_string(result.numerator.size() - 1);
    return "of degree " +
           (isPolynomial ? degrees
                         : degrees + "/" +
                               std::to_string(result.denominator.size() - 1));
  }

  double fit(unsigned size) override {
    unsigned bottom = isPolynomial ? 0 : size / 2;
    auto found =
        fitRational(target.getSamples(), size - bottom, bottom, result.extrema);
    if (!found)
      return HUGE_VAL;
    result = std::move(*found);
    // Of powers of u, and of u less its shift, those that cancel less.
    shift = target.getShift();
    RationalFit other = {getShifted(result.numerator, shift),
                         getShifted(result.denominator, shift), result.error,
                         result.extrema};
    if (shift != 0 && canScale(other) &&
        getNoise(other, shift) <= getNoise(result, 0)) {
      result = std::move(other);
      shift = 0;
    }
    return result.error;
  }

  Value build(ScalarBuilder &b, Value x) const override {
    return target.build(b, x, /*clamp=*/false, [&](ScalarBuilder &b, Value t) {
      double scale = target.getScale();
      // Where the scale can go into the coefficients, it does.
      if (shift == 0 && canScale(result))
        return createQuotient(b, t, scale);
      return createQuotient(b, createFma(b, t, b.constant(scale), shift), 1);
    });
  }

private:
  /// The coefficients of the polynomial over u - shift.
  static std::vector<long double> getShifted(std::vector<long double> c,
                                             long double shift) {
    for (size_t i = 0; i + 1 < c.size(); ++i)
      for (size_t k = c.size() - 1; k-- > i;)
        c[k] += shift * c[k + 1];
    return c;
  }

  static std::vector<long double> getScaled(ArrayRef<long double> coefficients,
                                            long double scale) {
    std::vector<long double> all(coefficients);
    long double factor = 1;
    for (long double &c : all) {
      c *= factor;
      factor *= scale;
    }
    return all;
  }

  bool canScale(const RationalFit &fit) const {
    auto isNormal = [](long double c) {
      return c == 0 || (std::fabs(c) > 1e-25L && std::fabs(c) < 1e25L);
    };
    return llvm::all_of(getScaled(fit.numerator, target.getScale()),
                        isNormal) &&
           llvm::all_of(getScaled(fit.denominator, target.getScale()),
                        isNormal);
  }

  /// About how far rounding can move the result, over powers of u - shift.
  long double getNoise(const RationalFit &fit, long double shift) const {
    auto sum = [](ArrayRef<long double> coefficients, long double u) {
      long double size = 0, value = 0;
      for (long double c : llvm::reverse(coefficients)) {
        value = value * u + c;
        size = size * std::fabs(u) + std::fabs(c);
      }
      return std::pair(size, value);
    };
    long double noise = 0;
    for (const Sample &s : target.getSamples()) {
      auto [top, value] = sum(fit.numerator, s.u - shift);
      auto [bottom, divisor] = sum(fit.denominator, s.u - shift);
      noise = std::max(noise, s.weight *
                                  (top + std::fabs(value / divisor) * bottom) /
                                  std::fabs(divisor));
    }
    return noise;
  }

  Value createQuotient(ScalarBuilder &b, Value u, double scale) const {
    Value top = createPolynomial(b, u, getScaled(result.numerator, scale));
    if (result.denominator.size() == 1)
      return top;
    return b.create<arith::DivFOp>(
        top, createPolynomial(b, u, getScaled(result.denominator, scale)));
  }

  bool isPolynomial;
  RationalFit result;
  double shift = 0;
};
} // namespace

std::unique_ptr<ApproximationFit>
ApproximationFit::create(ApproximationTarget &target, unsigned limit) {
  switch (target.getGoal().form) {
  case ApproximationForm::Polynomial:
    return std::make_unique<RationalForm>(target, limit, /*isPolynomial=*/true);
  case ApproximationForm::Rational:
    return std::make_unique<RationalForm>(target, limit,
                                          /*isPolynomial=*/false);
  case ApproximationForm::PiecewiseLinear:
    return createPieces(target, limit);
  case ApproximationForm::Table:
    return createTable(target, limit);
  case ApproximationForm::Integer:
    return createIntegers(target, limit);
  }
  llvm_unreachable("all forms are handled");
}
