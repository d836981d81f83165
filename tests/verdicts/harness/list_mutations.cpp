#include "tests/verdicts/harness/list_mutations.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>

#include "compiler/ir/evaluate.h"
#include "tests/verdicts/harness/boundary_packets.h"
#include "tests/verdicts/harness/dice.h"
#include "tests/verdicts/harness/hand_made_list.h"

namespace sgc::verdicts {
namespace {

// One way to get a list wrong. Changes the list and says what it did, or does nothing and says nothing where it cannot.
using Change = std::string (*)(ir::Policy& policy, ir::RuleList& list, Dice& dice);

ir::Verdict flipped(ir::Verdict verdict) {
  return verdict == ir::Verdict::Allow ? ir::Verdict::Deny : ir::Verdict::Allow;
}

std::size_t any_rule(const ir::RuleList& list, Dice& dice) { return dice.below(list.rules.size()); }

std::string flip_verdict(ir::Policy&, ir::RuleList& list, Dice& dice) {
  const std::size_t at = any_rule(list, dice);
  list.rules[at].verdict = flipped(list.rules[at].verdict);
  return fmt::format("rule {}: the verdict is flipped", at + 1);
}

std::string flip_default(ir::Policy&, ir::RuleList& list, Dice&) {
  list.otherwise.verdict = flipped(list.otherwise.verdict);
  return "the default is flipped";
}

std::string drop_rule(ir::Policy&, ir::RuleList& list, Dice& dice) {
  const std::size_t at = any_rule(list, dice);
  list.rules.erase(list.rules.begin() + static_cast<std::ptrdiff_t>(at));
  return fmt::format("rule {} is gone", at + 1);
}

std::string move_rule(ir::Policy&, ir::RuleList& list, Dice& dice) {
  const std::size_t from = any_rule(list, dice);
  const std::size_t to = any_rule(list, dice);
  const ir::Rule moved = list.rules[from];
  list.rules.erase(list.rules.begin() + static_cast<std::ptrdiff_t>(from));
  list.rules.insert(list.rules.begin() + static_cast<std::ptrdiff_t>(to), moved);
  return from == to ? "" : fmt::format("rule {} is at place {}", from + 1, to + 1);
}

std::string exchange_sides(ir::Policy&, ir::RuleList& list, Dice& dice) {
  const std::size_t at = any_rule(list, dice);
  std::swap(list.rules[at].source, list.rules[at].destination);
  return fmt::format("rule {}: source and destination are exchanged", at + 1);
}

std::string forget_family(ir::Policy& policy, ir::RuleList& list, Dice& dice) {
  const std::size_t at = any_rule(list, dice);
  const Family kept = dice.one_in(2) ? Family::V4 : Family::V6;
  ir::Rule& rule = list.rules[at];
  rule.service = policy.sets.services.intern(policy.service_set(rule.service).restricted_to(kept));
  return fmt::format("rule {}: holds for IPv{} only", at + 1, kept == Family::V4 ? 4 : 6);
}

// One range of a set, and the set without it.
struct Taken {
  AddressRange range;
  AddressSet rest;
};

std::optional<Taken> take_a_range(const AddressSet& set, Dice& dice) {
  const std::size_t count = set.v4().size() + set.v6().size();
  if (count == 0) return std::nullopt;
  const std::size_t at = dice.below(count);
  const AddressRange range = at < set.v4().size()
                                 ? AddressRange{Family::V4, set.v4()[at].first, set.v4()[at].last}
                                 : AddressRange{Family::V6, set.v6()[at - set.v4().size()].first, set.v6()[at - set.v4().size()].last};
  return Taken{range, subtract(set, AddressSet::of(range))};
}

// Ways to get one range wrong. An empty answer means that the range is gone; one that is as before, that nothing
// could be done.
using RangeChange = std::optional<AddressRange> (*)(AddressRange range);

std::optional<AddressRange> begin_late(AddressRange range) {
  if (range.first == range.last) return std::nullopt;
  ++range.first;
  return range;
}

std::optional<AddressRange> begin_early(AddressRange range) {
  if (range.first > 0) --range.first;
  return range;
}

std::optional<AddressRange> end_early(AddressRange range) {
  if (range.first == range.last) return std::nullopt;
  --range.last;
  return range;
}

std::optional<AddressRange> end_late(AddressRange range) {
  if (range.last < last_address(range.family)) ++range.last;
  return range;
}

// A prefix one bit too long: the lower half alone.
std::optional<AddressRange> halve(AddressRange range) {
  range.last = range.first + (range.last - range.first) / 2;
  return range;
}

// A prefix one bit too short: as much again, on the side where a shorter prefix would reach.
std::optional<AddressRange> double_up(AddressRange range) {
  const u128 size = range.last - range.first + 1;
  if (size == 0 || size > last_address(range.family) / 2) return range;
  if ((range.first & size) != 0) {
    range.first -= std::min(size, range.first);
  } else {
    range.last += std::min(size, last_address(range.family) - range.last);
  }
  return range;
}

std::optional<AddressRange> drop_range(AddressRange) { return std::nullopt; }

struct NamedRangeChange {
  std::string_view words;
  RangeChange change;
};

constexpr NamedRangeChange kRangeChanges[] = {
    {"begins one address late", begin_late}, {"begins one address early", begin_early},
    {"ends one address early", end_early},   {"ends one address late", end_late},
    {"has a prefix one bit too long", halve}, {"has a prefix one bit too short", double_up},
    {"lacks an element", drop_range}};

std::string change_a_range(ir::Policy& policy, ir::RuleList& list, Dice& dice) {
  const std::size_t at = any_rule(list, dice);
  const bool source = dice.one_in(2);
  ir::WhoId& who = source ? list.rules[at].source : list.rules[at].destination;
  const auto taken = take_a_range(policy.addresses(who), dice);
  if (!taken) return "";

  const NamedRangeChange& chosen = dice.pick(std::span<const NamedRangeChange>(kRangeChanges));
  const auto changed = chosen.change(taken->range);
  const AddressSet put = changed ? AddressSet::of(*changed) : AddressSet();
  who = side(policy, unite(taken->rest, put));
  return fmt::format("rule {}: the {} {} at {}", at + 1, source ? "source" : "destination", chosen.words,
                     to_string(taken->range));
}

// One number of a range moved by one, outward or inward. Nothing where that leaves the numbers that there are.
std::optional<NumberRange> nudge(NumberRange range, std::uint16_t greatest, Dice& dice) {
  const bool first = dice.one_in(2);
  const int moved = (first ? range.first : range.last) + (dice.one_in(2) ? 1 : -1);
  if (moved < 0 || moved > greatest) return std::nullopt;
  (first ? range.first : range.last) = static_cast<std::uint16_t>(moved);
  if (range.first > range.last) return std::nullopt;
  return range;
}

std::optional<ServiceBox> change_box(ServiceBox box, Dice& dice) {
  const Detail detail = detail_of(box.family, box.first_protocol);
  if (detail == Detail::None) {
    if (dice.one_in(2) && box.first_protocol > 0) {
      --box.first_protocol;
    } else if (box.last_protocol < protocol::kLast) {
      ++box.last_protocol;
    }
    return box;
  }
  if (detail == Detail::Ports && dice.one_in(4)) {
    box.first_protocol = box.last_protocol = box.first_protocol == protocol::kTcp ? protocol::kUdp : protocol::kTcp;
    return box;
  }
  NumberRange& numbers = dice.one_in(2) ? box.a : box.b;
  const auto nudged = nudge(numbers, full_range(detail).last, dice);
  if (!nudged) return std::nullopt;
  numbers = *nudged;
  return box;
}

std::string change_a_service(ir::Policy& policy, ir::RuleList& list, Dice& dice) {
  const std::size_t at = any_rule(list, dice);
  const ServiceSet& service = policy.service_set(list.rules[at].service);
  if (service.empty()) return "";

  std::vector<ServiceBox> boxes(service.boxes().begin(), service.boxes().end());
  const std::size_t which = dice.below(boxes.size());
  const auto changed = change_box(boxes[which], dice);
  if (!changed) return "";

  const std::string words = fmt::format("rule {}: {} became {}", at + 1, to_string(boxes[which]), to_string(*changed));
  boxes[which] = *changed;
  list.rules[at].service = policy.sets.services.intern(ServiceSet::from_boxes(boxes));
  return words;
}

constexpr Change kChanges[] = {flip_verdict, flip_default,   drop_rule,      move_rule,
                               exchange_sides, forget_family, change_a_range, change_a_service};

}  // namespace

std::optional<ir::Packet> tell_apart(const ir::Policy& policy, const ir::RuleList& one, const ir::RuleList& other,
                                     const std::vector<ir::Packet>& packets) {
  const auto found = std::find_if(packets.begin(), packets.end(), [&](const ir::Packet& packet) {
    return ir::evaluate(policy, one, packet).verdict != ir::evaluate(policy, other, packet).verdict;
  });
  return found == packets.end() ? std::nullopt : std::optional(*found);
}

std::vector<ListMutation> mutate(ir::Policy& policy, const ir::RuleList& list, std::uint64_t seed, std::size_t most) {
  constexpr std::size_t kPatience = 20;
  if (list.rules.empty()) return {};
  Dice dice(seed);
  std::vector<ListMutation> mutations;
  for (std::size_t tried = 0; tried < most * kPatience && mutations.size() < most; ++tried) {
    ir::RuleList changed = list;
    const std::string what = kChanges[tried % std::size(kChanges)](policy, changed, dice);
    const bool known = std::any_of(mutations.begin(), mutations.end(), [&](const auto& m) { return m.what == what; });
    if (what.empty() || known) continue;

    // The edges of the wrong list, not of the right one, find where they differ: the packets that are to catch the
    // mutation have no part in choosing it.
    const auto witness = tell_apart(policy, list, changed, boundary_packets(policy, changed, {2'000, seed}));
    if (witness) mutations.push_back({what, std::move(changed), *witness});
  }
  return mutations;
}

}  // namespace sgc::verdicts
