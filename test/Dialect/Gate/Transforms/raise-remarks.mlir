// RUN: penstock-opt %s --gate-raise --split-input-file --verify-diagnostics \
// RUN:   -o /dev/null

// What nearly matches is said.

func.func @constant(%x: tensor<4xf32>) -> tensor<4xf32> {
  %one = arith.constant dense<1.0> : tensor<4xf32>
  %c1 = arith.constant dense<-1.6> : tensor<4xf32>
  %c3 = arith.constant dense<-0.0714> : tensor<4xf32>
  %xx = arith.mulf %x, %x : tensor<4xf32>
  %a = arith.mulf %xx, %c3 : tensor<4xf32>
  %b = arith.addf %a, %c1 : tensor<4xf32>
  %u = arith.mulf %b, %x : tensor<4xf32>
  %e = math.exp %u : tensor<4xf32>
  %d = arith.addf %e, %one : tensor<4xf32>
  // expected-remark-re@+1 {{is not @{{gelu|gelu_tanh}}: they differ by up to {{.*}}, at {{.*}}}}
  %y = arith.divf %x, %d : tensor<4xf32>
  return %y : tensor<4xf32>
}

// -----

func.func @nan(%x: tensor<4xf32>) -> tensor<4xf32> {
  %zero = arith.constant dense<0.0> : tensor<4xf32>
  // expected-remark@+1 {{is not @relu: one of them only is NaN where an input is}}
  %y = arith.maxnumf %x, %zero : tensor<4xf32>
  return %y : tensor<4xf32>
}

// -----

func.func @rounding(%x: tensor<4xbf16>) -> tensor<4xbf16> {
  %one = arith.constant dense<1.0> : tensor<4xbf16>
  %n = arith.negf %x : tensor<4xbf16>
  %e = math.exp %n : tensor<4xbf16>
  %d = arith.addf %e, %one : tensor<4xbf16>
  // expected-remark@+1 {{is @silu but for the steps that are rounded; relax-rounding raises it to that}}
  %y = arith.divf %x, %d : tensor<4xbf16>
  return %y : tensor<4xbf16>
}

// -----

// expected-note@+2 {{one is here}}
// expected-note@+1 {{the other is here}}
func.func @two_sides(%x: tensor<4x8xf32>, %z: tensor<4x8xf32>, %w: tensor<8x8xf32>) -> tensor<4x8xf32> {
  %init = arith.constant dense<0.0> : tensor<4x8xf32>
  %p = linalg.matmul ins(%x, %w : tensor<4x8xf32>, tensor<8x8xf32>) outs(%init : tensor<4x8xf32>) -> tensor<4x8xf32>
  %q = linalg.matmul ins(%z, %w : tensor<4x8xf32>, tensor<8x8xf32>) outs(%init : tensor<4x8xf32>) -> tensor<4x8xf32>
  // expected-remark@+1 {{its branches have different left-hand sides}}
  %y = arith.mulf %p, %q : tensor<4x8xf32>
  return %y : tensor<4x8xf32>
}

// -----

func.func @used_elsewhere(%x: tensor<4x8xf32>, %w: tensor<8x8xf32>) -> (tensor<4x8xf32>, tensor<4x8xf32>) {
  %init = arith.constant dense<0.0> : tensor<4x8xf32>
  // expected-note@+1 {{the product}}
  %p = linalg.matmul ins(%x, %w : tensor<4x8xf32>, tensor<8x8xf32>) outs(%init : tensor<4x8xf32>) -> tensor<4x8xf32>
  // expected-remark@+1 {{is not fused with the product that it reads: that is used elsewhere too}}
  %y = arith.maximumf %p, %init : tensor<4x8xf32>
  return %y, %p : tensor<4x8xf32>, tensor<4x8xf32>
}

// -----

func.func @neurons(%x: tensor<4x8xf32>, %w: tensor<8x8xf32>, %v: tensor<8x8xf32>) -> (tensor<4x8xf32>, tensor<4x8xf32>) {
  %init = arith.constant dense<0.0> : tensor<4x8xf32>
  %p = linalg.matmul ins(%x, %w : tensor<4x8xf32>, tensor<8x8xf32>) outs(%init : tensor<4x8xf32>) -> tensor<4x8xf32>
  %h = arith.maximumf %p, %init : tensor<4x8xf32>
  // expected-remark@+1 {{is not raised to gate.ffn with its neurons: they are used elsewhere too}}
  %y = linalg.matmul ins(%h, %v : tensor<4x8xf32>, tensor<8x8xf32>) outs(%init : tensor<4x8xf32>) -> tensor<4x8xf32>
  return %y, %h : tensor<4x8xf32>, tensor<4x8xf32>
}

// -----

func.func @accumulator(%x: tensor<4x8xbf16>, %w: tensor<8x8xbf16>) -> tensor<4x8xbf16> {
  %init = arith.constant dense<0.0> : tensor<4x8xbf16>
  // expected-remark@+1 {{is accumulated in 'f32' and rounded once, where it was in 'bf16'}}
  %p = linalg.matmul ins(%x, %w : tensor<4x8xbf16>, tensor<8x8xbf16>) outs(%init : tensor<4x8xbf16>) -> tensor<4x8xbf16>
  return %p : tensor<4x8xbf16>
}
