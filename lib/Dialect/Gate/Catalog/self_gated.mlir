//===- self_gated.mlir - Self-gated units of other gates ----------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

gate.function @gish(%x: f64) -> f64 attributes {
    summary = "x log(2 - exp(-exp(x)))",
    source = "Kaytan et al. 2022; Kunc and Klema 2024, arXiv:2402.09092, section 3.3.10",
    lipschitz = 0.7527045710856995} {
  %0 = math.exp %x : f64
  %1 = arith.negf %0 : f64
  %2 = math.expm1 %1 : f64
  %3 = arith.negf %2 : f64
  %4 = math.log1p %3 : f64
  %y = arith.mulf %x, %4 : f64
  gate.yield %y : f64
} range() {
  %c1 = arith.constant -0.27815946089638693 : f64
  %inf = arith.constant 0x7FF0000000000000 : f64
  gate.yield %c1, %inf : f64, f64
}

gate.function @logish(%x: f64) -> f64 attributes {
    summary = "x log(1 + sigmoid(x))",
    source = "Zhu et al. 2021, Logish: a new nonlinear nonmonotonic activation function",
    lipschitz = 0.7463111804127696} {
  %0 = gate.call @sigmoid(%x) : f64
  %1 = math.log1p %0 : f64
  %y = arith.mulf %x, %1 : f64
  gate.yield %y : f64
} range() {
  %c1 = arith.constant -0.25276881678944035 : f64
  %inf = arith.constant 0x7FF0000000000000 : f64
  gate.yield %c1, %inf : f64, f64
}

gate.function @plogish<%a: f64 = 1.0, %b: f64 = 10.0>(%x: f64) -> f64 attributes {
    summary = "a x log(1 + sigmoid(b x))",
    source = "Zhu et al. 2021, Logish: a new nonlinear nonmonotonic activation function"} {
  %0 = arith.mulf %b, %x : f64
  %1 = gate.call @sigmoid(%0) : f64
  %2 = math.log1p %1 : f64
  %3 = arith.mulf %x, %2 : f64
  %y = arith.mulf %a, %3 : f64
  gate.yield %y : f64
}

// a > -1.
gate.function @lau<%a: f64 = 1.0, %b: f64 = 1.0>(%x: f64) -> f64 attributes {
    summary = "x log(1 + a sigmoid(b x))",
    source = "Kunc and Klema 2024, arXiv:2402.09092, section 4"} {
  %0 = arith.mulf %b, %x : f64
  %1 = gate.call @sigmoid(%0) : f64
  %2 = arith.mulf %a, %1 : f64
  %3 = math.log1p %2 : f64
  %y = arith.mulf %x, %3 : f64
  gate.yield %y : f64
}

gate.function @loglogish(%x: f64) -> f64 attributes {
    summary = "x (1 - exp(-exp(x)))",
    source = "Kunc and Klema 2024, arXiv:2402.09092, section 3.3.12",
    lipschitz = 1.1148783115487233} {
  %0 = math.exp %x : f64
  %1 = arith.negf %0 : f64
  %2 = math.expm1 %1 : f64
  %3 = arith.negf %2 : f64
  %y = arith.mulf %x, %3 : f64
  gate.yield %y : f64
} range() {
  %c1 = arith.constant -0.31218251608651626 : f64
  %inf = arith.constant 0x7FF0000000000000 : f64
  gate.yield %c1, %inf : f64, f64
}

gate.function @expexpish(%x: f64) -> f64 attributes {
    summary = "x exp(-exp(-x))",
    source = "Kunc and Klema 2024, arXiv:2402.09092, section 3.3.13; Das et al. 2025, arXiv:2502.03654",
    lipschitz = 1.113397275275721} {
  %0 = arith.negf %x : f64
  %1 = math.exp %0 : f64
  %2 = arith.negf %1 : f64
  %3 = math.exp %2 : f64
  %y = arith.mulf %x, %3 : f64
  gate.yield %y : f64
} range() {
  %c1 = arith.constant -0.09726013122763941 : f64
  %inf = arith.constant 0x7FF0000000000000 : f64
  gate.yield %c1, %inf : f64, f64
}

