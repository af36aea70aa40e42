#!/bin/sh
# Part of the Penstock project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# Says which C++ files are not formatted; --fix formats them. With --tidy runs
# clang-tidy on the sources of build/ instead (minutes).

set -eu
root=$(CDPATH= cd -- "$(dirname -- "$0")/.." && pwd -P)
llvm=${LLVM_BIN:-/usr/lib/llvm-22/bin}
cd "$root"
sources() {
  find include lib tools python test bench/workers -name '*.h' -o -name '*.cpp' -o -name '*.c' |
    LC_ALL=C sort | tr '\n' '\0'
}
case ${1:-} in
  --fix) sources | xargs -0 "$llvm/clang-format" -i ;;
  --tidy) sources | grep -z '\.cpp$' | grep -z '^lib\|^tools' |
      xargs -0 -n 1 -P "$(nproc)" "$llvm/clang-tidy" -p build --quiet \
        --warnings-as-errors='*' ;;
  '') sources | xargs -0 "$llvm/clang-format" --dry-run -Werror || {
      echo 'To format: scripts/check-format.sh --fix' >&2
      exit 1
    } ;;
  *) echo 'usage: scripts/check-format.sh [--fix | --tidy]' >&2; exit 2 ;;
esac
