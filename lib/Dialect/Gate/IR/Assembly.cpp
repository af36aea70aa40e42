//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Assembly.h"

using namespace mlir;
using namespace penstock;

ParseResult gate::parseFunctionUse(OpAsmParser &parser,
                                   FlatSymbolRefAttr &function,
                                   DictionaryAttr &parameters) {
  StringAttr name;
  if (parser.parseSymbolName(name))
    return failure();
  function = FlatSymbolRefAttr::get(name);
  NamedAttrList list;
  auto parseParameter = [&]() -> ParseResult {
    std::string key;
    Attribute value;
    SMLoc loc = parser.getCurrentLocation();
    if (parser.parseKeywordOrString(&key) || parser.parseEqual() ||
        parser.parseAttribute(value))
      return failure();
    if (key.empty())
      return parser.emitError(loc, "expected the name of a parameter");
    if (list.get(key))
      return parser.emitError(loc)
             << "parameter '" << key << "' is given twice";
    list.append(key, value);
    return success();
  };
  if (succeeded(parser.parseOptionalLess()))
    if (parser.parseCommaSeparatedList(parseParameter) || parser.parseGreater())
      return failure();
  parameters = list.getDictionary(parser.getContext());
  return success();
}

void gate::printFunctionUse(OpAsmPrinter &printer, Operation *,
                            FlatSymbolRefAttr function,
                            DictionaryAttr parameters) {
  printer.printSymbolName(function.getValue());
  if (!parameters || parameters.empty())
    return;
  printer << '<';
  llvm::interleaveComma(parameters, printer, [&](NamedAttribute parameter) {
    printer.printKeywordOrString(parameter.getName());
    printer << " = ";
    auto number = dyn_cast<FloatAttr>(parameter.getValue());
    // Without its type, infinity or NaN would read as an integer.
    if (number && number.getType().isF64() && number.getValue().isFinite())
      printer.printAttributeWithoutType(number);
    else
      printer.printAttribute(parameter.getValue());
  });
  printer << '>';
}

ParseResult gate::parseOptionalFunctionUse(OpAsmParser &parser,
                                           FlatSymbolRefAttr &function,
                                           DictionaryAttr &parameters) {
  // What follows a function is the keyword `ins`.
  if (succeeded(parser.parseOptionalKeyword("ins"))) {
    parameters = DictionaryAttr::get(parser.getContext());
    return success();
  }
  return failure(parseFunctionUse(parser, function, parameters) ||
                 parser.parseKeyword("ins"));
}

void gate::printOptionalFunctionUse(OpAsmPrinter &printer, Operation *op,
                                    FlatSymbolRefAttr function,
                                    DictionaryAttr parameters) {
  if (function) {
    printFunctionUse(printer, op, function, parameters);
    printer << ' ';
  }
  printer << "ins";
}

ParseResult gate::parseParameterOperands(
    OpAsmParser &parser, ArrayAttr &names,
    SmallVectorImpl<OpAsmParser::UnresolvedOperand> &operands,
    SmallVectorImpl<Type> &types) {
  SmallVector<Attribute> list;
  auto parseParameter = [&]() -> ParseResult {
    std::string name;
    if (parser.parseKeywordOrString(&name) || parser.parseEqual() ||
        parser.parseOperand(operands.emplace_back()) ||
        parser.parseColonType(types.emplace_back()))
      return failure();
    list.push_back(parser.getBuilder().getStringAttr(name));
    return success();
  };
  if (parser.parseCommaSeparatedList(parseParameter))
    return failure();
  names = parser.getBuilder().getArrayAttr(list);
  return success();
}

void gate::printParameterOperands(OpAsmPrinter &printer, Operation *,
                                  ArrayAttr names, OperandRange operands,
                                  TypeRange types) {
  llvm::interleaveComma(llvm::zip(names, operands, types), printer,
                        [&](auto parameter) {
                          auto [name, operand, type] = parameter;
                          printer.printKeywordOrString(cast<StringAttr>(name));
                          printer << " = " << operand << " : " << type;
                        });
}

ParseResult
gate::parseNormUse(OpAsmParser &parser, FlatSymbolRefAttr &norm,
                   DictionaryAttr &parameters,
                   SmallVectorImpl<OpAsmParser::UnresolvedOperand> &operands,
                   SmallVectorImpl<Type> &types) {
  if (parseFunctionUse(parser, norm, parameters))
    return failure();
  if (failed(parser.parseOptionalComma()))
    return success();
  return failure(parser.parseOperandList(operands) ||
                 parser.parseColonTypeList(types));
}

void gate::printNormUse(OpAsmPrinter &printer, Operation *op,
                        FlatSymbolRefAttr norm, DictionaryAttr parameters,
                        OperandRange operands, TypeRange types) {
  printFunctionUse(printer, op, norm, parameters);
  if (!operands.empty())
    printer << ", " << operands << " : " << types;
}
