//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// gate.gated_matmul and gate.ffn: verification.
//
//===----------------------------------------------------------------------===//

#include "Contractions.h"
#include "Tiling.h"
#include "penstock/Dialect/Gate/IR/Activations.h"
#include "penstock/Dialect/Gate/IR/Functions.h"
#include "penstock/Dialect/Gate/IR/Sparsity.h"

using namespace mlir;
using namespace penstock::gate;

namespace {
/// The contraction that gated_matmul is, and that ffn starts with.
struct Contraction {
  Operation *op;
  RankedTensorType x;
  OperandRange weights, bias;
  /// Outputs of one branch, or dynamic where nothing says.
  int64_t outputs;
  ActivationsAttr activations;
  WeightOrder order;
  Packing packing;
  int64_t branches;
};
} // namespace

/// A weight of `inputs` to `outputs` columns, all `branches` together: (C3),
/// (C6), (C8). It may be `anyInputs` that it has.
static LogicalResult verifyWeight(Operation *op, const Twine &what,
                                  Value weight, RankedTensorType like,
                                  WeightOrder order, Packing packing,
                                  int64_t branches, int64_t inputs,
                                  int64_t outputs, bool anyInputs = false) {
  auto type = cast<RankedTensorType>(weight.getType());
  std::string name = what.str();
  int64_t in = getInputDim(order);
  anyInputs &= !type.getEncoding();
  if (type.getRank() != 2 || type.isDynamicDim(1 - in) ||
      (type.isDynamicDim(in) && !anyInputs))
    return op->emitOpError("expected ")
           << name << " to have rank 2 and static "
           << (anyInputs ? "outputs" : "sizes") << ", found " << type;
  if (type.getElementType() != like.getElementType())
    return op->emitOpError("expected ")
           << name << " to have the element type " << like.getElementType()
           << ", found " << type.getElementType();
  if (failed(verifyCompatibleShape(type.getDimSize(in), inputs)))
    return op->emitOpError("expected ")
           << name << " to have " << inputs << " inputs (dimension " << in
           << "), found " << type.getDimSize(in);
  if (!ShapedType::isDynamic(outputs) && type.getDimSize(1 - in) != outputs)
    return op->emitOpError("expected ")
           << name << " to have " << outputs << " outputs (dimension " << 1 - in
           << "), found " << type.getDimSize(1 - in);
  if (llvm::is_contained(type.getShape(), 0))
    return op->emitOpError("expected ")
           << name << " not to be empty, found " << type;
  WeightEncodingAttr encoding = getWeightEncoding(type);
  if (!encoding) {
    if (type.getEncoding())
      return op->emitOpError("expected ")
             << name << " to have no encoding or a #gate.weight, found "
             << type.getEncoding();
    return success();
  }
  // Types that were not parsed, but read or built, are unchecked.
  auto emitError = [&] {
    return op->emitOpError("invalid encoding of ") << name << ": ";
  };
  if (failed(encoding.verifyEncoding(type.getShape(), type.getElementType(),
                                     emitError)))
    return failure();
  // (C8)
  int64_t held = packing == Packing::Separate ? 1 : branches;
  if (encoding.getOrder() != order)
    return op->emitOpError("expected the encoding of ")
           << name << " to have the order " << stringifyWeightOrder(order)
           << ", found " << stringifyWeightOrder(encoding.getOrder());
  if (encoding.getBranches() != held)
    return op->emitOpError("expected the encoding of ")
           << name << " to have " << held << " branches, found "
           << encoding.getBranches();
  if (held > 1 &&
      encoding.getInterleaved() != (packing == Packing::Interleaved))
    return op->emitOpError("expected the encoding of ")
           << name << " to be " << stringifyPacking(packing) << ", found "
           << stringifyPacking(encoding.getInterleaved()
                                   ? Packing::Interleaved
                                   : Packing::Concatenated);
  return success();
}

static LogicalResult verifyVector(Operation *op, const Twine &what, Value value,
                                  RankedTensorType like, int64_t size) {
  auto type = cast<RankedTensorType>(value.getType());
  if (type.getRank() != 1 || type.getElementType() != like.getElementType() ||
      failed(verifyCompatibleShape(size, type.getDimSize(0))))
    return op->emitOpError("expected ")
           << what << " to be a "
           << RankedTensorType::get({size}, like.getElementType()) << ", found "
           << type;
  return success();
}

/// (C12) for a contraction of `inputs` with `weight`, dynamic where not known.
static LogicalResult verifyGroups(Operation *op, ActivationsAttr activations,
                                  const Twine &what, int64_t inputs,
                                  Value weight) {
  int64_t group = activations ? activations.getGroupSize() : 0;
  if (group == 0)
    return success();
  if (!ShapedType::isDynamic(inputs) && inputs % group)
    return op->emitOpError(
               "expected the activations' group_size to divide the ")
           << inputs << " inputs of " << what.str() << ", found " << group;
  WeightEncodingAttr encoding = getWeightEncoding(weight.getType());
  if (encoding && encoding.getGroupSize() && encoding.getGroupSize() != group)
    return op->emitOpError(
               "expected the activations' group_size to be that of ")
           << what.str() << ", " << encoding.getGroupSize() << ", found "
           << group;
  return success();
}

