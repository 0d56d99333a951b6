"""Side by side: our scripts with awl and with a bpftrace, on the same events.

    ./dev compare              every script of tests/compare/corpus
    ./dev compare NAME...      those whose name contains one of the words
    --peer PATH                another bpftrace than the system's
    --list                     only name the deliberate differences
    --show                     print both outputs of scripts that differ

All of them take some two minutes, most of which the peer needs to detach; so
they are no part of the daily tests.

Both programs run at the same time: the stimulus starts once both are
attached, so that both see the same events. Standard output and exit status
are compared; addresses, blanks at the end of a line, the number of blank lines
and the line that says how many probes are attached are not. Standard error is
worded freely and is not compared.

A script begins with comment lines that say how it is run:

  // stimulus: traced WORDS   run once both are attached, then both get SIGINT;
                              without one the script ends by itself. The
                              program stays until both have ended, so that
                              they can name its functions. It is work of
                              tests/runtime under a name that nothing else has
  // args: WORDS              positional parameters
  // options: WORDS           command line options
  // command: WORDS           the whole command line, without the script
  // mask: REGEX              matches are shown as #, may be repeated
  // order: any               lines may come in any order
  // differs: REASON          the outputs differ, and that is intended
  // ours: LINE               (with differs) all lines that ours prints
  // peer: none               the peer cannot run it here: only ours is run,
                              and judged by its // ours: lines
"""

import argparse
import concurrent.futures
import difflib
import os
import pathlib
import re
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
CORPUS = ROOT / "tests/compare/corpus"
WORK = ROOT / "tests/runtime/testprogs/work.c"
# Linked to the traced program: keeps it alive at its end.
STAY = """
#include <unistd.h>
__attribute__((destructor)) static void stay(void) { pause(); }
"""
NOTIFY = "__BPFTRACE_NOTIFY_PROBES_ATTACHED"
END_SECONDS = 10
IDLE_SECONDS = 0.05
SHOWN_LINES = 40
STATUS = "[exit status %s]"
HANGS = STATUS % "none: it does not end"
# Numbers of the system calls in which bpftrace waits for events, and the
# stimulus for its end, on x86 and ARM.
WAITING = {"232", "281", "22", "441"}
PAUSE = {"34", "73"}
HEADER = re.compile(r"// (\w+): ?(.*)")
DIRECTIVES = {"stimulus", "args", "options", "mask", "order", "differs", "ours",
              "peer", "command"}
ADDRESS = re.compile(r"\b0x(ffff[0-9a-f]{12}|[57][0-9a-f]{11})\b")


def system_call(pid):
    """The number of the system call that PID is in, or None."""
    try:
        return pathlib.Path(f"/proc/{pid}/syscall").read_text().split()[0]
    except (OSError, IndexError):
        return None


class Script:
    """A file of the corpus and what its first lines say."""

    def __init__(self, path):
        self.path = path
        self.name = path.stem
        self.said = {}
        for line in path.read_text().splitlines():
            found = HEADER.match(line)
            if not found:
                break
            if found[1] not in DIRECTIVES:
                raise ValueError(f"{path}: unknown word {found[1]}")
            self.said.setdefault(found[1], []).append(found[2])

    def get(self, key):
        return " ".join(self.said.get(key, []))

    def command(self, tool):
        if "command" in self.said:
            return [tool, *shlex.split(self.get("command"))]
        return [tool, *shlex.split(self.get("options")), str(self.path),
                *shlex.split(self.get("args"))]

    def normalise(self, text):
        """TEXT without what may differ from run to run."""
        text = text.replace(NOTIFY + "\n", "")
        text = re.sub(r"\AAttaching \d+ probes?\.\.\.\n", "", text)
        text = ADDRESS.sub("0xADDRESS", text)
        for regex in self.said.get("mask", []):
            text = re.sub(regex, "#", text, flags=re.M)
        text = re.sub(r"[ \t]+$", "", text, flags=re.M).strip("\n")
        lines = re.sub(r"\n{3,}", "\n\n", text).split("\n")
        return sorted(lines) if "order" in self.said else lines


class Run:
    """One program running one script."""

    def __init__(self, tool, script, folder):
        self.script = script
        self.out = tempfile.TemporaryFile(dir=folder)
        env = dict(os.environ, BPFTRACE_COLOR="never", **{NOTIFY: "1"})
        self.process = subprocess.Popen(
            script.command(tool), cwd=folder, stdin=subprocess.DEVNULL,
            stdout=self.out, stderr=subprocess.DEVNULL, env=env)

    def text(self):
        size = os.fstat(self.out.fileno()).st_size
        return os.pread(self.out.fileno(), size, 0).decode(errors="replace")

    def ready(self):
        """Attached or ended? Old programs do not say when they are: they
        are when they wait for events."""
        if self.process.poll() is not None:
            return True
        return NOTIFY in self.text() or self.waits()

    def waits(self):
        return system_call(self.process.pid) in WAITING

    def settle(self, deadline):
        """Wait until all that has happened is printed: an old program drops
        what it has not read when it is interrupted."""
        size, since = -1, time.monotonic()
        while self.process.poll() is None and time.monotonic() < deadline:
            now = len(self.text())
            if now != size or not self.waits():
                size, since = now, time.monotonic()
            elif time.monotonic() > since + IDLE_SECONDS:
                return
            time.sleep(0.005)

    def interrupt(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)

    def result(self, deadline):
        """Lines of output and, last, how it ended."""
        try:
            status = self.process.wait(max(deadline - time.monotonic(), 0.1))
            # What number it is depends on the age of the program.
            status = "0" if status == 0 else "not 0"
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            status = "none: it does not end"
        lines = self.script.normalise(self.text())
        self.out.close()
        return lines + [STATUS % status]


