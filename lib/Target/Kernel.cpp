//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "penstock/Target/Kernel.h"

#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/BuiltinTypes.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/Support/MathExtras.h"
#include <cmath>

using namespace mlir;
using namespace penstock;

static constexpr llvm::StringLiteral kernelsName = "penstock.kernels";

static constexpr llvm::StringLiteral statuses[numStatuses][2] = {
    {"PENSTOCK_OK", "ok"},
    {"PENSTOCK_NULL", "null pointer"},
    {"PENSTOCK_SIZE", "size negative or too large"},
    {"PENSTOCK_ALIGN", "misaligned pointer"},
    {"PENSTOCK_CPU", "the CPU lacks a feature the kernel uses"},
    {"PENSTOCK_HOST", "the host's parallel-for failed"},
    {"PENSTOCK_ALIAS", "an output or the workspace overlaps another argument"},
};

StringRef penstock::getStatusText(int code) {
  return code >= 0 && code < numStatuses ? statuses[code][1] : "unknown error";
}

StringRef penstock::getStatusName(int code) {
  return code >= 0 && code < numStatuses ? statuses[code][0] : "";
}

const ArgumentDescription *
KernelDescription::lookupArgument(StringRef name) const {
  for (const ArgumentDescription &argument : arguments)
    if (argument.name == name)
      return &argument;
  return nullptr;
}

SmallVector<int64_t> KernelDescription::getStructOffsets() const {
  SmallVector<int64_t> offsets;
  int64_t end = 0;
  auto add = [&](int64_t bytes) {
    end = llvm::alignTo(end, bytes);
    offsets.push_back(end);
    end += bytes;
  };
  for (const ArgumentDescription &argument : arguments)
    add(argument.isScalar() ? argument.dtype->bytes : 8);
  add(8);
  for (size_t i = 0; i < symbols.size(); ++i)
    add(8);
  offsets.push_back(llvm::alignTo(end, 8));
  return offsets;
}

/// Keywords of C and C++, and what entries name themselves.
static constexpr llvm::StringLiteral reservedNames[] = {
    "alignas",   "alignof",  "and",       "asm",       "auto",      "bitand",
    "bitor",     "bool",     "break",     "case",      "catch",     "char",
    "class",     "compl",    "concept",   "const",     "constexpr", "continue",
    "decltype",  "default",  "delete",    "do",        "double",    "else",
    "enum",      "explicit", "export",    "extern",    "false",     "float",
    "for",       "friend",   "goto",      "if",        "inline",    "int",
    "int16_t",   "int32_t",  "int64_t",   "int8_t",    "long",      "mutable",
    "namespace", "new",      "noexcept",  "not",       "nullptr",   "operator",
    "or",        "private",  "protected", "public",    "register",  "requires",
    "restrict",  "return",   "short",     "signed",    "sizeof",    "static",
    "struct",    "switch",   "template",  "this",      "throw",     "true",
    "try",       "typedef",  "typeid",    "typename",  "typeof",    "uint16_t",
    "uint8_t",   "union",    "unsigned",  "using",     "virtual",   "void",
    "volatile",  "while",    "xor",       "workspace", "pf",        "host",
    "args",      "phase",    "code",      "i",         "source",    "encoded"};

/// Whether C takes the name.
static bool isIdentifier(StringRef name) {
  return !name.empty() && !llvm::isDigit(name.front()) &&
         llvm::all_of(name,
                      [](char c) { return llvm::isAlnum(c) || c == '_'; });
}

/// No tensor may have more.
static constexpr double mostBytes = 0x1p46;

namespace {

/// Reads one kernel; every method reports its error and returns failure.
class Reader {
public:
  Reader(ModuleOp module, KernelDescription &kernel)
      : module(module), kernel(kernel) {}

