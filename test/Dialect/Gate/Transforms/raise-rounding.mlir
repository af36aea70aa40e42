// RUN: penstock-opt %s --gate-raise --split-input-file | FileCheck %s
// RUN: penstock-opt %s --gate-raise=relax-rounding --split-input-file \
// RUN:   | FileCheck %s --check-prefix=RELAX

// torch: sums to bf16, the activation in f32 to bf16, their product to bf16.
// CHECK-LABEL: func @torch
// CHECK: gate.gated_matmul @swiglu ins
// CHECK-SAME: outs(%{{.*}} : tensor<4x16xbf16>)
// CHECK-SAME: rounding = #gate.rounding<each>
// RELAX-LABEL: func @torch
// RELAX: gate.gated_matmul @swiglu ins
// RELAX-NOT: rounding
// RELAX: return
func.func @torch(%x: tensor<4x8xbf16>, %wg: tensor<8x16xbf16>, %wu: tensor<8x16xbf16>) -> tensor<4x16xbf16> {
  %init = arith.constant dense<0.0> : tensor<4x16xf32>
  %one = arith.constant dense<1.0> : tensor<4x16xf32>
  %g32 = linalg.matmul ins(%x, %wg : tensor<4x8xbf16>, tensor<8x16xbf16>) outs(%init : tensor<4x16xf32>) -> tensor<4x16xf32>
  %u32 = linalg.matmul ins(%x, %wu : tensor<4x8xbf16>, tensor<8x16xbf16>) outs(%init : tensor<4x16xf32>) -> tensor<4x16xf32>
  %g = arith.truncf %g32 : tensor<4x16xf32> to tensor<4x16xbf16>
  %u = arith.truncf %u32 : tensor<4x16xf32> to tensor<4x16xbf16>
  %ge = arith.extf %g : tensor<4x16xbf16> to tensor<4x16xf32>
  %n = arith.negf %ge : tensor<4x16xf32>
  %e = math.exp %n : tensor<4x16xf32>
  %d = arith.addf %e, %one : tensor<4x16xf32>
  %s = arith.divf %one, %d : tensor<4x16xf32>
  %a32 = arith.mulf %ge, %s : tensor<4x16xf32>
  %a = arith.truncf %a32 : tensor<4x16xf32> to tensor<4x16xbf16>
  %h = arith.mulf %a, %u : tensor<4x16xbf16>
  return %h : tensor<4x16xbf16>
}

// -----

// Every operation in bf16: no catalogue function rounds there.
// CHECK-LABEL: func @everywhere
// CHECK: gate.apply @raised_0 ins(%arg0 : tensor<4xbf16>)
// CHECK-SAME: rounding = #gate.rounding<each>
// CHECK: gate.function private @raised_0
// CHECK-NEXT: arith.negf
// CHECK-NEXT: math.exp
// CHECK-NOT: gate.call
// RELAX-LABEL: func @everywhere
// RELAX: gate.apply @silu ins(%arg0 : tensor<4xbf16>)
// RELAX-NOT: rounding
func.func @everywhere(%x: tensor<4xbf16>) -> tensor<4xbf16> {
  %one = arith.constant dense<1.0> : tensor<4xbf16>
  %n = arith.negf %x : tensor<4xbf16>
  %e = math.exp %n : tensor<4xbf16>
  %d = arith.addf %e, %one : tensor<4xbf16>
  %y = arith.divf %x, %d : tensor<4xbf16>
  return %y : tensor<4xbf16>
}

// -----

// In one step.
// CHECK-LABEL: func @once
// CHECK: gate.apply @silu ins(%arg0 : tensor<4xf16>)
// CHECK-NOT: rounding
// CHECK: return
func.func @once(%x: tensor<4xf16>) -> tensor<4xf16> {
  %one = arith.constant dense<1.0> : tensor<4xf32>
  %xe = arith.extf %x : tensor<4xf16> to tensor<4xf32>
  %n = arith.negf %xe : tensor<4xf32>
  %e = math.exp %n : tensor<4xf32>
  %d = arith.addf %e, %one : tensor<4xf32>
  %y = arith.divf %xe, %d : tensor<4xf32>
  %r = arith.truncf %y : tensor<4xf32> to tensor<4xf16>
  return %r : tensor<4xf16>
}

// -----

