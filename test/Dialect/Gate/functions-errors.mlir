// RUN: penstock-opt %s -split-input-file -verify-diagnostics

// (C1) no input
// expected-error @below {{'gate.function' op expected at least one input, found 0}}
gate.function @negative_no_input() -> f64 {
  %c = arith.constant 1.0 : f64
  gate.yield %c : f64
}

// -----

// (C1) parameters only
// expected-error @below {{'gate.function' op expected at least one input, found 0}}
gate.function @negative_parameters_only<%a: f64 = 1.0>() -> f64 {
  gate.yield %a : f64
}

// -----

// (C1) no row input
// expected-error @below {{'gate.row_function' op expected at least one input, found 0}}
gate.row_function @negative_row_no_input() -> f64 {
  %n = gate.row_size : f64
  gate.yield %n : f64
}

// -----

// (C1) a name that the printer would change
// expected-error @below {{'gate.function' op expected names of letters, digits and any of _$.-, not starting with a digit, for inputs and parameters, found '0'}}
gate.function @negative_name_number(%0: f64) -> f64 {
  gate.yield %0 : f64
}

// -----

// (C1)
// expected-error @below {{'gate.function' op expected names of letters, digits and any of _$.-, not starting with a digit, for inputs and parameters, found 'a b'}}
"gate.function"() <{sym_name = "negative_name_with_space", input_count = 1 : i64, arg_names = ["a b"], defaults = []}> ({
^bb0(%x: f64):
  "gate.yield"(%x) : (f64) -> ()
}, {}, {}, {}) : () -> ()

// -----

// (C1)
// expected-error @below {{'gate.function' op expected names of letters, digits and any of _$.-, not starting with a digit, for inputs and parameters, found ''}}
"gate.function"() <{sym_name = "negative_name_empty", input_count = 1 : i64, arg_names = [""], defaults = []}> ({
^bb0(%x: f64):
  "gate.yield"(%x) : (f64) -> ()
}, {}, {}, {}) : () -> ()

// -----

// (C1)
// expected-error @below {{'gate.function' op expected unique names of inputs and parameters, found 'a' twice}}
"gate.function"() <{sym_name = "negative_name_twice", input_count = 1 : i64, arg_names = ["a", "a"], defaults = [1.0]}> ({
^bb0(%x: f64, %y: f64):
  "gate.yield"(%x) : (f64) -> ()
}, {}, {}, {}) : () -> ()

// -----

// (C1)
// expected-error @below {{'gate.function' op expected a name and a body argument for each of 1 inputs and 0 parameters, found 0 names and 1 body arguments}}
"gate.function"() <{sym_name = "negative_names_missing", input_count = 1 : i64, arg_names = [], defaults = []}> ({
^bb0(%x: f64):
  "gate.yield"(%x) : (f64) -> ()
}, {}, {}, {}) : () -> ()

// -----

// (C1)
// expected-error @below {{'gate.function' op expected a name and a body argument for each of 1 inputs and 1 parameters, found 2 names and 1 body arguments}}
"gate.function"() <{sym_name = "negative_body_argument_missing", input_count = 1 : i64, arg_names = ["a", "b"], defaults = [1.0]}> ({
^bb0(%x: f64):
  "gate.yield"(%x) : (f64) -> ()
}, {}, {}, {}) : () -> ()

// -----

// (C1) reported at the function, whose use in a nested module comes first
module {
  // expected-error @below {{'gate.function' op expected a name and a body argument for each of 1 inputs and 1 parameters, found 0 names and 1 body arguments}}
  "gate.function"() <{sym_name = "negative_names_missing", input_count = 1 : i64, arg_names = [], defaults = [unit]}> ({
  ^bb0(%x: f64):
    "gate.yield"(%x) : (f64) -> ()
  }, {}, {}, {}) : () -> ()
  module {
    func.func @use(%x: tensor<4xf32>) -> tensor<4xf32> {
      %y = gate.apply @negative_names_missing ins(%x : tensor<4xf32>) outs(%x : tensor<4xf32>)
      return %y : tensor<4xf32>
    }
    gate.function @call(%x: f64) -> f64 {
      %y = gate.call @negative_names_missing(%x) : f64
      gate.yield %y : f64
    }
  }
}

// -----

// (C1)
// expected-error @below {{'gate.function' op expected a name and a body argument for each of 9223372036854775807 inputs and 1 parameters, found 1 names and 1 body arguments}}
"gate.function"() <{sym_name = "negative_input_count_huge", input_count = 9223372036854775807 : i64, arg_names = ["a"], defaults = [1.0]}> ({
^bb0(%x: f64):
  "gate.yield"(%x) : (f64) -> ()
}, {}, {}, {}) : () -> ()

// -----

// (C1)
// expected-error @below {{'gate.function' op expected at least one input, found -1}}
"gate.function"() <{sym_name = "negative_input_count_negative", input_count = -1 : i64, arg_names = ["a"], defaults = [1.0, 2.0]}> ({
^bb0(%x: f64):
  "gate.yield"(%x) : (f64) -> ()
}, {}, {}, {}) : () -> ()

// -----

// expected-error @below {{'gate.function' op attribute 'arg_names' failed to satisfy constraint: string array attribute}}
"gate.function"() <{sym_name = "negative_name_no_string", input_count = 1 : i64, arg_names = [3], defaults = []}> ({
^bb0(%x: f64):
  "gate.yield"(%x) : (f64) -> ()
}, {}, {}, {}) : () -> ()

// -----

