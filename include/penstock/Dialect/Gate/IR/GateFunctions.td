//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef PENSTOCK_DIALECT_GATE_IR_GATEFUNCTIONS
#define PENSTOCK_DIALECT_GATE_IR_GATEFUNCTIONS

include "penstock/Dialect/Gate/IR/GateAttributes.td"
include "penstock/Dialect/Gate/IR/GateInterfaces.td"
include "mlir/IR/OpAsmInterface.td"
include "mlir/IR/SymbolInterfaces.td"
include "mlir/Interfaces/ControlFlowInterfaces.td"
include "mlir/Interfaces/InferTypeOpInterface.td"
include "mlir/Interfaces/SideEffectInterfaces.td"

//===----------------------------------------------------------------------===//
// Functions
//===----------------------------------------------------------------------===//

class Gate_FunctionOpBase<string mnemonic, dag extraArguments = (ins)> : Gate_Op<mnemonic, [
    Symbol, IsolatedFromAbove,
    DeclareOpInterfaceMethods<SymbolUserOpInterface>,
    DeclareOpInterfaceMethods<OpAsmOpInterface, ["getAsmBlockArgumentNames"]>,
    Gate_FunctionOpInterface]> {
  let arguments = !con((ins
    SymbolNameAttr:$sym_name,
    OptionalAttr<StrAttr>:$sym_visibility,
    I64Attr:$input_count,
    StrArrayAttr:$arg_names,
    ArrayAttr:$defaults,
    OptionalAttr<StrAttr>:$summary,
    OptionalAttr<StrAttr>:$source,
    OptionalAttr<StrArrayAttr>:$aliases,
    OptionalAttr<StrAttr>:$monotone,
    OptionalAttr<F64Attr>:$lipschitz,
    OptionalAttr<UnitAttr>:$homogeneous,
    OptionalAttr<StrAttr>:$implements,
    OptionalAttr<Gate_VjpAttr>:$vjp,
    OptionalAttr<TypedArrayAttrBase<Gate_SpecializationAttr,
      "array of specializations">>:$specializations), extraArguments);
  let regions = (region SizedRegion<1>:$body, AnyRegion:$range, AnyRegion:$zero,
                        AnyRegion:$derivative);
  let hasCustomAssemblyFormat = 1;
  let hasVerifier = 1;
  let hasRegionVerifier = 1;
  code sharedDeclarations = [{
    int64_t getNumInputs() { return static_cast<int64_t>(getInputCount()); }
  }];
}

def Gate_FunctionOp : Gate_FunctionOpBase<"function",
    (ins OptionalAttr<Gate_ApproximationAttr>:$approximation)> {
  let summary = "Scalar function as data";
  let description = [{
    A scalar function of inputs and parameters, with a pure body and facts that
    passes read instead of knowing the function by name.

    ```mlir
    gate.function @leaky_relu<%slope: f64 = 1.0e-2>(%x: f64) -> f64
        attributes {summary = "x if x > 0, else slope * x"} {
      %zero = arith.constant 0.0 : f64
      %positive = arith.cmpf ogt, %x, %zero : f64
      %scaled = arith.mulf %slope, %x : f64
      %y = arith.select %positive, %x, %scaled : f64
      gate.yield %y : f64
    } derivative(%x, %slope) {
      …
    }
    ```

    Parameters, with optional defaults, stand in `<…>`, inputs in `(…)`.
    All have one floating-point type; the function stands for the same formula
    over any other: where it is used it is instantiated at the type computed
    in, its constants rounded to nearest even.

    Integers, as of quantized graphs, stay what they are at any floating-point
    type; `arith.fptosi` of what its type does not hold gives any number. What
    they give has no derivative of its own, but may have a `vjp`. With
    `rounding = #gate.rounding<each>` a function that has integers is one step.

    Facts, each a region of its own, each optional, in this order:
    `range(parameters)` yields the bounds of the result for finite inputs;
    `zero(inputs, parameters)` yields an `i1` that is true exactly where the
    result is ±0; `derivative(inputs, parameters)` yields a partial derivative
    per input. As attributes, true of all parameters: `monotone`; `lipschitz`, a
    bound of `|f(x) - f(y)| / |x - y|`; `homogeneous`, f(c x) = c f(x) for c > 0.
    `approximation` says which function this one stands for, and its error.

    Constraints:
    - (C1) there is at least one input; names are unique, of letters, digits
      and `_$.-`, and do not start with a digit.
    - (C2) inputs, parameters and the result have one floating-point type.
    - (C3) a default is a floating-point number.
    - (C4) each region is one block that ends in `gate.yield` of the values
      that the region stands for.
    - (C5) bodies hold only `gate.call`, `gate.detach`, pure `arith` and `math` ops on the
      floating-point type and on signless integers of at most 64 bits, and `scf.if` and `scf.for`
      of those. An integer divisor is a positive constant, or `arith.maxsi` with one. Bit casts are
      for functions with `implements`, which are instantiated at their own type only.
    - (C6) a function does not reach itself through `gate.call`; calls nest at
      most 128 deep, and copied into the body give at most 65536 operations.
    - (C7) the name is not one of the catalogue's.
    - (C8) `monotone` is `"increasing"` or `"decreasing"`.
    - (C9) a specialization names at least one parameter of this function, and a
      function of the same kind and inputs that has no parameters.
    - (C10) with a `vjp` that is not `exact` there is no `derivative`; a
      surrogate is a `gate.function` of as many inputs whose own `vjp` is exact
      and whose parameters are this function's or have defaults;
      `straight_through` is for one input.
    - (C11) `lipschitz` is a positive finite number, of a function of one input.
    - (C12) the bounds of an `scf.for` are constants; nothing reads its induction variable; one with
      reductions has at most 65536 iterations.
    - (C14) a function with an `approximation` has one input and no parameters,
      as has, but for parameters with defaults, the one it stands for.
  }];
  let extraClassDeclaration = sharedDeclarations;
}

