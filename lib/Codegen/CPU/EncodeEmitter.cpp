//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Emitters.h"
#include "WeightReader.h"
#include "penstock/Dialect/Gate/IR/Functions.h"

#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;
using namespace penstock;
using namespace penstock::cpu;

/// Columns that a task encodes of input-major storage.
static constexpr int64_t kInputMajorWidth = 16;

namespace {
class Encoder {
public:
  Encoder(OpBuilder &builder, gate::EncodeOp op)
      : b(builder), op(op), loc(op.getLoc()), type(op.getType()),
        encoding(gate::getWeightEncoding(type)) {
    bool panels = encoding.getLayout() == gate::WeightLayout::Panels;
    // Output-major storage is panels of one output; input-major storage holds
    // the panels side by side.
    inputMajor = !panels && !encoding.neuronsAreOutputs();
    outputMajor = !panels && !inputMajor;
    width = panels ? encoding.getTile() : inputMajor ? kInputMajorWidth : 1;
    branches = encoding.getBranches();
    outputs = encoding.getOutputs(type) / branches;
    inputs = encoding.getInputs(type);
    compute = encoding.isQuantized()
                  ? FloatType(b.getF32Type())
                  : gate::getComputeType(type.getElementType());
    vectorType = VectorType::get({width}, compute);
  }

  Value emit() {
    SmallVector<Value> parts;
    for (RankedTensorType part : encoding.getStorageTypes(type)) {
      SmallVector<int64_t> shape(part.getShape());
      if (outputMajor)
        shape.push_back(1);
      parts.push_back(
          tensor::EmptyOp::create(b, loc, shape, part.getElementType()));
    }
    for (int64_t branch = 0; branch < branches; ++branch)
      parts = emitBranch(branch, parts);
    if (outputMajor)
      for (auto [part, partType] :
           llvm::zip_equal(parts, encoding.getStorageTypes(type))) {
        SmallVector<ReassociationIndices> groups;
        for (int64_t dim = 0; dim < partType.getRank(); ++dim)
          groups.push_back({dim});
        groups.back().push_back(partType.getRank());
        part = tensor::CollapseShapeOp::create(b, loc, partType, part, groups);
      }
    return gate::AssembleOp::create(b, loc, type, parts);
  }

private:
  /// Fills the panels of one branch.
  SmallVector<Value> emitBranch(int64_t branch, ValueRange parts) {
    gate::Packing packing = branches == 1 ? gate::Packing::Separate
                            : encoding.getInterleaved()
                                ? gate::Packing::Interleaved
                                : gate::Packing::Concatenated;
    reader.emplace(b, loc, op.getSource(), encoding.getOrder(), packing, branch,
                   branches, width, compute);
    int64_t panels = llvm::divideCeilSigned(outputs, width);
    auto forall = scf::ForallOp::create(
        b, loc, ArrayRef<OpFoldResult>{b.getIndexAttr(panels)}, parts,
        /*mapping=*/std::nullopt);
    OpBuilder::InsertionGuard guard(b);
    b.setInsertionPointToStart(forall.getBody());
    Value panel = forall.getInductionVar(0);
    Value neuron = arith::MulIOp::create(b, loc, panel, index(width));
    reader->setPanel(b, loc, panel, neuron);
    mask = Value();
    if (outputs % width) {
      Value left = arith::SubIOp::create(b, loc, index(outputs), neuron);
      mask = vector::CreateMaskOp::create(
          b, loc, VectorType::get({width}, b.getI1Type()), left);
    }
    OpFoldResult columns = b.getIndexAttr(width);
    if (outputs % width)
      columns = affine::makeComposedFoldedAffineMin(
          b, loc,
          AffineMap::get(
              1, 0,
              {b.getAffineConstantExpr(width),
               b.getAffineConstantExpr(outputs) - b.getAffineDimExpr(0)},
              b.getContext()),
          {neuron});
    Value at = arith::AddIOp::create(b, loc, panel, index(branch * panels));
    SmallVector<Value> slices;
    SmallVector<SmallVector<OpFoldResult>> offsets, sizes, strides;
    for (Value out : forall.getRegionIterArgs()) {
      auto partType = cast<RankedTensorType>(out.getType());
      offsets.emplace_back(partType.getRank(), b.getIndexAttr(0));
      sizes.push_back(tensor::getMixedSizes(b, loc, out));
      if (inputMajor) {
        offsets.back().back() = neuron;
        sizes.back().back() = columns;
      } else {
        offsets.back().front() = at;
        sizes.back().front() = b.getIndexAttr(1);
      }
      strides.emplace_back(partType.getRank(), b.getIndexAttr(1));
      slices.push_back(tensor::ExtractSliceOp::create(
          b, loc, out, offsets.back(), sizes.back(), strides.back()));
    }
    emitPanel(slices);
    b.setInsertionPointToEnd(forall.getTerminator().getBody());
    for (auto [i, out] : llvm::enumerate(forall.getRegionIterArgs()))
      tensor::ParallelInsertSliceOp::create(b, loc, slices[i], out, offsets[i],
                                            sizes[i], strides[i]);
    return llvm::to_vector_of<Value>(forall.getResults());
  }

