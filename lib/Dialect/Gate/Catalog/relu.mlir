//===- relu.mlir - Rectifiers -------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

gate.function @abs(%x: f64) -> f64 attributes {
    summary = "|x|",
    source = "Kunc and Klema 2024, arXiv:2402.09092, section 3.6.25",
    aliases = ["vrelu", "absolute"], lipschitz = 1.0, homogeneous} {
  %y = math.absf %x : f64
  gate.yield %y : f64
} range() {
  %zero = arith.constant 0.0 : f64
  %inf = arith.constant 0x7FF0000000000000 : f64
  gate.yield %zero, %inf : f64, f64
}

gate.function @shifted_relu(%x: f64) -> f64 attributes {
    summary = "max(x, -1)", source = "Clevert et al. 2015, arXiv:1511.07289",
    monotone = "increasing", lipschitz = 1.0} {
  %minus_one = arith.constant -1.0 : f64
  %y = arith.maximumf %x, %minus_one : f64
  gate.yield %y : f64
} range() {
  %minus_one = arith.constant -1.0 : f64
  %inf = arith.constant 0x7FF0000000000000 : f64
  gate.yield %minus_one, %inf : f64, f64
}

gate.function @very_leaky_relu(%x: f64) -> f64 attributes {
    summary = "x if x > 0, x / 3 otherwise",
    source = "Graham 2014, arXiv:1409.6070", aliases = ["vlrelu"],
    monotone = "increasing", lipschitz = 1.0, homogeneous} {
  %zero = arith.constant 0.0 : f64
  %three = arith.constant 3.0 : f64
  %0 = arith.cmpf ogt, %x, %zero : f64
  %1 = arith.divf %x, %three : f64
  %y = arith.select %0, %x, %1 : f64
  gate.yield %y : f64
} range() {
  %minus_inf = arith.constant 0xFFF0000000000000 : f64
  %inf = arith.constant 0x7FF0000000000000 : f64
  gate.yield %minus_inf, %inf : f64, f64
}

// u > l.
gate.function @optimized_leaky_relu<%l: f64 = 3.0, %u: f64 = 8.0>(%x: f64) -> f64 attributes {
    summary = "x if x >= 0, x exp(-(u + l) / (u - l)) otherwise",
    source = "Kunc and Klema 2024, arXiv:2402.09092, section 3.6.2",
    aliases = ["olrelu"], monotone = "increasing", homogeneous} {
  %zero = arith.constant 0.0 : f64
  %0 = arith.cmpf oge, %x, %zero : f64
  %1 = arith.addf %u, %l : f64
  %2 = arith.negf %1 : f64
  %3 = arith.subf %u, %l : f64
  %4 = arith.divf %2, %3 : f64
  %5 = math.exp %4 : f64
  %6 = arith.mulf %x, %5 : f64
  %y = arith.select %0, %x, %6 : f64
  gate.yield %y : f64
} range(%l, %u) {
  %minus_inf = arith.constant 0xFFF0000000000000 : f64
  %inf = arith.constant 0x7FF0000000000000 : f64
  gate.yield %minus_inf, %inf : f64, f64
}

// The slopes are positive.
gate.function @rrelu<%lower: f64 = 0.125, %upper: f64 = 0.3333333333333333>(%x: f64) -> f64 attributes {
    summary = "x if x >= 0, x (lower + upper) / 2 otherwise: the inference form",
    source = "Xu et al. 2015, arXiv:1505.00853; PyTorch, torch.nn.RReLU",
    monotone = "increasing", homogeneous} {
  %zero = arith.constant 0.0 : f64
  %half = arith.constant 0.5 : f64
  %0 = arith.cmpf oge, %x, %zero : f64
  %1 = arith.addf %lower, %upper : f64
  %2 = arith.mulf %half, %1 : f64
  %3 = arith.mulf %2, %x : f64
  %y = arith.select %0, %x, %3 : f64
  gate.yield %y : f64
} range(%lower, %upper) {
  %minus_inf = arith.constant 0xFFF0000000000000 : f64
  %inf = arith.constant 0x7FF0000000000000 : f64
  gate.yield %minus_inf, %inf : f64, f64
}

