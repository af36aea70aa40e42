//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef PENSTOCK_DIALECT_GATE_IR_GATEATTRIBUTES
#define PENSTOCK_DIALECT_GATE_IR_GATEATTRIBUTES

include "penstock/Dialect/Gate/IR/GateBase.td"
include "mlir/IR/TensorEncoding.td"

//===----------------------------------------------------------------------===//
// Conventions that have produced silently wrong numbers elsewhere
//===----------------------------------------------------------------------===//

def Gate_WeightOrder : Gate_Enum<"WeightOrder",
    "order of the two dimensions of a weight", [
      I32EnumAttrCase<"InOut", 0, "in_out">,
      I32EnumAttrCase<"OutIn", 1, "out_in">]>;
def Gate_WeightOrderAttr :
    EnumAttr<Gate_Dialect, Gate_WeightOrder, "weight_order"> {
  let assemblyFormat = "`<` $value `>`";
}

def Gate_Packing : Gate_Enum<"Packing",
    "how the weights of several branches lie in memory", [
      I32EnumAttrCase<"Separate", 0, "separate">,
      I32EnumAttrCase<"Concatenated", 1, "concatenated">,
      I32EnumAttrCase<"Interleaved", 2, "interleaved">]>;
def Gate_PackingAttr : EnumAttr<Gate_Dialect, Gate_Packing, "packing"> {
  let assemblyFormat = "`<` $value `>`";
}

def Gate_Rounding : Gate_Enum<"Rounding",
    "where a value is rounded to the element type", [
      I32EnumAttrCase<"Result", 0, "result">,
      I32EnumAttrCase<"Each", 1, "each">,
      // As each; a sum of products and its bias are one step.
      I32EnumAttrCase<"Linear", 2, "linear">]>;
def Gate_RoundingAttr : EnumAttr<Gate_Dialect, Gate_Rounding, "rounding"> {
  let assemblyFormat = "`<` $value `>`";
}

def Gate_ReduceKind : Gate_Enum<"ReduceKind", "reduction over a row", [
      I32EnumAttrCase<"Add", 0, "add">, I32EnumAttrCase<"Mul", 1, "mul">,
      I32EnumAttrCase<"Max", 2, "max">, I32EnumAttrCase<"Min", 3, "min">]>;
def Gate_ReduceKindAttr :
    EnumAttr<Gate_Dialect, Gate_ReduceKind, "reduce_kind"> {
  let assemblyFormat = "$value";
}

//===----------------------------------------------------------------------===//
// Facts of a function
//===----------------------------------------------------------------------===//

def Gate_SpecializationAttr : Gate_Attr<"Specialization", "specialization"> {
  let summary = "A function that this one equals at given parameters";
  let description = [{
    `#gate.specialization<{beta = 1.0 : f64} -> @silu>`: with these parameter
    values the function is the named one. Canonicalization uses it.
  }];
  let parameters = (ins "::mlir::DictionaryAttr":$parameters,
                        "::mlir::FlatSymbolRefAttr":$function);
  let assemblyFormat = "`<` $parameters `->` $function `>`";
}

def Gate_VjpKind : Gate_Enum<"VjpKind", "what stands for a derivative", [
      I32EnumAttrCase<"Exact", 0, "exact">,
      I32EnumAttrCase<"Surrogate", 1, "surrogate">,
      I32EnumAttrCase<"StraightThrough", 2, "straight_through">]>;

def Gate_VjpAttr : Gate_Attr<"Vjp", "vjp"> {
  let summary = "What stands for the derivative of a function";
  let description = [{
    | attribute | derivative |
    |---|---|
    | `#gate.vjp<exact>` | the function's own: its `derivative` region, else that of its body |
    | `#gate.vjp<surrogate(@f)>` | that of another function at the same inputs, and at this one's parameters where it has one of that name, else at its own defaults |
    | `#gate.vjp<straight_through>` | 1, as if the function were the identity |

    A derivative of another form is what the function's `derivative` region
    yields.

    Constraints:
    - (C1) `surrogate` names a function, the others none.
  }];
  let parameters = (ins
    "::penstock::gate::VjpKind":$kind,
    OptionalParameter<"::mlir::FlatSymbolRefAttr">:$function);
  let assemblyFormat = "`<` $kind (`(` $function^ `)`)? `>`";
  let genVerifyDecl = 1;
}

