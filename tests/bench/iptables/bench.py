#!/usr/bin/env python3
"""What iptables files of sgc cost: to compile, to load, and to each packet that opens a connection.

    bench.py SGC [load] [packets] [compile]        as root; needs iptables (both variants), ipset, nft, ip, cc; iprange

Every figure stands beside that of a peer, made here from the same rules and run in turns with it: read the ratios, the
times are this machine's of this minute. The peer of a rule list is the same rules written one line each, behind the same
lines for running connections and loopback; both are measured over those lines alone.
"""
import contextlib
import importlib.util
import os
import random
import statistics
import subprocess

LOADS = int(os.environ.get("LOADS", 5))

HERE = os.path.dirname(os.path.abspath(__file__))
NFTABLES = os.path.join(HERE, "..", "nftables")
spec = importlib.util.spec_from_file_location("nftables_bench", os.path.join(NFTABLES, "bench.py"))
shared = importlib.util.module_from_spec(spec)
spec.loader.exec_module(shared)

FRAME = """*filter
:INPUT DROP [0:0]
:FORWARD DROP [0:0]
:OUTPUT DROP [0:0]
-A OUTPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
-A OUTPUT -o lo -j ACCEPT
"""


def compile_for(sgc, target, folder, policy):
    path = os.path.join(folder, "policy.sg")
    with open(path, "w") as file:
        file.write("target nftables { baseline off }\ntarget iptables { baseline off }\n" + policy)
    subprocess.run([sgc, "compile", path, "-t", target, "-o", folder, "-q"], check=True)
    return os.path.join(folder, "iptables", "big")


def write(folder, name, text):
    path = os.path.join(folder, name)
    with open(path, "w") as file:
        file.write(text)
    return path


def linear(rules):
    lines = [f"-A OUTPUT -s {s} -d {d} -p {p} --dport {ports.replace('-', ':')} -j DROP" for s, d, p, ports in rules.rules]
    return FRAME + "\n".join(lines) + "\nCOMMIT\n"


def load(stack, folder, variant, path, part):
    namespace = stack.enter_context(shared.Namespace(f"-{part}"))
    namespace.inside("sh", "-c", f"XTABLES_LOCKFILE={folder}/lock iptables-{variant}-restore < {path}")
    return namespace.name


def packet_costs(sender, folder, variant, paths, counts, streams):
    """By kind of packets: what one costs in each of the rule sets over the first of them. The pages that a load gets decide
    with which others they share the caches, so each is loaded LOADS times, and the load in the middle counts."""
    costs = {kind: [] for kind in streams}
    for _ in range(LOADS):
        with contextlib.ExitStack() as stack:
            places = [f"{count}@{load(stack, folder, variant, path, part)}" for part, (path, count) in enumerate(zip(paths, counts))]
            for kind, stream in streams.items():
                empty, *others = (float(line) for line in shared.Namespace.run(sender, stream, "100", *places).split())
                costs[kind].append([other - empty for other in others])
    return {kind: [statistics.median(column) for column in zip(*loads)] for kind, loads in costs.items()}


