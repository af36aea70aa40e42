// RUN: penstock-opt %s -canonicalize -split-input-file | FileCheck %s

// CHECK-LABEL: func.func @identity(
// CHECK-SAME: %[[ARG0:.*]]: tensor<?x4xf32>, %[[ARG1:.*]]: tensor<?x4xf32>) -> tensor<?x4xf32> {
// CHECK-NEXT: return %[[ARG0]] : tensor<?x4xf32>
// CHECK-NEXT: }
func.func @identity(%x: tensor<?x4xf32>, %o: tensor<?x4xf32>) -> tensor<?x4xf32> {
  %y = gate.apply @identity ins(%x : tensor<?x4xf32>) outs(%o : tensor<?x4xf32>)
  return %y : tensor<?x4xf32>
}

// -----

// CHECK-LABEL: func.func @identity_alias_each(
// CHECK-SAME: %[[ARG0:.*]]: tensor<4xbf16>, %[[ARG1:.*]]: tensor<4xbf16>) -> tensor<4xbf16> {
// CHECK-NEXT: return %[[ARG0]] : tensor<4xbf16>
// CHECK-NEXT: }
func.func @identity_alias_each(%x: tensor<4xbf16>, %o: tensor<4xbf16>) -> tensor<4xbf16> {
  %y = gate.apply @linear ins(%x : tensor<4xbf16>) outs(%o : tensor<4xbf16>) {rounding = #gate.rounding<each>}
  return %y : tensor<4xbf16>
}

// -----

gate.function @first<%k: f64 = 1.0>(%x: f64, %y: f64) -> f64 {
  gate.yield %x : f64
}
// CHECK-LABEL: func.func @identity_user_function(
// CHECK-SAME: %[[ARG0:.*]]: tensor<4xf32>, %[[ARG1:.*]]: tensor<4xf32>) -> tensor<4xf32> {
// CHECK-NEXT: return %[[ARG0]] : tensor<4xf32>
// CHECK-NEXT: }
func.func @identity_user_function(%x: tensor<4xf32>, %z: tensor<4xf32>) -> tensor<4xf32> {
  %y = gate.apply @first<k = 2.0> ins(%x, %z : tensor<4xf32>, tensor<4xf32>) outs(%z : tensor<4xf32>)
  return %y : tensor<4xf32>
}

// -----

// CHECK-LABEL: func.func @no_identity_broadcast(
// CHECK-SAME: %[[ARG0:.*]]: tensor<4xf32>, %[[ARG1:.*]]: tensor<2x4xf32>) -> tensor<2x4xf32> {
// CHECK-NEXT: %[[V0:.*]] = gate.apply @identity ins(%[[ARG0]] : tensor<4xf32>) outs(%[[ARG1]] : tensor<2x4xf32>)
// CHECK-NEXT: return %[[V0]] : tensor<2x4xf32>
// CHECK-NEXT: }
func.func @no_identity_broadcast(%x: tensor<4xf32>, %o: tensor<2x4xf32>) -> tensor<2x4xf32> {
  %y = gate.apply @identity ins(%x : tensor<4xf32>) outs(%o : tensor<2x4xf32>)
  return %y : tensor<2x4xf32>
}

// -----

// CHECK-LABEL: func.func @no_identity_transposed(
// CHECK-SAME: %[[ARG0:.*]]: tensor<4x4xf32>, %[[ARG1:.*]]: tensor<4x4xf32>) -> tensor<4x4xf32> {
// CHECK-NEXT: %[[V0:.*]] = gate.apply @identity ins(%[[ARG0]] : tensor<4x4xf32>) outs(%[[ARG1]] : tensor<4x4xf32>) {indexing_maps = [#{{.*}}, #{{.*}}]}
// CHECK-NEXT: return %[[V0]] : tensor<4x4xf32>
// CHECK-NEXT: }
func.func @no_identity_transposed(%x: tensor<4x4xf32>, %o: tensor<4x4xf32>) -> tensor<4x4xf32> {
  %y = gate.apply @identity ins(%x : tensor<4x4xf32>) outs(%o : tensor<4x4xf32>)
    {indexing_maps = [affine_map<(d0, d1) -> (d1, d0)>, affine_map<(d0, d1) -> (d0, d1)>]}
  return %y : tensor<4x4xf32>
}

// -----

// The result's type is that of outs.
// CHECK-LABEL: func.func @no_identity_other_type(
// CHECK-SAME: %[[ARG0:.*]]: tensor<4xf32>, %[[ARG1:.*]]: tensor<?xf32>) -> tensor<?xf32> {
// CHECK-NEXT: %[[V0:.*]] = gate.apply @identity ins(%[[ARG0]] : tensor<4xf32>) outs(%[[ARG1]] : tensor<?xf32>)
// CHECK-NEXT: return %[[V0]] : tensor<?xf32>
// CHECK-NEXT: }
func.func @no_identity_other_type(%x: tensor<4xf32>, %o: tensor<?xf32>) -> tensor<?xf32> {
  %y = gate.apply @identity ins(%x : tensor<4xf32>) outs(%o : tensor<?xf32>)
  return %y : tensor<?xf32>
}

// -----

gate.function @second(%x: f64, %y: f64) -> f64 {
  gate.yield %y : f64
}
// CHECK-LABEL: func.func @no_identity_second_input(
// CHECK-SAME: %[[ARG0:.*]]: tensor<4xf32>, %[[ARG1:.*]]: tensor<4xf32>) -> tensor<4xf32> {
// CHECK-NEXT: %[[V0:.*]] = gate.apply @second ins(%[[ARG0]], %[[ARG1]] : tensor<4xf32>, tensor<4xf32>) outs(%[[ARG1]] : tensor<4xf32>)
// CHECK-NEXT: return %[[V0]] : tensor<4xf32>
// CHECK-NEXT: }
func.func @no_identity_second_input(%x: tensor<4xf32>, %z: tensor<4xf32>) -> tensor<4xf32> {
  %y = gate.apply @second ins(%x, %z : tensor<4xf32>, tensor<4xf32>) outs(%z : tensor<4xf32>)
  return %y : tensor<4xf32>
}

// -----

// CHECK-LABEL: func.func @parameter_scalar(
// CHECK-SAME: %[[ARG0:.*]]: tensor<4xf32>) -> tensor<4xf32> {
// CHECK-NEXT: %[[V0:.*]] = gate.apply @swish<beta = 1.500000e+00 : f32> ins(%[[ARG0]] : tensor<4xf32>) outs(%[[ARG0]] : tensor<4xf32>)
// CHECK-NEXT: return %[[V0]] : tensor<4xf32>
// CHECK-NEXT: }
func.func @parameter_scalar(%x: tensor<4xf32>) -> tensor<4xf32> {
  %b = arith.constant 1.5 : f32
  %y = gate.apply @swish ins(%x : tensor<4xf32>) params("beta" = %b : f32) outs(%x : tensor<4xf32>)
  return %y : tensor<4xf32>
}

// -----

// CHECK-LABEL: func.func @parameter_splat(
// CHECK-SAME: %[[ARG0:.*]]: tensor<2x4xf32>) -> tensor<2x4xf32> {
// CHECK-NEXT: %[[V0:.*]] = gate.apply @swish<beta = 1.500000e+00 : f32> ins(%[[ARG0]] : tensor<2x4xf32>) outs(%[[ARG0]] : tensor<2x4xf32>)
// CHECK-NEXT: return %[[V0]] : tensor<2x4xf32>
// CHECK-NEXT: }
func.func @parameter_splat(%x: tensor<2x4xf32>) -> tensor<2x4xf32> {
  %b = arith.constant dense<1.5> : tensor<4xf32>
  %y = gate.apply @swish ins(%x : tensor<2x4xf32>) params("beta" = %b : tensor<4xf32>) outs(%x : tensor<2x4xf32>)
  return %y : tensor<2x4xf32>
}

// -----

// CHECK-LABEL: func.func @parameter_one_of_two(
// CHECK-SAME: %[[ARG0:.*]]: tensor<4xf32>, %[[ARG1:.*]]: f32) -> tensor<4xf32> {
// CHECK-NEXT: %[[V0:.*]] = gate.apply @swiglu_limited<alpha = 1.500000e+00 : f32> ins(%[[ARG0]], %[[ARG0]] : tensor<4xf32>, tensor<4xf32>) params(limit = %[[ARG1]] : f32) outs(%[[ARG0]] : tensor<4xf32>)
// CHECK-NEXT: return %[[V0]] : tensor<4xf32>
// CHECK-NEXT: }
func.func @parameter_one_of_two(%x: tensor<4xf32>, %l: f32) -> tensor<4xf32> {
  %a = arith.constant 1.5 : f32
  %y = gate.apply @swiglu_limited ins(%x, %x : tensor<4xf32>, tensor<4xf32>)
    params(limit = %l : f32, alpha = %a : f32) outs(%x : tensor<4xf32>)
  return %y : tensor<4xf32>
}

// -----

// The operand's value leads on to a simpler function.
// CHECK-LABEL: func.func @parameter_then_specialization(
// CHECK-SAME: %[[ARG0:.*]]: tensor<4xf32>) -> tensor<4xf32> {
// CHECK-NEXT: %[[V0:.*]] = gate.apply @silu ins(%[[ARG0]] : tensor<4xf32>) outs(%[[ARG0]] : tensor<4xf32>)
// CHECK-NEXT: return %[[V0]] : tensor<4xf32>
// CHECK-NEXT: }
func.func @parameter_then_specialization(%x: tensor<4xf32>) -> tensor<4xf32> {
  %b = arith.constant dense<1.0> : tensor<f32>
  %y = gate.apply @swish ins(%x : tensor<4xf32>) params("beta" = %b : tensor<f32>) outs(%x : tensor<4xf32>)
  return %y : tensor<4xf32>
}

// -----

// CHECK-LABEL: func.func @no_parameter_not_splat(
// CHECK-SAME: %[[ARG0:.*]]: tensor<2x2xf32>) -> tensor<2x2xf32> {
// CHECK-NEXT: %[[CST:.*]] = arith.constant dense<[1.000000e+00, 2.000000e+00]> : tensor<2xf32>
// CHECK-NEXT: %[[V0:.*]] = gate.apply @swish ins(%[[ARG0]] : tensor<2x2xf32>) params(beta = %[[CST]] : tensor<2xf32>) outs(%[[ARG0]] : tensor<2x2xf32>)
// CHECK-NEXT: return %[[V0]] : tensor<2x2xf32>
// CHECK-NEXT: }
func.func @no_parameter_not_splat(%x: tensor<2x2xf32>) -> tensor<2x2xf32> {
  %b = arith.constant dense<[1.0, 2.0]> : tensor<2xf32>
  %y = gate.apply @swish ins(%x : tensor<2x2xf32>) params("beta" = %b : tensor<2xf32>) outs(%x : tensor<2x2xf32>)
  return %y : tensor<2x2xf32>
}

// -----

// CHECK-LABEL: func.func @no_parameter_not_constant(
// CHECK-SAME: %[[ARG0:.*]]: tensor<4xf32>, %[[ARG1:.*]]: f32) -> tensor<4xf32> {
// CHECK-NEXT: %[[V0:.*]] = gate.apply @swish ins(%[[ARG0]] : tensor<4xf32>) params(beta = %[[ARG1]] : f32) outs(%[[ARG0]] : tensor<4xf32>)
// CHECK-NEXT: return %[[V0]] : tensor<4xf32>
// CHECK-NEXT: }
func.func @no_parameter_not_constant(%x: tensor<4xf32>, %b: f32) -> tensor<4xf32> {
  %y = gate.apply @swish ins(%x : tensor<4xf32>) params("beta" = %b : f32) outs(%x : tensor<4xf32>)
  return %y : tensor<4xf32>
}

// -----

// CHECK-LABEL: func.func @specialization_default(
// CHECK-SAME: %[[ARG0:.*]]: tensor<4xf32>) -> tensor<4xf32> {
// CHECK-NEXT: %[[V0:.*]] = gate.apply @silu ins(%[[ARG0]] : tensor<4xf32>) outs(%[[ARG0]] : tensor<4xf32>)
// CHECK-NEXT: return %[[V0]] : tensor<4xf32>
// CHECK-NEXT: }
func.func @specialization_default(%x: tensor<4xf32>) -> tensor<4xf32> {
  %y = gate.apply @swish ins(%x : tensor<4xf32>) outs(%x : tensor<4xf32>)
  return %y : tensor<4xf32>
}

// -----

// CHECK-LABEL: func.func @specialization_value(
// CHECK-SAME: %[[ARG0:.*]]: tensor<4xf32>) -> tensor<4xf32> {
// CHECK-NEXT: %[[V0:.*]] = gate.apply @relu ins(%[[ARG0]] : tensor<4xf32>) outs(%[[ARG0]] : tensor<4xf32>)
// CHECK-NEXT: return %[[V0]] : tensor<4xf32>
// CHECK-NEXT: }
func.func @specialization_value(%x: tensor<4xf32>) -> tensor<4xf32> {
  %y = gate.apply @leaky_relu<slope = 0.0> ins(%x : tensor<4xf32>) outs(%x : tensor<4xf32>)
  return %y : tensor<4xf32>
}

// -----

// CHECK-LABEL: func.func @specialization_f32_value(
// CHECK-SAME: %[[ARG0:.*]]: tensor<4xf32>) -> tensor<4xf32> {
// CHECK-NEXT: %[[V0:.*]] = gate.apply @silu ins(%[[ARG0]] : tensor<4xf32>) outs(%[[ARG0]] : tensor<4xf32>) {rounding = #gate.rounding<each>}
// CHECK-NEXT: return %[[V0]] : tensor<4xf32>
// CHECK-NEXT: }
func.func @specialization_f32_value(%x: tensor<4xf32>) -> tensor<4xf32> {
  %y = gate.apply @swish<beta = 1.0 : f32> ins(%x : tensor<4xf32>) outs(%x : tensor<4xf32>) {rounding = #gate.rounding<each>}
  return %y : tensor<4xf32>
}

// -----

// CHECK-LABEL: func.func @no_specialization_other_value(
// CHECK-SAME: %[[ARG0:.*]]: tensor<4xf32>) -> tensor<4xf32> {
// CHECK-NEXT: %[[V0:.*]] = gate.apply @swish<beta = 1.500000e+00> ins(%[[ARG0]] : tensor<4xf32>) outs(%[[ARG0]] : tensor<4xf32>)
// CHECK-NEXT: return %[[V0]] : tensor<4xf32>
// CHECK-NEXT: }
func.func @no_specialization_other_value(%x: tensor<4xf32>) -> tensor<4xf32> {
  %y = gate.apply @swish<beta = 1.5> ins(%x : tensor<4xf32>) outs(%x : tensor<4xf32>)
  return %y : tensor<4xf32>
}

// -----

gate.row_function @scaled_softmax<%k: f64 = 1.0>(%x: f64) -> f64 attributes {
    specializations = [#gate.specialization<{k = 1.0} -> @softmax>]} {
  %0 = arith.mulf %k, %x : f64
  %m = gate.reduce max %0 : f64
  gate.yield %m : f64
}
// CHECK-LABEL: func.func @specialization_row(
// CHECK-SAME: %[[ARG0:.*]]: tensor<2x4xf32>) -> tensor<2x4xf32> {
// CHECK-NEXT: %[[V0:.*]] = gate.apply_row @softmax ins(%[[ARG0]] : tensor<2x4xf32>) outs(%[[ARG0]] : tensor<2x4xf32>)
// CHECK-NEXT: return %[[V0]] : tensor<2x4xf32>
// CHECK-NEXT: }
func.func @specialization_row(%x: tensor<2x4xf32>) -> tensor<2x4xf32> {
  %y = gate.apply_row @scaled_softmax ins(%x : tensor<2x4xf32>) outs(%x : tensor<2x4xf32>)
  return %y : tensor<2x4xf32>
}

// -----

// CHECK-LABEL: func.func @specialization_gated_matmul(
// CHECK-SAME: %[[ARG0:.*]]: tensor<?x8xf32>, %[[ARG1:.*]]: tensor<8x16xf32>, %[[ARG2:.*]]: tensor<?x16xf32>) -> tensor<?x16xf32> {
// CHECK-NEXT: %[[V0:.*]] = gate.gated_matmul @silu ins(%[[ARG0]] : tensor<?x8xf32>) weights(%[[ARG1]] : tensor<8x16xf32>) outs(%[[ARG2]] : tensor<?x16xf32>)
// CHECK-NEXT: return %[[V0]] : tensor<?x16xf32>
// CHECK-NEXT: }
func.func @specialization_gated_matmul(%x: tensor<?x8xf32>, %w: tensor<8x16xf32>, %o: tensor<?x16xf32>) -> tensor<?x16xf32> {
  %y = gate.gated_matmul @swish ins(%x : tensor<?x8xf32>) weights(%w : tensor<8x16xf32>) outs(%o : tensor<?x16xf32>)
  return %y : tensor<?x16xf32>
}

// -----

// CHECK-LABEL: func.func @specialization_ffn(
// CHECK-SAME: %[[ARG0:.*]]: tensor<?x8xf32>, %[[ARG1:.*]]: tensor<8x16xf32>, %[[ARG2:.*]]: tensor<16x8xf32>) -> tensor<?x8xf32> {
// CHECK-NEXT: %[[V0:.*]] = gate.ffn @relu ins(%[[ARG0]] : tensor<?x8xf32>) weights(%[[ARG1]] : tensor<8x16xf32>) down(%[[ARG2]] : tensor<16x8xf32>) outs(%[[ARG0]] : tensor<?x8xf32>)
// CHECK-NEXT: return %[[V0]] : tensor<?x8xf32>
// CHECK-NEXT: }
func.func @specialization_ffn(%x: tensor<?x8xf32>, %w: tensor<8x16xf32>, %d: tensor<16x8xf32>) -> tensor<?x8xf32> {
  %y = gate.ffn @fatrelu<threshold = 0.0> ins(%x : tensor<?x8xf32>) weights(%w : tensor<8x16xf32>) down(%d : tensor<16x8xf32>) outs(%x : tensor<?x8xf32>)
  return %y : tensor<?x8xf32>
}

// -----

// CHECK-LABEL: func.func @splat_f32(
// CHECK-SAME: %[[ARG0:.*]]: tensor<2x3xf32>) -> tensor<2x3xf32> {
// CHECK-NEXT: %[[CST:.*]] = arith.constant dense<-5.000000e-01> : tensor<2x3xf32>
// CHECK-NEXT: return %[[CST]] : tensor<2x3xf32>
// CHECK-NEXT: }
func.func @splat_f32(%o: tensor<2x3xf32>) -> tensor<2x3xf32> {
  %x = arith.constant dense<-2.0> : tensor<2x3xf32>
  %y = gate.apply @leaky_relu<slope = 0.25> ins(%x : tensor<2x3xf32>) outs(%o : tensor<2x3xf32>)
  return %y : tensor<2x3xf32>
}

// -----

// CHECK-LABEL: func.func @splat_two_inputs_broadcast_f16(
// CHECK-SAME: %[[ARG0:.*]]: tensor<2x3xf16>) -> tensor<2x3xf16> {
// CHECK-NEXT: %[[CST:.*]] = arith.constant dense<1.500000e+00> : tensor<2x3xf16>
// CHECK-NEXT: return %[[CST]] : tensor<2x3xf16>
// CHECK-NEXT: }
func.func @splat_two_inputs_broadcast_f16(%o: tensor<2x3xf16>) -> tensor<2x3xf16> {
  %x = arith.constant dense<3.0> : tensor<3xf16>
  %z = arith.constant dense<0.5> : tensor<f16>
  %y = gate.apply @bilinear ins(%x, %z : tensor<3xf16>, tensor<f16>) outs(%o : tensor<2x3xf16>)
  return %y : tensor<2x3xf16>
}

// -----

// 1 + 2^-9 is no bf16: each product is rounded, or only the last.
gate.function @twice(%x: f64) -> f64 {
  %c = arith.constant 1.001953125 : f64
  %d = arith.constant 512.0 : f64
  %0 = arith.mulf %x, %c : f64
  %1 = arith.mulf %0, %d : f64
  %2 = arith.subf %1, %d : f64
  gate.yield %2 : f64
}
// CHECK-LABEL: func.func @splat_rounding_result_bf16(
// CHECK-SAME: %[[ARG0:.*]]: tensor<3xbf16>) -> tensor<3xbf16> {
// CHECK-NEXT: %[[CST:.*]] = arith.constant dense<1.000000e+00> : tensor<3xbf16>
// CHECK-NEXT: return %[[CST]] : tensor<3xbf16>
// CHECK-NEXT: }
func.func @splat_rounding_result_bf16(%o: tensor<3xbf16>) -> tensor<3xbf16> {
  %x = arith.constant dense<1.0> : tensor<3xbf16>
  %y = gate.apply @twice ins(%x : tensor<3xbf16>) outs(%o : tensor<3xbf16>)
  return %y : tensor<3xbf16>
}
// A truncation that rounds does not fold.
// CHECK-LABEL: func.func @no_splat_rounding_each_bf16(
// CHECK-SAME: %[[ARG0:.*]]: tensor<3xbf16>) -> tensor<3xbf16> {
// CHECK-NEXT: %[[CST:.*]] = arith.constant dense<1.000000e+00> : tensor<3xbf16>
// CHECK-NEXT: %[[V0:.*]] = gate.apply @twice ins(%[[CST]] : tensor<3xbf16>) outs(%[[ARG0]] : tensor<3xbf16>) {rounding = #gate.rounding<each>}
// CHECK-NEXT: return %[[V0]] : tensor<3xbf16>
// CHECK-NEXT: }
func.func @no_splat_rounding_each_bf16(%o: tensor<3xbf16>) -> tensor<3xbf16> {
  %x = arith.constant dense<1.0> : tensor<3xbf16>
  %y = gate.apply @twice ins(%x : tensor<3xbf16>) outs(%o : tensor<3xbf16>) {rounding = #gate.rounding<each>}
  return %y : tensor<3xbf16>
}

// -----

// CHECK-LABEL: func.func @no_splat_dynamic(
// CHECK-SAME: %[[ARG0:.*]]: tensor<?xf32>) -> tensor<?xf32> {
// CHECK-NEXT: %[[CST:.*]] = arith.constant dense<2.000000e+00> : tensor<f32>
// CHECK-NEXT: %[[V0:.*]] = gate.apply @relu ins(%[[CST]] : tensor<f32>) outs(%[[ARG0]] : tensor<?xf32>)
// CHECK-NEXT: return %[[V0]] : tensor<?xf32>
// CHECK-NEXT: }
func.func @no_splat_dynamic(%o: tensor<?xf32>) -> tensor<?xf32> {
  %x = arith.constant dense<2.0> : tensor<f32>
  %y = gate.apply @relu ins(%x : tensor<f32>) outs(%o : tensor<?xf32>)
  return %y : tensor<?xf32>
}

// -----

// CHECK-LABEL: func.func @no_splat_of_one_input(
// CHECK-SAME: %[[ARG0:.*]]: tensor<3xf32>) -> tensor<3xf32> {
// CHECK-NEXT: %[[CST:.*]] = arith.constant dense<3.000000e+00> : tensor<3xf32>
// CHECK-NEXT: %[[V0:.*]] = gate.apply @bilinear ins(%[[CST]], %[[ARG0]] : tensor<3xf32>, tensor<3xf32>) outs(%[[ARG0]] : tensor<3xf32>)
// CHECK-NEXT: return %[[V0]] : tensor<3xf32>
// CHECK-NEXT: }
func.func @no_splat_of_one_input(%o: tensor<3xf32>) -> tensor<3xf32> {
  %x = arith.constant dense<3.0> : tensor<3xf32>
  %y = gate.apply @bilinear ins(%x, %o : tensor<3xf32>, tensor<3xf32>) outs(%o : tensor<3xf32>)
  return %y : tensor<3xf32>
}

// -----

// CHECK-LABEL: func.func @no_splat_values_differ(
// CHECK-SAME: %[[ARG0:.*]]: tensor<2xf32>) -> tensor<2xf32> {
// CHECK-NEXT: %[[CST:.*]] = arith.constant dense<[3.000000e+00, 4.000000e+00]> : tensor<2xf32>
// CHECK-NEXT: %[[V0:.*]] = gate.apply @relu ins(%[[CST]] : tensor<2xf32>) outs(%[[ARG0]] : tensor<2xf32>)
// CHECK-NEXT: return %[[V0]] : tensor<2xf32>
// CHECK-NEXT: }
func.func @no_splat_values_differ(%o: tensor<2xf32>) -> tensor<2xf32> {
  %x = arith.constant dense<[3.0, 4.0]> : tensor<2xf32>
  %y = gate.apply @relu ins(%x : tensor<2xf32>) outs(%o : tensor<2xf32>)
  return %y : tensor<2xf32>
}

// -----

// CHECK-LABEL: func.func @branch_order_separate(
// CHECK-SAME: %[[ARG0:.*]]: tensor<?x8xf32>, %[[ARG1:.*]]: tensor<8x16xf32>, %[[ARG2:.*]]: tensor<8x16xf32>, %[[ARG3:.*]]: tensor<8x16xf32>, %[[ARG4:.*]]: tensor<16xf32>, %[[ARG5:.*]]: tensor<16xf32>, %[[ARG6:.*]]: tensor<16xf32>, %[[ARG7:.*]]: tensor<?x16xf32>) -> tensor<?x16xf32> {
// CHECK-NEXT: %[[V0:.*]] = gate.gated_matmul @lerp ins(%[[ARG0]] : tensor<?x8xf32>) weights(%[[ARG2]], %[[ARG3]], %[[ARG1]] : tensor<8x16xf32>, tensor<8x16xf32>, tensor<8x16xf32>) bias(%[[ARG5]], %[[ARG6]], %[[ARG4]] : tensor<16xf32>, tensor<16xf32>, tensor<16xf32>) outs(%[[ARG7]] : tensor<?x16xf32>)
// CHECK-NEXT: return %[[V0]] : tensor<?x16xf32>
// CHECK-NEXT: }
func.func @branch_order_separate(%x: tensor<?x8xf32>, %a: tensor<8x16xf32>, %b: tensor<8x16xf32>, %c: tensor<8x16xf32>, %p: tensor<16xf32>, %q: tensor<16xf32>, %r: tensor<16xf32>, %o: tensor<?x16xf32>) -> tensor<?x16xf32> {
  %y = gate.gated_matmul @lerp ins(%x : tensor<?x8xf32>) weights(%a, %b, %c : tensor<8x16xf32>, tensor<8x16xf32>, tensor<8x16xf32>)
    bias(%p, %q, %r : tensor<16xf32>, tensor<16xf32>, tensor<16xf32>) outs(%o : tensor<?x16xf32>) {branch_order = array<i64: 2, 0, 1>}
  return %y : tensor<?x16xf32>
}

// -----

// CHECK-LABEL: func.func @branch_order_sorted_packed(
// CHECK-SAME: %[[ARG0:.*]]: tensor<?x8xf32>, %[[ARG1:.*]]: tensor<8x32xf32>, %[[ARG2:.*]]: tensor<?x16xf32>) -> tensor<?x16xf32> {
// CHECK-NEXT: %[[V0:.*]] = gate.gated_matmul @swiglu ins(%[[ARG0]] : tensor<?x8xf32>) weights(%[[ARG1]] : tensor<8x32xf32>) outs(%[[ARG2]] : tensor<?x16xf32>) {packing = #gate.packing<interleaved>}
// CHECK-NEXT: return %[[V0]] : tensor<?x16xf32>
// CHECK-NEXT: }
func.func @branch_order_sorted_packed(%x: tensor<?x8xf32>, %w: tensor<8x32xf32>, %o: tensor<?x16xf32>) -> tensor<?x16xf32> {
  %y = gate.gated_matmul @swiglu ins(%x : tensor<?x8xf32>) weights(%w : tensor<8x32xf32>) outs(%o : tensor<?x16xf32>)
    {branch_order = array<i64: 0, 1>, packing = #gate.packing<interleaved>}
  return %y : tensor<?x16xf32>
}

// -----

// CHECK-LABEL: func.func @branch_order_ffn(
// CHECK-SAME: %[[ARG0:.*]]: tensor<?x8xf32>, %[[ARG1:.*]]: tensor<8x16xf32>, %[[ARG2:.*]]: tensor<8x16xf32>, %[[ARG3:.*]]: tensor<16x8xf32>) -> tensor<?x8xf32> {
// CHECK-NEXT: %[[V0:.*]] = gate.ffn @swiglu ins(%[[ARG0]] : tensor<?x8xf32>) weights(%[[ARG2]], %[[ARG1]] : tensor<8x16xf32>, tensor<8x16xf32>) down(%[[ARG3]] : tensor<16x8xf32>) outs(%[[ARG0]] : tensor<?x8xf32>)
// CHECK-NEXT: return %[[V0]] : tensor<?x8xf32>
// CHECK-NEXT: }
func.func @branch_order_ffn(%x: tensor<?x8xf32>, %a: tensor<8x16xf32>, %b: tensor<8x16xf32>, %d: tensor<16x8xf32>) -> tensor<?x8xf32> {
  %y = gate.ffn @swiglu ins(%x : tensor<?x8xf32>) weights(%a, %b : tensor<8x16xf32>, tensor<8x16xf32>) down(%d : tensor<16x8xf32>)
    outs(%x : tensor<?x8xf32>) {branch_order = array<i64: 1, 0>}
  return %y : tensor<?x8xf32>
}

// -----

// CHECK-LABEL: func.func @no_branch_order_packed(
// CHECK-SAME: %[[ARG0:.*]]: tensor<?x8xf32>, %[[ARG1:.*]]: tensor<8x32xf32>, %[[ARG2:.*]]: tensor<?x16xf32>) -> tensor<?x16xf32> {
// CHECK-NEXT: %[[V0:.*]] = gate.gated_matmul @swiglu ins(%[[ARG0]] : tensor<?x8xf32>) weights(%[[ARG1]] : tensor<8x32xf32>) outs(%[[ARG2]] : tensor<?x16xf32>) {branch_order = array<i64: 1, 0>, packing = #gate.packing<concatenated>}
// CHECK-NEXT: return %[[V0]] : tensor<?x16xf32>
// CHECK-NEXT: }
func.func @no_branch_order_packed(%x: tensor<?x8xf32>, %w: tensor<8x32xf32>, %o: tensor<?x16xf32>) -> tensor<?x16xf32> {
  %y = gate.gated_matmul @swiglu ins(%x : tensor<?x8xf32>) weights(%w : tensor<8x32xf32>) outs(%o : tensor<?x16xf32>)
    {branch_order = array<i64: 1, 0>, packing = #gate.packing<concatenated>}
  return %y : tensor<?x16xf32>
}

// -----

gate.function @second(%x: f64, %y: f64) -> f64 {
  gate.yield %y : f64
}
// CHECK-LABEL: func.func @dead_branch(
// CHECK-SAME: %[[ARG0:.*]]: tensor<?x8xf32>, %[[ARG1:.*]]: tensor<8x16xf32>, %[[ARG2:.*]]: tensor<8x16xf32>, %[[ARG3:.*]]: tensor<16xf32>, %[[ARG4:.*]]: tensor<16xf32>, %[[ARG5:.*]]: tensor<?x16xf32>) -> tensor<?x16xf32> {
// CHECK-NEXT: %[[V0:.*]] = gate.gated_matmul ins(%[[ARG0]] : tensor<?x8xf32>) weights(%[[ARG2]] : tensor<8x16xf32>) bias(%[[ARG4]] : tensor<16xf32>) residual(%[[ARG5]] : tensor<?x16xf32>) outs(%[[ARG5]] : tensor<?x16xf32>)
// CHECK-NEXT: return %[[V0]] : tensor<?x16xf32>
// CHECK-NEXT: }
func.func @dead_branch(%x: tensor<?x8xf32>, %a: tensor<8x16xf32>, %b: tensor<8x16xf32>, %p: tensor<16xf32>, %q: tensor<16xf32>, %o: tensor<?x16xf32>) -> tensor<?x16xf32> {
  %y = gate.gated_matmul @second ins(%x : tensor<?x8xf32>) weights(%a, %b : tensor<8x16xf32>, tensor<8x16xf32>)
    bias(%p, %q : tensor<16xf32>, tensor<16xf32>) residual(%o : tensor<?x16xf32>) outs(%o : tensor<?x16xf32>)
  return %y : tensor<?x16xf32>
}
// CHECK-LABEL: func.func @dead_branch_order(
// CHECK-SAME: %[[ARG0:.*]]: tensor<?x8xf32>, %[[ARG1:.*]]: tensor<8x16xf32>, %[[ARG2:.*]]: tensor<8x16xf32>, %[[ARG3:.*]]: tensor<?x16xf32>) -> tensor<?x16xf32> {
// CHECK-NEXT: %[[V0:.*]] = gate.gated_matmul ins(%[[ARG0]] : tensor<?x8xf32>) weights(%[[ARG1]] : tensor<8x16xf32>) outs(%[[ARG3]] : tensor<?x16xf32>) {accumulate = f64}
// CHECK-NEXT: return %[[V0]] : tensor<?x16xf32>
// CHECK-NEXT: }
func.func @dead_branch_order(%x: tensor<?x8xf32>, %a: tensor<8x16xf32>, %b: tensor<8x16xf32>, %o: tensor<?x16xf32>) -> tensor<?x16xf32> {
  %y = gate.gated_matmul @second ins(%x : tensor<?x8xf32>) weights(%a, %b : tensor<8x16xf32>, tensor<8x16xf32>)
    outs(%o : tensor<?x16xf32>) {branch_order = array<i64: 1, 0>, accumulate = f64}
  return %y : tensor<?x16xf32>
}
// CHECK-LABEL: func.func @dead_branch_activations(
// CHECK: gate.gated_matmul ins({{.*}}) weights(%{{.*}} : tensor<8x16xf32>) outs({{.*}}) {activations = #gate.activations<int8>}
func.func @dead_branch_activations(%x: tensor<?x8xf32>, %a: tensor<8x16xf32>, %b: tensor<8x16xf32>, %o: tensor<?x16xf32>) -> tensor<?x16xf32> {
  %y = gate.gated_matmul @second ins(%x : tensor<?x8xf32>) weights(%a, %b : tensor<8x16xf32>, tensor<8x16xf32>)
    outs(%o : tensor<?x16xf32>) {activations = #gate.activations<int8>}
  return %y : tensor<?x16xf32>
}
// CHECK-LABEL: func.func @no_dead_branch_packed(
// CHECK-SAME: %[[ARG0:.*]]: tensor<?x8xf32>, %[[ARG1:.*]]: tensor<8x32xf32>, %[[ARG2:.*]]: tensor<?x16xf32>) -> tensor<?x16xf32> {
// CHECK-NEXT: %[[V0:.*]] = gate.gated_matmul @second ins(%[[ARG0]] : tensor<?x8xf32>) weights(%[[ARG1]] : tensor<8x32xf32>) outs(%[[ARG2]] : tensor<?x16xf32>) {packing = #gate.packing<concatenated>}
// CHECK-NEXT: return %[[V0]] : tensor<?x16xf32>
// CHECK-NEXT: }
func.func @no_dead_branch_packed(%x: tensor<?x8xf32>, %a: tensor<8x32xf32>, %o: tensor<?x16xf32>) -> tensor<?x16xf32> {
  %y = gate.gated_matmul @second ins(%x : tensor<?x8xf32>) weights(%a : tensor<8x32xf32>)
    outs(%o : tensor<?x16xf32>) {packing = #gate.packing<concatenated>}
  return %y : tensor<?x16xf32>
}

// -----

// CHECK-LABEL: func.func @identity_gated_matmul(
// CHECK-SAME: %[[ARG0:.*]]: tensor<?x8xf32>, %[[ARG1:.*]]: tensor<8x16xf32>, %[[ARG2:.*]]: tensor<?x16xf32>) -> tensor<?x16xf32> {
// CHECK-NEXT: %[[V0:.*]] = gate.gated_matmul ins(%[[ARG0]] : tensor<?x8xf32>) weights(%[[ARG1]] : tensor<8x16xf32>) outs(%[[ARG2]] : tensor<?x16xf32>)
// CHECK-NEXT: return %[[V0]] : tensor<?x16xf32>
// CHECK-NEXT: }
func.func @identity_gated_matmul(%x: tensor<?x8xf32>, %a: tensor<8x16xf32>, %o: tensor<?x16xf32>) -> tensor<?x16xf32> {
  %y = gate.gated_matmul @identity ins(%x : tensor<?x8xf32>) weights(%a : tensor<8x16xf32>) outs(%o : tensor<?x16xf32>)
  return %y : tensor<?x16xf32>
}

// -----

gate.function @constant_of_parameter<%k: f64 = 1.0>(%x: f64, %y: f64) -> f64 {
  gate.yield %k : f64
}
// CHECK-LABEL: func.func @no_dead_branch_parameter(
// CHECK-SAME: %[[ARG0:.*]]: tensor<?x8xf32>, %[[ARG1:.*]]: tensor<8x16xf32>, %[[ARG2:.*]]: tensor<8x16xf32>, %[[ARG3:.*]]: tensor<?x16xf32>) -> tensor<?x16xf32> {
// CHECK-NEXT: %[[V0:.*]] = gate.gated_matmul @constant_of_parameter ins(%[[ARG0]] : tensor<?x8xf32>) weights(%[[ARG1]], %[[ARG2]] : tensor<8x16xf32>, tensor<8x16xf32>) outs(%[[ARG3]] : tensor<?x16xf32>)
// CHECK-NEXT: return %[[V0]] : tensor<?x16xf32>
// CHECK-NEXT: }
func.func @no_dead_branch_parameter(%x: tensor<?x8xf32>, %a: tensor<8x16xf32>, %b: tensor<8x16xf32>, %o: tensor<?x16xf32>) -> tensor<?x16xf32> {
  %y = gate.gated_matmul @constant_of_parameter ins(%x : tensor<?x8xf32>) weights(%a, %b : tensor<8x16xf32>, tensor<8x16xf32>) outs(%o : tensor<?x16xf32>)
  return %y : tensor<?x16xf32>
}

// -----

// What was stored is stored again as it is, whatever the format.
// CHECK-LABEL: func.func @encode_of_decode(
// CHECK-SAME: %[[ARG0:.*]]: tensor<64x16xf32, #gate.weight<panels, int8, tile = 16>>) -> tensor<64x16xf32, #gate.weight<panels, int8, tile = 16>> {
// CHECK-NEXT: return %[[ARG0]] : tensor<64x16xf32, #gate.weight<panels, int8, tile = 16>>
// CHECK-NEXT: }
func.func @encode_of_decode(%e: tensor<64x16xf32, #gate.weight<panels, int8, tile = 16>>) -> tensor<64x16xf32, #gate.weight<panels, int8, tile = 16>> {
  %w = gate.decode %e : tensor<64x16xf32, #gate.weight<panels, int8, tile = 16>> -> tensor<64x16xf32>
  %f = gate.encode %w : tensor<64x16xf32> -> tensor<64x16xf32, #gate.weight<panels, int8, tile = 16>>
  return %f : tensor<64x16xf32, #gate.weight<panels, int8, tile = 16>>
}

// -----

// CHECK-LABEL: func.func @no_encode_of_decode_other_encoding(
// CHECK-SAME: %[[ARG0:.*]]: tensor<64x16xf32, #gate.weight<panels, int8, tile = 16>>) -> tensor<64x16xf32, #gate.weight<panels, int8, tile = 8>> {
// CHECK-NEXT: %[[V0:.*]] = gate.decode %[[ARG0]] : tensor<64x16xf32, #gate.weight<panels, int8, tile = 16>> -> tensor<64x16xf32>
// CHECK-NEXT: %[[V1:.*]] = gate.encode %[[V0]] : tensor<64x16xf32> -> tensor<64x16xf32, #gate.weight<panels, int8, tile = 8>>
// CHECK-NEXT: return %[[V1]] : tensor<64x16xf32, #gate.weight<panels, int8, tile = 8>>
// CHECK-NEXT: }
func.func @no_encode_of_decode_other_encoding(%e: tensor<64x16xf32, #gate.weight<panels, int8, tile = 16>>) -> tensor<64x16xf32, #gate.weight<panels, int8, tile = 8>> {
  %w = gate.decode %e : tensor<64x16xf32, #gate.weight<panels, int8, tile = 16>> -> tensor<64x16xf32>
  %f = gate.encode %w : tensor<64x16xf32> -> tensor<64x16xf32, #gate.weight<panels, int8, tile = 8>>
  return %f : tensor<64x16xf32, #gate.weight<panels, int8, tile = 8>>
}

// -----

// CHECK-LABEL: func.func @decode_of_encode_same_format(
// CHECK-SAME: %[[ARG0:.*]]: tensor<64x16xf32>) -> tensor<64x16xf32> {
// CHECK-NEXT: return %[[ARG0]] : tensor<64x16xf32>
// CHECK-NEXT: }
func.func @decode_of_encode_same_format(%w: tensor<64x16xf32>) -> tensor<64x16xf32> {
  %e = gate.encode %w : tensor<64x16xf32> -> tensor<64x16xf32, #gate.weight<panels, f32, tile = 16>>
  %f = gate.decode %e : tensor<64x16xf32, #gate.weight<panels, f32, tile = 16>> -> tensor<64x16xf32>
  return %f : tensor<64x16xf32>
}

// -----

// CHECK-LABEL: func.func @decode_of_encode_wider_format(
// CHECK-SAME: %[[ARG0:.*]]: tensor<64x16xbf16>) -> tensor<64x16xbf16> {
// CHECK-NEXT: return %[[ARG0]] : tensor<64x16xbf16>
// CHECK-NEXT: }
func.func @decode_of_encode_wider_format(%w: tensor<64x16xbf16>) -> tensor<64x16xbf16> {
  %e = gate.encode %w : tensor<64x16xbf16> -> tensor<64x16xbf16, #gate.weight<neuron_major, f32, neuron_dim = 1>>
  %f = gate.decode %e : tensor<64x16xbf16, #gate.weight<neuron_major, f32, neuron_dim = 1>> -> tensor<64x16xbf16>
  return %f : tensor<64x16xbf16>
}

// -----

// CHECK-LABEL: func.func @no_decode_of_encode_narrower(
// CHECK-SAME: %[[ARG0:.*]]: tensor<64x16xf32>) -> tensor<64x16xf32> {
// CHECK-NEXT: %[[V0:.*]] = gate.encode %[[ARG0]] : tensor<64x16xf32> -> tensor<64x16xf32, #gate.weight<panels, bf16, tile = 16>>
// CHECK-NEXT: %[[V1:.*]] = gate.decode %[[V0]] : tensor<64x16xf32, #gate.weight<panels, bf16, tile = 16>> -> tensor<64x16xf32>
// CHECK-NEXT: return %[[V1]] : tensor<64x16xf32>
// CHECK-NEXT: }
func.func @no_decode_of_encode_narrower(%w: tensor<64x16xf32>) -> tensor<64x16xf32> {
  %e = gate.encode %w : tensor<64x16xf32> -> tensor<64x16xf32, #gate.weight<panels, bf16, tile = 16>>
  %f = gate.decode %e : tensor<64x16xf32, #gate.weight<panels, bf16, tile = 16>> -> tensor<64x16xf32>
  return %f : tensor<64x16xf32>
}

// -----

// f16 has numbers that bf16 has not, and the reverse.
// CHECK-LABEL: func.func @no_decode_of_encode_as_wide(
// CHECK-SAME: %[[ARG0:.*]]: tensor<64x16xbf16>) -> tensor<64x16xbf16> {
// CHECK-NEXT: %[[V0:.*]] = gate.encode %[[ARG0]] : tensor<64x16xbf16> -> tensor<64x16xbf16, #gate.weight<panels, f16, tile = 16>>
// CHECK-NEXT: %[[V1:.*]] = gate.decode %[[V0]] : tensor<64x16xbf16, #gate.weight<panels, f16, tile = 16>> -> tensor<64x16xbf16>
// CHECK-NEXT: return %[[V1]] : tensor<64x16xbf16>
// CHECK-NEXT: }
func.func @no_decode_of_encode_as_wide(%w: tensor<64x16xbf16>) -> tensor<64x16xbf16> {
  %e = gate.encode %w : tensor<64x16xbf16> -> tensor<64x16xbf16, #gate.weight<panels, f16, tile = 16>>
  %f = gate.decode %e : tensor<64x16xbf16, #gate.weight<panels, f16, tile = 16>> -> tensor<64x16xbf16>
  return %f : tensor<64x16xbf16>
}

// -----

// CHECK-LABEL: func.func @no_decode_of_encode_quantized(
// CHECK-SAME: %[[ARG0:.*]]: tensor<64x16xf32>) -> tensor<64x16xf32> {
// CHECK-NEXT: %[[V0:.*]] = gate.encode %[[ARG0]] : tensor<64x16xf32> -> tensor<64x16xf32, #gate.weight<panels, int8, tile = 16>>
// CHECK-NEXT: %[[V1:.*]] = gate.decode %[[V0]] : tensor<64x16xf32, #gate.weight<panels, int8, tile = 16>> -> tensor<64x16xf32>
// CHECK-NEXT: return %[[V1]] : tensor<64x16xf32>
// CHECK-NEXT: }
func.func @no_decode_of_encode_quantized(%w: tensor<64x16xf32>) -> tensor<64x16xf32> {
  %e = gate.encode %w : tensor<64x16xf32> -> tensor<64x16xf32, #gate.weight<panels, int8, tile = 16>>
  %f = gate.decode %e : tensor<64x16xf32, #gate.weight<panels, int8, tile = 16>> -> tensor<64x16xf32>
  return %f : tensor<64x16xf32>
}

// -----

// CHECK-LABEL: func.func @assemble_of_storage(
// CHECK-SAME: %[[ARG0:.*]]: tensor<64x16xf32, #gate.weight<panels, int8, tile = 16>>) -> tensor<64x16xf32, #gate.weight<panels, int8, tile = 16>> {
// CHECK-NEXT: return %[[ARG0]] : tensor<64x16xf32, #gate.weight<panels, int8, tile = 16>>
// CHECK-NEXT: }
func.func @assemble_of_storage(%e: tensor<64x16xf32, #gate.weight<panels, int8, tile = 16>>) -> tensor<64x16xf32, #gate.weight<panels, int8, tile = 16>> {
  %p:2 = gate.storage %e : tensor<64x16xf32, #gate.weight<panels, int8, tile = 16>> -> tensor<1x64x16xi8>, tensor<1x16xf32>
  %f = gate.assemble %p#0, %p#1 : tensor<1x64x16xi8>, tensor<1x16xf32> -> tensor<64x16xf32, #gate.weight<panels, int8, tile = 16>>
  return %f : tensor<64x16xf32, #gate.weight<panels, int8, tile = 16>>
}

// -----

// CHECK-LABEL: func.func @no_assemble_of_other_parts(
// CHECK-SAME: %[[ARG0:.*]]: tensor<64x16xf32, #gate.weight<panels, int4, tile = 16, group_size = 32, asymmetric>>) -> tensor<64x16xf32, #gate.weight<panels, int4, tile = 16, group_size = 32, asymmetric>> {
// CHECK-NEXT: %[[V0:.*]]:3 = gate.storage %[[ARG0]] : tensor<64x16xf32, #gate.weight<panels, int4, tile = 16, group_size = 32, asymmetric>> -> tensor<1x2x16x16xi8>, tensor<1x2x16xf32>, tensor<1x2x16xf32>
// CHECK-NEXT: %[[V1:.*]] = gate.assemble %[[V0]]#0, %[[V0]]#2, %[[V0]]#1 : tensor<1x2x16x16xi8>, tensor<1x2x16xf32>, tensor<1x2x16xf32> -> tensor<64x16xf32, #gate.weight<panels, int4, tile = 16, group_size = 32, asymmetric>>
// CHECK-NEXT: return %[[V1]] : tensor<64x16xf32, #gate.weight<panels, int4, tile = 16, group_size = 32, asymmetric>>
// CHECK-NEXT: }
func.func @no_assemble_of_other_parts(%e: tensor<64x16xf32, #gate.weight<panels, int4, tile = 16, group_size = 32, asymmetric>>) -> tensor<64x16xf32, #gate.weight<panels, int4, tile = 16, group_size = 32, asymmetric>> {
  %p:3 = gate.storage %e : tensor<64x16xf32, #gate.weight<panels, int4, tile = 16, group_size = 32, asymmetric>> -> tensor<1x2x16x16xi8>, tensor<1x2x16xf32>, tensor<1x2x16xf32>
  %f = gate.assemble %p#0, %p#2, %p#1 : tensor<1x2x16x16xi8>, tensor<1x2x16xf32>, tensor<1x2x16xf32> -> tensor<64x16xf32, #gate.weight<panels, int4, tile = 16, group_size = 32, asymmetric>>
  return %f : tensor<64x16xf32, #gate.weight<panels, int4, tile = 16, group_size = 32, asymmetric>>
}

// -----

// Two encodings may have parts of the same types.
// CHECK-LABEL: func.func @no_assemble_of_other_encoding(
// CHECK-SAME: %[[ARG0:.*]]: tensor<64x64xf32, #gate.weight<neuron_major, int8, neuron_dim = 1>>) -> tensor<64x64xf32, #gate.weight<neuron_major, int8, neuron_dim = 0>> {
// CHECK-NEXT: %[[V0:.*]]:2 = gate.storage %[[ARG0]] : tensor<64x64xf32, #gate.weight<neuron_major, int8, neuron_dim = 1>> -> tensor<64x64xi8>, tensor<64xf32>
// CHECK-NEXT: %[[V1:.*]] = gate.assemble %[[V0]]#0, %[[V0]]#1 : tensor<64x64xi8>, tensor<64xf32> -> tensor<64x64xf32, #gate.weight<neuron_major, int8, neuron_dim = 0>>
// CHECK-NEXT: return %[[V1]] : tensor<64x64xf32, #gate.weight<neuron_major, int8, neuron_dim = 0>>
// CHECK-NEXT: }
func.func @no_assemble_of_other_encoding(%e: tensor<64x64xf32, #gate.weight<neuron_major, int8, neuron_dim = 1>>) -> tensor<64x64xf32, #gate.weight<neuron_major, int8, neuron_dim = 0>> {
  %p:2 = gate.storage %e : tensor<64x64xf32, #gate.weight<neuron_major, int8, neuron_dim = 1>> -> tensor<64x64xi8>, tensor<64xf32>
  %f = gate.assemble %p#0, %p#1 : tensor<64x64xi8>, tensor<64xf32> -> tensor<64x64xf32, #gate.weight<neuron_major, int8, neuron_dim = 0>>
  return %f : tensor<64x64xf32, #gate.weight<neuron_major, int8, neuron_dim = 0>>
}

// -----

// CHECK-LABEL: func.func @storage_of_assemble(
// CHECK-SAME: %[[ARG0:.*]]: tensor<1x64x16xi8>, %[[ARG1:.*]]: tensor<1x16xf32>) -> (tensor<1x64x16xi8>, tensor<1x16xf32>) {
// CHECK-NEXT: return %[[ARG0]], %[[ARG1]] : tensor<1x64x16xi8>, tensor<1x16xf32>
// CHECK-NEXT: }
func.func @storage_of_assemble(%v: tensor<1x64x16xi8>, %s: tensor<1x16xf32>) -> (tensor<1x64x16xi8>, tensor<1x16xf32>) {
  %f = gate.assemble %v, %s : tensor<1x64x16xi8>, tensor<1x16xf32> -> tensor<64x16xf32, #gate.weight<panels, int8, tile = 16>>
  %p:2 = gate.storage %f : tensor<64x16xf32, #gate.weight<panels, int8, tile = 16>> -> tensor<1x64x16xi8>, tensor<1x16xf32>
  return %p#0, %p#1 : tensor<1x64x16xi8>, tensor<1x16xf32>
}

// -----

// A body is canonicalized like any code.
// CHECK-LABEL: gate.function @body(
// CHECK-SAME: %[[X:.*]]: f64) -> f64 {
// CHECK-NEXT: gate.yield %[[X]] : f64
// CHECK-NEXT: }
gate.function @body(%x: f64) -> f64 {
  %zero = arith.constant 0.0 : f64
  %unused = math.exp %x : f64
  %p = arith.constant true
  %y = scf.if %p -> f64 {
    scf.yield %x : f64
  } else {
    scf.yield %zero : f64
  }
  gate.yield %y : f64
}

// -----

// An op without users goes.
// CHECK-LABEL: func.func @dead_op(
// CHECK-SAME: %[[ARG0:.*]]: tensor<4xf32>) {
// CHECK-NEXT: return
// CHECK-NEXT: }
func.func @dead_op(%x: tensor<4xf32>) {
  %y = gate.apply @silu ins(%x : tensor<4xf32>) outs(%x : tensor<4xf32>)
  return
}