  LogicalResult read(DictionaryAttr dict);

private:
  InFlightDiagnostic error() {
    return module.emitError("'")
           << kernelsName << "' " << where << (where.empty() ? "" : ": ");
  }
  template <typename T>
  FailureOr<T> get(DictionaryAttr dict, StringRef key, StringRef what) {
    if (auto value = dict.getAs<T>(key))
      return value;
    error() << "expected '" << key << "' to be " << what;
    return failure();
  }
  LogicalResult readString(DictionaryAttr dict, StringRef key,
                           std::string &value) {
    FailureOr<StringAttr> attr = get<StringAttr>(dict, key, "a string");
    if (succeeded(attr))
      value = attr->str();
    return attr;
  }
  static void readOptional(DictionaryAttr dict, StringRef key,
                           std::string &value) {
    if (auto attr = dict.getAs<StringAttr>(key))
      value = attr.str();
  }
  static void readStrings(DictionaryAttr dict, StringRef key,
                          std::vector<std::string> &values) {
    if (auto attr = dict.getAs<ArrayAttr>(key))
      for (auto value : attr.getAsRange<StringAttr>())
        values.push_back(value.str());
  }
  LogicalResult readDtype(DictionaryAttr dict, const Dtype *&dtype);
  LogicalResult readShape(DictionaryAttr dict, SmallVector<Dimension> &shape,
                          bool mayBeUnknown = false);
  LogicalResult readArgument(DictionaryAttr dict);
  LogicalResult readEncoding(DictionaryAttr dict, ArgumentDescription &arg);
  LogicalResult readIntermediate(DictionaryAttr dict);
  LogicalResult boundSymbols();
  void legalizeNames();

  ModuleOp module;
  KernelDescription &kernel;
  std::string where;
};

} // namespace

LogicalResult Reader::readDtype(DictionaryAttr dict, const Dtype *&dtype) {
  std::string name;
  if (failed(readString(dict, "dtype", name)))
    return failure();
  // A size is as wide as a pointer.
  dtype = lookupDtype(name == "index" ? "i64" : name);
  if (!dtype)
    return error() << "unsupported dtype '" << name << "'";
  return success();
}

LogicalResult Reader::readShape(DictionaryAttr dict,
                                SmallVector<Dimension> &shape,
                                bool mayBeUnknown) {
  auto attr = get<ArrayAttr>(dict, "shape", "an array");
  if (failed(attr))
    return failure();
  for (Attribute size : *attr) {
    if (auto number = dyn_cast<IntegerAttr>(size)) {
      shape.push_back({number.getInt(), -1});
      continue;
    }
    auto symbol = dyn_cast<StringAttr>(size);
    if (mayBeUnknown && symbol && symbol.getValue() == "?") {
      shape.push_back({Dimension::unknown, -1});
      continue;
    }
    auto it = symbol ? llvm::find(kernel.symbols, symbol.getValue())
                     : kernel.symbols.end();
    if (it == kernel.symbols.end())
      return error() << "expected a size to be a number or a symbol, found "
                     << size;
    shape.push_back({0, int(it - kernel.symbols.begin())});
  }
  return success();
}

LogicalResult Reader::readEncoding(DictionaryAttr dict,
                                   ArgumentDescription &arg) {
  auto type = dict.getAs<TypeAttr>("encoding");
  auto tensor =
      type ? dyn_cast<RankedTensorType>(type.getValue()) : RankedTensorType();
  if (!tensor || !tensor.hasStaticShape())
    return error() << "expected 'encoding' to be a static tensor type";
  llvm::raw_string_ostream(arg.encoding) << tensor.getEncoding();
  llvm::append_range(arg.logicalShape, tensor.getShape());
  std::string element;
  llvm::raw_string_ostream(element) << tensor.getElementType();
  arg.logicalDtype = lookupDtype(element);
  auto parts = get<DenseI64ArrayAttr>(dict, "parts", "an array of integers");
  if (failed(parts))
    return failure();
  llvm::append_range(arg.parts, parts->asArrayRef());
  if (arg.parts.size() < 2 || !llvm::is_sorted(arg.parts))
    return error() << "expected 'parts' to be rising offsets and a size";
  readOptional(dict, "encode", arg.encode);
  return success();
}