// expected-error @below {{invalid properties {arg_names = ["x"], defaults = [], input_count = "1", sym_name = "negative_input_count_no_integer"} for op gate.function: Invalid attribute `input_count` in property conversion: "1"}}
"gate.function"() <{sym_name = "negative_input_count_no_integer", input_count = "1", arg_names = ["x"], defaults = []}> ({
^bb0(%x: f64):
  "gate.yield"(%x) : (f64) -> ()
}, {}, {}, {}) : () -> ()

// -----

// expected-error @below {{expected ':'}}
gate.function @negative_argument_without_type(%x) -> f64 {
  gate.yield %x : f64
}

// -----

// expected-error @below {{expected ':'}}
gate.function @negative_parameter_without_type<%a>(%x: f64) -> f64 {
  gate.yield %x : f64
}

// -----

// expected-error @below {{expected SSA operand}}
gate.function @negative_empty_parameter_list<>(%x: f64) -> f64 {
  gate.yield %x : f64
}

// -----

// expected-error @below {{expected ')'}}
gate.function @negative_input_with_default(%x: f64 = 1.0) -> f64 {
  gate.yield %x : f64
}

// -----

// expected-error @below {{custom op 'gate.function' 'input_count' follows from the function's signature and cannot be given as an attribute}}
gate.function @negative_attribute_input_count(%x: f64) -> f64 attributes {input_count = 2 : i64} {
  gate.yield %x : f64
}

// -----

// expected-error @below {{custom op 'gate.function' 'arg_names' follows from the function's signature and cannot be given as an attribute}}
gate.function @negative_attribute_arg_names(%x: f64) -> f64 attributes {arg_names = ["y"]} {
  gate.yield %x : f64
}

// -----

// expected-error @below {{custom op 'gate.function' attribute 'summary' failed to satisfy constraint: string attribute}}
gate.function @negative_attribute_summary_no_string(%x: f64) -> f64 attributes {summary = 3} {
  gate.yield %x : f64
}

// -----

// expected-error @below {{custom op 'gate.function' attribute 'aliases' failed to satisfy constraint: string array attribute}}
gate.function @negative_attribute_aliases_no_strings(%x: f64) -> f64 attributes {aliases = [1]} {
  gate.yield %x : f64
}

// -----

// (C2)
// expected-error @below {{'gate.function' op expected inputs and parameters of one floating-point type, found 'i32'}}
gate.function @negative_type_integer(%x: i32) -> i32 {
  gate.yield %x : i32
}

// -----

// (C2)
// expected-error @below {{'gate.function' op expected inputs and parameters of one floating-point type, found 'f32'}}
gate.function @negative_types_of_inputs(%x: f64, %y: f32) -> f64 {
  gate.yield %x : f64
}

// -----

// (C2)
// expected-error @below {{'gate.function' op expected inputs and parameters of one floating-point type, found 'f32'}}
gate.function @negative_type_of_parameter<%a: f32 = 1.0>(%x: f64) -> f64 {
  gate.yield %x : f64
}

// -----

// (C2)
// expected-error @below {{custom op 'gate.function' expected the result to have the type of the inputs, 'f64', found 'f32'}}
gate.function @negative_type_of_result(%x: f64) -> f32 {
  gate.yield %x : f64
}

// -----

// (C2)
// expected-error @below {{'gate.function' op expected inputs and parameters of one floating-point type, found 'vector<4xf32>'}}
gate.function @negative_type_vector(%x: vector<4xf32>) -> vector<4xf32> {
  gate.yield %x : vector<4xf32>
}

// -----

// (C3)
// expected-error @below {{unexpected decimal integer literal for a floating point value}}
// expected-note @below {{add a trailing dot to make the literal a float}}
gate.function @negative_default_integer<%a: f64 = 1>(%x: f64) -> f64 {
  gate.yield %x : f64
}

// -----

// (C3)
// expected-error @below {{custom op 'gate.function' invalid kind of attribute specified}}
gate.function @negative_default_string<%a: f64 = "one">(%x: f64) -> f64 {
  gate.yield %x : f64
}

// -----

// (C3)
// expected-error @below {{custom op 'gate.function' expected a floating-point parameter before its default}}
gate.function @negative_default_of_integer<%a: i64 = 1>(%x: f64) -> f64 {
  gate.yield %x : f64
}

// -----

// (C3)
// expected-error @below {{'gate.function' op expected a floating-point default, found "one"}}
"gate.function"() <{sym_name = "negative_default_generic", input_count = 1 : i64, arg_names = ["a", "b"], defaults = ["one"]}> ({
^bb0(%x: f64, %y: f64):
  "gate.yield"(%x) : (f64) -> ()
}, {}, {}, {}) : () -> ()

// -----

// (C4)
// expected-error @below {{expected '{' to begin a region}}
gate.function @negative_body_missing(%x: f64) -> f64

// -----

// (C4)
// expected-error @below {{empty block: expect at least a terminator}}
gate.function @negative_body_empty(%x: f64) -> f64 {
}

// -----

// (C4)
// expected-error @below {{'gate.function' op region #0 ('body') failed to verify constraint: region with 1 blocks}}
"gate.function"() <{sym_name = "negative_body_without_block", input_count = 1 : i64, arg_names = ["x"], defaults = []}> ({}, {}, {}, {}) : () -> ()

// -----

// (C4)
// expected-error @below {{empty block: expect at least a terminator}}
"gate.function"() <{sym_name = "negative_body_empty_block", input_count = 1 : i64, arg_names = ["x"], defaults = []}> ({
^bb0(%x: f64):
}, {}, {}, {}) : () -> ()

// -----

// (C4)
// expected-error @below {{'gate.function' op expected 4 regions}}
"gate.function"() <{sym_name = "negative_regions_missing", input_count = 1 : i64, arg_names = ["x"], defaults = []}> ({
^bb0(%x: f64):
  "gate.yield"(%x) : (f64) -> ()
}, {}, {}) : () -> ()

