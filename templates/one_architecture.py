#!/usr/bin/env python3
"""templates/eni-trunking.yml for a machine that can build the function for one architecture only.

`aws cloudformation package` uploads every zip that a template names, so it needs both, whichever one is deployed.
Usage: one_architecture.py x86_64|arm64 FOLDER  (where the zip is, as seen from where the template will lie)
"""
import pathlib
import re
import sys

TEMPLATE = pathlib.Path(__file__).with_name("eni-trunking.yml")
SUFFIXES = {"x86_64": "X86", "arm64": "Arm64"}


def one_architecture(text, architecture, folder):
    kept = SUFFIXES[architecture]
    (left_out,) = set(SUFFIXES.values()) - {kept}
    replacements = [
        # the other function, up to the next resource
        (rf"^  EniTrunkingFunction{left_out}:\n(    .*\n|\n)+", ""),
        (r"^  On(X86|Arm64): .*\n", ""),
        (rf"^    Condition: On{kept}\n", ""),
        (rf"^( +)Architectures: \[{architecture}\]", r"\1Architectures: [!Ref Architecture]"),
        (r"!If \[OnArm64, (.+), (.+)\]", r"\1" if kept == "Arm64" else r"\2"),
        (r"AllowedValues: \[x86_64, arm64\]", f"AllowedValues: [{architecture}]"),
        (r"^    Default: x86_64$", f"    Default: {architecture}"),
        (r"\.\./build/function/", folder.rstrip("/") + "/"),
    ]
    for pattern, replacement in replacements:
        text, count = re.subn(pattern, replacement, text, flags=re.MULTILINE)
        if not count:
            raise SystemExit(f"{TEMPLATE} has changed: nothing in it matches {pattern}")
    return text


if __name__ == "__main__":
    if len(sys.argv) != 3 or sys.argv[1] not in SUFFIXES:
        raise SystemExit(__doc__)
    sys.stdout.write(one_architecture(TEMPLATE.read_text(), sys.argv[1], sys.argv[2]))
