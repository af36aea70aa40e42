//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// gate.apply and gate.apply_row: verification, canonical form, meaning.
//
//===----------------------------------------------------------------------===//

#include "Tiling.h"
#include "penstock/Dialect/Gate/IR/Functions.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;
using namespace penstock::gate;

PENSTOCK_DEFINE_TENSOR_OP(ApplyOp)
PENSTOCK_DEFINE_TENSOR_OP(ApplyRowOp)

/// The type to round every operation to, or null.
static FloatType getRoundTo(Rounding rounding, Type type) {
  return rounding != Rounding::Result
             ? cast<FloatType>(getElementTypeOrSelf(type))
             : FloatType();
}

//===----------------------------------------------------------------------===//
// gate.apply
//===----------------------------------------------------------------------===//

SmallVector<AffineMap> ApplyOp::getMaps() {
  if (std::optional<ArrayAttr> maps = getIndexingMaps())
    return llvm::to_vector(maps->getAsValueRange<AffineMapAttr>());
  int64_t rank = getInit().getType().getRank();
  SmallVector<AffineMap> maps;
  for (Value operand : getOperands())
    if (auto type = dyn_cast<RankedTensorType>(operand.getType()))
      maps.push_back(AffineMap::getMinorIdentityMap(
          rank, std::min(type.getRank(), rank), getContext()));
  return maps;
}

LogicalResult ApplyOp::verify() {
  // (C7)
  if (failed(verifySizes(*this)))
    return failure();
  RankedTensorType outs = getInit().getType();
  int64_t tensors = llvm::count_if(
      getOperandTypes(), [](Type type) { return isa<RankedTensorType>(type); });
  if (getParameterNames().size() != getParameterOperands().size())
    return emitOpError("expected a name for each of ")
           << getParameterOperands().size() << " parameter operands, found "
           << getParameterNames().size();
  // (C5)
  if (std::optional<ArrayAttr> maps = getIndexingMaps()) {
    if (static_cast<int64_t>(maps->size()) != tensors)
      return emitOpError("expected ") << tensors
                                      << " indexing maps, one per "
                                         "tensor operand, found "
                                      << maps->size();
    for (auto map : maps->getAsValueRange<AffineMapAttr>())
      if (static_cast<int64_t>(map.getNumDims()) != outs.getRank() ||
          map.getNumSymbols() ||
          !map.isProjectedPermutation(/*allowZeroInResults=*/true))
        return emitOpError("expected indexing maps that project the ")
               << outs.getRank() << " dimensions of outs, found "
               << AffineMapAttr::get(map);
    if (!getMaps().back().isIdentity())
      return emitOpError("expected the identity as the map of outs, found ")
             << AffineMapAttr::get(getMaps().back());
  }
  SmallVector<AffineMap> maps = getMaps();
  auto map = maps.begin();
  for (auto [i, operand] : llvm::enumerate(getOperands())) {
    auto type = dyn_cast<RankedTensorType>(operand.getType());
    // (C4)
    if (type && type.getElementType() != outs.getElementType())
      return emitOpError("expected operand #")
             << i << " to have the element type of outs, "
             << outs.getElementType() << ", found " << type.getElementType();
    if (!type)
      continue;
    // (C6)
    if (type.getRank() != static_cast<int64_t>(map->getNumResults()))
      return emitOpError("expected operand #")
             << i << " to have rank " << map->getNumResults() << ", found "
             << type;
    for (auto [dim, result] : llvm::enumerate(map->getResults())) {
      auto expr = dyn_cast<AffineDimExpr>(result);
      int64_t expected = expr ? outs.getDimSize(expr.getPosition()) : 1;
      if (failed(verifyCompatibleShape(expected, type.getDimSize(dim))))
        return emitOpError("expected dimension ")
               << dim << " of operand #" << i << " to be " << expected
               << ", found " << type;
    }
    ++map;
  }
  return success();
}

LogicalResult ApplyOp::verifySymbolUses(SymbolTableCollection &) {
  auto names =
      llvm::map_to_vector(getParameterNames().getAsRange<StringAttr>(),
                          [](StringAttr name) { return name.getValue(); });
  return verifyFunctionUse(*this, "inputs", getFunctionAttr(),
                           /*isRowFunction=*/false, getInputs().size(),
                           getParameters(), names);
}

