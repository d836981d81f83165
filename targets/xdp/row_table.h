// A first-match rule list whose size grows with the number of rules and no faster. Rules are sorted by their source
// set; the rules of one set are a row, with a diagram of its own over destination and service. An address lies in few
// of the sets, and a packet asks those rows alone; the earliest rule that any of them finds wins. A row whose diagram
// would be too large for its rules is decided by pairs of sets instead (see pair_table.h).
#pragma once

#include <span>
#include <vector>

#include "compiler/ir/policy.h"
#include "targets/xdp/flat_rule.h"
#include "targets/xdp/node_words.h"
#include "targets/xdp/pair_table.h"

namespace sgc::targets::xdp {

// How a row is asked: the root of its diagram, or kByPairs and the name of its source set; kNoRule where no rule has
// that set.
using Row = Word;
constexpr Word kByPairs = Word{7} << kFieldShift;  // where a node has the field that it tests
constexpr bool is_by_pairs(Row row) { return (row & ~kPlaceMask) == kByPairs; }

// In which the data path follows rows, and the services of pairs.
constexpr FieldOrder kRowOrder{Field::DestinationLarge, Field::Destination, Field::Protocol, Field::Second,
                               Field::First,            Field::SourceLarge, Field::Source};

struct RowTable {
  Row any = kNoRule;              // of the rules that take every source
  std::vector<Row> rows;          // by source set
  std::vector<PairRule> by_pairs;  // the rules of rows without a diagram
};

// The destination's classes of each set, by the fields DestinationLarge and Destination.
struct DestinationRanges {
  std::span<const std::vector<ValueRange>> large;  // by destination set; empty where there is none
  std::span<const std::vector<ValueRange>> small;
  LastValues last{};                                // of rows
  bool fit_keys = true;                             // all classes fit kLastFieldValue
};

// Names for sets that are looked up in pairs: those of `sources` from `first_source` on, that one being every address;
// of destinations likewise.
struct PairNames {
  SetName first_source = 0;
  SetName first_destination = 0;

  SetName source(SetIndex set) const { return set == kAnySet ? first_source : first_source + 1 + set; }
  SetName destination(SetIndex set) const { return set == kAnySet ? first_destination : first_destination + 1 + set; }
};

// Appends the rows' diagrams to `nodes` and raises `search_steps` to what they need.
RowTable make_row_table(const ir::Policy& policy, std::span<const FlatRule> rules, std::size_t source_sets,
                        const DestinationRanges& destinations, const PairNames& names, const Reach& reach,
                        std::vector<std::uint32_t>& nodes, SearchSteps& search_steps);

}  // namespace sgc::targets::xdp
