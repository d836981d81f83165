#include "targets/xdp/check_tables.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <map>
#include <set>
#include <utility>

#include "targets/host/unreadable.h"
#include "targets/xdp/tables_text.h"

namespace sgc::targets::xdp {
namespace {

using Words = std::span<const std::uint32_t>;

constexpr std::uint64_t kPastLast = std::uint64_t{1} << 32U;  // of 32 bits of an address

[[noreturn]] void fail(const std::string& what) { throw host::Unreadable(0, what); }

void demand(bool holds, const char* what) {
  if (!holds) fail(what);
}

bool strictly_ascending(Words words) { return std::adjacent_find(words.begin(), words.end(), std::greater_equal<>()) == words.end(); }

// As many steps as a search among so many entries takes, and none that leads beyond all places of a table (ANY_INDEX in
// the template): from there a step would lead back to its begin.
bool enough_steps(std::size_t entries, unsigned steps) {
  constexpr unsigned kMostSteps = 28;
  return std::bit_width(entries) <= steps && steps <= kMostSteps;
}

// ---- addresses ----

void check_index(const AddressTable& table) {
  const auto& index = table.index;
  demand(table.index_bits >= kLeastIndexBits && table.index_bits <= kMostIndexBits, "an index has other bits than sgc writes");
  demand(index.size() == (std::size_t{1} << table.index_bits) + 1, "an index has not an entry for each of its places");
  demand(std::is_sorted(index.begin(), index.end()) && index.front() == 0 && index.back() == table.bounds.size(),
         "an index does not fit its bounds");
  demand(index[1] != 0 && table.bounds.front() == 0, "the first address has no class");
  for (std::size_t i = 0; i + 1 < index.size(); ++i) {
    const Words here = Words(table.bounds).subspan(index[i], index[i + 1] - index[i]);
    demand(strictly_ascending(here), "bounds are not in order");
    demand(here.empty() || here.back() < std::uint32_t{1} << table.bits_below_index(), "a bound has bits of the index");
    demand(enough_steps(here.size(), table.search_steps), "a search among bounds has not the steps that it takes");
  }
}

// What is listed of a part whose words or lines do not hold it.
void check_spilled(Words entries, SpilledPart part, unsigned search_steps) {
  demand(std::size_t{part.before} + part.size < entries.size(), "hosts are to stand beyond all entries");
  demand((entries[part.before] & kGoesOn) == 0, "a range of hosts goes on in another part");
  demand(enough_steps(part.size, search_steps), "a search among hosts has not the steps that it takes");
  std::vector<std::uint32_t> places;
  bool goes_on = false;
  for (const std::uint32_t entry : entries.subspan(part.before + std::size_t{1}, part.size)) {
    places.push_back(entry & ~kGoesOn);
    demand(!goes_on || (entry & kGoesOn) == 0, "a range of hosts begins within another");
    goes_on = (entry & kGoesOn) != 0;
  }
  demand(!goes_on, "a range of hosts goes on in another part");
  demand(strictly_ascending(places), "hosts are not in order");
}

// A word that sgc would write otherwise says who knows what.
void check_word(const WordHalves& word) {
  const HostPlaces places = places_of(word);
  const auto overlap = [](const HostRange& a, const HostRange& b) { return b.first <= a.last; };
  demand(std::adjacent_find(places.begin(), places.end(), overlap) == places.end(), "hosts are not in order");
  demand(std::all_of(places.begin(), places.end(), [](const HostRange& range) { return range.first <= range.last; }),
         "a range of hosts ends before it begins");
  demand(word_of(places) == word, "a word of hosts is not as sgc writes it");
}

void check_hosts(const HostList& list) {
  demand(list.words.size() == kWordHalves << kHostPartBits, "hosts have not a word for each of their places");
  demand(!list.entries.empty(), "a list of hosts has no begin");
  for (std::size_t at = 0; at < list.words.size(); at += kWordHalves) {
    const WordHalves word{list.words[at], list.words[at + 1]};
    if (is_spilled(word)) {
      check_spilled(list.entries, spilled_part(word), list.search_steps);
    } else {
      check_word(word);
    }
  }
}

void check_lines(const HostLines& list) {
  demand(list.lines.size() == kLineNumbers << kHostPartBits, "hosts have not a line for each of their places");
  demand(!list.entries.empty(), "a list of hosts has no begin");
  for (std::size_t at = 0; at < list.lines.size(); at += kLineNumbers) {
    const Words line = Words(list.lines).subspan(at, kLineNumbers);
    if (line.front() == kSpilled) {
      check_spilled(list.entries, spilled_part(line), list.search_steps);
      continue;
    }
    for (const std::uint32_t bound : line.first(kLineBounds)) demand(bound <= kNoPlace, "a bound lies beyond its line");
  }
  demand(list.block_bits >= kLeastBlockBits && list.block_bits <= kMostBlockBits, "blocks have other bits than sgc writes");
  demand(list.blocks == blocks_of(ranges_of(list), list.block_bits), "the bits of blocks do not say what is listed in them");
}

// Places of nodes that a level of a table leads to.
std::vector<std::uint32_t> places_in(Words values) {
  std::vector<std::uint32_t> places;
  std::copy_if(values.begin(), values.end(), std::back_inserter(places), [](std::uint32_t value) { return !is_leaf(value); });
  return places;
}

// An edge that goes on in a node is of one value: what the node says of it would else be said of several.
void check_edge(std::uint64_t first, std::uint64_t next, std::uint32_t leads_to) {
  demand(is_leaf(leads_to) || next - first == 1, "an address goes on in a node that is not its own");
}

// The values of the node at a place.
Words check_node(const AddressTable& table, std::uint32_t place) {
  const Words nodes(table.nodes);
  demand(place < nodes.size(), "an address leads nowhere");
  const std::size_t edges = nodes[place] & ~kAlternating;
  const bool alternating = (nodes[place] & kAlternating) != 0;
  const std::size_t values = alternating ? 2 : edges;
  demand(edges > 0 && edges + values <= nodes.size() - place, "a node of addresses is not whole");
  const Words keys = nodes.subspan(place + (alternating ? 3 : 1), edges - 1);
  demand(strictly_ascending(keys) && (keys.empty() || keys.front() != 0), "a node of addresses is not in order");
  demand(enough_steps(keys.size(), table.node_steps), "a search in a node of addresses has not the steps that it takes");
  for (std::size_t i = 0; i < edges; ++i) {
    check_edge(i == 0 ? 0 : keys[i - 1], i < keys.size() ? keys[i] : kPastLast, nodes[place + (alternating ? 1 + i % 2 : edges + i)]);
  }
  return nodes.subspan(place + (alternating ? 1 : edges), values);
}

// Before: check_index takes the table, where it is indexed.
void check_first_edges(const AddressTable& table) {
  std::vector<std::uint64_t> bounds(table.bounds.begin(), table.bounds.end());
  for (std::size_t upper = 0; table.indexed() && upper + 1 < table.index.size(); ++upper) {
    for (std::size_t i = table.index[upper]; i < table.index[upper + 1]; ++i) bounds[i] |= std::uint64_t{upper} << table.bits_below_index();
  }
  bounds.push_back(kPastLast);
  for (std::size_t i = 0; i < table.values.size(); ++i) check_edge(bounds[i], bounds[i + 1], table.values[i]);
}

void check_below(const AddressTable& table) {
  constexpr int kLevelsBelow = 3;
  std::vector<std::uint32_t> places = places_in(table.values);
  for (int level = 0; level < kLevelsBelow; ++level) {
    std::vector<std::uint32_t> next;
    for (const std::uint32_t place : places) {
      const auto below = places_in(check_node(table, place));
      next.insert(next.end(), below.begin(), below.end());
    }
    places = std::move(next);
  }
  demand(places.empty(), "an address has more than 128 bits");
}

void check_addresses(const AddressTable& table, Family family) {
  if (table.lines) {
    demand(family == Family::V4, "a list of hosts is not of IPv4");
    return check_lines(*table.lines);
  }
  if (table.hosts) {
    demand(family == Family::V4, "a list of hosts is not of IPv4");
    return check_hosts(*table.hosts);
  }
  demand(!table.bounds.empty(), "a table of addresses is empty");
  demand(table.alternating() || table.values.size() == table.bounds.size(), "a table has not a value for each bound");
  if (table.indexed()) {
    check_index(table);
  } else {
    demand(strictly_ascending(table.bounds) && table.bounds.front() == 0, "bounds are not in order");
    demand(enough_steps(table.bounds.size(), table.search_steps), "a search among bounds has not the steps that it takes");
  }
  if (family == Family::V4) return;
  demand(!table.alternating(), "a table of IPv6 has no values");
  check_first_edges(table);
  check_below(table);
}

// ---- diagrams, rows, pairs ----

class Decision {
 public:
  // `order`: in which the data path tests the fields. `last`: of packets that are asked about it.
  Decision(const Tables& tables, const FieldOrder& order, const LastValues& last)
      : tables_(tables), last_(last), field_at_(tables.nodes.size(), kNoField) {
    for (std::size_t i = 0; i < kFields; ++i) turn_[static_cast<std::size_t>(order[i])] = i;
  }

