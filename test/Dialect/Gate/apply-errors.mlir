// RUN: penstock-opt %s -split-input-file -verify-diagnostics

// (C1)
func.func @negative_unknown_function(%x: tensor<4xf32>) -> tensor<4xf32> {
  // expected-error @below {{'gate.apply' op unknown function @nowhere: neither the module nor the catalogue has it}}
  %y = gate.apply @nowhere ins(%x : tensor<4xf32>) outs(%x : tensor<4xf32>)
  return %y : tensor<4xf32>
}

// -----

// (C1)
func.func @negative_row_function(%x: tensor<4xf32>) -> tensor<4xf32> {
  // expected-error @below {{'gate.apply' op expected a gate.function, found the gate.row_function @softmax}}
  %y = gate.apply @softmax ins(%x : tensor<4xf32>) outs(%x : tensor<4xf32>)
  return %y : tensor<4xf32>
}

// -----

// (C1) a symbol that is no function of this dialect
func.func private @callee(f32) -> f32
func.func @negative_func_symbol(%x: tensor<4xf32>) -> tensor<4xf32> {
  // expected-error @below {{'gate.apply' op unknown function @callee: neither the module nor the catalogue has it}}
  %y = gate.apply @callee ins(%x : tensor<4xf32>) outs(%x : tensor<4xf32>)
  return %y : tensor<4xf32>
}

// -----

// (C1)
func.func @negative_nested_symbol(%x: tensor<4xf32>) -> tensor<4xf32> {
  // expected-error @below {{custom op 'gate.apply' expected 'ins'}}
  %y = gate.apply @a::@b ins(%x : tensor<4xf32>) outs(%x : tensor<4xf32>)
  return %y : tensor<4xf32>
}

// -----

// (C1) the inner module's functions are its own
module {
  gate.function @inner(%x: f64) -> f64 {
    gate.yield %x : f64
  }
}
func.func @negative_function_of_inner_module(%x: tensor<4xf32>) -> tensor<4xf32> {
  // expected-error @below {{'gate.apply' op unknown function @inner: neither the module nor the catalogue has it}}
  %y = gate.apply @inner ins(%x : tensor<4xf32>) outs(%x : tensor<4xf32>)
  return %y : tensor<4xf32>
}

// -----

// (C2)
func.func @negative_inputs_too_few(%x: tensor<4xf32>) -> tensor<4xf32> {
  // expected-error @below {{'gate.apply' op expected 2 inputs for @swiglu, found 1}}
  %y = gate.apply @swiglu ins(%x : tensor<4xf32>) outs(%x : tensor<4xf32>)
  return %y : tensor<4xf32>
}

// -----

// (C2)
func.func @negative_inputs_too_many(%x: tensor<4xf32>) -> tensor<4xf32> {
  // expected-error @below {{'gate.apply' op expected 1 inputs for @silu, found 2}}
  %y = gate.apply @silu ins(%x, %x : tensor<4xf32>, tensor<4xf32>) outs(%x : tensor<4xf32>)
  return %y : tensor<4xf32>
}

// -----

// (C2)
func.func @negative_inputs_none(%x: tensor<4xf32>) -> tensor<4xf32> {
  // expected-error @below {{'gate.apply' op expected 1 inputs for @silu, found 0}}
  %y = "gate.apply"(%x) <{function = @silu, operandSegmentSizes = array<i32: 0, 0, 1>}> : (tensor<4xf32>) -> tensor<4xf32>
  return %y : tensor<4xf32>
}

// -----

// (C2)
func.func @negative_inputs_none_custom(%x: tensor<4xf32>) -> tensor<4xf32> {
  // expected-error @below {{expected ':'}}
  %y = gate.apply @silu ins() outs(%x : tensor<4xf32>)
  return %y : tensor<4xf32>
}

// -----

// (C3)
func.func @negative_parameter_unknown(%x: tensor<4xf32>) -> tensor<4xf32> {
  // expected-error @below {{'gate.apply' op unknown parameter 'gamma' of @swiglu_limited; it has alpha, limit}}
  %y = gate.apply @swiglu_limited<gamma = 1.0> ins(%x, %x : tensor<4xf32>, tensor<4xf32>) outs(%x : tensor<4xf32>)
  return %y : tensor<4xf32>
}

