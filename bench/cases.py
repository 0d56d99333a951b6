"""The scripts that are measured, all in the language of both tracers.

`{work}` is the program whose calls are traced; tests/runtime/testprogs.
"""

import pathlib

HERE = pathlib.Path(__file__).parent
SYSCALL = "tracepoint:syscalls:sys_enter_"

# Printed as soon as everything is attached: events of a tracer that still
# attaches wait until it reads.
READY = ' interval:ms:10 { printf("ready\\n"); }'

# name, script; each ends by itself
START = [
    ("hello", 'BEGIN { printf("hello\\n"); exit(); }'),
    ("one tracepoint",
     SYSCALL + "openat { @[comm] = count(); } BEGIN { exit(); }"),
    ("60 lines", (HERE / "sixty.bt").read_text()),
]


def probes(num):
    """NUM different probes, which no tracer can compile as one."""
    return "BEGIN { exit(); }\n" + "".join(
        f"interval:ms:{i + 100} {{ @n[{i}] = count(); "
        f"if (pid == {i}) {{ @sum = sum(nsecs); }} }}\n" for i in range(num))


def long_probe(lines):
    """One probe of about LINES lines."""
    body = "".join(f"  $v{i % 20} = {'nsecs' if i < 20 else f'$v{i % 20}'}"
                   f" + {i};\n  @m{i % 10}[{i}] = $v{i % 20};\n"
                   for i in range(lines // 2))
    return "BEGIN {\n" + body + "  exit();\n}\n"


# name, script; each ends by itself
COMPILE = [
    ("10 probes", probes(10)),
    ("100 probes", probes(100)),
    ("400 probes", probes(400)),
    ("1,000 probes", probes(1000)),
    ("1,000 lines in one probe", long_probe(1000)),
]


def entries(num):
    """The first NUM system calls' entry tracepoints."""
    events = pathlib.Path("/sys/kernel/tracing/events/syscalls")
    names = sorted(path.name for path in events.glob("sys_enter_*"))
    return ",".join("tracepoint:syscalls:" + name
                    for name in names[:num])


def life():
    """name, script: from the start to attached, from SIGINT to the prompt."""
    count = " { @[probe] = count(); }"
    return [
        ("1 tracepoint", SYSCALL + "openat" + count),
        ("100 tracepoints", entries(100) + count),
        ("all entries by wildcard", SYSCALL + "*" + count),
        ("tracepoint:sched:*", "tracepoint:sched:*" + count),
        ("20 uprobes by wildcard", "uprobe:/bin/bash:rl_*ar*" + count),
    ]


# name, what the worker does, script
EVENT = [
    ("count()", "getppid 300000", SYSCALL + "getppid { @ = count(); }"),
    ("count() by comm", "getppid 300000",
     SYSCALL + "getppid { @[comm] = count(); }"),
    ("count() by pid and comm", "getppid 300000",
     SYSCALL + "getppid { @[pid, comm] = count(); }"),
    ("hist()", "getppid 300000", SYSCALL + "getppid { @ = hist(nsecs); }"),
    ("count() by str(, 64)", "open /dev/null 100000",
     SYSCALL + "openat { @[str(args->filename, 64)] = count(); }"),
    ("count() by str(): ours has 1,024 bytes, 0.17 has 64",
     "open /dev/null 100000",
     SYSCALL + "openat { @[str(args->filename)] = count(); }"),
    ("count() by kstack", "getppid 200000",
     SYSCALL + "getppid { @[kstack] = count(); }"),
    ("count() by ustack", "getppid 200000",
     SYSCALL + "getppid { @[ustack] = count(); }"),
    ("printf()", "getppid 200000",
     SYSCALL + 'getppid { printf("%d %s\\n", pid, comm); }'),
    ("uprobe, count()", "call 30000", "uprobe:{work}:add { @ = count(); }"),
    ("uretprobe, count()", "call 30000",
     "uretprobe:{work}:add { @ = count(); }"),
]

# The same on kernels that have them.
KERNEL = [
    ("kprobe, count()", "read 1 20000",
     "kprobe:vfs_read { @ = count(); }"),
    ("kprobe, count() by comm", "read 1 20000",
     "kprobe:vfs_read { @[comm] = count(); }"),
    ("kretprobe, hist()", "read 1 20000",
     "kretprobe:vfs_read { @ = hist(retval); }"),
    ("fentry, count()", "read 1 20000",
     "kfunc:vfs_read { @ = count(); }"),
]

PRINTED = SYSCALL + 'getppid { printf("%d %s %llu\\n", pid, comm, nsecs); }'
PRINTED_CALLS = 500000
