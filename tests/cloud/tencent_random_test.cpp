// Random policies: whatever a plan is made for means there what it says, and whatever is made safe lets nothing more
// through. A policy that the service cannot say is an error with a packet, and counts for neither.
#include <gtest/gtest.h>

#include "compiler/diag/catalog.h"
#include "compiler/ir/evaluate.h"
#include "tests/cloud/judged_packets.h"
#include "tests/cloud/tencent_world.h"
#include "tests/night.h"
#include "tests/properties/random_policy.h"

namespace sgc::cloud_test {
namespace {

using properties::RandomPolicy;
using properties::RandomPolicyOptions;

constexpr std::size_t kPolicies = 500;  // that a plan is made for
constexpr std::size_t kPackets = 100;   // a list
constexpr std::size_t kNightly = 10;    // times as many

constexpr const char* kRoomy =
    "target tencent { quota rules 100000  quota references 100000  quota acl-rules 100000  quota clb-rules 1000000 "
    "quota groups-per-instance 100 }";

std::size_t times() { return at_night() ? kNightly : 1; }

// What the service can say: no source ports, no ranges from port 0, ICMP types and other protocols.
RandomPolicyOptions sayable() {
  RandomPolicyOptions options;
  options.source_ports = options.port_zero = options.icmp = options.other_protocols = options.near_sides = false;
  options.assertions = options.hostile_texts = options.acls = false;
  options.groups = 6;
  options.rules = 8;
  options.target_blocks = {kRoomy};
  return options;
}

Compiled compile(const RandomPolicy& policy) {
  return cloud_test::compile_plan(policy.text, "tencent", {policy.files.begin(), policy.files.end()});
}

TEST(TencentRandom, plans_mean_what_policies_say) {
  std::size_t made = 0;
  std::size_t refused = 0;
  std::size_t asked = 0;
  for (std::uint64_t seed = 1; made < kPolicies * times(); ++seed) {
    ASSERT_LT(refused, 3 * kPolicies * times()) << "too few policies can be said: the generator or the ruling changed";
    const RandomPolicy drawn = properties::random_policy(seed, sayable());
    const Compiled compiled = compile(drawn);
    if (!compiled.ok()) {
      const bool known = compiled.has(kind::InstanceDiffers.code) || compiled.has(kind::TencentPrivateBalancer.code) ||
                         compiled.has(kind::CloudCannotMatch.code) || compiled.has(kind::WrongNetwork.code);
      ASSERT_TRUE(known) << "seed " << seed << "\n" << compiled.messages() << drawn.text;
      ++refused;
      continue;
    }
    ++made;
    const TencentWorld world(compiled.policy(), compiled.files);
    const auto difference = world.difference(kPackets, seed);
    ASSERT_FALSE(difference) << "seed " << seed << ": " << *difference << "\n" << drawn.text;
    asked += world.asked();
  }
  RecordProperty("refused", static_cast<int>(refused));
  RecordProperty("packets", static_cast<int>(asked));
}

// With everything in it, and made safe: the service says exactly the policy that the target says it enforces, and that
// one lets nothing through that the policy denies.
TEST(TencentRandom, what_is_made_safe_is_no_wider) {
  RandomPolicyOptions everything;
  everything.assertions = false;
  everything.groups = 6;
  everything.rules = 8;
  everything.target_blocks = {std::string(kRoomy), "target tencent { approximate safe }"};
  const targets::Target& target = *targets::find_target("tencent");
  std::size_t made = 0;
  for (std::uint64_t seed = 1; made < kPolicies / 5 * times() && seed < kPolicies * times(); ++seed) {
    const RandomPolicy drawn = properties::random_policy(seed, everything);
    const Compiled compiled = compile(drawn);
    if (!compiled.ok()) continue;
    ++made;
    std::vector<ir::PointId> points;
    for (std::uint32_t i = 0; i < compiled.policy().points.size(); ++i) points.push_back({i});
    const targets::Request request{compiled.policy(), compiled.run->sources, points, "0"};
    const auto enforced = target.enforced(request);
    const ir::Policy& said = enforced ? *enforced : compiled.policy();
    const TencentWorld world(said, compiled.files);
    const auto difference = world.difference(kPackets, seed);
    ASSERT_FALSE(difference) << "seed " << seed << ": " << *difference << "\n" << drawn.text;

    for (const ir::PointId id : points) {
      for (const ir::Direction direction : ir::kDirections) {
        const ir::Point& point = compiled.policy().point(id);
        if (point.external()) continue;
        for (const ir::Packet& packet : judged_packets(compiled.policy(), point, direction, kPackets, seed)) {
          const bool passes = ir::evaluate(said, said.point(id).list(direction), packet).verdict == ir::Verdict::Allow;
          const bool may = ir::evaluate(compiled.policy(), point.list(direction), packet).verdict == ir::Verdict::Allow;
          ASSERT_TRUE(may || !passes) << "seed " << seed << " " << point.name << " " << ir::to_string(packet) << "\n" << drawn.text;
        }
      }
    }
  }
  EXPECT_GE(made, kPolicies / 10 * times());
}

}  // namespace
}  // namespace sgc::cloud_test
