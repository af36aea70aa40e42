# Part of the Penstock project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The Python package: modules, kernels, arrays of several libraries."""

import ctypes
import gc
import json
import pickle
import subprocess
import sys
import threading
import time
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("penstock._penstock", exc_type=ModuleNotFoundError)
import penstock  # noqa: E402

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from oracles.weights import Encoding, decode, encode, pack  # noqa: E402

EMPTY = """
  %c0 = arith.constant 0 : index
  %n = tensor.dim %x, %c0 : tensor<?x64xf32>
  %e = tensor.empty(%n) : tensor<?x{size}xf32>"""
SILU = (
    """
func.func @silu(%x: tensor<?x64xf32>) -> tensor<?x64xf32> {"""
    + EMPTY.replace("{size}", "64")
    + """
  %y = gate.apply @silu ins(%x : tensor<?x64xf32>) outs(%e : tensor<?x64xf32>)
  return %y : tensor<?x64xf32>
}
"""
)


def gated(kind="tensor<64x96xf32>"):
    """SwiGLU of two weights of that type."""
    return (
        f"func.func @up(%x: tensor<?x64xf32>, %wg: {kind}, %wu: {kind})\n"
        "    -> tensor<?x96xf32> {"
        + EMPTY.replace("{size}", "96")
        + f"""
  %y = gate.gated_matmul @swiglu ins(%x : tensor<?x64xf32>)
      weights(%wg, %wu : {kind}, {kind}) outs(%e : tensor<?x96xf32>)
  return %y : tensor<?x96xf32>
}}
"""
    )


def silu(x):
    x = np.asarray(x, np.float64)
    return x / (1 + np.exp(-x))


@pytest.fixture(scope="module")
def kernels():
    return penstock.compile(SILU + gated())


@pytest.fixture
def rng():
    return np.random.default_rng(1)


def poisoned(*shape, dtype=np.float32):
    return np.full(shape, np.nan, dtype)


# Modules


def test_module_text():
    module = penstock.parse(SILU)
    assert "gate.apply @silu" in str(module)
    assert str(penstock.parse(str(module))) == str(module)
    assert "Module" in repr(module)
    assert module.diagnostics == []
    assert str(penstock.parse(b"func.func private @f()")) == str(
        penstock.parse("func.func private @f()")
    )


def test_bytecode(tmp_path):
    (tmp_path / "in.mlir").write_text(SILU)
    command = ["penstock-opt", "in.mlir", "--emit-bytecode", "-o", "out.mlirbc"]
    try:
        subprocess.run(command, cwd=tmp_path, check=True)
    except FileNotFoundError:
        pytest.skip("penstock-opt is not in PATH")
    data = (tmp_path / "out.mlirbc").read_bytes()
    assert "gate.apply @silu" in str(penstock.parse(data))


@pytest.mark.parametrize(
    "pipeline",
    [
        "penstock-to-linalg",
        "builtin.module(penstock-to-linalg)",
        " canonicalize,penstock-to-linalg,cse ",
    ],
)
def test_run(pipeline):
    module = penstock.parse(SILU)
    assert module.run(pipeline) is module
    assert "linalg.generic" in str(module) and "gate." not in str(module)


def test_run_keeps_the_module_when_it_fails():
    text = str(module := penstock.parse(SILU))
    with pytest.raises(penstock.Error):
        module.run("penstock-to-linalg,penstock-cpu{cpu=abacus}")
    assert str(module) == text


def test_compile_keeps_the_module():
    text = str(module := penstock.parse(SILU))
    kernels = penstock.compile(module)
    assert str(module) == text
    assert np.isfinite(kernels.silu(np.ones((1, 64), "f4"))).all()
    # What was lowered to linalg compiles as well.
    module.run("penstock-to-linalg")
    again = penstock.compile(module).silu(np.ones((1, 64), "f4"))
    assert np.allclose(again, silu(1), rtol=1e-6)


# Kernels


def test_mapping(kernels):
    assert list(kernels) == ["silu", "up"] and len(kernels) == 2
    assert kernels["up"] is kernels.up
    assert "up" in kernels and "down" not in kernels and "up" in dir(kernels)
    with pytest.raises(KeyError, match="'down'; there are: silu, up"):
        kernels["down"]
    with pytest.raises(AttributeError, match="'down'; there are: silu, up"):
        kernels.down
    assert repr(kernels) == "<penstock.Kernels silu, up>"


