#include "targets/nftables/block_plan.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <optional>

#include "targets/nftables/block_kinds.h"
#include "targets/nftables/conflicts.h"
#include "targets/nftables/overlap_index.h"

namespace sgc::nftables {
namespace {

// Items that may be looked at in all, for each item; one that would have to look at too many is put behind everything
// before it.
constexpr std::size_t kLooksPerItem = 128;
constexpr std::size_t kLeastLooks = 200'000;
constexpr std::size_t kDearestQuestion = 16;  // no question may cost more than this share of all

// Exceptions that one item may have, and all together for each item of the list.
constexpr std::size_t kMostExceptions = 16;
constexpr std::size_t kExceptionsPerItem = 2;

class Planner {
 public:
  Planner(const ItemSpace& space, std::vector<BlockChoice> choices)
      : space_(space),
        placement_{std::move(choices), std::vector<std::size_t>(space.items().size())},
        conflicts_(space, placement_),
        looks_left_(kLeastLooks + kLooksPerItem * space.items().size()),
        most_looks_(looks_left_ / kDearestQuestion),
        exceptions_left_(kExceptionsPerItem * space.items().size()) {
    std::map<Key, std::vector<Index>> by_key;
    for (Index i = 0; i < placement_.choices.size(); ++i) {
      if (placement_.choices[i].kind == Block::Kind::Map) by_key[placement_.choices[i].key].push_back(i);
    }
    for (auto& [key, items] : by_key) by_key_.emplace(key, OverlapIndex(space_, std::move(items)));
  }

  BlockPlan run() {
    for (Index item = 0; item < placement_.choices.size(); ++item) {
      if (!afford(looks(item))) {
        put_behind_all(item);
      } else {
        put(item);
      }
      conflicts_.add(item);
    }
    return {std::move(blocks_), std::move(exceptions_)};
  }

 private:
  static std::vector<Index> every_index(std::size_t count) {
    std::vector<Index> indices(count);
    std::iota(indices.begin(), indices.end(), Index{0});
    return indices;
  }

  BlockChoice& choice(Index item) { return placement_.choices[item]; }

  std::size_t looks(Index item) {
    std::size_t looks = conflicts_.cost(item);
    if (choice(item).kind == Block::Kind::Map) looks += by_key_.at(choice(item).key).cost(space_.box(item));
    return looks;
  }

  bool afford(std::size_t looks) {
    if (looks > std::min(looks_left_, most_looks_)) return false;
    looks_left_ -= looks;
    return true;
  }

  void put(Index item) {
    std::vector<std::size_t> shared;
    if (choice(item).kind == Block::Kind::Map) shared = maps_shared(item);

    const std::size_t least = conflicts_.least_block(item);
    std::size_t block = least;
    while (block < blocks_.size() && !suits(block, choice(item), shared)) ++block;
    if (block == blocks_.size()) block = block_with_exceptions(item, least, shared);
    put_into(block, item);
  }

  // The last block before `least` that the item can be in at the price of exceptions; else a new one.
  std::size_t block_with_exceptions(Index item, std::size_t least, const std::vector<std::size_t>& shared) {
    const std::size_t fresh = blocks_.size();
    if (choice(item).kind == Block::Kind::Lines) return fresh;
    std::size_t block = least;
    while (block > 0 && !suits(block - 1, choice(item), shared)) --block;
    if (block == 0) return fresh;

    if (!all_) all_.emplace(space_, every_index(space_.items().size()));
    if (!afford(all_->cost(space_.box(item)))) return fresh;

    std::vector<Index> exceptions = exceptions_of(item, block - 1);
    if (exceptions.size() > std::min(kMostExceptions, exceptions_left_)) return fresh;
    exceptions_left_ -= exceptions.size();
    exceptions_.emplace(item, std::move(exceptions));
    return block - 1;
  }

  std::vector<Index> exceptions_of(Index item, std::size_t block) {
    std::vector<Index> behind;
    all_->for_each_overlapping(space_.box(item), [&](Index other) {
      if (other < item && placement_.block_of[other] > block && space_.share_packets(item, other)) behind.push_back(other);
    });
    std::sort(behind.begin(), behind.end());
    const Index effect = space_.items()[item].effect;
    while (!behind.empty() && space_.items()[behind.back()].effect == effect) behind.pop_back();
    return behind;
  }

