//===- swish.mlir - Sigmoid-weighted and self-gated units ---------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

// beta > 0.
gate.function @e_swish<%beta: f64 = 1.5>(%x: f64) -> f64 attributes {
    summary = "beta x sigmoid(x)", source = "Alcaide 2018, arXiv:1801.07145"} {
  %0 = gate.call @sigmoid(%x) : f64
  %1 = arith.mulf %x, %0 : f64
  %y = arith.mulf %beta, %1 : f64
  gate.yield %y : f64
} range(%beta) {
  %c1 = arith.constant -0.2784645427610738 : f64
  %inf = arith.constant 0x7FF0000000000000 : f64
  %0 = arith.mulf %c1, %beta : f64
  gate.yield %0, %inf : f64, f64
}

gate.function @ahaf<%a: f64 = 1.0, %b: f64 = 1.0>(%x: f64) -> f64 attributes {
    summary = "a x sigmoid(b x)",
    source = "Bodyanskiy and Kostiuk 2022; Kunc and Klema 2024, arXiv:2402.09092, section 4"} {
  %0 = arith.mulf %b, %x : f64
  %1 = gate.call @sigmoid(%0) : f64
  %2 = arith.mulf %x, %1 : f64
  %y = arith.mulf %a, %2 : f64
  gate.yield %y : f64
}

// b < 1.
gate.function @pssilu<%a: f64 = 1.0, %b: f64 = 0.5>(%x: f64) -> f64 attributes {
    summary = "x (sigmoid(a x) - b) / (1 - b)",
    source = "Kunc and Klema 2024, arXiv:2402.09092, section 4"} {
  %one = arith.constant 1.0 : f64
  %0 = arith.mulf %a, %x : f64
  %1 = gate.call @sigmoid(%0) : f64
  %2 = arith.subf %1, %b : f64
  %3 = arith.subf %one, %b : f64
  %4 = arith.divf %2, %3 : f64
  %y = arith.mulf %x, %4 : f64
  gate.yield %y : f64
}

gate.function @acon_b<%beta: f64 = 1.0, %p: f64 = 0.25>(%x: f64) -> f64 attributes {
    summary = "(1 - p) x sigmoid(beta (1 - p) x) + p x",
    source = "Ma et al. 2020, arXiv:2009.04759"} {
  %one = arith.constant 1.0 : f64
  %0 = arith.subf %one, %p : f64
  %t = arith.mulf %0, %x : f64
  %1 = arith.mulf %beta, %t : f64
  %2 = gate.call @sigmoid(%1) : f64
  %3 = arith.mulf %t, %2 : f64
  %4 = arith.mulf %p, %x : f64
  %y = arith.addf %3, %4 : f64
  gate.yield %y : f64
}

gate.function @acon_c<%beta: f64 = 1.0, %p1: f64 = 1.0, %p2: f64 = 0.0>(%x: f64) -> f64 attributes {
    summary = "(p1 - p2) x sigmoid(beta (p1 - p2) x) + p2 x",
    source = "Ma et al. 2020, arXiv:2009.04759", aliases = ["acon"]} {
  %0 = arith.subf %p1, %p2 : f64
  %t = arith.mulf %0, %x : f64
  %1 = arith.mulf %beta, %t : f64
  %2 = gate.call @sigmoid(%1) : f64
  %3 = arith.mulf %t, %2 : f64
  %4 = arith.mulf %p2, %x : f64
  %y = arith.addf %3, %4 : f64
  gate.yield %y : f64
}

gate.function @psgu<%alpha: f64>(%x: f64) -> f64 attributes {
    summary = "x tanh(alpha sigmoid(x))",
    source = "Kunc and Klema 2024, arXiv:2402.09092, section 4"} {
  %0 = gate.call @sigmoid(%x) : f64
  %1 = arith.mulf %alpha, %0 : f64
  %2 = math.tanh %1 : f64
  %y = arith.mulf %x, %2 : f64
  gate.yield %y : f64
}

gate.function @tsrelu(%x: f64) -> f64 attributes {
    summary = "x tanh(sigmoid(x))",
    source = "Mercioni and Holban 2020; Kunc and Klema 2024, arXiv:2402.09092, section 3.3.18",
    lipschitz = 0.8126193925054658} {
  %0 = gate.call @sigmoid(%x) : f64
  %1 = math.tanh %0 : f64
  %y = arith.mulf %x, %1 : f64
  gate.yield %y : f64
} range() {
  %c1 = arith.constant -0.27424287816686216 : f64
  %inf = arith.constant 0x7FF0000000000000 : f64
  gate.yield %c1, %inf : f64, f64
}

