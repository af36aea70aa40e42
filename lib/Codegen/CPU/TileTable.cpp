//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "penstock/Codegen/CPU/TileTable.h"
#include "penstock/Codegen/CPU/CostModel.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Process.h"

using namespace mlir;
using namespace penstock;
using namespace penstock::cpu;

namespace penstock::cpu {
/// TileTable.json.
extern const char tileTableText[];
} // namespace penstock::cpu

FailureOr<TargetInfo> cpu::getTarget(Operation *op, StringRef triple,
                                     StringRef cpu, StringRef features) {
  llvm::Expected<TargetInfo> target = TargetInfo::get(triple, cpu, features);
  if (target)
    return std::move(*target);
  return op->emitError(llvm::toString(target.takeError()));
}

int64_t cpu::getLanes(const TargetInfo &target, Type type) {
  return target.vectorBits() / type.getIntOrFloatBitWidth();
}

//===----------------------------------------------------------------------===//
// Contractions
//===----------------------------------------------------------------------===//

Products cpu::getProducts(const TargetInfo &target, ValueRange weights,
                          Type accumulator, gate::ActivationsAttr activations) {
  if (!activations) {
    bool pairs =
        target.isX86() && target.hasBF16Convert() && accumulator.isF32() &&
        llvm::all_of(weights, [](Value weight) {
          auto type = cast<RankedTensorType>(weight.getType());
          gate::WeightEncodingAttr encoding = gate::getWeightEncoding(type);
          if (!type.getElementType().isBF16())
            return false;
          return encoding ? encoding.getInterleave() == 2 &&
                                encoding.getStorageType().isBF16() &&
                                encoding.getInputs(type) % 2 == 0
                          : llvm::none_of(type.getShape(), [](int64_t size) {
                              return size % 2;
                            });
        });
    return pairs ? Products::BFloatPairs : Products::Floats;
  }
  auto products =
      activations.getGroupSize() ? Products::IntegerGroups : Products::Integers;
  for (Value weight : weights) {
    auto type = cast<RankedTensorType>(weight.getType());
    gate::WeightEncodingAttr encoding = gate::getWeightEncoding(type);
    if (!encoding || encoding.getInterleave() != 4)
      return Products::Floats;
    if (encoding.getGroupSize())
      products = Products::IntegerGroups;
    // The sum of a row must fit in 32 bits.
    if (products == Products::Integers && encoding.getInputs(type) > (1 << 17))
      return Products::Floats;
  }
  return products;
}

static Contraction getContraction(const TargetInfo &target,
                                  const gate::Cost &cost, ValueRange weights,
                                  gate::ActivationsAttr activations,
                                  FloatType accumulator) {
  Type type = weights.front().getType(), element = getElementTypeOrSelf(type);
  gate::WeightEncodingAttr encoding = gate::getWeightEncoding(type);
  auto format = encoding           ? encoding.getFormat()
                : element.isF64()  ? gate::WeightFormat::F64
                : element.isBF16() ? gate::WeightFormat::BF16
                : element.isF16()  ? gate::WeightFormat::F16
                                   : gate::WeightFormat::F32;
  Products products =
      cpu::getProducts(target, weights, accumulator, activations);
  int64_t group = 0;
  if (products == Products::IntegerGroups)
    group = std::max(activations.getGroupSize(), encoding.getGroupSize());
  return {cost.size, products, group, format, accumulator};
}

Contraction Contraction::get(const TargetInfo &target, gate::GatedMatmulOp op) {
  return getContraction(target, op.getCosts().front(), op.getWeights(),
                        op.getActivationsAttr(), op.getAccumulatorType());
}

Contraction Contraction::getUp(const TargetInfo &target, gate::FfnOp op) {
  gate::Cost cost = op.getCosts().end()[-2];
  SmallVector<Value> weights(op.getWeights());
  // Where inactive neurons are skipped, only the gate is multiplied in panels.
  if (op.canSkipNeurons(/*orPlain=*/true)) {
    cost.size.branches = 1;
    weights = {op.getGateWeightMutable().get()};
  }
  return getContraction(target, cost, weights, op.getActivationsAttr(),
                        op.getAccumulatorType());
}

Contraction Contraction::getDown(const TargetInfo &target, gate::FfnOp op) {
  return getContraction(target, op.getCosts().back(), op.getDown(),
                        op.getActivationsAttr(), op.getAccumulatorType());
}

//===----------------------------------------------------------------------===//
// Entries
//===----------------------------------------------------------------------===//

