//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// gate.gated_matmul and gate.ffn: verification, canonical form, meaning.
//
//===----------------------------------------------------------------------===//

#include "Tiling.h"
#include "penstock/Dialect/Gate/IR/Activations.h"
#include "penstock/Dialect/Gate/IR/Functions.h"
#include "penstock/Dialect/Gate/IR/Sparsity.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;
using namespace penstock::gate;

PENSTOCK_DEFINE_TENSOR_OP(GatedMatmulOp)
PENSTOCK_DEFINE_TENSOR_OP(FfnOp)

//===----------------------------------------------------------------------===//
// Verification
//===----------------------------------------------------------------------===//

static int64_t getInputDim(WeightOrder order) {
  return order == WeightOrder::InOut ? 0 : 1;
}

static int64_t countBranches(Operation *op, FlatSymbolRefAttr name) {
  if (!name)
    return 1;
  GateFunctionOpInterface function = lookupFunction(op, name);
  return function ? function.getNumInputs() : 0;
}

int64_t GatedMatmulOp::getNumBranches() {
  return countBranches(*this, getFunctionAttr());
}

int64_t FfnOp::getNumBranches() {
  return countBranches(*this, getFunctionAttr());
}

int64_t GatedMatmulOp::getInputSize() {
  return cast<RankedTensorType>(getWeights().front().getType())
      .getDimSize(getInputDim(getWeightOrder()));
}

SmallVector<int64_t> GatedMatmulOp::getBranchInputs() {
  if (std::optional<ArrayRef<int64_t>> order = getBranchOrder())
    return llvm::to_vector(*order);
  return llvm::to_vector(llvm::seq<int64_t>(getNumBranches()));
}

template <typename Op> static FloatType getAccumulator(Op op) {
  if (std::optional<Type> type = op.getAccumulate())
    return cast<FloatType>(*type);
  return getComputeType(op.getX().getType());
}

FloatType GatedMatmulOp::getAccumulatorType() { return getAccumulator(*this); }
FloatType FfnOp::getAccumulatorType() { return getAccumulator(*this); }

namespace {
/// The contraction that gated_matmul is, and that ffn starts with.
struct Contraction {
  Operation *op;
  RankedTensorType x;
  OperandRange weights, bias;
  /// Outputs of one branch, or dynamic where nothing says.
  int64_t outputs;
  ActivationsAttr activations;
  WeightOrder order;
  Packing packing;
  int64_t branches;
};
} // namespace

/// A weight of `inputs` to `outputs` columns, all `branches` together: (C3),
/// (C6), (C8).
static LogicalResult verifyWeight(Operation *op, const Twine &what,
                                  Value weight, RankedTensorType like,
                                  WeightOrder order, Packing packing,
                                  int64_t branches, int64_t inputs,
                                  int64_t outputs) {
  auto type = cast<RankedTensorType>(weight.getType());
  std::string name = what.str();
  if (type.getRank() != 2 || !type.hasStaticShape())
    return op->emitOpError("expected ")
           << name << " to have rank 2 and static sizes, found " << type;
  if (type.getElementType() != like.getElementType())
    return op->emitOpError("expected ")
           << name << " to have the element type " << like.getElementType()
           << ", found " << type.getElementType();
  int64_t in = getInputDim(order);
  if (!ShapedType::isDynamic(inputs) && type.getDimSize(in) != inputs)
    return op->emitOpError("expected ")
           << name << " to have " << inputs << " inputs (dimension " << in
           << "), found " << type.getDimSize(in);
  if (!ShapedType::isDynamic(outputs) && type.getDimSize(1 - in) != outputs)
    return op->emitOpError("expected ")
           << name << " to have " << outputs << " outputs (dimension " << 1 - in
           << "), found " << type.getDimSize(1 - in);
  if (llvm::is_contained(type.getShape(), 0))
    return op->emitOpError("expected ")
           << name << " not to be empty, found " << type;
  WeightEncodingAttr encoding = getWeightEncoding(type);
  if (!encoding) {
    if (type.getEncoding())
      return op->emitOpError("expected ")
             << name << " to have no encoding or a #gate.weight, found "
             << type.getEncoding();
    return success();
  }
  // Types that were not parsed, but read or built, are unchecked.
  auto emitError = [&] {
    return op->emitOpError("invalid encoding of ") << name << ": ";
  };
  if (failed(encoding.verifyEncoding(type.getShape(), type.getElementType(),
                                     emitError)))
    return failure();
  // (C8)
  int64_t held = packing == Packing::Separate ? 1 : branches;
  if (encoding.getOrder() != order)
    return op->emitOpError("expected the encoding of ")
           << name << " to have the order " << stringifyWeightOrder(order)
           << ", found " << stringifyWeightOrder(encoding.getOrder());
  if (encoding.getBranches() != held)
    return op->emitOpError("expected the encoding of ")
           << name << " to have " << held << " branches, found "
           << encoding.getBranches();
  if (held > 1 &&
      encoding.getInterleaved() != (packing == Packing::Interleaved))
    return op->emitOpError("expected the encoding of ")
           << name << " to be " << stringifyPacking(packing) << ", found "
           << stringifyPacking(encoding.getInterleaved()
                                   ? Packing::Interleaved
                                   : Packing::Concatenated);
  return success();
}

