"""Runtime suites: scripts on real events.

A suite is a file of tests/runtime; cases are separated by blank lines, a `#`
starts a comment line. A directive is a word and its value; lines indented
below it continue the value.

  NAME text                 what the case claims; must come first
  PROG script               run as: bpftrace -e 'script'
  RUN command               or a whole shell command; {{BPFTRACE}} is awl
  ARGS text                 further arguments in front of -e
  AFTER command             shell command, started once probes are attached
  BEFORE command            started before; {{BEFORE_PID}} is its pid
  SETUP, CLEANUP command    run to their end before and after
  EXPECT line               a whole line of the output, blanks around ignored
  EXPECT_NONE line          no such line
  EXPECT_REGEX regex        found somewhere in the output (multi-line mode)
  EXPECT_REGEX_NONE regex   found nowhere
  EXPECT_FILE path          the whole output equals this file
  EXPECT_JSON path          the output equals this JSON, line by line
  STOP signal               send this (INT, TERM) when AFTER has ended
  TIMEOUT seconds           default 5; then SIGTERM, and the case goes on
  WILL_FAIL                 the exit status is not 0
  RETURN_CODE number        the exit status
  REQUIRES command          skip unless it succeeds
  REQUIRES_FEATURE names    skip unless --info says "name: yes"; !name: no
  ENV NAME=value ...        environment of the command
  ARCH, MIN_KERNEL, MAX_KERNEL
"""

import json
import os
import platform
import re
import shlex
import signal
import subprocess
import threading
import time

NOTIFY = "__BPFTRACE_NOTIFY_PROBES_ATTACHED"
REPEATED = {"EXPECT", "EXPECT_NONE", "EXPECT_REGEX", "EXPECT_REGEX_NONE",
            "BEFORE", "REQUIRES", "REQUIRES_FEATURE", "ENV", "SETUP",
            "AFTER"}
SINGLE = {"NAME", "PROG", "RUN", "ARGS", "CLEANUP", "EXPECT_FILE",
          "EXPECT_JSON", "STOP", "TIMEOUT", "WILL_FAIL", "RETURN_CODE",
          "ARCH", "MIN_KERNEL", "MAX_KERNEL"}
ATTACH_SECONDS = 10


class SuiteError(Exception):
    pass


def parse_suite(path):
    """The cases of a suite: dicts of directive -> text or list of texts."""
    cases, case, last = [], None, None
    for number, line in enumerate(path.read_text().splitlines(), 1):
        if line.startswith("#"):
            continue
        if not line.strip():
            last = None
            case = None
            continue
        if line[0].isspace():
            if not last:
                raise SuiteError(f"{path}:{number}: continues nothing")
            key = last
            text = line.strip() if key != "EXPECT" else line.strip()
            if key in REPEATED:
                case[key][-1] += "\n" + text
            else:
                case[key] += "\n" + line.strip()
            continue
        key, _, value = line.partition(" ")
        if key not in REPEATED and key not in SINGLE:
            raise SuiteError(f"{path}:{number}: unknown directive {key}")
        if case is None:
            case = {"suite": path.name, "line": number}
            cases.append(case)
        if key in REPEATED:
            case.setdefault(key, []).append(value.strip())
        else:
            case[key] = value.strip()
        last = key
    for case in cases:
        if "NAME" not in case or ("PROG" in case) == ("RUN" in case):
            raise SuiteError(f"{path}:{case['line']}: a case wants NAME and "
                             "one of PROG and RUN")
    return cases


