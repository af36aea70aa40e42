//===- bounded.mlir - Bounded rectifiers, shrinkage and thresholds ------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

gate.function @relu6(%x: f64) -> f64 attributes {
    summary = "min(max(x, 0), 6)",
    source = "Krizhevsky 2010, Convolutional deep belief networks on CIFAR-10",
    monotone = "increasing", lipschitz = 1.0} {
  %six = arith.constant 6.0 : f64
  %0 = gate.call @relu(%x) : f64
  %y = arith.minimumf %0, %six : f64
  gate.yield %y : f64
} range() {
  %zero = arith.constant 0.0 : f64
  %six = arith.constant 6.0 : f64
  gate.yield %zero, %six : f64, f64
} zero(%x) {
  %zero = arith.constant 0.0 : f64
  %0 = arith.cmpf ole, %x, %zero : f64
  gate.yield %0 : i1
}

// bound > 0.
gate.function @bounded_relu<%bound: f64 = 1.0>(%x: f64) -> f64 attributes {
    summary = "min(max(x, 0), bound)",
    source = "Liew et al. 2016, Bounded activation functions for enhanced training stability of deep neural networks; Pishchik 2023, ReLUN",
    aliases = ["brelu", "relun"], monotone = "increasing", lipschitz = 1.0} {
  %0 = gate.call @relu(%x) : f64
  %y = arith.minimumf %0, %bound : f64
  gate.yield %y : f64
} range(%bound) {
  %zero = arith.constant 0.0 : f64
  gate.yield %zero, %bound : f64, f64
} zero(%x, %bound) {
  %zero = arith.constant 0.0 : f64
  %0 = arith.cmpf ole, %x, %zero : f64
  gate.yield %0 : i1
}

// alpha > 0 and bound > 0.
gate.function @bounded_leaky_relu<%alpha: f64, %bound: f64>(%x: f64) -> f64 attributes {
    summary = "x if 0 < x < bound, continued with slope alpha on both sides",
    source = "Liew et al. 2016, Bounded activation functions for enhanced training stability of deep neural networks",
    aliases = ["blrelu"], monotone = "increasing"} {
  %zero = arith.constant 0.0 : f64
  %one = arith.constant 1.0 : f64
  %0 = arith.cmpf ole, %x, %zero : f64
  %1 = arith.mulf %alpha, %x : f64
  %2 = arith.cmpf olt, %x, %bound : f64
  %3 = arith.subf %one, %alpha : f64
  %4 = arith.mulf %3, %bound : f64
  %5 = arith.addf %1, %4 : f64
  %6 = arith.select %2, %x, %5 : f64
  %y = arith.select %0, %1, %6 : f64
  gate.yield %y : f64
} range(%alpha, %bound) {
  %minus_inf = arith.constant 0xFFF0000000000000 : f64
  %inf = arith.constant 0x7FF0000000000000 : f64
  gate.yield %minus_inf, %inf : f64, f64
}

// lower < upper.
gate.function @hardtanh<%lower: f64 = -1.0, %upper: f64 = 1.0>(%x: f64) -> f64 attributes {
    summary = "min(max(x, lower), upper)",
    source = "Collobert 2004, Large scale machine learning",
    aliases = ["hard_tanh"], monotone = "increasing", lipschitz = 1.0} {
  %0 = arith.maximumf %x, %lower : f64
  %y = arith.minimumf %0, %upper : f64
  gate.yield %y : f64
} range(%lower, %upper) {
  gate.yield %lower, %upper : f64, f64
}

gate.function @svhardtanh<%a: f64>(%x: f64) -> f64 attributes {
    summary = "min(max(x, -1), 1) + a",
    source = "Kunc and Klema 2024, arXiv:2402.09092, section 3.6.19",
    monotone = "increasing", lipschitz = 1.0} {
  %minus_one = arith.constant -1.0 : f64
  %one = arith.constant 1.0 : f64
  %0 = arith.maximumf %x, %minus_one : f64
  %1 = arith.minimumf %0, %one : f64
  %y = arith.addf %1, %a : f64
  gate.yield %y : f64
} range(%a) {
  %one = arith.constant 1.0 : f64
  %0 = arith.subf %a, %one : f64
  %1 = arith.addf %a, %one : f64
  gate.yield %0, %1 : f64, f64
}

gate.function @shhardtanh<%a: f64>(%x: f64) -> f64 attributes {
    summary = "min(max(x + a, -1), 1)",
    source = "Kunc and Klema 2024, arXiv:2402.09092, section 3.6.19",
    monotone = "increasing", lipschitz = 1.0} {
  %minus_one = arith.constant -1.0 : f64
  %one = arith.constant 1.0 : f64
  %0 = arith.addf %x, %a : f64
  %1 = arith.maximumf %0, %minus_one : f64
  %y = arith.minimumf %1, %one : f64
  gate.yield %y : f64
} range(%a) {
  %minus_one = arith.constant -1.0 : f64
  %one = arith.constant 1.0 : f64
  gate.yield %minus_one, %one : f64, f64
}

