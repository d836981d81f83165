#!/usr/bin/env python3
"""Does a mistake in the packet-set algebra, or in the checks, make the tests fail?

Copies the source tree, makes one small mistake after the other in compiler/space and compiler/checks, builds the tests
of that folder and runs them: each mistake has to be caught. The tree that this runs in is never touched.

    mutants.py [--build FOLDER] [--of space|checks] [--only WORD] [--check]

FOLDER is where to copy and build to; it is kept, so that the next run is quick. With --check nothing is built: it only
looks whether the text that each mistake changes stands exactly once in its file.

Leaves with 1 if a mistake went unseen, or has no such text.
"""

import argparse
import pathlib
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[2]

# The tests of each folder: their program, and filters in the order in which they are tried, the quick ones first.
TESTS = {
    "space": ("sgc_space_tests", "tests/properties/space",
              ["KnownAnswers*:RectangleCover*", "*Property*", "-KnownAnswers*:RectangleCover*:*Property*"]),
    "checks": ("sgc_properties_tests", "tests/properties",
               ["Shares*:ListIndex*", "ListFindings*:Exposure*", "ListenerFindings*", "AssertionProofs*"]),
}

# What is wrong, in which file of the folder, the right text (it stands there once), the wrong text.
MUTANTS_OF_SPACE = [
    ("a bound by one rule", "filter.h", "begin <= rule && rule < end", "begin <= rule && rule <= end"),
    ("a part begins a rule late", "filter.h", "begin <= rule && rule < end", "begin < rule && rule < end"),
    ("rules without effect are kept", "filter.h", "return without == nullptr || !(*without)[rule];", "return true;"),
    ("a set that is the node does not contain it", "laminar.cpp",
     "const auto after = std::upper_bound(nodes.begin(), nodes.end(), node);\n  return after != nodes.begin()",
     "const auto after = std::lower_bound(nodes.begin(), nodes.end(), node);\n  return after != nodes.begin()"),
    ("a set that has one node of another contains it", "laminar.cpp", "return std::all_of(nodes.begin(), nodes.end(), [&](Node node) { return contains(outer, node); });",
     "return std::any_of(nodes.begin(), nodes.end(), [&](Node node) { return contains(outer, node); });"),
    ("a huge set forgotten below a branch it holds", "laminar_builder.cpp", "held_[branch] = above | tops_[branch];",
     "held_[branch] = tops_[branch];"),
    ("a huge set that ends in a gap holds all of it", "laminar_builder.cpp", "const Mask partial = touching & ~whole;",
     "const Mask partial = 0;"),
    ("a huge set's last address is lost", "huge_sets.h", "range->first <= first && last <= range->last) held",
     "range->first <= first && last < range->last) held"),
    ("a huge set that begins at the end of a gap is lost", "huge_sets.h", "range != nullptr && range->first <= last) touched",
     "range != nullptr && range->first < last) touched"),
    ("one cell speaks for a pair", "coverage.cpp", "if (source_cell && destination_cell) return Truth::No;",
     "if (source_cell || destination_cell) return Truth::No;"),
    ("the first child speaks for all", "coverage.cpp",
     "look(child, destination) : look(source, child);\n    if (truth != Truth::Yes) return truth;",
     "look(child, destination) : look(source, child);\n    return truth;"),
    ("one service speaks for all", "coverage_gather.cpp", "return contained == services_.size();", "return contained > 0;"),
    ("the last rule of a pair is skipped", "coverage_gather.cpp", "partner.last_rule >= begin_ &&", "partner.last_rule > begin_ &&"),
    ("sets below are not looked at", "coverage.cpp", "if (source_cell && destination_cell) return Truth::No;",
     "return Truth::No;"),
    ("rows are taken as contained by a part", "coverage.cpp",
     "if (by_source ? gather(at, all) : gather(all, at)) return false;",
     "gather(at, all);"),
    ("all nodes means any node", "around.cpp", "return std::all_of(nodes.begin(), nodes.end(), [&](Node node) {\n    while",
     "return std::any_of(nodes.begin(), nodes.end(), [&](Node node) {\n    while"),
    ("a spent budget means yes", "coverage.cpp", "if (!budget_.spend(1)) return Truth::NotDecided;\n  if (!bare(source, destination)) return Truth::Yes;\n\n  const bool source_cell",
     "if (!budget_.spend(1)) return Truth::Yes;\n  if (!bare(source, destination)) return Truth::Yes;\n\n  const bool source_cell"),
    ("the last number beside a hole is lost", "rectangle_cover.cpp", "if (hole.last_number < area.last_number) {",
     "if (hole.last_number + 1 < area.last_number) {"),
    ("the lines after a hole are lost", "rectangle_cover.cpp", "if (hole.last_line < area.last_line) {",
     "if (false) {"),
    ("the sweep forgets where rectangles end", "rectangle_cover.cpp", "if (rect.last_line < area.last_line) edges_",
     "if (false) edges_"),
    ("the sweep counts a border to both sides", "rectangle_cover.cpp", "const std::uint32_t end = cut_at(rect.last_number + 1U);",
     "const std::uint32_t end = std::min<std::uint32_t>(cut_at(rect.last_number + 1U) + 1, static_cast<std::uint32_t>(cuts_.size() - 1));"),
    ("protocols without detail have 65,536 packets", "service_plane.cpp",
     "const bool to_the_end = box.b.last == last_number(box.family, box.last_protocol);",
     "const bool to_the_end = false;"),
    ("what two rectangles have in common is too much", "service_plane.h", "std::min(a.last_line, b.last_line)",
     "std::max(a.last_line, b.last_line)"),
    ("a crowd's rule is only looked for where it begins", "crowd.h", "std::max<std::uint32_t>(wanted.first, first_bucket_[*index])",
     "std::uint32_t{first_bucket_[*index]}"),
    ("a rule along the lines hides an earlier one along the numbers", "crowd.h", "if (accept(*index)) found = *index;",
     "if (accept(*index)) return *index;"),
    ("a crowd's rules begin one late", "pair_index.cpp", "return entry.rule < wanted; });",
     "return entry.rule <= wanted; });"),
    ("what was around the last node is still marked", "around.cpp", "members_.take_out(tree_.sets_at(path_.back()));", ""),
    ("a source is known by its last rules alone", "pair_index.cpp",
     "for (const Partner& partner : partners(Side::Source, source)) services.push_back(partner.services);",
     "for (const Partner& partner : partners(Side::Source, source)) services.assign(1, partner.services);"),
    ("a partner's pair is the one before it", "pair_index.h", "std::popcount(word.bits & (bit - 1))",
     "std::popcount(word.bits & (bit - 1)) - 1"),
    ("of part of a set is known what is known of all of it", "deviation.cpp", "if (all_of(sources_, area.sources))", ""),
    ("pairs are passed over one rule too early", "pair_index.h", "outline.last_rule >= begin", "outline.last_rule > begin"),
    ("partners at the end of a subtree are lost", "pair_index.cpp", "std::lower_bound(from, end, last + 1, before)",
     "std::lower_bound(from, end, last, before)"),
    ("partners around the area are lost", "overlaps.cpp",
     "return partner.node < node ? tree.holds(partner.node, node) : tree.holds(node, partner.node);",
     "return tree.holds(node, partner.node);"),
    ("sets around the area are lost", "overlaps.cpp", "for (Node at = tree.parent(node); at != kNone; at = tree.parent(at))",
     "for (Node at = kNone; at != kNone; at = tree.parent(at))"),
    ("what is taken anyway is forgotten", "deviation.cpp", "parts_.assign(expected.taken.begin(), expected.taken.end());",
     "parts_.clear();"),
    ("rules before a container are forgotten", "deviation.cpp", "if (container != kNone) return {{}, container, container};",
     "if (container != kNone) return {{}, expected.begin, container};"),
    ("the last rule that could deviate is forgotten", "deviation.cpp", "std::min(end, expected.end)",
     "std::min(end, expected.end) - 1"),
    ("of two nodes the outer is what both have", "deviation.cpp", "out.push_back(b[j++]);", "out.push_back(a[i]), ++j;"),
    ("reachability of IPv4 alone", "reachability.cpp", "for (const Family family : kFamilies) {",
     "for (const Family family : {Family::V4}) {"),
    ("redundancy of IPv4 alone", "redundancy.cpp",
     "for (const Family family : kFamilies) {\n    Bench& bench", "for (const Family family : {Family::V4}) {\n    Bench& bench"),
    ("the next rule is not asked", "redundancy.cpp", "{&earlier, 1}, rule + 1,", "{&earlier, 1}, rule + 2,"),
    ("a deny stands in for a reject", "redundancy.cpp", "return {only(ir::Verdict::Reject), log};", "return {kDeny, log};"),
    ("any rule stands in for one that logs", "redundancy.cpp",
     "const std::uint32_t log = index.log(rule) == kNoLog ? kAnyLog : index.log(rule);",
     "const std::uint32_t log = kAnyLog;"),
    ("rules that go are not gone", "redundancy.cpp", "change_without(prover, list, rule, &gone)",
     "change_without(prover, list, rule, nullptr)"),
    ("levels do not rise", "order.cpp", "std::max(highest, below + 1)", "std::max(highest, below)"),
    ("generalization the wrong way round", "order.cpp", "if (contains(index, later, earlier)) return Relation::Generalization;",
     "if (contains(index, earlier, later)) return Relation::Generalization;"),
    ("pairs that earlier rules hide", "order.cpp", "const Part before{first, rule_};", "const Part before{first, first};"),
    ("rules that take nothing are blamed", "blame.cpp", "const Part before{first_, candidate};", "const Part before{first_, first_};"),
    ("needless rules are blamed", "blame.cpp", "if (covered != Truth::Yes) chosen_.push_back(rule);", "chosen_.push_back(rule);"),
    ("a larger set is called the fewest", "blame.cpp", "for (std::size_t size = 2; size <= kProvedSize", "for (std::size_t size = 3; size <= kProvedSize"),
    ("changed rules are taken as unchanged", "alignment.cpp", "*next == rule) {", "*next >= rule) {"),
    ("a rule ends earlier than it does", "crossing.cpp", "if (earlier < guess_ && covers(earlier)) guess_ = earlier;",
     "guess_ = earlier;"),
    ("a suspect is dropped a rule too early", "crossing.cpp", "crossing_.end(family_, at) <= rule)",
     "crossing_.end(family_, at) <= rule + 1)"),
    ("defaults are not compared", "alignment.cpp",
     "if (same_as(index.verdict(default_rule), distinguish) == same_as(index.verdict(default_other), distinguish)) {",
     "{"),
    ("differences found from the other side are turned wrong", "comparison.cpp", "return {d.other, d.rule, d.family, d.spot};",
     "return {d.rule, d.other, d.family, d.spot};"),
]

