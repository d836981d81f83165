#include "targets/xdp/node_words.h"

#include <bit>

#include "compiler/support/assert.h"

namespace sgc::targets::xdp {
namespace {

std::size_t key_words(std::size_t edges) { return (edges + 1) / 2; }

// Half words lie in a word as a little-endian machine reads them: the lower half first.
std::uint32_t half(std::span<const std::uint32_t> words, std::size_t index) {
  return words[index / 2] >> (index % 2 == 0 ? 0U : 16U) & 0xFFFFU;
}

void set_half(std::span<std::uint32_t> words, std::size_t index, std::uint32_t value) {
  words[index / 2] |= value << (index % 2 == 0 ? 0U : 16U);
}

}  // namespace

std::vector<Word> append_nodes(const Diagram& diagram, std::span<const Word> roots,
                               std::vector<std::uint32_t>& words) {
  const std::vector<Word> nodes = diagram.reachable(roots);
  std::vector<Word> child_of;  // by node of the diagram
  std::size_t next = words.size();
  for (const Word node : nodes) {
    if (child_of.size() <= node) child_of.resize(node + 1);
    child_of[node] = static_cast<Word>(diagram.field(node)) << kFieldShift | static_cast<Word>(next);
    next += key_words(diagram.edges(node).size()) + diagram.edges(node).size();
  }
  SGC_ASSERT(next <= kMostNodeWords, "the places of nodes fit their bits");

  const auto child = [&](Word word) { return is_leaf(word) ? word : child_of[word]; };
  words.resize(next);
  for (const Word node : nodes) {
    const auto edges = diagram.edges(node);
    const std::span<std::uint32_t> keys = std::span(words).subspan(place_of(child_of[node]));
    const std::span<std::uint32_t> children = keys.subspan(key_words(edges.size()));
    set_half(keys, 0, static_cast<std::uint32_t>(edges.size()) - 1);
    for (std::size_t i = 0; i + 1 < edges.size(); ++i) set_half(keys, i + 1, edges[i].last + 1);
    for (std::size_t i = 0; i < edges.size(); ++i) children[i] = child(edges[i].child);
  }

  std::vector<Word> placed;
  for (const Word root : roots) placed.push_back(child(root));
  return placed;
}

std::size_t count_node_words(const Diagram& diagram, std::span<const Word> roots) {
  std::size_t words = 0;
  for (const Word node : diagram.reachable(roots)) {
    words += key_words(diagram.edges(node).size()) + diagram.edges(node).size();
  }
  return words;
}

Word child_for(std::span<const std::uint32_t> words, std::uint32_t place, std::uint32_t value) {
  const std::span<const std::uint32_t> node = words.subspan(place);
  const std::uint32_t keys = half(node, 0);
  std::uint32_t below = 0;  // keys that are at most the value
  for (std::uint32_t count = keys; count > 0;) {
    const std::uint32_t step = count / 2;
    if (half(node, 1 + below + step) <= value) {
      below += step + 1;
      count -= step + 1;
    } else {
      count = step;
    }
  }
  return node[key_words(keys + std::size_t{1}) + below];
}

std::vector<std::uint32_t> keys_of(std::span<const std::uint32_t> words, std::uint32_t place) {
  const auto node = words.subspan(place);
  std::vector<std::uint32_t> keys(half(node, 0));
  for (std::size_t i = 0; i < keys.size(); ++i) keys[i] = half(node, i + 1);
  return keys;
}

std::span<const Word> children_of(std::span<const std::uint32_t> words, std::uint32_t place) {
  const std::size_t edges = half(words.subspan(place), 0) + std::size_t{1};
  return words.subspan(place + key_words(edges), edges);
}

void raise_search_steps(const Diagram& diagram, std::span<const Word> roots, SearchSteps& steps) {
  for (const Word node : diagram.reachable(roots)) {
    unsigned& most = steps[static_cast<std::size_t>(diagram.field(node))];
    most = std::max(most, static_cast<unsigned>(std::bit_width(diagram.edges(node).size() - 1)));
  }
}

}  // namespace sgc::targets::xdp
