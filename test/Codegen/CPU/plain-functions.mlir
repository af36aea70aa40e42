// Without kernels a function keeps its signature and frees what it allocates.
// RUN: penstock-opt %s --penstock-cpu="triple=x86_64-unknown-linux-gnu cpu=x86-64-v3 kernels=0" | FileCheck %s

// CHECK-LABEL: llvm.func @two_products
// CHECK-COUNT-2: llvm.call @malloc
// CHECK: llvm.call @free
// CHECK: llvm.return
func.func @two_products(%x: tensor<4x8xf32>, %a: tensor<8x16xf32>,
                        %b: tensor<16x32xf32>) -> tensor<4x32xf32> {
  %e = tensor.empty() : tensor<4x16xf32>
  %h = gate.gated_matmul ins(%x : tensor<4x8xf32>)
         weights(%a : tensor<8x16xf32>) outs(%e : tensor<4x16xf32>)
  %f = tensor.empty() : tensor<4x32xf32>
  %y = gate.gated_matmul ins(%h : tensor<4x16xf32>)
         weights(%b : tensor<16x32xf32>) outs(%f : tensor<4x32xf32>)
  return %y : tensor<4x32xf32>
}