class Comparison:
    """All scripts, their results and the closing line."""

    def __init__(self, ours, peer, folder, show):
        self.ours = ours
        self.peer = peer
        self.folder = folder
        self.show = show
        self.count = {"same": 0, "deliberate": 0, "differ": 0, "alone": 0}
        self.turn = 0

    def run(self, script):
        """Both results: (ours, peer's or None). Old programs sometimes miss
        the signal; then all is done again, once."""
        ours, peer = self.run_once(script)
        if peer and peer[-1] == HANGS and ours[-1] != HANGS:
            ours, peer = self.run_once(script)
        return ours, peer

    def run_once(self, script):
        tools = [self.ours]
        if script.get("peer") != "none":
            tools.append(self.peer)
        self.turn += 1
        order = tools[::-1] if self.turn % 2 else tools
        runs = {tool: Run(tool, script, self.folder) for tool in order}
        deadline = time.monotonic() + END_SECONDS
        traced = None
        if "stimulus" in script.said:
            traced = self.stimulate(script, runs.values(), deadline)
        results = {tool: run.result(deadline) for tool, run in runs.items()}
        if traced:
            traced.kill()
            traced.wait()
        return results[self.ours], results.get(self.peer)

    def stimulate(self, script, runs, deadline):
        """Let the traced program work, then end RUNS. Returns the program,
        which waits."""
        while not all(run.ready() for run in runs) and \
                time.monotonic() < deadline:
            time.sleep(0.002)
        program = subprocess.Popen(
            ["./" + word if i == 0 else word for i, word in
             enumerate(shlex.split(script.get("stimulus")))],
            cwd=self.folder, stdout=subprocess.DEVNULL)
        while program.poll() is None and time.monotonic() < deadline and \
                system_call(program.pid) not in PAUSE:
            time.sleep(0.002)
        for run in runs:
            run.settle(deadline)
            run.interrupt()
        return program

    def judge(self, script, ours, peer):
        """Count the script, and say what is wrong with it."""
        if "ours" in script.said:
            wanted = script.said["ours"]
            # A status of 0 goes without saying.
            if not wanted[-1].startswith(STATUS[:-4]):
                wanted = wanted + [STATUS % "0"]
            if ours != wanted:
                self.wrong(script, "expected", wanted, ours)
                return
        if peer is None:
            self.count["alone"] += 1
        elif ours == peer:
            self.count["same"] += 1
            if "differs" in script.said and self.show:
                print(f"note: {script.name}: no difference any more")
        elif "differs" in script.said:
            self.count["deliberate"] += 1
            if self.show:
                self.print_diff(script, "peer", peer, ours)
        else:
            self.wrong(script, "peer", peer, ours)

    def wrong(self, script, title, wanted, ours):
        self.count["differ"] += 1
        print(f"DIFFERS {script.name}")
        self.print_diff(script, title, wanted, ours)

    @staticmethod
    def print_diff(script, title, wanted, ours):
        lines = list(difflib.unified_diff(
            wanted, ours, f"{script.name} ({title})", f"{script.name} (ours)",
            lineterm="", n=2))
        for line in lines[:SHOWN_LINES]:
            print("    " + line)
        if len(lines) > SHOWN_LINES:
            print(f"    ... {len(lines) - SHOWN_LINES} more lines")
        sys.stdout.flush()

    def run_all(self, scripts):
        """Those that trace nothing but themselves side by side, then those
        that would see each other's stimulus one after another."""
        quiet = [s for s in scripts if "stimulus" not in s.said]
        with concurrent.futures.ThreadPoolExecutor(4) as pool:
            for script, result in zip(quiet, pool.map(self.run, quiet)):
                self.judge(script, *result)
        for script in scripts:
            if "stimulus" in script.said:
                self.judge(script, *self.run(script))


def build_stimulus(folder):
    """Two of them: a child (-c) ends, the stimulus waits at its end."""
    (folder / "stay.c").write_text(STAY)
    flags = ["gcc", "-g", "-O0", "-no-pie", "-pthread"]
    subprocess.run([*flags, WORK, "stay.c", "-o", "traced"], cwd=folder,
                   check=True)
    subprocess.run([*flags, WORK, "-o", "child"], cwd=folder, check=True)


def find_scripts(names):
    return [Script(path) for path in sorted(CORPUS.glob("*.bt"))
            if not names or any(name in path.stem for name in names)]


def list_differences(scripts):
    for script in scripts:
        if "differs" in script.said:
            print(f"{script.name}: {script.get('differs')}")


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("--ours", default=ROOT / "build/awl")
    parser.add_argument("--peer", default=shutil.which("bpftrace"))
    parser.add_argument("--list", action="store_true")
    parser.add_argument("--show", action="store_true")
    parser.add_argument("names", nargs="*")
    options = parser.parse_args()
    scripts = find_scripts(options.names)
    if options.list:
        list_differences(scripts)
        return 0
    if not options.peer or not scripts:
        print("no bpftrace found" if scripts else "no such script")
        return 2
    begin = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="awl-compare-") as folder:
        build_stimulus(pathlib.Path(folder))
        comparison = Comparison(
            os.path.abspath(options.ours), os.path.abspath(options.peer),
            folder, options.show)
        comparison.run_all(scripts)
    count = comparison.count
    print(f"compare: {count['same']} same, {count['deliberate']} deliberately "
          f"different, {count['differ']} differ, {count['alone']} without a "
          f"peer ({time.monotonic() - begin:.0f} s)")
    return 1 if count["differ"] else 0


if __name__ == "__main__":
    sys.exit(main())
