//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "penstock/Dialect/Gate/IR/Derivatives.h"
#include "penstock/Dialect/Gate/IR/Functions.h"
#include "penstock/Dialect/Gate/Transforms/Passes.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "llvm/Support/FormatVariadic.h"

namespace penstock::gate {
#define GEN_PASS_DEF_GATEDIFFERENTIATEPASS
#include "penstock/Dialect/Gate/Transforms/Passes.h.inc"
} // namespace penstock::gate

using namespace mlir;
using namespace penstock;
using namespace penstock::gate;

/// True if values of `type` have derivatives.
static bool isDifferentiable(Type type) {
  auto tensor = dyn_cast<RankedTensorType>(type);
  return tensor && isa<FloatType>(tensor.getElementType()) &&
         !tensor.getEncoding();
}

/// True if values of `type` may depend on others continuously.
static bool isContinuous(Type type) {
  return !getElementTypeOrSelf(type).isIntOrIndex();
}

static Value createZeros(OpBuilder &builder, Location loc, Value like) {
  auto type = cast<RankedTensorType>(like.getType());
  Value zero = createFloatConstant(builder, loc, type.getElementType(), 0.0);
  Value empty = tensor::EmptyOp::create(
      builder, loc, tensor::getMixedSizes(builder, loc, like),
      type.getElementType());
  return linalg::FillOp::create(builder, loc, zero, empty).getResult(0);
}

/// lhs + rhs, rounded once.
static Value createSum(OpBuilder &builder, Location loc, Value lhs, Value rhs) {
  auto type = cast<RankedTensorType>(lhs.getType());
  auto element = cast<FloatType>(type.getElementType());
  SmallVector<AffineMap> maps(3,
                              builder.getMultiDimIdentityMap(type.getRank()));
  SmallVector<utils::IteratorType> iterators(type.getRank(),
                                             utils::IteratorType::parallel);
  Value empty = tensor::EmptyOp::create(
      builder, loc, tensor::getMixedSizes(builder, loc, lhs), element);
  return linalg::GenericOp::create(
             builder, loc, type, ValueRange{lhs, rhs}, empty, maps, iterators,
             [&](OpBuilder &b, Location bodyLoc, ValueRange args) {
               FloatType compute = getComputeType(element);
               Value sum = arith::AddFOp::create(
                   b, bodyLoc, convertFloat(b, bodyLoc, args[0], compute),
                   convertFloat(b, bodyLoc, args[1], compute));
               linalg::YieldOp::create(b, bodyLoc,
                                       convertFloat(b, bodyLoc, sum, element));
             })
      .getResult(0);
}

/// The arguments of kernels that change from call to call are not encoded.
static constexpr StringLiteral plainAttr = "penstock.plain";

namespace {
/// What of a function's values its derivative takes rather than computes.
struct Saving {
  enum Kind { None, IfCheaper, All } kind;
  /// Operations that take as long as moving a byte.
  double opsPerByte;
  bool print;

  /// Decides for a value that a derivative needs.
  bool shouldSave(Operation *op) const;
};

/// Differentiates a function that becomes its own derivative.
class FunctionDerivative {
public:
  /// With respect to `arguments`, or to all if empty.
  FunctionDerivative(func::FuncOp function, ArrayRef<unsigned> arguments)
      : function(function), block(function.getBody().front()),
        builder(block.getTerminator()) {
    for (BlockArgument argument : block.getArguments())
      if (isDifferentiable(argument.getType()) &&
          (arguments.empty() ||
           llvm::is_contained(arguments, argument.getArgNumber())))
        inputs.push_back(argument);
  }

  LogicalResult makeReverse() {
    if (failed(findActive()))
      return failure();
    numArguments = block.getNumArguments();
    SmallVector<Value> results(block.getTerminator()->getOperands());
    for (auto [i, result] : llvm::enumerate(results))
      addTo(result,
            addArgument(result.getType(), result.getLoc(),
                        getName(function.getResultAttrDict(i), "out", i)));
    SmallVector<Operation *> ops = llvm::map_to_vector(
        block.without_terminator(), [](Operation &op) { return &op; });
    for (Operation *op : llvm::reverse(ops))
      if (failed(reverse(op)))
        return failure();
    return success();
  }