// slope > 0.
gate.function @sloped_relu<%slope: f64>(%x: f64) -> f64 attributes {
    summary = "slope max(x, 0)",
    source = "Seo et al. 2017; Kunc and Klema 2024, arXiv:2402.09092, section 3.6.5",
    aliases = ["slrelu"], monotone = "increasing", homogeneous} {
  %0 = gate.call @relu(%x) : f64
  %y = arith.mulf %slope, %0 : f64
  gate.yield %y : f64
} range(%slope) {
  %zero = arith.constant 0.0 : f64
  %inf = arith.constant 0x7FF0000000000000 : f64
  gate.yield %zero, %inf : f64, f64
} zero(%x, %slope) {
  %zero = arith.constant 0.0 : f64
  %0 = arith.cmpf ole, %x, %zero : f64
  gate.yield %0 : i1
}

gate.function @relu3(%x: f64) -> f64 attributes {
    summary = "max(x, 0)^3", source = "Li et al. 2019, arXiv:1903.05858",
    aliases = ["recu", "cubic_relu"], monotone = "increasing"} {
  %r = gate.call @relu(%x) : f64
  %0 = arith.mulf %r, %r : f64
  %y = arith.mulf %0, %r : f64
  gate.yield %y : f64
} range() {
  %zero = arith.constant 0.0 : f64
  %inf = arith.constant 0x7FF0000000000000 : f64
  gate.yield %zero, %inf : f64, f64
} zero(%x) {
  %zero = arith.constant 0.0 : f64
  %0 = arith.cmpf ole, %x, %zero : f64
  gate.yield %0 : i1
}

// p > 0.
gate.function @repu<%p: f64 = 2.0>(%x: f64) -> f64 attributes {
    summary = "max(x, 0)^p", source = "Li et al. 2019, arXiv:1903.05858",
    monotone = "increasing"} {
  %0 = gate.call @relu(%x) : f64
  %y = math.powf %0, %p : f64
  gate.yield %y : f64
} range(%p) {
  %zero = arith.constant 0.0 : f64
  %inf = arith.constant 0x7FF0000000000000 : f64
  gate.yield %zero, %inf : f64, f64
} zero(%x, %p) {
  %zero = arith.constant 0.0 : f64
  %0 = arith.cmpf ole, %x, %zero : f64
  gate.yield %0 : i1
}

gate.function @displaced_relu<%delta: f64 = 1.0>(%x: f64) -> f64 attributes {
    summary = "max(x, -delta)",
    source = "Macedo et al. 2019, Enhancing batch normalized convolutional networks using displaced rectifier linear units",
    aliases = ["disrelu"], monotone = "increasing", lipschitz = 1.0} {
  %0 = arith.negf %delta : f64
  %y = arith.maximumf %x, %0 : f64
  gate.yield %y : f64
} range(%delta) {
  %inf = arith.constant 0x7FF0000000000000 : f64
  %0 = arith.negf %delta : f64
  gate.yield %0, %inf : f64, f64
}

gate.function @margin_relu<%margin: f64>(%x: f64) -> f64 attributes {
    summary = "max(x, margin)",
    source = "Kunc and Klema 2024, arXiv:2402.09092, section 4",
    aliases = ["marrelu"], monotone = "increasing", lipschitz = 1.0} {
  %y = arith.maximumf %x, %margin : f64
  gate.yield %y : f64
} range(%margin) {
  %inf = arith.constant 0x7FF0000000000000 : f64
  gate.yield %margin, %inf : f64, f64
}

