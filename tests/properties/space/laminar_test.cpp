// The tree of one side against the sets that it was made of: what nodes say of each cell is what the sets say of its
// example, nodes of a set are disjoint, and sizes add up. Sets are made huge by a low threshold.
#include "compiler/space/laminar.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "compiler/net/address_set.h"
#include "compiler/space/around.h"

namespace sgc::space {
namespace {

// Sets over few borders, with nested prefixes of all lengths around one address, and single addresses.
class Sets {
 public:
  explicit Sets(std::uint64_t seed) : random_(seed) {
    sets.push_back(AddressSet::any(Family::V4));
    for (std::uint32_t count = 2 + below(8); count-- > 0;) {
      std::vector<RangeV4> ranges;
      for (std::uint32_t pieces = 1 + below(6); pieces-- > 0;) ranges.push_back(piece());
      sets.push_back(AddressSet::from_ranges(std::move(ranges), {}));
    }
    for (const AddressSet& set : sets) views.push_back(set.v4());
  }

  std::vector<AddressSet> sets;
  std::vector<RangeView<std::uint32_t>> views;

 private:
  RangeV4 piece() {
    constexpr std::uint32_t kAround = 0x0A0B0C0D;
    const std::uint32_t kind = below(10);
    if (kind < 6) {
      const std::uint32_t open = 0xFFFFFFFFU >> (1 + below(31));
      const std::uint32_t beside = below(3) == 0 ? open + 1 : 0;
      const std::uint32_t first = (kAround & ~open) ^ beside;
      return {first, first | open};
    }
    const std::uint32_t first = 0x0A0B0000 + below(8192);
    return {first, first + (kind < 8 ? 0 : below(5000))};
  }
  std::uint32_t below(std::uint32_t bound) { return static_cast<std::uint32_t>(random_() % bound); }

  std::mt19937_64 random_;
};

double size_of(const AddressSet& set) {
  double size = 0;
  for (const RangeV4& range : set.v4()) size += static_cast<double>(range.last - range.first) + 1;
  return size;
}

void check_tree(const Sets& of, const Laminar& tree) {
  for (std::uint32_t rank = 0; rank < tree.cells(); ++rank) {
    const Node cell = tree.cell(rank);
    const Address example{Family::V4, tree.example(cell)};
    std::uint32_t around = 0;
    for (SetNumber set = 0; set < tree.sets(); ++set) {
      const bool has = of.sets[set].contains(example);
      EXPECT_EQ(tree.contains(set, cell), has) << "set " << set << ", cell " << cell;
      around += has ? 1 : 0;
    }
    EXPECT_EQ(tree.around(cell), around);
  }

  const std::vector<double> sizes = tree.measure();
  for (SetNumber set = 0; set < tree.sets(); ++set) {
    double size = 0;
    Node next = 0;
    for (const Node node : tree.nodes_of(set)) {
      EXPECT_GE(node, next) << "nodes of set " << set << " are not apart";
      next = tree.last(node) + 1;
      for (Node at = node; at < next; ++at) size += tree.has_cell(at) ? sizes[at] : 0;
    }
    EXPECT_EQ(size, size_of(of.sets[set])) << "set " << set;
  }
}

void check_sets(const Sets& of, const Laminar& tree) {
  for (SetNumber a = 0; a < tree.sets(); ++a) {
    for (SetNumber b = 0; b < tree.sets(); ++b) {
      EXPECT_EQ(tree.set_contains(a, b), subtract(of.sets[b], of.sets[a]).empty()) << a << " and " << b;
      EXPECT_EQ(tree.sets_overlap(a, b), !intersect(of.sets[a], of.sets[b]).empty()) << a << " and " << b;
    }
  }
}

TEST(LaminarProperty, says_of_each_cell_what_the_sets_say) {
  constexpr std::size_t kThresholds[] = {0, 1, 2, kHugeSet};
  for (std::uint64_t seed = 1; seed <= 1500 && !testing::Test::HasFailure(); ++seed) {
    SCOPED_TRACE(seed);
    const Sets of(seed);
    const Laminar tree = Laminar::of(of.views, kThresholds[seed % 4]);
    check_tree(of, tree);
    check_sets(of, tree);
  }
}

// By the tree alone, and in no order.
std::vector<SetNumber> sets_around(const Laminar& tree, std::span<const Node> nodes) {
  std::vector<SetNumber> sets;
  for (SetNumber set = 0; set < tree.sets(); ++set) {
    if (std::all_of(nodes.begin(), nodes.end(), [&](Node node) { return tree.contains(set, node); })) sets.push_back(set);
  }
  return sets;
}

void check_around(const Laminar& tree, Around& around, std::span<const Node> nodes, bool ask_marks) {
  std::vector<SetNumber> expected = sets_around(tree, nodes);
  EXPECT_EQ(around.size(), expected.size());
  if (ask_marks) {
    for (SetNumber set = 0; set < tree.sets(); ++set) {
      EXPECT_EQ(around.members().has(set), std::binary_search(expected.begin(), expected.end(), set)) << "set " << set;
    }
  }
  std::vector<SetNumber> by_row;
  for (const auto row : around.rows()) by_row.insert(by_row.end(), row.begin(), row.end());
  EXPECT_TRUE(std::ranges::equal(by_row, around.sets())) << "the rows are not the list";
  std::sort(by_row.begin(), by_row.end());
  EXPECT_EQ(by_row, expected);
}

// It keeps what it can from one question to the next, and is not asked for everything each time.
TEST(LaminarProperty, sets_around_stay_right_from_node_to_node) {
  std::mt19937_64 random(1);
  for (std::uint64_t seed = 1; seed <= 400 && !testing::Test::HasFailure(); ++seed) {
    SCOPED_TRACE(seed);
    const Sets of(seed);
    const Laminar tree = Laminar::of(of.views);
    Around around(tree);
    for (int question = 0; question < 40; ++question) {
      const bool ask_marks = random() % 3 != 0;
      if (random() % 3 != 0) {
        const Node node = static_cast<Node>(random() % tree.size());
        around.load(node);
        check_around(tree, around, {&node, 1}, ask_marks);
      } else {
        const SetNumber set = static_cast<SetNumber>(random() % tree.sets());
        around.load_all(tree.nodes_of(set), random() % 2 == 0 ? set : kNone);
        check_around(tree, around, tree.nodes_of(set), ask_marks);
      }
    }
  }
}

}  // namespace
}  // namespace sgc::space
