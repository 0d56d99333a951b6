"""Benchmarks: ours and a given bpftrace, alternating in one run.

    ./dev bench             all of them
    ./dev bench start       start-up: hello world, one tracepoint
    ./dev bench stop        time from SIGINT to the prompt, by probes
    ./dev bench event       cost of an event to the traced process
    --peer PATH             another bpftrace than the system's
    --rounds N              measurements of each, default 15

Prints medians and ratios (ours / peer). Never part of a test: figures are
noisy, only ratios of one run mean something.
"""

import argparse
import os
import pathlib
import shutil
import signal
import statistics
import subprocess
import sys
import time

NOTIFY = "__BPFTRACE_NOTIFY_PROBES_ATTACHED"

START = [
    ("hello", 'BEGIN { printf("hello\\n"); exit(); }'),
    ("one tracepoint", "tracepoint:syscalls:sys_enter_openat { @[comm] = "
                       "count(); } BEGIN { exit(); }"),
]
STOP = [
    ("1 tracepoint", "tracepoint:syscalls:sys_enter_openat { @ = count(); }"),
    ("all syscall entries", "tracepoint:syscalls:sys_enter_* "
                            "{ @[probe] = count(); }"),
]
EVENT = [
    ("count", "tracepoint:syscalls:sys_enter_getppid { @ = count(); }"),
    ("count by comm", "tracepoint:syscalls:sys_enter_getppid "
                      "{ @[comm] = count(); }"),
    ("printf", 'tracepoint:syscalls:sys_enter_getppid '
               '{ printf("%d %s\\n", pid, comm); }'),
]


def usage_of(pid):
    """Wait for PID: (exit status, CPU seconds, peak KB)."""
    _, status, used = os.wait4(pid, 0)
    return status, used.ru_utime + used.ru_stime, used.ru_maxrss


def spawn(command, **options):
    """Start through posix_spawn, so that the child's peak memory is its own."""
    return subprocess.Popen(command, stdin=subprocess.DEVNULL,
                            close_fds=False, **options)


def measure_start(tool, script):
    """{wall ms, cpu ms, peak MB} of one run that ends by itself."""
    begin = time.monotonic()
    with open(os.devnull, "w") as null:
        process = spawn([tool, "-e", script], stdout=null, stderr=null)
        _, cpu, peak = usage_of(process.pid)
    return {"wall ms": (time.monotonic() - begin) * 1e3, "cpu ms": cpu * 1e3,
            "peak MB": peak / 1024}


def attached(process):
    """Read until the notification; older peers print 'Attaching N probes'."""
    for raw in process.stdout:
        line = raw.decode(errors="replace")
        if NOTIFY in line:
            return
        if line.startswith("Attaching"):
            time.sleep(1.5)
            return


def measure_stop(tool, script):
    """Milliseconds to attach, and from SIGINT to the first map and prompt."""
    begin = time.monotonic()
    process = subprocess.Popen([tool, "-e", script], stdout=subprocess.PIPE,
                               stderr=subprocess.STDOUT,
                               env=dict(os.environ, **{NOTIFY: "1"}))
    attached(process)
    attach = (time.monotonic() - begin) * 1e3
    process.send_signal(signal.SIGINT)
    begin = time.monotonic()
    first = None
    while raw := process.stdout.readline():
        if first is None and raw.startswith(b"@"):
            first = (time.monotonic() - begin) * 1e3
    process.wait()
    end = (time.monotonic() - begin) * 1e3
    return {"attach ms": attach, "first map ms": first or end,
            "prompt ms": end}


def measure_event(tool, script, work):
    """CPU nanoseconds that each call costs the traced process."""
    calls = 300000
    process = None
    if tool:
        with open(os.devnull, "w") as null:
            process = subprocess.Popen(
                [tool, "-e", script], stdout=subprocess.PIPE, stderr=null,
                env=dict(os.environ, **{NOTIFY: "1"}))
        attached(process)
        os.set_blocking(process.stdout.fileno(), True)
        drain = subprocess.Popen(["cat"], stdin=process.stdout,
                                 stdout=subprocess.DEVNULL)
    worker = subprocess.Popen([work, "getppid", str(calls)])
    _, cpu, _ = usage_of(worker.pid)
    if process:
        process.send_signal(signal.SIGINT)
        process.wait()
        drain.wait()
    return {"ns/event": cpu / calls * 1e9}


def median_of(samples):
    return {key: statistics.median(s[key] for s in samples)
            for key in samples[0]}


def show(name, ours, peer):
    for key, value in ours.items():
        line = f"| {name} | {key} | {value:.1f} |"
        if peer:
            line += f" {peer[key]:.1f} | {value / peer[key]:.3f} |"
        print(line, flush=True)


def compare(cases, measure, opt, rounds):
    for name, script in cases:
        ours, peer = [], []
        for _ in range(rounds):
            ours.append(measure(opt.ours, script))
            if opt.peer:
                peer.append(measure(opt.peer, script))
        show(name, median_of(ours), median_of(peer) if peer else None)


def main():
    args = argparse.ArgumentParser()
    args.add_argument("--ours", type=pathlib.Path, required=True)
    args.add_argument("--peer", default=shutil.which("bpftrace"))
    args.add_argument("--rounds", type=int, default=15)
    args.add_argument("names", nargs="*")
    opt = args.parse_args()
    if not opt.peer:
        print("no bpftrace to compare with (--peer PATH)")
    work = opt.ours.parent / "work"
    source = pathlib.Path(__file__).parent.parent / \
        "tests/runtime/testprogs/work.c"
    subprocess.run(["gcc", "-O1", "-pthread", source, "-o", work], check=True)
    print("| what | measure | ours | peer | ratio |\n|---|---|---|---|---|")
    parts = {
        "start": lambda: compare(START, measure_start, opt, opt.rounds),
        "stop": lambda: compare(STOP, measure_stop, opt,
                                max(1, opt.rounds // 5)),
        "event": lambda: compare(EVENT, lambda tool, script: measure_event(
            tool, script, work), opt, max(1, opt.rounds // 3)),
    }
    for name, part in parts.items():
        if not opt.names or name in opt.names:
            part()
    return 0


if __name__ == "__main__":
    sys.exit(main())
