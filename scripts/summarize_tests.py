#!/usr/bin/env python3
# Part of the Penstock project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Sums up a folder of test results: lit.json of lit, pytest.xml of pytest.

Writes results.json (name of each test: passed, failed or skipped) beside them
and prints the failures and skips, then "N passed, N failed, N skipped".
"""

import collections
import json
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

LIT = {
    "PASS": "passed",
    "FLAKYPASS": "passed",
    "XFAIL": "passed",
    "UNSUPPORTED": "skipped",
    "EXCLUDED": None,
    "SKIPPED": "skipped",
}


def read_lit(path):
    for test in json.loads(path.read_text())["tests"]:
        outcome = LIT.get(test["code"], "failed")
        if outcome:
            reason = test.get("output", "") if outcome == "skipped" else ""
            yield test["name"].replace(" :: ", "/"), outcome, reason


def read_junit(path):
    for case in ElementTree.parse(path).iter("testcase"):
        name = f"{case.get('classname', '')}.{case.get('name', '')}"
        children = {child.tag for child in case}
        if children & {"failure", "error"}:
            yield name, "failed", ""
        elif "skipped" in children:
            yield name, "skipped", case.find("skipped").get("message", "")
        else:
            yield name, "passed", ""


def main():
    folder = Path(sys.argv[1])
    results = {}
    skipped = collections.Counter()
    broken = []
    for name, read in (("lit.json", read_lit), ("pytest.xml", read_junit)):
        path = folder / name
        if not path.exists():
            # pytest has nothing to write where there are no tests for it.
            if name == "lit.json":
                broken.append(f"{name} was not written")
            continue
        try:
            for test, outcome, reason in read(path):
                results[test] = outcome
                if outcome == "skipped":
                    skipped[reason] += 1
        except (ValueError, KeyError, ElementTree.ParseError) as error:
            broken.append(f"{name}: {error}")
    (folder / "results.json").write_text(
        json.dumps(results, indent=1, sort_keys=True) + "\n"
    )
    count = {"passed": 0, "failed": 0, "skipped": 0}
    for outcome in results.values():
        count[outcome] += 1
    for reason, number in skipped.most_common():
        print(f"skipped {number}: {reason or 'no reason given'}")
    for name, outcome in sorted(results.items()):
        if outcome == "failed":
            print(f"failed: {name}")
    for line in broken:
        print(f"failed: {line}")
        count["failed"] += 1
    print(
        f"{count['passed']} passed, {count['failed']} failed, "
        f"{count['skipped']} skipped",
        flush=True,
    )
    return 0 if count["passed"] and not count["failed"] else 1


if __name__ == "__main__":
    sys.exit(main())