gate.function @delay_relu<%threshold: f64 = 0.08>(%x: f64) -> f64 attributes {
    summary = "max(x - threshold, 0)",
    source = "Kunc and Klema 2024, arXiv:2402.09092, section 3.6.43; Price et al. 2024, Deep neural network initialization with sparsity inducing activations",
    aliases = ["drlu"], monotone = "increasing", lipschitz = 1.0} {
  %0 = arith.subf %x, %threshold : f64
  %y = gate.call @relu(%0) : f64
  gate.yield %y : f64
} range(%threshold) {
  %zero = arith.constant 0.0 : f64
  %inf = arith.constant 0x7FF0000000000000 : f64
  gate.yield %zero, %inf : f64, f64
} zero(%x, %threshold) {
  %0 = arith.cmpf ole, %x, %threshold : f64
  gate.yield %0 : i1
}

gate.function @flexible_relu<%bias: f64>(%x: f64) -> f64 attributes {
    summary = "max(x, 0) + bias",
    source = "Qiu et al. 2018, arXiv:1706.08098", aliases = ["frelu"],
    monotone = "increasing", lipschitz = 1.0} {
  %0 = gate.call @relu(%x) : f64
  %y = arith.addf %0, %bias : f64
  gate.yield %y : f64
} range(%bias) {
  %inf = arith.constant 0x7FF0000000000000 : f64
  gate.yield %bias, %inf : f64, f64
}

// alpha > 0.
gate.function @shilu<%alpha: f64 = 1.0, %beta: f64 = 0.0>(%x: f64) -> f64 attributes {
    summary = "alpha max(x, 0) + beta",
    source = "Pishchik 2023, Trainable activations for image classification",
    monotone = "increasing"} {
  %0 = gate.call @relu(%x) : f64
  %1 = arith.mulf %alpha, %0 : f64
  %y = arith.addf %1, %beta : f64
  gate.yield %y : f64
} range(%alpha, %beta) {
  %inf = arith.constant 0x7FF0000000000000 : f64
  gate.yield %beta, %inf : f64, f64
} zero(%x, %alpha, %beta) {
  %zero = arith.constant 0.0 : f64
  %0 = gate.call @relu(%x) : f64
  %1 = arith.mulf %alpha, %0 : f64
  %2 = arith.addf %1, %beta : f64
  %3 = arith.cmpf oeq, %2, %zero : f64
  gate.yield %3 : i1
}

// scale > 0.
gate.function @star_relu<%scale: f64 = 0.8944, %bias: f64 = -0.4472>(%x: f64) -> f64 attributes {
    summary = "scale max(x, 0)^2 + bias",
    source = "Yu et al. 2022, arXiv:2210.13452", monotone = "increasing"} {
  %r = gate.call @relu(%x) : f64
  %0 = arith.mulf %r, %r : f64
  %1 = arith.mulf %scale, %0 : f64
  %y = arith.addf %1, %bias : f64
  gate.yield %y : f64
} range(%scale, %bias) {
  %inf = arith.constant 0x7FF0000000000000 : f64
  gate.yield %bias, %inf : f64, f64
}

// a1, a2 and a3 are positive.
gate.function @polyrelu<%a0: f64 = 0.0, %a1: f64 = 0.3333333333333333, %a2: f64 = 0.3333333333333333, %a3: f64 = 0.3333333333333333>(%x: f64) -> f64 attributes {
    summary = "a1 r^3 + a2 r^2 + a3 r + a0, r = max(x, 0)",
    source = "Zhuo et al. 2024, arXiv:2411.03884"} {
  %r = gate.call @relu(%x) : f64
  %0 = arith.mulf %a1, %r : f64
  %1 = arith.addf %0, %a2 : f64
  %2 = arith.mulf %1, %r : f64
  %3 = arith.addf %2, %a3 : f64
  %4 = arith.mulf %3, %r : f64
  %y = arith.addf %4, %a0 : f64
  gate.yield %y : f64
} zero(%x, %a0, %a1, %a2, %a3) {
  %zero = arith.constant 0.0 : f64
  %0 = arith.cmpf ole, %x, %zero : f64
  %1 = arith.cmpf oeq, %a0, %zero : f64
  %2 = arith.andi %0, %1 : i1
  gate.yield %2 : i1
}

