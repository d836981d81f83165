#include "targets/xdp/tables.h"

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

// A diagram that the caches hold beats pairs; a larger one does not.
constexpr std::size_t kMostDiagramEdges = 160'000;
constexpr Diagram::Budget kDiagramBudget{kMostDiagramEdges * 6, 2'000'000};

template <class Number>
struct Sides {
  Side<Number> source;
  Side<Number> destination;

  // By the fields of addresses, in the order of Field.
  std::array<const std::optional<Division<Number>>*, kAddressFields> divisions() const {
    return {&source.large, &source.small, &destination.large, &destination.small};
  }
};

constexpr bool is_source(std::size_t field) { return field < static_cast<std::size_t>(Field::DestinationLarge); }

template <class Number>
RuleTests tests_of(const FlatRule& rule, const Sides<Number>& sides, const ServiceSet& service) {
  RuleTests tests{{}, &service, rule.before_established, rule.leaf};
  const auto divisions = sides.divisions();
  for (std::size_t field = 0; field < kAddressFields; ++field) {
    const SetIndex set = is_source(field) ? rule.source : rule.destination;
    const auto& division = *divisions[field];
    if (!division || set == kAnySet || division->ranges[set].empty()) continue;
    tests.addresses[field] = division->ranges[set];
  }
  return tests;
}

template <class Number>
bool classes_fit_keys(const Sides<Number>& sides) {
  return std::ranges::all_of(sides.divisions(), [](const auto* division) {
    return !*division || (*division)->partition.members.size() <= kLastFieldValue + 1;
  });
}

struct BuiltDiagram {
  Diagram diagram;
  FieldOrder order{};
  Word root = kNoRule;
  std::size_t edges = 0;
};

std::size_t count_edges(const Diagram& diagram, Word root) {
  std::size_t edges = 0;
  for (const Word node : diagram.reachable({&root, 1})) edges += diagram.edges(node).size();
  return edges;
}

// The diagram in this order, or nothing where it is over the budget.
template <class Number>
std::optional<BuiltDiagram> build_diagram(const ir::Policy& policy, const FlatList<Number>& list,
                                          const Sides<Number>& sides, const Reach& reach, const FieldOrder& order) {
  BuiltDiagram built{Diagram(order, kDiagramBudget), order, kNoRule, 0};
  std::vector<Word> all;
  for (const FlatRule& rule : list.rules) {
    const RuleTests tests = tests_of(rule, sides, policy.service_set(rule.service));
    all.push_back(rule_diagram(built.diagram, order, tests, reach));
    if (built.diagram.over_budget()) return std::nullopt;
  }
  built.root = built.diagram.overlay_all(all);
  if (built.diagram.over_budget()) return std::nullopt;
  built.edges = count_edges(built.diagram, built.root);
  return built;
}

// The smallest diagram of all orders, if there is one within the budget.
template <class Number>
std::optional<BuiltDiagram> best_diagram(const ir::Policy& policy, const FlatList<Number>& list,
                                         const Sides<Number>& sides, const Reach& reach) {
  std::optional<BuiltDiagram> best;
  if (!classes_fit_keys(sides)) return best;
  for (const FieldOrder& order : kOrders) {
    auto built = build_diagram(policy, list, sides, reach, order);
    if (!built || built->edges > kMostDiagramEdges) continue;
    if (!best || built->edges < best->edges) best = std::move(built);
  }
  return best;
}

// Names for the sets of both families, those of a side counted from the one that means every address.
struct Names {
  SetName next_source = 0;
  SetName next_destination = 0;
};

class Maker {
 public:
  Maker(const ir::Policy& policy, const ir::RuleList& list, Structure structure)
      : policy_(policy), list_(list), structure_(structure) {}

  Tables make() {
    tables_.covers.push_back(0);
    add_family<std::uint32_t>(flatten_v4(policy_, list_), Family::V4);
    add_family<u128>(flatten_v6(policy_, list_), Family::V6);
    if (!pair_rules_.empty()) {
      const std::array cuts{tables_.of(Family::V4).cuts_established, tables_.of(Family::V6).cuts_established};
      tables_.pairs = make_pair_table(pair_rules_, cuts, tables_.nodes, tables_.search_steps);
    }
    return std::move(tables_);
  }

 private:
  template <class Number>
  void add_family(const FlatList<Number>& list, Family family) {
    const Sides<Number> sides{make_side(list.sources), make_side(list.destinations)};
    FamilyTables& made = tables_.of(family);
    made.cuts_established = list.cuts_established;
    std::optional<BuiltDiagram> diagram;
    if (structure_ == Structure::Best || list.rules.empty()) {
      diagram = best_diagram(policy_, list, sides, {family, list.cuts_established});
    }
    if (diagram) {
      add_diagram(*diagram, sides, made);
    } else {
      add_pairs(list, sides, family, made);
    }
  }

