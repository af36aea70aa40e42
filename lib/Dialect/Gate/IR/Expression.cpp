//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "penstock/Dialect/Gate/IR/Expression.h"
#include "penstock/Dialect/Gate/IR/Functions.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringMap.h"

#include <cmath>

using namespace mlir;
using namespace penstock::gate;

//===----------------------------------------------------------------------===//
// Nodes
//===----------------------------------------------------------------------===//

void Expression::Profile(llvm::FoldingSetNodeID &id) const {
  id.AddInteger(static_cast<int>(kind));
  id.AddBoolean(boolean);
  id.AddInteger(index);
  id.AddInteger(llvm::bit_cast<uint64_t>(value));
  id.AddString(name);
  for (const Expression *operand : operands)
    id.AddPointer(operand);
}

ExpressionRef Expressions::get(Expression node) {
  llvm::FoldingSetNodeID id;
  node.Profile(id);
  void *position;
  if (Expression *known = nodes.FindNodeOrInsertPos(id, position))
    return known;
  node.operands = node.operands.copy(allocator);
  node.name = node.name.copy(allocator);
  auto *created = new (allocator.Allocate<Expression>()) Expression(node);
  nodes.InsertNode(created, position);
  return created;
}

ExpressionRef Expressions::getInput(unsigned index) {
  Expression node;
  node.kind = Expression::Kind::Input;
  node.index = index;
  return get(node);
}

ExpressionRef Expressions::getParameter(unsigned index) {
  Expression node;
  node.kind = Expression::Kind::Parameter;
  node.index = index;
  return get(node);
}

ExpressionRef Expressions::getConstant(double value, bool boolean) {
  Expression node;
  node.kind = Expression::Kind::Constant;
  node.value = value;
  node.boolean = boolean;
  return get(node);
}

ExpressionRef Expressions::getRowSize() {
  Expression node;
  node.kind = Expression::Kind::RowSize;
  return get(node);
}

ExpressionRef Expressions::getReduce(ReduceKind kind, ExpressionRef value) {
  Expression node;
  node.kind = Expression::Kind::Reduce;
  node.index = static_cast<unsigned>(kind);
  node.operands = value;
  return get(node);
}

ExpressionRef Expressions::getRound(ExpressionRef value, FloatType type) {
  if (value->isa(Expression::Kind::Constant))
    return getConstant(roundFloat(value->value, type));
  if (value->isa(Expression::Kind::Round) || value->boolean)
    return value;
  Expression node;
  node.kind = Expression::Kind::Round;
  node.operands = value;
  return get(node);
}

ExpressionRef Expressions::getOp(Operation *op,
                                 ArrayRef<ExpressionRef> operands) {
  Dialect *dialect = op->getDialect();
  if (!isa_and_nonnull<arith::ArithDialect, math::MathDialect>(dialect) ||
      op->getNumResults() != 1 || op->getNumRegions() || !isPure(op))
    return nullptr;
  Expression node;
  node.kind = Expression::Kind::Op;
  node.name = op->getName().getStringRef();
  node.operands = operands;
  Type type = getElementTypeOrSelf(op->getResult(0).getType());
  node.boolean = type.isInteger(1);
  if (!node.boolean && !isa<FloatType>(type))
    return nullptr;
  // An integer exponent has become a constant; see below.
  if (isa<math::FPowIOp>(op))
    node.name = math::PowFOp::getOperationName();
  else if (!llvm::all_of(op->getOperandTypes(), [](Type operand) {
             Type element = getElementTypeOrSelf(operand);
             return isa<FloatType>(element) || element.isInteger(1);
           }))
    return nullptr;
  if (auto compare = dyn_cast<arith::CmpFOp>(op))
    node.index = static_cast<unsigned>(compare.getPredicate());
  return get(node);
}

ExpressionRef Expressions::getLike(ExpressionRef like,
                                   ArrayRef<ExpressionRef> operands) {
  Expression node = *like;
  node.operands = operands;
  return get(node);
}

//===----------------------------------------------------------------------===//
// Bodies of functions
//===----------------------------------------------------------------------===//

