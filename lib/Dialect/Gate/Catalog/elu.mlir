//===- elu.mlir - Exponential linear units ------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

// alpha > 0.
gate.function @celu<%alpha: f64 = 1.0>(%x: f64) -> f64 attributes {
    summary = "x if x > 0, alpha (exp(x / alpha) - 1) otherwise",
    source = "Barron 2017, arXiv:1704.07483", monotone = "increasing",
    lipschitz = 1.0} {
  %zero = arith.constant 0.0 : f64
  %0 = arith.cmpf ogt, %x, %zero : f64
  %1 = arith.divf %x, %alpha : f64
  %2 = math.expm1 %1 : f64
  %3 = arith.mulf %alpha, %2 : f64
  %y = arith.select %0, %x, %3 : f64
  gate.yield %y : f64
} range(%alpha) {
  %inf = arith.constant 0x7FF0000000000000 : f64
  %0 = arith.negf %alpha : f64
  gate.yield %0, %inf : f64, f64
}

// a > 0 and b > 0.
gate.function @pelu<%a: f64 = 1.0, %b: f64 = 1.0>(%x: f64) -> f64 attributes {
    summary = "a x / b if x >= 0, a (exp(x / b) - 1) otherwise",
    source = "Trottier et al. 2016, arXiv:1605.09332", monotone = "increasing"} {
  %zero = arith.constant 0.0 : f64
  %0 = arith.cmpf oge, %x, %zero : f64
  %1 = arith.divf %a, %b : f64
  %2 = arith.mulf %1, %x : f64
  %3 = arith.divf %x, %b : f64
  %4 = math.expm1 %3 : f64
  %5 = arith.mulf %a, %4 : f64
  %y = arith.select %0, %2, %5 : f64
  gate.yield %y : f64
} range(%a, %b) {
  %inf = arith.constant 0x7FF0000000000000 : f64
  %0 = arith.negf %a : f64
  gate.yield %0, %inf : f64, f64
}

// alpha >= 0 and beta > 0.
gate.function @mpelu<%alpha: f64 = 1.0, %beta: f64 = 1.0>(%x: f64) -> f64 attributes {
    summary = "x if x >= 0, alpha (exp(beta x) - 1) otherwise",
    source = "Li et al. 2016, arXiv:1606.00305", monotone = "increasing"} {
  %zero = arith.constant 0.0 : f64
  %0 = arith.cmpf oge, %x, %zero : f64
  %1 = arith.mulf %beta, %x : f64
  %2 = math.expm1 %1 : f64
  %3 = arith.mulf %alpha, %2 : f64
  %y = arith.select %0, %x, %3 : f64
  gate.yield %y : f64
} range(%alpha, %beta) {
  %inf = arith.constant 0x7FF0000000000000 : f64
  %0 = arith.negf %alpha : f64
  gate.yield %0, %inf : f64, f64
}

// All parameters are positive.
gate.function @leaky_selu<%scale: f64 = 1.0507009873554805, %alpha: f64 = 1.6732632423543772, %slope: f64 = 0.1>(%x: f64) -> f64 attributes {
    summary = "scale x if x >= 0, scale (alpha (exp(x) - 1) + slope x) otherwise",
    source = "Kunc and Klema 2024, arXiv:2402.09092, section 3.7.12",
    aliases = ["lselu"], monotone = "increasing"} {
  %zero = arith.constant 0.0 : f64
  %0 = arith.cmpf oge, %x, %zero : f64
  %1 = arith.mulf %scale, %x : f64
  %2 = math.expm1 %x : f64
  %3 = arith.mulf %alpha, %2 : f64
  %4 = arith.mulf %slope, %x : f64
  %5 = arith.addf %3, %4 : f64
  %6 = arith.mulf %scale, %5 : f64
  %y = arith.select %0, %1, %6 : f64
  gate.yield %y : f64
} range(%scale, %alpha, %slope) {
  %minus_inf = arith.constant 0xFFF0000000000000 : f64
  %inf = arith.constant 0x7FF0000000000000 : f64
  gate.yield %minus_inf, %inf : f64, f64
}

