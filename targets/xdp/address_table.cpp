#include "targets/xdp/address_table.h"

#include <algorithm>
#include <bit>
#include <span>

namespace sgc::targets::xdp {
namespace {

constexpr std::size_t kIndexPays = 128;  // bounds; a shorter table is searched in seven steps and can be read
constexpr std::size_t kManyBounds = std::size_t{1} << 16U;  // more than a search among a few places should bear
constexpr std::size_t kFewInPlace = 4;  // bounds that share an index's bits, on average; among more, a longer index pays
constexpr unsigned kChunkBits = 32;
constexpr unsigned kChunks = 4;

// An interval of 32 bits of an address.
struct Interval {
  std::uint32_t start;
  std::uint32_t value;
};

void add_interval(std::vector<Interval>& intervals, Interval interval) {
  if (intervals.empty() || intervals.back().value != interval.value) intervals.push_back(interval);
}

std::uint32_t steps_for(std::size_t entries) { return static_cast<std::uint32_t>(std::bit_width(entries)); }

std::uint32_t said(ClassNumber number, ClassValues says) { return says.empty() ? number : says[number]; }

// Splits the places where the class changes into 32-bit levels, and writes the lower levels' nodes.
class Chunks {
 public:
  Chunks(const Partition<u128>& partition, ClassValues says, AddressTable& table)
      : partition_(partition), says_(says), table_(table) {}

  // The intervals of one 32-bit level, from the changes [begin, end), which agree in all bits above it. `entering`
  // is the class in which the block begins.
  std::vector<Interval> split(std::size_t begin, std::size_t end, ClassNumber entering, unsigned level) {
    std::vector<Interval> intervals;
    if (begin == end || chunk(begin, level) != 0) add_interval(intervals, {0, value(entering)});

    while (begin < end) {
      const std::uint32_t here = chunk(begin, level);
      std::size_t next = begin + 1;
      while (next < end && chunk(next, level) == here) ++next;

      if (next == begin + 1 && begins_block(begin, level)) {
        add_interval(intervals, {here, value(partition_.classes[begin])});
      } else {
        add_interval(intervals, {here, add_node(split(begin, next, entering, level + 1))});
        if (here != UINT32_MAX) add_interval(intervals, {here + 1, value(partition_.classes[next - 1])});
        drop_if_replaced(intervals, next, end, level);
      }
      entering = partition_.classes[next - 1];
      begin = next;
    }
    return intervals;
  }

 private:
  std::uint32_t chunk(std::size_t at, unsigned level) const {
    return static_cast<std::uint32_t>(partition_.starts[at] >> (kChunkBits * (kChunks - 1 - level)));
  }

  std::uint32_t value(ClassNumber number) const { return kLeaf | said(number, says_); }

  bool begins_block(std::size_t at, unsigned level) const {
    const u128 below = (u128{1} << (kChunkBits * (kChunks - 1 - level))) - 1;
    return (partition_.starts[at] & below) == 0;
  }

  // The interval after a node is not there when the next change begins in the same place.
  void drop_if_replaced(std::vector<Interval>& intervals, std::size_t next, std::size_t end, unsigned level) const {
    if (next < end && chunk(next, level) == intervals.back().start) intervals.pop_back();
  }

  std::uint32_t add_node(const std::vector<Interval>& intervals) {
    std::vector<std::uint32_t>& nodes = table_.nodes;
    const auto place = static_cast<std::uint32_t>(nodes.size());
    const bool alternating = take_turns(intervals);
    nodes.push_back(static_cast<std::uint32_t>(intervals.size()) | (alternating ? kAlternating : 0U));
    if (alternating) nodes.insert(nodes.end(), {intervals[0].value, intervals[1].value});
    for (std::size_t i = 1; i < intervals.size(); ++i) nodes.push_back(intervals[i].start);
    if (!alternating) {
      for (const Interval& interval : intervals) nodes.push_back(interval.value);
    }
    table_.node_steps = std::max(table_.node_steps, steps_for(intervals.size() - 1));
    return place;
  }

  static bool take_turns(const std::vector<Interval>& intervals) {
    if (intervals.size() < 2) return false;
    for (std::size_t i = 2; i < intervals.size(); ++i) {
      if (intervals[i].value != intervals[i - 2].value) return false;
    }
    return true;
  }