def Gate_ApproximationForm : Gate_Enum<"ApproximationForm",
    "how an approximation is computed", [
      I32EnumAttrCase<"Polynomial", 0, "polynomial">,
      I32EnumAttrCase<"Rational", 1, "rational">,
      I32EnumAttrCase<"PiecewiseLinear", 2, "piecewise_linear">,
      I32EnumAttrCase<"Table", 3, "table">,
      I32EnumAttrCase<"Integer", 4, "integer">]>;

def Gate_ErrorKind : Gate_Enum<"ErrorKind", "how an error is measured", [
      I32EnumAttrCase<"Absolute", 0, "absolute">,
      I32EnumAttrCase<"Relative", 1, "relative">]>;

def Gate_Verification : Gate_Enum<"Verification", "how an error was found", [
      I32EnumAttrCase<"Exhaustive", 0, "exhaustive">,
      I32EnumAttrCase<"Sampled", 1, "sampled">]>;

def Gate_ApproximationAttr : Gate_Attr<"Approximation", "approximation"> {
  let summary = "Which function another stands for, and how well";
  let description = [{
    ```mlir
    #gate.approximation<@silu, polynomial, domain = [-8.0, 8.0],
      absolute error = 8.1e-6, tolerance = 1.0e-5, exhaustive, inputs = 2181038082>
    ```

    On `gate.function`: computed in f32, the function differs from the named one
    at its default parameters, computed in f64, by at most `error` (of the
    result; `relative`: times its magnitude, or 2^-126 if that is greater) for
    every finite input in `domain`. `exhaustive`: that was measured for all
    `inputs` f32 numbers of the domain; `sampled`: for that many of them.
    Rounding of the result to a narrower type comes on top.

    With `rounding = #gate.rounding<each>` an approximation is one step.

    Constraints:
    - (C1) `domain` is two numbers in order; `-inf` and `inf` are allowed.
    - (C2) `tolerance` is positive and finite, `error` in 0 … `tolerance`,
      `inputs` positive.
  }];
  let parameters = (ins "::mlir::FlatSymbolRefAttr":$function,
    "::penstock::gate::ApproximationForm":$form,
    "::mlir::FloatAttr":$low, "::mlir::FloatAttr":$high,
    "::penstock::gate::ErrorKind":$kind, "::mlir::FloatAttr":$error,
    "::mlir::FloatAttr":$tolerance,
    "::penstock::gate::Verification":$verification, "int64_t":$inputs);
  let assemblyFormat = [{
    `<` $function `,` $form `,` `domain` `=` `[` custom<Number>($low) `,`
    custom<Number>($high) `]` `,` $kind `error` `=` custom<Number>($error) `,`
    `tolerance` `=` custom<Number>($tolerance) `,` $verification `,`
    `inputs` `=` $inputs `>`
  }];
  let genVerifyDecl = 1;
}

//===----------------------------------------------------------------------===//
// Weight encodings
//===----------------------------------------------------------------------===//

def Gate_WeightLayout : Gate_Enum<"WeightLayout", "order of a weight's storage", [
      I32EnumAttrCase<"Panels", 0, "panels">,
      I32EnumAttrCase<"NeuronMajor", 1, "neuron_major">]>;

def Gate_WeightFormat : Gate_Enum<"WeightFormat", "number format of a weight", [
      I32EnumAttrCase<"F64", 0, "f64">, I32EnumAttrCase<"F32", 1, "f32">,
      I32EnumAttrCase<"BF16", 2, "bf16">, I32EnumAttrCase<"F16", 3, "f16">,
      I32EnumAttrCase<"Int8", 4, "int8">, I32EnumAttrCase<"Int4", 5, "int4">]>;

