// RUN: not penstock-opt %s -gate-sparsify="threshold=1 top-k=3" 2>&1 | FileCheck %s --check-prefix=BOTH
// RUN: not penstock-opt %s -gate-sparsify=threshold=-2 2>&1 | FileCheck %s --check-prefix=THRESHOLD
// RUN: not penstock-opt %s -gate-sparsify=top-k=-1 2>&1 | FileCheck %s --check-prefix=TOPK
// RUN: not penstock-opt %s -gate-sparsify=density=1.5 2>&1 | FileCheck %s --check-prefix=DENSITY
// RUN: not penstock-opt %s -gate-sparsify=efficiency=0 2>&1 | FileCheck %s --check-prefix=EFFICIENCY
// RUN: penstock-opt %s -gate-sparsify=top-k=65 -verify-diagnostics

// BOTH: sparsify-errors.mlir{{.*}}: error: expected one of the options threshold and top-k
// THRESHOLD: error: expected a threshold that is finite and not negative, found -2
// TOPK: error: expected a positive top-k, found -1
// DENSITY: error: expected a density in 0 ... 1, found 1.5
// EFFICIENCY: error: expected an efficiency in 0.01 ... 1, found 0

func.func @negative_top_k(%x: tensor<?x8xf32>, %w: tensor<8x64xf32>, %d: tensor<64x8xf32>) -> tensor<?x8xf32> {
  // expected-remark @below {{is not made sparse: it has 64 neurons, fewer than top-k, 65}}
  %y = gate.ffn @reglu ins(%x : tensor<?x8xf32>) weights(%w, %w : tensor<8x64xf32>, tensor<8x64xf32>) down(%d : tensor<64x8xf32>) outs(%x : tensor<?x8xf32>)
  return %y : tensor<?x8xf32>
}

// A factor of one input alone is what a threshold takes.
func.func @negative_no_product(%x: tensor<?x8xf32>, %w: tensor<8x128xf32>, %d: tensor<128x8xf32>) -> tensor<?x8xf32> {
  // expected-remark @below {{is not made sparse: @lerp is no product with a factor that depends on one input only}}
  %y = gate.ffn @lerp ins(%x : tensor<?x8xf32>) weights(%w, %w, %w : tensor<8x128xf32>, tensor<8x128xf32>, tensor<8x128xf32>) down(%d : tensor<128x8xf32>) outs(%x : tensor<?x8xf32>)
  return %y : tensor<?x8xf32>
}
