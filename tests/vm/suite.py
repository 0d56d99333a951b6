"""Runs runtime cases in a virtual machine, one boot for all of them.

A case that brings the machine down fails; the cases behind it go on in a new
machine.
"""

import json
import pathlib
import time

from kernels import SUITES, Kernel, KernelError
from machine import Machine, MachineError

HERE = pathlib.Path(__file__).resolve().parent
KERNELS = list(SUITES)
# How much more time everything gets in a machine than on the host.
SLOW = 8
# A machine that does not even say that it is alive is dead.
SILENCE_SECONDS = 90
# What a case may take, unslowed, besides its own TIMEOUT.
CASE_SECONDS = 40
MAX_DEATHS = 3


class NoMachine(Exception):
    """Why there is no such machine, in one sentence."""


class Session:
    """One boot: hands cases in, keeps what comes out."""

    def __init__(self, cases):
        self.cases = cases
        self.results = {}
        self.current = None
        self.deadline = None
        self.text = b""
        self.errors = b""

    def on_output(self, data):
        lines = (self.text + data).split(b"\n")
        self.text = lines.pop()
        for line in lines:
            self.on_line(json.loads(line))

    def on_line(self, said):
        if "begin" in said:
            self.current = said["begin"]
            timeout = float(self.cases[self.current].get("TIMEOUT", "5"))
            self.deadline = time.monotonic() + \
                SLOW * (timeout + CASE_SECONDS)
        elif "name" in said:
            self.results[said.pop("name")] = said
            self.current = None
        elif self.current and time.monotonic() > self.deadline:
            raise MachineError("the case does not end")

    def on_errors(self, data):
        self.errors = (self.errors + data)[-2000:]

    def run(self, machine, awl, work, listing):
        """Returns why not every case has a result, or None. LISTING: the
        file of the cases."""
        status = machine.execute(
            ["python3", str(HERE / "guest.py"), str(awl), str(work),
             str(listing), str(SLOW)], cwd=work, out=self.on_output,
            err=self.on_errors, silence=SILENCE_SECONDS)
        if status or len(self.results) < len(self.cases):
            return f"the runner in the machine ended with status {status}\n" \
                + self.errors.decode(errors="replace")
        return None


def run_once(kernel, awl, work, cases):
    """Boot once. Returns (results, the case that was the end and why or
    None, seconds of the boot)."""
    listing = work / f"cases-{kernel.name}.json"
    listing.write_text(json.dumps(cases))
    session = Session(cases)
    up = None
    begin = time.monotonic()
    try:
        with Machine(kernel) as machine:
            up = time.monotonic() - begin
            why = session.run(machine, awl, work, listing)
    except MachineError as error:
        if up is None:
            raise
        why = str(error)
    victim = session.current or next(
        (name for name in cases if name not in session.results), None)
    return session.results, (victim, why) if why and victim else None, up


def run(name, awl, work, cases, say=print):
    """The results of CASES, name -> case, in the kernel NAME."""
    begin = time.monotonic()
    results = {}
    boots = []
    left = dict(cases)
    try:
        kernel = Kernel(name)
        ready = time.monotonic()
        for _ in range(MAX_DEATHS):
            found, end, up = run_once(kernel, awl, work, left)
            boots.append(up)
            results.update(found)
            if end:
                results[end[0]] = {"wrong": end[1]}
            left = {n: c for n, c in left.items() if n not in results}
            if not left:
                break
    except (KernelError, MachineError) as error:
        if not boots:
            raise NoMachine(str(error)) from None
    for case in left:
        results[case] = {"wrong": "not run: machines kept dying before it"}
    if ready - begin > 1:
        say(f"kernel {name}: made ready in {ready - begin:.1f} s")
    say(f"kernel {name}: up in {' + '.join(f'{b:.1f}' for b in boots)} s, "
        f"{len(cases)} cases in {time.monotonic() - ready - sum(boots):.1f} s")
    return results
