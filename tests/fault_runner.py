"""Failure on demand: each kernel and library call that a script makes fails
once, and from then on, at every place where it is made (malloc: at some).

After each such run awl has either done its work in another way or ended with
one clear message and a status, not with a signal; and nothing stays loaded.
The calls are made to fail by faults/faults.c, which is put in front of libc.
"""

import errno
import os
import pathlib
import re
import shutil
import subprocess
import tempfile

import runtime_runner

SOURCE = pathlib.Path(__file__).resolve().parent / "faults/faults.c"
COMPILE = ["gcc", "-O1", "-D_GNU_SOURCE", "-shared", "-fPIC"]
SECONDS = 20
# Places tried for a kind that is called more often than that.
MOST = 24

# Name -> arguments, and a line of the output of a run that did its work.
SCRIPTS = {
    "tracepoint": (
        ["-e", "tracepoint:sched:sched_process_exec { @[args.pid] = count(); }"
         " tracepoint:sched:sched_switch { @n[comm] = count(); }"
         " interval:ms:10 { printf(\"tick\\n\"); exit(); }"
         " END { printf(\"done %d\\n\", 6 * 7); clear(@); clear(@n); }"],
        "done 42"),
    "uprobe": (
        ["-e", "uprobe:./testprogs/work:add { @[str(arg2)] = count();"
         " @s[ustack(1)] = sum(arg0); } END { clear(@s); }",
         "-c", "./testprogs/work call 3"],
        "@[text 2]: 1"),
    "stacks": (
        ["-e", "profile:hz:99 { @[kstack(3)] = count(); }"
         " rawtracepoint:sched_switch { @m = max(nsecs); }"
         " tracepoint:syscalls:sys_enter_getppid /pid == cpid/"
         " { @c = count(); }"
         " END { clear(@); clear(@m); printf(\"done\\n\"); }",
         "-c", "./testprogs/work getppid 5"],
        "@c: 5"),
    "wildcard": (
        ["-e", "tracepoint:syscalls:sys_enter_get*id /pid == cpid/"
         " { @[probe] = count(); }",
         "-c", "./testprogs/work getppid 5"],
        "@[tracepoint:syscalls:sys_enter_getppid]: 5"),
}

# What each kind fails with.
ERRORS = {
    "map_create": [errno.ENOMEM, errno.EPERM],
    "prog_load": [errno.EPERM, errno.ENOSPC, errno.EINVAL],
    "link_create": [errno.EINVAL, errno.ENOMEM],
    "raw_tracepoint_open": [errno.ENOENT, errno.EINVAL],
    "test_run": [errno.ENOMEM],
    "map_lookup": [errno.EINVAL],
    "map_other": [errno.ENOMEM],
    "bpf_other": [errno.EPERM],
    "perf_event_open": [errno.EMFILE, errno.EACCES],
    "pidfd_open": [errno.ENOSYS],
    "ioctl": [errno.EINVAL],
    "mmap": [errno.ENOMEM],
    "open": [errno.EACCES, errno.EMFILE],
    "read": [errno.EIO],
    "epoll": [errno.ENOMEM],
    "eventfd": [errno.EMFILE],
    "pipe": [errno.EMFILE],
    "fork": [errno.EAGAIN],
    "thread": [errno.EAGAIN],
    "malloc": [errno.ENOMEM],
}

# A reason may stand in front of these lines; together they are one message.
FOLLOWERS = ("ERROR: Unable to attach probe: ",
             "ERROR: Attachment failed for all probes.")
# What libc and the C++ runtime under LLVM say when there is none at all.
MEMORY = re.compile("out of memory|bad_alloc|Cannot allocate memory|"
                    "^terminate called without|^libgcc_s.so.1 must", re.I)
# More than one may be said of maps: each is read, cleared and printed.
MAPS = re.compile(r"ERROR: failed to (read|clear|zero) map @")


