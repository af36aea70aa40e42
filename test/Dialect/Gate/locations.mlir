// RUN: penstock-opt %s -canonicalize -mlir-print-debuginfo -mlir-print-local-scope | FileCheck %s --check-prefix=CANON --implicit-check-not="loc(unknown)"
// RUN: penstock-opt %s -transform-interpreter -mlir-print-debuginfo -mlir-print-local-scope | FileCheck %s --check-prefix=TILE --implicit-check-not="loc(unknown)"
// RUN: penstock-opt %s -mlir-print-debuginfo | penstock-opt -mlir-print-debuginfo -mlir-print-local-scope | FileCheck %s --check-prefix=ROUND
// RUN: penstock-opt %s -gate-decompose-ffn -mlir-print-debuginfo -mlir-print-local-scope | FileCheck %s --check-prefix=SPLIT --implicit-check-not="loc(unknown)"
// RUN: penstock-opt %s -convert-gate-to-linalg -mlir-print-debuginfo -mlir-print-local-scope | FileCheck %s --check-prefix=LINALG --implicit-check-not="loc(unknown)"

// An op that a pattern makes, and each of its pieces, points at the model's
// line; the ops of a body say where they were written and where they are used.

gate.function @scale(%x: f64) -> f64 {
  %c = arith.constant 2.0 : f64 loc("scale.mlir":1:1)
  %y = arith.mulf %x, %c : f64 loc("scale.mlir":2:2)
  gate.yield %y : f64 loc("scale.mlir":3:3)
}

// ROUND-LABEL: gate.function @scale
// ROUND: arith.mulf {{.*}} loc("scale.mlir":2:2)
// ROUND: gate.yield {{.*}} loc("scale.mlir":3:3)

// CANON-LABEL: func.func @apply
// CANON: gate.apply @silu {{.*}} loc("model.py":10:3)
// TILE-LABEL: func.func @apply
// TILE: tensor.extract_slice {{.*}} loc("model.py":10:3)
// TILE: gate.apply @swish {{.*}} loc("model.py":10:3)
// TILE: tensor.parallel_insert_slice {{.*}} loc("model.py":10:3)
// ROUND-LABEL: func.func @apply
// ROUND: gate.apply @swish {{.*}} loc("model.py":10:3)
func.func @apply(%x: tensor<?x16xf32>) -> tensor<?x16xf32> {
  %y = gate.apply @swish ins(%x : tensor<?x16xf32>) outs(%x : tensor<?x16xf32>) loc("model.py":10:3)
  return %y : tensor<?x16xf32>
}

// CANON-LABEL: func.func @splat
// CANON: arith.constant dense<4.000000e+00> {{.*}} loc("model.py":11:3)
// LINALG-LABEL: func.func @splat
// LINALG: linalg.generic
// LINALG: arith.mulf {{.*}} loc(callsite("scale.mlir":2:2 at "model.py":11:3))
// LINALG: linalg.yield {{.*}} loc("model.py":11:3)
// LINALG: } -> tensor<4xf32> loc("model.py":11:3)
func.func @splat(%o: tensor<4xf32>) -> tensor<4xf32> {
  %x = arith.constant dense<2.0> : tensor<4xf32> loc("model.py":1:3)
  %y = gate.apply @scale ins(%x : tensor<4xf32>) outs(%o : tensor<4xf32>) loc("model.py":11:3)
  return %y : tensor<4xf32>
}

// CANON-LABEL: func.func @gated_matmul
// CANON: gate.gated_matmul ins{{.*}} loc("model.py":12:3)
// TILE-LABEL: func.func @gated_matmul
// TILE: tensor.extract_slice {{.*}} loc("model.py":12:3)
// TILE: gate.gated_matmul {{.*}} loc("model.py":12:3)
// ROUND-LABEL: func.func @gated_matmul
// ROUND: gate.gated_matmul {{.*}} loc("model.py":12:3)
// LINALG-LABEL: func.func @gated_matmul
// LINALG: linalg.matmul {{.*}} loc("model.py":12:3)
func.func @gated_matmul(%x: tensor<16x8xf32>, %w: tensor<8x16xf32>, %o: tensor<16x16xf32>) -> tensor<16x16xf32> {
  %y = gate.gated_matmul @identity ins(%x : tensor<16x8xf32>) weights(%w : tensor<8x16xf32>) outs(%o : tensor<16x16xf32>) loc("model.py":12:3)
  return %y : tensor<16x16xf32>
}

// ROUND-LABEL: func.func @ffn
// ROUND: gate.ffn {{.*}} loc(fused["model.py":13:3, "other"])
// SPLIT-LABEL: func.func @ffn
// SPLIT: gate.apply_row {{.*}} loc(fused["model.py":13:3, "other"])
// SPLIT: gate.gated_matmul {{.*}} loc(fused["model.py":13:3, "other"])
// SPLIT: gate.gated_matmul {{.*}} loc(fused["model.py":13:3, "other"])
func.func @ffn(%x: tensor<?x8xf32>, %n: tensor<8xf32>, %w: tensor<8x16xf32>, %d: tensor<16x8xf32>) -> tensor<?x8xf32> {
  %y = gate.ffn @silu ins(%x : tensor<?x8xf32>) norm(@rms_norm, %n : tensor<8xf32>) weights(%w : tensor<8x16xf32>) down(%d : tensor<16x8xf32>)
    outs(%x : tensor<?x8xf32>) loc(fused["model.py":13:3, "other"])
  return %y : tensor<?x8xf32>
}

module attributes {transform.with_named_sequence} {
  transform.named_sequence @__transform_main(%root: !transform.any_op {transform.readonly}) {
    %apply = transform.structured.match ops{["gate.apply"]} in %root : (!transform.any_op) -> !transform.any_op
    %t, %l = transform.structured.tile_using_forall %apply tile_sizes [4] : (!transform.any_op) -> (!transform.any_op, !transform.any_op)
    %matmul = transform.structured.match ops{["gate.gated_matmul"]} in %root : (!transform.any_op) -> !transform.any_op
    %t1, %l1 = transform.structured.tile_using_forall %matmul tile_sizes [4, 8] : (!transform.any_op) -> (!transform.any_op, !transform.any_op)
    transform.yield
  }
}
