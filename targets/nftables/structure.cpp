#include "targets/nftables/structure.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <tuple>

#include "targets/nftables/address_cut.h"
#include "targets/nftables/block_plan.h"
#include "targets/nftables/names.h"
#include "targets/nftables/quote.h"
#include "targets/nftables/rule_maps.h"

namespace sgc::nftables {
namespace {

constexpr std::size_t kMostClassNameBytes = 160;  // what is built inside still adds to it
constexpr std::size_t kMostSidesNamed = 4;

// Lines that a packet that nothing takes has to pass, look-ups counted as lines.
std::size_t cost_of(const std::vector<Block>& blocks, std::size_t look_up_in_lines) {
  std::size_t cost = 0;
  for (const Block& block : blocks) cost += block.kind == Block::Kind::Lines ? block.items.size() : look_up_in_lines;
  return cost;
}

// What items take, by the sides that they name and their services.
class Regions {
 public:
  // False where an item that was added takes all of it, as far as names tell.
  bool add(const Item& item) {
    for (const ir::WhoId source : {ir::WhoId{}, item.source}) {
      for (const ir::WhoId destination : {ir::WhoId{}, item.destination}) {
        if (taken_.contains({source, destination, item.part})) return false;
      }
    }
    taken_.insert({item.source, item.destination, item.part});
    return true;
  }

 private:
  std::set<std::tuple<ir::WhoId, ir::WhoId, Index>> taken_;
};

class Structure {
 public:
  Structure(TableBuilder& table, const StructurePlace& place, std::vector<Item> items)
      : table_(table), place_(place), items_(std::move(items)), space_(table, place.family, items_) {}

  Statements run() {
    const BlockPlan plan = better_plan();
    if (cost(plan) >= items_.size()) {
      for (const Item& item : items_) add_item(table_, statements_, item, place_.family);
      return std::move(statements_);
    }
    add_exceptions(plan.exceptions);
    for (const Block& block : plan.blocks) add_block(block);
    return std::move(statements_);
  }

 private:
  std::size_t cost(const BlockPlan& plan) const { return cost_of(plan.blocks, table_.limits().look_up_in_lines); }

  // Where maps leave most of the list to lines, what can be had without them.
  BlockPlan better_plan() const {
    BlockPlan plan = plan_blocks(space_, table_, place_.family, Maps::Allowed);
    if (cost(plan) <= items_.size() / 2) return plan;
    BlockPlan cuts = plan_blocks(space_, table_, place_.family, Maps::None);
    return cost(cuts) < cost(plan) ? cuts : plan;
  }

  // Each item that has exceptions gets a chain that asks them first and does then what the item does.
  void add_exceptions(const std::map<Index, std::vector<Index>>& exceptions) {
    const std::vector<Item> plain = items_;
    for (const auto& [item, earlier] : exceptions) {
      Statements lines;
      for (const Index other : earlier) add_item(table_, lines, plain[other], place_.family);
      table_.add_line(lines, {}, table_.services().everything(), plain[item].effect);
      items_[item].effect = table_.add_exceptions(place_.name + ".exceptions", place_.direction, scope_of(place_.family),
                                                  std::move(lines), plain[item].effect);
    }
  }

  void add_block(const Block& block) {
    switch (block.kind) {
      case Block::Kind::Lines:
        for (const Index item : block.items) add_item(table_, statements_, items_[item], place_.family);
        return;
      case Block::Kind::Map: return add_rule_maps(table_, place_, space_, block.key, block.items, statements_);
      case Block::Kind::BySource: return add_cut(block.items, true);
      case Block::Kind::ByDestination: return add_cut(block.items, false);
    }
  }

