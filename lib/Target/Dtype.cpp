//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "penstock/Target/Dtype.h"
#include "llvm/ADT/STLExtras.h"

using namespace penstock;

// name, bytes, C, DLPack code and bits, torch, XLA, ONNX, ggml, NumPy.
static constexpr Dtype dtypes[] = {
    {"f64", 8, "double", 2, 64, "float64", 12, 11, 28, "<f8"},
    {"f32", 4, "float", 2, 32, "float32", 11, 1, 0, "<f4"},
    {"f16", 2, "uint16_t", 2, 16, "float16", 10, 10, 1, "<f2"},
    {"bf16", 2, "uint16_t", 4, 16, "bfloat16", 16, 16, 30, "<V2"},
    {"i64", 8, "int64_t", 0, 64, "int64", 5, 7, 27, "<i8"},
    {"i32", 4, "int32_t", 0, 32, "int32", 4, 6, 26, "<i4"},
    {"i16", 2, "int16_t", 0, 16, "int16", 3, 5, 25, "<i2"},
    {"i8", 1, "int8_t", 0, 8, "int8", 2, 3, 24, "|i1"},
    {"u8", 1, "uint8_t", 1, 8, "uint8", 6, 2, -1, "|u1"},
    {"i1", 1, "uint8_t", 6, 8, "bool", 1, 9, -1, "|b1"},
};

llvm::ArrayRef<Dtype> penstock::getDtypes() { return dtypes; }

const Dtype *penstock::lookupDtype(llvm::StringRef name) {
  const Dtype *it = llvm::find_if(
      dtypes, [&](const Dtype &dtype) { return dtype.name == name; });
  return it == std::end(dtypes) ? nullptr : it;
}