gate::StrategyAttr TileEntry::getStrategy(const Contraction &contraction,
                                          int64_t lanes) const {
  bool turns = contraction.products == Products::IntegerGroups;
  int64_t branches = contraction.size.branches,
          panels = turns ? vectors : std::max<int64_t>(1, vectors / branches),
          numStreams =
              llvm::alignTo(std::max<int64_t>(1, streams / branches), panels);
  // More branches than vectors leave fewer tokens.
  int64_t numTokens =
      turns ? tokens
            : std::clamp<int64_t>(tokens * vectors / (panels * branches), 1,
                                  tokens);
  return gate::StrategyAttr::get(
      contraction.accumulator.getContext(), gate::StrategyKind::Panels,
      numTokens, lanes, unroll, panels, numStreams, chunk,
      contraction.products == Products::BFloatPairs ? 2 : 1);
}

static constexpr std::pair<StringLiteral, Products> productNames[] = {
    {"floats", Products::Floats},
    {"bf16_pairs", Products::BFloatPairs},
    {"integers", Products::Integers},
    {"integer_groups", Products::IntegerGroups}};

StringRef cpu::stringifyProducts(Products products) {
  return productNames[unsigned(products)].first;
}

/// Whether a key that is given agrees; counts those that are.
static bool matches(const TileKey &key, const TargetInfo &target,
                    const Contraction &contraction, int &given) {
  bool agrees = true;
  auto check = [&](bool isGiven, bool isEqual) {
    given += isGiven;
    agrees &= !isGiven || isEqual;
  };
  auto checkNumber = [&](int64_t number, int64_t actual) {
    check(number >= 0, number == actual);
  };
  checkNumber(key.vectorBits, target.vectorBits());
  checkNumber(key.registers, target.numVectorRegisters());
  check(!key.feature.empty(), target.hasFeature(key.feature));
  check(key.products.has_value(), key.products == contraction.products);
  check(key.format.has_value(), key.format == contraction.format);
  checkNumber(key.branches, contraction.size.branches);
  checkNumber(key.inputs, contraction.size.inputs);
  checkNumber(key.outputs, contraction.size.outputs);
  return agrees;
}

const TileEntry &TileTable::lookup(const TargetInfo &target,
                                   const Contraction &contraction) const {
  for (const std::vector<TileEntry> &table : entries) {
    const TileEntry *best = nullptr;
    int most = -1;
    for (const TileEntry &entry : table) {
      int given = 0;
      if (!matches(entry.key, target, contraction, given) || given <= most)
        continue;
      most = given;
      best = &entry;
    }
    if (best)
      return *best;
  }
  llvm_unreachable("the table has every vector width and register count");
}

//===----------------------------------------------------------------------===//
// JSON
//===----------------------------------------------------------------------===//

/// The keys of an entry; the first ones must agree.
static constexpr StringLiteral known[] = {
    "vector_bits", "registers", "feature", "products", "weights",
    "branches",    "inputs",    "outputs", "tokens",   "vectors",
    "streams",     "unroll",    "chunk",   "tuned"};
static constexpr size_t numMatched = 8;

/// Reads an entry of the table; an error is at the path.
static bool fromJSON(const llvm::json::Value &json, TileEntry &entry,
                     llvm::json::Path path) {
  llvm::json::ObjectMapper map(json, path);
  if (!map)
    return false;
  for (const auto &[key, value] : *json.getAsObject())
    if (!llvm::is_contained(known, StringRef(key))) {
      path.field(key).report("is not a key of an entry");
      return false;
    }
  auto number = [&](StringLiteral key, int64_t &value, int64_t low,
                    int64_t high, bool optional) {
    if (!(optional ? map.mapOptional(key, value) : map.map(key, value)))
      return false;
    if (!json.getAsObject()->get(key) || (value >= low && value <= high))
      return true;
    path.field(key).report("is out of range");
    return false;
  };
  std::string products, format;
  constexpr int64_t any = std::numeric_limits<int64_t>::max();
  TileKey &key = entry.key;
  if (!number("vector_bits", key.vectorBits, 0, any, true) ||
      !number("registers", key.registers, 0, any, true) ||
      !map.mapOptional("feature", key.feature) ||
      !map.mapOptional("products", products) ||
      !map.mapOptional("weights", format) ||
      !number("branches", key.branches, 0, any, true) ||
      !number("inputs", key.inputs, 0, any, true) ||
      !number("outputs", key.outputs, 0, any, true) ||
      !number("tokens", entry.tokens, 1, 64, false) ||
      !number("vectors", entry.vectors, 1, 64, false) ||
      !number("streams", entry.streams, 1, 32, false) ||
      !number("unroll", entry.unroll, 1, 64, false) ||
      !number("chunk", entry.chunk, 0, 1 << 20, false))
    return false;
  if (entry.chunk % entry.unroll) {
    path.field("chunk").report("expected a multiple of unroll");
    return false;
  }
  if (!products.empty()) {
    for (auto [name, value] : productNames)
      if (name == products)
        key.products = value;
    if (!key.products) {
      path.field("products")
          .report("expected floats, bf16_pairs, integers or integer_groups");
      return false;
    }
  }
  if (!format.empty() && !(key.format = gate::symbolizeWeightFormat(format))) {
    path.field("weights").report("expected f64, f32, bf16, f16, int8 or int4");
    return false;
  }
  return true;
}

