"""What is in pcap files, one line for each packet."""

import struct
import sys
import time

PROTOCOLS = {6: "tcp", 17: "udp"}


def show(path):
    data = open(path, "rb").read()
    magic, major, minor, _, _, snap, link = struct.unpack_from("=IHHiIII", data)
    if magic != 0xa1b2c3d4:
        sys.exit(f"{path}: no pcap file")
    print(f"head {major}.{minor} {'raw' if link == 101 else link} {snap}")
    at, number = 24, 0
    while at < len(data):
        seconds, _, size, length = struct.unpack_from("=IIII", data, at)
        packet = data[at + 16:at + 16 + size]
        at += 16 + size
        number += 1
        when = "recent" if abs(time.time() - seconds) < 300 else seconds
        protocol = packet[9] if size > 9 else None
        print(f"{size} of {length} bytes, {when}: IPv{packet[0] >> 4} "
              f"{PROTOCOLS.get(protocol)} \"{packet[28:].decode('latin-1')}\"")
    print(f"{number} packets")


for name in sys.argv[1:]:
    show(name)
