//===- relu_adaptive.mlir - Rectifiers with learnable shapes ------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

// alpha > 0 and beta > 0.
gate.function @dual_line<%alpha: f64, %beta: f64, %m: f64>(%x: f64) -> f64 attributes {
    summary = "alpha x + m if x >= 0, beta x + m otherwise",
    source = "Balaji et al. 2019, arXiv:1912.10752",
    monotone = "increasing"} {
  %zero = arith.constant 0.0 : f64
  %0 = arith.cmpf oge, %x, %zero : f64
  %1 = arith.mulf %alpha, %x : f64
  %2 = arith.mulf %beta, %x : f64
  %3 = arith.select %0, %1, %2 : f64
  %y = arith.addf %3, %m : f64
  gate.yield %y : f64
} range(%alpha, %beta, %m) {
  %minus_inf = arith.constant 0xFFF0000000000000 : f64
  %inf = arith.constant 0x7FF0000000000000 : f64
  gate.yield %minus_inf, %inf : f64, f64
}

// alpha > 0 and beta > 0.
gate.function @dprelu<%alpha: f64 = 1.0, %beta: f64 = 0.01>(%x: f64) -> f64 attributes {
    summary = "alpha x if x >= 0, beta x otherwise",
    source = "Balaji et al. 2019, arXiv:1912.10752",
    monotone = "increasing", homogeneous} {
  %zero = arith.constant 0.0 : f64
  %0 = arith.cmpf oge, %x, %zero : f64
  %1 = arith.mulf %alpha, %x : f64
  %2 = arith.mulf %beta, %x : f64
  %y = arith.select %0, %1, %2 : f64
  gate.yield %y : f64
} range(%alpha, %beta) {
  %minus_inf = arith.constant 0xFFF0000000000000 : f64
  %inf = arith.constant 0x7FF0000000000000 : f64
  gate.yield %minus_inf, %inf : f64, f64
}

// alpha > 0 and beta > 0.
gate.function @pilu<%alpha: f64, %beta: f64, %gamma: f64>(%x: f64) -> f64 attributes {
    summary = "alpha x + gamma (1 - alpha) if x >= gamma, beta x + gamma (1 - beta) otherwise",
    source = "Inturrisi et al. 2021, arXiv:2108.00700",
    monotone = "increasing"} {
  %zero = arith.constant 0.0 : f64
  %d = arith.subf %x, %gamma : f64
  %0 = arith.cmpf oge, %d, %zero : f64
  %1 = arith.mulf %alpha, %d : f64
  %2 = arith.mulf %beta, %d : f64
  %3 = arith.select %0, %1, %2 : f64
  %y = arith.addf %3, %gamma : f64
  gate.yield %y : f64
} range(%alpha, %beta, %gamma) {
  %minus_inf = arith.constant 0xFFF0000000000000 : f64
  %inf = arith.constant 0x7FF0000000000000 : f64
  gate.yield %minus_inf, %inf : f64, f64
}

// beta > 0.
gate.function @rprelu<%gamma: f64 = 0.0, %zeta: f64 = 0.0, %beta: f64 = 0.25>(%x: f64) -> f64 attributes {
    summary = "x - gamma + zeta if x > gamma, beta (x - gamma) + zeta otherwise",
    source = "Liu et al. 2020, arXiv:2003.03488", monotone = "increasing"} {
  %zero = arith.constant 0.0 : f64
  %d = arith.subf %x, %gamma : f64
  %0 = arith.cmpf ogt, %d, %zero : f64
  %1 = arith.mulf %beta, %d : f64
  %2 = arith.select %0, %d, %1 : f64
  %y = arith.addf %2, %zeta : f64
  gate.yield %y : f64
} range(%gamma, %zeta, %beta) {
  %minus_inf = arith.constant 0xFFF0000000000000 : f64
  %inf = arith.constant 0x7FF0000000000000 : f64
  gate.yield %minus_inf, %inf : f64, f64
}

// alpha > 0.
gate.function @lelelu<%alpha: f64 = 1.0>(%x: f64) -> f64 attributes {
    summary = "alpha x if x >= 0, 0.01 alpha x otherwise",
    source = "Maniatopoulos and Mitianoudis 2021, Learnable leaky ReLU (LeLeLU)",
    monotone = "increasing", homogeneous} {
  %zero = arith.constant 0.0 : f64
  %c1 = arith.constant 0.01 : f64
  %0 = arith.cmpf oge, %x, %zero : f64
  %1 = arith.mulf %alpha, %x : f64
  %2 = arith.mulf %c1, %alpha : f64
  %3 = arith.mulf %2, %x : f64
  %y = arith.select %0, %1, %3 : f64
  gate.yield %y : f64
} range(%alpha) {
  %minus_inf = arith.constant 0xFFF0000000000000 : f64
  %inf = arith.constant 0x7FF0000000000000 : f64
  gate.yield %minus_inf, %inf : f64, f64
}

