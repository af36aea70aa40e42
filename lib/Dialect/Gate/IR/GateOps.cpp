//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The generated definitions of all ops.
//
//===----------------------------------------------------------------------===//

#include "Assembly.h"

using namespace mlir;

#define GET_OP_CLASSES
#include "penstock/Dialect/Gate/IR/GateOps.cpp.inc"