// beta > 0.
gate.function @smelu<%beta: f64 = 1.0>(%x: f64) -> f64 attributes {
    summary = "0 if x <= -beta, x if x >= beta, (x + beta)^2 / (4 beta) between",
    source = "Shamir et al. 2020, arXiv:2010.09931", monotone = "increasing",
    lipschitz = 1.0} {
  %zero = arith.constant 0.0 : f64
  %four = arith.constant 4.0 : f64
  %0 = arith.addf %x, %beta : f64
  %v = arith.maximumf %0, %zero : f64
  %1 = arith.cmpf oge, %x, %beta : f64
  %2 = arith.mulf %v, %v : f64
  %3 = arith.mulf %four, %beta : f64
  %4 = arith.divf %2, %3 : f64
  %y = arith.select %1, %x, %4 : f64
  gate.yield %y : f64
} range(%beta) {
  %zero = arith.constant 0.0 : f64
  %inf = arith.constant 0x7FF0000000000000 : f64
  gate.yield %zero, %inf : f64, f64
} zero(%x, %beta) {
  %0 = arith.negf %beta : f64
  %1 = arith.cmpf ole, %x, %0 : f64
  gate.yield %1 : i1
}

gate.function @sine_relu<%epsilon: f64 = 0.0025>(%x: f64) -> f64 attributes {
    summary = "x if x >= 0, epsilon (sin(x) - cos(x)) otherwise",
    source = "Rodrigues 2018, SineReLU; Kunc and Klema 2024, arXiv:2402.09092, section 3.6.7"} {
  %zero = arith.constant 0.0 : f64
  %0 = arith.cmpf oge, %x, %zero : f64
  %1 = math.sin %x : f64
  %2 = math.cos %x : f64
  %3 = arith.subf %1, %2 : f64
  %4 = arith.mulf %epsilon, %3 : f64
  %y = arith.select %0, %x, %4 : f64
  gate.yield %y : f64
} range(%epsilon) {
  %c1 = arith.constant 1.4142135623730951 : f64
  %inf = arith.constant 0x7FF0000000000000 : f64
  %0 = math.absf %epsilon : f64
  %1 = arith.negf %0 : f64
  %2 = arith.mulf %1, %c1 : f64
  gate.yield %2, %inf : f64, f64
}

gate.function @minsin(%x: f64) -> f64 attributes {
    summary = "min(x, sin(x))",
    source = "Ramachandran et al. 2017, arXiv:1710.05941", lipschitz = 1.0} {
  %0 = math.sin %x : f64
  %y = arith.minimumf %x, %0 : f64
  gate.yield %y : f64
} range() {
  %minus_inf = arith.constant 0xFFF0000000000000 : f64
  %one = arith.constant 1.0 : f64
  gate.yield %minus_inf, %one : f64, f64
}

gate.function @vlu<%alpha: f64, %beta: f64 = 1.0>(%x: f64) -> f64 attributes {
    summary = "max(x, 0) + alpha sin(beta x)",
    source = "Gupta and Ahuja 2021, arXiv:2110.12246; Kunc and Klema 2024, arXiv:2402.09092, section 3.6.9",
    aliases = ["pvlu"]} {
  %0 = gate.call @relu(%x) : f64
  %1 = arith.mulf %beta, %x : f64
  %2 = math.sin %1 : f64
  %3 = arith.mulf %alpha, %2 : f64
  %y = arith.addf %0, %3 : f64
  gate.yield %y : f64
} range(%alpha, %beta) {
  %inf = arith.constant 0x7FF0000000000000 : f64
  %0 = math.absf %alpha : f64
  %1 = arith.negf %0 : f64
  gate.yield %1, %inf : f64, f64
}

// beta > 0.
gate.function @nlrelu<%beta: f64 = 1.0>(%x: f64) -> f64 attributes {
    summary = "log(1 + beta max(x, 0))",
    source = "Liu et al. 2019, arXiv:1908.03682", monotone = "increasing"} {
  %0 = gate.call @relu(%x) : f64
  %1 = arith.mulf %beta, %0 : f64
  %y = math.log1p %1 : f64
  gate.yield %y : f64
} range(%beta) {
  %zero = arith.constant 0.0 : f64
  %inf = arith.constant 0x7FF0000000000000 : f64
  gate.yield %zero, %inf : f64, f64
} zero(%x, %beta) {
  %zero = arith.constant 0.0 : f64
  %0 = arith.cmpf ole, %x, %zero : f64
  gate.yield %0 : i1
}

