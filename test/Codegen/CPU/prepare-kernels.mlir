// RUN: penstock-opt %s -penstock-prepare-kernels | FileCheck %s

// x, residual, outs and result have as many rows, so they share a symbol.
// CHECK-LABEL: func.func @symbols_shared(
// CHECK-SAME: %[[X:[^:]*]]: tensor<?x64xf32> {bufferization.writable = false}
// CHECK-SAME: %[[OUT:[^:]*]]: memref<?x40xf32>) attributes
// CHECK-SAME: accumulate = "f32"
// CHECK-SAME: {alignment = 4 : i64, dtype = "f32", name = "arg0", role = "input", shape = ["tokens", 64]}
// CHECK-SAME: {alignment = 4 : i64, dtype = "f32", name = "arg1", role = "weight", shape = [64, 40]}
// CHECK-SAME: {alignment = 4 : i64, dtype = "f32", name = "arg2", role = "input", shape = [40]}
// CHECK-SAME: {alignment = 4 : i64, dtype = "f32", name = "arg3", role = "input", shape = ["tokens", 40]}
// CHECK-SAME: {alignment = 4 : i64, dtype = "f32", name = "arg4", role = "input", shape = ["tokens", 40]}
// CHECK-SAME: {alignment = 4 : i64, dtype = "f32", name = "out0", role = "output", shape = ["tokens", 40]}
// CHECK-SAME: name = "symbols_shared"
// CHECK-SAME: rounding = "result"
// CHECK-SAME: strategies = ["gate.gated_matmul: #gate.strategy<panels, tokens = 4, neurons = 8>"]
// CHECK-SAME: symbols = ["tokens"]
// CHECK: %[[Y:.*]] = gate.gated_matmul
// CHECK-NEXT: bufferization.materialize_in_destination %[[Y]] in restrict writable %[[OUT]]
// CHECK-NEXT: return{{$}}
func.func @symbols_shared(%x: tensor<?x64xf32>, %w: tensor<64x40xf32>, %b: tensor<40xf32>,
                          %r: tensor<?x40xf32>, %o: tensor<?x40xf32>) -> tensor<?x40xf32> {
  %y = gate.gated_matmul ins(%x : tensor<?x64xf32>) weights(%w : tensor<64x40xf32>)
         bias(%b : tensor<40xf32>) residual(%r : tensor<?x40xf32>)
         outs(%o : tensor<?x40xf32>)
         {strategy = #gate.strategy<panels, tokens = 4, neurons = 8>}
  return %y : tensor<?x40xf32>
}

// The size of the result comes through tensor.empty.
// CHECK-LABEL: func.func @symbols_of_ffn(
// CHECK-SAME: accumulate = "f32"
// CHECK-SAME: dtype = "bf16", name = "arg0", role = "input", shape = ["tokens", 64]
// CHECK-SAME: name = "arg1", role = "input", shape = [64]
// CHECK-SAME: name = "arg2", role = "weight", shape = [64, 40]
// CHECK-SAME: name = "arg3", role = "weight", shape = [64, 40]
// CHECK-SAME: name = "arg4", role = "weight", shape = [40, 64]
// CHECK-SAME: name = "arg5", role = "input", shape = ["tokens", 64]
// CHECK-SAME: alignment = 2 : i64, dtype = "bf16", name = "out0", role = "output", shape = ["tokens", 64]
// CHECK-SAME: rounding = "each", strategies = [], symbols = ["tokens"]
func.func @symbols_of_ffn(%x: tensor<?x64xbf16>, %nw: tensor<64xbf16>, %g: tensor<64x40xbf16>,
                          %u: tensor<64x40xbf16>, %d: tensor<40x64xbf16>,
                          %r: tensor<?x64xbf16>) -> tensor<?x64xbf16> {
  %c0 = arith.constant 0 : index
  %t = tensor.dim %x, %c0 : tensor<?x64xbf16>
  %o = tensor.empty(%t) : tensor<?x64xbf16>
  %y = gate.ffn @swiglu ins(%x : tensor<?x64xbf16>) norm(@rms_norm, %nw : tensor<64xbf16>)
         weights(%g, %u : tensor<64x40xbf16>, tensor<64x40xbf16>)
         down(%d : tensor<40x64xbf16>) residual(%r : tensor<?x64xbf16>)
         outs(%o : tensor<?x64xbf16>) {rounding = #gate.rounding<each>}
  return %y : tensor<?x64xbf16>
}

// Sizes that nothing forces to be equal have symbols of their own.
// CHECK-LABEL: func.func @symbols_apart(
// CHECK-SAME: name = "arg0", role = "input", shape = ["tokens", "arg0_dim1"]
// CHECK-SAME: name = "arg1", role = "input", shape = ["arg1_dim0", "arg1_dim1"]
// CHECK-SAME: name = "out0", role = "output", shape = ["tokens", "arg0_dim1"]
// CHECK-SAME: symbols = ["tokens", "arg0_dim1", "arg1_dim0", "arg1_dim1"]
func.func @symbols_apart(%x: tensor<?x?xf32>, %y: tensor<?x?xf32>) -> tensor<?x?xf32> {
  return %x : tensor<?x?xf32>
}

// CHECK-LABEL: func.func @names_and_scalars(
// CHECK-NOT: accumulate
// CHECK-SAME: {alignment = 4 : i64, dtype = "f32", name = "x", role = "input", shape = ["tokens", 64]}
// CHECK-SAME: {alignment = 4 : i64, dtype = "f32", name = "scale", role = "scalar", shape = []}
// CHECK-SAME: {alignment = 8 : i64, dtype = "index", name = "arg2", role = "scalar", shape = []}
// CHECK-SAME: {alignment = 8 : i64, dtype = "i64", name = "arg3", role = "scalar", shape = []}
// CHECK-SAME: {alignment = 4 : i64, dtype = "f32", name = "y", role = "output", shape = ["tokens", 64]}
// CHECK-SAME: {alignment = 4 : i64, dtype = "f32", name = "out1", role = "output", shape = ["tokens", 64]}
func.func @names_and_scalars(%x: tensor<?x64xf32> {penstock.name = "x"},
                             %s: f32 {penstock.name = "scale"}, %n: index, %m: i64)
    -> (tensor<?x64xf32> {penstock.name = "y"}, tensor<?x64xf32>) {
  return %x, %x : tensor<?x64xf32>, tensor<?x64xf32>
}

// The parts of an encoded weight are one argument of bytes, each part on a
// line of its own.
// CHECK-LABEL: func.func @encoded(
// CHECK-SAME: %{{.*}}: memref<3x64x16xi8>, %{{.*}}: memref<3x16xf32>, %{{.*}}: memref<4xi32>) attributes
// CHECK-SAME: [{alignment = 64 : i64, dtype = "u8", encode = "f", encoding = tensor<64x40xf32, #gate.weight<panels, int8, tile = 16>>, name = "up", parts = array<i64: 0, 3072, 3264>, role = "weight", shape = [3264]}, {alignment = 4 : i64, dtype = "i32", name = "arg1", role = "input", shape = [4]}
// CHECK-SAME: dtype = "u8", encoding = tensor<64x40xf32, #gate.weight<panels, int8, tile = 16>>, name = "out0", parts = array<i64: 0, 3072, 3264>, role = "output", shape = [3264]}
// CHECK-SAME: dtype = "i32", name = "out1", role = "output", shape = [4]}]
func.func @encoded(
    %w: tensor<3x64x16xi8> {gate.encoded_type = tensor<64x40xf32, #gate.weight<panels, int8, tile = 16>>,
                            penstock.encode = "f", penstock.name = "up"},
    %s: tensor<3x16xf32>, %z: tensor<4xi32>)
    -> (tensor<3x64x16xi8> {gate.encoded_type = tensor<64x40xf32, #gate.weight<panels, int8, tile = 16>>},
        tensor<3x16xf32>, tensor<4xi32>) {
  return %w, %s, %z : tensor<3x64x16xi8>, tensor<3x16xf32>, tensor<4xi32>
}

// Interleaved values are written with their last dimensions as one.
// CHECK-LABEL: func.func @interleaved(
// CHECK-SAME: %[[V:.*]]: tensor<3x16x16x4xi8> {{.*}}, %[[S:.*]]: tensor<3x16xf32> {{.*}}, %[[OUT:.*]]: memref<3x16x16x4xi8>, %[[SCALES:.*]]: memref<3x16xf32>)
// CHECK: %[[FLAT:.*]] = tensor.collapse_shape %[[V]] {{\[\[}}0], [1], [2, 3]] : tensor<3x16x16x4xi8> into tensor<3x16x64xi8>
// CHECK: %[[TO:.*]] = memref.collapse_shape %[[OUT]] {{\[\[}}0], [1], [2, 3]] : memref<3x16x16x4xi8> into memref<3x16x64xi8>
// CHECK: bufferization.materialize_in_destination %[[FLAT]] in restrict writable %[[TO]]
// CHECK: bufferization.materialize_in_destination %[[S]] in restrict writable %[[SCALES]]
func.func @interleaved(
    %w: tensor<3x16x16x4xi8> {gate.encoded_type = tensor<64x40xf32, #gate.weight<panels, int8, tile = 16, interleave = 4>>},
    %s: tensor<3x16xf32>)
    -> (tensor<3x16x16x4xi8> {gate.encoded_type = tensor<64x40xf32, #gate.weight<panels, int8, tile = 16, interleave = 4>>},
        tensor<3x16xf32>) {
  return %w, %s : tensor<3x16x16x4xi8>, tensor<3x16xf32>
}

// CHECK-LABEL: func.func @encodes(
// CHECK-SAME: encodes = "w"
// CHECK-SAME: name = "weight", role = "weight", shape = [4, 4]
// CHECK-SAME: of = "f"
func.func @encodes(%w: tensor<4x4xf32> {penstock.name = "weight"})
    -> tensor<4x4xf32> attributes {penstock.encodes = "w", penstock.of = "f"} {
  %e = gate.encode %w : tensor<4x4xf32> -> tensor<4x4xf32, #gate.weight<panels, int8, tile = 4>>
  %d = gate.decode %e : tensor<4x4xf32, #gate.weight<panels, int8, tile = 4>> -> tensor<4x4xf32>
  return %d : tensor<4x4xf32>
}

// Contractions that differ leave it out.
// CHECK-LABEL: func.func @numerics_mixed(
// CHECK-NOT: accumulate =
// CHECK: rounding = "result", strategies
func.func @numerics_mixed(%x: tensor<?x4xf32>, %w: tensor<4x4xf32>, %o: tensor<?x4xf32>)
    -> (tensor<?x4xf32>, tensor<?x4xf32>) {
  %y = gate.gated_matmul ins(%x : tensor<?x4xf32>) weights(%w : tensor<4x4xf32>)
         outs(%o : tensor<?x4xf32>) {accumulate = f64}
  %z = gate.gated_matmul ins(%x : tensor<?x4xf32>) weights(%w : tensor<4x4xf32>)
         outs(%o : tensor<?x4xf32>)
  return %y, %z : tensor<?x4xf32>, tensor<?x4xf32>
}

// CHECK-LABEL: func.func @activations(
// CHECK-SAME: activations = {dtype = "int8", group_size = 32 : i64}
func.func @activations(%x: tensor<?x32xf32>, %w: tensor<32x32xf32>) -> tensor<?x32xf32> {
  %y = gate.gated_matmul ins(%x : tensor<?x32xf32>) weights(%w : tensor<32x32xf32>)
         outs(%x : tensor<?x32xf32>) {activations = #gate.activations<int8, group_size = 32>}
  return %y : tensor<?x32xf32>
}

// The bound of a row holds for its groups, too.
// CHECK-LABEL: func.func @activations_mixed(
// CHECK-SAME: activations = {dtype = "int8"}
func.func @activations_mixed(%x: tensor<?x32xf32>, %w: tensor<32x32xf32>) -> tensor<?x32xf32> {
  %y = gate.gated_matmul ins(%x : tensor<?x32xf32>) weights(%w : tensor<32x32xf32>)
         outs(%x : tensor<?x32xf32>) {activations = #gate.activations<int8, group_size = 32>}
  %z = gate.ffn @silu ins(%y : tensor<?x32xf32>) weights(%w : tensor<32x32xf32>)
         down(%w : tensor<32x32xf32>) outs(%x : tensor<?x32xf32>)
         {activations = #gate.activations<int8>}
  return %z : tensor<?x32xf32>
}

// What is not public stays.
// CHECK-LABEL: func.func private @function_private(
// CHECK-NOT: penstock.kernel
// CHECK: return %{{.*}} : tensor<4xf32>
func.func private @function_private(%x: tensor<4xf32>) -> tensor<4xf32> {
  return %x : tensor<4xf32>
}

// CHECK: func.func private @function_external(tensor<4xf32>) -> tensor<4xf32>
func.func private @function_external(%x: tensor<4xf32>) -> tensor<4xf32>
