// RUN: penstock-opt %s | FileCheck %s

// The custom form names no result type: it is that of outs. The generic form
// may leave out what has a default.

// CHECK-LABEL: func.func @apply
// CHECK: gate.apply @silu ins(%{{.*}} : tensor<?xf32>) outs(%{{.*}} : tensor<4xf32>)
func.func @apply(%x: tensor<?xf32>, %o: tensor<4xf32>) -> tensor<4xf32> {
  %y = gate.apply @silu ins(%x : tensor<?xf32>) outs(%o : tensor<4xf32>)
  return %y : tensor<4xf32>
}

// CHECK-LABEL: func.func @generic_apply
// CHECK: gate.apply @silu ins(%{{.*}} : tensor<4xf32>) outs(%{{.*}} : tensor<4xf32>)
// CHECK-NOT: rounding
func.func @generic_apply(%x: tensor<4xf32>) -> tensor<4xf32> {
  %y = "gate.apply"(%x, %x) <{function = @silu, operandSegmentSizes = array<i32: 1, 0, 1>}> : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  return %y : tensor<4xf32>
}

// CHECK-LABEL: func.func @generic_apply_parameter
// CHECK: gate.apply @swish ins(%{{.*}} : tensor<4xf32>) params(beta = %{{.*}} : f32) outs(%{{.*}} : tensor<4xf32>)
func.func @generic_apply_parameter(%x: tensor<4xf32>, %b: f32) -> tensor<4xf32> {
  %y = "gate.apply"(%x, %b, %x) <{function = @swish, parameter_names = ["beta"], operandSegmentSizes = array<i32: 1, 1, 1>}> : (tensor<4xf32>, f32, tensor<4xf32>) -> tensor<4xf32>
  return %y : tensor<4xf32>
}

// CHECK-LABEL: func.func @generic_apply_row
// CHECK: gate.apply_row @rms_norm<eps = 2.500000e-01> ins
func.func @generic_apply_row(%x: tensor<2x4xf32>, %w: tensor<4xf32>) -> tensor<2x4xf32> {
  %y = "gate.apply_row"(%x, %w, %x) <{function = @rms_norm, parameters = {eps = 0.25}}> : (tensor<2x4xf32>, tensor<4xf32>, tensor<2x4xf32>) -> tensor<2x4xf32>
  return %y : tensor<2x4xf32>
}

// CHECK-LABEL: func.func @generic_gated_matmul
// CHECK: gate.gated_matmul ins(%{{.*}} : tensor<4x8xf32>) weights(%{{.*}} : tensor<8x8xf32>) residual(%{{.*}} : tensor<4x8xf32>) outs(%{{.*}} : tensor<4x8xf32>)
// CHECK-NOT: packing
func.func @generic_gated_matmul(%x: tensor<4x8xf32>, %w: tensor<8x8xf32>) -> tensor<4x8xf32> {
  %y = "gate.gated_matmul"(%x, %w, %x, %x) <{operandSegmentSizes = array<i32: 1, 1, 0, 1, 1>}> : (tensor<4x8xf32>, tensor<8x8xf32>, tensor<4x8xf32>, tensor<4x8xf32>) -> tensor<4x8xf32>
  return %y : tensor<4x8xf32>
}

// CHECK-LABEL: func.func @generic_ffn
// CHECK: gate.ffn @silu ins(%{{.*}} : tensor<4x8xf32>) weights(%{{.*}} : tensor<8x8xf32>) down(%{{.*}} : tensor<8x8xf32>) outs(%{{.*}} : tensor<4x8xf32>)
// CHECK-NOT: norm
func.func @generic_ffn(%x: tensor<4x8xf32>, %w: tensor<8x8xf32>) -> tensor<4x8xf32> {
  %y = "gate.ffn"(%x, %w, %w, %x) <{function = @silu, operandSegmentSizes = array<i32: 1, 0, 1, 0, 1, 0, 0, 1>}> : (tensor<4x8xf32>, tensor<8x8xf32>, tensor<8x8xf32>, tensor<4x8xf32>) -> tensor<4x8xf32>
  return %y : tensor<4x8xf32>
}
