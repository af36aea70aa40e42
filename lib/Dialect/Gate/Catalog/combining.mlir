//===- combining.mlir - Combining functions of gated linear units --------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The first input is the gate (the branch the activation is applied to), the
// second the value ("up") branch.
//
//===----------------------------------------------------------------------===//

gate.function @glu(%gate: f64, %up: f64) -> f64 attributes {
    summary = "sigmoid(gate) up",
    source = "Dauphin et al. 2016, arXiv:1612.08083"} {
  %s = gate.call @sigmoid(%gate) : f64
  %y = arith.mulf %s, %up : f64
  gate.yield %y : f64
} derivative(%gate, %up) {
  %one = arith.constant 1.0 : f64
  %a = math.absf %gate : f64
  %n = arith.negf %a : f64
  %e = math.exp %n : f64
  %d = arith.addf %one, %e : f64
  %dd = arith.mulf %d, %d : f64
  %ds = arith.divf %e, %dd : f64
  %dgate = arith.mulf %ds, %up : f64
  %s = gate.call @sigmoid(%gate) : f64
  gate.yield %dgate, %s : f64, f64
}

gate.function @bilinear(%gate: f64, %up: f64) -> f64 attributes {
    summary = "gate up",
    source = "Shazeer 2020, arXiv:2002.05202; Dauphin et al. 2016, arXiv:1612.08083"} {
  %y = arith.mulf %gate, %up : f64
  gate.yield %y : f64
} derivative(%gate, %up) {
  gate.yield %up, %gate : f64, f64
}

gate.function @reglu(%gate: f64, %up: f64) -> f64 attributes {
    summary = "relu(gate) up", source = "Shazeer 2020, arXiv:2002.05202"} {
  %r = gate.call @relu(%gate) : f64
  %y = arith.mulf %r, %up : f64
  gate.yield %y : f64
} zero(%gate, %up) {
  %c0 = arith.constant 0.0 : f64
  %closed = arith.cmpf ole, %gate, %c0 : f64
  %none = arith.cmpf oeq, %up, %c0 : f64
  %z = arith.ori %closed, %none : i1
  gate.yield %z : i1
} derivative(%gate, %up) {
  %zero = arith.constant 0.0 : f64
  %open = arith.cmpf ogt, %gate, %zero : f64
  %dgate = arith.select %open, %up, %zero : f64
  %dup = gate.call @relu(%gate) : f64
  gate.yield %dgate, %dup : f64, f64
}

gate.function @geglu(%gate: f64, %up: f64) -> f64 attributes {
    summary = "gelu(gate) up, gelu in its erf form",
    source = "Shazeer 2020, arXiv:2002.05202"} {
  %g = gate.call @gelu(%gate) : f64
  %y = arith.mulf %g, %up : f64
  gate.yield %y : f64
} derivative(%gate, %up) {
  %half = arith.constant 0.5 : f64
  %nhalf = arith.constant -0.5 : f64
  %c = arith.constant -0.70710678118654752440 : f64
  %d = arith.constant 0.39894228040143267794 : f64
  %t = arith.mulf %gate, %c : f64
  %e = math.erfc %t : f64
  %Phi = arith.mulf %e, %half : f64
  %xx = arith.mulf %gate, %gate : f64
  %q = arith.mulf %xx, %nhalf : f64
  %g = math.exp %q : f64
  %phi = arith.mulf %g, %d : f64
  %xphi = arith.mulf %gate, %phi : f64
  %dgelu = arith.addf %Phi, %xphi : f64
  %dgate = arith.mulf %dgelu, %up : f64
  %dup = gate.call @gelu(%gate) : f64
  gate.yield %dgate, %dup : f64, f64
}

gate.function @swiglu(%gate: f64, %up: f64) -> f64 attributes {
    summary = "silu(gate) up", source = "Shazeer 2020, arXiv:2002.05202"} {
  %s = gate.call @silu(%gate) : f64
  %y = arith.mulf %s, %up : f64
  gate.yield %y : f64
} derivative(%gate, %up) {
  %one = arith.constant 1.0 : f64
  %s = gate.call @sigmoid(%gate) : f64
  %r = arith.subf %one, %s : f64
  %xr = arith.mulf %gate, %r : f64
  %t = arith.addf %one, %xr : f64
  %dsilu = arith.mulf %s, %t : f64
  %dgate = arith.mulf %dsilu, %up : f64
  %dup = arith.mulf %gate, %s : f64
  gate.yield %dgate, %dup : f64, f64
}

