//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Bounds are doubles: each is moved outward by what the double operation that
// gives it may have lost, unless that was nothing, then by what `type` loses.
//
//===----------------------------------------------------------------------===//

#include "penstock/Dialect/Gate/IR/Ranges.h"
#include "penstock/Dialect/Gate/IR/Functions.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "llvm/ADT/TypeSwitch.h"
#include <cmath>

using namespace mlir;
using namespace penstock::gate;

static constexpr double kInf = std::numeric_limits<double>::infinity();

//===----------------------------------------------------------------------===//
// Intervals
//===----------------------------------------------------------------------===//

Interval Interval::join(const Interval &other) const {
  return {std::min(low, other.low), std::max(high, other.high),
          mayBeNaN || other.mayBeNaN};
}

Interval Interval::meet(const Interval &other) const {
  Interval both = {std::max(low, other.low), std::min(high, other.high),
                   mayBeNaN && other.mayBeNaN};
  return both.low <= both.high ? both : *this;
}

Interval Interval::rounded(FloatType type) const {
  return {std::min(low, roundFloat(low, type)),
          std::max(high, roundFloat(high, type)), mayBeNaN};
}

static double down(double value) { return std::nextafter(value, -kInf); }
static double up(double value) { return std::nextafter(value, kInf); }

/// The bounds that contain the exact value of what was computed as `value` with
/// the error `error`, of which the sign alone counts; NaN if it is not known.
static Interval around(double value, double error) {
  if (error == 0)
    return Interval::of(value, value);
  return Interval::of(error > 0 ? value : down(value),
                      error < 0 ? value : up(value));
}

static Interval addExactly(double a, double b) {
  double sum = a + b;
  if (!std::isfinite(sum))
    return std::isinf(a) || std::isinf(b) ? Interval::of(sum, sum)
                                          : around(sum, -sum);
  double other = sum - a;
  return around(sum, (a - (sum - other)) + (b - other));
}

static Interval multiplyExactly(double a, double b) {
  if (a == 0 || b == 0)
    return Interval::of(0, 0);
  double product = a * b;
  if (!std::isfinite(product))
    return std::isinf(a) || std::isinf(b) ? Interval::of(product, product)
                                          : around(product, -product);
  // An error that underflows is not seen, but has the sign of the factors.
  if (std::abs(product) < 1.0e-290)
    return (a > 0) == (b > 0)
               ? Interval::of(down(product) < 0 ? 0 : down(product),
                              up(product))
               : Interval::of(down(product), up(product) > 0 ? 0 : up(product));
  return around(product, std::fma(a, b, -product));
}

static Interval divideExactly(double a, double b) {
  if (a == 0 || std::isinf(b))
    return Interval::of(0, 0);
  double quotient = a / b;
  if (!std::isfinite(quotient))
    return std::isinf(a) || b == 0 ? Interval::of(quotient, quotient)
                                   : around(quotient, -quotient);
  if (std::abs(quotient) < 1.0e-290 || std::abs(a) < 1.0e-290)
    return quotient >= 0 && (a > 0) == (b > 0)
               ? Interval::of(std::max(0.0, down(quotient)), up(quotient))
               : Interval::of(down(quotient), std::min(0.0, up(quotient)));
  double rest = std::fma(-quotient, b, a);
  return around(quotient, b > 0 ? rest : -rest);
}

static bool hasInf(const Interval &a) {
  return std::isinf(a.low) || std::isinf(a.high);
}

static Interval negate(const Interval &a) {
  return {-a.high, -a.low, a.mayBeNaN};
}

Interval penstock::gate::addIntervals(const Interval &a, const Interval &b) {
  // A sum of opposite infinities is NaN, and no bound.
  auto bound = [](double x, double y, double unknown) {
    return std::isnan(x + y) ? Interval::of(unknown, unknown)
                             : addExactly(x, y);
  };
  return {bound(a.low, b.low, -kInf).low, bound(a.high, b.high, kInf).high,
          a.mayBeNaN || b.mayBeNaN || (a.high == kInf && b.low == -kInf) ||
              (a.low == -kInf && b.high == kInf)};
}

