#include "compiler/net/service_set.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <set>

namespace sgc {
namespace {

// The points that brute force looks at: every family and protocol, and numbers at and around the bounds that
// the random boxes below use. A set is what it says of each of them.
constexpr std::uint16_t kInteresting[] = {0, 1, 2, 3, 4, 5, 6, 254, 255, 256, 65534, 65535};
constexpr std::uint8_t kProtocolsTried[] = {0,  1,  2,  6,  16, 17, 42, 43,  44,  45, 50,
                                            51, 52, 57, 58, 59, 60, 61, 132, 133, 255};

bool can_exist(const ServicePoint& point) {
  const std::uint16_t last = full_range(detail_of(point.family, point.protocol)).last;
  return exists_in(point.family, point.protocol) && point.a <= last && point.b <= last;
}

const std::vector<ServicePoint>& all_points() {
  static const auto points = [] {
    std::vector<ServicePoint> made;
    for (const Family family : kFamilies) {
      for (const std::uint8_t number : kProtocolsTried) {
        for (const std::uint16_t a : kInteresting) {
          for (const std::uint16_t b : kInteresting) made.push_back({family, number, a, b});
        }
      }
    }
    return made;
  }();
  return points;
}

bool holds(const std::vector<ServiceBox>& boxes, const ServicePoint& point) {
  return can_exist(point) && std::any_of(boxes.begin(), boxes.end(), [&](const ServiceBox& box) {
           return box.family == point.family && box.first_protocol <= point.protocol &&
                  point.protocol <= box.last_protocol && box.a.contains(point.a) && box.b.contains(point.b);
         });
}

using Membership = std::vector<bool>;

Membership brute(const std::vector<ServiceBox>& boxes) {
  Membership found;
  for (const ServicePoint& point : all_points()) found.push_back(holds(boxes, point));
  return found;
}

Membership asked(const ServiceSet& set) {
  Membership found;
  for (const ServicePoint& point : all_points()) found.push_back(set.contains(point));
  return found;
}

class Boxes {
 public:
  explicit Boxes(unsigned seed) : random_(seed) {}

  std::vector<ServiceBox> some() {
    std::vector<ServiceBox> boxes(random_() % 6);
    for (ServiceBox& box : boxes) box = one();
    return boxes;
  }

  ServiceBox one() {
    const std::uint8_t first = pick(kProtocolsTried);
    const std::uint8_t last = random_() % 3 == 0 ? std::max(first, pick(kProtocolsTried)) : first;
    return {random_() % 2 == 0 ? Family::V4 : Family::V6, first, last, numbers(), numbers()};
  }

  void shuffle(std::vector<ServiceBox>& boxes) { std::shuffle(boxes.begin(), boxes.end(), random_); }

 private:
  template <class T, std::size_t N>
  T pick(const T (&values)[N]) {
    return values[random_() % N];
  }

  NumberRange numbers() {
    if (random_() % 4 == 0) return kAllPorts;
    const std::uint16_t x = pick(kInteresting);
    const std::uint16_t y = pick(kInteresting);
    return {std::min(x, y), std::max(x, y)};
  }

