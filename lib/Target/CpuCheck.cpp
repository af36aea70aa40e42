//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Asks the running machine for the target's features: cpuid and xgetbv on
// x86-64, the identification registers (which Linux emulates) on AArch64.
//
//===----------------------------------------------------------------------===//

#include "penstock/Target/Entries.h"
#include "penstock/Target/TargetInfo.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/InlineAsm.h"
#include "llvm/IR/Module.h"

using namespace llvm;
using namespace penstock;

namespace {

enum Register { EAX, EBX, ECX, EDX };

/// Bit of a cpuid leaf that says the machine has the feature.
struct X86Feature {
  StringLiteral name;
  uint32_t leaf, subleaf;
  Register reg;
  unsigned bit;
};

/// Field of an identification register and its least value.
struct ArmFeature {
  StringLiteral name;
  StringLiteral reg;
  unsigned shift, minimum;
};

} // namespace

// Features whose instructions code generation can choose; grouped by leaf,
// those that later leaves rely on first.
static constexpr X86Feature x86Features[] = {
    {"sse3", 1, 0, ECX, 0},
    {"pclmul", 1, 0, ECX, 1},
    {"ssse3", 1, 0, ECX, 9},
    {"fma", 1, 0, ECX, 12},
    {"cx16", 1, 0, ECX, 13},
    {"sse4.1", 1, 0, ECX, 19},
    {"sse4.2", 1, 0, ECX, 20},
    {"movbe", 1, 0, ECX, 22},
    {"popcnt", 1, 0, ECX, 23},
    {"aes", 1, 0, ECX, 25},
    {"avx", 1, 0, ECX, 27}, // The system saves the registers: xgetbv exists.
    {"avx", 1, 0, ECX, 28},
    {"f16c", 1, 0, ECX, 29},
    {"bmi", 7, 0, EBX, 3},
    {"avx2", 7, 0, EBX, 5},
    {"bmi2", 7, 0, EBX, 8},
    {"avx512f", 7, 0, EBX, 16},
    {"avx512dq", 7, 0, EBX, 17},
    {"avx512ifma", 7, 0, EBX, 21},
    {"avx512cd", 7, 0, EBX, 28},
    {"avx512bw", 7, 0, EBX, 30},
    {"avx512vl", 7, 0, EBX, 31},
    {"avx512vbmi", 7, 0, ECX, 1},
    {"avx512vbmi2", 7, 0, ECX, 6},
    {"gfni", 7, 0, ECX, 8},
    {"vaes", 7, 0, ECX, 9},
    {"vpclmulqdq", 7, 0, ECX, 10},
    {"avx512vnni", 7, 0, ECX, 11},
    {"avx512bitalg", 7, 0, ECX, 12},
    {"avx512vpopcntdq", 7, 0, ECX, 14},
    {"avx512vp2intersect", 7, 0, EDX, 8},
    {"avx512fp16", 7, 0, EDX, 23},
    {"avxvnni", 7, 1, EAX, 4},
    {"avx512bf16", 7, 1, EAX, 5},
    {"avxifma", 7, 1, EAX, 23},
    {"avxvnniint8", 7, 1, EDX, 4},
    {"avxneconvert", 7, 1, EDX, 5},
    {"avxvnniint16", 7, 1, EDX, 10},
    {"lzcnt", 0x80000001, 0, ECX, 5},
    {"sse4a", 0x80000001, 0, ECX, 6},
    {"xop", 0x80000001, 0, ECX, 11},
    {"fma4", 0x80000001, 0, ECX, 16},
    {"tbm", 0x80000001, 0, ECX, 21},
};

static constexpr ArmFeature armFeatures[] = {
    {"lse", "S3_0_C0_C6_0", 20, 2},      {"rdm", "S3_0_C0_C6_0", 28, 1},
    {"dotprod", "S3_0_C0_C6_0", 44, 1},  {"fp16fml", "S3_0_C0_C6_0", 48, 1},
    {"bf16", "S3_0_C0_C6_1", 44, 1},     {"i8mm", "S3_0_C0_C6_1", 52, 1},
    {"fullfp16", "S3_0_C0_C4_0", 20, 1}, {"sve", "S3_0_C0_C4_0", 32, 1},
    {"sve2", "S3_0_C0_C4_4", 0, 1},
};

namespace {

/// Emits tests, each of which returns false at once where it fails.
class CheckBuilder {
public:
  CheckBuilder(Module &module, const TargetInfo &target)
      : builder(module.getContext()),
        function(Function::Create(FunctionType::get(builder.getInt1Ty(), false),
                                  Function::InternalLinkage,
                                  "penstock.has_features", module)) {
    setBaseline(*function, target);
    function->addFnAttr(Attribute::NoInline);
    failed = BasicBlock::Create(builder.getContext(), "lacks", function);
    builder.SetInsertPoint(failed);
    builder.CreateRet(builder.getFalse());
    builder.SetInsertPoint(
        BasicBlock::Create(builder.getContext(), "entry", function, failed));
  }

