// RUN: penstock-opt %s --split-input-file --verify-diagnostics

func.func @negative_encoded_weight_without_inputs(
    // expected-error @below {{of rank 2 with static, non-zero sizes}}
    %w: tensor<0x16xf32, #gate.weight<panels, f32, tile = 16>>) {
  return
}

// -----

func.func @negative_encoded_weight_of_rank_1(
    // expected-error @below {{of rank 2 with static, non-zero sizes}}
    %w: tensor<16xf32, #gate.weight<panels, f32, tile = 16>>) {
  return
}

// -----

func.func @negative_encoded_weight_tile(
    // expected-error @below {{to have a tile of 1 ... 512}}
    %w: tensor<16x16xf32, #gate.weight<panels, f32, tile = 9223372036854775807>>) {
  return
}

// -----

func.func @negative_encoded_weight_group(
    // expected-error @below {{a group_size of 32, 64 or 128 for int4}}
    %w: tensor<16x16xf32, #gate.weight<panels, int4, tile = 16, group_size = 0>>) {
  return
}

// -----

func.func @negative_huge(%x: tensor<9223372036854775807x4611686018427387904xf32>)
    -> tensor<9223372036854775807x4611686018427387904xf32> {
  // expected-error @below {{to have at most 2^48 elements}}
  %0 = gate.apply @gelu
         ins(%x : tensor<9223372036854775807x4611686018427387904xf32>)
         outs(%x : tensor<9223372036854775807x4611686018427387904xf32>)
  return %0 : tensor<9223372036854775807x4611686018427387904xf32>
}

// -----

func.func @negative_huge_weight(%x: tensor<1x2147483648xf32>,
                       %w: tensor<2147483648x2147483648xf32>,
                       %o: tensor<1x2147483648xf32>)
    -> tensor<1x2147483648xf32> {
  // expected-error @below {{to have at most 2^48 elements}}
  %0 = gate.gated_matmul @swiglu ins(%x : tensor<1x2147483648xf32>)
         weights(%w, %w : tensor<2147483648x2147483648xf32>,
                          tensor<2147483648x2147483648xf32>)
         outs(%o : tensor<1x2147483648xf32>)
  return %0 : tensor<1x2147483648xf32>
}