// -----

// (C3)
func.func @negative_parameter_of_none(%x: tensor<4xf32>) -> tensor<4xf32> {
  // expected-error @below {{'gate.apply' op unknown parameter 'beta' of @silu}}
  %y = gate.apply @silu<beta = 1.0> ins(%x : tensor<4xf32>) outs(%x : tensor<4xf32>)
  return %y : tensor<4xf32>
}

// -----

// (C3) an input is no parameter
func.func @negative_parameter_is_input(%x: tensor<4xf32>) -> tensor<4xf32> {
  // expected-error @below {{'gate.apply' op unknown parameter 'x' of @swish; it has beta}}
  %y = gate.apply @swish<x = 1.0> ins(%x : tensor<4xf32>) outs(%x : tensor<4xf32>)
  return %y : tensor<4xf32>
}

// -----

// (C3)
func.func @negative_parameter_twice(%x: tensor<4xf32>) -> tensor<4xf32> {
  // expected-error @below {{custom op 'gate.apply' parameter 'beta' is given twice}}
  %y = gate.apply @swish<beta = 1.0, beta = 2.0> ins(%x : tensor<4xf32>) outs(%x : tensor<4xf32>)
  return %y : tensor<4xf32>
}

// -----

// (C3)
func.func @negative_parameter_constant_and_operand(%x: tensor<4xf32>, %b: f32) -> tensor<4xf32> {
  // expected-error @below {{'gate.apply' op parameter 'beta' is given twice}}
  %y = gate.apply @swish<beta = 1.0> ins(%x : tensor<4xf32>) params("beta" = %b : f32) outs(%x : tensor<4xf32>)
  return %y : tensor<4xf32>
}

// -----

// (C3)
func.func @negative_parameter_operand_twice(%x: tensor<4xf32>, %b: f32) -> tensor<4xf32> {
  // expected-error @below {{'gate.apply' op parameter 'beta' is given twice}}
  %y = gate.apply @swish ins(%x : tensor<4xf32>) params("beta" = %b : f32, beta = %b : f32) outs(%x : tensor<4xf32>)
  return %y : tensor<4xf32>
}

// -----

// (C3)
func.func @negative_parameter_operand_unknown(%x: tensor<4xf32>, %b: f32) -> tensor<4xf32> {
  // expected-error @below {{'gate.apply' op unknown parameter 'gamma' of @swish; it has beta}}
  %y = gate.apply @swish ins(%x : tensor<4xf32>) params("gamma" = %b : f32) outs(%x : tensor<4xf32>)
  return %y : tensor<4xf32>
}

// -----

// (C3)
gate.function @needs<%a: f64>(%x: f64) -> f64 {
  gate.yield %x : f64
}
func.func @negative_parameter_without_value(%x: tensor<4xf32>) -> tensor<4xf32> {
  // expected-error @below {{'gate.apply' op parameter 'a' of @needs has no value and no default}}
  %y = gate.apply @needs ins(%x : tensor<4xf32>) outs(%x : tensor<4xf32>)
  return %y : tensor<4xf32>
}

// -----

// (C3)
func.func @negative_parameter_integer(%x: tensor<4xf32>) -> tensor<4xf32> {
  // expected-error @below {{'gate.apply' op expected a floating-point value of parameter 'beta', found 1 : i64}}
  %y = gate.apply @swish<beta = 1> ins(%x : tensor<4xf32>) outs(%x : tensor<4xf32>)
  return %y : tensor<4xf32>
}

// -----

// (C3)
func.func @negative_parameter_string(%x: tensor<4xf32>) -> tensor<4xf32> {
  // expected-error @below {{'gate.apply' op expected a floating-point value of parameter 'beta', found "one"}}
  %y = gate.apply @swish<beta = "one"> ins(%x : tensor<4xf32>) outs(%x : tensor<4xf32>)
  return %y : tensor<4xf32>
}

