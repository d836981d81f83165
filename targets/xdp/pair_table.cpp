#include "targets/xdp/pair_table.h"

#include <algorithm>
#include <map>
#include <tuple>

#include "compiler/ir/policy.h"
#include "targets/xdp/node_words.h"

namespace sgc::targets::xdp {
namespace {

constexpr FieldOrder kServiceFirst{Field::Protocol,         Field::Second,      Field::First,
                                   Field::SourceLarge,      Field::Source,
                                   Field::DestinationLarge, Field::Destination};

// What one diagram of services may cost before the rules of a pair are divided among several.
constexpr Diagram::Budget kServiceBudget{std::size_t{1} << 16U, std::size_t{1} << 18U};
constexpr std::size_t kBudgetRulesPay = 16;  // from here on the budget grows with the rules

using RuleRange = std::span<const FlatRule>;

// Makes the diagrams of services, each list of services once.
class ServiceRoots {
 public:
  ServiceRoots(const ir::Policy& policy, const Reach& reach)
      : policy_(policy), reach_(reach), diagram_(kServiceFirst, {0, 0}) {}

  // The root for these rules, or nothing where their diagram is over the budget.
  std::optional<Word> root_for(RuleRange rules) {
    std::vector<std::uint64_t> key;
    for (const FlatRule& rule : rules) key.push_back(rule.service.index * 2ULL + (rule.before_established ? 1U : 0U));
    if (const auto known = roots_.find(key); known != roots_.end()) return known->second;

    const std::size_t share = rules.size() / kBudgetRulesPay + 1;
    diagram_.grant({kServiceBudget.edges * share, kServiceBudget.steps * share});
    std::vector<Word> all;
    for (std::uint32_t i = 0; i < rules.size(); ++i) {
      all.push_back(rule_diagram(diagram_, kServiceFirst,
                                 {{}, &policy_.service_set(rules[i].service), rules[i].before_established, kLeaf | i},
                                 reach_));
    }
    const Word root = diagram_.overlay_all(all);
    if (diagram_.over_budget()) return std::nullopt;
    return roots_.emplace(std::move(key), root).first->second;
  }

  const Diagram& diagram() const { return diagram_; }