llvm::json::Object TileEntry::toJSON() const {
  llvm::json::Object json{{"tokens", tokens},
                          {"vectors", vectors},
                          {"streams", streams},
                          {"unroll", unroll},
                          {"chunk", chunk}};
  auto add = [&](StringRef name, int64_t number) {
    if (number >= 0)
      json[name] = number;
  };
  add("vector_bits", key.vectorBits);
  add("registers", key.registers);
  if (!key.feature.empty())
    json["feature"] = key.feature;
  if (key.products)
    json["products"] = stringifyProducts(*key.products);
  if (key.format)
    json["weights"] = gate::stringifyWeightFormat(*key.format);
  add("branches", key.branches);
  add("inputs", key.inputs);
  add("outputs", key.outputs);
  return json;
}

llvm::Expected<std::string>
cpu::addToTable(StringRef old, ArrayRef<llvm::json::Object> entries) {
  llvm::json::Array tiles;
  if (!old.empty()) {
    llvm::Expected<llvm::json::Value> json = llvm::json::parse(old);
    if (!json)
      return json.takeError();
    if (llvm::json::Object *object = json->getAsObject())
      if (llvm::json::Array *array = object->getArray("tiles"))
        tiles = std::move(*array);
  }
  for (const llvm::json::Object &entry : entries) {
    auto same = llvm::find_if(tiles, [&](const llvm::json::Value &tile) {
      const llvm::json::Object *other = tile.getAsObject();
      return other &&
             llvm::all_of(ArrayRef(known).take_front(numMatched),
                          [&](StringRef key) {
                            const llvm::json::Value *a = entry.get(key),
                                                    *b = other->get(key);
                            return a && b ? *a == *b : !a && !b;
                          });
    });
    if (same != tiles.end())
      *same = llvm::json::Object(entry);
    else
      tiles.push_back(llvm::json::Object(entry));
  }
  std::string text;
  llvm::raw_string_ostream os(text);
  os << "{\n  \"tiles\": [\n    ";
  llvm::interleave(
      tiles,
      [&](const llvm::json::Value &tile) {
        StringRef separator = "{";
        for (StringRef key : known)
          if (const llvm::json::Value *value = tile.getAsObject()->get(key)) {
            os << separator << '"' << key << "\": " << *value;
            separator = ", ";
          }
        os << "}";
      },
      [&] { os << ",\n    "; });
  os << "\n  ]\n}\n";
  return text;
}

llvm::Error TileTable::add(StringRef text, StringRef source) {
  auto error = [&](const Twine &message) {
    return llvm::createStringError("tile table '" + source + "': " + message);
  };
  llvm::Expected<llvm::json::Value> json = llvm::json::parse(text);
  if (!json)
    return error("is no JSON: " + llvm::toString(json.takeError()));
  llvm::json::Path::Root root("table");
  llvm::json::Path path(root);
  const llvm::json::Object *object = json->getAsObject();
  const llvm::json::Array *tiles = object ? object->getArray("tiles") : nullptr;
  if (!tiles)
    return error("expected an object with an array 'tiles'");
  for (auto [i, tile] : llvm::enumerate(*tiles)) {
    TileEntry entry;
    entry.source = source;
    if (!fromJSON(tile, entry, path.field("tiles").index(i)))
      return error(llvm::toString(root.getError()));
    entries[source == "built in"].push_back(std::move(entry));
  }
  return llvm::Error::success();
}

std::string cpu::getTileTableFile(StringRef option) {
  if (!option.empty())
    return option.str();
  return llvm::sys::Process::GetEnv("PENSTOCK_TILE_TABLE").value_or("");
}

llvm::Expected<TileTable> TileTable::get(StringRef file) {
  std::string name = getTileTableFile(file);
  TileTable table;
  llvm::cantFail(table.add(tileTableText, "built in"));
  if (name.empty())
    return table;
  auto text = llvm::MemoryBuffer::getFile(name, /*IsText=*/true);
  if (!text)
    return llvm::createStringError(
        "tile table '" + name + "': cannot read: " + text.getError().message());
  if (llvm::Error error = table.add((*text)->getBuffer(), name))
    return error;
  return table;
}