// -----

// (C3)
func.func @negative_parameter_name_empty(%x: tensor<4xf32>) -> tensor<4xf32> {
  // expected-error @below {{custom op 'gate.apply' expected the name of a parameter}}
  %y = gate.apply @swish<"" = 1.0> ins(%x : tensor<4xf32>) outs(%x : tensor<4xf32>)
  return %y : tensor<4xf32>
}

// -----

// (C3)
func.func @negative_parameter_list_empty(%x: tensor<4xf32>) -> tensor<4xf32> {
  // expected-error @below {{custom op 'gate.apply' expected valid keyword or string}}
  %y = gate.apply @swish<> ins(%x : tensor<4xf32>) outs(%x : tensor<4xf32>)
  return %y : tensor<4xf32>
}

// -----

// (C3)
func.func @negative_parameter_operands_without_names(%x: tensor<4xf32>, %b: f32) -> tensor<4xf32> {
  // expected-error @below {{'gate.apply' op expected a name for each of 1 parameter operands, found 0}}
  %y = "gate.apply"(%x, %b, %x) <{function = @swish, operandSegmentSizes = array<i32: 1, 1, 1>}> : (tensor<4xf32>, f32, tensor<4xf32>) -> tensor<4xf32>
  return %y : tensor<4xf32>
}

// -----

// (C3)
func.func @negative_parameter_names_without_operands(%x: tensor<4xf32>) -> tensor<4xf32> {
  // expected-error @below {{'gate.apply' op expected a name for each of 0 parameter operands, found 1}}
  %y = "gate.apply"(%x, %x) <{function = @swish, parameter_names = ["beta"], operandSegmentSizes = array<i32: 1, 0, 1>}> : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  return %y : tensor<4xf32>
}

// -----

// (C3)
func.func @negative_parameter_names_no_strings(%x: tensor<4xf32>, %b: f32) -> tensor<4xf32> {
  // expected-error @below {{'gate.apply' op attribute 'parameter_names' failed to satisfy constraint: string array attribute}}
  %y = "gate.apply"(%x, %b, %x) <{function = @swish, parameter_names = [1], operandSegmentSizes = array<i32: 1, 1, 1>}> : (tensor<4xf32>, f32, tensor<4xf32>) -> tensor<4xf32>
  return %y : tensor<4xf32>
}

// -----

func.func @negative_parameter_operand_integer(%x: tensor<4xf32>, %b: i32) -> tensor<4xf32> {
  // expected-error @below {{'gate.apply' op operand #1 must be variadic of floating-point or ranked tensor of 16-bit float or bfloat16 type or 32-bit float or 64-bit float values without encoding, but got 'i32'}}
  %y = gate.apply @swish ins(%x : tensor<4xf32>) params("beta" = %b : i32) outs(%x : tensor<4xf32>)
  return %y : tensor<4xf32>
}

// -----

// (C4)
func.func @negative_element_type_of_input(%x: tensor<4xf32>, %h: tensor<4xf16>) -> tensor<4xf32> {
  // expected-error @below {{'gate.apply' op expected operand #0 to have the element type of outs, 'f32', found 'f16'}}
  %y = gate.apply @silu ins(%h : tensor<4xf16>) outs(%x : tensor<4xf32>)
  return %y : tensor<4xf32>
}

// -----

// (C4)
func.func @negative_element_type_of_parameter(%x: tensor<4xf32>, %b: tensor<4xf64>) -> tensor<4xf32> {
  // expected-error @below {{'gate.apply' op expected operand #1 to have the element type of outs, 'f32', found 'f64'}}
  %y = gate.apply @swish ins(%x : tensor<4xf32>) params(beta = %b : tensor<4xf64>) outs(%x : tensor<4xf32>)
  return %y : tensor<4xf32>
}

// -----

// (C4)
func.func @negative_element_type_integer(%x: tensor<4xi8>) -> tensor<4xi8> {
  // expected-error @below {{'gate.apply' op operand #0 must be variadic of ranked tensor of 16-bit float or bfloat16 type or 32-bit float or 64-bit float values without encoding, but got 'tensor<4xi8>'}}
  %y = gate.apply @silu ins(%x : tensor<4xi8>) outs(%x : tensor<4xi8>)
  return %y : tensor<4xi8>
}

