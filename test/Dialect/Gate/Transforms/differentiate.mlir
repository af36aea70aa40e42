// RUN: penstock-opt %s -gate-differentiate -canonicalize -cse | FileCheck %s
// RUN: penstock-opt %s -gate-differentiate=mode=forward | FileCheck %s --check-prefix=FORWARD
// RUN: penstock-opt %s -gate-differentiate=functions=unit | FileCheck %s --check-prefix=ONE

// Both branches' adjoints come from one pass over their products.
// CHECK-LABEL: func.func @unit_vjp
// CHECK-SAME: %[[X:[^ ]*]]: tensor<?x8xf32> {penstock.name = "x", penstock.plain}, %[[G:[^ ]*]]: tensor<8x6xf32> {{[^,]*}}, %[[U:[^ ]*]]: tensor<8x6xf32> {{[^,]*}}, %[[DY:[^ ]*]]: tensor<?x6xf32> {penstock.name = "d_y", penstock.plain}
// CHECK-SAME: -> (tensor<?x8xf32> {penstock.name = "d_x"}, tensor<8x6xf32> {penstock.name = "d_arg1"}, tensor<8x6xf32> {penstock.name = "d_arg2"})
// CHECK-DAG: %[[A:.*]] = gate.gated_matmul ins(%[[X]] : tensor<?x8xf32>) weights(%[[G]]
// CHECK-DAG: %[[B:.*]] = gate.gated_matmul ins(%[[X]] : tensor<?x8xf32>) weights(%[[U]]
// CHECK: %[[D:.*]]:2 = linalg.generic {{.*}} ins(%[[A]], %[[B]], %[[DY]]
// CHECK: %[[DX:.*]] = gate.gated_matmul ins(%[[D]]#0 {{.*}} weights(%[[G]] {{.*}}weight_order = #gate.weight_order<out_in>
// CHECK: %[[XT:.*]] = linalg.transpose ins(%[[X]]
// CHECK: %[[DG:.*]] = gate.gated_matmul ins(%[[XT]] : tensor<8x?xf32>) weights(%[[D]]#0
// CHECK: %[[DX2:.*]] = gate.gated_matmul ins(%[[D]]#1 {{.*}} weights(%[[U]] {{.*}}residual(%[[DX]]
// CHECK: %[[DU:.*]] = gate.gated_matmul ins(%[[XT]] : tensor<8x?xf32>) weights(%[[D]]#1
// CHECK: return %[[DX2]], %[[DG]], %[[DU]]
// FORWARD-LABEL: func.func @unit_jvp
// FORWARD-SAME: {penstock.name = "d_x"}
// FORWARD-SAME: -> (tensor<?x6xf32> {penstock.name = "d_y"})
// ONE: @unit_vjp
// ONE-NOT: @rows_vjp
func.func @unit(%x: tensor<?x8xf32> {penstock.name = "x"}, %g: tensor<8x6xf32>, %u: tensor<8x6xf32>) -> (tensor<?x6xf32> {penstock.name = "y"}) {
  %c0 = arith.constant 0 : index
  %n = tensor.dim %x, %c0 : tensor<?x8xf32>
  %o = tensor.empty(%n) : tensor<?x6xf32>
  %y = gate.gated_matmul @swiglu ins(%x : tensor<?x8xf32>) weights(%g, %u : tensor<8x6xf32>, tensor<8x6xf32>) outs(%o : tensor<?x6xf32>)
  return %y : tensor<?x6xf32>
}

// A row function's derivative is a row function, which ops of one kind share.
// CHECK-LABEL: func.func @rows_vjp
// CHECK: gate.apply_row @rms_norm_vjp_x
// CHECK: gate.apply_row @rms_norm_vjp_x
// FORWARD-LABEL: func.func @rows_jvp
// FORWARD: gate.apply_row @rms_norm_jvp_x ins
func.func @rows(%x: tensor<?x8xf32>) -> tensor<?x8xf32> {
  %w = arith.constant dense<2.0> : tensor<8xf32>
  %a = gate.apply_row @rms_norm ins(%x, %w : tensor<?x8xf32>, tensor<8xf32>) outs(%x : tensor<?x8xf32>)
  %y = gate.apply_row @rms_norm ins(%a, %w : tensor<?x8xf32>, tensor<8xf32>) outs(%x : tensor<?x8xf32>)
  return %y : tensor<?x8xf32>
}

// What only moves elements is followed; what no result depends on is 0.
// CHECK-LABEL: func.func @moved_vjp
// CHECK-SAME: %[[X:[^ ]*]]: tensor<2x3xf32> {penstock.plain}, %[[UNUSED:[^ ]*]]: tensor<5xf32> {penstock.plain}, %[[DY:[^ ]*]]: tensor<3x2xf32>
// CHECK-DAG: %[[ZERO:.*]] = arith.constant 0.0
// CHECK-DAG: linalg.fill ins(%[[ZERO]] : f32) outs(%{{.*}} : tensor<5xf32>)
// CHECK-DAG: %[[T:.*]] = linalg.transpose ins(%[[DY]]
// CHECK: return %{{.*}}, %{{.*}} : tensor<2x3xf32>, tensor<5xf32>
func.func @moved(%x: tensor<2x3xf32>, %unused: tensor<5xf32>) -> tensor<3x2xf32> {
  %o = tensor.empty() : tensor<3x2xf32>
  %f = tensor.empty() : tensor<6xf32>
  %c = tensor.collapse_shape %x [[0, 1]] : tensor<2x3xf32> into tensor<6xf32>
  %a = gate.apply @tanh ins(%c : tensor<6xf32>) outs(%f : tensor<6xf32>)
  %e = tensor.expand_shape %a [[0, 1]] output_shape [2, 3] : tensor<6xf32> into tensor<2x3xf32>
  %t = linalg.transpose ins(%e : tensor<2x3xf32>) outs(%o : tensor<3x2xf32>) permutation = [1, 0]
  return %t : tensor<3x2xf32>
}

// CHECK: gate.row_function private @rms_norm_vjp_x<
// CHECK-NOT: function
