// Random policies with every construct of the language: for each of their points the kernel, the evaluator and the
// file read back from its text say the same, in the ordinary forms and in maps and chains.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <string>

#include "targets/nftables/verify.h"
#include "tests/properties/random_policy.h"
#include "tests/verdicts/nftables_fixture.h"

namespace sgc::verdicts {
namespace {

std::uint64_t seeds() { return std::getenv("SGC_NIGHTLY") != nullptr ? 2000 : 200; }

properties::RandomPolicy drawn(std::uint64_t seed) {
  properties::RandomPolicyOptions options;
  options.established_deny = true;
  options.target_blocks = {fmt::format("target nftables {{ baseline off counters {} }}\n", seed % 2 == 0 ? "on" : "off")};
  return properties::random_policy(seed, options);
}

std::vector<std::string> points_of(const properties::RandomPolicy& policy) {
  std::vector<std::string> points = policy.security_groups;
  points.insert(points.end(), policy.load_balancers.begin(), policy.load_balancers.end());
  points.insert(points.end(), policy.instances.begin(), policy.instances.end());
  return points;
}

nftables::Limits limits_of(std::uint64_t seed) { return seed % 2 == 0 ? kForced : nftables::Limits{}; }

TEST_F(NftablesTest, RandomPoliciesAreExact) {
  for (std::uint64_t seed = 1; seed <= seeds(); ++seed) {
    SCOPED_TRACE(fmt::format("seed {}", seed));
    const properties::RandomPolicy policy = drawn(seed);
    const CompiledPolicy compiled(policy.text, {}, policy.files);
    for (const std::string& point : points_of(policy)) {
      expect_agreement(compiled, point, limits_of(seed), 150);
      if (HasFatalFailure() || HasNonfatalFailure()) return;
    }
  }
}

TEST(NftablesRandom, FilesReadBackSayWhatThePolicySays) {
  for (std::uint64_t seed = 1; seed <= seeds(); ++seed) {
    const properties::RandomPolicy policy = drawn(seed);
    const test::CompiledPolicy compiled(policy.text, {}, policy.files);
    std::vector<ir::PointId> points;
    for (const std::string& point : points_of(policy)) points.push_back(compiled.policy().find_point(point).value());
    const targets::Request request{compiled.policy(), compiled.sources(), points, "0.0.0", true};

    for (const nftables::Limits& limits : {nftables::Limits{}, kForced}) {
      Sink sink;
      const auto files = nftables::emit_files(request, limits, sink);
      Sink proof;
      nftables::verify_files(request, files, proof);
      EXPECT_TRUE(proof.all().empty()) << "seed " << seed << '\n' << render_text({proof.all(), compiled.sources()}, false);
      if (HasNonfatalFailure()) return;
    }
  }
}

}  // namespace
}  // namespace sgc::verdicts
