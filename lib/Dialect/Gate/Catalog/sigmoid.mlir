//===- sigmoid.mlir - Sigmoid-like functions ----------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

gate.function @binary_step(%x: f64) -> f64 attributes {
    summary = "1 if x >= 0, 0 otherwise",
    source = "McCulloch and Pitts 1943, A logical calculus of the ideas immanent in nervous activity",
    aliases = ["heaviside"], monotone = "increasing"} {
  %zero = arith.constant 0.0 : f64
  %one = arith.constant 1.0 : f64
  %0 = arith.cmpf oge, %x, %zero : f64
  %1 = arith.cmpf olt, %x, %zero : f64
  %2 = arith.select %1, %zero, %x : f64
  %y = arith.select %0, %one, %2 : f64
  gate.yield %y : f64
} range() {
  %zero = arith.constant 0.0 : f64
  %one = arith.constant 1.0 : f64
  gate.yield %zero, %one : f64, f64
} zero(%x) {
  %zero = arith.constant 0.0 : f64
  %0 = arith.cmpf olt, %x, %zero : f64
  gate.yield %0 : i1
}

gate.function @sign(%x: f64) -> f64 attributes {
    summary = "1 if x > 0, -1 if x < 0, x at 0",
    source = "Courbariaux et al. 2016, arXiv:1602.02830",
    monotone = "increasing"} {
  %zero = arith.constant 0.0 : f64
  %one = arith.constant 1.0 : f64
  %minus_one = arith.constant -1.0 : f64
  %0 = arith.cmpf ogt, %x, %zero : f64
  %1 = arith.cmpf olt, %x, %zero : f64
  %2 = arith.select %1, %minus_one, %x : f64
  %y = arith.select %0, %one, %2 : f64
  gate.yield %y : f64
} range() {
  %minus_one = arith.constant -1.0 : f64
  %one = arith.constant 1.0 : f64
  gate.yield %minus_one, %one : f64, f64
}

gate.function @scaled_sigmoid(%x: f64) -> f64 attributes {
    summary = "4 sigmoid(x) - 2", source = "Xu et al. 2016, arXiv:1602.05980",
    monotone = "increasing", lipschitz = 1.0} {
  %two = arith.constant 2.0 : f64
  %half = arith.constant 0.5 : f64
  %0 = arith.mulf %half, %x : f64
  %1 = math.tanh %0 : f64
  %y = arith.mulf %two, %1 : f64
  gate.yield %y : f64
} range() {
  %minus_two = arith.constant -2.0 : f64
  %two = arith.constant 2.0 : f64
  gate.yield %minus_two, %two : f64, f64
}

gate.function @shifted_scaled_sigmoid<%a: f64 = 0.02, %b: f64 = 600.0>(%x: f64) -> f64 attributes {
    summary = "sigmoid(a (x - b))",
    source = "Kunc and Klema 2024, arXiv:2402.09092, section 3.2.1"} {
  %0 = arith.subf %x, %b : f64
  %1 = arith.mulf %a, %0 : f64
  %y = gate.call @sigmoid(%1) : f64
  gate.yield %y : f64
} range(%a, %b) {
  %zero = arith.constant 0.0 : f64
  %one = arith.constant 1.0 : f64
  gate.yield %zero, %one : f64, f64
}

// a >= 0.
gate.function @variant_sigmoid<%a: f64 = 1.0, %b: f64 = 1.0, %c: f64 = 0.0>(%x: f64) -> f64 attributes {
    summary = "a sigmoid(b x) - c",
    source = "Han and Moraga 1995, The influence of the sigmoid function parameters on the speed of backpropagation learning"} {
  %0 = arith.mulf %b, %x : f64
  %1 = gate.call @sigmoid(%0) : f64
  %2 = arith.mulf %a, %1 : f64
  %y = arith.subf %2, %c : f64
  gate.yield %y : f64
} range(%a, %b, %c) {
  %0 = arith.negf %c : f64
  %1 = arith.subf %a, %c : f64
  gate.yield %0, %1 : f64, f64
}

// a >= 0.
gate.function @parametric_sigmoid<%a: f64 = 1.0, %b: f64 = 1.0>(%x: f64) -> f64 attributes {
    summary = "a sigmoid(b x)",
    source = "Kunc and Klema 2024, arXiv:2402.09092, section 4",
    aliases = ["psigmoid"]} {
  %0 = arith.mulf %b, %x : f64
  %1 = gate.call @sigmoid(%0) : f64
  %y = arith.mulf %a, %1 : f64
  gate.yield %y : f64
} range(%a, %b) {
  %zero = arith.constant 0.0 : f64
  gate.yield %zero, %a : f64, f64
}

