"""Stock distribution kernels, fetched with the package manager, not installed.

A kernel is kept in the cache folder ($AWL_VM_CACHE, otherwise
~/.cache/awl-vm) as  NAME/tree  (its packages, unpacked), NAME/vmlinux  and
NAME/initramfs-KEY,  where KEY stands for what went into it. The archive is
the one that this machine's own package manager is set up for; a private state
keeps its lists apart.
"""

import contextlib
import fcntl
import hashlib
import os
import pathlib
import re
import shutil
import struct
import subprocess
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
# What we call a kernel -> the release of the distribution that has it.
SUITES = {"6.1": "bookworm", "6.12": "trixie", "new": "sid"}
PACKAGE = "linux-image-amd64"
PARTS = re.compile(r"linux-(image|binary|modules|base)-\d\S*")
# What the machine needs before it sees the host's files.
MODULES = ["virtio_pci", "virtio_console", "9pnet_virtio", "9p", "overlay"]
UNPACK = {b"\xfd7zXZ": ["xz", "-dc"], b"\x28\xb5\x2f\xfd": ["zstd", "-qdc"],
          b"\x1f\x8b": ["gzip", "-dc"]}


class KernelError(Exception):
    """Why there is no kernel, in one sentence."""


def cache_folder():
    folder = os.environ.get("AWL_VM_CACHE")
    return pathlib.Path(folder) if folder else \
        pathlib.Path.home() / ".cache/awl-vm"


def call(*command, **options):
    """Standard output of COMMAND."""
    try:
        done = subprocess.run(command, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, **options)
    except FileNotFoundError:
        raise KernelError(f"{command[0]} is not installed") from None
    if done.returncode:
        lines = done.stderr.decode(errors="replace").strip().splitlines()
        said = [line for line in lines if line.startswith("E: ")] or \
            lines[-1:] or [f"status {done.returncode}"]
        raise KernelError(f"{command[0]} failed: {said[0]}")
    return done.stdout


