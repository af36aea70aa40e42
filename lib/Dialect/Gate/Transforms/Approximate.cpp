//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Approximation.h"
#include "penstock/Dialect/Gate/Transforms/Passes.h"

#include "mlir/Dialect/Math/IR/Math.h"
#include "llvm/Support/FormatVariadic.h"
#include <cmath>

namespace penstock::gate {
#define GEN_PASS_DEF_GATEAPPROXIMATEPASS
#include "penstock/Dialect/Gate/Transforms/Passes.h.inc"
} // namespace penstock::gate

using namespace mlir;
using namespace penstock;
using namespace penstock::gate;

/// Inputs that pass for the first look, and for `verify=sampled`.
static constexpr int64_t kRoughStride = 4099, kSampledStride = 257;

namespace {
struct Approximate : gate::impl::GateApproximatePassBase<Approximate> {
  using Base::Base;

  void runOnOperation() override {
    targets.clear();
    approximations.clear();
    copies.clear();
    used.clear();
    if (failed(readOptions()) || failed(redirectAll()))
      return signalPassFailure();
    for (FunctionOp function : targets)
      if (!used.contains(function))
        if (failed(approximate(function, {}, getOperation())))
          return signalPassFailure();
  }

private:
  LogicalResult readOptions();

  // Fitting.
  FailureOr<FlatSymbolRefAttr> approximate(FunctionOp function,
                                           ArrayRef<NamedAttribute> parameters,
                                           Operation *user);
  FailureOr<FlatSymbolRefAttr> fit(FunctionOp function,
                                   FlatSymbolRefAttr reference, Location loc);
  FailureOr<FunctionError> measure(StringRef name, int64_t stride,
                                   Location loc);
  double getError(const FunctionError &error) const;
  ApproximationAttr getApproximation(FlatSymbolRefAttr reference, double error,
                                     int64_t inputs);
  FunctionOp createFunction(StringRef input, StringRef summary, Location loc,
                            function_ref<Value(ScalarBuilder &, Value)> build);

  // Redirecting.
  LogicalResult redirectAll();
  LogicalResult redirect(Operation *op, StringRef function,
                         StringRef parameters);
  bool reachesTarget(GateFunctionOpInterface function);
  FailureOr<FlatSymbolRefAttr> copy(GateFunctionOpInterface function,
                                    Operation *user);

  ApproximationGoal goal;
  SetVector<FunctionOp> targets;
  llvm::DenseSet<Operation *> used;
  std::shared_ptr<FunctionEvaluator> evaluator;
  llvm::DenseMap<std::pair<Operation *, Attribute>, FlatSymbolRefAttr>
      approximations;
  llvm::DenseMap<Operation *, FlatSymbolRefAttr> copies;
};
} // namespace

LogicalResult Approximate::readOptions() {
  ModuleOp module = getOperation();
  auto fail = [&](const Twine &message) { return module.emitError(message); };
  std::string spelled = form;
  llvm::replace(spelled, '-', '_');
  auto chosen = symbolizeApproximationForm(spelled);
  if (!chosen)
    return fail("expected form to be polynomial, rational, piecewise-linear, "
                "table or integer, found '" +
                form + "'");
  auto kind = symbolizeErrorKind(error);
  if (!kind)
    return fail("expected error to be absolute or relative, found '" + error +
                "'");
  if (!symbolizeVerification(verify))
    return fail("expected verify to be exhaustive or sampled, found '" +
                verify + "'");
  if (!(tolerance > 0) || !std::isfinite(tolerance))
    return fail("expected a tolerance that is positive and finite, found " +
                getText(tolerance));
  constexpr double infinity = std::numeric_limits<double>::infinity();
  if (bits != 0 && bits != 16 && bits != 32)
    return fail("expected bits to be 16 or 32, found " + Twine(bits));
  if (bits != 0 && *chosen != ApproximationForm::Integer)
    return fail("bits is an option of form=integer, found form=" + form);
  goal = {*chosen, *kind, tolerance, -infinity, infinity, bits};
  if (!domain.empty()) {
    if (domain.size() != 2 || !(domain[0] < domain[1]))
      return fail("expected domain to be two numbers in order, found '" +
                  llvm::join(llvm::map_range(domain, getText), ",") + "'");
    goal.low = domain[0];
    goal.high = domain[1];
    for (double end : {goal.low, goal.high})
      if (std::isfinite(end) && roundToF32(end) != end)
        return fail(
            "expected the ends of the domain to be f32 numbers, found " +
            llvm::formatv("{0}; {1} is one", end, roundToF32(end)));
  }
  Catalog &catalog = getContext().getLoadedDialect<GateDialect>()->getCatalog();
  for (const std::string &name : functions) {
    Operation *found = module.lookupSymbol(name);
    auto function =
        dyn_cast_or_null<FunctionOp>(found ? found : catalog.lookup(name));
    if (!function)
      return fail("expected the name of a gate.function, found '" + name + "'");
    if (function.getNumInputs() != 1)
      return (found ? found : module)->emitError("expected @")
             << name << " to have one input to be approximated, found "
             << function.getNumInputs();
    targets.insert(function);
  }
  return success();
}

