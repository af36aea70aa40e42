// RUN: penstock-opt %s -split-input-file -verify-diagnostics

// (C1)
func.func @negative_x_rank(%x: tensor<8xf32>, %w: tensor<8x16xf32>, %d: tensor<16x8xf32>) -> tensor<8xf32> {
  // expected-error @below {{'gate.ffn' op expected x to have rank 2, found 'tensor<8xf32>'}}
  %y = gate.ffn @silu ins(%x : tensor<8xf32>) weights(%w : tensor<8x16xf32>) down(%d : tensor<16x8xf32>) outs(%x : tensor<8xf32>)
  return %y : tensor<8xf32>
}

// -----

// (C1)
func.func @negative_tokens(%x: tensor<4x8xf32>, %w: tensor<8x16xf32>, %d: tensor<16x8xf32>, %o: tensor<5x8xf32>) -> tensor<5x8xf32> {
  // expected-error @below {{'gate.ffn' op expected outs to have as many tokens as x, 'tensor<4x8xf32>', found 'tensor<5x8xf32>'}}
  %y = gate.ffn @silu ins(%x : tensor<4x8xf32>) weights(%w : tensor<8x16xf32>) down(%d : tensor<16x8xf32>) outs(%o : tensor<5x8xf32>)
  return %y : tensor<5x8xf32>
}

// -----

// (C1)
func.func @negative_residual(%x: tensor<4x8xf32>, %w: tensor<8x16xf32>, %d: tensor<16x12xf32>, %o: tensor<4x12xf32>) -> tensor<4x12xf32> {
  // expected-error @below {{'gate.ffn' op expected the residual to have the type of outs, 'tensor<4x12xf32>', found 'tensor<4x8xf32>'}}
  %y = gate.ffn @silu ins(%x : tensor<4x8xf32>) weights(%w : tensor<8x16xf32>) down(%d : tensor<16x12xf32>) residual(%x : tensor<4x8xf32>) outs(%o : tensor<4x12xf32>)
  return %y : tensor<4x12xf32>
}

// -----

// (C2)
func.func @negative_unknown_function(%x: tensor<4x8xf32>, %w: tensor<8x16xf32>, %d: tensor<16x8xf32>) -> tensor<4x8xf32> {
  // expected-error @below {{'gate.ffn' op unknown function @nowhere: neither the module nor the catalogue has it}}
  %y = gate.ffn @nowhere ins(%x : tensor<4x8xf32>) weights(%w : tensor<8x16xf32>) down(%d : tensor<16x8xf32>) outs(%x : tensor<4x8xf32>)
  return %y : tensor<4x8xf32>
}

// -----

