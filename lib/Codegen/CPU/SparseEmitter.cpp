//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Emitters.h"
#include "LoopBuilder.h"
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
/// Tasks that share the active neurons of a token.
static constexpr int64_t kSegments = 8;
/// Columns of a task that adds up the sums of the segments.
static constexpr int64_t kColumns = 1024;

namespace {
/// Emits one gate.ffn whose inactive neurons are not read. The shape of the
/// code:
///
///   gate = x * gate's weight                         (emitMatmul)
///   forall block of columns, token                   (top_k)
///     magnitudes = |activation| of gate
///   forall token
///     list, gates, count = active neurons of gate
///   forall segment of the list, token
///     for 8 neurons:
///       h = function of their gates and of dot products of x with their rows
///       partial += h * their rows of the down weight
///   forall block of columns, token
///     result = sum of the segments' partials, bias, residual
class SparseEmitter : LoopBuilder {
public:
  SparseEmitter(OpBuilder &builder, gate::FfnOp op, const TargetInfo &target)
      : LoopBuilder(builder, op.getLoc()), op(op), target(target),
        accumulator(op.getAccumulatorType()),
        lanes(getLanes(target, accumulator)), neurons(op.getNeurons()),
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
    emitReaders();
    Value result = emitSum(emitPartials());
    second.erase();
    first.erase();
    return result;
  }

private:
  //===--------------------------------------------------------------------===//
  // Small things
  //===--------------------------------------------------------------------===//