gate.function @bimodal_sigmoid<%b: f64 = 1.0>(%x: f64) -> f64 attributes {
    summary = "(sigmoid(x) + sigmoid(x + b)) / 2",
    source = "Sodhi and Chandra 2014, Bi-modal derivative activation function for sigmoidal feedforward networks",
    monotone = "increasing"} {
  %half = arith.constant 0.5 : f64
  %0 = gate.call @sigmoid(%x) : f64
  %1 = arith.addf %x, %b : f64
  %2 = gate.call @sigmoid(%1) : f64
  %3 = arith.addf %0, %2 : f64
  %y = arith.mulf %half, %3 : f64
  gate.yield %y : f64
} range(%b) {
  %zero = arith.constant 0.0 : f64
  %one = arith.constant 1.0 : f64
  gate.yield %zero, %one : f64, f64
}

gate.function @arctan(%x: f64) -> f64 attributes {
    summary = "arctan(x)",
    source = "Kunc and Klema 2024, arXiv:2402.09092, section 3.2.4",
    aliases = ["atan"], monotone = "increasing", lipschitz = 1.0} {
  %y = math.atan %x : f64
  gate.yield %y : f64
} range() {
  %c1 = arith.constant -1.5707963267948966 : f64
  %c2 = arith.constant 1.5707963267948966 : f64
  gate.yield %c1, %c2 : f64, f64
}

// a >= 0. With u = |x| (1 + a |x|) the argument is sign(x) u / (1 + u).
gate.function @sigmoid_algebraic<%a: f64 = 0.0>(%x: f64) -> f64 attributes {
    summary = "sigmoid(x (1 + a |x|) / (1 + |x| (1 + a |x|)))",
    source = "Kocak and Siray 2021, New activation functions for single layer feedforward neural network",
    monotone = "increasing"} {
  %one = arith.constant 1.0 : f64
  %t = math.absf %x : f64
  %0 = arith.mulf %a, %t : f64
  %1 = arith.addf %one, %0 : f64
  %u = arith.mulf %t, %1 : f64
  %2 = arith.divf %one, %u : f64
  %3 = arith.addf %one, %2 : f64
  %4 = arith.divf %one, %3 : f64
  %5 = math.copysign %4, %x : f64
  %y = gate.call @sigmoid(%5) : f64
  gate.yield %y : f64
} range(%a) {
  %c1 = arith.constant 0.2689414213699951 : f64
  %c2 = arith.constant 0.7310585786300049 : f64
  gate.yield %c1, %c2 : f64, f64
}

// a > 0 and b > 0.
gate.function @improved_sigmoid<%a: f64 = 0.2, %b: f64 = 2.0>(%x: f64) -> f64 attributes {
    summary = "sigmoid(x) if |x| < b, continued with slope a beyond",
    source = "Qin et al. 2018, The optimized deep belief networks with improved logistic sigmoid units and their application in fault diagnosis for planetary gearboxes of wind turbines",
    aliases = ["ilsigmoid"], monotone = "increasing"} {
  %0 = arith.negf %b : f64
  %1 = arith.maximumf %x, %0 : f64
  %c = arith.minimumf %1, %b : f64
  %2 = gate.call @sigmoid(%c) : f64
  %3 = arith.subf %x, %c : f64
  %4 = arith.mulf %a, %3 : f64
  %y = arith.addf %2, %4 : f64
  gate.yield %y : f64
} range(%a, %b) {
  %minus_inf = arith.constant 0xFFF0000000000000 : f64
  %inf = arith.constant 0x7FF0000000000000 : f64
  gate.yield %minus_inf, %inf : f64, f64
}

// a > 0.
gate.function @siglin<%a: f64 = 0.1>(%x: f64) -> f64 attributes {
    summary = "sigmoid(x) + a x",
    source = "Roodschild et al. 2020, A new approach for the vanishing gradient problem on sigmoid activation",
    monotone = "increasing"} {
  %0 = gate.call @sigmoid(%x) : f64
  %1 = arith.mulf %a, %x : f64
  %y = arith.addf %0, %1 : f64
  gate.yield %y : f64
} range(%a) {
  %minus_inf = arith.constant 0xFFF0000000000000 : f64
  %inf = arith.constant 0x7FF0000000000000 : f64
  gate.yield %minus_inf, %inf : f64, f64
}

