// Integers in bodies: exact, and all of the type where one may overflow.
// RUN: penstock-opt %s -gate-infer-ranges=print -verify-diagnostics | FileCheck %s

gate.function @arithmetic(%x: f64) -> f64 {
  %c3 = arith.constant 3 : i32
  %c1 = arith.constant 1 : i32
  %i = arith.fptosi %x : f64 to i32
  %a = arith.muli %i, %c3 : i32
  %b = arith.subi %a, %c1 : i32
  %c = arith.shrsi %b, %c1 : i32
  %y = arith.sitofp %c : i32 to f64
  gate.yield %y : f64
}
func.func @exact(%x: tensor<8xf32> {gate.range = array<f64: -10.5, 20.0>}) -> tensor<8xf32> {
  // (-30 - 1) >> 1 … (60 - 1) >> 1
  // expected-remark @below {{has a result in [-16, 29]}}
  %y = gate.apply @arithmetic ins(%x : tensor<8xf32>) outs(%x : tensor<8xf32>)
  return %y : tensor<8xf32>
}
func.func @unknown(%x: tensor<8xf32>) -> tensor<8xf32> {
  // What is no i32 gives any.
  // expected-remark @below {{has a result in [-1073741824, 1073741824]}}
  %y = gate.apply @arithmetic ins(%x : tensor<8xf32>) outs(%x : tensor<8xf32>)
  return %y : tensor<8xf32>
}

gate.function @product(%x: f64) -> f64 {
  %i = arith.fptosi %x : f64 to i32
  %a = arith.muli %i, %i : i32
  %y = arith.sitofp %a : i32 to f64
  gate.yield %y : f64
}
gate.function @wide_product(%x: f64) -> f64 {
  %i = arith.fptosi %x : f64 to i32
  %w = arith.extsi %i : i32 to i64
  %a = arith.muli %w, %w : i64
  %y = arith.sitofp %a : i64 to f64
  gate.yield %y : f64
}
func.func @overflow(%x: tensor<8xf64> {gate.range = array<f64: 40000.0, 50000.0>}) -> (tensor<8xf64>, tensor<8xf64>) {
  // expected-remark @below {{has a result in [-2147483648, 2147483647]}}
  %y = gate.apply @product ins(%x : tensor<8xf64>) outs(%x : tensor<8xf64>)
  // expected-remark @below {{has a result in [1600000000, 2500000000]}}
  %z = gate.apply @wide_product ins(%x : tensor<8xf64>) outs(%x : tensor<8xf64>)
  return %y, %z : tensor<8xf64>, tensor<8xf64>
}

gate.function @division(%x: f64) -> f64 {
  %c1 = arith.constant 1 : i32
  %c7 = arith.constant 7 : i32
  %c100 = arith.constant 100 : i32
  %i = arith.fptosi %x : f64 to i32
  %d = arith.maxsi %i, %c1 : i32
  %q = arith.divsi %c100, %d : i32
  %r = arith.remsi %q, %c7 : i32
  %s = arith.addi %q, %r : i32
  %y = arith.sitofp %s : i32 to f64
  gate.yield %y : f64
}
func.func @divided(%x: tensor<8xf32> {gate.range = array<f64: -3.0, 8.0>}) -> tensor<8xf32> {
  // expected-remark @below {{has a result in [12, 106]}}
  %y = gate.apply @division ins(%x : tensor<8xf32>) outs(%x : tensor<8xf32>)
  return %y : tensor<8xf32>
}

// A clamp of integers that never clamps goes.
gate.function @clamped(%x: f64) -> f64 {
  %low = arith.constant -128 : i32
  %high = arith.constant 127 : i32
  %i = arith.fptosi %x : f64 to i32
  %a = arith.maxsi %i, %low : i32
  %b = arith.minsi %a, %high : i32
  %y = arith.sitofp %b : i32 to f64
  gate.yield %y : f64
}
func.func @dead_clamp(%x: tensor<8xf32> {gate.range = array<f64: -100.0, 200.0>}) -> tensor<8xf32> {
  // expected-remark @below {{has a result in [-100, 127]}}
  %y = gate.apply @clamped ins(%x : tensor<8xf32>) outs(%x : tensor<8xf32>)
  return %y : tensor<8xf32>
}
// CHECK: gate.function private @clamped_in_range
// CHECK-NOT: maxsi
// CHECK: arith.minsi
// CHECK: gate.yield
