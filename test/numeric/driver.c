// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Runs kernels on what it reads from the standard input; see harness.py.
// A request is: kernel, number of symbols, symbols, number of buffers, for each
// its kind (0 input, 1 output) and bytes, then the inputs' bytes. The answer is
// the outputs' bytes and eight zeros.

enum { READ = 1, WRITE = 2, PAGE = 1 << 16, MAX = 64 };

#if defined(__x86_64__)
enum {
  SYS_read = 0,
  SYS_write = 1,
  SYS_mmap = 9,
  SYS_mprotect = 10,
  SYS_munmap = 11,
  SYS_exit = 60
};
static long syscall(long n, long a, long b, long c, long d, long e, long f) {
  register long r10 __asm__("r10") = d, r8 __asm__("r8") = e,
                    r9 __asm__("r9") = f;
  long result;
  __asm__ volatile("syscall"
                   : "=a"(result)
                   : "a"(n), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9)
                   : "rcx", "r11", "memory");
  return result;
}
__asm__(".globl _start\n_start:\n  xor %ebp, %ebp\n  and $-16, %rsp\n"
        "  call serve\n");
#else
enum {
  SYS_read = 63,
  SYS_write = 64,
  SYS_mmap = 222,
  SYS_mprotect = 226,
  SYS_munmap = 215,
  SYS_exit = 93
};
static long syscall(long n, long a, long b, long c, long d, long e, long f) {
  register long x8 __asm__("x8") = n, x0 __asm__("x0") = a,
                   x1 __asm__("x1") = b, x2 __asm__("x2") = c,
                   x3 __asm__("x3") = d, x4 __asm__("x4") = e,
                   x5 __asm__("x5") = f;
  __asm__ volatile("svc 0"
                   : "+r"(x0)
                   : "r"(x8), "r"(x1), "r"(x2), "r"(x3), "r"(x4), "r"(x5)
                   : "memory");
  return x0;
}
__asm__(".globl _start\n_start:\n  bl serve\n");
#endif

__attribute__((no_builtin)) void *memset(void *to, int byte, unsigned long n) {
  for (unsigned long i = 0; i < n; ++i)
    ((volatile char *)to)[i] = byte;
  return to;
}
__attribute__((no_builtin)) void *memmove(void *to, const void *from,
                                          unsigned long n) {
  volatile char *t = to;
  const volatile char *f = from;
  if (t < f)
    for (unsigned long i = 0; i < n; ++i)
      t[i] = f[i];
  else
    for (unsigned long i = n; i-- > 0;)
      t[i] = f[i];
  return to;
}
void *memcpy(void *to, const void *from, unsigned long n) {
  return memmove(to, from, n);
}

static void stop(int status) {
  for (;;)
    syscall(SYS_exit, status, 0, 0, 0, 0, 0);
}

static void transfer(long number, int file, void *data, long bytes) {
  for (char *at = data; bytes > 0;) {
    long done = syscall(number, file, (long)at, bytes, 0, 0, 0);
    if (done <= 0)
      stop(done ? 2 : 0);
    at += done;
    bytes -= done;
  }
}

struct mapping {
  char *base, *data;
  long bytes;          // of the mapping
  long before, behind; // bytes beside the data that have to stay as they are
} mappings[MAX + 1];
int count;

// Bytes that end at a page nobody may touch, or as close to it as the alignment
// lets them; nor may the page before be touched.
static char *allocate(long bytes, long alignment) {
  long padded = (bytes + alignment - 1) / alignment * alignment;
  long whole = (padded + PAGE - 1) / PAGE * PAGE;
  struct mapping *m = &mappings[count++];
  m->bytes = whole + 2 * PAGE;
  m->base = (char *)syscall(SYS_mmap, 0, m->bytes, READ | WRITE,
                            0x22 /* private, anonymous */, -1, 0);
  if ((long)m->base < 0 && (long)m->base > -4096)
    stop(3);
  syscall(SYS_mprotect, (long)m->base, PAGE, 0, 0, 0, 0);
  syscall(SYS_mprotect, (long)m->base + PAGE + whole, PAGE, 0, 0, 0, 0);
  m->data = m->base + PAGE + whole - padded;
  m->before = whole - padded < 64 ? whole - padded : 64;
  m->behind = padded - bytes;
  memset(m->data - m->before, 0xff, m->before + padded);
  return m->data;
}

static char *workspace(long bytes) { return allocate(bytes, 64); }

static void check(struct mapping *m) {
  char *end = m->base + m->bytes - PAGE;
  for (long i = 1; i <= m->before; ++i)
    if ((signed char)m->data[-i] != -1)
      stop(4);
  for (long i = 1; i <= m->behind; ++i)
    if ((signed char)end[-i] != -1)
      stop(4);
}

void call(long number, char **buffers, long *symbols);

__attribute__((used)) void serve(void) {
  for (;;) {
    long number, symbols[MAX], buffers, kinds[MAX][2];
    char *data[MAX];
    transfer(SYS_read, 0, &number, 8);
    transfer(SYS_read, 0, &buffers, 8);
    transfer(SYS_read, 0, symbols, 8 * buffers);
    transfer(SYS_read, 0, &buffers, 8);
    transfer(SYS_read, 0, kinds, 16 * buffers);
    count = 0;
    for (long i = 0; i < buffers; ++i) {
      data[i] = allocate(kinds[i][1], 1);
      if (kinds[i][0] == 0) {
        transfer(SYS_read, 0, data[i], kinds[i][1]);
        struct mapping m = mappings[i];
        syscall(SYS_mprotect, (long)m.base + PAGE, m.bytes - 2 * PAGE, READ, 0,
                0, 0);
      }
    }
    call(number, data, symbols);
    for (int i = 0; i < count; ++i)
      check(&mappings[i]);
    for (long i = 0; i < buffers; ++i)
      if (kinds[i][0] == 1)
        transfer(SYS_write, 1, data[i], kinds[i][1]);
    long zero = 0;
    transfer(SYS_write, 1, &zero, 8);
    for (int i = 0; i < count; ++i)
      syscall(SYS_munmap, (long)mappings[i].base, mappings[i].bytes, 0, 0, 0,
              0);
  }
}
