//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// gate.function, gate.row_function and the ops of their bodies.
//
//===----------------------------------------------------------------------===//

#include "penstock/Dialect/Gate/IR/Functions.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/IR/OpImplementation.h"

using namespace mlir;
using namespace penstock::gate;

//===----------------------------------------------------------------------===//
// Assembly
//===----------------------------------------------------------------------===//

/// The regions behind the body, with the arguments that each one takes.
enum class FactArguments { Parameters, All };
static constexpr std::pair<StringLiteral, FactArguments> kFacts[] = {
    {"range", FactArguments::Parameters},
    {"zero", FactArguments::All},
    {"derivative", FactArguments::All}};

/// Attributes that the assembly writes elsewhere than in the dictionary.
static constexpr StringLiteral kSpelledOut[] = {
    "sym_name", "sym_visibility", "input_count", "arg_names", "defaults"};

/// `%name: type (= default)?`
static ParseResult parseArgument(OpAsmParser &parser,
                                 OpAsmParser::Argument &argument,
                                 SmallVectorImpl<Attribute> &names,
                                 Attribute *defaultValue) {
  if (parser.parseArgument(argument) || parser.parseColon() ||
      parser.parseType(argument.type))
    return failure();
  names.push_back(
      parser.getBuilder().getStringAttr(argument.ssaName.name.drop_front()));
  if (!defaultValue)
    return success();
  *defaultValue = parser.getBuilder().getUnitAttr();
  if (failed(parser.parseOptionalEqual()))
    return success();
  FloatAttr value;
  SMLoc loc = parser.getCurrentLocation();
  if (!isa<FloatType>(argument.type))
    return parser.emitError(loc, "expected a floating-point parameter before "
                                 "its default");
  if (parser.parseAttribute(value, argument.type))
    return failure();
  *defaultValue = value;
  return success();
}

template <typename Op>
static ParseResult parseFunction(OpAsmParser &parser, OperationState &result) {
  Builder &builder = parser.getBuilder();
  auto &properties = result.getOrAddProperties<typename Op::Properties>();
  StringRef visibility;
  if (succeeded(parser.parseOptionalKeyword(&visibility,
                                            {"public", "private", "nested"})))
    properties.sym_visibility = builder.getStringAttr(visibility);
  StringAttr name;
  if (parser.parseSymbolName(name))
    return failure();
  properties.sym_name = name;

  SmallVector<OpAsmParser::Argument> arguments, parameters;
  SmallVector<Attribute> names, parameterNames, defaults;
  if (succeeded(parser.parseOptionalLess())) {
    auto parseParameter = [&]() -> ParseResult {
      return parseArgument(parser, parameters.emplace_back(), parameterNames,
                           &defaults.emplace_back());
    };
    if (parser.parseCommaSeparatedList(parseParameter) || parser.parseGreater())
      return failure();
  }
  auto parseInput = [&]() -> ParseResult {
    return parseArgument(parser, arguments.emplace_back(), names, nullptr);
  };
  if (parser.parseCommaSeparatedList(OpAsmParser::Delimiter::Paren, parseInput))
    return failure();
  int64_t inputs = arguments.size();
  llvm::append_range(arguments, parameters);
  llvm::append_range(names, parameterNames);
  properties.input_count = builder.getI64IntegerAttr(inputs);
  properties.arg_names = builder.getArrayAttr(names);
  properties.defaults = builder.getArrayAttr(defaults);

  Type resultType;
  SMLoc resultLoc;
  if (parser.parseArrow() || parser.getCurrentLocation(&resultLoc) ||
      parser.parseType(resultType))
    return failure();
  if (!arguments.empty() && resultType != arguments.front().type)
    return parser.emitError(resultLoc, "expected the result to have the type "
                                       "of the inputs, ")
           << arguments.front().type << ", found " << resultType;
  SMLoc attributesLoc = parser.getCurrentLocation();
  if (parser.parseOptionalAttrDictWithKeyword(result.attributes))
    return failure();
  for (StringRef name : kSpelledOut)
    if (result.attributes.get(name))
      return parser.emitError(attributesLoc)
             << "'" << name << "' follows from the function's signature and "
             << "cannot be given as an attribute";
  if (failed(Op::verifyInherentAttrs(result.name, result.attributes, [&] {
        return parser.emitError(attributesLoc);
      })))
    return failure();

  Region *body = result.addRegion();
  if (parser.parseRegion(*body, arguments))
    return failure();
  for (auto [keyword, takes] : kFacts) {
    Region *region = result.addRegion();
    if (failed(parser.parseOptionalKeyword(keyword)))
      continue;
    SmallVector<OpAsmParser::Argument> factArguments;
    SMLoc loc = parser.getCurrentLocation();
    if (parser.parseArgumentList(factArguments, OpAsmParser::Delimiter::Paren))
      return failure();
    auto types = ArrayRef(arguments).drop_front(
        takes == FactArguments::Parameters ? inputs : 0);
    if (factArguments.size() != types.size())
      return parser.emitError(loc)
             << "expected " << types.size() << " arguments of '" << keyword
             << "', found " << factArguments.size();
    for (auto [argument, like] : llvm::zip_equal(factArguments, types))
      argument.type = like.type;
    if (parser.parseRegion(*region, factArguments))
      return failure();
    if (region->empty())
      return parser.emitError(loc)
             << "expected '" << keyword << "' to have a body, found none";
  }
  return success();
}

