//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Emitters.h"
#include "NeuronReader.h"
#include "penstock/Codegen/CPU/TileTable.h"
#include "penstock/Dialect/Gate/IR/Functions.h"

#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;
using namespace penstock;
using namespace penstock::cpu;

static constexpr int64_t kCacheLine = 64;
/// Neurons that are read at once, so that many streams of memory are open.
static constexpr int64_t kNeurons = 8;
/// Active neurons of a task of the branches other than the gate.
static constexpr int64_t kBlock = 64;
/// Bytes of a neuron's row that a task of the down projection reads, at most.
static constexpr int64_t kRowBytes = 4096;

namespace {
/// Emits one gate.ffn whose inactive neurons are not read. The shape of the
/// code:
///
///   gate = x * gate's weight                         (emitMatmul)
///   forall token, block of columns                   (top_k)
///     magnitudes = |activation| of gate
///   forall token
///     list, gates, count = active neurons of gate
///   forall token, block of the list
///     for 8 neurons: h = function of their gates and dot products with x
///   forall token, block of columns
///     for 8 neurons of the list: sums += h * rows of the down weight
///     result = sums, bias, residual
class SparseEmitter {
public:
  SparseEmitter(OpBuilder &builder, gate::FfnOp op, const TargetInfo &target)
      : b(builder), op(op), loc(op.getLoc()), target(target),
        accumulator(op.getAccumulatorType()),
        lanes(getLanes(target, accumulator)), neurons(op.getNeurons()),
        element(cast<FloatType>(op.getX().getType().getElementType())),
        indexType(b.getIntegerType(neurons < (int64_t(1) << 31) ? 32 : 64)) {}

  Value emit() {
    tokens = tensor::getMixedSize(b, loc, op.getX(), 0);
    // The two contractions, which combine their sums.
    auto [first, second] = op.createContractions(b, op.getX());
    up = first;
    down = second;
    Value gate = emitGate();
    emitList(gate);
    up.removeSparsityAttr();
    emitActivations();
    Value result = emitDown();
    second.erase();
    first.erase();
    return result;
  }

private:
  //===--------------------------------------------------------------------===//
  // Small things
  //===--------------------------------------------------------------------===//

  Value index(int64_t value) {
    return arith::ConstantIndexOp::create(b, loc, value);
  }
  Value add(Value lhs, Value rhs) {
    return arith::AddIOp::create(b, loc, lhs, rhs);
  }
  Value offset(Value base, int64_t by) {
    return by ? add(base, index(by)) : base;
  }
  Value affine(AffineExpr expr, ValueRange operands) {
    return getValueOrCreateConstantIndexOp(
        b, loc,
        affine::makeComposedFoldedAffineApply(
            b, loc, AffineMap::get(operands.size(), 0, expr),
            getAsOpFoldResult(operands)));
  }
  VectorType vectorOf(Type type, int64_t size) {
    return VectorType::get({size}, type);
  }
  Value splat(Value scalar, int64_t size) {
    return vector::BroadcastOp::create(b, loc, vectorOf(scalar.getType(), size),
                                       scalar);
  }
  Value extract(Value tensor, ValueRange indices) {
    return tensor::ExtractOp::create(b, loc, tensor, indices);
  }
  Value insert(Value scalar, Value tensor, ValueRange indices) {
    return tensor::InsertOp::create(b, loc, scalar, tensor, indices);
  }
  Value toIndex(Value integer) {
    return arith::IndexCastOp::create(b, loc, b.getIndexType(), integer);
  }
  Value integer(Value index) {
    return arith::IndexCastOp::create(b, loc, indexType, index);
  }
  Value read(Value tensor, ValueRange indices, int64_t size,
             bool partial = false) {
    auto type = cast<RankedTensorType>(tensor.getType());
    Value padding =
        arith::ConstantOp::create(b, loc, b.getZeroAttr(type.getElementType()));
    return vector::TransferReadOp::create(
        b, loc, vectorOf(type.getElementType(), size), tensor, indices, padding,
        AffineMap::getMinorIdentityMap(type.getRank(), 1, b.getContext()),
        ArrayRef<bool>{!partial});
  }
  Value write(Value vector, Value tensor, ValueRange indices,
              bool partial = false) {
    return vector::TransferWriteOp::create(b, loc, vector, tensor, indices,
                                           ArrayRef<bool>{!partial})
        .getResult();
  }
  Value widen(Value value) {
    return gate::convertFloat(b, loc, value, accumulator);
  }
  Value multiplyAdd(Value x, Value y, Value sum) {
    auto contract = arith::FastMathFlags::contract;
    return arith::AddFOp::create(
        b, loc, sum, arith::MulFOp::create(b, loc, x, y, contract), contract);
  }

