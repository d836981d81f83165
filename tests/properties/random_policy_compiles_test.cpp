// Random policies against the compiler: none has an error, and what they mean is not settled by their first rules.
#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

#include "compiler/ir/evaluate.h"
#include "tests/night.h"
#include "tests/properties/random_policy.h"
#include "tests/unit/targets/compiled_policy.h"
#include "tests/verdicts/harness/boundary_packets.h"

namespace sgc::properties {
namespace {

std::vector<ir::Rule> written_rules(const ir::RuleList& list) {
  std::vector<ir::Rule> written;
  for (const ir::Rule& rule : list.rules) {
    if (rule.origin == ir::Origin::Written) written.push_back(rule);
  }
  return written;
}

void expect_meant(const ir::Policy& policy, const ir::Rule& rule, const MeantRule& meant) {
  EXPECT_EQ(to_string(rule.verdict), meant.verdict);
  EXPECT_EQ(policy.service_set(rule.service), meant.service);
  EXPECT_EQ(policy.addresses(rule.source), meant.source);
  EXPECT_EQ(policy.addresses(rule.destination), meant.destination);
}

std::uint64_t seeds() { return at_night() ? 5'000 : 200; }

TEST(RandomPolicy, CompilesWithoutAnError) {
  for (std::uint64_t seed = 1; seed <= seeds(); ++seed) {
    const RandomPolicy policy = random_policy(seed);
    try {
      test::CompiledPolicy(policy.text, {}, policy.files);
    } catch (const std::exception& error) {
      ADD_FAILURE() << "seed " << seed << "\n" << error.what();
    }
  }
}

TEST(RandomPolicy, NamesThePointsThatItDeclares) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    const RandomPolicy policy = random_policy(seed);
    const test::CompiledPolicy compiled(policy.text, {}, policy.files);
    for (const auto& name : policy.security_groups) EXPECT_NE(compiled.point(name).security_group(), nullptr);
    for (const auto& name : policy.load_balancers) EXPECT_NE(compiled.point(name).load_balancer(), nullptr);
    for (const auto& name : policy.instances) EXPECT_NE(compiled.point(name).instance(), nullptr);
  }
}

// The generator and the compiler have nothing in common but the sets, so each checks the other.
TEST(RandomPolicy, MeansWhatItsGeneratorMeant) {
  std::size_t compared = 0;
  for (std::uint64_t seed = 1; seed <= seeds(); ++seed) {
    SCOPED_TRACE(seed);
    const RandomPolicy drawn = random_policy(seed);
    const test::CompiledPolicy compiled(drawn.text, {}, drawn.files);
    const ir::Policy& policy = compiled.policy();

    // A name of the prelude that nothing uses has no set.
    const auto expect_addresses = [&](const std::string& name, ir::AddressSetId set) {
      const auto meant = drawn.addresses.find(name);
      if (meant == drawn.addresses.end() || !set.known()) return;
      ++compared;
      EXPECT_EQ(policy.addresses(set), meant->second) << name;
    };
    for (const ir::Group& group : policy.groups) expect_addresses(group.name, group.addresses);
    for (const ir::Point& point : policy.points) expect_addresses(point.name, point.addresses);
    for (const ir::Network& network : policy.networks) expect_addresses(network.name, network.cidr);
    for (const ir::NamedService& service : policy.services) {
      const auto meant = drawn.services.find(service.name);
      if (meant == drawn.services.end() || !service.services.known()) continue;
      ++compared;
      EXPECT_EQ(policy.service_set(service.services), meant->second) << service.name;
    }
  }
  EXPECT_GT(compared, 10 * seeds());
}

TEST(RandomPolicy, ItsWrittenRulesMeanWhatTheirGeneratorMeant) {
  std::size_t compared = 0;
  for (std::uint64_t seed = 1; seed <= seeds(); ++seed) {
    SCOPED_TRACE(seed);
    const RandomPolicy drawn = random_policy(seed);
    const test::CompiledPolicy compiled(drawn.text, {}, drawn.files);
    for (const auto& [list, meant] : drawn.rules) {
      const ir::Point& point = compiled.point(list.first);
      const auto written = written_rules(point.list(list.second == Way::Inbound ? ir::Direction::Inbound : ir::Direction::Outbound));
      ASSERT_EQ(written.size(), meant.size()) << list.first;
      for (std::size_t i = 0; i < meant.size(); ++i) expect_meant(compiled.policy(), written[i], meant[i]);
      compared += meant.size();
    }
  }
  EXPECT_GT(compared, 10 * seeds());
}

// A rule that never decides tests nothing.
TEST(RandomPolicy, MostOfItsRulesDecideSomething) {
  std::size_t rules = 0;
  std::size_t decisive = 0;
  for (std::uint64_t seed = 1; seed <= 30; ++seed) {
    const RandomPolicy drawn = random_policy(seed);
    const test::CompiledPolicy compiled(drawn.text, {}, drawn.files);
    for (const ir::Point& point : compiled.policy().points) {
      for (const ir::RuleList* list : {&point.inbound, &point.outbound}) {
        std::set<std::size_t> deciding;
        for (const ir::Packet& packet : verdicts::boundary_packets(compiled.policy(), *list, {2'000, seed})) {
          const auto rule = ir::evaluate(compiled.policy(), *list, packet).rule;
          if (rule) deciding.insert(*rule);
        }
        rules += list->rules.size();
        decisive += deciding.size();
      }
    }
  }
  EXPECT_GT(decisive * 10, rules * 7) << decisive << " of " << rules;
}

}  // namespace
}  // namespace sgc::properties