def test_arguments(kernels):
    x, wg, wu, y = kernels.up.arguments
    assert x[:4] == ("x", "input", "f32", ("tokens", 64))
    assert x.encoding is None and x.logical_shape is None
    assert (wg.name, wu.name) == ("wg", "wu")
    assert wg.role == "weight" and wg.dtype == "u8" and wg.alignment == 64
    assert wg.logical_dtype == "f32" and wg.logical_shape == (64, 96)
    assert wg.encoded_bytes == kernels.up.encoded_size("wg") >= 4 * 64 * 96
    assert kernels.up.encoded_size(1) == wg.encoded_bytes
    assert y[:4] == ("y", "output", "f32", ("tokens", 96))
    assert kernels.up.name == "up" and kernels.up.symbols == ("tokens",)
    assert "up(x: f32[tokens, 64], wg: f32[64, 96]" in repr(kernels.up)


def test_manifest(kernels):
    manifest = kernels.up.manifest
    assert manifest["name"] == "up" and manifest["entries"]["serial"] == "up"
    names = [argument["name"] for argument in manifest["arguments"]]
    assert names == [argument.name for argument in kernels.up.arguments]
    assert [kernel["name"] for kernel in kernels.manifest["kernels"]] == [
        "silu",
        "up",
    ]
    assert kernels.manifest["penstock"] == penstock.__version__
    json.dumps(kernels.manifest)


@pytest.mark.parametrize("tokens", [0, 1, 2, 7, 33])
def test_call(kernels, rng, tokens):
    x = rng.standard_normal((tokens, 64), "f4")
    y = kernels.silu(x)
    assert y.shape == x.shape and y.dtype == np.float32
    assert np.allclose(y, silu(x), rtol=1e-5, atol=1e-6)
    out = poisoned(tokens, 64)
    assert kernels.silu(x, out=out) is out
    assert (out == y).all()
    assert kernels.silu(x, out=(out,)) is out


def test_inputs_with_gaps_are_copied(kernels, rng):
    wide = rng.standard_normal((3, 130), "f4")
    unaligned = np.zeros(3 * 64 * 4 + 1, "u1")[1:].view("f4").reshape(3, 64)
    unaligned[:] = wide[:, :64]
    for x in (
        wide[:, 1:65],
        wide[::-1, 64:0:-1],
        wide[:, ::2][:, :64],
        np.asfortranarray(wide[:, :64]),
        np.broadcast_to(wide[0, :64], (5, 64)),
        unaligned,
    ):
        before = x.copy()
        y = kernels.silu(x)
        assert np.allclose(y, silu(x), rtol=1e-5, atol=1e-6)
        assert (x == before).all()


def test_read_only_inputs(kernels, rng):
    x = rng.standard_normal((3, 64), "f4")
    x.flags.writeable = False
    assert np.allclose(kernels.silu(x), silu(x), rtol=1e-5, atol=1e-6)
    assert np.isfinite(kernels.silu(memoryview(x))).all()


def test_several_results():
    kernel = penstock.compile(
        """
func.func @two(%x: tensor<?x64xf32>) -> (tensor<?x64xf32>, tensor<?x64xf32>) {"""
        + EMPTY.replace("{size}", "64")
        + """
  %y = gate.apply @silu ins(%x : tensor<?x64xf32>) outs(%e : tensor<?x64xf32>)
  %z = gate.apply @relu ins(%x : tensor<?x64xf32>) outs(%e : tensor<?x64xf32>)
  return %y, %z : tensor<?x64xf32>, tensor<?x64xf32>
}"""
    ).two
    x = np.linspace(-3, 3, 128, dtype="f4").reshape(2, 64)
    y, z = result = kernel(x)
    assert isinstance(result, tuple)
    assert np.allclose(y, silu(x), rtol=1e-5, atol=1e-6)
    assert (z == np.maximum(x, 0)).all()
    out = poisoned(2, 64), poisoned(2, 64)
    assert all(a is b for a, b in zip(kernel(x, out=out), out))
    assert (out[0] == y).all() and (out[1] == z).all()
    with pytest.raises(TypeError, match="two has 2 results, 1 arrays given"):
        kernel(x, out=(out[0],))


