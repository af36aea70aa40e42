//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef PENSTOCK_DIALECT_GATE_TRANSFORMS_PASSES
#define PENSTOCK_DIALECT_GATE_TRANSFORMS_PASSES

include "mlir/Pass/PassBase.td"

def GateApproximatePass : Pass<"gate-approximate", "::mlir::ModuleOp"> {
  let summary = "Replace functions by fits with a stated greatest error";
  let description = [{
    For each `gate.function @f` of one input that `functions` names, of the
    module or of the catalogue, adds `@f_approximate`: plain arithmetic without
    branches, whose `#gate.approximation` states its greatest error and how that
    was found. Ops that apply `@f` apply it instead, with the parameters that they
    have as constants; of a function that calls `@f`, as `@swiglu` calls `@silu`,
    they apply a copy that calls it.

    The form grows until the error, measured in f32, is at most `tolerance`:

    | form | grows by | is |
    |---|---|---|
    | `polynomial` | degree | minimax (Remez), by Horner's scheme |
    | `rational` | degree of numerator, then denominator | minimax (Remez), one division |
    | `piecewise-linear` | segments | the fewest lines, all equally far off, that need not meet; chosen by comparisons |
    | `table` | doubling | the function at inputs of even distance, lines between them; chosen by the bits of the entry's number, without memory |
    | `integer` | degree, in 16 bits and then in 32 | a polynomial of integers of `bits` bits: products of twice the bits, sums and shifts; the input is multiplied by a constant and rounded at the boundary, the result multiplied by a power of two |

    Of what is even or odd up to a line (tanh; silu and gelu less x/2) only
    powers of x^2 are used. Coefficients are f32. The partial sums of integers have
    as many bits behind the point as interval arithmetic, that of
    `gate-infer-ranges`, permits: none overflows.

    The error is measured on this machine, against the function in f64, for
    every f32 in `domain`, and again as on a machine without fused
    multiply-add. `domain=-inf,inf`, the default, is every finite f32: outside of
    an interval that the pass finds, the function has to be near a line. Beyond an end of
    a finite domain nothing is promised: the result is that line, where the
    function is one within the tolerance, else the result at the end. NaN
    gives NaN. Of `error=relative` what is zero at 0 keeps that zero.

    The derivative of `@f_approximate` is that of `@f`. Where no size is good
    enough, the error names the best.
  }];
  let options = [
    ListOption<"functions", "functions", "std::string", "names of functions">,
    Option<"form", "form", "std::string", "\"polynomial\"",
           "polynomial, rational, piecewise-linear, table or integer">,
    Option<"tolerance", "tolerance", "double", "1e-6", "greatest error">,
    ListOption<"domain", "domain", "double",
               "two numbers, low and high; every finite number if empty">,
    Option<"error", "error", "std::string", "\"absolute\"",
           "absolute or relative">,
    Option<"verify", "verify", "std::string", "\"exhaustive\"",
           "exhaustive, or sampled: for one in 257 inputs">,
    Option<"limit", "limit", "unsigned", "0",
           "greatest size to try: degree (both together), segments, or log2 of "
           "the table's; 0: 24, 16, 64, 8, and 16 of integers">,
    Option<"bits", "bits", "unsigned", "0",
           "of integers: 16, 32, or 0: as few as the tolerance permits">];
  let dependentDialects = ["::penstock::gate::GateDialect"];
  let statistics = [
    Statistic<"numApproximated", "approximated", "Approximations added">];
}

def GateEmitIntervalPass : Pass<"gate-emit-interval", "::mlir::ModuleOp"> {
  let summary = "Add functions that bound functions over intervals";
  let description = [{
    For each `gate.function` or `gate.row_function @f` that `functions` names, of
    the module or of the catalogue, adds `@f_low` and `@f_high`: of `x_low` and `x_high` for each
    input `x`, and the same parameters, they give numbers that bound `@f` for
    all inputs in between, exactly computed or rounded, where that is a number.
    Every step is moved outward by its rounding in f32, a function of `math` by
    8 ulps, a sum over a row by what its number of elements may lose. A `range` and
    `monotone` are used: what is monotone is computed at both ends. Loops carry
    bounds.
  }];
  let options = [
    ListOption<"functions", "functions", "std::string", "names of functions">];
  let dependentDialects = ["::penstock::gate::GateDialect"];
  let statistics = [Statistic<"numEmitted", "emitted", "Functions added">];
}

