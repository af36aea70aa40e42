#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Tools/mlir-opt/MlirOptMain.h"
#include "penstock/Dialect/Gate/IR/Gate.h"

void registerRenameFunction();

int main(int argc, char **argv) {
  mlir::DialectRegistry registry;
  registry.insert<mlir::func::FuncDialect, penstock::gate::GateDialect>();
  registerRenameFunction();
  return mlir::asMainReturnCode(
      mlir::MlirOptMain(argc, argv, "Consumer\n", registry));
}
