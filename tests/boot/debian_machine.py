"""A machine with Debian's own kernel under QEMU, whose root is this machine's, read-only. It is emulated in software, so it needs no rights and
no support of the processor; it boots in half a minute and is ten times slower than this one.
"""
import lzma
import pathlib
import re
import shutil
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[2]
HERE = pathlib.Path(__file__).resolve().parent
CACHE = ROOT / "build/boot"
PACKAGE = "linux-image-amd64"
# What mounts the root, and what a desktop's kernel loads by itself, or when asked: 8021q.
MODULES = ["virtio_pci", "virtio_blk", "virtio_rng", "ext4", "9pnet_virtio", "9p", "overlay", "veth", "8021q", "macvlan", "bridge",
           "nf_tables", "nft_ct", "nft_chain_nat", "nft_nat", "nft_masq", "tun"]
PROGRAMS = {"qemu-system-x86_64": "qemu-system-x86", "cpio": "cpio", "modprobe": "kmod", "mkfs.ext4": "e2fsprogs",
            "dpkg-deb": "dpkg", "apt-get": "apt"}
PATH = "/usr/sbin:/sbin:/usr/bin:/bin"
DISK_MIB = 2048
MEMORY_MIB = 2048


def missing():
    """What this machine lacks: names of packages."""
    return sorted({package for program, package in PROGRAMS.items() if not shutil.which(program, path=PATH)} |
                  (set() if pathlib.Path("/bin/busybox").exists() else {"busybox-static"}))


def run(*arguments, **options):
    return subprocess.run([str(one) for one in arguments], check=True, stdout=subprocess.PIPE, text=True,
                          env={"PATH": PATH, "LC_ALL": "C.UTF-8", "HOME": "/"}, **options).stdout


def kernel():
    """A folder with the newest kernel that apt knows of, unpacked and not installed. It is kept."""
    depends = run("apt-cache", "depends", PACKAGE)
    package = re.search(r"Depends: (linux-image-[0-9]\S*)", depends)[1]
    folder = CACHE / package
    if not folder.exists():
        CACHE.mkdir(parents=True, exist_ok=True)
        run("apt-get", "download", package, cwd=CACHE, stderr=subprocess.DEVNULL)
        [archive] = CACHE.glob(f"{package}_*.deb")
        unpacked = folder.with_suffix(".new")
        run("dpkg-deb", "--extract", archive, unpacked)
        archive.unlink()
        [modules] = (unpacked / "lib/modules").iterdir()
        run("depmod", "--basedir", unpacked, modules.name)
        unpacked.rename(folder)
    return folder


def modules_of(kernel_folder):
    """Files of the modules, each after those that it needs."""
    [modules] = (kernel_folder / "lib/modules").iterdir()
    shown = [line.split() for module in MODULES for line in
             run("modprobe", "--dirname", kernel_folder, "--set-version", modules.name, "--show-depends", module).splitlines()]
    return list(dict.fromkeys(pathlib.Path(words[1]) for words in shown if words[0] == "insmod"))


def make_initramfs(kernel_folder, folder):
    """The archive from which the kernel starts: busybox, modules, the script `init`."""
    tree = folder / "initramfs"
    for name in ("bin", "modules"):
        (tree / name).mkdir(parents=True)
    shutil.copy("/bin/busybox", tree / "bin/busybox")
    shutil.copy(HERE / "init", tree / "init")
    (tree / "init").chmod(0o755)
    names = []
    for module in modules_of(kernel_folder):
        names.append(module.name.removesuffix(".xz"))
        data = module.read_bytes()
        (tree / "modules" / names[-1]).write_bytes(lzma.decompress(data) if module.suffix == ".xz" else data)
    (tree / "modules/order").write_text("".join(f"{name}\n" for name in names))
    made = folder / "initramfs.cpio"
    with open(made, "wb") as out:
        files = "".join(f"{path.relative_to(tree)}\n" for path in sorted(tree.rglob("*")))
        subprocess.run(["cpio", "--quiet", "--create", "--format=newc", "--owner=0:0"], input=files.encode(), cwd=tree, check=True, stdout=out)
    return made


def boot(folder, seconds):
    """All that the machine writes to its console until it is off. It is ended after that time."""
    kernel_folder = kernel()
    [image] = (kernel_folder / "boot").glob("vmlinuz-*")
    disk = folder / "disk.ext4"
    with open(disk, "wb") as made:
        made.truncate(DISK_MIB << 20)
    run("mkfs.ext4", "-q", "-F", disk)
    # It ends in time, also when who waits for it was killed.
    command = ["timeout", "--kill-after=5", str(seconds), "qemu-system-x86_64", "-accel", "tcg,thread=multi", "-smp", "2",
               "-m", str(MEMORY_MIB), "-cpu", "max", "-no-reboot", "-nographic",
               "-kernel", image, "-initrd", make_initramfs(kernel_folder, folder), "-nic", "none", "-device", "virtio-rng-pci",
               "-append", f"console=ttyS0 quiet loglevel=1 panic=-1 random.trust_cpu=on repository={ROOT}",
               "-drive", f"file={disk},if=virtio,format=raw,cache=unsafe",
               "-virtfs", "local,path=/,mount_tag=host,security_model=none,readonly=on,multidevs=remap"]
    console = folder / "console.log"
    with open(console, "wb") as out:
        process = subprocess.Popen([str(one) for one in command], stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT)
        try:
            process.wait()
        finally:
            process.terminate()  # `timeout` passes it on.
            process.wait()
    return console.read_text(errors="replace")