// All parameters are positive.
gate.function @scaled_selu<%scale: f64 = 1.0507009873554805, %alpha: f64 = 1.6732632423543772, %beta: f64>(%x: f64) -> f64 attributes {
    summary = "scale x if x >= 0, scale alpha (exp(beta x) - 1) otherwise",
    source = "Kunc and Klema 2024, arXiv:2402.09092, section 3.7.14",
    aliases = ["sselu"], monotone = "increasing"} {
  %zero = arith.constant 0.0 : f64
  %0 = arith.cmpf oge, %x, %zero : f64
  %1 = arith.mulf %scale, %x : f64
  %2 = arith.mulf %beta, %x : f64
  %3 = math.expm1 %2 : f64
  %4 = arith.mulf %alpha, %3 : f64
  %5 = arith.mulf %scale, %4 : f64
  %y = arith.select %0, %1, %5 : f64
  gate.yield %y : f64
} range(%scale, %alpha, %beta) {
  %inf = arith.constant 0x7FF0000000000000 : f64
  %0 = arith.negf %scale : f64
  %1 = arith.mulf %0, %alpha : f64
  gate.yield %1, %inf : f64, f64
}

// alpha > 0 and beta >= 0.
gate.function @pselu<%alpha: f64, %beta: f64>(%x: f64) -> f64 attributes {
    summary = "alpha x if x >= 0, alpha beta (exp(x) - 1) otherwise",
    source = "Kunc and Klema 2024, arXiv:2402.09092, section 4",
    monotone = "increasing"} {
  %zero = arith.constant 0.0 : f64
  %0 = arith.cmpf oge, %x, %zero : f64
  %1 = arith.mulf %alpha, %x : f64
  %2 = math.expm1 %x : f64
  %3 = arith.mulf %beta, %2 : f64
  %4 = arith.mulf %alpha, %3 : f64
  %y = arith.select %0, %1, %4 : f64
  gate.yield %y : f64
} range(%alpha, %beta) {
  %inf = arith.constant 0x7FF0000000000000 : f64
  %0 = arith.negf %alpha : f64
  %1 = arith.mulf %0, %beta : f64
  gate.yield %1, %inf : f64, f64
}

// All parameters are positive.
gate.function @lpselu<%alpha: f64, %beta: f64, %slope: f64>(%x: f64) -> f64 attributes {
    summary = "alpha x if x >= 0, alpha beta (exp(x) - 1) + slope x otherwise",
    source = "Kunc and Klema 2024, arXiv:2402.09092, section 4",
    monotone = "increasing"} {
  %zero = arith.constant 0.0 : f64
  %0 = arith.cmpf oge, %x, %zero : f64
  %1 = arith.mulf %alpha, %x : f64
  %2 = math.expm1 %x : f64
  %3 = arith.mulf %beta, %2 : f64
  %4 = arith.mulf %alpha, %3 : f64
  %5 = arith.mulf %slope, %x : f64
  %6 = arith.addf %4, %5 : f64
  %y = arith.select %0, %1, %6 : f64
  gate.yield %y : f64
} range(%alpha, %beta, %slope) {
  %minus_inf = arith.constant 0xFFF0000000000000 : f64
  %inf = arith.constant 0x7FF0000000000000 : f64
  gate.yield %minus_inf, %inf : f64, f64
}

// alpha, beta and slope are positive.
gate.function @lpselu_rp<%alpha: f64, %beta: f64, %slope: f64, %shift: f64>(%x: f64) -> f64 attributes {
    summary = "lpselu(x) + shift",
    source = "Kunc and Klema 2024, arXiv:2402.09092, section 4",
    monotone = "increasing"} {
  %zero = arith.constant 0.0 : f64
  %0 = arith.cmpf oge, %x, %zero : f64
  %1 = arith.mulf %alpha, %x : f64
  %2 = math.expm1 %x : f64
  %3 = arith.mulf %beta, %2 : f64
  %4 = arith.mulf %alpha, %3 : f64
  %5 = arith.mulf %slope, %x : f64
  %6 = arith.addf %4, %5 : f64
  %7 = arith.select %0, %1, %6 : f64
  %y = arith.addf %7, %shift : f64
  gate.yield %y : f64
} range(%alpha, %beta, %slope, %shift) {
  %minus_inf = arith.constant 0xFFF0000000000000 : f64
  %inf = arith.constant 0x7FF0000000000000 : f64
  gate.yield %minus_inf, %inf : f64, f64
}