/// Over the bounds of both.
static Interval combine(const Interval &a, const Interval &b,
                        function_ref<Interval(double, double)> fn) {
  Interval result = fn(a.low, b.low);
  for (auto [x, y] : {std::pair(a.low, b.high), std::pair(a.high, b.low),
                      std::pair(a.high, b.high)})
    result = result.join(fn(x, y));
  result.mayBeNaN = a.mayBeNaN || b.mayBeNaN;
  return result;
}

Interval penstock::gate::multiplyIntervals(const Interval &a,
                                           const Interval &b) {
  Interval result = combine(a, b, multiplyExactly);
  result.mayBeNaN |=
      (a.contains(0) && hasInf(b)) || (b.contains(0) && hasInf(a));
  return result;
}

Interval penstock::gate::divideIntervals(const Interval &a, const Interval &b) {
  bool mayBeNaN = a.mayBeNaN || b.mayBeNaN || (hasInf(a) && hasInf(b)) ||
                  (a.contains(0) && b.contains(0));
  Interval result;
  if (!b.contains(0))
    result = combine(a, b, divideExactly);
  result.mayBeNaN = mayBeNaN;
  return result;
}

static Interval square(const Interval &a) {
  double least =
      a.contains(0) ? 0 : std::min(std::abs(a.low), std::abs(a.high));
  double most = std::max(std::abs(a.low), std::abs(a.high));
  return {multiplyExactly(least, least).low, multiplyExactly(most, most).high,
          a.mayBeNaN};
}

static Interval absolute(const Interval &a) {
  double most = std::max(std::abs(a.low), std::abs(a.high));
  if (a.contains(0))
    return {0, most, a.mayBeNaN};
  return {std::min(std::abs(a.low), std::abs(a.high)), most, a.mayBeNaN};
}

/// With the error of a function of `math`.
static Interval widened(double low, double high, bool mayBeNaN,
                        FloatType type) {
  // What is narrower is computed in f32. Denormals may be flushed to 0.
  double ulps = std::ldexp(4.0, type.isF64() ? -52 : -23);
  double tiny = std::ldexp(1.0, type.isF64() ? -1022 : -126);
  auto margin = [&](double value) {
    return std::isinf(value) ? 0 : std::abs(value) * ulps + tiny;
  };
  return {down(low - margin(low)), up(high + margin(high)), mayBeNaN};
}

/// A function of `math` that increases where it is defined, from `from` to
/// `to`.
static Interval increase(const Interval &a, FloatType type,
                         double (*fn)(double), double from = -kInf,
                         double to = kInf) {
  bool mayBeNaN = a.mayBeNaN || a.low < from || a.high > to;
  if (a.high < from || a.low > to)
    return {-kInf, kInf, true};
  double first = std::max(a.low, from), last = std::min(a.high, to);
  Interval result = widened(fn(first), fn(last), mayBeNaN, type);
  // What is 0 at 0 has the sign of its argument.
  if (first == 0 && fn(first) == 0)
    result.low = 0;
  if (last == 0 && fn(last) == 0)
    result.high = 0;
  return result;
}

/// Exactly computed steps.
static Interval step(const Interval &a, double (*fn)(double)) {
  return {fn(a.low), fn(a.high), a.mayBeNaN};
}

//===----------------------------------------------------------------------===//
// Functions
//===----------------------------------------------------------------------===//

SmallVector<Interval>
penstock::gate::getParameterRanges(GateFunctionOpInterface function,
                                   DictionaryAttr constants, ArrayAttr given) {
  SmallVector<Interval> ranges;
  for (auto [i, value] : llvm::enumerate(function.getDefaults())) {
    StringRef name = function.getParameterName(i);
    auto constant = dyn_cast<FloatAttr>(value);
    if (auto attr = constants ? constants.getAs<FloatAttr>(name) : FloatAttr())
      constant = attr;
    auto isGiven = [&](Attribute attr) {
      return cast<StringAttr>(attr).getValue() == name;
    };
    if (!constant || (given && llvm::any_of(given, isGiven)))
      ranges.push_back({});
    else
      ranges.push_back(Interval::of(constant.getValueAsDouble(),
                                    constant.getValueAsDouble()));
  }
  return ranges;
}