LogicalResult ApplyOp::canonicalize(ApplyOp op, PatternRewriter &rewriter) {
  GateFunctionOpInterface function = lookupFunction(op, op.getFunctionAttr());
  if (!function)
    return failure();
  if (isIdentity(function) && op.getInputs()[0].getType() == op.getType() &&
      op.getMaps().front().isIdentity()) {
    rewriter.replaceOp(op, op.getInputs()[0]);
    return success();
  }
  // Constant operands of a parameter become constants of the use.
  for (auto [i, operand] : llvm::enumerate(op.getParameterOperands())) {
    Attribute value;
    if (!matchPattern(operand, m_Constant(&value)))
      continue;
    if (auto splat = dyn_cast<SplatElementsAttr>(value))
      value = splat.getSplatValue<Attribute>();
    if (!isa<FloatAttr>(value) || op.getIndexingMaps())
      continue;
    SmallVector<NamedAttribute> parameters(op.getParameters().getValue());
    SmallVector<Attribute> names(op.getParameterNames().getValue());
    parameters.emplace_back(cast<StringAttr>(names[i]), value);
    names.erase(names.begin() + i);
    rewriter.modifyOpInPlace(op, [&] {
      op.getParameterOperandsMutable().erase(i);
      op.setParametersAttr(rewriter.getDictionaryAttr(parameters));
      op.setParameterNamesAttr(rewriter.getArrayAttr(names));
    });
    return success();
  }
  if (op.getParameterOperands().empty() && succeeded(specialize(op, rewriter)))
    return success();
  // A function of splats is a splat, where the whole body folds.
  SmallVector<Value> constants;
  if (!op.getParameterOperands().empty() || !op.getType().hasStaticShape())
    return failure();
  FloatType compute = getComputeType(op.getType());
  SmallVector<APFloat> values;
  for (Value input : op.getInputs()) {
    DenseElementsAttr attr;
    if (!matchPattern(input, m_Constant(&attr)) || !attr.isSplat())
      return failure();
    values.push_back(attr.getSplatValue<APFloat>());
  }
  Block scratch;
  OpBuilder builder(rewriter.getContext());
  builder.setInsertionPointToStart(&scratch);
  for (APFloat &value : values)
    constants.push_back(createFloatConstant(builder, op.getLoc(), compute,
                                            value.convertToDouble()));
  llvm::append_range(constants, bindParameters(builder, op.getLoc(), function,
                                               op.getParameters(), compute));
  Value result = Instantiation{getRoundTo(op.getRounding(), op.getType())}(
                     builder, op.getLoc(), function.getBody(), constants)
                     .front();
  result = convertFloat(builder, op.getLoc(), result,
                        cast<FloatType>(op.getType().getElementType()));
  llvm::DenseMap<Value, Attribute> folded;
  for (Operation &nested : scratch) {
    SmallVector<Attribute> operands = llvm::map_to_vector(
        nested.getOperands(), [&](Value v) { return folded.lookup(v); });
    SmallVector<OpFoldResult> results;
    if (failed(nested.fold(operands, results)) || results.size() != 1)
      return failure();
    folded[nested.getResult(0)] = isa<Attribute>(results[0])
                                      ? cast<Attribute>(results[0])
                                      : folded.lookup(cast<Value>(results[0]));
    if (!folded[nested.getResult(0)])
      return failure();
  }
  auto value = dyn_cast_or_null<FloatAttr>(folded.lookup(result));
  if (!value)
    return failure();
  rewriter.replaceOpWithNewOp<arith::ConstantOp>(
      op, DenseElementsAttr::get(op.getType(), value.getValue()));
  return success();
}

