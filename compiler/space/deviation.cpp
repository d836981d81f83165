#include "compiler/space/deviation.h"

#include <algorithm>

namespace sgc::space {

DeviationFinder::Bound DeviationFinder::bound(const Expectation& expected) {
  if (expected.area.empty()) return {{}, expected.begin};
  const Filter wanted = expected_before(expected, expected.end);
  const Part wanted_part = parts_.back();
  const RuleNumber container = coverage_.container(expected.area, {{&wanted_part, 1}, expected.without});
  if (container != kNone) return {{}, container, container};

  const Truth covered = coverage_.covered_early(expected.area, wanted, expected.begin, expected.end);
  if (covered == Truth::NotDecided) return {{Truth::NotDecided, kNone, {}}, expected.end};
  if (covered == Truth::No) return {decided_at_gap(expected), expected.end};
  return {{}, coverage_.end_used()};
}

// First all expected rules together: where they leave a packet, something else decides it. Where they cover the area,
// only the others that come before the last one needed can deviate.
Deviation DeviationFinder::find(const Expectation& expected) {
  const Bound known = bound(expected);
  return known.deviation.met == Truth::Yes ? find_before(expected, known.end) : known.deviation;
}

Deviation DeviationFinder::find_before(const Expectation& expected, RuleNumber end) {
  if (expected.area.empty()) return {};
  const Part wanted_part{expected.begin, expected.end, expected.verdicts, expected.log};
  const Part others{expected.begin, std::min(end, expected.end),
                    expected.log == kAnyLog ? static_cast<Verdicts>(kAnyVerdict & ~expected.verdicts) : kAnyVerdict};
  Deviation found;
  overlaps_.for_each(expected.area, others, [&](RuleNumber rule) {
    if (wanted_part.keeps(universe_, rule, universe_.verdicts[rule])) return true;
    if (expected.without != nullptr && (*expected.without)[rule]) return true;
    found = find_at(expected, rule);
    return found.met == Truth::Yes;
  });
  return found;
}

Deviation DeviationFinder::find_at(const Expectation& expected, RuleNumber rule) {
  const Area both = meet(expected.area, rule);
  const Truth covered = coverage_.covered(both, expected_before(expected, rule));
  if (covered == Truth::No) return decided_at_gap(expected);
  return {covered, kNone, {}};
}

Deviation DeviationFinder::decided_at_gap(const Expectation& expected) {
  const Spot spot = coverage_.gap();
  const Part deciding{expected.begin, expected.end};
  return {Truth::No, coverage_.first_at(spot, {{&deciding, 1}, expected.without}), spot};
}

// What is taken anyway, and the rules before `end` that say what is expected.
Filter DeviationFinder::expected_before(const Expectation& expected, RuleNumber end) {
  parts_.assign(expected.taken.begin(), expected.taken.end());
  parts_.push_back({expected.begin, end, expected.verdicts, expected.log});
  return {parts_, expected.without};
}

Area DeviationFinder::meet(const Area& area, RuleNumber rule) {
  const Area other = universe_.area_of(universe_.rules[rule]);
  sources_.clear();
  destinations_.clear();
  services_.clear();
  intersect_nodes(universe_.sources, area.sources, other.sources, sources_);
  intersect_nodes(universe_.destinations, area.destinations, other.destinations, destinations_);
  intersect(area.services, other.services, services_);
  Area both{sources_, destinations_, services_};
  const auto all_of = [](auto part, auto all) { return std::ranges::equal(part, all); };
  if (all_of(sources_, area.sources)) both.source_set = area.source_set;
  if (all_of(destinations_, area.destinations)) both.destination_set = area.destination_set;
  return both;
}

void intersect_nodes(const Laminar& tree, std::span<const Node> a, std::span<const Node> b, std::vector<Node>& out) {
  for (std::size_t i = 0, j = 0; i < a.size() && j < b.size();) {
    if (tree.holds(a[i], b[j])) {
      out.push_back(b[j++]);
    } else if (tree.holds(b[j], a[i])) {
      out.push_back(a[i++]);
    } else {
      (a[i] < b[j] ? i : j) += 1;
    }
  }
}

}  // namespace sgc::space
