// With a constant scale everything between the two conversions is an i32, and
// what is divided by is a constant, but for the sigmoid's sum.
// RUN: penstock-opt %s -convert-gate-to-linalg -canonicalize | FileCheck %s

// CHECK-LABEL: func.func @gelu
// CHECK-DAG: %[[ONE:.*]] = arith.constant 12 : i32
// CHECK: arith.divf %{{.*}} : f32
// CHECK: arith.fptosi %{{.*}} : f32 to i32
// CHECK-NOT: f32
// CHECK: arith.divsi %{{.*}}, %[[ONE]] : i32
// CHECK-NOT: f32
// CHECK: arith.divsi
// CHECK-NOT: {{f32|divsi}}
// CHECK: arith.sitofp %{{.*}} : i32 to f32
// CHECK-NEXT: arith.mulf
func.func @gelu(%x: tensor<?xf32>, %o: tensor<?xf32>) -> tensor<?xf32> {
  %y = gate.apply @shift_gelu<scale = 0.05> ins(%x : tensor<?xf32>) outs(%o : tensor<?xf32>)
  return %y : tensor<?xf32>
}

// A function that has integers is one step: none of them is rounded to f16.
// CHECK-LABEL: func.func @one_step
// CHECK: arith.sitofp %{{.*}} : i32 to f32
// CHECK-NEXT: arith.mulf
// CHECK-NOT: truncf
// CHECK: arith.select
// CHECK-NEXT: arith.truncf
func.func @one_step(%x: tensor<?xf16>, %o: tensor<?xf16>) -> tensor<?xf16> {
  %y = gate.apply @shift_exp ins(%x : tensor<?xf16>) outs(%o : tensor<?xf16>)
    {rounding = #gate.rounding<each>}
  return %y : tensor<?xf16>
}

// The maximum of a row is that of floats, the sum one of i64.
// CHECK-LABEL: func.func @softmax
// CHECK: arith.maximumf
// CHECK: linalg.fill ins(%{{.*}} : i64) outs(%{{.*}} : tensor<4xi64>)
// CHECK: arith.addi %{{.*}} : i64
// CHECK-NEXT: linalg.yield %{{.*}} : i64
// CHECK: arith.trunci %{{.*}} : i64 to i32
func.func @softmax(%x: tensor<4x8xf32>, %o: tensor<4x8xf32>) -> tensor<4x8xf32> {
  %y = gate.apply_row @shiftmax ins(%x : tensor<4x8xf32>) outs(%o : tensor<4x8xf32>)
  return %y : tensor<4x8xf32>
}
