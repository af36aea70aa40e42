//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Products with weights, what is computed of them, and the networks they make.
//
//===----------------------------------------------------------------------===//

#ifndef PENSTOCK_LIB_DIALECT_GATE_TRANSFORMS_RAISECONTRACTIONS_H
#define PENSTOCK_LIB_DIALECT_GATE_TRANSFORMS_RAISECONTRACTIONS_H

#include "RaiseChains.h"
#include "RaiseFunctions.h"

namespace penstock::gate {

struct RaiseOptions {
  /// Steps that the input rounds are rounded with the result only.
  bool relaxRounding = false;
  /// Row functions are raised only if they have a name.
  bool namedOnly = false;
  /// Chains are raised only if they compute something of products.
  bool productsOnly = false;
};

/// `op`, a product of a tensor and a weight, as a gate.gated_matmul of one
/// branch, which takes its place. Null if it is none.
GatedMatmulOp raiseProduct(mlir::linalg::LinalgOp op, RaiseOptions options);

/// What `chain` computes of products and other tensors, as gate ops that take
/// the place of its root. False if it cannot be.
bool raiseChain(const Chain &chain, Expressions &expressions,
                RaisedFunctions &functions, RaiseOptions options);

/// The op with a function whose result `value` is, in another shape of the same
/// rows; null if there is none.
GatedMatmulOp findNeurons(mlir::Value value);

/// `down`, a product whose x are the neurons of another op, as a gate.ffn.
FfnOp raiseFfn(GatedMatmulOp down);
/// The norm that only `ffn` reads, as its own.
bool raiseNorm(FfnOp ffn);

/// Sets of roundings.
constexpr unsigned getBit(Rounding rounding) {
  return 1u << static_cast<unsigned>(rounding);
}
constexpr unsigned kSteps = getBit(Rounding::Each) | getBit(Rounding::Linear),
                   kAllRoundings = kSteps | getBit(Rounding::Result);
/// The roundings with which `op` computes what it does.
unsigned getRoundings(GatedMatmulOp op);

/// What `value` was before it was extended in place; itself if it was not.
mlir::Value stripExtension(mlir::Value value);

/// Erases `op` and what only it used.
void eraseDead(mlir::Operation *op);

/// `value` in the shape [all other dimensions, last].
mlir::Value flatten(mlir::OpBuilder &builder, mlir::Location loc,
                    mlir::Value value);
/// `value`, [tokens, last], in the shape of `like` but for the last dimension.
mlir::Value unflatten(mlir::OpBuilder &builder, mlir::Location loc,
                      mlir::Value value, mlir::Value like);

} // namespace penstock::gate

#endif // PENSTOCK_LIB_DIALECT_GATE_TRANSFORMS_RAISECONTRACTIONS_H
