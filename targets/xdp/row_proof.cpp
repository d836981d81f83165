#include "targets/xdp/row_proof.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "targets/host/unreadable.h"
#include "targets/xdp/list_proof.h"

namespace sgc::targets::xdp {
namespace {

using host::Unreadable;

constexpr std::size_t kMostAddresses = 64;

[[noreturn]] void fail(const char* what) { throw Unreadable(0, what); }

std::span<const std::uint32_t> covers_at(const Tables& tables, std::uint32_t place) {
  return std::span(tables.covers).subspan(place + 1, tables.covers[place]);
}

template <class Map>
std::vector<const MeantSide*> sorted(Map&& sides) {
  std::vector<const MeantSide*> all(sides.begin(), sides.end());
  std::sort(all.begin(), all.end());
  return all;
}

}  // namespace

std::optional<ProofPacket> RowProof::run() {
  for (const MeantRule& rule : meant_.rules()) groups_[*rule.source].rules.push_back(&rule);
  const std::set<Row> rows = rows_in_lists();
  if (tables_.pairs) read_pairs(rows);
  find_rows(rows);
  for (const Field field : {Field::SourceLarge, Field::Source}) prove_lists(field);
  if (tables_.pairs) {
    for (const Field field : {Field::DestinationLarge, Field::Destination}) prove_names(field);
  }
  for (const auto& [source, group] : groups_) {
    prove_row(source, group);
    if (difference_) return difference_;
  }
  if (!hidden_.empty()) throw Unreadable(0, hidden_);
  return std::nullopt;
}

std::set<Row> RowProof::rows_in_lists() const {
  std::set<Row> rows{made_.any_row};
  for (const Field field : {Field::SourceLarge, Field::Source}) {
    const auto& map = maps_[static_cast<std::size_t>(field)];
    if (!map) continue;
    for (const std::uint32_t place : map->values()) {
      const auto list = covers_at(tables_, place);
      rows.insert(list.begin(), list.end());
    }
  }
  rows.erase(kNoRule);
  return rows;
}

// The entries of this family, and which set each name stands for: that of the rules that its entries name.
void RowProof::read_pairs(const std::set<Row>& rows) {
  const PairTable& pairs = *tables_.pairs;
  for (std::size_t i = 0; i < pairs.entries.size(); ++i) {
    if (!rows.contains(kByPairs | pairs.entries[i].source)) continue;  // of the other family
    const MeantRule* const rule = meant_.find(pairs.rules[pairs.entries[i].first_rule]);
    if (rule == nullptr) fail("a pair names a rule that the policy has not");
    const SetName name = pairs.entries[i].destination;
    entries_of_[pairs.entries[i].source].push_back(i);
    const auto [known, fresh] = destination_of_name_.try_emplace(name, rule->destination);
    if (!fresh && *known->second != *rule->destination) fail("one name stands for two sets");
    const auto [named, first] = name_of_destination_.try_emplace(*rule->destination, name);
    if (!first && named->second != name) fail("one set has two names");
    if (rule->destination->any != (name == made_.any_destination)) fail("the name of every destination is another");
  }
}

void RowProof::find_rows(const std::set<Row>& rows) {
  for (const Row row : rows) note_row(row);
  for (const auto& [source, group] : groups_) {
    if (!group.row) fail("the rules of a source have no row");
    if (source.any && *group.row != made_.any_row) fail("the row of every source is another");
  }
}

void RowProof::note_row(Row row) {
  const MeantRule* const least = least_rule(row);
  if (least == nullptr) fail("a row has rules that the policy has not");
  const auto group = groups_.find(*least->source);
  if (group->second.row) fail("the rules of a source have two rows");
  group->second.row = row;
  source_of_row_.emplace(row, &group->first);
}

// The first rule of a row is hidden by none: it says whose row this is.
const MeantRule* RowProof::least_rule(Row row) const {
  Word least = kNoRule;
  if (is_by_pairs(row)) {
    const auto entries = entries_of_.find(place_of(row));
    if (entries == entries_of_.end()) return nullptr;
    for (const std::size_t entry : entries->second) least = std::min(least, tables_.pairs->rules[tables_.pairs->entries[entry].first_rule]);
    return meant_.find(least);
  }
  std::vector<Word> open{row};
  std::map<Word, bool> seen;
  while (!open.empty()) {
    const Word at = open.back();
    open.pop_back();
    if (is_leaf(at)) {
      least = std::min(least, at);
    } else if (!std::exchange(seen[at], true)) {
      for (const Word child : children_of(tables_.nodes, place_of(at))) open.push_back(child);
    }
  }
  return meant_.find(least);
}

std::vector<const MeantSide*> RowProof::sides_of_rows(std::uint32_t place) const {
  std::vector<const MeantSide*> sides;
  for (const Row row : covers_at(tables_, place)) {
    if (row != kNoRule) sides.push_back(source_of_row_.at(row));
  }
  return sorted(sides);
}

// Each list of rows is that of the sets that its addresses lie in.
void RowProof::prove_lists(Field field) const {
  const auto& map = maps_[static_cast<std::size_t>(field)];
  if (!map) return;
  SetsOfClass wanted;
  for (const auto& [source, group] : groups_) {
    if (source.any || source.field != field) continue;
    for (const std::uint32_t place : source.classes) wanted[place].push_back(&source);
  }
  for (const std::uint32_t place : map->values()) {
    if (sides_of_rows(place) != sorted(wanted[place])) fail("an address does not ask the rows of the sets that it lies in");
  }
}

// Each list of names is that of the sets that its addresses lie in, as far as they have a name.
void RowProof::prove_names(Field field) const {
  const auto index = static_cast<std::size_t>(field);
  const auto& map = maps_[index];
  if (!map) return;
  SetsOfClass wanted;
  for (const auto& [name, side] : destination_of_name_) {
    if (side->any || side->field != field) continue;
    for (const std::uint32_t number : side->classes) wanted[number].push_back(side);
  }
  for (const std::uint32_t number : map->values()) {
    std::vector<const MeantSide*> found;
    for (const SetName name : covers_at(tables_, tables_.covers[made_.cover_bases[index - 2] + number])) {
      if (const auto known = destination_of_name_.find(name); known != destination_of_name_.end()) found.push_back(known->second);
    }
    if (sorted(found) != sorted(wanted[number])) fail("an address does not ask the pairs of the sets that it lies in");
  }
}

void RowProof::prove_row(const MeantSide& source, const Group& group) {
  if (is_by_pairs(*group.row)) return prove_pairs(source, group, place_of(*group.row));
  std::vector<ProofBox> boxes;
  for (const MeantRule* rule : group.rules) meant_.append_boxes(boxes, *rule, false, true);
  prove_walk(*group.row, boxes, kRowOrder, source);
}

// Each rule stands in one entry of its pair, and each entry decides like the rules that it names.
void RowProof::prove_pairs(const MeantSide& source, const Group& group, SetName name) {
  const PairTable& pairs = *tables_.pairs;
  Rules named;
  for (const std::size_t i : entries_of_.at(name)) {
    const PairEntry& entry = pairs.entries[i];
    const std::size_t end = i + 1 < pairs.entries.size() ? pairs.entries[i + 1].first_rule : pairs.rules.size();
    std::vector<ProofBox> boxes;
    Word before = 0;
    for (std::size_t at = entry.first_rule; at < end; ++at) {
      const MeantRule* const rule = meant_.find(pairs.rules[at]);
      if (rule == nullptr || *rule->source != source || *rule->destination != *destination_of_name_.at(entry.destination)) {
        fail("a pair names a rule that is not of its sets");
      }
      if (rule->leaf <= before) fail("the rules of a pair are not in the order of the list");
      before = rule->leaf;
      named.push_back(rule);
      const std::size_t begin = boxes.size();
      meant_.append_boxes(boxes, *rule, false, false);
      for (std::size_t box = begin; box < boxes.size(); ++box) boxes[box].leaf = kLeaf | static_cast<Word>(at - entry.first_rule);
    }
    prove_walk(entry.service, boxes, kRowOrder, source);
    if (difference_) return;
  }
  std::sort(named.begin(), named.end());
  Rules wanted = group.rules;
  std::sort(wanted.begin(), wanted.end());
  if (named != wanted) fail("the pairs of a source do not have its rules, each once");
}

void RowProof::prove_walk(Word root, const std::vector<ProofBox>& boxes, const FieldOrder& order, const MeantSide& source) {
  WalkProof walk(tables_.nodes, order, meant_.last_values());
  walk.run(root, boxes, [&](const ValueBox& box) { return take(box, source); });
}

// What one row decides otherwise, another can hide; then nothing is said of the file.
bool RowProof::take(const ValueBox& box, const MeantSide& source) {
  for (const u128 address : meant_.addresses_of(source, true, kMostAddresses)) {
    const auto packet = meant_.packet_with(box, address);
    if (!packet) return false;  // no packet is like that
    if (first_match(tables_, packet->packet, packet->established) == meant_leaf(policy_, list_, *packet)) continue;
    difference_ = packet;
    return true;
  }
  hidden_ = "a row decides otherwise than the rules of its source";
  return false;
}

}  // namespace sgc::targets::xdp
