// RUN: penstock-opt %s -o /dev/null -penstock-choose-strategy="cpu=x86-64-v3 triple=x86_64-unknown-linux-gnu print=1 machine=%S/Inputs/machine.json" 2>&1 | FileCheck %s
// RUN: penstock-opt %s -o /dev/null -penstock-choose-strategy="cpu=x86-64-v3 triple=x86_64-unknown-linux-gnu print=1" 2>&1 | FileCheck %s --check-prefix=DEFAULT

// What each op reads, writes and computes, and how long it takes at most.

// CHECK: machine: {{.*}}machine.json, avx2, 1 thread: f32 100 GFLOP/s, int8 400 GOP/s, read L1 400 L2 200 L3 50 memory 10 GB/s
// DEFAULT: machine: defaults for avx2, 1 thread: f32 96 GFLOP/s

// Weights of 2 x 512 x 1024 numbers, read once for all tokens, and each token
// of 512 numbers in and 1024 out.
// CHECK: @dynamic: gate.gated_matmul at {{.*}}print-strategy.mlir:[[#]]:8
// CHECK-NEXT: 512 inputs, 2 x 1024 outputs, 4.19 MB of weights
// CHECK-NEXT: tokens 1 16 128
// CHECK-NEXT: bytes 4.20 MB 4.29 MB 4.98 MB
// CHECK-NEXT: operations 2.12 M 34.0 M 272 M
// CHECK-NEXT: operations per byte 0.5 7.9 54.6
// CHECK-NEXT: bound by L3 compute compute
// CHECK-NEXT: * panels, tokens = 6, neurons = 8, unroll = 8, streams = 2, chunk = 512 (built in) 84.0 us
// CHECK-NEXT: panels, tokens = 2, neurons = 8, unroll = 8, panels = 2, streams = 2, chunk = 512 (not taken) 84.0 us
// CHECK: rows, tokens = 6, neurons = 8, unroll = 8 (not taken) 168 us
func.func @dynamic(%x: tensor<?x512xf32>, %w: tensor<512x1024xf32>,
                   %o: tensor<?x1024xf32>) -> tensor<?x1024xf32> {
  %y = gate.gated_matmul @swiglu ins(%x : tensor<?x512xf32>)
         weights(%w, %w : tensor<512x1024xf32>, tensor<512x1024xf32>)
         outs(%o : tensor<?x1024xf32>)
  return %y : tensor<?x1024xf32>
}

// One number of tokens: one column. The encoding's bytes are what is read:
// 64 x 32 / 2 and a scale of 2 for each group.
// CHECK: @encoded: gate.gated_matmul
// CHECK-NEXT: 64 inputs, 32 outputs, 1.15 kB of weights
// CHECK-NEXT: tokens 4{{$}}
// CHECK-NEXT: bytes 2.69 kB{{$}}
// CHECK-NEXT: operations 16.9 k{{$}}
// CHECK-NEXT: operations per byte 6.3{{$}}
// CHECK-NEXT: bound by compute{{$}}
// CHECK-NEXT: * panels, tokens = {{[0-9]+}}, neurons = 8, {{.*}} (built in)
func.func @encoded(%x: tensor<4x64xf32>,
    %w: tensor<64x32xf32, #gate.weight<panels, int4, tile = 16, group_size = 32, scale = f16, interleave = 4>>,
    %o: tensor<4x32xf32>) -> tensor<4x32xf32> {
  %y = gate.gated_matmul ins(%x : tensor<4x64xf32>)
         weights(%w : tensor<64x32xf32, #gate.weight<panels, int4, tile = 16, group_size = 32, scale = f16, interleave = 4>>)
         outs(%o : tensor<4x32xf32>)
         {activations = #gate.activations<int8, group_size = 32>}
  return %y : tensor<4x32xf32>
}

// Each part of an ffn, and their sum. Of the down weight a fifth is active; rows
// of single neurons have no tiles to choose from.
// CHECK: @ffn: gate.ffn
// CHECK-NEXT: norm: 256 B of weights
// CHECK: * predicted time
// CHECK-NEXT: up: 64 inputs, 1000 outputs, 256 kB of weights
// CHECK: (given by the op)
// CHECK: down: 1000 inputs, 64 outputs, 51.2 kB of weights
// CHECK-NEXT: tokens
// CHECK-NEXT: bytes 55.5 kB
// CHECK: * predicted time
// CHECK: @ffn: all
// CHECK-NEXT: tokens 1 16 128
// CHECK-NEXT: predicted time
func.func @ffn(%x: tensor<?x64xf32>, %n: tensor<64xf32>, %w: tensor<64x1000xf32>,
               %d: tensor<1000x64xf32>, %o: tensor<?x64xf32>) -> tensor<?x64xf32> {
  %y = gate.ffn @relu ins(%x : tensor<?x64xf32>)
         norm(@rms_norm, %n : tensor<64xf32>)
         weights(%w : tensor<64x1000xf32>) down(%d : tensor<1000x64xf32>)
         outs(%o : tensor<?x64xf32>)
         {sparsity = #gate.sparsity<threshold = 0.0, density = 0.2>,
          strategy = #gate.strategy<panels, tokens = 2, neurons = 8>}
  return %y : tensor<?x64xf32>
}

// Functions and encodings have no candidates.
// CHECK: @others: gate.apply
// CHECK-NEXT: 0 B of weights
// CHECK-NEXT: tokens 8
// CHECK-NEXT: bytes 512 B
// CHECK: operations 128
// CHECK: * predicted time
// CHECK: @others: gate.apply_row
// CHECK-NEXT: 32.0 B of weights
// CHECK: @others: gate.encode
// CHECK-NEXT: 256 B of weights
// CHECK: @others: all
func.func @others(%x: tensor<8x8xf32>, %n: tensor<8xf32>, %o: tensor<8x8xf32>)
    -> (tensor<8x8xf32>, tensor<8x8xf32>, tensor<4x8xf32, #gate.weight<panels, int8, tile = 8>>) {
  %y = gate.apply @relu ins(%x : tensor<8x8xf32>) outs(%o : tensor<8x8xf32>)
  %z = gate.apply_row @rms_norm ins(%y, %n : tensor<8x8xf32>, tensor<8xf32>)
         outs(%o : tensor<8x8xf32>)
  %w = tensor.extract_slice %x[0, 0] [4, 8] [1, 1] : tensor<8x8xf32> to tensor<4x8xf32>
  %e = gate.encode %w : tensor<4x8xf32> -> tensor<4x8xf32, #gate.weight<panels, int8, tile = 8>>
  return %y, %z, %e : tensor<8x8xf32>, tensor<8x8xf32>, tensor<4x8xf32, #gate.weight<panels, int8, tile = 8>>
}
