//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A kernel that takes and gives arrays.
//
//===----------------------------------------------------------------------===//

#ifndef PENSTOCK_PYTHON_KERNEL_H
#define PENSTOCK_PYTHON_KERNEL_H

#include "Array.h"
#include "penstock-c/Penstock.h"

#include <mutex>
#include <vector>

namespace penstock::python {

/// A call that failed: raises penstock.Error with what was said.
[[noreturn]] void raiseError(const PenstockDiagnostics *diagnostics);
/// The diagnostics as a list of penstock.Diagnostic.
nb::list getDiagnostics(const PenstockDiagnostics *diagnostics);

/// The kernels of a module, shared by the Python objects of each.
using Library = std::shared_ptr<PenstockKernels>;

class Kernel {
public:
  Kernel(Library library, size_t index);

  std::string getName() const { return penstockKernelGetName(kernel); }
  std::vector<std::string> getSymbols() const;
  /// Tuples of name, role, dtype, shape, alignment, encoding, logical dtype,
  /// logical shape, encoded bytes.
  nb::list getArguments() const;

  nb::object call(nb::args arguments, nb::handle out);
  nb::object encode(nb::handle argument, nb::handle array) const;
  int64_t getEncodedSize(nb::handle argument) const;

private:
  friend class Call;

  struct Argument {
    PenstockArgument info;
    Dtype dtype, logicalDtype;
    /// "argument 'x' of f" for messages.
    std::string where;
    /// Of outputs: NumPy's dtype.
    nb::object numpyDtype;
  };

  size_t findEncoded(nb::handle argument) const;
  /// Checks and encodes an array of the logical elements.
  void encodeInto(size_t index, const Array &array, char *encoded) const;
  std::string getInputNames() const;
  std::string describeShape(const Argument &argument) const;
  [[noreturn]] void fail(int status) const;

  AlignedBuffer takeWorkspace(const int64_t *symbols);
  void giveWorkspace(AlignedBuffer workspace);

  Library library;
  const PenstockKernel *kernel;
  std::vector<Argument> arguments;
  size_t numInputs = 0, numSymbols = 0;
  nb::object empty;

  /// Workspaces that no call is using; as many as there were calls at once.
  std::mutex mutex;
  std::vector<AlignedBuffer> workspaces;
};

} // namespace penstock::python

#endif // PENSTOCK_PYTHON_KERNEL_H
