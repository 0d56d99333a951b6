"""Every test, in order: include rules, unit tests, fuzz targets, code
generation, the manual, layouts of C structs, runtime, failure on demand.

Called by ./dev test. Arguments after the options select cases whose name
contains one of them: ./dev test seed.hello
"""

import argparse
import os
import pathlib
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))

import codegen_runner  # noqa: E402
import docs_check  # noqa: E402
import fault_runner  # noqa: E402
import fuzz_runner  # noqa: E402
import includes  # noqa: E402
import kheaders_runner  # noqa: E402
import layout_runner  # noqa: E402
import manual_runner  # noqa: E402
import registry_check  # noqa: E402
import runtime_runner  # noqa: E402
from report import Report  # noqa: E402


def build_checked(folder, report):
    """Configure and build the development profile, fuzz targets included;
    False when it fails."""
    log = pathlib.Path(str(folder) + ".log")
    commands = [*fuzz_runner.configure(folder),
                ["cmake", "--build", folder, "-j", str(os.cpu_count()),
                 "--target", "unit", "fuzzers"]]
    with open(log, "w") as out:
        for command in commands:
            if subprocess.run(command, stdout=out, stderr=out).returncode:
                report.fail("development build", log.read_text()[-4000:])
                return False
    report.ok("development build")
    return True


SYNTHESIS = re.compile(
    r"Tested:\D*(\d+).*Passing:\D*(\d+).*Failing:\D*(\d+).*Crashing:\D*(\d+)")


def start_unit(program):
    """The ended process, or None when it does not end."""
    env = dict(os.environ, ASAN_OPTIONS="detect_leaks=0",
               UBSAN_OPTIONS="print_stacktrace=1")
    try:
        return subprocess.run([program, "-j1", "--color=never"], env=env,
                              stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, timeout=300,
                              cwd=ROOT)
    except subprocess.TimeoutExpired:
        return None


def judge_unit(program, done, report):
    name = program.name.replace("unit_", "unit.", 1)
    if not done:
        report.fail(name, "no end after 300 s", str(program))
        return
    text = re.sub(r"\x1b\[[0-9;]*m", "",
                  done.stdout.decode(errors="replace"))
    found = SYNTHESIS.search(text)
    if not found or done.returncode or int(found[2]) != int(found[1]):
        report.fail(name, text[-4000:], str(program))
        if found:
            report.passed += int(found[2])
        return
    for _ in range(int(found[1])):
        report.ok(name)


def run_units(folder, wanted, report):
    end = report.section("unit")
    programs = [program for program in
                sorted((folder / "tests").glob("unit_*"))
                if os.access(program, os.X_OK) and program.is_file() and
                wanted("unit." + program.name[5:])]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for program, done in zip(programs, pool.map(start_unit, programs)):
            judge_unit(program, done, report)
    end()


# Suites whose cases all run on the host and show what the code generator does.
GENERATED = ("maps.", "loops.", "types.", "limits.")


def run_oldest(awl, report):
    """Code generation once more, with the oldest LLVM that we support."""
    label = awl.parent.name
    end = report.section(label)
    if not awl.exists():
        report.skip(label, "this system has no such LLVM")
    else:
        report = report.labelled(label)
        codegen_runner.run(ROOT, awl, awl.parent, lambda name: True, False,
                           report)
        runtime_runner.run(ROOT, awl, awl.parent,
                           lambda name: name.startswith(GENERATED), report,
                           ["host"])
    end()


def main():
    args = argparse.ArgumentParser()
    args.add_argument("--release", type=pathlib.Path, required=True)
    args.add_argument("--checked", type=pathlib.Path, required=True)
    args.add_argument("-v", "--verbose", action="store_true")
    args.add_argument("--update", action="store_true",
                      help="write the code generation snapshots and the "
                      "lists of the documents anew")
    args.add_argument("--kernel", action="append", dest="kernels",
                      choices=["host", *runtime_runner.vm.KERNELS],
                      help="run every runtime case in this kernel; otherwise "
                      "each runs in the first one that has what it needs")
    args.add_argument("--all-kernels", action="store_const", dest="kernels",
                      const=["host", *runtime_runner.vm.KERNELS])
    args.add_argument("names", nargs="*")
    opt = args.parse_args()
    report = Report(opt.verbose)
    awl = opt.release / "awl"

    def wanted(name):
        return not opt.names or any(n in name for n in opt.names)

    if wanted("includes"):
        end = report.section("includes")
        includes.check(ROOT, report)
        registry_check.check(ROOT, report)
        docs_check.check(ROOT, opt.update, report)
        end()
    if not opt.names or any(n.startswith(("unit", "fuzz"))
                            for n in opt.names):
        end = report.section("development build")
        built = build_checked(opt.checked, report)
        end()
        if built:
            run_units(opt.checked, wanted, report)
            fuzz_runner.run(opt.checked, wanted, report)
    end = report.section("codegen")
    codegen_runner.run(ROOT, awl, opt.release, wanted, opt.update, report)
    end()
    end = report.section("manual")
    manual_runner.run(ROOT, awl, wanted, report)
    end()
    end = report.section("layout")
    layout_runner.run(awl.resolve(), wanted, report)
    kheaders_runner.run(awl.resolve(), wanted, report)
    end()
    end = report.section("runtime")
    runtime_runner.run(ROOT, awl, opt.release, wanted, report, opt.kernels)
    end()
    end = report.section("faults")
    fault_runner.run(ROOT, awl, opt.release, wanted, report)
    end()
    if not opt.names:
        run_oldest(ROOT / "build-llvm16/awl", report)
    return report.close()


if __name__ == "__main__":
    sys.exit(main())
