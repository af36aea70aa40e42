# Part of the Penstock project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Tables in Markdown from what was measured, and where they are written."""

import itertools
import math
import re
import shutil
import statistics
from pathlib import Path

from .peers import PEERS
from .problem import STREAM

ROOT = Path(__file__).resolve().parents[2]
AFTER = "[bench/README.md](bench/README.md) says how."
GROUPS = (("1", 1, 1), ("2 to 64", 2, 64), ("128 and more", 65, 1 << 40))


# -----------------------------------------------------------------------------
# What the cells say
# -----------------------------------------------------------------------------


def measured(cell, ours):
    return {
        name: entry
        for name, entry in cell["workers"].items()
        if "seconds" in entry and PEERS[name].ours == ours
    }


def best(cell, ours):
    """Name of the fastest of ours or of the peers, or None."""
    found = measured(cell, ours)
    return min(found, key=lambda n: found[n]["seconds"], default=None)


def ratio(cell, name, other):
    """Speed of a worker relative to another: median over the rounds."""
    pair = [cell["workers"][n]["rounds"] for n in (other, name)]
    return statistics.median(a / b for a, b in zip(*pair))


def main_ratio(cell, name):
    """Of one of our kernels against the best peer, or None."""
    peer = best(cell, ours=False)
    if peer is None or "seconds" not in cell["workers"].get(name, {}):
        return None
    return ratio(cell, name, peer)


PEAK = {"f32": "f32", "bf16": "bf16", "f16": "f32", "int8": "int8", "int4": "int8"}


def bound(cell):
    """The roofline: least seconds that reading and computing take, and which
    of them is the longer; None if the limits are not known."""
    limits = cell["limits"]
    peak = limits.get(PEAK[cell["dtype"]]) or limits.get("f32")
    if not limits.get("read") or not peak:
        return None, ""
    read = cell["bytes"] / limits["read"]
    compute = cell["operations"] / peak
    return max(read, compute), "read" if read >= compute else "compute"


def share_of_limit(cell, name):
    least, _ = bound(cell)
    entry = cell["workers"].get(name, {})
    return least / entry["seconds"] if least and "seconds" in entry else None


def of_limit(cell, name):
    share = share_of_limit(cell, name)
    return f"{100 * share:.0f} % {bound(cell)[1]}" if share else ""


def geomean(values):
    return math.exp(statistics.fmean(map(math.log, values)))


# -----------------------------------------------------------------------------
# Tables
# -----------------------------------------------------------------------------


def table(header, rows):
    lines = ["| " + " | ".join(header) + " |", "|" + "---|" * len(header)]
    lines += ["| " + " | ".join(map(str, row)) + " |" for row in rows]
    return "\n".join(lines)


def milliseconds(seconds):
    return f"{1e3 * seconds:.4g}"


def threads_text(count):
    return f"{count} thread" + ("s" if count > 1 else "")


def machine_text(data):
    m = data["machine"]
    flags = ", ".join(m["flags"])
    return (
        f"{m['cpu']} (family {m['family']}, model {m['model']}; {flags}), "
        f"{m['cores']} cores, last-level cache "
        f"{m['last_level_cache'] / 2**20:.0f} MiB, huge pages: "
        f"{m['huge_pages']}, {m['system']}"
    )


def commands_text(data):
    return ", ".join(f"`{command}`" for command in data["commands"])


def setups(data):
    """(dtype, threads) in the order in which they were measured."""
    return list(dict.fromkeys((c["dtype"], c["threads"]) for c in data["cells"]))


def cells_of(data, dtype, threads):
    """By size, zeros and tokens, whatever the order of the measurements."""
    return sorted(
        (
            c
            for c in data["cells"]
            if (c["dtype"], c["threads"]) == (dtype, threads)
        ),
        key=lambda c: (
            c["d"], c["f"], c["zeros"] or 0, c.get("work") or "",
            c["tokens"], c["function"],
        ),
    )


def primary(data):
    """Of our kernels, the one that is compared."""
    return data["options"]["ours"][0]


def limits_table(data):
    rows = []
    for threads in sorted({c["threads"] for c in data["cells"]}):
        cells = [c for c in data["cells"] if c["threads"] == threads]
        reads = {}
        for c in cells:
            one = c["bytes"] - 8 * c["tokens"] * c["d"]
            size = c["layers"] * (STREAM if is_elementwise(c) else one)
            if c["limits"].get("read"):
                reads.setdefault(size, []).append(c["limits"]["read"])
        row = [threads]
        if reads:
            low, high = min(reads), max(reads)
            rates = [statistics.median(r) / 1e9 for r in reads.values()]
            row.append(f"{min(rates):.1f} to {max(rates):.1f}")
            row.append(f"{low / 2**20:.0f} to {high / 2**20:.0f}")
        else:
            row += ["", ""]
        for kind in ("f32", "bf16", "int8"):
            values = [c["limits"][kind] for c in cells if c["limits"].get(kind)]
            row.append(
                f"{statistics.median(values) / 1e9:.0f}" if values else ""
            )
        rows.append(row)
    return table(
        [
            "threads", "read, GB/s", "of a working set of, MiB",
            "f32, GFLOP/s", "bf16, GFLOP/s", "int8, GOP/s",
        ],
        rows,
    )


