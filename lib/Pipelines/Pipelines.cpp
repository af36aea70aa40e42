//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "penstock/Pipelines/Pipelines.h"
#include "penstock/Codegen/CPU/Passes.h"
#include "penstock/Conversion/Passes.h"
#include "penstock/Dialect/Gate/Transforms/Passes.h"
#include "penstock/Target/TargetInfo.h"

#include "mlir/Conversion/Passes.h"
#include "mlir/Conversion/VectorToSCF/VectorToSCF.h"
#include "mlir/Dialect/Arith/Transforms/Passes.h"
#include "mlir/Dialect/Bufferization/Pipelines/Passes.h"
#include "mlir/Dialect/Bufferization/Transforms/Passes.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Linalg/Passes.h"
#include "mlir/Dialect/Math/Transforms/Passes.h"
#include "mlir/Dialect/MemRef/Transforms/Passes.h"
#include "mlir/Dialect/SCF/Transforms/Passes.h"
#include "mlir/Dialect/Vector/Transforms/Passes.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Pass/PassRegistry.h"
#include "mlir/Transforms/Passes.h"

using namespace mlir;
using namespace penstock;

template <typename Options>
static Options withTarget(const CPUPipelineOptions &from) {
  Options options;
  options.triple = from.triple;
  options.cpu = from.cpu;
  options.features = from.features;
  return options;
}

static void simplify(OpPassManager &pm) {
  GreedyRewriteConfig config;
  // Takes half the time and finds nothing in structured loops.
  config.setRegionSimplificationLevel(GreedySimplifyRegionLevel::Disabled);
  pm.addPass(createCanonicalizerPass(config));
  pm.addPass(createCSEPass());
}

void penstock::buildToLinalgPipeline(OpPassManager &pm) {
  pm.addPass(createCanonicalizerPass());
  pm.addPass(gate::createGateEncodeWeightsPass());
  pm.addPass(gate::createGateMaterializeEncodingsPass());
  pm.addPass(createConvertGateToLinalgPass());
  simplify(pm);
}

/// Gate on tensors to loops over vectors on tensors.
static void buildTensorPart(OpPassManager &pm,
                            const CPUPipelineOptions &options) {
  // A kernel is one function: what it calls becomes part of it.
  if (options.kernels) {
    pm.addPass(createInlinerPass());
    pm.addPass(createSymbolDCEPass());
  }
  pm.addNestedPass<func::FuncOp>(createConvertElementwiseToLinalgPass());
  pm.addPass(createCanonicalizerPass());
  auto strategy = withTarget<cpu::ChooseStrategyPassOptions>(options);
  strategy.print = options.printStrategy;
  strategy.machine = options.machine;
  strategy.tileTable = options.tileTable;
  pm.addPass(cpu::createChooseStrategyPass(strategy, options.report));
  gate::GateEncodeWeightsPassOptions encode;
  encode.arguments = options.kernels && options.encodeArguments;
  pm.addPass(gate::createGateEncodeWeightsPass(encode));
  pm.addPass(gate::createGateMaterializeEncodingsPass());
  if (options.kernels)
    pm.addPass(cpu::createPrepareKernelsPass());
  pm.addPass(gate::createGateDropOutsPass());
  pm.addPass(gate::createGateDecomposeFfnPass());
  auto vectors = withTarget<cpu::LowerToVectorsPassOptions>(options);
  vectors.tileTable = options.tileTable;
  pm.addPass(cpu::createLowerToVectorsPass(vectors));
  pm.addPass(createConvertGateToLinalgPass());
  pm.addPass(createLinalgGeneralizeNamedOpsPass());
  pm.addPass(createLinalgElementwiseOpFusionPass());
  simplify(pm);
  pm.addNestedPass<func::FuncOp>(cpu::createVectorizeLinalgPass(
      withTarget<cpu::VectorizeLinalgPassOptions>(options)));
  pm.addNestedPass<func::FuncOp>(vector::createLowerVectorMaskPass());
  pm.addNestedPass<func::FuncOp>(vector::createLowerVectorMultiReductionPass(
      vector::VectorMultiReductionLowering::InnerReduction));
  // Numbers of tasks are functions of the arguments' sizes alone.
  pm.addPass(memref::createResolveRankedShapeTypeResultDimsPass());
  simplify(pm);
}

