//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// #gate.weight: assembly, verification and storage.
//
//===----------------------------------------------------------------------===//

#include "penstock/Dialect/Gate/IR/Gate.h"

#include "llvm/ADT/StringSet.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace penstock::gate;

//===----------------------------------------------------------------------===//
// Assembly
//===----------------------------------------------------------------------===//

Attribute WeightEncodingAttr::parse(AsmParser &parser, Type) {
  SMLoc loc = parser.getCurrentLocation();
  int64_t tile = 0, groupSize = 0, neuronDim = -1, branches = 1, interleave = 1;
  bool asymmetric = false, f16Scale = false, interleaved = false;
  WeightOrder order = WeightOrder::InOut;
  llvm::StringSet<> given;
  auto parseInteger = [&](int64_t &value) {
    return failure(parser.parseEqual() || parser.parseInteger(value));
  };
  auto parseItem = [&]() -> ParseResult {
    StringRef key;
    SMLoc keyLoc = parser.getCurrentLocation();
    if (parser.parseKeyword(&key))
      return failure();
    if (!given.insert(key).second)
      return parser.emitError(keyLoc) << "'" << key << "' is given twice";
    if (key == "tile")
      return parseInteger(tile);
    if (key == "group_size")
      return parseInteger(groupSize);
    if (key == "neuron_dim")
      return parseInteger(neuronDim);
    if (key == "branches")
      return parseInteger(branches);
    if (key == "interleave")
      return parseInteger(interleave);
    if (key == "asymmetric" || key == "interleaved")
      return (key == "asymmetric" ? asymmetric : interleaved) = true, success();
    if (std::optional<WeightOrder> found = symbolizeWeightOrder(key))
      return order = *found, success();
    if (key == "scale") {
      StringRef type;
      SMLoc typeLoc;
      if (parser.parseEqual() || parser.getCurrentLocation(&typeLoc) ||
          parser.parseKeyword(&type))
        return failure();
      if (type != "f16" && type != "f32")
        return parser.emitError(typeLoc)
               << "expected a scale of f16 or f32, found '" << type << "'";
      f16Scale = type == "f16";
      return success();
    }
    return parser.emitError(keyLoc) << "unknown item '" << key
                                    << "' of a weight encoding; known are "
                                       "tile, group_size, asymmetric, scale, "
                                       "neuron_dim, in_out, out_in, "
                                       "branches, interleaved, interleave";
  };
  if (parser.parseLess())
    return {};
  StringRef keyword;
  if (parser.parseKeyword(&keyword))
    return {};
  std::optional<WeightLayout> foundLayout = symbolizeWeightLayout(keyword);
  if (!foundLayout) {
    parser.emitError(loc)
        << "expected the layout panels or neuron_major, found '" << keyword
        << "'";
    return {};
  }
  if (parser.parseComma() || parser.parseKeyword(&keyword))
    return {};
  std::optional<WeightFormat> foundFormat = symbolizeWeightFormat(keyword);
  if (!foundFormat) {
    parser.emitError(loc) << "expected a format (f64, f32, bf16, f16, int8, "
                             "int4), found '"
                          << keyword << "'";
    return {};
  }
  while (succeeded(parser.parseOptionalComma()))
    if (parseItem())
      return {};
  if (parser.parseGreater())
    return {};
  return WeightEncodingAttr::getChecked(
      [&] { return parser.emitError(loc); }, parser.getContext(), *foundLayout,
      *foundFormat, tile, groupSize, asymmetric, f16Scale, neuronDim, order,
      branches, interleaved, interleave);
}

void WeightEncodingAttr::print(AsmPrinter &printer) const {
  printer << '<' << stringifyWeightLayout(getLayout()) << ", "
          << stringifyWeightFormat(getFormat());
  if (getTile())
    printer << ", tile = " << getTile();
  if (getGroupSize())
    printer << ", group_size = " << getGroupSize();
  if (getAsymmetric())
    printer << ", asymmetric";
  if (getF16Scale())
    printer << ", scale = f16";
  if (getNeuronDim() >= 0)
    printer << ", neuron_dim = " << getNeuronDim();
  if (getOrder() != WeightOrder::InOut)
    printer << ", " << stringifyWeightOrder(getOrder());
  if (getBranches() != 1)
    printer << ", branches = " << getBranches();
  if (getInterleaved())
    printer << ", interleaved";
  if (getInterleave() != 1)
    printer << ", interleave = " << getInterleave();
  printer << '>';
}

