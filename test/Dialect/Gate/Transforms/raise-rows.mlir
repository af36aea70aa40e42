// RUN: penstock-opt %s --gate-raise --split-input-file | FileCheck %s

#id = affine_map<(d0, d1, d2) -> (d0, d1, d2)>
#keep = affine_map<(d0, d1, d2) -> (d0, d1, 0)>
#drop = affine_map<(d0, d1, d2) -> (d0, d1)>
#col = affine_map<(d0, d1, d2) -> (d2)>

// As torch is written: the maximum with its index, which nothing reads.
// CHECK-LABEL: func @softmax
// CHECK-NOT: linalg
// CHECK: gate.apply_row @softmax ins(%arg0 : tensor<2x?x8xf32>)
// CHECK-NOT: linalg
func.func @softmax(%x: tensor<2x?x8xf32>, %n: index) -> tensor<2x?x8xf32> {
  %zero = arith.constant 0.0 : f32
  %low = arith.constant 0xFF800000 : f32
  %i0 = arith.constant 0 : i64
  %e1 = tensor.empty(%n) : tensor<2x?x1xf32>
  %e1i = tensor.empty(%n) : tensor<2x?x1xi64>
  %e = tensor.empty(%n) : tensor<2x?x8xf32>
  %f = linalg.fill ins(%low : f32) outs(%e1 : tensor<2x?x1xf32>) -> tensor<2x?x1xf32>
  %fi = linalg.fill ins(%i0 : i64) outs(%e1i : tensor<2x?x1xi64>) -> tensor<2x?x1xi64>
  %f0 = linalg.fill ins(%zero : f32) outs(%e1 : tensor<2x?x1xf32>) -> tensor<2x?x1xf32>
  %m:2 = linalg.generic {indexing_maps = [#id, #keep, #keep], iterator_types = ["parallel", "parallel", "reduction"]} ins(%x : tensor<2x?x8xf32>) outs(%f, %fi : tensor<2x?x1xf32>, tensor<2x?x1xi64>) {
  ^bb0(%in: f32, %out: f32, %outi: i64):
    %0 = linalg.index 2 : index
    %1 = arith.index_cast %0 : index to i64
    %2 = arith.maximumf %in, %out : f32
    %3 = arith.cmpf ogt, %in, %out : f32
    %4 = arith.select %3, %1, %outi : i64
    linalg.yield %2, %4 : f32, i64
  } -> (tensor<2x?x1xf32>, tensor<2x?x1xi64>)
  %s = linalg.generic {indexing_maps = [#id, #keep, #id], iterator_types = ["parallel", "parallel", "parallel"]} ins(%x, %m#0 : tensor<2x?x8xf32>, tensor<2x?x1xf32>) outs(%e : tensor<2x?x8xf32>) {
  ^bb0(%in: f32, %max: f32, %out: f32):
    %0 = arith.subf %in, %max : f32
    linalg.yield %0 : f32
  } -> tensor<2x?x8xf32>
  %p = math.exp %s : tensor<2x?x8xf32>
  %sum = linalg.generic {indexing_maps = [#id, #keep], iterator_types = ["parallel", "parallel", "reduction"]} ins(%p : tensor<2x?x8xf32>) outs(%f0 : tensor<2x?x1xf32>) {
  ^bb0(%in: f32, %out: f32):
    %0 = arith.addf %in, %out : f32
    linalg.yield %0 : f32
  } -> tensor<2x?x1xf32>
  %y = linalg.generic {indexing_maps = [#id, #keep, #id], iterator_types = ["parallel", "parallel", "parallel"]} ins(%p, %sum : tensor<2x?x8xf32>, tensor<2x?x1xf32>) outs(%e : tensor<2x?x8xf32>) {
  ^bb0(%in: f32, %in2: f32, %out: f32):
    %0 = arith.divf %in, %in2 : f32
    linalg.yield %0 : f32
  } -> tensor<2x?x8xf32>
  return %y : tensor<2x?x8xf32>
}

// -----

#id = affine_map<(d0, d1) -> (d0, d1)>
#keep = affine_map<(d0, d1) -> (d0, 0)>
#col = affine_map<(d0, d1) -> (d1)>
#first = affine_map<(d0, d1) -> (d0)>

// A norm whose eps is a parameter, before a network of its own.
// CHECK-LABEL: func @norm
// CHECK-NOT: linalg
// CHECK: gate.ffn @relu ins(%arg0 : tensor<4x8xf32>)
// CHECK-SAME: norm(@rms_norm<eps = 9.99{{[0-9]*}}E-7>, %arg1 : tensor<8xf32>)
// CHECK-SAME: weights(%arg2 : tensor<8x16xf32>)
// CHECK-SAME: residual(%arg0 : tensor<4x8xf32>)
// CHECK-NOT: linalg
func.func @norm(%x: tensor<4x8xf32>, %w: tensor<8xf32>, %w1: tensor<8x16xf32>, %w2: tensor<16x8xf32>) -> tensor<4x8xf32> {
  %zero = arith.constant 0.0 : f32
  %eps = arith.constant 1.0e-6 : f32
  %eight = arith.constant 8.0 : f32
  %ih = arith.constant dense<0.0> : tensor<4x16xf32>
  %io = arith.constant dense<0.0> : tensor<4x8xf32>
  %e1 = tensor.empty() : tensor<4x1xf32>
  %e = tensor.empty() : tensor<4x8xf32>
  %f = linalg.fill ins(%zero : f32) outs(%e1 : tensor<4x1xf32>) -> tensor<4x1xf32>
  %sq = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel", "parallel"]} ins(%x : tensor<4x8xf32>) outs(%e : tensor<4x8xf32>) {
  ^bb0(%in: f32, %out: f32):
    %two = arith.constant 2 : i64
    %0 = math.fpowi %in, %two : f32, i64
    linalg.yield %0 : f32
  } -> tensor<4x8xf32>
  %sum = linalg.generic {indexing_maps = [#id, #keep], iterator_types = ["parallel", "reduction"]} ins(%sq : tensor<4x8xf32>) outs(%f : tensor<4x1xf32>) {
  ^bb0(%in: f32, %out: f32):
    %0 = arith.addf %in, %out : f32
    linalg.yield %0 : f32
  } -> tensor<4x1xf32>
  %r = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel", "parallel"]} ins(%sum : tensor<4x1xf32>) outs(%e1 : tensor<4x1xf32>) {
  ^bb0(%in: f32, %out: f32):
    %0 = arith.divf %in, %eight : f32
    %1 = arith.addf %0, %eps : f32
    %2 = math.rsqrt %1 : f32
    linalg.yield %2 : f32
  } -> tensor<4x1xf32>
  %n = linalg.generic {indexing_maps = [#id, #keep, #id], iterator_types = ["parallel", "parallel"]} ins(%x, %r : tensor<4x8xf32>, tensor<4x1xf32>) outs(%e : tensor<4x8xf32>) {
  ^bb0(%in: f32, %in2: f32, %out: f32):
    %0 = arith.mulf %in, %in2 : f32
    linalg.yield %0 : f32
  } -> tensor<4x8xf32>
  %nw = linalg.generic {indexing_maps = [#id, #col, #id], iterator_types = ["parallel", "parallel"]} ins(%n, %w : tensor<4x8xf32>, tensor<8xf32>) outs(%e : tensor<4x8xf32>) {
  ^bb0(%in: f32, %in2: f32, %out: f32):
    %0 = arith.mulf %in, %in2 : f32
    linalg.yield %0 : f32
  } -> tensor<4x8xf32>
  %p = linalg.matmul ins(%nw, %w1 : tensor<4x8xf32>, tensor<8x16xf32>) outs(%ih : tensor<4x16xf32>) -> tensor<4x16xf32>
  %h = arith.maximumf %p, %ih : tensor<4x16xf32>
  %d = linalg.matmul ins(%h, %w2 : tensor<4x16xf32>, tensor<16x8xf32>) outs(%io : tensor<4x8xf32>) -> tensor<4x8xf32>
  %y = arith.addf %x, %d : tensor<4x8xf32>
  return %y : tensor<4x8xf32>
}

// -----

#id = affine_map<(d0, d1) -> (d0, d1)>
#first = affine_map<(d0, d1) -> (d0)>

// A row function that has no name.
// CHECK-LABEL: func @l1
// CHECK: gate.apply_row @raised_0 ins(%arg0 : tensor<4x8xf32>)
// CHECK: gate.row_function private @raised_0(%x: f32) -> f32 {
// CHECK-NEXT: %[[A:.*]] = math.absf %x
// CHECK-NEXT: %[[S:.*]] = gate.reduce add %[[A]]
// CHECK-NEXT: arith.divf %x, %[[S]]
func.func @l1(%x: tensor<4x8xf32>) -> tensor<4x8xf32> {
  %f = arith.constant dense<0.0> : tensor<4xf32>
  %e = tensor.empty() : tensor<4x8xf32>
  %sum = linalg.generic {indexing_maps = [#id, #first], iterator_types = ["parallel", "reduction"]} ins(%x : tensor<4x8xf32>) outs(%f : tensor<4xf32>) {
  ^bb0(%in: f32, %out: f32):
    %a = math.absf %in : f32
    %0 = arith.addf %a, %out : f32
    linalg.yield %0 : f32
  } -> tensor<4xf32>
  %y = linalg.generic {indexing_maps = [#id, #first, #id], iterator_types = ["parallel", "parallel"]} ins(%x, %sum : tensor<4x8xf32>, tensor<4xf32>) outs(%e : tensor<4x8xf32>) {
  ^bb0(%in: f32, %in2: f32, %out: f32):
    %0 = arith.divf %in, %in2 : f32
    linalg.yield %0 : f32
  } -> tensor<4x8xf32>
  return %y : tensor<4x8xf32>
}

// -----

#id = affine_map<(d0, d1) -> (d0, d1)>
#first = affine_map<(d0, d1) -> (d0)>
#cols = affine_map<(d0, d1) -> (d1)>

// Reduced over another dimension, and from another start: no row function.
// CHECK-LABEL: func @negative
// CHECK: linalg.generic
// CHECK: linalg.generic
// CHECK-NOT: gate.apply_row
func.func @negative(%x: tensor<8x8xf32>) -> (tensor<8x8xf32>, tensor<8x8xf32>) {
  %f = arith.constant dense<0.0> : tensor<8xf32>
  %g = arith.constant dense<1.0> : tensor<8xf32>
  %e = tensor.empty() : tensor<8x8xf32>
  %s = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d1, d0)>, #first], iterator_types = ["parallel", "reduction"]} ins(%x : tensor<8x8xf32>) outs(%f : tensor<8xf32>) {
  ^bb0(%in: f32, %out: f32):
    %0 = arith.addf %in, %out : f32
    linalg.yield %0 : f32
  } -> tensor<8xf32>
  %t = linalg.generic {indexing_maps = [#id, #first], iterator_types = ["parallel", "reduction"]} ins(%x : tensor<8x8xf32>) outs(%g : tensor<8xf32>) {
  ^bb0(%in: f32, %out: f32):
    %0 = arith.addf %in, %out : f32
    linalg.yield %0 : f32
  } -> tensor<8xf32>
  %y = linalg.generic {indexing_maps = [#id, #cols, #id], iterator_types = ["parallel", "parallel"]} ins(%x, %s : tensor<8x8xf32>, tensor<8xf32>) outs(%e : tensor<8x8xf32>) {
  ^bb0(%in: f32, %in2: f32, %out: f32):
    %0 = arith.divf %in, %in2 : f32
    linalg.yield %0 : f32
  } -> tensor<8x8xf32>
  %z = linalg.generic {indexing_maps = [#id, #first, #id], iterator_types = ["parallel", "parallel"]} ins(%x, %t : tensor<8x8xf32>, tensor<8xf32>) outs(%e : tensor<8x8xf32>) {
  ^bb0(%in: f32, %in2: f32, %out: f32):
    %0 = arith.divf %in, %in2 : f32
    linalg.yield %0 : f32
  } -> tensor<8x8xf32>
  return %y, %z : tensor<8x8xf32>, tensor<8x8xf32>
}

// -----

// Scores are scaled and masked before the row function, which starts from what
// it reads twice.
#id = affine_map<(d0, d1) -> (d0, d1)>
#keep = affine_map<(d0, d1) -> (d0, 0)>
// CHECK-LABEL: func @masked
// CHECK: %[[S:.*]] = gate.apply @{{.*}} ins(%arg0, %arg1
// CHECK: %[[Y:.*]] = gate.apply_row @softmax ins(%[[S]] : tensor<4x8xf32>)
// CHECK: return %[[Y]]
func.func @masked(%x: tensor<4x8xf32>, %mask: tensor<4x8xf32>) -> tensor<4x8xf32> {
  %low = arith.constant dense<0xFF800000> : tensor<4x1xf32>
  %zero = arith.constant dense<0.0> : tensor<4x1xf32>
  %half = arith.constant dense<0.5> : tensor<4x8xf32>
  %e = tensor.empty() : tensor<4x8xf32>
  %a = arith.mulf %x, %half : tensor<4x8xf32>
  %s = arith.addf %a, %mask : tensor<4x8xf32>
  %m = linalg.generic {indexing_maps = [#id, #keep], iterator_types = ["parallel", "reduction"]} ins(%s : tensor<4x8xf32>) outs(%low : tensor<4x1xf32>) {
  ^bb0(%in: f32, %out: f32):
    %0 = arith.maximumf %in, %out : f32
    linalg.yield %0 : f32
  } -> tensor<4x1xf32>
  %p = linalg.generic {indexing_maps = [#id, #keep, #id], iterator_types = ["parallel", "parallel"]} ins(%s, %m : tensor<4x8xf32>, tensor<4x1xf32>) outs(%e : tensor<4x8xf32>) {
  ^bb0(%in: f32, %max: f32, %out: f32):
    %0 = arith.subf %in, %max : f32
    %1 = math.exp %0 : f32
    linalg.yield %1 : f32
  } -> tensor<4x8xf32>
  %sum = linalg.generic {indexing_maps = [#id, #keep], iterator_types = ["parallel", "reduction"]} ins(%p : tensor<4x8xf32>) outs(%zero : tensor<4x1xf32>) {
  ^bb0(%in: f32, %out: f32):
    %0 = arith.addf %in, %out : f32
    linalg.yield %0 : f32
  } -> tensor<4x1xf32>
  %y = linalg.generic {indexing_maps = [#id, #keep, #id], iterator_types = ["parallel", "parallel"]} ins(%p, %sum : tensor<4x8xf32>, tensor<4x1xf32>) outs(%e : tensor<4x8xf32>) {
  ^bb0(%in: f32, %in2: f32, %out: f32):
    %0 = arith.divf %in, %in2 : f32
    linalg.yield %0 : f32
  } -> tensor<4x8xf32>
  return %y : tensor<4x8xf32>
}
