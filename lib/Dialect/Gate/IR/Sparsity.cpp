//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "penstock/Dialect/Gate/IR/Sparsity.h"
#include "penstock/Dialect/Gate/IR/Functions.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "llvm/ADT/SmallBitVector.h"
#include "llvm/ADT/StringSet.h"

using namespace mlir;
using namespace penstock::gate;

//===----------------------------------------------------------------------===//
// #gate.sparsity
//===----------------------------------------------------------------------===//

Attribute SparsityAttr::parse(AsmParser &parser, Type) {
  SMLoc loc = parser.getCurrentLocation();
  FloatAttr threshold, density;
  int64_t topK = 0;
  llvm::StringSet<> given;
  auto parseNumber = [&](FloatAttr &attr) -> ParseResult {
    double number;
    if (parser.parseEqual() || parser.parseFloat(number))
      return failure();
    attr = parser.getBuilder().getF64FloatAttr(number);
    return success();
  };
  auto parseItem = [&]() -> ParseResult {
    StringRef key;
    SMLoc keyLoc = parser.getCurrentLocation();
    if (parser.parseKeyword(&key))
      return failure();
    bool isKind = key == "zero_set" || key == "threshold" || key == "top_k";
    if (!isKind && key != "density")
      return parser.emitError(keyLoc) << "expected zero_set, threshold, top_k "
                                         "or density, found '"
                                      << key << "'";
    if (!given.insert(isKind ? "kind" : key).second)
      return parser.emitError(keyLoc)
             << (isKind ? "expected one of zero_set, threshold and top_k"
                        : "'density' is given twice");
    if (key == "threshold")
      return parseNumber(threshold);
    if (key == "density")
      return parseNumber(density);
    if (key == "zero_set")
      return success();
    SMLoc numberLoc;
    if (parser.parseEqual() || parser.getCurrentLocation(&numberLoc) ||
        parser.parseInteger(topK))
      return failure();
    // (C2); 0 would stand for none.
    if (topK == 0)
      return parser.emitError(numberLoc, "expected a positive top_k, found 0");
    return success();
  };
  if (parser.parseCommaSeparatedList(AsmParser::Delimiter::LessGreater,
                                     parseItem))
    return {};
  if (!given.contains("kind"))
    return parser.emitError(loc,
                            "expected one of zero_set, threshold and top_k"),
           Attribute();
  return SparsityAttr::getChecked([&] { return parser.emitError(loc); },
                                  parser.getContext(), threshold, topK,
                                  density);
}

void SparsityAttr::print(AsmPrinter &printer) const {
  printer << '<';
  if (getThreshold()) {
    printer << "threshold = ";
    printer.printFloat(getThreshold().getValue());
  } else if (getTopK()) {
    printer << "top_k = " << getTopK();
  } else {
    printer << "zero_set";
  }
  if (getDensity()) {
    printer << ", density = ";
    printer.printFloat(getDensity().getValue());
  }
  printer << '>';
}

LogicalResult SparsityAttr::verify(function_ref<InFlightDiagnostic()> emitError,
                                   FloatAttr threshold, int64_t topK,
                                   FloatAttr density) {
  auto get = [](FloatAttr attr) { return attr.getValueAsDouble(); };
  // (C1)
  if (threshold && !(std::isfinite(get(threshold)) && get(threshold) >= 0))
    return emitError() << "expected a threshold that is finite and not "
                          "negative, found "
                       << get(threshold);
  // (C2)
  if (topK < 0)
    return emitError() << "expected a positive top_k, found " << topK;
  if (threshold && topK)
    return emitError() << "expected one of zero_set, threshold and top_k";
  // (C3)
  if (density && !(get(density) >= 0 && get(density) <= 1))
    return emitError() << "expected a density in 0 ... 1, found "
                       << get(density);
  return success();
}

//===----------------------------------------------------------------------===//
// Finding the gate
//===----------------------------------------------------------------------===//

using Inputs = llvm::SmallBitVector;

