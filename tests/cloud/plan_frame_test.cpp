// What is no rule in a plan is read, too: calls, their order, what is attached to what, what is switched and checked. A
// plan in which anything of that was changed is refused, whatever the rules say; one in which only words for people were
// changed is not.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <map>
#include <ostream>
#include <utility>

#include "tests/cloud/changed_plan.h"
#include "tests/cloud/samples.h"

namespace sgc::cloud_test {
namespace {

using nlohmann::ordered_json;

struct NamedChange {
  std::string what;
  PlanChange make;
};

constexpr const char* kTencentFrame = R"(
  securitygroup cvm { description "real servers"  members 10.0.1.0/24 }
  securitygroup db { description "database"  members 10.0.2.0/24  inbound { allow mysql from cvm } }
  loadbalancer clb { description "front"  scheme public  vip 203.0.113.80  snat off
                     listener web http 80 -> cvm 8080 from any4 }
  instance i { addresses 10.0.1.5  groups cvm }
  acl x { subnets 10.0.1.0/24  inbound { allow tcp 8080 from any4 } outbound { allow tcp 1024-65535 to any4 } }
  acl y { subnets 10.0.2.0/24  inbound { allow mysql from 10.0.1.0/24 } outbound { allow tcp 1024-65535 to any4 } }
  target tencent { region "ap-guangzhou"  bind clb "lb-1", cvm "sg-1", i "ins-1", x "acl-1" })";

constexpr const char* kAwsFrame = R"(
  network prod { cidr 10.0.0.0/16  kind vpc }
  securitygroup web { description "real servers"  members 10.0.1.0/24  network prod }
  securitygroup db { description "database"  members 10.0.2.0/24  network prod  inbound { allow mysql from web } }
  loadbalancer alb { description "front"  kind application  scheme public  network prod  snat on  vip 10.0.9.80
                     listener front http 80 -> web 8080 from any4 }
  instance i { addresses 10.0.1.5  network prod  groups web }
  acl x { subnets 10.0.1.0/24  network prod  inbound { allow tcp 8080 from any4 } outbound { allow tcp 1024-65535 to any4 } }
  target aws { region "us-east-1"  bind web "sg-1" })";

constexpr const char* kAlibabaFrame = R"(
  network prod { cidr 10.0.0.0/16  kind vpc }
  securitygroup web { description "real servers"  members 10.0.1.0/24  network prod
                      inbound { deny https from 198.51.100.0/24  allow https from any4 } }
  securitygroup db { description "database"  members 10.0.2.0/24  network prod  inbound { allow mysql from web } }
  securitygroup old { members 10.0.3.0/24  network prod  inbound { deny ssh from 10.0.4.0/24  allow ssh from 10.0.0.0/16 } }
  instance i { addresses 10.0.1.5  network prod  groups web }
  target alibaba { region "cn-hangzhou"  bind old "sg-1", prod "vpc-1" })";

const std::map<std::string, const char*>& policies() {
  static const std::map<std::string, const char*> kPolicies{
      {"tencent", kTencentFrame}, {"aws", kAwsFrame}, {"alibaba", kAlibabaFrame}};
  return kPolicies;
}

// Another value of the same kind.
ordered_json other(const ordered_json& value) {
  if (value.is_string()) return value.get<std::string>() + "-evil";
  if (value.is_boolean()) return !value.get<bool>();
  if (value.is_number()) return value.get<int>() + 1;
  return value.empty() ? ordered_json::array({"more"}) : ordered_json::array();
}

// Free to be others: what is said to people, and numbers of rules as long as they keep their order.
bool is_free(const std::string& key) {
  return key == "RuleNumber" || key == "source" || key == "Description" || key == "GroupDescription" ||
         key == "generator" || key == "bill";
}

// Every member of a plan and of its calls, of another value and left out; rules themselves are left to the tests of them.
void add_member_changes(const ordered_json& plan, std::vector<NamedChange>& changes) {
  const auto add = [&](const std::string& place, const std::string& key, const ordered_json& value, const auto& owner) {
    if (is_free(key)) return;
    changes.push_back({fmt::format("{}{} is another", place, key), [=](ordered_json& all) { owner(all)[key] = other(value); }});
    changes.push_back({fmt::format("{}{} is left out", place, key), [=](ordered_json& all) { owner(all).erase(key); }});
  };
  for (const auto& [key, value] : plan.items()) {
    if (key != "calls") add("", key, value, [](ordered_json& all) -> ordered_json& { return all; });
  }
  for (std::size_t i = 0; i < plan["calls"].size(); ++i) {
    const ordered_json& call = plan["calls"][i];
    const std::string place = fmt::format("{}: ", call["file"].get<std::string>());
    for (const auto& [key, value] : call.items()) {
      const bool is_rightly_empty = key == "dependsOn" && value.empty();  // one more earlier call would do no harm
      if (key != "request" && !is_rightly_empty) {
        add(place, key, value, [i](ordered_json& all) -> ordered_json& { return all["calls"][i]; });
      }
    }
    const auto request = [i](ordered_json& all) -> ordered_json& { return all["calls"][i]["request"]; };
    for (const auto& [key, value] : call["request"].items()) add(place, key, value, request);
    changes.push_back({place + "a member more", [=](ordered_json& all) { request(all)["DryRun"] = true; }});
  }
}

