//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "penstock/Target/TargetInfo.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/MC/MCSubtargetInfo.h"
#include "llvm/MC/TargetRegistry.h"
#include "llvm/Support/TargetSelect.h"
#include "llvm/Target/TargetMachine.h"
#include "llvm/Target/TargetOptions.h"
#include "llvm/TargetParser/Host.h"
#include "llvm/TargetParser/Triple.h"

using namespace llvm;
using namespace penstock;

static void initializeTargets() {
  static bool done = [] {
    LLVMInitializeX86TargetInfo();
    LLVMInitializeX86Target();
    LLVMInitializeX86TargetMC();
    LLVMInitializeX86AsmPrinter();
    LLVMInitializeX86AsmParser();
    LLVMInitializeAArch64TargetInfo();
    LLVMInitializeAArch64Target();
    LLVMInitializeAArch64TargetMC();
    LLVMInitializeAArch64AsmPrinter();
    LLVMInitializeAArch64AsmParser();
    return true;
  }();
  (void)done;
}

static StringRef baselineCPU(const Triple &triple) {
  return triple.isX86() ? "x86-64" : "generic";
}

static Error error(const Twine &message) {
  return createStringError(inconvertibleErrorCode(), message);
}

/// A hint that names the known CPU most like `cpu`, if one is.
static std::string suggest(const MCSubtargetInfo &subtarget, StringRef cpu) {
  SmallVector<std::pair<unsigned, StringRef>> names;
  for (const SubtargetSubTypeKV &known :
       subtarget.getAllProcessorDescriptions())
    names.push_back({cpu.edit_distance(known.Key), StringRef(known.Key)});
  llvm::sort(names);
  if (names.empty() || names.front().first > 3)
    return "";
  return (" (did you mean '" + names.front().second + "'?)").str();
}

/// The host's features that its CPU's name does not say.
static std::string getHostFeatures(const Target &target, const Triple &triple,
                                   StringRef cpu) {
  std::unique_ptr<MCSubtargetInfo> plain(
      target.createMCSubtargetInfo(triple, cpu, ""));
  StringMap<bool> known;
  for (const SubtargetFeatureKV &feature : plain->getAllProcessorFeatures())
    known[feature.Key] = plain->getFeatureBits().test(feature.Value);
  std::vector<std::string> differing;
  for (const auto &feature : sys::getHostCPUFeatures()) {
    auto it = known.find(feature.getKey());
    if (it != known.end() && it->second != feature.getValue())
      differing.push_back((feature.getValue() ? "+" : "-") +
                          feature.getKey().str());
  }
  llvm::sort(differing);
  return join(differing, ",");
}

TargetInfo::TargetInfo(TargetDescription description,
                       std::unique_ptr<MCSubtargetInfo> subtarget)
    : description(std::move(description)), subtarget(std::move(subtarget)) {}
TargetInfo::TargetInfo(TargetInfo &&) = default;
TargetInfo &TargetInfo::operator=(TargetInfo &&) = default;
TargetInfo::~TargetInfo() = default;

