//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Element types at the kernel boundary and their names elsewhere.
//
//===----------------------------------------------------------------------===//

#ifndef PENSTOCK_TARGET_DTYPE_H
#define PENSTOCK_TARGET_DTYPE_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"

namespace penstock {

/// One element type: MLIR's spelling and that of every consumer. A negative
/// number or an empty name says that the consumer has no such type.
struct Dtype {
  llvm::StringRef name;
  unsigned bytes;
  /// C99 type of an element in memory.
  llvm::StringRef c;
  int dlpackCode, dlpackBits;
  llvm::StringRef torch;
  /// Number in XLA's PrimitiveType and in XLA_FFI_DataType.
  int xla;
  /// Number in ONNX's TensorProto.DataType.
  int onnx;
  int ggml;
  /// Type string of an .npy file; bf16 is an opaque two-byte item there.
  llvm::StringRef numpy;
};

/// All element types a kernel can take.
llvm::ArrayRef<Dtype> getDtypes();

/// The element type of that MLIR spelling, or null.
const Dtype *lookupDtype(llvm::StringRef name);

} // namespace penstock

#endif // PENSTOCK_TARGET_DTYPE_H
