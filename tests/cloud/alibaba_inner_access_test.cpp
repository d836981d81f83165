// Inner access of groups that the policy has no machines for: parts of a group, and blacklists in front of others. No
// plan gives it to them, and a plan that was made to is refused.
#include <gtest/gtest.h>

#include "tests/cloud/changed_plan.h"

namespace sgc::cloud_test {
namespace {

using nlohmann::ordered_json;

constexpr const char* kBlacklistInFront = R"(
  network prod { cidr 10.0.0.0/16  kind vpc }
  securitygroup a { network prod  members 10.0.1.0/24  inbound { allow https from any4 } }
  securitygroup b { network prod  members 10.0.1.0/24  inbound { allow ssh from 10.0.0.0/8 } }
  instance i { network prod  addresses 10.0.1.5  groups a, b }
  blacklist bad { deny 198.51.100.0/24 on i }
  target alibaba { region "cn-hangzhou" })";

constexpr const char* kSpread = R"(
  securitygroup a {
    members 10.0.1.0/24
    inbound { allow tcp 81 from any4  allow tcp 83 from any4  allow tcp 85 from any4  allow tcp 87 from any4 }
  }
  instance i { addresses 10.0.1.5  groups a }
  target alibaba { region "cn-hangzhou"  spread on  quota rules 4 })";

void expect_refused(const char* policy, const char* object) {
  const Compiled compiled = compile(policy, "alibaba");
  ASSERT_TRUE(compiled.ok()) << compiled.messages();
  ASSERT_EQ(complaints(compiled, "alibaba", compiled.files), "");
  const auto take_away = [&](ordered_json& plan) -> ordered_json& { return call_in(plan, "ModifySecurityGroupPolicy", object); };
  const PlanChange changes[] = {
      [&](ordered_json& plan) { take_away(plan)["request"]["InnerAccessPolicy"] = "Accept"; },
      [&](ordered_json& plan) { take_away(plan)["request"]["SecurityGroupId"] = "@sgc:a@"; },
      [&](ordered_json& plan) { plan["calls"].erase(static_cast<std::size_t>(&take_away(plan) - &plan["calls"][0])); },
  };
  for (const PlanChange& change : changes) {
    const std::string said = complaints(compiled, "alibaba", changed(compiled, change));
    EXPECT_NE(said.find("has inner access, and the policy gives it none"), std::string::npos) << said;
  }
}

TEST(AlibabaInnerAccess, of_blacklists_in_front_is_refused) { expect_refused(kBlacklistInFront, "blacklists.bad"); }

TEST(AlibabaInnerAccess, of_a_further_part_of_a_group_is_refused) { expect_refused(kSpread, "a.2"); }

}  // namespace
}  // namespace sgc::cloud_test