Interval RangeAnalysis::getResult(Region &region, ArrayRef<Interval> args,
                                  unsigned result) {
  RangeAnalysis nested(type);
  nested.run(region, args);
  return nested.get(region.front().getTerminator()->getOperand(result));
}

Interval RangeAnalysis::getResult(GateFunctionOpInterface function,
                                  ArrayRef<Interval> args) {
  Interval result = getResult(function.getBody(), args);
  int64_t inputs = function.getNumInputs();
  if (Region &region = function.getRange(); !region.empty()) {
    ArrayRef<Interval> parameters = args.drop_front(inputs);
    Interval fact = {getResult(region, parameters, 0).low,
                     getResult(region, parameters, 1).high, true};
    // What is computed may step over it by its own error.
    fact = widened(fact.low, fact.high, true, type);
    result = result.meet(fact);
  }
  auto monotone = function->getAttrOfType<StringAttr>("monotone");
  if (monotone && inputs == 1 && isa<FunctionOp>(function) &&
      args.front().low < args.front().high) {
    SmallVector<Interval> at(args);
    auto getAt = [&](double x) {
      at.front() = Interval::of(x, x);
      Interval value = getResult(function, at);
      // Where the body has no value at infinity there is no bound.
      return value.mayBeNaN ? Interval() : value;
    };
    Interval first = getAt(args.front().low), last = getAt(args.front().high);
    if (monotone.getValue() == "decreasing")
      std::swap(first, last);
    result = result.meet({first.low, last.high, true});
  }
  return result;
}

void RangeAnalysis::run(Region &region, ArrayRef<Interval> args) {
  for (auto [argument, range] : llvm::zip_equal(region.getArguments(), args))
    ranges[argument] = range.rounded(type);
  runOps(region.front());
}

void RangeAnalysis::runOps(Block &block) {
  for (Operation &op : block.without_terminator()) {
    if (auto branch = dyn_cast<scf::IfOp>(op)) {
      if (branch.getNumResults() == 0)
        continue;
      runOps(branch.getThenRegion().front());
      runOps(branch.getElseRegion().front());
      for (auto [result, ifTrue, ifFalse] : llvm::zip_equal(
               branch.getResults(), branch.thenYield().getOperands(),
               branch.elseYield().getOperands()))
        ranges[result] = evaluateSelect(branch.getCondition(), ifTrue, ifFalse);
      continue;
    }
    if (auto loop = dyn_cast<scf::ForOp>(op)) {
      runLoop(loop);
      continue;
    }
    Interval range;
    if (op.getNumResults() == 1)
      range = evaluate(&op);
    for (Value result : op.getResults())
      ranges[result] = isa<FloatType>(result.getType())
                           ? range.rounded(type)
                           : range.within(result.getType());
  }
}

/// Inside, values get the interval of all iterations.
void RangeAnalysis::runLoop(scf::ForOp loop) {
  auto getAll = [&](ValueRange values) {
    return llvm::map_to_vector(values, [&](Value v) { return get(v); });
  };
  auto setAll = [&](ValueRange values, ArrayRef<Interval> intervals) {
    for (auto [value, interval] : llvm::zip_equal(values, intervals))
      ranges[value] = interval;
  };
  SmallVector<Interval> carried = getAll(loop.getInitArgs());
  llvm::DenseMap<Value, Interval> all;
  for (int64_t trip = 0, trips = *getTripCount(loop); trip < trips; ++trip) {
    setAll(loop.getRegionIterArgs(), carried);
    runOps(*loop.getBody());
    loop.getBody()->walk([&](Block *block) {
      auto join = [&](Value value) {
        auto [known, isNew] = all.try_emplace(value, get(value));
        if (!isNew)
          known->second = known->second.join(get(value));
      };
      llvm::for_each(block->getArguments(), join);
      for (Operation &op : *block)
        llvm::for_each(op.getResults(), join);
    });
    carried = getAll(loop.getBody()->getTerminator()->getOperands());
  }
  for (auto [value, interval] : all)
    ranges[value] = interval;
  setAll(loop.getResults(), carried);
}

