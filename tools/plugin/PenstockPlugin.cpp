//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The dialect and its passes as a plugin of any mlir-opt of the same LLVM:
// mlir-opt --load-dialect-plugin=PenstockPlugin.so
//          --load-pass-plugin=PenstockPlugin.so
//
//===----------------------------------------------------------------------===//

#include "penstock/InitAll.h"
#include "penstock/Support/Version.h"
#include "penstock/Target/Accuracy.h"

#include "mlir/IR/DialectRegistry.h"
#include "mlir/Tools/Plugins/DialectPlugin.h"
#include "mlir/Tools/Plugins/PassPlugin.h"

extern "C" LLVM_ATTRIBUTE_VISIBILITY_DEFAULT ::mlir::DialectPluginLibraryInfo
mlirGetDialectPluginInfo() {
  return {MLIR_PLUGIN_API_VERSION, "Penstock", penstock::versionText,
          [](mlir::DialectRegistry *registry) {
            penstock::registerAllDialects(*registry);
            penstock::registerEvaluation(*registry);
          }};
}

extern "C" LLVM_ATTRIBUTE_VISIBILITY_DEFAULT ::mlir::PassPluginLibraryInfo
mlirGetPassPluginInfo() {
  return {MLIR_PLUGIN_API_VERSION, "Penstock", penstock::versionText,
          [] { penstock::registerAllPasses(); }};
}