// Steps that take more than one operation are functions that are called.
// CHECK-LABEL: func @steps
// CHECK: gate.apply @raised_0
// CHECK-SAME: rounding = #gate.rounding<each>
// CHECK: gate.function private @raised_0(%x: f32) -> f32 {
// CHECK-NEXT: %[[T:.*]] = gate.call @silu(%x) : f32
// CHECK-NEXT: %[[S:.*]] = math.sin %[[T]] : f32
// CHECK-NEXT: gate.yield %[[S]]
func.func @steps(%x: tensor<4xf16>) -> tensor<4xf16> {
  %one = arith.constant dense<1.0> : tensor<4xf32>
  %xe = arith.extf %x : tensor<4xf16> to tensor<4xf32>
  %n = arith.negf %xe : tensor<4xf32>
  %e = math.exp %n : tensor<4xf32>
  %d = arith.addf %e, %one : tensor<4xf32>
  %y = arith.divf %xe, %d : tensor<4xf32>
  %r = arith.truncf %y : tensor<4xf32> to tensor<4xf16>
  %s = math.sin %r : tensor<4xf16>
  return %s : tensor<4xf16>
}

// -----

// CHECK-LABEL: func @bias_and_residual
// CHECK: gate.gated_matmul ins(%arg0 : tensor<4x8xbf16>)
// CHECK-SAME: bias(%arg2 : tensor<8xbf16>)
// CHECK-SAME: residual(%arg0 : tensor<4x8xbf16>)
// CHECK-SAME: rounding = #gate.rounding<each>
// CHECK-NOT: gate.apply
func.func @bias_and_residual(%x: tensor<4x8xbf16>, %w: tensor<8x8xbf16>, %b: tensor<8xbf16>) -> tensor<4x8xbf16> {
  %init = arith.constant dense<0.0> : tensor<4x8xf32>
  %e = tensor.empty() : tensor<4x8xbf16>
  %p32 = linalg.matmul ins(%x, %w : tensor<4x8xbf16>, tensor<8x8xbf16>) outs(%init : tensor<4x8xf32>) -> tensor<4x8xf32>
  %p = arith.truncf %p32 : tensor<4x8xf32> to tensor<4x8xbf16>
  %pb = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d1)>, affine_map<(d0, d1) -> (d0, d1)>], iterator_types = ["parallel", "parallel"]} ins(%p, %b : tensor<4x8xbf16>, tensor<8xbf16>) outs(%e : tensor<4x8xbf16>) {
  ^bb0(%in: bf16, %in2: bf16, %out: bf16):
    %0 = arith.addf %in, %in2 : bf16
    linalg.yield %0 : bf16
  } -> tensor<4x8xbf16>
  %y = arith.addf %x, %pb : tensor<4x8xbf16>
  return %y : tensor<4x8xbf16>
}

// -----