// -----

// (C4)
// expected-error @below {{'gate.function' op region #0 ('body') failed to verify constraint: region with 1 blocks}}
"gate.function"() <{sym_name = "negative_body_two_blocks", input_count = 1 : i64, arg_names = ["x"], defaults = []}> ({
^bb0(%x: f64):
  "gate.yield"(%x) : (f64) -> ()
^bb1(%y: f64):
  "gate.yield"(%y) : (f64) -> ()
}, {}, {}, {}) : () -> ()

// -----

// (C4)
// expected-error @below {{'gate.function' op expected one block in 'derivative'}}
"gate.function"() <{sym_name = "negative_fact_two_blocks", input_count = 1 : i64, arg_names = ["x"], defaults = []}> ({
^bb0(%x: f64):
  "gate.yield"(%x) : (f64) -> ()
}, {}, {}, {
^bb0(%x: f64):
  "gate.yield"(%x) : (f64) -> ()
^bb1(%y: f64):
  "gate.yield"(%y) : (f64) -> ()
}) : () -> ()

// -----

// (C4)
gate.function @negative_body_terminator(%x: f64) -> f64 {
  // expected-error @below {{'func.return' op expects parent op 'func.func'}}
  func.return %x : f64
}

// -----

// (C4)
gate.function @negative_body_without_terminator(%x: f64) -> f64 {
  // expected-error @below {{block with no terminator, has %0 = "arith.negf"(%arg0) <{fastmath = #arith.fastmath<none>}> : (f64) -> f64}}
  %y = arith.negf %x : f64
}

// -----

// (C4)
gate.function @negative_yield_two(%x: f64) -> f64 {
  // expected-error @below {{'gate.yield' op expected 'body' to yield 1 values ('f64'), found 2 ('f64', 'f64')}}
  gate.yield %x, %x : f64, f64
}

// -----

// (C4)
gate.function @negative_yield_nothing(%x: f64) -> f64 {
  // expected-error @below {{'gate.yield' op expected 'body' to yield 1 values ('f64'), found 0 ()}}
  "gate.yield"() : () -> ()
}

// -----

// (C4)
gate.function @negative_yield_nothing_custom(%x: f64) -> f64 {
  // expected-error @below {{expected ':'}}
  gate.yield
}

// -----

// (C4)
gate.function @negative_yield_i1(%x: f64) -> f64 {
  %y = arith.cmpf oeq, %x, %x : f64
  // expected-error @below {{'gate.yield' op expected 'body' to yield 1 values ('f64'), found 1 ('i1')}}
  gate.yield %y : i1
}

// -----

// (C4)
gate.function @negative_yield_in_if(%x: f64) -> f64 {
  %c = arith.cmpf oeq, %x, %x : f64
  scf.if %c {
    // expected-error @below {{'gate.yield' op expects parent op to be one of 'gate.function, gate.row_function'}}
    gate.yield %x : f64
  }
  gate.yield %x : f64
}

// -----

// (C4)
func.func @negative_yield_in_func(%x: f64) {
  // expected-error @below {{'gate.yield' op expects parent op to be one of 'gate.function, gate.row_function'}}
  gate.yield %x : f64
}

// -----

// (C4)
gate.function @negative_range_one_bound(%x: f64) -> f64 {
  gate.yield %x : f64
} range() {
  %lo = arith.constant 0.0 : f64
  // expected-error @below {{'gate.yield' op expected 'range' to yield 2 values ('f64', 'f64'), found 1 ('f64')}}
  gate.yield %lo : f64
}

// -----

// (C4)
gate.function @negative_zero_yields_float(%x: f64) -> f64 {
  gate.yield %x : f64
} zero(%x) {
  // expected-error @below {{'gate.yield' op expected 'zero' to yield 1 values ('i1'), found 1 ('f64')}}
  gate.yield %x : f64
}

// -----

// (C4)
gate.function @negative_derivative_count(%x: f64, %y: f64) -> f64 {
  gate.yield %x : f64
} derivative(%x, %y) {
  // expected-error @below {{'gate.yield' op expected 'derivative' to yield 2 values ('f64', 'f64'), found 1 ('f64')}}
  gate.yield %x : f64
}

// -----

// (C4)
gate.function @negative_range_takes_inputs(%x: f64) -> f64 {
  gate.yield %x : f64
// expected-error @below {{custom op 'gate.function' expected 0 arguments of 'range', found 1}}
} range(%x) {
  gate.yield %x, %x : f64, f64
}

// -----

// (C4)
gate.function @negative_derivative_without_parameters<%a: f64 = 1.0>(%x: f64) -> f64 {
  gate.yield %x : f64
// expected-error @below {{custom op 'gate.function' expected 2 arguments of 'derivative', found 1}}
} derivative(%x) {
  gate.yield %x : f64
}

// -----

// (C4)
// expected-error @below {{'gate.function' op expected 'derivative' to take 'f64', found 'f32'}}
"gate.function"() <{sym_name = "negative_fact_argument_type", input_count = 1 : i64, arg_names = ["x"], defaults = []}> ({
^bb0(%x: f64):
  "gate.yield"(%x) : (f64) -> ()
}, {}, {}, {
^bb0(%x: f32):
  %c = arith.constant 1.0 : f64
  "gate.yield"(%c) : (f64) -> ()
}) : () -> ()

// -----

// (C4)
gate.function @negative_fact_empty(%x: f64) -> f64 {
  gate.yield %x : f64
// expected-error @below {{custom op 'gate.function' expected 'range' to have a body, found none}}
} range() {
}

// -----

