#include "targets/xdp/side.h"

#include <algorithm>

namespace sgc::targets::xdp {
namespace {

// By set: the classes that lie in it. A range that reaches the last class is stretched to the last key.
std::vector<std::vector<ValueRange>> class_ranges(const MemberLists& members, std::size_t sets) {
  std::vector<std::vector<ValueRange>> ranges(sets);
  for (ClassNumber number = 0; number < members.size(); ++number) {
    for (const SetIndex set : members[number]) {
      if (!ranges[set].empty() && ranges[set].back().last + 1 == number) {
        ranges[set].back().last = number;
      } else {
        ranges[set].push_back({number, number});
      }
    }
  }
  for (auto& of_set : ranges) {
    if (!of_set.empty() && of_set.back().last + 1 == members.size()) {
      of_set.back().last = std::max(of_set.back().last, kLastFieldValue);
    }
  }
  return ranges;
}

template <class Number>
Division make_division(const SideSets<Number>& side, const std::vector<SetIndex>& chosen) {
  std::vector<std::span<const ClosedRange<Number>>> sets;
  for (const SetIndex set : chosen) sets.push_back(side.sets[set]);
  const Partition<Number> classes = partition<Number>(sets);

  Division division;
  division.table = make_address_table(classes);
  std::vector<SetIndex> of_side;
  for (ClassNumber number = 0; number < classes.members.size(); ++number) {
    of_side.clear();
    for (const SetIndex set : classes.members[number]) of_side.push_back(chosen[set]);
    division.members.push_back(of_side);
  }
  division.ranges = class_ranges(division.members, side.sets.size());
  return division;
}

}  // namespace

template <class Number>
Side make_side(const SideSets<Number>& sets) {
  std::vector<SetIndex> large;
  std::vector<SetIndex> small;
  for (SetIndex set = 0; set < sets.sets.size(); ++set) {
    (sets.sets[set].size() >= kLargeSet ? large : small).push_back(set);
  }

  Side side;
  side.is_large.resize(sets.sets.size());
  for (const SetIndex set : large) side.is_large[set] = true;
  if (!large.empty()) side.large = make_division(sets, large);
  if (!small.empty()) side.small = make_division(sets, small);
  return side;
}

template Side make_side(const SideSets<std::uint32_t>&);
template Side make_side(const SideSets<u128>&);

}  // namespace sgc::targets::xdp