gate.function @arelu<%alpha: f64 = 0.9, %beta: f64 = 2.0>(%x: f64) -> f64 attributes {
    summary = "(1 + sigmoid(beta)) x if x >= 0, clamp(alpha, 0.01, 0.99) x otherwise",
    source = "Chen et al. 2020, arXiv:2006.13858", monotone = "increasing",
    homogeneous} {
  %zero = arith.constant 0.0 : f64
  %one = arith.constant 1.0 : f64
  %c1 = arith.constant 0.01 : f64
  %c2 = arith.constant 0.99 : f64
  %0 = arith.cmpf oge, %x, %zero : f64
  %1 = gate.call @sigmoid(%beta) : f64
  %2 = arith.addf %one, %1 : f64
  %3 = arith.mulf %2, %x : f64
  %4 = arith.maximumf %alpha, %c1 : f64
  %5 = arith.minimumf %4, %c2 : f64
  %6 = arith.mulf %5, %x : f64
  %y = arith.select %0, %3, %6 : f64
  gate.yield %y : f64
} range(%alpha, %beta) {
  %minus_inf = arith.constant 0xFFF0000000000000 : f64
  %inf = arith.constant 0x7FF0000000000000 : f64
  gate.yield %minus_inf, %inf : f64, f64
}

// tl <= tr, and the slopes are positive.
gate.function @srelu<%tr: f64, %ar: f64, %tl: f64, %al: f64>(%x: f64) -> f64 attributes {
    summary = "x if tl < x < tr, continued with slope ar above tr and al below tl",
    source = "Jin et al. 2015, arXiv:1512.07030", monotone = "increasing"} {
  %zero = arith.constant 0.0 : f64
  %0 = arith.maximumf %x, %tl : f64
  %c = arith.minimumf %0, %tr : f64
  %1 = arith.subf %x, %tr : f64
  %2 = arith.maximumf %1, %zero : f64
  %3 = arith.mulf %ar, %2 : f64
  %4 = arith.addf %c, %3 : f64
  %5 = arith.subf %x, %tl : f64
  %6 = arith.minimumf %5, %zero : f64
  %7 = arith.mulf %al, %6 : f64
  %y = arith.addf %4, %7 : f64
  gate.yield %y : f64
} range(%tr, %ar, %tl, %al) {
  %minus_inf = arith.constant 0xFFF0000000000000 : f64
  %inf = arith.constant 0x7FF0000000000000 : f64
  gate.yield %minus_inf, %inf : f64, f64
}

// The slopes are positive.
gate.function @lisa<%ar: f64, %al: f64>(%x: f64) -> f64 attributes {
    summary = "x if 0 < x < 1, continued with slope ar above 1 and al below 0",
    source = "Bawa and Kumar 2019, Linearized sigmoidal activation",
    aliases = ["alisa"], monotone = "increasing"} {
  %zero = arith.constant 0.0 : f64
  %one = arith.constant 1.0 : f64
  %0 = arith.maximumf %x, %zero : f64
  %c = arith.minimumf %0, %one : f64
  %1 = arith.subf %x, %one : f64
  %2 = arith.maximumf %1, %zero : f64
  %3 = arith.mulf %ar, %2 : f64
  %4 = arith.addf %c, %3 : f64
  %5 = arith.minimumf %x, %zero : f64
  %6 = arith.mulf %al, %5 : f64
  %y = arith.addf %4, %6 : f64
  gate.yield %y : f64
} range(%ar, %al) {
  %minus_inf = arith.constant 0xFFF0000000000000 : f64
  %inf = arith.constant 0x7FF0000000000000 : f64
  gate.yield %minus_inf, %inf : f64, f64
}

gate.function @n_activation<%a: f64, %b: f64>(%x: f64) -> f64 attributes {
    summary = "x - 2 lo if x < lo, -x if lo <= x <= hi, x - 2 hi if x > hi; lo = min(a, b), hi = max(a, b)",
    source = "Prach and Lampert 2023, arXiv:2311.06103"} {
  %two = arith.constant 2.0 : f64
  %lo = arith.minimumf %a, %b : f64
  %hi = arith.maximumf %a, %b : f64
  %0 = arith.cmpf olt, %x, %lo : f64
  %1 = arith.mulf %two, %lo : f64
  %2 = arith.subf %x, %1 : f64
  %3 = arith.cmpf ogt, %x, %hi : f64
  %4 = arith.mulf %two, %hi : f64
  %5 = arith.subf %x, %4 : f64
  %6 = arith.negf %x : f64
  %7 = arith.select %3, %5, %6 : f64
  %y = arith.select %0, %2, %7 : f64
  gate.yield %y : f64
} range(%a, %b) {
  %minus_inf = arith.constant 0xFFF0000000000000 : f64
  %inf = arith.constant 0x7FF0000000000000 : f64
  gate.yield %minus_inf, %inf : f64, f64
}

