//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "penstock/Dialect/Gate/IR/Functions.h"
#include "penstock/Dialect/Gate/IR/Gate.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"

#include <cmath>

using namespace mlir;
using namespace penstock::gate;

double Cost::getWeightBytes(int64_t tokens) const {
  // A neuron is read if it is active for any of the tokens.
  return weightBytes +
         sparseWeightBytes *
             (1 - std::pow(1 - density, static_cast<double>(tokens)));
}

double Cost::getBytes(int64_t tokens) const {
  return getWeightBytes(tokens) + (readPerToken + writtenPerToken) * tokens;
}

double Cost::getOps(int64_t tokens) const {
  double sum = 0;
  for (double ops : opsPerToken)
    sum += ops * tokens;
  return sum;
}

double Cost::getIntensity(int64_t tokens) const {
  double bytes = getBytes(tokens);
  return bytes > 0 ? getOps(tokens) / bytes : 0;
}

//===----------------------------------------------------------------------===//
// Sizes
//===----------------------------------------------------------------------===//

static double countElements(RankedTensorType type) {
  double count = 1;
  for (int64_t size : type.getShape())
    count *= ShapedType::isDynamic(size) ? 1 : size;
  return count;
}

static double getBytes(RankedTensorType type) {
  if (WeightEncodingAttr encoding = getWeightEncoding(type))
    return encoding.getStorageOffsets(type).back();
  return countElements(type) * type.getElementTypeBitWidth() / 8;
}

static double getBytes(ValueRange values) {
  double bytes = 0;
  for (Value value : values)
    if (auto type = dyn_cast<RankedTensorType>(value.getType()))
      bytes += ::getBytes(type);
  return bytes;
}

static int64_t getTokens(RankedTensorType type) {
  if (!type.hasStaticShape())
    return ShapedType::kDynamic;
  return type.getRank() ? type.getDimSize(0) : 1;
}

/// Elements of one token of a tensor.
static double getElementsPerToken(RankedTensorType type) {
  int64_t tokens = getTokens(type);
  return countElements(type) /
         (ShapedType::isDynamic(tokens) || tokens == 0 ? 1 : tokens);
}

static double getBytesPerToken(Value value) {
  auto type = cast<RankedTensorType>(value.getType());
  return getElementsPerToken(type) * type.getElementTypeBitWidth() / 8;
}

//===----------------------------------------------------------------------===//
// Functions
//===----------------------------------------------------------------------===//

/// Operations of one evaluation, with those of the functions that are called.
static double countOps(Operation *user, FlatSymbolRefAttr name) {
  GateFunctionOpInterface function =
      name ? lookupFunction(user, name) : GateFunctionOpInterface();
  if (!function)
    return 0;
  double count = 0;
  function.getBody().walk([&](Operation *op) {
    // Most loops over rows are done after a few iterations.
    auto loop = op->getParentOfType<scf::ForOp>();
    double times = loop && isRowLoop(loop) ? 8 : 1;
    if (auto call = dyn_cast<CallOp>(op))
      count += times * countOps(call, call.getFunctionAttr());
    else if (isa<math::MathDialect>(op->getDialect()) &&
             !isa<math::AbsFOp, math::FmaOp, math::CopySignOp>(op))
      count += times * kMathOps;
    else if (isa<ReduceOp, RowSizeOp>(op) ||
             (isa<arith::ArithDialect>(op->getDialect()) &&
              !isa<arith::ConstantOp>(op)))
      count += times;
  });
  return count;
}

/// A function applied to `inputs`, those of the result's size token by token.
static Cost getCostOfFunction(Operation *op, FlatSymbolRefAttr function,
                              ValueRange inputs, RankedTensorType type,
                              Value result) {
  Cost cost;
  cost.tokens = getTokens(type);
  for (Value input : inputs) {
    auto inputType = dyn_cast<RankedTensorType>(input.getType());
    if (inputType &&
        inputType.getNumDynamicDims() == type.getNumDynamicDims() &&
        countElements(inputType) == countElements(type))
      cost.readPerToken += getBytesPerToken(input);
    else
      cost.weightBytes += getBytes(input);
  }
  cost.writtenPerToken = getBytesPerToken(result);
  double ops = countOps(op, function) * getElementsPerToken(type);
  cost.ops(OpKind::Other) = type.getElementType().isF64() ? 2 * ops : ops;
  return cost;
}