// (C4)
gate.function @negative_facts_out_of_order(%x: f64) -> f64 {
  gate.yield %x : f64
} derivative(%x) {
  gate.yield %x : f64
// expected-error @below {{custom op 'range' is unknown (tried 'builtin.range' as well)}}
} range() {
  %lo = arith.constant 0.0 : f64
  gate.yield %lo, %lo : f64, f64
}

// -----

// (C4)
gate.function @negative_fact_unknown(%x: f64) -> f64 {
  gate.yield %x : f64
// expected-error @below {{custom op 'integral' is unknown (tried 'builtin.integral' as well)}}
} integral(%x) {
  gate.yield %x : f64
}

// -----

// (C5)
func.func private @callee(f64) -> f64
gate.function @negative_body_func_call(%x: f64) -> f64 {
  // expected-error @below {{'func.call' op not allowed in a function's body: expected pure arith and math ops, scf.if, scf.for and gate.call}}
  %y = func.call @callee(%x) : (f64) -> f64
  gate.yield %y : f64
}

// -----

// (C5)
gate.function @negative_body_memref_store(%x: f64) -> f64 {
  // expected-error @below {{'memref.alloc' op not allowed in a function's body: expected pure arith and math ops, scf.if, scf.for and gate.call}}
  %m = memref.alloc() : memref<f64>
  memref.store %x, %m[] : memref<f64>
  gate.yield %x : f64
}

// -----

// (C5)
gate.function @negative_body_print(%x: f64) -> f64 {
  // expected-error @below {{'vector.print' op not allowed in a function's body: expected pure arith and math ops, scf.if, scf.for and gate.call}}
  vector.print %x : f64
  gate.yield %x : f64
}

// -----

// (C5)
gate.function @negative_body_bitcast(%x: f64) -> f64 {
  // expected-error @below {{'arith.bitcast' op not allowed in a function's body: expected no bit cast}}
  %i = arith.bitcast %x : f64 to i64
  %y = arith.bitcast %i : i64 to f64
  gate.yield %y : f64
}

// -----

// (C5)
gate.function @negative_body_wide_integer(%x: f64) -> f64 {
  // expected-error @below {{'arith.constant' op not allowed in a function's body: expected values of type 'f64' or signless integers of at most 64 bits, found 'i128'}}
  %i = arith.constant 1 : i128
  gate.yield %x : f64
}

// -----

// (C5)
gate.function @negative_body_index(%x: f64) -> f64 {
  // expected-error @below {{'arith.constant' op not allowed in a function's body: expected values of type 'f64' or signless integers of at most 64 bits, found 'index'}}
  %i = arith.constant 1 : index
  gate.yield %x : f64
}

// -----

// (C5)
gate.function @negative_body_tensor(%x: f64) -> f64 {
  // expected-error @below {{'arith.constant' op not allowed in a function's body: expected values of type 'f64' or signless integers of at most 64 bits, found 'tensor<4xf64>'}}
  %t = arith.constant dense<1.0> : tensor<4xf64>
  gate.yield %x : f64
}

// -----

// (C5)
gate.function @negative_body_other_float(%x: f64) -> f64 {
  // expected-error @below {{'arith.truncf' op not allowed in a function's body: expected values of type 'f64' or signless integers of at most 64 bits, found 'f32'}}
  %t = arith.truncf %x : f64 to f32
  gate.yield %x : f64
}

// -----

// (C5)
gate.function @negative_body_division_by_unknown(%x: f64) -> f64 {
  %p = arith.cmpf oeq, %x, %x : f64
  // expected-error @below {{'arith.divui' op not allowed in a function's body: expected a divisor that is a positive constant, or arith.maxsi with one}}
  %q = arith.divui %p, %p : i1
  gate.yield %x : f64
}

// -----

// (C5)
gate.function @negative_body_division_by_zero(%x: f64) -> f64 {
  %i = arith.fptosi %x : f64 to i32
  %c0 = arith.constant 0 : i32
  %d = arith.maxsi %i, %c0 : i32
  // expected-error @below {{'arith.divsi' op not allowed in a function's body: expected a divisor that is a positive constant, or arith.maxsi with one}}
  %q = arith.divsi %i, %d : i32
  gate.yield %x : f64
}


// -----

// (C5)
gate.function @negative_body_loop(%x: f64) -> f64 {
  %c0 = arith.constant 0 : index
  // expected-error @below {{'scf.for' op not allowed in a function's body: expected constant bounds and a positive step}}
  %y = scf.for %i = %c0 to %c0 step %c0 iter_args(%a = %x) -> f64 {
    scf.yield %a : f64
  }
  gate.yield %y : f64
}

// -----

// (C5)
gate.function @negative_body_while(%x: f64) -> f64 {
  // expected-error @below {{'scf.while' op not allowed in a function's body: expected pure arith and math ops, scf.if, scf.for and gate.call}}
  %y = scf.while (%a = %x) : (f64) -> f64 {
    %p = arith.cmpf oeq, %a, %a : f64
    scf.condition(%p) %a : f64
  } do {
  ^bb0(%a: f64):
    scf.yield %a : f64
  }
  gate.yield %y : f64
}

// -----

// (C5)
gate.function @negative_if_with_effect(%x: f64) -> f64 {
  %p = arith.cmpf oeq, %x, %x : f64
  scf.if %p {
    // expected-error @below {{'vector.print' op not allowed in a function's body: expected pure arith and math ops, scf.if, scf.for and gate.call}}
    vector.print %x : f64
  }
  gate.yield %x : f64
}

// -----

// (C5)
gate.function @negative_fact_with_effect(%x: f64) -> f64 {
  gate.yield %x : f64
} derivative(%x) {
  // expected-error @below {{'vector.print' op not allowed in a function's body: expected pure arith and math ops, scf.if, scf.for and gate.call}}
  vector.print %x : f64
  gate.yield %x : f64
}

