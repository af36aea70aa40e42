//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "penstock/Support/Version.h"
#include "penstock/Target/CompiledModule.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/SHA256.h"
#include <cmath>

using namespace llvm;
using namespace penstock;
namespace json = llvm::json;

using Role = ArgumentDescription::Role;

static std::string getChecksum(const Buffer &bytes) {
  SHA256 hash;
  hash.update(StringRef(bytes.data(), bytes.size()));
  return toHex(hash.final(), /*LowerCase=*/true);
}

static json::Array getShape(const KernelDescription &kernel,
                            ArrayRef<Dimension> shape) {
  json::Array sizes;
  for (Dimension dim : shape)
    if (dim.symbol >= 0)
      sizes.push_back(kernel.symbols[dim.symbol]);
    else if (dim.size == Dimension::unknown)
      sizes.push_back(nullptr);
    else
      sizes.push_back(dim.size);
  return sizes;
}

/// Elements between neighbours of each dimension, as expressions.
static json::Array getStrides(const KernelDescription &kernel,
                              ArrayRef<Dimension> shape) {
  std::vector<json::Value> strides;
  int64_t fixed = 1;
  std::string symbols;
  for (Dimension dim : reverse(shape)) {
    strides.insert(strides.begin(),
                   symbols.empty()
                       ? json::Value(fixed)
                       : json::Value(std::to_string(fixed) + symbols));
    if (dim.symbol >= 0)
      symbols += " * " + kernel.symbols[dim.symbol];
    else
      fixed *= dim.size;
  }
  return json::Array(strides);
}

static StringRef getName(Role role) {
  switch (role) {
  case Role::Input:
    return "input";
  case Role::Weight:
    return "weight";
  case Role::Output:
    return "output";
  case Role::Scalar:
    return "scalar";
  }
  llvm_unreachable("all roles are handled");
}

static json::Object describe(const KernelDescription &kernel,
                             const ArgumentDescription &argument,
                             int64_t offset) {
  bool output = argument.role == Role::Output;
  json::Object object{{"name", argument.name},
                      {"role", getName(argument.role)},
                      {"dtype", argument.dtype->name},
                      {"shape", getShape(kernel, argument.shape)},
                      {"struct_offset", offset},
                      {"phases", json::Array(argument.phases)}};
  if (argument.isScalar())
    return object;
  object["access"] = output ? "write" : "read";
  object["alignment"] = argument.alignment;
  object["layout"] = argument.isEncoded() ? "encoded" : "row-major";
  object["strides"] = getStrides(kernel, argument.shape);
  object["may_alias"] = json::Array{};
  if (!argument.isEncoded())
    return object;
  json::Object encoding{
      {"attribute", argument.encoding},
      {"shape", json::Array(argument.logicalShape)},
      {"dtype", argument.logicalDtype ? json::Value(argument.logicalDtype->name)
                                      : json::Value(nullptr)},
      {"part_offsets", json::Array(ArrayRef(argument.parts).drop_back())},
      {"bytes", argument.parts.back()}};
  if (!argument.encode.empty()) {
    encoding["encode"] = kernel.name + "_encode_" + argument.name;
    encoding["size"] = kernel.name + "_encoded_size_" + argument.name;
  }
  object["encoding"] = std::move(encoding);
  return object;
}

static json::Object getEntries(const KernelDescription &kernel) {
  const std::string &name = kernel.name;
  json::Array phases, flat;
  for (int64_t p = 0; p < kernel.numPhases; ++p) {
    phases.push_back(name + "_phase" + std::to_string(p));
    flat.push_back(name + "_phase" + std::to_string(p) + "_flat");
  }
  return json::Object{{"serial", name},
                      {"parallel", name + "_parallel"},
                      {"run", name + "_run"},
                      {"rerun", name + "_rerun"},
                      {"check", name + "_check"},
                      {"workspace", name + "_workspace"},
                      {"phase_count", name + "_phase_count"},
                      {"phases", std::move(phases)},
                      {"flat_phases", std::move(flat)},
                      {"error", name + "_error"},
                      {"abi_version", name + "_abi_version"}};
}

