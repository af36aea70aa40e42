//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "penstock/Dialect/Gate/IR/Functions.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/IR/Matchers.h"
#include "llvm/ADT/StringSet.h"

using namespace mlir;
using namespace penstock::gate;

FloatType penstock::gate::getComputeType(Type type) {
  Builder builder(type.getContext());
  return getElementTypeOrSelf(type).isF64() ? FloatType(builder.getF64Type())
                                            : FloatType(builder.getF32Type());
}

Type penstock::gate::matchShape(Type type, Type like) {
  if (auto vector = dyn_cast<VectorType>(like))
    return vector.cloneWith(std::nullopt, type);
  return type;
}

double penstock::gate::roundFloat(double value, FloatType type) {
  APFloat number(value);
  bool losesInfo;
  number.convert(type.getFloatSemantics(), APFloat::rmNearestTiesToEven,
                 &losesInfo);
  number.convert(APFloat::IEEEdouble(), APFloat::rmNearestTiesToEven,
                 &losesInfo);
  return number.convertToDouble();
}

Value penstock::gate::convertFloat(OpBuilder &builder, Location loc,
                                   Value value, FloatType element) {
  auto from = cast<FloatType>(getElementTypeOrSelf(value.getType()));
  if (from == element)
    return value;
  Type type = matchShape(element, value.getType());
  if (from.getWidth() < element.getWidth())
    return arith::ExtFOp::create(builder, loc, type, value);
  if (from.getWidth() > element.getWidth())
    return arith::TruncFOp::create(builder, loc, type, value);
  // bf16 and f16 have no direct conversion.
  return convertFloat(builder, loc,
                      convertFloat(builder, loc, value, builder.getF32Type()),
                      element);
}

std::optional<int64_t> penstock::gate::getTripCount(scf::ForOp loop) {
  std::optional<int64_t> from = getConstantIntValue(loop.getLowerBound()),
                         to = getConstantIntValue(loop.getUpperBound()),
                         step = getConstantIntValue(loop.getStep());
  if (!from || !to || !step || *step < 1)
    return std::nullopt;
  return *to <= *from ? 0 : (*to - *from - 1) / *step + 1;
}

bool penstock::gate::isRowLoop(Operation *op) {
  return isa<scf::ForOp>(op) && op->walk([](ReduceOp) {
                                    return WalkResult::interrupt();
                                  }).wasInterrupted();
}

/// `attr` as a constant of `type`, a float or a vector of it.
static Value createFloatConstant(OpBuilder &builder, Location loc, Type type,
                                 FloatAttr attr) {
  auto element = cast<FloatType>(getElementTypeOrSelf(type));
  APFloat value = attr.getValue();
  bool losesInfo;
  value.convert(element.getFloatSemantics(), APFloat::rmNearestTiesToEven,
                &losesInfo);
  TypedAttr typed = builder.getFloatAttr(element, value);
  if (auto vector = dyn_cast<VectorType>(type))
    typed = DenseElementsAttr::get(vector, value);
  return arith::ConstantOp::create(builder, loc, typed);
}

Value penstock::gate::createFloatConstant(OpBuilder &builder, Location loc,
                                          Type type, double value) {
  return ::createFloatConstant(builder, loc, type,
                               builder.getF64FloatAttr(value));
}

SmallVector<Value>
penstock::gate::bindParameters(OpBuilder &builder, Location loc,
                               GateFunctionOpInterface function,
                               DictionaryAttr constants, FloatType type,
                               const llvm::StringMap<Value> &given) {
  SmallVector<Value> values;
  for (auto [i, defaultValue] : llvm::enumerate(function.getDefaults())) {
    StringRef name = function.getParameterName(i);
    if (Value value = given.lookup(name)) {
      values.push_back(value);
      continue;
    }
    auto constant =
        dyn_cast_or_null<FloatAttr>(constants ? constants.get(name) : nullptr);
    values.push_back(::createFloatConstant(
        builder, loc, type,
        constant ? constant : cast<FloatAttr>(defaultValue)));
  }
  return values;
}