def peers_table(data):
    """A row for each worker and format; what differs between numbers of
    threads is listed."""
    merged = {}
    for key, about in data["peers"].items():
        name, dtype, threads = key.split()
        row = merged.setdefault(
            (name, dtype), {"threads": [], "how": [], "errors": []}
        )
        row["version"], row["isa"] = about["version"], about["isa"]
        row["threads"].append(str(about["threads"]))
        # What is said of several numbers of threads is said once.
        row["how"] += [
            text
            for text in about["how"].split("; ")
            if text not in row["how"]
        ]
        row["errors"] += [
            c["workers"][name]["error"]
            for c in cells_of(data, dtype, int(threads))
            if "error" in c["workers"].get(name, {})
        ]
    rows = [
        [
            PEERS[name].title, dtype, ", ".join(row["threads"]),
            row["version"], row["isa"],
            "; ".join(row["how"]).replace("|", "\\|"),
            f"{max(row['errors']):.1e}" if row["errors"] else "",
        ]
        for (name, dtype), row in merged.items()
    ]
    return table(
        ["", of_weights(data).strip() or "dtype", "threads", "version",
         "instruction set", "set to", "largest error"],
        rows,
    )


# Benchmarks whose tables have ours beside each peer.
PAIRED = ("train", "elementwise")
WORK = {"forward": "forward", "train": "forward and backward"}


def is_elementwise(cell):
    return cell.get("work") == "elementwise"


def shape_text(cell):
    if is_elementwise(cell):
        return cell["function"]
    text = f"{cell['d']}x{cell['f']}"
    if cell["zeros"] is not None:
        text += f", {100 * cell['zeros']:g} % zeros"
    return text + (f", {WORK[cell['work']]}" if cell.get("work") else "")


class Reasons:
    """Numbers what failed, for below the table."""

    def __init__(self):
        self.texts = []

    def number(self, name, entry):
        if not entry:
            return "not run"
        text = f"{PEERS[name].title}: {entry['failed']}"
        if text not in self.texts:
            self.texts.append(text)
        return f"failed ({self.texts.index(text) + 1})"

    def __str__(self):
        return "".join(f"\n\n({i}) {t}" for i, t in enumerate(self.texts, 1))


def main_table(data, dtype, threads):
    rows, name, reasons = [], primary(data), Reasons()
    for cell in cells_of(data, dtype, threads):
        peer, entry = best(cell, ours=False), cell["workers"].get(name, {})
        row = [shape_text(cell), cell["tokens"]]
        if "seconds" in entry:
            row += [
                milliseconds(entry["seconds"]), of_limit(cell, name),
                f"{entry['error']:.1e}",
            ]
        else:
            row += [reasons.number(name, entry), "", ""]
        if peer:
            row += [
                PEERS[peer].title, milliseconds(cell["workers"][peer]["seconds"])
            ]
        else:
            row += ["", ""]
        speed = main_ratio(cell, name)
        row.append(f"**{speed:.2f}**" if speed else "")
        rows.append(row)
    return table(
        ["d x f", "tokens", f"{PEERS[name].title}, ms", "of the limit", "error",
         "best peer", "ms", "ratio"],
        rows,
    ) + str(reasons)


DISTURBED = "\n\n\\* something else ran in most of its turns"


def mark(entry):
    return "*" if 2 * entry["disturbed"] > len(entry["rounds"]) else ""


def all_table(data, dtype, threads):
    cells = cells_of(data, dtype, threads)
    names = list(dict.fromkeys(n for c in cells for n in c["workers"]))
    reasons, rows = Reasons(), []

    def entry_text(name, entry):
        if "seconds" not in entry:
            return reasons.number(name, entry)
        return milliseconds(entry["seconds"]) + mark(entry)

    for cell in cells:
        rows.append(
            [shape_text(cell), cell["tokens"]]
            + [entry_text(n, cell["workers"].get(n, {})) for n in names]
        )
    text = table(
        ["d x f", "tokens", *(PEERS[n].title for n in names)], rows
    ) + str(reasons)
    if any("*" in str(v) for row in rows for v in row):
        text += DISTURBED
    return text


