#include "targets/xdp/diagram.h"

#include <algorithm>
#include <numeric>
#include <unordered_set>

#include "compiler/net/hash.h"

namespace sgc::targets::xdp {
namespace {

constexpr std::uint32_t kEmptySlot = UINT32_MAX;
constexpr std::size_t kFirstSlots = 1024;

std::size_t hash_of(std::uint8_t level, std::span<const Edge> edges) {
  std::size_t hash = level;
  for (const Edge& edge : edges) hash = mix_hash(hash, std::uint64_t{edge.last} << 32U | edge.child);
  return hash ^ hash >> 32U;
}

std::uint64_t hash_of_list(std::uint8_t level, std::span<const std::uint32_t> list) {
  std::size_t hash = level;
  for (const std::uint32_t box : list) hash = mix_hash(hash, box);
  return hash;
}

// Neighbours with one child are one edge: what makes equal diagrams equal nodes.
void add_edge(std::vector<Edge>& edges, Edge edge) {
  if (!edges.empty() && edges.back().child == edge.child) {
    edges.back().last = edge.last;
  } else {
    edges.push_back(edge);
  }
}

void toggle(std::vector<std::uint32_t>& standing, std::uint32_t box) {
  const auto at = std::lower_bound(standing.begin(), standing.end(), box);
  if (at != standing.end() && *at == box) {
    standing.erase(at);
  } else {
    standing.insert(at, box);
  }
}

}  // namespace

std::string_view to_string(Field field) {
  switch (field) {
    case Field::SourceLarge: return "large source sets";
    case Field::Source: return "source";
    case Field::DestinationLarge: return "large destination sets";
    case Field::Destination: return "destination";
    case Field::Protocol: return "protocol";
    case Field::First: return "source port or ICMP type";
    case Field::Second: return "destination port or ICMP code";
  }
  return {};
}

Diagram::Diagram(const FieldOrder& order) : order_(order), slots_(kFirstSlots, kEmptySlot) {}

std::optional<Word> Diagram::build(std::span<const Box> boxes, Budget budget) {
  boxes_ = boxes;
  left_ = budget;
  spent_ = false;
  known_.clear();
  lists_.clear();
  full_from_.assign(boxes.size(), 0);
  for (BoxIndex box = 0; box < boxes.size(); ++box) {
    for (std::uint8_t level = 0; level < kFields; ++level) {
      if (tests(box, level)) full_from_[box] = static_cast<std::uint8_t>(level + 1);
    }
  }

  std::vector<BoxIndex> all(boxes.size());
  std::iota(all.begin(), all.end(), 0U);
  const auto everything = std::find(full_from_.begin(), full_from_.end(), 0);
  if (everything != full_from_.end()) all.resize(static_cast<std::size_t>(everything - full_from_.begin()) + 1);
  const Word root = decide(0, all);
  return spent_ ? std::nullopt : std::optional(root);
}

// Before: no box of the list but the last takes every value from `level` on; what comes after such a one is never met.
Word Diagram::decide(std::uint8_t level, BoxList boxes) {
  if (boxes.empty() || spent_) return kNoRule;
  if (full_from_[boxes.front()] <= level) return boxes_[boxes.front()].leaf;
  level = first_tested_level(level, boxes);

  const std::uint64_t hash = hash_of_list(level, boxes);
  if (const Known* known = find_known(hash, level, boxes)) return known->result;

  const std::size_t begin = lists_.size();
  lists_.insert(lists_.end(), boxes.begin(), boxes.end());
  const Word result = make_node_for(level, boxes);
  known_.emplace(hash, Known{begin, boxes.size(), level, result});
  return result;
}

std::uint8_t Diagram::first_tested_level(std::uint8_t level, BoxList boxes) const {
  while (std::none_of(boxes.begin(), boxes.end(), [&](BoxIndex box) { return tests(box, level); })) ++level;
  return level;
}

// One edge for each run of values that the same boxes take.
Word Diagram::make_node_for(std::uint8_t level, BoxList boxes) {
  divide(level, boxes);
  Workplace& place = workplaces_[level];
  for (std::size_t next = 0; !spent_;) {
    merge_list(level, place);
    const bool last = next == place.borders.size();
    const std::uint32_t end = last ? kLastFieldValue : place.borders[next].at - 1;
    add_edge(place.edges, {end, decide(static_cast<std::uint8_t>(level + 1), place.list)});
    if (last) break;
    const std::uint32_t at = place.borders[next].at;
    for (; next < place.borders.size() && place.borders[next].at == at; ++next) {
      toggle(place.standing, place.borders[next].box);
    }
  }
  if (spent_) return kNoRule;
  return place.edges.size() == 1 ? place.edges.front().child : intern(level, place.edges);
}

// Sorts the boxes into those that always stand, and where the others begin and end; those that begin at 0 stand.
void Diagram::divide(std::uint8_t level, BoxList boxes) {
  Workplace& place = workplaces_[level];
  place.always.clear();
  place.standing.clear();
  place.borders.clear();
  place.edges.clear();
  for (const BoxIndex box : boxes) {
    const auto ranges = boxes_[box].ranges[static_cast<std::size_t>(order_[level])];
    if (ranges.empty()) place.always.push_back(box);
    for (const ValueRange& range : ranges) {
      if (range.first == 0) {
        place.standing.push_back(box);
      } else {
        place.borders.push_back({range.first, box});
      }
      if (range.last < kLastFieldValue) place.borders.push_back({range.last + 1, box});
    }
  }
  std::sort(place.borders.begin(), place.borders.end());
}

void Diagram::merge_list(std::uint8_t level, Workplace& place) {
  place.list.clear();
  auto always = place.always.begin();
  auto standing = place.standing.begin();
  while (always != place.always.end() || standing != place.standing.end()) {
    const bool take_always =
        standing == place.standing.end() || (always != place.always.end() && *always < *standing);
    place.list.push_back(take_always ? *always++ : *standing++);
    if (full_from_[place.list.back()] <= level + 1) break;
  }
  const std::size_t steps = place.list.size() + 1;
  if (steps > left_.steps) spent_ = true;
  left_.steps -= std::min(steps, left_.steps);
}

const Diagram::Known* Diagram::find_known(std::uint64_t hash, std::uint8_t level, BoxList boxes) const {
  const auto [begin, end] = known_.equal_range(hash);
  for (auto known = begin; known != end; ++known) {
    const BoxList list = std::span(lists_).subspan(known->second.begin, known->second.size);
    if (known->second.level == level && std::ranges::equal(list, boxes)) return &known->second;
  }
  return nullptr;
}

Word Diagram::intern(std::uint8_t level, std::span<const Edge> wanted) {
  const std::size_t slot = find_slot(level, wanted);
  if (slots_[slot] != kEmptySlot) return slots_[slot];

  if (wanted.size() > left_.edges) spent_ = true;
  left_.edges -= std::min(wanted.size(), left_.edges);
  const auto made = static_cast<Word>(nodes_.size());
  nodes_.push_back({static_cast<std::uint32_t>(edges_.size()), static_cast<std::uint32_t>(wanted.size()), level});
  edges_.insert(edges_.end(), wanted.begin(), wanted.end());
  slots_[slot] = made;
  if (nodes_.size() * 2 > slots_.size()) grow_slots();
  return made;
}

std::size_t Diagram::find_slot(std::uint8_t level, std::span<const Edge> wanted) const {
  std::size_t slot = hash_of(level, wanted) & (slots_.size() - 1);
  while (slots_[slot] != kEmptySlot) {
    const Word node = slots_[slot];
    if (nodes_[node].level == level && std::ranges::equal(edges(node), wanted)) break;
    slot = (slot + 1) & (slots_.size() - 1);
  }
  return slot;
}

void Diagram::grow_slots() {
  slots_.assign(slots_.size() * 2, kEmptySlot);
  for (Word node = 0; node < nodes_.size(); ++node) slots_[find_slot(nodes_[node].level, edges(node))] = node;
}

std::vector<Word> Diagram::reachable(std::span<const Word> roots) const {
  std::unordered_set<Word> seen;
  std::vector<Word> found;
  const auto find = [&](Word word) {
    if (!is_leaf(word) && seen.insert(word).second) found.push_back(word);
  };

  for (const Word root : roots) find(root);
  for (std::size_t i = 0; i < found.size(); ++i) {
    for (const Edge& edge : edges(found[i])) find(edge.child);
  }
  std::stable_sort(found.begin(), found.end(),
                   [&](Word a, Word b) { return nodes_[a].level < nodes_[b].level; });
  return found;
}

std::size_t Diagram::count_edges(Word root) const {
  std::size_t count = 0;
  for (const Word node : reachable({&root, 1})) count += edges(node).size();
  return count;
}

}  // namespace sgc::targets::xdp