  // A diagram from here on.
  void check(Word root) {
    std::vector<Word> open{root};
    while (!open.empty()) {
      const Word at = open.back();
      open.pop_back();
      if (is_leaf(at)) continue;
      const bool seen = is_seen(at);
      if (!seen) check_node(at);
      if (has_all(at)) check_has_all(at);
      if (seen) continue;
      for (const Word child : children_of(tables_.nodes, place_of(at))) {
        demand(is_leaf(child) || turn_of(child) > turn_of(at), "a node tests a field that is not its turn");
        open.push_back(child);
      }
    }
  }

  // The number of the last leaf that a diagram ends in. Before: check() takes it.
  std::uint32_t last_leaf(Word root) {
    if (const auto known = last_leaves_.find(root); known != last_leaves_.end()) return known->second;
    std::uint32_t last = 0;
    std::set<Word> met{root};
    for (std::vector<Word> open{root}; !open.empty();) {
      const Word at = open.back();
      open.pop_back();
      if (is_leaf(at)) {
        if (at != kNoRule) last = std::max(last, at & ~kLeaf);
        continue;
      }
      for (const Word child : children_of(tables_.nodes, place_of(at))) {
        if (met.insert(child).second) open.push_back(child);
      }
    }
    return last_leaves_[root] = last;
  }

