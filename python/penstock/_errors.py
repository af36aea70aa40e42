# Part of the Penstock project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The exception and what it carries."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Diagnostic:
    """One message of the compiler.

    `severity` is "error", "warning", "remark" or "note"; `filename`, `line`
    and `column` (both from 1) are None if the place is not known; `notes` are
    diagnostics too.
    """

    severity: str
    message: str
    filename: str | None = None
    line: int | None = None
    column: int | None = None
    notes: tuple["Diagnostic", ...] = ()

    def __str__(self):
        place = ""
        if self.filename is not None:
            place = f"{self.filename}:{self.line}:{self.column}: "
        return f"{place}{self.severity}: {self.message}"


class Error(Exception):
    """The compiler refused its input.

    As a string it is what a compiler prints, with places and lines of the
    source; `diagnostics` is the same as a list of `Diagnostic`.
    """

    def __init__(self, text, diagnostics=None):
        super().__init__(text)
        if diagnostics is None:
            diagnostics = [Diagnostic("error", text)]
        self.diagnostics = diagnostics

    def __reduce__(self):
        return type(self), (self.args[0], self.diagnostics)
