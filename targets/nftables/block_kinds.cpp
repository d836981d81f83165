#include "targets/nftables/block_kinds.h"

#include <algorithm>
#include <optional>

#include "targets/nftables/address_cut.h"

namespace sgc::nftables {
namespace {

// An element of a map of several fields costs the load a third of a line; one of a plain address map a fifth.
constexpr std::size_t kMostElements = 4;
constexpr std::size_t kMostElementsOfOneField = 16;

// An item that a cut would put into more chains than this is better off in another block; and all items of a cut
// together take at most so many lines for each.
constexpr std::size_t kMostCopies = 16;
constexpr std::size_t kMostLinesPerItem = 4;

// A set so large for the few items that name it stays a set: a line looks it up as fast as a map would.
constexpr std::size_t kMostRangesPerItem = 64;

constexpr std::size_t kSidesPerRange = 32;

bool fits_map(const ItemSpace& space, const Item& item, const ServicePart& part) {
  if (part.kind == ServicePart::Kind::Icmp) return false;
  const Key key = key_of(item, part);
  const int fields = key.source + key.destination + key.protocol + key.source_port + key.destination_port;
  if (fields == 0) return false;
  return element_count(space, item, part) <= (fields == 1 ? kMostElementsOfOneField : kMostElements);
}

// The same for a map in cells, which has more to ask.
constexpr std::size_t kMostElementsInCells = 2;

// What a cut by one side would do to each item that could be in it.
struct Prospect {
  std::size_t copies = 0;      // chains that it would stand in; 0: it cannot be in the cut
  std::size_t population = 0;  // items of the fullest of them
};

class Prospects {
 public:
  Prospects(const ItemSpace& space, const TableBuilder& table, Family family, bool by_source,
            const std::vector<Index>& candidates)
      : space_(space), by_source_(by_source), of_(space.items().size()) {
    std::vector<Index> chosen = worth_cutting(candidates);
    std::size_t ranges = 0;
    for (const Index item : chosen) ranges += space.ranges(side(item));
    const auto cut = cut_addresses(space, table.policy(), family, by_source, chosen, kSidesPerRange * ranges);
    if (!cut) return;
    weigh(*cut);
    keep_within_budget();
  }

  // What the cut would do to the item; no copies where it cannot be in it.
  const Prospect& of(Index item) const { return of_[item]; }

 private:
  ir::WhoId side(Index item) const {
    return by_source_ ? space_.items()[item].source : space_.items()[item].destination;
  }

  std::vector<Index> worth_cutting(const std::vector<Index>& candidates) const {
    std::vector<std::uint32_t> uses;
    for (const Index item : candidates) {
      if (!side(item).known()) continue;
      uses.resize(std::max<std::size_t>(uses.size(), side(item).index + 1));
      ++uses[side(item).index];
    }
    std::vector<Index> chosen;
    for (const Index item : candidates) {
      const ir::WhoId who = side(item);
      if (who.known() && space_.ranges(who) <= kMostRangesPerItem * uses[who.index]) chosen.push_back(item);
    }
    return chosen;
  }

  void weigh(const AddressCut& cut) {
    std::vector<Prospect> of_side(cut.sides.size());
    for (const AddressClass& address_class : cut.classes) {
      std::size_t population = 0;
      for (const Index s : address_class.sides) population += cut.items_of[s].size();
      for (const Index s : address_class.sides) {
        ++of_side[s].copies;
        of_side[s].population = std::max(of_side[s].population, population);
      }
    }
    for (Index s = 0; s < cut.sides.size(); ++s) {
      for (const Index item : cut.items_of[s]) of_[item] = of_side[s];
    }
  }

  // Leaves out the items with most copies until the rest is worth its lines.
  void keep_within_budget() {
    for (std::size_t limit = kMostCopies; limit > 0; limit /= 2) {
      std::size_t lines = 0;
      std::size_t kept = 0;
      for (Prospect& prospect : of_) {
        if (prospect.copies > limit) prospect = {};
        lines += prospect.copies;
        kept += prospect.copies != 0 ? 1U : 0U;
      }
      if (lines <= kMostLinesPerItem * kept) return;
    }
  }

