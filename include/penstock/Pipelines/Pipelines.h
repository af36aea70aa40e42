//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The named pipelines and their options.
//
//===----------------------------------------------------------------------===//

#ifndef PENSTOCK_PIPELINES_PIPELINES_H
#define PENSTOCK_PIPELINES_PIPELINES_H

#include "mlir/Pass/PassOptions.h"

namespace mlir {
class OpPassManager;
} // namespace mlir

namespace penstock {
namespace cpu {
struct CostReport;
} // namespace cpu

/// Options of `penstock-cpu`.
struct CPUPipelineOptions : mlir::PassPipelineOptions<CPUPipelineOptions> {
  Option<std::string> triple{
      *this, "triple", llvm::cl::desc("target triple; the host's if empty")};
  Option<std::string> cpu{*this, "cpu",
                          llvm::cl::desc("target CPU; the host's if empty")};
  Option<std::string> features{
      *this, "features", llvm::cl::desc("target features, as +name,-name")};
  Option<bool> kernels{
      *this, "kernels",
      llvm::cl::desc("make a kernel of every public function: phases of tasks "
                     "on bare pointers, described by penstock.kernels"),
      llvm::cl::init(true)};
  Option<bool> encodeArguments{
      *this, "encode-arguments",
      llvm::cl::desc("encode weights that are arguments, and emit the function "
                     "that encodes them"),
      llvm::cl::init(true)};
  Option<bool> printStrategy{
      *this, "print-strategy",
      llvm::cl::desc("print how each contraction is scheduled"),
      llvm::cl::init(false)};
  Option<std::string> machine{
      *this, "machine",
      llvm::cl::desc("description of the machine that costs are printed for")};
  Option<std::string> tileTable{
      *this, "tile-table",
      llvm::cl::desc("tile table of the user; $PENSTOCK_TILE_TABLE if empty")};
  /// Filled in if it is not null.
  cpu::CostReport *report = nullptr;
};

/// From gate and linalg on tensors to the LLVM dialect.
void buildCPUPipeline(mlir::OpPassManager &pm,
                      const CPUPipelineOptions &options);

/// The end of it: from loops over vectors and buffers to the LLVM dialect.
void buildLLVMPipeline(mlir::OpPassManager &pm,
                       const CPUPipelineOptions &options);

/// From gate to linalg on tensors, for other compilers.
void buildToLinalgPipeline(mlir::OpPassManager &pm);

/// Makes `penstock-cpu` and `penstock-to-linalg` known.
void registerPipelines();

} // namespace penstock

#endif // PENSTOCK_PIPELINES_PIPELINES_H
