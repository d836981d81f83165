// Finds rules by their pair of address sets: which rules have just this source set and this destination set, and
// which partners a set has on the other side.
#pragma once

#include <algorithm>
#include <array>
#include <bit>

#include "compiler/space/crowd.h"
#include "compiler/space/laminar.h"
#include "compiler/space/verdicts.h"

namespace sgc::space {

enum class Side : std::uint8_t { Source, Destination };
constexpr Side other(Side side) { return side == Side::Source ? Side::Destination : Side::Source; }

// One rule as one universe sees it. `source` is kNone for a rule that has no packets there.
struct PlacedRule {
  SetNumber source = kNone;
  SetNumber destination = kNone;
  ServiceNumber service = kNone;

  bool operator==(const PlacedRule&) const = default;
};

struct Universe;

class PairIndex {
 public:
  PairIndex() = default;
  explicit PairIndex(const Universe& universe);

  // A rule of a pair, with what is asked of it first.
  struct Entry {
    RuleNumber rule = 0;
    ServiceNumber service = 0;
    Rect bounds;            // of its services
    bool one_rect = false;  // the bounds are the services
    ir::Verdict verdict = ir::Verdict::Deny;
  };
  // Ascending.
  std::span<const Entry> rules(PairNumber pair) const {
    return {entries_.data() + outlines_[pair].first_entry, entries_.data() + outlines_[pair + 1].first_entry};
  }
  // The same without rules before `begin`, but for a few that are quicker read than searched for.
  std::span<const Entry> rules_from(PairNumber pair, RuleNumber begin) const;
  // Calls use(entry) for each rule of the pair that lies from `begin` to before `end` and whose bounds meet `services`,
  // in no particular order, until it returns false; returns false if it did.
  template <class Use>
  bool for_each_rule(PairNumber pair, RuleNumber begin, RuleNumber end, const Rect& services, Use use) const;

  // Whether the pair has so many rules that they are searched by their services.
  bool crowded(PairNumber pair) const { return rules(pair).size() > kCrowd; }
  // The first rule of the pair that lies from `begin` to before `end`, whose bounds contain `services`, and that
  // accept(entry) takes; or kNone. Before: crowded(pair).
  template <class Accept>
  RuleNumber first_around(PairNumber pair, RuleNumber begin, RuleNumber end, const Rect& services, Accept accept) const;

  std::uint32_t pairs() const { return static_cast<std::uint32_t>(keys_.size()); }
  // kNone if no rule has these sets.
  PairNumber find(SetNumber source, SetNumber destination) const;
  // Calls use(pair) for the pairs that the source has with these destinations, in their order, until it returns false;
  // returns false if it did.
  template <class Use>
  bool for_each_pair(SetNumber source, std::span<const SetNumber> destinations, Use use) const;

  // A pair of a set, with what is asked of it first.
  struct Partner {
    SetNumber set = 0;  // on the other side
    PairNumber pair = 0;
    Node node = kNone;  // the set, where it has one node
    RuleNumber first_rule = 0;
    RuleNumber last_rule = 0;
    Rect services;          // the least around those of all its rules
  };
  // The pairs of one set stand apart by what their rules say, in each part by their first rule.
  enum class Says : std::uint8_t { Deny, Both, Allow };
  static constexpr Says kSays[] = {Says::Deny, Says::Both, Says::Allow};
  static constexpr Verdicts verdicts_of(Says says) {
    constexpr Verdicts kOf[] = {kDeny, kAnyVerdict, kAllow};
    return kOf[static_cast<std::size_t>(says)];
  }
  std::span<const Partner> partners(Side side, SetNumber set, Says says) const {
    return part_of(on(side).partners, on(side).sets[set], says);
  }
  std::span<const Partner> partners(Side side, SetNumber set) const {
    const OfSet& of_set = on(side).sets[set];
    return {on(side).partners.data() + of_set.parts.front(), on(side).partners.data() + of_set.parts.back()};
  }

  // The first rule of each of those parts of a set, kNone where there is none: most sets are passed over by it.
  using Earliest = std::array<RuleNumber, 3>;
  const Earliest& earliest(Side side, SetNumber set) const { return on(side).sets[set].earliest; }

