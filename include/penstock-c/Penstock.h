/*===----------------------------------------------------------------------===*\
|*
|* Part of the Penstock project, under the Apache License v2.0 with LLVM
|* Exceptions. See LICENSE for license information.
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
|*
\*===----------------------------------------------------------------------===*/
/*
 * The compiler as a C library: parse a module, run pipelines on it, compile
 * it for this process, call its kernels.
 *
 * A function that can fail returns NULL or false and tells why through its
 * last argument, a diagnostics handle or NULL. The handle then holds what that
 * call said and nothing older.
 *
 * Threads: contexts and the modules in them may be used by any thread; calls
 * on modules of one context wait for each other. Kernels may be called by any
 * number of threads at once, each with its own outputs and workspace. A
 * diagnostics handle belongs to one thread at a time.
 */

#ifndef PENSTOCK_C_PENSTOCK_H
#define PENSTOCK_C_PENSTOCK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifndef PENSTOCK_C_API
#define PENSTOCK_C_API __attribute__((visibility("default")))
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* The project's version, such as "0.1.0", and that of its LLVM. */
PENSTOCK_C_API const char *penstockVersion(void);
PENSTOCK_C_API const char *penstockLLVMVersion(void);

/*===- Diagnostics --------------------------------------------------------===*/

typedef struct PenstockDiagnostics PenstockDiagnostics;

typedef enum PenstockSeverity {
  PENSTOCK_SEVERITY_NOTE,
  PENSTOCK_SEVERITY_REMARK,
  PENSTOCK_SEVERITY_WARNING,
  PENSTOCK_SEVERITY_ERROR
} PenstockSeverity;

/* One diagnostic. The strings live as long as the handle is not used for
 * another call. */
typedef struct PenstockDiagnostic {
  PenstockSeverity severity;
  const char *message;
  const char *file; /* NULL if the place is not known. */
  int64_t line, column;
  size_t numNotes;
} PenstockDiagnostic;

PENSTOCK_C_API PenstockDiagnostics *penstockDiagnosticsCreate(void);
PENSTOCK_C_API void penstockDiagnosticsDestroy(PenstockDiagnostics *);
PENSTOCK_C_API size_t penstockDiagnosticsGetSize(const PenstockDiagnostics *);
PENSTOCK_C_API PenstockDiagnostic
penstockDiagnosticsGet(const PenstockDiagnostics *, size_t index);
PENSTOCK_C_API PenstockDiagnostic penstockDiagnosticsGetNote(
    const PenstockDiagnostics *, size_t index, size_t note);
/* All of it as a compiler prints it: with places and lines of the source. */
PENSTOCK_C_API const char *
penstockDiagnosticsGetText(const PenstockDiagnostics *);

/*===- Modules ------------------------------------------------------------===*/

typedef struct PenstockContext PenstockContext;
typedef struct PenstockModule PenstockModule;

/* A context knows all dialects. Its memory is freed when it and all its
 * modules are destroyed, in any order. */
PENSTOCK_C_API PenstockContext *penstockContextCreate(void);
PENSTOCK_C_API void penstockContextDestroy(PenstockContext *);

/* Parses and verifies text or bytecode. Diagnostics call it `fileName`; NULL
 * means "-". */
PENSTOCK_C_API PenstockModule *
penstockModuleParse(PenstockContext *, const char *source, size_t size,
                    const char *fileName, PenstockDiagnostics *);
PENSTOCK_C_API void penstockModuleDestroy(PenstockModule *);

/* The module as text; give it to penstockStringDestroy. */
PENSTOCK_C_API char *penstockModuleToText(const PenstockModule *);
PENSTOCK_C_API void penstockStringDestroy(char *);

/* Runs passes and named pipelines, such as "penstock-to-linalg" or
 * "canonicalize,cse". The module stays as it was if they fail. */
PENSTOCK_C_API bool penstockModuleRun(PenstockModule *, const char *pipeline,
                                      PenstockDiagnostics *);

/*===- Kernels ------------------------------------------------------------===*/

/* The kernels of a module, loaded into this process. A PenstockKernel is part
 * of it and lives as long. */
typedef struct PenstockKernels PenstockKernels;
typedef struct PenstockKernel PenstockKernel;

/* Who runs the tasks of a kernel. */
typedef enum PenstockThreads {
  PENSTOCK_THREADS_NONE, /* The calling thread. */
  PENSTOCK_THREADS_OPENMP
} PenstockThreads;

