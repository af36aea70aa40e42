//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Kernel.h"

#include <algorithm>
#include <cstring>
#include <deque>

using namespace penstock::python;

//===----------------------------------------------------------------------===//
// Scalars
//===----------------------------------------------------------------------===//

template <typename T, typename From> static bool store(From value, char *to) {
  T narrow = T(value);
  std::memcpy(to, &narrow, sizeof(narrow));
  return std::is_floating_point_v<T> || From(narrow) == value;
}

/// Writes a number as the kernel's type. False leaves an error of Python.
static bool storeScalar(nb::handle object, Dtype dtype, char *to) {
  if (dtype == Dtype::F32 || dtype == Dtype::F64) {
    double value = PyFloat_AsDouble(object.ptr());
    if (value == -1.0 && PyErr_Occurred())
      return false;
    return dtype == Dtype::F32 ? store<float>(value, to)
                               : store<double>(value, to);
  }
  nb::object number = nb::steal(PyNumber_Index(object.ptr()));
  if (!number.is_valid())
    return false;
  int64_t value = PyLong_AsLongLong(number.ptr());
  if (value == -1 && PyErr_Occurred())
    return false;
  if (dtype == Dtype::I64 ? store<int64_t>(value, to)
                          : store<int32_t>(value, to))
    return true;
  PyErr_SetString(PyExc_OverflowError, "out of range");
  return false;
}

//===----------------------------------------------------------------------===//
// Kernel
//===----------------------------------------------------------------------===//

Kernel::Kernel(Library from, size_t index)
    : library(std::move(from)),
      kernel(penstockKernelsGet(library.get(), index)) {
  for (size_t i = 0, e = penstockKernelGetNumArguments(kernel); i < e; ++i) {
    Argument &argument = arguments.emplace_back();
    argument.info = penstockKernelGetArgument(kernel, i);
    argument.dtype = penstock::python::getDtype(argument.info.dtype);
    argument.logicalDtype =
        argument.info.logicalDtype
            ? penstock::python::getDtype(argument.info.logicalDtype)
            : Dtype::Other;
    bool output = argument.info.role == PENSTOCK_ROLE_OUTPUT;
    argument.where = std::string(output ? "output '" : "argument '") +
                     argument.info.name + "' of " + getName();
    if (output)
      argument.numpyDtype = getNumPyDtype(argument.dtype);
    else
      ++numInputs;
  }
  numSymbols = penstockKernelGetNumSymbols(kernel);
  empty = nb::module_::import_("numpy").attr("empty");
}

std::vector<std::string> Kernel::getSymbols() const {
  std::vector<std::string> names;
  for (size_t i = 0; i < numSymbols; ++i)
    names.push_back(penstockKernelGetSymbolName(kernel, i));
  return names;
}

nb::list Kernel::getArguments() const {
  static constexpr const char *roles[] = {"input", "weight", "output",
                                          "scalar"};
  auto text = [](const char *s) -> nb::object {
    return s ? nb::object(nb::str(s)) : nb::none();
  };
  nb::list result;
  for (const Argument &argument : arguments) {
    const PenstockArgument &info = argument.info;
    nb::list shape, logical;
    for (size_t i = 0; i < info.rank; ++i)
      if (info.shape[i].symbol >= 0)
        shape.append(penstockKernelGetSymbolName(kernel, info.shape[i].symbol));
      else
        shape.append(info.shape[i].size);
    for (size_t i = 0; i < info.logicalRank; ++i)
      logical.append(info.logicalShape[i]);
    result.append(nb::make_tuple(
        info.name, roles[info.role], info.dtype, nb::tuple(shape),
        info.alignment, text(info.encoding), text(info.logicalDtype),
        info.encoding ? nb::object(nb::tuple(logical)) : nb::none(),
        info.encodedBytes));
  }
  return result;
}

std::string Kernel::getInputNames() const {
  std::string names;
  for (size_t i = 0; i < numInputs; ++i)
    names += (i ? ", " : "") + std::string(arguments[i].info.name);
  return names;
}

std::string Kernel::describeShape(const Argument &argument) const {
  std::string text;
  const PenstockArgument &info = argument.info;
  for (size_t i = 0; i < info.rank; ++i)
    text += (i ? ", " : "") +
            (info.shape[i].symbol >= 0
                 ? penstockKernelGetSymbolName(kernel, info.shape[i].symbol)
                 : std::to_string(info.shape[i].size));
  return "(" + text + (info.rank == 1 ? ",)" : ")");
}

