//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Derivatives of bodies: every value is computed together with its tangent, a
// product that is kept apart until it must be a value, so that factors are
// shared and zeros and ones never become operations. A select of tangents takes
// the side that is taken, whatever the other one is.
//
//===----------------------------------------------------------------------===//

#include "penstock/Dialect/Gate/IR/Derivatives.h"
#include "TermBuilder.h"

#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/IR/IRMapping.h"
#include "llvm/ADT/TypeSwitch.h"
#include "llvm/Support/MathExtras.h"
#include <cmath>

using namespace mlir;
using namespace penstock::gate;

namespace {
struct Dual {
  Value value;
  Term tangent;
};
using Duals = llvm::DenseMap<Value, Dual>;

//===----------------------------------------------------------------------===//
// Bodies
//===----------------------------------------------------------------------===//

class Differentiator : public TermBuilder {
public:
  /// Takes `extra` arguments between the inputs and the parameters.
  static Differentiator start(DerivativeRegion to,
                              GateFunctionOpInterface function, int64_t extra) {
    FloatType type = function.getFloatType();
    Block &block = to.region.emplaceBlock();
    Location loc = function.getLoc();
    size_t arguments = function.getArgNames().size() + extra;
    block.addArguments(SmallVector<Type>(arguments, type),
                       SmallVector<Location>(arguments, loc));
    return Differentiator(to, block, loc, type, function.getNumInputs(), extra);
  }

  Value getExtra(int64_t i) { return block.getArgument(inputs + i); }

  /// The function's arguments, all of them constant so far.
  SmallVector<Dual> getArguments() {
    SmallVector<Dual> arguments;
    for (BlockArgument argument : block.getArguments())
      if (!isExtra(argument))
        arguments.push_back({argument, {}});
    return arguments;
  }

  LogicalResult yield(ArrayRef<Term> terms) {
    ScalarBuilder::yield(llvm::map_to_vector(
        terms, [&](const Term &term) { return materialize(term); }));
    auto casts = block.getOps<UnrealizedConversionCastOp>();
    if (casts.empty())
      return success();
    InFlightDiagnostic error = to.user->emitOpError(
        "cannot be differentiated: what a loop over a row finds has no "
        "derivative");
    error.attachNote((*casts.begin()).getOperand(0).getLoc())
        << "compare with it, or take it through gate.detach";
    return error;
  }

  /// The tangent of `function`, and its value where one is given.
  FailureOr<Dual> differentiate(GateFunctionOpInterface function,
                                ArrayRef<Dual> args, Value value = {}) {
    VjpAttr vjp = function.getVjpAttr();
    if (vjp && vjp.getKind() == VjpKind::StraightThrough)
      return Dual{value, args.front().tangent};
    if (vjp && vjp.getKind() == VjpKind::Surrogate)
      return differentiateSurrogate(function, vjp.getFunction(), args, value);
    Region &region = function.getDerivative();
    if (region.empty() || isa<RowFunctionOp>(function))
      return evaluateBody(function, args);

    // The region has no derivatives by parameters.
    int64_t count = function.getNumInputs();
    SmallVector<Dual> constants(args), byParameter(args);
    for (auto [i, arg] : llvm::enumerate(args)) {
      constants[i].tangent = {};
      if (static_cast<int64_t>(i) < count)
        byParameter[i].tangent = {};
    }
    Term sum;
    if (hasTangent(byParameter)) {
      FailureOr<Dual> rest = evaluateBody(function, byParameter);
      if (failed(rest))
        return failure();
      sum = rest->tangent;
    }
    Duals duals;
    if (failed(evaluateBlock(region.front(), constants, duals)))
      return failure();
    for (auto [arg, partial] :
         llvm::zip(args, region.front().getTerminator()->getOperands()))
      sum = plus(sum, times(arg.tangent, duals[partial].value));
    return Dual{value, sum};
  }

  FailureOr<Dual> evaluateBody(GateFunctionOpInterface function,
                               ArrayRef<Dual> args) {
    Duals duals;
    return evaluateBody(function, args, duals);
  }

  FailureOr<Dual> evaluateBody(GateFunctionOpInterface function,
                               ArrayRef<Dual> args, Duals &duals) {
    if (llvm::is_contained(active, function.getOperation()))
      return to.user->emitOpError("cannot be differentiated: the derivative of "
                                  "@")
             << function.getSymName() << " needs itself";
    active.push_back(function);
    Block &body = function.getBody().front();
    LogicalResult result = evaluateBlock(body, args, duals);
    active.pop_back();
    if (failed(result))
      return failure();
    return duals[body.getTerminator()->getOperand(0)];
  }

