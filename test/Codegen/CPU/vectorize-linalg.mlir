// RUN: penstock-opt %s -pass-pipeline="builtin.module(func.func(penstock-vectorize-linalg{cpu=x86-64-v3 triple=x86_64-unknown-linux-gnu}),cse)" | FileCheck %s --check-prefixes=CHECK,V3
// RUN: penstock-opt %s -pass-pipeline="builtin.module(func.func(penstock-vectorize-linalg{cpu=x86-64-v4 triple=x86_64-unknown-linux-gnu}),cse)" | FileCheck %s --check-prefixes=CHECK,V4
// RUN: penstock-opt %s -penstock-cpu="kernels=0 cpu=x86-64-v3 triple=x86_64-unknown-linux-gnu" | FileCheck %s --check-prefix=SIMPLE

// A task per row; whole vectors, and a loop for the rest.
// CHECK-LABEL: func.func @rest(
// CHECK-NOT: linalg.
// CHECK: scf.forall (%{{.*}}) in (3)
// V3: %[[WHOLE:.*]] = scf.for %{{.*}} = %{{.*}} to %c16 step %c8 iter_args
// V3: math.exp %{{.*}} : vector<1x8xf32>
// V3: scf.yield
// V3: scf.for %{{.*}} = %c16 to %c20 step %c8 iter_args(%{{.*}} = %[[WHOLE]])
// V3: %[[MASK:.*]] = vector.create_mask
// V3: vector.mask %[[MASK]] { vector.transfer_read
// V3: math.exp %{{.*}} : vector<1x8xf32>
// V3: vector.mask %[[MASK]] { vector.transfer_write
// V4: math.exp %{{.*}} : vector<1x16xf32>
// V4: scf.for %{{.*}} = %c16 to %c20 step %c16 iter_args
// V4: math.exp %{{.*}} : vector<1x16xf32>
// CHECK: return

// Lowered, only the rest is masked.
// SIMPLE-LABEL: llvm.func @rest(
// SIMPLE: llvm.load {{.*}} -> vector<8xf32>
// SIMPLE-NOT: masked
// SIMPLE: llvm.store {{.*}} : vector<8xf32>, !llvm.ptr
// SIMPLE: llvm.intr.masked.load
// SIMPLE: llvm.intr.masked.store
// SIMPLE: llvm.return
func.func @rest(%x: tensor<3x20xf32>, %o: tensor<3x20xf32>) -> tensor<3x20xf32> {
  %y = linalg.exp ins(%x : tensor<3x20xf32>) outs(%o : tensor<3x20xf32>) -> tensor<3x20xf32>
  return %y : tensor<3x20xf32>
}

// Tasks of 1024 where there is one dimension.
// CHECK-LABEL: func.func @rank_1(
// CHECK: scf.forall (%{{.*}}) = (0) to (%{{.*}}) step (1024)
// V3: math.exp %{{.*}} : vector<8xf32>
// V4: math.exp %{{.*}} : vector<16xf32>
func.func @rank_1(%x: tensor<?xf32>, %o: tensor<?xf32>) -> tensor<?xf32> {
  %y = linalg.exp ins(%x : tensor<?xf32>) outs(%o : tensor<?xf32>) -> tensor<?xf32>
  return %y : tensor<?xf32>
}

// CHECK-LABEL: func.func @element_f64(
// CHECK-NOT: mask
// V3: math.exp %{{.*}} : vector<1x4xf64>
// V4: math.exp %{{.*}} : vector<1x8xf64>
// CHECK: return
func.func @element_f64(%x: tensor<4x16xf64>, %o: tensor<4x16xf64>) -> tensor<4x16xf64> {
  %y = linalg.exp ins(%x : tensor<4x16xf64>) outs(%o : tensor<4x16xf64>) -> tensor<4x16xf64>
  return %y : tensor<4x16xf64>
}

// Vectors along the row that is added up.
// CHECK-LABEL: func.func @reduction(
// CHECK: scf.forall (%{{.*}}) in (4)
// V3: vector.multi_reduction <add>, %{{.*}} [1] : vector<1x8xf32> to vector<1xf32>
// V4: vector.multi_reduction <add>, %{{.*}} [1] : vector<1x16xf32> to vector<1xf32>
func.func @reduction(%x: tensor<4x16xf32>, %o: tensor<4xf32>) -> tensor<4xf32> {
  %y = linalg.generic {indexing_maps = [affine_map<(i, j) -> (i, j)>, affine_map<(i, j) -> (i)>], iterator_types = ["parallel", "reduction"]} ins(%x : tensor<4x16xf32>) outs(%o : tensor<4xf32>) {
  ^bb0(%a: f32, %b: f32):
    %c = arith.addf %a, %b : f32
    linalg.yield %c : f32
  } -> tensor<4xf32>
  return %y : tensor<4xf32>
}

// Vectors no longer than the next power of two.
// CHECK-LABEL: func.func @size_small(
// CHECK: math.exp %{{.*}} : vector<1x4xf32>
func.func @size_small(%x: tensor<4x3xf32>, %o: tensor<4x3xf32>) -> tensor<4x3xf32> {
  %y = linalg.exp ins(%x : tensor<4x3xf32>) outs(%o : tensor<4x3xf32>) -> tensor<4x3xf32>
  return %y : tensor<4x3xf32>
}

// Ops on buffers stay.
// CHECK-LABEL: func.func @buffers(
// CHECK: linalg.exp
func.func @buffers(%x: memref<4x3xf32>, %o: memref<4x3xf32>) {
  linalg.exp ins(%x : memref<4x3xf32>) outs(%o : memref<4x3xf32>)
  return
}
