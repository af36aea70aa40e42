//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What a compiled kernel takes and gives, independent of any IR.
//
//===----------------------------------------------------------------------===//

#ifndef PENSTOCK_TARGET_KERNEL_H
#define PENSTOCK_TARGET_KERNEL_H

#include "penstock/Target/Dtype.h"

#include "mlir/Support/LLVM.h"
#include "llvm/ADT/SmallVector.h"
#include <cstdint>
#include <string>
#include <vector>

namespace mlir {
class ArrayAttr;
class ModuleOp;
} // namespace mlir

namespace penstock {

/// Version of the C entries' signatures and of `K_args`.
inline constexpr int abiVersion = 1;

/// Result of every C entry that can fail.
enum class Status : int {
  Ok = 0,
  Null = 1,
  Size = 2,
  Align = 3,
  Cpu = 4,
  Host = 5,
  Alias = 6,
};
inline constexpr int numStatuses = 7;

/// What a status code means; "unknown error" if it is none.
llvm::StringRef getStatusText(int code);
/// The spelling of a status in headers: "PENSTOCK_NULL".
llvm::StringRef getStatusName(int code);

/// Size of one dimension: a number or a symbol of the kernel.
struct Dimension {
  /// Size of an intermediate that no argument has.
  static constexpr int64_t unknown = -1;

  int64_t size = 0;
  /// Index into the kernel's symbols, or -1.
  int symbol = -1;
};

/// One argument of a kernel, an output included.
struct ArgumentDescription {
  enum class Role { Input, Weight, Output, Scalar };

  std::string name;
  Role role = Role::Input;
  /// Element type in memory; u8 for an encoded weight.
  const Dtype *dtype = nullptr;
  /// Shape in memory; of a scalar empty, of an encoded weight its bytes.
  llvm::SmallVector<Dimension> shape;
  int64_t alignment = 1;
  /// Phases that read or write it.
  llvm::SmallVector<int64_t> phases;

  /// The encoding attribute as text, or empty.
  std::string encoding;
  /// Logical type of an encoded weight: element type and shape.
  const Dtype *logicalDtype = nullptr;
  llvm::SmallVector<int64_t> logicalShape;
  /// Byte offsets of the storage parts of an encoded weight, then its size.
  llvm::SmallVector<int64_t> parts;
  /// Name of the kernel that encodes it, or empty.
  std::string encode;

  bool isEncoded() const { return !parts.empty(); }
  bool isScalar() const { return role == Role::Scalar; }
};

/// A named tensor in the workspace.
struct IntermediateDescription {
  std::string name;
  const Dtype *dtype = nullptr;
  llvm::SmallVector<Dimension> shape;
  /// Byte offset as an expression over the symbols.
  std::string offset;
};

/// How a contraction's x is quantized before it is multiplied.
struct ActivationsDescription {
  std::string dtype;
  /// Inputs that share a scale; 0: a row.
  int64_t groupSize = 0;
};

/// A function that is computed as a fit of it.
struct ApproximationDescription {
  std::string function, form, errorKind, verification;
  double low = 0, high = 0, error = 0, tolerance = 0;
  int64_t inputs = 0;
};

/// Which neurons of a contraction are active.
struct SparsityDescription {
  /// "zero_set", "threshold" or "top_k", and the number of the last two.
  std::string neurons;
  double threshold = 0;
  int64_t topK = 0;
  /// An inactive neuron is nothing but its gate's activation.
  bool isGateAlone = false;
};

/// One compiled function.
struct KernelDescription {
  std::string name;
  /// Names of the dynamic sizes, and the largest value of each.
  std::vector<std::string> symbols;
  llvm::SmallVector<int64_t> symbolMaxima;
  /// In declared order; the outputs are last.
  std::vector<ArgumentDescription> arguments;
  int64_t numPhases = 0;
  /// Expressions over the symbols, where known.
  std::vector<std::string> taskCounts;
  std::string workspaceBytes;
  std::vector<IntermediateDescription> intermediates;
  /// One printed choice per op.
  std::vector<std::string> strategies;
  /// For an encoder: the kernel and the argument it serves.
  std::string of, encodes;
  std::string accumulate, rounding;
  std::optional<ActivationsDescription> activations;
  /// Of each contraction that has one.
  std::vector<SparsityDescription> sparsities;
  std::vector<ApproximationDescription> approximations;

  bool isEncoder() const { return !encodes.empty(); }
  const ArgumentDescription *lookupArgument(llvm::StringRef name) const;
  /// Byte offset of each argument in `K_args`, then of the workspace, of each
  /// symbol, and last the size of the struct.
  llvm::SmallVector<int64_t> getStructOffsets() const;
};

/// The module's `penstock.kernels`, or null.
mlir::ArrayAttr getKernels(mlir::ModuleOp module);
void setKernels(mlir::ModuleOp module, mlir::ArrayAttr kernels);

/// Reads the module's `penstock.kernels`; an error names the entry and key.
mlir::FailureOr<std::vector<KernelDescription>>
parseKernels(mlir::ModuleOp module);

/// Whether the module has been lowered to kernels.
bool hasKernels(mlir::ModuleOp module);

} // namespace penstock

#endif // PENSTOCK_TARGET_KERNEL_H
