// RUN: penstock-opt %s | penstock-opt | FileCheck %s
// RUN: penstock-opt %s --mlir-print-op-generic | penstock-opt | FileCheck %s
// RUN: penstock-opt %s --emit-bytecode | penstock-opt | FileCheck %s

// CHECK-LABEL: func.func @apply_dynamic_f32
// CHECK: gate.apply @silu ins(%{{.*}} : tensor<?x64xf32>) outs(%{{.*}} : tensor<?x64xf32>)
func.func @apply_dynamic_f32(%x: tensor<?x64xf32>, %o: tensor<?x64xf32>)
    -> tensor<?x64xf32> {
  %y = gate.apply @silu ins(%x : tensor<?x64xf32>)
         outs(%o : tensor<?x64xf32>)
  return %y : tensor<?x64xf32>
}
