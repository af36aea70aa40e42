// A gated matmul from IR to C: one token and many, static weights that the
// caller encodes, numbers against plain loops in double.
// REQUIRES: host-x86_64
// RUN: rm -rf %t
// RUN: penstock-compile %s -o %t --target-cpu=x86-64 --emit=obj,header,shared
// RUN: llvm-nm -u %t/swiglu.o | count 0
// RUN: %clang -std=c99 -D_ISOC11_SOURCE -pedantic -Wall -Wextra -Werror -O2 -I%t %S/Inputs/swiglu.c %t/swiglu.o -lm -o %t/static
// RUN: %t/static | FileCheck %s
// RUN: %clangxx -x c++ -std=c++17 -O2 -I%t %S/Inputs/swiglu.c -L%t -lswiglu -Wl,-rpath,%t -o %t/dynamic
// RUN: %t/dynamic | FileCheck %s

// CHECK: tokens 0: 0
// CHECK-NEXT: tokens 1: 0
// CHECK-NEXT: tokens 5: 0
// CHECK-NEXT: tokens 33: 0

func.func @swiglu(%x: tensor<?x64xf32>, %wg: tensor<64x172xf32>,
                  %wu: tensor<64x172xf32>) -> tensor<?x172xf32> {
  %c0 = arith.constant 0 : index
  %tokens = tensor.dim %x, %c0 : tensor<?x64xf32>
  %o = tensor.empty(%tokens) : tensor<?x172xf32>
  %h = gate.gated_matmul @swiglu ins(%x : tensor<?x64xf32>)
         weights(%wg, %wu : tensor<64x172xf32>, tensor<64x172xf32>)
         outs(%o : tensor<?x172xf32>)
  return %h : tensor<?x172xf32>
}
