// Lays the items of a long list out in blocks that are tried one after the other, so that every packet gets what the
// list gives it:
//   - inside a map no two items share a packet; inside the other kinds of block items keep the order of their rules;
//   - where an item stands in a block before one that holds an earlier rule with which it shares a packet and which
//     does something else, it has exceptions: all earlier items that share packets with it and stand behind it, up to
//     the last that does something else. A packet that it takes asks these first, in the order of their rules.
// So of all items that take a packet, the first that is met does what the first rule does: had the first rule's item
// been behind it and done something else, it would be among the exceptions, and the first of them that takes the packet.
#pragma once

#include <map>
#include <vector>

#include "targets/nftables/item_space.h"

namespace sgc::nftables {

struct Block {
  enum class Kind : std::uint8_t {
    Lines,          // tried one by one
    Map,            // one look-up of `key`
    BySource,       // the address chooses a chain that holds what is left
    ByDestination,
  };

  Kind kind = Kind::Lines;
  Key key;                   // of a Map
  std::vector<Index> items;  // into ItemSpace::items(), ascending
};

constexpr std::size_t kBlockKinds = 4;

struct BlockPlan {
  std::vector<Block> blocks;                       // in the order in which they are tried; every item is in exactly one
  std::map<Index, std::vector<Index>> exceptions;  // by item, ascending; only where there are some
};

// Rules that share packets cannot be in one map. Where nearly all do (one host is in each of them), maps are in the way.
enum class Maps : std::uint8_t { Allowed, None };

BlockPlan plan_blocks(const ItemSpace& space, const TableBuilder& table, Family family, Maps maps);

// The fields that a map of such items looks at. For Icmp parts there is none.
Key key_of(const Item& item, const ServicePart& part);

// How many elements of a map an item takes.
std::size_t element_count(const ItemSpace& space, const Item& item, const ServicePart& part);

}  // namespace sgc::nftables
