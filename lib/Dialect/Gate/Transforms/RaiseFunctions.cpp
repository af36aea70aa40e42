//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "RaiseFunctions.h"
#include "penstock/Dialect/Gate/IR/Functions.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "llvm/Support/Format.h"

#include <cmath>
#include <random>

using namespace mlir;
using namespace penstock::gate;
using Kind = Expression::Kind;

RaisedFunctions::RaisedFunctions(ModuleOp module, Expressions &expressions)
    : module(module), expressions(expressions) {
  Catalog &catalog =
      module.getContext()->getLoadedDialect<GateDialect>()->getCatalog();
  for (Operation *function : catalog.getFunctions())
    known.push_back(cast<GateFunctionOpInterface>(function));
  for (auto function : module.getOps<GateFunctionOpInterface>())
    if (!function->hasAttr("implements"))
      known.push_back(function);
}

//===----------------------------------------------------------------------===//
// Finding
//===----------------------------------------------------------------------===//

static bool isF64(const FunctionRequest &request) {
  return request.element.isF64();
}

RaisedFunctions::Table &
RaisedFunctions::getTable(const FunctionRequest &request) {
  const void *roundTo =
      request.each ? request.element.getAsOpaquePointer() : nullptr;
  std::unique_ptr<Table> &table =
      tables[{request.rowSize != 0, request.rowSize, roundTo, isF64(request)}];
  if (table)
    return *table;
  // A few roundings of a constant to the type computed in.
  table = std::make_unique<Table>(std::ldexp(1.0, isF64(request) ? -48 : -21));
  for (GateFunctionOpInterface function : known)
    if (isa<RowFunctionOp>(function) == (request.rowSize != 0))
      add(*table, function, request);
  // The simplest comes first.
  auto getRank = [](const Entry &entry) {
    GateFunctionOpInterface function = entry.function;
    return entry.isSymbolic ? 2 : function.getNumParameters() ? 1 : 0;
  };
  for (int rank : {0, 1, 2})
    for (auto [i, entry] : llvm::enumerate(table->entries))
      if (getRank(entry) == rank)
        table->byHash[table->forms.getHash(entry.form)].push_back(i);
  return *table;
}

void RaisedFunctions::add(Table &table, GateFunctionOpInterface function,
                          const FunctionRequest &request) {
  SmallVector<ExpressionRef> inputs, symbols, defaults;
  for (int64_t i = 0; i < function.getNumInputs(); ++i)
    inputs.push_back(expressions.getInput(i));
  for (auto [i, value] : llvm::enumerate(function.getDefaults())) {
    symbols.push_back(expressions.getParameter(i));
    if (auto number = dyn_cast<FloatAttr>(value))
      defaults.push_back(expressions.getConstant(number.getValueAsDouble()));
  }
  auto addEntry = [&](ArrayRef<ExpressionRef> parameters, bool isSymbolic) {
    SmallVector<ExpressionRef> args(inputs);
    llvm::append_range(args, parameters);
    FloatType roundTo = request.each ? request.element : FloatType();
    if (roundTo)
      for (ExpressionRef &arg : MutableArrayRef(args).drop_front(inputs.size()))
        arg =
            arg->isa(Kind::Constant) ? expressions.getRound(arg, roundTo) : arg;
    ExpressionRef body =
        expressions.getBody(function, args, roundTo, request.rowSize);
    std::optional<Polynomial> form =
        body ? table.forms.get(body) : std::nullopt;
    if (form)
      table.entries.push_back({function, isSymbolic, body, std::move(*form)});
  };
  if (defaults.size() == symbols.size())
    addEntry(defaults, false);
  if (!symbols.empty())
    addEntry(symbols, true);
}

/// Numbers at which functions of `inputs` inputs are compared.
static std::vector<std::vector<double>> getSamples(unsigned inputs,
                                                   int64_t rowSize) {
  std::vector<std::vector<double>> samples(inputs);
  std::mt19937 random(1);
  std::uniform_real_distribution<double> uniform(-3, 3);
  if (rowSize) {
    for (auto &column : samples)
      for (int64_t i = 0; i < rowSize; ++i)
        column.push_back(uniform(random));
    return samples;
  }
  static constexpr double kPoints[] = {0,   0.1, -0.1, 0.5, -0.5, 1,   -1,   2,
                                       -2,  3.1, -3.1, 5,   -5,   7.3, -7.3, 12,
                                       -12, 25,  -25,  60,  -60,  200, -200};
  constexpr size_t kCount = std::size(kPoints);
  for (size_t round = 0; round < (inputs > 1 ? 8u : 1u); ++round)
    for (size_t i = 0; i < kCount; ++i)
      for (auto [j, column] : llvm::enumerate(samples))
        column.push_back(kPoints[(i * (j + 1) + round * (2 * j + 1)) % kCount]);
  for (int i = 0; i < 200; ++i)
    for (auto &column : samples)
      column.push_back(uniform(random));
  // One NaN at a time.
  for (size_t j = 0; j < inputs; ++j)
    for (auto [k, column] : llvm::enumerate(samples))
      column.push_back(j == k ? std::nan("") : uniform(random));
  return samples;
}