  using Body = function_ref<SmallVector<Value>(Value, ValueRange)>;
  SmallVector<Value> loop(Value from, Value to, int64_t step,
                          ValueRange carried, Body body) {
    auto op = scf::ForOp::create(b, loc, from, to, index(step), carried);
    OpBuilder::InsertionGuard guard(b);
    b.setInsertionPointToStart(op.getBody());
    SmallVector<Value> yielded =
        body(op.getInductionVar(), op.getRegionIterArgs());
    scf::YieldOp::create(b, loc, yielded);
    return op.getResults();
  }

  /// `body(first, size, values)` for steps of `size` from `from` on, and of 1
  /// for the rest before `to`.
  SmallVector<Value> loopBySize(
      Value from, Value to, int64_t size, ValueRange carried,
      function_ref<SmallVector<Value>(Value, int64_t, ValueRange)> body) {
    AffineExpr d0, d1;
    bindDims(b.getContext(), d0, d1);
    Value whole = affine(d0 + (d1 - d0).floorDiv(size) * size, {from, to});
    SmallVector<Value> values =
        loop(from, whole, size, carried,
             [&](Value at, ValueRange inner) { return body(at, size, inner); });
    return loop(whole, to, 1, values,
                [&](Value at, ValueRange inner) { return body(at, 1, inner); });
  }

  /// `body(column, partial, values)` for vectors of `size` columns from `from`
  /// on, of which all but the last of a row of `rowSize` are whole.
  SmallVector<Value> loopOverColumns(
      Value from, Value size, int64_t rowSize, ValueRange carried,
      function_ref<SmallVector<Value>(Value, bool, ValueRange)> body) {
    Value whole = affine(b.getAffineDimExpr(0).floorDiv(lanes) * lanes, size);
    SmallVector<Value> values =
        loop(from, whole, lanes, carried, [&](Value at, ValueRange inner) {
          return body(at, false, inner);
        });
    if (rowSize % lanes == 0)
      return values;
    return loop(whole, size, lanes, values, [&](Value at, ValueRange inner) {
      return body(at, true, inner);
    });
  }

  Value empty(int64_t columns, Type type) {
    return tensor::EmptyOp::create(
        b, loc, ArrayRef<OpFoldResult>{tokens, b.getIndexAttr(columns)}, type);
  }

