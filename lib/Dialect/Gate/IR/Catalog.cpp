//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "penstock/Dialect/Gate/IR/Gate.h"

#include "mlir/Parser/Parser.h"

using namespace mlir;
using namespace penstock::gate;

/// The files of the catalogue and of the approximations, written by the build.
namespace penstock::gate {
extern const char catalogText[];
extern const char approximationText[];
} // namespace penstock::gate

void Catalog::parse() {
  std::call_once(once, [&] {
    // The build has checked the files, so that they are not verified again
    // (and not while a verifier that asked for a name holds the context).
    ParserConfig config(context, /*verifyAfterParse=*/false);
    functions = parseSourceString<ModuleOp>(catalogText, config, "catalog");
    approximations = parseSourceString<ModuleOp>(approximationText, config,
                                                 "approximations");
    if (!functions || !approximations)
      llvm::report_fatal_error("the embedded catalogue does not parse");
    for (auto function : functions->getOps<GateFunctionOpInterface>()) {
      byName[function.getSymName()] = function;
      if (std::optional<ArrayAttr> aliases = function.getAliases())
        for (auto alias : aliases->getAsRange<StringAttr>())
          byName[alias.getValue()] = function;
    }
    for (auto function : approximations->getOps<FunctionOp>())
      if (std::optional<StringRef> op = function.getImplements())
        byImplements[*op] = function;
  });
}

Operation *Catalog::lookup(StringRef name) {
  parse();
  return byName.lookup(name);
}

ModuleOp Catalog::getModule() {
  parse();
  return *functions;
}

Operation *Catalog::lookupApproximation(StringRef name, Type type) {
  parse();
  Operation *function = byImplements.lookup(name);
  if (!function ||
      cast<GateFunctionOpInterface>(function).getFloatType() != type)
    return nullptr;
  return function;
}

GateFunctionOpInterface
penstock::gate::lookupFunction(Operation *from, FlatSymbolRefAttr name,
                               SymbolTableCollection *tables) {
  // Symbols of other kinds (a kernel `func.func @silu`) do not hide a function.
  for (Operation *table = from->getParentOp(); table;
       table = table->getParentOp())
    if (table->hasTrait<OpTrait::SymbolTable>()) {
      Operation *found =
          tables ? tables->lookupSymbolIn(table, name.getAttr())
                 : SymbolTable::lookupSymbolIn(table, name.getAttr());
      if (auto function = dyn_cast_or_null<GateFunctionOpInterface>(found))
        return function;
    }
  return dyn_cast_or_null<GateFunctionOpInterface>(
      from->getContext()->getLoadedDialect<GateDialect>()->getCatalog().lookup(
          name.getValue()));
}