// 0 < alpha < 1 and c > 0.
gate.function @plu<%alpha: f64 = 0.1, %c: f64 = 1.0>(%x: f64) -> f64 attributes {
    summary = "max(alpha (x + c) - c, min(alpha (x - c) + c, x))",
    source = "Nicolae 2018, arXiv:1809.09534", monotone = "increasing"} {
  %0 = arith.addf %x, %c : f64
  %1 = arith.mulf %alpha, %0 : f64
  %2 = arith.subf %1, %c : f64
  %3 = arith.subf %x, %c : f64
  %4 = arith.mulf %alpha, %3 : f64
  %5 = arith.addf %4, %c : f64
  %6 = arith.minimumf %5, %x : f64
  %y = arith.maximumf %2, %6 : f64
  gate.yield %y : f64
} range(%alpha, %c) {
  %minus_inf = arith.constant 0xFFF0000000000000 : f64
  %inf = arith.constant 0x7FF0000000000000 : f64
  gate.yield %minus_inf, %inf : f64, f64
}

// 0 < alpha < 1 and beta > 0.
gate.function @mmelu<%alpha: f64 = 0.5, %beta: f64 = 1.0, %gamma: f64 = 0.0>(%x: f64) -> f64 attributes {
    summary = "alpha max(beta - |x - gamma|, 0) + (1 - alpha) max(x, 0)",
    source = "Maguolo et al. 2021, arXiv:1905.02473; Kunc and Klema 2024, arXiv:2402.09092, section 4"} {
  %zero = arith.constant 0.0 : f64
  %one = arith.constant 1.0 : f64
  %0 = arith.subf %x, %gamma : f64
  %1 = math.absf %0 : f64
  %2 = arith.subf %beta, %1 : f64
  %3 = arith.maximumf %2, %zero : f64
  %4 = arith.mulf %alpha, %3 : f64
  %5 = arith.subf %one, %alpha : f64
  %6 = gate.call @relu(%x) : f64
  %7 = arith.mulf %5, %6 : f64
  %y = arith.addf %4, %7 : f64
  gate.yield %y : f64
} range(%alpha, %beta, %gamma) {
  %zero = arith.constant 0.0 : f64
  %inf = arith.constant 0x7FF0000000000000 : f64
  gate.yield %zero, %inf : f64, f64
} zero(%x, %alpha, %beta, %gamma) {
  %zero = arith.constant 0.0 : f64
  %0 = arith.cmpf ole, %x, %zero : f64
  %1 = arith.subf %x, %gamma : f64
  %2 = math.absf %1 : f64
  %3 = arith.cmpf oge, %2, %beta : f64
  %4 = arith.andi %0, %3 : i1
  gate.yield %4 : i1
}

// d >= 1.
gate.function @eplaf<%d: f64 = 2.0>(%x: f64) -> f64 attributes {
    summary = "|x|^d / d if |x| <= 1, |x| - (1 - 1 / d) otherwise",
    source = "Kunc and Klema 2024, arXiv:2402.09092, section 3.6.41"} {
  %one = arith.constant 1.0 : f64
  %t = math.absf %x : f64
  %0 = arith.cmpf ole, %t, %one : f64
  %1 = math.powf %t, %d : f64
  %2 = arith.divf %1, %d : f64
  %3 = arith.divf %one, %d : f64
  %4 = arith.subf %one, %3 : f64
  %5 = arith.subf %t, %4 : f64
  %y = arith.select %0, %2, %5 : f64
  gate.yield %y : f64
} range(%d) {
  %zero = arith.constant 0.0 : f64
  %inf = arith.constant 0x7FF0000000000000 : f64
  gate.yield %zero, %inf : f64, f64
}

// alpha >= 0.
gate.function @erf_relu<%alpha: f64 = 1.0>(%x: f64) -> f64 attributes {
    summary = "x if x >= 0, alpha erf(x) otherwise",
    source = "Rajanand and Singh 2023, arXiv:2306.01822",
    monotone = "increasing"} {
  %zero = arith.constant 0.0 : f64
  %0 = arith.cmpf oge, %x, %zero : f64
  %1 = math.erf %x : f64
  %2 = arith.mulf %alpha, %1 : f64
  %y = arith.select %0, %x, %2 : f64
  gate.yield %y : f64
} range(%alpha) {
  %inf = arith.constant 0x7FF0000000000000 : f64
  %0 = arith.negf %alpha : f64
  gate.yield %0, %inf : f64, f64
}