// The gate is clamped above only, up on both sides; up is offset by 1. alpha
// and limit are positive.
gate.function @swiglu_limited<%alpha: f64 = 1.702, %limit: f64 = 7.0>(%gate: f64, %up: f64) -> f64 attributes {
    summary = "g sigmoid(alpha g) (u + 1), g = min(gate, limit), u = clamp(up, -limit, limit)",
    source = "gpt-oss model card, OpenAI 2025, arXiv:2508.10925",
    aliases = ["swiglu_oai"]} {
  %one = arith.constant 1.0 : f64
  %nlimit = arith.negf %limit : f64
  %g = arith.minimumf %gate, %limit : f64
  %below = arith.minimumf %up, %limit : f64
  %u = arith.maximumf %below, %nlimit : f64
  %t = arith.mulf %alpha, %g : f64
  %s = gate.call @sigmoid(%t) : f64
  %a = arith.mulf %g, %s : f64
  %v = arith.addf %u, %one : f64
  %y = arith.mulf %a, %v : f64
  gate.yield %y : f64
} range(%alpha, %limit) {
  // The product of [a, b], the range of g sigmoid(alpha g) for g <= limit, and
  // [1 - limit, 1 + limit].
  %one = arith.constant 1.0 : f64
  %min = arith.constant -0.27846454276107380 : f64
  %a = arith.divf %min, %alpha : f64
  %t = arith.mulf %alpha, %limit : f64
  %s = gate.call @sigmoid(%t) : f64
  %b = arith.mulf %limit, %s : f64
  %c = arith.subf %one, %limit : f64
  %d = arith.addf %one, %limit : f64
  %ac = arith.mulf %a, %c : f64
  %ad = arith.mulf %a, %d : f64
  %bc = arith.mulf %b, %c : f64
  %bd = arith.mulf %b, %d : f64
  %lo = arith.minimumf %ad, %bc : f64
  %hi = arith.maximumf %ac, %bd : f64
  gate.yield %lo, %hi : f64, f64
} derivative(%gate, %up, %alpha, %limit) {
  %zero = arith.constant 0.0 : f64
  %one = arith.constant 1.0 : f64
  %nlimit = arith.negf %limit : f64
  %g = arith.minimumf %gate, %limit : f64
  %below = arith.minimumf %up, %limit : f64
  %u = arith.maximumf %below, %nlimit : f64
  %t = arith.mulf %alpha, %g : f64
  %s = gate.call @sigmoid(%t) : f64
  %r = arith.subf %one, %s : f64
  %sr = arith.mulf %s, %r : f64
  %gsr = arith.mulf %g, %sr : f64
  %agsr = arith.mulf %alpha, %gsr : f64
  %da = arith.addf %s, %agsr : f64
  %v = arith.addf %u, %one : f64
  %dgv = arith.mulf %da, %v : f64
  %a = arith.mulf %g, %s : f64
  %ginside = arith.cmpf ole, %gate, %limit : f64
  %absup = math.absf %up : f64
  %uinside = arith.cmpf ole, %absup, %limit : f64
  %dgate = arith.select %ginside, %dgv, %zero : f64
  %dup = arith.select %uinside, %a, %zero : f64
  gate.yield %dgate, %dup : f64, f64
}

// Interpolation by the gate as it is: z is expected to be in [0, 1] already
// (the sigmoid belongs to whoever makes z) and 1 selects a, 0 selects b, both
// exactly. The update of a GRU in the convention h = z h_prev + (1 - z) h_new
// is lerp(z, h_prev, h_new); papers that write (1 - z) h_prev + z h_new swap
// the last two.
gate.function @lerp(%z: f64, %a: f64, %b: f64) -> f64 attributes {
    summary = "z a + (1 - z) b, z as it is",
    source = "Srivastava et al. 2015, arXiv:1505.00387; Cho et al. 2014, arXiv:1406.1078"} {
  %one = arith.constant 1.0 : f64
  %za = arith.mulf %z, %a : f64
  %w = arith.subf %one, %z : f64
  %wb = arith.mulf %w, %b : f64
  %y = arith.addf %za, %wb : f64
  gate.yield %y : f64
} derivative(%z, %a, %b) {
  %one = arith.constant 1.0 : f64
  %dz = arith.subf %a, %b : f64
  %db = arith.subf %one, %z : f64
  gate.yield %dz, %z, %db : f64, f64, f64
}

