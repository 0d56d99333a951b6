"""Benchmarks: ours and a given bpftrace, alternating in one run.

    ./dev bench [PART...]   start compile life event print size machine;
                            all of them without a name
    --peer PATH             another bpftrace than the system's
    --rounds N              measurements of each, default 9
    --write                 put the table into bench/RESULTS.md

Prints medians and ratios (ours / peer). Never part of a test: figures are
noisy, only ratios of one run mean something. See cases.py for the scripts and
measure.py for what is measured.
"""

import argparse
import os
import pathlib
import platform
import shutil
import statistics
import subprocess
import sys

import cases
import measure

HERE = pathlib.Path(__file__).parent
ROOT = HERE.parent
HEAD = ("| what | measure | ours | bpftrace | ratio |\n"
        "|---|---|---:|---:|---:|")


class Table:
    """Rows as they come, on the screen and kept for --write."""

    def __init__(self):
        self.rows = []

    def add(self, row):
        self.rows.append(row)
        print(row, flush=True)

    def skip(self, name, why):
        self.add(f"| {name} | skipped: {why} | | | |")

    def measures(self, name, ours, peer, samples):
        for key, value in ours.items():
            theirs = ratio = ""
            if peer:
                theirs = number(peer[key])
                if value is not None and peer[key]:
                    ratio = value / peer[key]
                    ratio = f"{ratio:.2f}" if ratio >= 0.1 else f"{ratio:.1g}"
            mine = number(value)
            if key == "ns an event":
                mine += spread(samples[0], key)
                theirs += spread(samples[1], key) if peer else ""
                if peer and not apart(samples, key):
                    ratio = "unclear"
            self.add(f"| {name} | {key} | {mine} | {theirs} | {ratio} |")


def number(value):
    if value is None:
        return "-"
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 1 else f"{value:.2f}"


def middle(values):
    """The median, or None when something was not there to be measured."""
    return None if None in values else statistics.median(values)


def medians(samples):
    return {key: middle([s[key] for s in samples]) for key in samples[0]}


def apart(samples, key):
    """Do the two sides' ranges differ, and from nothing?"""
    ours, peer = ([s[key] for s in side] for side in samples)
    return min(ours + peer) > 0 and (max(ours) < min(peer) or
                                     max(peer) < min(ours))


def spread(samples, key):
    """Least and most, for measures whose noise is of their own size."""
    values = [s[key] for s in samples]
    return f" [{number(min(values))} to {number(max(values))}]"


def compare(table, name, opt, rounds, once):
    """ONCE(tool) for ours and the peer, turn by turn."""
    tools = [tool for tool in (opt.ours, opt.peer) if tool]
    samples = {tool: [] for tool in tools}
    failed = {}
    for _ in range(max(1, rounds)):
        for tool in tools:
            if tool in failed:
                continue
            try:
                samples[tool].append(once(tool))
            except (measure.Failed, OSError) as error:
                failed[tool] = str(error)
    if opt.ours in failed:
        table.skip(name, failed[opt.ours])
        return
    peer = samples.get(opt.peer)
    if opt.peer in failed:
        peer = None
        name += f" (bpftrace: {failed[opt.peer]})"
    table.measures(name, medians(samples[opt.ours]),
                   medians(peer) if peer else None,
                   [samples[opt.ours], peer])


def run_start(table, opt):
    for name, script in cases.START:
        compare(table, name, opt, 2 * opt.rounds, lambda tool: measure.run_once(
            [str(tool), "-e", script]))


def run_compile(table, opt):
    for name, script in cases.COMPILE:
        compare(table, name, opt, opt.rounds // 3, lambda tool: measure.run_once(
            [str(tool), "-e", script]))


def run_life(table, opt):
    for name, script in cases.life():
        compare(table, name, opt, opt.rounds // 3, lambda tool: measure.life(
            tool, script, cases.READY))


def run_events(table, opt, events):
    for name, words, script in events:
        text = script.replace("{work}", str(opt.work))
        compare(table, name, opt, opt.rounds // 2, lambda tool: measure.event(
            tool, text, cases.READY, opt.work, words))


def run_event(table, opt):
    run_events(table, opt, cases.EVENT)


