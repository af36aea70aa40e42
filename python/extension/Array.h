//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Arrays of other Python libraries, as memory with a type and a shape.
//
//===----------------------------------------------------------------------===//

#ifndef PENSTOCK_PYTHON_ARRAY_H
#define PENSTOCK_PYTHON_ARRAY_H

#include <nanobind/nanobind.h>
#include <nanobind/stl/string.h>

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace penstock::python {

namespace nb = nanobind;

/// Element types of arrays; those of kernels, and what stands in for bf16.
enum class Dtype { F64, F32, F16, BF16, I64, I32, I16, I8, U8, I1, U16, Other };

/// The type of that MLIR spelling.
Dtype getDtype(std::string_view name);

/// NumPy's dtype for it, for bf16 the one of ml_dtypes, or uint16 without it.
nb::object getNumPyDtype(Dtype dtype);

/// Memory aligned to 64 bytes, as the kernels want it.
class AlignedBuffer {
public:
  AlignedBuffer() = default;
  explicit AlignedBuffer(int64_t bytes);

  char *data() const { return memory.get(); }
  int64_t size() const { return bytes; }

private:
  struct Free {
    void operator()(char *p) const { std::free(p); }
  };
  std::unique_ptr<char, Free> memory;
  int64_t bytes = 0;
};

/// A view of a NumPy array or of anything else that has the buffer protocol
/// or DLPack; keeps it alive.
class Array {
public:
  /// `where` begins the messages of errors: "argument 'x' of f". `expected`
  /// is only a hint which protocol to ask first.
  Array(nb::handle object, const std::string &where, Dtype expected);
  Array(const Array &) = delete;
  ~Array();

  Dtype getDtype() const { return dtype; }
  char *data() const { return pointer; }
  bool isReadOnly() const { return readOnly; }
  std::span<const int64_t> shape() const { return {sizes.data(), rank}; }
  bool isContiguous() const;
  bool isAligned(int64_t alignment) const {
    return reinterpret_cast<uintptr_t>(pointer) % alignment == 0;
  }
  int64_t getNumElements() const;
  int64_t getNumBytes() const { return getNumElements() * itemBytes; }

  /// The elements in row-major order.
  AlignedBuffer copy() const;

  /// What an error says it found: "float64".
  std::string describeDtype() const;
  std::string describeShape() const;

private:
  static constexpr size_t maxRank = 16;

  bool readBuffer(int flags);
  bool readDLPack(const std::string &where);
  void setRank(size_t newRank, const std::string &where);

  nb::handle object;
  Dtype dtype = Dtype::Other;
  char *pointer = nullptr;
  int64_t itemBytes = 0;
  size_t rank = 0;
  bool readOnly = false;
  /// Strides are in bytes.
  std::array<int64_t, maxRank> sizes, strides;
  Py_buffer buffer = {};
  /// Holds the memory if it came by DLPack.
  nb::object capsule;
};

/// "(2, 3)".
std::string describeShape(std::span<const int64_t> shape);

} // namespace penstock::python

#endif // PENSTOCK_PYTHON_ARRAY_H