// (C2)
func.func @negative_unknown_function_packed(%x: tensor<4x8xf32>, %w: tensor<8x16xf32>, %d: tensor<16x8xf32>) -> tensor<4x8xf32> {
  // expected-error @below {{'gate.ffn' op unknown function @nowhere: neither the module nor the catalogue has it}}
  %y = gate.ffn @nowhere ins(%x : tensor<4x8xf32>) weights(%w : tensor<8x16xf32>) down(%d : tensor<16x8xf32>) outs(%x : tensor<4x8xf32>) {packing = #gate.packing<concatenated>}
  return %y : tensor<4x8xf32>
}

// -----

// (C2)
func.func @negative_row_function(%x: tensor<4x8xf32>, %w: tensor<8x16xf32>, %d: tensor<16x8xf32>) -> tensor<4x8xf32> {
  // expected-error @below {{'gate.ffn' op expected a gate.function, found the gate.row_function @softmax}}
  %y = gate.ffn @softmax ins(%x : tensor<4x8xf32>) weights(%w : tensor<8x16xf32>) down(%d : tensor<16x8xf32>) outs(%x : tensor<4x8xf32>)
  return %y : tensor<4x8xf32>
}

// -----

// (C2)
func.func @negative_branches(%x: tensor<4x8xf32>, %w: tensor<8x16xf32>, %d: tensor<16x8xf32>) -> tensor<4x8xf32> {
  // expected-error @below {{'gate.ffn' op expected 2 branches for @swiglu, found 1}}
  %y = gate.ffn @swiglu ins(%x : tensor<4x8xf32>) weights(%w : tensor<8x16xf32>) down(%d : tensor<16x8xf32>) outs(%x : tensor<4x8xf32>)
  return %y : tensor<4x8xf32>
}

// -----

// (C2)
func.func @negative_without_function(%x: tensor<4x8xf32>, %w: tensor<8x16xf32>, %d: tensor<16x8xf32>) -> tensor<4x8xf32> {
  // expected-error @below {{custom op 'gate.ffn' expected valid '@'-identifier for symbol name}}
  %y = gate.ffn ins(%x : tensor<4x8xf32>) weights(%w : tensor<8x16xf32>) down(%d : tensor<16x8xf32>) outs(%x : tensor<4x8xf32>)
  return %y : tensor<4x8xf32>
}

// -----

// (C3)
func.func @negative_weight_inputs(%x: tensor<4x8xf32>, %w: tensor<9x16xf32>, %d: tensor<16x8xf32>) -> tensor<4x8xf32> {
  // expected-error @below {{'gate.ffn' op expected weight #0 to have 8 inputs (dimension 0), found 9}}
  %y = gate.ffn @silu ins(%x : tensor<4x8xf32>) weights(%w : tensor<9x16xf32>) down(%d : tensor<16x8xf32>) outs(%x : tensor<4x8xf32>)
  return %y : tensor<4x8xf32>
}

// -----

// (C3) the neurons are those of the down weight
func.func @negative_neurons(%x: tensor<4x8xf32>, %w: tensor<8x17xf32>, %d: tensor<16x8xf32>) -> tensor<4x8xf32> {
  // expected-error @below {{'gate.ffn' op expected weight #0 to have 16 outputs (dimension 1), found 17}}
  %y = gate.ffn @silu ins(%x : tensor<4x8xf32>) weights(%w : tensor<8x17xf32>) down(%d : tensor<16x8xf32>) outs(%x : tensor<4x8xf32>)
  return %y : tensor<4x8xf32>
}

// -----

// (C3)
func.func @negative_neurons_interleaved(%x: tensor<4x8xf32>, %w: tensor<8x16xf32>, %d: tensor<16x8xf32>) -> tensor<4x8xf32> {
  // expected-error @below {{'gate.ffn' op expected weight #0 to have 32 outputs (dimension 1), found 16}}
  %y = gate.ffn @swiglu ins(%x : tensor<4x8xf32>) weights(%w : tensor<8x16xf32>) down(%d : tensor<16x8xf32>) outs(%x : tensor<4x8xf32>) {packing = #gate.packing<interleaved>}
  return %y : tensor<4x8xf32>
}

// -----

// (C3)
func.func @negative_weight_dynamic(%x: tensor<4x8xf32>, %w: tensor<8x?xf32>, %d: tensor<16x8xf32>) -> tensor<4x8xf32> {
  // expected-error @below {{'gate.ffn' op expected weight #0 to have rank 2 and static sizes, found 'tensor<8x?xf32>'}}
  %y = gate.ffn @silu ins(%x : tensor<4x8xf32>) weights(%w : tensor<8x?xf32>) down(%d : tensor<16x8xf32>) outs(%x : tensor<4x8xf32>)
  return %y : tensor<4x8xf32>
}

// -----

// (C4)
func.func @negative_bias(%x: tensor<4x8xf32>, %w: tensor<8x16xf32>, %b: tensor<8xf32>, %d: tensor<16x8xf32>) -> tensor<4x8xf32> {
  // expected-error @below {{'gate.ffn' op expected bias #0 to be a 'tensor<16xf32>', found 'tensor<8xf32>'}}
  %y = gate.ffn @silu ins(%x : tensor<4x8xf32>) weights(%w : tensor<8x16xf32>) bias(%b : tensor<8xf32>) down(%d : tensor<16x8xf32>) outs(%x : tensor<4x8xf32>)
  return %y : tensor<4x8xf32>
}

// -----

// (C5)
func.func @negative_branch_order(%x: tensor<4x8xf32>, %w: tensor<8x16xf32>, %d: tensor<16x8xf32>) -> tensor<4x8xf32> {
  // expected-error @below {{'gate.ffn' op expected branch_order to be a permutation, found [1]}}
  %y = gate.ffn @silu ins(%x : tensor<4x8xf32>) weights(%w : tensor<8x16xf32>) down(%d : tensor<16x8xf32>) outs(%x : tensor<4x8xf32>) {branch_order = array<i64: 1>}
  return %y : tensor<4x8xf32>
}

// -----

// (C5)
func.func @negative_branch_order_count(%x: tensor<4x8xf32>, %w: tensor<8x16xf32>, %d: tensor<16x8xf32>) -> tensor<4x8xf32> {
  // expected-error @below {{'gate.ffn' op expected branch_order to have 1 elements, found 2}}
  %y = gate.ffn @silu ins(%x : tensor<4x8xf32>) weights(%w : tensor<8x16xf32>) down(%d : tensor<16x8xf32>) outs(%x : tensor<4x8xf32>) {branch_order = array<i64: 1, 0>}
  return %y : tensor<4x8xf32>
}

// -----

// (C6)
func.func @negative_element_type(%x: tensor<4x8xf32>, %w: tensor<8x16xf32>, %d: tensor<16x8xf32>, %o: tensor<4x8xbf16>) -> tensor<4x8xbf16> {
  // expected-error @below {{'gate.ffn' op expected outs to have the element type of x, 'f32', found 'bf16'}}
  %y = gate.ffn @silu ins(%x : tensor<4x8xf32>) weights(%w : tensor<8x16xf32>) down(%d : tensor<16x8xf32>) outs(%o : tensor<4x8xbf16>)
  return %y : tensor<4x8xbf16>
}

// -----

// (C7)
func.func @negative_accumulate(%x: tensor<4x8xf32>, %w: tensor<8x16xf32>, %d: tensor<16x8xf32>) -> tensor<4x8xf32> {
  // expected-error @below {{'gate.ffn' op expected accumulate to be f32 or f64 and at least as wide as 'f32', found 'bf16'}}
  %y = gate.ffn @silu ins(%x : tensor<4x8xf32>) weights(%w : tensor<8x16xf32>) down(%d : tensor<16x8xf32>) outs(%x : tensor<4x8xf32>) {accumulate = bf16}
  return %y : tensor<4x8xf32>
}

// -----

// (C8)
func.func @negative_encoding_order(%x: tensor<4x16xf32>, %w: tensor<16x16xf32, #gate.weight<panels, f32, tile = 16, out_in>>, %d: tensor<16x16xf32>) -> tensor<4x16xf32> {
  // expected-error @below {{'gate.ffn' op expected the encoding of weight #0 to have the order in_out, found out_in}}
  %y = gate.ffn @silu ins(%x : tensor<4x16xf32>) weights(%w : tensor<16x16xf32, #gate.weight<panels, f32, tile = 16, out_in>>) down(%d : tensor<16x16xf32>) outs(%x : tensor<4x16xf32>)
  return %y : tensor<4x16xf32>
}

// -----

// (C8)
func.func @negative_encoding_of_down(%x: tensor<4x16xf32>, %w: tensor<16x16xf32>, %d: tensor<16x16xf32, #gate.weight<panels, f32, tile = 16, branches = 2>>) -> tensor<4x16xf32> {
  // expected-error @below {{'gate.ffn' op expected the encoding of down to have 1 branches, found 2}}
  %y = gate.ffn @silu ins(%x : tensor<4x16xf32>) weights(%w : tensor<16x16xf32>) down(%d : tensor<16x16xf32, #gate.weight<panels, f32, tile = 16, branches = 2>>) outs(%x : tensor<4x16xf32>)
  return %y : tensor<4x16xf32>
}

// -----

// (C9)
func.func @negative_parameter(%x: tensor<4x8xf32>, %w: tensor<8x16xf32>, %d: tensor<16x8xf32>) -> tensor<4x8xf32> {
  // expected-error @below {{'gate.ffn' op unknown parameter 'beta' of @silu}}
  %y = gate.ffn @silu<beta = 1.0> ins(%x : tensor<4x8xf32>) weights(%w : tensor<8x16xf32>) down(%d : tensor<16x8xf32>) outs(%x : tensor<4x8xf32>)
  return %y : tensor<4x8xf32>
}

// -----

// (C10)
func.func @negative_outs_huge(%x: tensor<4x8xf32>, %w: tensor<8x16xf32>, %d: tensor<16x8xf32>, %o: tensor<?x1125899906842624xf32>) -> tensor<?x1125899906842624xf32> {
  // expected-error @below {{'gate.ffn' op expected operand #3 to have at most 2^48 elements, found 'tensor<?x1125899906842624xf32>'}}
  %y = gate.ffn @silu ins(%x : tensor<4x8xf32>) weights(%w : tensor<8x16xf32>) down(%d : tensor<16x8xf32>) outs(%o : tensor<?x1125899906842624xf32>)
  return %y : tensor<?x1125899906842624xf32>
}

// -----

// (C10)
func.func @negative_bias_encoded(%x: tensor<4x8xf32>, %w: tensor<8x16xf32>, %b: tensor<16xf32, "other">, %d: tensor<16x8xf32>) -> tensor<4x8xf32> {
  // expected-error @below {{'gate.ffn' op operand #2 must be variadic of ranked tensor of 16-bit float or bfloat16 type or 32-bit float or 64-bit float values without encoding, but got 'tensor<16xf32, "other">'}}
  %y = gate.ffn @silu ins(%x : tensor<4x8xf32>) weights(%w : tensor<8x16xf32>) bias(%b : tensor<16xf32, "other">) down(%d : tensor<16x8xf32>) outs(%x : tensor<4x8xf32>)
  return %y : tensor<4x8xf32>
}

// -----

// (C13)
func.func @negative_down_outputs(%x: tensor<4x8xf32>, %w: tensor<8x16xf32>, %d: tensor<16x9xf32>) -> tensor<4x8xf32> {
  // expected-error @below {{'gate.ffn' op expected down to have 8 outputs (dimension 1), found 9}}
  %y = gate.ffn @silu ins(%x : tensor<4x8xf32>) weights(%w : tensor<8x16xf32>) down(%d : tensor<16x9xf32>) outs(%x : tensor<4x8xf32>)
  return %y : tensor<4x8xf32>
}

// -----

// (C13)
func.func @negative_down_order(%x: tensor<4x8xf32>, %w: tensor<16x8xf32>, %d: tensor<16x8xf32>) -> tensor<4x8xf32> {
  // expected-error @below {{'gate.ffn' op expected down to have 8 outputs (dimension 0), found 16}}
  %y = gate.ffn @silu ins(%x : tensor<4x8xf32>) weights(%w : tensor<16x8xf32>) down(%d : tensor<16x8xf32>) outs(%x : tensor<4x8xf32>) {weight_order = #gate.weight_order<out_in>}
  return %y : tensor<4x8xf32>
}

// -----

// (C13)
func.func @negative_down_dynamic(%x: tensor<4x8xf32>, %w: tensor<8x16xf32>, %d: tensor<?x8xf32>) -> tensor<4x8xf32> {
  // expected-error @below {{'gate.ffn' op expected down to have rank 2 and static sizes, found 'tensor<?x8xf32>'}}
  %y = gate.ffn @silu ins(%x : tensor<4x8xf32>) weights(%w : tensor<8x16xf32>) down(%d : tensor<?x8xf32>) outs(%x : tensor<4x8xf32>)
  return %y : tensor<4x8xf32>
}

// -----

// (C13)
func.func @negative_down_rank(%x: tensor<4x8xf32>, %w: tensor<8x16xf32>, %d: tensor<16xf32>) -> tensor<4x8xf32> {
  // expected-error @below {{'gate.ffn' op expected down to have rank 2 and static sizes, found 'tensor<16xf32>'}}
  %y = gate.ffn @silu ins(%x : tensor<4x8xf32>) weights(%w : tensor<8x16xf32>) down(%d : tensor<16xf32>) outs(%x : tensor<4x8xf32>)
  return %y : tensor<4x8xf32>
}

// -----

// (C13)
func.func @negative_down_empty(%x: tensor<4x8xf32>, %w: tensor<8x0xf32>, %d: tensor<0x8xf32>) -> tensor<4x8xf32> {
  // expected-error @below {{'gate.ffn' op expected down not to be empty, found 'tensor<0x8xf32>'}}
  %y = gate.ffn @silu ins(%x : tensor<4x8xf32>) weights(%w : tensor<8x0xf32>) down(%d : tensor<0x8xf32>) outs(%x : tensor<4x8xf32>)
  return %y : tensor<4x8xf32>
}

// -----

// (C14)
func.func @negative_down_bias(%x: tensor<4x8xf32>, %w: tensor<8x16xf32>, %d: tensor<16x8xf32>, %b: tensor<16xf32>) -> tensor<4x8xf32> {
  // expected-error @below {{'gate.ffn' op expected down_bias to be a 'tensor<8xf32>', found 'tensor<16xf32>'}}
  %y = gate.ffn @silu ins(%x : tensor<4x8xf32>) weights(%w : tensor<8x16xf32>) down(%d : tensor<16x8xf32>) down_bias(%b : tensor<16xf32>) outs(%x : tensor<4x8xf32>)
  return %y : tensor<4x8xf32>
}

// -----

// (C15)
func.func @negative_norm_unknown(%x: tensor<4x8xf32>, %w: tensor<8x16xf32>, %d: tensor<16x8xf32>) -> tensor<4x8xf32> {
  // expected-error @below {{'gate.ffn' op unknown function @nowhere: neither the module nor the catalogue has it}}
  %y = gate.ffn @silu ins(%x : tensor<4x8xf32>) norm(@nowhere) weights(%w : tensor<8x16xf32>) down(%d : tensor<16x8xf32>) outs(%x : tensor<4x8xf32>)
  return %y : tensor<4x8xf32>
}

// -----

// (C15)
func.func @negative_norm_scalar_function(%x: tensor<4x8xf32>, %w: tensor<8x16xf32>, %d: tensor<16x8xf32>) -> tensor<4x8xf32> {
  // expected-error @below {{'gate.ffn' op expected a gate.row_function, found the gate.function @tanh}}
  %y = gate.ffn @silu ins(%x : tensor<4x8xf32>) norm(@tanh) weights(%w : tensor<8x16xf32>) down(%d : tensor<16x8xf32>) outs(%x : tensor<4x8xf32>)
  return %y : tensor<4x8xf32>
}

// -----

// (C15)
func.func @negative_norm_inputs_count(%x: tensor<4x8xf32>, %w: tensor<8x16xf32>, %d: tensor<16x8xf32>) -> tensor<4x8xf32> {
  // expected-error @below {{'gate.ffn' op expected 2 inputs for @rms_norm, found 1}}
  %y = gate.ffn @silu ins(%x : tensor<4x8xf32>) norm(@rms_norm) weights(%w : tensor<8x16xf32>) down(%d : tensor<16x8xf32>) outs(%x : tensor<4x8xf32>)
  return %y : tensor<4x8xf32>
}

// -----

// (C15)
func.func @negative_norm_input_size(%x: tensor<4x8xf32>, %n: tensor<9xf32>, %w: tensor<8x16xf32>, %d: tensor<16x8xf32>) -> tensor<4x8xf32> {
  // expected-error @below {{'gate.ffn' op expected norm input #0 to be a 'tensor<8xf32>', found 'tensor<9xf32>'}}
  %y = gate.ffn @silu ins(%x : tensor<4x8xf32>) norm(@rms_norm, %n : tensor<9xf32>) weights(%w : tensor<8x16xf32>) down(%d : tensor<16x8xf32>) outs(%x : tensor<4x8xf32>)
  return %y : tensor<4x8xf32>
}

// -----

// (C15)
func.func @negative_norm_parameter(%x: tensor<4x8xf32>, %n: tensor<8xf32>, %w: tensor<8x16xf32>, %d: tensor<16x8xf32>) -> tensor<4x8xf32> {
  // expected-error @below {{'gate.ffn' op unknown parameter 'epsilon' of @rms_norm; it has eps}}
  %y = gate.ffn @silu ins(%x : tensor<4x8xf32>) norm(@rms_norm<epsilon = 1.0>, %n : tensor<8xf32>) weights(%w : tensor<8x16xf32>) down(%d : tensor<16x8xf32>) outs(%x : tensor<4x8xf32>)
  return %y : tensor<4x8xf32>
}

// -----

// (C15)
func.func @negative_norm_inputs_without_norm(%x: tensor<4x8xf32>, %n: tensor<8xf32>, %w: tensor<8x16xf32>, %d: tensor<16x8xf32>) -> tensor<4x8xf32> {
  // expected-error @below {{'gate.ffn' op expected no inputs and parameters of a norm without one, found 1 inputs and {}}}
  %y = "gate.ffn"(%x, %n, %w, %d, %x) <{function = @silu, operandSegmentSizes = array<i32: 1, 1, 1, 0, 1, 0, 0, 1>}>
    : (tensor<4x8xf32>, tensor<8xf32>, tensor<8x16xf32>, tensor<16x8xf32>, tensor<4x8xf32>) -> tensor<4x8xf32>
  return %y : tensor<4x8xf32>
}

// -----

// (C15)
func.func @negative_norm_parameters_without_norm(%x: tensor<4x8xf32>, %w: tensor<8x16xf32>, %d: tensor<16x8xf32>) -> tensor<4x8xf32> {
  // expected-error @below {{'gate.ffn' op expected no inputs and parameters of a norm without one, found 0 inputs and {eps = 1.000000e+00 : f64}}}
  %y = "gate.ffn"(%x, %w, %d, %x) <{function = @silu, norm_parameters = {eps = 1.0}, operandSegmentSizes = array<i32: 1, 0, 1, 0, 1, 0, 0, 1>}>
    : (tensor<4x8xf32>, tensor<8x16xf32>, tensor<16x8xf32>, tensor<4x8xf32>) -> tensor<4x8xf32>
  return %y : tensor<4x8xf32>
}

// -----

// (C15)
func.func @negative_norm_empty(%x: tensor<4x8xf32>, %w: tensor<8x16xf32>, %d: tensor<16x8xf32>) -> tensor<4x8xf32> {
  // expected-error @below {{custom op 'gate.ffn' expected valid '@'-identifier for symbol name}}
  %y = gate.ffn @silu ins(%x : tensor<4x8xf32>) norm() weights(%w : tensor<8x16xf32>) down(%d : tensor<16x8xf32>) outs(%x : tensor<4x8xf32>)
  return %y : tensor<4x8xf32>
}

// -----

// (C11)
func.func @negative_activations_accumulate_f64(%x: tensor<4x32xf32>, %w: tensor<32x64xf32>, %d: tensor<64x32xf32>) -> tensor<4x32xf32> {
  // expected-error @below {{'gate.ffn' op expected activations to be accumulated in f32, found 'f64'}}
  %y = gate.ffn @silu ins(%x : tensor<4x32xf32>) weights(%w : tensor<32x64xf32>) down(%d : tensor<64x32xf32>) outs(%x : tensor<4x32xf32>) {activations = #gate.activations<int8>, accumulate = f64}
  return %y : tensor<4x32xf32>
}

// -----

// (C12)
func.func @negative_activations_group(%x: tensor<4x48xf32>, %w: tensor<48x64xf32>, %d: tensor<64x48xf32>) -> tensor<4x48xf32> {
  // expected-error @below {{'gate.ffn' op expected the activations' group_size to divide the 48 inputs of weight #0, found 32}}
  %y = gate.ffn @silu ins(%x : tensor<4x48xf32>) weights(%w : tensor<48x64xf32>) down(%d : tensor<64x48xf32>) outs(%x : tensor<4x48xf32>) {activations = #gate.activations<int8, group_size = 32>}
  return %y : tensor<4x48xf32>
}

// -----

// (C12)
func.func @negative_activations_group_of_int4(%x: tensor<4x64xf32>, %w: tensor<64x64xf32, #gate.weight<panels, int4, tile = 16, group_size = 64>>, %d: tensor<64x64xf32>) -> tensor<4x64xf32> {
  // expected-error @below {{'gate.ffn' op expected the activations' group_size to be that of weight #0, 64, found 32}}
  %y = gate.ffn @silu ins(%x : tensor<4x64xf32>) weights(%w : tensor<64x64xf32, #gate.weight<panels, int4, tile = 16, group_size = 64>>) down(%d : tensor<64x64xf32>) outs(%x : tensor<4x64xf32>) {activations = #gate.activations<int8, group_size = 32>}
  return %y : tensor<4x64xf32>
}

// -----

// (C16)
func.func @negative_activations_group_of_neurons(%x: tensor<4x32xf32>, %w: tensor<32x48xf32>, %d: tensor<48x32xf32>) -> tensor<4x32xf32> {
  // expected-error @below {{'gate.ffn' op expected the activations' group_size to divide the 48 inputs of down, found 32}}
  %y = gate.ffn @silu ins(%x : tensor<4x32xf32>) weights(%w : tensor<32x48xf32>) down(%d : tensor<48x32xf32>) outs(%x : tensor<4x32xf32>) {activations = #gate.activations<int8, group_size = 32>}
  return %y : tensor<4x32xf32>
}

// -----

// (C16)
func.func @negative_activations_group_of_down(%x: tensor<4x64xf32>, %w: tensor<64x64xf32>, %d: tensor<64x64xf32, #gate.weight<panels, int4, tile = 16, group_size = 64>>) -> tensor<4x64xf32> {
  // expected-error @below {{'gate.ffn' op expected the activations' group_size to be that of down, 64, found 32}}
  %y = gate.ffn @silu ins(%x : tensor<4x64xf32>) weights(%w : tensor<64x64xf32>) down(%d : tensor<64x64xf32, #gate.weight<panels, int4, tile = 16, group_size = 64>>) outs(%x : tensor<4x64xf32>) {activations = #gate.activations<int8, group_size = 32>}
  return %y : tensor<4x64xf32>
}

// -----

func.func @negative_segments_without_down(%x: tensor<8x8xf32>) -> tensor<8x8xf32> {
  // expected-error @below {{'gate.ffn' op failed to verify that there is one operand 'down'}}
  %y = "gate.ffn"(%x, %x, %x) <{function = @silu, operandSegmentSizes = array<i32: 1, 0, 1, 0, 0, 0, 0, 1>}> : (tensor<8x8xf32>, tensor<8x8xf32>, tensor<8x8xf32>) -> tensor<8x8xf32>
  return %y : tensor<8x8xf32>
}

// -----

func.func @negative_segments_without_weights(%x: tensor<8x8xf32>) -> tensor<8x8xf32> {
  // expected-error @below {{'gate.ffn' op expected 1 branches for @silu, found 0}}
  %y = "gate.ffn"(%x, %x, %x) <{function = @silu, operandSegmentSizes = array<i32: 1, 0, 0, 0, 1, 0, 0, 1>}> : (tensor<8x8xf32>, tensor<8x8xf32>, tensor<8x8xf32>) -> tensor<8x8xf32>
  return %y : tensor<8x8xf32>
}

// -----

func.func @negative_segments_two_down_biases(%x: tensor<8x8xf32>, %b: tensor<8xf32>) -> tensor<8x8xf32> {
  // expected-error @below {{'gate.ffn' op operand group starting at #3 requires 0 or 1 element, but found 2}}
  %y = "gate.ffn"(%x, %x, %x, %b, %b, %x) <{function = @silu, operandSegmentSizes = array<i32: 1, 0, 1, 0, 1, 2, 0, 1>}> : (tensor<8x8xf32>, tensor<8x8xf32>, tensor<8x8xf32>, tensor<8xf32>, tensor<8xf32>, tensor<8x8xf32>) -> tensor<8x8xf32>
  return %y : tensor<8x8xf32>
}

// -----

func.func @negative_function_missing(%x: tensor<8x8xf32>) -> tensor<8x8xf32> {
  // expected-error @below {{'gate.ffn' op requires attribute 'function'}}
  %y = "gate.ffn"(%x, %x, %x, %x) <{operandSegmentSizes = array<i32: 1, 0, 1, 0, 1, 0, 0, 1>}> : (tensor<8x8xf32>, tensor<8x8xf32>, tensor<8x8xf32>, tensor<8x8xf32>) -> tensor<8x8xf32>
  return %y : tensor<8x8xf32>
}
