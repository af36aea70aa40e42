// RUN: penstock-opt %s -pass-pipeline="builtin.module(func.func(penstock-stream-stores{min-bytes=4096}))" -split-input-file | FileCheck %s

// The elements before the first aligned vector and after the last whole one are
// stored under a mask.
// CHECK-LABEL: func.func @loop(
// CHECK-SAME: %[[X:.*]]: memref<?xf32>, %[[Y:.*]]: memref<?xf32>, %[[N:.*]]: index
// CHECK: %[[BYTES:.*]] = arith.muli
// CHECK: %[[LARGE:.*]] = arith.cmpi sge, %[[BYTES]], %{{.*}}4096
// CHECK: scf.if %[[LARGE]] {
// CHECK: %[[ADDRESS:.*]] = memref.extract_aligned_pointer_as_index %[[Y]]
// CHECK: %[[HEAD:.*]] = arith.minsi
// CHECK: vector.create_mask %[[HEAD]] : vector<32xi1>
// CHECK: vector.transfer_write
// CHECK: scf.for
// CHECK: vector.transfer_read %[[X]]
// CHECK: vector.store %{{.*}}, %[[Y]]{{.*}} {alignment = 64 : i64, nontemporal = true}
// CHECK: vector.create_mask
// CHECK: vector.transfer_write
// CHECK: llvm.fence seq_cst
// CHECK: } else {
// CHECK: scf.for
// CHECK-NOT: nontemporal
// CHECK: return
func.func @loop(%x: memref<?xf32>, %y: memref<?xf32>, %n: index) {
  %c0 = arith.constant 0 : index
  %c32 = arith.constant 32 : index
  %pad = arith.constant 0.0 : f32
  scf.for %i = %c0 to %n step %c32 {
    %j = affine.apply affine_map<(d0)[s0] -> (d0 + s0)>(%i)[%n]
    %a = vector.transfer_read %x[%i], %pad {in_bounds = [true]} : memref<?xf32>, vector<32xf32>
    %b = math.exp %a : vector<32xf32>
    vector.transfer_write %b, %y[%j] {in_bounds = [true]} : vector<32xf32>, memref<?xf32>
  }
  return
}

// -----

// What is stored is read again elsewhere: by other iterations, for all that
// can be seen.
// CHECK-LABEL: func.func @shifted(
// CHECK-NOT: nontemporal
func.func @shifted(%y: memref<?xf32>, %n: index) {
  %c0 = arith.constant 0 : index
  %c16 = arith.constant 16 : index
  %pad = arith.constant 0.0 : f32
  %z = memref.subview %y[16] [%n] [1] : memref<?xf32> to memref<?xf32, strided<[1], offset: 16>>
  scf.for %i = %c0 to %n step %c16 {
    %a = vector.transfer_read %y[%i], %pad {in_bounds = [true]} : memref<?xf32>, vector<16xf32>
    vector.transfer_write %a, %z[%i] {in_bounds = [true]} : vector<16xf32>, memref<?xf32, strided<[1], offset: 16>>
  }
  return
}

// -----

// Not one vector after the other.
// CHECK-LABEL: func.func @strided(
// CHECK-NOT: nontemporal
func.func @strided(%x: memref<?xf32>, %y: memref<?xf32>, %n: index) {
  %c0 = arith.constant 0 : index
  %c16 = arith.constant 16 : index
  %pad = arith.constant 0.0 : f32
  scf.for %i = %c0 to %n step %c16 {
    %j = affine.apply affine_map<(d0) -> (d0 * 2)>(%i)
    %a = vector.transfer_read %x[%i], %pad {in_bounds = [true]} : memref<?xf32>, vector<16xf32>
    vector.transfer_write %a, %y[%j] {in_bounds = [true]} : vector<16xf32>, memref<?xf32>
  }
  return
}