def test_elementwise_ops_on_tensors(rng):
    kernels = penstock.compile(
        """func.func @affine(%x: tensor<?x5xf32>, %y: tensor<?x5xf32>) -> tensor<?x5xf32> {
             %product = arith.mulf %x, %y : tensor<?x5xf32>
             %sum = arith.addf %product, %y : tensor<?x5xf32>
             return %sum : tensor<?x5xf32>
           }"""
    )
    x, y = rng.integers(-9, 9, (2, 7, 5)).astype("f4")
    np.testing.assert_array_equal(kernels["affine"](x, y), x * y + y)


def test_size_that_only_a_result_has():
    """`out` gives a size that no input has."""
    kernels = penstock.compile(SILU)
    with pytest.raises(ValueError, match="with tokens = 2 from 'x'"):
        kernels.silu(np.ones((2, 64), "f4"), out=poisoned(3, 64))


SCALED = """
func.func @scaled(%x: tensor<?xF>, %s: F) -> tensor<?xF> {
  %c0 = arith.constant 0 : index
  %n = tensor.dim %x, %c0 : tensor<?xF>
  %e = tensor.empty(%n) : tensor<?xF>
  %y = linalg.generic {indexing_maps = [affine_map<(i) -> (i)>,
      affine_map<(i) -> ()>, affine_map<(i) -> (i)>],
      iterator_types = ["parallel"]}
      ins(%x, %s : tensor<?xF>, F) outs(%e : tensor<?xF>) {
  ^bb0(%a: F, %b: F, %o: F):
    %m = arith.MUL %a, %b : F
    linalg.yield %m : F
  } -> tensor<?xF>
  return %y : tensor<?xF>
}
"""


def scaled(kind):
    op = "muli" if kind[0] == "i" else "mulf"
    return penstock.compile(SCALED.replace("F", kind).replace("MUL", op)).scaled


@pytest.mark.parametrize(
    "kind, dtype", [("f32", "f4"), ("f64", "f8"), ("i32", "i4"), ("i64", "i8")]
)
def test_scalars(kind, dtype):
    kernel = scaled(kind)
    assert [a.role for a in kernel.arguments] == ["input", "scalar", "output"]
    x = np.arange(5, dtype=dtype)
    for two in (2, np.dtype(dtype).type(2), np.array(2, dtype)):
        assert (kernel(x, two) == 2 * x).all()
    with pytest.raises(TypeError, match=f"'s' of scaled: .* type {kind}"):
        kernel(x, "2")
    if kind == "i32":
        with pytest.raises(ValueError, match="found 2147483648"):
            kernel(x, 2**31)
    if kind[0] == "i":
        with pytest.raises(TypeError, match="found 1.5"):
            kernel(x, 1.5)
    else:
        assert np.allclose(kernel(x, 1.5), 1.5 * x)


# Weights


@pytest.mark.parametrize(
    "options",
    [
        {"format": "f32"},
        {"format": "bf16"},
        {"format": "int8"},
        {"format": "int4", "group_size": 32},
        {"format": "int4", "group_size": 64, "asymmetric": True},
        {"format": "int4", "group_size": 32, "interleave": 4},
        {"format": "int8", "interleave": 4},
        {"format": "int8", "group_size": 32, "scale": "f16", "interleave": 4},
        {"format": "bf16", "layout": "neuron_major", "neuron_dim": 1},
        {"format": "int8", "layout": "neuron_major", "neuron_dim": 0},
    ],
    ids=lambda options: " ".join(map(str, options.values())),
)
def test_encoded_weights(rng, options):
    tile = {} if "layout" in options else {"tile": 16}
    encoding = Encoding(**{"layout": "panels", **tile, **options})
    kernel = penstock.compile(gated(f"tensor<64x96xf32, {encoding}>")).up
    x, wg, wu = (
        rng.standard_normal(shape, "f4")
        for shape in ((5, 64), (64, 96), (64, 96))
    )
    eg, eu = kernel.encode("wg", wg), kernel.encode(2, wu[:, ::-1])
    assert eg.dtype == np.uint8 and eg.ctypes.data % 64 == 0
    assert eg.shape == (kernel.encoded_size("wg"),)
    parts = encode(wg, encoding)
    assert (eg == np.frombuffer(pack(parts), "u1")).all()

    exact = x.astype("f8") @ decode(parts, encoding, wg.shape)
    exact = silu(exact) * (
        x.astype("f8")
        @ decode(encode(wu[:, ::-1], encoding), encoding, wu.shape)
    )
    y = kernel(x, eg, eu, out=poisoned(5, 96))
    assert np.abs(y - exact).max() <= 1e-5 * np.abs(exact).max()
    # Logical arrays are encoded by the call; misaligned bytes are copied.
    assert (kernel(x, wg, wu[:, ::-1]) == y).all()
    misaligned = np.zeros(eg.size + 1, "u1")
    misaligned[1:] = eg
    assert (kernel(x, misaligned[1:], eu) == y).all()
    gaps = np.zeros(2 * eg.size, "u1")[::2]
    gaps[:] = eg
    assert (kernel(x, gaps, eu) == y).all()


