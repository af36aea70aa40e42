//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Approximation.h"

#include "mlir/Dialect/Math/IR/Math.h"
#include <cmath>

using namespace mlir;
using namespace penstock::gate;
using P = arith::CmpFPredicate;

static constexpr size_t kNumSamples = 2049;

namespace {
/// The fewest lines, each of which is as far off as it may be.
class PiecewiseForm : public ApproximationFit {
public:
  PiecewiseForm(ApproximationTarget &target, unsigned limit)
      : ApproximationFit(target, limit, 64) {}

  std::string describe() const override {
    return "of " + std::to_string(pieces.size()) + " segments";
  }

  double fit(unsigned size) override {
    if (samples.empty()) {
      auto taken = target.getUniform(kNumSamples);
      if (!taken) {
        consumeError(taken.takeError());
        return HUGE_VAL;
      }
      samples = std::move(*taken);
      fewest = countPieces(samples, target.getGoal().tolerance, limit);
    }
    // What is too few is fitted only to say how good the best is.
    if (size == 0 || size < fewest.value_or(limit))
      return HUGE_VAL;
    auto [found, error] = fitPieces(samples, size);
    pieces = std::move(found);
    return error;
  }

  Value build(ScalarBuilder &b, Value x) const override {
    return target.build(b, x, /*clamp=*/false, [&](ScalarBuilder &b, Value t) {
      Value slope = b.constant(roundToF32(pieces[0].slope)),
            intercept = b.constant(roundToF32(pieces[0].intercept));
      for (const LinearPiece &piece : llvm::drop_begin(pieces)) {
        Value first = b.constant(roundToF32(samples[piece.first].u));
        Value isBehind = b.compare(P::OGE, t, first);
        slope = b.create<arith::SelectOp>(
            isBehind, b.constant(roundToF32(piece.slope)), slope);
        intercept = b.create<arith::SelectOp>(
            isBehind, b.constant(roundToF32(piece.intercept)), intercept);
      }
      return b.create<math::FmaOp>(t, slope, intercept);
    });
  }

private:
  std::vector<Sample> samples;
  std::optional<size_t> fewest;
  std::vector<LinearPiece> pieces;
};

/// The function at 2^size + 1 inputs of even distance, and lines between them.
/// The entry is selected by the bits of its number: constants, no memory.
class TableForm : public ApproximationFit {
public:
  TableForm(ApproximationTarget &target, unsigned limit)
      : ApproximationFit(target, std::min(limit, 12u), 8) {}

  std::string describe() const override {
    return "of " + std::to_string(values.size()) + " entries";
  }

  double fit(unsigned size) override {
    constexpr size_t perEntry = 16;
    size_t count = size_t(1) << size;
    auto samples = target.getUniform(perEntry * count + 1);
    if (!samples) {
      consumeError(samples.takeError());
      return HUGE_VAL;
    }
    values.clear();
    for (size_t i = 0; i <= count; ++i)
      values.push_back(roundToF32((*samples)[i * perEntry].value));
    double error = 0;
    for (auto [i, sample] : llvm::enumerate(*samples)) {
      size_t entry = std::min(i / perEntry, count - 1);
      double between = double(i - entry * perEntry) / perEntry;
      double value = std::lerp(values[entry], values[entry + 1], between);
      error = std::max<double>(error,
                               sample.weight * std::fabs(value - sample.value));
    }
    return error;
  }

  Value build(ScalarBuilder &b, Value x) const override {
    return target.build(b, x, /*clamp=*/true, [&](ScalarBuilder &b, Value t) {
      size_t count = values.size() - 1;
      double scale = roundToF32(count / (target.getHigh() - target.getLow()));
      Value place = createFma(b, t, b.constant(scale),
                              roundToF32(-target.getLow() * scale));
      Value number = b.create<math::FloorOp>(place);
      Value last = b.constant(count - 1);
      number = b.create<arith::SelectOp>(b.compare(P::OGT, number, last), last,
                                         number);
      Value between = b.sub(place, number);
      SmallVector<Value> bits, starts, differences;
      for (size_t bit = count / 2; bit > 0; bit /= 2) {
        Value power = b.constant(bit);
        bits.insert(bits.begin(), b.compare(P::OGE, number, power));
        if (bit > 1)
          number = b.create<arith::SelectOp>(bits.front(), b.sub(number, power),
                                             number);
      }
      for (size_t i = 0; i < count; ++i) {
        starts.push_back(b.constant(values[i]));
        differences.push_back(
            b.constant(roundToF32(values[i + 1] - values[i])));
      }
      return b.create<math::FmaOp>(between, select(b, bits, differences),
                                   select(b, bits, starts));
    });
  }

private:
  static Value select(ScalarBuilder &b, ArrayRef<Value> bits,
                      SmallVector<Value> entries) {
    for (Value bit : bits) {
      for (size_t i = 0; i < entries.size() / 2; ++i)
        entries[i] =
            b.create<arith::SelectOp>(bit, entries[2 * i + 1], entries[2 * i]);
      entries.resize(entries.size() / 2);
    }
    return entries.front();
  }

  std::vector<double> values;
};
} // namespace

std::unique_ptr<ApproximationFit>
penstock::gate::createPieces(ApproximationTarget &target, unsigned limit) {
  return std::make_unique<PiecewiseForm>(target, limit);
}

std::unique_ptr<ApproximationFit>
penstock::gate::createTable(ApproximationTarget &target, unsigned limit) {
  return std::make_unique<TableForm>(target, limit);
}