/// An expression or a name, or null where there is none.
static json::Value getExpression(const std::string &text) {
  int64_t number;
  if (text.empty())
    return nullptr;
  return StringRef(text).getAsInteger(10, number) ? json::Value(text)
                                                  : json::Value(number);
}

/// The quantization of activations, or null where there is none. An element's
/// error is at most half a step of its row (group).
static json::Value getActivations(const KernelDescription &kernel) {
  if (!kernel.activations)
    return nullptr;
  int64_t group = kernel.activations->groupSize;
  return json::Object{
      {"dtype", kernel.activations->dtype},
      {"group_size", group ? json::Value(group) : json::Value(nullptr)},
      {"max_error", json::Object{{"value", 0.5 / 127},
                                 {"relative_to", group ? "max_abs_of_group"
                                                       : "max_abs_of_row"}}}};
}

/// Which neurons of each contraction are active, and what an inactive one would
/// have been at most: of h = a(gate) * c(other branches), its threshold times
/// c.
static json::Array getSparsities(const KernelDescription &kernel) {
  json::Array array;
  for (const SparsityDescription &sparsity : kernel.sparsities) {
    json::Value threshold = nullptr, topK = nullptr, error = nullptr;
    if (sparsity.neurons == "threshold")
      threshold = sparsity.threshold;
    if (sparsity.neurons == "top_k")
      topK = sparsity.topK;
    else
      error = json::Object{
          {"value", sparsity.threshold},
          {"relative_to", sparsity.isGateAlone ? "1" : "other_factors"}};
    array.push_back(json::Object{{"neurons", sparsity.neurons},
                                 {"threshold", threshold},
                                 {"top_k", topK},
                                 {"max_error", error}});
  }
  return array;
}

/// How far the f32 results of fitted functions are from the functions, before
/// any rounding to a narrower type.
static json::Array getApproximations(const KernelDescription &kernel) {
  auto bound = [](double number) {
    return std::isinf(number) ? json::Value(nullptr) : json::Value(number);
  };
  json::Array array;
  for (const ApproximationDescription &fit : kernel.approximations)
    array.push_back(
        json::Object{{"function", fit.function},
                     {"form", fit.form},
                     {"domain", json::Array{bound(fit.low), bound(fit.high)}},
                     {"max_error", json::Object{{"value", fit.error},
                                                {"kind", fit.errorKind}}},
                     {"tolerance", fit.tolerance},
                     {"verified", fit.verification},
                     {"inputs", fit.inputs}});
  return array;
}

/// The symbol that leads every output and is nowhere else but in front: more
/// batch dimensions fold into it.
static json::Value getBatchAxis(const KernelDescription &kernel) {
  int found = -1;
  for (const ArgumentDescription &argument : kernel.arguments)
    for (auto [i, dim] : enumerate(argument.shape))
      if (dim.symbol >= 0) {
        if (i != 0 || (found >= 0 && found != dim.symbol))
          return nullptr;
        found = dim.symbol;
      }
  return found < 0 ? json::Value(nullptr) : json::Value(kernel.symbols[found]);
}