  /// Tasks of `size` columns of each of `outs`, which have `columns`, of one
  /// token: tokens that read alike follow each other. `body` gets the token,
  /// the first column, how many there are, and the slices.
  SmallVector<Value> forall(
      int64_t columns, int64_t size, ValueRange outs,
      function_ref<SmallVector<Value>(Value, Value, Value, ValueRange)> body) {
    int64_t blocks = llvm::divideCeilSigned(columns, size);
    auto op = scf::ForallOp::create(
        b, loc, ArrayRef<OpFoldResult>{b.getIndexAttr(blocks), tokens}, outs,
        /*mapping=*/std::nullopt);
    OpBuilder::InsertionGuard guard(b);
    b.setInsertionPointToStart(op.getBody());
    Value block = op.getInductionVar(0), token = op.getInductionVar(1);
    Value start = affine(b.getAffineDimExpr(0) * size, block);
    // The last block may be smaller.
    OpFoldResult count = b.getIndexAttr(size);
    if (columns % size)
      count = affine::makeComposedFoldedAffineMin(
          b, loc,
          AffineMap::get(
              1, 0,
              {b.getAffineConstantExpr(size),
               b.getAffineConstantExpr(columns) - b.getAffineDimExpr(0) * size},
              b.getContext()),
          {block});
    SmallVector<OpFoldResult> offsets, sizes, strides(2, b.getIndexAttr(1));
    auto getSlice = [&](Value out) {
      // One of the outs may have a single column: a count.
      bool single = cast<RankedTensorType>(out.getType()).getDimSize(1) == 1;
      OpFoldResult zero = b.getIndexAttr(0), one = b.getIndexAttr(1);
      offsets = {token, single ? zero : OpFoldResult(start)};
      sizes = {one, single ? one : count};
    };
    SmallVector<Value> slices;
    for (Value out : op.getRegionIterArgs()) {
      getSlice(out);
      slices.push_back(
          tensor::ExtractSliceOp::create(b, loc, out, offsets, sizes, strides));
    }
    slices = body(token, start, getValueOrCreateConstantIndexOp(b, loc, count),
                  slices);
    b.setInsertionPointToEnd(op.getTerminator().getBody());
    for (auto [slice, out] : llvm::zip_equal(slices, op.getRegionIterArgs())) {
      getSlice(out);
      tensor::ParallelInsertSliceOp::create(b, loc, slice, out, offsets, sizes,
                                            strides);
    }
    return op.getResults();
  }

  //===--------------------------------------------------------------------===//
  // The gate and the list of active neurons
  //===--------------------------------------------------------------------===//

  /// The gate's value of all neurons, with its bias, in the accumulator type.
  Value emitGate() {
    gateInput = up.getGateInput();
    OpOperand &weight = op.getGateWeightMutable();
    SmallVector<Value> bias;
    if (!op.getBias().empty())
      bias.push_back(op.getBias()[weight.getOperandNumber() -
                                  op.getWeights().getBeginOperandIndex()]);
    Value out = empty(neurons, accumulator);
    auto matmul = gate::GatedMatmulOp::create(
        b, loc, out.getType(), FlatSymbolRefAttr(), b.getDictionaryAttr({}),
        op.getX(), weight.get(), bias, Value(), out, op.getWeightOrderAttr(),
        op.getPackingAttr(), DenseI64ArrayAttr(), op.getAccumulateAttr(),
        op.getRoundingAttr(), gate::ActivationsAttr(), gate::SparsityAttr(),
        op.getStrategyAttr());
    Value result = emitMatmul(b, matmul, target);
    matmul.erase();
    return result;
  }

  /// What top_k compares, of all neurons.
  Value emitMagnitudes(Value gate) {
    Type bits = b.getIntegerType(accumulator.getWidth());
    return forall(neurons,
                  std::min<int64_t>(llvm::alignTo(neurons, lanes), 1024),
                  empty(neurons, bits),
                  [&](Value token, Value start, Value size, ValueRange slices) {
                    return loopOverColumns(
                        index(0), size, neurons, slices,
                        [&](Value column, bool partial, ValueRange inner) {
                          Value vector = read(gate, {token, add(start, column)},
                                              lanes, partial);
                          return SmallVector<Value>{
                              write(up.getMagnitude(b, loc, vector), inner[0],
                                    {index(0), column}, partial)};
                        });
                  })[0];
  }

