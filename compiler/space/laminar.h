// The addresses of one family on one side of the rules, cut up by the sets that rules use there.
//
// Nodes are sets of addresses: any two are disjoint, or one lies in the other (a laminar family). Node 0 is the whole
// family. A set is a union of disjoint nodes. The *cell* of a node is what of it lies in none of its children; the
// cells that are not empty are the atoms of the side: a set that holds one address of a cell holds all of it. What an
// analysis knows of addresses is this tree alone, whatever the family and however large the sets.
//
// Nodes are numbered in preorder, so that a subtree is the range from a node to last(node).
#pragma once

#include <vector>

#include "compiler/net/range_list.h"
#include "compiler/space/numbers.h"

namespace sgc::space {

constexpr SetNumber kEverything = 0;  // the set of all addresses of the family: node 0

// A huge set (a feed) is not put in as prefixes: only its part of each cell of the other sets is.
constexpr std::size_t kHugeSet = 2048;  // ranges

class Laminar {
 public:
  // Cuts the family up by these sets. sets[kEverything] is the family, and none is empty; the ranges must outlive
  // measure(). Sets with more ranges than `huge` are huge.
  static Laminar of(std::span<const RangeView<std::uint32_t>> sets, std::size_t huge = kHugeSet);
  static Laminar of(std::span<const RangeView<u128>> sets, std::size_t huge = kHugeSet);

  Node size() const { return static_cast<Node>(last_.size()); }
  SetNumber sets() const { return static_cast<SetNumber>(nodes_.size()); }

  Node parent(Node node) const { return parent_[node]; }  // kNone of node 0
  Node last(Node node) const { return last_[node]; }      // the last node of its subtree
  bool holds(Node outer, Node inner) const { return outer <= inner && inner <= last_[outer]; }
  bool has_cell(Node node) const { return rank_[node + 1] != rank_[node]; }

  // The nodes that a set is the union of: disjoint, ascending.
  std::span<const Node> nodes_of(SetNumber set) const { return nodes_[set]; }
  // The sets that have just this node; contiguous for contiguous nodes.
  std::span<const SetNumber> sets_at(Node node) const { return sets_at_[node]; }
  // All of them from one node to another, with repetitions.
  std::span<const SetNumber> sets_at(Node first, Node last) const;

  bool contains(SetNumber set, Node node) const;  // all addresses of the node
  bool overlaps(SetNumber set, Node node) const;
  bool sets_overlap(SetNumber a, SetNumber b) const;
  bool set_contains(SetNumber outer, SetNumber inner) const;
  bool below(SetNumber set, Node node) const;             // has a node strictly inside this one

  // How many sets contain the node.
  std::uint32_t around(Node node) const { return around_[node]; }

  // Cells in preorder have ranks 0, 1, 2, …: those of a subtree are the ranks from first_rank(node) to
  // end_rank(node) - 1, and there is always one.
  std::uint32_t first_rank(Node node) const { return rank_[node]; }
  std::uint32_t end_rank(Node node) const { return rank_[last_[node] + 1]; }
  Node cell(std::uint32_t rank) const { return cells_[rank]; }
  std::uint32_t cells() const { return static_cast<std::uint32_t>(cells_.size()); }

  // Cells that stand for the node: its own if it is not empty, else the first and the last that its children have.
  Node first_cell(Node node) const { return cells_[first_rank(node)]; }
  Node last_cell(Node node) const;

  // How many cells it takes to stand for the node: itself if its cell is not empty, else those that its children
  // take. At most kMostFrontier is counted.
  static constexpr unsigned kMostFrontier = 255;
  unsigned frontier(Node node) const { return frontier_[node]; }

  // An address of the node's cell. Before: has_cell(node).
  u128 example(Node node) const { return examples_.empty() ? u128{examples_v4_[node]} : examples_[node]; }

  // The number of addresses in each node's cell.
  std::vector<double> measure() const;

 private:
  template <class Number>
  friend class LaminarBuilder;

  void number_cells(const std::vector<bool>& has_cell);
  void count_frontiers();
  void count_around();

  std::vector<Node> parent_;
  std::vector<Node> last_;
  std::vector<std::uint32_t> rank_;  // of a node: the cells before it; one more entry for the end
  std::vector<Node> cells_;
  std::vector<std::uint8_t> frontier_;
  std::vector<std::uint32_t> around_;
  Rows nodes_;    // by set
  Rows sets_at_;  // by node

  std::vector<std::uint32_t> examples_v4_;  // by node; one of the two is filled
  std::vector<u128> examples_;
  std::vector<double> sizes_;

  // Where huge sets are parts of cells, sizes are added up only when somebody asks.
  struct Unmeasured {
    Node inside = 0;   // node of what the set holds between first and last
    Node outside = 0;  // node of what it does not hold
    u128 first = 0;
    u128 last = 0;
    std::uint32_t set = 0;  // index into huge_v4_ or huge_v6_
  };
  std::vector<Unmeasured> unmeasured_;
  std::vector<RangeView<std::uint32_t>> huge_v4_;
  std::vector<RangeView<u128>> huge_v6_;
};

}  // namespace sgc::space
