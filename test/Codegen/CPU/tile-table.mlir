// RUN: rm -rf %t && mkdir %t
// RUN: echo '{"tiles": [{"tokens": 3, "vectors": 2, "streams": 4, "unroll": 4, "chunk": 0}, {"vector_bits": 256, "inputs": 64, "outputs": 40, "tokens": 5, "vectors": 2, "streams": 2, "unroll": 4, "chunk": 64}, {"feature": "avx512f", "weights": "f32", "tokens": 9, "vectors": 1, "streams": 1, "unroll": 1, "chunk": 0, "tuned": {"machine": "m"}}]}' > %t/tiles.json
// RUN: penstock-opt %s -penstock-choose-strategy="cpu=x86-64-v3 triple=x86_64-unknown-linux-gnu tile-table=%t/tiles.json" | FileCheck %s
// RUN: penstock-opt %s -penstock-lower-to-vectors="cpu=x86-64-v3 triple=x86_64-unknown-linux-gnu tile-table=%t/tiles.json" | FileCheck %s --check-prefix=VECTORS
// RUN: env PENSTOCK_TILE_TABLE=%t/tiles.json penstock-opt %s -penstock-choose-strategy="cpu=x86-64-v3 triple=x86_64-unknown-linux-gnu" | FileCheck %s

// The user's entries go before ours; of those that agree the one with the most
// keys is taken.

// CHECK-LABEL: func.func @shape
// CHECK: strategy = #gate.strategy<panels, tokens = 5, neurons = 8, unroll = 4, panels = 2, streams = 2, chunk = 64>
// Five tokens' sums of two vectors each.
// VECTORS-LABEL: func.func @shape
// VECTORS: scf.for {{.*}} step %c4{{.*}} -> ({{((vector<8xf32>, ){9})}}vector<8xf32>) {
func.func @shape(%x: tensor<?x64xf32>, %w: tensor<64x40xf32>,
                 %o: tensor<?x40xf32>) -> tensor<?x40xf32> {
  %y = gate.gated_matmul ins(%x : tensor<?x64xf32>)
         weights(%w : tensor<64x40xf32>) outs(%o : tensor<?x40xf32>)
  return %y : tensor<?x40xf32>
}

// CHECK-LABEL: func.func @any
// CHECK: strategy = #gate.strategy<panels, tokens = 3, neurons = 8, unroll = 4, streams = 2>
func.func @any(%x: tensor<?x64xf32>, %w: tensor<64x48xf32>,
               %o: tensor<?x48xf32>) -> tensor<?x48xf32> {
  %y = gate.gated_matmul @swiglu ins(%x : tensor<?x64xf32>)
         weights(%w, %w : tensor<64x48xf32>, tensor<64x48xf32>)
         outs(%o : tensor<?x48xf32>)
  return %y : tensor<?x48xf32>
}
