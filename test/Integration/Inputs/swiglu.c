/* Part of the Penstock project, under the Apache License v2.0 with LLVM
   Exceptions. See LICENSE for license information.
   SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* h = silu(x wg) * (x wu) against double; prints the tokens whose error is too
   large, as a count. */
#include "swiglu.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { K = 64, N = 172, MOST = 33 };

static float x[MOST * K], wg[K * N], wu[K * N], h[MOST * N];

static void *allocate(int64_t bytes) {
  return aligned_alloc(64, (size_t)((bytes + 64) / 64 * 64));
}

static float draw(void) {
  static unsigned state = 1;
  state = state * 1664525u + 1013904223u;
  return (float)(state >> 8) / 8388608.0f - 1.0f;
}

int main(void) {
  static const int counts[] = {0, 1, 5, MOST};
  void *encoded_g = allocate(swiglu_encoded_size_wg());
  void *encoded_u = allocate(swiglu_encoded_size_wu());
  int c, i, j, k;
  for (i = 0; i < MOST * K; ++i)
    x[i] = draw();
  for (i = 0; i < K * N; ++i)
    wg[i] = draw() / 4, wu[i] = draw() / 4;
  if (swiglu_encode_wg(wg, encoded_g) || swiglu_encode_wu(wu, encoded_u))
    return 1;
  for (c = 0; c < 4; ++c) {
    int tokens = counts[c], wrong = 0;
    void *workspace = allocate(swiglu_workspace(tokens));
    memset(h, 0xff, sizeof h);
    if (swiglu(x, encoded_g, encoded_u, h, workspace, tokens))
      return 1;
    for (i = 0; i < tokens; ++i)
      for (j = 0; j < N; ++j) {
        double g = 0, u = 0;
        for (k = 0; k < K; ++k) {
          g += (double)x[i * K + k] * wg[k * N + j];
          u += (double)x[i * K + k] * wu[k * N + j];
        }
        if (!(fabs(g / (1 + exp(-g)) * u - h[i * N + j]) < 1e-5))
          ++wrong;
      }
    for (i = tokens * N; i < MOST * N; ++i)
      if (h[i] == h[i])
        ++wrong; /* written beyond the end */
    printf("tokens %d: %d\n", tokens, wrong);
    free(workspace);
  }
  free(encoded_g);
  free(encoded_u);
  return 0;
}
