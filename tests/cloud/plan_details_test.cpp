// Small things of plans that whoever applies one relies on.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "compiler/diag/catalog.h"
#include "tests/cloud/compiled.h"
#include "tests/cloud/plan_runner.h"

namespace sgc::cloud_test {
namespace {

json plan_of(const std::string& text, const char* target) {
  const Compiled compiled = compile_plan(text, target);
  EXPECT_TRUE(compiled.ok()) << compiled.messages();
  return json::parse(compiled.files.at(0).bytes);
}

json call_of(const json& plan, const std::string& action, const std::string& object) {
  for (const json& call : plan.at("calls")) {
    if (call["action"] == action && call["object"] == object) return call;
  }
  ADD_FAILURE() << "no " << action << " of " << object;
  return json::object();
}

// Names are no placeholders: what a rule names must be there before all the same.
TEST(PlanDetails, ec2_classic_makes_a_group_before_rules_name_it) {
  const json plan = plan_of(R"(
    network old { cidr 10.0.0.0/8  kind classic }
    securitygroup web { members 10.0.1.0/24  network old  inbound { allow ssh from bastion } }
    securitygroup bastion { members 10.0.2.0/24  network old  inbound { allow ssh from 198.51.100.0/24 } }
    target aws { })", "aws");
  const json made = call_of(plan, "CreateSecurityGroup", "bastion")["number"];
  const json needed = call_of(plan, "AuthorizeSecurityGroupIngress", "web")["dependsOn"];
  EXPECT_NE(std::find(needed.begin(), needed.end(), made), needed.end()) << needed;
}

TEST(PlanDetails, tencent_checks_the_type_of_a_bound_acl) {
  const json plan = plan_of(R"(
    acl edge { subnets 10.0.1.0/24  inbound { allow tcp 22 from 198.51.100.0/24 } outbound { allow tcp 1024-65535 to any } }
    target tencent { bind edge "acl-0001" })", "tencent");
  const json check = call_of(plan, "DescribeNetworkAcls", "edge");
  EXPECT_EQ(check["phase"], "check");
  EXPECT_EQ(check["expects"][0]["path"], "NetworkAclSet[0].NetworkAclType");
  EXPECT_EQ(check["expects"][0]["is"], "TRIPLE");
}

TEST(PlanDetails, alibaba_counts_the_characters_of_a_description) {
  const auto description = [](const std::string& text) {
    const json plan = plan_of("securitygroup web { members 10.0.1.0/24  description \"" + text +
                              "\"  inbound { allow https from any4 } }", "alibaba");
    return call_of(plan, "CreateSecurityGroup", "web")["request"]["Description"].get<std::string>();
  };
  EXPECT_EQ(description("日本"), "日本");
  EXPECT_NE(description("日"), "日");  // at least two
}

TEST(PlanDetails, aws_is_not_told_to_set_its_own_tags) {
  const auto refused = [](const std::string& key) {
    return compile_plan("securitygroup web { members 10.0.1.0/24  tags { \"" + key +
                        "\" \"x\" }  inbound { allow https from any4 } }", "aws").has(kind::TagKey.code);
  };
  EXPECT_TRUE(refused("aws:name"));
  EXPECT_TRUE(refused("AWS:Name"));
  EXPECT_FALSE(refused("aws-name"));
}

TEST(PlanDetails, tencent_asks_for_a_subnet_of_both_families_once) {
  const json plan = plan_of(R"(
    acl edge { subnets 10.0.1.0/24, 2001:db8:1::/64  inbound { allow tcp 22 from any } outbound { allow all to any } }
    target tencent { })", "tencent");
  EXPECT_EQ(call_of(plan, "AssociateNetworkAclSubnets", "edge")["request"]["SubnetIds"].size(), 1U);
}

// From where health checks come is asked of a load balancer unless the service lets them in whatever the groups say, as it
// does for private classic ones since 2016-12-05.
TEST(PlanDetails, tencent_asks_from_where_health_checks_come_where_it_matters) {
  const auto asks = [](const std::string& age) {
    const json plan = plan_of(fmt::format(R"(
      network prod {{ cidr 10.0.0.0/16  kind vpc }}
      securitygroup backend {{ members 10.0.1.0/24  network prod }}
      loadbalancer inner {{ scheme internal  network prod  vip 10.0.2.80  snat off  {}
                           listener web tcp 80 -> backend 8080 from 10.0.8.10 }}
      assert allow tcp 80 from 10.0.8.10 to inner
      target tencent {{ }})", age), "tencent");
    const json& calls = plan["calls"];
    return std::any_of(calls.begin(), calls.end(), [](const json& call) { return call["action"] == "DescribeListeners"; });
  };
  EXPECT_TRUE(asks(""));
  EXPECT_TRUE(asks("kind application created 2017-03-01"));
  EXPECT_FALSE(asks("kind classic created 2017-03-01"));
  EXPECT_FALSE(asks("kind classic created 2016-12-05"));
}

// An instance is not named by the plan: nothing is changed about its name.
TEST(PlanDetails, names_that_the_plan_does_not_give_are_not_reported) {
  const std::string text = R"(
    securitygroup web { members 10.0.1.0/24  inbound { allow ssh from 198.51.100.0/24 } }
    instance i { addresses 10.0.1.1  groups web }
    target alibaba { })";
  EXPECT_FALSE(compile_plan(text, "alibaba").has(kind::NameChanged.code));
}

// The deny is the first group's; the list that suffers is the instance's.
TEST(PlanDetails, a_deny_of_another_group_is_laid_at_the_instances_door) {
  const Compiled compiled = compile_plan(R"(
    securitygroup first { members 10.0.1.0/24  inbound { deny ssh from 198.51.100.0/24 } }
    securitygroup second { members 10.0.1.0/24  inbound { allow ssh from any4 } }
    instance box { addresses 10.0.1.1  groups first, second }
    target aws { })", "aws");
  ASSERT_TRUE(compiled.has(kind::AwsDeny.code)) << compiled.messages();
  EXPECT_NE(compiled.messages().find("inbound list of instances with second"), std::string::npos) << compiled.messages();
}

}  // namespace
}  // namespace sgc::cloud_test
