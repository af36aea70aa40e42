//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "penstock/Target/Machine.h"
#include "penstock/Support/Version.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Process.h"
#include "llvm/TargetParser/Host.h"
#include <cmath>

using namespace llvm;
using namespace penstock;

static Error error(const Twine &message) {
  return createStringError(inconvertibleErrorCode(), message);
}

unsigned MachineDescription::getLevel(double bytes) const {
  for (unsigned level = 0; level < kNumCaches; ++level)
    if (bytes <= caches[level])
      return level;
  return kNumCaches;
}

//===----------------------------------------------------------------------===//
// JSON
//===----------------------------------------------------------------------===//

static json::Object toJSON(const MachineRates &rates) {
  auto round = [](double rate) -> json::Value {
    if (rate < 10)
      return std::round(rate * 10) / 10;
    return static_cast<int64_t>(std::round(rate));
  };
  json::Object read;
  for (auto [level, rate] : zip_equal(memoryLevels, rates.read))
    read[level] = round(rate);
  return json::Object{{"f32_gflops", round(rates.f32)},
                      {"int8_gops", round(rates.int8)},
                      {"bf16_gflops", round(rates.bf16)},
                      {"read_gbytes", std::move(read)}};
}

json::Value MachineDescription::toJSON() const {
  json::Object sizes;
  for (unsigned level = 0; level < kNumCaches; ++level)
    sizes[memoryLevels[level]] = caches[level];
  return json::Object{{"name", name},
                      {"cpu", cpu},
                      {"instructions", instructions},
                      {"vector_bits", vectorBits},
                      {"cache_bytes", std::move(sizes)},
                      {"threads", threads},
                      {"one_thread", ::toJSON(one)},
                      {"all_threads", ::toJSON(all)}};
}

/// The value of an object's key, or null.
static const json::Value &getField(const json::Value &object, StringRef key) {
  static const json::Value null = nullptr;
  const json::Value *value = object.getAsObject()->get(key);
  return value ? *value : null;
}

static bool readRates(const json::Value &json, MachineRates &rates,
                      json::Path path) {
  json::ObjectMapper map(json, path);
  if (!map || !map.map("f32_gflops", rates.f32) ||
      !map.map("int8_gops", rates.int8) ||
      !map.mapOptional("bf16_gflops", rates.bf16))
    return false;
  json::ObjectMapper readMap(getField(json, "read_gbytes"),
                             path.field("read_gbytes"));
  if (!readMap)
    return false;
  for (auto [level, rate] : zip_equal(memoryLevels, rates.read)) {
    if (!readMap.map(level, rate))
      return false;
    if (!(rate > 0)) {
      path.field("read_gbytes").field(level).report("expected more than 0");
      return false;
    }
  }
  if (rates.f32 > 0 && rates.int8 > 0 && rates.bf16 >= 0)
    return true;
  path.report("expected peaks of more than 0");
  return false;
}

Expected<MachineDescription>
MachineDescription::fromJSON(const json::Value &json) {
  MachineDescription machine;
  json::Path::Root root("machine");
  json::Path path(root);
  auto read = [&] {
    json::ObjectMapper map(json, path);
    if (!map || !map.mapOptional("name", machine.name) ||
        !map.mapOptional("cpu", machine.cpu) ||
        !map.mapOptional("instructions", machine.instructions) ||
        !map.mapOptional("vector_bits", machine.vectorBits) ||
        !map.mapOptional("threads", machine.threads))
      return false;
    json::ObjectMapper sizes(getField(json, "cache_bytes"),
                             path.field("cache_bytes"));
    if (!sizes)
      return false;
    for (unsigned level = 0; level < kNumCaches; ++level) {
      if (!sizes.map(memoryLevels[level], machine.caches[level]))
        return false;
      if (machine.caches[level] < (level ? machine.caches[level - 1] : 1)) {
        path.field("cache_bytes")
            .field(memoryLevels[level])
            .report("expected a cache larger than those before it");
        return false;
      }
    }
    if (!readRates(getField(json, "one_thread"), machine.one,
                   path.field("one_thread")))
      return false;
    machine.all = machine.one;
    return getField(json, "all_threads") == nullptr ||
           readRates(getField(json, "all_threads"), machine.all,
                     path.field("all_threads"));
  };
  if (!read())
    return root.getError();
  return machine;
}

