// The sets that contain a node, or all of several nodes.
#pragma once

#include <span>
#include <vector>

#include "compiler/space/filter.h"

namespace sgc::space {

// Keeps what it found last, and what it found for the nodes of whole sets.
class Around {
 public:
  explicit Around(const Laminar& tree) : tree_(tree), members_(tree.sets()), around_set_(tree.sets()) {}

  // The sets that contain the node.
  void load(Node node);

  // Those that contain every one of the nodes, which ascend; `of_set` is the set whose nodes they are, or kNone.
  void load_all(std::span<const Node> nodes, SetNumber of_set);

  // What was loaded last.
  const std::vector<SetNumber>& sets() const { return sets_; }
  bool has(SetNumber set) const { return members_.has(set); }

 private:
  void find(Node node);
  void find_all(std::span<const Node> nodes);

  const Laminar& tree_;
  std::vector<Node> loaded_;  // nothing where `loaded_set_` tells
  SetNumber loaded_set_ = kNone;
  std::vector<SetNumber> sets_;
  Members members_;      // the same sets
  KeptRows around_set_;  // by set, those that contain all of it
};

// The first of the nodes that the fewest sets contain.
Node barest(const Laminar& tree, std::span<const Node> nodes);

}  // namespace sgc::space
