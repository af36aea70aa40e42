// RUN: penstock-opt %s -split-input-file -verify-diagnostics

//===----------------------------------------------------------------------===//
// #gate.weight
//===----------------------------------------------------------------------===//

// (C1)
// expected-error @below {{expected an encoded weight of rank 2 with static, non-zero sizes, found 'tensor<64xf32>'}}
func.func private @negative_rank1(tensor<64xf32, #gate.weight<panels, f32, tile = 16>>)

// -----

// (C1)
// expected-error @below {{expected an encoded weight of rank 2 with static, non-zero sizes, found 'tensor<2x64x16xf32>'}}
func.func private @negative_rank3(tensor<2x64x16xf32, #gate.weight<panels, f32, tile = 16>>)

// -----

// (C1)
// expected-error @below {{expected an encoded weight of rank 2 with static, non-zero sizes, found 'tensor<?x16xf32>'}}
func.func private @negative_dynamic(tensor<?x16xf32, #gate.weight<panels, f32, tile = 16>>)

// -----

// (C1)
// expected-error @below {{expected an encoded weight of rank 2 with static, non-zero sizes, found 'tensor<0x16xf32>'}}
func.func private @negative_zero_inputs(tensor<0x16xf32, #gate.weight<panels, f32, tile = 16>>)

// -----

// (C1)
// expected-error @below {{expected an encoded weight of rank 2 with static, non-zero sizes, found 'tensor<64x0xf32>'}}
func.func private @negative_zero_outputs(tensor<64x0xf32, #gate.weight<panels, f32, tile = 16>>)

// -----

// (C1)
// expected-error @below {{expected an encoded weight of at most 2^40 elements, found 'tensor<1099511627776x1099511627776xf32>'}}
func.func private @negative_huge(tensor<1099511627776x1099511627776xf32, #gate.weight<panels, f32, tile = 16>>)

// -----

// (C1)
// expected-error @below {{expected an encoded weight of at most 2^40 elements, found 'tensor<1099511627776x2xf32>'}}
func.func private @negative_huge_product(tensor<1099511627776x2xf32, #gate.weight<panels, f32, tile = 16>>)

// -----

// (C2)
// expected-error @below {{expected panels to have a tile of 1 ... 512, found 0}}
func.func private @negative_panels_without_tile(tensor<64x16xf32, #gate.weight<panels, f32>>)

// -----

// (C2)
// expected-error @below {{expected panels to have a tile of 1 ... 512, found 0}}
func.func private @negative_tile_zero(tensor<64x16xf32, #gate.weight<panels, f32, tile = 0>>)

// -----

// (C2)
// expected-error @below {{expected panels to have a tile of 1 ... 512, found -16}}
func.func private @negative_tile_negative(tensor<64x16xf32, #gate.weight<panels, f32, tile = -16>>)

// -----

// (C2)
// expected-error @below {{expected panels to have a tile of 1 ... 512, found 513}}
func.func private @negative_tile_too_large(tensor<64x16xf32, #gate.weight<panels, f32, tile = 513>>)

// -----

// (C2)
// expected-error @below {{expected no neuron_dim of panels, found 1}}
func.func private @negative_panels_neuron_dim(tensor<64x16xf32, #gate.weight<panels, f32, tile = 16, neuron_dim = 1>>)

// -----

// (C2)
// expected-error @below {{expected no neuron_dim of panels, found -2}}
func.func private @negative_panels_neuron_dim_negative(tensor<64x16xf32, #gate.weight<panels, f32, tile = 16, neuron_dim = -2>>)

// -----

// (C2)
// expected-error @below {{expected neuron_major to have a neuron_dim of 0 or 1, found -1}}
func.func private @negative_neuron_major_without_dim(tensor<64x16xf32, #gate.weight<neuron_major, f32>>)

// -----

// (C2)
// expected-error @below {{expected neuron_major to have a neuron_dim of 0 or 1, found 2}}
func.func private @negative_neuron_dim_too_large(tensor<64x16xf32, #gate.weight<neuron_major, f32, neuron_dim = 2>>)

// -----

// (C2)
// expected-error @below {{expected no tile of neuron_major, found 16}}
func.func private @negative_neuron_major_tile(tensor<64x16xf32, #gate.weight<neuron_major, f32, neuron_dim = 1, tile = 16>>)

// -----

// (C3)
// expected-error @below {{expected a group_size of 32, 64 or 128 for int4, found 0}}
func.func private @negative_int4_without_group(tensor<64x16xf32, #gate.weight<panels, int4, tile = 16>>)

// -----

// (C3)
// expected-error @below {{expected a group_size of 32, 64 or 128 for int4, found 16}}
func.func private @negative_group_size(tensor<64x16xf32, #gate.weight<panels, int4, tile = 16, group_size = 16>>)

// -----

// (C3)
// expected-error @below {{expected a group_size of 32, 64 or 128 for int8, found 16}}
func.func private @negative_group_size_int8(tensor<64x16xf32, #gate.weight<panels, int8, tile = 16, group_size = 16>>)

// -----

// (C3)
// expected-error @below {{expected no group_size for f32, found 32}}
func.func private @negative_group_of_f32(tensor<64x16xf32, #gate.weight<panels, f32, tile = 16, group_size = 32>>)

// -----

// (C3)
// expected-error @below {{expected the group_size 128 to divide the inputs, 64}}
func.func private @negative_group_does_not_divide(tensor<64x16xf32, #gate.weight<panels, int4, tile = 16, group_size = 128>>)

// -----

// (C3)
// expected-error @below {{expected the group_size 64 to divide the inputs, 96}}
func.func private @negative_group_does_not_divide_int8(tensor<96x16xf32, #gate.weight<panels, int8, tile = 16, group_size = 64>>)

// -----

// (C3)
// expected-error @below {{expected the group_size 32 to divide the inputs, 16}}
func.func private @negative_group_does_not_divide_out_in(tensor<64x16xf32, #gate.weight<panels, int4, tile = 16, group_size = 32, out_in>>)

// -----

// (C4)
// expected-error @below {{expected asymmetric for int4 only, found it for int8}}
func.func private @negative_asymmetric_int8(tensor<64x16xf32, #gate.weight<panels, int8, tile = 16, asymmetric>>)

// -----

// (C4)
// expected-error @below {{expected scale = f16 with a group_size only, found it for f32 without}}
func.func private @negative_scale_of_f32(tensor<64x16xf32, #gate.weight<panels, f32, tile = 16, scale = f16>>)

// -----

// (C4)
// expected-error @below {{expected scale = f16 with a group_size only, found it for int8 without}}
func.func private @negative_scale_of_int8(tensor<64x16xf32, #gate.weight<panels, int8, tile = 16, scale = f16>>)

// -----

// (C4)
// expected-error @below {{expected a scale of f16 or f32, found 'bf16'}}
func.func private @negative_scale_type(tensor<64x16xf32, #gate.weight<panels, int4, tile = 16, group_size = 32, scale = bf16>>)

// -----

// (C5)
// expected-error @below {{expected 1 ... 64 branches, found 0}}
func.func private @negative_branches_zero(tensor<64x16xf32, #gate.weight<panels, f32, tile = 16, branches = 0>>)

// -----

// (C5)
// expected-error @below {{expected 1 ... 64 branches, found 65}}
func.func private @negative_branches_many(tensor<64x16xf32, #gate.weight<panels, f32, tile = 16, branches = 65>>)

// -----

// (C5)
// expected-error @below {{expected the 3 branches to divide the outputs, 16}}
func.func private @negative_branches_do_not_divide(tensor<64x16xf32, #gate.weight<panels, f32, tile = 16, branches = 3>>)

// -----

// (C5)
// expected-error @below {{expected the neurons of several branches to be outputs, found neuron_dim = 0 with in_out}}
func.func private @negative_branches_neurons_are_inputs(tensor<64x16xf32, #gate.weight<neuron_major, f32, neuron_dim = 0, branches = 2>>)

// -----

// (C5)
// expected-error @below {{expected the neurons of several branches to be outputs, found neuron_dim = 1 with out_in}}
func.func private @negative_branches_neurons_are_inputs_out_in(tensor<64x16xf32, #gate.weight<neuron_major, f32, neuron_dim = 1, out_in, branches = 2>>)

// -----

// (C5)
// expected-error @below {{expected several branches to interleave, found 1}}
func.func private @negative_interleaved_one_branch(tensor<64x16xf32, #gate.weight<panels, f32, tile = 16, interleaved>>)

// -----

// (C6)
// expected-error @below {{expected an encoded weight of f64, f32, bf16 or f16, found 'i8'}}
func.func private @negative_element_type_integer(tensor<64x16xi8, #gate.weight<panels, f32, tile = 16>>)

// -----

// (C6)
// expected-error @below {{expected an encoded weight of f64, f32, bf16 or f16, found 'f8E5M2'}}
func.func private @negative_element_type_f8(tensor<64x16xf8E5M2, #gate.weight<panels, f32, tile = 16>>)

// -----

// (C7)
// expected-error @below {{expected an interleave of 1 for f32 in panels, found 2}}
func.func private @negative_interleave_f32(tensor<64x16xf32, #gate.weight<panels, f32, tile = 16, interleave = 2>>)

// -----

// (C7)
// expected-error @below {{expected an interleave of 1 or 2 for bf16 in panels, found 4}}
func.func private @negative_interleave_bf16(tensor<64x16xf32, #gate.weight<panels, bf16, tile = 16, interleave = 4>>)

// -----

// (C7)
// expected-error @below {{expected an interleave of 1 or 4 for int8 in panels, found 2}}
func.func private @negative_interleave_int8(tensor<64x16xf32, #gate.weight<panels, int8, tile = 16, interleave = 2>>)

// -----

// (C7)
// expected-error @below {{expected an interleave of 1 or 4 for int4 in panels, found 0}}
func.func private @negative_interleave_int4(tensor<64x16xf32, #gate.weight<panels, int4, tile = 16, group_size = 32, interleave = 0>>)

// -----

// (C7)
// expected-error @below {{expected an interleave of 1 for int8 in neuron_major, found 4}}
func.func private @negative_interleave_neuron_major(tensor<64x16xf32, #gate.weight<neuron_major, int8, neuron_dim = 1, interleave = 4>>)

// -----

// expected-error @below {{expected valid keyword}}
func.func private @negative_no_items(tensor<64x16xf32, #gate.weight<>>)

// -----

// expected-error @below {{expected the layout panels or neuron_major, found 'rows'}}
func.func private @negative_layout(tensor<64x16xf32, #gate.weight<rows, f32, tile = 16>>)

// -----

// expected-error @below {{expected a format (f64, f32, bf16, f16, int8, int4), found 'fp4'}}
func.func private @negative_format(tensor<64x16xf32, #gate.weight<panels, fp4, tile = 16>>)

// -----

// expected-error @below {{expected ','}}
func.func private @negative_without_format(tensor<64x16xf32, #gate.weight<panels>>)

// -----

// expected-error @below {{unknown item 'padded' of a weight encoding; known are tile, group_size, asymmetric, scale, neuron_dim, in_out, out_in, branches, interleaved, interleave}}
func.func private @negative_item(tensor<64x16xf32, #gate.weight<panels, f32, tile = 16, padded>>)

// -----

// expected-error @below {{'tile' is given twice}}
func.func private @negative_item_twice(tensor<64x16xf32, #gate.weight<panels, f32, tile = 16, tile = 8>>)

// -----

// expected-error @below {{expected '='}}
func.func private @negative_item_without_value(tensor<64x16xf32, #gate.weight<panels, f32, tile>>)

// -----

// expected-error @below {{expected integer value}}
func.func private @negative_item_value(tensor<64x16xf32, #gate.weight<panels, f32, tile = wide>>)

// -----

// expected-error @below {{integer value too large}}
func.func private @negative_item_value_huge(tensor<64x16xf32, #gate.weight<panels, f32, tile = 99999999999999999999>>)

// -----

// expected-error @below {{expected non-function type}}
func.func private @negative_type_missing(tensor<, #gate.weight<panels, f32, tile = 16>>)

// -----

// expected-error @below {{expected '<'}}
func.func private @negative_no_list(tensor<64x16xf32, #gate.weight>)

// -----

// expected-error @below {{unbalanced '<' character in pretty dialect name}}
func.func private @negative_not_closed(tensor<64x16xf32, #gate.weight<panels, f32, tile = 16)

// -----

// (C1)
func.func @negative_encode_shape(%w: tensor<64x16xf32>) {
  // expected-error @below {{'gate.encode' op expected the result to have the shape and element type of the source, 'tensor<64x16xf32>', found 'tensor<64x32xf32>'}}
  %0 = gate.encode %w : tensor<64x16xf32> -> tensor<64x32xf32, #gate.weight<panels, f32, tile = 16>>
  return
}

// -----

// (C1)
func.func @negative_encode_element_type(%w: tensor<64x16xf32>) {
  // expected-error @below {{'gate.encode' op expected the result to have the shape and element type of the source, 'tensor<64x16xf32>', found 'tensor<64x16xf16>'}}
  %0 = gate.encode %w : tensor<64x16xf32> -> tensor<64x16xf16, #gate.weight<panels, f32, tile = 16>>
  return
}

// -----

// (C2)
func.func @negative_encode_to_plain(%w: tensor<64x16xf32>) {
  // expected-error @below {{'gate.encode' op expected the result to have a #gate.weight encoding, found 'tensor<64x16xf32>'}}
  %0 = gate.encode %w : tensor<64x16xf32> -> tensor<64x16xf32>
  return
}

// -----

// (C2)
func.func @negative_encode_twice(%w: tensor<64x16xf32, #gate.weight<panels, f32, tile = 16>>) {
  // expected-error @below {{'gate.encode' op expected the source to have no encoding, found #gate.weight<panels, f32, tile = 16>}}
  %0 = gate.encode %w : tensor<64x16xf32, #gate.weight<panels, f32, tile = 16>> -> tensor<64x16xf32, #gate.weight<panels, f32, tile = 16>>
  return
}

// -----

// (C2)
func.func @negative_encode_to_other(%w: tensor<64x16xf32>) {
  // expected-error @below {{'gate.encode' op expected the result to have a #gate.weight encoding, found 'tensor<64x16xf32, "other">'}}
  %0 = gate.encode %w : tensor<64x16xf32> -> tensor<64x16xf32, "other">
  return
}

// -----

// (C1)
func.func @negative_decode_shape(%w: tensor<64x16xf32, #gate.weight<panels, f32, tile = 16>>) {
  // expected-error @below {{'gate.decode' op expected the source to have the shape and element type of the result, 'tensor<16x64xf32>', found 'tensor<64x16xf32>'}}
  %0 = gate.decode %w : tensor<64x16xf32, #gate.weight<panels, f32, tile = 16>> -> tensor<16x64xf32>
  return
}

// -----

// (C1)
func.func @negative_decode_element_type(%w: tensor<64x16xf32, #gate.weight<panels, f32, tile = 16>>) {
  // expected-error @below {{'gate.decode' op expected the source to have the shape and element type of the result, 'tensor<64x16xf64>', found 'tensor<64x16xf32>'}}
  %0 = gate.decode %w : tensor<64x16xf32, #gate.weight<panels, f32, tile = 16>> -> tensor<64x16xf64>
  return
}

// -----

// (C2)
func.func @negative_decode_plain(%w: tensor<64x16xf32>) {
  // expected-error @below {{'gate.decode' op expected the source to have a #gate.weight encoding, found 'tensor<64x16xf32>'}}
  %0 = gate.decode %w : tensor<64x16xf32> -> tensor<64x16xf32>
  return
}

// -----

// (C2)
func.func @negative_decode_to_encoded(%w: tensor<64x16xf32, #gate.weight<panels, f32, tile = 16>>) {
  // expected-error @below {{'gate.decode' op expected the result to have no encoding, found #gate.weight<panels, f32, tile = 16>}}
  %0 = gate.decode %w : tensor<64x16xf32, #gate.weight<panels, f32, tile = 16>> -> tensor<64x16xf32, #gate.weight<panels, f32, tile = 16>>
  return
}

// -----

func.func @negative_encode_memref(%w: memref<64x16xf32>) {
  // expected-error @below {{custom op 'gate.encode' invalid kind of type specified: expected builtin.tensor, but found 'memref<64x16xf32>'}}
  %0 = gate.encode %w : memref<64x16xf32> -> tensor<64x16xf32, #gate.weight<panels, f32, tile = 16>>
  return
}

// -----

// (C1)
func.func @negative_assemble_to_plain(%w: tensor<1x64x16xf32>) {
  // expected-error @below {{'gate.assemble' op expected a weight with a #gate.weight encoding, found 'tensor<64x16xf32>'}}
  %0 = gate.assemble %w : tensor<1x64x16xf32> -> tensor<64x16xf32>
  return
}

// -----

// (C1)
func.func @negative_assemble_part_type(%w: tensor<64x16xf32>) {
  // expected-error @below {{'gate.assemble' op expected storage part #0 to be 'tensor<1x64x16xf32>', found 'tensor<64x16xf32>'}}
  %0 = gate.assemble %w : tensor<64x16xf32> -> tensor<64x16xf32, #gate.weight<panels, f32, tile = 16>>
  return
}

// -----

// (C1)
func.func @negative_assemble_part_element_type(%w: tensor<1x64x16xf64>) {
  // expected-error @below {{'gate.assemble' op expected storage part #0 to be 'tensor<1x64x16xf32>', found 'tensor<1x64x16xf64>'}}
  %0 = gate.assemble %w : tensor<1x64x16xf64> -> tensor<64x16xf32, #gate.weight<panels, f32, tile = 16>>
  return
}

// -----

// (C1)
func.func @negative_assemble_part_missing(%w: tensor<1x2x16x16xi8>) {
  // expected-error @below {{'gate.assemble' op expected 3 storage parts, found 1}}
  %0 = gate.assemble %w : tensor<1x2x16x16xi8> -> tensor<64x16xf32, #gate.weight<panels, int4, tile = 16, group_size = 32, asymmetric>>
  return
}

// -----

// (C1)
func.func @negative_assemble_scale_type(%v: tensor<1x2x16x16xi8>, %s: tensor<1x2x16xf16>) {
  // expected-error @below {{'gate.assemble' op expected storage part #1 to be 'tensor<1x2x16xf32>', found 'tensor<1x2x16xf16>'}}
  %0 = gate.assemble %v, %s, %s : tensor<1x2x16x16xi8>, tensor<1x2x16xf16>, tensor<1x2x16xf16> -> tensor<64x16xf32, #gate.weight<panels, int4, tile = 16, group_size = 32, asymmetric>>
  return
}

// -----

// (C1)
func.func @negative_assemble_interleaved(%v: tensor<1x63x16xi8>, %s: tensor<1x16xf32>) {
  // expected-error @below {{'gate.assemble' op expected storage part #0 to be 'tensor<1x16x16x4xi8>', found 'tensor<1x63x16xi8>'}}
  %0 = gate.assemble %v, %s : tensor<1x63x16xi8>, tensor<1x16xf32> -> tensor<63x16xf32, #gate.weight<panels, int8, tile = 16, interleave = 4>>
  return
}

// -----

// (C1)
func.func @negative_assemble_nothing() {
  // expected-error @below {{'gate.assemble' op expected 1 storage parts, found 0}}
  %0 = "gate.assemble"() : () -> tensor<64x16xf32, #gate.weight<panels, f32, tile = 16>>
  return
}

// -----

// (C1)
func.func @negative_storage_of_plain(%w: tensor<64x16xf32>) {
  // expected-error @below {{'gate.storage' op expected a weight with a #gate.weight encoding, found 'tensor<64x16xf32>'}}
  %0 = gate.storage %w : tensor<64x16xf32> -> tensor<1x64x16xf32>
  return
}

// -----

// (C1)
func.func @negative_storage_part_type(%w: tensor<64x16xf32, #gate.weight<panels, f32, tile = 16>>) {
  // expected-error @below {{'gate.storage' op expected storage part #0 to be 'tensor<1x64x16xf32>', found 'tensor<64x16xf32>'}}
  %0 = gate.storage %w : tensor<64x16xf32, #gate.weight<panels, f32, tile = 16>> -> tensor<64x16xf32>
  return
}

// -----

// (C1)
func.func @negative_storage_part_missing(%w: tensor<64x16xf32, #gate.weight<panels, int4, tile = 16, group_size = 32, asymmetric>>) {
  // expected-error @below {{'gate.storage' op expected 3 storage parts, found 2}}
  %0:2 = gate.storage %w : tensor<64x16xf32, #gate.weight<panels, int4, tile = 16, group_size = 32, asymmetric>> -> tensor<1x2x16x16xi8>, tensor<1x2x16xf32>
  return
}

// -----

// (C1)
func.func @negative_storage_nothing(%w: tensor<64x16xf32, #gate.weight<panels, f32, tile = 16>>) {
  // expected-error @below {{'gate.storage' op expected 1 storage parts, found 0}}
  "gate.storage"(%w) : (tensor<64x16xf32, #gate.weight<panels, f32, tile = 16>>) -> ()
  return
}
