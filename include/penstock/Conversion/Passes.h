//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Conversions out of the gate dialect.
//
//===----------------------------------------------------------------------===//

#ifndef PENSTOCK_CONVERSION_PASSES_H
#define PENSTOCK_CONVERSION_PASSES_H

#include "mlir/Pass/Pass.h"

namespace penstock {
#define GEN_PASS_DECL
#include "penstock/Conversion/Passes.h.inc"
#define GEN_PASS_REGISTRATION
#include "penstock/Conversion/Passes.h.inc"
} // namespace penstock

#endif // PENSTOCK_CONVERSION_PASSES_H
