# Part of the Penstock project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Plots as SVG: a roofline with every point, ratios, and speed by zeros or peer."""

import matplotlib

matplotlib.use("svg")
import matplotlib.pyplot as plt  # noqa: E402

from . import report  # noqa: E402
from .peers import PEERS  # noqa: E402

plt.rcParams.update(
    {
        "font.size": 9,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.grid": True,
        "grid.alpha": 0.3,
        "svg.hashsalt": "penstock",  # The same file from the same numbers.
        "figure.constrained_layout.use": True,
    }
)
OURS = "#c0392b"
COLOURS = dict(
    zip(
        (n for n, entry in PEERS.items() if not entry.ours),
        plt.get_cmap("tab20").colors[::2] + plt.get_cmap("tab20").colors[1::2],
    )
)
MARKERS = "osD^vP*X"
SHAPES = dict(zip(MARKERS, "●■◆▲▼✚★✖"))


def save(figure, path):
    figure.savefig(path, metadata={"Date": None})
    plt.close(figure)
    return path


def grid(data):
    """Axes by format (rows) and threads (columns)."""
    setups = report.setups(data)
    dtypes = list(dict.fromkeys(d for d, _ in setups))
    threads = sorted({t for _, t in setups})
    figure, axes = plt.subplots(
        len(dtypes), len(threads), squeeze=False,
        figsize=(5.5 * len(threads), 3.8 * len(dtypes)),
    )
    for i, dtype in enumerate(dtypes):
        for j, count in enumerate(threads):
            ax = axes[i][j]
            of = report.of_weights(data)
            ax.set_title(f"{dtype}{of}, {report.threads_text(count)}")
            yield figure, ax, report.cells_of(data, dtype, count)


def legend(figure):
    handles = {}
    for ax in figure.axes:
        for handle, label in zip(*ax.get_legend_handles_labels()):
            handles.setdefault(label, handle)
    figure.legend(
        handles.values(), handles.keys(), loc="outside lower center", ncols=4,
        frameon=False,
    )


def roofline(data, path):
    """Operations a second by operations a byte: every worker and cell."""
    names = {n for c in data["cells"] for n in c["workers"]}
    for figure, ax, cells in grid(data):
        shapes = list(dict.fromkeys((c["d"], c["f"]) for c in cells))
        points = [c["operations"] / c["bytes"] for c in cells]
        for name in [n for n in PEERS if n in names]:
            ours = PEERS[name].ours
            first = True
            for cell, x in zip(cells, points):
                entry = cell["workers"].get(name, {})
                if "seconds" not in entry:
                    continue
                ax.plot(
                    x, cell["operations"] / entry["seconds"] / 1e9,
                    MARKERS[shapes.index((cell["d"], cell["f"])) % 8],
                    color=OURS if ours else COLOURS[name],
                    alpha=1 if ours else 0.75,
                    fillstyle="full" if name in ("penstock", "penstock-sparse")
                    or not ours else "none",
                    markersize=6 if ours else 4,
                    zorder=3 if ours else 2,
                    label=PEERS[name].title if first else None,
                )
                first = False
        ax.set(
            xscale="log", yscale="log", xlabel="operations / byte",
            ylabel="GOP/s",
        )
        if points:
            roofs(ax, cells, min(points) / 2, max(points) * 2)
        shape_text = ", ".join(
            f"{SHAPES[m]} {d}x{f}" for m, (d, f) in zip(MARKERS, shapes)
        )
        ax.text(
            0.98, 0.02, shape_text, transform=ax.transAxes, ha="right",
            fontsize=7,
        )
    legend(figure)
    return save(figure, path)


def roofs(ax, cells, low, high):
    """The measured limits. The bandwidth is that of the largest and of the
    smallest working set, which may differ by caches."""
    limits = [c["limits"] for c in cells]
    kind = report.PEAK[cells[0]["dtype"]]
    peaks = {
        name: max(x[name] for x in limits if x.get(name)) / 1e9
        for name in dict.fromkeys((kind, "f32"))
        if any(x.get(name) for x in limits)
    }
    reads = [x["read"] / 1e9 for x in limits if x.get("read")]
    if not peaks or not reads:
        return
    top = max(peaks.values())
    for name, peak in peaks.items():
        start = min(peak / max(reads), high)
        ax.plot([start, high], [peak, peak], color="black", linewidth=1)
        ax.annotate(f"{name} {peak:.0f} GOP/s", (high, peak), fontsize=7,
                    va="bottom", ha="right")
    for rate in {min(reads), max(reads)}:
        end = min(top / rate, high)
        ax.plot([low, end], [low * rate, end * rate], color="black",
                linewidth=1)
    ax.annotate(
        f"read {min(reads):.0f} to {max(reads):.0f} GB/s",
        (low, low * max(reads)), (0, 12), textcoords="offset points",
        fontsize=7,
    )
    ax.set_ylim(top=2 * top)


