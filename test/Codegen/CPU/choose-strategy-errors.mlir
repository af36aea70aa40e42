// RUN: not penstock-opt %s -penstock-choose-strategy="cpu=bogus triple=x86_64-unknown-linux-gnu" -mlir-print-op-on-diagnostic=false 2>&1 | FileCheck %s --check-prefix=CPU
// RUN: not penstock-opt %s -penstock-choose-strategy="cpu=x86-64 features=+bogus triple=x86_64-unknown-linux-gnu" -mlir-print-op-on-diagnostic=false 2>&1 | FileCheck %s --check-prefix=FEATURE
// RUN: not penstock-opt %s -penstock-choose-strategy="cpu=generic features=+avx2 triple=aarch64-unknown-linux-gnu" -mlir-print-op-on-diagnostic=false 2>&1 | FileCheck %s --check-prefix=ARCHITECTURE
// RUN: not penstock-opt %s -penstock-choose-strategy="cpu=x86-64-v5 triple=x86_64-unknown-linux-gnu" -mlir-print-op-on-diagnostic=false 2>&1 | FileCheck %s --check-prefix=SUGGEST
// RUN: not penstock-opt %s -penstock-choose-strategy="triple=riscv64-unknown-linux-gnu" -mlir-print-op-on-diagnostic=false 2>&1 | FileCheck %s --check-prefix=TRIPLE
// RUN: not penstock-opt %s -penstock-choose-strategy="triple=x86_64-unknown-windows" -mlir-print-op-on-diagnostic=false 2>&1 | FileCheck %s --check-prefix=FORMAT
// RUN: not penstock-opt %s -penstock-lower-to-vectors="cpu=bogus triple=x86_64-unknown-linux-gnu" -mlir-print-op-on-diagnostic=false 2>&1 | FileCheck %s --check-prefix=CPU
// RUN: not penstock-opt %s -pass-pipeline="builtin.module(func.func(penstock-vectorize-linalg{cpu=bogus triple=x86_64-unknown-linux-gnu}))" -mlir-print-op-on-diagnostic=false 2>&1 | FileCheck %s --check-prefix=CPU
// RUN: not penstock-opt %s -penstock-cpu="cpu=bogus triple=x86_64-unknown-linux-gnu" -mlir-print-op-on-diagnostic=false 2>&1 | FileCheck %s --check-prefix=CPU

// A target that is not one is an error of every pass that asks for it.

// CPU: error: unknown CPU 'bogus' for x86_64
// FEATURE: error: unknown feature 'bogus' for x86_64
// ARCHITECTURE: error: unknown feature 'avx2' for aarch64
// SUGGEST: error: unknown CPU 'x86-64-v5' for x86_64 (did you mean 'x86-64-v{{[234]}}'?)
// TRIPLE: error: unsupported target triple 'riscv64-unknown-linux-gnu': expected an x86_64 or aarch64 one
// FORMAT: error: unsupported target triple 'x86_64-unknown-windows': expected one with ELF objects, as linux has

func.func @negative_target(%x: tensor<?x64xf32>) -> tensor<?x64xf32> {
  return %x : tensor<?x64xf32>
}
