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

}  // namespace sgc::space
