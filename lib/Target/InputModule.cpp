//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "penstock/Target/InputModule.h"

#include "mlir/AsmParser/AsmParser.h"
#include "mlir/AsmParser/AsmParserState.h"
#include "mlir/Bytecode/BytecodeReader.h"
#include "mlir/Interfaces/FunctionInterfaces.h"
#include "mlir/Parser/Parser.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/SourceMgr.h"

using namespace mlir;
using namespace penstock;

static constexpr llvm::StringLiteral nameAttr = "penstock.name";

/// The name at the place in the text, or empty if it is only a number.
static StringRef getText(SMRange range) {
  if (!range.isValid())
    return "";
  StringRef text(range.Start.getPointer(),
                 range.End.getPointer() - range.Start.getPointer());
  text.consume_front("%");
  return text.empty() || llvm::isDigit(text.front()) ? "" : text;
}

static StringRef getText(Value value, const AsmParserState &state) {
  if (auto argument = dyn_cast<BlockArgument>(value)) {
    const auto *block = state.getBlockDef(argument.getOwner());
    if (!block || argument.getArgNumber() >= block->arguments.size())
      return "";
    return getText(block->arguments[argument.getArgNumber()].loc);
  }
  auto result = cast<OpResult>(value);
  const auto *op = state.getOpDef(result.getOwner());
  if (!op)
    return "";
  // A group `%y:2` names several results at once.
  for (const auto &group : op->resultGroups)
    if (group.startIndex == result.getResultNumber())
      return getText(group.definition.loc);
  return "";
}

static void nameArguments(FunctionOpInterface function,
                          const AsmParserState &state) {
  if (function.isExternal())
    return;
  Builder builder(function.getContext());
  for (BlockArgument argument : function.getArguments()) {
    unsigned index = argument.getArgNumber();
    StringRef name = getText(argument, state);
    if (!name.empty() && !function.getArgAttr(index, nameAttr))
      function.setArgAttr(index, nameAttr, builder.getStringAttr(name));
  }
  Operation *exit = function.getFunctionBody().back().getTerminator();
  if (exit->getNumOperands() != function.getNumResults())
    return;
  for (auto [index, value] : llvm::enumerate(exit->getOperands())) {
    StringRef name = isa<OpResult>(value) ? getText(value, state) : "";
    if (!name.empty() && !function.getResultAttr(index, nameAttr))
      function.setResultAttr(index, nameAttr, builder.getStringAttr(name));
  }
}

OwningOpRef<ModuleOp>
penstock::parseInput(const std::shared_ptr<llvm::SourceMgr> &sources,
                     MLIRContext *context) {
  ParserConfig config(context);
  const llvm::MemoryBuffer *buffer =
      sources->getMemoryBuffer(sources->getMainFileID());
  if (isBytecode(buffer->getMemBufferRef()))
    return parseSourceFile<ModuleOp>(sources, config);
  Block block;
  AsmParserState state;
  if (failed(parseAsmSourceFile(*sources, &block, config, &state)))
    return nullptr;
  auto location = FileLineColLoc::get(context, buffer->getBufferIdentifier(),
                                      /*line=*/1, /*column=*/1);
  auto module =
      mlir::detail::constructContainerOpForParserIfNecessary<ModuleOp>(
          &block, context, location);
  if (!module)
    return nullptr;
  for (auto function : module->getOps<FunctionOpInterface>())
    if (function->getName().getDialectNamespace() == "func")
      nameArguments(function, state);
  return module;
}
