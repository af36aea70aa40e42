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

// A row of only -inf gives NaN.
gate.row_function @log_softmax(%x: f64) -> f64 attributes {
    summary = "x - max x - log(sum exp(x - max x))",
    source = "PyTorch, torch.nn.LogSoftmax", streaming} {
  %0 = gate.reduce max %x : f64
  %t = arith.subf %x, %0 : f64
  %1 = math.exp %t : f64
  %2 = gate.reduce add %1 : f64
  %3 = math.log %2 : f64
  %y = arith.subf %t, %3 : f64
  gate.yield %y : f64
} range() {
  %minus_inf = arith.constant 0xFFF0000000000000 : f64
  %zero = arith.constant 0.0 : f64
  gate.yield %minus_inf, %zero : f64, f64
}

gate.row_function @softmin(%x: f64) -> f64 attributes {
    summary = "exp(-x) / sum exp(-x)", source = "PyTorch, torch.nn.Softmin",
    streaming} {
  %0 = gate.reduce min %x : f64
  %1 = arith.subf %0, %x : f64
  %e = math.exp %1 : f64
  %2 = gate.reduce add %e : f64
  %y = arith.divf %e, %2 : f64
  gate.yield %y : f64
} range() {
  %zero = arith.constant 0.0 : f64
  %one = arith.constant 1.0 : f64
  gate.yield %zero, %one : f64, f64
}

// temperature > 0.
gate.row_function @softmax_temperature<%temperature: f64 = 1.0>(%x: f64) -> f64 attributes {
    summary = "softmax(x / temperature)",
    source = "Hinton et al. 2015, arXiv:1503.02531", streaming} {
  %0 = gate.reduce max %x : f64
  %1 = arith.subf %x, %0 : f64
  %2 = arith.divf %1, %temperature : f64
  %e = math.exp %2 : f64
  %3 = gate.reduce add %e : f64
  %y = arith.divf %e, %3 : f64
  gate.yield %y : f64
} range(%temperature) {
  %zero = arith.constant 0.0 : f64
  %one = arith.constant 1.0 : f64
  gate.yield %zero, %one : f64, f64
}

gate.row_function @softmax_one(%x: f64) -> f64 attributes {
    summary = "exp(x) / (1 + sum exp(x))",
    source = "Miller 2023, Attention is off by one; Xiao et al. 2023, arXiv:2309.17453",
    aliases = ["softmax1", "quiet_softmax"], streaming} {
  %zero = arith.constant 0.0 : f64
  %0 = gate.reduce max %x : f64
  %m = arith.maximumf %0, %zero : f64
  %1 = arith.subf %x, %m : f64
  %e = math.exp %1 : f64
  %2 = gate.reduce add %e : f64
  %3 = arith.negf %m : f64
  %4 = math.exp %3 : f64
  %5 = arith.addf %2, %4 : f64
  %y = arith.divf %e, %5 : f64
  gate.yield %y : f64
} range() {
  %zero = arith.constant 0.0 : f64
  %one = arith.constant 1.0 : f64
  gate.yield %zero, %one : f64, f64
}

gate.row_function @taylor_softmax(%x: f64) -> f64 attributes {
    summary = "(1 + x + x^2 / 2) / sum (1 + x + x^2 / 2)",
    source = "de Brebisson and Vincent 2015, arXiv:1511.05042", streaming} {
  %one = arith.constant 1.0 : f64
  %half = arith.constant 0.5 : f64
  %0 = arith.addf %one, %x : f64
  %1 = arith.mulf %x, %x : f64
  %2 = arith.mulf %half, %1 : f64
  %e = arith.addf %0, %2 : f64
  %3 = gate.reduce add %e : f64
  %y = arith.divf %e, %3 : f64
  gate.yield %y : f64
} range() {
  %zero = arith.constant 0.0 : f64
  %one = arith.constant 1.0 : f64
  gate.yield %zero, %one : f64, f64
}

// eps > 0.
gate.row_function @spherical_softmax<%eps: f64 = 1.0e-05>(%x: f64) -> f64 attributes {
    summary = "(x^2 + eps) / sum (x^2 + eps)",
    source = "de Brebisson and Vincent 2015, arXiv:1511.05042", streaming} {
  %0 = arith.mulf %x, %x : f64
  %e = arith.addf %0, %eps : f64
  %1 = gate.reduce add %e : f64
  %y = arith.divf %e, %1 : f64
  gate.yield %y : f64
} range(%eps) {
  %zero = arith.constant 0.0 : f64
  %one = arith.constant 1.0 : f64
  gate.yield %zero, %one : f64, f64
}

