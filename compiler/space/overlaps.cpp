#include "compiler/space/overlaps.h"

#include <algorithm>

namespace sgc::space {
namespace {

// The sets of the other side that meet the area are marked beforehand if these are no more than so many for each
// partner that would be compared.
constexpr std::uint64_t kMarksOfComparison = 16;

// What meets a set is kept where as many sets as this were looked at for each that was found.
constexpr std::uint64_t kWorthKeeping = 2;

}  // namespace

Overlaps::Overlaps(const Universe& universe, Budget& budget)
    : universe_(universe),
      budget_(budget),
      source_(universe.sources),
      destination_(universe.destinations),
      seen_pairs_(universe.pairs.pairs()) {}

// False if there is nothing to find.
bool Overlaps::start(const Area& area, const Part& part) {
  if (area.empty() || part.begin >= part.end) return false;
  area_ = area;
  bounds_ = bounds_of(area.services);
  part_ = part;

  const std::uint64_t by_source = cost(Side::Source, area.sources);
  const std::uint64_t by_destination = cost(Side::Destination, area.destinations);
  from_ = by_source <= by_destination ? Side::Source : Side::Destination;
  find_sets(from_, std::min(by_source, by_destination));

  std::uint64_t partners = 0;
  for (const SetNumber set : (from_ == Side::Source ? source_ : destination_).found) {
    partners += universe_.pairs.partners(from_, set).size();
  }
  across_marked_ = across().size() > 1 && std::max(by_source, by_destination) <= kMarksOfComparison * partners;
  if (across_marked_) find_sets(other(from_), std::max(by_source, by_destination));
  return true;
}

// About how many sets of the side meet the nodes.
std::uint64_t Overlaps::cost(Side side, std::span<const Node> nodes) const {
  const Laminar& tree = universe_.side(side);
  std::uint64_t sets = 0;
  for (const Node node : nodes) sets += tree.around(node) + tree.sets_at(node, tree.last(node)).size();
  return sets;
}

void Overlaps::find_sets(Side side, std::uint64_t cost) {
  const Laminar& tree = universe_.side(side);
  const auto nodes = nodes_of_area(side);
  const SetNumber of_set = side == Side::Source ? area_.source_set : area_.destination_set;
  OneSide& one = side == Side::Source ? source_ : destination_;
  one.sets.clear();
  budget_.spend(cost);
  if (of_set != kNone && one.of_set.knows(of_set)) {
    const auto known = one.of_set[of_set];
    one.found.assign(known.begin(), known.end());
    for (const SetNumber set : known) one.sets.mark(set);
    return;
  }

  one.found.clear();
  const auto add = [&one](std::span<const SetNumber> sets) {
    for (const SetNumber set : sets) {
      if (one.sets.mark(set)) one.found.push_back(set);
    }
  };
  for (const Node node : nodes) {
    for (Node at = tree.parent(node); at != kNone; at = tree.parent(at)) add(tree.sets_at(at));
    add(tree.sets_at(node, tree.last(node)));
  }
  if (of_set != kNone && cost >= kWorthKeeping * one.found.size()) one.of_set.keep(of_set, one.found);
}

bool Overlaps::meets_across(const PairIndex::Partner& partner) const {
  const Side side = other(from_);
  if (across_marked_) return (side == Side::Source ? source_ : destination_).sets.has(partner.set);
  const Laminar& tree = universe_.side(side);
  return std::any_of(across().begin(), across().end(), [&](Node node) {
    if (partner.node == kNone) return tree.overlaps(partner.set, node);
    return partner.node < node ? tree.holds(partner.node, node) : tree.holds(node, partner.node);
  });
}

bool Overlaps::meets_services(const PairIndex::Entry& entry) const {
  return std::any_of(area_.services.begin(), area_.services.end(), [&](const Rect& wanted) {
    return overlaps(entry.bounds, wanted) &&
           (entry.one_rect || overlap(universe_.services[entry.service], {&wanted, 1}));
  });
}

}  // namespace sgc::space
