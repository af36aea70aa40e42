//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Custom directives that several ops share: the use of a function by name.
//
//===----------------------------------------------------------------------===//

#ifndef PENSTOCK_LIB_DIALECT_GATE_IR_ASSEMBLY_H
#define PENSTOCK_LIB_DIALECT_GATE_IR_ASSEMBLY_H

#include "penstock/Dialect/Gate/IR/Gate.h"

namespace penstock::gate {

/// `@name` or `@name<key = value, …>`.
mlir::ParseResult parseFunctionUse(mlir::OpAsmParser &parser,
                                   mlir::FlatSymbolRefAttr &function,
                                   mlir::DictionaryAttr &parameters);
void printFunctionUse(mlir::OpAsmPrinter &printer, mlir::Operation *op,
                      mlir::FlatSymbolRefAttr function,
                      mlir::DictionaryAttr parameters);

/// The same, or nothing.
mlir::ParseResult parseOptionalFunctionUse(mlir::OpAsmParser &parser,
                                           mlir::FlatSymbolRefAttr &function,
                                           mlir::DictionaryAttr &parameters);
void printOptionalFunctionUse(mlir::OpAsmPrinter &printer, mlir::Operation *op,
                              mlir::FlatSymbolRefAttr function,
                              mlir::DictionaryAttr parameters);

/// `"name" = %value : type, …`
mlir::ParseResult parseParameterOperands(
    mlir::OpAsmParser &parser, mlir::ArrayAttr &names,
    llvm::SmallVectorImpl<mlir::OpAsmParser::UnresolvedOperand> &operands,
    llvm::SmallVectorImpl<mlir::Type> &types);
void printParameterOperands(mlir::OpAsmPrinter &printer, mlir::Operation *op,
                            mlir::ArrayAttr names, mlir::OperandRange operands,
                            mlir::TypeRange types);

/// `@name<…>, %a, %b : type, type`
mlir::ParseResult parseNormUse(
    mlir::OpAsmParser &parser, mlir::FlatSymbolRefAttr &norm,
    mlir::DictionaryAttr &parameters,
    llvm::SmallVectorImpl<mlir::OpAsmParser::UnresolvedOperand> &operands,
    llvm::SmallVectorImpl<mlir::Type> &types);
void printNormUse(mlir::OpAsmPrinter &printer, mlir::Operation *op,
                  mlir::FlatSymbolRefAttr norm, mlir::DictionaryAttr parameters,
                  mlir::OperandRange operands, mlir::TypeRange types);

} // namespace penstock::gate

#endif // PENSTOCK_LIB_DIALECT_GATE_IR_ASSEMBLY_H