namespace {
/// The values of one body.
class BodyReader {
public:
  BodyReader(Expressions &expressions, FloatType roundTo, int64_t rowSize)
      : expressions(expressions), roundTo(roundTo), rowSize(rowSize) {}

  void map(Value value, ExpressionRef expression) {
    values[value] = expression;
  }

  /// What `block` ends with; empty if an op is no expression.
  SmallVector<ExpressionRef> read(Block &block) {
    for (Operation &op : block.without_terminator())
      if (!read(&op))
        return {};
    return llvm::map_to_vector(block.getTerminator()->getOperands(),
                               [&](Value v) { return values.lookup(v); });
  }

private:
  bool read(Operation *op) {
    if (auto branch = dyn_cast<scf::IfOp>(op)) {
      if (branch.getNumResults() == 0)
        return true;
      SmallVector<ExpressionRef> ifTrue = read(branch.getThenRegion().front()),
                                 ifFalse = read(branch.getElseRegion().front());
      if (ifTrue.empty() || ifFalse.empty())
        return false;
      ExpressionRef condition = values.lookup(branch.getCondition());
      for (auto [result, a, b] :
           llvm::zip_equal(branch.getResults(), ifTrue, ifFalse))
        values[result] = expressions.getSelect(condition, a, b);
      return true;
    }
    if (isa<scf::ForOp, DetachOp>(op))
      return false;
    SmallVector<ExpressionRef> operands = llvm::map_to_vector(
        op->getOperands(), [&](Value v) { return values.lookup(v); });
    if (op->getNumResults() != 1 || llvm::is_contained(operands, nullptr))
      return false;
    ExpressionRef result = read(op, operands);
    if (result && roundTo)
      result = expressions.getRound(result, roundTo);
    values[op->getResult(0)] = result;
    return result;
  }

  ExpressionRef read(Operation *op, ArrayRef<ExpressionRef> operands) {
    if (auto constant = dyn_cast<arith::ConstantOp>(op)) {
      if (auto number = dyn_cast<FloatAttr>(constant.getValue()))
        return expressions.getConstant(number.getValueAsDouble());
      if (auto number = dyn_cast<IntegerAttr>(constant.getValue()))
        return expressions.getConstant(number.getValue().getZExtValue(),
                                       constant.getType().isInteger(1));
      return nullptr;
    }
    if (auto call = dyn_cast<CallOp>(op))
      return call.getFunctionAttr() ? expand(call, operands) : nullptr;
    if (auto reduce = dyn_cast<ReduceOp>(op))
      return expressions.getReduce(reduce.getKind(), operands[0]);
    if (isa<RowSizeOp>(op))
      return rowSize ? expressions.getConstant(rowSize)
                     : expressions.getRowSize();
    return expressions.getOp(op, operands);
  }

  /// A call is one step, which is rounded as a whole.
  ExpressionRef expand(CallOp call, ArrayRef<ExpressionRef> operands) {
    GateFunctionOpInterface callee =
        lookupFunction(call, call.getFunctionAttr());
    if (!callee)
      return nullptr;
    SmallVector<ExpressionRef> args(operands);
    if (static_cast<int64_t>(args.size()) == callee.getNumInputs())
      for (Attribute value : callee.getDefaults()) {
        auto number = dyn_cast<FloatAttr>(value);
        if (!number)
          return nullptr;
        args.push_back(expressions.getConstant(number.getValueAsDouble()));
      }
    return expressions.getBody(callee, args, {}, rowSize);
  }

  Expressions &expressions;
  FloatType roundTo;
  int64_t rowSize;
  llvm::DenseMap<Value, ExpressionRef> values;
};
} // namespace

ExpressionRef Expressions::getSelect(ExpressionRef condition,
                                     ExpressionRef ifTrue,
                                     ExpressionRef ifFalse) {
  Expression node;
  node.kind = Expression::Kind::Op;
  node.name = arith::SelectOp::getOperationName();
  node.boolean = ifTrue->boolean;
  ExpressionRef operands[] = {condition, ifTrue, ifFalse};
  node.operands = operands;
  return get(node);
}