// alpha >= 0.
gate.function @shelu<%alpha: f64 = 1.0, %shift: f64 = 0.0>(%x: f64) -> f64 attributes {
    summary = "elu(x + shift)",
    source = "Grelsson and Felsberg 2018, Improved learning in convolutional neural networks with shifted exponential linear units",
    monotone = "increasing"} {
  %0 = arith.addf %x, %shift : f64
  %y = gate.call @elu(%0, %alpha) : f64
  gate.yield %y : f64
} range(%alpha, %shift) {
  %inf = arith.constant 0x7FF0000000000000 : f64
  %0 = arith.negf %alpha : f64
  gate.yield %0, %inf : f64, f64
}

// alpha >= 0.
gate.function @svelu<%alpha: f64 = 1.0, %shift: f64 = 0.0>(%x: f64) -> f64 attributes {
    summary = "elu(x) + shift",
    source = "Grelsson and Felsberg 2018, Improved learning in convolutional neural networks with shifted exponential linear units",
    monotone = "increasing"} {
  %0 = gate.call @elu(%x, %alpha) : f64
  %y = arith.addf %0, %shift : f64
  gate.yield %y : f64
} range(%alpha, %shift) {
  %inf = arith.constant 0x7FF0000000000000 : f64
  %0 = arith.subf %shift, %alpha : f64
  gate.yield %0, %inf : f64, f64
}

// a > 0 and b > 0.
gate.function @pshelu<%a: f64 = 1.0, %b: f64 = 1.0, %shift: f64 = 0.0>(%x: f64) -> f64 attributes {
    summary = "pelu(x + shift)",
    source = "Grelsson and Felsberg 2018, Improved learning in convolutional neural networks with shifted exponential linear units",
    monotone = "increasing"} {
  %0 = arith.addf %x, %shift : f64
  %y = gate.call @pelu(%0, %a, %b) : f64
  gate.yield %y : f64
} range(%a, %b, %shift) {
  %inf = arith.constant 0x7FF0000000000000 : f64
  %0 = arith.negf %a : f64
  gate.yield %0, %inf : f64, f64
}

// a > 0 and b > 0.
gate.function @psvelu<%a: f64 = 1.0, %b: f64 = 1.0, %shift: f64 = 0.0>(%x: f64) -> f64 attributes {
    summary = "pelu(x) + shift",
    source = "Grelsson and Felsberg 2018, Improved learning in convolutional neural networks with shifted exponential linear units",
    monotone = "increasing"} {
  %0 = gate.call @pelu(%x, %a, %b) : f64
  %y = arith.addf %0, %shift : f64
  gate.yield %y : f64
} range(%a, %b, %shift) {
  %inf = arith.constant 0x7FF0000000000000 : f64
  %0 = arith.subf %shift, %a : f64
  gate.yield %0, %inf : f64, f64
}

// alpha and beta are positive, and their sum is at most 1.
gate.function @p_e2_relu<%alpha: f64 = 0.4, %beta: f64 = 0.3>(%x: f64) -> f64 attributes {
    summary = "alpha max(x, 0) + beta elu(x) - (1 - alpha - beta) elu(-x)",
    source = "Jie et al. 2020, Regularized flexible activation function combinations for deep neural networks; Kunc and Klema 2024, arXiv:2402.09092, section 4",
    monotone = "increasing"} {
  %one = arith.constant 1.0 : f64
  %0 = gate.call @relu(%x) : f64
  %1 = arith.mulf %alpha, %0 : f64
  %2 = gate.call @elu(%x) : f64
  %3 = arith.mulf %beta, %2 : f64
  %4 = arith.addf %1, %3 : f64
  %5 = arith.subf %one, %alpha : f64
  %6 = arith.subf %5, %beta : f64
  %7 = arith.negf %x : f64
  %8 = gate.call @elu(%7) : f64
  %9 = arith.mulf %6, %8 : f64
  %y = arith.subf %4, %9 : f64
  gate.yield %y : f64
}

