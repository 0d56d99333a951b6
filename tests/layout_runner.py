"""Random C definitions: what awl reads through them against what gcc reads.

Each case is a seed: some twenty structs, unions, enums and typedefs with all
that declarations offer. gcc compiles them into a program that prints the size
of each struct and every number in random memory seen as one, and hands that
memory to a function; a script with the same definitions prints the same from
a probe on that function. The same seed makes the same text everywhere.
"""

import os
import pathlib
import random
import subprocess
import tempfile

SEEDS = 16
STRUCTS = 20
SECONDS = 60

INTS = [("char", 1), ("signed char", 1), ("unsigned char", 1), ("short", 2),
        ("unsigned short int", 2), ("short unsigned", 2), ("int", 4),
        ("unsigned", 4), ("unsigned int", 4), ("int unsigned", 4),
        ("long", 8), ("unsigned long", 8), ("long unsigned int", 8),
        ("long long", 8), ("long long unsigned int", 8), ("signed", 4),
        ("long int unsigned long", 8), ("long signed int", 8), ("_Bool", 1)]
POINTERS = ["void *{}", "char **{}", "struct fwd *{}", "int (*{})[3]",
            "int (*{})(int, char *)", "void (*(*{})(int))(void)",
            "unsigned long *volatile {}"]
SIZES = ["{0}", "0{0:o}", "{0:#x}", "({0})", "{0} + 3 - 3", "({0} << 1) / 2",
         "sizeof(char[{0}])", "sizeof(int) - 4 + {0}", "1 ? {0} : 99",
         "{0}UL", "(int){0}", "({0} & 0xff) | 0"]
ENUM_STARTS = [0, -5, 100, 0x7ffffffa, 0x80000000, 0x1ffffffff, -0x1ffffffff]

# How the script gets at the memory: a statement, and how members are reached.
WAYS = [("$p = $arg;", "$p->"), ("$v = *$arg;", "$v."),
        ("@m{0} = *$arg;", "@m{0}."), ("$t = (1, *$arg);", "$t.1.")]


