//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// An entry of the cache is a file named after its key. It holds a checksum of
// key and contents, the sizes of the three parts, and the parts: object,
// descriptions as a module without functions, manifest.
//
//===----------------------------------------------------------------------===//

#include "penstock/Target/KernelCache.h"
#include "penstock/Support/Version.h"
#include "penstock/Target/Machine.h"

#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/Diagnostics.h"
#include "mlir/Parser/Parser.h"
#include "mlir/Target/LLVMIR/Export.h"
#include "llvm/ADT/ScopeExit.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/BLAKE3.h"
#include "llvm/Support/CachePruning.h"
#include "llvm/Support/Endian.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Process.h"
#include "llvm/TargetParser/Host.h"
#include <link.h>

using namespace mlir;
using namespace penstock;

//===----------------------------------------------------------------------===//
// Keys
//===----------------------------------------------------------------------===//

/// The build ids of the binaries in this process that have the addresses; empty
/// unless all have one.
static std::string getBuildIds(ArrayRef<const void *> addresses) {
  struct Search {
    uintptr_t address;
    std::string id;
  };
  // Called for each binary until one returns 1.
  auto visit = [](dl_phdr_info *binary, size_t, void *data) {
    auto *search = static_cast<Search *>(data);
    auto segments = ArrayRef(binary->dlpi_phdr, binary->dlpi_phnum);
    auto start = [&](const ElfW(Phdr) & segment) {
      return binary->dlpi_addr + segment.p_vaddr;
    };
    if (llvm::none_of(segments, [&](const ElfW(Phdr) & segment) {
          return segment.p_type == PT_LOAD &&
                 search->address - start(segment) < segment.p_memsz;
        }))
      return 0;
    for (const ElfW(Phdr) &segment : segments) {
      if (segment.p_type != PT_NOTE)
        continue;
      StringRef notes(reinterpret_cast<const char *>(start(segment)),
                      segment.p_memsz);
      while (notes.size() >= sizeof(ElfW(Nhdr))) {
        ElfW(Nhdr) note;
        std::memcpy(&note, notes.data(), sizeof(note));
        size_t name = sizeof(note);
        size_t contents = name + llvm::alignTo(note.n_namesz, 4);
        if (note.n_type == NT_GNU_BUILD_ID &&
            notes.substr(name, note.n_namesz) == StringRef("GNU", 4))
          search->id = notes.substr(contents, note.n_descsz).str();
        notes = notes.drop_front(std::min<size_t>(
            notes.size(), contents + llvm::alignTo(note.n_descsz, 4)));
      }
    }
    return 1;
  };
  std::string ids;
  for (const void *address : addresses) {
    Search search{reinterpret_cast<uintptr_t>(address), ""};
    dl_iterate_phdr(visit, &search);
    if (search.id.empty())
      return "";
    ids += search.id;
  }
  return ids;
}

/// What compiles: this code, MLIR and LLVM.
static const std::string &getCompilerId() {
  static const std::string ids =
      getBuildIds({reinterpret_cast<const void *>(&compileForLoading),
                   reinterpret_cast<const void *>(&translateModuleToLLVMIR),
                   reinterpret_cast<const void *>(&llvm::sys::getHostCPUName)});
  return ids;
}

namespace {

/// Hashes what is written to it.
class HashStream : public llvm::raw_ostream {
public:
  ~HashStream() override { flush(); }

  /// The hash as text that may name a file.
  std::string finish() {
    flush();
    return llvm::toHex(hash.final<24>(), /*LowerCase=*/true);
  }

private:
  void write_impl(const char *data, size_t size) override {
    hash.update(StringRef(data, size));
    position += size;
  }
  uint64_t current_pos() const override { return position; }

  llvm::BLAKE3 hash;
  uint64_t position = 0;
};

} // namespace

