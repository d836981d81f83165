#include "targets/xdp/diagram.h"

#include <algorithm>
#include <numeric>
#include <unordered_set>

#include "compiler/net/hash.h"

namespace sgc::targets::xdp {
namespace {

constexpr std::uint32_t kEmptySlot = UINT32_MAX;
constexpr std::size_t kFirstSlots = 1024;
constexpr std::size_t kStepsOfBorder = 16;  // it is sorted, and lets a box in or out of a list that is kept in order

std::size_t hash_of(std::uint8_t level, std::span<const Edge> edges) {
  std::size_t hash = level;
  for (const Edge& edge : edges) hash = mix_hash(hash, std::uint64_t{edge.last} << 32U | edge.child);
  return hash ^ hash >> 32U;
}

// A list is known by the sum over its boxes, so that one box more or less costs one addition.
std::uint64_t hash_of_box(std::uint32_t box) { return mix_hash(mix_hash(0, box), 0); }

// Sorts like the value first, then the box.
std::uint64_t border_of(std::uint32_t at, std::uint32_t box) { return std::uint64_t{at} << 32U | box; }
std::uint32_t value_at(std::uint64_t border) { return static_cast<std::uint32_t>(border >> 32U); }
std::uint32_t box_at(std::uint64_t border) { return static_cast<std::uint32_t>(border); }

// Neighbours with one child are one edge: what makes equal diagrams equal nodes.
void add_edge(std::vector<Edge>& edges, Edge edge) {
  if (!edges.empty() && edges.back().child == edge.child) {
    edges.back().last = edge.last;
  } else {
    edges.push_back(edge);
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
  std::uint64_t hash = 0;
  for (const BoxIndex box : all) hash += hash_of_box(box);
  const Word root = decide(0, {all, hash});
  return spent_ ? std::nullopt : std::optional(root);
}

// Before: no box of the list but the last takes every value from `level` on; what comes after such a one is never met.
Word Diagram::decide(std::uint8_t level, const Candidates& candidates) {
  const BoxList boxes = candidates.boxes;
  if (boxes.empty() || spent_) return kNoRule;
  if (full_from_[boxes.front()] <= level) return boxes_[boxes.front()].leaf;
  level = first_tested_level(level, boxes);

  const std::uint64_t hash = mix_hash(level, candidates.hash);
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
    const Candidates now = candidates(level, place);
    const bool last = next == place.borders.size();
    const std::uint32_t end = last ? kLastFieldValue : value_at(place.borders[next]) - 1;
    add_edge(place.edges, {end, decide(static_cast<std::uint8_t>(level + 1), now)});
    if (last) break;
    const std::uint32_t at = value_at(place.borders[next]);
    for (; next < place.borders.size() && value_at(place.borders[next]) == at; ++next) {
      toggle(level, place.standing, box_at(place.borders[next]));
    }
  }
  if (spent_) return kNoRule;
  return place.edges.size() == 1 ? place.edges.front().child : intern(level, place.edges);
}

// Sorts the boxes into those that always stand, and where the others begin and end; those that begin at 0 stand.
void Diagram::divide(std::uint8_t level, BoxList boxes) {
  Workplace& place = workplaces_[level];
  for (Crowd* const crowd : {&place.always, &place.standing}) {
    crowd->boxes.clear();
    crowd->hash = crowd->full = 0;
  }
  place.borders.clear();
  place.edges.clear();
  for (const BoxIndex box : boxes) {
    const auto ranges = boxes_[box].ranges[static_cast<std::size_t>(order_[level])];
    if (ranges.empty()) add(level, place.always, box);
    for (const ValueRange& range : ranges) {
      if (range.first == 0) {
        add(level, place.standing, box);
      } else {
        place.borders.push_back(border_of(range.first, box));
      }
      if (range.last < kLastFieldValue) place.borders.push_back(border_of(range.last + 1, box));
    }
  }
  if (!std::is_sorted(place.borders.begin(), place.borders.end())) std::sort(place.borders.begin(), place.borders.end());
  spend(place.borders.size() * kStepsOfBorder);
}

void Diagram::spend(std::size_t steps) {
  if (steps > left_.steps) spent_ = true;
  left_.steps -= std::min(steps, left_.steps);
}

// Before: the box comes after all that are there.
void Diagram::add(std::uint8_t level, Crowd& crowd, BoxIndex box) const {
  crowd.boxes.push_back(box);
  crowd.hash += hash_of_box(box);
  crowd.full += is_full(level, box) ? 1 : 0;
}

void Diagram::toggle(std::uint8_t level, Crowd& crowd, BoxIndex box) const {
  const std::size_t full = is_full(level, box) ? 1 : 0;
  const auto at = std::lower_bound(crowd.boxes.begin(), crowd.boxes.end(), box);
  if (at != crowd.boxes.end() && *at == box) {
    crowd.boxes.erase(at);
    crowd.hash -= hash_of_box(box);
    crowd.full -= full;
  } else {
    crowd.boxes.insert(at, box);
    crowd.hash += hash_of_box(box);
    crowd.full += full;
  }
}

// Those that always stand and those that stand here, in order; what comes after one that takes everything is never met.
Diagram::Candidates Diagram::candidates(std::uint8_t level, Workplace& place) {
  const auto is_all = [](const Crowd& crowd, const Crowd& other) { return other.boxes.empty() && crowd.full == 0; };
  Candidates made{};
  if (is_all(place.standing, place.always)) {
    made = {place.standing.boxes, place.standing.hash};
  } else if (is_all(place.always, place.standing)) {
    made = {place.always.boxes, place.always.hash};
  } else {
    made = merge(level, place);
  }
  spend(made.boxes.size() + 1);
  return made;
}

Diagram::Candidates Diagram::merge(std::uint8_t level, Workplace& place) const {
  const BoxList always = place.always.boxes;
  const BoxList standing = place.standing.boxes;
  if (place.merged.size() < always.size() + standing.size()) place.merged.resize(always.size() + standing.size());
  const std::span<BoxIndex> merged = place.merged;
  std::uint64_t hash = 0;
  std::size_t count = 0;
  for (std::size_t a = 0, s = 0; a < always.size() || s < standing.size();) {
    const bool take_always = s == standing.size() || (a < always.size() && always[a] < standing[s]);
    const BoxIndex box = take_always ? always[a++] : standing[s++];
    merged[count++] = box;
    hash += hash_of_box(box);
    if (is_full(level, box)) break;
  }
  return {merged.first(count), hash};
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