  void emitList(Value gate) {
    int64_t topK = op.getSparsityAttr().getTopK();
    Value magnitudes = topK ? emitMagnitudes(gate) : Value();
    SmallVector<Value> results = forall(
        neurons, neurons,
        {empty(neurons, indexType), empty(neurons, accumulator),
         empty(1, indexType)},
        [&](Value token, Value, Value size, ValueRange slices) {
          Value least, ties = index(0);
          if (topK)
            std::tie(least, ties) = selectLeast(magnitudes, token, size, topK);
          // Every neuron is written behind the active ones before it, which are
          // not more than the neurons before it.
          SmallVector<Value> listed = loopOverColumns(
              index(0), size, neurons, {slices[0], slices[1], index(0), ties},
              [&](Value column, bool partial, ValueRange inner) {
                Value vector = read(gate, {token, column}, lanes, partial);
                SmallVector<Value> values(inner);
                int64_t count = partial ? neurons % lanes : lanes;
                if (topK)
                  append(column, count, vector, values,
                         compareWithLeast(
                             read(magnitudes, {token, column}, lanes, partial),
                             least));
                else
                  append(column, count, vector, values,
                         up.isInactive(b, loc, vector));
                return values;
              });
          return SmallVector<Value>{
              listed[0], listed[1],
              insert(integer(listed[2]), slices[2], {index(0), index(0)})};
        });
    list = results[0];
    gates = results[1];
    counts = results[2];
  }

  /// Where the magnitudes of a vector are greater than the least that is
  /// active, and where they are equal to it.
  std::pair<Value, Value> compareWithLeast(Value magnitude, Value least) {
    Value bound = splat(least, lanes);
    auto compare = [&](arith::CmpIPredicate predicate) -> Value {
      return arith::CmpIOp::create(b, loc, predicate, magnitude, bound);
    };
    return {compare(arith::CmpIPredicate::ugt),
            compare(arith::CmpIPredicate::eq)};
  }

  /// Appends the neurons of a vector that are greater than the least, or equal
  /// to it while there are ties to take.
  void append(Value column, int64_t count, Value vector,
              MutableArrayRef<Value> values, std::pair<Value, Value> compared) {
    for (int64_t i = 0; i < count; ++i) {
      Value greater = vector::ExtractOp::create(b, loc, compared.first, i);
      Value equal = vector::ExtractOp::create(b, loc, compared.second, i);
      Value left = arith::CmpIOp::create(b, loc, arith::CmpIPredicate::ne,
                                         values[3], index(0));
      Value tie = arith::AndIOp::create(b, loc, equal, left);
      values[3] = arith::SubIOp::create(
          b, loc, values[3],
          arith::SelectOp::create(b, loc, tie, index(1), index(0)));
      appendIf(arith::OrIOp::create(b, loc, greater, tie), offset(column, i),
               vector::ExtractOp::create(b, loc, vector, i), values);
    }
  }

  void append(Value column, int64_t count, Value vector,
              MutableArrayRef<Value> values, Value inactive) {
    Value active = arith::XOrIOp::create(
        b, loc, inactive,
        arith::ConstantOp::create(
            b, loc,
            DenseElementsAttr::get(cast<ShapedType>(inactive.getType()),
                                   true)));
    for (int64_t i = 0; i < count; ++i)
      appendIf(vector::ExtractOp::create(b, loc, active, i), offset(column, i),
               vector::ExtractOp::create(b, loc, vector, i), values);
  }

  /// Without a branch: what is written last counts if it is active.
  void appendIf(Value active, Value neuron, Value gate,
                MutableArrayRef<Value> values) {
    SmallVector<Value> at = {index(0), values[2]};
    values[0] = insert(integer(neuron), values[0], at);
    values[1] = insert(gate, values[1], at);
    values[2] = add(
        values[2], arith::SelectOp::create(b, loc, active, index(1), index(0)));
  }

