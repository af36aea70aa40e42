//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "penstock/Codegen/CPU/ProbeKernels.h"
#include "DotProduct.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

using namespace mlir;
using namespace penstock;
using namespace penstock::cpu;

static constexpr int64_t kVectorBytes = 64;

namespace {
class KernelBuilder : OpBuilder {
public:
  KernelBuilder(MLIRContext *context, const TargetInfo &target)
      : OpBuilder(context), loc(UnknownLoc::get(context)), target(target),
        dot(target), bytes(target.vectorBits() / 8) {}

  ProbeKernels build() {
    ProbeKernels result;
    result.module = ModuleOp::create(loc);
    setInsertionPointToEnd(result.module->getBody());
    result.f32Ops = buildProducts(
        "f32", getF32Type(), getF32Type(), nullptr,
        [&](Value sum, ValueRange w, Value x) -> Value {
          auto contract = arith::FastMathFlags::contract;
          return arith::AddFOp::create(
              *this, loc, sum,
              arith::MulFOp::create(*this, loc, x, w[0], contract), contract);
        });
    result.int8Ops = buildProducts(
        "int8", getI8Type(), getI32Type(),
        [&](Value w) { return dot.prepare(*this, loc, w); },
        [&](Value sum, ValueRange w, Value x) {
          return dot.add(*this, loc, sum, w, x);
        });
    if (target.isX86() && target.hasBF16Convert())
      result.bf16Ops =
          buildProducts("bf16", getBF16Type(), getF32Type(), nullptr,
                        [&](Value sum, ValueRange w, Value x) {
                          return dot.addBFloats(*this, loc, sum, w[0], x);
                        });
    buildRead();
    return result;
  }

private:
  Value constant(int64_t value) {
    return arith::ConstantOp::create(*this, loc, getI64IntegerAttr(value));
  }
  Value address(Value base, Value offset) {
    return LLVM::GEPOp::create(*this, loc, base.getType(), getI8Type(), base,
                               ValueRange{offset});
  }
  Value load(Type element, Value base, Value offset) {
    auto type =
        VectorType::get({bytes * 8 / element.getIntOrFloatBitWidth()}, element);
    return LLVM::LoadOp::create(*this, loc, type, address(base, offset));
  }
  SmallVector<Value> createZeros(Type element, int64_t count) {
    auto type =
        VectorType::get({bytes * 8 / element.getIntOrFloatBitWidth()}, element);
    return SmallVector<Value>(
        count, arith::ConstantOp::create(*this, loc, getZeroAttr(type)));
  }
  Block *startFunction(StringRef name, ArrayRef<Type> arguments) {
    auto function =
        func::FuncOp::create(*this, loc, name, getFunctionType(arguments, {}));
    Block *block = function.addEntryBlock();
    setInsertionPointToStart(block);
    return block;
  }
  /// Stores the sums, so that they are needed, and ends the function.
  void finish(Block *block, ValueRange sums) {
    for (auto [i, sum] : llvm::enumerate(sums))
      LLVM::StoreOp::create(
          *this, loc, sum,
          address(block->getArgument(1), constant(i * kVectorBytes)));
    func::ReturnOp::create(*this, loc);
    setInsertionPointAfter(block->getParentOp());
  }
  SmallVector<Value>
  createLoop(Value to, int64_t step, ValueRange sums,
             function_ref<SmallVector<Value>(Value, ValueRange)> body) {
    auto loop =
        scf::ForOp::create(*this, loc, constant(0), to, constant(step), sums);
    InsertionGuard guard(*this);
    setInsertionPointToStart(loop.getBody());
    scf::YieldOp::create(
        *this, loc, body(loop.getInductionVar(), loop.getRegionIterArgs()));
    return loop.getResults();
  }

  /// Each step loads some vectors and multiplies them with two that stay in
  /// registers, as the sums do: enough of these to hide an addition's latency.
  int64_t
  buildProducts(StringRef name, Type element, Type sum,
                function_ref<SmallVector<Value, 2>(Value)> prepare,
                function_ref<Value(Value, ValueRange, Value)> multiplyAdd) {
    constexpr int64_t numWeights = 2;
    bool few = target.numVectorRegisters() == 16;
    int64_t numX = !few                                            ? 8
                   : element.isInteger(8) && dot.getNumForms() > 1 ? 3
                                                                   : 5;
    Block *block = startFunction(
        name, {getI64Type(), LLVM::LLVMPointerType::get(getContext())});
    Value buffer = block->getArgument(1);
    SmallVector<SmallVector<Value, 2>> weights;
    for (int64_t i = 0; i < numWeights; ++i) {
      Value weight = load(element, buffer, constant(i * kVectorBytes));
      weights.push_back(prepare ? prepare(weight)
                                : SmallVector<Value, 2>{weight});
    }
    SmallVector<Value> sums = createLoop(
        block->getArgument(0), 1, createZeros(sum, numX * numWeights),
        [&](Value step, ValueRange carried) {
          // Others in each step, so that nothing is computed only once.
          Value first = arith::MulIOp::create(
              *this, loc, arith::AndIOp::create(*this, loc, step, constant(15)),
              constant(numX * kVectorBytes));
          SmallVector<Value> next;
          for (int64_t i = 0; i < numX; ++i) {
            Value x = load(element, buffer,
                           arith::AddIOp::create(*this, loc, first,
                                                 constant(i * kVectorBytes)));
            for (const auto &weight : weights)
              next.push_back(multiplyAdd(carried[next.size()], weight, x));
          }
          return next;
        });
    finish(block, sums);
    return 2 * numX * numWeights * bytes * 8 / element.getIntOrFloatBitWidth();
  }

  /// Four streams of two vectors each.
  void buildRead() {
    constexpr int64_t streams = 4, vectors = 2;
    Block *block = startFunction(
        "read",
        {getI64Type(), LLVM::LLVMPointerType::get(getContext()), getI64Type()});
    Value part = arith::DivUIOp::create(*this, loc, block->getArgument(2),
                                        constant(streams));
    SmallVector<Value> sums = createLoop(
        block->getArgument(0), 1, createZeros(getI32Type(), streams * vectors),
        [&](Value, ValueRange outer) {
          return createLoop(
              part, vectors * bytes, outer, [&](Value at, ValueRange carried) {
                SmallVector<Value> next;
                Value start = at;
                for (int64_t stream = 0; stream < streams; ++stream) {
                  for (int64_t i = 0; i < vectors; ++i)
                    next.push_back(arith::AddIOp::create(
                        *this, loc, carried[next.size()],
                        load(getI32Type(), block->getArgument(1),
                             arith::AddIOp::create(*this, loc, start,
                                                   constant(i * bytes)))));
                  start = arith::AddIOp::create(*this, loc, start, part);
                }
                return next;
              });
        });
    finish(block, sums);
  }

  Location loc;
  const TargetInfo &target;
  DotProduct dot;
  int64_t bytes;
};
} // namespace

ProbeKernels cpu::createProbeKernels(MLIRContext *context,
                                     const TargetInfo &target) {
  return KernelBuilder(context, target).build();
}
