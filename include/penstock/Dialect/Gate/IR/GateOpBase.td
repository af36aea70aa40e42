//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef PENSTOCK_DIALECT_GATE_IR_GATEOPBASE
#define PENSTOCK_DIALECT_GATE_IR_GATEOPBASE

include "penstock/Dialect/Gate/IR/GateAttributes.td"
include "penstock/Dialect/Gate/IR/GateInterfaces.td"
include "mlir/Dialect/Linalg/IR/LinalgInterfaces.td"
include "mlir/IR/OpAsmInterface.td"
include "mlir/IR/SymbolInterfaces.td"
include "mlir/Interfaces/DestinationStyleOpInterface.td"
include "mlir/Interfaces/InferTypeOpInterface.td"
include "mlir/Interfaces/SideEffectInterfaces.td"
include "mlir/Interfaces/TilingInterface.td"

def Gate_Tensor : RankedTensorOf<[F16, BF16, F32, F64]>;

// Only weights have encodings.
def Gate_PlainTensor : Type<
    And<[Gate_Tensor.predicate,
         CPred<"!::mlir::cast<::mlir::RankedTensorType>($_self).getEncoding()">]>,
    Gate_Tensor.summary # " without encoding", "::mlir::RankedTensorType">;

// A group that is one operand: with `operandSegmentSizes` nothing upstream
// checks that it is there before interfaces read it.
class Gate_OneOperand<string name, int group>
    : PredOpTrait<"there is one operand '" # name # "'",
                  CPred<"getODSOperands(" # group # ").size() == 1">>;

// What every op on tensors is: destination style with one result of the type of
// `outs`, tileable, with a decomposition to linalg as its meaning.
class Gate_TensorOp<string mnemonic, list<Trait> traits = []>
    : Gate_Op<mnemonic, !listconcat([
        Pure, DestinationStyleOpInterface,
        InferTypeOpAdaptor,
        DeclareOpInterfaceMethods<ReifyRankedShapedTypeOpInterface,
          ["reifyResultShapes"]>,
        DeclareOpInterfaceMethods<SymbolUserOpInterface>,
        DeclareOpInterfaceMethods<AggregatedOpInterface, ["decomposeOperation"]>,
        DeclareOpInterfaceMethods<Gate_CostOpInterface>,
        DeclareOpInterfaceMethods<Gate_DifferentiableOpInterface>,
        DeclareOpInterfaceMethods<Gate_RangeOpInterface>,
        DeclareOpInterfaceMethods<TilingInterface, [
          "getIterationDomain", "getLoopIteratorTypes",
          "getTiledImplementation", "getResultTilePosition",
          "generateResultTileValue", "getIterationDomainTileFromResultTile"]>], traits)> {
  let results = (outs Gate_PlainTensor:$result);
  let hasVerifier = 1;
  let hasCanonicalizeMethod = 1;
  code sharedDeclarations = [{
    ::mlir::MutableOperandRange getDpsInitsMutable() { return getInitMutable(); }
  }];
}

#endif
