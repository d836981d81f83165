// Which addresses no rule tells apart. The sets that stand on one side of the rules of a list cut the address space
// into intervals; intervals that lie in the same sets share a class. A packet then needs its class looked up once,
// however many rules there are, and a set of a thousand ranges that is only used whole is one class.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "compiler/net/address.h"

namespace sgc::targets::xdp {

// An index into the sets that a partition was made of.
using SetIndex = std::uint32_t;
using ClassNumber = std::uint32_t;

// The sets that each class lies in, ascending; all lists in one array.
class MemberLists {
 public:
  std::span<const SetIndex> operator[](ClassNumber number) const {
    const std::uint32_t begin = number == 0 ? 0 : ends_[number - 1];
    return std::span(sets_).subspan(begin, ends_[number] - begin);
  }
  std::size_t size() const { return ends_.size(); }
  std::size_t total() const { return sets_.size(); }

  void push_back(std::span<const SetIndex> members) {
    sets_.insert(sets_.end(), members.begin(), members.end());
    ends_.push_back(static_cast<std::uint32_t>(sets_.size()));
  }

  bool operator==(const MemberLists&) const = default;

 private:
  std::vector<std::uint32_t> ends_;
  std::vector<SetIndex> sets_;
};

template <class Number>
struct Partition {
  std::vector<Number> starts;        // ascending; the first is 0, so that every address lies in an interval
  std::vector<ClassNumber> classes;  // of the interval that begins at starts[i]; neighbours differ
  MemberLists members;               // by class

  ClassNumber class_of(Number address) const;
};

// Before: each set is canonical, as AddressSet gives it. After: two addresses are in one class if and only if they
// are in the same sets. Classes are numbered so that those of one set tend to stand together: by their lists of
// sets, the widest set first. The class that lies in no set, where there is one, is 0.
template <class Number>
Partition<Number> partition(std::span<const std::span<const ClosedRange<Number>>> sets);

extern template struct Partition<std::uint32_t>;
extern template struct Partition<u128>;

}  // namespace sgc::targets::xdp