template <typename Op> static void printFunction(Op op, OpAsmPrinter &printer) {
  if (auto visibility = op.getSymVisibility())
    printer << ' ' << *visibility;
  printer << ' ';
  printer.printSymbolName(op.getSymName());
  auto printArgument = [&](BlockArgument argument) {
    printer << argument << ": " << argument.getType();
  };
  auto arguments = op.getBody().getArguments();
  if (!op.getDefaults().empty()) {
    printer << '<';
    llvm::interleaveComma(
        llvm::zip_equal(arguments.drop_front(op.getNumInputs()),
                        op.getDefaults()),
        printer, [&](auto parameter) {
          auto [argument, value] = parameter;
          printArgument(argument);
          if (isa<FloatAttr>(value)) {
            printer << " = ";
            printer.printAttributeWithoutType(value);
          }
        });
    printer << '>';
  }
  printer << '(';
  llvm::interleaveComma(arguments.take_front(op.getNumInputs()), printer,
                        printArgument);
  printer << ") -> " << op.getFloatType();
  SmallVector<StringRef> elided(std::begin(kSpelledOut), std::end(kSpelledOut));
  printer.printOptionalAttrDictWithKeyword(op->getAttrs(), elided);
  printer << ' ';
  printer.printRegion(op.getBody(), /*printEntryBlockArgs=*/false);
  Region *facts[] = {&op.getRange(), &op.getZero(), &op.getDerivative()};
  for (auto [fact, region] : llvm::zip_equal(kFacts, facts)) {
    if (region->empty())
      continue;
    printer << ' ' << fact.first << '(';
    llvm::interleaveComma(region->getArguments(), printer);
    printer << ") ";
    printer.printRegion(*region, /*printEntryBlockArgs=*/false);
  }
}

//===----------------------------------------------------------------------===//
// Verification
//===----------------------------------------------------------------------===//

/// True if `value` follows from reductions, parameters and constants alone.
static bool isUniform(Value value, llvm::DenseMap<Value, bool> &known) {
  if (auto argument = dyn_cast<BlockArgument>(value)) {
    auto function =
        dyn_cast<GateFunctionOpInterface>(argument.getOwner()->getParentOp());
    return !function || argument.getArgNumber() >= function.getNumInputs();
  }
  Operation *op = value.getDefiningOp();
  if (isa<ReduceOp, RowSizeOp>(op) || isRowLoop(op))
    return true;
  auto [entry, isNew] = known.try_emplace(value, false);
  if (!isNew)
    return entry->second;
  bool all = true;
  op->walk([&](Operation *nested) {
    for (Value operand : nested->getOperands())
      all = all && isUniform(operand, known);
  });
  return known[value] = all;
}

/// Iterations of a loop with reductions, which is not unrolled.
constexpr int64_t kMaxTrips = 1 << 16;

