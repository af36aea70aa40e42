//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "penstock/Target/Emit.h"
#include "penstock/Target/TargetInfo.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Program.h"
#include "llvm/TargetParser/Host.h"
#include "llvm/TargetParser/Triple.h"

using namespace llvm;
using namespace penstock;

static Error error(const Twine &message) {
  return createStringError(inconvertibleErrorCode(), message);
}

/// Places beside PATH where distributions put LLVM's programs.
static constexpr StringLiteral llvmBin = "/usr/lib/llvm-22/bin";
static constexpr StringLiteral llvmLib = "/usr/lib/llvm-22/lib";

static Expected<std::string> findLinker(const TargetInfo &target,
                                        StringRef linker) {
  if (!linker.empty()) {
    ErrorOr<std::string> found = sys::findProgramByName(linker);
    if (!found)
      return error("cannot find the linker '" + linker + "'");
    return *found;
  }
  SmallVector<StringRef> names{"ld.lld", "ld.lld-22"};
  // Other linkers know the machine they were built on.
  Triple triple(target.getDescription().triple);
  if (triple.getArch() == Triple(sys::getProcessTriple()).getArch())
    names.append({"ld", "cc"});
  for (StringRef name : names) {
    if (ErrorOr<std::string> found = sys::findProgramByName(name))
      return *found;
    if (ErrorOr<std::string> found = sys::findProgramByName(name, {llvmBin}))
      return *found;
  }
  return error("cannot make a shared library: found none of the linkers " +
               join(names, ", ") + " (Debian has them in lld-22 and binutils)");
}

Error penstock::linkShared(StringRef objectFile, StringRef output,
                           StringRef soname, const TargetInfo &target,
                           Threads threads, StringRef linker) {
  Expected<std::string> program = findLinker(target, linker);
  if (!program)
    return program.takeError();
  StringRef name = sys::path::filename(*program);
  bool driver = !name.starts_with("ld") && !name.contains("-ld");
  SmallVector<std::string> arguments{*program, "-shared", objectFile.str(),
                                     "-o", output.str()};
  if (driver)
    arguments.push_back("-nostdlib");
  auto pass = [&](ArrayRef<StringRef> options) {
    for (StringRef option : options) {
      if (driver)
        arguments.push_back("-Xlinker");
      arguments.push_back(option.str());
    }
  };
  pass({"-soname", soname, "-z", "defs", "-z", "noexecstack", "-Bsymbolic"});
  if (threads == Threads::OpenMP) {
    // Without a development package only the versioned name is there.
    if (sys::fs::exists(llvmLib + "/libomp.so"))
      arguments.append({"-L" + llvmLib.str(), "-lomp"});
    else if (sys::fs::exists(llvmLib + "/libomp.so.5"))
      arguments.push_back(llvmLib.str() + "/libomp.so.5");
    else
      arguments.push_back("-l:libgomp.so.1");
  }

  SmallString<128> log;
  if (std::error_code code =
          sys::fs::createTemporaryFile("penstock-link", "log", log))
    return error("cannot make a temporary file: " + code.message());
  SmallVector<StringRef> references(arguments.begin(), arguments.end());
  std::optional<StringRef> redirects[] = {StringRef(), log.str(), log.str()};
  std::string message;
  int result = sys::ExecuteAndWait(*program, references, std::nullopt,
                                   redirects, 0, 0, &message);
  if (auto text = MemoryBuffer::getFile(log); text && message.empty())
    message = (*text)->getBuffer().rtrim().str();
  sys::fs::remove(log);
  if (result)
    return error("the linker '" + *program + "' failed: " + message);
  return Error::success();
}