gate.function @gtu(%gate: f64, %up: f64) -> f64 attributes {
    summary = "tanh(up) sigmoid(gate)",
    source = "van den Oord et al. 2016, arXiv:1606.05328; Dauphin et al. 2016, arXiv:1612.08083"} {
  %0 = math.tanh %up : f64
  %1 = gate.call @sigmoid(%gate) : f64
  %y = arith.mulf %0, %1 : f64
  gate.yield %y : f64
}

gate.function @geglu_tanh(%gate: f64, %up: f64) -> f64 attributes {
    summary = "gelu_tanh(gate) up",
    source = "Shazeer 2020, arXiv:2002.05202, with the tanh form of gelu as in Gemma, arXiv:2403.08295"} {
  %0 = gate.call @gelu_tanh(%gate) : f64
  %y = arith.mulf %0, %up : f64
  gate.yield %y : f64
}

gate.function @dual_relu(%a: f64, %b: f64) -> f64 attributes {
    summary = "max(a, 0) - max(b, 0)",
    source = "Godin et al. 2018, arXiv:1707.08214", homogeneous} {
  %0 = gate.call @relu(%a) : f64
  %1 = gate.call @relu(%b) : f64
  %y = arith.subf %0, %1 : f64
  gate.yield %y : f64
}

gate.function @dual_elu<%alpha: f64 = 1.0>(%a: f64, %b: f64) -> f64 attributes {
    summary = "elu(a) - elu(b)",
    source = "Godin et al. 2018, arXiv:1707.08214"} {
  %0 = gate.call @elu(%a, %alpha) : f64
  %1 = gate.call @elu(%b, %alpha) : f64
  %y = arith.subf %0, %1 : f64
  gate.yield %y : f64
}

gate.function @maxout2(%a: f64, %b: f64) -> f64 attributes {
    summary = "max(a, b)", source = "Goodfellow et al. 2013, arXiv:1302.4389",
    homogeneous} {
  %y = arith.maximumf %a, %b : f64
  gate.yield %y : f64
}

gate.function @gated_multimodal(%z: f64, %a: f64, %b: f64) -> f64 attributes {
    summary = "sigmoid(z) tanh(a) + (1 - sigmoid(z)) tanh(b)",
    source = "Arevalo et al. 2017, arXiv:1702.01992"} {
  %g = gate.call @sigmoid(%z) : f64
  %0 = math.tanh %a : f64
  %1 = arith.mulf %g, %0 : f64
  %2 = arith.negf %z : f64
  %3 = gate.call @sigmoid(%2) : f64
  %4 = math.tanh %b : f64
  %5 = arith.mulf %3, %4 : f64
  %y = arith.addf %1, %5 : f64
  gate.yield %y : f64
} range() {
  %minus_one = arith.constant -1.0 : f64
  %one = arith.constant 1.0 : f64
  gate.yield %minus_one, %one : f64, f64
}

gate.function @dynamic_tanh<%alpha: f64 = 0.5>(%x: f64, %weight: f64, %bias: f64) -> f64 attributes {
    summary = "weight tanh(alpha x) + bias",
    source = "Zhu et al. 2025, arXiv:2503.10622", aliases = ["dyt"]} {
  %0 = arith.mulf %alpha, %x : f64
  %1 = math.tanh %0 : f64
  %2 = arith.mulf %weight, %1 : f64
  %y = arith.addf %2, %bias : f64
  gate.yield %y : f64
}

gate.function @maxout3(%a: f64, %b: f64, %c: f64) -> f64 attributes {
    summary = "max(a, b, c)",
    source = "Goodfellow et al. 2013, arXiv:1302.4389",
    homogeneous} {
  %0 = arith.maximumf %a, %b : f64
  %y = arith.maximumf %0, %c : f64
  gate.yield %y : f64
}

gate.function @maxout4(%a: f64, %b: f64, %c: f64, %d: f64) -> f64 attributes {
    summary = "max(a, b, c, d)",
    source = "Goodfellow et al. 2013, arXiv:1302.4389",
    homogeneous} {
  %0 = arith.maximumf %a, %b : f64
  %1 = arith.maximumf %c, %d : f64
  %y = arith.maximumf %0, %1 : f64
  gate.yield %y : f64
}

