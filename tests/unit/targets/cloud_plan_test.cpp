#include "targets/cloud/plan.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "compiler/diag/catalog.h"
#include "compiler/support/assert.h"
#include "targets/cloud/placeholder.h"

namespace sgc::targets::cloud {
namespace {

constexpr QuotaRow kTable[] = {{"rules", 2, "rules of a group", "2026-11", "a test"},
                               {"groups", 50, "groups", "2026-11", "a test"}};

std::string command(const Call& call, std::string_view file, std::string_view) { return call.service + " " + std::string(file); }

PlanHead head() { return {"tencent", "0.1.0", "ap-guangzhou", command}; }

Call call(Phase phase, std::string action, std::string id) {
  Call result;
  result.phase = phase;
  result.service = "vpc";
  result.action = std::move(action);
  result.object = "backend";
  result.request = JsonObject().add("SecurityGroupId", id).done();
  return result;
}

nlohmann::json plan_of(const std::vector<OutputFile>& files) { return nlohmann::json::parse(files.front().bytes); }

class CloudPlan : public testing::Test {
 protected:
  Quotas quotas{kTable, nullptr};
  Bill bill{quotas};
  Plan plan;
};

TEST_F(CloudPlan, calls_stand_phase_by_phase_and_in_the_order_of_adding_within_one) {
  plan.add(call(Phase::Attach, "Third", "sg-1"));
  plan.add(call(Phase::Deny, "First", "sg-1"));
  plan.add(call(Phase::Deny, "Second", "sg-1"));

  const auto files = print_plan(plan, head(), bill);

  ASSERT_EQ(files.size(), 4U);
  EXPECT_EQ(files[0].path, "tencent/plan.json");
  EXPECT_EQ(files[1].path, "tencent/01-First.json");
  EXPECT_EQ(files[2].path, "tencent/02-Second.json");
  EXPECT_EQ(files[3].path, "tencent/03-Third.json");
}

TEST_F(CloudPlan, a_call_depends_on_those_that_create_what_it_names) {
  Call create = call(Phase::Create, "CreateSecurityGroup", "x");
  create.creates.push_back({placeholder("backend"), "SecurityGroup.SecurityGroupId"});
  plan.add(create);
  plan.add(call(Phase::Allow, "Other", "sg-1"));
  plan.add(call(Phase::Allow, "Modify", placeholder("backend")));

  const auto json = plan_of(print_plan(plan, head(), bill));

  EXPECT_EQ(json["calls"][1]["dependsOn"], nlohmann::json::array());
  EXPECT_EQ(json["calls"][2]["dependsOn"], nlohmann::json::array({1}));
  EXPECT_EQ(json["calls"][0]["creates"][0]["placeholder"], "@sgc:backend@");
}

TEST_F(CloudPlan, a_placeholder_that_nobody_creates_nor_asks_for_is_a_bug) {
  plan.add(call(Phase::Allow, "Modify", placeholder("backend")));
  EXPECT_THROW(print_plan(plan, head(), bill), BugError);

  plan.ask({placeholder("backend"), "id of security group backend"});
  EXPECT_EQ(plan_of(print_plan(plan, head(), bill))["inputs"].size(), 1U);
}

TEST_F(CloudPlan, a_call_that_is_used_before_it_is_made_is_a_bug) {
  Call create = call(Phase::Attach, "Create", "x");
  create.creates.push_back({placeholder("backend"), "Id"});
  plan.add(create);
  plan.add(call(Phase::Allow, "Modify", placeholder("backend")));
  EXPECT_THROW(print_plan(plan, head(), bill), BugError);
}

TEST_F(CloudPlan, the_request_of_the_plan_is_that_of_the_file) {
  plan.add(call(Phase::Allow, "Modify", "sg-\"1\n"));
  const auto files = print_plan(plan, head(), bill);
  EXPECT_EQ(plan_of(files)["calls"][0]["request"], nlohmann::json::parse(files[1].bytes));
  EXPECT_EQ(files[1].bytes, "{\n  \"SecurityGroupId\": \"sg-\\\"1\\n\"\n}\n");
}

TEST_F(CloudPlan, a_hundred_calls_sort_by_name_too) {
  for (int i = 0; i < 100; ++i) plan.add(call(Phase::Allow, "Modify", "sg-1"));
  const auto files = print_plan(plan, head(), bill);
  EXPECT_EQ(files[1].path, "tencent/001-Modify.json");
  EXPECT_EQ(files[100].path, "tencent/100-Modify.json");
}

TEST_F(CloudPlan, over_quota_is_an_error_that_names_what_takes_most) {
  BillLine line;
  line.object = "backend";
  line.quota = "rules";
  line.used = 70;
  line.takers = {{{}, "a", 1}, {{}, "b", 64}, {{}, "c", 2}, {{}, "d", 3}};
  bill.add(line);
  Sink sink;

  report_over_quota(bill, "Tencent Cloud", sink);

  ASSERT_EQ(sink.errors(), 1U);
  const Diagnostic& found = sink.all().front();
  EXPECT_EQ(found.message, "backend: 70 rules of a group, and Tencent Cloud takes 2");
  ASSERT_EQ(found.notes.size(), 3U);
  EXPECT_EQ(found.notes.front().message, "b takes 64 of 70");
}

TEST_F(CloudPlan, a_quota_of_the_policy_overrides_the_table) {
  ir::TargetSettings settings;
  settings.quotas["rules"] = {std::int64_t{200}, {}};
  const Quotas raised(kTable, &settings);
  Bill roomy(raised);
  roomy.add({"backend", "rules", 70, {}, {}, {}});
  Sink sink;
  report_over_quota(roomy, "Tencent Cloud", sink);
  EXPECT_EQ(sink.errors(), 0U);
  EXPECT_EQ(nlohmann::json::parse(bill_json(roomy).text)[0]["limit"], 200);
}

TEST(CloudPlaceholder, names_come_back_out_of_a_text) {
  const std::string text = "a @sgc:backend@ b @sgc:edge.lb@@sgc:x-1@ @sgc:@ @sgc:no end";
  const auto found = placeholders_in(text);
  ASSERT_EQ(found.size(), 3U);
  EXPECT_EQ(found[0], "@sgc:backend@");
  EXPECT_EQ(found[1], "@sgc:edge.lb@");
  EXPECT_EQ(found[2], "@sgc:x-1@");
}

TEST(CloudPlaceholder, free_text_is_cleared_of_them_even_when_clearing_makes_a_new_one) {
  for (const char* text : {"@sgc:a@", "@@sgc:a@@", "@sgc:@sgc:a@@", "@sg@sgc:c:a@"}) {
    EXPECT_TRUE(placeholders_in(without_placeholders(text)).empty()) << text;
    EXPECT_EQ(without_placeholders(text).find("@sgc:"), std::string::npos) << text;
  }
}

TEST(CloudJson, is_what_a_parser_reads_and_two_spaces_a_level) {
  const Json nested = JsonObject().add("list", json_strings(std::vector<std::string>{"a", "b"})).done();
  const Json json = JsonObject().add("text", "x\ny\xFF").add("number", json_number(-5)).add("nested", nested).add("none", json_array({})).done();
  const auto parsed = nlohmann::ordered_json::parse(json.text);
  EXPECT_EQ(parsed["text"], "x\ny\xEF\xBF\xBD");
  EXPECT_EQ(parsed["number"], -5);
  EXPECT_EQ(json.text, parsed.dump(2));
}

}  // namespace
}  // namespace sgc::targets::cloud
