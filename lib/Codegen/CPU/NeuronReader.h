//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Reading the numbers of single neurons of a weight as vectors.
//
//===----------------------------------------------------------------------===//

#ifndef PENSTOCK_LIB_CODEGEN_CPU_NEURONREADER_H
#define PENSTOCK_LIB_CODEGEN_CPU_NEURONREADER_H

#include "penstock/Dialect/Gate/IR/Gate.h"

namespace penstock::cpu {

/// A weight, plain or in storage parts, whose numbers lie neuron after neuron.
class NeuronReader {
public:
  /// Neurons are the outputs of `weight`, or its inputs.
  NeuronReader(mlir::OpBuilder &builder, mlir::Location loc, mlir::Value weight,
               bool neuronsAreOutputs, int64_t lanes,
               mlir::FloatType accumulator);

  /// Where the numbers of a neuron begin.
  struct Row {
    llvm::SmallVector<mlir::Value> indices;
    /// The neuron, and its group where groups are of neurons.
    mlir::Value neuron, group;
    /// int4 with groups of neurons: what brings its half of a byte down.
    mlir::Value shift;
  };
  Row getRow(mlir::OpBuilder &builder, mlir::Location loc,
             mlir::Value neuron) const;

  /// Stored values of a neuron; int4 of outputs has two numbers in each.
  int64_t getStored() const { return stored; }
  /// Stored values of one step: `lanes`, or twice as many if they are in pairs.
  int64_t getUnit() const { return inPairs ? 2 * lanes : lanes; }
  /// bf16 is read as words: one vector has the numbers of even columns, the
  /// other those of odd ones.
  bool isInPairs() const { return inPairs; }
  /// The columns of the weight that a step begins at.
  llvm::SmallVector<mlir::Value> getColumns(mlir::OpBuilder &builder,
                                            mlir::Location loc,
                                            mlir::Value step) const;
  /// The vectors of the step from stored value `step` on; zeros behind the last
  /// one if `partial`. Scales that belong to all of a neuron, or to all of a
  /// column, are left out.
  llvm::SmallVector<mlir::Value> read(mlir::OpBuilder &builder,
                                      mlir::Location loc, const Row &row,
                                      mlir::Value step, bool partial) const;

  bool hasScales() const {
    return encoding && encoding.isQuantized() && !encoding.getGroupSize();
  }
  /// The scale of neuron `at`, or those of `lanes` columns from `at` on.
  mlir::Value readScale(mlir::OpBuilder &builder, mlir::Location loc,
                        mlir::Value at, bool partial) const;

  /// Asks for the cache line of stored value `step`.
  void prefetch(mlir::OpBuilder &builder, mlir::Location loc, const Row &row,
                mlir::Value step) const;
  /// Bits of a stored value.
  int64_t getWidth() const;

private:
  bool isInt4() const {
    return encoding && encoding.getFormat() == gate::WeightFormat::Int4;
  }
  mlir::Value load(mlir::OpBuilder &builder, mlir::Location loc,
                   mlir::Value part, mlir::ValueRange indices, int64_t size,
                   bool partial) const;
  /// Scale or min of what `row` has at `step`: a splat, or a vector of columns.
  mlir::Value loadGroup(mlir::OpBuilder &builder, mlir::Location loc,
                        mlir::Value part, const Row &row, mlir::Value step,
                        bool partial) const;

  llvm::SmallVector<mlir::Value> parts;
  gate::WeightEncodingAttr encoding;
  bool neuronsAreOutputs, inPairs;
  int64_t lanes, stored;
  mlir::FloatType accumulator;
  mlir::Value buffer;
};

/// The numbers at even and at odd places of a vector, in the type
/// `accumulator`.
std::pair<mlir::Value, mlir::Value> splitPairs(mlir::OpBuilder &builder,
                                               mlir::Location loc,
                                               mlir::Value vector,
                                               mlir::FloatType accumulator);

} // namespace penstock::cpu

#endif // PENSTOCK_LIB_CODEGEN_CPU_NEURONREADER_H
