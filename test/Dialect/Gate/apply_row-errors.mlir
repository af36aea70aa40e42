// RUN: penstock-opt %s -split-input-file -verify-diagnostics

// (C1)
func.func @negative_unknown_function(%x: tensor<2x4xf32>) -> tensor<2x4xf32> {
  // expected-error @below {{'gate.apply_row' op unknown function @nowhere: neither the module nor the catalogue has it}}
  %y = gate.apply_row @nowhere ins(%x : tensor<2x4xf32>) outs(%x : tensor<2x4xf32>)
  return %y : tensor<2x4xf32>
}

// -----

// (C1)
func.func @negative_scalar_function(%x: tensor<2x4xf32>) -> tensor<2x4xf32> {
  // expected-error @below {{'gate.apply_row' op expected a gate.row_function, found the gate.function @silu}}
  %y = gate.apply_row @silu ins(%x : tensor<2x4xf32>) outs(%x : tensor<2x4xf32>)
  return %y : tensor<2x4xf32>
}

// -----

// (C2)
func.func @negative_inputs_too_few(%x: tensor<2x4xf32>) -> tensor<2x4xf32> {
  // expected-error @below {{'gate.apply_row' op expected 2 inputs for @rms_norm, found 1}}
  %y = gate.apply_row @rms_norm ins(%x : tensor<2x4xf32>) outs(%x : tensor<2x4xf32>)
  return %y : tensor<2x4xf32>
}

// -----

// (C2)
func.func @negative_inputs_too_many(%x: tensor<2x4xf32>) -> tensor<2x4xf32> {
  // expected-error @below {{'gate.apply_row' op expected 1 inputs for @softmax, found 2}}
  %y = gate.apply_row @softmax ins(%x, %x : tensor<2x4xf32>, tensor<2x4xf32>) outs(%x : tensor<2x4xf32>)
  return %y : tensor<2x4xf32>
}

// -----

// (C2)
func.func @negative_inputs_none(%x: tensor<2x4xf32>) -> tensor<2x4xf32> {
  // expected-error @below {{'gate.apply_row' op expected 1 inputs for @softmax, found 0}}
  %y = "gate.apply_row"(%x) <{function = @softmax}> : (tensor<2x4xf32>) -> tensor<2x4xf32>
  return %y : tensor<2x4xf32>
}

// -----

// (C2)
func.func @negative_rank0(%x: tensor<f32>) -> tensor<f32> {
  // expected-error @below {{'gate.apply_row' op expected outs of rank 1 or more, found 'tensor<f32>'}}
  %y = gate.apply_row @softmax ins(%x : tensor<f32>) outs(%x : tensor<f32>)
  return %y : tensor<f32>
}

// -----

// (C2)
func.func @negative_rank_of_first_input(%x: tensor<4xf32>, %o: tensor<2x4xf32>) -> tensor<2x4xf32> {
  // expected-error @below {{'gate.apply_row' op expected input #0 to have the shape of outs, 'tensor<2x4xf32>', found 'tensor<4xf32>'}}
  %y = gate.apply_row @softmax ins(%x : tensor<4xf32>) outs(%o : tensor<2x4xf32>)
  return %y : tensor<2x4xf32>
}

// -----

// (C3)
func.func @negative_parameter_unknown(%x: tensor<2x4xf32>, %w: tensor<4xf32>) -> tensor<2x4xf32> {
  // expected-error @below {{'gate.apply_row' op unknown parameter 'epsilon' of @rms_norm; it has eps}}
  %y = gate.apply_row @rms_norm<epsilon = 1.0> ins(%x, %w : tensor<2x4xf32>, tensor<4xf32>) outs(%x : tensor<2x4xf32>)
  return %y : tensor<2x4xf32>
}

// -----

// (C3)
func.func @negative_parameter_twice(%x: tensor<2x4xf32>, %w: tensor<4xf32>) -> tensor<2x4xf32> {
  // expected-error @below {{custom op 'gate.apply_row' parameter 'eps' is given twice}}
  %y = gate.apply_row @rms_norm<eps = 1.0, eps = 2.0> ins(%x, %w : tensor<2x4xf32>, tensor<4xf32>) outs(%x : tensor<2x4xf32>)
  return %y : tensor<2x4xf32>
}

// -----

// (C3)
func.func @negative_parameter_integer(%x: tensor<2x4xf32>, %w: tensor<4xf32>) -> tensor<2x4xf32> {
  // expected-error @below {{'gate.apply_row' op expected a floating-point value of parameter 'eps', found 1 : i32}}
  %y = gate.apply_row @rms_norm<eps = 1 : i32> ins(%x, %w : tensor<2x4xf32>, tensor<4xf32>) outs(%x : tensor<2x4xf32>)
  return %y : tensor<2x4xf32>
}

// -----

// (C3)
gate.row_function @needs<%a: f64>(%x: f64) -> f64 {
  gate.yield %a : f64
}
func.func @negative_parameter_without_value(%x: tensor<2x4xf32>) -> tensor<2x4xf32> {
  // expected-error @below {{'gate.apply_row' op parameter 'a' of @needs has no value and no default}}
  %y = gate.apply_row @needs ins(%x : tensor<2x4xf32>) outs(%x : tensor<2x4xf32>)
  return %y : tensor<2x4xf32>
}

// -----

// (C4)
func.func @negative_element_type(%x: tensor<2x4xf16>, %o: tensor<2x4xf32>) -> tensor<2x4xf32> {
  // expected-error @below {{'gate.apply_row' op expected input #0 to have the element type of outs, 'f32', found 'f16'}}
  %y = gate.apply_row @softmax ins(%x : tensor<2x4xf16>) outs(%o : tensor<2x4xf32>)
  return %y : tensor<2x4xf32>
}

