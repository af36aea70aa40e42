//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The limits that kernels are held against: how fast memory is read, and how
// many multiply-adds there are in a second, with the widest instructions that
// the machine has.
//
//===----------------------------------------------------------------------===//

#define _GNU_SOURCE
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>

// Unrolled, so that the elements of an array are registers.
#if defined(__clang__)
#define EACH(N) _Pragma("clang loop unroll(full)") for (int i = 0; i < N; ++i)
#else
#define EACH(N) _Pragma("GCC unroll 64") for (int i = 0; i < N; ++i)
#endif

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec + 1e-9 * t.tv_nsec;
}

/// Runs body(args + i * size) on `threads` threads.
static void parallel(int threads, void *(*body)(void *), void *args,
                     size_t size) {
  pthread_t ids[64];
  for (int i = 1; i < threads; ++i)
    pthread_create(&ids[i], 0, body, (char *)args + i * size);
  body(args);
  for (int i = 1; i < threads; ++i)
    pthread_join(ids[i], 0);
}

//===----------------------------------------------------------------------===//
// Reading
//===----------------------------------------------------------------------===//

typedef struct {
  pthread_barrier_t *barrier;
  const char *data;
  int64_t bytes;       // Of this thread, a multiple of 64 * streams.
  int streams, passes; // streams is 1, 2, 4 or 8.
  double seconds;      // Of the fastest pass.
} Read;

typedef int64_t Vector __attribute__((vector_size(32)));

/// Reads each of the streams one cache line at a time, in turn.
#define READ_STREAMS(S)                                                        \
  case S: {                                                                    \
    Vector sum[S] = {0};                                                       \
    for (int64_t j = 0; j < part; j += 64)                                     \
      EACH(S) {                                                                \
        const Vector *line = (const Vector *)(r->data + i * part + j);         \
        sum[i] ^= line[0] ^ line[1];                                           \
      }                                                                        \
    EACH(S) __asm__ volatile("" ::"m"(sum[i]));                                \
    break;                                                                     \
  }
#define READ_BODY                                                              \
  int64_t part = r->bytes / r->streams;                                        \
  switch (r->streams) {                                                        \
    READ_STREAMS(1)                                                            \
    READ_STREAMS(2)                                                            \
    READ_STREAMS(4)                                                            \
    READ_STREAMS(8)                                                            \
  }

__attribute__((noinline)) static void readOnce(const Read *r) { READ_BODY }
#if defined(__x86_64__)
__attribute__((noinline,
               target("avx2"))) static void readOnce256(const Read *r) {
  READ_BODY
}
#endif

static void *readBody(void *argument) {
  Read *r = argument;
  void (*once)(const Read *) = readOnce;
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx2"))
    once = readOnce256;
#endif
  once(r); // Touches every page.
  for (int i = 0; i < r->passes; ++i) {
    pthread_barrier_wait(r->barrier);
    double start = now();
    once(r);
    pthread_barrier_wait(r->barrier);
    double seconds = now() - start;
    if (i == 0 || seconds < r->seconds)
      r->seconds = seconds;
  }
  return 0;
}

/// Bytes a second of reading `bytes` again and again, 0 if there is no memory.
double read_rate(int64_t bytes, int streams, int threads, int passes) {
  if (threads < 1 || threads > 64 || streams < 1 || passes < 1)
    return 0;
  static char *memory;
  static int64_t mapped;
  int64_t unit = 4096LL * streams * threads;
  bytes = (bytes + unit - 1) / unit * unit;
  if (bytes > mapped) {
    if (memory)
      munmap(memory, mapped);
    mapped = 0;
    memory = mmap(0, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS,
                  -1, 0);
    if (memory == MAP_FAILED) {
      memory = 0;
      return 0;
    }
    madvise(memory, bytes, MADV_HUGEPAGE);
    memset(memory, 1, bytes); // Pages of their own, not the zero page.
    mapped = bytes;
  }
  pthread_barrier_t barrier;
  pthread_barrier_init(&barrier, 0, threads);
  Read reads[64];
  for (int i = 0; i < threads; ++i)
    reads[i] = (Read){&barrier,        memory + bytes / threads * i,
                      bytes / threads, streams,
                      passes,          0};
  parallel(threads, readBody, reads, sizeof(Read));
  pthread_barrier_destroy(&barrier);
  return bytes / reads[0].seconds;
}

//===----------------------------------------------------------------------===//
// Multiply-adds
//===----------------------------------------------------------------------===//

// Operands pass through an empty asm in each step, so that none is computed
// once for all of them.
#define OPAQUE(constraint, value) __asm__ volatile("" : "+" constraint(value))

/// Operations done, by as many steps.
typedef double (*Peak)(int64_t steps);

#if defined(__x86_64__)
#include <immintrin.h>

#define LOOP(N, ZERO, TYPE, CONSTRAINT, ONE, STEP, OPERATIONS)                 \
  TYPE acc[N], a = ONE, b = ONE;                                               \
  EACH(N) acc[i] = ZERO;                                                       \
  for (int64_t s = 0; s < steps; ++s) {                                        \
    OPAQUE(CONSTRAINT, a);                                                     \
    OPAQUE(CONSTRAINT, b);                                                     \
    EACH(N) {                                                                  \
      STEP;                                                                    \
      OPAQUE(CONSTRAINT, acc[i]);                                              \
    }                                                                          \
  }                                                                            \
  EACH(N) OPAQUE(CONSTRAINT, acc[i]);                                          \
  return (double)steps * N * (OPERATIONS);

