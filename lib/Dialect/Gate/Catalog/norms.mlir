//===- norms.mlir - Norms and other functions of a row -------------------===//
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
gate.row_function @evonorm_b0<%eps: f64 = 1.0e-05>(%x: f64, %v: f64, %variance: f64, %weight: f64, %bias: f64) -> f64 attributes {
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

// At least k elements are low or greater, fewer are high or greater; the middle
// between the least and the greatest that lie between takes the place of one
// of the two. Each time the distance is halved, so that it is 0 in the end. With
// fewer than k elements above -inf low stays there. 1 <= k.
gate.row_function @kwta<%k: f64>(%x: f64) -> f64 attributes {
    summary = "x if it is one of the k greatest elements or equals the least of them, 0 otherwise",
    source = "Xiao et al. 2019, arXiv:1905.10510; Makhzani and Frey 2013, arXiv:1312.5663; a554b554, kWTA-Activation",
    aliases = ["k_winners_take_all", "topk_activation"]} {
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
  %21 = arith.cmpf olt, %x, %threshold#0 : f64
  %y = arith.select %21, %zero, %x : f64
  gate.yield %y : f64
}
