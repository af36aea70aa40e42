//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Makes g++ name types as clang does, for the TypeIDs that code built with g++
// shares with a libMLIR built with clang, as Debian's is. MLIR finds the ID of
// a trait by the name of `Trait<Empty>`, with a class that is local to a
// function: clang writes `Trait<Empty>`, g++
// `Trait<mlir::TypeID::get<Trait>()::Empty>`. Only g++ has this folder in its
// path.
//
//===----------------------------------------------------------------------===//

#define getTypeName getTypeNameOfCompiler
#include_next "llvm/Support/TypeName.h"
#undef getTypeName

#ifndef PENSTOCK_SUPPORT_GCC_LLVM_SUPPORT_TYPENAME_H
#define PENSTOCK_SUPPORT_GCC_LLVM_SUPPORT_TYPENAME_H

#include <string>

namespace llvm {

template <typename DesiredTypeName> inline StringRef getTypeName() {
  static const std::string name = [] {
    StringRef given = getTypeNameOfCompiler<DesiredTypeName>();
    size_t local = given.find("<mlir::TypeID::get<");
    return local != StringRef::npos && given.ends_with("()::Empty>")
               ? given.take_front(local).str() + "<Empty>"
               : given.str();
  }();
  return name;
}

} // namespace llvm

#endif // PENSTOCK_SUPPORT_GCC_LLVM_SUPPORT_TYPENAME_H
