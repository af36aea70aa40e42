//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "penstock/Conversion/Passes.h"
#include "penstock/Dialect/Gate/IR/Functions.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Arith/Transforms/Passes.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Math/Transforms/Passes.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/UB/IR/UBOps.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"

namespace penstock {
#define GEN_PASS_DEF_APPROXIMATEMATHPASS
#include "penstock/Conversion/Passes.h.inc"
} // namespace penstock

using namespace mlir;
using namespace penstock;

namespace {
/// A math op that a function of the catalogue implements on its type.
struct InstantiateApproximation : RewritePattern {
  explicit InstantiateApproximation(MLIRContext *context)
      : RewritePattern(MatchAnyOpTypeTag(), /*benefit=*/2, context) {}

  LogicalResult matchAndRewrite(Operation *op,
                                PatternRewriter &rewriter) const override {
    if (!isa_and_nonnull<math::MathDialect>(op->getDialect()) ||
        op->getNumResults() != 1)
      return failure();
    auto function = dyn_cast_or_null<gate::GateFunctionOpInterface>(
        op->getContext()
            ->getOrLoadDialect<gate::GateDialect>()
            ->getCatalog()
            .lookupApproximation(op->getName().getStringRef(),
                                 getElementTypeOrSelf(op->getResult(0))));
    if (!function)
      return failure();
    gate::Instantiation instantiate;
    instantiate.approximation = true;
    rewriter.replaceOp(op, instantiate(rewriter, op->getLoc(),
                                       function.getBody(), op->getOperands()));
    return success();
  }
};

/// fma(a, b, c) -> a * b + c, to be contracted where the target can; of halves
/// in f32.
struct SplitFma : OpRewritePattern<math::FmaOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(math::FmaOp op,
                                PatternRewriter &rewriter) const override {
    Location loc = op.getLoc();
    auto contract = arith::FastMathFlags::contract;
    auto widen = [&](Value value) {
      return gate::convertFloat(rewriter, loc, value,
                                gate::getComputeType(op.getType()));
    };
    Value product = arith::MulFOp::create(rewriter, loc, widen(op.getA()),
                                          widen(op.getB()), contract);
    Value sum = arith::AddFOp::create(rewriter, loc, product, widen(op.getC()),
                                      contract);
    rewriter.replaceOp(
        op, gate::convertFloat(
                rewriter, loc, sum,
                cast<FloatType>(getElementTypeOrSelf(op.getType()))));
    return success();
  }
};

/// log10(x) -> log(x) / log(10)
struct ExpandLog10 : OpRewritePattern<math::Log10Op> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(math::Log10Op op,
                                PatternRewriter &rewriter) const override {
    Value log = math::LogOp::create(rewriter, op.getLoc(), op.getOperand());
    Value scale = gate::createFloatConstant(rewriter, op.getLoc(), op.getType(),
                                            0.43429448190325182765);
    rewriter.replaceOpWithNewOp<arith::MulFOp>(op, log, scale);
    return success();
  }
};

/// Integer arithmetic on the bits of vectors or scalars.
struct Bits {
  OpBuilder &b;
  Location loc;
  Type like;

  Type type(unsigned width) const {
    return gate::matchShape(b.getIntegerType(width), like);
  }
  Value constant(unsigned width, int64_t value) const {
    TypedAttr attr = b.getIntegerAttr(b.getIntegerType(width), value);
    if (auto vector = dyn_cast<VectorType>(type(width)))
      attr = DenseElementsAttr::get(vector, Attribute(attr));
    return arith::ConstantOp::create(b, loc, attr);
  }
  template <typename Op> Value op(Value lhs, Value rhs) const {
    return Op::create(b, loc, lhs, rhs);
  }
  template <typename Op> Value op(Value lhs, int64_t rhs) const {
    return op<Op>(lhs, constant(32, rhs));
  }
  Value compare(arith::CmpIPredicate predicate, Value lhs, int64_t rhs) const {
    return arith::CmpIOp::create(b, loc, predicate, lhs, constant(32, rhs));
  }
  Value select(Value condition, Value ifTrue, Value ifFalse) const {
    return arith::SelectOp::create(b, loc, condition, ifTrue, ifFalse);
  }
};

