// The catalogue's files verify and round-trip. The attribute says that the
// module is the catalogue, whose names are otherwise taken.
// RUN: echo "module attributes {gate.catalog} {" > %t.mlir
// RUN: cat %penstock_src/lib/Dialect/Gate/Catalog/activations.mlir >> %t.mlir
// RUN: cat %penstock_src/lib/Dialect/Gate/Catalog/combining.mlir >> %t.mlir
// RUN: cat %penstock_src/lib/Dialect/Gate/Catalog/softmax.mlir >> %t.mlir
// RUN: cat %penstock_src/lib/Dialect/Gate/Catalog/norms.mlir >> %t.mlir
// RUN: echo "}" >> %t.mlir
// RUN: penstock-opt %t.mlir -o %t.once.mlir
// RUN: penstock-opt %t.once.mlir -o %t.twice.mlir
// RUN: diff %t.once.mlir %t.twice.mlir
// RUN: FileCheck --input-file=%t.once.mlir --check-prefix=FACTS %s

// Canonicalized bodies are still bodies of functions.
// RUN: penstock-opt %t.mlir --canonicalize --cse -o /dev/null

// The f64 approximations verify on their own.
// RUN: penstock-opt %penstock_src/lib/Conversion/MathApproximation/f64.mlir \
// RUN:   | FileCheck --check-prefix=MATH %s

// Names and aliases resolve without a declaration.
// RUN: penstock-opt %s | FileCheck %s

// FACTS-LABEL: gate.function @swish<%beta: f64 = 1.000000e+00>(%x: f64) -> f64
// FACTS-SAME:    specializations = [#gate.specialization<{beta = 1.000000e+00 : f64} -> @silu>
// FACTS:         gate.call @sigmoid
// FACTS:       } range(%beta) {
// FACTS:       } derivative(%x, %beta) {
// FACTS-LABEL: gate.function @hardswish(%x: f64) -> f64
// FACTS:       } range() {
// FACTS:       } zero(%x) {
// FACTS:       } derivative(%x) {
// FACTS-LABEL: gate.function @swiglu_limited<%alpha: f64 = 1.702000e+00, %limit: f64 = 7.000000e+00>(%gate: f64, %up: f64) -> f64
// FACTS-LABEL: gate.row_function @softmax(%x: f64) -> f64
// FACTS-SAME:    streaming

// MATH-COUNT-12: implements = "math.{{[a-z0-9]+}}"
// MATH-NOT:      {{= math\.}}

// CHECK-LABEL: func.func @names
func.func @names(%x: tensor<4xf32>, %o: tensor<4xf32>) -> tensor<4xf32> {
  // CHECK: gate.apply @gelu_tanh
  %0 = gate.apply @gelu_tanh ins(%x : tensor<4xf32>) outs(%o : tensor<4xf32>)
  // CHECK: gate.apply @gelu_pytorch_tanh
  %1 = gate.apply @gelu_pytorch_tanh ins(%0 : tensor<4xf32>) outs(%o : tensor<4xf32>)
  // CHECK: gate.apply @fatrelu<threshold = 5.000000e-01>
  %2 = gate.apply @fatrelu<threshold = 0.5> ins(%1 : tensor<4xf32>) outs(%o : tensor<4xf32>)
  // CHECK: gate.apply_row @softmax
  %3 = gate.apply_row @softmax ins(%2 : tensor<4xf32>) outs(%o : tensor<4xf32>)
  return %3 : tensor<4xf32>
}
