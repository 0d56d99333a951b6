"""Send datagrams on the loopback device, as the process "packets".

packets.py NUMBER [EXTRA]: the text of each is followed by EXTRA dots.
"""

import socket
import sys

with open("/proc/self/comm", "w") as comm:
    comm.write("packets")
receiver = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
receiver.bind(("127.0.0.1", 0))
sender = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
extra = int(sys.argv[2]) if len(sys.argv) > 2 else 0
for number in range(1, int(sys.argv[1]) + 1):
    text = f"hello packet {number:04}" + "." * extra
    sender.sendto(text.encode(), receiver.getsockname())
