//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "EncodeConstant.h"
#include "penstock/Dialect/Gate/Transforms/Passes.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/Matchers.h"

namespace penstock::gate {
#define GEN_PASS_DEF_GATEENCODEWEIGHTSPASS
#include "penstock/Dialect/Gate/Transforms/Passes.h.inc"
} // namespace penstock::gate

using namespace mlir;
using namespace penstock;
using namespace penstock::gate;

/// The format that holds the numbers of a plain weight.
static WeightFormat getFormat(RankedTensorType type) {
  return type.getElementType().isF64()    ? WeightFormat::F64
         : type.getElementType().isF32()  ? WeightFormat::F32
         : type.getElementType().isBF16() ? WeightFormat::BF16
                                          : WeightFormat::F16;
}

/// The encoding that a strategy of panels reads a plain weight in, or null.
static WeightEncodingAttr getPanels(Value weight, StrategyAttr strategy,
                                    WeightOrder order, int64_t branches,
                                    bool interleaved) {
  auto type = cast<RankedTensorType>(weight.getType());
  if (!strategy || strategy.getKind() != StrategyKind::Panels ||
      type.getEncoding() || !type.hasStaticShape())
    return {};
  return WeightEncodingAttr::get(type.getContext(), WeightLayout::Panels,
                                 getFormat(type), strategy.getNeurons(), 0,
                                 false, false, -1, order, branches, interleaved,
                                 strategy.getInterleave());
}

/// The encoding in which a plain weight, whose outputs or inputs are neurons,
/// is neuron-major; null if it is already.
static WeightEncodingAttr getNeuronMajor(Value weight, WeightOrder order,
                                         bool neuronsAreOutputs) {
  auto type = cast<RankedTensorType>(weight.getType());
  if (type.getEncoding() || neuronsAreOutputs == (order == WeightOrder::OutIn))
    return {};
  return WeightEncodingAttr::get(type.getContext(), WeightLayout::NeuronMajor,
                                 getFormat(type), 0, 0, false, false, 1, order,
                                 1, false, /*interleave=*/1);
}

namespace {
/// A use of a weight and the encoding that it should have.
struct WeightUse {
  OpOperand *operand;
  WeightEncodingAttr encoding;
};

struct EncodeWeights : gate::impl::GateEncodeWeightsPassBase<EncodeWeights> {
  using Base::Base;

  void runOnOperation() override {
    called.clear();
    llvm::MapVector<Value, SmallVector<WeightUse>> uses;
    getOperation()->walk([&](Operation *op) { collect(op, uses); });
    for (auto &[weight, weightUses] : uses)
      encode(weight, weightUses);
    if (arguments)
      addMissingEncodeFunctions();
    getOperation()->walk([&](EncodeOp op) { encodeIfConstant(op); });
  }

  template <typename Op>
  void collectOp(Op op, llvm::MapVector<Value, SmallVector<WeightUse>> &uses) {
    bool packed = op.getPacking() != Packing::Separate;
    for (OpOperand &operand : op.getWeightsMutable())
      if (auto encoding =
              getPanels(operand.get(), op.getStrategyAttr(),
                        op.getWeightOrder(), packed ? op.getNumBranches() : 1,
                        packed && op.getPacking() == Packing::Interleaved &&
                            op.getNumBranches() > 1))
        uses[operand.get()].push_back({&operand, encoding});
  }

  void collect(Operation *op,
               llvm::MapVector<Value, SmallVector<WeightUse>> &uses) {
    if (auto matmul = dyn_cast<GatedMatmulOp>(op))
      collectOp(matmul, uses);
    auto ffn = dyn_cast<FfnOp>(op);
    if (!ffn)
      return;
    if (ffn.getStrategyAttr() && ffn.canSkipNeurons(/*orPlain=*/true)) {
      collectSparse(ffn, uses);
      return;
    }
    collectOp(ffn, uses);
    if (auto encoding = getPanels(ffn.getDown(), ffn.getDownStrategyAttr(),
                                  ffn.getWeightOrder(), 1, false))
      uses[ffn.getDown()].push_back({&ffn.getDownMutable(), encoding});
  }

  /// The gate in panels, all others neuron-major.
  void collectSparse(FfnOp op,
                     llvm::MapVector<Value, SmallVector<WeightUse>> &uses) {
    WeightOrder order = op.getWeightOrder();
    auto add = [&](OpOperand &operand, WeightEncodingAttr encoding) {
      if (encoding)
        uses[operand.get()].push_back({&operand, encoding});
    };
    for (OpOperand &operand : op.getWeightsMutable())
      add(operand,
          &operand == &op.getGateWeightMutable()
              ? getPanels(operand.get(), op.getStrategyAttr(), order, 1, false)
              : getNeuronMajor(operand.get(), order, true));
    add(op.getDownMutable(), getNeuronMajor(op.getDown(), order, false));
  }

  /// Ops that apply a function of the catalogue may use the same name.
  bool isCalled(func::FuncOp function) {
    auto [known, isNew] = called.try_emplace(function);
    if (isNew) {
      auto symbolUses = SymbolTable::getSymbolUses(function, getOperation());
      known->second = !symbolUses ||
                      llvm::any_of(*symbolUses, [](SymbolTable::SymbolUse use) {
                        return !isa<GateDialect>(use.getUser()->getDialect());
                      });
    }
    return known->second;
  }

