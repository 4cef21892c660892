"""A Debian binary package (deb(5)): an ar archive of `debian-binary`, control.tar.gz and data.tar.gz."""
import hashlib

import archive
import entry as entries_of


def write(control, entries, time):
    """@param control  fields of the control file in their order; Installed-Size is added
    @param entries  what is installed, paths relative to /
    @return  the package's bytes"""
    control = dict(control)
    control["Installed-Size"] = str(installed_size(entries))
    control_files = [entries_of.file("control", control_text(control)), entries_of.file("md5sums", md5sums(entries))]
    members = [("debian-binary", b"2.0\n"),
               ("control.tar.gz", archive.gzipped(archive.tar(control_files, time, "./"))),
               ("data.tar.gz", archive.gzipped(archive.tar(entries, time, "./")))]
    return b"!<arch>\n" + b"".join(_member(name, content, time) for name, content in members)


def control_text(fields):
    """Continuation lines are indented by their writer."""
    order = ["Package", "Version", "Architecture", "Maintainer", "Installed-Size", "Depends", "Recommends", "Suggests", "Section",
             "Priority", "Homepage", "Description"]
    unknown = set(fields) - set(order)
    if unknown:
        raise ValueError("no place for the control fields " + ", ".join(sorted(unknown)))
    return "".join(f"{name}: {fields[name]}\n" for name in order if fields.get(name))


def md5sums(entries):
    return "".join(f"{hashlib.md5(entry.content).hexdigest()}  {entry.path}\n"
                   for entry in entries_of.with_folders(entries) if entry.is_file)


def installed_size(entries):
    """In KiB as dpkg-gencontrol counts: each file rounded up, 1 for everything else."""
    return sum(-(-len(entry.content) // 1024) if entry.is_file else 1 for entry in entries_of.with_folders(entries))


def _member(name, content, time):
    header = f"{name:<16}{time:<12}{0:<6}{0:<6}{'100644':<8}{len(content):<10}`\n".encode()
    return header + content + b"\n" * (len(content) % 2)
