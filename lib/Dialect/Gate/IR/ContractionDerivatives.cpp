//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// DifferentiableOpInterface of gate.gated_matmul and gate.ffn, as the one of
// elementwise ops.
//
//===----------------------------------------------------------------------===//

#include "Tensors.h"
#include "penstock/Dialect/Gate/IR/Activations.h"
#include "penstock/Dialect/Gate/IR/Derivatives.h"
#include "penstock/Dialect/Gate/IR/Functions.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;
using namespace penstock::gate;

//===----------------------------------------------------------------------===//
// gate.gated_matmul
//===----------------------------------------------------------------------===//

namespace {
/// Builds derivatives of a gated_matmul. Its branches are computed as `units`,
/// products without a function: one per weight, so that branches packed in one
/// stay together.
class ContractionDerivative {
public:
  ContractionDerivative(OpBuilder &builder, GatedMatmulOp op)
      : builder(builder), op(op), loc(op.getLoc()),
        accumulator(op.getAccumulatorType()), element(getElement(op.getX())),
        isPacked(op.getPacking() != Packing::Separate),
        branches(op.getNumBranches()) {
    if (FlatSymbolRefAttr name = op.getFunctionAttr())
      function = lookupFunction(op, name);
  }

  FailureOr<Value> createTangent(ArrayRef<Value> tangents) {
    // x, the weights, the biases, the residual.
    size_t weights = op.getWeights().size(), bias = op.getBias().size();
    Value ofX = tangents.front(),
          ofResidual =
              op.getResidual() ? tangents[1 + weights + bias] : Value();
    SmallVector<Value> units;
    bool any = false;
    for (size_t unit = 0; unit < weights; ++unit) {
      Value ofWeight = tangents[1 + unit],
            ofBias = bias ? tangents[1 + weights + unit] : Value(), sum;
      if (ofX)
        sum = createProduct(ofX, getWeight(unit), op.getWeightOrder(), {}, {});
      if (ofWeight || ofBias)
        sum = addProduct(getMultipliedX(), ofWeight, ofBias, sum);
      any |= bool(sum);
      units.push_back(sum);
    }
    if (!any)
      return ofResidual;
    for (Value &unit : units)
      if (!unit)
        unit = createZeros(builder, loc, getUnitSizes(&unit - units.begin()),
                           accumulator);
    SmallVector<Value> ins;
    std::optional<ScratchFunction> scratch;
    if (needsValues())
      ins = getBranchValues();
    size_t given = ins.size();
    if (function) {
      scratch.emplace(op);
      if (failed(buildTangent({scratch->getRegion(), op}, function,
                              llvm::to_vector(llvm::seq<int64_t>(branches)))))
        return failure();
    }
    llvm::append_range(ins, getBranches(units));
    if (ofResidual)
      ins.push_back(ofResidual);
    Value out =
        createEmpty(builder, loc, op.getInit(), op.getType().getElementType());
    SmallVector<AffineMap> maps(ins.size() + 1,
                                builder.getMultiDimIdentityMap(2));
    return createElementwise(
               builder, loc, ins, out, maps,
               [&](OpBuilder &b, Location bodyLoc, ValueRange args) {
                 ValueRange values = args.take_front(given),
                            moved = args.slice(given, branches);
                 Value result = moved.front();
                 if (function)
                   result = instantiate(b, bodyLoc, scratch->getRegion(),
                                        values, moved)
                                .front();
                 result = mask(b, bodyLoc, values, result);
                 if (ofResidual) {
                   Value more =
                       convertFloat(b, bodyLoc, args.back(), accumulator);
                   result = arith::AddFOp::create(b, bodyLoc, result, more);
                 }
                 return SmallVector<Value>{result};
               })
        .front();
  }

