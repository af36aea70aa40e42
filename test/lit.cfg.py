# Part of the Penstock project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Configuration of the tests that lit runs.

Features that a test can ask for with REQUIRES:
  host-x86_64, host-aarch64    the machine's architecture
  host-avx2, host-avx512       the machine runs x86-64-v3, x86-64-v4
  x86-registered, aarch64-registered
                               LLVM generates code for it
  qemu-aarch64, qemu-x86_64    the emulator is there
  penstock-python              the Python extension was built
  clang-format                 the formatter is there
  sanitizer                    the tools were built with sanitizers
"""

import glob
import os
import platform
import shutil
import subprocess
import sys

sys.path.insert(0, os.path.join(config.penstock_source, "test"))
from plain_paths import ShTest, plain  # noqa: E402

config.name = "Penstock"
# A folder with tests in Python says so in its lit.local.cfg.
config.suffixes = [".mlir", ".test"]
config.excludes = ["Inputs", "CMakeLists.txt", "lit.cfg.py", "plain_paths.py"]


source = plain(config.penstock_source)
build = config.penstock_build
if build.startswith(config.penstock_source + os.sep):
    build = source + build[len(config.penstock_source):]
build = plain(build)
python = config.python
if python.startswith(config.penstock_source + os.sep):
    python = source + python[len(config.penstock_source):]

config.test_source_root = os.path.join(source, "test")
config.test_exec_root = os.path.join(build, "test")
config.test_format = ShTest(config.test_source_root, config.test_exec_root)

config.environment["PATH"] = os.pathsep.join(
    [os.path.join(build, "bin"), config.llvm_bin, os.environ.get("PATH", "")])
config.environment["PYTHONPATH"] = os.path.join(build, "python")
config.environment["PYTHONDONTWRITEBYTECODE"] = "1"
# What LLVM still holds at exit is no leak of ours. Its allocators poison memory
# in our code, but do not clear it in LLVM's, which is built without sanitizers.
config.environment["ASAN_OPTIONS"] = "detect_leaks=0:allow_user_poisoning=0"
# An error of undefined behaviour fails the test that shows it.
config.environment["UBSAN_OPTIONS"] = "halt_on_error=1:print_stacktrace=1"
config.environment["PENSTOCK_VERIFY_EACH"] = "1"
# Tests compile, and leave the user's cache alone.
config.environment["PENSTOCK_CACHE_SIZE"] = "0"
for name in ("HOME", "TMPDIR", "OMP_NUM_THREADS", "CCACHE_DIR"):
    if name in os.environ:
        config.environment[name] = os.environ[name]


def tool(name):
    return os.path.join(config.llvm_bin, name)


config.substitutions += [
    ("%python", python),
    ("%clangxx", tool("clang++")),
    ("%clang", tool("clang")),
    ("%mlir_opt", tool("mlir-opt")),
    ("%mlir_tblgen", tool("mlir-tblgen")),
    ("%llvm_include", config.llvm_include),
    ("%mlir_dir", config.mlir_dir),
    ("%cmake", config.cmake),
    ("%host_cxx", config.cxx),
    ("%host_cc", config.c),
    ("%penstock_src", source),
    ("%penstock_build", build),
]


def features():
    machine = platform.machine()
    yield f"host-{machine}"
    try:
        targets = subprocess.run(
            [tool("llvm-config"), "--targets-built"], capture_output=True,
            text=True, check=True).stdout.lower().split()
    except (OSError, subprocess.CalledProcessError):
        targets = ["x86", "aarch64"]
    for target in targets:
        yield f"{target}-registered"

    flags = set()
    if os.path.exists("/proc/cpuinfo"):
        with open("/proc/cpuinfo", encoding="utf-8") as info:
            for line in info:
                if line.startswith("flags"):
                    flags = set(line.split(":", 1)[1].split())
                    break
    if {"avx2", "fma", "f16c", "bmi1", "bmi2", "movbe"} <= flags:
        yield "host-avx2"
        if {f"avx512{x}" for x in ("f", "bw", "cd", "dq", "vl")} <= flags:
            yield "host-avx512"

    path = config.environment["PATH"]
    for emulated in ("aarch64", "x86_64"):
        if (shutil.which(f"qemu-{emulated}", path=path)
                or shutil.which(f"qemu-{emulated}-static", path=path)):
            yield f"qemu-{emulated}"
    if glob.glob(os.path.join(build, "python", "penstock", "*.so")):
        yield "penstock-python"
    if os.path.exists(tool("clang-format")):
        yield "clang-format"
    if "-fsanitize" in config.cxx_flags:
        yield "sanitizer"


config.available_features.update(features())
