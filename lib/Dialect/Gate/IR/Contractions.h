//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What the files on contractions share.
//
//===----------------------------------------------------------------------===//

#ifndef PENSTOCK_LIB_DIALECT_GATE_IR_CONTRACTIONS_H
#define PENSTOCK_LIB_DIALECT_GATE_IR_CONTRACTIONS_H

#include "penstock/Dialect/Gate/IR/Gate.h"

namespace penstock::gate {

/// The dimension of a weight that x is multiplied along.
inline int64_t getInputDim(WeightOrder order) {
  return order == WeightOrder::InOut ? 0 : 1;
}

} // namespace penstock::gate

#endif // PENSTOCK_LIB_DIALECT_GATE_IR_CONTRACTIONS_H
