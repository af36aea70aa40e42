#!/usr/bin/env python3
# Part of the Penstock project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What docs/catalogue.md says about each function, and the families' plots.

scripts/update_docs.py writes them. --measure compiles every function, compares
its kernels with the oracles, and writes docs/catalogue/errors.json.
"""

import argparse
import json
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "test"), str(ROOT / "test" / "numeric")]

import numpy as np  # noqa: E402

from oracles import bodies  # noqa: E402

FILES = sorted((ROOT / "lib/Dialect/Gate/Catalog").glob("*.mlir"))
ERRORS = ROOT / "docs/catalogue/errors.json"
PAGE = ROOT / "docs/catalogue.md"
DTYPES = ("f32", "bf16", "f16")
GENERATED = re.compile(r"(<!-- catalogue -->\n).*?(<!-- end -->)", re.S)

#===------------------------------------------------------------------------===#
# The page
#===------------------------------------------------------------------------===#


def attribute(function, name):
    found = re.search(rf'\b{name} = "(.*?)"', function.attributes)
    return found[1] if found else ""


def names(function):
    found = re.search(r"aliases = \[(.*?)\]", function.attributes, re.S)
    aliases = re.findall(r'"(\w+)"', found[1]) if found else []
    return "<br>".join([f"`{function.name}`", *aliases])


def number(value):
    return "∞" if value == np.inf else "-∞" if value == -np.inf else f"{value:.4g}"


def facts(function):
    listed = [attribute(function, "monotone")]
    if "range" in function.regions:
        if None in function.parameters.values():
            listed.append("a range")
        else:
            low, high = function.evaluate("range")
            listed.append(f"[{number(low)}, {number(high)}]")
    if lipschitz := re.search(r"lipschitz = ([\d.e+-]+)", function.attributes):
        listed.append(f"Lipschitz {float(lipschitz[1]):.4g}")
    listed += ["homogeneous"] * bool(re.search(r"\bhomogeneous\b", function.attributes))
    listed += ["zero on an interval"] * ("zero" in function.regions)
    listed += ["derivative"] * ("derivative" in function.regions)
    listed += ["streams"] * bool(re.search(r"\bstreaming\b", function.attributes))
    return "<br>".join(filter(None, listed))


def parameters(function):
    return "<br>".join(
        n if v is None else f"{n} = {v:.6g}" for n, v in function.parameters.items()
    )


def table(functions, errors):
    lines = ["| name | formula | parameters | facts | f32 | bf16 | f16 | source |",
             "|---|---|---|---|---|---|---|---|"]
    for f in functions:
        measured = errors.get(f.name, {})
        cells = [names(f), attribute(f, "summary"), parameters(f), facts(f),
                 *(f"{round(measured[d], 2):.2g}" if d in measured else "" for d in DTYPES),
                 attribute(f, "source")]
        lines.append("| " + " | ".join(c.replace("|x|", "abs(x)").replace("|", "\\|")
                                       for c in cells) + " |")
    return lines


def families():
    """(file's name, title, its functions)"""
    known = bodies.read(*FILES)
    for path in FILES:
        text = path.read_text()
        title = re.match(r"//===- \S+ - (.*?) -*===", text)[1]
        found = re.findall(r"^gate\.(?:row_)?function @(\w+)", text, re.M)
        yield path.stem, title, [known[name] for name in found]


def generated():
    """The text of each generated file."""
    errors = json.loads(ERRORS.read_text()) if ERRORS.exists() else {}
    lines, files, count = [], {}, 0
    for stem, title, functions in families():
        count += len(functions)
        lines += [f"### {title}", ""]
        curves = [f for f in functions if len(f.inputs) == 1 and not f.is_row]
        if curves:
            files[ROOT / f"docs/catalogue/{stem}.svg"] = plot(curves)
            lines += [f"![{title}](catalogue/{stem}.svg)", ""]
        lines += [*table(functions, errors), ""]
    lines = [f"{count} functions.", "", *lines]
    files[PAGE] = GENERATED.sub(
        lambda m: m[1] + "\n".join(lines) + m[2], PAGE.read_text())
    return files


#===------------------------------------------------------------------------===#
# Plots
#===------------------------------------------------------------------------===#

WIDTH, HEIGHT, COLUMNS, EXTENT = 120, 100, 7, 5.0


def shown(function):
    """The parameters of a plot: the defaults, or those of the tests."""
    if None not in function.parameters.values():
        return {}
    from oracles.survey import PARAMETERS
    return PARAMETERS[function.name][0]


def cell(function, left, top):
    x = np.linspace(-EXTENT, EXTENT, 101)
    y = np.broadcast_to(function.evaluate("body", x, **shown(function)), x.shape)
    y = np.clip(y, -EXTENT, EXTENT)
    low, high = min(y.min(), 0.0), max(y.max(), 0.0)
    high = high if high > low else low + 1.0
    right, bottom = left + WIDTH - 8, top + HEIGHT - 6

    def at(u, v):
        return (left + (right - left) * (u + EXTENT) / (2 * EXTENT),
                bottom - (bottom - top - 16) * (v - low) / (high - low))

    (x0, y0), points = at(0, 0), " ".join("%.1f,%.1f" % at(*p) for p in zip(x, y))
    return (f'<text x="{left}" y="{top + 10}">{function.name}</text>\n'
            f'<path d="M{left} {y0:.1f}H{right}M{x0:.1f} {top + 16}V{bottom}"/>\n'
            f'<polyline points="{points}"/>\n')


def plot(functions):
    rows = -(-len(functions) // COLUMNS)
    body = "".join(cell(f, 6 + WIDTH * (i % COLUMNS), 2 + HEIGHT * (i // COLUMNS))
                   for i, f in enumerate(functions))
    return (f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH * COLUMNS}" '
            f'height="{HEIGHT * rows + 4}">\n'
            "<style>text { font: 10px sans-serif; fill: #777 } "
            "path { stroke: #bbb; fill: none } "
            "polyline { stroke: #2474b5; stroke-width: 1.5; fill: none }</style>\n"
            f"{body}</svg>\n")


#===------------------------------------------------------------------------===#
# Errors
#===------------------------------------------------------------------------===#


def distance(actual, expected, dtype):
    """Ulps; those of 2^-10 where results are smaller."""
    from harness import MANTISSA

    scale = np.maximum(np.abs(expected), 2.0**-10)
    unit = 2.0 ** (np.floor(np.log2(scale)) - MANTISSA[dtype])
    return float(np.max(np.abs(actual - expected) / unit))


def measure(names):
    """Of all functions, or anew of those that are named."""
    import test_apply
    import test_survey
    from oracles import survey

    known = json.loads(ERRORS.read_text()) if names else {}
    errors = {n: v for n, v in known.items() if n not in names}
    for number, (name, given) in enumerate(test_survey.CASES):
        for dtype in DTYPES if len(errors.get(name, {})) < 3 else ():
            x, y = test_survey.run(number, dtype)
            kept = np.abs(x) <= 100
            expected, _ = survey.exact(name, given, x[kept])
            finite = np.isfinite(bodies.rounded(expected, dtype))
            errors.setdefault(name, {})[dtype] = distance(
                y[kept][finite], expected[finite], dtype)
    for name in set(test_apply.NAMES) - set(errors):
        for dtype in DTYPES:
            x, y, expected, _ = test_apply.errors(test_apply.dense(dtype), name, dtype)
            kept = np.all([np.abs(i) <= 100 for i in x], axis=0)
            kept &= np.isfinite(bodies.rounded(np.float64(expected), dtype))
            errors.setdefault(name, {})[dtype] = distance(
                y[kept].astype("f8"), np.float64(expected)[kept], dtype)
    ERRORS.parent.mkdir(exist_ok=True)
    ERRORS.write_text("{\n" + ",\n".join(
        f' "{n}": ' + json.dumps({d: float(f"{e:.2g}") for d, e in v.items()})
        for n, v in sorted(errors.items())) + "\n}\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--measure", nargs="*", metavar="NAME",
                        help="write the errors anew, of all functions or of some")
    names = parser.parse_args().measure
    if names is not None:
        measure(names)
    for path, text in generated().items():
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)


if __name__ == "__main__":
    main()