static LogicalResult verifyVector(Operation *op, const Twine &what, Value value,
                                  RankedTensorType like, int64_t size) {
  auto type = cast<RankedTensorType>(value.getType());
  if (type.getRank() != 1 || type.getElementType() != like.getElementType() ||
      failed(verifyCompatibleShape(size, type.getDimSize(0))))
    return op->emitOpError("expected ")
           << what << " to be a "
           << RankedTensorType::get({size}, like.getElementType()) << ", found "
           << type;
  return success();
}

/// (C12) for a contraction of `inputs` with `weight`, dynamic where not known.
static LogicalResult verifyGroups(Operation *op, ActivationsAttr activations,
                                  const Twine &what, int64_t inputs,
                                  Value weight) {
  int64_t group = activations ? activations.getGroupSize() : 0;
  if (group == 0)
    return success();
  if (!ShapedType::isDynamic(inputs) && inputs % group)
    return op->emitOpError(
               "expected the activations' group_size to divide the ")
           << inputs << " inputs of " << what.str() << ", found " << group;
  WeightEncodingAttr encoding = getWeightEncoding(weight.getType());
  if (encoding && encoding.getGroupSize() && encoding.getGroupSize() != group)
    return op->emitOpError(
               "expected the activations' group_size to be that of ")
           << what.str() << ", " << encoding.getGroupSize() << ", found "
           << group;
  return success();
}

static LogicalResult verifyContraction(const Contraction &c) {
  Operation *op = c.op;
  int64_t branches = c.branches;
  bool separate = c.packing == Packing::Separate;
  int64_t expected = separate ? branches : 1;
  // (C2), (C3)
  if (static_cast<int64_t>(c.weights.size()) != expected)
    return op->emitOpError("expected ")
           << expected << " weights for " << branches << " branches ("
           << stringifyPacking(c.packing) << "), found " << c.weights.size();
  int64_t held = separate ? 1 : branches;
  int64_t outputs = c.outputs;
  if (!ShapedType::isDynamic(outputs) &&
      llvm::MulOverflow(c.outputs, held, outputs))
    return op->emitOpError("expected columns that ")
           << branches << " branches can have, found " << c.outputs;
  int64_t inputs = c.x.getDimSize(1), in = getInputDim(c.order);
  for (auto [i, weight] : llvm::enumerate(c.weights)) {
    if (failed(verifyWeight(op, "weight #" + Twine(i), weight, c.x, c.order,
                            c.packing, branches, inputs, outputs)))
      return failure();
    // Where x or outs are dynamic the first weight is what the others match.
    auto type = cast<RankedTensorType>(weight.getType());
    inputs = type.getDimSize(in);
    outputs = type.getDimSize(1 - in);
    if (failed(verifyGroups(op, c.activations, "weight #" + Twine(i), inputs,
                            weight)))
      return failure();
    if (held > 0 && outputs % held)
      return op->emitOpError("expected the outputs of weight #")
             << i << " to be those of " << held << " branches, found "
             << outputs;
  }
  // (C4)
  if (!c.bias.empty() && c.bias.size() != c.weights.size())
    return op->emitOpError("expected ")
           << c.weights.size() << " biases, one per weight, or none, found "
           << c.bias.size();
  for (auto [i, bias] : llvm::enumerate(c.bias)) {
    auto weight = cast<RankedTensorType>(c.weights[i].getType());
    if (failed(verifyVector(op, "bias #" + Twine(i), bias, c.x,
                            weight.getDimSize(1 - getInputDim(c.order)))))
      return failure();
  }
  return success();
}

