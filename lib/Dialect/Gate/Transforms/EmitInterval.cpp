//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "penstock/Dialect/Gate/IR/ScalarBuilder.h"
#include "penstock/Dialect/Gate/Transforms/Passes.h"

#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "llvm/ADT/TypeSwitch.h"
#include <cmath>

namespace penstock::gate {
#define GEN_PASS_DEF_GATEEMITINTERVALPASS
#include "penstock/Dialect/Gate/Transforms/Passes.h.inc"
} // namespace penstock::gate

using namespace mlir;
using namespace penstock;
using namespace penstock::gate;

static constexpr double kInf = std::numeric_limits<double>::infinity();
static constexpr double kPi = 3.14159265358979323846;

namespace {
/// Bounds of a number; of an i1 whether it must be and whether it can be true.
struct Bounds {
  Value low, high;
};
using BoundsMap = llvm::DenseMap<Value, Bounds>;

/// Builds the bounds of values at the end of a block.
class IntervalBuilder : public ScalarBuilder {
public:
  using ScalarBuilder::ScalarBuilder;

  FailureOr<Bounds> getResult(GateFunctionOpInterface function,
                              ArrayRef<Bounds> args) {
    auto monotone = function->getAttrOfType<StringAttr>("monotone");
    FailureOr<Bounds> result;
    if (monotone && function.getNumInputs() == 1 && isa<FunctionOp>(function) &&
        args.front().low != args.front().high) {
      SmallVector<Bounds> first(args), last(args);
      first.front().high = first.front().low;
      last.front().low = last.front().high;
      if (monotone.getValue() == "decreasing")
        std::swap(first, last);
      FailureOr<Bounds> low = getResult(function, first),
                        high = getResult(function, last);
      if (failed(low) || failed(high))
        return failure();
      return Bounds{low->low, high->high};
    }
    result = getYielded(function.getBody(), args, 0);
    Region &region = function.getRange();
    if (failed(result) || region.empty())
      return result;
    ArrayRef<Bounds> parameters = args.drop_front(function.getNumInputs());
    FailureOr<Bounds> low = getYielded(region, parameters, 0),
                      high = getYielded(region, parameters, 1);
    if (failed(low) || failed(high))
      return failure();
    // A rounded result may step over the fact by as much as the last step.
    return Bounds{max(result->low, margin(low->low, 8, false)),
                  min(result->high, margin(high->high, 8, true))};
  }

private:
  FailureOr<Bounds> getYielded(Region &region, ArrayRef<Bounds> args,
                               unsigned result) {
    BoundsMap bounds;
    for (auto [argument, given] : llvm::zip_equal(region.getArguments(), args))
      bounds[argument] = given;
    if (failed(evaluate(region.front(), bounds)))
      return failure();
    return bounds[region.front().getTerminator()->getOperand(result)];
  }

  LogicalResult evaluate(Block &block, BoundsMap &bounds) {
    for (Operation &op : block.without_terminator()) {
      if (auto branch = dyn_cast<scf::IfOp>(op)) {
        if (branch.getNumResults() == 0)
          continue;
        if (failed(evaluate(branch.getThenRegion().front(), bounds)) ||
            failed(evaluate(branch.getElseRegion().front(), bounds)))
          return failure();
        for (auto [result, ifTrue, ifFalse] : llvm::zip_equal(
                 branch.getResults(), branch.thenYield().getOperands(),
                 branch.elseYield().getOperands()))
          bounds[result] =
              select(branch.getCondition(), ifTrue, ifFalse, bounds);
        continue;
      }
      if (auto loop = dyn_cast<scf::ForOp>(op)) {
        if (failed(carry(loop, bounds)))
          return failure();
        continue;
      }
      if (op.getNumOperands() == 0 && op.getResult(0).getType().isIndex())
        continue; // A bound of a loop.
      std::optional<Bounds> result;
      if (op.getNumResults() == 1)
        result = evaluate(&op, bounds);
      if (!result)
        return op.emitError() << op.getName() << " has no interval form";
      bounds[op.getResult(0)] = *result;
    }
    return success();
  }