gate.function @tbsrelu(%x: f64) -> f64 attributes {
    summary = "x tanh((1 - exp(-x)) / (1 + exp(-x)))",
    source = "Mercioni and Holban 2020; Kunc and Klema 2024, arXiv:2402.09092, section 3.3.19",
    lipschitz = 0.889096349217165} {
  %half = arith.constant 0.5 : f64
  %0 = arith.mulf %half, %x : f64
  %1 = math.tanh %0 : f64
  %2 = math.tanh %1 : f64
  %y = arith.mulf %x, %2 : f64
  gate.yield %y : f64
} range() {
  %zero = arith.constant 0.0 : f64
  %inf = arith.constant 0x7FF0000000000000 : f64
  gate.yield %zero, %inf : f64, f64
}

// alpha > 0.
gate.function @tbsrelu_learnable<%alpha: f64>(%x: f64) -> f64 attributes {
    summary = "x tanh(alpha (1 - exp(-x)) / (1 + exp(-x)))",
    source = "Kunc and Klema 2024, arXiv:2402.09092, section 4",
    aliases = ["tbsrelul"]} {
  %half = arith.constant 0.5 : f64
  %0 = arith.mulf %half, %x : f64
  %1 = math.tanh %0 : f64
  %2 = arith.mulf %alpha, %1 : f64
  %3 = math.tanh %2 : f64
  %y = arith.mulf %x, %3 : f64
  gate.yield %y : f64
} range(%alpha) {
  %zero = arith.constant 0.0 : f64
  %inf = arith.constant 0x7FF0000000000000 : f64
  gate.yield %zero, %inf : f64, f64
}

gate.function @pats<%alpha: f64>(%x: f64) -> f64 attributes {
    summary = "x arctan(alpha pi sigmoid(x))",
    source = "Kunc and Klema 2024, arXiv:2402.09092, section 4"} {
  %pi = arith.constant 3.141592653589793 : f64
  %0 = arith.mulf %alpha, %pi : f64
  %1 = gate.call @sigmoid(%x) : f64
  %2 = arith.mulf %0, %1 : f64
  %3 = math.atan %2 : f64
  %y = arith.mulf %x, %3 : f64
  gate.yield %y : f64
}

gate.function @sinlu<%a: f64 = 1.0, %b: f64 = 1.0>(%x: f64) -> f64 attributes {
    summary = "(x + a sin(b x)) sigmoid(x)",
    source = "Paul et al. 2022, SinLU: sinu-sigmoidal linear unit"} {
  %0 = arith.mulf %b, %x : f64
  %1 = math.sin %0 : f64
  %2 = arith.mulf %a, %1 : f64
  %3 = arith.addf %x, %2 : f64
  %4 = gate.call @sigmoid(%x) : f64
  %y = arith.mulf %3, %4 : f64
  gate.yield %y : f64
}

gate.function @coslu<%a: f64 = 1.0, %b: f64 = 1.0>(%x: f64) -> f64 attributes {
    summary = "(x + a cos(b x)) sigmoid(x)",
    source = "Pishchik 2023, Trainable activations for image classification"} {
  %0 = arith.mulf %b, %x : f64
  %1 = math.cos %0 : f64
  %2 = arith.mulf %a, %1 : f64
  %3 = arith.addf %x, %2 : f64
  %4 = gate.call @sigmoid(%x) : f64
  %y = arith.mulf %3, %4 : f64
  gate.yield %y : f64
}

// alpha > 0 and beta > 0.
gate.function @erfact<%alpha: f64 = 0.75, %beta: f64 = 0.75>(%x: f64) -> f64 attributes {
    summary = "x erf(alpha exp(beta x))",
    source = "Biswas et al. 2021, arXiv:2109.04386"} {
  %0 = arith.mulf %beta, %x : f64
  %1 = math.exp %0 : f64
  %2 = arith.mulf %alpha, %1 : f64
  %3 = math.erf %2 : f64
  %y = arith.mulf %x, %3 : f64
  gate.yield %y : f64
}

// gamma > 0 and delta > 0.
gate.function @pserf<%gamma: f64 = 1.25, %delta: f64 = 0.85>(%x: f64) -> f64 attributes {
    summary = "x erf(gamma log(1 + exp(delta x)))",
    source = "Biswas et al. 2021, arXiv:2109.04386"} {
  %0 = arith.mulf %delta, %x : f64
  %1 = gate.call @softplus(%0) : f64
  %2 = arith.mulf %gamma, %1 : f64
  %3 = math.erf %2 : f64
  %y = arith.mulf %x, %3 : f64
  gate.yield %y : f64
}

gate.function @serf(%x: f64) -> f64 attributes {
    summary = "x erf(log(1 + exp(x)))",
    source = "Nag and Bhattacharyya 2021, arXiv:2108.09598",
    lipschitz = 1.0861254441510406} {
  %0 = gate.call @softplus(%x) : f64
  %1 = math.erf %0 : f64
  %y = arith.mulf %x, %1 : f64
  gate.yield %y : f64
} range() {
  %c1 = arith.constant -0.3484374587596064 : f64
  %inf = arith.constant 0x7FF0000000000000 : f64
  gate.yield %c1, %inf : f64, f64
}

