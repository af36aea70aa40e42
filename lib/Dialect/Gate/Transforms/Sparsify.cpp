//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "penstock/Dialect/Gate/IR/Catalog.h"
#include "penstock/Dialect/Gate/IR/Sparsity.h"
#include "penstock/Dialect/Gate/Transforms/Passes.h"
#include "llvm/Support/FormatVariadic.h"

namespace penstock::gate {
#define GEN_PASS_DEF_GATESPARSIFYPASS
#include "penstock/Dialect/Gate/Transforms/Passes.h.inc"
} // namespace penstock::gate

using namespace mlir;
using namespace penstock;
using namespace penstock::gate;

/// Bytes of weights that `op` reads: those of inactive neurons not, and active
/// ones again for each token.
static double getBytes(FfnOp op) {
  double bytes = 0;
  for (const Cost &cost : op.getCosts()) {
    int64_t tokens = ShapedType::isDynamic(cost.tokens) ? 1 : cost.tokens;
    bytes += cost.weightBytes + tokens * cost.density * cost.sparseWeightBytes;
  }
  return bytes;
}

namespace {
struct Sparsify : gate::impl::GateSparsifyPassBase<Sparsify> {
  using Base::Base;

  void runOnOperation() override {
    if (failed(checkOptions()))
      return signalPassFailure();
    getOperation()->walk([&](FfnOp op) { sparsify(op); });
  }

  bool hasThreshold() const { return threshold != -1; }

  LogicalResult checkOptions() {
    auto isIn = [](double value, double low, double high) {
      return value >= low && value <= high;
    };
    Operation *op = getOperation();
    if (hasThreshold() && topK != 0)
      return op->emitError("expected one of the options threshold and top-k");
    if (hasThreshold() && !isIn(threshold, 0, 1.0e300))
      return op->emitError("expected a threshold that is finite and not "
                           "negative, found ")
             << double(threshold);
    if (topK < 0)
      return op->emitError("expected a positive top-k, found ")
             << int64_t(topK);
    if (!isIn(density, 0, 1))
      return op->emitError("expected a density in 0 ... 1, found ")
             << double(density);
    if (!isIn(efficiency, 0.01, 1))
      return op->emitError("expected an efficiency in 0.01 ... 1, found ")
             << double(efficiency);
    return success();
  }

  void sparsify(FfnOp op) {
    if (op.getSparsityAttr()) {
      if (print)
        op.emitRemark("is sparse as it says: ") << op.getSparsityAttr();
      return;
    }
    Builder b(&getContext());
    int64_t neurons = op.getNeurons();
    double expected =
        topK ? static_cast<double>(topK) / neurons : double(density);
    if (topK > neurons) {
      op.emitRemark("is not made sparse: it has ")
          << neurons << " neurons, fewer than top-k, " << int64_t(topK);
      return;
    }
    auto sparsity = SparsityAttr::get(
        &getContext(),
        hasThreshold() ? b.getF64FloatAttr(threshold) : FloatAttr(), topK,
        topK ? FloatAttr() : b.getF64FloatAttr(expected));
    if (failed(SparsityGate::find(lookupFunction(op, op.getFunctionAttr()),
                                  sparsity))) {
      op.emitRemark("is not made sparse: ")
          << op.getFunctionAttr()
          << (sparsity.isZeroSet()
                  ? " has no zero set that one input decides; a threshold or "
                    "top-k would approximate it"
                  : " is no product with a factor that depends on one input "
                    "only");
      return;
    }
    double dense = getBytes(op);
    op.setSparsityAttr(sparsity);
    double sparse = getBytes(op);
    bool canSkip = op.canSkipNeurons(/*orPlain=*/true);
    double speedup = efficiency * dense / sparse;
    if (!canSkip || speedup <= 1)
      op.removeSparsityAttr();
    else
      ++numSparse;
    if (!canSkip) {
      op.emitRemark("is not made sparse: skipping neurons takes separate "
                    "weights, plain or neuron-major, and float activations");
    } else if (print) {
      op.emitRemark() << (speedup > 1 ? "is made sparse" : "stays dense")
                      << ": " << sparsity << " with a density of "
                      << format("{0:f3}", expected) << " reads "
                      << format("{0:f2}", sparse / 1.0e6) << " of "
                      << format("{0:f2}", dense / 1.0e6)
                      << " MB of weights, a speed-up of "
                      << format("{0:f2}", speedup) << " at "
                      << format("{0:f0}", 100 * efficiency)
                      << " % of the bandwidth";
    }
  }

  static std::string format(const char *pattern, double value) {
    return llvm::formatv(pattern, value).str();
  }
};
} // namespace
