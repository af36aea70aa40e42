// Every name of the catalogue resolves without a declaration, takes the
// operands that it should, and has the defaults that it should.
// RUN: penstock-opt %s | FileCheck %s
// RUN: penstock-opt %s -convert-gate-to-linalg | FileCheck %s --check-prefix=LINALG --implicit-check-not="gate."
// RUN: cat %penstock_src/lib/Dialect/Gate/Catalog/activations.mlir \
// RUN:     %penstock_src/lib/Dialect/Gate/Catalog/combining.mlir \
// RUN:     %penstock_src/lib/Dialect/Gate/Catalog/softmax.mlir \
// RUN:     %penstock_src/lib/Dialect/Gate/Catalog/norms.mlir \
// RUN:   | FileCheck %s --check-prefix=DEFAULTS

// DEFAULTS-DAG: @leaky_relu<%slope: f64 = 0.01>(%x: f64)
// DEFAULTS-DAG: @elu<%alpha: f64 = 1.0>(%x: f64)
// DEFAULTS-DAG: @swish<%beta: f64 = 1.0>(%x: f64)
// DEFAULTS-DAG: @softplus<%beta: f64 = 1.0>(%x: f64)
// DEFAULTS-DAG: @fatrelu<%threshold: f64 = 0.0>(%x: f64)
// DEFAULTS-DAG: @swiglu_limited<%alpha: f64 = 1.702, %limit: f64 = 7.0>(%gate: f64, %up: f64)
// DEFAULTS-DAG: @rms_norm<%eps: f64 = 1.0e-5>(%x: f64, %weight: f64)
// DEFAULTS-DAG: @layer_norm<%eps: f64 = 1.0e-5>(%x: f64, %weight: f64, %bias: f64)

// CHECK: gate.apply @relu ins
// LINALG-LABEL: func.func @use_relu(
// LINALG: linalg.generic
func.func @use_relu(%x: tensor<2x4xf32>) -> tensor<2x4xf32> {
  %y = gate.apply @relu ins(%x : tensor<2x4xf32>) outs(%x : tensor<2x4xf32>)
  return %y : tensor<2x4xf32>
}

// CHECK: gate.apply @relu2 ins
// LINALG-LABEL: func.func @use_relu2(
// LINALG: linalg.generic
func.func @use_relu2(%x: tensor<2x4xf32>) -> tensor<2x4xf32> {
  %y = gate.apply @relu2 ins(%x : tensor<2x4xf32>) outs(%x : tensor<2x4xf32>)
  return %y : tensor<2x4xf32>
}

// CHECK: gate.apply @leaky_relu ins
// LINALG-LABEL: func.func @use_leaky_relu(
// LINALG: linalg.generic
func.func @use_leaky_relu(%x: tensor<2x4xf32>) -> tensor<2x4xf32> {
  %y = gate.apply @leaky_relu ins(%x : tensor<2x4xf32>) outs(%x : tensor<2x4xf32>)
  return %y : tensor<2x4xf32>
}

// CHECK: gate.apply @elu ins
// LINALG-LABEL: func.func @use_elu(
// LINALG: linalg.generic
func.func @use_elu(%x: tensor<2x4xf32>) -> tensor<2x4xf32> {
  %y = gate.apply @elu ins(%x : tensor<2x4xf32>) outs(%x : tensor<2x4xf32>)
  return %y : tensor<2x4xf32>
}

// CHECK: gate.apply @selu ins
// LINALG-LABEL: func.func @use_selu(
// LINALG: linalg.generic
func.func @use_selu(%x: tensor<2x4xf32>) -> tensor<2x4xf32> {
  %y = gate.apply @selu ins(%x : tensor<2x4xf32>) outs(%x : tensor<2x4xf32>)
  return %y : tensor<2x4xf32>
}

// CHECK: gate.apply @gelu ins
// LINALG-LABEL: func.func @use_gelu(
// LINALG: linalg.generic
func.func @use_gelu(%x: tensor<2x4xf32>) -> tensor<2x4xf32> {
  %y = gate.apply @gelu ins(%x : tensor<2x4xf32>) outs(%x : tensor<2x4xf32>)
  return %y : tensor<2x4xf32>
}

