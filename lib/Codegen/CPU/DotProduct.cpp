//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "DotProduct.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;
using namespace penstock;
using namespace penstock::cpu;

DotProduct::DotProduct(const TargetInfo &target) {
  if (target.isX86() && target.hasInt8Dot()) {
    kind = Kind::Vnni;
    bits = target.hasFeature("avx512vnni") ? target.vectorBits() : 256;
  } else if (target.isX86() && target.hasFeature("avx2")) {
    kind = Kind::Avx2;
    bits = 256;
  } else if (target.isAArch64() && target.hasInt8Dot()) {
    kind = Kind::Neon;
    bits = 128;
  } else {
    kind = Kind::Generic;
    bits = target.vectorBits();
  }
}

static Value createSplat(OpBuilder &builder, Location loc, Type type,
                         int64_t value) {
  return arith::ConstantOp::create(
      builder, loc,
      DenseElementsAttr::get(
          cast<ShapedType>(type),
          builder.getIntegerAttr(cast<ShapedType>(type).getElementType(),
                                 value)));
}

static VectorType withElement(Value vector, Type element, int64_t bits) {
  auto type = cast<VectorType>(vector.getType());
  int64_t all = type.getNumElements() * type.getElementTypeBitWidth();
  return VectorType::get({all / bits}, element);
}

SmallVector<Value, 2> DotProduct::prepare(OpBuilder &builder, Location loc,
                                          Value weights) const {
  if (kind == Kind::Vnni)
    return {arith::XOrIOp::create(
        builder, loc, weights,
        createSplat(builder, loc, weights.getType(), -128))};
  // |w| and w: |w| * sign(x, w) = w * x, and two products of bytes fit in 16
  // bits: 2 * 128 * 127 < 2^15.
  if (kind == Kind::Avx2)
    return {math::AbsIOp::create(builder, loc, weights), weights};
  return {weights};
}

Value DotProduct::call(OpBuilder &builder, Location loc, StringRef name,
                       Type type, ValueRange operands) const {
  return LLVM::CallIntrinsicOp::create(
             builder, loc, type, builder.getStringAttr("llvm." + name.str()),
             operands)
      .getResult(0);
}

Value DotProduct::split(OpBuilder &builder, Location loc, ValueRange operands,
                        Type resultElement,
                        function_ref<Value(ValueRange)> emit) const {
  auto type = cast<VectorType>(operands.front().getType());
  int64_t all = type.getNumElements() * type.getElementTypeBitWidth();
  if (all <= bits)
    return emit(operands);
  VectorType resultType = withElement(operands.front(), resultElement,
                                      resultElement.getIntOrFloatBitWidth());
  Value result =
      arith::ConstantOp::create(builder, loc, builder.getZeroAttr(resultType));
  for (int64_t at = 0; at < all; at += bits) {
    SmallVector<Value> pieces = llvm::map_to_vector(operands, [&](Value v) {
      int64_t size = getElementTypeOrSelf(v).getIntOrFloatBitWidth();
      return Value(vector::ExtractStridedSliceOp::create(
          builder, loc, v, ArrayRef<int64_t>{at / size},
          ArrayRef<int64_t>{bits / size}, ArrayRef<int64_t>{1}));
    });
    result = vector::InsertStridedSliceOp::create(
        builder, loc, emit(pieces), result,
        ArrayRef<int64_t>{at / resultElement.getIntOrFloatBitWidth()},
        ArrayRef<int64_t>{1});
  }
  return result;
}

/// Sums of the four products in each lane by shifts and multiplications.
static Value addByLanes(OpBuilder &builder, Location loc, Value sum, Value a,
                        Value x) {
  Type type = sum.getType();
  a = vector::BitCastOp::create(builder, loc, cast<VectorType>(type), a);
  x = vector::BitCastOp::create(builder, loc, cast<VectorType>(type), x);
  Value down = createSplat(builder, loc, type, 24);
  for (int64_t at = 0; at < 4; ++at) {
    auto getByte = [&](Value v) -> Value {
      if (at < 3)
        v = arith::ShLIOp::create(builder, loc, v,
                                  createSplat(builder, loc, type, 24 - 8 * at));
      return arith::ShRSIOp::create(builder, loc, v, down);
    };
    Value product = arith::MulIOp::create(builder, loc, getByte(a), getByte(x));
    sum = arith::AddIOp::create(builder, loc, sum, product);
  }
  return sum;
}

