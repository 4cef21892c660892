"""Tar archives whose bytes follow from their content: sorted, owned by root, all of one time, gzip without a name or a time."""
import gzip
import io
import tarfile

import entry as entries_of


def tar(entries, time, prefix=""):
    """@param time  seconds since 1970, of every entry. @param prefix  before each path, e.g. "./"."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.GNU_FORMAT) as archive:
        if prefix == "./":
            archive.addfile(_header(entries_of.folder("."), "./", time))
        for entry in entries_of.with_folders(entries):
            archive.addfile(_header(entry, prefix + entry.path, time), io.BytesIO(entry.content or b""))
    return out.getvalue()


def _header(entry, name, time):
    info = tarfile.TarInfo(name)
    info.mode, info.mtime, info.uid, info.gid, info.uname, info.gname = entry.mode, time, 0, 0, "root", "root"
    if entry.is_file:
        info.size = len(entry.content)
    elif entry.is_link:
        info.type, info.linkname = tarfile.SYMTYPE, entry.target
    else:
        info.type = tarfile.DIRTYPE
    return info


def gzipped(content):
    return gzip.compress(content, compresslevel=6, mtime=0)