// CHECK: gate.apply @gelu_tanh ins
// LINALG-LABEL: func.func @use_gelu_tanh(
// LINALG: linalg.generic
func.func @use_gelu_tanh(%x: tensor<2x4xf32>) -> tensor<2x4xf32> {
  %y = gate.apply @gelu_tanh ins(%x : tensor<2x4xf32>) outs(%x : tensor<2x4xf32>)
  return %y : tensor<2x4xf32>
}

// CHECK: gate.apply @gelu_quick ins
// LINALG-LABEL: func.func @use_gelu_quick(
// LINALG: linalg.generic
func.func @use_gelu_quick(%x: tensor<2x4xf32>) -> tensor<2x4xf32> {
  %y = gate.apply @gelu_quick ins(%x : tensor<2x4xf32>) outs(%x : tensor<2x4xf32>)
  return %y : tensor<2x4xf32>
}

// CHECK: gate.apply @silu ins
// LINALG-LABEL: func.func @use_silu(
// LINALG: linalg.generic
func.func @use_silu(%x: tensor<2x4xf32>) -> tensor<2x4xf32> {
  %y = gate.apply @silu ins(%x : tensor<2x4xf32>) outs(%x : tensor<2x4xf32>)
  return %y : tensor<2x4xf32>
}

// CHECK: gate.apply @swish ins
// LINALG-LABEL: func.func @use_swish(
// LINALG: linalg.generic
func.func @use_swish(%x: tensor<2x4xf32>) -> tensor<2x4xf32> {
  %y = gate.apply @swish ins(%x : tensor<2x4xf32>) outs(%x : tensor<2x4xf32>)
  return %y : tensor<2x4xf32>
}

// CHECK: gate.apply @mish ins
// LINALG-LABEL: func.func @use_mish(
// LINALG: linalg.generic
func.func @use_mish(%x: tensor<2x4xf32>) -> tensor<2x4xf32> {
  %y = gate.apply @mish ins(%x : tensor<2x4xf32>) outs(%x : tensor<2x4xf32>)
  return %y : tensor<2x4xf32>
}

// CHECK: gate.apply @softplus ins
// LINALG-LABEL: func.func @use_softplus(
// LINALG: linalg.generic
func.func @use_softplus(%x: tensor<2x4xf32>) -> tensor<2x4xf32> {
  %y = gate.apply @softplus ins(%x : tensor<2x4xf32>) outs(%x : tensor<2x4xf32>)
  return %y : tensor<2x4xf32>
}

// CHECK: gate.apply @sigmoid ins
// LINALG-LABEL: func.func @use_sigmoid(
// LINALG: linalg.generic
func.func @use_sigmoid(%x: tensor<2x4xf32>) -> tensor<2x4xf32> {
  %y = gate.apply @sigmoid ins(%x : tensor<2x4xf32>) outs(%x : tensor<2x4xf32>)
  return %y : tensor<2x4xf32>
}

// CHECK: gate.apply @tanh ins
// LINALG-LABEL: func.func @use_tanh(
// LINALG: linalg.generic
func.func @use_tanh(%x: tensor<2x4xf32>) -> tensor<2x4xf32> {
  %y = gate.apply @tanh ins(%x : tensor<2x4xf32>) outs(%x : tensor<2x4xf32>)
  return %y : tensor<2x4xf32>
}

// CHECK: gate.apply @hardsigmoid ins
// LINALG-LABEL: func.func @use_hardsigmoid(
// LINALG: linalg.generic
func.func @use_hardsigmoid(%x: tensor<2x4xf32>) -> tensor<2x4xf32> {
  %y = gate.apply @hardsigmoid ins(%x : tensor<2x4xf32>) outs(%x : tensor<2x4xf32>)
  return %y : tensor<2x4xf32>
}

// CHECK: gate.apply @hardswish ins
// LINALG-LABEL: func.func @use_hardswish(
// LINALG: linalg.generic
func.func @use_hardswish(%x: tensor<2x4xf32>) -> tensor<2x4xf32> {
  %y = gate.apply @hardswish ins(%x : tensor<2x4xf32>) outs(%x : tensor<2x4xf32>)
  return %y : tensor<2x4xf32>
}

// CHECK: gate.apply @softsign ins
// LINALG-LABEL: func.func @use_softsign(
// LINALG: linalg.generic
func.func @use_softsign(%x: tensor<2x4xf32>) -> tensor<2x4xf32> {
  %y = gate.apply @softsign ins(%x : tensor<2x4xf32>) outs(%x : tensor<2x4xf32>)
  return %y : tensor<2x4xf32>
}