static LogicalResult verifyLoop(scf::ForOp loop, FloatType type) {
  // (C12)
  if (!getTripCount(loop))
    return loop.emitOpError("not allowed in a function's body: expected "
                            "constant bounds and a positive step");
  if (!loop.getInductionVar().use_empty())
    return loop.emitOpError("not allowed in a function's body: expected no use "
                            "of the induction variable");
  if (!isRowLoop(loop))
    return success();
  if (*getTripCount(loop) > kMaxTrips)
    return loop.emitOpError("expected at most ")
           << kMaxTrips << " iterations, found " << *getTripCount(loop);
  // (C13)
  if (!isa<RowFunctionOp>(loop->getParentOp()))
    return loop.emitOpError("expected a loop with reductions to stand in the "
                            "body of a row function itself, found it in ")
           << loop->getParentOp()->getName();
  llvm::DenseMap<Value, bool> known;
  for (auto [i, init, yielded] : llvm::enumerate(
           loop.getInitArgs(), loop.getBody()->getTerminator()->getOperands()))
    for (Value value : {init, yielded})
      if (value.getType() != type || !isUniform(value, known))
        return loop.emitOpError("expected a loop with reductions to carry "
                                "numbers that are the same for all elements of "
                                "the row, found another as #")
               << i;
  return success();
}

/// True for a division of integers by what cannot be 0, nor -1.
static bool isDefinedDivision(Operation *op) {
  if (!isa<arith::DivSIOp, arith::DivUIOp, arith::FloorDivSIOp,
           arith::CeilDivSIOp, arith::CeilDivUIOp, arith::RemSIOp,
           arith::RemUIOp>(op))
    return false;
  Operation *divisor = op->getOperand(1).getDefiningOp();
  APInt least;
  return isa_and_nonnull<arith::MaxSIOp>(divisor) &&
         llvm::any_of(divisor->getOperands(), [&](Value bound) {
           return matchPattern(bound, m_ConstantInt(&least)) &&
                  least.isStrictlyPositive();
         });
}

/// (C5) for one op of a region.
static LogicalResult verifyBodyOp(Operation *op, FloatType type, bool isRow,
                                  bool implementsOp) {
  if (isa<YieldOp, scf::YieldOp>(op))
    return success();
  auto isLoop = [](Operation *user) { return isa<scf::ForOp>(user); };
  if (isa<arith::ConstantOp>(op) && op->getResult(0).getType().isIndex() &&
      !op->use_empty() && llvm::all_of(op->getUsers(), isLoop))
    return success(); // A bound.
  if (isa<ReduceOp, RowSizeOp>(op) && !isRow)
    return op->emitOpError("expected only in the body of a row function");
  Dialect *dialect = op->getDialect();
  bool known =
      isa<scf::IfOp, scf::ForOp, CallOp, DetachOp, ReduceOp, RowSizeOp>(op) ||
      (isa_and_nonnull<arith::ArithDialect, math::MathDialect>(dialect) &&
       (isPure(op) || isDefinedDivision(op)));
  if (!known && isMemoryEffectFree(op) &&
      isa_and_nonnull<arith::ArithDialect>(dialect))
    return op->emitOpError("not allowed in a function's body: expected a "
                           "divisor that is a positive constant, or "
                           "arith.maxsi with one");
  if (!known)
    return op->emitOpError("not allowed in a function's body: expected pure "
                           "arith and math ops, scf.if, scf.for and gate.call");
  if (implementsOp)
    return success();
  if (isa<arith::BitcastOp>(op))
    return op->emitOpError("not allowed in a function's body: expected no "
                           "bit cast");
  auto loop = dyn_cast<scf::ForOp>(op);
  if (loop && failed(verifyLoop(loop, type)))
    return failure();
  ValueRange operands =
      loop ? ValueRange(loop.getInitArgs()) : ValueRange(op->getOperands());
  auto allowed = [&](Type t) {
    return t == type ||
           (t.isSignlessInteger() && t.getIntOrFloatBitWidth() <= 64);
  };
  for (Type t :
       llvm::concat<const Type>(SmallVector<Type>(operands.getTypes()),
                                SmallVector<Type>(op->getResultTypes())))
    if (!allowed(t))
      return op->emitOpError("not allowed in a function's body: expected "
                             "values of type ")
             << type << " or signless integers of at most 64 bits, found " << t;
  return success();
}