class Machine:
    """What this kernel can do, asked once."""

    def __init__(self, awl):
        text = subprocess.run([awl, "--info"], capture_output=True,
                              timeout=60).stdout.decode()
        self.features = {name.strip(): value == "yes" for name, value in
                         re.findall(r"(\w[\w ()]*?): (yes|no)\b", text)}
        self.kernel = tuple(int(n) for n in
                            re.findall(r"\d+", platform.release())[:2])

    def lacks(self, case):
        """Why CASE cannot run here, or None."""
        if case.get("ARCH", platform.machine()) != platform.machine():
            return f"only for {case['ARCH']}"
        for name in " ".join(case.get("REQUIRES_FEATURE", [])).split():
            wanted = not name.startswith("!")
            if self.features.get(name.lstrip("!").replace("_", " "),
                                 self.features.get(name.lstrip("!"),
                                                   False)) != wanted:
                return "this kernel has " + \
                    ("no " if wanted else "") + name.lstrip("!")
        for key, sign in (("MIN_KERNEL", 1), ("MAX_KERNEL", -1)):
            if key in case:
                bound = tuple(int(n) for n in case[key].split("."))
                if sign * (self.kernel > bound) + sign * \
                        (self.kernel == bound) * sign < 0 and \
                        self.kernel != bound:
                    return f"{key} {case[key]}"
        for command in case.get("REQUIRES", []):
            if subprocess.run(command, shell=True,
                              capture_output=True).returncode:
                return f"needs: {command}"
        return None


class Run:
    """One case being run."""

    def __init__(self, case, awl, folder):
        self.case = case
        self.awl = awl
        self.folder = folder
        self.before = []
        self.lines = []
        self.attached = threading.Event()
        self.ended = threading.Event()
        self.discard_before_attach = "EXPECT_FILE" in case or \
            "EXPECT_JSON" in case

    # The shell waits for its commands through the signals that end them.
    SURVIVE = "trap : INT TERM; "

    def command(self):
        case = self.case
        if "PROG" in case:
            quiet = "-q -f json " if "EXPECT_JSON" in case else ""
            text = (f"{self.awl} {quiet}{case.get('ARGS', '')} "
                    f"--verify-llvm-ir -e {shlex.quote(case['PROG'])}")
        else:
            text = case["RUN"].replace("{{BPFTRACE}}", str(self.awl))
        return self.fill(text)

    def fill(self, text):
        if self.before:
            text = text.replace("{{BEFORE_PID}}", str(self.before[0].pid))
        return text

    def environment(self):
        env = {"PATH": f"{self.awl.parent}:{os.environ['PATH']}",
               "HOME": os.environ.get("HOME", "/"),
               "BPFTRACE_COLOR": "never", NOTIFY: "1"}
        for item in " ".join(self.case.get("ENV", [])).split():
            key, _, value = item.partition("=")
            env[key] = value
        return env

    def read(self, stream):
        for raw in stream:
            line = raw.decode(errors="replace").rstrip("\n")
            if line == NOTIFY:
                if self.discard_before_attach:
                    self.lines.clear()
                self.attached.set()
            else:
                self.lines.append(line)
        self.attached.set()
        self.ended.set()

    def start_before(self):
        for command in self.case.get("BEFORE", []):
            self.before.append(subprocess.Popen(
                shlex.split(command), cwd=self.folder,
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))

    def stop_before(self):
        for process in self.before:
            process.kill()
            process.wait()

    def shell(self, command, timeout=30):
        return subprocess.run(self.fill(command), shell=True,
                              cwd=self.folder, stdout=subprocess.DEVNULL,
                              stderr=subprocess.DEVNULL,
                              env=self.environment(), timeout=timeout)

    def stimulate(self, process):
        """Run AFTER once probes are attached, then STOP."""
        if not self.attached.wait(ATTACH_SECONDS) or self.ended.is_set():
            return
        for command in self.case.get("AFTER", []):
            self.shell(command)
        if "STOP" in self.case:
            self.signal(process, getattr(signal, "SIG" + self.case["STOP"]))

    @staticmethod
    def signal(process, number):
        try:
            os.killpg(process.pid, number)
        except ProcessLookupError:
            pass

    def execute(self):
        """Returns (output, exit status, timed out)."""
        timeout = float(self.case.get("TIMEOUT", "5"))
        for command in self.case.get("SETUP", []):
            self.shell(command)
        self.start_before()
        process = subprocess.Popen(
            ["/bin/sh", "-c", self.SURVIVE + self.command()],
            cwd=self.folder, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            env=self.environment(), start_new_session=True)
        reader = threading.Thread(target=self.read, args=(process.stdout,))
        reader.start()
        stimulus = threading.Thread(target=self.stimulate, args=(process,))
        stimulus.start()
        late = False
        self.attached.wait(ATTACH_SECONDS)
        if not self.ended.wait(timeout):
            late = True
            self.signal(process, signal.SIGTERM)
            if not self.ended.wait(3):
                self.signal(process, signal.SIGKILL)
        process.wait()
        reader.join()
        stimulus.join()
        self.stop_before()
        if "CLEANUP" in self.case:
            self.shell(self.case["CLEANUP"])
        return "\n".join(self.lines), process.returncode, late


