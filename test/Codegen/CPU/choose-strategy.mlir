// RUN: penstock-opt %s -penstock-choose-strategy="tile-table=%S/Inputs/tiles.json cpu=x86-64-v4 triple=x86_64-unknown-linux-gnu" | FileCheck %s --check-prefixes=CHECK,V4
// RUN: penstock-opt %s -penstock-choose-strategy="tile-table=%S/Inputs/tiles.json cpu=x86-64-v3 triple=x86_64-unknown-linux-gnu" | FileCheck %s --check-prefixes=CHECK,V3
// RUN: penstock-opt %s -penstock-choose-strategy="tile-table=%S/Inputs/tiles.json cpu=x86-64 triple=x86_64-unknown-linux-gnu" | FileCheck %s --check-prefixes=CHECK,SSE
// RUN: penstock-opt %s -penstock-choose-strategy="tile-table=%S/Inputs/tiles.json cpu=generic triple=aarch64-unknown-linux-gnu" | FileCheck %s --check-prefixes=CHECK,NEON
// RUN: penstock-opt %s -penstock-choose-strategy="tile-table=%S/Inputs/tiles.json cpu=x86-64 features=+avx2,+fma triple=x86_64-unknown-linux-gnu" | FileCheck %s --check-prefixes=CHECK,V3

// The tile of a contraction on each target, by a table that stays as it is: the
// accumulators of all panels and branches, with their weights and one x, fit the
// vector registers. Panels are one vector wide.

// CHECK-LABEL: func.func @branches_1
// V4: strategy = #gate.strategy<panels, tokens = 8, neurons = 16, unroll = 8, panels = 2, streams = 4, chunk = 512>
// V3: strategy = #gate.strategy<panels, tokens = 6, neurons = 8, unroll = 8, panels = 2, streams = 4, chunk = 512>
// SSE: strategy = #gate.strategy<panels, tokens = 4, neurons = 4, unroll = 8, panels = 2, streams = 4, chunk = 512>
// NEON: strategy = #gate.strategy<panels, tokens = 6, neurons = 4, unroll = 8, panels = 4, streams = 8, chunk = 512>
func.func @branches_1(%x: tensor<?x64xf32>, %w: tensor<64x40xf32>,
                      %o: tensor<?x40xf32>) -> tensor<?x40xf32> {
  %y = gate.gated_matmul ins(%x : tensor<?x64xf32>)
         weights(%w : tensor<64x40xf32>) outs(%o : tensor<?x40xf32>)
  return %y : tensor<?x40xf32>
}

// CHECK-LABEL: func.func @branches_2
// V4: strategy = #gate.strategy<panels, tokens = 8, neurons = 16, unroll = 8, streams = 2, chunk = 512>
// V3: strategy = #gate.strategy<panels, tokens = 6, neurons = 8, unroll = 8, streams = 2, chunk = 512>
// SSE: strategy = #gate.strategy<panels, tokens = 4, neurons = 4, unroll = 8, streams = 2, chunk = 512>
// NEON: strategy = #gate.strategy<panels, tokens = 6, neurons = 4, unroll = 8, panels = 2, streams = 4, chunk = 512>
func.func @branches_2(%x: tensor<?x64xf32>, %w: tensor<64x40xf32>,
                      %o: tensor<?x40xf32>) -> tensor<?x40xf32> {
  %y = gate.gated_matmul @swiglu ins(%x : tensor<?x64xf32>)
         weights(%w, %w : tensor<64x40xf32>, tensor<64x40xf32>)
         outs(%o : tensor<?x40xf32>)
  return %y : tensor<?x40xf32>
}

// One vector each, so fewer tokens where there were two.
// CHECK-LABEL: func.func @branches_3
// V4: strategy = #gate.strategy<panels, tokens = 5, neurons = 16, unroll = 8, chunk = 512>
// V3: strategy = #gate.strategy<panels, tokens = 4, neurons = 8, unroll = 8, chunk = 512>
// SSE: strategy = #gate.strategy<panels, tokens = 2, neurons = 4, unroll = 8, chunk = 512>
// NEON: strategy = #gate.strategy<panels, tokens = 6, neurons = 4, unroll = 8, streams = 2, chunk = 512>
func.func @branches_3(%x: tensor<?x64xf32>, %w: tensor<64x40xf32>,
                      %o: tensor<?x40xf32>) -> tensor<?x40xf32> {
  %y = gate.gated_matmul @lerp ins(%x : tensor<?x64xf32>)
         weights(%w, %w, %w : tensor<64x40xf32>, tensor<64x40xf32>, tensor<64x40xf32>)
         outs(%o : tensor<?x40xf32>)
  return %y : tensor<?x40xf32>
}

