// RUN: penstock-opt %s -split-input-file -gate-differentiate -verify-diagnostics

// What has more inputs than are known has no weight with as many outputs.
func.func @negative_dynamic(%x: tensor<?x?xf32>, %w: tensor<?x4xf32>, %o: tensor<?x4xf32>) -> tensor<?x4xf32> {
  // expected-error @below {{'gate.gated_matmul' op cannot be differentiated by x: both of its sizes are dynamic}}
  %y = gate.gated_matmul ins(%x : tensor<?x?xf32>) weights(%w : tensor<?x4xf32>) outs(%o : tensor<?x4xf32>)
  return %y : tensor<?x4xf32>
}