gate.function @softplus_linear(%x: f64) -> f64 attributes {
    summary = "x if x >= 0, 2 softplus(x) - 2 log(2) otherwise",
    source = "Zhao et al. 2018, A novel softplus linear unit for deep convolutional neural networks",
    aliases = ["slu"], monotone = "increasing", lipschitz = 1.0} {
  %zero = arith.constant 0.0 : f64
  %two = arith.constant 2.0 : f64
  %half = arith.constant 0.5 : f64
  %0 = arith.cmpf oge, %x, %zero : f64
  %1 = math.expm1 %x : f64
  %2 = arith.mulf %half, %1 : f64
  %3 = math.log1p %2 : f64
  %4 = arith.mulf %two, %3 : f64
  %y = arith.select %0, %x, %4 : f64
  gate.yield %y : f64
} range() {
  %c1 = arith.constant -1.3862943611198906 : f64
  %inf = arith.constant 0x7FF0000000000000 : f64
  gate.yield %c1, %inf : f64, f64
}

// alpha > 0.
gate.function @rectified_softplus<%alpha: f64>(%x: f64) -> f64 attributes {
    summary = "alpha x + log(2) if x >= 0, softplus(x) otherwise",
    source = "Kunc and Klema 2024, arXiv:2402.09092, section 3.6.14",
    aliases = ["resp"], monotone = "increasing"} {
  %zero = arith.constant 0.0 : f64
  %ln2 = arith.constant 0.6931471805599453 : f64
  %0 = arith.cmpf oge, %x, %zero : f64
  %1 = arith.mulf %alpha, %x : f64
  %2 = arith.addf %1, %ln2 : f64
  %3 = gate.call @softplus(%x) : f64
  %y = arith.select %0, %2, %3 : f64
  gate.yield %y : f64
} range(%alpha) {
  %zero = arith.constant 0.0 : f64
  %inf = arith.constant 0x7FF0000000000000 : f64
  gate.yield %zero, %inf : f64, f64
}

gate.function @prenu<%alpha: f64>(%x: f64) -> f64 attributes {
    summary = "r - alpha log(r + 1), r = max(x, 0)",
    source = "Kunc and Klema 2024, arXiv:2402.09092, section 3.6.15"} {
  %r = gate.call @relu(%x) : f64
  %0 = math.log1p %r : f64
  %1 = arith.mulf %alpha, %0 : f64
  %y = arith.subf %r, %1 : f64
  gate.yield %y : f64
} zero(%x, %alpha) {
  %zero = arith.constant 0.0 : f64
  %0 = arith.cmpf ole, %x, %zero : f64
  gate.yield %0 : i1
}

// a >= 0.
gate.function @pan<%a: f64 = 1.0>(%x: f64) -> f64 attributes {
    summary = "max(|x| - a, 0)",
    source = "Kunc and Klema 2024, arXiv:2402.09092, section 3.6.26",
    lipschitz = 1.0} {
  %zero = arith.constant 0.0 : f64
  %0 = math.absf %x : f64
  %1 = arith.subf %0, %a : f64
  %y = arith.maximumf %1, %zero : f64
  gate.yield %y : f64
} range(%a) {
  %zero = arith.constant 0.0 : f64
  %inf = arith.constant 0x7FF0000000000000 : f64
  gate.yield %zero, %inf : f64, f64
} zero(%x, %a) {
  %0 = math.absf %x : f64
  %1 = arith.cmpf ole, %0, %a : f64
  gate.yield %1 : i1
}