def Gate_WeightEncodingAttr : Gate_Attr<"WeightEncoding", "weight", [
    DeclareAttrInterfaceMethods<VerifiableTensorEncoding, ["verifyEncoding"]>]> {
  let summary = "How a weight is stored";
  let description = [{
    The encoding of a weight's tensor type. The type keeps the weight's logical
    shape `[K, N]` (`K` inputs, `N` outputs; `[N, K]` with `out_in`) and
    element type; the encoding says how its numbers are stored:

    ```mlir
    tensor<576x1536xf32, #gate.weight<panels, int4, tile = 16, group_size = 32,
                                      asymmetric, scale = f16>>
    ```

    The storage is up to three tensors, its parts. With `kdims` = `[K]`, or
    `[K/G][G/2]` for int4 (two numbers a byte), and `gdims` = `[K/G]` for
    groups of `group_size = G` inputs, else nothing:

    | layout | values | scales, mins |
    |---|---|---|
    | `panels`, `tile = n` | `[B*ceil(N/n)][kdims][n]` | `[B*ceil(N/n)][gdims][n]` |
    | `panels`, `interleave = I` | `[B*ceil(N/n)][kdims/I][n][I]`: the last of `kdims` is divided by `I`, rounded up | the same |
    | `neuron_major`, neurons are outputs | `[B*N][kdims]` | `[B*N][gdims]` |
    | `neuron_major`, neurons are inputs | `[kdims][N]` | `[gdims][N]` |

    With `interleave = I` (1 unless given), `I` consecutive inputs of a column
    lie together, as dot-product instructions read them. The last panel, and the
    inputs to a multiple of `I`, are padded with zeros. `B` is the number of
    `branches` that the tensor holds side by side (`concatenated`, the default)
    or column by column (`interleaved`); the storage always holds branch after
    branch.

    | format | values | meaning |
    |---|---|---|
    | `f64` `f32` `bf16` `f16` | that type | the number, rounded to nearest even |
    | `int8` | i8 | `scale * q`, one scale per output or group |
    | `int4` | i8; byte `j` of a group holds row `g*G + j` in its low half and row `g*G + G/2 + j` in its high half | symmetric: `scale * (q - 8)`; `asymmetric`: `scale * q + min`; `q` in 0 … 15 |

    `gate.encode` computes in f32, of all inputs of an output or of a group,
    `scale = max abs / 127` (int8), `max abs / 7` (int4) or `(max - min) / 15`
    (asymmetric). Scale and min are rounded to the type of scales first. `q` is
    `w / scale` (`(w - min) / scale`) rounded to nearest even, 0 where the scale
    is 0, plus 8 for symmetric int4, clamped to -127 … 127 (int8) or 0 … 15.
    Parts from elsewhere may hold any i8.

    Across the C ABI one encoded weight is one buffer: values, scales, mins,
    each part aligned to 64 bytes from the start.

    Constraints:
    - (C1) the tensor has rank 2, static, non-zero dimensions and at most 2^40
      elements.
    - (C2) `panels` has a `tile` of 1 … 512; `neuron_major` has a `neuron_dim` of 0 or 1 and no `tile`.
    - (C3) `int4` has, and `int8` may have, a `group_size` of 32, 64 or 128 that divides `K`; other formats have none.
    - (C4) `asymmetric` is for `int4`, `scale = f16` for formats with a `group_size`.
    - (C5) `branches` is 1 … 64 and divides the columns; several branches need `panels` or neurons that are outputs.
    - (C6) the element type is f32, f64, bf16 or f16.
    - (C7) `interleave` is 1, or in `panels` 4 for `int8` and `int4`, 2 for `bf16` and `f16`.
  }];
  let parameters = (ins
    "::penstock::gate::WeightLayout":$layout,
    "::penstock::gate::WeightFormat":$format,
    "int64_t":$tile, "int64_t":$groupSize, "bool":$asymmetric,
    "bool":$f16Scale, "int64_t":$neuronDim,
    "::penstock::gate::WeightOrder":$order,
    "int64_t":$branches, "bool":$interleaved, "int64_t":$interleave);
  let hasCustomAssemblyFormat = 1;
  let genVerifyDecl = 1;
  let extraClassDeclaration = [{
    bool isQuantized() const;
    /// Number type in which the values are stored (i8 for int8 and int4).
    ::mlir::Type getStorageType() const;
    ::mlir::Type getScaleType() const;
    /// Types of the storage parts of a weight of logical type `type`.
    ::llvm::SmallVector<::mlir::RankedTensorType>
    getStorageTypes(::mlir::RankedTensorType type) const;
    /// Byte offset of each part in the one buffer of the C ABI; the last
    /// element is the buffer's size.
    ::llvm::SmallVector<int64_t>
    getStorageOffsets(::mlir::RankedTensorType type) const;
    /// Inputs K and outputs N (of all branches) of a weight.
    int64_t getInputs(::mlir::RankedTensorType type) const;
    int64_t getOutputs(::mlir::RankedTensorType type) const;
    /// True if neurons, outermost in the storage, are the outputs.
    bool neuronsAreOutputs() const;
  }];
}

