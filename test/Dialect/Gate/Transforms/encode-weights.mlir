// RUN: penstock-opt %s -gate-encode-weights -mlir-print-elementsattrs-with-hex-if-larger=-1 | FileCheck %s --check-prefixes=CHECK,PLAIN
// RUN: penstock-opt %s -gate-encode-weights="arguments=1" -mlir-print-elementsattrs-with-hex-if-larger=-1 | FileCheck %s --check-prefixes=CHECK,ENCODE

// One panel of four neurons, the last of which is not there.
// CHECK-LABEL: func.func @constant_f32(
// CHECK-NEXT: %[[V:.*]] = arith.constant dense<{{\[\[\[}}1.0{{0*}}e+00, 2.0{{0*}}e+00, 3.0{{0*}}e+00, 0.0{{0*}}e+00], [4.0{{0*}}e+00, 5.0{{0*}}e+00, 6.0{{0*}}e+00, 0.0{{0*}}e+00], [7.0{{0*}}e+00, 8.0{{0*}}e+00, 9.0{{0*}}e+00, 0.0{{0*}}e+00], [1.0{{0*}}e+01, 1.1{{0*}}e+01, 1.2{{0*}}e+01, 0.0{{0*}}e+00]]]> : tensor<1x4x4xf32>
// CHECK-NEXT: %[[W:.*]] = gate.assemble %[[V]] : tensor<1x4x4xf32> -> tensor<4x3xf32, #gate.weight<panels, f32, tile = 4>>
// CHECK-NEXT: gate.gated_matmul {{.*}} weights(%[[W]] : tensor<4x3xf32, #gate.weight<panels, f32, tile = 4>>)
func.func @constant_f32(%x: tensor<?x4xf32>, %o: tensor<?x3xf32>) -> tensor<?x3xf32> {
  %w = arith.constant dense<[[1.0, 2.0, 3.0], [4.0, 5.0, 6.0], [7.0, 8.0, 9.0], [10.0, 11.0, 12.0]]> : tensor<4x3xf32>
  %y = gate.gated_matmul ins(%x : tensor<?x4xf32>) weights(%w : tensor<4x3xf32>)
         outs(%o : tensor<?x3xf32>) {strategy = #gate.strategy<panels, tokens = 4, neurons = 4>}
  return %y : tensor<?x3xf32>
}

// CHECK-LABEL: func.func @constant_out_in(
// CHECK-NEXT: %[[V:.*]] = arith.constant dense<{{\[\[\[}}1.0{{0*}}e+00, 5.0{{0*}}e+00], [2.0{{0*}}e+00, 6.0{{0*}}e+00], [3.0{{0*}}e+00, 7.0{{0*}}e+00], [4.0{{0*}}e+00, 8.0{{0*}}e+00{{\]\], \[\[}}9.0{{0*}}e+00, 0.0{{0*}}e+00], [1.0{{0*}}e+01, 0.0{{0*}}e+00], [1.1{{0*}}e+01, 0.0{{0*}}e+00], [1.2{{0*}}e+01, 0.0{{0*}}e+00]]]> : tensor<2x4x2xf32>
// CHECK-NEXT: gate.assemble %[[V]] : tensor<2x4x2xf32> -> tensor<3x4xf32, #gate.weight<panels, f32, tile = 2, out_in>>
func.func @constant_out_in(%x: tensor<?x4xf32>, %o: tensor<?x3xf32>) -> tensor<?x3xf32> {
  %w = arith.constant dense<[[1.0, 2.0, 3.0, 4.0], [5.0, 6.0, 7.0, 8.0], [9.0, 10.0, 11.0, 12.0]]> : tensor<3x4xf32>
  %y = gate.gated_matmul ins(%x : tensor<?x4xf32>) weights(%w : tensor<3x4xf32>)
         outs(%o : tensor<?x3xf32>) {weight_order = #gate.weight_order<out_in>, strategy = #gate.strategy<panels, tokens = 4, neurons = 2>}
  return %y : tensor<?x3xf32>
}

// CHECK-LABEL: func.func @constant_packed(
// CHECK-NEXT: %[[V:.*]] = arith.constant dense<{{\[\[\[}}1.0{{0*}}e+00, 2.0{{0*}}e+00], [4.0{{0*}}e+00, 5.0{{0*}}e+00{{\]\], \[\[}}3.0{{0*}}e+00, 0.0{{0*}}e+00], [6.0{{0*}}e+00, 0.0{{0*}}e+00{{\]\], \[\[}}1.1{{0*}}e+01, 1.2{{0*}}e+01], [1.4{{0*}}e+01, 1.5{{0*}}e+01{{\]\], \[\[}}1.3{{0*}}e+01, 0.0{{0*}}e+00], [1.6{{0*}}e+01, 0.0{{0*}}e+00]]]> : tensor<4x2x2xf32>
// CHECK-NEXT: gate.assemble %[[V]] : tensor<4x2x2xf32> -> tensor<2x6xf32, #gate.weight<panels, f32, tile = 2, branches = 2>>
func.func @constant_packed(%x: tensor<?x2xf32>, %o: tensor<?x3xf32>) -> tensor<?x3xf32> {
  %w = arith.constant dense<[[1.0, 2.0, 3.0, 11.0, 12.0, 13.0], [4.0, 5.0, 6.0, 14.0, 15.0, 16.0]]> : tensor<2x6xf32>
  %y = gate.gated_matmul @swiglu ins(%x : tensor<?x2xf32>) weights(%w : tensor<2x6xf32>)
         outs(%o : tensor<?x3xf32>) {packing = #gate.packing<concatenated>, strategy = #gate.strategy<panels, tokens = 4, neurons = 2>}
  return %y : tensor<?x3xf32>
}

// The same storage, whatever order the columns have.
// CHECK-LABEL: func.func @constant_interleaved(
// CHECK-NEXT: %[[V:.*]] = arith.constant dense<{{\[\[\[}}1.0{{0*}}e+00, 2.0{{0*}}e+00], [4.0{{0*}}e+00, 5.0{{0*}}e+00{{\]\], \[\[}}3.0{{0*}}e+00, 0.0{{0*}}e+00], [6.0{{0*}}e+00, 0.0{{0*}}e+00{{\]\], \[\[}}1.1{{0*}}e+01, 1.2{{0*}}e+01], [1.4{{0*}}e+01, 1.5{{0*}}e+01{{\]\], \[\[}}1.3{{0*}}e+01, 0.0{{0*}}e+00], [1.6{{0*}}e+01, 0.0{{0*}}e+00]]]> : tensor<4x2x2xf32>
// CHECK-NEXT: gate.assemble %[[V]] : tensor<4x2x2xf32> -> tensor<2x6xf32, #gate.weight<panels, f32, tile = 2, branches = 2, interleaved>>
func.func @constant_interleaved(%x: tensor<?x2xf32>, %o: tensor<?x3xf32>) -> tensor<?x3xf32> {
  %w = arith.constant dense<[[1.0, 11.0, 2.0, 12.0, 3.0, 13.0], [4.0, 14.0, 5.0, 15.0, 6.0, 16.0]]> : tensor<2x6xf32>
  %y = gate.gated_matmul @swiglu ins(%x : tensor<?x2xf32>) weights(%w : tensor<2x6xf32>)
         outs(%o : tensor<?x3xf32>) {packing = #gate.packing<interleaved>, strategy = #gate.strategy<panels, tokens = 4, neurons = 2>}
  return %y : tensor<?x3xf32>
}

// scale = absmax / 127; ties to even: -63.5 is -64.
// CHECK-LABEL: func.func @constant_int8(
// CHECK-NEXT: %[[V:.*]] = arith.constant dense<{{\[\[\[}}127, -127, 0, 0], [-64, 32, 0, 0]]]> : tensor<1x2x4xi8>
// CHECK-NEXT: %[[S:.*]] = arith.constant dense<{{\[\[}}1.000000e+00, 0.00787401571, 0.000000e+00, 0.000000e+00]]> : tensor<1x4xf32>
// CHECK-NEXT: gate.assemble %[[V]], %[[S]] :
func.func @constant_int8() -> tensor<2x3xf32, #gate.weight<panels, int8, tile = 4>> {
  %w = arith.constant dense<[[127.0, -1.0, 0.0], [-63.5, 0.25, 0.0]]> : tensor<2x3xf32>
  %e = gate.encode %w : tensor<2x3xf32> -> tensor<2x3xf32, #gate.weight<panels, int8, tile = 4>>
  return %e : tensor<2x3xf32, #gate.weight<panels, int8, tile = 4>>
}

// Three inputs in words of four, the last of which is padding.
// CHECK-LABEL: func.func @constant_int8_interleave(
// CHECK-NEXT: %[[V:.*]] = arith.constant dense<{{\[\[\[\[}}127, -64, 1, 0], [-127, 32, 0, 0]]]]> : tensor<1x1x2x4xi8>
// CHECK-NEXT: %[[S:.*]] = arith.constant dense<{{\[\[}}1.000000e+00, 0.00787401571]]> : tensor<1x2xf32>
// CHECK-NEXT: gate.assemble %[[V]], %[[S]] :
func.func @constant_int8_interleave() -> tensor<3x2xf32, #gate.weight<panels, int8, tile = 2, interleave = 4>> {
  %w = arith.constant dense<[[127.0, -1.0], [-63.5, 0.25], [1.0, 0.0]]> : tensor<3x2xf32>
  %e = gate.encode %w : tensor<3x2xf32> -> tensor<3x2xf32, #gate.weight<panels, int8, tile = 2, interleave = 4>>
  return %e : tensor<3x2xf32, #gate.weight<panels, int8, tile = 2, interleave = 4>>
}

// The scale is rounded first: 50 / 0.7876 is 63, 50 / (100 / 127) were 64.
// CHECK-LABEL: func.func @constant_int8_group(
// CHECK-NEXT: %[[V:.*]] = arith.constant dense<{{\[\[}}127, 63, -127, 0, {{.*}}, 0]]> : tensor<1x32xi8>
// CHECK-NEXT: %[[S:.*]] = arith.constant dense<7.875970e-01> : tensor<1x1xf16>
// CHECK-NEXT: gate.assemble %[[V]], %[[S]] :
func.func @constant_int8_group() -> tensor<32x1xf32, #gate.weight<neuron_major, int8, group_size = 32, scale = f16, neuron_dim = 1>> {
  %w = arith.constant dense<[[100.0], [50.0], [-100.0], [0.0], [0.0], [0.0], [0.0], [0.0], [0.0], [0.0], [0.0], [0.0], [0.0], [0.0], [0.0], [0.0], [0.0], [0.0], [0.0], [0.0], [0.0], [0.0], [0.0], [0.0], [0.0], [0.0], [0.0], [0.0], [0.0], [0.0], [0.0], [0.0]]> : tensor<32x1xf32>
  %e = gate.encode %w : tensor<32x1xf32> -> tensor<32x1xf32, #gate.weight<neuron_major, int8, group_size = 32, scale = f16, neuron_dim = 1>>
  return %e : tensor<32x1xf32, #gate.weight<neuron_major, int8, group_size = 32, scale = f16, neuron_dim = 1>>
}

// Low nibbles are the first half of the group: 7 + 8 and -7 + 8 in byte 0.
// CHECK-LABEL: func.func @constant_int4(
// CHECK-NEXT: %[[V:.*]] = arith.constant dense<{{\[\[\[\[}}31], [-120], {{.*}}, [-120{{\]\]\]\]}}> : tensor<1x1x16x1xi8>
// CHECK-NEXT: %[[S:.*]] = arith.constant dense<1.000000e+00> : tensor<1x1x1xf32>
// CHECK-NEXT: gate.assemble %[[V]], %[[S]] :
func.func @constant_int4() -> tensor<32x1xf32, #gate.weight<panels, int4, tile = 1, group_size = 32, scale = f32>> {
  %w = arith.constant dense<[[7.0], [0.0], [0.0], [0.0], [0.0], [0.0], [0.0], [0.0], [0.0], [0.0], [0.0], [0.0], [0.0], [0.0], [0.0], [0.0], [-7.0], [0.0], [0.0], [0.0], [0.0], [0.0], [0.0], [0.0], [0.0], [0.0], [0.0], [0.0], [0.0], [0.0], [0.0], [0.0]]> : tensor<32x1xf32>
  %e = gate.encode %w : tensor<32x1xf32> -> tensor<32x1xf32, #gate.weight<panels, int4, tile = 1, group_size = 32, scale = f32>>
  return %e : tensor<32x1xf32, #gate.weight<panels, int4, tile = 1, group_size = 32, scale = f32>>
}

