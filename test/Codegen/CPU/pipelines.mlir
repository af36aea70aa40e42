// The pipelines end to end. No input needs a function that the module does
// not have: every call is an intrinsic or of a function that is defined here.

// RUN: penstock-opt %s -penstock-cpu="kernels=1 cpu=x86-64-v4 triple=x86_64-unknown-linux-gnu" > %t.v4
// RUN: FileCheck %s --check-prefixes=KERNELS,V4 < %t.v4
// RUN: FileCheck %s --check-prefix=ONLY < %t.v4
// RUN: penstock-opt %s -penstock-cpu="kernels=1 cpu=x86-64-v3 triple=x86_64-unknown-linux-gnu" > %t.v3
// RUN: FileCheck %s --check-prefixes=KERNELS,V3 < %t.v3
// RUN: FileCheck %s --check-prefix=ONLY < %t.v3
// RUN: penstock-opt %s -penstock-cpu="kernels=1 cpu=x86-64 triple=x86_64-unknown-linux-gnu" > %t.sse
// RUN: FileCheck %s --check-prefixes=KERNELS,SSE < %t.sse
// RUN: FileCheck %s --check-prefixes=ONLY,NOHALF < %t.sse
// RUN: penstock-opt %s -penstock-cpu="kernels=1 cpu=generic triple=aarch64-unknown-linux-gnu" > %t.neon
// RUN: FileCheck %s --check-prefixes=KERNELS,NEON < %t.neon
// RUN: FileCheck %s --check-prefix=ONLY < %t.neon

// Without kernels, memory for intermediates is the C library's.
// RUN: penstock-opt %s -penstock-cpu="kernels=0 cpu=x86-64-v3 triple=x86_64-unknown-linux-gnu" | FileCheck %s --check-prefix=FUNCTIONS

// RUN: penstock-opt %s -penstock-to-linalg | FileCheck %s --check-prefix=LINALG
// RUN: penstock-opt %s -penstock-to-linalg | %mlir_opt -one-shot-bufferize="bufferize-function-boundaries" | FileCheck %s --check-prefix=BUFFERS

// A declaration has no body: its line does not end in a brace. What is called
// is a phase's body.
// ONLY-NOT: llvm.func {{.*[^{]$}}
// ONLY-NOT: llvm.call @{{[^(]*[^y(]\(}}
// ONLY-NOT: llvm.intr.{{exp|exp2|log|log2|log10|pow|sin|cos|tan|tanh|fma}}(
// NOHALF-NOT: llvm.fp{{ext|trunc}} {{.*}}f16
// ONLY-NOT: unrealized_conversion_cast

// KERNELS: penstock.kernels = [
// KERNELS-SAME: name = "ffn"
// KERNELS-SAME: phases = 3 : i64
// V4-SAME: strategies = ["gate.ffn: #gate.strategy<panels, tokens = {{[0-9]+}}, neurons = 16, {{[^>]*}}>", "gate.ffn down: #gate.strategy<panels, tokens = {{[0-9]+}}, neurons = 16, {{[^>]*}}>"]
// V3-SAME: strategies = ["gate.ffn: #gate.strategy<panels, tokens = {{[0-9]+}}, neurons = 8, {{[^>]*}}>", "gate.ffn down: #gate.strategy<panels, tokens = {{[0-9]+}}, neurons = 8, {{[^>]*}}>"]
// SSE-SAME: strategies = ["gate.ffn: #gate.strategy<panels, tokens = {{[0-9]+}}, neurons = 4, {{[^>]*}}>", "gate.ffn down: #gate.strategy<panels, tokens = {{[0-9]+}}, neurons = 4, {{[^>]*}}>"]
// NEON-SAME: strategies = ["gate.ffn: #gate.strategy<panels, tokens = {{[0-9]+}}, neurons = 4, {{[^>]*}}>", "gate.ffn down: #gate.strategy<panels, tokens = {{[0-9]+}}, neurons = 4, {{[^>]*}}>"]
// KERNELS: llvm.func @ffn_phase0_flat(%{{.*}}: !llvm.ptr {llvm.noalias}
// KERNELS: llvm.func @ffn_phase0_tasks(%{{.*}}: i64) -> i64
// KERNELS: llvm.func @ffn_phase1_body(
// V4: llvm.fmul {{.*}}fastmath<contract>{{.*}} : vector<16xf32>
// V3: llvm.fmul {{.*}}fastmath<contract>{{.*}} : vector<8xf32>
// SSE: llvm.fmul {{.*}}fastmath<contract>{{.*}} : vector<4xf32>
// NEON: llvm.fmul {{.*}}fastmath<contract>{{.*}} : vector<4xf32>
// KERNELS: llvm.func @ffn_workspace_bytes(%{{.*}}: i64) -> i64
// KERNELS: llvm.func @half_phase0_flat(
// KERNELS: llvm.func @elements_phase0_flat(

// FUNCTIONS: llvm.func @ffn(
// FUNCTIONS: llvm.func @half(
// FUNCTIONS: llvm.func @elements(
// FUNCTIONS-NOT: llvm.intr.exp(

// LINALG-NOT: gate.
// LINALG: func.func @ffn(
// LINALG-NOT: gate.
// LINALG: linalg.matmul
// LINALG-NOT: gate.
// LINALG: func.func @half(
// LINALG-NOT: gate.

// BUFFERS: func.func @ffn(%{{.*}}: memref<?x64xf32

gate.function @gelu_like(%x: f64) -> f64 {
  %e = math.erf %x : f64
  %t = math.tanh %e : f64
  %l = math.log1p %t : f64
  gate.yield %l : f64
}

func.func @ffn(%x: tensor<?x64xf32>, %n: tensor<64xf32>, %g: tensor<64x40xf32>,
               %u: tensor<64x40xf32>, %d: tensor<40x64xf32>) -> tensor<?x64xf32> {
  %c0 = arith.constant 0 : index
  %t = tensor.dim %x, %c0 : tensor<?x64xf32>
  %o = tensor.empty(%t) : tensor<?x64xf32>
  %y = gate.ffn @swiglu ins(%x : tensor<?x64xf32>) norm(@rms_norm, %n : tensor<64xf32>)
         weights(%g, %u : tensor<64x40xf32>, tensor<64x40xf32>)
         down(%d : tensor<40x64xf32>) residual(%x : tensor<?x64xf32>)
         outs(%o : tensor<?x64xf32>)
  return %y : tensor<?x64xf32>
}

func.func @half(%x: tensor<?x64xf16>, %w: tensor<64x40xf16>) -> tensor<?x40xf16> {
  %c0 = arith.constant 0 : index
  %t = tensor.dim %x, %c0 : tensor<?x64xf16>
  %o = tensor.empty(%t) : tensor<?x40xf16>
  %y = gate.gated_matmul ins(%x : tensor<?x64xf16>) weights(%w : tensor<64x40xf16>)
         outs(%o : tensor<?x40xf16>)
  return %y : tensor<?x40xf16>
}

func.func @elements(%x: tensor<?x20xf64>, %y: tensor<?x20xbf16>)
    -> (tensor<?x20xf64>, tensor<?x20xbf16>) {
  %a = gate.apply @gelu_like ins(%x : tensor<?x20xf64>) outs(%x : tensor<?x20xf64>)
  %b = gate.apply_row @softmax ins(%y : tensor<?x20xbf16>) outs(%y : tensor<?x20xbf16>)
  return %a, %b : tensor<?x20xf64>, tensor<?x20xbf16>
}
