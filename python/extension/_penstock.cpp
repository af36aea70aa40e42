//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The extension module: the C API with Python's types. The package's Python
// files give it its face.
//
//===----------------------------------------------------------------------===//

#include "Kernel.h"

#include <nanobind/stl/vector.h>

#include <cstring>

using namespace nanobind::literals;
using namespace penstock::python;

namespace {

/// Diagnostics of one call.
class Diagnostics {
public:
  Diagnostics() : handle(penstockDiagnosticsCreate()) {}
  Diagnostics(const Diagnostics &) = delete;
  ~Diagnostics() { penstockDiagnosticsDestroy(handle); }
  operator PenstockDiagnostics *() const { return handle; }

private:
  PenstockDiagnostics *handle;
};

class Module {
public:
  Module(nb::handle source, const std::string &fileName);

  std::string print() const;
  void run(const std::string &pipeline);
  Library compile(const std::string &cpu, const std::string &features,
                  bool openMP, const std::string &tileTable) const;
  nb::list getDiagnostics() const { return said; }

private:
  std::shared_ptr<PenstockModule> module;
  /// What the last run or parse said without failing.
  nb::list said;
};

} // namespace

//===----------------------------------------------------------------------===//
// Errors
//===----------------------------------------------------------------------===//

/// A message may quote input that is no UTF-8.
static nb::object toString(const char *text) {
  return nb::steal(
      PyUnicode_DecodeUTF8(text, Py_ssize_t(std::strlen(text)), "replace"));
}

static nb::object makeDiagnostic(const nb::object &type,
                                 const PenstockDiagnostic &from,
                                 nb::list notes) {
  static constexpr const char *severities[] = {"note", "remark", "warning",
                                               "error"};
  nb::object file = nb::none(), line = nb::none(), column = nb::none();
  if (from.file) {
    file = toString(from.file);
    line = nb::int_(from.line);
    column = nb::int_(from.column);
  }
  return type(severities[from.severity], toString(from.message), file, line,
              column, nb::tuple(notes));
}

nb::list
penstock::python::getDiagnostics(const PenstockDiagnostics *diagnostics) {
  nb::object type = nb::module_::import_("penstock._errors").attr("Diagnostic");
  nb::list result;
  for (size_t i = 0, e = penstockDiagnosticsGetSize(diagnostics); i < e; ++i) {
    PenstockDiagnostic from = penstockDiagnosticsGet(diagnostics, i);
    nb::list notes;
    for (size_t j = 0; j < from.numNotes; ++j)
      notes.append(makeDiagnostic(
          type, penstockDiagnosticsGetNote(diagnostics, i, j), nb::list()));
    result.append(makeDiagnostic(type, from, notes));
  }
  return result;
}

void penstock::python::raiseError(const PenstockDiagnostics *diagnostics) {
  nb::object type = nb::module_::import_("penstock._errors").attr("Error");
  std::string text = penstockDiagnosticsGetText(diagnostics);
  while (!text.empty() && text.back() == '\n')
    text.pop_back();
  nb::object error = type(toString(text.c_str()), getDiagnostics(diagnostics));
  PyErr_SetObject(type.ptr(), error.ptr());
  throw nb::python_error();
}

//===----------------------------------------------------------------------===//
// Module
//===----------------------------------------------------------------------===//

Module::Module(nb::handle source, const std::string &fileName) {
  std::string text = nb::isinstance<nb::bytes>(source)
                         ? std::string(nb::cast<nb::bytes>(source).c_str(),
                                       nb::cast<nb::bytes>(source).size())
                         : nb::cast<std::string>(source);
  Diagnostics diagnostics;
  PenstockModule *parsed;
  {
    nb::gil_scoped_release release;
    // A context of its own, so that its memory goes with it and modules do
    // not wait for each other.
    PenstockContext *context = penstockContextCreate();
    parsed = penstockModuleParse(context, text.data(), text.size(),
                                 fileName.c_str(), diagnostics);
    penstockContextDestroy(context);
  }
  if (!parsed)
    raiseError(diagnostics);
  module = std::shared_ptr<PenstockModule>(parsed, penstockModuleDestroy);
  said = penstock::python::getDiagnostics(diagnostics);
}