// CHECK-LABEL: func.func @constant_int4_asymmetric(
// CHECK-NEXT: %[[V:.*]] = arith.constant dense<{{\[\[\[\[}}15], [16], [0], {{.*}}, [0{{\]\]\]\]}}> : tensor<1x1x16x1xi8>
// CHECK-NEXT: %[[S:.*]] = arith.constant dense<5.000000e-01> : tensor<1x1x1xf16>
// CHECK-NEXT: %[[M:.*]] = arith.constant dense<-2.000000e+00> : tensor<1x1x1xf16>
// CHECK-NEXT: gate.assemble %[[V]], %[[S]], %[[M]] :
func.func @constant_int4_asymmetric() -> tensor<32x1xf32, #gate.weight<panels, int4, tile = 1, group_size = 32, asymmetric, scale = f16>> {
  %w = arith.constant dense<[[5.5], [-2.0], [-2.0], [-2.0], [-2.0], [-2.0], [-2.0], [-2.0], [-2.0], [-2.0], [-2.0], [-2.0], [-2.0], [-2.0], [-2.0], [-2.0], [-2.0], [-1.5], [-2.0], [-2.0], [-2.0], [-2.0], [-2.0], [-2.0], [-2.0], [-2.0], [-2.0], [-2.0], [-2.0], [-2.0], [-2.0], [-2.0]]> : tensor<32x1xf32>
  %e = gate.encode %w : tensor<32x1xf32> -> tensor<32x1xf32, #gate.weight<panels, int4, tile = 1, group_size = 32, asymmetric, scale = f16>>
  return %e : tensor<32x1xf32, #gate.weight<panels, int4, tile = 1, group_size = 32, asymmetric, scale = f16>>
}