//===----------------------------------------------------------------------===//
// Quantized activations
//===----------------------------------------------------------------------===//

def Gate_ActivationFormat : Gate_Enum<"ActivationFormat",
    "number format of activations", [I32EnumAttrCase<"Int8", 0, "int8">]>;

def Gate_ActivationsAttr : Gate_Attr<"Activations", "activations"> {
  let summary = "How a contraction's x is quantized";
  let description = [{
    `#gate.activations<int8>`: before the products each row of x, in f32, is
    replaced by `s * q` with `s = max |x| / 127` and
    `q = clamp(round_to_even(x / s), -127, 127)`, so that a target may multiply
    integers. With `group_size = 32` each group of 32 consecutive inputs of a row
    has an `s` of its own. A row (group) of zeros stays zero; where it holds a
    NaN or an infinity, all of it becomes NaN.

    The error of an element is at most half a step, `max |x| / 254` of its row
    (group).

    Constraints:
    - (C1) `group_size`, where given, is 32, 64 or 128.
  }];
  let parameters = (ins "::penstock::gate::ActivationFormat":$format,
                        DefaultValuedParameter<"int64_t", "0">:$group_size);
  let assemblyFormat = [{
    `<` $format (`,` `group_size` `=` $group_size^)? `>`
  }];
  let genVerifyDecl = 1;
  let extraClassDeclaration = [{
    /// Inputs that share a scale, of a row of `inputs`.
    int64_t getSpan(int64_t inputs) const {
      return getGroupSize() ? getGroupSize() : inputs;
    }
  }];
}

//===----------------------------------------------------------------------===//
// Activation sparsity
//===----------------------------------------------------------------------===//

