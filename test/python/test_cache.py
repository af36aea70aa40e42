# Part of the Penstock project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The cache of compiled kernels on disk."""

import os
import random
import subprocess
import sys
import threading
import time
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("penstock._penstock", exc_type=ModuleNotFoundError)
import penstock  # noqa: E402

WIDTH = 64


def module(function="silu", name="f", width=WIDTH):
    row = f"tensor<?x{width}xf32>"
    return f"""
    func.func @{name}(%x: {row}) -> {row} {{
      %c0 = arith.constant 0 : index
      %n = tensor.dim %x, %c0 : {row}
      %e = tensor.empty(%n) : {row}
      %y = gate.apply @{function} ins(%x : {row}) outs(%e : {row})
      return %y : {row}
    }}"""


def check(kernels, function="silu"):
    x = np.linspace(-3, 3, 2 * WIDTH, dtype=np.float32).reshape(2, WIDTH)
    expected = {
        "silu": x / (1 + np.exp(-x, dtype=np.float64)),
        "relu": np.maximum(x, 0),
    }[function]
    assert np.abs(kernels.f(x) - expected).max() < 1e-5


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A cache of this test's own, which is on."""
    monkeypatch.setenv("PENSTOCK_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.delenv("PENSTOCK_CACHE_SIZE")
    return tmp_path / "cache" / "kernels"


def entries(folder):
    return {
        path.name: path.stat().st_ino for path in folder.glob("llvmcache-*")
    }


def test_hit(folder):
    compiled = penstock.compile(module())
    first = entries(folder)
    assert len(first) == 1
    found = penstock.compile(module())
    check(found)
    assert entries(folder) == first
    assert found.manifest == compiled.manifest
    assert found.f.arguments == compiled.f.arguments
    assert found.f.manifest["workspace"]["bytes"] == 0
    # In another process, from text with other places and another file name.
    program = (
        "import penstock, sys\n"
        "penstock.compile(penstock.parse(sys.argv[1], 'other.mlir'))"
    )
    text = "// A comment.\n\n" + module()
    subprocess.run([sys.executable, "-c", program, text], check=True)
    assert entries(folder) == first
    # Nobody else reads them.
    assert folder.stat().st_mode & 0o077 == 0


def test_time(folder):
    """A hit runs neither passes nor code generation."""
    width = "tensor<?x256xf32>"
    weight = "tensor<256x512xf32>"
    down = "tensor<512x256xf32>"
    text = f"""
    func.func @ffn(%x: {width}, %g: {weight}, %u: {weight}, %d: {down})
        -> {width} {{
      %c0 = arith.constant 0 : index
      %n = tensor.dim %x, %c0 : {width}
      %e = tensor.empty(%n) : {width}
      %y = gate.ffn @swiglu ins(%x : {width})
          weights(%g, %u : {weight}, {weight}) down(%d : {down})
          outs(%e : {width})
      return %y : {width}
    }}"""

    def measure():
        start = time.process_time()
        penstock.compile(text)
        return time.process_time() - start

    anew = measure()
    assert min(measure() for _ in range(5)) < anew / 10


def test_keys(folder):
    """What the code depends on makes another entry."""
    count = 0
    for text, options in [
        (module(), {}),
        (module("relu"), {}),
        (module(name="g"), {}),
        (module().replace("%x", "%y_"), {}),
        (module("leaky_relu<slope = 0.1>"), {}),
        (module("leaky_relu<slope = 0.2>"), {}),
        (module(), {"threads": "openmp"}),
        (module(), {"target": "x86-64-v3"}),
        (module(), {"target": "x86-64-v3", "features": "-fma"}),
    ]:
        if "target" in options and os.uname().machine != "x86_64":
            continue
        penstock.compile(text, **options)
        penstock.compile(text, **options)
        count += 1
        assert len(entries(folder)) == count, (text, options)


def test_errors_are_not_kept(folder):
    for _ in range(2):
        with pytest.raises(penstock.Error, match="no public function"):
            penstock.compile("func.func private @f()")
    assert not folder.exists()


def test_damage(folder):
    """A damaged entry is compiled anew and replaced."""
    penstock.compile(module("relu"))
    (other,) = folder.glob("llvmcache-*")
    penstock.compile(module())
    (path,) = set(folder.glob("llvmcache-*")) - {other}
    right = path.read_bytes()
    rng = random.Random(1)
    damaged = [b"", right[:10], right[:55], right[:56], right[:-1]]
    damaged += [right + b"\0", bytes(len(right)), other.read_bytes()]
    for place in [0, 32, 39, 40, 56, *rng.sample(range(len(right)), 8)]:
        flipped = bytearray(right)
        flipped[place] ^= 1 << rng.randrange(8)
        damaged.append(bytes(flipped))
    for contents in damaged:
        path.write_bytes(contents)
        check(penstock.compile(module()))
        assert path.read_bytes() == right


@pytest.mark.parametrize("size", ["0", " 0 "])
def test_off(folder, monkeypatch, size):
    monkeypatch.setenv("PENSTOCK_CACHE_SIZE", size)
    check(penstock.compile(module()))
    assert not folder.exists()


def test_bound(folder, monkeypatch):
    penstock.compile(module())
    (first,) = folder.glob("llvmcache-*")
    bound = int(2.5 * first.stat().st_size)
    monkeypatch.setenv("PENSTOCK_CACHE_SIZE", str(bound))
    time.sleep(0.02)
    penstock.compile(module(name="g"))
    time.sleep(0.02)
    # Used again, so it is not the oldest.
    penstock.compile(module())
    time.sleep(0.02)
    penstock.compile(module(name="h"))
    left = list(folder.glob("llvmcache-*"))
    assert first in left and len(left) == 2
    assert sum(path.stat().st_size for path in left) <= bound
    # Less than one entry: nothing stays, everything works.
    monkeypatch.setenv("PENSTOCK_CACHE_SIZE", "1000")
    check(penstock.compile(module("relu")), "relu")
    assert entries(folder) == {}


PLACES = {
    "XDG_CACHE_HOME": ("xdg", "xdg/penstock/kernels"),
    "HOME": ("home", "home/.cache/penstock/kernels"),
}


@pytest.mark.parametrize("variable", PLACES)
def test_place(tmp_path, monkeypatch, variable):
    for name in ("PENSTOCK_CACHE_DIR", "PENSTOCK_CACHE_SIZE", *PLACES):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv(variable, str(tmp_path / PLACES[variable][0]))
    penstock.compile(module())
    assert len(entries(tmp_path / PLACES[variable][1])) == 1


def test_unwritable(tmp_path, monkeypatch, capfd):
    """Without a place for it there is no cache, and nothing is said."""
    for name in ("PENSTOCK_CACHE_DIR", "PENSTOCK_CACHE_SIZE", *PLACES):
        monkeypatch.delenv(name, raising=False)
    for home in ("/dev/null", "/proc/1/nowhere", "relative"):
        monkeypatch.setenv("HOME", home)
        monkeypatch.chdir(tmp_path)
        check(penstock.compile(module()))
        assert not list(tmp_path.iterdir())
    assert capfd.readouterr() == ("", "")


def test_full_disk(folder):
    """An entry that is not written whole does not appear."""
    program = """
import penstock, resource, signal, sys
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000))
penstock.compile(sys.argv[1])
"""
    run = subprocess.run(
        [sys.executable, "-c", program, module()],
        capture_output=True,
        text=True,
    )
    assert (run.returncode, run.stdout, run.stderr) == (0, "", "")
    assert list(folder.iterdir()) == [folder / "llvmcache.timestamp"]


WORKER = """
import random, sys
sys.path[:0] = [sys.argv[1]]
from test_cache import check, module
import penstock
rng = random.Random(int(sys.argv[2]))
for _ in range(12):
    function = rng.choice(["silu", "relu"])
    check(penstock.compile(module(function)), function)
"""


def test_concurrent(folder, monkeypatch):
    """Processes that write, read and prune the same entries, while these are
    damaged in place, compute what is right."""
    penstock.compile(module())
    (path,) = folder.glob("llvmcache-*")
    # One of the two entries always has to go.
    monkeypatch.setenv("PENSTOCK_CACHE_SIZE", str(path.stat().st_size * 3 // 2))
    workers = [
        subprocess.Popen(
            [sys.executable, "-c", WORKER, str(Path(__file__).parent), str(i)],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        for i in range(4)
    ]
    done = threading.Event()

    def damage():
        rng = random.Random(1)
        while not done.wait(0.05):
            for path in folder.glob("llvmcache-*"):
                try:
                    size = path.stat().st_size
                    os.truncate(path, rng.randrange(size + 1))
                except (FileNotFoundError, ValueError):
                    pass

    thread = threading.Thread(target=damage)
    thread.start()
    for worker in workers:
        said, _ = worker.communicate()
        assert worker.returncode == 0, said
    done.set()
    thread.join()
    check(penstock.compile(module()))
    assert not [p for p in folder.iterdir() if "temp-stream" in p.name]


def test_runner_prints_again(folder, tmp_path):
    """What compiling prints is printed by a hit too."""
    row, weight = "tensor<1x16xf32>", "tensor<16x16xf32>"
    (tmp_path / "f.mlir").write_text(f"""
    func.func @f(%x: {row}, %w: {weight}) -> {row} {{
      %y = tensor.empty() : {row}
      %r = gate.gated_matmul @reglu ins(%x : {row})
          weights(%w, %w : {weight}, {weight}) outs(%y : {row})
      return %r : {row}
    }}""")
    command = ["penstock-run", "f.mlir"]
    for i, size in enumerate((1, 16)):
        np.save(tmp_path / f"{i}.npy", np.zeros((size, 16), np.float32))
        command += ["--input", f"{i}.npy"]
    try:
        subprocess.run(command, cwd=tmp_path, check=True)
    except FileNotFoundError:
        pytest.skip("penstock-run is not in PATH")
    assert len(entries(folder)) == 1
    for _ in range(2):
        run = subprocess.run(
            [*command, "--print-strategy"],
            cwd=tmp_path,
            check=True,
            capture_output=True,
            text=True,
        )
        assert "gate.gated_matmul" in run.stdout
    assert len(entries(folder)) == 1