  Value toIndex(Value integer) {
    return arith::IndexCastOp::create(b, loc, b.getIndexType(), integer);
  }
  Value integer(Value index) {
    return arith::IndexCastOp::create(b, loc, indexType, index);
  }
  Value widen(Value value) {
    return gate::convertFloat(b, loc, value, accumulator);
  }
  Value multiplyAdd(Value x, Value y, Value sum) {
    auto contract = arith::FastMathFlags::contract;
    return arith::AddFOp::create(
        b, loc, sum, arith::MulFOp::create(b, loc, x, y, contract), contract);
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
                        index(0), size, neurons, lanes, slices,
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
              index(0), size, neurons, lanes,
              {slices[0], slices[1], index(0), ties},
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
          index(0), size, neurons, lanes, none,
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
  // The rows of active neurons
  //===--------------------------------------------------------------------===//

  void emitReaders() {
    int64_t branches = up.getNumBranches();
    readers.resize(branches + 1);
    for (auto [at, input] : llvm::enumerate(up.getBranchInputs()))
      if (input != gateInput)
        readers[input].emplace(b, loc, op.getWeights()[at],
                               /*neuronsAreOutputs=*/true, lanes, accumulator);
    readers[branches].emplace(b, loc, op.getDown(),
                              /*neuronsAreOutputs=*/false, lanes, accumulator);
    downBias = down.getBranchBias(b);
    upBias = up.getBranchBias(b);
    // The gate has its bias already.
    if (!upBias.empty())
      upBias[gateInput] = Value();
    segments = std::min(kSegments, llvm::divideCeilSigned(neurons, kNeurons));
    columns = readers[branches]->getStored();
    unit = readers[branches]->getUnit();
    padded = llvm::alignTo(columns, unit);
  }

  Value getCount(Value token) {
    return toIndex(extract(counts, {token, index(0)}));
  }

  /// Active neurons of a segment, of `count` of a token.
  Value getSegmentSize(Value count) {
    AffineExpr each = b.getAffineDimExpr(0).ceilDiv(segments * kNeurons);
    return arith::MaxUIOp::create(b, loc, affine(each * kNeurons, count),
                                  index(kNeurons));
  }

  /// Rows of single neurons in one weight.
  struct Rows {
    const NeuronReader *reader = nullptr;
    SmallVector<NeuronReader::Row> rows;
  };
  Rows getRows(const NeuronReader &reader, ValueRange list) {
    Rows result{&reader, {}};
    for (Value neuron : list)
      result.rows.push_back(reader.getRow(b, loc, neuron));
    return result;
  }

  /// The `count` neurons of the list from `at` on; with a `last` one, that one
  /// behind it.
  SmallVector<Value> readList(Value token, Value at, int64_t count,
                              Value last = {}) {
    SmallVector<Value> result;
    for (int64_t i = 0; i < count; ++i) {
      Value place = offset(at, i);
      if (last)
        place = arith::MinUIOp::create(b, loc, place, last);
      result.push_back(toIndex(extract(list, {token, place})));
    }
    return result;
  }

  /// The sums of each segment, [tokens][segments][columns].
  Value emitPartials() {
    return forall(
        segments * padded, padded, empty(segments * padded, accumulator),
        [&](Value token, Value start, Value, ValueRange slices) {
          auto vectorType = vectorOf(accumulator, lanes);
          Value zero = gate::createFloatConstant(b, loc, vectorType, 0.0);
          Value sums = loop(index(0), index(padded), lanes, slices,
                            [&](Value column, ValueRange inner) {
                              return SmallVector<Value>{
                                  write(zero, inner[0], {index(0), column})};
                            })[0];
          Value count = getCount(token), size = getSegmentSize(count);
          Value segment = affine(b.getAffineDimExpr(0).floorDiv(padded), start);
          Value first = arith::MinUIOp::create(
              b, loc, arith::MulIOp::create(b, loc, segment, size), count);
          Value end = arith::MinUIOp::create(b, loc, add(first, size), count);
          Value last = arith::SubIOp::create(b, loc, count, index(1));
          return loopBySize(first, end, kNeurons, sums,
                            [&](Value at, int64_t step, ValueRange inner) {
                              return SmallVector<Value>{
                                  addNeurons(token, at, step, last, inner[0])};
                            });
        })[0];
  }

  /// Adds what `count` neurons of the list from `at` on give. While the rows of
  /// one weight are multiplied, those of the next are prefetched.
  Value addNeurons(Value token, Value at, int64_t count, Value last,
                   Value partial) {
    SmallVector<Value> own = readList(token, at, count), next;
    if (count > 1)
      next = readList(token, offset(at, count), count, last);
    SmallVector<const NeuronReader *> order;
    for (const auto &reader : readers)
      if (reader)
        order.push_back(&*reader);
    auto getNext = [&](size_t i) {
      if (next.empty())
        return Rows();
      return i + 1 < order.size() ? getRows(*order[i + 1], own)
                                  : getRows(*order[0], next);
    };
    SmallVector<Value> sums, bias;
    size_t i = 0;
    for (const auto &reader : ArrayRef(readers).drop_back()) {
      if (!reader) {
        sums.push_back(read(gates, {token, at}, count));
        continue;
      }
      sums.push_back(
          fromElements(multiply(token, getRows(*reader, own), getNext(i))));
      ++i;
    }
    for (Value vector : upBias)
      bias.push_back(
          vector ? fromElements(llvm::map_to_vector(
                       own, [&](Value n) { return extract(vector, n); }))
                 : Value());
    Value h = widen(up.combine(b, loc, sums, bias, Value()));

    SmallVector<Value> factors;
    for (int64_t i = 0; i < count; ++i)
      factors.push_back(splat(vector::ExtractOp::create(b, loc, h, i), lanes));
    Rows rows = getRows(*order[i], own);
    return loopOverRows(
        *rows.reader, getNext(i), partial,
        [&](Value column, bool isPartial, ValueRange inner) {
          // Of pairs, sums of even columns lie before those of odd ones.
          SmallVector<Value> totals;
          for (int64_t j = 0; j < unit; j += lanes)
            totals.push_back(
                read(inner[0], {index(0), offset(column, j)}, lanes));
          for (auto [row, factor] : llvm::zip_equal(rows.rows, factors))
            for (auto [total, weight] : llvm::zip_equal(
                     totals, rows.reader->read(b, loc, row, column, isPartial)))
              total = multiplyAdd(factor, weight, total);
          Value written = inner[0];
          for (auto [j, total] : llvm::enumerate(totals))
            written =
                write(total, written, {index(0), offset(column, j * lanes)});
          return SmallVector<Value>{written};
        })[0];
  }

  /// `body(column, partial, values)` for the stored values of rows of `reader`,
  /// while what lies at the same place of the `next` rows is prefetched.
  SmallVector<Value>
  loopOverRows(const NeuronReader &reader, const Rows &next, ValueRange carried,
               function_ref<SmallVector<Value>(Value, bool, ValueRange)> body) {
    // A cache line of each row.
    auto getLine = [](const NeuronReader &of) {
      return std::max(of.getUnit(), kCacheLine * 8 / of.getWidth());
    };
    int64_t stored = reader.getStored(), line = getLine(reader), whole = 0;
    SmallVector<Value> values(carried);
    if (next.reader) {
      whole = stored / line * line;
      AffineExpr place =
          b.getAffineDimExpr(0).floorDiv(line) * getLine(*next.reader);
      values = loop(index(0), index(whole), line, values,
                    [&](Value column, ValueRange inner) {
                      SmallVector<Value> sums(inner);
                      Value ahead = affine(place, column);
                      for (const NeuronReader::Row &row : next.rows)
                        next.reader->prefetch(b, loc, row, ahead);
                      for (int64_t i = 0; i < line; i += reader.getUnit())
                        sums = body(offset(column, i), false, sums);
                      return sums;
                    });
    }
    return loopOverColumns(index(whole), index(stored), stored,
                           reader.getUnit(), values, body);
  }

  Value fromElements(ValueRange elements) {
    return vector::FromElementsOp::create(
        b, loc, vectorOf(elements.front().getType(), elements.size()),
        elements);
  }

  /// The dot products of x with rows of neurons.
  SmallVector<Value> multiply(Value token, const Rows &rows, const Rows &next) {
    const NeuronReader &reader = *rows.reader;
    Value zero =
        gate::createFloatConstant(b, loc, vectorOf(accumulator, lanes), 0.0);
    SmallVector<Value> zeros(rows.rows.size(), zero);
    SmallVector<Value> sums = loopOverRows(
        reader, next, zeros, [&](Value step, bool partial, ValueRange inner) {
          SmallVector<Value> carried(inner), x;
          for (Value column : reader.getColumns(b, loc, step)) {
            Value inputs =
                read(op.getX(), {token, column}, reader.getUnit(), partial);
            if (reader.isInPairs()) {
              auto [even, odd] = splitPairs(b, loc, inputs, accumulator);
              x.append({even, odd});
            } else {
              x.push_back(widen(inputs));
            }
          }
          for (auto [row, sum] : llvm::zip_equal(rows.rows, carried))
            for (auto [vector, weight] :
                 llvm::zip_equal(x, reader.read(b, loc, row, step, partial)))
              sum = multiplyAdd(vector, weight, sum);
          return carried;
        });
    SmallVector<Value> result;
    for (auto [row, sum] : llvm::zip_equal(rows.rows, sums)) {
      Value dot =
          vector::ReductionOp::create(b, loc, vector::CombiningKind::ADD, sum);
      if (reader.hasScales())
        dot = arith::MulFOp::create(
            b, loc, dot, reader.readScale(b, loc, row.neuron, false));
      result.push_back(dot);
    }
    return result;
  }

  /// The result from the segments' sums.
  Value emitSum(Value partials) {
    const NeuronReader &reader = *readers.back();
    return forall(
        columns, std::min(llvm::alignTo(kColumns, unit), uint64_t(padded)),
        op.getInit(),
        [&](Value token, Value start, Value width, ValueRange slices) {
          // Segments without neurons are not there.
          Value count = getCount(token);
          Value used =
              arith::CeilDivUIOp::create(b, loc, count, getSegmentSize(count));
          return loopOverColumns(
              index(0), width, columns, unit, slices,
              [&](Value column, bool partial, ValueRange inner) {
                Value at = add(start, column);
                Value sum = addSegments(partials, token, at, used);
                if (reader.hasScales())
                  sum = arith::MulFOp::create(
                      b, loc, sum, reader.readScale(b, loc, at, partial));
                SmallVector<Value> bias =
                    llvm::map_to_vector(downBias, [&](Value v) {
                      return read(v, at, unit, partial);
                    });
                Value residual =
                    op.getResidual()
                        ? read(op.getResidual(), {token, at}, unit, partial)
                        : Value();
                Value y = down.combine(b, loc, sum, bias, residual);
                return SmallVector<Value>{
                    write(y, inner[0], {index(0), column}, partial)};
              });
        })[0];
  }

  /// The sums of `unit` columns from `at` on.
  Value addSegments(Value partials, Value token, Value at, Value used) {
    Value zero =
        gate::createFloatConstant(b, loc, vectorOf(accumulator, lanes), 0.0);
    SmallVector<Value> sums =
        loop(index(0), used, 1, SmallVector<Value>(unit / lanes, zero),
             [&](Value segment, ValueRange inner) {
               AffineExpr d0, d1;
               bindDims(b.getContext(), d0, d1);
               Value place = affine(d0 * padded + d1, {segment, at});
               SmallVector<Value> added;
               for (auto [i, sum] : llvm::enumerate(inner))
                 added.push_back(arith::AddFOp::create(
                     b, loc, sum,
                     read(partials, {token, offset(place, i * lanes)}, lanes)));
               return added;
             });
    return sums.size() == 1
               ? sums[0]
               : vector::InterleaveOp::create(b, loc, sums[0], sums[1])
                     .getResult();
  }

  gate::FfnOp op;
  const TargetInfo &target;
  FloatType accumulator;
  int64_t lanes, neurons;
  Type indexType;
  OpFoldResult tokens;
  gate::GatedMatmulOp up, down;
  int64_t gateInput = 0;
  /// Per token: the active neurons and their gates in the order of neurons, and
  /// how many there are.
  Value list, gates, counts;
  /// Of the branches, none for the gate, and of the down weight.
  SmallVector<std::optional<NeuronReader>> readers;
  SmallVector<Value> upBias, downBias;
  /// Columns of the result, of one step, and of a segment's sums.
  int64_t segments = 0, columns = 0, unit = 0, padded = 0;
};
} // namespace

Value cpu::emitSparseFfn(OpBuilder &builder, gate::FfnOp op,
                         const TargetInfo &target) {
  return SparseEmitter(builder, op, target).emit();
}