  /// The `count`-th greatest magnitude of a token, bit by bit, and how many
  /// that are equal to it belong to the `count` greatest.
  std::pair<Value, Value> selectLeast(Value magnitudes, Value token, Value size,
                                      int64_t count) {
    auto bits = cast<IntegerType>(getElementTypeOrSelf(magnitudes.getType()));
    auto constant = [&](int64_t value) -> Value {
      return arith::ConstantIntOp::create(b, loc, bits, value);
    };
    auto vectorType = vectorOf(bits, lanes);
    Value none = arith::ConstantOp::create(
        b, loc, DenseElementsAttr::get(vectorType, b.getIntegerAttr(bits, 0)));
    auto countIf = [&](arith::CmpIPredicate predicate, Value bound) -> Value {
      Value sums = loopOverColumns(
          index(0), size, neurons, none,
          [&](Value column, bool partial, ValueRange inner) {
            Value vector = read(magnitudes, {token, column}, lanes, partial);
            Value holds = arith::CmpIOp::create(b, loc, predicate, vector,
                                                splat(bound, lanes));
            return SmallVector<Value>{add(
                inner[0], arith::ExtUIOp::create(b, loc, vectorType, holds))};
          })[0];
      return vector::ReductionOp::create(b, loc, vector::CombiningKind::ADD,
                                         sums);
    };
    // Magnitudes have no sign, so that zeros behind the row are not counted.
    Value least = loop(
        index(0), index(bits.getWidth() - 1), 1, constant(0),
        [&](Value step, ValueRange inner) {
          Value shift = arith::IndexCastOp::create(b, loc, bits, step);
          Value bit = arith::ShRUIOp::create(
              b, loc, constant(int64_t(1) << (bits.getWidth() - 2)), shift);
          Value more = arith::OrIOp::create(b, loc, inner[0], bit);
          Value enough = arith::CmpIOp::create(
              b, loc, arith::CmpIPredicate::sge,
              countIf(arith::CmpIPredicate::uge, more), constant(count));
          return SmallVector<Value>{
              arith::SelectOp::create(b, loc, enough, more, inner[0])};
        })[0];
    Value greater = countIf(arith::CmpIPredicate::ugt, least);
    Value ties = arith::SubIOp::create(b, loc, constant(count), greater);
    return {least, toIndex(ties)};
  }

  //===--------------------------------------------------------------------===//
  // The activations of the active neurons
  //===--------------------------------------------------------------------===//

  /// The neurons of the list from `at` on.
  SmallVector<Value> readList(Value token, Value at, int64_t count) {
    SmallVector<Value> result;
    for (int64_t i = 0; i < count; ++i)
      result.push_back(toIndex(extract(list, {token, offset(at, i)})));
    return result;
  }

  SmallVector<NeuronReader::Row> getRows(const NeuronReader &reader,
                                         ValueRange rows) {
    return llvm::map_to_vector(
        rows, [&](Value neuron) { return reader.getRow(b, loc, neuron); });
  }

  /// The `count` neurons of the list from `at` on; behind the last one before
  /// `end`, the last.
  SmallVector<Value> readNext(Value token, Value at, int64_t count, Value end) {
    Value last = arith::SubIOp::create(b, loc, end, index(1));
    SmallVector<Value> result;
    for (int64_t i = 0; i < count; ++i) {
      Value next = arith::MinSIOp::create(b, loc, offset(at, i), last);
      result.push_back(toIndex(extract(list, {token, next})));
    }
    return result;
  }

  /// `body(column, partial, values)` for the vectors of `size` columns of rows
  /// of `reader`, while the same columns, from `start` on, of the `next` rows
  /// are prefetched.
  SmallVector<Value>
  loopOverRows(const NeuronReader &reader, Value size, Value start,
               ArrayRef<NeuronReader::Row> next, ValueRange carried,
               function_ref<SmallVector<Value>(Value, bool, ValueRange)> body) {
    // A cache line of each row.
    int64_t line = kCacheLine * 8 / reader.getWidth(),
            vectors = std::max<int64_t>(1, line / lanes);
    Value whole = index(0);
    SmallVector<Value> values(carried);
    if (!next.empty()) {
      whole = affine(b.getAffineDimExpr(0).floorDiv(vectors * lanes) *
                         (vectors * lanes),
                     size);
      values = loop(index(0), whole, vectors * lanes, values,
                    [&](Value column, ValueRange inner) {
                      SmallVector<Value> sums(inner);
                      for (const NeuronReader::Row &row : next)
                        reader.prefetch(b, loc, row, add(start, column));
                      for (int64_t i = 0; i < vectors; ++i)
                        sums = body(offset(column, i * lanes), false, sums);
                      return sums;
                    });
    }
    return loopOverColumns(whole, size, reader.getStored(), values, body);
  }