void Kernel::fail(int status) const {
  std::string text = getName() + ": " + penstockStatusGetText(status);
  // What is no fault of the arguments: a CPU without the features, the host.
  constexpr int cpu = 4, host = 5;
  if (status != cpu && status != host)
    throw nb::value_error(text.c_str());
  nb::object type = nb::module_::import_("penstock._errors").attr("Error");
  PyErr_SetObject(type.ptr(), type(text).ptr());
  throw nb::python_error();
}

AlignedBuffer Kernel::takeWorkspace(const int64_t *symbols) {
  int64_t bytes = penstockKernelGetWorkspaceBytes(kernel, symbols);
  AlignedBuffer found;
  {
    std::lock_guard<std::mutex> lock(mutex);
    if (!workspaces.empty()) {
      found = std::move(workspaces.back());
      workspaces.pop_back();
    }
  }
  if (!found.data() || found.size() < bytes)
    found = AlignedBuffer(bytes);
  return found;
}

void Kernel::giveWorkspace(AlignedBuffer workspace) {
  std::lock_guard<std::mutex> lock(mutex);
  workspaces.push_back(std::move(workspace));
}

//===----------------------------------------------------------------------===//
// Encoded weights
//===----------------------------------------------------------------------===//

size_t Kernel::findEncoded(nb::handle argument) const {
  size_t index = numInputs;
  std::string name = nb::cast<std::string>(nb::str(argument));
  if (PyLong_Check(argument.ptr())) {
    nb::try_cast(argument, index);
  } else {
    index = 0;
    while (index < numInputs && arguments[index].info.name != name)
      ++index;
  }
  if (index >= numInputs)
    throw nb::value_error((getName() + " has no argument '" + name +
                           "'; it has: " + getInputNames())
                              .c_str());
  if (!arguments[index].info.encoding)
    throw nb::value_error((arguments[index].where + " is not encoded").c_str());
  return index;
}

int64_t Kernel::getEncodedSize(nb::handle argument) const {
  return arguments[findEncoded(argument)].info.encodedBytes;
}

void Kernel::encodeInto(size_t index, const Array &array, char *encoded) const {
  const Argument &argument = arguments[index];
  const PenstockArgument &info = argument.info;
  if (array.getDtype() != argument.logicalDtype &&
      !(argument.logicalDtype == Dtype::BF16 && array.getDtype() == Dtype::U16))
    throw nb::type_error((argument.where + ": expected " +
                          (info.logicalDtype ? info.logicalDtype : "u8") +
                          ", found " + array.describeDtype())
                             .c_str());
  std::span<const int64_t> shape(info.logicalShape, info.logicalRank);
  if (!std::ranges::equal(array.shape(), shape))
    throw nb::value_error((argument.where + ": expected shape " +
                           penstock::python::describeShape(shape) + ", found " +
                           array.describeShape())
                              .c_str());
  AlignedBuffer copy;
  const char *source = array.data();
  if (!array.isContiguous() || !array.isAligned(info.logicalItemBytes)) {
    copy = array.copy();
    source = copy.data();
  }
  int status;
  {
    nb::gil_scoped_release release;
    status = penstockKernelEncode(kernel, index, source, encoded);
  }
  if (status)
    fail(status);
}

nb::object Kernel::encode(nb::handle argument, nb::handle object) const {
  size_t index = findEncoded(argument);
  if (!arguments[index].info.canEncode)
    throw nb::value_error((arguments[index].where + " has no encoder").c_str());
  Array array(object, arguments[index].where, arguments[index].logicalDtype);
  // A slice of a larger array that begins at a multiple of 64 bytes.
  int64_t bytes = arguments[index].info.encodedBytes;
  nb::object memory = empty(bytes + 64, "uint8");
  Array whole(memory, arguments[index].where, Dtype::U8);
  int64_t start = -reinterpret_cast<intptr_t>(whole.data()) & 63;
  encodeInto(index, array, whole.data() + start);
  return memory[nb::slice(nb::int_(start), nb::int_(start + bytes),
                          nb::int_(1))];
}

//===----------------------------------------------------------------------===//
// Calls
//===----------------------------------------------------------------------===//