// -----

// (C5)
gate.function @negative_body_apply(%x: f64) -> f64 {
  // expected-error @below {{'tensor.empty' op not allowed in a function's body: expected pure arith and math ops, scf.if, scf.for and gate.call}}
  %t = tensor.empty() : tensor<4xf32>
  gate.yield %x : f64
}

// -----

// (C5)
gate.function @negative_body_reduce(%x: f64) -> f64 {
  // expected-error @below {{'gate.reduce' op expected only in the body of a gate.row_function, or an scf.for there, found in gate.function}}
  %y = gate.reduce add %x : f64
  gate.yield %y : f64
}

// -----

// (C5)
gate.function @negative_body_row_size(%x: f64) -> f64 {
  // expected-error @below {{'gate.row_size' op expected only in the body of a gate.row_function, or an scf.for there, found in gate.function}}
  %y = gate.row_size : f64
  gate.yield %y : f64
}

// -----

// (C5)
gate.row_function @negative_row_size_type(%x: f64) -> f64 {
  // expected-error @below {{'gate.row_size' op not allowed in a function's body: expected values of type 'f64' or signless integers of at most 64 bits, found 'f32'}}
  %y = gate.row_size : f32
  gate.yield %x : f64
}

// -----

// (C5)
gate.row_function @negative_reduce_in_if(%x: f64) -> f64 {
  %p = arith.cmpf oeq, %x, %x : f64
  %y = scf.if %p -> f64 {
    // expected-error @below {{'gate.reduce' op expected only in the body of a gate.row_function, or an scf.for there, found in scf.if}}
    %z = gate.reduce add %x : f64
    scf.yield %z : f64
  } else {
    scf.yield %x : f64
  }
  gate.yield %y : f64
}

// -----

gate.row_function @negative_reduce_kind(%x: f64) -> f64 {
  // expected-error @below {{custom op 'gate.reduce' expected ::penstock::gate::ReduceKind to be one of: add, mul, max, min}}
  // expected-error @below {{custom op 'gate.reduce' failed to parse Gate_ReduceKindAttr parameter 'value' which is to be a `::penstock::gate::ReduceKind`}}
  %y = gate.reduce avg %x : f64
  gate.yield %y : f64
}

// -----

func.func @negative_reduce_in_func(%x: f64) -> f64 {
  // expected-error @below {{'gate.reduce' op expected only in the body of a gate.row_function, or an scf.for there, found in func.func}}
  %y = gate.reduce add %x : f64
  return %y : f64
}

// -----

// (C6)
// expected-error @below {{'gate.function' op function reaches itself through gate.call}}
gate.function @negative_recursion_direct(%x: f64) -> f64 {
  %y = gate.call @negative_recursion_direct(%x) : f64
  gate.yield %y : f64
}

// -----

// (C6)
// expected-error @below {{'gate.function' op function reaches itself through gate.call}}
gate.function @negative_recursion_in_if(%x: f64) -> f64 {
  %p = arith.cmpf oeq, %x, %x : f64
  %y = scf.if %p -> f64 {
    %z = gate.call @negative_recursion_in_if(%x) : f64
    scf.yield %z : f64
  } else {
    scf.yield %x : f64
  }
  gate.yield %y : f64
}

// -----

// (C6)
// expected-error @below {{'gate.function' op function reaches itself through gate.call}}
gate.function @negative_recursion_mutual_a(%x: f64) -> f64 {
  %y = gate.call @negative_recursion_mutual_b(%x) : f64
  gate.yield %y : f64
}
gate.function @negative_recursion_mutual_b(%x: f64) -> f64 {
  %y = gate.call @negative_recursion_mutual_c(%x) : f64
  gate.yield %y : f64
}
gate.function @negative_recursion_mutual_c(%x: f64) -> f64 {
  %y = gate.call @negative_recursion_mutual_a(%x) : f64
  gate.yield %y : f64
}

// -----

// (C6) a cycle that the first function only leads to
gate.function @leads_to_cycle(%x: f64) -> f64 {
  %y = gate.call @negative_recursion_behind(%x) : f64
  gate.yield %y : f64
}
// expected-error @below {{'gate.function' op function reaches itself through gate.call}}
gate.function @negative_recursion_behind(%x: f64) -> f64 {
  %y = gate.call @negative_recursion_behind(%x) : f64
  gate.yield %y : f64
}

// -----

// (C6) 4^7 copies
gate.function @f0(%x: f64) -> f64 {
  %a = arith.negf %x : f64
  %b = arith.negf %a : f64
  gate.yield %b : f64
}
gate.function @f1(%x: f64) -> f64 {
  %a = gate.call @f0(%x) : f64
  %b = gate.call @f0(%a) : f64
  %c = gate.call @f0(%b) : f64
  %d = gate.call @f0(%c) : f64
  gate.yield %d : f64
}
gate.function @f2(%x: f64) -> f64 {
  %a = gate.call @f1(%x) : f64
  %b = gate.call @f1(%a) : f64
  %c = gate.call @f1(%b) : f64
  %d = gate.call @f1(%c) : f64
  gate.yield %d : f64
}
gate.function @f3(%x: f64) -> f64 {
  %a = gate.call @f2(%x) : f64
  %b = gate.call @f2(%a) : f64
  %c = gate.call @f2(%b) : f64
  %d = gate.call @f2(%c) : f64
  gate.yield %d : f64
}
gate.function @f4(%x: f64) -> f64 {
  %a = gate.call @f3(%x) : f64
  %b = gate.call @f3(%a) : f64
  %c = gate.call @f3(%b) : f64
  %d = gate.call @f3(%c) : f64
  gate.yield %d : f64
}
gate.function @f5(%x: f64) -> f64 {
  %a = gate.call @f4(%x) : f64
  %b = gate.call @f4(%a) : f64
  %c = gate.call @f4(%b) : f64
  %d = gate.call @f4(%c) : f64
  gate.yield %d : f64
}
gate.function @f6(%x: f64) -> f64 {
  %a = gate.call @f5(%x) : f64
  %b = gate.call @f5(%a) : f64
  %c = gate.call @f5(%b) : f64
  %d = gate.call @f5(%c) : f64
  gate.yield %d : f64
}
// expected-error @below {{'gate.function' op expected at most 65536 operations with all calls copied, found more}}
gate.function @negative_copies(%x: f64) -> f64 {
  %a = gate.call @f6(%x) : f64
  %b = gate.call @f6(%a) : f64
  %c = gate.call @f6(%b) : f64
  %d = gate.call @f6(%c) : f64
  gate.yield %d : f64
}

