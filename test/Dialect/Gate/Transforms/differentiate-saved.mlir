// RUN: penstock-opt %s -split-input-file '-gate-differentiate=recompute=auto print=1' -cse -verify-diagnostics | FileCheck %s
// RUN: penstock-opt %s -split-input-file -gate-differentiate=recompute=never | FileCheck %s --check-prefix=NEVER
// RUN: penstock-opt %s -split-input-file -gate-differentiate=recompute=always | FileCheck %s --check-prefix=ALWAYS
// RUN: not penstock-opt %s -split-input-file -gate-differentiate=recompute=maybe 2>&1 | FileCheck %s --check-prefix=HOW
// RUN: not penstock-opt %s -split-input-file -gate-differentiate=ops-per-byte=0 2>&1 | FileCheck %s --check-prefix=OPS
// HOW: error: expected recompute to be auto, always or never, found 'maybe'
// OPS: error: expected positive ops-per-byte, found 0

// The products are saved, the function of them is computed again.
// CHECK-LABEL: func.func @ffn_fwd(
// CHECK-SAME: %{{.*}}: tensor<?x64xf32> {penstock.name = "x", penstock.plain}
// CHECK-SAME: -> (tensor<?x64xf32> {penstock.name = "y"}, tensor<?x96xf32> {penstock.name = "saved0"}, tensor<?x96xf32> {penstock.name = "saved1"})
// CHECK-COUNT-3: gate.gated_matmul ins
// CHECK: return
// CHECK-LABEL: func.func @ffn_vjp(
// CHECK-SAME: %arg4: tensor<?x64xf32> {penstock.name = "d_y", penstock.plain}, %arg5: tensor<?x96xf32> {penstock.name = "saved0", penstock.plain}, %arg6: tensor<?x96xf32> {penstock.name = "saved1", penstock.plain})
// dh, dx of each branch, and those of the weights.
// CHECK-COUNT-6: gate.gated_matmul ins
// CHECK-NOT: gate.gated_matmul
// CHECK: return

// Computed again it takes two more, from which h is computed too.
// ALWAYS-NOT: @ffn_fwd
// ALWAYS-LABEL: func.func @ffn_vjp(
// ALWAYS-COUNT-8: gate.gated_matmul ins
func.func @ffn(%x: tensor<?x64xf32> {penstock.name = "x"}, %g: tensor<64x96xf32>, %u: tensor<64x96xf32>,
               %d: tensor<96x64xf32>) -> (tensor<?x64xf32> {penstock.name = "y"}) {
  %c0 = arith.constant 0 : index
  %n = tensor.dim %x, %c0 : tensor<?x64xf32>
  %o = tensor.empty(%n) : tensor<?x64xf32>
  // Both branches.
  // expected-remark @below {{is saved for the derivative: again 12.29 k operations take as long as moving 1.54 k bytes, to save it moves 768.00 per token}}
  %y = gate.ffn @swiglu ins(%x : tensor<?x64xf32>) weights(%g, %u : tensor<64x96xf32>, tensor<64x96xf32>)
         down(%d : tensor<96x64xf32>) outs(%o : tensor<?x64xf32>)
  return %y : tensor<?x64xf32>
}

// -----

// Of few inputs, or none, it is cheaper to compute again.
// CHECK-LABEL: func.func @few_fwd(
// CHECK-SAME: -> (tensor<3x5xf32> {penstock.name = "out0"})
// NEVER-LABEL: func.func @few_fwd(
// NEVER-SAME: "saved1"
func.func @few(%x: tensor<3x4xf32>, %w: tensor<4x5xf32>) -> (tensor<3x5xf32> {penstock.name = "out0"}) {
  %o = tensor.empty() : tensor<3x5xf32>
  // expected-remark @below {{is computed again for the derivative: again 120.00 operations take as long as moving 15.00 bytes, to save it moves 120.00}}
  %h = gate.gated_matmul ins(%x : tensor<3x4xf32>) weights(%w : tensor<4x5xf32>) outs(%o : tensor<3x5xf32>)
  // expected-remark @below {{is computed again for the derivative}}
  %a = gate.apply @tanh ins(%h : tensor<3x5xf32>) outs(%o : tensor<3x5xf32>)
  %b = gate.apply @tanh ins(%a : tensor<3x5xf32>) outs(%o : tensor<3x5xf32>)
  return %b : tensor<3x5xf32>
}
