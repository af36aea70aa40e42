// RUN: penstock-opt %s -penstock-bf16-as-integers | FileCheck %s

// Constants, memory and masks of bf16 are of i16; their bits are the same.

// CHECK-LABEL: llvm.func @vectors(
// CHECK: %[[Z:.*]] = llvm.mlir.constant(dense<[16256, -16384]> : vector<2xi16>) : vector<2xi16>
// CHECK-NEXT: %[[V:.*]] = llvm.intr.masked.load %{{.*}}, %{{.*}}, %[[Z]] {alignment = 2 : i32} : (!llvm.ptr, vector<2xi1>, vector<2xi16>) -> vector<2xi16>
// CHECK-NEXT: llvm.intr.masked.store %[[V]], {{.*}} : vector<2xi16>, vector<2xi1> into !llvm.ptr
llvm.func @vectors(%p: !llvm.ptr, %q: !llvm.ptr, %m: vector<2xi1>) {
  %z = llvm.mlir.constant(dense<[1.0, -2.0]> : vector<2xbf16>) : vector<2xbf16>
  %v = llvm.intr.masked.load %p, %m, %z {alignment = 2 : i32} : (!llvm.ptr, vector<2xi1>, vector<2xbf16>) -> vector<2xbf16>
  llvm.intr.masked.store %v, %q, %m {alignment = 2 : i32} : vector<2xbf16>, vector<2xi1> into !llvm.ptr
  llvm.return
}

// A cast between the two is none.
// CHECK-LABEL: llvm.func @scalars(
// CHECK-NEXT: %[[V:.*]] = llvm.load %{{.*}} {alignment = 2 : i64} : !llvm.ptr -> i16
// CHECK-NEXT: llvm.return %[[V]] : i16
llvm.func @scalars(%p: !llvm.ptr) -> i16 {
  %v = llvm.load %p {alignment = 2 : i64} : !llvm.ptr -> bf16
  %b = llvm.bitcast %v : bf16 to i16
  llvm.return %b : i16
}

// CHECK-LABEL: llvm.func @element_f16(
// CHECK: llvm.load %{{.*}} : !llvm.ptr -> f16
llvm.func @element_f16(%p: !llvm.ptr) -> f16 {
  %v = llvm.load %p : !llvm.ptr -> f16
  llvm.return %v : f16
}

// Instructions keep their types.
// CHECK-LABEL: llvm.func @instruction(
// CHECK: %[[R:.*]] = llvm.call_intrinsic "llvm.x86.avx512bf16.cvtneps2bf16.512"(%{{.*}}) : (vector<16xf32>) -> vector<16xbf16>
// CHECK-NEXT: %[[I:.*]] = llvm.bitcast %[[R]] : vector<16xbf16> to vector<16xi16>
// CHECK-NEXT: llvm.return %[[I]]
llvm.func @instruction(%x: vector<16xf32>) -> vector<16xbf16> {
  %r = llvm.call_intrinsic "llvm.x86.avx512bf16.cvtneps2bf16.512"(%x) : (vector<16xf32>) -> vector<16xbf16>
  llvm.return %r : vector<16xbf16>
}