Expected<TargetInfo> TargetInfo::get(StringRef tripleName, StringRef cpu,
                                     StringRef features) {
  initializeTargets();
  Triple host(sys::getProcessTriple());
  Triple triple(tripleName.empty() ? host.str()
                                   : Triple::normalize(tripleName));
  if (triple.getArch() != Triple::x86_64 && triple.getArch() != Triple::aarch64)
    return error("unsupported target triple '" + tripleName +
                 "': expected an x86_64 or aarch64 one");
  if (!triple.isOSBinFormatELF())
    return error("unsupported target triple '" + tripleName +
                 "': expected one with ELF objects, as linux has");
  std::string message;
  const Target *target = TargetRegistry::lookupTarget(triple, message);
  if (!target)
    return error("unsupported target triple '" + tripleName +
                 "': " + StringRef(message).rtrim());

  TargetDescription description{triple.str(), cpu.str(), ""};
  bool asHost = cpu == "host" || cpu.empty();
  if (asHost && triple.getArch() == host.getArch()) {
    description.cpu = sys::getHostCPUName().str();
    description.features = getHostFeatures(*target, triple, description.cpu);
  } else if (cpu.empty()) {
    description.cpu = baselineCPU(triple).str();
  } else if (cpu == "host") {
    return error("target CPU 'host' is not of the architecture of '" +
                 triple.str() + "'");
  }

  // With no CPU and features this one warns of nothing.
  std::unique_ptr<MCSubtargetInfo> all(
      target->createMCSubtargetInfo(triple, "", ""));
  if (!all->isCPUStringValid(description.cpu))
    return error("unknown CPU '" + description.cpu + "' for " +
                 triple.getArchName() + suggest(*all, description.cpu));
  llvm::StringSet<> known;
  for (const SubtargetFeatureKV &feature : all->getAllProcessorFeatures())
    known.insert(feature.Key);
  SmallVector<StringRef> names;
  features.split(names, ',', -1, /*KeepEmpty=*/false);
  for (StringRef name : names) {
    name = name.trim();
    char sign = name.starts_with("-") ? '-' : '+';
    if (name.starts_with("-") || name.starts_with("+"))
      name = name.drop_front();
    if (!known.contains(name))
      return error("unknown feature '" + name + "' for " +
                   triple.getArchName());
    if (!description.features.empty())
      description.features += ',';
    description.features += sign;
    description.features += name;
  }
  std::unique_ptr<MCSubtargetInfo> subtarget(target->createMCSubtargetInfo(
      triple, description.cpu, description.features));
  TargetInfo info(std::move(description), std::move(subtarget));
  if (info.isX86() && !info.hasFeature("64bit"))
    return error("CPU '" + info.description.cpu + "' has no 64-bit mode");
  return info;
}

bool TargetInfo::hasFeature(StringRef name) const {
  for (const SubtargetFeatureKV &feature : subtarget->getAllProcessorFeatures())
    if (name == feature.Key)
      return subtarget->getFeatureBits().test(feature.Value);
  return false;
}

std::vector<std::string> TargetInfo::getFeatures() const {
  std::vector<std::string> names;
  for (const SubtargetFeatureKV &feature :
       subtarget->getEnabledProcessorFeatures())
    names.push_back(std::string(feature.Key));
  llvm::sort(names);
  return names;
}

bool TargetInfo::isX86() const { return subtarget->getTargetTriple().isX86(); }

bool TargetInfo::isAArch64() const {
  return subtarget->getTargetTriple().isAArch64();
}

unsigned TargetInfo::vectorBits() const {
  if (isX86() && hasFeature("avx512f"))
    return 512;
  return isX86() && hasFeature("avx") ? 256 : 128;
}

unsigned TargetInfo::numVectorRegisters() const {
  return isAArch64() || hasFeature("avx512f") ? 32 : 16;
}

bool TargetInfo::hasFma() const { return isAArch64() || hasFeature("fma"); }

bool TargetInfo::hasF16Convert() const {
  return isAArch64() || hasFeature("f16c");
}

bool TargetInfo::hasRounding() const {
  return isAArch64() || hasFeature("sse4.1");
}

bool TargetInfo::hasBF16Convert() const {
  return hasFeature(isX86() ? "avx512bf16" : "bf16");
}

bool TargetInfo::hasInt8Dot() const {
  return isX86() ? hasFeature("avx512vnni") || hasFeature("avxvnni")
                 : hasFeature("dotprod");
}

StringRef TargetInfo::getBaselineCPU() const {
  return baselineCPU(subtarget->getTargetTriple());
}

std::unique_ptr<TargetMachine> TargetInfo::createMachine() const {
  std::string message;
  const Triple &triple = subtarget->getTargetTriple();
  const Target *target = TargetRegistry::lookupTarget(triple, message);
  return std::unique_ptr<TargetMachine>(target->createTargetMachine(
      triple, description.cpu, description.features, TargetOptions(),
      Reloc::PIC_, std::nullopt, CodeGenOptLevel::Aggressive));
}
