"""A virtual machine on a stock kernel and the host's files.

    with Machine(Kernel("6.1")) as machine:
        status = machine.execute(["uname", "-r"], out=sys.stdout.buffer.write)

The guest sees the host's whole file system as it was at the start; what it
writes is thrown away. The machine ends with this process, whatever happens.
"""

import os
import pathlib
import re
import select
import shutil
import signal
import socket
import struct
import subprocess
import tempfile
import time

from kernels import cache_folder, call

QEMU = "qemu-system-x86_64"
MEMORY = 2048
BOOT_SECONDS = 90
KVM_SECONDS = 6
GRACE_SECONDS = 20
# Lines of the console that are worth showing when a machine dies.
TROUBLE = re.compile(r"panic|Oops|BUG|RIP: 0010|lockup|Out of memory|init: ")
# Most of it saves time.
COMMAND_LINE = ("console=ttyS0 rdinit=/init quiet loglevel=4 panic=-1 "
                "nokaslr mitigations=off nowatchdog audit=0 init_on_alloc=0 "
                "rcupdate.rcu_expedited=1 cryptomgr.notests no5lvl "
                "random.trust_cpu=on")
# Under emulation the guest sees the host's time stamp counter.
EMULATED = ("no_timer_check tsc=reliable clocksource=tsc "
            "tsc_early_khz={khz}")
ENVIRONMENT = {"PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:"
                       "/sbin:/bin",
               "HOME": "/root", "USER": "root", "SHELL": "/bin/sh",
               "LANG": "C.UTF-8", "TERM": "dumb"}


class MachineError(Exception):
    """Why the machine cannot go on."""