  /// What is taken for the tangents of reductions, instead of what follows from
  /// their operands.
  std::optional<llvm::DenseMap<Operation *, Term>> reductionTangents;

  /// The tangent (of an element) of the operand of `reduce` times `adjoint`,
  /// that of the reduction, is its share in the adjoint.
  Term getShare(ReduceKind kind, Value value, Value reduced, Term adjoint) {
    switch (kind) {
    case ReduceKind::Add:
      return adjoint;
    case ReduceKind::Mul:
      return times(adjoint, getProductOfOthers(value, reduced));
    case ReduceKind::Max:
    case ReduceKind::Min: {
      // Those of equal value share it.
      Value hit = create<arith::SelectOp>(
          compare(arith::CmpFPredicate::OEQ, value, reduced), constant(1),
          constant(0));
      return over(times(adjoint, hit), sumOverRow(hit));
    }
    }
    llvm_unreachable("all kinds are handled");
  }

  /// What is the same for all elements is not summed.
  Term sumOverRow(const Term &term) {
    if (term.isZero())
      return term;
    Term common = {term.scale, {}, {}}, own = Term::one();
    for (Value factor : term.factors)
      (isUniform(factor) ? common : own).factors.push_back(factor);
    for (Value divisor : term.divisors)
      (isUniform(divisor) ? common : own).divisors.push_back(divisor);
    bool isOne = own.factors.empty() && own.divisors.empty();
    return times(common, isOne ? create<RowSizeOp>(type)
                               : sumOverRow(materialize(own)));
  }

private:
  Differentiator(DerivativeRegion to, Block &block, Location loc,
                 FloatType type, int64_t inputs, int64_t extra)
      : TermBuilder(block, loc, type), to(to), block(block), inputs(inputs),
        extra(extra) {}

  bool isExtra(BlockArgument argument) {
    int64_t number = argument.getArgNumber();
    return number >= inputs && number < inputs + extra;
  }

  static bool hasTangent(ArrayRef<Dual> duals) {
    return llvm::any_of(
        duals, [](const Dual &dual) { return !dual.tangent.isZero(); });
  }

  FailureOr<Dual> differentiateSurrogate(GateFunctionOpInterface function,
                                         FlatSymbolRefAttr name,
                                         ArrayRef<Dual> args, Value value) {
    GateFunctionOpInterface other = lookupFunction(function, name);
    int64_t count = function.getNumInputs();
    SmallVector<Dual> given(args.take_front(count));
    for (auto [i, defaultValue] : llvm::enumerate(other.getDefaults())) {
      Dual parameter;
      for (int64_t j = 0; j < function.getNumParameters(); ++j)
        if (function.getParameterName(j) == other.getParameterName(i))
          parameter = args[count + j];
      if (!parameter.value)
        parameter.value =
            constant(cast<FloatAttr>(defaultValue).getValueAsDouble());
      given.push_back(parameter);
    }
    FailureOr<Dual> result = differentiate(other, given);
    if (failed(result))
      return failure();
    return Dual{value, result->tangent};
  }

  LogicalResult evaluateBlock(Block &from, ArrayRef<Dual> args, Duals &duals) {
    for (auto [argument, dual] : llvm::zip_equal(from.getArguments(), args))
      duals[argument] = dual;
    return evaluateOps(from, duals);
  }

  LogicalResult evaluateOps(Block &from, Duals &duals) {
    for (Operation &op : from.without_terminator())
      if (failed(evaluate(&op, duals)))
        return failure();
    return success();
  }

