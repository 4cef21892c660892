#!/usr/bin/env python3
"""Zips a Lambda bootstrap: package.py BOOTSTRAP ZIP. The same bytes for the same program: fixed date and mode."""
import sys
import zipfile


def package(program, archive):
    entry = zipfile.ZipInfo("bootstrap", date_time=(1980, 1, 1, 0, 0, 0))
    entry.create_system = 3  # Unix: Lambda takes the file's mode from the upper half of external_attr
    entry.external_attr = 0o100755 << 16
    entry.compress_type = zipfile.ZIP_DEFLATED
    with open(program, "rb") as source, zipfile.ZipFile(archive, "w") as out:
        out.writestr(entry, source.read(), compresslevel=9)


if __name__ == "__main__":
    package(*sys.argv[1:])
