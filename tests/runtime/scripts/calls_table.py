"""Calls of functions, each in a script of its own, and what must come of them.

calls_table.py AWL FILE: the file's lines are an expression, a tab, and what
print() shows of it or "ERROR: " and the text of the first mistake.
"""

import pathlib
import subprocess
import sys


def outcome(awl, expression):
    script = (f"begin {{ @x[1] = 1; @m = 2; print({expression}); "
              "clear(@x); clear(@m); }")
    done = subprocess.run([awl, "-q", "-e", script], capture_output=True,
                          text=True, check=False)
    if done.returncode:
        first = done.stderr.split("\n")[0]
        return "ERROR: " + first.partition("ERROR: ")[2]
    lines = [line for line in done.stdout.rstrip().split("\n")
             if not line.startswith("__BPFTRACE")]
    return "\n".join(lines).rstrip()


def main():
    awl, path = sys.argv[1], pathlib.Path(sys.argv[2])
    good = bad = 0
    for line in path.read_text().splitlines():
        expression, _, want = line.partition("\t")
        got = outcome(awl, expression)
        good, bad = good + (got == want), bad + (got != want)
        if got != want:
            print(f"{expression}: want {want}, got {got}")
    print(f"{good} as expected, {bad} different")


main()
