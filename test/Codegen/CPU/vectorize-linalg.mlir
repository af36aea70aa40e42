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
func.func @rest(%x: tensor<3x20xf32>, %b: tensor<20xf32>, %o: tensor<3x20xf32>) -> tensor<3x20xf32> {
  %y = linalg.generic {indexing_maps = [affine_map<(i, j) -> (i, j)>, affine_map<(i, j) -> (j)>, affine_map<(i, j) -> (i, j)>], iterator_types = ["parallel", "parallel"]} ins(%x, %b : tensor<3x20xf32>, tensor<20xf32>) outs(%o : tensor<3x20xf32>) {
  ^bb0(%a: f32, %c: f32, %out: f32):
    %sum = arith.addf %a, %c : f32
    %e = math.exp %sum : f32
    linalg.yield %e : f32
  } -> tensor<3x20xf32>
  return %y : tensor<3x20xf32>
}

// Tasks of many elements, and several vectors at a time, where all operands
// are gone through in the order of memory.
// CHECK-LABEL: func.func @rank_1(
// CHECK: scf.forall (%{{.*}}) = (0) to (%{{.*}}) step (16384)
// V3: math.exp %{{.*}} : vector<32xf32>
// V4: math.exp %{{.*}} : vector<64xf32>
func.func @rank_1(%x: tensor<?xf32>, %o: tensor<?xf32>) -> tensor<?xf32> {
  %y = linalg.exp ins(%x : tensor<?xf32>) outs(%o : tensor<?xf32>) -> tensor<?xf32>
  return %y : tensor<?xf32>
}

// CHECK-LABEL: func.func @element_f64(
// CHECK-NOT: mask
// CHECK: scf.forall (%{{.*}}) = (0) to (64) step (16384)
// V3: math.exp %{{.*}} : vector<16xf64>
// V4: math.exp %{{.*}} : vector<32xf64>
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
// CHECK: math.exp %{{.*}} : vector<16xf32>
func.func @size_small(%x: tensor<4x3xf32>, %o: tensor<4x3xf32>) -> tensor<4x3xf32> {
  %y = linalg.exp ins(%x : tensor<4x3xf32>) outs(%o : tensor<4x3xf32>) -> tensor<4x3xf32>
  return %y : tensor<4x3xf32>
}

// Beyond the end of a row the neutral element is reduced; a reduction of
// halves becomes several ops, which no mask could hold.
// CHECK-LABEL: func.func @reduction_rest(
// V3: vector.multi_reduction <maximumf>
// V3: %[[NEUTRAL:.*]] = arith.constant dense<0xFF80> : vector<1x8xbf16>
// V3: %[[CUT:.*]] = arith.select %{{.*}}, %{{.*}}, %[[NEUTRAL]]
// V3: vector.multi_reduction <maximumf>, %[[CUT]], %{{.*}} [1] : vector<1x8xbf16> to vector<1xbf16>
// CHECK: return
// SIMPLE-LABEL: llvm.func @reduction_rest(
// SIMPLE: llvm.intr.vector.reduce.fmaximum({{.*}} : (vector<8xf32>) -> f32
// SIMPLE: llvm.return
func.func @reduction_rest(%x: tensor<4x20xbf16>, %o: tensor<4xbf16>) -> tensor<4xbf16> {
  %y = linalg.generic {indexing_maps = [affine_map<(i, j) -> (i, j)>, affine_map<(i, j) -> (i)>], iterator_types = ["parallel", "reduction"]} ins(%x : tensor<4x20xbf16>) outs(%o : tensor<4xbf16>) {
  ^bb0(%a: bf16, %b: bf16):
    %c = arith.maximumf %a, %b : bf16
    linalg.yield %c : bf16
  } -> tensor<4xbf16>
  return %y : tensor<4xbf16>
}

// CHECK-LABEL: func.func @reduction_rest_integers(
// V3: vector.multi_reduction <mul>
// V3: %[[NEUTRAL:.*]] = arith.constant dense<1> : vector<1x8xi32>
// V3: %[[CUT:.*]] = arith.select %{{.*}}, %{{.*}}, %[[NEUTRAL]]
// V3: vector.multi_reduction <mul>, %[[CUT]], %{{.*}} [1] : vector<1x8xi32> to vector<1xi32>
// CHECK: return
func.func @reduction_rest_integers(%x: tensor<4x20xi32>, %o: tensor<4xi32>) -> tensor<4xi32> {
  %y = linalg.generic {indexing_maps = [affine_map<(i, j) -> (i, j)>, affine_map<(i, j) -> (i)>], iterator_types = ["parallel", "reduction"]} ins(%x : tensor<4x20xi32>) outs(%o : tensor<4xi32>) {
  ^bb0(%a: i32, %b: i32):
    %c = arith.muli %a, %b : i32
    linalg.yield %c : i32
  } -> tensor<4xi32>
  return %y : tensor<4xi32>
}

// CHECK-LABEL: func.func @matmul_halves(
// CHECK: vector.multi_reduction <add>
// SIMPLE-LABEL: llvm.func @matmul_halves(
func.func @matmul_halves(%x: tensor<4x20xf16>, %w: tensor<20x8xf16>,
                         %o: tensor<4x8xf16>) -> tensor<4x8xf16> {
  %y = linalg.matmul ins(%x, %w : tensor<4x20xf16>, tensor<20x8xf16>)
         outs(%o : tensor<4x8xf16>) -> tensor<4x8xf16>
  return %y : tensor<4x8xf16>
}

// Ops on buffers stay.
// CHECK-LABEL: func.func @buffers(
// CHECK: linalg.exp
func.func @buffers(%x: memref<4x3xf32>, %o: memref<4x3xf32>) {
  linalg.exp ins(%x : memref<4x3xf32>) outs(%o : memref<4x3xf32>)
  return
}