  LogicalResult evaluate(Operation *op, Duals &duals) {
    if (auto branch = dyn_cast<scf::IfOp>(op)) {
      SmallVector<ValueRange, 2> yielded;
      for (Region *side : {&branch.getThenRegion(), &branch.getElseRegion()}) {
        if (side->empty())
          return success(); // Without results it does nothing.
        if (failed(evaluateOps(side->front(), duals)))
          return failure();
        yielded.push_back(side->front().getTerminator()->getOperands());
      }
      Value condition = duals[branch.getCondition()].value;
      for (auto [result, ifTrue, ifFalse] :
           llvm::zip_equal(branch.getResults(), yielded[0], yielded[1])) {
        Dual a = duals[ifTrue], b = duals[ifFalse];
        duals[result] = {create<arith::SelectOp>(condition, a.value, b.value),
                         select(condition, a.tangent, b.tangent)};
      }
      return success();
    }
    if (auto loop = dyn_cast<scf::ForOp>(op); loop && op->getNumResults())
      return isRowLoop(loop) ? copyLoop(loop, duals) : unroll(loop, duals);
    if (auto detach = dyn_cast<DetachOp>(op)) {
      duals[detach] = {duals[detach.getValue()].value, {}};
      return success();
    }
    if (auto attr = op->getAttrOfType<FloatAttr>("value");
        attr && isa<arith::ConstantOp>(op)) {
      duals[op->getResult(0)] = {constant(attr.getValueAsDouble()), {}};
      return success();
    }
    SmallVector<Dual> operands = llvm::map_to_vector(
        op->getOperands(), [&](Value operand) { return duals[operand]; });
    SmallVector<Value> values = copy(op, operands);
    for (auto [result, value] : llvm::zip_equal(op->getResults(), values))
      duals[result] = {value, {}};
    if (op->getNumResults() == 0)
      return success();
    Dual &result = duals[op->getResult(0)];
    if (auto reduce = dyn_cast<ReduceOp>(op); reduce && reductionTangents) {
      result.tangent = reductionTangents->lookup(op);
      return success();
    }
    if (!hasTangent(operands) || result.value.getType().isInteger(1))
      return success();
    if (auto call = dyn_cast<CallOp>(op)) {
      FailureOr<Dual> called = differentiateCall(call, operands, result.value);
      if (failed(called))
        return failure();
      result = *called;
      return success();
    }
    FailureOr<Term> tangent = getTangent(op, operands, result.value);
    if (failed(tangent))
      return failure();
    result.tangent = *tangent;
    return success();
  }

  LogicalResult unroll(scf::ForOp loop, Duals &duals) {
    SmallVector<Dual> carried = llvm::map_to_vector(
        loop.getInitArgs(), [&](Value init) { return duals[init]; });
    Block &from = *loop.getBody();
    for (int64_t trip = 0, trips = *getTripCount(loop); trip < trips; ++trip) {
      for (auto [argument, dual] :
           llvm::zip_equal(loop.getRegionIterArgs(), carried))
        duals[argument] = dual;
      if (failed(evaluateOps(from, duals)))
        return failure();
      carried =
          llvm::map_to_vector(from.getTerminator()->getOperands(),
                              [&](Value yielded) { return duals[yielded]; });
    }
    for (auto [result, dual] : llvm::zip_equal(loop.getResults(), carried))
      duals[result] = dual;
    return success();
  }

  /// A loop over the row is kept; its results have tangents that must not be
  /// needed.
  LogicalResult copyLoop(scf::ForOp loop, Duals &duals) {
    IRMapping mapping;
    bool moves = false;
    loop->walk([&](Operation *op) {
      for (Value operand : op->getOperands()) {
        if (loop.getRegion().isAncestor(operand.getParentRegion()))
          continue;
        const Dual &dual = duals[operand];
        mapping.map(operand, dual.value);
        moves |= !dual.tangent.isZero();
      }
    });
    auto copied = cast<scf::ForOp>(builder.clone(*loop, mapping));
    auto known = cast<scf::ForOp>(unique(copied).getDefiningOp());
    for (auto [result, value] :
         llvm::zip_equal(loop.getResults(), known.getResults())) {
      Term tangent;
      if (moves)
        tangent = Term::of(create<UnrealizedConversionCastOp>(
            TypeRange(value.getType()), ValueRange(value)));
      duals[result] = {value, tangent};
    }
    return success();
  }

  /// `value` is that of the call; where the body is differentiated, its own
  /// value takes the place.
  FailureOr<Dual> differentiateCall(CallOp call, ArrayRef<Dual> operands,
                                    Value value) {
    GateFunctionOpInterface callee =
        lookupFunction(call, call.getFunctionAttr());
    SmallVector<Dual> args(operands);
    if (static_cast<int64_t>(args.size()) == callee.getNumInputs())
      for (Attribute number : callee.getDefaults())
        args.push_back(
            {constant(cast<FloatAttr>(number).getValueAsDouble()), {}});
    return differentiate(callee, args, value);
  }

