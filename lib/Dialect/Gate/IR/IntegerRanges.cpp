//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Intervals of integers in the bodies of functions, as signed numbers.
//
//===----------------------------------------------------------------------===//

#include "penstock/Dialect/Gate/IR/Ranges.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "llvm/ADT/TypeSwitch.h"
#include <cmath>

using namespace mlir;
using namespace penstock::gate;

Interval penstock::gate::getTypeRange(Type type) {
  if (!isa<IntegerType>(type))
    return {};
  if (type.isInteger(1))
    return Interval::of(0, 1);
  double end = std::ldexp(1.0, type.getIntOrFloatBitWidth() - 1);
  return Interval::of(-end, end - 1);
}

Interval Interval::within(Type type) const {
  Interval all = getTypeRange(type);
  // Of many bits the greatest number is no double, and the end is the one
  // behind it.
  bool fits = low >= all.low && high < all.high + 1;
  return fits && !mayBeNaN ? *this : all;
}

/// Of two operands, at the ends of both.
static Interval atEnds(const Interval &a, const Interval &b,
                       function_ref<double(double, double)> fn) {
  double ends[] = {fn(a.low, b.low), fn(a.low, b.high), fn(a.high, b.low),
                   fn(a.high, b.high)};
  return Interval::of(*llvm::min_element(ends), *llvm::max_element(ends));
}

/// The least 2^k - 1 that is not less.
static double getMask(double value) {
  return std::exp2(std::floor(std::log2(std::max(value, 0.5))) + 1) - 1;
}

Interval penstock::gate::getIntegerRange(Operation *op,
                                         ArrayRef<Interval> operands) {
  Type type = op->getResult(0).getType();
  const Interval unknown = getTypeRange(type);
  Interval a = operands[0], b = operands.size() > 1 ? operands[1] : Interval();
  Type from = op->getOperand(0).getType();
  // A true i1 is -1 as a signed number.
  auto asSigned = [&](Interval range) {
    return from.isInteger(1) ? Interval::of(-range.high, -range.low) : range;
  };
  auto asUnsigned = [&](Interval range) {
    return range.low >= 0
               ? range
               : Interval::of(0, std::ldexp(1.0, from.getIntOrFloatBitWidth()));
  };
  bool areUnsigned = a.low >= 0 && b.low >= 0;
  Interval most =
               Interval::of(std::max(a.low, b.low), std::max(a.high, b.high)),
           least =
               Interval::of(std::min(a.low, b.low), std::min(a.high, b.high));
  double width = from.getIntOrFloatBitWidth();
  bool canShift = b.low >= 0 && b.high < width;
  auto divide = [&](double (*round)(double)) {
    if (!(b.low > 0))
      return unknown;
    Interval quotient = divideIntervals(a, b);
    return Interval::of(round(quotient.low), round(quotient.high));
  };
  auto shiftRight = [&] {
    return atEnds(a, b, [](double x, double bits) {
      return std::floor(std::ldexp(x, -int(bits)));
    });
  };
  using Double = double (*)(double);
  Interval result =
      llvm::TypeSwitch<Operation *, Interval>(op)
          .Case([&](arith::AddIOp) { return addIntervals(a, b); })
          .Case([&](arith::SubIOp) {
            return addIntervals(a, Interval::of(-b.high, -b.low));
          })
          .Case([&](arith::MulIOp) { return multiplyIntervals(a, b); })
          .Case([&](arith::MaxSIOp) { return most; })
          .Case([&](arith::MinSIOp) { return least; })
          .Case([&](arith::MaxUIOp) { return areUnsigned ? most : unknown; })
          .Case([&](arith::MinUIOp) { return areUnsigned ? least : unknown; })
          .Case([&](arith::ShLIOp) {
            if (!canShift)
              return unknown;
            return atEnds(a, b, [](double x, double bits) {
              return std::ldexp(x, int(bits));
            });
          })
          .Case(
              [&](arith::ShRSIOp) { return canShift ? shiftRight() : unknown; })
          .Case([&](arith::ShRUIOp) {
            return canShift && a.low >= 0 ? shiftRight() : unknown;
          })
          .Case<arith::DivSIOp>([&](auto) { return divide(std::trunc); })
          .Case([&](arith::FloorDivSIOp) { return divide(std::floor); })
          .Case([&](arith::CeilDivSIOp) { return divide(std::ceil); })
          .Case([&](arith::DivUIOp) {
            return areUnsigned ? divide(std::trunc) : unknown;
          })
          .Case<arith::RemSIOp, arith::RemUIOp>([&](Operation *) {
            if (!(b.low > 0) || (isa<arith::RemUIOp>(op) && a.low < 0))
              return unknown;
            double end = b.high - 1;
            return Interval::of(a.low < 0 ? std::max(a.low, -end) : 0,
                                a.high > 0 ? std::min(a.high, end) : 0);
          })
          .Case([&](arith::AndIOp) {
            if (a.low < 0 && b.low < 0)
              return unknown;
            return Interval::of(0, a.low < 0   ? b.high
                                   : b.low < 0 ? a.high
                                               : least.high);
          })
          .Case<arith::OrIOp, arith::XOrIOp>([&](Operation *) {
            return areUnsigned ? Interval::of(0, getMask(most.high)) : unknown;
          })
          .Case([&](math::CountLeadingZerosOp) {
            if (a.low <= 0)
              return Interval::of(0, width);
            return Interval::of(width - 1 - std::ilogb(a.high),
                                width - 1 - std::ilogb(a.low));
          })
          .Case([&](math::AbsIOp) {
            double end = std::max(-a.low, a.high);
            return Interval::of(
                a.contains(0) ? 0
                              : std::min(std::fabs(a.low), std::fabs(a.high)),
                end);
          })
          .Case<arith::ExtSIOp, arith::SIToFPOp>(
              [&](Operation *) { return asSigned(a); })
          .Case<arith::ExtUIOp, arith::UIToFPOp>(
              [&](Operation *) { return asUnsigned(a); })
          .Case(
              [&](arith::TruncIOp) { return type.isInteger(1) ? unknown : a; })
          .Case<arith::FPToSIOp, arith::FPToUIOp>([&](Operation *) {
            if (a.mayBeNaN || type.isInteger(1) ||
                (isa<arith::FPToUIOp>(op) && a.low < 0))
              return unknown;
            return Interval::of(Double(std::trunc)(a.low),
                                Double(std::trunc)(a.high));
          })
          .Default(unknown);
  return isa<FloatType>(type) ? result : result.within(type);
}
