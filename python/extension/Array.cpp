//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Array.h"

#include <cstdlib>
#include <cstring>
#include <new>

using namespace penstock::python;

//===----------------------------------------------------------------------===//
// DLPack's structs, as its specification fixes them
//===----------------------------------------------------------------------===//

namespace {

struct DLTensor {
  void *data;
  int32_t deviceType, deviceId;
  int32_t rank;
  uint8_t code, bits;
  uint16_t lanes;
  int64_t *shape, *strides;
  uint64_t byteOffset;
};

struct DLManagedTensorVersioned {
  uint32_t major, minor;
  void *context;
  void (*deleter)(DLManagedTensorVersioned *);
  uint64_t flags;
  DLTensor tensor;
};

constexpr int32_t cpu = 1, cudaHost = 3;
constexpr uint64_t readOnlyFlag = 1;

} // namespace

//===----------------------------------------------------------------------===//
// Element types
//===----------------------------------------------------------------------===//

namespace {

struct DtypeNames {
  Dtype dtype;
  const char *mlir, *numpy;
  /// DLPack's code and bits; letters of the buffer protocol.
  int code, bits;
  const char *letters;
};

} // namespace

static constexpr DtypeNames dtypes[] = {
    {Dtype::F64, "f64", "float64", 2, 64, "d"},
    {Dtype::F32, "f32", "float32", 2, 32, "f"},
    {Dtype::F16, "f16", "float16", 2, 16, "e"},
    {Dtype::BF16, "bf16", "bfloat16", 4, 16, ""},
    {Dtype::I64, "i64", "int64", 0, 64, "qln"},
    {Dtype::I32, "i32", "int32", 0, 32, "il"},
    {Dtype::I16, "i16", "int16", 0, 16, "h"},
    {Dtype::I8, "i8", "int8", 0, 8, "b"},
    {Dtype::U8, "u8", "uint8", 1, 8, "Bc"},
    {Dtype::I1, "i1", "bool", 6, 8, "?"},
    {Dtype::U16, "", "uint16", 1, 16, "H"},
};

Dtype penstock::python::getDtype(std::string_view name) {
  for (const DtypeNames &names : dtypes)
    if (name == names.mlir)
      return names.dtype;
  return Dtype::Other;
}

nb::object penstock::python::getNumPyDtype(Dtype dtype) {
  nb::object make = nb::module_::import_("numpy").attr("dtype");
  if (dtype == Dtype::BF16) {
    try {
      return make(nb::module_::import_("ml_dtypes").attr("bfloat16"));
    } catch (nb::python_error &error) {
      if (!error.matches(PyExc_ImportError))
        throw;
      dtype = Dtype::U16;
    }
  }
  for (const DtypeNames &names : dtypes)
    if (names.dtype == dtype)
      return make(names.numpy);
  return nb::none();
}

/// The type of a struct format of one element in native byte order.
static Dtype getDtype(const char *format, int64_t bytes) {
  if (!format)
    return Dtype::U8;
  if (*format == '@' || *format == '=' || *format == '<')
    ++format;
  if (!format[0] || format[1])
    return Dtype::Other;
  for (const DtypeNames &names : dtypes)
    if (bytes * 8 == names.bits && std::strchr(names.letters, *format))
      return names.dtype;
  return Dtype::Other;
}

static Dtype getDtype(const DLTensor &tensor) {
  if (tensor.lanes == 1)
    for (const DtypeNames &names : dtypes)
      if (tensor.code == names.code && tensor.bits == names.bits)
        return names.dtype;
  return Dtype::Other;
}

/// Whether the object is an array of ml_dtypes.bfloat16, which the buffer
/// protocol cannot say.
static bool isBFloat16(nb::handle object) {
  PyObject *dtype = PyObject_GetAttrString(object.ptr(), "dtype");
  PyObject *type = dtype ? PyObject_GetAttrString(dtype, "type") : nullptr;
  bool result = false;
  if (type && PyType_Check(type)) {
    std::string_view name = reinterpret_cast<PyTypeObject *>(type)->tp_name;
    result = name == "bfloat16" || name.ends_with(".bfloat16");
  }
  PyErr_Clear();
  Py_XDECREF(type);
  Py_XDECREF(dtype);
  return result;
}

//===----------------------------------------------------------------------===//
// Memory
//===----------------------------------------------------------------------===//

AlignedBuffer::AlignedBuffer(int64_t bytes) : bytes(bytes) {
  int64_t rounded = (std::max<int64_t>(bytes, 1) + 63) / 64 * 64;
  memory.reset(static_cast<char *>(std::aligned_alloc(64, rounded)));
  if (!memory)
    throw std::bad_alloc();
}

/// Copies dimension `dim` and those inside it; returns the end of the copy.
static char *copyElements(char *to, const char *from, const int64_t *sizes,
                          const int64_t *strides, size_t rank,
                          int64_t itemBytes) {
  if (rank == 0) {
    std::memcpy(to, from, itemBytes);
    return to + itemBytes;
  }
  if (rank == 1 && strides[0] == itemBytes) {
    std::memcpy(to, from, sizes[0] * itemBytes);
    return to + sizes[0] * itemBytes;
  }
  for (int64_t i = 0; i < sizes[0]; ++i)
    to = copyElements(to, from + i * strides[0], sizes + 1, strides + 1,
                      rank - 1, itemBytes);
  return to;
}

//===----------------------------------------------------------------------===//
// Array
//===----------------------------------------------------------------------===//

