// RUN: not penstock-opt %s -gate-differentiate 2>&1 | FileCheck %s --check-prefix=VJP
// RUN: not penstock-opt %s -gate-differentiate=mode=forward 2>&1 | FileCheck %s --check-prefix=JVP

func.func @negative_taken(%x: tensor<8xf32>) -> tensor<8xf32> {
  return %x : tensor<8xf32>
}
// VJP: :[[#@LINE+1]]:1: error: has the name of the derivative of 'negative_taken'
func.func private @negative_taken_vjp()
// JVP: :[[#@LINE+1]]:1: error: has the name of the derivative of 'negative_taken'
func.func private @negative_taken_jvp()
