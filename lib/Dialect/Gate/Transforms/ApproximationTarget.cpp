//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Approximation.h"

#include "mlir/Dialect/Math/IR/Math.h"
#include "llvm/Support/Format.h"
#include <cmath>

using namespace mlir;
using namespace penstock::gate;
using llvm::Error;
using llvm::Expected;

static constexpr double kGreatest = std::numeric_limits<float>::max();
static constexpr double kLeastNormal = std::numeric_limits<float>::min();
/// Differences that are rounding errors of f64.
static constexpr double kNoise = 1e-12;
static constexpr size_t kNumSamples = 4001;

double penstock::gate::roundToF32(long double value) {
  return static_cast<float>(value);
}

std::string penstock::gate::getText(double value) {
  std::string text;
  llvm::raw_string_ostream(text) << llvm::format("%.9g", value);
  return text;
}

static Error error(const Twine &message) {
  return llvm::createStringError(message);
}

Expected<ApproximationTarget>
ApproximationTarget::analyze(FunctionEvaluator &evaluator,
                             const ApproximationGoal &goal) {
  ApproximationTarget target(evaluator, goal);
  if (Error e = target.findCore())
    return e;
  // Symmetry is worth more than a short core.
  double low = target.low, high = target.high;
  if (std::isinf(goal.low) && std::isinf(goal.high)) {
    target.high = std::max(-low, high);
    target.low = -target.high;
  }
  if (Error e = target.findStructure())
    return e;
  if (!target.symmetric && (target.low != low || target.high != high)) {
    target.low = low;
    target.high = high;
    if (Error e = target.findStructure())
      return e;
  }
  if (Error e = target.takeSamples())
    return e;
  return target;
}

Expected<std::vector<double>>
ApproximationTarget::evaluate(ArrayRef<double> x) {
  std::vector<double> y(x.size());
  if (Error e = evaluator->evaluate(x, y))
    return e;
  return y;
}

double ApproximationTarget::getError(double actual, double expected) const {
  double error = std::fabs(actual - expected);
  if (goal.error == ErrorKind::Relative)
    error /= std::max(std::fabs(expected), kLeastNormal);
  return error;
}

//===----------------------------------------------------------------------===//
// Core and lines
//===----------------------------------------------------------------------===//

/// The line that the function is far out, if it is one, and where it begins.
Error ApproximationTarget::findLine(bool isHigh) {
  double sign = isHigh ? 1 : -1, end = isHigh ? goal.high : goal.low;
  bool isInfinite = std::isinf(end);
  std::vector<double> x = {sign * 0x1p20, sign * 0x1p40, sign * 0x1p41};
  for (double size = kGreatest; size > 0x1p-20; size *= 0x1.ep-1)
    if (isInfinite || size > sign * end)
      x.push_back(sign * size);
  if (!isInfinite)
    x.push_back(end);
  auto values = evaluate(x);
  if (!values)
    return values.takeError();
  const std::vector<double> &y = *values;
  auto snap = [](double a) { return std::fabs(a) < 1e-9 ? 0 : roundToF32(a); };
  double slope = snap((y[2] - y[1]) / (x[2] - x[1]));
  Line line{slope, snap(y[0] - slope * x[0])};
  // From far out to where it leaves the line.
  double allowed = isInfinite ? goal.tolerance / 2 : goal.tolerance;
  size_t i = 3;
  while (i < x.size() && getError(line(x[i]), y[i]) <= allowed)
    ++i;
  std::optional<Line> &found = isHigh ? above : below;
  if (!isInfinite) {
    if (i == x.size())
      found = line;
    return Error::success();
  }
  if (i == 3)
    return error("far " + Twine(isHigh ? "above" : "below") +
                 " zero it is not within the tolerance of a line; give a "
                 "domain that ends");
  found = line;
  if (i == x.size()) {
    (isHigh ? high : low) = 0;
    return Error::success();
  }
  double inside = x[i], outside = x[i - 1];
  for (int step = 0; step < 12; ++step) {
    double middle = roundToF32((inside + outside) / 2);
    auto value = evaluate(middle);
    if (!value)
      return value.takeError();
    bool holds = getError(line(middle), value->front()) <= allowed;
    (holds ? outside : inside) = middle;
  }
  (isHigh ? high : low) = outside;
  return Error::success();
}

Error ApproximationTarget::findCore() {
  low = goal.low;
  high = goal.high;
  for (bool isHigh : {false, true})
    if (Error e = findLine(isHigh))
      return e;
  if (std::isinf(goal.low) && low >= high)
    low = high - 1;
  if (std::isinf(goal.high) && high <= low)
    high = low + 1;
  return Error::success();
}

//===----------------------------------------------------------------------===//
// Structure
//===----------------------------------------------------------------------===//

