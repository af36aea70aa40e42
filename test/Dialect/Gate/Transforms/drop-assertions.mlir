// RUN: penstock-opt %s -gate-drop-assertions -verify-diagnostics | FileCheck %s

// An index that was checked is brought into bounds.
// CHECK-LABEL: func @embedding
// CHECK-NOT: cf.assert
// CHECK: %[[I:.*]] = arith.index_cast
// CHECK: %[[DIM:.*]] = tensor.dim %arg0, %c0
// CHECK: %[[LAST:.*]] = arith.subi %[[DIM]], %c1
// CHECK: %[[MIN:.*]] = arith.minsi %[[I]], %[[LAST]]
// CHECK: %[[ROW:.*]] = arith.maxsi %[[MIN]], %c0
// CHECK: tensor.extract %arg0[%[[ROW]], %{{.*}}]
#row = affine_map<(d0, d1) -> (d0)>
#id = affine_map<(d0, d1) -> (d0, d1)>
func.func @embedding(%table: tensor<9x4xf32>, %ids: tensor<3xi64>) -> tensor<3x4xf32> {
  %rows = arith.constant 9 : i64
  %e = tensor.empty() : tensor<3x4xf32>
  %y = linalg.generic {indexing_maps = [#row, #id], iterator_types = ["parallel", "parallel"]} ins(%ids : tensor<3xi64>) outs(%e : tensor<3x4xf32>) {
  ^bb0(%id: i64, %out: f32):
    %ok = arith.cmpi slt, %id, %rows : i64
    // expected-remark @below {{is not checked: index must be smaller than dim size}}
    cf.assert %ok, "index must be smaller than dim size"
    %i = arith.index_cast %id : i64 to index
    %j = linalg.index 1 : index
    %v = tensor.extract %table[%i, %j] : tensor<9x4xf32>
    linalg.yield %v : f32
  } -> tensor<3x4xf32>
  return %y : tensor<3x4xf32>
}

// CHECK-LABEL: func @sizes
// CHECK-NOT: cf.assert
// CHECK: return
func.func @sizes(%x: tensor<?xf32>, %n: index) -> tensor<?xf32> {
  %c0 = arith.constant 0 : index
  %d = tensor.dim %x, %c0 : tensor<?xf32>
  %ok = arith.cmpi eq, %d, %n : index
  // expected-remark @below {{is not checked: mismatched size for broadcast}}
  cf.assert %ok, "mismatched size for broadcast"
  return %x : tensor<?xf32>
}
