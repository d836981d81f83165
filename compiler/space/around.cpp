#include "compiler/space/around.h"

#include <algorithm>

namespace sgc::space {
namespace {

// Whether the set contains every one of the nodes, which ascend as its own do.
bool contains_all(const Laminar& tree, SetNumber set, std::span<const Node> nodes) {
  constexpr std::size_t kSearchPays = 8;
  const auto own = tree.nodes_of(set);
  if (nodes.front() < own.front() || !tree.contains(set, nodes.back())) return false;
  if (own.size() == 1) return true;
  if (own.size() > kSearchPays * nodes.size()) {
    return std::all_of(nodes.begin(), nodes.end(), [&](Node node) { return tree.contains(set, node); });
  }
  std::size_t at = 0;  // the last node of the set that begins at or before the wanted one
  return std::all_of(nodes.begin(), nodes.end(), [&](Node node) {
    while (at + 1 < own.size() && own[at + 1] <= node) ++at;
    return tree.holds(own[at], node);
  });
}

}  // namespace

Node barest(const Laminar& tree, std::span<const Node> nodes) {
  return *std::min_element(nodes.begin(), nodes.end(),
                           [&](Node a, Node b) { return tree.around(a) < tree.around(b); });
}

void Around::load(Node node) {
  if (loaded_.size() == 1 && loaded_[0] == node) return;
  loaded_set_ = kNone;
  loaded_.assign(1, node);
  find(node);
}

void Around::find(Node node) {
  members_.take_out(sets_);
  sets_.clear();
  for (Node at = node; at != kNone; at = tree_.parent(at)) {
    const auto here = tree_.sets_at(at);
    sets_.insert(sets_.end(), here.begin(), here.end());
  }
  members_.put(sets_);
}

void Around::load_all(std::span<const Node> nodes, SetNumber of_set) {
  if (of_set != kNone && of_set == loaded_set_) return;
  if (of_set == kNone && std::equal(nodes.begin(), nodes.end(), loaded_.begin(), loaded_.end())) return;
  loaded_set_ = of_set;
  loaded_.clear();
  if (of_set == kNone) loaded_.assign(nodes.begin(), nodes.end());
  if (nodes.size() == 1) return find(nodes[0]);

  members_.take_out(sets_);
  if (of_set != kNone && around_set_.knows(of_set)) {
    const auto known = around_set_[of_set];
    sets_.assign(known.begin(), known.end());
  } else {
    find_all(nodes);
    if (of_set != kNone) around_set_.keep(of_set, sets_);
  }
  members_.put(sets_);
}

void Around::find_all(std::span<const Node> nodes) {
  sets_.clear();
  for (Node at = barest(tree_, nodes); at != kNone; at = tree_.parent(at)) {
    for (const SetNumber set : tree_.sets_at(at)) {
      if (contains_all(tree_, set, nodes)) sets_.push_back(set);
    }
  }
}

}  // namespace sgc::space