namespace {
/// How far two functions are apart.
struct Distance {
  /// The greatest difference, relative where they are greater than 1, and the
  /// sample that it is at.
  double greatest = 0;
  size_t sample = 0;
  /// One of them only is NaN somewhere.
  bool inNaN = false;

  Distance(const std::vector<double> &a, const std::vector<double> &b) {
    for (size_t i = 0; i < a.size(); ++i) {
      if (std::isnan(a[i]) || std::isnan(b[i])) {
        inNaN |= std::isnan(a[i]) != std::isnan(b[i]);
        continue;
      }
      if (a[i] == b[i])
        continue;
      double scale = std::max({1.0, std::fabs(a[i]), std::fabs(b[i])});
      double distance = std::fabs(a[i] - b[i]) / scale;
      // Infinities may differ by NaN.
      if (distance <= greatest)
        continue;
      greatest = std::isnan(distance) ? INFINITY : distance;
      sample = i;
    }
  }
};
} // namespace

static double getNoise(const FunctionRequest &request) {
  return isF64(request) ? 1.0e-11 : 4.0e-6;
}

/// The match, which compares forms, is confirmed by values.
bool RaisedFunctions::agrees(const FunctionRequest &request, const Entry &entry,
                             const CanonicalForms::Match &match) {
  auto samples = getSamples(request.inputs, request.rowSize);
  std::vector<std::vector<double>> permuted;
  for (unsigned input : match.inputs)
    permuted.push_back(samples[input]);
  auto expected = evaluate(request.expression, samples, {});
  auto found = evaluate(entry.body, permuted, match.parameters);
  if (!expected || !found)
    return false;
  Distance distance(*expected, *found);
  return !distance.inNaN && distance.greatest <= getNoise(request);
}

/// A number whose f32 is that of `value`, of few digits if there is one.
static double shorten(double value) {
  for (int digits = 1; digits <= 9; ++digits) {
    std::string text;
    llvm::raw_string_ostream(text) << llvm::format("%.*g", digits, value);
    double number = std::strtod(text.c_str(), nullptr);
    if (std::fabs(number - value) <= std::ldexp(std::fabs(value), -24))
      return number;
  }
  return value;
}

RaisedFunctions::Key RaisedFunctions::getKey(const FunctionRequest &request) {
  return {&getTable(request), request.expression, request.inputs};
}

std::optional<FunctionUse>
RaisedFunctions::find(const FunctionRequest &request) {
  auto [known, isNew] = found.try_emplace(getKey(request));
  if (isNew)
    known->second = search(request);
  return known->second;
}

std::optional<FunctionUse>
RaisedFunctions::search(const FunctionRequest &request) {
  Table &table = getTable(request);
  std::optional<Polynomial> form = table.forms.get(request.expression);
  if (!form)
    return std::nullopt;
  auto entries = table.byHash.find(table.forms.getHash(*form));
  if (entries == table.byHash.end())
    return std::nullopt;
  Builder builder(module.getContext());
  for (unsigned index : entries->second) {
    Entry &entry = table.entries[index];
    GateFunctionOpInterface function = entry.function;
    if (function.getNumInputs() != request.inputs)
      continue;
    std::optional<CanonicalForms::Match> match = table.forms.match(
        entry.form, request.inputs,
        entry.isSymbolic ? function.getNumParameters() : 0, *form);
    if (!match || !agrees(request, entry, *match))
      continue;
    SmallVector<NamedAttribute> parameters;
    for (auto [i, value] : llvm::enumerate(match->parameters))
      parameters.emplace_back(
          builder.getStringAttr(function.getParameterName(i)),
          builder.getF64FloatAttr(isF64(request) ? value : shorten(value)));
    return FunctionUse{
        FlatSymbolRefAttr::get(module.getContext(), function.getSymName()),
        builder.getDictionaryAttr(parameters), match->inputs};
  }
  return std::nullopt;
}

//===----------------------------------------------------------------------===//
// Creating
//===----------------------------------------------------------------------===//