class Writer:
    """Makes up definitions. A leaf is the path of a number: (path, kind)."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.names = 0
        self.definitions = []
        self.structs = []   # (type, leaves) that may be members
        self.numbers = []   # names of typedefs and enums

    def name(self):
        self.names += 1
        return f"m{self.names}"

    def chance(self, share):
        return self.random.random() < share

    def attribute(self, share):
        if not self.chance(share):
            return ""
        align = self.random.choice([1, 2, 4, 8, 16, 32])
        return self.random.choice([
            "__attribute__((packed))", "__attribute__((__packed__))",
            f"__attribute__((aligned({align})))",
            f"__attribute__((packed, aligned({align})))"])

    def places(self):
        """An attribute before a body, or one behind: of two with different
        alignments gcc takes the last and clang the larger one."""
        attribute = self.attribute(0.4)
        return self.random.choice([(attribute, ""), ("", attribute)])

    def plain(self):
        name, (kind, _) = self.name(), self.random.choice(INTS)
        text = f"{kind} {name} {self.attribute(0.3)};"
        return text, [(name, "bool" if kind == "_Bool" else "int")]

    def bits(self):
        kind, size = self.random.choice(INTS)
        most = 1 if kind == "_Bool" else size * 8
        parts, leaves = [], []
        for _ in range(self.random.randint(1, 4)):
            width = self.random.choice([0, self.random.randint(1, most)])
            if width and self.chance(0.85):
                name = self.name()
                parts.append(f"{name} : {width} {self.attribute(0.2)}")
                leaves.append((name, "int"))
            else:
                parts.append(f": {width}")
        return f"{kind} {', '.join(parts)};", leaves

    def array(self):
        name, (kind, _) = self.name(), self.random.choice(INTS)
        bounds = [self.random.randint(1, 4)
                  for _ in range(self.random.randint(1, 3))]
        brackets = "".join(f"[{self.random.choice(SIZES).format(bound)}]"
                           for bound in bounds)
        path = name + "".join(f"[{self.random.randrange(bound)}]"
                              for bound in bounds)
        leaf = {"char": (name, "size"), "_Bool": (path, "bool")}
        return f"{kind} {name}{brackets};", [leaf.get(kind, (path, "int"))]

    def pointer(self):
        name = self.name()
        return self.random.choice(POINTERS).format(name) + ";", \
            [(name, "pointer")]

    def known(self):
        """A member of a type that has a name already."""
        if not self.structs or (self.numbers and self.chance(0.4)):
            if not self.numbers:
                return self.plain()
            name = self.name()
            return f"{self.random.choice(self.numbers)} {name};", \
                [(name, "int")]
        name, (kind, leaves) = self.name(), self.random.choice(self.structs)
        count = self.random.randint(0, 3)
        path = f"{name}[{count - 1}]" if count else name
        brackets = f"[{count}]" if count else ""
        return f"{kind} {name}{brackets};", \
            [(f"{path}.{leaf}", what) for leaf, what in leaves]

    def nested(self, depth):
        keyword = self.random.choice(["struct", "union"])
        text, leaves = self.body(depth + 1, self.random.randint(1, 4))
        before, behind = self.places()
        if self.chance(0.6):
            return f"{keyword} {before} {{ {text} }} {behind};", leaves
        name = self.name()
        tag, count = self.random.choice([("", ""), (f"tag_{name}", "[2]")])
        path = name + ("[1]" if count else "")
        return (f"{keyword} {before} {tag} {{ {text} }} {behind} "
                f"{name}{count};",
                [(f"{path}.{leaf}", what) for leaf, what in leaves])

    def member(self, depth):
        make = self.random.choice([self.plain, self.plain, self.bits,
                                   self.bits, self.array, self.pointer,
                                   self.known, self.nested])
        if make != self.nested:
            return make()
        return self.nested(depth) if depth < 3 else self.plain()

    def body(self, depth, count):
        texts, leaves = [], []
        for _ in range(count):
            text, more = self.member(depth)
            texts.append(text)
            leaves += more
        return " ".join(texts), leaves

    def number_type(self, number):
        """An enum or a typedef."""
        if self.chance(0.5):
            start = self.random.choice(ENUM_STARTS)
            self.definitions.append(
                f"enum e{number} {{ E{number}_A = {start}, E{number}_B, "
                f"E{number}_C = E{number}_A + 2, }} "
                f"{self.random.choice(['', '__attribute__((packed))'])};")
            self.numbers.append(f"enum e{number}")
            return
        kind, _ = self.random.choice(INTS[:-1])
        align = self.random.choice([0, 0, 1, 2, 16])
        attribute = f" __attribute__((aligned({align})))" if align else ""
        self.definitions.append(f"typedef {kind} t{number}_t{attribute};")
        self.numbers.append(f"t{number}_t")

    def struct(self, number):
        """Define one; its type and leaves."""
        if self.chance(0.4):
            self.number_type(number)
        keyword = self.random.choice(["struct", "struct", "union"])
        text, leaves = self.body(0, self.random.randint(1, 8))
        before, behind = self.places()
        is_flexible = keyword == "struct" and leaves and self.chance(0.15)
        if is_flexible:
            text += f" {self.random.choice(['char', 'long'])} rest[];"
        if self.chance(0.2):
            kind = f"s{number}_t"
            self.definitions.append(
                f"typedef {keyword} {before} {{ {text} }} {behind} {kind};")
        else:
            kind = f"{keyword} s{number}"
            self.definitions.append(
                f"{keyword} {before} s{number} {{ {text} }} {behind};")
        if self.chance(0.15):
            self.definitions[-1] = (
                f"#pragma pack(push, {self.random.choice([1, 2, 4, 8])})\n"
                f"{self.definitions[-1]}\n#pragma pack(pop)")
        if leaves and not is_flexible:
            self.structs.append((kind, leaves))
        return kind, leaves


# What is printed of a leaf: in C, and in the script.
PRINTED = {
    "int": ('printf("%ld\\n", (long)(p->{0}));', 'printf("%ld\\n", {0});'),
    "bool": ('printf("%d\\n", p->{0});', 'printf("%d\\n", {0});'),
    "pointer": ('printf("%lx\\n", (unsigned long)p->{0});',
                'printf("%lx\\n", (uint64){0});'),
    "size": ('printf("%d\\n", (int)sizeof(p->{0}));',
             'printf("%d\\n", sizeof({0}));'),
}
# gcc takes a _Bool for 0 or 1 whatever its byte holds.
SET_BOOL = "*(unsigned char *)&p->{0} &= 1;"

PROGRAM = """\
#include <stdio.h>
#include <string.h>
{definitions}
static unsigned char mem[1 << 16] __attribute__((aligned(64)));
static void fill(unsigned x)
{{
	for (unsigned i = 0; i < sizeof(mem); i++)
		mem[i] = (x = x * 1103515245 + 12345) >> 16;
}}
{functions}
int main(int argc, char **argv)
{{
{calls}
	return 0;
}}
"""
FUNCTION = """\
__attribute__((noinline)) void f{number}({kind} *p)
{{
	__asm__ volatile("" : : "r"(p) : "memory");
}}
static void g{number}(int print)
{{
	{kind} *p = (void *)mem;

	fill({number} + 1);
	{set_bools}
	if (print) {{
		printf("%d\\n", (int)sizeof({kind}));
		{prints}
	}}
	f{number}(p);
}}
"""


def write_program(definitions, structs):
    functions = "".join(FUNCTION.format(
        number=number, kind=kind,
        set_bools=" ".join(SET_BOOL.format(path) for path, what in leaves
                           if what == "bool"),
        prints=" ".join(PRINTED[what][0].format(path)
                        for path, what in leaves))
        for number, (kind, leaves) in enumerate(structs))
    calls = "\n".join(f"\tg{number}(argc > 1);"
                      for number in range(len(structs)))
    return PROGRAM.format(definitions=definitions, functions=functions,
                          calls=calls)


def write_script(definitions, structs, program, way):
    lines = [definitions]
    for number, (kind, leaves) in enumerate(structs):
        take, reach = (text.format(number) for text in way)
        prints = " ".join(PRINTED[what][1].format(reach + path)
                          for path, what in leaves)
        lines.append(f"uprobe:{program}:f{number} {{ $arg = ({kind} *)arg0; "
                     f'printf("%d\\n", sizeof({kind})); {take} {prints} }}')
    names = [f"clear(@m{number});" for number in range(len(structs))]
    lines.append(f"END {{ {' '.join(names) if '@' in way[0] else ''} }}")
    return "\n".join(lines)


def call(command, folder):
    return subprocess.run(command, cwd=folder, capture_output=True,
                          timeout=SECONDS, text=True, errors="replace")


def compare(awl, folder, seed):
    """What is wrong with seed SEED, or None."""
    writer = Writer(seed)
    structs = [writer.struct(number) for number in range(STRUCTS)]
    definitions = "\n".join(writer.definitions)
    program = folder / f"layout{seed}"
    source, script = program.with_suffix(".c"), program.with_suffix(".bt")
    source.write_text(write_program(definitions, structs))
    script.write_text(write_script(definitions, structs, program,
                                   WAYS[seed % len(WAYS)]))
    built = call(["gcc", "-w", "-g", "-O0", "-no-pie", source, "-o", program],
                 folder)
    if built.returncode:
        return f"gcc refuses the definitions:\n{built.stderr}"
    wanted = call([program, "print"], folder).stdout.split()
    run = call([awl, "-q", script, "-c", program], folder)
    got = run.stdout.split()
    labels = [f"{kind} {path}" for kind, leaves in structs
              for path in ["sizeof", *(path for path, _ in leaves)]]
    if len(got) != len(wanted):
        return f"{len(got)} of {len(wanted)} lines\n{run.stderr}"
    wrong = [f"{label}: {mine} instead of {right}" for label, mine, right in
             zip(labels, got, wanted) if mine != right]
    return "\n".join(wrong[:10]) if wrong else None


def run(awl, wanted, report):
    if os.geteuid():
        report.skip("layout", "needs root")
        return
    with tempfile.TemporaryDirectory(prefix="awl-layout-") as name:
        for seed in range(SEEDS):
            if not wanted(f"layout.{seed}"):
                continue
            wrong = compare(awl, pathlib.Path(name), seed)
            if wrong:
                report.fail(f"layout.{seed}", wrong)
            else:
                report.ok(f"layout.{seed}")
