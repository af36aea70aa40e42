//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Building the bodies of functions.
//
//===----------------------------------------------------------------------===//

#ifndef PENSTOCK_DIALECT_GATE_IR_SCALARBUILDER_H
#define PENSTOCK_DIALECT_GATE_IR_SCALARBUILDER_H

#include "penstock/Dialect/Gate/IR/Functions.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/Matchers.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include <unordered_map>

namespace penstock::gate {

/// Builds operations on one floating-point type at the end of one block, none
/// of them twice.
class ScalarBuilder {
public:
  ScalarBuilder(mlir::Block &block, mlir::Location loc, mlir::FloatType type)
      : builder(mlir::OpBuilder::atBlockEnd(&block)), loc(loc), type(type) {}

  /// The result of `op`, or of the same one that is there already.
  mlir::Value unique(mlir::Operation *op) {
    using Equivalence = mlir::OperationEquivalence;
    size_t hash = Equivalence::computeHash(op, Equivalence::directHashValue,
                                           Equivalence::ignoreHashValue,
                                           Equivalence::IgnoreLocations);
    auto [begin, end] = known.equal_range(hash);
    for (auto it = begin; it != end; ++it)
      if (Equivalence::isEquivalentTo(op, it->second,
                                      Equivalence::IgnoreLocations)) {
        op->erase();
        return it->second->getResult(0);
      }
    known.emplace(hash, op);
    return op->getResult(0);
  }

  template <typename Op, typename... Args> mlir::Value create(Args &&...args) {
    return unique(Op::create(builder, loc, std::forward<Args>(args)...));
  }

  mlir::Value constant(double value) {
    return unique(
        createFloatConstant(builder, loc, type, value).getDefiningOp());
  }
  static std::optional<double> getConstant(mlir::Value value) {
    mlir::FloatAttr attr;
    if (!matchPattern(value, mlir::m_Constant(&attr)))
      return std::nullopt;
    return attr.getValueAsDouble();
  }
  mlir::Value add(mlir::Value a, mlir::Value b) {
    return create<mlir::arith::AddFOp>(a, b);
  }
  mlir::Value sub(mlir::Value a, mlir::Value b) {
    return create<mlir::arith::SubFOp>(a, b);
  }
  mlir::Value mul(mlir::Value a, mlir::Value b) {
    return create<mlir::arith::MulFOp>(a, b);
  }
  mlir::Value square(mlir::Value a) { return mul(a, a); }
  mlir::Value compare(mlir::arith::CmpFPredicate predicate, mlir::Value a,
                      mlir::Value b) {
    return create<mlir::arith::CmpFOp>(predicate, a, b);
  }

  /// Ends the block, without what nothing needs.
  void yield(mlir::ValueRange values) {
    YieldOp::create(builder, loc, values);
    for (mlir::Operation &op : llvm::make_early_inc_range(
             llvm::reverse(*builder.getInsertionBlock())))
      if (mlir::isOpTriviallyDead(&op))
        op.erase();
  }

  /// Lets `build` build at the end of a block inside of an op that is there.
  void inside(mlir::Block &block, llvm::function_ref<void()> build) {
    mlir::OpBuilder::InsertionGuard guard(builder);
    auto outside = known;
    builder.setInsertionPointToEnd(&block);
    build();
    known = std::move(outside);
  }

protected:
  mlir::OpBuilder builder;
  mlir::Location loc;
  mlir::FloatType type;

private:
  std::unordered_multimap<size_t, mlir::Operation *> known;
};

} // namespace penstock::gate

#endif // PENSTOCK_DIALECT_GATE_IR_SCALARBUILDER_H
