//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What the handles of the C API hold.
//
//===----------------------------------------------------------------------===//

#ifndef PENSTOCK_LIB_CAPI_HANDLES_H
#define PENSTOCK_LIB_CAPI_HANDLES_H

#include "penstock-c/Penstock.h"

#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/Diagnostics.h"
#include "mlir/IR/MLIRContext.h"
#include "mlir/IR/OwningOpRef.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/SourceMgr.h"
#include "llvm/Support/raw_ostream.h"
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace penstock::capi {

struct Record {
  PenstockSeverity severity = PENSTOCK_SEVERITY_ERROR;
  std::string message, file;
  int64_t line = 0, column = 0;
  std::vector<Record> notes;
};

/// A context and what its modules share.
struct Context {
  Context();

  mlir::MLIRContext mlir;
  std::mutex mutex;
};

/// A string with its stream.
struct TextStream {
  std::string text;
  llvm::raw_string_ostream stream{text};
};

/// While it lives, diagnostics of a context go into a handle, which may be
/// null: then nothing is said anywhere.
class Recorder : TextStream, public mlir::SourceMgrDiagnosticHandler {
public:
  Recorder(llvm::SourceMgr &sources, mlir::MLIRContext *context,
           PenstockDiagnostics *diagnostics);

  /// Whether an error has been reported.
  bool hasError() const { return sawError; }

private:
  void record(mlir::Diagnostic &diagnostic);

  PenstockDiagnostics *diagnostics;
  bool sawError = false;
};

/// Empties the handle, if there is one.
void clear(PenstockDiagnostics *diagnostics);

/// Adds an error without a place.
void addError(PenstockDiagnostics *diagnostics, const llvm::Twine &message);
void addError(PenstockDiagnostics *diagnostics, llvm::Error error);

} // namespace penstock::capi

struct PenstockDiagnostics {
  std::vector<penstock::capi::Record> list;
  std::string text;
};

struct PenstockContext {
  std::shared_ptr<penstock::capi::Context> context;
};

struct PenstockModule {
  ~PenstockModule();

  std::shared_ptr<penstock::capi::Context> context;
  /// Kept for the lines that diagnostics show.
  std::shared_ptr<llvm::SourceMgr> sources;
  mlir::OwningOpRef<mlir::ModuleOp> op;
};

#endif // PENSTOCK_LIB_CAPI_HANDLES_H