  SmallVector<Value> copy(Operation *op, ArrayRef<Dual> operands) {
    SmallVector<Value> values =
        llvm::map_to_vector(operands, [](const Dual &d) { return d.value; });
    SmallVector<Type> types =
        llvm::map_to_vector(op->getResultTypes(), [&](Type from) {
          return isa<FloatType>(from) ? Type(type) : from;
        });
    OperationState state(op->getLoc(), op->getName(), values, types,
                         op->getAttrs());
    Operation *copied = builder.create(state);
    if (copied->getNumResults() == 1)
      return {unique(copied)};
    return llvm::to_vector_of<Value>(copied->getResults());
  }

  FailureOr<Term> getTangent(Operation *op, ArrayRef<Dual> in, Value y) {
    if (auto reduce = dyn_cast<ReduceOp>(op))
      return sumOverRow(
          getShare(reduce.getKind(), in[0].value, y, in[0].tangent));
    if (std::optional<Term> tangent = getTangentOfScalar(op, in, y))
      return *tangent;
    InFlightDiagnostic error =
        to.user->emitOpError("cannot be differentiated: ")
        << op->getName() << " has no derivative";
    error.attachNote(op->getLoc()) << "it is in the function's body";
    return error;
  }

  /// The rules of calculus; none for an op that is not known.
  std::optional<Term> getTangentOfScalar(Operation *op, ArrayRef<Dual> in,
                                         Value y) {
    using Result = std::optional<Term>;
    Value a = in[0].value, b = in.size() > 1 ? in[1].value : Value();
    const Term &ta = in[0].tangent, tb = in.size() > 1 ? in[1].tangent : Term();
    auto one = [&] { return constant(1); };
    auto sign = [&](Value value) {
      return create<math::CopySignOp>(one(), value);
    };
    // A tie is the second's.
    auto choose = [&](arith::CmpFPredicate first) {
      return select(compare(first, a, b), ta, tb);
    };
    return llvm::TypeSwitch<Operation *, Result>(op)
        .Case([&](arith::NegFOp) { return scaled(ta, -1); })
        .Case([&](arith::AddFOp) { return plus(ta, tb); })
        .Case([&](arith::SubFOp) { return plus(ta, scaled(tb, -1)); })
        .Case([&](arith::MulFOp) { return plus(times(ta, b), times(tb, a)); })
        .Case([&](arith::DivFOp) {
          std::optional<double> c = getConstant(a);
          Term second = c && std::isfinite(*c) && *c != 0
                            ? scaled(times(times(tb, y), y), -1 / *c)
                            : scaled(over(times(tb, y), b), -1);
          return plus(over(ta, b), second);
        })
        .Case([&](arith::RemFOp) {
          if (tb.isZero())
            return ta;
          Value quotient = create<math::TruncOp>(create<arith::DivFOp>(a, b));
          return plus(ta, scaled(times(tb, quotient), -1));
        })
        .Case<arith::MaximumFOp, arith::MaxNumFOp>(
            [&](auto) { return choose(arith::CmpFPredicate::UGT); })
        .Case<arith::MinimumFOp, arith::MinNumFOp>(
            [&](auto) { return choose(arith::CmpFPredicate::ULT); })
        .Case([&](arith::SelectOp) { return select(a, tb, in[2].tangent); })
        .Case([&](math::ClampFOp) {
          Value low = create<arith::MaximumFOp>(a, b);
          Term t = choose(arith::CmpFPredicate::UGT);
          return select(compare(arith::CmpFPredicate::ULT, low, in[2].value), t,
                        in[2].tangent);
        })
        .Case([&](math::FmaOp) {
          return plus(plus(times(ta, b), times(tb, a)), in[2].tangent);
        })
        .Case([&](math::AbsFOp) { return times(ta, sign(a)); })
        .Case([&](math::CopySignOp) {
          return ta.isZero() ? ta : times(times(ta, sign(a)), sign(b));
        })
        .Case<math::FloorOp, math::CeilOp, math::RoundOp, math::RoundEvenOp,
              math::TruncOp>([&](auto) { return Term(); })
        .Case([&](math::ExpOp) { return timesExp(ta, a, y); })
        .Case([&](math::Exp2Op) {
          return scaled(times(ta, y), llvm::numbers::ln2);
        })
        .Case([&](math::ExpM1Op) { return timesExp(ta, a, add(y, one())); })
        .Case([&](math::LogOp) { return over(ta, a); })
        .Case([&](math::Log2Op) {
          return scaled(over(ta, a), llvm::numbers::log2e);
        })
        .Case([&](math::Log10Op) {
          return scaled(over(ta, a), llvm::numbers::log10e);
        })
        .Case([&](math::Log1pOp) { return over(ta, add(one(), a)); })
        .Case([&](math::SqrtOp) { return scaled(over(ta, y), 0.5); })
        .Case(
            [&](math::RsqrtOp) { return scaled(over(times(ta, y), a), -0.5); })
        .Case(
            [&](math::CbrtOp) { return scaled(over(ta, square(y)), 1.0 / 3); })
        .Case([&](math::TanhOp) -> Result {
          if (!getInner(ta, a))
            return times(ta, sub(one(), square(y)));
          // 4 e / (1 + e)^2, e = exp(-2 |a|), which does not become 0 first.
          Value power = mul(constant(-2), create<math::AbsFOp>(a));
          Value sum = add(one(), create<math::ExpOp>(power));
          return scaled(over(timesExp(ta, power, {}), square(sum)), 4);
        })
        .Case([&](math::SinhOp) { return times(ta, create<math::CoshOp>(a)); })
        .Case([&](math::CoshOp) { return times(ta, create<math::SinhOp>(a)); })
        .Case([&](math::SinOp) { return times(ta, create<math::CosOp>(a)); })
        .Case([&](math::CosOp) {
          return scaled(times(ta, create<math::SinOp>(a)), -1);
        })
        .Case([&](math::TanOp) { return times(ta, add(one(), square(y))); })
        .Case([&](math::AsinOp) {
          return over(ta, create<math::SqrtOp>(sub(one(), square(a))));
        })
        .Case([&](math::AcosOp) {
          return scaled(over(ta, create<math::SqrtOp>(sub(one(), square(a)))),
                        -1);
        })
        .Case([&](math::AtanOp) { return over(ta, add(one(), square(a))); })
        .Case([&](math::AsinhOp) {
          return over(ta, create<math::SqrtOp>(add(one(), square(a))));
        })
        .Case([&](math::AcoshOp) {
          return over(ta, create<math::SqrtOp>(sub(square(a), one())));
        })
        .Case([&](math::AtanhOp) { return over(ta, sub(one(), square(a))); })
        .Case([&](math::ErfOp) { return timesErfSlope(ta, a); })
        .Case([&](math::ErfcOp) { return scaled(timesErfSlope(ta, a), -1); })
        .Case([&](math::Atan2Op) {
          Term t = plus(times(ta, b), scaled(times(tb, a), -1));
          return over(t, add(square(a), square(b)));
        })
        .Case([&](math::PowFOp) {
          Term byBase;
          if (!ta.isZero()) {
            std::optional<double> power = getConstant(b);
            Value less = power ? constant(*power - 1) : sub(b, one());
            Value rest =
                power && *power == 2 ? a : create<math::PowFOp>(a, less);
            byBase = times(times(ta, b), rest);
          }
          if (tb.isZero())
            return byBase;
          // 0 to any power stays 0.
          Value zero = constant(0);
          Value slope = create<arith::SelectOp>(
              compare(arith::CmpFPredicate::OEQ, y, zero), zero,
              mul(y, create<math::LogOp>(a)));
          return plus(byBase, times(tb, slope));
        })
        .Default([](Operation *) { return std::nullopt; });
  }

