// One side of a rule: the addresses it means, and the words it was said with, so that a target that knows a
// group or a point by name can refer to it instead of listing addresses.
#pragma once

#include <vector>

#include "compiler/ir/ids.h"
#include "compiler/support/span.h"

namespace sgc::ir {

struct WhoItem {
  enum class Kind : std::uint8_t {
    Addresses,   // literal addresses; all neighbours of a list in one item
    Any,         // any
    AnyV4,       // any4
    AnyV6,       // any6
    Group,       // a group of the policy or the prelude
    Feed,        // file "…"
    Point,       // a security group, load balancer, instance or acl; `self` where `self` was written
    Network,
    PrefixList,
  };

  Kind kind = Kind::Addresses;
  bool self = false;      // written as `self`
  GroupId group;          // exactly one of these is known, by kind
  FeedId feed;
  PointId point;
  NetworkId network;
  PrefixListId prefix_list;
  AddressSetId addresses;  // what the item stands for, alone

  bool operator==(const WhoItem&) const = default;
};

// items without except. `addresses` is the union of the items less the union of the exceptions, and is what the
// rule means; the items are how it was said. A side that was left out has one item, Any, and `written` false.
struct Who {
  std::vector<WhoItem> items;
  std::vector<WhoItem> except;
  AddressSetId addresses;
  bool written = true;

  bool operator==(const Who&) const = default;
  std::size_t hash() const;

  // The only item, where there is one and no exception: the case in which a target may use its name.
  const WhoItem* sole() const { return items.size() == 1 && except.empty() ? &items.front() : nullptr; }
};

}  // namespace sgc::ir
