#include "compiler/space/pair_index.h"

#include <algorithm>
#include <numeric>
#include <tuple>

namespace sgc::space {

PairIndex::PairIndex(std::span<const PlacedRule> rules, std::span<const ir::Verdict> verdicts,
                     const Laminar& sources, const Laminar& destinations) {
  number_pairs(rules, verdicts, sources.sets(), destinations.sets());
  place(Side::Source, destinations);
  place(Side::Destination, sources);
}

// Pairs are numbered by source set, then destination set; two counting sorts keep the rules of each in order.
void PairIndex::number_pairs(std::span<const PlacedRule> rules, std::span<const ir::Verdict> verdicts,
                             SetNumber sources, SetNumber destinations) {
  const auto sort_by = [&rules](std::span<const RuleNumber> in, SetNumber sets, auto set_of) {
    std::vector<std::uint32_t> next(sets + std::size_t{1}, 0);
    for (const RuleNumber rule : in) ++next[set_of(rules[rule]) + 1];
    std::inclusive_scan(next.begin(), next.end(), next.begin());
    std::vector<RuleNumber> out(in.size());
    for (const RuleNumber rule : in) out[next[set_of(rules[rule])]++] = rule;
    return out;
  };
  std::vector<RuleNumber> order;
  for (RuleNumber rule = 0; rule < rules.size(); ++rule) {
    if (rules[rule].source != kNone) order.push_back(rule);
  }
  order = sort_by(order, destinations, [](const PlacedRule& rule) { return rule.destination; });
  order = sort_by(order, sources, [](const PlacedRule& rule) { return rule.source; });

  OneSide& by_source = on(Side::Source);
  OneSide& by_destination = on(Side::Destination);
  by_source.first_partner.assign(sources + std::size_t{1}, 0);
  by_destination.first_partner.assign(destinations + std::size_t{1}, 0);
  entries_.reserve(order.size());
  for (const RuleNumber number : order) {
    const PlacedRule& rule = rules[number];
    const std::uint64_t wanted = key(rule.source, rule.destination);
    if (keys_.empty() || keys_.back() != wanted) {
      by_source.partners.push_back({rule.destination, static_cast<PairNumber>(keys_.size())});
      ++by_source.first_partner[rule.source + 1];
      ++by_destination.first_partner[rule.destination + 1];
      keys_.push_back(wanted);
      verdicts_.push_back(0);
      first_entry_.push_back(static_cast<std::uint32_t>(entries_.size()));
    }
    entries_.push_back({number, rule.service});
    verdicts_.back() |= only(verdicts[number]);
  }
  first_entry_.push_back(static_cast<std::uint32_t>(entries_.size()));

  for (OneSide& side : sides_) {
    std::inclusive_scan(side.first_partner.begin(), side.first_partner.end(), side.first_partner.begin());
  }
  by_destination.partners.resize(pairs());
  std::vector<std::uint32_t> next(by_destination.first_partner.begin(), by_destination.first_partner.end() - 1);
  for (PairNumber pair = 0; pair < pairs(); ++pair) {
    const auto source = static_cast<SetNumber>(keys_[pair] >> 32U);
    by_destination.partners[next[static_cast<SetNumber>(keys_[pair])]++] = {source, pair};
  }

  const std::size_t slots = std::bit_ceil(std::max<std::size_t>(2 * keys_.size(), 2));
  slots_.assign(slots, kNone);
  slot_shift_ = 64U - static_cast<unsigned>(std::countr_zero(slots));
  for (PairNumber pair = 0; pair < pairs(); ++pair) {
    std::size_t slot = slot_of(keys_[pair]);
    while (slots_[slot] != kNone) slot = (slot + 1) & (slots - 1);
    slots_[slot] = pair;
  }
}

void PairIndex::place(Side side, const Laminar& across) {
  OneSide& one = on(side);
  const auto sets = static_cast<SetNumber>(one.first_partner.size() - 1);
  one.first_placed.assign(sets + std::size_t{1}, 0);
  for (SetNumber set = 0; set < sets; ++set) {
    if (busy(side, set)) {
      const auto begin = static_cast<std::ptrdiff_t>(one.placed.size());
      for (const Partner& partner : partners(side, set)) {
        for (const Node node : across.nodes_of(partner.set)) one.placed.push_back({node, partner.pair});
      }
      std::sort(one.placed.begin() + begin, one.placed.end(), [](const Placed& a, const Placed& b) {
        return std::tie(a.node, a.pair) < std::tie(b.node, b.pair);
      });
    }
    one.first_placed[set + 1] = static_cast<std::uint32_t>(one.placed.size());
  }
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