  // The least around the services of all rules with this source set.
  const Rect& services_of_source(SetNumber source) const { return services_of_source_[source]; }

  // Of each of those partners what most are passed over by, so that a walk touches little memory.
  struct Glance {
    RuleNumber first_rule = 0;
    SetNumber set = 0;
  };
  std::span<const Glance> glances(Side side, SetNumber set, Says says) const {
    return part_of(on(side).glances, on(side).sets[set], says);
  }

  // A set with many partners keeps their nodes sorted, so that those below a node of the other side are found fast.
  static constexpr std::uint32_t kManyPartners = 24;
  bool busy(Side side, SetNumber set) const { return partners(side, set).size() > kManyPartners; }
  struct Placed {
    Node node = 0;  // of the other side
    std::uint32_t partner = 0;
  };
  // Those with first <= node <= last, ascending. Before: busy(side, set).
  std::span<const Placed> placed(Side side, SetNumber set, Node first, Node last) const;
  const Partner& partner(Side side, const Placed& placed) const { return on(side).partners[placed.partner]; }

 private:
  // Where a set's partners stand. Most walks get no farther than this, so it is all in one line of a cache.
  struct alignas(32) OfSet {
    std::array<std::uint32_t, 4> parts{};  // where each begins, and the end
    Earliest earliest{kNone, kNone, kNone};
  };
  template <class Item>
  static std::span<const Item> part_of(const std::vector<Item>& items, const OfSet& of_set, Says says) {
    const auto part = static_cast<std::size_t>(says);
    return {items.data() + of_set.parts[part], items.data() + of_set.parts[part + 1]};
  }
  struct OneSide {
    std::vector<OfSet> sets;
    std::vector<Partner> partners;
    std::vector<Glance> glances;              // of each partner
    std::vector<std::uint32_t> first_placed;  // by set, and the end; nothing for sets that are not busy
    std::vector<Placed> placed;
  };

  void number_pairs(const Universe& universe);
  void list_partners(Side side, const Universe& universe);
  void bound_sources(SetNumber sources);
  void place_partners(Side side, const Laminar& across);
  void fill_slots();
  void chart_sources(SetNumber sources, SetNumber destinations);
  void index_crowds();

  // Pairs with more rules than this are searched by services.
  static constexpr std::size_t kCrowd = 128;
  const Crowd& crowd(PairNumber pair) const;
  Crowd::Among among(PairNumber pair, RuleNumber begin, RuleNumber end) const;

  Says says(PairNumber pair) const;

  const OneSide& on(Side side) const { return sides_[static_cast<std::size_t>(side)]; }
  OneSide& on(Side side) { return sides_[static_cast<std::size_t>(side)]; }

  static std::uint64_t key(SetNumber source, SetNumber destination) {
    return std::uint64_t{source} << 32U | destination;
  }
  SetNumber set_of(PairNumber pair, Side side) const {
    return static_cast<SetNumber>(side == Side::Source ? keys_[pair] >> 32U : keys_[pair]);
  }
  static std::uint64_t hash_of(std::uint64_t key) { return key * 0x9E3779B97F4A7C15ULL; }
  std::size_t slot_of(std::uint64_t key) const { return static_cast<std::size_t>(hash_of(key) >> slot_shift_); }

  // A bit that is set for each pair, and for few others.
  static constexpr unsigned kBitsOfSlot = 2;  // as a power of two
  static constexpr unsigned kBitsOfWord = 6;
  struct Bit {
    std::size_t word = 0;
    std::uint64_t mask = 0;
  };
  Bit bit_of(std::uint64_t key) const {
    const std::uint64_t bit = hash_of(key) >> (slot_shift_ - kBitsOfSlot);
    return {static_cast<std::size_t>(bit >> kBitsOfWord), std::uint64_t{1} << (bit & 63U)};
  }