  const ItemSpace& space_;
  bool by_source_;
  std::vector<Prospect> of_;
};

// Items between two sides of many ranges, which are few elements in cells.
class CelledItems {
 public:
  CelledItems(const ItemSpace& space, const TableBuilder& table, Family family) : space_(space), table_(table), family_(family) {}

  // Those of the candidates that a map in cells suits; none where it suits too few.
  std::vector<Index> choose(const std::vector<Index>& candidates) const {
    std::vector<Index> possible;
    for (const Index i : candidates) {
      const Item& item = space_.items()[i];
      if (item.source.known() && item.destination.known() && part(i).kind != ServicePart::Kind::Icmp) possible.push_back(i);
    }
    if (possible.size() < table_.limits().least_in_cells) return {};
    const auto sources = cells(possible, true);
    const auto destinations = cells(possible, false);
    if (!sources || !destinations) return {};

    std::vector<Index> chosen;
    for (const Index i : possible) {
      const Item& item = space_.items()[i];
      const std::size_t boxes = ranges(*sources, item.source) * ranges(*destinations, item.destination);
      if (boxes * services(part(i)) <= kMostElementsInCells) chosen.push_back(i);
    }
    const bool worth_it = chosen.size() >= table_.limits().least_in_cells &&
                          sources->named.size() + destinations->named.size() <= table_.limits().named_per_item * chosen.size();
    return worth_it ? chosen : std::vector<Index>{};
  }

 private:
  const ServicePart& part(Index item) const { return table_.services().part(space_.items()[item].part); }

  static std::size_t services(const ServicePart& part) {
    const auto at_least_one = [](const Numbers& numbers) { return std::max<std::size_t>(1, numbers.size()); };
    return at_least_one(part.protocols) * at_least_one(part.a) * at_least_one(part.b);
  }

  std::size_t ranges(const Cells& cells, ir::WhoId who) const { return cells.of.at(table_.policy().whos[who].addresses.index).size(); }

  std::optional<Cells> cells(const std::vector<Index>& items, bool by_source) const {
    std::size_t named = 0;
    for (const Index i : items) named += space_.ranges(by_source ? space_.items()[i].source : space_.items()[i].destination);
    const auto cut = cut_addresses(space_, table_.policy(), family_, by_source, items, kSidesPerRange * named);
    if (!cut) return std::nullopt;
    return make_cells(*cut, family_);
  }

  const ItemSpace& space_;
  const TableBuilder& table_;
  Family family_;
};

bool possible(const Prospect& prospect) { return prospect.copies != 0; }

Block::Kind better_cut(const Prospect& by_source, const Prospect& by_destination) {
  if (!possible(by_source)) return possible(by_destination) ? Block::Kind::ByDestination : Block::Kind::Lines;
  if (!possible(by_destination)) return Block::Kind::BySource;
  return by_destination.population < by_source.population ? Block::Kind::ByDestination : Block::Kind::BySource;
}

}  // namespace

std::vector<BlockChoice> choose_blocks(const ItemSpace& space, const TableBuilder& table, Family family, Maps maps) {
  std::vector<BlockChoice> choices(space.items().size());
  std::vector<Index> others;
  for (Index i = 0; i < choices.size(); ++i) {
    const Item& item = space.items()[i];
    const ServicePart& part = table.services().part(item.part);
    if (maps == Maps::Allowed && fits_map(space, item, part)) {
      choices[i] = {Block::Kind::Map, key_of(item, part)};
    } else {
      others.push_back(i);
    }
  }

  if (maps == Maps::Allowed) {
    const std::vector<Index> celled = CelledItems(space, table, family).choose(others);
    for (const Index i : celled) {
      choices[i] = {Block::Kind::Map, key_of(space.items()[i], table.services().part(space.items()[i].part))};
      choices[i].key.in_cells = true;
    }
    std::erase_if(others, [&](Index i) { return choices[i].kind == Block::Kind::Map; });
  }

  const Prospects by_source(space, table, family, true, others);
  const Prospects by_destination(space, table, family, false, others);
  for (const Index i : others) choices[i].kind = better_cut(by_source.of(i), by_destination.of(i));
  return choices;
}

}  // namespace sgc::nftables
