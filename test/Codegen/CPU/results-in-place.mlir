// RUN: penstock-opt %s --pass-pipeline="builtin.module(func.func(penstock-results-in-place))" --split-input-file | FileCheck %s

// CHECK-LABEL: func.func @loops(
// CHECK-SAME:    %[[OUT:[a-z0-9]+]]: memref<4x8xf32>
// CHECK:         %[[T:.+]] = bufferization.to_tensor %[[OUT]] restrict writable
// CHECK-NEXT:    scf.forall {{.*}} shared_outs(%{{.+}} = %[[T]])
func.func @loops(%out: memref<4x8xf32>, %row: tensor<1x8xf32>) {
  %e = tensor.empty() : tensor<4x8xf32>
  %y = scf.forall (%i) in (4) shared_outs(%o = %e) -> (tensor<4x8xf32>) {
    scf.forall.in_parallel {
      tensor.parallel_insert_slice %row into %o[%i, 0] [1, 8] [1, 1] : tensor<1x8xf32> into tensor<4x8xf32>
    }
  }
  bufferization.materialize_in_destination %y in restrict writable %out : (tensor<4x8xf32>, memref<4x8xf32>) -> ()
  return
}

// -----

// A chain of ops; the buffer is computed where it is needed. The other op that
// starts from the same tensor gets a buffer of its own.
// CHECK-LABEL: func.func @chain(
// CHECK-SAME:    %[[OUT:[a-z0-9]+]]: memref<4x8xf32>
// CHECK:         %[[B:.+]] = memref.collapse_shape %[[OUT]]
// CHECK:         %[[T:.+]] = bufferization.to_tensor %[[B]] restrict writable
// CHECK-NEXT:    linalg.fill ins(%{{.+}}) outs(%[[T]]
// CHECK:         %[[T2:.+]] = bufferization.to_tensor %{{.+}} restrict writable
// CHECK-NEXT:    linalg.exp {{.*}} outs(%[[T2]]
func.func @chain(%out: memref<4x8xf32>, %other: memref<32xf32>, %x: tensor<4xf32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c8 = arith.constant 8 : index
  %zero = arith.constant 0.0 : f32
  %e = tensor.empty() : tensor<32xf32>
  %0 = linalg.fill ins(%zero : f32) outs(%e : tensor<32xf32>) -> tensor<32xf32>
  %1 = scf.for %i = %c0 to %c8 step %c1 iter_args(%o = %0) -> tensor<32xf32> {
    %2 = tensor.insert_slice %x into %o[%i] [4] [1] : tensor<4xf32> into tensor<32xf32>
    scf.yield %2 : tensor<32xf32>
  }
  %buffer = memref.collapse_shape %out [[0, 1]] : memref<4x8xf32> into memref<32xf32>
  bufferization.materialize_in_destination %1 in restrict writable %buffer : (tensor<32xf32>, memref<32xf32>) -> ()
  %3 = linalg.exp ins(%0 : tensor<32xf32>) outs(%e : tensor<32xf32>) -> tensor<32xf32>
  bufferization.materialize_in_destination %3 in restrict writable %other : (tensor<32xf32>, memref<32xf32>) -> ()
  return
}

// -----

// What does not start from a tensor.empty is copied.
// CHECK-LABEL: func.func @copied(
// CHECK-NOT:     bufferization.to_tensor
func.func @copied(%x: tensor<4xf32>, %out: memref<4xf32>, %v: f32) {
  %c0 = arith.constant 0 : index
  %0 = tensor.insert %v into %x[%c0] : tensor<4xf32>
  bufferization.materialize_in_destination %0 in restrict writable %out : (tensor<4xf32>, memref<4xf32>) -> ()
  return
}

// -----

