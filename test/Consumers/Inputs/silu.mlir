// CHECK-LABEL: func.func @act
// CHECK: gate.apply @gelu_tanh ins(%{{.*}} : tensor<4xf32>)
func.func @act(%x: tensor<4xf32>, %o: tensor<4xf32>) -> tensor<4xf32> {
  %y = gate.apply @silu ins(%x : tensor<4xf32>) outs(%o : tensor<4xf32>)
  return %y : tensor<4xf32>
}
