// RUN: penstock-opt %s | FileCheck %s
// RUN: penstock-opt %s | penstock-opt | FileCheck %s
// RUN: penstock-opt %s --penstock-to-linalg -split-input-file | FileCheck %s --check-prefix=LINALG

// CHECK-LABEL: @zero_set
// CHECK: {sparsity = #gate.sparsity<zero_set>}
// The condition is the part of the function's zero set that the gate decides.
// LINALG-LABEL: @zero_set
// LINALG: ^bb0(%[[GATE:.*]]: f32, %[[UP:.*]]: f32, %{{.*}}: f32):
// LINALG: %[[H:.*]] = arith.mulf %{{.*}}, %[[UP]]
// LINALG-NEXT: %[[CLOSED:.*]] = arith.cmpf ole, %[[GATE]], %[[ZERO:[a-z_0-9]+]] : f32
// LINALG-NEXT: %[[R:.*]] = arith.select %[[CLOSED]], %[[ZERO]], %[[H]]
// LINALG-NEXT: linalg.yield %[[R]]
func.func @zero_set(%x: tensor<?x8xf32>, %g: tensor<8x16xf32>, %u: tensor<8x16xf32>, %d: tensor<16x8xf32>) -> tensor<?x8xf32> {
  %y = gate.ffn @reglu ins(%x : tensor<?x8xf32>) weights(%g, %u : tensor<8x16xf32>, tensor<8x16xf32>) down(%d : tensor<16x8xf32>) outs(%x : tensor<?x8xf32>) {sparsity = #gate.sparsity<zero_set>}
  return %y : tensor<?x8xf32>
}

// The gate may be any input, found through calls; where its function has no
// zero set, in the factors of its body.
gate.function @own(%up: f64, %gate: f64) -> f64 {
  %g = gate.call @fatrelu(%gate) : f64
  %y = gate.call @wrapped(%g, %up) : f64
  gate.yield %y : f64
}
gate.function @wrapped(%a: f64, %up: f64) -> f64 {
  %r = gate.call @relu2(%a) : f64
  %y = arith.mulf %up, %r : f64
  gate.yield %y : f64
}
// LINALG-LABEL: @own_function
// LINALG: ^bb0(%[[UP:.*]]: f32, %[[GATE:.*]]: f32, %[[BIAS:.*]]: f32, %[[BIAS1:.*]]: f32, %{{.*}}: f32):
// LINALG: %[[G:.*]] = arith.addf %[[GATE]], %[[BIAS1]]
// LINALG: %[[A:.*]] = arith.select %{{.*}}, %[[G]], %[[ZERO:[a-z_0-9]+]]
// LINALG: %[[H:.*]] = arith.mulf
// LINALG: %[[H:.*]] = arith.mulf
// LINALG: %[[CLOSED:.*]] = arith.cmpf ole, %[[A]], %[[ZERO]]
// LINALG: arith.select %[[CLOSED]], %[[ZERO]], %[[H]]
func.func @own_function(%x: tensor<?x8xf32>, %w: tensor<8x16xf32>, %b: tensor<16xf32>) -> tensor<?x16xf32> {
  %c0 = arith.constant 0 : index
  %n = tensor.dim %x, %c0 : tensor<?x8xf32>
  %o = tensor.empty(%n) : tensor<?x16xf32>
  %y = gate.gated_matmul @own ins(%x : tensor<?x8xf32>) weights(%w, %w : tensor<8x16xf32>, tensor<8x16xf32>) bias(%b, %b : tensor<16xf32>, tensor<16xf32>) outs(%o : tensor<?x16xf32>) {sparsity = #gate.sparsity<zero_set>}
  return %y : tensor<?x16xf32>
}

// A parameter's value is part of the condition.
// LINALG-LABEL: @parameter
// LINALG: %[[T:.*]] = arith.constant 3.000000e+00 : f32
// LINALG: ^bb0(%[[GATE:.*]]: f32, %{{.*}}: f32):
// LINALG: arith.cmpf ole, %[[GATE]], %[[T]]
func.func @parameter(%x: tensor<4x8xf32>, %w: tensor<8x16xf32>, %o: tensor<4x16xf32>) -> tensor<4x16xf32> {
  %y = gate.gated_matmul @fatrelu<threshold = 3.0> ins(%x : tensor<4x8xf32>) weights(%w : tensor<8x16xf32>) outs(%o : tensor<4x16xf32>) {sparsity = #gate.sparsity<zero_set>}
  return %y : tensor<4x16xf32>
}

// CHECK-LABEL: @threshold
// CHECK: {sparsity = #gate.sparsity<threshold = 5.000000e-02, density = 1.000000e-01>}
// The activation is the factor g / (1 + exp(-alpha g)), without (u + 1).
// LINALG-LABEL: @threshold
// LINALG: %[[T:.*]] = arith.constant 5.000000e-02 : f32
// LINALG: %[[A:.*]] = arith.divf
// LINALG-NEXT: %[[C:.*]] = arith.addf
// LINALG-NEXT: %[[H:.*]] = arith.mulf %[[A]], %[[C]]
// LINALG-NEXT: %[[ABS:.*]] = math.absf %[[A]]
// LINALG-NEXT: arith.cmpf ole, %[[ABS]], %[[T]]
func.func @threshold(%x: tensor<?x8xf32>, %w: tensor<8x16xf32>, %d: tensor<16x8xf32>) -> tensor<?x8xf32> {
  %y = gate.ffn @swiglu_limited ins(%x : tensor<?x8xf32>) weights(%w, %w : tensor<8x16xf32>, tensor<8x16xf32>) down(%d : tensor<16x8xf32>) outs(%x : tensor<?x8xf32>) {sparsity = #gate.sparsity<density = 0.1, threshold = 0.05>}
  return %y : tensor<?x8xf32>
}

// CHECK-LABEL: @top_k
// CHECK: {sparsity = #gate.sparsity<top_k = 4>}
// LINALG-LABEL: @top_k
// LINALG: %[[ABS:.*]] = math.absf
// LINALG-NEXT: arith.bitcast %[[ABS]] : f32 to i32
// LINALG: iterator_types = ["parallel", "parallel", "reduction"]
// LINALG: ^bb0(%[[THIS:.*]]: i32, %[[OTHER:.*]]: i32, %{{.*}}: i64):
// LINALG-DAG: %[[FIRST:.*]] = arith.cmpi ult
// LINALG-DAG: %[[EQUAL:.*]] = arith.cmpi eq, %[[OTHER]], %[[THIS]]
// LINALG-DAG: %[[GREATER:.*]] = arith.cmpi ugt, %[[OTHER]], %[[THIS]]
// LINALG: %[[TIE:.*]] = arith.andi %[[EQUAL]], %[[FIRST]]
// LINALG: arith.ori %[[GREATER]], %[[TIE]]
// LINALG: arith.cmpi slt, %{{.*}}, %c4_i64
func.func @top_k(%x: tensor<?x8xf32>, %w: tensor<8x16xf32>, %d: tensor<16x8xf32>) -> tensor<?x8xf32> {
  %y = gate.ffn @swiglu ins(%x : tensor<?x8xf32>) weights(%w, %w : tensor<8x16xf32>, tensor<8x16xf32>) down(%d : tensor<16x8xf32>) outs(%x : tensor<?x8xf32>) {sparsity = #gate.sparsity<top_k = 4>}
  return %y : tensor<?x8xf32>
}

// The one branch of an op without a function is its gate.
// LINALG-LABEL: @no_function
// LINALG: math.absf
func.func @no_function(%x: tensor<4x8xf32>, %w: tensor<8x16xf32>, %o: tensor<4x16xf32>) -> tensor<4x16xf32> {
  %y = gate.gated_matmul ins(%x : tensor<4x8xf32>) weights(%w : tensor<8x16xf32>) outs(%o : tensor<4x16xf32>) {sparsity = #gate.sparsity<threshold = 1.0>}
  return %y : tensor<4x16xf32>
}

// The result may have the accumulator's type.
// LINALG-LABEL: @wide_result
// LINALG: linalg.matmul ins(%{{.*}} : tensor<4x8xbf16>, tensor<8x16xbf16>) outs(%{{.*}} : tensor<4x16xf32>)
// LINALG-NOT: arith.truncf
func.func @wide_result(%x: tensor<4x8xbf16>, %w: tensor<8x16xbf16>, %o: tensor<4x16xf32>) -> tensor<4x16xf32> {
  %y = gate.gated_matmul ins(%x : tensor<4x8xbf16>) weights(%w : tensor<8x16xbf16>) outs(%o : tensor<4x16xf32>)
  return %y : tensor<4x16xf32>
}