// -----

// (C4)
func.func @negative_element_type_f8(%x: tensor<4xf8E4M3FN>) -> tensor<4xf8E4M3FN> {
  // expected-error @below {{'gate.apply' op operand #0 must be variadic of ranked tensor of 16-bit float or bfloat16 type or 32-bit float or 64-bit float values without encoding, but got 'tensor<4xf8E4M3FN>'}}
  %y = gate.apply @silu ins(%x : tensor<4xf8E4M3FN>) outs(%x : tensor<4xf8E4M3FN>)
  return %y : tensor<4xf8E4M3FN>
}

// -----

func.func @negative_memref(%x: memref<4xf32>) {
  // expected-error @below {{custom op 'gate.apply' invalid kind of type specified: expected builtin.tensor, but found 'memref<4xf32>'}}
  %y = gate.apply @silu ins(%x : memref<4xf32>) outs(%x : memref<4xf32>)
  return
}

// -----

func.func @negative_unranked(%x: tensor<*xf32>) {
  // expected-error @below {{custom op 'gate.apply' invalid kind of type specified: expected builtin.tensor, but found 'tensor<*xf32>'}}
  %y = gate.apply @silu ins(%x : tensor<*xf32>) outs(%x : tensor<*xf32>)
  return
}

// -----

// (C5)
func.func @negative_maps_count(%x: tensor<4xf32>) -> tensor<4xf32> {
  // expected-error @below {{'gate.apply' op expected 2 indexing maps, one per tensor operand, found 1}}
  %y = gate.apply @silu ins(%x : tensor<4xf32>) outs(%x : tensor<4xf32>)
    {indexing_maps = [affine_map<(d0) -> (d0)>]}
  return %y : tensor<4xf32>
}

// -----

// (C5)
func.func @negative_maps_none(%x: tensor<4xf32>) -> tensor<4xf32> {
  // expected-error @below {{'gate.apply' op expected 2 indexing maps, one per tensor operand, found 0}}
  %y = gate.apply @silu ins(%x : tensor<4xf32>) outs(%x : tensor<4xf32>) {indexing_maps = []}
  return %y : tensor<4xf32>
}

// -----

// (C5)
func.func @negative_maps_no_maps(%x: tensor<4xf32>) -> tensor<4xf32> {
  // expected-error @below {{custom op 'gate.apply' 'gate.apply' op attribute 'indexing_maps' failed to satisfy constraint: AffineMap array attribute}}
  %y = gate.apply @silu ins(%x : tensor<4xf32>) outs(%x : tensor<4xf32>) {indexing_maps = [1, 2]}
  return %y : tensor<4xf32>
}

// -----

// (C5)
func.func @negative_map_dimensions(%x: tensor<4xf32>) -> tensor<4xf32> {
  // expected-error @below {{'gate.apply' op expected indexing maps that project the 1 dimensions of outs, found affine_map<(d0, d1) -> (d0)>}}
  %y = gate.apply @silu ins(%x : tensor<4xf32>) outs(%x : tensor<4xf32>)
    {indexing_maps = [affine_map<(d0, d1) -> (d0)>, affine_map<(d0) -> (d0)>]}
  return %y : tensor<4xf32>
}

// -----

// (C5)
func.func @negative_map_symbol(%x: tensor<4xf32>) -> tensor<4xf32> {
  // expected-error @below {{'gate.apply' op expected indexing maps that project the 1 dimensions of outs, found affine_map<(d0)[s0] -> (d0)>}}
  %y = gate.apply @silu ins(%x : tensor<4xf32>) outs(%x : tensor<4xf32>)
    {indexing_maps = [affine_map<(d0)[s0] -> (d0)>, affine_map<(d0) -> (d0)>]}
  return %y : tensor<4xf32>
}

// -----

