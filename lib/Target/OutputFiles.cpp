//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "penstock/Target/OutputFiles.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Process.h"
#include "llvm/Support/Signals.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;
using namespace penstock;

static Error cannot(StringRef what, StringRef path, std::error_code code) {
  return createStringError(inconvertibleErrorCode(),
                           "cannot " + what + " '" + path +
                               "': " + code.message());
}

OutputFiles::~OutputFiles() {
  for (const auto &[temporary, path] : files) {
    sys::fs::remove(temporary);
    sys::DontRemoveFileOnSignal(temporary);
  }
  // Only empty ones go.
  for (const std::string &directory : reverse(madeDirectories))
    sys::fs::remove(directory);
}

Error OutputFiles::makeDirectory(StringRef directory) {
  SmallVector<std::string> missing;
  for (StringRef path = directory; !path.empty() && !sys::fs::exists(path);
       path = sys::path::parent_path(path))
    missing.push_back(path.str());
  for (const std::string &path : reverse(missing)) {
    if (std::error_code code = sys::fs::create_directory(
            path, /*IgnoreExisting=*/true, sys::fs::all_all))
      return cannot("make the directory", path, code);
    madeDirectories.push_back(path);
  }
  if (!sys::fs::is_directory(directory))
    return cannot("write to the directory", directory,
                  std::make_error_code(std::errc::not_a_directory));
  return Error::success();
}

Expected<std::string> OutputFiles::reserve(StringRef path) {
  if (sys::fs::is_directory(path))
    return cannot("write", path,
                  std::make_error_code(std::errc::is_a_directory));
  std::string temporary =
      (path + ".tmp" + Twine(sys::Process::getProcessId())).str();
  int descriptor;
  if (std::error_code code = sys::fs::openFileForWrite(temporary, descriptor))
    return cannot("write", path, code);
  sys::Process::SafelyCloseFileDescriptor(descriptor);
  sys::RemoveFileOnSignal(temporary);
  files.push_back({temporary, path.str()});
  return files.back().first;
}

Error OutputFiles::write(StringRef path, ArrayRef<char> bytes) {
  Expected<std::string> temporary = reserve(path);
  if (!temporary)
    return temporary.takeError();
  std::error_code code;
  raw_fd_ostream os(*temporary, code);
  if (!code) {
    os.write(bytes.data(), bytes.size());
    os.close();
    code = os.error();
    os.clear_error();
  }
  return code ? cannot("write", path, code) : Error::success();
}

Error OutputFiles::link(StringRef path, StringRef target) {
  Expected<std::string> temporary = reserve(path);
  if (!temporary)
    return temporary.takeError();
  sys::fs::remove(*temporary);
  std::error_code code = sys::fs::create_link(target, *temporary);
  return code ? cannot("write", path, code) : Error::success();
}

Error OutputFiles::commit() {
  while (!files.empty()) {
    auto &[temporary, path] = files.back();
    if (std::error_code code = sys::fs::rename(temporary, path))
      return cannot("write", path, code);
    sys::DontRemoveFileOnSignal(temporary);
    files.pop_back();
  }
  return Error::success();
}
