"""One measurement each: start a tracer, watch it, say what it cost."""

import os
import re
import select
import signal
import statistics
import subprocess
import tempfile
import time

READY_S = 120
REPEATS = 4
# Tracers that know this variable print it when everything is attached. Only
# "ready", which the script prints, is the same signal for all of them.
NOTIFY = "__BPFTRACE_NOTIFY_PROBES_ATTACHED"


class Failed(Exception):
    """The tracer could not do what was asked."""


def environment():
    """Peers have limits on probes that ours does not know."""
    return dict(os.environ, BPFTRACE_MAX_PROBES="4096",
                BPFTRACE_MAX_BPF_PROGS="4096", **{NOTIFY: "1"})


def pinned(cpu, command):
    """COMMAND on one CPU, where there are several."""
    cpus = sorted(os.sched_getaffinity(0))
    if len(cpus) < 2:
        return command
    return ["taskset", "-c", str(cpus[cpu]), *command]


def waited(process):
    """Wait for PROCESS: (exit status, CPU seconds, peak KB)."""
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return process.returncode, used.ru_utime + used.ru_stime, used.ru_maxrss


def run_once(command):
    """{wall ms, cpu ms, peak MB} of a tracer that ends by itself."""
    begin = time.monotonic()
    # close_fds=False: posix_spawn, or the child's peak would start at ours
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL,
                               stdout=subprocess.DEVNULL,
                               stderr=subprocess.DEVNULL, close_fds=False,
                               env=environment())
    status, cpu, peak = waited(process)
    wall = time.monotonic() - begin
    if status:
        raise Failed(f"exit status {status}")
    return {"wall ms": wall * 1e3, "CPU ms": cpu * 1e3,
            "peak MB": peak / 1024}


class Tracer:
    """A tracer that runs SCRIPT until it is stopped."""

    def __init__(self, tool, script, ready, cpu=None):
        command = [str(tool), "-e", script + ready]
        if cpu is not None:
            command = pinned(cpu, command)
        self.begin = time.monotonic()
        self.notified = None
        self.errors = tempfile.TemporaryFile()
        self.process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=self.errors, env=environment())
        self.wait_ready()

    def lines(self, timeout):
        """Lines as they come; ends with the output, or when none comes."""
        rest = b""
        while select.select([self.process.stdout], [], [], timeout)[0]:
            data = os.read(self.process.stdout.fileno(), 1 << 16)
            if not data:
                return
            *whole, rest = (rest + data).split(b"\n")
            yield from whole

    def wait_ready(self):
        for line in self.lines(READY_S):
            if line == NOTIFY.encode():
                self.notified = time.monotonic() - self.begin
            if line == b"ready":
                self.printed = time.monotonic() - self.begin
                return
        self.process.kill()
        self.process.wait()
        raise Failed(self.said() or "it said nothing")

    def said(self):
        """The last line on stderr."""
        self.errors.seek(0)
        text = self.errors.read().decode(errors="replace")
        return text.strip().split("\n")[-1]

    def memory(self):
        """Resident MB, without what is only mapped from files."""
        with open(f"/proc/{self.process.pid}/status") as file:
            text = file.read()
        found = re.search(r"^RssAnon:\s+(\d+) kB", text, re.M)
        return int(found[1]) / 1024 if found else 0.0

    def stop(self):
        """SIGINT: (seconds to the first map line, to the end, CPU)."""
        begin = time.monotonic()
        self.process.send_signal(signal.SIGINT)
        first = None
        for line in self.lines(READY_S):
            if first is None and line.startswith(b"@"):
                first = time.monotonic() - begin
        _, cpu, _ = waited(self.process)
        end = time.monotonic() - begin
        return end if first is None else first, end, cpu


def life(tool, script, ready):
    """From the start to attached, from SIGINT to the results and the end."""
    tracer = Tracer(tool, script, ready)
    time.sleep(0.2)
    memory = tracer.memory()
    first, end, cpu = tracer.stop()
    notified = tracer.notified and tracer.notified * 1e3
    return {"notified ms": notified, "first line ms": tracer.printed * 1e3,
            "first map ms": first * 1e3,
            "prompt ms": end * 1e3, "CPU ms": cpu * 1e3,
            "own memory MB": memory}