 private:
  const ir::Policy& policy_;
  Reach reach_;
  Diagram diagram_;
  std::map<std::vector<std::uint64_t>, Word> roots_;
};

// The rules of one pair, as one entry or, where their services do not make one diagram, as several.
void add_entries(RuleRange rules, ServiceRoots& roots, std::vector<PairEntry>& entries, std::vector<Word>& leaves) {
  const std::optional<Word> root = roots.root_for(rules);
  if (!root && rules.size() > 1) {
    add_entries(rules.first(rules.size() / 2), roots, entries, leaves);
    add_entries(rules.subspan(rules.size() / 2), roots, entries, leaves);
    return;
  }
  const FlatRule& any = rules.front();
  entries.push_back({name_of(any.source), name_of(any.destination), root.value(),
                     static_cast<std::uint32_t>(leaves.size())});
  for (const FlatRule& rule : rules) leaves.push_back(rule.leaf);
}

std::vector<FlatRule> sorted_by_pair(std::span<const FlatRule> rules) {
  std::vector<FlatRule> sorted(rules.begin(), rules.end());
  std::sort(sorted.begin(), sorted.end(), [](const FlatRule& a, const FlatRule& b) {
    return std::tuple(a.source, a.destination, a.leaf) < std::tuple(b.source, b.destination, b.leaf);
  });
  return sorted;
}

// Calls use(rules) for the rules of each pair of sets.
template <class Use>
void for_each_pair(RuleRange sorted, Use use) {
  while (!sorted.empty()) {
    std::size_t count = 1;
    while (count < sorted.size() && sorted[count].source == sorted[0].source &&
           sorted[count].destination == sorted[0].destination) {
      ++count;
    }
    use(sorted.first(count));
    sorted = sorted.subspan(count);
  }
}

// The service roots as places in table.nodes.
void place_nodes(const ServiceRoots& roots, std::vector<PairEntry>& entries, PairTable& table) {
  std::vector<Word> distinct;
  for (const PairEntry& entry : entries) distinct.push_back(entry.service);
  std::sort(distinct.begin(), distinct.end());
  distinct.erase(std::unique(distinct.begin(), distinct.end()), distinct.end());

  const std::vector<Word> placed = append_nodes(roots.diagram(), distinct, table.nodes);
  table.search_steps = most_search_steps(roots.diagram(), distinct);
  for (PairEntry& entry : entries) {
    const auto at = std::lower_bound(distinct.begin(), distinct.end(), entry.service);
    entry.service = placed[static_cast<std::size_t>(at - distinct.begin())];
  }
}

void fill_slots(std::span<const PairEntry> entries, PairTable& table) {
  // Three quarters full: short runs, and a table that the caches hold.
  table.homes = static_cast<std::uint32_t>(entries.size() + entries.size() / 3 + 1);
  table.marks.assign(table.homes + 1, 0);
  table.entries.assign(table.homes + 1, {});
  for (const PairEntry& entry : entries) {
    const std::uint64_t hash = pair_hash(entry.source, entry.destination);
    std::size_t slot = home_of(hash, table.homes);
    while (table.marks[slot] != 0) ++slot;
    table.marks[slot] = mark_of(hash);
    table.entries[slot] = entry;
    if (slot + 1 == table.marks.size()) {
      table.marks.push_back(0);
      table.entries.emplace_back();
    }
  }

  unsigned run = 0;
  for (const std::uint32_t mark : table.marks) {
    run = mark == 0 ? 0 : run + 1;
    table.most_probes = std::max(table.most_probes, run);
  }
}

}  // namespace

CoverTable make_cover_table(const MemberLists& members) {
  CoverTable table;
  for (ClassNumber number = 0; number < members.size(); ++number) {
    table.begin.push_back(static_cast<std::uint32_t>(table.sets.size()));
    for (const SetIndex set : members[number]) table.sets.push_back(name_of(set));
    table.most = std::max(table.most, static_cast<std::uint32_t>(members[number].size()));
  }
  table.begin.push_back(static_cast<std::uint32_t>(table.sets.size()));
  return table;
}

std::uint64_t pair_hash(SetName source, SetName destination) {
  constexpr std::uint64_t kGolden = 0x9E3779B97F4A7C15;
  const std::uint64_t pair = std::uint64_t{source} << 32U | destination;
  const std::uint64_t once = pair * kGolden;
  return (once ^ once >> 32U) * kGolden;
}

std::uint32_t mark_of(std::uint64_t hash) { return static_cast<std::uint32_t>(hash & 0xFFFFU) | 1U; }

std::uint32_t home_of(std::uint64_t hash, std::uint32_t homes) {
  return static_cast<std::uint32_t>((hash >> 32U) * homes >> 32U);
}

PairTable make_pair_table(const ir::Policy& policy, std::span<const FlatRule> rules, const Reach& reach) {
  const std::vector<FlatRule> sorted = sorted_by_pair(rules);
  ServiceRoots roots(policy, reach);
  PairTable table;
  std::vector<PairEntry> entries;
  for_each_pair(sorted, [&](RuleRange pair) { add_entries(pair, roots, entries, table.rules); });
  place_nodes(roots, entries, table);
  fill_slots(entries, table);
  return table;
}

Word find_pair(const PairTable& table, SetName source, SetName destination, const FieldValues& packet) {
  const std::uint64_t hash = pair_hash(source, destination);
  Word best = kNoRule;
  for (std::size_t slot = home_of(hash, table.homes); table.marks[slot] != 0; ++slot) {
    const PairEntry& entry = table.entries[slot];
    if (table.marks[slot] != mark_of(hash) || entry.source != source || entry.destination != destination) continue;
    Word at = entry.service;
    while (!is_leaf(at)) at = child_for(table.nodes, place_of(at), packet[static_cast<std::size_t>(field_of(at))]);
    if (at != kNoRule) best = std::min(best, table.rules[entry.first_rule + (at & ~kLeaf)]);
  }
  return best;
}

}  // namespace sgc::targets::xdp
