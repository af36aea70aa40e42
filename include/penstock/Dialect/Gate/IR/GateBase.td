//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef PENSTOCK_DIALECT_GATE_IR_GATEBASE
#define PENSTOCK_DIALECT_GATE_IR_GATEBASE

include "mlir/IR/OpBase.td"
include "mlir/IR/AttrTypeBase.td"
include "mlir/IR/EnumAttr.td"
include "mlir/IR/BuiltinAttributeInterfaces.td"

def Gate_Dialect : Dialect {
  let name = "gate";
  let cppNamespace = "::penstock::gate";
  let summary = "The gated half of neural networks";
  let description = [{
    Activation functions, gated linear units and the feed-forward networks
    around them, with the functions as data: an activation is a
    `gate.function` with a body in IR, and every op names the function it
    applies. The functions of the catalogue (`@silu`, `@swiglu`, `@rms_norm`,
    …) need no declaration; a module's own function of a catalogue name is an
    error.

    All tensor ops are destination style: the result has the type of `outs`,
    whose contents are not read.
  }];
  let dependentDialects = [
    "::mlir::arith::ArithDialect", "::mlir::math::MathDialect",
    "::mlir::scf::SCFDialect", "::mlir::tensor::TensorDialect",
    "::mlir::linalg::LinalgDialect", "::mlir::affine::AffineDialect"
  ];
  let useDefaultAttributePrinterParser = 1;
  let extraClassDeclaration = [{
    /// The catalogue of this context, parsed on first use.
    Catalog &getCatalog();

  private:
    std::unique_ptr<Catalog> catalog;

  public:
  }];
}

class Gate_Op<string mnemonic, list<Trait> traits = []>
    : Op<Gate_Dialect, mnemonic, traits>;

class Gate_Attr<string name, string attrMnemonic, list<Trait> traits = []>
    : AttrDef<Gate_Dialect, name, traits> {
  let mnemonic = attrMnemonic;
}

class Gate_Enum<string name, string summary, list<I32EnumAttrCase> cases>
    : I32EnumAttr<name, summary, cases> {
  let cppNamespace = "::penstock::gate";
  let genSpecializedAttr = 0;
}

#endif
