//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Tangents: products that are kept apart until they must be values, so that
// factors are shared and zeros and ones never become operations.
//
//===----------------------------------------------------------------------===//

#ifndef PENSTOCK_LIB_DIALECT_GATE_IR_TERMBUILDER_H
#define PENSTOCK_LIB_DIALECT_GATE_IR_TERMBUILDER_H

#include "penstock/Dialect/Gate/IR/ScalarBuilder.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include <cmath>

namespace penstock::gate {

/// scale * product of factors / product of divisors.
struct Term {
  double scale = 0;
  SmallVector<Value, 4> factors, divisors;

  bool isZero() const { return scale == 0; }
  static Term one() { return {1, {}, {}}; }
  static Term of(Value value) { return {1, {value}, {}}; }
};

class TermBuilder : public ScalarBuilder {
public:
  using ScalarBuilder::ScalarBuilder;

  static Term scaled(Term term, double scale) {
    term.scale *= scale;
    return term;
  }

  Term times(Term term, Value value) {
    if (term.isZero())
      return term;
    if (auto negated = value.getDefiningOp<mlir::arith::NegFOp>())
      return scaled(times(term, negated.getOperand()), -1);
    if (std::optional<double> c = getConstant(value); c && std::isfinite(*c))
      return *c == 0 ? Term() : scaled(term, *c);
    term.factors.push_back(value);
    for (Value factor : llvm::ArrayRef(term.factors).drop_back())
      for (auto [quotient, e] :
           {std::pair(factor, value), std::pair(value, factor)})
        if (std::optional<Term> product = multiplyQuotient(term, quotient, e))
          return *product;
    return term;
  }

  Term over(Term term, Value value) {
    if (term.isZero())
      return term;
    if (std::optional<double> c = getConstant(value);
        c && std::isfinite(*c) && *c != 0)
      return scaled(term, 1 / *c);
    // m e / (k + m e) = 1 - k / (k + m e), where e may overflow.
    for (Value factor : term.factors)
      if (std::optional<double> k = removeExponential(term, factor, value))
        return times(term, sub(constant(1), create<mlir::arith::DivFOp>(
                                                constant(*k), value)));
    term.divisors.push_back(value);
    return term;
  }

  Term multiply(Term a, const Term &b) {
    a = scaled(a, b.scale);
    for (Value factor : b.factors)
      a = times(a, factor);
    for (Value divisor : b.divisors)
      a = over(a, divisor);
    return a;
  }

  Term plus(Term a, Term b) {
    if (a.isZero() || b.isZero())
      return a.isZero() ? b : a;
    Term common = takeCommon(a, b);
    auto isOne = [](const Term &term) {
      return term.factors.empty() && term.divisors.empty();
    };
    if (isOne(a) && isOne(b))
      return scaled(common, a.scale + b.scale);
    if (std::abs(a.scale) == std::abs(b.scale)) {
      common.scale = a.scale;
      b.scale /= a.scale;
      a.scale = 1;
    } else if (a.scale < 0) {
      std::swap(a, b);
    }
    Value sum = b.scale < 0 ? sub(materialize(a), materialize(scaled(b, -1)))
                            : add(materialize(a), materialize(b));
    common.factors.push_back(sum);
    return common;
  }

  Term select(Value condition, Term a, Term b) {
    if (a.isZero() && b.isZero())
      return a;
    Term common = Term::one();
    if (!a.isZero() && !b.isZero())
      common = takeCommon(a, b);
    Value ifTrue = materialize(a), ifFalse = materialize(b);
    if (ifTrue == ifFalse)
      return multiply(common, a);
    common.factors.push_back(
        create<mlir::arith::SelectOp>(condition, ifTrue, ifFalse));
    return common;
  }

  Value materialize(const Term &term) {
    if (term.isZero() || term.factors.empty())
      return divide(constant(term.scale), term.divisors);
    Value value = multiply(term.factors);
    if (std::abs(term.scale) != 1)
      value = mul(value, constant(term.scale));
    value = divide(value, term.divisors);
    return term.scale == -1 ? create<mlir::arith::NegFOp>(value) : value;
  }

private:
  Value multiply(llvm::ArrayRef<Value> values) {
    Value product = values.front();
    for (Value value : values.drop_front())
      product = mul(product, value);
    return product;
  }

  Value divide(Value value, llvm::ArrayRef<Value> divisors) {
    return divisors.empty()
               ? value
               : create<mlir::arith::DivFOp>(value, multiply(divisors));
  }

  /// Where `sum` is k + m e, with an exponential e, takes m e out of the
  /// factors of `term`, and returns k.
  static std::optional<double> removeExponential(Term &term, Value e,
                                                 Value sum) {
    auto add = sum.getDefiningOp<mlir::arith::AddFOp>();
    if (!add || !isa_and_nonnull<mlir::math::ExpOp, mlir::math::Exp2Op>(
                    e.getDefiningOp()))
      return std::nullopt;
    for (auto [product, offset] : {std::pair(add.getLhs(), add.getRhs()),
                                   std::pair(add.getRhs(), add.getLhs())}) {
      std::optional<double> k = getConstant(offset);
      if (!k)
        continue;
      SmallVector<Value, 2> factors = {product};
      if (auto mul = product.getDefiningOp<mlir::arith::MulFOp>())
        factors = {mul.getLhs(), mul.getRhs()};
      if (!llvm::is_contained(factors, e))
        continue;
      Term rest = term;
      bool all = llvm::all_of(factors, [&](Value factor) {
        if (std::optional<double> m = getConstant(factor); m && *m != 0) {
          rest.scale /= *m;
          return true;
        }
        auto found = llvm::find(rest.factors, factor);
        bool isThere = found != rest.factors.end();
        if (isThere)
          rest.factors.erase(found);
        return isThere;
      });
      if (!all)
        continue;
      term = std::move(rest);
      return k;
    }
    return std::nullopt;
  }

  /// c / (k + m e) times m e = c - k c / (k + m e): s (1 - s) of a sigmoid.
  /// None if these factors of `term` are not of that form.
  std::optional<Term> multiplyQuotient(Term term, Value quotient, Value e) {
    auto div = quotient.getDefiningOp<mlir::arith::DivFOp>();
    std::optional<double> c = div ? getConstant(div.getLhs()) : std::nullopt;
    if (!c)
      return std::nullopt;
    std::optional<double> k = removeExponential(term, e, div.getRhs());
    if (!k)
      return std::nullopt;
    term.factors.erase(llvm::find(term.factors, quotient));
    Value rest = *k == 1 ? quotient : mul(constant(*k), quotient);
    return times(term, sub(constant(*c), rest));
  }

  static SmallVector<Value, 4> takeCommon(llvm::SmallVectorImpl<Value> &a,
                                          llvm::SmallVectorImpl<Value> &b) {
    SmallVector<Value, 4> common;
    llvm::erase_if(a, [&](Value value) {
      auto found = llvm::find(b, value);
      if (found == b.end())
        return false;
      b.erase(found);
      common.push_back(value);
      return true;
    });
    return common;
  }
  static Term takeCommon(Term &a, Term &b) {
    return {1, takeCommon(a.factors, b.factors),
            takeCommon(a.divisors, b.divisors)};
  }
};

} // namespace penstock::gate

#endif // PENSTOCK_LIB_DIALECT_GATE_IR_TERMBUILDER_H
