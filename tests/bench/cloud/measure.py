#!/usr/bin/env python3
"""Measures what plans for clouds cost: CPU seconds and memory of sgc, on policies that it writes itself.

    tests/bench/cloud/measure.py build/bench/sgc

Five rows: 1,000 groups with 10,000 rules for all three clouds, checked, and written to a new folder by one job and by
two; an allow with 50 scattered denies as a complement on AWS; and the same over budget, which must be said. `sgc check -t`
makes the plans and writes no file.
"""
import argparse
import os
import pathlib
import sys
import tempfile

REPEATS = 3
GROUPS = 1000
RULES_OF_A_GROUP = 10
DENIES = 50


def many_groups() -> str:
    lines = []
    for group in range(GROUPS):
        rules = []
        for rule in range(RULES_OF_A_GROUP - 1):
            source = f"10.{(group * 7 + rule) % 200}.{(group + rule * 31) % 256}.0/24"
            rules.append(f"allow tcp {1000 + rule * 37 + group % 29} from {source}")
        rules.append(f"allow https from g{(group + 1) % GROUPS}")
        lines.append(f"securitygroup g{group} {{ members 172.16.{group // 4}.{group % 4 * 64}/26  network prod\n"
                     "  inbound { " + "\n    ".join(rules) + " } }")
    lines.append("network prod { cidr 172.16.0.0/12 }")
    for cloud in ("tencent", "aws", "alibaba"):
        lines.append(f'target {cloud} {{ region "r-1"  quota groups 5000 }}')
    return "\n".join(lines)


def scattered(quota: str) -> str:
    denies = ", ".join(f"{11 + 3 * i}.{(i * 37) % 256}.{(i * 91) % 256}.{(i * 53) % 256}" for i in range(DENIES))
    return (f"network prod {{ cidr 172.16.0.0/12 }}\n"
            f"securitygroup web {{ members 172.16.1.0/24  network prod\n"
            f"  inbound {{ deny https from {denies}  allow https from any4 }} }}\n"
            f'target aws {{ region "r-1"  deny-as complement {quota} }}\n')


def run(command: list, folder: str) -> tuple:
    """CPU seconds, MiB at most, and the exit status, of the cheapest of some runs."""
    best = None
    for _ in range(REPEATS):
        # Folders are new, and none goes away in between: ext4 is slow to make files where it has just removed as many.
        output = []
        if command[1] == "compile":
            output = ["-o", f"{folder}/{len(os.listdir(folder))}"]
        child = os.fork()
        if child == 0:
            nothing = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nothing, 1)
            os.dup2(nothing, 2)
            os.execv(command[0], command + output)
        _, status, usage = os.wait4(child, 0)
        row = (usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, os.waitstatus_to_exitcode(status))
        best = row if best is None else min(best, row)
    return best


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sgc")
    sgc = parser.parse_args().sgc
    clouds = ["tencent", "aws", "alibaba"]
    rows = [
        ("10,000 rules to three clouds", many_groups(), ["check"], clouds, 0),
        ("the same, written, -j 1", many_groups(), ["compile", "-j", "1"], clouds, 0),
        ("the same, written, -j 2", many_groups(), ["compile", "-j", "2"], clouds, 0),
        ("50 scattered denies as a complement", scattered("quota rules 5000"), ["check"], ["aws"], 0),
        ("50 scattered denies, over budget", scattered(""), ["check"], ["aws"], 1),
    ]
    with tempfile.TemporaryDirectory() as folder:
        for name, text, words, targets, expected in rows:
            policy = pathlib.Path(folder) / "policy.sg"
            policy.write_text(text)
            command = [sgc, words[0], str(policy), "-t", ",".join(targets)] + words[1:]
            seconds, memory, status = run(command, folder)
            if status != expected:
                print(f"{name}: sgc ended with {status}, not {expected}")
                return 1
            print(f"{name:40} {seconds:6.2f} s CPU {memory:7.0f} MiB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
