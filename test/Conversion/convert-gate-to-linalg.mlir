// RUN: penstock-opt %s -convert-gate-to-linalg -canonicalize | FileCheck %s
// RUN: penstock-opt %s -convert-gate-to-linalg -canonicalize | FileCheck %s --check-prefix=NONE

// Functions that were instantiated go, and no op of the dialect is left.
// NONE-NOT: gate.
// NONE: return
// NONE-NOT: gate.

gate.function @mine(%x: f64) -> f64 {
  %y = gate.call @helper(%x) : f64
  gate.yield %y : f64
}
gate.function @helper(%x: f64) -> f64 {
  %y = math.exp %x : f64
  gate.yield %y : f64
}
gate.function @kept(%x: f64) -> f64 attributes {aliases = ["k"]} {
  gate.yield %x : f64
}

// CHECK-LABEL: func.func @apply_user(
// CHECK: linalg.generic {{.*}} iterator_types = ["parallel", "parallel"]}
// CHECK: arith.extf %{{.*}} : bf16 to f32
// CHECK-NEXT: math.exp %{{.*}} : f32
// CHECK-NEXT: arith.truncf %{{.*}} : f32 to bf16
// CHECK-NEXT: linalg.yield
func.func @apply_user(%x: tensor<?x8xbf16>, %o: tensor<?x8xbf16>) -> tensor<?x8xbf16> {
  %y = gate.apply @mine ins(%x : tensor<?x8xbf16>) outs(%o : tensor<?x8xbf16>)
  return %y : tensor<?x8xbf16>
}

// One reduction for the maximum, one for the sum, then the elements.
// CHECK-LABEL: func.func @apply_row(
// CHECK: linalg.fill ins(%{{.*}} : f32)
// CHECK: %[[MAX:.*]] = linalg.generic {{.*}} iterator_types = ["parallel", "reduction"]}
// CHECK: arith.maximumf
// CHECK: %[[SUM:.*]] = linalg.generic {{.*}} iterator_types = ["parallel", "reduction"]} ins(%{{.*}}, %[[MAX]] :
// CHECK: math.exp
// CHECK: arith.addf
// CHECK: linalg.generic {{.*}} iterator_types = ["parallel", "parallel"]} ins(%{{.*}}, %[[MAX]], %[[SUM]] :
// CHECK: arith.divf
func.func @apply_row(%x: tensor<?x8xf32>, %o: tensor<?x8xf32>) -> tensor<?x8xf32> {
  %y = gate.apply_row @softmax ins(%x : tensor<?x8xf32>) outs(%o : tensor<?x8xf32>)
  return %y : tensor<?x8xf32>
}

// CHECK-LABEL: func.func @gated_matmul(
// CHECK-SAME: %[[X:[^:]*]]: tensor<?x4xf32>, %[[W:[^:]*]]: tensor<4x8xf32>, %[[B:[^:]*]]: tensor<8xf32>, %[[O:[^:]*]]: tensor<?x8xf32>)
// CHECK: %[[G:.*]] = linalg.matmul ins(%[[X]], %[[W]] :
// CHECK: %[[U:.*]] = linalg.matmul ins(%[[X]], %[[W]] :
// CHECK: linalg.generic {{.*}} ins(%[[G]], %[[U]], %[[B]], %[[B]], %[[O]] : {{.*}} outs(%[[O]] :
// CHECK-COUNT-2: arith.addf
// CHECK: arith.select
// CHECK-NEXT: arith.mulf
// CHECK-NEXT: arith.addf
// CHECK-NEXT: linalg.yield
func.func @gated_matmul(%x: tensor<?x4xf32>, %w: tensor<4x8xf32>, %b: tensor<8xf32>, %o: tensor<?x8xf32>) -> tensor<?x8xf32> {
  %y = gate.gated_matmul @reglu ins(%x : tensor<?x4xf32>) weights(%w, %w : tensor<4x8xf32>, tensor<4x8xf32>) bias(%b, %b : tensor<8xf32>, tensor<8xf32>) residual(%o : tensor<?x8xf32>) outs(%o : tensor<?x8xf32>)
  return %y : tensor<?x8xf32>
}

// CHECK-LABEL: func.func @ffn(
// CHECK: math.sqrt
// CHECK: linalg.matmul {{.*}} tensor<?x4xf32>, tensor<4x8xf32>
// CHECK: linalg.matmul {{.*}} tensor<?x4xf32>, tensor<4x8xf32>
// CHECK: arith.select
// CHECK: linalg.matmul {{.*}} tensor<?x8xf32>, tensor<8x4xf32>
// CHECK: return
func.func @ffn(%x: tensor<?x4xf32>, %n: tensor<4xf32>, %w: tensor<4x8xf32>, %d: tensor<8x4xf32>, %o: tensor<?x4xf32>) -> tensor<?x4xf32> {
  %y = gate.ffn @reglu ins(%x : tensor<?x4xf32>) norm(@rms_norm, %n : tensor<4xf32>) weights(%w, %w : tensor<4x8xf32>, tensor<4x8xf32>) down(%d : tensor<8x4xf32>) outs(%o : tensor<?x4xf32>)
  return %y : tensor<?x4xf32>
}