  /// Makes `primal`, a copy of what `makeReverse` made, the function that also
  /// returns what of its values the derivative takes from then on.
  void save(func::FuncOp primal, const Saving &saving) {
    llvm::SetVector<Value> saved = findSaved(saving);
    IRMapping mapping;
    function.getBody().cloneInto(&primal.getBody(), mapping);
    Block &copy = primal.getBody().back();
    Operation *terminator = copy.getTerminator();
    SmallVector<Value> results(terminator->getOperands());
    SmallVector<DictionaryAttr> attrs;
    function.getAllResultAttrs(attrs);
    attrs.resize(results.size());
    for (auto [i, kept] : llvm::enumerate(saved)) {
      Value value = kept;
      results.push_back(mapping.lookup(value));
      BlockArgument argument = cast<BlockArgument>(
          addArgument(value.getType(), value.getLoc(), getSavedName(i)));
      attrs.push_back(builder.getDictionaryAttr(builder.getNamedAttr(
          "penstock.name", builder.getStringAttr(getSavedName(i)))));
      value.replaceAllUsesWith(argument);
    }
    terminator->setOperands(results);
    eraseDead(copy);
    copy.eraseArguments(numArguments, copy.getNumArguments() - numArguments);
    primal.setFunctionType(builder.getFunctionType(
        copy.getArgumentTypes(), ValueRange(results).getTypes()));
    primal.setAllResultAttrs(attrs);
    for (Value input : inputs)
      primal.setArgAttr(cast<BlockArgument>(input).getArgNumber(), plainAttr,
                        builder.getUnitAttr());
  }

  void finishReverse() {
    finish(inputs, [&](Value input) { return derivatives.lookup(input); });
    for (auto [i, input] : llvm::enumerate(inputs)) {
      unsigned number = cast<BlockArgument>(input).getArgNumber();
      setName(i, getName(function.getArgAttrDict(number), "arg", number));
      function.setArgAttr(number, plainAttr, builder.getUnitAttr());
    }
    for (unsigned i = numArguments, e = block.getNumArguments(); i < e; ++i)
      function.setArgAttr(i, plainAttr, builder.getUnitAttr());
  }

  LogicalResult makeForward() {
    if (failed(findActive()))
      return failure();
    SmallVector<Operation *> ops = llvm::map_to_vector(
        block.without_terminator(), [](Operation &op) { return &op; });
    for (Value input : inputs) {
      unsigned number = cast<BlockArgument>(input).getArgNumber();
      derivatives[input] =
          addArgument(input.getType(), input.getLoc(),
                      getName(function.getArgAttrDict(number), "arg", number));
    }
    for (Operation *op : ops)
      if (failed(forward(op)))
        return failure();
    SmallVector<Value> results(block.getTerminator()->getOperands());
    SmallVector<std::string> names;
    for (auto [i, result] : llvm::enumerate(results))
      names.push_back(getName(function.getResultAttrDict(i), "out", i));
    finish(results, [&](Value result) { return derivatives.lookup(result); });
    for (auto [i, name] : llvm::enumerate(names))
      setName(i, name);
    return success();
  }

private:
  static std::string getName(DictionaryAttr attrs, StringRef fallback,
                             unsigned number) {
    auto name = attrs ? attrs.getAs<StringAttr>("penstock.name") : StringAttr();
    return "d_" + (name ? name.str() : (fallback + Twine(number)).str());
  }

  static std::string getSavedName(unsigned number) {
    return ("saved" + Twine(number)).str();
  }

  void setName(unsigned result, StringRef name) {
    function.setResultAttr(result, "penstock.name",
                           builder.getStringAttr(name));
  }

  Value addArgument(Type type, Location loc, StringRef name) {
    unsigned number = function.getNumArguments();
    DictionaryAttr attrs = builder.getDictionaryAttr(
        builder.getNamedAttr("penstock.name", builder.getStringAttr(name)));
    (void)function.insertArgument(number, type, attrs, loc);
    return block.getArgument(number);
  }

