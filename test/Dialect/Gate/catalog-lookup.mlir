// A name finds its function in whatever file of the catalogue it stands, an
// alias too, and what the function calls is found from there.
// RUN: penstock-opt %s -convert-gate-to-linalg | FileCheck %s --implicit-check-not="gate."

// By its alias, in a file of its own; a parameter without a default is given.
// CHECK-LABEL: func.func @alias(
// CHECK: linalg.generic
// CHECK: arith.maximumf
// CHECK-NEXT: linalg.yield
func.func @alias(%x: tensor<4xf32>) -> tensor<4xf32> {
  %y = gate.apply @marrelu<margin = 0.5> ins(%x : tensor<4xf32>) outs(%x : tensor<4xf32>)
  return %y : tensor<4xf32>
}

// Calls across files: aqulu's neighbour isrlu calls isru, p_e2_relu calls relu
// and elu, clipped_softshrink calls softshrink with a parameter.
// CHECK-LABEL: func.func @calls(
// CHECK: linalg.generic
// CHECK: math.sqrt
// CHECK: linalg.generic
// CHECK: math.expm1
// CHECK: linalg.generic
// CHECK: arith.minimumf
func.func @calls(%x: tensor<4xf32>) -> tensor<4xf32> {
  %0 = gate.apply @isrlu<alpha = 3.0> ins(%x : tensor<4xf32>) outs(%x : tensor<4xf32>)
  %1 = gate.apply @p_e2_relu ins(%0 : tensor<4xf32>) outs(%x : tensor<4xf32>)
  %2 = gate.apply @clipped_softshrink<lambd = 0.5, bound = 2.0> ins(%1 : tensor<4xf32>) outs(%x : tensor<4xf32>)
  return %2 : tensor<4xf32>
}

// CHECK-LABEL: func.func @row(
// CHECK: linalg.generic
// CHECK: math.log
func.func @row(%x: tensor<2x4xf32>) -> tensor<2x4xf32> {
  %y = gate.apply_row @log_softmax ins(%x : tensor<2x4xf32>) outs(%x : tensor<2x4xf32>)
  return %y : tensor<2x4xf32>
}