// 0 < beta < e alpha, which keeps the denominator positive.
gate.function @soft_root_sign<%alpha: f64 = 2.0, %beta: f64 = 3.0>(%x: f64) -> f64 attributes {
    summary = "x / (x / alpha + exp(-x / beta))",
    source = "Zhou et al. 2020, arXiv:2003.00547", aliases = ["srs"]} {
  %0 = arith.divf %x, %alpha : f64
  %1 = arith.negf %x : f64
  %2 = arith.divf %1, %beta : f64
  %3 = math.exp %2 : f64
  %4 = arith.addf %0, %3 : f64
  %y = arith.divf %x, %4 : f64
  gate.yield %y : f64
} range(%alpha, %beta) {
  %c1 = arith.constant 2.718281828459045 : f64
  %0 = arith.negf %beta : f64
  %1 = arith.divf %beta, %alpha : f64
  %2 = arith.subf %c1, %1 : f64
  %3 = arith.divf %0, %2 : f64
  gate.yield %3, %alpha : f64, f64
} derivative(%x, %alpha, %beta) {
  %zero = arith.constant 0.0 : f64
  %one = arith.constant 1.0 : f64
  %a = arith.divf %x, %alpha : f64
  %b = arith.divf %x, %beta : f64
  %0 = math.absf %b : f64
  %1 = arith.negf %0 : f64
  %e = math.exp %1 : f64
  %2 = arith.addf %one, %b : f64
  %3 = arith.mulf %e, %2 : f64
  %4 = arith.addf %a, %e : f64
  %5 = arith.mulf %e, %a : f64
  %6 = arith.addf %one, %5 : f64
  %7 = arith.cmpf oge, %b, %zero : f64
  %8 = arith.select %7, %4, %6 : f64
  %9 = arith.divf %3, %8 : f64
  %dx = arith.divf %9, %8 : f64
  gate.yield %dx : f64
}

// alpha > 0. f(x) = 1 - f(1 - x) keeps both tails.
gate.function @soft_clipping<%alpha: f64 = 50.0>(%x: f64) -> f64 attributes {
    summary = "log((1 + exp(alpha x)) / (1 + exp(alpha (x - 1)))) / alpha",
    source = "Klimek and Perelstein 2018, arXiv:1810.11509",
    monotone = "increasing"} {
  %one = arith.constant 1.0 : f64
  %half = arith.constant 0.5 : f64
  %0 = gate.call @softplus(%x, %alpha) : f64
  %1 = arith.subf %x, %one : f64
  %2 = gate.call @softplus(%1, %alpha) : f64
  %t = arith.subf %0, %2 : f64
  %3 = arith.subf %one, %x : f64
  %4 = gate.call @softplus(%3, %alpha) : f64
  %5 = arith.negf %x : f64
  %6 = gate.call @softplus(%5, %alpha) : f64
  %7 = arith.subf %4, %6 : f64
  %r = arith.subf %one, %7 : f64
  %8 = arith.cmpf oge, %x, %half : f64
  %y = arith.select %8, %r, %t : f64
  gate.yield %y : f64
} range(%alpha) {
  %zero = arith.constant 0.0 : f64
  %one = arith.constant 1.0 : f64
  gate.yield %zero, %one : f64, f64
}

// All parameters are positive.
gate.function @hexpo<%a: f64 = 1.0, %b: f64 = 1.0, %c: f64 = 1.0, %d: f64 = 1.0>(%x: f64) -> f64 attributes {
    summary = "-a (exp(-x / b) - 1) if x >= 0, c (exp(x / d) - 1) otherwise",
    source = "Kong and Takatsuka 2017, Hexpo: a vanishing-proof activation function",
    monotone = "increasing"} {
  %zero = arith.constant 0.0 : f64
  %0 = arith.cmpf oge, %x, %zero : f64
  %1 = arith.negf %x : f64
  %2 = arith.divf %1, %b : f64
  %3 = math.expm1 %2 : f64
  %4 = arith.negf %3 : f64
  %5 = arith.mulf %a, %4 : f64
  %6 = arith.divf %x, %d : f64
  %7 = math.expm1 %6 : f64
  %8 = arith.mulf %c, %7 : f64
  %y = arith.select %0, %5, %8 : f64
  gate.yield %y : f64
} range(%a, %b, %c, %d) {
  %0 = arith.negf %c : f64
  gate.yield %0, %a : f64, f64
}

