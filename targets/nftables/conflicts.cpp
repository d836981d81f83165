#include "targets/nftables/conflicts.h"

#include <algorithm>
#include <span>
#include <tuple>
#include <utility>

namespace sgc::nftables {
namespace {

constexpr std::size_t kOwnGroups = 16;  // effects that have groups of their own: those with the most items

// By effect: what its groups are called, which is kNoIndex for those that share groups.
std::map<Index, Index> group_names(std::span<const Item> items) {
  std::map<Index, std::size_t> counts;
  for (const Item& item : items) ++counts[item.effect];
  std::vector<std::pair<Index, std::size_t>> by_count(counts.begin(), counts.end());
  std::stable_sort(by_count.begin(), by_count.end(), [](const auto& a, const auto& b) { return a.second > b.second; });

  std::map<Index, Index> names;
  for (std::size_t i = 0; i < by_count.size(); ++i) names[by_count[i].first] = i < kOwnGroups ? by_count[i].first : kNoIndex;
  return names;
}

// Whether items of one block keep the order of their rules.
bool keeps_order(Block::Kind kind) { return kind != Block::Kind::Map; }

}  // namespace

std::size_t Placement::behind(Block::Kind kind, Block::Kind other_kind, std::size_t other_block) const {
  return other_block + (kind == other_kind && keeps_order(kind) ? 0 : 1);
}

Conflicts::Conflicts(const ItemSpace& space, const Placement& placement)
    : space_(space), placement_(placement), group_of_(space.items().size()) {
  const std::map<Index, Index> names = group_names(space.items());
  std::map<std::tuple<Index, bool, bool>, Index> known;
  for (Index i = 0; i < space.items().size(); ++i) {
    const Item& item = space.items()[i];
    const Index effect = names.at(item.effect);
    const auto key = std::tuple(effect, item.source.known(), item.destination.known());
    const auto [at, fresh] = known.try_emplace(key, static_cast<Index>(groups_.size()));
    if (fresh) groups_.push_back({effect, item.source.known(), item.destination.known(), {}, {}, {}});
    groups_[at->second].items.push_back(i);
    group_of_[i] = at->second;
  }
  if (names.size() == 1) groups_.clear();
  for (Group& group : groups_) group.index.emplace_back(space, group.items);
}

bool Conflicts::addresses_always_meet(const Group& group, Index item) const {
  const Item& asked = space_.items()[item];
  return !(group.source && asked.source.known()) && !(group.destination && asked.destination.known());
}

bool Conflicts::asks_services(const Group& group, Index item) const {
  return group.effect != kNoIndex && addresses_always_meet(group, item) && group.last_blocks.size() <= group.index[0].cost(space_.box(item));
}

std::size_t Conflicts::cost(Index item) const {
  std::size_t cost = 0;
  for (const Group& group : groups_) {
    if (is_of(group, item)) continue;
    cost += asks_services(group, item) ? group.last_blocks.size() : group.index[0].cost(space_.box(item));
  }
  return cost;
}

std::size_t Conflicts::least_block(Index item) const {
  std::size_t least = 0;
  for (const Group& group : groups_) {
    if (is_of(group, item)) continue;
    least = std::max(least, asks_services(group, item) ? behind_services(group, item) : behind_items(group, item));
  }
  return least;
}

std::size_t Conflicts::behind_services(const Group& group, Index item) const {
  const Block::Kind kind = placement_.choices[item].kind;
  std::size_t least = 0;
  for (const auto& [part, blocks] : group.last_blocks) {
    if (!space_.services_meet(space_.items()[item].part, part)) continue;
    for (std::size_t other = 0; other < kBlockKinds; ++other) {
      if (blocks[other] == 0) continue;
      least = std::max(least, placement_.behind(kind, static_cast<Block::Kind>(other), blocks[other] - 1));
    }
  }
  return least;
}

std::size_t Conflicts::behind_items(const Group& group, Index item) const {
  const Block::Kind kind = placement_.choices[item].kind;
  std::size_t least = 0;
  group.index[0].for_each_overlapping(space_.box(item), [&](Index other) {
    if (other > item || space_.items()[other].effect == space_.items()[item].effect) return;
    const std::size_t behind = placement_.behind(kind, placement_.choices[other].kind, placement_.block_of[other]);
    if (behind > least && space_.share_packets(item, other)) least = behind;
  });
  return least;
}

void Conflicts::add(Index item) {
  if (groups_.empty()) return;
  auto& blocks = groups_[group_of_[item]].last_blocks[space_.items()[item].part];
  std::size_t& last = blocks[static_cast<std::size_t>(placement_.choices[item].kind)];
  last = std::max(last, placement_.block_of[item] + 1);
}

}  // namespace sgc::nftables
