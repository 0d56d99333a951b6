"""Every name of the language is used by some test."""

import re

TABLES = {
    "src/ast/functions.def": re.compile(r"^FUNC\((\w+),(.*)$", re.M),
    "src/ast/builtins.def": re.compile(r"^BUILTIN\((\w+),(.*)$", re.M),
    "src/attach/probe.def": re.compile(r'^PROBE\((\w+),(.*)$', re.M),
    "src/options.def": re.compile(r'^OPTION\(\w+,\s*"([\w-]+)",(.*)$', re.M),
}


def check(root, report):
    texts = []
    for folder in ("tests/runtime", "tests/codegen", "tests/unit"):
        for path in (root / folder).rglob("*"):
            if path.is_file() and path.suffix in (".bt", ".c", ".py", ""):
                texts.append(path.read_text(errors="replace"))
    words = {w.lstrip("-") for w in re.findall(r"[\w-]+", "\n".join(texts))}
    for table, pattern in TABLES.items():
        missing = [name for name, rest in pattern.findall(
                   (root / table).read_text())
                   if name not in words and "LATER" not in rest and
                   not any(w.startswith(name) and w[len(name):].isdigit()
                           for w in words)]
        if missing:
            report.fail(f"tests use every name of {table}",
                        "in no test: " + " ".join(missing))
        else:
            report.ok(f"tests use every name of {table}")