// Calls left out, made twice, exchanged: as they stand, and with the numbers and files of the place where they stand then.
void add_order_changes(const ordered_json& plan, std::vector<NamedChange>& changes) {
  const std::size_t count = plan["calls"].size();
  for (std::size_t i = 0; i < count; ++i) {
    changes.push_back({fmt::format("without call {}", i + 1), [i](ordered_json& all) { all["calls"].erase(i); }});
    changes.push_back({fmt::format("call {} twice", i + 1), [i](ordered_json& all) {
                         const ordered_json again = all["calls"][i];
                         all["calls"].insert(all["calls"].begin() + static_cast<std::ptrdiff_t>(i), again);
                       }});
    for (std::size_t k = i + 1; k < count; ++k) {
      changes.push_back({fmt::format("calls {} and {} exchanged", i + 1, k + 1),
                         [i, k](ordered_json& all) { std::swap(all["calls"][i], all["calls"][k]); }});
      const bool are_alike = plan["calls"][i]["action"] == plan["calls"][k]["action"] &&
                             plan["calls"][i]["object"] == plan["calls"][k]["object"] &&
                             plan["calls"][i]["phase"] == plan["calls"][k]["phase"];
      if (are_alike) continue;  // rules of one object: which call has which is for the proof of rules
      changes.push_back({fmt::format("calls {} and {} exchanged and numbered", i + 1, k + 1), [i, k](ordered_json& all) {
                           ordered_json& calls = all["calls"];
                           std::swap(calls[i], calls[k]);
                           std::swap(calls[i]["number"], calls[k]["number"]);
                           std::swap(calls[i]["file"], calls[k]["file"]);
                         }});
    }
  }
}

class PlanFrame : public testing::TestWithParam<std::string> {};

TEST_P(PlanFrame, is_refused_where_anything_in_it_is_changed) {
  const Compiled compiled = compile(policies().at(GetParam()), GetParam());
  ASSERT_TRUE(compiled.ok()) << compiled.messages();
  ASSERT_EQ(complaints(compiled, GetParam(), compiled.files), "");
  std::vector<NamedChange> changes;
  const ordered_json plan = ordered_json::parse(compiled.files.at(0).bytes);
  add_member_changes(plan, changes);
  add_order_changes(plan, changes);
  ASSERT_GE(changes.size(), 300U);
  for (const NamedChange& change : changes) {
    EXPECT_NE(complaints(compiled, GetParam(), changed(compiled, change.make)), "") << change.what;
  }
}

TEST_P(PlanFrame, may_say_other_things_to_people) {
  const Compiled compiled = compile(policies().at(GetParam()), GetParam());
  ASSERT_TRUE(compiled.ok()) << compiled.messages();
  const auto files = changed(compiled, [](ordered_json& plan) {
    plan["generator"] = "sgc 0.0";
    plan["bill"] = ordered_json::array();
    for (ordered_json& call : plan["calls"]) {
      if (call.contains("source")) call["source"] = "elsewhere.sg:1";
      for (const char* key : {"Description", "GroupDescription"}) {
        if (call["request"].contains(key)) call["request"][key] = "other words";
      }
    }
  });
  EXPECT_EQ(complaints(compiled, GetParam(), files), "");
}

TEST_P(PlanFrame, of_every_sample_is_right) {
  for (const Sample& sample : samples_of(GetParam())) {
    const Compiled compiled = compile(sample.text, GetParam());
    EXPECT_EQ(complaints(compiled, GetParam(), compiled.files), "") << sample.name;
  }
}

INSTANTIATE_TEST_SUITE_P(Clouds, PlanFrame, testing::Values("tencent", "aws", "alibaba"),
                         [](const auto& each) { return each.param; });

// --- what each cloud attaches and switches

