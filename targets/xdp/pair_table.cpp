#include "targets/xdp/pair_table.h"

#include <algorithm>
#include <bit>
#include <map>
#include <tuple>

namespace sgc::targets::xdp {
namespace {

constexpr FieldOrder kServiceFirst{Field::Protocol,    Field::Second, Field::First,
                                   Field::SourceLarge, Field::Source, Field::DestinationLarge, Field::Destination};

// What one diagram of services may cost before the rules of a pair are divided among several.
constexpr std::size_t kServiceEdges = std::size_t{1} << 14U;
constexpr std::size_t kEdgesARule = 64;
constexpr std::size_t kStepsAPairEdge = 16;

using PairRules = std::span<const PairRule>;

// Makes the diagrams of services, each list of services once.
class ServiceRoots {
 public:
  explicit ServiceRoots(const std::array<Reach, 2>& reach)
      : boxes_{ServiceBoxes(reach[0]), ServiceBoxes(reach[1])}, diagram_(kServiceFirst) {}

  // The root for these rules, or nothing where their diagram is over the budget.
  std::optional<Word> root_for(PairRules rules) {
    Key key{rules.front().family, {}};
    for (const PairRule& rule : rules) key.second.emplace_back(number_of(rule.service), rule.before_established);
    if (const auto known = roots_.find(key); known != roots_.end()) return known->second;

    std::vector<Box> boxes;
    for (std::uint32_t i = 0; i < rules.size(); ++i) {
      boxes_[static_cast<std::size_t>(key.first)].append(boxes, {{}, kLeaf | i}, *rules[i].service,
                                                         rules[i].before_established);
    }
    const std::size_t edges = kServiceEdges + rules.size() * kEdgesARule;
    const std::optional<Word> root = diagram_.build(boxes, {edges, edges * kStepsAPairEdge});
    if (root) roots_.emplace(std::move(key), *root);
    return root;
  }

  const Diagram& diagram() const { return diagram_; }

 private:
  using Key = std::pair<Family, std::vector<std::pair<std::uint32_t, bool>>>;

  // In the order in which services are met: the same on every machine, where their addresses are not.
  std::uint32_t number_of(const ServiceSet* service) {
    return numbers_.try_emplace(service, static_cast<std::uint32_t>(numbers_.size())).first->second;
  }

