// RUN: penstock-opt %s -split-input-file -verify-diagnostics

// (C1)
func.func @negative_x_rank(%x: tensor<4x4x8xf32>, %w: tensor<8x16xf32>, %o: tensor<4x16xf32>) -> tensor<4x16xf32> {
  // expected-error @below {{'gate.gated_matmul' op expected x to have rank 2, found 'tensor<4x4x8xf32>'}}
  %y = gate.gated_matmul @silu ins(%x : tensor<4x4x8xf32>) weights(%w : tensor<8x16xf32>) outs(%o : tensor<4x16xf32>)
  return %y : tensor<4x16xf32>
}

// -----

// (C1)
func.func @negative_outs_rank(%x: tensor<4x8xf32>, %w: tensor<8x16xf32>, %o: tensor<16xf32>) -> tensor<16xf32> {
  // expected-error @below {{'gate.gated_matmul' op expected outs to have rank 2, found 'tensor<16xf32>'}}
  %y = gate.gated_matmul @silu ins(%x : tensor<4x8xf32>) weights(%w : tensor<8x16xf32>) outs(%o : tensor<16xf32>)
  return %y : tensor<16xf32>
}

// -----

// (C1)
func.func @negative_outs_rank0(%x: tensor<4x8xf32>, %w: tensor<8x16xf32>, %o: tensor<f32>) -> tensor<f32> {
  // expected-error @below {{'gate.gated_matmul' op expected outs to have rank 2, found 'tensor<f32>'}}
  %y = "gate.gated_matmul"(%x, %w, %o) <{function = @silu, operandSegmentSizes = array<i32: 1, 1, 0, 0, 1>}>
    : (tensor<4x8xf32>, tensor<8x16xf32>, tensor<f32>) -> tensor<f32>
  return %y : tensor<f32>
}

// -----

// (C1)
func.func @negative_tokens(%x: tensor<4x8xf32>, %w: tensor<8x16xf32>, %o: tensor<5x16xf32>) -> tensor<5x16xf32> {
  // expected-error @below {{'gate.gated_matmul' op expected outs to have as many tokens as x, 'tensor<4x8xf32>', found 'tensor<5x16xf32>'}}
  %y = gate.gated_matmul @silu ins(%x : tensor<4x8xf32>) weights(%w : tensor<8x16xf32>) outs(%o : tensor<5x16xf32>)
  return %y : tensor<5x16xf32>
}

// -----

// (C1)
func.func @negative_residual_shape(%x: tensor<4x8xf32>, %w: tensor<8x16xf32>, %o: tensor<4x16xf32>) -> tensor<4x16xf32> {
  // expected-error @below {{'gate.gated_matmul' op expected the residual to have the type of outs, 'tensor<4x16xf32>', found 'tensor<4x8xf32>'}}
  %y = gate.gated_matmul @silu ins(%x : tensor<4x8xf32>) weights(%w : tensor<8x16xf32>) residual(%x : tensor<4x8xf32>) outs(%o : tensor<4x16xf32>)
  return %y : tensor<4x16xf32>
}

// -----

// (C1)
func.func @negative_residual_rank(%x: tensor<4x8xf32>, %w: tensor<8x16xf32>, %r: tensor<16xf32>, %o: tensor<4x16xf32>) -> tensor<4x16xf32> {
  // expected-error @below {{'gate.gated_matmul' op expected the residual to have the type of outs, 'tensor<4x16xf32>', found 'tensor<16xf32>'}}
  %y = gate.gated_matmul @silu ins(%x : tensor<4x8xf32>) weights(%w : tensor<8x16xf32>) residual(%r : tensor<16xf32>) outs(%o : tensor<4x16xf32>)
  return %y : tensor<4x16xf32>
}

// -----

// (C1)
func.func @negative_residual_two(%x: tensor<4x8xf32>, %w: tensor<8x16xf32>, %o: tensor<4x16xf32>) -> tensor<4x16xf32> {
  // expected-error @below {{'gate.gated_matmul' op operand group starting at #2 requires 0 or 1 element, but found 2}}
  %y = "gate.gated_matmul"(%x, %w, %o, %o, %o) <{function = @silu, operandSegmentSizes = array<i32: 1, 1, 0, 2, 1>}>
    : (tensor<4x8xf32>, tensor<8x16xf32>, tensor<4x16xf32>, tensor<4x16xf32>, tensor<4x16xf32>) -> tensor<4x16xf32>
  return %y : tensor<4x16xf32>
}

// -----

// (C2)
func.func @negative_branches_too_few(%x: tensor<4x8xf32>, %w: tensor<8x16xf32>, %o: tensor<4x16xf32>) -> tensor<4x16xf32> {
  // expected-error @below {{'gate.gated_matmul' op expected 2 branches for @swiglu, found 1}}
  %y = gate.gated_matmul @swiglu ins(%x : tensor<4x8xf32>) weights(%w : tensor<8x16xf32>) outs(%o : tensor<4x16xf32>)
  return %y : tensor<4x16xf32>
}

// -----

// (C2)
func.func @negative_branches_too_many(%x: tensor<4x8xf32>, %w: tensor<8x16xf32>, %o: tensor<4x16xf32>) -> tensor<4x16xf32> {
  // expected-error @below {{'gate.gated_matmul' op expected 1 branches for @silu, found 2}}
  %y = gate.gated_matmul @silu ins(%x : tensor<4x8xf32>) weights(%w, %w : tensor<8x16xf32>, tensor<8x16xf32>) outs(%o : tensor<4x16xf32>)
  return %y : tensor<4x16xf32>
}

// -----

// (C2)
func.func @negative_branches_without_function(%x: tensor<4x8xf32>, %w: tensor<8x16xf32>, %o: tensor<4x16xf32>) -> tensor<4x16xf32> {
  // expected-error @below {{'gate.gated_matmul' op expected 1 weights for 1 branches (separate), found 2}}
  %y = gate.gated_matmul ins(%x : tensor<4x8xf32>) weights(%w, %w : tensor<8x16xf32>, tensor<8x16xf32>) outs(%o : tensor<4x16xf32>)
  return %y : tensor<4x16xf32>
}

