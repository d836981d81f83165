#include "targets/xdp/meant_rules.h"

#include <fmt/format.h>

#include <algorithm>

#include "targets/host/unreadable.h"
#include "targets/xdp/side.h"

namespace sgc::targets::xdp {
namespace {

// Ranges to the end of what there can be go to the end of the field: no packet tells the difference.
std::vector<ValueRange> meant_numbers(NumberRange numbers, Detail detail) {
  const NumberRange full = full_range(detail);
  if (numbers == full) return {};
  return {{numbers.first, numbers.last == full.last ? kLastFieldValue : numbers.last}};
}

std::vector<ValueRange> class_test(const MeantSide& side) {
  std::vector<ValueRange> ranges;
  for (const std::uint32_t number : side.classes) {
    if (!ranges.empty() && ranges.back().last + 1 == number) {
      ranges.back().last = number;
    } else {
      ranges.push_back({number, number});
    }
  }
  return ranges;
}

std::size_t ranges_in(const AddressSet& set, Family family) { return family == Family::V4 ? set.v4().size() : set.v6().size(); }

}  // namespace

MeantRules::MeantRules(const ir::Policy& policy, const ir::RuleList& list, const Tables& tables, const Maps& maps, Family family)
    : policy_(policy), protocols_(tables.protocols), cuts_established_(tables.of(family).cuts_established), maps_(maps), family_(family) {
  for (std::uint32_t i = 0; i < list.rules.size(); ++i) {
    const ir::Rule& rule = list.rules[i];
    const ServiceSet& service = policy.service_set(rule.service);
    if (policy.addresses(rule.source).empty(family) || policy.addresses(rule.destination).empty(family) || service.empty(family)) continue;
    if (rule.before_established && !cuts_established_) {
      throw host::Unreadable(0, "a rule that stands before established traffic is not asked about it");
    }
    rules_.push_back({i, leaf_of(i, rule.verdict == ir::Verdict::Allow), &service, rule.before_established,
                      side_of(sources_, policy.whos[rule.source].addresses, true, i),
                      side_of(destinations_, policy.whos[rule.destination].addresses, false, i)});
  }
}

const MeantSide* MeantRules::side_of(Sides& sides, ir::AddressSetId id, bool source, std::size_t rule) {
  const auto [known, fresh] = sides.try_emplace(id);
  const AddressSet& set = policy_.addresses(id);
  if (!fresh || set.is_any(family_)) return &known->second;

  // Tables for very large sets first where this is one, else last: a set can be made of the classes of both.
  std::array<Field, 2> fields{source ? Field::Source : Field::Destination, source ? Field::SourceLarge : Field::DestinationLarge};
  if (ranges_in(set, family_) >= kLargeSet) std::swap(fields[0], fields[1]);
  for (const Field field : fields) {
    const auto& map = maps_[static_cast<std::size_t>(field)];
    auto classes = map ? map->values_in(set) : std::nullopt;
    if (!classes) continue;
    known->second = {false, field, std::move(*classes)};
    return &known->second;
  }
  throw host::Unreadable(0, fmt::format("the {} addresses of rule {} are not told from others", source ? "source" : "destination", rule));
}

const MeantRule* MeantRules::find(Word leaf) const {
  if (!is_leaf(leaf) || leaf == kNoRule) return nullptr;
  const auto at = std::lower_bound(rules_.begin(), rules_.end(), rule_of(leaf), [](const MeantRule& rule, std::uint32_t index) { return rule.index < index; });
  return at != rules_.end() && at->leaf == leaf ? &*at : nullptr;
}

void MeantRules::append_boxes(std::vector<ProofBox>& boxes, const MeantRule& rule, bool source, bool destination) const {
  ProofBox sides{{}, rule.leaf};
  const auto test = [&](const MeantSide& side) {
    if (!side.any) sides.ranges[static_cast<std::size_t>(side.field)] = class_test(side);
  };
  if (source) test(*rule.source);
  if (destination) test(*rule.destination);

  const auto add = [&](ValueRange protocols, std::vector<ValueRange> first, std::vector<ValueRange> second) {
    ProofBox box = sides;
    auto& tested = box.ranges[static_cast<std::size_t>(Field::Protocol)];
    tested = classes_of(protocols, rule);
    if (rule.before_established) {
      const auto more = classes_of({protocols.first + kEstablishedProtocol, protocols.last + kEstablishedProtocol}, rule);
      tested.insert(tested.end(), more.begin(), more.end());
    }
    box.ranges[static_cast<std::size_t>(Field::First)] = std::move(first);
    box.ranges[static_cast<std::size_t>(Field::Second)] = std::move(second);
    boxes.push_back(std::move(box));
  };
  if (rule.service->restricted_to(family_) == ServiceSet::all(family_)) {
    add({0, protocol::kLast}, {}, {});
    if (!cuts_established_ || rule.before_established) boxes.back().ranges[static_cast<std::size_t>(Field::Protocol)].clear();
    return;
  }
  for (const ServiceBox& box : rule.service->boxes()) {
    if (box.family != family_) continue;
    const Detail detail = detail_of(family_, box.first_protocol);
    add({box.first_protocol, box.last_protocol}, meant_numbers(box.a, detail), meant_numbers(box.b, detail));
  }
}

std::vector<ValueRange> MeantRules::classes_of(ValueRange protocols, const MeantRule& rule) const {
  auto classes = protocols_.classes_in(protocols);
  if (!classes) throw host::Unreadable(0, fmt::format("the protocols of rule {} are not told from others", rule.index));
  return std::move(*classes);
}

std::array<std::uint32_t, kFields> MeantRules::last_values() const {
  std::array<std::uint32_t, kFields> last{};
  for (std::size_t field = 0; field < kAddressFields; ++field) last[field] = maps_[field] ? maps_[field]->values().back() : 0;
  last[static_cast<std::size_t>(Field::Protocol)] = protocols_.last(cuts_established_);
  last[static_cast<std::size_t>(Field::First)] = kLastFieldValue;
  last[static_cast<std::size_t>(Field::Second)] = kLastFieldValue;
  return last;
}

std::optional<ProofPacket> MeantRules::packet_with(const ValueBox& box, std::optional<u128> source, std::uint32_t least_protocol) const {
  if (!source) source = address_with(maps_, family_, static_cast<std::size_t>(Field::SourceLarge), box);
  const std::optional<u128> destination = address_with(maps_, family_, static_cast<std::size_t>(Field::DestinationLarge), box);
  if (!source || !destination) return std::nullopt;

  const ValueRange classes = box[static_cast<std::size_t>(Field::Protocol)];
  const ValueRange first = box[static_cast<std::size_t>(Field::First)];
  const ValueRange second = box[static_cast<std::size_t>(Field::Second)];
  for (std::uint32_t value = least_protocol; value <= (cuts_established_ ? kLastProtocolValue : protocol::kLast); ++value) {
    if (protocols_.class_of(value) < classes.first || protocols_.class_of(value) > classes.last) continue;
    const auto number = static_cast<std::uint8_t>(value);
    const std::uint32_t last = full_range(detail_of(family_, number)).last;
    if (first.first > last || second.first > last || ServiceSet::of_protocol(number).empty(family_)) continue;
    return ProofPacket{{family_, number, *source, *destination, static_cast<std::uint16_t>(first.first), static_cast<std::uint16_t>(second.first)},
                       value >= kEstablishedProtocol};
  }
  return std::nullopt;
}

std::vector<u128> MeantRules::addresses_of(const MeantSide& side, bool source, std::size_t most) const {
  const std::size_t field = side.any ? static_cast<std::size_t>(source ? Field::Source : Field::Destination) : static_cast<std::size_t>(side.field);
  std::vector<u128> addresses;
  if (side.any) addresses.push_back(0);
  if (!maps_[field]) return addresses;
  for (const ClassInterval& interval : maps_[field]->intervals()) {
    if (addresses.size() >= most) break;
    if (side.any || std::binary_search(side.classes.begin(), side.classes.end(), interval.value)) addresses.push_back(interval.first);
  }
  return addresses;
}

}  // namespace sgc::targets::xdp
