#include "targets/xdp/diagram.h"

#include <algorithm>

#include "compiler/net/hash.h"
#include "compiler/support/assert.h"

namespace sgc::targets::xdp {
namespace {

constexpr std::uint32_t kEmptySlot = UINT32_MAX;
constexpr std::size_t kFirstSlots = 1024;

std::size_t hash_of(std::uint8_t level, std::span<const Edge> edges) {
  std::size_t hash = level;
  for (const Edge& edge : edges) hash = mix_hash(hash, std::uint64_t{edge.last} << 32U | edge.child);
  return hash ^ hash >> 32U;
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

Diagram::Diagram(const FieldOrder& order, Budget budget)
    : order_(order), budget_(budget), slots_(kFirstSlots, kEmptySlot), memory_(kFirstSlots) {
  for (std::uint8_t level = 0; level < kFields; ++level) {
    level_of_field_[static_cast<std::size_t>(order[level])] = level;
  }
}

void Diagram::grant(Budget more) {
  budget_ = {edges_.size() + more.edges, steps_ + more.steps};
  over_budget_ = false;
}

Word Diagram::test(Field field, std::span<const ValueRange> ranges, Word inside) {
  const std::uint8_t level = level_of_field_[static_cast<std::size_t>(field)];
  SGC_ASSERT(level < level_of(inside), "a diagram tests its fields in order");
  const std::size_t begin = scratch_.size();
  std::uint32_t next = 0;
  for (const ValueRange& range : ranges) {
    if (range.first > next) add_edge(begin, {range.first - 1, kNoRule});
    add_edge(begin, {range.last, inside});
    next = range.last + 1;
  }
  if (next <= kLastFieldValue) add_edge(begin, {kLastFieldValue, kNoRule});
  return make_node(level, begin);
}

Word Diagram::overlay_all(std::vector<Word>& diagrams) {
  if (diagrams.empty()) return kNoRule;
  // In pairs, then pairs of pairs: every diagram takes part in few, mostly small, overlays.
  while (diagrams.size() > 1) {
    std::size_t made = 0;
    for (std::size_t i = 0; i + 1 < diagrams.size(); i += 2) {
      forget();
      diagrams[made++] = overlay(diagrams[i], diagrams[i + 1]);
    }
    if (diagrams.size() % 2 == 1) diagrams[made++] = diagrams.back();
    diagrams.resize(made);
    if (over_budget_) return kNoRule;
  }
  const Word all = diagrams.front();
  diagrams.clear();
  return all;
}

Word Diagram::overlay(Word first, Word then) {
  if (first == kNoRule) return then;
  if (is_leaf(first) || then == kNoRule || first == then) return first;
  if (over_budget_) return kNoRule;

  const std::uint64_t pair = std::uint64_t{first} << 32U | then;
  if (const Remembered& known = remembered(pair); known.generation == generation_) return known.result;

  const Word result = overlay_node(first, then);
  remembered(pair) = {pair, generation_, result};
  ++remembered_count_;
  if (remembered_count_ * 2 > memory_.size()) grow_memory();
  return result;
}

Word Diagram::overlay_node(Word first, Word then) {
  if (++steps_ > budget_.steps) over_budget_ = true;
  const std::uint8_t level = std::min(level_of(first), level_of(then));
  const std::size_t begin = scratch_.size();

  // A side that does not test this field is one edge over all its values. Nodes are asked by index each time: making
  // the children moves the arrays.
  const Node a = level_of(first) == level ? nodes_[first] : Node{0, 0, level};
  const Node b = level_of(then) == level ? nodes_[then] : Node{0, 0, level};
  const auto edge = [&](const Node& node, std::uint32_t i, Word whole) {
    return node.count == 0 ? Edge{kLastFieldValue, whole} : edges_[node.begin + i];
  };

  for (std::uint32_t i = 0, j = 0; i < std::max(a.count, 1U) && j < std::max(b.count, 1U);) {
    const Edge left = edge(a, i, first);
    const Edge right = edge(b, j, then);
    const Word child = overlay(left.child, right.child);
    const std::uint32_t last = std::min(left.last, right.last);
    add_edge(begin, {last, child});
    if (left.last == last) ++i;
    if (right.last == last) ++j;
  }
  return make_node(level, begin);
}

// Neighbours with one child are one edge: what makes equal diagrams equal nodes.
void Diagram::add_edge(std::size_t scratch_begin, Edge edge) {
  if (scratch_.size() > scratch_begin && scratch_.back().child == edge.child) {
    scratch_.back().last = edge.last;
  } else {
    scratch_.push_back(edge);
  }
}

// Takes scratch_ from `scratch_begin` on as the edges of a node; gives the node that has them.
Word Diagram::make_node(std::uint8_t level, std::size_t scratch_begin) {
  const auto drop_scratch = [&](Word result) {
    scratch_.resize(scratch_begin);
    return result;
  };
  const std::span<const Edge> edges = std::span(scratch_).subspan(scratch_begin);
  if (edges.size() == 1) return drop_scratch(edges.front().child);

  const std::size_t slot = find_slot(level, edges);
  if (slots_[slot] != kEmptySlot) return drop_scratch(slots_[slot]);

  if (edges_.size() + edges.size() > budget_.edges) {
    over_budget_ = true;
    return drop_scratch(kNoRule);
  }
  const auto made = static_cast<Word>(nodes_.size());
  nodes_.push_back({static_cast<std::uint32_t>(edges_.size()), static_cast<std::uint32_t>(edges.size()), level});
  edges_.insert(edges_.end(), edges.begin(), edges.end());
  slots_[slot] = made;
  if (nodes_.size() * 2 > slots_.size()) grow_nodes();
  return drop_scratch(made);
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

void Diagram::grow_nodes() {
  slots_.assign(slots_.size() * 2, kEmptySlot);
  for (Word node = 0; node < nodes_.size(); ++node) slots_[find_slot(nodes_[node].level, edges(node))] = node;
}

Diagram::Remembered& Diagram::remembered(std::uint64_t pair) {
  std::size_t slot = mix_hash(0, pair) >> 20U & (memory_.size() - 1);
  while (memory_[slot].generation == generation_ && memory_[slot].pair != pair) {
    slot = (slot + 1) & (memory_.size() - 1);
  }
  return memory_[slot];
}

void Diagram::grow_memory() {
  std::vector<Remembered> old(memory_.size() * 2);
  old.swap(memory_);
  for (const Remembered& known : old) {
    if (known.generation == generation_) remembered(known.pair) = known;
  }
}

void Diagram::forget() {
  ++generation_;
  remembered_count_ = 0;
}

Word Diagram::walk(Word at, const FieldValues& packet) const {
  while (!is_leaf(at)) {
    const std::uint32_t value = packet[static_cast<std::size_t>(field(at))];
    const auto all = edges(at);
    at = std::lower_bound(all.begin(), all.end(), value, [](const Edge& e, std::uint32_t v) { return e.last < v; })->child;
  }
  return at;
}

std::vector<Word> Diagram::reachable(std::span<const Word> roots) const {
  std::vector<bool> seen(nodes_.size());
  std::vector<Word> found;
  const auto find = [&](Word word) {
    if (is_leaf(word) || seen[word]) return;
    seen[word] = true;
    found.push_back(word);
  };

  for (const Word root : roots) find(root);
  for (std::size_t i = 0; i < found.size(); ++i) {
    for (const Edge& edge : edges(found[i])) find(edge.child);
  }
  std::stable_sort(found.begin(), found.end(),
                   [&](Word a, Word b) { return nodes_[a].level < nodes_[b].level; });
  return found;
}

}  // namespace sgc::targets::xdp