  /// Values that depend on an argument with a derivative. What is written to
  /// memory is not followed.
  LogicalResult findActive() {
    active.insert(inputs.begin(), inputs.end());
    for (Operation &op : block.without_terminator()) {
      bool depends = false;
      op.walk([&](Operation *nested) {
        for (OpOperand &operand : nested->getOpOperands())
          depends |= isActive(operand);
      });
      if (!depends)
        continue;
      if (!isMemoryEffectFree(&op))
        return op.emitOpError("has no derivative");
      for (Value result : op.getResults())
        if (isContinuous(result.getType()))
          active.insert(result);
    }
    return success();
  }

  /// What is overwritten as a whole has no derivative.
  bool isActive(OpOperand &operand) {
    Operation *op = operand.getOwner();
    auto linalgOp = dyn_cast<linalg::LinalgOp>(op);
    bool mayOverwrite = linalgOp
                            ? !linalgOp.payloadUsesValueFromOperand(&operand)
                            : isa<GateDialect>(op->getDialect());
    auto dps = dyn_cast<DestinationStyleOpInterface>(op);
    bool isRead = !mayOverwrite || !dps || !dps.isDpsInit(&operand);
    return isRead && active.contains(operand.get());
  }

  SmallVector<bool> getActive(Operation *op) {
    return llvm::map_to_vector(op->getOpOperands(), [&](OpOperand &operand) {
      return isActive(operand);
    });
  }

  /// The `derivative` of `value`, whose type may know more sizes or fewer.
  Value matchType(Value value, Value derivative) {
    RankedTensorType type =
        dropEncoding(cast<RankedTensorType>(value.getType()));
    return derivative.getType() == type
               ? derivative
               : tensor::CastOp::create(builder, value.getLoc(), type,
                                        derivative);
  }

  void addTo(Value value, Value derivative) {
    derivative = matchType(value, derivative);
    Value &sum = derivatives[value];
    sum =
        sum ? createSum(builder, value.getLoc(), sum, derivative) : derivative;
  }

  LogicalResult reverse(Operation *op) {
    if (!llvm::any_of(op->getResults(), [&](Value result) {
          return active.contains(result) && derivatives.lookup(result);
        }))
      return success();
    auto differentiable = dyn_cast<DifferentiableOpInterface>(op);
    if (!differentiable)
      return op->emitOpError("has no derivative");
    SmallVector<bool> wanted = getActive(op);
    for (OpOperand &operand : op->getOpOperands())
      if (wanted[operand.getOperandNumber()] &&
          !isa<RankedTensorType>(operand.get().getType()))
        return op->emitOpError("has no derivative by operand #")
               << operand.getOperandNumber();
    FailureOr<SmallVector<Value>> adjoints = differentiable.createAdjoints(
        builder, derivatives.lookup(op->getResult(0)), wanted);
    if (failed(adjoints))
      return failure();
    for (auto [i, operand] : llvm::enumerate(op->getOperands()))
      if (wanted[i] && (*adjoints)[i])
        addTo(operand, (*adjoints)[i]);
    return success();
  }

  LogicalResult forward(Operation *op) {
    if (!llvm::any_of(op->getResults(),
                      [&](Value result) { return active.contains(result); }))
      return success();
    auto differentiable = dyn_cast<DifferentiableOpInterface>(op);
    if (!differentiable)
      return op->emitOpError("has no derivative");
    SmallVector<bool> given = getActive(op);
    SmallVector<Value> tangents;
    for (auto [i, operand] : llvm::enumerate(op->getOperands()))
      tangents.push_back(given[i] ? derivatives.lookup(operand) : Value());
    FailureOr<Value> tangent = differentiable.createTangent(builder, tangents);
    if (failed(tangent))
      return failure();
    if (*tangent)
      derivatives[op->getResult(0)] = matchType(op->getResult(0), *tangent);
    return success();
  }

