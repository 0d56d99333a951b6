"""Runs runtime cases inside a machine; suite.py on the host starts it.

  guest.py AWL WORK CASES SLOW

CASES is a JSON file, name -> case; SLOW says how much more time everything
gets than on the host. Prints one JSON object a line: {"begin": name},
{"name": name, ...} with the result, and {"alive": true} every few seconds, so
that the host can tell a slow case from a dead machine.
"""

import json
import pathlib
import sys
import threading

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))

import runtime_runner  # noqa: E402

ALIVE_SECONDS = 10

printing = threading.Lock()


def say(**fields):
    with printing:
        print(json.dumps(fields), flush=True)


def stay_alive(done):
    while not done.wait(ALIVE_SECONDS):
        say(alive=True)


def main():
    awl, work, cases = map(pathlib.Path, sys.argv[1:4])
    slow = float(sys.argv[4])
    done = threading.Event()
    threading.Thread(target=stay_alive, args=(done,), daemon=True).start()
    place = runtime_runner.Place(awl, work, slow)
    for name, case in json.loads(cases.read_text()).items():
        say(begin=name)
        say(name=name, **place.attempt(case))
    done.set()


if __name__ == "__main__":
    main()
