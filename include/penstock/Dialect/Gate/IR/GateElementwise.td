//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef PENSTOCK_DIALECT_GATE_IR_GATEELEMENTWISE
#define PENSTOCK_DIALECT_GATE_IR_GATEELEMENTWISE

include "penstock/Dialect/Gate/IR/GateOpBase.td"

def Gate_ApplyOp : Gate_TensorOp<"apply", [AttrSizedOperandSegments,
    Gate_OneOperand<"outs", 2>]> {
  let summary = "Elementwise application of a function";
  let description = [{
    ```mlir
    %y = gate.apply @swish<beta = 1.5 : f64>
           ins(%x : tensor<?x64xf32>) outs(%o : tensor<?x64xf32>)
    ```

    `y[i] = f(inputs[i]…; parameters…)`. Parameters are constants in `<…>`,
    or operands: `params("beta" = %b : tensor<64xf32>)`, a scalar, a rank-0
    tensor or, per channel, a tensor indexed by the last dimension; the others
    have their defaults. `indexing_maps` (one per input, per tensor parameter
    and for `outs`) broadcast; without it an operand of rank r has the last r
    dimensions of `outs`.

    The function is computed in f32 for f16, bf16 and f32 and in f64 for f64,
    and rounded once; with `rounding = #gate.rounding<each>` every operation of
    the body is rounded to the element type, a `gate.call` as a whole.

    Constraints:
    - (C1) the function exists and is a `gate.function`.
    - (C2) there is one operand per input of the function.
    - (C3) parameters exist, are given once, and have a value or a default.
    - (C4) element types of inputs, tensor parameters and `outs` are equal.
    - (C5) maps: one per tensor operand, projected permutations (zeros allowed) of the dimensions of
      `outs`, whose own map is the identity.
    - (C6) sizes agree where maps tie them.
    - (C7) no tensor has an encoding or more than 2^48 elements.
  }];
  let arguments = (ins
    FlatSymbolRefAttr:$function,
    DefaultValuedAttr<DictionaryAttr, "{}">:$parameters,
    Variadic<Gate_PlainTensor>:$inputs,
    Variadic<AnyTypeOf<[AnyFloat, Gate_PlainTensor]>>:$parameter_operands,
    Gate_PlainTensor:$init,
    DefaultValuedAttr<StrArrayAttr, "{}">:$parameter_names,
    OptionalAttr<AffineMapArrayAttr>:$indexing_maps,
    DefaultValuedAttr<Gate_RoundingAttr, "::penstock::gate::Rounding::Result">:$rounding);
  let assemblyFormat = [{
    custom<FunctionUse>($function, $parameters)
    `ins` `(` $inputs `:` type($inputs) `)`
    (`params` `(` custom<ParameterOperands>($parameter_names,
        $parameter_operands, type($parameter_operands))^ `)`)?
    `outs` `(` $init `:` type($init) `)` attr-dict
  }];
  let extraClassDeclaration = sharedDeclarations # [{
    /// The map of each tensor operand: inputs, tensor parameters, init.
    ::llvm::SmallVector<::mlir::AffineMap> getMaps();
    /// The function's arguments in the type computed in, from an element of
    /// each tensor operand but init.
    ::llvm::SmallVector<::mlir::Value>
    bindArguments(::mlir::OpBuilder &builder, ::mlir::Location loc,
                  ::mlir::ValueRange elements);
  }];
}

def Gate_ApplyRowOp : Gate_TensorOp<"apply_row"> {
  let summary = "Application of a row function";
  let description = [{
    ```mlir
    %y = gate.apply_row @rms_norm<eps = 1.0e-5 : f64>
           ins(%x, %w : tensor<?x64xf32>, tensor<64xf32>)
           outs(%o : tensor<?x64xf32>)
    ```

    The rows are the last dimension. An input of the shape of `outs` is taken
    row by row; an input of rank 1 is the same for every row (a weight per
    channel). Computed in f32 (f64 for f64), reductions included.

    Constraints:
    - (C1) the function exists and is a `gate.row_function`.
    - (C2) there is one operand per input of the function; the first has the
      rank of `outs`, which is at least 1.
    - (C3) parameters exist, and have a value or a default.
    - (C4) element types of inputs and `outs` are equal.
    - (C5) an input has the shape of `outs`, or rank 1 and its last size.
    - (C6) no tensor has an encoding or more than 2^48 elements.
  }];
  let arguments = (ins
    FlatSymbolRefAttr:$function,
    DefaultValuedAttr<DictionaryAttr, "{}">:$parameters,
    Variadic<Gate_PlainTensor>:$inputs, Gate_PlainTensor:$init,
    DefaultValuedAttr<Gate_RoundingAttr, "::penstock::gate::Rounding::Result">:$rounding);
  let assemblyFormat = [{
    custom<FunctionUse>($function, $parameters)
    `ins` `(` $inputs `:` type($inputs) `)`
    `outs` `(` $init `:` type($init) `)` attr-dict
  }];
  let extraClassDeclaration = sharedDeclarations;
}

#endif