// beta > 0.
gate.function @scaled_softsign<%alpha: f64 = 1.0, %beta: f64 = 1.0>(%x: f64) -> f64 attributes {
    summary = "alpha x / (beta + |x|)",
    source = "Pishchik 2023, Trainable activations for image classification"} {
  %0 = math.absf %x : f64
  %1 = arith.addf %beta, %0 : f64
  %2 = arith.divf %x, %1 : f64
  %y = arith.mulf %alpha, %2 : f64
  gate.yield %y : f64
} range(%alpha, %beta) {
  %0 = math.absf %alpha : f64
  %1 = arith.negf %0 : f64
  gate.yield %1, %0 : f64, f64
}

// gamma > 0.
gate.function @smooth_step<%gamma: f64 = 1.0>(%x: f64) -> f64 attributes {
    summary = "v^2 (3 - 2 v), v = clamp(x / gamma + 1 / 2, 0, 1)",
    source = "Hazimeh et al. 2020, arXiv:2002.07772", monotone = "increasing"} {
  %half = arith.constant 0.5 : f64
  %zero = arith.constant 0.0 : f64
  %one = arith.constant 1.0 : f64
  %three = arith.constant 3.0 : f64
  %two = arith.constant 2.0 : f64
  %0 = arith.divf %x, %gamma : f64
  %1 = arith.addf %0, %half : f64
  %2 = arith.maximumf %1, %zero : f64
  %v = arith.minimumf %2, %one : f64
  %3 = arith.mulf %v, %v : f64
  %4 = arith.mulf %two, %v : f64
  %5 = arith.subf %three, %4 : f64
  %y = arith.mulf %3, %5 : f64
  gate.yield %y : f64
} range(%gamma) {
  %zero = arith.constant 0.0 : f64
  %one = arith.constant 1.0 : f64
  gate.yield %zero, %one : f64, f64
} zero(%x, %gamma) {
  %minus_half = arith.constant -0.5 : f64
  %0 = arith.mulf %minus_half, %gamma : f64
  %1 = arith.cmpf ole, %x, %0 : f64
  gate.yield %1 : i1
}

gate.function @elliott(%x: f64) -> f64 attributes {
    summary = "x / (2 (1 + |x|)) + 1 / 2",
    source = "Elliott 1993, A better activation function for artificial neural networks",
    monotone = "increasing", lipschitz = 0.5} {
  %half = arith.constant 0.5 : f64
  %one = arith.constant 1.0 : f64
  %zero = arith.constant 0.0 : f64
  %t = math.absf %x : f64
  %0 = arith.addf %one, %t : f64
  %r = arith.divf %half, %0 : f64
  %1 = arith.cmpf oge, %x, %zero : f64
  %2 = arith.subf %one, %r : f64
  %y = arith.select %1, %2, %r : f64
  gate.yield %y : f64
} range() {
  %zero = arith.constant 0.0 : f64
  %one = arith.constant 1.0 : f64
  gate.yield %zero, %one : f64, f64
}

gate.function @sigmoid_gumbel(%x: f64) -> f64 attributes {
    summary = "sigmoid(x) exp(-exp(-x))",
    source = "Kaytan et al. 2022, Sigmoid-Gumbel: a new hybrid activation function",
    monotone = "increasing", lipschitz = 0.3371978593386431} {
  %0 = gate.call @sigmoid(%x) : f64
  %1 = arith.negf %x : f64
  %2 = math.exp %1 : f64
  %3 = arith.negf %2 : f64
  %4 = math.exp %3 : f64
  %y = arith.mulf %0, %4 : f64
  gate.yield %y : f64
} range() {
  %zero = arith.constant 0.0 : f64
  %one = arith.constant 1.0 : f64
  gate.yield %zero, %one : f64, f64
}

gate.function @loglog(%x: f64) -> f64 attributes {
    summary = "exp(-exp(-x))",
    source = "Gomes and Ludermir 2008, Complementary log-log and probit: activation functions implemented in artificial neural networks",
    monotone = "increasing", lipschitz = 0.36787944117145704} {
  %0 = arith.negf %x : f64
  %1 = math.exp %0 : f64
  %2 = arith.negf %1 : f64
  %y = math.exp %2 : f64
  gate.yield %y : f64
} range() {
  %zero = arith.constant 0.0 : f64
  %one = arith.constant 1.0 : f64
  gate.yield %zero, %one : f64, f64
}

