// A packet's way through points, on policies put together by hand: who is asked, in which order, where it
// ends.
#include "compiler/ir/trace.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "compiler/net/parse_address.h"

namespace sgc::ir {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

AddressRange v4(std::uint32_t first, std::uint32_t last) {
  return {Family::V4, first, last};
}

constexpr std::uint32_t kClient = 0xCB007109;   // 203.0.113.9
constexpr std::uint32_t kVip = 0xCB007150;      // 203.0.113.80
constexpr std::uint32_t kInside = 0x0A000005;   // 10.0.0.5, of the load balancer
constexpr std::uint32_t kBackend = 0x0A000100;  // 10.0.1.0
constexpr std::uint32_t kBackendLast = 0x0A0001FF;
constexpr std::uint16_t kClientPort = 40000;

// A policy under construction; points are made in the order of declaration.
class World {
 public:
  AddressSetId set(const AddressRange& range) { return policy.sets.addresses.intern(AddressSet::of(range)); }
  AddressSetId any() { return policy.sets.addresses.intern(AddressSet::any()); }
  AddressSetId none() { return policy.sets.addresses.intern(AddressSet{}); }

  template <class Part>
  PointId point(const std::string& name, Part part, AddressSetId addresses) {
    Point made;
    made.name = name;
    made.part = std::move(part);
    made.addresses = addresses;
    policy.points.push_back(std::move(made));
    return PointId{static_cast<std::uint32_t>(policy.points.size() - 1)};
  }

  PointId group(const std::string& name, const AddressRange& members) {
    return point(name, SecurityGroupPart{}, set(members));
  }

  PointId balancer(bool snat, PointId backend) {
    LoadBalancerPart part;
    part.snat = snat;
    part.vips = set(v4(kVip, kVip));
    part.addresses = set(v4(kInside, kInside));
    part.seen_by_backends = part.addresses;
    Listener listener;
    listener.name = "web";
    listener.port = 80;
    listener.backend = backend;
    listener.backend_port = 8080;
    part.listeners.push_back(listener);
    return point("edge", part, part.vips);
  }

  PointId acl(const std::string& name, const AddressRange& subnets) {
    AclPart part;
    part.subnets = set(subnets);
    const AddressSetId id = part.subnets;
    return point(name, part, id);
  }

  void rule(PointId where, Direction direction, Verdict verdict, AddressSetId from, AddressSetId to,
            const ServiceSet& service) {
    Rule rule;
    rule.source = who(from);
    rule.destination = who(to);
    rule.service = policy.sets.services.intern(service);
    rule.verdict = verdict;
    policy.points[where.index].list(direction).rules.push_back(rule);
  }

  void allow_all(PointId where, Direction direction) {
    rule(where, direction, Verdict::Allow, any(), any(), ServiceSet::all());
  }

  // "name in", "name out", "name in reply" and the verdict, for each way.
  std::vector<std::string> ways(const Journey& journey) const {
    std::vector<std::string> texts;
    for (const Way& way : trace(policy, journey)) {
      std::string text;
      for (const Step& step : way.steps) {
        text += fmt::format("{} {}{}, ", policy.point(step.point).name,
                            step.direction == Direction::Inbound ? "in" : "out", step.reply ? " reply" : "");
      }
      texts.push_back(text + std::string(to_string(way.verdict)));
    }
    return texts;
  }

  Policy policy;

