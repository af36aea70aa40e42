!x = tensor<4x8xf32>
!w = tensor<8x16xf32>
!d = tensor<16x8xf32>

func.func @zero_set(%x: !x, %w: !w, %v: !w, %d: !d) -> !x {
  %o = tensor.empty() : !x
  %y = gate.ffn @reglu ins(%x : !x) weights(%w, %v : !w, !w) down(%d : !d)
         outs(%o : !x) {sparsity = #gate.sparsity<zero_set>}
  return %y : !x
}
func.func @threshold(%x: !x, %w: !w, %v: !w, %d: !d) -> !x {
  %o = tensor.empty() : !x
  %y = gate.ffn @swiglu ins(%x : !x) weights(%w, %v : !w, !w) down(%d : !d)
         outs(%o : !x) {sparsity = #gate.sparsity<threshold = 0.05>}
  return %y : !x
}
func.func @both(%x: !x, %w: !w, %v: !w, %d: !d) -> !x {
  %o = tensor.empty() : !x
  %y = gate.ffn @silu ins(%x : !x) weights(%w : !w) down(%d : !d)
         outs(%o : !x) {sparsity = #gate.sparsity<threshold = 0.5>}
  %z = gate.ffn @swiglu ins(%y : !x) weights(%w, %v : !w, !w) down(%d : !d)
         outs(%o : !x) {sparsity = #gate.sparsity<top_k = 3>}
  return %z : !x
}