def Gate_RowFunctionOp : Gate_FunctionOpBase<"row_function",
    (ins UnitAttr:$streaming)> {
  let summary = "Function of a whole row as data";
  let description = [{
    A function of the elements of a row. The body is written for one element;
    `gate.reduce` combines a value over all elements of the row, and
    `gate.row_size` is their number.

    ```mlir
    gate.row_function @softmax(%x: f64) -> f64 {
      %max = gate.reduce max %x : f64
      %shifted = arith.subf %x, %max : f64
      %e = math.exp %shifted : f64
      %sum = gate.reduce add %e : f64
      %y = arith.divf %e, %sum : f64
      gate.yield %y : f64
    }
    ```

    A loop may hold reductions:

    ```mlir
    %t = scf.for %i = %c0 to %c64 step %c1 iter_args(%old = %start) -> f64 {
      %above = arith.cmpf ogt, %x, %old : f64
      %kept = arith.select %above, %x, %zero : f64
      %sum = gate.reduce add %kept : f64
      …
      scf.yield %new : f64
    }
    ```

    Its bounds say how often it runs at most: as soon as an iteration carries on
    what it was given, the rest would too, and kernels leave the loop.

    Facts and constraints (C1) to (C9) and (C12) are those of `gate.function`, but
    `derivative`, which is not read; `vjp` is `exact`. At a tie of `max` or
    `min` the derivative is shared equally. `streaming` says that a one-pass
    (online) form exists. Further constraints:
    - (C13) a loop with reductions stands in the body itself, and carries floating-point numbers that
      are the same for all elements: they follow from reductions, parameters and constants.
    - (C14) what a loop with reductions finds has no derivative: a differentiated result
      may depend on it in comparisons and through `gate.detach` only.
  }];
  let extraClassDeclaration = sharedDeclarations;
}

//===----------------------------------------------------------------------===//
// Ops of bodies
//===----------------------------------------------------------------------===//

def Gate_YieldOp : Gate_Op<"yield", [Pure, Terminator, ReturnLike,
    ParentOneOf<["FunctionOp", "RowFunctionOp"]>]> {
  let summary = "Result of a function's region";
  let arguments = (ins Variadic<AnyTypeOf<[AnyFloat, I1]>>:$values);
  let assemblyFormat = "$values attr-dict `:` type($values)";
}

def Gate_CallOp : Gate_Op<"call", [Pure, SameOperandsAndResultType,
    DeclareOpInterfaceMethods<SymbolUserOpInterface>]> {
  let summary = "Call of a function inside a function's body";
  let description = [{
    ```mlir
    %s = gate.call @sigmoid(%x) : f64
    %y = gate.call @swish(%x, %beta) : f64
    ```

    Constraints:
    - (C1) the function exists and is a `gate.function`.
    - (C2) operands are its inputs (parameters then have their defaults), or its
      inputs and all its parameters.
    - (C3) the call stands in a function's region.
  }];
  let arguments = (ins FlatSymbolRefAttr:$function, Variadic<AnyFloat>:$operands);
  let results = (outs AnyFloat:$result);
  let assemblyFormat = "$function `(` $operands `)` attr-dict `:` type($result)";
}

def Gate_DetachOp : Gate_Op<"detach", [Pure, SameOperandsAndResultType]> {
  let summary = "A value that derivatives take for a constant";
  let description = [{
    Where a value does not change the result at first order, or where the result
    follows from it by one step of Newton's method that is differentiated in its
    place: `detach` of the maximum in `softmax`, of the root in `entmax`.

    Constraints:
    - (C1) it stands in a function's region.
  }];
  let arguments = (ins AnyFloat:$value);
  let results = (outs AnyFloat:$result);
  let assemblyFormat = "$value attr-dict `:` type($result)";
  let hasVerifier = 1;
}

def Gate_ReduceOp : Gate_Op<"reduce", [Pure, SameOperandsAndResultType]> {
  let summary = "Reduction of a value over the elements of the row";
  let description = [{
    `max` and `min` give NaN if any element is NaN. An empty row gives the
    neutral element. Integers are signed; their sums and products wrap around.

    Constraints:
    - (C1) it stands in a `gate.row_function`, or in an `scf.for` there.
  }];
  let arguments = (ins Gate_ReduceKindAttr:$kind,
                       AnyTypeOf<[AnyFloat, I32, I64]>:$value);
  let results = (outs AnyTypeOf<[AnyFloat, I32, I64]>:$result);
  let hasVerifier = 1;
  let assemblyFormat = "`` $kind $value attr-dict `:` type($result)";
}

def Gate_RowSizeOp : Gate_Op<"row_size", [Pure]> {
  let summary = "Number of elements of the row";
  let description = [{
    Constraints:
    - (C1) it stands in a `gate.row_function`, or in an `scf.for` there.
  }];
  let hasVerifier = 1;
  let results = (outs AnyFloat:$result);
  let assemblyFormat = "attr-dict `:` type($result)";
}

#endif