/// Everything that the result depends on.
static std::string getKey(ModuleOp module, const CompileOptions &options,
                          const TargetInfo &target) {
  HashStream os;
  auto add = [&](StringRef text) { os << text.size() << ':' << text; };
  add(versionText);
  add(LLVM_VERSION_STRING);
  add(getCompilerId());
  const TargetDescription &names = target.getDescription();
  for (StringRef name : {names.triple, names.cpu, names.features})
    add(name);
  os << int(options.threads) << ' ' << options.kernels.size() << ' ';
  for (const std::string &name : options.kernels)
    add(name);
  // The user's tile table, whatever its name.
  std::string table = cpu::getTileTableFile(options.tileTable);
  auto text = llvm::MemoryBuffer::getFile(table);
  add(text ? (*text)->getBuffer() : StringRef());
  // Without locations, which no code depends on.
  module->print(os, OpPrintingFlags().printGenericOpForm());
  return os.finish();
}

//===----------------------------------------------------------------------===//
// Entries
//===----------------------------------------------------------------------===//

static constexpr size_t checksumBytes = LLVM_BLAKE3_OUT_LEN;
static constexpr size_t numParts = 3;
static constexpr size_t headerBytes = checksumBytes + numParts * 8;

static std::string getChecksum(StringRef key, StringRef contents) {
  llvm::BLAKE3 hash;
  hash.update(key);
  hash.update(contents);
  return llvm::toStringRef(hash.final()).str();
}

/// The kernels as the module's attributes describe them, with what was found
/// out later.
static std::string printDescriptions(ModuleOp module,
                                     ArrayRef<KernelDescription> kernels) {
  Builder builder(module.getContext());
  SmallVector<Attribute> attrs;
  for (auto [attr, kernel] : llvm::zip_equal(
           getKernels(module).getAsRange<DictionaryAttr>(), kernels)) {
    NamedAttrList list(attr);
    list.set("workspace_bytes", builder.getStringAttr(kernel.workspaceBytes));
    SmallVector<StringRef> counts(kernel.taskCounts.begin(),
                                  kernel.taskCounts.end());
    list.set("task_counts", builder.getStrArrayAttr(counts));
    attrs.push_back(list.getDictionary(module.getContext()));
  }
  OwningOpRef<ModuleOp> descriptions = ModuleOp::create(module.getLoc());
  setKernels(*descriptions, builder.getArrayAttr(attrs));
  std::string text;
  llvm::raw_string_ostream(text) << *descriptions;
  return text;
}

namespace {

class Cache {
public:
  /// The cache that the environment describes.
  Cache();

  bool isOn() const { return bound != 0; }
  /// Reads an entry; nothing if there is none or a damaged one.
  std::optional<KernelBinary> read(StringRef key, MLIRContext *context) const;
  void write(StringRef key, const KernelBinary &binary,
             StringRef descriptions) const;

private:
  std::string getPath(StringRef key) const {
    // The name's start tells the pruner whose the file is.
    SmallString<128> path(folder);
    llvm::sys::path::append(path, "llvmcache-" + key);
    return path.str().str();
  }

  SmallString<128> folder;
  uint64_t bound = uint64_t(1) << 30;
};

} // namespace

Cache::Cache() {
  auto get = [](StringRef name) {
    return llvm::sys::Process::GetEnv(name).value_or("");
  };
  StringRef(get("PENSTOCK_CACHE_SIZE")).trim().getAsInteger(10, bound);
  folder = getCacheFolder();
  if (folder.empty() || getCompilerId().empty())
    bound = 0;
  llvm::sys::path::append(folder, "kernels");
}

std::optional<KernelBinary> Cache::read(StringRef key,
                                        MLIRContext *context) const {
  namespace fs = llvm::sys::fs;
  std::string path = getPath(key);
  llvm::Expected<fs::file_t> file = fs::openNativeFileForRead(path);
  if (!file) {
    consumeError(file.takeError());
    return std::nullopt;
  }
  auto buffer = llvm::MemoryBuffer::getOpenFile(
      *file, path, /*FileSize=*/-1, /*RequiresNullTerminator=*/false,
      /*IsVolatile=*/true);
  // Not every file system notes when a file is read.
  (void)fs::setLastAccessAndModificationTime(*file,
                                             std::chrono::system_clock::now());
  fs::closeFile(*file);
  if (!buffer || (*buffer)->getBufferSize() < headerBytes)
    return std::nullopt;
  StringRef bytes = (*buffer)->getBuffer();
  StringRef checksum = bytes.take_front(checksumBytes);
  bytes = bytes.drop_front(checksumBytes);
  if (checksum != getChecksum(key, bytes))
    return std::nullopt;
  StringRef parts[numParts];
  StringRef rest = bytes.drop_front(numParts * 8);
  for (auto [i, part] : llvm::enumerate(parts)) {
    part =
        rest.take_front(llvm::support::endian::read64le(bytes.data() + i * 8));
    rest = rest.drop_front(part.size());
  }

  KernelBinary result;
  result.object.assign(parts[0].begin(), parts[0].end());
  result.manifest = parts[2].str();
  ScopedDiagnosticHandler silence(context,
                                  [](Diagnostic &) { return success(); });
  auto module = parseSourceString<ModuleOp>(parts[1], context);
  if (!module)
    return std::nullopt;
  FailureOr<std::vector<KernelDescription>> kernels = parseKernels(*module);
  if (failed(kernels))
    return std::nullopt;
  result.kernels = std::move(*kernels);
  return result;
}