// -----

// (C4)
func.func @negative_element_type_of_channel_input(%x: tensor<2x4xbf16>, %w: tensor<4xf32>) -> tensor<2x4xbf16> {
  // expected-error @below {{'gate.apply_row' op expected input #1 to have the element type of outs, 'bf16', found 'f32'}}
  %y = gate.apply_row @rms_norm ins(%x, %w : tensor<2x4xbf16>, tensor<4xf32>) outs(%x : tensor<2x4xbf16>)
  return %y : tensor<2x4xbf16>
}

// -----

// (C4)
func.func @negative_element_type_integer(%x: tensor<2x4xi32>) -> tensor<2x4xi32> {
  // expected-error @below {{'gate.apply_row' op operand #0 must be variadic of ranked tensor of 16-bit float or bfloat16 type or 32-bit float or 64-bit float values without encoding, but got 'tensor<2x4xi32>'}}
  %y = gate.apply_row @softmax ins(%x : tensor<2x4xi32>) outs(%x : tensor<2x4xi32>)
  return %y : tensor<2x4xi32>
}

// -----

// (C5)
func.func @negative_shape(%x: tensor<2x4xf32>, %o: tensor<3x4xf32>) -> tensor<3x4xf32> {
  // expected-error @below {{'gate.apply_row' op expected input #0 to have the shape of outs, 'tensor<3x4xf32>', found 'tensor<2x4xf32>'}}
  %y = gate.apply_row @softmax ins(%x : tensor<2x4xf32>) outs(%o : tensor<3x4xf32>)
  return %y : tensor<3x4xf32>
}

// -----

// (C5)
func.func @negative_channel_input_size(%x: tensor<2x4xf32>, %w: tensor<2xf32>) -> tensor<2x4xf32> {
  // expected-error @below {{'gate.apply_row' op expected input #1 to have the shape of outs or of one of its rows, 'tensor<2x4xf32>', found 'tensor<2xf32>'}}
  %y = gate.apply_row @rms_norm ins(%x, %w : tensor<2x4xf32>, tensor<2xf32>) outs(%x : tensor<2x4xf32>)
  return %y : tensor<2x4xf32>
}

// -----

// (C5) neither a row nor the whole
func.func @negative_input_rank_between(%x: tensor<3x2x4xf32>, %w: tensor<2x4xf32>) -> tensor<3x2x4xf32> {
  // expected-error @below {{'gate.apply_row' op expected input #1 to have the shape of outs or of one of its rows, 'tensor<3x2x4xf32>', found 'tensor<2x4xf32>'}}
  %y = gate.apply_row @rms_norm ins(%x, %w : tensor<3x2x4xf32>, tensor<2x4xf32>) outs(%x : tensor<3x2x4xf32>)
  return %y : tensor<3x2x4xf32>
}

// -----

// (C5)
func.func @negative_input_rank0(%x: tensor<2x4xf32>, %w: tensor<f32>) -> tensor<2x4xf32> {
  // expected-error @below {{'gate.apply_row' op expected input #1 to have the shape of outs or of one of its rows, 'tensor<2x4xf32>', found 'tensor<f32>'}}
  %y = gate.apply_row @rms_norm ins(%x, %w : tensor<2x4xf32>, tensor<f32>) outs(%x : tensor<2x4xf32>)
  return %y : tensor<2x4xf32>
}

// -----

// (C6)
func.func @negative_huge(%x: tensor<1099511627776x1099511627776xf32>) -> tensor<1099511627776x1099511627776xf32> {
  // expected-error @below {{'gate.apply_row' op expected operand #0 to have at most 2^48 elements, found 'tensor<1099511627776x1099511627776xf32>'}}
  %y = gate.apply_row @softmax ins(%x : tensor<1099511627776x1099511627776xf32>) outs(%x : tensor<1099511627776x1099511627776xf32>)
  return %y : tensor<1099511627776x1099511627776xf32>
}

// -----

// (C6)
func.func @negative_encoding(%x: tensor<8x8xf32, #gate.weight<panels, f32, tile = 8>>) {
  // expected-error @below {{'gate.apply_row' op operand #0 must be variadic of ranked tensor of 16-bit float or bfloat16 type or 32-bit float or 64-bit float values without encoding, but got 'tensor<8x8xf32, #gate.weight<panels, f32, tile = 8>>'}}
  %y = gate.apply_row @softmax ins(%x : tensor<8x8xf32, #gate.weight<panels, f32, tile = 8>>) outs(%x : tensor<8x8xf32, #gate.weight<panels, f32, tile = 8>>)
  return
}

// -----

func.func @negative_result_type(%x: tensor<2x4xf32>) -> tensor<2x?xf32> {
  // expected-error @below {{'gate.apply_row' op expected type of operand #1 ('tensor<2x4xf32>') to match type of corresponding result ('tensor<2x?xf32>')}}
  %y = "gate.apply_row"(%x, %x) <{function = @softmax}> : (tensor<2x4xf32>, tensor<2x4xf32>) -> tensor<2x?xf32>
  return %y : tensor<2x?xf32>
}

// -----

func.func @negative_no_operands() -> tensor<2x4xf32> {
  // expected-error @below {{'gate.apply_row' op expected 1 or more operands, but found 0}}
  %y = "gate.apply_row"() <{function = @softmax}> : () -> tensor<2x4xf32>
  return %y : tensor<2x4xf32>
}
