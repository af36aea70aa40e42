// RUN: penstock-opt %s | penstock-opt | FileCheck %s
// RUN: penstock-opt %s --mlir-print-op-generic | penstock-opt | FileCheck %s
// RUN: penstock-opt %s --emit-bytecode | penstock-opt | FileCheck %s

// Every op with every operand and attribute that it can have. Functions are
// named by what they vary.

// CHECK-DAG: #[[ROWS:.*]] = affine_map<(d0, d1) -> (d0)>
// CHECK-DAG: #[[SWAP:.*]] = affine_map<(d0, d1) -> (d1, d0)>
// CHECK-DAG: #[[ONE:.*]] = affine_map<(d0, d1) -> (0, d1)>
// CHECK-DAG: #[[ID:.*]] = affine_map<(d0, d1) -> (d0, d1)>

//===----------------------------------------------------------------------===//
// gate.function, gate.row_function
//===----------------------------------------------------------------------===//

// CHECK-LABEL: gate.function @function_f64(
// CHECK-SAME: %[[X:.*]]: f64) -> f64 {
// CHECK-NEXT: gate.yield %[[X]] : f64
// CHECK-NEXT: }
gate.function @function_f64(%x: f64) -> f64 {
  gate.yield %x : f64
}

// CHECK: gate.function @function_f32(%x: f32) -> f32 {
gate.function @function_f32(%x: f32) -> f32 {
  gate.yield %x : f32
}

// CHECK: gate.function @function_bf16(%x: bf16) -> bf16 {
gate.function @function_bf16(%x: bf16) -> bf16 {
  gate.yield %x : bf16
}

// CHECK: gate.function @function_f16(%x: f16) -> f16 {
gate.function @function_f16(%x: f16) -> f16 {
  gate.yield %x : f16
}

// CHECK: gate.function private @function_private(%x: f64) -> f64 {
gate.function private @function_private(%x: f64) -> f64 {
  gate.yield %x : f64
}

// CHECK: gate.function nested @function_nested(%x: f64) -> f64 {
gate.function nested @function_nested(%x: f64) -> f64 {
  gate.yield %x : f64
}

// CHECK: gate.function @function_parameters_defaults<%a: f64 = 1.500000e+00, %b: f64, %c: f64 = 0x7FF0000000000000>(%x: f64) -> f64 {
gate.function @function_parameters_defaults<%a: f64 = 1.5, %b: f64, %c: f64 = 0x7FF0000000000000>(%x: f64) -> f64 {
  %0 = arith.mulf %a, %x : f64
  %1 = arith.addf %0, %b : f64
  %2 = arith.minimumf %1, %c : f64
  gate.yield %2 : f64
}

// CHECK: gate.function @function_parameter_f32<%a: f32 = 1.000000e-01>(%x: f32) -> f32 {
gate.function @function_parameter_f32<%a: f32 = 0.1>(%x: f32) -> f32 {
  %0 = arith.mulf %a, %x : f32
  gate.yield %0 : f32
}

// CHECK: gate.function @function_names<%$b.c-d: f64 = 1.000000e+00>(%_: f64, %A9: f64) -> f64 {
gate.function @function_names<%$b.c-d: f64 = 1.0>(%_: f64, %A9: f64) -> f64 {
  %0 = arith.mulf %_, %$b.c-d : f64
  gate.yield %0 : f64
}