SmallVector<Interval> RangeAnalysis::getCallArguments(Operation *op) {
  auto call = cast<CallOp>(op);
  GateFunctionOpInterface callee = lookupFunction(call, call.getFunctionAttr());
  SmallVector<Interval> args = llvm::map_to_vector(
      call.getOperands(), [&](Value operand) { return get(operand); });
  if (static_cast<int64_t>(args.size()) == callee.getNumInputs())
    llvm::append_range(args, getParameterRanges(callee, {}));
  return args;
}

//===----------------------------------------------------------------------===//
// Operations
//===----------------------------------------------------------------------===//

/// `predicate` without whether NaN makes it true: eq, gt, ge, lt, le, ne.
static arith::CmpFPredicate getOrdered(arith::CmpFPredicate predicate) {
  using P = arith::CmpFPredicate;
  switch (predicate) {
  case P::UEQ:
    return P::OEQ;
  case P::UGT:
    return P::OGT;
  case P::UGE:
    return P::OGE;
  case P::ULT:
    return P::OLT;
  case P::ULE:
    return P::OLE;
  case P::UNE:
    return P::ONE;
  default:
    return predicate;
  }
}

static bool isUnordered(arith::CmpFPredicate predicate) {
  return getOrdered(predicate) != predicate ||
         predicate == arith::CmpFPredicate::UNO;
}

static Interval compare(arith::CmpFPredicate predicate, const Interval &a,
                        const Interval &b) {
  using P = arith::CmpFPredicate;
  bool canBeTrue = true, canBeFalse = true;
  bool meets = a.low <= b.high && b.low <= a.high;
  bool isSame = a.low == a.high && b.low == b.high && a.low == b.low;
  switch (getOrdered(predicate)) {
  case P::OGT:
    canBeTrue = a.high > b.low;
    canBeFalse = a.low <= b.high;
    break;
  case P::OGE:
    canBeTrue = a.high >= b.low;
    canBeFalse = a.low < b.high;
    break;
  case P::OLT:
    canBeTrue = a.low < b.high;
    canBeFalse = a.high >= b.low;
    break;
  case P::OLE:
    canBeTrue = a.low <= b.high;
    canBeFalse = a.high > b.low;
    break;
  case P::OEQ:
    canBeTrue = meets;
    canBeFalse = !isSame;
    break;
  case P::ONE:
    canBeTrue = !isSame;
    canBeFalse = meets;
    break;
  default:
    break;
  }
  if (a.mayBeNaN || b.mayBeNaN)
    (isUnordered(predicate) ? canBeTrue : canBeFalse) = true;
  return Interval::of(canBeFalse ? 0 : 1, canBeTrue ? 1 : 0);
}

/// `value` where `condition`, if it compares it, has been true or false.
Interval RangeAnalysis::getSide(Value condition, Value value, bool isTrue) {
  using P = arith::CmpFPredicate;
  Interval range = get(value);
  auto compared = condition.getDefiningOp<arith::CmpFOp>();
  if (!compared || (value != compared.getLhs() && value != compared.getRhs()))
    return range;
  P predicate = getOrdered(compared.getPredicate());
  bool isLhs = value == compared.getLhs();
  Interval other = get(isLhs ? compared.getRhs() : compared.getLhs());
  // NaN is on the side that the predicate sends it to.
  if (other.mayBeNaN && isTrue == isUnordered(compared.getPredicate()))
    return range;
  bool isGreater = predicate == P::OGT || predicate == P::OGE;
  if (!isGreater && predicate != P::OLT && predicate != P::OLE)
    return range;
  Interval bound = range;
  if ((isGreater == isLhs) == isTrue)
    bound.low = other.low;
  else
    bound.high = other.high;
  bool mayBeNaN =
      range.mayBeNaN && isTrue == isUnordered(compared.getPredicate());
  range = range.meet(bound);
  range.mayBeNaN = mayBeNaN;
  return range;
}

Interval RangeAnalysis::evaluateSelect(Value condition, Value ifTrue,
                                       Value ifFalse) {
  Interval decided = get(condition);
  Interval a = getSide(condition, ifTrue, true),
           b = getSide(condition, ifFalse, false);
  if (decided.low == decided.high)
    return decided.low != 0 ? a : b;
  return a.join(b);
}