/// Gives `op` the number of the bits of an f32.
static void replaceByWord(PatternRewriter &rewriter, arith::ExtFOp op, Type f32,
                          Value word) {
  if (op.getType() == f32) {
    rewriter.replaceOpWithNewOp<arith::BitcastOp>(op, f32, word);
    return;
  }
  Value number = arith::BitcastOp::create(rewriter, op.getLoc(), f32, word);
  rewriter.replaceOpWithNewOp<arith::ExtFOp>(op, op.getType(), number);
}

/// bf16 to f64; MLIR has bf16 to f32.
struct ExpandExtBF16 : OpRewritePattern<arith::ExtFOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(arith::ExtFOp op,
                                PatternRewriter &rewriter) const override {
    if (!getElementTypeOrSelf(op.getIn().getType()).isBF16() ||
        !getElementTypeOrSelf(op.getType()).isF64())
      return failure();
    Type f32 = gate::matchShape(rewriter.getF32Type(), op.getType());
    Bits bits{rewriter, op.getLoc(), f32};
    Value word = arith::BitcastOp::create(rewriter, op.getLoc(), bits.type(16),
                                          op.getIn());
    word = arith::ExtUIOp::create(rewriter, op.getLoc(), bits.type(32), word);
    replaceByWord(rewriter, op, f32, bits.op<arith::ShLIOp>(word, 16));
    return success();
  }
};

/// f16 -> f32 without an instruction for it: the exponent is rebased by a
/// product with 2^112, which is exact and makes subnormals right too.
struct ExpandExtF16 : OpRewritePattern<arith::ExtFOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(arith::ExtFOp op,
                                PatternRewriter &rewriter) const override {
    if (!getElementTypeOrSelf(op.getIn().getType()).isF16())
      return failure();
    Type type = gate::matchShape(rewriter.getF32Type(), op.getType());
    Bits bits{rewriter, op.getLoc(), type};
    Value half = arith::BitcastOp::create(rewriter, op.getLoc(), bits.type(16),
                                          op.getIn());
    half = arith::ExtUIOp::create(rewriter, op.getLoc(), bits.type(32), half);
    Value sign =
        bits.op<arith::ShLIOp>(bits.op<arith::AndIOp>(half, 0x8000), 16);
    Value magnitude = bits.op<arith::AndIOp>(half, 0x7fff);
    Value shifted = bits.op<arith::ShLIOp>(magnitude, 13);
    Value number =
        arith::BitcastOp::create(rewriter, op.getLoc(), type, shifted);
    number = arith::MulFOp::create(
        rewriter, op.getLoc(), number,
        gate::createFloatConstant(rewriter, op.getLoc(), type, 0x1p112));
    number =
        arith::BitcastOp::create(rewriter, op.getLoc(), bits.type(32), number);
    // Infinity and NaN keep their all-ones exponent.
    Value special = bits.compare(arith::CmpIPredicate::uge, magnitude, 0x7c00);
    number = bits.select(special, bits.op<arith::OrIOp>(shifted, 0x7f800000),
                         number);
    number = bits.op<arith::OrIOp>(number, sign);
    replaceByWord(rewriter, op, type, number);
    return success();
  }
};