//===----------------------------------------------------------------------===//
// Fitting
//===----------------------------------------------------------------------===//

FunctionOp
Approximate::createFunction(StringRef input, StringRef summary, Location loc,
                            function_ref<Value(ScalarBuilder &, Value)> build) {
  OpBuilder builder = OpBuilder::atBlockEnd(getOperation().getBody());
  FloatType type = builder.getF64Type();
  SmallVector<NamedAttribute> attributes = {
      builder.getNamedAttr("sym_name", builder.getStringAttr("new")),
      builder.getNamedAttr("input_count", builder.getI64IntegerAttr(1)),
      builder.getNamedAttr("arg_names", builder.getStrArrayAttr(input)),
      builder.getNamedAttr("defaults", builder.getArrayAttr({})),
      builder.getNamedAttr("summary", builder.getStringAttr(summary))};
  auto function =
      FunctionOp::create(builder, loc, TypeRange(), ValueRange(), attributes);
  Block &block = function.getBody().emplaceBlock();
  block.addArgument(type, loc);
  ScalarBuilder scalar(block, loc, type);
  scalar.yield(build(scalar, block.getArgument(0)));
  return function;
}

FailureOr<FlatSymbolRefAttr>
Approximate::approximate(FunctionOp function,
                         ArrayRef<NamedAttribute> parameters, Operation *user) {
  used.insert(function);
  GateFunctionOpInterface interface = function;
  // Those that differ from their defaults; and the value of each.
  SmallVector<NamedAttribute> bound;
  SmallVector<double> values;
  for (auto [i, attr] : llvm::enumerate(interface.getDefaults())) {
    StringRef name = interface.getParameterName(i);
    auto value = dyn_cast<FloatAttr>(attr);
    for (NamedAttribute parameter : parameters)
      if (parameter.getName() == name) {
        auto given = cast<FloatAttr>(parameter.getValue());
        if (!value || value.getValueAsDouble() != given.getValueAsDouble())
          bound.push_back(parameter);
        value = given;
      }
    if (!value)
      return user->emitError("parameter '")
             << name << "' of @" << function.getSymName()
             << " has no value and no default";
    values.push_back(value.getValueAsDouble());
  }
  Attribute key = DictionaryAttr::get(&getContext(), bound);
  if (FlatSymbolRefAttr known = approximations.lookup({function, key}))
    return known;

  // Parameters, or a derivative of its own, are put into a function, whose
  // derivative is then exact.
  Location loc = function->getParentOp() == getOperation() ? function.getLoc()
                                                           : user->getLoc();
  auto reference = FlatSymbolRefAttr::get(function.getSymNameAttr());
  bool isExact = !function.getVjpAttr() ||
                 function.getVjpAttr().getKind() == VjpKind::Exact;
  if (!bound.empty() || !isExact) {
    std::string summary = function.getSymName().str();
    for (NamedAttribute parameter : bound)
      summary +=
          " at " + parameter.getName().str() + " = " +
          getText(cast<FloatAttr>(parameter.getValue()).getValueAsDouble());
    FunctionOp wrapper = createFunction(
        interface.getArgName(0), summary, loc,
        [&](ScalarBuilder &b, Value x) -> Value {
          SmallVector<Value> operands = {x};
          for (double value : values)
            operands.push_back(b.constant(value));
          return b.create<CallOp>(x.getType(), reference, operands);
        });
    reference = nameFunction(wrapper, (function.getSymName() + "_bound").str());
  }
  FailureOr<FlatSymbolRefAttr> result = fit(function, reference, loc);
  if (succeeded(result)) {
    approximations[{function, key}] = *result;
    ++numApproximated;
  }
  return result;
}

double Approximate::getError(const FunctionError &error) const {
  if (error.mismatch)
    return HUGE_VAL;
  return goal.error == ErrorKind::Absolute ? error.absolute.error
                                           : error.relative.error;
}

