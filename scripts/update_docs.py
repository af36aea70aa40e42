#!/usr/bin/env python3
# Part of the Penstock project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Brings what is generated in README.md and docs/ up to date.

A fenced block says after its language what it is:
  file=NAME      the text of a file; --extract FOLDER writes them all there
  from=COMMAND   what COMMAND prints, run in that folder (&& is understood)
Between <!-- targets --> and <!-- end --> stands the table of targets, made by
compiling every op for each of them. docs/reference comes from TableGen, and
docs/catalogue from the catalogue's files (scripts/catalogue.py).

With --check nothing is written: differences are printed, and exit code 1.
"""

import argparse
import difflib
import filecmp
import os
import re
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BUILD = Path(os.environ.get("PENSTOCK_BUILD", ROOT / "build"))
LLVM = Path("/usr/lib/llvm-22/bin")
PAGES = ["README.md", "docs/approximation.md", "docs/derivatives.md", "docs/getting-started.md",
         "docs/sparsity.md", "docs/tutorial-write-a-pass.md"]
BLOCK = re.compile(
    r"^```(?P<language>\w+) (?P<kind>file|from)=(?P<what>[^\n]*)\n"
    r"(?P<text>.*?)^```$",
    re.M | re.S,
)
TABLE = re.compile(r"(<!-- targets -->\n).*?(<!-- end -->)", re.S)

#===------------------------------------------------------------------------===#
# The table of targets
#===------------------------------------------------------------------------===#

TARGETS = {
    "x86-64": ["--target-triple=x86_64-linux-gnu", "--target-cpu=x86-64"],
    "x86-64-v3 (AVX2)": ["--target-triple=x86_64-linux-gnu", "--target-cpu=x86-64-v3"],
    "x86-64-v4 (AVX-512)": [
        "--target-triple=x86_64-linux-gnu", "--target-cpu=x86-64-v4"],
    "AArch64": ["--target-triple=aarch64-linux-gnu", "--target-cpu=generic"],
}
TYPES = ["f32", "bf16", "f16", "f64"]
OPS = {
    "gate.apply": """
  %y = gate.apply @gelu ins(%x : tensor<?x64xT>) outs(%out : tensor<?x64xT>)""",
    "gate.apply_row": """
  %y = gate.apply_row @rms_norm ins(%x, %scale : tensor<?x64xT>, tensor<64xT>)
         outs(%out : tensor<?x64xT>)""",
    "gate.gated_matmul": """
  %y = gate.gated_matmul @swiglu ins(%x : tensor<?x64xT>)
         weights(%a, %b : tensor<64x64xT>, tensor<64x64xT>)
         outs(%out : tensor<?x64xT>)""",
    "gate.ffn": """
  %y = gate.ffn @swiglu ins(%x : tensor<?x64xT>)
         norm(@rms_norm, %scale : tensor<64xT>)
         weights(%a, %b : tensor<64x64xT>, tensor<64x64xT>)
         down(%c : tensor<64x64xT>) residual(%x : tensor<?x64xT>)
         outs(%out : tensor<?x64xT>)""",
}
FORMATS = {
    "f32": "f32", "bf16": "bf16", "f16": "f16", "int8": "int8",
    "int8 in groups": "int8, group_size = 32, scale = f16",
    "int4": "int4, group_size = 32",
    "int4 asymmetric": "int4, group_size = 32, asymmetric, scale = f16",
}


def function(name, body, element, weight=None):
    weight = weight or f"tensor<64x64x{element}>"
    body = body.replace("tensor<64x64xT>", weight).replace("xT>", f"x{element}>")
    return f"""
func.func @{name}(%x: tensor<?x64x{element}>, %scale: tensor<64x{element}>,
    %a: {weight}, %b: {weight}, %c: {weight}) -> tensor<?x64x{element}> {{
  %c0 = arith.constant 0 : index
  %n = tensor.dim %x, %c0 : tensor<?x64x{element}>
  %out = tensor.empty(%n) : tensor<?x64x{element}>{body}
  return %y : tensor<?x64x{element}>
}}
"""


def compiles(module, options):
    """Whether `module` becomes an object without an unresolved symbol."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, "kernels.mlir")
        source.write_text(module)
        run = subprocess.run(
            [BUILD / "bin" / "penstock-compile", source, "-o", folder,
             "--emit=obj", *options], capture_output=True, check=False)
        objects = list(Path(folder).glob("*.o"))
        if run.returncode or len(objects) != 1:
            return False
        undefined = subprocess.run(
            [LLVM / "llvm-nm", "-u", objects[0]], capture_output=True, check=True)
        return not undefined.stdout.strip()