static LogicalResult verifyRegion(Operation *op, StringRef name, Region &region,
                                  TypeRange arguments, TypeRange results,
                                  FloatType type, bool isRow,
                                  bool implementsOp) {
  if (region.empty())
    return success();
  // (C4)
  if (!region.hasOneBlock())
    return op->emitOpError("expected one block in '") << name << "'";
  if (TypeRange(region.getArgumentTypes()) != arguments)
    return op->emitOpError("expected '")
           << name << "' to take " << arguments << ", found "
           << region.getArgumentTypes();
  auto yield = dyn_cast<YieldOp>(region.front().getTerminator());
  if (!yield)
    return op->emitOpError("expected '") << name << "' to end in gate.yield";
  if (TypeRange(yield.getOperandTypes()) != results)
    return yield.emitOpError("expected '")
           << name << "' to yield " << results.size() << " values (" << results
           << "), found " << yield.getNumOperands() << " ("
           << yield.getOperandTypes() << ")";
  WalkResult walk = region.walk<WalkOrder::PreOrder>([&](Operation *nested) {
    return WalkResult(verifyBodyOp(nested, type, isRow, implementsOp));
  });
  return failure(walk.wasInterrupted());
}

/// True if `%name` is how the printer writes a value of that name.
static bool isValueName(StringRef name) {
  return !name.empty() && !llvm::isDigit(name.front()) &&
         llvm::all_of(name, [](char c) {
           return llvm::isAlnum(c) || c == '_' || c == '$' || c == '.' ||
                  c == '-';
         });
}

/// (C10) without the surrogate itself.
template <typename Op> static LogicalResult verifyVjp(Op op) {
  VjpAttr vjp = op.getVjpAttr();
  if (!vjp || vjp.getKind() == VjpKind::Exact)
    return success();
  if (isa<RowFunctionOp>(op.getOperation()))
    return op.emitOpError("expected the vjp of a row function to be exact, "
                          "found ")
           << vjp;
  if (!op.getDerivative().empty())
    return op.emitOpError("expected no 'derivative' beside ") << vjp;
  if (vjp.getKind() == VjpKind::StraightThrough && op.getNumInputs() != 1)
    return op.emitOpError("expected one input with ")
           << vjp << ", found " << op.getNumInputs();
  return success();
}

/// (C14)
static LogicalResult verifyApproximation(Operation *op,
                                         SymbolTableCollection &tables) {
  auto approximation = op->getAttrOfType<ApproximationAttr>("approximation");
  if (!approximation)
    return success();
  auto function = cast<GateFunctionOpInterface>(op);
  if (function.getNumInputs() != 1 || function.getNumParameters() != 0)
    return op->emitOpError("expected an approximation to have one input and no "
                           "parameters, found ")
           << function.getNumInputs() << " and " << function.getNumParameters();
  GateFunctionOpInterface other =
      lookupFunction(op, approximation.getFunction(), &tables);
  if (!other)
    return op->emitOpError("unknown function ")
           << approximation.getFunction() << " to be approximated";
  if (!other.isWellFormed())
    return success(); // Its own verifier reports it.
  if (!isa<FunctionOp>(other) || other.getNumInputs() != 1 ||
      llvm::any_of(other.getDefaults(),
                   [](Attribute a) { return isa<UnitAttr>(a); }))
    return op->emitOpError("expected ")
           << approximation.getFunction()
           << " to be a gate.function of one input whose parameters have "
              "defaults";
  return success();
}

