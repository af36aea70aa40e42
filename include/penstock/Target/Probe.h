//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Measures the machine that this process runs on.
//
//===----------------------------------------------------------------------===//

#ifndef PENSTOCK_TARGET_PROBE_H
#define PENSTOCK_TARGET_PROBE_H

#include "penstock/Target/Machine.h"

namespace penstock {

/// Takes about a second. The target's instructions must be those of the
/// machine, or fewer.
llvm::Expected<MachineDescription> probeMachine(const TargetInfo &target);

/// Keeps a probe of the host where MachineDescription::get finds it; does
/// nothing where there is no place for it.
void keepProbe(const MachineDescription &machine);

} // namespace penstock

#endif // PENSTOCK_TARGET_PROBE_H