  void emitActivations() {
    SmallVector<std::optional<NeuronReader>> readers(up.getNumBranches());
    for (auto [at, input] : llvm::enumerate(up.getBranchInputs()))
      if (input != gateInput)
        readers[input].emplace(b, loc, op.getWeights()[at],
                               /*neuronsAreOutputs=*/true, lanes, accumulator);
    SmallVector<Value> bias = up.getBranchBias(b);
    // The gate has its bias already.
    if (!bias.empty())
      bias[gateInput] = Value();
    activations = forall(
        neurons, std::min(kBlock, neurons), empty(neurons, element),
        [&](Value token, Value start, Value size, ValueRange slices) {
          Value count = toIndex(extract(counts, {token, index(0)}));
          Value end = arith::MinSIOp::create(b, loc, count, add(start, size));
          return loopBySize(
              start, arith::MaxSIOp::create(b, loc, start, end), kNeurons,
              slices, [&](Value at, int64_t step, ValueRange inner) {
                SmallVector<Value> list = readList(token, at, step), biases;
                SmallVector<Value> sums(readers.size());
                for (auto [input, reader] : llvm::enumerate(readers)) {
                  if (!reader) {
                    sums[input] = read(gates, {token, at}, step);
                    continue;
                  }
                  sums[input] = fromElements(multiply(
                      *reader, token, list,
                      step > 1 ? readNext(token, offset(at, step), step, count)
                               : SmallVector<Value>()));
                }
                for (Value vector : bias)
                  biases.push_back(
                      vector ? fromElements(llvm::map_to_vector(
                                   list,
                                   [&](Value n) { return extract(vector, n); }))
                             : Value());
                Value h = up.combine(b, loc, sums, biases, Value());
                Value column = arith::SubIOp::create(b, loc, at, start);
                return SmallVector<Value>{
                    write(h, inner[0], {index(0), column})};
              });
        })[0];
  }

  Value fromElements(ValueRange elements) {
    return vector::FromElementsOp::create(
        b, loc, vectorOf(elements.front().getType(), elements.size()),
        elements);
  }

  /// The dot products of x with the rows of neurons, while the `next` ones are
  /// prefetched.
  SmallVector<Value> multiply(const NeuronReader &reader, Value token,
                              ValueRange neuronsOfStep, ValueRange next) {
    SmallVector<NeuronReader::Row> rows = getRows(reader, neuronsOfStep);
    Value zero =
        gate::createFloatConstant(b, loc, vectorOf(accumulator, lanes), 0.0);
    SmallVector<Value> zeros(rows.size(), zero);
    SmallVector<Value> sums = loopOverRows(
        reader, index(reader.getStored()), index(0), getRows(reader, next),
        zeros, [&](Value step, bool partial, ValueRange inner) {
          SmallVector<Value> carried(inner), x;
          for (Value column : reader.getColumns(b, loc, step))
            x.push_back(
                widen(read(op.getX(), {token, column}, lanes, partial)));
          for (auto [row, sum] : llvm::zip_equal(rows, carried))
            for (auto [vector, weight] :
                 llvm::zip_equal(x, reader.read(b, loc, row, step, partial)))
              sum = multiplyAdd(vector, weight, sum);
          return carried;
        });
    SmallVector<Value> result;
    for (auto [row, sum] : llvm::zip_equal(rows, sums)) {
      Value dot =
          vector::ReductionOp::create(b, loc, vector::CombiningKind::ADD, sum);
      if (reader.hasScales())
        dot = arith::MulFOp::create(
            b, loc, dot, reader.readScale(b, loc, row.neuron, false));
      result.push_back(dot);
    }
    return result;
  }

  //===--------------------------------------------------------------------===//
  // The down projection
  //===--------------------------------------------------------------------===//

