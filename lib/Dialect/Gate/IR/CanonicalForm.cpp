//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "penstock/Dialect/Gate/IR/CanonicalForm.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "llvm/ADT/Hashing.h"
#include "llvm/ADT/SmallBitVector.h"
#include "llvm/ADT/StringSwitch.h"

#include <cmath>

using namespace mlir;
using namespace penstock::gate;
using Kind = Expression::Kind;
using Predicate = arith::CmpFPredicate;

/// Atoms that no operation is called like.
static constexpr StringLiteral kSigmoid = "sigmoid", kSoftplus = "softplus",
                               kPower = "power", kExp = "exp", kLog = "log",
                               kAbs = "abs", kMax = "max", kMin = "min",
                               kMaxNum = "maxnum", kMinNum = "minnum",
                               kCompare = "compare", kSelect = "select";

/// No sum of more terms is multiplied out.
static constexpr size_t kMaxTerms = 64;

static Polynomial constant(double value) {
  return value == 0 ? Polynomial() : Polynomial{{Monomial(), value}};
}

//===----------------------------------------------------------------------===//
// Atoms
//===----------------------------------------------------------------------===//

bool CanonicalForms::isCommutative(StringRef name) {
  return llvm::is_contained({StringRef(kMax), StringRef(kMin),
                             StringRef(kMaxNum), StringRef(kMinNum),
                             StringRef("arith.andi"), StringRef("arith.ori")},
                            name);
}

unsigned CanonicalForms::getAtom(Kind kind, unsigned index, StringRef name,
                                 std::vector<Polynomial> args) {
  unsigned nameNumber = names.try_emplace(name, names.size()).first->second;
  std::vector<double> key = {static_cast<double>(kind),
                             static_cast<double>(index),
                             static_cast<double>(nameNumber)};
  for (const Polynomial &arg : args) {
    key.push_back(arg.size());
    for (const auto &[monomial, coefficient] : arg) {
      key.push_back(monomial.size());
      for (auto [atom, exponent] : monomial) {
        key.push_back(atom);
        key.push_back(exponent);
      }
      key.push_back(coefficient);
    }
  }
  auto [found, isNew] = numbers.try_emplace(std::move(key), atoms.size());
  if (isNew) {
    bool isLeaf = kind == Kind::Input || kind == Kind::Parameter;
    size_t hash = llvm::hash_combine(static_cast<int>(kind), isLeaf ? 0 : index,
                                     nameNumber);
    // In any order, as the arguments of some functions may be.
    size_t sum = 0;
    for (const Polynomial &arg : args)
      sum += getHash(arg);
    hash = llvm::hash_combine(hash, sum);
    atoms.push_back(
        {kind, index, names.find(name)->getKey(), std::move(args), hash});
  }
  return found->second;
}

Polynomial CanonicalForms::getPolynomial(unsigned atom, double exponent) const {
  return {{Monomial{{atom, exponent}}, 1.0}};
}

Polynomial CanonicalForms::getFunction(StringRef name,
                                       std::vector<Polynomial> args,
                                       unsigned index) {
  return getPolynomial(getAtom(Kind::Op, index, name, std::move(args)));
}

size_t CanonicalForms::getHash(const Monomial &monomial) const {
  size_t hash = 0;
  for (auto [atom, exponent] : monomial)
    if (atoms[atom].kind != Kind::Parameter)
      hash += llvm::hash_combine(atoms[atom].hash,
                                 llvm::bit_cast<uint64_t>(exponent));
  return llvm::hash_combine(hash);
}

size_t CanonicalForms::getHash(const Polynomial &polynomial) const {
  size_t hash = polynomial.size();
  for (const auto &[monomial, coefficient] : polynomial)
    hash += getHash(monomial);
  return llvm::hash_combine(hash);
}

//===----------------------------------------------------------------------===//
// Numbers
//===----------------------------------------------------------------------===//

bool CanonicalForms::isNear(double a, double b) const {
  return std::fabs(a - b) <= tolerance * std::max(std::fabs(a), std::fabs(b));
}

bool CanonicalForms::isConstant(const Polynomial &a) const {
  return a.empty() || (a.size() == 1 && a.begin()->first.empty());
}

double CanonicalForms::getConstant(const Polynomial &a) const {
  auto found = a.find({});
  return found == a.end() ? 0.0 : found->second;
}

