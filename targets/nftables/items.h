// The rules of a list for one family, cut into items: an item is what one rule line, or one family of map elements,
// can say.
#pragma once

#include <span>
#include <vector>

#include "targets/nftables/table_builder.h"

namespace sgc::nftables {

struct Item {
  Index rule = kNoIndex;    // in the list
  ir::WhoId source;         // unknown: not tested, or tested already
  ir::WhoId destination;
  Index part = kNoIndex;    // in Services
  Index effect = kNoIndex;  // in Model::effects
};

// The items of one rule. A side that is all of the family is not tested.
void append_items(TableBuilder& table, const ir::Rule& rule, Index index, Index effect, Family family,
                  std::vector<Item>& items);

// Appends the line, or lines, that say the item.
void add_item(TableBuilder& table, Statements& to, const Item& item, Family family);

constexpr Line::Scope scope_of(Family family) { return family == Family::V4 ? Line::Scope::V4 : Line::Scope::V6; }

}  // namespace sgc::nftables
