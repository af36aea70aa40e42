# Part of the Penstock project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""A test format for folders whose names need quoting in a RUN line.

lit puts paths into RUN lines as they are, and resolves links. So the tests are
reached through a link with a plain name when the real one is not plain.
"""

import hashlib
import os
import re
import tempfile

import lit.formats


def plain(path):
    """`path`, or a link to it whose name needs no quoting in a RUN line."""
    if re.fullmatch(r"[A-Za-z0-9_./+-]+", path):
        return path
    digest = hashlib.sha256(path.encode()).hexdigest()[:12]
    folder = os.path.join(tempfile.gettempdir(), f"penstock-{os.getuid()}")
    os.makedirs(folder, mode=0o700, exist_ok=True)
    link = os.path.join(folder, digest)
    if os.path.realpath(link) != os.path.realpath(path):
        if os.path.lexists(link):
            os.remove(link)
        os.symlink(path, link)
    return link


class ShTest(lit.formats.ShTest):
    def __init__(self, source, build):
        super().__init__(execute_external=False)
        self.source_root = source
        self.exec_root = build

    def execute(self, test, lit_config):
        test.suite.source_root = self.source_root
        test.suite.exec_root = self.exec_root
        return super().execute(test, lit_config)
