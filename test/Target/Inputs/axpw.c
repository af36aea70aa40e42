/* Part of the Penstock project, under the Apache License v2.0 with LLVM
   Exceptions. See LICENSE for license information.
   SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Calls every entry of the kernel in phases.mlir: y = a * x + w. With
   LACKS_FEATURE it was compiled for a feature that no machine has. */
#include "axpw.h"
#include "axpw.h" /* twice: the guard */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { T = 5 };

typedef struct {
  penstock_task task;
  void *arg;
  int64_t begin, n;
} part;

static void *run_part(void *pointer) {
  part *p = (part *)pointer;
  int64_t i;
  for (i = p->begin; i < p->n; i += 2)
    p->task(p->arg, i);
  return 0;
}

static int two_threads(void *host, int64_t n, penstock_task task, void *arg) {
  part parts[2];
  pthread_t thread;
  int k;
  ++*(int *)host;
  for (k = 0; k < 2; ++k) {
    parts[k].task = task;
    parts[k].arg = arg;
    parts[k].begin = k;
    parts[k].n = n;
  }
  if (pthread_create(&thread, 0, run_part, &parts[1]))
    return 1;
  run_part(&parts[0]);
  return pthread_join(thread, 0);
}

static int broken(void *host, int64_t n, penstock_task task, void *arg) {
  (void)host, (void)n, (void)task, (void)arg;
  return 7;
}

static float x[T * 8 + 1], w[8], y[T * 8 + 1];
static const float a = 2.5f;

static void poison(void) { memset(y, 0xff, sizeof y); }

static int is_right(void) {
  int t, j;
  for (t = 0; t < T; ++t)
    for (j = 0; j < 8; ++j)
      if (y[t * 8 + j] != a * x[t * 8 + j] + w[j])
        return 0;
  return 1;
}

#define EXPECT(condition)                                                      \
  if (!(condition)) {                                                          \
    printf("line %d: %s\n", __LINE__, #condition);                             \
    ++failures;                                                                \
  }

int main(void) {
  int failures = 0, phases = 0, i;
  int64_t p, n;
  axpw_args args, bad;
  char *encoded = (char *)aligned_alloc(64, 128);
  char *ws = (char *)aligned_alloc(64, (size_t)axpw_workspace(T));
  for (i = 0; i < T * 8; ++i)
    x[i] = (float)(i % 7 - 3);
  for (i = 0; i < 8; ++i)
    w[i] = (float)(i - 4) / 2;
  args.x = x, args.a = a, args.w = encoded, args.y = y, args.workspace = ws;
  args.tokens = T;

#ifdef LACKS_FEATURE
  EXPECT(axpw_encode_w(w, encoded) == PENSTOCK_CPU);
  EXPECT(axpw_check(&args) == PENSTOCK_CPU);
  EXPECT(axpw_run(&args, 0, 0) == PENSTOCK_CPU);
  EXPECT(axpw(x, a, encoded, y, ws, T) == PENSTOCK_CPU);
  EXPECT(axpw(x, a, encoded, y, ws, 0) == PENSTOCK_OK);
  EXPECT(axpw(x, a, encoded, y, ws, -1) == PENSTOCK_SIZE);
  printf("%d failures\n", failures);
  return failures != 0;
#endif

  EXPECT(axpw_abi_version() == PENSTOCK_ABI_VERSION);
  EXPECT(axpw_encoded_size_w() == 68);
  EXPECT(axpw_encode_w(w, encoded) == PENSTOCK_OK);
  EXPECT(axpw_encode_w(0, encoded) == PENSTOCK_NULL);
  EXPECT(axpw_encode_w(w, encoded + 32) == PENSTOCK_ALIGN);

  poison();
  EXPECT(axpw(x, a, encoded, y, ws, T) == PENSTOCK_OK && is_right());
  poison();
  EXPECT(axpw_run(&args, 0, 0) == PENSTOCK_OK && is_right());
  poison();
  EXPECT(axpw_rerun(&args, 0, 0) == PENSTOCK_OK && is_right());
  poison();
  EXPECT(axpw_parallel(x, a, encoded, y, ws, T, two_threads, &phases) ==
         PENSTOCK_OK);
  EXPECT(is_right() && phases == axpw_PHASES);
  poison();
  for (p = 0; p < axpw_PHASES; ++p)
    for (n = axpw_phase_count(p, T) - 1; n >= 0; --n)
      (p ? axpw_phase1 : axpw_phase0)(&args, n);
  EXPECT(is_right());
  poison();
  for (n = 0; n < T; ++n) {
    axpw_phase0_flat(x, a, encoded, encoded + 64, y, ws, T, n);
    axpw_phase1_flat(x, a, encoded, encoded + 64, y, ws, T, n);
  }
  EXPECT(is_right());
  EXPECT(axpw_phase_count(axpw_PHASES, T) == 0);
  EXPECT(axpw_phase_count(0, -1) == 0);
  EXPECT(axpw_workspace(T) == T * 32 && axpw_workspace(-1) == 0);

  EXPECT(axpw_check(&args) == PENSTOCK_OK);
  EXPECT(axpw_check(0) == PENSTOCK_NULL);
  bad = args, bad.tokens = -1;
  EXPECT(axpw_check(&bad) == PENSTOCK_SIZE);
  EXPECT(axpw_run(&bad, 0, 0) == PENSTOCK_SIZE);
  bad = args, bad.tokens = INT64_MAX;
  EXPECT(axpw_check(&bad) == PENSTOCK_SIZE);
  memset(&bad, 0, sizeof bad);
  EXPECT(axpw_check(&bad) == PENSTOCK_OK);
  EXPECT(axpw(0, a, 0, 0, 0, 0) == PENSTOCK_OK);
  bad = args, bad.x = 0;
  EXPECT(axpw_check(&bad) == PENSTOCK_NULL);
  bad = args, bad.w = 0;
  EXPECT(axpw_check(&bad) == PENSTOCK_NULL);
  bad = args, bad.y = 0;
  EXPECT(axpw_check(&bad) == PENSTOCK_NULL);
  bad = args, bad.workspace = 0;
  EXPECT(axpw_check(&bad) == PENSTOCK_NULL);
  bad = args, bad.x = (const float *)(const void *)((const char *)x + 2);
  EXPECT(axpw_check(&bad) == PENSTOCK_ALIGN);
  bad = args, bad.x = x + 1;
  EXPECT(axpw_check(&bad) == PENSTOCK_OK);
  bad = args, bad.w = encoded + 16;
  EXPECT(axpw_check(&bad) == PENSTOCK_ALIGN);
  bad = args, bad.workspace = ws + 4;
  EXPECT(axpw_check(&bad) == PENSTOCK_ALIGN);
  bad = args, bad.y = x + 1;
  EXPECT(axpw_check(&bad) == PENSTOCK_ALIAS);
  bad = args, bad.workspace = encoded;
  EXPECT(axpw_check(&bad) == PENSTOCK_ALIAS);
  EXPECT(axpw_parallel(x, a, encoded, y, ws, T, broken, 0) == PENSTOCK_HOST);

  for (i = -1; i <= PENSTOCK_ALIAS + 1; ++i)
    printf("%d: %s\n", i, axpw_error(i));
  printf("%d failures\n", failures);
  free(encoded);
  free(ws);
  return failures != 0;
}
