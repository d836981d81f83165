// Rules of a plan with something in them, or in their order, that sgc never writes: refused, since a member that nobody
// reads could say anything, and so could a second rule that the service does not take. Descriptions are for people.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <ostream>
#include <utility>

#include "tests/cloud/changed_plan.h"

namespace sgc::cloud_test {
namespace {

using nlohmann::ordered_json;
using Pointer = ordered_json::json_pointer;

constexpr const char* kTencentRules = R"(
  securitygroup web { members 10.0.1.0/24  inbound { allow https from 198.51.100.0/24 } }
  acl x { subnets 10.0.1.0/24  inbound { allow https from any4 } outbound { allow tcp 1024-65535 to any4 } }
  target tencent { region "ap-guangzhou" })";

constexpr const char* kAwsRules = R"(
  securitygroup web { members 10.0.1.0/24  inbound { allow https from 198.51.100.0/24 } outbound { default deny } }
  securitygroup db { members 10.0.2.0/24  inbound { allow mysql from web  allow redis from 10.0.1.8/29 } outbound { default deny } }
  target aws { region "us-east-1"  bind db "sg-1" })";

constexpr const char* kAlibabaRules = R"(
  securitygroup web { members 10.0.1.0/24  inbound { allow https from 198.51.100.0/24 } }
  securitygroup partner { external  members 10.0.9.0/24 }
  securitygroup db {
    members 10.0.2.0/24
    inbound { allow mysql from web  allow tcp 5000 from partner
              allow ssh from 10.0.4.0/28  deny ssh from 10.0.4.0/24  allow ssh from 10.0.0.0/16 }
  }
  target alibaba { region "cn-hangzhou"  bind db "sg-1"  owner-account "partner@example.com" })";

const char* policy_for(std::string_view target) {
  return target == "tencent" ? kTencentRules : target == "aws" ? kAwsRules : kAlibabaRules;
}

std::string said_after(std::string_view target, const PlanChange& change) {
  const Compiled compiled = compile(policy_for(target), target);
  EXPECT_TRUE(compiled.ok()) << compiled.messages();
  EXPECT_EQ(complaints(compiled, target, compiled.files), "");
  return complaints(compiled, target, changed(compiled, change));
}

struct Addition {
  const char* target;
  const char* action;
  const char* object;
  const char* place;  // in the request: what is there is replaced, "-" adds to a list
  ordered_json value;
};

void PrintTo(const Addition& each, std::ostream* out) {
  *out << each.target << ": " << each.place << " of " << each.action << " becomes " << each.value;
}

class PlanRules : public testing::TestWithParam<Addition> {};

TEST_P(PlanRules, with_what_sgc_never_writes_are_refused) {
  const Addition& each = GetParam();
  const std::string said = said_after(each.target, [&](ordered_json& plan) {
    call_in(plan, each.action, each.object)["request"][Pointer(each.place)] = each.value;
  });
  EXPECT_NE(said.find("SGC4006"), std::string::npos) << said;
}

INSTANTIATE_TEST_SUITE_P(
    Clouds, PlanRules,
    testing::Values(
        Addition{"tencent", "ModifySecurityGroupPolicies", "web", "/SecurityGroupPolicySet/Version", "0"},
        Addition{"tencent", "ModifySecurityGroupPolicies", "web", "/SecurityGroupPolicySet/Ingress/0/PolicyIndex", 9},
        Addition{"tencent", "ModifySecurityGroupPolicies", "web", "/SecurityGroupPolicySet/Ingress/0/SecurityGroupId", "sg-1"},
        Addition{"tencent", "ModifySecurityGroupPolicies", "web", "/SecurityGroupPolicySet/Ingress/0/ServiceTemplate",
                 {{"ServiceId", "ppm-1"}}},
        Addition{"tencent", "ModifyNetworkAclEntries", "x", "/NetworkAclEntrySet/Ingress/0/NetworkAclDirection", "EGRESS"},
        Addition{"aws", "AuthorizeSecurityGroupIngress", "web", "/IpPermissions/0/IpRanges/0/VpcId", "vpc-2"},
        Addition{"aws", "AuthorizeSecurityGroupIngress", "web", "/IpPermissions/0/Other", 1},
        Addition{"aws", "AuthorizeSecurityGroupIngress", "web", "/IpPermissions/0/IpRanges/-", {{"CidrIp", "198.51.100.0/24"}}},
        Addition{"aws", "AuthorizeSecurityGroupIngress", "db", "/IpPermissions/0/UserIdGroupPairs/0/UserId", "999988887777"},
        Addition{"aws", "AuthorizeSecurityGroupIngress", "db", "/IpPermissions/0/UserIdGroupPairs/0/GroupName", "others"},
        Addition{"alibaba", "AuthorizeSecurityGroup", "web", "/Permissions/0/Other", 1},
        Addition{"alibaba", "AuthorizeSecurityGroup", "web", "/Permissions/0/SourceGroupId", "@sgc:db@"},
        Addition{"alibaba", "AuthorizeSecurityGroup", "db", "/Permissions/0/SourceGroupOwnerAccount", "evil@example.com"}),
    [](const auto& each) { return fmt::format("{}_{}_{}", each.param.target, each.param.action, each.index); });

// Of bound groups it is one rule a call.
TEST(RulesOfPlans, that_two_calls_add_are_refused_at_aws) {
  const std::string said = said_after("aws", [](ordered_json& plan) {
    std::vector<ordered_json*> calls;
    for (ordered_json& call : plan["calls"]) {
      if (call["action"] == "AuthorizeSecurityGroupIngress" && call["object"] == "db") calls.push_back(&call);
    }
    ASSERT_EQ(calls.size(), 2U);
    (*calls[1])["request"] = (*calls[0])["request"];
  });
  EXPECT_NE(said.find("a rule is added twice"), std::string::npos) << said;
}

// All rules are there in the end; on the way some would open what both the old and the new deny.
TEST(RulesOfPlans, of_a_bound_group_in_another_order_are_refused_at_alibaba) {
  const std::string said = said_after("alibaba", [](ordered_json& plan) {
    std::vector<ordered_json*> calls;
    for (ordered_json& call : plan["calls"]) {
      const bool meant = call["action"] == "AuthorizeSecurityGroup" && call["object"] == "db" && call["phase"] == "allow";
      if (meant) calls.push_back(&call);
    }
    ASSERT_GE(calls.size(), 2U);
    std::swap((*calls[0])["request"], (*calls[1])["request"]);
  });
  EXPECT_NE(said.find("comes after rules that it should come before"), std::string::npos) << said;
}

void describe(ordered_json& value) {
  for (auto& [key, member] : value.items()) {
    if (key == "Description" || key == "PolicyDescription") {
      member = "other words";
    } else if (member.is_structured()) {
      describe(member);
    }
  }
}

TEST(RulesOfPlans, may_be_described_in_other_words) {
  for (const char* target : {"tencent", "aws", "alibaba"}) {
    const PlanChange reword = [](ordered_json& plan) {
      for (ordered_json& call : plan["calls"]) describe(call["request"]);
    };
    EXPECT_EQ(said_after(target, reword), "") << target;
  }
}

}  // namespace
}  // namespace sgc::cloud_test
