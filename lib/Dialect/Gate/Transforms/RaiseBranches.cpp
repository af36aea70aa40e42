//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "RaiseBranches.h"

#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Interfaces/ValueBoundsOpInterface.h"

using namespace mlir;
using namespace penstock::gate;

bool penstock::gate::isSame(Value a, Value b) {
  if (a == b)
    return true;
  Operation *x = a.getDefiningOp(), *y = b.getDefiningOp();
  return x && y && x->getName() == y->getName() &&
         isa<tensor::CollapseShapeOp, tensor::ExpandShapeOp>(x) &&
         x->getAttrDictionary() == y->getAttrDictionary() &&
         a.getType() == b.getType() &&
         llvm::all_of_zip(x->getOperands(), y->getOperands(), isSame);
}

namespace {
/// What of a product's columns a view of it holds. All its tokens are there, in
/// order.
class ColumnView {
public:
  explicit ColumnView(RankedTensorType product)
      : dims({{/*stride=*/0, product.getDimSize(0)},
              {/*stride=*/1, product.getDimSize(1)}}) {}

  /// Goes on to the result of `op`, a view of this one. False if some tokens
  /// are left out, or mixed with columns.
  bool follow(Operation *op) {
    auto type = cast<RankedTensorType>(op->getResult(0).getType());
    if (auto expand = dyn_cast<tensor::ExpandShapeOp>(op))
      return split(expand.getReassociationIndices(), type.getShape());
    if (auto collapse = dyn_cast<tensor::CollapseShapeOp>(op))
      return merge(collapse.getReassociationIndices(), type.getShape());
    return cut(cast<tensor::ExtractSliceOp>(op));
  }

  /// The columns, if they are those of the last dimension.
  bool get(Branch &branch) const {
    if (!llvm::all_of(ArrayRef(dims).drop_back(), [](const Dim &dim) {
          return dim.stride == 0 || dim.size == 1;
        }))
      return false;
    const Dim &last = dims.back();
    if (last.stride == 0 && last.size != 1)
      return false;
    branch.offset = offset;
    branch.size = last.size;
    branch.stride = last.size == 1 ? 1 : last.stride;
    return true;
  }

private:
  /// A dimension of tokens has stride 0; one of size 1 may be either.
  struct Dim {
    int64_t stride, size;
  };

  bool split(ArrayRef<ReassociationIndices> groups, ArrayRef<int64_t> shape) {
    SmallVector<Dim> result(shape.size());
    for (auto [dim, group] : llvm::zip_equal(dims, groups)) {
      int64_t stride = dim.stride;
      for (int64_t i : llvm::reverse(group)) {
        result[i] = {stride, shape[i]};
        stride *= stride ? shape[i] : 1;
      }
    }
    dims = std::move(result);
    return true;
  }

  bool merge(ArrayRef<ReassociationIndices> groups, ArrayRef<int64_t> shape) {
    SmallVector<Dim> result;
    for (auto [group, size] : llvm::zip_equal(groups, shape)) {
      Dim merged = {0, 1};
      for (int64_t i : llvm::reverse(group)) {
        if (dims[i].size == 1)
          continue;
        bool isFirst = merged.size == 1;
        if (!isFirst && (dims[i].stride == 0) != (merged.stride == 0))
          return false;
        if (dims[i].stride == 0) {
          merged = {0, ShapedType::kDynamic};
          continue;
        }
        if (!isFirst && dims[i].stride != merged.size * merged.stride)
          return false;
        merged = {isFirst ? dims[i].stride : merged.stride,
                  merged.size * dims[i].size};
      }
      result.push_back({merged.stride, size});
    }
    dims = std::move(result);
    return true;
  }

  bool cut(tensor::ExtractSliceOp slice) {
    llvm::SmallBitVector dropped = slice.getDroppedDims();
    SmallVector<Dim> result;
    for (auto [i, dim] : llvm::enumerate(dims)) {
      OpFoldResult mixedSize = slice.getMixedSizes()[i];
      std::optional<int64_t> from = getConstantIntValue(
                                 slice.getMixedOffsets()[i]),
                             step = getConstantIntValue(
                                 slice.getMixedStrides()[i]),
                             size = getConstantIntValue(mixedSize);
      if (!from || !step)
        return false;
      if (dim.stride == 0) {
        if (*from != 0 || *step != 1 ||
            (size != dim.size && !isSize(mixedSize, slice.getSource(), i)))
          return false;
      } else {
        if (!size)
          return false;
        offset += *from * dim.stride;
        dim = {dim.stride * *step, *size};
      }
      if (!dropped.test(i))
        result.push_back(dim);
    }
    dims = std::move(result);
    return true;
  }

  /// True if `size` is that of dimension `dim` of `value`.
  static bool isSize(OpFoldResult size, Value value, int64_t dim) {
    FailureOr<bool> equal =
        ValueBoundsConstraintSet::areEqual(size, {value, dim});
    return succeeded(equal) && *equal;
  }

  SmallVector<Dim> dims;
  int64_t offset = 0;
};
} // namespace

std::optional<Branch> penstock::gate::findBranch(const ChainLeaf &leaf) {
  if (!leaf.map.isIdentity() ||
      cast<RankedTensorType>(leaf.value.getType()).getRank() < 2)
    return std::nullopt;
  Branch branch;
  Value value = leaf.value;
  while (Operation *op = value.getDefiningOp()) {
    if ((branch.product = dyn_cast<GatedMatmulOp>(op)))
      break;
    if (!isa<tensor::ExpandShapeOp, tensor::CollapseShapeOp,
             tensor::ExtractSliceOp>(op))
      return std::nullopt;
    branch.views.push_back(op);
    value = op->getOperand(0);
  }
  if (!branch.product || branch.product.getFunctionAttr() ||
      branch.product.getResidual())
    return std::nullopt;
  ColumnView view(branch.product.getType());
  for (Operation *op : llvm::reverse(branch.views))
    if (!view.follow(op))
      return std::nullopt;
  if (!view.get(branch))
    return std::nullopt;
  return branch;
}