  void add_cut(const std::vector<Index>& chosen, bool by_source) {
    const auto cut = cut_addresses(space_, table_.policy(), place_.family, by_source, chosen, SIZE_MAX);
    ChainMap map;
    map.name = table_.map_name(place_.name + (by_source ? ".sources" : ".destinations"));
    map.family = place_.family;
    map.by_source = by_source;
    for (const AddressClass& address_class : cut->classes) {
      const Index chain = add_class(*cut, address_class);
      for (const RangeV6& range : address_class.ranges) map.elements.push_back({range.first, range.last, chain});
    }
    std::sort(map.elements.begin(), map.elements.end(),
              [](const ChainMap::Element& a, const ChainMap::Element& b) { return a.first < b.first; });
    table_.model().chain_maps.push_back(std::move(map));
    statements_.emplace_back(ChainMapUse{static_cast<Index>(table_.model().chain_maps.size() - 1)});
  }

  // The chain that holds what is left of the items for addresses of this class.
  Index add_class(const AddressCut& cut, const AddressClass& address_class) {
    const std::vector<Index> chosen = items_of(cut, address_class);
    const std::string name = class_name(cut, address_class);
    Statements left = build_structure(table_, {place_.direction, place_.family, name}, what_is_left(chosen, cut.by_source));
    const Index chain = table_.add_chain(name, place_.direction, scope_of(place_.family), std::move(left));
    table_.model().chains[chain].about = about(cut, address_class);
    return chain;
  }

  // The items without the side that the cut has tested, up to the first that takes whatever comes to it. What an
  // earlier one of them takes all of is left out: a host that every rule names would else have every rule in its chain.
  std::vector<Item> what_is_left(const std::vector<Index>& chosen, bool by_source) const {
    std::vector<Item> left;
    Regions taken;
    for (const Index index : chosen) {
      Item item = items_[index];
      (by_source ? item.source : item.destination) = {};
      if (!taken.add(item)) continue;
      left.push_back(item);
      const bool every_service = table_.services().part(item.part).kind == ServicePart::Kind::All;
      if (every_service && !item.source.known() && !item.destination.known()) break;
    }
    return left;
  }

  std::string side_name(const AddressCut& cut, Index side) const {
    const Item& item = items_[cut.items_of[side].front()];
    return name_of(table_.policy(), table_.policy().whos[cut.by_source ? item.source : item.destination], cut.by_source);
  }

  // After the one side that the class lies in; of several sides, a number.
  std::string class_name(const AddressCut& cut, const AddressClass& address_class) {
    const std::string_view word = cut.by_source ? "from" : "to";
    const bool one_side = address_class.sides.size() == 1;
    std::string name = fmt::format("{}.{}.{}", place_.name, word,
                                   one_side ? side_name(cut, address_class.sides[0]) : std::to_string(++classes_));
    if (name.size() > kMostClassNameBytes) name = fmt::format("{}.{}.{}", to_string(place_.direction), word, ++classes_);
    return name;
  }

  std::string about(const AddressCut& cut, const AddressClass& address_class) const {
    std::string text = cut.by_source ? "what is left for sources in " : "what is left for destinations in ";
    const std::size_t shown = std::min(address_class.sides.size(), kMostSidesNamed);
    for (std::size_t i = 0; i < shown; ++i) {
      if (i != 0) text += " and ";
      text += side_name(cut, address_class.sides[i]);
    }
    if (shown < address_class.sides.size()) text += fmt::format(" and {} more", address_class.sides.size() - shown);
    return quote(text, Place::Remark).text;
  }

  TableBuilder& table_;
  const StructurePlace& place_;
  std::vector<Item> items_;
  ItemSpace space_;
  Statements statements_;
  std::size_t classes_ = 0;
};

}  // namespace

Statements build_structure(TableBuilder& table, const StructurePlace& place, std::vector<Item> items) {
  // What is said twice cannot be in one map, and would be a line that no packet is left for.
  Regions taken;
  std::erase_if(items, [&](const Item& item) { return !taken.add(item); });
  if (items.size() > table.limits().left_items) return Structure(table, place, std::move(items)).run();

  Statements lines;
  for (const Item& item : items) add_item(table, lines, item, place.family);
  return lines;
}

}  // namespace sgc::nftables