std::string RaisedFunctions::getFreeName() {
  Catalog &catalog =
      module.getContext()->getLoadedDialect<GateDialect>()->getCatalog();
  std::string name;
  do
    name = ("raised_" + Twine(nextName++)).str();
  while (SymbolTable::lookupSymbolIn(module, name) || catalog.lookup(name));
  return name;
}

/// The step that ends in `round`, if it takes more than one operation: a call,
/// which is rounded once.
Value RaisedFunctions::createStep(OpBuilder &builder, Operation *op,
                                  const FunctionRequest &request,
                                  ExpressionRef round,
                                  function_ref<Value(ExpressionRef)> build) {
  ExpressionRef step = round->getOperand(0);
  auto isExact = [&](ExpressionRef operand) {
    return operand->isa(Kind::Input) || operand->isa(Kind::Round) ||
           (operand->isa(Kind::Constant) &&
            expressions.getRound(operand, request.element) == operand);
  };
  if (llvm::all_of(step->getOperands(), isExact))
    return {};
  // What the step reads becomes its inputs.
  llvm::DenseMap<ExpressionRef, ExpressionRef> inputs;
  SmallVector<ExpressionRef> read, work = {step};
  llvm::DenseSet<ExpressionRef> seen;
  while (!work.empty()) {
    ExpressionRef node = work.pop_back_val();
    if (!seen.insert(node).second)
      continue;
    if (node->isa(Kind::Input) || node->isa(Kind::Round)) {
      inputs[node] = expressions.getInput(read.size());
      read.push_back(node);
      continue;
    }
    for (ExpressionRef operand : llvm::reverse(node->getOperands()))
      work.push_back(operand);
  }
  FunctionRequest inner{expressions.substitute(step, inputs),
                        static_cast<unsigned>(read.size()), request.element};
  std::optional<FunctionUse> use = find(inner);
  // Parameters of a call would be rounded as constants of the body are.
  if (!use || !use->parameters.empty())
    use = create(op, inner);
  SmallVector<Value> operands = llvm::map_to_vector(
      use->inputs, [&](unsigned input) { return build(read[input]); });
  return CallOp::create(builder, op->getLoc(), operands.front().getType(),
                        use->function, operands);
}

/// `node`, a function of one input, as a call if it has a name.
Value RaisedFunctions::createCall(OpBuilder &builder, Operation *op,
                                  const FunctionRequest &request,
                                  ExpressionRef node,
                                  function_ref<Value(ExpressionRef)> build) {
  if (!node->isa(Kind::Op) || node->isBoolean() || request.rowSize)
    return {};
  ExpressionRef input = nullptr;
  int ops = 0;
  for (ExpressionRef inner : getNodes(node)) {
    ops += inner->isa(Kind::Op);
    if (!inner->isa(Kind::Input) || inner == input)
      continue;
    if (input)
      return {};
    input = inner;
  }
  // One operation needs no name.
  if (!input || ops < 2)
    return {};
  std::optional<FunctionUse> use =
      find({expressions.substitute(node, {{input, expressions.getInput(0)}}), 1,
            request.element});
  if (!use)
    return {};
  SmallVector<Value> operands = {build(input)};
  if (!use->parameters.empty())
    llvm::append_range(
        operands,
        bindParameters(builder, op->getLoc(), lookupFunction(op, use->function),
                       use->parameters,
                       cast<FloatType>(operands.front().getType())));
  return CallOp::create(builder, op->getLoc(), operands.front().getType(),
                        use->function, operands);
}

