//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How long ops take on a machine, and the report of it. Nothing else derives
// time from bytes and operations.
//
//===----------------------------------------------------------------------===//

#ifndef PENSTOCK_CODEGEN_CPU_COSTMODEL_H
#define PENSTOCK_CODEGEN_CPU_COSTMODEL_H

#include "penstock/Dialect/Gate/IR/Gate.h"
#include "penstock/Target/Machine.h"

namespace penstock::cpu {

/// What of a schedule its time depends on.
struct TileShape {
  /// Tokens of a register tile, and vectors of all branches that are read for
  /// each input; `streams` of them where there are few tokens.
  int64_t tokens = 1, vectors = 1, streams = 1;
  /// Columns of a panel: the last one may be padded.
  int64_t columns = 1;
  /// Inputs that are multiplied while the sums stay in registers; 0: all.
  int64_t chunk = 0;
  int64_t registers = 16;
  /// Inputs in one step: 4 where the products are of integers, 2 of bf16 pairs.
  int64_t step = 1;
  /// Inputs that are summed as integers, or 0 if all are or none.
  int64_t group = 0;
  /// Instructions that make numbers of a stored vector.
  double conversions = 0;
  /// Share of the bandwidth that such reads of the weights reach.
  double bandwidth = 1;

  TileShape() = default;
  TileShape(gate::StrategyAttr strategy, const gate::Cost &cost,
            mlir::Type weight, gate::ActivationsAttr activations,
            const TargetInfo &target, mlir::FloatType accumulator);

  /// Time that only multiply-adds would take, by that of this tile's steps.
  double getEfficiency(const gate::Cost &cost, int64_t tokens) const;

private:
  double getCycles(int64_t tokens, int64_t vectors) const;
};

struct Estimate {
  double seconds = 0, memorySeconds = 0, computeSeconds = 0;
  /// Where the op's data lies, an index into `memoryLevels`.
  unsigned level = 0;

  bool isMemoryBound() const { return memorySeconds >= computeSeconds; }
};

/// The roofline: the time to move the bytes or to do the operations, whichever
/// is longer. `tile` is null for what is no contraction.
Estimate estimate(const gate::Cost &cost, const TileShape *tile,
                  const MachineDescription &machine, bool allThreads,
                  int64_t tokens);

//===----------------------------------------------------------------------===//
// Report
//===----------------------------------------------------------------------===//

/// A way to compute a contraction.
struct Candidate {
  /// The strategy, and who says it.
  std::string strategy, source;
  TileShape tile;
};

struct PartReport {
  gate::Cost cost;
  /// The choice, then others.
  std::vector<Candidate> candidates;

  Estimate getEstimate(const MachineDescription &machine, bool allThreads,
                       int64_t tokens) const;
};

struct OpReport {
  std::string function, name, location;
  std::vector<PartReport> parts;
};

struct Measurement {
  std::string function;
  int64_t tokens;
  double seconds;
};

/// The ops of a module with their costs.
struct CostReport {
  MachineDescription machine;
  bool allThreads = false;
  std::vector<OpReport> ops;

  /// A table per op. Of ops whose number of tokens is dynamic it has a column
  /// per number in `tokens`.
  void print(llvm::raw_ostream &os,
             llvm::ArrayRef<int64_t> tokens = {1, 16, 128},
             const Measurement *measured = nullptr) const;
};

/// Name of the user's tile table: `option`, or else $PENSTOCK_TILE_TABLE.
std::string getTileTableFile(llvm::StringRef option);

} // namespace penstock::cpu

#endif // PENSTOCK_CODEGEN_CPU_COSTMODEL_H
