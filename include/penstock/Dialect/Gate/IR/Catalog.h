//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The functions that every module knows, and how a name finds its function.
//
//===----------------------------------------------------------------------===//

#ifndef PENSTOCK_DIALECT_GATE_IR_CATALOG_H
#define PENSTOCK_DIALECT_GATE_IR_CATALOG_H

#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/OwningOpRef.h"
#include "mlir/IR/SymbolTable.h"
#include "llvm/ADT/StringMap.h"

#include <deque>
#include <mutex>

namespace penstock::gate {

class GateFunctionOpInterface;

/// The catalogue: `.mlir` files embedded in the library, each function parsed
/// when it is first asked for.
class Catalog {
public:
  explicit Catalog(mlir::MLIRContext *context) : context(context) {}

  /// The function of that name or alias, or null.
  mlir::Operation *lookup(llvm::StringRef name);
  /// All functions, in the order of the files.
  llvm::SmallVector<mlir::Operation *> getFunctions();
  /// The function that implements the op `name` (`"math.exp"`) on `type`.
  mlir::Operation *lookupApproximation(llvm::StringRef name, mlir::Type type);

private:
  /// The text of a function, and the module parsed from it.
  struct Entry {
    llvm::StringRef text;
    mlir::OwningOpRef<mlir::ModuleOp> module;
  };

  void index();
  mlir::Operation *get(Entry *entry);

  mlir::MLIRContext *context;
  std::once_flag once;
  std::mutex mutex;
  std::deque<Entry> functions, approximations;
  llvm::StringMap<Entry *> byName;
  llvm::StringMap<llvm::SmallVector<Entry *, 2>> byImplements;
};

/// The function that `name` means at `from`: one of the enclosing symbol
/// tables (looked up in `tables` if given), else the catalogue's, else null.
GateFunctionOpInterface
lookupFunction(mlir::Operation *from, mlir::FlatSymbolRefAttr name,
               mlir::SymbolTableCollection *tables = nullptr);

} // namespace penstock::gate

#endif // PENSTOCK_DIALECT_GATE_IR_CATALOG_H
