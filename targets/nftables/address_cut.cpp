#include "targets/nftables/address_cut.h"

#include <algorithm>
#include <unordered_map>

#include "compiler/net/hash.h"

namespace sgc::nftables {
namespace {

// Where a side begins or, one past its end, ends.
struct Border {
  u128 at = 0;
  Index side = kNoIndex;
  bool begins = true;

  auto operator<=>(const Border&) const = default;
};

// All of them, ascending. A side that reaches the family's last address has no end: nothing lies past it.
std::vector<Border> borders_of(const ir::Policy& policy, Family family, std::span<const ir::AddressSetId> sides) {
  std::vector<Border> borders;
  const auto add = [&](Index side, const RangeV6& range) {
    borders.push_back({range.first, side, true});
    if (range.last != last_address(family)) borders.push_back({range.last + 1, side, false});
  };
  for (Index side = 0; side < sides.size(); ++side) {
    const AddressSet& set = policy.addresses(sides[side]);
    if (family == Family::V4) {
      for (const RangeV4& range : set.v4()) add(side, {range.first, range.last});
    } else {
      for (const RangeV6& range : set.v6()) add(side, range);
    }
  }
  std::sort(borders.begin(), borders.end());
  return borders;
}

// The sides that an address is in, kept sorted while a sweep passes over all addresses.
class ActiveSides {
 public:
  void apply(const Border& border) {
    const auto place = std::lower_bound(sides_.begin(), sides_.end(), border.side);
    if (border.begins) {
      sides_.insert(place, border.side);
    } else {
      sides_.erase(place);
    }
  }
  const std::vector<Index>& sides() const { return sides_; }

 private:
  std::vector<Index> sides_;
};

struct HashSides {
  std::size_t operator()(const std::vector<Index>& sides) const {
    std::size_t hash = sides.size();
    for (const Index side : sides) hash = mix_hash(hash, side);
    return hash;
  }
};

void add_range(std::vector<RangeV6>& ranges, u128 first, u128 last) {
  if (!ranges.empty() && ranges.back().last + 1 == first) {
    ranges.back().last = last;
  } else {
    ranges.push_back({first, last});
  }
}

// Sweeps over the borders; false where the budget is used up.
bool sweep(const std::vector<Border>& sorted, Family family, std::size_t budget, std::vector<AddressClass>& classes) {
  std::unordered_map<std::vector<Index>, std::size_t, HashSides> class_of;
  ActiveSides active;
  std::size_t spent = 0;
  for (std::size_t i = 0; i < sorted.size();) {
    const u128 first = sorted[i].at;
    for (; i < sorted.size() && sorted[i].at == first; ++i) active.apply(sorted[i]);
    if (active.sides().empty()) continue;

    spent += active.sides().size();
    if (spent > budget) return false;
    const auto [known, fresh] = class_of.try_emplace(active.sides(), classes.size());
    if (fresh) classes.push_back({active.sides(), {}});
    add_range(classes[known->second].ranges, first, i < sorted.size() ? sorted[i].at - 1 : last_address(family));
  }
  return true;
}

}  // namespace

std::optional<AddressCut> cut_addresses(const ItemSpace& space, const ir::Policy& policy, Family family, bool by_source,
                                        std::span<const Index> chosen, std::size_t budget) {
  AddressCut cut;
  cut.by_source = by_source;
  std::unordered_map<Index, Index> side_of;
  for (const Index item : chosen) {
    const ir::WhoId who = by_source ? space.items()[item].source : space.items()[item].destination;
    const ir::AddressSetId set = policy.whos[who].addresses;
    const auto [known, fresh] = side_of.try_emplace(set.index, static_cast<Index>(cut.sides.size()));
    if (fresh) {
      cut.sides.push_back(set);
      cut.items_of.emplace_back();
    }
    cut.items_of[known->second].push_back(item);
  }
  if (!sweep(borders_of(policy, family, cut.sides), family, budget, cut.classes)) return std::nullopt;
  return cut;
}

std::vector<Index> items_of(const AddressCut& cut, const AddressClass& address_class) {
  std::vector<Index> items;
  for (const Index side : address_class.sides) {
    items.insert(items.end(), cut.items_of[side].begin(), cut.items_of[side].end());
  }
  std::sort(items.begin(), items.end());
  return items;
}

}  // namespace sgc::nftables
