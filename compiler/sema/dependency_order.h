// In which order things that are made of each other are worked out: each after its parts. A loop and no recursion,
// so that a chain of a hundred thousand names overflows no stack.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace sgc::sema {

class DependencyOrder {
 public:
  explicit DependencyOrder(std::size_t nodes) : states_(nodes, kNew) {}

  // `start` and all that it is made of, but for what an earlier call gave: each after its parts. `parts_of(node)`
  // returns a vector of nodes; `on_cycle(nodes)` is told of each circle, from the node that closes it on. A node that
  // closes a circle comes after the one that names it.
  template <class PartsOf, class OnCycle>
  std::vector<std::uint32_t> up_to(std::uint32_t start, PartsOf parts_of, OnCycle on_cycle) {
    std::vector<std::uint32_t> order;
    std::vector<std::uint32_t> path;
    std::vector<Parts> open;
    const auto enter = [&](std::uint32_t node) {
      states_[node] = static_cast<std::uint32_t>(path.size());
      path.push_back(node);
      open.push_back({parts_of(node), 0});
    };

    if (states_[start] == kNew) enter(start);
    while (!open.empty()) {
      Parts& parts = open.back();
      if (parts.next == parts.nodes.size()) {
        order.push_back(path.back());
        states_[path.back()] = kDone;
        path.pop_back();
        open.pop_back();
        continue;
      }
      const std::uint32_t part = parts.nodes[parts.next++];
      if (states_[part] == kNew) {
        enter(part);
      } else if (states_[part] != kDone) {
        on_cycle(std::span<const std::uint32_t>(path).subspan(states_[part]));
      }
    }
    return order;
  }

 private:
  struct Parts {
    std::vector<std::uint32_t> nodes;
    std::size_t next;
  };

  static constexpr std::uint32_t kNew = UINT32_MAX;
  static constexpr std::uint32_t kDone = UINT32_MAX - 1;

  std::vector<std::uint32_t> states_;  // kNew, kDone, or the place on the path from the start
};

// "a -> b -> a"; of a long circle the beginning and the end.
std::string cycle_text(std::span<const std::string_view> names);

}  // namespace sgc::sema
