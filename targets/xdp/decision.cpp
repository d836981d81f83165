#include "targets/xdp/decision.h"

#include <algorithm>

#include "targets/xdp/flat_rule.h"
#include "targets/xdp/node_words.h"
#include "targets/xdp/side.h"

namespace sgc::targets::xdp {
namespace {

// The orders that are tried; which is best differs by factors of ten from list to list. Very large sets come first:
// they are mostly blacklists, which then cost one look-up.
constexpr FieldOrder kOrders[] = {
    {Field::SourceLarge, Field::DestinationLarge, Field::Source, Field::Destination, Field::Protocol, Field::Second,
     Field::First},
    {Field::SourceLarge, Field::DestinationLarge, Field::Destination, Field::Source, Field::Protocol, Field::Second,
     Field::First},
    {Field::SourceLarge, Field::DestinationLarge, Field::Protocol, Field::Second, Field::First, Field::Destination,
     Field::Source},
    {Field::SourceLarge, Field::DestinationLarge, Field::Protocol, Field::Second, Field::First, Field::Source,
     Field::Destination},
    {Field::SourceLarge, Field::DestinationLarge, Field::Destination, Field::Protocol, Field::Second, Field::First,
     Field::Source},
};

// A diagram in the caches beats a table of pairs; one that is not does not.
constexpr std::size_t kMostDiagramEdges = 160'000;
constexpr Diagram::Budget kDiagramBudget{kMostDiagramEdges * 12, 6'000'000};

struct Sides {
  Side source;
  Side destination;
};

std::optional<std::span<const ValueRange>> tested(const std::optional<Division>& division, SetIndex set) {
  if (!division || set == kAnySet || division->ranges[set].empty()) return std::nullopt;
  return division->ranges[set];
}

RuleTests tests_of(const FlatRule& rule, const Sides& sides, const ServiceSet& service) {
  RuleTests tests;
  tests.addresses[static_cast<std::size_t>(Field::SourceLarge)] = tested(sides.source.large, rule.source);
  tests.addresses[static_cast<std::size_t>(Field::Source)] = tested(sides.source.small, rule.source);
  tests.addresses[static_cast<std::size_t>(Field::DestinationLarge)] =
      tested(sides.destination.large, rule.destination);
  tests.addresses[static_cast<std::size_t>(Field::Destination)] = tested(sides.destination.small, rule.destination);
  tests.service = &service;
  tests.before_established = rule.before_established;
  tests.leaf = rule.leaf;
  return tests;
}

bool classes_fit_keys(const Side& side) {
  const auto fits = [](const std::optional<Division>& d) { return !d || d->table.classes <= kLastFieldValue + 1; };
  return fits(side.large) && fits(side.small);
}

// The diagram in this order, or nothing where it is over the budget.
std::optional<DiagramTable> make_diagram(const ir::Policy& policy, std::span<const FlatRule> rules,
                                         const Sides& sides, const Reach& reach, const FieldOrder& order,
                                         std::size_t most_edges) {
  Diagram diagram(order, kDiagramBudget);
  std::vector<Word> all;
  for (const FlatRule& rule : rules) {
    all.push_back(
        rule_diagram(diagram, order, tests_of(rule, sides, policy.service_set(rule.service)), reach));
    if (diagram.over_budget()) return std::nullopt;
  }
  const Word root = diagram.overlay_all(all);
  if (diagram.over_budget()) return std::nullopt;

  DiagramTable table;
  table.order = order;
  for (const Word node : diagram.reachable({&root, 1})) table.edges += diagram.edges(node).size();
  if (table.edges > most_edges) return std::nullopt;
  table.root = append_nodes(diagram, {&root, 1}, table.nodes).front();
  table.search_steps = most_search_steps(diagram, {&root, 1});
  return table;
}

// The smallest diagram of all orders, if there is one within the budget.
std::optional<DiagramTable> best_diagram(const ir::Policy& policy, std::span<const FlatRule> rules,
                                         const Sides& sides, const Reach& reach) {
  std::optional<DiagramTable> best;
  if (!classes_fit_keys(sides.source) || !classes_fit_keys(sides.destination)) return best;
  for (const FieldOrder& order : kOrders) {
    const std::size_t most = best ? best->edges - 1 : kMostDiagramEdges;
    if (auto made = make_diagram(policy, rules, sides, reach, order, most)) best = std::move(made);
  }
  return best;
}

SideTables tables_of(const Side& side, bool with_covers) {
  SideTables tables;
  if (side.large) tables.large = side.large->table;
  if (side.small) tables.small = side.small->table;
  if (with_covers && side.large) tables.large_covers = make_cover_table(side.large->members);
  if (with_covers && side.small) tables.small_covers = make_cover_table(side.small->members);
  return tables;
}

template <class Number>
Decision decide(const ir::Policy& policy, const FlatList<Number>& list, Family family) {
  const Sides sides{make_side(list.sources), make_side(list.destinations)};
  const Reach reach{family, list.cuts_established};

  Decision decision;
  decision.family = family;
  decision.cuts_established = list.cuts_established;
  decision.diagram = best_diagram(policy, list.rules, sides, reach);
  if (!decision.diagram) decision.pairs = make_pair_table(policy, list.rules, reach);
  decision.source = tables_of(sides.source, decision.pairs.has_value());
  decision.destination = tables_of(sides.destination, decision.pairs.has_value());
  return decision;
}

ClassNumber class_in(const std::optional<AddressTable>& table, const Address& address) {
  if (!table) return 0;
  return address.family == Family::V4 ? class_of_address(*table, static_cast<std::uint32_t>(address.value))
                                      : class_of_address(*table, address.value);
}

FieldValues values_of(const Decision& decision, const ir::Packet& packet, bool established) {
  const Address source = packet.source_address();
  const Address destination = packet.destination_address();
  return {class_in(decision.source.large, source),
          class_in(decision.source.small, source),
          class_in(decision.destination.large, destination),
          class_in(decision.destination.small, destination),
          packet.protocol + (established ? kEstablishedProtocol : 0U),
          packet.a,
          packet.b};
}

// Every address, then the sets that the classes of both divisions lie in.
std::vector<SetName> covers(const SideTables& side, ClassNumber large, ClassNumber small) {
  std::vector<SetName> names{kAnyName};
  const auto add = [&](const std::optional<AddressTable>& table, const CoverTable& covers, ClassNumber number) {
    if (!table) return;
    names.insert(names.end(), covers.sets.begin() + covers.begin[number], covers.sets.begin() + covers.begin[number + 1]);
  };
  add(side.large, side.large_covers, large);
  add(side.small, side.small_covers, small);
  return names;
}

Word first_of_pairs(const Decision& decision, const FieldValues& values) {
  Word best = kNoRule;
  for (const SetName source : covers(decision.source, values[0], values[1])) {
    for (const SetName destination : covers(decision.destination, values[2], values[3])) {
      best = std::min(best, find_pair(*decision.pairs, source, destination, values));
    }
  }
  return best;
}

}  // namespace

Decision decide_family(const ir::Policy& policy, const ir::RuleList& list, Family family) {
  if (family == Family::V4) return decide(policy, flatten_v4(policy, list), family);
  return decide(policy, flatten_v6(policy, list), family);
}

Word first_match(const Decision& decision, const ir::Packet& packet, bool established) {
  const FieldValues values = values_of(decision, packet, established);
  if (decision.pairs) return first_of_pairs(decision, values);

  Word at = decision.diagram->root;
  while (!is_leaf(at)) {
    at = child_for(decision.diagram->nodes, place_of(at), values[static_cast<std::size_t>(field_of(at))]);
  }
  return at;
}

}  // namespace sgc::targets::xdp
