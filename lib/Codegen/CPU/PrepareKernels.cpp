//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "SymbolicSizes.h"
#include "WeightReader.h"
#include "penstock/Codegen/CPU/Passes.h"
#include "penstock/Dialect/Gate/IR/Gate.h"

#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "llvm/ADT/TypeSwitch.h"

namespace penstock::cpu {
#define GEN_PASS_DEF_PREPAREKERNELSPASS
#include "penstock/Codegen/CPU/Passes.h.inc"
} // namespace penstock::cpu

using namespace mlir;
using namespace penstock;

/// MLIR's spelling of a type: "f32".
static std::string spell(Type type) {
  std::string text;
  llvm::raw_string_ostream(text) << type;
  return text;
}

/// The type of the encoded weight that an argument or result starts, or null.
static RankedTensorType getEncodedType(DictionaryAttr attrs) {
  auto type = attrs ? attrs.getAs<TypeAttr>("gate.encoded_type") : TypeAttr();
  return type ? cast<RankedTensorType>(type.getValue()) : RankedTensorType();
}

/// Number of arguments or results that one takes which has `attrs`.
static unsigned countParts(DictionaryAttr attrs) {
  RankedTensorType type = getEncodedType(attrs);
  return type ? gate::getWeightEncoding(type).getStorageTypes(type).size() : 1;
}

namespace {
/// Builds `penstock.kernel` of one function.
class Kernel {
public:
  explicit Kernel(func::FuncOp function)
      : function(function), b(function.getContext()), sizes(function) {}

  LogicalResult prepare() {
    if (failed(check()))
      return failure();
    describeArguments();
    addOutputs();
    NamedAttrList description;
    description.set("name", b.getStringAttr(function.getName()));
    description.set("symbols", b.getStrArrayAttr(
                                   llvm::to_vector_of<StringRef>(symbolNames)));
    description.set("arguments", b.getArrayAttr(arguments));
    description.set("strategies", getStrategies());
    describeNumerics(description);
    for (StringRef key : {"encodes", "of"})
      if (Attribute attr = function->getAttr(("penstock." + key).str()))
        description.set(key, attr);
    function->setAttr("penstock.kernel",
                      description.getDictionary(b.getContext()));
    return success();
  }

private:
  LogicalResult check() {
    if (!function.getBody().hasOneBlock())
      return function.emitError("expected a kernel of one block, found ")
             << function.getBody().getBlocks().size();
    auto isScalar = [](Type type) {
      return type.isF32() || type.isF64() || type.isInteger(32) ||
             type.isInteger(64) || type.isIndex();
    };
    auto isBuffer = [](Type type) {
      auto tensor = dyn_cast<RankedTensorType>(type);
      return tensor && tensor.getElementType().isIntOrIndexOrFloat();
    };
    for (auto [i, type] : llvm::enumerate(function.getArgumentTypes()))
      if (!isBuffer(type) && !isScalar(type))
        return function.emitError("expected argument #")
               << i
               << " of a kernel to be a ranked tensor of numbers or a "
                  "scalar of f32, f64, i32, i64 or index, found "
               << type;
    for (auto [i, type] : llvm::enumerate(function.getResultTypes()))
      if (!isBuffer(type))
        return function.emitError("expected result #")
               << i << " of a kernel to be a ranked tensor of numbers, found "
               << type;
    return success();
  }

  /// The shape of `value`, with a symbol for each dynamic size.
  ArrayAttr describeShape(Value value, StringRef name) {
    SmallVector<Attribute> shape;
    auto type = cast<RankedTensorType>(value.getType());
    for (int64_t dim = 0; dim < type.getRank(); ++dim) {
      if (!type.isDynamicDim(dim)) {
        shape.push_back(b.getI64IntegerAttr(type.getDimSize(dim)));
        continue;
      }
      auto known = llvm::find_if(symbols, [&](const auto &symbol) {
        return symbol == std::pair(value, dim) ||
               sizes.areEqual(symbol.first, symbol.second, value, dim);
      });
      if (known == symbols.end()) {
        // The leading size is the tokens; further ones say where they are from.
        bool isTokens = symbols.empty() && dim == 0;
        symbols.emplace_back(value, dim);
        symbolNames.push_back(isTokens ? "tokens"
                                       : (name + "_dim" + Twine(dim)).str());
        known = std::prev(symbols.end());
      }
      shape.push_back(b.getStringAttr(symbolNames[known - symbols.begin()]));
    }
    return b.getArrayAttr(shape);
  }

