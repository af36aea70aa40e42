// Tensors without elements and the largest tensors.
// RUN: penstock-opt %s | penstock-opt --canonicalize -o /dev/null
// RUN: penstock-opt %s --penstock-to-linalg | FileCheck %s

// CHECK-LABEL: func.func @no_tokens
func.func @no_tokens(%x: tensor<0x8xf32>, %w: tensor<8x16xf32>,
                     %o: tensor<0x16xf32>) -> tensor<0x16xf32> {
  %0 = gate.gated_matmul @swiglu ins(%x : tensor<0x8xf32>)
         weights(%w, %w : tensor<8x16xf32>, tensor<8x16xf32>)
         outs(%o : tensor<0x16xf32>)
  %1 = gate.apply @silu ins(%0 : tensor<0x16xf32>) outs(%o : tensor<0x16xf32>)
  return %1 : tensor<0x16xf32>
}

// CHECK-LABEL: func.func @empty_row
func.func @empty_row(%x: tensor<4x0xf32>) -> tensor<4x0xf32> {
  %0 = gate.apply_row @softmax ins(%x : tensor<4x0xf32>)
         outs(%x : tensor<4x0xf32>)
  return %0 : tensor<4x0xf32>
}

// CHECK-LABEL: func.func @rank_0
func.func @rank_0(%x: tensor<f32>) -> tensor<f32> {
  %0 = gate.apply @silu ins(%x : tensor<f32>) outs(%x : tensor<f32>)
  return %0 : tensor<f32>
}

// CHECK-LABEL: func.func @large
func.func @large(%x: tensor<1048576x1048576xf32>)
    -> tensor<1048576x1048576xf32> {
  %0 = gate.apply @gelu ins(%x : tensor<1048576x1048576xf32>)
         outs(%x : tensor<1048576x1048576xf32>)
  return %0 : tensor<1048576x1048576xf32>
}
