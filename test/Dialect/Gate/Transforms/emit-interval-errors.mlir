// RUN: not penstock-opt %s -gate-emit-interval=functions=nothing 2>&1 | FileCheck %s --check-prefix=NAME
// RUN: not penstock-opt %s -gate-emit-interval=functions=negative_taken 2>&1 | FileCheck %s --check-prefix=TAKEN
// RUN: not penstock-opt %s -gate-emit-interval=functions=negative_op 2>&1 | FileCheck %s --check-prefix=OP

// NAME: emit-interval-errors.mlir{{.*}}: error: expected the name of a gate.function or gate.row_function, found 'nothing'

gate.function @negative_taken(%x: f64) -> f64 {
  gate.yield %x : f64
}
// TAKEN: :[[#@LINE+1]]:1: error: has the name of a bound of 'negative_taken'
gate.function @negative_taken_low(%x: f64) -> f64 {
  gate.yield %x : f64
}
gate.function @negative_op(%x: f64) -> f64 {
  // OP: :[[#@LINE+1]]:{{[0-9]+}}: error: {{.*}}math.tan has no interval form
  %y = math.tan %x : f64
  gate.yield %y : f64
}