  /// Returns the derivatives of `values`, and drops what nothing needs.
  void finish(ArrayRef<Value> values, function_ref<Value(Value)> get) {
    SmallVector<Value> results;
    for (Value value : values) {
      Value derivative = get(value);
      results.push_back(derivative
                            ? derivative
                            : createZeros(builder, value.getLoc(), value));
    }
    block.getTerminator()->setOperands(results);
    function.removeResAttrsAttr();
    function.setFunctionType(builder.getFunctionType(
        block.getArgumentTypes(), ValueRange(results).getTypes()));
    eraseDead(block);
  }

  static void eraseDead(Block &block) {
    for (Operation &op : llvm::make_early_inc_range(llvm::reverse(block)))
      if (isOpTriviallyDead(&op))
        op.erase();
  }

  /// Values that do not depend on adjoints, and that ops which do need, or
  /// others of those that are not saved.
  llvm::SetVector<Value> findSaved(const Saving &saving) {
    llvm::DenseSet<Value> adjoints;
    for (BlockArgument argument : block.getArguments().drop_front(numArguments))
      adjoints.insert(argument);
    SmallVector<Value> needed;
    auto forEachOperand = [](Operation *op, function_ref<void(Value)> visit) {
      op->walk([&](Operation *nested) {
        for (Value operand : nested->getOperands())
          visit(operand);
      });
    };
    for (Operation &op : block.without_terminator()) {
      bool depends = false;
      forEachOperand(&op, [&](Value v) { depends |= adjoints.contains(v); });
      if (!depends)
        continue;
      adjoints.insert(op.result_begin(), op.result_end());
      forEachOperand(&op, [&](Value v) { needed.push_back(v); });
    }
    for (Value input : inputs)
      if (Value derivative = derivatives.lookup(input))
        needed.push_back(derivative);
    llvm::SetVector<Value> saved;
    llvm::DenseSet<Value> visited;
    while (!needed.empty()) {
      Value value = needed.pop_back_val();
      Operation *op = value.getDefiningOp();
      if (!op || op->getBlock() != &block || adjoints.contains(value) ||
          !visited.insert(value).second)
        continue;
      if (op->getNumResults() == 1 && saving.shouldSave(op))
        saved.insert(value);
      else
        forEachOperand(op, [&](Value v) { needed.push_back(v); });
    }
    return saved;
  }

  func::FuncOp function;
  Block &block;
  OpBuilder builder;
  /// Of the function itself.
  unsigned numArguments = 0;
  SmallVector<Value> inputs;
  llvm::DenseSet<Value> active;
  llvm::DenseMap<Value, Value> derivatives;
};

bool Saving::shouldSave(Operation *op) const {
  auto costly = dyn_cast<CostOpInterface>(op);
  if (!costly || kind == None || isa<DecodeOp>(op))
    return false;
  double ops = 0;
  for (const Cost &cost : costly.getCosts())
    ops += cost.getOps(1);
  // Written, and read again.
  int64_t tokens = costly.getCosts().back().tokens;
  double bytes = 2 * costly.getCosts().back().writtenPerToken;
  bool saves = kind == All || ops > opsPerByte * bytes;
  if (print) {
    bool isStatic = !ShapedType::isDynamic(tokens);
    double factor = isStatic ? tokens : 1;
    auto format = [&](double value) {
      const char *const units[] = {"", " k", " M", " G"};
      unsigned unit = 0;
      for (value *= factor; value >= 1000 && unit < 3; ++unit)
        value /= 1000;
      return llvm::formatv("{0:f2}{1}", value, units[unit]).str();
    };
    op->emitRemark(saves ? "is saved" : "is computed again")
        << " for the derivative: again " << format(ops)
        << " operations take as long as moving " << format(ops / opsPerByte)
        << " bytes, to save it moves " << format(bytes)
        << (isStatic ? "" : " per token");
  }
  return saves;
}

struct Differentiate : gate::impl::GateDifferentiatePassBase<Differentiate> {
  using Base::Base;

