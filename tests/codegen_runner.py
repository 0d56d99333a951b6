"""Code generation tests: a .bt file and what must come of it.

In the script's comments:
  // expect error: TEXT    a diagnostic on this line (or, on a line of its
                           own, on the next one); all of them must be named
  // expect warning: TEXT  the same for warnings
  // expect error A-B: TEXT  and its columns are A to B; LA-B: it has no
                           columns but covers the lines A to B
  // CHECK: TEXT           the IR before optimisation contains TEXT, in order
  // CHECK-NOT: TEXT       it does not
  // load                  the kernel's verifier accepts the object
  // expect output: TEXT   awl says TEXT (hints, messages without a position
                           or about the prelude's lines)
  // expect status: N      the exit status, where it isn't 1 with errors and
                           0 without
  // args: ARGS            further arguments for awl
  // params: ARGS          parameters and options of the script
  // env: NAME=VALUE       and its environment
  // snapshot              NAME.ll holds the IR of its programs, without debug
                           information; --update writes it anew
Each line `// script NAME` starts another script of the same file, with its
own comments: for what ends the work on a script at the first mistake.
The kernel's types come from a small BTF of our own: kernel.c.
"""

import os
import re
import shlex
import subprocess

DIAG = re.compile(r"^(?P<file>[^:\n]+):(?P<line>\d+)(?::(?P<columns>\d+-\d+)|"
                  r"-(?P<last>\d+)): (?P<kind>ERROR|WARNING): (?P<text>.*)$",
                  re.M)
EXPECT = re.compile(r"// expect (error|warning)(?: (L?\d+-\d+))?: (.*)$")
OUTPUT = re.compile(r"// expect output: (.*)$", re.M)
STATUS = re.compile(r"// expect status: (\d+)$", re.M)
SCRIPT = re.compile(r"^// script (\S+)$", re.M)


def expectations(text):
    """[(line, kind, text, place or None)] of a script."""
    found = []
    lines = text.splitlines()
    for number, line in enumerate(lines, 1):
        alone = line.lstrip().startswith("//")
        target = number
        if alone:
            target = next((n for n in range(number + 1, len(lines) + 1) if
                           not lines[n - 1].lstrip().startswith("//")),
                          number)
        if match := EXPECT.search(line):
            found.append((target, match[1], match[3].strip(), match[2]))
    return found


def diagnostics(output):
    """[(line, kind, text, place)] that awl said about the script."""
    return [(int(m["line"]), m["kind"].lower(), m["text"],
             m["columns"] or f"L{m['line']}-{m['last']}")
            for m in DIAG.finditer(output)
            if not m["file"].startswith("stdlib/")]


def compare(text, output):
    """Differences between what a script expects and what awl said."""
    wrong = []
    rest = diagnostics(output)
    for line, kind, message, place in expectations(text):
        same = [s for s in rest if s[:2] == (line, kind) and message in s[2]]
        # Two messages of one text differ in their places.
        hit = next((s for s in same if s[3] == place), same[0] if same else
                   None)
        if not hit:
            wrong.append(f"line {line}: no {kind}: {message}")
            continue
        rest.remove(hit)
        if place and hit[3] != place:
            wrong.append(f"line {line}: {kind} at {hit[3]}, not {place}")
    wrong += [f"line {s[0]}: unexpected {s[1]}: {s[2]}" for s in rest]
    return wrong


def check_lines(text, ir):
    """CHECK and CHECK-NOT of a script against the IR."""
    wrong, at = [], 0
    for kind, wanted in re.findall(r"// (CHECK|CHECK-NOT): (.*)$", text,
                                   re.M):
        if kind == "CHECK-NOT":
            if wanted in ir:
                wrong.append(f"CHECK-NOT found: {wanted}")
            continue
        found = ir.find(wanted, at)
        if found < 0:
            wrong.append(f"CHECK not found (in order): {wanted}")
        else:
            at = found + len(wanted)
    return wrong


def functions(ir):
    """The functions of a module without debug information."""
    blocks = re.findall(r"^define .*?^}\n", ir, re.M | re.S)
    text = "\n".join(blocks)
    text = re.sub(r",? !dbg !\d+", "", text)
    text = re.sub(r" #\d+", "", text)
    text = re.sub(r"(icmp ult i64 %get_smp_processor_id\d*), \d+", r"\1, CPUS",
                  text)
    text = re.sub(r"(and i64 %get_smp_processor_id\d*), \d+", r"\1, CPUS",
                  text)
    # Before LLVM 22 these had a size.
    text = re.sub(r"(@llvm\.lifetime\.\w+\.p0\()i64 \d+, ", r"\1", text)
    text = re.sub(r"^(cpus:.*\n.*\n.*icmp ult i64 %\d+), \d+", r"\1, CPUS",
                  text, flags=re.M)
    return re.sub(r" *; preds = .*", "", text)


