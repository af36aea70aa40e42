//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Interval arithmetic over functions that are data.
//
//===----------------------------------------------------------------------===//

#ifndef PENSTOCK_DIALECT_GATE_IR_RANGES_H
#define PENSTOCK_DIALECT_GATE_IR_RANGES_H

#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/Operation.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/DenseMap.h"
#include <limits>

namespace penstock::gate {

class GateFunctionOpInterface;

/// The numbers from `low` to `high`, and NaN if it `mayBeNaN`. An i1 is 0 or 1.
struct Interval {
  double low = -std::numeric_limits<double>::infinity();
  double high = std::numeric_limits<double>::infinity();
  bool mayBeNaN = true;

  static Interval of(double low, double high) { return {low, high, false}; }
  bool contains(double value) const { return low <= value && value <= high; }
  /// What is in either.
  Interval join(const Interval &other) const;
  /// What is in both; this, if that is nothing.
  Interval meet(const Interval &other) const;
  /// With what its numbers become when they are rounded to `type`.
  Interval rounded(mlir::FloatType type) const;
  /// This, if all of it is in the integers of `type`; else those.
  Interval within(mlir::Type type) const;
};

/// Bounds are exact, or moved outward where the exact one is no double.
Interval addIntervals(const Interval &a, const Interval &b);
Interval multiplyIntervals(const Interval &a, const Interval &b);
Interval divideIntervals(const Interval &a, const Interval &b);

/// All numbers of an integer type, as signed ones but for i1.
Interval getTypeRange(mlir::Type type);

/// The result of an op with operands, that has or gives integers wider than an
/// i1: exact, or all of the type where it may overflow.
Interval getIntegerRange(mlir::Operation *op,
                         llvm::ArrayRef<Interval> operands);

/// Intervals of the values of a function computed in one type: they contain
/// what exact arithmetic gives, and what is computed with every operation
/// rounded to `type` and functions of `math` wrong by at most 4 ulps.
class RangeAnalysis {
public:
  explicit RangeAnalysis(mlir::FloatType type) : type(type) {}

  /// The result of `function`, for `args` for its inputs and parameters. Its
  /// `range` and `monotone` are believed.
  Interval getResult(GateFunctionOpInterface function,
                     llvm::ArrayRef<Interval> args);

  /// Analyses the values of `region`.
  void run(mlir::Region &region, llvm::ArrayRef<Interval> args);
  Interval get(mlir::Value value) const { return ranges.lookup(value); }

  /// The operand that the result of `op`, which has been analysed, is always
  /// equal to; null if none is known.
  mlir::Value getEqualOperand(mlir::Operation *op);

private:
  Interval getResult(mlir::Region &region, llvm::ArrayRef<Interval> args,
                     unsigned result = 0);
  llvm::SmallVector<Interval> getCallArguments(mlir::Operation *call);
  void runOps(mlir::Block &block);
  void runLoop(mlir::scf::ForOp loop);
  Interval evaluate(mlir::Operation *op);
  Interval evaluateSelect(mlir::Value condition, mlir::Value ifTrue,
                          mlir::Value ifFalse);
  Interval getSide(mlir::Value condition, mlir::Value value, bool isTrue);

  mlir::FloatType type;
  llvm::DenseMap<mlir::Value, Interval> ranges;
};

/// Intervals of a function's parameters at a use that gives `constants`; those
/// in `given` are operands.
llvm::SmallVector<Interval> getParameterRanges(GateFunctionOpInterface function,
                                               mlir::DictionaryAttr constants,
                                               mlir::ArrayAttr given = {});

} // namespace penstock::gate

#endif // PENSTOCK_DIALECT_GATE_IR_RANGES_H
