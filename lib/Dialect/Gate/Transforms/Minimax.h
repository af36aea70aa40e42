//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Fits with the least greatest error, over samples.
//
//===----------------------------------------------------------------------===//

#ifndef PENSTOCK_DIALECT_GATE_TRANSFORMS_MINIMAX_H
#define PENSTOCK_DIALECT_GATE_TRANSFORMS_MINIMAX_H

#include "llvm/ADT/ArrayRef.h"
#include <optional>
#include <vector>

namespace penstock::gate {

/// A number to be fitted at u; an error counts `weight` times, which is
/// positive.
struct Sample {
  long double u, value, weight;
};

/// numerator(u) / denominator(u), polynomials by powers of u; denominator(0)
/// is 1.
struct RationalFit {
  std::vector<long double> numerator, denominator;
  /// The greatest weighted error at a sample.
  long double error;
  /// Where errors of about that size alternate.
  std::vector<long double> extrema;
};

/// The fit of these degrees by Remez' exchange; nothing if there is none
/// without a pole. Samples are in order of u, which is about in [-1, 1].
/// Extrema of a fit of other degrees help to find that of a rational.
std::optional<RationalFit>
fitRational(llvm::ArrayRef<Sample> samples, unsigned numerator,
            unsigned denominator, llvm::ArrayRef<long double> extrema = {});

/// A line over the samples from `first` up to the next piece.
struct LinearPiece {
  size_t first;
  long double slope, intercept;
};

/// How many lines it takes for weighted errors of at most `error`, if not more
/// than `most`.
std::optional<size_t> countPieces(llvm::ArrayRef<Sample> samples,
                                  long double error, size_t most);

/// At most `count` lines with the least error, and that.
std::pair<std::vector<LinearPiece>, long double>
fitPieces(llvm::ArrayRef<Sample> samples, size_t count);

} // namespace penstock::gate

#endif // PENSTOCK_DIALECT_GATE_TRANSFORMS_MINIMAX_H
