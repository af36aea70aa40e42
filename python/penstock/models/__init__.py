# Part of the Penstock project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Whole models in NumPy, whose gated parts compiled kernels can replace."""