MUTANTS_OF_CHECKS = [
    ("an allow is taken for a late deny", "lists/dead_rules.cpp", "denies = verdict != ir::Verdict::Allow;",
     "denies = verdict == ir::Verdict::Allow;"),
    ("what its own verdict covers is called shadowed", "lists/dead_rules.cpp",
     "if (by_own == Truth::Yes) return Death::Redundant;", ""),
    ("what nobody decides otherwise is called shadowed", "lists/dead_rules.cpp",
     "if (dead.other.found == Truth::No) return Death::Redundant;",
     "if (dead.other.found == Truth::No) return Death::Shadowed;"),
    ("needed rules are called redundant", "lists/redundancy.cpp", "redundancy.state(place) == State::Redundant) {",
     "redundancy.state(place) == State::Needed) {"),
    ("a cover with a gap is named", "lists/cover_search.cpp", "if (covered != Truth::No) return covered == Truth::Yes;",
     "if (covered != Truth::No || !chosen_.empty()) return true;"),
    ("a late deny is not said", "lists/late_deny.cpp", "dead.death != Death::Late ||", "dead.death != Death::NotDecided ||"),
    ("what is late is called shadowed", "lists/shadowing.cpp", "dead.death != Death::Shadowed ||",
     "dead.death != Death::Late ||"),
    ("what is kept counts as taken", "lists/taken_share.cpp", "(other ? taken : lost) += share;",
     "(other ? lost : taken) += share;"),
    ("most does not count as most", "lists/taken_share.cpp",
     "if (1 - left_ <= limit_ + kRounding) share.more = Truth::No;", "if (1 - left_ <= limit_ + 0.3) share.more = Truth::No;"),
    ("rules take in any order", "lists/taken_share.cpp", "std::sort(around_.begin(), around_.end());",
     "std::sort(around_.rbegin(), around_.rend());"),
    ("a rule that has all services ends the search before itself", "lists/taken_share.cpp",
     "rule > end_; });", "rule >= end_; });"),
    ("children of a node are lost", "lists/taken_share.cpp", "child = tree.last(child) + 1) {", "child = tree.last(child) + 2) {"),
    ("the last number beside what was taken is lost", "lists/rest_of_services.cpp",
     "if (taken.last_number < rect.last_number) {", "if (taken.last_number + 1 < rect.last_number) {"),
    ("the lines after what was taken are lost", "lists/rest_of_services.cpp", "if (taken.last_line < rect.last_line) {",
     "if (false) {"),
    ("opponents below are forgotten", "lists/opponent_volume.cpp", "sum_ += part * share_of(partners.", "sum_ += 0 * part * share_of(partners."),
    ("the last opponent below is forgotten", "lists/opponent_volume.cpp",
     "lower_bound(begin, sums.end(), last + 1, before)", "lower_bound(begin, sums.end(), last, before)"),
    ("opponents around are forgotten", "lists/opponent_volume.cpp",
     "if (space::has(asked_.verdicts, entry.verdict)) sum_ +=", "if (false) sum_ +="),
    ("the far side is taken for the near one", "lists/irrelevance.cpp",
     "near_side = inbound ? rule.destination : rule.source;", "near_side = inbound ? rule.source : rule.destination;"),
    ("later denies shut out", "exposure/openings.cpp", "if (earlier >= place) break;", ""),
    ("half of everywhere is everywhere", "exposure/openings.cpp", "public_share(sources, family) >= share;",
     "public_share(sources, family) >= share / 2;"),
    ("one service is everything", "exposure/openings.cpp", "if (!question_.whole) return true;", "if (!question_.services.empty()) return true;"),
    ("a deny of one member shuts out of all", "exposure/openings.cpp",
     "other.destination.contains(destinations) && other.services", "other.destination.overlaps(destinations) && other.services"),
    ("two halves are not added up", "exposure/openings.cpp", "open = unite(open, opened);", "open = opened;"),
    ("denies count as letting the intranet in", "exposure/classic_intranet.cpp",
     "rule.verdict != ir::Verdict::Allow) continue", "rule.verdict == ir::Verdict::Allow) continue"),
    ("replies are not turned round", "ways/gate_lists.cpp", "side(view.reply ? rule.destination : rule.source, view, true)",
     "side(rule.source, view, true)"),
    ("rules on the way all allow", "ways/gate_lists.cpp", "seen.verdict = rule.verdict;", "seen.verdict = ir::Verdict::Allow;"),
    ("earlier denies are forgotten on the way", "ways/conjunction.cpp", "denied_.push_back({first, allow, space::kDeny});",
     "denied_.push_back({first, first, space::kDeny});"),
    ("rules of the second family are not found", "ways/list_index.cpp",
     "for (const Family family : kFamilies) add(family, policy, list);", "add(Family::V4, policy, list);"),
    ("acls are not asked about replies", "ways/router.cpp", "append(gates, front.replies, true);", ""),
    ("who gets through is taken for cut off", "listeners/cut_off.cpp", "if (found == Truth::Yes) return Truth::Yes;",
     "if (found == Truth::Yes) return Truth::No;"),
    ("only the load balancer's side is compared", "listeners/one_sided.cpp", "if (!route.translates() && ways.backend.known())",
     "if (route.translates() && ways.backend.known())"),
    ("lists in front are named too", "listeners/one_sided.cpp", "bool behind = false;", "bool behind = true;"),
    ("acls around clients are named", "listeners/one_sided.cpp", "behind && !is_clients_own(gate, route)", "behind"),
    ("what earlier lists stop arrives all the same", "ways/passage.cpp", "(same_stretch ? here : elsewhere).push_back(before.in(route));",
     "if (!same_stretch) elsewhere.push_back(before.in(route));"),
    ("the load balancer is its own client", "listeners/clients.cpp",
     "others_than(policy.addresses(policy.point(balancer).addresses), policy.addresses(listener.from));",
     "policy.addresses(listener.from);"),
    ("clients open from any port", "listeners/clients.cpp", "? kEphemeralPorts : kAllPorts", "? kAllPorts : kAllPorts"),
    ("equal lists stand for each other whatever the address", "listeners/machines.cpp", "if (lie && !known.insert({list, *lie}).second)",
     "if (!known.insert({list, {}}).second)"),
    ("instances are asked about addresses of others", "ways/terminals.cpp", "const AddressSet rest = subtract(addresses, owned.take());",
     "const AddressSet rest = addresses;"),
    ("strangers are not looked for", "listeners/one_sided.cpp", "if (anybody) look_for_strangers", "if (!anybody) look_for_strangers"),
    ("rules that earlier ones cover let clients in", "listeners/backend_exposed.cpp",
     "space::Part earlier{first, rule};", "space::Part earlier{first, first};"),
    ("health checks come from the VIPs", "listeners/health_sources.cpp", "source == HealthSource::Vips || own.empty()",
     "source != HealthSource::Vips || own.empty()"),
]
MUTANTS = [("space", *mutant) for mutant in MUTANTS_OF_SPACE] + [("checks", *mutant) for mutant in MUTANTS_OF_CHECKS]


