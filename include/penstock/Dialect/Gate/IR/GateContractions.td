//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef PENSTOCK_DIALECT_GATE_IR_GATECONTRACTIONS
#define PENSTOCK_DIALECT_GATE_IR_GATECONTRACTIONS

include "penstock/Dialect/Gate/IR/GateOpBase.td"

def Gate_GatedMatmulOp : Gate_TensorOp<"gated_matmul", [
    AttrSizedOperandSegments, Gate_OneOperand<"x", 0>,
    Gate_OneOperand<"outs", 4>]> {
  let summary = "Branches of one left-hand side, combined by a function";
  let description = [{
    `y = f(x·W1 + b1, …, x·WN + bN) + residual`: SwiGLU, GEGLU, bilinear units,
    and with one branch and no function a plain product.

    ```mlir
    %h = gate.gated_matmul @swiglu
           ins(%x : tensor<?x576xf32>)
           weights(%gate, %up : tensor<576x1536xf32>, tensor<576x1536xf32>)
           bias(%bg, %bu : tensor<1536xf32>, tensor<1536xf32>)
           outs(%o : tensor<?x1536xf32>)
    ```

    Shapes: x `[tokens, in]`, result and residual `[tokens, out]`, each weight
    `[in, out]`, or `[out, in]` with `weight_order = #gate.weight_order<out_in>`,
    each bias `[out]`. With `packing`, all branches lie in one weight (and one
    bias): `concatenated`, branch b at columns `b*out …`, or `interleaved`,
    column `n*branches + b`. The function's inputs are the branches in order;
    `branch_order = array<i64: 1, 0>` says that the weights hold its input 1
    first. A weight may carry a `#gate.weight` encoding.

    Numbers: products are accumulated in `accumulate` (f32, or f64 for f64, if
    absent), bias and function are computed in that type, and the result is
    rounded once (`rounding = #gate.rounding<result>`). With `each`, the branch
    sums, the sums with the bias, every operation of the function (a `gate.call`
    as a whole) and the sum with the residual are rounded to the element type, as
    an unfused graph does; `linear` is the same but for a sum of products and its
    bias, which are rounded once, as a linear layer with a bias does.
    With `activations = #gate.activations<int8>` the products are those of the
    quantized x, which is not rounded to the element type. With `sparsity` the
    result of f is replaced by 0 where a neuron is inactive.

    Derivatives: which neurons are active is constant, as what torch.topk
    chooses is; the others have none. Rounding x to int8 has the derivative 1
    (straight-through, Bengio et al. 2013; Jacob et al. 2018): that by a weight
    takes the quantized x, that by x the weight.

    Constraints:
    - (C1) x, result and residual have rank 2; tokens and out agree.
    - (C2) the number of branches is the function's number of inputs; without a
      function it is 1.
    - (C3) there is one weight per branch, or one with `packing`; shapes agree
      with x and the result; weights are static, but plain ones may have any
      number of inputs where there are no `activations`.
    - (C4) biases: none, or as many as weights, each as long as its weight's outputs.
    - (C5) `branch_order` is a permutation of the branches.
    - (C6) element types of x and bias are equal, and the logical ones of weights;
      that of result and residual is theirs or `accumulate`.
    - (C7) `accumulate` is a float type at least as wide as the element type.
    - (C8) an encoding's order and branches are those of the op.
    - (C9) parameters exist, and have a value or a default; without a function
      there are none.
    - (C10) only weights have an encoding, and no tensor more than 2^48 elements.
    - (C11) with `activations`, products are accumulated in f32.
    - (C12) the `group_size` of activations divides x's columns, and is that of
      each weight that has one.

    and (C2) and (C4) of `#gate.sparsity`.
  }];
  let arguments = (ins
    OptionalAttr<FlatSymbolRefAttr>:$function,
    DefaultValuedAttr<DictionaryAttr, "{}">:$parameters,
    Gate_PlainTensor:$x, Variadic<Gate_Tensor>:$weights, Variadic<Gate_PlainTensor>:$bias,
    Optional<Gate_PlainTensor>:$residual, Gate_PlainTensor:$init,
    DefaultValuedAttr<Gate_WeightOrderAttr, "::penstock::gate::WeightOrder::InOut">:$weight_order,
    DefaultValuedAttr<Gate_PackingAttr, "::penstock::gate::Packing::Separate">:$packing,
    OptionalAttr<DenseI64ArrayAttr>:$branch_order,
    OptionalAttr<TypeAttr>:$accumulate,
    DefaultValuedAttr<Gate_RoundingAttr, "::penstock::gate::Rounding::Result">:$rounding,
    OptionalAttr<Gate_ActivationsAttr>:$activations,
    OptionalAttr<Gate_SparsityAttr>:$sparsity,
    OptionalAttr<Gate_StrategyAttr>:$strategy);
  let assemblyFormat = [{
    custom<OptionalFunctionUse>($function, $parameters)
    `` `(` $x `:` type($x) `)`
    `weights` `(` $weights `:` type($weights) `)`
    (`bias` `(` $bias^ `:` type($bias) `)`)?
    (`residual` `(` $residual^ `:` type($residual) `)`)?
    `outs` `(` $init `:` type($init) `)` attr-dict
  }];
  let extraClassDeclaration = sharedDeclarations # [{
    int64_t getNumBranches();
    /// Columns of x.
    int64_t getInputSize();
    /// Type that products are accumulated in.
    ::mlir::FloatType getAccumulatorType();
    /// The weight of the branch that is number `at` in the weights, decoded.
    ::mlir::Value getBranchWeight(::mlir::OpBuilder &builder, int64_t at);
    /// The function input of each branch as it lies in the weights.
    ::llvm::SmallVector<int64_t> getBranchInputs();
    /// The bias of each branch, in the order of the function's inputs; none if
    /// there is none.
    ::llvm::SmallVector<::mlir::Value> getBranchBias(::mlir::OpBuilder &builder);
    /// The branches' values from their `sums`, in the order of the function's
    /// inputs, in the accumulator type; their bias, in the element type, may
    /// hold null where there is none.
    ::llvm::SmallVector<::mlir::Value>
    addBias(::mlir::OpBuilder &builder, ::mlir::Location loc,
            ::mlir::ValueRange sums, ::mlir::ValueRange bias);
    /// The result, in its element type, from the branches' `sums` and bias and
    /// the residual; on scalars or on vectors. With top_k, `active` (i1) says
    /// which neurons are.
    ::mlir::Value combine(::mlir::OpBuilder &builder, ::mlir::Location loc,
                          ::mlir::ValueRange sums, ::mlir::ValueRange bias,
                          ::mlir::Value residual, ::mlir::Value active = {});
    /// The function's input that decides which neurons are active.
    int64_t getGateInput();
    /// i1: neurons of the gate's value `gate` are not active; with zero_set and
    /// threshold.
    ::mlir::Value isInactive(::mlir::OpBuilder &builder, ::mlir::Location loc,
                             ::mlir::Value gate);
    /// The gate's |activation| as an integer of its width, which orders as
    /// top_k does.
    ::mlir::Value getMagnitude(::mlir::OpBuilder &builder, ::mlir::Location loc,
                               ::mlir::Value gate);
    /// With top_k: how many neurons of its token come before each one, from the
    /// gate's `sums` and bias, and whether one of that `rank` is active.
    ::mlir::Value createRanks(::mlir::OpBuilder &builder, ::mlir::Value sums,
                              ::mlir::Value bias);
    ::mlir::Value isGreatest(::mlir::OpBuilder &builder, ::mlir::Location loc,
                             ::mlir::Value rank);
  }];
}

