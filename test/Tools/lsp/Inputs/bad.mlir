gate.function @twice(%x: f64) -> f64 attributes {summary = "2 x"} {
  %y = arith.addf %x, %x : f64
  gate.yield %y : f64
}

func.func @act(%x: tensor<4xf32>, %o: tensor<4xf32>) -> tensor<4xf32> {
  %y = gate.apply @thrice ins(%x : tensor<4xf32>) outs(%o : tensor<4xf32>)
  return %y : tensor<4xf32>
}