template <typename Op> static LogicalResult verifyFunction(Op op) {
  // (C1)
  int64_t inputs = op.getNumInputs(), parameters = op.getDefaults().size();
  if (inputs < 1)
    return op.emitOpError("expected at least one input, found ") << inputs;
  int64_t names = op.getArgNames().size();
  if (inputs > names || names - inputs != parameters ||
      op.getBody().getNumArguments() != op.getArgNames().size())
    return op.emitOpError("expected a name and a body argument for each of ")
           << inputs << " inputs and " << parameters << " parameters, found "
           << names << " names and " << op.getBody().getNumArguments()
           << " body arguments";
  llvm::SmallDenseSet<Attribute> seen;
  for (auto name : op.getArgNames().template getAsRange<StringAttr>()) {
    if (!isValueName(name))
      return op.emitOpError("expected names of letters, digits and any of "
                            "_$.-, not starting with a digit, for inputs and "
                            "parameters, found '")
             << name.getValue() << "'";
    if (!seen.insert(name).second)
      return op.emitOpError("expected unique names of inputs and parameters, "
                            "found '")
             << name.getValue() << "' twice";
  }
  // (C2)
  for (Type type : op.getBody().getArgumentTypes())
    if (!isa<FloatType>(type) || type != op.getBody().getArgument(0).getType())
      return op.emitOpError("expected inputs and parameters of one "
                            "floating-point type, found ")
             << type;
  // (C3)
  for (Attribute value : op.getDefaults())
    if (!isa<FloatAttr, UnitAttr>(value))
      return op.emitOpError("expected a floating-point default, found ")
             << value;
  // (C8)
  if (auto monotone = op.getMonotone())
    if (*monotone != "increasing" && *monotone != "decreasing")
      return op.emitOpError("expected 'monotone' to be \"increasing\" or "
                            "\"decreasing\", found \"")
             << *monotone << "\"";
  // (C11)
  if (std::optional<APFloat> lipschitz = op.getLipschitz())
    if (inputs != 1 || lipschitz->isNegative() || !lipschitz->isFiniteNonZero())
      return op.emitOpError("expected 'lipschitz' to be a positive finite "
                            "number, of one input, found ")
             << op.getLipschitzAttr() << " of " << inputs;
  // (C9)
  if (auto specializations = op.getSpecializations())
    for (auto special :
         specializations->template getAsRange<SpecializationAttr>()) {
      if (special.getParameters().empty())
        return op.emitOpError("expected the specialization to ")
               << special.getFunction() << " to name a parameter";
      for (NamedAttribute parameter : special.getParameters()) {
        auto own = op.getArgNames().getValue().drop_front(inputs);
        if (!llvm::is_contained(own, Attribute(parameter.getName())))
          return op.emitOpError("specialization names '")
                 << parameter.getName().getValue()
                 << "', which is not a parameter";
        if (!isa<FloatAttr>(parameter.getValue()))
          return op.emitOpError("expected a floating-point value of '")
                 << parameter.getName().getValue() << "', found "
                 << parameter.getValue();
      }
    }
  return verifyVjp(op);
}

/// (C10) for the surrogate.
static LogicalResult verifySurrogate(GateFunctionOpInterface op,
                                     SymbolTableCollection &tables) {
  VjpAttr vjp = op.getVjpAttr();
  if (!vjp || !vjp.getFunction())
    return success();
  GateFunctionOpInterface other =
      lookupFunction(op, vjp.getFunction(), &tables);
  if (!other)
    return op->emitOpError("unknown function ")
           << vjp.getFunction() << " as surrogate";
  if (!other.isWellFormed())
    return success(); // Its own verifier reports it.
  if (!isa<FunctionOp>(other) || other.getNumInputs() != op.getNumInputs())
    return op->emitOpError("expected the surrogate to be a gate.function of ")
           << op.getNumInputs() << " inputs, found the " << other->getName()
           << " " << vjp.getFunction() << " of " << other.getNumInputs();
  if (VjpAttr own = other.getVjpAttr(); own && own.getKind() != VjpKind::Exact)
    return op->emitOpError("expected the vjp of the surrogate ")
           << vjp.getFunction() << " to be exact, found " << own;
  for (auto [i, value] : llvm::enumerate(other.getDefaults())) {
    auto name = StringAttr::get(op.getContext(), other.getParameterName(i));
    if (isa<UnitAttr>(value) &&
        !llvm::is_contained(
            op.getArgNames().getValue().drop_front(op.getNumInputs()), name))
      return op->emitOpError("parameter ")
             << name << " of the surrogate " << vjp.getFunction()
             << " has no default and is not one of this function";
  }
  return success();
}

