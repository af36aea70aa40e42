// RUN: penstock-opt %s -penstock-lower-to-vectors="cpu=x86-64-v3 triple=x86_64-unknown-linux-gnu" -canonicalize -cse | FileCheck %s --check-prefixes=CHECK,V3
// RUN: penstock-opt %s -penstock-lower-to-vectors="cpu=x86-64-v4 triple=x86_64-unknown-linux-gnu" -canonicalize -cse | FileCheck %s --check-prefixes=CHECK,V4
// RUN: penstock-opt %s -penstock-lower-to-vectors="cpu=x86-64-v4 features=+avx512vnni triple=x86_64-unknown-linux-gnu" -canonicalize -cse | FileCheck %s --check-prefixes=CHECK,V4,VNNI

// Tiles of two tokens. Their sums of two branches are vectors in the loop over
// the inputs, which writes nothing; the function is applied to the sums
// afterwards, and each vector of the result is written once.
// CHECK-LABEL: func.func @accumulators(
// CHECK-SAME: %[[X:[^:]*]]: tensor<6x64xf32>, %[[G:[^:]*]]: tensor<64x16xf32>, %[[U:[^:]*]]: tensor<64x16xf32>
// CHECK-NOT: gate.
// CHECK-DAG: %[[XB:.*]] = bufferization.to_buffer %[[X]] read_only
// CHECK-DAG: %[[GATE:.*]] = bufferization.to_buffer %[[G]] read_only
// CHECK-DAG: %[[UP:.*]] = bufferization.to_buffer %[[U]] read_only
// CHECK: scf.forall (%[[P:.*]]) in (2) shared_outs
// CHECK: %[[N:.*]] = affine.apply {{.*}}(%[[P]])
// CHECK: tensor.extract_slice %{{.*}}[0, %[[N]]] [6, 8] [1, 1]
// CHECK: %[[SUMS:.*]] = memref.alloc() : memref<6x16xf32>
// CHECK: scf.for %[[TILE:.*]] = %c0 to %c3 step %c1
// CHECK: %[[T:.*]] = affine.apply {{.*}}(%[[TILE]])
// CHECK-COUNT-4: vector.load %[[SUMS]]
// CHECK: %[[ACC:.*]]:4 = scf.for %[[K:.*]] = %c0 to %c64 step %c2
// CHECK-SAME: -> (vector<8xf32>, vector<8xf32>, vector<8xf32>, vector<8xf32>)
// CHECK-NOT: {{write|store}}
// CHECK-DAG: vector.transfer_read %[[GATE]][%[[K]], %[[N]]], {{.*}}, vector<8xf32>
// CHECK-DAG: vector.transfer_read %[[UP]][%[[K]], %[[N]]], {{.*}}, vector<8xf32>
// CHECK-DAG: vector.load %[[XB]][%[[T]], %[[K]]]
// CHECK-COUNT-8: arith.addf {{.*}} fastmath<contract> : vector<8xf32>
// CHECK-NOT: {{write|store}}
// CHECK: scf.yield {{.*}} : vector<8xf32>, vector<8xf32>, vector<8xf32>, vector<8xf32>
// CHECK: vector.store %[[ACC]]#0, %[[SUMS]]
// CHECK: vector.store %[[ACC]]#3, %[[SUMS]]
// CHECK: scf.for %{{.*}} = %c0 to %c6 step %c1 iter_args({{.*}}) -> (tensor<6x8xf32>)
// CHECK: %[[SG:.*]] = vector.load %[[SUMS]]
// CHECK: %[[SU:.*]] = vector.load %[[SUMS]]
// CHECK: arith.negf %[[SG]]
// CHECK: math.exp
// CHECK: %[[Y:.*]] = arith.mulf %{{.*}}, %[[SU]]
// CHECK: vector.transfer_write %[[Y]], {{.*}} {in_bounds = [true]} : vector<8xf32>, tensor<6x8xf32>
// CHECK-NOT: vector.transfer_write
// CHECK: tensor.parallel_insert_slice
func.func @accumulators(%x: tensor<6x64xf32>, %g: tensor<64x16xf32>, %u: tensor<64x16xf32>,
                        %o: tensor<6x16xf32>) -> tensor<6x16xf32> {
  %y = gate.gated_matmul @swiglu ins(%x : tensor<6x64xf32>)
         weights(%g, %u : tensor<64x16xf32>, tensor<64x16xf32>) outs(%o : tensor<6x16xf32>)
         {strategy = #gate.strategy<panels, tokens = 2, neurons = 8, unroll = 2>}
  return %y : tensor<6x16xf32>
}

// A block of tokens is cut into tiles that differ by at most one token, here of
// 1, 2 or 3. The last input stands after the loop over the inputs; the last
// panel reaches beyond the neurons.
// CHECK-LABEL: func.func @remainders(
// CHECK: scf.forall (%[[P:.*]]) in (2)
// CHECK: %[[COLUMNS:.*]] = affine.min {{.*}}(%[[P]])
// CHECK: %[[SLICE:.*]] = tensor.extract_slice %{{.*}}[0, %{{.*}}] [%[[TOKENS:.*]], %[[COLUMNS]]]
// CHECK: scf.for %{{.*}} = %c0 to %[[TOKENS]] step %c128 iter_args(%{{.*}} = %[[SLICE]])
// CHECK: %[[ROWS:.*]] = affine.min
// CHECK: %[[TILES:.*]] = affine.apply {{.*}}(%[[ROWS]])
// CHECK: scf.for %{{.*}} = %c0 to %[[TILES]] step %c1
// CHECK: scf.index_switch
// CHECK: case 1
// CHECK: scf.for {{.*}} -> (vector<8xf32>)
// CHECK: case 2
// CHECK: scf.for {{.*}} -> (vector<8xf32>, vector<8xf32>)
// CHECK-NOT: case
// CHECK: default
// CHECK: %[[ACC:.*]]:3 = scf.for %{{.*}} = %c0 to %c4 step %c2 iter_args
// CHECK: scf.yield
// CHECK: vector.transfer_read %{{.*}}[%c4, %{{.*}}], %{{[^ ]*}} : memref<5x12xf32, {{.*}}>, vector<8xf32>
// CHECK: arith.addf %[[ACC]]#0
// CHECK: arith.addf %[[ACC]]#1
// CHECK: arith.addf %[[ACC]]#2
// CHECK-COUNT-3: vector.store
// CHECK: scf.for %{{.*}} = %c0 to %[[ROWS]] step %c1 iter_args
// CHECK: vector.transfer_write %{{.*}}] : vector<8xf32>, tensor<?x?xf32>
// CHECK-NOT: vector.transfer_write
// CHECK: return
func.func @remainders(%x: tensor<?x5xf32>, %w: tensor<5x12xf32>,
                      %o: tensor<?x12xf32>) -> tensor<?x12xf32> {
  %y = gate.gated_matmul ins(%x : tensor<?x5xf32>) weights(%w : tensor<5x12xf32>)
         outs(%o : tensor<?x12xf32>)
         {strategy = #gate.strategy<panels, tokens = 3, neurons = 8, unroll = 2>}
  return %y : tensor<?x12xf32>
}

// A known number of tokens needs only the tiles that it has.
// CHECK-LABEL: func.func @remainders_known(
// CHECK-NOT: scf.index_switch
// CHECK: %[[ACC:.*]]:4 = scf.for %{{.*}} = %c0 to %c5 step %c1 {{.*}} -> (vector<8xf32>, vector<8xf32>, vector<8xf32>, vector<8xf32>)
// CHECK: vector.store %[[ACC]]#3
// CHECK-NOT: -> (vector<
// CHECK: return
func.func @remainders_known(%x: tensor<4x5xf32>, %w: tensor<5x16xf32>,
                            %o: tensor<4x16xf32>) -> tensor<4x16xf32> {
  %y = gate.gated_matmul ins(%x : tensor<4x5xf32>) weights(%w : tensor<5x16xf32>)
         outs(%o : tensor<4x16xf32>)
         {strategy = #gate.strategy<panels, tokens = 4, neurons = 8>}
  return %y : tensor<4x16xf32>
}

// The strategy, not the target, says how large a tile is.
// CHECK-LABEL: func.func @strategy_given(
// CHECK: scf.forall (%{{.*}}) in (4)
// CHECK: %{{.*}}:5 = scf.for {{.*}} -> (vector<4xf32>, vector<4xf32>, vector<4xf32>, vector<4xf32>, vector<4xf32>)
func.func @strategy_given(%x: tensor<10x64xf32>, %w: tensor<64x16xf32>,
                          %o: tensor<10x16xf32>) -> tensor<10x16xf32> {
  %y = gate.gated_matmul ins(%x : tensor<10x64xf32>) weights(%w : tensor<64x16xf32>)
         outs(%o : tensor<10x16xf32>)
         {strategy = #gate.strategy<panels, tokens = 5, neurons = 4>}
  return %y : tensor<10x16xf32>
}

// With no strategy the target's table does.
// CHECK-LABEL: func.func @strategy_none(
// V3: scf.for {{.*}} -> (vector<8xf32>,
// V4: scf.for {{.*}} -> (vector<16xf32>,
func.func @strategy_none(%x: tensor<48x64xf32>, %w: tensor<64x128xf32>,
                         %o: tensor<48x128xf32>) -> tensor<48x128xf32> {
  %y = gate.gated_matmul ins(%x : tensor<48x64xf32>) weights(%w : tensor<64x128xf32>)
         outs(%o : tensor<48x128xf32>)
  return %y : tensor<48x128xf32>
}

// The loop adds up integers as numbers; the scale of a neuron comes after it,
// once per accumulator, and before the bias.
// CHECK-LABEL: func.func @weight_int8(
// CHECK: %[[S:.*]]:2 = gate.storage
// CHECK-DAG: %[[VALUES:.*]] = bufferization.to_buffer %[[S]]#0
// CHECK-DAG: %[[SCALES:.*]] = bufferization.to_buffer %[[S]]#1
// CHECK: scf.forall (%[[P:.*]]) in (2)
// CHECK: scf.for %[[K:.*]] = %c0 to %c64 step %c1 {{.*}} -> (vector<8xf32>, vector<8xf32>)
// CHECK-NOT: %[[SCALES]]
// CHECK: %[[Q:.*]] = vector.transfer_read %[[VALUES]][%[[P]], %[[K]], %c0], {{.*}}, vector<8xi8>
// CHECK-NEXT: arith.sitofp %[[Q]] : vector<8xi8> to vector<8xf32>
// CHECK-NOT: %[[SCALES]]
// CHECK: scf.yield
// CHECK: scf.for
// CHECK: %[[SUM:.*]] = vector.load
// CHECK: %[[SCALE:.*]] = vector.transfer_read %[[SCALES]][%[[P]], %c0]
// CHECK-NEXT: %[[A:.*]] = arith.mulf %[[SUM]], %[[SCALE]] : vector<8xf32>
// CHECK: %[[B:.*]] = vector.transfer_read {{.*}} : tensor<16xf32>, vector<8xf32>
// CHECK-NEXT: arith.addf %[[A]], %[[B]]
// CHECK-NEXT: vector.transfer_write
func.func @weight_int8(%x: tensor<2x64xf32>,
                       %w: tensor<64x16xf32, #gate.weight<panels, int8, tile = 8>>,
                       %b: tensor<16xf32>, %o: tensor<2x16xf32>) -> tensor<2x16xf32> {
  %y = gate.gated_matmul ins(%x : tensor<2x64xf32>)
         weights(%w : tensor<64x16xf32, #gate.weight<panels, int8, tile = 8>>)
         bias(%b : tensor<16xf32>) outs(%o : tensor<2x16xf32>)
         {strategy = #gate.strategy<panels, tokens = 2, neurons = 8, unroll = 1>}
  return %y : tensor<2x16xf32>
}

// A loop over groups, which reads scale and minimum, around one over bytes:
// low nibbles are the first half of the group, high ones the second.
// CHECK-LABEL: func.func @weight_int4(
// CHECK: %[[S:.*]]:3 = gate.storage
// CHECK-DAG: %[[VALUES:.*]] = bufferization.to_buffer %[[S]]#0
// CHECK-DAG: %[[SCALES:.*]] = bufferization.to_buffer %[[S]]#1
// CHECK-DAG: %[[MINS:.*]] = bufferization.to_buffer %[[S]]#2
// CHECK: scf.forall (%[[P:.*]]) in (2)
// CHECK: scf.for %[[GROUP:.*]] = %c0 to %c2 step %c1 iter_args(%[[OUTER:.*]] = %{{.*}}) -> (vector<8xf32>)
// CHECK-NEXT: %[[SCALE16:.*]] = vector.transfer_read %[[SCALES]][%[[P]], %[[GROUP]], %c0]
// CHECK-NEXT: %[[SCALE:.*]] = arith.extf %[[SCALE16]]
// CHECK-NEXT: %[[MIN16:.*]] = vector.transfer_read %[[MINS]][%[[P]], %[[GROUP]], %c0]
// CHECK-NEXT: %[[MIN:.*]] = arith.extf %[[MIN16]]
// CHECK: scf.for %[[J:.*]] = %c0 to %c16 step %c1 iter_args(%{{.*}} = %[[OUTER]]) -> (vector<8xf32>)
// CHECK-NEXT: %[[K:.*]] = arith.addi %{{.*}}, %[[J]]
// CHECK-NEXT: %[[BYTES:.*]] = vector.transfer_read %[[VALUES]][%[[P]], %[[GROUP]], %[[J]], %c0]
// CHECK-DAG: %[[LOW:.*]] = arith.andi %[[BYTES]]
// CHECK-DAG: %[[HIGH:.*]] = arith.shrui %[[BYTES]]
// CHECK: %[[LF:.*]] = arith.uitofp %[[LOW]]
// CHECK: %[[LS:.*]] = arith.mulf %[[LF]], %[[SCALE]]
// CHECK: %[[LW:.*]] = arith.addf %[[LS]], %[[MIN]]
// CHECK: %[[HF:.*]] = arith.uitofp %[[HIGH]]
// CHECK: %[[HS:.*]] = arith.mulf %[[HF]], %[[SCALE]]
// CHECK: %[[HW:.*]] = arith.addf %[[HS]], %[[MIN]]
// CHECK: arith.mulf %{{.*}}, %[[LW]] fastmath<contract>
// CHECK: affine.apply {{.*}}(%[[K]])
// CHECK: arith.mulf %{{.*}}, %[[HW]] fastmath<contract>
// CHECK: vector.transfer_write
// CHECK-NOT: vector.transfer_write
// CHECK: return
func.func @weight_int4(
    %x: tensor<1x64xf32>,
    %w: tensor<64x16xf32, #gate.weight<panels, int4, tile = 8, group_size = 32, asymmetric, scale = f16>>,
    %o: tensor<1x16xf32>) -> tensor<1x16xf32> {
  %y = gate.gated_matmul ins(%x : tensor<1x64xf32>)
         weights(%w : tensor<64x16xf32, #gate.weight<panels, int4, tile = 8, group_size = 32, asymmetric, scale = f16>>)
         outs(%o : tensor<1x16xf32>)
         {strategy = #gate.strategy<panels, tokens = 1, neurons = 8, unroll = 1>}
  return %y : tensor<1x16xf32>
}

// Four inputs of a neuron lie together in a word; groups have a scale each.
// CHECK-LABEL: func.func @weight_interleaved(
// CHECK: %[[S:.*]]:2 = gate.storage
// CHECK: %[[V:.*]] = tensor.collapse_shape %[[S]]#0 {{\[\[}}0], [1], [2, 3]] : tensor<2x16x8x4xi8> into tensor<2x16x32xi8>
// CHECK-DAG: %[[VALUES:.*]] = bufferization.to_buffer %[[V]]
// CHECK-DAG: %[[SCALES:.*]] = bufferization.to_buffer %[[S]]#1
// CHECK: scf.forall (%[[P:.*]]) in (2)
// CHECK: scf.for %[[GROUP:.*]] = %c0 to %c2 step %c1
// CHECK-NEXT: %[[SCALE:.*]] = vector.transfer_read %[[SCALES]][%[[P]], %[[GROUP]], %c0]
// CHECK: scf.for %[[J:.*]] = %c0 to %c32 step %c4
// CHECK: %[[K:.*]] = arith.addi %{{.*}}, %[[J]]
// CHECK: %[[BLOCK:.*]] = arith.divui %[[K]], %c4
// CHECK: %[[BYTES:.*]] = vector.transfer_read %[[VALUES]][%[[P]], %[[BLOCK]], %c0], {{.*}}, vector<32xi8>
// CHECK: %[[WORDS:.*]] = vector.bitcast %[[BYTES]] : vector<32xi8> to vector<8xi32>
// CHECK: arith.trunci %[[WORDS]] : vector<8xi32> to vector<8xi8>
// CHECK: %[[Q1:.*]] = arith.shrui %[[WORDS]]
// CHECK: arith.trunci %[[Q1]] : vector<8xi32> to vector<8xi8>
// CHECK: %[[Q2:.*]] = arith.shrui %[[WORDS]]
// CHECK: %[[Q3:.*]] = arith.shrui %[[WORDS]]
// CHECK-COUNT-4: arith.mulf %{{.*}}, %[[SCALE]] : vector<8xf32>
func.func @weight_interleaved(
    %x: tensor<1x64xf32>,
    %w: tensor<64x16xf32, #gate.weight<panels, int8, tile = 8, group_size = 32, interleave = 4>>,
    %o: tensor<1x16xf32>) -> tensor<1x16xf32> {
  %y = gate.gated_matmul ins(%x : tensor<1x64xf32>)
         weights(%w : tensor<64x16xf32, #gate.weight<panels, int8, tile = 8, group_size = 32, interleave = 4>>)
         outs(%o : tensor<1x16xf32>)
         {strategy = #gate.strategy<panels, tokens = 1, neurons = 8, unroll = 1>}
  return %y : tensor<1x16xf32>
}

// Halves are widened on reading and rounded once, after the residual. One
// panel needs no tasks.
// CHECK-LABEL: func.func @weight_bf16(
// CHECK-NOT: scf.forall
// CHECK: scf.for {{.*}} -> (vector<16xf32>)
// CHECK: arith.extf %{{.*}} : vector<16xbf16> to vector<16xf32>
// CHECK-NOT: arith.truncf
// CHECK: scf.yield
// CHECK: arith.addf
// CHECK: arith.truncf %{{.*}} : vector<16xf32> to vector<16xbf16>
// CHECK-NEXT: vector.transfer_write
// CHECK-NOT: arith.truncf
// CHECK: return
func.func @weight_bf16(%x: tensor<1x64xbf16>,
                       %w: tensor<64x16xbf16, #gate.weight<panels, bf16, tile = 16>>,
                       %r: tensor<1x16xbf16>, %o: tensor<1x16xbf16>) -> tensor<1x16xbf16> {
  %y = gate.gated_matmul ins(%x : tensor<1x64xbf16>)
         weights(%w : tensor<64x16xbf16, #gate.weight<panels, bf16, tile = 16>>)
         residual(%r : tensor<1x16xbf16>) outs(%o : tensor<1x16xbf16>)
         {strategy = #gate.strategy<panels, tokens = 1, neurons = 16, unroll = 1>}
  return %y : tensor<1x16xbf16>
}

// A partial sum per lane; the end of the row is masked, and the lanes beyond
// it add nothing.
// CHECK-LABEL: func.func @row(
// CHECK: scf.forall (%[[R:.*]]) in (%{{.*}})
// V3: %[[SUM:.*]] = scf.for %{{.*}} = %c0 to %c16 step %c8 iter_args({{.*}}) -> (vector<8xf32>)
// V3: vector.transfer_read {{.*}} {in_bounds = [true]} : tensor<?x20xf32>, vector<8xf32>
// V3: scf.yield %{{.*}} : vector<8xf32>
// V3: %[[MASK:.*]] = vector.constant_mask [4] : vector<8xi1>
// V3: %[[REST:.*]] = vector.transfer_read %{{.*}}[%[[R]], %c16], %{{.*}}, %[[MASK]] {in_bounds = [true]}
// V3: %[[SQUARE:.*]] = arith.mulf %[[REST]], %[[REST]]
// V3: %[[CUT:.*]] = arith.select %[[MASK]], %[[SQUARE]], %{{.*}}
// V3: %[[ALL:.*]] = arith.addf %[[CUT]], %[[SUM]]
// V3: vector.reduction <add>, %[[ALL]] : vector<8xf32> into f32
// V3: scf.for %{{.*}} = %c0 to %c16 step %c8 iter_args({{.*}}) -> (tensor<1x20xf32>)
// V3: vector.transfer_write {{.*}} {in_bounds = [true]} : vector<8xf32>, tensor<1x20xf32>
// V3: vector.transfer_write %{{.*}}[%c0, %c16], %[[MASK]] {in_bounds = [true]}
// V4: vector.constant_mask [4] : vector<16xi1>
// V4: vector.reduction <add>, %{{.*}} : vector<16xf32> into f32
func.func @row(%x: tensor<?x20xf32>, %w: tensor<20xf32>,
               %o: tensor<?x20xf32>) -> tensor<?x20xf32> {
  %y = gate.apply_row @rms_norm ins(%x, %w : tensor<?x20xf32>, tensor<20xf32>)
         outs(%o : tensor<?x20xf32>)
  return %y : tensor<?x20xf32>
}

// CHECK-LABEL: func.func @row_whole(
// CHECK-NOT: mask
// CHECK: return
func.func @row_whole(%x: tensor<?x32xf32>, %w: tensor<32xf32>,
                     %o: tensor<?x32xf32>) -> tensor<?x32xf32> {
  %y = gate.apply_row @rms_norm ins(%x, %w : tensor<?x32xf32>, tensor<32xf32>)
         outs(%o : tensor<?x32xf32>)
  return %y : tensor<?x32xf32>
}

// One task per panel.
// CHECK-LABEL: func.func @encode(
// CHECK: scf.forall (%[[P:.*]]) in (2) shared_outs
// CHECK: %[[N:.*]] = arith.muli %[[P]], %c8
// CHECK: scf.for %[[K:.*]] = %c0 to %c64 step %c1
// CHECK: vector.transfer_read %{{.*}}[%[[K]], %[[N]]]
// CHECK-NEXT: vector.transfer_write %{{.*}}[%c0, %[[K]], %c0]
// CHECK: gate.assemble %{{.*}} : tensor<2x64x8xf32> ->
func.func @encode(%w: tensor<64x16xf32>) -> tensor<64x16xf32, #gate.weight<panels, f32, tile = 8>> {
  %e = gate.encode %w : tensor<64x16xf32> -> tensor<64x16xf32, #gate.weight<panels, f32, tile = 8>>
  return %e : tensor<64x16xf32, #gate.weight<panels, f32, tile = 8>>
}

// Blocks of two inputs; the last one has one, and zeros.
// CHECK-LABEL: func.func @encode_interleaved(
// CHECK: scf.forall
// CHECK: scf.for %[[BLOCK:.*]] = %c0 to %c2 step %c1
// CHECK: %[[K:.*]] = arith.muli %[[BLOCK]], %c2
// CHECK: arith.shli %{{.*}} : vector<8xi32>
// CHECK: vector.bitcast %{{.*}} : vector<8xi32> to vector<16xbf16>
// CHECK: vector.transfer_write %{{.*}}[%c0, %[[BLOCK]], %c0]
// CHECK: scf.yield
// CHECK: vector.transfer_read %{{.*}}[%c4, %{{.*}}]
// CHECK-NOT: arith.shli
// CHECK: vector.transfer_write %{{.*}}[%c0, %c2, %c0]
// CHECK: %[[ALL:.*]] = tensor.expand_shape %{{.*}} {{\[\[}}0], [1], [2, 3]] output_shape [2, 3, 8, 2]
// CHECK-NEXT: gate.assemble %[[ALL]] : tensor<2x3x8x2xbf16> ->
func.func @encode_interleaved(%w: tensor<5x16xbf16>) -> tensor<5x16xbf16, #gate.weight<panels, bf16, tile = 8, interleave = 2>> {
  %e = gate.encode %w : tensor<5x16xbf16> -> tensor<5x16xbf16, #gate.weight<panels, bf16, tile = 8, interleave = 2>>
  return %e : tensor<5x16xbf16, #gate.weight<panels, bf16, tile = 8, interleave = 2>>
}

// x is quantized, one task a row: the greatest bits of |x|, then the bytes, 4
// vectors of f32 at a time, with zeros to a multiple of 64. What is multiplied
// is the f32 that the bytes stand for; nobody asks for the bytes' sum.
// CHECK-LABEL: func.func @activations(
// CHECK-SAME: %[[X:[^:]*]]: tensor<?x70xbf16>
// CHECK: %[[Q:.*]]:2 = scf.forall (%[[ROW:.*]]) in (%{{.*}}) shared_outs({{.*}}) -> (tensor<?x128xi8>, tensor<?x1xf32>)
// V4: vector.transfer_read %[[X]][%[[ROW]], %c0], %{{.*}} {in_bounds = [true]} : tensor<?x70xbf16>, vector<64xbf16>
// V3: vector.transfer_read %[[X]][%[[ROW]], %{{.*}}], %{{.*}} {in_bounds = [true]} : tensor<?x70xbf16>, vector<32xbf16>
// CHECK: arith.maxsi
// V4: vector.constant_mask [6] : vector<64xi1>
// V3: vector.constant_mask [6] : vector<32xi1>
// CHECK: vector.reduction <maxsi>
// CHECK: math.roundeven
// CHECK: vector.transfer_write %{{.*}} {in_bounds = [true]} : vector<{{32|64}}xi8>, tensor<1x128xi8>
// CHECK-COUNT-2: tensor.parallel_insert_slice
// CHECK: %[[BYTES:.*]] = tensor.extract_slice %[[Q]]#0[0, 0] [%{{.*}}, 70] [1, 1]
// CHECK: linalg.generic
// CHECK: arith.sitofp
// CHECK: %[[F32:.*]] = tensor.collapse_shape
// CHECK: bufferization.to_buffer %[[F32]] read_only
func.func @activations(%x: tensor<?x70xbf16>, %w: tensor<70x16xbf16>, %o: tensor<?x16xbf16>) -> tensor<?x16xbf16> {
  %y = gate.gated_matmul ins(%x : tensor<?x70xbf16>) weights(%w : tensor<70x16xbf16>) outs(%o : tensor<?x16xbf16>)
         {activations = #gate.activations<int8>}
  return %y : tensor<?x16xbf16>
}

// Chunks of inputs go around the tiles of tokens, which keep their sums from
// chunk to chunk. The loop over the inputs of a chunk prefetches the next one:
// of this panel, or, after the last, of the next panel.
// CHECK-LABEL: func.func @chunks(
// CHECK: %[[S:.*]] = gate.storage
// CHECK-DAG: %[[FLAT:.*]] = bufferization.to_buffer %{{.*}} read_only : tensor<3840xf32>
// CHECK-DAG: %[[PANELS:.*]] = bufferization.to_buffer %[[S]] read_only
// CHECK-NOT: memref.prefetch
// CHECK: scf.forall (%[[P:.*]]) in (3)
// CHECK: %[[NEXT:.*]] = arith.minui
// CHECK: %[[SUMS:.*]] = memref.alloc() : memref<9x8xf32>
// CHECK: scf.for %[[CHUNK:.*]] = %c0 to %c160 step %c64
// CHECK: %[[END:.*]] = arith.minui %{{.*}}, %c160
// CHECK: scf.for %{{.*}} = %c0 to %c3 step %c1
// CHECK: %[[LAST:.*]] = arith.cmpi eq, %[[END]], %c160
// CHECK: arith.select %[[LAST]], %[[NEXT]], %[[P]]
// CHECK: arith.select %[[LAST]], %c0, %[[END]]
// CHECK-COUNT-3: vector.load %[[SUMS]]
// CHECK: %[[ACC:.*]]:3 = scf.for %{{.*}} = %[[CHUNK]] to %[[END]] step %c2
// CHECK: scf.for
// CHECK: memref.prefetch %[[FLAT]]
// CHECK-NOT: memref.prefetch
// CHECK-COUNT-2: vector.transfer_read %[[PANELS]][%[[P]]
// CHECK: scf.yield {{.*}} : vector<8xf32>, vector<8xf32>, vector<8xf32>
// CHECK-COUNT-3: vector.store %[[ACC]]
// CHECK-NOT: memref.prefetch
// CHECK: return
!chunks = tensor<160x24xf32, #gate.weight<panels, f32, tile = 8>>
func.func @chunks(%x: tensor<9x160xf32>, %w: !chunks, %o: tensor<9x24xf32>) -> tensor<9x24xf32> {
  %y = gate.gated_matmul ins(%x : tensor<9x160xf32>) weights(%w : !chunks) outs(%o : tensor<9x24xf32>)
         {strategy = #gate.strategy<panels, tokens = 3, neurons = 8, unroll = 2, chunk = 64>}
  return %y : tensor<9x24xf32>
}

// The panels of a task: one or two tokens take all of them in one pass, without
// chunks; more take two panels of the register tile after the other, without
// chunks where they are one tile. One switch tells them apart at run time.
// CHECK-LABEL: func.func @streams(
// CHECK: scf.forall (%{{.*}}) in (2)
// CHECK: affine.min
// CHECK: %[[TASK:.*]] = affine.min
// CHECK: scf.index_switch %{{.*}} -> tensor<?x?xf32>
// CHECK: case 1
// CHECK: %{{.*}}:4 = scf.for %{{.*}} = %c0 to %c160 step %c1
// CHECK: case 2
// CHECK-NOT: memref.prefetch
// CHECK: %{{.*}}:8 = scf.for %{{.*}} = %c0 to %c160 step %c1
// CHECK: default
// CHECK: scf.for %{{.*}} = %c0 to %[[TASK]] step %c2
// CHECK: scf.for %{{.*}} step %c128
// CHECK: %[[ROWS:.*]] = affine.min
// CHECK: %[[MANY:.*]] = arith.cmpi ugt, %[[ROWS]], %c2
// CHECK: %[[CHUNK:.*]] = arith.select %[[MANY]], %c64, %c160
// CHECK: scf.for %{{.*}} = %c0 to %c160 step %[[CHUNK]]
// CHECK: %{{.*}}:4 = scf.for
// CHECK: return
!streams = tensor<160x56xf32, #gate.weight<panels, f32, tile = 8>>
func.func @streams(%x: tensor<?x160xf32>, %w: !streams, %o: tensor<?x56xf32>) -> tensor<?x56xf32> {
  %y = gate.gated_matmul ins(%x : tensor<?x160xf32>) weights(%w : !streams) outs(%o : tensor<?x56xf32>)
         {strategy = #gate.strategy<panels, tokens = 2, neurons = 8, panels = 2, streams = 4, chunk = 64>}
  return %y : tensor<?x56xf32>
}

// Where the number of tokens is known, it is not asked for.
// CHECK-LABEL: func.func @streams_known(
// CHECK-NOT: scf.index_switch
// CHECK-NOT: memref.prefetch
// CHECK: %{{.*}}:4 = scf.for %{{.*}} = %c0 to %c160 step %c1
// CHECK-NOT: scf.index_switch
// CHECK: return
func.func @streams_known(%x: tensor<1x160xf32>, %w: !streams, %o: tensor<1x56xf32>) -> tensor<1x56xf32> {
  %y = gate.gated_matmul ins(%x : tensor<1x160xf32>) weights(%w : !streams) outs(%o : tensor<1x56xf32>)
         {strategy = #gate.strategy<panels, tokens = 2, neurons = 8, panels = 2, streams = 4, chunk = 64>}
  return %y : tensor<1x56xf32>
}

// Four inputs in each lane, summed as integers in the registers of the sums;
// the scales come at the end.
// CHECK-LABEL: func.func @integers(
// CHECK: %[[ACC:.*]]:2 = scf.for %{{.*}} = %c0 to %c16 step %c1 iter_args({{.*}}) -> (vector<8xi32>, vector<8xi32>)
// V3: math.absi
// V3-COUNT-2: llvm.call_intrinsic "llvm.x86.avx2.pmadd.ub.sw"
// VNNI: arith.xori
// VNNI-COUNT-2: llvm.call_intrinsic "llvm.x86.avx512.vpdpbusd.256"
// CHECK-NOT: arith.sitofp
// CHECK: scf.yield {{.*}} : vector<8xi32>, vector<8xi32>
// CHECK: arith.sitofp {{.*}} : vector<8xi32> to vector<8xf32>
// CHECK-COUNT-2: arith.mulf {{.*}} : vector<8xf32>
// CHECK: vector.transfer_write
func.func @integers(
    %x: tensor<2x64xf32>,
    %w: tensor<64x16xf32, #gate.weight<panels, int8, tile = 8, interleave = 4>>,
    %o: tensor<2x16xf32>) -> tensor<2x16xf32> {
  %y = gate.gated_matmul ins(%x : tensor<2x64xf32>)
         weights(%w : tensor<64x16xf32, #gate.weight<panels, int8, tile = 8, interleave = 4>>)
         outs(%o : tensor<2x16xf32>)
         {activations = #gate.activations<int8>,
          strategy = #gate.strategy<panels, tokens = 2, neurons = 8>}
  return %y : tensor<2x16xf32>
}

// The integers of a group are summed first. Eight sums of two nibbles' products
// fit in 16 bits.
// CHECK-LABEL: func.func @integer_groups(
// CHECK: %[[ACC:.*]]:2 = scf.for %{{.*}} = %c0 to %c2 step %c1 iter_args({{.*}}) -> (vector<8xf32>, vector<8xf32>)
// CHECK: arith.andi %{{.*}} : vector<32xi8>
// CHECK: arith.shrui %{{.*}} : vector<32xi8>
// V3-COUNT-8: pmadd.ub.sw
// V3: pmadd.wd
// VNNI-COUNT-8: vpdpbusd
// CHECK: arith.sitofp {{.*}} : vector<8xi32> to vector<8xf32>
// CHECK: arith.sitofp
// CHECK: scf.yield {{.*}} : vector<8xf32>, vector<8xf32>
func.func @integer_groups(
    %x: tensor<2x64xf32>,
    %w: tensor<64x16xf32, #gate.weight<panels, int4, tile = 8, group_size = 32, interleave = 4>>,
    %o: tensor<2x16xf32>) -> tensor<2x16xf32> {
  %y = gate.gated_matmul ins(%x : tensor<2x64xf32>)
         weights(%w : tensor<64x16xf32, #gate.weight<panels, int4, tile = 8, group_size = 32, interleave = 4>>)
         outs(%o : tensor<2x16xf32>)
         {activations = #gate.activations<int8, group_size = 32>,
          strategy = #gate.strategy<panels, tokens = 2, neurons = 8>}
  return %y : tensor<2x16xf32>
}
