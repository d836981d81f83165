// Classes of protocols against what each rule of the list says of each protocol.
#include "targets/xdp/protocol_classes.h"

#include <gtest/gtest.h>

#include "tests/workloads/workloads.h"

namespace sgc::targets::xdp {
namespace {

using workloads::PolicyMaker;

constexpr std::uint32_t kTcp = protocol::kTcp;
constexpr std::uint32_t kUdp = protocol::kUdp;

bool same(ValueRange a, ValueRange b) { return a.first == b.first && a.last == b.last; }

ProtocolClasses of_tcp_and_udp() {
  std::vector<std::uint32_t> classes(256);
  classes[kTcp] = 1;
  classes[kUdp] = 2;
  return ProtocolClasses(std::move(classes));
}

// Which boxes of which rules hold a packet of this protocol, whatever else it is.
std::vector<bool> seen_by_rules(const PolicyMaker& maker, std::uint32_t value) {
  std::vector<bool> seen;
  const bool established = value >= kEstablishedProtocol;
  const std::uint32_t number = established ? value - kEstablishedProtocol : value;
  for (const ir::Rule& rule : maker.inbound().rules) {
    const ServiceSet& service = maker.policy.service_set(rule.service);
    for (const Family family : kFamilies) {
      if (service.restricted_to(family) == ServiceSet::all(family)) {
        seen.push_back(!established || rule.before_established);
        continue;
      }
      for (const ServiceBox& box : service.boxes()) {
        if (box.family != family) continue;
        seen.push_back(box.first_protocol <= number && number <= box.last_protocol && (!established || rule.before_established));
      }
    }
  }
  return seen;
}

TEST(XdpProtocolClasses, ShareWhatNoRuleTellsApart) {
  std::size_t with_established = 0;
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    PolicyMaker maker;
    workloads::add_random_rules(maker, 1 + seed % 25, seed);
    const ProtocolClasses classes = protocol_classes(maker.policy, maker.inbound());
    const std::size_t values = classes.by_protocol().empty() ? kEstablishedProtocol : classes.by_protocol().size();
    ASSERT_TRUE(ProtocolClasses::are_canonical(classes.by_protocol()));
    with_established += values > kEstablishedProtocol ? 1 : 0;

    std::vector<std::vector<bool>> seen;
    for (std::uint32_t value = 0; value < values; ++value) seen.push_back(seen_by_rules(maker, value));
    for (std::uint32_t a = 0; a < values; ++a) {
      for (std::uint32_t b = 0; b < a; ++b) {
        const bool alike = seen[a] == seen[b] && (a >= kEstablishedProtocol) == (b >= kEstablishedProtocol);
        ASSERT_EQ(classes.class_of(a) == classes.class_of(b), alike) << a << " and " << b;
      }
    }
  }
  EXPECT_GT(with_established, 5U);
}

TEST(XdpProtocolClasses, AreThoseOfWholeRangesOnly) {
  const ProtocolClasses classes = of_tcp_and_udp();
  const auto tcp = classes.classes_in({kTcp, kTcp});
  ASSERT_TRUE(tcp);
  ASSERT_EQ(tcp->size(), 1U);
  EXPECT_TRUE(same(tcp->front(), {1, 1}));
  const auto all = classes.classes_in({0, 255});
  ASSERT_TRUE(all);
  ASSERT_EQ(all->size(), 1U);
  EXPECT_TRUE(same(all->front(), {0, 2}));
  EXPECT_FALSE(classes.classes_in({kTcp, kUdp}));  // some of those without a rule
  EXPECT_FALSE(classes.classes_in({1, 1}));
  EXPECT_FALSE(classes.classes_in({kTcp + kEstablishedProtocol, kTcp + kEstablishedProtocol}));
  EXPECT_FALSE(ProtocolClasses().classes_in({kTcp, kTcp}));
  EXPECT_TRUE(ProtocolClasses().classes_in({0, 255}));
}

TEST(XdpProtocolClasses, AreNumberedAsTheyAreMet) {
  const auto canonical = [](std::vector<std::uint32_t> classes, std::size_t size, std::uint32_t rest) {
    classes.resize(size, rest);
    return ProtocolClasses::are_canonical(classes);
  };
  EXPECT_TRUE(canonical({}, 0, 0));
  EXPECT_TRUE(canonical({0, 1, 0, 2}, 256, 0));
  EXPECT_FALSE(canonical({1, 0}, 256, 0));
  EXPECT_FALSE(canonical({0, 2, 1}, 256, 0));
  EXPECT_FALSE(canonical({0, 1}, 255, 0));
  EXPECT_FALSE(canonical({0, 1}, 512, 0)) << "new packets and such of established connections";
  std::vector<std::uint32_t> both(512, 0);
  std::fill(both.begin() + 256, both.end(), 1);
  EXPECT_TRUE(ProtocolClasses::are_canonical(both));
  both[300] = 0;
  EXPECT_FALSE(ProtocolClasses::are_canonical(both));
}

}  // namespace
}  // namespace sgc::targets::xdp
