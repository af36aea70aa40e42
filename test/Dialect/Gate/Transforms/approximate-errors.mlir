// RUN: penstock-opt %s -split-input-file -verify-diagnostics -gate-approximate="functions=bent tolerance=1e-6 domain=0.5,4 verify=sampled"
// RUN: split-file %s %t
// RUN: not penstock-opt %t/empty -gate-approximate="functions=nothing" 2>&1 | FileCheck %s --check-prefix=NAME
// NAME: empty:1:1: error: expected the name of a gate.function, found 'nothing'
// RUN: not penstock-opt %t/empty -gate-approximate="functions=rms_norm" 2>&1 | FileCheck %s --check-prefix=ROW
// ROW: error: expected the name of a gate.function, found 'rms_norm'
// RUN: not penstock-opt %t/empty -gate-approximate="functions=swiglu" 2>&1 | FileCheck %s --check-prefix=INPUTS
// INPUTS: error: expected @swiglu to have one input to be approximated, found 2
// RUN: not penstock-opt %t/empty -gate-approximate="functions=silu form=cubic" 2>&1 | FileCheck %s --check-prefix=FORM
// FORM: error: expected form to be {{.*}}, found 'cubic'
// RUN: not penstock-opt %t/empty -gate-approximate="functions=silu form=integer bits=8" 2>&1 | FileCheck %s --check-prefix=BITS
// BITS: error: expected bits to be 16 or 32, found 8
// RUN: not penstock-opt %t/empty -gate-approximate="functions=silu bits=16" 2>&1 | FileCheck %s --check-prefix=BITS-OF
// BITS-OF: error: bits is an option of form=integer, found form=polynomial
// RUN: not penstock-opt %t/empty -gate-approximate="functions=silu form=integer bits=16 domain=-8,8 tolerance=1e-5 verify=sampled" 2>&1 | FileCheck %s --check-prefix=WORDS
// WORDS: error: cannot approximate @silu within 1e-05 (absolute) on [-8, 8]: the best integer, polynomial of degree {{[0-9]+}} in 16 bits, has an error of 0.001
// RUN: not penstock-opt %t/empty -gate-approximate="functions=silu error=average" 2>&1 | FileCheck %s --check-prefix=ERROR
// ERROR: error: expected error to be absolute or relative, found 'average'
// RUN: not penstock-opt %t/empty -gate-approximate="functions=silu verify=no" 2>&1 | FileCheck %s --check-prefix=VERIFY
// VERIFY: error: expected verify to be exhaustive or sampled, found 'no'
// RUN: not penstock-opt %t/empty -gate-approximate="functions=silu tolerance=0" 2>&1 | FileCheck %s --check-prefix=ZERO
// ZERO: error: expected a tolerance that is positive and finite, found 0
// RUN: not penstock-opt %t/empty -gate-approximate="functions=silu tolerance=nan" 2>&1 | FileCheck %s --check-prefix=NAN
// NAN: error: expected a tolerance that is positive and finite, found nan
// RUN: not penstock-opt %t/empty -gate-approximate="functions=silu domain=4,0.5" 2>&1 | FileCheck %s --check-prefix=ORDER
// ORDER: error: expected domain to be two numbers in order, found '4,0.5'
// RUN: not penstock-opt %t/empty -gate-approximate="functions=silu domain=1,1" 2>&1 | FileCheck %s --check-prefix=EMPTY
// EMPTY: error: expected domain to be two numbers in order, found '1,1'
// RUN: not penstock-opt %t/empty -gate-approximate="functions=silu domain=1,nan" 2>&1 | FileCheck %s --check-prefix=END
// END: error: expected domain to be two numbers in order, found '1,nan'
// RUN: not penstock-opt %t/empty -gate-approximate="functions=silu domain=0.1,4" 2>&1 | FileCheck %s --check-prefix=F32
// F32: error: expected the ends of the domain to be f32 numbers, found
// RUN: not penstock-opt %t/root -gate-approximate="functions=root domain=-1,4" 2>&1 | FileCheck %s --check-prefix=DOMAIN
// DOMAIN: root:1:1: error: cannot approximate @root within 1e-06 (absolute) on [-1, 4]: at -1, in the domain, it is not a number
// RUN: not penstock-opt %t/root -gate-approximate="functions=root" 2>&1 | FileCheck %s --check-prefix=FAR
// FAR: root:1:1: error: cannot approximate @root within 1e-06 (absolute) on [-inf, inf]: far below zero it is not within the tolerance of a line; give a domain that ends
// RUN: not penstock-opt %t/root -gate-approximate="functions=root domain=0,4 tolerance=1e-5 verify=sampled limit=6" 2>&1 | FileCheck %s --check-prefix=BEST
// BEST: root:1:1: error: cannot approximate @root within 1e-05 (absolute) on [0, 4]: the best polynomial, of degree 6, has an error of 0.0{{[0-9]+$}}

//--- empty
module {}
//--- root
gate.function @root(%x: f64) -> f64 {
  %y = math.sqrt %x : f64
  gate.yield %y : f64
}
//--- others
gate.function @bent(%x: f64) -> f64 {
  gate.yield %x : f64
}

// -----

gate.function @bent<%a: f64>(%x: f64) -> f64 {
  %y = arith.mulf %a, %x : f64
  gate.yield %y : f64
}
func.func @negative_operand(%x: tensor<8xf32>, %a: f32) -> tensor<8xf32> {
  // expected-error @below {{'gate.apply' op parameter "a" of @bent is an operand; an approximation is of one value}}
  %y = gate.apply @bent ins(%x : tensor<8xf32>) params("a" = %a : f32) outs(%x : tensor<8xf32>)
  return %y : tensor<8xf32>
}

// -----

gate.function @bent<%a: f64 = 1.0>(%x: f64) -> f64 {
  %y = arith.mulf %a, %x : f64
  gate.yield %y : f64
}
gate.function @outer<%a: f64 = 1.0>(%x: f64) -> f64 {
  %y = gate.call @bent(%x, %a) : f64
  gate.yield %y : f64
}
func.func @negative_inner(%x: tensor<8xf32>) -> tensor<8xf32> {
  // expected-error @below {{parameter 'a' of @bent in @outer is no constant; an approximation is of one value}}
  %y = gate.apply @outer ins(%x : tensor<8xf32>) outs(%x : tensor<8xf32>)
  return %y : tensor<8xf32>
}

// -----

// expected-error @below {{parameter 'a' of @bent has no value and no default}}
module {
  gate.function @bent<%a: f64>(%x: f64) -> f64 {
    %y = arith.mulf %a, %x : f64
    gate.yield %y : f64
  }
}

// -----

// A step has no polynomial.
// expected-error @below {{cannot approximate @bent within 1e-06 (absolute) on [0.5, 4]: the best polynomial, of degree}}
gate.function @bent(%x: f64) -> f64 {
  %y = math.floor %x : f64
  gate.yield %y : f64
}