  // The partners of a source that has many, as bits: which destinations, and how many of them before each word. A look
  // at it stays in one kilobyte where the slots of all pairs are spread over megabytes.
  struct ChartWord {
    std::uint64_t bits = 0;
    std::uint32_t before = 0;
  };
  static constexpr std::size_t kSetsOfPartner = 64;  // a chart is drawn where it takes no more sets for each partner
  std::vector<std::uint32_t> chart_of_;  // by source set; kNone where there is none
  std::vector<PairNumber> first_pair_;   // of each chart's source
  std::vector<ChartWord> charts_;        // one after the other, all of one length
  std::size_t chart_length_ = 0;

  std::vector<std::uint64_t> keys_;         // by pair, ascending
  // Where a pair's rules stand, and what tells that none of them is wanted without a look there.
  struct Outline {
    std::uint32_t first_entry = 0;
    RuleNumber first_rule = 0;
    RuleNumber last_rule = 0;
    Rect services;  // the least around those of all its rules
  };
  std::vector<Outline> outlines_;  // by pair, and the end
  std::vector<Entry> entries_;
  std::vector<PairNumber> crowded_;  // ascending
  std::vector<Crowd> crowds_;        // of these
  std::array<OneSide, 2> sides_;
  std::vector<Rect> services_of_source_;
  std::vector<PairNumber> slots_;  // open addressing, at most half full
  std::vector<std::uint64_t> bits_;  // most that is looked up is not there, and these stay in the cache
  unsigned slot_shift_ = 63;
};

template <class Use>
bool PairIndex::for_each_pair(SetNumber source, std::span<const SetNumber> destinations, Use use) const {
  constexpr unsigned kBits = 64;
  const std::uint32_t chart = chart_of_[source];
  if (chart == kNone) {
    return std::all_of(destinations.begin(), destinations.end(), [&](SetNumber destination) {
      const PairNumber pair = find(source, destination);
      return pair == kNone || use(pair);
    });
  }
  const ChartWord* const words = charts_.data() + chart * chart_length_;
  return std::all_of(destinations.begin(), destinations.end(), [&](SetNumber destination) {
    const ChartWord& word = words[destination / kBits];
    const std::uint64_t bit = std::uint64_t{1} << (destination % kBits);
    if ((word.bits & bit) == 0) return true;
    return use(first_pair_[chart] + word.before + static_cast<std::uint32_t>(std::popcount(word.bits & (bit - 1))));
  });
}

template <class Use>
bool PairIndex::for_each_rule(PairNumber pair, RuleNumber begin, RuleNumber end, const Rect& services, Use use) const {
  const Outline& outline = outlines_[pair];
  const bool some = outline.first_rule < end && outline.last_rule >= begin && overlaps(outline.services, services);
  if (!some) return true;

  const auto all = rules(pair);
  if (crowded(pair)) {
    return crowd(pair).for_each(services, among(pair, begin, end), [&](std::uint32_t index) {
      return !overlaps(all[index].bounds, services) || use(all[index]);
    });
  }
  for (const Entry& entry : rules_from(pair, begin)) {
    if (entry.rule >= end) break;
    if (overlaps(entry.bounds, services) && !use(entry)) return false;
  }
  return true;
}

template <class Accept>
RuleNumber PairIndex::first_around(PairNumber pair, RuleNumber begin, RuleNumber end, const Rect& services,
                                   Accept accept) const {
  if (!contains(outlines_[pair].services, services)) return kNone;
  const auto all = rules(pair);
  const Crowd::Among wanted = among(pair, begin, end);
  const std::uint32_t found = crowd(pair).first_around(services, wanted, [&](std::uint32_t index) {
    return contains(all[index].bounds, services) && accept(all[index]);
  });
  return found == wanted.end ? kNone : all[found].rule;
}

inline PairNumber PairIndex::find(SetNumber source, SetNumber destination) const {
  const std::uint64_t wanted = key(source, destination);
  const Bit bit = bit_of(wanted);
  if ((bits_[bit.word] & bit.mask) == 0) return kNone;
  for (std::size_t slot = slot_of(wanted);; slot = (slot + 1) & (slots_.size() - 1)) {
    const PairNumber pair = slots_[slot];
    if (pair == kNone || keys_[pair] == wanted) return pair;
  }
}

}  // namespace sgc::space