static void buildBufferPart(OpPassManager &pm,
                            const CPUPipelineOptions &options) {
  pm.addNestedPass<func::FuncOp>(cpu::createResultsInPlacePass());
  if (!options.kernels)
    pm.addPass(bufferization::createEmptyTensorEliminationPass());
  bufferization::OneShotBufferizePassOptions bufferize;
  bufferize.bufferizeFunctionBoundaries = true;
  bufferize.functionBoundaryTypeConversion =
      bufferization::LayoutMapOption::IdentityLayoutMap;
  pm.addPass(bufferization::createOneShotBufferizePass(bufferize));
  simplify(pm);
  // As early as it can be: what equal phases share is lowered once.
  if (options.kernels)
    pm.addPass(cpu::createOutlinePhasesPass());
  pm.addPass(memref::createFoldMemRefAliasOpsPass());
  simplify(pm);
  if (options.kernels) {
    pm.addNestedPass<func::FuncOp>(cpu::createStreamStoresPass());
    return;
  }
  // A plain function owns its buffers.
  pm.addPass(createForallToForLoopPass());
  bufferization::BufferDeallocationPipelineOptions deallocation;
  bufferization::buildBufferDeallocationPipeline(pm, deallocation);
}

void penstock::buildLLVMPipeline(OpPassManager &pm,
                                 const CPUPipelineOptions &options) {
  // A target that is not known has been reported by the first pass.
  llvm::Expected<TargetInfo> target =
      TargetInfo::get(options.triple, options.cpu, options.features);
  ApproximateMathPassOptions math;
  if (target) {
    math.convertBF16 = target->isX86() && target->hasBF16Convert();
    math.expandHalf = !target->hasF16Convert();
    math.expandRounding = !target->hasRounding();
  } else {
    llvm::consumeError(target.takeError());
  }
  pm.addPass(createConvertLinalgToLoopsPass());
  // What a module's own ops compute in halves is computed in f32.
  pm.addPass(math::createMathExtendToSupportedTypes());
  arith::ArithEmulateUnsupportedFloatsOptions emulate;
  emulate.sourceTypeStrs = {"bf16", "f16"};
  emulate.targetTypeStr = "f32";
  pm.addPass(arith::createArithEmulateUnsupportedFloats(emulate));
  pm.addPass(createApproximateMathPass(math));
  simplify(pm);
  VectorTransferToSCFOptions transfers;
  transfers.enableFullUnroll().setTargetRank(1);
  pm.addPass(createConvertVectorToSCFPass(transfers));
  pm.addPass(createForallToForLoopPass());
  simplify(pm);
  pm.addPass(memref::createExpandStridedMetadataPass());
  pm.addPass(createLowerAffinePass());
  pm.addPass(createSCFToControlFlowPass());
  // The sum over the lanes of a vector may take any order; sums over vectors
  // keep theirs.
  ConvertVectorToLLVMPassOptions vectors;
  vectors.reassociateFPReductions = true;
  pm.addPass(createConvertVectorToLLVMPass(vectors));
  pm.addPass(createConvertMathToLLVMPass());
  pm.addPass(memref::createExpandStridedMetadataPass());
  pm.addPass(createLowerAffinePass());
  pm.addPass(createArithToLLVMConversionPass());
  pm.addPass(createConvertIndexToLLVMPass());
  pm.addPass(createFinalizeMemRefToLLVMConversionPass());
  ConvertFuncToLLVMPassOptions func;
  func.useBarePtrCallConv = options.kernels;
  pm.addPass(createConvertFuncToLLVMPass(func));
  pm.addPass(createConvertControlFlowToLLVMPass());
  pm.addPass(createUBToLLVMConversionPass());
  pm.addPass(createReconcileUnrealizedCastsPass());
  pm.addPass(createBF16AsIntegersPass());
  simplify(pm);
}

void penstock::buildCPUPipeline(OpPassManager &pm,
                                const CPUPipelineOptions &options) {
  buildTensorPart(pm, options);
  buildBufferPart(pm, options);
  buildLLVMPipeline(pm, options);
}

void penstock::registerPipelines() {
  PassPipelineRegistration<CPUPipelineOptions>(
      "penstock-cpu", "Lower gate and linalg on tensors to kernels for CPUs",
      buildCPUPipeline);
  PassPipelineRegistration<>(
      "penstock-to-linalg",
      "Lower gate to linalg on tensors, for other compilers",
      buildToLinalgPipeline);
}