// (C5)
func.func @negative_map_expression(%x: tensor<4xf32>) -> tensor<4xf32> {
  // expected-error @below {{'gate.apply' op expected indexing maps that project the 1 dimensions of outs, found affine_map<(d0) -> (d0 + 1)>}}
  %y = gate.apply @silu ins(%x : tensor<4xf32>) outs(%x : tensor<4xf32>)
    {indexing_maps = [affine_map<(d0) -> (d0 + 1)>, affine_map<(d0) -> (d0)>]}
  return %y : tensor<4xf32>
}

// -----

// (C5)
func.func @negative_map_constant(%x: tensor<4xf32>) -> tensor<4xf32> {
  // expected-error @below {{'gate.apply' op expected indexing maps that project the 1 dimensions of outs, found affine_map<(d0) -> (3)>}}
  %y = gate.apply @silu ins(%x : tensor<4xf32>) outs(%x : tensor<4xf32>)
    {indexing_maps = [affine_map<(d0) -> (3)>, affine_map<(d0) -> (d0)>]}
  return %y : tensor<4xf32>
}

// -----

// (C5)
func.func @negative_map_diagonal(%x: tensor<4x4xf32>) -> tensor<4x4xf32> {
  // expected-error @below {{'gate.apply' op expected indexing maps that project the 2 dimensions of outs, found affine_map<(d0, d1) -> (d0, d0)>}}
  %y = gate.apply @silu ins(%x : tensor<4x4xf32>) outs(%x : tensor<4x4xf32>)
    {indexing_maps = [affine_map<(d0, d1) -> (d0, d0)>, affine_map<(d0, d1) -> (d0, d1)>]}
  return %y : tensor<4x4xf32>
}

// -----

// (C5)
func.func @negative_map_of_outs(%x: tensor<4x4xf32>) -> tensor<4x4xf32> {
  // expected-error @below {{'gate.apply' op expected the identity as the map of outs, found affine_map<(d0, d1) -> (d1, d0)>}}
  %y = gate.apply @silu ins(%x : tensor<4x4xf32>) outs(%x : tensor<4x4xf32>)
    {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d1, d0)>]}
  return %y : tensor<4x4xf32>
}

// -----

// (C6)
func.func @negative_size(%x: tensor<4xf32>, %o: tensor<5xf32>) -> tensor<5xf32> {
  // expected-error @below {{'gate.apply' op expected dimension 0 of operand #0 to be 5, found 'tensor<4xf32>'}}
  %y = gate.apply @silu ins(%x : tensor<4xf32>) outs(%o : tensor<5xf32>)
  return %y : tensor<5xf32>
}

// -----

// (C6)
func.func @negative_size_of_map(%x: tensor<4x5xf32>, %o: tensor<4x5xf32>) -> tensor<4x5xf32> {
  // expected-error @below {{'gate.apply' op expected dimension 0 of operand #0 to be 5, found 'tensor<4x5xf32>'}}
  %y = gate.apply @silu ins(%x : tensor<4x5xf32>) outs(%o : tensor<4x5xf32>)
    {indexing_maps = [affine_map<(d0, d1) -> (d1, d0)>, affine_map<(d0, d1) -> (d0, d1)>]}
  return %y : tensor<4x5xf32>
}

// -----

// (C6)
func.func @negative_size_of_broadcast_dimension(%x: tensor<2x5xf32>, %o: tensor<4x5xf32>) -> tensor<4x5xf32> {
  // expected-error @below {{'gate.apply' op expected dimension 0 of operand #0 to be 1, found 'tensor<2x5xf32>'}}
  %y = gate.apply @silu ins(%x : tensor<2x5xf32>) outs(%o : tensor<4x5xf32>)
    {indexing_maps = [affine_map<(d0, d1) -> (0, d1)>, affine_map<(d0, d1) -> (d0, d1)>]}
  return %y : tensor<4x5xf32>
}

// -----