  std::mt19937 random_;
};

// Whether the boxes are what the header promises: ascending, disjoint, of one kind of detail, maximal.
void expect_canonical(const ServiceSet& set) {
  const auto boxes = set.boxes();
  EXPECT_TRUE(std::is_sorted(boxes.begin(), boxes.end()));
  for (std::size_t i = 0; i < boxes.size(); ++i) {
    const ServiceBox& box = boxes[i];
    for (unsigned n = box.first_protocol; n <= box.last_protocol; ++n) {
      const auto number = static_cast<std::uint8_t>(n);
      EXPECT_TRUE(exists_in(box.family, number));
      EXPECT_TRUE(box.first_protocol == box.last_protocol || detail_of(box.family, number) == Detail::None);
    }
    const NumberRange full = full_range(detail_of(box.family, box.first_protocol));
    EXPECT_LE(box.a.first, box.a.last);
    EXPECT_LE(box.b.first, box.b.last);
    EXPECT_LE(box.a.last, full.last);
    EXPECT_LE(box.b.last, full.last);
    if (i == 0) continue;

    const ServiceBox& before = boxes[i - 1];
    const bool same_plane = before.family == box.family && before.first_protocol == box.first_protocol;
    const bool same_slab = same_plane && before.a == box.a;
    EXPECT_TRUE(!same_slab || box.b.first > before.b.last + 1) << "two ranges that touch";
    EXPECT_TRUE(!same_plane || same_slab || box.a.first > before.a.last) << "two slabs that overlap";
    const bool both_plain = detail_of(before.family, before.last_protocol) == Detail::None &&
                            detail_of(box.family, box.first_protocol) == Detail::None;
    if (before.family == box.family && both_plain) {
      EXPECT_GT(box.first_protocol, before.last_protocol + 1) << "two runs that touch";
    }
  }
}

TEST(ServiceSet, AlgebraAgreesWithBruteForce) {
  Boxes random(1);
  for (int round = 0; round < 400; ++round) {
    const auto boxes_x = random.some();
    const auto boxes_y = random.some();
    const ServiceSet x = ServiceSet::from_boxes(boxes_x);
    const ServiceSet y = ServiceSet::from_boxes(boxes_y);
    const Membership in_x = brute(boxes_x);
    const Membership in_y = brute(boxes_y);
    ASSERT_EQ(asked(x), in_x);

    Membership either, both, only_x;
    for (std::size_t i = 0; i < in_x.size(); ++i) {
      either.push_back(in_x[i] || in_y[i]);
      both.push_back(in_x[i] && in_y[i]);
      only_x.push_back(in_x[i] && !in_y[i]);
    }
    ASSERT_EQ(asked(unite(x, y)), either);
    ASSERT_EQ(asked(intersect(x, y)), both);
    ASSERT_EQ(asked(subtract(x, y)), only_x);

    for (const ServiceSet& set : {x, unite(x, y), intersect(x, y), subtract(x, y)}) expect_canonical(set);
  }
}

TEST(ServiceSet, EqualSetsHaveEqualBoxesAndHashes) {
  Boxes random(2);
  for (int round = 0; round < 400; ++round) {
    auto boxes = random.some();
    const ServiceSet x = ServiceSet::from_boxes(boxes);
    const ServiceSet y = ServiceSet::from_boxes(random.some());

    boxes.insert(boxes.end(), boxes.begin(), boxes.begin() + static_cast<std::ptrdiff_t>(boxes.size() / 2));
    random.shuffle(boxes);
    const ServiceSet shuffled = ServiceSet::from_boxes(boxes);
    ASSERT_EQ(x, shuffled);
    ASSERT_EQ(x.hash(), shuffled.hash());

    const ServiceSet rebuilt = unite(subtract(x, y), intersect(y, x));
    ASSERT_EQ(x, rebuilt);
    ASSERT_EQ(x.hash(), rebuilt.hash());
    ASSERT_EQ(subtract(ServiceSet::all(), subtract(ServiceSet::all(), x)), x);
  }
}

TEST(ServiceSet, ContainsAndOverlapsFollowFromTheAlgebra) {
  Boxes random(3);
  int contained = 0;
  int apart = 0;
  for (int round = 0; round < 1000; ++round) {
    const ServiceSet x = ServiceSet::from_boxes(random.some());
    const ServiceSet other = ServiceSet::from_boxes(random.some());
    const ServiceSet y = round % 3 == 0 ? intersect(x, other) : round % 3 == 1 ? subtract(other, x) : other;
    ASSERT_EQ(x.contains(y), subtract(y, x).empty());
    ASSERT_EQ(x.overlaps(y), !intersect(x, y).empty());
    contained += x.contains(y) && !y.empty() ? 1 : 0;
    apart += !x.overlaps(y) && !x.empty() && !y.empty() ? 1 : 0;
  }
  EXPECT_GT(contained, 20);
  EXPECT_GT(apart, 50);
}

TEST(ServiceSet, DifferentSetsHaveDifferentHashesAsARule) {
  std::set<std::size_t> hashes;
  for (std::uint16_t port = 0; port < 10000; ++port) {
    hashes.insert(ServiceSet::ports(protocol::kTcp, kAllPorts, {port, port}).hash());
  }
  EXPECT_EQ(hashes.size(), 10000U);
}

TEST(ServiceSet, BoxesAreMaximalAndInOrder) {
  const ServiceSet set = ServiceSet::from_boxes({
      {Family::V4, protocol::kTcp, protocol::kTcp, {100, 199}, {80, 80}},
      {Family::V4, protocol::kTcp, protocol::kTcp, {200, 300}, {80, 80}},
      {Family::V4, protocol::kTcp, protocol::kTcp, {150, 250}, {81, 90}},
  });
  const std::vector<ServiceBox> expected = {
      {Family::V4, protocol::kTcp, protocol::kTcp, {100, 149}, {80, 80}},
      {Family::V4, protocol::kTcp, protocol::kTcp, {150, 250}, {80, 90}},
      {Family::V4, protocol::kTcp, protocol::kTcp, {251, 300}, {80, 80}},
  };
  EXPECT_TRUE(std::equal(expected.begin(), expected.end(), set.boxes().begin(), set.boxes().end()));
}

TEST(ServiceSet, AllIsEveryProtocolThatExists) {
  const ServiceSet all = ServiceSet::all();
  EXPECT_TRUE(all.is_all());
  for (const ServicePoint& point : all_points()) EXPECT_EQ(all.contains(point), can_exist(point));

  // ICMP over IPv6 and ICMPv6 over IPv4 are protocols without detail.
  EXPECT_TRUE(all.contains(ServicePoint{Family::V6, protocol::kIcmp, 0, 0}));
  EXPECT_TRUE(all.contains(ServicePoint{Family::V4, protocol::kIcmp6, 0, 0}));
  EXPECT_FALSE(all.contains(ServicePoint{Family::V4, protocol::kIcmp6, 128, 0}));
  EXPECT_EQ(unite(ServiceSet::all(Family::V4), ServiceSet::all(Family::V6)), all);
}

TEST(ServiceSet, AProtocolIsInTheFamiliesWhereItExists) {
  for (const unsigned n : {1U, 43U, 44U, 51U, 60U}) {
    EXPECT_TRUE(ServiceSet::of_protocol(static_cast<std::uint8_t>(n)).empty(Family::V6)) << n;
    EXPECT_FALSE(ServiceSet::of_protocol(static_cast<std::uint8_t>(n)).empty(Family::V4)) << n;
  }
  EXPECT_TRUE(ServiceSet::of_protocol(protocol::kIcmp6).empty(Family::V4));
  EXPECT_FALSE(ServiceSet::of_protocol(protocol::kIcmp6).empty(Family::V6));
  for (const unsigned n : {2U, 6U, 17U, 47U, 50U, 89U, 132U, 255U}) {
    EXPECT_FALSE(ServiceSet::of_protocol(static_cast<std::uint8_t>(n)).empty(Family::V4)) << n;
    EXPECT_FALSE(ServiceSet::of_protocol(static_cast<std::uint8_t>(n)).empty(Family::V6)) << n;
  }
}

TEST(ServiceSet, RestrictedToAFamilyKeepsOnlyThatFamily) {
  const ServiceSet tcp = ServiceSet::of_protocol(protocol::kTcp);
  EXPECT_EQ(tcp.restricted_to(Family::V4).boxes().size(), 1U);
  EXPECT_TRUE(tcp.restricted_to(Family::V4).empty(Family::V6));
  EXPECT_EQ(unite(tcp.restricted_to(Family::V4), tcp.restricted_to(Family::V6)), tcp);
}

TEST(ServiceSet, AThousandPortsStayOneSlab) {
  ServiceSet set;
  for (std::uint16_t port = 0; port < 2000; port = static_cast<std::uint16_t>(port + 2)) {
    set = unite(set, ServiceSet::ports(protocol::kTcp, kAllPorts, {port, port}));
  }
  EXPECT_EQ(set.boxes().size(), 2000U);
  for (std::uint16_t port = 1; port < 2000; port = static_cast<std::uint16_t>(port + 2)) {
    set = unite(set, ServiceSet::ports(protocol::kTcp, kAllPorts, {port, port}));
  }
  EXPECT_EQ(set, ServiceSet::ports(protocol::kTcp, kAllPorts, {0, 1999}));
}

}  // namespace
}  // namespace sgc
