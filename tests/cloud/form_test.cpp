// Every call of emitted plans goes through the cloud's own client as it was emitted: see form/check.js. Needs node and
// the clients, which `tests/cloud/form/install FOLDER` installs; FOLDER is `cloud-clients` in the build folder, or what
// SGC_CLOUD_CLIENTS says.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

#include "tests/cloud/compiled.h"
#include "tests/cloud/samples.h"
#include "tests/cloud/whole_policies.h"
#include "tests/program/run_program.h"
#include "tests/unit/support/temporary_folder.h"

namespace sgc::cloud_test {
namespace {

namespace fs = std::filesystem;

std::string clients() {
  const char* const folder = std::getenv("SGC_CLOUD_CLIENTS");
  return folder != nullptr ? folder : SGC_BINARY_DIR "/cloud-clients";
}

std::string why_not() {
  if (!fs::exists(clients() + "/node_modules")) {
    return "the clouds' clients are not there: tests/cloud/form/install " + clients();
  }
  return run_program({{"node", "--version"}, ".", {}, {}}).status == 0 ? "" : "node is not there";
}

ProgramResult check(const std::string& target, const std::vector<std::string>& plans) {
  ProgramRun run{{"node", SGC_SOURCE_DIR "/tests/cloud/form/check.js", target}, ".", {}, {}};
  run.arguments.insert(run.arguments.end(), plans.begin(), plans.end());
  run.environment["NODE_PATH"] = clients() + "/node_modules";
  return run_program(run);
}

struct Cloud {
  std::string target;
  const char* whole;
};

class Form : public testing::TestWithParam<Cloud> {
 protected:
  void SetUp() override {
    const std::string reason = why_not();
    if (!reason.empty()) GTEST_SKIP() << reason;
  }

  // The plans of the cloud's samples and of the policy that has everything in it.
  std::vector<std::string> plans() {
    std::vector<std::string> texts{GetParam().whole};
    for (const Sample& sample : samples_of(GetParam().target)) texts.push_back(sample.text);
    std::vector<std::string> paths;
    for (const std::string& text : texts) {
      const Compiled compiled = compile(text, GetParam().target);
      EXPECT_TRUE(compiled.ok()) << compiled.messages();
      if (!compiled.ok()) continue;
      paths.push_back(folder_.put("plan" + std::to_string(paths.size()) + ".json", compiled.files.front().bytes));
    }
    return paths;
  }

  TemporaryFolder folder_;
};

TEST_P(Form, calls_arrive_as_they_are_emitted) {
  const ProgramResult result = check(GetParam().target, plans());
  EXPECT_EQ(result.status, 0) << result.out << result.err;
}

TEST_P(Form, a_name_that_the_cloud_does_not_know_is_noticed) {
  std::string plan = content(plans().front());
  for (std::size_t at = plan.find("\"Description\""); at != std::string::npos; at = plan.find("\"Description\"", at)) {
    plan.replace(at, 13, "\"Decsription\"");
  }
  const ProgramResult result = check(GetParam().target, {folder_.put("changed.json", plan)});
  EXPECT_EQ(result.status, 1) << result.err;
  EXPECT_NE(result.out.find("Decsription is not in the model"), std::string::npos) << result.out;
}

INSTANTIATE_TEST_SUITE_P(Clouds, Form, testing::Values(Cloud{"tencent", kTencentWhole}, Cloud{"alibaba", kAlibabaWhole}),
                         [](const auto& each) { return each.param.target; });

}  // namespace
}  // namespace sgc::cloud_test