// torch's linear layers: a sum with its bias is rounded once, all else each.
// CHECK-LABEL: func @linear_layers
// CHECK: gate.ffn @relu2 ins(%arg0 : tensor<4x8xbf16>)
// CHECK-SAME: bias(%arg2 : tensor<8xbf16>)
// CHECK-SAME: down_bias(%arg2 : tensor<8xbf16>)
// CHECK-SAME: rounding = #gate.rounding<linear>
// RELAX-LABEL: func @linear_layers
// RELAX: gate.ffn @relu2
// RELAX-NOT: rounding
#id = affine_map<(d0, d1) -> (d0, d1)>
#column = affine_map<(d0, d1) -> (d1)>
func.func @linear_layers(%x: tensor<4x8xbf16>, %w: tensor<8x8xbf16>, %b: tensor<8xbf16>) -> tensor<4x8xbf16> {
  %init = arith.constant dense<0.0> : tensor<4x8xf32>
  %zero = arith.constant dense<0.0> : tensor<4x8xbf16>
  %e = tensor.empty() : tensor<4x8xbf16>
  %p = linalg.matmul ins(%x, %w : tensor<4x8xbf16>, tensor<8x8xbf16>) outs(%init : tensor<4x8xf32>) -> tensor<4x8xf32>
  %g = linalg.generic {indexing_maps = [#id, #column, #id], iterator_types = ["parallel", "parallel"]} ins(%p, %b : tensor<4x8xf32>, tensor<8xbf16>) outs(%e : tensor<4x8xbf16>) {
  ^bb0(%in: f32, %in2: bf16, %out: bf16):
    %0 = arith.extf %in2 : bf16 to f32
    %1 = arith.addf %in, %0 : f32
    %2 = arith.truncf %1 : f32 to bf16
    linalg.yield %2 : bf16
  } -> tensor<4x8xbf16>
  %r = arith.maximumf %g, %zero : tensor<4x8xbf16>
  %h = arith.mulf %r, %r : tensor<4x8xbf16>
  %q = linalg.matmul ins(%h, %w : tensor<4x8xbf16>, tensor<8x8xbf16>) outs(%init : tensor<4x8xf32>) -> tensor<4x8xf32>
  %y = linalg.generic {indexing_maps = [#id, #column, #id], iterator_types = ["parallel", "parallel"]} ins(%q, %b : tensor<4x8xf32>, tensor<8xbf16>) outs(%e : tensor<4x8xbf16>) {
  ^bb0(%in: f32, %in2: bf16, %out: bf16):
    %0 = arith.extf %in2 : bf16 to f32
    %1 = arith.addf %in, %0 : f32
    %2 = arith.truncf %1 : f32 to bf16
    linalg.yield %2 : bf16
  } -> tensor<4x8xbf16>
  return %y : tensor<4x8xbf16>
}

// -----

// Sums are in f32, with a remark.
// CHECK-LABEL: func @accumulated_in_bf16
// CHECK: gate.gated_matmul
// RELAX-LABEL: func @accumulated_in_bf16
// RELAX: gate.gated_matmul
func.func @accumulated_in_bf16(%x: tensor<4x8xbf16>, %w: tensor<8x8xbf16>) -> tensor<4x8xbf16> {
  %init = arith.constant dense<0.0> : tensor<4x8xbf16>
  %p = linalg.matmul ins(%x, %w : tensor<4x8xbf16>, tensor<8x8xbf16>) outs(%init : tensor<4x8xbf16>) -> tensor<4x8xbf16>
  return %p : tensor<4x8xbf16>
}

// -----

// A number and a constant of more digits compare as in f32, with the constant's
// neighbour: x <= 0.1 is x <= 0.099999994, and 1 - x takes 1 from an integer.
// CHECK-LABEL: func @wide
// CHECK-NOT: linalg
// CHECK: gate.function private
// CHECK: %[[C:.*]] = arith.constant 0.099999994 : f32
// CHECK: arith.cmpf ole, %x, %[[C]] : f32
#id = affine_map<(d0) -> (d0)>
#scalar = affine_map<(d0) -> ()>
func.func @wide(%x: tensor<4xf32>) -> tensor<4xf32> {
  %one = arith.constant dense<1> : tensor<i64>
  %limit = arith.constant 0.1 : f64
  %e = tensor.empty() : tensor<4xf32>
  %y = linalg.generic {indexing_maps = [#scalar, #id, #id], iterator_types = ["parallel"]} ins(%one, %x : tensor<i64>, tensor<4xf32>) outs(%e : tensor<4xf32>) {
  ^bb0(%i: i64, %in: f32, %out: f32):
    %0 = arith.sitofp %i : i64 to f32
    %1 = arith.subf %0, %in : f32
    %2 = arith.extf %in : f32 to f64
    %3 = arith.cmpf ole, %2, %limit : f64
    %4 = math.sin %in : f32
    %5 = arith.select %3, %1, %4 : f32
    linalg.yield %5 : f32
  } -> tensor<4xf32>
  return %y : tensor<4xf32>
}

// -----

// torch's glu: what is extended is cut, computed in f32 and rounded once; the
// product is rounded before.
// CHECK-LABEL: func @views_of_extended
// CHECK-NOT: linalg
// CHECK: gate.gated_matmul @raised_0 ins
// CHECK-SAME: weights(%arg1 : tensor<8x16xbf16>)
// CHECK-SAME: packing = #gate.packing<concatenated>, rounding = #gate.rounding<each>
// CHECK-NOT: linalg
// RELAX-LABEL: func @views_of_extended
// RELAX: gate.gated_matmul @glu
// RELAX-NOT: rounding
#id = affine_map<(d0, d1) -> (d0, d1)>
func.func @views_of_extended(%x: tensor<4x8xbf16>, %w: tensor<8x16xbf16>) -> tensor<4x8xbf16> {
  %init = arith.constant dense<0.0> : tensor<4x16xf32>
  %one = arith.constant dense<1.0> : tensor<4x8xf32>
  %p = linalg.matmul ins(%x, %w : tensor<4x8xbf16>, tensor<8x16xbf16>) outs(%init : tensor<4x16xf32>) -> tensor<4x16xf32>
  %r = arith.truncf %p : tensor<4x16xf32> to tensor<4x16xbf16>
  %e = tensor.empty() : tensor<4x16xf32>
  %f = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel", "parallel"]} ins(%r : tensor<4x16xbf16>) outs(%e : tensor<4x16xf32>) {
  ^bb0(%in: bf16, %out: f32):
    %0 = arith.extf %in : bf16 to f32
    linalg.yield %0 : f32
  } -> tensor<4x16xf32>
  %u = tensor.extract_slice %f[0, 0] [4, 8] [1, 1] : tensor<4x16xf32> to tensor<4x8xf32>
  %g = tensor.extract_slice %f[0, 8] [4, 8] [1, 1] : tensor<4x16xf32> to tensor<4x8xf32>
  %n = arith.negf %g : tensor<4x8xf32>
  %x1 = math.exp %n : tensor<4x8xf32>
  %d = arith.addf %x1, %one : tensor<4x8xf32>
  %s = arith.divf %one, %d : tensor<4x8xf32>
  %m = arith.mulf %u, %s : tensor<4x8xf32>
  %y = arith.truncf %m : tensor<4x8xf32> to tensor<4x8xbf16>
  return %y : tensor<4x8xbf16>
}