//===----------------------------------------------------------------------===//
// Verification
//===----------------------------------------------------------------------===//

LogicalResult WeightEncodingAttr::verify(
    function_ref<InFlightDiagnostic()> emitError, WeightLayout layout,
    WeightFormat format, int64_t tile, int64_t groupSize, bool asymmetric,
    bool f16Scale, int64_t neuronDim, WeightOrder order, int64_t branches,
    bool interleaved, int64_t interleave) {
  // (C2)
  if (layout == WeightLayout::Panels) {
    if (tile < 1 || tile > 512)
      return emitError()
             << "expected panels to have a tile of 1 ... 512, found " << tile;
    if (neuronDim != -1)
      return emitError() << "expected no neuron_dim of panels, found "
                         << neuronDim;
  } else {
    if (neuronDim != 0 && neuronDim != 1)
      return emitError()
             << "expected neuron_major to have a neuron_dim of 0 or "
                "1, found "
             << neuronDim;
    if (tile)
      return emitError() << "expected no tile of neuron_major, found " << tile;
  }
  // (C3)
  StringRef name = stringifyWeightFormat(format);
  bool int4 = format == WeightFormat::Int4, int8 = format == WeightFormat::Int8;
  if (int4 || (int8 && groupSize)) {
    if (groupSize != 32 && groupSize != 64 && groupSize != 128)
      return emitError() << "expected a group_size of 32, 64 or 128 for "
                         << name << ", found " << groupSize;
  } else if (groupSize) {
    return emitError() << "expected no group_size for " << name << ", found "
                       << groupSize;
  }
  // (C4)
  if (asymmetric && !int4)
    return emitError() << "expected asymmetric for int4 only, found it for "
                       << name;
  if (f16Scale && !groupSize)
    return emitError() << "expected scale = f16 with a group_size only, found "
                          "it for "
                       << name << " without";
  // (C5)
  if (branches < 1 || branches > 64)
    return emitError() << "expected 1 ... 64 branches, found " << branches;
  if (branches > 1 && layout == WeightLayout::NeuronMajor &&
      neuronDim != (order == WeightOrder::InOut ? 1 : 0))
    return emitError() << "expected the neurons of several branches to be "
                          "outputs, found neuron_dim = "
                       << neuronDim << " with " << stringifyWeightOrder(order);
  if (interleaved && branches == 1)
    return emitError() << "expected several branches to interleave, found 1";
  // (C7)
  bool half = format == WeightFormat::BF16 || format == WeightFormat::F16;
  int64_t other = layout != WeightLayout::Panels ? 1
                  : int4 || int8                 ? 4
                  : half                         ? 2
                                                 : 1;
  if (interleave != 1 && interleave != other)
    return emitError() << "expected an interleave of "
                       << (other == 4   ? "1 or 4"
                           : other == 2 ? "1 or 2"
                                        : "1")
                       << " for " << name << " in "
                       << stringifyWeightLayout(layout) << ", found "
                       << interleave;
  return success();
}

LogicalResult WeightEncodingAttr::verifyEncoding(
    ArrayRef<int64_t> shape, Type elementType,
    function_ref<InFlightDiagnostic()> emitError) const {
  if (!elementType)
    return failure(); // Of a type that did not parse, which is reported.
  auto describe = [&](ArrayRef<int64_t> sizes) {
    return RankedTensorType::get(sizes, elementType);
  };
  // (C1)
  if (shape.size() != 2 || ShapedType::isDynamicShape(shape) ||
      llvm::is_contained(shape, 0))
    return emitError() << "expected an encoded weight of rank 2 with static, "
                          "non-zero sizes, found "
                       << describe(shape);
  // A storage of more bytes than an index counts is none to lay out.
  constexpr int64_t limit = int64_t(1) << 40;
  if (shape[0] > limit / shape[1])
    return emitError() << "expected an encoded weight of at most 2^40 "
                          "elements, found "
                       << describe(shape);
  // (C6)
  if (!elementType.isF64() && !elementType.isF32() && !elementType.isBF16() &&
      !elementType.isF16())
    return emitError()
           << "expected an encoded weight of f64, f32, bf16 or f16, "
              "found "
           << elementType;
  bool inOut = getOrder() == WeightOrder::InOut;
  int64_t inputs = shape[inOut ? 0 : 1], outputs = shape[inOut ? 1 : 0];
  if (getGroupSize() && inputs % getGroupSize())
    return emitError() << "expected the group_size " << getGroupSize()
                       << " to divide the inputs, " << inputs;
  if (outputs % getBranches())
    return emitError() << "expected the " << getBranches()
                       << " branches to divide the outputs, " << outputs;
  return success();
}

