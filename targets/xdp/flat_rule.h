// The rules of one list in one family, as the decision structures take them: sides as indices into the sets that
// stand on that side, so that equal sets are one set.
#pragma once

#include <cstdint>
#include <vector>

#include "compiler/ir/ids.h"
#include "compiler/ir/policy.h"
#include "targets/xdp/field.h"
#include "targets/xdp/partition.h"

namespace sgc::targets::xdp {

constexpr SetIndex kAnySet = UINT32_MAX;

struct FlatRule {
  SetIndex source = kAnySet;
  SetIndex destination = kAnySet;
  ir::ServiceSetId service;
  bool before_established = false;
  Word leaf = kNoRule;
};

// The distinct sets of one side. kAnySet stands for all addresses and is none of them.
template <class Number>
struct SideSets {
  std::vector<std::span<const ClosedRange<Number>>> sets;
};

template <class Number>
struct FlatList {
  std::vector<FlatRule> rules;  // in order; those that match nothing in this family are left out
  SideSets<Number> sources;
  SideSets<Number> destinations;
  bool cuts_established = false;  // some rule stands before established traffic
};

// Before: `list` has at most kMostRules rules. The spans point into `policy`.
FlatList<std::uint32_t> flatten_v4(const ir::Policy& policy, const ir::RuleList& list);
FlatList<u128> flatten_v6(const ir::Policy& policy, const ir::RuleList& list);

}  // namespace sgc::targets::xdp