namespace penstock::python {

/// The arguments of one call.
class Call {
public:
  Call(Kernel &kernel)
      : kernel(kernel), symbols(kernel.numSymbols, -1),
        givers(kernel.numSymbols), pointers(kernel.arguments.size()) {}

  void addInput(size_t index, nb::handle object);
  void addOutput(size_t index, nb::handle object);
  void checkSymbols();
  nb::object makeOutput(size_t index);
  void run();

private:
  using Argument = Kernel::Argument;

  const Array &open(const Argument &argument, nb::handle object,
                    Dtype expected) {
    return arrays.emplace_back(object, argument.where, expected);
  }
  char *copy(const Array &array) {
    return buffers.emplace_back(array.copy()).data();
  }
  void checkDtype(const Argument &argument, const Array &array);
  void bindShape(const Argument &argument, const Array &array);
  void addEncoded(size_t index, nb::handle object);

  Kernel &kernel;
  std::vector<int64_t> symbols;
  /// Which argument gave each symbol its size.
  std::vector<const Argument *> givers;
  std::vector<void *> pointers;
  std::deque<Array> arrays;
  std::vector<AlignedBuffer> buffers;
};

} // namespace penstock::python

void Call::checkDtype(const Argument &argument, const Array &array) {
  if (array.getDtype() == argument.dtype ||
      (argument.dtype == Dtype::BF16 && array.getDtype() == Dtype::U16))
    return;
  throw nb::type_error((argument.where + ": expected " + argument.info.dtype +
                        ", found " + array.describeDtype())
                           .c_str());
}

void Call::bindShape(const Argument &argument, const Array &array) {
  const PenstockArgument &info = argument.info;
  auto mismatch = [&](const std::string &why = "") {
    throw nb::value_error((argument.where + ": expected shape " +
                           kernel.describeShape(argument) + why + ", found " +
                           array.describeShape())
                              .c_str());
  };
  std::span<const int64_t> shape = array.shape();
  if (shape.size() != info.rank)
    mismatch();
  for (size_t i = 0; i < info.rank; ++i) {
    int64_t symbol = info.shape[i].symbol;
    if (symbol < 0) {
      if (shape[i] != info.shape[i].size)
        mismatch();
    } else if (symbols[symbol] < 0) {
      symbols[symbol] = shape[i];
      givers[symbol] = &argument;
    } else if (symbols[symbol] != shape[i]) {
      mismatch(std::string(" with ") +
               penstockKernelGetSymbolName(kernel.kernel, symbol) + " = " +
               std::to_string(symbols[symbol]) + " from '" +
               givers[symbol]->info.name + "'");
    }
  }
}

void Call::addEncoded(size_t index, nb::handle object) {
  const Argument &argument = kernel.arguments[index];
  const PenstockArgument &info = argument.info;
  const Array &array = open(argument, object, argument.logicalDtype);
  if (array.getDtype() == Dtype::U8) {
    if (array.shape().size() != 1 || array.shape()[0] != info.encodedBytes)
      throw nb::value_error(
          (argument.where + ": expected " + std::to_string(info.encodedBytes) +
           " bytes of an encoded weight, found shape " + array.describeShape())
              .c_str());
    pointers[index] = array.isContiguous() && array.isAligned(info.alignment)
                          ? array.data()
                          : copy(array);
    return;
  }
  if (!info.canEncode)
    throw nb::type_error(
        (argument.where + ": expected " + std::to_string(info.encodedBytes) +
         " bytes (uint8) of an encoded weight, found " + array.describeDtype())
            .c_str());
  char *encoded = buffers.emplace_back(info.encodedBytes).data();
  kernel.encodeInto(index, array, encoded);
  pointers[index] = encoded;
}

void Call::addInput(size_t index, nb::handle object) {
  const Argument &argument = kernel.arguments[index];
  if (argument.info.role == PENSTOCK_ROLE_SCALAR) {
    char *value = buffers.emplace_back(8).data();
    if (!storeScalar(object, argument.dtype, value)) {
      nb::python_error cause;
      std::string message = argument.where + ": expected a number of type " +
                            argument.info.dtype + ", found " +
                            nb::cast<std::string>(nb::repr(object));
      if (cause.matches(PyExc_OverflowError))
        throw nb::value_error(message.c_str());
      throw nb::type_error(message.c_str());
    }
    pointers[index] = value;
    return;
  }
  if (argument.info.encoding)
    return addEncoded(index, object);
  const Array &array = open(argument, object, argument.dtype);
  checkDtype(argument, array);
  bindShape(argument, array);
  pointers[index] =
      array.isContiguous() && array.isAligned(argument.info.alignment)
          ? array.data()
          : copy(array);
}