gate.row_function @sqmax<%c: f64 = 4.0>(%x: f64) -> f64 attributes {
    summary = "(x + c)^2 / sum (x + c)^2",
    source = "Kunc and Klema 2024, arXiv:2402.09092, section 3.8.7", streaming} {
  %t = arith.addf %x, %c : f64
  %e = arith.mulf %t, %t : f64
  %0 = gate.reduce add %e : f64
  %y = arith.divf %e, %0 : f64
  gate.yield %y : f64
} range(%c) {
  %zero = arith.constant 0.0 : f64
  %one = arith.constant 1.0 : f64
  gate.yield %zero, %one : f64, f64
}

// eps > 0.
gate.row_function @softplus_l1<%eps: f64 = 1.0e-06>(%x: f64) -> f64 attributes {
    summary = "softplus(x) / (sum softplus(x) + eps)",
    source = "Gao et al. 2025, arXiv:2501.13428", streaming} {
  %p = gate.call @softplus(%x) : f64
  %0 = gate.reduce add %p : f64
  %1 = arith.addf %0, %eps : f64
  %y = arith.divf %p, %1 : f64
  gate.yield %y : f64
} range(%eps) {
  %zero = arith.constant 0.0 : f64
  %one = arith.constant 1.0 : f64
  gate.yield %zero, %one : f64, f64
}

// Scaled by the greatest magnitude, so that no square overflows. eps > 0.
gate.row_function @l2_normalize<%eps: f64 = 1.0e-12>(%x: f64) -> f64 attributes {
    summary = "x / max(sqrt(sum x^2), eps)",
    source = "PyTorch, torch.nn.functional.normalize"} {
  %zero = arith.constant 0.0 : f64
  %one = arith.constant 1.0 : f64
  %0 = math.absf %x : f64
  %m = gate.reduce max %0 : f64
  %1 = arith.cmpf ogt, %m, %zero : f64
  %2 = arith.select %1, %m, %one : f64
  %q = arith.divf %x, %2 : f64
  %3 = arith.mulf %q, %q : f64
  %4 = gate.reduce add %3 : f64
  %5 = math.sqrt %4 : f64
  %n = arith.mulf %m, %5 : f64
  %6 = arith.maximumf %n, %eps : f64
  %y = arith.divf %x, %6 : f64
  gate.yield %y : f64
} range(%eps) {
  %minus_one = arith.constant -1.0 : f64
  %one = arith.constant 1.0 : f64
  gate.yield %minus_one, %one : f64, f64
}

// eps > 0.
gate.row_function @scale_norm<%eps: f64 = 1.0e-05>(%x: f64, %weight: f64) -> f64 attributes {
    summary = "x / max(sqrt(sum x^2), eps) * weight",
    source = "Nguyen and Salazar 2019, arXiv:1910.05895",
    aliases = ["scalenorm"]} {
  %zero = arith.constant 0.0 : f64
  %one = arith.constant 1.0 : f64
  %0 = math.absf %x : f64
  %m = gate.reduce max %0 : f64
  %1 = arith.cmpf ogt, %m, %zero : f64
  %2 = arith.select %1, %m, %one : f64
  %q = arith.divf %x, %2 : f64
  %3 = arith.mulf %q, %q : f64
  %4 = gate.reduce add %3 : f64
  %5 = math.sqrt %4 : f64
  %n = arith.mulf %m, %5 : f64
  %6 = arith.maximumf %n, %eps : f64
  %7 = arith.divf %x, %6 : f64
  %y = arith.mulf %7, %weight : f64
  gate.yield %y : f64
}

// Scaled by the greatest magnitude, so that no square overflows.
gate.row_function @squash(%x: f64) -> f64 attributes {
    summary = "x |x| / (1 + |x|^2), |x| the norm of the row",
    source = "Sabour et al. 2017, arXiv:1710.09829"} {
  %zero = arith.constant 0.0 : f64
  %one = arith.constant 1.0 : f64
  %0 = math.absf %x : f64
  %m = gate.reduce max %0 : f64
  %1 = arith.cmpf ogt, %m, %zero : f64
  %s = arith.select %1, %m, %one : f64
  %q = arith.divf %x, %s : f64
  %2 = arith.mulf %q, %q : f64
  %3 = gate.reduce add %2 : f64
  %n = math.sqrt %3 : f64
  %4 = arith.mulf %s, %n : f64
  %r = arith.divf %one, %4 : f64
  %5 = arith.cmpf ogt, %n, %zero : f64
  %6 = arith.select %5, %n, %one : f64
  %7 = arith.divf %q, %6 : f64
  %8 = arith.mulf %r, %r : f64
  %9 = arith.addf %one, %8 : f64
  %y = arith.divf %7, %9 : f64
  gate.yield %y : f64
} range() {
  %minus_one = arith.constant -1.0 : f64
  %one = arith.constant 1.0 : f64
  gate.yield %minus_one, %one : f64, f64
}

