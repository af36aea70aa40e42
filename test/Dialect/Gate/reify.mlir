// RUN: penstock-opt %s -resolve-ranked-shaped-type-result-dims -canonicalize -split-input-file | FileCheck %s

// A result has the sizes of outs.

// CHECK-LABEL: func.func @apply(
// CHECK-SAME: %[[ARG0:.*]]: tensor<?x4xf32>, %[[ARG1:.*]]: tensor<?x4xf32>) -> (index, index) {
// CHECK-DAG: %[[C4:.*]] = arith.constant 4 : index
// CHECK-DAG: %[[C0:.*]] = arith.constant 0 : index
// CHECK-DAG: %[[DIM:.*]] = tensor.dim %[[ARG1]], %[[C0]] : tensor<?x4xf32>
// CHECK: return %[[DIM]], %[[C4]] : index, index
// CHECK-NEXT: }
func.func @apply(%x: tensor<?x4xf32>, %o: tensor<?x4xf32>) -> (index, index) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %y = gate.apply @silu ins(%x : tensor<?x4xf32>) outs(%o : tensor<?x4xf32>)
  %m = tensor.dim %y, %c0 : tensor<?x4xf32>
  %n = tensor.dim %y, %c1 : tensor<?x4xf32>
  return %m, %n : index, index
}

// -----

// CHECK-LABEL: func.func @apply_row(
// CHECK-SAME: %[[ARG0:.*]]: tensor<2x?x?xf32>, %[[ARG1:.*]]: tensor<2x?x?xf32>) -> (index, index, index) {
// CHECK-DAG: %[[C2:.*]] = arith.constant 2 : index
// CHECK-DAG: %[[C1:.*]] = arith.constant 1 : index
// CHECK-DAG: %[[DIM:.*]] = tensor.dim %[[ARG1]], %[[C1]] : tensor<2x?x?xf32>
// CHECK-DAG: %[[DIM_0:.*]] = tensor.dim %[[ARG1]], %[[C2]] : tensor<2x?x?xf32>
// CHECK: return %[[C2]], %[[DIM]], %[[DIM_0]] : index, index, index
// CHECK-NEXT: }
func.func @apply_row(%x: tensor<2x?x?xf32>, %o: tensor<2x?x?xf32>) -> (index, index, index) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %y = gate.apply_row @softmax ins(%x : tensor<2x?x?xf32>) outs(%o : tensor<2x?x?xf32>)
  %l = tensor.dim %y, %c0 : tensor<2x?x?xf32>
  %m = tensor.dim %y, %c1 : tensor<2x?x?xf32>
  %n = tensor.dim %y, %c2 : tensor<2x?x?xf32>
  return %l, %m, %n : index, index, index
}

// -----

// CHECK-LABEL: func.func @gated_matmul(
// CHECK-SAME: %[[ARG0:.*]]: tensor<?x8xf32>, %[[ARG1:.*]]: tensor<8x16xf32>, %[[ARG2:.*]]: tensor<?x?xf32>) -> (index, index) {
// CHECK-DAG: %[[C1:.*]] = arith.constant 1 : index
// CHECK-DAG: %[[C0:.*]] = arith.constant 0 : index
// CHECK-DAG: %[[DIM:.*]] = tensor.dim %[[ARG2]], %[[C0]] : tensor<?x?xf32>
// CHECK-DAG: %[[DIM_0:.*]] = tensor.dim %[[ARG2]], %[[C1]] : tensor<?x?xf32>
// CHECK: return %[[DIM]], %[[DIM_0]] : index, index
// CHECK-NEXT: }
func.func @gated_matmul(%x: tensor<?x8xf32>, %w: tensor<8x16xf32>, %o: tensor<?x?xf32>) -> (index, index) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %y = gate.gated_matmul @silu ins(%x : tensor<?x8xf32>) weights(%w : tensor<8x16xf32>) outs(%o : tensor<?x?xf32>)
  %m = tensor.dim %y, %c0 : tensor<?x?xf32>
  %n = tensor.dim %y, %c1 : tensor<?x?xf32>
  return %m, %n : index, index
}

// -----

// CHECK-LABEL: func.func @ffn(
// CHECK-SAME: %[[ARG0:.*]]: tensor<?x8xf32>, %[[ARG1:.*]]: tensor<8x16xf32>, %[[ARG2:.*]]: tensor<16x8xf32>) -> (index, index) {
// CHECK-DAG: %[[C8:.*]] = arith.constant 8 : index
// CHECK-DAG: %[[C0:.*]] = arith.constant 0 : index
// CHECK-DAG: %[[DIM:.*]] = tensor.dim %[[ARG0]], %[[C0]] : tensor<?x8xf32>
// CHECK: return %[[DIM]], %[[C8]] : index, index
// CHECK-NEXT: }
func.func @ffn(%x: tensor<?x8xf32>, %w: tensor<8x16xf32>, %d: tensor<16x8xf32>) -> (index, index) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %y = gate.ffn @silu ins(%x : tensor<?x8xf32>) weights(%w : tensor<8x16xf32>) down(%d : tensor<16x8xf32>) outs(%x : tensor<?x8xf32>)
  %m = tensor.dim %y, %c0 : tensor<?x8xf32>
  %n = tensor.dim %y, %c1 : tensor<?x8xf32>
  return %m, %n : index, index
}

// -----

// Through a chain to the argument that all sizes come from.
// CHECK-LABEL: func.func @chain(
// CHECK-SAME: %[[ARG0:.*]]: tensor<?x8xf32>, %[[ARG1:.*]]: tensor<8x16xf32>) -> index {
// CHECK-DAG: %[[C0:.*]] = arith.constant 0 : index
// CHECK-DAG: %[[DIM:.*]] = tensor.dim %[[ARG0]], %[[C0]] : tensor<?x8xf32>
// CHECK: return %[[DIM]] : index
// CHECK-NEXT: }
func.func @chain(%x: tensor<?x8xf32>, %w: tensor<8x16xf32>) -> index {
  %c0 = arith.constant 0 : index
  %m = tensor.dim %x, %c0 : tensor<?x8xf32>
  %e = tensor.empty(%m) : tensor<?x16xf32>
  %y = gate.gated_matmul @silu ins(%x : tensor<?x8xf32>) weights(%w : tensor<8x16xf32>) outs(%e : tensor<?x16xf32>)
  %z = gate.apply @tanh ins(%y : tensor<?x16xf32>) outs(%y : tensor<?x16xf32>)
  %n = tensor.dim %z, %c0 : tensor<?x16xf32>
  return %n : index
}
