// RUN: penstock-opt %s -split-input-file -verify-diagnostics

// (C1)
// expected-error @below {{expected tokens in 1 ... 64, found 0}}
func.func private @negative_tokens_zero() attributes {s = #gate.strategy<panels, tokens = 0, neurons = 16>}

// -----

// (C1)
// expected-error @below {{expected tokens in 1 ... 64, found 65}}
func.func private @negative_tokens_many() attributes {s = #gate.strategy<panels, tokens = 65, neurons = 16>}

// -----

// (C1)
// expected-error @below {{expected tokens in 1 ... 64, found -1}}
func.func private @negative_tokens_negative() attributes {s = #gate.strategy<rows, tokens = -1, neurons = 16>}

// -----

// (C1)
// expected-error @below {{expected neurons to be a power of two in 1 ... 512, found 24}}
func.func private @negative_neurons_no_power_of_two() attributes {s = #gate.strategy<panels, tokens = 4, neurons = 24>}

// -----

// (C1)
// expected-error @below {{expected neurons to be a power of two in 1 ... 512, found 0}}
func.func private @negative_neurons_zero() attributes {s = #gate.strategy<panels, tokens = 4, neurons = 0>}

// -----

// (C1)
// expected-error @below {{expected neurons to be a power of two in 1 ... 512, found 1024}}
func.func private @negative_neurons_many() attributes {s = #gate.strategy<panels, tokens = 4, neurons = 1024>}

// -----

// (C1)
// expected-error @below {{expected unroll in 1 ... 64, found 0}}
func.func private @negative_unroll_zero() attributes {s = #gate.strategy<rows, tokens = 4, neurons = 16, unroll = 0>}

// -----

// (C1)
// expected-error @below {{expected unroll in 1 ... 64, found 65}}
func.func private @negative_unroll_many() attributes {s = #gate.strategy<rows, tokens = 4, neurons = 16, unroll = 65>}

// -----

// (C2)
// expected-error @below {{expected panels in 1 ... 64, found 0}}
func.func private @negative_panels_zero() attributes {s = #gate.strategy<panels, tokens = 4, neurons = 16, panels = 0>}

// -----

// expected-error @below {{expected streams to be a multiple of panels in 1 ... 64, found 3}}
func.func private @negative_streams_odd() attributes {s = #gate.strategy<panels, tokens = 4, neurons = 16, panels = 2, streams = 3>}

// -----

// expected-error @below {{expected chunk to be a multiple of unroll in 0 ... 2^20, found 10}}
func.func private @negative_chunk_uneven() attributes {s = #gate.strategy<panels, tokens = 4, neurons = 16, unroll = 4, chunk = 10>}

// -----

// (C3)
// expected-error @below {{expected interleave to be 1 or 2, found 4}}
func.func private @negative_interleave_four() attributes {s = #gate.strategy<panels, tokens = 4, neurons = 16, interleave = 4>}

// -----

// expected-error @below {{expected one of [panels, rows] for schedule of a contraction, got: magic}}
// expected-error @below {{failed to parse Gate_StrategyAttr parameter 'kind' which is to be a `::penstock::gate::StrategyKind`}}
func.func private @negative_kind() attributes {s = #gate.strategy<magic, tokens = 4, neurons = 16>}

// -----

// expected-error @below {{struct is missing required parameter: tokens}}
func.func private @negative_without_tokens() attributes {s = #gate.strategy<panels, neurons = 16>}

// -----

// expected-error @below {{integer value too large}}
// expected-error @below {{failed to parse Gate_StrategyAttr parameter 'tokens' which is to be a `int64_t`}}
func.func private @negative_number_huge() attributes {s = #gate.strategy<panels, tokens = 99999999999999999999, neurons = 16>}

// -----

func.func @negative_strategy_no_attribute(%x: tensor<4x8xf32>, %w: tensor<8x16xf32>, %o: tensor<4x16xf32>) -> tensor<4x16xf32> {
  // expected-error @below {{custom op 'gate.gated_matmul' 'gate.gated_matmul' op attribute 'strategy' failed to satisfy constraint: How a contraction is scheduled on the target}}
  %y = gate.gated_matmul @silu ins(%x : tensor<4x8xf32>) weights(%w : tensor<8x16xf32>) outs(%o : tensor<4x16xf32>) {strategy = "panels"}
  return %y : tensor<4x16xf32>
}