static LogicalResult verifyContraction(const Contraction &c) {
  Operation *op = c.op;
  int64_t branches = c.branches;
  bool separate = c.packing == Packing::Separate;
  int64_t expected = separate ? branches : 1;
  // (C2), (C3)
  if (static_cast<int64_t>(c.weights.size()) != expected)
    return op->emitOpError("expected ")
           << expected << " weights for " << branches << " branches ("
           << stringifyPacking(c.packing) << "), found " << c.weights.size();
  int64_t held = separate ? 1 : branches;
  int64_t outputs = c.outputs;
  if (!ShapedType::isDynamic(outputs) &&
      llvm::MulOverflow(c.outputs, held, outputs))
    return op->emitOpError("expected columns that ")
           << branches << " branches can have, found " << c.outputs;
  int64_t inputs = c.x.getDimSize(1), in = getInputDim(c.order);
  bool anyInputs = isa<GatedMatmulOp>(op) && !c.activations;
  for (auto [i, weight] : llvm::enumerate(c.weights)) {
    if (failed(verifyWeight(op, "weight #" + Twine(i), weight, c.x, c.order,
                            c.packing, branches, inputs, outputs, anyInputs)))
      return failure();
    // Where x or outs are dynamic the first weight is what the others match.
    auto type = cast<RankedTensorType>(weight.getType());
    if (ShapedType::isDynamic(inputs))
      inputs = type.getDimSize(in);
    outputs = type.getDimSize(1 - in);
    if (failed(verifyGroups(op, c.activations, "weight #" + Twine(i), inputs,
                            weight)))
      return failure();
    if (held > 0 && outputs % held)
      return op->emitOpError("expected the outputs of weight #")
             << i << " to be those of " << held << " branches, found "
             << outputs;
  }
  // (C4)
  if (!c.bias.empty() && c.bias.size() != c.weights.size())
    return op->emitOpError("expected ")
           << c.weights.size() << " biases, one per weight, or none, found "
           << c.bias.size();
  for (auto [i, bias] : llvm::enumerate(c.bias)) {
    auto weight = cast<RankedTensorType>(c.weights[i].getType());
    if (failed(verifyVector(op, "bias #" + Twine(i), bias, c.x,
                            weight.getDimSize(1 - getInputDim(c.order)))))
      return failure();
  }
  return success();
}

/// (C5), (C7) and (C11), which need no symbol.
template <typename Op>
static LogicalResult verifyConventions(Op op, RankedTensorType x) {
  if (std::optional<ArrayRef<int64_t>> order = op.getBranchOrder()) {
    SmallVector<int64_t> sorted(*order);
    llvm::sort(sorted);
    if (!llvm::equal(sorted, llvm::seq<int64_t>(order->size())))
      return op.emitOpError(
                 "expected branch_order to be a permutation, found [")
             << *order << "]";
  }
  if (std::optional<Type> type = op.getAccumulate()) {
    auto accumulate = dyn_cast<FloatType>(*type);
    if (!accumulate || !(accumulate.isF32() || accumulate.isF64()) ||
        accumulate.getWidth() < x.getElementTypeBitWidth())
      return op.emitOpError("expected accumulate to be f32 or f64 and at least "
                            "as wide as ")
             << x.getElementType() << ", found " << *type;
  }
  if (op.getActivationsAttr() && !op.getAccumulatorType().isF32())
    return op.emitOpError(
               "expected activations to be accumulated in f32, found ")
           << op.getAccumulatorType();
  return success();
}

template <typename Op>
static LogicalResult verifyBranchOrder(Op op, int64_t branches) {
  if (std::optional<ArrayRef<int64_t>> order = op.getBranchOrder())
    if (static_cast<int64_t>(order->size()) != branches)
      return op.emitOpError("expected branch_order to have ")
             << branches << " elements, found " << order->size();
  return success();
}

/// (C1), (C6) for x, the result and the residual, and (C10).
template <typename Op> static LogicalResult verifyTokens(Op op) {
  if (failed(verifySizes(op)))
    return failure();
  RankedTensorType x = op.getX().getType(), outs = op.getInit().getType();
  if (x.getRank() != 2)
    return op.emitOpError("expected x to have rank 2, found ") << x;
  if (outs.getRank() != 2)
    return op.emitOpError("expected outs to have rank 2, found ") << outs;
  if (failed(verifyCompatibleShape(x.getDimSize(0), outs.getDimSize(0))))
    return op.emitOpError("expected outs to have as many tokens as x, ")
           << x << ", found " << outs;
  if (Value residual = op.getResidual()) {
    auto type = cast<RankedTensorType>(residual.getType());
    if (type.getElementType() != outs.getElementType() ||
        failed(verifyCompatibleShape(type.getShape(), outs.getShape())))
      return op.emitOpError("expected the residual to have the type of outs, ")
             << outs << ", found " << type;
  }
  if (failed(verifyConventions(op, x)))
    return failure();
  FloatType accumulator = op.getAccumulatorType();
  if (outs.getElementType() == x.getElementType() ||
      outs.getElementType() == accumulator)
    return success();
  InFlightDiagnostic error =
      op.emitOpError("expected outs to have the element type of x, ")
      << x.getElementType();
  if (accumulator != x.getElementType())
    error << ", or of accumulate, " << accumulator;
  return error << ", found " << outs.getElementType();
}