def run(words, **how):
    return subprocess.run(words, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **how)


def copy_tree(folder):
    for name in run(["git", "ls-files"], cwd=ROOT).stdout.splitlines():
        source, copy = ROOT / name, folder / name
        if copy.exists() and copy.read_bytes() == source.read_bytes():
            continue  # so that it is not built again
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(source, copy)
        copy.touch()


def build(folder, tested):
    return run(["cmake", "--build", folder / "build/dev", "--target", TESTS[tested][0], "--", "-j2"]).returncode == 0


def first_failure(folder, tested):
    """The first test that fails, or crashes, or takes too long; None if all pass."""
    program, place, filters = TESTS[tested]
    for suites in filters:
        words = [folder / "build/dev" / place / program, f"--gtest_filter={suites}", "--gtest_fail_fast", "--gtest_brief=1"]
        try:
            done = run(words, timeout=300)
        except subprocess.TimeoutExpired:
            return "takes too long"
        if done.returncode != 0:
            failed = [line for line in done.stdout.splitlines() if line.startswith("[  FAILED  ]") and "." in line]
            return failed[0].split("]")[1].split("(")[0].split(",")[0].strip() if failed else "crash"
    return None


def fault(folder, mutant):
    """Why nothing can be changed for a mutant, None if it can."""
    tested, _, name, right, _ = mutant
    path = folder / "compiler" / tested / name
    if not path.exists():
        return f"there is no {name}"
    times = path.read_text().count(right)
    return None if times == 1 else f"the text stands {times} times in {name}"


