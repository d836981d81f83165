#!/usr/bin/env python3
"""What nftables files of sgc cost: to load, and to each packet that opens a connection.

    bench.py SGC [load] [reload] [packets] [compile]        as root; needs nft, ip, cc; iprange and ferm where they are there

Every figure stands beside that of a peer, made here from the same rules and run in turns with it: read the ratios, the
times are this machine's of this minute. The peer of a rule list is the same rules written one line each.
"""
import argparse
import os
import random
import shutil
import subprocess
import sys
import tempfile

ROUNDS = int(os.environ.get("ROUNDS", 5))

HERE = os.path.dirname(os.path.abspath(__file__))
BASELINE = os.path.join(HERE, "..", "..", "..", "templates", "nftables_baseline_outbound.nft")

# What stands before every list and is no part of what it costs: the peers and the chain without rules have it, too. With
# it the kernel tracks connections, which costs a packet that opens one more than all the rest.
FRAME = ["ct state established,related accept", 'oifname "lo" accept', *open(BASELINE).read().splitlines()]


def address(number):
    return ".".join(str(number >> shift & 255) for shift in (24, 16, 8, 0))


def prefix(number, length):
    return address(number) if length == 32 else f"{address(number)}/{length}"


class Rules:
    """Rules with one source, destination and service each, as policy text and as one line each."""

    def __init__(self, name, rules, groups=()):
        self.name, self.rules, self.groups = name, rules, groups

    def policy(self):
        lines = [f"group {name} {{ {', '.join(ranges)} }}" for name, ranges in self.groups]
        lines += ["securitygroup big {", "  inbound { allow ping from any }", "  outbound {"]
        lines += [f"    deny {p} {ports} from {s} to {d}" for s, d, p, ports in self.rules]
        return "\n".join(lines + ["    default deny", "  }", "}", ""])

    def linear(self):
        named = dict(self.groups)
        lines = ["table inet peer", "delete table inet peer", "table inet peer {"]
        for name, ranges in self.groups:
            lines += [f"set {name} {{ type ipv4_addr; flags interval; elements = {{ {', '.join(ranges)} }}", "}"]
        lines += ["chain output {", "type filter hook output priority 0; policy drop;", *FRAME]
        side = lambda who: f"@{who}" if who in named else who
        for s, d, p, ports in self.rules:
            ports = f"{{ {ports} }}" if "," in ports else ports
            lines.append(f"ip saddr {side(s)} ip daddr {side(d)} {p} dport {ports} drop")
        return "\n".join(lines + ["}", "}", ""])

    def ferm(self):
        lines = [f"@def ${name} = ({' '.join(ranges)});" for name, ranges in self.groups]
        named = dict(self.groups)
        side = lambda who: f"${who}" if who in named else who
        lines += ["domain ip table filter chain OUTPUT {", "  policy DROP;"]
        for s, d, p, ports in self.rules:
            ports = " ".join(ports.replace("-", ":").split(", "))
            lines.append(f"  saddr {side(s)} daddr {side(d)} proto {p} dport ({ports}) DROP;")
        return "\n".join(lines + ["}", ""])

    def packets(self, dice, count):
        """Headers inside rules drawn at random, and headers that no rule takes."""
        named, hits = dict(self.groups), []
        for _ in range(count):
            s, d, p, ports = dice.choice(self.rules)
            low, _, high = dice.choice(ports.split(", ")).partition("-")
            port = dice.randint(int(low), int(high or low))
            ends = [inside(dice, dice.choice(named.get(who, [who]))) for who in (s, d)]
            hits.append(f"{ends[0]} {ends[1]} {6 if p == 'tcp' else 17} {dice.randint(1024, 65535)} {port}")
        misses = [f"{address(10 << 24 | dice.getrandbits(24))} {address(192 << 24 | dice.getrandbits(24))} 6 2000 {dice.randint(60001, 65535)}"
                  for _ in range(count)]
        return {"hit": hits, "miss": misses}


