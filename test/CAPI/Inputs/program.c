/*===----------------------------------------------------------------------===*\
|*
|* Part of the Penstock project, under the Apache License v2.0 with LLVM
|* Exceptions. See LICENSE for license information.
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
|*
\*===----------------------------------------------------------------------===*/
/* Uses every part of the C API; prints what the test compares. */

#include "penstock-c/Penstock.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CHECK(condition)                                                       \
  do {                                                                         \
    if (!(condition)) {                                                        \
      printf("line %d: " #condition "\n", __LINE__);                           \
      exit(1);                                                                 \
    }                                                                          \
  } while (0)

static const char text[] =
    "func.func @product(%x: tensor<?x4xf32>, %w: tensor<4x32xf32>,\n"
    "                   %u: tensor<4x32xf32>) -> tensor<?x32xf32> {\n"
    "  %c0 = arith.constant 0 : index\n"
    "  %n = tensor.dim %x, %c0 : tensor<?x4xf32>\n"
    "  %e = tensor.empty(%n) : tensor<?x32xf32>\n"
    "  %y = gate.gated_matmul @reglu ins(%x : tensor<?x4xf32>)\n"
    "      weights(%w, %u : tensor<4x32xf32>, tensor<4x32xf32>)\n"
    "      outs(%e : tensor<?x32xf32>)\n"
    "  return %y : tensor<?x32xf32>\n"
    "}\n";

static PenstockDiagnostics *said;

static PenstockModule *parse(PenstockContext *context, const char *source) {
  return penstockModuleParse(context, source, strlen(source), "in.mlir", said);
}

static void testErrors(PenstockContext *context) {
  PenstockDiagnostic first;
  PenstockModule *module;
  PenstockCompileOptions options = {0};

  CHECK(!parse(context, "\n  nonsense.op\n"));
  CHECK(penstockDiagnosticsGetSize(said) == 1);
  first = penstockDiagnosticsGet(said, 0);
  printf("%s:%d:%d: %s\n", first.file, (int)first.line, (int)first.column,
         first.message);
  printf("%s", penstockDiagnosticsGetText(said));
  CHECK(first.severity == PENSTOCK_SEVERITY_ERROR);

  CHECK(!parse(context, "func.func private @f()\nfunc.func private @f()\n"));
  first = penstockDiagnosticsGet(said, 0);
  CHECK(first.numNotes == 2);
  first = penstockDiagnosticsGetNote(said, 0, 1);
  printf("note at %d: %s\n", (int)first.line, first.message);

  /* Without a handle it fails quietly. */
  CHECK(!penstockModuleParse(context, "ML\xefR", 4, NULL, NULL));

  module = parse(context, text);
  CHECK(module && penstockDiagnosticsGetSize(said) == 0);
  CHECK(!penstockModuleRun(module, "cse,no-such-pass", said));
  first = penstockDiagnosticsGet(said, 0);
  printf("%s\n", first.message);
  CHECK(!first.file);
  options.cpu = "abacus";
  CHECK(!penstockCompile(module, &options, said));
  printf("%s\n", penstockDiagnosticsGet(said, 0).message);
  penstockModuleDestroy(module);
}

static void testRun(PenstockContext *context) {
  PenstockModule *module = parse(context, text);
  char *printed;
  CHECK(penstockModuleRun(module, "canonicalize,cse", said));
  CHECK(penstockModuleRun(module, "builtin.module(penstock-to-linalg)", said));
  printed = penstockModuleToText(module);
  CHECK(strstr(printed, "linalg.") && !strstr(printed, "gate.gated_matmul"));
  penstockStringDestroy(printed);
  penstockModuleDestroy(module);
}

static void *allocate(int64_t bytes) {
  void *memory = NULL;
  CHECK(!posix_memalign(&memory, 64, bytes > 0 ? (size_t)bytes : 64));
  memset(memory, 0xff, (size_t)bytes);
  return memory;
}

static void testKernel(const PenstockKernel *kernel) {
  static const float x[8] = {1, 2, 3, 4, -1, -2, -3, 4};
  float w[128], u[128];
  PenstockArgument weights[2], argument;
  void *pointers[4], *workspace;
  float *y;
  int64_t tokens = 2;
  size_t i;

  CHECK(penstockKernelGetNumArguments(kernel) == 4);
  CHECK(penstockKernelGetNumSymbols(kernel) == 1);
  CHECK(penstockKernelGetSymbolMaximum(kernel, 0) > 1000000);
  for (i = 0; i < 4; ++i) {
    argument = penstockKernelGetArgument(kernel, i);
    printf("%s %s rank %d\n", argument.name, argument.dtype,
           (int)argument.rank);
  }
  /* Four columns of the unit matrix and zeros; ones. */
  for (i = 0; i < 128; ++i) {
    w[i] = i % 33 == 0;
    u[i] = 1;
  }
  pointers[0] = (void *)x;
  for (i = 0; i < 2; ++i) {
    weights[i] = penstockKernelGetArgument(kernel, 1 + i);
    CHECK(weights[i].canEncode);
    CHECK(weights[i].role == PENSTOCK_ROLE_WEIGHT);
    CHECK(weights[i].logicalRank == 2 && weights[i].logicalShape[1] == 32);
    CHECK(!strcmp(weights[i].logicalDtype, "f32"));
    pointers[1 + i] = allocate(weights[i].encodedBytes);
    CHECK(!penstockKernelEncode(kernel, 1 + i, i ? u : w, pointers[1 + i]));
  }
  y = pointers[3] = allocate(64 * sizeof(float));
  workspace = allocate(penstockKernelGetWorkspaceBytes(kernel, &tokens));
  CHECK(!penstockKernelCall(kernel, pointers, workspace, &tokens));
  /* relu(x w) * (x u) */
  for (i = 0; i < 64; ++i) {
    const float *row = x + 4 * (i / 32);
    float sum = row[0] + row[1] + row[2] + row[3];
    float gate = i % 32 < 4 ? row[i % 32] : 0;
    CHECK(y[i] == (gate > 0 ? gate : 0) * sum);
  }
  y[0] = 7;
  pointers[0] = NULL;
  printf("status: %s\n", penstockStatusGetText(penstockKernelCall(
                             kernel, pointers, workspace, &tokens)));
  CHECK(y[0] == 7);
  for (i = 0; i < 2; ++i)
    free(pointers[1 + i]);
  free(y);
  free(workspace);
}

int main(void) {
  PenstockContext *context = penstockContextCreate();
  PenstockModule *module;
  PenstockKernels *kernels;
  const PenstockKernel *kernel;
  PenstockCompileOptions options = {0};
  const char *function = "product";

  said = penstockDiagnosticsCreate();
  printf("version %s, LLVM %s\n", penstockVersion(), penstockLLVMVersion());
  testErrors(context);
  testRun(context);

  module = parse(context, text);
  options.functions = &function;
  options.numFunctions = 1;
  kernels = penstockCompile(module, &options, said);
  if (!kernels)
    printf("%s", penstockDiagnosticsGetText(said));
  CHECK(kernels);
  /* Kernels need neither the module nor the context. */
  penstockModuleDestroy(module);
  penstockContextDestroy(context);
  CHECK(penstockKernelsGetSize(kernels) == 1);
  CHECK(!penstockKernelsLookup(kernels, "nothing", said));
  printf("%s\n", penstockDiagnosticsGet(said, 0).message);
  kernel = penstockKernelsLookup(kernels, "product", said);
  CHECK(kernel && kernel == penstockKernelsGet(kernels, 0));
  CHECK(!strcmp(penstockKernelGetName(kernel), "product"));
  testKernel(kernel);
  CHECK(strstr(penstockKernelsGetManifest(kernels, said), "\"product\""));
  penstockKernelsDestroy(kernels);
  penstockDiagnosticsDestroy(said);
  printf("done\n");
  return 0;
}
