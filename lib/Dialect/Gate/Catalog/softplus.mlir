//===- softplus.mlir - Softplus and smooth rectifiers -------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

gate.function @log_sigmoid(%x: f64) -> f64 attributes {
    summary = "log(sigmoid(x)) = -softplus(-x)",
    source = "PyTorch, torch.nn.LogSigmoid; Kunc and Klema 2024, arXiv:2402.09092, section 3.3.20",
    aliases = ["logsigmoid"], monotone = "increasing", lipschitz = 1.0} {
  %0 = arith.negf %x : f64
  %1 = gate.call @softplus(%0) : f64
  %y = arith.negf %1 : f64
  gate.yield %y : f64
} range() {
  %minus_inf = arith.constant 0xFFF0000000000000 : f64
  %zero = arith.constant 0.0 : f64
  gate.yield %minus_inf, %zero : f64, f64
}

// a > 0.
gate.function @parametric_softplus<%a: f64 = 1.5, %b: f64 = 0.6931471805599453>(%x: f64) -> f64 attributes {
    summary = "a (softplus(x) - b)",
    source = "Liu et al. 2019; Kunc and Klema 2024, arXiv:2402.09092, section 3.18",
    aliases = ["psoftplus"], monotone = "increasing"} {
  %0 = gate.call @softplus(%x) : f64
  %1 = arith.subf %0, %b : f64
  %y = arith.mulf %a, %1 : f64
  gate.yield %y : f64
} range(%a, %b) {
  %inf = arith.constant 0x7FF0000000000000 : f64
  %0 = arith.negf %a : f64
  %1 = arith.mulf %0, %b : f64
  gate.yield %1, %inf : f64, f64
}

// k > 0 and c > 0.
gate.function @softplus_plus<%k: f64 = 1.0, %c: f64 = 2.0>(%x: f64) -> f64 attributes {
    summary = "log(1 + exp(k x)) + x / c - log(2)",
    source = "Ciuparu et al. 2020, Soft++, a multi-parametric non-saturating non-linearity that improves convergence in deep neural architectures",
    aliases = ["soft_plus_plus"], monotone = "increasing"} {
  %ln2 = arith.constant 0.6931471805599453 : f64
  %0 = arith.mulf %k, %x : f64
  %1 = gate.call @softplus(%0) : f64
  %2 = arith.divf %x, %c : f64
  %3 = arith.addf %1, %2 : f64
  %y = arith.subf %3, %ln2 : f64
  gate.yield %y : f64
} range(%k, %c) {
  %minus_inf = arith.constant 0xFFF0000000000000 : f64
  %inf = arith.constant 0x7FF0000000000000 : f64
  gate.yield %minus_inf, %inf : f64, f64
}

// 0 <= alpha <= 1.
gate.function @rand_softplus<%alpha: f64>(%x: f64) -> f64 attributes {
    summary = "(1 - alpha) max(x, 0) + alpha softplus(x)",
    source = "Kunc and Klema 2024, arXiv:2402.09092, section 3.19",
    aliases = ["rsp"], monotone = "increasing"} {
  %one = arith.constant 1.0 : f64
  %0 = arith.subf %one, %alpha : f64
  %1 = gate.call @relu(%x) : f64
  %2 = arith.mulf %0, %1 : f64
  %3 = gate.call @softplus(%x) : f64
  %4 = arith.mulf %alpha, %3 : f64
  %y = arith.addf %2, %4 : f64
  gate.yield %y : f64
} range(%alpha) {
  %zero = arith.constant 0.0 : f64
  %inf = arith.constant 0x7FF0000000000000 : f64
  gate.yield %zero, %inf : f64, f64
}