  void emitPanel(MutableArrayRef<Value> parts) {
    switch (encoding.getFormat()) {
    case gate::WeightFormat::Int8:
      return emitInt8(parts);
    case gate::WeightFormat::Int4:
      return emitInt4(parts);
    default:
      parts[0] = loop(inputs, parts[0], [&](Value k, Value values) {
        Value number = gate::convertFloat(
            b, loc, read(k), cast<FloatType>(encoding.getStorageType()));
        return write(number, values, {k});
      });
    }
  }

  void emitInt8(MutableArrayRef<Value> parts) {
    Value max = loop(inputs, constant(0), [&](Value k, Value best) -> Value {
      return arith::MaximumFOp::create(b, loc, best,
                                       math::AbsFOp::create(b, loc, read(k)));
    });
    Value scale = arith::DivFOp::create(b, loc, max, constant(127));
    parts[1] = write(scale, parts[1], {});
    parts[0] = loop(inputs, parts[0], [&](Value k, Value values) {
      Value q = clamp(math::RoundEvenOp::create(b, loc, divide(read(k), scale)),
                      -127, 127);
      return write(toByte(q), values, {k});
    });
  }

  void emitInt4(MutableArrayRef<Value> parts) {
    int64_t size = encoding.getGroupSize();
    bool asymmetric = encoding.getAsymmetric();
    auto scaleType = cast<FloatType>(encoding.getScaleType());
    auto rounded = [&](Value v) {
      return gate::convertFloat(b, loc, v, scaleType);
    };
    auto widened = [&](Value v) {
      return gate::convertFloat(b, loc, v, compute);
    };
    auto groups = scf::ForOp::create(b, loc, index(0), index(inputs / size),
                                     index(1), ValueRange(parts));
    {
      OpBuilder::InsertionGuard guard(b);
      b.setInsertionPointToStart(groups.getBody());
      SmallVector<Value> carried(groups.getRegionIterArgs());
      Value g = groups.getInductionVar();
      Value first = arith::MulIOp::create(b, loc, g, index(size));
      auto at = [&](Value j) -> Value {
        return arith::AddIOp::create(b, loc, first, j);
      };
      double infinity = std::numeric_limits<double>::infinity();
      Value scale, min;
      if (asymmetric) {
        Value low =
            loop(size, constant(infinity), [&](Value j, Value best) -> Value {
              return arith::MinimumFOp::create(b, loc, best, read(at(j)));
            });
        Value high =
            loop(size, constant(-infinity), [&](Value j, Value best) -> Value {
              return arith::MaximumFOp::create(b, loc, best, read(at(j)));
            });
        Value range = arith::SubFOp::create(b, loc, high, low);
        scale = rounded(arith::DivFOp::create(b, loc, range, constant(15)));
        min = rounded(low);
        carried[2] = write(min, carried[2], {g});
        min = widened(min);
      } else {
        Value max = loop(size, constant(0), [&](Value j, Value best) -> Value {
          return arith::MaximumFOp::create(
              b, loc, best, math::AbsFOp::create(b, loc, read(at(j))));
        });
        scale = rounded(arith::DivFOp::create(b, loc, max, constant(7)));
      }
      carried[1] = write(scale, carried[1], {g});
      scale = widened(scale);
      auto quantize = [&](Value k) {
        Value number = read(k);
        if (min)
          number = arith::SubFOp::create(b, loc, number, min);
        Value q = math::RoundEvenOp::create(b, loc, divide(number, scale));
        if (!min)
          q = arith::AddFOp::create(b, loc, q, constant(8));
        return toByte(clamp(q, 0, 15));
      };
      carried[0] = loop(size / 2, carried[0], [&](Value j, Value values) {
        Value high = arith::AddIOp::create(b, loc, at(j), index(size / 2));
        auto byteType = VectorType::get({width}, b.getI8Type());
        Value four = arith::ConstantOp::create(
            b, loc, DenseElementsAttr::get(byteType, b.getI8IntegerAttr(4)));
        Value shifted = arith::ShLIOp::create(b, loc, quantize(high), four);
        Value bytes = arith::OrIOp::create(b, loc, quantize(at(j)), shifted);
        return write(bytes, values, {g, j});
      });
      scf::YieldOp::create(b, loc, carried);
    }
    llvm::copy(groups.getResults(), parts.begin());
  }