// alpha > 0.
gate.function @hardsigmoid_affine<%alpha: f64 = 0.2, %beta: f64 = 0.5>(%x: f64) -> f64 attributes {
    summary = "min(max(alpha x + beta, 0), 1)",
    source = "Courbariaux et al. 2015, arXiv:1511.00363 (alpha = 0.5); ONNX and Keras (alpha = 0.2)",
    monotone = "increasing"} {
  %zero = arith.constant 0.0 : f64
  %one = arith.constant 1.0 : f64
  %0 = arith.mulf %alpha, %x : f64
  %1 = arith.addf %0, %beta : f64
  %2 = arith.maximumf %1, %zero : f64
  %y = arith.minimumf %2, %one : f64
  gate.yield %y : f64
} range(%alpha, %beta) {
  %zero = arith.constant 0.0 : f64
  %one = arith.constant 1.0 : f64
  gate.yield %zero, %one : f64, f64
} zero(%x, %alpha, %beta) {
  %zero = arith.constant 0.0 : f64
  %0 = arith.mulf %alpha, %x : f64
  %1 = arith.addf %0, %beta : f64
  %2 = arith.cmpf ole, %1, %zero : f64
  gate.yield %2 : i1
}

gate.function @thresholded_relu<%theta: f64 = 1.0>(%x: f64) -> f64 attributes {
    summary = "x if x > theta, 0 otherwise",
    source = "Konda et al. 2014, arXiv:1402.3337", aliases = ["trec"]} {
  %zero = arith.constant 0.0 : f64
  %0 = arith.cmpf ugt, %x, %theta : f64
  %y = arith.select %0, %x, %zero : f64
  gate.yield %y : f64
} range(%theta) {
  %zero = arith.constant 0.0 : f64
  %inf = arith.constant 0x7FF0000000000000 : f64
  %0 = arith.minimumf %theta, %zero : f64
  gate.yield %0, %inf : f64, f64
} zero(%x, %theta) {
  %zero = arith.constant 0.0 : f64
  %0 = arith.cmpf ole, %x, %theta : f64
  %1 = arith.cmpf oeq, %x, %zero : f64
  %2 = arith.ori %0, %1 : i1
  gate.yield %2 : i1
}

gate.function @threshold<%threshold: f64, %value: f64>(%x: f64) -> f64 attributes {
    summary = "x if x > threshold, value otherwise",
    source = "PyTorch, torch.nn.Threshold"} {
  %0 = arith.cmpf ugt, %x, %threshold : f64
  %y = arith.select %0, %x, %value : f64
  gate.yield %y : f64
} range(%threshold, %value) {
  %inf = arith.constant 0x7FF0000000000000 : f64
  %0 = arith.minimumf %threshold, %value : f64
  gate.yield %0, %inf : f64, f64
}

// lambd >= 0.
gate.function @hardshrink<%lambd: f64 = 0.5>(%x: f64) -> f64 attributes {
    summary = "x if |x| > lambd, 0 otherwise",
    source = "Donoho and Johnstone 1994, Ideal spatial adaptation by wavelet shrinkage; PyTorch, torch.nn.Hardshrink",
    aliases = ["hard_shrink"], monotone = "increasing"} {
  %zero = arith.constant 0.0 : f64
  %0 = math.absf %x : f64
  %1 = arith.cmpf ole, %0, %lambd : f64
  %y = arith.select %1, %zero, %x : f64
  gate.yield %y : f64
} range(%lambd) {
  %minus_inf = arith.constant 0xFFF0000000000000 : f64
  %inf = arith.constant 0x7FF0000000000000 : f64
  gate.yield %minus_inf, %inf : f64, f64
} zero(%x, %lambd) {
  %0 = math.absf %x : f64
  %1 = arith.cmpf ole, %0, %lambd : f64
  gate.yield %1 : i1
}

// lambd >= 0.
gate.function @softshrink<%lambd: f64 = 0.5>(%x: f64) -> f64 attributes {
    summary = "x - lambd if x > lambd, x + lambd if x < -lambd, 0 between",
    source = "Donoho 1995, De-noising by soft-thresholding; PyTorch, torch.nn.Softshrink",
    aliases = ["soft_shrink", "soft_threshold"], monotone = "increasing",
    lipschitz = 1.0} {
  %0 = arith.negf %lambd : f64
  %1 = arith.maximumf %x, %0 : f64
  %2 = arith.minimumf %1, %lambd : f64
  %y = arith.subf %x, %2 : f64
  gate.yield %y : f64
} range(%lambd) {
  %minus_inf = arith.constant 0xFFF0000000000000 : f64
  %inf = arith.constant 0x7FF0000000000000 : f64
  gate.yield %minus_inf, %inf : f64, f64
} zero(%x, %lambd) {
  %0 = math.absf %x : f64
  %1 = arith.cmpf ole, %0, %lambd : f64
  gate.yield %1 : i1
}

