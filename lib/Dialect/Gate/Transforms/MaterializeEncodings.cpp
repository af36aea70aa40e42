//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "penstock/Dialect/Gate/IR/Gate.h"
#include "penstock/Dialect/Gate/Transforms/Passes.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/PatternMatch.h"

namespace penstock::gate {
#define GEN_PASS_DEF_GATEMATERIALIZEENCODINGSPASS
#include "penstock/Dialect/Gate/Transforms/Passes.h.inc"
} // namespace penstock::gate

using namespace mlir;
using namespace penstock;
using namespace penstock::gate;

static SmallVector<Type> getStorage(Type type) {
  WeightEncodingAttr encoding = getWeightEncoding(type);
  if (!encoding)
    return {type};
  return llvm::to_vector_of<Type>(
      encoding.getStorageTypes(cast<RankedTensorType>(type)));
}

/// The values that stand for `values` at a boundary.
static SmallVector<Value> takeApart(OpBuilder &builder, Location loc,
                                    ValueRange values) {
  SmallVector<Value> parts;
  for (Value value : values) {
    if (!getWeightEncoding(value.getType())) {
      parts.push_back(value);
      continue;
    }
    auto storage =
        StorageOp::create(builder, loc, getStorage(value.getType()), value);
    llvm::append_range(parts, storage.getParts());
  }
  return parts;
}

namespace {
struct MaterializeEncodings
    : gate::impl::GateMaterializeEncodingsPassBase<MaterializeEncodings> {
  void runOnOperation() override {
    IRRewriter rewriter(&getContext());
    SmallVector<func::CallOp> calls;
    getOperation()->walk([&](func::CallOp op) { calls.push_back(op); });
    for (auto function : getOperation().getOps<func::FuncOp>())
      convert(function, rewriter);
    for (func::CallOp call : calls)
      convert(call, rewriter);
  }

  void convert(func::FuncOp function, IRRewriter &rewriter) {
    auto encodedType = rewriter.getStringAttr("gate.encoded_type");
    SmallVector<DictionaryAttr> argAttrs, resultAttrs;
    SmallVector<Type> argTypes, resultTypes;
    auto expand = [&](Type type, DictionaryAttr attrs,
                      SmallVectorImpl<Type> &types,
                      SmallVectorImpl<DictionaryAttr> &allAttrs) {
      SmallVector<Type> parts = getStorage(type);
      NamedAttrList list(attrs);
      if (getWeightEncoding(type))
        list.set(encodedType, TypeAttr::get(type));
      llvm::append_range(types, parts);
      allAttrs.push_back(list.getDictionary(&getContext()));
      allAttrs.append(parts.size() - 1, rewriter.getDictionaryAttr({}));
    };
    for (unsigned i = 0; i < function.getNumArguments(); ++i)
      expand(function.getArgumentTypes()[i], function.getArgAttrDict(i),
             argTypes, argAttrs);
    for (unsigned i = 0; i < function.getNumResults(); ++i)
      expand(function.getResultTypes()[i], function.getResultAttrDict(i),
             resultTypes, resultAttrs);
    FunctionType type = rewriter.getFunctionType(argTypes, resultTypes);
    if (type == function.getFunctionType())
      return;
    function.setFunctionType(type);
    function.setAllArgAttrs(argAttrs);
    function.setAllResultAttrs(resultAttrs);
    if (function.isExternal())
      return;
    Block &block = function.getBody().front();
    rewriter.setInsertionPointToStart(&block);
    for (unsigned i = 0; i < block.getNumArguments(); ++i) {
      BlockArgument argument = block.getArgument(i);
      if (!getWeightEncoding(argument.getType()))
        continue;
      SmallVector<Value> parts;
      for (auto [j, part] : llvm::enumerate(getStorage(argument.getType())))
        parts.push_back(
            block.insertArgument(i + 1 + j, part, argument.getLoc()));
      Value whole = AssembleOp::create(rewriter, argument.getLoc(),
                                       argument.getType(), parts);
      argument.replaceAllUsesWith(whole);
      block.eraseArgument(i);
      i += parts.size() - 1;
    }
    function.walk([&](func::ReturnOp op) {
      rewriter.setInsertionPoint(op);
      op.getOperandsMutable().assign(
          takeApart(rewriter, op.getLoc(), op.getOperands()));
    });
  }

  void convert(func::CallOp call, IRRewriter &rewriter) {
    auto isEncoded = [](Type type) { return bool(getWeightEncoding(type)); };
    if (llvm::none_of(call.getOperandTypes(), isEncoded) &&
        llvm::none_of(call.getResultTypes(), isEncoded))
      return;
    rewriter.setInsertionPoint(call);
    SmallVector<Type> types;
    for (Type type : call.getResultTypes())
      llvm::append_range(types, getStorage(type));
    auto replaced = func::CallOp::create(
        rewriter, call.getLoc(), call.getCallee(), types,
        takeApart(rewriter, call.getLoc(), call.getOperands()));
    SmallVector<Value> results;
    ValueRange rest = replaced.getResults();
    for (Type type : call.getResultTypes()) {
      size_t count = getStorage(type).size();
      results.push_back(getWeightEncoding(type)
                            ? AssembleOp::create(rewriter, call.getLoc(), type,
                                                 rest.take_front(count))
                            : rest.front());
      rest = rest.drop_front(count);
    }
    rewriter.replaceOp(call, results);
  }
};
} // namespace
