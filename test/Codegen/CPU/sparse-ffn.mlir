// RUN: penstock-opt %s -penstock-choose-strategy="cpu=x86-64-v4 triple=x86_64-unknown-linux-gnu" -gate-encode-weights="arguments=1" | FileCheck %s --check-prefix=ENCODE
// RUN: penstock-opt %s -penstock-choose-strategy="cpu=x86-64-v4 triple=x86_64-unknown-linux-gnu" -gate-encode-weights="arguments=1" -gate-decompose-ffn -penstock-lower-to-vectors="cpu=x86-64-v4 triple=x86_64-unknown-linux-gnu" -canonicalize -cse | FileCheck %s --check-prefix=LOOPS

// The gate is stored in panels of the strategy for one branch, `up` neuron-major;
// the rows of `down` are those of neurons as they are. There is no strategy for
// `down`.
// ENCODE-LABEL: func.func @zero_set(
// ENCODE-SAME: %{{.*}}: tensor<?x64xf32>, %{{.*}}: tensor<64x96xf32, #gate.weight<panels, f32, tile = {{[0-9]+}}>>
// ENCODE-SAME: %{{.*}}: tensor<64x96xf32, #gate.weight<neuron_major, f32, neuron_dim = 1>>
// ENCODE-SAME: %{{.*}}: tensor<96x64xf32>,
// ENCODE: gate.ffn @reglu
// ENCODE-SAME: {sparsity = #gate.sparsity<zero_set>, strategy = #gate.strategy<panels, {{[^>]*}}>}