gate.function @tanhshrink(%x: f64) -> f64 attributes {
    summary = "x - tanh(x)", source = "PyTorch, torch.nn.Tanhshrink",
    aliases = ["tanh_shrink"], monotone = "increasing", lipschitz = 1.0} {
  %0 = math.tanh %x : f64
  %y = arith.subf %x, %0 : f64
  gate.yield %y : f64
} range() {
  %minus_inf = arith.constant 0xFFF0000000000000 : f64
  %inf = arith.constant 0x7FF0000000000000 : f64
  gate.yield %minus_inf, %inf : f64, f64
}

// bound > 0.
gate.function @clipped_delay_relu<%threshold: f64, %bound: f64>(%x: f64) -> f64 attributes {
    summary = "min(max(x - threshold, 0), bound)",
    source = "Price et al. 2024, Deep neural network initialization with sparsity inducing activations",
    monotone = "increasing", lipschitz = 1.0} {
  %0 = arith.subf %x, %threshold : f64
  %1 = gate.call @relu(%0) : f64
  %y = arith.minimumf %1, %bound : f64
  gate.yield %y : f64
} range(%threshold, %bound) {
  %zero = arith.constant 0.0 : f64
  gate.yield %zero, %bound : f64, f64
} zero(%x, %threshold, %bound) {
  %0 = arith.cmpf ole, %x, %threshold : f64
  gate.yield %0 : i1
}

// lambd >= 0 and bound > 0.
gate.function @clipped_softshrink<%lambd: f64, %bound: f64>(%x: f64) -> f64 attributes {
    summary = "min(max(softshrink(x, lambd), -bound), bound)",
    source = "Price et al. 2024, Deep neural network initialization with sparsity inducing activations",
    monotone = "increasing", lipschitz = 1.0} {
  %s = gate.call @softshrink(%x, %lambd) : f64
  %0 = arith.negf %bound : f64
  %1 = arith.maximumf %s, %0 : f64
  %y = arith.minimumf %1, %bound : f64
  gate.yield %y : f64
} range(%lambd, %bound) {
  %0 = arith.negf %bound : f64
  gate.yield %0, %bound : f64, f64
} zero(%x, %lambd, %bound) {
  %0 = math.absf %x : f64
  %1 = arith.cmpf ole, %0, %lambd : f64
  gate.yield %1 : i1
}

// 0 <= alpha <= beta.
gate.function @vra<%alpha: f64, %beta: f64>(%x: f64) -> f64 attributes {
    summary = "0 if x < alpha, x if alpha <= x <= beta, beta beyond",
    source = "Xu et al. 2023, arXiv:2302.11716", monotone = "increasing"} {
  %zero = arith.constant 0.0 : f64
  %0 = arith.cmpf olt, %x, %alpha : f64
  %1 = arith.minimumf %x, %beta : f64
  %y = arith.select %0, %zero, %1 : f64
  gate.yield %y : f64
} range(%alpha, %beta) {
  %zero = arith.constant 0.0 : f64
  gate.yield %zero, %beta : f64, f64
} zero(%x, %alpha, %beta) {
  %zero = arith.constant 0.0 : f64
  %0 = arith.cmpf olt, %x, %alpha : f64
  %1 = arith.cmpf oeq, %x, %zero : f64
  %2 = arith.ori %0, %1 : i1
  gate.yield %2 : i1
}

// 0 < alpha <= beta and shift > -alpha.
gate.function @vra_plus<%alpha: f64, %beta: f64, %shift: f64>(%x: f64) -> f64 attributes {
    summary = "0 if x < alpha, x + shift if alpha <= x <= beta, beta beyond",
    source = "Xu et al. 2023, arXiv:2302.11716"} {
  %zero = arith.constant 0.0 : f64
  %0 = arith.cmpf olt, %x, %alpha : f64
  %1 = arith.cmpf ogt, %x, %beta : f64
  %2 = arith.addf %x, %shift : f64
  %3 = arith.select %1, %beta, %2 : f64
  %y = arith.select %0, %zero, %3 : f64
  gate.yield %y : f64
} range(%alpha, %beta, %shift) {
  %zero = arith.constant 0.0 : f64
  %0 = arith.addf %beta, %shift : f64
  %1 = arith.maximumf %beta, %0 : f64
  gate.yield %zero, %1 : f64, f64
} zero(%x, %alpha, %beta, %shift) {
  %0 = arith.cmpf olt, %x, %alpha : f64
  gate.yield %0 : i1
}

