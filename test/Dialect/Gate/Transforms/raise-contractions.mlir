// RUN: penstock-opt %s --gate-raise --split-input-file | FileCheck %s

#id = affine_map<(d0, d1) -> (d0, d1)>
#row = affine_map<(d0, d1) -> (d1)>

// Weights of torch, [out, in], through a transposition.
// CHECK-LABEL: func @swiglu
// CHECK-NOT: linalg
// CHECK: gate.ffn @swiglu ins(%arg0 : tensor<?x8xf32>)
// CHECK-SAME: weights(%arg1, %arg2 : tensor<16x8xf32>, tensor<16x8xf32>)
// CHECK-SAME: down(%arg3 : tensor<8x16xf32>)
// CHECK-SAME: residual(%arg0 : tensor<?x8xf32>)
// CHECK-SAME: weight_order = #gate.weight_order<out_in>
// CHECK-NOT: linalg
func.func @swiglu(%x: tensor<?x8xf32>, %wg: tensor<16x8xf32>,
                  %wu: tensor<16x8xf32>, %wd: tensor<8x16xf32>)
    -> tensor<?x8xf32> {
  %zero = arith.constant 0.0 : f32
  %one = arith.constant 1.0 : f32
  %c0 = arith.constant 0 : index
  %n = tensor.dim %x, %c0 : tensor<?x8xf32>
  %ew = tensor.empty() : tensor<8x16xf32>
  %ed = tensor.empty() : tensor<16x8xf32>
  %tg = linalg.transpose ins(%wg : tensor<16x8xf32>) outs(%ew : tensor<8x16xf32>) permutation = [1, 0]
  %tu = linalg.transpose ins(%wu : tensor<16x8xf32>) outs(%ew : tensor<8x16xf32>) permutation = [1, 0]
  %td = linalg.transpose ins(%wd : tensor<8x16xf32>) outs(%ed : tensor<16x8xf32>) permutation = [1, 0]
  %e = tensor.empty(%n) : tensor<?x16xf32>
  %eo = tensor.empty(%n) : tensor<?x8xf32>
  %f = linalg.fill ins(%zero : f32) outs(%e : tensor<?x16xf32>) -> tensor<?x16xf32>
  %fo = linalg.fill ins(%zero : f32) outs(%eo : tensor<?x8xf32>) -> tensor<?x8xf32>
  %g = linalg.matmul ins(%x, %tg : tensor<?x8xf32>, tensor<8x16xf32>) outs(%f : tensor<?x16xf32>) -> tensor<?x16xf32>
  %u = linalg.matmul ins(%x, %tu : tensor<?x8xf32>, tensor<8x16xf32>) outs(%f : tensor<?x16xf32>) -> tensor<?x16xf32>
  %s = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel", "parallel"]} ins(%g : tensor<?x16xf32>) outs(%e : tensor<?x16xf32>) {
  ^bb0(%in: f32, %out: f32):
    %0 = arith.negf %in : f32
    %1 = math.exp %0 : f32
    %2 = arith.addf %1, %one : f32
    %3 = arith.divf %one, %2 : f32
    linalg.yield %3 : f32
  } -> tensor<?x16xf32>
  %a = linalg.generic {indexing_maps = [#id, #id, #id], iterator_types = ["parallel", "parallel"]} ins(%s, %g : tensor<?x16xf32>, tensor<?x16xf32>) outs(%e : tensor<?x16xf32>) {
  ^bb0(%in: f32, %in2: f32, %out: f32):
    %0 = arith.mulf %in, %in2 : f32
    linalg.yield %0 : f32
  } -> tensor<?x16xf32>
  %h = linalg.mul ins(%a, %u : tensor<?x16xf32>, tensor<?x16xf32>) outs(%e : tensor<?x16xf32>) -> tensor<?x16xf32>
  %d = linalg.matmul ins(%h, %td : tensor<?x16xf32>, tensor<16x8xf32>) outs(%fo : tensor<?x8xf32>) -> tensor<?x8xf32>
  %y = linalg.add ins(%d, %x : tensor<?x8xf32>, tensor<?x8xf32>) outs(%eo : tensor<?x8xf32>) -> tensor<?x8xf32>
  return %y : tensor<?x8xf32>
}

