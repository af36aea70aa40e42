//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "TileTable.h"

using namespace mlir;
using namespace penstock;

FailureOr<TargetInfo> cpu::getTarget(Operation *op, StringRef triple,
                                     StringRef cpu, StringRef features) {
  llvm::Expected<TargetInfo> target = TargetInfo::get(triple, cpu, features);
  if (target)
    return std::move(*target);
  return op->emitError(llvm::toString(target.takeError()));
}

int64_t cpu::getLanes(const TargetInfo &target, Type type) {
  return target.vectorBits() / type.getIntOrFloatBitWidth();
}

cpu::Products cpu::getProducts(const TargetInfo &target, ValueRange weights,
                               Type accumulator,
                               gate::ActivationsAttr activations) {
  if (!activations) {
    bool pairs =
        target.isX86() && target.hasBF16Convert() && accumulator.isF32() &&
        llvm::all_of(weights, [](Value weight) {
          auto type = cast<RankedTensorType>(weight.getType());
          gate::WeightEncodingAttr encoding = gate::getWeightEncoding(type);
          if (!type.getElementType().isBF16())
            return false;
          return encoding ? encoding.getInterleave() == 2 &&
                                encoding.getStorageType().isBF16() &&
                                encoding.getInputs(type) % 2 == 0
                          : llvm::none_of(type.getShape(), [](int64_t size) {
                              return size % 2;
                            });
        });
    return pairs ? Products::BFloatPairs : Products::Floats;
  }
  auto products =
      activations.getGroupSize() ? Products::IntegerGroups : Products::Integers;
  for (Value weight : weights) {
    auto type = cast<RankedTensorType>(weight.getType());
    gate::WeightEncodingAttr encoding = gate::getWeightEncoding(type);
    if (!encoding || encoding.getInterleave() != 4)
      return Products::Floats;
    if (encoding.getGroupSize())
      products = Products::IntegerGroups;
    // The sum of a row must fit in 32 bits.
    if (products == Products::Integers && encoding.getInputs(type) > (1 << 17))
      return Products::Floats;
  }
  return products;
}

gate::StrategyAttr cpu::getStrategy(const TargetInfo &target, int64_t branches,
                                    Type accumulator, Products products) {
  struct Tile {
    unsigned bits, registers;
    /// Whether the sums of groups are of integers: then a tile is one vector
    /// wide, and the bytes of a group stay in registers for all its tokens.
    bool groups;
    /// Tokens by vectors of neurons, of all branches together.
    int64_t tokens, vectors;
    /// Vectors that few tokens read at once, each from its own panel.
    int64_t streams;
    int64_t unroll, chunk;
  };
  static constexpr Tile table[] = {
      {512, 32, false, 8, 2, 4, 8, 512}, {512, 32, true, 16, 2, 4, 8, 512},
      {256, 16, false, 6, 2, 4, 8, 512}, {256, 16, true, 8, 2, 4, 8, 512},
      {128, 32, false, 6, 4, 8, 8, 512}, {128, 32, true, 8, 2, 4, 8, 512},
      {128, 16, false, 4, 2, 4, 8, 512}, {128, 16, true, 2, 2, 4, 8, 512}};
  bool groups = products == Products::IntegerGroups;
  for (const Tile &tile : table) {
    if (target.vectorBits() != tile.bits ||
        target.numVectorRegisters() != tile.registers || tile.groups != groups)
      continue;
    int64_t panels = groups ? 1 : std::max<int64_t>(1, tile.vectors / branches),
            streams = llvm::alignTo(
                std::max<int64_t>(1, tile.streams / branches), panels);
    // More branches than vectors leave fewer tokens.
    int64_t tokens = tile.tokens;
    if (!groups)
      tokens = std::clamp<int64_t>(
          tile.tokens * tile.vectors / (panels * branches), 1, tile.tokens);
    return gate::StrategyAttr::get(
        accumulator.getContext(), gate::StrategyKind::Panels, tokens,
        getLanes(target, accumulator), tile.unroll, panels, streams, tile.chunk,
        products == Products::BFloatPairs ? 2 : 1);
  }
  llvm_unreachable("the table has every vector width and register count");
}