FailureOr<FunctionError> Approximate::measure(StringRef name, int64_t stride,
                                              Location loc) {
  // Of an infinite input f64 may make NaN where there is a limit.
  constexpr double greatest = std::numeric_limits<float>::max();
  FunctionDomain inputs;
  inputs.low = std::max(goal.low, -greatest);
  inputs.high = std::min(goal.high, greatest);
  inputs.stride = stride;
  auto result = evaluator->getError(getOperation(), name,
                                    Float32Type::get(&getContext()), inputs);
  if (!result)
    return emitError(loc, llvm::toString(result.takeError()));
  return *result;
}

ApproximationAttr Approximate::getApproximation(FlatSymbolRefAttr reference,
                                                double error, int64_t inputs) {
  Builder b(&getContext());
  return ApproximationAttr::get(
      &getContext(), reference, goal.form, b.getF64FloatAttr(goal.low),
      b.getF64FloatAttr(goal.high), goal.error, b.getF64FloatAttr(error),
      b.getF64FloatAttr(goal.tolerance), *symbolizeVerification(verify),
      inputs);
}

FailureOr<FlatSymbolRefAttr> Approximate::fit(FunctionOp function,
                                              FlatSymbolRefAttr reference,
                                              Location loc) {
  auto *dialect = getContext().getLoadedDialect<GateDialect>();
  auto *evaluation = dialect->getRegisteredInterface<EvaluationInterface>();
  if (!evaluation)
    return emitError(loc, "this tool cannot run functions, which approximating "
                          "them takes");
  auto what = [&] {
    return llvm::formatv("cannot approximate @{0} within {1} ({2}) on "
                         "[{3}, {4}]: ",
                         reference.getValue(), getText(tolerance),
                         error.getValue(), getText(goal.low),
                         getText(goal.high))
        .str();
  };
  auto created = evaluation->create(getOperation(), reference.getValue());
  if (!created)
    return emitError(loc, llvm::toString(created.takeError()));
  evaluator = std::move(*created);
  auto target = ApproximationTarget::analyze(*evaluator, goal);
  if (!target)
    return emitError(loc, what() + llvm::toString(target.takeError()));
  auto fit = ApproximationFit::create(*target, limit);

  GateFunctionOpInterface interface = function;
  std::string summary =
      llvm::formatv("{0} within {1}", reference.getValue(), getText(tolerance));
  std::string base = (function.getSymName() + "_approximate").str();
  std::string best;
  double least = HUGE_VAL;
  unsigned bestSize = 0, last = fit->getLimit();
  FunctionOp candidate;
  // The error of the fit that has been made, in f32.
  auto measureFit = [&](int64_t stride) -> FailureOr<FunctionError> {
    if (!candidate) {
      candidate = createFunction(
          interface.getArgName(0), summary, loc,
          [&](ScalarBuilder &b, Value x) { return fit->build(b, x); });
      candidate.setVjpAttr(
          VjpAttr::get(&getContext(), VjpKind::Surrogate, reference));
      candidate.setSymName(base + "_candidate");
      // The error is filled in when it is known.
      candidate.setApproximationAttr(
          getApproximation(reference, 0, /*inputs=*/1));
    }
    FailureOr<FunctionError> result =
        measure(candidate.getSymName(), stride, loc);
    if (succeeded(result) && getError(*result) < least) {
      least = getError(*result);
      best = fit->describe();
    }
    return result;
  };

  double leastFit = HUGE_VAL;
  for (unsigned size = 0, inVain = 0; size <= last; ++size) {
    double exact = fit->fit(size);
    if (exact < leastFit) {
      leastFit = exact;
      bestSize = size;
    }
    if (!(exact <= goal.tolerance))
      continue;
    double before = least;
    int64_t strides[] = {kRoughStride,
                         verify == "sampled" ? kSampledStride : 1};
    FunctionError measured;
    for (int64_t stride : strides) {
      FailureOr<FunctionError> result = measureFit(stride);
      if (failed(result))
        return failure();
      measured = *result;
      if (getError(measured) > goal.tolerance)
        break;
    }
    double found = getError(measured);
    if (found <= goal.tolerance) {
      candidate.setApproximationAttr(
          getApproximation(reference, found, measured.inputs));
      return nameFunction(candidate, base);
    }
    candidate.erase();
    candidate = {};
    inVain = least < 0.95 * before ? 0 : inVain + 1;
    if (inVain == 4) {
      inVain = 0;
      size = fit->getEnd(size) - 1;
    }
  }
  if (leastFit < HUGE_VAL && std::isinf(least)) {
    fit->fit(bestSize);
    if (failed(measureFit(kRoughStride)))
      return failure();
  }
  if (candidate)
    candidate.erase();
  if (std::isinf(least))
    return emitError(loc, what() + "no " + form + " fits");
  return emitError(loc, what() + "the best " + form + ", " + best +
                            ", has an error of " + getText(least));
}