  void describe(Value value, StringRef name, StringRef role,
                DictionaryAttr attrs) {
    NamedAttrList argument;
    auto tensor = dyn_cast<RankedTensorType>(value.getType());
    argument.set("name", b.getStringAttr(name));
    argument.set("role", b.getStringAttr(tensor ? role : "scalar"));
    if (RankedTensorType type = getEncodedType(attrs)) {
      SmallVector<int64_t> offsets =
          gate::getWeightEncoding(type).getStorageOffsets(type);
      argument.set("dtype", b.getStringAttr("u8"));
      argument.set("shape", b.getI64ArrayAttr({offsets.back()}));
      argument.set("encoding", TypeAttr::get(type));
      argument.set("parts", b.getDenseI64ArrayAttr(offsets));
      argument.set("alignment", b.getI64IntegerAttr(64));
      if (Attribute encode = attrs.get("penstock.encode"))
        argument.set("encode", encode);
    } else {
      Type element = getElementTypeOrSelf(value.getType());
      argument.set("dtype", b.getStringAttr(spell(element)));
      argument.set("shape",
                   tensor ? describeShape(value, name) : b.getArrayAttr({}));
      argument.set(
          "alignment",
          b.getI64IntegerAttr(
              element.isIndex()
                  ? 8
                  : llvm::divideCeil(element.getIntOrFloatBitWidth(), 8)));
    }
    arguments.push_back(argument.getDictionary(b.getContext()));
  }

  static std::string getName(DictionaryAttr attrs, StringRef fallback,
                             unsigned number) {
    auto name = attrs ? attrs.getAs<StringAttr>("penstock.name") : StringAttr();
    return name ? name.str() : (fallback + Twine(number)).str();
  }

  void describeArguments() {
    unsigned number = 0;
    for (unsigned i = 0; i < function.getNumArguments(); ++number) {
      BlockArgument argument = function.getArgument(i);
      DictionaryAttr attrs = function.getArgAttrDict(i);
      bool isWeight = getEncodedType(attrs) || isUsedAsWeight(argument);
      describe(argument, getName(attrs, "arg", number),
               isWeight ? "weight" : "input", attrs);
      i += countParts(attrs);
    }
  }

  static bool isUsedAsWeight(BlockArgument argument) {
    return llvm::any_of(argument.getUses(), [](OpOperand &use) {
      if (auto matmul = dyn_cast<gate::GatedMatmulOp>(use.getOwner()))
        return llvm::is_contained(matmul.getWeights(), use.get());
      if (auto ffn = dyn_cast<gate::FfnOp>(use.getOwner()))
        return llvm::is_contained(ffn.getWeights(), use.get()) ||
               ffn.getDown() == use.get();
      return isa<gate::EncodeOp>(use.getOwner());
    });
  }

  /// Results become what is written to arguments behind the others.
  void addOutputs() {
    auto ret = cast<func::ReturnOp>(function.getBody().front().getTerminator());
    b.setInsertionPoint(ret);
    unsigned number = 0;
    auto writable =
        b.getNamedAttr("bufferization.writable", b.getBoolAttr(false));
    for (unsigned i = 0; i < function.getNumArguments(); ++i)
      if (isa<TensorType>(function.getArgument(i).getType()))
        function.setArgAttr(i, writable.getName(), writable.getValue());
    unsigned partsLeft = 0;
    for (auto [i, result] : llvm::enumerate(ret.getOperands())) {
      DictionaryAttr attrs = function.getResultAttrDict(i);
      if (partsLeft == 0) {
        describe(result, getName(attrs, "out", number++), "output", attrs);
        partsLeft = countParts(attrs);
      }
      --partsLeft;
      auto type = cast<RankedTensorType>(result.getType());
      auto buffer = MemRefType::get(type.getShape(), type.getElementType());
      Value value = result,
            out =
                function.getBody().front().addArgument(buffer, result.getLoc());
      if (RankedTensorType encoded = getEncodedType(attrs);
          encoded && gate::getWeightEncoding(encoded).getInterleave() > 1) {
        // As encoders fill it, or it were a copy.
        auto groups = cpu::joinLastDims(type.getRank());
        value = tensor::CollapseShapeOp::create(b, ret.getLoc(), value, groups);
        out = memref::CollapseShapeOp::create(b, ret.getLoc(), out, groups);
      }
      auto store = bufferization::MaterializeInDestinationOp::create(
          b, ret.getLoc(), value, out);
      store.setRestrict(true);
      store.setWritable(true);
    }
    ret.getOperandsMutable().clear();
    SmallVector<Attribute> argAttrs;
    if (ArrayAttr attrs = function.getAllArgAttrs())
      llvm::append_range(argAttrs, attrs);
    argAttrs.resize(function.getBody().getNumArguments(),
                    b.getDictionaryAttr({}));
    for (Attribute &attr : argAttrs)
      if (!attr)
        attr = b.getDictionaryAttr({});
    function.removeResAttrsAttr();
    function.setFunctionType(
        b.getFunctionType(function.getBody().getArgumentTypes(), {}));
    function.setAllArgAttrs(b.getArrayAttr(argAttrs));
  }

