//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Linalg ops that the derivatives of ops on tensors are made of.
//
//===----------------------------------------------------------------------===//

#include "Tensors.h"
#include "penstock/Dialect/Gate/IR/Functions.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;
using namespace penstock::gate;

Value penstock::gate::createEmpty(OpBuilder &builder, Location loc, Value like,
                                  Type element) {
  return tensor::EmptyOp::create(
      builder, loc, tensor::getMixedSizes(builder, loc, like), element);
}

SmallVector<Value>
penstock::gate::createElementwise(OpBuilder &builder, Location loc,
                                  ValueRange ins, ValueRange outs,
                                  ArrayRef<AffineMap> maps, ElementBody body) {
  SmallVector<utils::IteratorType> iterators(maps.back().getNumDims(),
                                             utils::IteratorType::parallel);
  auto generic = linalg::GenericOp::create(
      builder, loc, outs.getTypes(), ins, outs, maps, iterators,
      [&](OpBuilder &b, Location bodyLoc, ValueRange args) {
        SmallVector<Value> results =
            body(b, bodyLoc, args.take_front(ins.size()));
        for (auto [result, out] : llvm::zip_equal(results, outs))
          result = convertFloat(b, bodyLoc, result, getElement(out));
        linalg::YieldOp::create(b, bodyLoc, results);
      });
  return SmallVector<Value>(generic.getResults());
}

Value penstock::gate::convertTensor(OpBuilder &builder, Location loc,
                                    Value value, FloatType element) {
  if (getElement(value) == element)
    return value;
  AffineMap map = builder.getMultiDimIdentityMap(getRank(value));
  return createElementwise(builder, loc, value,
                           createEmpty(builder, loc, value, element),
                           {map, map},
                           [](OpBuilder &, Location, ValueRange args) {
                             return SmallVector<Value>(args);
                           })
      .front();
}

Value penstock::gate::createZeros(OpBuilder &builder, Location loc,
                                  ArrayRef<OpFoldResult> sizes,
                                  FloatType element) {
  Value zero = createFloatConstant(builder, loc, element, 0.0);
  Value empty = tensor::EmptyOp::create(builder, loc, sizes, element);
  return linalg::FillOp::create(builder, loc, zero, empty).getResult(0);
}

Value penstock::gate::sumOver(OpBuilder &builder, Location loc, Value value,
                              AffineMap map, Value operand) {
  auto type = cast<RankedTensorType>(operand.getType());
  SmallVector<utils::IteratorType> iterators(map.getNumDims(),
                                             utils::IteratorType::reduction);
  SmallVector<OpFoldResult> sizes =
                                tensor::getMixedSizes(builder, loc, operand),
                            kept;
  SmallVector<AffineExpr> exprs;
  // Dimensions of size 1 go along with the one before them.
  SmallVector<ReassociationIndices> groups;
  for (auto [i, expr] : llvm::enumerate(map.getResults())) {
    if (auto dim = dyn_cast<AffineDimExpr>(expr)) {
      iterators[dim.getPosition()] = utils::IteratorType::parallel;
      kept.push_back(sizes[i]);
      exprs.push_back(expr);
      if (kept.size() > 1 || groups.empty())
        groups.emplace_back();
    } else if (groups.empty()) {
      groups.emplace_back();
    }
    groups.back().push_back(i);
  }
  if (exprs.empty())
    groups.clear();
  FloatType compute = getComputeType(type);
  Value zeros = createZeros(builder, loc, kept, compute);
  AffineMap from = builder.getMultiDimIdentityMap(map.getNumDims());
  AffineMap to =
      AffineMap::get(map.getNumDims(), 0, exprs, builder.getContext());
  Value sum =
      linalg::GenericOp::create(
          builder, loc, zeros.getType(), value, zeros, ArrayRef{from, to},
          iterators,
          [&](OpBuilder &b, Location bodyLoc, ValueRange args) {
            Value next = convertFloat(b, bodyLoc, args[0], compute);
            linalg::YieldOp::create(
                b, bodyLoc,
                ValueRange(arith::AddFOp::create(b, bodyLoc, args[1], next)));
          })
          .getResult(0);
  sum =
      convertTensor(builder, loc, sum, cast<FloatType>(type.getElementType()));
  if (getRank(sum) == type.getRank())
    return sum;
  return tensor::ExpandShapeOp::create(
      builder, loc,
      RankedTensorType::get(type.getShape(), type.getElementType()), sum,
      groups, sizes);
}