ExpressionRef Expressions::getBody(GateFunctionOpInterface function,
                                   ArrayRef<ExpressionRef> args,
                                   FloatType roundTo, int64_t rowSize) {
  BodyReader reader(*this, roundTo, rowSize);
  Block &block = function.getBody().front();
  for (auto [argument, value] : llvm::zip_equal(block.getArguments(), args))
    reader.map(argument, value);
  SmallVector<ExpressionRef> results = reader.read(block);
  return results.size() == 1 ? results.front() : nullptr;
}

//===----------------------------------------------------------------------===//
// Rewriting
//===----------------------------------------------------------------------===//

SmallVector<ExpressionRef> penstock::gate::getNodes(ExpressionRef root) {
  SmallVector<ExpressionRef> nodes;
  llvm::DenseSet<ExpressionRef> seen;
  SmallVector<std::pair<ExpressionRef, bool>> work = {{root, false}};
  while (!work.empty()) {
    auto [node, operandsDone] = work.pop_back_val();
    if (operandsDone) {
      nodes.push_back(node);
      continue;
    }
    if (!seen.insert(node).second)
      continue;
    work.push_back({node, true});
    for (ExpressionRef operand : llvm::reverse(node->getOperands()))
      work.push_back({operand, false});
  }
  return nodes;
}

ExpressionRef Expressions::substitute(
    ExpressionRef root,
    const llvm::DenseMap<ExpressionRef, ExpressionRef> &replaced) {
  llvm::DenseMap<ExpressionRef, ExpressionRef> results;
  for (ExpressionRef node : getNodes(root)) {
    if (ExpressionRef other = replaced.lookup(node)) {
      results[node] = other;
      continue;
    }
    SmallVector<ExpressionRef> operands =
        llvm::map_to_vector(node->getOperands(),
                            [&](ExpressionRef o) { return results.lookup(o); });
    results[node] = ArrayRef(operands) == node->getOperands()
                        ? node
                        : getLike(node, operands);
  }
  return results.lookup(root);
}

ExpressionRef Expressions::dropRounds(ExpressionRef root) {
  llvm::DenseMap<ExpressionRef, ExpressionRef> results;
  for (ExpressionRef node : getNodes(root)) {
    SmallVector<ExpressionRef> operands =
        llvm::map_to_vector(node->getOperands(),
                            [&](ExpressionRef o) { return results.lookup(o); });
    if (node->isa(Expression::Kind::Round))
      results[node] = operands[0];
    else
      results[node] = getLike(node, operands);
  }
  return results.lookup(root);
}

//===----------------------------------------------------------------------===//
// Evaluation
//===----------------------------------------------------------------------===//

using Function = double (*)(ArrayRef<double>);

static double maximum(double a, double b) {
  return std::isnan(a) || std::isnan(b) ? std::nan("") : std::max(a, b);
}

static double minimum(double a, double b) { return -maximum(-a, -b); }

