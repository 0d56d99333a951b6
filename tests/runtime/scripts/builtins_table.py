"""Every builtin in every kind of probe: does it compile and load, or is it
refused with the text that the language's table of builtins has?

builtins_table.py AWL PROBE...
"""

import subprocess
import sys

EVERYWHERE = """cgroup comm config cpid has_cpid cpu ncpus curtask elapsed gid
uid jiffies kstack ustack nsecs numaid pid tid ppid pcomm leader_tid
leader_comm probe probetype rand usermode username cpu() pid() comm() rand()
ppid(curtask) pcomm(curtask) leader_tid(curtask) leader_comm(curtask)
kstack(3) ustack(perf,3) pid(init) tid(curr_ns) nsecs(sw_tai)
nsecs(monotonic)""".split()
REGISTERS = {"kprobe", "kretprobe", "uprobe", "uretprobe", "profile",
             "interval", "software"}
# These depend on debug information, and on the event.
UNKNOWN = {("uprobe", "args"), ("rawtracepoint", "arg6")}
NO_ARGS = ("The args builtin can only be used with tracepoint, rawtracepoint, "
           "fentry/fexit, and uprobe probes ({} used here)")
NO_ARG = ("The {} builtin can only be used with 'kprobes', 'uprobes' and "
          "'usdt' probes")
NO_RETVAL = ("The retval builtin can only be used with 'kretprobe' and "
             "'uretprobe' and 'fentry' probes")
NOT_HERE = "The {} builtin can not be used with '{}' probes"
NO_SARG = ("sarg* is deleted. This was deprecated in v0.21 and was last "
           "available in v0.24.")


def refusal(probe, name):
    """The text that NAME gets in a probe of type PROBE, or None."""
    if name == "args":
        fits = {"tracepoint", "rawtracepoint", "fentry", "fexit"}
        return None if probe in fits else NO_ARGS.format(probe)
    if name in ("arg0", "arg3", "arg6", "arg12"):
        if probe not in ("kprobe", "uprobe", "rawtracepoint"):
            return NO_ARG.format(name)
        if int(name[3:]) >= (12 if probe == "rawtracepoint" else 6):
            machine = "rawtracepoint" if probe == "rawtracepoint" else "x86_64"
            return f"{machine} doesn't support {name}"
        return None
    if name == "ctx":
        if probe == "tracepoint":
            return "Use args instead of ctx in tracepoint"
        return None if probe in REGISTERS else NOT_HERE.format(name, probe)
    if name == "func":
        fits = {"kprobe", "kretprobe", "uprobe", "uretprobe", "fentry", "fexit"}
        return None if probe in fits else NOT_HERE.format(name, probe)
    if name == "retval":
        if probe in ("kretprobe", "uretprobe", "fexit"):
            return None
        if probe == "fentry":
            return "Can't find a field $retval"
        return NO_RETVAL + (" (try to use args.ret instead)"
                            if probe == "tracepoint" else "")
    if name == "reg(\"ip\")":
        return None if probe in REGISTERS else (
            f'reg can not be used with "{probe}" probes')
    return NO_SARG if name == "sarg0" else None


def complaint(awl, point, name):
    """What awl says against NAME at POINT, or None."""
    done = subprocess.run([awl, "--dry-run", "-e",
                           f"{point} {{ print({name}); }}"],
                          capture_output=True, text=True, check=False)
    if not done.returncode:
        return None
    return done.stderr.split("\n")[0].partition("ERROR: ")[2]


def main():
    awl, points = sys.argv[1], sys.argv[2:]
    names = EVERYWHERE + ["args", "arg0", "arg3", "arg6", "arg12", "sarg0",
                          "ctx", "func", "retval", "reg(\"ip\")"]
    good = bad = 0
    for point in points:
        for name in names:
            want = refusal(point.split(":")[0], name)
            if (point.split(":")[0], name) in UNKNOWN:
                continue
            got = complaint(awl, point, name)
            good, bad = good + (got == want), bad + (got != want)
            if got != want:
                print(f"{name} in {point}: want {want}, got {got}")
    print(f"{good} as expected, {bad} different")


main()
