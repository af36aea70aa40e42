// RUN: penstock-opt %s -transform-interpreter -canonicalize -cse -split-input-file | FileCheck %s

// What is tiled has the loops of its result's leading dimensions; weights,
// rows and channels that a tile needs whole are not sliced.

// CHECK-DAG: #[[MAP:.*]] = affine_map<(d0) -> (d0 * 16)>
// CHECK-DAG: #[[MAP1:.*]] = affine_map<(d0) -> (d0 * 8)>
// CHECK-LABEL: func.func @apply_forall_static(
// CHECK-SAME: %[[ARG0:.*]]: tensor<64x32xf32>, %[[ARG1:.*]]: tensor<32xf32>, %[[ARG2:.*]]: tensor<64x32xf32>) -> tensor<64x32xf32> {
// CHECK-NEXT: %[[V0:.*]] = scf.forall (%[[ARG3:.*]], %[[ARG4:.*]]) in (4, 4) shared_outs(%[[ARG5:.*]] = %[[ARG2]]) -> (tensor<64x32xf32>) {
// CHECK-NEXT:   %[[V1:.*]] = affine.apply #[[MAP]](%[[ARG3]])
// CHECK-NEXT:   %[[V2:.*]] = affine.apply #[[MAP1]](%[[ARG4]])
// CHECK-NEXT:   %[[EXTRACTED_SLICE:.*]] = tensor.extract_slice %[[ARG0]][%[[V1]], %[[V2]]] [16, 8] [1, 1] : tensor<64x32xf32> to tensor<16x8xf32>
// CHECK-NEXT:   %[[EXTRACTED_SLICE_0:.*]] = tensor.extract_slice %[[ARG1]][%[[V2]]] [8] [1] : tensor<32xf32> to tensor<8xf32>
// CHECK-NEXT:   %[[EXTRACTED_SLICE_1:.*]] = tensor.extract_slice %[[ARG5]][%[[V1]], %[[V2]]] [16, 8] [1, 1] : tensor<64x32xf32> to tensor<16x8xf32>
// CHECK-NEXT:   %[[V3:.*]] = gate.apply @swish ins(%[[EXTRACTED_SLICE]] : tensor<16x8xf32>) params(beta = %[[EXTRACTED_SLICE_0]] : tensor<8xf32>) outs(%[[EXTRACTED_SLICE_1]] : tensor<16x8xf32>)
// CHECK-NEXT:   scf.forall.in_parallel {
// CHECK-NEXT:     tensor.parallel_insert_slice %[[V3]] into %[[ARG5]][%[[V1]], %[[V2]]] [16, 8] [1, 1] : tensor<16x8xf32> into tensor<64x32xf32>
// CHECK-NEXT:   }
// CHECK-NEXT: }
// CHECK-NEXT: return %[[V0]] : tensor<64x32xf32>
// CHECK-NEXT: }
func.func @apply_forall_static(%x: tensor<64x32xf32>, %b: tensor<32xf32>, %o: tensor<64x32xf32>) -> tensor<64x32xf32> {
  %y = gate.apply @swish ins(%x : tensor<64x32xf32>) params("beta" = %b : tensor<32xf32>) outs(%o : tensor<64x32xf32>)
  return %y : tensor<64x32xf32>
}
module attributes {transform.with_named_sequence} {
  transform.named_sequence @__transform_main(%root: !transform.any_op {transform.readonly}) {
    %op = transform.structured.match ops{["gate.apply"]} in %root : (!transform.any_op) -> !transform.any_op
    %t, %l = transform.structured.tile_using_forall %op tile_sizes [16, 8] : (!transform.any_op) -> (!transform.any_op, !transform.any_op)
    transform.yield
  }
}

// -----