 private:
  bool is_seen(Word at) {
    demand(place_of(at) < field_at_.size() && (at >> kFieldShift) < kFields, "a decision leads nowhere");
    const std::uint8_t seen = std::exchange(field_at_[place_of(at)], static_cast<std::uint8_t>(field_of(at)));
    demand(seen == kNoField || seen == field_at_[place_of(at)], "a node tests two fields");
    return seen != kNoField;
  }

  std::size_t turn_of(Word at) const {
    demand((at >> kFieldShift) < kFields, "a decision leads nowhere");
    return turn_[static_cast<std::size_t>(field_of(at))];
  }

  void check_node(Word at) const {
    const Words nodes(tables_.nodes);
    const std::size_t edges = (nodes[place_of(at)] & kLastFieldValue) + std::size_t{1};
    const bool look_up = is_look_up(nodes, place_of(at));
    demand((look_up ? 1 : (edges + 1) / 2) + edges <= nodes.size() - place_of(at), "a node is not whole");
    if (look_up) return;
    const auto keys = keys_of(nodes, place_of(at));
    demand(strictly_ascending(keys) && (keys.empty() || keys.front() != 0), "a node is not in order");
    demand(enough_steps(keys.size(), tables_.search_steps[static_cast<std::size_t>(field_of(at))]),
           "a search in a node has not the steps that it takes");
  }

  // Before: check_node takes it.
  void check_has_all(Word at) const {
    const std::size_t children = children_of(tables_.nodes, place_of(at)).size();
    demand(is_look_up(tables_.nodes, place_of(at)) && children > last_[static_cast<std::size_t>(field_of(at))],
           "a node has not a child for each value");
  }