  FailureOr<SmallVector<Value>> createAdjoints(Value adjoint,
                                               ArrayRef<bool> wanted) {
    SmallVector<Value> adjoints(op->getNumOperands());
    size_t weights = op.getWeights().size(), bias = op.getBias().size();
    if (op.getResidual())
      adjoints[1 + weights + bias] = adjoint;
    if (llvm::none_of(wanted.take_front(1 + weights + bias),
                      [](bool w) { return w; }))
      return adjoints;
    FailureOr<SmallVector<Value>> units = createUnitAdjoints(adjoint);
    if (failed(units))
      return failure();
    AffineMap columns = builder.getMultiDimIdentityMap(2).getMinorSubMap(1);
    Value ofX;
    bool turned = ShapedType::isDynamic(op.getInputSize());
    for (auto [unit, value] : llvm::enumerate(*units)) {
      if (turned && wanted[0] && isDynamicDim(value, 0))
        return op.emitOpError("cannot be differentiated by x: both of its "
                              "sizes are dynamic");
      if (wanted[0])
        ofX = turned ? createTurnedProduct(value, unit, ofX)
                     : createProduct(value, getPlainWeight(unit),
                                     getOtherOrder(), {}, ofX);
      if (wanted[1 + unit])
        adjoints[1 + unit] = createOuterProduct(value);
      if (bias && wanted[1 + weights + unit])
        adjoints[1 + weights + unit] =
            sumOver(builder, loc, value, columns, op.getBias()[unit]);
    }
    if (ofX)
      adjoints[0] = convertTensor(builder, loc, ofX, element);
    if (ofX && turned)
      adjoints[0] = transpose(adjoints[0]);
    return adjoints;
  }

private:
  WeightOrder getOtherOrder() {
    return op.getWeightOrder() == WeightOrder::InOut ? WeightOrder::OutIn
                                                     : WeightOrder::InOut;
  }

  Value getPlainWeight(size_t unit) {
    Value weight = op.getWeights()[unit];
    if (!getWeightEncoding(weight.getType()))
      return weight;
    return DecodeOp::create(
        builder, loc, dropEncoding(cast<RankedTensorType>(weight.getType())),
        weight);
  }

  /// An encoding of several branches is that of an op that has them.
  Value getWeight(size_t unit) {
    return isPacked ? getPlainWeight(unit) : Value(op.getWeights()[unit]);
  }

  SmallVector<OpFoldResult> getSizes(Value x, Value weight, WeightOrder order) {
    return {tensor::getMixedSizes(builder, loc, x)[0],
            builder.getIndexAttr(
                cast<RankedTensorType>(weight.getType())
                    .getDimSize(order == WeightOrder::InOut ? 1 : 0))};
  }

  SmallVector<OpFoldResult> getUnitSizes(size_t unit) {
    return getSizes(op.getX(), op.getWeights()[unit], op.getWeightOrder());
  }

  Value transpose(Value matrix) {
    SmallVector<OpFoldResult> sizes =
        tensor::getMixedSizes(builder, loc, matrix);
    std::swap(sizes[0], sizes[1]);
    Value out = tensor::EmptyOp::create(builder, loc, sizes,
                                        getElementTypeOrSelf(matrix));
    return linalg::TransposeOp::create(builder, loc, matrix, out,
                                       ArrayRef<int64_t>{1, 0})
        ->getResult(0);
  }

  /// x as it is multiplied: the numbers that quantized activations stand for.
  Value getMultipliedX() {
    ActivationsAttr activations = op.getActivationsAttr();
    if (!activations)
      return op.getX();
    auto [values, scales] =
        quantize(builder, loc, op.getX(), activations, op.getInputSize());
    return convertTensor(builder, loc, dequantize(builder, loc, values, scales),
                         element);
  }

  /// x * weight + bias + residual, in `type`, the accumulator type if null.
  Value createProduct(Value x, Value weight, WeightOrder order, ValueRange bias,
                      Value residual, Rounding rounding = Rounding::Result,
                      FloatType type = {}, ActivationsAttr activations = {}) {
    MLIRContext *context = builder.getContext();
    Value empty = tensor::EmptyOp::create(
        builder, loc, getSizes(x, weight, order), type ? type : accumulator);
    return GatedMatmulOp::create(
        builder, loc, empty.getType(), FlatSymbolRefAttr(),
        builder.getDictionaryAttr({}), x, weight, bias, residual, empty,
        WeightOrderAttr::get(context, order),
        PackingAttr::get(context, Packing::Separate), DenseI64ArrayAttr(),
        op.getAccumulateAttr(), RoundingAttr::get(context, rounding),
        activations, SparsityAttr(), StrategyAttr());
  }

  static bool isDynamicDim(Value value, int64_t dim) {
    return cast<RankedTensorType>(value.getType()).isDynamicDim(dim);
  }

  /// The transposed adjoint of x, whose columns are as many as there are
  /// inputs, where a weight cannot have so many outputs.
  Value createTurnedProduct(Value adjoint, size_t unit, Value sum) {
    Value weight = op.getWeights()[unit];
    if (op.getWeightOrder() == WeightOrder::OutIn)
      weight = transpose(weight);
    return createProduct(weight, adjoint, WeightOrder::OutIn, {}, sum);
  }

