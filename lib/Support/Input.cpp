//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Checks of input that MLIR's readers would crash on.
//
//===----------------------------------------------------------------------===//

#include "penstock/Support/Input.h"

#include "mlir/Bytecode/BytecodeReader.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/Diagnostics.h"
#include "mlir/IR/MLIRContext.h"
#include "mlir/Parser/Parser.h"

#include "llvm/Support/CrashRecoveryContext.h"
#include "llvm/Support/SourceMgr.h"
#include "llvm/Support/raw_ostream.h"

using namespace mlir;

/// Open brackets at which the parser still has stack to spare.
static constexpr int64_t maxNesting = 1000;

/// Start of the first bracket nested too deeply in `text`, or null. Strings and
/// comments are skipped; arrows are no brackets.
static const char *findDeepNesting(StringRef text) {
  int64_t round = 0, square = 0, curly = 0, angle = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    switch (text[i]) {
    case '"':
      for (++i; i < text.size() && text[i] != '"' && text[i] != '\n'; ++i)
        if (text[i] == '\\')
          ++i;
      break;
    case '/':
      if (text.substr(i).starts_with("//"))
        i = std::min(text.find('\n', i), text.size());
      break;
    case '(':
      ++round;
      break;
    case ')':
      round = std::max<int64_t>(round - 1, 0);
      break;
    case '[':
      ++square;
      break;
    case ']':
      square = std::max<int64_t>(square - 1, 0);
      break;
    case '{':
      ++curly;
      break;
    case '}':
      curly = std::max<int64_t>(curly - 1, 0);
      break;
    case '<':
      ++angle;
      break;
    case '>':
      if (i == 0 || text[i - 1] != '-')
        angle = std::max<int64_t>(angle - 1, 0);
      break;
    default:
      break;
    }
    if (round + square + curly + angle > maxNesting)
      return text.data() + i;
  }
  return nullptr;
}

/// True if reading `input` crashes. Errors that the reader reports are not
/// shown: it will report them again.
static bool readingCrashes(llvm::MemoryBufferRef input,
                           const DialectRegistry &registry) {
  llvm::CrashRecoveryContext::Enable();
  llvm::CrashRecoveryContext recovery;
  bool finished = recovery.RunSafely([&] {
    MLIRContext context(registry, MLIRContext::Threading::DISABLED);
    context.allowUnregisteredDialects();
    ScopedDiagnosticHandler ignore(&context,
                                   [](Diagnostic &) { return success(); });
    ParserConfig config(&context);
    Block block;
    (void)readBytecodeFile(input, &block, config);
  });
  llvm::CrashRecoveryContext::Disable();
  return !finished;
}

LogicalResult penstock::checkInput(llvm::MemoryBufferRef input,
                                   const DialectRegistry &registry) {
  if (isBytecode(input)) {
    if (!readingCrashes(input, registry))
      return success();
    llvm::errs() << input.getBufferIdentifier()
                 << ": error: the bytecode is damaged\n";
    return failure();
  }
  if (const char *place = findDeepNesting(input.getBuffer())) {
    llvm::SourceMgr sources;
    sources.AddNewSourceBuffer(llvm::MemoryBuffer::getMemBuffer(input, false),
                               SMLoc());
    sources.PrintMessage(
        llvm::errs(), SMLoc::getFromPointer(place), llvm::SourceMgr::DK_Error,
        "brackets are nested more than " + Twine(maxNesting) + " deep");
    return failure();
  }
  return success();
}