SmallVector<Value> ApplyOp::bindArguments(OpBuilder &builder, Location loc,
                                          ValueRange elements) {
  GateFunctionOpInterface function = lookupFunction(*this, getFunctionAttr());
  FloatType compute = getComputeType(getType());
  auto convert = [&](Value v) {
    return convertFloat(builder, loc, v, compute);
  };
  size_t count = getInputs().size();
  SmallVector<Value> args =
      llvm::map_to_vector(elements.take_front(count), convert);
  llvm::StringMap<Value> given;
  for (auto [name, operand] :
       llvm::zip_equal(getParameterNames().getAsRange<StringAttr>(),
                       getParameterOperands()))
    given[name.getValue()] = convert(
        isa<RankedTensorType>(operand.getType()) ? elements[count++] : operand);
  llvm::append_range(args, bindParameters(builder, loc, function,
                                          getParameters(), compute, given));
  return args;
}

FailureOr<SmallVector<Value>> ApplyOp::decomposeOperation(OpBuilder &builder) {
  GateFunctionOpInterface function = lookupFunction(*this, getFunctionAttr());
  if (!function)
    return failure();
  SmallVector<Value> inputs(getInputs());
  for (Value parameter : getParameterOperands())
    if (isa<RankedTensorType>(parameter.getType()))
      inputs.push_back(parameter);
  SmallVector<utils::IteratorType> iterators(getType().getRank(),
                                             utils::IteratorType::parallel);
  auto generic = linalg::GenericOp::create(
      builder, getLoc(), getType(), inputs, getInit(), getMaps(), iterators,
      [&](OpBuilder &b, Location loc, ValueRange blockArgs) {
        SmallVector<Value> args = bindArguments(b, loc, blockArgs.drop_back());
        Value result = Instantiation{getRoundTo(getRounding(), getType())}(
                           b, loc, function.getBody(), args)
                           .front();
        linalg::YieldOp::create(
            b, loc,
            convertFloat(b, loc, result,
                         cast<FloatType>(getType().getElementType())));
      });
  return SmallVector<Value>(generic.getResults());
}

//===----------------------------------------------------------------------===//
// gate.apply_row
//===----------------------------------------------------------------------===//

LogicalResult ApplyRowOp::verify() {
  // (C6)
  if (failed(verifySizes(*this)))
    return failure();
  RankedTensorType outs = getInit().getType();
  // (C2)
  if (outs.getRank() < 1)
    return emitOpError("expected outs of rank 1 or more, found ") << outs;
  for (auto [i, input] : llvm::enumerate(getInputs())) {
    auto type = cast<RankedTensorType>(input.getType());
    // (C4)
    if (type.getElementType() != outs.getElementType())
      return emitOpError("expected input #")
             << i << " to have the element type of outs, "
             << outs.getElementType() << ", found " << type.getElementType();
    // (C5)
    auto expected = i == 0 || type.getRank() == outs.getRank()
                        ? outs.getShape()
                        : outs.getShape().take_back();
    if (failed(verifyCompatibleShape(expected, type.getShape())))
      return emitOpError("expected input #")
             << i << " to have the shape of outs"
             << (i ? " or of one of its rows" : "") << ", " << outs
             << ", found " << type;
  }
  return success();
}

LogicalResult ApplyRowOp::verifySymbolUses(SymbolTableCollection &) {
  return verifyFunctionUse(*this, "inputs", getFunctionAttr(),
                           /*isRowFunction=*/true, getInputs().size(),
                           getParameters());
}

LogicalResult ApplyRowOp::canonicalize(ApplyRowOp op,
                                       PatternRewriter &rewriter) {
  return specialize(op, rewriter);
}

double penstock::gate::getNeutral(ReduceKind kind) {
  switch (kind) {
  case ReduceKind::Add:
    return 0;
  case ReduceKind::Mul:
    return 1;
  case ReduceKind::Max:
    return -std::numeric_limits<double>::infinity();
  case ReduceKind::Min:
    return std::numeric_limits<double>::infinity();
  }
  llvm_unreachable("all kinds are handled");
}

Value penstock::gate::createNeutral(OpBuilder &b, Location loc, ReduceKind kind,
                                    Type type) {
  auto integer = dyn_cast<IntegerType>(getElementTypeOrSelf(type));
  if (!integer)
    return createFloatConstant(b, loc, type, getNeutral(kind));
  unsigned width = integer.getWidth();
  APInt value = kind == ReduceKind::Max   ? APInt::getSignedMinValue(width)
                : kind == ReduceKind::Min ? APInt::getSignedMaxValue(width)
                                          : APInt(width, getNeutral(kind));
  TypedAttr attr = IntegerAttr::get(integer, value);
  if (auto vector = dyn_cast<VectorType>(type))
    attr = DenseElementsAttr::get(vector, value);
  return arith::ConstantOp::create(b, loc, attr);
}

