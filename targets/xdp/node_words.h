// A diagram as the array of 32-bit words that the data path searches. A node is
//   half words: number of its edges less one, then the first value of each edge but the first
//   words:      the child of each edge
// A child is a leaf (see field.h) or the field it tests, in bits 28 to 30, and the index of its first word.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "targets/xdp/diagram.h"

namespace sgc::targets::xdp {

constexpr unsigned kFieldShift = 28;
constexpr Word kPlaceMask = (Word{1} << kFieldShift) - 1;

constexpr Field field_of(Word child) { return static_cast<Field>(child >> kFieldShift); }
constexpr std::uint32_t place_of(Word child) { return child & kPlaceMask; }

// The most words that places can tell apart.
constexpr std::size_t kMostNodeWords = kPlaceMask;

// Appends what `roots` reach to `words`, and returns the roots as children. Before: all of it fits kMostNodeWords.
std::vector<Word> append_nodes(const Diagram& diagram, std::span<const Word> roots, std::vector<std::uint32_t>& words);

// The words that append_nodes would append.
std::size_t count_node_words(const Diagram& diagram, std::span<const Word> roots);

// The child of the node at `place` for this value of the field that it tests.
Word child_for(std::span<const std::uint32_t> words, std::uint32_t place, std::uint32_t value);

// Where each edge but the first of the node at `place` begins, and what each edge leads to.
std::vector<std::uint32_t> keys_of(std::span<const std::uint32_t> words, std::uint32_t place);
std::span<const Word> children_of(std::span<const std::uint32_t> words, std::uint32_t place);

// How many steps the search in a node takes, at most, by the field that the node tests.
using SearchSteps = std::array<unsigned, kFields>;

// Raises `steps` to what the nodes need that `roots` reach.
void raise_search_steps(const Diagram& diagram, std::span<const Word> roots, SearchSteps& steps);

}  // namespace sgc::targets::xdp