  /// 2 / sqrt(pi) exp(-a^2)
  Term timesErfSlope(const Term &term, Value a) {
    Value power = create<arith::NegFOp>(square(a));
    return scaled(timesExp(term, power, {}), 2 * llvm::numbers::inv_sqrtpi);
  }

  /// `term` times exp(a), which is `y` where that is given. Of exp(-e) e, where
  /// e = exp(b) may overflow, it makes exp(b - e).
  Term timesExp(Term term, Value a, Value y) {
    if (Value inner = getInner(term, a)) {
      term.factors.erase(llvm::find(term.factors, inner));
      a = add(inner.getDefiningOp()->getOperand(0), a);
      y = {};
    }
    return times(term, y ? y : create<math::ExpOp>(a));
  }

  /// The exponential among the factors of `term` that `a` is made of.
  static Value getInner(const Term &term, Value a) {
    for (Value factor : term.factors)
      if (factor.getDefiningOp<math::ExpOp>() && dependsOn(a, factor))
        return factor;
    return {};
  }

  static bool dependsOn(Value value, Value other) {
    llvm::SetVector<Value> needed;
    needed.insert(value);
    for (size_t i = 0; i < needed.size(); ++i) {
      if (needed[i] == other)
        return true;
      if (Operation *op = needed[i].getDefiningOp())
        needed.insert(op->operand_begin(), op->operand_end());
    }
    return false;
  }

