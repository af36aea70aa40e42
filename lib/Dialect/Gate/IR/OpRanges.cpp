//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// RangeOpInterface of the ops on tensors. Nothing is known of sums of products.
//
//===----------------------------------------------------------------------===//

#include "penstock/Dialect/Gate/IR/Functions.h"

using namespace mlir;
using namespace penstock::gate;

/// The type that steps are rounded to: that of the elements or `compute`.
static FloatType getStep(Rounding rounding, Type elements, FloatType compute) {
  return rounding != Rounding::Result
             ? cast<FloatType>(getElementTypeOrSelf(elements))
             : compute;
}

/// The result of the function of `op`.
template <typename Op>
static Interval getFunctionRange(Op op, ArrayRef<Interval> operands) {
  SmallVector<Interval> args;
  GateFunctionOpInterface function = op.getAppliedFunction(operands, args);
  if (!function)
    return {};
  return RangeAnalysis(op.getEvaluationType())
      .getResult(function, args)
      .rounded(cast<FloatType>(op.getType().getElementType()));
}

//===----------------------------------------------------------------------===//
// gate.apply
//===----------------------------------------------------------------------===//

FloatType ApplyOp::getEvaluationType() {
  return getStep(getRounding(), getType(), getComputeType(getType()));
}

GateFunctionOpInterface
ApplyOp::getAppliedFunction(ArrayRef<Interval> operands,
                            SmallVectorImpl<Interval> &args) {
  GateFunctionOpInterface function = lookupFunction(*this, getFunctionAttr());
  size_t inputs = getInputs().size();
  llvm::append_range(args, operands.take_front(inputs));
  llvm::append_range(args, getParameterRanges(function, getParameters()));
  for (auto [i, name] : llvm::enumerate(getParameterNames())) {
    auto at = llvm::find(function.getArgNames(), name);
    args[at - function.getArgNames().begin()] = operands[inputs + i];
  }
  return function;
}

Interval ApplyOp::getResultRange(ArrayRef<Interval> operands) {
  return getFunctionRange(*this, operands);
}

//===----------------------------------------------------------------------===//
// gate.apply_row
//===----------------------------------------------------------------------===//

FloatType ApplyRowOp::getEvaluationType() {
  return getStep(getRounding(), getType(), getComputeType(getType()));
}

GateFunctionOpInterface
ApplyRowOp::getAppliedFunction(ArrayRef<Interval> operands,
                               SmallVectorImpl<Interval> &args) {
  GateFunctionOpInterface function = lookupFunction(*this, getFunctionAttr());
  llvm::append_range(args, operands.take_front(getInputs().size()));
  llvm::append_range(args, getParameterRanges(function, getParameters()));
  return function;
}

Interval ApplyRowOp::getResultRange(ArrayRef<Interval> operands) {
  return getFunctionRange(*this, operands);
}

//===----------------------------------------------------------------------===//
// Contractions
//===----------------------------------------------------------------------===//

template <typename Op>
static GateFunctionOpInterface
getCombiningFunction(Op op, SmallVectorImpl<Interval> &args) {
  if (!op.getFunctionAttr())
    return {};
  GateFunctionOpInterface function = lookupFunction(op, op.getFunctionAttr());
  args.resize(function.getNumInputs());
  llvm::append_range(args, getParameterRanges(function, op.getParameters()));
  return function;
}

FloatType GatedMatmulOp::getEvaluationType() {
  return getStep(getRounding(), getX().getType(), getAccumulatorType());
}

GateFunctionOpInterface
GatedMatmulOp::getAppliedFunction(ArrayRef<Interval>,
                                  SmallVectorImpl<Interval> &args) {
  return getCombiningFunction(*this, args);
}

Interval GatedMatmulOp::getResultRange(ArrayRef<Interval> operands) {
  if (getResidual())
    return {};
  Interval range = getFunctionRange(*this, operands);
  return getSparsityAttr() ? range.join(Interval::of(0, 0)) : range;
}

FloatType FfnOp::getEvaluationType() {
  return getStep(getRounding(), getX().getType(), getAccumulatorType());
}

GateFunctionOpInterface
FfnOp::getAppliedFunction(ArrayRef<Interval>, SmallVectorImpl<Interval> &args) {
  return getCombiningFunction(*this, args);
}

Interval FfnOp::getResultRange(ArrayRef<Interval>) { return {}; }