//===----------------------------------------------------------------------===//
// Instantiation
//===----------------------------------------------------------------------===//

namespace {
/// One instantiation: maps the values of a body to those built for it.
class Instantiator {
public:
  Instantiator(OpBuilder &builder, Location loc, const Instantiation &options,
               FloatType bodyType, Type type)
      : builder(builder), loc(loc), options(options), bodyType(bodyType),
        type(type) {}

  void map(Value from, Value to) { mapping.map(from, broadcast(to)); }

  Value round(Value value) {
    if (!options.roundTo ||
        !isa<FloatType>(getElementTypeOrSelf(value.getType())))
      return value;
    auto element = cast<FloatType>(getElementTypeOrSelf(value.getType()));
    return convertFloat(builder, loc,
                        convertFloat(builder, loc, value, options.roundTo),
                        element);
  }

  Value get(Value value) { return mapping.lookup(value); }

  /// Copies what `values`, of the body of a loop over the row, need.
  void copyOfLoop(Block &loop, ValueRange values) {
    Block &body = *loop.getParentOp()->getBlock();
    SmallVector<Value> outside;
    loop.walk([&](Operation *op) {
      llvm::copy_if(op->getOperands(), std::back_inserter(outside),
                    [&](Value v) { return v.getParentBlock() == &body; });
    });
    copy(body, outside);
    for (BlockArgument carried : loop.getArguments().drop_front())
      map(carried, options.rowValue(carried));
    copy(loop, values);
  }

  /// Copies the ops of `block` that `values` need, in order.
  void copy(Block &block, ValueRange values) {
    llvm::SetVector<Operation *> needed;
    SmallVector<Value> work(values);
    while (!work.empty()) {
      Operation *op = work.pop_back_val().getDefiningOp();
      if (!op || mapping.contains(op->getResult(0)))
        continue;
      op = block.findAncestorOpInBlock(*op);
      if (!op || !needed.insert(op))
        continue;
      if (options.rowValue && isOfRow(op))
        continue;
      op->walk([&](Operation *nested) {
        llvm::append_range(work, nested->getOperands());
      });
    }
    for (Operation &op : block)
      if (needed.contains(&op))
        copy(&op);
  }

private:
  static bool isOfRow(Operation *op) {
    return isa<ReduceOp, RowSizeOp>(op) || isRowLoop(op);
  }

  /// The type of the copy of a value of type `from`.
  Type convert(Type from) {
    return matchShape(from == bodyType ? getElementTypeOrSelf(type) : from,
                      type);
  }

  Value broadcast(Value value) {
    if (!isa<VectorType>(type) || isa<VectorType>(value.getType()))
      return value;
    return vector::BroadcastOp::create(
        builder, loc, matchShape(value.getType(), type), value);
  }

  void copy(Operation *op) {
    Location opLoc = CallSiteLoc::get(op->getLoc(), loc);
    if (isOfRow(op)) {
      for (Value result : op->getResults())
        map(result, options.rowValue(result));
      return;
    }
    if (auto detach = dyn_cast<DetachOp>(op)) {
      map(detach, get(detach.getValue()));
      return;
    }
    if (auto loop = dyn_cast<scf::ForOp>(op)) {
      unroll(loop);
      return;
    }
    if (auto constant = dyn_cast<arith::ConstantOp>(op)) {
      copyConstant(constant, opLoc);
      return;
    }
    if (auto call = dyn_cast<CallOp>(op)) {
      auto callee = lookupFunction(call, call.getFunctionAttr());
      SmallVector<Value> args = llvm::map_to_vector(
          call.getOperands(), [&](Value v) { return get(v); });
      if (static_cast<int64_t>(args.size()) == callee.getNumInputs())
        llvm::append_range(
            args, bindParameters(builder, opLoc, callee, {},
                                 cast<FloatType>(getElementTypeOrSelf(type))));
      // One step, whatever it takes.
      Instantiation inside{FloatType(), options.rowValue};
      map(call.getResult(),
          round(inside(builder, opLoc, callee.getBody(), args).front()));
      return;
    }
    if (auto branch = dyn_cast<scf::IfOp>(op)) {
      copyBranch(branch, opLoc);
      return;
    }
    if (Value quotient = multiplyByReciprocal(op, opLoc)) {
      map(op->getResult(0), quotient);
      return;
    }
    SmallVector<Value> operands =
        llvm::map_to_vector(op->getOperands(), [&](Value v) { return get(v); });
    SmallVector<Type> types = llvm::map_to_vector(
        op->getResultTypes(), [&](Type t) { return convert(t); });
    OperationState state(opLoc, op->getName(), operands, types, op->getAttrs());
    Operation *copied = builder.create(state);
    if (auto math = dyn_cast<arith::ArithFastMathInterface>(copied);
        math && options.approximation)
      copied->setAttr(
          math.getFastMathAttrName(),
          arith::FastMathFlagsAttr::get(copied->getContext(),
                                        arith::FastMathFlags::contract));
    for (auto [from, to] :
         llvm::zip_equal(op->getResults(), copied->getResults()))
      map(from, round(to));
  }

