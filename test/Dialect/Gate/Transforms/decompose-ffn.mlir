// RUN: penstock-opt %s -gate-decompose-ffn | FileCheck %s
// RUN: penstock-opt %s -gate-decompose-ffn | penstock-opt

// CHECK-LABEL: func.func @plain(
// CHECK-SAME: %[[X:[^:]*]]: tensor<?x64xf32>, %[[G:[^:]*]]: tensor<64x40xf32>, %[[U:[^:]*]]: tensor<64x40xf32>, %[[D:[^:]*]]: tensor<40x64xf32>, %[[O:[^:]*]]: tensor<?x64xf32>)
// CHECK-NOT: gate.ffn
// CHECK: %[[TOKENS:.*]] = tensor.dim %[[X]], %{{.*}}
// CHECK: %[[E:.*]] = tensor.empty(%[[TOKENS]]) : tensor<?x40xf32>
// CHECK-NEXT: %[[H:.*]] = gate.gated_matmul @swiglu ins(%[[X]] : tensor<?x64xf32>) weights(%[[G]], %[[U]] : tensor<64x40xf32>, tensor<64x40xf32>) outs(%[[E]] : tensor<?x40xf32>)
// CHECK-NEXT: %[[Y:.*]] = gate.gated_matmul ins(%[[H]] : tensor<?x40xf32>) weights(%[[D]] : tensor<40x64xf32>) outs(%[[O]] : tensor<?x64xf32>)
// CHECK-NEXT: return %[[Y]]
func.func @plain(%x: tensor<?x64xf32>, %w: tensor<64x40xf32>, %v: tensor<64x40xf32>, %d: tensor<40x64xf32>,
               %o: tensor<?x64xf32>) -> tensor<?x64xf32> {
  %y = gate.ffn @swiglu ins(%x : tensor<?x64xf32>)
         weights(%w, %v : tensor<64x40xf32>, tensor<64x40xf32>)
         down(%d : tensor<40x64xf32>) outs(%o : tensor<?x64xf32>)
  return %y : tensor<?x64xf32>
}

// The norm takes the rounding; the contraction up the function, the branches
// and their bias; the contraction down the rest. Weights of both have one order.
// CHECK-LABEL: func.func @all(
// CHECK-SAME: %[[X:[^:]*]]: tensor<?x64xbf16>, %[[NW:[^:]*]]: tensor<64xbf16>, %[[W:[^:]*]]: tensor<80x64xbf16>, %[[B:[^:]*]]: tensor<80xbf16>, %[[D:[^:]*]]: tensor<64x40xbf16>, %[[DB:[^:]*]]: tensor<64xbf16>, %[[R:[^:]*]]: tensor<?x64xbf16>, %[[O:[^:]*]]: tensor<?x64xbf16>)
// CHECK-NOT: gate.ffn
// CHECK: %[[N:.*]] = gate.apply_row @rms_norm<eps = 1.000000e-03> ins(%[[X]], %[[NW]] : tensor<?x64xbf16>, tensor<64xbf16>)
// CHECK-SAME: {rounding = #gate.rounding<each>}
// CHECK: %[[H:.*]] = gate.gated_matmul @swiglu_limited<limit = 2.000000e+00> ins(%[[N]] : tensor<?x64xbf16>) weights(%[[W]] : tensor<80x64xbf16>) bias(%[[B]] : tensor<80xbf16>) outs(%{{.*}} : tensor<?x40xbf16>)
// CHECK-SAME: {accumulate = f32, activations = #gate.activations<int8>, branch_order = array<i64: 1, 0>, packing = #gate.packing<concatenated>, rounding = #gate.rounding<each>, strategy = #gate.strategy<panels, tokens = 4, neurons = 8>, weight_order = #gate.weight_order<out_in>}
// CHECK: %[[Y:.*]] = gate.gated_matmul ins(%[[H]] : tensor<?x40xbf16>) weights(%[[D]] : tensor<64x40xbf16>) bias(%[[DB]] : tensor<64xbf16>) residual(%[[R]] : tensor<?x64xbf16>) outs(%[[O]] : tensor<?x64xbf16>)
// CHECK-SAME: {accumulate = f32, activations = #gate.activations<int8>, rounding = #gate.rounding<each>, strategy = #gate.strategy<rows, tokens = 4, neurons = 2>, weight_order = #gate.weight_order<out_in>}
// CHECK-NEXT: return %[[Y]]
func.func @all(%x: tensor<?x64xbf16>, %nw: tensor<64xbf16>, %w: tensor<80x64xbf16>, %b: tensor<80xbf16>, %d: tensor<64x40xbf16>,
               %db: tensor<64xbf16>, %r: tensor<?x64xbf16>, %o: tensor<?x64xbf16>) -> tensor<?x64xbf16> {
  %y = gate.ffn @swiglu_limited<limit = 2.0> ins(%x : tensor<?x64xbf16>)
         norm(@rms_norm<eps = 1.0e-3>, %nw : tensor<64xbf16>)
         weights(%w : tensor<80x64xbf16>)
         bias(%b : tensor<80xbf16>)
         down(%d : tensor<64x40xbf16>) down_bias(%db : tensor<64xbf16>)
         residual(%r : tensor<?x64xbf16>) outs(%o : tensor<?x64xbf16>)
         {accumulate = f32, activations = #gate.activations<int8>, packing = #gate.packing<concatenated>, branch_order = array<i64: 1, 0>,
          weight_order = #gate.weight_order<out_in>, rounding = #gate.rounding<each>,
          strategy = #gate.strategy<panels, tokens = 4, neurons = 8>, down_strategy = #gate.strategy<rows, tokens = 4, neurons = 2>}
  return %y : tensor<?x64xbf16>
}
