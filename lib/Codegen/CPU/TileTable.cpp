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
    /// Tokens by vectors of neurons, of all branches together.
    int64_t tokens, vectors;
    /// Vectors that few tokens read at once, each from its own panel.
    int64_t streams;
    int64_t unroll, chunk;
  };
  static constexpr Tile table[] = {{512, 32, 8, 2, 4, 8, 512},
                                   {256, 16, 6, 2, 4, 8, 512},
                                   {128, 32, 6, 4, 8, 8, 512},
                                   {128, 16, 4, 2, 4, 8, 512}};
  for (const Tile &tile : table) {
    if (target.vectorBits() != tile.bits ||
        target.numVectorRegisters() != tile.registers)
      continue;
    int64_t panels = std::max<int64_t>(1, tile.vectors / branches),
            streams = llvm::alignTo(
                std::max<int64_t>(1, tile.streams / branches), panels);
    // More branches than vectors leave fewer tokens.
    int64_t tokens = std::clamp<int64_t>(
        tile.tokens * tile.vectors / (panels * branches), 1, tile.tokens);
    return gate::StrategyAttr::get(accumulator.getContext(),
                                   gate::StrategyKind::Panels, tokens,
                                   getLanes(target, accumulator), tile.unroll,
                                   panels, streams, tile.chunk);
  }
  llvm_unreachable("the table has every vector width and register count");
}