gate.function @cloglog(%x: f64) -> f64 attributes {
    summary = "1 - exp(-exp(x))",
    source = "Gomes and Ludermir 2008, Complementary log-log and probit: activation functions implemented in artificial neural networks",
    aliases = ["complementary_loglog"], monotone = "increasing",
    lipschitz = 0.36787944117145704} {
  %0 = math.exp %x : f64
  %1 = arith.negf %0 : f64
  %2 = math.expm1 %1 : f64
  %y = arith.negf %2 : f64
  gate.yield %y : f64
} range() {
  %zero = arith.constant 0.0 : f64
  %one = arith.constant 1.0 : f64
  gate.yield %zero, %one : f64, f64
}

gate.function @symmetrical_msaf<%a: f64>(%x: f64) -> f64 attributes {
    summary = "-1 + sigmoid(x) + sigmoid(x + a)",
    source = "Kunc and Klema 2024, arXiv:2402.09092, section 3.2.24",
    monotone = "increasing"} {
  %one = arith.constant 1.0 : f64
  %0 = gate.call @sigmoid(%x) : f64
  %1 = arith.addf %x, %a : f64
  %2 = gate.call @sigmoid(%1) : f64
  %3 = arith.addf %0, %2 : f64
  %y = arith.subf %3, %one : f64
  gate.yield %y : f64
} range(%a) {
  %minus_one = arith.constant -1.0 : f64
  %one = arith.constant 1.0 : f64
  gate.yield %minus_one, %one : f64, f64
}

// Divided by |a x| above and below, so that no square overflows.
gate.function @rootsig<%a: f64 = 1.0>(%x: f64) -> f64 attributes {
    summary = "a x / (1 + sqrt(1 + a^2 x^2))",
    source = "Kunc and Klema 2024, arXiv:2402.09092, section 3.2.25"} {
  %one = arith.constant 1.0 : f64
  %0 = arith.mulf %a, %x : f64
  %1 = math.absf %0 : f64
  %r = arith.divf %one, %1 : f64
  %2 = math.absf %r : f64
  %3 = math.absf %one : f64
  %4 = arith.maximumf %2, %3 : f64
  %5 = arith.minimumf %2, %3 : f64
  %6 = arith.divf %5, %4 : f64
  %7 = arith.mulf %6, %6 : f64
  %8 = arith.addf %one, %7 : f64
  %9 = math.sqrt %8 : f64
  %10 = arith.mulf %4, %9 : f64
  %11 = arith.addf %r, %10 : f64
  %12 = arith.divf %one, %11 : f64
  %y = math.copysign %12, %0 : f64
  gate.yield %y : f64
} range(%a) {
  %minus_one = arith.constant -1.0 : f64
  %one = arith.constant 1.0 : f64
  gate.yield %minus_one, %one : f64, f64
}

gate.function @probit(%x: f64) -> f64 attributes {
    summary = "distribution function of the normal distribution: erfc(-x / sqrt(2)) / 2",
    source = "Gomes and Ludermir 2008, Complementary log-log and probit: activation functions implemented in artificial neural networks",
    aliases = ["normal_cdf"], monotone = "increasing",
    lipschitz = 0.39894228040144863} {
  %half = arith.constant 0.5 : f64
  %c1 = arith.constant -0.7071067811865476 : f64
  %0 = arith.mulf %x, %c1 : f64
  %1 = math.erfc %0 : f64
  %y = arith.mulf %half, %1 : f64
  gate.yield %y : f64
} range() {
  %zero = arith.constant 0.0 : f64
  %one = arith.constant 1.0 : f64
  gate.yield %zero, %one : f64, f64
}

gate.function @dsigmoid(%x: f64) -> f64 attributes {
    summary = "sigmoid(x) (1 - sigmoid(x))",
    source = "Kunc and Klema 2024, arXiv:2402.09092, section 3.3.9",
    lipschitz = 0.09622504486494148} {
  %one = arith.constant 1.0 : f64
  %0 = math.absf %x : f64
  %1 = arith.negf %0 : f64
  %e = math.exp %1 : f64
  %d = arith.addf %one, %e : f64
  %2 = arith.mulf %d, %d : f64
  %y = arith.divf %e, %2 : f64
  gate.yield %y : f64
} range() {
  %zero = arith.constant 0.0 : f64
  %quarter = arith.constant 0.25 : f64
  gate.yield %zero, %quarter : f64, f64
}

