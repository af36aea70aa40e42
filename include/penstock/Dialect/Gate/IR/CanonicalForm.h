//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// One form of all spellings of a function, to find it by. The form is equal in
// real arithmetic; it is compared and never computed.
//
//===----------------------------------------------------------------------===//

#ifndef PENSTOCK_DIALECT_GATE_IR_CANONICALFORM_H
#define PENSTOCK_DIALECT_GATE_IR_CANONICALFORM_H

#include "penstock/Dialect/Gate/IR/Expression.h"

#include <map>

namespace penstock::gate {

/// A product of powers of atoms, by their number, in order.
using Monomial = std::vector<std::pair<unsigned, double>>;
/// A sum of monomials times coefficients. Expressions are polynomials over
/// atoms: inputs, parameters, functions of polynomials.
using Polynomial = std::map<Monomial, double>;

/// The owner of atoms: of two forms those of one owner can be compared.
class CanonicalForms {
public:
  /// Numbers that differ by less than `tolerance`, relatively, are one.
  explicit CanonicalForms(double tolerance) : tolerance(tolerance) {}

  /// The form of `expression`; nothing if it has too many terms.
  std::optional<Polynomial> get(ExpressionRef expression);

  /// A number that is the same for all forms which differ in constants,
  /// parameters and the order of inputs only.
  size_t getHash(const Polynomial &polynomial) const;

  struct Match {
    /// The candidate's input that each input of the pattern is.
    llvm::SmallVector<unsigned> inputs;
    llvm::SmallVector<double> parameters;
  };
  /// How `candidate`, which has no parameters, is `pattern`.
  std::optional<Match> match(const Polynomial &pattern, unsigned inputs,
                             unsigned parameters, const Polynomial &candidate);

private:
  struct Atom {
    Expression::Kind kind;
    unsigned index; // of an input or a parameter; predicate; kind of reduction
    llvm::StringRef name;
    std::vector<Polynomial> args;
    size_t hash;
  };
  class Matcher;

  Polynomial compute(ExpressionRef node);
  Polynomial computeOp(ExpressionRef node);

  unsigned getAtom(Expression::Kind kind, unsigned index, llvm::StringRef name,
                   std::vector<Polynomial> args = {});
  Polynomial getPolynomial(unsigned atom, double exponent = 1) const;
  Polynomial getFunction(llvm::StringRef name, std::vector<Polynomial> args,
                         unsigned index = 0);

  Polynomial add(Polynomial a, const Polynomial &b, double factor = 1) const;
  Polynomial multiply(const Polynomial &a, const Polynomial &b);
  Polynomial scale(Polynomial a, double factor) const;
  Polynomial power(const Polynomial &base, double exponent);

  Polynomial getExp(const Polynomial &x);
  Polynomial getLog(const Polynomial &x);
  Polynomial getSigmoid(const Polynomial &x);
  Polynomial getSoftplus(const Polynomial &x);
  Polynomial getAbs(const Polynomial &x);
  Polynomial getOdd(llvm::StringRef name, const Polynomial &x);
  Polynomial getExtremum(llvm::StringRef name, Polynomial a, Polynomial b);
  /// True if the two arguments of that atom may change places.
  static bool isCommutative(llvm::StringRef name);
  Polynomial getComparison(unsigned predicate, const Polynomial &a,
                           const Polynomial &b);
  Polynomial getSelect(const Polynomial &condition, Polynomial a, Polynomial b);

  bool isNear(double a, double b) const;
  bool isConstant(const Polynomial &a) const;
  double getConstant(const Polynomial &a) const;
  /// The atom that `a` is, or null.
  const Atom *isAtom(const Polynomial &a) const;
  /// The factor that makes `b` of `a`.
  std::optional<double> getRatio(const Polynomial &a,
                                 const Polynomial &b) const;
  /// A coefficient that does not depend on the order of inputs, 0 if none.
  double getLeading(const Polynomial &a) const;
  size_t getHash(const Monomial &monomial) const;

  double tolerance;
  bool tooLarge = false;
  std::vector<Atom> atoms;
  std::map<std::vector<double>, unsigned> numbers;
  llvm::StringMap<unsigned> names;
  llvm::DenseMap<ExpressionRef, Polynomial> computed;
};

} // namespace penstock::gate

#endif // PENSTOCK_DIALECT_GATE_IR_CANONICALFORM_H