FunctionUse RaisedFunctions::create(Operation *op,
                                    const FunctionRequest &request) {
  MLIRContext *context = module.getContext();
  FunctionUse use{{}, DictionaryAttr::get(context), {}};
  llvm::append_range(use.inputs, llvm::seq<unsigned>(0, request.inputs));
  const void *key = (request.each ? Type(request.element)
                                  : Type(getComputeType(request.element)))
                        .getAsOpaquePointer();
  if (FlatSymbolRefAttr symbol = created.lookup({request.expression, key})) {
    use.function = symbol;
    return use;
  }
  OpBuilder builder = OpBuilder::atBlockEnd(module.getBody());
  FloatType type = getComputeType(request.element);
  std::string name = getFreeName();
  SmallVector<StringRef> names;
  static constexpr StringLiteral kNames[] = {"x", "y", "z", "u", "v", "w"};
  SmallVector<std::string> numbered;
  for (unsigned i = 0; i < request.inputs; ++i)
    numbered.push_back(request.inputs <= std::size(kNames)
                           ? kNames[i].str()
                           : ("x" + Twine(i)).str());
  llvm::append_range(names, numbered);

  bool isRow = request.rowSize != 0;
  OperationState state(op->getLoc(), isRow ? RowFunctionOp::getOperationName()
                                           : FunctionOp::getOperationName());
  state.addAttribute("sym_name", builder.getStringAttr(name));
  state.addAttribute("sym_visibility", builder.getStringAttr("private"));
  state.addAttribute("input_count", builder.getI64IntegerAttr(request.inputs));
  state.addAttribute("arg_names", builder.getStrArrayAttr(names));
  state.addAttribute("defaults", builder.getArrayAttr({}));
  Region *body = state.addRegion();
  for (int i = 0; i < 3; ++i)
    state.addRegion();
  Block &block = body->emplaceBlock();
  for (unsigned i = 0; i < request.inputs; ++i)
    block.addArgument(type, op->getLoc());
  builder.create(state);

  OpBuilder inner = OpBuilder::atBlockBegin(&block);
  ExpressionBuilder *self = nullptr;
  auto special = [&](ExpressionRef node) -> Value {
    auto build = [&](ExpressionRef read) { return self->build(read); };
    if (!request.each)
      return node == request.expression
                 ? Value()
                 : createCall(inner, op, request, node, build);
    return node->isa(Kind::Round) ? createStep(inner, op, request, node, build)
                                  : Value();
  };
  ExpressionBuilder expression(inner, op->getLoc(), type, block.getArguments(),
                               {}, special);
  self = &expression;
  Value result = expression.build(request.expression);
  YieldOp::create(inner, op->getLoc(), result);
  use.function = created[{request.expression, key}] =
      FlatSymbolRefAttr::get(context, name);
  return use;
}

void RaisedFunctions::eraseUnused() {
  // Functions are created before those they call.
  SmallVector<Operation *> left;
  for (auto &[key, symbol] : created)
    left.push_back(SymbolTable::lookupSymbolIn(module, symbol.getAttr()));
  for (bool changed = true; changed;) {
    changed = false;
    llvm::erase_if(left, [&](Operation *function) {
      if (!SymbolTable::symbolKnownUseEmpty(function, module))
        return false;
      changed = true;
      created.remove_if([&](auto &entry) {
        return entry.second.getAttr() == SymbolTable::getSymbolName(function);
      });
      function->erase();
      return true;
    });
  }
}

FunctionUse RaisedFunctions::get(Operation *op,
                                 const FunctionRequest &request) {
  if (std::optional<FunctionUse> use = find(request))
    return *use;
  FunctionUse use = create(op, request);
  auto [known, isNew] = nearMisses.try_emplace(getKey(request));
  if (isNew)
    known->second = describeNearMiss(request);
  if (!known->second.empty())
    op->emitRemark(known->second);
  return use;
}

//===----------------------------------------------------------------------===//
// Near misses
//===----------------------------------------------------------------------===//

static std::string format(double value) {
  std::string text;
  llvm::raw_string_ostream(text) << llvm::format("%.3g", value);
  return text;
}

std::string RaisedFunctions::describeNearMiss(const FunctionRequest &request) {
  FunctionRequest exact = request;
  exact.each = false;
  exact.expression = expressions.dropRounds(request.expression);
  if (request.each)
    if (std::optional<FunctionUse> use = find(exact))
      return ("is @" + use->function.getValue() +
              " but for the steps that are rounded; relax-rounding raises it "
              "to that")
          .str();
  if (request.inputs > 2)
    return {};
  auto samples = getSamples(request.inputs, request.rowSize);
  auto values = evaluate(exact.expression, samples, {});
  if (!values)
    return {};
  Distance least(*values, *values);
  least.greatest = 0.02;
  const Entry *nearest = nullptr;
  for (const Entry &entry : getTable(exact).entries) {
    GateFunctionOpInterface function = entry.function;
    if (entry.isSymbolic || function.getNumInputs() != request.inputs ||
        isIdentity(function))
      continue;
    for (bool swap : {false, true}) {
      auto inputs = samples;
      if (swap)
        std::swap(inputs.front(), inputs.back());
      auto others = evaluate(entry.body, inputs, {});
      if (!others)
        break;
      Distance distance(*values, *others);
      if (distance.greatest >= least.greatest)
        continue;
      least = distance;
      nearest = &entry;
    }
  }
  if (!nearest)
    return {};
  GateFunctionOpInterface function = nearest->function;
  std::string text = ("is not @" + function.getSymName() + ": ").str();
  if (least.greatest <= getNoise(request))
    return text + (least.inNaN ? "one of them only is NaN where an input is"
                               : "they are close, but of another form");
  text += "they differ by up to " + format(least.greatest) + ", at ";
  for (unsigned i = 0; i < request.inputs; ++i)
    text += (i ? ", " : "") + format(samples[i][least.sample]);
  return text;
}
