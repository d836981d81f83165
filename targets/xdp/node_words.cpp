#include "targets/xdp/node_words.h"

#include <algorithm>
#include <bit>
#include <numeric>

#include "compiler/support/assert.h"

namespace sgc::targets::xdp {
namespace {

std::size_t key_words(std::size_t edges) { return (edges + 1) / 2; }

// The first value of the last edge.
std::size_t last_start(std::span<const Edge> edges) {
  return edges.size() < 2 ? 0 : edges[edges.size() - 2].last + std::size_t{1};
}

std::size_t words_of_search(std::size_t edges) { return key_words(edges) + edges; }
std::size_t words_of_look_up(std::size_t last) { return last + 2; }

// Whether a node is looked up instead of searched: where that takes no more room, or at most two and a half times as much
// instead of a search among more keys than are compared at once. 1,000 mixed rules take 0.7 to 0.8 of the time so.
bool look_up_pays(std::span<const Edge> edges) {
  constexpr std::size_t kKeysAtOnce = 8;
  const std::size_t look_up = words_of_look_up(last_start(edges));
  const std::size_t search = words_of_search(edges.size());
  return look_up <= search || (edges.size() > kKeysAtOnce + 1 && look_up * 2 <= search * 5);
}

// Whether a node gets a child for every value up to the last: where these are few, or it takes a quarter more room at most.
// 1,000 mixed rules take 0.9 of the time so.
bool all_pay(std::span<const Edge> edges, std::size_t last) {
  constexpr std::size_t kFew = 8;
  if (last >= kLastFieldValue) return false;
  const std::size_t without = look_up_pays(edges) ? words_of_look_up(last_start(edges)) : words_of_search(edges.size());
  return last < kFew || words_of_look_up(last) * 4 <= without * 5;
}

// How a node is written.
struct Form {
  bool look_up = false;
  bool all = false;
  std::size_t last = 0;  // that has a child of its own, where it is looked up

  std::size_t words(std::size_t edges) const { return look_up ? words_of_look_up(last) : words_of_search(edges); }
};

Form form_of(const Diagram& diagram, Word node, const LastValues& last) {
  const auto edges = diagram.edges(node);
  const std::size_t possible = last[static_cast<std::size_t>(diagram.field(node))];
  if (all_pay(edges, possible)) return {true, true, possible};
  return {look_up_pays(edges), false, last_start(edges)};
}

// Half words lie in a word as a little-endian machine reads them: the lower half first.
std::uint32_t half(std::span<const std::uint32_t> words, std::size_t index) {
  return words[index / 2] >> (index % 2 == 0 ? 0U : 16U) & 0xFFFFU;
}

void set_half(std::span<std::uint32_t> words, std::size_t index, std::uint32_t value) {
  words[index / 2] |= value << (index % 2 == 0 ? 0U : 16U);
}

}  // namespace

std::vector<Word> append_nodes(const Diagram& diagram, std::span<const Word> roots, const LastValues& last,
                               std::vector<std::uint32_t>& words) {
  const std::vector<Word> nodes = diagram.reachable(roots);
  std::vector<Word> child_of;  // by node of the diagram
  std::size_t next = words.size();
  for (const Word node : nodes) {
    if (child_of.size() <= node) child_of.resize(node + 1);
    const Form form = form_of(diagram, node, last);
    child_of[node] = static_cast<Word>(diagram.field(node)) << kFieldShift | (form.all ? kHasAll : 0) | static_cast<Word>(next);
    next += form.words(diagram.edges(node).size());
  }
  SGC_ASSERT(next <= kMostNodeWords, "the places of nodes fit their bits");

  const auto child = [&](Word word) { return is_leaf(word) ? word : child_of[word]; };
  words.resize(next);
  for (const Word node : nodes) {
    const auto edges = diagram.edges(node);
    const std::span<std::uint32_t> head = std::span(words).subspan(place_of(child_of[node]));
    if (const Form form = form_of(diagram, node, last); form.look_up) {
      set_half(head, 0, static_cast<std::uint32_t>(form.last));
      for (std::size_t value = 0, edge = 0; value <= form.last; ++value) {
        if (value > edges[edge].last) ++edge;
        head[1 + value] = child(edges[edge].child);
      }
      continue;
    }
    const std::span<std::uint32_t> children = head.subspan(key_words(edges.size()));
    set_half(head, 0, static_cast<std::uint32_t>(edges.size()) - 1);
    for (std::size_t i = 0; i + 1 < edges.size(); ++i) set_half(head, i + 1, edges[i].last + 1);
    for (std::size_t i = 0; i < edges.size(); ++i) children[i] = child(edges[i].child);
  }

  std::vector<Word> placed;
  for (const Word root : roots) placed.push_back(child(root));
  return placed;
}

// A search has a first key, which is not 0.
bool is_look_up(std::span<const std::uint32_t> words, std::uint32_t place) { return half(words, place * std::size_t{2} + 1) == 0; }

Word child_for(std::span<const std::uint32_t> words, std::uint32_t place, std::uint32_t value) {
  const std::span<const std::uint32_t> node = words.subspan(place);
  const std::uint32_t keys = half(node, 0);
  if (is_look_up(words, place)) return node[1 + std::min(keys, value)];
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
  if (is_look_up(words, place)) {
    std::iota(keys.begin(), keys.end(), 1U);
    return keys;
  }
  for (std::size_t i = 0; i < keys.size(); ++i) keys[i] = half(node, i + 1);
  return keys;
}

std::span<const Word> children_of(std::span<const std::uint32_t> words, std::uint32_t place) {
  const std::size_t edges = half(words.subspan(place), 0) + std::size_t{1};
  return words.subspan(place + (is_look_up(words, place) ? 1 : key_words(edges)), edges);
}

void raise_search_steps(const Diagram& diagram, std::span<const Word> roots, const LastValues& last,
                        SearchSteps& steps) {
  for (const Word node : diagram.reachable(roots)) {
    if (form_of(diagram, node, last).look_up) continue;
    unsigned& most = steps[static_cast<std::size_t>(diagram.field(node))];
    most = std::max(most, static_cast<unsigned>(std::bit_width(diagram.edges(node).size() - 1)));
  }
}

}  // namespace sgc::targets::xdp
