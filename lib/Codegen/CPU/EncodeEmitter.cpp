//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Emitters.h"
#include "LoopBuilder.h"
#include "WeightReader.h"
#include "penstock/Dialect/Gate/IR/Functions.h"
#include "penstock/Dialect/Gate/IR/Quantization.h"

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
class Encoder : LoopBuilder {
public:
  Encoder(OpBuilder &builder, gate::EncodeOp op)
      : LoopBuilder(builder, op.getLoc()), op(op), type(op.getType()),
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
    interleave = encoding.getInterleave();
    compute = encoding.isQuantized()
                  ? FloatType(b.getF32Type())
                  : gate::getComputeType(type.getElementType());
    vectorType = VectorType::get({width}, compute);
  }

  Value emit() {
    SmallVector<Value> parts;
    for (RankedTensorType part : encoding.getStorageTypes(type)) {
      SmallVector<int64_t> shape(part.getShape());
      // What is interleaved lies side by side.
      if (interleave > 1 && parts.empty())
        shape.pop_back(), shape.back() *= interleave;
      parts.push_back(
          tensor::EmptyOp::create(b, loc, shape, part.getElementType()));
    }
    for (int64_t branch = 0; branch < branches; ++branch)
      parts = emitBranch(branch, parts);
    if (interleave > 1) {
      RankedTensorType values = encoding.getStorageTypes(type)[0];
      parts[0] = tensor::ExpandShapeOp::create(b, loc, values, parts[0],
                                               joinLastDims(values.getRank()));
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
    if (!encoding.isQuantized()) {
      auto stored = cast<FloatType>(encoding.getStorageType());
      parts[0] = fill(inputs, parts[0], {}, index(0), [&](Value k) {
        return gate::convertFloat(b, loc, read(k), stored);
      });
      return;
    }
    int64_t size = encoding.getGroupSize();
    if (!size)
      return emitGroup(parts, inputs, Value());
    auto groups = scf::ForOp::create(b, loc, index(0), index(inputs / size),
                                     index(1), ValueRange(parts));
    {
      OpBuilder::InsertionGuard guard(b);
      b.setInsertionPointToStart(groups.getBody());
      SmallVector<Value> carried(groups.getRegionIterArgs());
      emitGroup(carried, size, groups.getInductionVar());
      scf::YieldOp::create(b, loc, carried);
    }
    llvm::copy(groups.getResults(), parts.begin());
  }

  /// Group `g` of `size` inputs; null if all are one group.
  void emitGroup(MutableArrayRef<Value> parts, int64_t size, Value g) {
    Value first = g ? multiply(g, size) : index(0);
    auto readAt = [&](Value j) { return read(add(first, j)); };
    SmallVector<Value> group;
    if (g)
      group.push_back(g);
    Value greatest, least, min;
    if (encoding.getAsymmetric()) {
      double infinity = std::numeric_limits<double>::infinity();
      greatest =
          loop(size, constant(-infinity), [&](Value j, Value best) -> Value {
            return arith::MaximumFOp::create(b, loc, best, readAt(j));
          });
      least = loop(size, constant(infinity), [&](Value j, Value best) -> Value {
        return arith::MinimumFOp::create(b, loc, best, readAt(j));
      });
      min = gate::convertFloat(b, loc, least,
                               cast<FloatType>(encoding.getScaleType()));
      parts[2] = write(min, parts[2], group);
    } else {
      greatest = loop(size, constant(0), [&](Value j, Value best) -> Value {
        return arith::MaximumFOp::create(
            b, loc, best, math::AbsFOp::create(b, loc, readAt(j)));
      });
    }
    Value scale = gate::createScale(b, loc, encoding, greatest, least);
    parts[1] = write(scale, parts[1], group);
    auto quantize = [&](Value j) {
      return gate::createQuantized(b, loc, encoding, readAt(j), scale, min);
    };
    if (encoding.getFormat() == gate::WeightFormat::Int8) {
      Value block = g ? multiply(g, size / interleave) : index(0);
      parts[0] = fill(size, parts[0], {}, block, quantize);
      return;
    }
    parts[0] = fill(size / 2, parts[0], group, index(0), [&](Value j) -> Value {
      Value low = quantize(j), high = quantize(add(j, index(size / 2)));
      return arith::OrIOp::create(
          b, loc, low,
          arith::ShLIOp::create(b, loc, high, splat(low.getType(), 4)));
    });
  }

  /// Writes the values of `size` inputs, what is interleaved at once, from
  /// block `first` of `group` on.
  Value fill(int64_t size, Value values, ArrayRef<Value> group, Value first,
             function_ref<Value(Value)> get) {
    auto writeBlock = [&](Value block, Value into, int64_t count) {
      Value j = multiply(block, interleave);
      SmallVector<Value> rows, at(group);
      for (int64_t i = 0; i < count; ++i)
        rows.push_back(get(add(j, index(i))));
      at.push_back(add(first, block));
      return write(sideBySide(rows), into, at);
    };
    values = loop(size / interleave, values, [&](Value block, Value into) {
      return writeBlock(block, into, interleave);
    });
    int64_t rest = size % interleave;
    return rest ? writeBlock(index(size / interleave), values, rest) : values;
  }

  /// Rows whose numbers of a column lie together: a word, the first row's
  /// number in its low end.
  Value sideBySide(ArrayRef<Value> rows) {
    if (interleave == 1)
      return rows.front();
    Type element = getElementTypeOrSelf(rows.front().getType());
    int64_t bits = element.getIntOrFloatBitWidth();
    auto get = [&](Type of, int64_t size) {
      return VectorType::get({size}, of);
    };
    Type narrow = get(b.getIntegerType(bits), width),
         wide = get(b.getIntegerType(bits * interleave), width);
    Value words;
    for (auto [i, row] : llvm::enumerate(rows)) {
      Value word = arith::ExtUIOp::create(
          b, loc, wide, vector::BitCastOp::create(b, loc, narrow, row));
      if (i)
        word = arith::OrIOp::create(
            b, loc, words,
            arith::ShLIOp::create(b, loc, word, splat(wide, i * bits)));
      words = word;
    }
    return vector::BitCastOp::create(b, loc, get(element, width * interleave),
                                     words);
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
    if (!outputMajor)
      indices.push_back(index(0));
    return LoopBuilder::write(vector, part, indices,
                              inputMajor && outputs % width);
  }

  Value loop(int64_t end, Value carried,
             function_ref<Value(Value, Value)> body) {
    return LoopBuilder::loop(index(0), index(end), 1, carried,
                             [&](Value at, ValueRange inner) {
                               return Values{body(at, inner[0])};
                             })[0];
  }

  Value splat(Type type, int64_t value) {
    Attribute scalar = b.getIntegerAttr(getElementTypeOrSelf(type), value);
    return arith::ConstantOp::create(
        b, loc, DenseElementsAttr::get(cast<ShapedType>(type), scalar));
  }
  Value multiply(Value x, int64_t by) {
    return arith::MulIOp::create(b, loc, x, index(by));
  }
  Value constant(double value) {
    return gate::createFloatConstant(b, loc, vectorType, value);
  }

  gate::EncodeOp op;
  RankedTensorType type;
  gate::WeightEncodingAttr encoding;
  FloatType compute;
  VectorType vectorType;
  bool inputMajor, outputMajor;
  int64_t width, branches, outputs, inputs, interleave;
  std::optional<WeightReader> reader;
  Value mask;
};
} // namespace

Value cpu::emitEncode(OpBuilder &builder, gate::EncodeOp op) {
  return Encoder(builder, op).emit();
}