def summary_table(data):
    rows, name = [], primary(data)
    for dtype, threads in setups(data):
        row = [dtype, threads]
        for _, low, high in GROUPS:
            cells = [
                c
                for c in cells_of(data, dtype, threads)
                if low <= c["tokens"] <= high
            ]
            ratios = [r for r in (main_ratio(c, name) for c in cells) if r]
            if not ratios:
                row.append("")
                continue
            text = f"**{geomean(ratios):.2f}** ({min(ratios):.2f})"
            shares = [s for s in (share_of_limit(c, name) for c in cells) if s]
            if shares:
                text += f", {100 * statistics.median(shares):.0f} %"
            row.append(text)
        rows.append(row)
    return table(
        ["weights", "threads", *(f"tokens {g[0]}" for g in GROUPS)], rows
    )


def slower_table(data):
    """What is not faster than the best peer, and where its time goes."""
    rows, name = [], primary(data)
    notes = data.get("notes", {})
    for cell in data["cells"]:
        speed = main_ratio(cell, name)
        if speed is None or speed >= 1:
            continue
        key = (
            f"{cell['dtype']} {cell['threads']} {shape_text(cell)} "
            f"{cell['tokens']}"
        )
        rows.append(
            [
                cell["dtype"], cell["threads"], shape_text(cell),
                cell["tokens"], f"{speed:.2f}", of_limit(cell, name),
                notes.get(key, ""),
            ]
        )
    if not rows:
        return "No configuration is slower than the best peer."
    return table(
        ["weights", "threads", "d x f", "tokens", "ratio", "of the limit",
         "why"],
        rows,
    )


def sparse_table(data, dtype, threads):
    """Speed of the sparse kernel against dense ones and the byte bound."""
    rows, name, reasons = [], primary(data), Reasons()
    for cell in cells_of(data, dtype, threads):
        entry = cell["workers"].get(name, {})
        row = [shape_text(cell)]
        peer = best(cell, ours=False)
        least = 3 / (1 + 2 * (1 - cell["zeros"]))
        if "seconds" not in entry:
            rows.append(
                [*row, reasons.number(name, entry), f"{least:.2f}", "", "", ""]
            )
            continue
        row += [milliseconds(entry["seconds"]), f"{least:.2f}"]
        if "seconds" in cell["workers"].get("penstock", {}):
            speed = ratio(cell, name, "penstock")
            row += [f"**{speed:.2f}**", f"{100 * speed / least:.0f} %"]
        else:
            row += ["", ""]
        row.append(f"{ratio(cell, name, peer):.2f} ({PEERS[peer].title})"
                   if peer else "")
        rows.append(row)
    return table(
        ["d x f", "sparse, ms", "byte bound", "against our dense kernel",
         "of the bound", "against the best peer"],
        rows,
    ) + str(reasons)


def paired_table(data, dtype, threads):
    """Ours against each peer; a row for each of ours."""
    name, reasons = primary(data), Reasons()
    peers, rows = data["options"]["peers"], []
    pairs = itertools.product(cells_of(data, dtype, threads), data["options"]["ours"])
    for cell, ours in pairs:
        variant = PEERS[ours].title.removeprefix(PEERS[name].title)
        row = [shape_text(cell) + variant, cell["tokens"]]
        entry = cell["workers"].get(ours, {})
        if "seconds" in entry:
            work = cell["operations"] or cell["bytes"]
            rate = work / entry["seconds"] / 1e9
            row += [milliseconds(entry["seconds"]) + mark(entry), f"{rate:.0f}"]
        else:
            row += [reasons.number(ours, entry), ""]
        for peer in peers:
            other = cell["workers"].get(peer, {})
            if "seconds" not in other:
                row += [reasons.number(peer, other), ""]
                continue
            row.append(milliseconds(other["seconds"]) + mark(other))
            row.append(
                f"**{ratio(cell, ours, peer):.2f}**" if "seconds" in entry else ""
            )
        rows.append(row)
    header = ["d x f", "tokens", f"{PEERS[name].title}, ms", "GFLOP/s"]
    if data["benchmark"] == "elementwise":
        header = ["function", "elements", f"{PEERS[name].title}, ms", "GB/s"]
    for peer in peers:
        header += [f"{PEERS[peer].title}, ms", "ratio"]
    text = table(header, rows) + str(reasons)
    return text + (DISTURBED if "*" in text.replace("**", "") else "")


SUMMARY = """Speed against the best peer of the same weights, geometric mean
(worst), and the median share of what the machine's bandwidth or peak allow"""
LEGEND = """Milliseconds a layer, median over the rounds. *Ratio*: speed against
the best peer of the same weights, median of the ratios of each round. *Of the
limit*: the time that reading the weights and x at the measured bandwidth, or
multiplying at the measured peak, would take at least, as a share of the time.
*Error*: largest difference from float64 NumPy on the same (dequantized)
weights, relative to the largest value."""

ELEMENTWISE_LEGEND = """Milliseconds, median over the rounds. *GB/s*: arrays read
and written. *Ratio*: speed against the peer before it, median of the ratios of
each round. *Largest error*: relative to the largest value."""