def Gate_SparsityAttr : Gate_Attr<"Sparsity", "sparsity"> {
  let summary = "Which neurons of a token are active";
  let description = [{
    On `gate.ffn` and `gate.gated_matmul`: an inactive neuron's activation is
    exactly 0, whatever the branches other than the gate are (also infinite or
    NaN), and it contributes nothing to a down projection.

    ```mlir
    #gate.sparsity<zero_set>
    #gate.sparsity<threshold = 5.0e-2, density = 0.2>
    #gate.sparsity<top_k = 512>
    ```

    The gate is the first input of the combining function that decides alone, `g`
    its value with the bias, in the accumulator type, and `a(g)` its activation:
    the factor of the function's result, a product, that depends on this input
    only; an input that is its own activation is the gate where no other is. With
    `h = a(g)·c(other inputs)` (`c = 1` where there is one input):

    | neurons | a gate is | inactive where | error |
    |---|---|---|---|
    | `zero_set` | an input that makes the result zero alone: a condition in a disjunction (`arith.ori`) that the function's `zero` region yields depends on it only; or a factor of the body is a call of a function that says so | that condition holds | none for finite inputs |
    | `threshold = t` | an input that has an activation `a` | `abs(a(g)) <= t` | `abs(h) <= t * abs(c)` of each inactive neuron |
    | `top_k = k` | as for `threshold` | `g` is not among the `k` of its token with the greatest `abs(a(g))`; of equal ones those of lower index are taken | not bounded |

    A NaN gate is active: the catalogue's conditions are ordered comparisons, as
    that of `threshold` is, and `top_k` takes NaN for greater than every number.
    `zero_set` is the dense op wherever that is a number: where a closed gate
    meets an infinite or NaN branch, it is 0. Whether an infinite or NaN down
    weight of an inactive neuron makes a result NaN is not specified.

    `density`, the share of neurons that are expected to be active, changes no
    result; it is what costs are estimated with.

    Constraints:
    - (C1) `threshold` is finite and not negative.
    - (C2) `top_k` is positive, and at most the number of neurons of the op.
    - (C3) `density` is in 0 … 1.
    - (C4) the op's function has a gate; an op without a function has its one
      branch, except for `zero_set`.
  }];
  let parameters = (ins
    OptionalParameter<"::mlir::FloatAttr">:$threshold,
    DefaultValuedParameter<"int64_t", "0">:$topK,
    OptionalParameter<"::mlir::FloatAttr">:$density);
  let hasCustomAssemblyFormat = 1;
  let genVerifyDecl = 1;
  let extraClassDeclaration = [{
    bool isZeroSet() const { return !getThreshold() && !getTopK(); }
  }];
}

//===----------------------------------------------------------------------===//
// Strategies
//===----------------------------------------------------------------------===//

def Gate_StrategyKind : Gate_Enum<"StrategyKind", "schedule of a contraction", [
      I32EnumAttrCase<"Panels", 0, "panels">,
      I32EnumAttrCase<"Rows", 1, "rows">]>;

def Gate_StrategyAttr : Gate_Attr<"Strategy", "strategy"> {
  let summary = "How a contraction is scheduled on the target";
  let description = [{
    `#gate.strategy<panels, tokens = 8, neurons = 16, unroll = 4, panels = 2,
    streams = 4, chunk = 512>`: the register tile is `tokens` x `panels` panels
    of each branch, `neurons` columns a panel; `unroll` inputs are multiplied in
    one step of the loop over the inputs, and `chunk` inputs (0: all) before the
    next tile of tokens, while the next chunk is prefetched. `streams` panels of
    each branch make one task; where there are few tokens, they are read at once.
    Plain weights are encoded with `interleave` inputs of a neuron side by side,
    as `#gate.weight` says.

    | kind | weights | inner loop |
    |---|---|---|
    | `panels` | encoded in panels of `neurons` columns | broadcast of x times a vector of a panel's row |
    | `rows` | as they are, in either order, or neuron-major | the same on rows of the weight, transposed in registers where the outputs are outermost |

    Constraints:
    - (C1) `tokens` is 1 … 64, `neurons` is a power of two in 1 … 512, `unroll` is 1 … 64.
    - (C2) `panels` and `streams` are 1 … 64, `streams` a multiple of `panels`; `chunk` is 0 … 2^20, a multiple of `unroll`.
    - (C3) `interleave` is 1 or 2.
  }];
  let parameters = (ins "::penstock::gate::StrategyKind":$kind,
                        "int64_t":$tokens, "int64_t":$neurons,
                        DefaultValuedParameter<"int64_t", "1">:$unroll,
                        DefaultValuedParameter<"int64_t", "1">:$panels,
                        DefaultValuedParameter<"int64_t", "1">:$streams,
                        DefaultValuedParameter<"int64_t", "0">:$chunk,
                        DefaultValuedParameter<"int64_t", "1">:$interleave);
  let assemblyFormat = [{
    `<` $kind `,` struct($tokens, $neurons, $unroll, $panels, $streams, $chunk,
                      $interleave)
    `>`
  }];
  let genVerifyDecl = 1;
}

#endif
