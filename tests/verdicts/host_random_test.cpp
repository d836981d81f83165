// Random policies with every construct of the language: for each of their points the kernel, the evaluator and the
// file read back from its text say the same, in the ordinary forms and in maps and chains.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <string>

#include "tests/night.h"
#include "tests/properties/random_policy.h"
#include "tests/verdicts/host_fixture.h"

namespace sgc::verdicts {
namespace {

std::uint64_t seeds() { return at_night() ? 2000 : 200; }

properties::RandomPolicy drawn(std::uint64_t seed) {
  properties::RandomPolicyOptions options;
  options.established_deny = true;
  options.target_blocks = {host_options(fmt::format("baseline off counters {}", seed % 2 == 0 ? "on" : "off"))};
  return properties::random_policy(seed, options);
}

std::vector<std::string> points_of(const properties::RandomPolicy& policy) {
  std::vector<std::string> points = policy.security_groups;
  points.insert(points.end(), policy.load_balancers.begin(), policy.load_balancers.end());
  points.insert(points.end(), policy.instances.begin(), policy.instances.end());
  return points;
}

// By day one point of each policy is shown to the kernel, another kind of point with each seed.
std::vector<std::string> judged_points(const properties::RandomPolicy& policy, std::uint64_t seed) {
  std::vector<std::string> points = points_of(policy);
  return at_night() ? points : std::vector<std::string>{points[seed % points.size()]};
}

// By day each point is read in one form, and its neighbours in the other.
std::vector<Form> read_forms(std::uint64_t turn) {
  if (at_night()) return {Form::Usual, Form::Forced};
  return {turn % 2 == 0 ? Form::Usual : Form::Forced};
}

class HostRandomTest : public HostTest {};
INSTANTIATE_TEST_SUITE_P(Hosts, HostRandomTest, testing::ValuesIn(host_targets()), name_of_target);

TEST_P(HostRandomTest, RandomPoliciesAreExact) {
  for (std::uint64_t seed = 1; seed <= seeds(); ++seed) {
    SCOPED_TRACE(fmt::format("seed {}", seed));
    const properties::RandomPolicy policy = drawn(seed);
    const CompiledPolicy compiled(policy.text, {}, policy.files);
    for (const std::string& point : judged_points(policy, seed)) {
      expect_agreement(compiled, point, seed % 2 == 0 ? Form::Forced : Form::Usual, 150);
      if (HasFatalFailure() || HasNonfatalFailure()) return;
    }
  }
}

class HostReadTest : public testing::TestWithParam<HostTarget> {};
INSTANTIATE_TEST_SUITE_P(Hosts, HostReadTest, testing::Values(host_targets()[0], host_targets()[1]), name_of_target);

TEST_P(HostReadTest, FilesReadBackSayWhatThePolicySays) {
  for (std::uint64_t seed = 1; seed <= seeds(); ++seed) {
    const properties::RandomPolicy policy = drawn(seed);
    const CompiledPolicy compiled(policy.text, {}, policy.files);
    const std::vector<std::string> points = points_of(policy);
    for (std::size_t i = 0; i < points.size(); ++i) {
      for (const Form form : read_forms(seed + i)) {
        const std::string& point = points[i];
        const auto files = emitted(GetParam(), compiled, point, form);
        EXPECT_EQ(read_back(GetParam(), compiled, point, files), "") << "seed " << seed << ' ' << text_of(files).substr(0, 20000);
        if (HasNonfatalFailure()) return;
      }
    }
  }
}

}  // namespace
}  // namespace sgc::verdicts
