//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What passes ask of the target: vectors, and register tiles per feature set.
//
//===----------------------------------------------------------------------===//

#ifndef PENSTOCK_CODEGEN_CPU_TILETABLE_H
#define PENSTOCK_CODEGEN_CPU_TILETABLE_H

#include "penstock/Dialect/Gate/IR/Gate.h"
#include "penstock/Target/TargetInfo.h"

namespace llvm::json {
class Object;
} // namespace llvm::json

namespace penstock::cpu {

/// The target of a pass's options; an error at `op` if it is not known.
mlir::FailureOr<TargetInfo> getTarget(mlir::Operation *op,
                                      llvm::StringRef triple,
                                      llvm::StringRef cpu,
                                      llvm::StringRef features);

/// Elements of `type` in one vector register of the target.
int64_t getLanes(const TargetInfo &target, mlir::Type type);

/// How a contraction's products are summed.
enum class Products {
  /// In the accumulator type.
  Floats,
  /// Two bf16 inputs at once, in f32.
  BFloatPairs,
  /// As integers over all inputs.
  Integers,
  /// As integers over each group of inputs, then in the accumulator type.
  IntegerGroups
};

/// Products are of integers if x is quantized and all weights are int8 or int4
/// panels that lie as dot products read them, and of bf16 pairs if the target
/// has instructions for them and all weights are bf16, and plain or in pairs.
Products getProducts(const TargetInfo &target, mlir::ValueRange weights,
                     mlir::Type accumulator, gate::ActivationsAttr activations);

/// A contraction as the table tells it from others.
struct Contraction {
  gate::ContractionSize size;
  Products products = Products::Floats;
  /// Inputs of a group of integers, or 0.
  int64_t group = 0;
  gate::WeightFormat format = gate::WeightFormat::F32;
  mlir::FloatType accumulator;

  static Contraction get(const TargetInfo &target, gate::GatedMatmulOp op);
  static Contraction getUp(const TargetInfo &target, gate::FfnOp op);
  static Contraction getDown(const TargetInfo &target, gate::FfnOp op);
};

/// The keys of an entry that must be those of the target and the contraction;
/// what is not there, or negative, is any.
struct TileKey {
  int64_t vectorBits = -1, registers = -1;
  std::string feature;
  std::optional<Products> products;
  std::optional<gate::WeightFormat> format;
  int64_t branches = -1, inputs = -1, outputs = -1;
};

/// A register tile.
struct TileEntry {
  TileKey key;
  /// Tokens by vectors of neurons. The vectors are of all branches together,
  /// but of each branch where the products are integers in groups: then the
  /// branches take turns in the registers.
  int64_t tokens = 1, vectors = 1;
  /// Vectors that few tokens read at once, each from its own panel.
  int64_t streams = 1, unroll = 1, chunk = 0;
  /// "table", or the name of the user's.
  std::string source;

  gate::StrategyAttr getStrategy(const Contraction &contraction,
                                 int64_t lanes) const;
  llvm::json::Object toJSON() const;
};

/// The entries of TileTable.json, and those of the user before them.
class TileTable {
public:
  /// With the user's table `file`, or that of $PENSTOCK_TILE_TABLE if the name
  /// is empty. An error names the file, the entry and the key.
  static llvm::Expected<TileTable> get(llvm::StringRef file);

  /// The user's entry with the most keys that agree, else ours.
  const TileEntry &lookup(const TargetInfo &target,
                          const Contraction &contraction) const;

private:
  llvm::Error add(llvm::StringRef text, llvm::StringRef source);

  /// Of the user, and ours.
  std::vector<TileEntry> entries[2];
};

/// The text of the table `old` (empty: none yet) with `entries`, which replace
/// those of the same keys.
llvm::Expected<std::string>
addToTable(llvm::StringRef old, llvm::ArrayRef<llvm::json::Object> entries);

llvm::StringRef stringifyProducts(Products products);

} // namespace penstock::cpu

#endif // PENSTOCK_CODEGEN_CPU_TILETABLE_H