// Rows of x become int8 with a scale, and are multiplied as the f32 that they
// stand for.
// CHECK-LABEL: func.func @activations(
// CHECK: math.absf
// CHECK-NEXT: arith.maximumf
// CHECK: arith.divf
// CHECK: tensor<?x2xf32>
// CHECK: arith.divf
// CHECK-NEXT: math.roundeven
// CHECK: arith.fptosi %{{.*}} : f32 to i8
// CHECK: } -> tensor<?x2x32xi8>
// CHECK: arith.sitofp %{{.*}} : i8 to f32
// CHECK-NEXT: arith.mulf
// CHECK: %[[X:.*]] = tensor.collapse_shape %{{.*}} : tensor<?x2x32xf32> into tensor<?x64xf32>
// CHECK: linalg.matmul ins(%[[X]], %{{.*}} : tensor<?x64xf32>, tensor<64x8xbf16>)
// CHECK: return
func.func @activations(%x: tensor<?x?xbf16>, %w: tensor<64x8xbf16>, %o: tensor<?x8xbf16>) -> tensor<?x8xbf16> {
  %y = gate.gated_matmul ins(%x : tensor<?x?xbf16>) weights(%w : tensor<64x8xbf16>) outs(%o : tensor<?x8xbf16>)
         {activations = #gate.activations<int8, group_size = 32>}
  return %y : tensor<?x8xbf16>
}

// CHECK-LABEL: func.func @encode_decode(
// CHECK: math.absf
// CHECK: arith.divf
// CHECK: math.roundeven
// CHECK: arith.trunci %{{.*}} : i32 to i8
// CHECK: arith.sitofp %{{.*}} : i8 to f32
// CHECK-NEXT: arith.mulf
// CHECK: return
func.func @encode_decode(%w: tensor<4x8xf32>) -> tensor<4x8xf32> {
  %e = gate.encode %w : tensor<4x8xf32> -> tensor<4x8xf32, #gate.weight<panels, int8, tile = 4>>
  %d = gate.decode %e : tensor<4x8xf32, #gate.weight<panels, int8, tile = 4>> -> tensor<4x8xf32>
  return %d : tensor<4x8xf32>
}

// CHECK-LABEL: func.func @int4(
// CHECK: math.roundeven
// CHECK: arith.ori
// CHECK: arith.mulf
// CHECK: return
func.func @int4(%w: tensor<32x8xf32>) -> tensor<32x8xf32> {
  %e = gate.encode %w : tensor<32x8xf32> -> tensor<32x8xf32, #gate.weight<panels, int4, tile = 4, group_size = 32, scale = f16>>
  %d = gate.decode %e : tensor<32x8xf32, #gate.weight<panels, int4, tile = 4, group_size = 32, scale = f16>> -> tensor<32x8xf32>
  return %d : tensor<32x8xf32>
}

// Every op's result is rounded.
// CHECK-LABEL: func.func @rounding_each(
// CHECK: arith.select
// CHECK: arith.mulf %{{.*}} : f32
// CHECK-NEXT: arith.truncf %{{.*}} : f32 to bf16
// CHECK-NEXT: linalg.yield
func.func @rounding_each(%x: tensor<4xbf16>, %y: tensor<4xbf16>, %o: tensor<4xbf16>) -> tensor<4xbf16> {
  %r = gate.apply @reglu ins(%x, %y : tensor<4xbf16>, tensor<4xbf16>) outs(%o : tensor<4xbf16>) {rounding = #gate.rounding<each>}
  return %r : tensor<4xbf16>
}

// A loop over the row: its numbers are tensors of one number a row, computed
// anew in place.
// CHECK-LABEL: func.func @row_loop
// CHECK-SAME: %[[X:.*]]: tensor<4x?xf32>
// CHECK: %[[M:.*]] = linalg.generic {{.*}} ins(%[[X]] : tensor<4x?xf32>)
// CHECK: %[[INIT:.*]] = linalg.generic
// CHECK: %[[ROOT:.*]] = scf.for %{{.*}} = %c0 to %c64 step %c1 iter_args(%[[T:.*]] = %[[INIT]]) -> (tensor<4xf32>) {
// CHECK: %[[SUM:.*]] = linalg.generic {{.*}} ins(%[[X]], %[[M]], %[[T]] :
// CHECK: %[[COUNT:.*]] = linalg.generic
// CHECK: %[[NEXT:.*]] = linalg.generic {{.*}} iterator_types = ["parallel"]} ins(%[[M]], %[[T]], %[[SUM]], %[[COUNT]] : {{.*}}) outs(%[[T]] :
// CHECK: scf.yield %[[NEXT]] : tensor<4xf32>
// CHECK: }
// CHECK: linalg.generic {{.*}} ins(%[[X]], %[[M]], %[[ROOT]] :
func.func @row_loop(%x: tensor<4x?xf32>) -> tensor<4x?xf32> {
  %y = gate.apply_row @sparsemax ins(%x : tensor<4x?xf32>) outs(%x : tensor<4x?xf32>)
  return %y : tensor<4x?xf32>
}

// One over an element is unrolled.
// CHECK-LABEL: func.func @element_loop
// CHECK: linalg.generic
// CHECK: %[[A:.*]] = arith.mulf %[[E:.*]], %[[E]] : f32
// CHECK-NEXT: %[[B:.*]] = arith.mulf %[[A]], %[[E]] : f32
// CHECK-NEXT: %[[C:.*]] = arith.mulf %[[B]], %[[E]] : f32
// CHECK-NEXT: linalg.yield %[[C]] : f32
gate.function @fourth(%x: f64) -> f64 {
  %c0 = arith.constant 0 : index
  %c2 = arith.constant 2 : index
  %c6 = arith.constant 6 : index
  %y = scf.for %i = %c0 to %c6 step %c2 iter_args(%p = %x) -> (f64) {
    %q = arith.mulf %p, %x : f64
    scf.yield %q : f64
  }
  gate.yield %y : f64
}
func.func @element_loop(%x: tensor<4xf32>) -> tensor<4xf32> {
  %y = gate.apply @fourth ins(%x : tensor<4xf32>) outs(%x : tensor<4xf32>)
  return %y : tensor<4xf32>
}
