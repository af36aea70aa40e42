#!/bin/sh
# Part of the Penstock project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# Builds Penstock and runs all its tests. On a bare Debian 12 it installs what
# is missing first.
#
#   scripts/test.sh [--no-install] [--sanitize] [--filter REGEX] [--output FOLDER]
#
# --sanitize builds the tools with address and undefined-behaviour sanitizers in
# build-sanitize, and runs the tests of the tools; the kernels that they make are
# the same as ever. --filter runs the tests whose name matches (for pytest only
# words and |); --output (default test-results in the build folder) gets lit.json,
# lit.xml, pytest.xml and results.json.
# The last line is "N passed, N failed, N skipped"; the exit code is 0 when
# some test ran and none failed.

. "$(dirname -- "$0")/bootstrap.sh"

output=
sanitize=no
filter=
install=yes
while [ $# -gt 0 ]; do
  case $1 in
    --output) [ $# -gt 1 ] || die "--output needs a folder"
      output=$2; shift ;;
    --output=*) output=${1#*=} ;;
    --filter) [ $# -gt 1 ] || die "--filter needs an expression"
      filter=$2; shift ;;
    --filter=*) filter=${1#*=} ;;
    --no-install) install=no ;;
    --sanitize) sanitize=yes ;;
    -h | --help) sed -n '7,18s/^# \{0,1\}//p' "$0"; exit 0 ;;
    *) die "unknown argument '$1' (try --help)" ;;
  esac
  shift
done

if [ $sanitize = yes ]; then
  preset=sanitize
  build=${PENSTOCK_BUILD:-$root/build-sanitize}
fi
output=${output:-$build/test-results}

if [ $install = yes ]; then
  bootstrap
  install_demo
fi
build_all

mkdir -p "$output"
output=$(CDPATH= cd -- "$output" && pwd -P)
rm -f "$output/lit.json" "$output/lit.xml" "$output/pytest.xml"
python=$venv/bin/python

say "testing the tools"
"$venv/bin/lit" -sv -j "$jobs" --timeout 900 ${filter:+--filter "$filter"} \
  --allow-empty-runs --output "$output/lit.json" \
  --xunit-xml-output "$output/lit.xml" "$build/test" || true

# Folders with tests that pytest runs; lit leaves them alone.
set --
for folder in test/python test/numeric test/Systems; do
  # Python itself is not sanitized.
  [ $sanitize = no ] || continue
  if [ -n "$(find "$root/$folder" -name 'test_*.py' 2>/dev/null)" ]; then
    set -- "$@" "$root/$folder"
  fi
done
# pytest has a language of its own for -k.
words=$(printf %s "$filter" | sed 's/|/ or /g')
case $words in
  *[!A-Za-z0-9_\ ]*)
    say "no test of pytest has such a name: $filter"
    set -- ;;
esac
if [ $# -gt 0 ]; then
  say "testing the Python package and the numbers"
  PYTHONPATH=$build/python PYTHONDONTWRITEBYTECODE=1 \
    PATH=$build/bin:$llvm/bin:$PATH PENSTOCK_BUILD=$build \
    "$python" -m pytest -q -n "$jobs" -p no:cacheprovider --rootdir "$root" \
    ${words:+-k "$words"} -o junit_family=xunit2 \
    --junitxml "$output/pytest.xml" "$@" || true
fi

exec "$python" "$root/scripts/summarize_tests.py" "$output"