def inside(dice, text):
    first, _, length = text.partition("/")
    number = sum(int(octet) << shift for octet, shift in zip(first.split("."), (24, 16, 8, 0)))
    return address(number + dice.randrange(1 << 32 - int(length or 32)))


def disjoint(count, exact):
    dice, rules = random.Random(7), []
    for i in range(count):
        length = 32 if exact else dice.choice([24, 24, 32])
        source = 10 << 24 | i << 8 | (dice.randrange(256) if length == 32 else 0)
        to_length = 32 if exact else dice.choice([24, 32])
        target = 192 << 24 | dice.randrange(1 << 16) << 8 | (dice.randrange(256) if to_length == 32 else 0)
        port = dice.randrange(1, 59000)
        last = port if exact or dice.random() < 0.7 else port + dice.randrange(1, 1000)
        ports = str(port) if port == last else f"{port}-{last}"
        rules.append((prefix(source, length), prefix(target, to_length), dice.choice(["tcp", "udp"]), ports))
    return Rules(f"{count:,} disjoint rules, {'single addresses and ports' if exact else 'prefixes and port ranges'}", rules)


def grouped(count, groups, ranges, services):
    dice = random.Random(7)
    named = [(f"g{g}", [prefix(10 << 24 | g << 12 | n << 4, 29) for n in sorted(dice.sample(range(256), ranges))])
             for g in range(groups)]
    rules = [(f"g{dice.randrange(groups)}", f"g{dice.randrange(groups)}", "tcp", dice.choice(services)) for _ in range(count)]
    return Rules(f"{count:,} rules over {groups:,} groups of {ranges}, {len(services)} services", rules, named)


SERVICES = ["80", "443", "22", "8000-8099", "5432", "6379"]
MANY_SERVICES = [str(port) for port in range(1000, 1200)]
SERVICE_LISTS = SERVICES + ["80, 443", "22, 80, 8000-8099"]


def processor_seconds(command):
    """Run from a process of its own: the memory of the one that a program is started from counts as the program's."""
    measure = subprocess.run([sys.executable, "-S", os.path.join(HERE, "measure.py"), *command], capture_output=True, text=True)
    if measure.returncode != 0:
        raise SystemExit(f"{' '.join(command)}: {measure.stderr}")
    seconds, kibibytes = measure.stdout.split()
    return float(seconds), int(kibibytes)


def in_turns(commands):
    """The least of ROUNDS runs of each, one after the other so that a slow minute is slow for all."""
    best = {}
    for _ in range(ROUNDS):
        for name, command in commands.items():
            seconds, memory = processor_seconds(command)
            best[name] = min(best.get(name, (1e9, 0)), (seconds, memory))
    return best


class Namespace:
    def __init__(self, part=""):
        self.name = f"sgc-bench-{os.getpid()}{part}"

    def __enter__(self):
        self.run("ip", "netns", "add", self.name)
        for command in ("ip link set lo up", "ip link add v0 type veth peer name v1", "ip link set v0 up", "ip link set v1 up",
                        "ip route add default dev v0"):
            self.inside(*command.split())
        return self

    def __exit__(self, *_):
        self.run("ip", "netns", "del", self.name)

    @staticmethod
    def run(*command):
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout

    def command(self, *command):
        return ["ip", "netns", "exec", self.name, *command]

    def inside(self, *command):
        return self.run(*self.command(*command))


def emit(sgc, folder, rules):
    policy = os.path.join(folder, "policy.sg")
    with open(policy, "w") as file:
        file.write(rules.policy())
    subprocess.run([sgc, "compile", policy, "-t", "nftables", "-o", folder, "-q"], check=True)
    linear = os.path.join(folder, "linear.nft")
    with open(linear, "w") as file:
        file.write(rules.linear())
    return os.path.join(folder, "nftables", "big.nft"), linear