/// (C5), (C7) and (C11), which need no symbol.
template <typename Op>
static LogicalResult verifyConventions(Op op, RankedTensorType x) {
  if (std::optional<ArrayRef<int64_t>> order = op.getBranchOrder()) {
    SmallVector<int64_t> sorted(*order);
    llvm::sort(sorted);
    if (!llvm::equal(sorted, llvm::seq<int64_t>(order->size())))
      return op.emitOpError(
                 "expected branch_order to be a permutation, found [")
             << *order << "]";
  }
  if (std::optional<Type> type = op.getAccumulate()) {
    auto accumulate = dyn_cast<FloatType>(*type);
    if (!accumulate || !(accumulate.isF32() || accumulate.isF64()) ||
        accumulate.getWidth() < x.getElementTypeBitWidth())
      return op.emitOpError("expected accumulate to be f32 or f64 and at least "
                            "as wide as ")
             << x.getElementType() << ", found " << *type;
  }
  if (op.getActivationsAttr() && !op.getAccumulatorType().isF32())
    return op.emitOpError(
               "expected activations to be accumulated in f32, found ")
           << op.getAccumulatorType();
  return success();
}

template <typename Op>
static LogicalResult verifyBranchOrder(Op op, int64_t branches) {
  if (std::optional<ArrayRef<int64_t>> order = op.getBranchOrder())
    if (static_cast<int64_t>(order->size()) != branches)
      return op.emitOpError("expected branch_order to have ")
             << branches << " elements, found " << order->size();
  return success();
}

/// (C1), (C6) for x, the result and the residual, and (C10).
template <typename Op> static LogicalResult verifyTokens(Op op) {
  if (failed(verifySizes(op)))
    return failure();
  RankedTensorType x = op.getX().getType(), outs = op.getInit().getType();
  if (x.getRank() != 2)
    return op.emitOpError("expected x to have rank 2, found ") << x;
  if (outs.getRank() != 2)
    return op.emitOpError("expected outs to have rank 2, found ") << outs;
  if (failed(verifyCompatibleShape(x.getDimSize(0), outs.getDimSize(0))))
    return op.emitOpError("expected outs to have as many tokens as x, ")
           << x << ", found " << outs;
  if (Value residual = op.getResidual()) {
    auto type = cast<RankedTensorType>(residual.getType());
    if (type.getElementType() != outs.getElementType() ||
        failed(verifyCompatibleShape(type.getShape(), outs.getShape())))
      return op.emitOpError("expected the residual to have the type of outs, ")
             << outs << ", found " << type;
  }
  if (failed(verifyConventions(op, x)))
    return failure();
  FloatType accumulator = op.getAccumulatorType();
  if (outs.getElementType() == x.getElementType() ||
      outs.getElementType() == accumulator)
    return success();
  InFlightDiagnostic error =
      op.emitOpError("expected outs to have the element type of x, ")
      << x.getElementType();
  if (accumulator != x.getElementType())
    error << ", or of accumulate, " << accumulator;
  return error << ", found " << outs.getElementType();
}

/// (C2) and (C4) of #gate.sparsity.
template <typename Op> static LogicalResult verifySparsity(Op op) {
  SparsityAttr sparsity = op.getSparsityAttr();
  if (!sparsity)
    return success();
  FlatSymbolRefAttr name = op.getFunctionAttr();
  GateFunctionOpInterface function =
      name ? lookupFunction(op, name) : GateFunctionOpInterface();
  if (name && !function.isWellFormed())
    return success(); // Its own verifier reports it.
  if (failed(SparsityGate::find(function, sparsity))) {
    InFlightDiagnostic error = op.emitOpError("expected ");
    if (name)
      error << name;
    else
      error << "a function";
    return error << (sparsity.isZeroSet()
                         ? " to be zero on a set that one input decides"
                         : " to be a product with a factor that depends on one "
                           "input only")
                 << ", as " << sparsity << " asks for";
  }
  auto weight = cast<RankedTensorType>(op.getWeights().front().getType());
  int64_t neurons = weight.getDimSize(1 - getInputDim(op.getWeightOrder()));
  if (op.getPacking() != Packing::Separate)
    neurons /= op.getNumBranches();
  if (sparsity.getTopK() > neurons)
    return op.emitOpError("expected a top_k of at most ")
           << neurons << ", the number of neurons, found "
           << sparsity.getTopK();
  return success();
}

LogicalResult GatedMatmulOp::verify() {
  // (C9)
  if (!getFunctionAttr() && !getParameters().empty())
    return emitOpError("expected no parameters without a function, found ")
           << getParameters();
  return verifyTokens(*this);
}

