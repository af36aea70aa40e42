//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// DifferentiableOpInterface of the ops on tensors. Derivatives are computed in
// the type that the op computes in, whatever its rounding, at the values that
// the op has; a tangent or an adjoint is rounded to the element type once.
//
//===----------------------------------------------------------------------===//

#include "Tensors.h"
#include "penstock/Dialect/Gate/IR/Derivatives.h"
#include "penstock/Dialect/Gate/IR/Functions.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;
using namespace penstock::gate;

//===----------------------------------------------------------------------===//
// gate.apply
//===----------------------------------------------------------------------===//

namespace {
/// A tensor operand of gate.apply.
struct Operand {
  Value value;
  /// Its numbers among the op's operands and the function's arguments.
  int64_t number, argument;
  AffineMap map;
};
} // namespace

static SmallVector<Operand> getTensorOperands(ApplyOp op) {
  GateFunctionOpInterface function = lookupFunction(op, op.getFunctionAttr());
  SmallVector<AffineMap> maps = op.getMaps();
  int64_t inputs = op.getInputs().size();
  SmallVector<Operand> operands;
  for (int64_t i = 0, e = op->getNumOperands() - 1; i < e; ++i) {
    Value value = op->getOperand(i);
    if (!isa<RankedTensorType>(value.getType()))
      continue;
    int64_t argument = i;
    if (i >= inputs)
      argument = llvm::find(function.getArgNames(),
                            op.getParameterNames()[i - inputs]) -
                 function.getArgNames().begin();
    operands.push_back({value, i, argument, maps[operands.size()]});
  }
  return operands;
}

/// The operands of `op` and their maps, with `extra` ones, through `region`.
static SmallVector<Value> createDerivative(OpBuilder &builder, ApplyOp op,
                                           Region &region, ValueRange extra,
                                           ArrayRef<AffineMap> extraMaps,
                                           ValueRange outs,
                                           ArrayRef<AffineMap> outMaps) {
  SmallVector<Value> ins;
  SmallVector<AffineMap> maps;
  for (const Operand &operand : getTensorOperands(op)) {
    ins.push_back(operand.value);
    maps.push_back(operand.map);
  }
  size_t own = ins.size();
  llvm::append_range(ins, extra);
  llvm::append_range(maps, extraMaps);
  llvm::append_range(maps, outMaps);
  FloatType compute = getComputeType(op.getType());
  return createElementwise(
      builder, op.getLoc(), ins, outs, maps,
      [&](OpBuilder &b, Location loc, ValueRange elements) {
        SmallVector<Value> args =
            op.bindArguments(b, loc, elements.take_front(own));
        SmallVector<Value> more =
            llvm::map_to_vector(elements.drop_front(own), [&](Value v) {
              return convertFloat(b, loc, v, compute);
            });
        args.insert(args.begin() + op.getInputs().size(), more.begin(),
                    more.end());
        return Instantiation{}(b, loc, region, args);
      });
}

FailureOr<Value> ApplyOp::createTangent(OpBuilder &builder,
                                        ArrayRef<Value> tangents) {
  GateFunctionOpInterface function = lookupFunction(*this, getFunctionAttr());
  SmallVector<int64_t> given;
  SmallVector<Value> extra;
  SmallVector<AffineMap> maps;
  for (const Operand &operand : getTensorOperands(*this)) {
    if (!tangents[operand.number])
      continue;
    given.push_back(operand.argument);
    extra.push_back(tangents[operand.number]);
    maps.push_back(operand.map);
  }
  if (given.empty())
    return Value();
  ScratchFunction scratch(*this);
  if (failed(buildTangent({scratch.getRegion(), *this}, function, given)))
    return failure();
  Value out =
      createEmpty(builder, getLoc(), getInit(), getType().getElementType());
  return createDerivative(builder, *this, scratch.getRegion(), extra, maps, out,
                          getMaps().back())
      .front();
}

