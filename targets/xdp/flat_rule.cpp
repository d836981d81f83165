#include "targets/xdp/flat_rule.h"

#include <algorithm>
#include <unordered_map>

#include "compiler/net/hash.h"

namespace sgc::targets::xdp {
namespace {

template <class Number>
constexpr Family kFamilyOf = sizeof(Number) == sizeof(std::uint32_t) ? Family::V4 : Family::V6;

// Numbers the sets of one side. Two sets of the policy that differ in the other family alone are one set here.
template <class Number>
class Numbering {
 public:
  Numbering(const ir::Policy& policy, SideSets<Number>& side) : policy_(policy), side_(side) {}

  SetIndex number_of(ir::AddressSetId id) {
    const auto [known, fresh] = by_id_.try_emplace(id, kAnySet);
    if (fresh && !policy_.addresses(id).is_any(kFamilyOf<Number>)) {
      known->second = number_of_content(ranges_of<Number>(policy_.addresses(id)));
    }
    return known->second;
  }

 private:
  using Ranges = std::span<const ClosedRange<Number>>;

  static std::size_t hash_of(Ranges ranges) {
    std::size_t hash = ranges.size();
    for (const auto& range : ranges) {
      hash = mix_hash(hash, static_cast<std::uint64_t>(range.first));
      hash = mix_hash(hash, static_cast<std::uint64_t>(range.last));
    }
    return hash;
  }

  SetIndex number_of_content(Ranges ranges) {
    std::vector<SetIndex>& alike = by_content_[hash_of(ranges)];
    for (const SetIndex set : alike) {
      if (std::ranges::equal(side_.sets[set], ranges)) return set;
    }
    alike.push_back(static_cast<SetIndex>(side_.sets.size()));
    side_.sets.push_back(ranges);
    return alike.back();
  }

  const ir::Policy& policy_;
  SideSets<Number>& side_;
  std::unordered_map<ir::AddressSetId, SetIndex> by_id_;
  std::unordered_map<std::size_t, std::vector<SetIndex>> by_content_;
};

template <class Number>
FlatList<Number> flatten(const ir::Policy& policy, const ir::RuleList& list) {
  constexpr Family kFamily = kFamilyOf<Number>;
  FlatList<Number> flat;
  Numbering<Number> sources(policy, flat.sources);
  Numbering<Number> destinations(policy, flat.destinations);

  for (std::uint32_t i = 0; i < list.rules.size(); ++i) {
    const ir::Rule& rule = list.rules[i];
    const ir::AddressSetId source = policy.whos[rule.source].addresses;
    const ir::AddressSetId destination = policy.whos[rule.destination].addresses;
    if (policy.addresses(source).empty(kFamily) || policy.addresses(destination).empty(kFamily) ||
        policy.service_set(rule.service).empty(kFamily)) {
      continue;
    }
    flat.rules.push_back({sources.number_of(source), destinations.number_of(destination), rule.service,
                          rule.before_established, leaf_of(i, rule.verdict == ir::Verdict::Allow)});
    flat.cuts_established = flat.cuts_established || rule.before_established;
  }
  return flat;
}

}  // namespace

FlatList<std::uint32_t> flatten_v4(const ir::Policy& policy, const ir::RuleList& list) {
  return flatten<std::uint32_t>(policy, list);
}

FlatList<u128> flatten_v6(const ir::Policy& policy, const ir::RuleList& list) {
  return flatten<u128>(policy, list);
}

}  // namespace sgc::targets::xdp