/// Symmetry, and the zero that a relative error needs.
Error ApproximationTarget::findStructure() {
  // So that inputs of an error below are in order.
  std::vector<double> x;
  for (size_t i = 0; i < kNumSamples; ++i)
    x.push_back(low + (high - low) * i / (kNumSamples - 1));
  x.insert(x.end(), {0, 1e-3 * high, 1e-6 * high});
  auto values = evaluate(x);
  if (!values)
    return values.takeError();
  std::vector<double> &y = *values;
  double greatest = 0;
  for (size_t i = 0; i < kNumSamples; ++i) {
    if (!(std::fabs(y[i]) <= kGreatest))
      return error("at " + getText(x[i]) + ", in the domain, it is " +
                   (std::isnan(y[i]) ? "not a number" : "not a finite f32"));
    greatest = std::max(greatest, std::fabs(y[i]));
  }
  double noise = kNoise * greatest;
  power = 0;
  bool isRelative = goal.error == ErrorKind::Relative;
  bool hasPowers = goal.form == ApproximationForm::Polynomial ||
                   goal.form == ApproximationForm::Rational;
  bool hasStructure = hasPowers || goal.form == ApproximationForm::Integer;
  bool holdsZero = low <= 0 && high >= 0;
  double atZero = y[kNumSamples];
  if (low == -high && hasStructure) {
    double line = roundToF32((y[kNumSamples - 1] - y[0]) / 2 / high);
    double odd = 0, even = 0;
    for (size_t i = 0; i < kNumSamples; ++i) {
      double other = y[kNumSamples - 1 - i];
      even = std::max(even, std::fabs((y[i] - other) / 2 - line * x[i]));
      odd = std::max(odd, std::fabs((y[i] + other) / 2 - roundToF32(atZero)));
    }
    // What is added must not take the zero away.
    if (odd <= noise && (!isRelative || atZero == 0)) {
      symmetric = true;
      power = 1;
      constant = roundToF32(atZero);
    } else if (even <= noise && (!isRelative || line == 0)) {
      symmetric = true;
      slope = line;
    }
  }
  if (isRelative && hasPowers && !symmetric && holdsZero && atZero == 0) {
    double ratio = y[kNumSamples + 1] / y[kNumSamples + 2];
    power = std::clamp(std::lround(std::log10(std::fabs(ratio)) / 3), 0l, 3l);
  }
  return Error::success();
}

Error ApproximationTarget::takeSamples() {
  // t and then u, as they are computed.
  double first = symmetric ? 0 : low, last = high;
  auto getT = [&](double x) { return symmetric ? x * x : x; };
  double middle = (getT(first) + getT(last)) / 2,
         half = (getT(last) - getT(first)) / 2;
  scale = half > 0 ? roundToF32(1 / half) : 1;
  shift = roundToF32(-middle * scale);
  std::vector<double> x;
  for (size_t i = 0; i < kNumSamples; ++i) {
    double u = -std::cos(M_PI * i / (kNumSamples - 1));
    double t = middle + half * u;
    double at = symmetric ? std::sqrt(std::max(t, 0.0)) : t;
    x.push_back(std::clamp(at, first, last));
  }
  auto values = evaluate(x);
  if (!values)
    return values.takeError();
  double extent = std::max(std::fabs(low), std::fabs(high));
  for (auto [at, y] : llvm::zip_equal(x, *values)) {
    long double factor = std::pow((long double)at, power);
    if (power && std::fabs(at) < 1e-6 * extent)
      continue;
    long double rest = y - constant - (long double)slope * at;
    long double weight = std::fabs(factor);
    if (goal.error == ErrorKind::Relative)
      weight /= std::max(std::fabs(y), kLeastNormal);
    samples.push_back(
        {(long double)getT(at) * scale + shift, rest / factor, weight});
  }
  return Error::success();
}

Expected<std::vector<Sample>> ApproximationTarget::getUniform(size_t count) {
  std::vector<double> x;
  for (size_t i = 0; i < count; ++i)
    x.push_back(low + (high - low) * i / (count - 1));
  auto values = evaluate(x);
  if (!values)
    return values.takeError();
  std::vector<Sample> result;
  for (auto [at, y] : llvm::zip_equal(x, *values))
    result.push_back(
        {at, y,
         goal.error == ErrorKind::Relative
             ? 1 / std::max<long double>(std::fabs(y), kLeastNormal)
             : 1});
  return result;
}

//===----------------------------------------------------------------------===//
// Bodies
//===----------------------------------------------------------------------===//

Value ApproximationTarget::buildCore(ScalarBuilder &b, Value x, bool clamp,
                                     Build build) const {
  using P = arith::CmpFPredicate;
  Value lowest = b.constant(low), highest = b.constant(high);
  Value isBelow = b.compare(P::OLT, x, lowest),
        isAbove = b.compare(P::OGT, x, highest);
  // NaN stays.
  Value clamped = x;
  if (clamp || !below)
    clamped = b.create<arith::SelectOp>(isBelow, lowest, clamped);
  if (clamp || !above)
    clamped = b.create<arith::SelectOp>(b.compare(P::OGT, clamped, highest),
                                        highest, clamped);
  Value y = build(b, clamped);
  auto addLine = [&](const std::optional<Line> &line, Value isOutside) {
    if (!line)
      return;
    Value value = b.constant(line->constant);
    if (line->slope == 1 && line->constant == 0)
      value = x;
    else if (line->slope != 0)
      value = b.create<math::FmaOp>(b.constant(line->slope), x, value);
    y = b.create<arith::SelectOp>(isOutside, value, y);
  };
  addLine(below, isBelow);
  addLine(above, isAbove);
  return y;
}

Value ApproximationTarget::build(ScalarBuilder &b, Value x, bool clamp,
                                 Build build) const {
  return buildCore(b, x, clamp, [&](ScalarBuilder &b, Value x) {
    Value y = build(b, symmetric ? b.square(x) : x);
    for (unsigned i = 0; i < power; ++i)
      y = i + 1 == power && constant != 0
              ? b.create<math::FmaOp>(x, y, b.constant(constant))
              : b.mul(x, y);
    return slope != 0 ? b.create<math::FmaOp>(b.constant(slope), x, y) : y;
  });
}
