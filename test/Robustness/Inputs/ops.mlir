gate.function @soft<%k: f64 = 2.0, %limit: f64>(%x: f64, %y: f64) -> f64
    attributes {summary = "a clamped sum", source = "none",
                aliases = ["softer"], monotone = "increasing",
                specializations = [#gate.specialization<{k = 0.0} -> @bilinear>]} {
  %t = arith.mulf %k, %x : f64
  %s = gate.call @sigmoid(%t) : f64
  %a = arith.addf %s, %y : f64
  %c = arith.cmpf olt, %a, %limit : f64
  %y1 = scf.if %c -> (f64) {
    %e = math.exp %a : f64
    scf.yield %e : f64
  } else {
    scf.yield %limit : f64
  }
  gate.yield %y1 : f64
} range(%k, %limit) {
  %lo = arith.constant 0.0 : f64
  gate.yield %lo, %limit : f64, f64
} zero(%x, %y, %k, %limit) {
  %z = arith.constant false
  gate.yield %z : i1
} derivative(%x, %y, %k, %limit) {
  gate.yield %k, %x : f64, f64
}

gate.row_function @centre<%scale: f64 = 1.0>(%x: f64, %w: f64) -> f64 attributes {streaming} {
  %sum = gate.reduce add %x : f64
  %n = gate.row_size : f64
  %mean = arith.divf %sum, %n : f64
  %d = arith.subf %x, %mean : f64
  %y = arith.mulf %d, %w : f64
  %z = arith.mulf %y, %scale : f64
  gate.yield %z : f64
}

func.func @all(%x: tensor<?x32xf32>, %o: tensor<?x32xf32>, %w: tensor<32x64xf32>,
               %wt: tensor<64x32xf32>, %both: tensor<32x128xf32>,
               %b: tensor<64xf32>, %h: tensor<?x64xf32>, %p: tensor<32xf32>,
               %nw: tensor<32xf32>, %q: tensor<?x32xbf16>,
               %qo: tensor<?x32xbf16>) -> tensor<?x32xf32> {
  %0 = gate.apply @silu ins(%x : tensor<?x32xf32>) outs(%o : tensor<?x32xf32>)
  %1 = gate.apply @soft<limit = 3.0, k = 1.0> ins(%0, %p : tensor<?x32xf32>, tensor<32xf32>)
         outs(%o : tensor<?x32xf32>)
         {indexing_maps = [affine_map<(i, j) -> (i, j)>, affine_map<(i, j) -> (j)>,
                           affine_map<(i, j) -> (i, j)>]}
  %2 = gate.apply @swish ins(%1 : tensor<?x32xf32>)
         params("beta" = %p : tensor<32xf32>) outs(%o : tensor<?x32xf32>)
  %3 = gate.apply_row @centre ins(%2, %nw : tensor<?x32xf32>, tensor<32xf32>)
         outs(%o : tensor<?x32xf32>)
  %4 = gate.apply_row @rms_norm<eps = 1.0e-6> ins(%3, %nw : tensor<?x32xf32>, tensor<32xf32>)
         outs(%o : tensor<?x32xf32>)
  %5 = gate.gated_matmul @swiglu ins(%4 : tensor<?x32xf32>)
         weights(%w, %w : tensor<32x64xf32>, tensor<32x64xf32>)
         bias(%b, %b : tensor<64xf32>, tensor<64xf32>)
         residual(%h : tensor<?x64xf32>) outs(%h : tensor<?x64xf32>)
         {branch_order = array<i64: 1, 0>, accumulate = f32,
          activations = #gate.activations<int8, group_size = 32>,
          rounding = #gate.rounding<each>}
  %6 = gate.gated_matmul @swiglu ins(%4 : tensor<?x32xf32>)
         weights(%both : tensor<32x128xf32>) outs(%5 : tensor<?x64xf32>)
         {packing = #gate.packing<interleaved>}
  %7 = gate.gated_matmul ins(%6 : tensor<?x64xf32>) weights(%w : tensor<32x64xf32>)
         outs(%o : tensor<?x32xf32>)
         {weight_order = #gate.weight_order<out_in>,
          strategy = #gate.strategy<rows, tokens = 4, neurons = 8>}
  %e = gate.encode %w : tensor<32x64xf32>
         -> tensor<32x64xf32, #gate.weight<panels, int4, tile = 16, group_size = 32, asymmetric, scale = f16>>
  %s:3 = gate.storage %e : tensor<32x64xf32, #gate.weight<panels, int4, tile = 16, group_size = 32, asymmetric, scale = f16>>
         -> tensor<4x1x16x16xi8>, tensor<4x1x16xf16>, tensor<4x1x16xf16>
  %a = gate.assemble %s#0, %s#1, %s#2 : tensor<4x1x16x16xi8>, tensor<4x1x16xf16>, tensor<4x1x16xf16>
         -> tensor<32x64xf32, #gate.weight<panels, int4, tile = 16, group_size = 32, asymmetric, scale = f16>>
  %d = gate.decode %a : tensor<32x64xf32, #gate.weight<panels, int4, tile = 16, group_size = 32, asymmetric, scale = f16>>
         -> tensor<32x64xf32>
  %8 = gate.ffn @swiglu ins(%7 : tensor<?x32xf32>)
         norm(@rms_norm<eps = 1.0e-5>, %nw : tensor<32xf32>)
         weights(%a, %d : tensor<32x64xf32, #gate.weight<panels, int4, tile = 16, group_size = 32, asymmetric, scale = f16>>, tensor<32x64xf32>)
         bias(%b, %b : tensor<64xf32>, tensor<64xf32>)
         down(%wt : tensor<64x32xf32>) down_bias(%nw : tensor<32xf32>)
         residual(%x : tensor<?x32xf32>) outs(%o : tensor<?x32xf32>)
  %9 = gate.apply @gelu ins(%q : tensor<?x32xbf16>) outs(%qo : tensor<?x32xbf16>)
         {rounding = #gate.rounding<each>}
  return %8 : tensor<?x32xf32>
}