SmallVector<Cost> ApplyOp::getCosts() {
  SmallVector<Value> inputs(getInputs());
  llvm::append_range(inputs, getParameterOperands());
  return {getCostOfFunction(*this, getFunctionAttr(), inputs, getType(),
                            getResult())};
}

SmallVector<Cost> ApplyRowOp::getCosts() {
  return {getCostOfFunction(*this, getFunctionAttr(), getInputs(), getType(),
                            getResult())};
}

//===----------------------------------------------------------------------===//
// Contractions
//===----------------------------------------------------------------------===//

/// Whether products are of integers: x is quantized, and the weights lie as dot
/// products read them.
static bool multipliesIntegers(ValueRange weights,
                               ActivationsAttr activations) {
  return activations && llvm::all_of(weights, [](Value weight) {
           WeightEncodingAttr encoding = getWeightEncoding(weight.getType());
           return encoding && encoding.getInterleave() == 4;
         });
}

/// Products of a token with `branches` weights, `active` of which are computed.
static void addProducts(Cost &cost, ValueRange weights, double active,
                        ActivationsAttr activations, Type accumulator) {
  double products = active * cost.size.inputs * cost.size.outputs;
  if (!multipliesIntegers(weights, activations)) {
    cost.ops(accumulator.isF64() ? OpKind::F64 : OpKind::F32) += 2 * products;
    return;
  }
  cost.ops(OpKind::Int8) += 2 * products;
  int64_t group = activations.getGroupSize();
  if (WeightEncodingAttr encoding =
          getWeightEncoding(weights.front().getType()))
    group = std::max(group, encoding.getGroupSize());
  if (group)
    cost.ops(OpKind::F32) += 2 * products / group;
}

/// The share of neurons that a token expects to be active, where the others
/// are skipped.
static double getDensity(FfnOp op) {
  SparsityAttr sparsity = op.getSparsityAttr();
  if (!op.canSkipNeurons(/*orPlain=*/true))
    return 1;
  if (sparsity.getTopK())
    return static_cast<double>(sparsity.getTopK()) / op.getNeurons();
  return sparsity.getDensity() ? sparsity.getDensity().getValueAsDouble() : 1;
}

/// The branches of a contraction, combined. With the weight of a `gate` the
/// others are read and multiplied for active neurons only.
template <typename Op>
static Cost getCostOfBranches(Op op, int64_t inputs, int64_t outputs,
                              double density = 1, Value gate = {}) {
  Cost cost;
  int64_t branches = op.getNumBranches();
  cost.tokens = getTokens(op.getX().getType());
  cost.size = {inputs, outputs, branches};
  cost.density = density;
  double bytes = getBytes(op.getWeights());
  double dense = gate ? getBytes(gate) : bytes;
  cost.weightBytes = dense + getBytes(op.getBias());
  cost.sparseWeightBytes = bytes - dense;
  addProducts(cost, op.getWeights(),
              gate ? 1 + (branches - 1) * density : branches,
              op.getActivationsAttr(), op.getAccumulatorType());
  cost.ops(OpKind::Other) += countOps(op, op.getFunctionAttr()) * outputs;
  auto x = op.getX().getType();
  cost.readPerToken = inputs * x.getElementTypeBitWidth() / 8.0;
  cost.writtenPerToken = outputs * x.getElementTypeBitWidth() / 8.0;
  return cost;
}

static int64_t getOutputs(Value weight, WeightOrder order) {
  return cast<RankedTensorType>(weight.getType())
      .getDimSize(order == WeightOrder::InOut ? 1 : 0);
}

