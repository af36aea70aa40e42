//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ExpandCalls.h"
#include "penstock/Target/TargetInfo.h"
#include "llvm/Analysis/TargetTransformInfo.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/Target/TargetMachine.h"
#include "llvm/Transforms/Utils/LowerMemIntrinsics.h"

using namespace llvm;
using namespace penstock;

/// Copies up to this size are instructions on every target.
static constexpr uint64_t inlineCopyBytes = 64;

/// Replaces a copy by a loop, unless it is short.
static bool expandCopy(MemIntrinsic *call, const TargetTransformInfo &info) {
  auto *length = dyn_cast<ConstantInt>(call->getLength());
  if (length && length->getZExtValue() <= inlineCopyBytes)
    return false;
  if (auto *move = dyn_cast<MemMoveInst>(call))
    return expandMemMoveAsLoop(move, info);
  if (auto *copy = dyn_cast<MemCpyInst>(call))
    expandMemCpyAsLoop(copy, info);
  else
    expandMemSetAsLoop(cast<MemSetInst>(call));
  return true;
}

/// To the nearest integer, ties to even: adding 2^mantissa drops the fraction
/// of what is smaller. What is larger, infinite or NaN is its own result.
static Value *roundEven(IRBuilder<> &builder, Value *x) {
  Type *type = x->getType();
  unsigned digits =
      APFloat::semanticsPrecision(type->getScalarType()->getFltSemantics()) - 1;
  Value *limit = ConstantFP::get(type, double(uint64_t(1) << digits));
  Value *absolute = builder.CreateUnaryIntrinsic(Intrinsic::fabs, x);
  Value *rounded =
      builder.CreateFSub(builder.CreateFAdd(absolute, limit), limit);
  Value *small = builder.CreateFCmpOLT(absolute, limit);
  return builder.CreateSelect(small, builder.CreateCopySign(rounded, x), x);
}

static Value *roundDown(IRBuilder<> &builder, Value *x) {
  Value *rounded = roundEven(builder, x);
  Value *lower =
      builder.CreateFSub(rounded, ConstantFP::get(x->getType(), 1.0));
  Value *result =
      builder.CreateSelect(builder.CreateFCmpOGT(rounded, x), lower, rounded);
  return builder.CreateCopySign(result, x);
}

static bool expandRounding(IntrinsicInst *call) {
  Type *scalar = call->getType()->getScalarType();
  if (!scalar->isFloatTy() && !scalar->isDoubleTy())
    return false;
  IRBuilder<> builder(call);
  auto negate = [&](Value *value) { return builder.CreateFNeg(value); };
  Value *result;
  switch (call->getIntrinsicID()) {
  case Intrinsic::floor:
    result = roundDown(builder, call->getArgOperand(0));
    break;
  case Intrinsic::ceil:
    result = negate(roundDown(builder, negate(call->getArgOperand(0))));
    break;
  case Intrinsic::trunc: {
    Value *x = call->getArgOperand(0);
    Value *absolute = builder.CreateUnaryIntrinsic(Intrinsic::fabs, x);
    result = builder.CreateCopySign(roundDown(builder, absolute), x);
    break;
  }
  case Intrinsic::roundeven:
  case Intrinsic::rint:
  case Intrinsic::nearbyint:
    result = roundEven(builder, call->getArgOperand(0));
    break;
  default:
    return false;
  }
  call->replaceAllUsesWith(result);
  return true;
}

void penstock::expandCalls(Function &function, TargetMachine &machine,
                           const TargetInfo &target) {
  bool rounds = !target.isX86() || target.hasFeature("sse4.1");
  SmallVector<IntrinsicInst *> calls;
  for (BasicBlock &block : function)
    for (Instruction &instruction : block)
      if (auto *call = dyn_cast<IntrinsicInst>(&instruction))
        calls.push_back(call);
  TargetTransformInfo info = machine.getTargetTransformInfo(function);
  for (IntrinsicInst *call : calls) {
    auto *copy = dyn_cast<MemIntrinsic>(call);
    if (copy ? expandCopy(copy, info) : !rounds && expandRounding(call))
      call->eraseFromParent();
  }
}