// eps > 0.
gate.row_function @standardize<%eps: f64 = 1.0e-05>(%x: f64) -> f64 attributes {
    summary = "(x - mean(x)) / sqrt(var(x) + eps), var over n",
    source = "Ba et al. 2016, arXiv:1607.06450; Ulyanov et al. 2016, arXiv:1607.08022",
    streaming} {
  %0 = gate.reduce add %x : f64
  %n = gate.row_size : f64
  %1 = arith.divf %0, %n : f64
  %d = arith.subf %x, %1 : f64
  %2 = arith.mulf %d, %d : f64
  %3 = gate.reduce add %2 : f64
  %4 = arith.divf %3, %n : f64
  %5 = arith.addf %4, %eps : f64
  %6 = math.sqrt %5 : f64
  %y = arith.divf %d, %6 : f64
  gate.yield %y : f64
}

// eps > 0.
gate.row_function @gated_rms_norm<%eps: f64 = 1.0e-05>(%x: f64, %z: f64, %weight: f64) -> f64 attributes {
    summary = "rms_norm(x silu(z), weight)",
    source = "Dao and Gu 2024, arXiv:2405.21060", streaming} {
  %0 = gate.call @silu(%z) : f64
  %g = arith.mulf %x, %0 : f64
  %1 = arith.mulf %g, %g : f64
  %2 = gate.reduce add %1 : f64
  %n = gate.row_size : f64
  %3 = arith.divf %2, %n : f64
  %4 = arith.addf %3, %eps : f64
  %5 = math.sqrt %4 : f64
  %6 = arith.divf %g, %5 : f64
  %y = arith.mulf %6, %weight : f64
  gate.yield %y : f64
}

// eps > 0.
gate.row_function @poly_norm<%a0: f64 = 0.0, %a1: f64 = 0.3333333333333333, %a2: f64 = 0.3333333333333333, %a3: f64 = 0.3333333333333333, %eps: f64 = 1.0e-06>(%x: f64) -> f64 attributes {
    summary = "a1 r(x^3) + a2 r(x^2) + a3 r(x) + a0, r(z) = z / sqrt(mean(z^2) + eps)",
    source = "Zhuo et al. 2024, arXiv:2411.03884", aliases = ["polynorm"],
    streaming} {
  %n = gate.row_size : f64
  %x2 = arith.mulf %x, %x : f64
  %x3 = arith.mulf %x2, %x : f64
  %0 = arith.mulf %x3, %x3 : f64
  %1 = gate.reduce add %0 : f64
  %2 = arith.divf %1, %n : f64
  %3 = arith.addf %2, %eps : f64
  %4 = math.sqrt %3 : f64
  %5 = arith.divf %x3, %4 : f64
  %6 = arith.mulf %a1, %5 : f64
  %7 = arith.mulf %x2, %x2 : f64
  %8 = gate.reduce add %7 : f64
  %9 = arith.divf %8, %n : f64
  %10 = arith.addf %9, %eps : f64
  %11 = math.sqrt %10 : f64
  %12 = arith.divf %x2, %11 : f64
  %13 = arith.mulf %a2, %12 : f64
  %14 = arith.addf %6, %13 : f64
  %15 = gate.reduce add %x2 : f64
  %16 = arith.divf %15, %n : f64
  %17 = arith.addf %16, %eps : f64
  %18 = math.sqrt %17 : f64
  %19 = arith.divf %x, %18 : f64
  %20 = arith.mulf %a3, %19 : f64
  %21 = arith.addf %14, %20 : f64
  %y = arith.addf %21, %a0 : f64
  gate.yield %y : f64
}

// eps > 0.
gate.row_function @evonorm_s0<%eps: f64 = 1.0e-05>(%x: f64, %v: f64, %weight: f64, %bias: f64) -> f64 attributes {
    summary = "x sigmoid(v x) / sqrt(var(x) + eps) * weight + bias, the row a group",
    source = "Liu et al. 2020, arXiv:2004.02967", streaming} {
  %0 = gate.reduce add %x : f64
  %n = gate.row_size : f64
  %1 = arith.divf %0, %n : f64
  %d = arith.subf %x, %1 : f64
  %2 = arith.mulf %v, %x : f64
  %3 = gate.call @sigmoid(%2) : f64
  %4 = arith.mulf %x, %3 : f64
  %5 = arith.mulf %d, %d : f64
  %6 = gate.reduce add %5 : f64
  %7 = arith.divf %6, %n : f64
  %8 = arith.addf %7, %eps : f64
  %9 = math.sqrt %8 : f64
  %10 = arith.divf %4, %9 : f64
  %11 = arith.mulf %10, %weight : f64
  %y = arith.addf %11, %bias : f64
  gate.yield %y : f64
}

