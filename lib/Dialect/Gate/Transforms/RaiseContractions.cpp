//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A chain as gate.apply, and what it computes of products alone as
// gate.gated_matmul.
//
//===----------------------------------------------------------------------===//

#include "RaiseContractions.h"
#include "RaiseFusions.h"
#include "penstock/Dialect/Gate/IR/Functions.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;
using namespace penstock::gate;
using Kind = Expression::Kind;

static RankedTensorType getTensorType(Value value) {
  return cast<RankedTensorType>(value.getType());
}

namespace {
/// Raises one chain.
class Raiser : Fusions {
public:
  Raiser(const Chain &chain, Expressions &expressions,
         RaisedFunctions &functions, RaiseOptions options)
      : Fusions(chain, expressions, options), functions(functions),
        builder(chain.root), loc(chain.root->getLoc()) {}

  bool raise() {
    Operation *before = chain.root->getPrevNode();
    // Rows are made of tensors.
    if (!chain.rowSize)
      find();
    if (options.productsOnly && fused.empty())
      return false;
    remark();
    Value result = lower(chain.expression);
    if (!result) {
      // Take back what was built on the way.
      while (Operation *built = chain.root->getPrevNode()) {
        if (built == before)
          break;
        built->erase();
      }
      return false;
    }
    if (chain.narrowsF64)
      chain.root->emitRemark("is computed in ")
          << getComputeType(chain.getType()) << ", where sums were in f64";
    chain.root->getResult(0).replaceAllUsesWith(result);
    eraseDead(chain.root);
    return true;
  }

private:
  /// The op that computes `node`, with a residual perhaps; null if none does.
  Value createFused(ExpressionRef node, Value residual) {
    ArrayRef<unsigned> own = fused.find(node)->second;
    std::optional<Rounding> rounding =
        getRounding(node, own, residual != nullptr);
    if (!rounding)
      return {};
    GatedMatmulOp first = branches[own[0]].product;
    bool isSliced = countSlices(first) > 1;
    bool isPlain = own.size() == 1 && branches[own[0]].node == node;
    MLIRContext *context = builder.getContext();

    FlatSymbolRefAttr function;
    DictionaryAttr parameters = builder.getDictionaryAttr({});
    // The function's inputs, in order, as branches.
    SmallVector<unsigned> inputs(own);
    if (!isPlain) {
      llvm::DenseMap<ExpressionRef, ExpressionRef> replaced;
      for (auto [k, i] : llvm::enumerate(own))
        replaced[branches[i].node] = expressions.getInput(k);
      ExpressionRef body = expressions.substitute(node, replaced);
      bool each = rounding != Rounding::Result;
      if (!each && body->isa(Kind::Round))
        body = body->getOperand(0);
      FunctionUse use =
          functions.get(chain.root, {body, static_cast<unsigned>(own.size()),
                                     chain.getElement(), each});
      function = use.function;
      parameters = use.parameters;
      for (auto [k, input] : llvm::enumerate(use.inputs))
        inputs[k] = own[input];
    }

    SmallVector<Value> weights, bias;
    DenseI64ArrayAttr order;
    Packing packing = Packing::Separate;
    if (isSliced) {
      packing = *getPacking(own);
      weights.push_back(first.getWeights()[0]);
      llvm::append_range(bias, first.getBias());
      SmallVector<int64_t> inputOf(own.size());
      int64_t step =
          packing == Packing::Concatenated ? branches[own[0]].size : 1;
      for (auto [k, i] : llvm::enumerate(inputs))
        inputOf[branches[i].offset / step] = k;
      if (!llvm::equal(inputOf, llvm::seq<int64_t>(own.size())))
        order = builder.getDenseI64ArrayAttr(inputOf);
    } else {
      bool anyBias = llvm::any_of(own, [&](unsigned i) {
        return branches[i].bias || !branches[i].product.getBias().empty();
      });
      for (unsigned i : inputs) {
        Branch &branch = branches[i];
        weights.push_back(branch.product.getWeights()[0]);
        if (anyBias)
          bias.push_back(getBias(branch));
      }
    }
    // The sum in the type computed in, or the element type.
    FloatType element = node->isa(Kind::Round) || residual ||
                                options.relaxRounding || isOld(branches[own[0]])
                            ? chain.getElement()
                            : getComputeType(chain.getType());
    Value x = first.getX();
    SmallVector<OpFoldResult> sizes = tensor::getMixedSizes(builder, loc, x);
    sizes[1] = builder.getIndexAttr(branches[own[0]].size);
    Value empty = tensor::EmptyOp::create(builder, loc, sizes, element);
    if (residual)
      residual = flatten(builder, loc, residual);
    auto matmul = GatedMatmulOp::create(
        builder, loc, empty.getType(), function, parameters, x, weights, bias,
        residual, empty, first.getWeightOrderAttr(),
        PackingAttr::get(context, packing), order, TypeAttr(),
        RoundingAttr::get(context, *rounding), ActivationsAttr(),
        SparsityAttr(), StrategyAttr());
    return unflatten(builder, loc, matmul.getResult(), getShape());
  }

