#include "targets/xdp/class_map.h"

#include <algorithm>

namespace sgc::targets::xdp {
namespace {

constexpr unsigned kMapChunkBits = 32;

// Writes the intervals of a table, from the least address on.
class Flattening {
 public:
  Flattening(const AddressTable& table, Family family) : table_(table), family_(family) {}

  std::vector<ClassInterval> run() {
    if (table_.lines) return of_hosts(ranges_of(*table_.lines));
    if (table_.hosts) return of_hosts(ranges_of(*table_.hosts));
    const unsigned below = family_ == Family::V4 ? 0 : 3 * kMapChunkBits;
    for (std::size_t i = 0; i < table_.bounds.size(); ++i) {
      const std::uint32_t value = table_.alternating() ? table_.turns[i % 2] : table_.values[i];
      add(u128{bound(i)} << below, value, below);
    }
    for (std::size_t i = 0; i < intervals_.size(); ++i) {
      intervals_[i].last = i + 1 < intervals_.size() ? intervals_[i + 1].first - 1 : last_address(family_);
    }
    return std::move(intervals_);
  }

 private:
  // What is not listed, and what is, in turns.
  std::vector<ClassInterval> of_hosts(const std::vector<HostRange>& ranges) {
    u128 next = 0;
    for (const HostRange& range : ranges) {
      if (range.first != next) intervals_.push_back({next, u128{range.first} - 1, table_.turns[0], 0});
      intervals_.push_back({range.first, range.last, table_.turns[1], 0});
      next = u128{range.last} + 1;
    }
    if (next <= last_address(family_)) intervals_.push_back({next, last_address(family_), table_.turns[0], 0});
    return std::move(intervals_);
  }

  std::uint32_t bound(std::size_t i) {
    if (!table_.indexed()) return table_.bounds[i];
    while (table_.index[upper_ + 1] <= i) ++upper_;
    return upper_ << table_.bits_below_index() | table_.bounds[i];
  }

  void add(u128 first, std::uint32_t value, unsigned below) {
    if (family_ == Family::V6 && !is_leaf(value)) return add_node(first, value, below - kMapChunkBits);
    intervals_.push_back({first, 0, family_ == Family::V6 ? value & ~kLeaf : value, 0});
  }

  void add_node(u128 first, std::uint32_t place, unsigned below) {
    const std::uint32_t edges = table_.nodes[place] & ~kAlternating;
    const bool alternating = (table_.nodes[place] & kAlternating) != 0;
    const std::uint32_t keys = place + (alternating ? 3 : 1);
    for (std::uint32_t i = 0; i < edges; ++i) {
      const std::uint32_t key = i == 0 ? 0 : table_.nodes[keys + i - 1];
      const std::uint32_t value = table_.nodes[alternating ? place + 1 + i % 2 : keys + edges - 1 + i];
      add(first | u128{key} << below, value, below);
    }
  }

  const AddressTable& table_;
  Family family_;
  std::uint32_t upper_ = 0;
  std::vector<ClassInterval> intervals_;
};

template <class Number, class Use>
void for_each_range(const AddressSet& set, Use use) {
  for (const auto& range : ranges_of<Number>(set)) use(u128{range.first}, u128{range.last});
}

}  // namespace

ClassMap::ClassMap(const AddressTable& table, Family family) : family_(family), intervals_(Flattening(table, family).run()) {
  for (const ClassInterval& interval : intervals_) values_.push_back(interval.value);
  std::sort(values_.begin(), values_.end());
  values_.erase(std::unique(values_.begin(), values_.end()), values_.end());
  intervals_of_.resize(values_.size());
  met_.resize(values_.size());
  for (ClassInterval& interval : intervals_) {
    interval.rank = static_cast<std::uint32_t>(std::lower_bound(values_.begin(), values_.end(), interval.value) - values_.begin());
    ++intervals_of_[interval.rank];
  }
}

std::optional<std::vector<std::uint32_t>> ClassMap::values_in(const AddressSet& set) const {
  std::vector<std::uint32_t> ranks;
  bool whole = true;
  const auto meet = [&](u128 first, u128 last) {
    auto at = std::partition_point(intervals_.begin(), intervals_.end(), [&](const ClassInterval& i) { return i.last < first; });
    for (; whole && at != intervals_.end() && at->first <= last; ++at) {
      whole = at->first >= first && at->last <= last;
      if (met_[at->rank]++ == 0) ranks.push_back(at->rank);
    }
  };
  if (family_ == Family::V4) {
    for_each_range<std::uint32_t>(set, meet);
  } else {
    for_each_range<u128>(set, meet);
  }

  std::sort(ranks.begin(), ranks.end());
  std::vector<std::uint32_t> values;
  for (const std::uint32_t rank : ranks) {
    whole = whole && met_[rank] == intervals_of_[rank];
    met_[rank] = 0;
    values.push_back(values_[rank]);
  }
  return whole ? std::optional(std::move(values)) : std::nullopt;
}

}  // namespace sgc::targets::xdp
