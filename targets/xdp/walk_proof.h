// Whether a diagram that was read from a text decides like a list of rules: both are followed at once, field by field,
// over the values that neither tells apart; where the same node meets the same rules again, the answer is known.
#pragma once

#include <array>
#include <functional>
#include <span>
#include <unordered_set>
#include <utility>
#include <vector>

#include "targets/xdp/node_words.h"
#include "targets/xdp/value_box.h"

namespace sgc::targets::xdp {

// A rule as it has to be, for one rectangle of its service.
struct ProofBox {
  std::array<std::vector<ValueRange>, kFields> ranges;  // ascending, disjoint; nothing for a field that is not tested
  Word leaf = kNoRule;
};

class WalkProof {
 public:
  // Takes values in which the diagram and the rules decide differently; says whether the search for others may end. One that no packet can have is none.
  using TakeDifference = std::function<bool(const ValueBox&)>;

  // Whether a leaf of the diagram will do where the rules have another.
  using Alike = std::function<bool(Word found, Word wanted)>;

  // `order`: in which the data path tests the fields. `last`: the last value of each field that a packet can have.
  WalkProof(std::span<const std::uint32_t> nodes, const FieldOrder& order, const std::array<std::uint32_t, kFields>& last,
            Alike alike = std::equal_to<Word>())
      : nodes_(nodes), order_(order), last_(last), alike_(std::move(alike)) {}

  // Throws host::Unreadable where it takes too long, or a node tests a field that the data path has passed already.
  // Before: the first box that a packet lies in decides; check_tables takes the nodes.
  void run(Word root, std::span<const ProofBox> boxes, const TakeDifference& take);

 private:
  using BoxList = std::vector<std::uint32_t>;
  struct KeyHash {
    std::size_t operator()(const BoxList& key) const;
  };

  // Whether they agree; where they do not, `done_` says whether to go on.
  bool agrees(Word at, std::size_t level, const BoxList& boxes);
  bool agrees_at_field(Word at, std::size_t level, const BoxList& boxes);
  bool is_tested(std::size_t level, const BoxList& boxes) const;
  std::size_t level_of(Word at) const;
  void spend(std::size_t steps);

  std::span<const std::uint32_t> nodes_;
  FieldOrder order_;
  std::array<std::uint32_t, kFields> last_;
  Alike alike_;

  // Of the present run().
  std::span<const ProofBox> boxes_;
  std::vector<std::uint8_t> full_from_;  // by box: from this level on it takes every value
  const TakeDifference* take_ = nullptr;
  ValueBox here_{};
  bool done_ = false;
  std::size_t spent_ = 0;
  std::unordered_set<BoxList, KeyHash> known_;  // node, level and boxes that agree
};

}  // namespace sgc::targets::xdp