gate.function @swim<%k: f64 = 0.5>(%x: f64) -> f64 attributes {
    summary = "x (1 + k x / sqrt(1 + x^2)) / 2",
    source = "Abdool and Dear 2023; Kunc and Klema 2024, arXiv:2402.09092, section 4"} {
  %half = arith.constant 0.5 : f64
  %one = arith.constant 1.0 : f64
  %0 = arith.mulf %half, %x : f64
  %1 = arith.mulf %half, %k : f64
  %2 = math.absf %x : f64
  %3 = math.absf %one : f64
  %4 = arith.maximumf %2, %3 : f64
  %5 = arith.minimumf %2, %3 : f64
  %6 = arith.divf %5, %4 : f64
  %7 = arith.mulf %6, %6 : f64
  %8 = arith.addf %one, %7 : f64
  %9 = math.sqrt %8 : f64
  %10 = arith.mulf %4, %9 : f64
  %11 = arith.divf %x, %10 : f64
  %12 = arith.mulf %x, %11 : f64
  %13 = arith.mulf %1, %12 : f64
  %y = arith.addf %0, %13 : f64
  gate.yield %y : f64
}

gate.function @p_swish<%a: f64, %b: f64, %c: f64>(%x: f64) -> f64 attributes {
    summary = "a x sigmoid(b x) if x <= c, x otherwise",
    source = "Kunc and Klema 2024, arXiv:2402.09092, section 4"} {
  %0 = arith.cmpf ole, %x, %c : f64
  %1 = arith.mulf %b, %x : f64
  %2 = gate.call @sigmoid(%1) : f64
  %3 = arith.mulf %x, %2 : f64
  %4 = arith.mulf %a, %3 : f64
  %y = arith.select %0, %4, %x : f64
  gate.yield %y : f64
}