// CHECK-DAG: #[[MAP:.*]] = affine_map<(d0)[s0] -> (-d0 + s0, 16)>
// CHECK-DAG: #[[MAP1:.*]] = affine_map<(d0)[s0] -> (-d0 + s0, 8)>
// CHECK-DAG: #[[MAP2:.*]] = affine_map<(d0, d1) -> (d1, d0)>
// CHECK-DAG: #[[MAP3:.*]] = affine_map<(d0, d1) -> (d0)>
// CHECK-DAG: #[[MAP4:.*]] = affine_map<(d0, d1) -> (d0, d1)>
// CHECK-LABEL: func.func @apply_for_dynamic_maps(
// CHECK-SAME: %[[ARG0:.*]]: tensor<?x?xf32>, %[[ARG1:.*]]: f32, %[[ARG2:.*]]: tensor<?xf32>, %[[ARG3:.*]]: tensor<?x?xf32>) -> tensor<?x?xf32> {
// CHECK-DAG: %[[C8:.*]] = arith.constant 8 : index
// CHECK-DAG: %[[C16:.*]] = arith.constant 16 : index
// CHECK-DAG: %[[C1:.*]] = arith.constant 1 : index
// CHECK-DAG: %[[C0:.*]] = arith.constant 0 : index
// CHECK-DAG: %[[DIM:.*]] = tensor.dim %[[ARG3]], %[[C0]] : tensor<?x?xf32>
// CHECK-DAG: %[[DIM_0:.*]] = tensor.dim %[[ARG3]], %[[C1]] : tensor<?x?xf32>
// CHECK: %[[V0:.*]] = scf.for %[[ARG4:.*]] = %[[C0]] to %[[DIM]] step %[[C16]] iter_args(%[[ARG5:.*]] = %[[ARG3]]) -> (tensor<?x?xf32>) {
// CHECK-NEXT:   %[[V1:.*]] = scf.for %[[ARG6:.*]] = %[[C0]] to %[[DIM_0]] step %[[C8]] iter_args(%[[ARG7:.*]] = %[[ARG5]]) -> (tensor<?x?xf32>) {
// CHECK-NEXT:     %[[V2:.*]] = affine.min #[[MAP]](%[[ARG4]])[%[[DIM]]]
// CHECK-NEXT:     %[[V3:.*]] = affine.min #[[MAP1]](%[[ARG6]])[%[[DIM_0]]]
// CHECK-NEXT:     %[[EXTRACTED_SLICE:.*]] = tensor.extract_slice %[[ARG0]][%[[ARG6]], %[[ARG4]]] [%[[V3]], %[[V2]]] [1, 1] : tensor<?x?xf32> to tensor<?x?xf32>
// CHECK-NEXT:     %[[EXTRACTED_SLICE_1:.*]] = tensor.extract_slice %[[ARG2]][%[[ARG4]]] [%[[V2]]] [1] : tensor<?xf32> to tensor<?xf32>
// CHECK-NEXT:     %[[EXTRACTED_SLICE_2:.*]] = tensor.extract_slice %[[ARG7]][%[[ARG4]], %[[ARG6]]] [%[[V2]], %[[V3]]] [1, 1] : tensor<?x?xf32> to tensor<?x?xf32>
// CHECK-NEXT:     %[[V4:.*]] = gate.apply @swiglu_limited<alpha = 1.500000e+00> ins(%[[EXTRACTED_SLICE]], %[[EXTRACTED_SLICE_1]] : tensor<?x?xf32>, tensor<?xf32>) params(limit = %[[ARG1]] : f32) outs(%[[EXTRACTED_SLICE_2]] : tensor<?x?xf32>) {indexing_maps = [#[[MAP2]], #[[MAP3]], #[[MAP4]]], rounding = #gate.rounding<each>}
// CHECK-NEXT:     %[[INSERTED_SLICE:.*]] = tensor.insert_slice %[[V4]] into %[[ARG7]][%[[ARG4]], %[[ARG6]]] [%[[V2]], %[[V3]]] [1, 1] : tensor<?x?xf32> into tensor<?x?xf32>
// CHECK-NEXT:     scf.yield %[[INSERTED_SLICE]] : tensor<?x?xf32>
// CHECK-NEXT:   }
// CHECK-NEXT:   scf.yield %[[V1]] : tensor<?x?xf32>
// CHECK-NEXT: }
// CHECK-NEXT: return %[[V0]] : tensor<?x?xf32>
// CHECK-NEXT: }
func.func @apply_for_dynamic_maps(%x: tensor<?x?xf32>, %s: f32, %r: tensor<?xf32>, %o: tensor<?x?xf32>) -> tensor<?x?xf32> {
  %y = gate.apply @swiglu_limited<alpha = 1.5> ins(%x, %r : tensor<?x?xf32>, tensor<?xf32>) params(limit = %s : f32) outs(%o : tensor<?x?xf32>)
    {indexing_maps = [affine_map<(d0, d1) -> (d1, d0)>, affine_map<(d0, d1) -> (d0)>, affine_map<(d0, d1) -> (d0, d1)>], rounding = #gate.rounding<each>}
  return %y : tensor<?x?xf32>
}
module attributes {transform.with_named_sequence} {
  transform.named_sequence @__transform_main(%root: !transform.any_op {transform.readonly}) {
    %op = transform.structured.match ops{["gate.apply"]} in %root : (!transform.any_op) -> !transform.any_op
    %t, %l:2 = transform.structured.tile_using_for %op tile_sizes [16, 8] : (!transform.any_op) -> (!transform.any_op, !transform.any_op, !transform.any_op)
    transform.yield
  }
}

// -----

// CHECK-DAG: #[[MAP:.*]] = affine_map<()[s0] -> (s0 ceildiv 4)>
// CHECK-DAG: #[[MAP1:.*]] = affine_map<(d0) -> (d0 * 4)>
// CHECK-DAG: #[[MAP2:.*]] = affine_map<(d0)[s0] -> (d0 * -4 + s0, 4)>
// CHECK-LABEL: func.func @apply_row_forall_dynamic(
// CHECK-SAME: %[[ARG0:.*]]: tensor<?x64xf32>, %[[ARG1:.*]]: tensor<64xf32>, %[[ARG2:.*]]: tensor<?x64xf32>) -> tensor<?x64xf32> {
// CHECK-DAG: %[[C0:.*]] = arith.constant 0 : index
// CHECK-DAG: %[[DIM:.*]] = tensor.dim %[[ARG2]], %[[C0]] : tensor<?x64xf32>
// CHECK: %[[V0:.*]] = affine.apply #[[MAP]]()[%[[DIM]]]
// CHECK-NEXT: %[[V1:.*]] = scf.forall (%[[ARG3:.*]]) in (%[[V0]]) shared_outs(%[[ARG4:.*]] = %[[ARG2]]) -> (tensor<?x64xf32>) {
// CHECK-NEXT:   %[[V2:.*]] = affine.apply #[[MAP1]](%[[ARG3]])
// CHECK-NEXT:   %[[V3:.*]] = affine.min #[[MAP2]](%[[ARG3]])[%[[DIM]]]
// CHECK-NEXT:   %[[EXTRACTED_SLICE:.*]] = tensor.extract_slice %[[ARG0]][%[[V2]], 0] [%[[V3]], 64] [1, 1] : tensor<?x64xf32> to tensor<?x64xf32>
// CHECK-NEXT:   %[[EXTRACTED_SLICE_0:.*]] = tensor.extract_slice %[[ARG4]][%[[V2]], 0] [%[[V3]], 64] [1, 1] : tensor<?x64xf32> to tensor<?x64xf32>
// CHECK-NEXT:   %[[V4:.*]] = gate.apply_row @rms_norm<eps = 2.500000e-01> ins(%[[EXTRACTED_SLICE]], %[[ARG1]] : tensor<?x64xf32>, tensor<64xf32>) outs(%[[EXTRACTED_SLICE_0]] : tensor<?x64xf32>)
// CHECK-NEXT:   scf.forall.in_parallel {
// CHECK-NEXT:     tensor.parallel_insert_slice %[[V4]] into %[[ARG4]][%[[V2]], 0] [%[[V3]], 64] [1, 1] : tensor<?x64xf32> into tensor<?x64xf32>
// CHECK-NEXT:   }
// CHECK-NEXT: }
// CHECK-NEXT: return %[[V1]] : tensor<?x64xf32>
// CHECK-NEXT: }
func.func @apply_row_forall_dynamic(%x: tensor<?x64xf32>, %w: tensor<64xf32>, %o: tensor<?x64xf32>) -> tensor<?x64xf32> {
  %y = gate.apply_row @rms_norm<eps = 0.25> ins(%x, %w : tensor<?x64xf32>, tensor<64xf32>) outs(%o : tensor<?x64xf32>)
  return %y : tensor<?x64xf32>
}
module attributes {transform.with_named_sequence} {
  transform.named_sequence @__transform_main(%root: !transform.any_op {transform.readonly}) {
    %op = transform.structured.match ops{["gate.apply_row"]} in %root : (!transform.any_op) -> !transform.any_op
    %t, %l = transform.structured.tile_using_forall %op tile_sizes [4] : (!transform.any_op) -> (!transform.any_op, !transform.any_op)
    transform.yield
  }
}

// -----

// CHECK-LABEL: func.func @apply_row_for_static_rank3(
// CHECK-SAME: %[[ARG0:.*]]: tensor<2x8x64xf32>, %[[ARG1:.*]]: tensor<2x8x64xf32>) -> tensor<2x8x64xf32> {
// CHECK-DAG: %[[C0:.*]] = arith.constant 0 : index
// CHECK-DAG: %[[C2:.*]] = arith.constant 2 : index
// CHECK-DAG: %[[C8:.*]] = arith.constant 8 : index
// CHECK-DAG: %[[C1:.*]] = arith.constant 1 : index
// CHECK-DAG: %[[C4:.*]] = arith.constant 4 : index
// CHECK: %[[V0:.*]] = scf.for %[[ARG2:.*]] = %[[C0]] to %[[C2]] step %[[C1]] iter_args(%[[ARG3:.*]] = %[[ARG1]]) -> (tensor<2x8x64xf32>) {
// CHECK-NEXT:   %[[V1:.*]] = scf.for %[[ARG4:.*]] = %[[C0]] to %[[C8]] step %[[C4]] iter_args(%[[ARG5:.*]] = %[[ARG3]]) -> (tensor<2x8x64xf32>) {
// CHECK-NEXT:     %[[EXTRACTED_SLICE:.*]] = tensor.extract_slice %[[ARG0]][%[[ARG2]], %[[ARG4]], 0] [1, 4, 64] [1, 1, 1] : tensor<2x8x64xf32> to tensor<1x4x64xf32>
// CHECK-NEXT:     %[[EXTRACTED_SLICE_0:.*]] = tensor.extract_slice %[[ARG5]][%[[ARG2]], %[[ARG4]], 0] [1, 4, 64] [1, 1, 1] : tensor<2x8x64xf32> to tensor<1x4x64xf32>
// CHECK-NEXT:     %[[V2:.*]] = gate.apply_row @softmax ins(%[[EXTRACTED_SLICE]] : tensor<1x4x64xf32>) outs(%[[EXTRACTED_SLICE_0]] : tensor<1x4x64xf32>)
// CHECK-NEXT:     %[[INSERTED_SLICE:.*]] = tensor.insert_slice %[[V2]] into %[[ARG5]][%[[ARG2]], %[[ARG4]], 0] [1, 4, 64] [1, 1, 1] : tensor<1x4x64xf32> into tensor<2x8x64xf32>
// CHECK-NEXT:     scf.yield %[[INSERTED_SLICE]] : tensor<2x8x64xf32>
// CHECK-NEXT:   }
// CHECK-NEXT:   scf.yield %[[V1]] : tensor<2x8x64xf32>
// CHECK-NEXT: }
// CHECK-NEXT: return %[[V0]] : tensor<2x8x64xf32>
// CHECK-NEXT: }
func.func @apply_row_for_static_rank3(%x: tensor<2x8x64xf32>, %o: tensor<2x8x64xf32>) -> tensor<2x8x64xf32> {
  %y = gate.apply_row @softmax ins(%x : tensor<2x8x64xf32>) outs(%o : tensor<2x8x64xf32>)
  return %y : tensor<2x8x64xf32>
}
module attributes {transform.with_named_sequence} {
  transform.named_sequence @__transform_main(%root: !transform.any_op {transform.readonly}) {
    %op = transform.structured.match ops{["gate.apply_row"]} in %root : (!transform.any_op) -> !transform.any_op
    %t, %l:2 = transform.structured.tile_using_for %op tile_sizes [1, 4] : (!transform.any_op) -> (!transform.any_op, !transform.any_op, !transform.any_op)
    transform.yield
  }
}

// -----

// CHECK-DAG: #[[MAP:.*]] = affine_map<()[s0] -> (s0 ceildiv 4)>
// CHECK-DAG: #[[MAP1:.*]] = affine_map<(d0) -> (d0 * 4)>
// CHECK-DAG: #[[MAP2:.*]] = affine_map<(d0) -> (d0 * 16)>
// CHECK-DAG: #[[MAP3:.*]] = affine_map<(d0)[s0] -> (d0 * -4 + s0, 4)>
// CHECK-LABEL: func.func @gated_matmul_forall_dynamic_tokens(
// CHECK-SAME: %[[ARG0:.*]]: tensor<?x8xf32>, %[[ARG1:.*]]: tensor<8x32xf32>, %[[ARG2:.*]]: tensor<8x32xf32>, %[[ARG3:.*]]: tensor<32xf32>, %[[ARG4:.*]]: tensor<32xf32>, %[[ARG5:.*]]: tensor<?x32xf32>, %[[ARG6:.*]]: tensor<?x32xf32>) -> tensor<?x32xf32> {
// CHECK-DAG: %[[C0:.*]] = arith.constant 0 : index
// CHECK-DAG: %[[DIM:.*]] = tensor.dim %[[ARG6]], %[[C0]] : tensor<?x32xf32>
// CHECK: %[[V0:.*]] = affine.apply #[[MAP]]()[%[[DIM]]]
// CHECK-NEXT: %[[V1:.*]] = scf.forall (%[[ARG7:.*]], %[[ARG8:.*]]) in (%[[V0]], 2) shared_outs(%[[ARG9:.*]] = %[[ARG6]]) -> (tensor<?x32xf32>) {
// CHECK-NEXT:   %[[V2:.*]] = affine.apply #[[MAP1]](%[[ARG7]])
// CHECK-NEXT:   %[[V3:.*]] = affine.apply #[[MAP2]](%[[ARG8]])
// CHECK-NEXT:   %[[V4:.*]] = affine.min #[[MAP3]](%[[ARG7]])[%[[DIM]]]
// CHECK-NEXT:   %[[EXTRACTED_SLICE:.*]] = tensor.extract_slice %[[ARG0]][%[[V2]], 0] [%[[V4]], 8] [1, 1] : tensor<?x8xf32> to tensor<?x8xf32>
// CHECK-NEXT:   %[[EXTRACTED_SLICE_0:.*]] = tensor.extract_slice %[[ARG1]][0, %[[V3]]] [8, 16] [1, 1] : tensor<8x32xf32> to tensor<8x16xf32>
// CHECK-NEXT:   %[[EXTRACTED_SLICE_1:.*]] = tensor.extract_slice %[[ARG2]][0, %[[V3]]] [8, 16] [1, 1] : tensor<8x32xf32> to tensor<8x16xf32>
// CHECK-NEXT:   %[[EXTRACTED_SLICE_2:.*]] = tensor.extract_slice %[[ARG3]][%[[V3]]] [16] [1] : tensor<32xf32> to tensor<16xf32>
// CHECK-NEXT:   %[[EXTRACTED_SLICE_3:.*]] = tensor.extract_slice %[[ARG4]][%[[V3]]] [16] [1] : tensor<32xf32> to tensor<16xf32>
// CHECK-NEXT:   %[[EXTRACTED_SLICE_4:.*]] = tensor.extract_slice %[[ARG5]][%[[V2]], %[[V3]]] [%[[V4]], 16] [1, 1] : tensor<?x32xf32> to tensor<?x16xf32>
// CHECK-NEXT:   %[[EXTRACTED_SLICE_5:.*]] = tensor.extract_slice %[[ARG9]][%[[V2]], %[[V3]]] [%[[V4]], 16] [1, 1] : tensor<?x32xf32> to tensor<?x16xf32>
// CHECK-NEXT:   %[[V5:.*]] = gate.gated_matmul @swiglu ins(%[[EXTRACTED_SLICE]] : tensor<?x8xf32>) weights(%[[EXTRACTED_SLICE_0]], %[[EXTRACTED_SLICE_1]] : tensor<8x16xf32>, tensor<8x16xf32>) bias(%[[EXTRACTED_SLICE_2]], %[[EXTRACTED_SLICE_3]] : tensor<16xf32>, tensor<16xf32>) residual(%[[EXTRACTED_SLICE_4]] : tensor<?x16xf32>) outs(%[[EXTRACTED_SLICE_5]] : tensor<?x16xf32>) {accumulate = f64}
// CHECK-NEXT:   scf.forall.in_parallel {
// CHECK-NEXT:     tensor.parallel_insert_slice %[[V5]] into %[[ARG9]][%[[V2]], %[[V3]]] [%[[V4]], 16] [1, 1] : tensor<?x16xf32> into tensor<?x32xf32>
// CHECK-NEXT:   }
// CHECK-NEXT: }
// CHECK-NEXT: return %[[V1]] : tensor<?x32xf32>
// CHECK-NEXT: }
func.func @gated_matmul_forall_dynamic_tokens(%x: tensor<?x8xf32>, %a: tensor<8x32xf32>, %b: tensor<8x32xf32>, %p: tensor<32xf32>, %q: tensor<32xf32>, %r: tensor<?x32xf32>, %o: tensor<?x32xf32>) -> tensor<?x32xf32> {
  %y = gate.gated_matmul @swiglu ins(%x : tensor<?x8xf32>) weights(%a, %b : tensor<8x32xf32>, tensor<8x32xf32>) bias(%p, %q : tensor<32xf32>, tensor<32xf32>)
    residual(%r : tensor<?x32xf32>) outs(%o : tensor<?x32xf32>) {accumulate = f64}
  return %y : tensor<?x32xf32>
}
module attributes {transform.with_named_sequence} {
  transform.named_sequence @__transform_main(%root: !transform.any_op {transform.readonly}) {
    %op = transform.structured.match ops{["gate.gated_matmul"]} in %root : (!transform.any_op) -> !transform.any_op
    %t, %l = transform.structured.tile_using_forall %op tile_sizes [4, 16] : (!transform.any_op) -> (!transform.any_op, !transform.any_op)
    transform.yield
  }
}

// -----

// CHECK-LABEL: func.func @gated_matmul_for_static_out_in(
// CHECK-SAME: %[[ARG0:.*]]: tensor<16x8xf32>, %[[ARG1:.*]]: tensor<32x8xf32>, %[[ARG2:.*]]: tensor<16x32xf32>) -> tensor<16x32xf32> {
// CHECK-DAG: %[[C0:.*]] = arith.constant 0 : index
// CHECK-DAG: %[[C16:.*]] = arith.constant 16 : index
// CHECK-DAG: %[[C32:.*]] = arith.constant 32 : index
// CHECK-DAG: %[[C8:.*]] = arith.constant 8 : index
// CHECK: %[[V0:.*]] = scf.for %[[ARG3:.*]] = %[[C0]] to %[[C16]] step %[[C8]] iter_args(%[[ARG4:.*]] = %[[ARG2]]) -> (tensor<16x32xf32>) {
// CHECK-NEXT:   %[[V1:.*]] = scf.for %[[ARG5:.*]] = %[[C0]] to %[[C32]] step %[[C16]] iter_args(%[[ARG6:.*]] = %[[ARG4]]) -> (tensor<16x32xf32>) {
// CHECK-NEXT:     %[[EXTRACTED_SLICE:.*]] = tensor.extract_slice %[[ARG0]][%[[ARG3]], 0] [8, 8] [1, 1] : tensor<16x8xf32> to tensor<8x8xf32>
// CHECK-NEXT:     %[[EXTRACTED_SLICE_0:.*]] = tensor.extract_slice %[[ARG1]][%[[ARG5]], 0] [16, 8] [1, 1] : tensor<32x8xf32> to tensor<16x8xf32>
// CHECK-NEXT:     %[[EXTRACTED_SLICE_1:.*]] = tensor.extract_slice %[[ARG6]][%[[ARG3]], %[[ARG5]]] [8, 16] [1, 1] : tensor<16x32xf32> to tensor<8x16xf32>
// CHECK-NEXT:     %[[V2:.*]] = gate.gated_matmul @relu2 ins(%[[EXTRACTED_SLICE]] : tensor<8x8xf32>) weights(%[[EXTRACTED_SLICE_0]] : tensor<16x8xf32>) outs(%[[EXTRACTED_SLICE_1]] : tensor<8x16xf32>) {weight_order = #gate.weight_order<out_in>}
// CHECK-NEXT:     %[[INSERTED_SLICE:.*]] = tensor.insert_slice %[[V2]] into %[[ARG6]][%[[ARG3]], %[[ARG5]]] [8, 16] [1, 1] : tensor<8x16xf32> into tensor<16x32xf32>
// CHECK-NEXT:     scf.yield %[[INSERTED_SLICE]] : tensor<16x32xf32>
// CHECK-NEXT:   }
// CHECK-NEXT:   scf.yield %[[V1]] : tensor<16x32xf32>
// CHECK-NEXT: }
// CHECK-NEXT: return %[[V0]] : tensor<16x32xf32>
// CHECK-NEXT: }
func.func @gated_matmul_for_static_out_in(%x: tensor<16x8xf32>, %a: tensor<32x8xf32>, %o: tensor<16x32xf32>) -> tensor<16x32xf32> {
  %y = gate.gated_matmul @relu2 ins(%x : tensor<16x8xf32>) weights(%a : tensor<32x8xf32>) outs(%o : tensor<16x32xf32>) {weight_order = #gate.weight_order<out_in>}
  return %y : tensor<16x32xf32>
}
module attributes {transform.with_named_sequence} {
  transform.named_sequence @__transform_main(%root: !transform.any_op {transform.readonly}) {
    %op = transform.structured.match ops{["gate.gated_matmul"]} in %root : (!transform.any_op) -> !transform.any_op
    %t, %l:2 = transform.structured.tile_using_for %op tile_sizes [8, 16] : (!transform.any_op) -> (!transform.any_op, !transform.any_op, !transform.any_op)
    transform.yield
  }
}

// -----

// Packed weights are cut by tokens only.
// CHECK-DAG: #[[MAP:.*]] = affine_map<(d0) -> (d0 * 4)>
// CHECK-LABEL: func.func @gated_matmul_forall_packed(
// CHECK-SAME: %[[ARG0:.*]]: tensor<16x8xf32>, %[[ARG1:.*]]: tensor<8x64xf32>, %[[ARG2:.*]]: tensor<64xf32>, %[[ARG3:.*]]: tensor<16x32xf32>) -> tensor<16x32xf32> {
// CHECK-NEXT: %[[V0:.*]] = scf.forall (%[[ARG4:.*]]) in (4) shared_outs(%[[ARG5:.*]] = %[[ARG3]]) -> (tensor<16x32xf32>) {
// CHECK-NEXT:   %[[V1:.*]] = affine.apply #[[MAP]](%[[ARG4]])
// CHECK-NEXT:   %[[EXTRACTED_SLICE:.*]] = tensor.extract_slice %[[ARG0]][%[[V1]], 0] [4, 8] [1, 1] : tensor<16x8xf32> to tensor<4x8xf32>
// CHECK-NEXT:   %[[EXTRACTED_SLICE_0:.*]] = tensor.extract_slice %[[ARG5]][%[[V1]], 0] [4, 32] [1, 1] : tensor<16x32xf32> to tensor<4x32xf32>
// CHECK-NEXT:   %[[V2:.*]] = gate.gated_matmul @swiglu ins(%[[EXTRACTED_SLICE]] : tensor<4x8xf32>) weights(%[[ARG1]] : tensor<8x64xf32>) bias(%[[ARG2]] : tensor<64xf32>) outs(%[[EXTRACTED_SLICE_0]] : tensor<4x32xf32>) {packing = #gate.packing<interleaved>}
// CHECK-NEXT:   scf.forall.in_parallel {
// CHECK-NEXT:     tensor.parallel_insert_slice %[[V2]] into %[[ARG5]][%[[V1]], 0] [4, 32] [1, 1] : tensor<4x32xf32> into tensor<16x32xf32>
// CHECK-NEXT:   }
// CHECK-NEXT: }
// CHECK-NEXT: return %[[V0]] : tensor<16x32xf32>
// CHECK-NEXT: }
func.func @gated_matmul_forall_packed(%x: tensor<16x8xf32>, %a: tensor<8x64xf32>, %p: tensor<64xf32>, %o: tensor<16x32xf32>) -> tensor<16x32xf32> {
  %y = gate.gated_matmul @swiglu ins(%x : tensor<16x8xf32>) weights(%a : tensor<8x64xf32>) bias(%p : tensor<64xf32>) outs(%o : tensor<16x32xf32>) {packing = #gate.packing<interleaved>}
  return %y : tensor<16x32xf32>
}
module attributes {transform.with_named_sequence} {
  transform.named_sequence @__transform_main(%root: !transform.any_op {transform.readonly}) {
    %op = transform.structured.match ops{["gate.gated_matmul"]} in %root : (!transform.any_op) -> !transform.any_op
    %t, %l = transform.structured.tile_using_forall %op tile_sizes [4] : (!transform.any_op) -> (!transform.any_op, !transform.any_op)
    transform.yield
  }
}

// -----

// CHECK-DAG: #[[MAP:.*]] = affine_map<()[s0] -> (s0 ceildiv 4)>
// CHECK-DAG: #[[MAP1:.*]] = affine_map<(d0) -> (d0 * 4)>
// CHECK-DAG: #[[MAP2:.*]] = affine_map<(d0)[s0] -> (d0 * -4 + s0, 4)>
// CHECK-LABEL: func.func @gated_matmul_forall_encoded(
// CHECK-SAME: %[[ARG0:.*]]: tensor<?x8xf32>, %[[ARG1:.*]]: tensor<8x32xf32, #gate.weight<panels, bf16, tile = 16>>, %[[ARG2:.*]]: tensor<?x32xf32>) -> tensor<?x32xf32> {
// CHECK-DAG: %[[C0:.*]] = arith.constant 0 : index
// CHECK-DAG: %[[DIM:.*]] = tensor.dim %[[ARG2]], %[[C0]] : tensor<?x32xf32>
// CHECK: %[[V0:.*]] = affine.apply #[[MAP]]()[%[[DIM]]]
// CHECK-NEXT: %[[V1:.*]] = scf.forall (%[[ARG3:.*]]) in (%[[V0]]) shared_outs(%[[ARG4:.*]] = %[[ARG2]]) -> (tensor<?x32xf32>) {
// CHECK-NEXT:   %[[V2:.*]] = affine.apply #[[MAP1]](%[[ARG3]])
// CHECK-NEXT:   %[[V3:.*]] = affine.min #[[MAP2]](%[[ARG3]])[%[[DIM]]]
// CHECK-NEXT:   %[[EXTRACTED_SLICE:.*]] = tensor.extract_slice %[[ARG0]][%[[V2]], 0] [%[[V3]], 8] [1, 1] : tensor<?x8xf32> to tensor<?x8xf32>
// CHECK-NEXT:   %[[EXTRACTED_SLICE_0:.*]] = tensor.extract_slice %[[ARG4]][%[[V2]], 0] [%[[V3]], 32] [1, 1] : tensor<?x32xf32> to tensor<?x32xf32>
// CHECK-NEXT:   %[[V4:.*]] = gate.gated_matmul @silu ins(%[[EXTRACTED_SLICE]] : tensor<?x8xf32>) weights(%[[ARG1]] : tensor<8x32xf32, #gate.weight<panels, bf16, tile = 16>>) outs(%[[EXTRACTED_SLICE_0]] : tensor<?x32xf32>)
// CHECK-NEXT:   scf.forall.in_parallel {
// CHECK-NEXT:     tensor.parallel_insert_slice %[[V4]] into %[[ARG4]][%[[V2]], 0] [%[[V3]], 32] [1, 1] : tensor<?x32xf32> into tensor<?x32xf32>
// CHECK-NEXT:   }
// CHECK-NEXT: }
// CHECK-NEXT: return %[[V1]] : tensor<?x32xf32>
// CHECK-NEXT: }
func.func @gated_matmul_forall_encoded(%x: tensor<?x8xf32>, %a: tensor<8x32xf32, #gate.weight<panels, bf16, tile = 16>>, %o: tensor<?x32xf32>) -> tensor<?x32xf32> {
  %y = gate.gated_matmul @silu ins(%x : tensor<?x8xf32>) weights(%a : tensor<8x32xf32, #gate.weight<panels, bf16, tile = 16>>) outs(%o : tensor<?x32xf32>)
  return %y : tensor<?x32xf32>
}
module attributes {transform.with_named_sequence} {
  transform.named_sequence @__transform_main(%root: !transform.any_op {transform.readonly}) {
    %op = transform.structured.match ops{["gate.gated_matmul"]} in %root : (!transform.any_op) -> !transform.any_op
    %t, %l = transform.structured.tile_using_forall %op tile_sizes [4] : (!transform.any_op) -> (!transform.any_op, !transform.any_op)
    transform.yield
  }
}

// -----

// CHECK-DAG: #[[MAP:.*]] = affine_map<()[s0] -> (s0 ceildiv 4)>
// CHECK-DAG: #[[MAP1:.*]] = affine_map<(d0) -> (d0 * 4)>
// CHECK-DAG: #[[MAP2:.*]] = affine_map<(d0)[s0] -> (d0 * -4 + s0, 4)>
// CHECK-LABEL: func.func @ffn_forall_dynamic(
// CHECK-SAME: %[[ARG0:.*]]: tensor<?x8xf32>, %[[ARG1:.*]]: tensor<8xf32>, %[[ARG2:.*]]: tensor<8x32xf32>, %[[ARG3:.*]]: tensor<32xf32>, %[[ARG4:.*]]: tensor<32x8xf32>, %[[ARG5:.*]]: tensor<8xf32>, %[[ARG6:.*]]: tensor<?x8xf32>) -> tensor<?x8xf32> {
// CHECK-DAG: %[[C0:.*]] = arith.constant 0 : index
// CHECK-DAG: %[[DIM:.*]] = tensor.dim %[[ARG6]], %[[C0]] : tensor<?x8xf32>
// CHECK: %[[V0:.*]] = affine.apply #[[MAP]]()[%[[DIM]]]
// CHECK-NEXT: %[[V1:.*]] = scf.forall (%[[ARG7:.*]]) in (%[[V0]]) shared_outs(%[[ARG8:.*]] = %[[ARG6]]) -> (tensor<?x8xf32>) {
// CHECK-NEXT:   %[[V2:.*]] = affine.apply #[[MAP1]](%[[ARG7]])
// CHECK-NEXT:   %[[V3:.*]] = affine.min #[[MAP2]](%[[ARG7]])[%[[DIM]]]
// CHECK-NEXT:   %[[EXTRACTED_SLICE:.*]] = tensor.extract_slice %[[ARG0]][%[[V2]], 0] [%[[V3]], 8] [1, 1] : tensor<?x8xf32> to tensor<?x8xf32>
// CHECK-NEXT:   %[[EXTRACTED_SLICE_0:.*]] = tensor.extract_slice %[[ARG8]][%[[V2]], 0] [%[[V3]], 8] [1, 1] : tensor<?x8xf32> to tensor<?x8xf32>
// CHECK-NEXT:   %[[V4:.*]] = gate.ffn @silu ins(%[[EXTRACTED_SLICE]] : tensor<?x8xf32>) norm(@rms_norm, %[[ARG1]] : tensor<8xf32>) weights(%[[ARG2]] : tensor<8x32xf32>) bias(%[[ARG3]] : tensor<32xf32>) down(%[[ARG4]] : tensor<32x8xf32>) down_bias(%[[ARG5]] : tensor<8xf32>) residual(%[[EXTRACTED_SLICE]] : tensor<?x8xf32>) outs(%[[EXTRACTED_SLICE_0]] : tensor<?x8xf32>)
// CHECK-NEXT:   scf.forall.in_parallel {
// CHECK-NEXT:     tensor.parallel_insert_slice %[[V4]] into %[[ARG8]][%[[V2]], 0] [%[[V3]], 8] [1, 1] : tensor<?x8xf32> into tensor<?x8xf32>
// CHECK-NEXT:   }
// CHECK-NEXT: }
// CHECK-NEXT: return %[[V1]] : tensor<?x8xf32>
// CHECK-NEXT: }
func.func @ffn_forall_dynamic(%x: tensor<?x8xf32>, %n: tensor<8xf32>, %a: tensor<8x32xf32>, %b: tensor<32xf32>, %d: tensor<32x8xf32>, %c: tensor<8xf32>, %o: tensor<?x8xf32>) -> tensor<?x8xf32> {
  %y = gate.ffn @silu ins(%x : tensor<?x8xf32>) norm(@rms_norm, %n : tensor<8xf32>) weights(%a : tensor<8x32xf32>) bias(%b : tensor<32xf32>)
    down(%d : tensor<32x8xf32>) down_bias(%c : tensor<8xf32>) residual(%x : tensor<?x8xf32>) outs(%o : tensor<?x8xf32>)
  return %y : tensor<?x8xf32>
}
module attributes {transform.with_named_sequence} {
  transform.named_sequence @__transform_main(%root: !transform.any_op {transform.readonly}) {
    %op = transform.structured.match ops{["gate.ffn"]} in %root : (!transform.any_op) -> !transform.any_op
    %t, %l = transform.structured.tile_using_forall %op tile_sizes [4] : (!transform.any_op) -> (!transform.any_op, !transform.any_op)
    transform.yield
  }
}

// -----

// One value in several roles is cut by its role.
// CHECK-LABEL: func.func @ffn_for_shared_value(
// CHECK-SAME: %[[ARG0:.*]]: tensor<16x16xf32>, %[[ARG1:.*]]: tensor<16x16xf32>) -> tensor<16x16xf32> {
// CHECK-DAG: %[[C0:.*]] = arith.constant 0 : index
// CHECK-DAG: %[[C16:.*]] = arith.constant 16 : index
// CHECK-DAG: %[[C4:.*]] = arith.constant 4 : index
// CHECK: %[[V0:.*]] = scf.for %[[ARG2:.*]] = %[[C0]] to %[[C16]] step %[[C4]] iter_args(%[[ARG3:.*]] = %[[ARG1]]) -> (tensor<16x16xf32>) {
// CHECK-NEXT:   %[[EXTRACTED_SLICE:.*]] = tensor.extract_slice %[[ARG0]][%[[ARG2]], 0] [4, 16] [1, 1] : tensor<16x16xf32> to tensor<4x16xf32>
// CHECK-NEXT:   %[[EXTRACTED_SLICE_0:.*]] = tensor.extract_slice %[[ARG3]][%[[ARG2]], 0] [4, 16] [1, 1] : tensor<16x16xf32> to tensor<4x16xf32>
// CHECK-NEXT:   %[[V1:.*]] = gate.ffn @silu ins(%[[EXTRACTED_SLICE]] : tensor<4x16xf32>) weights(%[[ARG0]] : tensor<16x16xf32>) down(%[[ARG0]] : tensor<16x16xf32>) outs(%[[EXTRACTED_SLICE_0]] : tensor<4x16xf32>)
// CHECK-NEXT:   %[[INSERTED_SLICE:.*]] = tensor.insert_slice %[[V1]] into %[[ARG3]][%[[ARG2]], 0] [4, 16] [1, 1] : tensor<4x16xf32> into tensor<16x16xf32>
// CHECK-NEXT:   scf.yield %[[INSERTED_SLICE]] : tensor<16x16xf32>
// CHECK-NEXT: }
// CHECK-NEXT: return %[[V0]] : tensor<16x16xf32>
// CHECK-NEXT: }
func.func @ffn_for_shared_value(%x: tensor<16x16xf32>, %o: tensor<16x16xf32>) -> tensor<16x16xf32> {
  %y = gate.ffn @silu ins(%x : tensor<16x16xf32>) weights(%x : tensor<16x16xf32>) down(%x : tensor<16x16xf32>) outs(%o : tensor<16x16xf32>)
  return %y : tensor<16x16xf32>
}
module attributes {transform.with_named_sequence} {
  transform.named_sequence @__transform_main(%root: !transform.any_op {transform.readonly}) {
    %op = transform.structured.match ops{["gate.ffn"]} in %root : (!transform.any_op) -> !transform.any_op
    %t, %l = transform.structured.tile_using_for %op tile_sizes [4] : (!transform.any_op) -> (!transform.any_op, !transform.any_op)
    transform.yield
  }
}

// -----

// A norm and a contraction into the loop of what uses them.
// CHECK-DAG: #[[MAP:.*]] = affine_map<()[s0] -> (s0 ceildiv 4)>
// CHECK-DAG: #[[MAP1:.*]] = affine_map<(d0) -> (d0 * 4)>
// CHECK-DAG: #[[MAP2:.*]] = affine_map<(d0)[s0] -> (d0 * -4 + s0, 4)>
// CHECK-LABEL: func.func @fuse_gated_matmul_and_apply_row(
// CHECK-SAME: %[[ARG0:.*]]: tensor<?x8xf32>, %[[ARG1:.*]]: tensor<8xf32>, %[[ARG2:.*]]: tensor<8x32xf32>, %[[ARG3:.*]]: tensor<?x8xf32>, %[[ARG4:.*]]: tensor<?x32xf32>) -> tensor<?x32xf32> {
// CHECK-DAG: %[[C0:.*]] = arith.constant 0 : index
// CHECK-DAG: %[[DIM:.*]] = tensor.dim %[[ARG4]], %[[C0]] : tensor<?x32xf32>
// CHECK: %[[V0:.*]] = affine.apply #[[MAP]]()[%[[DIM]]]
// CHECK-NEXT: %[[V1:.*]] = scf.forall (%[[ARG5:.*]]) in (%[[V0]]) shared_outs(%[[ARG6:.*]] = %[[ARG4]]) -> (tensor<?x32xf32>) {
// CHECK-NEXT:   %[[V2:.*]] = affine.apply #[[MAP1]](%[[ARG5]])
// CHECK-NEXT:   %[[V3:.*]] = affine.min #[[MAP2]](%[[ARG5]])[%[[DIM]]]
// CHECK-NEXT:   %[[EXTRACTED_SLICE:.*]] = tensor.extract_slice %[[ARG0]][%[[V2]], 0] [%[[V3]], 8] [1, 1] : tensor<?x8xf32> to tensor<?x8xf32>
// CHECK-NEXT:   %[[EXTRACTED_SLICE_0:.*]] = tensor.extract_slice %[[ARG3]][%[[V2]], 0] [%[[V3]], 8] [1, 1] : tensor<?x8xf32> to tensor<?x8xf32>
// CHECK-NEXT:   %[[V4:.*]] = gate.apply_row @rms_norm ins(%[[EXTRACTED_SLICE]], %[[ARG1]] : tensor<?x8xf32>, tensor<8xf32>) outs(%[[EXTRACTED_SLICE_0]] : tensor<?x8xf32>)
// CHECK-NEXT:   %[[EXTRACTED_SLICE_1:.*]] = tensor.extract_slice %[[ARG6]][%[[V2]], 0] [%[[V3]], 32] [1, 1] : tensor<?x32xf32> to tensor<?x32xf32>
// CHECK-NEXT:   %[[V5:.*]] = gate.gated_matmul ins(%[[V4]] : tensor<?x8xf32>) weights(%[[ARG2]] : tensor<8x32xf32>) outs(%[[EXTRACTED_SLICE_1]] : tensor<?x32xf32>)
// CHECK-NEXT:   %[[V6:.*]] = gate.apply @silu ins(%[[V5]] : tensor<?x32xf32>) outs(%[[EXTRACTED_SLICE_1]] : tensor<?x32xf32>)
// CHECK-NEXT:   scf.forall.in_parallel {
// CHECK-NEXT:     tensor.parallel_insert_slice %[[V6]] into %[[ARG6]][%[[V2]], 0] [%[[V3]], 32] [1, 1] : tensor<?x32xf32> into tensor<?x32xf32>
// CHECK-NEXT:   }
// CHECK-NEXT: }
// CHECK-NEXT: return %[[V1]] : tensor<?x32xf32>
// CHECK-NEXT: }
func.func @fuse_gated_matmul_and_apply_row(%x: tensor<?x8xf32>, %n: tensor<8xf32>, %a: tensor<8x32xf32>, %h: tensor<?x8xf32>, %o: tensor<?x32xf32>) -> tensor<?x32xf32> {
  %norm = gate.apply_row @rms_norm ins(%x, %n : tensor<?x8xf32>, tensor<8xf32>) outs(%h : tensor<?x8xf32>)
  %y = gate.gated_matmul ins(%norm : tensor<?x8xf32>) weights(%a : tensor<8x32xf32>) outs(%o : tensor<?x32xf32>)
  %z = gate.apply @silu ins(%y : tensor<?x32xf32>) outs(%o : tensor<?x32xf32>)
  return %z : tensor<?x32xf32>
}
module attributes {transform.with_named_sequence} {
  transform.named_sequence @__transform_main(%root: !transform.any_op {transform.readonly}) {
    %apply = transform.structured.match ops{["gate.apply"]} in %root : (!transform.any_op) -> !transform.any_op
    %matmul = transform.structured.match ops{["gate.gated_matmul"]} in %root : (!transform.any_op) -> !transform.any_op
    %row = transform.structured.match ops{["gate.apply_row"]} in %root : (!transform.any_op) -> !transform.any_op
    %t, %l = transform.structured.tile_using_forall %apply tile_sizes [4] : (!transform.any_op) -> (!transform.any_op, !transform.any_op)
    %m, %l1 = transform.structured.fuse_into_containing_op %matmul into %l : (!transform.any_op, !transform.any_op) -> (!transform.any_op, !transform.any_op)
    %r, %l2 = transform.structured.fuse_into_containing_op %row into %l1 : (!transform.any_op, !transform.any_op) -> (!transform.any_op, !transform.any_op)
    transform.yield
  }
}

// -----

// `fuse` takes the producers along by itself, columns included.
// CHECK-LABEL: func.func @fuse_gated_matmul_by_columns(
// CHECK-SAME: %[[ARG0:.*]]: tensor<16x8xf32>, %[[ARG1:.*]]: tensor<8x32xf32>, %[[ARG2:.*]]: tensor<16x32xf32>, %[[ARG3:.*]]: tensor<16x32xf32>) -> tensor<16x32xf32> {
// CHECK-DAG: %[[C4:.*]] = arith.constant 4 : index
// CHECK-DAG: %[[C32:.*]] = arith.constant 32 : index
// CHECK-DAG: %[[C16:.*]] = arith.constant 16 : index
// CHECK-DAG: %[[C0:.*]] = arith.constant 0 : index
// CHECK: %[[V0:.*]] = scf.for %[[ARG4:.*]] = %[[C0]] to %[[C16]] step %[[C4]] iter_args(%[[ARG5:.*]] = %[[ARG3]]) -> (tensor<16x32xf32>) {
// CHECK-NEXT:   %[[V1:.*]] = scf.for %[[ARG6:.*]] = %[[C0]] to %[[C32]] step %[[C16]] iter_args(%[[ARG7:.*]] = %[[ARG5]]) -> (tensor<16x32xf32>) {
// CHECK-NEXT:     %[[EXTRACTED_SLICE:.*]] = tensor.extract_slice %[[ARG0]][%[[ARG4]], 0] [4, 8] [1, 1] : tensor<16x8xf32> to tensor<4x8xf32>
// CHECK-NEXT:     %[[EXTRACTED_SLICE_0:.*]] = tensor.extract_slice %[[ARG1]][0, %[[ARG6]]] [8, 16] [1, 1] : tensor<8x32xf32> to tensor<8x16xf32>
// CHECK-NEXT:     %[[EXTRACTED_SLICE_1:.*]] = tensor.extract_slice %[[ARG2]][%[[ARG4]], %[[ARG6]]] [4, 16] [1, 1] : tensor<16x32xf32> to tensor<4x16xf32>
// CHECK-NEXT:     %[[V2:.*]] = gate.gated_matmul ins(%[[EXTRACTED_SLICE]] : tensor<4x8xf32>) weights(%[[EXTRACTED_SLICE_0]] : tensor<8x16xf32>) outs(%[[EXTRACTED_SLICE_1]] : tensor<4x16xf32>)
// CHECK-NEXT:     %[[EXTRACTED_SLICE_2:.*]] = tensor.extract_slice %[[ARG7]][%[[ARG4]], %[[ARG6]]] [4, 16] [1, 1] : tensor<16x32xf32> to tensor<4x16xf32>
// CHECK-NEXT:     %[[V3:.*]] = gate.apply @silu ins(%[[V2]] : tensor<4x16xf32>) outs(%[[EXTRACTED_SLICE_2]] : tensor<4x16xf32>)
// CHECK-NEXT:     %[[INSERTED_SLICE:.*]] = tensor.insert_slice %[[V3]] into %[[ARG7]][%[[ARG4]], %[[ARG6]]] [4, 16] [1, 1] : tensor<4x16xf32> into tensor<16x32xf32>
// CHECK-NEXT:     scf.yield %[[INSERTED_SLICE]] : tensor<16x32xf32>
// CHECK-NEXT:   }
// CHECK-NEXT:   scf.yield %[[V1]] : tensor<16x32xf32>
// CHECK-NEXT: }
// CHECK-NEXT: return %[[V0]] : tensor<16x32xf32>
// CHECK-NEXT: }
func.func @fuse_gated_matmul_by_columns(%x: tensor<16x8xf32>, %a: tensor<8x32xf32>, %h: tensor<16x32xf32>, %o: tensor<16x32xf32>) -> tensor<16x32xf32> {
  %y = gate.gated_matmul ins(%x : tensor<16x8xf32>) weights(%a : tensor<8x32xf32>) outs(%h : tensor<16x32xf32>)
  %z = gate.apply @silu ins(%y : tensor<16x32xf32>) outs(%o : tensor<16x32xf32>)
  return %z : tensor<16x32xf32>
}
module attributes {transform.with_named_sequence} {
  transform.named_sequence @__transform_main(%root: !transform.any_op {transform.readonly}) {
    %apply = transform.structured.match ops{["gate.apply"]} in %root : (!transform.any_op) -> !transform.any_op
    %t, %l:2 = transform.structured.fuse %apply tile_sizes [4, 16] : (!transform.any_op) -> (!transform.any_op, !transform.any_op, !transform.any_op)
    transform.yield
  }
}

// -----

// CHECK-DAG: #[[MAP:.*]] = affine_map<(d0)[s0] -> (-d0 + s0, 4)>
// CHECK-LABEL: func.func @fuse_ffn(
// CHECK-SAME: %[[ARG0:.*]]: tensor<?x8xf32>, %[[ARG1:.*]]: tensor<8x32xf32>, %[[ARG2:.*]]: tensor<32x8xf32>, %[[ARG3:.*]]: tensor<?x8xf32>, %[[ARG4:.*]]: tensor<?x8xf32>) -> tensor<?x8xf32> {
// CHECK-DAG: %[[C4:.*]] = arith.constant 4 : index
// CHECK-DAG: %[[C0:.*]] = arith.constant 0 : index
// CHECK-DAG: %[[DIM:.*]] = tensor.dim %[[ARG4]], %[[C0]] : tensor<?x8xf32>
// CHECK: %[[V0:.*]] = scf.for %[[ARG5:.*]] = %[[C0]] to %[[DIM]] step %[[C4]] iter_args(%[[ARG6:.*]] = %[[ARG4]]) -> (tensor<?x8xf32>) {
// CHECK-NEXT:   %[[V1:.*]] = affine.min #[[MAP]](%[[ARG5]])[%[[DIM]]]
// CHECK-NEXT:   %[[EXTRACTED_SLICE:.*]] = tensor.extract_slice %[[ARG0]][%[[ARG5]], 0] [%[[V1]], 8] [1, 1] : tensor<?x8xf32> to tensor<?x8xf32>
// CHECK-NEXT:   %[[EXTRACTED_SLICE_0:.*]] = tensor.extract_slice %[[ARG3]][%[[ARG5]], 0] [%[[V1]], 8] [1, 1] : tensor<?x8xf32> to tensor<?x8xf32>
// CHECK-NEXT:   %[[V2:.*]] = gate.ffn @silu ins(%[[EXTRACTED_SLICE]] : tensor<?x8xf32>) weights(%[[ARG1]] : tensor<8x32xf32>) down(%[[ARG2]] : tensor<32x8xf32>) outs(%[[EXTRACTED_SLICE_0]] : tensor<?x8xf32>)
// CHECK-NEXT:   %[[EXTRACTED_SLICE_1:.*]] = tensor.extract_slice %[[ARG6]][%[[ARG5]], 0] [%[[V1]], 8] [1, 1] : tensor<?x8xf32> to tensor<?x8xf32>
// CHECK-NEXT:   %[[V3:.*]] = gate.apply @bilinear ins(%[[V2]], %[[EXTRACTED_SLICE]] : tensor<?x8xf32>, tensor<?x8xf32>) outs(%[[EXTRACTED_SLICE_1]] : tensor<?x8xf32>)
// CHECK-NEXT:   %[[INSERTED_SLICE:.*]] = tensor.insert_slice %[[V3]] into %[[ARG6]][%[[ARG5]], 0] [%[[V1]], 8] [1, 1] : tensor<?x8xf32> into tensor<?x8xf32>
// CHECK-NEXT:   scf.yield %[[INSERTED_SLICE]] : tensor<?x8xf32>
// CHECK-NEXT: }
// CHECK-NEXT: return %[[V0]] : tensor<?x8xf32>
// CHECK-NEXT: }
func.func @fuse_ffn(%x: tensor<?x8xf32>, %a: tensor<8x32xf32>, %d: tensor<32x8xf32>, %h: tensor<?x8xf32>, %o: tensor<?x8xf32>) -> tensor<?x8xf32> {
  %y = gate.ffn @silu ins(%x : tensor<?x8xf32>) weights(%a : tensor<8x32xf32>) down(%d : tensor<32x8xf32>) outs(%h : tensor<?x8xf32>)
  %z = gate.apply @bilinear ins(%y, %x : tensor<?x8xf32>, tensor<?x8xf32>) outs(%o : tensor<?x8xf32>)
  return %z : tensor<?x8xf32>
}
module attributes {transform.with_named_sequence} {
  transform.named_sequence @__transform_main(%root: !transform.any_op {transform.readonly}) {
    %apply = transform.structured.match ops{["gate.apply"]} in %root : (!transform.any_op) -> !transform.any_op
    %t, %l = transform.structured.fuse %apply tile_sizes [4, 0] : (!transform.any_op) -> (!transform.any_op, !transform.any_op)
    transform.yield
  }
}

// -----

// Half a row cannot be computed: the norm stays where it is.
// CHECK-LABEL: func.func @no_fuse_part_of_a_row(
// CHECK-SAME: %[[ARG0:.*]]: tensor<16x8xf32>, %[[ARG1:.*]]: tensor<16x8xf32>, %[[ARG2:.*]]: tensor<16x8xf32>) -> tensor<16x8xf32> {
// CHECK-DAG: %[[C4:.*]] = arith.constant 4 : index
// CHECK-DAG: %[[C8:.*]] = arith.constant 8 : index
// CHECK-DAG: %[[C16:.*]] = arith.constant 16 : index
// CHECK-DAG: %[[C0:.*]] = arith.constant 0 : index
// CHECK: %[[V0:.*]] = gate.apply_row @softmax ins(%[[ARG0]] : tensor<16x8xf32>) outs(%[[ARG1]] : tensor<16x8xf32>)
// CHECK-NEXT: %[[V1:.*]] = scf.for %[[ARG3:.*]] = %[[C0]] to %[[C16]] step %[[C4]] iter_args(%[[ARG4:.*]] = %[[ARG2]]) -> (tensor<16x8xf32>) {
// CHECK-NEXT:   %[[V2:.*]] = scf.for %[[ARG5:.*]] = %[[C0]] to %[[C8]] step %[[C4]] iter_args(%[[ARG6:.*]] = %[[ARG4]]) -> (tensor<16x8xf32>) {
// CHECK-NEXT:     %[[EXTRACTED_SLICE:.*]] = tensor.extract_slice %[[V0]][%[[ARG3]], %[[ARG5]]] [4, 4] [1, 1] : tensor<16x8xf32> to tensor<4x4xf32>
// CHECK-NEXT:     %[[EXTRACTED_SLICE_0:.*]] = tensor.extract_slice %[[ARG6]][%[[ARG3]], %[[ARG5]]] [4, 4] [1, 1] : tensor<16x8xf32> to tensor<4x4xf32>
// CHECK-NEXT:     %[[V3:.*]] = gate.apply @silu ins(%[[EXTRACTED_SLICE]] : tensor<4x4xf32>) outs(%[[EXTRACTED_SLICE_0]] : tensor<4x4xf32>)
// CHECK-NEXT:     %[[INSERTED_SLICE:.*]] = tensor.insert_slice %[[V3]] into %[[ARG6]][%[[ARG3]], %[[ARG5]]] [4, 4] [1, 1] : tensor<4x4xf32> into tensor<16x8xf32>
// CHECK-NEXT:     scf.yield %[[INSERTED_SLICE]] : tensor<16x8xf32>
// CHECK-NEXT:   }
// CHECK-NEXT:   scf.yield %[[V2]] : tensor<16x8xf32>
// CHECK-NEXT: }
// CHECK-NEXT: return %[[V1]] : tensor<16x8xf32>
// CHECK-NEXT: }
func.func @no_fuse_part_of_a_row(%x: tensor<16x8xf32>, %h: tensor<16x8xf32>, %o: tensor<16x8xf32>) -> tensor<16x8xf32> {
  %y = gate.apply_row @softmax ins(%x : tensor<16x8xf32>) outs(%h : tensor<16x8xf32>)
  %z = gate.apply @silu ins(%y : tensor<16x8xf32>) outs(%o : tensor<16x8xf32>)
  return %z : tensor<16x8xf32>
}
module attributes {transform.with_named_sequence} {
  transform.named_sequence @__transform_main(%root: !transform.any_op {transform.readonly}) {
    %apply = transform.structured.match ops{["gate.apply"]} in %root : (!transform.any_op) -> !transform.any_op
    %t, %l:2 = transform.structured.fuse %apply tile_sizes [4, 4] : (!transform.any_op) -> (!transform.any_op, !transform.any_op, !transform.any_op)
    transform.yield
  }
}

// -----

// All neurons of a token are compared by top_k: only the tokens are tiled.
// CHECK-LABEL: func.func @gated_matmul_top_k(
// CHECK: scf.forall (%{{.*}}) in (2)
// CHECK: gate.gated_matmul ins(%{{.*}} : tensor<4x8xf32>) weights(%{{.*}} : tensor<8x32xf32>) outs(%{{.*}} : tensor<4x32xf32>) {sparsity = #gate.sparsity<top_k = 3>}
func.func @gated_matmul_top_k(%x: tensor<8x8xf32>, %w: tensor<8x32xf32>, %o: tensor<8x32xf32>) -> tensor<8x32xf32> {
  %y = gate.gated_matmul ins(%x : tensor<8x8xf32>) weights(%w : tensor<8x32xf32>) outs(%o : tensor<8x32xf32>) {sparsity = #gate.sparsity<top_k = 3>}
  return %y : tensor<8x32xf32>
}
module attributes {transform.with_named_sequence} {
  transform.named_sequence @__transform_main(%root: !transform.any_op {transform.readonly}) {
    %op = transform.structured.match ops{["gate.gated_matmul"]} in %root : (!transform.any_op) -> !transform.any_op
    %t, %l = transform.structured.tile_using_forall %op tile_sizes [4] : (!transform.any_op) -> (!transform.any_op, !transform.any_op)
    transform.yield
  }
}
