"""usage: measure.py COMMAND…: runs it, and prints the processor seconds (user and system) and the KiB of memory that it took.

Without argparse: what this program takes itself counts as the command's.
"""
import os
import subprocess
import sys

if sys.argv[1:] in ([], ["-h"], ["--help"]):
    asked = len(sys.argv) > 1
    print(__doc__, file=sys.stdout if asked else sys.stderr)
    sys.exit(0 if asked else 2)

process = subprocess.Popen(sys.argv[1:], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
_, status, usage = os.wait4(process.pid, 0)
if status != 0:
    sys.exit(f"status {os.waitstatus_to_exitcode(status)}")
print(usage.ru_utime + usage.ru_stime, usage.ru_maxrss)
