// The words of a diagram, walked, against the boxes that it was made from.
#include "targets/xdp/node_words.h"

#include <gtest/gtest.h>

#include <deque>

#include "tests/workloads/workloads.h"

namespace sgc::targets::xdp {
namespace {

using workloads::below;
using workloads::Random;

constexpr FieldOrder kOrder{Field::SourceLarge, Field::Source,   Field::DestinationLarge, Field::Destination,
                            Field::Protocol,    Field::Second, Field::First};

constexpr LastValues kUnknown{kLastFieldValue, kLastFieldValue, kLastFieldValue, kLastFieldValue,
                              kLastFieldValue, kLastFieldValue, kLastFieldValue};

// A diagram over one field: each range of values has a leaf of its own, the earlier range wins.
struct OneNode {
  std::deque<std::vector<ValueRange>> ranges;
  std::vector<Box> boxes;
  std::vector<std::uint32_t> words;
  Word root = kNoRule;

  void add(ValueRange range) {
    Box box;
    box.ranges[static_cast<std::size_t>(Field::Second)] = ranges.emplace_back(std::vector{range});
    box.leaf = leaf_of(static_cast<std::uint32_t>(boxes.size()), false);
    boxes.push_back(box);
  }

  // `last`: the last value that can be.
  void place(std::uint32_t last_value = kLastFieldValue) {
    LastValues last = kUnknown;
    last[static_cast<std::size_t>(Field::Second)] = last_value;
    Diagram diagram(kOrder);
    const std::optional<Word> made = diagram.build(boxes, {1'000'000, 100'000'000});
    ASSERT_TRUE(made);
    root = append_nodes(diagram, {&*made, 1}, last, words).front();
  }

  Word expected(std::uint32_t value) const {
    for (std::size_t i = 0; i < boxes.size(); ++i) {
      if (ranges[i].front().first <= value && value <= ranges[i].front().last) return boxes[i].leaf;
    }
    return kNoRule;
  }

  void expect_every_value_finds_its_leaf() const {
    const auto keys = keys_of(words, place_of(root));
    const auto children = children_of(words, place_of(root));
    ASSERT_EQ(children.size(), keys.size() + 1);
    std::size_t edge = 0;
    for (std::uint32_t value = 0; value <= kLastFieldValue; ++value) {
      if (edge < keys.size() && keys[edge] == value) ++edge;
      const Word leaf = child_for(words, place_of(root), value);
      ASSERT_EQ(leaf, children[edge]) << value;
      ASSERT_EQ(leaf, expected(value)) << value;
    }
  }
};

// One range for each value: as dense as a node can be.
TEST(XdpNodeWords, DenseEdgesAreLookedUp) {
  OneNode node;
  for (std::uint32_t value = 0; value < 100; ++value) node.add({value, value});
  node.place();
  EXPECT_TRUE(is_look_up(node.words, place_of(node.root)));
  EXPECT_EQ(node.words.size(), 102U);
  node.expect_every_value_finds_its_leaf();
}

TEST(XdpNodeWords, FarApartEdgesAreSearched) {
  OneNode node;
  for (std::uint32_t i = 0; i < 100; ++i) node.add({i * 600, i * 600 + 1});
  node.place();
  EXPECT_FALSE(is_look_up(node.words, place_of(node.root)));
  node.expect_every_value_finds_its_leaf();
}

// Room is what a look-up may cost: two and a half times as much, and nothing where a search is short.
TEST(XdpNodeWords, FewEdgesAreNotWorthRoom) {
  OneNode few;
  for (std::uint32_t i = 0; i < 4; ++i) few.add({i * 9 + 1, i * 9 + 1});
  few.place();
  EXPECT_FALSE(is_look_up(few.words, place_of(few.root)));
  few.expect_every_value_finds_its_leaf();

  OneNode tiny;
  tiny.add({1, 1});
  tiny.add({2, kLastFieldValue});
  tiny.place();
  EXPECT_TRUE(is_look_up(tiny.words, place_of(tiny.root)));
  tiny.expect_every_value_finds_its_leaf();
}

// Where few values can be, or nearly all have a child of their own at any rate, all have.
TEST(XdpNodeWords, EveryValueHasAChildWhereThatIsCheap) {
  for (const std::uint32_t last : {7U, 8U}) {
    OneNode node;
    node.add({3, 3});
    node.place(last);
    EXPECT_EQ(has_all(node.root), last == 7);
    EXPECT_EQ(children_of(node.words, place_of(node.root)).size(), last == 7 ? 8U : 3U);
    node.expect_every_value_finds_its_leaf();
  }
  for (const std::uint32_t last : {124U, 130U}) {  // a quarter more than 102 words, or more than that
    OneNode node;
    for (std::uint32_t value = 0; value < 100; ++value) node.add({value, value});
    node.place(last);
    EXPECT_EQ(has_all(node.root), last == 124);
    EXPECT_TRUE(is_look_up(node.words, place_of(node.root)));
    node.expect_every_value_finds_its_leaf();
  }
}

TEST(XdpNodeWords, RandomNodes) {
  Random random(1);
  std::size_t looked_up = 0;
  constexpr std::uint64_t kNodes = 60;
  for (std::uint64_t i = 0; i < kNodes; ++i) {
    SCOPED_TRACE(testing::Message() << "node " << i);
    OneNode node;
    const std::uint64_t span = 2 + below(random, i % 3 == 0 ? kLastFieldValue : 40);
    const std::uint64_t ranges = 1 + below(random, 60);
    for (std::uint64_t range = 0; range < ranges; ++range) {
      const auto first = static_cast<std::uint32_t>(below(random, span));
      node.add({first, static_cast<std::uint32_t>(std::min<std::uint64_t>(kLastFieldValue, first + below(random, span)))});
    }
    node.place();
    looked_up += is_leaf(node.root) || !is_look_up(node.words, place_of(node.root)) ? 0 : 1;
    if (!is_leaf(node.root)) node.expect_every_value_finds_its_leaf();
    if (HasFatalFailure()) return;
  }
  EXPECT_GT(looked_up, 0U);
  EXPECT_LT(looked_up, kNodes);
}

}  // namespace
}  // namespace sgc::targets::xdp
