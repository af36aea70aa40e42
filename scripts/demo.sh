#!/bin/sh
# Part of the Penstock project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# A language model writes text with every FFN compiled by Penstock. On a bare
# Debian 12 this installs what is missing, builds, and runs scripts/demo.py,
# which takes the arguments (--help lists them).

. "$(dirname -- "$0")/bootstrap.sh"

bootstrap
install_demo
build_all

PYTHONPATH=$build/python PATH=$build/bin:$PATH \
  exec "$venv/bin/python" "$root/scripts/demo.py" "$@"