void Call::addOutput(size_t index, nb::handle object) {
  const Argument &argument = kernel.arguments[index];
  const Array &array = open(argument, object, argument.dtype);
  checkDtype(argument, array);
  bindShape(argument, array);
  const char *problem = array.isReadOnly()      ? "is read-only"
                        : !array.isContiguous() ? "is not contiguous"
                        : !array.isAligned(argument.info.alignment)
                            ? "is misaligned"
                            : nullptr;
  if (problem)
    throw nb::value_error((argument.where + ": the array " + problem).c_str());
  pointers[index] = array.data();
}

void Call::checkSymbols() {
  for (size_t i = 0; i < symbols.size(); ++i) {
    std::string name = penstockKernelGetSymbolName(kernel.kernel, i);
    int64_t maximum = penstockKernelGetSymbolMaximum(kernel.kernel, i);
    if (symbols[i] < 0)
      throw nb::value_error((kernel.getName() +
                             ": no argument gives the size " + name +
                             "; pass arrays for the results as out")
                                .c_str());
    if (symbols[i] > maximum)
      throw nb::value_error((givers[i]->where + ": " + name + " is " +
                             std::to_string(symbols[i]) + ", at most " +
                             std::to_string(maximum) + " is supported")
                                .c_str());
  }
}

nb::object Call::makeOutput(size_t index) {
  const Argument &argument = kernel.arguments[index];
  const PenstockArgument &info = argument.info;
  nb::object shape = nb::steal(PyTuple_New(Py_ssize_t(info.rank)));
  for (size_t i = 0; i < info.rank; ++i) {
    int64_t symbol = info.shape[i].symbol;
    int64_t size = symbol < 0 ? info.shape[i].size : symbols[symbol];
    PyTuple_SET_ITEM(shape.ptr(), Py_ssize_t(i), PyLong_FromLongLong(size));
  }
  nb::object array = kernel.empty(shape, argument.numpyDtype);
  addOutput(index, array);
  return array;
}

void Call::run() {
  AlignedBuffer workspace = kernel.takeWorkspace(symbols.data());
  int status;
  {
    nb::gil_scoped_release release;
    status = penstockKernelCall(kernel.kernel, pointers.data(),
                                workspace.data(), symbols.data());
  }
  kernel.giveWorkspace(std::move(workspace));
  if (status)
    kernel.fail(status);
}

nb::object Kernel::call(nb::args given, nb::handle out) {
  if (given.size() != numInputs)
    throw nb::type_error((getName() + " takes " + std::to_string(numInputs) +
                          " arguments (" + getInputNames() + "), " +
                          std::to_string(given.size()) + " given")
                             .c_str());
  Call call(*this);
  for (size_t i = 0; i < numInputs; ++i)
    call.addInput(i, given[i]);

  size_t numOutputs = arguments.size() - numInputs;
  bool single = numOutputs == 1;
  nb::tuple outs;
  if (!out.is_none()) {
    outs = single && !nb::isinstance<nb::tuple>(out) ? nb::make_tuple(out)
                                                     : nb::tuple(out);
    if (outs.size() != numOutputs)
      throw nb::type_error((getName() + " has " + std::to_string(numOutputs) +
                            " results, " + std::to_string(outs.size()) +
                            " arrays given as out")
                               .c_str());
    for (size_t i = 0; i < numOutputs; ++i)
      call.addOutput(numInputs + i, outs[i]);
    call.checkSymbols();
  } else {
    call.checkSymbols();
    nb::object made = nb::steal(PyTuple_New(Py_ssize_t(numOutputs)));
    for (size_t i = 0; i < numOutputs; ++i)
      PyTuple_SET_ITEM(made.ptr(), Py_ssize_t(i),
                       call.makeOutput(numInputs + i).release().ptr());
    outs = nb::borrow<nb::tuple>(made);
  }
  call.run();
  return single ? nb::object(outs[0]) : nb::object(outs);
}
