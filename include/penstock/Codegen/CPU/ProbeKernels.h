//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Functions that keep a machine busy, for measuring it.
//
//===----------------------------------------------------------------------===//

#ifndef PENSTOCK_CODEGEN_CPU_PROBEKERNELS_H
#define PENSTOCK_CODEGEN_CPU_PROBEKERNELS_H

#include "penstock/Target/TargetInfo.h"

#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/OwningOpRef.h"

namespace penstock::cpu {

/// Bytes that the products read and write.
inline constexpr int64_t kProbeBytes = 16384;

/// Plain functions, to be lowered to the LLVM dialect. `f32`, `int8` and `bf16`
/// take a number of steps and kProbeBytes; `read` a number of passes, bytes and
/// how many they are, a multiple of kProbeBytes.
struct ProbeKernels {
  mlir::OwningOpRef<mlir::ModuleOp> module;
  /// Operations of one step; 0 if the function is not there.
  int64_t f32Ops = 0, int8Ops = 0, bf16Ops = 0;
};

ProbeKernels createProbeKernels(mlir::MLIRContext *context,
                                const TargetInfo &target);

} // namespace penstock::cpu

#endif // PENSTOCK_CODEGEN_CPU_PROBEKERNELS_H