Array::Array(nb::handle object, const std::string &where, Dtype expected)
    : object(object) {
  bool hasBuffer = PyObject_CheckBuffer(object.ptr());
  if (hasBuffer && expected == Dtype::BF16 && isBFloat16(object) &&
      readBuffer(PyBUF_STRIDES)) {
    dtype = Dtype::BF16;
  } else if (!hasBuffer || !readBuffer(PyBUF_STRIDES | PyBUF_FORMAT)) {
    if (!readDLPack(where)) {
      // NumPy's own type that neither protocol knows, or no array at all.
      std::string found = nb::cast<std::string>(nb::str(object.type()));
      if (hasBuffer && nb::hasattr(object, "dtype"))
        found = "dtype " + describeDtype();
      throw nb::type_error((where +
                            ": expected an array of NumPy or with "
                            "__dlpack__, found " +
                            found)
                               .c_str());
    }
    return;
  }
  setRank(buffer.ndim, where);
  pointer = static_cast<char *>(buffer.buf);
  itemBytes = buffer.itemsize;
  readOnly = buffer.readonly;
  if (dtype != Dtype::BF16)
    dtype = ::getDtype(buffer.format, itemBytes);
  for (size_t i = 0; i < rank; ++i) {
    sizes[i] = buffer.shape[i];
    strides[i] = buffer.strides[i];
  }
}

Array::~Array() {
  if (buffer.obj)
    PyBuffer_Release(&buffer);
}

bool Array::readBuffer(int flags) {
  if (PyObject_GetBuffer(object.ptr(), &buffer, flags) == 0)
    return true;
  PyErr_Clear();
  buffer = {};
  return false;
}

/// False if the object has no DLPack; its own errors pass through.
bool Array::readDLPack(const std::string &where) {
  if (!nb::hasattr(object, "__dlpack__"))
    return false;
  nb::object method = object.attr("__dlpack__");
  try {
    capsule = method(nb::arg("max_version") = nb::make_tuple(1, 0));
  } catch (nb::python_error &error) {
    if (error.matches(PyExc_BufferError) && PyObject_CheckBuffer(object.ptr()))
      return false;
    if (!error.matches(PyExc_TypeError))
      throw;
    capsule = method();
  }
  // The capsule is not renamed, so it frees the tensor itself.
  const DLTensor *tensor = nullptr;
  if (PyCapsule_IsValid(capsule.ptr(), "dltensor_versioned")) {
    auto *managed = static_cast<DLManagedTensorVersioned *>(
        PyCapsule_GetPointer(capsule.ptr(), "dltensor_versioned"));
    if (managed->major == 1) {
      tensor = &managed->tensor;
      readOnly = managed->flags & readOnlyFlag;
    }
  } else if (PyCapsule_IsValid(capsule.ptr(), "dltensor")) {
    tensor = static_cast<DLTensor *>(
        PyCapsule_GetPointer(capsule.ptr(), "dltensor"));
  }
  if (!tensor)
    throw nb::type_error(
        (where + ": expected __dlpack__ to give a DLPack 1 capsule").c_str());
  // Asking __dlpack_device__ before would double the cost.
  if (tensor->deviceType != cpu && tensor->deviceType != cudaHost)
    throw nb::value_error((where +
                           ": expected an array in the CPU's memory, "
                           "found one on DLPack device " +
                           std::to_string(tensor->deviceType))
                              .c_str());
  setRank(tensor->rank, where);
  dtype = ::getDtype(*tensor);
  itemBytes = (int64_t(tensor->bits) * tensor->lanes + 7) / 8;
  pointer = static_cast<char *>(tensor->data) + tensor->byteOffset;
  int64_t stride = itemBytes;
  for (size_t i = rank; i-- > 0;) {
    sizes[i] = tensor->shape[i];
    strides[i] = tensor->strides ? tensor->strides[i] * itemBytes : stride;
    stride *= sizes[i];
  }
  return true;
}

void Array::setRank(size_t newRank, const std::string &where) {
  if (newRank > maxRank) {
    if (buffer.obj)
      PyBuffer_Release(&buffer);
    throw nb::value_error(
        (where + ": found " + std::to_string(newRank) + " dimensions").c_str());
  }
  rank = newRank;
}

bool Array::isContiguous() const {
  int64_t stride = itemBytes;
  for (size_t i = rank; i-- > 0;) {
    if (sizes[i] == 0)
      return true;
    if (sizes[i] != 1 && strides[i] != stride)
      return false;
    stride *= sizes[i];
  }
  return true;
}

int64_t Array::getNumElements() const {
  int64_t elements = 1;
  for (int64_t size : shape())
    elements *= size;
  return elements;
}

AlignedBuffer Array::copy() const {
  AlignedBuffer result(getNumBytes());
  if (getNumElements() > 0)
    copyElements(result.data(), pointer, sizes.data(), strides.data(), rank,
                 itemBytes);
  return result;
}

std::string Array::describeDtype() const {
  for (const DtypeNames &names : dtypes)
    if (names.dtype == dtype)
      return names.numpy;
  if (nb::hasattr(object, "dtype")) {
    nb::object its = object.attr("dtype");
    return nb::cast<std::string>(nb::str(its));
  }
  return buffer.format ? "format '" + std::string(buffer.format) + "'"
                       : "another element type";
}

std::string Array::describeShape() const {
  return penstock::python::describeShape(shape());
}

std::string penstock::python::describeShape(std::span<const int64_t> shape) {
  std::string text;
  for (int64_t size : shape)
    text += (text.empty() ? "" : ", ") + std::to_string(size);
  return "(" + text + (shape.size() == 1 ? ",)" : ")");
}