  /// x (1 / d) as x / d, which is one operation and one rounding less; null if
  /// `op` is something else, or if its steps are to stay as they are.
  Value multiplyByReciprocal(Operation *op, Location opLoc) {
    if (!isa<arith::MulFOp>(op) || options.roundTo || options.approximation)
      return {};
    for (unsigned i : {0, 1}) {
      Value from = op->getOperand(i);
      auto reciprocal = get(from).getDefiningOp<arith::DivFOp>();
      if (from.hasOneUse() && reciprocal &&
          matchPattern(reciprocal.getLhs(), m_OneFloat()))
        return arith::DivFOp::create(builder, opLoc, get(op->getOperand(1 - i)),
                                     reciprocal.getRhs());
    }
    return {};
  }

  void unroll(scf::ForOp loop) {
    SmallVector<Value> carried = llvm::map_to_vector(
        loop.getInitArgs(), [&](Value v) { return get(v); });
    Block &block = *loop.getBody();
    ValueRange yielded = block.getTerminator()->getOperands();
    for (int64_t trip = 0, trips = *getTripCount(loop); trip < trips; ++trip) {
      block.walk([&](Operation *op) {
        for (Value result : op->getResults())
          mapping.erase(result);
      });
      for (auto [argument, value] :
           llvm::zip_equal(loop.getRegionIterArgs(), carried))
        mapping.map(argument, value);
      copy(block, yielded);
      carried = llvm::map_to_vector(yielded, [&](Value v) { return get(v); });
    }
    for (auto [result, value] : llvm::zip_equal(loop.getResults(), carried))
      mapping.map(result, value);
  }

  void copyBranch(scf::IfOp branch, Location opLoc) {
    Value condition = get(branch.getCondition());
    auto side = [&](Region &region) {
      ValueRange yielded = region.front().getTerminator()->getOperands();
      copy(region.front(), yielded);
      return llvm::map_to_vector(yielded, [&](Value v) { return get(v); });
    };
    // Both sides are pure: computed, then selected, so that vectors work.
    auto select = [&] {
      SmallVector<Value> results = side(branch.getThenRegion());
      for (auto [result, other] :
           llvm::zip_equal(results, side(branch.getElseRegion())))
        result =
            arith::SelectOp::create(builder, opLoc, condition, result, other);
      return results;
    };
    SmallVector<Value> results;
    if (!options.approximation) {
      results = select();
    } else {
      Value any = condition;
      if (auto vector = dyn_cast<VectorType>(any.getType())) {
        any = vector::ShapeCastOp::create(
            builder, opLoc,
            VectorType::get(vector.getNumElements(), vector.getElementType()),
            any);
        any = vector::ReductionOp::create(builder, opLoc,
                                          vector::CombiningKind::OR, any);
      }
      auto yield = [&](auto values) {
        return [&, values](OpBuilder &inside, Location) {
          OpBuilder::InsertionGuard guard(builder);
          builder.setInsertionPoint(inside.getInsertionBlock(),
                                    inside.getInsertionPoint());
          IRMapping outside = mapping;
          scf::YieldOp::create(builder, opLoc, values());
          mapping = outside;
        };
      };
      auto taken = scf::IfOp::create(
          builder, opLoc, any, yield(select),
          yield([&] { return side(branch.getElseRegion()); }));
      llvm::append_range(results, taken.getResults());
    }
    for (auto [from, to] : llvm::zip_equal(branch.getResults(), results))
      map(from, to);
  }

