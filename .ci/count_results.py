#!/usr/bin/env python3
"""Counts the cases in the result files of the test programs: names those that were skipped and those that failed, then
says "N passed, N failed". A program that died without writing its results is a failure of its own."""
import json
import pathlib
import subprocess
import sys
import xml.etree.ElementTree as ElementTree


def programs(build: pathlib.Path) -> list[str]:
    shown = subprocess.run(["ctest", "--test-dir", str(build), "--show-only=json-v1"], capture_output=True, check=True)
    return sorted(test["name"] for test in json.loads(shown.stdout)["tests"])


def main(build: pathlib.Path) -> int:
    folder = build / "results"
    passed, skipped, failed = 0, [], []
    for name in programs(build):
        if not (folder / f"{name}.xml").exists():
            failed.append(f"{name}: the program ended without results")

    for path in sorted(folder.glob("*.xml")):
        for case in ElementTree.parse(path).iter("testcase"):
            title = f"{case.get('classname')}.{case.get('name')}"
            reason = case.find("skipped")
            if case.find("failure") is not None:
                failed.append(title)
            elif reason is not None:
                skipped.append(f"{title}: {' '.join((reason.get('message') or reason.text or '').split())}")
            elif case.get("status") == "run":
                passed += 1

    for title in skipped:
        print(f"SKIPPED {title}")
    for title in failed:
        print(f"FAILED {title}")
    if skipped:
        print(f"{len(skipped)} skipped")
    print(f"{passed} passed, {len(failed)} failed")
    return 0 if passed and not failed else 1


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1])))