/// How an operation computes, null if that is not known here.
static Function getFunction(StringRef name) {
  using Args = ArrayRef<double>;
  static const llvm::StringMap<Function> functions = {
      {"arith.addf", [](Args a) { return a[0] + a[1]; }},
      {"arith.subf", [](Args a) { return a[0] - a[1]; }},
      {"arith.mulf", [](Args a) { return a[0] * a[1]; }},
      {"arith.divf", [](Args a) { return a[0] / a[1]; }},
      {"arith.remf", [](Args a) { return std::fmod(a[0], a[1]); }},
      {"arith.negf", [](Args a) { return -a[0]; }},
      {"arith.maximumf", [](Args a) { return maximum(a[0], a[1]); }},
      {"arith.minimumf", [](Args a) { return minimum(a[0], a[1]); }},
      {"arith.maxnumf", [](Args a) { return std::fmax(a[0], a[1]); }},
      {"arith.minnumf", [](Args a) { return std::fmin(a[0], a[1]); }},
      {"arith.select", [](Args a) { return a[0] != 0 ? a[1] : a[2]; }},
      {"arith.andi", [](Args a) { return double(a[0] != 0 && a[1] != 0); }},
      {"arith.ori", [](Args a) { return double(a[0] != 0 || a[1] != 0); }},
      {"arith.xori", [](Args a) { return double((a[0] != 0) != (a[1] != 0)); }},
      {"math.absf", [](Args a) { return std::fabs(a[0]); }},
      {"math.acos", [](Args a) { return std::acos(a[0]); }},
      {"math.acosh", [](Args a) { return std::acosh(a[0]); }},
      {"math.asin", [](Args a) { return std::asin(a[0]); }},
      {"math.asinh", [](Args a) { return std::asinh(a[0]); }},
      {"math.atan", [](Args a) { return std::atan(a[0]); }},
      {"math.atan2", [](Args a) { return std::atan2(a[0], a[1]); }},
      {"math.atanh", [](Args a) { return std::atanh(a[0]); }},
      {"math.cbrt", [](Args a) { return std::cbrt(a[0]); }},
      {"math.ceil", [](Args a) { return std::ceil(a[0]); }},
      {"math.copysign", [](Args a) { return std::copysign(a[0], a[1]); }},
      {"math.cos", [](Args a) { return std::cos(a[0]); }},
      {"math.cosh", [](Args a) { return std::cosh(a[0]); }},
      {"math.erf", [](Args a) { return std::erf(a[0]); }},
      {"math.erfc", [](Args a) { return std::erfc(a[0]); }},
      {"math.exp", [](Args a) { return std::exp(a[0]); }},
      {"math.exp2", [](Args a) { return std::exp2(a[0]); }},
      {"math.expm1", [](Args a) { return std::expm1(a[0]); }},
      {"math.floor", [](Args a) { return std::floor(a[0]); }},
      {"math.fma", [](Args a) { return a[0] * a[1] + a[2]; }},
      {"math.log", [](Args a) { return std::log(a[0]); }},
      {"math.log10", [](Args a) { return std::log10(a[0]); }},
      {"math.log1p", [](Args a) { return std::log1p(a[0]); }},
      {"math.log2", [](Args a) { return std::log2(a[0]); }},
      {"math.powf", [](Args a) { return std::pow(a[0], a[1]); }},
      {"math.round", [](Args a) { return std::round(a[0]); }},
      {"math.roundeven", [](Args a) { return std::nearbyint(a[0]); }},
      {"math.rsqrt", [](Args a) { return 1 / std::sqrt(a[0]); }},
      {"math.sin", [](Args a) { return std::sin(a[0]); }},
      {"math.sinh", [](Args a) { return std::sinh(a[0]); }},
      {"math.sqrt", [](Args a) { return std::sqrt(a[0]); }},
      {"math.tan", [](Args a) { return std::tan(a[0]); }},
      {"math.tanh", [](Args a) { return std::tanh(a[0]); }},
      {"math.trunc", [](Args a) { return std::trunc(a[0]); }},
  };
  return functions.lookup(name);
}

static double reduce(ReduceKind kind, ArrayRef<double> values) {
  double result = getNeutral(kind);
  for (double value : values)
    switch (kind) {
    case ReduceKind::Add:
      result += value;
      break;
    case ReduceKind::Mul:
      result *= value;
      break;
    case ReduceKind::Max:
      result = maximum(result, value);
      break;
    case ReduceKind::Min:
      result = minimum(result, value);
      break;
    }
  return result;
}

