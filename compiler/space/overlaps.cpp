#include "compiler/space/overlaps.h"

#include <algorithm>

namespace sgc::space {
namespace {

// The sets of the other side are marked beforehand if they are no more than this; else each is compared.
constexpr std::uint64_t kMarkingPays = 512;

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
  part_ = part;

  const std::uint64_t by_source = cost(Side::Source, area.sources);
  const std::uint64_t by_destination = cost(Side::Destination, area.destinations);
  from_ = by_source <= by_destination ? Side::Source : Side::Destination;
  find_sets(from_, from_ == Side::Source ? area.sources : area.destinations);

  const auto across = from_ == Side::Source ? area.destinations : area.sources;
  other_marked_ = across.size() > 1 && std::max(by_source, by_destination) <= kMarkingPays;
  if (other_marked_) find_sets(other(from_), across);
  return true;
}

// About how many sets of the side meet the nodes.
std::uint64_t Overlaps::cost(Side side, std::span<const Node> nodes) const {
  const Laminar& tree = universe_.side(side);
  std::uint64_t sets = 0;
  for (const Node node : nodes) sets += tree.around(node) + tree.sets_at(node, tree.last(node)).size();
  return sets;
}

void Overlaps::find_sets(Side side, std::span<const Node> nodes) {
  const Laminar& tree = universe_.side(side);
  OneSide& one = side == Side::Source ? source_ : destination_;
  one.found.clear();
  one.sets.clear();
  const auto add = [&one](std::span<const SetNumber> sets) {
    for (const SetNumber set : sets) {
      if (one.sets.mark(set)) one.found.push_back(set);
    }
  };
  for (const Node node : nodes) {
    for (Node at = tree.parent(node); at != kNone; at = tree.parent(at)) add(tree.sets_at(at));
    add(tree.sets_at(node, tree.last(node)));
  }
  budget_.spend(cost(side, nodes));
}

void Overlaps::find_pairs(SetNumber set) {
  pairs_.clear();
  const auto across = from_ == Side::Source ? area_.destinations : area_.sources;
  const bool narrow = across.size() == 1 && across[0] != 0;
  if (narrow && universe_.pairs.busy(from_, set)) {
    look_up_pairs(set);
    return;
  }
  const auto partners = universe_.pairs.partners(from_, set);
  budget_.spend(partners.size());
  for (const PairIndex::Partner& partner : partners) {
    if (interesting(partner.pair) && meets_other_side(partner.set)) pairs_.push_back(partner.pair);
  }
}

// Of a set with many partners: those around the one node of the other side, and those below it.
void Overlaps::look_up_pairs(SetNumber set) {
  const Node node = from_ == Side::Source ? area_.destinations[0] : area_.sources[0];
  const Laminar& tree = universe_.side(other(from_));
  seen_pairs_.clear();
  for (Node at = node; at != kNone; at = tree.parent(at)) {
    for (const SetNumber partner : tree.sets_at(at)) {
      const PairNumber pair =
          from_ == Side::Source ? universe_.pairs.find(set, partner) : universe_.pairs.find(partner, set);
      if (pair != kNone && interesting(pair)) pairs_.push_back(pair);
    }
  }
  const auto below = universe_.pairs.placed(from_, set, node + 1, tree.last(node));
  for (const PairIndex::Placed& placed : below) {
    if (interesting(placed.pair) && seen_pairs_.mark(placed.pair)) pairs_.push_back(placed.pair);
  }
  budget_.spend(tree.around(node) + below.size());
}

bool Overlaps::meets_other_side(SetNumber set) const {
  const Side side = other(from_);
  if (other_marked_) return (side == Side::Source ? source_ : destination_).sets.has(set);
  const auto nodes = side == Side::Source ? area_.sources : area_.destinations;
  return std::any_of(nodes.begin(), nodes.end(),
                     [&](Node node) { return universe_.side(side).overlaps(set, node); });
}

}  // namespace sgc::space
