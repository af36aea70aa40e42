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

def GateEncodeWeightsPass : Pass<"gate-encode-weights", "::mlir::ModuleOp"> {
  let summary = "Store weights in the layout that their op's strategy reads";
  let description = [{
    Every weight of a `gate.gated_matmul` or `gate.ffn` whose strategy reads
    panels is encoded in panels of that width, in its own number format; of a
    `gate.ffn` with `sparsity` that can skip inactive neurons only the gate's, the
    others are encoded neuron-major where they do not lie so already:
    constants at compile time, and, with `arguments`, arguments of public
    functions, whose type gets the encoding. For each such argument `a` of a
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

def GateDecomposeFfnPass : Pass<"gate-decompose-ffn"> {
  let summary = "Split gate.ffn into its norm and its two contractions";
  let description = [{
    Of an op that can skip inactive neurons (`sparsity`, separate weights of
    which all but the gate's are neuron-major) only the norm is split off.
  }];
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
