//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The optimizer: reads IR, runs passes, prints IR.
//
//===----------------------------------------------------------------------===//

#include "penstock/InitAll.h"
#include "penstock/Support/Input.h"
#include "penstock/Target/Accuracy.h"

#include "mlir/Dialect/Linalg/TransformOps/DialectExtension.h"
#include "mlir/Dialect/MemRef/Transforms/Passes.h"
#include "mlir/Dialect/SCF/TransformOps/SCFTransformOps.h"
#include "mlir/Dialect/Transform/IR/TransformDialect.h"
#include "mlir/Dialect/Transform/Transforms/Passes.h"
#include "mlir/Transforms/Passes.h"

using namespace mlir;

int main(int argc, char **argv) {
  DialectRegistry registry;
  penstock::registerAllDialects(registry);
  penstock::registerEvaluation(registry);
  registry.insert<transform::TransformDialect>();
  linalg::registerTransformDialectExtension(registry);
  scf::registerTransformDialectExtension(registry);

  penstock::registerAllPasses();
  registerTransformsPasses();
  memref::registerResolveRankedShapeTypeResultDimsPass();
  transform::registerInterpreterPass();
  return penstock::optMain(argc, argv, "Penstock optimizer\n", registry);
}