// GroupSort of groups of three and four: each function is one of the results,
// the greatest are maxout3 and maxout4.
gate.function @groupsort3_1(%a: f64, %b: f64, %c: f64) -> f64 attributes {
    summary = "min(a, b, c): the least of GroupSort of three",
    source = "Anil et al. 2018, arXiv:1811.05381; niklasnolte, MonotonicNetworks, GroupSort",
    homogeneous} {
  %0 = arith.minimumf %a, %b : f64
  %y = arith.minimumf %0, %c : f64
  gate.yield %y : f64
}

gate.function @groupsort3_2(%a: f64, %b: f64, %c: f64) -> f64 attributes {
    summary = "the median of a, b, c: the second of GroupSort of three",
    source = "Anil et al. 2018, arXiv:1811.05381; niklasnolte, MonotonicNetworks, GroupSort",
    homogeneous} {
  %0 = arith.minimumf %a, %b : f64
  %1 = arith.maximumf %a, %b : f64
  %2 = arith.minimumf %1, %c : f64
  %y = arith.maximumf %0, %2 : f64
  gate.yield %y : f64
}

gate.function @groupsort4_1(%a: f64, %b: f64, %c: f64, %d: f64) -> f64 attributes {
    summary = "min(a, b, c, d): the least of GroupSort of four",
    source = "Anil et al. 2018, arXiv:1811.05381; niklasnolte, MonotonicNetworks, GroupSort",
    homogeneous} {
  %0 = arith.minimumf %a, %b : f64
  %1 = arith.minimumf %c, %d : f64
  %y = arith.minimumf %0, %1 : f64
  gate.yield %y : f64
}

gate.function @groupsort4_2(%a: f64, %b: f64, %c: f64, %d: f64) -> f64 attributes {
    summary = "the second least of a, b, c, d: of GroupSort of four",
    source = "Anil et al. 2018, arXiv:1811.05381; niklasnolte, MonotonicNetworks, GroupSort",
    homogeneous} {
  %0 = arith.minimumf %a, %b : f64
  %1 = arith.maximumf %a, %b : f64
  %2 = arith.minimumf %c, %d : f64
  %3 = arith.maximumf %c, %d : f64
  %4 = arith.maximumf %0, %2 : f64
  %5 = arith.minimumf %1, %3 : f64
  %y = arith.minimumf %4, %5 : f64
  gate.yield %y : f64
}

gate.function @groupsort4_3(%a: f64, %b: f64, %c: f64, %d: f64) -> f64 attributes {
    summary = "the second greatest of a, b, c, d: of GroupSort of four",
    source = "Anil et al. 2018, arXiv:1811.05381; niklasnolte, MonotonicNetworks, GroupSort",
    homogeneous} {
  %0 = arith.minimumf %a, %b : f64
  %1 = arith.maximumf %a, %b : f64
  %2 = arith.minimumf %c, %d : f64
  %3 = arith.maximumf %c, %d : f64
  %4 = arith.maximumf %0, %2 : f64
  %5 = arith.minimumf %1, %3 : f64
  %y = arith.maximumf %4, %5 : f64
  gate.yield %y : f64
}

gate.function @minimum(%a: f64, %b: f64) -> f64 attributes {
    summary = "min(a, b): with maxout2 the two results of MaxMin, which is GroupSort of pairs",
    source = "Anil et al. 2018, arXiv:1811.05381; PyTorch, torch.minimum",
    aliases = ["minout2"], homogeneous} {
  %y = arith.minimumf %a, %b : f64
  gate.yield %y : f64
}

gate.function @fatreglu<%threshold: f64 = 0.0>(%gate: f64, %up: f64) -> f64 attributes {
    summary = "fatrelu(gate, threshold) up",
    source = "Song et al. 2024, arXiv:2402.13516; vLLM, FatreluAndMul"} {
  %0 = gate.call @fatrelu(%gate, %threshold) : f64
  %y = arith.mulf %0, %up : f64
  gate.yield %y : f64
} zero(%gate, %up, %threshold) {
  %zero = arith.constant 0.0 : f64
  %0 = arith.cmpf ole, %gate, %threshold : f64
  %1 = arith.cmpf oeq, %gate, %zero : f64
  %2 = arith.ori %0, %1 : i1
  %3 = arith.cmpf oeq, %up, %zero : f64
  %z = arith.ori %2, %3 : i1
  gate.yield %z : i1
}

