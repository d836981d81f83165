// A first-match rule list as an interval decision diagram: one node tests one field, its edges are intervals of that
// field's values, and equal nodes are one node. A packet is decided by at most one search a field, whatever the
// number of rules. The order of the fields decides the size (by factors of ten), and some lists have no small diagram
// in any order: a diagram is therefore built under a budget and given up when that is spent.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "targets/xdp/field.h"

namespace sgc::targets::xdp {

// From the value after the edge before it up to `last`, that included.
struct Edge {
  std::uint32_t last;
  Word child;

  bool operator==(const Edge&) const = default;
};

class Diagram {
 public:
  struct Budget {
    std::size_t edges;  // of all nodes ever made
    std::size_t steps;  // of overlay(): a measure of time that is the same on every machine
  };

  Diagram(const FieldOrder& order, Budget budget);

  // A test of one field: `inside` for values in one of the ranges (ascending, disjoint), kNoRule for the others. A
  // range that reaches the last value that the field can have should reach kLastFieldValue, to be the smaller node.
  // Before: `inside` tests only fields that come later in the order.
  Word test(Field field, std::span<const ValueRange> ranges, Word inside);

  // The diagram that decides as `first` does, and as `then` where `first` has no rule.
  Word overlay(Word first, Word then);

  // All of them, the first that has a rule decides. Empties `diagrams`.
  Word overlay_all(std::vector<Word>& diagrams);

  // Starts a new budget on top of what is spent: the diagram so far stays as it is.
  void grant(Budget more);

  // Once true, the words that were returned since the budget ran out mean nothing.
  bool over_budget() const { return over_budget_; }

  Word walk(Word at, const FieldValues& packet) const;

  // The nodes that `roots` reach, each after the nodes that lead to it, and how they are asked.
  std::vector<Word> reachable(std::span<const Word> roots) const;
  Field field(Word node) const { return order_[nodes_[node].level]; }
  std::span<const Edge> edges(Word node) const {
    return std::span(edges_).subspan(nodes_[node].begin, nodes_[node].count);
  }

 private:
  struct Node {
    std::uint32_t begin;
    std::uint32_t count;
    std::uint8_t level;
  };
  struct Remembered {
    std::uint64_t pair = 0;
    std::uint32_t generation = 0;
    Word result = kNoRule;
  };

  static constexpr std::uint8_t kBelowAll = kFields;

  std::uint8_t level_of(Word word) const { return is_leaf(word) ? kBelowAll : nodes_[word].level; }
  Word overlay_node(Word first, Word then);
  void add_edge(std::size_t scratch_begin, Edge edge);
  Word make_node(std::uint8_t level, std::size_t scratch_begin);
  std::size_t find_slot(std::uint8_t level, std::span<const Edge> edges) const;
  void grow_nodes();
  Remembered& remembered(std::uint64_t pair);
  void grow_memory();
  void forget();

  FieldOrder order_;
  std::array<std::uint8_t, kFields> level_of_field_{};
  Budget budget_;
  std::size_t steps_ = 0;
  bool over_budget_ = false;

  std::vector<Node> nodes_;
  std::vector<Edge> edges_;
  std::vector<std::uint32_t> slots_;     // open addressing into nodes_, a power of two, at most half full
  std::vector<Remembered> memory_;       // results of overlay() in the present overlay_all step
  std::size_t remembered_count_ = 0;
  std::uint32_t generation_ = 1;
  std::vector<Edge> scratch_;            // edges of nodes in the making, innermost last
};

}  // namespace sgc::targets::xdp
