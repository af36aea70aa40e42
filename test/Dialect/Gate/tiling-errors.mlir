// RUN: penstock-opt %s -transform-interpreter -verify-diagnostics

// Weights are static: columns are cut where the tile size divides them.
func.func @negative_gated_matmul_columns_remainder(%x: tensor<16x8xf32>, %a: tensor<8x40xf32>, %o: tensor<16x40xf32>) -> tensor<16x40xf32> {
  // expected-error @below {{to tile operation}}
  // expected-error @below {{failed to generate tiling loops}}
  // expected-note @below {{when applied to this op}}
  %y = gate.gated_matmul @silu ins(%x : tensor<16x8xf32>) weights(%a : tensor<8x40xf32>) outs(%o : tensor<16x40xf32>)
  return %y : tensor<16x40xf32>
}
module attributes {transform.with_named_sequence} {
  transform.named_sequence @__transform_main(%root: !transform.any_op {transform.readonly}) {
    %op = transform.structured.match ops{["gate.gated_matmul"]} in %root : (!transform.any_op) -> !transform.any_op
    // expected-error @below {{failed to apply}}
    %t, %l = transform.structured.tile_using_forall %op tile_sizes [4, 16] : (!transform.any_op) -> (!transform.any_op, !transform.any_op)
    transform.yield
  }
}
