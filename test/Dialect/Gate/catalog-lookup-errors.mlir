// RUN: penstock-opt %s -split-input-file -verify-diagnostics

func.func @negative_parameter_without_default(%x: tensor<4xf32>) -> tensor<4xf32> {
  // expected-error @below {{margin}}
  %y = gate.apply @margin_relu ins(%x : tensor<4xf32>) outs(%x : tensor<4xf32>)
  return %y : tensor<4xf32>
}

// -----

func.func @negative_part_of_a_name(%x: tensor<4xf32>) -> tensor<4xf32> {
  // expected-error @below {{unknown function @margin}}
  %y = gate.apply @margin ins(%x : tensor<4xf32>) outs(%x : tensor<4xf32>)
  return %y : tensor<4xf32>
}

// -----

// expected-error @below {{the name 'relun' is the catalogue's; choose another}}
gate.function @relun(%x: f64) -> f64 {
  gate.yield %x : f64
}