/// f32 -> f16, to nearest even.
struct ExpandTruncF16 : OpRewritePattern<arith::TruncFOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(arith::TruncFOp op,
                                PatternRewriter &rewriter) const override {
    Type from = op.getIn().getType();
    if (!getElementTypeOrSelf(op.getType()).isF16() ||
        !getElementTypeOrSelf(from).isF32())
      return failure();
    Location loc = op.getLoc();
    Bits bits{rewriter, loc, from};
    Value word =
        arith::BitcastOp::create(rewriter, loc, bits.type(32), op.getIn());
    Value sign =
        bits.op<arith::AndIOp>(bits.op<arith::ShRUIOp>(word, 16), 0x8000);
    Value magnitude = bits.op<arith::AndIOp>(word, 0x7fffffff);
    // Normal: rebase the exponent, add half an ulp less the tie's odd bit.
    Value odd =
        bits.op<arith::AndIOp>(bits.op<arith::ShRUIOp>(magnitude, 13), 1);
    Value normal = bits.op<arith::AddIOp>(magnitude, int64_t(0xc8000fff) -
                                                         (int64_t(1) << 32));
    normal = bits.op<arith::ShRUIOp>(bits.op<arith::AddIOp>(normal, odd), 13);
    // Subnormal: the sum with 0.5 rounds at the right bit.
    Value number = arith::BitcastOp::create(rewriter, loc, from, magnitude);
    Value half = gate::createFloatConstant(rewriter, loc, from, 0.5);
    Value sum = arith::AddFOp::create(rewriter, loc, number, half);
    Value small = bits.op<arith::SubIOp>(
        Value(arith::BitcastOp::create(rewriter, loc, bits.type(32), sum)),
        0x3f000000);
    Value result = bits.select(
        bits.compare(arith::CmpIPredicate::ult, magnitude, 0x38800000), small,
        normal);
    result = bits.select(
        bits.compare(arith::CmpIPredicate::uge, magnitude, 0x47800000),
        bits.constant(32, 0x7c00), result);
    result = bits.select(
        bits.compare(arith::CmpIPredicate::ugt, magnitude, 0x7f800000),
        bits.constant(32, 0x7e00), result);
    result = bits.op<arith::OrIOp>(result, sign);
    result = arith::TruncIOp::create(rewriter, loc, bits.type(16), result);
    rewriter.replaceOpWithNewOp<arith::BitcastOp>(op, op.getType(), result);
    return success();
  }
};

/// f32 -> bf16 by AVX512_BF16, which takes subnormal numbers for zeros: vectors
/// that have one are rounded on their bits.
struct ConvertTruncBF16 : OpRewritePattern<arith::TruncFOp> {
  ConvertTruncBF16(MLIRContext *context)
      : OpRewritePattern(context, /*benefit=*/2) {}

  LogicalResult matchAndRewrite(arith::TruncFOp op,
                                PatternRewriter &rewriter) const override {
    constexpr int64_t kLanes = 16, kSubnormal = 0x20;
    auto from = dyn_cast<VectorType>(op.getIn().getType());
    if (!from || !from.getElementType().isF32() || from.isScalable() ||
        !getElementTypeOrSelf(op.getType()).isBF16() ||
        from.getNumElements() % kLanes)
      return failure();
    Location loc = op.getLoc();
    auto cast = [&](OpBuilder &b, Value value, ArrayRef<int64_t> shape) {
      auto type = VectorType::get(shape, getElementTypeOrSelf(value.getType()));
      return b.createOrFold<vector::ShapeCastOp>(loc, type, value);
    };
    int64_t count = from.getNumElements() / kLanes;
    Value x = cast(rewriter, op.getIn(), {count, kLanes});
    auto call = [&](OpBuilder &b, StringRef name, Type element,
                    ValueRange operands) {
      return LLVM::CallIntrinsicOp::create(b, loc,
                                           VectorType::get({kLanes}, element),
                                           b.getStringAttr(name), operands)
          .getResult(0);
    };
    Value classes = arith::ConstantOp::create(
        rewriter, loc, rewriter.getI32IntegerAttr(kSubnormal));
    SmallVector<Value> parts;
    Value subnormal;
    for (int64_t i = 0; i < count; ++i) {
      parts.push_back(vector::ExtractOp::create(rewriter, loc, x, i));
      Value found = call(rewriter, "llvm.x86.avx512.fpclass.ps.512",
                         rewriter.getI1Type(), {parts.back(), classes});
      subnormal =
          i ? arith::OrIOp::create(rewriter, loc, subnormal, found) : found;
    }
    Value any = vector::ReductionOp::create(
        rewriter, loc, vector::CombiningKind::OR, subnormal);
    auto result = scf::IfOp::create(
        rewriter, loc, any,
        [&](OpBuilder &b, Location) {
          scf::YieldOp::create(b, loc, roundToBF16(b, loc, op.getIn()));
        },
        [&](OpBuilder &b, Location) {
          auto type = VectorType::get({count, kLanes}, b.getBF16Type());
          Value rounded = ub::PoisonOp::create(b, loc, type);
          for (auto [i, part] : llvm::enumerate(parts))
            rounded = vector::InsertOp::create(
                b, loc,
                call(b, "llvm.x86.avx512bf16.cvtneps2bf16.512", b.getBF16Type(),
                     part),
                rounded, i);
          scf::YieldOp::create(b, loc, cast(b, rounded, from.getShape()));
        });
    rewriter.replaceOp(op, result);
    return success();
  }

private:
  static Value roundToBF16(OpBuilder &b, Location loc, Value x) {
    Bits bits{b, loc, x.getType()};
    Value word = arith::BitcastOp::create(b, loc, bits.type(32), x);
    Value odd = bits.op<arith::AndIOp>(bits.op<arith::ShRUIOp>(word, 16), 1);
    Value rounded =
        bits.op<arith::AddIOp>(bits.op<arith::AddIOp>(word, 0x7fff), odd);
    Value isNaN =
        arith::CmpFOp::create(b, loc, arith::CmpFPredicate::UNO, x, x);
    rounded = bits.select(isNaN, bits.constant(32, 0x7fc00000), rounded);
    rounded = arith::TruncIOp::create(b, loc, bits.type(16),
                                      bits.op<arith::ShRUIOp>(rounded, 16));
    return arith::BitcastOp::create(
        b, loc, gate::matchShape(b.getBF16Type(), x.getType()), rounded);
  }
};

