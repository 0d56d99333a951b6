"""Print integers of all types with formats by the thousand, and compare with
what C's printf() makes of them.

printf_c.py AWL SEED NUMBER
"""

import ctypes
import random
import subprocess
import sys
import tempfile

TYPES = {f"{sign}int{bits}": (bits, not sign)
         for sign in ("", "u") for bits in (8, 16, 32, 64)}
FLAGS = "-+ #0"
WIDTHS = ("", "", "1", "3", "8", "15", "40")
PRECISIONS = ("", "", "", ".0", ".", ".1", ".4", ".12", ".25")
LENGTHS = ("", "", "", "h", "hh", "l", "ll", "j", "z", "t")
BATCH = 60
libc = ctypes.CDLL(None)


def c_text(flags, width, precision, length, conversion, value):
    bits = 32 if length in ("", "h", "hh") else 64
    value &= (1 << bits) - 1
    arg = ctypes.c_uint(value) if bits == 32 else ctypes.c_ulonglong(value)
    buffer = ctypes.create_string_buffer(256)
    text = "%" + flags + width + precision + length + conversion
    size = libc.snprintf(buffer, len(buffer), text.encode(), arg)
    return buffer.raw[:size]


def make_case():
    flags = "".join(sorted(random.sample(FLAGS, random.randint(0, 3)),
                           key=FLAGS.index))
    conversion = random.choice("diuoxXc")
    length = "" if conversion == "c" else random.choice(LENGTHS)
    name = random.choice(list(TYPES))
    bits, signed = TYPES[name]
    low, high = (-(1 << bits - 1), (1 << bits - 1) - 1) if signed else (
        0, (1 << bits) - 1)
    value = random.choice([low, low + 1, high, high - 1, 0, 1, min(high, 66),
                           random.randint(low, high)])
    if conversion == "c" and value & 255 == 1:
        value = 0  # what separates the results
    return (flags, random.choice(WIDTHS), random.choice(PRECISIONS), length,
            conversion, name, value)


def literal(name, value):
    if value == -(1 << 63):
        return "(int64)(-9223372036854775807 - 1)"
    return f"({name})({value})"


def run(awl, cases):
    """How many of CASES differ."""
    calls = "".join('printf("%%%s%s%s%s%s\\x01", %s);' %
                    (*case[:5], literal(*case[5:])) for case in cases)
    with tempfile.NamedTemporaryFile("w", suffix=".bt") as script:
        script.write("begin { " + calls + " }")
        script.flush()
        done = subprocess.run([awl, "-q", "--no-warnings", script.name],
                              capture_output=True, check=False)
    parts = done.stdout.split(b"\x01") + [None] * len(cases)
    differ = 0
    for case, got in zip(cases, parts):
        want = c_text(*case[:5], case[6])
        if got != want:
            differ += 1
            print("%" + "".join(case[:5]), *case[5:], "C:", want, "awl:", got)
    return differ


def main():
    awl, seed, number = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    random.seed(seed)
    cases = [make_case() for _ in range(number)]
    differ = sum(run(awl, cases[i:i + BATCH])
                 for i in range(0, number, BATCH))
    print(f"{number} formats, {differ} differ")


main()