# bf16 and arrays of other libraries


def bf16_bits(x):
    """The nearest bf16 of f32s, as its bits."""
    bits = np.asarray(x, "f4").view("u4").astype("u8")
    return ((bits + 0x7FFF + (bits >> 16 & 1)) >> 16).astype("u2")


def from_bits(bits):
    return (bits.astype("u4") << 16).view("f4")


@pytest.fixture(scope="module")
def bf16_silu():
    return penstock.compile(SILU.replace("f32", "bf16")).silu


def test_bf16(bf16_silu, rng):
    bits = bf16_bits(rng.standard_normal((3, 64)))
    out = np.full((3, 64), 0x7FFF, "u2")
    assert bf16_silu(bits, out=out) is out
    expected = silu(from_bits(bits))
    assert np.allclose(from_bits(out), expected, rtol=2**-8, atol=1e-6)

    result = bf16_silu(bits)
    assert (result.view("u2") == out).all()
    ml_dtypes = pytest.importorskip("ml_dtypes")
    assert result.dtype == ml_dtypes.bfloat16
    x = bits.view(ml_dtypes.bfloat16)
    out = np.full((3, 64), np.nan, ml_dtypes.bfloat16)
    for array in (x, x[::-1].copy()[::-1], np.asfortranarray(x)):
        assert bf16_silu(array, out=out) is out
        assert (out.view("u2") == result.view("u2")).all()
    for wrong in (x.astype("f4"), bits.view("i2"), bits.view("f2")):
        with pytest.raises(TypeError, match="expected bf16, found"):
            bf16_silu(wrong)


class Exporter:
    """An array that has DLPack and nothing else."""

    def __init__(self, array):
        self.array = array

    def __dlpack__(self, stream=None):
        return self.array.__dlpack__()

    def __dlpack_device__(self):
        return 1, 0


class VersionedExporter(Exporter):
    def __dlpack__(self, *, stream=None, max_version=None, **_):
        assert max_version[0] == 1
        return self.array.__dlpack__(max_version=max_version)


class Elsewhere(Exporter):
    """Says that its memory is that of a GPU."""

    def __dlpack__(self, stream=None):
        capsule = self.array.__dlpack__()
        get = ctypes.pythonapi.PyCapsule_GetPointer
        get.restype, get.argtypes = ctypes.c_void_p, (
            ctypes.py_object,
            ctypes.c_char_p,
        )
        device = get(capsule, b"dltensor") + ctypes.sizeof(ctypes.c_void_p)
        ctypes.c_int32.from_address(device).value = 2
        return capsule


@pytest.mark.parametrize("exporter", [Exporter, VersionedExporter])
def test_dlpack(kernels, rng, exporter):
    x = rng.standard_normal((4, 64), "f4")
    y = kernels.silu(x)
    assert (kernels.silu(exporter(x)) == y).all()
    assert (kernels.silu(exporter(x[::-1]))[::-1] == y).all()
    out = exporter(poisoned(4, 64))
    assert kernels.silu(exporter(x), out=out) is out
    assert (out.array == y).all()
    with pytest.raises(TypeError, match="expected f32, found float64"):
        kernels.silu(exporter(x.astype("f8")))
    with pytest.raises(ValueError, match=r"found \(4, 63\)"):
        kernels.silu(exporter(x[:, 1:]))
    with pytest.raises(ValueError, match="memory, found one on DLPack device 2"):
        kernels.silu(Elsewhere(x))


def test_dlpack_references(kernels):
    x = np.ones((4, 64), "f4")
    count = sys.getrefcount(x)
    for exporter in (Exporter, VersionedExporter):
        kernels.silu(exporter(x))
    gc.collect()
    assert sys.getrefcount(x) == count


