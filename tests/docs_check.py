"""Lists in the documents that the sources say: the files of
docs/architecture.md, the tables of docs/language.md. --update writes them
anew."""

import re

LINE = 96


def args_of(text, macro):
    """The arguments of all rows MACRO(...) of a table, as lists of texts."""
    rows = []
    text = re.sub(r"\\\n", " ", text)
    words = dict(re.findall(r'^#define (\w+)\s+(".*")$', text, re.M))
    text = re.sub(r"^[ \t]*#.*$", "", text, flags=re.M)
    for word, meaning in words.items():
        text = re.sub(rf"\b{word}\b", lambda _, m=meaning: m, text)
    for match in re.finditer(rf"^{macro}\((.*?)\)$", text, re.M | re.S):
        rows.append([part.strip() for part in
                     re.findall(r'(?:"[^"]*"|\([^()]*\)|[^,"()])+',
                                match[1])])
    return rows


def unquoted(text):
    """A C string, whose parts may be apart."""
    return "".join(re.findall(r'"([^"]*)"', text))


def functions(root):
    text = (root / "src/ast/functions.def").read_text()
    lines = ["| Function | Result | |", "|---|---|---|"]
    for row in args_of(text, "FUNC"):
        if "FN_LATER" in row[2]:
            continue
        result, _, call = unquoted(row[1]).partition(" ")
        result = "" if result in ("auto", "void") else f"`{result}`"
        unsafe = " Wants `--unsafe`." if "FN_UNSAFE" in row[2] else ""
        lines.append(f"| `{call}` | {result} | {unquoted(row[-1])}{unsafe} |")
    return lines


def builtins(root):
    text = (root / "src/ast/builtins.def").read_text()
    lines = ["| Word | Type | |", "|---|---|---|"]
    for name, kind, *_, doc in args_of(text, "BUILTIN"):
        kind = unquoted(kind)
        kind = "" if kind == "auto" else f"`{kind}`"
        lines.append(f"| `{name}` | {kind} | {unquoted(doc)} |")
    return lines


def config(root):
    text = (root / "src/config.def").read_text()
    rows = {}
    for key, _, default, doc in args_of(text, "CONFIG"):
        rows[key] = (default.strip('"'), unquoted(doc))
    for key, default, values, *_, doc in args_of(text, "CONFIG_ENUM"):
        names = {}
        for pair in unquoted(values).split(","):
            name, _, number = pair.partition("=")
            names.setdefault(number, name)
        usual = names.get(default)
        others = [name for name in names.values() if name != usual]
        rows[key] = (" ".join(filter(None, [usual, *others])), unquoted(doc))
    lines = ["| Key | Default, other values | |", "|---|---|---|"]
    return lines + [f"| `{key}` | `{value}` | {doc} |"
                    for key, (value, doc) in sorted(rows.items())]


def purpose(path):
    """The first words of the comment at the top of a file."""
    text = path.read_text()
    if path.suffix == ".bt":
        text = re.sub(r"^// ?", "", text, flags=re.M)
    else:
        text = re.sub(r"^(/\*| \*) *", "", text.split("*/")[0],
                      flags=re.M).strip()
    words = " ".join(text.split("\n\n")[0].split())
    words = re.split(r"\. |\.$", words + " ")[0].strip()
    return words if len(words) <= LINE else \
        words[:LINE].rsplit(" ", 1)[0] + " ..."


def is_listed(path):
    """Headers stand for themselves when there is no file of that name."""
    if path.suffix == ".h":
        return not any(path.with_suffix(s).exists()
                       for s in (".c", ".def", ".bt"))
    return path.suffix in (".c", ".def", ".bt")


def files(root):
    text = (root / "docs/architecture.md").read_text()
    lines = ["```"]
    for folder, note in re.findall(r"^(src/\S*)\s+(-- .*)$", text, re.M):
        if len(lines) > 1:
            lines.append("")
        lines.append(f"{folder:<20} {note}")
        lines += [f"  {path.name:<18} {purpose(path)}" for path in
                  sorted((root / folder).iterdir()) if is_listed(path)]
    return lines + ["```"]


PARTS = {
    "docs/architecture.md": {"files": files},
    "docs/language.md": {"functions": functions, "builtins": builtins,
                         "config": config},
}


def check(root, update, report):
    for name, parts in PARTS.items():
        path = root / name
        text = path.read_text()
        fresh = text
        for part, make in parts.items():
            begin, end = f"<!-- {part} -->\n", f"<!-- end of {part} -->"
            at = fresh.index(begin) + len(begin)
            fresh = fresh[:at] + "\n".join(make(root)) + "\n" + \
                fresh[fresh.index(end):]
        if update:
            path.write_text(fresh)
        if fresh == text or update:
            report.ok(f"lists of {name}")
        else:
            report.fail(f"lists of {name}", "they are not what the sources "
                        "say (./dev test --update includes)")