template <typename Op> static LogicalResult verifyFunctionRegions(Op op) {
  FloatType type = op.getFloatType();
  bool isRow = isa<RowFunctionOp>(op.getOperation());
  bool implementsOp = op.getImplements().has_value();
  SmallVector<Type> all(op.getBody().getNumArguments(), type);
  SmallVector<Type> parameters(op.getDefaults().size(), type);
  Type i1 = IntegerType::get(op.getContext(), 1);
  auto check = [&](StringRef name, Region &region, TypeRange arguments,
                   TypeRange results) {
    return verifyRegion(op, name, region, arguments, results, type, isRow,
                        implementsOp);
  };
  return failure(
      failed(check("body", op.getBody(), all, {type})) ||
      failed(check("range", op.getRange(), parameters, {type, type})) ||
      failed(check("zero", op.getZero(), all, {i1})) ||
      failed(check("derivative", op.getDerivative(), all,
                   SmallVector<Type>(op.getNumInputs(), type))));
}

namespace {
/// (C6) The extent of a function with its calls copied into it. Facts are not
/// followed: they may call their own function, as a derivative often does.
class CallTree {
public:
  static constexpr int64_t kMaxDepth = 128, kMaxOps = 1 << 16;

  CallTree(Operation *root, SymbolTableCollection &tables)
      : root(root), tables(tables) {}

  LogicalResult verify() {
    return failure(failed(count(cast<GateFunctionOpInterface>(root), 0)));
  }

private:
  /// How often an op of a function's body is copied by the loops around it.
  static int64_t countCopies(Operation *op) {
    int64_t copies = 1;
    for (auto loop = op->getParentOfType<scf::ForOp>();
         loop && copies <= kMaxOps && !isRowLoop(loop);
         loop = loop->getParentOfType<scf::ForOp>())
      copies = std::min(copies, kMaxOps) *
               std::min(getTripCount(loop).value_or(1), kMaxOps + 1);
    return copies;
  }

  /// Number of ops of `function` with all calls copied and loops unrolled.
  FailureOr<int64_t> count(GateFunctionOpInterface function, int64_t depth) {
    if (auto known = counts.find(function); known != counts.end())
      return known->second;
    if (depth > kMaxDepth)
      return root->emitOpError("expected calls to nest at most ")
             << kMaxDepth << " deep, found more";
    // A cycle that does not come back to the root is reported at another.
    counts[function] = 0;
    int64_t ops = 0;
    WalkResult walk = function.getBody().walk([&](Operation *op) -> WalkResult {
      int64_t copies = countCopies(op);
      ops += copies;
      if (ops > kMaxOps) {
        root->emitOpError("expected at most ")
            << kMaxOps << " operations with all calls copied, found more";
        return WalkResult::interrupt();
      }
      auto call = dyn_cast<CallOp>(op);
      auto callee = call ? lookupFunction(call, call.getFunctionAttr(), &tables)
                         : GateFunctionOpInterface();
      if (!callee)
        return WalkResult::advance();
      if (callee == root) {
        root->emitOpError("function reaches itself through gate.call");
        return WalkResult::interrupt();
      }
      FailureOr<int64_t> called = count(callee, depth + 1);
      if (failed(called))
        return WalkResult::interrupt();
      ops += copies * *called;
      if (ops <= kMaxOps)
        return WalkResult::advance();
      root->emitOpError("expected at most ")
          << kMaxOps << " operations with all calls copied, found more";
      return WalkResult::interrupt();
    });
    if (walk.wasInterrupted())
      return failure();
    return counts[function] = ops;
  }

  Operation *root;
  SymbolTableCollection &tables;
  llvm::DenseMap<Operation *, int64_t> counts;
};
} // namespace

template <typename Op>
static LogicalResult verifyFunctionSymbol(Op op,
                                          SymbolTableCollection &tables) {
  Catalog &catalog =
      op.getContext()->template getLoadedDialect<GateDialect>()->getCatalog();
  // (C7)
  if (Operation *known = catalog.lookup(op.getSymName()))
    if (known != op.getOperation() &&
        !op->getParentOp()->hasAttr("gate.catalog"))
      return op.emitOpError("the name '")
             << op.getSymName() << "' is the catalogue's; choose another";
  auto function = cast<GateFunctionOpInterface>(op.getOperation());
  if (failed(CallTree(op, tables).verify()) ||
      failed(verifySurrogate(function, tables)) ||
      failed(verifyApproximation(op, tables)))
    return failure();
  // (C9)
  if (std::optional<ArrayAttr> specializations = op.getSpecializations())
    for (auto special :
         specializations->template getAsRange<SpecializationAttr>()) {
      GateFunctionOpInterface simpler =
          lookupFunction(op, special.getFunction(), &tables);
      if (!simpler)
        return op.emitOpError("unknown function ")
               << special.getFunction() << " of a specialization";
      if (!isa<Op>(simpler) ||
          simpler.getNumInputs() != function.getNumInputs() ||
          simpler.getNumParameters())
        return op.emitOpError("expected a specialization to a ")
               << op->getName() << " of " << function.getNumInputs()
               << " inputs and no parameters, found the " << simpler->getName()
               << " " << special.getFunction() << " of "
               << simpler.getNumInputs() << " and "
               << simpler.getNumParameters();
    }
  return success();
}