class Bench:
    """What the runs of one script share."""

    def __init__(self, awl, work, preload, script, count):
        self.awl = awl
        self.work = work
        self.preload = preload
        self.args, self.line = SCRIPTS[script]
        self.count = count

    def run(self, fault=None):
        """Returns (status, output, messages)."""
        env = dict(os.environ, LD_PRELOAD=str(self.preload),
                   BPFTRACE_COLOR="never",
                   AWL_FAULT_COUNT=str(self.count))
        if fault:
            env["AWL_FAULT"] = fault
        try:
            done = subprocess.run([self.awl, *self.args], cwd=self.work,
                                  env=env, stdin=subprocess.DEVNULL,
                                  capture_output=True, timeout=SECONDS)
        except subprocess.TimeoutExpired:
            return None, "", f"no end after {SECONDS} s"
        return (done.returncode, done.stdout.decode(errors="replace"),
                done.stderr.decode(errors="replace"))

    def calls(self):
        """Kind -> how often a run without faults makes such calls."""
        status, out, messages = self.run()
        if status or self.line not in out.splitlines():
            raise RuntimeError(f"status {status} without faults\n"
                               f"{out}{messages}")
        return {kind: int(num) for kind, num in
                (line.split() for line in
                 self.count.read_text().splitlines())}

    def attempt(self, fault):
        """What is wrong with a run under FAULT, or ''."""
        status, out, messages = self.run(fault)
        wrong = judge(fault, status, self.line in out.splitlines(), messages)
        return f"{fault}: {wrong}\n{out}{messages}" if wrong else ""


def judge(fault, status, worked, messages):
    """What is wrong with a run, or ''."""
    lines = messages.splitlines()
    errors = [line for line in lines if "ERROR: " in line]
    # The program that the line belongs to comes after its reason.
    errors = [line for i, line in enumerate(errors)
              if i == 0 or not line.startswith(FOLLOWERS) and
              not (MAPS.match(line) and MAPS.match(errors[i - 1]))]
    if status is None:
        return "hangs"
    if "libbpf: " in messages:
        return "libbpf speaks for itself"
    if fault.startswith("malloc ") and status not in (0, 1, 255):
        # Memory may end anywhere, also in a library.
        return "" if MEMORY.search(messages) and len(lines) < 4 else \
            f"status {status} without a word about memory"
    if status not in (0, 1, 255):
        return f"status {status}"
    if status and len(errors) != 1:
        return f"status {status} with {len(errors)} messages"
    if not status and errors:
        return "an error and status 0"
    if not status and not worked and "WARNING: " not in messages:
        return "status 0, but the work is not done and nothing says so"
    return ""


def places(num):
    """Up to MOST numbers from 1 to NUM, first and last among them."""
    if num <= MOST:
        return range(1, num + 1)
    return sorted({1 + i * (num - 1) // (MOST - 1) for i in range(MOST)})


def faults(kind, num):
    for i, place in enumerate(places(num)):
        error = ERRORS[kind][i % len(ERRORS[kind])]
        yield f"{kind} {place} {error}"
        if i % 3 == 0:
            yield f"{kind} {place}+ {error}"


def try_kind(bench, kind, num, before, report, name):
    wrong = [text for text in map(bench.attempt, faults(kind, num)) if text]
    counter = bench.work / "testprogs/bpfcount"
    after = subprocess.run([counter, before, "20"], capture_output=True)
    if after.returncode:
        wrong.append(f"something stays loaded: {after.stdout.decode()}")
    if wrong:
        report.fail(name, "\n".join(wrong), f"./dev test '{name}'")
    else:
        report.ok(name)


def run(root, awl, release, wanted, report):
    """All scripts with all kinds of faults."""
    chosen = {script: [kind for kind in ERRORS
                       if wanted(f"faults.{script}.{kind}")]
              for script in SCRIPTS}
    if not any(chosen.values()):
        return
    work = runtime_runner.prepare(root, release)
    folder = pathlib.Path(tempfile.mkdtemp(prefix="faults-"))
    preload = folder / "faults.so"
    subprocess.run([*COMPILE, SOURCE, "-o", preload, "-ldl"], check=True)
    before = subprocess.run([work / "testprogs/bpfcount"],
                            capture_output=True).stdout.decode().strip()
    for script, kinds in chosen.items():
        bench = Bench(awl, work, preload, script, folder / "count")
        try:
            calls = bench.calls() if kinds else {}
        except RuntimeError as error:
            report.fail(f"faults.{script}", str(error))
            continue
        for kind in kinds:
            if calls[kind]:
                try_kind(bench, kind, calls[kind], before, report,
                         f"faults.{script}.{kind}")
    shutil.rmtree(folder)
