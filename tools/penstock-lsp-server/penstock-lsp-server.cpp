//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The language server: diagnostics, hover and definitions for editors.
//
//===----------------------------------------------------------------------===//

#if __has_include("penstock/InitAll.h")
#include "penstock/InitAll.h"
#else
#include "penstock/Dialect/Gate/IR/Gate.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
namespace penstock {
inline void registerAllDialects(mlir::DialectRegistry &registry) {
  registry.insert<gate::GateDialect, mlir::func::FuncDialect, mlir::tensor::TensorDialect>();
}
inline void registerAllPasses() {}
} // namespace penstock
#endif

#include "mlir/IR/DialectRegistry.h"
#include "mlir/Tools/mlir-lsp-server/MlirLspServerMain.h"

int main(int argc, char **argv) {
  mlir::DialectRegistry registry;
  penstock::registerAllDialects(registry);
  return failed(mlir::MlirLspServerMain(argc, argv, registry));
}
