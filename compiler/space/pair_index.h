// Finds rules by their pair of address sets: which rules have just this source set and this destination set, and
// which partners a set has on the other side.
#pragma once

#include <array>
#include <bit>

#include "compiler/ir/rule.h"
#include "compiler/space/laminar.h"

namespace sgc::space {

enum class Side : std::uint8_t { Source, Destination };
constexpr Side other(Side side) { return side == Side::Source ? Side::Destination : Side::Source; }

using Verdicts = std::uint8_t;  // a set of verdicts
constexpr Verdicts only(ir::Verdict verdict) { return static_cast<Verdicts>(1U << static_cast<unsigned>(verdict)); }
constexpr Verdicts kAllow = only(ir::Verdict::Allow);
constexpr Verdicts kDeny = only(ir::Verdict::Deny) | only(ir::Verdict::Reject);
constexpr Verdicts kAnyVerdict = kAllow | kDeny;
constexpr bool has(Verdicts verdicts, ir::Verdict verdict) { return (verdicts & only(verdict)) != 0; }

// What the index is built of: one rule as one universe sees it. `source` is kNone for a rule that has no packets there.
struct PlacedRule {
  SetNumber source = kNone;
  SetNumber destination = kNone;
  ServiceNumber service = kNone;
};

class PairIndex {
 public:
  struct Entry {
    RuleNumber rule = 0;
    ServiceNumber service = 0;
  };

  PairIndex() = default;
  PairIndex(std::span<const PlacedRule> rules, std::span<const ir::Verdict> verdicts, const Laminar& sources,
            const Laminar& destinations);

  // kNone if no rule has these sets.
  PairNumber find(SetNumber source, SetNumber destination) const;

  // The pairs of a set; `partner` is the set on the other side.
  struct Partner {
    SetNumber set = 0;
    PairNumber pair = 0;
  };
  std::span<const Partner> partners(Side side, SetNumber set) const;

  // A set with many partners keeps their nodes sorted, so that those below a node of the other side are found fast.
  static constexpr std::uint32_t kManyPartners = 24;
  bool busy(Side side, SetNumber set) const { return partners(side, set).size() > kManyPartners; }
  struct Placed {
    Node node = 0;  // of the other side
    PairNumber pair = 0;
  };
  // Those with first <= node <= last, ascending. Before: busy(side, set).
  std::span<const Placed> placed(Side side, SetNumber set, Node first, Node last) const;

  std::span<const Entry> rules(PairNumber pair) const {
    return {entries_.data() + first_entry_[pair], entries_.data() + first_entry_[pair + 1]};
  }
  Verdicts verdicts(PairNumber pair) const { return verdicts_[pair]; }
  std::uint32_t pairs() const { return static_cast<std::uint32_t>(verdicts_.size()); }

 private:
  struct OneSide {
    std::vector<std::uint32_t> first_partner;  // by set, and the end
    std::vector<Partner> partners;
    std::vector<std::uint32_t> first_placed;  // by set, and the end; nothing for sets that are not busy
    std::vector<Placed> placed;
  };

  void number_pairs(std::span<const PlacedRule> rules, std::span<const ir::Verdict> verdicts, SetNumber sources,
                    SetNumber destinations);
  void fill_slots(std::span<const PlacedRule> rules);
  void place(Side side, const Laminar& across);

  const OneSide& on(Side side) const { return sides_[static_cast<std::size_t>(side)]; }
  OneSide& on(Side side) { return sides_[static_cast<std::size_t>(side)]; }

  static std::uint64_t key(SetNumber source, SetNumber destination) {
    return std::uint64_t{source} << 32U | destination;
  }
  std::size_t slot_of(std::uint64_t key) const {
    return static_cast<std::size_t>((key * 0x9E3779B97F4A7C15ULL) >> slot_shift_);
  }

  std::array<OneSide, 2> sides_;
  std::vector<std::uint64_t> keys_;         // by pair
  std::vector<std::uint32_t> first_entry_;  // by pair, and the end
  std::vector<Entry> entries_;              // rules ascend in each pair
  std::vector<Verdicts> verdicts_;          // by pair
  std::vector<PairNumber> slots_;           // open addressing, at most half full
  unsigned slot_shift_ = 63;
};

inline PairNumber PairIndex::find(SetNumber source, SetNumber destination) const {
  const std::uint64_t wanted = key(source, destination);
  for (std::size_t slot = slot_of(wanted);; slot = (slot + 1) & (slots_.size() - 1)) {
    const PairNumber pair = slots_[slot];
    if (pair == kNone || keys_[pair] == wanted) return pair;
  }
}

inline std::span<const PairIndex::Partner> PairIndex::partners(Side side, SetNumber set) const {
  const OneSide& one = on(side);
  return {one.partners.data() + one.first_partner[set], one.partners.data() + one.first_partner[set + 1]};
}

}  // namespace sgc::space