gate.function @highway(%t: f64, %h: f64, %x: f64) -> f64 attributes {
    summary = "sigmoid(t) h + (1 - sigmoid(t)) x",
    source = "Srivastava et al. 2015, arXiv:1505.00387; AllenNLP, Highway"} {
  %0 = gate.call @sigmoid(%t) : f64
  %1 = arith.mulf %0, %h : f64
  %2 = arith.negf %t : f64
  %3 = gate.call @sigmoid(%2) : f64
  %4 = arith.mulf %3, %x : f64
  %y = arith.addf %1, %4 : f64
  gate.yield %y : f64
}

gate.function @gru_update(%z: f64, %n: f64, %h: f64) -> f64 attributes {
    summary = "sigmoid(z) h + (1 - sigmoid(z)) tanh(n)",
    source = "Cho et al. 2014, arXiv:1406.1078; PyTorch, torch.nn.GRU"} {
  %0 = math.tanh %n : f64
  %1 = gate.call @sigmoid(%z) : f64
  %2 = arith.mulf %1, %h : f64
  %3 = arith.negf %z : f64
  %4 = gate.call @sigmoid(%3) : f64
  %5 = arith.mulf %4, %0 : f64
  %y = arith.addf %2, %5 : f64
  gate.yield %y : f64
}

gate.function @mingru_update(%z: f64, %n: f64, %h: f64) -> f64 attributes {
    summary = "sigmoid(z) g(n) + (1 - sigmoid(z)) h, g as mingru_g",
    source = "Feng et al. 2024, arXiv:2410.01201; lucidrains, minGRU-pytorch"} {
  %0 = gate.call @mingru_g(%n) : f64
  %1 = gate.call @sigmoid(%z) : f64
  %2 = arith.mulf %1, %0 : f64
  %3 = arith.negf %z : f64
  %4 = gate.call @sigmoid(%3) : f64
  %5 = arith.mulf %4, %h : f64
  %y = arith.addf %2, %5 : f64
  gate.yield %y : f64
}

gate.function @lstm_cell(%i: f64, %f: f64, %g: f64, %c: f64) -> f64 attributes {
    summary = "sigmoid(f) c + sigmoid(i) tanh(g); the output is gtu of it",
    source = "Gers et al. 2000, Learning to forget: continual prediction with LSTM; PyTorch, torch.nn.LSTM"} {
  %0 = gate.call @sigmoid(%f) : f64
  %1 = arith.mulf %0, %c : f64
  %2 = gate.call @sigmoid(%i) : f64
  %3 = math.tanh %g : f64
  %4 = arith.mulf %2, %3 : f64
  %y = arith.addf %1, %4 : f64
  gate.yield %y : f64
}

gate.function @film(%x: f64, %gamma: f64, %beta: f64) -> f64 attributes {
    summary = "gamma x + beta",
    source = "Perez et al. 2017, arXiv:1709.07871; ethanjperez, film"} {
  %0 = arith.mulf %gamma, %x : f64
  %y = arith.addf %0, %beta : f64
  gate.yield %y : f64
}

gate.function @modulate(%x: f64, %shift: f64, %scale: f64) -> f64 attributes {
    summary = "x (1 + scale) + shift",
    source = "Peebles and Xie 2022, arXiv:2212.09748; facebookresearch, DiT, modulate"} {
  %one = arith.constant 1.0 : f64
  %0 = arith.addf %one, %scale : f64
  %1 = arith.mulf %x, %0 : f64
  %y = arith.addf %1, %shift : f64
  gate.yield %y : f64
}

gate.function @dynamic_erf<%alpha: f64 = 0.5, %shift: f64 = 0.0>(%x: f64, %weight: f64, %bias: f64) -> f64 attributes {
    summary = "weight erf(alpha x + shift) + bias",
    source = "Chen et al. 2025, arXiv:2512.10938; zlab-princeton, Derf",
    aliases = ["derf"]} {
  %0 = arith.mulf %alpha, %x : f64
  %1 = arith.addf %0, %shift : f64
  %2 = math.erf %1 : f64
  %3 = arith.mulf %weight, %2 : f64
  %y = arith.addf %3, %bias : f64
  gate.yield %y : f64
}