// CHECK: gate.apply @fatrelu ins
// LINALG-LABEL: func.func @use_fatrelu(
// LINALG: linalg.generic
func.func @use_fatrelu(%x: tensor<2x4xf32>) -> tensor<2x4xf32> {
  %y = gate.apply @fatrelu ins(%x : tensor<2x4xf32>) outs(%x : tensor<2x4xf32>)
  return %y : tensor<2x4xf32>
}

// CHECK: gate.apply @identity ins
// LINALG-LABEL: func.func @use_identity(
// LINALG: linalg.generic
func.func @use_identity(%x: tensor<2x4xf32>) -> tensor<2x4xf32> {
  %y = gate.apply @identity ins(%x : tensor<2x4xf32>) outs(%x : tensor<2x4xf32>)
  return %y : tensor<2x4xf32>
}

// CHECK: gate.apply @glu ins
// LINALG-LABEL: func.func @use_glu(
// LINALG: linalg.generic
func.func @use_glu(%x: tensor<2x4xf32>) -> tensor<2x4xf32> {
  %y = gate.apply @glu ins(%x, %x : tensor<2x4xf32>, tensor<2x4xf32>) outs(%x : tensor<2x4xf32>)
  return %y : tensor<2x4xf32>
}

// CHECK: gate.apply @bilinear ins
// LINALG-LABEL: func.func @use_bilinear(
// LINALG: linalg.generic
func.func @use_bilinear(%x: tensor<2x4xf32>) -> tensor<2x4xf32> {
  %y = gate.apply @bilinear ins(%x, %x : tensor<2x4xf32>, tensor<2x4xf32>) outs(%x : tensor<2x4xf32>)
  return %y : tensor<2x4xf32>
}

// CHECK: gate.apply @reglu ins
// LINALG-LABEL: func.func @use_reglu(
// LINALG: linalg.generic
func.func @use_reglu(%x: tensor<2x4xf32>) -> tensor<2x4xf32> {
  %y = gate.apply @reglu ins(%x, %x : tensor<2x4xf32>, tensor<2x4xf32>) outs(%x : tensor<2x4xf32>)
  return %y : tensor<2x4xf32>
}

// CHECK: gate.apply @geglu ins
// LINALG-LABEL: func.func @use_geglu(
// LINALG: linalg.generic
func.func @use_geglu(%x: tensor<2x4xf32>) -> tensor<2x4xf32> {
  %y = gate.apply @geglu ins(%x, %x : tensor<2x4xf32>, tensor<2x4xf32>) outs(%x : tensor<2x4xf32>)
  return %y : tensor<2x4xf32>
}

// CHECK: gate.apply @swiglu ins
// LINALG-LABEL: func.func @use_swiglu(
// LINALG: linalg.generic
func.func @use_swiglu(%x: tensor<2x4xf32>) -> tensor<2x4xf32> {
  %y = gate.apply @swiglu ins(%x, %x : tensor<2x4xf32>, tensor<2x4xf32>) outs(%x : tensor<2x4xf32>)
  return %y : tensor<2x4xf32>
}

// CHECK: gate.apply @swiglu_limited ins
// LINALG-LABEL: func.func @use_swiglu_limited(
// LINALG: linalg.generic
func.func @use_swiglu_limited(%x: tensor<2x4xf32>) -> tensor<2x4xf32> {
  %y = gate.apply @swiglu_limited ins(%x, %x : tensor<2x4xf32>, tensor<2x4xf32>) outs(%x : tensor<2x4xf32>)
  return %y : tensor<2x4xf32>
}

// CHECK: gate.apply @lerp ins
// LINALG-LABEL: func.func @use_lerp(
// LINALG: linalg.generic
func.func @use_lerp(%x: tensor<2x4xf32>) -> tensor<2x4xf32> {
  %y = gate.apply @lerp ins(%x, %x, %x : tensor<2x4xf32>, tensor<2x4xf32>, tensor<2x4xf32>) outs(%x : tensor<2x4xf32>)
  return %y : tensor<2x4xf32>
}

// CHECK: gate.apply_row @softmax ins
// LINALG-LABEL: func.func @use_softmax(
// LINALG: linalg.generic
func.func @use_softmax(%x: tensor<2x4xf32>) -> tensor<2x4xf32> {
  %y = gate.apply_row @softmax ins(%x : tensor<2x4xf32>) outs(%x : tensor<2x4xf32>)
  return %y : tensor<2x4xf32>
}