// b > 0. For x < 0 it is b / (2 (sqrt(x^2 + b) - x)).
gate.function @squareplus<%b: f64 = 4.0>(%x: f64) -> f64 attributes {
    summary = "(x + sqrt(x^2 + b)) / 2",
    source = "Barron 2021, arXiv:2112.11687", monotone = "increasing",
    lipschitz = 1.0} {
  %one = arith.constant 1.0 : f64
  %zero = arith.constant 0.0 : f64
  %half = arith.constant 0.5 : f64
  %0 = math.sqrt %b : f64
  %1 = math.absf %x : f64
  %2 = math.absf %0 : f64
  %3 = arith.maximumf %1, %2 : f64
  %4 = arith.minimumf %1, %2 : f64
  %5 = arith.divf %4, %3 : f64
  %6 = arith.mulf %5, %5 : f64
  %7 = arith.addf %one, %6 : f64
  %8 = math.sqrt %7 : f64
  %9 = arith.mulf %3, %8 : f64
  %10 = arith.cmpf oge, %x, %zero : f64
  %11 = arith.addf %x, %9 : f64
  %12 = arith.mulf %half, %11 : f64
  %13 = arith.mulf %half, %b : f64
  %14 = arith.subf %9, %x : f64
  %15 = arith.divf %13, %14 : f64
  %y = arith.select %10, %12, %15 : f64
  gate.yield %y : f64
} range(%b) {
  %zero = arith.constant 0.0 : f64
  %inf = arith.constant 0x7FF0000000000000 : f64
  gate.yield %zero, %inf : f64, f64
}

// exp(|x|) is taken out of the logarithm.
gate.function @hclsh(%x: f64) -> f64 attributes {
    summary = "log(cosh(x) + x cosh(x / 2)) if x >= 0, log(cosh(x)) + x otherwise",
    source = "Abdel-Nabi et al. 2023, HcLSH: a novel non-linear monotonic activation function for deep learning methods",
    monotone = "increasing", lipschitz = 1.0} {
  %minus_half = arith.constant -0.5 : f64
  %half = arith.constant 0.5 : f64
  %minus_two = arith.constant -2.0 : f64
  %zero = arith.constant 0.0 : f64
  %two = arith.constant 2.0 : f64
  %0 = arith.mulf %minus_half, %x : f64
  %e = math.exp %0 : f64
  %1 = arith.mulf %minus_two, %x : f64
  %2 = math.expm1 %1 : f64
  %3 = arith.mulf %half, %2 : f64
  %4 = arith.mulf %half, %x : f64
  %5 = arith.mulf %e, %e : f64
  %6 = arith.mulf %5, %e : f64
  %7 = arith.addf %e, %6 : f64
  %8 = arith.mulf %4, %7 : f64
  %9 = arith.addf %3, %8 : f64
  %10 = math.log1p %9 : f64
  %p = arith.addf %x, %10 : f64
  %11 = arith.cmpf oge, %x, %zero : f64
  %12 = arith.mulf %two, %x : f64
  %13 = math.expm1 %12 : f64
  %14 = arith.mulf %half, %13 : f64
  %15 = math.log1p %14 : f64
  %y = arith.select %11, %p, %15 : f64
  gate.yield %y : f64
} range() {
  %c1 = arith.constant -0.6931471805599453 : f64
  %inf = arith.constant 0x7FF0000000000000 : f64
  gate.yield %c1, %inf : f64, f64
}

gate.function @uaf<%a: f64, %b: f64, %c: f64, %d: f64, %e: f64>(%x: f64) -> f64 attributes {
    summary = "log(1 + exp(a (x + b) + c x^2)) - log(1 + exp(d (x - b))) + e",
    source = "Yuen et al. 2020, arXiv:2011.03842"} {
  %0 = arith.addf %x, %b : f64
  %1 = arith.mulf %a, %0 : f64
  %2 = arith.mulf %c, %x : f64
  %3 = arith.mulf %2, %x : f64
  %4 = arith.addf %1, %3 : f64
  %5 = gate.call @softplus(%4) : f64
  %6 = arith.subf %x, %b : f64
  %7 = arith.mulf %d, %6 : f64
  %8 = gate.call @softplus(%7) : f64
  %9 = arith.subf %5, %8 : f64
  %y = arith.addf %9, %e : f64
  gate.yield %y : f64
}

