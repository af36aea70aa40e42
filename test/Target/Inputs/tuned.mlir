gate.function @own(%a: f64, %b: f64) -> f64 {
  %y = arith.mulf %a, %b : f64
  gate.yield %y : f64
}

func.func @ffn(%x: tensor<?x64xf32>, %w: tensor<64x96xf32>, %v: tensor<64x96xf32>,
               %d: tensor<96x64xf32>, %bias: tensor<64xf32>) -> tensor<?x64xf32> {
  %c0 = arith.constant 0 : index
  %n = tensor.dim %x, %c0 : tensor<?x64xf32>
  %o = tensor.empty(%n) : tensor<?x64xf32>
  %y = gate.ffn @own ins(%x : tensor<?x64xf32>)
         weights(%w, %v : tensor<64x96xf32>, tensor<64x96xf32>)
         down(%d : tensor<96x64xf32>) down_bias(%bias : tensor<64xf32>)
         residual(%x : tensor<?x64xf32>) outs(%o : tensor<?x64xf32>)
  return %y : tensor<?x64xf32>
}

!w = tensor<64x48xf32, #gate.weight<panels, int4, tile = 16, group_size = 32, interleave = 4>>
func.func @quantized(%x: tensor<5x64xf32>, %w: !w) -> tensor<5x48xf32> {
  %o = tensor.empty() : tensor<5x48xf32>
  %y = gate.gated_matmul ins(%x : tensor<5x64xf32>) weights(%w : !w)
         outs(%o : tensor<5x48xf32>)
         {activations = #gate.activations<int8, group_size = 32>}
  return %y : tensor<5x48xf32>
}