  const Partition<u128>& partition_;
  ClassValues says_;
  AddressTable& table_;
};

unsigned index_bits_for(std::size_t bounds) {
  if (bounds < kManyBounds) return kLeastIndexBits;
  unsigned bits = kManyIndexBits;
  while (bits < kMostIndexBits && bounds >> bits >= kFewInPlace) ++bits;
  return bits;
}

void make_index(AddressTable& table) {
  table.index_bits = index_bits_for(table.bounds.size());
  table.index.assign((std::size_t{1} << table.index_bits) + 1, 0);
  const unsigned below = table.bits_below_index();
  for (std::uint32_t& bound : table.bounds) {
    ++table.index[(bound >> below) + 1];
    bound &= (1U << below) - 1;
  }
  std::uint32_t most = 0;
  for (std::size_t i = 1; i < table.index.size(); ++i) {
    most = std::max(most, table.index[i]);
    table.index[i] += table.index[i - 1];
  }
  table.search_steps = steps_for(most);
}

void finish_bounds(AddressTable& table) {
  if (table.bounds.size() > kIndexPays) {
    make_index(table);
  } else {
    table.search_steps = steps_for(table.bounds.size());
  }
}

// The number of keys that are at most `value`.
template <class Key>
std::uint32_t count_at_most(std::uint32_t count, std::uint32_t value, Key key) {
  std::uint32_t found = 0;
  while (count > 0) {
    const std::uint32_t step = count / 2;
    if (key(found + step) <= value) {
      found += step + 1;
      count -= step + 1;
    } else {
      count = step;
    }
  }
  return found;
}

std::uint32_t value_of(const AddressTable& table, std::uint32_t address) {
  if (table.lines) return table.turns[is_listed(*table.lines, address) ? 1 : 0];
  if (table.hosts) return table.turns[is_listed(*table.hosts, address) ? 1 : 0];
  std::uint32_t from = 0;
  auto to = static_cast<std::uint32_t>(table.bounds.size());
  if (table.indexed()) {
    const unsigned below = table.bits_below_index();
    from = table.index[address >> below];
    to = table.index[(address >> below) + 1];
    address &= (1U << below) - 1;
  }
  const std::uint32_t interval =
      from + count_at_most(to - from, address, [&](std::uint32_t i) { return table.bounds[from + i]; }) - 1;
  return table.alternating() ? table.turns[interval & 1U] : table.values[interval];
}

std::uint32_t value_in_node(std::span<const std::uint32_t> node, std::uint32_t chunk) {
  const std::uint32_t edges = node[0] & ~kAlternating;
  const bool alternating = (node[0] & kAlternating) != 0;
  const auto keys = node.subspan(alternating ? 3 : 1);
  const std::uint32_t found = count_at_most(edges - 1, chunk, [&](std::uint32_t i) { return keys[i]; });
  return alternating ? node[1 + (found & 1U)] : keys[edges - 1 + found];
}

// Every other interval, from the first or the second on.
std::vector<HostRange> every_other(std::span<const std::uint32_t> starts, std::size_t from) {
  std::vector<HostRange> ranges;
  for (std::size_t i = from; i < starts.size(); i += 2) {
    ranges.push_back({starts[i], i + 1 < starts.size() ? starts[i + 1] - 1 : UINT32_MAX});
  }
  return ranges;
}

// Lists the class of which more are single hosts: where address 0 is in a list, as in many blacklists, that is the first.
bool list_hosts(std::span<const std::uint32_t> starts, AddressTable& table) {
  std::vector<HostRange> ranges = every_other(starts, 1);
  std::vector<HostRange> others = every_other(starts, 0);
  const bool first = entries_for(others) < entries_for(ranges);
  if (first) ranges = std::move(others);
  table.lines = make_host_lines(ranges);
  if (!table.lines) table.hosts = make_host_list(ranges);
  const bool done = table.lines || table.hosts;
  if (done && first) std::swap(table.turns[0], table.turns[1]);
  return done;
}

}  // namespace

AddressTable make_address_table(const Partition<std::uint32_t>& partition, ClassValues says) {
  AddressTable table;
  if (partition.members.size() > 2) {
    for (const ClassNumber number : partition.classes) table.values.push_back(said(number, says));
  } else {
    table.turns = {said(partition.classes.front(), says), said(partition.classes.back(), says)};
    if (partition.classes.size() > 1) table.turns[1] = said(partition.classes[1], says);
    if (partition.starts.size() >= kManyBounds && list_hosts(partition.starts, table)) return table;
  }
  table.bounds = partition.starts;
  finish_bounds(table);
  return table;
}

AddressTable make_address_table(const Partition<u128>& partition, ClassValues says) {
  AddressTable table;
  for (const Interval& interval : Chunks(partition, says, table).split(0, partition.starts.size(), 0, 0)) {
    table.bounds.push_back(interval.start);
    table.values.push_back(interval.value);
  }
  finish_bounds(table);
  return table;
}

std::uint32_t class_of_address(const AddressTable& table, std::uint32_t address) { return value_of(table, address); }

std::uint32_t class_of_address(const AddressTable& table, u128 address) {
  std::uint32_t value = value_of(table, static_cast<std::uint32_t>(address >> 96U));
  for (unsigned below = 64; !is_leaf(value); below -= 32) {
    value = value_in_node(std::span<const std::uint32_t>(table.nodes).subspan(value),
                          static_cast<std::uint32_t>(address >> below));
  }
  return value & ~kLeaf;
}

}  // namespace sgc::targets::xdp