/* All zero means: for this machine, every public function. */
typedef struct PenstockCompileOptions {
  const char *triple;   /* NULL: the host's. */
  const char *cpu;      /* As LLVM spells it; NULL: the host's. */
  const char *features; /* "+name,-name" changes of the CPU's, or NULL. */
  PenstockThreads threads;
  const char *const *functions; /* Which to compile; NULL: all. */
  size_t numFunctions;
  const char *tileTable; /* A file; NULL: $PENSTOCK_TILE_TABLE, if set. */
} PenstockCompileOptions;

/* Leaves the module as it is. `options` may be NULL. What was compiled before
 * comes from a cache on disk; see PENSTOCK_CACHE_DIR in the documentation. */
PENSTOCK_C_API PenstockKernels *penstockCompile(const PenstockModule *,
                                                const PenstockCompileOptions *,
                                                PenstockDiagnostics *);
PENSTOCK_C_API void penstockKernelsDestroy(PenstockKernels *);
PENSTOCK_C_API size_t penstockKernelsGetSize(const PenstockKernels *);
PENSTOCK_C_API const PenstockKernel *penstockKernelsGet(const PenstockKernels *,
                                                        size_t index);
PENSTOCK_C_API const PenstockKernel *
penstockKernelsLookup(const PenstockKernels *, const char *name,
                      PenstockDiagnostics *);
/* The manifest of all of them as JSON. */
PENSTOCK_C_API const char *penstockKernelsGetManifest(const PenstockKernels *,
                                                      PenstockDiagnostics *);

typedef enum PenstockRole {
  PENSTOCK_ROLE_INPUT,
  PENSTOCK_ROLE_WEIGHT,
  PENSTOCK_ROLE_OUTPUT,
  PENSTOCK_ROLE_SCALAR
} PenstockRole;

/* A number, or a symbol of the kernel if that is not negative. */
typedef struct PenstockDimension {
  int64_t size;
  int64_t symbol;
} PenstockDimension;

/* What a kernel takes. Tensors are row-major without gaps. */
typedef struct PenstockArgument {
  const char *name;
  PenstockRole role;
  const char *dtype; /* "f32", "bf16", ...; "u8" for an encoded weight. */
  size_t itemBytes;
  size_t rank;
  const PenstockDimension *shape;
  int64_t alignment; /* Bytes that the pointer is a multiple of. */

  /* Of an encoded weight only; else NULL and 0. */
  const char *encoding;
  const char *logicalDtype;
  size_t logicalItemBytes;
  size_t logicalRank;
  const int64_t *logicalShape;
  int64_t encodedBytes;
  bool canEncode;
} PenstockArgument;

PENSTOCK_C_API const char *penstockKernelGetName(const PenstockKernel *);
/* The dynamic sizes; no size may be above its maximum. */
PENSTOCK_C_API size_t penstockKernelGetNumSymbols(const PenstockKernel *);
PENSTOCK_C_API const char *penstockKernelGetSymbolName(const PenstockKernel *,
                                                       size_t symbol);
PENSTOCK_C_API int64_t penstockKernelGetSymbolMaximum(const PenstockKernel *,
                                                      size_t symbol);
/* In declared order, the outputs last. */
PENSTOCK_C_API size_t penstockKernelGetNumArguments(const PenstockKernel *);
PENSTOCK_C_API PenstockArgument
penstockKernelGetArgument(const PenstockKernel *, size_t argument);

/* Bytes of workspace for these sizes, one value a symbol. */
PENSTOCK_C_API int64_t penstockKernelGetWorkspaceBytes(const PenstockKernel *,
                                                       const int64_t *symbols);
/* Runs the kernel: one pointer an argument, for a scalar to its value; a
 * workspace aligned to 64 bytes, which no other call uses meanwhile. Returns a
 * status, 0 if it ran; otherwise nothing was written. */
PENSTOCK_C_API int penstockKernelCall(const PenstockKernel *,
                                      void *const *arguments, void *workspace,
                                      const int64_t *symbols);
/* Encodes the logical elements of a weight that `canEncode` into
 * `encodedBytes` bytes aligned to 64. Returns a status. */
PENSTOCK_C_API int penstockKernelEncode(const PenstockKernel *, size_t argument,
                                        const void *source, void *encoded);
/* What a status means, such as "misaligned pointer". */
PENSTOCK_C_API const char *penstockStatusGetText(int status);

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif /* PENSTOCK_C_PENSTOCK_H */
