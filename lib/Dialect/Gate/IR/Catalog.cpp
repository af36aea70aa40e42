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

/// Where the next function of a file starts, at or after `from`.
static size_t findFunction(StringRef text, size_t from) {
  size_t line = text.find("\ngate.", from);
  return line == StringRef::npos ? text.size() : line + 1;
}

/// The strings of the attribute `name = [...]` or `name = "..."` of a piece.
static SmallVector<StringRef> findStrings(StringRef piece, StringRef name) {
  SmallVector<StringRef> strings;
  size_t at = piece.find((name + " = ").str());
  if (at == StringRef::npos)
    return strings;
  StringRef rest = piece.drop_front(at + name.size() + 3);
  bool list = rest.consume_front("[");
  while (rest.consume_front("\"")) {
    auto [string, after] = rest.split('"');
    strings.push_back(string);
    rest = after.ltrim(", \n");
    if (!list)
      break;
  }
  return strings;
}

/// Parsing all of the catalogue would cost every process some milliseconds:
/// only its pieces are found here, and each is parsed when it is asked for.
void Catalog::index() {
  auto pieces = [](StringRef text, std::deque<Entry> &entries) {
    for (size_t at = findFunction(text, 0); at < text.size();) {
      size_t end = findFunction(text, at);
      entries.push_back({text.slice(at, end), {}});
      at = end;
    }
  };
  std::call_once(once, [&] {
    pieces(catalogText, functions);
    for (Entry &entry : functions) {
      StringRef name = entry.text.split('@').second;
      byName[name.take_until([](char c) { return c == '<' || c == '('; })] =
          &entry;
      for (StringRef alias : findStrings(entry.text, "aliases"))
        byName[alias] = &entry;
    }
    pieces(approximationText, approximations);
    for (Entry &entry : approximations)
      for (StringRef op : findStrings(entry.text, "implements"))
        byImplements[op].push_back(&entry);
  });
}

Operation *Catalog::get(Entry *entry) {
  if (!entry)
    return nullptr;
  std::lock_guard<std::mutex> lock(mutex);
  if (!entry->module) {
    // The build has checked the files, so that they are not verified again
    // (and not while a verifier that asked for a name holds the context).
    ParserConfig config(context, /*verifyAfterParse=*/false);
    entry->module = parseSourceString<ModuleOp>(entry->text, config, "catalog");
    if (!entry->module || entry->module->getBody()->empty())
      llvm::report_fatal_error("the embedded catalogue does not parse");
  }
  return &entry->module->getBody()->front();
}

Operation *Catalog::lookup(StringRef name) {
  index();
  return get(byName.lookup(name));
}

SmallVector<Operation *> Catalog::getFunctions() {
  index();
  SmallVector<Operation *> all;
  for (Entry &entry : functions)
    all.push_back(get(&entry));
  return all;
}

Operation *Catalog::lookupApproximation(StringRef name, Type type) {
  index();
  for (Entry *entry : byImplements.lookup(name)) {
    auto function = cast<GateFunctionOpInterface>(get(entry));
    if (function.getFloatType() == type)
      return function;
  }
  return nullptr;
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