vector::CombiningKind penstock::gate::getCombiningKind(ReduceKind kind,
                                                       Type type) {
  bool isInteger = isa<IntegerType>(getElementTypeOrSelf(type));
  switch (kind) {
  case ReduceKind::Add:
    return vector::CombiningKind::ADD;
  case ReduceKind::Mul:
    return vector::CombiningKind::MUL;
  case ReduceKind::Max:
    return isInteger ? vector::CombiningKind::MAXSI
                     : vector::CombiningKind::MAXIMUMF;
  case ReduceKind::Min:
    return isInteger ? vector::CombiningKind::MINSI
                     : vector::CombiningKind::MINIMUMF;
  }
  llvm_unreachable("all kinds are handled");
}

namespace {
/// The decomposition of gate.apply_row: reductions become operands of the
/// generics behind them, one number a row.
class RowDecomposer {
public:
  RowDecomposer(OpBuilder &b, ApplyRowOp op, GateFunctionOpInterface function)
      : b(b), op(op), function(function), loc(op.getLoc()), type(op.getType()),
        compute(getComputeType(type)), operands(op.getInputs()),
        sizes(tensor::getMixedSizes(b, loc, op.getInit())) {
    auto identity =
        AffineMap::getMultiDimIdentityMap(type.getRank(), b.getContext());
    rows = identity.dropResult(type.getRank() - 1);
    for (Value input : op.getInputs())
      maps.push_back(identity.getMinorSubMap(
          cast<RankedTensorType>(input.getType()).getRank()));
    rowSize = getValueOrCreateConstantIndexOp(b, loc, sizes.back());
    rowSize = arith::IndexCastOp::create(b, loc, b.getI64Type(), rowSize);
    rowSize = arith::SIToFPOp::create(b, loc, compute, rowSize);
  }

  Value decompose() {
    reduceBlock(function.getBody().front());
    SmallVector<AffineMap> all(maps);
    all.push_back(
        AffineMap::getMultiDimIdentityMap(type.getRank(), b.getContext()));
    SmallVector<utils::IteratorType> iterators(type.getRank(),
                                               utils::IteratorType::parallel);
    auto element = cast<FloatType>(type.getElementType());
    return linalg::GenericOp::create(
               b, loc, type, operands, op.getInit(), all, iterators,
               [&](OpBuilder &b, Location loc, ValueRange args) {
                 Value value = build(b, loc, args, {});
                 linalg::YieldOp::create(b, loc,
                                         convertFloat(b, loc, value, element));
               })
        .getResult(0);
  }

private:
  /// `value` of the body, its result if null.
  Value build(OpBuilder &b, Location loc, ValueRange operands, Value value) {
    SmallVector<Value> args;
    for (Value input : operands.take_front(op.getInputs().size()))
      args.push_back(convertFloat(b, loc, input, compute));
    llvm::append_range(
        args, bindParameters(b, loc, function, op.getParameters(), compute));
    auto rowValue = [&](Value v) {
      return v.getDefiningOp<RowSizeOp>() ? rowSize
                                          : operands[reduced.lookup(v)];
    };
    return Instantiation{getRoundTo(op.getRounding(), type),
                         rowValue}(b, loc, function.getBody(), args,
                                   value ? ValueRange(value) : ValueRange())
        .front();
  }

  void add(Value of, Value tensor) {
    reduced[of] = operands.size();
    operands.push_back(tensor);
    maps.push_back(rows);
  }

  void reduceBlock(Block &block) {
    for (Operation &nested : block) {
      if (auto reduce = dyn_cast<ReduceOp>(nested))
        add(reduce, this->reduce(reduce));
      else if (isRowLoop(&nested))
        addLoop(cast<scf::ForOp>(nested));
    }
  }

  Value createEmpty(Type element) {
    return tensor::EmptyOp::create(b, loc, ArrayRef(sizes).drop_back(),
                                   element);
  }

