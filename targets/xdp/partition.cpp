#include "targets/xdp/partition.h"

#include <algorithm>
#include <numeric>

#include "compiler/net/hash.h"

namespace sgc::targets::xdp {
namespace {

// Where a set begins, or has ended.
template <class Number>
struct Border {
  Number at;
  SetIndex set;

  auto operator<=>(const Border&) const = default;
};

template <class Number>
using RangesOf = std::span<const ClosedRange<Number>>;

template <class Number>
std::vector<Border<Number>> borders_of(std::span<const RangesOf<Number>> sets) {
  constexpr Number kLast = static_cast<Number>(~Number{0});
  std::size_t ranges = 0;
  for (const auto& set : sets) ranges += set.size();

  std::vector<Border<Number>> borders;
  borders.reserve(ranges * 2);
  for (SetIndex set = 0; set < sets.size(); ++set) {
    for (const auto& range : sets[set]) {
      borders.push_back({range.first, set});
      if (range.last != kLast) borders.push_back({static_cast<Number>(range.last + 1), set});
    }
  }
  if (!std::is_sorted(borders.begin(), borders.end())) std::sort(borders.begin(), borders.end());
  return borders;
}

// Gives equal lists of sets the same number.
class ClassNames {
 public:
  ClassNumber number_of(std::span<const SetIndex> members) {
    if (lists_.size() * 2 >= slots_.size()) grow();
    const std::size_t slot = find(members);
    if (slots_[slot] == kEmpty) {
      slots_[slot] = static_cast<ClassNumber>(lists_.size());
      lists_.push_back(members);
    }
    return slots_[slot];
  }

  MemberLists take() { return std::move(lists_); }

 private:
  static constexpr ClassNumber kEmpty = UINT32_MAX;
  static constexpr std::size_t kFirstSlots = 64;

  static std::size_t hash(std::span<const SetIndex> members) {
    std::size_t mixed = members.size();
    for (const SetIndex set : members) mixed = mix_hash(mixed, set);
    return mixed ^ mixed >> 32U;
  }

  std::size_t find(std::span<const SetIndex> members) const {
    std::size_t slot = hash(members) & (slots_.size() - 1);
    while (slots_[slot] != kEmpty && !std::ranges::equal(lists_[slots_[slot]], members)) {
      slot = (slot + 1) & (slots_.size() - 1);
    }
    return slot;
  }

  void grow() {
    slots_.assign(slots_.empty() ? kFirstSlots : slots_.size() * 2, kEmpty);
    for (ClassNumber number = 0; number < lists_.size(); ++number) slots_[find(lists_[number])] = number;
  }

  MemberLists lists_;
  std::vector<ClassNumber> slots_;  // a power of two, at most half full
};

// The sets that the sweep stands in, ascending.
class Standing {
 public:
  void toggle(SetIndex set) {
    const auto at = std::lower_bound(sets_.begin(), sets_.end(), set);
    if (at != sets_.end() && *at == set) {
      sets_.erase(at);
    } else {
      sets_.insert(at, set);
    }
  }
  std::span<const SetIndex> sets() const { return sets_; }

 private:
  std::vector<SetIndex> sets_;
};

template <class Number>
double width(RangesOf<Number> set) {
  return std::accumulate(set.begin(), set.end(), 0.0, [](double sum, const ClosedRange<Number>& range) {
    return sum + static_cast<double>(static_cast<Number>(range.last - range.first)) + 1;
  });
}

// The place of each set when the widest comes first.
template <class Number>
std::vector<std::uint32_t> places_by_width(std::span<const RangesOf<Number>> sets) {
  std::vector<double> widths;
  for (const auto& set : sets) widths.push_back(width(set));
  std::vector<SetIndex> order(sets.size());
  std::iota(order.begin(), order.end(), 0U);
  std::stable_sort(order.begin(), order.end(), [&](SetIndex a, SetIndex b) { return widths[a] > widths[b]; });

  std::vector<std::uint32_t> places(sets.size());
  for (std::uint32_t place = 0; place < order.size(); ++place) places[order[place]] = place;
  return places;
}

// The new number of each class: by its list of sets, the widest first, compared like words.
std::vector<ClassNumber> reading_order(const MemberLists& members, std::span<const std::uint32_t> places) {
  MemberLists words;
  std::vector<std::uint32_t> word;
  for (ClassNumber number = 0; number < members.size(); ++number) {
    word.clear();
    for (const SetIndex set : members[number]) word.push_back(places[set]);
    std::sort(word.begin(), word.end());
    words.push_back(word);
  }

  std::vector<ClassNumber> order(members.size());
  std::iota(order.begin(), order.end(), 0U);
  std::sort(order.begin(), order.end(), [&](ClassNumber a, ClassNumber b) {
    return std::ranges::lexicographical_compare(words[a], words[b]);
  });
  return order;
}

template <class Number>
void renumber(Partition<Number>& made, std::span<const std::uint32_t> places) {
  const std::vector<ClassNumber> order = reading_order(made.members, places);
  std::vector<ClassNumber> fresh(order.size());
  MemberLists members;
  for (ClassNumber number = 0; number < order.size(); ++number) {
    fresh[order[number]] = number;
    members.push_back(made.members[order[number]]);
  }
  for (ClassNumber& number : made.classes) number = fresh[number];
  made.members = std::move(members);
}

}  // namespace

template <class Number>
ClassNumber Partition<Number>::class_of(Number address) const {
  const auto after = std::upper_bound(starts.begin(), starts.end(), address);
  return classes[static_cast<std::size_t>(after - starts.begin()) - 1];
}

template <class Number>
Partition<Number> partition(std::span<const std::span<const ClosedRange<Number>>> sets) {
  const std::vector<Border<Number>> borders = borders_of<Number>(sets);
  Partition<Number> made;
  Standing standing;
  ClassNames names;

  const auto open_interval = [&](Number start) {
    const ClassNumber number = names.number_of(standing.sets());
    if (!made.classes.empty() && made.classes.back() == number) return;
    made.starts.push_back(start);
    made.classes.push_back(number);
  };

  std::size_t next = 0;
  for (; next < borders.size() && borders[next].at == 0; ++next) standing.toggle(borders[next].set);
  open_interval(0);
  while (next < borders.size()) {
    const Number at = borders[next].at;
    for (; next < borders.size() && borders[next].at == at; ++next) standing.toggle(borders[next].set);
    open_interval(at);
  }

  made.members = names.take();
  renumber<Number>(made, places_by_width<Number>(sets));
  return made;
}

template struct Partition<std::uint32_t>;
template struct Partition<u128>;
template Partition<std::uint32_t> partition(std::span<const std::span<const ClosedRange<std::uint32_t>>>);
template Partition<u128> partition(std::span<const std::span<const ClosedRange<u128>>>);

}  // namespace sgc::targets::xdp
