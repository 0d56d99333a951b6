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
import pathlib
import platform
import re
import shlex
import signal
import subprocess
import sys
import threading

sys.path.append(str(pathlib.Path(__file__).resolve().parent / "vm"))

import suite as vm  # noqa: E402

NOTIFY = "__BPFTRACE_NOTIFY_PROBES_ATTACHED"
REPEATED = {"EXPECT", "EXPECT_NONE", "EXPECT_REGEX", "EXPECT_REGEX_NONE",
            "BEFORE", "REQUIRES", "REQUIRES_FEATURE", "ENV", "SETUP",
            "AFTER"}
SINGLE = {"NAME", "PROG", "RUN", "ARGS", "CLEANUP", "EXPECT_FILE",
          "EXPECT_JSON", "STOP", "TIMEOUT", "WILL_FAIL", "RETURN_CODE",
          "ARCH", "MIN_KERNEL", "MAX_KERNEL"}
ATTACH_SECONDS = 10
SHELL_SECONDS = 30
# Every function of the test programs has a name, a frame and symbols.
COMPILE = ["gcc", "-g", "-O0", "-no-pie", "-pthread"]


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


class Place:
    """Where cases run: this machine's kernel. What it can do is asked once."""

    def __init__(self, awl, folder, slow=1):
        """FOLDER: see prepare(). SLOW: times are this much longer here."""
        self.awl = awl
        self.folder = folder
        self.slow = slow
        text = subprocess.run([awl, "--info"], capture_output=True,
                              timeout=60 * slow).stdout.decode()
        self.features = {name.strip(): value == "yes" for name, value in
                         re.findall(r"(\w[\w ()]*?): (yes|no)\b", text)}
        self.kernel = tuple(int(n) for n in
                            re.findall(r"\d+", platform.release())[:2])

    def lacks_feature(self, case):
        """What CASE needs and this kernel has not, or None."""
        for name in " ".join(case.get("REQUIRES_FEATURE", [])).split():
            wanted = not name.startswith("!")
            if self.features.get(name.lstrip("!").replace("_", " "),
                                 self.features.get(name.lstrip("!"),
                                                   False)) != wanted:
                return ("no " if wanted else "has ") + name.lstrip("!")
        for key, sign in (("MIN_KERNEL", 1), ("MAX_KERNEL", -1)):
            if key in case:
                bound = tuple(int(n) for n in case[key].split("."))
                if (self.kernel < bound) if sign > 0 else \
                        (self.kernel > bound):
                    return f"{key} {case[key]}"
        return None

    def lacks_command(self, case):
        """The requirement of CASE that fails here, or None."""
        for command in case.get("REQUIRES", []):
            if subprocess.run(command, shell=True, cwd=self.folder,
                              capture_output=True).returncode:
                return f"needs: {command}"
        return None

    def attempt(self, case):
        """Run CASE if it can run here. The result has one of: "lacks", the
        feature that is missing; "unmet", the requirement that failed; "wrong",
        what is wrong, empty when the case passed."""
        lacks = self.lacks_feature(case)
        if lacks:
            return {"lacks": lacks}
        unmet = self.lacks_command(case)
        if unmet:
            return {"unmet": unmet}
        run = Run(case, self.awl, self.folder, self.slow)
        try:
            wrong = judge(case, *run.execute(), self.folder)
        except (OSError, ValueError) as error:
            wrong = [str(error)]
        wrong += run.trouble
        if wrong:
            wrong += ["output:", "\n".join(run.lines)[-3000:]]
        return {"wrong": "\n".join(wrong)}


class Run:
    """One case being run."""

    def __init__(self, case, awl, folder, slow=1):
        self.case = case
        self.slow = slow
        self.trouble = []
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

    def shell(self, command):
        """Run COMMAND to its end. Waiting with a time-out would make Python
        sleep in small steps, which shows in what the cases trace."""
        process = subprocess.Popen(
            ["/bin/sh", "-c", self.fill(command)], cwd=self.folder,
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL, env=self.environment(),
            start_new_session=True)
        timer = threading.Timer(SHELL_SECONDS * self.slow, self.give_up,
                                (process, command))
        timer.start()
        process.wait()
        timer.cancel()

    def give_up(self, process, command):
        self.trouble.append(f"no end of: {command}")
        self.signal(process, signal.SIGKILL)

    def stimulate(self, process):
        """Run AFTER once probes are attached, then STOP."""
        if not self.attached.wait(ATTACH_SECONDS * self.slow) or \
                self.ended.is_set():
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
        timeout = float(self.case.get("TIMEOUT", "5")) * self.slow
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
        self.attached.wait(ATTACH_SECONDS * self.slow)
        if not self.ended.wait(timeout):
            late = True
            self.signal(process, signal.SIGTERM)
            if not self.ended.wait(3 * self.slow):
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


