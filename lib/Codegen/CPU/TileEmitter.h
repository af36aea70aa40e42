//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Products of tiles of tokens with panels of weights. The sums of a block of
// tokens lie in a buffer [tokens][panels * branches * width] between the
// chunks of inputs, and in registers within one.
//
//===----------------------------------------------------------------------===//

#ifndef PENSTOCK_LIB_CODEGEN_CPU_TILEEMITTER_H
#define PENSTOCK_LIB_CODEGEN_CPU_TILEEMITTER_H

#include "DotProduct.h"
#include "Emitters.h"
#include "LoopBuilder.h"
#include "WeightReader.h"
#include "penstock/Target/TargetInfo.h"

namespace penstock::cpu {

/// `body(n)` for n = `value` in 1 ... `last - 1`, or else for n = `last`. The
/// bodies have no result if `type` is null.
mlir::Value emitSwitch(mlir::OpBuilder &b, mlir::Location loc,
                       mlir::Value value, int64_t last, mlir::Type type,
                       llvm::function_ref<mlir::Value(int64_t)> body);

class TileEmitter : LoopBuilder {
public:
  /// Brings x into the form that the products read, at the insertion point.
  /// `readers` has one weight per branch.
  TileEmitter(mlir::OpBuilder &builder, gate::GatedMatmulOp op,
              const TargetInfo &target, llvm::ArrayRef<WeightReader> readers);

  /// True if `multiplyChunks` brings plain weights into panels, which the
  /// products need: it takes any number of tokens then, `multiplyAll` none.
  bool needsPacking() const;

  /// True if it brings plain weights into panels at all.
  bool isPacking() const { return packs; }

  /// Most tokens for which `multiplyAll` keeps everything in registers.
  int64_t getMostTokens() const;

  /// A buffer for the sums of `rows` tokens and `panels` panels.
  mlir::Value createBuffer(int64_t rows, int64_t panels);

  /// Sums without any product, of `rows` tokens from `token` on.
  void initialize(mlir::Value buffer, mlir::Value token, mlir::Value rows,
                  int64_t panels);

  /// Adds the products of all inputs of tokens 0 to `rows`, in one pass over
  /// all of `weights` (panel by panel, branch by branch).
  void multiplyAll(int64_t rows, llvm::ArrayRef<WeightReader> weights,
                   mlir::Value buffer);

  /// Adds the products of all inputs of `rows` tokens from `token` on, chunk by
  /// chunk. `next` is prefetched during the last one.
  void multiplyChunks(mlir::Value token, mlir::OpFoldResult rows,
                      llvm::ArrayRef<WeightReader> weights,
                      llvm::ArrayRef<WeightReader> next, mlir::Value buffer);

  /// The sums at [row, column ...] of the buffer as numbers of the accumulator
  /// type. `reader` is at their panel.
  mlir::Value finish(const WeightReader &reader, int64_t branch,
                     mlir::Value buffer, mlir::Value row, mlir::Value column,
                     mlir::Value token);

private:
  enum class Product { Float, FloatGroups, BFloatPairs, Dot, DotGroups };
  /// Branches that step through the inputs alike.
  struct Set {
    Product product;
    /// Inputs in one step of the loop over the inputs without unrolling, and
    /// how many such units there are; what is left is less than one. The last
    /// pair may be half of one.
    int64_t unit, units;
    llvm::SmallVector<int64_t> branches;
    /// [tokens][groups]: of integers, `sumFactor` times the sums of x.
    mlir::Value sums;
  };
  /// Cache lines of the next chunk that each step of a tile brings.
  struct Prefetch {
    /// Of each vector: brings one of its lines.
    llvm::SmallVector<std::function<void(mlir::Value)>> streams;
    /// The tile's first line.
    mlir::Value linesPerStep, first;
  };
  /// How far through the inputs one tile of tokens goes before the next (all
  /// the way where `size` is null), and whether what comes next is prefetched
  /// (never where null).
  struct Chunk {
    mlir::Value size, prefetches;
  };
  struct Tile {
    const Set &set;
    /// The weights of the set.
    llvm::SmallVector<WeightReader> weights;
    llvm::SmallVector<mlir::Value> tokens;
    mlir::Value from, to;
    std::optional<Prefetch> prefetch;
  };

  /// What the integers of a weight are too large by; -1 if a min says it.
  int64_t getExcess(const WeightReader &reader) const;
  mlir::Value getCorrection(const Set &set, const WeightReader &reader,
                            mlir::Value token, mlir::Value group);
  /// Units in one step of the loop over the inputs.
  int64_t getUnroll(const Set &set) const;
  /// Units in one chunk, a multiple of the above; 0: all.
  int64_t getChunk(const Set &set) const;
  /// The same for `rows` tokens.
  Chunk getChunk(const Set &set, mlir::OpFoldResult rows);

