#include "compiler/space/laminar_builder.h"

#include <algorithm>
#include <numeric>
#include <tuple>

#include "compiler/support/assert.h"

namespace sgc::space {
namespace {

// Shown in findings where an address may be any of many: those that RFC 5737 and RFC 3849 keep for documentation.
constexpr std::uint32_t kLikedAddressV4 = 0xC6336401;                       // 198.51.100.1
constexpr u128 kLikedAddressV6 = (u128{0x20010DB800000000ULL} << 64U) | 1U;  // 2001:db8::1

template <class Number>
constexpr Number liked_address() {
  if constexpr (sizeof(Number) == sizeof(std::uint32_t)) {
    return kLikedAddressV4;
  } else {
    return kLikedAddressV6;
  }
}

template <class Number>
double count(Number first, Number last) {
  return static_cast<double>(static_cast<Number>(last - first)) + 1;
}

}  // namespace

// The sets with the most ranges are huge, as many as there are bits for.
template <class Number>
LaminarBuilder<Number>::LaminarBuilder(std::span<const RangeView<Number>> sets, std::size_t huge)
    : set_count_(sets.size()) {
  std::vector<SetNumber> by_size;
  for (SetNumber set = kEverything + 1; set < sets.size(); ++set) {
    if (sets[set].size() > huge) by_size.push_back(set);
  }
  std::stable_sort(by_size.begin(), by_size.end(),
                   [&](SetNumber a, SetNumber b) { return sets[a].size() > sets[b].size(); });
  if (by_size.size() > kMostHugeSets) by_size.resize(kMostHugeSets);

  std::vector<RangeView<Number>> ordinary(sets.begin(), sets.end());
  for (const SetNumber set : by_size) {
    huge_.add(sets[set], set);
    ordinary[set] = {};
  }
  sort_prefixes(ordinary);
}

template <class Number>
Laminar LaminarBuilder<Number>::build() {
  plant();
  walk();
  number();

  Laminar tree;
  number_branches(tree);
  number_classes(tree);
  number_sets(tree);
  return tree;
}

template <class Number>
void LaminarBuilder<Number>::sort_prefixes(std::span<const RangeView<Number>> sets) {
  std::size_t ranges = 0;
  for (const RangeView<Number> set : sets) ranges += set.size();
  entries_.reserve(ranges);
  for (SetNumber set = 0; set < sets.size(); ++set) {
    for (const ClosedRange<Number>& range : sets[set]) {
      for_each_prefix(range, [&](const PrefixOf<Number>& prefix) {
        entries_.push_back({prefix.first, prefix.length, set});
      });
    }
  }
  std::sort(entries_.begin(), entries_.end(), [](const Entry& a, const Entry& b) {
    return std::tie(a.first, a.length, a.set) < std::tie(b.first, b.length, b.set);
  });
}

// A branch for each different prefix: a prefix comes before those inside it, so that they stand in preorder.
template <class Number>
void LaminarBuilder<Number>::plant() {
  SGC_ASSERT(!entries_.empty() && entries_[0].length == 0, "the first set is the whole family");
  entry_branch_.reserve(entries_.size());
  Node above = kNone;  // the branch that was planted last, then those around it
  for (std::size_t i = 0; i < entries_.size(); ++i) {
    const Entry& entry = entries_[i];
    const bool known = i > 0 && entry.first == entries_[i - 1].first && entry.length == entries_[i - 1].length;
    if (!known) {
      while (above != kNone && branches_[above].last < entry.first) above = branches_[above].parent;
      const auto node = static_cast<Node>(branches_.size());
      branches_.push_back(
          {entry.first, PrefixOf<Number>{entry.first, entry.length}.range().last, above, node});
      above = node;
    }
    entry_branch_.push_back(static_cast<std::uint32_t>(branches_.size() - 1));
  }
  for (auto node = static_cast<Node>(branches_.size()); node-- > 1;) {
    Node& last = branches_[branches_[node].parent].last_below;
    last = std::max(last, branches_[node].last_below);
  }
}

// Goes over all addresses in ascending order: in and out of branches, and over what they leave between their children.
template <class Number>
void LaminarBuilder<Number>::walk() {
  first_class_.assign(branches_.size(), kNone);
  classes_.reserve(branches_.size());
  if (!huge_.none()) {
    held_.assign(branches_.size(), 0);
    tops_.assign(branches_.size(), 0);
  }

  struct Open {
    Node branch;
    Number next;  // the first address that no child before here took; meaningless when `full`
    bool full;
  };
  std::vector<Open> open;
  const auto close = [&] {
    const Open done = open.back();
    const Number last = branches_[done.branch].last;
    if (!done.full) leave_gap(done.branch, done.next, last);
    open.pop_back();
    if (open.empty()) return;
    open.back().full = last == branches_[open.back().branch].last;
    open.back().next = static_cast<Number>(last + 1);
  };

  for (Node node = 0; node < branches_.size(); ++node) {
    const Branch& branch = branches_[node];
    while (!open.empty() && branches_[open.back().branch].last < branch.first) close();
    if (!open.empty() && open.back().next < branch.first) {
      leave_gap(open.back().branch, open.back().next, static_cast<Number>(branch.first - 1));
    }
    enter(node);
    open.push_back({node, branch.first, false});
  }
  while (!open.empty()) close();
}

template <class Number>
void LaminarBuilder<Number>::enter(Node branch) {
  if (huge_.none()) return;
  const Branch& entered = branches_[branch];
  const Mask above = entered.parent == kNone ? 0 : held_[entered.parent];
  tops_[branch] = huge_.holding(huge_.all() & ~above, entered.first, entered.last);
  held_[branch] = above | tops_[branch];
}

// Addresses of the branch's cell, as many as lie side by side.
template <class Number>
void LaminarBuilder<Number>::leave_gap(Node branch, Number first, Number last) {
  if (huge_.none()) {
    add(branch, 0, first, last, count(first, last));
    return;
  }
  const Mask touching = huge_.touching(huge_.all() & ~held_[branch], first, last);
  const Mask whole = huge_.holding(touching, first, last);
  const Mask partial = touching & ~whole;
  if (partial == 0) {
    add(branch, whole, first, last, count(first, last));
  } else if (std::has_single_bit(partial)) {
    divide_by_one(branch, whole, partial, first, last);
  } else {
    huge_.for_each_piece(partial, first, last, [&](Mask mask, Number piece_first, Number piece_last) {
      add(branch, whole | mask, piece_first, piece_last, count(piece_first, piece_last));
    });
  }
}

// One huge set holds some of the gap: two classes, found without a walk over its ranges.
template <class Number>
void LaminarBuilder<Number>::divide_by_one(Node branch, Mask whole, Mask partial, Number first, Number last) {
  const auto bit = static_cast<unsigned>(std::countr_zero(partial));
  const ClosedRange<Number> range = *huge_.reaching(bit, first);
  const Number inside_first = std::max(range.first, first);
  const Number inside_last = std::min(range.last, last);
  const bool begins_outside = first < inside_first;
  const Number outside_first = begins_outside ? first : static_cast<Number>(inside_last + 1);
  const Number outside_last = begins_outside ? static_cast<Number>(inside_first - 1) : outside_first;

  const std::uint32_t inside = add(branch, whole | partial, inside_first, inside_last, 0);
  const std::uint32_t outside = add(branch, whole, outside_first, outside_last, 0);
  unmeasured_.push_back({inside, outside, first, last, bit});
}

// The class of these addresses, new or known.
template <class Number>
std::uint32_t LaminarBuilder<Number>::add(Node branch, Mask mask, Number first, Number last, double size) {
  std::uint32_t at = first_class_[branch];
  while (at != kNone && classes_[at].mask != mask) at = classes_[at].next;
  if (at == kNone) {
    at = static_cast<std::uint32_t>(classes_.size());
    const Number example = first == last ? first : static_cast<Number>(first + 1);
    classes_.push_back({branch, mask, example, 0, false, first_class_[branch]});
    first_class_[branch] = at;
  }

  Class& found = classes_[at];
  found.size += size;
  constexpr Number kLiked = liked_address<Number>();
  if (!found.liked && first <= kLiked && kLiked <= last) {
    found.liked = true;
    found.example = kLiked;
  }
  return at;
}

// Numbers in the finished tree: each branch, then its classes, then its children.
template <class Number>
void LaminarBuilder<Number>::number() {
  ordinal_.assign(classes_.size(), 0);
  std::vector<std::uint32_t> leaves(branches_.size(), 0);
  for (std::size_t i = 0; i < classes_.size(); ++i) {
    if (classes_[i].mask != 0) ordinal_[i] = leaves[classes_[i].branch]++;
  }
  number_.resize(branches_.size() + 1);
  Node next = 0;
  for (std::size_t i = 0; i < branches_.size(); ++i) {
    number_[i] = next;
    next += 1 + leaves[i];
  }
  number_.back() = next;
}

template <class Number>
Node LaminarBuilder<Number>::number_of(const Class& c) const {
  const auto index = static_cast<std::size_t>(&c - classes_.data());
  return number_[c.branch] + (c.mask == 0 ? 0 : 1 + ordinal_[index]);
}

template <class Number>
void LaminarBuilder<Number>::number_branches(Laminar& tree) const {
  tree.parent_.resize(number_.back());
  tree.last_.resize(number_.back());
  for (std::size_t i = 0; i < branches_.size(); ++i) {
    const Branch& branch = branches_[i];
    tree.parent_[number_[i]] = branch.parent == kNone ? kNone : number_[branch.parent];
    tree.last_[number_[i]] = number_[branch.last_below + 1] - 1;
    for (Node leaf = number_[i] + 1; leaf < number_[i + 1]; ++leaf) {
      tree.parent_[leaf] = number_[i];
      tree.last_[leaf] = leaf;
    }
  }
}

template <class Number>
void LaminarBuilder<Number>::number_classes(Laminar& tree) const {
  auto& examples = [&]() -> auto& {
    if constexpr (sizeof(Number) == sizeof(std::uint32_t)) {
      return tree.examples_v4_;
    } else {
      return tree.examples_;
    }
  }();
  auto& huge = [&]() -> auto& {
    if constexpr (sizeof(Number) == sizeof(std::uint32_t)) {
      return tree.huge_v4_;
    } else {
      return tree.huge_v6_;
    }
  }();

  examples.resize(tree.size());
  tree.sizes_.resize(tree.size());
  std::vector<bool> has_cell(tree.size());
  for (const Class& c : classes_) {
    const Node node = number_of(c);
    has_cell[node] = true;
    examples[node] = c.example;
    tree.sizes_[node] = c.size;
  }
  for (const auto& set : huge_.sets()) huge.push_back(set.ranges);
  for (const Unmeasured& part : unmeasured_) {
    tree.unmeasured_.push_back({number_of(classes_[part.inside]), number_of(classes_[part.outside]), part.first,
                                part.last, part.bit});
  }
  tree.number_cells(has_cell);
  tree.count_frontiers();
}

// Which sets have which nodes, both ways.
template <class Number>
void LaminarBuilder<Number>::number_sets(Laminar& tree) const {
  struct Member {
    Node node;
    SetNumber set;
  };
  std::vector<Member> members;
  members.reserve(entries_.size());
  for (std::size_t i = 0; i < entries_.size(); ++i) {
    members.push_back({number_[entry_branch_[i]], entries_[i].set});
  }
  const std::size_t ordinary = members.size();
  const auto join = [&](Node node, Mask mask) {
    for (; mask != 0; mask &= mask - 1) {
      members.push_back({node, huge_.sets()[static_cast<std::size_t>(std::countr_zero(mask))].number});
    }
  };
  for (Node branch = 0; branch < tops_.size(); ++branch) join(number_[branch], tops_[branch]);
  for (const Class& c : classes_) join(number_of(c), c.mask);
  if (members.size() > ordinary) {
    std::sort(members.begin(), members.end(),
              [](const Member& a, const Member& b) { return std::tie(a.node, a.set) < std::tie(b.node, b.set); });
  }

  tree.sets_at_.begin.assign(tree.size() + 1, 0);
  tree.nodes_.begin.assign(set_count_ + 1, 0);
  for (const Member& member : members) {
    ++tree.sets_at_.begin[member.node + 1];
    ++tree.nodes_.begin[member.set + 1];
  }
  std::inclusive_scan(tree.sets_at_.begin.begin(), tree.sets_at_.begin.end(), tree.sets_at_.begin.begin());
  std::inclusive_scan(tree.nodes_.begin.begin(), tree.nodes_.begin.end(), tree.nodes_.begin.begin());

  tree.sets_at_.items.reserve(members.size());
  tree.nodes_.items.resize(members.size());
  std::vector<std::uint32_t> next(tree.nodes_.begin.begin(), tree.nodes_.begin.end() - 1);
  for (const Member& member : members) {
    tree.sets_at_.items.push_back(member.set);
    tree.nodes_.items[next[member.set]++] = member.node;
  }
  tree.count_around();
}

template class LaminarBuilder<std::uint32_t>;
template class LaminarBuilder<u128>;

}  // namespace sgc::space
