func.func @constant_f32(%x: tensor<?x4xf32>, %o: tensor<?x3xf32>) -> tensor<?x3xf32> {
  %w = arith.constant dense<[[1.0, 2.0, 3.0], [4.0, 5.0, 6.0], [7.0, 8.0, 9.0], [10.0, 11.0, 12.0]]> : tensor<4x3xf32>
  %y = gate.gated_matmul ins(%x : tensor<?x4xf32>) weights(%w : tensor<4x3xf32>)
         outs(%o : tensor<?x3xf32>) {strategy = #gate.strategy<panels, tokens = 4, neurons = 4>}
  return %y : tensor<?x3xf32>
}
func.func @constant_out_in(%x: tensor<?x4xf32>, %o: tensor<?x3xf32>) -> tensor<?x3xf32> {
  %w = arith.constant dense<[[1.0, 2.0, 3.0, 4.0], [5.0, 6.0, 7.0, 8.0], [9.0, 10.0, 11.0, 12.0]]> : tensor<3x4xf32>
  %y = gate.gated_matmul ins(%x : tensor<?x4xf32>) weights(%w : tensor<3x4xf32>)
         outs(%o : tensor<?x3xf32>) {weight_order = #gate.weight_order<out_in>, strategy = #gate.strategy<panels, tokens = 4, neurons = 2>}
  return %y : tensor<?x3xf32>
}
func.func @constant_packed(%x: tensor<?x2xf32>, %o: tensor<?x3xf32>) -> tensor<?x3xf32> {
  %w = arith.constant dense<[[1.0, 2.0, 3.0, 11.0, 12.0, 13.0], [4.0, 5.0, 6.0, 14.0, 15.0, 16.0]]> : tensor<2x6xf32>
  %y = gate.gated_matmul @swiglu ins(%x : tensor<?x2xf32>) weights(%w : tensor<2x6xf32>)
         outs(%o : tensor<?x3xf32>) {packing = #gate.packing<concatenated>, strategy = #gate.strategy<panels, tokens = 4, neurons = 2>}
  return %y : tensor<?x3xf32>
}
func.func @constant_interleaved(%x: tensor<?x2xf32>, %o: tensor<?x3xf32>) -> tensor<?x3xf32> {
  %w = arith.constant dense<[[1.0, 11.0, 2.0, 12.0, 3.0, 13.0], [4.0, 14.0, 5.0, 15.0, 6.0, 16.0]]> : tensor<2x6xf32>
  %y = gate.gated_matmul @swiglu ins(%x : tensor<?x2xf32>) weights(%w : tensor<2x6xf32>)
         outs(%o : tensor<?x3xf32>) {packing = #gate.packing<interleaved>, strategy = #gate.strategy<panels, tokens = 4, neurons = 2>}
  return %y : tensor<?x3xf32>
}
func.func @constant_int8() -> tensor<2x3xf32, #gate.weight<panels, int8, tile = 4>> {
  %w = arith.constant dense<[[127.0, -1.0, 0.0], [-63.5, 0.25, 0.0]]> : tensor<2x3xf32>
  %e = gate.encode %w : tensor<2x3xf32> -> tensor<2x3xf32, #gate.weight<panels, int8, tile = 4>>
  return %e : tensor<2x3xf32, #gate.weight<panels, int8, tile = 4>>
}
func.func @constant_int4() -> tensor<4x1xf32, #gate.weight<panels, int4, tile = 1, group_size = 4, scale = f32>> {
  %w = arith.constant dense<[[7.0], [-7.0], [0.0], [3.0]]> : tensor<4x1xf32>
  %e = gate.encode %w : tensor<4x1xf32> -> tensor<4x1xf32, #gate.weight<panels, int4, tile = 1, group_size = 4, scale = f32>>
  return %e : tensor<4x1xf32, #gate.weight<panels, int4, tile = 1, group_size = 4, scale = f32>>
}
func.func @constant_int4_asymmetric() -> tensor<4x1xf32, #gate.weight<panels, int4, tile = 1, group_size = 4, asymmetric, scale = f16>> {
  %w = arith.constant dense<[[-2.0], [5.5], [-1.5], [0.0]]> : tensor<4x1xf32>
  %e = gate.encode %w : tensor<4x1xf32> -> tensor<4x1xf32, #gate.weight<panels, int4, tile = 1, group_size = 4, asymmetric, scale = f16>>
  return %e : tensor<4x1xf32, #gate.weight<panels, int4, tile = 1, group_size = 4, asymmetric, scale = f16>>
}
func.func @constant_two_uses(%x: tensor<?x2xf32>, %o: tensor<?x2xf32>) -> (tensor<?x2xf32>, tensor<?x2xf32>) {
  %w = arith.constant dense<[[1.0, 2.0], [3.0, 4.0]]> : tensor<2x2xf32>
  %y = gate.gated_matmul ins(%x : tensor<?x2xf32>) weights(%w : tensor<2x2xf32>)
         outs(%o : tensor<?x2xf32>) {strategy = #gate.strategy<panels, tokens = 4, neurons = 2>}
  %z = gate.gated_matmul ins(%x : tensor<?x2xf32>) weights(%w : tensor<2x2xf32>)
         outs(%o : tensor<?x2xf32>) {strategy = #gate.strategy<panels, tokens = 4, neurons = 4>}
  return %y, %z : tensor<?x2xf32>, tensor<?x2xf32>
}
func.func @argument(%x: tensor<?x4xf32>, %w: tensor<4x3xf32> {penstock.name = "up"}, %b: tensor<3xf32>, %o: tensor<?x3xf32>) -> tensor<?x3xf32> {
  %y = gate.gated_matmul ins(%x : tensor<?x4xf32>) weights(%w : tensor<4x3xf32>)
         bias(%b : tensor<3xf32>)
         outs(%o : tensor<?x3xf32>) {strategy = #gate.strategy<panels, tokens = 4, neurons = 4>}
  return %y : tensor<?x3xf32>
}
func.func @argument_two_encodings(%x: tensor<?x2xf32>, %w: tensor<2x2xf32>, %o: tensor<?x2xf32>) -> (tensor<?x2xf32>, tensor<?x2xf32>) {
  %y = gate.gated_matmul ins(%x : tensor<?x2xf32>) weights(%w : tensor<2x2xf32>)
         outs(%o : tensor<?x2xf32>) {strategy = #gate.strategy<panels, tokens = 4, neurons = 2>}
  %z = gate.gated_matmul ins(%x : tensor<?x2xf32>) weights(%w : tensor<2x2xf32>)
         outs(%o : tensor<?x2xf32>) {strategy = #gate.strategy<panels, tokens = 4, neurons = 4>}
  return %y, %z : tensor<?x2xf32>, tensor<?x2xf32>
}
