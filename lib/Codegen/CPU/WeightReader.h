//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Reading rows of a stored weight as vectors over neurons.
//
//===----------------------------------------------------------------------===//

#ifndef PENSTOCK_LIB_CODEGEN_CPU_WEIGHTREADER_H
#define PENSTOCK_LIB_CODEGEN_CPU_WEIGHTREADER_H

#include "penstock/Dialect/Gate/IR/Gate.h"

#include "mlir/Dialect/Utils/ReshapeOpsUtils.h"

namespace penstock::cpu {

inline constexpr int64_t kCacheLine = 64;

/// Interleaved values are read and written with their last two dimensions as
/// one.
llvm::SmallVector<mlir::ReassociationIndices> joinLastDims(int64_t rank);

/// A tensor, whose rows are contiguous, as a buffer that is only read.
mlir::Value readAsBuffer(mlir::OpBuilder &builder, mlir::Location loc,
                         mlir::Value tensor);

/// The columns of `rows`, as many as each has elements, a power of two.
llvm::SmallVector<mlir::Value>
transposeRows(mlir::OpBuilder &builder, mlir::Location loc,
              llvm::SmallVector<mlir::Value> rows);

/// One branch of a weight, plain or in storage parts, seen as `K` rows of
/// panels of `width` neurons.
class WeightReader {
public:
  /// `weight` is the operand of the op, `branch` of `branches` packed in it.
  WeightReader(mlir::OpBuilder &builder, mlir::Location loc, mlir::Value weight,
               gate::WeightOrder order, gate::Packing packing, int64_t branch,
               int64_t branches, int64_t width, mlir::FloatType accumulator);

  int64_t getWidth() const { return width; }
  /// Number of the current panel in the storage.
  mlir::Value getPosition() const { return position; }
  /// The values, if they lie panel after panel of this width; else null.
  mlir::Value getPanels() const;
  bool isInt4() const;
  bool isInt8() const;
  bool isAsymmetric() const { return encoding && encoding.getAsymmetric(); }
  /// Inputs that share a scale; 0 where all do, or have none.
  int64_t getGroupSize() const;
  /// Inputs of a neuron that lie together; steps over the inputs are multiples
  /// of it.
  int64_t getInterleave() const;

  /// True if it is not encoded.
  bool isPlain() const { return !encoding; }
  /// True if its values are read from a buffer.
  bool isBuffer() const { return isa<mlir::MemRefType>(parts[0].getType()); }

  /// A plain weight's inputs `k` to `k + count * interleave`, `interleave` of
  /// them together, as they lie in panels; in the accumulator type if that
  /// is 1. The last `missing` ones are not there, and zeros.
  llvm::SmallVector<mlir::Value> readPanel(mlir::OpBuilder &builder,
                                           mlir::Location loc, mlir::Value k,
                                           int64_t count, int64_t interleave,
                                           int64_t missing) const;

  /// How many cache lines `count` inputs from `k` on of the panel at `position`
  /// lie in, and what brings one of them.
  std::pair<int64_t, std::function<void(mlir::Value)>>
  getLines(mlir::OpBuilder &builder, mlir::Location loc, mlir::Value position,
           mlir::Value k, int64_t count) const;

  /// The same weight read from panel `number` of what `readPanel` gave, in a
  /// buffer [panels][inputs from `first` on][numbers].
  WeightReader getPacked(mlir::OpBuilder &builder, mlir::Location loc,
                         mlir::Value buffer, int64_t number, mlir::Value first,
                         int64_t interleave) const;

  /// Reads from buffers from now on: the analysis of bufferization takes time
  /// for each read of a tensor, and there are many.
  void readBuffers(mlir::OpBuilder &builder, mlir::Location loc);

  /// Moves to panel `panel` (an index), whose first neuron is `neuron`.
  void setPanel(mlir::OpBuilder &builder, mlir::Location loc, mlir::Value panel,
                mlir::Value neuron);

  /// Numbers of `count` consecutive inputs from `k` on, without an int8 scale;
  /// `k` is a multiple of the interleave.
  llvm::SmallVector<mlir::Value> read(mlir::OpBuilder &builder,
                                      mlir::Location loc, mlir::Value k,
                                      int64_t count) const;

  /// Scale and min (null if symmetric) of group `g`, or of all inputs where
  /// there are no groups.
  std::pair<mlir::Value, mlir::Value>
  readScale(mlir::OpBuilder &builder, mlir::Location loc, mlir::Value g) const;

  /// int4: numbers of `count` inputs from `j` and of as many from `G/2 + j` on
  /// of group `g` with its scale and min; `j` is a multiple of the interleave.
  std::pair<llvm::SmallVector<mlir::Value>, llvm::SmallVector<mlir::Value>>
  readHalves(mlir::OpBuilder &builder, mlir::Location loc, mlir::Value g,
             mlir::Value j, int64_t count,
             std::pair<mlir::Value, mlir::Value> scale) const;

  /// Stored blocks of interleaved values from `middle` on, two int4 to a byte.
  llvm::SmallVector<mlir::Value> readBlocks(mlir::OpBuilder &builder,
                                            mlir::Location loc,
                                            mlir::ValueRange middle,
                                            int64_t count) const {
    return load(builder, loc, parts[0], middle, count);
  }

private:
  enum class Layout { Panels, RowMajor, ColumnMajor };

  /// Stored values of `count` inputs, at the middle indices `middle`, of which
  /// the last is the first of `count`.
  llvm::SmallVector<mlir::Value> loadValues(mlir::OpBuilder &builder,
                                            mlir::Location loc,
                                            mlir::ValueRange middle,
                                            int64_t count) const;
  /// As `loadValues` from any part; blocks of interleaved values.
  llvm::SmallVector<mlir::Value> load(mlir::OpBuilder &builder,
                                      mlir::Location loc, mlir::Value part,
                                      mlir::ValueRange middle,
                                      int64_t count) const;

  /// `count` stored numbers of each neuron of the panel, neuron after neuron.
  mlir::Value loadNeurons(mlir::OpBuilder &builder, mlir::Location loc,
                          mlir::Value part, mlir::ValueRange middle,
                          int64_t count) const;

  /// The storage; interleaved values with their last two dimensions as one.
  llvm::SmallVector<mlir::Value> parts;
  gate::WeightEncodingAttr encoding;
  Layout layout;
  int64_t inputs, outputs, width;
  /// First panel, row or column of the branch.
  int64_t offset = 0;
  /// Of a packed weight: its interleave, and where its panels begin.
  int64_t packed = 1;
  mlir::Value firstBlock;
  mlir::FloatType accumulator;
  /// Position of the current panel in the storage, and of its first column.
  mlir::Value position, column;
};

} // namespace penstock::cpu

#endif // PENSTOCK_LIB_CODEGEN_CPU_WEIGHTREADER_H
