// RUN: penstock-opt %s -gate-infer-ranges=print -verify-diagnostics | FileCheck %s
// RUN: penstock-opt %s -gate-infer-ranges -canonicalize 2>/dev/null | FileCheck %s --check-prefix=CANONICAL

// What softplus gives is not negative.
// CHECK-LABEL: @dead_relu
// CHECK: gate.apply @softplus
// CHECK: gate.apply @relu_in_range
// CANONICAL-LABEL: @dead_relu
// CANONICAL: %[[Y:.*]] = gate.apply @softplus
// CANONICAL-NEXT: return %[[Y]]
func.func @dead_relu(%x: tensor<8xf32>) -> tensor<8xf32> {
  // expected-remark @below {{has a result in [0, inf] or NaN}}
  %s = gate.apply @softplus ins(%x : tensor<8xf32>) outs(%x : tensor<8xf32>)
  // expected-remark @below {{has a result in [0, inf] or NaN}}
  %y = gate.apply @relu ins(%s : tensor<8xf32>) outs(%x : tensor<8xf32>)
  return %y : tensor<8xf32>
}

// An argument's interval is promised; one that reaches below 0 keeps its relu.
// CHECK-LABEL: @promised
// CHECK: gate.apply @relu_in_range ins(%{{.*}}) outs
// CHECK: gate.apply @relu ins
func.func @promised(%x: tensor<8xf32> {gate.range = array<f64: 0.0, 4.0>}, %y: tensor<8xf32> {gate.range = array<f64: -1.0, 2.0>}) -> tensor<8xf32> {
  // expected-remark @below {{has a result in [0, 4]}}
  %a = gate.apply @relu ins(%x : tensor<8xf32>) outs(%x : tensor<8xf32>)
  // expected-remark @below {{has a result in [0, 2]}}
  %b = gate.apply @relu ins(%y : tensor<8xf32>) outs(%x : tensor<8xf32>)
  // expected-remark @below {{has a result in [0, 8]}}
  %c = gate.apply @bilinear ins(%a, %b : tensor<8xf32>, tensor<8xf32>) outs(%x : tensor<8xf32>)
  return %c : tensor<8xf32>
}

// In a loop a clamp is dead if it is in every iteration.
gate.function @falls(%x: f64) -> f64 {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c3 = arith.constant 3 : index
  %zero = arith.constant 0.0 : f64
  %minus_eight = arith.constant -8.0 : f64
  %one = arith.constant 1.0 : f64
  %y = scf.for %i = %c0 to %c3 step %c1 iter_args(%t = %x) -> (f64) {
    %kept = arith.maximumf %t, %zero : f64
    %dead = arith.maximumf %t, %minus_eight : f64
    %sum = arith.minimumf %kept, %dead : f64
    %next = arith.subf %sum, %one : f64
    scf.yield %next : f64
  }
  gate.yield %y : f64
}
// CHECK-LABEL: func.func @loop
// CHECK: gate.apply @falls_in_range
func.func @loop(%x: tensor<8xf32> {gate.range = array<f64: 1.0, 4.0>}) -> tensor<8xf32> {
  // expected-remark @below {{has a result in [-2, 1]}}
  %y = gate.apply @falls ins(%x : tensor<8xf32>) outs(%x : tensor<8xf32>)
  return %y : tensor<8xf32>
}

// A row's loop ends where its range says.
func.func @row(%x: tensor<4x8xf32>) -> tensor<4x8xf32> {
  // expected-remark @below {{has a result in [0, 1.0000004768371584] or NaN}}
  %y = gate.apply_row @sparsemax ins(%x : tensor<4x8xf32>) outs(%x : tensor<4x8xf32>)
  return %y : tensor<4x8xf32>
}

// Inside one function, also that of a contraction.
gate.function @clamped_gate(%gate: f64, %up: f64) -> f64 {
  %zero = arith.constant 0.0 : f64
  %s = gate.call @sigmoid(%gate) : f64
  %c = arith.maximumf %s, %zero : f64
  %y = arith.mulf %c, %up : f64
  gate.yield %y : f64
}
// CHECK-LABEL: func.func @contraction
// CHECK: gate.gated_matmul @clamped_gate_in_range
// CHECK: gate.function private @falls_in_range
// CHECK: iter_args(%[[T:.*]] =
// CHECK: arith.maximumf %[[T]], %cst
// CHECK-NOT: maximumf
// CHECK: gate.yield
// CHECK: gate.function private @clamped_gate_in_range
// CHECK-NOT: maximumf
// CHECK: gate.yield
func.func @contraction(%x: tensor<?x8xf32>, %w: tensor<8x4xf32>, %o: tensor<?x4xf32>) -> tensor<?x4xf32> {
  // expected-remark @below {{has a result in [-inf, inf] or NaN}}
  %y = gate.gated_matmul @clamped_gate ins(%x : tensor<?x8xf32>) weights(%w, %w : tensor<8x4xf32>, tensor<8x4xf32>) outs(%o : tensor<?x4xf32>)
  return %y : tensor<?x4xf32>
}