__attribute__((target("avx512f"))) static double f32_512(int64_t steps) {
  LOOP(24, _mm512_setzero_ps(), __m512, "v", _mm512_set1_ps(1e-9f),
       acc[i] = _mm512_fmadd_ps(a, b, acc[i]), 32)
}
__attribute__((target("avx512f,avx512vnni"))) static double
int8_512(int64_t steps) {
  LOOP(24, _mm512_setzero_si512(), __m512i, "v", _mm512_set1_epi8(1),
       acc[i] = _mm512_dpbusd_epi32(acc[i], a, b), 128)
}
__attribute__((target("avx512f,avx512bf16"))) static double
bf16_512(int64_t steps) {
  LOOP(24, _mm512_setzero_ps(), __m512, "v", _mm512_set1_ps(1e-9f),
       acc[i] = _mm512_dpbf16_ps(acc[i], (__m512bh)a, (__m512bh)b), 64)
}
__attribute__((target("avx2,fma"))) static double f32_256(int64_t steps) {
  LOOP(12, _mm256_setzero_ps(), __m256, "x", _mm256_set1_ps(1e-9f),
       acc[i] = _mm256_fmadd_ps(a, b, acc[i]), 16)
}
__attribute__((target("avx2,avxvnni"))) static double vnni_256(int64_t steps) {
  LOOP(12, _mm256_setzero_si256(), __m256i, "x", _mm256_set1_epi8(1),
       acc[i] = _mm256_dpbusd_avx_epi32(acc[i], a, b), 64)
}
__attribute__((target("avx2"))) static double int8_256(int64_t steps) {
  __m256i ones = _mm256_set1_epi16(1);
  LOOP(12, _mm256_setzero_si256(), __m256i, "x", _mm256_set1_epi8(1),
       OPAQUE("x", a);
       acc[i] = _mm256_add_epi32(
           acc[i], _mm256_madd_epi16(_mm256_maddubs_epi16(a, b), ones)),
       64)
}

static Peak findPeak(const char *kind) {
  int wide = __builtin_cpu_supports("avx512f");
  if (!strcmp(kind, "f32"))
    return wide ? f32_512 : __builtin_cpu_supports("fma") ? f32_256 : 0;
  if (!strcmp(kind, "bf16"))
    return wide && __builtin_cpu_supports("avx512bf16") ? bf16_512 : 0;
  if (!strcmp(kind, "int8")) {
    if (wide && __builtin_cpu_supports("avx512vnni"))
      return int8_512;
#if defined(__clang__)
    if (__builtin_cpu_supports("avxvnni"))
      return vnni_256;
#endif
    return __builtin_cpu_supports("avx2") ? int8_256 : 0;
  }
  return 0;
}
#elif defined(__aarch64__)
#include <arm_neon.h>
#include <sys/auxv.h>

#define LOOP(TYPE, ZERO, ONE, STEP, OPERATIONS)                                \
  TYPE acc[24];                                                                \
  EACH(24) acc[i] = ZERO;                                                      \
  __typeof__(ONE) a = ONE, b = ONE;                                            \
  for (int64_t s = 0; s < steps; ++s) {                                        \
    OPAQUE("w", a);                                                            \
    OPAQUE("w", b);                                                            \
    EACH(24) {                                                                 \
      STEP;                                                                    \
      OPAQUE("w", acc[i]);                                                     \
    }                                                                          \
  }                                                                            \
  return (double)steps * 24 * (OPERATIONS);

static double f32_128(int64_t steps) {
  LOOP(float32x4_t, vdupq_n_f32(0), vdupq_n_f32(1e-9f),
       acc[i] = vfmaq_f32(acc[i], a, b), 8)
}
__attribute__((target("dotprod"))) static double int8_128(int64_t steps) {
  LOOP(int32x4_t, vdupq_n_s32(0), vdupq_n_s8(1),
       acc[i] = vdotq_s32(acc[i], a, b), 32)
}

static Peak findPeak(const char *kind) {
  if (!strcmp(kind, "f32"))
    return f32_128;
  if (!strcmp(kind, "int8") && (getauxval(AT_HWCAP) & (1 << 20)))
    return int8_128;
  return 0;
}
#else
static Peak findPeak(const char *kind) { return 0; }
#endif

typedef struct {
  pthread_barrier_t *barrier;
  Peak peak;
  double seconds, rate;
} Compute;

static void *computeBody(void *argument) {
  Compute *c = argument;
  int64_t steps = 100000;
  double took = 0;
  do { // Also warms up.
    double start = now();
    c->peak(steps);
    took = now() - start;
  } while (took < c->seconds / 10 && (steps *= 2));
  pthread_barrier_wait(c->barrier);
  double end = now() + c->seconds;
  c->rate = 0;
  while (now() < end) {
    double start = now(), operations = c->peak(steps);
    double rate = operations / (now() - start);
    if (rate > c->rate)
      c->rate = rate;
  }
  return 0;
}

/// Operations a second (a multiply-add is two) of "f32", "bf16" or "int8"
/// multiply-adds, 0 if the machine has none.
double peak_rate(const char *kind, int threads, double seconds) {
  Peak peak = findPeak(kind);
  if (!peak || threads < 1 || threads > 64)
    return 0;
  pthread_barrier_t barrier;
  pthread_barrier_init(&barrier, 0, threads);
  Compute computes[64];
  for (int i = 0; i < threads; ++i)
    computes[i] = (Compute){&barrier, peak, seconds, 0};
  parallel(threads, computeBody, computes, sizeof(Compute));
  pthread_barrier_destroy(&barrier);
  double sum = 0;
  for (int i = 0; i < threads; ++i)
    sum += computes[i].rate;
  return sum;
}
