#include "compiler/space/laminar.h"

#include <algorithm>

#include "compiler/space/laminar_builder.h"

namespace sgc::space {
namespace {

template <class Number>
double count_inside(RangeView<Number> set, Number first, Number last) {
  double count = 0;
  const auto begin = std::lower_bound(set.begin(), set.end(), first,
                                      [](const ClosedRange<Number>& range, Number v) { return range.last < v; });
  for (auto range = begin; range != set.end() && range->first <= last; ++range) {
    count += static_cast<double>(static_cast<Number>(std::min(range->last, last) - std::max(range->first, first))) + 1;
  }
  return count;
}

}  // namespace

Laminar Laminar::of(std::span<const RangeView<std::uint32_t>> sets, std::size_t huge) {
  return LaminarBuilder<std::uint32_t>(sets, huge).build();
}

Laminar Laminar::of(std::span<const RangeView<u128>> sets, std::size_t huge) {
  return LaminarBuilder<u128>(sets, huge).build();
}

std::span<const SetNumber> Laminar::sets_at(Node first, Node last) const {
  return {sets_at_.items.data() + sets_at_.begin[first], sets_at_.items.data() + sets_at_.begin[last + 1]};
}

// The nodes of a set are disjoint and ascend, so that only the last one that begins before can be around a node.
bool Laminar::contains(SetNumber set, Node node) const {
  const auto nodes = nodes_[set];
  if (nodes.size() == 1) return holds(nodes[0], node);
  const auto after = std::upper_bound(nodes.begin(), nodes.end(), node);
  return after != nodes.begin() && holds(*std::prev(after), node);
}

bool Laminar::below(SetNumber set, Node node) const {
  const auto nodes = nodes_[set];
  if (nodes.size() == 1) return nodes[0] > node && nodes[0] <= last_[node];
  const auto after = std::upper_bound(nodes.begin(), nodes.end(), node);
  return after != nodes.end() && *after <= last_[node];
}

bool Laminar::overlaps(SetNumber set, Node node) const { return contains(set, node) || below(set, node); }

bool Laminar::sets_overlap(SetNumber a, SetNumber b) const {
  if (nodes_.length(a) > nodes_.length(b)) std::swap(a, b);
  const auto nodes = nodes_[a];
  return std::any_of(nodes.begin(), nodes.end(), [&](Node node) { return overlaps(b, node); });
}

// A set that has all addresses of a node has that node or one around it: of a range it has the longest prefixes, and a
// huge set has a branch that lies in it whole.
bool Laminar::set_contains(SetNumber outer, SetNumber inner) const {
  if (outer == inner) return true;
  const auto nodes = nodes_[inner];
  return std::all_of(nodes.begin(), nodes.end(), [&](Node node) { return contains(outer, node); });
}

// The last node of a subtree has a cell, as leaves do; one further up is in fewer sets.
Node Laminar::last_cell(Node node) const {
  if (has_cell(node)) return node;
  Node found = last_[node];
  for (Node at = parent_[found]; at != node; at = parent_[at]) {
    if (has_cell(at)) found = at;
  }
  return found;
}

std::vector<double> Laminar::measure() const {
  std::vector<double> sizes = sizes_;
  for (const Unmeasured& part : unmeasured_) {
    const double all = static_cast<double>(part.last - part.first) + 1;
    const double inside = huge_v6_.empty()
                              ? count_inside(huge_v4_[part.set], static_cast<std::uint32_t>(part.first),
                                             static_cast<std::uint32_t>(part.last))
                              : count_inside(huge_v6_[part.set], part.first, part.last);
    sizes[part.inside] += inside;
    sizes[part.outside] += all - inside;
  }
  return sizes;
}

void Laminar::number_cells(const std::vector<bool>& has_cell) {
  rank_.reserve(size() + std::size_t{1});
  for (Node node = 0; node < size(); ++node) {
    rank_.push_back(cells());
    if (has_cell[node]) cells_.push_back(node);
  }
  rank_.push_back(cells());
}

void Laminar::count_frontiers() {
  frontier_.assign(size(), 0);
  for (Node node = size(); node-- > 0;) {
    if (has_cell(node)) frontier_[node] = 1;
    if (node == 0) break;
    const unsigned sum = frontier(parent_[node]) + frontier(node);
    if (!has_cell(parent_[node])) frontier_[parent_[node]] = static_cast<std::uint8_t>(std::min(sum, kMostFrontier));
  }
}

void Laminar::count_around() {
  around_.reserve(size());
  for (Node node = 0; node < size(); ++node) {
    around_.push_back(sets_at_.length(node) + (node == 0 ? 0 : around_[parent_[node]]));
  }
}

}  // namespace sgc::space