 private:
  WhoId who(AddressSetId addresses) {
    Who who;
    who.addresses = addresses;
    return policy.whos.intern(std::move(who));
  }
};

ServiceSet tcp(std::uint16_t port) {
  return ServiceSet::ports(protocol::kTcp, kAllPorts, {port, port});
}

Packet packet(std::uint32_t from, std::uint32_t to, std::uint16_t port) {
  return {Family::V4, protocol::kTcp, from, to, kClientPort, port};
}

TEST(Trace, AnAddressThatIsNobodysMeetsNoList) {
  World world;
  world.group("backend", v4(kBackend, kBackendLast));
  EXPECT_THAT(world.ways({packet(kClient, kVip, 80), {}, {}}), IsEmpty());
}

TEST(Trace, AnAddressIsTheGroupWhoseMembersHoldIt) {
  World world;
  const PointId backend = world.group("backend", v4(kBackend, kBackendLast));
  world.allow_all(backend, Direction::Inbound);
  EXPECT_THAT(world.ways({packet(kClient, kBackend + 7, 80), {}, {}}), ElementsAre("backend in, allow"));
}

TEST(Trace, AnAddressHeldByTwoGroupsIsAskedOfBoth) {
  World world;
  const PointId first = world.group("first", v4(kBackend, kBackendLast));
  world.group("second", v4(kBackend, kBackend));
  world.allow_all(first, Direction::Inbound);
  EXPECT_THAT(world.ways({packet(kClient, kBackend, 80), {}, {}}),
              ElementsAre("first in, allow", "second in, deny"));
}

TEST(Trace, AnInstanceComesBeforeTheGroupsThatHoldItsAddress) {
  World world;
  world.group("backend", v4(kBackend, kBackendLast));
  world.point("web1", InstancePart{}, world.set(v4(kBackend, kBackend)));
  EXPECT_THAT(world.ways({packet(kClient, kBackend, 80), {}, {}}), ElementsAre("web1 in, deny"));
}

TEST(Trace, AGroupThatInstancesBindIsTheOneThatHasTheAddressOrEachOfThem) {
  World world;
  const PointId backend = world.group("backend", v4(kBackend, kBackendLast));
  const PointId web1 = world.point("web1", InstancePart{{backend}}, world.set(v4(kBackend, kBackend)));
  const PointId web2 =
      world.point("web2", InstancePart{{backend}}, world.set(v4(kBackend + 1, kBackend + 1)));
  std::get<SecurityGroupPart>(world.policy.points[backend.index].part).instances = {web1, web2};
  world.allow_all(web1, Direction::Outbound);
  EXPECT_THAT(world.ways({packet(kBackend, kClient, 80), backend, {}}),
              ElementsAre("web1 out, allow"));
  EXPECT_THAT(world.ways({packet(kBackend + 1, kClient, 80), backend, {}}), ElementsAre("web2 out, deny"));
  EXPECT_THAT(world.ways({packet(kBackend + 2, kClient, 80), backend, {}}),
              ElementsAre("web1 out, allow", "web2 out, deny"));
  EXPECT_THAT(world.ways({packet(kClient, kBackend + 1, 80), {}, backend}), ElementsAre("web2 in, deny"));
}

TEST(Trace, AnExternalGroupHasNoLists) {
  World world;
  world.point("partner", SecurityGroupPart{true, false, {}}, world.set(v4(kClient, kClient)));
  const PointId backend = world.group("backend", v4(kBackend, kBackendLast));
  world.allow_all(backend, Direction::Outbound);
  EXPECT_THAT(world.ways({packet(kBackend, kClient, 80), backend, {}}), ElementsAre("backend out, allow"));
}

TEST(Trace, ASenderThatIsAPointMeetsItsOutboundListFirst) {
  World world;
  const PointId app = world.group("app", v4(kClient, kClient));
  const PointId db = world.group("db", v4(kBackend, kBackendLast));
  world.allow_all(app, Direction::Outbound);
  EXPECT_THAT(world.ways({packet(kClient, kBackend, 80), app, db}), ElementsAre("app out, db in, deny"));
  EXPECT_THAT(world.ways({packet(kClient, kBackend, 80), {}, db}), ElementsAre("db in, deny"));
}

struct Balanced : World {
  explicit Balanced(bool snat) {
    backend = group("backend", v4(kBackend, kBackendLast));
    edge = balancer(snat, backend);
    allow_all(edge, Direction::Inbound);
    allow_all(edge, Direction::Outbound);
  }
  PointId backend;
  PointId edge;
};

TEST(Trace, ThroughALoadBalancerTheBackendSeesTheClientWithoutSnat) {
  Balanced world(false);
  world.rule(world.backend, Direction::Inbound, Verdict::Allow, world.set(v4(kClient, kClient)), world.any(),
             tcp(8080));
  EXPECT_THAT(world.ways({packet(kClient, kVip, 80), {}, world.edge}),
              ElementsAre("edge in, edge out, backend in, allow"));

  const auto ways = trace(world.policy, {packet(kClient, kVip, 80), {}, {}});
  ASSERT_EQ(ways.size(), 1U);
  EXPECT_EQ(ways[0].steps[2].packet, packet(kClient, kBackend, 8080));
}

TEST(Trace, ThroughALoadBalancerTheBackendSeesItsAddressesWithSnat) {
  Balanced world(true);
  world.rule(world.backend, Direction::Inbound, Verdict::Allow, world.set(v4(kInside, kInside)), world.any(),
             tcp(8080));
  EXPECT_THAT(world.ways({packet(kClient, kVip, 80), {}, world.edge}),
              ElementsAre("edge in, edge out, backend in, allow"));
}

TEST(Trace, MembersThatAListTreatsApartAreWaysOfTheirOwn) {
  Balanced world(false);
  world.rule(world.backend, Direction::Inbound, Verdict::Allow, world.any(),
             world.set(v4(kBackend, kBackend + 9)), tcp(8080));
  EXPECT_THAT(world.ways({packet(kClient, kVip, 80), {}, world.edge}),
              ElementsAre("edge in, edge out, backend in, allow", "edge in, edge out, backend in, deny"));
}

TEST(Trace, WhatNoListenerTakesEndsAtTheLoadBalancer) {
  Balanced world(false);
  world.allow_all(world.backend, Direction::Inbound);
  EXPECT_THAT(world.ways({packet(kClient, kVip, 81), {}, world.edge}), ElementsAre("edge in, edge in, deny"));

  Packet udp = packet(kClient, kVip, 80);
  udp.protocol = protocol::kUdp;
  EXPECT_THAT(world.ways({udp, {}, world.edge}), ElementsAre("edge in, edge in, deny"));
}

TEST(Trace, AClientOfAFamilyThatNoMemberHasDoesNotGetThroughWithoutSnat) {
  Balanced world(false);
  auto& edge = std::get<LoadBalancerPart>(world.policy.points[world.edge.index].part);
  edge.vips = world.set({Family::V6, 80, 80});
  world.allow_all(world.backend, Direction::Inbound);

  const Packet from_v6{Family::V6, protocol::kTcp, 9, 80, kClientPort, 80};
  EXPECT_THAT(world.ways({from_v6, {}, world.edge}), ElementsAre("edge in, edge out, deny"));

  edge.snat = true;
  EXPECT_THAT(world.ways({from_v6, {}, world.edge}), ElementsAre("edge in, edge out, backend in, allow"));
}

TEST(Trace, ABorderNeedsTheAclBothWays) {
  World world;
  const PointId backend = world.group("backend", v4(kBackend, kBackendLast));
  world.allow_all(backend, Direction::Inbound);
  const PointId acl = world.acl("private", v4(kBackend, kBackendLast));
  world.rule(acl, Direction::Inbound, Verdict::Allow, world.any(), world.any(), tcp(80));
  EXPECT_THAT(world.ways({packet(kClient, kBackend, 80), {}, backend}),
              ElementsAre("private in, backend in, private out reply, deny"));

  world.rule(acl, Direction::Outbound, Verdict::Allow, world.any(), world.any(), tcp(kClientPort));
  EXPECT_THAT(world.ways({packet(kClient, kBackend, 80), {}, backend}),
              ElementsAre("private in, backend in, private out reply, allow"));
}

TEST(Trace, TrafficWithinSubnetsDoesNotMeetTheirAcl) {
  World world;
  const PointId backend = world.group("backend", v4(kBackend, kBackendLast));
  world.allow_all(backend, Direction::Inbound);
  world.acl("private", v4(kBackend, kBackendLast));
  EXPECT_THAT(world.ways({packet(kBackend, kBackend + 1, 80), {}, backend}),
              ElementsAre("backend in, allow"));
}

TEST(Trace, BetweenTwoAclsThePacketLeavesOneAndEntersTheOtherAndSoDoesTheReply) {
  World world;
  const PointId one = world.acl("one", v4(kClient, kClient));
  const PointId two = world.acl("two", v4(kBackend, kBackendLast));
  for (const PointId acl : {one, two}) {
    for (const Direction direction : kDirections) world.allow_all(acl, direction);
  }
  EXPECT_THAT(world.ways({packet(kClient, kBackend, 80), {}, {}}),
              ElementsAre("one out, two in, two out reply, one in reply, allow"));
}

TEST(Trace, AForwardedPacketCrossesBordersToo) {
  Balanced world(true);
  world.allow_all(world.backend, Direction::Inbound);
  const PointId acl = world.acl("private", v4(kBackend, kBackendLast));
  world.rule(acl, Direction::Inbound, Verdict::Allow, world.set(v4(kInside, kInside)), world.any(),
             tcp(8080));
  world.allow_all(acl, Direction::Outbound);
  EXPECT_THAT(world.ways({packet(kClient, kVip, 80), {}, world.edge}),
              ElementsAre("edge in, edge out, private in, backend in, private out reply, allow"));
}

}  // namespace
}  // namespace sgc::ir