  std::array<ServiceBoxes, 2> boxes_;  // by family
  Diagram diagram_;
  std::map<const ServiceSet*, std::uint32_t> numbers_;
  std::map<Key, Word> roots_;
};

// The rules of one pair, as one entry or, where their services do not make one diagram, as several.
void add_entries(PairRules rules, ServiceRoots& roots, PairTable& table) {
  const std::optional<Word> root = roots.root_for(rules);
  if (!root && rules.size() > 1) {
    add_entries(rules.first(rules.size() / 2), roots, table);
    add_entries(rules.subspan(rules.size() / 2), roots, table);
    return;
  }
  const PairRule& any = rules.front();
  table.entries.push_back({any.source, any.destination, root.value(), static_cast<std::uint32_t>(table.rules.size())});
  for (const PairRule& rule : rules) table.rules.push_back(rule.leaf);
}

std::vector<PairRule> sorted_by_pair(PairRules rules) {
  std::vector<PairRule> sorted(rules.begin(), rules.end());
  std::sort(sorted.begin(), sorted.end(), [](const PairRule& a, const PairRule& b) {
    return std::tuple(a.source, a.destination, a.leaf) < std::tuple(b.source, b.destination, b.leaf);
  });
  return sorted;
}

// Calls use(rules) for the rules of each pair of sets.
template <class Use>
void for_each_pair(PairRules sorted, Use use) {
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

// Turns the service roots into places in `nodes`.
void place_services(const Diagram& diagram, const LastValues& last, std::vector<PairEntry>& entries,
                    std::vector<std::uint32_t>& nodes, SearchSteps& search_steps) {
  std::vector<Word> distinct;
  for (const PairEntry& entry : entries) distinct.push_back(entry.service);
  std::sort(distinct.begin(), distinct.end());
  distinct.erase(std::unique(distinct.begin(), distinct.end()), distinct.end());

  const std::vector<Word> placed = append_nodes(diagram, distinct, last, nodes);
  raise_search_steps(diagram, distinct, last, search_steps);
  for (PairEntry& entry : entries) {
    const auto at = std::lower_bound(distinct.begin(), distinct.end(), entry.service);
    entry.service = placed[static_cast<std::size_t>(at - distinct.begin())];
  }
}

void fill_slots(PairTable& table) {
  // Two in five used: runs are short, and most look-ups meet an empty slot at once.
  const auto count = static_cast<std::uint32_t>(table.entries.size());
  table.homes = count * 2 + count / 2 + 1;
  table.entry_bits = static_cast<unsigned>(std::bit_width(count));
  table.slots.assign(table.homes + 1, 0);
  for (std::uint32_t entry = 0; entry < count; ++entry) {
    const std::uint64_t hash = pair_hash(table.entries[entry].source, table.entries[entry].destination);
    std::size_t slot = home_of(hash, table.homes);
    while (table.slots[slot] != 0) ++slot;
    table.slots[slot] = mark_of(hash, table.entry_bits) | (entry + 1);
    if (slot + 1 == table.slots.size()) table.slots.push_back(0);
  }

  unsigned run = 0;
  for (const std::uint32_t slot : table.slots) {
    run = slot == 0 ? 0 : run + 1;
    table.most_probes = std::max(table.most_probes, run);
  }
}

}  // namespace

std::uint64_t pair_hash(SetName source, SetName destination) {
  constexpr std::uint64_t kGolden = 0x9E3779B97F4A7C15;
  const std::uint64_t once = (std::uint64_t{source} << 32U | destination) * kGolden;
  return (once ^ once >> 32U) * kGolden;
}

std::uint32_t home_of(std::uint64_t hash, std::uint32_t homes) {
  return static_cast<std::uint32_t>((hash >> 32U) * homes >> 32U);
}

std::uint32_t mark_of(std::uint64_t hash, unsigned entry_bits) {
  return static_cast<std::uint32_t>(hash) >> entry_bits << entry_bits;
}

PairTable make_pair_table(std::span<const PairRule> rules, const std::array<Reach, 2>& reach,
                          std::vector<std::uint32_t>& nodes, SearchSteps& search_steps) {
  const std::vector<PairRule> sorted = sorted_by_pair(rules);
  ServiceRoots roots(reach);
  PairTable table;
  for_each_pair(sorted, [&](PairRules pair) { add_entries(pair, roots, table); });
  LastValues last;
  last.fill(kLastFieldValue);
  last[static_cast<std::size_t>(Field::Protocol)] = reach[0].protocols->last(true);
  place_services(roots.diagram(), last, table.entries, nodes, search_steps);
  fill_slots(table);
  return table;
}

Word find_pair(const PairTable& table, std::span<const std::uint32_t> nodes, SetName source, SetName destination,
               const FieldValues& packet) {
  const std::uint64_t hash = pair_hash(source, destination);
  const std::uint32_t entry_mask = (1U << table.entry_bits) - 1;
  Word best = kNoRule;
  for (std::size_t slot = home_of(hash, table.homes); table.slots[slot] != 0; ++slot) {
    if ((table.slots[slot] & ~entry_mask) != mark_of(hash, table.entry_bits)) continue;
    const PairEntry& entry = table.entries[(table.slots[slot] & entry_mask) - 1];
    if (entry.source != source || entry.destination != destination) continue;
    Word at = entry.service;
    while (!is_leaf(at)) at = child_for(nodes, place_of(at), packet[static_cast<std::size_t>(field_of(at))]);
    if (at != kNoRule) best = std::min(best, table.rules[entry.first_rule + (at & ~kLeaf)]);
  }
  return best;
}

}  // namespace sgc::targets::xdp