// CHECK: gate.apply_row @rms_norm ins
// LINALG-LABEL: func.func @use_rms_norm(
// LINALG: linalg.generic
func.func @use_rms_norm(%x: tensor<2x4xf32>) -> tensor<2x4xf32> {
  %y = gate.apply_row @rms_norm ins(%x, %x : tensor<2x4xf32>, tensor<2x4xf32>) outs(%x : tensor<2x4xf32>)
  return %y : tensor<2x4xf32>
}

// CHECK: gate.apply_row @layer_norm ins
// LINALG-LABEL: func.func @use_layer_norm(
// LINALG: linalg.generic
func.func @use_layer_norm(%x: tensor<2x4xf32>) -> tensor<2x4xf32> {
  %y = gate.apply_row @layer_norm ins(%x, %x, %x : tensor<2x4xf32>, tensor<2x4xf32>, tensor<2x4xf32>) outs(%x : tensor<2x4xf32>)
  return %y : tensor<2x4xf32>
}

// Aliases.

// CHECK: gate.apply @linear ins
// LINALG-LABEL: func.func @use_linear(
// LINALG: linalg.generic
func.func @use_linear(%x: tensor<2x4xf32>) -> tensor<2x4xf32> {
  %y = gate.apply @linear ins(%x : tensor<2x4xf32>) outs(%x : tensor<2x4xf32>)
  return %y : tensor<2x4xf32>
}

// CHECK: gate.apply @rectifier ins
// LINALG-LABEL: func.func @use_rectifier(
// LINALG: linalg.generic
func.func @use_rectifier(%x: tensor<2x4xf32>) -> tensor<2x4xf32> {
  %y = gate.apply @rectifier ins(%x : tensor<2x4xf32>) outs(%x : tensor<2x4xf32>)
  return %y : tensor<2x4xf32>
}

// CHECK: gate.apply @squared_relu ins
// LINALG-LABEL: func.func @use_squared_relu(
// LINALG: linalg.generic
func.func @use_squared_relu(%x: tensor<2x4xf32>) -> tensor<2x4xf32> {
  %y = gate.apply @squared_relu ins(%x : tensor<2x4xf32>) outs(%x : tensor<2x4xf32>)
  return %y : tensor<2x4xf32>
}

// CHECK: gate.apply @relu_squared ins
// LINALG-LABEL: func.func @use_relu_squared(
// LINALG: linalg.generic
func.func @use_relu_squared(%x: tensor<2x4xf32>) -> tensor<2x4xf32> {
  %y = gate.apply @relu_squared ins(%x : tensor<2x4xf32>) outs(%x : tensor<2x4xf32>)
  return %y : tensor<2x4xf32>
}

// CHECK: gate.apply @lrelu ins
// LINALG-LABEL: func.func @use_lrelu(
// LINALG: linalg.generic
func.func @use_lrelu(%x: tensor<2x4xf32>) -> tensor<2x4xf32> {
  %y = gate.apply @lrelu ins(%x : tensor<2x4xf32>) outs(%x : tensor<2x4xf32>)
  return %y : tensor<2x4xf32>
}

// CHECK: gate.apply @gelu_erf ins
// LINALG-LABEL: func.func @use_gelu_erf(
// LINALG: linalg.generic
func.func @use_gelu_erf(%x: tensor<2x4xf32>) -> tensor<2x4xf32> {
  %y = gate.apply @gelu_erf ins(%x : tensor<2x4xf32>) outs(%x : tensor<2x4xf32>)
  return %y : tensor<2x4xf32>
}

// CHECK: gate.apply @gelu_new ins
// LINALG-LABEL: func.func @use_gelu_new(
// LINALG: linalg.generic
func.func @use_gelu_new(%x: tensor<2x4xf32>) -> tensor<2x4xf32> {
  %y = gate.apply @gelu_new ins(%x : tensor<2x4xf32>) outs(%x : tensor<2x4xf32>)
  return %y : tensor<2x4xf32>
}

