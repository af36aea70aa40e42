// RUN: penstock-opt %s -split-input-file -gate-differentiate -verify-diagnostics
// RUN: penstock-opt %s -split-input-file -gate-differentiate=mode=forward -verify-diagnostics
// RUN: not penstock-opt %s -split-input-file -gate-differentiate=mode=sideways 2>&1 | FileCheck %s --check-prefix=MODE
// RUN: not penstock-opt %s -split-input-file -gate-differentiate=functions=nothing 2>&1 | FileCheck %s --check-prefix=NAME
// MODE: differentiate-errors.mlir{{.*}}: error: expected mode to be reverse or forward, found 'sideways'
// NAME: error: expected the name of a func.func or gate.function, found 'nothing'

func.func @negative_op(%x: tensor<8xf32>) -> tensor<8xf32> {
  // expected-error @below {{'math.exp' op has no derivative}}
  %y = math.exp %x : tensor<8xf32>
  return %y : tensor<8xf32>
}

// -----

func.func @negative_generic(%x: tensor<8xf32>) -> tensor<8xf32> {
  %y = gate.apply @tanh ins(%x : tensor<8xf32>) outs(%x : tensor<8xf32>)
  // expected-error @below {{'linalg.exp' op has no derivative}}
  %z = linalg.exp ins(%y : tensor<8xf32>) outs(%x : tensor<8xf32>) -> tensor<8xf32>
  return %z : tensor<8xf32>
}

// -----

// expected-error @below {{expected result #0 to be a floating-point tensor without encoding, found 'f32'}}
func.func @negative_result(%x: f32) -> f32 {
  return %x : f32
}

// -----

// expected-error @below {{expected a function of one block}}
func.func @negative_blocks(%x: tensor<8xf32>) -> tensor<8xf32> {
  cf.br ^next
^next:
  return %x : tensor<8xf32>
}

// -----

// What goes through memory, a scalar, a loop, or an op of several results is not
// followed.
func.func @negative_memory(%x: tensor<8xf32>, %m: memref<8xf32>) -> tensor<8xf32> {
  // expected-error @below {{'bufferization.materialize_in_destination' op has no derivative}}
  bufferization.materialize_in_destination %x in writable %m : (tensor<8xf32>, memref<8xf32>) -> ()
  %y = bufferization.to_tensor %m restrict : memref<8xf32> to tensor<8xf32>
  return %y : tensor<8xf32>
}

// -----

func.func @negative_loop_over_tensors(%x: tensor<8xf32>, %n: index) -> tensor<8xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  // expected-error @below {{'scf.for' op has no derivative}}
  %y = scf.for %i = %c0 to %n step %c1 iter_args(%a = %x) -> tensor<8xf32> {
    %b = gate.apply @tanh ins(%a : tensor<8xf32>) outs(%a : tensor<8xf32>)
    scf.yield %b : tensor<8xf32>
  }
  return %y : tensor<8xf32>
}

// -----

func.func @negative_captured(%x: tensor<8xf32>, %c: i1) -> tensor<8xf32> {
  // expected-error @below {{'scf.if' op has no derivative}}
  %y = scf.if %c -> tensor<8xf32> {
    %b = gate.apply @tanh ins(%x : tensor<8xf32>) outs(%x : tensor<8xf32>)
    scf.yield %b : tensor<8xf32>
  } else {
    scf.yield %x : tensor<8xf32>
  }
  return %y : tensor<8xf32>
}

// -----

// Its surrogate calls it.
gate.function @circle(%x: f64) -> f64 attributes {vjp = #gate.vjp<surrogate(@around)>} {
  gate.yield %x : f64
}
gate.function @around(%x: f64) -> f64 {
  %y = gate.call @circle(%x) : f64
  gate.yield %y : f64
}
func.func @negative_circle(%x: tensor<8xf32>) -> tensor<8xf32> {
  // expected-error @below {{'gate.apply' op cannot be differentiated: the derivative of @around needs itself}}
  %y = gate.apply @circle ins(%x : tensor<8xf32>) outs(%x : tensor<8xf32>)
  return %y : tensor<8xf32>
}

// -----

gate.function @pair(%x: f64) -> f64 {
  // expected-note @below {{it is in the function's body}}
  %s, %c = math.sincos %x : f64
  gate.yield %s : f64
}
func.func @negative_sincos(%x: tensor<8xf32>) -> tensor<8xf32> {
  // expected-error @below {{'gate.apply' op cannot be differentiated: math.sincos has no derivative}}
  %y = gate.apply @pair ins(%x : tensor<8xf32>) outs(%x : tensor<8xf32>)
  return %y : tensor<8xf32>
}

// -----

gate.function @steps(%x: f64) -> f64 {
  // expected-note @below {{it is in the function's body}}
  %i = arith.fptosi %x : f64 to i32
  %y = arith.sitofp %i : i32 to f64
  gate.yield %y : f64
}
func.func @negative_integers(%x: tensor<8xf32>) -> tensor<8xf32> {
  // expected-error @below {{'gate.apply' op cannot be differentiated: arith.fptosi has no derivative}}
  %y = gate.apply @steps ins(%x : tensor<8xf32>) outs(%x : tensor<8xf32>)
  return %y : tensor<8xf32>
}

// -----

// (C14) of gate.row_function
gate.row_function @mean_by_steps(%x: f64) -> f64 {
  %zero = arith.constant 0.0 : f64
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  // expected-note @below {{compare with it, or take it through gate.detach}}
  %y = scf.for %i = %c0 to %c1 step %c1 iter_args(%a = %zero) -> (f64) {
    %d = arith.subf %x, %a : f64
    %s = gate.reduce add %d : f64
    scf.yield %s : f64
  }
  gate.yield %y : f64
}
func.func @negative_loop(%x: tensor<8xf32>) -> tensor<8xf32> {
  // expected-error @below {{'gate.apply_row' op cannot be differentiated: what a loop over a row finds has no derivative}}
  %y = gate.apply_row @mean_by_steps ins(%x : tensor<8xf32>) outs(%x : tensor<8xf32>)
  return %y : tensor<8xf32>
}