def ratios(data, path):
    """Speed against the best peer by tokens, a line a shape."""
    name = report.primary(data)
    for figure, ax, cells in grid(data):
        shapes = list(dict.fromkeys((c["d"], c["f"]) for c in cells))
        for shape, marker in zip(shapes, MARKERS):
            pairs = [
                (c["tokens"], report.main_ratio(c, name))
                for c in cells
                if (c["d"], c["f"]) == shape
            ]
            pairs = [(t, r) for t, r in pairs if r]
            if pairs:
                ax.plot(*zip(*pairs), marker=marker, markersize=4,
                        label=f"{shape[0]}x{shape[1]}")
        ax.axhline(1, color="black", linewidth=1)
        tokens = sorted({c["tokens"] for c in cells})
        ax.set_xscale("log", base=2)
        ax.set_xticks(tokens, list(map(str, tokens)))
        ax.set(xlabel="tokens", ylabel="speed / best peer")
        ax.set_ylim(bottom=0)
    legend(figure)
    return save(figure, path)


def zeros(data, path):
    """Speed against our dense kernel by share of zeros, and the byte bound."""
    name = report.primary(data)
    for figure, ax, cells in grid(data):
        shapes = list(dict.fromkeys((c["d"], c["f"]) for c in cells))
        shares = sorted({c["zeros"] for c in cells})
        ax.plot(
            [100 * z for z in shares], [3 / (3 - 2 * z) for z in shares],
            color="black", linewidth=1, label="byte bound",
        )
        for shape, marker in zip(shapes, MARKERS):
            for other, style in (("penstock", "-"), (None, "--")):
                pairs = []
                for c in cells:
                    base = other or report.best(c, ours=False)
                    if (c["d"], c["f"]) != shape or any(
                        "seconds" not in c["workers"].get(n, {})
                        for n in (name, base)
                    ):
                        continue
                    pairs.append((100 * c["zeros"], report.ratio(c, name, base)))
                if pairs:
                    against = "our dense kernel" if other else "best peer"
                    ax.plot(*zip(*sorted(pairs)), style, marker=marker,
                            markersize=4,
                            label=f"{shape[0]}x{shape[1]} / {against}")
        ax.set(xlabel="zeros, %", ylabel="speed")
        ax.set_ylim(bottom=0)
    legend(figure)
    return save(figure, path)


def pairs(data, path):
    """Speed against each peer: bars for each row of the tables."""
    name, peers = report.primary(data), data["options"]["peers"]
    height = 0.8 / len(peers)
    for figure, ax, cells in grid(data):
        for i, peer in enumerate(peers):
            bars = [
                (row + i * height, report.ratio(cell, name, peer))
                for row, cell in enumerate(cells)
                if all("seconds" in cell["workers"].get(n, {}) for n in (name, peer))
            ]
            if bars:
                ax.barh(*zip(*bars), height, align="edge", color=COLOURS[peer],
                        label=PEERS[peer].title)
        ax.axvline(1, color="black", linewidth=1)
        ax.set_yticks(
            [row + 0.4 for row in range(len(cells))],
            [f"{report.shape_text(c)}, {c['tokens']}" for c in cells],
        )
        ax.invert_yaxis()
        ax.set(xlabel="speed / peer")
    legend(figure)
    return save(figure, path)


def draw(data, folder, name):
    if not data["cells"]:
        return []
    if name in report.PAIRED:
        plots = {"ratios": pairs}
    elif name == "sparse":
        plots = {"roofline": roofline, "zeros": zeros}
    else:
        plots = {"roofline": roofline, "ratios": ratios}
    return [
        plot(data, folder / f"{name}-{title}.svg")
        for title, plot in plots.items()
    ]