  /// x * weight + bias + sum, where weight or bias and sum may be null.
  Value addProduct(Value x, Value weight, Value bias, Value sum) {
    if (weight)
      return createProduct(x, weight, op.getWeightOrder(),
                           bias ? ValueRange(bias) : ValueRange(), sum);
    AffineMap identity = builder.getMultiDimIdentityMap(2);
    SmallVector<Value> ins = {bias};
    SmallVector<AffineMap> maps = {identity.getMinorSubMap(1), identity};
    if (sum) {
      ins.push_back(sum);
      maps.push_back(identity);
    }
    SmallVector<OpFoldResult> sizes = {
        tensor::getMixedSizes(builder, loc, x)[0],
        tensor::getMixedSizes(builder, loc, bias)[0]};
    Value out = tensor::EmptyOp::create(builder, loc, sizes, accumulator);
    return createElementwise(
               builder, loc, ins, out, maps,
               [&](OpBuilder &b, Location bodyLoc, ValueRange args) {
                 Value value = convertFloat(b, bodyLoc, args[0], accumulator);
                 if (sum)
                   value = arith::AddFOp::create(b, bodyLoc, value, args[1]);
                 return SmallVector<Value>{value};
               })
        .front();
  }

  /// The branches of `units`, in the order of the function's inputs.
  SmallVector<Value> getBranches(ArrayRef<Value> units) {
    SmallVector<Value> values(branches);
    for (auto [at, input] : llvm::enumerate(op.getBranchInputs())) {
      if (!isPacked) {
        values[input] = units[at];
        continue;
      }
      SmallVector<OpFoldResult> sizes = getUnitSizes(0),
                                offsets(2, builder.getIndexAttr(0)),
                                strides(2, builder.getIndexAttr(1));
      int64_t size = getConstantIntValue(sizes[1]).value() / branches;
      bool interleaved = op.getPacking() == Packing::Interleaved;
      sizes[1] = builder.getIndexAttr(size);
      offsets[1] = builder.getIndexAttr(interleaved ? at : at * size);
      strides[1] = builder.getIndexAttr(interleaved ? branches : 1);
      values[input] = tensor::ExtractSliceOp::create(
          builder, loc, units.front(), offsets, sizes, strides);
    }
    return values;
  }

  /// True if the derivative is that at the values of the branches.
  bool needsValues() { return function || op.getSparsityAttr(); }

  bool hasTopK() {
    return op.getSparsityAttr() && op.getSparsityAttr().getTopK();
  }

  /// What the function is applied to, in the order of its inputs, and, with
  /// top_k, the ranks of neurons.
  SmallVector<Value> getBranchValues() {
    SmallVector<Value> units;
    for (size_t unit = 0; unit < op.getWeights().size(); ++unit)
      units.push_back(createProduct(
          op.getX(), getWeight(unit), op.getWeightOrder(),
          op.getBias().empty() ? ValueRange() : ValueRange(op.getBias()[unit]),
          {}, op.getRounding(), {}, op.getActivationsAttr()));
    SmallVector<Value> values = getBranches(units);
    if (hasTopK())
      values.push_back(
          op.createRanks(builder, values[op.getGateInput()], Value()));
    return values;
  }

  /// What `getBranchValues` gives, which the op's own value is computed from
  /// too: that is cheaper than two times the products.
  SmallVector<Value> replaceOp() {
    OpBuilder::InsertionGuard guard(builder);
    builder.setInsertionPoint(op);
    SmallVector<Value> ins = getBranchValues();
    if (op->use_empty())
      return ins;
    size_t count = ins.size();
    if (op.getResidual())
      ins.push_back(op.getResidual());
    SmallVector<AffineMap> maps(ins.size() + 1,
                                builder.getMultiDimIdentityMap(2));
    Value out =
        createEmpty(builder, loc, op.getInit(), op.getType().getElementType());
    Value result =
        createElementwise(
            builder, loc, ins, out, maps,
            [&](OpBuilder &b, Location bodyLoc, ValueRange args) {
              Value more = args.size() > count ? args.back() : Value(), active;
              if (hasTopK())
                active = op.isGreatest(b, bodyLoc, args[branches]);
              return SmallVector<Value>{op.combine(
                  b, bodyLoc, args.take_front(branches), {}, more, active)};
            })
            .front();
    op.getResult().replaceAllUsesWith(result);
    ins.resize(count);
    return ins;
  }

  /// `region` of the branches' `values` and what else it takes.
  SmallVector<Value> instantiate(OpBuilder &b, Location bodyLoc, Region &region,
                                 ValueRange values, ValueRange given) {
    SmallVector<Value> args(values.take_front(branches));
    llvm::append_range(args, given);
    for (Value &arg : args)
      arg = convertFloat(b, bodyLoc, arg, accumulator);
    llvm::append_range(args, bindParameters(b, bodyLoc, function,
                                            op.getParameters(), accumulator));
    return Instantiation{}(b, bodyLoc, region, args);
  }