def run_kernel(table, opt):
    run_events(table, opt, cases.KERNEL)


def run_print(table, opt):
    compare(table, "printf() of a busy worker", opt, opt.rounds // 3,
            lambda tool: measure.printed(tool, cases.PRINTED, cases.READY,
                                         opt.work, cases.PRINTED_CALLS))


def run_size(table, opt):
    compare(table, "installation", opt, 1, measure.size)


def run_machine(table, opt):
    """Probe types that not every kernel has, in the virtual machine."""
    command = [sys.executable, str(ROOT / "tests/vm"), "--kernel", "6.1", "--",
               sys.executable, str(HERE / "bench.py"), "--ours", str(opt.ours),
               "--work", str(opt.work), "--rounds", "10", "kernel"]
    if opt.peer:
        command += ["--peer", str(opt.peer)]
    done = subprocess.run(command, capture_output=True, text=True,
                          check=False) if (ROOT / "tests/vm").exists() else None
    rows = [line for line in done.stdout.splitlines()
            if line.startswith("| ") and "measure" not in line] if done else []
    for row in rows:
        table.add(row.replace("| ", "| in the virtual machine: ", 1))
    if not rows:
        said = done.stderr.strip().split("\n")[-1] if done else "no machine"
        table.skip("kprobe, kretprobe, fentry", said)


PARTS = {
    "start": run_start,
    "compile": run_compile,
    "life": run_life,
    "event": run_event,
    "print": run_print,
    "size": run_size,
    "machine": run_machine,
    "kernel": run_kernel,
}


def version_of(tool):
    return subprocess.run([tool, "--version"], capture_output=True, text=True,
                          check=False).stdout.strip()


def write_results(table, opt):
    text = (f"# Results of the benchmarks\n\n"
            f"Written by `./dev bench --write`: medians of {opt.rounds} "
            f"alternating runs; ratio is ours / bpftrace,\n"
            f"below 1 is better for times and sizes. Linux "
            f"{platform.release().split('-')[0]}, {os.cpu_count()} CPUs. "
            f"Ours is {version_of(opt.ours)};\nthe peer is "
            f"{version_of(opt.peer) if opt.peer else 'missing'}.\n\n"
            f"Load average when it ended: {os.getloadavg()[0]:.1f}.\n\n"
            f"Events: what one probe hit adds to the CPU time of the traced "
            f"process, median and [least to most]\nof the rounds; where the "
            f"ranges overlap there is no ratio. A tracer that drops events looks "
            f"cheap: see \"lost\".\n"
            f"\"notified\" is our own signal, \"first line\" the same one "
            f"for both. After the prompt ours still detaches\nin the "
            f"background; the peer's prompt comes when it has.\n\n")
    (HERE / "RESULTS.md").write_text(
        text + HEAD + "\n" + "\n".join(table.rows) + "\n")


def build_work(opt):
    """The program whose calls are traced."""
    if opt.work:
        return
    opt.work = opt.ours.parent / "work"
    subprocess.run(["gcc", "-O1", "-pthread",
                    ROOT / "tests/runtime/testprogs/work.c", "-o", opt.work],
                   check=True)


def main():
    args = argparse.ArgumentParser(prog="./dev bench")
    args.add_argument("--ours", type=pathlib.Path, required=True)
    args.add_argument("--peer", default=shutil.which("bpftrace"))
    args.add_argument("--work", type=pathlib.Path, help=argparse.SUPPRESS)
    args.add_argument("--rounds", type=int, default=9)
    args.add_argument("--write", action="store_true")
    args.add_argument("names", nargs="*", metavar="PART")
    opt = args.parse_args()
    for name in opt.names:
        if name not in PARTS:
            args.error(f"no part {name}: {' '.join(PARTS)}")
    if not opt.peer:
        print("no bpftrace to compare with (--peer PATH)")
    opt.ours = opt.ours.resolve()
    build_work(opt)
    table = Table()
    print(HEAD)
    for name, part in PARTS.items():
        if name in opt.names or (not opt.names and name != "kernel"):
            part(table, opt)
    if opt.write:
        write_results(table, opt)
    return 0


if __name__ == "__main__":
    sys.exit(main())