  /// A loop that carries the bounds of what `loop` carries.
  LogicalResult carry(scf::ForOp loop, BoundsMap &bounds) {
    SmallVector<Value> inits;
    for (Value init : loop.getInitArgs())
      inits.append({bounds[init].low, bounds[init].high});
    auto index = [&](int64_t i) { return create<arith::ConstantIndexOp>(i); };
    Value from = index(0), to = index(*getTripCount(loop)), step = index(1);
    auto created = scf::ForOp::create(builder, loc, from, to, step, inits);
    auto setBounds = [&](ValueRange values, ValueRange ends) {
      for (auto [i, value] : llvm::enumerate(values))
        bounds[value] = {ends[2 * i], ends[2 * i + 1]};
    };
    LogicalResult result = success();
    inside(*created.getBody(), [&] {
      setBounds(loop.getRegionIterArgs(), created.getRegionIterArgs());
      result = evaluate(*loop.getBody(), bounds);
      if (failed(result))
        return;
      SmallVector<Value> next;
      for (Value value : loop.getBody()->getTerminator()->getOperands())
        next.append({bounds[value].low, bounds[value].high});
      scf::YieldOp::create(builder, loc, next);
    });
    setBounds(loop.getResults(), created.getResults());
    return result;
  }

  //===--------------------------------------------------------------------===//
  // Rounding outward
  //===--------------------------------------------------------------------===//

  Value min(Value a, Value b) { return create<arith::MinNumFOp>(a, b); }
  Value max(Value a, Value b) { return create<arith::MaxNumFOp>(a, b); }
  Value negate(Value a) { return create<arith::NegFOp>(a); }
  Value select(Value condition, Value a, Value b) {
    return a == b ? a : create<arith::SelectOp>(condition, a, b);
  }

  /// `value` moved by so many ulps of f32 and a normal number, which is for
  /// what becomes denormal.
  Value margin(Value value, double ulps, bool isUp) {
    Value size =
        mul(create<math::AbsFOp>(value), constant(std::ldexp(ulps, -23)));
    Value sum = add(size, constant(std::ldexp(1.0, -126)));
    return isUp ? add(value, sum) : sub(value, sum);
  }

  Bounds outward(Value low, Value high, double ulps = 1) {
    // What overflows is at least the greatest number.
    double most = std::numeric_limits<float>::max();
    low = create<arith::MinimumFOp>(low, constant(most));
    high = create<arith::MaximumFOp>(high, constant(-most));
    return {margin(low, ulps, false), margin(high, ulps, true)};
  }

  /// The least and the greatest of what `fn` gives for the bounds, where that
  /// is a number.
  Bounds corners(Bounds a, Bounds b, function_ref<Value(Value, Value)> fn) {
    Value ll = fn(a.low, b.low), lh = fn(a.low, b.high), hl = fn(a.high, b.low),
          hh = fn(a.high, b.high);
    return outward(min(min(ll, lh), min(hl, hh)),
                   max(max(ll, lh), max(hl, hh)));
  }

  Bounds absolute(Bounds a) {
    Value low = create<math::AbsFOp>(a.low),
          high = create<math::AbsFOp>(a.high);
    // 0 where the bounds have different signs.
    Value least = max(max(a.low, negate(a.high)), constant(0));
    return {least, max(low, high)};
  }

