//===- tanh.mlir - Functions made of the hyperbolic tangent -------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

gate.function @scaled_tanh<%a: f64 = 1.7159, %b: f64 = 0.6666666666666666>(%x: f64) -> f64 attributes {
    summary = "a tanh(b x)", source = "LeCun et al. 1998, Efficient BackProp",
    aliases = ["stanh", "lecun_tanh"]} {
  %0 = arith.mulf %b, %x : f64
  %1 = math.tanh %0 : f64
  %y = arith.mulf %a, %1 : f64
  gate.yield %y : f64
} range(%a, %b) {
  %0 = math.absf %a : f64
  %1 = arith.negf %0 : f64
  gate.yield %1, %0 : f64, f64
}

// slope >= 0.
gate.function @penalized_tanh<%slope: f64 = 0.25>(%x: f64) -> f64 attributes {
    summary = "tanh(x) if x > 0, slope tanh(x) otherwise",
    source = "Xu et al. 2016, arXiv:1602.05980; Eger et al. 2019, arXiv:1901.02671",
    monotone = "increasing"} {
  %zero = arith.constant 0.0 : f64
  %t = math.tanh %x : f64
  %0 = arith.cmpf ogt, %x, %zero : f64
  %1 = arith.mulf %slope, %t : f64
  %y = arith.select %0, %t, %1 : f64
  gate.yield %y : f64
} range(%slope) {
  %one = arith.constant 1.0 : f64
  %0 = arith.negf %slope : f64
  gate.yield %0, %one : f64, f64
}

gate.function @bipolar_sigmoid(%x: f64) -> f64 attributes {
    summary = "2 sigmoid(x) - 1 = tanh(x / 2)",
    source = "Kunc and Klema 2024, arXiv:2402.09092, section 3.2.26",
    monotone = "increasing", lipschitz = 0.5} {
  %half = arith.constant 0.5 : f64
  %0 = arith.mulf %half, %x : f64
  %y = math.tanh %0 : f64
  gate.yield %y : f64
} range() {
  %minus_one = arith.constant -1.0 : f64
  %one = arith.constant 1.0 : f64
  gate.yield %minus_one, %one : f64, f64
}

gate.function @generalized_tanh<%a: f64 = 1.0, %b: f64 = 1.0>(%x: f64) -> f64 attributes {
    summary = "a (1 - exp(-b x)) / (1 + exp(-b x))",
    source = "Chen and Chang 1996, A feedforward neural network with function shape autotuning"} {
  %half = arith.constant 0.5 : f64
  %0 = arith.mulf %half, %b : f64
  %1 = arith.mulf %0, %x : f64
  %2 = math.tanh %1 : f64
  %y = arith.mulf %a, %2 : f64
  gate.yield %y : f64
} range(%a, %b) {
  %0 = math.absf %a : f64
  %1 = arith.negf %0 : f64
  gate.yield %1, %0 : f64, f64
}