const CanonicalForms::Atom *CanonicalForms::isAtom(const Polynomial &a) const {
  if (a.size() != 1)
    return nullptr;
  const auto &[monomial, coefficient] = *a.begin();
  return monomial.size() == 1 && monomial[0].second == 1 &&
                 isNear(coefficient, 1)
             ? &atoms[monomial[0].first]
             : nullptr;
}

std::optional<double> CanonicalForms::getRatio(const Polynomial &a,
                                               const Polynomial &b) const {
  if (a.size() != b.size() || a.empty())
    return std::nullopt;
  double ratio = b.begin()->second / a.begin()->second;
  for (const auto &[x, y] : llvm::zip_equal(a, b))
    if (x.first != y.first || !isNear(x.second * ratio, y.second))
      return std::nullopt;
  return ratio;
}

double CanonicalForms::getLeading(const Polynomial &a) const {
  std::map<size_t, double> byHash;
  auto isNumber = [&](auto factor) {
    return atoms[factor.first].kind == Kind::Parameter;
  };
  for (const auto &[monomial, coefficient] : a)
    if (!llvm::all_of(monomial, isNumber))
      byHash[getHash(monomial)] += coefficient;
  return byHash.empty() ? getConstant(a) : byHash.begin()->second;
}

//===----------------------------------------------------------------------===//
// Arithmetic
//===----------------------------------------------------------------------===//

Polynomial CanonicalForms::add(Polynomial a, const Polynomial &b,
                               double factor) const {
  for (const auto &[monomial, coefficient] : b) {
    auto [found, isNew] = a.try_emplace(monomial, coefficient * factor);
    if (isNew)
      continue;
    double old = found->second, sum = old + coefficient * factor;
    if (std::fabs(sum) <= tolerance * std::fabs(old))
      a.erase(found);
    else
      found->second = sum;
  }
  return a;
}

Polynomial CanonicalForms::scale(Polynomial a, double factor) const {
  if (factor == 0)
    return {};
  for (auto &term : a)
    term.second *= factor;
  return a;
}

/// Powers of one sign are joined; x / x is not 1 everywhere.
static Monomial multiply(const Monomial &a, const Monomial &b) {
  Monomial result = a;
  for (auto factor : b) {
    auto same = llvm::find_if(result, [&](auto other) {
      return other.first == factor.first &&
             (other.second > 0) == (factor.second > 0);
    });
    if (same == result.end())
      result.push_back(factor);
    else
      same->second += factor.second;
  }
  llvm::sort(result);
  return result;
}

Polynomial CanonicalForms::multiply(const Polynomial &a, const Polynomial &b) {
  if (a.size() * b.size() > kMaxTerms) {
    tooLarge = true;
    return {};
  }
  Polynomial result;
  for (const auto &x : a)
    for (const auto &y : b)
      result = add(std::move(result),
                   {{::multiply(x.first, y.first), x.second * y.second}});
  return result;
}

Polynomial CanonicalForms::power(const Polynomial &base, double exponent) {
  bool isInteger = exponent == std::floor(exponent);
  if (exponent == 0)
    return constant(1);
  if (exponent == 1)
    return base;
  auto opaque = [&](const Polynomial &x, double factor) {
    return scale(getPolynomial(getAtom(Kind::Op, 0, kPower, {x}), exponent),
                 factor);
  };
  if (base.size() == 1) {
    Monomial monomial = base.begin()->first;
    double coefficient = base.begin()->second;
    bool canScale = isInteger || coefficient > 0;
    if (!canScale ||
        (!isInteger && (monomial.size() > 1 ||
                        (monomial.size() == 1 && monomial[0].second != 1))))
      return opaque(base, 1);
    for (auto &factor : monomial)
      factor.second *= exponent;
    return {{monomial, std::pow(coefficient, exponent)}};
  }
  if (base.empty())
    return exponent > 0 ? Polynomial() : opaque(base, 1);
  if (isInteger && exponent > 0 && exponent <= 8) {
    Polynomial result = base;
    for (int i = 1; i < exponent; ++i)
      result = multiply(result, base);
    return result;
  }
  // 1 / (1 + exp(v)) = sigmoid(-v)
  double summand = getConstant(base);
  if (isInteger && base.size() == 2 && summand != 0) {
    Polynomial rest = scale(add(base, constant(summand), -1), 1 / summand);
    const Atom *atom = isAtom(rest);
    if (atom && atom->name == kExp)
      return scale(power(getSigmoid(scale(atom->args[0], -1)), -exponent),
                   std::pow(summand, exponent));
  }
  double unit = getLeading(base);
  if (!isInteger)
    unit = std::fabs(unit);
  if (unit == 0)
    return opaque(base, 1);
  return opaque(scale(base, 1 / unit), std::pow(unit, exponent));
}