// (C6)
func.func @negative_rank(%x: tensor<2x4xf32>, %o: tensor<4xf32>) -> tensor<4xf32> {
  // expected-error @below {{'gate.apply' op expected operand #0 to have rank 1, found 'tensor<2x4xf32>'}}
  %y = gate.apply @silu ins(%x : tensor<2x4xf32>) outs(%o : tensor<4xf32>)
  return %y : tensor<4xf32>
}

// -----

// (C6)
func.func @negative_size_of_parameter(%x: tensor<2x4xf32>, %b: tensor<2xf32>) -> tensor<2x4xf32> {
  // expected-error @below {{'gate.apply' op expected dimension 0 of operand #1 to be 4, found 'tensor<2xf32>'}}
  %y = gate.apply @swish ins(%x : tensor<2x4xf32>) params("beta" = %b : tensor<2xf32>) outs(%x : tensor<2x4xf32>)
  return %y : tensor<2x4xf32>
}

// -----

// (C6)
func.func @negative_zero_size(%x: tensor<0xf32>, %o: tensor<4xf32>) -> tensor<4xf32> {
  // expected-error @below {{'gate.apply' op expected dimension 0 of operand #0 to be 4, found 'tensor<0xf32>'}}
  %y = gate.apply @silu ins(%x : tensor<0xf32>) outs(%o : tensor<4xf32>)
  return %y : tensor<4xf32>
}

// -----

// (C7)
func.func @negative_huge(%x: tensor<1099511627776x1099511627776xf32>) -> tensor<1099511627776x1099511627776xf32> {
  // expected-error @below {{'gate.apply' op expected operand #0 to have at most 2^48 elements, found 'tensor<1099511627776x1099511627776xf32>'}}
  %y = gate.apply @silu ins(%x : tensor<1099511627776x1099511627776xf32>) outs(%x : tensor<1099511627776x1099511627776xf32>)
  return %y : tensor<1099511627776x1099511627776xf32>
}

// -----

// (C7) one dynamic size does not hide the others
func.func @negative_huge_dynamic(%x: tensor<?x9223372036854775807xf32>) -> tensor<?x9223372036854775807xf32> {
  // expected-error @below {{'gate.apply' op expected operand #0 to have at most 2^48 elements, found 'tensor<?x9223372036854775807xf32>'}}
  %y = gate.apply @silu ins(%x : tensor<?x9223372036854775807xf32>) outs(%x : tensor<?x9223372036854775807xf32>)
  return %y : tensor<?x9223372036854775807xf32>
}

// -----

// (C7) nor does a zero
func.func @negative_huge_and_zero(%x: tensor<0x4611686018427387904x4xf32>) -> tensor<0x4611686018427387904x4xf32> {
  // expected-error @below {{'gate.apply' op expected operand #0 to have at most 2^48 elements, found 'tensor<0x4611686018427387904x4xf32>'}}
  %y = gate.apply @silu ins(%x : tensor<0x4611686018427387904x4xf32>) outs(%x : tensor<0x4611686018427387904x4xf32>)
  return %y : tensor<0x4611686018427387904x4xf32>
}

// -----

