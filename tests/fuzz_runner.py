"""Fuzz targets: over their seeds, then for a while with random input.

With clang they are built for libFuzzer in a folder of their own; without it
they only run over their seeds, built as the unit tests are.

As a program (./dev fuzz): fuzz_runner.py FOLDER TARGET [SECONDS]
"""

import os
import pathlib
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
FUZZ = ROOT / "tests/fuzz"
# For each target, in ./dev test.
SECONDS = 4
# Targets whose messages would drown those of the fuzzer.
NOISY = {"record"}
# Targets that read scripts.
WORDS = {"parse", "script", "gen", "cdefs"}


def clang():
    """The newest clang, or None."""
    for name in ["clang"] + [f"clang-{n}" for n in range(22, 13, -1)]:
        plus = name.replace("clang", "clang++", 1)
        if shutil.which(name) and shutil.which(plus):
            return name, plus
    return None


def targets():
    return sorted(path.stem for path in FUZZ.glob("*.c")
                  if path.stem != "main")


def seeds(target):
    return sorted((FUZZ / "seeds" / target).iterdir())


def build(folder, names):
    """Build targets for libFuzzer; the log's end when that fails."""
    cc, cxx = clang()
    log = pathlib.Path(str(folder) + ".log")
    commands = []
    if not (folder / "Makefile").exists():
        commands.append(["cmake", "-S", ROOT, "-B", folder,
                         "-DCMAKE_BUILD_TYPE=Debug", "-DAWL_SANITIZE=ON",
                         "-DAWL_FUZZ=ON", f"-DCMAKE_C_COMPILER={cc}",
                         f"-DCMAKE_CXX_COMPILER={cxx}"])
    commands.append(["cmake", "--build", folder, "-j", str(os.cpu_count()),
                     "--target", *[f"fuzz_{name}" for name in names]])
    with open(log, "w") as out:
        for command in commands:
            if subprocess.run(command, stdout=out, stderr=out).returncode:
                return log.read_text()[-4000:]
    return None


def command(folder, target, seconds):
    """How to fuzz TARGET, and the folder that findings go to."""
    found = folder / "found" / target
    corpus = folder / "corpus" / target
    found.mkdir(parents=True, exist_ok=True)
    corpus.mkdir(parents=True, exist_ok=True)
    words = [f"-dict={FUZZ / 'script.dict'}"] if target in WORDS else []
    return [folder / "tests" / f"fuzz_{target}", corpus,
            FUZZ / "seeds" / target, f"-artifact_prefix={found}/",
            f"-max_total_time={seconds}", "-timeout=20",
            "-rss_limit_mb=3000", "-max_len=8192",
            f"-close_fd_mask={3 if target in NOISY else 1}",
            *words], found


def environment():
    return dict(os.environ, UBSAN_OPTIONS="print_stacktrace=1")


def judge(report, target, done):
    if done.returncode:
        report.fail(f"fuzz.{target}",
                    done.stdout.decode(errors="replace")[-4000:],
                    f"./dev fuzz {target}")
    else:
        report.ok(f"fuzz.{target}")


def run_seeds(folder, names, report):
    for target in names:
        program = folder / "tests" / f"fuzz_{target}"
        judge(report, target, subprocess.run(
            [program, *seeds(target)], env=environment(),
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT))


def run_random(folder, names, report):
    """The same search each time: what fails here fails again."""
    wrong = build(folder, names)
    if wrong:
        report.fail("fuzz build", wrong)
        return
    for target in names:
        words, _ = command(folder, target, SECONDS)
        shutil.rmtree(folder / "corpus" / target)
        (folder / "corpus" / target).mkdir()
        judge(report, target, subprocess.run(
            [*words, "-seed=1"], env=environment(),
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT))


def run(checked, folder, wanted, report):
    """CHECKED: a build with seeds only; FOLDER: one for libFuzzer."""
    names = [name for name in targets() if wanted(f"fuzz.{name}")]
    if not names:
        return
    end = report.section("fuzz")
    if clang():
        run_random(folder, names, report)
    else:
        run_seeds(checked, names, report)
    end()


def main():
    folder, target = pathlib.Path(sys.argv[1]), sys.argv[2]
    seconds = sys.argv[3] if len(sys.argv) > 3 else "60"
    if target not in targets():
        sys.exit(f"no target {target}: {', '.join(targets())}")
    if not clang():
        sys.exit("clang is missing")
    wrong = build(folder, [target])
    if wrong:
        sys.exit(wrong)
    words, found = command(folder, target, seconds)
    status = subprocess.run(words, env=environment()).returncode
    print(f"findings are in {found}, inputs in {folder / 'corpus' / target}")
    sys.exit(status)


if __name__ == "__main__":
    main()