def make_btf(root, folder):
    """Compile kernel.c to an ELF file whose BTF stands for the kernel's."""
    source = root / "tests/codegen/kernel.c"
    target = folder / "codegen-btf.o"
    if not target.exists() or \
            target.stat().st_mtime < source.stat().st_mtime:
        subprocess.run(["clang-14", "-target", "bpf", "-g", "-O1", "-c",
                        source, "-o", target], check=True)
    return target


def words(text, name):
    """The words of all lines `// NAME: WORDS` of a script."""
    return [word for line in re.findall(rf"// {name}: (.*)$", text, re.M)
            for word in shlex.split(line)]


def settings(text, awl, btf):
    """The command and the environment a script asks for."""
    env = dict(os.environ, BPFTRACE_BTF=str(btf), BPFTRACE_COLOR="never")
    env.update(e.split("=", 1) for e in re.findall(r"// env: (.*)$", text,
                                                   re.M))
    return [awl, "--mode", "codegen", "--verify-llvm-ir",
            *words(text, "args")], env


def judge(text, done):
    """What is wrong with the run of a script."""
    output = done.stderr.decode(errors="replace")
    wrong = compare(text, output)
    wrong += [f"not said: {m}" for m in OUTPUT.findall(text)
              if m not in output]
    status = int(any(kind == "error" for _, kind, *_ in expectations(text)))
    if match := STATUS.search(text):
        status = int(match[1])
    if done.returncode != status:
        wrong.append(f"exit status {done.returncode}, not {status}")
    if wrong:
        wrong.append(output)
    return wrong


def run_scripts(path, awl, btf, wanted, report, root):
    """The scripts of a file that holds many; lines keep their numbers."""
    text = path.read_text()
    starts = list(SCRIPT.finditer(text))
    for start, end in zip(starts, [*starts[1:], None]):
        name = f"codegen.{path.stem}.{start[1]}"
        if not wanted(name):
            continue
        script = text[start.end():end.start() if end else None]
        script = "\n" * text.count("\n", 0, start.end()) + script
        base, env = settings(script, awl, btf)
        done = subprocess.run([*base, "-"], env=env, cwd=root, timeout=60,
                              input=script.encode(), capture_output=True)
        wrong = judge(script, done)
        if wrong:
            report.fail(name, "\n".join(wrong), f"./dev test {name}")
        else:
            report.ok(name)


def run_case(path, awl, btf, update, report, root):
    name = "codegen." + path.stem
    text = path.read_text()
    base, env = settings(text, awl, btf)
    script = [path.relative_to(root), *words(text, "params")]
    done = subprocess.run([*base, *script], env=env, cwd=root,
                          capture_output=True, timeout=60)
    wrong = judge(text, done)
    errors = done.returncode
    snapshot = path.with_suffix(".ll")
    if not errors and ("// CHECK" in text or "// snapshot" in text):
        dump = subprocess.run([*base, "-d", "codegen", *script], env=env,
                              cwd=root, capture_output=True, timeout=60)
        ir = functions(dump.stdout.decode())
        wrong += check_lines(text, ir)
        if "// snapshot" not in text:
            pass
        elif update:
            snapshot.write_text(ir)
        elif not snapshot.exists() or snapshot.read_text() != ir:
            wrong.append(f"the IR differs from {snapshot.name} "
                         "(./dev test --update codegen writes it anew)")
    if "// load" in text and not wrong:
        env.pop("BPFTRACE_BTF")
        done = subprocess.run([awl, "--dry-run", *base[4:], *script],
                              env=env, cwd=root, capture_output=True,
                              timeout=60)
        if done.returncode:
            wrong.append("does not load:\n" + done.stderr.decode())
    if wrong:
        report.fail(name, "\n".join(wrong), f"./dev test {name}")
    else:
        report.ok(name)


def run(root, awl, folder, wanted, update, report):
    btf = make_btf(root, folder)
    for path in sorted((root / "tests/codegen").rglob("*.bt")):
        if SCRIPT.search(path.read_text()):
            run_scripts(path, awl, btf, wanted, report, root)
        elif wanted("codegen." + path.stem):
            run_case(path, awl, btf, update, report, root)
