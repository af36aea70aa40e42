# Part of the Penstock project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""`python -m penstock --version`."""

import argparse
import sys


def main(arguments=None):
    import penstock

    if not hasattr(penstock, "__version__"):
        sys.exit("error: the extension module of penstock is not built")
    parser = argparse.ArgumentParser(
        prog="python -m penstock", description=penstock.__doc__.split("\n")[0]
    )
    parser.add_argument(
        "--version",
        action="version",
        version=f"Penstock {penstock.__version__} "
        f"(LLVM {penstock.__llvm_version__})",
    )
    parser.parse_args(arguments)
    parser.print_help()
    return 0


if __name__ == "__main__":
    sys.exit(main())
