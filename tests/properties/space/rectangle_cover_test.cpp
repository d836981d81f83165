// The cover of rectangles against a look at every point, with so many and so thin ones that splitting gives up and the
// sweep answers.
#include "compiler/space/rectangle_cover.h"

#include <gtest/gtest.h>

#include <random>

#include "compiler/space/crowd.h"

namespace sgc::space {
namespace {

constexpr std::uint32_t kSide = 48;

class Rectangles {
 public:
  explicit Rectangles(std::uint64_t seed) : random_(seed) {
    const std::uint32_t count = 1 + below(seed % 3 == 0 ? 250 : 20);
    const std::uint32_t widest = seed % 2 == 0 ? 3 : kSide;
    for (std::uint32_t i = 0; i < count; ++i) {
      const bool stripe = widest == 3 && below(10) < 9;
      const bool lying = below(2) == 0;
      rects.push_back(make(stripe && lying ? kSide : widest, stripe && !lying ? kSide : widest));
    }
    area = make(kSide, kSide);
  }

  // Lines do not start at 0, and numbers end where all numbers end.
  Rect make(std::uint32_t most_lines, std::uint32_t most_numbers) {
    const std::uint32_t lines = most_lines == kSide && below(2) == 0 ? kSide : 1 + below(most_lines);
    const std::uint32_t numbers = most_numbers == kSide && below(2) == 0 ? kSide : 1 + below(most_numbers);
    const std::uint32_t line = 1000 + below(kSide - lines + 1);
    const std::uint32_t number = kMaxPort + 1 - kSide + below(kSide - numbers + 1);
    return {line, line + lines - 1, static_cast<std::uint16_t>(number), static_cast<std::uint16_t>(number + numbers - 1)};
  }

  bool covers(const Rect& wanted) const {
    for (std::uint32_t line = wanted.first_line; line <= wanted.last_line; ++line) {
      for (std::uint32_t number = wanted.first_number; number <= wanted.last_number; ++number) {
        const auto n = static_cast<std::uint16_t>(number);
        const Rect point{line, line, n, n};
        if (std::none_of(rects.begin(), rects.end(), [&](const Rect& r) { return contains(r, point); })) return false;
      }
    }
    return true;
  }

  std::vector<Rect> rects;
  Rect area;

 private:
  std::uint32_t below(std::uint32_t bound) { return static_cast<std::uint32_t>(random_() % bound); }

  std::mt19937_64 random_;
};

TEST(RectangleCover, equals_a_look_at_every_point) {
  RectangleCover cover;
  std::size_t covered = 0;
  constexpr std::uint64_t kTimes = 3000;
  for (std::uint64_t seed = 1; seed <= kTimes && !testing::Test::HasFailure(); ++seed) {
    SCOPED_TRACE(seed);
    const Rectangles of(seed);
    const auto gap = cover.uncovered(of.area, of.rects);
    EXPECT_EQ(!gap.has_value(), of.covers(of.area));
    covered += gap ? 0 : 1;
    if (!gap) continue;
    EXPECT_TRUE(contains(of.area, *gap));
    EXPECT_FALSE(overlap({&*gap, 1}, of.rects));
  }
  EXPECT_GT(covered, kTimes / 10);
  EXPECT_LT(covered, kTimes - kTimes / 10);
}

TEST(RectangleCover, crowd_shows_each_that_meets_once) {
  for (std::uint64_t seed = 1; seed <= 600 && !testing::Test::HasFailure(); ++seed) {
    SCOPED_TRACE(seed);
    const Rectangles of(seed);
    const Crowd crowd(of.rects);
    std::vector<int> shown(of.rects.size());
    crowd.for_each(of.area, [&](std::uint32_t index) { return ++shown[index] > 0; });
    for (std::size_t i = 0; i < shown.size(); ++i) {
      EXPECT_LE(shown[i], 1);
      EXPECT_TRUE(shown[i] == 1 || !overlaps(of.rects[i], of.area)) << "rectangle " << i;
    }
  }
}

// Some of the indices, and mostly not all of them.
Crowd::Among some_of(std::size_t count, std::uint64_t seed) {
  const auto end = static_cast<std::uint32_t>(count - seed % 3 * count / 4);
  return {static_cast<std::uint32_t>(seed % 5 * end / 6), end};
}

TEST(RectangleCover, crowd_shows_those_among_some_in_the_order_of_all) {
  for (std::uint64_t seed = 1; seed <= 600 && !testing::Test::HasFailure(); ++seed) {
    SCOPED_TRACE(seed);
    const Rectangles of(seed);
    const Crowd crowd(of.rects);
    const Crowd::Among some = some_of(of.rects.size(), seed);
    std::vector<std::uint32_t> expected;
    crowd.for_each(of.area, [&](std::uint32_t index) {
      if (some.begin <= index && index < some.end) expected.push_back(index);
      return true;
    });
    std::vector<std::uint32_t> shown;
    crowd.for_each(of.area, some, [&](std::uint32_t index) {
      shown.push_back(index);
      return true;
    });
    EXPECT_EQ(shown, expected);
  }
}

TEST(RectangleCover, crowd_finds_the_first_around_and_all_before_it) {
  std::size_t found_some = 0;
  for (std::uint64_t seed = 1; seed <= 2000 && !testing::Test::HasFailure(); ++seed) {
    SCOPED_TRACE(seed);
    Rectangles of(seed);
    const Crowd crowd(of.rects);
    const Crowd::Among some = some_of(of.rects.size(), seed);
    const auto size = static_cast<std::uint32_t>(seed);
    const Rect wanted = of.make(1 + size % 4, 1 + size % 7);
    std::vector<std::uint32_t> expected;
    for (std::uint32_t i = some.begin; i < some.end; ++i) {
      if (contains(of.rects[i], wanted)) expected.push_back(i);
    }
    const auto around = [&](std::uint32_t index) { return contains(of.rects[index], wanted); };
    EXPECT_EQ(crowd.first_around(wanted, some, around), expected.empty() ? some.end : expected.front());

    std::vector<std::uint32_t> all;
    crowd.first_around(wanted, some, [&](std::uint32_t index) {
      if (around(index)) all.push_back(index);
      return false;
    });
    std::sort(all.begin(), all.end());
    EXPECT_EQ(all, expected);
    found_some += expected.empty() ? 0 : 1;
  }
  EXPECT_GT(found_some, 500U);
}

}  // namespace
}  // namespace sgc::space