// a > 0. log(1 + a exp(x)) = softplus(x + log(a)).
gate.function @aranda_ordaz<%a: f64 = 2.0>(%x: f64) -> f64 attributes {
    summary = "1 - (1 + a exp(x))^(-1 / a)",
    source = "Aranda-Ordaz 1981, On two families of transformations to additivity for binary response data; Gomes et al. 2011",
    aliases = ["adaptive_gumbel"], monotone = "increasing"} {
  %0 = math.log %a : f64
  %1 = arith.addf %x, %0 : f64
  %2 = gate.call @softplus(%1) : f64
  %3 = arith.negf %2 : f64
  %4 = arith.divf %3, %a : f64
  %5 = math.expm1 %4 : f64
  %y = arith.negf %5 : f64
  gate.yield %y : f64
} range(%a) {
  %zero = arith.constant 0.0 : f64
  %one = arith.constant 1.0 : f64
  gate.yield %zero, %one : f64, f64
}

// m > 0.
gate.function @power_sigmoid<%m: f64 = 1.0>(%x: f64) -> f64 attributes {
    summary = "sigmoid(x)^m",
    source = "Chandra and Singh 2004, An activation function adapting training algorithm for sigmoidal feedforward networks",
    aliases = ["psf"], monotone = "increasing"} {
  %0 = arith.negf %m : f64
  %1 = arith.negf %x : f64
  %2 = gate.call @softplus(%1) : f64
  %3 = arith.mulf %0, %2 : f64
  %y = math.exp %3 : f64
  gate.yield %y : f64
} range(%m) {
  %zero = arith.constant 0.0 : f64
  %one = arith.constant 1.0 : f64
  gate.yield %zero, %one : f64, f64
}

// Divided by exp(|x|) above and below.
gate.function @new_sigmoid(%x: f64) -> f64 attributes {
    summary = "(exp(x) - exp(-x)) / sqrt(2 (exp(2 x) + exp(-2 x)))",
    source = "Kunc and Klema 2024, arXiv:2402.09092, section 3.2.18",
    monotone = "increasing", lipschitz = 1.0} {
  %minus_two = arith.constant -2.0 : f64
  %two = arith.constant 2.0 : f64
  %0 = math.absf %x : f64
  %t = arith.mulf %0, %minus_two : f64
  %e = math.exp %t : f64
  %1 = math.expm1 %t : f64
  %2 = arith.negf %1 : f64
  %3 = arith.mulf %two, %e : f64
  %4 = arith.mulf %3, %e : f64
  %5 = arith.addf %two, %4 : f64
  %6 = math.sqrt %5 : f64
  %7 = arith.divf %2, %6 : f64
  %y = math.copysign %7, %x : f64
  gate.yield %y : f64
} range() {
  %c1 = arith.constant -0.7071067811865476 : f64
  %c2 = arith.constant 0.7071067811865476 : f64
  gate.yield %c1, %c2 : f64, f64
}

gate.function @steepened_sigmoid(%x: f64) -> f64 attributes {
    summary = "sigmoid(4.9 x)",
    source = "Stanley and Miikkulainen 2002, Evolving neural networks through augmenting topologies; Encog, ActivationSteepenedSigmoid",
    monotone = "increasing", lipschitz = 1.225} {
  %c0 = arith.constant 4.9 : f64
  %0 = arith.mulf %c0, %x : f64
  %y = gate.call @sigmoid(%0) : f64
  gate.yield %y : f64
} range() {
  %zero = arith.constant 0.0 : f64
  %one = arith.constant 1.0 : f64
  gate.yield %zero, %one : f64, f64
}

// sigma > 0.
gate.function @laplace_attention<%mu: f64 = 0.707107, %sigma: f64 = 0.282095>(%x: f64) -> f64 attributes {
    summary = "(1 + erf((x - mu) / (sigma sqrt(2)))) / 2",
    source = "Ma et al. 2022, arXiv:2209.10655; transformers, LaplaceActivation",
    aliases = ["laplace"], monotone = "increasing"} {
  %c0 = arith.constant 1.4142135623730951 : f64
  %half = arith.constant 0.5 : f64
  %0 = arith.subf %mu, %x : f64
  %1 = arith.mulf %sigma, %c0 : f64
  %2 = arith.divf %0, %1 : f64
  %3 = math.erfc %2 : f64
  %y = arith.mulf %half, %3 : f64
  gate.yield %y : f64
} range(%mu, %sigma) {
  %zero = arith.constant 0.0 : f64
  %one = arith.constant 1.0 : f64
  gate.yield %zero, %one : f64, f64
}
