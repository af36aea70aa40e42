//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The main function of optimizers.
//
//===----------------------------------------------------------------------===//

#include "penstock/Support/Input.h"
#include "penstock/Support/Version.h"

#include "mlir/Pass/PassRegistry.h"
#include "mlir/Support/FileUtilities.h"
#include "mlir/Tools/mlir-opt/MlirOptMain.h"

#include "llvm/Support/InitLLVM.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Process.h"
#include "llvm/Support/ToolOutputFile.h"

using namespace mlir;

static LogicalResult run(StringRef inputName, StringRef outputName,
                         DialectRegistry &registry) {
  MlirOptMainConfig config = MlirOptMainConfig::createFromCLOptions();
  if (config.shouldShowDialects()) {
    llvm::outs() << "Available Dialects: ";
    llvm::interleave(registry.getDialectNames(), llvm::outs(), ",");
    llvm::outs() << "\n";
    return success();
  }
  if (config.shouldListPasses()) {
    printRegisteredPasses();
    return success();
  }
  if (inputName == "-" &&
      llvm::sys::Process::FileDescriptorIsDisplayed(fileno(stdin)))
    llvm::errs() << "(reading from the terminal; end with control-D)\n";

  std::string message;
  std::unique_ptr<llvm::MemoryBuffer> input =
      openInputFile(inputName, &message);
  if (!input) {
    llvm::errs() << "error: " << message << "\n";
    return failure();
  }
  if (failed(penstock::checkInput(*input, registry)))
    return failure();
  std::unique_ptr<llvm::ToolOutputFile> output =
      openOutputFile(outputName, &message);
  if (!output) {
    llvm::errs() << "error: " << message << "\n";
    return failure();
  }
  if (failed(MlirOptMain(output->os(), std::move(input), registry, config)))
    return failure();
  // Written in full, or not kept: a full disk is an error.
  output->os().close();
  if (std::error_code error = output->os().error()) {
    llvm::errs() << "error: cannot write '" << outputName
                 << "': " << error.message() << "\n";
    output->os().clear_error();
    return failure();
  }
  output->keep();
  return success();
}

int penstock::optMain(int argc, char **argv, StringRef toolName,
                      DialectRegistry &registry) {
  llvm::InitLLVM init(argc, argv);
  setUpToolTexts();
  auto [inputName, outputName] =
      registerAndParseCLIOptions(argc, argv, toolName, registry);
  return asMainReturnCode(run(inputName, outputName, registry));
}