  // Behind everything before it, whatever that is: in the last block if that cuts the item's own side (its chains keep
  // the order of the rules), else as a line.
  void put_behind_all(Index item) {
    const bool cut = choice(item).kind == Block::Kind::BySource || choice(item).kind == Block::Kind::ByDestination;
    if (cut && !blocks_.empty() && blocks_.back().kind == choice(item).kind) return put_into(blocks_.size() - 1, item);

    choice(item) = {Block::Kind::Lines, {}};
    const bool lines_last = !blocks_.empty() && blocks_.back().kind == Block::Kind::Lines;
    put_into(lines_last ? blocks_.size() - 1 : blocks_.size(), item);
  }

  void put_into(std::size_t block, Index item) {
    if (block == blocks_.size()) blocks_.push_back({choice(item).kind, choice(item).key, {}});
    blocks_[block].items.push_back(item);
    placement_.block_of[item] = block;
  }

  bool suits(std::size_t block, const BlockChoice& choice, const std::vector<std::size_t>& shared) const {
    return blocks_[block].kind == choice.kind && blocks_[block].key == choice.key &&
           !std::binary_search(shared.begin(), shared.end(), block);
  }

  // The maps of the item's key that hold somebody with whom it shares a packet, ascending.
  std::vector<std::size_t> maps_shared(Index item) {
    std::vector<std::size_t> shared;
    by_key_.at(choice(item).key).for_each_overlapping(space_.box(item), [&](Index other) {
      if (other < item && space_.share_packets(item, other)) shared.push_back(placement_.block_of[other]);
    });
    std::sort(shared.begin(), shared.end());
    return shared;
  }

  const ItemSpace& space_;
  Placement placement_;
  Conflicts conflicts_;
  std::size_t looks_left_;
  std::size_t most_looks_;
  std::size_t exceptions_left_;
  std::optional<OverlapIndex> all_;  // made when it is first asked
  std::vector<Block> blocks_;
  std::map<Index, std::vector<Index>> exceptions_;
  std::map<Key, OverlapIndex> by_key_;
};

// Blocks too small for a look-up become lines; lines beside lines become one block. Both keep what may not be
// overtaken where it was: inside a block the order of the rules holds.
std::vector<Block> without_small_blocks(std::vector<Block> blocks, std::size_t least) {
  std::vector<Block> merged;
  for (Block& block : blocks) {
    if (block.items.size() < least) block = {Block::Kind::Lines, {}, std::move(block.items)};
    if (merged.empty() || block.kind != Block::Kind::Lines || merged.back().kind != Block::Kind::Lines) {
      merged.push_back(std::move(block));
      continue;
    }
    std::vector<Index>& lines = merged.back().items;
    lines.insert(lines.end(), block.items.begin(), block.items.end());
    std::sort(lines.begin(), lines.end());
  }
  return merged;
}

}  // namespace

Key key_of(const Item& item, const ServicePart& part) {
  Key key;
  key.source = item.source.known();
  key.destination = item.destination.known();
  key.protocol = part.kind != ServicePart::Kind::All;
  key.source_port = part.kind == ServicePart::Kind::Ports && !part.a.empty();
  key.destination_port = part.kind == ServicePart::Kind::Ports && !part.b.empty();
  return key;
}

std::size_t element_count(const ItemSpace& space, const Item& item, const ServicePart& part) {
  const auto at_least_one = [](const Numbers& numbers) { return std::max<std::size_t>(1, numbers.size()); };
  return space.ranges(item.source) * space.ranges(item.destination) * at_least_one(part.protocols) *
         at_least_one(part.a) * at_least_one(part.b);
}

BlockPlan plan_blocks(const ItemSpace& space, const TableBuilder& table, Family family, Maps maps) {
  BlockPlan plan = Planner(space, choose_blocks(space, table, family, maps)).run();
  plan.blocks = without_small_blocks(std::move(plan.blocks), table.limits().least_block);
  return plan;
}

}  // namespace sgc::nftables
