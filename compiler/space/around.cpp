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
  node_ = node;
  size_ = tree_.around(node);
  listed_ = false;
  marked_ = false;
  rows_.clear();
  for (Node at = node; at != kNone; at = tree_.parent(at)) {
    const auto here = tree_.sets_at(at);
    if (!here.empty()) rows_.push_back(here);
  }
}

void Around::load_all(std::span<const Node> nodes, SetNumber of_set) {
  if (of_set != kNone && of_set == loaded_set_) return;
  if (of_set == kNone && std::equal(nodes.begin(), nodes.end(), loaded_.begin(), loaded_.end())) return;
  loaded_set_ = of_set;
  loaded_.clear();
  if (of_set == kNone) loaded_.assign(nodes.begin(), nodes.end());
  if (nodes.size() == 1) return find(nodes[0]);

  if (of_set != kNone && around_set_.knows(of_set)) {
    const auto known = around_set_[of_set];
    list_.assign(known.begin(), known.end());
  } else {
    find_all(nodes);
    if (of_set != kNone) around_set_.keep(of_set, list_);
  }
  node_ = kNone;
  size_ = list_.size();
  listed_ = true;
  marked_ = false;
  rows_.assign(1, list_);
}

void Around::find_all(std::span<const Node> nodes) {
  list_.clear();
  for (Node at = barest(tree_, nodes); at != kNone; at = tree_.parent(at)) {
    for (const SetNumber set : tree_.sets_at(at)) {
      if (contains_all(tree_, set, nodes)) list_.push_back(set);
    }
  }
}

std::span<const SetNumber> Around::sets() {
  if (!listed_) {
    list_.clear();
    for (const auto row : rows_) list_.insert(list_.end(), row.begin(), row.end());
    listed_ = true;
  }
  return list_;
}

const Members& Around::members() {
  if (marked_) return members_;
  marked_ = true;
  members_.take_out(marked_list_);
  marked_list_.clear();
  unmark_path_to(node_);
  if (node_ == kNone) {
    marked_list_ = list_;
    members_.put(marked_list_);
  } else {
    mark_path();
  }
  return members_;
}

// Leaves of the path what is around the node.
void Around::unmark_path_to(Node node) {
  while (!path_.empty() && (node == kNone || !tree_.holds(path_.back(), node))) {
    members_.take_out(tree_.sets_at(path_.back()));
    path_.pop_back();
  }
}

// Before: what there is of the path is around the node.
void Around::mark_path() {
  const Node marked = path_.empty() ? kNone : path_.back();
  for (Node at = node_; at != marked && at != kNone; at = tree_.parent(at)) {
    if (!tree_.sets_at(at).empty()) path_below_.push_back(at);
  }
  for (; !path_below_.empty(); path_below_.pop_back()) {
    members_.put(tree_.sets_at(path_below_.back()));
    path_.push_back(path_below_.back());
  }
}

}  // namespace sgc::space