/// Where the inputs are dynamic they take the place of tokens.
static Cost getCostOfInputs(GatedMatmulOp op, int64_t outputs) {
  Cost cost;
  double rows = countElements(op.getX().getType()),
         branches = op.getNumBranches();
  cost.size = {ShapedType::kDynamic, outputs, op.getNumBranches()};
  cost.readPerToken = getBytes(op.getX()) + getBytes(op.getWeights());
  cost.weightBytes = getBytes(op.getBias()) +
                     getBytes(op.getResult()) * (op.getResidual() ? 2 : 1);
  cost.ops(op.getAccumulatorType().isF64() ? OpKind::F64 : OpKind::F32) =
      2 * branches * rows * outputs;
  return cost;
}

SmallVector<Cost> GatedMatmulOp::getCosts() {
  int64_t outputs = getOutputs(getWeights().front(), getWeightOrder());
  if (getPacking() != Packing::Separate)
    outputs /= getNumBranches();
  if (ShapedType::isDynamic(getInputSize()))
    return {getCostOfInputs(*this, outputs)};
  Cost cost = getCostOfBranches(*this, getInputSize(), outputs);
  double bytes = outputs * getType().getElementTypeBitWidth() / 8.0;
  cost.writtenPerToken = bytes;
  cost.readPerToken += getResidual() ? bytes : 0;
  return {cost};
}

SmallVector<Cost> FfnOp::getCosts() {
  SmallVector<Cost> costs;
  RankedTensorType x = getX().getType();
  int64_t outputs = getOutputs(getDown(), getWeightOrder()),
          inputs = getOutputs(getWeights().front(),
                              getWeightOrder() == WeightOrder::InOut
                                  ? WeightOrder::OutIn
                                  : WeightOrder::InOut);
  if (getNorm()) {
    SmallVector<Value> values = {getX()};
    llvm::append_range(values, getNormInputs());
    costs.push_back(getCostOfFunction(*this, getNormAttr(), values, x, getX()));
    costs.back().part = "norm";
  }
  bool sparse = canSkipNeurons(/*orPlain=*/true);
  costs.push_back(
      getCostOfBranches(*this, inputs, getNeurons(), getDensity(*this),
                        sparse ? getGateWeightMutable().get() : Value()));
  costs.back().part = "up";

  Cost down;
  down.part = "down";
  down.tokens = getTokens(x);
  down.size = {getNeurons(), outputs, 1};
  down.density = getDensity(*this);
  (sparse ? down.sparseWeightBytes : down.weightBytes) = getBytes(getDown());
  if (Value bias = getDownBias())
    down.weightBytes += getBytes(bias);
  addProducts(down, getDown(), down.density, getActivationsAttr(),
              getAccumulatorType());
  down.readPerToken = getNeurons() * x.getElementTypeBitWidth() / 8.0;
  down.writtenPerToken = outputs * getType().getElementTypeBitWidth() / 8.0;
  if (getResidual())
    down.readPerToken += down.writtenPerToken;
  costs.push_back(down);
  return costs;
}

//===----------------------------------------------------------------------===//
// Encodings
//===----------------------------------------------------------------------===//

/// Both weights are read or written once: there are no tokens.
static SmallVector<Cost> getCostOfEncoding(RankedTensorType plain,
                                           RankedTensorType encoded) {
  Cost cost;
  cost.tokens = 1;
  cost.weightBytes = getBytes(plain) + getBytes(encoded);
  // Quantizing finds a maximum, scales, rounds and clamps.
  if (getWeightEncoding(encoded).isQuantized())
    cost.ops(OpKind::Other) = 6 * countElements(plain);
  return {cost};
}

SmallVector<Cost> EncodeOp::getCosts() {
  return getCostOfEncoding(cast<RankedTensorType>(getSource().getType()),
                           cast<RankedTensorType>(getType()));
}

SmallVector<Cost> DecodeOp::getCosts() {
  return getCostOfEncoding(cast<RankedTensorType>(getType()),
                           cast<RankedTensorType>(getSource().getType()));
}
