// Assertions over whole sets against the meaning of one packet: random policies with random assertions, decided by the
// proof and by tracing one packet of each class that the policy can tell apart.
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "compiler/checks/assertions/prove.h"
#include "compiler/ir/trace.h"
#include "tests/night.h"
#include "tests/properties/checks/packet_classes.h"
#include "tests/properties/random_policy.h"
#include "tests/unit/targets/compiled_policy.h"

namespace sgc::checks {
namespace {

using properties::RandomPolicyOptions;

constexpr std::size_t kMostPackets = 600;  // that are traced for one assertion; more are drawn from

RandomPolicyOptions small_policies() {
  RandomPolicyOptions options;
  options.groups = 3;
  options.services = 2;
  options.security_groups = 2;
  options.rules = 4;
  options.elements = 2;
  options.hostile_texts = false;
  options.includes = false;
  options.assertions = false;
  return options;
}

// A packet that an assertion speaks of, and whether all of them were looked at.
struct Journeys {
  std::vector<ir::Journey> all;
  bool complete = true;
};

class Drawer {
 public:
  Drawer(const ir::Policy& policy, std::uint64_t seed) : policy_(policy), random_(seed), classes_(policy) {}

  ir::Assertion assertion() {
    const auto some = [this](std::size_t size) { return static_cast<std::uint32_t>(random_() % size); };
    ir::Assertion assertion;
    assertion.allow = some(2) == 0;
    assertion.services = ir::ServiceSetId{some(policy_.sets.services.size())};
    assertion.from = ir::WhoId{some(policy_.whos.size())};
    assertion.to = some(2) == 0 ? ir::WhoId{some(policy_.whos.size())} : who_of_a_point();
    return assertion;
  }

  Journeys journeys(const ir::Assertion& assertion) {
    Journeys drawn;
    const auto from = ends(assertion.from, false);
    const auto to = ends(assertion.to, true);
    for (const End& source : from) {
      for (const End& destination : to) {
        if (source.address.family != destination.address.family) continue;
        for (const ServicePoint& service : classes_.services(policy_.service_set(assertion.services), source.address.family)) {
          const ir::Packet packet{service.family, service.protocol, source.address.value, destination.address.value,
                                  service.a, service.b};
          drawn.all.push_back({packet, source.point, destination.point});
        }
      }
    }
    drawn.complete = drawn.all.size() <= kMostPackets;
    std::shuffle(drawn.all.begin(), drawn.all.end(), random_);
    if (!drawn.complete) drawn.all.resize(kMostPackets);
    return drawn;
  }

 private:
  struct End {
    ir::PointId point;
    Address address;
  };

  ir::WhoId who_of_a_point() {
    std::vector<ir::WhoId> named;
    for (std::uint32_t i = 0; i < policy_.whos.size(); ++i) {
      const ir::WhoItem* sole = policy_.whos[ir::WhoId{i}].sole();
      if (sole != nullptr && sole->kind == ir::WhoItem::Kind::Point) named.push_back(ir::WhoId{i});
    }
    if (named.empty()) return ir::WhoId{static_cast<std::uint32_t>(random_() % policy_.whos.size())};
    return named[random_() % named.size()];
  }

  // One address of each class, said as the who says it.
  std::vector<End> ends(ir::WhoId id, bool destination) const {
    const ir::Who& who = policy_.whos[id];
    std::vector<End> all;
    for (const ir::WhoItem& item : who.items) {
      AddressSet addresses = policy_.addresses(item.addresses);
      const bool is_end = item.kind == ir::WhoItem::Kind::Point && policy_.point(item.point).acl() == nullptr;
      if (is_end && policy_.point(item.point).security_group() != nullptr) {
        for (const ir::PointId instance : policy_.point(item.point).security_group()->instances) {
          addresses = unite(addresses, policy_.addresses(policy_.point(instance).addresses));
        }
      }
      for (const ir::WhoItem& except : who.except) addresses = subtract(addresses, policy_.addresses(except.addresses));
      const auto* balancer = is_end ? policy_.point(item.point).load_balancer() : nullptr;
      if (balancer != nullptr && destination) addresses = intersect(addresses, policy_.addresses(balancer->vips));
      for (const Address& address : classes_.addresses(addresses)) {
        all.push_back({is_end ? item.point : ir::PointId{}, address});
      }
    }
    return all;
  }

  const ir::Policy& policy_;
  std::mt19937_64 random_;
  PacketClasses classes_;
};

// Whether some way of the packet does not do as asserted.
bool refutes(const ir::Policy& policy, const ir::Assertion& assertion, const ir::Journey& journey) {
  const std::vector<ir::Way> ways = ir::trace(policy, journey);
  return std::any_of(ways.begin(), ways.end(), [&](const ir::Way& way) { return way.let_through() != assertion.allow; });
}

std::uint64_t seeds() { return at_night() ? 2'000 : 60; }

TEST(AssertionProofs, AgreeWithTracingOnePacketOfEachClass) {
  constexpr std::size_t kAssertions = 6;  // of each policy
  std::size_t failed = 0;
  std::size_t held = 0;
  for (std::uint64_t seed = 1; seed <= seeds(); ++seed) {
    const properties::RandomPolicy drawn = properties::random_policy(seed, small_policies());
    const test::CompiledPolicy compiled(drawn.text, {}, drawn.files);
    const ir::Policy& policy = compiled.policy();
    const Router router(policy);
    Drawer drawer(policy, seed);
    for (std::size_t i = 0; i < kAssertions; ++i) {
      const ir::Assertion assertion = drawer.assertion();
      const Proof proof = prove(policy, router, assertion, {});
      ASSERT_NE(proof.holds, space::Truth::NotDecided);
      const bool holds = proof.holds == space::Truth::Yes;
      if (!holds) {
        ASSERT_TRUE(refutes(policy, assertion, proof.counterexample))
            << "seed " << seed << ": " << to_string(proof.counterexample.packet) << "\n" << drawn.text;
      }
      (holds ? held : failed) += 1;
      if (!holds) continue;
      for (const ir::Journey& journey : drawer.journeys(assertion).all) {
        ASSERT_FALSE(refutes(policy, assertion, journey))
            << "seed " << seed << " assertion " << i << (assertion.allow ? " allow " : " deny ")
            << to_string(journey.packet) << "\n" << drawn.text;
      }
    }
  }
  EXPECT_GT(held, seeds() / 2);
  EXPECT_GT(failed, seeds() / 2);
}

}  // namespace
}  // namespace sgc::checks