// 0 < alpha <= 1.
gate.function @p_e2_id<%alpha: f64 = 0.5>(%x: f64) -> f64 attributes {
    summary = "alpha x + (1 - alpha) (elu(x) - elu(-x))",
    source = "Jie et al. 2020, Regularized flexible activation function combinations for deep neural networks; Kunc and Klema 2024, arXiv:2402.09092, section 4",
    monotone = "increasing"} {
  %one = arith.constant 1.0 : f64
  %0 = arith.mulf %alpha, %x : f64
  %1 = arith.subf %one, %alpha : f64
  %2 = gate.call @elu(%x) : f64
  %3 = arith.negf %x : f64
  %4 = gate.call @elu(%3) : f64
  %5 = arith.subf %2, %4 : f64
  %6 = arith.mulf %1, %5 : f64
  %y = arith.addf %0, %6 : f64
  gate.yield %y : f64
} range(%alpha) {
  %minus_inf = arith.constant 0xFFF0000000000000 : f64
  %inf = arith.constant 0x7FF0000000000000 : f64
  gate.yield %minus_inf, %inf : f64, f64
}

// alpha < 0 needs x > 1 / alpha - alpha.
gate.function @soft_exponential<%alpha: f64 = 0.0>(%x: f64) -> f64 attributes {
    summary = "-log(1 - alpha (x + alpha)) / alpha if alpha < 0, x if alpha = 0, (exp(alpha x) - 1) / alpha + alpha otherwise",
    source = "Godfrey and Gashler 2015, arXiv:1602.01321",
    monotone = "increasing"} {
  %one = arith.constant 1.0 : f64
  %zero = arith.constant 0.0 : f64
  %0 = arith.mulf %alpha, %x : f64
  %1 = math.expm1 %0 : f64
  %2 = arith.divf %1, %alpha : f64
  %p = arith.addf %2, %alpha : f64
  %3 = arith.addf %x, %alpha : f64
  %4 = arith.mulf %alpha, %3 : f64
  %5 = arith.subf %one, %4 : f64
  %6 = math.log %5 : f64
  %7 = arith.negf %6 : f64
  %n = arith.divf %7, %alpha : f64
  %8 = arith.cmpf ogt, %alpha, %zero : f64
  %9 = arith.cmpf olt, %alpha, %zero : f64
  %10 = arith.select %9, %n, %x : f64
  %y = arith.select %8, %p, %10 : f64
  gate.yield %y : f64
}

// alpha >= 0 and t < 1.
gate.function @pdelu<%alpha: f64 = 1.0, %t: f64 = 0.9>(%x: f64) -> f64 attributes {
    summary = "x if x > 0, alpha (max(1 + (1 - t) x, 0)^(1 / (1 - t)) - 1) otherwise",
    source = "Cheng et al. 2020, Parametric deformable exponential linear units for deep neural networks",
    monotone = "increasing"} {
  %one = arith.constant 1.0 : f64
  %zero = arith.constant 0.0 : f64
  %minus_one = arith.constant -1.0 : f64
  %r = arith.subf %one, %t : f64
  %0 = arith.cmpf ogt, %x, %zero : f64
  %1 = arith.mulf %r, %x : f64
  %2 = arith.maximumf %1, %minus_one : f64
  %3 = math.log1p %2 : f64
  %4 = arith.divf %3, %r : f64
  %5 = math.expm1 %4 : f64
  %6 = arith.mulf %alpha, %5 : f64
  %y = arith.select %0, %x, %6 : f64
  gate.yield %y : f64
} range(%alpha, %t) {
  %inf = arith.constant 0x7FF0000000000000 : f64
  %0 = arith.negf %alpha : f64
  gate.yield %0, %inf : f64, f64
} derivative(%x, %alpha, %t) {
  %one = arith.constant 1.0 : f64
  %zero = arith.constant 0.0 : f64
  %minus_one = arith.constant -1.0 : f64
  %r = arith.subf %one, %t : f64
  %0 = arith.cmpf ogt, %x, %zero : f64
  %1 = arith.mulf %r, %x : f64
  %2 = arith.maximumf %1, %minus_one : f64
  %3 = math.log1p %2 : f64
  %4 = arith.divf %t, %r : f64
  %5 = arith.mulf %4, %3 : f64
  %6 = math.exp %5 : f64
  %7 = arith.mulf %alpha, %6 : f64
  %dx = arith.select %0, %one, %7 : f64
  gate.yield %dx : f64
}