  Value emitDown() {
    NeuronReader reader(b, loc, op.getDown(), /*neuronsAreOutputs=*/false,
                        lanes, accumulator);
    int64_t columns = reader.getStored();
    // Blocks of whole vectors, at least two of them for two threads.
    int64_t blocks = std::max<int64_t>(
        2, llvm::divideCeilSigned(columns * reader.getWidth() / 8, kRowBytes));
    int64_t size =
        llvm::alignTo(llvm::divideCeilSigned(columns, blocks), lanes);
    SmallVector<Value> bias = down.getBranchBias(b);
    return forall(
        columns, size, op.getInit(),
        [&](Value token, Value start, Value width, ValueRange slices) {
          auto vectorType = vectorOf(accumulator, lanes);
          Value zero = gate::createFloatConstant(b, loc, vectorType, 0.0);
          Value sums = tensor::EmptyOp::create(b, loc, ArrayRef<int64_t>{size},
                                               accumulator);
          sums =
              loop(index(0), index(size), lanes, sums,
                   [&](Value column, ValueRange inner) {
                     return SmallVector<Value>{write(zero, inner[0], column)};
                   })[0];
          Value count = toIndex(extract(counts, {token, index(0)}));
          sums = loopBySize(index(0), count, kNeurons, sums,
                            [&](Value at, int64_t step, ValueRange inner) {
                              return SmallVector<Value>{
                                  addNeurons(reader, token, at, step, count,
                                             start, width, inner[0])};
                            })[0];
          return loopOverColumns(
              index(0), width, columns, slices,
              [&](Value column, bool partial, ValueRange inner) {
                Value at = add(start, column), sum = read(sums, column, lanes);
                if (reader.hasScales())
                  sum = arith::MulFOp::create(
                      b, loc, sum, reader.readScale(b, loc, at, partial));
                SmallVector<Value> biases = llvm::map_to_vector(
                    bias, [&](Value v) { return read(v, at, lanes, partial); });
                Value residual =
                    op.getResidual()
                        ? read(op.getResidual(), {token, at}, lanes, partial)
                        : Value();
                Value y = down.combine(b, loc, sum, biases, residual);
                return SmallVector<Value>{
                    write(y, inner[0], {index(0), column}, partial)};
              });
        })[0];
  }

  /// sums += h * rows, for `step` neurons of the list from `at` on.
  Value addNeurons(const NeuronReader &reader, Value token, Value at,
                   int64_t step, Value count, Value start, Value width,
                   Value sums) {
    SmallVector<NeuronReader::Row> rows = getRows(reader,
                                                  readList(token, at, step)),
                                   next;
    if (step > 1)
      next = getRows(reader, readNext(token, offset(at, step), step, count));
    SmallVector<Value> factors;
    for (int64_t i = 0; i < step; ++i) {
      Value h = extract(activations, {token, offset(at, i)});
      factors.push_back(splat(widen(h), lanes));
    }
    return loopOverRows(
        reader, width, start, next, sums,
        [&](Value column, bool partial, ValueRange inner) {
          Value sum = read(inner[0], column, lanes);
          for (auto [row, factor] : llvm::zip_equal(rows, factors))
            sum = multiplyAdd(
                factor,
                reader.read(b, loc, row, add(start, column), partial).front(),
                sum);
          return SmallVector<Value>{write(sum, inner[0], column)};
        })[0];
  }

  OpBuilder &b;
  gate::FfnOp op;
  Location loc;
  const TargetInfo &target;
  FloatType accumulator;
  int64_t lanes, neurons;
  FloatType element;
  Type indexType;
  OpFoldResult tokens;
  gate::GatedMatmulOp up, down;
  int64_t gateInput = 0;
  /// Per token: the active neurons and their gates in the order of neurons, how
  /// many there are, and their activations.
  Value list, gates, counts, activations;
};
} // namespace

Value cpu::emitSparseFfn(OpBuilder &builder, gate::FfnOp op,
                         const TargetInfo &target) {
  return SparseEmitter(builder, op, target).emit();
}
