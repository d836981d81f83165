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
Division<Number> make_division(const SideSets<Number>& side, const std::vector<SetIndex>& chosen) {
  std::vector<std::span<const ClosedRange<Number>>> sets;
  for (const SetIndex set : chosen) sets.push_back(side.sets[set]);

  Division<Number> division;
  division.partition = partition<Number>(sets);
  MemberLists of_side;
  std::vector<SetIndex> names;
  for (ClassNumber number = 0; number < division.partition.members.size(); ++number) {
    names.clear();
    for (const SetIndex set : division.partition.members[number]) names.push_back(chosen[set]);
    of_side.push_back(names);
  }
  division.ranges = class_ranges(of_side, side.sets.size());
  division.partition.members = std::move(of_side);
  return division;
}

}  // namespace

template <class Number>
Side<Number> make_side(const SideSets<Number>& sets) {
  std::vector<SetIndex> large;
  std::vector<SetIndex> small;
  for (SetIndex set = 0; set < sets.sets.size(); ++set) {
    (sets.sets[set].size() >= kLargeSet ? large : small).push_back(set);
  }

  Side<Number> side;
  if (!large.empty()) side.large = make_division(sets, large);
  if (!small.empty()) side.small = make_division(sets, small);
  return side;
}

template Side<std::uint32_t> make_side(const SideSets<std::uint32_t>&);
template Side<u128> make_side(const SideSets<u128>&);

}  // namespace sgc::targets::xdp
