// RUN: penstock-opt %s -split-input-file -gate-infer-ranges -verify-diagnostics

// expected-error @below {{expected gate.range of argument #0 to be an array of two f64 in order, found array<f64: 1.000000e+00, 0.000000e+00>}}
func.func @negative_order(%x: tensor<8xf32> {gate.range = array<f64: 1.0, 0.0>}) {
  return
}

// -----

// expected-error @below {{expected gate.range of argument #1 to be an array of two f64 in order, found 1.000000e+00 : f64}}
func.func @negative_number(%w: tensor<8xf32>, %x: tensor<8xf32> {gate.range = 1.0}) {
  return
}