// A constant is encoded once for each encoding that its uses want.
// CHECK-LABEL: func.func @constant_two_uses(
// CHECK-DAG: %[[TWO:.*]] = gate.assemble %{{.*}} -> tensor<2x2xf32, #gate.weight<panels, f32, tile = 2>>
// CHECK-DAG: %[[FOUR:.*]] = gate.assemble %{{.*}} -> tensor<2x2xf32, #gate.weight<panels, f32, tile = 4>>
// CHECK: gate.gated_matmul {{.*}} weights(%[[TWO]] :
// CHECK: gate.gated_matmul {{.*}} weights(%[[FOUR]] :
func.func @constant_two_uses(%x: tensor<?x2xf32>, %o: tensor<?x2xf32>) -> (tensor<?x2xf32>, tensor<?x2xf32>) {
  %w = arith.constant dense<[[1.0, 2.0], [3.0, 4.0]]> : tensor<2x2xf32>
  %y = gate.gated_matmul ins(%x : tensor<?x2xf32>) weights(%w : tensor<2x2xf32>)
         outs(%o : tensor<?x2xf32>) {strategy = #gate.strategy<panels, tokens = 4, neurons = 2>}
  %z = gate.gated_matmul ins(%x : tensor<?x2xf32>) weights(%w : tensor<2x2xf32>)
         outs(%o : tensor<?x2xf32>) {strategy = #gate.strategy<panels, tokens = 4, neurons = 4>}
  return %y, %z : tensor<?x2xf32>, tensor<?x2xf32>
}

// CHECK-LABEL: func.func @argument(
// PLAIN-SAME: tensor<4x3xf32> {penstock.name = "up"}
// PLAIN-NOT: gate.encode
// ENCODE-SAME: %[[W:[^:]*]]: tensor<4x3xf32, #gate.weight<panels, f32, tile = 4>> {penstock.encode = "argument_encode_up", penstock.name = "up"}, %{{[^:]*}}: tensor<3xf32>
// ENCODE: gate.gated_matmul {{.*}} weights(%[[W]] : tensor<4x3xf32, #gate.weight<panels, f32, tile = 4>>)
// ENCODE: func.func @argument_encode_up(%[[A:.*]]: tensor<4x3xf32> {penstock.name = "weight"}) -> tensor<4x3xf32, #gate.weight<panels, f32, tile = 4>>
// ENCODE-SAME: attributes {penstock.encodes = "up", penstock.of = "argument"}
// ENCODE-NEXT: %[[E:.*]] = gate.encode %[[A]] : tensor<4x3xf32> -> tensor<4x3xf32, #gate.weight<panels, f32, tile = 4>>
// ENCODE-NEXT: return %[[E]]
func.func @argument(%x: tensor<?x4xf32>, %w: tensor<4x3xf32> {penstock.name = "up"}, %b: tensor<3xf32>, %o: tensor<?x3xf32>) -> tensor<?x3xf32> {
  %y = gate.gated_matmul ins(%x : tensor<?x4xf32>) weights(%w : tensor<4x3xf32>)
         bias(%b : tensor<3xf32>)
         outs(%o : tensor<?x3xf32>) {strategy = #gate.strategy<panels, tokens = 4, neurons = 4>}
  return %y : tensor<?x3xf32>
}

// Uses that disagree leave the argument alone.
// CHECK-LABEL: func.func @argument_two_encodings(
// CHECK-NOT: #gate.weight
func.func @argument_two_encodings(%x: tensor<?x2xf32>, %w: tensor<2x2xf32>, %o: tensor<?x2xf32>) -> (tensor<?x2xf32>, tensor<?x2xf32>) {
  %y = gate.gated_matmul ins(%x : tensor<?x2xf32>) weights(%w : tensor<2x2xf32>)
         outs(%o : tensor<?x2xf32>) {strategy = #gate.strategy<panels, tokens = 4, neurons = 2>}
  %z = gate.gated_matmul ins(%x : tensor<?x2xf32>) weights(%w : tensor<2x2xf32>)
         outs(%o : tensor<?x2xf32>) {strategy = #gate.strategy<panels, tokens = 4, neurons = 4>}
  return %y, %z : tensor<?x2xf32>, tensor<?x2xf32>
}

// Weights that are computed stay.
// CHECK-LABEL: func.func @computed(
// CHECK-NOT: #gate.weight
func.func @computed(%x: tensor<?x4xf32>, %a: tensor<4x3xf32>, %o: tensor<?x3xf32>) -> tensor<?x3xf32> {
  %w = arith.addf %a, %a : tensor<4x3xf32>
  %y = gate.gated_matmul ins(%x : tensor<?x4xf32>) weights(%w : tensor<4x3xf32>)
         outs(%o : tensor<?x3xf32>) {strategy = #gate.strategy<panels, tokens = 4, neurons = 4>}
  return %y : tensor<?x3xf32>
}

// CHECK-LABEL: func.func private @private_argument(
// CHECK-NOT: #gate.weight
func.func private @private_argument(%x: tensor<?x4xf32>, %w: tensor<4x3xf32>, %o: tensor<?x3xf32>) -> tensor<?x3xf32> {
  %y = gate.gated_matmul ins(%x : tensor<?x4xf32>) weights(%w : tensor<4x3xf32>)
         outs(%o : tensor<?x3xf32>) {strategy = #gate.strategy<panels, tokens = 4, neurons = 4>}
  return %y : tensor<?x3xf32>
}

// CHECK-LABEL: func.func @strategy_rows(
// CHECK-NOT: #gate.weight
func.func @strategy_rows(%x: tensor<?x4xf32>, %w: tensor<4x3xf32>, %o: tensor<?x3xf32>) -> tensor<?x3xf32> {
  %y = gate.gated_matmul ins(%x : tensor<?x4xf32>) weights(%w : tensor<4x3xf32>)
         outs(%o : tensor<?x3xf32>) {strategy = #gate.strategy<rows, tokens = 4, neurons = 4>}
  return %y : tensor<?x3xf32>
}

// CHECK-LABEL: func.func @strategy_none(
// CHECK-NOT: #gate.weight
func.func @strategy_none(%x: tensor<?x4xf32>, %w: tensor<4x3xf32>, %o: tensor<?x3xf32>) -> tensor<?x3xf32> {
  %y = gate.gated_matmul ins(%x : tensor<?x4xf32>) weights(%w : tensor<4x3xf32>)
         outs(%o : tensor<?x3xf32>)
  return %y : tensor<?x3xf32>
}

// So does a use that is no contraction.
// CHECK-LABEL: func.func @argument_other_use(
// CHECK-NOT: #gate.weight
func.func @argument_other_use(%x: tensor<?x4xf32>, %w: tensor<4x3xf32>, %o: tensor<?x3xf32>) -> (tensor<?x3xf32>, tensor<4x3xf32>) {
  %y = gate.gated_matmul ins(%x : tensor<?x4xf32>) weights(%w : tensor<4x3xf32>)
         outs(%o : tensor<?x3xf32>) {strategy = #gate.strategy<panels, tokens = 4, neurons = 4>}
  return %y, %w : tensor<?x3xf32>, tensor<4x3xf32>
}

// Tokens do not matter to the layout.
// CHECK-LABEL: func.func @argument_twice(
// ENCODE-SAME: %[[W:[^:]*]]: tensor<2x2xf32, #gate.weight<panels, f32, tile = 2>>
// ENCODE: gate.gated_matmul {{.*}} weights(%[[W]] :
// ENCODE: gate.gated_matmul {{.*}} weights(%[[W]] :
// ENCODE: func.func @argument_twice_encode_arg1
// ENCODE-NOT: func.func @argument_twice_encode_arg1
func.func @argument_twice(%x: tensor<?x2xf32>, %w: tensor<2x2xf32>, %o: tensor<?x2xf32>) -> (tensor<?x2xf32>, tensor<?x2xf32>) {
  %y = gate.gated_matmul ins(%x : tensor<?x2xf32>) weights(%w : tensor<2x2xf32>)
         outs(%o : tensor<?x2xf32>) {strategy = #gate.strategy<panels, tokens = 4, neurons = 2>}
  %z = gate.gated_matmul ins(%x : tensor<?x2xf32>) weights(%w : tensor<2x2xf32>)
         outs(%o : tensor<?x2xf32>) {strategy = #gate.strategy<panels, tokens = 1, neurons = 2>}
  return %y, %z : tensor<?x2xf32>, tensor<?x2xf32>
}

// An argument that has an encoding already gets its function.
// CHECK-LABEL: func.func @argument_encoded(
// PLAIN-NOT: penstock.encode
// ENCODE-SAME: #gate.weight<panels, int8, tile = 8>> {penstock.encode = "argument_encoded_encode_arg1"}
// ENCODE: func.func @argument_encoded_encode_arg1(%{{.*}}: tensor<4x3xf32> {{.*}}) -> tensor<4x3xf32, #gate.weight<panels, int8, tile = 8>>
// ENCODE-NEXT: gate.encode
func.func @argument_encoded(%x: tensor<?x4xf32>, %w: tensor<4x3xf32, #gate.weight<panels, int8, tile = 8>>, %o: tensor<?x3xf32>) -> tensor<?x3xf32> {
  %y = gate.gated_matmul ins(%x : tensor<?x4xf32>) weights(%w : tensor<4x3xf32, #gate.weight<panels, int8, tile = 8>>)
         outs(%o : tensor<?x3xf32>) {strategy = #gate.strategy<panels, tokens = 4, neurons = 8>}
  return %y : tensor<?x3xf32>
}

// CHECK-LABEL: func.func @argument_ffn(
// ENCODE-SAME: tensor<4x3xf32, #gate.weight<panels, f32, tile = 8>> {penstock.encode = "argument_ffn_encode_arg1"}
// ENCODE-SAME: tensor<4x3xf32, #gate.weight<panels, f32, tile = 8>> {penstock.encode = "argument_ffn_encode_arg2"}
// ENCODE-SAME: tensor<3x4xf32, #gate.weight<panels, f32, tile = 2>> {penstock.encode = "argument_ffn_encode_arg3"}
// ENCODE-DAG: func.func @argument_ffn_encode_arg1
// ENCODE-DAG: func.func @argument_ffn_encode_arg2
// ENCODE-DAG: func.func @argument_ffn_encode_arg3
func.func @argument_ffn(%x: tensor<?x4xf32>, %g: tensor<4x3xf32>, %u: tensor<4x3xf32>, %d: tensor<3x4xf32>, %o: tensor<?x4xf32>) -> tensor<?x4xf32> {
  %y = gate.ffn @swiglu ins(%x : tensor<?x4xf32>) weights(%g, %u : tensor<4x3xf32>, tensor<4x3xf32>)
         down(%d : tensor<3x4xf32>) outs(%o : tensor<?x4xf32>)
         {strategy = #gate.strategy<panels, tokens = 4, neurons = 8>, down_strategy = #gate.strategy<panels, tokens = 4, neurons = 2>}
  return %y : tensor<?x4xf32>
}

// A function that is called keeps its type.
// CHECK-LABEL: func.func @argument_called(
// CHECK-NOT: #gate.weight
func.func @argument_called(%x: tensor<?x4xf32>, %w: tensor<4x3xf32>, %o: tensor<?x3xf32>) -> tensor<?x3xf32> {
  %y = gate.gated_matmul ins(%x : tensor<?x4xf32>) weights(%w : tensor<4x3xf32>)
         outs(%o : tensor<?x3xf32>) {strategy = #gate.strategy<panels, tokens = 4, neurons = 4>}
  return %y : tensor<?x3xf32>
}

// CHECK-LABEL: func.func @caller(
// CHECK: call @argument_called
func.func @caller(%x: tensor<?x4xf32>, %w: tensor<4x3xf32>, %o: tensor<?x3xf32>) -> tensor<?x3xf32> {
  %y = call @argument_called(%x, %w, %o) : (tensor<?x4xf32>, tensor<4x3xf32>, tensor<?x3xf32>) -> tensor<?x3xf32>
  return %y : tensor<?x3xf32>
}

// The catalogue's function of the same name does not call it.
// CHECK-LABEL: func.func @swiglu(
// ENCODE-SAME: tensor<4x3xf32, #gate.weight<panels, f32, tile = 4>>
// ENCODE: func.func @swiglu_encode_arg1(
func.func @swiglu(%x: tensor<?x4xf32>, %w: tensor<4x3xf32>, %o: tensor<?x3xf32>) -> tensor<?x3xf32> {
  %y = gate.gated_matmul @swiglu ins(%x : tensor<?x4xf32>)
         weights(%w, %w : tensor<4x3xf32>, tensor<4x3xf32>) outs(%o : tensor<?x3xf32>)
         {strategy = #gate.strategy<panels, tokens = 4, neurons = 4>}
  return %y : tensor<?x3xf32>
}