def GateEncodeWeightsPass : Pass<"gate-encode-weights", "::mlir::ModuleOp"> {
  let summary = "Store weights in the layout that their op's strategy reads";
  let description = [{
    Every weight of a `gate.gated_matmul` or `gate.ffn` whose strategy reads
    panels is encoded in panels of that width, in its own number format; of a
    `gate.ffn` with `sparsity` that can skip inactive neurons only the gate's, the
    others are encoded neuron-major where they do not lie so already:
    constants at compile time, and, with `arguments`, arguments of public
    functions that are not marked `penstock.plain`, whose type gets the encoding.
    For each such argument `a` of a
    function `f` a function `f_encode_a` is added that encodes it. Weights that
    are computed are left as they are.
  }];
  let options = [
    Option<"arguments", "arguments", "bool", "false",
           "encode arguments of public functions too">];
  let dependentDialects = ["::mlir::func::FuncDialect"];
  let statistics = [
    Statistic<"numConstants", "constants", "Constants encoded">,
    Statistic<"numArguments", "arguments", "Arguments encoded">];
}

def GateInferRangesPass : Pass<"gate-infer-ranges", "::mlir::ModuleOp"> {
  let summary = "Remove clamps that what is computed before them makes dead";
  let description = [{
    Infers intervals of tensors: of arguments from their attribute
    `gate.range = array<f64: low, high>`, a promise that their elements are
    numbers in it, of constants from their elements, and of what
    `RangeOpInterface` is implemented by from its operands and the body of its
    function. Where a maximum, minimum, absolute value, select or call in a
    function's body is always equal to one of its operands, the use gets a
    private function without it, `@f_in_range`; canonicalization removes uses
    of what has become the identity.

    A result is equal to the one before it, but for the sign of a zero. With
    `print` there is a remark with the interval of every op.
  }];
  let options = [
    Option<"print", "print", "bool", "false",
           "remark on the interval of every op">];
  let statistics = [
    Statistic<"numRemoved", "removed", "Operations of bodies removed">];
}

def GateMaterializeEncodingsPass
    : Pass<"gate-materialize-encodings", "::mlir::ModuleOp"> {
  let summary = "Pass encoded weights between functions as their storage";
  let description = [{
    An argument or result of a function with a `#gate.weight` encoding becomes
    one argument or result per storage part, put together by `gate.assemble` and
    taken apart by `gate.storage`. The first part's argument keeps the encoded
    type in the attribute `gate.encoded_type`.
  }];
}

def GateDropOutsPass : Pass<"gate-drop-outs"> {
  let summary = "Replace destinations, which are not read, by empty tensors";
  let description = [{
    The contents of `outs` mean nothing to the ops of the dialect. With an empty
    tensor in their place bufferization is free to write the result where it is
    needed, instead of copying a destination that has other uses.
  }];
  let dependentDialects = ["::mlir::tensor::TensorDialect"];
}

def GateDropAssertionsPass : Pass<"gate-drop-assertions"> {
  let summary = "Drop assertions, which a kernel has nobody to tell of";
  let description = [{
    Front ends write `cf.assert` where sizes must agree, and before an element is
    taken at an index that is computed. Each is dropped with a remark. An index
    of a `tensor.extract` in a block that had assertions is brought into bounds,
    so that no other memory is read.
  }];
  let dependentDialects = [
    "::mlir::arith::ArithDialect", "::mlir::tensor::TensorDialect"];
  let statistics = [
    Statistic<"numDropped", "assertions", "Number of assertions dropped">];
}

