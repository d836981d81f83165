// A diagram as the array of 32-bit words that the data path searches. A node is either searched,
//   half words: number of its edges less one, then the first value of each edge but the first, which is never 0
//   words:      the child of each edge
// or looked up, where its edges are dense:
//   half words: the first value of its last edge, then 0
//   words:      the child of each value up to that
// A child is a leaf (see field.h) or the field it tests, in bits 28 to 30, and the index of its first word. Of a node that
// is looked up and has a child for every value that a packet can have, all words say so in kHasAll: the data path then
// need not know what stands before its children.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "targets/xdp/diagram.h"

namespace sgc::targets::xdp {

constexpr unsigned kFieldShift = 28;
constexpr Word kHasAll = Word{1} << (kFieldShift - 1);
constexpr Word kPlaceMask = kHasAll - 1;

constexpr Field field_of(Word child) { return static_cast<Field>(child >> kFieldShift); }
constexpr std::uint32_t place_of(Word child) { return child & kPlaceMask; }
constexpr bool has_all(Word child) { return (child & kHasAll) != 0; }

// The most words that places can tell apart.
constexpr std::size_t kMostNodeWords = kPlaceMask;

// Appends what `roots` reach to `words`, and returns the roots as children. Before: all of it fits kMostNodeWords.
std::vector<Word> append_nodes(const Diagram& diagram, std::span<const Word> roots, const LastValues& last,
                               std::vector<std::uint32_t>& words);

// Whether the node at `place` is looked up.
bool is_look_up(std::span<const std::uint32_t> words, std::uint32_t place);

// The child of the node at `place` for this value of the field that it tests.
Word child_for(std::span<const std::uint32_t> words, std::uint32_t place, std::uint32_t value);

// Where each edge but the first of the node at `place` begins, and what each edge leads to. Of a node that is looked up
// each value is an edge.
std::vector<std::uint32_t> keys_of(std::span<const std::uint32_t> words, std::uint32_t place);
std::span<const Word> children_of(std::span<const std::uint32_t> words, std::uint32_t place);

// How many steps the search in a node takes, at most, by the field that the node tests; 0 where all are looked up.
using SearchSteps = std::array<unsigned, kFields>;

// Raises `steps` to what the nodes need that `roots` reach.
void raise_search_steps(const Diagram& diagram, std::span<const Word> roots, const LastValues& last,
                        SearchSteps& steps);

}  // namespace sgc::targets::xdp