  Bounds reduce(ReduceKind kind, Bounds a) {
    auto over = [&](ReduceKind kind, Value value) {
      return create<ReduceOp>(kind, value);
    };
    if (kind == ReduceKind::Mul)
      return {constant(-kInf), constant(kInf)};
    Value low = over(kind, a.low), high = over(kind, a.high);
    if (kind != ReduceKind::Add)
      return {low, high};
    // A sum of n numbers, in whatever order, is wrong by n roundings of the sum
    // of their magnitudes; so are those of the bounds.
    Value size = over(
        kind, max(create<math::AbsFOp>(a.low), create<math::AbsFOp>(a.high)));
    Value loss =
        mul(mul(create<RowSizeOp>(type), constant(std::ldexp(1.0, -21))), size);
    // What is not negative anywhere has no negative sum.
    Value isPositive = compare(arith::CmpFPredicate::OGE,
                               over(ReduceKind::Min, a.low), constant(0));
    low = sub(low, loss);
    return outward(select(isPositive, max(low, constant(0)), low),
                   add(high, loss));
  }

  //===--------------------------------------------------------------------===//
  // Selects
  //===--------------------------------------------------------------------===//

  /// `value` on the side of `condition`, which may compare it.
  Bounds getSide(Value condition, Value value, bool isTrue, BoundsMap &bounds) {
    using P = arith::CmpFPredicate;
    Bounds own = bounds[value];
    auto compared = condition.getDefiningOp<arith::CmpFOp>();
    if (!compared || !isa<FloatType>(value.getType()) ||
        (value != compared.getLhs() && value != compared.getRhs()))
      return own;
    P p = compared.getPredicate();
    bool isGreater = p == P::OGT || p == P::OGE || p == P::UGT || p == P::UGE;
    if (!isGreater && p != P::OLT && p != P::OLE && p != P::ULT && p != P::ULE)
      return own;
    bool isLhs = value == compared.getLhs();
    Bounds other = bounds[isLhs ? compared.getRhs() : compared.getLhs()];
    if ((isGreater == isLhs) == isTrue)
      own.low = max(own.low, other.low);
    else
      own.high = min(own.high, other.high);
    return own;
  }

  Bounds select(Value condition, Value ifTrue, Value ifFalse,
                BoundsMap &bounds) {
    Bounds c = bounds[condition], a = getSide(condition, ifTrue, true, bounds),
           b = getSide(condition, ifFalse, false, bounds);
    bool isNumber = isa<FloatType>(ifTrue.getType());
    Value low =
        isNumber ? min(a.low, b.low) : create<arith::AndIOp>(a.low, b.low);
    Value high =
        isNumber ? max(a.high, b.high) : create<arith::OrIOp>(a.high, b.high);
    return {select(c.low, a.low, select(c.high, low, b.low)),
            select(c.low, a.high, select(c.high, high, b.high))};
  }

  Value negateBool(Value value) {
    Value one = create<arith::ConstantOp>(builder.getBoolAttr(true));
    return create<arith::XOrIOp>(value, one);
  }

  std::optional<Bounds> compareBounds(arith::CmpFPredicate predicate, Bounds a,
                                      Bounds b) {
    using P = arith::CmpFPredicate;
    auto both = [&](Value x, Value y) { return create<arith::AndIOp>(x, y); };
    switch (predicate) {
    case P::OGT:
    case P::UGT:
      return Bounds{compare(P::OGT, a.low, b.high),
                    compare(P::UGT, a.high, b.low)};
    case P::OGE:
    case P::UGE:
      return Bounds{compare(P::OGE, a.low, b.high),
                    compare(P::UGE, a.high, b.low)};
    case P::OLT:
    case P::ULT:
      return compareBounds(P::OGT, b, a);
    case P::OLE:
    case P::ULE:
      return compareBounds(P::OGE, b, a);
    case P::OEQ:
    case P::UEQ:
      return Bounds{
          both(compare(P::OEQ, a.low, b.high), compare(P::OEQ, a.high, b.low)),
          both(compare(P::ULE, a.low, b.high), compare(P::ULE, b.low, a.high))};
    case P::ONE:
    case P::UNE: {
      std::optional<Bounds> equal = compareBounds(P::OEQ, a, b);
      return Bounds{negateBool(equal->high), negateBool(equal->low)};
    }
    default:
      return std::nullopt;
    }
  }