def worker_cpu(command):
    """CPU seconds of the worker."""
    status, cpu, _ = waited(subprocess.Popen(pinned(-1, command)))
    if status:
        raise Failed(f"the worker ended with {status}")
    return cpu


def event(tool, script, ready, work, words):
    """
    Nanoseconds that a probe adds to each call of the traced process. Not the
    least of the repeats: that would be the one where most events were lost.
    """
    command = [str(work), *words.split()]
    calls = int(words.split()[-1])
    plain = statistics.median(worker_cpu(command) for _ in range(REPEATS))
    tracer = Tracer(tool, script, ready, cpu=0)
    drain = subprocess.Popen(["cat"], stdin=tracer.process.stdout,
                             stdout=subprocess.DEVNULL)
    traced = statistics.median(worker_cpu(command)
                               for _ in range(REPEATS))
    tracer.process.send_signal(signal.SIGINT)
    waited(tracer.process)
    tracer.process.stdout.close()
    drain.wait()
    return {"ns an event": (traced - plain) / calls * 1e9}


def printed(tool, script, ready, work, calls):
    """How many of a busy worker's events are printed, and what it costs."""
    with tempfile.NamedTemporaryFile() as out:
        errors = tempfile.TemporaryFile()
        command = pinned(0, [str(tool), "-o", out.name, "-e", script + ready])
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL,
                                   stdout=subprocess.DEVNULL, stderr=errors,
                                   env=environment())
        deadline = time.monotonic() + READY_S
        while not os.path.getsize(out.name):
            if process.poll() is not None or time.monotonic() > deadline:
                process.kill()
                raise Failed("it printed nothing")
            time.sleep(0.01)
        begin = time.monotonic()
        subprocess.run(pinned(-1, [str(work), "getppid", str(calls)]),
                       check=True)
        wall = time.monotonic() - begin
        process.send_signal(signal.SIGINT)
        _, cpu, _ = waited(process)
        with open(out.name, "rb") as file:
            lines = sum(line.count(b" work ") for line in file)
    return {"events a second, thousands": calls / wall / 1e3,
            "lost %": 100 * (1 - lines / calls),
            "tracer's CPU, ns a printed event": cpu / max(1, lines) * 1e9}


def shared_libraries(binary):
    """Files that BINARY loads, without the kernel's."""
    text = subprocess.run(["ldd", binary], capture_output=True, text=True,
                          check=False).stdout
    return sorted({os.path.realpath(path)
                   for path in re.findall(r"(/\S+) \(0x", text)})


def package_of(path):
    """The Debian package that PATH belongs to, or None."""
    for name in (path, path.removeprefix("/usr")):
        done = subprocess.run(["dpkg-query", "-S", name], capture_output=True,
                              text=True, check=False)
        if done.returncode == 0:
            return done.stdout.split(": ")[0].split(",")[0]
    return None


def installed_size(packages):
    """MB that PACKAGES take on disk."""
    if not packages:
        return 0.0
    done = subprocess.run(["dpkg-query", "-W", "-f", "${Installed-Size}\n",
                           *packages], capture_output=True, text=True,
                          check=True)
    return sum(int(line) for line in done.stdout.split()) / 1024


def size(tool):
    """What must be installed, beside the C library that everybody has."""
    binary = os.path.realpath(tool)
    libraries = shared_libraries(binary)
    packages = {package_of(path) for path in libraries} - {None}
    packages = {name for name in packages if not name.startswith("libc6")}
    own = package_of(binary)
    other = installed_size(sorted(packages | ({own} if own else set())))
    if not own:
        other += os.path.getsize(binary) / 2**20
    return {"binary MB": os.path.getsize(binary) / 2**20,
            "shared libraries": len(libraries),
            "their MB": sum(map(os.path.getsize, libraries)) / 2**20,
            "packages, with all they bring, MB": other}
