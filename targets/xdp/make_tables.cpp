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

// A diagram that the caches hold beats rows.
constexpr Diagram::Budget kSmallDiagram{160'000, 20'000'000};

// A larger one beats them where a packet would have to ask many.
constexpr std::uint64_t kManyRows = 32;
constexpr Diagram::Budget kLargeDiagram{1'000'000, 300'000'000};
constexpr std::size_t kLargeDiagramEdgesARule = 20;
constexpr std::size_t kMostLargeDiagramEdges = 2'000'000;

Diagram::Budget large_diagram_budget(std::size_t rules) {
  const std::size_t edges = std::min(rules * kLargeDiagramEdgesARule, kMostLargeDiagramEdges);
  return {std::max(kLargeDiagram.edges, edges), kLargeDiagram.steps};
}

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
Box box_of(const FlatRule& rule, const Sides<Number>& sides) {
  Box box{{}, rule.leaf};
  const auto divisions = sides.divisions();
  for (std::size_t field = 0; field < kAddressFields; ++field) {
    const SetIndex set = is_source(field) ? rule.source : rule.destination;
    const auto& division = *divisions[field];
    if (division && set != kAnySet) box.ranges[field] = division->ranges[set];
  }
  return box;
}

template <class Number>
bool classes_fit_keys(const Side<Number>& side) {
  const auto fits = [](const std::optional<Division<Number>>& division) {
    return !division || division->partition.members.size() <= kLastFieldValue + 1;
  };
  return fits(side.large) && fits(side.small);
}

struct BuiltDiagram {
  Diagram diagram;
  FieldOrder order{};
  Word root = kNoRule;
  std::size_t edges = 0;
};

// The smallest diagram of all orders, if there is one within the budget.
template <class Number>
std::optional<BuiltDiagram> best_diagram(const ir::Policy& policy, const FlatList<Number>& list,
                                         const Sides<Number>& sides, const Reach& reach, Diagram::Budget budget) {
  std::optional<BuiltDiagram> best;
  if (!classes_fit_keys(sides.source) || !classes_fit_keys(sides.destination)) return best;

  ServiceBoxes services(reach);
  std::vector<Box> boxes;
  for (const FlatRule& rule : list.rules) {
    services.append(boxes, box_of(rule, sides), policy.service_set(rule.service), rule.before_established);
  }
  for (const FieldOrder& order : kOrders) {
    BuiltDiagram built{Diagram(order), order, kNoRule, 0};
    if (best) budget.edges = best->edges;
    const std::optional<Word> root = built.diagram.build(boxes, budget);
    if (!root) continue;
    built.root = *root;
    built.edges = built.diagram.count_edges(*root);
    if (!best || built.edges < best->edges) best = std::move(built);
  }
  return best;
}

class Maker {
 public:
  Maker(const ir::Policy& policy, const ir::RuleList& list, Structure structure)
      : policy_(policy), list_(list), structure_(structure) {}

  Tables make() {
    state_.tables.covers.push_back(0);
    state_.tables.protocols = protocol_classes(policy_, list_);
    add_family<std::uint32_t>(flatten_v4(policy_, list_), Family::V4);
    add_family<u128>(flatten_v6(policy_, list_), Family::V6);
    if (!state_.pair_rules.empty()) {
      state_.tables.pairs = make_pair_table(state_.pair_rules, {reach_of(Family::V4), reach_of(Family::V6)},
                                            state_.tables.nodes, state_.tables.search_steps);
    }
    return std::move(state_.tables);
  }

 private:
  struct State {
    Tables tables;
    PairNames names;
    std::vector<PairRule> pair_rules;
  };

  Reach reach_of(Family family) const { return {family, state_.tables.of(family).cuts_established, &state_.tables.protocols}; }

  template <class Number>
  void add_family(const FlatList<Number>& list, Family family) {
    const Sides<Number> sides{make_side(list.sources), make_side(list.destinations)};
    FamilyTables& made = state_.tables.of(family);
    made.cuts_established = list.cuts_established;
    const Reach reach = reach_of(family);
    if (structure_ != Structure::Best && !list.rules.empty()) return add_rows(list, sides, reach, made);

    if (const auto small = best_diagram(policy_, list, sides, reach, kSmallDiagram)) {
      return add_diagram(*small, sides, made);
    }
    const State before_rows = state_;
    add_rows(list, sides, reach, made);
    if (std::uint64_t{made.most_rows} * std::max(made.most_destinations, 1U) <= kManyRows) return;
    if (const auto large = best_diagram(policy_, list, sides, reach, large_diagram_budget(list.rules.size()))) {
      state_ = before_rows;
      add_diagram(*large, sides, made);
    }
  }

  template <class Number>
  LastValues last_values(const Sides<Number>& sides) const {
    LastValues last{};
    const auto divisions = sides.divisions();
    for (std::size_t field = 0; field < kAddressFields; ++field) {
      if (*divisions[field]) last[field] = static_cast<std::uint32_t>((*divisions[field])->partition.members.size()) - 1;
    }
    last[static_cast<std::size_t>(Field::Protocol)] = state_.tables.protocols.last(true);
    last[static_cast<std::size_t>(Field::First)] = kLastFieldValue;
    last[static_cast<std::size_t>(Field::Second)] = kLastFieldValue;
    return last;
  }

  template <class Number>
  void add_diagram(const BuiltDiagram& built, const Sides<Number>& sides, FamilyTables& made) {
    made.order = built.order;
    made.edges = built.edges;
    made.root = append_nodes(built.diagram, {&built.root, 1}, last_values(sides), state_.tables.nodes).front();
    raise_search_steps(built.diagram, {&built.root, 1}, last_values(sides), state_.tables.search_steps);

    const auto divisions = sides.divisions();
    for (std::size_t field = 0; field < kAddressFields; ++field) {
      const auto& division = *divisions[field];
      if (division) made.addresses[field] = make_address_table(division->partition);
    }
  }

  template <class Number>
  void add_rows(const FlatList<Number>& list, const Sides<Number>& sides, const Reach& reach, FamilyTables& made) {
    made.by_rows = true;
    const RowTable rows = make_row_table(policy_, list.rules, list.sources.sets.size(), ranges_of_destinations(sides),
                                         state_.names, reach, state_.tables.nodes, state_.tables.search_steps);
    made.any_row = rows.any;
    made.most_rows = 1;
    count_rows(rows, made);
    add_source(sides.source.large, Field::SourceLarge, rows.rows, made);
    add_source(sides.source.small, Field::Source, rows.rows, made);
    add_destination(sides.destination.large, Field::DestinationLarge, made);
    add_destination(sides.destination.small, Field::Destination, made);
    if (!rows.by_pairs.empty()) add_names(sides, made);

    state_.pair_rules.insert(state_.pair_rules.end(), rows.by_pairs.begin(), rows.by_pairs.end());
    state_.names.first_source += static_cast<SetName>(list.sources.sets.size()) + 1;
    state_.names.first_destination += static_cast<SetName>(list.destinations.sets.size()) + 1;
  }

  template <class Number>
  DestinationRanges ranges_of_destinations(const Sides<Number>& sides) const {
    DestinationRanges ranges;
    if (sides.destination.large) ranges.large = sides.destination.large->ranges;
    if (sides.destination.small) ranges.small = sides.destination.small->ranges;
    ranges.last = last_values(sides);
    ranges.fit_keys = structure_ != Structure::Pairs && classes_fit_keys(sides.destination);
    return ranges;
  }

  static void count_rows(const RowTable& rows, FamilyTables& made) {
    for (const Row row : rows.rows) ++(is_by_pairs(row) ? made.pair_rows : made.diagram_rows);
    if (rows.any != kNoRule) ++(is_by_pairs(rows.any) ? made.pair_rows : made.diagram_rows);
  }

  // A table that says where the rows of an address stand.
  template <class Number>
  void add_source(const std::optional<Division<Number>>& division, Field field, std::span<const Row> rows,
                  FamilyTables& made) {
    if (!division) return;
    std::uint32_t most = 0;
    const auto places = add_lists(division->partition.members, most, [&](SetIndex set) { return rows[set]; });
    made.addresses[static_cast<std::size_t>(field)] = make_address_table(division->partition, places);
    made.most_rows += most;
  }

  template <class Number>
  void add_destination(const std::optional<Division<Number>>& division, Field field, FamilyTables& made) {
    if (division) made.addresses[static_cast<std::size_t>(field)] = make_address_table(division->partition);
  }

  template <class Number>
  void add_names(const Sides<Number>& sides, FamilyTables& made) {
    made.any_destination = state_.names.destination(kAnySet);
    made.most_destinations = 1;
    made.cover_bases = {add_name_lists(sides.destination.large, made.most_destinations),
                        add_name_lists(sides.destination.small, made.most_destinations)};
  }

  // The names of each class's sets; the index of the first class's list. Raises `most` by the longest list.
  template <class Number>
  std::uint32_t add_name_lists(const std::optional<Division<Number>>& division, std::uint32_t& most) {
    std::vector<std::uint32_t> places{0};  // where there is no division, every address has class 0
    std::uint32_t longest = 0;
    if (division) {
      places = add_lists(division->partition.members, longest, [&](SetIndex set) { return state_.names.destination(set); });
    }
    most += longest;
    const auto base = static_cast<std::uint32_t>(state_.tables.covers.size());
    state_.tables.covers.insert(state_.tables.covers.end(), places.begin(), places.end());
    return base;
  }

  // Appends a list for each class: how many sets it lies in, then what `word` has for each of them. Gives their places
  // and raises `most` to the longest.
  template <class WordOf>
  std::vector<std::uint32_t> add_lists(const MemberLists& members, std::uint32_t& most, WordOf word) {
    std::vector<std::uint32_t> places;
    for (ClassNumber number = 0; number < members.size(); ++number) {
      const auto count = static_cast<std::uint32_t>(members[number].size());
      places.push_back(count == 0 ? 0 : static_cast<std::uint32_t>(state_.tables.covers.size()));
      if (count == 0) continue;
      state_.tables.covers.push_back(count);
      for (const SetIndex set : members[number]) state_.tables.covers.push_back(word(set));
      most = std::max(most, count);
    }
    return places;
  }

  const ir::Policy& policy_;
  const ir::RuleList& list_;
  Structure structure_;
  State state_;
};

}  // namespace

Tables make_tables(const ir::Policy& policy, const ir::RuleList& list, Structure structure) {
  return Maker(policy, list, structure).make();
}

}  // namespace sgc::targets::xdp
