"""What an archive holds: folders, files and symbolic links, with modes but without owners and times of their own."""
import dataclasses
import os
import pathlib


@dataclasses.dataclass(frozen=True)
class Entry:
    """`path` is relative, with slashes. A folder has neither bytes nor target, a link has a target."""
    path: str
    mode: int
    content: bytes | None = None
    target: str | None = None

    @property
    def is_file(self):
        return self.content is not None

    @property
    def is_link(self):
        return self.target is not None


def folder(path, mode=0o755):
    return Entry(path, mode)


def file(path, content, mode=0o644):
    return Entry(path, mode, content.encode() if isinstance(content, str) else content)


def link(path, target):
    return Entry(path, 0o777, target=target)


def tree(source, path, wanted=lambda relative: True):
    """All below the folder `source`, as it is to lie below `path`. Modes become 0644, or 0755 for programs that their owner may run.

    `wanted` is asked with each path relative to `source`; of a folder that is not wanted nothing is taken.
    """
    source = pathlib.Path(source)
    out = []
    for here, folders, files in os.walk(source):
        relative = pathlib.Path(here).relative_to(source)
        folders[:] = sorted(name for name in folders if wanted(str(relative / name)))
        linked = [name for name in folders if (pathlib.Path(here) / name).is_symlink()]
        if linked:
            raise ValueError(f"{here}/{linked[0]} is a link to a folder: what is packaged lies in the tree itself")
        for name in sorted(files):
            if wanted(str(relative / name)):
                out.append(_read(pathlib.Path(here) / name, str(pathlib.PurePosixPath(path) / relative / name)))
    return out


def _read(source, path):
    if source.is_symlink():
        return link(path, os.readlink(source))
    content = source.read_bytes()
    # Some of npm's packages come with texts that everybody may run.
    is_program = source.stat().st_mode & 0o100 and content.startswith((b"#!", b"\x7fELF"))
    return file(path, content, 0o755 if is_program else 0o644)


def with_folders(entries):
    """Sorted by path, each folder that is not named itself (mode 0755) before what is in it. A path that is there twice is a defect."""
    by_path = {}
    for entry in entries:
        if entry.path in by_path:
            raise ValueError(f"{entry.path} is there twice")
        by_path[entry.path] = entry
    for entry in list(by_path.values()):
        for parent in pathlib.PurePosixPath(entry.path).parents:
            if str(parent) != ".":
                by_path.setdefault(str(parent), folder(str(parent)))
    return [by_path[path] for path in sorted(by_path, key=lambda path: path.split("/"))]


def below(prefix, entries):
    """The same entries in the folder `prefix`."""
    return [dataclasses.replace(entry, path=f"{prefix}/{entry.path}") for entry in entries]
