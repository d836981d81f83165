#!/usr/bin/env python3
"""Does a mistake in the packet-set algebra make the tests fail?

Copies the source tree, makes one small mistake after the other in compiler/space, builds the tests of the algebra and
runs them: each mistake has to be caught. The tree that this runs in is never touched.

    mutants.py [--build FOLDER] [--only WORD]     FOLDER: where to copy and build to (kept, so that the next run is quick)

Leaves with 1 if a mistake went unseen.
"""

import argparse
import pathlib
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[2]
# What is wrong, in which file of compiler/space, the right text (it stands there once), the wrong text.
MUTANTS = [
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
    ("one service speaks for all", "coverage.cpp", "return contained == services_.size();", "return contained > 0;"),
    ("the last rule of a pair is skipped", "coverage.cpp", "partner.last_rule >= begin_ &&", "partner.last_rule > begin_ &&"),
    ("sets below are not looked at", "coverage.cpp", "if (source_cell && destination_cell) return Truth::No;",
     "return Truth::No;"),
    ("rows are taken as contained by a part", "coverage.cpp",
     "if (side == Side::Source ? gather(at, all) : gather(all, at)) return false;",
     "gather(at, all);"),
    ("all nodes means any node", "coverage.cpp", "return !std::all_of(nodes.begin(), nodes.end(), [&](Node at)",
     "return !std::any_of(nodes.begin(), nodes.end(), [&](Node at)"),
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
    ("what two rectangles have in common is too much", "service_plane.cpp", "std::min(a.last_line, b.last_line)",
     "std::max(a.last_line, b.last_line)"),
    ("a crowd's rule is only looked for where it begins", "crowd.h", "std::max<std::uint32_t>(wanted.first, first_bucket_[index])",
     "std::uint32_t{first_bucket_[index]}"),
    ("partners at the end of a subtree are lost", "pair_index.cpp", "std::lower_bound(from, end, last + 1, before)",
     "std::lower_bound(from, end, last, before)"),
    ("partners around the area are lost", "overlaps.cpp",
     "return partner.node < node ? tree.holds(partner.node, node) : tree.holds(node, partner.node);",
     "return tree.holds(node, partner.node);"),
    ("sets around the area are lost", "overlaps.cpp", "for (Node at = tree.parent(node); at != kNone; at = tree.parent(at))",
     "for (Node at = kNone; at != kNone; at = tree.parent(at))"),
    ("what is taken anyway is forgotten", "deviation.cpp", "parts_.assign(expected.taken.begin(), expected.taken.end());",
     "parts_.clear();"),
    ("rules before a container are forgotten", "deviation.cpp", "if (container != kNone) return {{}, container};",
     "if (container != kNone) return {{}, expected.begin};"),
    ("the last rule that could deviate is forgotten", "deviation.cpp", "std::min(known.end, expected.end)",
     "std::min(known.end, expected.end) - 1"),
    ("of two nodes the outer is what both have", "deviation.cpp", "out.push_back(b[j++]);", "out.push_back(a[i]), ++j;"),
    ("reachability of IPv4 alone", "reachability.cpp", "for (const Family family : kFamilies) {",
     "for (const Family family : {Family::V4}) {"),
    ("redundancy of IPv4 alone", "redundancy.cpp", "for (const Family family : kFamilies) {",
     "for (const Family family : {Family::V4}) {"),
    ("the next rule is not asked", "redundancy.cpp", "                                                   rule + 1,\n",
     "                                                   rule + 2,\n"),
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
    ("moved rules are taken as unchanged", "alignment.cpp", "= Aligner::longest_ascent(aligner.matches(list, other));",
     "= aligner.matches(list, other);"),
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


def build(folder):
    return run(["cmake", "--build", folder / "build/dev", "--target", "sgc_space_tests", "--", "-j2"]).returncode == 0


def first_failure(folder):
    """The first test that fails, or crashes, or takes too long; None if all pass. The quick ones come first."""
    program = folder / "build/dev/tests/properties/space/sgc_space_tests"
    for suites in ("KnownAnswers*:RectangleCover*", "*Property*", "-KnownAnswers*:RectangleCover*:*Property*"):
        try:
            done = run([program, f"--gtest_filter={suites}", "--gtest_fail_fast", "--gtest_brief=1"], timeout=300)
        except subprocess.TimeoutExpired:
            return "takes too long"
        if done.returncode != 0:
            failed = [line for line in done.stdout.splitlines() if line.startswith("[  FAILED  ]") and "." in line]
            return failed[0].split("]")[1].split("(")[0].split(",")[0].strip() if failed else "crash"
    return None


def judge(folder, mutant):
    """What became of a mutant, and whether that is as it should be."""
    _, name, right, wrong = mutant
    path = folder / "compiler/space" / name
    text = path.read_text()
    if text.count(right) != 1:
        return f"the text stands {text.count(right)} times in {name}", False
    path.write_text(text.replace(right, wrong))
    try:
        if not build(folder):
            return "does not compile", False
        failure = first_failure(folder)
        return failure or "UNSEEN", failure is not None
    finally:
        path.write_text(text)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--build", default=f"{tempfile.gettempdir()}/sgc-mutants", type=pathlib.Path)
    parser.add_argument("--only", default="")
    arguments = parser.parse_args()

    folder = arguments.build
    folder.mkdir(parents=True, exist_ok=True)
    copy_tree(folder)
    run(["cmake", "--preset", "dev"], cwd=folder)
    if not build(folder) or (failure := first_failure(folder)):
        sys.exit("without a mistake the tests do not build or do not pass")

    good = 0
    chosen = [mutant for mutant in MUTANTS if arguments.only in mutant[0]]
    chosen.sort(key=lambda mutant: mutant[1].endswith(".h"))  # headers last: much is built again for them
    for mutant in chosen:
        fate, as_it_should = judge(folder, mutant)
        good += as_it_should
        print(f"{'caught' if as_it_should else 'MISSED':7} {mutant[0]} ({mutant[1]}): {fate}", flush=True)
    print(f"{good} of {len(chosen)} mistakes caught")
    sys.exit(good != len(chosen))


if __name__ == "__main__":
    main()