  void encode(Value weight, ArrayRef<WeightUse> uses) {
    auto type = cast<RankedTensorType>(weight.getType());
    auto getEncoded = [&](WeightEncodingAttr encoding) {
      return RankedTensorType::get(type.getShape(), type.getElementType(),
                                   encoding);
    };
    if (matchPattern(weight, m_Constant())) {
      OpBuilder builder(&getContext());
      builder.setInsertionPointAfterValue(weight);
      llvm::MapVector<WeightEncodingAttr, Value> encoded;
      for (const WeightUse &use : uses) {
        Value &value = encoded[use.encoding];
        if (!value)
          value = EncodeOp::create(builder, weight.getLoc(),
                                   getEncoded(use.encoding), weight);
        use.operand->set(value);
      }
      return;
    }
    // An argument changes its type, so all its uses must want the same, and
    // nothing may call the function.
    auto argument = dyn_cast<BlockArgument>(weight);
    auto function =
        argument ? dyn_cast<func::FuncOp>(argument.getOwner()->getParentOp())
                 : nullptr;
    if (!arguments || !function || !function.isPublic() ||
        !argument.getOwner()->isEntryBlock() ||
        function.getArgAttr(argument.getArgNumber(), "penstock.plain") ||
        isCalled(function) || !llvm::hasNItems(weight.getUses(), uses.size()) ||
        !llvm::all_of(uses, [&](const WeightUse &use) {
          return use.encoding == uses.front().encoding;
        }))
      return;
    RankedTensorType encoded = getEncoded(uses.front().encoding);
    addEncodeFunction(function, argument, encoded);
    argument.setType(encoded);
    function.setFunctionType(
        FunctionType::get(&getContext(), function.getBody().getArgumentTypes(),
                          function.getResultTypes()));
    ++numArguments;
  }

  /// Arguments that were declared with an encoding get their function too.
  void addMissingEncodeFunctions() {
    SmallVector<BlockArgument> encoded;
    for (auto function : getOperation().getOps<func::FuncOp>()) {
      if (!function.isPublic() || function.isExternal())
        continue;
      for (BlockArgument argument : function.getArguments()) {
        auto type = dyn_cast<RankedTensorType>(argument.getType());
        if (type && isa_and_nonnull<WeightEncodingAttr>(type.getEncoding()) &&
            !function.getArgAttr(argument.getArgNumber(), "penstock.encode"))
          encoded.push_back(argument);
      }
    }
    for (BlockArgument argument : encoded)
      addEncodeFunction(cast<func::FuncOp>(argument.getOwner()->getParentOp()),
                        argument, cast<RankedTensorType>(argument.getType()));
  }

  /// `func @f_encode_a(%weight) -> encoded weight`
  void addEncodeFunction(func::FuncOp function, BlockArgument argument,
                         RankedTensorType encoded) {
    unsigned number = argument.getArgNumber();
    auto name = function.getArgAttrOfType<StringAttr>(number, "penstock.name");
    std::string argumentName =
        name ? name.str() : "arg" + std::to_string(number);
    std::string encodeName =
        (function.getName() + "_encode_" + argumentName).str();
    if (Operation *other = getOperation().lookupSymbol(encodeName)) {
      other->emitError("has the name of the function that encodes argument '")
          << argumentName << "' of '" << function.getName() << "'";
      return signalPassFailure();
    }
    // Behind those of the arguments before it.
    Operation *last = function;
    while (Operation *next = last->getNextNode()) {
      auto of = next->getAttrOfType<StringAttr>("penstock.of");
      if (!of || of.getValue() != function.getName())
        break;
      last = next;
    }
    OpBuilder builder(&getContext());
    builder.setInsertionPointAfter(last);
    auto encode = func::FuncOp::create(
        builder, function.getLoc(), encodeName,
        builder.getFunctionType(
            RankedTensorType::get(encoded.getShape(), encoded.getElementType()),
            encoded));
    encode->setAttr("penstock.encodes", builder.getStringAttr(argumentName));
    encode->setAttr("penstock.of", builder.getStringAttr(function.getName()));
    encode.setArgAttr(0, "penstock.name", builder.getStringAttr("weight"));
    Block *block = encode.addEntryBlock();
    builder.setInsertionPointToStart(block);
    Value result = EncodeOp::create(builder, argument.getLoc(), encoded,
                                    block->getArgument(0));
    func::ReturnOp::create(builder, function.getLoc(), result);
    function.setArgAttr(number, "penstock.encode",
                        builder.getStringAttr(encode.getName()));
  }

  llvm::DenseMap<Operation *, bool> called;

  void encodeIfConstant(EncodeOp op) {
    ElementsAttr constant;
    if (!matchPattern(op.getSource(), m_Constant(&constant)))
      return;
    FailureOr<SmallVector<TypedAttr>> parts =
        encodeConstant(constant, op.getType());
    if (failed(parts))
      return;
    OpBuilder builder(op);
    SmallVector<Value> values;
    for (TypedAttr part : *parts)
      values.push_back(arith::ConstantOp::create(builder, op.getLoc(), part));
    Value assembled =
        AssembleOp::create(builder, op.getLoc(), op.getType(), values);
    op.replaceAllUsesWith(assembled);
    Operation *source = op.getSource().getDefiningOp();
    op.erase();
    if (source->use_empty())
      source->erase();
    ++numConstants;
  }
};
} // namespace