Value DotProduct::add(OpBuilder &builder, Location loc, Value sum,
                      ValueRange weights, Value x) const {
  SmallVector<Value> operands = {sum, x};
  llvm::append_range(operands, weights);
  return split(
      builder, loc, operands, builder.getI32Type(), [&](ValueRange v) -> Value {
        Type i32 = v[0].getType();
        std::string width =
            std::to_string(cast<VectorType>(i32).getNumElements() * 32);
        switch (kind) {
        case Kind::Vnni:
          return call(builder, loc, "x86.avx512.vpdpbusd." + width, i32,
                      {v[0], v[2], v[1]});
        case Kind::Avx2: {
          if (width != "256")
            break;
          VectorType i16 = withElement(v[1], builder.getI16Type(), 16);
          Value x = call(builder, loc, "x86.avx2.psign.b", v[1].getType(),
                         {v[1], v[3]});
          Value pairs =
              call(builder, loc, "x86.avx2.pmadd.ub.sw", i16, {v[2], x});
          Value four = call(builder, loc, "x86.avx2.pmadd.wd", i32,
                            {pairs, createSplat(builder, loc, i16, 1)});
          return arith::AddIOp::create(builder, loc, v[0], four);
        }
        case Kind::Neon:
          if (width != "128")
            break;
          return call(builder, loc, "aarch64.neon.sdot.v4i32.v16i8", i32,
                      {v[0], v[2], v[1]});
        case Kind::Generic:
          break;
        }
        return addByLanes(builder, loc, v[0], v.back(), v[1]);
      });
}

Value DotProduct::addBFloats(OpBuilder &builder, Location loc, Value sum,
                             Value weights, Value x) const {
  return split(
      builder, loc, {sum, weights, x}, builder.getF32Type(), [&](ValueRange v) {
        int64_t width = cast<VectorType>(v[0].getType()).getNumElements() * 32;
        return call(builder, loc,
                    "x86.avx512bf16.dpbf16ps." + std::to_string(width),
                    v[0].getType(), {v[0], v[1], v[2]});
      });
}

Value DotProduct::addNibbles(OpBuilder &builder, Location loc, Value sum,
                             ValueRange weights, ValueRange x) const {
  auto type = cast<VectorType>(sum.getType());
  if (kind != Kind::Avx2 || type.getNumElements() * 32 < bits) {
    // Nibbles are signed bytes and unsigned ones alike.
    for (auto [w, v] : llvm::zip_equal(weights, x))
      sum = add(builder, loc, sum, w, v);
    return sum;
  }
  // Eight sums of two products fit in 16 bits: 8 * 2 * 15 * 127 < 2^15.
  for (size_t at = 0; at < weights.size(); at += 8) {
    size_t count = std::min<size_t>(8, weights.size() - at);
    SmallVector<Value> operands = {sum};
    llvm::append_range(operands, weights.slice(at, count));
    llvm::append_range(operands, x.slice(at, count));
    sum = split(builder, loc, operands, builder.getI32Type(),
                [&](ValueRange v) -> Value {
                  VectorType i16 = withElement(v[0], builder.getI16Type(), 16);
                  Value pairs;
                  for (size_t i = 0; i < count; ++i) {
                    Value product = call(builder, loc, "x86.avx2.pmadd.ub.sw",
                                         i16, {v[1 + i], v[1 + count + i]});
                    pairs = pairs ? Value(arith::AddIOp::create(builder, loc,
                                                                pairs, product))
                                  : product;
                  }
                  Value four =
                      call(builder, loc, "x86.avx2.pmadd.wd", v[0].getType(),
                           {pairs, createSplat(builder, loc, i16, 1)});
                  return arith::AddIOp::create(builder, loc, v[0], four);
                });
  }
  return sum;
}