  /// How contractions accumulate and round, where all do it alike, and how they
  /// quantize activations: per row, the coarsest, where not all do it alike.
  /// What they leave out each says for itself.
  void describeNumerics(NamedAttrList &description) {
    llvm::SmallSetVector<Type, 2> accumulators;
    llvm::SmallSetVector<gate::Rounding, 2> roundings;
    llvm::SmallSetVector<gate::ActivationsAttr, 2> activations;
    SmallVector<Attribute> sparsities;
    llvm::SmallSetVector<gate::ApproximationAttr, 2> approximations;
    function.walk([&](Operation *op) {
      for (StringRef name : {"function", "norm"})
        if (auto symbol = op->getAttrOfType<FlatSymbolRefAttr>(name))
          if (auto applied = gate::lookupFunction(op, symbol))
            collectApproximations(applied, approximations);
      llvm::TypeSwitch<Operation *>(op).Case<gate::GatedMatmulOp, gate::FfnOp>(
          [&](auto contraction) {
            accumulators.insert(contraction.getAccumulatorType());
            roundings.insert(contraction.getRounding());
            if (auto attr = contraction.getActivationsAttr())
              activations.insert(attr);
            if (auto attr = contraction.getSparsityAttr())
              sparsities.push_back(
                  describe(attr, contraction.getNumBranches() == 1));
          });
    });
    if (!approximations.empty())
      description.set(
          "approximations",
          b.getArrayAttr(llvm::map_to_vector(
              approximations, [&](gate::ApproximationAttr approximation) {
                return Attribute(describe(approximation));
              })));
    if (!sparsities.empty())
      description.set("sparsities", b.getArrayAttr(sparsities));
    if (accumulators.size() == 1)
      description.set("accumulate", b.getStringAttr(spell(accumulators[0])));
    if (roundings.size() == 1)
      description.set("rounding",
                      b.getStringAttr(gate::stringifyRounding(roundings[0])));
    if (activations.empty())
      return;
    NamedAttrList quantized;
    quantized.set("dtype", b.getStringAttr(gate::stringifyActivationFormat(
                               activations[0].getFormat())));
    if (activations.size() == 1 && activations[0].getGroupSize())
      quantized.set("group_size",
                    b.getI64IntegerAttr(activations[0].getGroupSize()));
    description.set("activations", quantized.getDictionary(b.getContext()));
  }

  static void collectApproximations(
      gate::GateFunctionOpInterface applied,
      llvm::SmallSetVector<gate::ApproximationAttr, 2> &approximations) {
    if (auto scalar = dyn_cast<gate::FunctionOp>(applied.getOperation()))
      if (scalar.getApproximation())
        approximations.insert(*scalar.getApproximation());
    applied.getBody().walk([&](gate::CallOp call) {
      collectApproximations(gate::lookupFunction(call, call.getFunctionAttr()),
                            approximations);
    });
  }

  DictionaryAttr describe(gate::ApproximationAttr approximation) {
    NamedAttrList list;
    list.set("function",
             b.getStringAttr(approximation.getFunction().getValue()));
    list.set("form", b.getStringAttr(gate::stringifyApproximationForm(
                         approximation.getForm())));
    list.set("low", approximation.getLow());
    list.set("high", approximation.getHigh());
    list.set("error_kind", b.getStringAttr(gate::stringifyErrorKind(
                               approximation.getKind())));
    list.set("error", approximation.getError());
    list.set("tolerance", approximation.getTolerance());
    list.set("verification", b.getStringAttr(gate::stringifyVerification(
                                 approximation.getVerification())));
    list.set("inputs", b.getI64IntegerAttr(approximation.getInputs()));
    return list.getDictionary(b.getContext());
  }

  DictionaryAttr describe(gate::SparsityAttr sparsity, bool isGateAlone) {
    NamedAttrList list;
    StringRef neurons = "zero_set";
    if (FloatAttr threshold = sparsity.getThreshold()) {
      neurons = "threshold";
      list.set("threshold", threshold);
    } else if (sparsity.getTopK()) {
      neurons = "top_k";
      list.set("top_k", b.getI64IntegerAttr(sparsity.getTopK()));
    }
    list.set("neurons", b.getStringAttr(neurons));
    if (isGateAlone)
      list.set("gate_alone", b.getUnitAttr());
    return list.getDictionary(b.getContext());
  }

  ArrayAttr getStrategies() {
    SmallVector<Attribute> strategies;
    auto add = [&](Operation *op, StringRef part, Attribute strategy) {
      if (!strategy)
        return;
      std::string text;
      llvm::raw_string_ostream os(text);
      os << op->getName() << part << ": ";
      strategy.print(os);
      strategies.push_back(b.getStringAttr(text));
    };
    function.walk([&](Operation *op) {
      if (auto matmul = dyn_cast<gate::GatedMatmulOp>(op))
        add(op, "", matmul.getStrategyAttr());
      if (auto ffn = dyn_cast<gate::FfnOp>(op)) {
        add(op, "", ffn.getStrategyAttr());
        add(op, " down", ffn.getDownStrategyAttr());
      }
    });
    return b.getArrayAttr(strategies);
  }

  func::FuncOp function;
  OpBuilder b;
  cpu::SymbolicSizes sizes;
  SmallVector<std::pair<Value, int64_t>> symbols;
  SmallVector<std::string> symbolNames;
  SmallVector<Attribute> arguments;
};

struct PrepareKernels : cpu::impl::PrepareKernelsPassBase<PrepareKernels> {
  void runOnOperation() override {
    for (auto function : getOperation().getOps<func::FuncOp>())
      if (function.isPublic() && !function.isExternal())
        if (failed(Kernel(function).prepare()))
          return signalPassFailure();
  }
};
} // namespace