//===----------------------------------------------------------------------===//
// Functions
//===----------------------------------------------------------------------===//

Polynomial CanonicalForms::getExp(const Polynomial &x) {
  if (isConstant(x))
    return constant(std::exp(getConstant(x)));
  return getFunction(kExp, {x});
}

/// sigmoid(-x) = 1 - sigmoid(x)
Polynomial CanonicalForms::getSigmoid(const Polynomial &x) {
  if (getLeading(x) < 0)
    return add(constant(1), getSigmoid(scale(x, -1)), -1);
  return getFunction(kSigmoid, {x});
}

/// log(1 + exp(x)): softplus(-x) = softplus(x) - x, and
/// softplus(-|x|) = softplus(x) - max(x, 0)
Polynomial CanonicalForms::getSoftplus(const Polynomial &x) {
  if (getLeading(x) >= 0)
    return getFunction(kSoftplus, {x});
  Polynomial negated = scale(x, -1);
  if (negated.size() == 1) {
    const auto &[monomial, coefficient] = *negated.begin();
    if (monomial.size() == 1 && monomial[0].second == 1 &&
        atoms[monomial[0].first].name == kAbs) {
      Polynomial inner = scale(atoms[monomial[0].first].args[0], coefficient);
      return add(getSoftplus(inner), getExtremum(kMax, inner, {}), -1);
    }
  }
  return add(getSoftplus(negated), negated, -1);
}

Polynomial CanonicalForms::getLog(const Polynomial &x) {
  if (isConstant(x) && getConstant(x) > 0)
    return constant(std::log(getConstant(x)));
  if (x.size() == 2 && isNear(getConstant(x), 1)) {
    const Atom *atom = isAtom(add(x, constant(getConstant(x)), -1));
    if (atom && atom->name == kExp) {
      Polynomial arg = atom->args[0];
      return getSoftplus(arg);
    }
  }
  return getFunction(kLog, {x});
}

Polynomial CanonicalForms::getAbs(const Polynomial &x) {
  if (isConstant(x))
    return constant(std::fabs(getConstant(x)));
  double unit = getLeading(x);
  if (unit == 0)
    return getFunction(kAbs, {x});
  return scale(getFunction(kAbs, {scale(x, 1 / unit)}), std::fabs(unit));
}

Polynomial CanonicalForms::getOdd(StringRef name, const Polynomial &x) {
  if (getLeading(x) < 0)
    return scale(getFunction(name, {scale(x, -1)}), -1);
  return getFunction(name, {x});
}

/// max(s a, s b) = s max(a, b) for s > 0, s min(a, b) for s < 0.
Polynomial CanonicalForms::getExtremum(StringRef name, Polynomial a,
                                       Polynomial b) {
  if (isConstant(a) && isConstant(b))
    return constant(name == kMax || name == kMaxNum
                        ? std::max(getConstant(a), getConstant(b))
                        : std::min(getConstant(a), getConstant(b)));
  if (isConstant(a) || (!isConstant(b) && getHash(b) < getHash(a)))
    std::swap(a, b);
  double unit = getLeading(a);
  if (unit == 0 || (!isConstant(b) && getHash(a) == getHash(b)))
    unit = 1;
  if (unit < 0)
    name = llvm::StringSwitch<StringRef>(name)
               .Case(kMax, kMin)
               .Case(kMin, kMax)
               .Case(kMaxNum, kMinNum)
               .Default(kMaxNum);
  a = scale(a, 1 / unit);
  b = scale(b, 1 / unit);
  // min(max(x, c), b) = max(min(x, b), c) for c <= b
  const Atom *inner = isAtom(a);
  if (inner && isConstant(b) &&
      name == (inner->name == kMax ? kMin : kMinNum) &&
      (inner->name == kMax || inner->name == kMaxNum) &&
      isConstant(inner->args[1]) &&
      getConstant(inner->args[1]) <= getConstant(b)) {
    StringRef outer = inner->name;
    Polynomial x = inner->args[0], c = inner->args[1];
    return scale(getExtremum(outer, getExtremum(name, x, b), c), unit);
  }
  return scale(getFunction(name, {a, b}), unit);
}

//===----------------------------------------------------------------------===//
// Conditions
//===----------------------------------------------------------------------===//