void Cache::write(StringRef key, const KernelBinary &binary,
                  StringRef descriptions) const {
  StringRef parts[numParts] = {{binary.object.data(), binary.object.size()},
                               descriptions,
                               binary.manifest};
  std::string bytes;
  for (StringRef part : parts) {
    char size[8];
    llvm::support::endian::write64le(size, part.size());
    bytes.append(size, sizeof(size));
  }
  for (StringRef part : parts)
    bytes += part;

  // What fails leaves no entry; compiling goes on.
  namespace fs = llvm::sys::fs;
  if (fs::create_directories(folder, /*IgnoreExisting=*/true, fs::owner_all))
    return;
  consumeError(llvm::writeToOutput(getPath(key), [&](llvm::raw_ostream &os) {
    auto &file = static_cast<llvm::raw_fd_ostream &>(os);
    file << getChecksum(key, bytes) << bytes;
    file.flush();
    std::error_code code = file.error();
    file.clear_error();
    return llvm::errorCodeToError(code);
  }));
  // The pruner takes it ill if it cannot learn this.
  if (!fs::disk_space(folder))
    return;
  llvm::CachePruningPolicy policy;
  policy.Interval = policy.Expiration = std::chrono::seconds(0);
  policy.MaxSizePercentageOfAvailableSpace = 0;
  policy.MaxSizeBytes = bound;
  llvm::pruneCache(folder, policy);
}

//===----------------------------------------------------------------------===//
// Compiling
//===----------------------------------------------------------------------===//

FailureOr<KernelBinary>
penstock::compileForLoading(ModuleOp module, const CompileOptions &options,
                            bool lookUp) {
  auto fail = [&](llvm::Error error) {
    module.emitError(llvm::toString(std::move(error)));
    return failure();
  };
  llvm::Expected<TargetInfo> target = TargetInfo::get(options.target);
  if (!target)
    return fail(target.takeError());
  Cache cache;
  std::string key;
  if (cache.isOn())
    key = getKey(module, options, *target);
  auto finish = [&](KernelBinary &result) {
    result.target = target->getDescription();
    result.threads = options.threads;
    return std::move(result);
  };
  if (lookUp && cache.isOn())
    if (auto found = cache.read(key, module.getContext()))
      return finish(*found);

  bool silent = true;
  ScopedDiagnosticHandler listen(module.getContext(), [&](Diagnostic &) {
    silent = false;
    return failure(); // To the handler that shows it.
  });
  OwningOpRef<ModuleOp> copy = module.clone();
  FailureOr<CompiledModule> compiled = CompiledModule::compile(*copy, options);
  if (failed(compiled))
    return failure();
  KernelBinary result;
  result.kernels = compiled->getKernels();
  result.costs = compiled->getCosts();
  llvm::Expected<Buffer> object = compiled->emitObject(Visibility::Exported);
  if (!object)
    return fail(object.takeError());
  result.object = std::move(*object);
  llvm::Expected<std::string> manifest =
      compiled->getManifest({}, result.object);
  if (!manifest)
    return fail(manifest.takeError());
  result.manifest = std::move(*manifest);
  if (silent && cache.isOn())
    cache.write(key, result, printDescriptions(*copy, result.kernels));
  return finish(result);
}
