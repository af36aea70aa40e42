//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef PENSTOCK_DIALECT_GATE_IR_GATEINTERFACES
#define PENSTOCK_DIALECT_GATE_IR_GATEINTERFACES

include "mlir/IR/OpBase.td"

def Gate_FunctionOpInterface : OpInterface<"GateFunctionOpInterface"> {
  let cppNamespace = "::penstock::gate";
  let description = [{
    A function that is data: a body over scalars and facts about it. Implemented
    by `gate.function` and `gate.row_function`.
  }];
  let methods = [
    InterfaceMethod<"Number of inputs.", "int64_t", "getNumInputs">,
    InterfaceMethod<"Names of inputs, then of parameters.",
                    "::mlir::ArrayAttr", "getArgNames">,
    InterfaceMethod<"Defaults of the parameters; a unit attribute where none.",
                    "::mlir::ArrayAttr", "getDefaults">,
    InterfaceMethod<"Symbol name.", "::llvm::StringRef", "getSymName">,
    InterfaceMethod<"Other spellings.", "::std::optional<::mlir::ArrayAttr>",
                    "getAliases">,
    InterfaceMethod<"Functions this one equals at given parameters.",
                    "::std::optional<::mlir::ArrayAttr>", "getSpecializations">,
    InterfaceMethod<"The body.", "::mlir::Region &", "getBody">,
    InterfaceMethod<"Bounds of the result, from the parameters.",
                    "::mlir::Region &", "getRange">,
    InterfaceMethod<"True where the result is exactly zero.",
                    "::mlir::Region &", "getZero">,
    InterfaceMethod<"Partial derivative per input.", "::mlir::Region &",
                    "getDerivative">,
    InterfaceMethod<"What stands for the derivative; null: the exact one.",
                    "::penstock::gate::VjpAttr", "getVjpAttr">,
  ];
  let extraSharedClassDeclaration = [{
    int64_t getNumParameters() {
      return static_cast<int64_t>($_op.getDefaults().size());
    }
    ::llvm::StringRef getArgName(int64_t i) {
      return ::mlir::cast<::mlir::StringAttr>($_op.getArgNames()[i]).getValue();
    }
    ::llvm::StringRef getParameterName(int64_t i) {
      return ::mlir::cast<::mlir::StringAttr>(
          $_op.getArgNames()[$_op.getNumInputs() + i]).getValue();
    }
    /// True if every input and parameter has a name. A use in a nested module
    /// is verified before the function, and must not rely on it.
    bool isWellFormed() {
      int64_t names = $_op.getArgNames().size(), inputs = $_op.getNumInputs();
      return inputs >= 1 && inputs <= names &&
             names - inputs == getNumParameters() &&
             ::llvm::all_of($_op.getArgNames(), [](::mlir::Attribute name) {
               return ::mlir::isa<::mlir::StringAttr>(name);
             });
    }
    /// The floating-point type that the body is written in.
    ::mlir::FloatType getFloatType() {
      return ::mlir::cast<::mlir::FloatType>(
          $_op.getBody().getArgument(0).getType());
    }
  }];
}

def Gate_DifferentiableOpInterface : OpInterface<"DifferentiableOpInterface"> {
  let cppNamespace = "::penstock::gate";
  let description = [{
    How an op with one result is differentiated: as ops at the builder's
    insertion point, behind the op, that may name functions added to the op's
    module. A tangent or an adjoint has the type of its value, without encoding;
    a null one is zero. On failure an error has been emitted.
  }];
  let methods = [
    InterfaceMethod<"Tangent of the result, from one per operand.",
      "::mlir::FailureOr<::mlir::Value>", "createTangent",
      (ins "::mlir::OpBuilder &":$builder,
           "::llvm::ArrayRef<::mlir::Value>":$tangents)>,
    InterfaceMethod<[{
        One adjoint per operand, from that of the result; at least of the
        operands that are wanted. Uses of the result may become uses of a value
        computed from what the adjoints need too.
      }], "::mlir::FailureOr<::llvm::SmallVector<::mlir::Value>>",
      "createAdjoints",
      (ins "::mlir::OpBuilder &":$builder, "::mlir::Value":$adjoint,
           "::llvm::ArrayRef<bool>":$wanted)>,
  ];
}

def Gate_RangeOpInterface : OpInterface<"RangeOpInterface"> {
  let cppNamespace = "::penstock::gate";
  let description = [{
    Which numbers the result of an op has, from those of its operands.
  }];
  let methods = [
    InterfaceMethod<"The interval of the result's elements.",
      "::penstock::gate::Interval", "getResultRange",
      (ins "::llvm::ArrayRef<::penstock::gate::Interval>":$operands)>,
    InterfaceMethod<[{
        The function that is applied, and the intervals of its inputs and
        parameters; null if there is none.
      }], "::penstock::gate::GateFunctionOpInterface", "getAppliedFunction",
      (ins "::llvm::ArrayRef<::penstock::gate::Interval>":$operands,
           "::llvm::SmallVectorImpl<::penstock::gate::Interval> &":$args)>,
    InterfaceMethod<"The type that every step of the function is rounded to.",
      "::mlir::FloatType", "getEvaluationType">,
  ];
}

def Gate_CostOpInterface : OpInterface<"CostOpInterface"> {
  let cppNamespace = "::penstock::gate";
  let description = [{
    What an op must read, write and compute, whatever its schedule. Time is
    derived from it and a machine's description by the CPU's cost model alone.
  }];
  let methods = [
    InterfaceMethod<"The op's parts in the order in which they are computed.",
                    "::llvm::SmallVector<::penstock::gate::Cost>", "getCosts">,
  ];
}

#endif