/// (C2) and (C4) of #gate.sparsity.
template <typename Op> static LogicalResult verifySparsity(Op op) {
  SparsityAttr sparsity = op.getSparsityAttr();
  if (!sparsity)
    return success();
  FlatSymbolRefAttr name = op.getFunctionAttr();
  GateFunctionOpInterface function =
      name ? lookupFunction(op, name) : GateFunctionOpInterface();
  if (name && !function.isWellFormed())
    return success(); // Its own verifier reports it.
  if (failed(SparsityGate::find(function, sparsity))) {
    InFlightDiagnostic error = op.emitOpError("expected ");
    if (name)
      error << name;
    else
      error << "a function";
    return error << (sparsity.isZeroSet()
                         ? " to be zero on a set that one input decides"
                         : " to be a product with a factor that depends on one "
                           "input only")
                 << ", as " << sparsity << " asks for";
  }
  auto weight = cast<RankedTensorType>(op.getWeights().front().getType());
  int64_t neurons = weight.getDimSize(1 - getInputDim(op.getWeightOrder()));
  if (op.getPacking() != Packing::Separate)
    neurons /= op.getNumBranches();
  if (sparsity.getTopK() > neurons)
    return op.emitOpError("expected a top_k of at most ")
           << neurons << ", the number of neurons, found "
           << sparsity.getTopK();
  return success();
}

LogicalResult GatedMatmulOp::verify() {
  // (C9)
  if (!getFunctionAttr() && !getParameters().empty())
    return emitOpError("expected no parameters without a function, found ")
           << getParameters();
  return verifyTokens(*this);
}

LogicalResult GatedMatmulOp::verifySymbolUses(SymbolTableCollection &) {
  // (C9) and the function's existence; the number of inputs is checked below.
  if (FlatSymbolRefAttr function = getFunctionAttr())
    if (failed(verifyFunctionUse(*this, "branches", function, false,
                                 getPacking() == Packing::Separate
                                     ? getWeights().size()
                                     : getNumBranches(),
                                 getParameters())))
      return failure();
  Contraction contraction{*this,
                          getX().getType(),
                          getWeights(),
                          getBias(),
                          getInit().getType().getDimSize(1),
                          getActivationsAttr(),
                          getWeightOrder(),
                          getPacking(),
                          getNumBranches()};
  return failure(failed(verifyContraction(contraction)) ||
                 failed(verifyBranchOrder(*this, getNumBranches())) ||
                 failed(verifySparsity(*this)));
}

int64_t FfnOp::getNeurons() {
  return getDown().getType().getDimSize(getInputDim(getWeightOrder()));
}

LogicalResult FfnOp::verify() {
  if (failed(verifyTokens(*this)))
    return failure();
  RankedTensorType x = getX().getType();
  // (C13), (C14)
  if (failed(verifyWeight(*this, "down", getDown(), x, getWeightOrder(),
                          Packing::Separate, 1, ShapedType::kDynamic,
                          getInit().getType().getDimSize(1))))
    return failure();
  // (C16)
  if (failed(verifyGroups(*this, getActivationsAttr(), "down", getNeurons(),
                          getDown())))
    return failure();
  if (Value bias = getDownBias())
    if (failed(verifyVector(*this, "down_bias", bias, x,
                            getInit().getType().getDimSize(1))))
      return failure();
  // (C15)
  if (!getNormAttr() &&
      !(getNormInputs().empty() && getNormParameters().empty()))
    return emitOpError("expected no inputs and parameters of a norm without "
                       "one, found ")
           << getNormInputs().size() << " inputs and " << getNormParameters();
  for (auto [i, input] : llvm::enumerate(getNormInputs()))
    if (failed(verifyVector(*this, "norm input #" + Twine(i), input, x,
                            x.getDimSize(1))))
      return failure();
  return success();
}

LogicalResult FfnOp::verifySymbolUses(SymbolTableCollection &) {
  if (failed(verifyFunctionUse(*this, "branches", getFunctionAttr(), false,
                               getPacking() == Packing::Separate
                                   ? getWeights().size()
                                   : getNumBranches(),
                               getParameters())))
    return failure();
  if (FlatSymbolRefAttr norm = getNormAttr())
    if (failed(verifyFunctionUse(*this, "inputs", norm, true,
                                 1 + getNormInputs().size(),
                                 getNormParameters())))
      return failure();
  Contraction contraction{
      *this,           getX().getType(),     getWeights(),     getBias(),
      getNeurons(),    getActivationsAttr(), getWeightOrder(), getPacking(),
      getNumBranches()};
  return failure(failed(verifyContraction(contraction)) ||
                 failed(verifyBranchOrder(*this, getNumBranches())) ||
                 failed(verifySparsity(*this)));
}