gate.function @elish(%x: f64) -> f64 attributes {
    summary = "x sigmoid(x) if x >= 0, (exp(x) - 1) sigmoid(x) otherwise",
    source = "Basirat and Roth 2018, arXiv:1808.00783",
    lipschitz = 1.099839320128911} {
  %zero = arith.constant 0.0 : f64
  %s = gate.call @sigmoid(%x) : f64
  %0 = arith.cmpf oge, %x, %zero : f64
  %1 = arith.mulf %x, %s : f64
  %2 = math.expm1 %x : f64
  %3 = arith.mulf %2, %s : f64
  %y = arith.select %0, %1, %3 : f64
  gate.yield %y : f64
} range() {
  %c1 = arith.constant -0.1715728752538099 : f64
  %inf = arith.constant 0x7FF0000000000000 : f64
  gate.yield %c1, %inf : f64, f64
}

// scale > 0 and alpha > 0.
gate.function @serlu<%scale: f64 = 1.07862, %alpha: f64 = 2.90427>(%x: f64) -> f64 attributes {
    summary = "scale x if x >= 0, scale alpha x exp(x) otherwise",
    source = "Zhang and Li 2018, arXiv:1807.10117"} {
  %zero = arith.constant 0.0 : f64
  %0 = arith.cmpf oge, %x, %zero : f64
  %1 = arith.mulf %scale, %x : f64
  %2 = math.exp %x : f64
  %3 = arith.mulf %x, %2 : f64
  %4 = arith.mulf %alpha, %3 : f64
  %5 = arith.mulf %scale, %4 : f64
  %y = arith.select %0, %1, %5 : f64
  gate.yield %y : f64
} range(%scale, %alpha) {
  %c1 = arith.constant 0.36787944117144233 : f64
  %inf = arith.constant 0x7FF0000000000000 : f64
  %0 = arith.negf %scale : f64
  %1 = arith.mulf %0, %alpha : f64
  %2 = arith.mulf %1, %c1 : f64
  gate.yield %2, %inf : f64, f64
}

gate.function @reu(%x: f64) -> f64 attributes {
    summary = "x if x >= 0, x exp(x) otherwise",
    source = "Ying et al. 2019, Rectified exponential units for convolutional neural networks",
    lipschitz = 1.0} {
  %zero = arith.constant 0.0 : f64
  %0 = arith.cmpf oge, %x, %zero : f64
  %1 = math.exp %x : f64
  %2 = arith.mulf %x, %1 : f64
  %y = arith.select %0, %x, %2 : f64
  gate.yield %y : f64
} range() {
  %c1 = arith.constant -0.36787944117144233 : f64
  %inf = arith.constant 0x7FF0000000000000 : f64
  gate.yield %c1, %inf : f64, f64
}

