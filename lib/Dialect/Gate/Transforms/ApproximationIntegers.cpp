//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Approximation.h"

#include "penstock/Dialect/Gate/IR/Ranges.h"

#include "mlir/Dialect/Math/IR/Math.h"
#include <cmath>

using namespace mlir;
using namespace penstock::gate;

/// Parts of the input, whose intervals are looked at one by one.
static constexpr int kParts = 256;
static constexpr size_t kNumSamples = 4001;

static Interval point(double value) { return Interval::of(value, value); }

static Interval shiftLeft(const Interval &a, int shift) {
  return Interval::of(std::ldexp(a.low, shift), std::ldexp(a.high, shift));
}

namespace {
/// A polynomial in fixed point: products of numbers of 16 or 32 bits, sums, and
/// shifts. Each sum has a scale of its own, as large as its interval permits.
class IntegerForm : public ApproximationFit {
public:
  IntegerForm(ApproximationTarget &target, unsigned limit)
      : ApproximationFit(target, limit, 24), degrees(this->limit + 1) {
    if (unsigned given = target.getGoal().bits)
      widths = {given};
    this->limit = degrees * widths.size() - 1;
  }

  std::string describe() const override {
    return "polynomial of degree " + std::to_string(coefficients.size() - 1) +
           " in " + std::to_string(bits) + " bits";
  }

  unsigned getEnd(unsigned size) const override {
    return (size / degrees + 1) * degrees;
  }

  /// All degrees of few bits come before the first of many.
  double fit(unsigned size) override {
    auto found = fitRational(target.getSamples(), size % degrees, 0);
    auto samples = target.getUniform(kNumSamples);
    if (!samples || !found) {
      consumeError(samples.takeError());
      return HUGE_VAL;
    }
    bits = widths[size / degrees];
    // In 16 bits there is no 1, only what is just below. In 32 there could be
    // one more bit, but f32 has none to fill it.
    inputBits = bits == 16 ? 15 : 30;
    one = std::ldexp(bits == 16 ? 1 - 0x1p-14 : 1, inputBits);
    ratio = std::ldexp(1.0, inputBits) / one;
    bool isSymmetric = target.isSymmetric();
    scale = isSymmetric ? 1 / target.getHigh() : target.getScale();
    scale = roundToF32(scale * one);
    shift = isSymmetric ? 0 : roundToF32(target.getShift() * one);
    coefficients = std::move(found->numerator);
    long double factor = target.isOdd() ? target.getHigh() * ratio : 1;
    for (long double &c : coefficients) {
      c *= factor;
      factor *=
          isSymmetric ? std::ldexp(1.0, inputBits) / getSquaredOne() : ratio;
    }
    // Of each coefficient, and of the slope.
    std::vector<int> most(coefficients.size() + 1, 60);
    while (!makeSteps(most))
      ;
    double error = 0;
    for (const Sample &s : *samples)
      error = std::max<double>(error,
                               s.weight * std::fabs(evaluate(s.u) - s.value));
    return error;
  }

  Value build(ScalarBuilder &b, Value x) const override {
    return target.buildCore(
        b, x, /*clamp=*/true, [&](ScalarBuilder &b, Value x) -> Value {
          // The boundary: the input becomes an integer, which NaN has none of.
          Value isNaN = b.compare(arith::CmpFPredicate::UNO, x, x);
          Value number =
              b.create<arith::SelectOp>(isNaN, b.constant(target.getLow()), x);
          Value scaled = createFma(b, number, b.constant(scale), shift);
          Type i32 = IntegerType::get(x.getContext(), 32);
          Value y =
              buildSteps(b, b.create<arith::FPToSIOp>(
                                i32, b.create<math::RoundEvenOp>(scaled)));
          Value result =
              b.mul(b.create<arith::SIToFPOp>(x.getType(), y),
                    b.constant(std::ldexp(1.0, -steps.back().fraction)));
          return b.create<arith::SelectOp>(isNaN, x, result);
        });
  }

private:
  /// A number with `fraction` bits behind the point: of numbers before,
  ///   (a * b + (addend << left) + summand) >> shift,
  /// or, without a, the summand. The first one is the input.
  struct Step {
    int a = -1, b = -1, addend = -1, left = 0, shift = 0, fraction = 0;
    int64_t summand = 0;
    /// For each part of the input.
    std::vector<Interval> range = {};
  };

  /// What 1 becomes in x^2.
  double getSquaredOne() const {
    return std::round(std::ldexp(one * one, -inputBits));
  }

  /// As many bits behind the point as a number of that size can have.
  int getFraction(double size, int most) const {
    double greatest = std::ldexp(1.0, bits - 1) - 2; // Rounding takes one.
    return size > 0
               ? std::min<int>(most, std::floor(std::log2(greatest / size)))
               : most;
  }

  int add(Step step) {
    for (int i = 0; step.a >= 0 && i < kParts; ++i)
      step.range.push_back(getSum(step, i));
    double summand = step.summand;
    for (Interval &range : step.range) {
      range = shiftLeft(addIntervals(range, point(summand)), -step.shift);
      range = Interval::of(std::floor(range.low), std::floor(range.high));
    }
    if (step.range.empty())
      step.range.assign(kParts, point(summand));
    steps.push_back(std::move(step));
    return steps.size() - 1;
  }

  /// Without its summand and shift.
  Interval getSum(const Step &step, int part) const {
    Interval sum =
        multiplyIntervals(steps[step.a].range[part], steps[step.b].range[part]);
    if (step.addend < 0)
      return sum;
    return addIntervals(sum,
                        shiftLeft(steps[step.addend].range[part], step.left));
  }