Interval RangeAnalysis::evaluate(Operation *op) {
  if (op->getNumOperands() == 0) {
    if (auto constant = dyn_cast<arith::ConstantOp>(op)) {
      if (auto attr = dyn_cast<FloatAttr>(constant.getValue())) {
        double value = attr.getValueAsDouble();
        return std::isnan(value) ? Interval() : Interval::of(value, value);
      }
      if (auto attr = dyn_cast<IntegerAttr>(constant.getValue())) {
        double value = attr.getValue().signedRoundToDouble();
        if (attr.getType().isInteger(1))
          value = std::abs(value); // True, as a signed number, is -1.
        return Interval::of(value, value);
      }
    }
    if (isa<RowSizeOp>(op))
      return Interval::of(0, std::ldexp(1.0, 48));
    return {};
  }
  SmallVector<Interval> in = llvm::map_to_vector(
      op->getOperands(), [&](Value operand) { return get(operand); });
  auto isWide = [](Type t) { return isa<IntegerType>(t) && !t.isInteger(1); };
  bool hasIntegers = llvm::any_of(op->getOperandTypes(), isWide) ||
                     llvm::any_of(op->getResultTypes(), isWide);
  if (hasIntegers && !isa<arith::SelectOp, ReduceOp>(op))
    return getIntegerRange(op, in);
  const Interval &a = in[0], b = in.size() > 1 ? in[1] : Interval();
  bool anyNaN = a.mayBeNaN || (in.size() > 1 && b.mayBeNaN);
  auto grows = [&](double (*fn)(double), double from = -kInf,
                   double to = kInf) {
    return increase(a, type, fn, from, to);
  };
  auto falls = [&](double (*fn)(double), double from = -kInf,
                   double to = kInf) {
    Interval range = a;
    if (range.high < from || range.low > to)
      return Interval();
    bool mayBeNaN = a.mayBeNaN || a.low < from || a.high > to;
    return widened(fn(std::min(a.high, to)), fn(std::max(a.low, from)),
                   mayBeNaN, type);
  };
  auto atLeast = [](Interval range, double low) {
    range.low = std::max(range.low, low);
    return range;
  };
  // Of one that ignores NaN where the other operand is a number.
  auto ignoreNaN = [&](Interval range) {
    range.mayBeNaN = a.mayBeNaN && b.mayBeNaN;
    if (a.mayBeNaN)
      range = {std::min(range.low, b.low), std::max(range.high, b.high),
               range.mayBeNaN};
    if (b.mayBeNaN)
      range = {std::min(range.low, a.low), std::max(range.high, a.high),
               range.mayBeNaN};
    return range;
  };
  Interval most = {std::max(a.low, b.low), std::max(a.high, b.high), anyNaN},
           least = {std::min(a.low, b.low), std::min(a.high, b.high), anyNaN};
  auto *exp = static_cast<double (*)(double)>(std::exp);
  using Double = double (*)(double);
  return llvm::TypeSwitch<Operation *, Interval>(op)
      .Case([&](DetachOp) { return a; })
      .Case([&](arith::NegFOp) { return negate(a); })
      .Case([&](arith::AddFOp) { return addIntervals(a, b); })
      .Case([&](arith::SubFOp) { return addIntervals(a, negate(b)); })
      .Case([&](arith::MulFOp) {
        return op->getOperand(0) == op->getOperand(1) ? square(a)
                                                      : multiplyIntervals(a, b);
      })
      .Case([&](arith::DivFOp) { return divideIntervals(a, b); })
      .Case([&](arith::MaximumFOp) { return most; })
      .Case([&](arith::MinimumFOp) { return least; })
      .Case([&](arith::MaxNumFOp) { return ignoreNaN(most); })
      .Case([&](arith::MinNumFOp) { return ignoreNaN(least); })
      .Case([&](arith::CmpFOp compared) {
        return compare(compared.getPredicate(), a, b);
      })
      .Case([&](arith::AndIOp) { return Interval::of(least.low, least.high); })
      .Case([&](arith::OrIOp) { return Interval::of(most.low, most.high); })
      .Case([&](arith::XOrIOp) {
        if (a.low != a.high || b.low != b.high)
          return Interval::of(0, 1);
        return Interval::of(a.low != b.low, a.low != b.low);
      })
      .Case([&](arith::SelectOp select) {
        return evaluateSelect(select.getCondition(), select.getTrueValue(),
                              select.getFalseValue());
      })
      .Case([&](arith::UIToFPOp) { return a; })
      .Case([&](math::ClampFOp) {
        const Interval &c = in[2];
        return Interval{std::min(most.low, c.low), std::min(most.high, c.high),
                        anyNaN || c.mayBeNaN};
      })
      .Case([&](math::FmaOp) {
        return addIntervals(multiplyIntervals(a, b), in[2]);
      })
      .Case([&](math::AbsFOp) { return absolute(a); })
      .Case([&](math::CopySignOp) {
        Interval size = absolute(a);
        // The sign of a zero, or of NaN, is not known.
        if (b.low > 0 && !b.mayBeNaN)
          return size;
        if (b.high < 0 && !b.mayBeNaN)
          return negate(size);
        return size.join(negate(size));
      })
      .Case([&](math::FloorOp) { return step(a, Double(std::floor)); })
      .Case([&](math::CeilOp) { return step(a, Double(std::ceil)); })
      .Case([&](math::RoundOp) { return step(a, Double(std::round)); })
      .Case([&](math::RoundEvenOp) { return step(a, Double(std::nearbyint)); })
      .Case([&](math::TruncOp) { return step(a, Double(std::trunc)); })
      .Case([&](math::ExpOp) { return atLeast(grows(exp), 0); })
      .Case([&](math::Exp2Op) { return atLeast(grows(std::exp2), 0); })
      .Case([&](math::ExpM1Op) { return grows(std::expm1); })
      .Case([&](math::LogOp) { return grows(std::log, 0); })
      .Case([&](math::Log2Op) { return grows(std::log2, 0); })
      .Case([&](math::Log10Op) { return grows(std::log10, 0); })
      .Case([&](math::Log1pOp) { return grows(std::log1p, -1); })
      .Case([&](math::SqrtOp) { return atLeast(grows(std::sqrt, 0), 0); })
      .Case([&](math::RsqrtOp) {
        auto *rsqrt = +[](double x) { return 1 / std::sqrt(x); };
        return a.low <= 0 ? Interval() : falls(rsqrt, 0);
      })
      .Case([&](math::CbrtOp) { return grows(std::cbrt); })
      .Case([&](math::TanhOp) { return grows(std::tanh); })
      .Case([&](math::SinhOp) { return grows(std::sinh); })
      .Case(
          [&](math::CoshOp) { return increase(absolute(a), type, std::cosh); })
      .Case<math::SinOp, math::CosOp>(
          [&](auto) { return widened(-1, 1, a.mayBeNaN || hasInf(a), type); })
      .Case([&](math::AsinOp) { return grows(std::asin, -1, 1); })
      .Case([&](math::AcosOp) { return falls(std::acos, -1, 1); })
      .Case([&](math::AtanOp) { return grows(std::atan); })
      .Case([&](math::AsinhOp) { return grows(std::asinh); })
      .Case([&](math::AcoshOp) { return grows(std::acosh, 1); })
      .Case([&](math::AtanhOp) { return grows(std::atanh, -1, 1); })
      .Case([&](math::Atan2Op) {
        return widened(-3.1415926535897936, 3.1415926535897936, anyNaN, type);
      })
      .Case([&](math::ErfOp) { return grows(std::erf); })
      .Case([&](math::ErfcOp) { return falls(std::erfc); })
      .Case([&](math::PowFOp) {
        if (a.low < 0)
          return Interval();
        Interval range = combine(a, b, [](double x, double y) {
          double power = std::pow(x, y);
          return Interval::of(power, power);
        });
        // Of bases on both sides of 1 and powers of both signs.
        if (a.contains(1) || b.contains(0))
          range = range.join(Interval::of(1, 1));
        return atLeast(
            widened(range.low, range.high, anyNaN || hasInf(b), type), 0);
      })
      .Case([&](ReduceOp reduce) {
        if (reduce.getKind() == ReduceKind::Max ||
            reduce.getKind() == ReduceKind::Min) {
          double neutral = getNeutral(reduce.getKind());
          return a.join(Interval::of(neutral, neutral));
        }
        if (reduce.getKind() == ReduceKind::Add)
          return Interval{a.low < 0 ? -kInf : 0, a.high > 0 ? kInf : 0,
                          a.mayBeNaN || (a.low < 0 && a.high > 0)};
        return Interval();
      })
      .Case([&](CallOp call) {
        GateFunctionOpInterface callee =
            lookupFunction(call, call.getFunctionAttr());
        return getResult(callee, getCallArguments(op));
      })
      .Default([](Operation *) { return Interval(); });
}

