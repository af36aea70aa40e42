//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// gate.gated_matmul and gate.ffn: canonical form, meaning.
//
//===----------------------------------------------------------------------===//

#include "Contractions.h"
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
// What attributes say
//===----------------------------------------------------------------------===//

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
  int64_t size = getX().getType().getDimSize(1);
  for (Value weight : getWeights())
    if (ShapedType::isDynamic(size))
      size = cast<RankedTensorType>(weight.getType())
                 .getDimSize(getInputDim(getWeightOrder()));
  return size;
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

Value GatedMatmulOp::isGreatest(OpBuilder &builder, Location loc, Value rank) {
  return arith::CmpIOp::create(
      builder, loc, arith::CmpIPredicate::slt, rank,
      arith::ConstantIntOp::create(builder, loc, rank.getType(),
                                   getSparsityAttr().getTopK()));
}

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
          active = isGreatest(b, bodyLoc, rest.back());
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