  /// `value`, or 0 where the neuron is not active.
  Value mask(OpBuilder &b, Location bodyLoc, ValueRange values, Value value) {
    if (!op.getSparsityAttr())
      return value;
    Value zero = createFloatConstant(b, bodyLoc, value.getType(), 0.0);
    if (hasTopK())
      return arith::SelectOp::create(
          b, bodyLoc, op.isGreatest(b, bodyLoc, values[branches]), value, zero);
    Value inactive = op.isInactive(b, bodyLoc, values[op.getGateInput()]);
    return arith::SelectOp::create(b, bodyLoc, inactive, zero, value);
  }

  /// The adjoint of each unit, all from one pass, in the element type.
  FailureOr<SmallVector<Value>> createUnitAdjoints(Value adjoint) {
    if (!needsValues())
      return SmallVector<Value>{convertTensor(builder, loc, adjoint, element)};
    ScratchFunction scratch(op);
    if (function &&
        failed(buildAdjoints({scratch.getRegion(), op}, function,
                             llvm::to_vector(llvm::seq<int64_t>(branches)))))
      return failure();
    SmallVector<Value> ins = replaceOp();
    ins.push_back(adjoint);
    auto compute = [&](OpBuilder &b, Location bodyLoc, ValueRange args) {
      SmallVector<Value> results = {args.back()};
      if (function)
        results =
            instantiate(b, bodyLoc, scratch.getRegion(), args, args.back());
      for (Value &result : results)
        result = mask(b, bodyLoc, args, result);
      return results;
    };
    if (isPacked)
      return SmallVector<Value>{createPacked(ins, compute)};
    SmallVector<Value> outs;
    for (int64_t i = 0; i < branches; ++i)
      outs.push_back(createEmpty(builder, loc, ins.front(), element));
    SmallVector<AffineMap> maps(ins.size() + branches,
                                builder.getMultiDimIdentityMap(2));
    SmallVector<Value> results =
        createElementwise(builder, loc, ins, outs, maps, compute);
    return llvm::map_to_vector(op.getBranchInputs(),
                               [&](int64_t input) { return results[input]; });
  }

  /// The branches' results side by side, as their weights lie.
  Value createPacked(ValueRange ins, ElementBody compute) {
    bool interleaved = op.getPacking() == Packing::Interleaved;
    int64_t branchDim = interleaved ? 2 : 1;
    SmallVector<OpFoldResult> sizes =
        tensor::getMixedSizes(builder, loc, ins.front());
    sizes.insert(sizes.begin() + branchDim, builder.getIndexAttr(branches));
    Value out = tensor::EmptyOp::create(builder, loc, sizes, element);
    AffineMap identity = builder.getMultiDimIdentityMap(3);
    SmallVector<AffineMap> maps(ins.size(), identity.dropResult(branchDim));
    maps.push_back(identity);
    Value packed =
        createElementwise(
            builder, loc, ins, out, maps,
            [&](OpBuilder &b, Location bodyLoc, ValueRange args) {
              SmallVector<Value> results = compute(b, bodyLoc, args);
              SmallVector<int64_t> inputs = op.getBranchInputs();
              Value branch = linalg::IndexOp::create(b, bodyLoc, branchDim);
              Value result = results[inputs.back()];
              for (int64_t at = branches - 2; at >= 0; --at) {
                Value number = arith::ConstantIndexOp::create(b, bodyLoc, at);
                Value isThis = arith::CmpIOp::create(
                    b, bodyLoc, arith::CmpIPredicate::eq, branch, number);
                result = arith::SelectOp::create(b, bodyLoc, isThis,
                                                 results[inputs[at]], result);
              }
              return SmallVector<Value>{result};
            })
            .front();
    SmallVector<ReassociationIndices> groups = {{0}, {1, 2}};
    return tensor::CollapseShapeOp::create(builder, loc, packed, groups);
  }

  /// The sum over tokens of x times `adjoint`, in the order of the weights.
  Value createOuterProduct(Value adjoint) {
    Value rows = getMultipliedX(), columns = adjoint;
    bool isOutIn = op.getWeightOrder() == WeightOrder::OutIn,
         turned = isOutIn && isDynamicDim(rows, 1);
    if (isOutIn && !turned)
      std::swap(rows, columns);
    Value product = createProduct(transpose(rows), columns, WeightOrder::InOut,
                                  {}, {}, Rounding::Result, element);
    return turned ? transpose(product) : product;
  }

