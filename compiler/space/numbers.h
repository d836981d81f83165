// The small numbers by which the packet-set algebra names things. They count up from 0 inside one universe (one
// address family of one index) and mean nothing outside of it.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace sgc::space {

using Node = std::uint32_t;           // of a laminar tree, in preorder
using SetNumber = std::uint32_t;      // an address set, on one side
using ServiceNumber = std::uint32_t;  // a service set
using PairNumber = std::uint32_t;     // a source set with a destination set, as some rule has them
using RuleNumber = std::uint32_t;     // a rule, the lists of an index one after the other

constexpr std::uint32_t kNone = UINT32_MAX;  // of any of them

// What an analysis says where it could be stopped by its budget.
enum class Truth : std::uint8_t { No, Yes, NotDecided };

// Rows of numbers, one after the other in one piece of memory.
struct Rows {
  std::vector<std::uint32_t> begin{0};  // of each row, and the end of the last
  std::vector<std::uint32_t> items;

  std::size_t size() const { return begin.size() - 1; }
  std::uint32_t length(std::uint32_t row) const { return begin[row + 1] - begin[row]; }
  std::span<const std::uint32_t> operator[](std::uint32_t row) const {
    return {items.data() + begin[row], items.data() + begin[row + 1]};
  }
};

// Rows that are found out when they are first wanted, and kept while there is room for them.
class KeptRows {
 public:
  explicit KeptRows(std::size_t rows) : rows_(rows) {}

  bool knows(std::uint32_t row) const { return row < places_.size() && places_[row].length != kNone; }
  // Before: knows(row).
  std::span<const std::uint32_t> operator[](std::uint32_t row) const {
    return {items_.data() + places_[row].begin, places_[row].length};
  }
  void keep(std::uint32_t row, std::span<const std::uint32_t> items) {
    constexpr std::size_t kMostItems = 1'000'000;  // four bytes each
    if (items_.size() + items.size() > kMostItems) return;
    places_.resize(rows_);
    places_[row] = {static_cast<std::uint32_t>(items_.size()), static_cast<std::uint32_t>(items.size())};
    items_.insert(items_.end(), items.begin(), items.end());
  }

 private:
  struct Place {
    std::uint32_t begin = 0;
    std::uint32_t length = kNone;
  };
  std::size_t rows_;
  std::vector<Place> places_;  // none before the first is kept
  std::vector<std::uint32_t> items_;
};

}  // namespace sgc::space