  int addConstant(long double value, int most) {
    Step step;
    step.fraction = getFraction(std::fabs(value), most);
    step.summand = std::llround(std::ldexp(value, step.fraction));
    return add(std::move(step));
  }

  /// `step` and `value`. If its first factor has too many bits for this sum,
  /// `mostOfFactor` is lowered, and there is none.
  std::optional<int> addSum(Step step, long double value, int most,
                            int &mostOfFactor) {
    int before = steps[step.a].fraction + steps[step.b].fraction;
    double size = 0;
    for (int i = 0; i < kParts; ++i) {
      Interval sum = addIntervals(shiftLeft(getSum(step, i), -before),
                                  point(double(value)));
      size = std::max({size, -sum.low, sum.high});
    }
    step.fraction = std::min(getFraction(size, most), before - 1);
    step.shift = before - step.fraction;
    // So that summands have no more than twice the bits.
    if (int excess = step.shift - int(bits - 1); excess > 0) {
      mostOfFactor = steps[step.a].fraction - excess;
      return std::nullopt;
    }
    // Rounded to nearest.
    step.summand = std::llround(std::ldexp(value, before)) +
                   (int64_t(1) << (step.shift - 1));
    return add(std::move(step));
  }

  /// False if one of `most` has been lowered.
  bool makeSteps(std::vector<int> &most) {
    steps.clear();
    Step input;
    input.fraction = inputBits;
    for (int i = 0; i < kParts; ++i) {
      // Rounded, after f32 has done so.
      auto at = [&](int k) {
        return std::nearbyint(one * (1 + 0x1p-22) * (2.0 * k / kParts - 1));
      };
      input.range.push_back(Interval::of(at(i), at(i + 1)));
    }
    steps.push_back(std::move(input));
    int x = 0, u = x;
    if (target.isSymmetric()) {
      Step square; // 2 x^2 - 1.
      square.a = square.b = x;
      square.shift = inputBits - 1;
      square.fraction = inputBits;
      square.summand = (int64_t(1) << (square.shift - 1)) -
                       (int64_t(getSquaredOne()) << square.shift);
      u = add(std::move(square));
    }
    size_t k = coefficients.size() - 1;
    std::optional<int> y = addConstant(coefficients[k], most[k]);
    while (k-- > 0) {
      y = addSum({*y, u}, coefficients[k], most[k], most[k + 1]);
      if (!y)
        return false;
    }
    if (target.isOdd())
      return addSum({*y, x}, target.getConstant(), 60, most[0]).has_value();
    if (target.getSlope() == 0)
      return true;
    // slope * x + y, where y has to be shifted by 0 … bits - 1.
    int fraction = steps[*y].fraction - inputBits;
    most.back() = std::min(most.back(), fraction + int(bits - 1));
    int slope =
        addConstant(target.getSlope() * target.getHigh() * ratio, most.back());
    int left = steps[slope].fraction - fraction;
    if (left < 0) {
      most[0] = steps[*y].fraction + left;
      return false;
    }
    return addSum({slope, x, *y, left}, 0, 60, most.back()).has_value();
  }

  /// What the body computes.
  double evaluate(double x) const {
    std::vector<int64_t> values = {std::llrint(std::fma(x, scale, shift))};
    for (const Step &step : llvm::drop_begin(steps)) {
      int64_t value = step.summand;
      if (step.a >= 0)
        value += values[step.a] * values[step.b];
      if (step.addend >= 0)
        value += values[step.addend] * (int64_t(1) << step.left);
      values.push_back(value >> step.shift);
    }
    return std::ldexp(double(values.back()), -steps.back().fraction);
  }

  Value buildSteps(ScalarBuilder &b, Value input) const {
    Type narrow = input.getType(),
         wide = IntegerType::get(input.getContext(), 2 * bits);
    auto constant = [&](Type type, int64_t value) -> Value {
      return b.create<arith::ConstantOp>(IntegerAttr::get(type, value));
    };
    SmallVector<Value> values = {input};
    auto getWide = [&](int i) -> Value {
      return narrow == wide ? values[i]
                            : b.create<arith::ExtSIOp>(wide, values[i]);
    };
    for (const Step &step : llvm::drop_begin(steps)) {
      if (step.a < 0) {
        values.push_back(constant(narrow, step.summand));
        continue;
      }
      Value y = b.create<arith::MulIOp>(getWide(step.a), getWide(step.b));
      if (step.addend >= 0)
        y = b.create<arith::AddIOp>(
            y, b.create<arith::ShLIOp>(getWide(step.addend),
                                       constant(wide, step.left)));
      y = b.create<arith::AddIOp>(y, constant(wide, step.summand));
      y = b.create<arith::ShRSIOp>(y, constant(wide, step.shift));
      values.push_back(narrow == wide ? y
                                      : b.create<arith::TruncIOp>(narrow, y));
    }
    return values.back();
  }

  unsigned degrees;
  SmallVector<unsigned, 2> widths = {16, 32};
  unsigned bits = 0;
  /// Of the input, behind the point.
  int inputBits = 0;
  /// What 1, the greatest input, becomes; and a power of two by that.
  double one = 0, ratio = 1;
  double scale = 1, shift = 0;
  std::vector<long double> coefficients;
  std::vector<Step> steps;
};
} // namespace

std::unique_ptr<ApproximationFit>
penstock::gate::createIntegers(ApproximationTarget &target, unsigned limit) {
  return std::make_unique<IntegerForm>(target, limit);
}
