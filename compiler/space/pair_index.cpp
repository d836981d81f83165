#include "compiler/space/pair_index.h"

#include <algorithm>
#include <bit>
#include <numeric>
#include <tuple>

#include "compiler/space/universe.h"

namespace sgc::space {
namespace {

// Longer lists of rules are searched, not walked, for the first that can matter.
constexpr std::size_t kSearchPays = 16;

// The rules in the order of one of their sets; those with the same set stay in order.
std::vector<RuleNumber> sort_by(std::span<const PlacedRule> rules, std::span<const RuleNumber> in, SetNumber sets,
                                SetNumber PlacedRule::*set) {
  std::vector<std::uint32_t> next(sets + std::size_t{1}, 0);
  for (const RuleNumber rule : in) ++next[rules[rule].*set + 1];
  std::inclusive_scan(next.begin(), next.end(), next.begin());
  std::vector<RuleNumber> out(in.size());
  for (const RuleNumber rule : in) out[next[rules[rule].*set]++] = rule;
  return out;
}

PairIndex::Entry entry_of(const Universe& universe, RuleNumber rule) {
  const ServiceNumber service = universe.rules[rule].service;
  const auto rects = universe.services[service];
  return {rule, service, universe.services.bounds(service), rects.size() == 1, universe.verdicts[rule]};
}

// Of the first that is no earlier rule than this.
std::uint32_t place_of(std::span<const PairIndex::Entry> entries, RuleNumber rule) {
  const auto at = std::lower_bound(entries.begin(), entries.end(), rule,
                                   [](const PairIndex::Entry& entry, RuleNumber wanted) { return entry.rule < wanted; });
  return static_cast<std::uint32_t>(at - entries.begin());
}

Rect bounds_of(std::span<const PairIndex::Entry> entries) {
  Rect bounds = entries.front().bounds;
  for (const PairIndex::Entry& entry : entries.subspan(1)) {
    const Rect both[] = {bounds, entry.bounds};
    bounds = bounds_of(both);
  }
  return bounds;
}

}  // namespace

PairIndex::PairIndex(const Universe& universe) {
  number_pairs(universe);
  list_partners(Side::Source, universe);
  list_partners(Side::Destination, universe);
  bound_sources(universe.sources.sets());
  place_partners(Side::Source, universe.destinations);
  place_partners(Side::Destination, universe.sources);
  fill_slots();
  chart_sources(universe.sources.sets(), universe.destinations.sets());
  index_crowds();
}

// Pairs are numbered by source set, then destination set.
void PairIndex::number_pairs(const Universe& universe) {
  std::vector<RuleNumber> order;
  for (RuleNumber rule = 0; rule < universe.rules.size(); ++rule) {
    if (universe.rules[rule].source != kNone) order.push_back(rule);
  }
  order = sort_by(universe.rules, order, universe.destinations.sets(), &PlacedRule::destination);
  order = sort_by(universe.rules, order, universe.sources.sets(), &PlacedRule::source);

  entries_.reserve(order.size());
  for (const RuleNumber rule : order) {
    const std::uint64_t wanted = key(universe.rules[rule].source, universe.rules[rule].destination);
    if (keys_.empty() || keys_.back() != wanted) {
      keys_.push_back(wanted);
      outlines_.push_back({static_cast<std::uint32_t>(entries_.size()), 0, 0, {}});
    }
    entries_.push_back(entry_of(universe, rule));
  }
  outlines_.push_back({static_cast<std::uint32_t>(entries_.size()), 0, 0, {}});
  for (PairNumber pair = 0; pair < pairs(); ++pair) {
    const auto of_pair = rules(pair);
    outlines_[pair].first_rule = of_pair.front().rule;
    outlines_[pair].last_rule = of_pair.back().rule;
    outlines_[pair].services = bounds_of(of_pair);
  }
}

PairIndex::Says PairIndex::says(PairNumber pair) const {
  Verdicts verdicts = 0;
  for (const Entry& entry : rules(pair)) verdicts |= only(entry.verdict);
  if ((verdicts & kAllow) == 0) return Says::Deny;
  return (verdicts & kDeny) == 0 ? Says::Allow : Says::Both;
}

constexpr std::size_t at(PairIndex::Says says) { return static_cast<std::size_t>(says); }

void PairIndex::list_partners(Side side, const Universe& universe) {
  OneSide& one = on(side);
  one.sets.resize(universe.side(side).sets());
  for (PairNumber pair = 0; pair < pairs(); ++pair) ++one.sets[set_of(pair, side)].parts[std::size_t{1} + at(says(pair))];
  std::uint32_t first = 0;
  for (OfSet& of_set : one.sets) {
    of_set.parts.front() = first;
    std::inclusive_scan(of_set.parts.begin(), of_set.parts.end(), of_set.parts.begin());
    first = of_set.parts.back();
  }

  one.partners.resize(pairs());
  std::vector<std::array<std::uint32_t, 3>> placed(one.sets.size());
  const Laminar& across = universe.side(other(side));
  for (PairNumber pair = 0; pair < pairs(); ++pair) {
    const SetNumber own = set_of(pair, side);
    const SetNumber set = set_of(pair, other(side));
    const auto nodes = across.nodes_of(set);
    const Outline& outline = outlines_[pair];
    const std::size_t part = at(says(pair));
    one.partners[one.sets[own].parts[part] + placed[own][part]++] = {set,
                                                                     pair,
                                                                     nodes.size() == 1 ? nodes[0] : kNone,
                                                                     outline.first_rule,
                                                                     outline.last_rule,
                                                                     outline.services};
  }
  for (OfSet& of_set : one.sets) {
    for (const Says says : kSays) {
      const auto begin = one.partners.begin() + of_set.parts[at(says)];
      const auto end = one.partners.begin() + of_set.parts[at(says) + 1];
      std::sort(begin, end, [](const Partner& a, const Partner& b) { return a.first_rule < b.first_rule; });
      if (begin != end) of_set.earliest[at(says)] = begin->first_rule;
    }
  }
  one.glances.reserve(one.partners.size());
  for (const Partner& partner : one.partners) one.glances.push_back({partner.first_rule, partner.set});
}

void PairIndex::bound_sources(SetNumber sources) {
  services_of_source_.reserve(sources);
  std::vector<Rect> services;
  for (SetNumber source = 0; source < sources; ++source) {
    services.clear();
    for (const Partner& partner : partners(Side::Source, source)) services.push_back(partner.services);
    services_of_source_.push_back(bounds_of(services));
  }
}

void PairIndex::place_partners(Side side, const Laminar& across) {
  OneSide& one = on(side);
  const auto sets = static_cast<SetNumber>(one.sets.size());
  one.first_placed.assign(sets + std::size_t{1}, 0);
  for (SetNumber set = 0; set < sets; ++set) {
    if (busy(side, set)) {
      const auto begin = static_cast<std::ptrdiff_t>(one.placed.size());
      for (const Partner& partner : partners(side, set)) {
        const auto number = static_cast<std::uint32_t>(&partner - one.partners.data());
        for (const Node node : across.nodes_of(partner.set)) one.placed.push_back({node, number});
      }
      std::sort(one.placed.begin() + begin, one.placed.end(), [](const Placed& a, const Placed& b) {
        return std::tie(a.node, a.partner) < std::tie(b.node, b.partner);
      });
    }
    one.first_placed[set + 1] = static_cast<std::uint32_t>(one.placed.size());
  }
  one.placed.shrink_to_fit();
}

void PairIndex::fill_slots() {
  const std::size_t slots = std::bit_ceil(std::max<std::size_t>(2 * keys_.size(), 2));
  slots_.assign(slots, kNone);
  slot_shift_ = 64U - static_cast<unsigned>(std::countr_zero(slots));
  bits_.assign(((slots << kBitsOfSlot) >> kBitsOfWord) + 1, 0);
  for (PairNumber pair = 0; pair < pairs(); ++pair) {
    std::size_t slot = slot_of(keys_[pair]);
    while (slots_[slot] != kNone) slot = (slot + 1) & (slots - 1);
    slots_[slot] = pair;
    const Bit bit = bit_of(keys_[pair]);
    bits_[bit.word] |= bit.mask;
  }
}

// Pairs are numbered by source set, then destination set: a partner's pair follows from how many come before it.
void PairIndex::chart_sources(SetNumber sources, SetNumber destinations) {
  constexpr unsigned kBits = 64;
  chart_of_.assign(sources, kNone);
  chart_length_ = destinations / kBits + std::size_t{1};
  for (PairNumber begin = 0; begin < pairs();) {
    const SetNumber source = set_of(begin, Side::Source);
    PairNumber end = begin;
    while (end < pairs() && set_of(end, Side::Source) == source) ++end;
    if ((end - begin) * kSetsOfPartner >= destinations && end - begin > kManyPartners) {
      chart_of_[source] = static_cast<std::uint32_t>(first_pair_.size());
      first_pair_.push_back(begin);
      charts_.resize(charts_.size() + chart_length_);
      const auto words = std::span(charts_).last(chart_length_);
      for (PairNumber pair = begin; pair < end; ++pair) {
        const SetNumber destination = set_of(pair, Side::Destination);
        words[destination / kBits].bits |= std::uint64_t{1} << (destination % kBits);
      }
      for (std::size_t i = 1; i < words.size(); ++i) {
        words[i].before = words[i - 1].before + static_cast<std::uint32_t>(std::popcount(words[i - 1].bits));
      }
    }
    begin = end;
  }
  charts_.shrink_to_fit();
}

void PairIndex::index_crowds() {
  for (PairNumber pair = 0; pair < pairs(); ++pair) {
    const auto of_pair = rules(pair);
    if (of_pair.size() <= kCrowd) continue;
    std::vector<Rect> bounds;
    for (const Entry& entry : of_pair) bounds.push_back(entry.bounds);
    crowded_.push_back(pair);
    crowds_.emplace_back(bounds);
  }
}

const Crowd& PairIndex::crowd(PairNumber pair) const {
  const auto at = std::lower_bound(crowded_.begin(), crowded_.end(), pair) - crowded_.begin();
  return crowds_[static_cast<std::size_t>(at)];
}

// The rules of the pair by their places in it.
Crowd::Among PairIndex::among(PairNumber pair, RuleNumber begin, RuleNumber end) const {
  const auto all = rules(pair);
  return {begin <= all.front().rule ? 0 : place_of(all, begin),
          end > all.back().rule ? static_cast<std::uint32_t>(all.size()) : place_of(all, end)};
}

std::span<const PairIndex::Entry> PairIndex::rules_from(PairNumber pair, RuleNumber begin) const {
  const auto all = rules(pair);
  if (all.size() < kSearchPays || all.front().rule >= begin) return all;
  return all.subspan(place_of(all, begin));
}

std::span<const PairIndex::Placed> PairIndex::placed(Side side, SetNumber set, Node first, Node last) const {
  const OneSide& one = on(side);
  const auto begin = one.placed.begin() + one.first_placed[set];
  const auto end = one.placed.begin() + one.first_placed[set + 1];
  const auto before = [](const Placed& placed, Node node) { return placed.node < node; };
  const auto from = std::lower_bound(begin, end, first, before);
  const auto to = std::lower_bound(from, end, last + 1, before);
  return {from, to};
}

}  // namespace sgc::space