// Half as many lanes.
// CHECK-LABEL: func.func @element_f64
// V4: strategy = #gate.strategy<panels, tokens = {{[0-9]+}}, neurons = 8,
// V3: strategy = #gate.strategy<panels, tokens = {{[0-9]+}}, neurons = 4,
// SSE: strategy = #gate.strategy<panels, tokens = {{[0-9]+}}, neurons = 2,
// NEON: strategy = #gate.strategy<panels, tokens = {{[0-9]+}}, neurons = 2,
func.func @element_f64(%x: tensor<?x64xf64>, %w: tensor<64x40xf64>,
                       %o: tensor<?x40xf64>) -> tensor<?x40xf64> {
  %y = gate.gated_matmul @swiglu ins(%x : tensor<?x64xf64>)
         weights(%w, %w : tensor<64x40xf64>, tensor<64x40xf64>)
         outs(%o : tensor<?x40xf64>)
  return %y : tensor<?x40xf64>
}

// The accumulator counts, not the element.
// CHECK-LABEL: func.func @element_bf16
// V4: strategy = #gate.strategy<panels, tokens = {{[0-9]+}}, neurons = 16,
// V3: strategy = #gate.strategy<panels, tokens = {{[0-9]+}}, neurons = 8,
// SSE: strategy = #gate.strategy<panels, tokens = {{[0-9]+}}, neurons = 4,
// NEON: strategy = #gate.strategy<panels, tokens = {{[0-9]+}}, neurons = 4,
func.func @element_bf16(%x: tensor<?x64xbf16>, %w: tensor<64x40xbf16>,
                        %o: tensor<?x40xbf16>) -> tensor<?x40xbf16> {
  %y = gate.gated_matmul @swiglu ins(%x : tensor<?x64xbf16>)
         weights(%w, %w : tensor<64x40xbf16>, tensor<64x40xbf16>)
         outs(%o : tensor<?x40xbf16>)
  return %y : tensor<?x40xbf16>
}

// CHECK-LABEL: func.func @accumulate_f64
// V4: strategy = #gate.strategy<panels, tokens = {{[0-9]+}}, neurons = 8,
// V3: strategy = #gate.strategy<panels, tokens = {{[0-9]+}}, neurons = 4,
// SSE: strategy = #gate.strategy<panels, tokens = {{[0-9]+}}, neurons = 2,
// NEON: strategy = #gate.strategy<panels, tokens = {{[0-9]+}}, neurons = 2,
func.func @accumulate_f64(%x: tensor<?x64xf32>, %w: tensor<64x40xf32>,
                          %o: tensor<?x40xf32>) -> tensor<?x40xf32> {
  %y = gate.gated_matmul ins(%x : tensor<?x64xf32>)
         weights(%w : tensor<64x40xf32>) outs(%o : tensor<?x40xf32>)
         {accumulate = f64}
  return %y : tensor<?x40xf32>
}

// The contraction down has one branch.
// CHECK-LABEL: func.func @ffn
// V4: down_strategy = #gate.strategy<{{.*}} panels = 2, streams = 4, chunk = 512>, strategy = #gate.strategy<{{.*}} unroll = 8, streams = 2, chunk = 512>
func.func @ffn(%x: tensor<?x64xf32>, %w: tensor<64x40xf32>, %d: tensor<40x64xf32>,
               %o: tensor<?x64xf32>) -> tensor<?x64xf32> {
  %y = gate.ffn @swiglu ins(%x : tensor<?x64xf32>)
         weights(%w, %w : tensor<64x40xf32>, tensor<64x40xf32>)
         down(%d : tensor<40x64xf32>) outs(%o : tensor<?x64xf32>)
  return %y : tensor<?x64xf32>
}