LogicalResult GatedMatmulOp::verifySymbolUses(SymbolTableCollection &) {
  // (C9) and the function's existence; the number of inputs is checked below.
  if (FlatSymbolRefAttr function = getFunctionAttr())
    if (failed(verifyFunctionUse(*this, "branches", function, false,
                                 getPacking() == Packing::Separate
                                     ? getWeights().size()
                                     : getNumBranches(),
                                 getParameters())))
      return failure();
  Contraction contraction{*this,
                          getX().getType(),
                          getWeights(),
                          getBias(),
                          getInit().getType().getDimSize(1),
                          getActivationsAttr(),
                          getWeightOrder(),
                          getPacking(),
                          getNumBranches()};
  return failure(failed(verifyContraction(contraction)) ||
                 failed(verifyBranchOrder(*this, getNumBranches())) ||
                 failed(verifySparsity(*this)));
}

int64_t FfnOp::getNeurons() {
  return getDown().getType().getDimSize(getInputDim(getWeightOrder()));
}

LogicalResult FfnOp::verify() {
  if (failed(verifyTokens(*this)))
    return failure();
  RankedTensorType x = getX().getType();
  // (C13), (C14)
  if (failed(verifyWeight(*this, "down", getDown(), x, getWeightOrder(),
                          Packing::Separate, 1, ShapedType::kDynamic,
                          getInit().getType().getDimSize(1))))
    return failure();
  // (C16)
  if (failed(verifyGroups(*this, getActivationsAttr(), "down", getNeurons(),
                          getDown())))
    return failure();
  if (Value bias = getDownBias())
    if (failed(verifyVector(*this, "down_bias", bias, x,
                            getInit().getType().getDimSize(1))))
      return failure();
  // (C15)
  if (!getNormAttr() &&
      !(getNormInputs().empty() && getNormParameters().empty()))
    return emitOpError("expected no inputs and parameters of a norm without "
                       "one, found ")
           << getNormInputs().size() << " inputs and " << getNormParameters();
  for (auto [i, input] : llvm::enumerate(getNormInputs()))
    if (failed(verifyVector(*this, "norm input #" + Twine(i), input, x,
                            x.getDimSize(1))))
      return failure();
  return success();
}

LogicalResult FfnOp::verifySymbolUses(SymbolTableCollection &) {
  if (failed(verifyFunctionUse(*this, "branches", getFunctionAttr(), false,
                               getPacking() == Packing::Separate
                                   ? getWeights().size()
                                   : getNumBranches(),
                               getParameters())))
    return failure();
  if (FlatSymbolRefAttr norm = getNormAttr())
    if (failed(verifyFunctionUse(*this, "inputs", norm, true,
                                 1 + getNormInputs().size(),
                                 getNormParameters())))
      return failure();
  Contraction contraction{
      *this,           getX().getType(),     getWeights(),     getBias(),
      getNeurons(),    getActivationsAttr(), getWeightOrder(), getPacking(),
      getNumBranches()};
  return failure(failed(verifyContraction(contraction)) ||
                 failed(verifyBranchOrder(*this, getNumBranches())) ||
                 failed(verifySparsity(*this)));
}

//===----------------------------------------------------------------------===//
// Canonical form
//===----------------------------------------------------------------------===//

/// Branches that the function does not use are dropped: `w` and `b` of a
/// branch that the body ignores cost nothing.
static LogicalResult dropDeadBranches(GatedMatmulOp op,
                                      PatternRewriter &rewriter) {
  if (!op.getFunctionAttr() || op.getPacking() != Packing::Separate)
    return failure();
  GateFunctionOpInterface function = lookupFunction(op, op.getFunctionAttr());
  // Only a function that returns one of its inputs needs no new function.
  Block &body = function.getBody().front();
  auto result = dyn_cast<BlockArgument>(body.getTerminator()->getOperand(0));
  if (!result || result.getArgNumber() >= function.getNumInputs())
    return failure();
  SmallVector<int64_t> order = op.getBranchInputs();
  int64_t at =
      llvm::find(order, int64_t(result.getArgNumber())) - order.begin();
  Value weight = op.getWeights()[at];
  SmallVector<Value> bias;
  if (!op.getBias().empty())
    bias.push_back(op.getBias()[at]);
  rewriter.modifyOpInPlace(op, [&] {
    op.getWeightsMutable().assign(weight);
    op.getBiasMutable().assign(bias);
    op.removeFunctionAttr();
    op.setParametersAttr(rewriter.getDictionaryAttr({}));
    op.removeBranchOrderAttr();
  });
  return success();
}

