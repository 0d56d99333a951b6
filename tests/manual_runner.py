"""The examples of the documents: `bt` blocks compile, and those that an
`output` block follows are run and print exactly that."""

import os
import re
import subprocess

EXAMPLE = re.compile(r"^```bt\n(.*?)^```\n(?:```output\n(.*?)^```\n)?",
                     re.M | re.S)


def check(awl, script, output):
    """What is wrong with one example, or None."""
    mode = ["--mode", "codegen"] if output is None else ["-q"]
    env = dict(os.environ, BPFTRACE_COLOR="never")
    done = subprocess.run([awl, *mode, "-e", script], env=env, timeout=60,
                          capture_output=True)
    said = done.stdout.decode().strip()
    if done.returncode:
        return f"exit status {done.returncode}\n{done.stderr.decode()}"
    if output is not None and said != output.strip():
        return f"printed:\n{said}"
    return None


def run(root, awl, wanted, report):
    for path in sorted((root / "docs").glob("*.md")):
        examples = EXAMPLE.findall(path.read_text())
        for number, (script, output) in enumerate(examples, 1):
            name = f"manual.{path.stem}.{number}"
            if not wanted(name):
                continue
            wrong = check(awl, script, output or None)
            if wrong:
                report.fail(name, script + wrong)
            else:
                report.ok(name)
