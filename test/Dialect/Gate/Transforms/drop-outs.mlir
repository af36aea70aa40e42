// RUN: penstock-opt %s -gate-drop-outs | FileCheck %s

// CHECK-LABEL: func.func @apply(
// CHECK-SAME: %[[O:[^:]*]]: tensor<{{[x?0-9]*}}xf32>) ->
// CHECK: %[[C:.*]] = arith.constant 0 : index
// CHECK-NEXT: %[[SIZE:.*]] = tensor.dim %[[O]], %[[C]]
// CHECK-NEXT: %[[E:.*]] = tensor.empty(%[[SIZE]])
// CHECK-NEXT: gate.apply {{.*}} outs(%[[E]] :
func.func @apply(%x: tensor<?x64xf32>, %o: tensor<?x64xf32>) -> tensor<?x64xf32> {
  %y = gate.apply @relu ins(%x : tensor<?x64xf32>) outs(%o : tensor<?x64xf32>)
  return %y : tensor<?x64xf32>
}

// CHECK-LABEL: func.func @apply_in_place(
// CHECK-SAME: %[[X:.*]]: tensor<4x64xf32>)
// CHECK-NEXT: %[[E:.*]] = tensor.empty() : tensor<4x64xf32>
// CHECK-NEXT: gate.apply @relu ins(%[[X]] : tensor<4x64xf32>) outs(%[[E]] :
func.func @apply_in_place(%x: tensor<4x64xf32>) -> tensor<4x64xf32> {
  %y = gate.apply @relu ins(%x : tensor<4x64xf32>) outs(%x : tensor<4x64xf32>)
  return %y : tensor<4x64xf32>
}

// No second tensor.
// CHECK-LABEL: func.func @empty(
// CHECK-NEXT: %[[E:.*]] = tensor.empty()
// CHECK-NEXT: gate.apply @relu ins(%{{.*}}) outs(%[[E]] :
func.func @empty(%x: tensor<4x64xf32>) -> tensor<4x64xf32> {
  %e = tensor.empty() : tensor<4x64xf32>
  %y = gate.apply @relu ins(%x : tensor<4x64xf32>) outs(%e : tensor<4x64xf32>)
  return %y : tensor<4x64xf32>
}

// CHECK-LABEL: func.func @apply_row(
// CHECK-SAME: %[[O:[^:]*]]: tensor<{{[x?0-9]*}}xf32>) ->
// CHECK: %[[C:.*]] = arith.constant 1 : index
// CHECK-NEXT: %[[SIZE:.*]] = tensor.dim %[[O]], %[[C]]
// CHECK-NEXT: %[[E:.*]] = tensor.empty(%[[SIZE]])
// CHECK-NEXT: gate.apply_row {{.*}} outs(%[[E]] :
func.func @apply_row(%x: tensor<4x?xf32>, %o: tensor<4x?xf32>) -> tensor<4x?xf32> {
  %y = gate.apply_row @softmax ins(%x : tensor<4x?xf32>) outs(%o : tensor<4x?xf32>)
  return %y : tensor<4x?xf32>
}

// CHECK-LABEL: func.func @gated_matmul(
// CHECK-SAME: %[[O:[^:]*]]: tensor<{{[x?0-9]*}}xf32>) ->
// CHECK: %[[C:.*]] = arith.constant 0 : index
// CHECK-NEXT: %[[SIZE:.*]] = tensor.dim %[[O]], %[[C]]
// CHECK-NEXT: %[[E:.*]] = tensor.empty(%[[SIZE]])
// CHECK-NEXT: gate.gated_matmul {{.*}} outs(%[[E]] :
func.func @gated_matmul(%x: tensor<?x64xf32>, %w: tensor<64x40xf32>, %o: tensor<?x40xf32>) -> tensor<?x40xf32> {
  %y = gate.gated_matmul ins(%x : tensor<?x64xf32>)
         weights(%w : tensor<64x40xf32>) outs(%o : tensor<?x40xf32>)
  return %y : tensor<?x40xf32>
}

// What is read stays.
// CHECK-LABEL: func.func @residual(
// CHECK-SAME: %[[O:[^:]*]]: tensor<{{[x?0-9]*}}xf32>) ->
// CHECK: %[[C:.*]] = arith.constant 0 : index
// CHECK-NEXT: %[[SIZE:.*]] = tensor.dim %[[O]], %[[C]]
// CHECK-NEXT: %[[E:.*]] = tensor.empty(%[[SIZE]])
// CHECK-NEXT: gate.gated_matmul {{.*}} residual(%[[O]] : {{.*}} outs(%[[E]] :
func.func @residual(%x: tensor<?x64xf32>, %w: tensor<64x40xf32>, %o: tensor<?x40xf32>) -> tensor<?x40xf32> {
  %y = gate.gated_matmul ins(%x : tensor<?x64xf32>)
         weights(%w : tensor<64x40xf32>) residual(%o : tensor<?x40xf32>) outs(%o : tensor<?x40xf32>)
  return %y : tensor<?x40xf32>
}

// CHECK-LABEL: func.func @ffn(
// CHECK-SAME: %[[O:[^:]*]]: tensor<{{[x?0-9]*}}xf32>) ->
// CHECK: %[[C:.*]] = arith.constant 0 : index
// CHECK-NEXT: %[[SIZE:.*]] = tensor.dim %[[O]], %[[C]]
// CHECK-NEXT: %[[E:.*]] = tensor.empty(%[[SIZE]])
// CHECK-NEXT: gate.ffn {{.*}} outs(%[[E]] :
func.func @ffn(%x: tensor<?x64xf32>, %w: tensor<64x40xf32>, %v: tensor<64x40xf32>, %d: tensor<40x64xf32>,
               %o: tensor<?x64xf32>) -> tensor<?x64xf32> {
  %y = gate.ffn @swiglu ins(%x : tensor<?x64xf32>)
         weights(%w, %v : tensor<64x40xf32>, tensor<64x40xf32>)
         down(%d : tensor<40x64xf32>) outs(%o : tensor<?x64xf32>)
  return %y : tensor<?x64xf32>
}

// The destinations of other dialects stay.
// CHECK-LABEL: func.func @linalg(
// CHECK-SAME: %[[X:[^:]*]]: tensor<4xf32>
// CHECK-NEXT: linalg.fill ins(%{{.*}}) outs(%[[X]] :
func.func @linalg(%x: tensor<4xf32>, %c: f32) -> tensor<4xf32> {
  %y = linalg.fill ins(%c : f32) outs(%x : tensor<4xf32>) -> tensor<4xf32>
  return %y : tensor<4xf32>
}