gate.function @sc_swish(%x: f64) -> f64 attributes {
    summary = "max(x sigmoid(x), 0)",
    source = "Kunc and Klema 2024, arXiv:2402.09092, section 4",
    monotone = "increasing", lipschitz = 1.099839320128911} {
  %0 = gate.call @silu(%x) : f64
  %y = gate.call @relu(%0) : f64
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

gate.function @sc_mish<%alpha: f64 = 0.25>(%x: f64) -> f64 attributes {
    summary = "max(x tanh(softplus(alpha x)), 0)",
    source = "Mercioni and Holban 2021, Soft clipping Mish"} {
  %0 = arith.mulf %alpha, %x : f64
  %1 = gate.call @softplus(%0) : f64
  %2 = math.tanh %1 : f64
  %3 = arith.mulf %x, %2 : f64
  %y = gate.call @relu(%3) : f64
  gate.yield %y : f64
} range(%alpha) {
  %zero = arith.constant 0.0 : f64
  %inf = arith.constant 0x7FF0000000000000 : f64
  gate.yield %zero, %inf : f64, f64
} zero(%x, %alpha) {
  %zero = arith.constant 0.0 : f64
  %0 = arith.cmpf ole, %x, %zero : f64
  gate.yield %0 : i1
}

gate.function @pfpm<%p: f64>(%x: f64) -> f64 attributes {
    summary = "x tanh(softplus(x)) + p if x >= 0, p otherwise",
    source = "Kunc and Klema 2024, arXiv:2402.09092, section 4",
    monotone = "increasing"} {
  %r = gate.call @relu(%x) : f64
  %0 = gate.call @softplus(%r) : f64
  %1 = math.tanh %0 : f64
  %2 = arith.mulf %r, %1 : f64
  %y = arith.addf %2, %p : f64
  gate.yield %y : f64
} range(%p) {
  %inf = arith.constant 0x7FF0000000000000 : f64
  gate.yield %p, %inf : f64, f64
}

gate.function @pstanh<%a: f64, %b: f64>(%x: f64) -> f64 attributes {
    summary = "a x (1 + tanh(b x))",
    source = "Kunc and Klema 2024, arXiv:2402.09092, section 4"} {
  %two = arith.constant 2.0 : f64
  %0 = arith.mulf %b, %x : f64
  %1 = arith.mulf %two, %0 : f64
  %2 = gate.call @sigmoid(%1) : f64
  %3 = arith.mulf %two, %2 : f64
  %4 = arith.mulf %x, %3 : f64
  %y = arith.mulf %a, %4 : f64
  gate.yield %y : f64
}

gate.function @leaf<%p1: f64 = 1.0, %p2: f64 = 0.0, %p3: f64 = 1.0, %p4: f64 = 0.0>(%x: f64) -> f64 attributes {
    summary = "(p1 x + p2) sigmoid(p3 x) + p4",
    source = "Bodyanskiy and Kostiuk 2023, Learnable extended activation function for deep neural networks",
    aliases = ["learnable_extended_activation"]} {
  %0 = arith.mulf %p1, %x : f64
  %1 = arith.addf %0, %p2 : f64
  %2 = arith.mulf %p3, %x : f64
  %3 = gate.call @sigmoid(%2) : f64
  %4 = arith.mulf %1, %3 : f64
  %y = arith.addf %4, %p4 : f64
  gate.yield %y : f64
}

gate.function @scaled_silu(%x: f64) -> f64 attributes {
    summary = "x sigmoid(x) / 0.6",
    source = "Gasteiger et al. 2021, arXiv:2106.08903; GemNet, ScaledSiLU",
    lipschitz = 1.8330655335481116} {
  %c0 = arith.constant 1.6666666666666667 : f64
  %0 = gate.call @silu(%x) : f64
  %y = arith.mulf %c0, %0 : f64
  gate.yield %y : f64
} range() {
  %c0 = arith.constant -0.46410757126845636 : f64
  %inf = arith.constant 0x7FF0000000000000 : f64
  gate.yield %c0, %inf : f64, f64
}

gate.function @swish_t<%alpha: f64 = 0.1, %beta: f64 = 1.0>(%x: f64) -> f64 attributes {
    summary = "x sigmoid(beta x) + alpha tanh(x)",
    source = "Seo et al. 2024, arXiv:2407.01012, and the authors' SwishT"} {
  %0 = arith.mulf %beta, %x : f64
  %1 = gate.call @sigmoid(%0) : f64
  %2 = arith.mulf %x, %1 : f64
  %3 = math.tanh %x : f64
  %4 = arith.mulf %alpha, %3 : f64
  %y = arith.addf %2, %4 : f64
  gate.yield %y : f64
}

gate.function @swish_t_a<%alpha: f64 = 0.1>(%x: f64) -> f64 attributes {
    summary = "sigmoid(x) (x + 2 alpha) - alpha",
    source = "Seo et al. 2024, arXiv:2407.01012, and the authors' SwishT_A"} {
  %two = arith.constant 2.0 : f64
  %0 = gate.call @sigmoid(%x) : f64
  %1 = arith.mulf %two, %alpha : f64
  %2 = arith.addf %x, %1 : f64
  %3 = arith.mulf %0, %2 : f64
  %y = arith.subf %3, %alpha : f64
  gate.yield %y : f64
}

gate.function @swish_t_b<%alpha: f64 = 0.1, %beta: f64 = 1.0>(%x: f64) -> f64 attributes {
    summary = "sigmoid(beta x) (x + 2 alpha) - alpha",
    source = "Seo et al. 2024, arXiv:2407.01012, and the authors' SwishT_B"} {
  %two = arith.constant 2.0 : f64
  %0 = arith.mulf %beta, %x : f64
  %1 = gate.call @sigmoid(%0) : f64
  %2 = arith.mulf %two, %alpha : f64
  %3 = arith.addf %x, %2 : f64
  %4 = arith.mulf %1, %3 : f64
  %y = arith.subf %4, %alpha : f64
  gate.yield %y : f64
}

// beta > 0.
gate.function @swish_t_c<%alpha: f64 = 0.1, %beta: f64 = 1.0>(%x: f64) -> f64 attributes {
    summary = "sigmoid(beta x) (x + 2 alpha / beta) - alpha / beta",
    source = "Seo et al. 2024, arXiv:2407.01012, and the authors' SwishT_C"} {
  %two = arith.constant 2.0 : f64
  %0 = arith.divf %alpha, %beta : f64
  %1 = arith.mulf %beta, %x : f64
  %2 = gate.call @sigmoid(%1) : f64
  %3 = arith.mulf %two, %0 : f64
  %4 = arith.addf %x, %3 : f64
  %5 = arith.mulf %2, %4 : f64
  %y = arith.subf %5, %0 : f64
  gate.yield %y : f64
}

gate.function @b_silu<%alpha: f64 = 1.67>(%x: f64) -> f64 attributes {
    summary = "(x + alpha) sigmoid(x) - alpha / 2",
    source = "Horuz et al. 2025, arXiv:2505.22074, equation 7; x-transformers, BSiLU",
    aliases = ["bsilu"]} {
  %half = arith.constant 0.5 : f64
  %0 = arith.addf %x, %alpha : f64
  %1 = gate.call @sigmoid(%x) : f64
  %2 = arith.mulf %0, %1 : f64
  %3 = arith.mulf %half, %alpha : f64
  %y = arith.subf %2, %3 : f64
  gate.yield %y : f64
}
