//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How fast a machine is: what the cost model divides by. From a probe, a file,
// or defaults per feature set.
//
//===----------------------------------------------------------------------===//

#ifndef PENSTOCK_TARGET_MACHINE_H
#define PENSTOCK_TARGET_MACHINE_H

#include "penstock/Target/TargetInfo.h"
#include <array>

namespace llvm::json {
class Value;
} // namespace llvm::json

namespace penstock {

inline constexpr unsigned kNumCaches = 3;
/// Names of the caches, then "memory".
inline constexpr std::array<llvm::StringLiteral, kNumCaches + 1> memoryLevels =
    {llvm::StringLiteral("L1"), llvm::StringLiteral("L2"),
     llvm::StringLiteral("L3"), llvm::StringLiteral("memory")};

/// Rates of some number of threads, in 10^9 a second. A product and its sum are
/// two operations.
struct MachineRates {
  double f32 = 0, int8 = 0;
  /// 0 if there is no such instruction.
  double bf16 = 0;
  /// Bytes read from each cache, and from memory.
  std::array<double, kNumCaches + 1> read = {};
};

struct MachineDescription {
  /// The CPU as the system calls it, and LLVM's name of it.
  std::string name, cpu;
  /// What the rates were measured with, such as "avx512 vnni".
  std::string instructions;
  int64_t vectorBits = 0;
  /// Bytes of each cache.
  std::array<int64_t, kNumCaches> caches = {};
  int64_t threads = 1;
  MachineRates one, all;
  /// Where this comes from, for people.
  std::string source;

  /// The innermost level that holds so many bytes.
  unsigned getLevel(double bytes) const;

  llvm::json::Value toJSON() const;
  /// An error says what is wrong at which key.
  static llvm::Expected<MachineDescription>
  fromJSON(const llvm::json::Value &json);

  static llvm::Expected<MachineDescription> readFile(llvm::StringRef path);
  /// Round numbers for a machine of these features.
  static MachineDescription getDefault(const TargetInfo &target);
  /// The file if its name is not empty; else, for the host, its probe's if
  /// there is one; else the defaults.
  static llvm::Expected<MachineDescription> get(llvm::StringRef file,
                                                const TargetInfo &target);
};

/// $PENSTOCK_CACHE_DIR, or else penstock in $XDG_CACHE_HOME or ~/.cache; empty
/// if there is no home.
std::string getCacheFolder();

/// Name of the system's CPU, such as "AMD EPYC 9004".
std::string getCPUName();

/// File in the cache's folder that holds the host's probe; its name has the
/// CPU's name and our version. Empty if there is no folder.
std::string getProbeFile();

/// Names of the vector instructions that the code uses.
std::string getInstructions(const TargetInfo &target);

} // namespace penstock

#endif // PENSTOCK_TARGET_MACHINE_H
