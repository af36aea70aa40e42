// RUN: penstock-opt %s -gate-decompose-ffn -verify-diagnostics | FileCheck %s

// Only the norm is split off what can skip neurons.
// CHECK-LABEL: func.func @kept(
// CHECK-SAME: %[[X:[^:]*]]: tensor<?x64xf32>
// CHECK: %[[N:.*]] = gate.apply_row @rms_norm ins(%[[X]]
// CHECK: gate.ffn @reglu ins(%[[N]] : tensor<?x64xf32>) weights(
// CHECK-SAME: residual(%[[X]] : tensor<?x64xf32>)
// CHECK-SAME: {sparsity = #gate.sparsity<zero_set>}
func.func @kept(%x: tensor<?x64xf32>, %n: tensor<64xf32>, %g: tensor<64x40xf32>,
                %u: tensor<64x40xf32, #gate.weight<neuron_major, int8, neuron_dim = 1>>,
                %d: tensor<40x64xf32, #gate.weight<neuron_major, bf16, neuron_dim = 0>>,
                %o: tensor<?x64xf32>) -> tensor<?x64xf32> {
  %y = gate.ffn @reglu ins(%x : tensor<?x64xf32>) norm(@rms_norm, %n : tensor<64xf32>)
         weights(%g, %u : tensor<64x40xf32>, tensor<64x40xf32, #gate.weight<neuron_major, int8, neuron_dim = 1>>)
         down(%d : tensor<40x64xf32, #gate.weight<neuron_major, bf16, neuron_dim = 0>>)
         residual(%x : tensor<?x64xf32>) outs(%o : tensor<?x64xf32>)
         {sparsity = #gate.sparsity<zero_set>}
  return %y : tensor<?x64xf32>
}

// What cannot is dense, with the mask in its first contraction.
// CHECK-LABEL: func.func @panels(
// CHECK: gate.gated_matmul @reglu {{.*}} {sparsity = #gate.sparsity<zero_set>}
// CHECK: gate.gated_matmul ins
// CHECK-NOT: sparsity
func.func @panels(%x: tensor<?x64xf32>, %g: tensor<64x40xf32>,
                  %u: tensor<64x40xf32, #gate.weight<panels, f32, tile = 8>>,
                  %d: tensor<40x64xf32>, %o: tensor<?x64xf32>) -> tensor<?x64xf32> {
  // expected-remark @below {{multiplies inactive neurons too: skipping them takes separate neuron-major weights and float activations}}
  %y = gate.ffn @reglu ins(%x : tensor<?x64xf32>)
         weights(%g, %u : tensor<64x40xf32>, tensor<64x40xf32, #gate.weight<panels, f32, tile = 8>>)
         down(%d : tensor<40x64xf32>) outs(%o : tensor<?x64xf32>)
         {sparsity = #gate.sparsity<zero_set>}
  return %y : tensor<?x64xf32>
}

// CHECK-LABEL: func.func @packed(
// CHECK: gate.gated_matmul @reglu {{.*}} {packing = #gate.packing<concatenated>, sparsity = #gate.sparsity<zero_set>}
func.func @packed(%x: tensor<?x64xf32>, %w: tensor<64x80xf32>, %d: tensor<40x64xf32>,
                  %o: tensor<?x64xf32>) -> tensor<?x64xf32> {
  // expected-remark @below {{multiplies inactive neurons too}}
  %y = gate.ffn @reglu ins(%x : tensor<?x64xf32>) weights(%w : tensor<64x80xf32>)
         down(%d : tensor<40x64xf32>) outs(%o : tensor<?x64xf32>)
         {packing = #gate.packing<concatenated>, sparsity = #gate.sparsity<zero_set>}
  return %y : tensor<?x64xf32>
}

// CHECK-LABEL: func.func @activations(
// CHECK-COUNT-2: activations = #gate.activations<int8>
func.func @activations(%x: tensor<?x64xf32>, %g: tensor<64x40xf32>,
                       %u: tensor<64x40xf32, #gate.weight<neuron_major, f32, neuron_dim = 1>>,
                       %d: tensor<40x64xf32>, %o: tensor<?x64xf32>) -> tensor<?x64xf32> {
  // expected-remark @below {{multiplies inactive neurons too}}
  %y = gate.ffn @reglu ins(%x : tensor<?x64xf32>)
         weights(%g, %u : tensor<64x40xf32>, tensor<64x40xf32, #gate.weight<neuron_major, f32, neuron_dim = 1>>)
         down(%d : tensor<40x64xf32>) outs(%o : tensor<?x64xf32>)
         {sparsity = #gate.sparsity<zero_set>, activations = #gate.activations<int8>}
  return %y : tensor<?x64xf32>
}