// Two results that start from one zero have one each.
// CHECK-LABEL: func.func @shared(
// CHECK-SAME:    %[[A:[a-z0-9]+]]: memref<4x8xf32>, %[[B:[a-z0-9]+]]: memref<4x8xf32>
// CHECK-DAG:     %[[TA:.+]] = bufferization.to_tensor %[[A]] restrict writable
// CHECK-DAG:     %[[TB:.+]] = bufferization.to_tensor %[[B]] restrict writable
// CHECK-DAG:     %[[ZA:.+]] = linalg.fill ins(%{{.+}}) outs(%[[TA]]
// CHECK-DAG:     %[[ZB:.+]] = linalg.fill ins(%{{.+}}) outs(%[[TB]]
// CHECK-DAG:     linalg.add {{.*}} outs(%[[ZA]]
// CHECK-DAG:     linalg.mul {{.*}} outs(%[[ZB]]
func.func @shared(%a: memref<4x8xf32>, %b: memref<4x8xf32>, %x: tensor<4x8xf32>) {
  %zero = arith.constant 0.0 : f32
  %e = tensor.empty() : tensor<4x8xf32>
  %0 = linalg.fill ins(%zero : f32) outs(%e : tensor<4x8xf32>) -> tensor<4x8xf32>
  %1 = linalg.add ins(%x, %x : tensor<4x8xf32>, tensor<4x8xf32>) outs(%0 : tensor<4x8xf32>) -> tensor<4x8xf32>
  %2 = linalg.mul ins(%x, %x : tensor<4x8xf32>, tensor<4x8xf32>) outs(%0 : tensor<4x8xf32>) -> tensor<4x8xf32>
  bufferization.materialize_in_destination %1 in restrict writable %a : (tensor<4x8xf32>, memref<4x8xf32>) -> ()
  bufferization.materialize_in_destination %2 in restrict writable %b : (tensor<4x8xf32>, memref<4x8xf32>) -> ()
  return
}

// -----

// A slice and what it is put back into are one.
// CHECK-LABEL: func.func @slices(
// CHECK-SAME:    %[[OUT:[a-z0-9]+]]: memref<2x8xf32>
// CHECK:         %[[T:.+]] = bufferization.to_tensor %[[OUT]] restrict writable
// CHECK:         tensor.extract_slice %[[T]][0, 0]
// CHECK:         %[[ONE:.+]] = tensor.insert_slice %{{.+}} into %[[T]][0, 0]
// CHECK:         tensor.extract_slice %[[ONE]][1, 0]
// CHECK:         tensor.insert_slice %{{.+}} into %[[ONE]][1, 0]
func.func @slices(%out: memref<2x8xf32>, %v: f32) {
  %e = tensor.empty() : tensor<2x8xf32>
  %a = tensor.extract_slice %e[0, 0] [1, 8] [1, 1] : tensor<2x8xf32> to tensor<1x8xf32>
  %b = linalg.fill ins(%v : f32) outs(%a : tensor<1x8xf32>) -> tensor<1x8xf32>
  %c = tensor.insert_slice %b into %e[0, 0] [1, 8] [1, 1] : tensor<1x8xf32> into tensor<2x8xf32>
  %d = tensor.extract_slice %c[1, 0] [1, 8] [1, 1] : tensor<2x8xf32> to tensor<1x8xf32>
  %f = linalg.fill ins(%v : f32) outs(%d : tensor<1x8xf32>) -> tensor<1x8xf32>
  %g = tensor.insert_slice %f into %c[1, 0] [1, 8] [1, 1] : tensor<1x8xf32> into tensor<2x8xf32>
  bufferization.materialize_in_destination %g in restrict writable %out : (tensor<2x8xf32>, memref<2x8xf32>) -> ()
  return
}

// -----

// What a loop carries on has a buffer of its own unless it is brought to the
// one that it was given.
// CHECK-LABEL: func.func @carried(
// CHECK:         scf.for {{.*}} iter_args(%[[OLD:.+]] = %{{.+}}, %[[SAME:.+]] = %{{.+}})
// CHECK:           %[[NEW:.+]] = linalg.exp {{.*}} outs(%{{.+}} :
// CHECK:           %[[IN_PLACE:.+]] = linalg.exp {{.*}} outs(%[[SAME]] :
// CHECK:           %[[M:.+]] = bufferization.materialize_in_destination %[[NEW]] in %[[OLD]]
// CHECK-NEXT:      scf.yield %[[M]], %[[IN_PLACE]]
func.func @carried(%x: tensor<4xf32>, %n: index) -> (tensor<4xf32>, tensor<4xf32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %0:2 = scf.for %i = %c0 to %n step %c1 iter_args(%old = %x, %same = %x) -> (tensor<4xf32>, tensor<4xf32>) {
    %e = tensor.empty() : tensor<4xf32>
    %1 = linalg.exp ins(%old : tensor<4xf32>) outs(%e : tensor<4xf32>) -> tensor<4xf32>
    %2 = linalg.exp ins(%same : tensor<4xf32>) outs(%same : tensor<4xf32>) -> tensor<4xf32>
    scf.yield %1, %2 : tensor<4xf32>, tensor<4xf32>
  }
  return %0#0, %0#1 : tensor<4xf32>, tensor<4xf32>
}