// eps > 0.
gate.row_function @evonorm_s1<%eps: f64 = 1.0e-05>(%x: f64, %weight: f64, %bias: f64) -> f64 attributes {
    summary = "silu(x) / sqrt(var(x) + eps) * weight + bias, the row a group",
    source = "Liu et al. 2020, arXiv:2004.02967; timm, EvoNorm2dS1", streaming} {
  %0 = gate.reduce add %x : f64
  %n = gate.row_size : f64
  %1 = arith.divf %0, %n : f64
  %d = arith.subf %x, %1 : f64
  %2 = gate.call @silu(%x) : f64
  %3 = arith.mulf %d, %d : f64
  %4 = gate.reduce add %3 : f64
  %5 = arith.divf %4, %n : f64
  %6 = arith.addf %5, %eps : f64
  %7 = math.sqrt %6 : f64
  %8 = arith.divf %2, %7 : f64
  %9 = arith.mulf %8, %weight : f64
  %y = arith.addf %9, %bias : f64
  gate.yield %y : f64
}

gate.row_function @average_biased_relu(%x: f64) -> f64 attributes {
    summary = "max(x - mean(x), 0)",
    source = "Dubey and Chakraborty 2021, Average biased ReLU based CNN descriptor for improved face retrieval; Kunc and Klema 2024, arXiv:2402.09092, section 3.6.42",
    aliases = ["abrelu"]} {
  %0 = gate.reduce add %x : f64
  %n = gate.row_size : f64
  %1 = arith.divf %0, %n : f64
  %2 = arith.subf %x, %1 : f64
  %y = gate.call @relu(%2) : f64
  gate.yield %y : f64
} range() {
  %zero = arith.constant 0.0 : f64
  %inf = arith.constant 0x7FF0000000000000 : f64
  gate.yield %zero, %inf : f64, f64
}

// The root t of sum max(z - t, 0) = 1, z = x - max x, lies between -1 and 0;
// Newton's method finds it from below, exactly when the elements above it are
// known. A row of only -inf gives NaN.
gate.row_function @sparsemax(%x: f64) -> f64 attributes {
    summary = "max(x - t, 0), t such that the row sums to 1: the nearest point of the simplex",
    source = "Martins and Astudillo 2016, arXiv:1602.02068"} {
  %zero = arith.constant 0.0 : f64
  %one = arith.constant 1.0 : f64
  %minus_one = arith.constant -1.0 : f64
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c64 = arith.constant 64 : index
  %max = gate.reduce max %x : f64
  %m = gate.detach %max : f64
  %z = arith.subf %x, %m : f64
  %root = scf.for %i = %c0 to %c64 step %c1 iter_args(%t = %minus_one) -> (f64) {
    %0 = arith.cmpf ogt, %z, %t : f64
    %1 = arith.select %0, %z, %zero : f64
    %2 = arith.select %0, %one, %zero : f64
    %3 = gate.reduce add %1 : f64
    %4 = gate.reduce add %2 : f64
    %5 = arith.subf %3, %one : f64
    %6 = arith.divf %5, %4 : f64
    %7 = arith.maximumf %t, %6 : f64
    scf.yield %7 : f64
  }
  %above = arith.cmpf ogt, %z, %root : f64
  %8 = arith.select %above, %z, %zero : f64
  %9 = arith.select %above, %one, %zero : f64
  %sum = gate.reduce add %8 : f64
  %count = gate.reduce add %9 : f64
  %10 = arith.subf %sum, %one : f64
  %11 = arith.divf %10, %count : f64
  %12 = arith.subf %z, %11 : f64
  %y = arith.maximumf %12, %zero : f64
  gate.yield %y : f64
} range() {
  %zero = arith.constant 0.0 : f64
  %one = arith.constant 1.0 : f64
  gate.yield %zero, %one : f64, f64
}

// As sparsemax, with the root of sum max(z - t, 0)^2 = 1. The last step is
// outside the loop and so is differentiated, which gives the root's derivative.
gate.row_function @entmax15(%x: f64) -> f64 attributes {
    summary = "max(x / 2 - t, 0)^2, t such that the row sums to 1",
    source = "Peters et al. 2019, arXiv:1905.05702"} {
  %zero = arith.constant 0.0 : f64
  %half = arith.constant 0.5 : f64
  %one = arith.constant 1.0 : f64
  %minus_one = arith.constant -1.0 : f64
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c64 = arith.constant 64 : index
  %max = gate.reduce max %x : f64
  %m = gate.detach %max : f64
  %0 = arith.subf %x, %m : f64
  %z = arith.mulf %half, %0 : f64
  %root = scf.for %i = %c0 to %c64 step %c1 iter_args(%t = %minus_one) -> (f64) {
    %1 = arith.subf %z, %t : f64
    %2 = arith.maximumf %1, %zero : f64
    %3 = arith.mulf %2, %2 : f64
    %4 = gate.reduce add %2 : f64
    %5 = gate.reduce add %3 : f64
    %6 = arith.subf %5, %one : f64
    %7 = arith.divf %6, %4 : f64
    %8 = arith.mulf %half, %7 : f64
    %9 = arith.addf %t, %8 : f64
    %10 = arith.maximumf %t, %9 : f64
    scf.yield %10 : f64
  }
  %near = gate.detach %root : f64
  %11 = arith.subf %z, %near : f64
  %12 = arith.maximumf %11, %zero : f64
  %13 = arith.mulf %12, %12 : f64
  %14 = gate.reduce add %12 : f64
  %slope = gate.detach %14 : f64
  %15 = gate.reduce add %13 : f64
  %16 = arith.subf %15, %one : f64
  %17 = arith.divf %16, %slope : f64
  %18 = arith.mulf %half, %17 : f64
  %19 = arith.subf %11, %18 : f64
  %20 = arith.maximumf %19, %zero : f64
  %y = arith.mulf %20, %20 : f64
  gate.yield %y : f64
} range() {
  %zero = arith.constant 0.0 : f64
  %one = arith.constant 1.0 : f64
  gate.yield %zero, %one : f64, f64
}

