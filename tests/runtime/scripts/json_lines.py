"""Parse every line as JSON; print each again with sorted keys, no spaces."""

import json
import sys

for line in sys.stdin:
    if line.strip():
        print(json.dumps(json.loads(line), sort_keys=True,
                         separators=(",", ":")))
