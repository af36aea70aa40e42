// RUN: penstock-opt %s -split-input-file -gate-differentiate -verify-diagnostics

// What has more inputs than are known has no weight with as many outputs.
func.func @negative_dynamic(%x: tensor<?x?xf32>, %w: tensor<?x4xf32>, %o: tensor<?x4xf32>) -> tensor<?x4xf32> {
  // expected-error @below {{'gate.gated_matmul' op cannot be differentiated by x: both of its sizes are dynamic}}
  %y = gate.gated_matmul ins(%x : tensor<?x?xf32>) weights(%w : tensor<?x4xf32>) outs(%o : tensor<?x4xf32>)
  return %y : tensor<?x4xf32>
}

// -----

// A scalar that depends on an argument.
func.func @negative_scalar_parameter(%x: tensor<8xf32>, %b: tensor<f32>) -> tensor<8xf32> {
  %beta = tensor.extract %b[] : tensor<f32>
  // expected-error @below {{'gate.apply' op has no derivative by operand #1}}
  %y = gate.apply @swish ins(%x : tensor<8xf32>) params("beta" = %beta : f32) outs(%x : tensor<8xf32>)
  return %y : tensor<8xf32>
}

// -----

func.func @negative_filled(%x: tensor<8xf32>, %b: tensor<f32>) -> tensor<8xf32> {
  %value = tensor.extract %b[] : tensor<f32>
  // expected-error @below {{'linalg.fill' op has no derivative}}
  %filled = linalg.fill ins(%value : f32) outs(%x : tensor<8xf32>) -> tensor<8xf32>
  %y = gate.apply @tanh ins(%filled : tensor<8xf32>) outs(%x : tensor<8xf32>)
  return %y : tensor<8xf32>
}
