// A first-match rule list as an interval decision diagram: one node tests one field, its edges are intervals of that
// field's values, and equal nodes are one node. A packet is decided by at most one search a field, whatever the
// number of rules. The order of the fields decides the size (by factors of ten), and some lists have no small diagram
// in any order: a diagram is therefore built under a budget and given up when that is spent.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <unordered_map>
#include <vector>

#include "targets/xdp/box.h"

namespace sgc::targets::xdp {

// From the value after the edge before it up to `last`, that included.
struct Edge {
  std::uint32_t last;
  Word child;

  bool operator==(const Edge&) const = default;
};

// Several diagrams in one order of fields, which share their nodes.
class Diagram {
 public:
  // What one build() may cost. Steps measure time in a way that is the same on every machine.
  struct Budget {
    std::size_t edges;  // of nodes that were not there before
    std::size_t steps;
  };

  explicit Diagram(const FieldOrder& order);

  // The root of the diagram that ends in the leaf of the first box that a packet lies in, or in kNoRule. Nothing where
  // the budget did not do.
  std::optional<Word> build(std::span<const Box> boxes, Budget budget);

  // The nodes that `roots` reach, those that test an earlier field first.
  std::vector<Word> reachable(std::span<const Word> roots) const;
  std::size_t count_edges(Word root) const;
  Field field(Word node) const { return order_[nodes_[node].level]; }
  std::span<const Edge> edges(Word node) const {
    return std::span(edges_).subspan(nodes_[node].begin, nodes_[node].count);
  }

 private:
  using BoxIndex = std::uint32_t;
  using BoxList = std::span<const BoxIndex>;

  struct Node {
    std::uint32_t begin;
    std::uint32_t count;
    std::uint8_t level;
  };
  // Boxes, ascending, with what it takes to tell two such lists apart at a glance.
  struct Crowd {
    std::vector<BoxIndex> boxes;
    std::uint64_t hash = 0;  // see hash_of_box
    std::size_t full = 0;    // how many of them take everything on the levels below
  };
  // What one level needs while its node is in the making; kept for the next.
  struct Workplace {
    Crowd always;    // boxes that do not test the field
    Crowd standing;  // boxes that take the values from here on
    std::vector<std::uint64_t> borders;  // where a box begins or has ended to take values; see border_of
    std::vector<BoxIndex> merged;        // both, up to the first that takes everything
    std::vector<Edge> edges;
  };
  // Boxes that decide about the same packets, in order.
  struct Candidates {
    BoxList boxes;
    std::uint64_t hash;
  };
  struct Known {
    std::size_t begin;  // of its list, in lists_
    std::size_t size;
    std::uint8_t level;
    Word result;
  };

  Word decide(std::uint8_t level, const Candidates& candidates);
  Word make_node_for(std::uint8_t level, BoxList boxes);
  void divide(std::uint8_t level, BoxList boxes);
  void spend(std::size_t steps);
  Candidates candidates(std::uint8_t level, Workplace& place);
  Candidates merge(std::uint8_t level, Workplace& place) const;
  void add(std::uint8_t level, Crowd& crowd, BoxIndex box) const;
  void toggle(std::uint8_t level, Crowd& crowd, BoxIndex box) const;
  bool is_full(std::uint8_t level, BoxIndex box) const { return full_from_[box] <= level + 1; }
  std::uint8_t first_tested_level(std::uint8_t level, BoxList boxes) const;
  Word intern(std::uint8_t level, std::span<const Edge> edges);
  std::size_t find_slot(std::uint8_t level, std::span<const Edge> edges) const;
  void grow_slots();
  const Known* find_known(std::uint64_t hash, std::uint8_t level, BoxList boxes) const;

  bool tests(BoxIndex box, std::uint8_t level) const {
    return !boxes_[box].ranges[static_cast<std::size_t>(order_[level])].empty();
  }

  FieldOrder order_;
  std::vector<Node> nodes_;
  std::vector<Edge> edges_;
  std::vector<std::uint32_t> slots_;  // open addressing into nodes_, a power of two, at most half full

  // Of the present build().
  std::span<const Box> boxes_;
  std::vector<std::uint8_t> full_from_;  // by box: from this level on it takes every value
  Budget left_{};
  bool spent_ = false;
  std::array<Workplace, kFields> workplaces_;
  std::unordered_multimap<std::uint64_t, Known> known_;
  std::vector<BoxIndex> lists_;
};

}  // namespace sgc::targets::xdp