  Value sumOverRow(Value value) {
    return create<ReduceOp>(type, ReduceKind::Add, value);
  }

  /// The product of a row without this element, also where there are zeros.
  Value getProductOfOthers(Value value, Value product) {
    Value zero = constant(0), one = constant(1);
    Value isZero = compare(arith::CmpFPredicate::OEQ, value, zero);
    Value zeros = sumOverRow(create<arith::SelectOp>(isZero, one, zero));
    Value rest = create<ReduceOp>(type, ReduceKind::Mul,
                                  create<arith::SelectOp>(isZero, one, value));
    Value only = compare(arith::CmpFPredicate::OEQ, zeros, one);
    return create<arith::SelectOp>(isZero,
                                   create<arith::SelectOp>(only, rest, zero),
                                   create<arith::DivFOp>(product, value));
  }

  /// True if all elements of a row have the same `value`.
  bool isUniform(Value value) {
    if (auto argument = dyn_cast<BlockArgument>(value))
      return argument.getArgNumber() >= inputs + extra;
    Operation *op = value.getDefiningOp();
    if (isa<ReduceOp, RowSizeOp>(op) || isRowLoop(op))
      return true;
    auto [known, isNew] = uniform.try_emplace(op, false);
    if (isNew) {
      bool all = llvm::all_of(
          op->getOperands(), [&](Value operand) { return isUniform(operand); });
      return uniform[op] = all;
    }
    return known->second;
  }

  DerivativeRegion to;
  Block &block;
  int64_t inputs, extra;
  SmallVector<Operation *> active;
  llvm::DenseMap<Operation *, bool> uniform;
};
} // namespace

//===----------------------------------------------------------------------===//
// Derivatives of functions
//===----------------------------------------------------------------------===//

/// Yields what `seed` times the change of each of `wanted` changes the result
/// by.
static LogicalResult yieldPartials(Differentiator &d,
                                   GateFunctionOpInterface function,
                                   ArrayRef<int64_t> wanted, const Term &seed) {
  SmallVector<Term> partials;
  for (int64_t arg : wanted) {
    SmallVector<Dual> args = d.getArguments();
    args[arg].tangent = seed;
    FailureOr<Dual> result = d.differentiate(function, args);
    if (failed(result))
      return failure();
    partials.push_back(result->tangent);
  }
  return d.yield(partials);
}

LogicalResult
penstock::gate::buildDerivative(DerivativeRegion to,
                                GateFunctionOpInterface function) {
  auto d = Differentiator::start(to, function, 0);
  return yieldPartials(
      d, function,
      llvm::to_vector(llvm::seq<int64_t>(0, function.getNumInputs())),
      Term::one());
}

LogicalResult penstock::gate::buildTangent(DerivativeRegion to,
                                           GateFunctionOpInterface function,
                                           ArrayRef<int64_t> given) {
  auto d = Differentiator::start(to, function, given.size());
  SmallVector<Dual> args = d.getArguments();
  for (auto [i, arg] : llvm::enumerate(given))
    args[arg].tangent = Term::of(d.getExtra(i));
  FailureOr<Dual> result = d.differentiate(function, args);
  if (failed(result))
    return failure();
  return d.yield(result->tangent);
}