def check(chosen):
    faulty = [(mutant, why) for mutant in chosen if (why := fault(ROOT, mutant))]
    for mutant, why in faulty:
        print(f"{mutant[1]} ({mutant[0]}): {why}")
    print(f"texts of {len(chosen)} mistakes: " + (f"{len(faulty)} are to be mended" if faulty else "each stands once"))
    return len(faulty)


def judge(folder, mutant):
    """What became of a mutant, and whether that is as it should be."""
    tested, _, name, right, wrong = mutant
    why = fault(folder, mutant)
    if why:
        return why, False
    path = folder / "compiler" / tested / name
    text = path.read_text()
    path.write_text(text.replace(right, wrong))
    try:
        if not build(folder, tested):
            return "does not compile", False
        failure = first_failure(folder, tested)
        return failure or "UNSEEN", failure is not None
    finally:
        path.write_text(text)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--build", default=f"{tempfile.gettempdir()}/sgc-mutants", type=pathlib.Path)
    parser.add_argument("--of", choices=sorted(TESTS))
    parser.add_argument("--only", default="")
    parser.add_argument("--check", action="store_true", help="look only whether each text stands once")
    arguments = parser.parse_args()

    chosen = [mutant for mutant in MUTANTS if arguments.of in (None, mutant[0]) and arguments.only in mutant[1]]
    if arguments.check:
        sys.exit(check(chosen) > 0)

    folder = arguments.build
    folder.mkdir(parents=True, exist_ok=True)
    copy_tree(folder)
    run(["cmake", "--preset", "dev"], cwd=folder)
    chosen.sort(key=lambda mutant: mutant[2].endswith(".h"))  # headers last: much is built again for them
    for tested in {mutant[0] for mutant in chosen}:
        if not build(folder, tested) or first_failure(folder, tested):
            sys.exit(f"without a mistake the tests of {tested} do not build or do not pass")

    good = 0
    for mutant in chosen:
        fate, as_it_should = judge(folder, mutant)
        good += as_it_should
        print(f"{'caught' if as_it_should else 'MISSED':7} {mutant[1]} ({mutant[0]}/{mutant[2]}): {fate}", flush=True)
    print(f"{good} of {len(chosen)} mistakes caught")
    sys.exit(good != len(chosen))


if __name__ == "__main__":
    main()