  void copyConstant(arith::ConstantOp constant, Location opLoc) {
    if (constant.getType().isIndex())
      return; // The bound of a loop.
    Type target = convert(constant.getType());
    if (auto value = dyn_cast<FloatAttr>(constant.getValue());
        value && constant.getType() == bodyType) {
      map(constant,
          round(::createFloatConstant(builder, opLoc, target, value)));
      return;
    }
    TypedAttr value = constant.getValue();
    if (auto vector = dyn_cast<VectorType>(target))
      value = DenseElementsAttr::get(vector, Attribute(value));
    map(constant, arith::ConstantOp::create(builder, opLoc, value));
  }

  OpBuilder &builder;
  Location loc;
  const Instantiation &options;
  FloatType bodyType;
  Type type;
  IRMapping mapping;
};
} // namespace

/// True for the body of an approximation, or of a function that computes with
/// integers, which are not rounded.
static bool isOneStep(Region &region) {
  auto function = dyn_cast<FunctionOp>(region.getParentOp());
  if (!function || &region != &function.getBody())
    return false;
  auto isWide = [](Type t) { return isa<IntegerType>(t) && !t.isInteger(1); };
  return function.getApproximation() ||
         region
             .walk([&](Operation *op) {
               return WalkResult(
                   failure(llvm::any_of(op->getResultTypes(), isWide)));
             })
             .wasInterrupted();
}

SmallVector<Value> Instantiation::operator()(OpBuilder &builder, Location loc,
                                             Region &region, ValueRange args,
                                             ValueRange values) const {
  if (roundTo && values.empty() && isOneStep(region)) {
    Value result =
        Instantiation{FloatType(), rowValue}(builder, loc, region, args)
            .front();
    auto type = cast<FloatType>(getElementTypeOrSelf(result.getType()));
    return {convertFloat(builder, loc,
                         convertFloat(builder, loc, result, roundTo), type)};
  }
  Block &block = region.front();
  Type type = args.front().getType();
  for (Value arg : args)
    if (isa<VectorType>(arg.getType()))
      type = arg.getType();
  Instantiator instantiator(builder, loc, *this,
                            cast<FloatType>(block.getArgument(0).getType()),
                            type);
  // Of the inputs this changes none; parameters may have more bits.
  for (auto [from, to] : llvm::zip_equal(block.getArguments(), args))
    instantiator.map(from, instantiator.round(to));
  if (values.empty())
    values = block.getTerminator()->getOperands();
  Block *of = values.front().getParentBlock();
  if (of != &block)
    instantiator.copyOfLoop(*of, values);
  else
    instantiator.copy(block, values);
  return llvm::map_to_vector(values,
                             [&](Value v) { return instantiator.get(v); });
}

//===----------------------------------------------------------------------===//
// Uses
//===----------------------------------------------------------------------===//