@contextlib.contextmanager
def locked(folder):
    """One process at a time prepares things in FOLDER."""
    folder.mkdir(parents=True, exist_ok=True)
    with open(folder / "lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def archive():
    """Address of the Debian archive that this machine uses."""
    release = dict(line.split("=", 1) for line in pathlib.Path(
        "/etc/os-release").read_text().splitlines() if "=" in line)
    own = {release.get("VERSION_CODENAME", ""), "stable", "testing", "sid",
           "unstable"}
    if release.get("ID") != "debian":
        raise KernelError("the machine is not Debian and knows no archive "
                          "with Debian's kernels")
    text = call("apt-get", "indextargets", "--format",
                "$(SITE) $(RELEASE) $(COMPONENT) $(CREATED_BY)").decode()
    for line in text.splitlines():
        site, suite, component, kind = line.rsplit(" ", 3)
        if suite in own and component == "main" and kind == "Packages":
            return site
    raise KernelError("no Debian archive in the package manager's sources")


class Apt:
    """The package manager with a state of its own for another release."""

    def __init__(self, folder, suite):
        for part in ("lists/partial", "cache/archives/partial", "none"):
            (folder / part).mkdir(parents=True, exist_ok=True)
        (folder / "status").touch()
        (folder / "sources.list").write_text(
            "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] "
            f"{archive()} {suite} main\n")
        settings = {
            "Dir::Etc::sourcelist": folder / "sources.list",
            "Dir::Etc::sourceparts": folder / "none",
            "Dir::Etc::preferences": folder / "none/preferences",
            "Dir::Etc::preferencesparts": folder / "none",
            "Dir::State::lists": folder / "lists",
            "Dir::State::status": folder / "status",
            "Dir::Cache": folder / "cache",
            "APT::Sandbox::User": "root",
            "APT::Architecture": "amd64",
            "APT::Update::Error-Mode": "any",
            "Acquire::Languages": "none",
            "Acquire::Retries": "2",
            "Acquire::http::Timeout": "30",
        }
        self.options = [word for key, value in settings.items()
                        for word in ("-o", f"{key}={value}")]

    def kernel_packages(self):
        text = call("apt-cache", *self.options, "depends", "--recurse",
                    "--important", PACKAGE).decode()
        found = set(filter(PARTS.fullmatch, text.split()))
        if not found:
            raise KernelError(f"the archive has no {PACKAGE}")
        return sorted(found)

    def download(self, folder):
        """Put the kernel's packages into FOLDER; returns their files."""
        call("apt-get", *self.options, "-qq", "update")
        folder.mkdir()
        call("apt-get", *self.options, "-qq", "download",
             *self.kernel_packages(), cwd=folder)
        return sorted(folder.glob("*.deb"))


def unpack(path, data=None):
    """The contents of a compressed file, or of DATA."""
    data = path.read_bytes() if data is None else data
    for magic, command in UNPACK.items():
        if data.startswith(magic):
            return call(*command, input=data)
    if data.startswith(b"\x7fELF"):
        return data
    raise KernelError(f"unknown compression of {path.name}")


def extract_vmlinux(image):
    """The ELF file inside a bzImage.

    QEMU starts it directly, which spares the guest the unpacking, slow under
    emulation. The offsets are those of the x86 boot protocol; the last four
    bytes of the payload are its unpacked size.
    """
    data = image.read_bytes()
    offset, size = struct.unpack_from("<II", data, 0x248)
    start = ((data[0x1f1] or 4) + 1) * 512 + offset
    return unpack(image, data[start:start + size - 4])


class Kernel:
    """A kernel that is ready to be started."""

    def __init__(self, name):
        if name not in SUITES:
            raise KernelError(f"no kernel {name}; there are " +
                              ", ".join(SUITES))
        self.name = name
        self.folder = cache_folder() / name
        self.tree = self.folder / "tree"
        self.vmlinux = self.folder / "vmlinux"
        source = (HERE / "init.c").read_bytes() + " ".join(MODULES).encode()
        key = hashlib.sha256(source).hexdigest()[:12]
        self.initramfs = self.folder / f"initramfs-{key}"
        self.init = cache_folder() / f"init-{key}"
        with locked(cache_folder()):
            self.prepare()

    def prepare(self):
        if not self.tree.exists():
            self.fetch()
        self.modules = next(p for p in (self.tree / "usr/lib/modules",
                                        self.tree / "lib/modules")
                            if p.exists())
        self.release = next(self.modules.iterdir()).name
        if not self.vmlinux.exists():
            self.write(self.vmlinux, extract_vmlinux(self.image()))
        if not self.init.exists():
            self.build_init()
        if not self.initramfs.exists():
            self.build_initramfs()

    @staticmethod
    def write(path, data):
        """All of the file or none of it."""
        part = path.with_name(path.name + ".part")
        part.write_bytes(data)
        part.rename(path)

    def fetch(self):
        self.folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=self.folder) as scratch:
            scratch = pathlib.Path(scratch)
            apt = Apt(self.folder / "apt", SUITES[self.name])
            for package in apt.download(scratch / "packages"):
                call("dpkg-deb", "-x", package, scratch / "tree")
            shutil.rmtree(self.folder / "apt")
            (scratch / "tree").rename(self.tree)

    def image(self):
        for path in (self.tree / f"boot/vmlinuz-{self.release}",
                     self.modules / self.release / "vmlinuz"):
            if path.exists():
                return path
        raise KernelError(f"the package of {self.name} has no image")

    def build_init(self):
        part = self.init.with_name("init.part")
        call("gcc", "-std=c17", "-D_GNU_SOURCE", "-O2", "-static",
             HERE / "init.c", "-o", part)
        part.rename(self.init)

    def module_files(self):
        """The files of MODULES and of what they need, in loading order."""
        base = self.modules.parent.parent
        if not (self.modules / self.release / "modules.dep.bin").exists():
            call("depmod", "-b", base, self.release)
        text = "".join(call("modprobe", "-d", base, "-S", self.release,
                            "--show-depends", name).decode()
                       for name in MODULES)
        return [pathlib.Path(path) for path in
                dict.fromkeys(re.findall(r"^insmod (\S+)", text, re.M))]

    def build_initramfs(self):
        with tempfile.TemporaryDirectory(dir=self.folder) as scratch:
            scratch = pathlib.Path(scratch)
            for folder in ("dev", "proc", "sys", "modules"):
                (scratch / folder).mkdir()
            shutil.copy(self.init, scratch / "init")
            names = []
            for path in self.module_files():
                names.append(path.name[:path.name.index(".ko") + 3])
                (scratch / "modules" / names[-1]).write_bytes(unpack(path))
            (scratch / "modules/list").write_text(
                "".join(name + "\n" for name in names))
            files = "\n".join(str(p.relative_to(scratch)) for p in
                              sorted(scratch.rglob("*"))).encode()
            self.write(self.initramfs, call(
                "cpio", "--quiet", "-o", "-H", "newc", input=files,
                cwd=scratch))
