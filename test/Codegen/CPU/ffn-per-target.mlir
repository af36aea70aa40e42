// RUN: penstock-opt %s -penstock-cpu="triple=x86_64-unknown-linux-gnu cpu=x86-64" -o %t.mlir
// RUN: FileCheck %s --input-file=%t.mlir
// RUN: penstock-opt %s -penstock-cpu="triple=x86_64-unknown-linux-gnu cpu=x86-64-v3" -o %t.v3.mlir
// RUN: FileCheck %s --input-file=%t.v3.mlir --check-prefixes=CHECK,V3
// RUN: penstock-opt %s -penstock-cpu="triple=x86_64-unknown-linux-gnu cpu=x86-64-v4" -o %t.v4.mlir
// RUN: FileCheck %s --input-file=%t.v4.mlir --check-prefixes=CHECK,V4
// RUN: penstock-opt %s -penstock-cpu="triple=aarch64-unknown-linux-gnu" -o %t.arm.mlir
// RUN: FileCheck %s --input-file=%t.arm.mlir --check-prefixes=CHECK,ARM

// Nothing is allocated and no function called but a phase's body; temporaries are the neurons, and
// the inputs of both contractions as the products read them. The encodings of
// weights are described, and nothing of the dialect is left.
// CHECK-NOT: llvm.call @{{[^(]*[^y(]\(}}
// CHECK-NOT: gate.{{[a-z_]+}} @
// CHECK: module attributes {
// CHECK-SAME: intermediates = [{dtype = "bf16", name = "intermediate0", shape = ["tokens", 64]},
// CHECK-SAME: {dtype = "f32", name = "intermediate1", shape = ["tokens", 24]},
// CHECK-SAME: {dtype = "f32", name = "intermediate2", shape = ["tokens", 64]}]
// CHECK-SAME: name = "ffn"
// CHECK-SAME: phases = 4
// CHECK-NOT: llvm.call @{{[^(]*[^y(]\(}}
// CHECK-NOT: llvm.intr.{{exp|fma|floor}} {{.*}} : (f32)
// CHECK: llvm.func @ffn_phase0_flat(
// CHECK-SAME: !llvm.ptr {llvm.noalias}
// CHECK: llvm.func @ffn_phase1_body(
// CHECK-SAME: !llvm.ptr {llvm.noalias}
// V3: llvm.fadd %{{.*}} {fastmathFlags = #llvm.fastmath<contract>} : vector<8xf32>
// V4: llvm.fadd %{{.*}} {fastmathFlags = #llvm.fastmath<contract>} : vector<16xf32>
// ARM: llvm.fadd %{{.*}} {fastmathFlags = #llvm.fastmath<contract>} : vector<4xf32>
// CHECK-NOT: llvm.call @{{[^(]*[^y(]\(}}
// CHECK: llvm.func @ffn_phase1_tasks(%{{.*}}: i64) -> i64
// CHECK-NOT: llvm.call @{{[^(]*[^y(]\(}}
// CHECK: llvm.func @ffn_phase3_flat(
// CHECK-NOT: llvm.call @{{[^(]*[^y(]\(}}
// CHECK: llvm.func @ffn_workspace_bytes(%{{.*}}: i64) -> i64
// CHECK-NOT: llvm.call @{{[^(]*[^y(]\(}}
// CHECK: llvm.func @ffn_encode_down_phase0_flat(
// CHECK-NOT: llvm.call @{{[^(]*[^y(]\(}}
func.func @ffn(%x: tensor<?x24xbf16>,
               %gate: tensor<24x64xbf16> {penstock.name = "gate"},
               %up: tensor<24x64xbf16> {penstock.name = "up"},
               %down: tensor<64x24xbf16> {penstock.name = "down"}) -> tensor<?x24xbf16> {
  %y = gate.ffn @swiglu ins(%x : tensor<?x24xbf16>)
    weights(%gate, %up : tensor<24x64xbf16>, tensor<24x64xbf16>)
    down(%down : tensor<64x24xbf16>) residual(%x : tensor<?x24xbf16>) outs(%x : tensor<?x24xbf16>)
  return %y : tensor<?x24xbf16>
}