def test_torch(kernels, bf16_silu, rng):
    torch = pytest.importorskip("torch")
    x = torch.from_numpy(rng.standard_normal((4, 64), "f4"))
    y = kernels.silu(x)
    assert np.allclose(y, torch.nn.functional.silu(x), rtol=1e-5, atol=1e-6)
    out = torch.full((4, 64), torch.nan)
    assert kernels.silu(x, out=out) is out
    assert (out.numpy() == y).all()
    half = x.to(torch.bfloat16)
    out = torch.full((4, 64), torch.nan, dtype=torch.bfloat16)
    bf16_silu(half, out=out)
    assert torch.allclose(out.float(), half.float().sigmoid() * half.float(),
                          rtol=2**-7, atol=1e-6)
    with pytest.raises(BufferError):
        kernels.silu(x.requires_grad_())


def test_jax(kernels, rng):
    jnp = pytest.importorskip("jax.numpy")
    x = rng.standard_normal((4, 64), "f4")
    assert (kernels.silu(jnp.asarray(x)) == kernels.silu(x)).all()


# Lifetimes, threads, cost


def test_kernels_outlive_what_they_came_from():
    module = penstock.parse(SILU)
    kernels = penstock.compile(module)
    kernel = kernels.silu
    del module, kernels
    gc.collect()
    x = np.ones((2, 64), "f4")
    assert np.allclose(kernel(x, out=poisoned(2, 64)), silu(x))
    assert kernel.manifest["name"] == "silu"


def test_results_outlive_kernels():
    kernel = penstock.compile(SILU).silu
    y = kernel(np.ones((2, 64), "f4"))
    del kernel
    gc.collect()
    assert np.allclose(y, silu(1))