  /// A tensor of the chain's shape that is no result of it.
  Value getShape() {
    if (auto op = dyn_cast<linalg::LinalgOp>(chain.root))
      return op.getDpsInits()[0];
    return chain.root->getOperand(chain.root->getNumOperands() - 1);
  }

  /// The bias of `branch`, zeros if it has none.
  Value getBias(Branch &branch) {
    if (branch.bias)
      return branch.bias;
    if (!branch.product.getBias().empty())
      return branch.product.getBias()[0];
    Type element = branch.product.getX().getType().getElementType();
    return arith::ConstantOp::create(
        builder, loc,
        builder.getZeroAttr(RankedTensorType::get({branch.size}, element)));
  }

  /// The tensor that `node` is at each point; null if it cannot be built.
  Value lower(ExpressionRef node) {
    if (fused.count(node))
      return createFused(node, {});
    if (node->isa(Kind::Input)) {
      const ChainLeaf &leaf = chain.leaves[node->getIndex()];
      if (leaf.map.isIdentity() &&
          getTensorType(leaf.value).getElementType() == chain.getElement() &&
          getTensorType(leaf.value).getShape() == chain.getType().getShape())
        return leaf.value;
    }
    if (Value sum = lowerSum(node))
      return sum;
    return lowerToApply(node);
  }

  /// A fused op and something else is that op with a residual.
  Value lowerSum(ExpressionRef node) {
    ExpressionRef sum = node->isa(Kind::Round) ? node->getOperand(0) : node;
    if (!sum->isOp("arith.addf") ||
        (isHalf() && !options.relaxRounding && sum == node))
      return {};
    for (unsigned side : {0, 1}) {
      ExpressionRef product = sum->getOperand(side),
                    rest = sum->getOperand(1 - side);
      auto found = fused.find(product);
      if (found == fused.end() || rest == product ||
          !getRounding(product, found->second, /*hasResidual=*/true))
        continue;
      if (rest->isa(Kind::Constant) || rest->isBoolean())
        continue;
      // What is not rounded is no tensor.
      if (isHalf() && !options.relaxRounding && !rest->isa(Kind::Round) &&
          !rest->isa(Kind::Input))
        continue;
      if (Value residual = lower(rest))
        return createFused(product, residual);
    }
    return {};
  }

