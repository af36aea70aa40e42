// What a front end left in a dialect of its own is named, and where.
// RUN: not penstock-opt %s -gate-raise 2>&1 | FileCheck %s
// RUN: not penstock-compile %s -o %t 2>&1 | FileCheck %s
// CHECK: unknown-dialect.mlir:[[#@LINE+3]]:8: error: Dialect `tm_tensor' not found for custom op 'tm_tensor.scan'
// CHECK-NOT: error:
func.func @scan(%x: tensor<4xf32>) -> tensor<4xf32> {
  %y = tm_tensor.scan dimension(0) inclusive(true) ins(%x : tensor<4xf32>) -> tensor<4xf32>
  return %y : tensor<4xf32>
}