/// The inputs that `value` depends on, where `arguments` are those that the
/// arguments of its function depend on.
static Inputs getInputs(Value value, ArrayRef<Inputs> arguments) {
  Inputs inputs(arguments.front().size());
  llvm::SetVector<Value> work;
  work.insert(value);
  for (size_t i = 0; i < work.size(); ++i) {
    if (auto argument = dyn_cast<BlockArgument>(work[i])) {
      inputs |= arguments[argument.getArgNumber()];
      continue;
    }
    work[i].getDefiningOp()->walk([&](Operation *op) {
      work.insert(op->operand_begin(), op->operand_end());
    });
  }
  return inputs;
}

/// True if the regions that are read are what the function's own verifier
/// demands; a use in a nested module is verified first.
static bool isReadable(GateFunctionOpInterface function) {
  if (!function || !function.isWellFormed())
    return false;
  size_t arguments = function.getArgNames().size();
  return llvm::all_of(std::array{&function.getBody(), &function.getZero()},
                      [&](Region *region) {
                        if (region->empty())
                          return region == &function.getZero();
                        Block &block = region->front();
                        return region->hasOneBlock() &&
                               block.getNumArguments() == arguments &&
                               !block.empty() && isa<YieldOp>(block.back()) &&
                               block.back().getNumOperands() == 1;
                      });
}

class SparsityGate::Finder {
public:
  Finder(int64_t input, int64_t inputs) : gate(inputs) { gate.set(input); }

  /// Conditions on the gate alone under which `function` is zero.
  void findZeroSet(GateFunctionOpInterface function, ArrayRef<Inputs> arguments,
                   SmallVector<Path> &found) {
    size_t before = found.size();
    if (Region &zero = function.getZero(); !zero.empty())
      findConditions(zero, zero.front().getTerminator()->getOperand(0),
                     arguments, found);
    if (found.size() == before)
      findZeroFactors(function.getBody(), getResult(function), arguments,
                      found);
  }

  /// The factor of `value`, of the body `region`, that depends on the gate
  /// only.
  bool findActivation(Region &region, Value value, ArrayRef<Inputs> arguments,
                      SmallVector<Path> &found) {
    if (getInputs(value, arguments) == gate) {
      found.push_back({calls, &region, value});
      return true;
    }
    if (auto product = value.getDefiningOp<arith::MulFOp>()) {
      for (auto [own, other] : {std::pair(product.getLhs(), product.getRhs()),
                                std::pair(product.getRhs(), product.getLhs())})
        if (!getInputs(other, arguments).anyCommon(gate) &&
            findActivation(region, own, arguments, found))
          return true;
      return false;
    }
    auto call = value.getDefiningOp<CallOp>();
    return call &&
           enter(call, arguments, [&](auto callee, ArrayRef<Inputs> operands) {
             return findActivation(callee.getBody(), getResult(callee),
                                   operands, found);
           });
  }

  static Value getResult(GateFunctionOpInterface function) {
    return function.getBody().front().getTerminator()->getOperand(0);
  }

private:
  void findConditions(Region &region, Value value, ArrayRef<Inputs> arguments,
                      SmallVector<Path> &found) {
    if (getInputs(value, arguments) == gate) {
      found.push_back({calls, &region, value});
    } else if (auto either = value.getDefiningOp<arith::OrIOp>()) {
      findConditions(region, either.getLhs(), arguments, found);
      findConditions(region, either.getRhs(), arguments, found);
    }
  }

  void findZeroFactors(Region &region, Value value, ArrayRef<Inputs> arguments,
                       SmallVector<Path> &found) {
    if (auto product = value.getDefiningOp<arith::MulFOp>()) {
      findZeroFactors(region, product.getLhs(), arguments, found);
      findZeroFactors(region, product.getRhs(), arguments, found);
    } else if (auto call = value.getDefiningOp<CallOp>()) {
      enter(call, arguments, [&](auto callee, ArrayRef<Inputs> operands) {
        findZeroSet(callee, operands, found);
        return true;
      });
    }
  }

