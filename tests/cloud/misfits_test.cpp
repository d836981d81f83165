// Instances that tell a group's members from the machines that hold it: rules that name the group are written by
// addresses, at every cloud, and a plan that names it does not verify.
#include <gtest/gtest.h>

#include <fmt/format.h>

#include "compiler/diag/catalog.h"
#include "targets/target.h"
#include "tests/cloud/alibaba_world.h"
#include "tests/cloud/aws_world.h"
#include "tests/cloud/compiled.h"
#include "tests/cloud/tencent_world.h"

namespace sgc::cloud_test {
namespace {

constexpr std::size_t kPackets = 1000;

std::optional<std::string> difference(const Compiled& compiled, std::string_view cloud) {
  if (cloud == "aws") return AwsWorld(compiled.policy(), compiled.files).difference(kPackets, 1);
  if (cloud == "tencent") return TencentWorld(compiled.policy(), compiled.files).difference(kPackets, 1);
  return AlibabaWorld(compiled.policy(), compiled.files).difference(kPackets, 1);
}

// Whether a rule of the plan names a group: the calls themselves name the one that they are about.
bool names_a_group(const Compiled& compiled, std::string_view name) {
  const std::string id = fmt::format("\"@sgc:{}@\"", name);
  for (const char* member : {"SourceGroupId", "DestGroupId", "GroupId", "SecurityGroupId"}) {
    const std::string said = fmt::format("\"{}\": {}", member, id);
    for (const targets::OutputFile& file : compiled.files) {
      const bool rules = file.path.find("Authorize") != std::string::npos || file.path.find("Policies") != std::string::npos;
      if (!rules) continue;
      std::size_t count = 0;
      for (std::size_t at = file.bytes.find(said); at != std::string::npos; at = file.bytes.find(said, at + 1)) ++count;
      const bool own = file.bytes.find(said) < file.bytes.find("Permission") && file.bytes.find(said) < file.bytes.find("PolicySet");
      if (count > (own ? 1U : 0U)) return true;
    }
  }
  return false;
}

class Misfits : public testing::TestWithParam<const char*> {
 protected:
  std::string cloud() const { return GetParam(); }

  Compiled compiled(std::string_view b, std::string_view rest) const {
    return compile(text(b, rest), cloud(), {}, true);
  }

  std::string text(std::string_view b, std::string_view rest) const {
    return fmt::format(R"(
      network prod {{ cidr 10.0.0.0/8  kind vpc }}
      securitygroup a {{ network prod  members 10.0.1.0/24  inbound {{ allow https from any4 }} }}
      securitygroup b {{ network prod  members 10.0.2.0/24  inbound {{ {} }} }}
      securitygroup d {{ network prod  members 10.0.0.0/16  inbound {{ allow https from any4 }} }}
      {}
      target {} {{ region "r" }})", b, rest, cloud());
  }

