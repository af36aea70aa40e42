// RUN: penstock-opt %s -split-input-file -verify-diagnostics

// (C1)
// expected-error @below {{expected a threshold that is finite and not negative, found -1.000000e+00}}
func.func private @negative_threshold() attributes {s = #gate.sparsity<threshold = -1.0>}

// -----

// (C1)
// expected-error @below {{expected a threshold that is finite and not negative, found INF}}
func.func private @negative_threshold_infinite() attributes {s = #gate.sparsity<threshold = 0x7FF0000000000000>}

// -----

// (C2)
// expected-error @below {{expected a positive top_k, found 0}}
func.func private @negative_top_k_zero() attributes {s = #gate.sparsity<top_k = 0>}

// -----

// (C2)
// expected-error @below {{expected a positive top_k, found -3}}
func.func private @negative_top_k() attributes {s = #gate.sparsity<top_k = -3>}

// -----

// (C2)
func.func @negative_top_k_neurons(%x: tensor<?x8xf32>, %w: tensor<8x16xf32>, %d: tensor<16x8xf32>) -> tensor<?x8xf32> {
  // expected-error @below {{'gate.ffn' op expected a top_k of at most 16, the number of neurons, found 17}}
  %y = gate.ffn @swiglu ins(%x : tensor<?x8xf32>) weights(%w, %w : tensor<8x16xf32>, tensor<8x16xf32>) down(%d : tensor<16x8xf32>) outs(%x : tensor<?x8xf32>) {sparsity = #gate.sparsity<top_k = 17>}
  return %y : tensor<?x8xf32>
}

// -----

// (C2)
func.func @negative_top_k_packed(%x: tensor<4x8xf32>, %w: tensor<8x32xf32>, %o: tensor<4x16xf32>) -> tensor<4x16xf32> {
  // expected-error @below {{'gate.gated_matmul' op expected a top_k of at most 16, the number of neurons, found 20}}
  %y = gate.gated_matmul @swiglu ins(%x : tensor<4x8xf32>) weights(%w : tensor<8x32xf32>) outs(%o : tensor<4x16xf32>) {packing = #gate.packing<concatenated>, sparsity = #gate.sparsity<top_k = 20>}
  return %y : tensor<4x16xf32>
}

// -----

// (C3)
// expected-error @below {{expected a density in 0 ... 1, found 1.500000e+00}}
func.func private @negative_density() attributes {s = #gate.sparsity<zero_set, density = 1.5>}

// -----

// (C3)
// expected-error @below {{expected a density in 0 ... 1, found nan}}
func.func private @negative_density_nan() attributes {s = #gate.sparsity<zero_set, density = 0x7FF8000000000000>}

// -----

// (C4)
func.func @negative_no_zero_set(%x: tensor<?x8xf32>, %w: tensor<8x16xf32>, %d: tensor<16x8xf32>) -> tensor<?x8xf32> {
  // expected-error @below {{'gate.ffn' op expected @swiglu to be zero on a set that one input decides, as #gate.sparsity<zero_set> asks for}}
  %y = gate.ffn @swiglu ins(%x : tensor<?x8xf32>) weights(%w, %w : tensor<8x16xf32>, tensor<8x16xf32>) down(%d : tensor<16x8xf32>) outs(%x : tensor<?x8xf32>) {sparsity = #gate.sparsity<zero_set>}
  return %y : tensor<?x8xf32>
}

// -----

// (C4) A zero set that only all inputs together decide.
gate.function @both(%a: f64, %b: f64) -> f64 {
  %y = arith.addf %a, %b : f64
  gate.yield %y : f64
} zero(%a, %b) {
  %n = arith.negf %b : f64
  %z = arith.cmpf oeq, %a, %n : f64
  gate.yield %z : i1
}
func.func @negative_zero_set_of_both(%x: tensor<4x8xf32>, %w: tensor<8x16xf32>, %o: tensor<4x16xf32>) -> tensor<4x16xf32> {
  // expected-error @below {{'gate.gated_matmul' op expected @both to be zero on a set that one input decides}}
  %y = gate.gated_matmul @both ins(%x : tensor<4x8xf32>) weights(%w, %w : tensor<8x16xf32>, tensor<8x16xf32>) outs(%o : tensor<4x16xf32>) {sparsity = #gate.sparsity<zero_set>}
  return %y : tensor<4x16xf32>
}

// -----

// (C4)
func.func @negative_no_product(%x: tensor<4x8xf32>, %w: tensor<8x16xf32>, %o: tensor<4x16xf32>) -> tensor<4x16xf32> {
  // expected-error @below {{'gate.gated_matmul' op expected @lerp to be a product with a factor that depends on one input only, as #gate.sparsity<top_k = 3> asks for}}
  %y = gate.gated_matmul @lerp ins(%x : tensor<4x8xf32>) weights(%w, %w, %w : tensor<8x16xf32>, tensor<8x16xf32>, tensor<8x16xf32>) outs(%o : tensor<4x16xf32>) {sparsity = #gate.sparsity<top_k = 3>}
  return %y : tensor<4x16xf32>
}

// -----

// (C4) The gate is in both factors.
gate.function @twice(%a: f64, %b: f64) -> f64 {
  %s = arith.addf %a, %b : f64
  %y = arith.mulf %a, %s : f64
  gate.yield %y : f64
}
func.func @negative_gate_twice(%x: tensor<4x8xf32>, %w: tensor<8x16xf32>, %o: tensor<4x16xf32>) -> tensor<4x16xf32> {
  // expected-error @below {{'gate.gated_matmul' op expected @twice to be a product with a factor that depends on one input only}}
  %y = gate.gated_matmul @twice ins(%x : tensor<4x8xf32>) weights(%w, %w : tensor<8x16xf32>, tensor<8x16xf32>) outs(%o : tensor<4x16xf32>) {sparsity = #gate.sparsity<threshold = 0.5>}
  return %y : tensor<4x16xf32>
}

// -----

// (C4)
func.func @negative_no_function(%x: tensor<4x8xf32>, %w: tensor<8x16xf32>, %o: tensor<4x16xf32>) -> tensor<4x16xf32> {
  // expected-error @below {{'gate.gated_matmul' op expected a function to be zero on a set that one input decides, as #gate.sparsity<zero_set> asks for}}
  %y = gate.gated_matmul ins(%x : tensor<4x8xf32>) weights(%w : tensor<8x16xf32>) outs(%o : tensor<4x16xf32>) {sparsity = #gate.sparsity<zero_set>}
  return %y : tensor<4x16xf32>
}

// -----

// expected-error @below {{expected zero_set, threshold, top_k or density, found 'zeros'}}
func.func private @negative_keyword() attributes {s = #gate.sparsity<zeros>}

// -----

// expected-error @below {{expected one of zero_set, threshold and top_k}}
func.func private @negative_two_kinds() attributes {s = #gate.sparsity<zero_set, top_k = 3>}

// -----

// expected-error @below {{expected one of zero_set, threshold and top_k}}
func.func private @negative_no_kind() attributes {s = #gate.sparsity<density = 0.5>}

// -----

// expected-error @below {{'density' is given twice}}
func.func private @negative_density_twice() attributes {s = #gate.sparsity<zero_set, density = 0.5, density = 0.5>}

// -----

// A function whose calls never end is reported, and does not hang its uses.
// expected-error @below {{'gate.function' op function reaches itself through gate.call}}
gate.function @endless(%a: f64, %b: f64) -> f64 {
  %y = gate.call @endless(%a, %b) : f64
  gate.yield %y : f64
}
func.func @negative_endless(%x: tensor<4x8xf32>, %w: tensor<8x16xf32>, %o: tensor<4x16xf32>) -> tensor<4x16xf32> {
  %y = gate.gated_matmul @endless ins(%x : tensor<4x8xf32>) weights(%w, %w : tensor<8x16xf32>, tensor<8x16xf32>) outs(%o : tensor<4x16xf32>) {sparsity = #gate.sparsity<zero_set>}
  return %y : tensor<4x16xf32>
}