std::string Module::print() const {
  nb::gil_scoped_release release;
  std::unique_ptr<char, void (*)(char *)> text(
      penstockModuleToText(module.get()), penstockStringDestroy);
  return text.get();
}

void Module::run(const std::string &pipeline) {
  Diagnostics diagnostics;
  bool ok;
  {
    nb::gil_scoped_release release;
    ok = penstockModuleRun(module.get(), pipeline.c_str(), diagnostics);
  }
  if (!ok)
    raiseError(diagnostics);
  said = penstock::python::getDiagnostics(diagnostics);
}

Library Module::compile(const std::string &cpu, const std::string &features,
                        bool openMP, const std::string &tileTable) const {
  PenstockCompileOptions options = {};
  options.cpu = cpu.c_str();
  options.features = features.c_str();
  options.threads = openMP ? PENSTOCK_THREADS_OPENMP : PENSTOCK_THREADS_NONE;
  options.tileTable = tileTable.c_str();
  Diagnostics diagnostics;
  PenstockKernels *kernels;
  {
    nb::gil_scoped_release release;
    kernels = penstockCompile(module.get(), &options, diagnostics);
  }
  if (!kernels)
    raiseError(diagnostics);
  return Library(kernels, penstockKernelsDestroy);
}

static std::string getManifest(const Library &library) {
  Diagnostics diagnostics;
  const char *text;
  {
    nb::gil_scoped_release release;
    text = penstockKernelsGetManifest(library.get(), diagnostics);
  }
  if (!text)
    raiseError(diagnostics);
  return text;
}

static std::vector<std::string> getNames(const Library &library) {
  std::vector<std::string> names;
  for (size_t i = 0, e = penstockKernelsGetSize(library.get()); i < e; ++i)
    names.push_back(
        penstockKernelGetName(penstockKernelsGet(library.get(), i)));
  return names;
}

namespace {

/// What Python holds of a library.
struct Loaded {
  Library library;
};

} // namespace

NB_MODULE(_penstock, m) {
  m.doc() = "The compiled part of the package penstock.";
  m.attr("version") = penstockVersion();
  m.attr("llvm_version") = penstockLLVMVersion();

  nb::class_<Module>(m, "Module")
      .def(nb::init<nb::handle, const std::string &>(), "source"_a,
           "filename"_a)
      .def("__str__", &Module::print)
      .def("_run", &Module::run, "pipeline"_a)
      .def(
          "_compile",
          [](const Module &module, const std::string &cpu,
             const std::string &features, bool openMP,
             const std::string &tileTable) {
            return Loaded{module.compile(cpu, features, openMP, tileTable)};
          },
          "cpu"_a, "features"_a, "openmp"_a, "tile_table"_a)
      .def_prop_ro("diagnostics", &Module::getDiagnostics);

  nb::class_<Loaded>(m, "Library")
      .def("names", [](const Loaded &self) { return getNames(self.library); })
      .def("manifest",
           [](const Loaded &self) { return getManifest(self.library); });

  nb::class_<Kernel>(m, "Kernel", nb::dynamic_attr())
      .def(
          "__init__",
          [](Kernel *self, const Loaded &loaded, size_t index) {
            new (self) Kernel(loaded.library, index);
          },
          "library"_a, "index"_a)
      .def_prop_ro("name", &Kernel::getName)
      .def_prop_ro("symbols",
                   [](const Kernel &self) {
                     return nb::tuple(nb::cast(self.getSymbols()));
                   })
      .def("_arguments", &Kernel::getArguments)
      .def("__call__", &Kernel::call, "arrays"_a, "out"_a = nb::none(),
           "Runs the kernel on arrays; see the class.")
      .def("encode", &Kernel::encode, "argument"_a, "array"_a,
           "encode(argument, array) -> uint8 array aligned to 64 bytes\n\n"
           "Encodes a weight for the argument of that name or index. The "
           "array has the argument's logical_shape and logical_dtype.\n\n"
           "ValueError: no such argument, one that is not encoded, another "
           "shape. TypeError: another element type.")
      .def("encoded_size", &Kernel::getEncodedSize, "argument"_a,
           "encoded_size(argument) -> bytes\n\n"
           "Size of the encoded weight of that name or index; ValueError if "
           "there is none.");
}