LogicalResult
penstock::gate::verifyFunctionUse(Operation *op, StringRef what,
                                  FlatSymbolRefAttr name, bool isRowFunction,
                                  int64_t inputs, DictionaryAttr parameters,
                                  ArrayRef<StringRef> operandParameters) {
  GateFunctionOpInterface function = lookupFunction(op, name);
  if (!function)
    return op->emitOpError("unknown function ")
           << name << ": neither the module nor the catalogue has it";
  if (!function.isWellFormed())
    return success(); // Its own verifier reports it.
  if (isa<RowFunctionOp>(function) != isRowFunction)
    return op->emitOpError("expected a ")
           << (isRowFunction ? "gate.row_function" : "gate.function")
           << ", found the " << function->getName() << " " << name;
  if (function.getNumInputs() != inputs)
    return op->emitOpError("expected ")
           << function.getNumInputs() << " " << what << " for " << name
           << ", found " << inputs;
  llvm::StringSet<> given;
  for (StringRef parameter : operandParameters)
    if (!given.insert(parameter).second)
      return op->emitOpError("parameter '") << parameter << "' is given twice";
  for (NamedAttribute parameter : parameters) {
    if (!given.insert(parameter.getName().getValue()).second)
      return op->emitOpError("parameter '")
             << parameter.getName().getValue() << "' is given twice";
    if (!isa<FloatAttr>(parameter.getValue()))
      return op->emitOpError("expected a floating-point value of parameter '")
             << parameter.getName().getValue() << "', found "
             << parameter.getValue();
  }
  llvm::StringSet<> own;
  for (auto [i, value] : llvm::enumerate(function.getDefaults())) {
    StringRef parameter = function.getParameterName(i);
    own.insert(parameter);
    if (isa<UnitAttr>(value) && !given.contains(parameter))
      return op->emitOpError("parameter '")
             << parameter << "' of " << name << " has no value and no default";
  }
  for (const auto &parameter : given)
    if (!own.contains(parameter.getKey())) {
      InFlightDiagnostic error = op->emitOpError("unknown parameter '")
                                 << parameter.getKey() << "' of " << name;
      if (!own.empty()) {
        SmallVector<StringRef> names;
        for (int64_t i = 0; i < function.getNumParameters(); ++i)
          names.push_back(function.getParameterName(i));
        error << "; it has " << llvm::join(names, ", ");
      }
      return error;
    }
  return success();
}

FlatSymbolRefAttr penstock::gate::getSpecialization(Operation *op,
                                                    FlatSymbolRefAttr name,
                                                    DictionaryAttr parameters) {
  GateFunctionOpInterface function = lookupFunction(op, name);
  std::optional<ArrayAttr> specializations =
      function ? function.getSpecializations() : std::nullopt;
  if (!specializations)
    return {};
  llvm::StringMap<double> values;
  for (auto [i, value] : llvm::enumerate(function.getDefaults()))
    if (auto number = dyn_cast<FloatAttr>(value))
      values[function.getParameterName(i)] = number.getValueAsDouble();
  for (NamedAttribute parameter : parameters)
    values[parameter.getName()] =
        cast<FloatAttr>(parameter.getValue()).getValueAsDouble();
  for (auto special : specializations->getAsRange<SpecializationAttr>()) {
    bool equal = llvm::all_of(special.getParameters(), [&](NamedAttribute p) {
      auto found = values.find(p.getName());
      return found != values.end() &&
             found->second == cast<FloatAttr>(p.getValue()).getValueAsDouble();
    });
    // The simpler function takes no parameters of its own.
    GateFunctionOpInterface simpler = lookupFunction(op, special.getFunction());
    if (equal && simpler && simpler.getNumParameters() == 0 &&
        simpler.getNumInputs() == function.getNumInputs())
      return special.getFunction();
  }
  return {};
}

bool penstock::gate::isIdentity(GateFunctionOpInterface function) {
  Block &body = function.getBody().front();
  return body.getTerminator()->getOperand(0) == body.getArgument(0);
}

FlatSymbolRefAttr penstock::gate::nameFunction(GateFunctionOpInterface function,
                                               StringRef base) {
  std::string name = base.str();
  auto findOther = [&]() -> Operation * {
    for (Operation &op : *function->getBlock())
      if (auto symbol = op.getAttrOfType<StringAttr>("sym_name");
          symbol && symbol == name && &op != function.getOperation())
        return &op;
    return nullptr;
  };
  auto symbol = cast<SymbolOpInterface>(function.getOperation());
  MLIRContext *context = function->getContext();
  for (int64_t i = 0;; ++i) {
    symbol.setName(StringAttr::get(context, name));
    Operation *other = findOther();
    if (!other)
      break;
    if (OperationEquivalence::isEquivalentTo(
            function, other, OperationEquivalence::IgnoreLocations)) {
      function->erase();
      break;
    }
    name = (base + "_" + Twine(i)).str();
  }
  return FlatSymbolRefAttr::get(context, name);
}