  OpBuilder &builder;
  GatedMatmulOp op;
  Location loc;
  FloatType accumulator, element;
  bool isPacked;
  int64_t branches;
  GateFunctionOpInterface function;
};
} // namespace

FailureOr<Value> GatedMatmulOp::createTangent(OpBuilder &builder,
                                              ArrayRef<Value> tangents) {
  return ContractionDerivative(builder, *this).createTangent(tangents);
}

FailureOr<SmallVector<Value>>
GatedMatmulOp::createAdjoints(OpBuilder &builder, Value adjoint,
                              ArrayRef<bool> wanted) {
  return ContractionDerivative(builder, *this).createAdjoints(adjoint, wanted);
}

//===----------------------------------------------------------------------===//
// gate.ffn
//===----------------------------------------------------------------------===//

namespace {
/// The ops that gate.ffn stands for, and its operands in their order: x, norm
/// inputs, weights, bias, down, down bias, residual, init.
struct Parts {
  Parts(OpBuilder &builder, FfnOp op) {
    Value x = op.createNorm(builder);
    norm = op.getNormAttr() ? x.getDefiningOp<ApplyRowOp>() : ApplyRowOp();
    std::tie(up, down) = op.createContractions(builder, x);
    normInputs = op.getNormInputs().size();
    branches = op.getWeights().size() + op.getBias().size();
    rest = op->getNumOperands() - 1 - normInputs - branches;
  }

  ApplyRowOp norm;
  GatedMatmulOp up, down;
  size_t normInputs, branches, rest;
};
} // namespace

/// What of `values`, one per operand of gate.ffn, an op takes behind its first
/// operand.
template <typename T>
static SmallVector<T> behind(T first, ArrayRef<T> values) {
  SmallVector<T> result = {first};
  llvm::append_range(result, values);
  return result;
}

FailureOr<Value> FfnOp::createTangent(OpBuilder &builder,
                                      ArrayRef<Value> tangents) {
  Parts parts(builder, *this);
  FailureOr<Value> value = tangents.front();
  ArrayRef<Value> rest = tangents.drop_front();
  if (parts.norm)
    value = parts.norm.createTangent(
        builder, behind(*value, rest.take_front(parts.normInputs)));
  if (succeeded(value))
    value = parts.up.createTangent(
        builder, behind(*value, rest.slice(parts.normInputs, parts.branches)));
  if (succeeded(value))
    value = parts.down.createTangent(
        builder, behind(*value, rest.take_back(parts.rest)));
  return value;
}

FailureOr<SmallVector<Value>> FfnOp::createAdjoints(OpBuilder &builder,
                                                    Value adjoint,
                                                    ArrayRef<bool> wanted) {
  OpBuilder::InsertPoint end = builder.saveInsertionPoint();
  builder.setInsertionPoint(*this);
  Parts parts(builder, *this);
  builder.restoreInsertionPoint(end);
  getResult().replaceAllUsesWith(parts.down.getResult());
  ArrayRef<bool> rest = wanted.drop_front();
  ArrayRef<bool> ofNorm = rest.take_front(parts.normInputs),
                 ofUp = rest.slice(parts.normInputs, parts.branches),
                 ofDown = rest.take_back(parts.rest);
  bool normWanted = wanted.front() || llvm::is_contained(ofNorm, true);
  bool upWanted = normWanted || llvm::is_contained(ofUp, true);

  FailureOr<SmallVector<Value>> down =
      parts.down.createAdjoints(builder, adjoint, behind(upWanted, ofDown));
  if (failed(down))
    return failure();
  SmallVector<Value> up(1 + parts.branches), norm(1 + parts.normInputs);
  if (upWanted) {
    FailureOr<SmallVector<Value>> adjoints = parts.up.createAdjoints(
        builder, down->front(), behind(normWanted, ofUp));
    if (failed(adjoints))
      return failure();
    up = *adjoints;
  }
  norm.front() = up.front();
  if (normWanted && parts.norm) {
    FailureOr<SmallVector<Value>> adjoints = parts.norm.createAdjoints(
        builder, up.front(), behind(wanted.front(), ofNorm));
    if (failed(adjoints))
      return failure();
    norm = *adjoints;
  }
  SmallVector<Value> adjoints(norm.begin(),
                              norm.begin() + 1 + parts.normInputs);
  adjoints.append(up.begin() + 1, up.begin() + 1 + parts.branches);
  adjoints.append(down->begin() + 1, down->end());
  return adjoints;
}