  /// `body` on the function that is called, and what its arguments depend on.
  bool
  enter(CallOp call, ArrayRef<Inputs> arguments,
        function_ref<bool(GateFunctionOpInterface, ArrayRef<Inputs>)> body) {
    GateFunctionOpInterface callee =
        lookupFunction(call, call.getFunctionAttr());
    // Calls that never end are reported by the function's verifier.
    if (!isReadable(callee) || calls.size() > 128)
      return false;
    SmallVector<Inputs> operands = llvm::map_to_vector(
        call.getOperands(), [&](Value v) { return getInputs(v, arguments); });
    operands.resize(callee.getBody().getNumArguments(), Inputs(gate.size()));
    calls.push_back(call);
    bool result = body(callee, operands);
    calls.pop_back();
    return result;
  }

  Inputs gate;
  SmallVector<CallOp> calls;
};

FailureOr<SparsityGate> SparsityGate::find(GateFunctionOpInterface function,
                                           SparsityAttr sparsity) {
  SparsityGate result;
  result.function = function;
  result.sparsity = sparsity;
  if (!function)
    return sparsity.isZeroSet() ? FailureOr<SparsityGate>(failure()) : result;
  if (!isReadable(function))
    return failure();
  int64_t inputs = function.getNumInputs();
  SmallVector<Inputs> arguments(function.getBody().getNumArguments(),
                                Inputs(inputs));
  for (int64_t i = 0; i < inputs; ++i)
    arguments[i].set(i);
  // An input that is its own activation is the gate if there is no other.
  for (bool identity : {false, true})
    for (int64_t i = 0; i < inputs && result.paths.empty(); ++i) {
      result.input = i;
      Finder finder(i, inputs);
      if (sparsity.isZeroSet())
        finder.findZeroSet(function, arguments, result.paths);
      else if (finder.findActivation(function.getBody(),
                                     Finder::getResult(function), arguments,
                                     result.paths) &&
               !identity && isa<BlockArgument>(result.paths.front().value))
        result.paths.clear();
    }
  return result.paths.empty() ? FailureOr<SparsityGate>(failure()) : result;
}

//===----------------------------------------------------------------------===//
// Building its conditions
//===----------------------------------------------------------------------===//

Value SparsityGate::instantiate(OpBuilder &builder, Location loc,
                                const Path &path, Value gate,
                                ValueRange parameters,
                                FloatType roundTo) const {
  // The other inputs are not used.
  GateFunctionOpInterface own = function;
  SmallVector<Value> args(own.getNumInputs(), gate);
  llvm::append_range(args, parameters);
  auto type = cast<FloatType>(getElementTypeOrSelf(gate.getType()));
  Instantiation instantiation{roundTo};
  for (CallOp call : path.calls) {
    args = instantiation(builder, loc, *call->getParentRegion(), args,
                         call.getOperands());
    instantiation.roundTo = {}; // A call is one step.
    GateFunctionOpInterface callee =
        lookupFunction(call, call.getFunctionAttr());
    if (static_cast<int64_t>(args.size()) == callee.getNumInputs())
      llvm::append_range(args, bindParameters(builder, loc, callee, {}, type));
  }
  return instantiation(builder, loc, *path.region, args, path.value).front();
}

Value SparsityGate::getActivation(OpBuilder &builder, Location loc, Value gate,
                                  ValueRange parameters,
                                  FloatType roundTo) const {
  return function ? instantiate(builder, loc, paths.front(), gate, parameters,
                                roundTo)
                  : gate;
}

Value SparsityGate::isInactive(OpBuilder &builder, Location loc, Value gate,
                               ValueRange parameters, FloatType roundTo) const {
  if (FloatAttr threshold = sparsity.getThreshold()) {
    Value activation = getActivation(builder, loc, gate, parameters, roundTo);
    return arith::CmpFOp::create(
        builder, loc, arith::CmpFPredicate::OLE,
        math::AbsFOp::create(builder, loc, activation),
        createFloatConstant(builder, loc, gate.getType(),
                            threshold.getValueAsDouble()));
  }
  Value result;
  for (const Path &path : paths) {
    Value condition =
        instantiate(builder, loc, path, gate, parameters, roundTo);
    result = result
                 ? Value(arith::OrIOp::create(builder, loc, result, condition))
                 : condition;
  }
  return result;
}