gate.function @shifted_softplus(%x: f64) -> f64 attributes {
    summary = "log((1 + exp(x)) / 2)",
    source = "Schuett et al. 2017, arXiv:1706.08566; SchNetPack, shifted_softplus",
    aliases = ["ssp"], monotone = "increasing", lipschitz = 1.0} {
  %zero = arith.constant 0.0 : f64
  %half = arith.constant 0.5 : f64
  %0 = math.absf %x : f64
  %1 = arith.negf %0 : f64
  %2 = math.expm1 %1 : f64
  %3 = arith.maximumf %x, %zero : f64
  %4 = arith.mulf %half, %2 : f64
  %5 = math.log1p %4 : f64
  %y = arith.addf %3, %5 : f64
  gate.yield %y : f64
} range() {
  %c0 = arith.constant -0.6931471805599453 : f64
  %inf = arith.constant 0x7FF0000000000000 : f64
  gate.yield %c0, %inf : f64, f64
}

gate.function @log_cosh(%x: f64) -> f64 attributes {
    summary = "log(cosh(x))",
    source = "Hyvarinen 1999, Fast and robust fixed-point algorithms for independent component analysis; NNlib.jl, logcosh; jVMC, log_cosh",
    lipschitz = 1.0} {
  %half = arith.constant 0.5 : f64
  %minus_two = arith.constant -2.0 : f64
  %one = arith.constant 1.0 : f64
  %0 = math.absf %x : f64
  %1 = math.expm1 %0 : f64
  %2 = arith.negf %0 : f64
  %3 = math.exp %2 : f64
  %4 = arith.mulf %1, %3 : f64
  %5 = arith.mulf %1, %4 : f64
  %6 = arith.mulf %half, %5 : f64
  %7 = math.log1p %6 : f64
  %8 = arith.mulf %minus_two, %0 : f64
  %9 = math.expm1 %8 : f64
  %10 = arith.mulf %half, %9 : f64
  %11 = math.log1p %10 : f64
  %12 = arith.addf %0, %11 : f64
  %13 = arith.cmpf olt, %0, %one : f64
  %y = arith.select %13, %7, %12 : f64
  gate.yield %y : f64
} range() {
  %zero = arith.constant 0.0 : f64
  %inf = arith.constant 0x7FF0000000000000 : f64
  gate.yield %zero, %inf : f64, f64
}

gate.function @elu_plus_one(%x: f64) -> f64 attributes {
    summary = "x + 1 if x > 0, exp(x) otherwise",
    source = "Katharopoulos et al. 2020, arXiv:2006.16236; fast-transformers, elu_feature_map",
    aliases = ["elu_feature_map"], monotone = "increasing", lipschitz = 1.0} {
  %zero = arith.constant 0.0 : f64
  %one = arith.constant 1.0 : f64
  %0 = arith.cmpf ogt, %x, %zero : f64
  %1 = arith.addf %x, %one : f64
  %2 = math.exp %x : f64
  %y = arith.select %0, %1, %2 : f64
  gate.yield %y : f64
} range() {
  %zero = arith.constant 0.0 : f64
  %inf = arith.constant 0x7FF0000000000000 : f64
  gate.yield %zero, %inf : f64, f64
}

gate.function @mingru_g(%x: f64) -> f64 attributes {
    summary = "x + 1 / 2 if x >= 0, sigmoid(x) otherwise",
    source = "Feng et al. 2024, arXiv:2410.01201; lucidrains, minGRU-pytorch",
    monotone = "increasing", lipschitz = 1.0} {
  %zero = arith.constant 0.0 : f64
  %half = arith.constant 0.5 : f64
  %0 = arith.cmpf oge, %x, %zero : f64
  %1 = arith.addf %x, %half : f64
  %2 = gate.call @sigmoid(%x) : f64
  %y = arith.select %0, %1, %2 : f64
  gate.yield %y : f64
} range() {
  %zero = arith.constant 0.0 : f64
  %inf = arith.constant 0x7FF0000000000000 : f64
  gate.yield %zero, %inf : f64, f64
}
