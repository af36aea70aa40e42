//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef PENSTOCK_CONVERSION_PASSES
#define PENSTOCK_CONVERSION_PASSES

include "mlir/Pass/PassBase.td"

def ConvertGateToLinalgPass : Pass<"convert-gate-to-linalg"> {
  let summary = "Replace every op of the gate dialect by its meaning in linalg";
  let description = [{
    Decomposes `gate.ffn`, `gate.gated_matmul`, `gate.apply`, `gate.apply_row`,
    `gate.encode` and `gate.decode`, and removes functions that nothing uses any
    more. Encoded weights at the boundary of functions are taken apart into
    their storage by `gate-materialize-encodings`, which runs before.

    ```mlir
    %y = gate.apply @relu ins(%x : tensor<8xf32>) outs(%o : tensor<8xf32>)
    ```
    becomes
    ```mlir
    %y = linalg.generic {…} ins(%x : tensor<8xf32>) outs(%o : tensor<8xf32>) {
    ^bb0(%in: f32, %out: f32):
      %zero = arith.constant 0.0 : f32
      %positive = arith.cmpf ugt, %in, %zero : f32
      %r = arith.select %positive, %in, %zero : f32
      linalg.yield %r : f32
    } -> tensor<8xf32>
    ```
  }];
  let dependentDialects = ["::mlir::linalg::LinalgDialect",
                           "::mlir::tensor::TensorDialect"];
  let statistics = [
    Statistic<"numDecomposed", "decomposed", "Ops decomposed">];
}

def ApproximateMathPass : Pass<"penstock-approximate-math"> {
  let summary = "Replace math functions by polynomials";
  let description = [{
    By the functions of `lib/Conversion/MathApproximation` that have
    `implements`, whose errors [accuracy](../accuracy.md) states; others by
    MLIR's own approximations in f32. What is left needs no math library: square
    roots, rounding and absolute values are instructions. Fused multiply-adds
    become a product and a sum that may be contracted, which targets with the
    instruction fuse again.
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect",
                           "::mlir::LLVM::LLVMDialect",
                           "::mlir::math::MathDialect",
                           "::mlir::scf::SCFDialect",
                           "::mlir::ub::UBDialect",
                           "::mlir::vector::VectorDialect"];
  let options = [
    Option<"convertBF16", "convert-bf16", "bool", "false",
           "round vectors of f32 to bf16 by the instruction of AVX512_BF16">,
    Option<"expandHalf", "expand-half", "bool", "false",
           "convert between f16 and f32 by integer arithmetic, for targets "
           "without the instruction">,
    Option<"expandRounding", "expand-rounding", "bool", "false",
           "round to integers by sums, for targets without the instruction">];
}

def BF16AsIntegersPass
    : Pass<"penstock-bf16-as-integers", "::mlir::ModuleOp"> {
  let summary = "Hold bf16 as i16 in functions of the LLVM dialect";
  let description = [{
    Once `penstock-approximate-math` has expanded the conversions nothing
    computes in bf16. As a type of vectors that are masked or taken apart it
    makes LLVM call a conversion from f32 for every element on x86.
  }];
  let dependentDialects = ["::mlir::LLVM::LLVMDialect"];
}

#endif
