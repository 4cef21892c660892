"""What is in the packages."""
import gzip
import hashlib
import os
import re
import shutil
import subprocess

import pytest

from conftest import ROOT, run


def commands_in_help(program):
    listed = run(program, "--help").partition("Subcommands:\n")[2].partition("\n\n")[0]
    names = re.findall(r"^  (\S+)", listed, re.MULTILINE)
    assert "sandbox" in names
    return names


def test_made_twice_they_are_the_same_bytes(packages, packages_again):
    assert packages.names() == packages_again.names()
    different = [name for name in packages.names()
                 if (packages.folder / name).read_bytes() != (packages_again.folder / name).read_bytes()]
    assert not different


def test_the_sums_are_of_all_files(packages):
    lines = dict(reversed(line.split("  ")) for line in (packages.folder / "SHA256SUMS").read_text().splitlines())
    assert sorted([*lines, "SHA256SUMS"]) == packages.names()
    for name, digest in lines.items():
        assert hashlib.sha256((packages.folder / name).read_bytes()).hexdigest() == digest


def test_dpkg_reads_the_deb_and_its_sums(packages, unpacked_deb, tmp_path):
    fields = run("dpkg-deb", "--field", packages.deb)
    for wanted in ("Package: eni-trunking\n", "Maintainer: ", "Installed-Size: ",
                   "Recommends: ca-certificates, crun | runc, nodejs (>= 18), python3, slirp4netns\n"):
        assert wanted in fields
    subprocess.run(["dpkg-deb", "--control", packages.deb, tmp_path / "control"], check=True)
    sums = (tmp_path / "control/md5sums").read_text().splitlines()
    files = sorted(str(path.relative_to(unpacked_deb)) for path in unpacked_deb.rglob("*") if path.is_file() and not path.is_symlink())
    assert sorted(line.split("  ", 1)[1] for line in sums) == files
    run("md5sum", "--check", "--quiet", tmp_path / "control/md5sums", cwd=unpacked_deb)


def test_the_deb_belongs_to_root_and_nobody_else_may_write_it(packages):
    for line in run("dpkg-deb", "--contents", packages.deb).splitlines():
        mode, owner = line.split()[:2]
        assert owner == "root/root" and mode in {"drwxr-xr-x", "-rw-r--r--", "-rwxr-xr-x", "lrwxrwxrwx"}, line


def test_what_the_command_links_is_in_depends(packages, unpacked_deb):
    depends = run("dpkg-deb", "--field", packages.deb, "Depends")
    paths = re.findall(r"(/\S+) \(0x", run("ldd", unpacked_deb / "usr/bin/eni-trunking"))
    assert len(paths) >= 2
    for path in paths:
        owner = run("dpkg", "--search", path).split(":")[0]
        assert re.search(rf"\b{re.escape(owner)} \(>= ", depends), f"{path} is of {owner}, and the package depends on {depends}"


def test_symbols_are_not_newer_than_the_c_library_that_is_asked_for(packages, unpacked_deb):
    """And on Debian 12 that is the oldest that the tarball is for."""
    asked = re.search(r"libc6 \(>= ([\d.]+)\)", run("dpkg-deb", "--field", packages.deb, "Depends")).group(1)
    number = lambda version: [int(part) for part in version.split(".")]
    used = re.findall(r"GLIBC_([\d.]+)", run("objdump", "-T", unpacked_deb / "usr/bin/eni-trunking"))
    assert max(used, key=number) == asked
    if "VERSION_CODENAME=bookworm" in open("/etc/os-release").read():
        assert number(asked) <= [2, 36]


def test_the_command_is_stripped(unpacked_deb):
    assert "no symbols" in run("nm", unpacked_deb / "usr/bin/eni-trunking")


@pytest.mark.skipif(not shutil.which("lintian"), reason="no lintian here, which knows Debian's policy")
def test_lintian_finds_nothing_wrong_with_the_deb(packages):
    run("lintian", "--allow-root", "--fail-on", "error,warning", packages.deb)


@pytest.mark.parametrize("package", ["deb", "tarball"])
def test_the_template_names_zips_that_are_there(package, unpacked_deb, unpacked_tarball):
    prefix = unpacked_deb / "usr" if package == "deb" else unpacked_tarball
    template = prefix / "share/eni-trunking/templates/eni-trunking.yml"
    zips = re.findall(r"Code: (\S+\.zip)", template.read_text())
    assert zips
    for path in zips:
        installed = template.parent / path
        assert installed.read_bytes() == (ROOT / "build/function" / installed.name).read_bytes()


def test_there_is_a_manual_page_for_each_command(unpacked_deb):
    pages = {path.name for path in (unpacked_deb / "usr/share/man/man1").iterdir()}
    names = commands_in_help(unpacked_deb / "usr/bin/eni-trunking")
    assert pages == {"eni-trunking.1.gz", *(f"eni-trunking-{name}.1.gz" for name in names)}


