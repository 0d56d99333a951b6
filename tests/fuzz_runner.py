"""Fuzz targets: over their seeds, then for a while with random input.

They are built together with the unit tests: with clang for libFuzzer;
without it they only run over their seeds.

As a program (./dev fuzz): fuzz_runner.py FOLDER TARGET [SECONDS]
"""

import os
import pathlib
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

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


def configure(folder):
    """The commands that make FOLDER a development build, if it is none."""
    options = ["-DCMAKE_BUILD_TYPE=Debug", "-DAWL_SANITIZE=ON",
               "-DAWL_WERROR=ON"]
    cache = folder / "CMakeCache.txt"
    if clang():
        cc, cxx = clang()
        options += ["-DAWL_FUZZ=ON", f"-DCMAKE_C_COMPILER={cc}",
                    f"-DCMAKE_CXX_COMPILER={cxx}"]
        # A cache from the time when there was no clang would not take it.
        if cache.exists() and "AWL_FUZZ:BOOL=ON" not in cache.read_text():
            cache.unlink()
            (folder / "Makefile").unlink(missing_ok=True)
            shutil.rmtree(folder / "CMakeFiles", ignore_errors=True)
    if (folder / "Makefile").exists():
        return []
    return [["cmake", "-S", ROOT, "-B", folder, *options]]


def build(folder, target):
    """Build a target; the log's end when that fails."""
    log = pathlib.Path(str(folder) + ".log")
    with open(log, "w") as out:
        for words in [*configure(folder),
                      ["cmake", "--build", folder, "-j",
                       str(os.cpu_count()), "--target", f"fuzz_{target}"]]:
            if subprocess.run(words, stdout=out, stderr=out).returncode:
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
    def search(target):
        words, _ = command(folder, target, SECONDS)
        shutil.rmtree(folder / "corpus" / target)
        (folder / "corpus" / target).mkdir()
        return subprocess.run([*words, "-seed=1"], env=environment(),
                              stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT)

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for target, done in zip(names, pool.map(search, names)):
            judge(report, target, done)


def run(folder, wanted, report):
    names = [name for name in targets() if wanted(f"fuzz.{name}")]
    if not names:
        return
    end = report.section("fuzz")
    if clang():
        run_random(folder, names, report)
    else:
        run_seeds(folder, names, report)
    end()


def main():
    folder, target = pathlib.Path(sys.argv[1]), sys.argv[2]
    seconds = sys.argv[3] if len(sys.argv) > 3 else "60"
    if target not in targets():
        sys.exit(f"no target {target}: {', '.join(targets())}")
    if not clang():
        sys.exit("clang is missing")
    wrong = build(folder, target)
    if wrong:
        sys.exit(wrong)
    words, found = command(folder, target, seconds)
    status = subprocess.run(words, env=environment()).returncode
    print(f"findings are in {found}, inputs in {folder / 'corpus' / target}")
    sys.exit(status)


if __name__ == "__main__":
    main()
