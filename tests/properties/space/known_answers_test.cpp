// Policies with known answers: the published example, and shapes that analyses got wrong before.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <array>

#include "compiler/space/blame.h"
#include "compiler/space/comparison.h"
#include "compiler/space/order.h"
#include "compiler/space/redundancy.h"
#include "tests/bench/generate/feed.h"
#include "tests/workloads/policy_maker.h"

namespace sgc::space {
namespace {

using ir::Verdict;
using workloads::addresses;
using workloads::PolicyMaker;

constexpr auto kDead = Reachability::State::Dead;
constexpr auto kAlive = Reachability::State::Alive;

ServiceSet tcp(std::uint16_t port) { return ServiceSet::ports(protocol::kTcp, kAllPorts, {port, port}); }
ServiceSet tcp(std::uint16_t first, std::uint16_t last) {
  return ServiceSet::ports(protocol::kTcp, kAllPorts, {first, last});
}
ServiceSet udp(std::uint16_t port) { return ServiceSet::ports(protocol::kUdp, kAllPorts, {port, port}); }

// All that is asked of one list.
class Analysis {
 public:
  explicit Analysis(const PolicyMaker& maker, std::size_t huge = kHugeSet)
      : list_{&maker.policy, &maker.inbound()},
        index({&list_, 1}, {}, huge),
        prover(index),
        reach(prover, 0),
        redundancy(prover, 0, reach) {}