// CHECK: gate.apply @gelu_fast ins
// LINALG-LABEL: func.func @use_gelu_fast(
// LINALG: linalg.generic
func.func @use_gelu_fast(%x: tensor<2x4xf32>) -> tensor<2x4xf32> {
  %y = gate.apply @gelu_fast ins(%x : tensor<2x4xf32>) outs(%x : tensor<2x4xf32>)
  return %y : tensor<2x4xf32>
}

// CHECK: gate.apply @gelu_pytorch_tanh ins
// LINALG-LABEL: func.func @use_gelu_pytorch_tanh(
// LINALG: linalg.generic
func.func @use_gelu_pytorch_tanh(%x: tensor<2x4xf32>) -> tensor<2x4xf32> {
  %y = gate.apply @gelu_pytorch_tanh ins(%x : tensor<2x4xf32>) outs(%x : tensor<2x4xf32>)
  return %y : tensor<2x4xf32>
}

// CHECK: gate.apply @quick_gelu ins
// LINALG-LABEL: func.func @use_quick_gelu(
// LINALG: linalg.generic
func.func @use_quick_gelu(%x: tensor<2x4xf32>) -> tensor<2x4xf32> {
  %y = gate.apply @quick_gelu ins(%x : tensor<2x4xf32>) outs(%x : tensor<2x4xf32>)
  return %y : tensor<2x4xf32>
}

// CHECK: gate.apply @logistic ins
// LINALG-LABEL: func.func @use_logistic(
// LINALG: linalg.generic
func.func @use_logistic(%x: tensor<2x4xf32>) -> tensor<2x4xf32> {
  %y = gate.apply @logistic ins(%x : tensor<2x4xf32>) outs(%x : tensor<2x4xf32>)
  return %y : tensor<2x4xf32>
}

// CHECK: gate.apply @hard_sigmoid ins
// LINALG-LABEL: func.func @use_hard_sigmoid(
// LINALG: linalg.generic
func.func @use_hard_sigmoid(%x: tensor<2x4xf32>) -> tensor<2x4xf32> {
  %y = gate.apply @hard_sigmoid ins(%x : tensor<2x4xf32>) outs(%x : tensor<2x4xf32>)
  return %y : tensor<2x4xf32>
}

// CHECK: gate.apply @hard_swish ins
// LINALG-LABEL: func.func @use_hard_swish(
// LINALG: linalg.generic
func.func @use_hard_swish(%x: tensor<2x4xf32>) -> tensor<2x4xf32> {
  %y = gate.apply @hard_swish ins(%x : tensor<2x4xf32>) outs(%x : tensor<2x4xf32>)
  return %y : tensor<2x4xf32>
}

// CHECK: gate.apply @hard_silu ins
// LINALG-LABEL: func.func @use_hard_silu(
// LINALG: linalg.generic
func.func @use_hard_silu(%x: tensor<2x4xf32>) -> tensor<2x4xf32> {
  %y = gate.apply @hard_silu ins(%x : tensor<2x4xf32>) outs(%x : tensor<2x4xf32>)
  return %y : tensor<2x4xf32>
}

// CHECK: gate.apply @swiglu_oai ins
// LINALG-LABEL: func.func @use_swiglu_oai(
// LINALG: linalg.generic
func.func @use_swiglu_oai(%x: tensor<2x4xf32>) -> tensor<2x4xf32> {
  %y = gate.apply @swiglu_oai ins(%x, %x : tensor<2x4xf32>, tensor<2x4xf32>) outs(%x : tensor<2x4xf32>)
  return %y : tensor<2x4xf32>
}

// CHECK: gate.apply_row @rmsnorm ins
// LINALG-LABEL: func.func @use_rmsnorm(
// LINALG: linalg.generic
func.func @use_rmsnorm(%x: tensor<2x4xf32>) -> tensor<2x4xf32> {
  %y = gate.apply_row @rmsnorm ins(%x, %x : tensor<2x4xf32>, tensor<2x4xf32>) outs(%x : tensor<2x4xf32>)
  return %y : tensor<2x4xf32>
}

// CHECK: gate.apply_row @layernorm ins
// LINALG-LABEL: func.func @use_layernorm(
// LINALG: linalg.generic
func.func @use_layernorm(%x: tensor<2x4xf32>) -> tensor<2x4xf32> {
  %y = gate.apply_row @layernorm ins(%x, %x, %x : tensor<2x4xf32>, tensor<2x4xf32>, tensor<2x4xf32>) outs(%x : tensor<2x4xf32>)
  return %y : tensor<2x4xf32>
}
