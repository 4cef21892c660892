"""The files of an installation below its prefix (/usr, or the folder of a tarball), the same in each package."""
import functools
import gzip
import pathlib
import re
import subprocess
import sys
import tempfile

import debian
import entry

HERE = pathlib.Path(__file__).parent
SHARE = "share/eni-trunking"
DOCUMENTS = "share/doc/eni-trunking"
COMPLETIONS = {"bash": "share/bash-completion/completions/eni-trunking", "zsh": "share/zsh/vendor-completions/_eni-trunking",
               "fish": "share/fish/vendor_completions.d/eni-trunking.fish"}
USER_UNIT = "lib/systemd/user/eni-trunking-sandbox.service"


@functools.cache
def entries(build):
    """Paths are relative to the prefix."""
    return (entry.file("bin/eni-trunking", build.stripped_program, 0o755), *_share(build), *_manual(build), *_completions(build),
            *documents(build))


def user_unit(prefix):
    """A systemd unit for users, which runs the sandbox of the installation at `prefix`."""
    text = (HERE / "files/eni-trunking-sandbox.service").read_text()
    return entry.file(USER_UNIT, text.replace("@PREFIX@", prefix))


# ---- what the command looks for (apps/eni_trunking/stacks/installation.cpp) -----------------------------------


def _share(build):
    zips = [entry.file(f"{SHARE}/function/{path.name}", path.read_bytes())
            for path in map(build.function_zip, build.function_architectures())]
    examples = entry.tree(build.root / "templates/examples", f"{SHARE}/templates/examples")
    runtimes = entry.tree(build.root / "runtimes", f"{SHARE}/runtimes", _is_needed_at_run_time)
    return [*zips, entry.file(f"{SHARE}/templates/eni-trunking.yml", template(build)), *examples, *runtimes]


def template(build):
    """The function's template, with paths to the zips as they are installed; of one function only, where only that could be built."""
    architectures = build.function_architectures()
    script = build.root / "templates/one_architecture.py"
    if len(architectures) == 1:
        return subprocess.run([sys.executable, script, architectures[0], "../function"], check=True, stdout=subprocess.PIPE).stdout
    text, count = re.subn(r"\.\./build/function/", "../function/", (build.root / "templates/eni-trunking.yml").read_text())
    if count != len(architectures):
        raise SystemExit("templates/eni-trunking.yml has changed: it does not name the function's zips")
    return text


def _is_needed_at_run_time(relative):
    """Without types, maps and caches: six of ten files in the AWS SDK for JavaScript, which Node.js never reads."""
    path = pathlib.PurePosixPath(relative)
    return not (path.name in {".installed", ".package-lock.json", "__pycache__", ".bin", "dist-types"}
                or path.name.endswith((".d.ts", ".d.mts", ".d.cts", ".map")))


# ---- what is made of the command's own tables -----------------------------------------------------------------


def _manual(build):
    with tempfile.TemporaryDirectory() as folder:
        build.run("man-pages", folder, "--date", build.date("%Y-%m-%d"))
        return [entry.file(f"share/man/man1/{page.name}.gz", compressed(page.read_bytes()))
                for page in sorted(pathlib.Path(folder).iterdir())]


def _completions(build):
    return [entry.file(path, build.run("completion", shell)) for shell, path in COMPLETIONS.items()]


# ---- documents ------------------------------------------------------------------------------------------------


def documents(build):
    """What the project says of itself, and the notices that the licences of what is linked want to go along with it."""
    copyright_text = (HERE / "files/copyright").read_text()
    notices = [entry.file(f"{DOCUMENTS}/third-party/{package.name}.copyright.gz", compressed(debian.copyright_file(package).encode()))
               for package in linked_packages(build)]
    return [entry.file(f"{DOCUMENTS}/copyright", copyright_text), entry.file(f"{DOCUMENTS}/NOTICE", (build.root / "NOTICE").read_bytes()),
            entry.file(f"{DOCUMENTS}/README.md", (build.root / "README.md").read_bytes()),
            entry.file(f"{DOCUMENTS}/compatibility.md.gz", compressed((build.root / "docs/compatibility.md").read_bytes())),
            entry.file(f"{DOCUMENTS}/security.md", (build.root / "docs/security.md").read_bytes()),
            entry.file(f"{DOCUMENTS}/container.md", (HERE / "files/container.md").read_bytes()), *notices]


def linked_packages(build):
    """A package of each name whose code is in the command or in a function."""
    found = {}
    of_all = [build.linked_to_command, *map(build.linked_to_function, build.function_architectures())]
    for linked in of_all:
        for package in [*linked.archives, *linked.headers]:
            found.setdefault(package.name, package)
    return [found[name] for name in sorted(found)]


def compressed(content):
    return gzip.compress(content, compresslevel=9, mtime=0)