  Value lowerToApply(ExpressionRef node) {
    // What is fused below becomes an input.
    SmallVector<Value> inputs;
    SmallVector<AffineMap> maps;
    llvm::DenseMap<ExpressionRef, ExpressionRef> replaced;
    llvm::DenseSet<ExpressionRef> seen;
    SmallVector<ExpressionRef> work = {node};
    auto addInput = [&](ExpressionRef from, Value value, AffineMap map) {
      for (auto [k, known] : llvm::enumerate(inputs))
        if (known == value && maps[k] == map) {
          replaced[from] = expressions.getInput(k);
          return;
        }
      replaced[from] = expressions.getInput(inputs.size());
      inputs.push_back(value);
      maps.push_back(map);
    };
    while (!work.empty()) {
      ExpressionRef next = work.pop_back_val();
      if (!seen.insert(next).second)
        continue;
      if (fused.count(next)) {
        Value value = createFused(next, {});
        if (!value)
          return {};
        addInput(next, value, chain.getIdentity());
        continue;
      }
      if (next->isa(Kind::Input)) {
        const ChainLeaf &leaf = chain.leaves[next->getIndex()];
        addInput(next, leaf.value, leaf.map);
        continue;
      }
      for (ExpressionRef operand : llvm::reverse(next->getOperands()))
        work.push_back(operand);
    }
    for (Value input : inputs)
      if (getTensorType(input).getElementType() != chain.getElement() ||
          getTensorType(input).getEncoding())
        return {};
    for (AffineMap map : maps)
      if (!map.isProjectedPermutation(/*allowZeroInResults=*/true))
        return {};
    ExpressionRef body = expressions.substitute(node, replaced);
    bool each = hasRound(body);
    if (!each && body->isa(Kind::Round))
      body = body->getOperand(0);
    if (body->isBoolean() || (isHalf() && each && !body->isa(Kind::Round)))
      return {};
    if (chain.rowSize)
      return createRows(body, inputs, maps);
    // A copy is no function.
    if (body->isa(Kind::Input))
      return {};
    FunctionUse use =
        functions.get(chain.root, {body, static_cast<unsigned>(inputs.size()),
                                   chain.getElement(), each});
    SmallVector<Value> operands;
    SmallVector<AffineMap> operandMaps;
    for (unsigned input : use.inputs) {
      operands.push_back(inputs[input]);
      operandMaps.push_back(maps[input]);
    }
    operandMaps.push_back(chain.getIdentity());
    // Maps that are as they would be without them are left out.
    int64_t rank = chain.getType().getRank();
    bool isPlain = llvm::all_of_zip(
        ArrayRef(operandMaps).drop_back(), operands,
        [&](AffineMap map, Value operand) {
          return map == AffineMap::getMinorIdentityMap(
                            rank, getTensorType(operand).getRank(),
                            builder.getContext());
        });
    return ApplyOp::create(
               builder, loc, chain.getType(), use.function, use.parameters,
               operands, ValueRange(), createDestination(),
               builder.getStrArrayAttr({}),
               isPlain ? ArrayAttr()
                       : builder.getAffineMapArrayAttr(operandMaps),
               RoundingAttr::get(builder.getContext(),
                                 each ? Rounding::Each : Rounding::Result))
        .getResult();
  }

  Value createDestination() {
    return tensor::EmptyOp::create(
        builder, loc, tensor::getMixedSizes(builder, loc, getShape()),
        chain.getElement());
  }

  /// Of `body`, what is computed of `columns` alone becomes an input, if it
  /// takes more than one: Gemma's 1 + weight.
  ExpressionRef computeColumns(ExpressionRef body,
                               const llvm::SmallBitVector &columns,
                               SmallVector<Value> &inputs,
                               SmallVector<AffineMap> &maps) {
    llvm::DenseSet<ExpressionRef> ofColumns;
    llvm::SetVector<ExpressionRef> greatest;
    for (ExpressionRef node : getNodes(body)) {
      bool isInput = node->isa(Kind::Input);
      ArrayRef<ExpressionRef> operands = node->getOperands();
      if (isInput ? columns.test(node->getIndex())
                  : node->isa(Kind::Op) && !node->isBoolean() &&
                        llvm::any_of(operands,
                                     [&](ExpressionRef o) {
                                       return ofColumns.contains(o);
                                     }) &&
                        llvm::all_of(operands, [&](ExpressionRef o) {
                          return ofColumns.contains(o) ||
                                 o->isa(Kind::Constant);
                        })) {
        ofColumns.insert(node);
        continue;
      }
      for (ExpressionRef operand : operands)
        if (ofColumns.contains(operand) && !operand->isa(Kind::Input))
          greatest.insert(operand);
    }
    llvm::DenseMap<ExpressionRef, ExpressionRef> replaced;
    for (ExpressionRef node : greatest) {
      llvm::DenseMap<ExpressionRef, ExpressionRef> own;
      SmallVector<Value> read;
      for (ExpressionRef inner : getNodes(node))
        if (inner->isa(Kind::Input)) {
          own[inner] = expressions.getInput(read.size());
          read.push_back(inputs[inner->getIndex()]);
        }
      FunctionUse use = functions.get(
          chain.root, {expressions.substitute(node, own),
                       static_cast<unsigned>(read.size()), chain.getElement()});
      SmallVector<Value> operands = llvm::map_to_vector(
          use.inputs, [&](unsigned input) { return read[input]; });
      RankedTensorType type = getTensorType(read.front());
      Value empty = tensor::EmptyOp::create(builder, loc, type.getShape(),
                                            type.getElementType());
      replaced[node] = expressions.getInput(inputs.size());
      inputs.push_back(
          ApplyOp::create(
              builder, loc, type, use.function, use.parameters, operands,
              ValueRange(), empty, builder.getStrArrayAttr({}), ArrayAttr(),
              RoundingAttr::get(builder.getContext(), Rounding::Result))
              .getResult());
      maps.push_back(chain.getIdentity().getMinorSubMap(1));
    }
    if (replaced.empty())
      return body;
    // Inputs that are read no more are left out.
    body = expressions.substitute(body, replaced);
    llvm::DenseMap<ExpressionRef, ExpressionRef> renumbered;
    SmallVector<Value> keptInputs;
    SmallVector<AffineMap> keptMaps;
    for (unsigned i = 0; i < inputs.size(); ++i)
      for (ExpressionRef node : getNodes(body))
        if (node->isa(Kind::Input) && node->getIndex() == i) {
          renumbered[node] = expressions.getInput(keptInputs.size());
          keptInputs.push_back(inputs[i]);
          keptMaps.push_back(maps[i]);
        }
    inputs = keptInputs;
    maps = keptMaps;
    return expressions.substitute(body, renumbered);
  }

