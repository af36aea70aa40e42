// A pass of a project that uses Penstock: applies one function in place of
// another.
#include "mlir/Pass/Pass.h"
#include "penstock/Dialect/Gate/IR/Gate.h"

using namespace mlir;

namespace {
struct RenameFunction : PassWrapper<RenameFunction, OperationPass<ModuleOp>> {
  MLIR_DEFINE_EXPLICIT_INTERNAL_INLINE_TYPE_ID(RenameFunction)
  RenameFunction() = default;
  RenameFunction(const RenameFunction &other) : PassWrapper(other) {}

  StringRef getArgument() const override { return "consumer-rename"; }
  StringRef getDescription() const override {
    return "Apply one function in place of another";
  }
  void runOnOperation() override {
    getOperation().walk([&](penstock::gate::ApplyOp op) {
      if (op.getFunction() == from)
        op.setFunction(to);
    });
  }

  Option<std::string> from{*this, "from",
                           llvm::cl::desc("Function to replace")};
  Option<std::string> to{*this, "to", llvm::cl::desc("Function to use")};
};
} // namespace

void registerRenameFunction() { PassRegistration<RenameFunction>(); }