/// The predicate of -d where that of d is `predicate`.
static Predicate mirror(Predicate predicate) {
  switch (predicate) {
  case Predicate::OGT:
    return Predicate::OLT;
  case Predicate::OGE:
    return Predicate::OLE;
  case Predicate::OLT:
    return Predicate::OGT;
  case Predicate::OLE:
    return Predicate::OGE;
  case Predicate::UGT:
    return Predicate::ULT;
  case Predicate::UGE:
    return Predicate::ULE;
  case Predicate::ULT:
    return Predicate::UGT;
  case Predicate::ULE:
    return Predicate::UGE;
  default:
    return predicate;
  }
}

/// The predicate that is true where `predicate` is false, if that is the form
/// which is kept.
static std::optional<Predicate> negate(Predicate predicate) {
  switch (predicate) {
  case Predicate::OLT:
    return Predicate::UGE;
  case Predicate::OLE:
    return Predicate::UGT;
  case Predicate::ULT:
    return Predicate::OGE;
  case Predicate::ULE:
    return Predicate::OGT;
  case Predicate::UNE:
    return Predicate::OEQ;
  case Predicate::ONE:
    return Predicate::UEQ;
  case Predicate::UNO:
    return Predicate::ORD;
  default:
    return std::nullopt;
  }
}

/// a ? b is (a - b) / s ? 0.
Polynomial CanonicalForms::getComparison(unsigned predicate,
                                         const Polynomial &a,
                                         const Polynomial &b) {
  Polynomial difference = add(a, b, -1);
  double unit = getLeading(difference);
  if (unit == 0)
    unit = 1;
  auto kind = static_cast<Predicate>(predicate);
  if (unit < 0)
    kind = mirror(kind);
  return getFunction(kCompare, {scale(difference, 1 / unit)},
                     static_cast<unsigned>(kind));
}

Polynomial CanonicalForms::getSelect(const Polynomial &condition, Polynomial a,
                                     Polynomial b) {
  if (getRatio(a, b) == 1.0)
    return a;
  const Atom *found = isAtom(condition);
  if (!found || found->name != kCompare)
    return getFunction(kSelect, {condition, a, b});
  auto predicate = static_cast<Predicate>(found->index);
  Polynomial difference = found->args[0];
  if (std::optional<Predicate> other = negate(predicate)) {
    predicate = *other;
    std::swap(a, b);
  }
  bool isUnordered = predicate == Predicate::UGT || predicate == Predicate::UGE;
  bool isGreater =
      isUnordered || predicate == Predicate::OGT || predicate == Predicate::OGE;
  // a > b ? a : b, where NaN is kept if what is taken then is not constant.
  std::optional<double> ratio = getRatio(difference, add(a, b, -1));
  if (isGreater && ratio && (isConstant(a) || isConstant(b))) {
    bool keepsNaN = !isConstant(isUnordered ? a : b);
    return getExtremum(*ratio > 0 ? (keepsNaN ? kMax : kMaxNum)
                                  : (keepsNaN ? kMin : kMinNum),
                       a, b);
  }
  // x > t ? x : softplus(x), as far as log1p(exp(-t)) is lost in t.
  if (isGreater && b.size() == 1) {
    const auto &[monomial, coefficient] = *b.begin();
    if (monomial.size() == 1 && monomial[0].second == 1 &&
        atoms[monomial[0].first].name == kSoftplus) {
      const Polynomial &inner = atoms[monomial[0].first].args[0];
      double limit = -getConstant(difference);
      std::optional<double> unit =
          getRatio(add(difference, constant(limit)), inner);
      std::optional<double> taken = getRatio(inner, a);
      if (unit && taken && *unit > 0 && isNear(*taken, coefficient)) {
        double t = limit * *unit;
        if (t > 1 && std::exp(-t) < tolerance * t)
          return b;
      }
    }
  }
  // Whether NaN makes a difference is left to the values.
  if (isGreater)
    predicate = predicate == Predicate::UGT || predicate == Predicate::OGT
                    ? Predicate::OGT
                    : Predicate::OGE;
  Polynomial kept =
      getFunction(kCompare, {difference}, static_cast<unsigned>(predicate));
  return getFunction(kSelect, {kept, a, b});
}

//===----------------------------------------------------------------------===//
// Expressions
//===----------------------------------------------------------------------===//

