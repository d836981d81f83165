#!/usr/bin/env python3
"""Makes a folder that holds a package and what it depends on, and nothing else: a root to run it in.

Usage: dependency_root.py PACKAGE.deb ROOT

The dependencies are copied from this machine, where they are installed: no network, and seconds instead of minutes.
"""
import os
import re
import shutil
import subprocess
import sys


def output_of(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def first_names(depends):
    """The packages of a Depends field; of alternatives all, since one of them is installed."""
    return {re.match(r"[a-z0-9][a-z0-9+.-]*", name.strip()).group()
            for name in re.split(r"[,|]", depends) if name.strip()}


def installed_closure(names):
    found, open_names = set(), set(names)
    while open_names:
        name = open_names.pop()
        if name in found:
            continue
        asked = subprocess.run(["dpkg-query", "-W", "-f=${Status}\t${Depends}, ${Pre-Depends}\n", name],
                               capture_output=True, text=True, check=False).stdout
        installed = [line for line in asked.splitlines() if "ok installed" in line]
        if installed:
            found.add(name)
            for line in installed:
                open_names |= first_names(line.split("\t")[1])
    return found


def copy_files(package, root):
    for path in output_of("dpkg", "-L", package).splitlines():
        if not path.startswith("/") or path.startswith("/usr/share/") or not os.path.lexists(path):
            continue
        # A folder is made where a file wants it, under its real name: /lib is /usr/lib.
        place = os.path.join(os.path.realpath(os.path.dirname(path)), os.path.basename(path))
        target = root + place
        if os.path.isdir(path) or os.path.lexists(target):
            continue
        os.makedirs(os.path.dirname(target), exist_ok=True)
        shutil.copy2(path, target, follow_symlinks=False)


def main():
    package, root = sys.argv[1], os.path.abspath(sys.argv[2])
    os.makedirs(root)
    for merged in ("bin", "lib", "lib64", "sbin"):
        if os.path.islink("/" + merged):
            os.makedirs(os.path.join(root, "usr", merged), exist_ok=True)
            os.symlink("usr/" + merged, os.path.join(root, merged))
    for folder in ("proc", "tmp"):
        os.makedirs(os.path.join(root, folder))
    for name in sorted(installed_closure(first_names(output_of("dpkg-deb", "--field", package, "Depends")))):
        copy_files(name, root)
    subprocess.run(["dpkg-deb", "--extract", package, root + "/extracted"], check=True)
    shutil.copytree(root + "/extracted", root, symlinks=True, dirs_exist_ok=True)
    shutil.rmtree(root + "/extracted")


main()
