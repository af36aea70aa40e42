/* Part of the Penstock project, under the Apache License v2.0 with LLVM
   Exceptions. See LICENSE for license information.
   SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Runs the kernel of phases.mlir in a process without a C library, so that an
   emulator needs no system of the architecture. Exits with the failures. */
#include "axpw.h"

enum { T = 5 };
static float x[T * 8], w[8], y[T * 8];
static _Alignas(64) char encoded[128], workspace[T * 32];

static int run(void) {
  int i, failures = 0;
  for (i = 0; i < T * 8; ++i)
    x[i] = (float)(i % 7 - 3);
  for (i = 0; i < 8; ++i)
    w[i] = (float)(i - 4) / 2;
#ifdef LACKS_FEATURE
  return axpw_encode_w(w, encoded) != PENSTOCK_CPU ||
         axpw(x, 2.5f, encoded, y, workspace, T) != PENSTOCK_CPU;
#endif
  failures += axpw_encode_w(w, encoded) != PENSTOCK_OK;
  failures += axpw(x, 2.5f, encoded, y, workspace, T) != PENSTOCK_OK;
  for (i = 0; i < T * 8; ++i)
    failures += y[i] != 2.5f * x[i] + w[i % 8];
  failures += axpw(0, 2.5f, 0, 0, 0, 0) != PENSTOCK_OK;
  failures += axpw(x, 2.5f, encoded, y, workspace, -1) != PENSTOCK_SIZE;
  failures += axpw(x, 2.5f, encoded, x, workspace, T) != PENSTOCK_ALIAS;
  failures += axpw_error(PENSTOCK_NULL)[0] != 'n';
  return failures;
}

void _start(void) {
  register long status __asm__("x0") = run();
  register long number __asm__("x8") = 93; /* exit */
  __asm__ volatile("svc 0" : : "r"(status), "r"(number));
}
