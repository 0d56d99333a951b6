"""./dev vm: one command in a fresh machine.

  ./dev vm [--kernel 6.1|6.12|new] [--share DIR] [-v] -- COMMAND ARG...

Runs COMMAND as root in the current directory on the host's files, passes its
output and its exit status back and throws away what it wrote, except in
folders given with --share.
"""

import argparse
import os
import signal
import sys
import time

from kernels import SUITES, Kernel, KernelError
from machine import Machine, MachineError


def write_to(fd):
    def write(data):
        while data:
            data = data[os.write(fd, data):]
    return write


def main():
    args = argparse.ArgumentParser(
        prog="./dev vm", description="Run one command in a fresh machine.")
    args.add_argument("--kernel", choices=SUITES, default="6.1")
    args.add_argument("--share", action="append", default=[], metavar="DIR",
                      help="the machine may write to this folder")
    args.add_argument("--timeout", type=float, metavar="SECONDS")
    args.add_argument("-v", "--verbose", action="store_true",
                      help="say how long it took")
    args.add_argument("command", nargs=argparse.REMAINDER)
    opt = args.parse_args()
    command = opt.command[1:] if opt.command[:1] == ["--"] else opt.command
    if not command:
        args.error("no command")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    begin = time.monotonic()
    try:
        with Machine(Kernel(opt.kernel), opt.share) as machine:
            up = time.monotonic()
            status = machine.execute(command, cwd=os.getcwd(),
                                     out=write_to(1), err=write_to(2),
                                     timeout=opt.timeout, interactive=True)
    except (KernelError, MachineError) as error:
        print(f"dev vm: {error}", file=sys.stderr)
        return 125
    if opt.verbose:
        print(f"dev vm: up in {up - begin:.1f} s, ran "
              f"{time.monotonic() - up:.1f} s", file=sys.stderr)
    return status


if __name__ == "__main__":
    sys.exit(main())