Polynomial CanonicalForms::computeOp(ExpressionRef node) {
  SmallVector<Polynomial> args =
      llvm::map_to_vector(node->getOperands(), [&](ExpressionRef operand) {
        return computed.lookup(operand);
      });
  StringRef name = node->getName();
  if (name == "arith.addf")
    return add(args[0], args[1]);
  if (name == "arith.subf")
    return add(args[0], args[1], -1);
  if (name == "arith.negf")
    return scale(args[0], -1);
  if (name == "arith.mulf")
    return multiply(args[0], args[1]);
  if (name == "arith.divf")
    return multiply(args[0], power(args[1], -1));
  if (name == "math.fma")
    return add(multiply(args[0], args[1]), args[2]);
  if (name == "math.sqrt")
    return power(args[0], 0.5);
  if (name == "math.rsqrt")
    return power(args[0], -0.5);
  if (name == "math.powf" && isConstant(args[1]))
    return power(args[0], getConstant(args[1]));
  if (name == "math.exp")
    return getExp(args[0]);
  if (name == "math.exp2")
    return getExp(scale(args[0], std::log(2.0)));
  if (name == "math.expm1")
    return add(getExp(args[0]), constant(1), -1);
  if (name == "math.log")
    return getLog(args[0]);
  if (name == "math.log1p")
    return getLog(add(args[0], constant(1)));
  if (name == "math.log2" || name == "math.log10")
    return scale(getLog(args[0]),
                 1 / std::log(name == "math.log2" ? 2.0 : 10.0));
  if (name == "math.tanh")
    return add(scale(getSigmoid(scale(args[0], 2)), 2), constant(1), -1);
  if (name == "math.erfc")
    return add(constant(1), getOdd("math.erf", args[0]), -1);
  if (llvm::is_contained({"math.erf", "math.atan", "math.sin", "math.sinh",
                          "math.tan", "math.asin", "math.asinh", "math.atanh",
                          "math.cbrt"},
                         name))
    return getOdd(name, args[0]);
  if (name == "math.cos" || name == "math.cosh")
    return getFunction(
        name, {getLeading(args[0]) < 0 ? scale(args[0], -1) : args[0]});
  if (name == "math.absf")
    return getAbs(args[0]);
  if (name == "arith.maximumf")
    return getExtremum(kMax, args[0], args[1]);
  if (name == "arith.minimumf")
    return getExtremum(kMin, args[0], args[1]);
  if (name == "arith.maxnumf")
    return getExtremum(kMaxNum, args[0], args[1]);
  if (name == "arith.minnumf")
    return getExtremum(kMinNum, args[0], args[1]);
  if (name == "arith.cmpf")
    return getComparison(node->getIndex(), args[0], args[1]);
  if (name == "arith.select")
    return getSelect(args[0], args[1], args[2]);
  return getFunction(name, {args.begin(), args.end()}, node->getIndex());
}

Polynomial CanonicalForms::compute(ExpressionRef node) {
  switch (node->getKind()) {
  case Kind::Input:
  case Kind::Parameter:
  case Kind::RowSize:
    return getPolynomial(getAtom(node->getKind(), node->getIndex(), ""));
  case Kind::Constant:
    if (std::isfinite(node->getValue()))
      return constant(node->getValue());
    return getFunction(std::isnan(node->getValue()) ? "nan"
                       : node->getValue() > 0       ? "infinity"
                                                    : "-infinity",
                       {});
  case Kind::Round:
    return getPolynomial(
        getAtom(Kind::Round, 0, "", {computed.lookup(node->getOperand(0))}));
  case Kind::Reduce: {
    Polynomial arg = computed.lookup(node->getOperand(0));
    double unit = 1;
    bool isSum = static_cast<ReduceKind>(node->getIndex()) == ReduceKind::Add;
    if (isSum && arg.size() == 1 && !arg.begin()->first.empty())
      unit = arg.begin()->second;
    return scale(getPolynomial(getAtom(Kind::Reduce, node->getIndex(), "",
                                       {scale(arg, 1 / unit)})),
                 unit);
  }
  case Kind::Op:
    return computeOp(node);
  }
  llvm_unreachable("all kinds are handled");
}

std::optional<Polynomial> CanonicalForms::get(ExpressionRef expression) {
  tooLarge = false;
  for (ExpressionRef node : getNodes(expression)) {
    if (computed.count(node))
      continue;
    Polynomial result = compute(node);
    if (tooLarge)
      return std::nullopt;
    computed[node] = std::move(result);
  }
  return computed.lookup(expression);
}
