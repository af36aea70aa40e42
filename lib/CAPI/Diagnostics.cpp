//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Handles.h"

using namespace mlir;
using namespace penstock;

static PenstockSeverity getSeverity(DiagnosticSeverity severity) {
  switch (severity) {
  case DiagnosticSeverity::Note:
    return PENSTOCK_SEVERITY_NOTE;
  case DiagnosticSeverity::Remark:
    return PENSTOCK_SEVERITY_REMARK;
  case DiagnosticSeverity::Warning:
    return PENSTOCK_SEVERITY_WARNING;
  case DiagnosticSeverity::Error:
    return PENSTOCK_SEVERITY_ERROR;
  }
  llvm_unreachable("all severities are handled");
}

static capi::Record convert(Diagnostic &from) {
  capi::Record to;
  to.severity = getSeverity(from.getSeverity());
  to.message = from.str();
  if (auto place = from.getLocation()->findInstanceOf<FileLineColLoc>()) {
    to.file = place.getFilename().str();
    to.line = place.getLine();
    to.column = place.getColumn();
  }
  for (Diagnostic &note : from.getNotes())
    to.notes.push_back(convert(note));
  return to;
}

capi::Recorder::Recorder(llvm::SourceMgr &sources, MLIRContext *context,
                         PenstockDiagnostics *diagnostics)
    : SourceMgrDiagnosticHandler(sources, context, stream),
      diagnostics(diagnostics) {
  setHandler([this](Diagnostic &diagnostic) { record(diagnostic); });
}

void capi::Recorder::record(Diagnostic &diagnostic) {
  sawError |= diagnostic.getSeverity() == DiagnosticSeverity::Error;
  if (!diagnostics)
    return;
  emitDiagnostic(diagnostic);
  diagnostics->text += text;
  text.clear();
  diagnostics->list.push_back(convert(diagnostic));
}

void capi::clear(PenstockDiagnostics *diagnostics) {
  if (diagnostics)
    *diagnostics = {};
}

void capi::addError(PenstockDiagnostics *diagnostics,
                    const llvm::Twine &message) {
  if (!diagnostics)
    return;
  capi::Record &added = diagnostics->list.emplace_back();
  added.message = message.str();
  diagnostics->text += "error: " + added.message + "\n";
}

void capi::addError(PenstockDiagnostics *diagnostics, llvm::Error error) {
  addError(diagnostics, llvm::toString(std::move(error)));
}

static PenstockDiagnostic view(const capi::Record &diagnostic) {
  return {diagnostic.severity,
          diagnostic.message.c_str(),
          diagnostic.file.empty() ? nullptr : diagnostic.file.c_str(),
          diagnostic.line,
          diagnostic.column,
          diagnostic.notes.size()};
}

PenstockDiagnostics *penstockDiagnosticsCreate(void) {
  return new PenstockDiagnostics;
}

void penstockDiagnosticsDestroy(PenstockDiagnostics *diagnostics) {
  delete diagnostics;
}

size_t penstockDiagnosticsGetSize(const PenstockDiagnostics *diagnostics) {
  return diagnostics->list.size();
}

PenstockDiagnostic
penstockDiagnosticsGet(const PenstockDiagnostics *diagnostics, size_t index) {
  return view(diagnostics->list[index]);
}

PenstockDiagnostic
penstockDiagnosticsGetNote(const PenstockDiagnostics *diagnostics, size_t index,
                           size_t note) {
  return view(diagnostics->list[index].notes[note]);
}

const char *penstockDiagnosticsGetText(const PenstockDiagnostics *diagnostics) {
  return diagnostics->text.c_str();
}
