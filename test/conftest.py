# Part of the Penstock project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What all tests in Python share."""

import os

os.environ["PENSTOCK_VERIFY_EACH"] = "1"
# Tests compile, and leave the user's cache alone.
os.environ["PENSTOCK_CACHE_SIZE"] = "0"
