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

gate::StrategyAttr cpu::getStrategy(const TargetInfo &target, int64_t branches,
                                    Type accumulator) {
  struct Tile {
    unsigned bits, registers;
    /// Vectors of neurons, all branches together, and tokens.
    int64_t vectors, tokens;
  };
  // 8 x 32 on AVX-512, 6 x 16 on AVX2 and NEON, 3 x 8 on SSE.
  static constexpr Tile table[] = {
      {512, 32, 2, 8}, {256, 16, 2, 6}, {128, 32, 4, 6}, {128, 16, 2, 4}};
  for (const Tile &tile : table) {
    if (target.vectorBits() != tile.bits ||
        target.numVectorRegisters() != tile.registers)
      continue;
    int64_t vectors = llvm::bit_floor<uint64_t>(
        std::max<int64_t>(1, tile.vectors / branches));
    // More branches than vectors leave fewer tokens.
    int64_t tokens = std::clamp<int64_t>(
        tile.tokens * tile.vectors / (vectors * branches), 1, tile.tokens);
    return gate::StrategyAttr::get(
        accumulator.getContext(), gate::StrategyKind::Panels, tokens,
        vectors * getLanes(target, accumulator), 4, 1, 1, 0);
  }
  llvm_unreachable("the table has every vector width and register count");
}
