"""measure.py COMMAND…: runs it, and prints the processor seconds (user and system) and the KiB of memory that it took."""
import os
import subprocess
import sys

process = subprocess.Popen(sys.argv[1:], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
_, status, usage = os.wait4(process.pid, 0)
if status != 0:
    sys.exit(f"status {os.waitstatus_to_exitcode(status)}")
print(usage.ru_utime + usage.ru_stime, usage.ru_maxrss)