// -----

#id3 = affine_map<(d0, d1, d2) -> (d0, d1, d2)>
#row3 = affine_map<(d0, d1, d2) -> (d2)>

// One product with bias, its columns interleaved, on three dimensions; the
// down projection with another.
// CHECK-LABEL: func @interleaved
// CHECK: %[[X:.*]] = tensor.collapse_shape %arg0
// CHECK: gate.ffn @bilinear ins(%[[X]] : tensor<10x8xf32>)
// CHECK-SAME: weights(%arg1 : tensor<8x32xf32>)
// CHECK-SAME: bias(%arg2 : tensor<32xf32>)
// CHECK-SAME: down(%arg3 : tensor<16x8xf32>)
// CHECK-SAME: down_bias(%arg4 : tensor<8xf32>)
// CHECK-SAME: packing = #gate.packing<interleaved>
// CHECK: tensor.expand_shape
// CHECK-NOT: linalg
func.func @interleaved(%x: tensor<2x5x8xf32>, %w: tensor<8x32xf32>,
    %b: tensor<32xf32>, %wd: tensor<16x8xf32>, %bd: tensor<8xf32>)
    -> tensor<2x5x8xf32> {
  %zero = arith.constant 0.0 : f32
  %x2 = tensor.collapse_shape %x [[0, 1], [2]] : tensor<2x5x8xf32> into tensor<10x8xf32>
  %e = tensor.empty() : tensor<10x32xf32>
  %f = linalg.fill ins(%zero : f32) outs(%e : tensor<10x32xf32>) -> tensor<10x32xf32>
  %p = linalg.matmul ins(%x2, %w : tensor<10x8xf32>, tensor<8x32xf32>) outs(%f : tensor<10x32xf32>) -> tensor<10x32xf32>
  %p3 = tensor.expand_shape %p [[0, 1], [2]] output_shape [2, 5, 32] : tensor<10x32xf32> into tensor<2x5x32xf32>
  %e3 = tensor.empty() : tensor<2x5x32xf32>
  %pb = linalg.generic {indexing_maps = [#id3, #row3, #id3], iterator_types = ["parallel", "parallel", "parallel"]} ins(%p3, %b : tensor<2x5x32xf32>, tensor<32xf32>) outs(%e3 : tensor<2x5x32xf32>) {
  ^bb0(%in: f32, %in2: f32, %out: f32):
    %0 = arith.addf %in, %in2 : f32
    linalg.yield %0 : f32
  } -> tensor<2x5x32xf32>
  %g = tensor.extract_slice %pb[0, 0, 0] [2, 5, 16] [1, 1, 2] : tensor<2x5x32xf32> to tensor<2x5x16xf32>
  %u = tensor.extract_slice %pb[0, 0, 1] [2, 5, 16] [1, 1, 2] : tensor<2x5x32xf32> to tensor<2x5x16xf32>
  %h = arith.mulf %g, %u : tensor<2x5x16xf32>
  %h2 = tensor.collapse_shape %h [[0, 1], [2]] : tensor<2x5x16xf32> into tensor<10x16xf32>
  %eo = tensor.empty() : tensor<10x8xf32>
  %fo = linalg.fill ins(%zero : f32) outs(%eo : tensor<10x8xf32>) -> tensor<10x8xf32>
  %d = linalg.matmul ins(%h2, %wd : tensor<10x16xf32>, tensor<16x8xf32>) outs(%fo : tensor<10x8xf32>) -> tensor<10x8xf32>
  %d3 = tensor.expand_shape %d [[0, 1], [2]] output_shape [2, 5, 8] : tensor<10x8xf32> into tensor<2x5x8xf32>
  %eo3 = tensor.empty() : tensor<2x5x8xf32>
  %y = linalg.generic {indexing_maps = [#id3, #row3, #id3], iterator_types = ["parallel", "parallel", "parallel"]} ins(%d3, %bd : tensor<2x5x8xf32>, tensor<8xf32>) outs(%eo3 : tensor<2x5x8xf32>) {
  ^bb0(%in: f32, %in2: f32, %out: f32):
    %0 = arith.addf %in2, %in : f32
    linalg.yield %0 : f32
  } -> tensor<2x5x8xf32>
  return %y : tensor<2x5x8xf32>
}

// -----

// Slices in the other order.
// CHECK-LABEL: func @concatenated
// CHECK: gate.gated_matmul @reglu ins(%arg0 : tensor<4x8xf32>)
// CHECK-SAME: weights(%arg1 : tensor<32x8xf32>)
// CHECK-SAME: branch_order = array<i64: 1, 0>
// CHECK-SAME: packing = #gate.packing<concatenated>
// CHECK-SAME: weight_order = #gate.weight_order<out_in>
func.func @concatenated(%x: tensor<4x8xf32>, %w: tensor<32x8xf32>) -> tensor<4x16xf32> {
  %init = arith.constant dense<0.0> : tensor<4x32xf32>
  %zero = arith.constant dense<0.0> : tensor<4x16xf32>
  %p = linalg.matmul indexing_maps = [affine_map<(m, n, k) -> (m, k)>, affine_map<(m, n, k) -> (n, k)>, affine_map<(m, n, k) -> (m, n)>]
      ins(%x, %w : tensor<4x8xf32>, tensor<32x8xf32>) outs(%init : tensor<4x32xf32>) -> tensor<4x32xf32>
  %u = tensor.extract_slice %p[0, 0] [4, 16] [1, 1] : tensor<4x32xf32> to tensor<4x16xf32>
  %g = tensor.extract_slice %p[0, 16] [4, 16] [1, 1] : tensor<4x32xf32> to tensor<4x16xf32>
  %r = arith.maximumf %g, %zero : tensor<4x16xf32>
  %h = arith.mulf %r, %u : tensor<4x16xf32>
  return %h : tensor<4x16xf32>
}

// -----

// A batch of one, and one branch.
// CHECK-LABEL: func @batch
// CHECK: gate.gated_matmul @gelu_tanh ins
// CHECK-NOT: linalg
func.func @batch(%x: tensor<1x4x8xf32>, %w: tensor<1x8x16xf32>) -> tensor<1x4x16xf32> {
  %init = arith.constant dense<0.0> : tensor<1x4x16xf32>
  %half = arith.constant dense<0.5> : tensor<1x4x16xf32>
  %one = arith.constant dense<1.0> : tensor<1x4x16xf32>
  %c = arith.constant dense<0.044715> : tensor<1x4x16xf32>
  %root = arith.constant dense<0.797884583> : tensor<1x4x16xf32>
  %p = linalg.batch_matmul ins(%x, %w : tensor<1x4x8xf32>, tensor<1x8x16xf32>) outs(%init : tensor<1x4x16xf32>) -> tensor<1x4x16xf32>
  %2 = arith.mulf %p, %p : tensor<1x4x16xf32>
  %3 = arith.mulf %2, %p : tensor<1x4x16xf32>
  %4 = arith.mulf %3, %c : tensor<1x4x16xf32>
  %5 = arith.addf %4, %p : tensor<1x4x16xf32>
  %6 = arith.mulf %5, %root : tensor<1x4x16xf32>
  %7 = math.tanh %6 : tensor<1x4x16xf32>
  %8 = arith.addf %7, %one : tensor<1x4x16xf32>
  %9 = arith.mulf %8, %half : tensor<1x4x16xf32>
  %h = arith.mulf %9, %p : tensor<1x4x16xf32>
  return %h : tensor<1x4x16xf32>
}

// -----

// Two x: two products, the sum of which is one with a residual.
// CHECK-LABEL: func @parallel
// CHECK: %[[A:.*]] = gate.gated_matmul ins(%arg0 : tensor<4x8xf32>)
// CHECK-SAME: residual(%arg0 : tensor<4x8xf32>)
// CHECK: gate.gated_matmul ins(%arg1 : tensor<4x8xf32>)
// CHECK-SAME: residual(%[[A]] : tensor<4x8xf32>)
// CHECK-NOT: gate.apply
func.func @parallel(%x: tensor<4x8xf32>, %z: tensor<4x8xf32>, %w: tensor<8x8xf32>, %v: tensor<8x8xf32>) -> tensor<4x8xf32> {
  %init = arith.constant dense<0.0> : tensor<4x8xf32>
  %p = linalg.matmul ins(%x, %w : tensor<4x8xf32>, tensor<8x8xf32>) outs(%init : tensor<4x8xf32>) -> tensor<4x8xf32>
  %q = linalg.matmul ins(%z, %v : tensor<4x8xf32>, tensor<8x8xf32>) outs(%init : tensor<4x8xf32>) -> tensor<4x8xf32>
  %s = arith.addf %x, %p : tensor<4x8xf32>
  %y = arith.addf %s, %q : tensor<4x8xf32>
  return %y : tensor<4x8xf32>
}

// -----

// What else is read stays outside.
// CHECK-LABEL: func @scaled
// CHECK: %[[P:.*]] = gate.gated_matmul @relu ins(%arg0 : tensor<4x8xf32>)
// CHECK: gate.apply @bilinear ins(%[[P]], %arg2 :
func.func @scaled(%x: tensor<4x8xf32>, %w: tensor<8x8xf32>, %s: tensor<4x8xf32>) -> tensor<4x8xf32> {
  %init = arith.constant dense<0.0> : tensor<4x8xf32>
  %p = linalg.matmul ins(%x, %w : tensor<4x8xf32>, tensor<8x8xf32>) outs(%init : tensor<4x8xf32>) -> tensor<4x8xf32>
  %r = arith.maximumf %p, %init : tensor<4x8xf32>
  %y = arith.mulf %r, %s : tensor<4x8xf32>
  return %y : tensor<4x8xf32>
}

// -----

// Half of a product each, cut from it in another shape.
// CHECK-LABEL: func @reshaped
// CHECK: gate.gated_matmul @swiglu ins(%arg0 : tensor<?x8xf32>)
// CHECK-SAME: packing = #gate.packing<concatenated>
func.func @reshaped(%x: tensor<?x8xf32>, %w: tensor<8x32xf32>, %n: index) -> tensor<?x16xf32> {
  %zero = arith.constant 0.0 : f32
  %cst1 = arith.constant 1.0 : f32
  %e = tensor.empty(%n) : tensor<?x32xf32>
  %init = linalg.fill ins(%zero : f32) outs(%e : tensor<?x32xf32>) -> tensor<?x32xf32>
  %gu = linalg.matmul ins(%x, %w : tensor<?x8xf32>, tensor<8x32xf32>) outs(%init : tensor<?x32xf32>) -> tensor<?x32xf32>
  %c0 = arith.constant 0 : index
  %t = tensor.dim %x, %c0 : tensor<?x8xf32>
  %v = tensor.expand_shape %gu [[0], [1, 2]] output_shape [%t, 2, 16] : tensor<?x32xf32> into tensor<?x2x16xf32>
  %g = tensor.extract_slice %v[0, 0, 0] [%t, 1, 16] [1, 1, 1] : tensor<?x2x16xf32> to tensor<?x16xf32>
  %u = tensor.extract_slice %v[0, 1, 0] [%t, 1, 16] [1, 1, 1] : tensor<?x2x16xf32> to tensor<?x16xf32>
  %nn = arith.negf %g : tensor<?x16xf32>
  %ex = math.exp %nn : tensor<?x16xf32>
  %e16 = tensor.empty(%t) : tensor<?x16xf32>
  %one = linalg.fill ins(%cst1 : f32) outs(%e16 : tensor<?x16xf32>) -> tensor<?x16xf32>
  %d = arith.addf %ex, %one : tensor<?x16xf32>
  %a = arith.divf %g, %d : tensor<?x16xf32>
  %h = arith.mulf %a, %u : tensor<?x16xf32>
  return %h : tensor<?x16xf32>
}

// -----

// Columns in turns, cut from pairs.
// CHECK-LABEL: func @unbound
// CHECK: gate.gated_matmul @bilinear ins(%arg0 : tensor<4x8xf32>)
// CHECK-SAME: packing = #gate.packing<interleaved>
func.func @unbound(%x: tensor<4x8xf32>, %w: tensor<8x32xf32>) -> tensor<4x16xf32> {
  %init = arith.constant dense<0.0> : tensor<4x32xf32>
  %gu = linalg.matmul ins(%x, %w : tensor<4x8xf32>, tensor<8x32xf32>) outs(%init : tensor<4x32xf32>) -> tensor<4x32xf32>
  %v = tensor.expand_shape %gu [[0], [1, 2]] output_shape [4, 16, 2] : tensor<4x32xf32> into tensor<4x16x2xf32>
  %g1 = tensor.extract_slice %v[0, 0, 0] [4, 16, 1] [1, 1, 1] : tensor<4x16x2xf32> to tensor<4x16x1xf32>
  %u1 = tensor.extract_slice %v[0, 0, 1] [4, 16, 1] [1, 1, 1] : tensor<4x16x2xf32> to tensor<4x16x1xf32>
  %g = tensor.collapse_shape %g1 [[0], [1, 2]] : tensor<4x16x1xf32> into tensor<4x16xf32>
  %u = tensor.collapse_shape %u1 [[0], [1, 2]] : tensor<4x16x1xf32> into tensor<4x16xf32>
  %h = arith.mulf %g, %u : tensor<4x16xf32>
  return %h : tensor<4x16xf32>
}

// -----

// What is computed of a network's result is left apart from the network.
// CHECK-LABEL: func @scaled_network
// CHECK: %[[Y:.*]] = gate.ffn @relu ins(%arg0 : tensor<4x8xf32>)
// CHECK: gate.apply @{{.*}} ins(%[[Y]] : tensor<4x8xf32>)
func.func @scaled_network(%x: tensor<4x8xf32>, %w: tensor<8x8xf32>) -> tensor<4x8xf32> {
  %zero = arith.constant dense<0.0> : tensor<4x8xf32>
  %scale = arith.constant dense<0.22> : tensor<4x8xf32>
  %p = linalg.matmul ins(%x, %w : tensor<4x8xf32>, tensor<8x8xf32>) outs(%zero : tensor<4x8xf32>) -> tensor<4x8xf32>
  %h = arith.maximumf %p, %zero : tensor<4x8xf32>
  %q = linalg.matmul ins(%h, %w : tensor<4x8xf32>, tensor<8x8xf32>) outs(%zero : tensor<4x8xf32>) -> tensor<4x8xf32>
  %y = arith.mulf %q, %scale : tensor<4x8xf32>
  return %y : tensor<4x8xf32>
}

// -----

// Activations times activations are no product with a weight, and integers no
// numbers of the dialect.
// CHECK-LABEL: func @negative
// CHECK: linalg.matmul
// CHECK: linalg.matmul
// CHECK-NOT: gate.gated_matmul
func.func @negative(%x: tensor<4x4xf32>, %i: tensor<4x4xi32>) -> (tensor<4x4xf32>, tensor<4x4xi32>) {
  %init = arith.constant dense<0.0> : tensor<4x4xf32>
  %iinit = arith.constant dense<0> : tensor<4x4xi32>
  %k = math.sin %x : tensor<4x4xf32>
  %p = linalg.matmul ins(%x, %k : tensor<4x4xf32>, tensor<4x4xf32>) outs(%init : tensor<4x4xf32>) -> tensor<4x4xf32>
  %q = linalg.matmul ins(%i, %i : tensor<4x4xi32>, tensor<4x4xi32>) outs(%iinit : tensor<4x4xi32>) -> tensor<4x4xi32>
  return %p, %q : tensor<4x4xf32>, tensor<4x4xi32>
}