// -----

// (C2)
func.func @negative_branches_none(%x: tensor<4x8xf32>, %o: tensor<4x16xf32>) -> tensor<4x16xf32> {
  // expected-error @below {{'gate.gated_matmul' op expected 1 weights for 1 branches (separate), found 0}}
  %y = "gate.gated_matmul"(%x, %o) <{operandSegmentSizes = array<i32: 1, 0, 0, 0, 1>}>
    : (tensor<4x8xf32>, tensor<4x16xf32>) -> tensor<4x16xf32>
  return %y : tensor<4x16xf32>
}

// -----

// (C2)
func.func @negative_unknown_function(%x: tensor<4x8xf32>, %w: tensor<8x16xf32>, %o: tensor<4x16xf32>) -> tensor<4x16xf32> {
  // expected-error @below {{'gate.gated_matmul' op unknown function @nowhere: neither the module nor the catalogue has it}}
  %y = gate.gated_matmul @nowhere ins(%x : tensor<4x8xf32>) weights(%w : tensor<8x16xf32>) outs(%o : tensor<4x16xf32>)
  return %y : tensor<4x16xf32>
}

// -----

// (C2)
func.func @negative_unknown_function_packed(%x: tensor<4x8xf32>, %w: tensor<8x32xf32>, %o: tensor<4x16xf32>) -> tensor<4x16xf32> {
  // expected-error @below {{'gate.gated_matmul' op unknown function @nowhere: neither the module nor the catalogue has it}}
  %y = gate.gated_matmul @nowhere ins(%x : tensor<4x8xf32>) weights(%w : tensor<8x32xf32>) outs(%o : tensor<4x16xf32>) {packing = #gate.packing<interleaved>}
  return %y : tensor<4x16xf32>
}

// -----

// (C2)
func.func @negative_row_function(%x: tensor<4x8xf32>, %w: tensor<8x16xf32>, %o: tensor<4x16xf32>) -> tensor<4x16xf32> {
  // expected-error @below {{'gate.gated_matmul' op expected a gate.function, found the gate.row_function @softmax}}
  %y = gate.gated_matmul @softmax ins(%x : tensor<4x8xf32>) weights(%w : tensor<8x16xf32>) outs(%o : tensor<4x16xf32>)
  return %y : tensor<4x16xf32>
}

// -----

// (C2)
func.func @negative_row_function_packed(%x: tensor<4x8xf32>, %w: tensor<8x32xf32>, %o: tensor<4x16xf32>) -> tensor<4x16xf32> {
  // expected-error @below {{'gate.gated_matmul' op expected a gate.function, found the gate.row_function @rms_norm}}
  %y = gate.gated_matmul @rms_norm ins(%x : tensor<4x8xf32>) weights(%w : tensor<8x32xf32>) outs(%o : tensor<4x16xf32>) {packing = #gate.packing<concatenated>}
  return %y : tensor<4x16xf32>
}

// -----

// (C2)
func.func private @callee(f32) -> f32
func.func @negative_func_symbol(%x: tensor<4x8xf32>, %w: tensor<8x16xf32>, %o: tensor<4x16xf32>) -> tensor<4x16xf32> {
  // expected-error @below {{'gate.gated_matmul' op unknown function @callee: neither the module nor the catalogue has it}}
  %y = gate.gated_matmul @callee ins(%x : tensor<4x8xf32>) weights(%w : tensor<8x16xf32>) outs(%o : tensor<4x16xf32>)
  return %y : tensor<4x16xf32>
}

// -----

// (C3)
func.func @negative_packed_two_weights(%x: tensor<4x8xf32>, %w: tensor<8x16xf32>, %o: tensor<4x16xf32>) -> tensor<4x16xf32> {
  // expected-error @below {{'gate.gated_matmul' op expected 1 weights for 2 branches (concatenated), found 2}}
  %y = gate.gated_matmul @swiglu ins(%x : tensor<4x8xf32>) weights(%w, %w : tensor<8x16xf32>, tensor<8x16xf32>) outs(%o : tensor<4x16xf32>) {packing = #gate.packing<concatenated>}
  return %y : tensor<4x16xf32>
}

// -----

// (C3)
func.func @negative_weight_rank(%x: tensor<4x8xf32>, %w: tensor<8x16x1xf32>, %o: tensor<4x16xf32>) -> tensor<4x16xf32> {
  // expected-error @below {{'gate.gated_matmul' op expected weight #0 to have rank 2 and static outputs, found 'tensor<8x16x1xf32>'}}
  %y = gate.gated_matmul @silu ins(%x : tensor<4x8xf32>) weights(%w : tensor<8x16x1xf32>) outs(%o : tensor<4x16xf32>)
  return %y : tensor<4x16xf32>
}

// -----

// (C3)
func.func @negative_weight_dynamic_inputs(%x: tensor<4x8xf32>, %w: tensor<?x16xf32>, %o: tensor<4x16xf32>) -> tensor<4x16xf32> {
  // expected-error @below {{'gate.gated_matmul' op expected weight #0 to have rank 2 and static sizes, found 'tensor<?x16xf32>'}}
  %y = gate.gated_matmul @silu ins(%x : tensor<4x8xf32>) weights(%w : tensor<?x16xf32>) outs(%o : tensor<4x16xf32>) {activations = #gate.activations<int8>}
  return %y : tensor<4x16xf32>
}

// -----

// (C3)
func.func @negative_weight_encoded_dynamic_inputs(%x: tensor<4x?xf32>, %w: tensor<?x16xf32, 1>, %o: tensor<4x16xf32>) -> tensor<4x16xf32> {
  // expected-error @below {{'gate.gated_matmul' op expected weight #0 to have rank 2 and static sizes, found 'tensor<?x16xf32, 1 : i64>'}}
  %y = gate.gated_matmul @silu ins(%x : tensor<4x?xf32>) weights(%w : tensor<?x16xf32, 1>) outs(%o : tensor<4x16xf32>)
  return %y : tensor<4x16xf32>
}

// -----

// (C3)
func.func @negative_weight_dynamic_outputs(%x: tensor<4x8xf32>, %w: tensor<8x?xf32>, %o: tensor<4x?xf32>) -> tensor<4x?xf32> {
  // expected-error @below {{'gate.gated_matmul' op expected weight #0 to have rank 2 and static outputs, found 'tensor<8x?xf32>'}}
  %y = gate.gated_matmul @silu ins(%x : tensor<4x8xf32>) weights(%w : tensor<8x?xf32>) outs(%o : tensor<4x?xf32>)
  return %y : tensor<4x?xf32>
}

// -----

// (C3)
func.func @negative_weight_inputs(%x: tensor<4x8xf32>, %w: tensor<9x16xf32>, %o: tensor<4x16xf32>) -> tensor<4x16xf32> {
  // expected-error @below {{'gate.gated_matmul' op expected weight #0 to have 8 inputs (dimension 0), found 9}}
  %y = gate.gated_matmul @silu ins(%x : tensor<4x8xf32>) weights(%w : tensor<9x16xf32>) outs(%o : tensor<4x16xf32>)
  return %y : tensor<4x16xf32>
}

// -----

// (C3)
func.func @negative_weight_outputs(%x: tensor<4x8xf32>, %w: tensor<8x16xf32>, %v: tensor<8x17xf32>, %o: tensor<4x16xf32>) -> tensor<4x16xf32> {
  // expected-error @below {{'gate.gated_matmul' op expected weight #1 to have 16 outputs (dimension 1), found 17}}
  %y = gate.gated_matmul @swiglu ins(%x : tensor<4x8xf32>) weights(%w, %v : tensor<8x16xf32>, tensor<8x17xf32>) outs(%o : tensor<4x16xf32>)
  return %y : tensor<4x16xf32>
}

// -----

// (C3) outputs of different branches differ, and outs does not say which is right
func.func @negative_weights_differ(%x: tensor<4x8xf32>, %w: tensor<8x16xf32>, %v: tensor<8x17xf32>, %o: tensor<4x?xf32>) -> tensor<4x?xf32> {
  // expected-error @below {{'gate.gated_matmul' op expected weight #1 to have 16 outputs (dimension 1), found 17}}
  %y = gate.gated_matmul @swiglu ins(%x : tensor<4x8xf32>) weights(%w, %v : tensor<8x16xf32>, tensor<8x17xf32>) outs(%o : tensor<4x?xf32>)
  return %y : tensor<4x?xf32>
}

// -----

// (C3) inputs of different branches differ, and x does not say which is right
func.func @negative_weight_inputs_differ(%x: tensor<4x?xf32>, %w: tensor<8x16xf32>, %v: tensor<9x16xf32>, %o: tensor<4x16xf32>) -> tensor<4x16xf32> {
  // expected-error @below {{'gate.gated_matmul' op expected weight #1 to have 8 inputs (dimension 0), found 9}}
  %y = gate.gated_matmul @swiglu ins(%x : tensor<4x?xf32>) weights(%w, %v : tensor<8x16xf32>, tensor<9x16xf32>) outs(%o : tensor<4x16xf32>)
  return %y : tensor<4x16xf32>
}

// -----

// (C3)
func.func @negative_weight_order(%x: tensor<4x8xf32>, %w: tensor<8x16xf32>, %o: tensor<4x16xf32>) -> tensor<4x16xf32> {
  // expected-error @below {{'gate.gated_matmul' op expected weight #0 to have 8 inputs (dimension 1), found 16}}
  %y = gate.gated_matmul @silu ins(%x : tensor<4x8xf32>) weights(%w : tensor<8x16xf32>) outs(%o : tensor<4x16xf32>) {weight_order = #gate.weight_order<out_in>}
  return %y : tensor<4x16xf32>
}

// -----

// (C3)
func.func @negative_concatenated_shape(%x: tensor<4x8xf32>, %w: tensor<8x16xf32>, %o: tensor<4x16xf32>) -> tensor<4x16xf32> {
  // expected-error @below {{'gate.gated_matmul' op expected weight #0 to have 32 outputs (dimension 1), found 16}}
  %y = gate.gated_matmul @swiglu ins(%x : tensor<4x8xf32>) weights(%w : tensor<8x16xf32>) outs(%o : tensor<4x16xf32>) {packing = #gate.packing<concatenated>}
  return %y : tensor<4x16xf32>
}

// -----

// (C3)
func.func @negative_interleaved_shape_out_in(%x: tensor<4x8xf32>, %w: tensor<33x8xf32>, %o: tensor<4x16xf32>) -> tensor<4x16xf32> {
  // expected-error @below {{'gate.gated_matmul' op expected weight #0 to have 32 outputs (dimension 0), found 33}}
  %y = gate.gated_matmul @swiglu ins(%x : tensor<4x8xf32>) weights(%w : tensor<33x8xf32>) outs(%o : tensor<4x16xf32>) {packing = #gate.packing<interleaved>, weight_order = #gate.weight_order<out_in>}
  return %y : tensor<4x16xf32>
}

// -----

// (C3) what outs leaves open must still split into branches
func.func @negative_interleaved_odd(%x: tensor<4x8xf32>, %w: tensor<8x33xf32>, %o: tensor<4x?xf32>) -> tensor<4x?xf32> {
  // expected-error @below {{'gate.gated_matmul' op expected the outputs of weight #0 to be those of 2 branches, found 33}}
  %y = gate.gated_matmul @swiglu ins(%x : tensor<4x8xf32>) weights(%w : tensor<8x33xf32>) outs(%o : tensor<4x?xf32>) {packing = #gate.packing<interleaved>}
  return %y : tensor<4x?xf32>
}

// -----

// (C3)
func.func @negative_no_inputs(%x: tensor<4x0xf32>, %w: tensor<0x16xf32>, %o: tensor<4x16xf32>) -> tensor<4x16xf32> {
  // expected-error @below {{'gate.gated_matmul' op expected weight #0 not to be empty, found 'tensor<0x16xf32>'}}
  %y = gate.gated_matmul @silu ins(%x : tensor<4x0xf32>) weights(%w : tensor<0x16xf32>) outs(%o : tensor<4x16xf32>)
  return %y : tensor<4x16xf32>
}

// -----

// (C3)
func.func @negative_no_outputs(%x: tensor<4x8xf32>, %w: tensor<8x0xf32>, %o: tensor<4x0xf32>) -> tensor<4x0xf32> {
  // expected-error @below {{'gate.gated_matmul' op expected weight #0 not to be empty, found 'tensor<8x0xf32>'}}
  %y = gate.gated_matmul @silu ins(%x : tensor<4x8xf32>) weights(%w : tensor<8x0xf32>) outs(%o : tensor<4x0xf32>)
  return %y : tensor<4x0xf32>
}

// -----

// (C4)
func.func @negative_bias_count(%x: tensor<4x8xf32>, %w: tensor<8x16xf32>, %b: tensor<16xf32>, %o: tensor<4x16xf32>) -> tensor<4x16xf32> {
  // expected-error @below {{'gate.gated_matmul' op expected 2 biases, one per weight, or none, found 1}}
  %y = gate.gated_matmul @swiglu ins(%x : tensor<4x8xf32>) weights(%w, %w : tensor<8x16xf32>, tensor<8x16xf32>) bias(%b : tensor<16xf32>) outs(%o : tensor<4x16xf32>)
  return %y : tensor<4x16xf32>
}

// -----

// (C4)
func.func @negative_bias_size(%x: tensor<4x8xf32>, %w: tensor<8x16xf32>, %b: tensor<8xf32>, %o: tensor<4x16xf32>) -> tensor<4x16xf32> {
  // expected-error @below {{'gate.gated_matmul' op expected bias #0 to be a 'tensor<16xf32>', found 'tensor<8xf32>'}}
  %y = gate.gated_matmul @silu ins(%x : tensor<4x8xf32>) weights(%w : tensor<8x16xf32>) bias(%b : tensor<8xf32>) outs(%o : tensor<4x16xf32>)
  return %y : tensor<4x16xf32>
}

// -----

// (C4)
func.func @negative_bias_rank(%x: tensor<4x8xf32>, %w: tensor<8x16xf32>, %b: tensor<4x16xf32>, %o: tensor<4x16xf32>) -> tensor<4x16xf32> {
  // expected-error @below {{'gate.gated_matmul' op expected bias #0 to be a 'tensor<16xf32>', found 'tensor<4x16xf32>'}}
  %y = gate.gated_matmul @silu ins(%x : tensor<4x8xf32>) weights(%w : tensor<8x16xf32>) bias(%b : tensor<4x16xf32>) outs(%o : tensor<4x16xf32>)
  return %y : tensor<4x16xf32>
}

// -----

// (C4)
func.func @negative_bias_concatenated(%x: tensor<4x8xf32>, %w: tensor<8x32xf32>, %b: tensor<16xf32>, %o: tensor<4x16xf32>) -> tensor<4x16xf32> {
  // expected-error @below {{'gate.gated_matmul' op expected bias #0 to be a 'tensor<32xf32>', found 'tensor<16xf32>'}}
  %y = gate.gated_matmul @swiglu ins(%x : tensor<4x8xf32>) weights(%w : tensor<8x32xf32>) bias(%b : tensor<16xf32>) outs(%o : tensor<4x16xf32>) {packing = #gate.packing<concatenated>}
  return %y : tensor<4x16xf32>
}

// -----

// (C5)
func.func @negative_branch_order_not_permutation(%x: tensor<4x8xf32>, %w: tensor<8x16xf32>, %o: tensor<4x16xf32>) -> tensor<4x16xf32> {
  // expected-error @below {{'gate.gated_matmul' op expected branch_order to be a permutation, found [1, 1]}}
  %y = gate.gated_matmul @swiglu ins(%x : tensor<4x8xf32>) weights(%w, %w : tensor<8x16xf32>, tensor<8x16xf32>) outs(%o : tensor<4x16xf32>) {branch_order = array<i64: 1, 1>}
  return %y : tensor<4x16xf32>
}

// -----

// (C5)
func.func @negative_branch_order_negative(%x: tensor<4x8xf32>, %w: tensor<8x16xf32>, %o: tensor<4x16xf32>) -> tensor<4x16xf32> {
  // expected-error @below {{'gate.gated_matmul' op expected branch_order to be a permutation, found [0, -1]}}
  %y = gate.gated_matmul @swiglu ins(%x : tensor<4x8xf32>) weights(%w, %w : tensor<8x16xf32>, tensor<8x16xf32>) outs(%o : tensor<4x16xf32>) {branch_order = array<i64: 0, -1>}
  return %y : tensor<4x16xf32>
}

// -----

// (C5)
func.func @negative_branch_order_count(%x: tensor<4x8xf32>, %w: tensor<8x16xf32>, %o: tensor<4x16xf32>) -> tensor<4x16xf32> {
  // expected-error @below {{'gate.gated_matmul' op expected branch_order to have 2 elements, found 3}}
  %y = gate.gated_matmul @swiglu ins(%x : tensor<4x8xf32>) weights(%w, %w : tensor<8x16xf32>, tensor<8x16xf32>) outs(%o : tensor<4x16xf32>) {branch_order = array<i64: 2, 1, 0>}
  return %y : tensor<4x16xf32>
}

// -----

// (C5)
func.func @negative_branch_order_empty(%x: tensor<4x8xf32>, %w: tensor<8x16xf32>, %o: tensor<4x16xf32>) -> tensor<4x16xf32> {
  // expected-error @below {{'gate.gated_matmul' op expected branch_order to have 1 elements, found 0}}
  %y = gate.gated_matmul ins(%x : tensor<4x8xf32>) weights(%w : tensor<8x16xf32>) outs(%o : tensor<4x16xf32>) {branch_order = array<i64>}
  return %y : tensor<4x16xf32>
}

// -----

// (C6)
func.func @negative_element_type_of_outs(%x: tensor<4x8xf32>, %w: tensor<8x16xf32>, %o: tensor<4x16xf16>) -> tensor<4x16xf16> {
  // expected-error @below {{'gate.gated_matmul' op expected outs to have the element type of x, 'f32', found 'f16'}}
  %y = gate.gated_matmul @silu ins(%x : tensor<4x8xf32>) weights(%w : tensor<8x16xf32>) outs(%o : tensor<4x16xf16>)
  return %y : tensor<4x16xf16>
}

// -----

// (C6)
func.func @negative_element_type_wider_than_accumulate(%x: tensor<4x8xbf16>, %w: tensor<8x16xbf16>, %o: tensor<4x16xf64>) -> tensor<4x16xf64> {
  // expected-error @below {{'gate.gated_matmul' op expected outs to have the element type of x, 'bf16', or of accumulate, 'f32', found 'f64'}}
  %y = gate.gated_matmul @silu ins(%x : tensor<4x8xbf16>) weights(%w : tensor<8x16xbf16>) outs(%o : tensor<4x16xf64>)
  return %y : tensor<4x16xf64>
}

// -----

// (C6)
func.func @negative_element_type_of_weight(%x: tensor<4x8xf32>, %w: tensor<8x16xbf16>, %o: tensor<4x16xf32>) -> tensor<4x16xf32> {
  // expected-error @below {{'gate.gated_matmul' op expected weight #0 to have the element type 'f32', found 'bf16'}}
  %y = gate.gated_matmul @silu ins(%x : tensor<4x8xf32>) weights(%w : tensor<8x16xbf16>) outs(%o : tensor<4x16xf32>)
  return %y : tensor<4x16xf32>
}

// -----

// (C6) the logical type, whatever the format
func.func @negative_element_type_of_encoded_weight(%x: tensor<4x8xf32>, %w: tensor<8x16xbf16, #gate.weight<panels, f32, tile = 16>>, %o: tensor<4x16xf32>) -> tensor<4x16xf32> {
  // expected-error @below {{'gate.gated_matmul' op expected weight #0 to have the element type 'f32', found 'bf16'}}
  %y = gate.gated_matmul @silu ins(%x : tensor<4x8xf32>) weights(%w : tensor<8x16xbf16, #gate.weight<panels, f32, tile = 16>>) outs(%o : tensor<4x16xf32>)
  return %y : tensor<4x16xf32>
}

// -----

// (C6)
func.func @negative_element_type_of_bias(%x: tensor<4x8xf32>, %w: tensor<8x16xf32>, %b: tensor<16xf64>, %o: tensor<4x16xf32>) -> tensor<4x16xf32> {
  // expected-error @below {{'gate.gated_matmul' op expected bias #0 to be a 'tensor<16xf32>', found 'tensor<16xf64>'}}
  %y = gate.gated_matmul @silu ins(%x : tensor<4x8xf32>) weights(%w : tensor<8x16xf32>) bias(%b : tensor<16xf64>) outs(%o : tensor<4x16xf32>)
  return %y : tensor<4x16xf32>
}

// -----

// (C6)
func.func @negative_element_type_of_residual(%x: tensor<4x8xf32>, %w: tensor<8x16xf32>, %r: tensor<4x16xf64>, %o: tensor<4x16xf32>) -> tensor<4x16xf32> {
  // expected-error @below {{'gate.gated_matmul' op expected the residual to have the type of outs, 'tensor<4x16xf32>', found 'tensor<4x16xf64>'}}
  %y = gate.gated_matmul @silu ins(%x : tensor<4x8xf32>) weights(%w : tensor<8x16xf32>) residual(%r : tensor<4x16xf64>) outs(%o : tensor<4x16xf32>)
  return %y : tensor<4x16xf32>
}

// -----

// (C6)
func.func @negative_element_type_unsupported(%x: tensor<4x8xi8>, %w: tensor<8x16xi8>, %o: tensor<4x16xi8>) -> tensor<4x16xi8> {
  // expected-error @below {{'gate.gated_matmul' op operand #0 must be ranked tensor of 16-bit float or bfloat16 type or 32-bit float or 64-bit float values without encoding, but got 'tensor<4x8xi8>'}}
  %y = gate.gated_matmul @silu ins(%x : tensor<4x8xi8>) weights(%w : tensor<8x16xi8>) outs(%o : tensor<4x16xi8>)
  return %y : tensor<4x16xi8>
}

// -----

// (C7)
func.func @negative_accumulate_narrow(%x: tensor<4x8xf64>, %w: tensor<8x16xf64>, %o: tensor<4x16xf64>) -> tensor<4x16xf64> {
  // expected-error @below {{'gate.gated_matmul' op expected accumulate to be f32 or f64 and at least as wide as 'f64', found 'f32'}}
  %y = gate.gated_matmul @silu ins(%x : tensor<4x8xf64>) weights(%w : tensor<8x16xf64>) outs(%o : tensor<4x16xf64>) {accumulate = f32}
  return %y : tensor<4x16xf64>
}

// -----

// (C7)
func.func @negative_accumulate_f16(%x: tensor<4x8xf16>, %w: tensor<8x16xf16>, %o: tensor<4x16xf16>) -> tensor<4x16xf16> {
  // expected-error @below {{'gate.gated_matmul' op expected accumulate to be f32 or f64 and at least as wide as 'f16', found 'f16'}}
  %y = gate.gated_matmul @silu ins(%x : tensor<4x8xf16>) weights(%w : tensor<8x16xf16>) outs(%o : tensor<4x16xf16>) {accumulate = f16}
  return %y : tensor<4x16xf16>
}

// -----

// (C7)
func.func @negative_accumulate_integer(%x: tensor<4x8xf32>, %w: tensor<8x16xf32>, %o: tensor<4x16xf32>) -> tensor<4x16xf32> {
  // expected-error @below {{'gate.gated_matmul' op expected accumulate to be f32 or f64 and at least as wide as 'f32', found 'i32'}}
  %y = gate.gated_matmul @silu ins(%x : tensor<4x8xf32>) weights(%w : tensor<8x16xf32>) outs(%o : tensor<4x16xf32>) {accumulate = i32}
  return %y : tensor<4x16xf32>
}

// -----

// (C7)
func.func @negative_accumulate_tensor(%x: tensor<4x8xf32>, %w: tensor<8x16xf32>, %o: tensor<4x16xf32>) -> tensor<4x16xf32> {
  // expected-error @below {{'gate.gated_matmul' op expected accumulate to be f32 or f64 and at least as wide as 'f32', found 'tensor<f32>'}}
  %y = gate.gated_matmul @silu ins(%x : tensor<4x8xf32>) weights(%w : tensor<8x16xf32>) outs(%o : tensor<4x16xf32>) {accumulate = tensor<f32>}
  return %y : tensor<4x16xf32>
}

// -----

// (C8)
func.func @negative_encoding_order(%x: tensor<4x16xf32>, %w: tensor<16x16xf32, #gate.weight<panels, f32, tile = 16, out_in>>, %o: tensor<4x16xf32>) -> tensor<4x16xf32> {
  // expected-error @below {{'gate.gated_matmul' op expected the encoding of weight #0 to have the order in_out, found out_in}}
  %y = gate.gated_matmul @silu ins(%x : tensor<4x16xf32>) weights(%w : tensor<16x16xf32, #gate.weight<panels, f32, tile = 16, out_in>>) outs(%o : tensor<4x16xf32>)
  return %y : tensor<4x16xf32>
}

// -----

// (C8)
func.func @negative_encoding_branches(%x: tensor<4x8xf32>, %w: tensor<8x32xf32, #gate.weight<panels, f32, tile = 16>>, %o: tensor<4x16xf32>) -> tensor<4x16xf32> {
  // expected-error @below {{'gate.gated_matmul' op expected the encoding of weight #0 to have 2 branches, found 1}}
  %y = gate.gated_matmul @swiglu ins(%x : tensor<4x8xf32>) weights(%w : tensor<8x32xf32, #gate.weight<panels, f32, tile = 16>>) outs(%o : tensor<4x16xf32>) {packing = #gate.packing<concatenated>}
  return %y : tensor<4x16xf32>
}

// -----

// (C8)
func.func @negative_encoding_branches_separate(%x: tensor<4x8xf32>, %w: tensor<8x16xf32, #gate.weight<panels, f32, tile = 16, branches = 2>>, %o: tensor<4x16xf32>) -> tensor<4x16xf32> {
  // expected-error @below {{'gate.gated_matmul' op expected the encoding of weight #0 to have 1 branches, found 2}}
  %y = gate.gated_matmul @silu ins(%x : tensor<4x8xf32>) weights(%w : tensor<8x16xf32, #gate.weight<panels, f32, tile = 16, branches = 2>>) outs(%o : tensor<4x16xf32>)
  return %y : tensor<4x16xf32>
}

// -----

// (C8)
func.func @negative_encoding_interleaved(%x: tensor<4x8xf32>, %w: tensor<8x32xf32, #gate.weight<panels, f32, tile = 16, branches = 2, interleaved>>, %o: tensor<4x16xf32>) -> tensor<4x16xf32> {
  // expected-error @below {{'gate.gated_matmul' op expected the encoding of weight #0 to be concatenated, found interleaved}}
  %y = gate.gated_matmul @swiglu ins(%x : tensor<4x8xf32>) weights(%w : tensor<8x32xf32, #gate.weight<panels, f32, tile = 16, branches = 2, interleaved>>) outs(%o : tensor<4x16xf32>) {packing = #gate.packing<concatenated>}
  return %y : tensor<4x16xf32>
}

// -----

// (C8)
func.func @negative_encoding_other(%x: tensor<4x8xf32>, %w: tensor<8x16xf32, "other">, %o: tensor<4x16xf32>) -> tensor<4x16xf32> {
  // expected-error @below {{'gate.gated_matmul' op expected weight #0 to have no encoding or a #gate.weight, found "other"}}
  %y = gate.gated_matmul @silu ins(%x : tensor<4x8xf32>) weights(%w : tensor<8x16xf32, "other">) outs(%o : tensor<4x16xf32>)
  return %y : tensor<4x16xf32>
}

// -----

// (C8) a type that was inferred, not parsed
func.func @negative_encoding_of_slice(%x: tensor<4x8xf32>, %w: tensor<64x16xf32, #gate.weight<panels, int4, tile = 16, group_size = 32>>, %o: tensor<4x16xf32>) -> tensor<4x16xf32> {
  // expected-error @below {{expected the group_size 32 to divide the inputs, 8}}
  %s = tensor.extract_slice %w[0, 0] [8, 16] [1, 1] : tensor<64x16xf32, #gate.weight<panels, int4, tile = 16, group_size = 32>> to tensor<8x16xf32, #gate.weight<panels, int4, tile = 16, group_size = 32>>
  %y = gate.gated_matmul @silu ins(%x : tensor<4x8xf32>) weights(%s : tensor<8x16xf32, #gate.weight<panels, int4, tile = 16, group_size = 32>>) outs(%o : tensor<4x16xf32>)
  return %y : tensor<4x16xf32>
}

// -----

// (C9)
func.func @negative_parameter_unknown(%x: tensor<4x8xf32>, %w: tensor<8x16xf32>, %o: tensor<4x16xf32>) -> tensor<4x16xf32> {
  // expected-error @below {{'gate.gated_matmul' op unknown parameter 'gamma' of @swish; it has beta}}
  %y = gate.gated_matmul @swish<gamma = 1.0> ins(%x : tensor<4x8xf32>) weights(%w : tensor<8x16xf32>) outs(%o : tensor<4x16xf32>)
  return %y : tensor<4x16xf32>
}

// -----

// (C9)
gate.function @needs<%a: f64>(%x: f64) -> f64 {
  gate.yield %a : f64
}
func.func @negative_parameter_without_value(%x: tensor<4x8xf32>, %w: tensor<8x16xf32>, %o: tensor<4x16xf32>) -> tensor<4x16xf32> {
  // expected-error @below {{'gate.gated_matmul' op parameter 'a' of @needs has no value and no default}}
  %y = gate.gated_matmul @needs ins(%x : tensor<4x8xf32>) weights(%w : tensor<8x16xf32>) outs(%o : tensor<4x16xf32>)
  return %y : tensor<4x16xf32>
}

// -----

// (C9)
func.func @negative_parameters_without_function(%x: tensor<4x8xf32>, %w: tensor<8x16xf32>, %o: tensor<4x16xf32>) -> tensor<4x16xf32> {
  // expected-error @below {{'gate.gated_matmul' op expected no parameters without a function, found {a = 1.000000e+00 : f64}}}
  %y = "gate.gated_matmul"(%x, %w, %o) <{parameters = {a = 1.0}, operandSegmentSizes = array<i32: 1, 1, 0, 0, 1>}>
    : (tensor<4x8xf32>, tensor<8x16xf32>, tensor<4x16xf32>) -> tensor<4x16xf32>
  return %y : tensor<4x16xf32>
}

// -----

// (C10)
func.func @negative_x_encoded(%x: tensor<4x8xf32, #gate.weight<panels, f32, tile = 16>>, %w: tensor<8x16xf32>, %o: tensor<4x16xf32>) -> tensor<4x16xf32> {
  // expected-error @below {{'gate.gated_matmul' op operand #0 must be ranked tensor of 16-bit float or bfloat16 type or 32-bit float or 64-bit float values without encoding, but got 'tensor<4x8xf32, #gate.weight<panels, f32, tile = 16>>'}}
  %y = gate.gated_matmul @silu ins(%x : tensor<4x8xf32, #gate.weight<panels, f32, tile = 16>>) weights(%w : tensor<8x16xf32>) outs(%o : tensor<4x16xf32>)
  return %y : tensor<4x16xf32>
}

// -----

// (C10)
func.func @negative_weight_huge(%x: tensor<4x1099511627776xf32>, %w: tensor<1099511627776x1099511627776xf32>, %o: tensor<4x1099511627776xf32>) -> tensor<4x1099511627776xf32> {
  // expected-error @below {{'gate.gated_matmul' op expected operand #1 to have at most 2^48 elements, found 'tensor<1099511627776x1099511627776xf32>'}}
  %y = gate.gated_matmul @silu ins(%x : tensor<4x1099511627776xf32>) weights(%w : tensor<1099511627776x1099511627776xf32>) outs(%o : tensor<4x1099511627776xf32>)
  return %y : tensor<4x1099511627776xf32>
}

// -----

// (C10)
func.func @negative_outs_huge(%x: tensor<4x8xf32>, %w: tensor<8x16xf32>, %o: tensor<?x4611686018427387904xf32>) -> tensor<?x4611686018427387904xf32> {
  // expected-error @below {{'gate.gated_matmul' op expected operand #2 to have at most 2^48 elements, found 'tensor<?x4611686018427387904xf32>'}}
  %y = gate.gated_matmul @swiglu ins(%x : tensor<4x8xf32>) weights(%w : tensor<8x16xf32>) outs(%o : tensor<?x4611686018427387904xf32>) {packing = #gate.packing<interleaved>}
  return %y : tensor<?x4611686018427387904xf32>
}

// -----

// (C11)
func.func @negative_activations_accumulate_f64(%x: tensor<?x32xf32>, %w: tensor<32x16xf32>, %o: tensor<?x16xf32>) -> tensor<?x16xf32> {
  // expected-error @below {{'gate.gated_matmul' op expected activations to be accumulated in f32, found 'f64'}}
  %y = gate.gated_matmul @silu ins(%x : tensor<?x32xf32>) weights(%w : tensor<32x16xf32>) outs(%o : tensor<?x16xf32>) {activations = #gate.activations<int8>, accumulate = f64}
  return %y : tensor<?x16xf32>
}

// -----

// (C11)
func.func @negative_activations_of_f64(%x: tensor<?x32xf64>, %w: tensor<32x16xf64>, %o: tensor<?x16xf64>) -> tensor<?x16xf64> {
  // expected-error @below {{'gate.gated_matmul' op expected activations to be accumulated in f32, found 'f64'}}
  %y = gate.gated_matmul @silu ins(%x : tensor<?x32xf64>) weights(%w : tensor<32x16xf64>) outs(%o : tensor<?x16xf64>) {activations = #gate.activations<int8>}
  return %y : tensor<?x16xf64>
}

// -----

// (C12)
func.func @negative_activations_group(%x: tensor<?x48xf32>, %w: tensor<48x16xf32>, %o: tensor<?x16xf32>) -> tensor<?x16xf32> {
  // expected-error @below {{'gate.gated_matmul' op expected the activations' group_size to divide the 48 inputs of weight #0, found 32}}
  %y = gate.gated_matmul @silu ins(%x : tensor<?x48xf32>) weights(%w : tensor<48x16xf32>) outs(%o : tensor<?x16xf32>) {activations = #gate.activations<int8, group_size = 32>}
  return %y : tensor<?x16xf32>
}

// -----

// (C12)
func.func @negative_activations_group_dynamic(%x: tensor<?x?xf32>, %w: tensor<16x96xf32>, %o: tensor<?x16xf32>) -> tensor<?x16xf32> {
  // expected-error @below {{'gate.gated_matmul' op expected the activations' group_size to divide the 96 inputs of weight #0, found 64}}
  %y = gate.gated_matmul @silu ins(%x : tensor<?x?xf32>) weights(%w : tensor<16x96xf32>) outs(%o : tensor<?x16xf32>) {activations = #gate.activations<int8, group_size = 64>, weight_order = #gate.weight_order<out_in>}
  return %y : tensor<?x16xf32>
}

// -----

// (C12)
func.func @negative_activations_group_of_int4(%x: tensor<?x128xf32>, %w: tensor<128x16xf32, #gate.weight<panels, int4, tile = 16, group_size = 64>>, %o: tensor<?x16xf32>) -> tensor<?x16xf32> {
  // expected-error @below {{'gate.gated_matmul' op expected the activations' group_size to be that of weight #0, 64, found 32}}
  %y = gate.gated_matmul @silu ins(%x : tensor<?x128xf32>) weights(%w : tensor<128x16xf32, #gate.weight<panels, int4, tile = 16, group_size = 64>>) outs(%o : tensor<?x16xf32>) {activations = #gate.activations<int8, group_size = 32>}
  return %y : tensor<?x16xf32>
}

// -----

// (C12)
func.func @negative_activations_group_of_int8(%x: tensor<?x128xf32>, %w: tensor<128x16xf32, #gate.weight<panels, int8, tile = 16, group_size = 32>>, %o: tensor<?x16xf32>) -> tensor<?x16xf32> {
  // expected-error @below {{'gate.gated_matmul' op expected the activations' group_size to be that of weight #0, 32, found 128}}
  %y = gate.gated_matmul @silu ins(%x : tensor<?x128xf32>) weights(%w : tensor<128x16xf32, #gate.weight<panels, int8, tile = 16, group_size = 32>>) outs(%o : tensor<?x16xf32>) {activations = #gate.activations<int8, group_size = 128>}
  return %y : tensor<?x16xf32>
}

// -----

func.func @negative_segments_without_x(%x: tensor<4x8xf32>) -> tensor<4x8xf32> {
  // expected-error @below {{'gate.gated_matmul' op failed to verify that there is one operand 'x'}}
  %y = "gate.gated_matmul"(%x, %x) <{operandSegmentSizes = array<i32: 0, 1, 0, 0, 1>}> : (tensor<4x8xf32>, tensor<4x8xf32>) -> tensor<4x8xf32>
  return %y : tensor<4x8xf32>
}

// -----

func.func @negative_segments_without_outs(%x: tensor<4x8xf32>) -> tensor<4x8xf32> {
  // expected-error @below {{'gate.gated_matmul' op failed to verify that there is one operand 'outs'}}
  %y = "gate.gated_matmul"(%x, %x) <{operandSegmentSizes = array<i32: 1, 1, 0, 0, 0>}> : (tensor<4x8xf32>, tensor<4x8xf32>) -> tensor<4x8xf32>
  return %y : tensor<4x8xf32>
}

// -----

func.func @negative_segments_two_outs(%x: tensor<4x8xf32>) -> tensor<4x8xf32> {
  // expected-error @below {{'gate.gated_matmul' op failed to verify that there is one operand 'outs'}}
  %y = "gate.gated_matmul"(%x, %x, %x, %x) <{operandSegmentSizes = array<i32: 1, 1, 0, 0, 2>}> : (tensor<4x8xf32>, tensor<4x8xf32>, tensor<4x8xf32>, tensor<4x8xf32>) -> tensor<4x8xf32>
  return %y : tensor<4x8xf32>
}

// -----

func.func @negative_segments_sum(%x: tensor<4x8xf32>) -> tensor<4x8xf32> {
  // expected-error @below {{'gate.gated_matmul' op operand count (2) does not match with the total size (5) specified in attribute 'operandSegmentSizes'}}
  %y = "gate.gated_matmul"(%x, %x) <{operandSegmentSizes = array<i32: 1, 1, 1, 1, 1>}> : (tensor<4x8xf32>, tensor<4x8xf32>) -> tensor<4x8xf32>
  return %y : tensor<4x8xf32>
}

// -----

func.func @negative_segments_count(%x: tensor<4x8xf32>) -> tensor<4x8xf32> {
  // expected-error @below {{invalid properties {operandSegmentSizes = array<i32: 1, 1>} for op gate.gated_matmul: size mismatch in attribute conversion: 2 vs 5}}
  %y = "gate.gated_matmul"(%x, %x) <{operandSegmentSizes = array<i32: 1, 1>}> : (tensor<4x8xf32>, tensor<4x8xf32>) -> tensor<4x8xf32>
  return %y : tensor<4x8xf32>
}

// -----

func.func @negative_packing_unknown(%x: tensor<4x8xf32>, %w: tensor<8x16xf32>, %o: tensor<4x16xf32>) -> tensor<4x16xf32> {
  // expected-error @below {{expected ::penstock::gate::Packing to be one of: separate, concatenated, interleaved}}
  // expected-error @below {{failed to parse Gate_PackingAttr parameter 'value' which is to be a `::penstock::gate::Packing`}}
  %y = gate.gated_matmul @silu ins(%x : tensor<4x8xf32>) weights(%w : tensor<8x16xf32>) outs(%o : tensor<4x16xf32>) {packing = #gate.packing<stacked>}
  return %y : tensor<4x16xf32>
}

// -----

func.func @negative_weight_order_no_attribute(%x: tensor<4x8xf32>, %w: tensor<8x16xf32>, %o: tensor<4x16xf32>) -> tensor<4x16xf32> {
  // expected-error @below {{custom op 'gate.gated_matmul' 'gate.gated_matmul' op attribute 'weight_order' failed to satisfy constraint: order of the two dimensions of a weight}}
  %y = gate.gated_matmul @silu ins(%x : tensor<4x8xf32>) weights(%w : tensor<8x16xf32>) outs(%o : tensor<4x16xf32>) {weight_order = 7 : i32}
  return %y : tensor<4x16xf32>
}