def prepare(root, folder):
    """The folder that cases run in: test programs and data files."""
    work = folder / "tests-runtime"
    programs = work / "testprogs"
    programs.mkdir(parents=True, exist_ok=True)
    runtime = work / "runtime"
    if not runtime.exists():
        runtime.symlink_to(root / "tests/runtime")
    newest = pathlib.Path(__file__).stat().st_mtime
    for source in sorted((root / "tests/runtime/testprogs").glob("*.c")):
        target = programs / source.stem
        if not target.exists() or \
                target.stat().st_mtime < max(source.stat().st_mtime, newest):
            subprocess.run([*COMPILE, source, "-o", target], check=True)
    return work


def find_cases(root, wanted):
    """name -> case, of all suites."""
    cases = {}
    for path in sorted((root / "tests/runtime").iterdir()):
        if path.is_file() and not path.suffix:
            for case in parse_suite(path):
                name = f"{path.name}.{case['NAME']}"
                if wanted(name):
                    cases[name] = case
    return cases


class Runtime:
    """All cases on their way through the kernels."""

    def __init__(self, awl, work, cases, report):
        self.awl = awl
        self.work = work
        self.cases = cases
        self.report = report
        self.ran = set()
        # Name -> why the case did not run, kernel by kernel.
        self.reasons = {name: [] for name in cases}
        # Cases that need not run, if no kernel runs them.
        self.excused = set()

    def take(self, kernel, name, result):
        """Report RESULT of a case, or note why it did not run."""
        if "wrong" not in result:
            why = result.get("unmet") or result["lacks"]
            self.reasons[name].append(f"{kernel}: {why}")
            if "unmet" in result:
                self.excused.add(name)
            return
        self.ran.add(name)
        shown, again = name, f"./dev test '{name}'"
        if kernel != "host":
            shown += f" [{kernel}]"
            again = f"./dev test --kernel {kernel} '{name}'"
        if result["wrong"]:
            self.report.fail(shown, result["wrong"], again)
        else:
            self.report.ok(shown)

    def run_host(self, cases):
        place = Place(self.awl, self.work)
        for name, case in cases.items():
            self.take("host", name, place.attempt(case))

    def run_machine(self, kernel, cases):
        """False when there is no such machine."""
        if os.environ.get("AWL_NO_VM"):
            for name in cases:
                self.take(kernel, name, {"unmet": "AWL_NO_VM is set"})
            return False
        try:
            results = vm.run(kernel, self.awl, self.work, cases)
        except vm.NoMachine as error:
            self.report.fail(f"kernel {kernel}", str(error))
            for name in cases:
                self.take(kernel, name, {"lacks": "no such machine"})
            return False
        for name in cases:
            self.take(kernel, name, results[name])
        return True

    def first_fit(self):
        """Every case in the first kernel that has what it needs. Unmet
        requirements are no reason to try more than one machine."""
        self.run_host(self.cases)
        for kernel in vm.KERNELS:
            left = {name: case for name, case in self.cases.items()
                    if name not in self.ran and
                    (kernel == vm.KERNELS[0] or name not in self.excused)}
            if left and not self.run_machine(kernel, left):
                break

    def everywhere(self, kernels):
        for kernel in kernels:
            if kernel == "host":
                self.run_host(self.cases)
            else:
                self.run_machine(kernel, self.cases)

    def close(self, whole):
        """Nothing is left out in silence. WHOLE: every kernel had its chance,
        so that what did not run is a failure."""
        for name, reasons in self.reasons.items():
            if name in self.ran:
                continue
            why = "ran nowhere: " + "; ".join(reasons)
            if name in self.excused or not whole:
                self.report.skip(name, why)
            else:
                self.report.fail(name, why)


def run(root, awl, folder, wanted, report, kernels=None):
    """KERNELS: those that every case is to run in, "host" is one of them."""
    cases = find_cases(root, wanted)
    foreign = [name for name, case in cases.items() if
               case.get("ARCH", platform.machine()) != platform.machine()]
    for name in foreign:
        report.skip(name, f"only for {cases.pop(name)['ARCH']}")
    if not cases:
        return
    runtime = Runtime(awl.resolve(), prepare(root, folder.resolve()), cases,
                      report)
    if kernels:
        runtime.everywhere(kernels)
    else:
        runtime.first_fit()
    runtime.close(not kernels or set(kernels) >= {"host", *vm.KERNELS})
