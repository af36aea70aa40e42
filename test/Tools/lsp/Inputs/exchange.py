# Part of the Penstock project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Speaks to a language server as an editor does.

Usage: exchange.py GOOD.mlir BAD.mlir SERVER [ARGUMENT…]; prints what the
server says about the two files.
"""

import json
import subprocess
import sys
from pathlib import Path


class Server:
    def __init__(self, command):
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        self.last = 0
        self.notifications = []

    def send(self, method, params, **extra):
        message = {"jsonrpc": "2.0", "method": method, "params": params, **extra}
        body = json.dumps(message).encode()
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        self.process.stdin.flush()

    def receive(self):
        length = 0
        while line := self.process.stdout.readline().strip():
            key, value = line.split(b":", 1)
            if key.lower() == b"content-length":
                length = int(value)
        if not length:
            raise EOFError("the server stopped")
        return json.loads(self.process.stdout.read(length))

    def request(self, method, params):
        self.last += 1
        self.send(method, params, id=self.last)
        while True:
            message = self.receive()
            if message.get("id") == self.last:
                if "error" in message:
                    sys.exit(f"{method}: {message['error']}")
                return message["result"]
            self.notifications.append(message)

    def notification(self, method):
        while True:
            for message in self.notifications:
                if message.get("method") == method:
                    self.notifications.remove(message)
                    return message["params"]
            self.notifications.append(self.receive())


def show(span):
    start, end = span["start"], span["end"]
    return (
        f"{start['line'] + 1}:{start['character'] + 1}-"
        f"{end['line'] + 1}:{end['character'] + 1}"
    )


def place(text, wanted, offset=1):
    """Position of the first occurrence of `wanted`."""
    before = text[: text.index(wanted) + offset]
    return {
        "line": before.count("\n"),
        "character": len(before) - before.rfind("\n") - 1,
    }


def main():
    good, bad = (Path(argument).resolve() for argument in sys.argv[1:3])
    server = Server(sys.argv[3:])
    result = server.request(
        "initialize",
        {"processId": None, "rootUri": None, "capabilities": {}, "trace": "off"},
    )
    print("server", result["serverInfo"]["name"])
    server.send("initialized", {})

    for file in (good, bad):
        document = {
            "uri": file.as_uri(),
            "languageId": "mlir",
            "version": 1,
            "text": file.read_text(),
        }
        server.send("textDocument/didOpen", {"textDocument": document})
        published = server.notification("textDocument/publishDiagnostics")
        assert published["uri"] == file.as_uri(), published
        print(file.name, "diagnostics", len(published["diagnostics"]))
        for each in published["diagnostics"]:
            print(" ", show(each["range"]), each["message"])

    text = good.read_text()
    at = {
        "textDocument": {"uri": good.as_uri()},
        "position": place(text, "@twice ins"),
    }
    for found in server.request("textDocument/definition", at):
        print("definition", Path(found["uri"]).name, show(found["range"]))
    at["position"] = place(text, "gate.apply")
    hover = server.request("textDocument/hover", at)
    print("hover", hover["contents"]["value"])
    at["context"] = {"includeDeclaration": True}
    at["position"] = place(text, "@twice(")
    for found in server.request("textDocument/references", at):
        print("reference", show(found["range"]))

    server.request("shutdown", None)
    server.send("exit", None)
    print("exit", server.process.wait(timeout=60))


main()
