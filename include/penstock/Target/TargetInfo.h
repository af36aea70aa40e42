//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The machine that code is made for: checked names of triple, CPU and
// features, and what code generation asks about them.
//
//===----------------------------------------------------------------------===//

#ifndef PENSTOCK_TARGET_TARGETINFO_H
#define PENSTOCK_TARGET_TARGETINFO_H

#include "mlir/Support/LLVM.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <memory>
#include <string>

namespace llvm {
class MCSubtargetInfo;
class TargetMachine;
} // namespace llvm

namespace penstock {

/// A triple, CPU and feature string as LLVM spells them.
struct TargetDescription {
  std::string triple;
  std::string cpu;
  std::string features;

  bool operator==(const TargetDescription &) const = default;
};

/// A target whose names have been checked, with queries about it.
class TargetInfo {
public:
  /// Checks the names. An empty triple means the host's; an empty CPU or the
  /// CPU "host" means the host's CPU and features if the triple's architecture
  /// is the host's, else the architecture's baseline. `features` are
  /// "+name,-name"; a bare name means "+name".
  static llvm::Expected<TargetInfo> get(llvm::StringRef triple = "",
                                        llvm::StringRef cpu = "",
                                        llvm::StringRef features = "");
  static llvm::Expected<TargetInfo> get(const TargetDescription &target) {
    return get(target.triple, target.cpu, target.features);
  }

  TargetInfo(TargetInfo &&);
  TargetInfo &operator=(TargetInfo &&);
  ~TargetInfo();

  const TargetDescription &getDescription() const { return description; }

  /// Whether the target has the feature, in LLVM's spelling ("avx512f").
  bool hasFeature(llvm::StringRef name) const;
  /// Names of all features the target has, sorted.
  std::vector<std::string> getFeatures() const;

  bool isX86() const;
  bool isAArch64() const;
  /// Bits of the widest vector register: 512, 256 or 128.
  unsigned vectorBits() const;
  /// Vector registers of that width: 32 or 16.
  unsigned numVectorRegisters() const;
  bool hasFma() const;
  /// Whether f16 <-> f32 conversions of vectors are instructions.
  bool hasF16Convert() const;
  /// Whether rounding to integers is an instruction.
  bool hasRounding() const;
  /// Whether f32 -> bf16 conversions of vectors are instructions.
  bool hasBF16Convert() const;
  /// Whether there is a dot product of four signed or unsigned bytes into i32.
  bool hasInt8Dot() const;

  /// Name of the CPU that every machine of the architecture can stand in for.
  llvm::StringRef getBaselineCPU() const;

  /// A machine that makes position-independent code.
  std::unique_ptr<llvm::TargetMachine> createMachine() const;

private:
  TargetInfo(TargetDescription description,
             std::unique_ptr<llvm::MCSubtargetInfo> subtarget);

  TargetDescription description;
  std::unique_ptr<llvm::MCSubtargetInfo> subtarget;
};

} // namespace penstock

#endif // PENSTOCK_TARGET_TARGETINFO_H
