//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Files that appear all together or not at all.
//
//===----------------------------------------------------------------------===//

#ifndef PENSTOCK_TARGET_OUTPUTFILES_H
#define PENSTOCK_TARGET_OUTPUTFILES_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <string>
#include <utility>

namespace penstock {

/// Writes files under temporary names beside their places; `commit` moves
/// them there. What is not committed is removed.
class OutputFiles {
public:
  OutputFiles() = default;
  OutputFiles(const OutputFiles &) = delete;
  ~OutputFiles();

  /// Makes the directory and its parents where they do not exist.
  llvm::Error makeDirectory(llvm::StringRef directory);

  llvm::Error write(llvm::StringRef path, llvm::ArrayRef<char> bytes);

  /// Reserves a temporary name for the file `path`, for others to write.
  llvm::Expected<std::string> reserve(llvm::StringRef path);

  /// A symbolic link at `path` that leads to `target`.
  llvm::Error link(llvm::StringRef path, llvm::StringRef target);

  llvm::Error commit();

private:
  /// Temporary and final names.
  llvm::SmallVector<std::pair<std::string, std::string>> files;
  llvm::SmallVector<std::string> madeDirectories;
};

} // namespace penstock

#endif // PENSTOCK_TARGET_OUTPUTFILES_H