gate.function @adaptive_tanh<%a: f64 = 1.0>(%x: f64) -> f64 attributes {
    summary = "tanh(a x)",
    source = "Kunc and Klema 2024, arXiv:2402.09092, section 4",
    aliases = ["svaf"],
    specializations = [#gate.specialization<{a = 1.0} -> @tanh>]} {
  %0 = arith.mulf %a, %x : f64
  %y = math.tanh %0 : f64
  gate.yield %y : f64
} range(%a) {
  %minus_one = arith.constant -1.0 : f64
  %one = arith.constant 1.0 : f64
  gate.yield %minus_one, %one : f64, f64
}

// a > 0 and b > 0.
gate.function @stac_tanh<%a: f64 = 1.0, %b: f64 = 0.1>(%x: f64) -> f64 attributes {
    summary = "tanh(x) if |x| <= a, continued with slope b beyond",
    source = "Kunc and Klema 2024, arXiv:2402.09092, section 4",
    monotone = "increasing"} {
  %0 = arith.negf %a : f64
  %1 = arith.maximumf %x, %0 : f64
  %c = arith.minimumf %1, %a : f64
  %2 = math.tanh %c : f64
  %3 = arith.subf %x, %c : f64
  %4 = arith.mulf %b, %3 : f64
  %y = arith.addf %2, %4 : f64
  gate.yield %y : f64
} range(%a, %b) {
  %minus_inf = arith.constant 0xFFF0000000000000 : f64
  %inf = arith.constant 0x7FF0000000000000 : f64
  gate.yield %minus_inf, %inf : f64, f64
}

// cap > 0.
gate.function @softcap<%cap: f64 = 50.0>(%x: f64) -> f64 attributes {
    summary = "cap tanh(x / cap)",
    source = "Gemma Team 2024, arXiv:2408.00118", monotone = "increasing",
    lipschitz = 1.0} {
  %0 = arith.divf %x, %cap : f64
  %1 = math.tanh %0 : f64
  %y = arith.mulf %cap, %1 : f64
  gate.yield %y : f64
} range(%cap) {
  %0 = arith.negf %cap : f64
  gate.yield %0, %cap : f64, f64
}

gate.function @rectified_tanh(%x: f64) -> f64 attributes {
    summary = "max(tanh(x), 0)",
    source = "Eclipse Deeplearning4j, activation RECTIFIEDTANH",
    monotone = "increasing", lipschitz = 1.0} {
  %0 = gate.call @relu(%x) : f64
  %y = math.tanh %0 : f64
  gate.yield %y : f64
} range() {
  %zero = arith.constant 0.0 : f64
  %one = arith.constant 1.0 : f64
  gate.yield %zero, %one : f64, f64
} zero(%x) {
  %zero = arith.constant 0.0 : f64
  %0 = arith.cmpf ole, %x, %zero : f64
  gate.yield %0 : i1
}

// alpha >= 0 and beta >= 0.
gate.function @ptelu<%alpha: f64 = 1.0, %beta: f64 = 1.0>(%x: f64) -> f64 attributes {
    summary = "x if x >= 0, alpha tanh(beta x) otherwise",
    source = "Duggal and Gupta 2017, P-TELU: parametric tan hyperbolic linear unit activation",
    monotone = "increasing"} {
  %zero = arith.constant 0.0 : f64
  %0 = arith.cmpf oge, %x, %zero : f64
  %1 = arith.mulf %beta, %x : f64
  %2 = math.tanh %1 : f64
  %3 = arith.mulf %alpha, %2 : f64
  %y = arith.select %0, %x, %3 : f64
  gate.yield %y : f64
} range(%alpha, %beta) {
  %inf = arith.constant 0x7FF0000000000000 : f64
  %0 = arith.negf %alpha : f64
  gate.yield %0, %inf : f64, f64
}

gate.function @siglu(%x: f64) -> f64 attributes {
    summary = "x if x >= 0, tanh(x) otherwise",
    source = "Kunc and Klema 2024, arXiv:2402.09092, section 3.6.52",
    monotone = "increasing", lipschitz = 1.0} {
  %zero = arith.constant 0.0 : f64
  %0 = arith.cmpf oge, %x, %zero : f64
  %1 = math.tanh %x : f64
  %y = arith.select %0, %x, %1 : f64
  gate.yield %y : f64
} range() {
  %minus_one = arith.constant -1.0 : f64
  %inf = arith.constant 0x7FF0000000000000 : f64
  gate.yield %minus_one, %inf : f64, f64
}

gate.function @thlu(%x: f64) -> f64 attributes {
    summary = "x if x >= 0, tanh(x / 2) otherwise",
    source = "Kunc and Klema 2024, arXiv:2402.09092, section 3.7.1",
    aliases = ["tanh_linear_unit"], monotone = "increasing", lipschitz = 1.0} {
  %zero = arith.constant 0.0 : f64
  %half = arith.constant 0.5 : f64
  %0 = arith.cmpf oge, %x, %zero : f64
  %1 = arith.mulf %half, %x : f64
  %2 = math.tanh %1 : f64
  %y = arith.select %0, %x, %2 : f64
  gate.yield %y : f64
} range() {
  %minus_one = arith.constant -1.0 : f64
  %inf = arith.constant 0x7FF0000000000000 : f64
  gate.yield %minus_one, %inf : f64, f64
}

// a < 0.
gate.function @talu<%a: f64>(%x: f64) -> f64 attributes {
    summary = "x if x >= 0, tanh(max(x, a)) otherwise",
    source = "Kunc and Klema 2024, arXiv:2402.09092, section 4",
    monotone = "increasing"} {
  %zero = arith.constant 0.0 : f64
  %0 = arith.cmpf oge, %x, %zero : f64
  %1 = arith.maximumf %x, %a : f64
  %2 = math.tanh %1 : f64
  %y = arith.select %0, %x, %2 : f64
  gate.yield %y : f64
} range(%a) {
  %inf = arith.constant 0x7FF0000000000000 : f64
  %0 = math.tanh %a : f64
  gate.yield %0, %inf : f64, f64
}

// a < b and tanh(a) <= b.
gate.function @ptalu<%a: f64, %b: f64>(%x: f64) -> f64 attributes {
    summary = "x if x >= b, tanh(max(x, a)) otherwise",
    source = "Kunc and Klema 2024, arXiv:2402.09092, section 4"} {
  %0 = arith.cmpf oge, %x, %b : f64
  %1 = arith.maximumf %x, %a : f64
  %2 = math.tanh %1 : f64
  %y = arith.select %0, %x, %2 : f64
  gate.yield %y : f64
} range(%a, %b) {
  %inf = arith.constant 0x7FF0000000000000 : f64
  %0 = math.tanh %a : f64
  gate.yield %0, %inf : f64, f64
}

gate.function @tanhlu<%a: f64, %b: f64, %c: f64>(%x: f64) -> f64 attributes {
    summary = "a tanh(b x) + c x",
    source = "Kunc and Klema 2024, arXiv:2402.09092, section 4"} {
  %0 = arith.mulf %b, %x : f64
  %1 = math.tanh %0 : f64
  %2 = arith.mulf %a, %1 : f64
  %3 = arith.mulf %c, %x : f64
  %y = arith.addf %2, %3 : f64
  gate.yield %y : f64
}

// low <= high.
gate.function @reltanh<%low: f64 = -1.5, %high: f64 = 0.0>(%x: f64) -> f64 attributes {
    summary = "tanh(x) if low < x < high, continued along its tangents beyond",
    source = "Wang et al. 2019, ReLTanh: an activation function with vanishing gradient resistance for SAE-based DNNs",
    monotone = "increasing"} {
  %one = arith.constant 1.0 : f64
  %0 = arith.maximumf %x, %low : f64
  %c = arith.minimumf %0, %high : f64
  %t = math.tanh %c : f64
  %1 = arith.mulf %t, %t : f64
  %2 = arith.subf %one, %1 : f64
  %3 = arith.subf %x, %c : f64
  %4 = arith.mulf %2, %3 : f64
  %y = arith.addf %t, %4 : f64
  gate.yield %y : f64
} range(%low, %high) {
  %minus_inf = arith.constant 0xFFF0000000000000 : f64
  %inf = arith.constant 0x7FF0000000000000 : f64
  gate.yield %minus_inf, %inf : f64, f64
}

gate.function @max_tanh(%x: f64) -> f64 attributes {
    summary = "max(x, tanh(x))",
    source = "Ramachandran et al. 2017, arXiv:1710.05941",
    aliases = ["maxtanh"], monotone = "increasing", lipschitz = 1.0} {
  %zero = arith.constant 0.0 : f64
  %0 = arith.cmpf oge, %x, %zero : f64
  %1 = math.tanh %x : f64
  %y = arith.select %0, %x, %1 : f64
  gate.yield %y : f64
} range() {
  %minus_one = arith.constant -1.0 : f64
  %inf = arith.constant 0x7FF0000000000000 : f64
  gate.yield %minus_one, %inf : f64, f64
}

gate.function @maxsig(%x: f64) -> f64 attributes {
    summary = "max(x, sigmoid(x))",
    source = "Ramachandran et al. 2017, arXiv:1710.05941",
    monotone = "increasing", lipschitz = 1.0} {
  %0 = gate.call @sigmoid(%x) : f64
  %y = arith.maximumf %x, %0 : f64
  gate.yield %y : f64
} range() {
  %zero = arith.constant 0.0 : f64
  %inf = arith.constant 0x7FF0000000000000 : f64
  gate.yield %zero, %inf : f64, f64
}

gate.function @stan<%beta: f64 = 1.0>(%x: f64) -> f64 attributes {
    summary = "tanh(x) (1 + beta x)",
    source = "Gnanasambandam et al. 2023, Self-scalable tanh (Stan): multi-scale solutions for physics-informed neural networks; Sophon.jl, stan"} {
  %one = arith.constant 1.0 : f64
  %0 = math.tanh %x : f64
  %1 = arith.mulf %beta, %x : f64
  %2 = arith.addf %one, %1 : f64
  %y = arith.mulf %0, %2 : f64
  gate.yield %y : f64
}

// beta > 0.
gate.function @hosc<%beta: f64>(%x: f64) -> f64 attributes {
    summary = "tanh(beta sin(x))",
    source = "Serrano et al. 2024, arXiv:2401.10967; Hosc of the public implementations"} {
  %0 = math.sin %x : f64
  %1 = arith.mulf %beta, %0 : f64
  %y = math.tanh %1 : f64
  gate.yield %y : f64
} range(%beta) {
  %0 = math.tanh %beta : f64
  %1 = arith.negf %0 : f64
  gate.yield %1, %0 : f64, f64
}
