//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "penstock/Support/Version.h"
#include "penstock/Target/CompiledModule.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;
using namespace penstock;

using Role = ArgumentDescription::Role;

/// Declarations that all headers share.
static void printCommon(raw_ostream &os) {
  os << "#ifndef PENSTOCK_ABI_VERSION\n#define PENSTOCK_ABI_VERSION "
     << abiVersion << "\nenum {\n";
  for (int code = 0; code < numStatuses; ++code)
    os << "  " << getStatusName(code) << " = " << code
       << (code + 1 < numStatuses ? "," : "") << " /* " << getStatusText(code)
       << " */\n";
  os << R"(};
/* The host runs task(arg, i) once for each i in [0, n), in any order, on any
   threads, and returns when all are done: 0, or something else if it failed. */
typedef void (*penstock_task)(void *arg, int64_t i);
typedef int (*penstock_parallel_for)(void *host, int64_t n, penstock_task task,
                                     void *arg);
#endif

)";
}

static std::string getType(const ArgumentDescription &argument) {
  if (argument.isScalar())
    return argument.dtype->c.str() + " ";
  std::string type = argument.isEncoded() ? "void" : argument.dtype->c.str();
  return (argument.role == Role::Output ? "" : "const ") + type + " *";
}

/// "f32 [tokens][64]".
static std::string getShape(const KernelDescription &kernel,
                            const ArgumentDescription &argument) {
  std::string text = argument.dtype->name.str();
  if (!argument.shape.empty())
    text += " ";
  for (Dimension dim : argument.shape)
    text += "[" +
            (dim.symbol >= 0 ? kernel.symbols[dim.symbol]
                             : std::to_string(dim.size)) +
            "]";
  if (argument.isEncoded())
    text += ", encoded " + argument.encoding;
  return text;
}

/// "const float *x, float *y, void *workspace, int64_t tokens".
static std::string getParameters(const KernelDescription &kernel) {
  std::string text;
  for (const ArgumentDescription &argument : kernel.arguments)
    text += getType(argument) + argument.name + ", ";
  text += "void *workspace";
  for (const std::string &symbol : kernel.symbols)
    text += ", int64_t " + symbol;
  return text;
}

static std::string getSymbols(const KernelDescription &kernel) {
  std::string text;
  for (const std::string &symbol : kernel.symbols)
    text += (text.empty() ? "int64_t " : ", int64_t ") + symbol;
  return text;
}

/// Arguments of a flat phase: one pointer for each part of an encoded weight.
static std::string getFlatParameters(const KernelDescription &kernel) {
  std::string text;
  for (const ArgumentDescription &argument : kernel.arguments) {
    if (!argument.isEncoded()) {
      text += getType(argument) + argument.name + ", ";
      continue;
    }
    for (size_t part = 0; part + 1 < argument.parts.size(); ++part)
      text += getType(argument) + argument.name + "_part" +
              std::to_string(part) + ", ";
  }
  text += "void *workspace, ";
  for (const std::string &symbol : kernel.symbols)
    text += "int64_t " + symbol + ", ";
  return text + "int64_t i";
}

static void printKernel(raw_ostream &os, const KernelDescription &kernel) {
  const std::string &name = kernel.name;
  std::string symbols = getSymbols(kernel);
  std::string orVoid = symbols.empty() ? "void" : symbols;
  os << "/* " << name << "\n";
  for (const ArgumentDescription &argument : kernel.arguments)
    os << "   " << argument.name << ": " << getShape(kernel, argument)
       << (argument.role == Role::Output ? ", output" : "")
       << (argument.alignment > 1 && !argument.isScalar()
               ? ", aligned to " + std::to_string(argument.alignment)
               : "")
       << "\n";
  os << "   workspace: " << name << "_workspace(" << join(kernel.symbols, ", ")
     << ") bytes, aligned to 64\n";
  for (auto [symbol, maximum] : zip_equal(kernel.symbols, kernel.symbolMaxima))
    os << "   " << symbol << ": 0 to " << maximum << "\n";
  os << "   Outputs and workspace overlap nothing. */\n";
  os << "enum { " << name << "_PHASES = " << kernel.numPhases << " };\n";
  os << "typedef struct " << name << "_args {\n";
  for (const ArgumentDescription &argument : kernel.arguments)
    os << "  " << getType(argument) << argument.name << ";\n";
  os << "  void *workspace;\n";
  for (const std::string &symbol : kernel.symbols)
    os << "  int64_t " << symbol << ";\n";
  os << "} " << name << "_args;\n";

  os << "/* Bytes of workspace. */\nint64_t " << name << "_workspace(" << orVoid
     << ");\n";
  os << "/* What the calls below would return, without running. */\nint "
     << name << "_check(const " << name << "_args *args);\n";
  os << "int " << name << "(" << getParameters(kernel) << ");\n";
  os << "/* The host runs the tasks; a null pf does the same as " << name
     << ". */\nint " << name << "_parallel(" << getParameters(kernel)
     << ", penstock_parallel_for pf, void *host);\n";
  os << "int " << name << "_run(const " << name
     << "_args *args, penstock_parallel_for pf, void *host);\n";
  os << "/* As " << name
     << "_run, without asking again for the CPU's features, which is slow in\n"
        "   virtual machines: for callers that have run it before. */\nint "
     << name << "_rerun(const " << name
     << "_args *args, penstock_parallel_for pf, void *host);\n";
  os << "/* For hosts with barriers of their own, after " << name
     << "_check: phase p is the tasks\n   0 to count - 1, in any order; phases "
        "run one after another. */\nint64_t "
     << name << "_phase_count(int64_t phase"
     << (symbols.empty() ? "" : ", " + symbols) << ");\n";
  for (int64_t p = 0; p < kernel.numPhases; ++p)
    os << "void " << name << "_phase" << p << "(void *args, int64_t i);\n"
       << "void " << name << "_phase" << p << "_flat("
       << getFlatParameters(kernel) << ");\n";
  os << "const char *" << name << "_error(int code);\n";
  os << "int " << name << "_abi_version(void);\n";
  for (const ArgumentDescription &argument : kernel.arguments) {
    if (argument.encode.empty())
      continue;
    const Dtype *dtype = argument.logicalDtype;
    os << "/* Encodes " << (dtype ? dtype->name : "a weight");
    for (int64_t size : argument.logicalShape)
      os << " [" << size << "]";
    os << " for the argument " << argument.name << ". */\n"
       << "int64_t " << name << "_encoded_size_" << argument.name
       << "(void);\nint " << name << "_encode_" << argument.name << "(const "
       << (dtype ? dtype->c : "void") << " *source, void *encoded);\n";
  }
  os << "\n";
}

void CompiledModule::printHeader(raw_ostream &os, StringRef name) const {
  std::string guard = "PENSTOCK_KERNEL_";
  for (char c : name)
    guard += isAlnum(c) ? toUpper(c) : '_';
  guard += "_H";
  os << "/* Written by Penstock " << versionText << " for "
     << target.getDescription().cpu << ". */\n";
  os << "#ifndef " << guard << "\n#define " << guard << "\n";
  os << R"(#include <stdint.h>
#ifdef __cplusplus
extern "C" {
#endif
)";
  printCommon(os);
  os << R"(#ifdef __GNUC__
#pragma GCC visibility push(default)
#endif
)";
  for (const KernelDescription &kernel : kernels)
    if (!kernel.isEncoder())
      printKernel(os, kernel);
  os << R"(#ifdef __GNUC__
#pragma GCC visibility pop
#endif
#ifdef __cplusplus
}
#endif
#endif
)";
}