// alpha > 0 and beta > 0.
gate.function @preu<%alpha: f64 = 1.0, %beta: f64 = 1.0>(%x: f64) -> f64 attributes {
    summary = "alpha x if x >= 0, alpha x exp(beta x) otherwise",
    source = "Ying et al. 2019, Rectified exponential units for convolutional neural networks"} {
  %zero = arith.constant 0.0 : f64
  %0 = arith.cmpf oge, %x, %zero : f64
  %1 = arith.mulf %alpha, %x : f64
  %2 = arith.mulf %beta, %x : f64
  %3 = math.exp %2 : f64
  %4 = arith.mulf %x, %3 : f64
  %5 = arith.mulf %alpha, %4 : f64
  %y = arith.select %0, %1, %5 : f64
  gate.yield %y : f64
} range(%alpha, %beta) {
  %c1 = arith.constant 2.718281828459045 : f64
  %inf = arith.constant 0x7FF0000000000000 : f64
  %0 = arith.negf %alpha : f64
  %1 = arith.mulf %c1, %beta : f64
  %2 = arith.divf %0, %1 : f64
  gate.yield %2, %inf : f64, f64
}

// alpha >= 0.
gate.function @rsigelu<%alpha: f64 = 0.5>(%x: f64) -> f64 attributes {
    summary = "x + alpha x sigmoid(x) if x > 1, x if 0 <= x <= 1, alpha (exp(x) - 1) otherwise",
    source = "Kilicarslan and Celik 2021, RSigELU: a nonlinear activation function for deep neural networks",
    monotone = "increasing"} {
  %one = arith.constant 1.0 : f64
  %zero = arith.constant 0.0 : f64
  %0 = math.expm1 %x : f64
  %e = arith.mulf %alpha, %0 : f64
  %1 = arith.cmpf ogt, %x, %one : f64
  %2 = gate.call @sigmoid(%x) : f64
  %3 = arith.mulf %x, %2 : f64
  %4 = arith.mulf %alpha, %3 : f64
  %5 = arith.addf %x, %4 : f64
  %6 = arith.cmpf oge, %x, %zero : f64
  %7 = arith.select %6, %x, %e : f64
  %y = arith.select %1, %5, %7 : f64
  gate.yield %y : f64
} range(%alpha) {
  %inf = arith.constant 0x7FF0000000000000 : f64
  %0 = arith.negf %alpha : f64
  gate.yield %0, %inf : f64, f64
}

// alpha >= 0 and beta >= 0.
gate.function @rsigelud<%alpha: f64 = 0.5, %beta: f64 = 0.5>(%x: f64) -> f64 attributes {
    summary = "x + alpha x sigmoid(x) if x > 1, x if 0 <= x <= 1, beta (exp(x) - 1) otherwise",
    source = "Kilicarslan and Celik 2021, RSigELU: a nonlinear activation function for deep neural networks",
    monotone = "increasing"} {
  %one = arith.constant 1.0 : f64
  %zero = arith.constant 0.0 : f64
  %0 = math.expm1 %x : f64
  %e = arith.mulf %beta, %0 : f64
  %1 = arith.cmpf ogt, %x, %one : f64
  %2 = gate.call @sigmoid(%x) : f64
  %3 = arith.mulf %x, %2 : f64
  %4 = arith.mulf %alpha, %3 : f64
  %5 = arith.addf %x, %4 : f64
  %6 = arith.cmpf oge, %x, %zero : f64
  %7 = arith.select %6, %x, %e : f64
  %y = arith.select %1, %5, %7 : f64
  gate.yield %y : f64
} range(%alpha, %beta) {
  %inf = arith.constant 0x7FF0000000000000 : f64
  %0 = arith.negf %beta : f64
  gate.yield %0, %inf : f64, f64
}

// a > 0 and b > 0.
gate.function @diff_elu<%a: f64 = 0.3, %b: f64 = 0.1>(%x: f64) -> f64 attributes {
    summary = "x if x >= 0, a (x exp(x) - b exp(b x)) otherwise",
    source = "Kunc and Klema 2024, arXiv:2402.09092, section 3.7.3"} {
  %zero = arith.constant 0.0 : f64
  %0 = arith.cmpf oge, %x, %zero : f64
  %1 = math.exp %x : f64
  %2 = arith.mulf %x, %1 : f64
  %3 = arith.mulf %b, %x : f64
  %4 = math.exp %3 : f64
  %5 = arith.mulf %b, %4 : f64
  %6 = arith.subf %2, %5 : f64
  %7 = arith.mulf %a, %6 : f64
  %y = arith.select %0, %x, %7 : f64
  gate.yield %y : f64
}

