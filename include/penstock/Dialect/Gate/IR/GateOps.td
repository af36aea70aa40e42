//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef PENSTOCK_DIALECT_GATE_IR_GATEOPS
#define PENSTOCK_DIALECT_GATE_IR_GATEOPS

include "penstock/Dialect/Gate/IR/GateFunctions.td"
include "penstock/Dialect/Gate/IR/GateElementwise.td"
include "penstock/Dialect/Gate/IR/GateContractions.td"
include "penstock/Dialect/Gate/IR/GateEncodings.td"

#endif
