// RUN: penstock-opt %s -split-input-file -verify-diagnostics

// (C1)
// expected-error @below {{expected a group_size of 32, 64 or 128, found 16}}
func.func private @negative_group_small() attributes {a = #gate.activations<int8, group_size = 16>}

// -----

// (C1)
// expected-error @below {{expected a group_size of 32, 64 or 128, found 256}}
func.func private @negative_group_large() attributes {a = #gate.activations<int8, group_size = 256>}

// -----

// (C1)
// expected-error @below {{expected a group_size of 32, 64 or 128, found -32}}
func.func private @negative_group_negative() attributes {a = #gate.activations<int8, group_size = -32>}

// -----

// expected-error @below {{expected one of [int8] for number format of activations, got: int4}}
// expected-error @below {{failed to parse Gate_ActivationsAttr parameter 'format' which is to be a `::penstock::gate::ActivationFormat`}}
func.func private @negative_format() attributes {a = #gate.activations<int4>}

// -----

// expected-error @below {{expected 'group_size'}}
func.func private @negative_item() attributes {a = #gate.activations<int8, tile = 16>}