LogicalResult Reader::readArgument(DictionaryAttr dict) {
  using Role = ArgumentDescription::Role;
  ArgumentDescription arg;
  std::string role;
  if (failed(readString(dict, "name", arg.name)))
    return failure();
  where = kernel.name + ", argument '" + arg.name + "'";
  if (failed(readString(dict, "role", role)) ||
      failed(readDtype(dict, arg.dtype)))
    return failure();
  auto known = llvm::StringSwitch<std::optional<Role>>(role)
                   .Case("input", Role::Input)
                   .Case("weight", Role::Weight)
                   .Case("output", Role::Output)
                   .Case("scalar", Role::Scalar)
                   .Default(std::nullopt);
  if (!known)
    return error() << "unknown role '" << role << "'";
  arg.role = *known;
  if (dict.contains("encoding")) {
    if (failed(readEncoding(dict, arg)))
      return failure();
    arg.shape.push_back({arg.parts.back(), -1});
  } else if (!arg.isScalar() && failed(readShape(dict, arg.shape))) {
    return failure();
  }
  arg.alignment = arg.isEncoded() ? 64 : arg.dtype->bytes;
  if (auto alignment = dict.getAs<IntegerAttr>("alignment"))
    arg.alignment = alignment.getInt();
  if (!llvm::isPowerOf2_64(arg.alignment))
    return error() << "alignment " << arg.alignment << " is no power of two";
  if (auto phases = dict.getAs<DenseI64ArrayAttr>("phases"))
    llvm::append_range(arg.phases, phases.asArrayRef());
  if (!kernel.arguments.empty() &&
      kernel.arguments.back().role == Role::Output && arg.role != Role::Output)
    return error() << "expected the outputs to be last";
  kernel.arguments.push_back(std::move(arg));
  return success();
}

LogicalResult Reader::readIntermediate(DictionaryAttr dict) {
  IntermediateDescription tensor;
  if (failed(readString(dict, "name", tensor.name)) ||
      failed(readDtype(dict, tensor.dtype)) ||
      failed(readShape(dict, tensor.shape, /*mayBeUnknown=*/true)))
    return failure();
  readOptional(dict, "offset", tensor.offset);
  kernel.intermediates.push_back(std::move(tensor));
  return success();
}

/// Bounds the symbols so that no tensor exceeds the address space.
LogicalResult Reader::boundSymbols() {
  kernel.symbolMaxima.assign(kernel.symbols.size(), INT32_MAX);
  auto bound = [&](ArrayRef<Dimension> shape, const Dtype *dtype) {
    double fixed = dtype->bytes;
    SmallVector<int> dynamic;
    for (Dimension dim : shape)
      if (dim.symbol < 0)
        fixed *= std::max<double>(dim.size, 1);
      else
        dynamic.push_back(dim.symbol);
    for (int symbol : dynamic) {
      int64_t &maximum = kernel.symbolMaxima[symbol];
      maximum = std::min<int64_t>(
          maximum, std::pow(mostBytes / fixed, 1.0 / dynamic.size()));
    }
    return fixed <= mostBytes;
  };
  for (const ArgumentDescription &arg : kernel.arguments)
    if (!bound(arg.shape, arg.dtype))
      return error() << "argument '" << arg.name << "' is too large";
  for (const IntermediateDescription &tensor : kernel.intermediates)
    if (!bound(tensor.shape, tensor.dtype))
      return error() << "intermediate '" << tensor.name << "' is too large";
  return success();
}

/// Makes the arguments' names ones that C and C++ take, all different and
/// different from what else entries have as arguments.
void Reader::legalizeNames() {
  llvm::StringSet<> taken;
  for (StringRef name : reservedNames)
    taken.insert(name);
  for (const std::string &symbol : kernel.symbols)
    taken.insert(symbol);
  for (ArgumentDescription &argument : kernel.arguments) {
    std::string &name = argument.name;
    for (char &c : name)
      if (!llvm::isAlnum(c))
        c = '_';
    if (name.empty() || llvm::isDigit(name.front()))
      name = "arg" + name;
    while (!taken.insert(name).second)
      name += '_';
  }
}

