#include "compiler/checks/lists/opponent_volume.h"

#include <algorithm>

namespace sgc::checks {
using space::Node;
using space::PairIndex;
using space::PairNumber;
using space::RuleNumber;
using space::SetNumber;
using space::Side;

double OpponentVolume::most(RuleNumber first, RuleNumber rule, space::Verdicts verdicts, double limit,
                            std::uint64_t steps) {
  constexpr double kUnknown = 1;
  const space::PlacedRule& own = universe_.rules[rule];
  const auto sources = universe_.sources.nodes_of(own.source);
  const auto destinations = universe_.destinations.nodes_of(own.destination);
  if (sources.size() != 1 || destinations.size() != 1) return kUnknown;

  const std::uint64_t by_source = sets_near(Side::Source, sources[0]);
  const std::uint64_t by_destination = sets_near(Side::Destination, destinations[0]);
  const bool from_source = by_source <= by_destination;
  asked_ = {first, rule, verdicts, limit, own.service,
            from_source ? Side::Source : Side::Destination, from_source ? destinations[0] : sources[0]};
  sum_ = 0;

  const Node node = from_source ? sources[0] : destinations[0];
  const space::Laminar& near = tree(asked_.from);
  const std::uint64_t least = budget_.left - std::min(steps, budget_.left);
  for (Node at = near.parent(node); at != space::kNone; at = near.parent(at)) {
    for (const SetNumber set : near.sets_at(at)) add_set(set, 1);
  }
  for (Node at = node; at <= near.last(node) && !enough(); ++at) {
    const double part = size(asked_.from, at) / size(asked_.from, node);
    for (const SetNumber set : near.sets_at(at)) add_set(set, part);
    if (budget_.left <= least) return kUnknown;
  }
  return enough() ? kUnknown : sum_;
}

// How many sets of the side have something of the node.
std::uint64_t OpponentVolume::sets_near(Side side, Node node) const {
  return tree(side).around(node) + tree(side).sets_at(node, tree(side).last(node)).size();
}

// The parts of all rules of the set, of which `part` lies in the rule that is asked about.
void OpponentVolume::add_set(SetNumber set, double part) {
  if (enough()) return;
  if (universe_.pairs.busy(asked_.from, set)) {
    add_busy(set, part);
  } else {
    add_partners(set, part);
  }
}

void OpponentVolume::add_partners(SetNumber set, double part) {
  const Side side = other(asked_.from);
  const auto partners = universe_.pairs.partners(asked_.from, set);
  const space::Rect& wanted = universe_.services.bounds(asked_.service);
  budget_.spend(partners.size());
  for (const PairIndex::Partner& partner : partners) {
    if (partner.first_rule >= asked_.rule || !overlaps(partner.services, wanted)) continue;
    if (tree(side).contains(partner.set, asked_.across)) {
      add_rules(partner.pair, part);
    } else if (tree(side).overlaps(partner.set, asked_.across)) {
      double inside = 0;
      for (const Node node : tree(side).nodes_of(partner.set)) {
        if (tree(side).holds(asked_.across, node)) inside += size(side, node);
      }
      add_rules(partner.pair, part * inside / size(side, asked_.across));
    }
    if (enough()) return;
  }
}

// Partners around the node are looked up; of those below it the sum is known.
void OpponentVolume::add_busy(SetNumber set, double part) {
  const Side side = other(asked_.from);
  const space::Laminar& across = tree(side);
  budget_.spend(1 + across.around(asked_.across));
  for (Node at = asked_.across; at != space::kNone; at = across.parent(at)) {
    for (const SetNumber partner : across.sets_at(at)) {
      const PairNumber pair = asked_.from == Side::Source ? universe_.pairs.find(set, partner)
                                                          : universe_.pairs.find(partner, set);
      if (pair != space::kNone) add_rules(pair, part);
      if (enough()) return;
    }
  }
  if (across.last(asked_.across) == asked_.across) return;  // nothing is below it
  const Partners& partners = partners_of(set);
  partners.by_bounds->for_each(universe_.services.bounds(asked_.service), [&](std::uint32_t place) {
    budget_.spend(1);
    const std::size_t first = partners.begin[place];
    const auto sums = std::span(partners.sums).subspan(first, partners.begin[place + 1] - first);
    const double inside = below(sums, asked_.across + 1, across.last(asked_.across));
    if (inside == 0) return true;
    sum_ += part * share_of(partners.services[place]) * inside / size(side, asked_.across);
    return !enough();
  });
}

// The sizes between two nodes, both included; no less, whatever is rounded. Sums up to 2^53, so all of IPv4, are exact.
double OpponentVolume::below(std::span<const Sum> sums, Node first, Node last) {
  constexpr double kExact = 0x1p53;
  constexpr double kPrecision = 0x1p-51;
  const auto before = [](const Sum& sum, Node node) { return sum.node < node; };
  const auto begin = std::lower_bound(sums.begin(), sums.end(), first, before);
  const auto end = std::lower_bound(begin, sums.end(), last + 1, before);
  if (begin == end) return 0;
  const double until = begin == sums.begin() ? 0 : std::prev(begin)->up_to_here;
  const double rounding = sums.back().up_to_here <= kExact
                              ? 0
                              : sums.back().up_to_here * kPrecision * static_cast<double>(sums.size());
  return std::prev(end)->up_to_here - until + rounding;
}

// Of the earlier rules of the pair, what they have of the services.
void OpponentVolume::add_rules(PairNumber pair, double part) {
  universe_.pairs.for_each_rule(pair, asked_.first, asked_.rule, universe_.services.bounds(asked_.service),
                                [&](const PairIndex::Entry& entry) {
                                  budget_.spend(1);
                                  if (space::has(asked_.verdicts, entry.verdict)) sum_ += part * share_of(entry.service);
                                  return !enough();
                                });
}

// What the service has of the one that is asked about.
double OpponentVolume::share_of(space::ServiceNumber service) const {
  const space::ServiceTable& services = universe_.services;
  if (!overlaps(services.bounds(service), services.bounds(asked_.service))) return 0;
  double both = 0;
  double all = 0;
  for (const space::Rect& wanted : services[asked_.service]) {
    all += count_of(universe_.family, wanted);
    for (const space::Rect& rect : services[service]) {
      if (overlaps(rect, wanted)) both += count_of(universe_.family, intersect(rect, wanted));
    }
  }
  return both / all;
}

const OpponentVolume::Partners& OpponentVolume::partners_of(SetNumber set) {
  const bool allows = (asked_.verdicts & space::kAllow) != 0;
  const std::uint64_t key = std::uint64_t{set} << 2U | (asked_.from == Side::Source ? 2U : 0U) | (allows ? 1U : 0U);
  const auto [known, fresh] = partners_.try_emplace(key);
  Partners& partners = known->second;
  if (!fresh) return partners;

  const Side side = other(asked_.from);
  std::vector<std::pair<space::ServiceNumber, Node>> rules;
  for (const PairIndex::Placed& placed : universe_.pairs.placed(asked_.from, set, 1, tree(side).size() - 1)) {
    for (const auto& entry : universe_.pairs.rules(universe_.pairs.partner(asked_.from, placed).pair)) {
      if (space::has(asked_.verdicts, entry.verdict)) rules.emplace_back(entry.service, placed.node);
    }
  }
  std::sort(rules.begin(), rules.end());
  for (const auto& [service, node] : rules) {
    const bool next = partners.services.empty() || partners.services.back() != service;
    if (next) {
      partners.services.push_back(service);
      partners.begin.push_back(partners.sums.size());
    }
    partners.sums.push_back({node, (next ? 0 : partners.sums.back().up_to_here) + size(side, node)});
  }
  partners.begin.push_back(partners.sums.size());

  std::vector<space::Rect> bounds;
  for (const space::ServiceNumber service : partners.services) bounds.push_back(universe_.services.bounds(service));
  partners.by_bounds.emplace(bounds);
  return partners;
}

}  // namespace sgc::checks