/// Separate weights in another order than the function's are put in order.
template <typename Op>
static LogicalResult sortBranches(Op op, PatternRewriter &rewriter) {
  std::optional<ArrayRef<int64_t>> order = op.getBranchOrder();
  if (!order)
    return failure();
  bool sorted = llvm::is_sorted(*order);
  if (!sorted && op.getPacking() != Packing::Separate)
    return failure();
  SmallVector<Value> weights(op.getWeights()), bias(op.getBias());
  for (auto [at, input] : llvm::enumerate(*order)) {
    if (sorted)
      break;
    weights[input] = op.getWeights()[at];
    if (!bias.empty())
      bias[input] = op.getBias()[at];
  }
  rewriter.modifyOpInPlace(op, [&] {
    op.getWeightsMutable().assign(weights);
    op.getBiasMutable().assign(bias);
    op.removeBranchOrderAttr();
  });
  return success();
}

LogicalResult GatedMatmulOp::canonicalize(GatedMatmulOp op,
                                          PatternRewriter &rewriter) {
  if (op.getFunctionAttr() && !lookupFunction(op, op.getFunctionAttr()))
    return failure();
  return success(succeeded(sortBranches(op, rewriter)) ||
                 succeeded(dropDeadBranches(op, rewriter)) ||
                 succeeded(specialize(op, rewriter)));
}

LogicalResult FfnOp::canonicalize(FfnOp op, PatternRewriter &rewriter) {
  if (!lookupFunction(op, op.getFunctionAttr()))
    return failure();
  return success(succeeded(sortBranches(op, rewriter)) ||
                 succeeded(specialize(op, rewriter)));
}

//===----------------------------------------------------------------------===//
// Meaning
//===----------------------------------------------------------------------===//

/// Branch `b` of `value` along `dim`, of `branches` packed there.
static Value sliceBranch(OpBuilder &builder, Location loc, Value value,
                         int64_t dim, int64_t b, int64_t branches,
                         Packing packing) {
  auto type = cast<RankedTensorType>(value.getType());
  int64_t size = type.getDimSize(dim) / branches;
  SmallVector<OpFoldResult> offsets(type.getRank(), builder.getIndexAttr(0)),
      sizes = tensor::getMixedSizes(builder, loc, value),
      strides(type.getRank(), builder.getIndexAttr(1));
  bool interleaved = packing == Packing::Interleaved;
  offsets[dim] = builder.getIndexAttr(interleaved ? b : b * size);
  sizes[dim] = builder.getIndexAttr(size);
  strides[dim] = builder.getIndexAttr(interleaved ? branches : 1);
  return tensor::ExtractSliceOp::create(builder, loc, value, offsets, sizes,
                                        strides);
}

Value GatedMatmulOp::getBranchWeight(OpBuilder &builder, int64_t at) {
  bool separate = getPacking() == Packing::Separate;
  Value weight = getWeights()[separate ? at : 0];
  if (getWeightEncoding(weight.getType()))
    weight = DecodeOp::create(
        builder, getLoc(),
        dropEncoding(cast<RankedTensorType>(weight.getType())), weight);
  return separate ? weight
                  : sliceBranch(builder, getLoc(), weight,
                                1 - getInputDim(getWeightOrder()), at,
                                getNumBranches(), getPacking());
}

SmallVector<Value> GatedMatmulOp::getBranchBias(OpBuilder &builder) {
  if (getBias().empty())
    return {};
  SmallVector<Value> bias(getNumBranches());
  for (auto [at, input] : llvm::enumerate(getBranchInputs()))
    bias[input] = getPacking() == Packing::Separate
                      ? getBias()[at]
                      : sliceBranch(builder, getLoc(), getBias()[0], 0, at,
                                    getNumBranches(), getPacking());
  return bias;
}

/// The type that every step is rounded to, or null.
static FloatType getStepType(GatedMatmulOp op) {
  return op.getRounding() != Rounding::Result
             ? cast<FloatType>(
                   getElementTypeOrSelf(op.getWeights().front().getType()))
             : FloatType();
}

static Value roundStep(GatedMatmulOp op, OpBuilder &builder, Location loc,
                       Value value) {
  FloatType type = getStepType(op);
  return type ? convertFloat(builder, loc,
                             convertFloat(builder, loc, value, type),
                             op.getAccumulatorType())
              : value;
}

static Value addStep(GatedMatmulOp op, OpBuilder &builder, Location loc,
                     Value lhs, Value rhs) {
  rhs = convertFloat(builder, loc, rhs, op.getAccumulatorType());
  return roundStep(op, builder, loc,
                   arith::AddFOp::create(builder, loc, lhs, rhs));
}