Expected<MachineDescription> MachineDescription::readFile(StringRef path) {
  auto file = MemoryBuffer::getFile(path, /*IsText=*/true);
  if (!file)
    return error("machine description '" + path +
                 "': cannot read: " + file.getError().message());
  Expected<json::Value> json = json::parse((*file)->getBuffer());
  if (!json)
    return error("machine description '" + path +
                 "': is no JSON: " + toString(json.takeError()));
  Expected<MachineDescription> machine = fromJSON(*json);
  if (!machine)
    return error("machine description '" + path +
                 "': " + toString(machine.takeError()));
  machine->source = path.str();
  return machine;
}

//===----------------------------------------------------------------------===//
// Where descriptions come from
//===----------------------------------------------------------------------===//

std::string penstock::getInstructions(const TargetInfo &target) {
  std::string name = target.isAArch64()           ? "neon"
                     : target.vectorBits() == 512 ? "avx512"
                     : target.hasFeature("avx2")  ? "avx2"
                     : target.vectorBits() == 256 ? "avx"
                                                  : "sse";
  if (target.hasInt8Dot())
    name += target.isX86() ? " vnni" : " dotprod";
  if (target.hasBF16Convert())
    name += " bf16";
  return name;
}

MachineDescription MachineDescription::getDefault(const TargetInfo &target) {
  MachineDescription machine;
  machine.cpu = target.getDescription().cpu;
  machine.instructions = getInstructions(target);
  machine.source = "defaults for " + machine.instructions;
  machine.vectorBits = target.vectorBits();
  machine.caches = {32 << 10, 1 << 20, 32 << 20};
  // Two instructions a cycle at 3 GHz; those of 512 bits at half of that.
  double lanes = std::min(target.vectorBits(), 256u) / 32;
  machine.one.f32 = lanes * (target.hasFma() ? 2 : 1) * 2 * 3;
  machine.one.int8 = machine.one.f32 * (target.hasInt8Dot() ? 4 : 2);
  machine.one.bf16 = target.hasBF16Convert() ? 2 * machine.one.f32 : 0;
  machine.one.read = {lanes * 24, lanes * 12, 25, 15};
  machine.all = machine.one;
  return machine;
}

std::string penstock::getCacheFolder() {
  if (std::string given =
          sys::Process::GetEnv("PENSTOCK_CACHE_DIR").value_or("");
      !given.empty())
    return given;
  SmallString<128> folder;
  if (!sys::path::cache_directory(folder) || !sys::path::is_absolute(folder))
    return "";
  sys::path::append(folder, "penstock");
  return folder.str().str();
}

std::string penstock::getCPUName() {
  auto info = MemoryBuffer::getFileAsStream("/proc/cpuinfo");
  if (info) {
    SmallVector<StringRef> lines;
    (*info)->getBuffer().split(lines, '\n');
    for (StringRef line : lines)
      if (line.starts_with("model name"))
        return line.split(':').second.trim().str();
  }
  return sys::getHostCPUName().str();
}

std::string penstock::getProbeFile() {
  SmallString<128> file(getCacheFolder());
  if (file.empty())
    return "";
  std::string key =
      getCPUName() + "-" + sys::getHostCPUName().str() + "-" + versionText;
  for (char &c : key)
    if (!isAlnum(c) && c != '.')
      c = '-';
  sys::path::append(file, "machine-" + key + ".json");
  return file.str().str();
}

Expected<MachineDescription> MachineDescription::get(StringRef file,
                                                     const TargetInfo &target) {
  if (!file.empty())
    return readFile(file);
  Expected<TargetInfo> host = TargetInfo::get();
  if (!host) {
    consumeError(host.takeError());
  } else if (host->getDescription() == target.getDescription()) {
    // Without a probe, or with one that is damaged, the defaults do.
    Expected<MachineDescription> probed = readFile(getProbeFile());
    if (probed) {
      probed->source = "probe of " + probed->name;
      return probed;
    }
    consumeError(probed.takeError());
  }
  return getDefault(target);
}
