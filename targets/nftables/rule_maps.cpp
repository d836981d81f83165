#include "targets/nftables/rule_maps.h"

#include <fmt/format.h>

#include <algorithm>

#include "targets/nftables/address_cut.h"
#include "targets/nftables/block_plan.h"

namespace sgc::nftables {
namespace {

bool all_single(const Numbers& numbers) {
  return std::all_of(numbers.begin(), numbers.end(), [](NumberRange r) { return r.first == r.last; });
}

// Indices in Model::named_sides, where a map is in cells.
struct NamedSides {
  Index sources = kNoIndex;
  Index destinations = kNoIndex;
};

class MapMaker {
 public:
  MapMaker(TableBuilder& table, const StructurePlace& place, const ItemSpace& space, const Key& key, const NamedSides& named, Statements& to)
      : table_(table), place_(place), space_(space), key_(key), named_(named), to_(to) {}

  void run(std::span<const Index> chosen) {
    std::vector<Index> exact;
    std::vector<Index> wide;
    for (const Index item : chosen) (!key_.in_cells && is_exact(space_.items()[item]) ? exact : wide).push_back(item);
    if (exact.size() < table_.limits().least_hash_table && !wide.empty()) {
      exact.clear();
      wide.assign(chosen.begin(), chosen.end());
    }

    if (!exact.empty()) add_map(exact, false, "hosts", to_);
    if (wide.empty()) return;
    if ((key_.source || key_.destination) && !key_.in_cells && wide.size() <= table_.limits().items_in_lines) {
      if (add_in_lines(wide)) return;
    }
    if (wide.size() > table_.limits().interval_map && (key_.source || key_.destination)) {
      add_in_parts(wide);
    } else {
      add_map(wide, true, "rules", to_);
    }
  }

 private:
  bool is_exact(const Item& item) const {
    const ServicePart& part = table_.services().part(item.part);
    return single_addresses(item.source) && single_addresses(item.destination) && all_single(part.protocols) &&
           all_single(part.a) && all_single(part.b);
  }

  bool single_addresses(ir::WhoId who) const {
    if (!who.known()) return true;
    const AddressSet& set = table_.policy().addresses(who);
    const auto single = [](const auto& range) { return range.first == range.last; };
    return place_.family == Family::V4 ? std::all_of(set.v4().begin(), set.v4().end(), single)
                                       : std::all_of(set.v6().begin(), set.v6().end(), single);
  }

  void add_map(std::span<const Index> items, bool intervals, std::string_view word, Statements& to) {
    RuleMap map;
    map.name = table_.map_name(fmt::format("{}.{}", place_.name, word));
    map.direction = place_.direction;
    map.family = place_.family;
    map.key = key_;
    map.intervals = intervals;
    map.named_sources = named_.sources;
    map.named_destinations = named_.destinations;
    for (const Index index : items) map.elements.push_back(element(space_.items()[index]));
    table_.model().rule_maps.push_back(std::move(map));
    to.emplace_back(RuleMapUse{static_cast<Index>(table_.model().rule_maps.size() - 1)});
  }

  RuleMap::Element element(const Item& item) {
    const auto set_of = [this](ir::WhoId who) {
      return who.known() ? table_.policy().whos[who].addresses : ir::AddressSetId{};
    };
    const Effect& effect = table_.model().effects[item.effect];
    if (effect.log || effect.verdict == ir::Verdict::Reject) table_.effect_chain(item.effect);  // else the map says it
    return {set_of(item.source), set_of(item.destination), item.part, item.effect, item.rule};
  }

  // Cuts the wide items where one address range ends and another begins; what crosses a cut is asked for first.
  void add_in_parts(std::vector<Index> items) {
    const std::size_t dimension = better_dimension(items);
    std::sort(items.begin(), items.end(), [&](Index a, Index b) { return begin_of(a, dimension) < begin_of(b, dimension); });

    std::vector<Part> parts = cut(items, dimension, table_.limits().part_of_interval_map);
    std::vector<Index> crossing = fill(parts, items, dimension);
    if (parts.size() < 2 || crossing.size() > items.size() / 2) {
      std::sort(items.begin(), items.end());
      return add_map(items, true, "rules", to_);
    }
    if (!crossing.empty()) add_map(crossing, true, "rules", to_);
    add_parts(parts, dimension == 0, 0);
  }

  // The same in parts so small that their items are lines. False where items do not fall apart so far.
  bool add_in_lines(std::vector<Index> items) {
    const std::size_t most = table_.limits().part_of_lines;
    const std::size_t dimension = better_dimension(items);
    std::sort(items.begin(), items.end(), [&](Index a, Index b) { return begin_of(a, dimension) < begin_of(b, dimension); });

    std::vector<Part> parts = cut(items, dimension, most);
    const std::vector<Index> crossing = fill(parts, items, dimension);
    const auto large = [&](const Part& part) { return part.items.size() > 2 * most; };
    if (parts.size() < 2 || crossing.size() > most || std::any_of(parts.begin(), parts.end(), large)) return false;
    add_lines(crossing, to_);
    add_parts(parts, dimension == 0, 2 * most);
    return true;
  }

  void add_lines(std::span<const Index> items, Statements& to) {
    for (const Index item : items) add_item(table_, to, space_.items()[item], place_.family);
  }

  struct Part {
    u128 first = 0;
    u128 last = 0;
    std::vector<Index> items;
  };

