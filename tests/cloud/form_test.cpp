// Every call of emitted plans goes through the cloud's own client as it was emitted: see form/check.js. Needs node and
// the clients, which `tests/cloud/form/install FOLDER` installs; FOLDER is `cloud-clients` in the build folder, or what
// SGC_CLOUD_CLIENTS says.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "tests/cloud/compiled.h"
#include "tests/cloud/samples.h"
#include "tests/cloud/whole_policies.h"
#include "tests/program/run_program.h"
#include "tests/unit/support/temporary_folder.h"

namespace sgc::cloud_test {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

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

// `aliyun` takes arguments and no file: the command of each call makes them. Here a program of that name writes down
// what it is given.
TEST(AliyunCommand, gives_the_request_as_arguments) {
  if (run_program({{"jq", "--version"}, ".", {}, {}}).status != 0) GTEST_SKIP() << "jq is not there";
  const Compiled compiled = compile(kAlibabaWhole, "alibaba");
  ASSERT_TRUE(compiled.ok()) << compiled.messages();
  const TemporaryFolder folder;
  const std::string program = folder.put("aliyun", "#!/bin/sh\nfor each; do printf '%s\\n' \"$each\"; done\n");
  fs::permissions(program, fs::perms::owner_all);
  const auto call = std::find_if(compiled.files.begin(), compiled.files.end(), [](const targets::OutputFile& file) {
    return file.path.ends_with("-AuthorizeSecurityGroup.json");
  });
  const std::string name = call->path.substr(call->path.find('/') + 1);
  folder.put(name, call->bytes);

  const json plan = json::parse(compiled.files.front().bytes);
  const json& planned = plan["calls"][static_cast<std::size_t>(call - compiled.files.begin()) - 1];
  const std::string line = "PATH=" + folder.path() + ":$PATH; " + planned["command"].get<std::string>();
  const ProgramResult result = run_program({{"sh", "-c", line}, folder.path(), {}, {}});

  const json& request = planned["request"];
  std::string wanted = "ecs\nAuthorizeSecurityGroup\n--RegionId\n" + request["RegionId"].get<std::string>() +
                       "\n--SecurityGroupId\n" + request["SecurityGroupId"].get<std::string>() + "\n--Permissions.1.IpProtocol\n";
  EXPECT_EQ(result.status, 0) << result.err;
  EXPECT_EQ(result.out.substr(0, wanted.size()), wanted);
  std::size_t members = 2;
  for (const json& permission : request["Permissions"]) members += permission.size();
  EXPECT_EQ(static_cast<std::size_t>(std::count(result.out.begin(), result.out.end(), '\n')), 2 + 2 * members);
}

}  // namespace
}  // namespace sgc::cloud_test