  Value createRows(ExpressionRef body, SmallVector<Value> inputs,
                   SmallVector<AffineMap> maps) {
    if (hasRound(body))
      return {};
    auto isRow = [&](unsigned i) {
      return maps[i].isIdentity() &&
             getTensorType(inputs[i]).getShape() == chain.getType().getShape();
    };
    auto isColumn = [&](unsigned i) {
      return maps[i].getNumResults() == 1 &&
             maps[i] == chain.getIdentity().getMinorSubMap(1);
    };
    // A row comes first.
    for (unsigned i = 0; i < inputs.size(); ++i)
      if (i && isRow(i) && !isRow(0)) {
        std::swap(inputs[0], inputs[i]);
        std::swap(maps[0], maps[i]);
        ExpressionRef first = expressions.getInput(0),
                      other = expressions.getInput(i);
        body = expressions.substitute(body, {{first, other}, {other, first}});
      }
    FunctionRequest request{body, static_cast<unsigned>(inputs.size()),
                            chain.getElement(), false, chain.rowSize};
    std::optional<FunctionUse> use = functions.find(request);
    // A tensor of narrow numbers would round them.
    if (!use && (!isHalf() || options.relaxRounding)) {
      llvm::SmallBitVector columns(inputs.size());
      for (unsigned i = 0; i < inputs.size(); ++i)
        columns[i] = isColumn(i) && getTensorType(inputs[i]).hasStaticShape();
      request.expression = computeColumns(body, columns, inputs, maps);
      request.inputs = inputs.size();
      use = functions.find(request);
    }
    for (unsigned i = 0; i < inputs.size(); ++i)
      if (!isRow(i) && !isColumn(i))
        return {};
    if (use && !isRow(use->inputs[0]))
      return {};
    if (!use) {
      if (options.namedOnly || !isRow(0))
        return {};
      use = functions.get(chain.root, request);
    }
    SmallVector<Value> operands = llvm::map_to_vector(
        use->inputs, [&](unsigned input) { return inputs[input]; });
    return ApplyRowOp::create(
               builder, loc, chain.getType(), use->function, use->parameters,
               operands, createDestination(),
               RoundingAttr::get(builder.getContext(), Rounding::Result))
        .getResult();
  }

  RaisedFunctions &functions;
  OpBuilder builder;
  Location loc;
};
} // namespace

bool penstock::gate::raiseChain(const Chain &chain, Expressions &expressions,
                                RaisedFunctions &functions,
                                RaiseOptions options) {
  return Raiser(chain, expressions, functions, options).raise();
}
