//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Tensors.h"
#include "penstock/Dialect/Gate/IR/Gate.h"

#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/IR/DialectImplementation.h"
#include "mlir/Transforms/InliningUtils.h"
#include "llvm/ADT/TypeSwitch.h"
#include <cmath>
#include <limits>

using namespace mlir;
using namespace penstock::gate;

#include "penstock/Dialect/Gate/IR/GateDialect.cpp.inc"
#include "penstock/Dialect/Gate/IR/GateEnums.cpp.inc"
#include "penstock/Dialect/Gate/IR/GateInterfaces.cpp.inc"

/// A number, which may be infinite.
static ParseResult parseNumber(AsmParser &parser, FloatAttr &attr) {
  bool isNegative = false;
  double number;
  if (parser.parseOptionalKeyword("inf").succeeded()) {
    number = std::numeric_limits<double>::infinity();
  } else {
    isNegative = parser.parseOptionalMinus().succeeded();
    if (isNegative && parser.parseOptionalKeyword("inf").succeeded())
      number = std::numeric_limits<double>::infinity();
    else if (parser.parseFloat(number))
      return failure();
  }
  attr = parser.getBuilder().getF64FloatAttr(isNegative ? -number : number);
  return success();
}

static void printNumber(AsmPrinter &printer, FloatAttr attr) {
  if (attr.getValue().isInfinity())
    printer << (attr.getValue().isNegative() ? "-inf" : "inf");
  else
    printer.printFloat(attr.getValue());
}

#define GET_ATTRDEF_CLASSES
#include "penstock/Dialect/Gate/IR/GateAttributes.cpp.inc"

namespace {
/// Every op of the dialect may be inlined anywhere.
struct GateInlinerInterface : DialectInlinerInterface {
  using DialectInlinerInterface::DialectInlinerInterface;
  bool isLegalToInline(Operation *, Region *, bool, IRMapping &) const final {
    return true;
  }
};
} // namespace

void GateDialect::initialize() {
  addAttributes<
#define GET_ATTRDEF_LIST
#include "penstock/Dialect/Gate/IR/GateAttributes.cpp.inc"
      >();
  addOperations<
#define GET_OP_LIST
#include "penstock/Dialect/Gate/IR/GateOps.cpp.inc"
      >();
  addInterfaces<GateInlinerInterface>();
  attachDerivatives(getContext());
  catalog = std::make_unique<Catalog>(getContext());
}

Catalog &GateDialect::getCatalog() { return *catalog; }

WeightEncodingAttr penstock::gate::getWeightEncoding(Type type) {
  auto tensor = dyn_cast<RankedTensorType>(type);
  return tensor ? dyn_cast_or_null<WeightEncodingAttr>(tensor.getEncoding())
                : WeightEncodingAttr();
}

RankedTensorType penstock::gate::dropEncoding(RankedTensorType type) {
  return RankedTensorType::get(type.getShape(), type.getElementType());
}

LogicalResult VjpAttr::verify(function_ref<InFlightDiagnostic()> emitError,
                              VjpKind kind, FlatSymbolRefAttr function) {
  // (C1)
  if ((kind == VjpKind::Surrogate) != bool(function))
    return emitError() << "expected "
                       << (function ? "no function with "
                                    : "the function in parentheses with ")
                       << stringifyVjpKind(kind);
  return success();
}

LogicalResult
ApproximationAttr::verify(function_ref<InFlightDiagnostic()> emitError,
                          FlatSymbolRefAttr, ApproximationForm, FloatAttr low,
                          FloatAttr high, ErrorKind, FloatAttr error,
                          FloatAttr tolerance, Verification, int64_t inputs) {
  // (C1)
  if (!(low.getValueAsDouble() <= high.getValueAsDouble()))
    return emitError() << "expected domain to be two numbers in order, found "
                       << low.getValueAsDouble() << " and "
                       << high.getValueAsDouble();
  // (C2)
  double bound = tolerance.getValueAsDouble();
  if (!(bound > 0) || !std::isfinite(bound))
    return emitError() << "expected a tolerance that is positive and finite, "
                          "found "
                       << bound;
  if (!(error.getValueAsDouble() >= 0 && error.getValueAsDouble() <= bound))
    return emitError() << "expected an error in 0 ... " << bound << ", found "
                       << error.getValueAsDouble();
  if (inputs < 1)
    return emitError() << "expected a positive number of inputs, found "
                       << inputs;
  return success();
}

LogicalResult
ActivationsAttr::verify(function_ref<InFlightDiagnostic()> emitError,
                        ActivationFormat, int64_t groupSize) {
  // (C1)
  if (groupSize != 0 && groupSize != 32 && groupSize != 64 && groupSize != 128)
    return emitError() << "expected a group_size of 32, 64 or 128, found "
                       << groupSize;
  return success();
}

LogicalResult StrategyAttr::verify(function_ref<InFlightDiagnostic()> emitError,
                                   StrategyKind, int64_t tokens,
                                   int64_t neurons, int64_t unroll,
                                   int64_t panels, int64_t streams,
                                   int64_t chunk, int64_t interleave) {
  // (C1)
  if (tokens < 1 || tokens > 64)
    return emitError() << "expected tokens in 1 ... 64, found " << tokens;
  if (neurons < 1 || neurons > 512 || !llvm::isPowerOf2_64(neurons))
    return emitError() << "expected neurons to be a power of two in 1 ... 512, "
                          "found "
                       << neurons;
  if (unroll < 1 || unroll > 64)
    return emitError() << "expected unroll in 1 ... 64, found " << unroll;
  // (C2)
  if (panels < 1 || panels > 64)
    return emitError() << "expected panels in 1 ... 64, found " << panels;
  if (streams < 1 || streams > 64 || streams % panels)
    return emitError() << "expected streams to be a multiple of panels in "
                          "1 ... 64, found "
                       << streams;
  if (chunk < 0 || chunk > (1 << 20) || chunk % unroll)
    return emitError() << "expected chunk to be a multiple of unroll in "
                          "0 ... 2^20, found "
                       << chunk;
  // (C3)
  if (interleave != 1 && interleave != 2)
    return emitError() << "expected interleave to be 1 or 2, found "
                       << interleave;
  return success();
}
