//===- softmax.mlir - Softmax and its relatives, of a row ----------------===//
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

// As kwta, for logits. 1 <= k.
gate.row_function @topk_softmax<%k: f64 = 2.0>(%x: f64) -> f64 attributes {
    summary = "softmax of the k greatest elements, of all that equal the least of them; 0 elsewhere",
    source = "Shazeer et al. 2017, arXiv:1701.06538, equations 3 to 5; transformers, mixtral"} {
  %zero = arith.constant 0.0 : f64
  %half = arith.constant 0.5 : f64
  %one = arith.constant 1.0 : f64
  %inf = arith.constant 0x7FF0000000000000 : f64
  %minus_inf = arith.constant 0xFFF0000000000000 : f64
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2112 = arith.constant 2112 : index
  %0 = arith.cmpf oeq, %x, %inf : f64
  %1 = arith.select %0, %one, %zero : f64
  %2 = gate.reduce add %1 : f64
  %3 = arith.cmpf oge, %2, %k : f64
  %start = arith.select %3, %inf, %minus_inf : f64
  %threshold:2 = scf.for %i = %c0 to %c2112 step %c1 iter_args(%low = %start, %high = %inf) -> (f64, f64) {
    %4 = arith.cmpf ogt, %x, %low : f64
    %5 = arith.cmpf olt, %x, %high : f64
    %6 = arith.andi %4, %5 : i1
    %7 = arith.select %6, %x, %inf : f64
    %8 = arith.select %6, %x, %minus_inf : f64
    %least = gate.reduce min %7 : f64
    %greatest = gate.reduce max %8 : f64
    %9 = arith.mulf %half, %least : f64
    %10 = arith.mulf %half, %greatest : f64
    %11 = arith.addf %9, %10 : f64
    %12 = arith.minimumf %11, %greatest : f64
    %13 = arith.cmpf ogt, %12, %least : f64
    %pivot = arith.select %13, %12, %greatest : f64
    %14 = arith.cmpf oge, %x, %pivot : f64
    %15 = arith.select %14, %one, %zero : f64
    %16 = gate.reduce add %15 : f64
    %17 = arith.cmpf oge, %16, %k : f64
    %18 = arith.maximumf %low, %pivot : f64
    %19 = arith.select %17, %18, %low : f64
    %20 = arith.select %17, %high, %pivot : f64
    scf.yield %19, %20 : f64, f64
  }
  %21 = gate.reduce max %x : f64
  %22 = arith.subf %x, %21 : f64
  %23 = math.exp %22 : f64
  %24 = arith.cmpf olt, %x, %threshold#0 : f64
  %25 = arith.select %24, %zero, %23 : f64
  %26 = gate.reduce add %25 : f64
  %y = arith.divf %25, %26 : f64
  gate.yield %y : f64
} range(%k) {
  %zero = arith.constant 0.0 : f64
  %one = arith.constant 1.0 : f64
  gate.yield %zero, %one : f64, f64
}
