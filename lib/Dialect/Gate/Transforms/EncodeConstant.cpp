//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "EncodeConstant.h"
#include "penstock/Dialect/Gate/IR/Quantization.h"

#include "mlir/IR/DialectResourceBlobManager.h"

#include <cfenv>
#include <cmath>

using namespace mlir;
using namespace penstock::gate;

/// A constant's numbers in its own element type, row by row.
static FailureOr<SmallVector<APFloat>> readNumbers(ElementsAttr weight) {
  auto element = dyn_cast<FloatType>(weight.getElementType());
  if (!element)
    return failure();
  SmallVector<APFloat> numbers;
  numbers.reserve(weight.getNumElements());
  if (auto dense = dyn_cast<DenseElementsAttr>(weight)) {
    llvm::append_range(numbers, dense.getValues<APFloat>());
    return numbers;
  }
  auto resource = dyn_cast<DenseResourceElementsAttr>(weight);
  if (!resource || !resource.getRawHandle().getBlob())
    return failure();
  ArrayRef<char> bytes = resource.getRawHandle().getBlob()->getData();
  size_t size = element.getWidth() / 8;
  if (bytes.size() != size * weight.getNumElements())
    return failure();
  for (int64_t i = 0; i < weight.getNumElements(); ++i) {
    uint64_t bits = 0;
    std::memcpy(&bits, bytes.data() + i * size, size);
    numbers.emplace_back(element.getFloatSemantics(),
                         APInt(element.getWidth(), bits));
  }
  return numbers;
}

static APFloat round(APFloat value, Type type) {
  bool losesInfo;
  value.convert(cast<FloatType>(type).getFloatSemantics(),
                APFloat::rmNearestTiesToEven, &losesInfo);
  return value;
}

namespace {
/// Writes the parts element by element, as bytes.
class Part {
public:
  explicit Part(RankedTensorType type)
      : type(type), size(type.getElementTypeBitWidth() / 8),
        bytes(type.getNumElements() * size) {}

  void set(int64_t index, uint64_t bits) {
    std::memcpy(bytes.data() + index * size, &bits, size);
  }
  void set(int64_t index, const APFloat &value) {
    set(index,
        round(value, type.getElementType()).bitcastToAPInt().getZExtValue());
  }
  uint8_t &byte(int64_t index) {
    return reinterpret_cast<uint8_t &>(bytes[index]);
  }
  TypedAttr finish() const {
    return DenseElementsAttr::getFromRawBuffer(type, bytes);
  }

private:
  RankedTensorType type;
  int64_t size;
  std::vector<char> bytes;
};
} // namespace

FailureOr<SmallVector<TypedAttr>>
penstock::gate::encodeConstant(ElementsAttr weight, RankedTensorType type) {
  FailureOr<SmallVector<APFloat>> numbers = readNumbers(weight);
  if (failed(numbers))
    return failure();
  WeightEncodingAttr encoding = getWeightEncoding(type);
  SmallVector<Part> parts;
  for (RankedTensorType part : encoding.getStorageTypes(type))
    parts.emplace_back(part);

  int64_t inputs = encoding.getInputs(type), branches = encoding.getBranches(),
          outputs = encoding.getOutputs(type) / branches;
  bool panels = encoding.getLayout() == WeightLayout::Panels;
  int64_t inner = panels                         ? encoding.getTile()
                  : encoding.neuronsAreOutputs() ? 1
                                                 : outputs;
  int64_t outer = llvm::divideCeilSigned(outputs, inner);

  /// Number at input k of column c of panel p, in the order of the storage.
  auto read = [&](int64_t p, int64_t k, int64_t c) {
    int64_t branch = p / outer, n = p % outer * inner + c;
    if (n >= outputs)
      return APFloat::getZero(
          cast<FloatType>(type.getElementType()).getFloatSemantics());
    int64_t column = encoding.getInterleaved() ? n * branches + branch
                                               : branch * outputs + n;
    return (*numbers)[encoding.getOrder() == WeightOrder::InOut
                          ? k * outputs * branches + column
                          : column * inputs + k];
  };
  auto f32 = [&](const APFloat &value) {
    return round(value, Float32Type::get(type.getContext())).convertToFloat();
  };

  // Where row k (byte row k for int4, of all groups) of column c of panel p is.
  bool int4 = encoding.getFormat() == WeightFormat::Int4;
  int64_t interleave = encoding.getInterleave(),
          depth = int4 ? inputs / 2 : inputs;
  auto index = [&](int64_t p, int64_t k, int64_t c) {
    int64_t blocks = llvm::divideCeilSigned(depth, interleave);
    return ((p * blocks + k / interleave) * inner + c) * interleave +
           k % interleave;
  };

  auto rule = Quantization::get(encoding);
  Type scaleType = encoding.getScaleType();
  int64_t size = encoding.getGroupSize() ? encoding.getGroupSize() : inputs,
          groups = inputs / size;
  for (int64_t p = 0; p < branches * outer; ++p)
    for (int64_t c = 0; c < inner; ++c) {
      if (!encoding.isQuantized()) {
        for (int64_t k = 0; k < inputs; ++k)
          parts[0].set(index(p, k, c), read(p, k, c));
        continue;
      }
      for (int64_t g = 0; g < groups; ++g) {
        float low = INFINITY, high = -INFINITY, max = 0;
        for (int64_t k = g * size; k < (g + 1) * size; ++k) {
          float value = f32(read(p, k, c));
          low = std::fmin(low, value);
          high = std::fmax(high, value);
          max = std::fmax(max, std::fabs(value));
        }
        bool asymmetric = encoding.getAsymmetric();
        APFloat scale =
            round(APFloat((asymmetric ? high - low : max) / float(rule.steps)),
                  scaleType);
        APFloat min = round(APFloat(low), scaleType);
        int64_t group = (p * groups + g) * inner + c;
        parts[1].set(group, scale);
        if (asymmetric)
          parts[2].set(group, min);
        for (int64_t j = 0; j < size; ++j) {
          float value = f32(read(p, g * size + j, c));
          if (asymmetric)
            value -= f32(min);
          float q = f32(scale) == 0 ? 0 : value / f32(scale);
          q = std::nearbyintf(q) + float(rule.zero);
          q = std::fmin(std::fmax(q, float(rule.low)), float(rule.high));
          uint8_t byte = int8_t(q);
          int64_t half = size / 2;
          if (int4)
            parts[0].byte(index(p, g * half + j % half, c)) |=
                byte << (j < half ? 0 : 4);
          else
            parts[0].byte(index(p, g * size + j, c)) = byte;
        }
      }
    }
  return llvm::map_to_vector(parts, [](Part &part) { return part.finish(); });
}