def bench_load(sgc, folder):
    print("nft -f, processor seconds and MiB: what sgc emits, the same rules one line each")
    for rules in (disjoint(10000, True), disjoint(10000, False), grouped(10000, 1000, 1, SERVICES),
                  grouped(10000, 1000, 10, SERVICES), grouped(10000, 1000, 10, SERVICE_LISTS)):
        ours, linear = emit(sgc, folder, rules)
        with Namespace() as namespace:
            best = in_turns({"sgc": namespace.command("nft", "-f", ours), "line": namespace.command("nft", "-f", linear)})
        (a, memory_a), (b, memory_b) = best["sgc"], best["line"]
        print(f"  {rules.name:<62} {a:6.2f} s {memory_a // 1024:4} | {b:6.2f} s {memory_b // 1024:4} | ratio {a / b:.2f}", flush=True)


# The peer of a second load is the first one, into an empty kernel.
def bench_reload(sgc, folder):
    print("nft -f, processor seconds: the first load, the same file once more")
    for count in (100_000, 200_000):
        feed(os.path.join(folder, "black.netset"), count)
        policy = os.path.join(folder, "policy.sg")
        with open(policy, "w") as file:
            file.write(BLACKLISTED)
        subprocess.run(compile_command(sgc, folder), check=True)
        best = {}
        for _ in range(ROUNDS):
            with Namespace() as namespace:
                for name in ("first", "again"):
                    seconds, _ = processor_seconds(namespace.command("nft", "-f", os.path.join(folder, "nftables", "big.nft")))
                    best[name] = min(best.get(name, 1e9), seconds)
        first, again = best["first"], best["again"]
        print(f"  {f'a blacklist of {count:,} prefixes':<62} {first:6.2f} s | {again:6.2f} s | ratio {again / first:.2f}", flush=True)


def bench_packets(sgc, folder):
    print("ns for a packet that opens a connection, over a chain without rules: sgc, one line each")
    sender = os.path.join(folder, "send_packets")
    subprocess.run(["cc", "-O2", "-o", sender, os.path.join(HERE, "send_packets.c")], check=True)
    empty = os.path.join(folder, "empty.nft")
    with open(empty, "w") as file:
        file.write("\n".join(["table inet peer {", "chain output {", "type filter hook output priority 0; policy drop;", *FRAME, "}", "}", ""]))

    for rules in (disjoint(1000, True), disjoint(1000, False), disjoint(10000, True), disjoint(10000, False),
                  grouped(10000, 1000, 10, SERVICES)):
        ours, linear = emit(sgc, folder, rules)
        for kind, packets in rules.packets(random.Random(3), 20000).items():
            stream = os.path.join(folder, "packets")
            with open(stream, "w") as file:
                file.write("\n".join(packets))
            cost = {}
            with Namespace() as namespace:
                for _ in range(3):
                    for name, path in (("empty", empty), ("sgc", ours), ("line", linear)):
                        namespace.inside("nft", "flush", "ruleset")
                        namespace.inside("nft", "-f", path)
                        count = 50000 if name != "line" else 40_000_000 // len(rules.rules) // 4
                        ns = float(namespace.inside(sender, stream, "3", str(count)))
                        cost[name] = min(cost.get(name, 1e12), ns)
            a, b = cost["sgc"] - cost["empty"], cost["line"] - cost["empty"]
            print(f"  {rules.name:<62} {kind:4} {a:8.0f} | {b:8.0f} | 1/{b / max(a, 1):.0f}", flush=True)


def feed(path, count):
    dice = random.Random(11)
    with open(path, "w") as file:
        for _ in range(count):
            length = dice.choices([32, 24, 16], [85, 12, 3])[0]
            number = dice.randrange(1 << 24, 223 << 24) & (0xffffffff << 32 - length)
            file.write(prefix(number, length) + "\n")


BLACKLISTED = """blacklist threats { deny file "black.netset" }
securitygroup big {
  inbound {
%s  }
}
""" % "".join(f"    allow tcp {1000 + i} from 10.0.{i}.0/24\n" for i in range(100))