def Gate_FfnOp : Gate_TensorOp<"ffn", [
    AttrSizedOperandSegments, Gate_OneOperand<"x", 0>,
    Gate_OneOperand<"down", 4>, Gate_OneOperand<"outs", 7>]> {
  let summary = "Gated feed-forward network";
  let description = [{
    `y = f(n·W1 + b1, …)·Wd + bd + residual`, with `n = norm(x)`, or `x` where
    no norm is given: a `gate.gated_matmul` and the down projection, with the
    neurons between them.

    ```mlir
    %y = gate.ffn @swiglu
           ins(%x : tensor<?x576xf32>)
           norm(@rms_norm<eps = 1.0e-5 : f64>, %nw : tensor<576xf32>)
           weights(%gate, %up : tensor<576x1536xf32>, tensor<576x1536xf32>)
           down(%down : tensor<1536x576xf32>)
           residual(%x : tensor<?x576xf32>)
           outs(%o : tensor<?x576xf32>)
    ```

    Attributes are those of `gate.gated_matmul`; `weight_order` is that of the
    down weight too (`[neurons, out]`, or `[out, neurons]`). The normalised x and
    the neurons' activations are rounded to the element type, as they are when
    the norm and the two contractions are separate. `activations` holds for both
    contractions: the normalised x and the neurons are quantized.

    Constraints: (C1) to (C12) of `gate.gated_matmul` for x, weights and bias,
    which are static, and
    - (C13) the down weight has the neurons as inputs and the result's columns as
      outputs.
    - (C14) `down_bias` has the result's columns.
    - (C15) the norm is a `gate.row_function` whose first input is x and whose
      other inputs are the norm's operands, of rank 1 and x's columns; without
      a norm there are none.
    - (C16) (C12) also holds for the neurons and the down weight.
  }];
  let arguments = (ins
    FlatSymbolRefAttr:$function,
    DefaultValuedAttr<DictionaryAttr, "{}">:$parameters,
    OptionalAttr<FlatSymbolRefAttr>:$norm,
    DefaultValuedAttr<DictionaryAttr, "{}">:$norm_parameters,
    Gate_PlainTensor:$x, Variadic<Gate_PlainTensor>:$norm_inputs,
    Variadic<Gate_Tensor>:$weights, Variadic<Gate_PlainTensor>:$bias,
    Gate_Tensor:$down, Optional<Gate_PlainTensor>:$down_bias,
    Optional<Gate_PlainTensor>:$residual, Gate_PlainTensor:$init,
    DefaultValuedAttr<Gate_WeightOrderAttr, "::penstock::gate::WeightOrder::InOut">:$weight_order,
    DefaultValuedAttr<Gate_PackingAttr, "::penstock::gate::Packing::Separate">:$packing,
    OptionalAttr<DenseI64ArrayAttr>:$branch_order,
    OptionalAttr<TypeAttr>:$accumulate,
    DefaultValuedAttr<Gate_RoundingAttr, "::penstock::gate::Rounding::Result">:$rounding,
    OptionalAttr<Gate_ActivationsAttr>:$activations,
    OptionalAttr<Gate_SparsityAttr>:$sparsity,
    OptionalAttr<Gate_StrategyAttr>:$strategy,
    OptionalAttr<Gate_StrategyAttr>:$down_strategy);
  let assemblyFormat = [{
    custom<FunctionUse>($function, $parameters)
    `ins` `(` $x `:` type($x) `)`
    (`norm` `(` custom<NormUse>($norm, $norm_parameters, $norm_inputs,
                                type($norm_inputs))^ `)`)?
    `weights` `(` $weights `:` type($weights) `)`
    (`bias` `(` $bias^ `:` type($bias) `)`)?
    `down` `(` $down `:` type($down) `)`
    (`down_bias` `(` $down_bias^ `:` type($down_bias) `)`)?
    (`residual` `(` $residual^ `:` type($residual) `)`)?
    `outs` `(` $init `:` type($init) `)` attr-dict
  }];
  let extraClassDeclaration = sharedDeclarations # [{
    int64_t getNumBranches();
    /// Type that products are accumulated in.
    ::mlir::FloatType getAccumulatorType();
    /// Number of neurons: outputs of one branch.
    int64_t getNeurons();
    /// True if inactive neurons need not be read: there is a sparsity, and all
    /// weights but the gate's lie neuron after neuron, or are plain and may
    /// still be stored so.
    bool canSkipNeurons(bool orPlain);
    /// With a sparsity and separate weights: the gate's.
    ::mlir::OpOperand &getGateWeightMutable();
    /// The normalised x, or x where there is no norm.
    ::mlir::Value createNorm(::mlir::OpBuilder &builder);
    /// The two contractions, with `x` in place of the normalised x.
    ::std::pair<GatedMatmulOp, GatedMatmulOp>
    createContractions(::mlir::OpBuilder &builder, ::mlir::Value x);
  }];
}

#endif
