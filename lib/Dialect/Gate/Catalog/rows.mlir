//===- rows.mlir - Functions of a row ------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Written for one element of the row; gate.reduce and gate.row_size see the
// whole row.
//
//===----------------------------------------------------------------------===//

// The maximum is subtracted first, so no finite row overflows. A row of only
// -inf gives NaN.
gate.row_function @softmax(%x: f64) -> f64 attributes {
    summary = "exp(x - max x) / sum exp(x - max x)",
    source = "Bridle 1990; one-pass form: Milakov and Gimelshein 2018, arXiv:1805.02867",
    streaming} {
  %m = gate.reduce max %x : f64
  %t = arith.subf %x, %m : f64
  %e = math.exp %t : f64
  %sum = gate.reduce add %e : f64
  %y = arith.divf %e, %sum : f64
  gate.yield %y : f64
} range() {
  %lo = arith.constant 0.0 : f64
  %hi = arith.constant 1.0 : f64
  gate.yield %lo, %hi : f64, f64
}

gate.row_function @rms_norm<%eps: f64 = 1.0e-5>(%x: f64, %weight: f64) -> f64 attributes {
    summary = "x / sqrt(mean(x^2) + eps) * weight",
    source = "Zhang and Sennrich 2019, arXiv:1910.07467",
    aliases = ["rmsnorm"], streaming} {
  %one = arith.constant 1.0 : f64
  %sq = arith.mulf %x, %x : f64
  %sum = gate.reduce add %sq : f64
  %n = gate.row_size : f64
  %mean = arith.divf %sum, %n : f64
  %var = arith.addf %mean, %eps : f64
  %rms = math.sqrt %var : f64
  %inv = arith.divf %one, %rms : f64
  %xn = arith.mulf %x, %inv : f64
  %y = arith.mulf %xn, %weight : f64
  gate.yield %y : f64
}

// Two-pass variance; the one-pass form is Welford's, not E[x^2] - E[x]^2.
gate.row_function @layer_norm<%eps: f64 = 1.0e-5>(%x: f64, %weight: f64, %bias: f64) -> f64 attributes {
    summary = "(x - mean(x)) / sqrt(var(x) + eps) * weight + bias, var over n",
    source = "Ba et al. 2016, arXiv:1607.06450",
    aliases = ["layernorm"], streaming} {
  %one = arith.constant 1.0 : f64
  %n = gate.row_size : f64
  %sum = gate.reduce add %x : f64
  %mean = arith.divf %sum, %n : f64
  %d = arith.subf %x, %mean : f64
  %sq = arith.mulf %d, %d : f64
  %ssum = gate.reduce add %sq : f64
  %var = arith.divf %ssum, %n : f64
  %veps = arith.addf %var, %eps : f64
  %std = math.sqrt %veps : f64
  %inv = arith.divf %one, %std : f64
  %xn = arith.mulf %d, %inv : f64
  %xw = arith.mulf %xn, %weight : f64
  %y = arith.addf %xw, %bias : f64
  gate.yield %y : f64
}
