//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "penstock/Dialect/Gate/IR/Functions.h"
#include "penstock/Dialect/Gate/Transforms/Passes.h"

#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/Iterators.h"
#include "mlir/Interfaces/FunctionInterfaces.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "llvm/Support/Format.h"

namespace penstock::gate {
#define GEN_PASS_DEF_GATEINFERRANGESPASS
#include "penstock/Dialect/Gate/Transforms/Passes.h.inc"
} // namespace penstock::gate

using namespace mlir;
using namespace penstock;
using namespace penstock::gate;

static std::string format(const Interval &range) {
  std::string text;
  llvm::raw_string_ostream(text)
      << llvm::format("[%.17g, %.17g]", range.low, range.high)
      << (range.mayBeNaN ? " or NaN" : "");
  return text;
}

namespace {
struct InferRanges : gate::impl::GateInferRangesPassBase<InferRanges> {
  using Base::Base;

  void runOnOperation() override {
    WalkResult walk = getOperation()->walk([&](FunctionOpInterface function) {
      return WalkResult(readPromises(function));
    });
    if (walk.wasInterrupted())
      return signalPassFailure();
    SmallVector<Operation *> ops;
    getOperation()->walk<WalkOrder::PreOrder>([&](Operation *op) {
      if (isa<GateFunctionOpInterface>(op))
        return WalkResult::skip();
      ops.push_back(op);
      return WalkResult::advance();
    });
    for (Operation *op : ops) {
      if (auto own = dyn_cast<RangeOpInterface>(op))
        removeDead(own);
      for (Value result : op->getResults())
        if (isa<FloatType>(getElementTypeOrSelf(result.getType())))
          ranges[result] = infer(op);
      if (print && isa<RangeOpInterface>(op))
        op->emitRemark("has a result in ") << format(ranges[op->getResult(0)]);
    }
  }

  LogicalResult readPromises(FunctionOpInterface function) {
    for (unsigned i = 0; i < function.getNumArguments(); ++i) {
      Attribute attr = function.getArgAttr(i, "gate.range");
      if (!attr)
        continue;
      auto bounds = dyn_cast<DenseF64ArrayAttr>(attr);
      if (!bounds || bounds.size() != 2 || !(bounds[0] <= bounds[1]))
        return function->emitError("expected gate.range of argument #")
               << i << " to be an array of two f64 in order, found " << attr;
      if (!function.isExternal())
        ranges[function.getArgument(i)] = Interval::of(bounds[0], bounds[1]);
    }
    return success();
  }

  Interval infer(Operation *op) {
    SmallVector<Interval> operands = llvm::map_to_vector(
        op->getOperands(), [&](Value v) { return ranges.lookup(v); });
    if (auto own = dyn_cast<RangeOpInterface>(op))
      return own.getResultRange(operands);
    if (isa<tensor::CastOp, tensor::CollapseShapeOp, tensor::ExpandShapeOp,
            tensor::ExtractSliceOp, tensor::ExtractOp, linalg::TransposeOp,
            linalg::FillOp>(op))
      return operands.front();
    Attribute attr;
    if (!matchPattern(op, m_Constant(&attr)))
      return {};
    Interval range;
    auto include = [&](const APFloat &number) {
      APFloat wide = number;
      bool losesInfo;
      wide.convert(APFloat::IEEEdouble(), APFloat::rmNearestTiesToEven,
                   &losesInfo);
      double value = wide.convertToDouble();
      Interval point = number.isNaN() ? Interval() : Interval::of(value, value);
      range = range.mayBeNaN ? point : range.join(point);
    };
    if (auto number = dyn_cast<FloatAttr>(attr))
      include(number.getValue());
    else if (auto elements = dyn_cast<DenseFPElementsAttr>(attr)) {
      for (const APFloat &number : elements)
        if (number.isNaN())
          return {};
      if (elements.isSplat())
        include(elements.getSplatValue<APFloat>());
      else
        for (const APFloat &number : elements)
          include(number);
    }
    return range;
  }

  /// Gives `op` a function without what the inputs' intervals make dead.
  void removeDead(RangeOpInterface op) {
    SmallVector<Interval> operands = llvm::map_to_vector(
        op->getOperands(), [&](Value v) { return ranges.lookup(v); });
    SmallVector<Interval> args;
    GateFunctionOpInterface function = op.getAppliedFunction(operands, args);
    if (!isa_and_nonnull<FunctionOp>(function))
      return;
    RangeAnalysis analysis(op.getEvaluationType());
    analysis.run(function.getBody(), args);
    bool any = false;
    function.getBody().walk([&](Operation *nested) {
      any |= nested->getNumResults() == 1 && analysis.getEqualOperand(nested);
    });
    if (!any)
      return;

    auto module = op->getParentOfType<ModuleOp>();
    auto builder = OpBuilder::atBlockEnd(module.getBody());
    auto simpler = cast<FunctionOp>(builder.clone(*function));
    SymbolTable::setSymbolVisibility(simpler, SymbolTable::Visibility::Private);
    simpler.removeAliasesAttr();
    simpler.removeSpecializationsAttr();
    RangeAnalysis own(op.getEvaluationType());
    own.run(simpler.getBody(), args);
    simpler.getBody().walk<WalkOrder::PreOrder>([&](Operation *nested) {
      if (nested->getNumResults() != 1)
        return;
      if (Value equal = own.getEqualOperand(nested)) {
        nested->getResult(0).replaceAllUsesWith(equal);
        ++numRemoved;
      }
    });
    simpler.getBody().walk<WalkOrder::PostOrder, ReverseIterator>(
        [](Operation *nested) {
          if (isOpTriviallyDead(nested))
            nested->erase();
        });
    StringRef name = function.getSymName();
    std::string base =
        (name + (name.ends_with("_in_range") ? "" : "_in_range")).str();
    op->setAttr("function", nameFunction(simpler, base));
  }

  llvm::DenseMap<Value, Interval> ranges;
};
} // namespace