  template <class Number>
  void add_diagram(const BuiltDiagram& built, const Sides<Number>& sides, FamilyTables& made) {
    made.order = built.order;
    made.edges = built.edges;
    made.root = append_nodes(built.diagram, {&built.root, 1}, tables_.nodes).front();
    tables_.search_steps = std::max(tables_.search_steps, most_search_steps(built.diagram, {&built.root, 1}));

    const auto divisions = sides.divisions();
    for (std::size_t field = 0; field < kAddressFields; ++field) {
      const auto& division = *divisions[field];
      if (division) made.addresses[field] = make_address_table(division->partition);
    }
  }

  template <class Number>
  void add_pairs(const FlatList<Number>& list, const Sides<Number>& sides, Family family, FamilyTables& made) {
    made.by_pairs = true;
    made.any_source = names_.next_source;
    made.any_destination = names_.next_destination;
    const auto name = [](SetName any, SetIndex set) { return set == kAnySet ? any : any + 1 + set; };

    const auto divisions = sides.divisions();
    made.most_sources = made.most_destinations = 1;
    for (std::size_t field = 0; field < kAddressFields; ++field) {
      const auto& division = *divisions[field];
      if (!division) continue;
      const SetName any = is_source(field) ? made.any_source : made.any_destination;
      std::uint32_t most = 0;
      const auto places = add_covers(division->partition.members, any, most);
      made.addresses[field] = make_address_table(division->partition, places);
      (is_source(field) ? made.most_sources : made.most_destinations) += most;
    }

    for (const FlatRule& rule : list.rules) {
      pair_rules_.push_back({name(made.any_source, rule.source), name(made.any_destination, rule.destination), family,
                             &policy_.service_set(rule.service), rule.before_established, rule.leaf});
    }
    names_.next_source += static_cast<SetName>(list.sources.sets.size()) + 1;
    names_.next_destination += static_cast<SetName>(list.destinations.sets.size()) + 1;
  }

  // The place of each class's list of sets; raises `most` to the longest.
  std::vector<std::uint32_t> add_covers(const MemberLists& members, SetName any, std::uint32_t& most) {
    std::vector<std::uint32_t> places;
    for (ClassNumber number = 0; number < members.size(); ++number) {
      const auto count = static_cast<std::uint32_t>(members[number].size());
      places.push_back(count == 0 ? 0 : static_cast<std::uint32_t>(tables_.covers.size()));
      if (count == 0) continue;
      tables_.covers.push_back(count);
      for (const SetIndex set : members[number]) tables_.covers.push_back(any + 1 + set);
      most = std::max(most, count);
    }
    return places;
  }

  const ir::Policy& policy_;
  const ir::RuleList& list_;
  Structure structure_;
  Tables tables_;
  Names names_;
  std::vector<PairRule> pair_rules_;
};

std::uint32_t class_in(const std::optional<AddressTable>& table, const Address& address) {
  if (!table) return 0;
  return address.family == Family::V4 ? class_of_address(*table, static_cast<std::uint32_t>(address.value))
                                      : class_of_address(*table, address.value);
}

FieldValues values_of(const FamilyTables& tables, const ir::Packet& packet, bool established) {
  const Address source = packet.source_address();
  const Address destination = packet.destination_address();
  return {class_in(tables.addresses[0], source),
          class_in(tables.addresses[1], source),
          class_in(tables.addresses[2], destination),
          class_in(tables.addresses[3], destination),
          packet.protocol + (established ? kEstablishedProtocol : 0U),
          packet.a,
          packet.b};
}

// Every address, then the sets of the lists at both places.
std::vector<SetName> covers(const Tables& tables, SetName any, std::uint32_t large, std::uint32_t small) {
  std::vector<SetName> names{any};
  for (const std::uint32_t place : {large, small}) {
    const auto list = std::span(tables.covers).subspan(place);
    const auto sets = list.subspan(1, list[0]);
    names.insert(names.end(), sets.begin(), sets.end());
  }
  return names;
}

Word first_of_pairs(const Tables& tables, const FamilyTables& family, const FieldValues& values) {
  Word best = kNoRule;
  for (const SetName source : covers(tables, family.any_source, values[0], values[1])) {
    for (const SetName destination : covers(tables, family.any_destination, values[2], values[3])) {
      best = std::min(best, find_pair(*tables.pairs, tables.nodes, source, destination, values));
    }
  }
  return best;
}

}  // namespace

Tables make_tables(const ir::Policy& policy, const ir::RuleList& list, Structure structure) {
  return Maker(policy, list, structure).make();
}

Word first_match(const Tables& tables, const ir::Packet& packet, bool established) {
  const FamilyTables& family = tables.of(packet.family);
  if (established && !family.cuts_established) return kNoRule;
  const FieldValues values = values_of(family, packet, established);
  if (family.by_pairs) return first_of_pairs(tables, family, values);

  Word at = family.root;
  while (!is_leaf(at)) {
    at = child_for(tables.nodes, place_of(at), values[static_cast<std::size_t>(field_of(at))]);
  }
  return at;
}

}  // namespace sgc::targets::xdp
