//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Matching of canonical forms: parameters are wildcards.
//
//===----------------------------------------------------------------------===//

#include "penstock/Dialect/Gate/IR/CanonicalForm.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "llvm/ADT/SmallBitVector.h"

#include <cmath>

using namespace mlir;
using namespace penstock::gate;
using Kind = Expression::Kind;

/// Sums and products match in any order, so that a choice may have to be taken
/// back: what follows a choice is passed on as `then`.
class CanonicalForms::Matcher {
public:
  using Then = llvm::function_ref<bool()>;

  Matcher(CanonicalForms &forms, unsigned inputs, unsigned parameters)
      : forms(forms), inputs(inputs, -1), parameters(parameters, std::nullopt) {
  }

  std::optional<Match> run(const Polynomial &pattern,
                           const Polynomial &candidate) {
    std::optional<Match> result;
    match(pattern, candidate, [&] {
      std::optional<SmallVector<double>> values = solve();
      if (!values || llvm::is_contained(inputs, -1))
        return false;
      result =
          Match{SmallVector<unsigned>(inputs.begin(), inputs.end()), *values};
      return true;
    });
    return result;
  }

private:
  using Term = std::pair<const Monomial, double>;

  bool match(const Polynomial &pattern, const Polynomial &candidate,
             Then then) {
    if (pattern.size() != candidate.size() || ++steps > kMaxSteps)
      return false;
    return matchTerms(pattern, pattern.begin(), candidate,
                      llvm::SmallBitVector(candidate.size()), then);
  }

  bool matchTerms(const Polynomial &pattern, Polynomial::const_iterator term,
                  const Polynomial &candidate, llvm::SmallBitVector used,
                  Then then) {
    if (term == pattern.end())
      return then();
    size_t hash = forms.getHash(term->first);
    for (auto [i, other] : llvm::enumerate(candidate)) {
      if (used.test(i) || forms.getHash(other.first) != hash)
        continue;
      used.set(i);
      if (matchTerm(*term, other, [&] {
            return matchTerms(pattern, std::next(term), candidate, used, then);
          }))
        return true;
      used.reset(i);
    }
    return false;
  }

  bool matchTerm(const Term &pattern, const Term &candidate, Then then) {
    Monomial factors, own;
    for (auto factor : pattern.first)
      (forms.atoms[factor.first].kind == Kind::Parameter ? own : factors)
          .push_back(factor);
    if (factors.size() != candidate.first.size() ||
        (own.empty() && !forms.isNear(pattern.second, candidate.second)))
      return false;
    return matchFactors(factors, 0, candidate.first,
                        llvm::SmallBitVector(candidate.first.size()), [&] {
                          if (own.empty())
                            return then();
                          equations.push_back(
                              {own, candidate.second / pattern.second});
                          if (then())
                            return true;
                          equations.pop_back();
                          return false;
                        });
  }

  bool matchFactors(const Monomial &pattern, size_t i,
                    const Monomial &candidate, llvm::SmallBitVector used,
                    Then then) {
    if (i == pattern.size())
      return then();
    for (auto [j, other] : llvm::enumerate(candidate)) {
      if (used.test(j) || other.second != pattern[i].second)
        continue;
      used.set(j);
      if (matchAtom(pattern[i].first, other.first, [&] {
            return matchFactors(pattern, i + 1, candidate, used, then);
          }))
        return true;
      used.reset(j);
    }
    return false;
  }

  bool matchAtom(unsigned patternNumber, unsigned candidateNumber, Then then) {
    const Atom &pattern = forms.atoms[patternNumber],
               &candidate = forms.atoms[candidateNumber];
    if (pattern.hash != candidate.hash || pattern.kind != candidate.kind ||
        pattern.name != candidate.name ||
        pattern.args.size() != candidate.args.size())
      return false;
    if (pattern.kind == Kind::Input) {
      if (pattern.index >= inputs.size())
        return false;
      int &bound = inputs[pattern.index];
      int index = static_cast<int>(candidate.index);
      if (bound == index)
        return then();
      if (bound >= 0 || llvm::is_contained(inputs, index))
        return false;
      bound = index;
      if (then())
        return true;
      inputs[pattern.index] = -1;
      return false;
    }
    if (pattern.index != candidate.index)
      return false;
    if (matchArgs(pattern.args, candidate.args, 0, then))
      return true;
    if (!isCommutative(pattern.name))
      return false;
    std::vector<Polynomial> swapped = {candidate.args[1], candidate.args[0]};
    return matchArgs(pattern.args, swapped, 0, then);
  }

  bool matchArgs(const std::vector<Polynomial> &pattern,
                 const std::vector<Polynomial> &candidate, size_t i,
                 Then then) {
    if (i == pattern.size())
      return then();
    return match(pattern[i], candidate[i],
                 [&] { return matchArgs(pattern, candidate, i + 1, then); });
  }

  /// The parameters from the equations between products of them and numbers.
  std::optional<SmallVector<double>> solve() {
    SmallVector<std::optional<double>> values(parameters);
    SmallVector<Equation> left(equations);
    while (!left.empty()) {
      size_t before = left.size();
      llvm::erase_if(left, [&](Equation &equation) {
        double rest = equation.value;
        std::pair<unsigned, double> unknown;
        int unknowns = 0;
        for (auto [atom, exponent] : equation.parameters) {
          unsigned index = forms.atoms[atom].index;
          if (values[index]) {
            rest /= std::pow(*values[index], exponent);
            continue;
          }
          unknown = {index, exponent};
          ++unknowns;
        }
        if (unknowns > 1)
          return false;
        if (unknowns == 0)
          // What is left over must be 1.
          return forms.isNear(rest, 1);
        double value =
            unknown.second == 1 ? rest : std::pow(rest, 1 / unknown.second);
        if (!std::isfinite(value))
          return false;
        values[unknown.first] = value;
        return true;
      });
      if (left.size() == before)
        return std::nullopt;
    }
    if (llvm::is_contained(values, std::nullopt))
      return std::nullopt;
    return llvm::map_to_vector(values, [](auto value) { return *value; });
  }

  struct Equation {
    Monomial parameters;
    double value;
  };
  static constexpr int kMaxSteps = 20000;

  CanonicalForms &forms;
  SmallVector<int> inputs;
  SmallVector<std::optional<double>> parameters;
  SmallVector<Equation> equations;
  int steps = 0;
};

std::optional<CanonicalForms::Match>
CanonicalForms::match(const Polynomial &pattern, unsigned inputs,
                      unsigned parameters, const Polynomial &candidate) {
  return Matcher(*this, inputs, parameters).run(pattern, candidate);
}