  //===--------------------------------------------------------------------===//
  // Operations
  //===--------------------------------------------------------------------===//

  /// A function of `math` that increases from `from` to `to`.
  template <typename Op>
  Bounds increase(Bounds a, double from = -kInf, double to = kInf) {
    auto clamp = [&](Value value) {
      if (from != -kInf)
        value = max(value, constant(from));
      return to != kInf ? min(value, constant(to)) : value;
    };
    return outward(create<Op>(clamp(a.low)), create<Op>(clamp(a.high)), 8);
  }
  template <typename Op>
  Bounds decrease(Bounds a, double from = -kInf, double to = kInf) {
    return increase<Op>({a.high, a.low}, from, to);
  }
  template <typename Op> Bounds step(Bounds a) {
    return {create<Op>(a.low), create<Op>(a.high)};
  }
  Bounds atLeast(Bounds a, double low) {
    return {max(a.low, constant(low)), a.high};
  }

  std::optional<Bounds> evaluate(Operation *op, BoundsMap &bounds) {
    using Result = std::optional<Bounds>;
    if (auto constant = dyn_cast<arith::ConstantOp>(op)) {
      if (auto attr = dyn_cast<FloatAttr>(constant.getValue())) {
        Value value = this->constant(attr.getValueAsDouble());
        return Bounds{value, value};
      }
      Value value =
          create<arith::ConstantOp>(cast<TypedAttr>(constant.getValue()));
      return Bounds{value, value};
    }
    if (isa<RowSizeOp>(op)) {
      Value size = create<RowSizeOp>(type);
      return outward(size, size);
    }
    SmallVector<Bounds> in = llvm::map_to_vector(
        op->getOperands(), [&](Value operand) { return bounds[operand]; });
    if (in.empty())
      return std::nullopt;
    Bounds a = in[0], b = in.size() > 1 ? in[1] : Bounds();
    auto multiply = [&](Value x, Value y) { return mul(x, y); };
    auto addBounds = [&](Bounds x, Bounds y) {
      return outward(add(x.low, y.low), add(x.high, y.high));
    };
    return llvm::TypeSwitch<Operation *, Result>(op)
        .Case([&](DetachOp) { return a; })
        .Case([&](ReduceOp sum) { return reduce(sum.getKind(), a); })
        .Case([&](arith::NegFOp) {
          return Bounds{negate(a.high), negate(a.low)};
        })
        .Case([&](arith::AddFOp) { return addBounds(a, b); })
        .Case([&](arith::SubFOp) {
          return outward(sub(a.low, b.high), sub(a.high, b.low));
        })
        .Case([&](arith::MulFOp) {
          if (op->getOperand(0) != op->getOperand(1))
            return corners(a, b, multiply);
          Bounds size = absolute(a);
          return atLeast(outward(square(size.low), square(size.high)), 0);
        })
        .Case([&](arith::DivFOp) {
          Bounds quotient = corners(a, b, [&](Value x, Value y) {
            return create<arith::DivFOp>(x, y);
          });
          Value zero = constant(0);
          Value isAny = create<arith::AndIOp>(
              compare(arith::CmpFPredicate::OLE, b.low, zero),
              compare(arith::CmpFPredicate::OGE, b.high, zero));
          return Bounds{select(isAny, constant(-kInf), quotient.low),
                        select(isAny, constant(kInf), quotient.high)};
        })
        .Case<arith::MaximumFOp, arith::MaxNumFOp>([&](auto) {
          return Bounds{max(a.low, b.low), max(a.high, b.high)};
        })
        .Case<arith::MinimumFOp, arith::MinNumFOp>([&](auto) {
          return Bounds{min(a.low, b.low), min(a.high, b.high)};
        })
        .Case([&](math::ClampFOp) {
          return Bounds{min(max(a.low, b.low), in[2].low),
                        min(max(a.high, b.high), in[2].high)};
        })
        .Case([&](arith::CmpFOp compared) {
          return compareBounds(compared.getPredicate(), a, b);
        })
        .Case<arith::AndIOp, arith::OrIOp>([&](auto logic) {
          using Op = decltype(logic);
          return Bounds{create<Op>(a.low, b.low), create<Op>(a.high, b.high)};
        })
        .Case([&](arith::XOrIOp) {
          // Different if one must and the other cannot.
          auto differ = [&](Value x, Value y, Value z, Value w) {
            return create<arith::OrIOp>(
                create<arith::AndIOp>(x, negateBool(y)),
                create<arith::AndIOp>(z, negateBool(w)));
          };
          return Bounds{differ(a.low, b.high, b.low, a.high),
                        differ(a.high, b.low, b.high, a.low)};
        })
        .Case([&](arith::SelectOp choice) {
          return select(choice.getCondition(), choice.getTrueValue(),
                        choice.getFalseValue(), bounds);
        })
        .Case([&](math::FmaOp) {
          return addBounds(corners(a, b, multiply), in[2]);
        })
        .Case([&](math::AbsFOp) { return absolute(a); })
        .Case([&](math::CopySignOp) {
          Bounds size = absolute(a);
          Value zero = constant(0);
          Value isPositive = compare(arith::CmpFPredicate::OGT, b.low, zero),
                isNegative = compare(arith::CmpFPredicate::OLT, b.high, zero);
          return Bounds{select(isPositive, size.low, negate(size.high)),
                        select(isNegative, negate(size.low), size.high)};
        })
        .Case<math::FloorOp, math::CeilOp, math::RoundOp, math::RoundEvenOp,
              math::TruncOp>(
            [&](auto rounding) { return step<decltype(rounding)>(a); })
        .Case<math::ExpOp, math::Exp2Op>(
            [&](auto exp) { return atLeast(increase<decltype(exp)>(a), 0); })
        .Case<math::ExpM1Op, math::CbrtOp, math::TanhOp, math::SinhOp,
              math::AtanOp, math::AsinhOp, math::ErfOp>(
            [&](auto fn) { return increase<decltype(fn)>(a); })
        .Case<math::LogOp, math::Log2Op, math::Log10Op>(
            [&](auto log) { return increase<decltype(log)>(a, 0); })
        .Case([&](math::SqrtOp) {
          return atLeast(increase<math::SqrtOp>(a, 0), 0);
        })
        .Case([&](math::RsqrtOp) {
          return atLeast(decrease<math::RsqrtOp>(a, 0), 0);
        })
        .Case([&](math::Log1pOp) { return increase<math::Log1pOp>(a, -1); })
        .Case([&](math::CoshOp) { return increase<math::CoshOp>(absolute(a)); })
        .Case([&](math::AcoshOp) { return increase<math::AcoshOp>(a, 1); })
        .Case<math::AsinOp, math::AtanhOp>(
            [&](auto fn) { return increase<decltype(fn)>(a, -1, 1); })
        .Case([&](math::AcosOp) { return decrease<math::AcosOp>(a, -1, 1); })
        .Case([&](math::ErfcOp) { return decrease<math::ErfcOp>(a); })
        .Case<math::SinOp, math::CosOp>(
            [&](auto) { return outward(constant(-1), constant(1), 8); })
        .Case([&](math::Atan2Op) {
          return outward(constant(-kPi), constant(kPi), 8);
        })
        .Case([&](math::PowFOp) {
          auto power = [&](Value x, Value y) {
            return create<math::PowFOp>(max(x, constant(0)), y);
          };
          Bounds range = corners(a, b, power);
          range = outward(range.low, range.high, 8);
          // Of powers of both signs.
          if (b.low != b.high)
            range = {min(range.low, constant(1)), max(range.high, constant(1))};
          Value isAny = compare(arith::CmpFPredicate::OLT, a.low, constant(0));
          return Bounds{select(isAny, constant(-kInf), range.low),
                        select(isAny, constant(kInf), range.high)};
        })
        .Case([&](CallOp call) -> Result {
          GateFunctionOpInterface callee =
              lookupFunction(call, call.getFunctionAttr());
          SmallVector<Bounds> args(in);
          if (static_cast<int64_t>(args.size()) == callee.getNumInputs())
            for (Attribute attr : callee.getDefaults()) {
              Value value = constant(cast<FloatAttr>(attr).getValueAsDouble());
              args.push_back({value, value});
            }
          FailureOr<Bounds> result = getResult(callee, args);
          return succeeded(result) ? Result(*result) : std::nullopt;
        })
        .Default([](Operation *) { return std::nullopt; });
  }
};

struct EmitInterval : gate::impl::GateEmitIntervalPassBase<EmitInterval> {
  using Base::Base;