def bench_packets(sgc, folder):
    print("ns for a packet that opens a connection, over the frame alone: sgc, one line each")
    sender = os.path.join(folder, "send_packets")
    subprocess.run(["cc", "-O2", "-o", sender, os.path.join(NFTABLES, "send_packets.c")], check=True)
    frame = write(folder, "frame", FRAME + "COMMIT\n")
    for rules in (shared.disjoint(1000, True), shared.disjoint(1000, False), shared.disjoint(10000, True), shared.disjoint(10000, False)):
        ours = compile_for(sgc, "iptables", folder, rules.policy()) + ".rules.v4"
        peer = write(folder, "linear", linear(rules))
        packets = rules.packets(random.Random(3), 20000)
        packets["last"] = shared.Rules("the last", rules.rules[-1:]).packets(random.Random(3), 20000)["hit"]
        packets["half"] = [packet for both in zip(packets["hit"], packets["miss"]) for packet in both][:20000]
        streams = {kind: write(folder, kind, "\n".join(each)) for kind, each in packets.items()}
        for variant in ("legacy", "nft"):
            counts = (5000, 5000, 2_000_000 // len(rules.rules) // (1 if variant == "legacy" else 4))
            for kind, (a, b) in packet_costs(sender, folder, variant, (frame, ours, peer), counts, streams).items():
                print(f"  {rules.name:<50} {variant:<6} {kind:4} {a:8.0f} | {b:8.0f} | 1/{b / max(a, 1):.0f}", flush=True)


def million(folder):
    shared.feed(os.path.join(folder, "black.netset"), 1_000_000)
    rules = "".join(f"    allow tcp {1000 + i} from 10.0.{i}.0/24\n" for i in range(100))
    return f'blacklist threats {{ deny file "black.netset" }}\nsecuritygroup big {{\n  inbound {{\n{rules}  }}\n}}\n'


def bench_load(sgc, folder):
    print("1,000,000 prefixes, processor seconds to load")
    policy = million(folder)
    base = compile_for(sgc, "iptables,nftables", folder, policy)
    nft = os.path.join(folder, "nftables", "big.nft")
    lock = f"XTABLES_LOCKFILE={folder}/lock"
    restore = f"ipset -exist restore < {base}.ipset && {lock} iptables-legacy-restore < {base}.rules.v4 && {lock} ip6tables-legacy-restore < {base}.rules.v6"
    empty = f"{lock} iptables-legacy -F; {lock} iptables-legacy -X; {lock} ip6tables-legacy -F; {lock} ip6tables-legacy -X; ipset destroy"
    best = {}
    with shared.Namespace() as namespace:
        for _ in range(3):
            for name, command, undo in (("sgc", restore, empty), ("nft", f"nft -f {nft}", "nft flush ruleset")):
                seconds, _ = shared.processor_seconds(namespace.command("sh", "-c", command))
                best[name] = min(best.get(name, 1e9), seconds)
                namespace.inside("sh", "-c", undo)
    print(f"  ipset and iptables {best['sgc']:.2f} s | the same through nft {best['nft']:.2f} s | ratio {best['sgc'] / best['nft']:.2f}")

    print("10,000 rules, processor seconds to load: sgc, one line each")
    for rules in (shared.disjoint(10000, False),):
        ours = compile_for(sgc, "iptables", folder, rules.policy()) + ".rules.v4"
        peer = write(folder, "linear", linear(rules))
        for variant in ("legacy", "nft"):
            with shared.Namespace() as namespace:
                command = lambda path: namespace.command("sh", "-c", f"{lock} iptables-{variant}-restore < {path}")
                times = shared.in_turns({"sgc": command(ours), "line": command(peer)})
            a, b = times["sgc"][0], times["line"][0]
            print(f"  {rules.name:<50} {variant:<6} {a:6.2f} s | {b:6.2f} s | ratio {a / b:.2f}", flush=True)


def bench_compile(sgc, folder):
    print("compiling for iptables, processor seconds and MiB")
    compile_for(sgc, "iptables", folder, million(folder))
    ours = [sgc, "compile", os.path.join(folder, "policy.sg"), "-t", "iptables", "-o", folder, "-q"]
    best = shared.in_turns({"sgc": ours, "iprange": ["iprange", os.path.join(folder, "black.netset")]})
    (a, memory), (b, _) = best["sgc"], best["iprange"]
    print(f"  1,000,000 prefixes and 100 rules: {a:.2f} s {memory // 1024} MiB | iprange {b:.2f} s | ratio {a / b:.2f}")
    for rules in (shared.disjoint(10000, False), shared.disjoint(100000, False), shared.grouped(10000, 1000, 10, shared.SERVICES)):
        compile_for(sgc, "iptables", folder, rules.policy())
        seconds, memory = shared.in_turns({"sgc": ours})["sgc"]
        print(f"  {rules.name:<62} {seconds:.2f} s {memory // 1024} MiB", flush=True)


def main():
    shared.run_chosen(__doc__, {"load": bench_load, "packets": bench_packets, "compile": bench_compile})


if __name__ == "__main__":
    main()