/// f64 -> bf16 or f16 by way of f32, which is rounded to odd so that the second
/// rounding sees what the first one dropped.
struct SplitTruncF64 : OpRewritePattern<arith::TruncFOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(arith::TruncFOp op,
                                PatternRewriter &rewriter) const override {
    Type from = op.getIn().getType(), to = op.getType();
    if (!getElementTypeOrSelf(from).isF64() ||
        getElementTypeOrSelf(to).getIntOrFloatBitWidth() != 16)
      return failure();
    Location loc = op.getLoc();
    Type single = gate::matchShape(rewriter.getF32Type(), from);
    Bits bits{rewriter, loc, single};
    Value nearest = arith::TruncFOp::create(rewriter, loc, single, op.getIn());
    Value back = arith::ExtFOp::create(rewriter, loc, from, nearest);
    Value exact = math::AbsFOp::create(rewriter, loc, op.getIn());
    Value rounded = math::AbsFOp::create(rewriter, loc, back);
    auto compare = [&](arith::CmpFPredicate predicate) -> Value {
      return arith::CmpFOp::create(rewriter, loc, predicate, rounded, exact);
    };
    Value word =
        arith::BitcastOp::create(rewriter, loc, bits.type(32), nearest);
    // Toward zero, then odd where something was dropped. NaN stays as it is.
    Value toZero = bits.select(compare(arith::CmpFPredicate::OGT),
                               bits.op<arith::SubIOp>(word, 1), word);
    Value odd = bits.select(compare(arith::CmpFPredicate::ONE),
                            bits.op<arith::OrIOp>(toZero, 1), word);
    Value single32 = arith::BitcastOp::create(rewriter, loc, single, odd);
    rewriter.replaceOpWithNewOp<arith::TruncFOp>(op, to, single32);
    return success();
  }
};