  void runOnOperation() override {
    ModuleOp module = getOperation();
    Catalog &catalog =
        getContext().getLoadedDialect<GateDialect>()->getCatalog();
    for (const std::string &name : functions) {
      Operation *function = module.lookupSymbol(name);
      if (!function)
        function = catalog.lookup(name);
      for (bool isHigh : {false, true}) {
        LogicalResult result = failure();
        if (auto scalar = dyn_cast_or_null<FunctionOp>(function))
          result = emit(scalar, isHigh);
        else if (auto row = dyn_cast_or_null<RowFunctionOp>(function))
          result = emit(row, isHigh);
        else
          module.emitError("expected the name of a gate.function or "
                           "gate.row_function, found '")
              << name << "'";
        if (failed(result))
          return signalPassFailure();
      }
    }
  }

  template <typename Op> LogicalResult emit(Op function, bool isHigh) {
    ModuleOp module = getOperation();
    std::string name =
        (function.getSymName() + (isHigh ? "_high" : "_low")).str();
    if (Operation *other = module.lookupSymbol(name))
      return other->emitError("has the name of a bound of '")
             << function.getSymName() << "'";
    Builder b(&getContext());
    int64_t inputs = function.getNumInputs();
    GateFunctionOpInterface interface = function;
    SmallVector<Attribute> names;
    for (int64_t i = 0; i < inputs; ++i)
      for (StringRef suffix : {"_low", "_high"})
        names.push_back(b.getStringAttr(interface.getArgName(i) + suffix));
    llvm::append_range(names,
                       function.getArgNames().getValue().drop_front(inputs));
    SmallVector<NamedAttribute> attributes = {
        b.getNamedAttr("sym_name", b.getStringAttr(name)),
        b.getNamedAttr("input_count", b.getI64IntegerAttr(2 * inputs)),
        b.getNamedAttr("arg_names", b.getArrayAttr(names)),
        b.getNamedAttr("defaults", function.getDefaults()),
        b.getNamedAttr("summary", b.getStringAttr((isHigh ? "upper" : "lower") +
                                                  Twine(" bound of ") +
                                                  function.getSymName()))};
    auto builder = OpBuilder::atBlockEnd(module.getBody());
    auto bound = Op::create(builder, function.getLoc(), TypeRange(),
                            ValueRange(), attributes);
    Block &block = bound.getBody().emplaceBlock();
    FloatType type = interface.getFloatType();
    block.addArguments(SmallVector<Type>(names.size(), type),
                       SmallVector<Location>(names.size(), function.getLoc()));
    SmallVector<Bounds> args;
    for (int64_t i = 0; i < inputs; ++i)
      args.push_back({block.getArgument(2 * i), block.getArgument(2 * i + 1)});
    for (Value parameter : block.getArguments().drop_front(2 * inputs))
      args.push_back({parameter, parameter});
    IntervalBuilder interval(block, function.getLoc(), type);
    FailureOr<Bounds> result = interval.getResult(function, args);
    if (failed(result)) {
      bound.erase();
      return failure();
    }
    interval.yield(isHigh ? result->high : result->low);
    ++numEmitted;
    return success();
  }
};
} // namespace