# The same feed before a listener, and asserted: routes and proofs go over all of it.
PROVEN = """group ours { 198.51.100.0/24 203.0.113.80 }
group offenders { file "black.netset" }
loadbalancer edge {
  scheme public
  vip 203.0.113.80
  snat off
  listener web http 80 -> backend 8080 from any4
}
securitygroup backend {
  members 10.0.1.0/24
  inbound { allow ssh from 198.51.100.0/24 }
}
blacklist threats { deny offenders except ours }
assert deny  all  from offenders except ours to edge, backend
assert allow http from any4 except offenders to edge
assert allow ssh  from 198.51.100.0/24 to backend
"""


def bench_compile(sgc, folder):
    print("compiling, processor seconds and MiB")
    list_path = os.path.join(folder, "black.netset")
    feed(list_path, 1_000_000)
    for name, text in (("100 rules", BLACKLISTED), ("a listener, 3 assertions", PROVEN)):
        policy = os.path.join(folder, "black.sg")
        with open(policy, "w") as file:
            file.write(text)
        commands = {"sgc": [sgc, "compile", policy, "-t", "nftables", "-o", folder, "-q"]}
        if shutil.which("iprange"):
            commands["iprange"] = ["iprange", list_path]
        best = in_turns(commands)
        seconds, memory = best["sgc"]
        ratio = f" | iprange {best['iprange'][0]:.2f} s | ratio {seconds / best['iprange'][0]:.2f}" if "iprange" in best else ""
        print(f"  1,000,000 prefixes and {name:<39} sgc {seconds:.2f} s {memory // 1024} MiB{ratio}", flush=True)

    for rules in (grouped(10000, 1000, 1, SERVICES), disjoint(10000, False), disjoint(100000, False),
                  grouped(100000, 1000, 1, MANY_SERVICES)):
        compare_with_ferm(sgc, folder, rules)
    for rules in (grouped(10000, 1000, 10, SERVICES), grouped(10000, 1000, 10, SERVICE_LISTS)):
        emit(sgc, folder, rules)
        seconds, memory = in_turns({"sgc": compile_command(sgc, folder)})["sgc"]
        print(f"  {rules.name:<62} sgc {seconds:.2f} s {memory // 1024} MiB", flush=True)


def compile_command(sgc, folder):
    return [sgc, "compile", os.path.join(folder, "policy.sg"), "-t", "nftables", "-o", folder, "-q"]


def compare_with_ferm(sgc, folder, rules):
    emit(sgc, folder, rules)
    commands = {"sgc": compile_command(sgc, folder)}
    if shutil.which("ferm"):
        path = os.path.join(folder, "peer.ferm")
        with open(path, "w") as file:
            file.write(rules.ferm())
        commands["ferm"] = ["ferm", "--noexec", "--lines", path]
    best = in_turns(commands)
    seconds, memory = best["sgc"]
    ratio = f" | ferm {best['ferm'][0]:.2f} s {best['ferm'][1] // 1024} MiB | ratio {seconds / best['ferm'][0]:.2f}" if "ferm" in best else ""
    print(f"  {rules.name:<62} sgc {seconds:.2f} s {memory // 1024} MiB{ratio}", flush=True)


def run_chosen(description, benches):
    """Runs those of the benches, by name, that the command line asks for: all where it names none."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sgc")
    parser.add_argument("bench", nargs="*", metavar="|".join(benches))
    arguments = parser.parse_args()
    for name in arguments.bench:
        if name not in benches:  # `choices` would refuse to have none named
            parser.error(f"there is no benchmark {name}")
    if os.geteuid() != 0:
        parser.error("network namespaces are for root to make")
    with tempfile.TemporaryDirectory() as folder:
        for name in arguments.bench or benches:
            benches[name](os.path.abspath(arguments.sgc), folder)


def main():
    run_chosen(__doc__, {"load": bench_load, "reload": bench_reload, "packets": bench_packets, "compile": bench_compile})


if __name__ == "__main__":
    main()