  void expect_addresses(std::string_view b, std::string_view rest) const {
    const Compiled made = compiled(b, rest);
    ASSERT_TRUE(made.ok()) << made.messages();
    EXPECT_FALSE(names_a_group(made, "a"));
    EXPECT_TRUE(made.has(kind::NotByReference.code));
    const auto found = difference(made, cloud());
    EXPECT_FALSE(found) << *found;
  }
};

constexpr const char* kFromA = "allow ssh from a";
constexpr const char* kMember = "instance i { network prod  addresses 10.0.1.5  groups a }";
constexpr const char* kHolderOutside = "instance i { network prod  addresses 10.9.9.9  groups a }";
constexpr const char* kMemberWithoutIt = "instance i { network prod  addresses 10.0.1.5  groups d }";

TEST_P(Misfits, an_instance_among_the_members_leaves_the_reference) {
  const Compiled made = compiled(kFromA, kMember);
  ASSERT_TRUE(made.ok()) << made.messages();
  EXPECT_TRUE(names_a_group(made, "a"));
  EXPECT_FALSE(made.has(kind::NotByReference.code));
}

TEST_P(Misfits, a_deny_meets_a_member_that_does_not_hold_the_group) {
  if (cloud() == "aws") return;  // its rules deny nothing
  expect_addresses("deny ssh from a  allow ssh from 10.0.0.0/8", kMemberWithoutIt);
}

TEST_P(Misfits, an_allow_is_not_for_a_holder_outside_the_members) { expect_addresses(kFromA, kHolderOutside); }

TEST_P(Misfits, an_allow_is_for_a_member_that_does_not_hold_the_group) { expect_addresses(kFromA, kMemberWithoutIt); }

TEST_P(Misfits, members_of_an_external_group_are_no_instances_of_the_policy) {
  const std::string_view rest = "securitygroup partner { external  network prod  members 10.0.7.0/24 }\n"
                                "instance i { network prod  addresses 10.0.7.5  groups d }";
  const Compiled made = compiled("allow ssh from partner", rest);
  ASSERT_TRUE(made.ok()) << made.messages();
  EXPECT_FALSE(names_a_group(made, "partner"));
}

TEST_P(Misfits, of_a_group_are_so_for_what_its_machines_say_to_each_other) {
  constexpr const char* kOutside = "instance i { network prod  addresses 10.9.9.9  groups own }";
  constexpr const char* kWithoutIt = "instance i { network prod  addresses 10.0.8.5  groups d }";
  constexpr const char* kRule = "inbound { allow redis from self }";
  // A holder outside the members cannot have «intra-group allow»: it is said of members on both sides, and refused.
  for (const auto& [way, instance] : {std::pair(kRule, kOutside), std::pair(kRule, kWithoutIt),
                                      std::pair("intra-group allow", kWithoutIt)}) {
    const std::string own = fmt::format("securitygroup own {{ network prod  members 10.0.8.0/24  {} }}\n{}", way, instance);
    const Compiled made = compiled("allow ssh from 10.0.0.0/8", own);
    ASSERT_TRUE(made.ok()) << made.messages();
    EXPECT_FALSE(names_a_group(made, "own"));
    const auto found = difference(made, cloud());
    EXPECT_FALSE(found) << way << " " << instance << ": " << *found;
    for (const targets::OutputFile& file : made.files) {
      EXPECT_EQ(file.bytes.find("\"InnerAccessPolicy\": \"Accept\""), std::string::npos) << file.path;
    }
  }
}

// An instance among the addresses of a load balancer is not behind its group.
TEST(BalancerMisfits, an_instance_beside_a_load_balancer_is_let_in_as_the_policy_says) {
  const auto compiled = [](const std::string& address) {
    return compile(fmt::format(R"(
      network prod {{ cidr 10.0.0.0/8  kind vpc }}
      securitygroup b {{ network prod  members 10.0.2.0/24  inbound {{ allow ssh from 10.0.9.0/24 }} }}
      securitygroup d {{ network prod  members 10.0.0.0/16  inbound {{ allow https from any4 }} }}
      loadbalancer edge {{
        network prod  scheme internal  snat on  vip 10.0.3.5  addresses 10.0.3.0/24
        listener web http 80 -> b 8080 from 10.0.0.0/8
      }}
      instance i {{ network prod  addresses {}  groups d }}
      target aws {{ region "r" }})", address), "aws", {}, true);
  };
  const Compiled beside = compiled("10.0.3.9");
  ASSERT_TRUE(beside.ok()) << beside.messages();
  EXPECT_FALSE(names_a_group(beside, "edge.group"));
  EXPECT_TRUE(beside.has(kind::NotByReference.code));
  const auto found = difference(beside, "aws");
  EXPECT_FALSE(found) << *found;

  const Compiled apart = compiled("10.0.4.9");
  ASSERT_TRUE(apart.ok()) << apart.messages();
  EXPECT_TRUE(names_a_group(apart, "edge.group"));
}

// The two policies differ in an address that stands nowhere in a plan that names the group.
TEST_P(Misfits, a_plan_that_names_the_group_does_not_verify) {
  for (const auto& [with, without] : {std::pair(kMember, kHolderOutside),
                                      std::pair("instance i { network prod  addresses 10.0.5.5  groups d }", kMemberWithoutIt)}) {
    const Compiled plan = compiled(kFromA, with);
    const Compiled other = compiled(kFromA, without);
    ASSERT_TRUE(plan.ok() && other.ok()) << plan.messages() << other.messages();
    std::vector<ir::PointId> points;
    for (std::uint32_t i = 0; i < other.policy().points.size(); ++i) points.push_back({i});
    Sink sink;
    targets::find_target(cloud())->verify({other.policy(), other.run->sources, points, "0"}, plan.files, sink);
    EXPECT_TRUE(sink.has_errors()) << without;
  }
}

INSTANTIATE_TEST_SUITE_P(Clouds, Misfits, testing::Values("tencent", "aws", "alibaba"),
                         [](const auto& each) { return each.param; });

}  // namespace
}  // namespace sgc::cloud_test