//===----------------------------------------------------------------------===//
// Storage
//===----------------------------------------------------------------------===//

bool WeightEncodingAttr::isQuantized() const {
  return getFormat() == WeightFormat::Int8 || getFormat() == WeightFormat::Int4;
}

Type WeightEncodingAttr::getStorageType() const {
  Builder builder(getContext());
  switch (getFormat()) {
  case WeightFormat::F64:
    return builder.getF64Type();
  case WeightFormat::F32:
    return builder.getF32Type();
  case WeightFormat::BF16:
    return builder.getBF16Type();
  case WeightFormat::F16:
    return builder.getF16Type();
  case WeightFormat::Int8:
  case WeightFormat::Int4:
    return builder.getI8Type();
  }
  llvm_unreachable("all formats are handled");
}

Type WeightEncodingAttr::getScaleType() const {
  Builder builder(getContext());
  return getF16Scale() ? Type(builder.getF16Type()) : builder.getF32Type();
}

int64_t WeightEncodingAttr::getInputs(RankedTensorType type) const {
  return type.getDimSize(getOrder() == WeightOrder::InOut ? 0 : 1);
}

int64_t WeightEncodingAttr::getOutputs(RankedTensorType type) const {
  return type.getDimSize(getOrder() == WeightOrder::InOut ? 1 : 0);
}

bool WeightEncodingAttr::neuronsAreOutputs() const {
  return getNeuronDim() == (getOrder() == WeightOrder::InOut ? 1 : 0);
}

SmallVector<RankedTensorType>
WeightEncodingAttr::getStorageTypes(RankedTensorType type) const {
  int64_t inputs = getInputs(type), outputs = getOutputs(type);
  // The storage is [outer][inputs …][inner]; outer or inner may be absent.
  SmallVector<int64_t> outer, inner, groups, depth = {inputs};
  if (getLayout() == WeightLayout::Panels) {
    outer = {getBranches() *
             llvm::divideCeilSigned(outputs / getBranches(), getTile())};
    inner = {getTile()};
  } else if (neuronsAreOutputs()) {
    outer = {outputs};
  } else {
    inner = {outputs};
  }
  if (getGroupSize())
    groups = {inputs / getGroupSize()};
  if (getFormat() == WeightFormat::Int4)
    depth = {groups.front(), getGroupSize() / 2};
  auto get = [&](ArrayRef<int64_t> middle, Type element) {
    SmallVector<int64_t> shape(outer);
    llvm::append_range(shape, middle);
    llvm::append_range(shape, inner);
    return RankedTensorType::get(shape, element);
  };
  SmallVector<RankedTensorType> types;
  if (isQuantized())
    types.assign(getAsymmetric() ? 2 : 1, get(groups, getScaleType()));
  depth.back() = llvm::divideCeilSigned(depth.back(), getInterleave());
  if (getInterleave() != 1)
    inner.push_back(getInterleave());
  types.insert(types.begin(), get(depth, getStorageType()));
  return types;
}

SmallVector<int64_t>
WeightEncodingAttr::getStorageOffsets(RankedTensorType type) const {
  SmallVector<int64_t> offsets = {0};
  for (RankedTensorType part : getStorageTypes(type))
    offsets.push_back(
        llvm::alignTo(offsets.back() + part.getNumElements() *
                                           part.getElementTypeBitWidth() / 8,
                      64));
  return offsets;
}
