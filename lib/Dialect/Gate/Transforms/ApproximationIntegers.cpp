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

/// Bits behind the point of the input, which is in [-1, 1].
static constexpr unsigned kInputBits = 15;
/// Partial sums, which are multiplied with an input: such that the product has
/// 32 bits, less what rounding adds.
static constexpr double kGreatest = 32000;

namespace {
/// A polynomial in fixed point: products of 16 bits, sums, and shifts. Each
/// partial sum of Horner's scheme has its own scale, by its range.
class IntegerForm : public ApproximationFit {
public:
  IntegerForm(ApproximationTarget &target, unsigned limit)
      : ApproximationFit(target, limit, 16) {}

  std::string describe() const override {
    return "polynomial of degree " +
           std::to_string(result.numerator.size() - 1);
  }

  double fit(unsigned size) override {
    auto found = fitRational(target.getSamples(), size, 0);
    if (!found)
      return HUGE_VAL;
    result = std::move(*found);
    size_t count = result.numerator.size();
    std::vector<long double> ranges(count);
    for (const Sample &sample : target.getSamples()) {
      long double y = 0;
      for (size_t k = count; k-- > 0;) {
        y = y * sample.u + result.numerator[k];
        ranges[k] = std::max(ranges[k], std::fabs(y));
      }
    }
    fractions.clear();
    for (long double range : ranges)
      fractions.push_back(
          range > 0 ? std::clamp(std::floor(std::log2(kGreatest / range)),
                                 -30.0l, 40.0l)
                    : kInputBits);
    // Sums are shifted to the right by 1 … 30 bits.
    for (size_t k = 1; k < count; ++k)
      fractions[k] = std::min(fractions[k], fractions[k - 1] + 15);
    for (size_t k = count - 1; k-- > 0;)
      fractions[k] = std::min(fractions[k], fractions[k + 1] + 14);
    double error = 0;
    for (const Sample &sample : target.getSamples())
      error = std::max<double>(
          error, sample.weight * std::fabs(evaluate(sample.u) - sample.value));
    return error;
  }

  Value build(ScalarBuilder &b, Value x) const override {
    return target.build(b, x, /*clamp=*/true, [&](ScalarBuilder &b, Value t) {
      // The boundary: the input becomes an integer, which NaN has none of.
      Value isNaN = b.compare(arith::CmpFPredicate::UNO, t, t);
      Value number =
          b.create<arith::SelectOp>(isNaN, b.constant(target.getLow()), t);
      double scale = std::ldexp(target.getScale(), kInputBits),
             shift = std::ldexp(target.getShift(), kInputBits);
      Value scaled = createFma(b, number, b.constant(scale), shift);
      Type i32 = IntegerType::get(x.getContext(), 32);
      Value u =
          b.create<arith::FPToSIOp>(i32, b.create<math::RoundEvenOp>(scaled));
      Value y = createPolynomial(b, u);
      Value result = b.mul(b.create<arith::SIToFPOp>(x.getType(), y),
                           b.constant(std::ldexp(1.0, -fractions.front())));
      return b.create<arith::SelectOp>(isNaN, t, result);
    });
  }

private:
  int64_t getFixed(size_t k) const {
    return std::llround(std::ldexp(result.numerator[k], fractions[k]));
  }
  /// By which the product with partial sum k + 1 is shifted.
  int getShift(size_t k) const {
    return kInputBits + fractions[k + 1] - fractions[k];
  }

  /// What the body computes.
  double evaluate(long double u) const {
    int64_t input = std::llround(std::ldexp(u, kInputBits));
    int64_t y = getFixed(fractions.size() - 1);
    for (size_t k = fractions.size() - 1; k-- > 0;)
      y = ((y * input + (1 << (getShift(k) - 1))) >> getShift(k)) + getFixed(k);
    return std::ldexp(double(y), -fractions.front());
  }

  Value createPolynomial(ScalarBuilder &b, Value u) const {
    auto constant = [&](int64_t value) {
      return b.create<arith::ConstantOp>(IntegerAttr::get(u.getType(), value));
    };
    Value y = constant(getFixed(fractions.size() - 1));
    for (size_t k = fractions.size() - 1; k-- > 0;) {
      // Rounded to nearest.
      Value product = b.create<arith::AddIOp>(b.create<arith::MulIOp>(y, u),
                                              constant(1 << (getShift(k) - 1)));
      y = b.create<arith::ShRSIOp>(product, constant(getShift(k)));
      if (getFixed(k) != 0)
        y = b.create<arith::AddIOp>(y, constant(getFixed(k)));
    }
    return y;
  }

  RationalFit result;
  /// Bits behind the point of each partial sum.
  std::vector<int> fractions;
};
} // namespace

std::unique_ptr<ApproximationFit>
penstock::gate::createIntegers(ApproximationTarget &target, unsigned limit) {
  return std::make_unique<IntegerForm>(target, limit);
}
