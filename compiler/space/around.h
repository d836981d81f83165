// The sets that contain a node, or all of several nodes.
#pragma once

#include <span>
#include <vector>

#include "compiler/space/filter.h"

namespace sgc::space {

// Where ranges cross, thousands of sets contain a node, and many questions are answered by the first few of them: they
// are copied and marked only for those who need it. From one node to the next the marks of what both have around them stay.
// Keeps what it found last, and what it found for the nodes of whole sets.
class Around {
 public:
  explicit Around(const Laminar& tree) : tree_(tree), members_(tree.sets()), around_set_(tree.sets()) {}

  // The sets that contain the node.
  void load(Node node);

  // Those that contain every one of the nodes, which ascend; `of_set` is the set whose nodes they are, or kNone.
  void load_all(std::span<const Node> nodes, SetNumber of_set);

  // What was loaded last: how many, row by row, in one piece, and as marks.
  std::size_t size() const { return size_; }
  std::span<const std::span<const SetNumber>> rows() const { return rows_; }
  std::span<const SetNumber> sets();
  const Members& members();

 private:
  void find(Node node);
  void find_all(std::span<const Node> nodes);
  void mark_path();
  void unmark_path_to(Node node);

  const Laminar& tree_;
  std::vector<Node> loaded_;  // nothing where `loaded_set_` tells
  SetNumber loaded_set_ = kNone;

  Node node_ = kNone;  // whose sets these are; kNone where they are those of several, in list_
  std::vector<std::span<const SetNumber>> rows_;  // of the node, then of what is around it, or just list_
  std::size_t size_ = 0;
  std::vector<SetNumber> list_;
  bool listed_ = false;  // list_ is what was loaded

  Members members_;               // those of path_ or of marked_list_
  std::vector<Node> path_;        // from the root on, those that sets have
  std::vector<Node> path_below_;  // while it is being marked
  std::vector<SetNumber> marked_list_;
  bool marked_ = false;  // members_ are what was loaded
  KeptRows around_set_;  // by set, those that contain all of it
};

// The first of the nodes that the fewest sets contain.
Node barest(const Laminar& tree, std::span<const Node> nodes);

}  // namespace sgc::space