  /// Row `k` of the panel, zero beyond the last neuron.
  Value read(Value k) {
    Value row = reader->read(b, loc, k, 1).front();
    return mask ? Value(arith::SelectOp::create(b, loc, mask, row, constant(0)))
                : row;
  }

  Value write(Value vector, Value part, ValueRange middle) {
    SmallVector<Value> indices;
    if (!inputMajor)
      indices.push_back(index(0));
    llvm::append_range(indices, middle);
    indices.push_back(index(0));
    bool inBounds = !inputMajor || outputs % width == 0;
    return vector::TransferWriteOp::create(b, loc, vector, part, indices,
                                           ArrayRef<bool>{inBounds})
        .getResult();
  }

  Value loop(int64_t end, Value carried,
             function_ref<Value(Value, Value)> body) {
    auto op =
        scf::ForOp::create(b, loc, index(0), index(end), index(1), carried);
    OpBuilder::InsertionGuard guard(b);
    b.setInsertionPointToStart(op.getBody());
    scf::YieldOp::create(b, loc,
                         body(op.getInductionVar(), op.getRegionIterArg(0)));
    return op.getResult(0);
  }

  Value divide(Value number, Value scale) {
    Value zero = arith::CmpFOp::create(b, loc, arith::CmpFPredicate::OEQ, scale,
                                       constant(0));
    Value quotient = arith::DivFOp::create(b, loc, number, scale);
    return arith::SelectOp::create(b, loc, zero, constant(0), quotient);
  }

  Value clamp(Value value, double low, double high) {
    value = arith::MaximumFOp::create(b, loc, value, constant(low));
    return arith::MinimumFOp::create(b, loc, value, constant(high));
  }

  Value toByte(Value value) {
    Value wide = arith::FPToSIOp::create(
        b, loc, VectorType::get({width}, b.getI32Type()), value);
    return arith::TruncIOp::create(
        b, loc, VectorType::get({width}, b.getI8Type()), wide);
  }

  Value constant(double value) {
    return gate::createFloatConstant(b, loc, vectorType, value);
  }
  Value index(int64_t value) {
    return arith::ConstantIndexOp::create(b, loc, value);
  }

  OpBuilder &b;
  gate::EncodeOp op;
  Location loc;
  RankedTensorType type;
  gate::WeightEncodingAttr encoding;
  FloatType compute;
  VectorType vectorType;
  bool inputMajor, outputMajor;
  int64_t width, branches, outputs, inputs;
  std::optional<WeightReader> reader;
  Value mask;
};
} // namespace

Value cpu::emitEncode(OpBuilder &builder, gate::EncodeOp op) {
  return Encoder(builder, op).emit();
}