def has_lines(output, wanted):
    """Do the lines WANTED stand in OUTPUT one after another?"""
    lines = [line.strip() for line in output.splitlines()]
    block = [line.strip() for line in wanted.splitlines()]
    return any(lines[i:i + len(block)] == block
               for i in range(len(lines) - len(block) + 1))


def same_json(output, path):
    wanted = path.read_text().strip().splitlines() \
        if path.suffix == ".ndjson" else [path.read_text()]
    said = output.strip().splitlines()
    return len(said) == len(wanted) and \
        all(json.loads(a) == json.loads(b) for a, b in zip(said, wanted))


def judge(case, output, status, late, folder):
    """What is wrong with the result of CASE."""
    wrong = [f"no line: {text}" for text in case.get("EXPECT", [])
             if not has_lines(output, text)]
    wrong += [f"unwanted line: {text}" for text in
              case.get("EXPECT_NONE", []) if has_lines(output, text)]
    wrong += [f"no match: {text}" for text in case.get("EXPECT_REGEX", [])
              if not re.search(text, output, re.M)]
    wrong += [f"unwanted match: {text}" for text in
              case.get("EXPECT_REGEX_NONE", [])
              if re.search(text, output, re.M)]
    if "EXPECT_FILE" in case and output.strip() != \
            (folder / case["EXPECT_FILE"]).read_text().strip():
        wrong.append(f"differs from {case['EXPECT_FILE']}")
    if "EXPECT_JSON" in case and \
            not same_json(output, folder / case["EXPECT_JSON"]):
        wrong.append(f"differs from {case['EXPECT_JSON']}")
    if late:
        return wrong
    if "WILL_FAIL" in case:
        if status == 0:
            wrong.append("exit status 0")
    elif status != int(case.get("RETURN_CODE", "0")):
        wrong.append(f"exit status {status}")
    return wrong


def run_case(name, case, machine, awl, folder, report):
    why = machine.lacks(case)
    if why:
        report.skip(name, why)
        return
    try:
        output, status, late = Run(case, awl, folder).execute()
        wrong = judge(case, output, status, late, folder)
    except (OSError, ValueError, subprocess.TimeoutExpired) as error:
        output, wrong = "", [str(error)]
    if wrong:
        report.fail(name, "\n".join(wrong) + "\noutput:\n" +
                    output[-3000:], f"./dev test '{name}'")
    else:
        report.ok(name)


def prepare(root, folder):
    """The folder that cases run in: test programs and data files."""
    work = folder / "tests-runtime"
    programs = work / "testprogs"
    programs.mkdir(parents=True, exist_ok=True)
    runtime = work / "runtime"
    if not runtime.exists():
        runtime.symlink_to(root / "tests/runtime")
    for source in sorted((root / "tests/runtime/testprogs").glob("*.c")):
        target = programs / source.stem
        if not target.exists() or \
                target.stat().st_mtime < source.stat().st_mtime:
            subprocess.run(["gcc", "-g", "-O1", "-fno-omit-frame-pointer",
                            "-fno-inline", "-no-pie", "-pthread", source,
                            "-o", target], check=True)
    return work


def run(root, awl, folder, wanted, report):
    work = prepare(root, folder)
    machine = None
    for path in sorted((root / "tests/runtime").iterdir()):
        if not path.is_file() or path.suffix:
            continue
        for case in parse_suite(path):
            name = f"{path.name}.{case['NAME']}"
            if not wanted(name):
                continue
            machine = machine or Machine(awl)
            run_case(name, case, machine, awl, work, report)
            time.sleep(0)
