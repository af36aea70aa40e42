// CHECK-LABEL: func.func @act
// LINALG-LABEL: func.func @act
// LINALG-NOT: gate.
// LINALG: linalg.generic
// LINALG: math.exp
// CHECK-NOT: arith.constant
// CHECK: gate.apply @silu
func.func @act(%x: tensor<4xf32>, %o: tensor<4xf32>) -> tensor<4xf32> {
  %unused = arith.constant 0.0 : f32
  %y = gate.apply @silu ins(%x : tensor<4xf32>) outs(%o : tensor<4xf32>)
  return %y : tensor<4xf32>
}