def of_weights(data):
    """What its dtypes are of."""
    return "" if data["benchmark"] == "elementwise" else " weights"


def text(data, level="##"):
    o = data["options"]
    layers, legend = "", ELEMENTWISE_LEGEND
    if data["benchmark"] != "elementwise":
        layers = f", weights of all layers {o['cold']:g} times the last-level cache"
        legend = LEGEND
    parts = [
        f"{level} Machine and limits\n\n{machine_text(data)}\n\n"
        f"{commands_text(data)}, {data['date']}: {o['rounds']} rounds{layers}.",
        limits_table(data),
    ]
    if data["benchmark"] == "ffn":
        parts.append(f"{level} Summary\n\n{SUMMARY}, by tokens:")
        parts.append(summary_table(data))
    parts.append(f"{level} Results\n\n{legend}")
    for dtype, threads in setups(data):
        title = f"{dtype}{of_weights(data)}, {threads_text(threads)}"
        parts.append(f"{level}# {title}")
        if data["benchmark"] == "sparse":
            parts.append(sparse_table(data, dtype, threads))
        elif data["benchmark"] in PAIRED:
            parts.append(paired_table(data, dtype, threads))
        else:
            parts.append(main_table(data, dtype, threads))
        parts.append(
            f"<details><summary>All, {title}, ms</summary>\n\n"
            f"{all_table(data, dtype, threads)}\n\n</details>"
        )
    if data["benchmark"] == "ffn":
        parts.append(f"{level} Slower than the best peer\n\n"
                     f"{slower_table(data)}")
    parts.append(f"{level} Peers\n\n{peers_table(data)}")
    return "\n\n".join(parts)


# -----------------------------------------------------------------------------
# Files
# -----------------------------------------------------------------------------


def write(data, folder, name):
    """The tables and plots in the folder; the files written."""
    path = folder / f"{name}.md"
    path.write_text(f"# bench/{name}.py\n\n{text(data)}\n")
    files = [folder / f"{name}.json", path]
    try:
        from . import plots
    except ImportError as error:
        print(f"no plots: {error}")
        return files
    return files + plots.draw(data, folder, name)


def replace_section(path, name, content):
    """Between `<!-- bench NAME -->` and `<!-- end -->`. Where there is none it
    is added, at the end or after the benchmarks' section of the README."""
    begin, end = f"<!-- bench {name} -->\n", "<!-- end -->"
    old = path.read_text() if path.exists() else ""
    section = f"{begin}{content}\n{end}"
    pattern = re.compile(re.escape(begin) + ".*?" + re.escape(end), re.S)
    if pattern.search(old):
        new = pattern.sub(lambda _: section, old)
    elif AFTER in old:
        new = old.replace(AFTER, f"{AFTER}\n\n{section}", 1)
    else:
        new = f"{old.rstrip()}\n\n{section}\n".lstrip()
    path.write_text(new)


def update_readme(data, folder, name, root=ROOT):
    """Tables into README.md and docs/performance.md, plots beside the latter."""
    readme, page = root / "README.md", root / "docs" / "performance.md"
    commands = "\n".join(data["commands"])
    short = f"```sh\n{commands}\n```\n\n{machine_text(data)} "
    short += "([all tables](docs/performance.md)).\n\n"
    if name == "sparse":
        short += "A ReLU-gated FFN, one token.\n\n"
        for dtype, threads in setups(data):
            short += f"{dtype} weights, {threads_text(threads)}:\n\n"
            short += sparse_table(data, dtype, threads) + "\n\n"
    elif name in PAIRED:
        short += {
            "train": "A SwiGLU FFN as a module of torch.\n\n",
            "elementwise": "Functions alone; the ratio to *copy* is the share of "
            "the copy bandwidth. What stays below it is bound by arithmetic, in f32 "
            "for bf16 too; the rows *within 1e-4* are fits by gate-approximate.\n\n",
        }[name]
        for dtype, threads in setups(data):
            short += f"{dtype}{of_weights(data)}, {threads_text(threads)}:\n\n"
            short += paired_table(data, dtype, threads) + "\n\n"
    else:
        short += f"{SUMMARY}:\n\n{summary_table(data)}"
    replace_section(readme, name, short.rstrip())
    images = root / "docs" / "performance"
    images.mkdir(parents=True, exist_ok=True)
    content = text(data, "###")
    files = [readme, page]
    for plot in sorted(folder.glob(f"{name}-*.svg")):
        shutil.copy(plot, images / plot.name)
        content += f"\n\n![{plot.stem}](performance/{plot.name})"
        files.append(images / plot.name)
    if not page.exists():
        page.write_text("# Performance\n")
    replace_section(page, name, f"## bench/{name}.py\n\n{content}")
    return files