// 0 < alpha <= 1.
gate.function @abslu<%alpha: f64>(%x: f64) -> f64 attributes {
    summary = "x if x >= 0, alpha |x| otherwise",
    source = "Kunc and Klema 2024, arXiv:2402.09092, section 3.6.27",
    homogeneous} {
  %zero = arith.constant 0.0 : f64
  %0 = arith.cmpf oge, %x, %zero : f64
  %1 = math.absf %x : f64
  %2 = arith.mulf %alpha, %1 : f64
  %y = arith.select %0, %x, %2 : f64
  gate.yield %y : f64
} range(%alpha) {
  %zero = arith.constant 0.0 : f64
  %inf = arith.constant 0x7FF0000000000000 : f64
  gate.yield %zero, %inf : f64, f64
}

gate.function @mirrored_relu(%x: f64) -> f64 attributes {
    summary = "max(1 - |x|, 0)",
    source = "Kunc and Klema 2024, arXiv:2402.09092, section 3.6.28",
    aliases = ["mrelu", "triangular"], lipschitz = 1.0} {
  %one = arith.constant 1.0 : f64
  %zero = arith.constant 0.0 : f64
  %0 = math.absf %x : f64
  %1 = arith.subf %one, %0 : f64
  %y = arith.maximumf %1, %zero : f64
  gate.yield %y : f64
} range() {
  %zero = arith.constant 0.0 : f64
  %one = arith.constant 1.0 : f64
  gate.yield %zero, %one : f64, f64
} zero(%x) {
  %one = arith.constant 1.0 : f64
  %0 = math.absf %x : f64
  %1 = arith.cmpf oge, %0, %one : f64
  gate.yield %1 : i1
}

// delta > 0.
gate.function @tent<%delta: f64 = 1.0>(%x: f64) -> f64 attributes {
    summary = "max(delta - |x|, 0)",
    source = "Rozsa and Boult 2019, arXiv:1908.02435", lipschitz = 1.0} {
  %zero = arith.constant 0.0 : f64
  %0 = math.absf %x : f64
  %1 = arith.subf %delta, %0 : f64
  %y = arith.maximumf %1, %zero : f64
  gate.yield %y : f64
} range(%delta) {
  %zero = arith.constant 0.0 : f64
  gate.yield %zero, %delta : f64, f64
} zero(%x, %delta) {
  %0 = math.absf %x : f64
  %1 = arith.cmpf oge, %0, %delta : f64
  gate.yield %1 : i1
}

// a > 0.
gate.function @hat<%a: f64 = 2.0>(%x: f64) -> f64 attributes {
    summary = "0 if x < 0, x if 0 <= x <= a / 2, a - x if a / 2 <= x <= a, 0 beyond",
    source = "Kunc and Klema 2024, arXiv:2402.09092, section 4",
    lipschitz = 1.0} {
  %zero = arith.constant 0.0 : f64
  %0 = arith.subf %a, %x : f64
  %1 = arith.minimumf %x, %0 : f64
  %y = arith.maximumf %1, %zero : f64
  gate.yield %y : f64
} range(%a) {
  %zero = arith.constant 0.0 : f64
  %half = arith.constant 0.5 : f64
  %0 = arith.mulf %half, %a : f64
  gate.yield %zero, %0 : f64, f64
} zero(%x, %a) {
  %zero = arith.constant 0.0 : f64
  %0 = arith.cmpf ole, %x, %zero : f64
  %1 = arith.cmpf oge, %x, %a : f64
  %2 = arith.ori %0, %1 : i1
  gate.yield %2 : i1
}