class Machine:
    def __init__(self, kernel, shares=()):
        """SHARES: folders of the host that the guest may write to."""
        self.kernel = kernel
        self.shares = [str(pathlib.Path(s).resolve()) for s in shares]
        self.folder = None
        self.process = None
        self.socket = None
        self.pending = b""

    def __enter__(self):
        try:
            self.start()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *_):
        self.stop()

    def start(self):
        if not shutil.which(QEMU):
            raise MachineError(f"{QEMU} is not installed")
        for accelerator in accelerators():
            try:
                self.launch(accelerator)
                remember(accelerator)
                return
            except MachineError:
                if accelerator != "kvm":
                    raise
                self.stop()

    def launch(self, accelerator):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="awl-vm-"))
        self.socket, theirs = socket.socketpair()
        with theirs, open(self.folder / "qemu.log", "wb") as log:
            self.process = subprocess.Popen(
                self.command(accelerator, theirs.fileno()),
                stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                pass_fds=[theirs.fileno()], start_new_session=True)
        self.send("S", self.kernel.modules / self.kernel.release,
                  self.kernel.release, *self.shares)
        limit = KVM_SECONDS if accelerator == "kvm" else BOOT_SECONDS
        if self.receive(time.monotonic() + limit)[0] != "r":
            raise self.died("did not start properly")

    def command(self, accelerator, port):
        command = ["setpriv", "--pdeathsig", "KILL", QEMU, "-nodefaults",
                   "-no-user-config", "-no-reboot", "-display", "none",
                   "-M", "q35,usb=off,smbus=off,sata=off", "-smp", "1",
                   "-m", str(MEMORY), "-kernel", str(self.kernel.vmlinux),
                   "-initrd", str(self.kernel.initramfs),
                   "-serial", f"file:{self.folder}/console",
                   "-device", "virtio-serial-pci",
                   "-chardev", f"socket,id=port,fd={port}",
                   "-device", "virtserialport,chardev=port,nr=1"]
        append = COMMAND_LINE
        if accelerator == "kvm":
            command += ["-accel", "kvm", "-cpu", "host"]
        else:
            command += ["-accel", "tcg,thread=multi,tb-size=512",
                        "-cpu", "max"]
            khz = int(call(self.kernel.init))
            append += " " + EMULATED.format(khz=khz)
        command += ["-append", append]
        command += share("root", "/", ",readonly=on")
        for number, folder in enumerate(self.shares):
            command += share(f"share{number}", folder, "")
        return command

    def stop(self):
        if self.process:
            self.process.kill()
            self.process.wait()
            self.process = None
        if self.socket:
            self.socket.close()
            self.socket = None
        if self.folder:
            shutil.rmtree(self.folder, ignore_errors=True)
            self.folder = None
        self.pending = b""

    def died(self, what):
        """The error that says WHAT happened, with what the console and QEMU
        said about it."""
        lines = []
        for name in ("qemu.log", "console"):
            path = self.folder / name
            if path.exists():
                text = path.read_bytes().decode(errors="replace")
                found = text.replace("\r", "").splitlines()
                lines += list(filter(TROUBLE.search, found[:-6])) + found[-6:]
        return MachineError("\n  ".join(
            [f"the machine ({self.kernel.name}) {what}"] + lines[-20:]))

    def send(self, kind, *words):
        """Send a frame of words: kind and length, then bytes (see init.c)."""
        data = b"".join(os.fsencode(word) + b"\0" for word in words)
        self.send_bytes(kind, data)

    def send_bytes(self, kind, data):
        try:
            self.socket.sendall(struct.pack("<II", ord(kind), len(data)) +
                                data)
        except OSError:
            raise self.died("is gone") from None

    def receive(self, deadline):
        """The next frame as (kind, bytes); (None, b"") at the DEADLINE."""
        while True:
            if len(self.pending) >= 8:
                kind, size = struct.unpack_from("<II", self.pending)
                if len(self.pending) >= 8 + size:
                    data = self.pending[8:8 + size]
                    self.pending = self.pending[8 + size:]
                    return chr(kind), data
            left = deadline - time.monotonic()
            if left <= 0 or not select.select([self.socket], [], [],
                                              left)[0]:
                if time.monotonic() >= deadline:
                    return None, b""
                continue
            try:
                more = self.socket.recv(1 << 16)
            except ConnectionError:
                more = b""
            if not more:
                raise self.died("went down")
            self.pending += more

    def execute(self, command, cwd="/", env=None, out=None, err=None,
                silence=None, timeout=None, interactive=False):
        """Run COMMAND; returns its exit status, 128 + N after signal N.

        OUT and ERR are called with the bytes that it prints. The machine
        must say something every SILENCE seconds. After TIMEOUT seconds the
        command is killed and the status is 124. INTERACTIVE: an interrupt
        is for the command.
        """
        variables = [f"{key}={value}" for key, value in
                     dict(ENVIRONMENT, **(env or {})).items()]
        self.send("R", "env", "-C", str(cwd), "-i", *variables, *command)
        end = time.monotonic() + timeout if timeout else float("inf")
        late = False
        while True:
            try:
                quiet = time.monotonic() + (silence or 86400)
                kind, data = self.receive(min(end, quiet))
            except KeyboardInterrupt:
                if not interactive:
                    raise
                self.send_bytes("K", bytes([signal.SIGINT]))
                continue
            if kind == "x":
                return 124 if late else data[0]
            if kind == "o" and out:
                out(data)
            elif kind == "e" and err:
                err(data)
            elif kind is None and late:
                raise self.died("cannot end a command")
            elif kind is None and time.monotonic() < end:
                raise self.died(f"has not said a word for {silence} s")
            elif kind is None:
                late = True
                end = time.monotonic() + GRACE_SECONDS
                self.send_bytes("K", bytes([signal.SIGKILL]))


def share(tag, folder, options):
    return ["-fsdev", f"local,id={tag},path={folder},security_model=none,"
            f"multidevs=remap{options}",
            "-device", f"virtio-9p-pci,fsdev={tag},mount_tag={tag}"]


def boot_id():
    return pathlib.Path("/proc/sys/kernel/random/boot_id").read_text().strip()


def accelerators():
    """What to try, in order. KVM may be there and still hang its guests, so
    how it went is remembered until the host starts anew."""
    known = cache_folder() / "accelerator"
    if known.exists():
        boot, _, name = known.read_text().strip().partition(" ")
        if boot == boot_id():
            return [name]
    usable = os.access("/dev/kvm", os.R_OK | os.W_OK)
    return ["kvm", "tcg"] if usable else ["tcg"]


def remember(accelerator):
    (cache_folder() / "accelerator").write_text(
        f"{boot_id()} {accelerator}\n")