  Function *finish() {
    builder.CreateRet(builder.getTrue());
    return function;
  }

  /// Goes on only where the condition holds.
  void require(Value *condition) {
    BasicBlock *next =
        BasicBlock::Create(builder.getContext(), "next", function, failed);
    builder.CreateCondBr(condition, next, failed);
    builder.SetInsertPoint(next);
  }

  void requireBits(Value *value, uint32_t mask) {
    if (mask)
      require(builder.CreateICmpEQ(builder.CreateAnd(value, mask),
                                   builder.getInt32(mask)));
  }

  /// The four registers of a cpuid leaf.
  Value *cpuid(uint32_t leaf, uint32_t subleaf) {
    Type *i32 = builder.getInt32Ty();
    auto *type = FunctionType::get(StructType::get(i32, i32, i32, i32),
                                   {i32, i32}, false);
    auto *code =
        InlineAsm::get(type, "cpuid", "={ax},={bx},={cx},={dx},{ax},{cx}",
                       /*hasSideEffects=*/false);
    return builder.CreateCall(
        code, {builder.getInt32(leaf), builder.getInt32(subleaf)});
  }

  /// Low half of the register that says what state the system saves.
  Value *xgetbv() {
    Type *i32 = builder.getInt32Ty();
    auto *type = FunctionType::get(StructType::get(i32, i32), {i32}, false);
    auto *code = InlineAsm::get(type, "xgetbv", "={ax},={dx},{cx}",
                                /*hasSideEffects=*/true);
    return builder.CreateExtractValue(
        builder.CreateCall(code, builder.getInt32(0)), EAX);
  }

  Value *readArmRegister(StringRef reg) {
    auto *type = FunctionType::get(builder.getInt64Ty(), false);
    auto *code = InlineAsm::get(type, ("mrs $0, " + reg).str(), "=r",
                                /*hasSideEffects=*/false);
    return builder.CreateCall(code);
  }

  IRBuilder<> builder;

private:
  Function *function;
  BasicBlock *failed;
};

} // namespace

static Function *addX86Check(Module &module, const TargetInfo &target) {
  CheckBuilder check(module, target);
  bool first = true, avx = target.hasFeature("avx");
  for (const X86Feature *it = std::begin(x86Features);
       it != std::end(x86Features);) {
    uint32_t leaf = it->leaf, subleaf = it->subleaf, masks[4] = {};
    for (; it != std::end(x86Features) && it->leaf == leaf &&
           it->subleaf == subleaf;
         ++it)
      if (target.hasFeature(it->name))
        masks[it->reg] |= 1u << it->bit;
    if (!(masks[EAX] | masks[EBX] | masks[ECX] | masks[EDX]))
      continue;
    // A machine with AVX has leaf 7; others are asked for it.
    if (leaf == 7 && subleaf == 0 && !avx)
      check.require(check.builder.CreateICmpUGE(
          check.builder.CreateExtractValue(check.cpuid(0, 0), EAX),
          check.builder.getInt32(7)));
    Value *found = check.cpuid(leaf, subleaf);
    for (unsigned reg : {EAX, EBX, ECX, EDX})
      check.requireBits(check.builder.CreateExtractValue(found, reg),
                        masks[reg]);
    if (first && avx)
      check.requireBits(check.xgetbv(),
                        target.hasFeature("avx512f") ? 0xe6 : 0x06);
    first = false;
  }
  return check.finish();
}

static Function *addArmCheck(Module &module, const TargetInfo &target) {
  CheckBuilder check(module, target);
  for (const ArmFeature &feature : armFeatures) {
    if (!target.hasFeature(feature.name))
      continue;
    IRBuilder<> &builder = check.builder;
    Value *field = builder.CreateAnd(
        builder.CreateLShr(check.readArmRegister(feature.reg), feature.shift),
        15);
    check.require(
        builder.CreateICmpUGE(field, builder.getInt64(feature.minimum)));
    // All ones says that the unit is missing.
    check.require(builder.CreateICmpNE(field, builder.getInt64(15)));
  }
  return check.finish();
}

Function *penstock::addCpuCheck(Module &module, const TargetInfo &target) {
  auto has = [&](const auto &feature) {
    return target.hasFeature(feature.name);
  };
  if (target.isX86())
    return any_of(x86Features, has) ? addX86Check(module, target) : nullptr;
  return any_of(armFeatures, has) ? addArmCheck(module, target) : nullptr;
}

void penstock::setBaseline(Function &function, const TargetInfo &target) {
  function.addFnAttr("target-cpu", target.getBaselineCPU());
  // Without it, a function has the machine's features.
  function.addFnAttr("target-features", target.isX86() ? "+sse2" : "+neon");
  function.addFnAttr(Attribute::NoUnwind);
}