  RangeV6 hull(Index item, std::size_t dimension) const {
    if (key_.in_cells) {
      const NamedSide& named = table_.model().named_sides[dimension == 0 ? named_.sources : named_.destinations];
      const std::vector<RangeV6>& cells = named.cells.of.at(table_.policy().whos[side(item, dimension)].addresses.index);
      return {cells.front().first, cells.back().last};
    }
    const AddressSet& set = table_.policy().addresses(side(item, dimension));
    if (place_.family == Family::V4) return {set.v4().front().first, set.v4().back().last};
    return {set.v6().front().first, set.v6().back().last};
  }
  u128 begin_of(Index item, std::size_t dimension) const { return hull(item, dimension).first; }

  ir::WhoId side(Index item, std::size_t dimension) const {
    return dimension == 0 ? space_.items()[item].source : space_.items()[item].destination;
  }

  // That in which the items begin at more different places.
  std::size_t better_dimension(const std::vector<Index>& items) const {
    if (!key_.destination) return 0;
    if (!key_.source) return 1;
    std::array<std::size_t, 2> places{};
    for (const std::size_t dimension : {std::size_t{0}, std::size_t{1}}) {
      std::vector<std::uint32_t> begins;
      for (const Index item : items) begins.push_back(space_.box(item)[dimension].first);
      std::sort(begins.begin(), begins.end());
      places[dimension] = static_cast<std::size_t>(std::unique(begins.begin(), begins.end()) - begins.begin());
    }
    return places[1] > places[0] ? 1 : 0;
  }

  // Parts of the addresses, each the beginning of about as many items. Before: items sorted by where they begin.
  std::vector<Part> cut(const std::vector<Index>& items, std::size_t dimension, std::size_t step) const {
    std::vector<Part> parts{{0, last_address(place_.family), {}}};
    for (std::size_t i = step; i < items.size(); i += step) {
      const u128 at = begin_of(items[i], dimension);
      if (at == parts.back().first) continue;
      parts.back().last = at - 1;
      parts.push_back({at, last_address(place_.family), {}});
    }
    return parts;
  }

  // Puts each item into its part; those that lie in more than one are left, in the order of their rules.
  std::vector<Index> fill(std::vector<Part>& parts, const std::vector<Index>& items, std::size_t dimension) const {
    std::vector<Index> crossing;
    for (const Index item : items) {
      if (!put(parts, item, dimension)) crossing.push_back(item);
    }
    std::sort(crossing.begin(), crossing.end());
    return crossing;
  }

  bool put(std::vector<Part>& parts, Index item, std::size_t dimension) const {
    const RangeV6 range = hull(item, dimension);
    const auto part = std::prev(std::upper_bound(parts.begin(), parts.end(), range.first,
                                                 [](u128 at, const Part& p) { return at < p.first; }));
    if (range.last > part->last) return false;
    part->items.push_back(item);
    return true;
  }

  // Parts of no more than `most_lines` items are lines.
  void add_parts(std::vector<Part>& parts, bool by_source, std::size_t most_lines) {
    ChainMap map;
    map.name = table_.map_name(place_.name + ".parts");
    map.family = place_.family;
    map.by_source = by_source;
    for (Part& part : parts) {
      if (part.items.empty()) continue;
      std::sort(part.items.begin(), part.items.end());
      Statements inside;
      if (part.items.size() <= most_lines) {
        add_lines(part.items, inside);
      } else {
        add_map(part.items, true, "rules", inside);
      }
      const Index chain = table_.add_chain(place_.name + ".part", place_.direction, scope_of(place_.family), std::move(inside));
      map.elements.push_back({part.first, part.last, chain});
    }
    table_.model().chain_maps.push_back(std::move(map));
    to_.emplace_back(ChainMapUse{static_cast<Index>(table_.model().chain_maps.size() - 1)});
  }

  TableBuilder& table_;
  const StructurePlace& place_;
  const ItemSpace& space_;
  Key key_;
  NamedSides named_;
  Statements& to_;
};

class CelledMapMaker {
 public:
  CelledMapMaker(TableBuilder& table, const StructurePlace& place, const ItemSpace& space)
      : table_(table), place_(place), space_(space), name_(place.name + ".named") {}

  void run(const Key& key, std::span<const Index> chosen, Statements& to) {
    const NamedSides named{add_side(chosen, true), add_side(chosen, false)};
    Statements inside;
    MapMaker(table_, place_, space_, key, named, inside).run(chosen);
    const Index chain = table_.add_chain(name_, place_.direction, scope_of(place_.family), std::move(inside));
    table_.model().chains[chain].about = "both addresses are named by rules: in the maps each range stands for the named addresses in it";
    to.emplace_back(NamedSidesUse{place_.family, named.sources, named.destinations, chain});
  }

 private:
  Index add_side(std::span<const Index> chosen, bool by_source) {
    const auto cut = cut_addresses(space_, table_.policy(), place_.family, by_source, chosen, SIZE_MAX);
    std::vector<NamedSide>& sides = table_.model().named_sides;
    sides.push_back({table_.map_name(name_ + (by_source ? ".sources" : ".destinations")), place_.family, make_cells(*cut, place_.family)});
    return static_cast<Index>(sides.size() - 1);
  }

  TableBuilder& table_;
  const StructurePlace& place_;
  const ItemSpace& space_;
  std::string name_;
};

}  // namespace

void add_rule_maps(TableBuilder& table, const StructurePlace& place, const ItemSpace& space, const Key& key,
                   std::span<const Index> chosen, Statements& to) {
  if (key.in_cells) return CelledMapMaker(table, place, space).run(key, chosen, to);
  MapMaker(table, place, space, key, {}, to).run(chosen);
}

}  // namespace sgc::nftables