std::optional<std::vector<double>>
penstock::gate::evaluate(ExpressionRef root,
                         ArrayRef<std::vector<double>> inputs,
                         ArrayRef<double> parameters) {
  size_t samples = inputs.front().size();
  llvm::DenseMap<ExpressionRef, std::vector<double>> results;
  for (ExpressionRef node : getNodes(root)) {
    std::vector<double> result(samples);
    SmallVector<const std::vector<double> *> operands = llvm::map_to_vector(
        node->getOperands(),
        [&](ExpressionRef o) -> const std::vector<double> * {
          return &results.find(o)->second;
        });
    switch (node->getKind()) {
    case Expression::Kind::Input:
      result = inputs[node->getIndex()];
      break;
    case Expression::Kind::Parameter:
      result.assign(samples, parameters[node->getIndex()]);
      break;
    case Expression::Kind::Constant:
      result.assign(samples, node->getValue());
      break;
    case Expression::Kind::RowSize:
      result.assign(samples, samples);
      break;
    case Expression::Kind::Round:
      result = *operands[0];
      break;
    case Expression::Kind::Reduce:
      result.assign(samples, reduce(static_cast<ReduceKind>(node->getIndex()),
                                    *operands[0]));
      break;
    case Expression::Kind::Op: {
      if (node->isOp(arith::CmpFOp::getOperationName())) {
        auto predicate = static_cast<arith::CmpFPredicate>(node->getIndex());
        for (size_t i = 0; i < samples; ++i)
          result[i] =
              arith::applyCmpPredicate(predicate, APFloat((*operands[0])[i]),
                                       APFloat((*operands[1])[i]));
        break;
      }
      Function function = getFunction(node->getName());
      if (!function)
        return std::nullopt;
      SmallVector<double> args(operands.size());
      for (size_t i = 0; i < samples; ++i) {
        for (auto [arg, operand] : llvm::zip_equal(args, operands))
          arg = (*operand)[i];
        result[i] = function(args);
      }
      break;
    }
    }
    results[node] = std::move(result);
  }
  return results.lookup(root);
}

//===----------------------------------------------------------------------===//
// Building ops
//===----------------------------------------------------------------------===//

Value ExpressionBuilder::build(ExpressionRef root) {
  // Not by getNodes: what `special` builds may need none of the operands.
  if (Value known = built.lookup(root))
    return known;
  Value value = special ? special(root) : Value();
  if (!value)
    value = create(root);
  return built[root] = value;
}

/// Small powers are products, as front ends write them.
Value ExpressionBuilder::createPower(ExpressionRef node) {
  ExpressionRef exponent = node->getOperand(1);
  if (!exponent->isa(Expression::Kind::Constant))
    return {};
  double number = exponent->getValue();
  if (number != 2 && number != 3)
    return {};
  Value base = build(node->getOperand(0));
  Value square = arith::MulFOp::create(builder, loc, base, base);
  return number == 2 ? square
                     : arith::MulFOp::create(builder, loc, square, base);
}

Value ExpressionBuilder::create(ExpressionRef node) {
  switch (node->getKind()) {
  case Expression::Kind::Input:
    return inputs[node->getIndex()];
  case Expression::Kind::Parameter:
    return parameters[node->getIndex()];
  case Expression::Kind::Constant:
    if (node->isBoolean())
      return arith::ConstantOp::create(
          builder, loc, builder.getBoolAttr(node->getValue() != 0));
    return createFloatConstant(builder, loc, type, node->getValue());
  case Expression::Kind::RowSize:
    return RowSizeOp::create(builder, loc, type);
  case Expression::Kind::Reduce:
    return ReduceOp::create(builder, loc,
                            static_cast<ReduceKind>(node->getIndex()),
                            build(node->getOperand(0)));
  case Expression::Kind::Round:
    return build(node->getOperand(0));
  case Expression::Kind::Op:
    break;
  }
  if (node->isOp(math::PowFOp::getOperationName()))
    if (Value power = createPower(node))
      return power;
  SmallVector<Value> operands = llvm::map_to_vector(
      node->getOperands(), [&](ExpressionRef o) { return build(o); });
  if (node->isOp(arith::CmpFOp::getOperationName()))
    return arith::CmpFOp::create(
        builder, loc, static_cast<arith::CmpFPredicate>(node->getIndex()),
        operands[0], operands[1]);
  Type result = node->isBoolean() ? Type(builder.getI1Type()) : Type(type);
  OperationState state(loc, node->getName(), operands, ArrayRef(result));
  return builder.create(state)->getResult(0);
}