def cell(modules, options):
    """The names of `modules` that compile, in words."""
    if compiles("".join(modules.values()), options):
        good = list(modules)
    else:
        good = [name for name, text in modules.items() if compiles(text, options)]
    return ", ".join(good) if good else "no"


def target_table():
    rows = {
        f"`{op}`": {t: function(t, body, t) for t in TYPES} for op, body in OPS.items()
    }
    rows["`gate.ffn`, f32, weights stored as"] = {
        name: function(
            f"k{i}", OPS["gate.ffn"], "f32",
            f"tensor<64x64xf32, #gate.weight<panels, {form}, tile = 16>>")
        for i, (name, form) in enumerate(FORMATS.items())
    }
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        cells = {
            (row, target): pool.submit(cell, modules, options)
            for row, modules in rows.items() for target, options in TARGETS.items()
        }
    lines = ["| | " + " | ".join(TARGETS) + " |", "|---" * (len(TARGETS) + 1) + "|"]
    for row in rows:
        texts = [cells[row, target].result() for target in TARGETS]
        lines.append(f"| {row} | " + " | ".join(texts) + " |")
    return "\n".join(lines) + "\n"


#===------------------------------------------------------------------------===#
# Pages
#===------------------------------------------------------------------------===#


def extract(text, folder):
    for block in BLOCK.finditer(text):
        if block["kind"] == "file":
            path = Path(folder, block["what"])
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(block["text"])


def output(command, folder):
    path = f"{BUILD / 'bin'}:{Path(sys.executable).parent}:{LLVM}:{os.environ['PATH']}"
    environment = {**os.environ, "PATH": path, "PYTHONPATH": str(BUILD / "python")}
    run = subprocess.run(
        ["sh", "-c", command], cwd=folder, env=environment, capture_output=True,
        text=True, check=False)
    if run.returncode:
        sys.exit(f"'{command}' failed:\n{run.stderr}")
    return run.stdout


def updated(text, skip):
    with tempfile.TemporaryDirectory() as folder:
        extract(text, folder)

        def replace(block):
            if block["kind"] == "file" or any(s in block["what"] for s in skip):
                return block[0]
            text = output(block["what"], folder)
            return (f"```{block['language']} {block['kind']}={block['what']}\n"
                    f"{text.rstrip()}\n```")

        text = BLOCK.sub(replace, text)
    if TABLE.search(text):
        table = target_table()
        text = TABLE.sub(lambda m: m[1] + table + m[2], text)
    return text


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--check", action="store_true", help="write nothing")
    parser.add_argument("--extract", metavar="FOLDER", help="only write the files")
    parser.add_argument("--skip", action="append", default=[], metavar="TEXT",
                        help="leave blocks alone whose command has this in it")
    parser.add_argument("pages", nargs="*", help="(default: all, and docs/reference)")
    options = parser.parse_args()
    if options.extract:
        for page in options.pages or PAGES:
            extract((ROOT / page).read_text(), options.extract)
        return 0

    differences = []
    for page in options.pages or PAGES:
        path = ROOT / page
        old = path.read_text()
        new = updated(old, options.skip)
        if old == new:
            continue
        if options.check:
            differences += difflib.unified_diff(
                old.splitlines(), new.splitlines(), page, "generated", lineterm="")
        else:
            path.write_text(new)
            print(f"wrote {page}")
    if not options.pages:
        import catalogue  # needs NumPy

        for path, new in catalogue.generated().items():
            old = path.read_text() if path.exists() else ""
            if old == new:
                continue
            if options.check:
                differences += difflib.unified_diff(
                    old.splitlines(), new.splitlines(),
                    str(path.relative_to(ROOT)), "generated", lineterm="")
            else:
                path.parent.mkdir(exist_ok=True)
                path.write_text(new)
                print(f"wrote {path.relative_to(ROOT)}")
        with tempfile.TemporaryDirectory() as folder:
            subprocess.run([ROOT / "scripts" / "generate-docs.sh", folder], check=True)
            for new in sorted(Path(folder).iterdir()):
                path = ROOT / "docs" / "reference" / new.name
                if path.exists() and filecmp.cmp(new, path, shallow=False):
                    continue
                if options.check:
                    differences += difflib.unified_diff(
                        path.read_text().splitlines() if path.exists() else [],
                        new.read_text().splitlines(),
                        str(path.relative_to(ROOT)), "generated", lineterm="")
                else:
                    shutil.copy(new, path)
                    print(f"wrote {path.relative_to(ROOT)}")
    if differences:
        print("\n".join(differences))
        print("\nGenerated documentation is out of date. To bring it up to date:\n"
              "  scripts/update_docs.py")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