SmallVector<Value> GatedMatmulOp::addBias(OpBuilder &builder, Location loc,
                                          ValueRange sums, ValueRange bias) {
  SmallVector<Value> values(sums);
  for (auto [i, value] : llvm::enumerate(values)) {
    bool hasBias = i < bias.size() && bias[i];
    if (!hasBias || getRounding() != Rounding::Linear)
      value = roundStep(*this, builder, loc, value);
    if (hasBias)
      value = addStep(*this, builder, loc, value, bias[i]);
  }
  return values;
}

static GateFunctionOpInterface getFunctionOp(GatedMatmulOp op) {
  return op.getFunctionAttr() ? lookupFunction(op, op.getFunctionAttr())
                              : GateFunctionOpInterface();
}

static SmallVector<Value> getParameterValues(GatedMatmulOp op,
                                             OpBuilder &builder, Location loc) {
  GateFunctionOpInterface function = getFunctionOp(op);
  return function ? bindParameters(builder, loc, function, op.getParameters(),
                                   op.getAccumulatorType())
                  : SmallVector<Value>();
}

int64_t GatedMatmulOp::getGateInput() {
  return SparsityGate::find(getFunctionOp(*this), getSparsityAttr())
      ->getInput();
}

Value GatedMatmulOp::isInactive(OpBuilder &builder, Location loc, Value gate) {
  return SparsityGate::find(getFunctionOp(*this), getSparsityAttr())
      ->isInactive(builder, loc, gate, getParameterValues(*this, builder, loc),
                   getStepType(*this));
}

Value GatedMatmulOp::getMagnitude(OpBuilder &builder, Location loc,
                                  Value gate) {
  Value activation =
      SparsityGate::find(getFunctionOp(*this), getSparsityAttr())
          ->getActivation(builder, loc, gate,
                          getParameterValues(*this, builder, loc),
                          getStepType(*this));
  Type bits = builder.getIntegerType(getAccumulatorType().getWidth());
  return arith::BitcastOp::create(
      builder, loc, matchShape(bits, activation.getType()),
      math::AbsFOp::create(builder, loc, activation));
}

Value GatedMatmulOp::combine(OpBuilder &builder, Location loc, ValueRange sums,
                             ValueRange bias, Value residual, Value active) {
  SmallVector<Value> args = addBias(builder, loc, sums, bias);
  Value result = args.front();
  Value gate = getSparsityAttr() ? args[getGateInput()] : Value();
  if (GateFunctionOpInterface function = getFunctionOp(*this)) {
    llvm::append_range(args, getParameterValues(*this, builder, loc));
    result = Instantiation{getStepType(*this)}(builder, loc, function.getBody(),
                                               args)
                 .front();
  }
  if (gate) {
    Value zero = createFloatConstant(builder, loc, result.getType(), 0.0);
    result = active
                 ? arith::SelectOp::create(builder, loc, active, result, zero)
                 : arith::SelectOp::create(builder, loc,
                                           isInactive(builder, loc, gate), zero,
                                           result);
  }
  if (residual)
    result = addStep(*this, builder, loc, result, residual);
  return convertFloat(builder, loc, result,
                      cast<FloatType>(getType().getElementType()));
}