// beta > 0 and gamma > 0.
gate.function @golu<%alpha: f64 = 1.0, %beta: f64 = 1.0, %gamma: f64 = 1.0>(%x: f64) -> f64 attributes {
    summary = "alpha x exp(-beta exp(-gamma x))",
    source = "Das et al. 2025, arXiv:2502.03654",
    specializations = [#gate.specialization<{alpha = 1.0, beta = 1.0, gamma = 1.0} -> @expexpish>]} {
  %0 = arith.negf %beta : f64
  %1 = arith.negf %gamma : f64
  %2 = arith.mulf %1, %x : f64
  %3 = math.exp %2 : f64
  %4 = arith.mulf %0, %3 : f64
  %5 = math.exp %4 : f64
  %6 = arith.mulf %x, %5 : f64
  %y = arith.mulf %alpha, %6 : f64
  gate.yield %y : f64
}

gate.function @self_arctan(%x: f64) -> f64 attributes {
    summary = "x arctan(x)",
    source = "Kunc and Klema 2024, arXiv:2402.09092, section 3.3.14",
    lipschitz = 1.5707963267949594} {
  %0 = math.atan %x : f64
  %y = arith.mulf %x, %0 : f64
  gate.yield %y : f64
} range() {
  %zero = arith.constant 0.0 : f64
  %inf = arith.constant 0x7FF0000000000000 : f64
  gate.yield %zero, %inf : f64, f64
}

gate.function @phish(%x: f64) -> f64 attributes {
    summary = "x tanh(gelu(x))",
    source = "Naveen 2022, Phish: a novel hyper-optimizable activation function",
    lipschitz = 1.2983066733058635} {
  %0 = gate.call @gelu(%x) : f64
  %1 = math.tanh %0 : f64
  %y = arith.mulf %x, %1 : f64
  gate.yield %y : f64
} range() {
  %c1 = arith.constant 0.0 : f64
  %inf = arith.constant 0x7FF0000000000000 : f64
  gate.yield %c1, %inf : f64, f64
}

gate.function @suish(%x: f64) -> f64 attributes {
    summary = "max(x, x exp(-|x|))",
    source = "Kunc and Klema 2024, arXiv:2402.09092, section 3.3.17",
    lipschitz = 1.0} {
  %0 = math.absf %x : f64
  %1 = arith.negf %0 : f64
  %2 = math.exp %1 : f64
  %3 = arith.mulf %x, %2 : f64
  %y = arith.maximumf %x, %3 : f64
  gate.yield %y : f64
} range() {
  %c1 = arith.constant -0.36787944117144233 : f64
  %inf = arith.constant 0x7FF0000000000000 : f64
  gate.yield %c1, %inf : f64, f64
}

gate.function @dsilu(%x: f64) -> f64 attributes {
    summary = "sigmoid(x) (1 + x (1 - sigmoid(x)))",
    source = "Elfwing et al. 2017, arXiv:1702.03118", lipschitz = 0.5} {
  %one = arith.constant 1.0 : f64
  %s = gate.call @sigmoid(%x) : f64
  %0 = arith.negf %x : f64
  %r = gate.call @sigmoid(%0) : f64
  %1 = arith.mulf %x, %r : f64
  %2 = arith.addf %one, %1 : f64
  %y = arith.mulf %s, %2 : f64
  gate.yield %y : f64
} range() {
  %c1 = arith.constant -0.09983932012886691 : f64
  %c2 = arith.constant 1.099839320128867 : f64
  gate.yield %c1, %c2 : f64, f64
}

gate.function @double_silu(%x: f64) -> f64 attributes {
    summary = "x sigmoid(x sigmoid(x))",
    source = "Kunc and Klema 2024, arXiv:2402.09092, section 3.3.22",
    monotone = "increasing", lipschitz = 1.1376512730097332} {
  %0 = gate.call @silu(%x) : f64
  %1 = gate.call @sigmoid(%0) : f64
  %y = arith.mulf %x, %1 : f64
  gate.yield %y : f64
} range() {
  %minus_inf = arith.constant 0xFFF0000000000000 : f64
  %inf = arith.constant 0x7FF0000000000000 : f64
  gate.yield %minus_inf, %inf : f64, f64
}

gate.function @msilu(%x: f64) -> f64 attributes {
    summary = "x sigmoid(x) + exp(-x^2 - 1) / 4",
    source = "Kunc and Klema 2024, arXiv:2402.09092, section 3.3.23",
    lipschitz = 1.0986124726281492} {
  %quarter = arith.constant 0.25 : f64
  %one = arith.constant 1.0 : f64
  %0 = gate.call @silu(%x) : f64
  %1 = arith.negf %x : f64
  %2 = arith.mulf %1, %x : f64
  %3 = arith.subf %2, %one : f64
  %4 = math.exp %3 : f64
  %5 = arith.mulf %quarter, %4 : f64
  %y = arith.addf %0, %5 : f64
  gate.yield %y : f64
} range() {
  %c1 = arith.constant -0.2642687762880736 : f64
  %inf = arith.constant 0x7FF0000000000000 : f64
  gate.yield %c1, %inf : f64, f64
}

gate.function @tsilu(%x: f64) -> f64 attributes {
    summary = "tanh(x sigmoid(x))",
    source = "Kunc and Klema 2024, arXiv:2402.09092, section 3.3.24",
    lipschitz = 0.6766003824530412} {
  %0 = gate.call @silu(%x) : f64
  %y = math.tanh %0 : f64
  gate.yield %y : f64
} range() {
  %c1 = arith.constant -0.2714833852324538 : f64
  %one = arith.constant 1.0 : f64
  gate.yield %c1, %one : f64, f64
}

gate.function @asilu(%x: f64) -> f64 attributes {
    summary = "arctan(x sigmoid(x))",
    source = "Kunc and Klema 2024, arXiv:2402.09092, section 3.3.25",
    lipschitz = 0.6807692927119396} {
  %0 = gate.call @silu(%x) : f64
  %y = math.atan %0 : f64
  gate.yield %y : f64
} range() {
  %c1 = arith.constant -0.27158430714064885 : f64
  %c2 = arith.constant 1.5707963267948966 : f64
  gate.yield %c1, %c2 : f64, f64
}

gate.function @swat(%x: f64) -> f64 attributes {
    summary = "x sigmoid(arctan(x))",
    source = "Kunc and Klema 2024, arXiv:2402.09092, section 3.3.26",
    monotone = "increasing", lipschitz = 0.8292163718034968} {
  %0 = math.atan %x : f64
  %1 = gate.call @sigmoid(%0) : f64
  %y = arith.mulf %x, %1 : f64
  gate.yield %y : f64
} range() {
  %minus_inf = arith.constant 0xFFF0000000000000 : f64
  %inf = arith.constant 0x7FF0000000000000 : f64
  gate.yield %minus_inf, %inf : f64, f64
}

gate.function @rehsec(%x: f64) -> f64 attributes {
    summary = "x / cosh(x)",
    source = "Kunc and Klema 2024, arXiv:2402.09092, section 3.3.27",
    lipschitz = 1.0} {
  %two = arith.constant 2.0 : f64
  %one = arith.constant 1.0 : f64
  %0 = math.absf %x : f64
  %1 = arith.negf %0 : f64
  %e = math.exp %1 : f64
  %2 = arith.mulf %two, %e : f64
  %3 = arith.mulf %e, %e : f64
  %4 = arith.addf %one, %3 : f64
  %5 = arith.divf %2, %4 : f64
  %y = arith.mulf %x, %5 : f64
  gate.yield %y : f64
} range() {
  %c1 = arith.constant -0.6627434193491816 : f64
  %c2 = arith.constant 0.6627434193491816 : f64
  gate.yield %c1, %c2 : f64, f64
}

gate.function @lisht(%x: f64) -> f64 attributes {
    summary = "x tanh(x)", source = "Roy et al. 2019, arXiv:1901.05894",
    lipschitz = 1.1996786402577817} {
  %0 = math.tanh %x : f64
  %y = arith.mulf %x, %0 : f64
  gate.yield %y : f64
} range() {
  %zero = arith.constant 0.0 : f64
  %inf = arith.constant 0x7FF0000000000000 : f64
  gate.yield %zero, %inf : f64, f64
}

gate.function @smish<%alpha: f64 = 1.0, %beta: f64 = 1.0>(%x: f64) -> f64 attributes {
    summary = "alpha x tanh(log(1 + sigmoid(beta x)))",
    source = "Wang et al. 2022, Smish: a novel activation function for deep learning methods"} {
  %0 = arith.mulf %beta, %x : f64
  %1 = gate.call @sigmoid(%0) : f64
  %2 = math.log1p %1 : f64
  %3 = math.tanh %2 : f64
  %4 = arith.mulf %x, %3 : f64
  %y = arith.mulf %alpha, %4 : f64
  gate.yield %y : f64
}

gate.function @tanhexp(%x: f64) -> f64 attributes {
    summary = "x tanh(exp(x))", source = "Liu and Di 2020, arXiv:2003.09855",
    aliases = ["telu"], lipschitz = 1.0619753087179584} {
  %0 = math.exp %x : f64
  %1 = math.tanh %0 : f64
  %y = arith.mulf %x, %1 : f64
  gate.yield %y : f64
} range() {
  %c1 = arith.constant -0.35328577784821125 : f64
  %inf = arith.constant 0x7FF0000000000000 : f64
  gate.yield %c1, %inf : f64, f64
}

gate.function @eanaf(%x: f64) -> f64 attributes {
    summary = "x exp(x) / (exp(x) + 2)",
    source = "Kunc and Klema 2024, arXiv:2402.09092, section 3.3.33",
    lipschitz = 1.1636644931156945} {
  %one = arith.constant 1.0 : f64
  %two = arith.constant 2.0 : f64
  %0 = arith.negf %x : f64
  %1 = math.exp %0 : f64
  %2 = arith.mulf %two, %1 : f64
  %3 = arith.addf %one, %2 : f64
  %y = arith.divf %x, %3 : f64
  gate.yield %y : f64
} range() {
  %c1 = arith.constant -0.157184951483814 : f64
  %inf = arith.constant 0x7FF0000000000000 : f64
  gate.yield %c1, %inf : f64, f64
}

gate.function @sinsig(%x: f64) -> f64 attributes {
    summary = "x sin(pi sigmoid(x) / 2)",
    source = "Kunc and Klema 2024, arXiv:2402.09092, section 3.3.34",
    lipschitz = 1.0588889474339178} {
  %c1 = arith.constant 1.5707963267948966 : f64
  %0 = gate.call @sigmoid(%x) : f64
  %1 = arith.mulf %c1, %0 : f64
  %2 = math.sin %1 : f64
  %y = arith.mulf %x, %2 : f64
  gate.yield %y : f64
} range() {
  %c1 = arith.constant -0.4291776320505466 : f64
  %inf = arith.constant 0x7FF0000000000000 : f64
  gate.yield %c1, %inf : f64, f64
}

gate.function @sechsig(%x: f64) -> f64 attributes {
    summary = "(x + sech(x)) sigmoid(x)",
    source = "Kunc and Klema 2024, arXiv:2402.09092, section 3.2.22",
    lipschitz = 1.0174118760629753} {
  %two = arith.constant 2.0 : f64
  %one = arith.constant 1.0 : f64
  %0 = math.absf %x : f64
  %1 = arith.negf %0 : f64
  %e = math.exp %1 : f64
  %2 = arith.mulf %two, %e : f64
  %3 = arith.mulf %e, %e : f64
  %4 = arith.addf %one, %3 : f64
  %5 = arith.divf %2, %4 : f64
  %6 = arith.addf %x, %5 : f64
  %7 = gate.call @sigmoid(%x) : f64
  %y = arith.mulf %6, %7 : f64
  gate.yield %y : f64
}

gate.function @psechsig<%a: f64 = 1.0>(%x: f64) -> f64 attributes {
    summary = "(x + a sech(x + a)) sigmoid(x)",
    source = "Kunc and Klema 2024, arXiv:2402.09092, section 3.2.22"} {
  %two = arith.constant 2.0 : f64
  %one = arith.constant 1.0 : f64
  %0 = arith.addf %x, %a : f64
  %1 = math.absf %0 : f64
  %2 = arith.negf %1 : f64
  %e = math.exp %2 : f64
  %3 = arith.mulf %two, %e : f64
  %4 = arith.mulf %e, %e : f64
  %5 = arith.addf %one, %4 : f64
  %6 = arith.divf %3, %5 : f64
  %7 = arith.mulf %a, %6 : f64
  %8 = arith.addf %x, %7 : f64
  %9 = gate.call @sigmoid(%x) : f64
  %y = arith.mulf %8, %9 : f64
  gate.yield %y : f64
}

gate.function @tanhsig(%x: f64) -> f64 attributes {
    summary = "(x + tanh(x)) sigmoid(x)",
    source = "Kunc and Klema 2024, arXiv:2402.09092, section 3.2.23",
    lipschitz = 1.389842495830523} {
  %0 = math.tanh %x : f64
  %1 = arith.addf %x, %0 : f64
  %2 = gate.call @sigmoid(%x) : f64
  %y = arith.mulf %1, %2 : f64
  gate.yield %y : f64
} range() {
  %c1 = arith.constant -0.47491606735826625 : f64
  %inf = arith.constant 0x7FF0000000000000 : f64
  gate.yield %c1, %inf : f64, f64
}

gate.function @ptanhsig<%a: f64 = 1.0>(%x: f64) -> f64 attributes {
    summary = "(x + a tanh(x + a)) sigmoid(x)",
    source = "Kunc and Klema 2024, arXiv:2402.09092, section 3.2.23"} {
  %0 = arith.addf %x, %a : f64
  %1 = math.tanh %0 : f64
  %2 = arith.mulf %a, %1 : f64
  %3 = arith.addf %x, %2 : f64
  %4 = gate.call @sigmoid(%x) : f64
  %y = arith.mulf %3, %4 : f64
  gate.yield %y : f64
}

gate.function @triple_state_swish<%a: f64, %b: f64>(%x: f64) -> f64 attributes {
    summary = "x sigmoid(x) (sigmoid(x) + sigmoid(x - a) + sigmoid(x - b))",
    source = "Kunc and Klema 2024, arXiv:2402.09092, section 3.3.6",
    aliases = ["tsswish"]} {
  %0 = gate.call @sigmoid(%x) : f64
  %1 = arith.mulf %x, %0 : f64
  %2 = arith.subf %x, %a : f64
  %3 = gate.call @sigmoid(%2) : f64
  %4 = arith.addf %0, %3 : f64
  %5 = arith.subf %x, %b : f64
  %6 = gate.call @sigmoid(%5) : f64
  %7 = arith.addf %4, %6 : f64
  %y = arith.mulf %1, %7 : f64
  gate.yield %y : f64
}

gate.function @generalized_swish(%x: f64) -> f64 attributes {
    summary = "x sigmoid(exp(-x))",
    source = "Kunc and Klema 2024, arXiv:2402.09092, section 3.3.7",
    lipschitz = 1.101626531781474} {
  %0 = arith.negf %x : f64
  %1 = math.exp %0 : f64
  %2 = gate.call @sigmoid(%1) : f64
  %y = arith.mulf %x, %2 : f64
  gate.yield %y : f64
} range() {
  %minus_inf = arith.constant 0xFFF0000000000000 : f64
  %inf = arith.constant 0x7FF0000000000000 : f64
  gate.yield %minus_inf, %inf : f64, f64
}

gate.function @exponential_swish(%x: f64) -> f64 attributes {
    summary = "exp(-x) sigmoid(x) = sigmoid(-x)",
    source = "Kunc and Klema 2024, arXiv:2402.09092, section 3.3.8",
    monotone = "decreasing", lipschitz = 0.25} {
  %0 = arith.negf %x : f64
  %y = gate.call @sigmoid(%0) : f64
  gate.yield %y : f64
} range() {
  %zero = arith.constant 0.0 : f64
  %one = arith.constant 1.0 : f64
  gate.yield %zero, %one : f64, f64
}

// alpha > 0 and beta > 0.
gate.function @aria2<%alpha: f64 = 1.5, %beta: f64 = 2.0>(%x: f64) -> f64 attributes {
    summary = "x (1 + exp(-beta x))^(-alpha)",
    source = "Patwardhan et al. 2018, arXiv:1805.08878"} {
  %0 = arith.negf %alpha : f64
  %1 = arith.negf %beta : f64
  %2 = arith.mulf %1, %x : f64
  %3 = gate.call @softplus(%2) : f64
  %4 = arith.mulf %0, %3 : f64
  %5 = math.exp %4 : f64
  %y = arith.mulf %x, %5 : f64
  gate.yield %y : f64
}

gate.function @lipswish<%b: f64 = 0.5>(%x: f64) -> f64 attributes {
    summary = "x sigmoid(softplus(b) x) / 1.1",
    source = "Chen et al. 2019, arXiv:1906.02735"} {
  %c1 = arith.constant 1.1 : f64
  %0 = gate.call @softplus(%b) : f64
  %1 = arith.mulf %0, %x : f64
  %2 = gate.call @sigmoid(%1) : f64
  %3 = arith.mulf %x, %2 : f64
  %y = arith.divf %3, %c1 : f64
  gate.yield %y : f64
}

gate.function @colu(%x: f64) -> f64 attributes {
    summary = "x / (1 - x exp(-(x + exp(x))))",
    source = "Vagerwal 2021, arXiv:2112.12078", lipschitz = 1.0828346006761884} {
  %one = arith.constant 1.0 : f64
  %0 = math.exp %x : f64
  %1 = arith.addf %x, %0 : f64
  %2 = arith.negf %1 : f64
  %3 = math.exp %2 : f64
  %4 = arith.mulf %x, %3 : f64
  %5 = arith.subf %one, %4 : f64
  %y = arith.divf %x, %5 : f64
  gate.yield %y : f64
} range() {
  %c1 = arith.constant -0.37715856839612916 : f64
  %inf = arith.constant 0x7FF0000000000000 : f64
  gate.yield %c1, %inf : f64, f64
} derivative(%x) {
  %zero = arith.constant 0.0 : f64
  %one = arith.constant 1.0 : f64
  %e = math.exp %x : f64
  %0 = arith.addf %x, %e : f64
  %1 = arith.negf %0 : f64
  %g = math.exp %1 : f64
  %2 = arith.negf %e : f64
  %3 = math.exp %2 : f64
  %4 = arith.addf %g, %3 : f64
  %5 = arith.mulf %x, %4 : f64
  %6 = arith.mulf %x, %5 : f64
  %7 = arith.subf %one, %6 : f64
  %8 = arith.mulf %x, %g : f64
  %9 = arith.subf %one, %8 : f64
  %10 = arith.divf %7, %9 : f64
  %above = arith.divf %10, %9 : f64
  %r = math.exp %0 : f64
  %11 = arith.subf %r, %x : f64
  %12 = arith.divf %x, %11 : f64
  %13 = arith.mulf %12, %12 : f64
  %14 = arith.addf %one, %e : f64
  %15 = arith.mulf %13, %14 : f64
  %16 = arith.divf %r, %11 : f64
  %17 = arith.divf %16, %11 : f64
  %18 = arith.subf %17, %15 : f64
  %below = arith.mulf %r, %18 : f64
  %19 = arith.cmpf oge, %x, %zero : f64
  %dx = arith.select %19, %above, %below : f64
  gate.yield %dx : f64
}

// beta > 0.
gate.function @beta_mish<%beta: f64 = 1.5>(%x: f64) -> f64 attributes {
    summary = "x tanh(beta log(1 + exp(x)))",
    source = "Misra, Echo, activation beta_mish"} {
  %0 = gate.call @softplus(%x) : f64
  %1 = arith.mulf %beta, %0 : f64
  %2 = math.tanh %1 : f64
  %y = arith.mulf %x, %2 : f64
  gate.yield %y : f64
}

gate.function @tanhsoft1<%alpha: f64>(%x: f64) -> f64 attributes {
    summary = "tanh(alpha x) log(1 + exp(x))",
    source = "Biswas et al. 2020, arXiv:2009.03863"} {
  %0 = arith.mulf %alpha, %x : f64
  %1 = math.tanh %0 : f64
  %2 = gate.call @softplus(%x) : f64
  %y = arith.mulf %1, %2 : f64
  gate.yield %y : f64
}

// beta > 0 and gamma > 0.
gate.function @tanhsoft2<%beta: f64, %gamma: f64>(%x: f64) -> f64 attributes {
    summary = "x tanh(beta exp(gamma x))",
    source = "Biswas et al. 2020, arXiv:2009.03863"} {
  %0 = arith.mulf %gamma, %x : f64
  %1 = math.exp %0 : f64
  %2 = arith.mulf %beta, %1 : f64
  %3 = math.tanh %2 : f64
  %y = arith.mulf %x, %3 : f64
  gate.yield %y : f64
}

// alpha >= 0.
gate.function @tanhsoft3<%alpha: f64>(%x: f64) -> f64 attributes {
    summary = "log(1 + exp(x) tanh(alpha x))",
    source = "Biswas et al. 2020, arXiv:2009.03863"} {
  %one = arith.constant 1.0 : f64
  %0 = arith.mulf %alpha, %x : f64
  %t = math.tanh %0 : f64
  %1 = arith.cmpf ogt, %x, %one : f64
  %2 = arith.negf %x : f64
  %3 = math.exp %2 : f64
  %4 = arith.addf %3, %t : f64
  %5 = math.log %4 : f64
  %6 = arith.addf %x, %5 : f64
  %7 = math.exp %x : f64
  %8 = arith.mulf %7, %t : f64
  %9 = math.log1p %8 : f64
  %y = arith.select %1, %6, %9 : f64
  gate.yield %y : f64
}