struct Attached {
  const char* target;
  const char* action;
  const char* member;
  ordered_json value;
};

void PrintTo(const Attached& each, std::ostream* out) {
  *out << each.target << ": " << each.member << " of " << each.action << " is " << each.value;
}

class PlanAttachments : public testing::TestWithParam<Attached> {};

TEST_P(PlanAttachments, are_refused_where_they_are_others) {
  const Attached& each = GetParam();
  const Compiled compiled = compile(policies().at(each.target), each.target);
  ASSERT_TRUE(compiled.ok()) << compiled.messages();
  const auto files = changed(compiled, [&](ordered_json& plan) {
    ordered_json& request = call_in(plan, each.action)["request"];
    ASSERT_TRUE(request.contains(each.member)) << request;
    ASSERT_NE(request[each.member], each.value);
    request[each.member] = each.value;
  });
  const std::string said = complaints(compiled, each.target, files);
  EXPECT_NE(said.find("SGC4006"), std::string::npos) << said;
}

const ordered_json kNobody = ordered_json::array();
const ordered_json kEvil = ordered_json::array({"sg-evil"});
const ordered_json kEvilFirst = ordered_json::array({"sg-evil", "sg-1"});
const ordered_json kEvilLast = ordered_json::array({"sg-1", "sg-evil"});

INSTANTIATE_TEST_SUITE_P(
    Clouds, PlanAttachments,
    testing::Values(Attached{"tencent", "ModifyInstancesAttribute", "SecurityGroups", kEvil},
                    Attached{"tencent", "ModifyInstancesAttribute", "SecurityGroups", kEvilFirst},
                    Attached{"tencent", "ModifyInstancesAttribute", "SecurityGroups", kEvilLast},
                    Attached{"tencent", "ModifyInstancesAttribute", "InstanceIds", {"ins-1", "ins-2"}},
                    Attached{"tencent", "ModifyLoadBalancerAttributes", "LoadBalancerPassToTarget", true},
                    Attached{"tencent", "ModifyLoadBalancerAttributes", "LoadBalancerId", "lb-2"},
                    Attached{"tencent", "SetLoadBalancerSecurityGroups", "SecurityGroups", kNobody},
                    Attached{"tencent", "SetLoadBalancerSecurityGroups", "SecurityGroups", kEvil},
                    Attached{"tencent", "SetLoadBalancerSecurityGroups", "LoadBalancerId", "lb-2"},
                    Attached{"tencent", "AssociateNetworkAclSubnets", "NetworkAclId", "acl-1"},
                    Attached{"tencent", "AssociateNetworkAclSubnets", "SubnetIds", {"subnet-1"}},
                    Attached{"tencent", "CreateNetworkAcl", "NetworkAclType", "QUINTUPLE"},
                    Attached{"tencent", "CreateNetworkAcl", "VpcId", "vpc-2"},
                    Attached{"aws", "SetSecurityGroups", "SecurityGroups", kNobody},
                    Attached{"aws", "SetSecurityGroups", "SecurityGroups", kEvil},
                    Attached{"aws", "SetSecurityGroups", "LoadBalancerArn", "arn:2"},
                    Attached{"aws", "ModifyInstanceAttribute", "Groups", kEvilLast},
                    Attached{"aws", "ReplaceNetworkAclAssociation", "NetworkAclId", "acl-2"},
                    Attached{"aws", "ReplaceNetworkAclAssociation", "AssociationId", "aclassoc-2"},
                    Attached{"aws", "CreateSecurityGroup", "VpcId", "vpc-2"},
                    Attached{"alibaba", "ModifyInstanceAttribute", "SecurityGroupIds", kEvil},
                    Attached{"alibaba", "ModifyInstanceAttribute", "SecurityGroupIds", kEvilLast},
                    Attached{"alibaba", "ModifyInstanceAttribute", "SecurityGroupIds", kNobody},
                    Attached{"alibaba", "ModifyInstanceAttribute", "InstanceId", "i-2"},
                    Attached{"alibaba", "CreateSecurityGroup", "VpcId", "vpc-2"},
                    Attached{"alibaba", "CreateSecurityGroup", "RegionId", "cn-beijing"},
                    Attached{"alibaba", "ModifySecurityGroupPolicy", "InnerAccessPolicy", "Accept"},
                    Attached{"alibaba", "RevokeSecurityGroup", "SecurityGroupRuleId", {"sgr-1"}}),
    [](const auto& each) {
      return fmt::format("{}_{}_{}_{}", each.param.target, each.param.action, each.param.member, each.index);
    });

}  // namespace
}  // namespace sgc::cloud_test
