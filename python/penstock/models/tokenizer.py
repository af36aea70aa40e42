# Part of the Penstock project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Byte-level BPE as GPT-2 and SmolLM use it, from a GGUF file's metadata."""

from __future__ import annotations

import re
import unicodedata

CONTROL = 3  # token_type of tokens that text never gives, as <|im_start|>

# GPT-2's split into words, for text whose characters are ASCII (see _classes).
WORDS = re.compile(
    r"'s|'t|'re|'ve|'m|'ll|'d"
    r"| ?[A-Za-z]+| ?[0-9]+| ?[^\sA-Za-z0-9]+|\s+(?!\S)|\s+",
    re.ASCII,
)


def _byte_characters():
    """GPT-2's printable character for each byte."""
    printable = [*range(33, 127), *range(161, 173), *range(174, 256)]
    others = [b for b in range(256) if b not in printable]
    characters = {b: chr(b) for b in printable}
    characters.update({b: chr(256 + i) for i, b in enumerate(others)})
    return characters


def _classes(text):
    """`text` with each non-ASCII character replaced by an ASCII one of its
    class (letter, number, space, other), so that spans of the one are spans of
    the other. No contraction has a Z."""

    def ascii_class(c):
        if c.isascii():
            return c
        if c.isspace():
            return "\t"
        return {"L": "Z", "N": "0"}.get(unicodedata.category(c)[0], "!")

    return "".join(map(ascii_class, text))


def split_words(text):
    """The pieces within which BPE merges: every digit alone, then GPT-2's."""
    classes, words, start = _classes(text), [], 0
    for end in [m.end() for m in re.finditer("[0-9]|[^0-9]+", classes)]:
        words += [
            text[start + m.start() : start + m.end()]
            for m in WORDS.finditer(classes[start:end])
        ]
        start = end
    return words


class Tokenizer:
    """Text to tokens and back. Raises ValueError for other tokenizers."""

    def __init__(self, metadata):
        def get(key, default=None):
            return metadata.get(f"tokenizer.ggml.{key}", default)

        kind = (get("model"), get("pre"))
        if kind != ("gpt2", "smollm"):
            raise ValueError(
                f"unsupported tokenizer {kind}, expected ('gpt2', 'smollm')"
            )
        self.tokens = get("tokens")
        self.ids = {token: i for i, token in enumerate(self.tokens)}
        merges = (tuple(m.split(" ")) for m in get("merges"))
        self.ranks = {pair: i for i, pair in enumerate(merges)}
        types = get("token_type")
        self.control = {i for i, t in enumerate(types) if t == CONTROL}
        self.eos = get("eos_token_id")
        self.template = metadata.get("tokenizer.chat_template", "")
        self.to_character = _byte_characters()
        self.to_byte = {c: b for b, c in self.to_character.items()}

    def encode(self, text):
        """Tokens of plain text; control tokens in it are taken as text."""
        tokens = []
        for word in split_words(text):
            parts = [self.to_character[b] for b in word.encode()]
            while len(parts) > 1:
                pairs = list(zip(parts, parts[1:]))
                best = min(
                    pairs, key=lambda p: self.ranks.get(p, len(self.ranks))
                )
                if best not in self.ranks:
                    break
                i = pairs.index(best)
                parts[i : i + 2] = ["".join(best)]
            tokens += [self.ids[part] for part in parts]
        return tokens

    def chat(self, message):
        """Tokens of a conversation's first message, up to where the model
        answers; of the bare text for a model without ChatML's template."""
        if "<|im_start|>" not in self.template:
            return self.encode(message)
        system = "You are a helpful AI assistant"
        found = re.search(re.escape(system) + "[^<]*", self.template)
        turns = [
            ("system", found.group() if found else system),
            ("user", message),
        ]
        start, end = self.ids["<|im_start|>"], self.ids["<|im_end|>"]
        tokens = []
        for role, text in turns:
            tokens += [start, *self.encode(f"{role}\n{text}"), end]
            tokens += self.encode("\n")
        return tokens + [start, *self.encode("assistant\n")]

    def decode(self, tokens):
        """The bytes of `tokens`; control tokens have none."""
        text = "".join(self.tokens[t] for t in tokens if t not in self.control)
        return bytes(self.to_byte[c] for c in text)