/// How many neurons of its token come before each one in the order of top_k.
Value GatedMatmulOp::createRanks(OpBuilder &builder, Value sums, Value bias) {
  Location loc = getLoc();
  SmallVector<OpFoldResult> sizes =
      tensor::getMixedSizes(builder, loc, getInit());
  auto parallel = utils::IteratorType::parallel;
  AffineMap identity = builder.getMultiDimIdentityMap(2);
  SmallVector<Value> operands = {sums};
  SmallVector<AffineMap> maps = {identity};
  if (bias) {
    operands.push_back(bias);
    maps.push_back(identity.getMinorSubMap(1));
  }
  maps.push_back(identity);
  Type bits = builder.getIntegerType(getAccumulatorType().getWidth());
  Value empty = tensor::EmptyOp::create(builder, loc, sizes, bits);
  auto magnitudes = linalg::GenericOp::create(
      builder, loc, empty.getType(), operands, empty, maps,
      ArrayRef{parallel, parallel},
      [&](OpBuilder &b, Location bodyLoc, ValueRange args) {
        Value gate = addBias(b, bodyLoc, args.front(),
                             bias ? args.slice(1, 1) : ValueRange())
                         .front();
        linalg::YieldOp::create(b, bodyLoc, getMagnitude(b, bodyLoc, gate));
      });

  AffineExpr m, n, other;
  bindDims(builder.getContext(), m, n, other);
  maps = AffineMap::inferFromExprList(
      ArrayRef<SmallVector<AffineExpr, 4>>{{m, n}, {m, other}, {m, n}},
      builder.getContext());
  Type count = builder.getI64Type();
  Value zero = arith::ConstantIntOp::create(builder, loc, count, 0);
  empty = tensor::EmptyOp::create(builder, loc, sizes, count);
  Value fill = linalg::FillOp::create(builder, loc, zero, empty).getResult(0);
  auto ranks = linalg::GenericOp::create(
      builder, loc, fill.getType(),
      ValueRange{magnitudes.getResult(0), magnitudes.getResult(0)}, fill, maps,
      ArrayRef{parallel, parallel, utils::IteratorType::reduction},
      [&](OpBuilder &b, Location bodyLoc, ValueRange args) {
        using Predicate = arith::CmpIPredicate;
        auto compare = [&](Predicate predicate, Value lhs, Value rhs) {
          return arith::CmpIOp::create(b, bodyLoc, predicate, lhs, rhs);
        };
        Value first =
            compare(Predicate::ult, linalg::IndexOp::create(b, bodyLoc, 2),
                    linalg::IndexOp::create(b, bodyLoc, 1));
        Value equal = compare(Predicate::eq, args[1], args[0]);
        Value before = arith::OrIOp::create(
            b, bodyLoc, compare(Predicate::ugt, args[1], args[0]),
            arith::AndIOp::create(b, bodyLoc, equal, first));
        Value more = arith::ExtUIOp::create(b, bodyLoc, count, before);
        linalg::YieldOp::create(
            b, bodyLoc,
            ValueRange(arith::AddIOp::create(b, bodyLoc, args[2], more)));
      });
  return ranks.getResult(0);
}

FailureOr<SmallVector<Value>>
GatedMatmulOp::decomposeOperation(OpBuilder &builder) {
  if (getFunctionAttr() && !lookupFunction(*this, getFunctionAttr()))
    return failure();
  Location loc = getLoc();
  FloatType accumulator = getAccumulatorType();
  int64_t branches = getNumBranches(), in = getInputDim(getWeightOrder());

  AffineExpr m, n, k;
  bindDims(builder.getContext(), m, n, k);
  SmallVector<SmallVector<AffineExpr, 4>> exprs = {{m, k}, {n, k}, {m, n}};
  SmallVector<AffineMap> maps = AffineMap::inferFromExprList(
      ArrayRef<SmallVector<AffineExpr, 4>>(exprs), builder.getContext());

  Value x = getX();
  if (ActivationsAttr activations = getActivationsAttr()) {
    auto [values, scales] =
        quantize(builder, loc, x, activations, getInputSize());
    x = dequantize(builder, loc, values, scales);
  }

  // Products of the branches, in the order of the function's inputs.
  SmallVector<OpFoldResult> sizes =
      tensor::getMixedSizes(builder, loc, getInit());
  SmallVector<Value> operands(branches);
  Value zero = createFloatConstant(builder, loc, accumulator, 0.0);
  for (auto [at, input] : llvm::enumerate(getBranchInputs())) {
    Value weight = getBranchWeight(builder, at);
    Value empty = tensor::EmptyOp::create(builder, loc, sizes, accumulator);
    Value fill = linalg::FillOp::create(builder, loc, zero, empty).getResult(0);
    auto matmul = linalg::MatmulOp::create(
        builder, loc, fill.getType(), ValueRange{x, weight}, ValueRange{fill});
    if (in == 1)
      matmul.setIndexingMapsAttr(builder.getAffineMapArrayAttr(maps));
    operands[input] = matmul.getResult(0);
  }

  AffineMap identity = builder.getMultiDimIdentityMap(2);
  SmallVector<AffineMap> bodyMaps(branches, identity);
  SmallVector<Value> bias = getBranchBias(builder);
  llvm::append_range(operands, bias);
  bodyMaps.append(bias.size(), identity.getMinorSubMap(1));
  if (Value residual = getResidual()) {
    operands.push_back(residual);
    bodyMaps.push_back(identity);
  }
  SparsityAttr sparsity = getSparsityAttr();
  if (sparsity && sparsity.getTopK()) {
    int64_t gate = getGateInput();
    operands.push_back(createRanks(builder, operands[gate],
                                   bias.empty() ? Value() : bias[gate]));
    bodyMaps.push_back(identity);
  }
  bodyMaps.push_back(identity);
  SmallVector<utils::IteratorType> iterators(2, utils::IteratorType::parallel);
  auto generic = linalg::GenericOp::create(
      builder, loc, getType(), operands, getInit(), bodyMaps, iterators,
      [&](OpBuilder &b, Location bodyLoc, ValueRange args) {
        ValueRange rest = args.drop_front(branches + bias.size()).drop_back();
        Value residual = getResidual() ? rest.front() : Value(), active;
        if (sparsity && sparsity.getTopK())
          active = arith::CmpIOp::create(
              b, bodyLoc, arith::CmpIPredicate::slt, rest.back(),
              arith::ConstantIntOp::create(b, bodyLoc, rest.back().getType(),
                                           sparsity.getTopK()));
        linalg::YieldOp::create(b, bodyLoc,
                                combine(b, bodyLoc, args.take_front(branches),
                                        args.slice(branches, bias.size()),
                                        residual, active));
      });
  return SmallVector<Value>(generic.getResults());
}