// a > 0.
gate.function @lsptlu<%a: f64 = 1.0>(%x: f64) -> f64 attributes {
    summary = "x / 5 if x < 0, x if x <= a, max(2 a - x, 0) beyond",
    source = "Kunc and Klema 2024, arXiv:2402.09092, section 3.6.29",
    aliases = ["lrtlu"]} {
  %zero = arith.constant 0.0 : f64
  %c1 = arith.constant 0.2 : f64
  %two = arith.constant 2.0 : f64
  %0 = arith.cmpf olt, %x, %zero : f64
  %1 = arith.mulf %c1, %x : f64
  %2 = arith.cmpf ole, %x, %a : f64
  %3 = arith.mulf %two, %a : f64
  %4 = arith.subf %3, %x : f64
  %5 = arith.maximumf %4, %zero : f64
  %6 = arith.select %2, %x, %5 : f64
  %y = arith.select %0, %1, %6 : f64
  gate.yield %y : f64
} range(%a) {
  %minus_inf = arith.constant 0xFFF0000000000000 : f64
  gate.yield %minus_inf, %a : f64, f64
} zero(%x, %a) {
  %two = arith.constant 2.0 : f64
  %zero = arith.constant 0.0 : f64
  %0 = arith.mulf %two, %a : f64
  %1 = arith.cmpf oge, %x, %0 : f64
  %2 = arith.cmpf oeq, %x, %zero : f64
  %3 = arith.ori %1, %2 : i1
  gate.yield %3 : i1
}

gate.function @soft_modulus_q(%x: f64) -> f64 attributes {
    summary = "x^2 (2 - |x|) if |x| <= 1, |x| otherwise",
    source = "Valles-Perez et al. 2023, Empirical study of the modulus as activation function in computer vision applications",
    lipschitz = 1.3333333333333866} {
  %one = arith.constant 1.0 : f64
  %two = arith.constant 2.0 : f64
  %t = math.absf %x : f64
  %0 = arith.cmpf ole, %t, %one : f64
  %1 = arith.mulf %t, %t : f64
  %2 = arith.subf %two, %t : f64
  %3 = arith.mulf %1, %2 : f64
  %y = arith.select %0, %3, %t : f64
  gate.yield %y : f64
} range() {
  %zero = arith.constant 0.0 : f64
  %inf = arith.constant 0x7FF0000000000000 : f64
  gate.yield %zero, %inf : f64, f64
}

// alpha > 0.
gate.function @soft_modulus_t<%alpha: f64 = 0.01>(%x: f64) -> f64 attributes {
    summary = "x tanh(x / alpha)",
    source = "Valles-Perez et al. 2023, Empirical study of the modulus as activation function in computer vision applications"} {
  %0 = arith.divf %x, %alpha : f64
  %1 = math.tanh %0 : f64
  %y = arith.mulf %x, %1 : f64
  gate.yield %y : f64
} range(%alpha) {
  %zero = arith.constant 0.0 : f64
  %inf = arith.constant 0x7FF0000000000000 : f64
  gate.yield %zero, %inf : f64, f64
}

// alpha >= 0.
gate.function @sign_relu<%alpha: f64 = 1.0>(%x: f64) -> f64 attributes {
    summary = "x if x >= 0, alpha x / (|x| + 1) otherwise",
    source = "Lin and Shen 2018, Research on convolutional neural network based on improved Relu piecewise activation function",
    aliases = ["dlu"], monotone = "increasing"} {
  %zero = arith.constant 0.0 : f64
  %one = arith.constant 1.0 : f64
  %0 = arith.cmpf oge, %x, %zero : f64
  %1 = math.absf %x : f64
  %2 = arith.addf %one, %1 : f64
  %3 = arith.divf %x, %2 : f64
  %4 = arith.mulf %alpha, %3 : f64
  %y = arith.select %0, %x, %4 : f64
  gate.yield %y : f64
} range(%alpha) {
  %inf = arith.constant 0x7FF0000000000000 : f64
  %0 = arith.negf %alpha : f64
  gate.yield %0, %inf : f64, f64
}

// alpha > 0.
gate.function @li_relu<%alpha: f64>(%x: f64) -> f64 attributes {
    summary = "alpha x + max(x, 0)",
    source = "Kunc and Klema 2024, arXiv:2402.09092, section 3.6.33",
    monotone = "increasing", homogeneous} {
  %zero = arith.constant 0.0 : f64
  %one = arith.constant 1.0 : f64
  %0 = arith.cmpf oge, %x, %zero : f64
  %1 = arith.addf %alpha, %one : f64
  %2 = arith.mulf %1, %x : f64
  %3 = arith.mulf %alpha, %x : f64
  %y = arith.select %0, %2, %3 : f64
  gate.yield %y : f64
} range(%alpha) {
  %minus_inf = arith.constant 0xFFF0000000000000 : f64
  %inf = arith.constant 0x7FF0000000000000 : f64
  gate.yield %minus_inf, %inf : f64, f64
}