// CHECK: gate.function @function_attributes<%k: f64 = 2.000000e+00>(%x: f64) -> f64 attributes
// CHECK-SAME: aliases = ["first", "second"]
// CHECK-SAME: extra.note = 1 : i32
// CHECK-SAME: homogeneous
// CHECK-SAME: lipschitz = 2.500000e+00 : f64
// CHECK-SAME: monotone = "decreasing"
// CHECK-SAME: source = "here"
// CHECK-SAME: specializations = [#gate.specialization<{k = 1.000000e+00 : f64} -> @function_f64>, #gate.specialization<{k = 0.000000e+00 : f64} -> @relu>]
// CHECK-SAME: summary = "k x"
gate.function @function_attributes<%k: f64 = 2.0>(%x: f64) -> f64 attributes {
    aliases = ["first", "second"], extra.note = 1 : i32,
    homogeneous, lipschitz = 2.5, monotone = "decreasing", source = "here",
    specializations = [#gate.specialization<{k = 1.0} -> @function_f64>,
                       #gate.specialization<{k = 0.0} -> @relu>],
    summary = "k x"} {
  %0 = arith.mulf %k, %x : f64
  gate.yield %0 : f64
}

// CHECK-LABEL: gate.function @function_facts<
// CHECK-SAME: %[[K:.*]]: f64 = 1.000000e+00>(%[[X:.*]]: f64, %[[Y:.*]]: f64) -> f64 {
// CHECK-NEXT: %[[P:.*]] = arith.mulf %[[X]], %[[Y]] : f64
// CHECK-NEXT: %[[Q:.*]] = arith.mulf %[[P]], %[[K]] : f64
// CHECK-NEXT: gate.yield %[[Q]] : f64
// CHECK-NEXT: } range(%[[RK:.*]]) {
// CHECK-NEXT: arith.negf %[[RK]] : f64
// CHECK-NEXT: gate.yield %{{.*}}, %[[RK]] : f64, f64
// CHECK-NEXT: } zero(%[[ZX:.*]], %[[ZY:.*]], %[[ZK:.*]]) {
// CHECK-NEXT: arith.cmpf oeq, %[[ZX]], %[[ZK]] : f64
// CHECK-NEXT: gate.yield %{{.*}} : i1
// CHECK-NEXT: } derivative(%[[DX:.*]], %[[DY:.*]], %[[DK:.*]]) {
// CHECK-NEXT: gate.call @function_facts(%[[DX]], %[[DY]], %[[DK]]) : f64
// CHECK-NEXT: gate.yield %{{.*}}, %[[DX]] : f64, f64
// CHECK-NEXT: }
gate.function @function_facts<%k: f64 = 1.0>(%x: f64, %y: f64) -> f64 {
  %0 = arith.mulf %x, %y : f64
  %1 = arith.mulf %0, %k : f64
  gate.yield %1 : f64
} range(%k) {
  %lo = arith.negf %k : f64
  gate.yield %lo, %k : f64, f64
} zero(%x, %y, %k) {
  %z = arith.cmpf oeq, %x, %k : f64
  gate.yield %z : i1
} derivative(%x, %y, %k) {
  // A fact may use its own function.
  %d = gate.call @function_facts(%x, %y, %k) : f64
  gate.yield %d, %x : f64, f64
}

// CHECK-LABEL: gate.function @function_range_only
// CHECK: } range() {
// CHECK-NOT: zero
gate.function @function_range_only(%x: f64) -> f64 {
  %y = math.tanh %x : f64
  gate.yield %y : f64
} range() {
  %lo = arith.constant -1.0 : f64
  %hi = arith.constant 1.0 : f64
  gate.yield %lo, %hi : f64, f64
}

// CHECK-LABEL: gate.function @function_derivative_only
// CHECK-NOT: range
// CHECK-NOT: zero
// CHECK: } derivative(%x) {
gate.function @function_derivative_only(%x: f64) -> f64 {
  gate.yield %x : f64
} derivative(%x) {
  %one = arith.constant 1.0 : f64
  gate.yield %one : f64
}

// CHECK-LABEL: gate.function @function_body
// CHECK: math.exp
// CHECK: arith.cmpf ogt
// CHECK: arith.andi %{{.*}} : i1
// CHECK: scf.if %{{.*}} -> (f64) {
// CHECK:   gate.call @sigmoid(%{{.*}}) : f64
// CHECK:   scf.yield
// CHECK: } else {
// CHECK: gate.call @swish(%{{.*}}, %{{.*}}) : f64
// CHECK: gate.call @swish(%{{.*}}) : f64
gate.function @function_body(%x: f64, %y: f64) -> f64 {
  %e = math.exp %x : f64
  %p = arith.cmpf ogt, %e, %y fastmath<nnan> : f64
  %q = arith.andi %p, %p : i1
  %r = scf.if %q -> f64 {
    %s = gate.call @sigmoid(%e) : f64
    scf.yield %s : f64
  } else {
    scf.yield %y : f64
  }
  %t = gate.call @swish(%r, %y) : f64
  %u = gate.call @swish(%t) : f64
  gate.yield %u : f64
}

// Integers and bit casts, at the function's own type.
// CHECK-LABEL: gate.function @function_implements
// CHECK-SAME: implements = "math.absf"
// CHECK: arith.bitcast %{{.*}} : f64 to i64
gate.function @function_implements(%x: f64) -> f64 attributes {
    implements = "math.absf"} {
  %mask = arith.constant 0x7FFFFFFFFFFFFFFF : i64
  %i = arith.bitcast %x : f64 to i64
  %j = arith.andi %i, %mask : i64
  %y = arith.bitcast %j : i64 to f64
  gate.yield %y : f64
}

// CHECK-LABEL: gate.row_function @row_function
// CHECK-SAME: <%eps: f64 = 1.000000e-05>(%x: f64, %w: f64) -> f64 attributes {streaming, summary = "a"} {
// CHECK: gate.reduce add %{{.*}} : f64
// CHECK: gate.reduce mul %{{.*}} : f64
// CHECK: gate.reduce max %{{.*}} : f64
// CHECK: gate.reduce min %{{.*}} : f64
// CHECK: gate.row_size : f64
// CHECK: } range(%eps) {
// CHECK: } zero(%x, %w, %eps) {
// CHECK: } derivative(%x, %w, %eps) {
gate.row_function @row_function<%eps: f64 = 1.0e-5>(%x: f64, %w: f64) -> f64
    attributes {streaming, summary = "a"} {
  %a = gate.reduce add %x : f64
  %b = gate.reduce mul %a : f64
  %c = gate.reduce max %b : f64
  %d = gate.reduce min %c : f64
  %n = gate.row_size : f64
  %y = arith.divf %d, %n : f64
  gate.yield %y : f64
} range(%eps) {
  gate.yield %eps, %eps : f64, f64
} zero(%x, %w, %eps) {
  %z = arith.constant false
  gate.yield %z : i1
} derivative(%x, %w, %eps) {
  gate.yield %w, %x : f64, f64
}

// CHECK-LABEL: gate.row_function @row_loop
// CHECK: %[[R:.*]] = scf.for %{{.*}} = %{{.*}} to %{{.*}} step %{{.*}} iter_args(%{{.*}} = %{{.*}}) -> (f64) {
// CHECK: gate.reduce add
// CHECK: gate.row_size
// CHECK: gate.detach %[[R]] : f64
gate.row_function @row_loop<%p: f64 = 1.0>(%x: f64) -> f64 {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c9 = arith.constant 9 : index
  %r = scf.for %i = %c0 to %c9 step %c1 iter_args(%a = %p) -> (f64) {
    %d = arith.mulf %x, %a : f64
    %s = gate.reduce add %d : f64
    %n = gate.row_size : f64
    %m = arith.divf %s, %n : f64
    scf.yield %m : f64
  }
  %y = gate.detach %r : f64
  gate.yield %y : f64
}

// CHECK: gate.row_function private @row_function_private(%x: f32) -> f32 {
gate.row_function private @row_function_private(%x: f32) -> f32 {
  gate.yield %x : f32
}

//===----------------------------------------------------------------------===//
// gate.apply
//===----------------------------------------------------------------------===//

// CHECK-LABEL: func.func @apply_dynamic_f32
// CHECK: gate.apply @silu ins(%{{.*}} : tensor<?x64xf32>) outs(%{{.*}} : tensor<?x64xf32>)
// CHECK-NOT: parameters
// CHECK-NOT: rounding
// CHECK: return
func.func @apply_dynamic_f32(%x: tensor<?x64xf32>, %o: tensor<?x64xf32>) -> tensor<?x64xf32> {
  %y = gate.apply @silu ins(%x : tensor<?x64xf32>) outs(%o : tensor<?x64xf32>)
  return %y : tensor<?x64xf32>
}

// CHECK-LABEL: func.func @apply_static_f64_rank0
// CHECK: gate.apply @silu ins(%{{.*}} : tensor<f64>) outs(%{{.*}} : tensor<f64>)
func.func @apply_static_f64_rank0(%x: tensor<f64>, %o: tensor<f64>) -> tensor<f64> {
  %y = gate.apply @silu ins(%x : tensor<f64>) outs(%o : tensor<f64>)
  return %y : tensor<f64>
}

// CHECK-LABEL: func.func @apply_zero_sized_bf16
// CHECK: gate.apply @silu ins(%{{.*}} : tensor<0x4xbf16>) outs(%{{.*}} : tensor<0x4xbf16>)
func.func @apply_zero_sized_bf16(%x: tensor<0x4xbf16>, %o: tensor<0x4xbf16>) -> tensor<0x4xbf16> {
  %y = gate.apply @silu ins(%x : tensor<0x4xbf16>) outs(%o : tensor<0x4xbf16>)
  return %y : tensor<0x4xbf16>
}

// CHECK-LABEL: func.func @apply_parameters_f16_each
// CHECK: gate.apply @swiglu_limited<alpha = 1.500000e+00, limit = 0x7FF0000000000000 : f64> ins(%{{.*}}, %{{.*}} : tensor<4xf16>, tensor<4xf16>) outs(%{{.*}} : tensor<4xf16>) {rounding = #gate.rounding<each>}
func.func @apply_parameters_f16_each(%x: tensor<4xf16>, %o: tensor<4xf16>) -> tensor<4xf16> {
  %y = gate.apply @swiglu_limited<limit = 0x7FF0000000000000 : f64, "alpha" = 1.5>
    ins(%x, %x : tensor<4xf16>, tensor<4xf16>) outs(%o : tensor<4xf16>)
    {rounding = #gate.rounding<each>}
  return %y : tensor<4xf16>
}

// CHECK-LABEL: func.func @apply_parameter_f32_constant
// CHECK: gate.apply @swish<beta = 1.500000e+00 : f32> ins
func.func @apply_parameter_f32_constant(%x: tensor<4xf32>, %o: tensor<4xf32>) -> tensor<4xf32> {
  %y = gate.apply @swish<beta = 1.5 : f32> ins(%x : tensor<4xf32>) outs(%o : tensor<4xf32>) {rounding = #gate.rounding<result>}
  return %y : tensor<4xf32>
}

// CHECK-LABEL: func.func @apply_parameter_operands
// CHECK: gate.apply @swiglu_limited ins(%{{.*}}, %{{.*}} : tensor<?x4xf32>, tensor<?x4xf32>) params(limit = %{{.*}} : tensor<4xf32>, alpha = %{{.*}} : f32) outs(%{{.*}} : tensor<?x4xf32>)
func.func @apply_parameter_operands(%x: tensor<?x4xf32>, %c: tensor<4xf32>, %s: f32) -> tensor<?x4xf32> {
  %y = gate.apply @swiglu_limited ins(%x, %x : tensor<?x4xf32>, tensor<?x4xf32>)
    params("limit" = %c : tensor<4xf32>, alpha = %s : f32) outs(%x : tensor<?x4xf32>)
  return %y : tensor<?x4xf32>
}

// CHECK-LABEL: func.func @apply_parameter_constant_and_operand_rank0
// CHECK: gate.apply @swiglu_limited<alpha = 1.000000e+00> ins(%{{.*}}) params(limit = %{{.*}} : tensor<f32>) outs
func.func @apply_parameter_constant_and_operand_rank0(%x: tensor<?x4xf32>, %c: tensor<f32>) -> tensor<?x4xf32> {
  %y = gate.apply @swiglu_limited<alpha = 1.0> ins(%x, %x : tensor<?x4xf32>, tensor<?x4xf32>)
    params(limit = %c : tensor<f32>) outs(%x : tensor<?x4xf32>)
  return %y : tensor<?x4xf32>
}

// CHECK-LABEL: func.func @apply_broadcast_minor
// CHECK: gate.apply @lerp ins(%{{.*}}, %{{.*}}, %{{.*}} : tensor<f32>, tensor<4xf32>, tensor<2x?x4xf32>) outs(%{{.*}} : tensor<2x?x4xf32>)
func.func @apply_broadcast_minor(%z: tensor<f32>, %a: tensor<4xf32>, %b: tensor<2x?x4xf32>) -> tensor<2x?x4xf32> {
  %y = gate.apply @lerp ins(%z, %a, %b : tensor<f32>, tensor<4xf32>, tensor<2x?x4xf32>) outs(%b : tensor<2x?x4xf32>)
  return %y : tensor<2x?x4xf32>
}

// CHECK-LABEL: func.func @apply_indexing_maps
// CHECK: gate.apply @lerp ins(%{{.*}}) outs(%{{.*}}) {indexing_maps = [#[[ROWS]], #[[SWAP]], #[[ONE]], #[[ID]]]}
func.func @apply_indexing_maps(%z: tensor<8xf32>, %a: tensor<4x8xf32>, %b: tensor<1x4xf32>, %o: tensor<8x4xf32>) -> tensor<8x4xf32> {
  %y = gate.apply @lerp ins(%z, %a, %b : tensor<8xf32>, tensor<4x8xf32>, tensor<1x4xf32>) outs(%o : tensor<8x4xf32>)
    {indexing_maps = [affine_map<(d0, d1) -> (d0)>, affine_map<(d0, d1) -> (d1, d0)>,
                      affine_map<(d0, d1) -> (0, d1)>, affine_map<(d0, d1) -> (d0, d1)>]}
  return %y : tensor<8x4xf32>
}

// A kernel may have the name of the function it applies.
// CHECK-LABEL: func.func @silu
// CHECK: gate.apply @silu
func.func @silu(%x: tensor<4xf32>) -> tensor<4xf32> {
  %y = gate.apply @silu ins(%x : tensor<4xf32>) outs(%x : tensor<4xf32>)
  return %y : tensor<4xf32>
}

// CHECK-LABEL: func.func @apply_user_function
// CHECK: gate.apply @function_facts<k = 2.000000e+00>
func.func @apply_user_function(%x: tensor<4xf32>) -> tensor<4xf32> {
  %y = gate.apply @function_facts<k = 2.0> ins(%x, %x : tensor<4xf32>, tensor<4xf32>) outs(%x : tensor<4xf32>)
  return %y : tensor<4xf32>
}

// A name of the outer module, and another of the inner one.
// CHECK-LABEL: module @nested
// CHECK: gate.apply @function_f64
// CHECK: gate.apply @inner
module @nested {
  gate.function @inner(%x: f64) -> f64 {
    gate.yield %x : f64
  }
  func.func @apply_nested_module(%x: tensor<4xf32>) -> tensor<4xf32> {
    %y = gate.apply @function_f64 ins(%x : tensor<4xf32>) outs(%x : tensor<4xf32>)
    %z = gate.apply @inner ins(%y : tensor<4xf32>) outs(%x : tensor<4xf32>)
    return %z : tensor<4xf32>
  }
}

//===----------------------------------------------------------------------===//
// gate.apply_row
//===----------------------------------------------------------------------===//

// CHECK-LABEL: func.func @apply_row_dynamic_f32
// CHECK: gate.apply_row @softmax ins(%{{.*}} : tensor<?x?xf32>) outs(%{{.*}} : tensor<?x?xf32>)
func.func @apply_row_dynamic_f32(%x: tensor<?x?xf32>) -> tensor<?x?xf32> {
  %y = gate.apply_row @softmax ins(%x : tensor<?x?xf32>) outs(%x : tensor<?x?xf32>)
  return %y : tensor<?x?xf32>
}

// CHECK-LABEL: func.func @apply_row_static_rank1_f64
// CHECK: gate.apply_row @softmax ins(%{{.*}} : tensor<64xf64>) outs(%{{.*}} : tensor<64xf64>)
func.func @apply_row_static_rank1_f64(%x: tensor<64xf64>) -> tensor<64xf64> {
  %y = gate.apply_row @softmax ins(%x : tensor<64xf64>) outs(%x : tensor<64xf64>)
  return %y : tensor<64xf64>
}

// CHECK-LABEL: func.func @apply_row_rank3_parameter_each_bf16
// CHECK: gate.apply_row @layer_norm<eps = 2.500000e-01> ins(%{{.*}}, %{{.*}}, %{{.*}} : tensor<2x?x64xbf16>, tensor<64xbf16>, tensor<2x?x64xbf16>) outs(%{{.*}} : tensor<2x?x64xbf16>) {rounding = #gate.rounding<each>}
func.func @apply_row_rank3_parameter_each_bf16(%x: tensor<2x?x64xbf16>, %w: tensor<64xbf16>) -> tensor<2x?x64xbf16> {
  %y = gate.apply_row @layer_norm<eps = 0.25> ins(%x, %w, %x : tensor<2x?x64xbf16>, tensor<64xbf16>, tensor<2x?x64xbf16>)
    outs(%x : tensor<2x?x64xbf16>) {rounding = #gate.rounding<each>}
  return %y : tensor<2x?x64xbf16>
}

//===----------------------------------------------------------------------===//
// gate.gated_matmul
//===----------------------------------------------------------------------===//

// CHECK-LABEL: func.func @gated_matmul_dynamic_f32
// CHECK: gate.gated_matmul @swiglu ins(%{{.*}} : tensor<?x8xf32>) weights(%{{.*}}, %{{.*}} : tensor<8x16xf32>, tensor<8x16xf32>) outs(%{{.*}} : tensor<?x16xf32>)
// CHECK-NOT: {{packing|weight_order|rounding|parameters}}
// CHECK: return
func.func @gated_matmul_dynamic_f32(%x: tensor<?x8xf32>, %w: tensor<8x16xf32>, %o: tensor<?x16xf32>) -> tensor<?x16xf32> {
  %y = gate.gated_matmul @swiglu ins(%x : tensor<?x8xf32>) weights(%w, %w : tensor<8x16xf32>, tensor<8x16xf32>)
    outs(%o : tensor<?x16xf32>)
  return %y : tensor<?x16xf32>
}

// CHECK-LABEL: func.func @gated_matmul_no_function_static_f64
// CHECK: gate.gated_matmul ins(%{{.*}} : tensor<4x8xf64>) weights(%{{.*}} : tensor<8x16xf64>) outs(%{{.*}} : tensor<4x16xf64>)
func.func @gated_matmul_no_function_static_f64(%x: tensor<4x8xf64>, %w: tensor<8x16xf64>, %o: tensor<4x16xf64>) -> tensor<4x16xf64> {
  %y = gate.gated_matmul ins(%x : tensor<4x8xf64>) weights(%w : tensor<8x16xf64>) outs(%o : tensor<4x16xf64>)
  return %y : tensor<4x16xf64>
}

// CHECK-LABEL: func.func @gated_matmul_bias_residual_out_in_bf16
// CHECK: gate.gated_matmul @swiglu ins(%{{.*}}) weights(%{{.*}}, %{{.*}} : tensor<16x8xbf16>, tensor<16x8xbf16>) bias(%{{.*}}, %{{.*}} : tensor<16xbf16>, tensor<16xbf16>) residual(%{{.*}} : tensor<?x16xbf16>) outs(%{{.*}} : tensor<?x16xbf16>) {weight_order = #gate.weight_order<out_in>}
func.func @gated_matmul_bias_residual_out_in_bf16(%x: tensor<?x8xbf16>, %w: tensor<16x8xbf16>, %b: tensor<16xbf16>, %o: tensor<?x16xbf16>) -> tensor<?x16xbf16> {
  %y = gate.gated_matmul @swiglu ins(%x : tensor<?x8xbf16>) weights(%w, %w : tensor<16x8xbf16>, tensor<16x8xbf16>)
    bias(%b, %b : tensor<16xbf16>, tensor<16xbf16>) residual(%o : tensor<?x16xbf16>)
    outs(%o : tensor<?x16xbf16>) {weight_order = #gate.weight_order<out_in>}
  return %y : tensor<?x16xbf16>
}

// CHECK-LABEL: func.func @gated_matmul_concatenated_all_attributes_f16
// CHECK: gate.gated_matmul @swiglu_limited<limit = 5.000000e+00> ins
// CHECK-SAME: {accumulate = f64, branch_order = array<i64: 1, 0>, packing = #gate.packing<concatenated>, rounding = #gate.rounding<each>, strategy = #gate.strategy<rows, tokens = 4, neurons = 16, unroll = 2>}
func.func @gated_matmul_concatenated_all_attributes_f16(%x: tensor<?x8xf16>, %w: tensor<8x32xf16>, %b: tensor<32xf16>, %o: tensor<?x16xf16>) -> tensor<?x16xf16> {
  %y = gate.gated_matmul @swiglu_limited<limit = 5.0> ins(%x : tensor<?x8xf16>) weights(%w : tensor<8x32xf16>)
    bias(%b : tensor<32xf16>) outs(%o : tensor<?x16xf16>)
    {accumulate = f64, branch_order = array<i64: 1, 0>, packing = #gate.packing<concatenated>,
     rounding = #gate.rounding<each>, strategy = #gate.strategy<rows, tokens = 4, neurons = 16, unroll = 2>}
  return %y : tensor<?x16xf16>
}

// CHECK-LABEL: func.func @gated_matmul_interleaved_out_in_three_branches
// CHECK: gate.gated_matmul @lerp
// CHECK-SAME: branch_order = array<i64: 2, 0, 1>
// CHECK-SAME: packing = #gate.packing<interleaved>
// CHECK-SAME: weight_order = #gate.weight_order<out_in>
func.func @gated_matmul_interleaved_out_in_three_branches(%x: tensor<?x8xf32>, %w: tensor<48x8xf32>, %o: tensor<?x16xf32>) -> tensor<?x16xf32> {
  %y = gate.gated_matmul @lerp ins(%x : tensor<?x8xf32>) weights(%w : tensor<48x8xf32>) outs(%o : tensor<?x16xf32>)
    {branch_order = array<i64: 2, 0, 1>, packing = #gate.packing<interleaved>, weight_order = #gate.weight_order<out_in>}
  return %y : tensor<?x16xf32>
}

// CHECK-LABEL: func.func @gated_matmul_dynamic_in_and_out
// CHECK: gate.gated_matmul @silu ins(%{{.*}} : tensor<?x?xf32>) weights(%{{.*}} : tensor<8x16xf32>) outs(%{{.*}} : tensor<?x?xf32>)
func.func @gated_matmul_dynamic_in_and_out(%x: tensor<?x?xf32>, %w: tensor<8x16xf32>) -> tensor<?x?xf32> {
  %y = gate.gated_matmul @silu ins(%x : tensor<?x?xf32>) weights(%w : tensor<8x16xf32>) outs(%x : tensor<?x?xf32>)
  return %y : tensor<?x?xf32>
}

// CHECK-LABEL: func.func @gated_matmul_encoded_mixed
// CHECK: weights(%{{.*}}, %{{.*}} : tensor<8x16xf32, #gate.weight<panels, bf16, tile = 16>>, tensor<8x16xf32>)
// CHECK-SAME: strategy = #gate.strategy<panels, tokens = 8, neurons = 16>
func.func @gated_matmul_encoded_mixed(%x: tensor<?x8xf32>, %e: tensor<8x16xf32, #gate.weight<panels, bf16, tile = 16>>, %w: tensor<8x16xf32>, %o: tensor<?x16xf32>) -> tensor<?x16xf32> {
  %y = gate.gated_matmul @swiglu ins(%x : tensor<?x8xf32>)
    weights(%e, %w : tensor<8x16xf32, #gate.weight<panels, bf16, tile = 16>>, tensor<8x16xf32>) outs(%o : tensor<?x16xf32>)
    {strategy = #gate.strategy<panels, tokens = 8, neurons = 16, unroll = 1>}
  return %y : tensor<?x16xf32>
}

// CHECK-LABEL: func.func @gated_matmul_encoded_interleaved
// CHECK: weights(%{{.*}} : tensor<32x8xf32, #gate.weight<panels, f32, tile = 4, out_in, branches = 2, interleaved>>)
// CHECK-SAME: strategy = #gate.strategy<rows, tokens = 1, neurons = 1>
func.func @gated_matmul_encoded_interleaved(%x: tensor<?x8xf32>, %e: tensor<32x8xf32, #gate.weight<panels, f32, tile = 4, out_in, branches = 2, interleaved>>, %o: tensor<?x16xf32>) -> tensor<?x16xf32> {
  %y = gate.gated_matmul @swiglu ins(%x : tensor<?x8xf32>)
    weights(%e : tensor<32x8xf32, #gate.weight<panels, f32, tile = 4, out_in, branches = 2, interleaved>>) outs(%o : tensor<?x16xf32>)
    {packing = #gate.packing<interleaved>, weight_order = #gate.weight_order<out_in>,
     strategy = #gate.strategy<rows, tokens = 1, neurons = 1>}
  return %y : tensor<?x16xf32>
}

// CHECK-LABEL: func.func @gated_matmul_activations
// CHECK: gate.gated_matmul {{.*}} {activations = #gate.activations<int8>}
// CHECK: gate.gated_matmul {{.*}} {activations = #gate.activations<int8, group_size = 32>}
// CHECK: gate.gated_matmul {{.*}} {activations = #gate.activations<int8, group_size = 64>}
func.func @gated_matmul_activations(%x: tensor<?x64xf16>, %w: tensor<64x64xf16>, %e: tensor<64x64xf16, #gate.weight<panels, int4, tile = 16, group_size = 32>>, %o: tensor<?x64xf16>) -> tensor<?x64xf16> {
  %a = gate.gated_matmul ins(%x : tensor<?x64xf16>) weights(%e : tensor<64x64xf16, #gate.weight<panels, int4, tile = 16, group_size = 32>>)
    outs(%o : tensor<?x64xf16>) {activations = #gate.activations<int8>}
  %b = gate.gated_matmul ins(%a : tensor<?x64xf16>) weights(%e : tensor<64x64xf16, #gate.weight<panels, int4, tile = 16, group_size = 32>>)
    outs(%o : tensor<?x64xf16>) {activations = #gate.activations<int8, group_size = 32>}
  %c = gate.gated_matmul ins(%b : tensor<?x64xf16>) weights(%w : tensor<64x64xf16>)
    outs(%o : tensor<?x64xf16>) {activations = #gate.activations<int8, group_size = 64>}
  return %c : tensor<?x64xf16>
}

//===----------------------------------------------------------------------===//
// gate.ffn
//===----------------------------------------------------------------------===//

// CHECK-LABEL: func.func @ffn_dynamic_f32
// CHECK: gate.ffn @swiglu ins(%{{.*}} : tensor<?x8xf32>) weights(%{{.*}}, %{{.*}} : tensor<8x16xf32>, tensor<8x16xf32>) down(%{{.*}} : tensor<16x8xf32>) outs(%{{.*}} : tensor<?x8xf32>)
// CHECK-NOT: {{packing|weight_order|rounding|parameters|norm}}
// CHECK: return
func.func @ffn_dynamic_f32(%x: tensor<?x8xf32>, %w: tensor<8x16xf32>, %d: tensor<16x8xf32>) -> tensor<?x8xf32> {
  %y = gate.ffn @swiglu ins(%x : tensor<?x8xf32>) weights(%w, %w : tensor<8x16xf32>, tensor<8x16xf32>)
    down(%d : tensor<16x8xf32>) outs(%x : tensor<?x8xf32>)
  return %y : tensor<?x8xf32>
}

// CHECK-LABEL: func.func @ffn_static_all_operands_bf16
// CHECK: gate.ffn @swiglu_limited<limit = 5.000000e+00> ins(%{{.*}} : tensor<4x8xbf16>) norm(@layer_norm<eps = 2.500000e-01>, %{{.*}}, %{{.*}} : tensor<8xbf16>, tensor<8xbf16>) weights(%{{.*}}, %{{.*}} : tensor<8x16xbf16>, tensor<8x16xbf16>) bias(%{{.*}}, %{{.*}} : tensor<16xbf16>, tensor<16xbf16>) down(%{{.*}} : tensor<16x12xbf16>) down_bias(%{{.*}} : tensor<12xbf16>) residual(%{{.*}} : tensor<4x12xbf16>) outs(%{{.*}} : tensor<4x12xbf16>)
// CHECK-SAME: {accumulate = f32, activations = #gate.activations<int8>, branch_order = array<i64: 1, 0>, down_strategy = #gate.strategy<rows, tokens = 1, neurons = 1>, rounding = #gate.rounding<each>, strategy = #gate.strategy<rows, tokens = 4, neurons = 16>}
func.func @ffn_static_all_operands_bf16(%x: tensor<4x8xbf16>, %n: tensor<8xbf16>, %w: tensor<8x16xbf16>, %b: tensor<16xbf16>, %d: tensor<16x12xbf16>, %c: tensor<12xbf16>, %o: tensor<4x12xbf16>) -> tensor<4x12xbf16> {
  %y = gate.ffn @swiglu_limited<limit = 5.0> ins(%x : tensor<4x8xbf16>)
    norm(@layer_norm<eps = 0.25>, %n, %n : tensor<8xbf16>, tensor<8xbf16>)
    weights(%w, %w : tensor<8x16xbf16>, tensor<8x16xbf16>) bias(%b, %b : tensor<16xbf16>, tensor<16xbf16>)
    down(%d : tensor<16x12xbf16>) down_bias(%c : tensor<12xbf16>) residual(%o : tensor<4x12xbf16>)
    outs(%o : tensor<4x12xbf16>)
    {accumulate = f32, activations = #gate.activations<int8>, branch_order = array<i64: 1, 0>, rounding = #gate.rounding<each>,
     strategy = #gate.strategy<rows, tokens = 4, neurons = 16>,
     down_strategy = #gate.strategy<rows, tokens = 1, neurons = 1>}
  return %y : tensor<4x12xbf16>
}

// CHECK-LABEL: func.func @ffn_norm_without_inputs_one_branch_f64
// CHECK: gate.ffn @relu2 ins(%{{.*}} : tensor<?x8xf64>) norm(@softmax) weights(%{{.*}} : tensor<8x16xf64>) down
func.func @ffn_norm_without_inputs_one_branch_f64(%x: tensor<?x8xf64>, %w: tensor<8x16xf64>, %d: tensor<16x8xf64>) -> tensor<?x8xf64> {
  %y = gate.ffn @relu2 ins(%x : tensor<?x8xf64>) norm(@softmax) weights(%w : tensor<8x16xf64>)
    down(%d : tensor<16x8xf64>) outs(%x : tensor<?x8xf64>)
  return %y : tensor<?x8xf64>
}

// CHECK-LABEL: func.func @ffn_packed_out_in_f16
// CHECK: weights(%{{.*}} : tensor<32x8xf16>) down(%{{.*}} : tensor<8x16xf16>)
// CHECK-SAME: {packing = #gate.packing<concatenated>, weight_order = #gate.weight_order<out_in>}
func.func @ffn_packed_out_in_f16(%x: tensor<?x8xf16>, %w: tensor<32x8xf16>, %d: tensor<8x16xf16>) -> tensor<?x8xf16> {
  %y = gate.ffn @swiglu ins(%x : tensor<?x8xf16>) weights(%w : tensor<32x8xf16>) down(%d : tensor<8x16xf16>)
    outs(%x : tensor<?x8xf16>) {packing = #gate.packing<concatenated>, weight_order = #gate.weight_order<out_in>}
  return %y : tensor<?x8xf16>
}

// CHECK-LABEL: func.func @ffn_encoded_neuron_major
// CHECK: weights(%{{.*}}, %{{.*}} : tensor<32x16xf32, #gate.weight<neuron_major, int8, neuron_dim = 1>>, tensor<32x16xf32, #gate.weight<neuron_major, int8, neuron_dim = 1>>) down(%{{.*}} : tensor<16x32xf32, #gate.weight<neuron_major, bf16, neuron_dim = 0>>)
func.func @ffn_encoded_neuron_major(%x: tensor<?x32xf32>, %w: tensor<32x16xf32, #gate.weight<neuron_major, int8, neuron_dim = 1>>, %d: tensor<16x32xf32, #gate.weight<neuron_major, bf16, neuron_dim = 0>>) -> tensor<?x32xf32> {
  %y = gate.ffn @swiglu ins(%x : tensor<?x32xf32>)
    weights(%w, %w : tensor<32x16xf32, #gate.weight<neuron_major, int8, neuron_dim = 1>>, tensor<32x16xf32, #gate.weight<neuron_major, int8, neuron_dim = 1>>)
    down(%d : tensor<16x32xf32, #gate.weight<neuron_major, bf16, neuron_dim = 0>>) outs(%x : tensor<?x32xf32>)
  return %y : tensor<?x32xf32>
}

//===----------------------------------------------------------------------===//
// gate.encode, gate.decode, gate.assemble, gate.storage
//===----------------------------------------------------------------------===//

// CHECK-LABEL: func.func @encode_decode_panels_float_formats
// CHECK: gate.encode %{{.*}} : tensor<64x40xf64> -> tensor<64x40xf64, #gate.weight<panels, f64, tile = 1>>
// CHECK: gate.encode %{{.*}} : tensor<64x40xf64> -> tensor<64x40xf64, #gate.weight<panels, f32, tile = 16>>
// CHECK: gate.encode %{{.*}} : tensor<64x40xf64> -> tensor<64x40xf64, #gate.weight<panels, bf16, tile = 512>>
// CHECK: gate.encode %{{.*}} : tensor<64x40xf64> -> tensor<64x40xf64, #gate.weight<panels, f16, tile = 7, out_in>>
// CHECK: gate.decode %{{.*}} : tensor<64x40xf64, #gate.weight<panels, f64, tile = 1>> -> tensor<64x40xf64>
// CHECK: gate.decode %{{.*}} : tensor<64x40xf64, #gate.weight<panels, f32, tile = 16>> -> tensor<64x40xf64>
// CHECK: gate.decode %{{.*}} : tensor<64x40xf64, #gate.weight<panels, bf16, tile = 512>> -> tensor<64x40xf64>
// CHECK: gate.decode %{{.*}} : tensor<64x40xf64, #gate.weight<panels, f16, tile = 7, out_in>> -> tensor<64x40xf64>
func.func @encode_decode_panels_float_formats(%w: tensor<64x40xf64>) {
  %0 = gate.encode %w : tensor<64x40xf64> -> tensor<64x40xf64, #gate.weight<panels, f64, tile = 1>>
  %1 = gate.encode %w : tensor<64x40xf64> -> tensor<64x40xf64, #gate.weight<panels, f32, tile = 16, in_out>>
  %2 = gate.encode %w : tensor<64x40xf64> -> tensor<64x40xf64, #gate.weight<panels, bf16, tile = 512>>
  %3 = gate.encode %w : tensor<64x40xf64> -> tensor<64x40xf64, #gate.weight<panels, f16, out_in, tile = 7>>
  %4 = gate.decode %0 : tensor<64x40xf64, #gate.weight<panels, f64, tile = 1>> -> tensor<64x40xf64>
  %5 = gate.decode %1 : tensor<64x40xf64, #gate.weight<panels, f32, tile = 16>> -> tensor<64x40xf64>
  %6 = gate.decode %2 : tensor<64x40xf64, #gate.weight<panels, bf16, tile = 512>> -> tensor<64x40xf64>
  %7 = gate.decode %3 : tensor<64x40xf64, #gate.weight<panels, f16, tile = 7, out_in>> -> tensor<64x40xf64>
  return
}

// CHECK-LABEL: func.func @encode_element_types_quantized_formats
// CHECK: gate.encode %{{.*}} : tensor<128x8xf32> -> tensor<128x8xf32, #gate.weight<panels, int8, tile = 8>>
// CHECK: gate.encode %{{.*}} : tensor<128x8xf32> -> tensor<128x8xf32, #gate.weight<panels, int4, tile = 8, group_size = 32>>
// CHECK: gate.encode %{{.*}} : tensor<128x8xf32> -> tensor<128x8xf32, #gate.weight<panels, int4, tile = 8, group_size = 64, asymmetric>>
// CHECK: gate.encode %{{.*}} : tensor<128x8xbf16> -> tensor<128x8xbf16, #gate.weight<panels, int4, tile = 8, group_size = 128, scale = f16>>
// CHECK: gate.encode %{{.*}} : tensor<128x8xf16> -> tensor<128x8xf16, #gate.weight<neuron_major, int4, group_size = 32, asymmetric, scale = f16, neuron_dim = 1>>
// CHECK: gate.encode %{{.*}} : tensor<128x8xf16> -> tensor<128x8xf16, #gate.weight<neuron_major, int8, neuron_dim = 0>>
func.func @encode_element_types_quantized_formats(%w: tensor<128x8xf32>, %b: tensor<128x8xbf16>, %h: tensor<128x8xf16>) {
  %0 = gate.encode %w : tensor<128x8xf32> -> tensor<128x8xf32, #gate.weight<panels, int8, tile = 8>>
  %1 = gate.encode %w : tensor<128x8xf32> -> tensor<128x8xf32, #gate.weight<panels, int4, tile = 8, group_size = 32, scale = f32>>
  %2 = gate.encode %w : tensor<128x8xf32> -> tensor<128x8xf32, #gate.weight<panels, int4, asymmetric, tile = 8, group_size = 64>>
  %3 = gate.encode %b : tensor<128x8xbf16> -> tensor<128x8xbf16, #gate.weight<panels, int4, tile = 8, group_size = 128, scale = f16>>
  %4 = gate.encode %h : tensor<128x8xf16> -> tensor<128x8xf16, #gate.weight<neuron_major, int4, group_size = 32, asymmetric, scale = f16, neuron_dim = 1>>
  %5 = gate.encode %h : tensor<128x8xf16> -> tensor<128x8xf16, #gate.weight<neuron_major, int8, neuron_dim = 0>>
  return
}

// CHECK-LABEL: func.func @storage_assemble_panels_float
// CHECK: %[[P:.*]] = gate.storage %{{.*}} : tensor<64x40xf32, #gate.weight<panels, bf16, tile = 16>> -> tensor<3x64x16xbf16>
// CHECK: gate.assemble %[[P]] : tensor<3x64x16xbf16> -> tensor<64x40xf32, #gate.weight<panels, bf16, tile = 16>>
func.func @storage_assemble_panels_float(%e: tensor<64x40xf32, #gate.weight<panels, bf16, tile = 16>>) -> tensor<64x40xf32, #gate.weight<panels, bf16, tile = 16>> {
  %0 = gate.storage %e : tensor<64x40xf32, #gate.weight<panels, bf16, tile = 16>> -> tensor<3x64x16xbf16>
  %1 = gate.assemble %0 : tensor<3x64x16xbf16> -> tensor<64x40xf32, #gate.weight<panels, bf16, tile = 16>>
  return %1 : tensor<64x40xf32, #gate.weight<panels, bf16, tile = 16>>
}

// CHECK-LABEL: func.func @storage_assemble_panels_int8_branches
// CHECK: gate.storage %{{.*}} : tensor<64x40xf32, #gate.weight<panels, int8, tile = 16, branches = 2>> -> tensor<4x64x16xi8>, tensor<4x16xf32>
// CHECK: gate.assemble %{{.*}}#0, %{{.*}}#1 : tensor<4x64x16xi8>, tensor<4x16xf32> -> tensor<64x40xf32, #gate.weight<panels, int8, tile = 16, branches = 2>>
func.func @storage_assemble_panels_int8_branches(%e: tensor<64x40xf32, #gate.weight<panels, int8, tile = 16, branches = 2>>) -> tensor<64x40xf32, #gate.weight<panels, int8, tile = 16, branches = 2>> {
  %0:2 = gate.storage %e : tensor<64x40xf32, #gate.weight<panels, int8, tile = 16, branches = 2>> -> tensor<4x64x16xi8>, tensor<4x16xf32>
  %1 = gate.assemble %0#0, %0#1 : tensor<4x64x16xi8>, tensor<4x16xf32> -> tensor<64x40xf32, #gate.weight<panels, int8, tile = 16, branches = 2>>
  return %1 : tensor<64x40xf32, #gate.weight<panels, int8, tile = 16, branches = 2>>
}

// CHECK-LABEL: func.func @storage_panels_int4_asymmetric
// CHECK: -> tensor<3x2x16x16xi8>, tensor<3x2x16xf16>, tensor<3x2x16xf16>
func.func @storage_panels_int4_asymmetric(%e: tensor<64x40xf32, #gate.weight<panels, int4, tile = 16, group_size = 32, asymmetric, scale = f16>>) {
  %0:3 = gate.storage %e : tensor<64x40xf32, #gate.weight<panels, int4, tile = 16, group_size = 32, asymmetric, scale = f16>> -> tensor<3x2x16x16xi8>, tensor<3x2x16xf16>, tensor<3x2x16xf16>
  return
}

// The padding of the inputs: 63 of int8 in 16 words of 4, 63 of f16 in 32 of 2.
// CHECK-LABEL: func.func @storage_panels_interleave
// CHECK: #gate.weight<panels, int8, tile = 16, interleave = 4>> -> tensor<3x16x16x4xi8>, tensor<3x16xf32>
// CHECK: #gate.weight<panels, f16, tile = 8, branches = 2, interleaved, interleave = 2>> -> tensor<6x32x8x2xf16>
// CHECK: #gate.weight<panels, bf16, tile = 8>> -> tensor<5x63x8xbf16>
// CHECK: #gate.weight<panels, int8, tile = 16, group_size = 32, scale = f16, interleave = 4>> -> tensor<3x16x16x4xi8>, tensor<3x2x16xf16>
// CHECK: #gate.weight<panels, int4, tile = 16, group_size = 32, asymmetric, out_in, interleave = 4>> -> tensor<4x1x4x16x4xi8>, tensor<4x1x16xf32>, tensor<4x1x16xf32>
func.func @storage_panels_interleave(
    %a: tensor<63x40xf32, #gate.weight<panels, int8, tile = 16, interleave = 4>>,
    %b: tensor<63x40xf32, #gate.weight<panels, f16, interleave = 2, tile = 8, interleaved, branches = 2>>,
    %c: tensor<63x40xf32, #gate.weight<panels, bf16, tile = 8, interleave = 1>>,
    %d: tensor<64x40xf32, #gate.weight<panels, int8, tile = 16, group_size = 32, interleave = 4, scale = f16>>,
    %e: tensor<64x32xf32, #gate.weight<panels, int4, tile = 16, interleave = 4, group_size = 32, asymmetric, out_in>>) {
  %0:2 = gate.storage %a : tensor<63x40xf32, #gate.weight<panels, int8, tile = 16, interleave = 4>> -> tensor<3x16x16x4xi8>, tensor<3x16xf32>
  %1 = gate.storage %b : tensor<63x40xf32, #gate.weight<panels, f16, interleave = 2, tile = 8, interleaved, branches = 2>> -> tensor<6x32x8x2xf16>
  %2 = gate.storage %c : tensor<63x40xf32, #gate.weight<panels, bf16, tile = 8, interleave = 1>> -> tensor<5x63x8xbf16>
  %3:2 = gate.storage %d : tensor<64x40xf32, #gate.weight<panels, int8, tile = 16, group_size = 32, interleave = 4, scale = f16>> -> tensor<3x16x16x4xi8>, tensor<3x2x16xf16>
  %4:3 = gate.storage %e : tensor<64x32xf32, #gate.weight<panels, int4, tile = 16, interleave = 4, group_size = 32, asymmetric, out_in>> -> tensor<4x1x4x16x4xi8>, tensor<4x1x16xf32>, tensor<4x1x16xf32>
  return
}

// CHECK-LABEL: func.func @storage_int8_groups
// CHECK: -> tensor<3x64x16xi8>, tensor<3x1x16xf32>
// CHECK: -> tensor<40x64xi8>, tensor<40x2xf16>
// CHECK: -> tensor<64x40xi8>, tensor<2x40xf32>
func.func @storage_int8_groups(
    %a: tensor<64x40xf32, #gate.weight<panels, int8, tile = 16, group_size = 64>>,
    %b: tensor<64x40xf32, #gate.weight<neuron_major, int8, group_size = 32, scale = f16, neuron_dim = 1>>,
    %c: tensor<64x40xf32, #gate.weight<neuron_major, int8, group_size = 32, neuron_dim = 0>>) {
  %0:2 = gate.storage %a : tensor<64x40xf32, #gate.weight<panels, int8, tile = 16, group_size = 64>> -> tensor<3x64x16xi8>, tensor<3x1x16xf32>
  %1:2 = gate.storage %b : tensor<64x40xf32, #gate.weight<neuron_major, int8, group_size = 32, scale = f16, neuron_dim = 1>> -> tensor<40x64xi8>, tensor<40x2xf16>
  %2:2 = gate.storage %c : tensor<64x40xf32, #gate.weight<neuron_major, int8, group_size = 32, neuron_dim = 0>> -> tensor<64x40xi8>, tensor<2x40xf32>
  return
}

// CHECK-LABEL: func.func @storage_neuron_major_outputs
// CHECK: -> tensor<40x2x16xi8>, tensor<40x2xf32>
// CHECK: -> tensor<40x64xi8>, tensor<40xf32>
// CHECK: -> tensor<64x40xf16>
func.func @storage_neuron_major_outputs(
    %a: tensor<64x40xf32, #gate.weight<neuron_major, int4, group_size = 32, neuron_dim = 1>>,
    %b: tensor<64x40xf32, #gate.weight<neuron_major, int8, neuron_dim = 1>>,
    %c: tensor<64x40xf32, #gate.weight<neuron_major, f16, neuron_dim = 0, out_in, branches = 2>>) {
  %0:2 = gate.storage %a : tensor<64x40xf32, #gate.weight<neuron_major, int4, group_size = 32, neuron_dim = 1>> -> tensor<40x2x16xi8>, tensor<40x2xf32>
  %1:2 = gate.storage %b : tensor<64x40xf32, #gate.weight<neuron_major, int8, neuron_dim = 1>> -> tensor<40x64xi8>, tensor<40xf32>
  %2 = gate.storage %c : tensor<64x40xf32, #gate.weight<neuron_major, f16, neuron_dim = 0, out_in, branches = 2>> -> tensor<64x40xf16>
  return
}

// CHECK-LABEL: func.func @storage_neuron_major_inputs
// CHECK: -> tensor<2x16x40xi8>, tensor<2x40xf32>
// CHECK: -> tensor<64x40xi8>, tensor<40xf32>
// CHECK: -> tensor<40x64xbf16>
func.func @storage_neuron_major_inputs(
    %a: tensor<64x40xf32, #gate.weight<neuron_major, int4, group_size = 32, neuron_dim = 0>>,
    %b: tensor<64x40xf32, #gate.weight<neuron_major, int8, neuron_dim = 0>>,
    %c: tensor<64x40xf32, #gate.weight<neuron_major, bf16, neuron_dim = 1, out_in>>) {
  %0:2 = gate.storage %a : tensor<64x40xf32, #gate.weight<neuron_major, int4, group_size = 32, neuron_dim = 0>> -> tensor<2x16x40xi8>, tensor<2x40xf32>
  %1:2 = gate.storage %b : tensor<64x40xf32, #gate.weight<neuron_major, int8, neuron_dim = 0>> -> tensor<64x40xi8>, tensor<40xf32>
  %2 = gate.storage %c : tensor<64x40xf32, #gate.weight<neuron_major, bf16, neuron_dim = 1, out_in>> -> tensor<40x64xbf16>
  return
}