gate.function @polylu(%x: f64) -> f64 attributes {
    summary = "x if x >= 0, 1 / (1 - x) - 1 otherwise",
    source = "Feng and Yang 2023, PolyLU: a simple and robust polynomial-based linear unit activation function",
    aliases = ["fplus"], monotone = "increasing", lipschitz = 1.0} {
  %zero = arith.constant 0.0 : f64
  %one = arith.constant 1.0 : f64
  %0 = arith.cmpf oge, %x, %zero : f64
  %1 = arith.subf %one, %x : f64
  %2 = arith.divf %x, %1 : f64
  %y = arith.select %0, %x, %2 : f64
  gate.yield %y : f64
} range() {
  %minus_one = arith.constant -1.0 : f64
  %inf = arith.constant 0x7FF0000000000000 : f64
  gate.yield %minus_one, %inf : f64, f64
}

// alpha > 0 and beta > 0.
gate.function @pfplus<%alpha: f64 = 1.0, %beta: f64 = 0.1>(%x: f64) -> f64 attributes {
    summary = "alpha x if x >= 0, alpha x / (1 - beta x) otherwise",
    source = "Duan et al. 2022; Kunc and Klema 2024, arXiv:2402.09092, section 4",
    monotone = "increasing"} {
  %zero = arith.constant 0.0 : f64
  %one = arith.constant 1.0 : f64
  %0 = arith.cmpf oge, %x, %zero : f64
  %1 = arith.mulf %alpha, %x : f64
  %2 = arith.mulf %beta, %x : f64
  %3 = arith.subf %one, %2 : f64
  %4 = arith.divf %x, %3 : f64
  %5 = arith.mulf %alpha, %4 : f64
  %y = arith.select %0, %1, %5 : f64
  gate.yield %y : f64
} range(%alpha, %beta) {
  %inf = arith.constant 0x7FF0000000000000 : f64
  %0 = arith.negf %alpha : f64
  %1 = arith.divf %0, %beta : f64
  gate.yield %1, %inf : f64, f64
}

// n > 0.
gate.function @polu<%n: f64 = 1.0>(%x: f64) -> f64 attributes {
    summary = "x if x >= 0, (1 - x)^(-n) - 1 otherwise",
    source = "Li et al. 2018, arXiv:1802.00212", monotone = "increasing"} {
  %zero = arith.constant 0.0 : f64
  %0 = arith.cmpf oge, %x, %zero : f64
  %1 = arith.negf %n : f64
  %2 = arith.negf %x : f64
  %3 = math.log1p %2 : f64
  %4 = arith.mulf %1, %3 : f64
  %5 = math.expm1 %4 : f64
  %y = arith.select %0, %x, %5 : f64
  gate.yield %y : f64
} range(%n) {
  %minus_one = arith.constant -1.0 : f64
  %inf = arith.constant 0x7FF0000000000000 : f64
  gate.yield %minus_one, %inf : f64, f64
}

// For x < 0, 1 + x / sqrt(1 + x^2) is 1 / (h (h + |x|)) with h the square
// root.
gate.function @pflu(%x: f64) -> f64 attributes {
    summary = "x (1 + x / sqrt(1 + x^2)) / 2",
    source = "Zhu et al. 2021, PFLU and FPFLU: two novel non-monotonic activation functions in convolutional neural networks",
    lipschitz = 1.044331053951859} {
  %one = arith.constant 1.0 : f64
  %half = arith.constant 0.5 : f64
  %zero = arith.constant 0.0 : f64
  %t = math.absf %x : f64
  %0 = math.absf %one : f64
  %1 = arith.maximumf %t, %0 : f64
  %2 = arith.minimumf %t, %0 : f64
  %3 = arith.divf %2, %1 : f64
  %4 = arith.mulf %3, %3 : f64
  %5 = arith.addf %one, %4 : f64
  %6 = math.sqrt %5 : f64
  %7 = arith.mulf %1, %6 : f64
  %8 = arith.divf %x, %7 : f64
  %p = arith.mulf %half, %8 : f64
  %9 = arith.cmpf oge, %x, %zero : f64
  %10 = arith.mulf %x, %half : f64
  %11 = arith.mulf %p, %t : f64
  %12 = arith.addf %10, %11 : f64
  %13 = arith.addf %7, %t : f64
  %14 = arith.divf %p, %13 : f64
  %y = arith.select %9, %12, %14 : f64
  gate.yield %y : f64
} range() {
  %c1 = arith.constant -0.1501415530003888 : f64
  %inf = arith.constant 0x7FF0000000000000 : f64
  gate.yield %c1, %inf : f64, f64
}