LogicalResult Reader::read(DictionaryAttr dict) {
  if (failed(readString(dict, "name", kernel.name)))
    return failure();
  where = kernel.name;
  if (!isIdentifier(kernel.name))
    return error() << "the name is no C identifier";
  readStrings(dict, "symbols", kernel.symbols);
  auto arguments = get<ArrayAttr>(dict, "arguments", "an array");
  if (failed(arguments))
    return failure();
  for (Attribute attr : *arguments) {
    auto argument = dyn_cast<DictionaryAttr>(attr);
    if (!argument)
      return error() << "expected each argument to be a dictionary";
    if (failed(readArgument(argument)))
      return failure();
    where = kernel.name;
  }
  auto phases = get<IntegerAttr>(dict, "phases", "an integer");
  if (failed(phases))
    return failure();
  kernel.numPhases = phases->getInt();
  if (auto tensors = dict.getAs<ArrayAttr>("intermediates"))
    for (auto tensor : tensors.getAsRange<DictionaryAttr>())
      if (failed(readIntermediate(tensor)))
        return failure();
  readStrings(dict, "strategies", kernel.strategies);
  readStrings(dict, "task_counts", kernel.taskCounts);
  readOptional(dict, "workspace_bytes", kernel.workspaceBytes);
  readOptional(dict, "encodes", kernel.encodes);
  readOptional(dict, "of", kernel.of);
  readOptional(dict, "accumulate", kernel.accumulate);
  readOptional(dict, "rounding", kernel.rounding);
  if (auto activations = dict.getAs<DictionaryAttr>("activations")) {
    kernel.activations.emplace();
    readOptional(activations, "dtype", kernel.activations->dtype);
    if (auto group = activations.getAs<IntegerAttr>("group_size"))
      kernel.activations->groupSize = group.getInt();
  }
  if (auto sparsities = dict.getAs<ArrayAttr>("sparsities"))
    for (auto entry : sparsities.getAsRange<DictionaryAttr>()) {
      SparsityDescription &sparsity = kernel.sparsities.emplace_back();
      readOptional(entry, "neurons", sparsity.neurons);
      if (auto threshold = entry.getAs<FloatAttr>("threshold"))
        sparsity.threshold = threshold.getValueAsDouble();
      if (auto topK = entry.getAs<IntegerAttr>("top_k"))
        sparsity.topK = topK.getInt();
      sparsity.isGateAlone = entry.contains("gate_alone");
    }
  if (auto approximations = dict.getAs<ArrayAttr>("approximations"))
    for (auto entry : approximations.getAsRange<DictionaryAttr>()) {
      ApproximationDescription &fit = kernel.approximations.emplace_back();
      readOptional(entry, "function", fit.function);
      readOptional(entry, "form", fit.form);
      readOptional(entry, "error_kind", fit.errorKind);
      readOptional(entry, "verification", fit.verification);
      for (auto [name, number] :
           {std::pair("low", &fit.low), std::pair("high", &fit.high),
            std::pair("error", &fit.error),
            std::pair("tolerance", &fit.tolerance)})
        if (auto value = entry.getAs<FloatAttr>(name))
          *number = value.getValueAsDouble();
      if (auto inputs = entry.getAs<IntegerAttr>("inputs"))
        fit.inputs = inputs.getInt();
    }
  legalizeNames();
  return boundSymbols();
}

ArrayAttr penstock::getKernels(ModuleOp module) {
  return module->getAttrOfType<ArrayAttr>(kernelsName);
}

void penstock::setKernels(ModuleOp module, ArrayAttr kernels) {
  module->setAttr(kernelsName, kernels);
}

bool penstock::hasKernels(ModuleOp module) {
  return module->hasAttr(kernelsName);
}

FailureOr<std::vector<KernelDescription>>
penstock::parseKernels(ModuleOp module) {
  ArrayAttr kernels = getKernels(module);
  if (!kernels)
    return module.emitError("expected the module to have an array '")
           << kernelsName << "'";
  std::vector<KernelDescription> result;
  llvm::StringSet<> names;
  for (Attribute attr : kernels) {
    auto dict = dyn_cast<DictionaryAttr>(attr);
    if (!dict)
      return module.emitError("'")
             << kernelsName << "': expected each kernel to be a dictionary";
    if (failed(Reader(module, result.emplace_back()).read(dict)))
      return failure();
    if (!names.insert(result.back().name).second)
      return module.emitError("'") << kernelsName << "': two kernels are named "
                                   << result.back().name;
  }
  return result;
}
