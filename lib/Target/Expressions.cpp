//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "penstock/Target/CompiledModule.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/Module.h"
#include "llvm/IR/PatternMatch.h"
#include "llvm/Passes/PassBuilder.h"
#include "llvm/Transforms/InstCombine/InstCombine.h"
#include "llvm/Transforms/Scalar/EarlyCSE.h"
#include "llvm/Transforms/Scalar/SROA.h"
#include "llvm/Transforms/Scalar/SimplifyCFG.h"
#include "llvm/Transforms/Utils/Mem2Reg.h"

using namespace llvm;
using namespace llvm::PatternMatch;
using namespace penstock;

namespace {

/// Writes a value over the arguments of its function.
class Writer {
public:
  Writer(ArrayRef<std::string> symbols) : symbols(symbols) {}

  std::string write(Value *value, unsigned depth = 0);
  bool ok = true;

private:
  ArrayRef<std::string> symbols;
};

} // namespace

static StringRef getSpelling(CmpInst::Predicate predicate) {
  switch (predicate) {
  case CmpInst::ICMP_EQ:
    return " == ";
  case CmpInst::ICMP_NE:
    return " != ";
  case CmpInst::ICMP_SLT:
  case CmpInst::ICMP_ULT:
    return " < ";
  case CmpInst::ICMP_SLE:
  case CmpInst::ICMP_ULE:
    return " <= ";
  case CmpInst::ICMP_SGT:
  case CmpInst::ICMP_UGT:
    return " > ";
  case CmpInst::ICMP_SGE:
  case CmpInst::ICMP_UGE:
    return " >= ";
  default:
    return "";
  }
}

std::string Writer::write(Value *value, unsigned depth) {
  if (auto *constant = dyn_cast<ConstantInt>(value))
    return std::to_string(constant->getSExtValue());
  if (auto *argument = dyn_cast<Argument>(value))
    return symbols[argument->getArgNo()];
  // No count is that deep; sharing could make the text explode.
  if (depth > 24) {
    ok = false;
    return "";
  }
  auto binary = [&](Value *a, StringRef op, Value *b) {
    return "(" + write(a, depth + 1) + op.str() + write(b, depth + 1) + ")";
  };
  auto call = [&](StringRef name, ArrayRef<Value *> operands) {
    std::string text = name.str() + "(";
    for (Value *operand : operands)
      text += write(operand, depth + 1) + ", ";
    text.resize(text.size() - 2);
    return text + ")";
  };
  auto power = [](const APInt &exponent) {
    return std::to_string(int64_t(1) << exponent.getZExtValue());
  };
  Value *a, *b, *c;
  const APInt *k;
  CmpPredicate predicate;
  if (match(value, m_Add(m_Value(a), m_Value(b))))
    return binary(a, " + ", b);
  if (match(value, m_Sub(m_Value(a), m_Value(b))))
    return binary(a, " - ", b);
  if (match(value, m_Mul(m_Value(a), m_Value(b))))
    return binary(a, " * ", b);
  if (match(value, m_Shl(m_Value(a), m_APInt(k))))
    return "(" + write(a, depth + 1) + " * " + power(*k) + ")";
  if (match(value, m_Shr(m_Value(a), m_APInt(k))))
    return "floordiv(" + write(a, depth + 1) + ", " + power(*k) + ")";
  if (match(value, m_And(m_Value(a), m_APInt(k))) && k->isNegatedPowerOf2()) {
    std::string unit = std::to_string((-*k).getSExtValue());
    return "(floordiv(" + write(a, depth + 1) + ", " + unit + ") * " + unit +
           ")";
  }
  // Sizes are not negative, so rounding does not matter.
  if (match(value, m_SDiv(m_Value(a), m_Value(b))) ||
      match(value, m_UDiv(m_Value(a), m_Value(b))))
    return call("floordiv", {a, b});
  if (match(value, m_SMax(m_Value(a), m_Value(b))) ||
      match(value, m_UMax(m_Value(a), m_Value(b))))
    return call("max", {a, b});
  if (match(value, m_SMin(m_Value(a), m_Value(b))) ||
      match(value, m_UMin(m_Value(a), m_Value(b))))
    return call("min", {a, b});
  if (match(value, m_Select(m_Value(a), m_Value(b), m_Value(c))))
    return call("select", {a, b, c});
  if (match(value, m_ICmp(predicate, m_Value(a), m_Value(b))))
    return binary(a, getSpelling(predicate), b);
  if (match(value, m_ZExt(m_Value(a))))
    return call("select", {a, ConstantInt::get(value->getType(), 1),
                           ConstantInt::get(value->getType(), 0)});
  ok = false;
  return "";
}

static std::string describe(Function *function, ArrayRef<std::string> symbols,
                            FunctionPassManager &passes,
                            FunctionAnalysisManager &analyses) {
  if (!function || function->isDeclaration())
    return "";
  passes.run(*function, analyses);
  auto *exit = dyn_cast<ReturnInst>(function->getEntryBlock().getTerminator());
  if (!exit)
    return "";
  Writer writer(symbols);
  std::string text = writer.write(exit->getReturnValue());
  return writer.ok ? text : "";
}

void penstock::describeSizes(Module &module,
                             MutableArrayRef<KernelDescription> kernels) {
  LoopAnalysisManager loops;
  FunctionAnalysisManager functions;
  CGSCCAnalysisManager components;
  ModuleAnalysisManager modules;
  PassBuilder builder;
  builder.registerModuleAnalyses(modules);
  builder.registerCGSCCAnalyses(components);
  builder.registerFunctionAnalyses(functions);
  builder.registerLoopAnalyses(loops);
  builder.crossRegisterProxies(loops, functions, components, modules);
  FunctionPassManager passes;
  passes.addPass(SROAPass(SROAOptions::ModifyCFG));
  passes.addPass(EarlyCSEPass());
  passes.addPass(InstCombinePass());
  passes.addPass(SimplifyCFGPass());
  passes.addPass(InstCombinePass());
  for (KernelDescription &kernel : kernels) {
    auto find = [&](const Twine &suffix) {
      return module.getFunction((kernel.name + suffix).str());
    };
    kernel.taskCounts.clear();
    for (int64_t p = 0; p < kernel.numPhases; ++p)
      kernel.taskCounts.push_back(describe(find("_phase" + Twine(p) + "_tasks"),
                                           kernel.symbols, passes, functions));
    kernel.workspaceBytes =
        describe(find("_workspace_bytes"), kernel.symbols, passes, functions);
  }
}