gate.function @fpflu(%x: f64) -> f64 attributes {
    summary = "x if x >= 0, x + x^2 / sqrt(1 + x^2) otherwise",
    source = "Zhu et al. 2021, PFLU and FPFLU: two novel non-monotonic activation functions in convolutional neural networks",
    lipschitz = 1.0} {
  %one = arith.constant 1.0 : f64
  %zero = arith.constant 0.0 : f64
  %0 = math.absf %x : f64
  %1 = math.absf %one : f64
  %2 = arith.maximumf %0, %1 : f64
  %3 = arith.minimumf %0, %1 : f64
  %4 = arith.divf %3, %2 : f64
  %5 = arith.mulf %4, %4 : f64
  %6 = arith.addf %one, %5 : f64
  %7 = math.sqrt %6 : f64
  %8 = arith.mulf %2, %7 : f64
  %9 = arith.cmpf oge, %x, %zero : f64
  %10 = arith.divf %x, %8 : f64
  %11 = arith.addf %8, %0 : f64
  %12 = arith.divf %10, %11 : f64
  %y = arith.select %9, %x, %12 : f64
  gate.yield %y : f64
} range() {
  %c1 = arith.constant -0.3002831060007776 : f64
  %inf = arith.constant 0x7FF0000000000000 : f64
  gate.yield %c1, %inf : f64, f64
}

// alpha >= 0 and beta > 0.
gate.function @sara<%alpha: f64 = 0.5, %beta: f64 = 0.7>(%x: f64) -> f64 attributes {
    summary = "x if x >= 0, x / (1 + alpha exp(-beta x)) otherwise",
    source = "Kunc and Klema 2024, arXiv:2402.09092, section 3.6.53"} {
  %zero = arith.constant 0.0 : f64
  %one = arith.constant 1.0 : f64
  %0 = arith.cmpf oge, %x, %zero : f64
  %1 = arith.negf %beta : f64
  %2 = arith.mulf %1, %x : f64
  %3 = math.exp %2 : f64
  %4 = arith.mulf %alpha, %3 : f64
  %5 = arith.addf %one, %4 : f64
  %6 = arith.divf %x, %5 : f64
  %y = arith.select %0, %x, %6 : f64
  gate.yield %y : f64
}

// The parameters are those behind the softplus of the authors' code.
gate.function @xielu<%alpha_p: f64 = 0.8, %alpha_n: f64 = 0.8, %beta: f64 = 0.5>(%x: f64) -> f64 attributes {
    summary = "alpha_p x^2 + beta x if x > 0, alpha_n (exp(x) - 1 - x) + beta x otherwise",
    source = "Huang and Schlag 2024, arXiv:2411.13010; transformers, XIELUActivation"} {
  %zero = arith.constant 0.0 : f64
  %0 = arith.cmpf ogt, %x, %zero : f64
  %1 = arith.mulf %alpha_p, %x : f64
  %2 = arith.addf %1, %beta : f64
  %3 = arith.mulf %x, %2 : f64
  %4 = math.expm1 %x : f64
  %5 = arith.subf %4, %x : f64
  %6 = arith.mulf %alpha_n, %5 : f64
  %7 = arith.mulf %beta, %x : f64
  %8 = arith.addf %6, %7 : f64
  %y = arith.select %0, %3, %8 : f64
  gate.yield %y : f64
}