@pytest.mark.parametrize("threads", ["none", "openmp"])
def test_calls_from_threads(rng, threads):
    try:
        kernel = penstock.compile(gated(), threads=threads).up
    except penstock.Error as error:
        assert "OpenMP library" in str(error)
        pytest.skip(str(error))
    weights = [
        kernel.encode(name, rng.standard_normal((64, 96), "f4"))
        for name in ("wg", "wu")
    ]
    inputs = [rng.standard_normal((1 + i, 64), "f4") for i in range(8)]
    expected = [kernel(x, *weights) for x in inputs]
    wrong = []

    def work(index):
        for i in range(100):
            which = (index + i) % len(inputs)
            x, y = inputs[which], expected[which]
            if not (kernel(x, *weights, out=poisoned(*y.shape)) == y).all():
                wrong.append(which)

    workers = [threading.Thread(target=work, args=(i,)) for i in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert not wrong


def test_compile_in_threads():
    results = {}

    def work(index):
        kernel = penstock.compile(SILU).silu
        results[index] = kernel(np.ones((1, 64), "f4"))

    workers = [threading.Thread(target=work, args=(i,)) for i in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert len(results) == 3
    assert all(np.allclose(y, silu(1)) for y in results.values())


def resident():
    psutil = pytest.importorskip("psutil")
    gc.collect()
    ctypes.CDLL(None).malloc_trim(0)
    return psutil.Process().memory_info().rss


def test_repeated_compiles_leak_nothing_big():
    def work(times):
        for _ in range(times):
            kernel = penstock.compile(SILU).silu
            kernel(np.ones((2, 64), "f4"))

    work(5)
    before = resident()
    work(15)
    assert resident() - before < 15 * 200_000


def test_repeated_calls_leak_nothing(kernels):
    x = np.ones((64, 64), "f4")

    def work():
        for _ in range(2000):
            kernels.silu(x)
            kernels.silu(x[:, ::-1])
            with pytest.raises(ValueError):
                kernels.silu(x[:, 1:])

    work()
    before = resident()
    work()
    assert resident() - before < 2_000_000


def test_a_call_costs_microseconds(kernels):
    """Far above what is seen, so that a busy machine does not matter."""
    x, out = np.ones((1, 64), "f4"), np.ones((1, 64), "f4")
    best = float("inf")
    for _ in range(20):
        start = time.perf_counter()
        for _ in range(200):
            kernels.silu(x, out=out)
        best = min(best, time.perf_counter() - start)
    assert best / 200 < 50e-6


def test_version():
    run = subprocess.run(
        [sys.executable, "-m", "penstock", "--version"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stdout.startswith(f"Penstock {penstock.__version__} (LLVM 22.")


def test_sources_without_the_extension():
    """The importers work; the rest says what is missing."""
    sources = Path(__file__).resolve().parents[2] / "python"
    run = subprocess.run(
        [
            sys.executable,
            "-c",
            "import penstock, penstock.importers.gguf\n"
            "assert not hasattr(penstock, 'compile')\n"
            "penstock.parse",
        ],
        env={"PYTHONPATH": str(sources), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
    )
    assert run.stderr.splitlines()[-1].startswith(
        "AttributeError: penstock.parse needs the extension module"
    )


def test_error_pickles():
    with pytest.raises(penstock.Error) as raised:
        penstock.parse("nonsense")
    copy = pickle.loads(pickle.dumps(raised.value))
    assert str(copy) == str(raised.value)
    assert copy.diagnostics == raised.value.diagnostics


LINEAR = """
func.func @linear(%x: tensor<?x64xf32>, %w: tensor<64x40xf32>,
                  %o: tensor<?x40xf32>) -> tensor<?x40xf32> {
  %y = gate.gated_matmul ins(%x : tensor<?x64xf32>)
         weights(%w : tensor<64x40xf32>) outs(%o : tensor<?x40xf32>)
  return %y : tensor<?x40xf32>
}"""


def test_tile_table(tmp_path):
    tiles = tmp_path / "tiles.json"
    tile = {"tokens": 3, "vectors": 1, "streams": 2, "unroll": 4, "chunk": 16}
    tiles.write_text(json.dumps({"tiles": [tile]}))
    kernel = penstock.compile(LINEAR, tile_table=tiles).linear
    assert "tokens = 3" in kernel.manifest["strategies"][0]
    tiles.write_text("{")
    with pytest.raises(penstock.Error, match="tiles.json"):
        penstock.compile(LINEAR, tile_table=tiles)
    with pytest.raises(penstock.Error, match="cannot read"):
        penstock.compile(LINEAR, tile_table=tmp_path / "none.json")


def test_booleans():
    """A tensor of booleans between ops, read in another order too."""
    maps = """
#id = affine_map<(d0, d1) -> (d0, d1)>
#turned = affine_map<(d0, d1) -> (d1, d0)>
"""
    loops = 'iterator_types = ["parallel", "parallel"]'
    kernel = penstock.compile(maps + f"""
func.func @masks(%x: tensor<40x40xf32>) -> (tensor<40x40xf32>, tensor<40x40xf32>) {{
  %zero = arith.constant 0.0 : f32
  %eb = tensor.empty() : tensor<40x40xi1>
  %e = tensor.empty() : tensor<40x40xf32>
  %m = linalg.generic {{indexing_maps = [#id, #id], {loops}}}
      ins(%x : tensor<40x40xf32>) outs(%eb : tensor<40x40xi1>) {{
  ^bb0(%a: f32, %o: i1):
    %0 = arith.cmpf ogt, %a, %zero : f32
    linalg.yield %0 : i1
  }} -> tensor<40x40xi1>
  %y = linalg.generic {{indexing_maps = [#turned, #id, #id], {loops}}}
      ins(%m, %x : tensor<40x40xi1>, tensor<40x40xf32>) outs(%e : tensor<40x40xf32>) {{
  ^bb0(%c: i1, %a: f32, %o: f32):
    %0 = arith.select %c, %a, %zero : f32
    linalg.yield %0 : f32
  }} -> tensor<40x40xf32>
  %z = linalg.generic {{indexing_maps = [#id, #id, #id], {loops}}}
      ins(%m, %x : tensor<40x40xi1>, tensor<40x40xf32>) outs(%e : tensor<40x40xf32>) {{
  ^bb0(%c: i1, %a: f32, %o: f32):
    %0 = arith.select %c, %zero, %a : f32
    linalg.yield %0 : f32
  }} -> tensor<40x40xf32>
  return %y, %z : tensor<40x40xf32>, tensor<40x40xf32>
}}""")["masks"]
    x = np.random.default_rng(5).standard_normal((40, 40)).astype(np.float32)
    y, z = kernel(x)
    assert np.array_equal(y, np.where(x.T > 0, x, 0))
    assert np.array_equal(z, np.where(x > 0, 0, x))