Value RangeAnalysis::getEqualOperand(Operation *op) {
  auto isNumber = [&](Value value) { return !get(value).mayBeNaN; };
  // One that is never below, or never above, the other; a NaN goes through.
  auto choose = [&](Value a, Value b, bool most, bool keepsNaN) -> Value {
    for (auto [own, other] : {std::pair(a, b), std::pair(b, a)}) {
      if (!isNumber(other) || !(keepsNaN || isNumber(own)))
        continue;
      if (most ? get(own).low >= get(other).high
               : get(own).high <= get(other).low)
        return own;
    }
    return {};
  };
  return llvm::TypeSwitch<Operation *, Value>(op)
      .Case([&](arith::MaximumFOp max) {
        return choose(max.getLhs(), max.getRhs(), true, true);
      })
      .Case([&](arith::MinimumFOp min) {
        return choose(min.getLhs(), min.getRhs(), false, true);
      })
      .Case<arith::MaxSIOp, arith::MinSIOp>([&](auto own) -> Value {
        // A division has to see that its divisor is positive.
        if (llvm::any_of(own->getUsers(),
                         [](Operation *user) { return !isPure(user); }))
          return {};
        return choose(own.getLhs(), own.getRhs(), isa<arith::MaxSIOp>(own),
                      false);
      })
      .Case([&](arith::MaxNumFOp max) {
        return choose(max.getLhs(), max.getRhs(), true, false);
      })
      .Case([&](arith::MinNumFOp min) {
        return choose(min.getLhs(), min.getRhs(), false, false);
      })
      .Case([&](math::AbsFOp abs) {
        return get(abs.getOperand()).low >= 0 ? abs.getOperand() : Value();
      })
      .Case([&](arith::SelectOp select) -> Value {
        Value ifTrue = select.getTrueValue(), ifFalse = select.getFalseValue();
        Interval decided = get(select.getCondition());
        if (decided.low == decided.high)
          return decided.low != 0 ? ifTrue : ifFalse;
        // x > c ? x : c, which at x = c is either.
        auto compared = select.getCondition().getDefiningOp<arith::CmpFOp>();
        if (!compared)
          return {};
        Value lhs = compared.getLhs(), rhs = compared.getRhs();
        bool isSame = ifTrue == lhs && ifFalse == rhs;
        if (!isSame && !(ifTrue == rhs && ifFalse == lhs))
          return {};
        using P = arith::CmpFPredicate;
        P predicate = getOrdered(compared.getPredicate());
        bool isGreater = predicate == P::OGT || predicate == P::OGE;
        if (!isGreater && predicate != P::OLT && predicate != P::OLE)
          return {};
        Value found = choose(lhs, rhs, isGreater == isSame, true);
        // Where it may be NaN, that must be the side taken then.
        bool takesTrue = isUnordered(compared.getPredicate());
        if (found && !isNumber(found) && (found == ifTrue) != takesTrue)
          return {};
        return found;
      })
      .Case([&](CallOp call) -> Value {
        GateFunctionOpInterface callee =
            lookupFunction(call, call.getFunctionAttr());
        RangeAnalysis nested(type);
        nested.run(callee.getBody(), getCallArguments(op));
        Value value = callee.getBody().front().getTerminator()->getOperand(0);
        while (value && !isa<BlockArgument>(value))
          value = nested.getEqualOperand(value.getDefiningOp());
        auto argument = dyn_cast_or_null<BlockArgument>(value);
        if (!argument || argument.getOwner() != &callee.getBody().front() ||
            argument.getArgNumber() >= call.getNumOperands())
          return {};
        return call.getOperand(argument.getArgNumber());
      })
      .Default([](Operation *) { return Value(); });
}