#define DEFINE_FUNCTION_OP(Op)                                                 \
  ParseResult Op::parse(OpAsmParser &parser, OperationState &result) {         \
    return parseFunction<Op>(parser, result);                                  \
  }                                                                            \
  void Op::print(OpAsmPrinter &printer) { printFunction(*this, printer); }     \
  LogicalResult Op::verify() { return verifyFunction(*this); }                 \
  LogicalResult Op::verifyRegions() { return verifyFunctionRegions(*this); }   \
  LogicalResult Op::verifySymbolUses(SymbolTableCollection &tables) {          \
    return verifyFunctionSymbol(*this, tables);                                \
  }                                                                            \
  void Op::getAsmBlockArgumentNames(Region &region,                            \
                                    OpAsmSetValueNameFn setName) {             \
    ArrayRef<Attribute> names = getArgNames().getValue();                      \
    if (&region == &getRange())                                                \
      names = names.drop_front(getNumInputs());                                \
    for (auto [argument, name] : llvm::zip(region.getArguments(), names))      \
      setName(argument, cast<StringAttr>(name).getValue());                    \
  }
DEFINE_FUNCTION_OP(FunctionOp)
DEFINE_FUNCTION_OP(RowFunctionOp)
#undef DEFINE_FUNCTION_OP

/// (C1) of gate.reduce and gate.row_size; (C5) of functions sees the rest.
static LogicalResult verifyParent(Operation *op) {
  if (isa<RowFunctionOp, scf::ForOp>(op->getParentOp()) &&
      op->getParentOfType<RowFunctionOp>())
    return success();
  return op->emitOpError("expected only in the body of a gate.row_function, or "
                         "an scf.for there, found in ")
         << op->getParentOp()->getName();
}
LogicalResult ReduceOp::verify() { return verifyParent(*this); }
LogicalResult RowSizeOp::verify() { return verifyParent(*this); }

LogicalResult DetachOp::verify() {
  // (C1)
  if (!(*this)->getParentOfType<GateFunctionOpInterface>())
    return emitOpError("expected only in the body of a function");
  return success();
}

LogicalResult CallOp::verifySymbolUses(SymbolTableCollection &tables) {
  // (C3)
  if (!(*this)->getParentOfType<GateFunctionOpInterface>())
    return emitOpError("expected only in the body of a function; use "
                       "gate.apply on tensors");
  GateFunctionOpInterface callee =
      lookupFunction(*this, getFunctionAttr(), &tables);
  // (C1)
  if (!callee)
    return emitOpError("unknown function ")
           << getFunctionAttr()
           << ": neither the module nor the catalogue has it";
  if (!isa<FunctionOp>(callee))
    return emitOpError("expected to call a gate.function, found the ")
           << callee->getName() << " " << getFunctionAttr();
  if (!callee.isWellFormed())
    return success(); // Its own verifier reports it.
  // (C2)
  int64_t inputs = callee.getNumInputs(), count = getNumOperands();
  if (count != inputs && count != inputs + callee.getNumParameters())
    return emitOpError("expected ")
           << inputs << " operands (or " << inputs + callee.getNumParameters()
           << " with all parameters) for " << getFunctionAttr() << ", found "
           << count;
  if (count == inputs)
    for (auto [i, value] : llvm::enumerate(callee.getDefaults()))
      if (isa<UnitAttr>(value))
        return emitOpError("parameter '")
               << callee.getParameterName(i) << "' of " << getFunctionAttr()
               << " has no default";
  return success();
}