  bool isDynamic() const { return mlir::ShapedType::isDynamic(inputs); }
  /// How many units there are, and the end of those before `to` that are whole.
  mlir::Value getUnits(const Set &set);
  mlir::Value getWholeUnits(const Set &set, mlir::Value to);
  /// No more units than this, so far as is known.
  int64_t getMostUnits(const Set &set) const;
  /// True if the units are known to be a multiple of `count`.
  bool isMultiple(const Set &set, int64_t count) const;

  mlir::Value getValues();
  mlir::Value sumGroups(int64_t size);
  mlir::Value flatten(mlir::Value tensor);

  void multiplyChunk(const Set &set, mlir::Value token, mlir::OpFoldResult rows,
                     llvm::ArrayRef<WeightReader> weights,
                     llvm::ArrayRef<WeightReader> next, mlir::Value from,
                     const Chunk &chunk, mlir::Value buffer);
  /// Of the numbers in packed weights.
  mlir::FloatType getPackedType(const Set &set) const;
  /// The inputs `from` to `to` of plain weights in panels of their own.
  llvm::SmallVector<WeightReader> pack(const Set &set,
                                       llvm::ArrayRef<WeightReader> weights,
                                       mlir::Value from, mlir::Value to);
  /// Loads the sums of a tile, adds its products and stores them.
  void multiplyTile(Tile &tile, mlir::Value row, mlir::Value buffer);
  /// Column of the buffer where each vector of a set begins.
  llvm::SmallVector<int64_t> getColumns(const Set &set, int64_t panels) const;
  llvm::SmallVector<WeightReader>
  select(const Set &set, llvm::ArrayRef<WeightReader> weights) const;
  std::optional<Prefetch> getPrefetch(const Set &set, const Chunk &chunk,
                                      mlir::Value numTiles, mlir::Value number,
                                      mlir::Value from, mlir::Value to,
                                      llvm::ArrayRef<WeightReader> weights,
                                      llvm::ArrayRef<WeightReader> next);

  void emitLoop(mlir::Value from, mlir::Value to, mlir::Value step,
                llvm::function_ref<void(mlir::Value)> body);
  void emitLoop(
      mlir::Value from, mlir::Value to, int64_t step,
      llvm::MutableArrayRef<mlir::Value> sums,
      llvm::function_ref<void(mlir::Value, llvm::MutableArrayRef<mlir::Value>)>
          body);
  void accumulate(Tile &tile, llvm::MutableArrayRef<mlir::Value> sums);
  void emitStep(Tile &tile, mlir::Value unit, int64_t count,
                llvm::MutableArrayRef<mlir::Value> sums);
  void emitFloats(Tile &tile, mlir::Value k, int64_t count,
                  llvm::MutableArrayRef<mlir::Value> sums);
  void emitFloatGroup(Tile &tile, mlir::Value group,
                      llvm::MutableArrayRef<mlir::Value> sums);
  void emitPairs(Tile &tile, mlir::Value unit, bool isHalf,
                 llvm::MutableArrayRef<mlir::Value> sums);
  void emitDot(Tile &tile, mlir::Value unit,
               llvm::MutableArrayRef<mlir::Value> sums);
  void emitDotGroup(Tile &tile, mlir::Value group,
                    llvm::MutableArrayRef<mlir::Value> sums);
  void multiplyAdd(const Tile &tile, mlir::ValueRange weights, mlir::Value k,
                   llvm::MutableArrayRef<mlir::Value> sums);
  /// 32 bits of the row `token` of `numbers` from `k` on, in every lane.
  mlir::Value readWord(mlir::Value numbers, mlir::Value token, mlir::Value k);
  /// The number of the row `token` at `column`, in every lane.
  mlir::Value readNumber(mlir::Value numbers, mlir::Value token,
                         mlir::Value column);

  gate::GatedMatmulOp op;
  gate::StrategyAttr strategy;
  mlir::FloatType accumulator;
  gate::ActivationsAttr activations;
  int64_t inputs, branches, width, registers;
  /// Where `inputs` is dynamic.
  mlir::Value numInputs;
  /// Weights are packed chunk by chunk.
  bool packs;
  llvm::SmallVector<Set> sets;
  DotProduct dot;
  /// x in the accumulator type, or, where the products are of integers, null.
  mlir::Value x;
  QuantizedActivations quantized;
  int64_t sumFactor = 1;
  /// One per branch.
  llvm::SmallVector<WeightReader> readers;
  /// Of each branch: its values in one dimension as a buffer, to be prefetched;
  /// null if they do not lie in panels of `width`.
  llvm::SmallVector<mlir::Value> storages;
};

} // namespace penstock::cpu

#endif // PENSTOCK_LIB_CODEGEN_CPU_TILEEMITTER_H
