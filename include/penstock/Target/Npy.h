//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Arrays in NumPy's .npy files.
//
//===----------------------------------------------------------------------===//

#ifndef PENSTOCK_TARGET_NPY_H
#define PENSTOCK_TARGET_NPY_H

#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <memory>
#include <string>

namespace penstock {

/// A contiguous array in row-major order, aligned to 64 bytes.
struct NpyArray {
  /// NumPy's type string, such as "<f4"; bf16 is "<V2" or a view as "<u2".
  std::string descr;
  llvm::SmallVector<int64_t> shape;
  std::shared_ptr<void> data;
  int64_t itemBytes = 0;

  int64_t getNumElements() const;
  int64_t getNumBytes() const { return getNumElements() * itemBytes; }
};

/// Zeroed memory of an array; at least one byte. Null where there is not so
/// much.
std::shared_ptr<void> allocateAligned(int64_t bytes);

/// Reads a little-endian, row-major array of version 1, 2 or 3.
llvm::Expected<NpyArray> readNpy(llvm::StringRef path);

/// The bytes of a file of version 1 that holds the array.
llvm::SmallVector<char, 0> formatNpy(const NpyArray &array);

} // namespace penstock

#endif // PENSTOCK_TARGET_NPY_H
