// Products of bytes by the instruction that each target has for them.

// REQUIRES: x86-registered, aarch64-registered
// DEFINE: %{compile} = penstock-compile %s --emit=asm,manifest -o %t
// RUN: rm -rf %t
// RUN: %{compile}/vnni --target-triple=x86_64-unknown-linux-gnu --target-cpu=x86-64-v4 --target-features=+avx512vnni
// RUN: FileCheck %s --check-prefix=VNNI < %t/vnni/bytes.s
// RUN: %{compile}/avxvnni --target-triple=x86_64-unknown-linux-gnu --target-cpu=x86-64-v3 --target-features=+avxvnni
// RUN: FileCheck %s --check-prefix=AVXVNNI < %t/avxvnni/bytes.s
// RUN: %{compile}/avx2 --target-triple=x86_64-unknown-linux-gnu --target-cpu=x86-64-v3
// RUN: FileCheck %s --check-prefix=AVX2 < %t/avx2/bytes.s
// RUN: %{compile}/dotprod --target-triple=aarch64-unknown-linux-gnu --target-cpu=generic --target-features=+dotprod
// RUN: FileCheck %s --check-prefix=DOTPROD < %t/dotprod/bytes.s

// VNNI: vpdpbusd{{.*}}%zmm
// VNNI-NOT: vpmaddubsw
// AVXVNNI: {vex}{{.*}}vpdpbusd{{.*}}%ymm
// AVXVNNI-NOT: vpmaddubsw
// AVX2: vpmaddubsw
// AVX2: vpmaddwd
// AVX2-NOT: vpdpbusd
// DOTPROD: sdot v{{[0-9]+}}.4s, v{{[0-9]+}}.16b, v{{[0-9]+}}.16b
!w = tensor<64x40xf32, #gate.weight<panels, int8, tile = 16, interleave = 4>>
func.func @bytes(%x: tensor<?x64xf32>, %w: !w) -> tensor<?x40xf32> {
  %c0 = arith.constant 0 : index
  %t = tensor.dim %x, %c0 : tensor<?x64xf32>
  %o = tensor.empty(%t) : tensor<?x40xf32>
  %y = gate.gated_matmul ins(%x : tensor<?x64xf32>) weights(%w : !w)
         outs(%o : tensor<?x40xf32>) {activations = #gate.activations<int8>}
  return %y : tensor<?x40xf32>
}