// alpha > 0 and beta > 0.
gate.function @lsrelu<%alpha: f64 = 1.0, %beta: f64 = 1.0>(%x: f64) -> f64 attributes {
    summary = "x / (1 + |x|) if x <= 0, x if x <= beta, log(alpha x + 1) + |log(alpha beta + 1) - beta| otherwise",
    source = "Kunc and Klema 2024, arXiv:2402.09092, section 3.7.20"} {
  %zero = arith.constant 0.0 : f64
  %one = arith.constant 1.0 : f64
  %0 = arith.cmpf ole, %x, %zero : f64
  %1 = math.absf %x : f64
  %2 = arith.addf %one, %1 : f64
  %3 = arith.divf %x, %2 : f64
  %4 = arith.cmpf ole, %x, %beta : f64
  %5 = arith.mulf %alpha, %x : f64
  %6 = math.log1p %5 : f64
  %7 = arith.mulf %alpha, %beta : f64
  %8 = math.log1p %7 : f64
  %9 = arith.subf %8, %beta : f64
  %10 = math.absf %9 : f64
  %11 = arith.addf %6, %10 : f64
  %12 = arith.select %4, %x, %11 : f64
  %y = arith.select %0, %3, %12 : f64
  gate.yield %y : f64
} range(%alpha, %beta) {
  %minus_one = arith.constant -1.0 : f64
  %inf = arith.constant 0x7FF0000000000000 : f64
  gate.yield %minus_one, %inf : f64, f64
}

gate.function @oaf(%x: f64) -> f64 attributes {
    summary = "max(x, 0) + x sigmoid(x)",
    source = "Kunc and Klema 2024, arXiv:2402.09092, section 3.6.47",
    lipschitz = 2.0998393201289507} {
  %0 = gate.call @relu(%x) : f64
  %1 = gate.call @silu(%x) : f64
  %y = arith.addf %0, %1 : f64
  gate.yield %y : f64
} range() {
  %c1 = arith.constant -0.2784645427610738 : f64
  %inf = arith.constant 0x7FF0000000000000 : f64
  gate.yield %c1, %inf : f64, f64
}

gate.function @ftswish<%threshold: f64 = -0.2>(%x: f64) -> f64 attributes {
    summary = "max(x, 0) sigmoid(x) + threshold",
    source = "Chieng et al. 2018, arXiv:1812.06247",
    aliases = ["flatten_t_swish"], monotone = "increasing",
    lipschitz = 1.099839320128988} {
  %0 = gate.call @relu(%x) : f64
  %1 = gate.call @sigmoid(%x) : f64
  %2 = arith.mulf %0, %1 : f64
  %y = arith.addf %2, %threshold : f64
  gate.yield %y : f64
} range(%threshold) {
  %inf = arith.constant 0x7FF0000000000000 : f64
  gate.yield %threshold, %inf : f64, f64
}

// n > 0.
gate.function @delu<%n: f64 = 1.0>(%x: f64) -> f64 attributes {
    summary = "(n + 0.5) x + |exp(-x) - 1| if x > 0, x sigmoid(x) otherwise",
    source = "Pishchik 2023, Trainable activations for image classification"} {
  %zero = arith.constant 0.0 : f64
  %half = arith.constant 0.5 : f64
  %0 = arith.cmpf ogt, %x, %zero : f64
  %1 = arith.addf %n, %half : f64
  %2 = arith.mulf %1, %x : f64
  %3 = arith.negf %x : f64
  %4 = math.expm1 %3 : f64
  %5 = math.absf %4 : f64
  %6 = arith.addf %2, %5 : f64
  %7 = gate.call @silu(%x) : f64
  %y = arith.select %0, %6, %7 : f64
  gate.yield %y : f64
}
