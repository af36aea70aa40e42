//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef PENSTOCK_DIALECT_GATE_IR_GATEENCODINGS
#define PENSTOCK_DIALECT_GATE_IR_GATEENCODINGS

include "penstock/Dialect/Gate/IR/GateOpBase.td"

class Gate_EncodingOp<string mnemonic> : Gate_Op<mnemonic, [Pure,
    DeclareOpInterfaceMethods<AggregatedOpInterface, ["decomposeOperation"]>,
    DeclareOpInterfaceMethods<Gate_CostOpInterface>,
    DeclareOpInterfaceMethods<Gate_DifferentiableOpInterface>]> {
  let hasVerifier = 1;
}

def Gate_EncodeOp : Gate_EncodingOp<"encode"> {
  let summary = "Store a weight in an encoding";
  let description = [{
    Packing, quantizing and choosing a neuron-major layout are this one op. A
    constant is encoded at compile time.

    The derivative is 1, also where numbers are rounded (straight-through,
    Bengio et al. 2013): that by an encoded weight is plain, and passes to the
    source.

    Constraints:
    - (C1) source and result have the same shape and element type.
    - (C2) the source has no encoding, the result has a `#gate.weight`.
  }];
  let arguments = (ins Gate_Tensor:$source);
  let results = (outs Gate_Tensor:$result);
  let assemblyFormat = "$source attr-dict `:` type($source) `->` type($result)";
  let hasFolder = 1;
}

def Gate_DecodeOp : Gate_EncodingOp<"decode"> {
  let summary = "Numbers of an encoded weight";
  let description = [{
    Constraints:
    - (C1) source and result have the same shape and element type.
    - (C2) the source has a `#gate.weight` encoding, the result has none.
  }];
  let arguments = (ins Gate_Tensor:$source);
  let results = (outs Gate_Tensor:$result);
  let assemblyFormat = "$source attr-dict `:` type($source) `->` type($result)";
  let hasFolder = 1;
}

def Gate_AssembleOp : Gate_Op<"assemble", [Pure]> {
  let summary = "Encoded weight from its storage parts";
  let description = [{
    Brings a weight that is already quantized, or an argument of a compiled
    kernel, into the IR.

    Constraints:
    - (C1) the result has a `#gate.weight` encoding, and the operands have the
      types of its storage parts.
  }];
  let arguments = (ins Variadic<AnyRankedTensor>:$parts);
  let results = (outs Gate_Tensor:$result);
  let assemblyFormat =
    "$parts attr-dict `:` type($parts) `->` type($result)";
  let hasVerifier = 1;
  let hasFolder = 1;
}

def Gate_StorageOp : Gate_Op<"storage", [Pure]> {
  let summary = "Storage parts of an encoded weight";
  let description = [{
    Constraints:
    - (C1) the source has a `#gate.weight` encoding, and the results have the
      types of its storage parts.
  }];
  let arguments = (ins Gate_Tensor:$source);
  let results = (outs Variadic<AnyRankedTensor>:$parts);
  let assemblyFormat = "$source attr-dict `:` type($source) `->` type($parts)";
  let hasVerifier = 1;
  let hasFolder = 1;
}

#endif
