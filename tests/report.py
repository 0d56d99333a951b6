"""One place that prints results and counts them."""

import sys
import time


class Report:
    """Prints a line for what failed or was skipped; counts the rest."""

    def __init__(self, verbose=False):
        self.passed = 0
        self.failed = 0
        self.skipped = 0
        self.verbose = verbose
        self.started = time.monotonic()

    def section(self, name):
        """Start a named part; returns a function that ends it."""
        begin = time.monotonic()
        before = (self.passed, self.failed, self.skipped)

        def end():
            counts = [now - then for now, then in
                      zip((self.passed, self.failed, self.skipped), before)]
            print(f"{name}: {counts[0]} passed, {counts[1]} failed, "
                  f"{counts[2]} skipped in {time.monotonic() - begin:.1f} s",
                  flush=True)

        return end

    def ok(self, name):
        self.passed += 1
        if self.verbose:
            print(f"ok      {name}", flush=True)

    def fail(self, name, why, rerun=None):
        self.failed += 1
        print(f"FAIL    {name}", flush=True)
        for line in why.rstrip().splitlines():
            print(f"        {line}")
        if rerun:
            print(f"        again: {rerun}")
        sys.stdout.flush()

    def skip(self, name, why):
        self.skipped += 1
        print(f"SKIP    {name}: {why}", flush=True)

    def labelled(self, label):
        """The same report for tests whose names begin with LABEL."""
        return Labelled(self, label)

    def close(self):
        """The closing line; returns the exit status."""
        print(f"tests took {time.monotonic() - self.started:.0f} s")
        print(f"{self.passed} passed, {self.failed} failed, "
              f"{self.skipped} skipped", flush=True)
        return 1 if self.failed or not self.passed else 0


class Labelled:
    """Passes everything on to another report, with longer names."""

    def __init__(self, report, label):
        self.report = report
        self.label = label

    def ok(self, name):
        self.report.ok(f"{self.label}: {name}")

    def fail(self, name, why, rerun=None):
        self.report.fail(f"{self.label}: {name}", why, rerun)

    def skip(self, name, why):
        self.report.skip(f"{self.label}: {name}", why)