// -----

// (C6) a row function is no callee
// expected-error @below {{'gate.row_function' op function reaches itself through gate.call}}
gate.row_function @negative_recursion_row(%x: f64) -> f64 {
  %y = gate.call @negative_recursion_row(%x) : f64
  gate.yield %y : f64
}

// -----

// (C7)
// expected-error @below {{'gate.function' op the name 'silu' is the catalogue's; choose another}}
gate.function @silu(%x: f64) -> f64 {
  gate.yield %x : f64
}

// -----

// (C7) an alias is a name too
// expected-error @below {{'gate.function' op the name 'squared_relu' is the catalogue's; choose another}}
gate.function private @squared_relu(%x: f64) -> f64 {
  gate.yield %x : f64
}

// -----

// (C7) a function of the other kind
// expected-error @below {{'gate.row_function' op the name 'relu' is the catalogue's; choose another}}
gate.row_function @relu(%x: f64) -> f64 {
  gate.yield %x : f64
}

// -----

// (C7) in a nested module
module @negative_nested {
  // expected-error @below {{'gate.row_function' op the name 'rms_norm' is the catalogue's; choose another}}
  gate.row_function @rms_norm(%x: f64) -> f64 {
    gate.yield %x : f64
  }
}

// -----

// (C8)
// expected-error @below {{'gate.function' op expected 'monotone' to be "increasing" or "decreasing", found "sideways"}}
gate.function @negative_monotone(%x: f64) -> f64 attributes {monotone = "sideways"} {
  gate.yield %x : f64
}

// -----

// (C11)
// expected-error @below {{'gate.function' op expected 'lipschitz' to be a positive finite number, of one input, found -1.000000e+00 : f64 of 1}}
gate.function @negative_lipschitz(%x: f64) -> f64 attributes {lipschitz = -1.0} {
  gate.yield %x : f64
}

// -----

// (C11)
// expected-error @below {{'gate.function' op expected 'lipschitz' to be a positive finite number, of one input, found 0x7FF0000000000000 : f64 of 1}}
gate.function @negative_lipschitz_infinite(%x: f64) -> f64 attributes {lipschitz = 0x7FF0000000000000 : f64} {
  gate.yield %x : f64
}

// -----

// (C11)
// expected-error @below {{'gate.function' op expected 'lipschitz' to be a positive finite number, of one input, found 1.000000e+00 : f64 of 2}}
gate.function @negative_lipschitz_inputs(%x: f64, %y: f64) -> f64 attributes {lipschitz = 1.0} {
  gate.yield %x : f64
}

// -----

