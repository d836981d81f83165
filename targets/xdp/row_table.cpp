#include "targets/xdp/row_table.h"

#include <algorithm>

namespace sgc::targets::xdp {
namespace {

// Edges that a row may have. A rule with one network needs eight; destinations of many networks, and within each other,
// need more, of which all rows together may have so many that the caches still hold what is used.
constexpr std::size_t kEdgesARow = 64;
constexpr std::size_t kLeastEdgesARule = 14;
constexpr std::size_t kEdgesOfRows = 600'000;
constexpr std::size_t kStepsARowEdge = 16;

using RowRules = std::span<const FlatRule>;

class RowMaker {
 public:
  RowMaker(const ir::Policy& policy, const DestinationRanges& destinations, const Reach& reach, std::size_t rules)
      : policy_(policy),
        destinations_(destinations),
        edges_a_rule_(std::max(kLeastEdgesARule, kEdgesOfRows / std::max(rules, std::size_t{1}))),
        services_(reach),
        diagram_(kRowOrder) {}

  // The root of the diagram of these rules, or nothing where their diagram is over the budget.
  std::optional<Word> root_for(RowRules rules) {
    if (!destinations_.fit_keys) return std::nullopt;
    std::vector<Box> boxes;
    for (const FlatRule& rule : rules) {
      services_.append(boxes, box_of(rule), policy_.service_set(rule.service), rule.before_established);
    }
    const std::size_t edges = kEdgesARow + rules.size() * edges_a_rule_;
    return diagram_.build(boxes, {edges, edges * kStepsARowEdge});
  }

  const Diagram& diagram() const { return diagram_; }

 private:
  Box box_of(const FlatRule& rule) const {
    Box box{{}, rule.leaf};
    const auto test = [&](Field field, std::span<const std::vector<ValueRange>> ranges) {
      if (rule.destination == kAnySet || ranges.empty()) return;
      box.ranges[static_cast<std::size_t>(field)] = ranges[rule.destination];
    };
    test(Field::DestinationLarge, destinations_.large);
    test(Field::Destination, destinations_.small);
    return box;
  }

  const ir::Policy& policy_;
  const DestinationRanges& destinations_;
  std::size_t edges_a_rule_;
  ServiceBoxes services_;
  Diagram diagram_;
};

std::vector<FlatRule> sorted_by_source(RowRules rules) {
  std::vector<FlatRule> sorted(rules.begin(), rules.end());
  std::stable_sort(sorted.begin(), sorted.end(),
                   [](const FlatRule& a, const FlatRule& b) { return a.source < b.source; });
  return sorted;
}

}  // namespace

RowTable make_row_table(const ir::Policy& policy, RowRules rules, std::size_t source_sets,
                        const DestinationRanges& destinations, const PairNames& names, const Reach& reach,
                        std::vector<std::uint32_t>& nodes, SearchSteps& search_steps) {
  const std::vector<FlatRule> sorted = sorted_by_source(rules);
  RowMaker maker(policy, destinations, reach, rules.size());
  RowTable table;
  table.rows.assign(source_sets, kNoRule);
  std::vector<Word> roots;
  std::vector<Row*> rows_of_roots;

  for (RowRules rest = sorted; !rest.empty();) {
    const SetIndex source = rest.front().source;
    const auto end = std::find_if(rest.begin(), rest.end(), [&](const FlatRule& r) { return r.source != source; });
    const RowRules row = rest.first(static_cast<std::size_t>(end - rest.begin()));
    rest = rest.subspan(row.size());

    Row& made = source == kAnySet ? table.any : table.rows[source];
    if (const std::optional<Word> root = maker.root_for(row)) {
      roots.push_back(*root);
      rows_of_roots.push_back(&made);
      continue;
    }
    made = kByPairs | names.source(source);
    for (const FlatRule& rule : row) {
      table.by_pairs.push_back({names.source(source), names.destination(rule.destination), reach.family,
                                &policy.service_set(rule.service), rule.before_established, rule.leaf});
    }
  }

  const std::vector<Word> placed = append_nodes(maker.diagram(), roots, destinations.last, nodes);
  raise_search_steps(maker.diagram(), roots, destinations.last, search_steps);
  for (std::size_t i = 0; i < placed.size(); ++i) *rows_of_roots[i] = placed[i];
  return table;
}

}  // namespace sgc::targets::xdp