// bound > 0.
gate.function @proact<%bound: f64>(%x: f64) -> f64 attributes {
    summary = "x if 0 <= x <= bound, 0 otherwise",
    source = "Mousavi et al. 2024, arXiv:2406.06313"} {
  %zero = arith.constant 0.0 : f64
  %0 = arith.cmpf ogt, %x, %bound : f64
  %1 = gate.call @relu(%x) : f64
  %y = arith.select %0, %zero, %1 : f64
  gate.yield %y : f64
} range(%bound) {
  %zero = arith.constant 0.0 : f64
  gate.yield %zero, %bound : f64, f64
} zero(%x, %bound) {
  %zero = arith.constant 0.0 : f64
  %0 = arith.cmpf ole, %x, %zero : f64
  %1 = arith.cmpf ogt, %x, %bound : f64
  %2 = arith.ori %0, %1 : i1
  gate.yield %2 : i1
}

// k > 0.
gate.function @proact_smooth<%bound: f64, %k: f64 = 20.0>(%x: f64) -> f64 attributes {
    summary = "max(x - x sigmoid(k (x - bound)), 0)",
    source = "Mousavi et al. 2024, arXiv:2406.06313", aliases = ["fitact"]} {
  %0 = gate.call @relu(%x) : f64
  %1 = arith.subf %bound, %x : f64
  %2 = arith.mulf %k, %1 : f64
  %3 = gate.call @sigmoid(%2) : f64
  %y = arith.mulf %0, %3 : f64
  gate.yield %y : f64
} range(%bound, %k) {
  %zero = arith.constant 0.0 : f64
  %inf = arith.constant 0x7FF0000000000000 : f64
  gate.yield %zero, %inf : f64, f64
} zero(%x, %bound, %k) {
  %zero = arith.constant 0.0 : f64
  %0 = arith.cmpf ole, %x, %zero : f64
  gate.yield %0 : i1
}

gate.function @hard_mish(%x: f64) -> f64 attributes {
    summary = "x min(max(x + 2, 0), 2) / 2",
    source = "Misra 2019, H-Mish; timm, hard_mish", lipschitz = 1.0} {
  %half = arith.constant 0.5 : f64
  %two = arith.constant 2.0 : f64
  %zero = arith.constant 0.0 : f64
  %0 = arith.addf %x, %two : f64
  %1 = arith.maximumf %0, %zero : f64
  %2 = arith.minimumf %1, %two : f64
  %3 = arith.mulf %x, %2 : f64
  %y = arith.mulf %half, %3 : f64
  gate.yield %y : f64
} range() {
  %minus_half = arith.constant -0.5 : f64
  %inf = arith.constant 0x7FF0000000000000 : f64
  gate.yield %minus_half, %inf : f64, f64
} zero(%x) {
  %minus_two = arith.constant -2.0 : f64
  %zero = arith.constant 0.0 : f64
  %0 = arith.cmpf ole, %x, %minus_two : f64
  %1 = arith.cmpf oeq, %x, %zero : f64
  %2 = arith.ori %0, %1 : i1
  gate.yield %2 : i1
}

gate.function @hard_elish(%x: f64) -> f64 attributes {
    summary = "x h if x >= 0, (exp(x) - 1) h otherwise; h = min(max((x + 1) / 2, 0), 1)",
    source = "Basirat and Roth 2018, arXiv:1808.00783",
    aliases = ["hardelish"], lipschitz = 1.5} {
  %half = arith.constant 0.5 : f64
  %one = arith.constant 1.0 : f64
  %zero = arith.constant 0.0 : f64
  %0 = arith.addf %x, %one : f64
  %1 = arith.mulf %half, %0 : f64
  %2 = arith.maximumf %1, %zero : f64
  %h = arith.minimumf %2, %one : f64
  %3 = arith.cmpf oge, %x, %zero : f64
  %4 = arith.mulf %x, %h : f64
  %5 = math.expm1 %x : f64
  %6 = arith.mulf %5, %h : f64
  %y = arith.select %3, %4, %6 : f64
  gate.yield %y : f64
} range() {
  %c1 = arith.constant -0.09967315152874262 : f64
  %inf = arith.constant 0x7FF0000000000000 : f64
  gate.yield %c1, %inf : f64, f64
} zero(%x) {
  %minus_one = arith.constant -1.0 : f64
  %zero = arith.constant 0.0 : f64
  %0 = arith.cmpf ole, %x, %minus_one : f64
  %1 = arith.cmpf oeq, %x, %zero : f64
  %2 = arith.ori %0, %1 : i1
  gate.yield %2 : i1
}