/// Rounding to integers: the sum with 2^(mantissa bits) rounds to nearest even.
template <typename Op> struct ExpandRounding : OpRewritePattern<Op> {
  using OpRewritePattern<Op>::OpRewritePattern;
  LogicalResult matchAndRewrite(Op op, PatternRewriter &b) const override {
    Type type = op.getType(), element = getElementTypeOrSelf(type);
    if (!element.isF32() && !element.isF64())
      return failure();
    Location loc = op.getLoc();
    Value x = op.getOperand();
    auto constant = [&](double value) {
      return gate::createFloatConstant(b, loc, type, value);
    };
    auto compare = [&](arith::CmpFPredicate predicate, Value lhs, Value rhs) {
      return arith::CmpFOp::create(b, loc, predicate, lhs, rhs);
    };
    auto one = [&](Value condition) {
      return arith::SelectOp::create(b, loc, condition, constant(1),
                                     constant(0));
    };
    Value magnitude = math::AbsFOp::create(b, loc, x);
    Value big = constant(element.isF32() ? 0x1p23 : 0x1p52);
    Value result = arith::AddFOp::create(b, loc, magnitude, big);
    result = arith::SubFOp::create(b, loc, result, big);
    if constexpr (std::is_same_v<Op, math::FloorOp>) {
      result = math::CopySignOp::create(b, loc, result, x);
      Value above = compare(arith::CmpFPredicate::OGT, result, x);
      result = arith::SubFOp::create(b, loc, result, one(above));
    } else if constexpr (std::is_same_v<Op, math::CeilOp>) {
      result = math::CopySignOp::create(b, loc, result, x);
      Value below = compare(arith::CmpFPredicate::OLT, result, x);
      result = arith::AddFOp::create(b, loc, result, one(below));
    } else if constexpr (!std::is_same_v<Op, math::RoundEvenOp>) {
      Value above = compare(arith::CmpFPredicate::OGT, result, magnitude);
      result = arith::SubFOp::create(b, loc, result, one(above));
      if constexpr (std::is_same_v<Op, math::RoundOp>) {
        Value rest = arith::SubFOp::create(b, loc, magnitude, result);
        Value up = compare(arith::CmpFPredicate::OGE, rest, constant(0.5));
        result = arith::AddFOp::create(b, loc, result, one(up));
      }
    }
    result = math::CopySignOp::create(b, loc, result, x);
    Value small = compare(arith::CmpFPredicate::OLT, magnitude, big);
    b.replaceOpWithNewOp<arith::SelectOp>(op, small, result, x);
    return success();
  }
};

/// The conversion to LLVM leaves those of vectors of two dimensions.
struct ExpandAbsI : OpRewritePattern<math::AbsIOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(math::AbsIOp op,
                                PatternRewriter &b) const override {
    auto type = dyn_cast<VectorType>(op.getType());
    if (!type || type.getRank() < 2)
      return failure();
    Value zero = arith::ConstantOp::create(b, op.getLoc(), b.getZeroAttr(type));
    Value negated =
        arith::SubIOp::create(b, op.getLoc(), zero, op.getOperand());
    b.replaceOpWithNewOp<arith::MaxSIOp>(op, op.getOperand(), negated);
    return success();
  }
};

struct ApproximateMath
    : penstock::impl::ApproximateMathPassBase<ApproximateMath> {
  using Base::Base;
  void runOnOperation() override {
    RewritePatternSet patterns(&getContext());
    patterns.add<InstantiateApproximation, SplitFma, ExpandLog10, SplitTruncF64,
                 ExpandExtBF16, ExpandAbsI>(&getContext());
    populateMathPolynomialApproximationPatterns(patterns);
    // By way of exp and log.
    math::populateExpansionPatterns(
        patterns,
        {"exp2", "powf", "sinh", "cosh", "tan", "asinh", "acosh", "atanh"});
    // Rounding to bf16 has no instruction below AVX512_BF16.
    arith::populateExpandBFloat16Patterns(patterns);
    if (convertBF16)
      patterns.add<ConvertTruncBF16>(&getContext());
    if (expandHalf)
      patterns.add<ExpandExtF16, ExpandTruncF16>(&getContext());
    if (expandRounding)
      patterns
          .add<ExpandRounding<math::FloorOp>, ExpandRounding<math::CeilOp>,
               ExpandRounding<math::RoundEvenOp>, ExpandRounding<math::TruncOp>,
               ExpandRounding<math::RoundOp>>(&getContext());
    if (failed(applyPatternsGreedily(getOperation(), std::move(patterns))))
      signalPassFailure();
  }
};
} // namespace