static json::Object describe(const KernelDescription &kernel) {
  SmallVector<int64_t> offsets = kernel.getStructOffsets();
  json::Array symbols, arguments, phases, intermediates;
  for (auto [i, symbol] : enumerate(kernel.symbols))
    symbols.push_back(json::Object{
        {"name", symbol},
        {"min", 0},
        {"max", kernel.symbolMaxima[i]},
        {"struct_offset", offsets[kernel.arguments.size() + 1 + i]}});
  for (auto [i, argument] : enumerate(kernel.arguments))
    arguments.push_back(describe(kernel, argument, offsets[i]));
  for (const std::string &count : kernel.taskCounts)
    phases.push_back(
        json::Object{{"tasks", getExpression(count)}, {"barrier_after", true}});
  for (const IntermediateDescription &tensor : kernel.intermediates)
    intermediates.push_back(
        json::Object{{"name", tensor.name},
                     {"dtype", tensor.dtype->name},
                     {"shape", getShape(kernel, tensor.shape)},
                     {"offset", getExpression(tensor.offset)}});
  json::Value bytes = getExpression(kernel.workspaceBytes);
  json::Object workspace{{"role", "workspace"},
                         {"bytes", bytes},
                         {"dtype", "u8"},
                         {"shape", json::Array{bytes}},
                         {"alignment", 64},
                         {"access", "read-write"},
                         {"struct_offset", offsets[kernel.arguments.size()]},
                         {"intermediates", std::move(intermediates)}};
  return json::Object{
      {"name", kernel.name},
      {"entries", getEntries(kernel)},
      {"symbols", std::move(symbols)},
      {"arguments", std::move(arguments)},
      {"workspace", std::move(workspace)},
      {"struct", json::Object{{"name", kernel.name + "_args"},
                              {"bytes", offsets.back()}}},
      {"phases", std::move(phases)},
      {"strategies", json::Array(kernel.strategies)},
      {"numerics",
       json::Object{{"accumulate", getExpression(kernel.accumulate)},
                    {"rounding", getExpression(kernel.rounding)},
                    {"activations", getActivations(kernel)},
                    {"sparsity", getSparsities(kernel)},
                    {"approximations", getApproximations(kernel)},
                    {"same_for_any_number_of_threads", true}}},
      {"derivatives", json::Array{}},
      {"batch_axis", getBatchAxis(kernel)}};
}

/// How each consumer names the element types that the kernels use.
static json::Object getDtypeTable(ArrayRef<KernelDescription> kernels) {
  json::Object table;
  auto add = [&](const Dtype *dtype) {
    if (!dtype || table.get(dtype->name))
      return;
    json::Object names{{"bytes", dtype->bytes},
                       {"c", dtype->c},
                       {"dlpack", json::Object{{"code", dtype->dlpackCode},
                                               {"bits", dtype->dlpackBits},
                                               {"lanes", 1}}},
                       {"torch", dtype->torch},
                       {"xla", dtype->xla},
                       {"onnx", dtype->onnx},
                       {"numpy", dtype->numpy}};
    if (dtype->ggml >= 0)
      names["ggml"] = dtype->ggml;
    table[dtype->name] = std::move(names);
  };
  for (const KernelDescription &kernel : kernels) {
    for (const ArgumentDescription &argument : kernel.arguments) {
      add(argument.dtype);
      add(argument.logicalDtype);
    }
    for (const IntermediateDescription &tensor : kernel.intermediates)
      add(tensor.dtype);
  }
  add(lookupDtype("u8"));
  return table;
}

Expected<std::string> CompiledModule::getManifest(ArrayRef<EmittedFile> files,
                                                  const Buffer &object) const {
  Expected<uint64_t> stack = getLargestFrame(object);
  if (!stack)
    return stack.takeError();
  json::Array artefacts, described, statuses;
  for (const EmittedFile &file : files)
    artefacts.push_back(json::Object{{"name", file.name},
                                     {"kind", file.kind},
                                     {"bytes", int64_t(file.bytes.size())},
                                     {"sha256", getChecksum(file.bytes)}});
  for (const KernelDescription &kernel : kernels)
    if (!kernel.isEncoder())
      described.push_back(describe(kernel));
  for (int code = 0; code < numStatuses; ++code)
    statuses.push_back(json::Object{{"code", code},
                                    {"name", getStatusName(code)},
                                    {"text", getStatusText(code)}});
  const TargetDescription &names = target.getDescription();
  json::Object manifest{
      {"penstock", versionText},
      {"llvm", LLVM_VERSION_STRING},
      {"abi_version", abiVersion},
      {"target", json::Object{{"triple", names.triple},
                              {"cpu", names.cpu},
                              {"features", json::Array(target.getFeatures())},
                              {"vector_bits", target.vectorBits()},
                              {"without_features", "PENSTOCK_CPU"}}},
      {"threads", threads == Threads::OpenMP ? "openmp" : "none"},
      {"largest_frame_bytes", int64_t(*stack)},
      {"files", std::move(artefacts)},
      {"kernels", std::move(described)},
      {"statuses", std::move(statuses)},
      {"dtypes", getDtypeTable(kernels)}};
  return formatv("{0:2}\n", json::Value(std::move(manifest))).str();
}
