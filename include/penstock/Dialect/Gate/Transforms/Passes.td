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

#endif