// What the user says stays.
// CHECK-LABEL: func.func @given
// CHECK: strategy = #gate.strategy<rows, tokens = 3, neurons = 64, unroll = 2>
func.func @given(%x: tensor<?x64xf32>, %w: tensor<64x40xf32>,
                 %o: tensor<?x40xf32>) -> tensor<?x40xf32> {
  %y = gate.gated_matmul ins(%x : tensor<?x64xf32>)
         weights(%w : tensor<64x40xf32>) outs(%o : tensor<?x40xf32>)
         {strategy = #gate.strategy<rows, tokens = 3, neurons = 64, unroll = 2>}
  return %y : tensor<?x40xf32>
}

// CHECK-LABEL: func.func @given_down
// V4: down_strategy = #gate.strategy<panels, tokens = 1, neurons = 2>, strategy = #gate.strategy<panels, tokens = 8, neurons = 16,
func.func @given_down(%x: tensor<?x64xf32>, %w: tensor<64x40xf32>,
                      %d: tensor<40x64xf32>, %o: tensor<?x64xf32>) -> tensor<?x64xf32> {
  %y = gate.ffn @swiglu ins(%x : tensor<?x64xf32>)
         weights(%w, %w : tensor<64x40xf32>, tensor<64x40xf32>)
         down(%d : tensor<40x64xf32>) outs(%o : tensor<?x64xf32>)
         {down_strategy = #gate.strategy<panels, tokens = 1, neurons = 2>}
  return %y : tensor<?x64xf32>
}

// Panels of several vectors are read vector by vector.
// CHECK-LABEL: func.func @encoded_panels
// V4: strategy = #gate.strategy<panels, tokens = {{[0-9]+}}, neurons = 16,
// V3: strategy = #gate.strategy<panels, tokens = {{[0-9]+}}, neurons = 8,
// SSE: strategy = #gate.strategy<panels, tokens = {{[0-9]+}}, neurons = 4,
// NEON: strategy = #gate.strategy<panels, tokens = {{[0-9]+}}, neurons = 4,
func.func @encoded_panels(%x: tensor<?x64xf32>,
                          %w: tensor<64x40xf32, #gate.weight<panels, int8, tile = 64>>,
                          %o: tensor<?x40xf32>) -> tensor<?x40xf32> {
  %y = gate.gated_matmul ins(%x : tensor<?x64xf32>)
         weights(%w : tensor<64x40xf32, #gate.weight<panels, int8, tile = 64>>)
         outs(%o : tensor<?x40xf32>)
  return %y : tensor<?x40xf32>
}

// CHECK-LABEL: func.func @encoded_neuron_major
// V4: strategy = #gate.strategy<rows, tokens = 8, neurons = 16, unroll = 8>
// V3: strategy = #gate.strategy<rows, tokens = 6, neurons = 8, unroll = 8>
// SSE: strategy = #gate.strategy<rows, tokens = 4, neurons = 4, unroll = 8>
// NEON: strategy = #gate.strategy<rows, tokens = 6, neurons = 4, unroll = 8>
func.func @encoded_neuron_major(
    %x: tensor<?x64xf32>,
    %w: tensor<64x40xf32, #gate.weight<neuron_major, int8, neuron_dim = 1>>,
    %o: tensor<?x40xf32>) -> tensor<?x40xf32> {
  %y = gate.gated_matmul ins(%x : tensor<?x64xf32>)
         weights(%w : tensor<64x40xf32, #gate.weight<neuron_major, int8, neuron_dim = 1>>)
         outs(%o : tensor<?x40xf32>)
  return %y : tensor<?x40xf32>
}

// Narrower panels are read as they are. Each contraction of an ffn follows its
// own weights.
// CHECK-LABEL: func.func @encoded_down
// V4: down_strategy = #gate.strategy<panels, tokens = 8, neurons = 4, {{.*}}>, strategy = #gate.strategy<panels, tokens = 8, neurons = 16,
func.func @encoded_down(%x: tensor<?x64xf32>, %w: tensor<64x40xf32>,
                        %d: tensor<40x64xf32, #gate.weight<panels, int8, tile = 4>>,
                        %o: tensor<?x64xf32>) -> tensor<?x64xf32> {
  %y = gate.ffn @swiglu ins(%x : tensor<?x64xf32>)
         weights(%w, %w : tensor<64x40xf32>, tensor<64x40xf32>)
         down(%d : tensor<40x64xf32, #gate.weight<panels, int8, tile = 4>>)
         outs(%o : tensor<?x64xf32>)
  return %y : tensor<?x64xf32>
}

// Products of integers: one sum over all inputs has the tile of floats.
// CHECK-LABEL: func.func @integers
// V4: strategy = #gate.strategy<panels, tokens = 8, neurons = 16, unroll = 8, panels = 2, streams = 4, chunk = 512>
// V3: strategy = #gate.strategy<panels, tokens = 6, neurons = 8, unroll = 8, panels = 2, streams = 4, chunk = 512>
func.func @integers(
    %x: tensor<?x64xf32>,
    %w: tensor<64x40xf32, #gate.weight<panels, int8, tile = 16, interleave = 4>>,
    %o: tensor<?x40xf32>) -> tensor<?x40xf32> {
  %y = gate.gated_matmul ins(%x : tensor<?x64xf32>)
         weights(%w : tensor<64x40xf32, #gate.weight<panels, int8, tile = 16, interleave = 4>>)
         outs(%o : tensor<?x40xf32>) {activations = #gate.activations<int8>}
  return %y : tensor<?x40xf32>
}

// Of groups, the weights of one vector stay in registers.
// CHECK-LABEL: func.func @integer_groups
// V4: strategy = #gate.strategy<panels, tokens = 16, neurons = 16, unroll = 8, streams = 4, chunk = 512>
// V3: strategy = #gate.strategy<panels, tokens = 4, neurons = 8, unroll = 8, streams = 4, chunk = 512>
func.func @integer_groups(
    %x: tensor<?x64xf32>,
    %w: tensor<64x40xf32, #gate.weight<panels, int4, tile = 16, group_size = 32, interleave = 4>>,
    %o: tensor<?x40xf32>) -> tensor<?x40xf32> {
  %y = gate.gated_matmul ins(%x : tensor<?x64xf32>)
         weights(%w : tensor<64x40xf32, #gate.weight<panels, int4, tile = 16, group_size = 32, interleave = 4>>)
         outs(%o : tensor<?x40xf32>) {activations = #gate.activations<int8>}
  return %y : tensor<?x40xf32>
}