  Value reduce(ReduceOp reduce) {
    Type element =
        isa<FloatType>(reduce.getType()) ? compute : reduce.getType();
    Value neutral = createNeutral(b, loc, reduce.getKind(), element);
    Value init = linalg::FillOp::create(b, loc, neutral, createEmpty(element))
                     .getResult(0);
    SmallVector<AffineMap> all(maps);
    all.push_back(rows);
    SmallVector<utils::IteratorType> iterators(type.getRank(),
                                               utils::IteratorType::parallel);
    iterators.back() = utils::IteratorType::reduction;
    return linalg::GenericOp::create(
               b, loc, init.getType(), operands, init, all, iterators,
               [&](OpBuilder &b, Location loc, ValueRange args) {
                 Value value = build(b, loc, args, reduce.getValue());
                 linalg::YieldOp::create(
                     b, loc,
                     vector::makeArithReduction(
                         b, loc, getCombiningKind(reduce.getKind(), element),
                         args.back(), value));
               })
        .getResult(0);
  }

  /// What is the same for all elements, from what is so.
  ValueRange createUniform(ValueRange values, ValueRange outs) {
    SmallVector<Value> known(
        ArrayRef(operands).drop_front(op.getInputs().size()));
    int64_t rank = type.getRank() - 1;
    SmallVector<AffineMap> all(known.size() + outs.size(),
                               b.getMultiDimIdentityMap(rank));
    SmallVector<utils::IteratorType> iterators(rank,
                                               utils::IteratorType::parallel);
    return linalg::GenericOp::create(
               b, loc, outs.getTypes(), known, outs, all, iterators,
               [&](OpBuilder &b, Location loc, ValueRange args) {
                 // No input is read.
                 SmallVector<Value> given(
                     op.getInputs().size(),
                     createFloatConstant(b, loc, compute, 0));
                 llvm::append_range(given, args);
                 linalg::YieldOp::create(
                     b, loc, llvm::map_to_vector(values, [&](Value value) {
                       return build(b, loc, given, value);
                     }));
               })
        .getResults();
  }

  void addLoop(scf::ForOp loop) {
    SmallVector<Value> empty = llvm::map_to_vector(
        loop.getInitArgs(), [&](Value) { return createEmpty(compute); });
    ValueRange inits = createUniform(loop.getInitArgs(), empty);
    Value from = arith::ConstantIndexOp::create(b, loc, 0),
          to = arith::ConstantIndexOp::create(b, loc, *getTripCount(loop)),
          step = arith::ConstantIndexOp::create(b, loc, 1);
    auto created = scf::ForOp::create(b, loc, from, to, step, inits);
    size_t outside = operands.size();
    {
      OpBuilder::InsertionGuard guard(b);
      b.setInsertionPointToStart(created.getBody());
      for (auto [argument, tensor] : llvm::zip_equal(
               loop.getRegionIterArgs(), created.getRegionIterArgs()))
        add(argument, tensor);
      reduceBlock(*loop.getBody());
      scf::YieldOp::create(
          b, loc,
          createUniform(loop.getBody()->getTerminator()->getOperands(),
                        created.getRegionIterArgs()));
    }
    operands.truncate(outside);
    maps.truncate(outside);
    for (auto [result, tensor] :
         llvm::zip_equal(loop.getResults(), created.getResults()))
      add(result, tensor);
  }

  OpBuilder &b;
  ApplyRowOp op;
  GateFunctionOpInterface function;
  Location loc;
  RankedTensorType type;
  FloatType compute;
  SmallVector<Value> operands;
  SmallVector<AffineMap> maps;
  SmallVector<OpFoldResult> sizes;
  AffineMap rows;
  Value rowSize;
  llvm::DenseMap<Value, int64_t> reduced;
};
} // namespace

FailureOr<SmallVector<Value>>
ApplyRowOp::decomposeOperation(OpBuilder &builder) {
  GateFunctionOpInterface function = lookupFunction(*this, getFunctionAttr());
  if (!function)
    return failure();
  return SmallVector<Value>{
      RowDecomposer(builder, *this, function).decompose()};
}