gate.function @smu<%alpha: f64 = 0.25, %mu: f64 = 1000000.0>(%x: f64) -> f64 attributes {
    summary = "((1 + alpha) x + (1 - alpha) x erf(mu (1 - alpha) x)) / 2",
    source = "Biswas et al. 2021, arXiv:2111.04682"} {
  %one = arith.constant 1.0 : f64
  %half = arith.constant 0.5 : f64
  %0 = arith.subf %one, %alpha : f64
  %d = arith.mulf %0, %x : f64
  %1 = arith.addf %one, %alpha : f64
  %2 = arith.mulf %1, %x : f64
  %3 = arith.mulf %mu, %d : f64
  %4 = math.erf %3 : f64
  %5 = arith.mulf %d, %4 : f64
  %6 = arith.addf %2, %5 : f64
  %y = arith.mulf %half, %6 : f64
  gate.yield %y : f64
}

// mu > 0.
gate.function @smu1<%alpha: f64 = 0.25, %mu: f64 = 4.352665993287951e-09>(%x: f64) -> f64 attributes {
    summary = "((1 + alpha) x + sqrt((1 - alpha)^2 x^2 + mu^2)) / 2",
    source = "Biswas et al. 2021, arXiv:2111.04682"} {
  %half = arith.constant 0.5 : f64
  %one = arith.constant 1.0 : f64
  %0 = arith.addf %one, %alpha : f64
  %1 = arith.mulf %0, %x : f64
  %2 = arith.subf %one, %alpha : f64
  %3 = arith.mulf %2, %x : f64
  %4 = math.absf %3 : f64
  %5 = math.absf %mu : f64
  %6 = arith.maximumf %4, %5 : f64
  %7 = arith.minimumf %4, %5 : f64
  %8 = arith.divf %7, %6 : f64
  %9 = arith.mulf %8, %8 : f64
  %10 = arith.addf %one, %9 : f64
  %11 = math.sqrt %10 : f64
  %12 = arith.mulf %6, %11 : f64
  %13 = arith.addf %1, %12 : f64
  %y = arith.mulf %half, %13 : f64
  gate.yield %y : f64
}

gate.function @crrelu<%epsilon: f64 = 0.01>(%x: f64) -> f64 attributes {
    summary = "max(x, 0) + epsilon x exp(-x^2 / 2)",
    source = "Sun et al. 2024, arXiv:2405.12954"} {
  %minus_half = arith.constant -0.5 : f64
  %0 = gate.call @relu(%x) : f64
  %1 = arith.mulf %minus_half, %x : f64
  %2 = arith.mulf %1, %x : f64
  %3 = math.exp %2 : f64
  %4 = arith.mulf %x, %3 : f64
  %5 = arith.mulf %epsilon, %4 : f64
  %y = arith.addf %0, %5 : f64
  gate.yield %y : f64
}

// alpha > 0.
gate.function @prelu<%alpha: f64 = 0.25>(%x: f64) -> f64 attributes {
    summary = "x if x > 0, alpha x otherwise",
    source = "He et al. 2015, arXiv:1502.01852; PyTorch, torch.nn.PReLU",
    aliases = ["parametric_relu"], monotone = "increasing", homogeneous} {
  %zero = arith.constant 0.0 : f64
  %0 = arith.cmpf ogt, %x, %zero : f64
  %1 = arith.mulf %alpha, %x : f64
  %y = arith.select %0, %x, %1 : f64
  gate.yield %y : f64
} range(%alpha) {
  %minus_inf = arith.constant 0xFFF0000000000000 : f64
  %inf = arith.constant 0x7FF0000000000000 : f64
  gate.yield %minus_inf, %inf : f64, f64
}

// alpha > 0.
gate.function @nelu<%alpha: f64>(%x: f64) -> f64 attributes {
    summary = "x if x > 0, -alpha / (1 + x^2) otherwise",
    source = "Horuz et al. 2025, arXiv:2505.22074; x-transformers, NeLU"} {
  %zero = arith.constant 0.0 : f64
  %one = arith.constant 1.0 : f64
  %0 = arith.cmpf ogt, %x, %zero : f64
  %1 = arith.negf %alpha : f64
  %2 = arith.mulf %x, %x : f64
  %3 = arith.addf %one, %2 : f64
  %4 = arith.divf %1, %3 : f64
  %y = arith.select %0, %x, %4 : f64
  gate.yield %y : f64
} range(%alpha) {
  %inf = arith.constant 0x7FF0000000000000 : f64
  %0 = arith.negf %alpha : f64
  gate.yield %0, %inf : f64, f64
}