/// True if the numbers of each neuron lie together in `weight`.
static bool isNeuronMajor(Value weight, WeightOrder order,
                          bool neuronsAreOutputs, bool orPlain) {
  WeightEncodingAttr encoding = getWeightEncoding(weight.getType());
  if (!encoding)
    return orPlain || neuronsAreOutputs == (order == WeightOrder::OutIn);
  return encoding.getLayout() == WeightLayout::NeuronMajor &&
         encoding.neuronsAreOutputs() == neuronsAreOutputs;
}

OpOperand &FfnOp::getGateWeightMutable() {
  int64_t at = SparsityGate::find(lookupFunction(*this, getFunctionAttr()),
                                  getSparsityAttr())
                   ->getInput();
  if (std::optional<ArrayRef<int64_t>> order = getBranchOrder())
    at = llvm::find(*order, at) - order->begin();
  return getWeightsMutable()[at];
}

bool FfnOp::canSkipNeurons(bool orPlain) {
  if (!getSparsityAttr() || getPacking() != Packing::Separate ||
      getActivationsAttr())
    return false;
  OpOperand &gate = getGateWeightMutable();
  return llvm::all_of(getWeightsMutable(),
                      [&](OpOperand &weight) {
                        return &weight == &gate ||
                               isNeuronMajor(weight.get(), getWeightOrder(),
                                             /*neuronsAreOutputs=*/true,
                                             orPlain);
                      }) &&
         isNeuronMajor(getDown(), getWeightOrder(),
                       /*neuronsAreOutputs=*/false, orPlain);
}

Value FfnOp::createNorm(OpBuilder &builder) {
  FlatSymbolRefAttr norm = getNormAttr();
  if (!norm)
    return getX();
  Value empty = tensor::EmptyOp::create(
      builder, getLoc(), tensor::getMixedSizes(builder, getLoc(), getX()),
      getX().getType().getElementType());
  SmallVector<Value> inputs = {getX()};
  llvm::append_range(inputs, getNormInputs());
  return ApplyRowOp::create(builder, getLoc(), empty.getType(), norm,
                            getNormParameters(), inputs, empty,
                            getRoundingAttr());
}

std::pair<GatedMatmulOp, GatedMatmulOp>
FfnOp::createContractions(OpBuilder &builder, Value x) {
  Location loc = getLoc();
  SmallVector<OpFoldResult> sizes = tensor::getMixedSizes(builder, loc, x);
  sizes[1] = builder.getIndexAttr(getNeurons());
  Value empty = tensor::EmptyOp::create(builder, loc, sizes,
                                        getX().getType().getElementType());
  auto neurons = GatedMatmulOp::create(
      builder, loc, empty.getType(), getFunctionAttr(), getParameters(), x,
      getWeights(), getBias(), Value(), empty, getWeightOrderAttr(),
      getPackingAttr(), getBranchOrderAttr(), getAccumulateAttr(),
      getRoundingAttr(), getActivationsAttr(), getSparsityAttr(),
      getStrategyAttr());
  SmallVector<Value> bias;
  if (getDownBias())
    bias.push_back(getDownBias());
  auto result = GatedMatmulOp::create(
      builder, loc, getType(), FlatSymbolRefAttr(),
      builder.getDictionaryAttr({}), neurons, getDown(), bias, getResidual(),
      getInit(), getWeightOrderAttr(),
      PackingAttr::get(getContext(), Packing::Separate), DenseI64ArrayAttr(),
      getAccumulateAttr(), getRoundingAttr(), getActivationsAttr(),
      SparsityAttr(), getDownStrategyAttr());
  return {neurons, result};
}

FailureOr<SmallVector<Value>> FfnOp::decomposeOperation(OpBuilder &builder) {
  return SmallVector<Value>{
      createContractions(builder, createNorm(builder)).second};
}
