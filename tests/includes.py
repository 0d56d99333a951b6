"""Who may include whom: reads the #include lines of src (docs/architecture.md)."""

import pathlib
import re

CONTRACTS = {"ctx.h", "plan.h", "events.h", "config.h", "caps.h", "format.h",
             "events.def", "config.def", "features.def", "helpers.def",
             "names.h", "syscalls.def"}

# Folder -> folders whose headers it may include. Single headers by path.
ALLOWED = {
    "base": {"base"},
    "btf": {"base", "btf"},
    "contracts": {"base", "contracts", "btf/type.h", "btf/type.def"},
    "ast": {"base", "ast", "btf/type.h", "contracts"},
    "passes": {"base", "ast", "btf", "contracts", "passes",
               "attach/probe.h", "attach/match.h", "attach/probe.def"},
    "llvm": {"base", "ast", "btf", "contracts", "llvm"},
    "symbols": {"base", "symbols"},
    "attach": {"base", "btf", "symbols", "contracts", "attach"},
    "output": {"base", "btf", "symbols", "contracts", "output"},
}

# Foreign headers -> where they may appear.
FOREIGN = [
    (re.compile(r"^llvm-c/"), {"llvm"}),
    (re.compile(r"^clang-c/"), {"btf/headers.c"}),
    (re.compile(r"^bpf/"), {"attach", "btf/btf.c", "output/mapread.c"}),
    (re.compile(r"^(libelf|gelf|elfutils/|dwarf)"), {"symbols", "btf/dwarf.c"}),
]

INCLUDE = re.compile(r'^\s*#\s*include\s+(["<])([^">]+)[">]', re.M)


def folder_of(path, src):
    parts = path.relative_to(src).parts
    return parts[0] if len(parts) > 1 else "top"


def problem(path, src, quote, name):
    """What is wrong with one #include, or None."""
    folder = folder_of(path, src)
    relative = str(path.relative_to(src))
    if folder == "top":
        folder = "contracts" if path.name in CONTRACTS or \
            path.stem + ".h" in CONTRACTS else "driver"
    for pattern, places in FOREIGN:
        if pattern.match(name):
            if folder in places or any(
                    relative == p or relative.rsplit(".", 1)[0] ==
                    p.rsplit(".", 1)[0] for p in places):
                return None
            return f"{relative} must not include {name}"
    if quote == "<" or folder == "driver":
        return None
    target = name.split("/")[0] if "/" in name else \
        "contracts" if name in CONTRACTS else folder
    if target in ALLOWED[folder] or name in ALLOWED[folder]:
        return None
    return f"{relative} ({folder}) must not include {name}"


def check(root, report):
    src = pathlib.Path(root) / "src"
    for path in sorted(src.rglob("*.[ch]")):
        problems = [p for quote, name in INCLUDE.findall(path.read_text())
                    if (p := problem(path, src, quote, name))]
        if problems:
            report.fail(f"includes of {path.relative_to(root)}",
                        "\n".join(problems))
        else:
            report.ok(f"includes of {path.relative_to(root)}")
