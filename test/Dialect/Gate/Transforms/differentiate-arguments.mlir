// RUN: penstock-opt %s -gate-differentiate=arguments=1 | FileCheck %s
// RUN: penstock-opt %s '-gate-differentiate=arguments=0 mode=forward' | FileCheck %s --check-prefix=JVP
// RUN: not penstock-opt %s -gate-differentiate=arguments=2 2>&1 | FileCheck %s --check-prefix=TYPE
// RUN: not penstock-opt %s -gate-differentiate=arguments=7 2>&1 | FileCheck %s --check-prefix=NONE
// RUN: not penstock-opt %s -gate-differentiate=arguments=3 2>&1 | FileCheck %s --check-prefix=ENCODED

// CHECK-LABEL: func.func @f_vjp(
// CHECK-SAME: -> (tensor<8xf32> {penstock.name = "d_arg1"})
// JVP-LABEL: func.func @f_jvp(
// JVP-SAME: %arg4: tensor<8xf32> {penstock.name = "d_arg0"}) -> (tensor<8xf32> {penstock.name = "d_out0"})
// ENCODED: :[[#@LINE+4]]:1: error: expected argument #3 to be a floating-point tensor without encoding
// ENCODED: note: a weight that is given encoded is constant; one that gate.encode encodes has a gradient
// TYPE: :[[#@LINE+2]]:1: error: expected argument #2 to be a floating-point tensor without encoding
// NONE: :[[#@LINE+1]]:1: error: expected argument #7 to be
func.func @f(%x: tensor<8xf32>, %y: tensor<8xf32>, %n: index, %w: tensor<8x8xf32, #gate.weight<panels, f32, tile = 8>>) -> tensor<8xf32> {
  %o = tensor.empty() : tensor<8xf32>
  %z = gate.apply @swiglu ins(%x, %y : tensor<8xf32>, tensor<8xf32>) outs(%o : tensor<8xf32>)
  return %z : tensor<8xf32>
}