// (C9)
// expected-error @below {{'gate.function' op specialization names 'x', which is not a parameter}}
gate.function @negative_specialization_of_input<%a: f64 = 1.0>(%x: f64) -> f64
    attributes {specializations = [#gate.specialization<{x = 1.0} -> @relu>]} {
  gate.yield %x : f64
}

// -----

// (C9)
// expected-error @below {{'gate.function' op expected a floating-point value of 'a', found "one"}}
gate.function @negative_specialization_value<%a: f64 = 1.0>(%x: f64) -> f64
    attributes {specializations = [#gate.specialization<{a = "one"} -> @relu>]} {
  gate.yield %x : f64
}

// -----

// (C9)
// expected-error @below {{'gate.function' op expected the specialization to @negative_specialization_without_parameter to name a parameter}}
gate.function @negative_specialization_without_parameter(%x: f64) -> f64
    attributes {specializations = [#gate.specialization<{} -> @negative_specialization_without_parameter>]} {
  gate.yield %x : f64
}

// -----

// (C9)
// expected-error @below {{'gate.function' op unknown function @nowhere of a specialization}}
gate.function @negative_specialization_unknown<%a: f64 = 1.0>(%x: f64) -> f64
    attributes {specializations = [#gate.specialization<{a = 1.0} -> @nowhere>]} {
  gate.yield %x : f64
}

// -----

// (C9)
// expected-error @below {{'gate.function' op expected a specialization to a gate.function of 1 inputs and no parameters, found the gate.row_function @softmax of 1 and 0}}
gate.function @negative_specialization_of_other_kind<%a: f64 = 1.0>(%x: f64) -> f64
    attributes {specializations = [#gate.specialization<{a = 1.0} -> @softmax>]} {
  gate.yield %x : f64
}

// -----

// (C9)
// expected-error @below {{'gate.row_function' op expected a specialization to a gate.row_function of 1 inputs and no parameters, found the gate.function @relu of 1 and 0}}
gate.row_function @negative_specialization_row_to_scalar<%a: f64 = 1.0>(%x: f64) -> f64
    attributes {specializations = [#gate.specialization<{a = 1.0} -> @relu>]} {
  gate.yield %x : f64
}

// -----

// (C9)
// expected-error @below {{'gate.function' op expected a specialization to a gate.function of 1 inputs and no parameters, found the gate.function @swiglu of 2 and 0}}
gate.function @negative_specialization_inputs<%a: f64 = 1.0>(%x: f64) -> f64
    attributes {specializations = [#gate.specialization<{a = 1.0} -> @swiglu>]} {
  gate.yield %x : f64
}

// -----

// (C9)
// expected-error @below {{'gate.function' op expected a specialization to a gate.function of 1 inputs and no parameters, found the gate.function @swish of 1 and 1}}
gate.function @negative_specialization_to_parameters<%a: f64 = 1.0>(%x: f64) -> f64
    attributes {specializations = [#gate.specialization<{a = 1.0} -> @swish>]} {
  gate.yield %x : f64
}

// -----

gate.function @negative_specialization_no_attribute<%a: f64 = 1.0>(%x: f64) -> f64
    // expected-error @below {{custom op 'gate.function' attribute 'specializations' failed to satisfy constraint: array of specializations}}
    attributes {specializations = [@relu]} {
  gate.yield %x : f64
}

// -----

gate.function @negative_specialization_syntax<%a: f64 = 1.0>(%x: f64) -> f64
    // expected-error @below {{expected attribute value}}
    // expected-error @below {{failed to parse Gate_SpecializationAttr parameter 'parameters' which is to be a `::mlir::DictionaryAttr`}}
    attributes {specializations = [#gate.specialization<a = 1.0, @relu>]} {
  gate.yield %x : f64
}

//===----------------------------------------------------------------------===//
// gate.call
//===----------------------------------------------------------------------===//

// -----

// (C1)
gate.function @negative_call_unknown(%x: f64) -> f64 {
  // expected-error @below {{'gate.call' op unknown function @nowhere: neither the module nor the catalogue has it}}
  %y = gate.call @nowhere(%x) : f64
  gate.yield %y : f64
}

// -----

// (C1)
gate.function @negative_call_row_function(%x: f64) -> f64 {
  // expected-error @below {{'gate.call' op expected to call a gate.function, found the gate.row_function @softmax}}
  %y = gate.call @softmax(%x) : f64
  gate.yield %y : f64
}

// -----

// (C1)
func.func private @callee(f64) -> f64
gate.function @negative_call_func(%x: f64) -> f64 {
  // expected-error @below {{'gate.call' op unknown function @callee: neither the module nor the catalogue has it}}
  %y = gate.call @callee(%x) : f64
  gate.yield %y : f64
}

// -----

// (C2)
gate.function @negative_call_operands(%x: f64) -> f64 {
  // expected-error @below {{'gate.call' op expected 2 operands (or 4 with all parameters) for @swiglu_limited, found 3}}
  %y = gate.call @swiglu_limited(%x, %x, %x) : f64
  gate.yield %y : f64
}

// -----

// (C2)
gate.function @callee<%a: f64>(%x: f64) -> f64 {
  gate.yield %x : f64
}
gate.function @negative_call_without_default(%x: f64) -> f64 {
  // expected-error @below {{'gate.call' op parameter 'a' of @callee has no default}}
  %y = gate.call @callee(%x) : f64
  gate.yield %y : f64
}

// -----

// (C2)
gate.function @negative_call_without_operands(%x: f64) -> f64 {
  // expected-error @below {{'gate.call' op expected 1 or more operands, but found 0}}
  %y = gate.call @relu() : f64
  gate.yield %y : f64
}

// -----

// expected-note @below {{prior use here}}
gate.function @negative_call_type(%x: f64) -> f64 {
  // expected-error @below {{use of value '%x' expects different type than prior uses: 'f32' vs 'f64'}}
  %y = gate.call @relu(%x) : f32
  gate.yield %y : f32
}

// -----

// (C3)
func.func @negative_call_in_func(%x: f64) -> f64 {
  // expected-error @below {{'gate.call' op expected only in the body of a function; use gate.apply on tensors}}
  %y = gate.call @relu(%x) : f64
  return %y : f64
}

// -----

// (C1) of #gate.vjp
// expected-error @below {{expected the function in parentheses with surrogate}}
gate.function @negative_surrogate_of_none(%x: f64) -> f64 attributes {vjp = #gate.vjp<surrogate>} {
  gate.yield %x : f64
}

// -----

// (C1) of #gate.vjp
// expected-error @below {{expected no function with straight_through}}
gate.function @negative_straight_through_of(%x: f64) -> f64 attributes {vjp = #gate.vjp<straight_through(@tanh)>} {
  gate.yield %x : f64
}

// -----

// (C10)
// expected-error @below {{'gate.row_function' op expected the vjp of a row function to be exact, found #gate.vjp<straight_through>}}
gate.row_function @negative_row_vjp(%x: f64) -> f64 attributes {vjp = #gate.vjp<straight_through>} {
  gate.yield %x : f64
}

// -----

// (C10)
// expected-error @below {{'gate.function' op expected no 'derivative' beside #gate.vjp<straight_through>}}
gate.function @negative_two_derivatives(%x: f64) -> f64 attributes {vjp = #gate.vjp<straight_through>} {
  gate.yield %x : f64
} derivative(%x) {
  gate.yield %x : f64
}

// -----

// (C10)
// expected-error @below {{'gate.function' op expected one input with #gate.vjp<straight_through>, found 2}}
gate.function @negative_straight_through_of_two(%x: f64, %y: f64) -> f64 attributes {vjp = #gate.vjp<straight_through>} {
  gate.yield %x : f64
}

// -----

// (C10)
// expected-error @below {{'gate.function' op unknown function @nothing as surrogate}}
gate.function @negative_unknown_surrogate(%x: f64) -> f64 attributes {vjp = #gate.vjp<surrogate(@nothing)>} {
  gate.yield %x : f64
}

// -----

// (C10)
// expected-error @below {{'gate.function' op expected the surrogate to be a gate.function of 1 inputs, found the gate.row_function @softmax of 1}}
gate.function @negative_row_surrogate(%x: f64) -> f64 attributes {vjp = #gate.vjp<surrogate(@softmax)>} {
  gate.yield %x : f64
}

// -----

// (C10)
// expected-error @below {{'gate.function' op expected the surrogate to be a gate.function of 1 inputs, found the gate.function @swiglu of 2}}
gate.function @negative_surrogate_of_two(%x: f64) -> f64 attributes {vjp = #gate.vjp<surrogate(@swiglu)>} {
  gate.yield %x : f64
}

// -----

// (C10)
// expected-error @below {{'gate.function' op expected the vjp of the surrogate @other to be exact, found #gate.vjp<straight_through>}}
gate.function @negative_surrogate_of_surrogate(%x: f64) -> f64 attributes {vjp = #gate.vjp<surrogate(@other)>} {
  gate.yield %x : f64
}
gate.function @other(%x: f64) -> f64 attributes {vjp = #gate.vjp<straight_through>} {
  gate.yield %x : f64
}

// -----

// (C10)
// expected-error @below {{'gate.function' op parameter "k" of the surrogate @other has no default and is not one of this function}}
gate.function @negative_surrogate_parameter(%x: f64) -> f64 attributes {vjp = #gate.vjp<surrogate(@other)>} {
  gate.yield %x : f64
}
gate.function @other<%k: f64>(%x: f64) -> f64 {
  gate.yield %x : f64
}

// -----

// (C12)
gate.function @negative_induction(%x: f64) -> f64 {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  // expected-error @below {{'scf.for' op not allowed in a function's body: expected no use of the induction variable}}
  %y = scf.for %i = %c0 to %c1 step %c1 iter_args(%a = %x) -> (f64) {
    %b = scf.for %j = %c0 to %i step %c1 iter_args(%d = %a) -> (f64) {
      scf.yield %d : f64
    }
    scf.yield %b : f64
  }
  gate.yield %y : f64
}

// -----

// (C5)
gate.function @negative_carried_index(%x: f64) -> f64 {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  // expected-error @below {{'scf.for' op not allowed in a function's body: expected values of type 'f64' or signless integers of at most 64 bits, found 'index'}}
  %y = scf.for %i = %c0 to %c1 step %c1 iter_args(%a = %c0) -> (index) {
    scf.yield %a : index
  }
  gate.yield %x : f64
}

// -----

// (C6)
// expected-error @below {{'gate.function' op expected at most 65536 operations with all calls copied, found more}}
gate.function @negative_long(%x: f64) -> f64 {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %n = arith.constant 9000000000000000000 : index
  %y = scf.for %i = %c0 to %n step %c1 iter_args(%a = %x) -> (f64) {
    %z = scf.for %j = %c0 to %n step %c1 iter_args(%b = %a) -> (f64) {
      %d = arith.addf %b, %b : f64
      scf.yield %d : f64
    }
    scf.yield %z : f64
  }
  gate.yield %y : f64
}

// -----

// (C13)
gate.row_function @negative_own_carried(%x: f64) -> f64 {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  // expected-error @below {{'scf.for' op expected a loop with reductions to carry numbers that are the same for all elements of the row, found another as #0}}
  %y = scf.for %i = %c0 to %c1 step %c1 iter_args(%a = %x) -> (f64) {
    %s = gate.reduce add %a : f64
    scf.yield %s : f64
  }
  gate.yield %y : f64
}

// -----

// (C13)
gate.row_function @negative_own_yielded<%p: f64 = 1.0>(%x: f64) -> f64 {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  // expected-error @below {{'scf.for' op expected a loop with reductions to carry numbers that are the same for all elements of the row, found another as #0}}
  %y = scf.for %i = %c0 to %c1 step %c1 iter_args(%a = %p) -> (f64) {
    %s = gate.reduce add %a : f64
    %t = arith.addf %s, %x : f64
    scf.yield %t : f64
  }
  gate.yield %y : f64
}

// -----

// (C13)
gate.row_function @negative_nested<%p: f64 = 1.0>(%x: f64) -> f64 {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %y = scf.for %i = %c0 to %c1 step %c1 iter_args(%a = %p) -> (f64) {
    // expected-error @below {{'scf.for' op expected a loop with reductions to stand in the body of a row function itself, found it in scf.for}}
    %z = scf.for %j = %c0 to %c1 step %c1 iter_args(%b = %a) -> (f64) {
      %s = gate.reduce add %b : f64
      scf.yield %s : f64
    }
    scf.yield %z : f64
  }
  gate.yield %y : f64
}

// -----

func.func @negative_detach(%x: f64) -> f64 {
  // expected-error @below {{'gate.detach' op expected only in the body of a function}}
  %y = gate.detach %x : f64
  return %y : f64
}

// -----

// (C12)
gate.row_function @negative_iterations(%x: f64) -> f64 {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %n = arith.constant 65537 : index
  %zero = arith.constant 0.0 : f64
  // expected-error @below {{'scf.for' op expected at most 65536 iterations, found 65537}}
  %y = scf.for %i = %c0 to %n step %c1 iter_args(%a = %zero) -> (f64) {
    %s = gate.reduce add %a : f64
    scf.yield %s : f64
  }
  gate.yield %y : f64
}