  List list_;
  Index index;
  Prover prover;
  Reachability reach;
  Redundancy redundancy;
};

// Al-Shaer and Hamed's thirteen rules; theirs are counted from 1.
PolicyMaker thirteen_rules() {
  const ServiceSet all_tcp = ServiceSet::of_protocol(protocol::kTcp);
  const ServiceSet all_udp = ServiceSet::of_protocol(protocol::kUdp);
  PolicyMaker maker;
  maker.deny(tcp(80), "140.192.37.20", "any4");
  maker.allow(tcp(80), "140.192.37.0/24", "any4");
  maker.allow(tcp(80), "any4", "161.120.33.40");
  maker.deny(tcp(80), "140.192.37.0/24", "161.120.33.40");
  maker.deny(tcp(21), "140.192.37.30", "any4");
  maker.allow(tcp(21), "140.192.37.0/24", "any4");
  maker.allow(tcp(21), "140.192.37.0/24", "161.120.33.40");
  maker.deny(all_tcp, "any4", "any4");
  maker.allow(udp(53), "140.192.37.0/24", "161.120.33.40");
  maker.allow(udp(53), "any4", "161.120.33.40");
  maker.allow(all_udp, "140.192.38.0/24", "161.120.35.0/24");
  maker.deny(all_udp, "any4", "any4");
  maker.deny(ServiceSet::all(), "any4", "any4");
  maker.otherwise(Verdict::Deny);
  return maker;
}

TEST(KnownAnswers, published_example_of_thirteen_rules) {
  const PolicyMaker maker = thirteen_rules();
  Analysis of(maker);
  // 4 is shadowed by 2, and by 3 too; 7 can never be reached either, behind 5 and 6.
  for (std::size_t rule = 1; rule <= 13; ++rule) {
    EXPECT_EQ(of.reach.state(rule - 1), rule == 4 || rule == 7 ? kDead : kAlive) << "rule " << rule;
  }
  EXPECT_EQ(blame(of.prover, 0, 3).rules, (std::vector<std::size_t>{1}));
  EXPECT_EQ(blame(of.prover, 0, 6).rules, (std::vector<std::size_t>{5}));
  EXPECT_TRUE(blame(of.prover, 0, 3).fewest);

  // 9 is redundant to 10, and 8, 12 and 13 to the default, which denies.
  for (const std::size_t rule : {9U, 8U, 12U, 13U}) {
    EXPECT_EQ(of.redundancy.state(rule - 1), Redundancy::State::Redundant) << "rule " << rule;
  }
  for (const std::size_t rule : {1U, 2U, 3U, 5U, 6U, 10U, 11U}) {
    EXPECT_EQ(of.redundancy.state(rule - 1), Redundancy::State::Needed) << "rule " << rule;
  }

  // 2 generalizes 1, 6 generalizes 5, 3 correlates with 1. Who wants more order is told of more pairs.
  const OrderedPairs pairs = order_sensitive_pairs(of.prover, 0, of.reach);
  const auto relation = [&](std::size_t earlier, std::size_t later) -> std::optional<Relation> {
    for (const OrderedPair& pair : pairs.pairs) {
      if (pair.earlier == earlier - 1 && pair.later == later - 1) return pair.relation;
    }
    return std::nullopt;
  };
  EXPECT_EQ(relation(1, 2), Relation::Generalization);
  EXPECT_EQ(relation(5, 6), Relation::Generalization);
  EXPECT_EQ(relation(1, 3), Relation::Correlation);
  EXPECT_EQ(relation(5, 7), Relation::Correlation);
  EXPECT_EQ(relation(2, 3), std::nullopt);  // both allow
}

TEST(KnownAnswers, union_of_rules_shadows_where_none_does_alone) {
  PolicyMaker maker;
  maker.allow(tcp(0, 1000), "10.0.0.0/9");
  maker.deny(tcp(0, 1000), "10.128.0.0/9");
  maker.allow(tcp(22), "10.0.0.0/8");
  Analysis of(maker);
  EXPECT_EQ(of.reach.state(2), kDead);
  EXPECT_EQ(blame(of.prover, 0, 2).rules, (std::vector<std::size_t>{0, 1}));
  EXPECT_EQ(other_verdict(of.prover, 0, 2, kAllow).found, Truth::Yes);
  EXPECT_EQ(covered_by(of.prover, 0, 2, kAllow), Truth::No);
}

// A rule that overlaps the dead one but never gets a packet of it is not to blame.
TEST(KnownAnswers, rule_that_never_fires_is_not_blamed) {
  PolicyMaker maker;
  maker.allow(tcp(22), "10.0.0.0/8");
  maker.deny(tcp(22), "10.1.0.0/16");  // dead itself
  maker.allow(tcp(22), "10.1.2.0/24");
  Analysis of(maker);
  EXPECT_EQ(of.reach.state(2), kDead);
  EXPECT_EQ(blame(of.prover, 0, 2).rules, (std::vector<std::size_t>{0}));
  EXPECT_EQ(other_verdict(of.prover, 0, 2, kAllow).found, Truth::No);
}

// One wide rule explains more than many narrow ones.
TEST(KnownAnswers, fewest_rules_are_blamed) {
  PolicyMaker maker;
  maker.allow(tcp(80), "10.0.0.0/10");
  maker.allow(tcp(80), "10.64.0.0/10");
  maker.allow(tcp(80), "10.128.0.0/10");
  maker.allow(tcp(80), "10.192.0.0/11");
  maker.allow(tcp(0, 100), "10.0.0.0/8");
  maker.deny(tcp(80), "10.0.0.0/8");
  Analysis of(maker);
  EXPECT_EQ(of.reach.state(5), kDead);
  EXPECT_EQ(blame(of.prover, 0, 5).rules, (std::vector<std::size_t>{4}));
}

// So many that the fewest are not searched for: each has two sixteenths of the dead rule, its own and the next one's, and
// whoever takes one after the other has many too many at first.
TEST(KnownAnswers, none_of_many_blamed_rules_is_needless) {
  constexpr std::size_t kSlices = 16;
  PolicyMaker maker;
  for (std::size_t i = 0; i + 1 < kSlices; ++i) {
    maker.allow(tcp(80), fmt::format("10.{}.0.0-10.{}.255.255", 16 * i, 16 * i + 31));
  }
  maker.deny(tcp(80), "10.0.0.0/8");
  Analysis of(maker);
  const Blame found = blame(of.prover, 0, kSlices - 1);
  EXPECT_TRUE(found.complete);
  EXPECT_FALSE(found.fewest);
  std::array<int, kSlices> having{};
  for (const std::size_t rule : found.rules) ++having[rule], ++having[rule + 1];
  for (std::size_t slice = 0; slice < kSlices; ++slice) EXPECT_GE(having[slice], 1) << "slice " << slice;
  for (const std::size_t rule : found.rules) {
    EXPECT_TRUE(having[rule] == 1 || having[rule + 1] == 1) << "rule " << rule << " is not needed";
  }
}

// Protocols that have no ports have one packet to take, not 65,536: nothing of `gre` stays alive behind `gre`.
TEST(KnownAnswers, protocols_have_only_the_packets_that_exist) {
  PolicyMaker maker;
  maker.allow(ServiceSet::of_protocol(protocol::kTcp), "any");
  maker.allow(subtract(ServiceSet::all(), ServiceSet::of_protocol(protocol::kTcp)), "any");
  maker.deny(ServiceSet::of_protocol(protocol::kGre), "any");
  maker.deny(ServiceSet::of_protocol(protocol::kIcmp), "any");
  maker.deny(ServiceSet::all(), "any");
  Analysis of(maker);
  for (std::size_t rule = 2; rule < 6; ++rule) EXPECT_EQ(of.reach.state(rule), kDead) << "rule " << rule;
}

// How many packets services have, as a sum over protocols.
TEST(KnownAnswers, packets_of_services_are_counted) {
  constexpr double kPorts = 65536;
  const auto count = [](Family family, const ServiceSet& services) {
    double all = 0;
    for (const Rect& rect : rects_of(family, services)) all += count_of(family, rect);
    return all;
  };
  for (const Family family : kFamilies) {
    double all = 0;
    for (unsigned number = 0; number <= protocol::kLast; ++number) {
      const auto protocol = static_cast<std::uint8_t>(number);
      if (!exists_in(family, protocol)) continue;
      const double numbers = detail_of(family, protocol) == Detail::None    ? 1
                             : detail_of(family, protocol) == Detail::Ports ? kPorts
                                                                            : 256;
      all += numbers * numbers;
      const bool foreign = protocol == (family == Family::V4 ? protocol::kIcmp6 : protocol::kIcmp);
      if (foreign) continue;  // its name means the other family's
      EXPECT_EQ(count(family, ServiceSet::of_protocol(protocol)), numbers * numbers) << "protocol " << number;
    }
    EXPECT_EQ(count(family, ServiceSet::all()), all);
    EXPECT_EQ(count_of(family, whole_plane(family)), all);
    EXPECT_EQ(count(family, tcp(22)), kPorts);
    EXPECT_EQ(count(family, subtract(ServiceSet::all(), tcp(22, 24))), all - 3 * kPorts);
  }
}

TEST(KnownAnswers, families_are_apart) {
  PolicyMaker maker;
  maker.allow(tcp(22), "any4");
  maker.deny(tcp(22), "any6");
  maker.deny(tcp(22), "any");
  maker.allow(ServiceSet::icmp(Family::V4, {0, kMaxIcmp}, {0, kMaxIcmp}), "any6");
  Analysis of(maker);
  EXPECT_EQ(of.reach.state(1), kAlive);
  EXPECT_EQ(of.reach.family(1), Family::V6);
  EXPECT_EQ(of.reach.state(2), kDead);
  EXPECT_EQ(blame(of.prover, 0, 2).rules, (std::vector<std::size_t>{0, 1}));
  EXPECT_EQ(of.reach.state(3), Reachability::State::Empty);
}

TEST(KnownAnswers, log_and_reject_are_not_redundant_to_less) {
  PolicyMaker maker;
  maker.rule(Verdict::Reject, tcp(1), addresses("10.0.0.1"));
  maker.deny(tcp(2), "10.0.0.1");
  ir::RuleNotes logs;
  logs.log = true;
  maker.deny(tcp(3), "10.0.0.1").notes = static_cast<std::uint32_t>(maker.policy.notes.size());
  maker.policy.notes.push_back(logs);
  maker.rule(Verdict::Reject, tcp(2), addresses("10.0.0.0/24"));
  maker.otherwise(Verdict::Deny);
  Analysis of(maker);
  EXPECT_EQ(of.redundancy.state(0), Redundancy::State::Needed);     // a deny does not reject
  EXPECT_EQ(of.redundancy.state(1), Redundancy::State::Redundant);  // a reject denies
  EXPECT_EQ(of.redundancy.state(2), Redundancy::State::Needed);     // the default does not log
}

// A feed in front: what is in it, what is not, what is around it, with the tree shaped by it and without.
TEST(KnownAnswers, feed_takes_just_what_it_has) {
  generate::FeedOptions options;
  options.entries = 20'000;
  const AddressSet feed = unite(to_set(generate::make_feed(options)), addresses("198.18.0.0/24, 2001:db8:7::/48"));
  for (const std::size_t huge : {kHugeSet, std::size_t{1'000'000}}) {
    PolicyMaker maker;
    maker.blacklist(feed);
    maker.allow(tcp(22), "198.18.0.7");
    maker.allow(tcp(22), "198.18.0.0/23");
    maker.allow(tcp(22), "2001:db8:7:1::/64");
    maker.deny(tcp(22), "any");
    maker.rule(Verdict::Allow, ServiceSet::all(), feed);
    maker.rule(Verdict::Allow, tcp(80), subtract(AddressSet::any(), feed));
    maker.rule(Verdict::Allow, tcp(80), AddressSet::any());
    Analysis of(maker, huge);
    const std::vector<Reachability::State> expected = {kAlive, kDead, kAlive, kDead, kAlive, kDead, kAlive, kDead};
    for (std::size_t rule = 0; rule < expected.size(); ++rule) {
      EXPECT_EQ(of.reach.state(rule), expected[rule]) << "rule " << rule << ", threshold " << huge;
    }
    const ir::Packet packet = of.reach.packet(of.index, 2);
    EXPECT_FALSE(feed.contains(Address{Family::V4, packet.source}));
    EXPECT_EQ(blame(of.prover, 0, 7).rules, (std::vector<std::size_t>{0, 6}));
  }
}

TEST(KnownAnswers, lists_without_rules) {
  const PolicyMaker maker;
  Analysis of(maker);
  ASSERT_EQ(of.reach.size(), 1U);
  EXPECT_EQ(of.reach.state(0), kAlive);
  EXPECT_EQ(of.redundancy.size(), 0U);
  EXPECT_TRUE(order_sensitive_pairs(of.prover, 0, of.reach).pairs.empty());
  const List lists[] = {of.list_, of.list_};
  const Index both(lists);
  Prover prover(both);
  EXPECT_EQ(compare(prover, 0, 1, Distinguish::EveryVerdict).equal, Truth::Yes);
}

}  // namespace
}  // namespace sgc::space