// (C7)
func.func @negative_encoding(%x: tensor<8x8xf32, #gate.weight<panels, f32, tile = 8>>, %o: tensor<8x8xf32>) -> tensor<8x8xf32> {
  // expected-error @below {{'gate.apply' op operand #0 must be variadic of ranked tensor of 16-bit float or bfloat16 type or 32-bit float or 64-bit float values without encoding, but got 'tensor<8x8xf32, #gate.weight<panels, f32, tile = 8>>'}}
  %y = gate.apply @silu ins(%x : tensor<8x8xf32, #gate.weight<panels, f32, tile = 8>>) outs(%o : tensor<8x8xf32>)
  return %y : tensor<8x8xf32>
}

// -----

// (C7)
func.func @negative_encoding_of_outs(%x: tensor<8x8xf32>, %o: tensor<8x8xf32, "other">) {
  // expected-error @below {{'gate.apply' op operand #1 must be ranked tensor of 16-bit float or bfloat16 type or 32-bit float or 64-bit float values without encoding, but got 'tensor<8x8xf32, "other">'}}
  %y = gate.apply @silu ins(%x : tensor<8x8xf32>) outs(%o : tensor<8x8xf32, "other">)
  return
}

// -----

func.func @negative_result_type(%x: tensor<4xf32>) -> tensor<?xf32> {
  // expected-error @below {{'gate.apply' op expected type of operand #1 ('tensor<4xf32>') to match type of corresponding result ('tensor<?xf32>')}}
  %y = "gate.apply"(%x, %x) <{function = @silu, operandSegmentSizes = array<i32: 1, 0, 1>}> : (tensor<4xf32>, tensor<4xf32>) -> tensor<?xf32>
  return %y : tensor<?xf32>
}

// -----

func.func @negative_segments_sum(%x: tensor<4xf32>) -> tensor<4xf32> {
  // expected-error @below {{'gate.apply' op operand count (2) does not match with the total size (5) specified in attribute 'operandSegmentSizes'}}
  %y = "gate.apply"(%x, %x) <{function = @silu, operandSegmentSizes = array<i32: 1, 3, 1>}> : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  return %y : tensor<4xf32>
}

// -----

func.func @negative_segments_negative(%x: tensor<4xf32>) -> tensor<4xf32> {
  // expected-error @below {{'gate.apply' op 'operandSegmentSizes' attribute cannot have negative elements}}
  %y = "gate.apply"(%x, %x) <{function = @silu, operandSegmentSizes = array<i32: 2, -1, 1>}> : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  return %y : tensor<4xf32>
}

// -----

func.func @negative_segments_without_outs(%x: tensor<4xf32>) -> tensor<4xf32> {
  // expected-error @below {{'gate.apply' op failed to verify that there is one operand 'outs'}}
  %y = "gate.apply"(%x, %x) <{function = @silu, operandSegmentSizes = array<i32: 2, 0, 0>}> : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  return %y : tensor<4xf32>
}

// -----

func.func @negative_segments_missing(%x: tensor<4xf32>) -> tensor<4xf32> {
  // expected-error @below {{'gate.apply' op operand count (2) does not match with the total size (0) specified in attribute 'operandSegmentSizes'}}
  %y = "gate.apply"(%x, %x) <{function = @silu}> : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  return %y : tensor<4xf32>
}

// -----

func.func @negative_function_missing(%x: tensor<4xf32>) -> tensor<4xf32> {
  // expected-error @below {{'gate.apply' op requires attribute 'function'}}
  %y = "gate.apply"(%x, %x) <{operandSegmentSizes = array<i32: 1, 0, 1>}> : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  return %y : tensor<4xf32>
}

// -----

func.func @negative_function_nested_symbol(%x: tensor<4xf32>) -> tensor<4xf32> {
  // expected-error @below {{invalid properties {function = @a::@b, operandSegmentSizes = array<i32: 1, 0, 1>} for op gate.apply: Invalid attribute `function` in property conversion: @a::@b}}
  %y = "gate.apply"(%x, %x) <{function = @a::@b, operandSegmentSizes = array<i32: 1, 0, 1>}> : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  return %y : tensor<4xf32>
}

// -----

func.func @negative_parameters_no_dictionary(%x: tensor<4xf32>) -> tensor<4xf32> {
  // expected-error @below {{invalid properties {function = @silu, operandSegmentSizes = array<i32: 1, 0, 1>, parameters = 1.000000e+00 : f64} for op gate.apply: Invalid attribute `parameters` in property conversion: 1.000000e+00 : f64}}
  %y = "gate.apply"(%x, %x) <{function = @silu, parameters = 1.0 : f64, operandSegmentSizes = array<i32: 1, 0, 1>}> : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  return %y : tensor<4xf32>
}

// -----

func.func @negative_rounding(%x: tensor<4xf32>) -> tensor<4xf32> {
  // expected-error @below {{custom op 'gate.apply' 'gate.apply' op attribute 'rounding' failed to satisfy constraint: where a value is rounded to the element type}}
  %y = gate.apply @silu ins(%x : tensor<4xf32>) outs(%x : tensor<4xf32>) {rounding = "each"}
  return %y : tensor<4xf32>
}