//===----------------------------------------------------------------------===//
// Redirecting
//===----------------------------------------------------------------------===//

LogicalResult Approximate::redirectAll() {
  SmallVector<Operation *> users;
  getOperation()->walk<WalkOrder::PreOrder>([&](Operation *op) {
    if (isa<GateFunctionOpInterface>(op))
      return WalkResult::skip();
    if (isa_and_nonnull<GateDialect>(op->getDialect()))
      users.push_back(op);
    return WalkResult::advance();
  });
  for (Operation *op : users)
    if (failed(redirect(op, "function", "parameters")) ||
        failed(redirect(op, "norm", "norm_parameters")))
      return failure();
  return success();
}

LogicalResult Approximate::redirect(Operation *op, StringRef function,
                                    StringRef parameters) {
  auto name = op->getAttrOfType<FlatSymbolRefAttr>(function);
  GateFunctionOpInterface found =
      name ? lookupFunction(op, name) : GateFunctionOpInterface();
  if (!found)
    return success();
  auto target = dyn_cast<FunctionOp>(found.getOperation());
  FailureOr<FlatSymbolRefAttr> result = FlatSymbolRefAttr();
  if (target && targets.contains(target)) {
    if (auto apply = dyn_cast<ApplyOp>(op);
        apply && !apply.getParameterOperands().empty())
      return op->emitOpError("parameter ")
             << apply.getParameterNames()[0] << " of " << name
             << " is an operand; an approximation is of one value";
    auto given = op->getAttrOfType<DictionaryAttr>(parameters);
    result = approximate(
        target, given ? given.getValue() : ArrayRef<NamedAttribute>(), op);
    if (succeeded(result))
      op->setAttr(parameters, DictionaryAttr::get(&getContext()));
  } else if (reachesTarget(found)) {
    result = copy(found, op);
  } else {
    return success();
  }
  if (failed(result))
    return failure();
  op->setAttr(function, *result);
  return success();
}

bool Approximate::reachesTarget(GateFunctionOpInterface function) {
  return function.getBody()
      .walk([&](CallOp call) {
        GateFunctionOpInterface callee =
            lookupFunction(call, call.getFunctionAttr());
        auto target = dyn_cast<FunctionOp>(callee.getOperation());
        bool found =
            (target && targets.contains(target)) || reachesTarget(callee);
        return found ? WalkResult::interrupt() : WalkResult::advance();
      })
      .wasInterrupted();
}

/// A function like this one that calls approximations; what is a fact about
/// this one need not be one about that.
FailureOr<FlatSymbolRefAttr> Approximate::copy(GateFunctionOpInterface function,
                                               Operation *user) {
  FlatSymbolRefAttr &known = copies[function];
  if (known)
    return known;
  auto result = cast<GateFunctionOpInterface>(function->clone());
  std::string name = (function.getSymName() + "_approximate").str();
  SymbolTable::setSymbolName(result, name + "_candidate");
  getOperation().getBody()->push_back(result);
  for (StringRef fact :
       {"aliases", "monotone", "lipschitz", "homogeneous", "specializations"})
    result->removeAttr(fact);
  for (Region *fact : {&result.getRange(), &result.getZero()}) {
    fact->dropAllReferences();
    fact->getBlocks().clear();
  }
  WalkResult walk = result.getBody().walk([&](CallOp call) {
    GateFunctionOpInterface callee =
        lookupFunction(function, call.getFunctionAttr());
    auto target = dyn_cast<FunctionOp>(callee.getOperation());
    FailureOr<FlatSymbolRefAttr> other = FlatSymbolRefAttr();
    if (target && targets.contains(target)) {
      SmallVector<NamedAttribute> parameters;
      for (auto [i, operand] :
           llvm::enumerate(call.getOperands().drop_front())) {
        FloatAttr value;
        StringRef name = callee.getParameterName(i);
        if (!matchPattern(operand, m_Constant(&value))) {
          user->emitError("parameter '")
              << name << "' of " << call.getFunctionAttr() << " in @"
              << function.getSymName()
              << " is no constant; an approximation is of one value";
          return WalkResult::interrupt();
        }
        parameters.emplace_back(StringAttr::get(&getContext(), name), value);
      }
      other = approximate(target, parameters, user);
      if (succeeded(other))
        call->setOperands(call.getOperands().take_front(1));
    } else if (reachesTarget(callee)) {
      other = copy(callee, user);
    } else {
      return WalkResult::advance();
    }
    if (failed(other))
      return WalkResult::interrupt();
    call.setFunctionAttr(*other);
    return WalkResult::advance();
  });
  if (walk.wasInterrupted())
    return failure();
  return copies[function] = nameFunction(result, name);
}