  void runOnOperation() override {
    if (mode.getValue() != "reverse" && mode.getValue() != "forward") {
      getOperation()->emitError(
          "expected mode to be reverse or forward, found '")
          << mode.getValue() << "'";
      return signalPassFailure();
    }
    std::optional<Saving::Kind> kind =
        llvm::StringSwitch<std::optional<Saving::Kind>>(recompute)
            .Case("always", Saving::None)
            .Case("auto", Saving::IfCheaper)
            .Case("never", Saving::All)
            .Default(std::nullopt);
    if (!kind) {
      getOperation()->emitError(
          "expected recompute to be auto, always or never, found '")
          << recompute << "'";
      return signalPassFailure();
    }
    if (!(opsPerByte > 0)) {
      getOperation()->emitError("expected positive ops-per-byte, found ")
          << double(opsPerByte);
      return signalPassFailure();
    }
    saving = {*kind, opsPerByte, print};
    SmallVector<Operation *> work;
    for (const std::string &name : functions) {
      Operation *function = getOperation().lookupSymbol(name);
      if (!isa_and_nonnull<func::FuncOp, FunctionOp>(function)) {
        getOperation()->emitError(
            "expected the name of a func.func or gate.function, found '")
            << name << "'";
        return signalPassFailure();
      }
      work.push_back(function);
    }
    if (functions.empty())
      for (auto function : getOperation().getOps<func::FuncOp>())
        if (function.isPublic() && !function.isExternal())
          work.push_back(function);
    for (Operation *op : work) {
      auto function = dyn_cast<func::FuncOp>(op);
      if (failed(function ? differentiate(function)
                          : addDerivative(cast<FunctionOp>(op))))
        return signalPassFailure();
      ++numDifferentiated;
    }
  }

  LogicalResult addDerivative(FunctionOp function) {
    VjpAttr vjp = function.getVjpAttr();
    if (!function.getDerivative().empty() ||
        (vjp && vjp.getKind() != VjpKind::Exact))
      return success();
    // Not built in place, where it were already what it is to become.
    ScratchFunction scratch(function);
    if (failed(buildDerivative({scratch.getRegion(), function}, function)))
      return failure();
    function.getDerivative().takeBody(scratch.getRegion());
    return success();
  }

  LogicalResult differentiate(func::FuncOp function) {
    bool isReverse = mode.getValue() == "reverse";
    std::string name =
        (function.getName() + (isReverse ? "_vjp" : "_jvp")).str();
    if (function.isExternal() || !function.getBody().hasOneBlock())
      return function.emitError("expected a function of one block");
    for (auto [i, type] : llvm::enumerate(function.getResultTypes()))
      if (!isDifferentiable(type))
        return function.emitError("expected result #")
               << i << " to be a floating-point tensor without encoding, found "
               << type;
    for (unsigned number : arguments)
      if (number >= function.getNumArguments() ||
          !isDifferentiable(function.getArgumentTypes()[number])) {
        InFlightDiagnostic error =
            function.emitError("expected argument #")
            << number << " to be a floating-point tensor without encoding";
        if (number < function.getNumArguments() &&
            getWeightEncoding(function.getArgumentTypes()[number]))
          error.attachNote() << "a weight that is given encoded is constant; "
                                "one that gate.encode encodes has a gradient";
        return error;
      }
    bool saves = isReverse && saving.kind != Saving::None;
    std::string primalName = (function.getName() + "_fwd").str();
    for (StringRef taken : {StringRef(name), StringRef(primalName)})
      if (Operation *other = getOperation().lookupSymbol(taken);
          other && (saves || taken == name))
        return other->emitError("has the name of the derivative of '")
               << function.getName() << "'";
    func::FuncOp derivative = function.clone();
    derivative.setName(name);
    function->getBlock()->getOperations().insertAfter(function->getIterator(),
                                                      derivative);
    FunctionDerivative work(derivative, llvm::to_vector(arguments));
    LogicalResult result = isReverse ? work.makeReverse() : work.makeForward();
    if (failed(result)) {
      derivative.erase();
      return result;
    }
    if (saves) {
      func::FuncOp primal = function.cloneWithoutRegions();
      primal.setName(primalName);
      derivative->getBlock()->getOperations().insert(derivative->getIterator(),
                                                     primal);
      work.save(primal, saving);
    }
    if (isReverse)
      work.finishReverse();
    return success();
  }

  Saving saving;
};
} // namespace