// 1 < alpha <= 2, where the sum is convex in t.
gate.row_function @entmax<%alpha: f64 = 1.5>(%x: f64) -> f64 attributes {
    summary = "max((alpha - 1) x - t, 0)^(1 / (alpha - 1)), t such that the row sums to 1",
    source = "Peters et al. 2019, arXiv:1905.05702", aliases = ["alpha_entmax"],
    specializations = [#gate.specialization<{alpha = 1.5} -> @entmax15>, #gate.specialization<{alpha = 2.0} -> @sparsemax>]} {
  %zero = arith.constant 0.0 : f64
  %one = arith.constant 1.0 : f64
  %minus_one = arith.constant -1.0 : f64
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c64 = arith.constant 64 : index
  %a = arith.subf %alpha, %one : f64
  %q = arith.divf %one, %a : f64
  %less = arith.subf %q, %one : f64
  %max = gate.reduce max %x : f64
  %m = gate.detach %max : f64
  %0 = arith.subf %x, %m : f64
  %z = arith.mulf %a, %0 : f64
  %root = scf.for %i = %c0 to %c64 step %c1 iter_args(%t = %minus_one) -> (f64) {
    %1 = arith.subf %z, %t : f64
    %2 = arith.maximumf %1, %zero : f64
    %3 = arith.cmpf ole, %2, %zero : f64
    %4 = math.powf %2, %less : f64
    %5 = arith.select %3, %zero, %4 : f64
    %6 = arith.mulf %2, %5 : f64
    %7 = gate.reduce add %5 : f64
    %8 = gate.reduce add %6 : f64
    %9 = arith.subf %8, %one : f64
    %10 = arith.mulf %q, %7 : f64
    %11 = arith.divf %9, %10 : f64
    %12 = arith.addf %t, %11 : f64
    %13 = arith.maximumf %t, %12 : f64
    scf.yield %13 : f64
  }
  %near = gate.detach %root : f64
  %14 = arith.subf %z, %near : f64
  %15 = arith.maximumf %14, %zero : f64
  %16 = arith.cmpf ole, %15, %zero : f64
  %17 = math.powf %15, %less : f64
  %18 = arith.select %16, %zero, %17 : f64
  %19 = gate.reduce add %18 : f64
  %20 = arith.mulf %q, %19 : f64
  %slope = gate.detach %20 : f64
  %21 = math.powf %15, %q : f64
  %22 = gate.reduce add %21 : f64
  %23 = arith.subf %22, %one : f64
  %24 = arith.divf %23, %slope : f64
  %25 = arith.subf %14, %24 : f64
  %26 = arith.maximumf %25, %zero : f64
  %y = math.powf %26, %q : f64
  gate.yield %y : f64
} range(%alpha) {
  %zero = arith.constant 0.0 : f64
  %one = arith.constant 1.0 : f64
  gate.yield %zero, %one : f64, f64
}

gate.row_function @stablemax(%x: f64) -> f64 attributes {
    summary = "s(x) / sum s(x), s(x) = x + 1 if x >= 0, 1 / (1 - x) otherwise",
    source = "Prieto et al. 2025, arXiv:2501.04697; axolotl, StableMax",
    streaming} {
  %zero = arith.constant 0.0 : f64
  %one = arith.constant 1.0 : f64
  %0 = arith.cmpf oge, %x, %zero : f64
  %1 = arith.addf %x, %one : f64
  %2 = arith.subf %one, %x : f64
  %3 = arith.divf %one, %2 : f64
  %4 = arith.select %0, %1, %3 : f64
  %5 = gate.reduce add %4 : f64
  %y = arith.divf %4, %5 : f64
  gate.yield %y : f64
} range() {
  %zero = arith.constant 0.0 : f64
  %one = arith.constant 1.0 : f64
  gate.yield %zero, %one : f64, f64
}

// gamma <= 0, eta >= 1.
gate.row_function @clipped_softmax<%gamma: f64 = -0.1, %eta: f64 = 1.1>(%x: f64) -> f64 attributes {
    summary = "min(max((eta - gamma) softmax(x) + gamma, 0), 1)",
    source = "Bondarenko et al. 2023, arXiv:2306.12929; Qualcomm-AI-research, outlier-free-transformers",
    streaming} {
  %zero = arith.constant 0.0 : f64
  %one = arith.constant 1.0 : f64
  %0 = gate.reduce max %x : f64
  %1 = arith.subf %x, %0 : f64
  %2 = math.exp %1 : f64
  %3 = gate.reduce add %2 : f64
  %4 = arith.divf %2, %3 : f64
  %5 = arith.subf %eta, %gamma : f64
  %6 = arith.mulf %4, %5 : f64
  %7 = arith.addf %6, %gamma : f64
  %8 = arith.maximumf %7, %zero : f64
  %y = arith.minimumf %8, %one : f64
  gate.yield %y : f64
} range(%gamma, %eta) {
  %zero = arith.constant 0.0 : f64
  %one = arith.constant 1.0 : f64
  gate.yield %zero, %one : f64, f64
}

// s > 0.
gate.row_function @scalable_softmax<%s: f64 = 0.43>(%x: f64) -> f64 attributes {
    summary = "softmax(s log(n) x)",
    source = "Nakanishi 2025, arXiv:2501.19399; gdevos010, Scalable-Softmax",
    aliases = ["ssmax"], streaming} {
  %0 = gate.row_size : f64
  %1 = math.log %0 : f64
  %2 = arith.mulf %s, %1 : f64
  %3 = gate.reduce max %x : f64
  %4 = arith.subf %x, %3 : f64
  %5 = arith.mulf %2, %4 : f64
  %6 = math.exp %5 : f64
  %7 = gate.reduce add %6 : f64
  %y = arith.divf %6, %7 : f64
  gate.yield %y : f64
} range(%s) {
  %zero = arith.constant 0.0 : f64
  %one = arith.constant 1.0 : f64
  gate.yield %zero, %one : f64, f64
}

// Relative to the greatest element; below 0 a sigmoid is an exponential times
// another sigmoid.
gate.row_function @sigsoftmax(%x: f64) -> f64 attributes {
    summary = "exp(x) sigmoid(x) / sum exp(x) sigmoid(x)",
    source = "Kanai et al. 2018, arXiv:1805.10829, and public implementations"} {
  %zero = arith.constant 0.0 : f64
  %two = arith.constant 2.0 : f64
  %0 = gate.reduce max %x : f64
  %1 = arith.subf %x, %0 : f64
  %2 = arith.cmpf oge, %0, %zero : f64
  %3 = math.exp %1 : f64
  %4 = gate.call @sigmoid(%x) : f64
  %5 = arith.mulf %3, %4 : f64
  %6 = arith.mulf %two, %1 : f64
  %7 = math.exp %6 : f64
  %8 = arith.negf %x : f64
  %9 = gate.call @sigmoid(%8) : f64
  %10 = arith.mulf %7, %9 : f64
  %11 = arith.select %2, %5, %10 : f64
  %12 = gate.reduce add %11 : f64
  %y = arith.divf %11, %12 : f64
  gate.yield %y : f64
} range() {
  %zero = arith.constant 0.0 : f64
  %one = arith.constant 1.0 : f64
  gate.yield %zero, %one : f64, f64
}

gate.row_function @sigmoid_l1(%x: f64) -> f64 attributes {
    summary = "sigmoid(x) / sum sigmoid(x)",
    source = "DeepSeek-AI 2024, arXiv:2412.19437, equations 13 to 15; transformers, deepseek_v3",
    aliases = ["normalized_sigmoid"]} {
  %zero = arith.constant 0.0 : f64
  %0 = gate.reduce max %x : f64
  %1 = arith.cmpf oge, %0, %zero : f64
  %2 = gate.call @sigmoid(%x) : f64
  %3 = arith.subf %x, %0 : f64
  %4 = math.exp %3 : f64
  %5 = arith.negf %x : f64
  %6 = gate.call @sigmoid(%5) : f64
  %7 = arith.mulf %4, %6 : f64
  %8 = arith.select %1, %2, %7 : f64
  %9 = gate.reduce add %8 : f64
  %y = arith.divf %8, %9 : f64
  gate.yield %y : f64
} range() {
  %zero = arith.constant 0.0 : f64
  %one = arith.constant 1.0 : f64
  gate.yield %zero, %one : f64, f64
}

// All elements of a row have one sink.
gate.row_function @softmax_sink(%x: f64, %sink: f64) -> f64 attributes {
    summary = "exp(x) / (sum exp(x) + exp(sink))",
    source = "OpenAI 2025, gpt-oss model card, arXiv:2508.10925; transformers, gpt_oss"} {
  %0 = gate.reduce max %x : f64
  %1 = gate.reduce max %sink : f64
  %2 = arith.maximumf %0, %1 : f64
  %3 = arith.subf %x, %2 : f64
  %4 = math.exp %3 : f64
  %5 = gate.reduce add %4 : f64
  %6 = arith.subf %sink, %2 : f64
  %7 = math.exp %6 : f64
  %8 = arith.addf %5, %7 : f64
  %y = arith.divf %4, %8 : f64
  gate.yield %y : f64
} range() {
  %zero = arith.constant 0.0 : f64
  %one = arith.constant 1.0 : f64
  gate.yield %zero, %one : f64, f64
}

gate.row_function @sigmoid_attention(%x: f64) -> f64 attributes {
    summary = "sigmoid(x - log(n))",
    source = "Ramapuram et al. 2024, arXiv:2409.04431; apple, ml-sigmoid-attention"} {
  %0 = gate.row_size : f64
  %1 = math.log %0 : f64
  %2 = arith.subf %x, %1 : f64
  %y = gate.call @sigmoid(%2) : f64
  gate.yield %y : f64
} range() {
  %zero = arith.constant 0.0 : f64
  %one = arith.constant 1.0 : f64
  gate.yield %zero, %one : f64, f64
}

// eps > 0.
gate.row_function @l1_normalize<%eps: f64 = 1.0e-12>(%x: f64) -> f64 attributes {
    summary = "x / max(sum |x|, eps)",
    source = "PyTorch, torch.nn.functional.normalize; ONNX, LpNormalization",
    streaming} {
  %0 = math.absf %x : f64
  %1 = gate.reduce add %0 : f64
  %2 = arith.maximumf %1, %eps : f64
  %y = arith.divf %x, %2 : f64
  gate.yield %y : f64
} range(%eps) {
  %minus_one = arith.constant -1.0 : f64
  %one = arith.constant 1.0 : f64
  gate.yield %minus_one, %one : f64, f64
}

// eps > 0.
gate.row_function @pixel_norm<%eps: f64 = 1.0e-08>(%x: f64) -> f64 attributes {
    summary = "x / sqrt(mean(x^2) + eps)",
    source = "Karras et al. 2017, arXiv:1710.10196; NVlabs, stylegan, pixel_norm",
    streaming} {
  %0 = arith.mulf %x, %x : f64
  %1 = gate.reduce add %0 : f64
  %2 = gate.row_size : f64
  %3 = arith.divf %1, %2 : f64
  %4 = arith.addf %3, %eps : f64
  %5 = math.sqrt %4 : f64
  %y = arith.divf %x, %5 : f64
  gate.yield %y : f64
}

// eps > 0.
gate.row_function @gemma_rms_norm<%eps: f64 = 1.0e-06>(%x: f64, %weight: f64) -> f64 attributes {
    summary = "x / sqrt(mean(x^2) + eps) * (1 + weight)",
    source = "Gemma Team 2024, arXiv:2403.08295; transformers, GemmaRMSNorm",
    streaming} {
  %one = arith.constant 1.0 : f64
  %0 = arith.mulf %x, %x : f64
  %1 = gate.reduce add %0 : f64
  %2 = gate.row_size : f64
  %3 = arith.divf %1, %2 : f64
  %4 = arith.addf %3, %eps : f64
  %5 = math.sqrt %4 : f64
  %6 = arith.divf %x, %5 : f64
  %7 = arith.addf %one, %weight : f64
  %y = arith.mulf %6, %7 : f64
  gate.yield %y : f64
}

// eps > 0.
gate.row_function @frn_tlu<%eps: f64 = 1.0e-06>(%x: f64, %weight: f64, %bias: f64, %tau: f64) -> f64 attributes {
    summary = "max(x / sqrt(mean(x^2) + eps) * weight + bias, tau), the row a channel",
    source = "Singh and Krishnan 2019, arXiv:1911.09737; gupta-abhay, pytorch-frn",
    streaming} {
  %0 = arith.mulf %x, %x : f64
  %1 = gate.reduce add %0 : f64
  %2 = gate.row_size : f64
  %3 = arith.divf %1, %2 : f64
  %4 = arith.addf %3, %eps : f64
  %5 = math.sqrt %4 : f64
  %6 = arith.divf %x, %5 : f64
  %7 = arith.mulf %6, %weight : f64
  %8 = arith.addf %7, %bias : f64
  %y = arith.maximumf %8, %tau : f64
  gate.yield %y : f64
}

gate.row_function @gaussian_topk<%z: f64 = 1.6448536269514722>(%x: f64) -> f64 attributes {
    summary = "max(x - mean(x) - z sqrt(var(x)), 0), var over n; z the quantile of the normal distribution at the share that becomes 0",
    source = "You et al. 2025, arXiv:2506.06644; transformers, gemma3n",
    aliases = ["statistical_topk"]} {
  %zero = arith.constant 0.0 : f64
  %0 = gate.row_size : f64
  %1 = gate.reduce add %x : f64
  %2 = arith.divf %1, %0 : f64
  %3 = arith.subf %x, %2 : f64
  %4 = arith.mulf %3, %3 : f64
  %5 = gate.reduce add %4 : f64
  %6 = arith.divf %5, %0 : f64
  %7 = math.sqrt %6 : f64
  %8 = arith.mulf %z, %7 : f64
  %9 = arith.subf %3, %8 : f64
  %y = arith.maximumf %9, %zero : f64
  gate.yield %y : f64
} range(%z) {
  %zero = arith.constant 0.0 : f64
  %inf = arith.constant 0x7FF0000000000000 : f64
  gate.yield %zero, %inf : f64, f64
}

// The inference form. eps > 0.
gate.row_function @evonorm_b0<%eps: f64 = 0.001>(%x: f64, %v: f64, %variance: f64, %weight: f64, %bias: f64) -> f64 attributes {
    summary = "x / max(sqrt(variance + eps), v x + sqrt(var(x) + eps)) * weight + bias, the row an instance, variance that of the batches",
    source = "Liu et al. 2020, arXiv:2004.02967; timm, EvoNorm2dB0",
    streaming} {
  %0 = arith.addf %variance, %eps : f64
  %1 = math.sqrt %0 : f64
  %2 = arith.mulf %v, %x : f64
  %3 = gate.row_size : f64
  %4 = gate.reduce add %x : f64
  %5 = arith.divf %4, %3 : f64
  %6 = arith.subf %x, %5 : f64
  %7 = arith.mulf %6, %6 : f64
  %8 = gate.reduce add %7 : f64
  %9 = arith.divf %8, %3 : f64
  %10 = arith.addf %9, %eps : f64
  %11 = math.sqrt %10 : f64
  %12 = arith.addf %2, %11 : f64
  %13 = arith.maximumf %1, %12 : f64
  %14 = arith.divf %x, %13 : f64
  %15 = arith.mulf %14, %weight : f64
  %y = arith.addf %15, %bias : f64
  gate.yield %y : f64
}

// The inference form. eps > 0.
gate.row_function @evonorm_b1<%eps: f64 = 1.0e-05>(%x: f64, %variance: f64, %weight: f64, %bias: f64) -> f64 attributes {
    summary = "x / max(sqrt(variance + eps), (x + 1) sqrt(mean(x^2) + eps)) * weight + bias, as evonorm_b0",
    source = "Liu et al. 2020, arXiv:2004.02967; timm, EvoNorm2dB1",
    streaming} {
  %one = arith.constant 1.0 : f64
  %0 = arith.addf %variance, %eps : f64
  %1 = math.sqrt %0 : f64
  %2 = arith.addf %x, %one : f64
  %3 = arith.mulf %x, %x : f64
  %4 = gate.reduce add %3 : f64
  %5 = gate.row_size : f64
  %6 = arith.divf %4, %5 : f64
  %7 = arith.addf %6, %eps : f64
  %8 = math.sqrt %7 : f64
  %9 = arith.mulf %2, %8 : f64
  %10 = arith.maximumf %1, %9 : f64
  %11 = arith.divf %x, %10 : f64
  %12 = arith.mulf %11, %weight : f64
  %y = arith.addf %12, %bias : f64
  gate.yield %y : f64
}

// The inference form. eps > 0.
gate.row_function @evonorm_b2<%eps: f64 = 1.0e-05>(%x: f64, %variance: f64, %weight: f64, %bias: f64) -> f64 attributes {
    summary = "x / max(sqrt(variance + eps), sqrt(mean(x^2) + eps) - x) * weight + bias, as evonorm_b0",
    source = "Liu et al. 2020, arXiv:2004.02967; timm, EvoNorm2dB2",
    streaming} {
  %0 = arith.addf %variance, %eps : f64
  %1 = math.sqrt %0 : f64
  %2 = arith.mulf %x, %x : f64
  %3 = gate.reduce add %2 : f64
  %4 = gate.row_size : f64
  %5 = arith.divf %3, %4 : f64
  %6 = arith.addf %5, %eps : f64
  %7 = math.sqrt %6 : f64
  %8 = arith.subf %7, %x : f64
  %9 = arith.maximumf %1, %8 : f64
  %10 = arith.divf %x, %9 : f64
  %11 = arith.mulf %10, %weight : f64
  %y = arith.addf %11, %bias : f64
  gate.yield %y : f64
}