def test_manual_pages_say_what_help_says(unpacked_deb):
    program = unpacked_deb / "usr/bin/eni-trunking"
    for name in commands_in_help(program):
        page = gzip.open(unpacked_deb / f"usr/share/man/man1/eni-trunking-{name}.1.gz", "rt").read().replace("\\-", "-")
        for option in re.findall(r"^  (?:-\w,)?(--[\w-]+)", run(program, name, "--help"), re.MULTILINE):
            assert option in page, f"{name} {option}"


@pytest.mark.skipif(not shutil.which("groff"), reason="no groff here, which reads manual pages")
def test_groff_finds_nothing_wrong_with_the_manual_pages(unpacked_deb):
    for path in (unpacked_deb / "usr/share/man/man1").iterdir():
        done = subprocess.run(["groff", "-man", "-Tutf8", "-ww", "-rLL=80n"], input=gzip.decompress(path.read_bytes()), stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, check=True)
        assert not done.stderr, f"{path.name}: {done.stderr.decode()}"


def test_completions_know_the_commands(unpacked_deb):
    share = unpacked_deb / "usr/share"
    paths = ["bash-completion/completions/eni-trunking", "zsh/vendor-completions/_eni-trunking", "fish/vendor_completions.d/eni-trunking.fish"]
    for path in paths:
        text = (share / path).read_text()
        for name in commands_in_help(unpacked_deb / "usr/bin/eni-trunking"):
            assert re.search(rf"\b{name}\b", text), f"{path} {name}"


def test_bash_completes_a_command_from_the_installed_file(unpacked_deb):
    script = f'. {unpacked_deb}/usr/share/bash-completion/completions/eni-trunking; COMP_WORDS=(eni-trunking sand) COMP_CWORD=1; ' \
             '_eni_trunking; echo "${COMPREPLY[@]}"'
    assert run("bash", "--norc", "-c", script).split() == ["sandbox"]


@pytest.mark.skipif(not shutil.which("fish"), reason="no fish here")
def test_fish_completes_a_command_from_the_installed_file(unpacked_deb):
    path = unpacked_deb / "usr/share/fish/vendor_completions.d/eni-trunking.fish"
    assert run("fish", "--no-config", "-c", f"source {path}; complete -C 'eni-trunking sand'").startswith("sandbox\t")


@pytest.mark.skipif(not shutil.which("zsh"), reason="no zsh here")
def test_zsh_finds_a_function_that_completes_when_it_is_first_called(unpacked_deb):
    """zsh loads the file as the function _eni-trunking, and waits for words from that very call."""
    script = f"fpath=({unpacked_deb}/usr/share/zsh/vendor-completions $fpath); autoload -U compinit; compinit -u -D; " \
             'bashcompinit() { complete() { : }; _bash_complete() { print called "$@" } }; autoload() { : }; ' \
             'print -r -- "$_comps[eni-trunking]"; _eni-trunking'
    assert run("zsh", "-f", "-c", script).split("\n")[:2] == ["_eni-trunking", "called -o default -F _eni_trunking"]


@pytest.mark.parametrize("package", ["deb", "tarball"])
def test_the_user_unit_runs_the_installed_command(package, unpacked_deb, unpacked_tarball):
    prefix = unpacked_deb / "usr" if package == "deb" else unpacked_tarball
    unit = (prefix / "lib/systemd/user/eni-trunking-sandbox.service").read_text()
    start = re.search(r"^ExecStart=(\S+) sandbox \$OPTIONS$", unit, re.MULTILINE).group(1)
    assert start == {"deb": "/usr/bin/eni-trunking", "tarball": "/opt/eni-trunking/bin/eni-trunking"}[package]
    assert "@" not in unit


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="no systemd here, which reads units")
def test_systemd_finds_nothing_wrong_with_the_user_unit(unpacked_deb, tmp_path):
    unit = (unpacked_deb / "usr/lib/systemd/user/eni-trunking-sandbox.service").read_text()
    path = tmp_path / "eni-trunking-sandbox.service"
    path.write_text(unit.replace("/usr/bin/eni-trunking", str(unpacked_deb / "usr/bin/eni-trunking")))
    environment = {**os.environ, "XDG_RUNTIME_DIR": str(tmp_path)}
    assert run("systemd-analyze", "--user", "--man=no", "verify", path, env=environment) == ""


def test_the_notices_of_what_is_linked_go_along(unpacked_deb):
    notices = {path.name for path in (unpacked_deb / "usr/share/doc/eni-trunking/third-party").iterdir()}
    assert {f"{name}.copyright.gz" for name in ("libssl-dev", "libsqlite3-dev", "libarchive-dev", "libcli11-dev")} <= notices


def test_nothing_of_the_build_machine_is_told(unpacked_deb):
    """No path of the checkout: neither in the program nor in what comes with it."""
    needle = str(ROOT).encode()
    found = [path for path in unpacked_deb.rglob("*") if path.is_file() and needle in path.read_bytes()]
    assert not found


def test_the_tarball_runs_from_where_it_lies(unpacked_tarball, tmp_path):
    """The function, its template and the runtimes are found beside it, whatever the working folder is."""
    shown = run(unpacked_tarball / "bin/eni-trunking", "demo", cwd=tmp_path, env={"PATH": "/usr/bin:/bin", "HOME": str(tmp_path)})
    assert "its function answered SUCCESS" in shown and "host 2" in shown