// The norm, then the gate.
// LOOPS-LABEL: func.func @zero_set(
// LOOPS: gate.storage
// LOOPS: %[[GATE:.*]] = scf.forall {{.*}} -> (tensor<?x96xf32>) {
// LOOPS: scf.forall.in_parallel
// The list, its gates, and how many there are; without a branch.
// LOOPS: %[[LIST:.*]]:3 = scf.forall {{.*}} -> (tensor<?x96xi32>, tensor<?x96xf32>, tensor<?x1xi32>) {
// LOOPS: scf.for {{.*}} -> (tensor<1x96xi32>, tensor<1x96xf32>, index) {
// LOOPS: %[[G:.*]] = vector.transfer_read %[[GATE]]
// LOOPS: arith.cmpf ole, %[[G]], %{{.*}} : vector<16xf32>
// LOOPS-NOT: scf.if
// LOOPS-COUNT-16: arith.select
// LOOPS: scf.yield
// Eight rows of `up` at once: their sums are carried as vectors, and nothing is
// stored. Meanwhile the same neurons' rows of `down` are prefetched, and then
// the next neurons' rows of `up`. Each segment of the list has sums of its own.
// LOOPS: %[[SUMS:.*]] = scf.forall (%{{.*}}, %{{.*}}) in (8, %{{.*}}) {{.*}} -> (tensor<?x512xf32>) {
// LOOPS: scf.for {{.*}} step %c8
// LOOPS: scf.for {{.*}} -> (vector<16xf32>, vector<16xf32>, vector<16xf32>, vector<16xf32>, vector<16xf32>, vector<16xf32>, vector<16xf32>, vector<16xf32>) {
// LOOPS-NOT: transfer_write
// LOOPS-COUNT-8: memref.prefetch %[[DOWN:.*]][{{.*}}], read, locality<2>, data
// LOOPS-NOT: transfer_write
// LOOPS: scf.yield
// LOOPS-COUNT-8: vector.reduction <add>
// LOOPS: scf.for {{.*}} -> (tensor<1x64xf32>) {
// LOOPS-COUNT-8: memref.prefetch
// LOOPS-COUNT-9: vector.transfer_read
// LOOPS: vector.transfer_write
// LOOPS: scf.for {{.*}} step %c1 
// The sum of the segments that have neurons.
// LOOPS: scf.forall (%{{.*}}) in (%{{.*}}) {{.*}} -> (tensor<?x64xf32>) {
// LOOPS: scf.for %{{.*}} = %c0 to %{{.*}} step %c1 {{.*}} -> (vector<16xf32>) {
// LOOPS: vector.transfer_read %[[SUMS]]
// LOOPS-NOT: gate.ffn
func.func @zero_set(%x: tensor<?x64xf32>, %g: tensor<64x96xf32>, %u: tensor<64x96xf32>,
                    %d: tensor<96x64xf32>, %n: tensor<64xf32>, %o: tensor<?x64xf32>) -> tensor<?x64xf32> {
  %y = gate.ffn @reglu ins(%x : tensor<?x64xf32>) norm(@rms_norm, %n : tensor<64xf32>)
         weights(%g, %u : tensor<64x96xf32>, tensor<64x96xf32>)
         down(%d : tensor<96x64xf32>) outs(%o : tensor<?x64xf32>)
         {sparsity = #gate.sparsity<zero_set>}
  return %y : tensor<?x64xf32>
}

// The gate is where the function has it; with outputs in front `up` lies right,
// and `down` does not.
// ENCODE-LABEL: func.func @out_in(
// ENCODE-SAME: %{{.*}}: tensor<?x64xf32>, %{{.*}}: tensor<96x64xf32>, %{{.*}}: tensor<96x64xf32, #gate.weight<panels, f32, tile = {{[0-9]+}}, out_in>>
// ENCODE-SAME: %{{.*}}: tensor<64x96xf32, #gate.weight<neuron_major, f32, neuron_dim = 1, out_in>>
func.func @out_in(%x: tensor<?x64xf32>, %u: tensor<96x64xf32>, %g: tensor<96x64xf32>,
                  %d: tensor<64x96xf32>, %o: tensor<?x64xf32>) -> tensor<?x64xf32> {
  %y = gate.ffn @reglu ins(%x : tensor<?x64xf32>)
         weights(%u, %g : tensor<96x64xf32>, tensor<96x64xf32>)
         down(%d : tensor<64x96xf32>) outs(%o : tensor<?x64xf32>)
         {sparsity = #gate.sparsity<zero_set>, weight_order = #gate.weight_order<out_in>,
          branch_order = array<i64: 1, 0>}
  return %y : tensor<?x64xf32>
}

// The least of the greatest, bit by bit: a loop of 31 counts.
// LOOPS-LABEL: func.func @top_k(
// LOOPS: scf.forall {{.*}} -> (tensor<?x96xi32>) {
// LOOPS: math.absf
// LOOPS: scf.forall {{.*}} -> (tensor<?x96xi32>, tensor<?x96xf32>, tensor<?x1xi32>) {
// LOOPS: scf.for %{{.*}} = %c0 to %c31 step %c1 {{.*}} -> (i32) {
// LOOPS: arith.cmpi uge
// LOOPS: vector.reduction <add>, %{{.*}} : vector<16xi32> into i32
func.func @top_k(%x: tensor<?x64xf32>, %g: tensor<64x96xf32>, %u: tensor<64x96xf32>,
                 %d: tensor<96x64xf32>, %o: tensor<?x64xf32>) -> tensor<?x64xf32> {
  %y = gate.ffn @swiglu ins(%x : tensor<?x64xf32>)
         weights(%g, %u : tensor<64x96xf32>, tensor<64x96xf32>)
         down(%d : tensor<96x64xf32>) outs(%o : tensor<?x64xf32>)
         {sparsity = #gate.sparsity<top_k = 9>}
  return %y : tensor<?x64xf32>
}

// Two bf16 are a word: the halves of x's words meet those of the weight's, and
// the sums of even and odd columns come together at the end.
// LOOPS-LABEL: func.func @bf16(
// LOOPS: vector.bitcast %{{.*}} : vector<32xbf16> to vector<16xi32>
// LOOPS: arith.shli
// LOOPS: arith.andi
// LOOPS: vector.interleave
func.func @bf16(%x: tensor<?x64xbf16>, %g: tensor<64x96xbf16>, %u: tensor<64x96xbf16>,
                %d: tensor<96x64xbf16>, %o: tensor<?x64xbf16>) -> tensor<?x64xbf16> {
  %y = gate.ffn @reglu ins(%x : tensor<?x64xbf16>)
         weights(%g, %u : tensor<64x96xbf16>, tensor<64x96xbf16>)
         down(%d : tensor<96x64xbf16>) outs(%o : tensor<?x64xbf16>)
         {sparsity = #gate.sparsity<zero_set>}
  return %y : tensor<?x64xbf16>
}