  const Tables& tables_;
  LastValues last_;
  static constexpr std::uint8_t kNoField = kFields;
  std::array<std::size_t, kFields> turn_{};
  std::vector<std::uint8_t> field_at_;  // by place; kNoField where no node was seen
  std::map<Word, std::uint32_t> last_leaves_;
};

Words check_list(const Tables& tables, std::uint32_t place) {
  demand(place < tables.covers.size() && tables.covers[place] < tables.covers.size() - place, "a list of rows is not whole");
  return Words(tables.covers).subspan(place + 1, tables.covers[place]);
}

// All that an address can find in this table: where there is none, 0.
std::span<const std::uint32_t> values_of(const std::optional<ClassMap>& map) {
  static constexpr std::uint32_t kNothing[] = {0};
  return map ? map->values() : kNothing;
}

using FamilyMaps = std::array<std::optional<ClassMap>, kAddressFields>;

// Of addresses of which there is no map the data path knows one class.
LastValues last_values(const Tables& tables, const FamilyMaps& maps) {
  LastValues last{};
  for (std::size_t field = 0; field < kAddressFields; ++field) last[field] = values_of(maps[field]).back();
  last[static_cast<std::size_t>(Field::Protocol)] = tables.protocols.last(true);
  last[static_cast<std::size_t>(Field::First)] = kLastFieldValue;
  last[static_cast<std::size_t>(Field::Second)] = kLastFieldValue;
  return last;
}

void check_rows(const Tables& tables, const FamilyTables& made, const FamilyMaps& maps, Decision& decision) {
  const auto check_row = [&](Row row) {
    if (is_by_pairs(row)) return demand(tables.pairs.has_value(), "rows are asked by pairs, of which there are none");
    decision.check(row);
  };
  check_row(made.any_row);
  std::size_t most = 1;
  for (std::size_t field = 0; field < 2; ++field) {
    std::size_t longest = 0;
    for (const std::uint32_t place : values_of(maps[field])) {
      const Words rows = check_list(tables, place);
      longest = std::max(longest, rows.size());
      for (const Row row : rows) check_row(row);
    }
    most += longest;
  }
  demand(most <= made.most_rows, "an address has more rows than are asked");
}

void check_names(const Tables& tables, const FamilyTables& made, const FamilyMaps& maps) {
  std::size_t most = 1;
  for (std::size_t side = 0; side < 2; ++side) {
    std::size_t longest = 0;
    for (const std::uint32_t number : values_of(maps[2 + side])) {
      const std::size_t at = std::size_t{made.cover_bases[side]} + number;
      demand(at < tables.covers.size(), "a class of destinations has no list");
      longest = std::max(longest, check_list(tables, tables.covers[at]).size());
    }
    most += longest;
  }
  demand(most <= made.most_destinations, "an address has more sets than are asked");
}

void check_pairs(const Tables& tables, Decision& decision) {
  const PairTable& pairs = *tables.pairs;
  demand(pairs.entry_bits > 0 && pairs.entry_bits < 32, "the numbers of pairs have no bits");
  const std::uint32_t mask = (1U << pairs.entry_bits) - 1;
  demand(!pairs.slots.empty() && pairs.slots.back() == 0 && pairs.homes < pairs.slots.size(), "the slots have no end");
  for (const std::uint32_t slot : pairs.slots) demand((slot & mask) <= pairs.entries.size() && (slot == 0 || (slot & mask) != 0), "a slot leads nowhere");
  for (std::size_t i = 0; i < pairs.entries.size(); ++i) {
    const PairEntry& entry = pairs.entries[i];
    const std::size_t next = i + 1 < pairs.entries.size() ? pairs.entries[i + 1].first_rule : pairs.rules.size();
    demand(entry.first_rule < next && next <= pairs.rules.size(), "the rules of a pair are not in order");
    decision.check(entry.service);
    demand(decision.last_leaf(entry.service) < next - entry.first_rule, "a pair names a rule that it has not");

    const std::uint64_t hash = pair_hash(entry.source, entry.destination);
    const std::uint32_t wanted = mark_of(hash, pairs.entry_bits) | static_cast<std::uint32_t>(i + 1);
    std::size_t slot = home_of(hash, pairs.homes);
    const std::size_t end = slot + pairs.most_probes;
    while (slot < end && pairs.slots[slot] != 0 && pairs.slots[slot] != wanted) ++slot;
    demand(slot < end && pairs.slots[slot] == wanted, "a pair is not found where it is looked for");
  }
}

}  // namespace

ClassMaps check_tables(const Tables& tables) {
  ClassMaps maps;
  for (const Family family : kFamilies) {
    const FamilyTables& made = tables.of(family);
    FamilyMaps& of_family = maps[static_cast<std::size_t>(family)];
    demand(!made.cuts_established || tables.protocols.tell_established(), "established connections have no classes of protocols");
    for (std::size_t field = 0; field < kAddressFields; ++field) {
      if (!made.addresses[field]) continue;
      check_addresses(*made.addresses[field], family);
      of_family[field].emplace(*made.addresses[field], family);
    }
    Decision decision(tables, made.by_rows ? kRowOrder : made.order, last_values(tables, of_family));
    if (made.by_rows) {
      check_rows(tables, made, of_family, decision);
      if (tables.pairs) check_names(tables, made, of_family);
    } else {
      decision.check(made.root);
    }
  }
  if (tables.pairs) {
    LastValues last;
    last.fill(UINT32_MAX);  // a pair is of either family
    last[static_cast<std::size_t>(Field::Protocol)] = tables.protocols.last(true);
    Decision decision(tables, kRowOrder, last);
    check_pairs(tables, decision);
  }
  return maps;
}

}  // namespace sgc::targets::xdp