FailureOr<SmallVector<Value>> ApplyOp::createAdjoints(OpBuilder &builder,
                                                      Value adjoint,
                                                      ArrayRef<bool> wanted) {
  GateFunctionOpInterface function = lookupFunction(*this, getFunctionAttr());
  SmallVector<Operand> operands = getTensorOperands(*this);
  llvm::erase_if(operands, [&](const Operand &o) { return !wanted[o.number]; });
  SmallVector<Value> adjoints((*this)->getNumOperands());
  if (operands.empty())
    return adjoints;
  ScratchFunction scratch(*this);
  SmallVector<int64_t> arguments = llvm::map_to_vector(
      operands, [](const Operand &operand) { return operand.argument; });
  if (failed(buildAdjoints({scratch.getRegion(), *this}, function, arguments)))
    return failure();
  Location loc = getLoc();
  AffineMap identity = getMaps().back();
  SmallVector<Value> outs;
  SmallVector<AffineMap> outMaps;
  for (const Operand &operand : operands) {
    bool whole = operand.map.isPermutation();
    outs.push_back(whole ? createEmpty(builder, loc, operand.value,
                                       getType().getElementType())
                         : createEmpty(builder, loc, getInit(),
                                       getComputeType(getType())));
    outMaps.push_back(whole ? operand.map : identity);
  }
  SmallVector<Value> results = createDerivative(
      builder, *this, scratch.getRegion(), adjoint, identity, outs, outMaps);
  for (auto [operand, result] : llvm::zip_equal(operands, results))
    adjoints[operand.number] =
        operand.map.isPermutation()
            ? result
            : sumOver(builder, loc, result, operand.map, operand.value);
  return adjoints;
}

//===----------------------------------------------------------------------===//
// gate.apply_row
//===----------------------------------------------------------------------===//

/// `name` of `op`'s inputs and `extra` ones, in the shape of its result.
static Value createRows(OpBuilder &builder, ApplyRowOp op,
                        FlatSymbolRefAttr name, ValueRange extra) {
  SmallVector<Value> inputs(op.getInputs());
  llvm::append_range(inputs, extra);
  Value out = createEmpty(builder, op.getLoc(), op.getInit(),
                          op.getType().getElementType());
  return ApplyRowOp::create(
      builder, op.getLoc(), out.getType(), name, op.getParameters(), inputs,
      out, RoundingAttr::get(builder.getContext(), Rounding::Result));
}

FailureOr<Value> ApplyRowOp::createTangent(OpBuilder &builder,
                                           ArrayRef<Value> tangents) {
  GateFunctionOpInterface function = lookupFunction(*this, getFunctionAttr());
  SmallVector<int64_t> given;
  SmallVector<Value> extra;
  SmallVector<std::string> names;
  std::string suffix = "_jvp";
  for (size_t i = 0; i < getInputs().size(); ++i)
    if (tangents[i]) {
      given.push_back(i);
      extra.push_back(tangents[i]);
      names.push_back("d_" + function.getArgName(i).str());
      suffix += "_" + function.getArgName(i).str();
    }
  if (given.empty())
    return Value();
  FailureOr<FlatSymbolRefAttr> name = createRowFunction(
      *this, function, suffix, names,
      [&](DerivativeRegion to) { return buildTangent(to, function, given); });
  if (failed(name))
    return failure();
  return createRows(builder, *this, *name, extra);
}

FailureOr<SmallVector<Value>>
ApplyRowOp::createAdjoints(OpBuilder &builder, Value adjoint,
                           ArrayRef<bool> wanted) {
  GateFunctionOpInterface function = lookupFunction(*this, getFunctionAttr());
  SmallVector<Value> adjoints((*this)->getNumOperands());
  AffineMap identity = builder.getMultiDimIdentityMap(getType().getRank());
  for (auto [i, input] : llvm::enumerate(getInputs())) {
    if (!wanted[i])
      continue;
    FailureOr<FlatSymbolRefAttr> name = createRowFunction(
        *this, function, "_vjp_" + function.getArgName(i), {"adjoint"},
        [&](DerivativeRegion to) {
          return buildAdjoints(to, function, static_cast<int64_t>(i));
        });
    if (failed(name))
      return failure();
    adjoints[i] = createRows(builder, *this, *name, adjoint);
    if (getRank(input) != getType().getRank())
      adjoints[i] = sumOver(builder, getLoc(), adjoints[i],
                            identity.getMinorSubMap(getRank(input)), input);
  }
  return adjoints;
}
