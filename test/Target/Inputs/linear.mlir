func.func @linear(%x: tensor<?x64xf32>, %w: tensor<64x48xf32>) -> tensor<?x48xf32> {
  %c0 = arith.constant 0 : index
  %n = tensor.dim %x, %c0 : tensor<?x64xf32>
  %o = tensor.empty(%n) : tensor<?x48xf32>
  %y = gate.gated_matmul ins(%x : tensor<?x64xf32>)
         weights(%w : tensor<64x48xf32>) outs(%o : tensor<?x48xf32>)
  return %y : tensor<?x48xf32>
}