/// Adjoints of a row function: first those of its reductions, from the last to
/// the first, each a sum over the row, then of what is wanted.
static LogicalResult buildRowAdjoints(DerivativeRegion to,
                                      GateFunctionOpInterface function,
                                      ArrayRef<int64_t> wanted) {
  auto d = Differentiator::start(to, function, 1);
  // Those in loops have no adjoints.
  auto reductions = llvm::to_vector(function.getBody().getOps<ReduceOp>());
  d.reductionTangents.emplace();
  // What each element's operand of a reduction has of the reduction's adjoint.
  llvm::MapVector<Operation *, Term> shares;
  // The sum of everything that `args` and the reductions' tangents reach.
  auto collect = [&](ArrayRef<Dual> args, Duals &duals) -> FailureOr<Term> {
    FailureOr<Dual> result = d.evaluateBody(function, args, duals);
    if (failed(result))
      return failure();
    Term sum = d.multiply(Term::of(d.getExtra(0)), result->tangent);
    for (auto &[reduce, share] : shares)
      sum =
          d.plus(sum, d.multiply(share, duals[reduce->getOperand(0)].tangent));
    return sum;
  };
  for (ReduceOp reduce : llvm::reverse(reductions)) {
    Duals duals;
    (*d.reductionTangents)[reduce] = Term::one();
    FailureOr<Term> sum = collect(d.getArguments(), duals);
    d.reductionTangents->clear();
    if (failed(sum))
      return failure();
    Term adjoint = d.sumOverRow(*sum);
    if (!adjoint.isZero())
      shares[reduce] =
          d.getShare(reduce.getKind(), duals[reduce.getValue()].value,
                     duals[reduce.getResult()].value, adjoint);
  }
  SmallVector<Term> adjoints;
  for (int64_t arg : wanted) {
    SmallVector<Dual> args = d.getArguments();
    args[arg].tangent = Term::one();
    Duals duals;
    FailureOr<Term> sum = collect(args, duals);
    if (failed(sum))
      return failure();
    adjoints.push_back(*sum);
  }
  return d.yield(adjoints);
}

LogicalResult penstock::gate::buildAdjoints(DerivativeRegion to,
                                            GateFunctionOpInterface function,
                                            ArrayRef<int64_t> wanted) {
  if (isa<RowFunctionOp>(function))
    return buildRowAdjoints(to, function, wanted);
  auto d = Differentiator::start(to, function, 1);
  return yieldPartials(d, function, wanted, Term::of(d.getExtra(0)));
}

//===----------------------------------------------------------------------===//
// Functions to hold them
//===----------------------------------------------------------------------===//

/// A private function at the end of `user`'s module.
template <typename Op>
static Op createFunction(Operation *user, StringRef name, StringRef summary,
                         int64_t inputs, ArrayRef<Attribute> names,
                         ArrayRef<Attribute> defaults) {
  auto module = user->getParentOfType<ModuleOp>();
  auto b = OpBuilder::atBlockEnd(module.getBody());
  SmallVector<NamedAttribute> attributes = {
      b.getNamedAttr("sym_name", b.getStringAttr(name)),
      b.getNamedAttr("sym_visibility", b.getStringAttr("private")),
      b.getNamedAttr("input_count", b.getI64IntegerAttr(inputs)),
      b.getNamedAttr("arg_names", b.getArrayAttr(names)),
      b.getNamedAttr("defaults", b.getArrayAttr(defaults)),
      b.getNamedAttr("summary", b.getStringAttr(summary))};
  return Op::create(b, user->getLoc(), TypeRange(), ValueRange(), attributes);
}

ScratchFunction::ScratchFunction(Operation *user)
    : function(createFunction<FunctionOp>(user, "", "", 0, {}, {})) {}

ScratchFunction::~ScratchFunction() { function.erase(); }

FailureOr<FlatSymbolRefAttr> penstock::gate::createRowFunction(
    Operation *user, GateFunctionOpInterface function, const Twine &suffix,
    ArrayRef<std::string> extraInputs,
    function_ref<LogicalResult(DerivativeRegion)> build) {
  Builder b(user->getContext());
  int64_t inputs = function.getNumInputs();
  SmallVector<Attribute> names(function.getArgNames().getValue());
  for (auto [i, extra] : llvm::enumerate(extraInputs)) {
    StringAttr name = b.getStringAttr(extra);
    while (llvm::is_contained(names, name))
      name = b.getStringAttr(name.getValue() + "_");
    names.insert(names.begin() + inputs + i, name);
  }
  auto created = createFunction<RowFunctionOp>(
      user, "", ("part of the derivative of " + function.getSymName()).str(),
      inputs + extraInputs.size(), names, function.getDefaults().getValue());
  if (failed(build({created.getBody(), user}))) {
    created.erase();
    return failure();
  }
  return nameFunction(created, (function.getSymName() + suffix).str());
}
