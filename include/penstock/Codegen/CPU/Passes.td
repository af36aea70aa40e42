//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef PENSTOCK_CODEGEN_CPU_PASSES
#define PENSTOCK_CODEGEN_CPU_PASSES

include "mlir/Pass/PassBase.td"

// Options that say which machine code is for. Empty means the host.
class TargetOptions {
  list<Option> options = [
    Option<"triple", "triple", "std::string", "\"\"", "target triple">,
    Option<"cpu", "cpu", "std::string", "\"\"", "target CPU">,
    Option<"features", "features", "std::string", "\"\"",
           "target features, as +name,-name">];
}

class TileTableOption {
  list<Option> options = [
    Option<"tileTable", "tile-table", "std::string", "\"\"",
           "tile table of the user; $PENSTOCK_TILE_TABLE if empty">];
}

def ChooseStrategyPass : Pass<"penstock-choose-strategy">, TargetOptions {
  let summary = "Choose how each contraction is scheduled on the target";
  let description = [{
    Sets `strategy` (and `down_strategy`) on every `gate.gated_matmul` and
    `gate.ffn` that has none, from the tile table: the user's entries, then ours,
    by the target's features. An attribute that is there already is kept: it is
    the user's.

    With `print` it writes to standard error, for each op that has a cost, its
    bytes and operations, and the time that the cost model predicts for the
    choice and for other tiles.
  }];
  let options = TargetOptions<>.options # [
    Option<"print", "print", "bool", "false",
           "print the strategy of each op, and what it costs">,
    Option<"machine", "machine", "std::string", "\"\"",
           "description of the machine; its probe, or defaults, if empty">]
    # TileTableOption<>.options;
}

def LowerToVectorsPass : Pass<"penstock-lower-to-vectors">, TargetOptions {
  let summary = "Lower contractions, row functions and encodings to loops over vectors";
  let description = [{
    `gate.gated_matmul` becomes an `scf.forall` over groups of panels of
    neurons. A task multiplies chunk of inputs by chunk, tile of tokens by tile:
    a tile keeps its accumulators as vectors through the loop over the inputs of
    the chunk, while the next chunk is prefetched. The combining function, bias,
    scales and residual are applied to the sums before the one store. A few
    tokens take all inputs of all panels of a task in one pass. Which of the two
    is taken is decided at run time where the number of tokens is dynamic. An op
    without `strategy` takes its tile from the tile table.

    A `gate.ffn` that can skip inactive neurons becomes the product of its gate, a
    list of active neurons per token, their activations, and the sum of their
    rows of the down weight, each an `scf.forall`.

    `gate.apply_row` becomes an `scf.forall` over rows: a task keeps a partial
    result per lane of each reduction, and then computes the elements.
    `gate.encode` in panels becomes an `scf.forall` over panels.
  }];
  let dependentDialects = ["::mlir::affine::AffineDialect",
                           "::mlir::bufferization::BufferizationDialect",
                           "::mlir::linalg::LinalgDialect",
                           "::mlir::LLVM::LLVMDialect",
                           "::mlir::math::MathDialect",
                           "::mlir::memref::MemRefDialect",
                           "::mlir::scf::SCFDialect",
                           "::mlir::vector::VectorDialect"];
  let options = TargetOptions<>.options # TileTableOption<>.options;
}

def VectorizeLinalgPass
    : InterfacePass<"penstock-vectorize-linalg", "::mlir::FunctionOpInterface">,
      TargetOptions {
  let summary = "Tile linalg ops to vectors";
  let description = [{
    Tiles every linalg op on tensors: the outermost parallel dimension to an
    `scf.forall`, the innermost dimension to the target's vectors, the rest to
    single elements, and vectorizes what results. Ends of rows are masked.
  }];
  let dependentDialects = ["::mlir::scf::SCFDialect",
                           "::mlir::vector::VectorDialect",
                           "::mlir::affine::AffineDialect"];
}

def PrepareKernelsPass : Pass<"penstock-prepare-kernels", "::mlir::ModuleOp"> {
  let summary = "Describe public functions as kernels and pass results as outputs";
  let description = [{
    Every public function of tensors gets an argument per result that the result
    is written to, and `penstock.kernel`, the description of its arguments:
    names, roles, types, and a symbol for each dynamic size. Sizes that the ops
    force to be equal share a symbol.
  }];
  let dependentDialects = ["::mlir::bufferization::BufferizationDialect",
                           "::mlir::memref::MemRefDialect",
                           "::mlir::tensor::TensorDialect"];
}

def ResultsInPlacePass
    : InterfacePass<"penstock-results-in-place", "::mlir::FunctionOpInterface"> {
  let summary = "Compute the results of kernels in their outputs";
  let description = [{
    Where a value is stored by `bufferization.materialize_in_destination` into a
    memref, the `tensor.empty` that its loops and ops in destination style start
    from is replaced by that memref. It does for kernels what
    `eliminate-empty-tensors` does, but without its analysis, whose time is
    quadratic in the number of ops that write tensors.

    What an `scf.for` carries on is brought to the tensor it was given, so that
    loops allocate nothing.
  }];
  let dependentDialects = ["::mlir::bufferization::BufferizationDialect",
                           "::mlir::memref::MemRefDialect"];
}

def StreamStoresPass
    : InterfacePass<"penstock-stream-stores", "::mlir::FunctionOpInterface"> {
  let summary = "Write large results past the caches";
  let description = [{
    A loop over vectors that stores them one after the other, and reads nothing
    of what it stores but the same vector, gets a second version with
    `nontemporal` stores, which do not read the lines that they overwrite. It is
    taken where a stored memref has at least `min-bytes`: a result of that size
    is gone from the caches before it is used. Aligned stores it takes: the
    elements before the first aligned one, and those after the last whole
    vector, are stored under a mask. A fence orders the stores before what
    follows.
  }];
  let dependentDialects = ["::mlir::affine::AffineDialect",
                           "::mlir::arith::ArithDialect",
                           "::mlir::LLVM::LLVMDialect",
                           "::mlir::memref::MemRefDialect",
                           "::mlir::scf::SCFDialect",
                           "::mlir::vector::VectorDialect"];
  let options = [
    Option<"minBytes", "min-bytes", "int64_t", "16 << 20",
           "bytes from which a memref is stored past the caches">];
}

def OutlinePhasesPass : Pass<"penstock-outline-phases", "::mlir::ModuleOp"> {
  let summary = "Split kernels into phases of independent tasks";
  let description = [{
    Each top-level `scf.forall` of a kernel becomes a phase, its iterations the
    tasks; what stands between becomes a phase of one task. A phase `p` of a
    kernel `K` is a function `K_phase<p>_flat` of bare pointers, sizes and the
    task's number. It calls the function of one task on what the phase touches;
    phases that do the same, as those of a model's layers, share that function.
    Buffers become offsets into the workspace.
  }];
  let dependentDialects = ["::mlir::affine::AffineDialect",
                           "::mlir::arith::ArithDialect",
                           "::mlir::linalg::LinalgDialect",
                           "::mlir::memref::MemRefDialect",
                           "::mlir::func::FuncDialect"];
}

#endif