def GateDecomposeFfnPass : Pass<"gate-decompose-ffn"> {
  let summary = "Split gate.ffn into its norm and its two contractions";
  let description = [{
    Of an op that can skip inactive neurons (`sparsity`, separate weights of
    which all but the gate's are neuron-major) only the norm is split off.
  }];
}

def GateRaisePass : Pass<"gate-raise", "::mlir::ModuleOp"> {
  let summary = "Find the gate dialect's ops in linalg, arith and math";
  let description = [{
    Reads linalg on tensors, as front ends write it, and arith and math on
    tensors, and puts `gate.apply`, `gate.apply_row`, `gate.gated_matmul` and
    `gate.ffn` in its place, by what is computed and not by names:

    - Chains of elementwise ops are read as one scalar expression of the tensors
      they start from. Its function is one of the catalogue's or the module's
      own that equals it, whatever the spelling (`x / (1 + exp(-x))`,
      `x * sigmoid(x)`, either form of gelu), with the parameters that make it
      so; where there is none, a new private `gate.function`.
    - Chains that reduce their rows (softmax, norms) become `gate.apply_row`;
      sums that the input has in f64 are then in the type computed in.
    - A product with an argument or a constant, in any order and through
      `linalg.transpose` and reshapes, becomes a `gate.gated_matmul`; products
      of one left-hand side and what is computed of them alone, with biases,
      become one, also where they are slices of one product; what is added is
      its residual. A product of the result of such an op, if nothing else uses
      that, becomes a `gate.ffn` with it, and a norm that only it reads the
      norm of the `gate.ffn`.

    No match changes a value by more than the rounding of the type computed in:
    the function's values are compared too, NaN included. Where the input rounds
    intermediate values (bf16, f16) the result has `rounding = each` or `linear`,
    if one of them says where, or stays as it is; with `relax-rounding` all is
    rounded with the result only. A product whose sums are in bf16 or f16 has
    them in f32. Remarks say so, and what nearly matched, and what differs. What
    is not raised stays as it is.

    ```mlir
    %0 = linalg.matmul ins(%x, %gate : …) outs(%zero : …)
    %1 = linalg.matmul ins(%x, %up : …) outs(%zero : …)
    %2 = linalg.generic … { negf, exp, addf, divf } ins(%0)
    %3 = linalg.generic … { mulf } ins(%2, %0)
    %4 = linalg.generic … { mulf } ins(%3, %1)
    %5 = linalg.matmul ins(%4, %down : …) outs(%zero : …)
    ```
    becomes
    ```mlir
    %5 = gate.ffn @swiglu ins(%x : …) weights(%gate, %up : …) down(%down : …)
           outs(%o : …)
    ```
  }];
  let options = [
    Option<"relaxRounding", "relax-rounding", "bool", "false",
           "round results only, where the input rounds intermediate values too">];
  let dependentDialects = ["::penstock::gate::GateDialect"];
  let statistics = [
    Statistic<"numProducts", "products", "Products with weights raised">,
    Statistic<"numChains", "chains", "Elementwise chains raised">,
    Statistic<"numRows", "rows", "Chains of row-wise ops raised">,
    Statistic<"numFfns", "ffns", "Networks raised">,
    Statistic<"numFunctions", "functions", "Functions created">];
}

def GateDifferentiatePass : Pass<"gate-differentiate", "::mlir::ModuleOp"> {
  let summary = "Add the derivatives of functions";
  let description = [{
    For each `func.func @f` on tensors, of one block: `mode=reverse` adds
    `@f_vjp`, which takes the arguments of `@f` and an adjoint per result, and
    returns an adjoint per floating-point tensor argument without encoding (of
    those in `arguments`, if given); `mode=forward` adds `@f_jvp`, which takes
    the arguments and a tangent per such argument, and returns a tangent per
    result. An argument that no result depends on has the adjoint 0. Arguments and results keep their
    `penstock.name`, behind `d_` where they stand for a derivative.

    ```mlir
    func.func @f(%x: tensor<8xf32>, %o: tensor<8xf32>) -> tensor<8xf32> {
      %y = gate.apply @tanh ins(%x : tensor<8xf32>) outs(%o : tensor<8xf32>)
      return %y : tensor<8xf32>
    }
    ```

    Values of `@f` that its derivative needs are computed again. With
    `recompute=auto` those are saved for which that takes longer: whose
    operations are more than `ops-per-byte` times the bytes of writing and
    reading them (a contraction of more than `4 * ops-per-byte` inputs in f32);
    with `recompute=never` all that ops of the dialect compute. `@f_fwd` then
    is `@f` with those values as further results, which `@f_vjp` takes behind
    the adjoints. With `print` each of them gets a remark with the numbers.

    Arguments that change from step to step, those that have derivatives and
    all that `@f_vjp` takes besides, are marked `penstock.plain`: kernels take
    them as they are, not encoded. Ops that
    implement `DifferentiableOpInterface` are differentiated, also `tensor.cast`,
    `tensor.collapse_shape`, `tensor.expand_shape` and `linalg.transpose`; any other op that
    the derivative passes is an error.

    A `gate.function` named in `functions` gets its symbolic derivative as its
    `derivative` region, where it has none.
  }];
  let options = [
    ListOption<"functions", "functions", "std::string",
               "names of functions; all public func.func if empty">,
    ListOption<"arguments", "arguments", "unsigned",
               "numbers of the arguments that have derivatives; all if empty">,
    Option<"mode", "mode", "std::string", "\"reverse\"",
           "reverse or forward">,
    Option<"recompute", "recompute", "std::string", "\"always\"",
           "auto, always or never: what of the values that reverse mode needs "
           "is computed again, not saved">,
    Option<"opsPerByte", "ops-per-byte", "double", "8",
           "operations on floats that take as long as moving a byte of "
           "memory">,
    Option<"print", "print", "bool", "false", "remark on what is saved">];
  let dependentDialects = [
    "::mlir::func::FuncDialect", "::mlir::linalg::LinalgDialect",
    "::mlir::tensor::TensorDialect"];
  let statistics = [
    Statistic<"numDifferentiated", "differentiated", "Functions added">];
}

def GateSparsifyPass : Pass<"gate-sparsify"> {
  let summary = "Skip inactive neurons where that pays";
  let description = [{
    Sets `sparsity` on every `gate.ffn` that has none, whose function has a zero
    set that one input decides (or, with `threshold` or `top-k`, an activation
    of one input), whose weights can be stored neuron by neuron, and for which
    that pays: with `E` for `efficiency` and `D` for `density`, where the bytes
    `gate + D * (other branches + down)` of the weights are less than `E` times
    all of them. At three weights of equal size and 95 % that is below a density
    of 0.92. Of a static number of tokens each reads its active neurons.

    `zero_set` changes no result. `threshold` leaves out of each neuron `h` what
    `#gate.sparsity` says, at most the threshold times the other factors of `h`;
    the error of `top-k` has no bound. `gate-encode-weights` stores the weights
    of what is sparse.

    An op that cannot be made sparse gets a remark that says why, and with
    `print` every op one with the decision and its numbers.
  }];
  let options = [
    Option<"density", "density", "double", "0.5",
           "share of neurons that are expected to be active; of top-k it is "
           "known">,
    Option<"threshold", "threshold", "double", "-1",
           "neurons are inactive up to this activation of their gate; -1: none">,
    Option<"topK", "top-k", "int64_t", "0",
           "neurons of a token that are active; 0: none">,
    Option<"efficiency", "efficiency", "double", "0.95",
           "share of the dense op's bandwidth that reading single neurons "
           "reaches">,
    Option<"print", "print", "bool", "false", "remark on every decision">];
  let statistics = [Statistic<"numSparse", "sparse", "Ops made sparse">];
}

#endif
